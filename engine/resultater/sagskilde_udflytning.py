"""Cases of residence: presumptions become the queue. No kroner: the money must never steer such a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from engine.flytning.udflytning import SIGNALER
from engine.resultater import udflytning
from engine.resultater.sagskilder import (
    KOLONNER,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    faktahash,
    ingens,
)
from engine.resultater.sde import Kontekst


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every presumption on the newest day of reckoning. Columns: KOLONNER, and what the texts need."""
    f = udflytning.beregn(k).fund
    if f.empty:
        return pd.DataFrame(columns=list(KOLONNER))
    return f.assign(
        retning="til_gode",
        fagomraade=udflytning.FAGOMRAADE,
        aar=[d.year for d in f["bekraeftet"]],
        betegnelse="Person",
        modpart="CPR",
        forventet_oere=0,
        sandsynlighed=f["score"].astype(float),
        frist=None,
        frist_hvad="",
        tabes_dato=None,
        tabes_oere=0,
        tabes_snart_oere=0,
        tabt_oere=0,
        personer=[(p,) for p in f["person_noegle"]],
        fakta_hash=[faktahash(*r) for r in zip(f["regel"], f["signaler"], f["fra"], strict=True)],
    )


def fakta(k: Kontekst, sag_id: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: signals, their days, income by kind and sum."""
    f = udflytning.beregn(k).fund
    ud = {}
    for r in f[f["sag_id"].isin(list(sag_id))].to_dict("records"):
        tal = [
            Tal("Signaler", "tekst", ", ".join(SIGNALER[s].navn for s in r["signaler"])),
            Tal("Score", "tal", round(r["score"] * 100)),
            Tal("Fundet første gang", "dato", r["fra"].isoformat()),
            *(Tal(SIGNALER[s].navn, "dato", r["dage"][s].isoformat()) for s in r["signaler"]),
        ]
        if r["regel"] == "CPR-01":
            tal.append(Tal("Indkomst, seneste 12 måneder", "kroner", int(r["indkomst_oere"])))
            tal.append(Tal("Indkomsttype", "tekst", r["indkomsttype"] or "ingen"))
        ud[r["sag_id"]] = Fakta(tuple(tal), personer=(r["person_noegle"],))
    return ud


def henvis(sag_id: str) -> Henvisning | None:
    return Henvisning("udflytning", "Se signaler, score og brev", {"sag": sag_id})


def begrund(r: Mapping[str, Any]) -> str:
    return udflytning.begrund(r)


KILDE = Sagskilde(
    "udflytning",
    "udflytning",
    udflytning.REGLER,
    fund,
    fakta,
    begrund,
    udflytning.modbevis,
    ingens,
    henvis,
)
