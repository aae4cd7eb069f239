"""Træfsikkerhed: Hvor meget finder Hjemtag, og hvor meget af det er rigtigt?"""

import streamlit as st

from engine import dansk
from engine.resultater import traefsikkerhed, traeftekster
from pages.komponenter import data, filtre, kort, tilstande, traefvisning
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("traefsikkerhed")

st.title("Træfsikkerhed")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står, hvor stor en del af fejlene Hjemtag finder, og hvor ofte det, der findes, er rigtigt."
    )
    st.stop()

k = data.kontekst()
udfald = data.afgjorte_sager(k)
traef = data.traef(k)

if traef is None:
    st.markdown(traefsikkerhed.saetning_afgjorte(udfald))
    traefvisning.afgjorte(udfald, demo=k.gen.demo)
    st.stop()

st.markdown(traefsikkerhed.saetning(traef))
KUN = {"alle": "Alle", "med": "Med en regel", "uden": "Uden en regel"}
omraader = list(dict.fromkeys(s.omraade for s in traef.slags))
valg = filtre.raekke(
    [
        filtre.Valg(
            "omraade",
            "Område",
            ["alle", *omraader],
            "alle",
            lambda o: "Alle" if o == "alle" else traeftekster.OMRAADER.get(o, o),
            bredde=220,
        ),
        filtre.Valg("kun", "Slags", list(KUN), "alle", KUN.__getitem__),
    ]
)
slags = traef.i(valg["omraade"], valg["kun"])
alle, med = traefsikkerhed.summen(slags), traefsikkerhed.summen([s for s in slags if s.har_finder])
kroner = traefsikkerhed.summen(traefsikkerhed.i_kroner(slags))
kort.raekke(
    [
        kort.Kort(
            "Fundet af alt plantet",
            dansk.procent(alle.recall, 0),
            note=f"{dansk.tal(alle.fundet)} af {dansk.tal(alle.antal)}",
        ),
        kort.Kort(
            "Fundet, hvor der er en regel",
            dansk.procent(med.recall, 0),
            note=f"{dansk.tal(med.fundet)} af {dansk.tal(med.antal)}",
        ),
        kort.Kort(
            "Rigtige fund",
            dansk.procent(traefsikkerhed.praecision(traef), 0),
            note="af alt, reglerne finder",
        ),
        kort.beloeb(
            "Kroner fundet",
            kroner.fundet_oere,
            note=f"af {dansk.kort_kroner(kroner.sandt_oere)}, hvor reglen regner i kroner",
        ),
    ]
)

traefvisning.figur(slags)
med_regel, uden_regel = [s for s in slags if s.har_finder], [s for s in slags if not s.har_finder]
if med_regel:
    st.subheader("Slags med en regel")
    traefvisning.slags(med_regel)
if uden_regel:
    st.subheader("Slags uden en regel endnu")
    traefvisning.uden_regel(uden_regel)

st.subheader("Reglerne")
traefvisning.findere(traef)

if valg["omraade"] in ("alle", "flytning"):
    if traef.betaler is not None:
        st.subheader("Foreslået betalingskommune")
        traefvisning.betaler(traef.betaler)
    if traef.umaalte:
        st.subheader("Flyttelisternes fund uden en sandhed")
        traefvisning.umaalte(traef.umaalte)

if traef.perioder and valg["omraade"] in ("alle", "sde"):
    st.subheader("Perioder")
    traefvisning.perioder(traef)

st.subheader("Siden sidste bygning")
traefvisning.siden_sidst(data.traef_siden_sidst(traef))

st.subheader("Det, der blev overset")
if traefsikkerhed.maa_se_personer(bruger):
    traefvisning.oversete(bruger, k, traef, valg["omraade"], valg["kun"])
else:
    st.markdown("Din rolle ser tallene. Hvert enkelt tilfælde ses af økonomer og revisor, efter et formål.")

if udfald:
    st.subheader("Afgjorte sager")
    st.markdown(traefsikkerhed.saetning_afgjorte(udfald))
    traefvisning.afgjorte(udfald, demo=True)
