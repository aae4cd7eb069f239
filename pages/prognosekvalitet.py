"""Prognosekvalitet: hvor tæt har prognosen ramt, holder dens bånd, og er den bedre end sidste års tal?"""

import streamlit as st

from engine.resultater import prognosemaaling, prognoseside
from pages.komponenter import data, prognosemaal, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("prognosekvalitet")

st.title("Prognosekvalitet")

if data.generation() is None:
    tilstande.intet_lager("Her står, hvor tæt prognosen har ramt fra hver måned i jeres egne tal.")
    st.stop()

k = data.kontekst()
prognosemaal.kraev_hele_kommunen(bruger)
m = data.prognosekvalitet(k) if prognoseside.maaneder_med_regnskab(k) else None
if m is None:
    maaneder = prognoseside.maaneder_med_regnskab(k)
    tilstande.tom(
        "Der er for lidt regnskab til at prøve prognosen",
        f"Der er regnskab for {maaneder} måneder. Prøven skal bruge mindst 16: tolv at regne fra, én at ramme, og tre, "
        "til regningerne er kommet.",
        "Indlæs ældre måneder med 'hjemtag indlaes', og byg igen.",
    )
    st.stop()

st.markdown(prognosemaaling.saetning(m))
prognosemaal.kort_(m)
prognosemaal.ramte(m)
prognosemaal.maalene(m)
prognosemaal.trin(m)
prognosemaal.brier(bruger, k, m)
prognosemaal.manuelle(bruger, k)
