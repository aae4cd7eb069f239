"""The positivliste from a file: each year's list checked line by line and proposed as that year's law value.

The list is bilag 1 of the year's momsrefusionsbekendtgørelse, and nobody has it in a form that can be shipped: the
municipality fills in the template. Another person confirms each year as any law value, and the next build uses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.indlaesning import egenfil
from engine.resultater import lovgrundlag
from engine.sager.lager import Sagslager

PARAMETER = "moms_positivliste"
KRAEVEDE = ("regnskabsaar", "funktion", "art", "momsandel_pct")
KOLONNER = (*KRAEVEDE, "loensumsandel_pct")
_FUNKTION, _ART = re.compile(r"[0-6]\.\d\d\.\d\d", re.ASCII), re.compile(r"\d\.\d", re.ASCII)
_AAR, _TAL = re.compile(r"20\d\d", re.ASCII), re.compile(r"\d{1,3}([.,]\d{1,4})?", re.ASCII)
_VISES = 5


def skabelon(aar: int) -> bytes:
    """The empty list as CSV, with the columns and one line that shows the form and is to be replaced."""
    return f"{';'.join(KOLONNER)}\n{aar};0.00.00;0.0;0.00;\n".encode("utf-8-sig")


def laes(navn: str, indhold: bytes) -> dict[int, str]:
    """{accounting year: the law value, a line each of 'funktion;art;procent'}, years ascending, lines sorted.

    The per cents of VAT and of lønsumsafgift are added: § 1, stk. 2, nr. 2 uses both alike. Errors: HjemtagFejl naming
    the first lines that are wrong and why; nothing is kept.
    """
    fil = egenfil.laes(navn, indhold, KOLONNER, KRAEVEDE)
    fejl: list[str] = []
    lister: dict[int, dict[tuple[str, str], Decimal]] = {}
    for nr, raekke in zip(fil.numre, fil.raekker, strict=True):
        celler = dict.fromkeys(KOLONNER, "") | {k: str(v).strip() for k, v in raekke.items()}
        try:
            aar, noegle, pct = _linje(celler)
            if noegle in lister.setdefault(aar, {}):
                raise ValueError(f"{noegle[0]} art {noegle[1]} står to gange for {aar}")
            lister[aar][noegle] = pct
        except ValueError as e:
            fejl.append(f"linje {nr}: {e}")
    if fejl or not lister:
        flere = f" og {len(fejl) - _VISES} mere" if len(fejl) > _VISES else ""
        hvad = "; ".join(fejl[:_VISES]) + flere if fejl else "den har ingen linjer"
        raise HjemtagFejl(f"{fil.navn} er ikke indlæst: {hvad}. Ret filen, og prøv igen.")
    return {
        aar: "\n".join(f"{f};{a};{pct:f}" for (f, a), pct in sorted(lister[aar].items()))
        for aar in sorted(lister)
    }


def _linje(c: dict[str, str]) -> tuple[int, tuple[str, str], Decimal]:
    if not _AAR.fullmatch(c["regnskabsaar"]):
        raise ValueError(f"regnskabsaar '{c['regnskabsaar']}' er ikke et årstal som 2025")
    if not _FUNKTION.fullmatch(c["funktion"]) or c["funktion"] == "0.00.00":
        raise ValueError(f"funktion '{c['funktion']}' er ikke en funktion på hovedkonto 0-6 som 3.38.70")
    if not _ART.fullmatch(c["art"]) or c["art"] == "0.0":
        raise ValueError(f"art '{c['art']}' er ikke en art som 5.9")
    pct = _procent("momsandel_pct", c["momsandel_pct"])
    if c["loensumsandel_pct"]:
        pct += _procent("loensumsandel_pct", c["loensumsandel_pct"])
    if pct > 100:
        raise ValueError(f"procenterne er {pct:f} i alt; de kan højst være 100")
    return int(c["regnskabsaar"]), (c["funktion"], c["art"]), pct


def _procent(felt: str, tekst: str) -> Decimal:
    try:
        if not _TAL.fullmatch(tekst):
            raise InvalidOperation
        tal = Decimal(tekst.replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"{felt} '{tekst}' er ikke en procent fra 0 til 100, fx 12,50") from None
    if tal > 100:
        raise ValueError(f"{felt} '{tekst}' er over 100")
    return tal


def kontroller(tekst: str) -> None:
    """A value that somebody writes by hand has the same form. Errors: HjemtagFejl naming the line."""
    for linje in filter(str.strip, tekst.splitlines()):
        felter = [f.strip() for f in linje.split(";")]
        try:
            if len(felter) != 3:
                raise ValueError("den skal være funktion;art;procent, fx 3.38.70;5.9;12,50")
            _linje(dict(zip(KOLONNER, ("2025", *felter, ""), strict=True)))
        except ValueError as e:
            raise HjemtagFejl(
                f"Positivlistens linje '{linje[:60]}' kan ikke bruges: {e}. Intet er gemt."
            ) from None


def foreslaa(
    lager: Sagslager, lister: dict[int, str], kilde: str, begrundelse: str, bruger: str, nu: datetime
) -> list[int]:
    """Propose each year's list as the command line's user. Returns the proposals' numbers."""
    return [
        lovgrundlag.foreslaa(
            lager, PARAMETER, date(aar, 1, 1), date(aar, 12, 31), tekst, kilde, begrundelse, bruger, nu
        )
        for aar, tekst in lister.items()
    ]


def foreslaa_som(
    lager: Sagslager, bruger: Bruger, navn: str, indhold: bytes, kilde: str, nu: datetime
) -> Sequence[tuple[int, int]]:
    """Read a file and propose its years as a signed-in user: (year, number of the proposal).

    Errors: AdgangNaegtet for other roles; HjemtagFejl as laes, or without a source.
    """
    ja, grund = maa(bruger, Handling.INDTAST_SATS)
    if not ja:
        raise AdgangNaegtet(grund)
    if not kilde.strip():
        raise HjemtagFejl("Skriv, hvor listen er offentliggjort. Intet er gemt.")
    ud = []
    for aar, tekst in laes(navn, indhold).items():
        fra, til = date(aar, 1, 1), date(aar, 12, 31)
        nr, _ = lovgrundlag.foreslaa_som(
            lager, bruger, PARAMETER, fra, til, tekst, kilde, f"Positivlisten for {aar} fra {navn}", nu
        )
        ud.append((aar, nr))
    return ud
