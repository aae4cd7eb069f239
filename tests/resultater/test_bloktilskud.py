"""Bloktilskud and registration errors: both signs, few hidden, and what is missing is said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle
from engine.lov.parametre import laes_lov
from engine.resultater import befolkning, bloktilskud, kandidater

LEDER, REVISOR = Bruger(1, "leif", "Leif", Rolle.LEDER), Bruger(2, "rita", "Rita", Rolle.REVISOR)


@pytest.fixture
def k(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Six presumed gone, one abroad, and two who live here but are registered elsewhere; the data end in 2025."""
    regler = ["CPR-01"] * 6 + ["CPR-02"] + ["CPR-03"] * 2 + ["CPR-04"]
    fund = [SimpleNamespace(kandidat=SimpleNamespace(regel=r)) for r in regler]
    monkeypatch.setattr(kandidater, "registrering", lambda k: fund)
    monkeypatch.setattr(befolkning, "kriterium", lambda k: None)
    from datetime import date

    return SimpleNamespace(
        lov=laes_lov(), smaacelle_min=5, pr=date(2025, 12, 31), gen=SimpleNamespace(data_dato=None)
    )


def test_begge_fortegn_taelles_og_netto_er_forskellen(k: Any) -> None:
    b = bloktilskud.hent(k, REVISOR)
    assert (b.for_mange, b.for_faa, b.netto) == (7, 2, 5)


def test_faa_borgere_vises_ikke_for_den_der_ikke_ser_personer(k: Any) -> None:
    b = bloktilskud.hent(k, LEDER)
    assert (b.for_mange, b.for_faa, b.netto) == (7, None, None)


def test_uden_aarets_beloeb_siges_det_hvad_der_mangler(k: Any) -> None:
    assert bloktilskud.mangler(k) == (
        "enhedsbeløbene pr. aldersgruppe for 2026",
        "bloktilskuddet i alt for 2026",
        "resten af bloktilskuddet pr. indbygger efter udligning for 2026",
    )
