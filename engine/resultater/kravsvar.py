"""Answers to our claims line by line: recorded here or read from the workbook that the counterpart sends back.

A line is a citizen's case under one § (kravmodel.poster); the claim's state and what is recognised follow from them.
A returned workbook is tried whole, line by line, before anything is saved, and CPR numbers in it are compared and
forgotten. The file of what is disputed holds those lines alone and no more than is needed to look at them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import HjemtagFejl, RettelseAfvist
from engine.indlaesning import egenfil
from engine.indlaesning.egenfil import Celle
from engine.indstillinger import Indstillinger
from engine.lager import sde as lagersde
from engine.rapporter import arbejdsbog
from engine.rapporter.form import Kolonne, Tabel
from engine.resultater import celletal, kontekst, krav
from engine.resultater.sde import Kontekst
from engine.sager import krav as kravsager
from engine.sager import kravmodel
from engine.sager.kravmodel import AFVIST, ANERKENDT, DELVIST, Krav, Linjesvar, Post

SVARNAVNE = {ANERKENDT: "Anerkendt", DELVIST: "Delvist anerkendt", AFVIST: "Afvist"}
IKKE_BESVARET = "Ikke besvaret"
_ORD = {n.lower(): kode for kode, n in SVARNAVNE.items()} | {"delvist": DELVIST, IKKE_BESVARET.lower(): ""}
_HOVED = {k.overskrift.lower(): k.felt for k in krav.SVARKOLONNER}
_KRAEVEDE = tuple(k.overskrift.lower() for k in krav.SVARKOLONNER if k.felt in ("nr", "cpr", "svar"))


@dataclass(frozen=True)
class Laest:
    """A line of a returned workbook. linje: its line in the file. svar: None when it is not answered or is wrong."""

    linje: int
    post: Post | None
    svar: Linjesvar | None
    fejl: str = ""


# --- an answer ------------------------------------------------------------------------------------------------------


def poster(ind: Indstillinger, bruger: Bruger, k: Krav) -> list[Post]:
    """The claim's lines. Errors: AdgangNaegtet; HjemtagFejl when they are gone."""
    krav.kraev_krav(bruger, k, Handling.SE_PERSON)
    return kravsager.poster(kontekst.sagslager(ind.database_url), k)


def svar_paa(
    p: Post, svar: str, *, oere: int | None = None, maaneder: Sequence[str] = (), grund: str = ""
) -> Linjesvar:
    """The answer to a line. maaneder: those recognised, instead of an amount. Errors: RettelseAfvist."""
    if svar == ANERKENDT:
        oere, maaneder = p.oere if oere is None and not maaneder else oere, maaneder
    if fremmede := sorted(set(maaneder) - set(p.maaneder)):
        raise RettelseAfvist(f"Linje {p.nr}: {dansk.maaned(fremmede[0])} er ikke en af linjens måneder.")
    if maaneder:
        af_maaneder = sum(p.maaneder[m] for m in set(maaneder))
        if oere not in (None, af_maaneder):
            raise RettelseAfvist(f"Linje {p.nr}: de anerkendte måneder giver et andet beløb end det skrevne.")
        oere = af_maaneder
    x = Linjesvar(p.nr, svar, p.oere, oere or 0, tuple(sorted(set(maaneder))), grund.strip())
    kravmodel.kraev_linjesvar(x)
    return x


def gem_som(
    ind: Indstillinger,
    bruger: Bruger,
    k: Krav,
    svar: Sequence[Linjesvar],
    dato: date,
    begrundelse: str,
    nu: datetime,
) -> None:
    """Save answers to lines, all or none. Errors: AdgangNaegtet, RettelseAfvist."""
    krav.trin_som(ind, bruger, k, begrundelse, nu, dato=dato, linjer=_med_resten(ind, bruger, k, svar))


def _med_resten(
    ind: Indstillinger, bruger: Bruger, k: Krav, svar: Sequence[Linjesvar]
) -> Sequence[Linjesvar]:
    """A claim that was recognised or refused as a whole keeps that answer on the lines that are not named now."""
    hele = next((t for t in reversed(k.trin) if t.tilstand in (ANERKENDT, AFVIST)), None)
    if k.linjesvar or k.tilstand not in (ANERKENDT, AFVIST) or hele is None or not svar:
        return svar
    nye = {x.nr for x in svar}
    resten = [p for p in poster(ind, bruger, k) if p.nr not in nye]
    return [*svar, *(svar_paa(p, hele.tilstand, grund=hele.begrundelse) for p in resten)]


# --- the workbook that comes back -----------------------------------------------------------------------------------


def skema(ind: Indstillinger, k: Kontekst, bruger: Bruger, x: Krav, lavet: datetime) -> bytes:
    """The claim's lines with columns to answer in, filled with the answers so far. Errors: AdgangNaegtet."""
    krav.kraev_krav(bruger, x, Handling.EKSPORT_PERSON)
    alle = kravsager.poster(kontekst.sagslager(ind.database_url), x)
    tabel = krav.svartabel(k, x.modpart, x.sendt, alle, x.linjesvar)
    return arbejdsbog.byg([tabel], titel=f"Svar på {x.id}", lavet=lavet)


def laes(ind: Indstillinger, k: Kontekst, bruger: Bruger, x: Krav, navn: str, indhold: bytes) -> list[Laest]:
    """Try a returned workbook (or CSV with the same headers) line by line; nothing is saved.

    Errors: AdgangNaegtet; HjemtagFejl when the file cannot be read at all.
    """
    krav.kraev_krav(bruger, x, Handling.AFGOER_SAG)
    fil = egenfil.laes(navn, indhold, list(_HOVED), _KRAEVEDE, hoved_overst=False)
    alle = {p.nr: p for p in poster(ind, bruger, x)}
    cpr = lagersde.cpr_numre(k.gen, sorted({p.person for p in alle.values()}))
    set_: set[int] = set()
    ud = []
    for linje, raa in zip(fil.numre, fil.raekker, strict=True):
        r = {_HOVED[n]: v for n, v in raa.items()}
        if str(r.get("nr", "")).strip().lower() == "i alt":
            continue
        ud.append(_laest(linje, r, alle, cpr, set_))
    return ud


def _laest(
    linje: int, r: Mapping[str, Celle], alle: Mapping[int, Post], cpr: Mapping[str, str], set_: set[int]
) -> Laest:
    p = None
    try:
        p = _post(r, alle, cpr, set_)
        return Laest(linje, p, _svar(p, r))
    except (ValueError, RettelseAfvist) as fejl:
        tekst = str(fejl).removeprefix(f"Linje {p.nr}: ") if p else str(fejl)
        return Laest(linje, p, None, f"{tekst[:1].upper()}{tekst[1:]}")


def _post(r: Mapping[str, Celle], alle: Mapping[int, Post], cpr: Mapping[str, str], set_: set[int]) -> Post:
    """The line of the claim that a row is about. Errors: ValueError saying what does not fit."""
    nr = str(r.get("nr", "")).strip().removesuffix(".0")
    p = alle.get(int(nr)) if nr.isdigit() else None
    if p is None:
        raise ValueError("linjens nummer står ikke i kravet")
    if p.nr in set_:
        raise ValueError("linjen står to gange i filen")
    set_.add(p.nr)
    if celletal.som_cpr(r.get("cpr", "")) != cpr.get(p.person):
        raise ValueError("CPR-nummeret er ikke linjens")
    if "oere" in r and celletal.som_oere(r["oere"]) != p.oere:
        raise ValueError("kravets beløb er ændret; svar i kolonnen 'Anerkendt (kr.)'")
    return p


def _svar(p: Post, r: Mapping[str, Celle]) -> Linjesvar | None:
    """What a row answers. A row with an amount and no word is what the amount says."""
    ord_ = str(r.get("svar", "")).strip().lower()
    if ord_ and ord_ not in _ORD:
        raise ValueError(f"svaret skal være {', '.join(SVARNAVNE.values())} eller tomt")
    oere = celletal.som_oere(r["anerkendt"]) if "anerkendt" in r else None
    maaneder = _maaneder(p, r)
    svar = _ORD.get(ord_, "")
    if not svar:
        if oere is None and not maaneder:
            return None
        givet = oere if oere is not None else sum(p.maaneder[m] for m in maaneder)
        svar = ANERKENDT if givet == p.oere else DELVIST if givet else AFVIST
    return svar_paa(p, svar, oere=oere, maaneder=maaneder, grund=str(r.get("grund", "")))


def _maaneder(p: Post, r: Mapping[str, Celle]) -> tuple[str, ...]:
    """The line's months from and to those that are written; () when none is."""
    if "anerkendt_fra" not in r and "anerkendt_til" not in r:
        return ()
    fra, til = (
        celletal.som_maaned(f"anerkendt {n}", r[f"anerkendt_{n}"]) if f"anerkendt_{n}" in r else ellers
        for n, ellers in (("fra", p.fra), ("til", p.til))
    )
    if not p.fra <= fra <= til <= p.til:
        raise ValueError("de anerkendte måneder ligger ikke i linjens periode")
    return tuple(m for m in p.maaneder if fra <= m <= til)


def gem_fil_som(
    ind: Indstillinger,
    bruger: Bruger,
    k: Krav,
    laeste: Sequence[Laest],
    dato: date,
    begrundelse: str,
    nu: datetime,
) -> int:
    """Save the answers of a file that was tried, all or none. Returns how many.

    Errors: AdgangNaegtet, RettelseAfvist."""
    if fejl := [x for x in laeste if x.fejl]:
        raise RettelseAfvist(
            f"{dansk.antal(len(fejl), 'linje', 'linjer')} i filen kan ikke læses. Ret dem. Intet er gemt."
        )
    svar = [x.svar for x in laeste if x.svar]
    if not svar:
        raise RettelseAfvist("Der er ingen svar i filen. Intet er gemt.")
    gem_som(ind, bruger, k, svar, dato, begrundelse, nu)
    return len(svar)


# --- what is disputed -----------------------------------------------------------------------------------------------

_UENIGHED = (
    Kolonne("nr", "Linje", "tal"),
    Kolonne("cpr", "CPR-nummer"),
    Kolonne("hjemmel", "Hjemmel"),
    Kolonne("fra", "Fra", "maaned"),
    Kolonne("til", "Til", "maaned"),
    Kolonne("oere", "Krav (kr.)", "kroner", sum=True),
    Kolonne("anerkendt", "Anerkendt (kr.)", "kroner", sum=True),
    Kolonne("uenigt", "Uenighed (kr.)", "kroner", sum=True),
    Kolonne("grund", "Kommunens begrundelse"),
)


def uenige(alle: Sequence[Post], x: Krav) -> list[tuple[Post, Linjesvar]]:
    """The lines that are answered and not recognised whole."""
    svar = ((p, x.linjesvar.get(p.nr)) for p in alle)
    return [(p, s) for p, s in svar if s is not None and s.anerkendt_oere < p.oere]


def uenighed(ind: Indstillinger, k: Kontekst, bruger: Bruger, x: Krav, lavet: datetime) -> bytes:
    """The workbook of what is disputed, for the counterpart or Ankestyrelsen: those lines alone, no names.

    Errors: AdgangNaegtet; HjemtagFejl when nothing is disputed line by line."""
    krav.kraev_krav(bruger, x, Handling.EKSPORT_PERSON)
    linjer = uenige(kravsager.poster(kontekst.sagslager(ind.database_url), x), x)
    if not linjer:
        raise HjemtagFejl("Ingen linje er besvaret med mindre end det krævede.")
    cpr = lagersde.cpr_numre(k.gen, sorted({p.person for p, _ in linjer}))
    raekker: list[dict[str, Any]] = [
        {
            "nr": p.nr,
            "cpr": cpr.get(p.person, ""),
            "hjemmel": p.hjemmel,
            "fra": p.fra,
            "til": p.til,
            "oere": p.oere,
            "anerkendt": s.anerkendt_oere,
            "uenigt": p.oere - s.anerkendt_oere,
            "grund": s.grund,
        }
        for p, s in linjer
    ]
    titel = f"Uenighed om {x.id} mellem {krav.modtager(str(k.gen.kommune))} og {krav.modtager(x.modpart)}"
    hoved = (f"Krav rejst {dansk.dato(x.sendt)}. Beløb i kroner. Kun de linjer, der ikke er anerkendt helt.",)
    return arbejdsbog.byg([Tabel("Uenighed", titel, _UENIGHED, raekker, hoved)], titel=titel, lavet=lavet)
