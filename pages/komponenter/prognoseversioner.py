"""Locked forecasts: listed, opened, computed again to the øre, and the way from one to another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.sager.log import Loglinje, skriv_loglinjer
from pages.komponenter import data, prognosescenarie, prognosevisning, tilstande
from pages.komponenter.prognosescenarie import Valg
from pages.komponenter.tabeller import Kolonne, tabel

if TYPE_CHECKING:
    from engine.resultater.prognose import Prognose
    from engine.resultater.prognoseversion import Version
    from engine.resultater.sde import Kontekst

_VIST = "versioner_vist"  # the two versions whose difference is shown


def vis(bruger: Bruger, k: Kontekst, p: Prognose, valg: Valg) -> None:
    """The list, one opened, and two compared."""
    from engine.resultater import prognoseversion

    versioner = prognoseversion.versioner(data.sagslager())
    if not versioner:
        tilstande.tom(
            "Ingen prognoser er låst",
            "Her står de prognoser, der er sendt til udvalget, så de altid kan regnes igen og sammenlignes.",
            "En økonom låser med 'Lås til udvalg' ved forudsætningerne.",
        )
        return
    nyeste_foerst = list(reversed(versioner.values()))
    nr = tabel(
        [_raekke(v) for v in nyeste_foerst],
        [
            Kolonne("navn", "Navn", bredde=200),
            Kolonne("aar", "År", bredde=90),
            Kolonne("i_aar", "Første år", "kroner", bredde=120),
            Kolonne("naeste", "Næste år", "kroner", bredde=120),
            Kolonne("data", "Data til", "dato", bredde=95),
            Kolonne("tid", "Låst", "tidspunkt", bredde=140),
            Kolonne("bruger", "Låst af", bredde=130),
        ],
        noegle="laaste",
        beskrivelse="De låste prognoser, den nyeste først, med ventet netto af de to år",
        vaelg=True,
    )
    st.caption("Beløbene er ventet netto efter refusion. Vælg en prognose for at se den og regne den igen.")
    if nr is not None:
        _en(bruger, nyeste_foerst[nr])
    if len(versioner) > 1:
        _to(bruger, list(versioner))


def _raekke(v: Version) -> dict[str, object]:
    return {
        "navn": v.navn,
        "aar": f"{v.aar[0]}–{v.aar[-1]}",
        "i_aar": v.netto_oere[0],
        "naeste": v.netto_oere[-1],
        "data": v.data_dato,
        "bruger": v.bruger,
        "tid": v.tid,
    }


def _en(bruger: Bruger, v: Version) -> None:
    """One version: what it rests on, and computed again."""
    from engine.resultater import prognoseversion

    with st.container(border=True):
        st.markdown(f"**{prognosenavn(v.navn)}**")
        st.text(v.begrundelse)
        st.caption(
            f"Scenarie: {prognosenavn(prognosescenarie.navn(v.scenarie, {}))}. Data til "
            f"{dansk.dato(v.data_dato)} (generation {v.generation}), rettelser til nr. {v.rettelse_nr}, "
            f"lovversion {v.lov_version}, {dansk.tal(v.antal)} udfald med frø {v.froe}. Indtastet af jer: "
            f"{dansk.kort_kroner(v.netto_oere[-1] - v.uden_indtastet_oere[-1], fortegn=True)} i {v.aar[-1]}."
        )
        if st.button("Regn igen", icon=":material/calculate:", key=f"genberegn_{v.sha}"):
            try:
                prognoseversion.genberegn(data.sagslager(), v.navn)
            except HjemtagFejl as fejl:
                st.error(str(fejl))
                return
            linje = Loglinje(bruger.navn, "se_prognose", "prognose", formaal="Genberegning")
            skriv_loglinjer(data.sagslager(), [linje], datetime.now(UTC))
            st.markdown(
                f"{tilstande.maerke('afklaret', 'Stemmer til øren')} Regnet igen: netto "
                + ", ".join(
                    f"{dansk.kroner(o, oere_vist=True)} i {a}"
                    for a, o in zip(v.aar, v.netto_oere, strict=True)
                )
                + "."
            )


def _to(bruger: Bruger, navne: list[str]) -> None:
    """The way from one version to another, when it is asked for: it takes a few seconds the first time."""
    st.subheader("Forskellen på to")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        fra = st.selectbox("Fra", navne, index=len(navne) - 2, key=f"version_fra_{len(navne)}", width=280)
        til = st.selectbox("Til", navne, index=len(navne) - 1, key=f"version_til_{len(navne)}", width=280)
        if st.button("Vis forskellen", icon=":material/difference:", disabled=fra == til):
            st.session_state[_VIST] = (fra, til)
    if fra == til:
        st.caption("Vælg to forskellige.")
        return
    if st.session_state.get(_VIST) != (fra, til):
        st.caption("Forskellen deles op som broen fra i år til næste år, med de to prognosers egne udfald.")
        return
    try:
        df = data.prognoseforskel(bruger, fra, til)
    except HjemtagFejl as fejl:
        st.markdown(str(fejl))
        return
    prognosevisning.trin_figur(
        [(str(r["titel"]), int(r["oere"])) for r in df.to_dict("records")], "Hvad forskellen består af"
    )
    if "kendte" in set(df["navn"]):
        st.caption(
            "En af de to er låst, før priserne blev gemt for sig, så stop, starter, mængde og pris er én søjle."
        )
    else:
        st.caption(
            "Bogført i stedet for ventet: de måneder, der er kommet til siden, i sager, der var kendt. Er nogen kommet "
            "til, som ikke var kendt, går de fra nye sager til sager, der er begyndt. Stop er dem, der er sket, og "
            "dem, der ventes."
        )


def prognosenavn(navn: str) -> str:
    """A version's name, harmless in Markdown."""
    from pages.komponenter.tekst import uden_markdown

    return uden_markdown(navn)
