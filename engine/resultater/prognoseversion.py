"""The forecast that was sent to the committee: kept with all it rests on, computed again to the same øre, explained.

What is kept is enough by itself: generations are deleted. Levels, chances, cases, known amounts, limits, scenario and
seed lie in one document under its own SHA-256; the event on the version's name says which data, corrections and law.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from engine.fejl import HjemtagFejl, RettelseAfvist
from engine.prognose import haendelser, simulering
from engine.prognose.haendelser import Haendelse
from engine.prognose.metoder import FULDT_KENDT, GRUPPER, Fremskrivning
from engine.prognose.simulering import Sager, Udfald
from engine.refusion.sde import MAANEDER, Graenser
from engine.resultater import prognose, sde
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
    lager: Sagslager, k: Kontekst, p: Prognose, navn: str, begrundelse: str, bruger: str, nu: datetime
) -> Version:
    """Keep a forecast under a name. Errors: RettelseAfvist for a name that is taken or a missing reason."""
    if not navn.strip() or not begrundelse.strip() or model.ligner_cpr(navn + " " + begrundelse):
        raise RettelseAfvist("Skriv et navn og en begrundelse, uden CPR-nummer. Intet er gemt.")
    ren = prognose.uden_indtastet(p, k)
    nyt: dict[str, Any] = {
        "aar": list(p.aar),
        "netto_oere": [prognose.netto(p.udfald, n) for n in range(len(p.aar))],
        "uden_indtastet_oere": [prognose.netto(ren.udfald, n) for n in range(len(p.aar))],
        "nye_oere": _nye(p.udfald),
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
        nyt["sha"] = dokumenter.gem_i(con, f"prognose {navn.strip()}.npz", pak(p), nu)
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
    udfald = _regn(dokumenter.hent(lager, v.sha))
    if tuple(prognose.netto(udfald, n) for n in range(len(v.aar))) != v.netto_oere:
        raise HjemtagFejl(f"Prognosen '{navn}' giver ikke længere de samme tal. Meld det til driften.")
    return udfald


def forskel(lager: Sagslager, fra: str, til: str) -> pd.DataFrame:
    """The way from one version's expected net of its last year to another's of the same year: navn, titel, oere.

    The bars sum exactly: limits, persons not known, what was entered, and the known cases.
    Errors: HjemtagFejl when the versions have no year in common.
    """
    a, b = _find(lager, fra), _find(lager, til)
    faelles = [x for x in a.aar if x in b.aar]
    if not faelles:
        raise HjemtagFejl(f"Prognoserne '{fra}' og '{til}' har intet år til fælles.")
    aar = faelles[-1]
    i, j = a.aar.index(aar), b.aar.index(aar)
    med_nye_graenser = _regn(
        dokumenter.hent(lager, a.sha), _laes(dokumenter.hent(lager, b.sha))[1]["graenser"]
    )
    lov = prognose.netto(med_nye_graenser, i) - a.netto_oere[i]
    nye = b.nye_oere[j] - a.nye_oere[i]
    manuelt = (b.netto_oere[j] - b.uden_indtastet_oere[j]) - (a.netto_oere[i] - a.uden_indtastet_oere[i])
    kendte = b.netto_oere[j] - a.netto_oere[i] - lov - nye - manuelt
    raekker = [
        ("fra", f"{fra}: ventet netto {aar}", a.netto_oere[i]),
        ("kendte", "Kendte sager, der er ophørt, begyndt eller ændret", kendte),
        ("nye", "Nye sager", nye),
        ("lov", "Grænser for refusion", lov),
        ("manuelt", "Indtastet af jer", manuelt),
        ("til", f"{til}: ventet netto {aar}", a.netto_oere[i] + kendte + nye + lov + manuelt),
    ]
    return pd.DataFrame(raekker, columns=["navn", "titel", "oere"])


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


def _nye(u: Udfald) -> list[int]:
    """Expected net of persons not known yet, by year."""
    return [int(np.rint((u.ny_udgift[:, n] - u.ny_refusion[:, n]).mean())) for n in range(len(u.aar))]


# --- the document -------------------------------------------------------------------------------------------------


def pak(p: Prognose) -> bytes:
    """Everything a forecast is computed from after the model has been chosen, as bytes."""
    f, s = p.foer, p.sager
    felter = {f"f_{n}": getattr(f, n) for n in _F} | {f"s_{n}": getattr(s, n) for n in _S}
    felter |= {f"profil_{g}": v for g, v in f.profiler.items()}
    felter |= {
        "slags": f.slags.astype(str),
        "noegle": s.noegle.astype(str),
        "person": p.historik.person.astype(str),
    }
    tekst = {
        "udgangspunkt": f.udgangspunkt,
        "tilgang": f.tilgang,
        "froe": p.froe,
        "antal": len(p.udfald.udgift),
        "spredning": p.valgt.spredning,
        "sene_sd": p.valgt.sene_sd,
        "haendelser": [asdict(e) | {"dato": e.dato.isoformat()} for e in p.scenarie.haendelser],
        "graenser": [[aar, o, g.trin, g.aarlig, g.status] for (aar, o), g in sorted(p.graenser.items())],
    }
    felter["tekst"] = np.frombuffer(
        json.dumps(tekst, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8
    )
    ud = io.BytesIO()
    np.savez_compressed(ud, allow_pickle=False, **felter)
    return ud.getvalue()


def _laes(indhold: bytes) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    with np.load(io.BytesIO(indhold), allow_pickle=False) as fil:
        felter = {n: fil[n] for n in fil.files}
    return felter, json.loads(felter.pop("tekst").tobytes().decode())


def _regn(indhold: bytes, graenser: list[Any] | None = None) -> Udfald:
    felter, t = _laes(indhold)
    egne_felter: dict[str, Any] = {n: felter[f"f_{n}"] for n in _F}
    f = Fremskrivning(
        udgangspunkt=t["udgangspunkt"],
        slags=felter["slags"].astype(object),
        tilgang=t["tilgang"],
        profiler={g: felter[f"profil_{g}"] for g in GRUPPER if f"profil_{g}" in felter},
        skoen=(),
        **egne_felter,
    )
    s = Sager(noegle=felter["noegle"].astype(object), **{n: felter[f"s_{n}"] for n in _S})
    ventede = [Haendelse(**(e | {"dato": date.fromisoformat(e["dato"])})) for e in t["haendelser"]]
    antal, froe = t["antal"], t["froe"]
    f, haendt = haendelser.haendelsestraek(felter["person"], f, ventede, antal, simulering.terning(froe + 1))
    egne = {
        (int(aar), str(o)): Graenser(tuple((int(x), int(y)) for x, y in trin), aarlig, status)
        for aar, o, trin, aarlig, status in [*t["graenser"], *(graenser or [])]
    }
    sd = {"faelles_sd": t["spredning"], "sene_sd": t["sene_sd"]}
    return simulering.simuler(f, s, egne, antal=antal, froe=froe, haendt=haendt, **sd)
