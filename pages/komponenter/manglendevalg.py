"""Bills that have not come, on the page Periodisering: what is expected, and from whom."""

from __future__ import annotations

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.resultater.manglende import MAALT_FRA_OERE, Oversigt
from pages.komponenter import formaal, kort, tilstande
from pages.komponenter.sideskift import vindue
from pages.komponenter.tabeller import Kolonne, tabel

KOE = "manglende-regninger"
_HVAD = "Listen viser de borgere, hvis indsats mangler en regning."


def oversigt(bruger: Bruger, o: Oversigt, ser_personer: bool) -> bool:
    """The cards, what is uncertain, and the list for those who may see persons; whether persons are shown."""
    kort.raekke(
        [
            kort.beloeb(
                "Ventes stadig", o.hale_oere, tilstand="usikker" if o.hale else None,
                note=dansk.antal(o.hale, "indsats", "indsatser"),
            ),
            kort.beloeb(
                "Måneder midt i et forløb", o.hul_oere, tilstand="usikker" if o.hul else None,
                note=dansk.antal(o.hul, "forløb", "forløb"),
            ),
        ]
    )  # fmt: skip
    st.caption(
        "Indsatser, der løber, hos leverandører, som har sendt mindst tre måneders regninger. Beløbet er taksten for "
        "dagene, ikke en postering. Er indsatsen slut uden at være lukket, kommer der ingen regning. En måned midt i "
        "et forløb er oftest bogført uden person, på en anden eller i en anden måned. Sikkerheden er talt op for "
        f"forløb over {dansk.kroner(MAALT_FRA_OERE)}; de mindre har ingen."
    )
    st.subheader("Hvem mangler en regning?")
    if not ser_personer or o.raekker is None:
        st.markdown(
            "Din rolle ser regningerne samlet. De enkelte borgere ses af økonomer, sagsbehandlere og revisor."
        )
        return False
    if not formaal.er_givet(KOE):
        formaal.spoerg(bruger, KOE, _HVAD)
        return False
    if o.raekker.empty:
        tilstande.tom("Intet mangler", f"Ingen indsats mangler en regning i {o.aar}.", "Vælg et andet år.")
        return True
    nr = vindue(len(o.raekker), noegle="manglende", ental="forløb", flertal="forløb")
    vist = o.raekker.iloc[nr : nr + 50].reset_index(drop=True)
    formaal.noter(bruger, KOE, sorted(set(vist["person_noegle"])))
    par = zip(vist["fra"].map(dansk.maaned), vist["til"].map(dansk.maaned), strict=True)
    vist = vist.assign(periode=[fra if fra == til else f"{fra}–{til}" for fra, til in par])
    tabel(
        vist,
        [
            Kolonne("borger", "Borger"),
            Kolonne("leverandoer", "Leverandør"),
            Kolonne("periode", "Måneder"),
            Kolonne("hvad", "Hvad"),
            Kolonne("sikkerhed", "Sikkerhed", "procent"),
            Kolonne("ventet_oere", "Ventet", "kroner", sum=True),
        ],
        noegle=f"manglende_{o.aar}_{nr}",
        beskrivelse="Indsatser uden regning, det største ventede beløb først",
    )
    return True
