"""The list of the dearest families: for those who may see persons one by one, for others in groups."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.resultater import diskretion
from engine.resultater import familier as motor
from engine.resultater.familier import Familietop
from engine.resultater.sde import Kontekst
from pages.komponenter import familievisning, figurer, formaal
from pages.komponenter.figurer import Beloebsdel
from pages.komponenter.tabeller import Kolonne, tabel

_LISTE = "familieliste"
_FIGUR = 10


def sammenligning(top: Familietop) -> str:
    """What the change is a comparison of."""
    if top.forrige_oere is None:
        return "intet at sammenligne med" if top.raekker is not None else "kan ikke vises for så få"
    tekst = (
        f"{dansk.aendring(top.netto_oere, top.forrige_oere)} mod de samme familiers udgift i {top.aar - 1}"
    )
    return f"{tekst}; {dansk.antal(top.nye, 'familie er ny', 'familier er nye')}" if top.nye else tekst


def familier(bruger: Bruger, k: Kontekst, top: Familietop, omraade: str | None) -> None:
    """One row per family, the dearest first; a click opens one. Names only after a purpose."""
    raekker = top.raekker
    assert raekker is not None
    med_navne = formaal.er_givet(_LISTE)
    if med_navne:
        navne = motor.navne(k, bruger, top.aar, raekker["hoved_noegle"].tolist(), omraade)
        formaal.noter(bruger, _LISTE, [n.person_noegle for n in navne if n.person_noegle])
        hvem = [n.navn for n in navne]
    else:
        hvem = [f"Familie {i[2:6]}" for i in raekker["familie_id"]]
    vist = raekker.assign(
        familie=[
            f"{h} + {n - 1}" if n > 1 else h for h, n in zip(hvem, raekker["antal_personer"], strict=True)
        ]
    )
    _figur(
        [f"{r.rang}. {r.familie}" for r in vist.head(_FIGUR).itertuples()],
        vist.head(_FIGUR).to_dict("records"),
        f"De {min(_FIGUR, len(vist))} dyreste familier",
    )
    st.subheader("Familierne")
    if not med_navne:
        with st.expander("Vis navne i listen", icon=":material/badge:"):
            formaal.spoerg(
                bruger,
                _LISTE,
                "Listen viser navn og fødselsdato på den i hver familie, der er brugt mest på.",
            )
    st.caption("Klik på en række for at åbne familien.")
    nr = tabel(
        vist,
        [
            Kolonne("rang", "Nr.", "tal", bredde=45),
            Kolonne("familie", "Familie", bredde=300 if med_navne else 125),
            Kolonne("netto_oere", "Nettoudgift", "kroner", sum=True, bredde=120),
            Kolonne("aendring_oere", f"Ændring fra {top.aar - 1}", "aendring", bredde=155),
            Kolonne("antal_personer", "Personer", "tal", sum=True, bredde=80),
            Kolonne("brutto_oere", "Bruttoudgift", "kroner", sum=True, bredde=120),
            Kolonne("indtaegt_oere", "Indtægter", "kroner", sum=True, bredde=110),
            Kolonne("refusion_oere", "Refusion", "kroner", sum=True, bredde=100),
        ],
        noegle=f"familier_{top.aar}_{omraade}_{med_navne}",
        beskrivelse="De dyreste familier med udgift, indtægter, refusion, nettoudgift og ændring",
        vaelg=True,
    )
    if nr is not None:
        familievisning.aabn(top.aar, str(vist.loc[nr, "familie_id"]))


def grupper(top: Familietop) -> None:
    """The families in groups, so that no amount is one family's."""
    alle = top.grupper
    if alle is None or alle.empty:
        st.markdown(f"Beløb vises først, når mindst {diskretion.MINDST} familier deler dem.")
        return
    _figur(
        alle["familier"].tolist(),
        [{"netto_oere": oere} for oere in alle["gennemsnit_oere"]],
        "Nettoudgift pr. familie i gennemsnit",
    )
    st.subheader("Familierne i grupper")
    st.markdown(
        f"Din rolle ser familierne mindst {diskretion.MINDST} ad gangen. Et beløb er præcist, når mindst "
        f"{diskretion.MINDST} familier deler det og ingen har over halvdelen; ellers vises det som et interval."
    )
    tabel(
        alle,
        [
            Kolonne("familier", "Familier"),
            Kolonne("personer", "Personer", "tal", sum=True),
            Kolonne("netto_oere", "Nettoudgift", "kroner", sum=True),
            Kolonne("aendring", f"Ændring fra {top.aar - 1}", "interval"),
            Kolonne("brutto", "Bruttoudgift", "interval", enhed="kr."),
            Kolonne("indtaegt", "Indtægter", "interval", enhed="kr."),
            Kolonne("refusion", "Refusion", "interval", enhed="kr."),
        ],
        noegle="grupper",
        beskrivelse="De dyreste familier i grupper med udgift, indtægter, refusion og nettoudgift",
    )


def _figur(navne: list[str], raekker: list[dict[str, Any]], titel: str) -> None:
    """Bars as long as the gross expense: what the municipality pays, and what comes back."""
    st.subheader(titel)
    dele = []
    for navn, r in zip(navne, raekker, strict=True):
        dele += [
            Beloebsdel(navn, "Nettoudgift", max(int(r["netto_oere"]), 0), "accent"),
            Beloebsdel(navn, "Statens refusion", int(r.get("refusion_oere", 0)), "afklaret"),
            Beloebsdel(navn, "Indtægter", -int(r.get("indtaegt_oere", 0)), "ingen"),
        ]
    figurer.beloebssoejler(
        dele,
        etiketter=[f"netto {dansk.kort_kroner(int(r['netto_oere']))}" for r in raekker],
        beskrivelse=f"{titel}: {navne[0]} {dansk.kort_kroner(int(raekker[0]['netto_oere']))} netto",
    )
