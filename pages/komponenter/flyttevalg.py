"""What is chosen on Flyttemønster, and its table: filters, clicks on map and table, the map's numbers in rows.

A click on a place is the same as choosing it in the filter: it sets the filter's value before the page is drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from engine.adgang import Bruger
from engine.lager.laes import Generation
from engine.resultater import flyttemoenster as motor
from engine.resultater.flytteadresser import Adressebillede, paa_adresser
from engine.resultater.flyttemoenster import Aarsbillede, Stroem, Valg
from pages.komponenter import data, filtre, tilstande
from pages.komponenter.tabeller import Kolonne
from pages.komponenter.tabeller import tabel as tegn

STED, INSTITUTION = "flyttested", "flytteinstitution"
VEJ, HUS = "flyttevej", "flyttehus"
NAESTE = "flyttevalg_naeste"
_ALLE_ALDRE = -2


def vaelg(felt: str, kode: str) -> None:
    """Set a filter at the next run: its own widget may not be set while it stands."""
    st.session_state[NAESTE] = (felt, kode)
    st.rerun()


def filterraekke(gen: Generation, bruger: Bruger, b: Aarsbillede, aarene: Sequence[int]) -> Valg:
    """The filters, and what was clicked on the map or in the table as their values. b: any year's picture."""
    steder, institutioner = motor.stedvalg(b), motor.institutionsvalg(b)
    alder = {a: navn for a, navn in b.aldre.items() if a in b.tabeller[motor.IND].aldre}
    felter = [
        filtre.Valg("flytteaar", "År", aarene, b.aar, bredde=100),
        filtre.Valg("retning", "Retning", list(motor.RETNINGER), motor.ALLE, motor.RETNINGER.__getitem__),
        filtre.Valg(
            "flyttealder",
            "Alder",
            [_ALLE_ALDRE, *alder],
            _ALLE_ALDRE,
            lambda a: alder.get(a, "Alle aldre"),
            160,
        ),
        filtre.Valg(STED, "Sted", list(steder), motor.ALLE, steder.__getitem__, 200),
    ]
    if institutioner:
        vis_navn = institutioner.__getitem__
        felter.append(filtre.Valg(INSTITUTION, "Institution", list(institutioner), motor.ALLE, vis_navn, 220))
    felter += _adressefelter(gen, bruger, b)
    _anvend_klik({STED: steder, INSTITUTION: institutioner})
    f = filtre.raekke(felter)
    return _valg(f)


def _valg(f: dict[str, Any]) -> Valg:
    alder_fra = None if f["flyttealder"] == _ALLE_ALDRE else f["flyttealder"]
    resten = (f.get(felt, motor.ALLE) for felt in (INSTITUTION, VEJ, HUS))
    return Valg(f["flytteaar"], f["retning"], alder_fra, f[STED], *resten)


def _adressefelter(gen: Generation, bruger: Bruger, b: Aarsbillede) -> list[filtre.Valg]:
    """Road, and of a chosen road the house: only inside the own municipality, and only what may be seen."""
    navne: dict[str, str] = {motor.ALLE: "Alle veje"}
    numre: dict[str, str] = {motor.ALLE: "Hele vejen"}

    def veje(f: dict[str, Any]) -> list[str]:
        if paa_adresser(b, _valg(f)):
            a = data.flytteadresser(gen, bruger, _valg(f))
            navne.update(sorted(((v.noegle, v.navn) for v in a.veje.values()), key=lambda par: par[1]))
        return list(navne)

    def huse(f: dict[str, Any]) -> list[str]:
        if f[VEJ] != motor.ALLE:
            a = data.flytteadresser(gen, bruger, _valg(f | {VEJ: motor.ALLE}))
            numre.update((h.noegle, h.navn) for h in a.huse.get(f[VEJ], ()))
        return list(numre)

    return [
        filtre.Valg(VEJ, "Vej", veje, motor.ALLE, lambda v: navne[v], 180),
        filtre.Valg(HUS, "Adresse", huse, motor.ALLE, lambda h: numre[h], 180),
    ]


def _anvend_klik(muligheder: dict[str, dict[str, str]]) -> None:
    """A click as a filter's value; a second on the same takes it back. Roads and houses are tried by their filters."""
    felt, kode = st.session_state.pop(NAESTE, (STED, ""))
    if felt in (VEJ, HUS) or kode in muligheder[felt]:
        st.session_state[felt] = motor.ALLE if st.session_state.get(felt) == kode else kode


# --- the table -----------------------------------------------------------------------------------------


def tabel(b: Aarsbillede, valg: Valg, stroemme: Sequence[Stroem]) -> None:
    """What the map shows, as numbers: places, the countries of abroad, or the ages of one place."""
    if motor.vis_lande(valg):
        _steder(b, valg, motor.lande(b, valg))
    elif valg.sted != motor.ALLE:
        _aldre(motor.efter_alder(b, valg), valg)
    else:
        _steder(b, valg, stroemme)


def _kolonner(valg: Valg, foerste: Kolonne) -> list[Kolonne]:
    ind, ud = Kolonne("ind", "Ind", "antal", bredde=58), Kolonne("ud", "Ud", "antal", bredde=58)
    netto = Kolonne("netto", "Netto", "netto", bredde=66)
    en = {motor.IND: [ind], motor.UD: [ud], motor.INDEN: [Kolonne("inden", "Flytninger", "antal")]}
    return [foerste, *en.get(valg.retning, [ind, ud, netto])]


def _steder(b: Aarsbillede, valg: Valg, stroemme: Sequence[Stroem]) -> None:
    if not stroemme:
        tilstande.tom(
            "Ingen flytninger at vise",
            f"Intet sted har {motor.MINDST} flytninger."
            if b.smaa_skjult
            else "Ingen flytninger passer til valget.",
            "Vælg noget andet i filtrene, eller tryk Nulstil.",
        )
        return
    raekker = [{"navn": s.navn, "ind": s.ind, "ud": s.ud, "netto": s.netto} for s in stroemme]
    nr = tegn(
        raekker,
        _kolonner(valg, Kolonne("navn", "Sted", bredde=125)),
        noegle=f"flyttesteder_{valg.aar}_{valg.retning}_{valg.alder}_{motor.vis_lande(valg)}",
        beskrivelse="Flytninger til og fra hvert sted",
        vaelg=True,
    )
    if nr is not None:
        vaelg(STED, stroemme[nr].kode)


def _aldre(raekker: Sequence[dict[str, Any]], valg: Valg) -> None:
    tegn(
        raekker,
        _kolonner(valg, Kolonne("navn", "Alder")),
        noegle="flyttealdre",
        beskrivelse="Flytninger efter alder",
    )


def institutioner(a: Adressebillede, valg: Valg) -> None:
    """The own institutions with what the choice counts."""
    if not a.institutioner:
        tilstande.tom(
            "Ingen institutioner",
            "Der er ikke indlæst institutioner i kommunen, som nogen kan bo på.",
            "Lad tabellen institution komme med i næste leverance.",
        )
        return
    nr = tegn(
        [{"navn": i.navn, "type": i.type, "ind": i.til, "ud": i.fra} for i in a.institutioner],
        [
            Kolonne("navn", "Institution", bredde=205),
            Kolonne("ind", "Til", "antal", bredde=42),
            Kolonne("ud", "Fra", "antal", bredde=42),
            Kolonne("type", "Type", bredde=110),
        ],
        noegle=f"flytteinstitutioner_{valg.aar}_{valg.retning}_{valg.alder}",
        beskrivelse="Flytninger til og fra kommunens institutioner",
        vaelg=not a.smaa_skjult,
    )
    if nr is not None:
        vaelg(INSTITUTION, a.institutioner[nr].id)
