"""What maps are drawn on: the outline of the country, and the municipality's own file of municipal borders.

Both are read once a process. Borders are thinned by rounding their corners, which two neighbours share, so that they
still meet; a file made for surveyors would otherwise be sent to the browser at every click.
"""

from __future__ import annotations

import itertools
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine import steder
from engine.fejl import IndstillingsFejl
from engine.indstillinger import Indstillinger

KILDE = "Kommunegrænser: indeholder data fra Klimadatastyrelsen (DAGI)."
PUNKTER_MAX = 25_000
_DECIMALER = (3, 2)  # about 80 metres; about 800
_KODEFELTER = ("kommunekode", "KOMKODE", "komkode", "kode")

GeoJson = dict[str, Any]


@lru_cache(maxsize=1)
def omrids() -> GeoJson:
    """Denmark and its neighbours: a FeatureCollection with `land` (ISO code) on each. See assets/omrids.md."""
    return dict(json.loads((steder.assets() / "omrids.geojson").read_text(encoding="utf-8")))


def kommunepolygoner(ind: Indstillinger) -> GeoJson | None:
    """The municipalities of the setting `kommunepolygoner`, with `kommunekode` on each; None when it is empty.

    `graenser` beside the features: their borders as lines, what two neighbours share once.

    Errors: IndstillingsFejl naming the file and what is wrong with it.
    """
    if not ind.kommunepolygoner:
        return None
    sti = (ind.hjem / Path(ind.kommunepolygoner).expanduser()).resolve()
    try:
        return _laes(sti, sti.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as fejl:
        raise IndstillingsFejl(
            f"Kommunegrænserne i {sti} kan ikke læses ({type(fejl).__name__}). Indstillingen kommunepolygoner "
            "skal nævne en GeoJSON-fil med en Polygon eller MultiPolygon pr. kommune i længde- og breddegrader "
            "(WGS 84) og kommunekoden i egenskaben kommunekode. Kortet vises uden dem."
        ) from fejl


@lru_cache(maxsize=2)
def _laes(sti: Path, aendret: int) -> GeoJson:
    raa = json.loads(sti.read_text(encoding="utf-8"))
    kommuner = [(_kode(f["properties"]), _flader(f["geometry"])) for f in raa["features"]]
    for decimaler in _DECIMALER:
        forenklet = [(kode, _forenkl(flader, decimaler)) for kode, flader in kommuner]
        if sum(len(ring) for _, flader in forenklet for flade in flader for ring in flade) <= PUNKTER_MAX:
            break
    return {
        "type": "FeatureCollection",
        "graenser": graenser([ring for _, flader in forenklet for flade in flader for ring in flade]),
        "features": [
            {
                "type": "Feature",
                "properties": {"kommunekode": kode},
                "geometry": {"type": "MultiPolygon", "coordinates": flader},
            }
            for kode, flader in forenklet
            if flader
        ],
    }


def _kode(egenskaber: dict[str, Any]) -> str:
    kode = str(next(egenskaber[felt] for felt in _KODEFELTER if egenskaber.get(felt) is not None))
    return f"{int(kode):04d}"


def _flader(geometri: dict[str, Any]) -> list[Any]:
    flader = {"Polygon": [geometri["coordinates"]], "MultiPolygon": geometri["coordinates"]}[geometri["type"]]
    lon, lat = flader[0][0][0][:2]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("koordinaterne er ikke grader")
    return list(flader)


def _forenkl(flader: list[Any], decimaler: int) -> list[Any]:
    """The polygons with rounded corners, each corner once; rings that shrink to a line are gone."""
    rundet = [[_ring(ring, decimaler) for ring in flade] for flade in flader]
    return [[ring for ring in flade if len(ring) > 3] for flade in rundet if len(flade[0]) > 3]


def _ring(ring: list[list[float]], decimaler: int) -> list[list[float]]:
    punkter = [[round(p[0], decimaler), round(p[1], decimaler)] for p in ring]
    return [p for nr, p in enumerate(punkter) if nr == 0 or p != punkter[nr - 1]]


def graenser(ringe: list[list[list[float]]]) -> list[list[list[float]]]:
    """The lines of the rings, each stretch between two corners once."""
    linjer: list[list[list[float]]] = []
    kendte: set[frozenset[tuple[float, ...]]] = set()
    for ring in ringe:
        linje = [ring[0]]
        for fra, til in itertools.pairwise(ring):
            stykke = frozenset((tuple(fra), tuple(til)))
            if stykke in kendte:
                linjer.append(linje)
                linje = [til]
            else:
                kendte.add(stykke)
                linje.append(til)
        linjer.append(linje)
    return [linje for linje in linjer if len(linje) > 1]
