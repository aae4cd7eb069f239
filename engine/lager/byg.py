"""Build a warehouse: write a new file, check it, publish it, or leave the one in use untouched.

Nothing is published before the last check has passed, and publishing is one rename and one pointer. A failure
or a kill at any moment leaves at most a draft, which the next build removes.
"""

from __future__ import annotations

import csv
import gc
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from engine import plads, steder
from engine.driftlog import uden_cpr
from engine.fejl import ByggeFejl, IntetLager
from engine.indstillinger import Indstillinger
from engine.laas import joblaas
from engine.lager import egneadresser, filer, forslag, kandidater, laes, meta, port, proever, tekstperiode
from engine.lager.modeller import LAG, PRAEFIKS, RAA, Model, find_audits, find_modeller, under

if TYPE_CHECKING:
    from engine.indlaesning.leverance import Leverance
    from engine.lov.parametre import Lovsamling

Melding = Callable[[str], None]
FyldRaa = Callable[[port.Forbindelse, Indstillinger, "list[Leverance]"], None]

_NAVN = re.compile(r"[a-z][a-z0-9_]*")
_KALENDER = """
CREATE TABLE raw.kalender AS
SELECT strftime(m.fra, '%Y-%m') AS maaned, m.fra::DATE AS fra, last_day(m.fra::DATE) AS til,
    year(m.fra)::INTEGER AS aar, day(last_day(m.fra::DATE))::INTEGER AS dage
FROM generate_series(TIMESTAMP '2005-01-01', TIMESTAMP '2035-12-01', INTERVAL 1 MONTH) AS m(fra)
"""


# Empty in every generation: corrections are laid on top (overlay.py), but the models say where they enter.
_RETTELSE = """
CREATE TABLE raw.rettelse_periode (kilde VARCHAR, regnskabsaar BIGINT, bilagsnr VARCHAR, linjenr BIGINT,
    periode_fra DATE, periode_til DATE, enkeltstaaende BOOLEAN)
"""


@dataclass(frozen=True)
class _Plan:
    """All that a build depends on, settled before its file is opened."""

    ind: Indstillinger
    nu: datetime
    modeller: list[Model]
    audits: list[Model]
    tabeller: Path
    leverancer: list[Leverance]
    fyld_raa: FyldRaa
    lov: Lovsamling
    egne: Mapping[str, egneadresser.Raekker]
    melding: Melding


def _stille(_: str) -> None:
    """Say nothing."""


def byg(
    ind: Indstillinger,
    nu: datetime,
    *,
    sql_mappe: Path | None = None,
    tabel_mappe: Path | None = None,
    leverancer: Sequence[Leverance] | None = None,
    fyld_raa: FyldRaa | None = None,
    lov: Lovsamling | None = None,
    egne: Mapping[str, egneadresser.Raekker] | None = None,
    laas: bool = True,
    melding: Melding = _stille,
) -> laes.Generation:
    """Build a new generation from every delivery that is not withdrawn, and put it in use.

    sql_mappe: models and audits (default sql/). tabel_mappe: seed tables (default assets/tabeller).
    leverancer, fyld_raa: the deliveries and what fills schema raw from them (default landing and raa).
    lov: the law parameters that models may read (default the published ones).
    egne: addresses written in the app, by table, laid beside the delivered ones (egneadresser.py).
    laas=False when the caller already holds the job lock.
    Errors: ByggeFejl, with the generation in use untouched; JobLaast.
    """
    with joblaas(ind) if laas else nullcontext():
        modeller = find_modeller(sql_mappe or steder.sql())
        plan = _Plan(
            ind=ind,
            nu=nu,
            modeller=modeller,
            audits=find_audits(sql_mappe or steder.sql(), modeller),
            tabeller=tabel_mappe or steder.assets() / "tabeller",
            leverancer=_leverancer(ind) if leverancer is None else list(leverancer),
            fyld_raa=fyld_raa or _fyld_raa(),
            lov=_lov() if lov is None else lov,
            egne=egne or {},
            melding=melding,
        )
        with _forklaret("Lageret kunne ikke bygges", "Se, om disken er fuld eller skrivebeskyttet."):
            _byg_og_udgiv(plan)
        return laes.aktuel(ind)


def _lov() -> Lovsamling:
    from engine.lov.parametre import laes_lov

    return laes_lov()


def _leverancer(ind: Indstillinger) -> list[Leverance]:
    from engine.indlaesning.leverance import aktive

    return aktive(ind)


def _fyld_raa() -> FyldRaa:
    from engine.lager.raa import byg_raa

    return byg_raa


@contextmanager
def _forklaret(hvad: str, raad: str) -> Iterator[None]:
    """Turn what DuckDB or the disk says into one Danish sentence without CPR numbers."""
    try:
        yield
    except (port.Fejl, OSError, UnicodeDecodeError) as fejl:
        aarsag = next(iter(str(fejl).splitlines()), type(fejl).__name__)
        raise ByggeFejl(f"{PRAEFIKS}{hvad}: {uden_cpr(aarsag)}. {raad}") from fejl


def _byg_og_udgiv(plan: _Plan) -> None:
    mappe = plan.ind.generationer
    mappe.mkdir(parents=True, exist_ok=True)
    nr = filer.naeste_nummer(mappe)
    _ryd_op(plan.ind)
    _kontroller_plads(plan.ind)
    kladde = filer.kladde(mappe, nr)
    try:
        _skriv_kladde(plan, nr, kladde)
        plan.melding(f"Udgiver g{nr:06d}")
        filer.udgiv(kladde)
    finally:
        _ryd_op(plan.ind)
    filer.ryd_gamle(mappe, plan.ind.generationer_gemt)


def _ryd_op(ind: Indstillinger) -> None:
    """Drafts and spilled data; the job lock says that nobody is using them."""
    filer.ryd_kladder(ind.generationer)
    shutil.rmtree(ind.arbejde / "duckdb", ignore_errors=True)


def _kontroller_plads(ind: Indstillinger) -> None:
    """Room for a generation like the largest and for what it spills; before the first, after what has landed."""
    stoerste = max((sti.stat().st_size for sti in filer.udgivne(ind.generationer)), default=0)
    kraevet = 2 * stoerste or 3 * plads.fylder(ind.landing)
    if mangler := plads.mangler(ind.generationer, kraevet):
        raise ByggeFejl(f"{PRAEFIKS}{mangler} Frigør plads, og kør 'hjemtag byg' igen.")


def _skriv_kladde(plan: _Plan, nr: int, kladde: Path) -> None:
    con, dagbog = port.aabn_skriv(kladde, plan.ind), meta.Dagbog()
    try:
        con.execute("".join(f"CREATE SCHEMA {skema};" for skema in (RAA, *LAG)) + meta.SKEMA)
        _fyld(con, plan)
        _byg_modeller(con, plan, dagbog)
        plan.melding(f"Kører {len(plan.audits)} kontroller")
        _koer_audits(con, plan.audits, dagbog)
        dagbog.skriv(con)
        meta.skriv_generation(con, plan.ind, nr, plan.nu, plan.lov.version, plan.leverancer)
        con.execute("CHECKPOINT")
    finally:
        con.close()


def _fyld(con: port.Forbindelse, plan: _Plan) -> None:
    """Schema raw: the deliveries, the seed tables, the calendar and the settings that models depend on."""
    plan.melding(f"Henter rådata fra {len(plan.leverancer)} leverancer")
    with _forklaret("Rådata kunne ikke hentes fra landingen", "Se 'hjemtag leverance list'."):
        plan.fyld_raa(con, plan.ind, plan.leverancer)
        egneadresser.laeg(con, plan.egne)
    for fil in sorted(plan.tabeller.glob("*.csv")):
        with _forklaret(f"assets/tabeller/{fil.name} kunne ikke indlæses", "Ret filen."):
            indlaes_tabel(con, fil)
    con.execute(_KALENDER)
    indlaes_indstillinger(con, plan.ind, max((leverance.dato for leverance in plan.leverancer), default=None))
    con.execute(_RETTELSE)
    indlaes_lov(con, plan.lov)
    plan.melding("Læser posteringernes tekster")
    tekstperiode.byg_tekstperiode(con, _foer(plan.ind))


def _foer(ind: Indstillinger) -> Path | None:
    """The generation in use, if there is one."""
    try:
        return laes.aktuel(ind).sti
    except IntetLager:
        return None


def indlaes_indstillinger(con: port.Forbindelse, ind: Indstillinger, data_dato: date | None) -> None:
    """raw.indstilling: what models depend on besides their rows."""
    con.execute("CREATE TABLE raw.indstilling (navn VARCHAR, vaerdi VARCHAR)")
    vaerdier = {"kommune": ind.kommune, "periode_sikkerhed_min": str(ind.periode_sikkerhed_min)}
    vaerdier["data_dato"] = data_dato.isoformat() if data_dato else ""
    con.executemany("INSERT INTO raw.indstilling VALUES (?, ?)", list(vaerdier.items()))


def indlaes_lov(con: port.Forbindelse, lov: Lovsamling) -> None:
    """raw.lovparameter: each dated value as text, so that no legal number stands in a model."""
    vaerdier = [v for navn in sorted(lov.parametre) for v in lov.parametre[navn].vaerdier]
    kolonner = {
        "navn": pa.array([v.parameter for v in vaerdier], pa.string()),
        "fra": pa.array([v.fra for v in vaerdier], pa.date32()),
        "til": pa.array([v.til for v in vaerdier], pa.date32()),
        "vaerdi": pa.array([str(v.vaerdi) for v in vaerdier], pa.string()),
        "status": pa.array([v.status for v in vaerdier], pa.string()),
    }
    indsaet_tabel(con, "lovparameter", pa.table(kolonner))


def indlaes_tabel(con: port.Forbindelse, fil: Path) -> None:
    """One seed: `;` between fields, names in line 1, every column text, empty = NULL. Models cast."""
    with fil.open(encoding="utf-8-sig", newline="") as aaben:
        hoved, *raekker = [raekke for raekke in csv.reader(aaben, delimiter=";") if raekke] or [[]]
    if not hoved or not all(map(_NAVN.fullmatch, (fil.stem, *hoved))) or len(set(hoved)) != len(hoved):
        raise ByggeFejl(
            f"{PRAEFIKS}assets/tabeller/{fil.name}: filnavnet og kolonnenavnene i linje 1 skal bestå af små "
            "bogstaver a-z, cifre og understreg, og ingen kolonne må stå to gange."
        )
    for raekke in raekker:
        if len(raekke) != len(hoved):
            raise ByggeFejl(
                f"{PRAEFIKS}assets/tabeller/{fil.name}: rækken '{';'.join(raekke)[:60]}' har {len(raekke)} "
                f"felter, men linje 1 har {len(hoved)}."
            )
    kolonner = {
        navn: pa.array([raekke[i] or None for raekke in raekker], pa.string()) for i, navn in enumerate(hoved)
    }
    indsaet_tabel(con, fil.stem, pa.table(kolonner))


def indsaet_tabel(con: port.Forbindelse, navn: str, tabel: pa.Table) -> None:
    con.register("ny_tabel", tabel)
    con.execute(f"CREATE TABLE {RAA}.{port.navn(navn)} AS SELECT * FROM ny_tabel")
    con.unregister("ny_tabel")


def _byg_modeller(con: port.Forbindelse, plan: _Plan, dagbog: meta.Dagbog) -> None:
    """The models that the finds rest on, and then the others while the finds are made: they are Python's work."""
    foerst = under(plan.modeller, (*forslag.LAESER, *kandidater.LAESER))
    saa = [m for m in plan.modeller if m not in foerst]
    numre = {m.fuldt_navn: nr for nr, m in enumerate([*foerst, *saa], start=1)}
    laeste = {navn for m in plan.modeller for navn in m.laeser}

    def byg_alle(modeller: list[Model]) -> None:
        for model in modeller:
            plan.melding(f"Bygger {model.fuldt_navn} ({numre[model.fuldt_navn]}/{len(numre)})")
            _byg_model(con, model, dagbog, laeses=model.fuldt_navn in laeste)

    byg_alle(foerst)
    port.giv_plads(con)  # the finds hold frames of their own besides the database's pages
    traade, markoer = port.traade(con), con.cursor()
    port.saet_traade(con, traade - 1)  # the finds are one processor's work; they are not to share it
    with ThreadPoolExecutor(max_workers=1) as baggrund:
        fund = baggrund.submit(_find, markoer, plan, traade)
        try:
            byg_alle(saa)
        except BaseException:
            markoer.interrupt()  # nobody needs its answer
            raise
        plan.melding("Finder udgifter uden person og på en forkert person")
        fund.result()
    markoer.close()


def _find(con: port.Forbindelse, plan: _Plan, traade: int) -> None:
    """traade: the processors that the database has again when the finds are made."""
    try:
        with _uden_gennemgang():
            forslag.byg_forslag(con)
        with _uden_gennemgang():
            _find_kandidater(con, plan)
    finally:
        port.saet_traade(con, traade)


@contextmanager
def _uden_gennemgang() -> Iterator[None]:
    """Python looks for garbage in rings when the work is done: the finds keep the millions of things they make, and to
    walk through them again and again meanwhile is a sixth of the work."""
    var_taendt = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if var_taendt:
            gc.enable()
            gc.collect()


def _byg_model(con: port.Forbindelse, model: Model, dagbog: meta.Dagbog, *, laeses: bool) -> None:
    start = time.perf_counter()
    with _forklaret(f"Modellen {model.fuldt_navn} kunne ikke bygges", f"Ret {model.fil}."):
        con.execute(f"CREATE {'VIEW' if model.tags.view else 'TABLE'} {model.fuldt_navn} AS\n{model.sql}")
        dagbog.model(model, _antal(con, model, laeses), time.perf_counter() - start)
        resultater = proever.proev_model(con, model)
    proever.stop_ved_fejl(resultater)
    dagbog.kontrol(resultater)


def _antal(con: port.Forbindelse, model: Model, laeses: bool) -> int | None:
    """The rows. A view is computed by each that reads it, so only one that no model reads is computed to be counted."""
    if model.tags.view and laeses:
        con.execute(f"SELECT * FROM {model.fuldt_navn} LIMIT 0")  # whether it can be read at all
        return None
    svar = con.execute(f"SELECT count(*) FROM {model.fuldt_navn}").fetchone()
    return int(svar[0]) if svar else 0


def _find_kandidater(con: port.Forbindelse, plan: _Plan) -> None:
    """The rules' findings on what has been built; a build of other models has none."""
    if set(kandidater.KRAEVER) <= {m.fuldt_navn for m in plan.modeller}:
        with _forklaret("Kandidaterne kunne ikke findes", "Se 'hjemtag kontrol'."):
            kandidater.byg(con, plan.lov, max((x.dato for x in plan.leverancer), default=None))


def _koer_audits(con: port.Forbindelse, audits: list[Model], dagbog: meta.Dagbog) -> None:
    """Run them all before stopping, so that one build tells everything that is wrong."""
    resultater = []
    for audit in audits:
        with _forklaret(f"Kontrollen {audit.navn} kunne ikke køres", f"Ret {audit.fil}."):
            resultater.append(proever.proev_audit(con, audit))
    proever.stop_ved_fejl(resultater)
    dagbog.kontrol(resultater)
