"""Charts in Altair with Danish numbers and dates, the theme's colours and direct labels.

Altair is imported when the first chart is drawn: it costs half a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


def vis(figur: alt.Chart | alt.LayerChart, *, beskrivelse: str, noegle: str | None = None) -> None:
    """Draw a chart with Danish formats. beskrivelse: the chart in words, for those who cannot see it."""
    st.altair_chart(
        figur.properties(config=_opsaetning()), theme=None, width="stretch", key=noegle, alt=beskrivelse
    )


@dataclass(frozen=True)
class Trin:
    """One step of a waterfall: its name and amount in whole øre. er_sum: a bar from zero, not a change."""

    navn: str
    oere: int
    er_sum: bool = False
    farve: str = "accent"


def vandfald(trin: Sequence[Trin], *, beskrivelse: str) -> None:
    """A waterfall read from the top down, with the amount beside each bar and a zero line.

    It lies down, so that names and amounts have room on a phone too.
    """
    import altair as alt

    raekkefoelge = [t.navn for t in trin]
    y = alt.Y("navn:N", sort=raekkefoelge, axis=alt.Axis(title=None, labelLimit=170, labelFontSize=13))
    x = alt.X("fra:Q", axis=alt.Axis(title="mio. kr.", labelExpr=AKSE_MIO, tickCount=5, format=",.1f"))
    grund = alt.Chart(alt.Data(values=_vandfaldsdata(trin))).encode(y=y)
    soejler = grund.mark_bar(cornerRadius=2, height={"band": 0.72}).encode(
        x=x,
        x2="til:Q",
        color=alt.Color("farve:N", scale=None),
        tooltip=[alt.Tooltip("navn:N", title="Trin"), alt.Tooltip("praecis:N", title="Beløb")],
    )
    tekster = grund.mark_text(align="left", dx=6, fontWeight=600).encode(x="top:Q", text="kort:N")
    nul = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(color=tema.farve("daempet")).encode(x="x:Q")
    figur = (soejler + tekster + nul).properties(height=46 * len(trin), padding={"right": 90})
    vis(figur, beskrivelse=beskrivelse)


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
    import altair as alt

    data = [{**vars(m), "farve": tema.farve(m.farve)} for m in sorted(maalinger, key=lambda m: m.fra)]
    x = alt.X(
        "fra:T", axis=alt.Axis(title=None, format="%Y", tickCount="year", labelOverlap=True, grid=False)
    )
    y = alt.Y("tal:Q", scale=alt.Scale(zero=False, padding=24), axis=alt.Axis(title=enhed, tickCount=4))
    grund = alt.Chart(alt.Data(values=data))
    linje = grund.mark_line(interpolate="step-after", color=tema.farve("ingen"), strokeWidth=1.5).encode(x, y)
    punkter = grund.mark_point(filled=True, size=90, opacity=1).encode(
        x,
        y,
        color=alt.Color("farve:N", scale=None),
        tooltip=[
            alt.Tooltip("fra:T", title="Fra", format="%d.%m.%Y"),
            alt.Tooltip("vist:N", title="Værdi"),
            alt.Tooltip("status:N", title="Status"),
        ],
    )
    tekster = grund.mark_text(dy=-14, fontSize=11).encode(x, y, text="vist:N")
    vis((linje + punkter + tekster).properties(height=220), beskrivelse=beskrivelse)


@dataclass(frozen=True)
class Del:
    """One part of a bar: which bar, what it is called, how many, and its colour."""

    soejle: str
    navn: str
    antal: int
    farve: str


def stablede(dele: Sequence[Del], *, beskrivelse: str) -> None:
    """Lying bars of counts, one per `soejle` in the order given, each part with its number."""
    import altair as alt

    data = [
        {"soejle": d.soejle, "navn": d.navn, "antal": d.antal, "farve": tema.farve(d.farve), "nr": nr}
        for nr, d in enumerate(dele)
        if d.antal
    ]
    raekkefoelge = list(dict.fromkeys(d.soejle for d in dele))
    grund = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("soejle:N", sort=raekkefoelge, axis=alt.Axis(title=None, labelLimit=190, labelFontSize=13)),
        order=alt.Order("nr:Q"),
    )
    x = alt.X("antal:Q", stack="zero", axis=None)
    soejler = grund.mark_bar(height={"band": 0.7}, cornerRadius=2).encode(
        x=x,
        color=alt.Color("farve:N", scale=None),
        tooltip=[
            alt.Tooltip("soejle:N", title="Område"),
            alt.Tooltip("navn:N", title="Status"),
            alt.Tooltip("antal:Q", title="Antal"),
        ],
    )
    tekster = grund.mark_text(color=tema.farve("flade"), fontWeight=600, fontSize=11).encode(
        x=alt.X("antal:Q", stack="zero", bandPosition=0.5), text="antal:Q", detail="nr:N"
    )
    vis((soejler + tekster).properties(height=28 * len(raekkefoelge)), beskrivelse=beskrivelse)
