"""Refugees the whole way: a delivery landed and built, the extract's kroner, and the claims both ways. All by hand."""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, ParameterMangler, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import (
    kontekst,
    rettelser,
    sde,
    udlaendinge,
    udlaendingemaerker,
    udlaendingetvivl,
    udtraek,
)
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendingetvivl import Tvivl
from engine.sager.model import FLYT_PERIODE, Rettelse, laes_retfil
from tests.lager_hjaelp import Tabeller, lager_af, person, postering
from tests.sager.conftest import database_url

__all__ = ["database_url"]

NU = datetime(2024, 3, 1, 8, tzinfo=UTC)
A, B, C = "6105900001", "6105900002", "6105060003"


def _tilladelse(cpr: str, dato: str, ansvar_fra: str, grundlag: str = "UDL7", **flere: str) -> dict[str, str]:
    return {"cpr": cpr, "grundlag": grundlag, "tilladelsesdato": dato, "ansvar_fra": ansvar_fra} | flere


def _krav(nr: int, cpr: str, delordning: str, maaned: str, beloeb: str) -> dict[str, str]:
    grund = {"ordning": "udlaendinge", "regnskabsaar": maaned[:4], "loebenr": str(nr)}
    return grund | {"cpr": cpr, "delordning": delordning, "maaned": maaned, "beloeb": beloeb}


def by() -> Tabeller:
    """A: a job nobody claimed for; BPA until the three years end on 15 June 2023. B: a grant claimed too long, and a
    test claimed twice. C: came alone."""
    bpa = {"paragraf": "96", "lov": "SEL"}
    return {
        "person": [person(A, "1990-05-01"), person(B, "1990-05-01"), person(C, "2006-05-10")],
        "opholdstilladelse": [
            _tilladelse(A, "2020-06-16", "2021-09-10"),
            _tilladelse(B, "2022-01-05", "2022-01-20", ansvar_til="2023-02-10"),
            _tilladelse(C, "2023-11-01", "2023-11-10", "UDL9c3", uledsaget="1"),
        ],
        "beskaeftigelse": [
            {"cpr": A, "cvr": "10000001", "startdato": "2022-01-01", "timer_pr_uge": "30", "ordinaer": "1"}
        ],
        "danskproeve": [
            {"cpr": B, "proeve": "PD2", "bestaaet_dato": "2022-05-05"},
            {"cpr": B, "proeve": "PD3", "bestaaet_dato": "2022-11-05"},
        ],
        "postering": [
            postering(A, "30000.00", "2023-06-01", "2023-06-30", **bpa),
            postering(A, "31000.00", "2023-05-01", "2023-05-31", **bpa),
            postering(A, "-1000.00", "2023-05-01", "2023-05-31", konto="5385211000000171", **bpa),
            postering(A, "9000.00", "2023-07-01", "2023-07-31", **bpa),
            postering(A, "5000.00", "2023-05-01", "2023-05-31", paragraf="85"),
        ],
        "hjemtaget": [
            *(_krav(n, B, "grundtilskud", f"2022-{n:02d}", "2950.00") for n in range(2, 13)),
            *(_krav(n, B, "grundtilskud", f"2023-{n:02d}", "3030.00") for n in range(1, 5)),
            *(_krav(20 + n, A, "grundtilskud", f"2022-{n:02d}", "2950.00") for n in range(1, 13)),
            *(_krav(20 + n, A, "grundtilskud", f"2023-{n:02d}", "3030.00") for n in range(1, 13)),
            _krav(50, B, "resultat_dansk", "2022-05", "35755.00"),
            _krav(51, B, "resultat_dansk", "2022-11", "35755.00"),
            _krav(60, A, "par181", "2023-05", "30000.00"),
        ],
    }


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    tmp: Path = tmp_path_factory.mktemp("udlaendinge")
    ind = Indstillinger(hjem=tmp / "hjem", kommune="0860", database_url=f"sqlite:///{tmp / 'sager.db'}")
    return lager_af(by(), ind, NU, tmp, "dato = 2024-01-31")


def _raekker(k: Kontekst, aar: int | None = None) -> pd.DataFrame:
    return pd.concat(udtraek.find("udlaendinge").lav(k, aar))


def _sum(k: Kontekst, aar: int, cpr: str, ordning: str) -> int:
    df = _raekker(k, aar)
    return int(df.loc[(df["cpr"] == cpr) & (df["ordning"] == ordning), "oere"].sum())


def test_grundtilskuddet_for_2022_er_tolv_gange_2950_kr(k: Kontekst) -> None:
    assert _sum(k, 2022, A, "grundtilskud") == 12 * 2_950_00


def test_ansvar_fra_den_20_januar_begynder_i_februar_og_slutter_foer_den_10_februar_aaret_efter(
    k: Kontekst,
) -> None:
    assert _sum(k, 2022, B, "grundtilskud") == 11 * 2_950_00
    assert _sum(k, 2023, B, "grundtilskud") == 3_030_00  # January only


def test_den_uledsagede_faar_to_maaneder_i_2023(k: Kontekst) -> None:
    assert _sum(k, 2023, C, "uledsaget") == 2 * 10_074_00


def test_bpa_er_daekket_netto_til_og_med_den_15_juni(k: Kontekst) -> None:
    # May: 31.000 less 1.000 of user payment. June: 15 of 30 days of 30.000. July: nothing. § 85 is not on the list.
    assert _sum(k, 2023, A, "par181") == 30_000_00 + 15_000_00


def test_en_flyttet_periode_flytter_refusionen_ind_i_de_tre_aar(k: Kontekst) -> None:
    juli = next(p for p in _poster(k) if p["beloeb_oere"] == 9_000_00)
    noegle = {n: juli[n] for n in ("kilde", "regnskabsaar", "bilagsnr", "linjenr")}
    nyt = {"periode_fra": "2023-03-01", "periode_til": "2023-03-31"}
    rettet = replace(k, rettelser=(Rettelse(1, FLYT_PERIODE, noegle, nyt, "", ""),), rettelse_nr=1)
    assert _sum(rettet, 2023, A, "par181") == 54_000_00


def _poster(k: Kontekst) -> list[dict]:
    from engine.lager.laes import forespoerg

    return forespoerg(k.gen, "SELECT * FROM core.postering").to_pylist()


def test_kolonnerne_og_ordenen_er_kontraktens(k: Kontekst) -> None:
    df = _raekker(k)
    assert list(df[["cpr", "maaned", "ordning"]].itertuples(index=False, name=None)) == sorted(
        df[["cpr", "maaned", "ordning"]].itertuples(index=False, name=None)
    )
    assert not df.duplicated(["cpr", "maaned", "ordning"]).any()


def test_et_aar_uden_sats_afvises_med_parameterens_navn(k: Kontekst) -> None:
    uden = {
        n: replace(p, vaerdier=tuple(v for v in p.vaerdier if v.fra.year != 2022))
        for n, p in k.lov.parametre.items()
        if n == "inl_grundtilskud_kr_md"
    }
    lov = replace(k.lov, parametre={**k.lov.parametre, **uden})
    with pytest.raises(ParameterMangler, match="inl_grundtilskud_kr_md"):
        _raekker(replace(k, lov=lov), 2022)
    assert _sum(replace(k, lov=lov), 2023, A, "grundtilskud") == 12 * 3_030_00


def test_det_der_mangler_og_det_der_er_taget_for_meget(k: Kontekst) -> None:
    fund = udlaendinge.beregn(k).fund
    fundet = {
        (r["ordning"], r["retning"], r["fra"], r["til"], r["forskel_oere"]) for r in fund.to_dict("records")
    }
    assert fundet == {
        ("grundtilskud", "skyldig", "2023-02", "2023-04", -3 * 3_030_00),
        ("resultat_dansk", "skyldig", "2022-05", "2022-11", -35_755_00),
        ("resultat_job", "til_gode", "2022-06", "2022-06", 83_801_00),
        ("par181", "til_gode", "2023-06", "2023-06", 15_000_00),
        ("uledsaget", "til_gode", "2023-11", "2023-12", 2 * 10_074_00),
        ("uledsaget", "til_gode", "2024-01", "2024-01", 10_397_00),
        ("grundtilskud", "til_gode", "2024-01", "2024-01", 3_127_00),
    }


@pytest.mark.parametrize(
    ("netto", "tvivl", "rest"),
    [
        (-75_000_00, 75_000_00, 0),  # the claim's bill is booked on somebody else
        (-75_000_00, 74_000_00, 0),  # an expected bill is not the real one to the krone
        (-75_000_00, 200_000_00, 0),  # never more than there is, and never the other way
        (-75_000_00, 40_000_00, -35_000_00),
        (
            -75_000_00,
            -40_000_00,
            -75_000_00,
        ),  # another's bill on the person: the claim is even more without right
        (75_000_00, -40_000_00, 35_000_00),  # another's bill on the person is not to be claimed
    ],
)
def test_en_regning_et_andet_sted_tager_sin_del_af_forskellen(netto: int, tvivl: int, rest: int) -> None:
    assert udlaendingetvivl.rest(netto, Tvivl(tvivl, (udlaendingetvivl.PAA_ANDEN,))) == rest
    assert udlaendingetvivl.rest(netto, None) == netto


def _maanedlige(cpr: str, maaneder: range) -> list[dict[str, str]]:
    return [
        postering(
            cpr,
            "20000.00",
            f"2022-{m:02d}-01",
            f"2022-{m:02d}-{monthrange(2022, m)[1]}",
            lov="SEL",
            paragraf="96",
            cvr="11223344",
            bogfoeringsdato=f"2022-{m:02d}-28",
        )
        for m in maaneder
    ]


def test_en_maaned_uden_regning_er_ikke_hjemtaget_uden_ret(tmp_path: Path) -> None:
    """A's BPA ran all of 2022 and was claimed every month; October's bill has not come, the others have."""
    t = by()
    t["indsats"] = [
        {
            **{"indsats_id": "I1", "cpr": A, "lov": "SEL", "paragraf": "96", "leverandoer_cvr": "11223344"},
            **{"startdato": "2022-01-01", "takst": "20000.00", "enhed": "maaned", "status": "bevilget"},
        }
    ]
    t["postering"] = [*_maanedlige(A, range(1, 10)), *_maanedlige(A, range(11, 13))]
    t["hjemtaget"] = [_krav(m, A, "par181", f"2022-{m:02d}", "20000.00") for m in range(1, 13)]
    ind = Indstillinger(hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 's.db'}")
    r = udlaendinge.beregn(lager_af(t, ind, NU, tmp_path, "dato = 2022-12-31"))
    assert "par181" not in set(r.fund["ordning"])
    (tvivl,) = r.tvivl.to_dict("records")
    assert tvivl["tvivl_oere"] == -20_000_00
    assert "ikke bogført endnu" in tvivl["begrundelse"]


def test_en_maaned_hvis_regning_staar_i_maaneden_ved_siden_af_er_ikke_uden_regning() -> None:
    """October has two bills: one of them is September's or November's, and not both."""
    uden = pd.DataFrame([("p", "2022-09", 1, 20_000_00), ("p", "2022-11", 1, 20_000_00)],
                        columns=["person_noegle", "fra", "maaneder", "ventet_oere"])  # fmt: skip
    bogfoert = {("p", "2022-10"): 40_000_00 * 27_720}
    september, november = uden.itertuples(index=False)
    assert udlaendingetvivl._staar_ved_siden_af(september, bogfoert)
    assert not udlaendingetvivl._staar_ved_siden_af(november, bogfoert)


def test_en_regning_uden_periode_efter_aarsskiftet_kan_vaere_den_der_mangler_i_aaret(tmp_path: Path) -> None:
    """A's BPA was claimed each month of 2022; December's bill was booked in January and tells no month."""
    t = by()
    sent = postering(
        A, "20000.00", lov="SEL", paragraf="96", bogfoeringsdato="2023-01-10", regnskabsaar="2023"
    )
    t["postering"] = [*_maanedlige(A, range(1, 12)), sent | {"bilagsdato": "2023-01-05"}]
    t["hjemtaget"] = [_krav(m, A, "par181", f"2022-{m:02d}", "20000.00") for m in range(1, 13)]
    ind = Indstillinger(hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 's.db'}")
    r = udlaendinge.beregn(lager_af(t, ind, NU, tmp_path, "dato = 2022-12-31"))
    assert r.fund[(r.fund["ordning"] == "par181") & (r.fund["fra"] < "2023")].empty
    (tvivl,) = r.tvivl.to_dict("records")
    assert (tvivl["tvivl_oere"], "uden periode" in tvivl["begrundelse"]) == (-20_000_00, True)


def _loen(maaneder: list[str]) -> list[dict[str, str]]:
    return [{"cpr": B, "maaned": m, "indkomsttype": "00", "beloeb": "25000.00"} for m in maaneder]


def test_arbejde_der_loeb_da_indkomstdata_begynder_er_et_spoergsmaal_og_intet_muligt_job(
    tmp_path: Path,
) -> None:
    """B has the responsibility from 20 January 2022. Wages from the first month of the data: who knows since when."""
    t = by()
    t["indkomst"] = _loen([f"2022-{m:02d}" for m in range(6, 10)])
    ind = Indstillinger(hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 's.db'}")
    r = udlaendinge.beregn(lager_af(t, ind, NU, tmp_path, "dato = 2024-01-31"))
    assert r.mulige_job.empty
    (job,) = r.jobspoergsmaal.to_dict("records")
    assert (job["fra"], job["til"], job["oere"]) == ("2022-06", "2022-09", 83_801_00)
    assert "begyndelsen kendes ikke" in job["begrundelse"]


# --- 100 % refund goes before særligt dyre enkeltsager ----------------------------------------------------------


def _sde_netto(k: Kontekst, aar: int = 2023) -> dict[str, int]:
    u = sde.grundlag(k).udgift
    u = u[u["aar"] == aar]
    return {str(m): int(x) // 27_720 for m, x in u.groupby("maaned", observed=True)["netto_u"].sum().items()}


def test_det_staten_betaler_hele_af_er_ingen_krone_i_saerligt_dyre_og_resten_af_maaneden_er(
    k: Kontekst,
) -> None:
    # May: 30.000 net is paid in full, 5.000 of § 85 is not. June: 15 of 30 days. July: after the three years.
    assert _sde_netto(k) == {"2023-05": 5_000_00, "2023-06": 15_000_00, "2023-07": 9_000_00}


def test_ingen_krone_staar_i_begge_ordninger_og_ingen_er_blevet_vaek(k: Kontekst) -> None:
    alle = sde.grundlag_for_aar(k, 2023)
    daekket = alle[alle["aarsag"] == "fuld_refusion"]
    assert not daekket["medregnet"].any()
    assert int(daekket["andel_oere"].sum()) == _sum(k, 2023, A, "par181") == 45_000_00
    assert int(alle["andel_oere"].sum()) == sum(p["beloeb_oere"] for p in _poster(k)) == 74_000_00
    inde = alle[alle["medregnet"]].groupby("maaned")["andel_oere"].sum().to_dict()
    assert inde == _sde_netto(k)


def test_en_flyttet_periode_deles_som_en_leveret(k: Kontekst) -> None:
    juli = next(p for p in _poster(k) if p["beloeb_oere"] == 9_000_00)
    noegle = {n: juli[n] for n in ("kilde", "regnskabsaar", "bilagsnr", "linjenr")}
    nyt = {"periode_fra": "2023-03-01", "periode_til": "2023-03-31"}
    rettet = replace(k, rettelser=(Rettelse(1, FLYT_PERIODE, noegle, nyt, "", ""),), rettelse_nr=1)
    assert {m: oere for m, oere in _sde_netto(rettet).items() if oere} == {
        "2023-05": 5_000_00,
        "2023-06": 15_000_00,
    }
    alle = sde.grundlag_for_aar(rettet, 2023)
    assert int(alle[alle["aarsag"] == "fuld_refusion"]["andel_oere"].sum()) == 54_000_00


def test_statsrefusion_bogfoert_paa_den_daekkede_hjaelp_foelger_med_den(tmp_path: Path) -> None:
    """June's 15 days have been paid back by the state: the 15.000 kr. that are left are not reduced by it."""
    tabeller = by()
    stat = postering(
        A, "-15000.00", "2023-06-01", "2023-06-30", konto="5385221000000286", lov="SEL", paragraf="96"
    )
    tabeller["postering"] = [*tabeller["postering"], stat]
    ind = Indstillinger(
        hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 'sager.db'}"
    )
    k = lager_af(tabeller, ind, NU, tmp_path, "dato = 2024-01-31")
    assert _sde_netto(k)["2023-06"] == 15_000_00


# --- what a caseworker says ----------------------------------------------------------------------------------------

BARN = "6105120004"
KAREN = Bruger(1, "karen", "Karen", Rolle.OEKONOM)
ULLA = Bruger(2, "ulla", "Ulla", Rolle.SAGSBEHANDLER, ("udlaendinge",))


def anbragt(hjemtaget: str = "0.00") -> Tabeller:
    """40.000 kr. for a child's place in June 2023 (SEL § 52, stk. 3, nr. 7), placed a year after the permit."""
    anbringelse = {"lov": "SEL", "paragraf": "52.3.7"}
    indsats = {
        "indsats_id": "I1",
        "cpr": BARN,
        "startdato": "2023-01-10",
        "takst": "40000.00",
        "enhed": "maaned",
    }
    return {
        "person": [person(BARN, "2012-05-01")],
        "opholdstilladelse": [_tilladelse(BARN, "2022-01-05", "2022-01-20")],
        "indsats": [indsats | {"status": "bevilget", "anbringelse": "1"} | anbringelse],
        "postering": [postering(BARN, "40000.00", "2023-06-01", "2023-06-30", **anbringelse)],
        "hjemtaget": [_krav(1, BARN, "par181", "2023-06", hjemtaget)],
    }


def test_er_det_hjemtaget_og_ubesvaret_er_det_i_tvivl_og_efter_et_nej_hjemtaget_uden_ret(
    tmp_path: Path, database_url: str
) -> None:
    ind = Indstillinger(hjem=tmp_path / "hjem", kommune="0860", database_url=database_url)
    k = lager_af(anbragt("40000.00"), ind, NU, tmp_path, "dato = 2024-01-31")
    r = udlaendinge.beregn(k)
    assert r.fund[r.fund["ordning"] == "par181"].empty
    (tvivl,) = r.tvivl.to_dict("records")
    assert (tvivl["tvivl_oere"], "nedsat funktionsevne" in tvivl["begrundelse"]) == (-40_000_00, True)
    (spoergsmaal,) = r.handicap.to_dict("records")
    assert (spoergsmaal["svar"], spoergsmaal["ekstra_oere"], spoergsmaal["mangler_oere"]) == (
        "ubesvaret",
        40_000_00,
        0,
    )
    (noegle,) = r.personer
    udlaendingemaerker.maerk_som(ind, ULLA, noegle, False, "Afgørelsen af 3. januar 2023", NU)
    efter = udlaendinge.beregn(kontekst.hent(ind))
    (fund,) = efter.fund[efter.fund["ordning"] == "par181"].to_dict("records")
    assert (fund["forskel_oere"], list(efter.handicap["svar"])) == (-40_000_00, ["nej"])


def test_en_regning_paa_ingen_er_en_formodet_del_af_det_et_ja_giver(tmp_path: Path) -> None:
    """July's bill of 40.000 kr. stands on nobody with the child's number in its text."""
    t = anbragt()
    grund = {"lov": "SEL", "paragraf": "52.3.7", "bogfoeringsdato": "2023-07-31", "bilagsdato": "2023-07-31"}
    paa_ingen = postering(
        "", "40000.00", "2023-07-01", "2023-07-31", tekst=f"Ophold cpr {BARN[:6]}-{BARN[6:]}", **grund
    )
    t["postering"].append(paa_ingen)
    ind = Indstillinger(hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 's.db'}")
    r = udlaendinge.beregn(lager_af(t, ind, NU, tmp_path, "dato = 2024-01-31"))
    (spoergsmaal,) = r.handicap.to_dict("records")
    assert (spoergsmaal["ekstra_oere"], spoergsmaal["formodet_oere"], spoergsmaal["mangler_oere"]) == (
        40_000_00,
        40_000_00,
        80_000_00,
    )
    assert r.formodede.empty


def test_svaret_giver_fuld_refusion_tager_kronerne_ud_af_saerligt_dyre_og_kan_fortrydes(
    tmp_path: Path, database_url: str
) -> None:
    ind = Indstillinger(hjem=tmp_path / "hjem", kommune="0860", database_url=database_url)
    k = lager_af(anbragt(), ind, NU, tmp_path, "dato = 2024-01-31")
    (noegle,) = udlaendinge.beregn(k).personer
    spoergsmaal = udlaendingemaerker.handicap(k, KAREN, noegle)
    assert spoergsmaal is not None
    assert (spoergsmaal.ekstra_oere, spoergsmaal.maerket, spoergsmaal.maa) == (40_000_00, None, True)
    assert _sde_netto(k) == {"2023-06": 40_000_00}

    udlaendingemaerker.maerk_som(ind, ULLA, noegle, True, "Afgørelsen af 3. januar 2023", NU)
    efter = kontekst.hent(ind)
    (maaned,) = udlaendinge.beregn(efter).tilskud.query("ordning == 'par181'").to_dict("records")
    assert (maaned["maaned"], maaned["oere"]) == ("2023-06", 40_000_00)
    assert maaned["hjemmel"] == "SEL § 181, stk. 3, nr. 1"
    assert {m: oere for m, oere in _sde_netto(efter).items() if oere} == {}
    assert udlaendingemaerker.handicap(efter, ULLA, noegle).er_ja

    udlaendingemaerker.fortryd_som(ind, ULLA, noegle, NU)
    assert _sde_netto(kontekst.hent(ind)) == {"2023-06": 40_000_00}
    linje = {"type": "udlaending", "noegle": {"udlaending": BARN}, "nyt": {"handicapanbragt": 1}}
    rettelser.skriv(ind, laes_retfil(json.dumps(linje | {"begrundelse": "Set", "bruger": "karen"})), NU)
    fra_ret = kontekst.hent(ind)
    assert _sum(fra_ret, 2023, BARN, "par181") == 40_000_00
    assert BARN not in str([r.noegle for r in fra_ret.rettelser])
    with pytest.raises(AdgangNaegtet):
        udlaendingemaerker.maerk_som(
            ind, Bruger(3, "bo", "Bo", Rolle.SAGSBEHANDLER, ("boern",)), noegle, False, "Nej", NU
        )
    with pytest.raises(RettelseAfvist, match="hvor det fremgår"):
        udlaendingemaerker.maerk_som(ind, ULLA, noegle, False, " ", NU)


# --- work nobody told of: when did it begin? ------------------------------------------------------------------------


def _maanedsloen(beloeb: dict[str, str]) -> list[dict[str, str]]:
    return [{"cpr": B, "maaned": m, "indkomsttype": "00", "beloeb": kr} for m, kr in beloeb.items()]


def _job_af(tmp_path: Path, indkomst: list[dict[str, str]], **ansvar: str) -> udlaendinge.Resultat:
    t = by()
    t["indkomst"] = [*indkomst, {"cpr": A, "maaned": "2022-01", "indkomsttype": "00", "beloeb": "100.00"}]
    t["opholdstilladelse"][1] |= ansvar
    ind = Indstillinger(hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 's.db'}")
    return udlaendinge.beregn(lager_af(t, ind, NU, tmp_path, "dato = 2024-01-31"))


def test_loen_for_17_af_31_dage_i_juli_er_arbejde_fra_den_15_og_seks_maaneder_i_januar(
    tmp_path: Path,
) -> None:
    """From 15 July 2022 to 14 January 2023: the rate is that of 2023, 86.064 kr., and not of 2022."""
    hele = {f"2022-{m:02d}": "31000.00" for m in range(8, 13)} | {
        "2023-01": "31000.00",
        "2023-02": "31000.00",
    }
    r = _job_af(tmp_path, _maanedsloen({"2022-07": "17000.00"} | hele), ansvar_til="")
    (job,) = r.mulige_job.to_dict("records")
    assert (job["naaet"], job["oere"]) == ("2023-01", 86_064_00)
    assert "15.07.2022" in job["begrundelse"]


def test_fuld_loen_fra_juli_er_arbejde_fra_den_foerste_og_seks_maaneder_i_december(tmp_path: Path) -> None:
    loen = {f"2022-{m:02d}": "31000.00" for m in range(7, 13)} | {"2023-01": "31000.00"}
    r = _job_af(tmp_path, _maanedsloen(loen), ansvar_til="")
    (job,) = r.mulige_job.to_dict("records")
    assert (job["naaet"], job["oere"]) == ("2022-12", 83_801_00)


def test_loen_fra_dataenes_foerste_maaned_spoerges_der_ikke_om_naar_retten_oftest_er_aeldre_end_kravene(
    tmp_path: Path,
) -> None:
    """The responsibility is four years older than the data: of those days the work can have begun on, most gave a grant
    before 2022, the first year with claims."""
    loen = _maanedsloen({f"2022-{m:02d}": "31000.00" for m in range(1, 13)})
    r = _job_af(tmp_path, loen, tilladelsesdato="2018-01-05", ansvar_fra="2018-01-20", ansvar_til="")
    assert r.mulige_job.empty
    assert r.jobspoergsmaal.empty


def test_arbejde_der_kun_kan_vaere_begyndt_i_tre_maaneder_med_samme_sats_er_et_muligt_job(
    tmp_path: Path,
) -> None:
    """Responsible from 20 October 2021: six months end between April and June 2022, whenever it began."""
    loen = _maanedsloen({f"2022-{m:02d}": "31000.00" for m in range(1, 13)})
    r = _job_af(tmp_path, loen, tilladelsesdato="2021-10-05", ansvar_fra="2021-10-20", ansvar_til="")
    (job,) = r.mulige_job.to_dict("records")
    assert job["oere"] == 83_801_00
    assert r.jobspoergsmaal.empty
