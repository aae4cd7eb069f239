"""The charts of Flyttemønster: by age, and year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import dansk
from engine.resultater import flyttemoenster as motor
from engine.resultater.flyttemoenster import Aarsbillede, Valg
from pages.komponenter import figurer, tema


def aldersfigur(raekker: Sequence[dict[str, Any]], valg: Valg) -> None:
    """In to the right and out to the left by age, each with its number, and the net at the edge."""
    slags = {motor.INDEN: ("inden",), motor.IND: ("ind",), motor.UD: ("ud",)}.get(valg.retning, ("ud", "ind"))
    navne = [r["navn"] for r in raekker]
    x = {"field": "tal", "type": "quantitative", "axis": None, "scale": {"padding": 44}}
    y = {"field": "navn", "type": "nominal", "sort": navne, "axis": {"title": None, "labelFontSize": 13}}
    soejler = {
        "mark": {"type": "bar", "height": {"band": 0.7}, "cornerRadius": 2},
        "encoding": {
            "x": x,
            "color": {"field": "farve", "type": "nominal", "scale": None},
            "tooltip": [
                {"field": "navn", "type": "nominal", "title": "Alder"},
                {"field": "hvad", "type": "nominal", "title": "Retning"},
                {"field": "vist", "type": "nominal", "title": "Flytninger"},
            ],
        },
    }
    data_ = [_soejle(r, s) for r in raekker for s in slags]
    lag = [soejler]
    for slag, side in _SIDER:
        if slag in slags:
            tekst = {"type": "text", "align": side, "dx": 5 if side == "left" else -5, "fontSize": 12}
            egne = [d for d in data_ if d["slags"] == slag]
            lag += [
                _tekstlag(egne, tekst, "vist", x),
                _tekstlag([_hoved(egne[0], slag)], tekst | _OVER, "vist", x),
            ]
    if len(slags) == 2:
        tekst = {"type": "text", "align": "right", "dx": 45, "fontSize": 12, "fontWeight": 600}
        egne = [d for d in data_ if d["slags"] == "ind"]
        kant = {"value": "width"}
        lag += [
            _tekstlag(egne, tekst, "netto", kant),
            _tekstlag([egne[0] | {"netto": "Netto"}], tekst | _OVER, "netto", kant),
        ]
    spec = {
        "data": {"values": data_},
        "height": 30 * len(navne),
        "padding": {"left": 5, "right": 50, "top": 26, "bottom": 5},
        "encoding": {"y": y},
        "layer": lag,
    }
    figurer.vis(spec, beskrivelse="Flytninger efter alder", noegle="flyttealder")


_SIDER = (("ud", "right"), ("ind", "left"), ("inden", "left"))
_OVER = {"dy": -24, "fontWeight": "normal"}  # a word above the first bar


def _soejle(raekke: dict[str, Any], slags: str) -> dict[str, Any]:
    tal, netto = max(raekke[slags], 0), raekke.get("netto")
    return {
        "navn": raekke["navn"],
        "slags": slags,
        "hvad": {"ind": "til", "ud": "fra", "inden": "inden for"}[slags],
        "tal": -tal if slags == "ud" else tal,
        "vist": motor.vist(raekke[slags]),
        "netto": "skjult" if netto is None else dansk.tal(netto, fortegn=True),
        "farve": tema.farve("ud" if slags == "ud" else "accent"),
    }


def _hoved(foerste: dict[str, Any], slags: str) -> dict[str, Any]:
    return foerste | {"tal": 0, "vist": {"ud": "Fra", "ind": "Til", "inden": "Flytninger"}[slags]}


def _tekstlag(
    data_: list[dict[str, Any]], mark: dict[str, Any], felt: str, x: dict[str, Any]
) -> dict[str, Any]:
    """Words beside or above bars. Each layer has rows of its own: Vega-Lite mixes up filters that begin alike."""
    encoding = {"x": x, "text": {"field": felt, "type": "nominal"}}
    return {"data": {"values": data_}, "mark": mark, "encoding": encoding}


def aarsfigur(b: Aarsbillede, aarene: Sequence[int]) -> None:
    """In and out year by year as two lines, each named at its end, the larger above."""
    punkter = [
        {"aar": str(aar), "tal": tal[r], "hvad": navn, "farve": tema.farve(farve), "vist": motor.vist(tal[r])}
        for aar, tal in sorted(b.aarstal.items())
        if aar in aarene
        for r, navn, farve in ((motor.IND, "til", "accent"), (motor.UD, "fra", "ud"))
        if tal.get(r, -1) >= 0
    ]
    x = {"field": "aar", "type": "ordinal", "axis": {"title": None, "labelAngle": 0, "labelOverlap": True}}
    y = {
        "field": "tal",
        "type": "quantitative",
        "axis": {"title": None, "tickCount": 4, "tickMinStep": 1, "format": ",.0f"},
        "scale": {"zero": False, "padding": 24},
    }
    farve = {"field": "farve", "type": "nominal", "scale": None}
    sidste = max((p["aar"] for p in punkter), default="")
    ved_enden = sorted((p for p in punkter if p["aar"] == sidste), key=lambda p: int(p["tal"]))
    for p, dy in zip(ved_enden, (7, -7), strict=False):
        p["dy"] = dy
    spec = {
        "data": {"values": punkter},
        "height": 210,
        "padding": {"left": 5, "right": 40, "top": 5, "bottom": 5},
        "encoding": {"x": x, "y": y, "color": farve},
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"detail": {"field": "hvad", "type": "nominal"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {
                    "tooltip": [
                        {"field": "aar", "type": "ordinal", "title": "År"},
                        {"field": "hvad", "type": "nominal", "title": "Retning"},
                        {"field": "vist", "type": "nominal", "title": "Flytninger"},
                    ]
                },
            },
            *(
                {
                    "data": {"values": [p]},
                    "mark": {
                        "type": "text",
                        "align": "left",
                        "dx": 9,
                        "dy": p["dy"],
                        "fontSize": 13,
                    },
                    "encoding": {"text": {"field": "hvad", "type": "nominal"}},
                }
                for p in ved_enden
            ),
        ],
    }
    figurer.vis(spec, beskrivelse="Flytninger til og fra kommunen år for år", noegle="flytteaar_figur")
