"""Revision: er refusionen rigtig, og kan revisor skrive under på den?"""

from datetime import date

import streamlit as st

from engine import dansk
from engine.resultater import revision, sdevisning
from pages.komponenter import data, filtre, kort, revider, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("revision")

st.title("Revision")

if data.generation() is None:
    tilstande.intet_lager("Her trækker revisor en stikprøve af årets sager, gennemgår dem og skriver under.")
    st.stop()

k = data.kontekst()
aarene = [a for a in sdevisning.aarene(k) if a >= 2021]
if not aarene:
    tilstande.tom(
        "Ingen år at revidere",
        "Der er ingen udgifter fra 2021 eller senere på de funktioner, loven nævner.",
        "Indlæs regnskabet med 'hjemtag indlaes', og byg igen.",
    )
    st.stop()

plads = st.container()  # the sentence stands above the filter that it depends on
valg = filtre.raekke(
    [
        filtre.Valg(
            "revisionsaar", "År", aarene, sdevisning.standardaar(k, date.today()) or aarene[0], bredde=120
        )
    ]
)
aar = valg["revisionsaar"]
r = data.revision(bruger, aar)
plads.markdown(r.saetning)
revider.besked()

if r.sager:
    i_proeven, alle = sum(s["refusion_oere"] for s in r.sager), sum(r.alle_oere.values())
    fejl = sum(r.fejl.values())
    kort.raekke(
        [
            kort.Kort(
                "Gennemgået",
                f"{dansk.tal(len(r.sager) - r.mangler)} af {dansk.tal(len(r.sager))}",
                note=f"trukket af {r.trukket_af}, frø {r.froe}",
                tilstand="usikker:I gang" if r.mangler else "afklaret:Færdig",
            ),
            kort.beloeb(
                "Refusion i stikprøven",
                i_proeven,
                note=f"{dansk.procent(i_proeven / alle if alle else 0)} af {dansk.kort_kroner(alle)}",
            ),
            kort.beloeb("Fejl i stikprøven", fejl, tilstand="skylder:Fejl" if fejl else None),
            kort.beloeb("Fremskrevet fejl", r.fremskrevet_oere, note=revision.METODER[r.metode].lower()),
        ]
    )
    revider.aendret(k, bruger, r)
    revider.proeve(bruger, k, r)
    revider.paategning(bruger, k, r)
elif not revider.maa_revidere(bruger):
    tilstande.tom(
        "Ingen stikprøve endnu",
        f"Revisor har ikke trukket en stikprøve af sagerne i {aar}.",
        "Siden viser stikprøven og påtegningen, når revisor er begyndt.",
    )
revider.traek(bruger, k, r)
