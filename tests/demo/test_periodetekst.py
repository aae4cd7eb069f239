"""Texts of bills: many ways to write a period, never another than the true one, and much that is not a period."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from engine.demo.liv import dag
from engine.demo.periodetekst import VEJE, Skriver
from engine.demo.tal import MAANEDER


def tekster(fra: date, til: date, antal: int = 400, rodet: float = 0.9, **valg: bool) -> list[str]:
    s = Skriver(np.random.default_rng(7), rodet)
    return [s.med_periode("Botilbud", dag(fra), dag(til), **valg) for _ in range(antal)]


def uden_lokkemad(tekst: str) -> str:
    """Without the roads that hold a month, and without what stands behind the period."""
    tekst = re.sub(r"(?i) (fakt|bev|rate|afd|v/|\(opsagt).*$", "", tekst)
    return re.sub("|".join(map(re.escape, VEJE)), "", tekst)


@pytest.mark.parametrize(
    ("fra", "til", "moenster"),
    [
        (date(2024, 10, 1), date(2024, 10, 31), r"(?i)okt|okot|10"),
        (date(2024, 1, 1), date(2024, 3, 31), r"(?i)kvt|kvartal|\bQ1|1\.kv|jan|01|\b1[./]1|3 m"),
        (date(2024, 7, 1), date(2024, 12, 31), r"(?i)halvår|H2|jul|07|\b1[./]7|1/7"),
        (date(2024, 2, 5), date(2024, 3, 3), r"(?i)\b(uge|u\.) 0?6"),
        (date(2024, 12, 30), date(2025, 1, 26), r"(?i)\b(uge|u\.) 0?1"),
        (date(2024, 12, 1), date(2025, 1, 31), r"(?i)dec.*jan|d[ec]+m.*jan|0?1[./]?12.*31[./]?0?1|-12-01"),
        (date(2024, 3, 12), date(2024, 3, 31), r"(?i)12|mar|mats|mrt|\b0?3\b|24-?03"),
    ],
)
def test_hver_tekst_siger_sin_periode(fra: date, til: date, moenster: str) -> None:
    alle = tekster(fra, til)
    assert all(re.search(moenster, uden_lokkemad(t)) for t in alle)
    andre = {
        m for m in MAANEDER if not fra.month <= MAANEDER.index(m) + 1 <= til.month and fra.year == til.year
    }
    for t in alle:
        assert not any(re.search(rf"(?i)\b{m}\b", uden_lokkemad(t)) for m in andre - {"maj"}), t


def test_der_skrives_paa_mange_maader_og_uden_skilletegn_der_bryder_filen() -> None:
    alle = [t for p in ((1, 1, 1, 31), (1, 1, 3, 31), (4, 1, 5, 31), (1, 1, 12, 31)) for t in tekster(
        date(2024, p[0], p[1]), date(2024, p[2], p[3])
    )]  # fmt: skip
    former = {re.sub(r"\d", "9", t) for t in alle}
    assert len(former) > 150
    assert not any(set(t) & set(';"\n') for t in alle)
    # Tidy people use few of them.
    pæne = {re.sub(r"\d", "9", t) for t in tekster(date(2024, 1, 1), date(2024, 1, 31), rodet=0.0)}
    assert len(pæne) < len({re.sub(r"\d", "9", t) for t in tekster(date(2024, 1, 1), date(2024, 1, 31))})


def test_en_tekst_uden_periode_naevner_ingen() -> None:
    s = Skriver(np.random.default_rng(3), 0.9)
    alle = [
        s.uden_periode("Botilbud", dag(date(2024, 5, 1)), dag(date(2024, 5, 31)), 19_900) for _ in range(600)
    ]
    for t in map(uden_lokkemad, alle):
        assert not re.search(r"(?i)\bmaj|maj\b|kvartal|halvår|\buge\b|05/2024", t), t
    assert any(re.search(r"\d\d\.\d\d\.\d{4}", t) for t in alle)  # the day of the bill or of the decision


def test_forudbetaling_siges_som_det() -> None:
    assert any(
        re.search("(?i)forud|aconto", t) for t in tekster(date(2024, 5, 1), date(2024, 5, 31), forud=True)
    )
