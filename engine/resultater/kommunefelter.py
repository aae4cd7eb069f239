"""Municipalities as areas where no file tells their borders: of the land, each place goes to the nearest municipality.

A schematic map, not a map of borders: it is made of the points that the flows are drawn between and of the outline of
the country, so that it needs neither a file nor the net. Bisectors cut a frame into a cell round each point, and the
cell cuts the outline. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.resultater import geografi

NOTE = (
    "Felterne er skematiske og ikke kommunegrænser: hvert sted hører til den kommune, hvis punkt er nærmest."
)
Punkt = tuple[float, float]
_RAMME = [(7.5, 54.3), (15.6, 54.3), (15.6, 58.0), (7.5, 58.0)]
_BREDDE = math.cos(math.radians(56))
"""A degree of longitude to one of latitude, in the middle of the country."""
_MINDST = 1e-5
"""Square degrees: less is a splinter of a coast."""
_DECIMALER = 4


def felter(punkter: Mapping[str, Punkt]) -> geografi.GeoJson:
    """A MultiPolygon for each point that has land nearest to it, with `kommunekode`, and `graenser`: their lines.

    punkter: municipality → (longitude, latitude), no two alike.
    """
    return _felter(tuple(sorted(punkter.items())))


@lru_cache(maxsize=2)
def _felter(punkter: tuple[tuple[str, Punkt], ...]) -> geografi.GeoJson:
    land = _land()
    features: list[dict[str, Any]] = []
    for kode, punkt in punkter:
        celle = _celle(punkt, [p for k, p in punkter if k != kode])
        ringe = [r for ring in land if _areal(r := _klip(ring, celle)) > _MINDST]
        if not ringe:
            continue
        lukkede = [[[_rundet(p) for p in (*ring, ring[0])]] for ring in ringe]
        features.append(
            {
                "type": "Feature",
                "properties": {"kommunekode": kode},
                "geometry": {"type": "MultiPolygon", "coordinates": lukkede},
            }
        )
    alle = [ring for f in features for flade in f["geometry"]["coordinates"] for ring in flade]
    return {"type": "FeatureCollection", "features": features, "graenser": geografi.graenser(alle)}


def _rundet(p: Punkt) -> list[float]:
    return [round(p[0], _DECIMALER), round(p[1], _DECIMALER)]


def _land() -> list[list[Punkt]]:
    """The rings of the country's islands; none of them has a lake."""
    danmark = next(f for f in geografi.omrids()["features"] if f["properties"]["land"] == "DK")
    return [[(p[0], p[1]) for p in flade[0][:-1]] for flade in danmark["geometry"]["coordinates"]]


def _celle(punkt: Punkt, andre: Sequence[Punkt]) -> list[Punkt]:
    """What of the frame lies nearer to a point than to the others: convex, and mostly of few sides."""
    celle = list(_RAMME)
    for anden in sorted(andre, key=lambda p: _afstand(punkt, p)):
        if _afstand(punkt, anden) > 2 * max(_afstand(punkt, p) for p in celle):
            break  # so far away that it takes nothing
        celle = _halvdel(celle, *_midtlinje(punkt, anden))
    return celle


def _afstand(a: Punkt, b: Punkt) -> float:
    return math.hypot((a[0] - b[0]) * _BREDDE, a[1] - b[1])


def _midtlinje(a: Punkt, b: Punkt) -> tuple[float, float, float]:
    """(x, y, c): a point is nearer to a than to b where x·lon + y·lat < c."""
    x, y = (b[0] - a[0]) * _BREDDE**2, b[1] - a[1]
    return x, y, x * (a[0] + b[0]) / 2 + y * (a[1] + b[1]) / 2


def _klip(ring: Sequence[Punkt], celle: Sequence[Punkt]) -> list[Punkt]:
    """What of a ring lies in a convex cell that goes anticlockwise."""
    ud = list(ring)
    for (ax, ay), (bx, by) in zip(celle, [*celle[1:], celle[0]], strict=True):
        x, y = by - ay, ax - bx  # to the right of the side is outside
        ud = _halvdel(ud, x, y, x * ax + y * ay)
    return ud


def _halvdel(ring: Sequence[Punkt], x: float, y: float, c: float) -> list[Punkt]:
    """What of a ring lies where x·lon + y·lat <= c."""
    ud: list[Punkt] = []
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        fra, til = x * ax + y * ay - c, x * bx + y * by - c
        if fra <= 0:
            ud.append((ax, ay))
        if (fra < 0 < til) or (til < 0 < fra):
            del_ = fra / (fra - til)
            ud.append((ax + (bx - ax) * del_, ay + (by - ay) * del_))
    return ud


def _areal(ring: Sequence[Punkt]) -> float:
    sider = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in sider)) / 2
