"""The letter of CPR-loven § 11: we believe that the registration is wrong; report the move within 14 days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.flytning import udflytning as regler
from engine.flytning.udflytning import SIGNALER
from engine.lager import flytning
from engine.lager import udflytning as lager
from engine.rapporter.brev import Brev
from engine.resultater import udflytning
from engine.resultater.sde import Kontekst

# What may be told the person as grounds: the facts we hold, without what is known of others at the address.
_GRUNDE = {
    "indkomst": "Vi kan ikke se, at du har haft dansk indkomst i de seneste seks måneder.",
    "ydelse": "Vi kan ikke se, at du har fået ydelser eller tilbud fra kommunen i det seneste år.",
    "solgt": "Boligen på adressen er solgt.",
    "returpost": "Post til dig på adressen er kommet retur.",
    "skole": "Vi kan ikke se, at børn i skolealderen på adressen går i skole.",
    "tilladelse": "Din opholdstilladelse er udløbet.",
    "alene": "Adressen ser ud til at være fraflyttet.",
}


def modtaget_normalt(sendt: date) -> date:
    """The day a letter is presumed received unless somebody says another: the day after."""
    return sendt + timedelta(days=1)


def svarfrist(k: Kontekst, modtaget: date) -> date:
    """The last day for an answer, from the day the letter must be presumed received (CPR-loven § 11)."""
    return regler.svarfrist(modtaget, int(k.lov.opslag("cpr_svarfrist_dage", modtaget).vaerdi))


def kan_skrives(r: Mapping[str, Any]) -> bool:
    """Whether a presumption leads to this letter: not where the person is registered in another municipality."""
    return str(r["regel"]) in ("CPR-01", "CPR-02")


def vejadresse(a: Mapping[str, Any]) -> str:
    """'Dragevej 2, 2. th': road and house, then floor and door; '' when the road is not known."""
    etage = str(a.get("etage") or "")
    sal = f"{etage}." if etage and not etage.endswith(".") else etage
    hus = " ".join(str(x) for x in (a.get("vejnavn"), a.get("husnr")) if x)
    doer = " ".join(x for x in (sal, str(a.get("sidedoer") or "")) if x)
    return ", ".join(x for x in (hus, doer) if x)


def lav(k: Kontekst, bruger: Bruger, r: Mapping[str, Any], sendt: date, modtaget: date) -> Brev:
    """The draft. r: a row of the list. Errors: AdgangNaegtet, HjemtagFejl when the day of receipt is before that of
    sending or the rule takes no such letter."""
    udflytning.kraev(bruger)
    if not kan_skrives(r):
        raise HjemtagFejl("Borgeren er registreret i en anden kommune. Den kommune skal skrive til borgeren.")
    if modtaget < sendt:
        raise HjemtagFejl("Brevet kan ikke være modtaget, før det er sendt. Ret datoen.")
    a = lager.adresse(k.gen, r["person_noegle"]) or {}
    dage = int(k.lov.opslag("cpr_svarfrist_dage", modtaget).vaerdi)
    frist = svarfrist(k, modtaget)
    kommune = next((x.navn for x in flytning.kommuner(k.gen).itertuples() if x.er_egen), "Kommunen")
    grunde = [f"- {_GRUNDE[s]}" for s in r["signaler"] if s in SIGNALER]
    if r["regel"] == "CPR-02":
        grunde = [f"- Vi har fået oplyst, at du har opholdt dig i udlandet siden {dansk.dato(r['fra'])}."]
    return Brev(
        [x for x in (str(a.get("navn") or "Navn"), vejadresse(a), str(a.get("postnr") or "")) if x],
        [f"{kommune} Kommune", "Folkeregistret"],
        dansk.dato(sendt),
        "Bor du stadig på adressen?",
        [
            "Vi har grund til at tro, at din registrering i CPR ikke er rigtig, og at du ikke længere bor på adressen. "
            "Kommunen har pligt til at undersøge det (CPR-loven § 10).",
            "Det bygger vi på:",
            *grunde,
            f"Er du flyttet, skal du anmelde det senest {dage} dage efter, at du har fået dette brev, det vil sige "
            f"senest den {dansk.dato(frist)} (CPR-loven § 11). Er du ikke flyttet, beder vi dig skrive det til os "
            "inden samme frist, og meget gerne hvad du lever af, og hvordan du bruger boligen.",
            "Hører vi ikke fra dig, træffer vi afgørelse på det grundlag, vi har. Vi kan da registrere, at du er "
            "flyttet, også som udrejst af Danmark. Du får afgørelsen skriftligt med en begrundelse.",
            "Opholder du dig midlertidigt i udlandet, kan du efter CPR-loven § 24 i nogle tilfælde blive stående på "
            "adressen, for eksempel hvis du arbejder ude og er hjemme de fleste weekender og ferier.",
            "Du har ret til at se de oplysninger, sagen bygger på, og til at udtale dig, før vi afgør den "
            "(forvaltningsloven §§ 9 og 19).",
            "Venlig hilsen",
            f"{kommune} Kommune",
        ],
    )
