"""The schematic areas: the whole country once, each place with its nearest municipality, whatever the points are."""

from __future__ import annotations

import csv
import math
from itertools import pairwise

import pytest

from engine import steder
from engine.resultater import geografi, kommunefelter

Ring = list[list[float]]


@pytest.fixture(scope="module")
def punkter() -> dict[str, tuple[float, float]]:
    """The municipalities of the country, those with the same point set a little apart, as the map has them."""
    with (steder.assets() / "tabeller/kommune.csv").open(encoding="utf-8") as fil:
        raekker = [r for r in csv.DictReader(fil, delimiter=";") if r["lon"] and r["kommunekode"] != "0998"]
    return {
        r["kommunekode"]: (float(r["lon"]) + nr / 10_000, float(r["lat"])) for nr, r in enumerate(raekker)
    }


@pytest.fixture(scope="module")
def felter(punkter: dict[str, tuple[float, float]]) -> dict[str, list[Ring]]:
    samling = kommunefelter.felter(punkter)
    return {
        f["properties"]["kommunekode"]: [flade[0] for flade in f["geometry"]["coordinates"]]
        for f in samling["features"]
    }


def areal(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def rummer(ring: Ring, x: float, y: float) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    over = [(a, b) for a, b in pairwise(ring) if (a[1] > y) != (b[1] > y)]
    return sum(x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in over) % 2 == 1


def landet() -> list[Ring]:
    danmark = next(f for f in geografi.omrids()["features"] if f["properties"]["land"] == "DK")
    return [flade[0] for flade in danmark["geometry"]["coordinates"]]


def test_hver_kommune_er_der_en_gang_og_landet_er_delt_helt(felter, punkter) -> None:
    assert set(felter) == set(punkter)
    assert len(felter) == 98
    delt = sum(areal(ring) for ringe in felter.values() for ring in ringe)
    assert delt == pytest.approx(sum(areal(ring) for ring in landet()), rel=1e-4)


def test_hvert_sted_paa_land_ligger_hos_den_naermeste_kommune_og_ingen_anden(felter, punkter) -> None:
    proevet = 0
    for x, y in ((8 + i * 0.217, 54.5 + j * 0.171) for i in range(34) for j in range(20)):
        if not any(rummer(ring, x, y) for ring in landet()):
            continue
        proevet += 1
        afstande = {
            k: math.hypot((x - lon) * math.cos(math.radians(56)), y - lat)
            for k, (lon, lat) in punkter.items()
        }
        hos = [k for k, ringe in felter.items() if any(rummer(ring, x, y) for ring in ringe)]
        assert hos == [min(afstande, key=lambda k: afstande[k])]
    assert proevet > 100


def test_bornholm_er_sin_egen_og_skagen_hoerer_til_frederikshavn(felter) -> None:
    assert [k for k, ringe in felter.items() if any(rummer(r, 14.9, 55.1) for r in ringe)] == ["0400"]
    assert [k for k, ringe in felter.items() if any(rummer(r, 10.55, 57.71) for r in ringe)] == ["0813"]
