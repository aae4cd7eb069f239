"""Cases of VAT: one for each cause at one supplier on one art, so that one decision handles many postings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from engine import dansk
from engine.fejl import ForaeldetLager
from engine.moms.regler import AARSAGER, REGLER, RETNINGER, TIL_GODE, bortfaldet
from engine.resultater import moms
from engine.resultater.sagskilder import (
    BORTFALD,
    KOLONNER,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    bortfald,
    faktahash,
)
from engine.resultater.sde import Kontekst

Fund = Any
"""A finding: a row of moms.levende."""


def _grupper(k: Kontekst) -> dict[str, list[Fund]]:
    """Case id → its findings; none on a warehouse from before the rules."""
    try:
        df = moms.levende(k)
    except ForaeldetLager:
        return {}
    ud: dict[str, list[Fund]] = {s: [] for s in sorted(df["sag_id"].unique())}
    for x in df.itertuples(index=False):
        ud[x.sag_id].append(x)
    return ud


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every group of findings, muted ones too. Columns: KOLONNER, and aarsag for the texts."""
    raekker = [_raekke(s, g, i_dag) for s, g in _grupper(k).items()]
    return pd.DataFrame(raekker, columns=[*KOLONNER, "aarsag"])


def _raekke(sag_id: str, g: Sequence[Fund], i_dag: date) -> dict[str, Any]:
    """What has lapsed on the day is lost and no longer at stake; what we owe does not lapse."""
    foerste, ialt = g[0], sum(x.beloeb_oere for x in g)
    aabne = [x for x in g if not bortfaldet(x.retning, x.frist, i_dag)]
    lapser = bortfald(((x.frist, x.beloeb_oere) for x in g) if foerste.retning == TIL_GODE else (), i_dag)
    frist, aabent = lapser["tabes_dato"], sum(x.beloeb_oere for x in aabne)
    return {
        "sag_id": sag_id,
        "regel": foerste.regel,
        "retning": foerste.retning,
        "fagomraade": _faelles(x.fagomraade for x in g),
        "aar": max(x.regnskabsaar for x in g),
        "betegnelse": f"{AARSAGER[foerste.aarsag].navn}, {_hos(foerste)}",
        "modpart": foerste.cvr,
        "forventet_oere": aabent,
        "sandsynlighed": sum(x.sikkerhed * x.beloeb_oere for x in g) / ialt / 100,
        "frist": frist,
        "frist_hvad": BORTFALD if frist else "",
        **lapser,
        "personer": (),
        "fakta_hash": faktahash(foerste.aarsag, *((_noegle(x), x.beloeb_oere) for x in g)),
        "aarsag": foerste.aarsag,
    }


def _faelles(vaerdier: Iterable[str]) -> str | None:
    """The one value of a group; None of several: then only those who see every one of them decide."""
    alle = set(vaerdier)
    return alle.pop() if len(alle) == 1 else None


def _hos(x: Fund) -> str:
    return f"CVR {x.cvr}, art {x.art}" if x.cvr else f"funktion {x.funktion}, art {x.art}"


def _noegle(x: Fund) -> str:
    return f"{x.kilde} {x.regnskabsaar} {x.bilagsnr}/{x.linjenr}"


def fakta(k: Kontekst, sag_id: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: the cause, where, and what each posting is."""
    oenskede = set(sag_id)
    return {s: _fakta(g) for s, g in _grupper(k).items() if s in oenskede}


def _fakta(g: Sequence[Fund]) -> Fakta:
    foerste = g[0]
    a = AARSAGER[foerste.aarsag]
    tal = (
        Tal("Årsag", "tekst", f"{a.regel} {a.navn} ({a.hjemmel})"),
        Tal("Hvor", "tekst", _hos(foerste)),
        Tal("Retning", "tekst", RETNINGER[foerste.retning]),
        Tal("Forslag", "tekst", a.forslag),
        Tal("Posteringer", "tal", len(g)),
        Tal("Beløb", "kroner", sum(x.beloeb_oere for x in g)),
    )
    return Fakta(tal, {_noegle(x): x.beloeb_oere for x in g})


def organisationer(k: Kontekst, ramme: pd.DataFrame) -> dict[str, frozenset[str]]:
    """A group of one organisation is its own; one of several is for those who see them all."""
    grupper = _grupper(k)
    deres = {s: _faelles(x.organisation for x in grupper.get(s, ())) for s in ramme["sag_id"]}
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
