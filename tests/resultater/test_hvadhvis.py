"""What if the law were another: the figures are worked out by hand from the monthly rule."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.lov.parametre import FIKTIV, Vaerdi, laes_lov
from engine.resultater import hvadhvis, sde
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import adresse, kendt_lager_af, person, postering

CPR = "6105800001"
REVISOR = Bruger(1, "rita", "Rita", Rolle.REVISOR)


@pytest.fixture
def k(ind: Indstillinger, nu: datetime, tmp_path: Path) -> Kontekst:
    """100.000 in each of January to March and 80.000 in May 2022; limit 1 is 71.666,67 a month."""
    posteringer = [
        postering(CPR, "300000.00", "2022-01-01", "2022-03-31", bilagsnr="KVARTAL"),
        postering(CPR, "80000.00", "2022-05-01", "2022-05-31", bilagsnr="MAJ"),
    ]
    by = {"person": [person(CPR, "1980-05-15")], "adresse": [adresse(CPR, "1")], "postering": posteringer}
    return kendt_lager_af(by, ind, nu, tmp_path)


@pytest.mark.parametrize(
    ("nye", "efter_oere", "nye_sager", "tabte"),
    [
        ({}, 2_333_333, 0, 0),  # 3 × 25 % × 28.333,33 + 25 % × 8.333,33
        ({"cro_graense1_sel176": "720000"}, 3_500_000, 0, 0),  # 60.000 a month: 3 × 10.000 + 5.000
        ({"cro_graense1_sel176": "1200000"}, 0, 0, 1),  # 100.000 a month is reached, not exceeded
        ({"cro_sats1": "0.30"}, 2_800_000, 0, 0),  # 3 × 8.500 + 2.500
        # limit 2 at 90.000 a month: 3 × (25 % × 18.333,33 + 50 % × 10.000) + 2.083,33
        ({"cro_graense2_sel176": "1080000"}, 3_083_333, 0, 0),
    ],
)
def test_en_anden_lov_giver_det_der_er_regnet_i_haanden(
    k: Kontekst, nye: dict[str, str], efter_oere: int, nye_sager: int, tabte: int
) -> None:
    svar = hvadhvis.beregn(k, REVISOR, 2022, {n: Decimal(v) for n, v in nye.items()})
    assert (svar.foer_oere, svar.efter_oere) == (2_333_333, efter_oere)
    assert (svar.nye, svar.tabte) == (nye_sager, tabte)
    assert svar.sager["forskel_oere"].sum() == svar.forskel_oere
    assert sum(svar.trin_efter) == svar.efter_oere


def test_en_sag_der_faar_refusion_taelles_som_ny(k: Kontekst) -> None:
    hoej = hvadhvis.beregn(k, REVISOR, 2022, {"cro_graense1_sel176": Decimal(1_200_000)})
    assert "mister den" in hoej.saetning
    vendt = hvadhvis.sammenlign(2022, *(_sager(k, v) for v in ("1200000", "860000")))
    assert (vendt.nye, vendt.tabte, vendt.forskel_oere) == (1, 0, 2_333_333)


def _sager(k: Kontekst, graense: str):
    from dataclasses import replace

    aar = (date(2022, 1, 1), date(2022, 12, 31))
    proeve = Vaerdi("cro_graense1_sel176", *aar, Decimal(graense), FIKTIV, "prøve")
    return sde.beregn(replace(k, lov=k.lov.med_proeve([proeve])), 2022).sager


def test_proeven_roerer_hverken_loven_eller_andre_aar(k: Kontekst) -> None:
    foer = k.lov.version
    hvadhvis.beregn(k, REVISOR, 2022, {"cro_graense1_sel176": Decimal(1)})
    assert k.lov.version == foer
    aar = (date(2022, 1, 1), date(2022, 12, 31))
    proevet = laes_lov().med_proeve([Vaerdi("cro_graense1_sel176", *aar, Decimal(1), FIKTIV, "prøve")])
    assert proevet.opslag("cro_graense1_sel176", date(2022, 6, 1)).vaerdi == 1
    for dag in (date(2021, 12, 31), date(2023, 1, 1)):
        assert proevet.opslag("cro_graense1_sel176", dag) == laes_lov().opslag("cro_graense1_sel176", dag)


def test_en_ukendt_vaerdi_afvises(k: Kontekst) -> None:
    with pytest.raises(HjemtagFejl, match="ingen lovparameter"):
        hvadhvis.beregn(k, REVISOR, 2022, {"cro_graense9": Decimal(1)})


@pytest.mark.parametrize(
    "bruger",
    [
        Bruger(1, "leif", "Leif", Rolle.LEDER),
        Bruger(1, "pia", "Pia", Rolle.POLITIKER),
        Bruger(1, "sara", "Sara", Rolle.SAGSBEHANDLER, ("voksne",)),
    ],
)
def test_de_enkelte_sager_ses_kun_af_dem_der_ser_alle_personer(k: Kontekst, bruger: Bruger) -> None:
    svar = hvadhvis.beregn(k, bruger, 2022, {"cro_graense1_sel176": Decimal(720_000)})
    assert (len(svar.sager), svar.aendrede, svar.forskel_oere) == (0, 1, 1_166_667)
