"""A posting moved to another person: the same as if it had been delivered so, balanced, undone without a trace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, rettelser, sde, udtraek
from engine.resultater.sde import Kontekst
from engine.sager.model import laes_retfil
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering, relation

ANNA, MOR, BARN, SOESTER, FREMMED = "6105800001", "6206810002", "6105150003", "6105160004", "6503700009"
BARNEKONTO = {"lov": "SEL", "paragraf": "52.3.7", "konto": "5282311000001147"}


def by() -> Tabeller:
    """Anna and a household of two; 90.000 a month on the mother that was for the child; a bill of nobody's."""
    return {
        "person": [
            *(person(c, f) for c, f in ((ANNA, "1980-05-01"), (MOR, "1981-06-02"), (FREMMED, "1970-03-05"))),
            *(person(c, f) for c, f in ((BARN, "2015-05-01"), (SOESTER, "2016-05-01"))),
        ],
        "adresse": [
            *(
                adresse(c, n)
                for c, n in ((ANNA, "1"), (FREMMED, "3"), (MOR, "2"), (BARN, "2"), (SOESTER, "2"))
            )
        ],
        "relation": [relation(BARN, MOR), relation(SOESTER, MOR)],
        "postering": [
            postering(ANNA, "1200000.00", "2022-01-01", "2022-12-31", bilagsnr="ANNA"),
            postering(MOR, "1080000.00", "2022-01-01", "2022-12-31", bilagsnr="MOR", **BARNEKONTO),
            postering(SOESTER, "120000.00", "2022-01-01", "2022-12-31", bilagsnr="SOES", **BARNEKONTO),
            postering("", "240000.00", "2022-03-01", "2022-03-31", bilagsnr="SAMLE", **BARNEKONTO),
        ],
    }


@pytest.fixture
def egen(ind: Indstillinger) -> Indstillinger:
    return replace(ind, kommune="0860")


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town, landed and built once; each test works on a copy."""
    mappe = tmp_path_factory.mktemp("flytteby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 's.db'}")
    lager_af(by(), ind, datetime(2026, 1, 15, 8, tzinfo=UTC), mappe)
    return mappe / "hjem"


@pytest.fixture
def k(egen: Indstillinger, bygget: Path) -> Kontekst:
    kopi_af(bygget, egen.hjem)
    return kontekst.hent(egen)


def linje(bilag: str, nyt: dict[str, Any], type_: str = "flyt_postering") -> str:
    noegle = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": bilag, "linjenr": 1}
    return json.dumps(
        {
            "type": type_,
            "noegle": noegle,
            "nyt": nyt,
            "begrundelse": "Bevillingen siger det",
            "bruger": "karen",
        }
    )


def ret(ind: Indstillinger, nu: datetime, *linjer: str) -> Kontekst:
    rettelser.skriv(ind, laes_retfil("\n".join(linjer)), nu)
    return kontekst.hent(ind)


def udtraekket(k: Kontekst, navn: str = "sde") -> pd.DataFrame:
    df = pd.concat(udtraek.find(navn).lav(k, None))
    return df.drop(
        columns=[c for c in ("sag_id", "sag_noegle", "medlemmer", "sikkerhed") if c in df]
    ).reset_index(drop=True)


def leveret(aendring, ind: Indstillinger, nu: datetime, tmp: Path) -> Kontekst:
    """The same town delivered as the correction would have it."""
    data = by()
    data["postering"] = aendring(data["postering"])
    (tmp / "anden").mkdir()
    andet = replace(ind, hjem=tmp / "anden", database_url=f"sqlite:///{tmp}/anden.db")
    return lager_af(data, andet, nu, tmp / "andre")


def _ens(a: Kontekst, b: Kontekst) -> None:
    sorter = ["aar", "cprnumre", "sagstype"]
    venstre, hoejre = (udtraekket(x).sort_values(sorter, ignore_index=True) for x in (a, b))
    pd.testing.assert_frame_equal(venstre, hoejre, check_dtype=False)


def test_hele_posteringen_flyttet_er_som_leveret_paa_barnet(
    k: Kontekst, egen: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    # Before: the mother alone, 12 × 25 % × 18.333,33 = 55.000. After: the two children, 100.000 a month: 85.000.
    foer = udtraekket(k)
    assert foer.loc[foer["cprnumre"] == MOR, "refusion"].tolist() == [5_500_000]
    efter = ret(egen, nu, linje("MOR", {"cpr": BARN}))
    df = udtraekket(efter)
    assert df.loc[df["sagstype"] == "husstand", ["cprnumre", "refusion"]].to_numpy().tolist() == [
        [f"{BARN},{SOESTER}", 8_500_000]
    ]
    assert MOR not in set(df["cprnumre"])
    _ens(
        efter,
        leveret(
            lambda ps: [p | ({"cpr": BARN} if p["bilagsnr"] == "MOR" else {}) for p in ps], egen, nu, tmp_path
        ),
    )


def test_en_del_flyttes_og_resten_bliver(
    k: Kontekst, egen: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    efter = ret(egen, nu, linje("ANNA", {"cpr": FREMMED, "beloeb": "200000.40"}))

    def som(ps):
        ud = [p for p in ps if p["bilagsnr"] != "ANNA"]
        anna = next(p for p in ps if p["bilagsnr"] == "ANNA")
        return [
            *ud,
            anna | {"beloeb": "999999.60"},
            anna | {"beloeb": "200000.40", "cpr": FREMMED, "linjenr": "2"},
        ]

    _ens(efter, leveret(som, egen, nu, tmp_path))
    grundlag = udtraekket(efter, "sde_grundlag")
    egne = grundlag[grundlag["bilagsnr"] == "ANNA"]
    assert egne["beloeb_andel"].sum() == 120_000_000, "delene skal summe til posteringen"
    assert egne.groupby("cpr")["beloeb_andel"].sum().to_dict() == {ANNA: 99_999_960, FREMMED: 20_000_040}


def test_en_samleregning_deles_ud_paa_flere(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    dele = [{"cpr": BARN, "beloeb": "140000.00"}, {"cpr": SOESTER, "beloeb": "100000.00"}]
    df = udtraekket(ret(egen, nu, linje("SAMLE", {"dele": dele})), "sde_grundlag")
    samle = df[df["bilagsnr"] == "SAMLE"]
    assert samle[["cpr", "beloeb_andel", "medregnet"]].sort_values("cpr").to_numpy().tolist() == [
        [BARN, 14_000_000, 1],
        [SOESTER, 10_000_000, 1],
    ]


def test_flyttet_og_ny_periode_virker_sammen_i_begge_raekkefoelger(
    k: Kontekst, egen: Indstillinger, nu: datetime
) -> None:
    periode = linje("SAMLE", {"periode_fra": "2022-05-01", "periode_til": "2022-06-30"}, "flyt_periode")
    flyt = linje("SAMLE", {"cpr": BARN})
    svar = []
    for raekke in ((periode, flyt), (flyt, periode)):
        df = udtraekket(ret(egen, nu, *raekke), "sde_grundlag")
        svar.append(df.loc[df["bilagsnr"] == "SAMLE", ["maaned", "cpr", "beloeb_andel"]].to_numpy().tolist())
    assert svar[0] == svar[1] == [["2022-05", BARN, 12_000_000], ["2022-06", BARN, 12_000_000]]


def test_fortrudt_er_alt_som_foer(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    foer = udtraekket(k)
    fortryd = json.loads(linje("MOR", {}, "fortryd"))
    del fortryd["nyt"]
    efter = ret(egen, nu, linje("MOR", {"cpr": BARN}), json.dumps(fortryd))
    pd.testing.assert_frame_equal(udtraekket(efter), foer)


def test_virkningen_er_den_der_kommer(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    nye = sde.til_personer(k, laes_retfil(linje("MOR", {"cpr": BARN})))
    forventet = sde.virkning_af(k, nye)
    # 85.000 for the household instead of 55.000 on the mother.
    assert forventet.forskel_oere == 3_000_000
    foer, efter = (
        udtraekket(k)["refusion"].sum(),
        udtraekket(ret(egen, nu, linje("MOR", {"cpr": BARN})))["refusion"].sum(),
    )
    assert efter - foer == forventet.forskel_oere


def test_intet_cpr_staar_i_haendelsen(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    ret(egen, nu, linje("MOR", {"cpr": BARN}))
    (h,) = kontekst.sagslager(egen.database_url).haendelser("flyt_postering")
    assert BARN not in json.dumps(dict(h.nyt))


@pytest.mark.parametrize(
    ("nyt", "hvad"),
    [
        ({"cpr": BARN, "beloeb": "1080000.01"}, "højst"),
        ({"cpr": BARN, "beloeb": "-10.00"}, "samme fortegn"),
        ({"cpr": MOR}, "allerede på den person"),
        ({"cpr": "6105800099"}, "findes ikke"),
        ({"cpr": "123"}, "ti cifre"),
        ({"cpr": BARN, "beloeb": "1.000,00"}, "decimalpunkt"),
        ({"dele": [{"cpr": BARN, "beloeb": "1.00"}, {"cpr": BARN, "beloeb": "2.00"}]}, "to gange"),
        ({"dele": [{"cpr": BARN}, {"cpr": SOESTER, "beloeb": "2.00"}]}, "når der er flere"),
        ({"dele": []}, "1 til 9"),
    ],
)
def test_en_flytning_der_ikke_kan_vaere_afvises(
    k: Kontekst, egen: Indstillinger, nu: datetime, nyt: dict[str, Any], hvad: str
) -> None:
    with pytest.raises(RettelseAfvist, match=hvad):
        ret(egen, nu, linje("MOR", nyt))
    assert kontekst.hent(egen).rettelser == ()


def test_en_stor_flytning_i_appen_venter_paa_en_anden(k: Kontekst, egen: Indstillinger, nu: datetime) -> None:
    karen = Bruger(1, "karen", "Karen", Rolle.OEKONOM)
    udfald = rettelser.skriv_som(egen, karen, laes_retfil(linje("MOR", {"cpr": BARN})), nu)
    assert udfald.venter
    assert udtraekket(kontekst.hent(egen))["refusion"].sum() == udtraekket(k)["refusion"].sum()
