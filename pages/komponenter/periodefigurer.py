"""The figures of the page Periodisering: where periods come from, and how well the reader reads."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from engine import dansk
from engine.resultater import periodisering
from pages.komponenter import figurer
from pages.komponenter.tabeller import Kolonne, tabel

_KILDER = (
    ("angivet", ("angivet",), "Angivet", "afklaret"),
    ("tekst", ("tekst",), "Læst i teksten", "accent"),
    ("valgt", ("rettet", "enkeltstaaende"), "Valgt eller enkeltstående", "skylder"),
    ("dato", ("bilagsdato", "bogfoeringsdato"), "Bilagets måned", "usikker"),
)
AAR_VIST = 6
MINDST_VIST = 4  # per cent; a narrower part has no room for its number


def kilder(pr_aar: Mapping[int, Mapping[str, int]]) -> None:
    """Per cent of a year's gross expense by where its period comes from, the newest years."""
    dele = []
    for aar in sorted(pr_aar, reverse=True)[:AAR_VIST]:
        beloeb = [sum(max(0, pr_aar[aar].get(navn, 0)) for navn in navne) for _, navne, *_ in _KILDER]
        for (*_, titel, farve), oere, procent in zip(_KILDER, beloeb, dansk.procenter(beloeb), strict=True):
            vist = f"{procent} %" if procent >= MINDST_VIST else ""
            dele.append(figurer.Del(str(aar), f"{titel}: {dansk.kort_kroner(oere)}", procent, farve, vist))
    if not dele:
        return
    figurer.stablede(dele, beskrivelse="Andel af udgiften efter hvor perioden kommer fra, år for år")
    figurer.tegnforklaring([(titel, farve) for *_, titel, farve in _KILDER])


def traefsikkerhed() -> None:
    """The published accuracy: a sentence, certainty against share right, and the kinds of text."""
    st.markdown(periodisering.traefsikkerhed_saetning())
    maalt = periodisering.traefsikkerhed()["proeve"]["kalibrering"]
    figurer.kalibrering(
        [figurer.Maalt(p["sikkerhed"], p["andel"], p["antal"]) for p in maalt],
        beskrivelse="Andelen af rigtige perioder efter den sikkerhed, læseren gav dem",
    )
    st.caption(
        "Hvert punkt er de perioder, læseren gav samme sikkerhed; på linjen passer sikkerheden præcist, over den er "
        "læseren for forsigtig."
    )
    with st.expander("Træfsikkerhed efter tekstens slags"):
        tabel(
            periodisering.traefsikkerhed_pr_slags(),
            [
                Kolonne("slags", "Tekstens slags"),
                Kolonne("tekster", "Tekster", "tal", sum=True),
                Kolonne("med_periode", "Med periode", "tal", sum=True),
                Kolonne("laest_rigtigt", "Læst rigtigt", "tal", sum=True),
                Kolonne("brugt", "Brugt uden en person", "tal", sum=True),
                Kolonne("brugt_rigtig", "Heraf rigtige", "tal", sum=True),
                Kolonne(
                    "narret", "Narret", "tal", sum=True, hjaelp="En periode læst, hvor teksten ingen har"
                ),
            ],
            noegle="traefsikkerhed",
            beskrivelse="Hvor mange tekster af hver slags læseren læser rigtigt",
        )
