"""Puts the fictional municipality together and writes its deliveries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from engine.demo import behov, hjemtaget, hovedbog, liv, skriv
from engine.demo.behov import Behov
from engine.demo.hovedbog import Regler
from engine.demo.liv import Befolkning, Heltal, dag, dato
from engine.demo.sandhed import Sandhed
from engine.fejl import HjemtagFejl

LEDGER_AAR = 3
MINDST, STOERST = 100, 1_000_000


@dataclass(frozen=True)
class DemoResultat:
    """Where it was written and how much: rows per table over all deliveries, citizens on the last day."""

    ud: Path
    leverancer: tuple[Path, ...]
    sandhed: Path
    borgere: int
    raekker: dict[str, int] = field(default_factory=dict)


@dataclass
class _Verden:
    b: Befolkning
    bh: Behov
    poster: pd.DataFrame
    budget: pd.DataFrame
    hjemtaget: pd.DataFrame
    sandhed: Sandhed
    regler: Regler


def _skab(borgere: int, froe: int, til: date, melding: Callable[[str], None]) -> _Verden:
    # One stream of chance per part: a change in one leaves the others as they were.
    stroem = [np.random.default_rng([froe, nr]) for nr in range(5)]
    regler, sandhed = Regler(til.year - LEDGER_AAR + 1, til), Sandhed()
    melding(f"Lever {liv.SIMULEREDE_AAR} år for {borgere} borgere")
    b = liv.lev(borgere, stroem[0], til)
    melding("Behov, indsatser og institutioner")
    bh = behov.skab(b, borgere, stroem[1], dag(date(regler.foerste_aar, 1, 1)))
    forbrug = behov.maanedsforbrug(bh.indsats, date(regler.foerste_aar - 1, 10, 1), til)
    melding("Hovedbog og budget")
    person = hovedbog.personposter(b, bh, forbrug, regler, stroem[2], sandhed)
    krav, forskud = hjemtaget.regneark(b, bh, forbrug, regler, stroem[3], sandhed)
    hjemtaget.husstande(b, bh, forbrug, regler, sandhed)
    hjemtaget.ligner(b, bh, forbrug, regler, sandhed)
    _ikke_bogfoert(b, person, til, sandhed)
    drift = hovedbog.driftsposter(borgere, regler, stroem[4])
    poster = hovedbog.saml([person, drift, hovedbog.central_refusion(forskud, regler)], regler, stroem[2])
    return _Verden(b, bh, poster, hovedbog.budget(poster, regler, stroem[4]), krav, sandhed, regler)


def _ikke_bogfoert(b: Befolkning, person: pd.DataFrame, til: date, sandhed: Sandhed) -> None:
    """Bills for help already given that come after the last day: nobody can find them in the data."""
    sen = person[(person["bogfoeringsdato"] > dag(til)) & (person["oere"] > 5_000_000)]
    cpr = b.personer["cpr"].to_numpy()
    for r in liv.raekker(sen):
        sandhed.tilfoej(
            "sde",
            "regning_ikke_modtaget",
            str(cpr[r.person]),
            str(dato(r.bilagsdato)),
            str(til),
            int(r.oere),
            False,
            "Regningen er ikke bogført endnu",
        )


def _leverancedage(til: date) -> list[date]:
    """The full delivery two months back, then one at each month's end."""
    sidst = til.replace(day=1) - timedelta(days=1)
    return [sidst.replace(day=1) - timedelta(days=1), sidst, til]


def _mappe(ud: Path, d: date) -> Path:
    mappe = ud / f"leverance-{d.isoformat()}"
    mappe.mkdir(parents=True, exist_ok=True)
    (mappe / "leverance.toml").write_text(
        f"# Fiktive data: Egeborg Kommune (0998) findes ikke.\ndato = {d.isoformat()}\ndemo = true\n",
        encoding="utf-8",
        newline="\n",
    )
    return mappe


def _registre(v: _Verden, mappe: Path, d: int, med: Heltal, fejl: dict[str, list[str]]) -> dict[str, int]:
    tabeller = {
        "person": skriv.person(v.b, d, med),
        "civilstand": skriv.civilstand(v.b, d, med),
        "adresse": skriv.adresse(v.b, d, med),
        "relation": skriv.relation(v.b, d, med),
        "kommunalt_forhold": skriv.kommunalt_forhold(v.b, v.bh, d),
        "indsats": skriv.indsats(v.b, v.bh, d),
        "opholdstilladelse": skriv.opholdstilladelse(v.b, d, med),
    }
    return {n: skriv.csv(mappe / f"{n}.csv", t, fejl.get(n)) for n, t in tabeller.items()}


def _fejlraekker(v: _Verden, d: date) -> dict[str, list[str]]:
    """Five rows that break their contract, told in the truth."""
    cpr = str(v.b.personer["cpr"].iloc[0])
    aar = d.year
    dagen = d.isoformat()
    linjer = {
        "postering": [
            f"opus;{aar};X0000001;1;{dagen};{dagen};5385011000000140;1.234,50;Beløb med komma;{cpr}{';' * 13}",
            f"opus;{aar};X0000002;1;{aar}-02-30;{dagen};5385011000000140;500.00;Ugyldig dato;{cpr}{';' * 13}",
        ],
        "person": [";Ukendt Prøve;1980-01-01;0;K;01;1980-01-01;DK;0;;;U;"],
        "adresse": [f"{cpr};bopael;0998;0101;1;;;Egernvej;9980;DK;;;2023-13-01;;1;0;0"],
        "relation": [f"123456789;{cpr};mor;1;2015-01-01;0;"],
    }
    for tabel, rk in linjer.items():
        for linje in rk:
            v.sandhed.tilfoej("kvalitet", "karantaene", cpr, dagen, dagen, 0, True, f"{tabel}: {linje[:60]}")
    return linjer


def _poster(v: _Verden, mappe: Path, fra: int, til: int, ekstra: list[str], rettede: pd.DataFrame) -> int:
    bog = v.poster["bogfoeringsdato"]
    p = pd.concat([v.poster[(bog > fra) & (bog <= til)], rettede])
    antal = 0
    for aar, g in p.groupby("regnskabsaar"):
        sidste = aar == p["regnskabsaar"].max()
        antal += skriv.csv(mappe / f"postering_{aar}.csv", skriv.postering(g), ekstra if sidste else None)
    return antal


def _glemte(b: Befolkning, bh: Behov) -> Heltal:
    """Up to three who left long ago, without family or measures, fall out of the last CPR extract."""
    o = b.ophold.drop_duplicates("person", keep="last")
    type_ = np.array(b.adresser.type)[o["adr"].to_numpy()]
    kan = o["person"].to_numpy()[(type_ == liv.KOMMUNE) & (o["fra"] < b.til - 4 * 365).to_numpy()]
    p = b.personer
    fri = (
        ~np.isin(kan, bh.indsats["person"])
        & (p["partner"].to_numpy()[kan] < 0)
        & p["enlig_altid"].to_numpy()[kan]
    )
    fri &= (p["mor"].to_numpy()[kan] < 0) & (p["far"].to_numpy()[kan] < 0) & ~np.isin(kan, b.civil["person"])
    return np.asarray(kan[fri][:3])


def lav_demo(
    ud: Path,
    borgere: int = 20_000,
    froe: int = 998,
    til: date = date(2025, 12, 31),
    melding: Callable[[str], None] = lambda _tekst: None,
) -> DemoResultat:
    """Writes the deliveries of 0998 Egeborg in `ud` and its planted truth `ud`/sandhed.csv.

    ud: a folder, made if missing; one that already holds deliveries is refused. borgere: citizens on the last
    day, about (100–1.000.000). froe: the same seed gives the same bytes. til: the last day anything is known.
    """
    if not MINDST <= borgere <= STOERST:
        raise HjemtagFejl(f"Antal borgere skal være mellem {MINDST} og {STOERST}, men er {borgere}.")
    if ud.exists() and (any(ud.glob("leverance-*")) or (ud / "sandhed.csv").exists()):
        raise HjemtagFejl(
            f"Mappen {ud} indeholder allerede leverancer. Vælg en tom mappe, eller flyt dem først."
        )
    v = _skab(borgere, froe, til, melding)
    dage = _leverancedage(til)
    raekker: dict[str, int] = {}
    mapper = []
    rettes = v.poster[(v.poster["cpr"] != "") & (v.poster["bogfoeringsdato"] <= dag(dage[0]))].tail(3)
    rettes = rettes.assign(tekst=rettes["tekst"] + " rettet")
    glemte = _glemte(v.b, v.bh)
    forrige = -liv.INGEN
    for nr, d in enumerate(dage):
        melding(f"Leverance pr. {d:%d.%m.%Y}")
        mappe = _mappe(ud, d)
        fejl = _fejlraekker(v, d) if nr == 0 else {}
        med = skriv.kendte(v.b, dag(d))
        if nr == 2:
            med[glemte] = False
        tal = _registre(v, mappe, dag(d), med, fejl)
        tal["postering"] = _poster(
            v, mappe, forrige, dag(d), fejl.get("postering", []), rettes if nr == 1 else v.poster[:0]
        )
        if nr == 0:
            tal |= _foerste(v, mappe)
        for navn, antal in tal.items():
            raekker[navn] = raekker.get(navn, 0) + antal
        mapper.append(mappe)
        forrige = dag(d)
    sandhed = ud / "sandhed.csv"
    raekker["sandhed"] = skriv.sandhedsfil(sandhed, v.sandhed)
    return DemoResultat(ud, tuple(mapper), sandhed, int(v.b.bor_her(dag(til)).sum()), raekker)


def _foerste(v: _Verden, mappe: Path) -> dict[str, int]:
    """The tables that come once, with the full delivery."""
    tabeller = {
        "institution": skriv.institution(v.bh),
        "budget": skriv.budget(v.budget),
        "hjemtaget": skriv.hjemtaget(v.hjemtaget),
        "folketal": skriv.folketal(v.b, v.regler.aar),
    }
    return {n: skriv.csv(mappe / f"{n}.csv", t) for n, t in tabeller.items()}
