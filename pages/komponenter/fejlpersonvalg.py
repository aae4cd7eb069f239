"""Expenses that look booked on the wrong person, on the page Periodisering: the queue. One group is opened as in
henfoerelsesvalg; nothing is moved before a person has said yes.
"""

from __future__ import annotations

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.resultater.fejlperson import Oversigt
from engine.resultater.sde import Kontekst
from pages.komponenter import formaal, kort, tilstande
from pages.komponenter.henfoerelsesvalg import HVAD, KOE, gaeldende
from pages.komponenter.sideskift import vindue
from pages.komponenter.tabeller import Kolonne, tabel


def oversigt(bruger: Bruger, k: Kontekst, o: Oversigt, spor: str, ser_personer: bool) -> None:
    """The cards, which way they go, the queue for those who may see persons, and what has been decided."""
    kort.raekke(
        [
            kort.beloeb("Foreslås flyttet", o.beloeb_oere, note=dansk.antal(o.antal, "postering", "posteringer")),
            kort.beloeb("Ændrer refusionen", o.virkning_oere, tilstand="mangler" if o.virkning_oere > 0 else None),
            kort.beloeb("Ventet efter sikkerhed", o.ventet_oere, note="gange, hvor tit sådanne forslag er rigtige"),
            kort.beloeb(
                "Svage spor", o.svage_oere, tilstand="usikker" if o.svage else None,
                note=dansk.antal(o.svage, "postering", "posteringer"),
            ),
        ]
    )  # fmt: skip
    if o.retninger:
        tabel(
            [
                {"retning": navn, "antal": antal, "beloeb": beloeb, "virkning": virkning}
                for navn, antal, beloeb, virkning in o.retninger
            ],
            [
                Kolonne("retning", "Hvorhen"),
                Kolonne("antal", "Posteringer", "tal", sum=True),
                Kolonne("beloeb", "Beløb", "kroner", sum=True),
                Kolonne("virkning", "Refusion", "kroner", sum=True),
            ],
            noegle=f"fejlperson_retning_{o.aar}",
            beskrivelse="Udgifter, der foreslås flyttet, efter hvorhen",
        )
    st.caption(
        "Fra 2024 indgår BL §§ 75, 76, 87 og 88 i forælderens sag (SEL § 176, stk. 1, 4. pkt.). Anden hjælp til et "
        "barn er barnets. Forslagene bygger på indsatser, priser og slægtskab i registrene. Er forælderens bevilling "
        "registreret på barnet, siger kun loven, hvem den er til."
    )
    st.subheader("Venter på et ja eller nej")
    if not ser_personer:
        st.markdown(
            "Din rolle ser udgifterne samlet. Tekster og borgere ses af økonomer, sagsbehandlere og revisor."
        )
        return
    _liste(bruger, o, spor)
    st.subheader("Valg, der gælder")
    gaeldende(bruger, k, bogfoert=True)


def _liste(bruger: Bruger, o: Oversigt, spor: str) -> None:
    if not formaal.er_givet(KOE):
        formaal.spoerg(bruger, KOE, HVAD)
        return
    if o.grupper is None or o.grupper.empty:
        tilstande.tom(
            "Intet venter her",
            f"Ingen udgifter i {o.aar} peger på en anden person med de valgte filtre.",
            "Vælg andre filtre eller 'Nulstil'.",
        )
        return
    st.caption(
        "Det, der står på én person og ligner en andens, tages under ét. Refusion er, hvad den ændres med, hvis det "
        "flyttes. Klik på en række for at åbne den."
    )
    fra = vindue(len(o.grupper), noegle="fejlpersonkoe", ental="forslag", flertal="forslag")
    vist = o.grupper.iloc[fra : fra + 50].reset_index(drop=True)
    nr = tabel(
        vist,
        [
            Kolonne("hvad", "Udgift", bredde=260),
            Kolonne("retning", "Hvorhen"),
            Kolonne("leverandoer", "Leverandør"),
            Kolonne("sikkerhed", "Sikkerhed", "procent"),
            Kolonne("antal", "Posteringer", "tal", sum=True),
            Kolonne("beloeb_oere", "Beløb", "kroner", sum=True),
            Kolonne("virkning_oere", "Refusion", "kroner", sum=True),
        ],
        noegle=f"fejlperson_{o.aar}_{spor}_{fra}",
        beskrivelse="Udgifter, der foreslås flyttet til en anden person, efter refusion",
        vaelg=True,
    )
    if nr is not None:
        st.query_params["udgift"], st.query_params["udgiftaar"] = str(vist.loc[nr, "gruppe_id"]), str(o.aar)
        st.rerun()
