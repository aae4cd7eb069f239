"""Retention: what is older than the settings allow is found, shown with its effect, and deleted when asked for.

A trial (`udfoer=False`) deletes nothing: it finds what would go, builds the warehouse without it in a scratch
folder and says which figures would be others. The real thing does the same first, and stops unless everything
that is read as of the cut or later is the same but for what was meant to go. Each kind that is deleted has its
line in the log, the deletion log. What the law keeps (the log, events and decisions, evidence and documents of
claims, law values) is never touched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine import plads
from engine.fejl import HjemtagFejl, IndstillingsFejl, IntetLager, RettelseAfvist
from engine.indlaesning import karantaene
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indlaesning.leverance import RYDDET, Leverance, leverancer, skriv_json
from engine.indstillinger import OPBEVARING, Indstillinger
from engine.lager import filer, laes
from engine.lager.byg import byg
from engine.lager.laes import Generation
from engine.lager.oprydning import TID, Graenser, Landingsoprydning, Plan, leverancer_i
from engine.resultater import adresser, flyttescreening, kontekst, sde
from engine.sager import arter, tabeller
from engine.sager.lager import Sagslager, raekker
from engine.sager.log import Loglinje, skriv_loglinjer

HANDLING = "slettet"
SPILD = timedelta(days=1)
_KOPI = re.compile(r"(?:sagslager|foer-gendan)-.*\.zip")
_JOURNAL = "flyt.json"

TITLER = {
    "leverancer": "Afløste rækker i gamle leverancer",
    "fortrudte": "Fortrudte leverancer",
    "fraflyttede": "Borgere, der er ude af CPR-udtrækket og uden aktivitet",
    "karantaene": "Rækker i karantæne",
    "generationer": "Gamle udgaver af datagrundlaget",
    "eksport": "Udtræk, der ligger på maskinen",
    "screening": "Fund fra flyttescreeningen",
    "sikkerhedskopier": "Sikkerhedskopier",
    "sessioner": "Afsluttede sessioner og loginforsøg",
    "spild": "Mellemfiler fra afbrudte job",
}
BEVARES = (
    "Loggen: hvem der har set og gjort hvad",
    "Hændelser, rettelser og afgørelser med deres begrundelser",
    "Beviser og dokumenter, der hører til krav og anmodninger",
    "Lovværdier, som er bekræftet her",
    "Regnskabets posteringer; borgerens CPR-nummer og teksten tages ud, når borgeren slettes",
    "Leverancernes manifester: hvad der kom hvornår, i antal og kroner",
)


class OprydningAfvist(HjemtagFejl):
    """The clean-up would change more than it was meant to, so nothing is deleted."""


@dataclass
class Fund:
    """What one kind would delete, or has. graense: what is older goes. antal in `enhed`; anonymiseret: rows
    that stay without their person. detaljer: counts by table, file names without person data."""

    slags: str
    titel: str
    maaneder: int
    graense: date | None
    antal: int = 0
    enhed: str = "rækker"
    anonymiseret: int = 0
    bytes: int = 0
    detaljer: dict[str, int] = field(default_factory=dict)


@dataclass
class Virkning:
    """A figure of a year that becomes another: whole øre before and after."""

    aar: int
    stoerrelse: str
    foer_oere: int
    efter_oere: int


@dataclass
class Resultat:
    """A trial, or what was deleted. tidligst: the deliveries before which data can no longer be read."""

    tid: datetime
    udfoert: bool
    fund: list[Fund]
    virkning: list[Virkning]
    personer: int = 0
    sammenlagte: list[str] = field(default_factory=list)
    bevares: tuple[str, ...] = BEVARES

    @property
    def noget(self) -> bool:
        return any(f.antal or f.anonymiseret for f in self.fund)

    def som_data(self) -> dict[str, Any]:
        return asdict(self)


def koer(
    ind: Indstillinger,
    lager: Sagslager,
    nu: datetime,
    bruger: str,
    *,
    udfoer: bool = False,
    melding: Callable[[str], None] = lambda _: None,
) -> Resultat:
    """Find what is too old, and delete it if `udfoer`. The caller holds the job lock.

    Errors: OprydningAfvist (nothing is deleted), ByggeFejl, IndstillingsFejl for a kind nobody knows.
    """
    graenser = _graenser(ind, nu)
    genoptag(ind, lager)
    resultat = Resultat(nu, udfoer, [], [])
    _ryd_landing(ind, lager, nu, bruger, graenser, resultat, melding)
    finder = (_i_karantaene, _generationer, _eksport, _screening, _kopier, _sessioner, _spild)
    for find in finder:
        fund, slet = find(ind, lager, nu, graenser)
        resultat.fund.append(fund)
        if udfoer and fund.antal:
            melding(f"Sletter: {fund.titel}")
            slet()
            _log(lager, nu, bruger, [fund])
    _gem(ind, resultat)
    return resultat


# --- the settings -----------------------------------------------------------------------------------------


def _graenser(ind: Indstillinger, nu: datetime) -> dict[str, date | None]:
    """Kind -> the day before which it goes; None is kept always."""
    ukendte = sorted(set(ind.opbevaring) - set(OPBEVARING) - set(TID))
    if ukendte:
        kendte = ", ".join(sorted({*OPBEVARING, *TID}))
        raise IndstillingsFejl(f"opbevaring har ukendte slags: {', '.join(ukendte)}. Kendte er: {kendte}.")
    return {
        slags: maaneder_foer(nu.date(), maaneder) if maaneder else None
        for slags, maaneder in ind.opbevaring.items()
    }


def maaneder_foer(dag: date, antal: int) -> date:
    """The same day some months earlier; the 31st becomes the last day of a shorter month."""
    maaned = dag.year * 12 + dag.month - 1 - antal
    aar, md = divmod(maaned, 12)
    foerste_i_naeste = date(aar + (md == 11), 1 if md == 11 else md + 2, 1)
    return date(aar, md + 1, min(dag.day, (foerste_i_naeste - timedelta(days=1)).day))


def _titel(slags: str) -> str:
    return TITLER.get(slags) or f"Rækker i {slags}, efter deres egen tid"


def _fund(ind: Indstillinger, graenser: dict[str, date | None], slags: str, enhed: str = "rækker") -> Fund:
    return Fund(slags, _titel(slags), ind.opbevaring.get(slags, 0), graenser.get(slags), enhed=enhed)


# --- the landing ------------------------------------------------------------------------------------------


def _ryd_landing(
    ind: Indstillinger,
    lager: Sagslager,
    nu: datetime,
    bruger: str,
    graenser: dict[str, date | None],
    resultat: Resultat,
    melding: Callable[[str], None],
) -> None:
    alder = {slags: g for slags, g in graenser.items() if slags in TID and g is not None}
    egne = ("leverancer", "fortrudte", "fraflyttede")
    landing = Landingsoprydning(
        ind,
        leverancer(ind),
        Graenser(**{slags: graenser.get(slags) for slags in egne}, alder=alder),
        nu.date(),
        _personer_med_aaben_sag(lager),
    )
    try:
        melding("Finder det, der er for gammelt i leverancerne")
        plan = landing.planlaeg()
        fund = {slags: _fund(ind, graenser, slags) for slags in (*egne, *sorted(alder))}
        for post in plan.poster:
            f = fund[post.slags]
            f.antal += post.slettet
            f.anonymiseret += post.anonymiseret
            f.detaljer[post.tabel] = f.detaljer.get(post.tabel, 0) + post.slettet + post.anonymiseret
        resultat.fund += fund.values()
        resultat.personer, resultat.sammenlagte = plan.personer, sorted(plan.sammenlagte)
        if plan:
            _proev_og_tag_i_brug(ind, lager, nu, bruger, landing, plan, resultat, melding)
    finally:
        landing.luk()


def _personer_med_aaben_sag(lager: Sagslager) -> set[str]:
    """Keys of everybody whom a case that is not closed is about: they stay."""
    aabne: set[str] = set()
    with lager.laes() as con:
        for sag in raekker(con, sa.select(tabeller.sag.c.art, tabeller.sag.c.tilstand, tabeller.sag.c.om)):
            if _er_aaben(sag["art"], sag["tilstand"]):
                aabne |= set(sag["om"].get("personer", ()))
    return aabne


def _er_aaben(art: str, tilstand: str) -> bool:
    """A kind or state that this version does not know counts as open: better kept than gone."""
    try:
        return arter.find(art).tilstand(tilstand).aaben
    except RettelseAfvist:
        return True


def _proev_og_tag_i_brug(
    ind: Indstillinger,
    lager: Sagslager,
    nu: datetime,
    bruger: str,
    landing: Landingsoprydning,
    plan: Plan,
    resultat: Resultat,
    melding: Callable[[str], None],
) -> None:
    foer = _aktuel(ind, [lev for lev in plan.leverancer if lev.fortrudt is None])
    if foer is None and resultat.udfoert:
        raise OprydningAfvist(
            "Datagrundlaget er ikke bygget af de leverancer, der er landet. Kør 'hjemtag byg', så virkningen kan ses, "
            "og prøv igen. Intet er slettet."
        )
    with _arbejdsmappe(ind) as mappe:
        nye = landing.skriv(plan, mappe)
        melding("Efterprøver, at intet andet ændrer sig")
        if afvigelser := landing.afvigelser(plan, mappe):
            raise OprydningAfvist(
                f"Oprydningen ville ændre mere, end den skal: {'; '.join(afvigelser)}. Intet er slettet. Fejlen er "
                "Hjemtags: meld den med denne linje."
            )
        melding("Bygger datagrundlaget, som det bliver")
        efter = byg(
            replace(ind, hjem=mappe),
            nu,
            leverancer=[lev for lev in leverancer_i(mappe, plan) if lev.fortrudt is None],
            lov=kontekst.lov_i_kraft(lager),
            egne=adresser.til_bygning(lager),
            laas=False,
        )
        if foer is not None:
            resultat.virkning = _virkning(ind, foer, efter)
        numre = landing.personnumre()
        for fund in resultat.fund:
            fund.bytes = sum(_sparet(ind, mappe, p.leverance_id, p.tabel) for p in _unikke(plan, fund.slags))
        if resultat.udfoert:
            _tag_i_brug(ind, lager, nu, bruger, mappe, nye, numre, resultat)
    if resultat.udfoert:
        melding("Bygger datagrundlaget igen")
        byg(ind, nu, lov=kontekst.lov_i_kraft(lager), egne=adresser.til_bygning(lager), laas=False)
        filer.ryd_gamle(ind.generationer, 1)  # the older ones hold what has been deleted


def _unikke(plan: Plan, slags: str) -> Iterable[Any]:
    """The files that a kind is the first to change, so that what is saved is counted once."""
    foerste: dict[tuple[str, str], str] = {}
    for p in plan.poster:
        foerste.setdefault((p.leverance_id, p.tabel), p.slags)
    return [p for p in plan.poster if foerste[p.leverance_id, p.tabel] == p.slags == slags]


def _sparet(ind: Indstillinger, mappe: Path, leverance_id: str, tabel: str) -> int:
    sti = Path(leverance_id) / f"{tabel}.parquet"
    return max(0, plads.fylder(ind.landing / sti) - plads.fylder(mappe / "landing" / sti))


def _aktuel(ind: Indstillinger, aktive: list[Leverance]) -> Generation | None:
    """The generation in use, if it is built of exactly these deliveries."""
    try:
        gen = laes.aktuel(ind)
    except IntetLager:
        return None
    return gen if laes.leverancer(gen)["id"].to_pylist() == [lev.id for lev in aktive] else None


@contextmanager
def _arbejdsmappe(ind: Indstillinger) -> Iterator[Path]:
    """A data directory for the trial, with the same secrets, so that persons and cases have the same keys."""
    ind.arbejde.mkdir(parents=True, exist_ok=True)
    mappe = Path(tempfile.mkdtemp(prefix="oprydning-", dir=ind.arbejde))
    try:
        shutil.copytree(ind.hemmeligheder, mappe / "hemmeligheder")
        yield mappe
    finally:
        shutil.rmtree(mappe, ignore_errors=True)


def _virkning(ind: Indstillinger, foer: Generation, efter: Generation) -> list[Virkning]:
    """The sums of every year that become others."""
    f, e = (_aarssummer(ind, gen) for gen in (foer, efter))
    return [
        Virkning(aar, navn, f.get((aar, navn), 0), e.get((aar, navn), 0))
        for aar, navn in sorted(f.keys() | e.keys())
        if f.get((aar, navn), 0) != e.get((aar, navn), 0)
    ]


_STOERRELSER = {"netto_oere": "nettoudgift", "refusion": "refusion", "hjemtaget_oere": "hjemtaget"}


def _aarssummer(ind: Indstillinger, gen: Generation) -> dict[tuple[int, str], int]:
    sager = sde.beregn(kontekst.hent(ind, gen)).sager
    return {
        (int(aar), navn): int(del_[kolonne].sum())
        for aar, del_ in sager.groupby("aar")
        for kolonne, navn in _STOERRELSER.items()
    }


# --- the move: from one commit point on it is finished, also by the next run --------------------------------


def _journal(ind: Indstillinger) -> Path:
    return ind.hjem / "oprydning"


def _tag_i_brug(
    ind: Indstillinger,
    lager: Sagslager,
    nu: datetime,
    bruger: str,
    mappe: Path,
    nye: list[Path],
    numre: set[str],
    resultat: Resultat,
) -> None:
    """The rename of the folder is the moment; what is killed after it is finished by `genoptag`."""
    linjer = [_detaljer(f) | {"slags": f.slags} for f in resultat.fund if f.antal or f.anonymiseret]
    for linje in linjer:
        if linje["slags"] == "fraflyttede":
            linje["personer"] = resultat.personer
    # What says that history is cut must be in place before any of it is.
    orden = sorted(nye, key=lambda sti: sti != Path(RYDDET))
    skriv_json(
        mappe / _JOURNAL,
        {"filer": [str(sti) for sti in orden], "tid": nu.isoformat(), "bruger": bruger, "linjer": linjer},
    )
    (mappe / "numre.txt").write_text("\n".join(sorted(numre)), encoding="ascii")
    os.rename(mappe, _journal(ind))
    genoptag(ind, lager)


def genoptag(ind: Indstillinger, lager: Sagslager) -> bool:
    """Finish a clean-up whose moment had come. True if there was one."""
    mappe = _journal(ind)
    if not (mappe / _JOURNAL).exists():
        return False
    journal = json.loads((mappe / _JOURNAL).read_text(encoding="utf-8"))
    for sti in journal["filer"]:
        fra = mappe / "landing" / sti
        if fra.exists():  # else it was moved before the process ended
            os.replace(fra, ind.landing / sti)
    numre = set((mappe / "numre.txt").read_text(encoding="ascii").split())
    for lev in leverancer(ind):
        for tabel in alle_kontrakter():
            karantaene.fjern_numre(ind, lev.id, tabel, numre)
    tid, bruger = datetime.fromisoformat(journal["tid"]), journal["bruger"]
    skriv_loglinjer(
        lager,
        [
            Loglinje(bruger, HANDLING, d.pop("slags"), formaal="opbevaring", detaljer=d)
            for d in journal["linjer"]
        ],
        tid,
    )
    shutil.rmtree(mappe)
    return True


# --- the other kinds: what they find, and how it is deleted -------------------------------------------------

_Fundet = tuple[Fund, Callable[[], None]]


def _i_karantaene(
    ind: Indstillinger, _: Sagslager, nu: datetime, graenser: dict[str, date | None]
) -> _Fundet:
    fund = _fund(ind, graenser, "karantaene", "tabeller")
    gamle: list[Path] = []
    for lev in leverancer(ind):
        if fund.graense and lev.modtaget.date() < fund.graense:
            gamle += sorted((ind.karantaene / lev.id).glob("*.parquet"))
    return _filfund(fund, gamle)


def _filfund(fund: Fund, gamle: list[Path]) -> _Fundet:
    """Files that go as they are."""
    fund.antal, fund.bytes = len(gamle), sum(map(plads.fylder, gamle))

    def slet() -> None:
        for sti in gamle:
            if sti.is_dir():
                shutil.rmtree(sti)
            else:
                sti.unlink(missing_ok=True)

    return fund, slet


def _generationer(
    ind: Indstillinger, _: Sagslager, nu: datetime, graenser: dict[str, date | None]
) -> _Fundet:
    """Never the one in use."""
    fund = _fund(ind, graenser, "generationer", "filer")
    i_brug = filer.laes_peger(ind.generationer)
    gamle = [
        g.sti
        for g in (laes.generationer(ind) if ind.generationer.is_dir() else [])
        if fund.graense and g.bygget.date() < fund.graense and g.sti.name != i_brug
    ]
    return _filfund(fund, gamle)


def _aeldre_filer(filene: Iterable[Path], graense: date | None) -> list[Path]:
    if graense is None:
        return []
    skel = datetime(graense.year, graense.month, graense.day, tzinfo=UTC).timestamp()
    return sorted(fil for fil in filene if fil.is_file() and fil.stat().st_mtime < skel)


def _eksport(ind: Indstillinger, _: Sagslager, nu: datetime, graenser: dict[str, date | None]) -> _Fundet:
    fund = _fund(ind, graenser, "eksport", "filer")
    return _filfund(fund, _aeldre_filer(ind.eksport.rglob("*") if ind.eksport.is_dir() else (), fund.graense))


def _screening(
    ind: Indstillinger, lager: Sagslager, nu: datetime, graenser: dict[str, date | None]
) -> _Fundet:
    """By the day of the move; those whom an open case is about stay."""
    fund = _fund(ind, graenser, "screening", "flytninger")
    graense, behold = fund.graense, frozenset(_personer_med_aaben_sag(lager))
    if graense is None:
        return fund, lambda: None

    def fjern(udfoer: bool) -> int:
        return flyttescreening.fjern_aeldre(ind.screening, graense, behold, udfoer=udfoer)

    fund.antal = fjern(udfoer=False)

    def slet() -> None:
        fjern(udfoer=True)

    return fund, slet


def _kopier(ind: Indstillinger, _: Sagslager, nu: datetime, graenser: dict[str, date | None]) -> _Fundet:
    """Never the newest, however old it is."""
    fund = _fund(ind, graenser, "sikkerhedskopier", "filer")
    mappe = ind.sikkerhedskopier
    alle = [f for f in (mappe.iterdir() if mappe.is_dir() else ()) if _KOPI.fullmatch(f.name)]
    nyeste = max(alle, key=lambda f: f.stat().st_mtime, default=None)
    return _filfund(fund, [f for f in _aeldre_filer(alle, fund.graense) if f != nyeste])


def _spild(ind: Indstillinger, _: Sagslager, nu: datetime, graenser: dict[str, date | None]) -> _Fundet:
    """No other job runs while this one does, and what the app makes for a download is gone within minutes."""
    fund = _fund(ind, graenser, "spild", "filer og mapper")
    skel = (nu - SPILD).timestamp()
    alle = ind.arbejde.iterdir() if ind.arbejde.is_dir() else ()
    return _filfund(fund, sorted(sti for sti in alle if sti.stat().st_mtime < skel))


def _sessioner(
    ind: Indstillinger, lager: Sagslager, nu: datetime, graenser: dict[str, date | None]
) -> _Fundet:
    fund = _fund(ind, graenser, "sessioner")
    session, forsoeg = tabeller.session, tabeller.loginforsoeg
    if fund.graense is None:
        return fund, lambda: None
    skel = datetime(fund.graense.year, fund.graense.month, fund.graense.day, tzinfo=UTC)
    hvor = (
        (session, sa.func.coalesce(session.c.afsluttet, session.c.udloeber) < skel),
        (forsoeg, forsoeg.c.sidste < skel),
    )
    with lager.laes() as con:
        for tabel, betingelse in hvor:
            antal = con.scalar(sa.select(sa.func.count()).select_from(tabel).where(betingelse)) or 0
            fund.antal += antal
            fund.detaljer[tabel.name] = antal

    def slet() -> None:
        with lager.skriv() as con:
            for tabel, betingelse in hvor:
                con.execute(sa.delete(tabel).where(betingelse))

    return fund, slet


# --- the deletion log, and the last result ------------------------------------------------------------------


def _detaljer(f: Fund) -> dict[str, Any]:
    d: dict[str, Any] = {"antal": f.antal, "enhed": f.enhed, "bytes": f.bytes, "maaneder": f.maaneder}
    d |= {"foer": f.graense.isoformat()} if f.graense else {}
    d |= {"anonymiseret": f.anonymiseret} if f.anonymiseret else {}
    return d | ({"tabeller": f.detaljer} if f.detaljer else {})


def _log(lager: Sagslager, nu: datetime, bruger: str, fund: list[Fund]) -> None:
    linjer = [Loglinje(bruger, HANDLING, f.slags, formaal="opbevaring", detaljer=_detaljer(f)) for f in fund]
    skriv_loglinjer(lager, linjer, nu)


def _gem(ind: Indstillinger, resultat: Resultat) -> None:
    data = json.loads(json.dumps(resultat.som_data(), default=str))
    skriv_json(ind.hjem / "oprydning_seneste.json", data)


def seneste(ind: Indstillinger) -> Resultat | None:
    """The last trial or clean-up, None before the first."""
    try:
        d = json.loads((ind.hjem / "oprydning_seneste.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    fund = [Fund(**{**f, "graense": f["graense"] and date.fromisoformat(f["graense"])}) for f in d["fund"]]
    return Resultat(
        datetime.fromisoformat(d["tid"]),
        d["udfoert"],
        fund,
        [Virkning(**v) for v in d["virkning"]],
        d["personer"],
        d["sammenlagte"],
    )
