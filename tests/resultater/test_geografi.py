"""Municipal borders from a file of the municipality's own: each line once, neighbours still meeting."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from engine.indstillinger import Indstillinger
from engine.resultater import geografi


def _kasse(lon: float, lat: float) -> list[list[float]]:
    return [[lon, lat], [lon + 1, lat], [lon + 1, lat + 1], [lon, lat + 1], [lon, lat]]


def _graenser(mappe: Path, *kasser: list[list[float]]) -> list[list[list[float]]]:
    features = [
        {"properties": {"kommunekode": f"08{n:02d}"}, "geometry": {"type": "Polygon", "coordinates": [kasse]}}
        for n, kasse in enumerate(kasser)
    ]
    (mappe / "k.geojson").write_text(json.dumps({"features": features}))
    ind = Indstillinger(hjem=mappe, kommune="0998", database_url="sqlite://", kommunepolygoner="k.geojson")
    polygoner = geografi.kommunepolygoner(ind)
    assert polygoner is not None
    assert len(polygoner["features"]) == len(kasser)
    return list(polygoner["graenser"])


def _stykker(linjer: list[list[list[float]]]) -> list[tuple[tuple[float, ...], ...]]:
    return [tuple(sorted(map(tuple, par))) for linje in linjer for par in itertools.pairwise(linje)]


def test_en_faelles_graense_tegnes_en_gang(tmp_path: Path) -> None:
    stykker = _stykker(_graenser(tmp_path, _kasse(9, 56), _kasse(10, 56)))
    assert len(stykker) == len(set(stykker)) == 7  # two squares have eight sides; one is shared
    assert ((10.0, 56.0), (10.0, 57.0)) in stykker


def test_en_kommune_for_sig_har_hele_sin_graense(tmp_path: Path) -> None:
    assert _graenser(tmp_path, _kasse(9, 56)) == [_kasse(9, 56)]


def test_naboer_moedes_ogsaa_naar_hjoernerne_er_maalt_noejagtigt(tmp_path: Path) -> None:
    skaev = [[x + 0.00012, y - 0.00021] for x, y in _kasse(10, 56)]
    stykker = _stykker(_graenser(tmp_path, _kasse(9, 56), skaev))
    assert len(stykker) == 7
