"""What the families of rules share: a finding of what is left, the text with the claim, what runs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling
from engine.potentiale.model import OEVRIGE, Begrundelse, Fund, dagtekst, foerste_dag, sidste_dag
from engine.potentiale.sag import Rest, Sag

TILSAGN = "Kommunen har givet tilsagn eller betaler allerede, uden at det står i vores data."


def fund_af(
    regel: str, modpart: str, r: Rest, b: Begrundelse, gruppe: str = OEVRIGE, slags: str = "K"
) -> Fund:
    return Fund(regel, modpart, r.maaned, f"{slags}{r.funktion}", gruppe, r.oere, b, r.brutto)


def med_krav(s: Sag, modpart: str, tekst: str) -> str:
    """The text with what has been asked and answered."""
    svar = {"anmodet": "og der er ikke svaret", "afvist": "og det er afvist", "delvist": "og en del er givet"}
    rejst = [t for t in s.tilsagn(modpart) if t.status in svar]
    if not rejst:
        return tekst
    t = max(rejst, key=lambda t: t.rejst or t.fra)
    return f"{tekst} Kravet blev rejst {dagtekst(t.rejst or t.fra)}, {svar[t.status]}."


def efter_retur(betalt: Mapping[str, int], maaneder: Iterable[str]) -> dict[str, int]:
    """What is left of some months when what came back later (below nought) is taken off, the latest month first."""
    ud = {m: betalt[m] for m in maaneder if betalt[m] > 0}
    for retur in sorted(m for m, oere in betalt.items() if oere < 0):
        tilbage = -betalt[retur]
        for m in sorted((m for m in ud if m <= retur), reverse=True):
            brug = min(tilbage, ud[m])
            ud[m] -= brug
            tilbage -= brug
    return {m: oere for m, oere in ud.items() if oere}


def loeber(i: Mapping[str, Any], maaned: str) -> bool:
    return bool(i["startdato"] <= sidste_dag(maaned) and i["slutdato"] >= foerste_dag(maaned))


def gaelder(lov: Lovsamling, parameter: str, dag: date) -> bool:
    """Whether a yes-or-no of the law is yes on a day; no where it is not known."""
    try:
        return bool(lov.opslag(parameter, dag).vaerdi)
    except ParameterMangler:
        return False


def fordel(beloeb: int, vaegte: Mapping[str, int]) -> dict[str, int]:
    """An amount by weights, whole øre that sum to it, months in order."""
    ialt, brugt, ud, loebende = sum(vaegte.values()), 0, {}, 0
    for m in sorted(vaegte):
        loebende += vaegte[m]
        til_nu = beloeb * loebende // ialt
        ud[m], brugt = til_nu - brugt, til_nu
    return ud
