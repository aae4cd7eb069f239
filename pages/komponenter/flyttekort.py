"""The map of Flyttemønster: flows as curved lines between points, drawn without anything from the net."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from engine import dansk
from engine.fejl import IndstillingsFejl
from engine.resultater import flyttemoenster as motor
from engine.resultater import geografi, kommunefelter
from engine.resultater.flyttemoenster import Aarsbillede, Stroem, Valg
from pages.komponenter import data, tema, tilstande
from pages.komponenter.flyttevalg import NAESTE, STED

# Text, and no address: None asks a tile server, and a dict fails.
TOM_STIL = 'data:application/json,{"version":8,"sources":{},"layers":[]}'
HOEJDE = 460
STAERKT = "Jo stærkere farve en kommune har, jo flere flytter."
_UDLAND_PUNKT = (8.6, 57.75)  # in the Skagerrak, where there is room
_DANMARK = {"longitude": 11.2, "latitude": 56.2, "zoom": 5.4}
_GRADER_PR_NAVN = (1.6, 0.15)  # what a name takes of the map of the country, width and height
_TIPSTIL = {
    "fontFamily": "inherit",
    "fontSize": "13px",
    "maxWidth": "220px",
    "whiteSpace": "normal",
    "zIndex": "5",
}


def rgb(navn: str, daekning: float = 1.0) -> list[int]:
    """A theme colour as deck.gl wants it."""
    hex_ = tema.farve(navn).removeprefix("#")
    return [*(int(hex_[i : i + 2], 16) for i in (0, 2, 4)), round(255 * daekning)]


def _ved_klik(kort: str) -> None:
    """A click on the map. Runs before the page; a second click on the same place takes the choice back."""
    for objekter in st.session_state[kort]["selection"]["objects"].values():
        for o in objekter:
            o = o.get("properties", o)
            if kode := o.get("kode"):
                st.session_state[NAESTE] = (o.get("felt", STED), kode)


def vis(b: Aarsbillede, valg: Valg, alle: Sequence[Stroem]) -> None:
    """Draw the map with the largest flows, and say what it leaves out."""
    import pydeck as pdk

    steder = motor.kortstroemme(b, valg, alle)
    lag = [
        *_baggrund(pdk, b),
        *_kommunerne(pdk, b, alle),
        *_stroemlag(pdk, b, valg, steder),
        *_punktlag(pdk, b, valg, steder),
    ]
    udsnit = _omkring(b.punkt, next((_punkt(s) for s in steder if s.kode == valg.sted), None))
    felter = [] if data.har_kommunepolygoner() else [kommunefelter.NOTE]
    note = " ".join([motor.kortnote(b, valg, alle), STAERKT, *felter])
    tegn(pdk, lag, udsnit, f"{valg.sted}_{valg.retning}_{valg.institution}", note)


def baggrund(pdk: Any, b: Aarsbillede) -> list[Any]:
    """The land with no flows, and the borders of the municipality's own file: close by schematic ones would mislead."""
    return [*_baggrund(pdk, b), *(_kommunerne(pdk, b, []) if data.har_kommunepolygoner() else [])]


def tegn(pdk: Any, lag: Sequence[Any], udsnit: dict[str, float], hvad: str, note: str) -> None:
    """The map itself, with the line below. Another choice (`hvad`) is another map: a kept one tells its old click."""
    noegle = f"flyttekort_{hvad}"
    st.pydeck_chart(
        pdk.Deck(
            layers=list(lag),
            initial_view_state=pdk.ViewState(**udsnit, pitch=0, min_zoom=4.5, max_zoom=16),
            map_style=TOM_STIL,
            map_provider="mapbox",
            tooltip={"html": "<b>{tip}</b><br>{tip2}<br>{tip3}", "style": _TIPSTIL},
        ),
        height=HOEJDE,
        on_select=partial(_ved_klik, noegle),
        selection_mode="single-object",
        key=noegle,
    )
    st.caption(" ".join([note, *([geografi.KILDE] if data.har_kommunepolygoner() else [])]))


def _omkring(egen: tuple[float, float] | None, valgt: tuple[float, float] | None) -> dict[str, float]:
    """The country; or, when a place is chosen, the way between it and the own municipality."""
    if egen is None or valgt is None:
        return _DANMARK
    (ax, ay), (bx, by) = egen, valgt
    zoom = min(max(zoom_til(abs(ax - bx), abs(ay - by), 0.3, 260), _DANMARK["zoom"]), 8.5)
    return {"longitude": (ax + bx) / 2, "latitude": (ay + by) / 2, "zoom": zoom}


def zoom_til(laengde: float, bredde: float, mindst: float, pixels: int) -> float:
    """How near the map goes to show so many degrees of longitude and latitude, at least `mindst`, on the pixels."""
    grader = max(laengde, 1.8 * bredde, mindst)  # of longitude; those of latitude are longer
    return math.log2(360 * pixels / (512 * grader))


def _punkt(s: Stroem) -> tuple[float, float] | None:
    if s.kode == motor.UDLANDET:
        return _UDLAND_PUNKT
    return (s.lon, s.lat) if s.lon is not None and s.lat is not None else None


def _baggrund(pdk: Any, b: Aarsbillede) -> list[Any]:
    """Denmark and its neighbours."""
    return [
        pdk.Layer(
            "GeoJsonLayer",
            {
                **geografi.omrids(),
                "features": [
                    {
                        **f,
                        "properties": {
                            "farve": rgb("linje", 0.9 if f["properties"]["land"] == "DK" else 0.3)
                        },
                    }
                    for f in geografi.omrids()["features"]
                ],
            },
            id="omrids",
            get_fill_color="properties.farve",
            stroked=False,
            pickable=False,
        )
    ]


def _kommunerne(pdk: Any, b: Aarsbillede, alle: Sequence[Stroem]) -> list[Any]:
    """The municipalities by how many move."""
    polygoner = _polygoner(b)
    return [_kommunelag(pdk, b, polygoner, alle), _graenselag(pdk, polygoner)] if polygoner else []


def _polygoner(b: Aarsbillede) -> dict[str, Any] | None:
    """The borders of the municipality's own file, else schematic areas; a file that cannot be read is told of above
    the map."""
    try:
        return data.kommunepolygoner() or kommunefelter.felter(motor.landets_punkter(b))
    except IndstillingsFejl as fejl:
        tilstande.fejl(fejl)
        return None


def _kommunelag(pdk: Any, b: Aarsbillede, polygoner: dict[str, Any], alle: Sequence[Stroem]) -> Any:
    ved_kode = {s.kode: s for s in alle if s.lon is not None}
    flest = max((s.synlig for s in ved_kode.values()), default=1) or 1
    features = [
        {
            **f,
            "properties": {
                "kode": (kode := f["properties"]["kommunekode"]),
                **(_tip(b, ved_kode[kode]) if kode in ved_kode else tipfelter(_navn(b, kode))),
                "farve": _kommunefarve(b, kode, ved_kode.get(kode), flest),
            },
        }
        for f in polygoner["features"]
    ]
    return pdk.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="kommuner",
        get_fill_color="properties.farve",
        stroked=False,
        pickable=True,
    )


def _kommunefarve(b: Aarsbillede, kode: str, s: Stroem | None, flest: int) -> list[int]:
    """The more who move, the stronger; the own municipality apart."""
    if kode == b.kommune:
        return rgb("tekst", 0.35)
    return rgb("accent", 0.08 + 0.5 * math.sqrt(s.synlig / flest)) if s else rgb("linje", 0.5)


def _graenselag(pdk: Any, polygoner: dict[str, Any]) -> Any:
    """The borders, apart from the areas: a machine without a graphics card hears a click only if few things hear it."""
    return pdk.Layer(
        "PathLayer",
        [{"linje": linje} for linje in polygoner["graenser"]],
        id="graenser",
        get_path="linje",
        get_color=rgb("daempet", 0.6),
        width_min_pixels=0.6,
        pickable=False,
    )


def _navn(b: Aarsbillede, kode: str) -> str:
    return b.navne.get(("kommune", kode), kode)


def _stroemlag(pdk: Any, b: Aarsbillede, valg: Valg, steder: Sequence[Stroem]) -> list[Any]:
    """Two curves between the own municipality and each place: in to one side, out to the other."""
    if b.punkt is None:
        return []
    flest = max((max(s.ind, s.ud) for s in steder), default=1)
    linjer = []
    for s in steder:
        for retning, antal in ((motor.IND, s.ind), (motor.UD, s.ud)):
            if antal > 0:
                fra, til = (_punkt(s), b.punkt) if retning == motor.IND else (b.punkt, _punkt(s))
                svag = not _er_valgt(b, valg, s)
                linjer.append(
                    {
                        "fra": fra,
                        "til": til,
                        "bredde": 0.8 + 8 * math.sqrt(antal / flest),
                        "farve": rgb(
                            "accent" if retning == motor.IND else "ud",
                            0.08 if svag else 0.25 + 0.6 * math.sqrt(antal / flest),
                        ),
                        "kode": s.kode,
                        **_stroemtip(b, s, retning, antal),
                    }
                )
    return [buer(pdk, linjer, "stroemme", auto_highlight=True)]


def buer(pdk: Any, linjer: Sequence[dict[str, Any]], id_: str, *, auto_highlight: bool = False) -> Any:
    """Curves from one point to another, each {fra, til, bredde, farve} and what is told of it."""
    return pdk.Layer(
        "ArcLayer",
        list(linjer),
        id=id_,
        get_source_position="fra",
        get_target_position="til",
        get_source_color="farve",
        get_target_color="farve",
        get_width="bredde",
        get_tilt=90,
        get_height=0.18,
        pickable=True,
        auto_highlight=auto_highlight,
    )


def _er_valgt(b: Aarsbillede, valg: Valg, s: Stroem) -> bool:
    """Whether a flow belongs to the choice; a country's is that of abroad."""
    i_udlandet = s.kode == motor.UDLANDET and not valg.sted.isdigit()
    return valg.sted in (motor.ALLE, b.kommune, s.kode) or i_udlandet


def _punktlag(pdk: Any, b: Aarsbillede, valg: Valg, steder: Sequence[Stroem]) -> list[Any]:
    flest = max((s.synlig for s in steder), default=1)
    punkter = [
        {
            "punkt": _punkt(s),
            "radius": 3 + 9 * math.sqrt(s.synlig / flest),
            "farve": rgb("tekst", 1.0 if s.kode == valg.sted else 0.55),
            "kode": s.kode,
            "navn": s.navn,
            **_tip(b, s),
        }
        for s in steder
    ]
    if b.punkt:
        egen = {"punkt": b.punkt, "radius": 8, "farve": rgb("tekst"), "kode": b.kommune, "navn": b.navn}
        punkter.append(egen | tipfelter(b.navn, "Klik for at se adresserne"))
    foerst = (valg.sted, b.kommune, motor.UDLANDET)
    ordnet = sorted(punkter, key=lambda p: foerst.index(p["kode"]) if p["kode"] in foerst else 9)
    return [cirkler(pdk, punkter, "steder"), navnelag(pdk, uden_sammenstoed(ordnet[:14], 1), "navne")]


def cirkler(pdk: Any, punkter: Sequence[dict[str, Any]], id_: str) -> Any:
    return pdk.Layer(
        "ScatterplotLayer",
        punkter,
        id=id_,
        get_position="punkt",
        get_radius="radius",
        radius_units=pdk.types.String("pixels"),
        get_fill_color="farve",
        stroked=True,
        get_line_color=rgb("flade"),
        line_width_min_pixels=1,
        pickable=True,
        auto_highlight=True,
    )


def uden_sammenstoed(punkter: Sequence[dict[str, Any]], maal: float) -> list[dict[str, Any]]:
    """Those whose names have room, the first before the later. maal: a name's size to that on the country's map."""
    bredde, hoejde = (maal * grader for grader in _GRADER_PR_NAVN)
    med: list[dict[str, Any]] = []
    for p in punkter:
        lon, lat = p["punkt"]
        if all(abs(lon - m["punkt"][0]) > bredde or abs(lat - m["punkt"][1]) > hoejde for m in med):
            med.append(p)
    return med


def navnelag(pdk: Any, punkter: Sequence[dict[str, Any]], id_: str) -> Any:
    # Outside the point, however large it is, and on a ground of its own: lines and other points lie under it.
    med_plads = [p | {"forskydning": [p.get("radius", 5) + 4, -4]} for p in punkter]
    return pdk.Layer(
        "TextLayer",
        med_plads,
        id=id_,
        get_position="punkt",
        get_text="navn",
        get_color=rgb("tekst"),
        get_size=13,
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String("system-ui, 'Liberation Sans', Arial, sans-serif"),
        get_text_anchor=pdk.types.String("start"),
        get_alignment_baseline=pdk.types.String("bottom"),
        get_pixel_offset="forskydning",
        background=True,
        get_background_color=rgb("flade", 0.72),
        background_padding=[2, 0],
        outline_width=4,
        outline_color=rgb("flade"),
        font_settings={"sdf": True, "fontSize": 96, "radius": 24, "buffer": 12, "smoothing": 0.15},
        pickable=False,
    )


def tipfelter(overskrift: str, linje: str = "", linje2: str = "") -> dict[str, str]:
    """What is shown when the pointer is on something. Plain text: the browser escapes it."""
    return {"tip": overskrift, "tip2": linje, "tip3": linje2}


def _tip(b: Aarsbillede, s: Stroem) -> dict[str, str]:
    netto = "" if s.netto is None else f", netto {dansk.tal(s.netto, fortegn=True)}"
    return tipfelter(s.navn, f"Til {b.navn}: {motor.vist(s.ind)}", f"Fra {b.navn}: {motor.vist(s.ud)}{netto}")


def _stroemtip(b: Aarsbillede, s: Stroem, retning: str, antal: int) -> dict[str, str]:
    fra, til = (s.navn, b.navn) if retning == motor.IND else (b.navn, s.navn)
    return tipfelter(f"{fra} → {til}", dansk.antal(antal, "flytning", "flytninger"))
