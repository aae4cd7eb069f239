"""The scenario chooser of Prognose: base, saved, the one being tried; compare, save, copy, lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.sager.model import dansk_tid
from pages.komponenter import data, filtre, tilstande
from pages.komponenter.tekst import uden_markdown

if TYPE_CHECKING:
    from engine.prognose.haendelser import Forudsaetninger
    from engine.resultater.prognose import GemtScenarie
    from engine.resultater.sde import Kontekst

_KLADDE, _BESKED, _GJORT = "prognose_kladde", "prognose_besked", "prognose_gjort"
INGEN = "ingen"


@dataclass(frozen=True)
class Valg:
    """What is chosen: the scenario that is shown (a draft where inputs are tried), where it came from, and what it is
    compared with. gemt: None for the base."""

    bruger: Bruger
    scenarie: Forudsaetninger
    udgangspunkt: Forudsaetninger
    grundlag: Forudsaetninger
    mod: Forudsaetninger | None
    gemt: GemtScenarie | None
    gemte: dict[str, GemtScenarie]

    @property
    def er_kladde(self) -> bool:
        return self.scenarie != self.udgangspunkt

    @property
    def laast(self) -> bool:
        return self.gemt is not None and self.gemt.laast


def navn(scenarie: str, gemte: dict[str, GemtScenarie]) -> str:
    """A scenario's name on the page."""
    from engine.resultater.prognose import GRUNDLAG

    if scenarie == INGEN:
        return "Intet"
    if scenarie == GRUNDLAG:
        return "Grundlag"
    return f"{scenarie} (låst)" if scenarie in gemte and gemte[scenarie].laast else scenarie


def vaelg(bruger: Bruger, k: Kontekst) -> Valg:
    """The filter row: the scenario, and what it is compared with."""
    from engine.resultater import prognose

    grundlag = prognose.forudsat(k)
    gemte = prognose.scenarier(data.sagslager(), grundlag.haendelser)
    navne = [prognose.GRUNDLAG, *gemte]
    v: dict[str, Any] = {"scenarie": prognose.GRUNDLAG, "mod": INGEN}
    v |= (
        {}
        if not gemte
        else filtre.raekke(
            [
                filtre.Valg("scenarie", "Scenarie", navne, prognose.GRUNDLAG, lambda n: navn(n, gemte), 240),
                filtre.Valg(
                    "mod",
                    "Sammenlign med",
                    lambda v: [INGEN, *(n for n in navne if n != v["scenarie"])],
                    INGEN,
                    lambda n: navn(n, gemte),
                    240,
                ),
            ]
        )
    )

    def hent(n: str) -> Forudsaetninger:
        return gemte[n].forudsaetninger if n in gemte else grundlag

    udgangspunkt = hent(v["scenarie"])
    kladde = st.session_state.get(_KLADDE)
    scenarie = udgangspunkt
    if kladde and kladde[0] == v["scenarie"]:
        # The events of the scenario follow the store; what is tried is the numbers.
        scenarie = replace(udgangspunkt, **kladde[1])
    mod = hent(v["mod"]) if v["mod"] != INGEN else None
    if mod is None and (scenarie != grundlag):
        mod = grundlag
    return Valg(bruger, scenarie, udgangspunkt, grundlag, mod, gemte.get(v["scenarie"]), gemte)


def brug(valg: Valg, felter: dict[str, Any] | None) -> None:
    """Show the figures of what is tried, or (None) of the scenario as it is."""
    st.session_state[_KLADDE] = (valg.udgangspunkt.navn, felter) if felter else None


def stribe(k: Kontekst, valg: Valg) -> None:
    """Which scenario this is, so that nobody takes it for the base, and its difference in kroner."""
    from engine.resultater import prognose, prognoseside

    if tekst := st.session_state.pop(_BESKED, None):
        st.success(tekst)
    if valg.mod is None:
        st.caption(
            f"Grundlaget: det, jeres data siger, og de kommende hændelser, der er indtastet. Data til og med "
            f"{dansk.dato(k.gen.data_dato)}, lovversion {k.lov.version}."
        )
        return
    vist, andet = (data.prognose(k, valg.bruger, s) for s in (valg.scenarie, valg.mod))
    e = prognose.effekt(vist, andet)
    hvad = "Du prøver" if valg.er_kladde else "Du ser scenariet"
    navn_ = uden_markdown(valg.scenarie.navn)
    laast = f" {tilstande.maerke('afklaret', 'Låst')}" if valg.laast else ""
    mod_navn = uden_markdown(navn(valg.mod.navn, valg.gemte).lower())
    with st.container(border=True, key="prognosestribe"):
        st.markdown(
            f"{tilstande.maerke('usikker', 'Scenarie')}{laast} **{hvad} {navn_}"
            f"{' (ikke gemt)' if valg.er_kladde else ''}.** Mod {mod_navn}: "
            f"udgift **{dansk.kort_kroner(e.udgift[-1], fortegn=True)}**, refusion "
            f"**{dansk.kort_kroner(e.refusion[-1], fortegn=True)}**, netto "
            f"**{dansk.kort_kroner(e.netto[-1], fortegn=True)}** i {e.aar[-1]}; netto i {e.aar[0]} "
            f"{dansk.kort_kroner(e.netto[0], fortegn=True).rstrip('.')}."
        )
        for titel, a, b in prognoseside.forskelle(valg.scenarie, valg.mod):
            st.markdown(f"- {uden_markdown(titel)}: {uden_markdown(a)} (mod {uden_markdown(b)})")
        if valg.gemt is not None:
            st.caption(f"Gemt af {uden_markdown(valg.gemt.bruger)} {dansk_tid(valg.gemt.tid)}.")


# --- save, copy, lock -----------------------------------------------------------------------------------------


def handlinger(bruger: Bruger, k: Kontekst, valg: Valg) -> None:
    """What may be done with the scenario that is tried: save, copy, lock for the committee. Nothing for those who only
    read."""
    if not maa(bruger, Handling.STYR_SCENARIER)[0]:
        return
    nr = st.session_state.get(_GJORT, 0)  # a new key shuts the box that did its work
    with st.container(horizontal=True, key="scenariehandlinger"):
        with st.popover(
            "Gem scenarie" if valg.gemt is None or valg.laast else "Gem eller kopiér",
            icon=":material/save:",
            key=f"gemboks_{nr}",
        ):
            _gem(bruger, valg)
        with st.popover("Lås til udvalg", icon=":material/lock:", key=f"laaseboks_{nr}"):
            _laas(bruger, k, valg)


def _gem(bruger: Bruger, valg: Valg) -> None:
    kan_rettes = valg.gemt is not None and not valg.laast
    with st.form("gem_scenarie", border=False):
        foreslaaet = valg.udgangspunkt.navn if kan_rettes else ""
        navn_ = st.text_input(
            "Navn", value=foreslaaet, max_chars=80, key=f"scenarienavn_{valg.udgangspunkt.navn}"
        )
        grund = st.text_area(
            "Hvorfor", max_chars=1000, placeholder="Hvad bygger det på?", key="scenariegrund"
        )
        st.caption("Skriv et nyt navn for at lave en kopi. Et låst scenarie kan kun kopieres.")
        if st.form_submit_button("Gem", type="primary"):
            _udfoer(
                lambda lager, nu: _gem_nu(lager, bruger, valg, navn_, grund, nu),
                f"Scenariet '{navn_.strip()}' er gemt.",
                navn_,
            )


def _gem_nu(lager: Any, bruger: Bruger, valg: Valg, navn_: str, grund: str, nu: datetime) -> None:
    from engine.resultater import scenarier

    if valg.gemt is not None and navn_.strip() == valg.udgangspunkt.navn:
        scenarier.gem(lager, bruger, valg.scenarie, grund, nu)
    else:
        scenarier.kopier(lager, bruger, valg.scenarie, navn_, grund, nu)


def _laas(bruger: Bruger, k: Kontekst, valg: Valg) -> None:
    st.markdown(
        "Prognosen gemmes med alt, den hviler på, så den altid kan regnes igen til øren. Scenariet låses og kan "
        "derefter kun kopieres."
    )
    if valg.er_kladde:
        st.markdown(f"{tilstande.maerke('usikker', 'Ikke gemt')} Gem først scenariet.")
        return
    with st.form("laas_prognose", border=False):
        navn_ = st.text_input(
            "Navn", max_chars=80, placeholder="Budgetopfølgning til udvalget", key="laasenavn"
        )
        grund = st.text_area("Hvorfor", max_chars=1000, key="laasegrund")
        if st.form_submit_button("Lås til udvalg", type="primary"):
            from engine.resultater import scenarier

            _udfoer(
                lambda lager, nu: scenarier.laas(
                    lager, k, bruger, data.prognose(k, bruger, valg.scenarie), navn_, grund, nu
                ),
                f"Prognosen '{navn_.strip()}' er låst.",
                None,
            )


def _udfoer(goer: Any, besked: str, vis: str | None) -> None:
    """Do it; say what went wrong where the person is, or start the page anew with what was done."""
    try:
        goer(data.sagslager(), datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl))
        return
    st.session_state[_BESKED] = besked
    st.session_state[_GJORT] = st.session_state.get(_GJORT, 0) + 1
    if vis is not None:
        st.session_state[_KLADDE] = None
        filtre.skift(scenarie=vis.strip())
    st.rerun()
