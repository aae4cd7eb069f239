"""The parts of the page Revision: drawing the sample, going through its cases, signing, and the packages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import revision
from engine.resultater.revision import FEJL, KONKLUSIONER, METODER, RIGTIG, UDFALD, Kryds, Revision
from engine.resultater.sde import Kontekst
from pages.komponenter import data, hent, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_BESKED = "revision_besked"
_FORMAAL = "Revision"
_TILSTAND = {
    "Rigtig": "afklaret:Rigtig",
    "Fejl": "mangler:Fejl",
    "Dokumentation mangler": "usikker:Dokumentation mangler",
    "Ikke gennemgået": "ingen:Ikke gennemgået",
}


def maa_revidere(bruger: Bruger) -> bool:
    return maa(bruger, Handling.REVIDER)[0]


def besked() -> None:
    """What was just done, once."""
    if tekst := st.session_state.pop(_BESKED, ""):
        st.success(tekst, icon=":material/check_circle:")


def aendret(k: Kontekst, bruger: Bruger, r: Revision) -> None:
    """Cases of the sample that are no longer as they were drawn."""
    andre = data.revision_aendret(k, bruger, r)
    if andre:
        navne = ", ".join(
            f"{sag[:8]} ({dansk.kroner(nu - foer, fortegn=True)})" for sag, foer, nu in andre[:5]
        )
        st.markdown(
            f"{tilstande.maerke('usikker:Ændret siden')} "
            f"{dansk.antal(len(andre), 'sag', 'sager')} i stikprøven har en anden refusion nu: {navne}."
        )


def proeve(bruger: Bruger, k: Kontekst, r: Revision) -> None:
    """The sample; a click opens the case for going through."""
    st.subheader("Stikprøven")
    raekker = revision.proeveraekker(r)
    nr = tabel(
        [x | {"tilstand": _TILSTAND[x["udfald"]]} for x in raekker],
        [
            Kolonne("sag_id", "Sag"),
            Kolonne("refusion_oere", "Refusion", "kroner", sum=True),
            Kolonne("sikker", "Altid med", hjaelp="Sagen er større end stikprøvens interval."),
            Kolonne("tilstand", "Udfald", "tilstand"),
            Kolonne("fejl_oere", "Fejl", "kroner", sum=True),
            Kolonne("bemaerkning", "Bemærkning"),
            Kolonne("hvem", "Gennemgået af"),
        ],
        noegle=f"proeve_{r.aar}",
        beskrivelse="Sagerne i stikprøven med revisors udfald",
        vaelg=True,
    )
    if nr is None:
        st.caption("Klik på en sag for at gennemgå den.")
        return
    _sag(bruger, k, r, str(raekker[nr]["sag_id"]))


def _sag(bruger: Bruger, k: Kontekst, r: Revision, sag_id: str) -> None:
    kryds = r.kryds.get(sag_id)
    nu, ind = datetime.now(UTC), data.indstillinger()
    with st.container(border=True, key=f"revider_{sag_id}"):
        st.markdown(f"**Sag {sag_id}**")
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Åbn sagen", icon=":material/open_in_new:", key=f"aabn_{sag_id}"):
                st.switch_page(
                    "pages/saerligt_dyre_enkeltsager.py",
                    query_params={"sag": sag_id, "sagsaar": str(r.aar)},
                )
            hent.knap(
                bruger,
                "Hent bevispakken (zip)",
                Fil(
                    f"sag-{sag_id}-{r.aar}.zip",
                    Handling.EKSPORT_PERSON,
                    lambda: revision.sagspakke(ind, k, data.sde_alle(k, bruger), bruger, r.aar, sag_id, nu),
                    f"revision {r.aar} {sag_id}",
                    _FORMAAL,
                    data.sagens_personer(k, bruger, r.aar, sag_id),
                ),
            )
        if maa_revidere(bruger) and r.paategning is None:
            _kryds(bruger, r, sag_id, kryds)


def _kryds(bruger: Bruger, r: Revision, sag_id: str, kryds: Kryds | None) -> None:
    with st.form(f"kryds_{r.aar}_{sag_id}_{kryds.haendelse if kryds else 0}", border=False):
        udfald = st.radio(
            "Udfald",
            list(UDFALD),
            index=list(UDFALD).index(kryds.udfald) if kryds else None,
            format_func=UDFALD.__getitem__,
            horizontal=True,
        )
        fejl = st.number_input(
            "Fejl i refusionen, kroner",
            value=(kryds.fejl_oere / 100) if kryds else 0.0,
            step=100.0,
            format="%.2f",
            help="Plus: der er hjemtaget for meget. Minus: for lidt.",
        )
        bemaerkning = st.text_area(
            "Bemærkning", kryds.bemaerkning if kryds else "", max_chars=2000, height=90
        )
        if st.form_submit_button("Gem", type="primary", icon=":material/check:"):
            if udfald is None:
                st.error("Vælg et udfald.", icon=":material/error:")
                return
            oere = round(fejl * 100) if udfald in (FEJL,) else 0
            _goer(
                lambda nu: _gem(bruger, r, sag_id, udfald, oere, bemaerkning, kryds, nu),
            )


def _gem(
    bruger: Bruger,
    r: Revision,
    sag_id: str,
    udfald: str,
    oere: int,
    tekst: str,
    kryds: Kryds | None,
    nu: datetime,
) -> str:
    set_ = kryds.haendelse if kryds else 0
    revision.afkryds_som(
        data.indstillinger(), bruger, r.aar, sag_id, udfald or RIGTIG, oere, tekst, nu, set_haendelse=set_
    )
    return f"Sag {sag_id[:8]} er gemt som {UDFALD[udfald].lower()}."


def paategning(bruger: Bruger, k: Kontekst, r: Revision) -> None:
    """The sign-off: its form when everything has been gone through, or what was signed."""
    st.subheader("Påtegning")
    ind, nu = data.indstillinger(), datetime.now(UTC)
    personer = data.revisionens_personer(k, bruger, r)
    if p := r.paategning:
        st.markdown(
            f"{tilstande.maerke('afklaret:' + KONKLUSIONER[p.konklusion])} {uden_markdown(p.bruger)} "
            f"{dansk.tidspunkt(p.tid)}" + (f": {uden_markdown(p.tekst)}" if p.tekst else "")
        )
        fil = Fil(
            f"revision-{r.aar}.zip",
            Handling.EKSPORT_PERSON,
            lambda: revision.hent_pakke(ind, bruger, p),
            f"revision {r.aar}",
            _FORMAAL,
            personer,
        )
        hent.knap(bruger, "Hent den underskrevne pakke (zip)", fil, slags="primaer")
        if maa_revidere(bruger):
            with st.popover("Træk påtegningen tilbage", icon=":material/undo:"):
                hvorfor = st.text_input("Begrundelse", key=f"tilbage_{r.aar}", max_chars=400)
                if st.button("Træk tilbage", key=f"tilbage_knap_{r.aar}"):
                    _goer(lambda nu: _tilbage(bruger, r.aar, hvorfor, nu))
        return
    hent.knap(
        bruger,
        "Hent hele stikprøven (zip)",
        Fil(
            f"revision-{r.aar}-kladde.zip",
            Handling.EKSPORT_PERSON,
            lambda: revision.revisionspakke(ind, k, data.sde_alle(k, bruger), bruger, r.aar, nu),
            f"revision {r.aar}",
            _FORMAAL,
            personer,
        ),
    )
    if not maa_revidere(bruger):
        return
    if r.mangler:
        st.caption("Året kan påtegnes, når hele stikprøven er gennemgået.")
        return
    with st.form(f"paategn_{r.aar}"):
        konklusion = st.radio(
            "Konklusion",
            list(KONKLUSIONER),
            index=None,
            format_func=KONKLUSIONER.__getitem__,
            horizontal=True,
        )
        tekst = st.text_area("Tekst", max_chars=4000, height=110)
        if st.form_submit_button("Påtegn året", type="primary", icon=":material/verified:"):
            _goer(lambda nu: _paategn(bruger, k, r.aar, konklusion or "", tekst, nu))


def _paategn(bruger: Bruger, k: Kontekst, aar: int, konklusion: str, tekst: str, nu: datetime) -> str:
    revision.paategn_som(
        data.indstillinger(), k, data.sde_alle(k, bruger), bruger, aar, konklusion, tekst, nu
    )
    return f"{aar} er påtegnet. Pakken er gemt, som den var."


def _tilbage(bruger: Bruger, aar: int, hvorfor: str, nu: datetime) -> str:
    revision.traek_tilbage_som(data.indstillinger(), bruger, aar, hvorfor, nu)
    return f"Påtegningen af {aar} er trukket tilbage. Stikprøven er, som den var."


def traek(bruger: Bruger, k: Kontekst, r: Revision) -> None:
    """The form that draws a sample, for the auditor while the year is not signed."""
    if not maa_revidere(bruger) or r.paategning is not None:
        return
    with st.expander("Træk en stikprøve" if not r.sager else "Træk en ny stikprøve", expanded=not r.sager):
        if r.sager:
            st.caption("En ny stikprøve afløser den gamle. Det, der er gennemgået, bliver i historikken.")
        with st.form(f"traek_{r.aar}", border=False):
            metode = st.radio("Metode", list(METODER), format_func=METODER.__getitem__)
            antal_felt, froe_felt = st.columns(2)
            antal = antal_felt.number_input("Antal sager", 1, revision.STOERST_ANTAL, 15)
            froe = froe_felt.number_input(
                "Frø",
                0,
                2**31 - 1,
                1,
                help="Samme frø og samme sager giver samme stikprøve, så andre kan kontrollere den.",
            )
            if st.form_submit_button("Træk stikprøven", type="primary", icon=":material/casino:"):
                _goer(lambda nu: _traek(bruger, k, r.aar, int(antal), int(froe), str(metode), nu))


def _traek(bruger: Bruger, k: Kontekst, aar: int, antal: int, froe: int, metode: str, nu: datetime) -> str:
    ny = revision.traek_som(
        data.indstillinger(), k, data.sde_alle(k, bruger), bruger, aar, antal, froe, metode, nu
    )
    return f"{dansk.antal(len(ny.sager), 'sag', 'sager')} er trukket for {aar}."


def _goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        gjort = handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = gjort
        st.rerun()
