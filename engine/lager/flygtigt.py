"""A warehouse in memory, of one delivery that may not be kept: only the models the mover screening rests on.

The models, the keys and the settings are those of the warehouse on disk (byg.py). What the delivery does not bring of
institutions, watched addresses, measures and events is read from the warehouse in use.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from engine import __version__, steder
from engine.fejl import ByggeFejl, LeveranceAfvist
from engine.indlaesning import flygtig
from engine.indlaesning.flygtig import Flygtig
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indstillinger import Indstillinger
from engine.lager import byg, egneadresser, laes, port, proever, raa
from engine.lager.laes import Generation
from engine.lager.modeller import LAG, RAA, Model, find_modeller, under
from engine.lov.parametre import Lovsamling

BRUGTE = (
    *("core.flytteskift", "core.station", "core.person", "core.indsats", "core.kommune", "core.institution"),
    *("core.land", "staging.haendelse", "staging.institutionsvirkning"),
)
LAANES_OM_PERSONER = ("indsats", "haendelse")
LAANES = ("institution", "opmaerksomhedsadresse", *LAANES_OM_PERSONER)
KRAEVES = ("person", "adresse")
LAESES = (*KRAEVES, *LAANES)
_STI = Path(":hukommelse:")


@contextmanager
def lager(
    ind: Indstillinger,
    sti: Path,
    nu: datetime,
    lov: Lovsamling,
    i_brug: Generation | None,
    melding: Callable[[str], None],
    egne: Mapping[str, egneadresser.Raekker] | None = None,
) -> Iterator[tuple[Flygtig, Generation]]:
    """The delivery at `sti` as a generation that is gone when the `with` ends. i_brug: where the rest is borrowed.

    egne: addresses written in the app, laid beside the delivered or borrowed ones.

    Errors: LeveranceAfvist, ByggeFejl; neither tells anything of a row.
    """
    con = port.flygtig(ind)
    try:
        leveret = flygtig.laes(con, ind, sti, nu, LAESES, melding)
        _kraev_tabeller(leveret, i_brug)
        modeller = under(find_modeller(steder.sql()), BRUGTE)
        con.execute("".join(f"CREATE SCHEMA {skema};" for skema in (RAA, *LAG)))
        _fyld(con, ind, leveret, modeller, lov, i_brug, egne or {})
        for i, model in enumerate(modeller, 1):
            melding(f"Bygger {model.fuldt_navn} i hukommelsen ({i}/{len(modeller)})")
            _byg_model(con, model)
        gen = Generation(
            0, "screening", _STI, nu, __version__, lov.version, ind.kommune, leveret.demo, leveret.dato
        )
        with laes.laest_fra(gen, con):
            yield leveret, gen
    except port.Fejl as fejl:
        raise ByggeFejl(_uden_vaerdier(fejl)) from None
    finally:
        con.close()


def _kraev_tabeller(leveret: Flygtig, i_brug: Generation | None) -> None:
    mangler = [t for t in KRAEVES if t not in leveret.tabeller]
    if i_brug is None and "institution" not in leveret.tabeller:
        mangler.append("institution")
    if mangler:
        raise LeveranceAfvist(
            f"{leveret.navn} mangler {', '.join(mangler)}. Screeningen skal bruge person og adresse, og institution, "
            "hvis der ikke er bygget et lager med institutioner; intet er gemt."
        )


def _uden_vaerdier(fejl: port.Fejl) -> str:
    """What the database says may quote a row, so only the kind of fault is told."""
    return (
        f"Screeningen kunne ikke fuldføres ({type(fejl).__name__}); intet er gemt. Er hukommelsen for lille, så sæt "
        "duckdb_hukommelse op i hjemtag.toml; der skrives aldrig ud på disken."
    )


def _fyld(
    con: port.Forbindelse,
    ind: Indstillinger,
    leveret: Flygtig,
    modeller: Collection[Model],
    lov: Lovsamling,
    i_brug: Generation | None,
    egne: Mapping[str, egneadresser.Raekker],
) -> None:
    raa_navne = {n.removeprefix("raw.") for m in modeller for n in m.laeser if n.startswith("raw.")}
    kontrakter = sorted(raa_navne & alle_kontrakter().keys())
    raa.byg_raa_af(con, ind, kontrakter, leveret.tabeller.keys())
    for tabel in leveret.tabeller:
        con.execute(f"DROP TABLE {port.navn(flygtig.raekkenavn(tabel))}")
    for tabel in LAANES:
        if tabel not in leveret.tabeller and i_brug is not None:
            _laan(con, i_brug, tabel)
    egneadresser.laeg(con, egne)
    for navn in sorted(raa_navne):
        if (fil := steder.assets() / "tabeller" / f"{navn}.csv").exists():
            byg.indlaes_tabel(con, fil)
    byg.indlaes_indstillinger(con, ind, leveret.dato)
    byg.indlaes_lov(con, lov)


def _laan(con: port.Forbindelse, gen: Generation, tabel: str) -> None:
    """The rows of the warehouse in use; of measures and events only those of the delivery's persons."""
    con.register("laant", laes.forespoerg(gen, f"SELECT * FROM raw.{tabel}"))
    egne = " WHERE person_noegle IN (SELECT person_noegle FROM raw.person)"
    kun = egne if tabel in LAANES_OM_PERSONER else ""
    con.execute(f"INSERT INTO raw.{tabel} BY NAME SELECT * FROM laant{kun}")
    con.unregister("laant")


def _byg_model(con: port.Forbindelse, model: Model) -> None:
    """As byg.py does, but a check that fails names its rule and no row."""
    con.execute(f"CREATE {'VIEW' if model.tags.view else 'TABLE'} {model.fuldt_navn} AS\n{model.sql}")
    brudt = [r for r in proever.proev_model(con, model) if r.status == "fejl"]
    if brudt:
        grunde = ", ".join(f"{r.navn} ({r.antal} brud)" for r in brudt)
        raise ByggeFejl(f"Screeningen er stoppet, og intet er gemt: {grunde}. Ret data, og screen igen.")
