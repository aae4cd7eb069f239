"""Re-postings from approved VAT findings: a bilag per finding that balances to the øre, and the file in a layout. Pure.

What we lack is moved from the posting's account to the account of refunded VAT, what we owe the other way. A finding
whose art is wrong moves the whole amount: out of the old account, the VAT to the VAT account, the rest to the right
art.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.moms.regler import TIL_GODE

DEBET, KREDIT = "debet", "kredit"
FLYTTER_ART = ("moms_paa_art_uden", "omvendt_ikke_taget")
"""Causes whose amount also belongs to another art."""
KUN_BILAG = ("moms_anslaaet", "forkert_ejerforhold")
"""Causes that no file can put right: the VAT is an estimate until the bill is seen, or the ejerforhold is not known."""
_ART_CIFRE = 2
TEKST_MAX = 50
Noegle = tuple[str, int, str, int]


@dataclass(frozen=True)
class Post:
    """An approved finding. posteret_oere: the posting's amount; beloeb_oere: the VAT, above 0."""

    kilde: str
    regnskabsaar: int
    bilagsnr: str
    linjenr: int
    sag_id: str
    aarsag: str
    retning: str
    konto: str
    profitcenter: str
    posteret_oere: int
    beloeb_oere: int

    @property
    def noegle(self) -> Noegle:
        return self.kilde, self.regnskabsaar, self.bilagsnr, self.linjenr


@dataclass(frozen=True)
class Linje:
    """A line of the file. bilag: its number in the file from 1. oere: above 0, side says which way."""

    bilag: int
    konto: str
    profitcenter: str
    side: str
    oere: int
    tekst: str
    post: Noegle
    sag_id: str


def nye(poster: Iterable[Post], optaget: frozenset[Noegle]) -> list[Post]:
    """What may enter a file: each posting once, none that is in one already, none that a file cannot put right."""
    ud: dict[Noegle, Post] = {}
    for p in poster:
        if p.noegle not in optaget and p.aarsag not in KUN_BILAG and p.beloeb_oere > 0:
            ud.setdefault(p.noegle, p)
    return [ud[n] for n in sorted(ud)]


def byg(poster: Sequence[Post], momskonto: str, art: str) -> list[Linje]:
    """The lines of a file. momskonto: the account of refunded VAT. art: where wrong arts go, as '4.9'.

    Errors: ValueError for accounts that are no accounts, a posting that is there twice, or what does not balance.
    """
    if not momskonto.isdigit():
        raise ValueError("momskontoen skal være et kontonummer med lutter cifre")
    if len(art.replace(".", "")) != _ART_CIFRE or not art.replace(".", "").isdigit():
        raise ValueError("arten skal skrives som 4.9")
    ud = [x for nr, p in enumerate(poster, 1) for x in _bilag(nr, p, momskonto, art)]
    efterproev(ud, poster, momskonto)
    return ud


def _bilag(nr: int, p: Post, momskonto: str, art: str) -> list[Linje]:
    ben = [(p.konto, KREDIT, p.beloeb_oere), (momskonto, DEBET, p.beloeb_oere)]
    if p.retning != TIL_GODE:
        ben = [(p.konto, DEBET, p.beloeb_oere), (momskonto, KREDIT, p.beloeb_oere)]
    elif p.aarsag in FLYTTER_ART and p.posteret_oere > p.beloeb_oere:
        ny = p.konto[:-_ART_CIFRE] + art.replace(".", "")
        ben = [
            (p.konto, KREDIT, p.posteret_oere),
            (ny, DEBET, p.posteret_oere - p.beloeb_oere),
            (momskonto, DEBET, p.beloeb_oere),
        ]
    tekst = f"Moms {p.regnskabsaar} {p.bilagsnr}/{p.linjenr}"[:TEKST_MAX]
    return [Linje(nr, k, p.profitcenter, side, oere, tekst, p.noegle, p.sag_id) for k, side, oere in ben]


def efterproev(linjer: Sequence[Linje], poster: Sequence[Post], momskonto: str) -> None:
    """Debit = credit in each bilag, each posting once, the VAT account moves by what was found. Else ValueError."""
    if len({p.noegle for p in poster}) != len(poster):
        raise ValueError("en postering står to gange")
    saldo: dict[int, int] = defaultdict(int)
    for x in linjer:
        saldo[x.bilag] += _fortegn(x)
    if any(saldo.values()):
        raise ValueError("debet og kredit er ikke lige store")
    fundet = sum(p.beloeb_oere if p.retning == TIL_GODE else -p.beloeb_oere for p in poster)
    egne = sum(_fortegn(x) for x in linjer if x.konto == momskonto)
    if egne != fundet:
        raise ValueError("momskontoen stemmer ikke med fundene; er den også en af posteringernes konti?")


def _fortegn(x: Linje) -> int:
    return x.oere if x.side == DEBET else -x.oere


def raekker(linjer: Sequence[Linje], layout: Mapping[str, Any], dag: date) -> list[list[str]]:
    """The file's rows, the headings first. layout: kolonner {heading: field or ''}, decimaltegn, datoformat.

    Fields: konto, profitcenter, side, dk (D or K), beloeb (positive), beloeb_fortegn (credit negative), tekst, dato,
    bilag.
    """
    ud = [list(layout["kolonner"])]
    for x in linjer:
        felter = {
            "": "",
            "konto": x.konto,
            "profitcenter": x.profitcenter,
            "side": x.side,
            "dk": "D" if x.side == DEBET else "K",
            "beloeb": _tal(x.oere, layout["decimaltegn"]),
            "beloeb_fortegn": _tal(_fortegn(x), layout["decimaltegn"]),
            "tekst": x.tekst,
            "dato": dag.strftime(layout["datoformat"]),
            "bilag": str(x.bilag),
        }
        ud.append([felter[f] for f in layout["kolonner"].values()])
    return ud


def _tal(oere: int, decimaltegn: str) -> str:
    return f"{'-' if oere < 0 else ''}{abs(oere) // 100}{decimaltegn}{abs(oere) % 100:02d}"
