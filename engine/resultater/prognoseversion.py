"""The forecast that was sent to the committee: kept with all it rests on, computed again to the same øre, explained.

What is kept is enough by itself: generations are deleted. Levels, chances, cases, known amounts, limits, scenario,
seed and the way of drawing lie in one document under its own SHA-256 (prognosedokument); the event on the version's
name says which data, corrections and law.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from engine.fejl import HjemtagFejl, RettelseAfvist
from engine.prognose.metoder import FULDT_KENDT
from engine.prognose.simulering import Udfald
from engine.refusion.sde import MAANEDER
from engine.resultater import prognose, prognosedokument, prognoseforskel, sde
from engine.resultater.prognose import Prognose
from engine.resultater.sde import Kontekst
from engine.sager import dokumenter, model, tabeller
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i

_F = ("p", "niveau", "ophoer", "kendt", "mangler", "usikkerhed", "pris")
_S = ("akse", "bane", "sag", "maske", "fast", "sene", "lov", "sagstype")


@dataclass(frozen=True)
class Version:
    """A locked forecast. aar: the two years. netto_oere, uden_indtastet_oere: expected net of each, with and without
    what people had entered. nye_oere: of it the persons not known then. sha: the document."""

    navn: str
    sha: str
    aar: tuple[int, ...]
    netto_oere: tuple[int, ...]
    uden_indtastet_oere: tuple[int, ...]
    nye_oere: tuple[int, ...]
    generation: str
    data_dato: str
    rettelse_nr: int
    lov_version: str
    froe: int
    antal: int
    scenarie: str
    bruger: str
    tid: datetime
    begrundelse: str


def laas(
    lager: Sagslager,
    k: Kontekst,
    p: Prognose,
    navn: str,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    *,
    sammen_med: Callable[[sa.Connection], None] | None = None,
) -> Version:
    """Keep a forecast under a name. sammen_med: what is written in the same commit, or refuses it.

    Errors: RettelseAfvist for a name that is taken or a missing reason; those of sammen_med.
    """
    if not navn.strip() or not begrundelse.strip() or model.ligner_cpr(navn + " " + begrundelse):
        raise RettelseAfvist("Skriv et navn og en begrundelse, uden CPR-nummer. Intet er gemt.")
    ren = prognose.uden_indtastet(p, k)
    nyt: dict[str, Any] = {
        "aar": list(p.aar),
        "netto_oere": [prognose.netto(p.udfald, n) for n in range(len(p.aar))],
        "uden_indtastet_oere": [prognose.netto(ren.udfald, n) for n in range(len(p.aar))],
        "nye_oere": [prognose.nye_netto(p.udfald, n) for n in range(len(p.aar))],
        "generation": k.gen.navn,
        "data_dato": str(k.gen.data_dato),
        "rettelse_nr": k.rettelse_nr,
        "lov_version": k.lov.version,
        "froe": p.froe,
        "antal": len(p.udfald.udgift),
        "scenarie": p.scenarie.navn,
    }
    with lager.skriv() as con:
        if _optaget_i(con, navn.strip()):
            raise RettelseAfvist(
                f"Der er allerede låst en prognose med navnet '{navn.strip()}'. Vælg et andet navn."
            )
        if sammen_med is not None:
            sammen_med(con)
        nyt["sha"] = dokumenter.gem_i(con, f"prognose {navn.strip()}.npz", prognosedokument.pak(p), nu)
        nr = lager.skriv_haendelse(
            con,
            model.PROGNOSE_LAAST,
            {"prognose": navn.strip()},
            nyt,
            begrundelse=begrundelse.strip(),
            bruger=bruger,
            nu=nu,
        )
        skriv_i(con, Loglinje(bruger, model.PROGNOSE_LAAST, f"haendelse {nr}", formaal="prognose"), nu)
    return versioner(lager)[navn.strip()]


def _optaget_i(con: sa.Connection, navn: str) -> bool:
    """Whether a forecast has been locked under the name."""
    laaste = hent_haendelser(con, tabeller.haendelse.c.type == model.PROGNOSE_LAAST)
    return any(h.noegle["prognose"] == navn for h in laaste)


def versioner(lager: Sagslager) -> dict[str, Version]:
    """The locked forecasts by name, oldest first."""
    ud: dict[str, Version] = {}
    for h in lager.haendelser(model.PROGNOSE_LAAST):
        felter: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in h.nyt.items()}
        felter |= {"bruger": h.bruger, "tid": h.tid, "begrundelse": h.begrundelse}
        ud[str(h.noegle["prognose"])] = Version(**{"navn": str(h.noegle["prognose"]), **felter})
    return ud


def genberegn(lager: Sagslager, navn: str) -> Udfald:
    """A locked forecast computed again from what was kept. Errors: HjemtagFejl when it no longer gives the same."""
    v = _find(lager, navn)
    udfald = prognosedokument.laes(dokumenter.hent(lager, v.sha)).regn()
    if tuple(prognose.netto(udfald, n) for n in range(len(v.aar))) != v.netto_oere:
        raise HjemtagFejl(f"Prognosen '{navn}' giver ikke længere de samme tal. Meld det til driften.")
    return udfald


def forskel(lager: Sagslager, fra: str, til: str) -> pd.DataFrame:
    """The way from one version's expected net of their last common year to another's: navn, titel, oere.

    The bars are those of prognoseforskel.TRIN (GROVE_TRIN where a version was locked before its prices were kept) and
    sum exactly. Errors: HjemtagFejl when the versions have no year in common.
    """
    a, b = _find(lager, fra), _find(lager, til)
    aar = prognoseforskel.aar_til_faelles(a.aar, b.aar)
    if aar is None:
        raise HjemtagFejl(f"Prognoserne '{fra}' og '{til}' har intet år til fælles.")
    ender = [_ende(lager, v, aar) for v in (a, b)]
    dele = prognoseforskel.dele(*ender)
    titler = {**prognoseforskel.GROVE_TRIN, **prognoseforskel.TRIN}
    raekker = [
        ("fra", f"{fra}: ventet netto {aar}", ender[0].netto),
        *((n, titler[n], oere) for n, oere in dele.items()),
        ("til", f"{til}: ventet netto {aar}", ender[1].netto),
    ]
    return pd.DataFrame(raekker, columns=["navn", "titel", "oere"])


def _ende(lager: Sagslager, v: Version, aar: int) -> prognoseforskel.Ende:
    n = v.aar.index(aar)
    dokument = prognosedokument.laes(dokumenter.hent(lager, v.sha))
    return prognoseforskel.Ende(dokument, n, v.netto_oere[n], v.uden_indtastet_oere[n], v.nye_oere[n])


def vaerdi_af_indtastet(lager: Sagslager, k: Kontekst) -> pd.DataFrame:
    """What people's corrections were worth: each locked version with and without them, against what then happened.

    One row per version and year that is in the data and known now (FULDT_KENDT months since for late bills): navn, tid,
    aar, med_oere, uden_oere, faktisk_oere (net, whole øre), indtastet_oere (what the corrections moved) and bedre_oere:
    how much nearer they brought the forecast, negative = further off. Without corrections both are nothing.
    """
    sidste = prognose.sidste_maaned(k.gen) - FULDT_KENDT
    raekker = []
    kendte = sde.grundlagsaar(k)
    faktisk: dict[int, int] = {}
    for v in versioner(lager).values():
        for aar, med, uden in zip(v.aar, v.netto_oere, v.uden_indtastet_oere, strict=True):
            if aar not in kendte or aar * MAANEDER + MAANEDER - 1 > sidste:
                continue
            if aar not in faktisk:
                faktisk[aar] = _faktisk(k, aar)
            sand = faktisk[aar]
            raekker.append(
                (v.navn, v.tid, aar, med, uden, sand, med - uden, abs(uden - sand) - abs(med - sand))
            )
    kolonner = ["navn", "tid", "aar", "med_oere", "uden_oere", "faktisk_oere", "indtastet_oere", "bedre_oere"]
    return pd.DataFrame(raekker, columns=kolonner)


def _faktisk(k: Kontekst, aar: int) -> int:
    """A year's net of the cases in øre, as the refund is computed now."""
    sager = sde.beregn(k, aar).sager
    return int(sager["netto_oere"].sum()) - int(sager["refusion"].sum())


def _find(lager: Sagslager, navn: str) -> Version:
    alle = versioner(lager)
    if navn not in alle:
        raise HjemtagFejl(f"Der er ikke låst nogen prognose med navnet '{navn}'.")
    return alle[navn]
