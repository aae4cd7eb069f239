"""The forecast's extracts as every role, from a town with history enough: fetched, and worth what the hand says."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engine.indstillinger import Indstillinger
from engine.resultater.hentning import FORMATER
from engine.resultater.udtraek import ALLE
from engine.sager import brugere
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import byg_fra
from tests.prognose.lilleby import ANNA, BO, by
from tests.refusion.leverancer import skriv_mappe
from tests.sikkerhed.conftest import ROLLER
from tests.sikkerhed.test_matrix import GRUND, PROGNOSER, adresse, loglinjer
from tests.test_adgang import FORVENTEDE_UDTRAEK


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of Anna at 100.000 kr. a month, with the demo users."""
    mappe = tmp_path_factory.mktemp("prognoseudtraek")
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    leverance = skriv_mappe(mappe / "leverance", by("0998"), 'demo = true\ndato = "2022-12-31"\n')
    byg_fra(ind, datetime(2023, 1, 10, tzinfo=UTC), [leverance], "0998")
    lager = Sagslager(ind.database_url)
    lager.migrer()
    brugere.opret_demobrugere(lager, datetime.now(UTC), cost=4)
    lager.luk()
    return hjem


def _ramme(indhold: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(indhold), sep=";")


@pytest.mark.parametrize("udtraek", PROGNOSER)
def test_prognosen_hentes_af_dem_der_maa_og_af_ingen_anden(
    udtraek: str, klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    maatte = []
    for navn, rolle in ROLLER.items():
        svar = klient(session(navn)).get(adresse(udtraek))
        if rolle in FORVENTEDE_UDTRAEK[udtraek].split():
            maatte.append(navn)
            assert svar.status_code == 200, navn
            assert svar.text.startswith(";".join(ALLE[udtraek].kolonner))
            assert len(_ramme(svar.content))
        else:
            assert svar.status_code == 403, navn
        assert not any(cpr in svar.text or "Anna" in svar.text for cpr in (ANNA, BO))
    linjer = loglinjer(lager, "udtraek")
    assert sorted({r["bruger"] for r in linjer}) == sorted(maatte)
    grund = GRUND if ALLE[udtraek].om_personer else ""
    assert {(r["genstand"], r["formaal"]) for r in linjer} == {(udtraek, grund)}
    assert {r["bruger"] for r in loglinjer(lager, "afvist")} == set(ROLLER) - set(maatte)


def test_tallene_er_dem_haanden_giver(klient: Callable[..., Any], session: Callable[[str], str]) -> None:
    """2022 is all booked: 12 x 100.000 kr.; above 860.000 kr. the state pays 25 %, 85.000 kr., in every draw."""
    token = session("demo-oekonom-1")
    ialt = _ramme(klient(token).get(adresse("prognose")).content).set_index("stoerrelse")
    for stoerrelse, ventet in (("udgift", 1_200_000.0), ("refusion", 85_000.0)):
        assert set(ialt.loc[stoerrelse, ["p10", "p50", "p90", "middel"]]) == {ventet}
    (sag,) = _ramme(klient(token).get(adresse("prognose_sag")).content).to_dict("records")
    assert (sag["aar"], sag["lov"], sag["middel"], sag["refusion"]) == (2022, "SEL176", 1_200_000.0, 85_000.0)
    assert sag["sandsynlighed_trin1"] == 1.0
    assert str(sag["sag_id"]).startswith("P-")


@pytest.mark.parametrize("endelse", FORMATER)
def test_hvert_format_har_de_samme_raekker(
    endelse: str, klient: Callable[..., Any], session: Callable[[str], str]
) -> None:
    svar = klient(session("demo-revisor")).get(adresse("prognose", endelse))
    assert svar.status_code == 200
    laes = {
        "csv": _ramme,
        "xlsx": lambda b: pd.read_excel(io.BytesIO(b)),
        "parquet": lambda b: pd.read_parquet(io.BytesIO(b)),
    }
    assert sorted(laes[endelse](svar.content)["stoerrelse"].astype(str)) == ["refusion", "udgift"]
