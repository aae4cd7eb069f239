"""The cases of refugees: what they hold and when they lapse, by hand, and that a caseworker decides them.

The town is test_udlaendinge's; the day of reckoning is 1 March 2024, after the preliminary deadline of 15 February.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engine.adgang import Bruger, Rolle
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, sager
from engine.resultater import sagskilde_udlaendinge as kilde
from engine.resultater.sager import Valg
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import kendt_lager_af
from tests.resultater.conftest import database_url, egen, migreret_fil
from tests.resultater.test_udlaendinge import A, by
from tests.resultater.test_udlaendingeopgoerelse import DATO, NU

__all__ = ["database_url", "egen", "migreret_fil"]
I_DAG = date(2024, 3, 1)
UDL = Bruger(1, "ulla", "Ulla", Rolle.SAGSBEHANDLER, ("udlaendinge",))


@pytest.fixture
def i_begge(egen: Indstillinger, database_url: str) -> Indstillinger:
    return replace(egen, database_url=database_url)


@pytest.fixture
def k(egen: Indstillinger, tmp_path: Path) -> Kontekst:
    return kendt_lager_af(by(), egen, NU, tmp_path, DATO)


def _rk(k: Kontekst, i_dag: date = I_DAG) -> list[dict[str, Any]]:
    return kilde.fund(k, i_dag).to_dict("records")


def test_hvert_fund_er_en_sag_med_sit_beloeb(k: Kontekst) -> None:
    fundet = {
        (r["regel"], r["retning"], r["aar"], r["forventet_oere"]) for r in _rk(k) if r["regel"] != "UDL-06"
    }
    assert fundet == {
        ("UDL-02", "skyldig", 2023, 3 * 3_030_00),
        ("UDL-02", "til_gode", 2024, 3_127_00),
        ("UDL-03", "til_gode", 2023, 2 * 10_074_00),
        ("UDL-03", "til_gode", 2024, 10_397_00),
        ("UDL-04", "skyldig", 2022, 35_755_00),
        ("UDL-04", "til_gode", 2022, 83_801_00),
        ("UDL-01", "til_gode", 2023, 15_000_00),
    }


def test_en_ret_der_udloeber_er_en_sag_uden_kroner_med_sin_sidste_dag(k: Kontekst) -> None:
    # C came alone and turns 18 on 10 May 2024; A's three years end in September, after six months.
    (udloeber,) = [r for r in _rk(k) if r["regel"] == "UDL-06"]
    assert (udloeber["betegnelse"], udloeber["frist"]) == ("Uledsaget", date(2024, 5, 9))
    assert pd.isna(udloeber["forventet_oere"])
    assert "fylder 18 år" in udloeber["begrundelse"]


@pytest.mark.parametrize(
    ("i_dag", "frist", "hvad", "forventet", "tabt"),
    [
        # June 2022 can be claimed to the end of June 2025; 2022's statements are over.
        (date(2025, 6, 30), date(2025, 6, 30), "bortfald", 83_801_00, 0),
        (date(2025, 7, 1), None, "", 0, 83_801_00),
    ],
)
def test_kravet_bortfalder_tre_aar_efter_maanedens_slutning(
    k: Kontekst, i_dag: date, frist: date | None, hvad: str, forventet: int, tabt: int
) -> None:
    (job,) = [r for r in _rk(k, i_dag) if (r["regel"], r["retning"]) == ("UDL-04", "til_gode")]
    assert (job["frist"], job["frist_hvad"]) == (frist, hvad)
    assert (job["forventet_oere"], job["tabt_oere"]) == (forventet, tabt)


def test_det_vi_skylder_rettes_i_aarets_naeste_opgoerelse(k: Kontekst) -> None:
    (skyldig,) = [r for r in _rk(k) if (r["regel"], r["retning"]) == ("UDL-02", "skyldig")]
    assert (skyldig["frist"], skyldig["frist_hvad"]) == (date(2024, 5, 15), "endelig restafregning")
    assert skyldig["tabes_dato"] is None


def test_sagsbehandleren_saetter_gennemset_fortryder_og_andre_ser_ingen(
    i_begge: Indstillinger, tmp_path: Path
) -> None:
    """On SQLite and PostgreSQL."""
    k = kendt_lager_af(by(), i_begge, NU, tmp_path, DATO)
    lager = kontekst.sagslager(i_begge.database_url)

    def ids(bruger: Bruger = UDL) -> list[str]:
        return sager.koe(k, lager, bruger, Valg(art="udlaendinge"), I_DAG).ids()

    alle = ids()
    assert len(alle) == 8
    assert ids(Bruger(2, "bo", "Bo", Rolle.SAGSBEHANDLER, ("boern",))) == []
    job = next(r["sag_id"] for r in _rk(k) if r["forventet_oere"] == 83_801_00)
    visning = sager.hent(k, lager, UDL, job, I_DAG)
    assert "Ordinært job fra 01.01.2022" in visning.begrundelse
    assert dict(visning.fakta.raekker) == {"2022-06 ret": 83_801_00}
    assert A not in str(visning.fakta.som_json())
    nu = datetime(2024, 3, 1, 9, tzinfo=UTC)
    nyt = {"tilstand": "gennemset", "tildelt": "ulla"}
    sager.gem(k, lager, UDL, job, nyt, version=0, begrundelse="Set igennem; intet at gøre nu", nu=nu)
    assert set(alle) - set(ids()) == {job}
    efter = sager.hent(k, lager, UDL, job, I_DAG)
    assert (efter.raekke.tilstand.kode, efter.raekke.tildelt) == ("gennemset", "ulla")
    sager.fortryd(k, lager, UDL, job, efter.historik[0].id, begrundelse="Set forkert", nu=nu)
    assert set(ids()) == set(alle)


def test_siden_finder_sagens_fund_og_en_ukendt_er_der_ikke(k: Kontekst) -> None:
    for r in _rk(k):
        fundet = kilde.find(k, r["sag_id"])
        assert fundet is not None
        assert fundet["person_noegle"] == r["person_noegle"]
    assert kilde.find(k, "UDL-0000000000000000") is None
