"""One case in plain Danish: what counted, what did not and why, and what would change the refund."""

from __future__ import annotations

import streamlit as st

from engine import dansk
from engine.fejl import ParameterMangler
from engine.resultater import forklaring
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import Sag
from pages.komponenter import tilstande
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown


def vis(k: Kontekst, sag: Sag) -> None:
    """The explanation, open; the counterfactuals as a short table with their kroner."""
    try:
        f = forklaring.forklar(k, sag)
    except ParameterMangler as fejl:
        tilstande.fejl(fejl)
        return
    st.subheader("Hvad talte med, og hvorfor")
    st.markdown("\n".join(f"- {uden_markdown(t)}" for t in (*f.medregnet, *f.udeladt, *f.beregning)))
    if not f.hvis:
        return
    st.subheader("Hvad ville ændre det?")
    tabel(
        [
            {
                "tekst": h.tekst,
                "virkning_oere": h.virkning_oere or None,
                "tilstand": "usikker" if h.noegle else "ingen:Til orientering",
            }
            for h in f.hvis
        ],
        [
            Kolonne("tekst", "Hvis"),
            Kolonne("virkning_oere", "Refusionen ændres", "kroner"),
            Kolonne("tilstand", "Status", "tilstand"),
        ],
        noegle=f"hvis_{sag.sag_id}_{sag.aar}",
        beskrivelse="Forhold, der ville ændre sagens refusion, den største virkning først",
    )
    usikre = sum(h.noegle is not None for h in f.hvis)
    if usikre:
        st.caption(
            f"{dansk.antal(usikre, 'bilag har', 'bilag har')} en usikker periode. Find bilaget under posteringerne, "
            "og ret perioden, hvis fakturaen siger noget andet."
        )
