"""Cases of what the mover screening has kept: whoever may be another's to pay, before a delivery or a bill is here.

A hit that names a rule and a municipality has the id that its candidate gets when the ledger is known, so the work goes
on in the same case; then the candidate is the find. Kroner are not known, for the screening reads no ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from engine.fejl import ForaeldetLager
from engine.potentiale.regelvalg import UDEN_VALG
from engine.resultater import flyttelister, flyttescreening, kandidater, sagskilde_kandidater
from engine.resultater.flyttelister import Hit
from engine.resultater.sagskilder import (
    BORTFALD,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    faktahash,
    ingens,
    ramme,
    skrevet_begrundelse,
    skrevet_modbevis,
)
from engine.resultater.sde import Kontekst

AABEN = "TIL-01"
REGLER = sagskilde_kandidater.REGLER | {AABEN: "Tilflytter fra screening, en person afgør betaleren"}
_UDEN_SVAR = 0.5
"""Where the path gives no payer: as likely as not."""


def sag_id(k: Kontekst, h: Hit) -> str:
    """Stable over screenings and builds, without a number of the person."""
    if h.afgoerelse and h.anden_betaler:
        return k.lav_id(h.afgoerelse.regel, f"{h.person_noegle}|{h.anden_betaler}")
    return k.lav_id(AABEN, f"{h.person_noegle}|{h.dato.isoformat()}")


def hits(k: Kontekst) -> dict[str, Hit]:
    """The kept hits by case, the newest move of each, without those that are candidates already."""
    try:
        uden_valg = replace(k, regelvalg=UDEN_VALG)  # a rule that is off is not to come back as a hit
        kendte = {f.id for f in kandidater.mellemkommunale(uden_valg)}
    except ForaeldetLager:  # a warehouse from before the rules has none
        kendte = set()
    alle = {sag_id(k, h): h for h in sorted(flyttescreening.gemte(k), key=lambda h: h.dato)}
    return {s: h for s, h in alle.items() if s not in kendte}


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every kept hit. Columns: as `ramme`."""
    raekker = [_raekke(s, h) for s, h in hits(k).items()]
    return ramme(raekker)


def _raekke(sag: str, h: Hit) -> dict[str, Any]:
    a = h.afgoerelse
    regel = a.regel if a and h.anden_betaler else AABEN
    return {
        "sag_id": sag,
        "regel": regel,
        "retning": "til_gode",
        "fagomraade": h.fagomraade,
        "aar": h.dato.year,
        "betegnelse": "Person",
        "modpart": (a and a.kommunekode) or h.fra,
        "forventet_oere": pd.NA,
        "sandsynlighed": a.sikkerhed if a and regel != AABEN else _UDEN_SVAR,
        "frist": h.frist,
        "frist_hvad": BORTFALD if h.frist else "",
        "tabes_dato": h.frist,
        "tabes_oere": 0,
        "tabes_snart_oere": 0,
        "tabt_oere": 0,
        "personer": (h.person_noegle,),
        "fakta_hash": faktahash(regel, h.dato, h.fra, h.til, h.aarsager, a and a.kommunekode),
        "begrundelse": h.begrundelse,
        "modbevis": list(a.modbevis) if a else [],
    }


def fakta(k: Kontekst, sag_ider: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: the move, the path's answer, and which screening it is from."""
    oenskede = set(sag_ider)
    sted = flyttelister.stednavne(k)
    return {s: _fakta(h, sted) for s, h in hits(k).items() if s in oenskede}


def _fakta(h: Hit, sted: flyttelister.Stednavn) -> Fakta:
    a = h.afgoerelse
    betaler = sted(a.kommunekode) if a and a.kommunekode else "En person afgør det"
    tal = [
        Tal("Tilflyttet", "dato", h.dato.isoformat()),
        Tal("Hvorfor", "tekst", ", ".join(flyttelister.AARSAGER[x] for x in h.aarsager)),
        Tal("Fra", "tekst", sted(h.fra)),
        Tal("Foreslået betalingskommune", "tekst", betaler),
    ]
    if a and a.hjemmel:
        tal.append(Tal("Hjemmel", "tekst", a.hjemmel))
    if h.gemt:
        tal.append(Tal("Screening pr.", "dato", h.gemt.pr.isoformat()))
    return Fakta(tuple(tal), personer=(h.person_noegle,))


def henvis(sag: str) -> Henvisning | None:
    return Henvisning("tilflyttere", "Se vejen til betalingskommunen", {"sag": sag})


KILDE = Sagskilde(
    "screening", "mellemkommunal", REGLER, fund, fakta, skrevet_begrundelse, skrevet_modbevis, ingens, henvis
)
