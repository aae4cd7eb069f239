"""How much of the planted truth is found: several seeds and the three levels of noise, each landed and built anew.

Run by `make traefsikkerhed`; HJEMTAG_TRAEF_BORGERE and HJEMTAG_TRAEF_FROE ("998 1 2") choose others.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from engine import dansk
from engine.demo import lav_demo
from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger
from engine.lager.byg import byg
from engine.resultater import kontekst, traefsikkerhed, traeftekster
from engine.resultater.traefsikkerhed import Findertal, Periodetal, Slags, Traef

STOEJ = (1, 2, 3)


def maal_en(borgere: int, froe: int, stoej: int) -> Traef:
    """Makes, lands, builds and measures one municipality in a directory that is gone afterwards."""
    nu = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as mappe:
        hjem = Path(mappe)
        ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
        lav_demo(hjem / "demo", borgere=borgere, froe=froe, stoej=stoej)
        indlaes(ind, hjem / "demo", nu, gx=False)
        return traefsikkerhed.beregn(ind, kontekst.hent(ind, byg(ind, nu)))


def _andel(taeller: float, naevner: float) -> str:
    return dansk.procent(taeller / naevner, 0) if naevner else "–"


def vis_slags(traef: list[Traef]) -> None:
    """Recall, look-alikes found and kroner per kind, over the seeds together."""
    samlet: dict[str, list[Slags]] = defaultdict(list)
    for s in (s for t in traef for s in t.i(kun="med")):
        samlet[s.art].append(s)
    print(
        f"  {'kind':<42} {'found':>13} {'recall':>7} {'kroner':>7} {'of the findable':>16} {'kroner':>7} "
        f"{'look-alikes':>12}"
    )
    for art, sl in samlet.items():
        u = traefsikkerhed.summen(sl)
        print(
            f"  {traeftekster.art(art):<42} {f'{u.fundet} of {u.antal}':>13} {_andel(u.fundet, u.antal):>7} "
            f"{_andel(u.fundet_oere, u.sandt_oere):>7} {f'{u.fundet_kan} of {u.kan_findes}':>16} "
            f"{_andel(u.fundet_oere, u.kan_oere):>7} {f'{u.ligner_fundet} of {u.ligner}':>12}"
        )
    uden = traefsikkerhed.summen([s for t in traef for s in t.i(kun="uden")])
    alle = traefsikkerhed.summen([s for t in traef for s in t.i()])
    print(f"  no rule yet: {uden.antal} of {alle.antal}; found of all {_andel(alle.fundet, alle.antal)}")


def vis_findere(findere: Iterable[Findertal]) -> None:
    samlet: dict[str, list[Findertal]] = defaultdict(list)
    for f in findere:
        samlet[f.navn].append(f)
    print(
        f"  {'rule':<42} {'finds':>7} {'right':>7} {'alike':>7} {'other':>7} {'nothing':>8} {'precision':>10}"
    )
    for navn, ff in samlet.items():
        fund, rigtige = sum(f.fund for f in ff), sum(f.rigtige for f in ff)
        rest = [sum(getattr(f, k) for f in ff) for k in ("ligner", "andet", "intet")]
        print(
            f"  {navn:<42} {fund:>7} {rigtige:>7} {rest[0]:>7} {rest[1]:>7} {rest[2]:>8} {_andel(rigtige, fund):>10}"
        )


def vis_perioder(perioder: Iterable[Periodetal]) -> None:
    samlet: dict[str, list[Periodetal]] = defaultdict(list)
    for p in perioder:
        samlet[p.titel].append(p)
    print(f"  {'period from':<42} {'postings':>9} {'right':>7} {'promised':>9}")
    for titel, pp in samlet.items():
        antal, rigtige = sum(p.antal for p in pp), sum(p.rigtige for p in pp)
        lovet = sum(p.sikkerhed * p.antal for p in pp)
        print(f"  {titel:<42} {antal:>9} {_andel(rigtige, antal):>7} {_andel(lovet, antal):>9}")


def koer(borgere: int, froe: list[int]) -> None:
    for stoej in STOEJ:
        traef = [maal_en(borgere, f, stoej) for f in froe]
        print(f"\nNoise {stoej}, {borgere} citizens, seeds {', '.join(map(str, froe))}")
        vis_slags(traef)
        vis_findere(f for t in traef for f in t.findere)
        vis_perioder(p for t in traef for p in t.perioder)


if __name__ == "__main__":
    koer(
        int(os.environ.get("HJEMTAG_TRAEF_BORGERE", "5000")),
        [int(f) for f in os.environ.get("HJEMTAG_TRAEF_FROE", "998 1 2").split()],
    )
