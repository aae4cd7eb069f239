"""From a figure on Ledelsesinformation to its persons or postings: who asks and why is written before anything is read.

The look is logged with the keys of the persons shown, page by page; a posting's text may name somebody too, so
postings are a look at persons whether they have a CPR number or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import dansk
from engine.adgang import FORMAAL, Bruger, Handling, Omfang, omfang
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.lager import ledelse_borgere as lager
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import kraev
from engine.sager.lager import Sagslager
from engine.sager.log import skriv_log
from engine.sager.model import uden_cpr

PERSONER, POSTERINGER, UDEN_CPR = "personer", "posteringer", "uden_cpr"
PR_SIDE = 50


@dataclass(frozen=True)
class Bag:
    """One page of what stands behind a figure. raekker: dicts for a table; ialt: how many there are in all.

    Persons: person_noegle, person, foedt, oere, posteringer. Postings: dato, bilag, tekst, konto, person, oere.
    """

    raekker: tuple[dict[str, Any], ...]
    ialt: int
    ialt_oere: int | None = None


def genstand(aar: int, omraade: str, ydelse: str) -> str:
    """What the log calls a look: year and service, no person."""
    return f"ledelse/{aar}/{omraade}/{ydelse}"


def kraev_ret(bruger: Bruger, omraade: str) -> Omfang:
    """The user's scope, when it lets the user see persons of the field. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_PERSON)
    graenser = omfang(bruger)
    if graenser.fagomraader is not None and omraade not in graenser.fagomraader:
        raise AdgangNaegtet("Personerne hører til et andet fagområde end dine.")
    return graenser


def vis(
    k: Kontekst,
    sager: Sagslager,
    bruger: Bruger,
    aar: int,
    omraade: str,
    ydelse: str,
    hvad: str,
    formaal: str,
    nu: datetime,
    *,
    fra: int = 0,
    person: str | None = None,
) -> Bag:
    """A page of persons or postings. hvad: PERSONER, POSTERINGER or UDEN_CPR; person: only that person's postings.

    Errors: AdgangNaegtet for other roles and fields, RettelseAfvist without a purpose of FORMAAL["person"].
    """
    graenser = kraev_ret(bruger, omraade)
    if formaal not in FORMAAL["person"]:
        raise RettelseAfvist(
            "Vælg, hvad du skal bruge oplysningerne til; det skrives i loggen. Intet er vist."
        )
    valgt = (k.gen, aar, omraade, ydelse, graenser.organisationer, fra, PR_SIDE)
    if hvad == PERSONER:
        raekker = lager.personer(*valgt)
    else:
        raekker = lager.posteringer(*valgt, person=person, uden_cpr=hvad == UDEN_CPR)
    skriv_log(
        sager,
        nu=nu,
        bruger=bruger.navn,
        handling="se_person",
        genstand=genstand(aar, omraade, ydelse),
        formaal=formaal,
        detaljer={"hvad": hvad, "fra": fra, "raekker": len(raekker)},
        personer=sorted({r["person_noegle"] for r in raekker if r["person_noegle"]}),
    )
    ialt = raekker[0]["ialt"] if raekker else 0
    if hvad == PERSONER:
        return Bag(tuple(_person(r) for r in raekker), ialt)
    return Bag(tuple(_postering(r) for r in raekker), ialt, raekker[0]["ialt_oere"] if raekker else 0)


def _navn(r: dict[str, Any]) -> str:
    if r["person_noegle"] is None:
        return dansk.UKENDT
    navn = r["navn"] or "Ukendt i CPR"
    return f"Beskyttet adresse: {navn}" if r["beskyttet"] else str(navn)


def _person(r: dict[str, Any]) -> dict[str, Any]:
    foedt: date | None = r["foedselsdato"]
    return {
        "person_noegle": r["person_noegle"],
        "person": _navn(r),
        "foedt": foedt,
        "posteringer": r["posteringer"],
        "oere": r["oere"],
    }


def _postering(r: dict[str, Any]) -> dict[str, Any]:
    return {
        "dato": r["bogfoeringsdato"],
        "bilag": f"{r['bilagsnr']}/{r['linjenr']}",
        "tekst": uden_cpr(r["tekst"] or ""),
        "konto": f"{r['funktion']} dr. {r['dranst']} grp. {r['gruppering']} art {r['art']}",
        "person": _navn(r),
        "foedt": r["foedselsdato"],
        "oere": r["beloeb_oere"],
    }
