"""What people have entered for the forecast: in a sentence, by kind, by file; and a file taken back with its effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import egnedata as motor
from engine.resultater.egnedata import Upload
from engine.resultater.sde import Kontekst
from engine.sager.kommende import ARTER
from engine.sager.model import dansk_tid
from pages.komponenter import data
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

__all__ = ["ARTER", "saetning", "virkning_vist", "vis"]


def saetning(k: Kontekst) -> str:
    """What the base counts now, in one sentence."""
    if not k.ventede:
        return "Prognosen bygger alene på regnskabet: ingen har lagt kommende hændelser ind."
    i_alt, i_filer = len(k.ventede), sum(v.samling is not None for v in k.ventede)
    return (
        f"Prognosen regner med {dansk.antal(i_alt, 'kommende hændelse', 'kommende hændelser')}, som I har lagt ind: "
        f"{dansk.tal(i_filer)} fra filer og {dansk.tal(i_alt - i_filer)} på borgeren. Et scenarie kan regne uden dem."
    )


def vis(bruger: Bruger, k: Kontekst) -> None:
    """The events by kind and the files, for those who see all persons; nothing for others."""
    if not motor.ser_uploads(bruger):
        return
    if k.ventede:
        st.subheader("Det, prognosen regner med")
        _efter_art(k, bruger)
    filer = data.egnedata_uploads(k, bruger)
    st.subheader("Filer")
    if not filer:
        st.markdown("Der er ikke lagt nogen filer op endnu.")
        return
    tabel(
        [_raekke(u) for u in filer[:50]],
        [
            Kolonne("fil", "Fil"),
            Kolonne("tid", "Lagt op", "tidspunkt"),
            Kolonne("hvem", "Af"),
            Kolonne("antal", "Hændelser", "tal"),
            Kolonne("i_kraft", "I brug", "tal"),
            Kolonne("oere", "Sum pr. måned", "kroner"),
            Kolonne("tilstand", "Status", "tilstand"),
            Kolonne("trukket", "Trukket tilbage"),
        ],
        noegle="egnedata_filer",
        beskrivelse="Filer med egne data, den nyeste først",
    )
    if len(filer) > 50:
        st.caption(f"De 50 nyeste af {dansk.tal(len(filer))} filer er vist.")
    i_brug = [u for u in filer if u.i_kraft]
    if i_brug and maa(bruger, Handling.INDLAES_EGNE_DATA)[0]:
        aaben = st.session_state.get("egnedata_tilbage") is not None
        with st.expander("Træk en fil tilbage", icon=":material/undo:", expanded=aaben):
            _traek_tilbage(bruger, k, i_brug)


def _efter_art(k: Kontekst, bruger: Bruger) -> None:
    uden = Counter(hvorfor for _, hvorfor in data.egnedata_uden_virkning(k, bruger))
    raekker = []
    for art, titel in ARTER.items():
        egne = [v for v in k.ventede if v.art == art]
        if egne:
            pct = sum(v.sandsynlighed_pct for v in egne) / len(egne)
            oere = sum(v.beloeb_oere or 0 for v in egne)
            raekker.append({"art": titel, "antal": len(egne), "pct": pct, "oere": oere or None})
    tabel(
        raekker,
        [
            Kolonne("art", "Hvad vil ske"),
            Kolonne("antal", "Hændelser", "tal", sum=True),
            Kolonne("pct", "Sandsynlighed i snit", "tal", enhed="%"),
            Kolonne("oere", "Ny udgift pr. måned", "kroner", sum=True),
        ],
        noegle="egnedata_art",
        beskrivelse="Kommende hændelser i prognosen efter art",
    )
    for hvorfor, antal in uden.items():
        st.caption(
            f":material/info: {dansk.antal(antal, 'hændelse', 'hændelser')} ændrer ikke prognosen: {hvorfor}"
        )


def _raekke(u: Upload) -> dict[str, object]:
    tilstand = "afklaret:I brug" if u.i_kraft == u.antal else "usikker:Delvist i brug"
    return {
        "fil": u.fil,
        "tid": u.tid,
        "hvem": u.bruger,
        "antal": u.antal,
        "i_kraft": u.i_kraft,
        "oere": u.oere_pr_maaned,
        "tilstand": tilstand if u.i_kraft else "ingen:Trukket tilbage",
        "trukket": f"{dansk_tid(u.trukket[1])} af {u.trukket[0]}: {u.trukket[2]}" if u.trukket else "",
    }


def _traek_tilbage(bruger: Bruger, k: Kontekst, filer: list[Upload]) -> None:
    efter_navn = {u.samling: u for u in filer}
    samling = st.selectbox(
        "Fil",
        list(efter_navn),
        index=None,
        format_func=lambda s: f"{efter_navn[s].fil}, {dansk_tid(efter_navn[s].tid)}",
        placeholder="Vælg en fil",
        key="egnedata_tilbage",
        filter_mode=None,
    )
    if samling is None:
        return
    u = efter_navn[samling]
    st.markdown(
        f"**{uden_markdown(u.fil)}** har {dansk.antal(u.i_kraft, 'hændelse', 'hændelser')} i brug om "
        f"{dansk.antal(u.personer, 'borger', 'borgere')}, lagt op af {uden_markdown(u.bruger)}."
    )
    virkning_vist(
        lambda: data.egnedata_virkning(k, bruger, "", [], samling),
        "Trækkes filen tilbage, bliver den ventede nettoudgift",
    )
    hvorfor = st.text_input(
        "Hvorfor trækkes filen tilbage?", key=f"egnedata_hvorfor_{samling}", max_chars=400
    )
    if st.button("Træk filen tilbage", icon=":material/undo:", key=f"egnedata_traek_{samling}"):
        try:
            antal = motor.traek_tilbage(data.sagslager(), bruger, samling, hvorfor, datetime.now(UTC))
        except HjemtagFejl as fejl:
            st.error(str(fejl), icon=":material/error:")
            return
        st.session_state["egnedata_besked"] = (
            f"{dansk.antal(antal, 'hændelse er', 'hændelser er')} trukket tilbage. Prognosen regner ikke med dem mere; "
            "de står stadig i historikken."
        )
        st.rerun()


def virkning_vist(hent: Callable[[], dict[int, tuple[int, int]]], indledning: str) -> None:
    """The effect in kroner, year by year, or why it cannot be told."""
    try:
        aar = hent()
    except HjemtagFejl as fejl:
        st.caption(f"Virkningen på prognosen kan ikke vises: {fejl}")
        return
    dele = [
        f"{a}: {dansk.kort_kroner(efter)} ({dansk.kort_kroner(efter - foer, fortegn=True)})"
        if efter != foer
        else f"{a}: uændret {dansk.kort_kroner(foer)}"
        for a, (foer, efter) in aar.items()
    ]
    st.markdown(f"**{indledning}** {' · '.join(dele)}")
