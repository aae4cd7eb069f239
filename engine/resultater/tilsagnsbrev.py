"""The letter that asks for a promise to pay as soon as somebody has moved in: before anything is booked, so that no
month is lost by waiting for the ledger. Where there are kroner, the letter is the claim's (kravbrev.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.lager import flytning
from engine.lager import krav as lager
from engine.rapporter.brev import Brev
from engine.resultater import kravbrev, sager
from engine.resultater.flyttelister import Hit
from engine.resultater.kandidater import Fundet
from engine.resultater.sde import Kontekst

SVAR = {
    "anmodet": "er bedt om tilsagn og har ikke svaret",
    "givet": "har givet tilsagn",
    "delvist": "har givet tilsagn om en del",
    "afvist": "har afvist",
}


def kan_bede(h: Hit, fundne: Iterable[Fundet]) -> bool:
    """Whether another municipality is proposed to pay for the stay, and no claim against it has a letter already."""
    hvem = h.anden_betaler
    return hvem is not None and all(f.kandidat.modpart != hvem for f in fundne)


def tidligere(k: Kontekst, h: Hit) -> str:
    """What the proposed municipality has been asked or has answered of the time from the move; '' when nothing."""
    assert h.afgoerelse is not None
    status = lager.tilsagn(k.gen, h.person_noegle, str(h.afgoerelse.kommunekode), h.dato)
    return next((tekst for s, tekst in SVAR.items() if s in status), "")


def lav(k: Kontekst, bruger: Bruger, h: Hit, sendt: date) -> Brev:
    """The draft. The name of the place is not in it: the address may be protected.

    Errors: AdgangNaegtet; HjemtagFejl where no other municipality is proposed, or the letter is older than the move.
    """
    ja, grund = maa(bruger, Handling.SE_PERSON, Sagsomfang(h.fagomraade or None))
    if not ja:
        raise AdgangNaegtet(grund)
    a = h.afgoerelse
    if a is None or not kan_bede(h, ()):
        raise HjemtagFejl("Der er ingen anden kommune at bede om tilsagn.")
    if sendt < h.dato:
        raise HjemtagFejl("Brevet kan ikke være sendt før flytningen. Ret datoen.")
    navne = {r.kommunekode: r.navn for r in flytning.kommuner(k.gen).itertuples()}
    egen, modpart = navne.get(str(k.gen.kommune), "Kommunen"), navne.get(a.kommunekode, a.kommunekode)
    if h.gemt is not None:
        navn, foedt = h.gemt.navn, h.gemt.foedselsdato
    else:
        navn, foedt, _ = sager.navne(k, bruger, [h.person_noegle])[h.person_noegle]
    hvem = f"{navn}, født {dansk.dato(foedt)}," if foedt else f"{navn}"
    return Brev(
        [f"{modpart} Kommune", "Mellemkommunal refusion"],
        [f"{egen} Kommune", "Økonomi"],
        dansk.dato(sendt),
        "Anmodning om betalingstilsagn",
        [
            f"{hvem} er den {dansk.dato(h.dato)} flyttet ind på et botilbud, en institution eller et sted, der kan "
            f"sidestilles, i {egen} Kommune.",
            f"Vi anmoder {modpart} Kommune om tilsagn om at betale for opholdet og for hjælpen under det fra den "
            f"{dansk.dato(h.dato)} (retssikkerhedsloven §§ 9 og 9 c; {a.hjemmel}).",
            "Vejen til betalingskommunen, trin for trin:",
            *(f"{nr}. {t.spoergsmaal} {t.svar}. {t.foelge}" for nr, t in enumerate(a.trin, 1)),
            f"Kravet er hermed rejst skriftligt fra den {dansk.dato(h.dato)} og for tiden fremover, så længe opholdet "
            "varer. Beløbet oplyses, når udgifterne er opgjort.",
            f"Vi beder om svar senest den {dansk.dato(kravbrev.svarfrist(k, sendt))}. Er I ikke enige, beder vi om "
            "jeres begrundelse og om oplysning om, hvilken kommune I mener, der skal betale. Bliver vi ikke enige, kan "
            "uenigheden forelægges Ankestyrelsen (retssikkerhedsloven § 61).",
            "Dokumentation for flytninger, indsatser og udgifter sendes på jeres anmodning.",
            "Venlig hilsen",
            f"{egen} Kommune",
        ],
    )
