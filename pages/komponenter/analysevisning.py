"""The parts of Analyse: the choices in a row, the figure, the table with its sums, and the way on from a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.resultater import analyse as motor
from engine.resultater import analyseark
from engine.resultater.analyse import ALLE, HELAAR, INGEN, KR, PRIS, TID, Maal, Svar, Valg
from engine.resultater.fagomraader import FAG
from engine.resultater.ledelsesside import Rammer
from engine.resultater.sde import Kontekst
from pages.komponenter import figurer, filtre, hent, tema
from pages.komponenter.tabeller import Kolonne, tabel

FLEST_STREGER = 6
FLEST_SOEJLER = 15
_FARVER = ("accent", "skylder", "usikker", "afklaret", "mangler", "ingen")
_OMRAADER = {FAG: "Fagområder", ALLE: "Hele regnskabet"}


def vaelg(r: Rammer, maal: Mapping[str, Maal]) -> Valg:
    """The choices: what one leaves possible is all the next one offers."""

    def navn(d: str) -> str:
        return motor.DIMENSIONER.get(d, "Intet")

    def opdelt(v: dict[str, Any]) -> list[str]:
        return sorted(motor.raekkedimensioner(v["maal"]), key=lambda d: (d != "fagomraade", d == "aar"))

    def aarene(v: dict[str, Any]) -> list[int]:
        return [*r.aarene, 0] if motor.har(v["maal"], "aar") else [r.standardaar or 0]

    def omraader(v: dict[str, Any]) -> list[str]:
        return [*_OMRAADER, *r.omraader[ALLE]] if motor.har(v["maal"], "fagomraade") else [FAG]

    v = filtre.raekke(
        [
            filtre.Valg("maal", "Mål", list(maal), next(iter(maal)), lambda m: maal[m].navn, 240),
            filtre.Valg("opdelt", "Opdelt på", opdelt, "fagomraade", navn, 170),
            filtre.Valg(
                "og",
                "Og på",
                lambda v: motor.kolonnedimensioner(v["maal"], v["opdelt"]),
                INGEN,
                navn,
                150,
            ),
            filtre.Valg("aar", "År", aarene, r.standardaar, lambda a: str(a) if a else "Alle år", 110),
            filtre.Valg(
                "omraade", "Fagområde", omraader, FAG, lambda o: _OMRAADER.get(o) or r.navne.get(o, o), 195
            ),
        ]
    )
    return Valg(v["maal"], v["opdelt"], v["og"], v["aar"] or 0, v["omraade"])


# --- the figure ---------------------------------------------------------------------------------------------------


def figur(s: Svar) -> None:
    """Lines over time, else bars of the rows; what is hidden is not drawn."""
    if s.valg.raekke in TID and len(s.raekker) > 1:
        _kurver(s, s.raekker, s.kolonner, byttet=False)
    elif s.valg.kolonne in TID and len(s.kolonner) > 1:
        _kurver(s, s.kolonner, s.raekker, byttet=True)
    else:
        _soejler(s)


def _tal(m: Maal, vaerdi: int) -> float:
    return vaerdi / 100 if m.enhed in (KR, PRIS, HELAAR) else vaerdi


def _akse(m: Maal) -> dict[str, Any]:
    if m.enhed == KR:
        return {"title": "mio. kr.", "labelExpr": figurer.AKSE_MIO, "tickCount": 5}
    return {"title": m.enhed, "format": ",.0f", "tickCount": 5}


def _kurver(s: Svar, tid: Any, serier: Any, *, byttet: bool) -> None:
    """One line for each of the largest series, its name at its end."""
    data, ender = [], []
    orden = [n for _, n in tid]
    for nr, (kode, navn) in enumerate(serier[:FLEST_STREGER] or [(None, s.maal.navn)]):
        farve = tema.farve(_FARVER[nr % len(_FARVER)])
        punkter = []
        for tidkode, tidnavn in tid:
            vaerdi = s.celler.get((kode, tidkode) if byttet else (tidkode, kode))
            if vaerdi is not None:
                punkter.append(
                    {
                        "navn": navn,
                        "tid": tidnavn,
                        "tal": _tal(s.maal, vaerdi),
                        "vist": motor.vis(s.maal, vaerdi),
                        "farve": farve,
                    }
                )
        data += punkter
        ender += punkter[-1:]
    if not data:
        return
    _skub(ender)
    x = {"field": "tid", "type": "nominal", "sort": orden}
    x["axis"] = {"title": None, "labelAngle": 0, "labelOverlap": True, "grid": False}
    y = {"field": "tal", "type": "quantitative", "axis": _akse(s.maal)}
    hjaelp = [
        {"field": "navn", "type": "nominal", "title": "Hvad"},
        {"field": "tid", "type": "nominal", "title": "Tid"},
        {"field": "vist", "type": "nominal", "title": s.maal.navn},
    ]
    farve_ = {"field": "farve", "type": "nominal", "scale": None}
    if len(serier) > FLEST_STREGER:
        st.caption(f"Figuren viser de {FLEST_STREGER} største; tabellen viser alle.")
    figurer.vis(
        {
            "height": 300,
            "padding": {"left": 5, "top": 10, "bottom": 5, "right": 12},
            "encoding": {"x": x, "color": farve_},
            "layer": [
                {
                    "data": {"values": data},
                    "mark": {"type": "line", "strokeWidth": 2.5},
                    "encoding": {"y": y, "detail": {"field": "navn", "type": "nominal"}},
                },
                {
                    "data": {"values": data},
                    "mark": {"type": "point", "filled": True, "size": 45},
                    "encoding": {"y": y, "tooltip": hjaelp},
                },
                {
                    "data": {"values": ender},
                    "mark": {"type": "text", "align": "left", "dx": 8, "fontWeight": 600, "limit": 150},
                    "encoding": {
                        "y": {"field": "plads", "type": "quantitative"},
                        "text": {"field": "navn", "type": "nominal"},
                    },
                },
                {
                    "data": {"values": [{}]},
                    "mark": {"type": "rule", "color": tema.farve("daempet")},
                    "encoding": {"y": {"datum": 0}, "x": {"value": 0}, "x2": {"value": "width"}},
                },
            ],
        },
        beskrivelse=f"{s.maal.navn} over tid. {s.saetning}",
    )


def _skub(ender: list[dict[str, Any]]) -> None:
    """Set the names at the ends apart, so that they do not lie on each other."""
    hoejest = max((abs(e["tal"]) for e in ender), default=0)
    forrige = None
    for e in sorted(ender, key=lambda e: e["tal"]):
        e["plads"] = e["tal"] if forrige is None else max(e["tal"], forrige + 0.08 * hoejest)
        forrige = e["plads"]


def _soejler(s: Svar) -> None:
    """Lying bars from a zero line, the name above each and the figure beside it."""
    sidste = s.kolonner[-1][0] if s.kolonner and not s.maal.sum else None
    med = [(n, v) for kode, n in s.raekker if (v := s.celler.get((kode, sidste))) is not None]
    if s.valg.raekke not in (*TID, "aldersgruppe"):
        med.sort(key=lambda x: -x[1])
        if len(med) > FLEST_SOEJLER:
            st.caption(f"Figuren viser de {FLEST_SOEJLER} største; tabellen viser alle.")
            med = sorted(sorted(med, key=lambda x: -abs(x[1]))[:FLEST_SOEJLER], key=lambda x: -x[1])
    if not med:
        return
    if s.kolonner and s.maal.sum:
        st.caption("Figuren viser rækkernes sum; tabellen viser begge opdelinger.")
    data = [
        {
            "navn": n,
            "tal": _tal(s.maal, v),
            "top": max(_tal(s.maal, v), 0),
            "kort": motor.vis(s.maal, v, kort=True),
            "vist": motor.vis(s.maal, v),
        }
        for n, v in med
    ]
    x = {
        "field": "tal",
        "type": "quantitative",
        "axis": {**_akse(s.maal), "labelOverlap": True},
        "scale": {"nice": False},
    }
    stoerst = max(d["tal"] for d in data)  # names stand right of the zero line, where there is room
    fra: dict[str, Any] = {"datum": 0} if min(d["tal"] for d in data) > -0.3 * stoerst else {"value": 0}
    hjaelp = [
        {"field": "navn", "type": "nominal", "title": motor.DIMENSIONER[s.valg.raekke]},
        {"field": "vist", "type": "nominal", "title": s.maal.navn},
    ]
    figurer.vis(
        {
            "data": {"values": data},
            "height": 40 * len(data) + 40,
            "padding": {"left": 5, "top": 5, "bottom": 5, "right": 12},
            "encoding": {
                "y": {"field": "navn", "type": "nominal", "sort": [d["navn"] for d in data], "axis": None}
            },
            "layer": [
                {
                    "mark": {
                        "type": "bar",
                        "cornerRadius": 2,
                        "height": {"band": 0.42},
                        "yOffset": 8,
                        "color": tema.farve("accent"),
                    },
                    "encoding": {"x": x, "tooltip": hjaelp},
                },
                {
                    "mark": {
                        "type": "text",
                        "align": "left",
                        "baseline": "bottom",
                        "dx": 4,
                        "dy": -4,
                        "fontSize": 13,
                    },
                    "encoding": {"x": fra, "text": {"field": "navn", "type": "nominal"}},
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 6, "yOffset": 8, "fontWeight": 600},
                    "encoding": {
                        "x": {"field": "top", "type": "quantitative"},
                        "text": {"field": "kort", "type": "nominal"},
                    },
                },
                {
                    "mark": {"type": "rule", "color": tema.farve("daempet")},
                    "encoding": {"x": {"datum": 0}, "y": {"value": 0}, "y2": {"value": "height"}},
                },
            ],
        },
        beskrivelse=f"{s.maal.navn} efter {motor.DIMENSIONER[s.valg.raekke].lower()}. {s.saetning}",
    )


# --- the table ----------------------------------------------------------------------------------------------------


def tabellen(bruger: Bruger, s: Svar) -> None:
    """Rows, columns and sums; a row opens where the figure comes from."""
    hoved, raekker = analyseark.flade(s)
    enhed = "" if s.maal.enhed == motor.ANTAL else s.maal.enhed
    kolonner = [
        Kolonne(
            felt, titel, "tekst" if nr == 0 else "vaerdi", enhed=enhed if nr == 1 and not s.kolonner else ""
        )
        for nr, (felt, titel) in enumerate(hoved)
    ]
    st.subheader(f"{s.maal.navn}{f' ({enhed})' if enhed and s.kolonner else ''}")
    vist = [{f: _celle(s.maal, f, v) for f, v in r.items()} for r in raekker]
    kan_aabnes = _maal_side(bruger, s) is not None
    nr = tabel(vist, kolonner, noegle="analyse", beskrivelse=s.saetning, summer=False, vaelg=kan_aabnes)
    _noter(s, kan_aabnes)
    if nr is not None and nr < len(s.raekker):
        _aabn(bruger, s, s.raekker[nr][0])


def _celle(m: Maal, felt: str, v: Any) -> Any:
    if felt == "raekke":
        return v
    if v == analyseark.SKJULT:
        return "skjult"
    if v is None:
        return dansk.UKENDT
    return dansk.kroner(v, enhed=False) if m.enhed in (KR, PRIS) else motor.vis(m, v)


def _noter(s: Svar, kan_aabnes: bool) -> None:
    noter = [f"Tallene kommer fra {s.kilde}."]
    if s.maal.note:
        noter.append(s.maal.note)
    if s.skjulte:
        noter.append(
            f"{dansk.antal(s.skjulte, 'tal er skjult', 'tal er skjult')}: de er af færre end {s.minimum} personer, "
            "eller de ville røbe et, der er."
        )
    if kan_aabnes:
        noter.append("Klik på en række for at se, hvad den består af.")
    st.caption(" ".join(noter))


def _maal_side(bruger: Bruger, s: Svar) -> str | None:
    """The page a row opens: only where it can be shown there by the same value."""
    sider = {
        ("ledelsesinformation", "fagomraade"): "ledelsesinformation",
        ("indtaegtsoptimering", "ordning"): "indtaegtsoptimering",
    }
    side = sider.get((s.maal.side, s.valg.raekke))
    return side if side and maa(bruger, Handling.SE_SIDE, side=side)[0] else None


def _aabn(bruger: Bruger, s: Svar, kode: Any) -> None:
    if _maal_side(bruger, s) == "ledelsesinformation":
        aar = {"aar": str(s.valg.aar)} if s.valg.aar else {}
        st.switch_page("pages/ledelsesinformation.py", query_params={"omraade": str(kode), **aar})
    st.switch_page("pages/indtaegtsoptimering.py", query_params={"felt": str(kode)})


def hent_som_fil(bruger: Bruger, k: Kontekst, s: Svar) -> None:
    """The table as a workbook, with what it was made of; sums and counts only."""
    nu = datetime.now(UTC)
    grundlag = (
        f"Data til og med {dansk.dato(k.gen.data_dato)}, generation {k.gen.navn}, lovversion {k.lov.version}."
    )
    fil = hent.Fil(
        f"analyse-{s.valg.maal}.xlsx",
        Handling.EKSPORT_TAL,
        lambda: analyseark.arbejdsbog(s, grundlag, nu),
        "analyse",
    )
    hent.knap(bruger, "Hent som Excel", fil)
