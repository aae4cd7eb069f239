"""How what was found is held against what was planted. Pure: rows in, rows out; no warehouse, no disk.

A find hits a truth when they share a person or a posting, their months overlap, and neither says the other way of the
money. A truth is found when some find of a finder that is there for its kind hits it and, where both have kroner, at
least half of its kroner are in the finds (each krone of a find is used once, the largest truth first). A find that hits
only a look-alike, or nothing at all, is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

HALVDELEN = 0.5
RIGTIG, LIGNER, ANDET, INTET = "rigtig", "ligner", "andet", "intet"


@dataclass(frozen=True)
class Sandt:
    """One row of the truth. nr: its place in the file. personer: person keys. fra, til: months 'YYYY-MM'.

    oere: signed, + what we lack, − what we owe. ligner: the kind it only looks like, '' for a truth. posteringer:
    keys 'kilde/year/bilag/line'.
    """

    nr: int
    omraade: str
    art: str
    personer: tuple[str, ...]
    fra: str
    til: str
    oere: int
    kan_findes: bool
    note: str = ""
    ligner: str = ""
    posteringer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fund:
    """One find. oere: signed, None when it has no kroner. art: the one kind it can be, '' for any of its finder's."""

    personer: tuple[str, ...]
    fra: str
    til: str
    oere: int | None
    art: str = ""
    regel: str = ""
    posteringer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dom:
    """What became of a find: rigtig, ligner (only a look-alike), andet (a truth of another kind), intet."""

    fund: Fund
    slags: str
    sandt: tuple[Sandt, ...] = ()


@dataclass
class Maaling:
    """One finder's finds against the truths of its kinds. fundet: nr → øre found (0 for those without kroner)."""

    fundet: dict[int, int] = field(default_factory=dict)
    domme: list[Dom] = field(default_factory=list)

    def antal(self, *slags: str) -> int:
        return sum(d.slags in slags for d in self.domme)


def maal(
    fund: Sequence[Fund], sandt: Sequence[Sandt], arter: Iterable[str], *, samme_maaneder: bool = False
) -> Maaling:
    """arter: the kinds this finder is there for. samme_maaneder: a hit needs the very months, not an overlap."""
    egne = frozenset(arter)
    opslag = _Opslag(sandt)
    ud = Maaling()
    hits: dict[int, list[int]] = defaultdict(list)  # truth → finds
    for i, f in enumerate(fund):
        naere = [s for s in opslag.naere(f) if _passer(f, s, samme_maaneder)]
        ramte = [s for s in naere if not s.ligner and s.art in egne and f.art in ("", s.art) and _tegn(f, s)]
        lignende = [s for s in naere if s.ligner and s.ligner in egne and f.art in ("", s.ligner)]
        andre = [s for s in naere if not s.ligner and s not in ramte]
        for s in ramte:
            hits[s.nr].append(i)
        for slags, hvad in ((RIGTIG, ramte), (LIGNER, lignende), (ANDET, andre), (INTET, [])):
            if hvad or slags == INTET:
                ud.domme.append(Dom(f, slags, tuple(hvad)))
                break
    ud.fundet = _fordel(fund, {s.nr: s for s in sandt}, hits)
    _kun_dem_der_blev_brugt(ud)
    return ud


class _Opslag:
    """The truths by person and by posting; those that name neither are found by nobody."""

    def __init__(self, sandt: Sequence[Sandt]) -> None:
        self.efter: dict[str, list[Sandt]] = defaultdict(list)
        for s in sandt:
            for noegle in {*s.personer, *s.posteringer}:
                self.efter[noegle].append(s)

    def naere(self, f: Fund) -> list[Sandt]:
        noegler = f.posteringer or f.personer
        return list({s.nr: s for n in noegler for s in self.efter.get(n, ())}.values())


def _passer(f: Fund, s: Sandt, samme_maaneder: bool) -> bool:
    if f.posteringer and f.personer and s.personer and set(f.personer) != set(s.personer):
        return False  # whose a posting is, is the find: another person's is none
    if samme_maaneder:
        return (f.fra, f.til) == (s.fra, s.til)
    return f.fra <= s.til and s.fra <= f.til


def _tegn(f: Fund, s: Sandt) -> bool:
    return not f.oere or not s.oere or (f.oere > 0) == (s.oere > 0)


def _fordel(
    fund: Sequence[Fund], sandt: Mapping[int, Sandt], hits: Mapping[int, Sequence[int]]
) -> dict[int, int]:
    rest: list[int | None] = [abs(f.oere) if f.oere is not None else None for f in fund]
    ud: dict[int, int] = {}
    for nr in sorted(hits, key=lambda n: (-abs(sandt[n].oere), n)):
        maal_oere, uden_kroner = abs(sandt[nr].oere), False
        brug: dict[int, int] = {}
        for i in hits[nr]:
            til_raadighed = rest[i]
            if til_raadighed is None:
                uden_kroner = True
            else:
                brug[i] = min(til_raadighed, maal_oere - sum(brug.values()))
        faaet = sum(brug.values())
        if not maal_oere or uden_kroner or faaet >= maal_oere * HALVDELEN:
            ud[nr] = faaet if sandt[nr].oere >= 0 else -faaet
            for i, oere in brug.items():
                rest[i] = (rest[i] or 0) - oere
    return ud


def _kun_dem_der_blev_brugt(m: Maaling) -> None:
    """A find whose truths were all too large for it has explained nothing: it is of another kind than it seemed."""
    for i, d in enumerate(m.domme):
        if d.slags == RIGTIG and not any(s.nr in m.fundet for s in d.sandt):
            m.domme[i] = replace(d, slags=ANDET)
