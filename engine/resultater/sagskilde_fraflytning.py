"""Cases of those who have left, or disappeared, while something runs: what is booked and not lapsed is at stake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from engine.fejl import ForaeldetLager
from engine.resultater import flyttelister, fraflytning
from engine.resultater.fraflytning import Fraflytter
from engine.resultater.sagskilder import (
    BORTFALD,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    bortfald,
    faktahash,
    ingens,
    ramme,
    skrevet_begrundelse,
    skrevet_modbevis,
)
from engine.resultater.sde import Kontekst

_SIKKERHED = {"FRA-01": 0.9, "FRA-02": 0.8, "FRA-03": 0.8, "FRA-04": 0.6, "FRA-05": 0.7}
_I_INSTITUTION = 0.5
"""Of one who moved into an institution we may rightly pay still: a person decides."""


def _alle(k: Kontekst) -> list[Fraflytter]:
    """None on a warehouse from before the lists."""
    try:
        return fraflytning.alle(k)
    except ForaeldetLager:
        return []


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every case. Columns: as `ramme`."""
    raekker = [_raekke(x, i_dag) for x in _alle(k)]
    return ramme(raekker)


def _raekke(x: Fraflytter, i_dag: date) -> dict[str, Any]:
    """forventet_oere: NA where nothing has been booked, for then it is not known what it costs."""
    funktioner = [(b.funktion, b.lov, b.maaneder) for b in x.bogfoert]
    maaneder = [(b.frist[m], oere) for b in x.bogfoert for m, oere in b.maaneder.items()]
    aabne = [(f, oere) for f, oere in maaneder if f is None or f >= i_dag]
    lapser = bortfald(maaneder, i_dag)
    frist = lapser["tabes_dato"]
    return {
        "sag_id": x.sag_id,
        "regel": x.regel,
        "retning": "skyldig" if x.skyldig else "til_gode",
        "fagomraade": x.hit.fagomraade,
        "aar": x.hit.dato.year,
        "betegnelse": "Person",
        "modpart": x.hit.til,
        "forventet_oere": max(sum(oere for _, oere in aabne), 0) if maaneder else pd.NA,
        "sandsynlighed": _I_INSTITUTION if x.i_institution else _SIKKERHED[x.regel],
        "frist": frist,
        "frist_hvad": BORTFALD if frist else "",
        **lapser,
        "personer": (x.hit.person_noegle,),
        "fakta_hash": faktahash(x.hit.dato, x.hit.til, x.loebende, *funktioner),
        "begrundelse": fraflytning.begrund(x),
        "modbevis": fraflytning.modbevis(x),
    }


def fakta(k: Kontekst, sag_id: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: the move, what runs, and what each month is."""
    oenskede = set(sag_id)
    sted = flyttelister.stednavne(k)
    return {x.sag_id: _fakta(x, sted(x.hit.til)) for x in _alle(k) if x.sag_id in oenskede}


def _fakta(x: Fraflytter, til: str) -> Fakta:
    hvad = (
        [Tal("Registreret forsvundet", "dato", x.hit.dato.isoformat())]
        if x.hit.forsvundet
        else [Tal("Fraflyttet", "dato", x.hit.dato.isoformat()), Tal("Flyttet til", "tekst", til)]
    )
    tal = (
        *hvad,
        *(Tal("Løber videre", "tekst", i.hvad) for i in x.loebende),
        Tal(f"Bogført efter {x.efter}", "kroner", sum(b.oere for b in x.bogfoert)),
        Tal("Pr. måned", "kroner", sum(b.pr_maaned for b in x.bogfoert)),
    )
    raekker = {f"{m} {b.funktion} {b.lov}": oere for b in x.bogfoert for m, oere in b.maaneder.items()}
    return Fakta(tal, raekker, personer=(x.hit.person_noegle,))


def henvis(sag_id: str) -> Henvisning | None:
    return Henvisning("fraflyttere", "Se hvad der løber videre, og hent brevet", {"sag": sag_id})


KILDE = Sagskilde(
    "fraflytning",
    "fraflytning",
    fraflytning.REGLER,
    fund,
    fakta,
    skrevet_begrundelse,
    skrevet_modbevis,
    ingens,
    henvis,
)
