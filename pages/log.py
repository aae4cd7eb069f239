"""Log: hvem har set og gjort hvad, og er loggen hel?"""

from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.sager import logopslag
from pages.komponenter import data, filtre, logdele
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("log")

st.title("Log")
nu = datetime.now(UTC)
lager = data.sagslager()
brugere, handlinger, formaal = logopslag.valgmuligheder(lager, bruger)
foerste = logopslag.foerste_dag(lager) or nu.date()
maaneder = logopslag.maaneder(foerste, dansk.lokal(nu).date())
plads = st.container()
valg = filtre.raekke(
    [
        filtre.Valg("logmaaned", "Måned", ["", *maaneder], "", logdele.maaned_eller_alle, 170),
        filtre.Valg("logbruger", "Bruger", ["", *brugere], "", lambda v: v or "Alle", 200),
        filtre.Valg("loghandling", "Handling", ["", *handlinger], "", logdele.handling_eller_alle, 230),
        filtre.Valg("logformaal", "Formål", ["", *formaal], "", lambda v: v or "Alle", 220),
    ]
)
opslag = logopslag.Opslag(
    *logopslag.dage(valg["logmaaned"]), valg["logbruger"], valg["loghandling"], valg["logformaal"]
)
antal = logdele.linjer(lager, bruger, opslag, nu)
plads.markdown(
    f"{dansk.antal(antal, 'linje', 'linjer')} i loggen passer til valget. "
    "Dit eget opslag her er også skrevet i den."
)
fane_kontrol, fane_indsigt, fane_hel = filtre.faner(
    "logfane",
    {"stikproeve": "Månedens stikprøve", "indsigt": "Indsigt til en borger", "hel": "Er loggen hel?"},
)
with fane_kontrol:
    logdele.kontrol(lager, bruger, maaneder, nu)
with fane_indsigt:
    logdele.indsigt(lager, bruger)
with fane_hel:
    logdele.efterproev(lager, bruger)
