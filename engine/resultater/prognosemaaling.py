"""How good the forecast has been: the backtest, what each step was worth.

For the page Prognosekvalitet. Sums of all cases; no person is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from engine import dansk
from engine.prognose import metoder
from engine.prognose.metoder import LOEBENDE, NAIV, TITLER, TRIN, Historik, Valg
from engine.prognose.proeve import Proevepunkt
from engine.refusion.sde import MAANEDER
from engine.resultater import prognose
from engine.resultater.sde import Kontekst

LOVET = (70.0, 90.0)
"""What the 80 % band must hold, in per cent of the times (issue's promise)."""


@dataclass(frozen=True)
class Maaling:
    """punkter: each origin and year. maal: proeve.maal. trin: titel, wape_pct, bedre_pct of the ladder's rungs.

    maaneder: ended months of ledger."""

    punkter: list[Proevepunkt]
    maal: pd.DataFrame
    trin: pd.DataFrame
    maaneder: int
    foerste: int
    sidste: int

    @property
    def ialt(self) -> pd.Series:
        return self.maal[self.maal["frem"] == -1].iloc[0]


def hent(k: Kontekst) -> Maaling | None:
    """The backtest of this municipality; None when there are too few months for any origin."""
    h = prognose.historik(k)
    maaneder = max(h.sidste - h.foerste + 1, 0) if len(h.person) else 0
    if maaneder < MAANEDER + metoder.FULDT_KENDT + 1:
        return None
    punkter, maal_ = prognose.kvalitet(k)
    if not punkter:
        return None
    return Maaling(punkter, maal_, _trin(k, h, punkter), maaneder, h.foerste, h.sidste)


def _trin(k: Kontekst, h: Historik, punkter: list[Proevepunkt]) -> pd.DataFrame:
    """The ladder's rungs one on top of the other, each with the WAPE of the year totals it would have given."""
    stige: list[tuple[str, str, frozenset[str]]] = [("Sidste år gange pris", NAIV, frozenset())]
    trin: frozenset[str] = frozenset()
    stige.append((TITLER[LOEBENDE], LOEBENDE, trin))
    for t in TRIN:
        trin = trin | {t}
        stige.append((f"plus {TITLER[t].lower()}", LOEBENDE, trin))
    stige.append((TITLER[metoder.DISPONERET], metoder.DISPONERET, frozenset({metoder.SENE})))
    ialt = sum(abs(p.sand) for p in punkter) or 1.0
    raekker, foer = [], float("nan")
    for titel, base, med in stige:
        wape = 100 * _fejl(k, h, punkter, base, med) / ialt
        raekker.append((titel, wape, foer - wape))
        foer = wape
    valgt = 100 * sum(abs(p.ventet - p.sand) for p in punkter) / ialt
    raekker.append(("Det, der blev valgt hver måned", valgt, raekker[0][1] - valgt))
    return pd.DataFrame(raekker, columns=["titel", "wape_pct", "bedre_point"])


def _fejl(k: Kontekst, h: Historik, punkter: list[Proevepunkt], base: str, trin: frozenset[str]) -> float:
    """Sum of absolute errors of the year totals that a fixed choice would have given."""
    if base == NAIV:
        return sum(abs(p.naiv - p.sand) for p in punkter)
    ud = 0.0
    for o, egne in _pr_udgangspunkt(punkter):
        valg = Valg(base, trin, prognose.pris_pct(k.lov, o))
        f = metoder.fremskriv(h, o, 2 * MAANEDER, valg, kun_middel=True)
        ud += sum(abs(f.aarstotal(h.foerste, p.aar, p.til) - p.sand) for p in egne)
    return ud


def _pr_udgangspunkt(punkter: list[Proevepunkt]) -> Iterable[tuple[int, list[Proevepunkt]]]:
    ud: dict[int, list[Proevepunkt]] = {}
    for p in punkter:
        ud.setdefault(p.udgangspunkt, []).append(p)
    return ud.items()


# --- words ----------------------------------------------------------------------------------------------------


def saetning(m: Maaling) -> str:
    """Whether the forecast is worth more than last year's figure, and whether its band holds."""
    r = m.ialt
    antal = dansk.antal(len({p.udgangspunkt for p in m.punkter}), "måned", "måneder")
    if r["naiv_vinder"]:
        foerst = (
            f"Prognosen er ikke bedre end sidste år gange pris: fra {antal} i jeres egne tal tog den "
            f"{dansk.procent(r['wape_pct'] / 100)} fejl mod {dansk.procent(r['wape_naiv_pct'] / 100)}. "
            "Brug sidste års tal."
        )
    else:
        foerst = (
            f"Fra {antal} i jeres egne tal har prognosen taget {dansk.procent(r['wape_pct'] / 100)} fejl af årets "
            f"udgift mod {dansk.procent(r['wape_naiv_pct'] / 100)} for sidste år gange pris."
        )
    return f"{foerst} {baandtekst(m)}"


def baandtekst(m: Maaling) -> str:
    """Whether the 80 % band has held what it promises."""
    r = m.ialt
    holdt = float(r["daekning80_pct"])
    tekst = f"80 procents-båndet ramte {dansk.tal(holdt)} af 100 gange"
    if LOVET[0] <= holdt <= LOVET[1]:
        return f"{tekst}, som det skal (70–90)."
    if holdt < LOVET[0]:
        return f"{tekst}; det skulle være 70–90, så båndet er for smalt: regn med større udsving, end figuren viser."
    return f"{tekst}; det skulle være 70–90, så båndet er for bredt: prognosen er sikrere, end den siger."


def rettelsestekst(df: pd.DataFrame) -> str:
    """What people's corrections were worth (prognoseversion.vaerdi_af_indtastet), as a sentence."""
    med = df[df["indtastet_oere"] != 0]
    if med.empty:
        return "I de låste prognoser, der er kendt facit for, var der ikke indtastet noget, der flyttede tallene."
    bedre, vaerre = int((med["bedre_oere"] > 0).sum()), int((med["bedre_oere"] < 0).sum())
    snit = int(med["bedre_oere"].sum()) // len(med)
    retning = "nærmere" if snit >= 0 else "længere fra"
    gange = dansk.antal(len(med), "gang", "gange")
    return (
        f"Det, I havde indtastet, har flyttet en låst prognose {gange}: {dansk.tal(bedre)} nærmere det, der skete, og "
        f"{dansk.tal(vaerre)} længere fra, i snit {dansk.kort_kroner(abs(snit))} {retning} det."
    )


def maaltabel(m: Maaling) -> list[dict[str, object]]:
    """The backtest's figures a row per how far ahead, as shares and øre."""
    navne = {-1: "I alt", 0: "Året, der er i gang", 1: "Næste år"}
    return [
        {
            "hvad": navne[int(r["frem"])],
            "antal": int(r["antal"]),
            "fejl": r["fejl_pct"] / 100,
            "wape": r["wape_pct"] / 100,
            "naiv": r["wape_naiv_pct"] / 100,
            "mase": r["mase"],
            "pinball": round(r["pinball_oere"]),
            "d50": r["daekning50_pct"] / 100,
            "d80": r["daekning80_pct"] / 100,
            "d95": r["daekning95_pct"] / 100,
            "vinder": "Sidste år gange pris" if r["naiv_vinder"] else "Prognosen",
        }
        for r in m.maal.to_dict("records")
    ]


def seneste_kendte_aar(m: Maaling) -> tuple[int, int] | None:
    """(origin, year) of the newest whole year that is known, forecast from the December before; None without one."""
    sidste = (m.sidste - metoder.FULDT_KENDT + 1) // MAANEDER - 1
    udgangspunkt = sidste * MAANEDER - 1
    return (udgangspunkt, sidste) if udgangspunkt - m.foerste >= MAANEDER - 1 else None


def punktserie(m: Maaling, frem: int) -> list[dict[str, float | int | str]]:
    """Expected, actual and the 80 % band by origin, of the origin's own year (0) or the next (1), in øre."""
    return [
        {
            "udgangspunkt": f"{p.udgangspunkt // MAANEDER:04d}-{p.udgangspunkt % MAANEDER + 1:02d}",
            "aar": p.aar,
            "ventet": round(p.ventet),
            "sand": round(p.sand),
            "naiv": round(p.naiv),
            "lav": round(p.baand[1]),
            "hoej": round(p.baand[5]),
        }
        for p in m.punkter
        if p.frem == frem
    ]
