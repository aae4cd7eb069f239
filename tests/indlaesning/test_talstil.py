"""Numbers in people's own files: read by the style of their column, never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.indlaesning.talstil import DANSK, INTERNATIONAL, genkend, tal


def _dansk(oere: int, grupper: bool) -> str:
    kroner, rest = divmod(abs(oere), 100)
    helt = f"{kroner:,}".replace(",", ".") if grupper else str(kroner)
    return f"{'-' if oere < 0 else ''}{helt},{rest:02d}"


def _international(oere: int, grupper: bool) -> str:
    kroner, rest = divmod(abs(oere), 100)
    return f"{'-' if oere < 0 else ''}{kroner:,}.{rest:02d}" if grupper else f"{oere / 100:.2f}"


@pytest.mark.parametrize(
    ("vaerdier", "stil"),
    [
        (["1.234,50", "12"], DANSK),
        (["1,234.50", "12"], INTERNATIONAL),
        (["1.234", "12,5"], DANSK),  # the second tells how the first is meant
        (["1.234", "12.5"], INTERNATIONAL),
        (["1.234.567"], DANSK),
        (["1,234,567"], INTERNATIONAL),
        (["1234,567"], DANSK),
        (["12", "", "13"], DANSK),  # digits alone are the same in both
        (["1 234,50 kr.", "(2.000,00)"], DANSK),
    ],
)
def test_kolonnens_stil_kendes_af_det_tal_der_kun_kan_laeses_paa_en_maade(
    vaerdier: list[str], stil: str
) -> None:
    assert genkend(vaerdier).stil == stil


@pytest.mark.parametrize("vaerdier", [["1.234"], ["1,234"], ["12", "850.000"]])
def test_det_tvetydige_gaettes_ikke(vaerdier: list[str]) -> None:
    fundet = genkend(vaerdier)
    assert fundet.stil is None
    assert fundet.skal_vaelges
    assert fundet.tvetydige == (len(vaerdier),)


def test_to_stilarter_i_en_kolonne_siges_med_de_to_raekker() -> None:
    fundet = genkend(["1.234", "1.234,50", "x", "1,234.50"])
    assert fundet.stil is None
    assert fundet.modstrid == (2, 4)
    assert fundet.ugyldige == (3,)
    assert not fundet.skal_vaelges


@pytest.mark.parametrize("tekst", ["1.23.456", "1,2,3", "12a", "1..2", "--1", "1.2345,00", "٣"])
def test_hvad_der_ikke_er_et_tal_siges(tekst: str) -> None:
    assert genkend(["1,5", tekst]).ugyldige == (2,)


@pytest.mark.parametrize(
    ("tekst", "vaerdi"),
    [("−1.234,50", "-1234.50"), ("(75,25)", "-75.25"), ("+3", "3"), ("2,5 %", "2.5"), ("1\u00a0000", "1000")],
)
def test_fortegn_parenteser_og_enheder(tekst: str, vaerdi: str) -> None:
    assert tal(tekst, DANSK) == Decimal(vaerdi)


OERE = st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=30)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(oere=OERE, grupper=st.booleans())
def test_beloeb_med_oere_laeses_tilbage_i_begge_stilarter(oere: list[int], grupper: bool) -> None:
    for skriv, stil in ((_dansk, DANSK), (_international, INTERNATIONAL)):
        tekster = [skriv(v, grupper) for v in oere]
        assert genkend(tekster).stil == stil
        assert [tal(t, stil) for t in tekster] == [Decimal(v) / 100 for v in oere]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    vaerdier=st.lists(
        st.from_regex(r"[0-9]{1,4}([.,][0-9]{1,3}){0,2}", fullmatch=True), min_size=1, max_size=8
    )
)
def test_en_valgt_stil_er_den_eneste_hvor_alle_tal_er_tal(vaerdier: list[str]) -> None:
    fundet = genkend(vaerdier)
    gyldige = [v for nr, v in enumerate(vaerdier, start=1) if nr not in fundet.ugyldige]
    if fundet.stil is None:
        return
    anden = INTERNATIONAL if fundet.stil == DANSK else DANSK
    assert all(tal(v, fundet.stil) is not None for v in gyldige)
    laest = [(tal(v, fundet.stil), tal(v, anden)) for v in gyldige]
    assert all(a == b for a, b in laest) or any(b is None for _, b in laest)
