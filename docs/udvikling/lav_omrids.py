"""Make assets/omrids.geojson, the outline of Denmark and its neighbours, from the npm package world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    .venv/bin/python docs/udvikling/lav_omrids.py package/countries-10m.json

world-atlas is Natural Earth's 1:10 million countries (version 4.1.0, public domain) as TopoJSON, made by Mike Bostock
(ISC). Each border is one arc that two countries share; arcs are thinned before they are put together, so that borders
still meet. Neighbours are cut to the frame of the map. See assets/omrids.md.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Punkt = tuple[float, float]
Linje = list[Punkt]

UD = Path(__file__).resolve().parents[2] / "assets" / "omrids.geojson"
LANDE = {"208": "DK", "752": "SE", "578": "NO", "276": "DE", "616": "PL"}
RAMME = (5.2, 53.4, 17.2, 59.2)  # west, south, east, north: what the map shows
TOLERANCE = {True: 0.004, False: 0.012}  # degrees, for Denmark's arcs and for the others'
AREAL_MIN = {True: 0.0004, False: 0.003}  # square degrees; smaller islands are left out
DECIMALER = 3


def buer(topologi: dict[str, Any]) -> list[Linje]:
    """Every arc in degrees: TopoJSON stores steps on a grid."""
    (sx, sy), (tx, ty) = topologi["transform"]["scale"], topologi["transform"]["translate"]
    alle = []
    for bue in topologi["arcs"]:
        x = y = 0
        linje: Linje = []
        for dx, dy in bue:
            x, y = x + dx, y + dy
            linje.append((x * sx + tx, y * sy + ty))
        alle.append(linje)
    return alle


def forenkl(linje: Linje, tolerance: float) -> Linje:
    """Ramer-Douglas-Peucker: no point that is left out lies further than `tolerance` from the line."""
    if len(linje) < 3:
        return linje
    (ax, ay), (bx, by) = linje[0], linje[-1]
    laengde = math.hypot(bx - ax, by - ay)

    def fra_linjen(p: Punkt) -> float:
        if not laengde:  # an arc that is a ring
            return math.hypot(p[0] - ax, p[1] - ay)
        return abs((bx - ax) * (ay - p[1]) - (ax - p[0]) * (by - ay)) / laengde

    fjernest = max(range(1, len(linje) - 1), key=lambda i: fra_linjen(linje[i]))
    if fra_linjen(linje[fjernest]) <= tolerance:
        return [linje[0], linje[-1]]
    return forenkl(linje[: fjernest + 1], tolerance)[:-1] + forenkl(linje[fjernest:], tolerance)


def ring(numre: list[int], alle: list[Linje]) -> Linje:
    """A ring from its arcs; a negative number is the arc read backwards."""
    punkter: Linje = []
    for nr in numre:
        bue = alle[nr] if nr >= 0 else alle[~nr][::-1]
        punkter += bue[1:] if punkter else bue
    return punkter


def areal(punkter: Linje) -> float:
    par = zip(punkter, punkter[1:] + punkter[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in par)) / 2


def klip(punkter: Linje) -> Linje:
    """The part of a ring inside the frame (Sutherland-Hodgman, one side at a time)."""
    vest, syd, oest, nord = RAMME
    for akse, graense, stoerre in ((0, vest, True), (0, oest, False), (1, syd, True), (1, nord, False)):

        def inde(p: Punkt, akse: int = akse, graense: float = graense, stoerre: bool = stoerre) -> bool:
            return p[akse] >= graense if stoerre else p[akse] <= graense

        punkter = list(_klip_side(punkter, inde, akse, graense))
    return punkter


def _klip_side(punkter: Linje, inde: Callable[[Punkt], bool], akse: int, graense: float) -> Iterator[Punkt]:
    for a, b in zip(punkter[-1:] + punkter[:-1], punkter, strict=True):
        if inde(a) != inde(b):
            del_ = (graense - a[akse]) / (b[akse] - a[akse])
            yield (a[0] + del_ * (b[0] - a[0]), a[1] + del_ * (b[1] - a[1]))
        if inde(b):
            yield b


def faerdig(punkter: Linje) -> list[list[float]]:
    """Rounded, without repeated points, closed."""
    rundet = [[round(x, DECIMALER), round(y, DECIMALER)] for x, y in punkter]
    uden = [p for nr, p in enumerate(rundet) if p != rundet[nr - 1]]
    return [*uden, uden[0]] if uden else []


def land(geometri: dict[str, Any], alle: list[Linje], dansk: bool) -> list[list[list[list[float]]]]:
    """The polygons of a country inside the frame, the largest first; holes are left out (none matters here)."""
    flader = geometri["arcs"] if geometri["type"] == "MultiPolygon" else [geometri["arcs"]]
    ringe = [klip(ring(flade[0], alle)) for flade in flader]
    store = sorted((r for r in ringe if len(r) > 3 and areal(r) > AREAL_MIN[dansk]), key=areal, reverse=True)
    return [[faerdig(r)] for r in store]


def lav(topologi: dict[str, Any]) -> dict[str, Any]:
    """The FeatureCollection: a feature a country, with its ISO code."""
    geometrier = {g["id"]: g for g in topologi["objects"]["countries"]["geometries"] if g.get("id") in LANDE}
    danske = {
        nr if nr >= 0 else ~nr for flade in geometrier["208"]["arcs"] for kreds in flade for nr in kreds
    }
    alle = [forenkl(bue, TOLERANCE[nr in danske]) for nr, bue in enumerate(buer(topologi))]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"land": iso},
                "geometry": {"type": "MultiPolygon", "coordinates": land(geometrier[nr], alle, iso == "DK")},
            }
            for nr, iso in LANDE.items()
        ],
    }


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    omrids = lav(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    linjer = ",\n".join(json.dumps(f, separators=(",", ":")) for f in omrids["features"])
    UD.write_text(f'{{"type":"FeatureCollection","features":[\n{linjer}\n]}}\n', encoding="utf-8")
    sys.stdout.write(f"{UD.name}: {UD.stat().st_size} bytes\n")
