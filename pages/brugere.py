"""Brugere: hvem kan logge ind, hvad må de, og hvem er inde nu?"""

from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.sager import brugeradmin
from pages.komponenter import brugerdele, data, kort
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("brugere")

st.title("Brugere")
nu = datetime.now(UTC)
lager = data.sagslager()
alle = brugeradmin.liste_som(lager, bruger)
sessioner = brugeradmin.aabne_sessioner(lager, bruger, nu)
aabne = [b for b in alle if b["aktiv"]]
st.markdown(brugerdele.saetning(aabne, sessioner))
brugerdele.besked()
kort.raekke(
    [
        kort.Kort("Åbne brugere", dansk.tal(len(aabne)), note=f"{dansk.tal(len(alle) - len(aabne))} lukkede"),
        kort.Kort(
            "Administratorer",
            dansk.tal(sum(b["rolle"] == "administrator" for b in aabne)),
            note="mindst én bliver altid",
        ),
        kort.Kort(
            "Logget ind nu",
            dansk.tal(len({s.navn for s in sessioner})),
            note=dansk.antal(len(sessioner), "åben session", "åbne sessioner"),
        ),
        kort.Kort(
            "Uden adgang endnu",
            dansk.tal(sum(brugerdele.mangler_omfang(b) for b in aabne)),
            note="mangler fagområde eller organisation",
        ),
    ]
)
valgt = brugerdele.tabel_over(alle)
if valgt is not None:
    brugerdele.ret(lager, bruger, valgt)
brugerdele.opret(lager, bruger)
st.subheader("Åbne sessioner")
brugerdele.sessioner(lager, bruger, sessioner)
