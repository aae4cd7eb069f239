"""De dyreste familier: hvilke familier koster mest, og hvad betaler staten tilbage?"""

from datetime import date

import streamlit as st

from engine import dansk
from engine.adgang import Handling, maa
from engine.resultater import fagomraader, familier
from pages.komponenter import data, familieliste, familievisning, filtre, kort, tilstande
from pages.komponenter.adgang import kraev_adgang

bruger = kraev_adgang("dyreste_familier")

st.title("De dyreste familier")

if data.generation() is None:
    tilstande.intet_lager(
        "Her står de 50 familier, der koster mest, med udgift, indtægter, statens refusion og nettoudgift."
    )
    st.stop()

k = data.kontekst()
ser_personer = maa(bruger, Handling.SE_PERSON)[0]

if ser_personer and (aaben := familievisning.valgt()):
    familievisning.vis(bruger, k, *aaben)
    st.stop()

alle_aar = data.familieaarene(k)
if not alle_aar:
    tilstande.tom(
        "Ingen udgifter på personer",
        "Der er ikke indlæst posteringer med CPR, så ingen familie har udgifter.",
        "Indlæs regnskabet med 'hjemtag indlaes', og byg igen.",
    )
    st.stop()

plads = st.container()  # the sentence stands above the filters that it depends on
sidste = next((a for a in alle_aar if a < date.today().year), alle_aar[0])
valg = filtre.raekke(
    [
        filtre.Valg("aar", "År", alle_aar, sidste, bredde=120),
        filtre.Valg(
            "omraade",
            "Fagområde",
            ["alle", *familier.omraaderne(bruger)],
            "alle",
            lambda o: "Alle" if o == "alle" else fagomraader.NAVNE[o],
            bredde=220,
        ),
        filtre.Valg("type", "Familier", list(familier.TYPER), "alle", familier.TYPER.__getitem__),
    ]
)
omraade = None if valg["omraade"] == "alle" else valg["omraade"]
top = data.familietop(k, bruger, valg["aar"], omraade, valg["type"])
plads.markdown(top.saetning)

if top.mangler_parameter:
    st.stop()
if not top.antal:
    tilstande.tom(
        "Ingen familier her",
        f"Ingen familier har udgifter i {top.aar}, der passer til filtrene.",
        "Vælg andre filtre eller 'Nulstil'.",
    )
    st.stop()

aendring = None if top.forrige_oere is None else (top.netto_oere or 0) - top.forrige_oere
kort.raekke(
    [
        kort.beloeb(
            "Nettoudgift",
            top.netto_oere,
            note="" if top.andel is None else f"{dansk.procent(top.andel, 0)} af alle familiers",
        ),
        kort.beloeb(
            "Statens refusion",
            top.refusion_oere,
            note="fordelt på for få familier til at vises"
            if top.refusion_oere is None
            else "trukket fra i netto",
        ),
        kort.Kort(
            f"Ændring fra {top.aar - 1}",
            "–" if aendring is None else dansk.kort_kroner(aendring, fortegn=True),
            note=familieliste.sammenligning(top),
        ),
        kort.Kort(
            "Personer", dansk.tal(top.personer), note=f"i {dansk.antal(top.antal, 'familie', 'familier')}"
        ),
    ]
)

if top.raekker is not None:
    familieliste.familier(bruger, k, top, omraade)
else:
    familieliste.grupper(top)

st.caption(
    "En familie er ægtefæller og de børn under 18, som en af dem har forældremyndigheden over, også anbragte; ellers "
    "personen alene. Den første i måneden afgør. Refusion er den, der er bogført på personerne, og deres del af den "
    "beregnede refusion for særligt dyre enkeltsager. Det, staten afregner samlet uden CPR (fx af pension og "
    "kontanthjælp), kan ikke lægges på en familie og er ikke trukket fra."
)
