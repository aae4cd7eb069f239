"""What is remembered is what was made under the same key, the newest only, and never a failure."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.resultater.husk import Husk


def test_det_samme_laves_kun_en_gang_og_det_aeldste_glemmes() -> None:
    lavet: list[str] = []
    husk = Husk[str](antal=2)

    def hent(navn: str) -> str:
        return husk.hent(navn, lambda: lavet.append(navn) or navn.upper())

    assert [hent("a"), hent("b"), hent("a"), hent("c"), hent("b"), hent("a")] == [
        "A",
        "B",
        "A",
        "C",
        "B",
        "A",
    ]
    assert lavet == ["a", "b", "c", "a"]  # a was the oldest when c came


def test_en_fejl_huskes_ikke() -> None:
    husk = Husk[int]()

    def fejler() -> int:
        raise ValueError("nej")

    with pytest.raises(ValueError):
        husk.hent("x", fejler)
    assert husk.hent("x", lambda: 7) == 7


def test_to_der_spoerger_paa_en_gang_deles_om_at_lave_det() -> None:
    husk = Husk[int]()
    lavet, begge = [], threading.Barrier(2)

    def lav() -> int:
        lavet.append(1)
        time.sleep(0.05)  # the other asks meanwhile
        return 7

    def spoerg() -> int:
        begge.wait()
        return husk.hent("x", lav)

    with ThreadPoolExecutor(2) as traade:
        assert [f.result() for f in [traade.submit(spoerg), traade.submit(spoerg)]] == [7, 7]
    assert lavet == [1]


def test_den_der_venter_laver_det_selv_naar_den_anden_fejlede() -> None:
    husk = Husk[int]()
    i_gang = threading.Event()

    def fejler() -> int:
        i_gang.set()
        time.sleep(0.05)
        raise ValueError("nej")

    with ThreadPoolExecutor(2) as traade:
        foerste = traade.submit(husk.hent, "x", fejler)
        i_gang.wait()
        anden = traade.submit(husk.hent, "x", lambda: 7)
        with pytest.raises(ValueError):
            foerste.result()
        assert anden.result() == 7
