"""Cases of VAT: one for each cause at one supplier on one art, so that one decision handles many postings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from engine import dansk
from engine.fejl import ForaeldetLager
from engine.moms.regler import AARSAGER, REGLER, RETNINGER, TIL_GODE, bortfaldet
from engine.resultater import moms
from engine.resultater.sagskilder import (
    BORTFALD,
    KOLONNER,
    SNART_DAGE,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    faktahash,
)
from engine.resultater.sde import Kontekst


def _grupper(k: Kontekst) -> dict[str, pd.DataFrame]:
    """Case id → its findings; none on a warehouse from before the rules."""
    try:
        df = moms.levende(k)
    except ForaeldetLager:
        return {}
    return {str(s): g for s, g in df.groupby("sag_id", sort=True)}


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every group of findings, muted ones too. Columns: KOLONNER, and aarsag for the texts."""
    raekker = [_raekke(s, g, i_dag) for s, g in _grupper(k).items()]
    return pd.DataFrame(raekker, columns=[*KOLONNER, "aarsag"])


def _raekke(sag_id: str, g: pd.DataFrame, i_dag: date) -> dict[str, Any]:
    """What has lapsed on the day is lost and no longer at stake; what we owe does not lapse."""
    foerste = g.iloc[0]
    retning, oere = str(foerste["retning"]), g["beloeb_oere"]
    tabt = pd.Series([bortfaldet(retning, f, i_dag) for f in g["frist"]], index=g.index, dtype=bool)
    aabne = g[~tabt]
    lapser = retning == TIL_GODE and len(aabne) > 0
    frist = min(aabne["frist"]) if lapser else None
    snart = i_dag + timedelta(days=SNART_DAGE)
    return {
        "sag_id": sag_id,
        "regel": foerste["regel"],
        "retning": retning,
        "fagomraade": _faelles(g["fagomraade"]),
        "aar": int(g["regnskabsaar"].max()),
        "betegnelse": f"{AARSAGER[foerste['aarsag']].navn}, {_hos(foerste)}",
        "modpart": foerste["cvr"],
        "forventet_oere": int(aabne["beloeb_oere"].sum()),
        "sandsynlighed": float((g["sikkerhed"] * oere).sum() / oere.sum() / 100),
        "frist": frist,
        "frist_hvad": BORTFALD if lapser else "",
        "tabes_dato": frist,
        "tabes_oere": int(aabne.loc[aabne["frist"] == frist, "beloeb_oere"].sum()) if lapser else 0,
        "tabes_snart_oere": int(aabne.loc[aabne["frist"] <= snart, "beloeb_oere"].sum()) if lapser else 0,
        "tabt_oere": int(oere[tabt].sum()),
        "personer": (),
        "fakta_hash": faktahash(foerste["aarsag"], *zip(_noegler(g), oere, strict=True)),
        "aarsag": foerste["aarsag"],
    }


def _faelles(felt: pd.Series) -> str | None:
    """The one value of a group; None of several: then only those who see every one of them decide."""
    vaerdier = felt.unique()
    return str(vaerdier[0]) if len(vaerdier) == 1 else None


def _hos(r: Mapping[str, Any]) -> str:
    return f"CVR {r['cvr']}, art {r['art']}" if r["cvr"] else f"funktion {r['funktion']}, art {r['art']}"


def _noegler(g: pd.DataFrame) -> list[str]:
    return [
        f"{r.kilde} {r.regnskabsaar} {r.bilagsnr}/{r.linjenr}" for r in g[moms.NOEGLE].itertuples(index=False)
    ]


def fakta(k: Kontekst, sag_id: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: the cause, where, and what each posting is."""
    oenskede = set(sag_id)
    return {s: _fakta(g) for s, g in _grupper(k).items() if s in oenskede}


def _fakta(g: pd.DataFrame) -> Fakta:
    foerste = g.iloc[0]
    a = AARSAGER[foerste["aarsag"]]
    tal = (
        Tal("Årsag", "tekst", f"{a.regel} {a.navn} ({a.hjemmel})"),
        Tal("Hvor", "tekst", _hos(foerste)),
        Tal("Retning", "tekst", RETNINGER[foerste["retning"]]),
        Tal("Forslag", "tekst", a.forslag),
        Tal("Posteringer", "tal", len(g)),
        Tal("Beløb", "kroner", int(g["beloeb_oere"].sum())),
    )
    return Fakta(tal, dict(zip(_noegler(g), (int(o) for o in g["beloeb_oere"]), strict=True)))


def organisationer(k: Kontekst, ramme: pd.DataFrame) -> dict[str, frozenset[str]]:
    """A group of one organisation is its own; one of several is for those who see them all."""
    grupper = _grupper(k)
    deres = {s: _faelles(grupper[s]["organisation"]) if s in grupper else None for s in ramme["sag_id"]}
    return {s: frozenset([o] if o else []) for s, o in deres.items()}


def henvis(sag_id: str) -> Henvisning | None:
    return Henvisning("moms", "Se posteringerne", {"sag": sag_id})


def begrund(r: Mapping[str, Any]) -> str:
    a = AARSAGER[r["aarsag"]]
    sikkerhed = dansk.procent(float(r["sandsynlighed"]), 0)
    return f"{a.hvorfor} Forslag: {a.forslag} Afgørelsen gælder hele mønstret ({sikkerhed} sikkert)."


def modbevis(r: Mapping[str, Any]) -> list[str]:
    return list(AARSAGER[r["aarsag"]].modbevis)


KILDE = Sagskilde("moms", "moms", REGLER, fund, fakta, begrund, modbevis, organisationer, henvis)
