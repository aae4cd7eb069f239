"""Who is on Tilflytterlisten: also one whose known history begins in an institution here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.lager import laes
from engine.lager.laes import Generation
from engine.lager.screening import tilflyttere
from engine.resultater import flyttelister
from tests.flytning.flyttelager import EGEN, bor, hus, lager, ude

GEN = Generation(
    0, "tilflytning", Path("/tilflytning"), datetime(2025, 12, 31, tzinfo=UTC), "", "", EGEN, False, None
)
HUSE = [hus("A", "100"), hus("B", "50", kommune="0751"), hus("P", "101", "plejefamilie")]


def test_hvem_der_flytter_ind_paa_en_institution_uden_kendt_fortid() -> None:
    adresser = [
        bor("foerste adresse", "100", "2025-03-01"),
        ude("forsvundet foer", None, "2025-01-01", "2025-03-01", type_="forsvundet"),
        bor("forsvundet foer", "100", "2025-03-01"),
        bor("fra bolig", "1", "2000-01-01", "2025-03-01", "0851"),
        bor("fra bolig", "100", "2025-03-01"),
        # no new residents: a home here comes first, a birth, the year before, another municipality's institution
        bor("boede her", "9", "2000-01-01", "2025-03-01"),
        bor("boede her", "100", "2025-03-01"),
        bor("foedt", "101", "2025-03-10"),
        bor("aaret foer", "100", "2024-03-01"),
        bor("andetsteds", "50", "2025-03-01", kommune="0751"),
        bor("bolig", "9", "2025-03-01"),
    ]
    con = lager(
        adresser,
        [{"person_noegle": "foedt", "foedselsdato": "2025-03-01"}],
        HUSE,
        til="core.flytteskift",
    )
    con.execute("CREATE TABLE IF NOT EXISTS core.person AS SELECT * FROM staging.person")
    with laes.laest_fra(GEN, con):
        t = tilflyttere(GEN, date(2025, 1, 1), date(2025, 12, 31))
    assert {r.person_noegle: (r.fra_sted, r.til_institution_id, r.alder) for r in t.itertuples()} == {
        "foerste adresse": ("ukendt", "A", 44),
        "forsvundet foer": ("ukendt", "A", 44),
        "fra bolig": ("bolig", "A", 44),
    }


@pytest.mark.parametrize(
    ("dag", "foerste"),
    [("2025-12-31", "2025-01-01"), ("2024-12-31", "2024-01-01"), ("2024-02-29", "2023-03-01")],
)
def test_de_seneste_tolv_maaneder_er_tolv_maaneder_ogsaa_over_en_skuddag(dag: str, foerste: str) -> None:
    """1 January 2024 lies in the twelve months up to 31 December 2024, which are 366 days."""
    k: Any = SimpleNamespace(gen=replace(GEN, data_dato=date.fromisoformat(dag)))
    assert flyttelister.periode(k, None) == (date.fromisoformat(foerste), date.fromisoformat(dag))
