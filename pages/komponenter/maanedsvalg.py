"""Bills whose text seems to tell the wrong month, on the page Periodisering: the list and a choice."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import rettelser, tekstmaaned
from engine.resultater.sde import Kontekst
from engine.resultater.tekstmaaned import Oversigt
from engine.sager.model import noegletekst
from pages.komponenter import data, formaal, tilstande
from pages.komponenter.henfoerelsesvalg import skriv_med
from pages.komponenter.periodevalg import vis_virkning
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

VISES = 50


def vis(bruger: Bruger, k: Kontekst, o: Oversigt, koe: str) -> None:
    """The list, and below it the choice on the row that is clicked. koe: whose purpose has been given."""
    st.subheader("Siger teksten en forkert måned?")
    if o.raekker is None or o.raekker.empty:
        st.markdown(
            "Ingen regninger: der er ikke to i én måned og ingen i naboens."
            if not o.antal
            else f"{dansk.antal(o.antal, 'regning', 'regninger')} på {dansk.kort_kroner(o.beloeb_oere)}"
        )
        return
    vist = o.raekker.head(VISES)
    formaal.noter(bruger, koe, sorted(set(vist["person_noegle"])))
    st.caption(
        "To regninger ligger i én måned, naboens har ingen, og den ene er bogført, som regningen for naboens plejer at "
        "blive. Sikkerheden er, hvor tit sådanne forslag er rigtige i den fiktive kommune. Klik på en række for at "
        "vælge."
    )
    nr = tabel(
        vist,
        [
            Kolonne("borger", "Borger"),
            Kolonne("tekst", "Tekst", bredde=260),
            Kolonne("ligner", "Ligner"),
            Kolonne("sikkerhed", "Sikkerhed", "procent"),
            Kolonne("beloeb_oere", "Beløb", "kroner", sum=True),
        ],
        noegle=f"tekstmaaned_{o.aar}",
        beskrivelse="Regninger, hvis tekst ser ud til at sige en forkert måned, den største først",
        vaelg=True,
    )
    if nr is not None:
        _valg(bruger, k, vist.iloc[nr].to_dict())


def _valg(bruger: Bruger, k: Kontekst, r: dict[str, Any]) -> None:
    st.markdown(
        f"**{uden_markdown(r['tekst'])}** er bogført {dansk.dato(r['bogfoeringsdato'])}. Teksten siger {r['siger']}, "
        f"som har en regning til; {r['ligner']} har ingen."
    )
    ja, grund = maa(bruger, Handling.RET_PERIODE)
    if not ja:
        st.caption(grund)
        return
    valg = tekstmaaned.rettelse(r, bruger.navn, ja=True)
    try:
        vis_virkning(data.henfoervirkning(k, bruger, [valg]))
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    if rettelser.kraever_to(data.indstillinger(), int(r["beloeb_oere"])):
        st.caption("Beløbet er så stort, at en anden skal godkende valget, før det virker.")
    kendt = {noegletekst(valg.noegle): data.sagslager().seneste_for(valg.noegle)}
    with st.form(f"tekstmaaned_{r['postering_nr']}", border=False):
        begrundelse = st.text_input("Begrundelse", max_chars=400, placeholder="Fx: set på fakturaen")
        knapper = st.columns(2)
        if knapper[0].form_submit_button(f"Flyt til {r['ligner']}", type="primary"):
            skriv_med(bruger, [valg], begrundelse, kendt)
        if knapper[1].form_submit_button(f"Behold {r['siger']}"):
            skriv_med(bruger, [tekstmaaned.rettelse(r, bruger.navn, ja=False)], begrundelse, kendt)
