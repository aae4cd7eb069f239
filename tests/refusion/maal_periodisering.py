"""How well posting texts are read: fits the certainties on one half of the labelled texts, measures on the other.

python -m tests.refusion.maal_periodisering            prints the table for kalibrering.py and the figures
python -m tests.refusion.maal_periodisering --skriv    also writes assets/periodisering.json, which the page shows
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

from engine.refusion.periodisering import Fund, Genkender, kalibrering

ROD = Path(__file__).resolve().parents[2]
TEKSTER = Path(__file__).parent / "periodetekster"
FIGURER = ROD / "assets" / "periodisering.json"
TAERSKEL = 0.80  # the default of periode_sikkerhed_min
_KVARTIL = 0.6745  # the lower quartile of a normal distribution
_FAELLES = 2.0  # what all rules have shown together weighs as two texts
_LOFT = 0.99
KANTER = (0.0, 0.5, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True)
class Maerket:
    """One labelled text. fra, til: None when the text tells no period."""

    slags: str
    tekst: str
    bogfoert: date
    bilag: date | None
    fra: date | None
    til: date | None
    enkelt: bool


@dataclass(frozen=True)
class Svar:
    """A labelled text and what was read. rigtig: the days are exactly those of the label."""

    m: Maerket
    f: Fund

    @property
    def rigtig(self) -> bool:
        return (self.m.fra, self.m.til) == (self.f.fra, self.f.til)

    @property
    def brugt(self) -> bool:
        """Read with enough certainty to be used without a person."""
        return self.f.fra is not None and self.f.sikkerhed >= TAERSKEL


def laes_maerkede(halvdel: str) -> list[Maerket]:
    """The labelled texts of one half: 'udvikling' (with what was added to it later) or 'proeve'."""

    def dag(tekst: str) -> date | None:
        return date.fromisoformat(tekst) if tekst else None

    filer = ("udvikling", "tilfoejet") if halvdel == "udvikling" else (halvdel,)
    return [
        Maerket(
            r["slags"],
            r["tekst"],
            date.fromisoformat(r["bogfoeringsdato"]),
            dag(r["bilagsdato"]),
            dag(r["periode_fra"]),
            dag(r["periode_til"]),
            r["enkeltstaaende"] == "1",
        )
        for fil in filer
        for r in _raekker(TEKSTER / f"{fil}.csv")
    ]


def _raekker(sti: Path) -> list[dict[str, str]]:
    with sti.open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil, delimiter=";"))


def svar(halvdel: str) -> list[Svar]:
    g = Genkender()
    return [Svar(m, g.laes(m.tekst, m.bogfoert, m.bilag)) for m in laes_maerkede(halvdel)]


def _med_periode(alle: Sequence[Svar]) -> list[Svar]:
    """Those whose period is judged and where one was read; of a one-off it is not."""
    return [s for s in alle if s.f.fra is not None and not s.m.enkelt]


# --- fitting ------------------------------------------------------------------------------------------------------


def _nedre(rigtige: float, antal: float) -> float:
    """The lower quartile of the true share by Wilson's formula: few texts give less certainty."""
    z = _KVARTIL
    midte, bredde = rigtige + z * z / 2, z * sqrt(rigtige * (antal - rigtige) / antal + z * z / 4)
    return (midte - bredde) / (antal + z * z)


def tilpas() -> dict[str, tuple[float, ...]]:
    """rule -> certainty by how much speaks against it, never rising, fitted on the development half."""
    talt: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for s in _med_periode(svar("udvikling")):
        talt[s.f.regel, s.f.niveau][0] += s.rigtig
        talt[s.f.regel, s.f.niveau][1] += 1
    niveauer = range(kalibrering.NIVEAUER)
    faelles = [
        [sum(t[i] for (_, n), t in talt.items() if n == niveau) for i in (0, 1)] for niveau in niveauer
    ]
    andele = [_nedre(rigtige, antal) if antal else 0.5 for rigtige, antal in faelles]
    tabel = {}
    for regel in sorted({r for r, _ in talt}):
        raekke: list[float] = []
        for niveau in niveauer:
            rigtige, antal = talt.get((regel, niveau), (0, 0))
            vaerdi = _nedre(rigtige + _FAELLES * andele[niveau], antal + _FAELLES)
            raekke.append(round(min(_LOFT, vaerdi, *raekke), 2))
        tabel[regel] = tuple(raekke)
    return tabel


# --- measuring ----------------------------------------------------------------------------------------------------


def _andel(del_: int, hele: int) -> float | None:
    return round(del_ / hele, 4) if hele else None


def _noegletal(alle: Sequence[Svar]) -> dict[str, Any]:
    brugt = [s for s in alle if s.brugt and not s.m.enkelt]
    med = [s for s in alle if s.m.fra and not s.m.enkelt]
    uden = [s for s in alle if not s.m.fra and not s.m.enkelt]
    return {
        "tekster": len(alle),
        "brugt": len(brugt),
        "brugt_rigtig": sum(s.rigtig for s in brugt),
        "med_periode": len(med),
        "laest_rigtigt": sum(s.rigtig for s in med),
        "brugt_og_rigtig": sum(s.rigtig and s.brugt for s in med),
        "uden_periode": len(uden),
        "narret": sum(s.brugt for s in uden),
    }


def _kalibreret(alle: Sequence[Svar]) -> list[dict[str, Any]]:
    ud = []
    for fra, til in pairwise(KANTER):
        i = [s for s in _med_periode(alle) if fra <= s.f.sikkerhed < til]
        if i:
            middel = sum(s.f.sikkerhed for s in i) / len(i)
            rigtige = sum(s.rigtig for s in i)
            ud.append({"sikkerhed": round(middel, 4), "andel": _andel(rigtige, len(i)), "antal": len(i)})
    return ud


def _enkelte(alle: Sequence[Svar]) -> dict[str, int]:
    return {
        "er": sum(s.m.enkelt for s in alle),
        "foreslaaet": sum(s.f.enkeltstaaende for s in alle),
        "rigtigt_foreslaaet": sum(s.f.enkeltstaaende and s.m.enkelt for s in alle),
    }


def _efter(alle: Sequence[Svar], noegle: Callable[[Svar], str]) -> dict[str, list[Svar]]:
    grupper: dict[str, list[Svar]] = defaultdict(list)
    for s in alle:
        grupper[noegle(s)].append(s)
    return grupper


def maal(halvdel: str) -> dict[str, Any]:
    """The figures of one half."""
    alle = svar(halvdel)
    return {
        **_noegletal(alle),
        "enkelt": _enkelte(alle),
        "kalibrering": _kalibreret(alle),
        "slags": {navn: _noegletal(g) for navn, g in _efter(alle, lambda s: s.m.slags).items()},
    }


def figurer() -> dict[str, Any]:
    """What assets/periodisering.json holds."""
    return {"taerskel": TAERSKEL, "proeve": maal("proeve"), "udvikling": maal("udvikling")}


def som_tekst(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for regel, raekke in tilpas().items():
        print(f'    "{regel}": {raekke},')
    if "--skriv" in sys.argv:
        FIGURER.write_text(som_tekst(figurer()), encoding="utf-8")
