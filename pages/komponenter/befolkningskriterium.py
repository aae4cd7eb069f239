"""The criterion of decline on Befolkning: how it stands, and for the grant years to come."""

from __future__ import annotations

import streamlit as st

from engine import dansk
from engine.resultater import befolkning as motor
from engine.resultater.befolkning import Billede
from engine.resultater.kontekst import Kontekst
from pages.komponenter import kort
from pages.komponenter.tabeller import Kolonne, tabel


def nu(k: Kontekst, b: Billede) -> None:
    """Population, decline, value and distance, and what it is worth."""
    c = b.kriterium
    kort.raekke(
        [
            kort.Kort("Folketal nu", dansk.tal(b.nu)),
            kort.Kort(
                f"Fald {c.vinduer[0][0]}–{c.vinduer[0][1]}",
                dansk.tal(c.nedgang),
                note=f"kriteriet for {c.aar}",
            ),
            kort.Kort("Kriteriets værdi", dansk.tal(c.vaerdi, 1), note="gennemsnit af tre femårsvinduer"),
            kort.Kort(
                "Personer fra at opfylde", dansk.tal(c.afstand), note="0 = folketallet er faldet i vinduet"
            ),
        ]
    )
    if c.interval:
        st.caption(
            f"Et af årene er fremskrevet: faldet ligger med 80 % sikkerhed mellem {dansk.tal(c.interval[0])} og "
            f"{dansk.tal(c.interval[1])}."
        )
    st.info(motor.tilskud(k, c), icon=":material/payments:")


def kommende(b: Billede) -> None:
    """Each grant year that can be reckoned, with its interval; nothing where there is none."""
    if b.kommende.empty:
        return
    st.subheader("Kriteriet de kommende tilskudsår")
    st.markdown(motor.kommendetekst(b.kommende))
    tabel(
        b.kommende,
        [
            Kolonne("aar", "Tilskudsår", "tekst"),
            Kolonne("vindue", "Nyeste vindue"),
            Kolonne("nedgang", "Fald, midt", "tal", hjaelp="Minus er vækst"),
            Kolonne("nedgang_p10", "Lavt (10 %)", "tal"),
            Kolonne("nedgang_p90", "Højt (90 %)", "tal"),
            Kolonne("afstand", "Personer fra", "tal", hjaelp="Så meget større skal faldet være"),
            Kolonne("afstand_p90", "Højst (90 %)", "tal"),
            Kolonne(
                "andel",
                "Tæller i",
                "procent",
                hjaelp="Andelen af de simulerede forløb, hvor folketallet er faldet i vinduet",
            ),
            Kolonne("vaerdi", "Værdi", "tal"),
        ],
        noegle="befolkning_kommende",
        beskrivelse="Befolkningsdelen af tilbagegangskriteriet i de kommende tilskudsår, med interval",
        summer=False,
    )
