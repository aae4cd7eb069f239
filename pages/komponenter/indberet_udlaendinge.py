"""The parts of the page Indberetning that are of udlændinge: sums, months, events, why it differs, freezing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.adgang import Bruger, Handling, maa
from engine.resultater import udlaendingebog as bog
from engine.resultater import udlaendingeopgoerelse as motor
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendingeopgoerelse import Opgoerelse
from pages.komponenter import data, indberet
from pages.komponenter.tabeller import Kolonne, tabel


def vis(bruger: Bruger, k: Kontekst, o: Opgoerelse) -> None:
    """The statement's parts; the grants one by one and single lines only for who may see persons."""
    if not maa(bruger, Handling.SE_PERSON)[0]:
        st.caption("Opgørelsens ordninger og personer er for dem, der må se personer. Summerne står ovenfor.")
        return
    _poster(o)
    if not o.forskel.empty:
        _forskel(o)
    _maaneder(o)
    _resultater(o)
    _kladde(bruger, k, o)


def _poster(o: Opgoerelse) -> None:
    st.subheader("Opgørelsen")
    tabel(
        [
            r | {"titel": motor.titel_paa(r["ordning"]), "aar": str(r["aar"])}
            for r in o.poster.to_dict("records")
        ],
        [
            Kolonne("aar", "År"),
            Kolonne("titel", "Ordning"),
            Kolonne("personer", "Personer", "tal"),
            Kolonne("ret_oere", "Ret til", "kroner", sum=True),
            Kolonne("skoen_oere", "Skønnet", "kroner", sum=True),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner", sum=True),
            Kolonne("beloeb_oere", "Anmodes", "kroner", sum=True),
        ],
        noegle="udl_indberetning_poster",
        beskrivelse="Opgørelsen efter år og ordning; tidligere år er berigtigelser",
    )
    indberet.om_tidligere_aar(o)


def _forskel(o: Opgoerelse) -> None:
    vist = indberet.forskelle(o, "linje", "linjer")
    tabel(
        vist.assign(titel=vist["ordning"].map(motor.titel_paa)),
        [
            Kolonne("aar", "År"),
            Kolonne("titel", "Ordning"),
            Kolonne("person_id", "Person"),
            Kolonne("foer_oere", "Sidst", "kroner"),
            Kolonne("efter_oere", "Nu", "kroner"),
            Kolonne("forskel_oere", "Forskel", "kroner"),
            Kolonne("hvorfor", "Hvorfor", bredde=420),
        ],
        noegle="udl_indberetning_forskel",
        beskrivelse="De linjer, der er andre end ved den sidste indberetning, med grunden",
    )


def _maaneder(o: Opgoerelse) -> None:
    """The year's monthly grants and full refund, month by month."""
    egne = o.tilskud[(o.tilskud["aar"] == o.periode.aar)]
    g = egne.groupby(["maaned", "ordning"], as_index=False).agg(
        personer=("person_noegle", "nunique"), oere=("oere", "sum")
    )
    if g.empty:
        return
    st.subheader("Måned for måned")
    tabel(
        g.assign(titel=g["ordning"].map(motor.titel_paa)),
        [
            Kolonne("maaned", "Måned", "maaned"),
            Kolonne("titel", "Ordning"),
            Kolonne("personer", "Personer", "tal"),
            Kolonne("oere", "Ret til", "kroner", sum=True),
        ],
        noegle="udl_indberetning_maaneder",
        beskrivelse="Årets ret måned for måned og ordning for ordning",
    )


def _resultater(o: Opgoerelse) -> None:
    df = bog.resultattilskud(o)
    if df.empty:
        return
    st.subheader("Resultattilskud")
    dage = {n: pd.to_datetime(df[n]).dt.date.where(df[n].notna(), None) for n in ("begyndt", "naaet")}
    numre = {p: nr for nr, p in enumerate(dict.fromkeys(df["person_noegle"]), 1)}
    tabel(
        df.assign(**dage, hvem=[f"Person {numre[p]}" for p in df["person_noegle"]]),
        [
            Kolonne("aar_", "År"),
            Kolonne("hvem", "Person"),
            Kolonne("titel", "Tilskud"),
            Kolonne("begyndt", "Begyndt", "dato"),
            Kolonne("naaet", "Opnået", "dato"),
            Kolonne("ret_oere", "Ret til", "kroner", sum=True),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner", sum=True),
            Kolonne("beloeb_oere", "Anmodes", "kroner", sum=True),
        ],
        noegle="udl_indberetning_resultater",
        beskrivelse="Resultattilskud med art og dato; navne og CPR står i arbejdsbogen",
    )


def _kladde(bruger: Bruger, k: Kontekst, o: Opgoerelse) -> None:
    personer = sorted(set(o.linjer["person_noegle"]) - {""})
    if not indberet.hent_kladde(bruger, o, personer, lambda nu: bog.bog(k, o, nu)):
        return
    forklaringer: dict[str, str] = {}

    def spoerg() -> None:
        for navn in motor.skal_forklares(o):
            st.caption(motor.det_der_forklares(o, navn))
            forklaringer[navn] = st.text_input(
                f"Hvorfor er det i orden: {navn}", key=f"forklar_{navn}", max_chars=400
            )

    indberet.frys(
        o,
        lambda hvorfor, nu: motor.foreslaa_som(data.indstillinger(), k, bruger, o, hvorfor, forklaringer, nu),
        spoerg,
    )
