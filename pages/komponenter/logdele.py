"""The parts of the page Log: the lines, the monthly sample, a citizen's report, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.drift import logkontrol
from engine.fejl import HjemtagFejl
from engine.resultater import indsigt as motor
from engine.sager import loghandlinger, logopslag
from engine.sager.lager import Sagslager
from engine.sager.logopslag import Kontrol, Linje, Opslag
from pages.komponenter import data, hent, sideskift, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel

PR_SIDE = 50
STIKPROEVE = 25
_PERSON = "log_indsigt"
_KOLONNER = [
    Kolonne("nr", "Nr.", "tal"),
    Kolonne("tid", "Tidspunkt", "tidspunkt"),
    Kolonne("bruger", "Bruger"),
    Kolonne("handling", "Handling"),
    Kolonne("hvad", "Hvad"),
    Kolonne("formaal", "Formål"),
    Kolonne("personer", "Personer", "tal"),
]


def maaned_eller_alle(maaned: str) -> str:
    return dansk.maaned(maaned) if maaned else "Alle"


def handling_eller_alle(handling: str) -> str:
    return loghandlinger.titel(handling) if handling else "Alle"


def _som_raekker(linjer: Sequence[Linje]) -> list[dict[str, Any]]:
    """Rows of _KOLONNER; what a line is about and its details in one column, so that all of it fits the page."""
    return [
        vars(linje)
        | {
            "handling": handling_eller_alle(linje.handling),
            "hvad": " · ".join(del_ for del_ in (linje.genstand, linje.detaljer) if del_),
            "personer": linje.personer or None,
        }
        for linje in linjer
    ]


def linjer(lager: Sagslager, bruger: Bruger, opslag: Opslag, nu: datetime) -> int:
    """One page of the log; returns how many lines there are."""
    noegle = f"log_{hash(opslag)}"
    side = int(st.session_state.get(noegle, 0))
    igen = _vist_foer("log_vist", (opslag, side))
    fundne, antal = logopslag.soeg_som(lager, bruger, opslag, side, PR_SIDE, nu, igen=igen)
    if not antal:
        tilstande.tom("Ingen linjer", "Intet i loggen passer til valget.", "Vælg 'Nulstil' for at se alt.")
        return 0
    sideskift.vindue(antal, noegle=noegle, pr_side=PR_SIDE, ental="linje", flertal="linjer")
    tabel(
        _som_raekker(fundne), _KOLONNER, noegle=f"{noegle}_tabel", beskrivelse="Loggens linjer, nyeste først"
    )
    return antal


def _vist_foer(navn: str, hvad: Any) -> bool:
    """Whether this very thing was on the screen in the run before: a click elsewhere is no new look."""
    foer = st.session_state.get(navn)
    st.session_state[navn] = hvad
    return bool(foer == hvad)


def kontrol(lager: Sagslager, bruger: Bruger, maaneder: Sequence[str], nu: datetime) -> None:
    """The month's random sample of looks at persons, and who has gone through it."""
    st.caption(
        f"Hver måned gennemgås {STIKPROEVE} tilfældige opslag om personer: havde brugeren et arbejde at gøre?"
    )
    maaned = st.selectbox(
        "Måned",
        maaneder,
        index=min(1, len(maaneder) - 1),  # the last one that is over
        format_func=dansk.maaned,
        key="kontrolmaaned",
        width=220,
        filter_mode=None,
    )
    igen = _vist_foer("log_kontrol_vist", maaned)
    k = logopslag.kontrol_som(lager, bruger, maaned, STIKPROEVE, nu, igen=igen)
    if not k.froe:
        tilstande.tom(
            "Stikprøven er ikke trukket endnu",
            f"{dansk.maaned(maaned).capitalize()} er ikke slut. Stikprøven trækkes bagefter, så ingen kender den.",
            "Vælg en tidligere måned.",
        )
        return
    if not k.linjer:
        tilstande.tom("Ingen opslag om personer", f"Ingen har set på personer i {dansk.maaned(maaned)}.")
        return
    if k.af:
        maerke = tilstande.maerke("afklaret:Gennemgået")
        st.markdown(f"{maerke} af {k.af} {dansk.tidspunkt(k.tid)}.")
        st.text(k.bemaerkning)
    else:
        st.markdown(tilstande.maerke("mangler:Ikke gennemgået"))
    tabel(_som_raekker(k.linjer), _KOLONNER, noegle=f"kontrol_{maaned}", beskrivelse="Månedens stikprøve")
    _gennemgaa(lager, bruger, k)


def _gennemgaa(lager: Sagslager, bruger: Bruger, k: Kontrol) -> None:
    with st.form(f"gennemgaa_{k.maaned}", width=720):
        tekst = st.text_area("Hvad viste gennemgangen?", max_chars=1000, height=90)
        if st.form_submit_button("Skriv, at stikprøven er gennemgået", icon=":material/check:"):
            try:
                logopslag.gennemgaaet_som(lager, bruger, k, tekst, datetime.now(UTC))
            except HjemtagFejl as fejl:
                st.error(str(fejl), icon=":material/error:")
                return
            st.rerun()


def indsigt(lager: Sagslager, bruger: Bruger) -> None:
    """A report for one citizen: when, what and for which purpose. The CPR number is kept nowhere."""
    st.caption(
        "En borger kan få at vide, hvornår og hvorfor kommunen har set på oplysningerne; ikke af hvem."
    )
    with st.form("indsigt", width=420, clear_on_submit=True):
        cpr = st.text_input("Borgerens CPR-nummer", max_chars=11, autocomplete="off")
        soegt = st.form_submit_button("Lav oversigten", type="primary")
    if soegt:
        nu = datetime.now(UTC)
        try:
            noegler = motor.noegler_som(data.indstillinger(), bruger, cpr)
            raekker = logopslag.indsigt_som(lager, bruger, noegler, nu)
        except HjemtagFejl as fejl:
            st.session_state.pop(_PERSON, None)
            st.error(str(fejl), icon=":material/error:")
            return
        st.session_state[_PERSON] = (noegler, raekker, nu)
    if _PERSON in st.session_state:
        _oversigt(bruger, *st.session_state[_PERSON])


def _oversigt(bruger: Bruger, noegler: list[str], raekker: list[dict[str, Any]], nu: datetime) -> None:
    """The report as it was made; drawing it again is no new look."""
    andre = len(raekker) - 1
    st.markdown(
        f"**{dansk.antal(andre, 'opslag', 'opslag')}** om borgeren står i loggen, ud over denne oversigt."
    )
    tabel(
        raekker,
        [
            Kolonne("tid", "Tidspunkt", "tidspunkt"),
            Kolonne("hvad", "Hvad er der sket?"),
            Kolonne("formaal", "Formål"),
        ],
        noegle="indsigt_tabel",
        beskrivelse="Opslag om borgeren",
    )
    for navn, lav in (
        ("indsigt.pdf", lambda: motor.pdf(raekker, nu)),
        ("indsigt.csv", lambda: motor.fil(raekker)),
    ):
        fil = Fil(navn, Handling.SE_LOG, lav, "indsigt", "Indsigt til borgeren", tuple(noegler))
        hent.knap(bruger, f"Hent oversigten ({navn[-3:].upper()})", fil)


def efterproev(lager: Sagslager, bruger: Bruger) -> None:
    """Follow the chain and hold it against the anchors, when asked."""
    st.caption(
        "Hver linje bærer den forriges fingeraftryk, og ankre uden for databasen holder på enden. "
        "Efterprøvningen finder en linje, der er ændret, fjernet eller flyttet."
    )
    if not st.button("Efterprøv loggen nu", icon=":material/verified_user:"):
        return
    svar = logkontrol.efterproev_som(data.indstillinger(), lager, bruger, datetime.now(UTC))
    tegn = st.success if svar.hel else st.error
    tegn(svar.tekst, icon=":material/check_circle:" if svar.hel else ":material/error:")
    for bemaerkning in svar.bemaerkninger:
        st.warning(bemaerkning, icon=":material/info:")
    if svar.sidste_anker:
        st.caption(
            f"Sidste anker {dansk.tidspunkt(svar.sidste_anker)}; "
            f"{dansk.antal(svar.uankrede, 'linje', 'linjer')} siden."
        )
