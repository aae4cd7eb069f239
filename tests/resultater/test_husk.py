"""What is remembered is what was made under the same key, the newest only, and never a failure."""

from __future__ import annotations

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
