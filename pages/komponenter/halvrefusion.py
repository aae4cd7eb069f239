"""Særligt dyre enkeltsager, '50 %-ordninger': what the law gives half of, against what is booked, both ways."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.resultater import halvrefusion
from engine.resultater.halvrefusion import Halvrefusion
from engine.resultater.sde import Kontekst
from pages.komponenter import data, formaal, kort, tilstande
from pages.komponenter.tabeller import Kolonne, tabel

_LISTE = "halvrefusion-liste"
_TILSTAND = {"til_gode": "mangler", "skyldig": "skylder"}


def vis(bruger: Bruger, k: Kontekst, aar: int, plads: Any) -> None:
    """plads: where the page's sentence stands."""
    h = data.halv_refusion(k, bruger, aar)
    plads.markdown(h.saetning)
    if h.ordninger.empty:
        tilstande.tom(
            "Ingen udgifter under 50 %-ordningerne",
            f"Der er ingen hjælp i {aar} efter SEL §§ 100, 109, 110 og 85 a eller BL §§ 86, 87 og 140.",
            "Vælg et andet år, eller se under Datakvalitet, om posteringerne har lov og paragraf.",
        )
        return
    _kort(h)
    _ordninger(h)
    if not h.fund.empty:
        _fund(bruger, k, h)


def _kort(h: Halvrefusion) -> None:
    forventet = int(h.ordninger["forventet_oere"].sum())
    kort.raekke(
        [
            kort.beloeb("Ret til", forventet, note="halvdelen af det, loven nævner"),
            kort.beloeb("Bogført refusion", int(h.ordninger["bogfoert_oere"].sum())),
            kort.beloeb("Mangler", h.mangler_oere, tilstand="mangler" if h.mangler_oere else None),
            kort.beloeb(
                "Taget uden ret",
                h.skyldig_oere,
                tilstand="skylder" if h.skyldig_oere else None,
                note="betales tilbage ved næste anmodning" if h.skyldig_oere else "",
            ),
        ]
    )


def _ordninger(h: Halvrefusion) -> None:
    st.subheader("Ordningerne")
    tabel(
        h.ordninger,
        [
            Kolonne("titel", "Ordning"),
            Kolonne("personer", "Personer", "tal"),
            Kolonne("udgift_oere", "Nettoudgift", "kroner", sum=True),
            Kolonne("forventet_oere", "Ret til", "kroner", sum=True),
            Kolonne("bogfoert_oere", "Bogført", "kroner", sum=True),
            Kolonne("mangler_oere", "Mangler", "kroner", sum=True),
            Kolonne("skyldig_oere", "Uden ret", "kroner", sum=True),
        ],
        noegle=f"halv_ordninger_{h.aar}",
        beskrivelse="Ordninger med halv refusion: ret, bogført og forskel",
    )


def _fund(bruger: Bruger, k: Kontekst, h: Halvrefusion) -> None:
    st.subheader("Personerne")
    fund = h.fund.assign(tilstand=h.fund["retning"].map(_TILSTAND))
    fund.loc[fund["usikker"], "tilstand"] = "usikker"
    givet = formaal.er_givet(_LISTE)
    if not givet:
        with st.expander("Vis navne og måneder", icon=":material/badge:"):
            formaal.spoerg(
                bruger, _LISTE, "Listen viser navn og fødselsdato på de personer, hjælpen er givet til."
            )
    if givet:
        formaal.noter(bruger, _LISTE, list(fund["person_noegle"]))
    fund["person"] = halvrefusion.navne(k, bruger, fund) if givet else fund["fund_id"].str[:9]
    valgt = tabel(
        fund,
        [
            Kolonne("person", "Person"),
            Kolonne("titel", "Ordning"),
            Kolonne("fra", "Fra", "maaned"),
            Kolonne("til", "Til", "maaned"),
            Kolonne("forventet_oere", "Ret til", "kroner", sum=True),
            Kolonne("bogfoert_oere", "Bogført", "kroner", sum=True),
            Kolonne("forskel_oere", "Forskel", "kroner", sum=True),
            Kolonne("tilstand", "Status", "tilstand"),
        ],
        noegle=f"halv_fund_{h.aar}",
        beskrivelse="Personer, hvor ret og bogført refusion er forskellige",
        vaelg=givet,
    )
    if valgt is not None:
        _maaneder(k, fund.iloc[valgt])


def _maaneder(k: Kontekst, r: Any) -> None:
    st.markdown(f"**{r['person']}**, {r['titel']}: måned for måned")
    md = halvrefusion.maaneder(k)
    egne = md[
        (md["person_noegle"] == r["person_noegle"])
        & (md["ordning"] == r["ordning"])
        & md["maaned"].between(r["fra"], r["til"])
    ]
    raekker = [
        m
        | {
            "udgift_oere": round(m["udgift_u"] / halvrefusion.ENHED),
            "andel": "hele måneden"
            if m["berettiget"] == m["dage"]
            else f"{m['berettiget']} af {m['dage']} døgn",
        }
        for m in egne.to_dict("records")
    ]
    tabel(
        raekker,
        [
            Kolonne("maaned", "Måned", "maaned"),
            Kolonne("udgift_oere", "Nettoudgift", "kroner", sum=True),
            Kolonne("andel", "Giver halvdelen"),
            Kolonne("forventet_oere", "Ret til", "kroner", sum=True),
            Kolonne("bogfoert_oere", "Bogført", "kroner", sum=True),
            Kolonne("forskel_oere", "Forskel", "kroner", sum=True),
            Kolonne("hvorfor", "Hvorfor"),
        ],
        noegle=f"halv_maaneder_{r['fund_id']}",
        beskrivelse="Månederne bag fundet",
    )
    st.caption(
        f"{dansk.antal(len(raekker), 'måned', 'måneder')} er forskellige eller ligger imellem dem, der er."
    )
