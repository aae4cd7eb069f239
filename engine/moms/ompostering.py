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
KUN_BILAG = ("moms_anslaaet", "forkert_ejerforhold", "rettet_halvt", "rettet_forkert_side")
"""Causes that no file can put right: the VAT is an estimate until the bill is seen, the ejerforhold is not known, or
several postings make the mistake."""
_ART_CIFRE = 2
TEKST_MAX = 50
Noegle = tuple[str, int, str, int]
OVERSATTE = ("artskonto", "omkostningssted", "psp_element")
"""Fields of a layout that a table of translation fills: what the authorised account is called in the system."""
FELTER = (
    *("", "konto", "profitcenter", "side", "dk", "beloeb", "beloeb_fortegn", "tekst", "dato", "bilag"),
    *OVERSATTE,
)


@dataclass(frozen=True)
class Systemkonto:
    """An account as the system knows it; '' where it has none."""

    artskonto: str
    omkostningssted: str = ""
    psp_element: str = ""


Oversaettelse = Mapping[tuple[str, str], Systemkonto]
"""(authorised account, profitcenter or '' for all) → the system's account."""


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


def slaa_op(tabel: Oversaettelse, konto: str, profitcenter: str) -> Systemkonto | None:
    """The system's account: the profitcenter's own, else the one for all; None where the table has none."""
    return tabel.get((konto, profitcenter)) or tabel.get((konto, ""))


def uden_oversaettelse(linjer: Iterable[Linje], tabel: Oversaettelse) -> list[str]:
    """The accounts of the lines that the table lacks, sorted."""
    return sorted({x.konto for x in linjer if slaa_op(tabel, x.konto, x.profitcenter) is None})


def efterproev_oversat(linjer: Iterable[Linje], tabel: Oversaettelse) -> None:
    """No bilag moves an amount from an account to the same one in the system: two accounts have been given one.

    Errors: ValueError naming the bilag and both accounts; KeyError never, the accounts are all in the table.
    """
    sider: dict[tuple[int, Systemkonto], Linje] = {}
    for x in linjer:
        egen = slaa_op(tabel, x.konto, x.profitcenter)
        assert egen is not None
        foerste = sider.setdefault((x.bilag, egen), x)
        if foerste.side != x.side:
            raise ValueError(
                f"bilag {x.bilag} flytter beløbet fra og til den samme konto i systemet: {foerste.konto} og {x.konto} "
                f"har begge artskonto {egen.artskonto}"
            )


def raekker(
    linjer: Sequence[Linje], layout: Mapping[str, Any], dag: date, tabel: Oversaettelse | None = None
) -> list[list[str]]:
    """The file's rows, the headings first. layout: kolonner {heading: field of FELTER}, decimaltegn, datoformat.

    dk is D or K, beloeb positive, beloeb_fortegn negative in credit. Without a table artskonto is the authorised
    account, and the other two of OVERSATTE are empty; with one every account is in it.
    """
    ud = [list(layout["kolonner"])]
    for x in linjer:
        egen = Systemkonto(x.konto) if tabel is None else slaa_op(tabel, x.konto, x.profitcenter)
        assert egen is not None
        felter = {
            "artskonto": egen.artskonto,
            "omkostningssted": egen.omkostningssted,
            "psp_element": egen.psp_element,
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
