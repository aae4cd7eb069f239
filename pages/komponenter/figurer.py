"""Charts with Danish numbers and dates, the theme's colours and direct labels.

The charts here are Vega-Lite as plain dicts: Altair checks every chart against a schema, which costs more
than the rest of a page. `vis` takes an Altair chart too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from engine import dansk
from pages.komponenter import tema

if TYPE_CHECKING:
    import altair as alt

AKSE_MIO = "datum.value == 0 ? '0' : format(datum.value / 1e6, ',.1f')"


def _opsaetning() -> dict[str, Any]:
    tekst, daempet, linje = tema.farve("tekst"), tema.farve("daempet"), tema.farve("linje")
    akse = {
        "labelColor": daempet,
        "titleColor": daempet,
        "gridColor": linje,
        "domainColor": linje,
        "tickColor": linje,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "locale": {"number": dansk.VEGA_TAL, "time": dansk.VEGA_TID},
        "font": "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif",
        "background": "transparent",
        "axis": akse,
        "text": {"color": tekst, "fontSize": 12},
        "view": {"stroke": None},
        "legend": {"disable": True},
        "title": {"color": tekst, "fontSize": 14, "fontWeight": 600, "anchor": "start"},
    }


def vis(
    figur: alt.Chart | alt.LayerChart | dict[str, Any], *, beskrivelse: str, noegle: str | None = None
) -> None:
    """Draw a chart with Danish formats. beskrivelse: the chart in words, for those who cannot see it."""
    if isinstance(figur, dict):
        figur = {**figur, "config": _opsaetning()}
        st.vega_lite_chart(spec=figur, theme=None, width="stretch", key=noegle, alt=beskrivelse)
    else:
        figur = figur.properties(config=_opsaetning())
        st.altair_chart(figur, theme=None, width="stretch", key=noegle, alt=beskrivelse)


def _felt(navn: str, type_: str, titel: str | None = None, **mere: Any) -> dict[str, Any]:
    """One channel: its field, Vega's type (quantitative, nominal, temporal) and what else it needs."""
    return {"field": navn, "type": type_, **({"title": titel} if titel else {}), **mere}


_NAVN, _TAL, _TID = "nominal", "quantitative", "temporal"
_EGEN_FARVE = _felt("farve", _NAVN, scale=None)  # the data name the colour


@dataclass(frozen=True)
class Trin:
    """One step of a waterfall: its name and amount in whole øre. er_sum: a bar from zero, not a change."""

    navn: str
    oere: int
    er_sum: bool = False
    farve: str = "accent"


def vandfald(trin: Sequence[Trin], *, beskrivelse: str) -> None:
    """A waterfall read from the top down, with the amount beside each bar and a zero line.

    It lies down and the names stand above the bars, so that both have room on a phone too.
    """
    akse = {
        "title": "mio. kr.",
        "labelExpr": AKSE_MIO,
        "tickCount": 5,
        "labelOverlap": True,
        "format": ",.1f",
    }
    y = _felt("navn", _NAVN, sort=[t.navn for t in trin], axis=None)
    hjaelp = [_felt("navn", _NAVN, "Trin"), _felt("praecis", _NAVN, "Beløb")]
    soejler = {
        "mark": {"type": "bar", "cornerRadius": 2, "height": {"band": 0.45}, "yOffset": 8},
        "encoding": {
            "x": _felt("fra", _TAL, axis=akse),
            "x2": {"field": "til"},
            "color": _EGEN_FARVE,
            "tooltip": hjaelp,
        },
    }
    navne = {
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -5, "fontSize": 13},
        "encoding": {"x": {"value": 0}, "text": _felt("navn", _NAVN)},
    }
    tekster = {
        "mark": {"type": "text", "align": "left", "dx": 6, "yOffset": 8, "fontWeight": 600},
        "encoding": {"x": _felt("top", _TAL), "text": _felt("kort", _NAVN)},
    }
    nul = {
        "mark": {"type": "rule", "color": tema.farve("daempet")},
        "encoding": {"x": {"datum": 0}, "y": {"value": 0}, "y2": {"value": "height"}},
    }
    vis(
        {
            "data": {"values": _vandfaldsdata(trin)},
            "height": 46 * len(trin) + 40,  # the axis below takes of it
            "padding": {"left": 5, "top": 5, "bottom": 5, "right": 90},
            "encoding": {"y": y},
            "layer": [soejler, navne, tekster, nul],
        },
        beskrivelse=beskrivelse,
    )


def _vandfaldsdata(trin: Sequence[Trin]) -> list[dict[str, Any]]:
    """Bars in kroner: a change begins where the last one ended, a sum at zero."""
    raekker, stand = [], 0
    for t in trin:
        fra, til = (0, t.oere) if t.er_sum else (stand, stand + t.oere)
        stand = til
        raekker.append(
            {
                "navn": t.navn,
                "fra": fra / 100,
                "til": til / 100,
                "top": max(fra, til) / 100,
                "kort": dansk.kort_kroner(t.oere, fortegn=not t.er_sum),
                "praecis": dansk.kroner(t.oere, oere_vist=True, fortegn=not t.er_sum),
                "farve": tema.farve(t.farve),
            }
        )
    return raekker


@dataclass(frozen=True)
class Maaling:
    """One value in time: from a day (ISO text), as a number for the axis, as words, and its colour."""

    fra: str
    tal: float
    vist: str
    status: str
    farve: str = "accent"


def forloeb(maalinger: Sequence[Maaling], *, enhed: str, beskrivelse: str) -> None:
    """A value that changes by days: a step line from the first to the last, each step named."""
    aar = {"title": None, "format": "%Y", "tickCount": "year", "labelOverlap": True, "grid": False}
    x = _felt("fra", _TID, scale={"padding": 36}, axis=aar)
    y = _felt("tal", _TAL, scale={"zero": False, "padding": 24}, axis={"title": enhed, "tickCount": 4})
    hjaelp = [
        _felt("fra", _TID, "Fra", format="%d.%m.%Y"),
        _felt("vist", _NAVN, "Værdi"),
        _felt("status", _NAVN, "Status"),
    ]
    linje = {"type": "line", "interpolate": "step-after", "color": tema.farve("ingen"), "strokeWidth": 1.5}
    punkt = {"type": "point", "filled": True, "size": 90, "opacity": 1}
    ordnet = sorted(maalinger, key=lambda m: m.fra)
    vis(
        {
            "data": {"values": [{**vars(m), "farve": tema.farve(m.farve)} for m in ordnet]},
            "height": 220,
            "encoding": {"x": x, "y": y},
            "layer": [
                {"mark": linje},
                {"mark": punkt, "encoding": {"color": _EGEN_FARVE, "tooltip": hjaelp}},
                {
                    "mark": {"type": "text", "dy": -14, "fontSize": 11},
                    "encoding": {"text": _felt("vist", _NAVN)},
                },
            ],
        },
        beskrivelse=beskrivelse,
    )


@dataclass(frozen=True)
class Del:
    """One part of a bar: which bar, its name, how many, its colour, and what stands in it (None = the number)."""

    soejle: str
    navn: str
    antal: int
    farve: str
    vist: str | None = None


def stablede(dele: Sequence[Del], *, beskrivelse: str) -> None:
    """Lying bars of counts, one per `soejle` in the order given, each part with its number where there is room."""
    data = [
        {
            "soejle": d.soejle,
            "navn": d.navn,
            "antal": d.antal,
            "farve": tema.farve(d.farve),
            "nr": nr,
            "vist": dansk.tal(d.antal) if d.vist is None else d.vist,
        }
        for nr, d in enumerate(dele)
        if d.antal
    ]
    raekkefoelge = list(dict.fromkeys(d.soejle for d in dele))
    navne = {"title": None, "labelLimit": 190, "labelFontSize": 13}
    x = _felt("antal", _TAL, stack="zero", axis=None)
    hjaelp = [_felt("soejle", _NAVN, "Område"), _felt("navn", _NAVN, "Status"), _felt("vist", _NAVN, "Antal")]
    tekst = {"type": "text", "color": tema.farve("flade"), "fontWeight": 600, "fontSize": 11}
    laengst = max((sum(d.antal for d in dele if d.soejle == s) for s in raekkefoelge), default=0)
    plads = f"datum.antal * width / {max(laengst, 1)} > 7 * length(datum.vist) + 6"  # pixels a figure takes
    vis(
        {
            "data": {"values": data},
            "height": 25 * len(raekkefoelge)
            + 25,  # the frame takes of it, and of one bar alone nothing would be left
            "encoding": {
                "y": _felt("soejle", _NAVN, sort=raekkefoelge, axis=navne),
                "order": _felt("nr", _TAL),
            },
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.7}, "cornerRadius": 2},
                    "encoding": {"x": x, "color": _EGEN_FARVE, "tooltip": hjaelp},
                },
                {
                    "transform": [{"filter": plads}],
                    "mark": tekst,
                    "encoding": {
                        "x": {**x, "bandPosition": 0.5},
                        "text": _felt("vist", _NAVN),
                        "detail": _felt("nr", _NAVN),
                    },
                },
            ],
        },
        beskrivelse=beskrivelse,
    )


@dataclass(frozen=True)
class Beloebsdel:
    """One part of a lying bar of money: which bar, what it is, whole øre (not below 0), its colour, more on hover."""

    soejle: str
    navn: str
    oere: int
    farve: str
    mere: str = ""


def beloebssoejler(
    dele: Sequence[Beloebsdel], *, etiketter: Sequence[str], beskrivelse: str, om: str = "Familie"
) -> None:
    """Lying bars of money, one per `soejle` in the order given, with its name above and its label at the end.

    etiketter: one per bar. om: what a bar is of, on hover. Each part's name stands once, in its colour, above it all.
    """
    raekkefoelge = list(dict.fromkeys(d.soejle for d in dele))
    ialt = {navn: sum(d.oere for d in dele if d.soejle == navn) / 100 for navn in raekkefoelge}
    data = [
        {
            **{
                "soejle": d.soejle,
                "navn": d.navn,
                "kr": d.oere / 100,
                "farve": tema.farve(d.farve),
                "nr": nr,
            },
            "praecis": dansk.kroner(d.oere, oere_vist=True),
            "mere": d.mere,
        }
        for nr, d in enumerate(dele)
        if d.oere
    ]
    ender = [{"soejle": n, "kr": ialt[n], "tekst": t} for n, t in zip(raekkefoelge, etiketter, strict=True)]
    y = _felt("soejle", _NAVN, sort=raekkefoelge, axis=None)
    hjaelp = [
        _felt("soejle", _NAVN, om),
        _felt("navn", _NAVN, "Del"),
        _felt("praecis", _NAVN, "Beløb"),
        *([_felt("mere", _NAVN, "Hvad")] if any(d.mere for d in dele) else []),
    ]
    navne = {"type": "text", "align": "left", "baseline": "bottom", "dy": -4, "fontSize": 13}
    _tegnforklaring(dele)
    vis(
        {
            "height": 44 * len(raekkefoelge),
            "padding": {"left": 5, "top": 5, "bottom": 5, "right": 105},
            "encoding": {"y": y},
            "layer": [
                {
                    "data": {"values": data},
                    "mark": {"type": "bar", "height": {"band": 0.4}, "yOffset": 8, "cornerRadius": 2},
                    "encoding": {
                        "x": _felt("kr", _TAL, stack="zero", axis=None),
                        "color": _EGEN_FARVE,
                        "order": _felt("nr", _TAL),
                        "tooltip": hjaelp,
                    },
                },
                {
                    "data": {"values": ender},
                    "mark": navne,
                    "encoding": {"x": {"value": 0}, "text": _felt("soejle", _NAVN)},
                },
                {
                    "data": {"values": ender},
                    "mark": {"type": "text", "align": "left", "dx": 6, "yOffset": 8, "fontWeight": 600},
                    "encoding": {"x": _felt("kr", _TAL), "text": _felt("tekst", _NAVN)},
                },
            ],
        },
        beskrivelse=beskrivelse,
    )


def _tegnforklaring(dele: Sequence[Beloebsdel]) -> None:
    farver = {d.navn: d.farve for d in dele if d.oere}
    if len(farver) > 1:
        tegnforklaring(list(farver.items()))


def maanedssoejler(maaneder: Sequence[tuple[str, int]], *, beskrivelse: str) -> None:
    """A year's months as standing bars with a zero line. maaneder: ('YYYY-MM', whole øre); labels in 1.000 kr."""
    data = [
        {
            **{
                "maaned": dansk.maaned_kort(m),
                "kr": oere / 100,
                "praecis": dansk.kroner(oere, oere_vist=True),
            },
            "tekst": dansk.tal(oere / 100_000) if oere else "",
        }
        for m, oere in maaneder
    ]
    akse = {"title": None, "labelAngle": 0, "domain": False, "ticks": False}
    x = _felt("maaned", _NAVN, sort=[d["maaned"] for d in data], axis=akse)
    y = _felt("kr", _TAL, axis=None)
    hjaelp = [_felt("maaned", _NAVN, "Måned"), _felt("praecis", _NAVN, "Nettoudgift")]
    nul = {"mark": {"type": "rule", "color": tema.farve("daempet")}, "encoding": {"y": {"datum": 0}}}
    soejle = {"type": "bar", "cornerRadius": 2, "color": tema.farve("accent"), "width": {"band": 0.7}}
    tekst = {"type": "text", "dy": -8, "fontSize": 11}
    vis(
        {
            "data": {"values": data},
            "height": 190,
            "layer": [
                {"mark": soejle, "encoding": {"x": x, "y": y, "tooltip": hjaelp}},
                {"mark": tekst, "encoding": {"x": x, "y": y, "text": _felt("tekst", _NAVN)}},
                nul,
            ],
        },
        beskrivelse=beskrivelse,
    )


@dataclass(frozen=True)
class Serie:
    """One line: its name, øre for each month from January, its colour, and whether it is dashed."""

    navn: str
    oere: Sequence[int]
    farve: str = "accent"
    stiplet: bool = False


def kurver(serier: Sequence[Serie], *, beskrivelse: str) -> None:
    """Lines over the months of a year with their names at the ends, in mio. kr."""
    data = [
        {
            "navn": s.navn,
            "maaned": m,
            "vaerdi": oere / 100,
            "md": dansk.MAANEDER[m - 1],
            "praecis": dansk.kroner(oere),
            "farve": tema.farve(s.farve),
            "stiplet": s.stiplet,
        }
        for s in serier
        for m, oere in enumerate(s.oere, start=1)
    ]
    navne = ", ".join(f"'{n}'" for n in dansk.MAANEDER_KORT)
    x = _felt(
        "maaned",
        _TAL,
        scale={"domain": [1, 12], "nice": False},
        axis={
            "title": None,
            "grid": False,
            "labelExpr": f"[{navne}][datum.value - 1]",
            "values": [*range(1, 13)],
        },
    )
    x["axis"] |= {"labelOverlap": True, "labelSeparation": 6}
    akse = {"title": "mio. kr.", "labelExpr": AKSE_MIO, "tickCount": 5}
    hjaelp = [
        _felt("navn", _NAVN, "Serie"),
        _felt("md", _NAVN, "Til og med"),
        _felt("praecis", _NAVN, "Beløb"),
    ]
    farve = {"color": _EGEN_FARVE, "detail": _felt("navn", _NAVN)}
    streg = {"domain": [False, True], "range": [[1, 0], [5, 4]]}
    vis(
        {
            "data": {"values": data},
            "height": 280,
            "padding": {"left": 5, "top": 10, "bottom": 5, "right": 80},
            "encoding": {"x": x, "y": _felt("vaerdi", _TAL, axis=akse, scale={"zero": False, "nice": True})},
            "layer": [
                {
                    "mark": {"type": "line", "strokeWidth": 2.5, "clip": False},
                    "encoding": {
                        **farve,
                        "strokeDash": _felt("stiplet", _NAVN, scale=streg),
                    },
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 45},
                    "transform": [{"filter": "!datum.stiplet"}],
                    "encoding": {**farve, "tooltip": hjaelp},
                },
                {
                    "data": {"values": _endenavne(serier)},
                    "mark": {"type": "text", "align": "left", "dx": 8, "fontWeight": 600, "fontSize": 12},
                    "encoding": {"text": _felt("navn", _NAVN), "color": _EGEN_FARVE},
                },
            ],
        },
        beskrivelse=beskrivelse,
    )


def _endenavne(serier: Sequence[Serie]) -> list[dict[str, Any]]:
    """The names at the ends of the lines, moved apart where they would lie on each other."""
    med = sorted((s for s in serier if s.oere), key=lambda s: s.oere[-1])
    alle = [oere for s in med for oere in s.oere] or [0]
    mindst = 0.08 * (max(alle) - min(alle))
    ud: list[dict[str, Any]] = []
    for s in med:
        plads = float(s.oere[-1])
        if ud and len(s.oere) == ud[-1]["maaned"]:
            plads = max(plads, 100 * ud[-1]["vaerdi"] + mindst)
        ud.append(
            {"navn": s.navn, "maaned": len(s.oere), "vaerdi": plads / 100, "farve": tema.farve(s.farve)}
        )
    return ud


def tegnforklaring(dele: Sequence[tuple[str, str]]) -> None:
    """Coloured squares and their names, for bars that have no room for words. dele: (name, colour of the theme)."""
    led = (
        f'<span style="white-space:nowrap"><span style="color:{tema.farve(farve)}">■</span> {escape(navn)}</span>'
        for navn, farve in dele
    )
    st.html(f'<div class="ht-kort-note">{" &nbsp; ".join(led)}</div>')


@dataclass(frozen=True)
class Maalt:
    """What was said with a certainty, and the share of it that was right; both 0–1. antal: how many."""

    sikkerhed: float
    andel: float
    antal: int


def kalibrering(punkter: Sequence[Maalt], *, beskrivelse: str) -> None:
    """Certainty against the share right: each point with its share, as large as its number; on the line they agree."""
    akse = {"format": ".0%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "labelOverlap": False}
    x = _felt(
        "sikkerhed", _TAL, scale={"domain": [0, 1.04]}, axis={**akse, "title": "Sikkerhed, som læseren gav"}
    )
    y = _felt("andel", _TAL, scale={"domain": [0, 1.12]}, axis={**akse, "title": "Rigtige"})
    data = [
        {
            **vars(p),
            "kort": dansk.procent(p.andel, 0),
            "vist": f"{dansk.procent(p.andel, 0)} af {p.antal}",
            "sagt": dansk.procent(p.sikkerhed, 0),
        }
        for p in punkter
    ]
    linje = {"type": "line", "color": tema.farve("ingen"), "strokeDash": [4, 4]}
    punkt = {"type": "point", "filled": True, "opacity": 1, "color": tema.farve("accent")}
    hjaelp = [_felt("sagt", _NAVN, "Sikkerhed"), _felt("vist", _NAVN, "Rigtige")]
    stoerrelse = _felt("antal", _TAL, scale={"range": [60, 400]}, legend=None)
    sted = {"x": x, "y": y}
    vis(
        {
            "height": 300,
            "layer": [
                {
                    "data": {"values": [{"sikkerhed": 0, "andel": 0}, {"sikkerhed": 1, "andel": 1}]},
                    "mark": linje,
                    "encoding": sted,
                },
                {
                    "data": {"values": data},
                    "mark": punkt,
                    "encoding": {**sted, "size": stoerrelse, "tooltip": hjaelp},
                },
                *(_navne(data[nr::2], sted, dy) for nr, dy in ((0, -16), (1, 20))),
            ],
        },
        beskrivelse=beskrivelse,
    )


def _navne(data: Sequence[dict[str, Any]], sted: dict[str, Any], dy: int) -> dict[str, Any]:
    """The points' numbers, every other above and below, so that neighbours do not cover each other."""
    return {
        "data": {"values": list(data)},
        "mark": {"type": "text", "align": "right", "dx": 8, "dy": dy, "fontSize": 12},
        "encoding": {**sted, "text": _felt("kort", _NAVN)},
    }


@dataclass(frozen=True)
class Baand:
    """One row of a band chart: its name, the known value, or the expected with the edges of the 50, 80 and 95 % bands
    (p2.5, p10, p25, p50, p75, p90, p97.5), and marks to hold it against. Whole øre; None draws nothing.
    """

    navn: str
    kendt: int | None = None
    middel: int | None = None
    kanter: Sequence[int] = ()
    budget: int | None = None
    mod: int | None = None


def baand(raekker: Sequence[Baand], *, beskrivelse: str, mod_navn: str = "") -> None:
    """Rows with nested bands and the value written beside them; budget a red line, another scenario a hollow ring."""
    data, flader = [], []
    for r in raekker:
        vaerdi = r.kendt if r.middel is None else r.middel
        data.append(
            {
                "navn": r.navn,
                "kr": (vaerdi or 0) / 100,
                "top": max([vaerdi or 0, *r.kanter, r.budget or 0, r.mod or 0]) / 100,
                "tekst": dansk.kort_kroner(vaerdi),
                "praecis": dansk.kroner(vaerdi, oere_vist=True),
                "budget": None if r.budget is None else r.budget / 100,
                "mod": None if r.mod is None else r.mod / 100,
                "budget_tekst": dansk.kroner(r.budget, oere_vist=True),
                "hul": r.middel is None,
            }
        )
        for lav, hoej, pct, styrke in (
            ((0, 6, 95, 0.18), (1, 5, 80, 0.3), (2, 4, 50, 0.5)) if r.kanter else ()
        ):
            flader.append(
                {
                    "navn": r.navn,
                    "fra": r.kanter[lav] / 100,
                    "til": r.kanter[hoej] / 100,
                    "styrke": styrke,
                    "baand": f"{pct} %",
                    "spand": f"{dansk.kort_kroner(r.kanter[lav])} – {dansk.kort_kroner(r.kanter[hoej])}",
                }
            )
    y = _felt("navn", _NAVN, sort=[r.navn for r in raekker], axis=None)
    akse = {"title": "mio. kr.", "labelExpr": AKSE_MIO, "tickCount": 5, "labelOverlap": True}
    # Every layer says the same of the axis, else each title stands twice.
    x = {"axis": akse, "scale": {"zero": True}}
    accent = tema.farve("accent")
    dele = [
        ('<span style="opacity:.5">■</span> 50 %', accent),
        ('<span style="opacity:.35">■</span> 80 %', accent),
        ('<span style="opacity:.2">■</span> 95 % sikkerhed', accent),
        ("● ventet eller regnskab", accent),
        *([("┃ korrigeret budget", tema.farve("mangler"))] if any(r.budget for r in raekker) else []),
        *([(f"○ {escape(mod_navn)}", tema.farve("tekst"))] if any(r.mod for r in raekker) else []),
    ]
    forklaring = "&emsp;".join(f'<span style="color:{farve}">{tekst}</span>' for tekst, farve in dele)
    st.html(f'<div class="ht-kort-note">{forklaring}</div>')
    hjaelp = [_felt("navn", _NAVN, "År"), _felt("praecis", _NAVN, "Beløb")]
    vis(
        {
            "height": 46 * len(raekker) + 36,
            "padding": {"left": 5, "top": 5, "bottom": 5, "right": 95},
            "encoding": {"y": y},
            "layer": [
                {
                    "data": {"values": flader},
                    "mark": {"type": "bar", "height": {"band": 0.45}, "yOffset": 8, "color": accent},
                    "encoding": {
                        "x": _felt("fra", _TAL, **x),
                        "x2": {"field": "til"},
                        "opacity": _felt("styrke", _TAL, scale=None),
                        "tooltip": [_felt("baand", _NAVN, "Sikkerhed"), _felt("spand", _NAVN, "Mellem")],
                    },
                },
                {
                    "data": {"values": data},
                    "mark": {
                        "type": "point",
                        "filled": True,
                        "size": 70,
                        "yOffset": 8,
                        "color": accent,
                        "opacity": 1,
                    },
                    "encoding": {"x": _felt("kr", _TAL, **x), "tooltip": hjaelp},
                },
                {
                    "data": {"values": [d for d in data if d["budget"] is not None]},
                    "mark": {
                        "type": "tick",
                        "color": tema.farve("mangler"),
                        "thickness": 3,
                        "yOffset": 8,
                        "height": {"band": 0.55},
                    },
                    "encoding": {
                        "x": _felt("budget", _TAL, **x),
                        "tooltip": [_felt("budget_tekst", _NAVN, "Korrigeret budget")],
                    },
                },
                {
                    "data": {"values": [d for d in data if d["mod"] is not None]},
                    "mark": {
                        "type": "point",
                        "size": 90,
                        "yOffset": 8,
                        "color": tema.farve("tekst"),
                        "opacity": 1,
                    },
                    "encoding": {"x": _felt("mod", _TAL, **x)},
                },
                {
                    "data": {"values": data},
                    "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -5, "fontSize": 13},
                    "encoding": {"x": {"value": 0}, "text": _felt("navn", _NAVN)},
                },
                {
                    "data": {"values": data},
                    "mark": {"type": "text", "align": "left", "dx": 8, "yOffset": 8, "fontWeight": 600},
                    "encoding": {"x": _felt("top", _TAL, **x), "text": _felt("tekst", _NAVN)},
                },
            ],
        },
        beskrivelse=beskrivelse,
    )


def ramte(punkter: Sequence[dict[str, Any]], *, beskrivelse: str) -> None:
    """What was expected from each month with its 80 % band, against what happened and last year's figure.

    punkter: udgangspunkt (YYYY-MM), aar, ventet, sand, naiv, lav, hoej in øre.
    """
    data = [
        {
            "md": f"{p['udgangspunkt']}-01",
            "aar": str(p["aar"]),
            **{n: p[n] / 100 for n in ("ventet", "sand", "naiv", "lav", "hoej")},
            "v": dansk.kort_kroner(p["ventet"]),
            "s": dansk.kort_kroner(p["sand"]),
        }
        for p in punkter
    ]
    akse = {"title": "mio. kr.", "labelExpr": AKSE_MIO, "tickCount": 5}
    tid = {
        "title": "prognosen er lavet ved udgangen af",
        "format": "%b %Y",
        "labelOverlap": True,
        "grid": False,
    }
    x = _felt("md", _TID, axis=tid)
    accent, tekst, daempet = tema.farve("accent"), tema.farve("tekst"), tema.farve("daempet")
    skala = {"zero": False}
    st.html(
        f'<div class="ht-kort-note"><span style="color:{accent}">● ventet, med 80 %-bånd</span>&emsp;'
        f'<span style="color:{tekst}">━ det skete</span>&emsp;'
        f'<span style="color:{daempet}">╌ sidste år gange pris</span></div>'
    )
    hjaelp = [_felt("aar", _NAVN, "Gælder"), _felt("v", _NAVN, "Ventet"), _felt("s", _NAVN, "Skete")]

    def y(felt: str) -> dict[str, Any]:
        return _felt(felt, _TAL, axis=akse, scale=skala)

    vis(
        {
            "data": {"values": data},
            "height": 240,
            "encoding": {"x": x, "detail": _felt("aar", _NAVN)},
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.3, "color": accent},
                    "encoding": {"y": y("lav"), "y2": {"field": "hoej"}},
                },
                {"mark": {"type": "line", "color": tekst, "strokeWidth": 2}, "encoding": {"y": y("sand")}},
                {
                    "mark": {"type": "line", "color": daempet, "strokeDash": [5, 4]},
                    "encoding": {"y": y("naiv")},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 45, "color": accent, "opacity": 1},
                    "encoding": {"y": y("ventet"), "tooltip": hjaelp},
                },
            ],
        },
        beskrivelse=beskrivelse,
    )


@dataclass(frozen=True)
class Tidsstykke:
    """A row of a timeline: its name, first and last day, and why it ends. penge: it gives money; else it is context."""

    navn: str
    fra: date
    til: date
    hvorfor: str
    penge: bool = True


def tidslinje(
    stykker: Sequence[Tidsstykke], maerker: Sequence[tuple[date, str]], *, dag: date, beskrivelse: str
) -> None:
    """Rows in time, each with its name, last day and reason in two short lines above its bar; events as points.

    What gives money is a full bar, context a hollow one, so that nothing is told by colour alone. What runs beyond the
    figure ends at its edge, in words too. dag: the day of the data, a dashed line.
    """
    start = min([s.fra for s in stykker] + [d for d, _ in maerker])
    slut = max([dag, *(s.til for s in stykker if s.til < date(dag.year + 6, 1, 1)), *(d for d, _ in maerker)])
    farver = {True: tema.farve("accent"), False: tema.farve("daempet")}
    raekker = [
        {
            "nr": nr,
            "fra": s.fra.isoformat(),
            "til": min(s.til, slut).isoformat(),
            "farve": farver[s.penge],
            "fyld": 0.9 if s.penge else 0.12,
            "tekst": f"{s.navn}\n{_til(s, slut)}",
            "hvornaar": f"{dansk.dato(s.fra)} – {_til(s, slut)}",
            "navn": s.navn,
        }
        for nr, s in enumerate(sorted(stykker, key=lambda s: (not s.penge, s.fra, s.navn)))
    ]
    punkter = [
        {
            "nr": len(raekker) + nr,
            "fra": d.isoformat(),
            "tekst": f"{hvad[:1].upper()}{hvad[1:]}\n{dansk.dato(d)}",
        }
        for nr, (d, hvad) in enumerate(sorted(maerker))
    ]
    domaene = {"type": "utc", "domain": [start.isoformat(), slut.isoformat()]}
    x = _felt("fra", _TID, axis={"title": None, "tickCount": 5, "format": "%Y", "grid": True}, scale=domaene)
    y = _felt("nr", "ordinal", axis=None)
    hjaelp = [_felt("navn", _NAVN, "Hvad"), _felt("hvornaar", _NAVN, "Hvornår")]
    vis(
        {
            "height": 50 * (len(raekker) + len(punkter)),
            "padding": {"left": 5, "top": 16, "bottom": 5, "right": 12},
            "layer": [
                {
                    "data": {"values": [{"fra": dag.isoformat()}]},
                    "mark": {"type": "rule", "strokeDash": [4, 3], "color": tema.farve("daempet")},
                    "encoding": {"x": x},
                },
                {
                    "data": {"values": raekker},
                    "mark": {"type": "bar", "height": {"band": 0.22}, "yOffset": 14, "strokeWidth": 1.2},
                    "encoding": {
                        "x": x,
                        "x2": {"field": "til"},
                        "y": y,
                        "color": _EGEN_FARVE,
                        "stroke": _felt("farve", _NAVN, scale=None),
                        "fillOpacity": _felt("fyld", _TAL, scale=None),
                        "tooltip": hjaelp,
                    },
                },
                {
                    "data": {"values": punkter},
                    "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 90, "yOffset": 14},
                    "encoding": {"x": x, "y": y, "color": {"value": tema.farve("tekst")}},
                },
                {
                    "data": {"values": [*raekker, *punkter]},
                    "mark": {
                        **{"type": "text", "align": "left", "baseline": "bottom", "dy": -5, "fontSize": 12},
                        **{"lineBreak": "\n", "lineHeight": 14},
                    },
                    "encoding": {"x": {"value": 0}, "y": y, "text": _felt("tekst", _NAVN)},
                },
            ],
        },
        beskrivelse=beskrivelse,
    )


def _til(s: Tidsstykke, slut: date) -> str:
    return s.hvorfor if s.til > slut else f"til {dansk.dato(s.til)}, {s.hvorfor}"
