"""Mellemkommunal: hvad er der mellem os og hver kommune, og er registre og regnskab enige om, hvem der betaler?"""

import streamlit as st

from pages.komponenter import data, mellemkommunalvisning, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("mellemkommunal")

st.title("Mellemkommunal")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvad der er mellem os og hver kommune, og hvor registre og betalinger er uenige."
    )
    st.stop()

k = data.kontekst()
b = data.mellemkommunal(k, bruger)
stednavn = data.stednavn(k)
st.markdown(b.saetning)
if not b.modparter and not any(b.antal.values()):
    tilstande.tom(
        "Intet mellem os og andre kommuner",
        "Der er ingen fund, tilsagn eller betalinger til eller fra andre kommuner.",
        "Lever tilsagn, indsats, kommunalt_forhold og posteringer med modpart_kommunekode, og byg igen.",
    )
    st.stop()
if not b.linjer and not b.status:
    if not b.skjult:
        mellemkommunalvisning.kortene(b)
        mellemkommunalvisning.modparter(bruger, k, b, stednavn)
    mellemkommunalvisning.antal(b)
    st.stop()
valgt = mellemkommunalvisning.fane()
if valgt == mellemkommunalvisning.KOMMUNER:
    mellemkommunalvisning.kortene(b)
    mellemkommunalvisning.modparter(bruger, k, b, stednavn)
elif valgt == mellemkommunalvisning.KONTROL:
    mellemkommunalvisning.kontrol(bruger, k, b, stednavn)
else:
    mellemkommunalvisning.status(bruger, k, b)
