"""The positivliste from a file: each year's list checked line by line and proposed as that year's law value.

The list is bilag 1 of the year's momsrefusionsbekendtgørelse, and nobody has it in a form that can be shipped: the
municipality fills in the template. What a file would change is shown against the list in force before anything is
kept; another person confirms each year as any law value, and the next build uses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, ForaeldetLager, HjemtagFejl, RettelseAfvist
from engine.indlaesning import egenfil
from engine.indlaesning.egenfil import Linjefejl
from engine.lager import moms as momslager
from engine.lager.laes import Generation
from engine.lov.parametre import LOKAL, Lovsamling, Vaerdi, laes_lov
from engine.rapporter import arbejdsbog
from engine.resultater import lovgrundlag
from engine.sager import satser
from engine.sager.lager import Sagslager

PARAMETER = "moms_positivliste"
FORKLARING = {
    "regnskabsaar": "Det regnskabsår, listen gælder for, fx 2025. En fil kan have flere år.",
    "funktion": "Funktionen med punktummer, fx 3.38.70.",
    "art": "Arten, fx 5.9. Kolonnen skal være tekst, ellers gør Excel den til en dato.",
    "momsandel_pct": "Momsandelsprocenten fra bilag 1, fx 12,50.",
    "loensumsandel_pct": "Lønsumsafgiftsandelen i procent. Må være tom. De to procenter lægges sammen.",
}
KOLONNER = tuple(FORKLARING)
KRAEVEDE = KOLONNER[:4]
_FUNKTION, _ART = re.compile(r"[0-6]\.\d\d\.\d\d", re.ASCII), re.compile(r"\d\.\d", re.ASCII)
_AAR, _TAL = re.compile(r"20\d\d", re.ASCII), re.compile(r"\d{1,3}([.,]\d{1,4})?", re.ASCII)
_SKABELONLINJER = 500
NY, AENDRET, UDGAAR, UAENDRET = "ny", "aendret", "udgaar", "uaendret"
UDFALD = {NY: "Ny", AENDRET: "Ændret", UDGAAR: "Udgår", UAENDRET: "Uændret"}
Liste = dict[tuple[str, str], Decimal]
"""(function, art) → per cent."""


@dataclass(frozen=True)
class Gennemsyn:
    """A file looked through. lister: {accounting year: law value}, empty of years where a line is wrong."""

    navn: str
    lister: Mapping[int, str]
    fejl: tuple[Linjefejl, ...]


@dataclass(frozen=True)
class Forskel:
    """A line of the list against the one in force. foer, efter: per cent, None where it is not on the list."""

    aar: int
    funktion: str
    art: str
    foer: Decimal | None
    efter: Decimal | None

    @property
    def udfald(self) -> str:
        if self.foer is None:
            return NY
        if self.efter is None:
            return UDGAAR
        return UAENDRET if self.foer == self.efter else AENDRET


@dataclass(frozen=True)
class Aarsliste:
    """How it is with one accounting year. i_kraft: lines of the list in force; brugt: lines the build had."""

    aar: int
    i_kraft: int
    kilde: str
    brugt: int
    venter: bool


# --- the file ---------------------------------------------------------------------------------------------------


def skabelon(aar: int) -> bytes:
    """The empty list as CSV, with the columns and one line that shows the form and is to be replaced."""
    return f"{';'.join(KOLONNER)}\n{aar};0.00.00;0.0;0.00;\n".encode("utf-8-sig")


def skabelon_excel(aar: int, lavet: datetime) -> bytes:
    """The same as a workbook whose columns are text, so that Excel makes no date of '5.9', and one that explains."""
    return arbejdsbog.skabelon(
        "Positivliste",
        FORKLARING,
        [[str(aar), "0.00.00", "0.0", "0,00", ""]],
        tekstlinjer=_SKABELONLINJER,
        titel="Positivliste til momsrefusion",
        lavet=lavet,
    )


def gennemse(navn: str, indhold: bytes) -> Gennemsyn:
    """Read every line; nothing is kept. The per cents of VAT and of lønsumsafgift are added: § 1, stk. 2, nr. 2 uses
    both alike. Errors: HjemtagFejl for a file that is not the template filled in."""
    fil = egenfil.laes(navn, indhold, KOLONNER, KRAEVEDE)
    fejl: list[Linjefejl] = []
    lister: dict[int, Liste] = {}
    for nr, raekke in zip(fil.numre, fil.raekker, strict=True):
        celler = dict.fromkeys(KOLONNER, "") | {k: str(v).strip() for k, v in raekke.items()}
        try:
            aar, noegle, pct = _linje(celler)
            if noegle in lister.setdefault(aar, {}):
                raise ValueError(f"{noegle[0]} art {noegle[1]} står to gange for {aar}")
            lister[aar][noegle] = pct
        except ValueError as e:
            fejl.append(Linjefejl(nr, str(e)))
    som_tekst = {
        aar: "\n".join(f"{f};{a};{pct:f}" for (f, a), pct in sorted(lister[aar].items()))
        for aar in sorted(lister)
        if lister[aar]
    }
    return Gennemsyn(fil.navn, som_tekst, tuple(fejl))


def laes(navn: str, indhold: bytes) -> dict[int, str]:
    """{accounting year: the law value, a line each of 'funktion;art;procent'}, years ascending, lines sorted.

    Errors: HjemtagFejl naming the first lines that are wrong and why; nothing is kept.
    """
    g = gennemse(navn, indhold)
    egenfil.afvis_fejl(g.navn, g.fejl)
    return dict(g.lister)


def _linje(c: dict[str, str]) -> tuple[int, tuple[str, str], Decimal]:
    if not _AAR.fullmatch(c["regnskabsaar"]):
        raise ValueError(f"regnskabsaar '{egenfil.vist_celle(c['regnskabsaar'])}' er ikke et årstal som 2025")
    if not _FUNKTION.fullmatch(c["funktion"]) or c["funktion"] == "0.00.00":
        raise ValueError(
            f"funktion '{egenfil.vist_celle(c['funktion'])}' er ikke en funktion på hovedkonto 0-6 som 3.38.70"
        )
    if not _ART.fullmatch(c["art"]) or c["art"] == "0.0":
        dato = "; Excel har gjort den til en dato, så gør kolonnen til tekst" if "-" in c["art"] else ""
        raise ValueError(f"art '{egenfil.vist_celle(c['art'])}' er ikke en art som 5.9{dato}")
    pct = _procent("momsandel_pct", c["momsandel_pct"])
    if c["loensumsandel_pct"]:
        pct += _procent("loensumsandel_pct", c["loensumsandel_pct"])
    if pct > 100:
        raise ValueError(f"procenterne er {lovgrundlag.vis_vaerdi(pct, 'pct.')} i alt; de kan højst være 100")
    return int(c["regnskabsaar"]), (c["funktion"], c["art"]), pct


def _procent(felt: str, tekst: str) -> Decimal:
    try:
        if not _TAL.fullmatch(tekst):
            raise InvalidOperation
        tal = Decimal(tekst.replace(",", "."))
    except InvalidOperation:
        raise ValueError(
            f"{felt} '{egenfil.vist_celle(tekst)}' er ikke en procent fra 0 til 100, fx 12,50"
        ) from None
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


# --- against the list in force ----------------------------------------------------------------------------------


def forskelle(lister: Mapping[int, str], lov: Lovsamling) -> list[Forskel]:
    """Each line of the years against the list in force, also those that go out; by year, function and art."""
    ud = []
    for aar in sorted(lister):
        nu, ny = _som_liste(i_kraft(lov, aar)), _som_liste(lister[aar])
        ud += [Forskel(aar, f, a, nu.get((f, a)), ny.get((f, a))) for f, a in sorted({*nu, *ny})]
    return ud


def i_kraft(lov: Lovsamling, aar: int) -> str:
    """The year's list, '' where there is none: the value on the last day of the accounting year holds."""
    v = _vaerdi_i_kraft(lov, aar)
    return str(v.vaerdi) if v else ""


def _vaerdi_i_kraft(lov: Lovsamling, aar: int) -> Vaerdi | None:
    return next((v for v in lov.parameter(PARAMETER).vaerdier if v.gaelder(date(aar, 12, 31))), None)


def _som_liste(tekst: str) -> Liste:
    ud: Liste = {}
    for linje in filter(str.strip, tekst.splitlines()):
        funktion, art, pct = (f.strip() for f in linje.split(";"))
        ud[funktion, art] = Decimal(pct.replace(",", "."))
    return ud


def aarene(gen: Generation, lov: Lovsamling, lager: Sagslager) -> list[Aarsliste]:
    """How it is with the list of each accounting year in the data, newest first."""
    ventende = {f["fra"].year for f in lovgrundlag.forslag(lager) if f["parameter"] == PARAMETER}
    ud = []
    for g in momslager.grundlag(gen):
        aar, v = int(g["aar"]), _vaerdi_i_kraft(lov, int(g["aar"]))
        linjer = len(_som_liste(str(v.vaerdi))) if v else 0
        ud.append(Aarsliste(aar, linjer, v.kilde if v else "", int(g["listelinjer"]), aar in ventende))
    return ud


def bogfoert(gen: Generation) -> frozenset[tuple[int, str, str]]:
    """(accounting year, function, art) that the ledger has an account for; empty on an older warehouse."""
    try:
        return momslager.bogfoerte_arter(gen)
    except ForaeldetLager:
        return frozenset()


# --- proposals --------------------------------------------------------------------------------------------------


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
    lager: Sagslager, lov: Lovsamling, bruger: Bruger, navn: str, indhold: bytes, kilde: str, nu: datetime
) -> Sequence[tuple[int, int]]:
    """Read a file and propose the years that it changes as a signed-in user: (year, number of the proposal).

    All of them or none. Errors: AdgangNaegtet for other roles; HjemtagFejl as laes, without a source, where nothing
    changes or a proposal for a year waits already.
    """
    ja, grund = maa(bruger, Handling.INDTAST_SATS)
    if not ja:
        raise AdgangNaegtet(grund)
    if not kilde.strip():
        raise HjemtagFejl("Skriv, hvor listen er offentliggjort. Intet er gemt.")
    lister, rent = laes(navn, indhold), gennemse(navn, indhold).navn
    nye = sorted({f.aar for f in forskelle(lister, lov) if f.udfald != UAENDRET})
    if not nye:
        raise RettelseAfvist("Filen er den samme som den liste, der er i kraft. Intet er gemt.")
    vaerdier = [
        Vaerdi(PARAMETER, date(a, 1, 1), date(a, 12, 31), lister[a], LOKAL, kilde.strip()) for a in nye
    ]
    laes_lov().med_lokale(vaerdier)
    ventende = {f["fra"].year for f in lovgrundlag.forslag(lager) if f["parameter"] == PARAMETER}
    if optaget := sorted(ventende & set(nye)):
        raise RettelseAfvist(
            f"Et forslag for {', '.join(map(str, optaget))} venter allerede. Bekræft det, eller træk det tilbage, "
            "før et nyt laves. Intet er gemt."
        )
    with lager.skriv() as con:
        return [
            (
                v.fra.year,
                satser.foreslaa_i(
                    con,
                    lager,
                    PARAMETER,
                    v.fra,
                    v.til,
                    v.vaerdi,
                    v.kilde,
                    f"Positivlisten for {v.fra.year} fra {rent}",
                    bruger.navn,
                    nu,
                ),
            )
            for v in vaerdier
        ]
