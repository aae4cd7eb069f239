"""The population as it was and as it is projected, with the band that eight draws of ten lie in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine import dansk
from engine.resultater.befolkning import Billede, Graense, graensetekst
from pages.komponenter import figurer, tema
from pages.komponenter.tabeller import Kolonne, tabel


def vis(b: Billede) -> None:
    """One line over the years, dashed where it is projected, with its band."""
    var = [(int(r.aar), int(r.folketal)) for r in b.historie.itertuples()]
    nu = (int(b.historie["aar"].iloc[-1]) + 1, b.nu)
    frem = [
        (nu[0], b.nu, b.nu, b.nu),
        *b.frem[["aar", "p10", "p50", "p90"]].itertuples(index=False, name=None),
    ]
    linjer = [_punkt(a, n, "Faktisk", False) for a, n in [*var, nu]]
    linjer += [_punkt(int(a), int(n), "Fremskrevet", True) for a, _, n, _ in frem]
    baand = [{"aar": int(a), "lav": int(lav), "hoej": int(hoej)} for a, lav, _, hoej in frem]
    x = {
        "field": "aar",
        "type": "quantitative",
        "axis": {"title": None, "grid": False, "format": "d", "tickMinStep": 2},
        "scale": {"nice": False},
    }
    akse = {"title": "personer", "labelExpr": "replace(format(datum.value, ','), ',', '.')", "tickCount": 5}
    y: dict[str, Any] = {"type": "quantitative", "axis": akse, "scale": {"zero": False, "nice": True}}
    accent = tema.farve("accent")
    streg = {"domain": [False, True], "range": [[1, 0], [5, 4]]}
    hjaelp = [
        {"field": "aar", "type": "quantitative", "title": "1. januar", "format": "d"},
        {"field": "vist", "type": "nominal", "title": "Folketal"},
        {"field": "slags", "type": "nominal", "title": "Tal"},
    ]
    figurer.vis(
        {
            "height": 260,
            "layer": [
                {
                    "data": {"values": baand},
                    "mark": {"type": "area", "color": accent, "opacity": 0.18},
                    "encoding": {"x": x, "y": y | {"field": "lav"}, "y2": {"field": "hoej"}},
                },
                {
                    "data": {"values": linjer},
                    "mark": {"type": "line", "color": accent, "strokeWidth": 2.5, "point": {"color": accent}},
                    "encoding": {
                        "x": x,
                        "y": y | {"field": "antal"},
                        "strokeDash": {"field": "frem", "type": "nominal", "scale": streg, "legend": None},
                        "tooltip": hjaelp,
                    },
                },
            ],
        },
        beskrivelse="Folketallet pr. 1. januar, faktisk og fremskrevet, med det interval 80 % af forløbene ligger i",
    )


def _punkt(aar: int, antal: int, slags: str, frem: bool) -> dict[str, Any]:
    return {"aar": aar, "antal": antal, "vist": dansk.tal(antal), "slags": slags, "frem": frem}


def over_graensen(g: Graense) -> None:
    """Moves across the national border by the year they happened and the year they were registered."""
    if g.tabel.empty:
        return
    st.subheader("Ind- og udvandring efter hændelse og registrering")
    st.caption(graensetekst(g))
    tabel(
        g.tabel,
        [
            Kolonne("aar", "Sket i", "tekst"),
            *(
                Kolonne(f"{retning}{del_}", f"{navn}{ord_}", "tal")
                for retning, navn in (("ind", "Indvandret"), ("ud", "Udvandret"))
                for del_, ord_ in (
                    ("", ""),
                    ("_samme", ", registreret samme år"),
                    ("_senere", ", et senere år"),
                    ("_foer", ", ukendt hvornår"),
                )
                if not del_ or g.tabel[f"{retning}{del_}"].any()
            ),
        ],
        noegle="befolkning_graense",
        beskrivelse="Ind- og udvandringer efter det år, de skete, og det år, de blev registreret",
        summer=False,
    )
