"""What a group of amounts changes the refund by, against the law's sentence written out in fractions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from math import floor

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.refusion.gruppevirkning import gruppevirkning

LOV = laes_lov()
ENHED = 27_720
MAANEDER = [f"{aar}-{md:02d}" for aar in (2019, 2024) for md in (1, 2, 3)]
# Around every limit of a month and, before 2021, of a year; any unit, so that each rounding matters.
BELOEB = st.integers(-1_000_000_00 * ENHED, 3_000_000_00 * ENHED)
POSTER = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(MAANEDER), BELOEB), min_size=1, max_size=6)


def _af(netto: Fraction, aar: int, del_: int) -> Fraction:
    """SEL § 176: so much of each krone above each limit, in øre. Before 2021 two limits on the year's net."""
    ud, dag = Fraction(0), date(aar, 1, 1)
    trin = (1, 2) if del_ == 1 else (1, 2, 3)
    sats = Fraction(0)
    for n in trin:
        ny = Fraction(str(LOV.opslag(f"cro_sats{n}", dag).vaerdi)) / 1
        graense = Fraction(str(LOV.opslag(f"cro_graense{n}_sel176", dag).vaerdi)) * 100 / del_
        ud += max(Fraction(0), netto - graense) * (ny - sats)
        sats = ny
    return ud


def _refusion(poster: list[tuple[str, str, int]]) -> int:
    """Every person's and year's refund in øre, half up once each, together."""
    netto: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for person, maaned, u in poster:
        netto[person, maaned if maaned[:4] == "2024" else maaned[:4]] += Fraction(u, ENHED)
    aarets: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for (person, tid), oere in netto.items():
        aarets[person, tid[:4]] += _af(oere, int(tid[:4]), 12 if "-" in tid else 1)
    return sum(floor(v + Fraction(1, 2)) for v in aarets.values())


def _ramme(poster: list[tuple[str, str, int]], kolonne: str) -> pd.DataFrame:
    raekker = [(p, "SEL176", int(m[:4]), m, u) for p, m, u in poster]
    return pd.DataFrame(raekker, columns=["sag_id", "lov", "aar", "maaned", kolonne])


@settings(derandomize=True, deadline=None, max_examples=40)
@given(foer=POSTER, grupper=st.lists(POSTER, min_size=1, max_size=3))
def test_en_gruppe_aendrer_refusionen_med_det_loven_siger_paa_oeren(foer, grupper) -> None:
    maaneder = _ramme(foer, "netto_u").groupby(["sag_id", "lov", "aar", "maaned"], as_index=False).sum()
    flyttet = pd.concat([_ramme(p, "andel_u").assign(hvem=nr) for nr, p in enumerate(grupper)])
    ventet = {nr: _refusion([*foer, *poster]) - _refusion(foer) for nr, poster in enumerate(grupper)}
    assert gruppevirkning(flyttet, maaneder, LOV) == ventet
