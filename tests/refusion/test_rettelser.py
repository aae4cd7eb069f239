"""A person moves a posting's period: the same as if it had been delivered so, and undone without a trace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from engine.fejl import RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, rettelser, sde, udtraek
from engine.resultater.sde import Kontekst, PeriodeRettelse
from engine.sager.model import laes_retfil
from tests.lager_hjaelp import Tabeller, adresse, kendt_lager_af, lager_af, person, postering

CPR = "6105800001"


def by() -> Tabeller:
    posteringer = [
        postering(CPR, "300000.00", "2022-01-01", "2022-03-31", bilagsnr="KVARTAL"),
        postering(CPR, "80000.00", "2022-05-01", "2022-05-31", bilagsnr="MAJ"),
        postering(CPR, "99999.99", "2022-06-10", "2022-08-09", bilagsnr="SKAEV"),
        postering(
            "",
            "5000.00",
            "2022-05-01",
            "2022-05-31",
            bilagsnr="VEJ",
            konto="2280110000000149",
            lov="",
            paragraf="",
        ),
    ]
    return {"person": [person(CPR, "1980-05-15")], "adresse": [adresse(CPR, "1")], "postering": posteringer}


@pytest.fixture
def k(ind: Indstillinger, nu: datetime, tmp_path: Path) -> Kontekst:
    return kendt_lager_af(by(), ind, nu, tmp_path)


def udtraekket(k: Kontekst, navn: str = "sde") -> pd.DataFrame:
    return pd.concat(udtraek.find(navn).lav(k, None)).reset_index(drop=True)


def linje(bilag: str, fra: str, til: str, **flere) -> str:
    noegle = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": bilag, "linjenr": 1}
    rettelse = {"type": "flyt_periode", "noegle": noegle, "nyt": {"periode_fra": fra, "periode_til": til}}
    return json.dumps(rettelse | {"begrundelse": "Regningen siger det", "bruger": "karen"} | flere)


def test_en_flyttet_kvartalsregning_giver_refusionen_som_var_den_leveret_saadan(
    k: Kontekst, ind: Indstillinger, nu: datetime, tmp_path: Path
):
    # 300.000 in January–March is 100.000 a month: 3 × 25 % × 28.333,33. All in March reaches the third step.
    assert udtraekket(k)["refusion"].tolist() == [3 * 708_333 + 1 + 208_333]
    rettelser.skriv(
        replace(ind, kommune="0860"), laes_retfil(linje("KVARTAL", "2022-03-01", "2022-03-31")), nu
    )
    efter = kontekst.hent(replace(ind, kommune="0860"))
    leveret = by()
    leveret["postering"][0] |= {"periode_fra": "2022-03-01", "periode_til": "2022-03-31"}
    (tmp_path / "anden").mkdir()
    andet = replace(ind, hjem=tmp_path / "anden", database_url=f"sqlite:///{tmp_path}/anden.db")
    genbygget = lager_af(leveret, andet, nu, tmp_path / "andre")
    assert udtraekket(efter)["refusion"].tolist() == udtraekket(genbygget)["refusion"].tolist()
    ens = ["maaned", "bilagsnr", "beloeb_andel", "medregnet", "aarsag"]
    vore, deres = udtraekket(efter, "sde_grundlag"), udtraekket(genbygget, "sde_grundlag")
    assert vore[ens].values.tolist() == deres[ens].values.tolist()
    assert vore.loc[vore["bilagsnr"] == "KVARTAL", "periode_kilde"].tolist() == ["rettet"]


def test_en_fortrudt_rettelse_efterlader_intet_i_resultatet(k: Kontekst, ind: Indstillinger, nu: datetime):
    ind = replace(ind, kommune="0860")
    foer = udtraekket(k)
    rettelser.skriv(ind, laes_retfil(linje("KVARTAL", "2022-03-01", "2022-03-31")), nu)
    assert udtraekket(kontekst.hent(ind))["refusion"].tolist() != foer["refusion"].tolist()
    fortryd = {"type": "fortryd", "noegle": json.loads(linje("KVARTAL", "x", "y"))["noegle"]}
    rettelser.skriv(ind, laes_retfil(json.dumps(fortryd | {"begrundelse": "Fejl", "bruger": "karen"})), nu)
    assert udtraekket(kontekst.hent(ind)).equals(foer)


def test_virkningen_foer_den_gemmes_er_den_der_kommer(k: Kontekst, ind: Indstillinger, nu: datetime):
    ny = PeriodeRettelse("opus", 2022, "KVARTAL", 1, date(2022, 3, 1), date(2022, 3, 31))
    virkning = sde.virkning(k, ny)
    rettelser.skriv(
        replace(ind, kommune="0860"), laes_retfil(linje("KVARTAL", "2022-03-01", "2022-03-31")), nu
    )
    efter = udtraekket(kontekst.hent(replace(ind, kommune="0860")))
    assert virkning.forskel_oere == int(efter["refusion"].sum() - udtraekket(k)["refusion"].sum())
    assert virkning.sager["sagstype"].tolist() == ["person"]


def test_en_rettelse_flytter_kroner_mellem_aar_uden_at_tabe_en_oere(
    k: Kontekst, ind: Indstillinger, nu: datetime
):
    rettelser.skriv(replace(ind, kommune="0860"), laes_retfil(linje("SKAEV", "2021-12-15", "2022-01-14")), nu)
    andele = udtraekket(kontekst.hent(replace(ind, kommune="0860")), "sde_grundlag")
    skaev = andele[andele["bilagsnr"] == "SKAEV"]
    # 31 days: 17 in December and 14 in January.
    assert dict(zip(skaev["maaned"], skaev["beloeb_andel"], strict=True)) == {
        "2021-12": 5_483_870,
        "2022-01": 4_516_129,
    }
    assert andele["beloeb_andel"].sum() == 30_000_000 + 8_000_000 + 9_999_999


@pytest.mark.parametrize(
    ("tekst", "grund"),
    [
        (linje("FINDES_IKKE", "2022-03-01", "2022-03-31"), "findes ikke i lageret"),
        (linje("VEJ", "2022-03-01", "2022-03-31"), "betyder intet"),
        (linje("KVARTAL", "2012-03-01", "2012-03-31"), "skal ligge i 2021–2023"),
    ],
)
def test_en_fil_med_een_umulig_rettelse_afvises_hel(
    k: Kontekst, ind: Indstillinger, nu: datetime, tekst: str, grund: str
):
    god = linje("KVARTAL", "2022-03-01", "2022-03-31")
    with pytest.raises(RettelseAfvist, match=grund):
        rettelser.skriv(replace(ind, kommune="0860"), laes_retfil(f"{god}\n{tekst}"), nu)
    assert kontekst.hent(replace(ind, kommune="0860")).rettelse_nr == 0
