"""A case in plain Danish: sentences with the figures worked out by hand, effects that are those of the change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from engine.adgang import Bruger, Rolle
from engine.indstillinger import Indstillinger
from engine.resultater import forklaring, sde, sdevisning
from engine.resultater.sde import Kontekst, PeriodeRettelse
from tests.lager_hjaelp import Tabeller, adresse, kendt_lager_af, lager_af, person, postering, relation

ANNA, MOR, BARN, SOESTER = "6105800001", "6206810002", "6105150003", "6105160004"
REVISOR = Bruger(1, "rita", "Rita", Rolle.REVISOR)


def by() -> Tabeller:
    """Anna: 100.000 in each of January–March, 35.000 dated in April without a period, 900 by another law."""
    barn = {"lov": "SEL", "paragraf": "52.3.7", "konto": "5282311000001147"}
    uden = {"periode_fra": "", "periode_til": "", "bilagsdato": "2022-04-10", "bogfoeringsdato": "2022-04-12"}
    return {
        "person": [person(c, f) for c, f in ((ANNA, "1980-05-01"), (MOR, "1981-06-02"))]
        + [person(c, f) for c, f in ((BARN, "2015-05-01"), (SOESTER, "2016-05-01"))],
        "adresse": [adresse(ANNA, "1"), adresse(MOR, "2"), adresse(BARN, "2"), adresse(SOESTER, "2")],
        "relation": [relation(BARN, MOR), relation(SOESTER, MOR)],
        "postering": [
            postering(ANNA, "300000.00", "2022-01-01", "2022-03-31", bilagsnr="KVARTAL"),
            postering(ANNA, "35000.00", bilagsnr="SEN", **uden),
            postering(ANNA, "900.00", "2022-02-01", "2022-02-28", lov="LAB", paragraf="99"),
            *(postering(c, "720000.00", "2022-01-01", "2022-12-31", **barn) for c in (BARN, SOESTER)),
        ],
    }


@pytest.fixture
def k(ind: Indstillinger, nu: datetime, tmp_path: Path) -> Kontekst:
    return kendt_lager_af(by(), ind, nu, tmp_path)


def forklar(k: Kontekst, art: str) -> tuple[sdevisning.Sag, forklaring.Forklaring]:
    resultat = sde.beregn(k)
    sag_id = resultat.sager.loc[resultat.sager["sagstype"] == art, "sag_id"].iloc[0]
    sag = sdevisning.hent_sag(k, resultat, REVISOR, 2022, str(sag_id))
    return sag, forklaring.forklar(k, sag)


def test_det_der_talte_og_det_der_ikke_gjorde(k: Kontekst) -> None:
    _, f = forklar(k, "person")
    assert f.medregnet == (
        "335.000 kr. i udgifter efter loven er talt med: 335.000 kr. i nettoudgift under Serviceloven § 176.",
        "10,4 % af beløbene har ingen periode og står i bilagets måned.",
    )
    assert f.udeladt == ("900 kr. er ikke talt med: hjælp efter en anden lov.",)
    # 3 × 25 % × 28.333,33
    assert f.beregning == (
        "Sagen har 3 måneder over grænse 1 (71.666,67 kr.), hvor staten betaler 25 %. Det giver 21.250 kr.",
    )


def test_det_der_ville_aendre_sagen_er_det_en_rettelse_giver(k: Kontekst) -> None:
    _, f = forklar(k, "person")
    assert f.hvis[0].tekst == "April 2022 er 36.667 kr. fra trin 1 (25 %)."
    (bilag,) = [h for h in f.hvis if h.noegle]
    assert bilag.tekst == "Hvis bilag SEN (35.000 kr.) hører til marts 2022, stiger refusionen 8.750 kr."
    fra = datetime(2022, 3, 1).date()
    ret = PeriodeRettelse("opus", 2022, "SEN", 1, fra, fra.replace(day=31))
    assert sde.virkning(k, ret).forskel_oere == bilag.virkning_oere == 875_000


def test_husstandens_summering_er_vaerd_det_den_giver(k: Kontekst) -> None:
    # Two of 60.000 are under the limit alone; together 12 × 25 % × 48.333,33 = 145.000.
    _, f = forklar(k, "husstand")
    assert f.hvis[-1].tekst == "Hvis børnene blev regnet hver for sig, falder refusionen 145.000 kr."
    alene = sde.beregn(replace(k, husstandssummering=False)).sager
    assert alene.loc[alene["sagstype"] == "person", "refusion"].sum() == 2_125_000  # Anna's only


def test_en_sag_uden_refusion_siger_det(ind: Indstillinger, nu: datetime, tmp_path: Path) -> None:
    data = by()
    data["postering"] = [postering(ANNA, "50000.00", "2022-01-01", "2022-01-31")]
    _, f = forklar(lager_af(data, ind, nu, tmp_path), "person")
    assert f.beregning == ("Ingen måned er over den første grænse, så sagen giver ingen refusion.",)
    assert f.udeladt == ("Intet af det, der er bogført på personerne, er udeladt.",)
