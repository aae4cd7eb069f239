"""How well the forecast does on municipalities whose history is known: many seeds, each landed, built and backtested.

Run by `make prognosetest`; HJEMTAG_PROGNOSE_BORGERE and HJEMTAG_PROGNOSE_FROE ("998 1 2") choose others. Every origin
month of the history is forecast from what was known then, model chosen from what was known then, and compared with
what is booked now. Two figures are promised: WAPE of the year total against last year times price, and the coverage of
the 80 % band. The refund of the second year is forecast from three origins too, drawn and put on the average, and held
against what the rule gives of the ledger now.

Each seed's line is printed as it is done. HJEMTAG_PROGNOSE_UD names a file to which the sums of the seeds done so far
are written after each, so that a part of a long run can be read.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from engine.demo import lav_demo
from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger
from engine.lager.byg import byg
from engine.prognose import proeve
from engine.prognose.proeve import Proevepunkt
from engine.refusion.sde import MAANEDER
from engine.resultater import kontekst, prognose, sde
from engine.resultater.sde import Kontekst

REFUSION_FRA = (11, 14, 17)
"""Origins of the refund's forecast: months after the ledger's first, which is a January in Egeborg."""
REFUSION_ANTAL = 300


@dataclass(frozen=True)
class Maalt:
    """One municipality: the backtest's points, and a row per origin of the refund's forecast."""

    punkter: list[Proevepunkt]
    refusion: pd.DataFrame


def kommune(borgere: int, froe: int) -> Maalt:
    """Makes, lands, builds and measures one municipality in a directory that is gone afterwards."""
    nu = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as mappe:
        hjem = Path(mappe)
        ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
        lav_demo(hjem / "demo", borgere=borgere, froe=froe)
        indlaes(ind, hjem / "demo", nu, gx=False)
        k = kontekst.hent(ind, byg(ind, nu))
        return Maalt(prognose.kvalitet(k)[0], refusion(k).assign(froe=froe))


def refusion(k: Kontekst) -> pd.DataFrame:
    """The second year's refund from each origin: sand (the rule on the ledger), simuleret and indsat (limits on the
    average), whole øre, and whether the 80 % band holds it."""
    foerste = prognose.historik(k).foerste
    aar = (foerste + MAANEDER) // MAANEDER
    sand = int(sde.beregn(k, aar).sager["refusion"].sum())
    raekker = []
    for frem in REFUSION_FRA:
        p = prognose.beregn(k, antal=REFUSION_ANTAL, udgangspunkt=foerste + frem)
        n = p.aar.index(aar)
        total = p.total()
        r = total[(total["aar"] == aar) & (total["stoerrelse"] == "refusion")].iloc[0]
        raekker.append(
            {
                "maaneder": frem + 1,
                "sand": sand,
                "simuleret": int(r["middel"]),
                "indsat": prognose.indsat_refusion(p)[n],
                "holdt": bool(r["p10"] <= sand <= r["p90"]),
                "udgift_sand": int(sde.beregn(k, aar).sager["netto_oere"].sum()),
                "udgift": int(
                    total[(total["aar"] == aar) & (total["stoerrelse"] == "udgift")].iloc[0]["middel"]
                ),
            }
        )
    return pd.DataFrame(raekker)


def refusionstabel(alle: list[Maalt]) -> pd.DataFrame:
    """Bias of the drawn refund and of the limits on the average by months of ledger, per cent of the true sum."""
    df = pd.concat([m.refusion for m in alle])
    sum_ = df.groupby("maaneder")[["sand", "simuleret", "indsat", "udgift_sand", "udgift"]].sum()
    return pd.DataFrame(
        {
            "simuleret_pct": 100 * (sum_["simuleret"] / sum_["sand"] - 1),
            "indsat_pct": 100 * (sum_["indsat"] / sum_["sand"] - 1),
            "udgift_pct": 100 * (sum_["udgift"] / sum_["udgift_sand"] - 1),
            "daekning80_pct": 100 * df.groupby("maaneder")["holdt"].mean(),
        }
    ).reset_index()


def samlet(borgere: int, froe: list[int], alle: list[Maalt]) -> str:
    """What the seeds that are done say together."""
    punkter = [p for m in alle for p in m.punkter]
    egne = pd.DataFrame([proeve.maal(m.punkter).iloc[0] for m in alle])
    holdt = egne["daekning80_pct"].astype(float)
    return "\n".join(
        [
            f"{borgere} citizens, {len(alle)} seeds ({' '.join(map(str, froe[: len(alle)]))}); "
            "frem 0 = the origin's year, 1 = the next, -1 = both",
            proeve.maal(punkter).round(1).to_string(index=False),
            f"80 % band of single seeds: {holdt.min():.0f}-{holdt.max():.0f} %, median {holdt.median():.0f} %; "
            f"naive wins in {int(egne['naiv_vinder'].sum())}",
            f"The second year's refund, {REFUSION_ANTAL} draws:",
            refusionstabel(alle).round(1).to_string(index=False),
            "",
        ]
    )


def koer(borgere: int, froe: list[int], ud: Path | None = None) -> None:
    alle: list[Maalt] = []
    for f in froe:
        alle.append(kommune(borgere, f))
        r = proeve.maal(alle[-1].punkter).iloc[0]
        bias = refusionstabel(alle[-1:]).set_index("maaneder")
        print(
            f"  seed {f}: WAPE {r['wape_pct']:.1f} %, naive {r['wape_naiv_pct']:.1f} %, "
            f"80 % band holds {r['daekning80_pct']:.0f} %; refund drawn/on the average "
            + ", ".join(f"{b['simuleret_pct']:+.0f}/{b['indsat_pct']:+.0f} %" for _, b in bias.iterrows()),
            flush=True,
        )
        if ud is not None:
            ud.write_text(samlet(borgere, froe, alle), encoding="utf-8")
    print(samlet(borgere, froe, alle), end="")


if __name__ == "__main__":
    koer(
        int(os.environ.get("HJEMTAG_PROGNOSE_BORGERE", "5000")),
        [
            int(f)
            for f in os.environ.get("HJEMTAG_PROGNOSE_FROE", " ".join(map(str, (998, *range(1, 20))))).split()
        ],
        Path(os.environ["HJEMTAG_PROGNOSE_UD"]) if "HJEMTAG_PROGNOSE_UD" in os.environ else None,
    )
