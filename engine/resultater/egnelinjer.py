"""One line of the municipality's own data: what a cell says, whom it is about, and why it cannot be used.

A text of an error says the column and what to do; what stood in the cell is never repeated, for it may be a CPR number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engine.adgang import Bruger
from engine.indlaesning import talstil
from engine.indlaesning.egenfil import Celle, Egenfil
from engine.indlaesning.talstil import Talkolonne
from engine.lager import sde as sdelager
from engine.resultater import borger, sde, sdevisning
from engine.resultater.sde import Kontekst
from engine.sager import kommende
from engine.sager.kommende import Ny

KOLONNER = {
    "cpr": "Borgerens CPR-nummer",
    "haendelse": "Hvad der vil ske: start, stop, ændring, flytning, dødsfald eller refusionsaftale",
    "dato": "Fra hvilken dato, fx 01-03-2027",
    "indsats_id": "Indsatsens nummer i fagsystemet; kræves ved stop og ændring",
    "beloeb_pr_maaned": "Den nye udgift pr. måned i kroner; kræves ved start og ændring",
    "sandsynlighed": "I procent, 1-100; tom betyder 100",
    "note": "Hvorfra I ved det, uden CPR-nummer",
}
KRAEVEDE = ("cpr", "haendelse", "dato", "note")
TALKOLONNER = ("beloeb_pr_maaned", "sandsynlighed")
_ARTER = {
    "start": "start",
    "stop": "stop",
    "ændring": "aendring",
    "aendring": "aendring",
    "flytning": "flytning",
    "dødsfald": "doed",
    "doed": "doed",
    "død": "doed",
    "refusionsaftale": "refusionsaftale",
}
_DATOFORMER = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})"), (3, 2, 1)),
)
_BELOEB_MAX = Decimal(10_000_000)

KLAR, FEJL, UKENDT, FINDES = "klar", "fejl", "ukendt", "findes"
STATUS = {
    KLAR: "Klar",
    FEJL: "Kan ikke læses",
    UKENDT: "Fandt ingen borger eller indsats",
    FINDES: "Findes allerede",
}


@dataclass(frozen=True)
class Linje:
    """One line of the file. status: a key of STATUS. hvorfor: the sentence that goes with it. ny: what it becomes.

    nr: the line in the file. sager: ids of the person's cases in the newest year.
    """

    nr: int
    status: str
    hvorfor: str
    beloeb_oere: int | None
    ny: Ny | None = None
    sager: tuple[str, ...] = ()


def stil(fil: Egenfil, navn: str, stile: Mapping[str, str]) -> Talkolonne:
    """How the column's texts are written, by lines of the file; a choice counts where the texts do not tell."""
    fundet = talstil.genkend([v if isinstance(v := r.get(navn, ""), str) else "" for r in fil.raekker])
    tvetydige, ugyldige = (
        tuple(fil.numre[nr - 1] for nr in numre) for numre in (fundet.tvetydige, fundet.ugyldige)
    )
    modstrid = fundet.modstrid and (fil.numre[fundet.modstrid[0] - 1], fil.numre[fundet.modstrid[1] - 1])
    if fundet.skal_vaelges and stile.get(navn) in talstil.NAVNE:
        return Talkolonne(stile[navn], (), ugyldige)
    return Talkolonne(fundet.stil, tvetydige, ugyldige, modstrid)


@dataclass(frozen=True)
class Opslag:
    """What the user may see of the persons in a file: key by CPR number, and by key measures and this year's cases."""

    personer: Mapping[str, str]
    indsatser: Mapping[str, set[str]]
    sager: Mapping[str, tuple[str, ...]]


def slaa_op(k: Kontekst, bruger: Bruger, cprnumre: Iterable[str]) -> Opslag:
    """Everybody at once: three questions to the warehouse, however many lines there are."""
    fundne = sdelager.personer_ved_numre(k.gen, sorted(set(cprnumre)))
    synlige = set(borger.synlige(k, bruger, sorted(set(fundne.values()))))
    return Opslag(
        {cpr: noegle for cpr, noegle in fundne.items() if noegle in synlige},
        borger.indsatsnumre(k, bruger, sorted(synlige)),
        _sager(k, bruger, synlige),
    )


def _sager(k: Kontekst, bruger: Bruger, personer: set[str]) -> dict[str, tuple[str, ...]]:
    """The ids of each person's cases in the newest year with cases, within the scope."""
    alle = sde.beregn_husket(k).sager
    if not len(alle) or not personer:
        return {}
    aar = int(alle["aar"].max())
    nyeste = sdevisning.inden_for(k, alle[alle["aar"] == aar], aar, bruger)
    ud: dict[str, list[str]] = {}
    for sag_id, medlemmer in zip(nyeste["sag_id"], nyeste["medlemmer"], strict=True):
        for noegle in personer.intersection(medlemmer):
            ud.setdefault(noegle, []).append(str(sag_id))
    return {noegle: tuple(sorted(set(ider))) for noegle, ider in ud.items()}


@dataclass(frozen=True)
class Udkast:
    """A line that has been read and not yet matched: the event without its person, and what is wrong with it."""

    nr: int
    cpr: str
    ny: Ny
    fejl: str


def laes(nr: int, raekke: Mapping[str, Celle], tal: Mapping[str, Talkolonne], i_dag: date) -> Udkast:
    """Read one line. nr: its line in the file. tal: how the columns of numbers are written."""
    fejl: list[str] = []
    beloeb = _beloeb(raekke.get("beloeb_pr_maaned", ""), tal.get("beloeb_pr_maaned"), fejl)
    pct = _procent(raekke.get("sandsynlighed", ""), tal.get("sandsynlighed"), fejl)
    dato = _dato(raekke.get("dato", ""), fejl)
    cpr = _cpr(raekke.get("cpr", ""), fejl)
    art = _ARTER.get(_tekst(raekke.get("haendelse", "")).lower(), "")
    indsats, note = _tekst(raekke.get("indsats_id", "")), _tekst(raekke.get("note", ""))
    ny = Ny("", art, dato or i_dag, pct, indsats, beloeb, note)
    mangler = [_UDEN_SKAERM.get(tekst, tekst) for tekst in kommende.mangler(ny, i_dag)]
    if fejl:  # an amount that cannot be read is not missing as well
        mangler = [m for m in mangler if not any(m.split(" ")[1] == f.split(" ")[1] for f in fejl)]
    return Udkast(nr, cpr, ny, " ".join(dict.fromkeys(fejl + mangler)))


def match(udkast: Udkast, opslag: Opslag, venter: set[tuple[Any, ...]]) -> Linje:
    """The line with its person. venter: what waits already (kommende.aftryk); what becomes ready is added to it."""
    nr, ny, beloeb = udkast.nr, udkast.ny, udkast.ny.beloeb_oere
    if udkast.fejl:
        return Linje(nr, FEJL, udkast.fejl, beloeb)
    noegle = opslag.personer.get(udkast.cpr)
    if noegle is None:
        return Linje(nr, UKENDT, "CPR-nummeret findes ikke blandt de borgere, du må se.", beloeb)
    if ny.indsats_id and ny.indsats_id not in opslag.indsatser.get(noegle, set()):
        return Linje(nr, UKENDT, "Borgeren har ikke den indsats. Se kolonnen indsats_id.", beloeb)
    ny = replace(ny, person_noegle=noegle)
    if kommende.aftryk(ny) in venter:
        return Linje(nr, FINDES, "Den samme hændelse venter allerede.", beloeb)
    venter.add(kommende.aftryk(ny))  # a line that stands twice in the file is written once
    return Linje(nr, KLAR, "", beloeb, ny, opslag.sager.get(noegle, ()))


def er_sumlinje(raekke: Mapping[str, Celle]) -> bool:
    """Whether a line is the file's own sum."""
    return _tekst(raekke.get("cpr", "")).lower().rstrip(":") in ("i alt", "ialt", "sum", "total")


def sum_oere(raekke: Mapping[str, Celle], tal: Mapping[str, Talkolonne]) -> int | None:
    """The amount on the file's own sum line; None when there is none or it cannot be read."""
    return _beloeb(raekke.get("beloeb_pr_maaned", ""), tal.get("beloeb_pr_maaned"), [], hoejst=None)


# What the form on the screen asks for, as a file has it.
_UDEN_SKAERM = {
    "Vælg, hvad der vil ske.": f"Kolonnen haendelse skal være {', '.join(list(_ARTER)[:3])}, flytning, dødsfald "
    "eller refusionsaftale.",
    "Sandsynligheden skal være fra 1 til 100 procent.": "Kolonnen sandsynlighed skal være fra 1 til 100 procent.",
    "Vælg den indsats, det gælder.": "Kolonnen indsats_id mangler.",
    "Skriv den nye udgift pr. måned.": "Kolonnen beloeb_pr_maaned mangler eller er negativ.",
    "Skriv, hvorfra I ved det.": "Kolonnen note mangler.",
    "Der står et CPR-nummer i noten; skriv den uden.": "Kolonnen note har et CPR-nummer; skriv den uden.",
    "Datoen skal ligge inden for de næste ti år.": "Kolonnen dato skal ligge inden for de næste ti år.",
}


def _tekst(celle: Celle) -> str:
    if isinstance(celle, Decimal):
        return format(celle.normalize(), "f")
    return celle.strip() if isinstance(celle, str) else celle.isoformat()


def _vaerdi(celle: Celle, kolonne: Talkolonne | None) -> Decimal | None:
    """The cell's number; None when it is none or its style is not known."""
    if isinstance(celle, Decimal):
        return celle
    if not isinstance(celle, str):
        return None
    if kolonne is not None and kolonne.stil is not None:
        return talstil.tal(celle, kolonne.stil)
    laest = {talstil.tal(celle, stil) for stil in talstil.NAVNE}
    return laest.pop() if len(laest) == 1 else None


def _beloeb(
    celle: Celle, kolonne: Talkolonne | None, fejl: list[str], hoejst: Decimal | None = _BELOEB_MAX
) -> int | None:
    """Whole øre, rounded half up; None for an empty cell."""
    if celle == "":
        return None
    vaerdi = _vaerdi(celle, kolonne)
    if vaerdi is None:
        fejl.append(_tal_fejl("beloeb_pr_maaned", kolonne))
        return None
    if hoejst is not None and abs(vaerdi) > hoejst:
        fejl.append("Kolonnen beloeb_pr_maaned er over 10 mio. kr. pr. måned; ret beløbet.")
        return None
    return int((vaerdi * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _tal_fejl(navn: str, kolonne: Talkolonne | None) -> str:
    """Why a number cannot be read: it is none, or nobody can tell how it is written."""
    if kolonne is not None and kolonne.modstrid:
        a, b = kolonne.modstrid
        return (
            f"Kolonnen {navn} har både danske tal (linje {a}) og internationale (linje {b}); skriv dem ens."
        )
    if kolonne is not None and kolonne.skal_vaelges:
        return f"Kolonnen {navn} kan læses på to måder; vælg, hvordan tallene er skrevet."
    return f"Kolonnen {navn} er ikke et tal; skriv fx 45.000,00."


def _procent(celle: Celle, kolonne: Talkolonne | None, fejl: list[str]) -> int:
    """Whole percent. Excel's own percent (0,8) is not told from 0,8 %, so a fraction is refused."""
    if celle == "":
        return 100
    vaerdi = _vaerdi(celle, kolonne)
    if vaerdi is None or vaerdi != vaerdi.to_integral_value():
        fejl.append("Kolonnen sandsynlighed skal være et helt tal fra 1 til 100.")
        return 100
    return int(vaerdi)


def _dato(celle: Celle, fejl: list[str]) -> date | None:
    if isinstance(celle, date):
        return celle
    tekst = _tekst(celle)
    for form, (aar, maaned, dag) in _DATOFORMER:
        if hit := form.fullmatch(tekst):
            try:
                return date(int(hit[aar]), int(hit[maaned]), int(hit[dag]))
            except ValueError:
                break
    fejl.append("Kolonnen dato kan ikke læses; skriv den som 01-03-2027.")
    return None


def _cpr(celle: Celle, fejl: list[str]) -> str:
    """Ten digits. A number cell has lost the nought in front."""
    cifre = _tekst(celle).replace("-", "").replace(" ", "")
    if isinstance(celle, Decimal):
        cifre = cifre.zfill(10)
    if not re.fullmatch(r"[0-9]{10}", cifre, re.ASCII):
        fejl.append("Kolonnen cpr skal have ti cifre.")
        return ""
    return cifre
