"""The parts of the page Brugere: the users, one user's role and scope, a new user, and the open sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import KRAEVER_FAGOMRAADE, KRAEVER_ORGANISATION, ROLLENAVNE, Bruger, Rolle
from engine.fejl import HjemtagFejl
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.sager import brugeradmin
from engine.sager.brugeradmin import Session
from engine.sager.lager import Sagslager
from pages.komponenter import tilstande
from pages.komponenter.tabeller import Kolonne, tabel

_BESKED, _KODEORD = "bruger_besked", "bruger_kodeord"


def mangler_omfang(b: dict[str, Any]) -> bool:
    """Whether the role needs a limit that has not been given, so that the user sees nothing yet."""
    return (b["rolle"] in KRAEVER_FAGOMRAADE and not b["fagomraader"]) or (
        b["rolle"] in KRAEVER_ORGANISATION and not b["organisationer"]
    )


def saetning(aabne: Sequence[dict[str, Any]], inde: Sequence[Session]) -> str:
    """The page's sentence."""
    demo = sum(b["demo"] for b in aabne)
    tekst = (
        f"{dansk.antal(len(aabne), 'bruger', 'brugere')} kan logge ind, "
        f"og {dansk.tal(len({s.navn for s in inde}))} er logget ind nu."
    )
    if demo:
        tekst += f" {dansk.antal(demo, 'er en demobruger', 'er demobrugere')}, som lukkes ved rigtige data."
    return tekst


def besked() -> None:
    """What was just done, once; a new password is shown here and nowhere else."""
    if tekst := st.session_state.pop(_BESKED, ""):
        st.success(tekst, icon=":material/check_circle:")
    if kodeord := st.session_state.pop(_KODEORD, ""):
        st.code(kodeord, language=None)
        st.caption("Giv adgangskoden videre nu. Den vises kun her og skal skiftes ved første login.")


def tabel_over(alle: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The users; the one that is clicked, or None."""
    raekker = [
        {
            **b,
            "rollenavn": ROLLENAVNE[Rolle(b["rolle"])],
            "tilstand": _tilstand(b),
            "omfang": _omfang(b),
            "login": "kommunens login" if b["udsteder"] else "adgangskode" if b["har_kodeord"] else "intet",
        }
        for b in alle
    ]
    nr = tabel(
        raekker,
        [
            Kolonne("visningsnavn", "Navn", bredde=185),
            Kolonne("navn", "Brugernavn", bredde=135),
            Kolonne("rollenavn", "Rolle", bredde=118),
            Kolonne("omfang", "Omfang", bredde=125),
            Kolonne("tilstand", "Tilstand", "tilstand", bredde=130),
            Kolonne("login", "Login", bredde=110),
            Kolonne("oprettet", "Oprettet", "dato", bredde=93),
        ],
        noegle="brugere",
        beskrivelse="Alle brugere",
        vaelg=True,
    )
    if nr is None:
        st.caption("Klik på en bruger for at ændre rolle og omfang, nulstille adgangskoden eller lukke.")
        return None
    return alle[nr]


def _omfang(b: dict[str, Any]) -> str:
    givet = ", ".join([*b["fagomraader"], *b["organisationer"]])
    return givet or ("intet endnu" if mangler_omfang(b) else "alt, som rollen må")


def _tilstand(b: dict[str, Any]) -> str:
    if not b["aktiv"]:
        return "ingen:Lukket"
    if mangler_omfang(b):
        return "mangler:Mangler omfang"
    return "usikker:Skal skifte kode" if b["skal_skifte"] else "afklaret:Åben"


def ret(lager: Sagslager, bruger: Bruger, b: dict[str, Any]) -> None:
    """What can be done with one user."""
    navn = b["navn"]
    st.subheader(b["visningsnavn"])
    with st.form(f"ret_{navn}", width=720):
        valg = _felter(f"ret_{navn}", b)
        st.caption("Brugerens åbne sessioner afsluttes, så ændringen gælder med det samme.")
        if st.form_submit_button("Gem", type="primary", icon=":material/check:"):
            _goer(
                lambda nu: brugeradmin.ret_som(lager, bruger, navn, *valg, nu),
                f"{navn} er ændret.",
            )
    with st.container(horizontal=True):
        if not b["aktiv"]:
            if st.button("Åbn brugeren igen", key=f"aabn_{navn}", icon=":material/lock_open:"):
                _goer(
                    lambda nu: brugeradmin.genaabn_som(lager, bruger, navn, nu), f"{navn} kan logge ind igen."
                )
            return
        if (
            b["har_kodeord"]
            and not b["udsteder"]
            and st.button("Ny adgangskode", key=f"kode_{navn}", icon=":material/key:")
        ):
            _goer(
                lambda nu: brugeradmin.nulstil_som(lager, bruger, navn, nu), f"{navn} har en ny adgangskode."
            )
        if st.button("Luk brugeren", key=f"luk_{navn}", icon=":material/block:"):
            _goer(lambda nu: brugeradmin.luk_som(lager, bruger, navn, nu), f"{navn} er lukket og logget ud.")


def opret(lager: Sagslager, bruger: Bruger) -> None:
    """The form for a new user."""
    with st.expander("Opret en bruger", icon=":material/person_add:"), st.form("opret_bruger", border=False):
        navn = st.text_input("Brugernavn", max_chars=128, help="Fx brugerens e-mailadresse.")
        valg = _felter("opret", {})
        if st.form_submit_button("Opret", type="primary", icon=":material/check:"):
            _goer(
                lambda nu: brugeradmin.opret_som(lager, bruger, navn, *valg, nu),
                f"{navn.strip()} er oprettet.",
            )


def _felter(noegle: str, b: dict[str, Any]) -> tuple[str, str, list[str], list[str]]:
    roller = list(Rolle)
    visningsnavn = st.text_input(
        "Navn", b.get("visningsnavn", ""), max_chars=128, key=f"{noegle}_visningsnavn"
    )
    rolle = st.selectbox(
        "Rolle",
        roller,
        index=roller.index(Rolle(b["rolle"])) if b else None,
        placeholder="Vælg en rolle",
        format_func=ROLLENAVNE.__getitem__,
        filter_mode=None,
        key=f"{noegle}_rolle",
    )
    fag = st.multiselect(
        "Fagområder",
        alle_kontrakter()["indsats"].kolonner["fagomraade"].koder or [],
        b.get("fagomraader", []),
        placeholder="Alle, som rollen må se",
        help="En sagsbehandler skal have mindst ét. En leder kan begrænses til nogle.",
        key=f"{noegle}_fag",
    )
    organisationer = st.text_input(
        "Organisationer",
        ", ".join(b.get("organisationer", [])),
        help="Adskil med komma, som de står i leverancerne. En institutionsleder skal have mindst én.",
        key=f"{noegle}_org",
    )
    return (
        visningsnavn,
        str(rolle or ""),
        list(fag),
        [o.strip() for o in organisationer.split(",") if o.strip()],
    )


def sessioner(lager: Sagslager, bruger: Bruger, aabne: Sequence[Session]) -> None:
    """The open sessions; one that is clicked can be ended."""
    if not aabne:
        tilstande.tom("Ingen er logget ind", "Der er ingen åbne sessioner.")
        return
    nr = tabel(
        [{"bruger": s.visningsnavn, **vars(s)} for s in aabne],
        [
            Kolonne("bruger", "Navn", bredde=188),
            Kolonne("navn", "Brugernavn", bredde=158),
            Kolonne("oprettet", "Logget ind", "tidspunkt", bredde=147),
            Kolonne("sidst_set", "Sidst set", "tidspunkt", bredde=147),
            Kolonne("udloeber", "Udløber", "tidspunkt", bredde=147),
            Kolonne("adresse", "Adresse", bredde=109),
        ],
        noegle="sessioner",
        beskrivelse="Åbne sessioner",
        vaelg=True,
    )
    if nr is None:
        st.caption("Klik på en session for at afslutte den.")
        return
    s = aabne[nr]
    if st.button(f"Afslut sessionen for {s.navn}", icon=":material/logout:", type="primary"):
        _goer(lambda nu: brugeradmin.afslut_som(lager, bruger, s.id, nu), f"Sessionen for {s.navn} er slut.")


def _goer(arbejde: Callable[[datetime], str | None], tekst: str) -> None:
    """Do it, and show how it went; a password that comes back is shown once."""
    try:
        kodeord = arbejde(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return
    st.session_state[_BESKED] = tekst
    if kodeord:
        st.session_state[_KODEORD] = kodeord
    st.rerun()
