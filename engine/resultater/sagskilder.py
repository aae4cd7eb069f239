"""Where cases come from: a registry of sources. What the engine finds now becomes the queue, without a row written.

A source gives one frame of finds for a generation, the corrections on it and the law (so a find is never stored), and
says of single cases what their facts are. Later rules add a source to KILDER; nothing else changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from engine.resultater.sde import Kontekst

KOLONNER = (
    "sag_id", "regel", "retning", "fagomraade", "aar", "betegnelse", "modpart", "forventet_oere", "sandsynlighed",
    "frist", "frist_hvad", "tabes_dato", "tabes_oere", "tabes_snart_oere", "tabt_oere", "personer", "fakta_hash",
)  # fmt: skip
"""The columns every frame of finds has; a source may carry more for its own texts.

sag_id: stable over builds, without CPR. retning: til_gode, skyldig. forventet_oere: what is at stake and not lost,
never negative, NA when it cannot be computed. sandsynlighed: 0–1. frist (date or None) and frist_hvad: the next
deadline of the law and its name. tabes_dato, tabes_oere: when the next part is lost and how much; tabes_snart_oere:
lost within SNART_DAGE. tabt_oere: lost already. personer: person keys. fakta_hash: of what a decision rests on.
"""

SNART_DAGE = 90
BORTFALD = "bortfald"
"""frist_hvad when the deadline is that a part of the case lapses."""


def ramme(raekker: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Finds that carry their own texts as a frame. Columns: KOLONNER, begrundelse (text), modbevis (sentences)."""
    return pd.DataFrame(raekker, columns=[*KOLONNER, "begrundelse", "modbevis"])


def skrevet_begrundelse(r: Mapping[str, Any]) -> str:
    """The reason that a find of `ramme` carries."""
    return str(r["begrundelse"])


def skrevet_modbevis(r: Mapping[str, Any]) -> list[str]:
    """The sentences that a find of `ramme` carries."""
    return list(r["modbevis"])


def ingens(k: Kontekst, ramme: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Cases that belong to no organisation (a claim, a residence, a grant): those limited to one see none."""
    return {s: frozenset() for s in ramme["sag_id"]}


def bortfald(dele: Iterable[tuple[date | None, int]], i_dag: date) -> dict[str, Any]:
    """What of a case lapses and when. dele: (last day to claim it, None for never; øre) of each part."""
    med_frist = [(frist, oere) for frist, oere in dele if frist is not None]
    aabne = [(frist, oere) for frist, oere in med_frist if frist >= i_dag]
    foerste = min((frist for frist, _ in aabne), default=None)
    snart = i_dag + timedelta(days=SNART_DAGE)
    return {
        "tabes_dato": foerste,
        "tabes_oere": sum(oere for frist, oere in aabne if frist == foerste),
        "tabes_snart_oere": sum(oere for frist, oere in aabne if frist <= snart),
        "tabt_oere": sum(oere for frist, oere in med_frist if frist < i_dag),
    }


@dataclass(frozen=True)
class Tal:
    """One figure of a case. art: kroner (øre), tal, tekst, dato (ISO), maaned."""

    navn: str
    art: str
    vaerdi: Any


@dataclass(frozen=True)
class Fakta:
    """What a decision on a case rests on, as it is stored: no names, no CPR, no free text of the ledger.

    tal: the key figures, in order. raekker: {key text: øre}, the rows behind them. parametre: law values used
    (navn, fra, vaerdi, status, kilde). personer: person keys.
    """

    tal: tuple[Tal, ...]
    raekker: Mapping[str, int] = field(default_factory=dict)
    parametre: tuple[Mapping[str, str], ...] = ()
    personer: tuple[str, ...] = ()

    def som_json(self) -> dict[str, Any]:
        return {
            "tal": [[t.navn, t.art, t.vaerdi] for t in self.tal],
            "raekker": dict(sorted(self.raekker.items())),
            "parametre": [dict(p) for p in self.parametre],
            "personer": sorted(self.personer),
        }


def laes_fakta(raa: Mapping[str, Any]) -> Fakta:
    """Stored evidence → facts."""
    return Fakta(
        tuple(Tal(*t) for t in raa["tal"]), raa["raekker"], tuple(raa["parametre"]), tuple(raa["personer"])
    )


@dataclass(frozen=True)
class Henvisning:
    """The page that shows the computation behind a case. side: its name in engine.adgang."""

    side: str
    titel: str
    parametre: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Sagskilde:
    """A source of cases. art: the kind in engine.sager.arter. regler: {code: name on the screen}.

    fund(k, i_dag) → a frame with KOLONNER. fakta(k, ids) → {sag_id: Fakta} of those that are found.
    begrund(row) → why, for a person; modbevis(row) → what would prove it false, a sentence each.
    organisationer(k, frame) → {sag_id: organisations}, asked for only where they limit who may see.
    """

    navn: str
    art: str
    regler: Mapping[str, str]
    fund: Callable[[Kontekst, date], pd.DataFrame]
    fakta: Callable[[Kontekst, Sequence[str]], dict[str, Fakta]]
    begrund: Callable[[Mapping[str, Any]], str]
    modbevis: Callable[[Mapping[str, Any]], list[str]]
    organisationer: Callable[[Kontekst, pd.DataFrame], dict[str, frozenset[str]]]
    henvis: Callable[[str], Henvisning | None]


def faktahash(*dele: Any) -> str:
    """16 hex digits over the texts of some values, the same on every machine."""
    tekst = json.dumps([str(d) for d in dele], ensure_ascii=False)
    return hashlib.blake2b(tekst.encode("utf-8"), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Forskel:
    """One thing that is another now than when it was decided. foer/nu: None where there was nothing."""

    navn: str
    art: str
    foer: Any
    nu: Any


def forskelle(foer: Fakta, nu: Fakta) -> list[Forskel]:
    """What has changed in a case's facts: figures, rows that came, went or changed, law values, persons."""
    ud = _af_par({t.navn: (t.art, t.vaerdi) for t in foer.tal}, {t.navn: (t.art, t.vaerdi) for t in nu.tal})
    ud += _af_par(
        {n: ("kroner", o) for n, o in foer.raekker.items()}, {n: ("kroner", o) for n, o in nu.raekker.items()}
    )
    for felt in ("vaerdi", "status"):
        navn = {"vaerdi": "", "status": ", status"}[felt]
        ud += _af_par(
            {f"{p['navn']}{navn}": ("tekst", p[felt]) for p in foer.parametre},
            {f"{p['navn']}{navn}": ("tekst", p[felt]) for p in nu.parametre},
        )
    if set(foer.personer) != set(nu.personer):
        ud.append(Forskel("Personer i sagen", "tal", len(foer.personer), len(nu.personer)))
    return ud


def _af_par(foer: Mapping[str, tuple[str, Any]], nu: Mapping[str, tuple[str, Any]]) -> list[Forskel]:
    ud = []
    for navn in [*foer, *(n for n in nu if n not in foer)]:
        art = (nu.get(navn) or foer[navn])[0]
        gammel, ny = (d[navn][1] if navn in d else None for d in (foer, nu))
        if gammel != ny:
            ud.append(Forskel(navn, art, gammel, ny))
    return ud


def kilder() -> tuple[Sagskilde, ...]:
    """The sources in use. Imported here, so that a source may use this module."""
    from engine.resultater import (
        sagskilde_fraflytning,
        sagskilde_kandidater,
        sagskilde_moms,
        sagskilde_screening,
        sagskilde_sde,
        sagskilde_udflytning,
        sagskilde_udlaendinge,
    )

    return (
        sagskilde_sde.KILDE,
        sagskilde_kandidater.KILDE,
        sagskilde_screening.KILDE,
        sagskilde_fraflytning.KILDE,
        sagskilde_udflytning.KILDE,
        sagskilde_moms.KILDE,
        sagskilde_udlaendinge.KILDE,
    )
