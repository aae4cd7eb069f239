"""Flyttemønster inside the own municipality: the map of roads, houses and institutions, and the tables beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.lager.laes import Generation
from engine.resultater import flytteadresser as motor
from engine.resultater.flytteadresser import Adresse, Adressebillede, Ende
from engine.resultater.flyttemoenster import ALLE, Aarsbillede, Valg, vist
from pages.komponenter import data, flyttekort, flyttevalg, tilstande
from pages.komponenter.flyttekort import buer, cirkler, navnelag, rgb, tipfelter, uden_sammenstoed, zoom_til
from pages.komponenter.flyttevalg import HUS, INSTITUTION, VEJ
from pages.komponenter.tabeller import Kolonne
from pages.komponenter.tabeller import tabel as tegn

_NAVNE_MAX = 12


def vis(gen: Generation, bruger: Bruger, b: Aarsbillede, valg: Valg) -> None:
    """The map and its tables side by side."""
    a = data.flytteadresser(gen, bruger, valg)
    ender = data.flytteender(gen, bruger, valg) if valg.vej in a.veje else []
    with st.container(horizontal=True, key="kort_og_tabel"):
        with st.container(key="kortfelt"):
            _kort(gen, bruger, b, a, valg, ender)
        with st.container(key="tabelfelt"):
            _tabel(a, valg)
            st.caption(motor.tabelnote(a, valg))
            if valg.vej == ALLE:
                flyttevalg.institutioner(a, valg)
            else:
                _ender(ender, valg)


# --- the map ---------------------------------------------------------------------------------------------------------


def _kort(
    gen: Generation, bruger: Bruger, b: Aarsbillede, a: Adressebillede, valg: Valg, ender: Sequence[Ende]
) -> None:
    import pydeck as pdk

    tegnet = motor.paa_kortet(a, valg)
    i_valget = [x for x in tegnet if _er_valgt(x, valg)]
    if valg.vej in a.veje:
        midte = i_valget[0].punkt if valg.hus != ALLE and i_valget else a.veje[valg.vej].punkt
        linjer = _fra_stedet(ender, midte)
    else:
        linjer = [
            _linje(x.fra.punkt, x.til.punkt, x.antal, f"{x.fra.navn} → {x.til.navn}")
            for x in data.flyttelinjer(gen, bruger, valg)
        ]
    lag = [*flyttekort.baggrund(pdk, b), _linjelag(pdk, linjer), *_punktlag(pdk, b, a, valg, tegnet)]
    hvad = f"{valg.sted}_{valg.retning}_{valg.institution}_{valg.vej}_{valg.hus}"
    flyttekort.tegn(pdk, lag, _udsnit(b, i_valget or tegnet), hvad, motor.kortnote(a, valg, tegnet))


def _er_valgt(x: Adresse, valg: Valg) -> bool:
    return valg.hus == x.noegle if valg.hus != ALLE else valg.vej == ALLE or x.noegle.startswith(valg.vej)


def _udsnit(b: Aarsbillede, punkter: Sequence[Adresse]) -> dict[str, float]:
    """Where nearly all the points are; without points the municipality's own."""
    lon, lat = (sorted(getattr(x, led) for x in punkter) for led in ("lon", "lat"))
    if not lon:
        midte = b.punkt or (11.2, 56.2)
        return {"longitude": midte[0], "latitude": midte[1], "zoom": 8.8}
    yderst = len(lon) // 50  # a few far away may lie outside
    fra, til, ned, op = lon[yderst], lon[-1 - yderst], lat[yderst], lat[-1 - yderst]
    zoom = min(zoom_til(til - fra, op - ned, 0.004, 430), 15)
    return {"longitude": (fra + til) / 2, "latitude": (ned + op) / 2, "zoom": zoom}


def _punktlag(
    pdk: Any, b: Aarsbillede, a: Adressebillede, valg: Valg, tegnet: Sequence[Adresse]
) -> list[Any]:
    tal = motor.kolonner(valg)
    flest = max((x.synlig(tal) for x in tegnet), default=1)
    veje = [
        {
            "punkt": x.punkt,
            "radius": 2.5 + 8 * math.sqrt(x.synlig(tal) / flest),
            "farve": rgb("accent", 0.75 if _er_valgt(x, valg) else 0.2),
            "felt": VEJ if valg.vej == ALLE or not a.huse else HUS,
            "kode": x.noegle if valg.vej != ALLE or not a.huse else x.noegle[:9],
            "navn": x.navn,
            **_tip(x),
        }
        for x in tegnet
        if valg.vej == ALLE or not a.huse or x.noegle.startswith(valg.vej)
    ]
    institutioner = [
        {
            "punkt": (i.lon, i.lat),
            "radius": 5 + 2 * math.sqrt(max(i.til, 0) + max(i.fra, 0)),
            "farve": rgb("institution", 0.85),
            "felt": INSTITUTION,
            "kode": i.id,
            "navn": i.navn,
            **tipfelter(i.navn, i.type, f"{vist(i.til)} flyttede til, {vist(i.fra)} flyttede fra"),
        }
        for i in a.institutioner
        if i.lon is not None and i.lat is not None
    ]
    egen = []
    if b.punkt:
        egen = [
            {"punkt": b.punkt, "navn": b.navn, "radius": 7, "farve": rgb("tekst"), "kode": b.kommune}
            | tipfelter(b.navn, "Klik for at se hele landet")
        ]
    navne = uden_sammenstoed([*egen, *institutioner, *veje[:_NAVNE_MAX]], 0.25 if valg.vej == ALLE else 0.02)
    return [
        cirkler(pdk, veje, "adresser"),
        cirkler(pdk, [*institutioner, *egen], "institutioner"),
        navnelag(pdk, navne, "institutionsnavne"),
    ]


def _tip(x: Adresse) -> dict[str, str]:
    return tipfelter(
        x.navn,
        f"{vist(x.ind)} ind i og {vist(x.ud)} ud af kommunen",
        f"Internt: {vist(x.inden_til)} til, {vist(x.inden_fra)} fra",
    )


def _fra_stedet(ender: Sequence[Ende], midte: tuple[float, float] | None) -> list[dict[str, Any]]:
    """Curves between what is chosen and the other roads here, in and out."""
    return [
        _linje(fra, til, antal, e.navn)
        for e in ender[: motor.LINJER_MAX]
        for fra, til, antal in ((e.punkt, midte, e.inden_til), (midte, e.punkt, e.inden_fra))
        if fra and til and antal and fra != til
    ]


def _linje(
    fra: tuple[float, float] | None, til: tuple[float, float] | None, antal: int, tip: str
) -> dict[str, Any]:
    return {
        "fra": fra,
        "til": til,
        "antal": antal,
        **tipfelter(tip, dansk.antal(antal, "flytning", "flytninger")),
    }


def _linjelag(pdk: Any, linjer: Sequence[dict[str, Any]]) -> Any:
    flest = max((linje["antal"] for linje in linjer), default=1)
    for linje in linjer:
        andel = math.sqrt(linje["antal"] / flest)
        linje |= {"bredde": 0.6 + 3 * andel, "farve": rgb("accent", 0.05 + 0.4 * andel)}
    return buer(pdk, linjer, "adressestroemme")


# --- the tables ------------------------------------------------------------------------------------------------------


def _kolonner(valg: Valg, titel: str) -> list[Kolonne]:
    tal = motor.kolonner(valg)
    return [
        Kolonne("navn", titel, bredde=130),
        *(Kolonne(n, motor.OVERSKRIFTER[n], "antal", bredde=46 if n in ("ind", "ud") else 78) for n in tal),
    ]


def _tabel(a: Adressebillede, valg: Valg) -> None:
    raekker = motor.raekker(a, valg)
    if not raekker:
        tilstande.tom(
            "Ingen adresser at vise",
            "Ingen veje har så mange flytninger, at tallene må vises."
            if a.smaa_skjult
            else "Ingen flytninger passer til valget.",
            "Vælg noget andet i filtrene, eller tryk Nulstil.",
        )
        return
    paa_vejen = valg.vej != ALLE and bool(a.huse)
    nr = tegn(
        [vars(x) for x in raekker],
        _kolonner(valg, "Adresse" if paa_vejen else "Vej"),
        noegle=f"flytteadresser_{valg.aar}_{valg.retning}_{valg.alder}_{valg.institution}_{valg.vej}_{valg.hus}",
        beskrivelse="Flytninger til og fra kommunens adresser",
        vaelg=True,
    )
    if nr is not None:
        flyttevalg.vaelg(HUS if paa_vejen else VEJ, raekker[nr].noegle)


def _ender(ender: Sequence[Ende], valg: Valg) -> None:
    """From where and to where of what is chosen."""
    if ender:
        st.markdown("**Hvorfra og hvorhen**")
        tegn(
            [vars(e) for e in ender],
            _kolonner(valg, "Sted"),
            noegle="flytteender",
            beskrivelse="Hvor de kom fra og flyttede hen, som flyttede til og fra det valgte",
        )
