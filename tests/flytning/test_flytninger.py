"""What is a move and what is none, one sentence at a time, worked out by hand."""

from __future__ import annotations

import pytest

from tests.flytning.flyttelager import Raekke, bor, flytninger, hus, kort, lager, ude


def _bevaegelser(*adresser: Raekke, **person: str | None) -> list[tuple[str, str, str]]:
    personer = [{"person_noegle": "A"} | person] if person else []
    return kort(flytninger(adresser, personer))


FOEDT_HER = {"foedselsdato": "2000-01-01"}


def test_fra_en_kommune_til_en_anden_er_en_flytning_paa_dagen() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2020-03-01", "0851"), bor("A", "2", "2020-03-01"), **FOEDT_HER
    ) == [("2020-03-01", "0851", "0998")]


def test_samme_adresse_fortalt_igen_er_ingen_flytning() -> None:
    ens = {"etage": "01", "sidedoer": "TV"}
    igen = bor("A", "007A", "2020-03-01", etage="1", sidedoer="tv")
    assert _bevaegelser(bor("A", "7a", "2000-01-01", "2020-03-01", **ens), igen, **FOEDT_HER) == []


def test_en_anden_doer_i_samme_hus_er_en_flytning_inden_for_kommunen() -> None:
    raekker = flytninger(
        [
            bor("A", "7", "2000-01-01", "2020-03-01", sidedoer="tv"),
            bor("A", "7", "2020-03-01", sidedoer="th"),
        ],
        [{"person_noegle": "A"} | FOEDT_HER],
    )
    assert [(r["retning"], r["fra_adresse_noegle"], r["til_adresse_noegle"]) for r in raekker] == [
        ("inden", "0998-0101-7--tv", "0998-0101-7--th")
    ]


def test_vejnavnet_siger_intet_kun_koden() -> None:
    assert (
        _bevaegelser(
            bor("A", "7", "2000-01-01", "2020-03-01", vejnavn="Kirkegade"),
            bor("A", "7", "2020-03-01", vejnavn="Kirke Gade"),
            **FOEDT_HER,
        )
        == []
    )


def test_en_adresse_uden_vejkode_kan_ikke_sammenlignes_og_er_ingen_flytning_i_kommunen() -> None:
    assert (
        _bevaegelser(
            bor("A", "7", "2000-01-01", "2020-03-01"), bor("A", "9", "2020-03-01", vejkode=None), **FOEDT_HER
        )
        == []
    )


def test_flere_flytninger_samme_dag_er_den_sidste_efter_loebenr() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2020-03-01"),
        bor("A", "2", "2020-03-01", "2020-03-01", "0851", loebenr=0),
        bor("A", "3", "2020-03-01", "", "0860", loebenr=1),
        **FOEDT_HER,
    ) == [("2020-03-01", "0998", "0860")]


def test_frem_og_tilbage_samme_dag_er_ingen_flytning() -> None:
    assert (
        _bevaegelser(
            bor("A", "1", "2000-01-01", "2020-03-01"),
            bor("A", "2", "2020-03-01", "2020-03-01", "0851", loebenr=0),
            bor("A", "1", "2020-03-01", "", loebenr=1),
            **FOEDT_HER,
        )
        == []
    )


def test_overlap_den_nye_adresse_afslutter_den_gamle() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2021-12-31"), bor("A", "2", "2020-03-01", "", "0851"), **FOEDT_HER
    ) == [("2020-03-01", "0998", "0851")]


def test_et_hul_er_ingen_flytning_til_ukendt_men_en_flytning_den_dag_den_naeste_adresse_begynder() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2020-03-01"), bor("A", "2", "2020-09-01", "", "0851"), **FOEDT_HER
    ) == [("2020-09-01", "0998", "0851")]


def test_et_hul_og_tilbage_til_samme_adresse_er_ingen_flytning() -> None:
    assert (
        _bevaegelser(bor("A", "1", "2000-01-01", "2020-03-01"), bor("A", "1", "2020-09-01"), **FOEDT_HER)
        == []
    )


def test_en_adresse_der_hoerer_op_uden_en_ny_er_en_flytning_til_ukendt() -> None:
    assert _bevaegelser(bor("A", "1", "2000-01-01", "2020-03-01"), **FOEDT_HER) == [
        ("2020-03-01", "0998", "ukendt")
    ]


@pytest.mark.parametrize("til", ["", "2020-03-01", "2020-03-02", "2021-01-01"])
def test_doeden_er_ingen_flytning_hvornaar_adressen_end_hoerer_op(til: str) -> None:
    doed = FOEDT_HER | {"doedsdato": "2020-03-01", "cpr_status": "90"}
    assert _bevaegelser(bor("A", "1", "2000-01-01", til), **doed) == []


def test_en_flytning_efter_doeden_taeller_ikke() -> None:
    doed = FOEDT_HER | {"doedsdato": "2020-03-01", "cpr_status": "90"}
    assert (
        _bevaegelser(
            bor("A", "1", "2000-01-01", "2020-04-01"), bor("A", "2", "2020-04-01", "", "0851"), **doed
        )
        == []
    )


def test_foedsel_er_ingen_flytning_men_en_foerste_adresse_senere_er_fra_ukendt() -> None:
    assert _bevaegelser(bor("A", "1", "2020-03-05"), foedselsdato="2020-03-03") == []
    assert _bevaegelser(bor("A", "1", "2020-04-03"), foedselsdato="2020-03-03") == []  # 31 days after
    assert _bevaegelser(bor("A", "1", "2020-04-04"), foedselsdato="2020-03-03") == [
        ("2020-04-04", "ukendt", "0998")
    ]


def test_foerste_adresse_med_et_indrejseland_er_en_indvandring() -> None:
    assert _bevaegelser(bor("A", "1", "2020-03-01", indrejse_landekode="PL")) == [
        ("2020-03-01", "PL", "0998")
    ]


def test_udrejst_og_hjem_igen_er_to_flytninger_over_graensen() -> None:
    raekker = flytninger(
        [
            bor("A", "1", "2000-01-01", "2020-03-01"),
            ude("A", "SE", "2020-03-01", "2021-05-01"),
            bor("A", "1", "2021-05-01", "", "0851", indrejse_landekode="NO"),
        ],
        [{"person_noegle": "A"} | FOEDT_HER],
    )
    assert kort(raekker) == [("2020-03-01", "0998", "SE"), ("2021-05-01", "NO", "0851")]
    assert [r["retning"] for r in raekker] == ["ud", "andre"]


def test_hjem_uden_indrejseland_er_fra_det_land_personen_rejste_til() -> None:
    ophold = [bor("A", "1", "2000-01-01", "2020-03-01"), ude("A", "SE", "2020-03-01", "2021-05-01")]
    assert _bevaegelser(*ophold, bor("A", "1", "2021-05-01"))[-1] == ("2021-05-01", "SE", "0998")


def test_registerets_indrejse_uden_en_udrejse_foer_gaelder_ikke_mod_historikken() -> None:
    """The person lived in Aalborg until the day: the history speaks, not the field."""
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2020-03-01", "0851"), bor("A", "2", "2020-03-01", indrejse_landekode="NO"),
        **FOEDT_HER,
    ) == [("2020-03-01", "0851", "0998")]  # fmt: skip


def test_groenland_er_et_andet_land() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2020-03-01"), bor("A", "2", "2020-03-01", "", "0956"), **FOEDT_HER
    ) == [("2020-03-01", "0998", "GL")]


def test_forsvundet_og_fundet_igen() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2020-03-01"),
        ude("A", None, "2020-03-01", "2021-05-01", "forsvundet"),
        bor("A", "1", "2021-05-01"),
        **FOEDT_HER,
    ) == [("2020-03-01", "0998", "forsvundet"), ("2021-05-01", "forsvundet", "0998")]


def test_uden_fast_bopael_i_kommunen_er_en_flytning_inden_for_den() -> None:
    (r,) = flytninger(
        [
            bor("A", "1", "2000-01-01", "2020-03-01"),
            bor("A", "", "2020-03-01", type="uden_fast_bopael", vejkode="9901"),
        ],
        [{"person_noegle": "A"} | FOEDT_HER],
    )
    assert (r["retning"], r["til_adresse_noegle"]) == ("inden", None)


def test_skattenummer_uden_bopael_er_ingen_kommune() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2020-03-01", "0010", type="uden_fast_bopael"), bor("A", "1", "2020-03-01"),
        **FOEDT_HER,
    ) == [("2020-03-01", "ukendt", "0998")]  # fmt: skip


@pytest.mark.parametrize("dag", ["2006-12-22", "2007-01-01", "2007-01-15"])
def test_kommunesammenlaegningen_2007_er_ingen_flytning(dag: str) -> None:
    gammel, ny = bor("A", "1", "2000-01-01", dag, "0333"), bor("A", "1", dag, "", "0330", vejkode="2345")
    assert _bevaegelser(gammel, ny, **FOEDT_HER) == []


def test_en_flytning_fra_en_nedlagt_kommune_paa_en_anden_dag_er_en_flytning() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2006-05-01", "0333"),
        bor("A", "1", "2006-05-01", "", "0851"),
        **FOEDT_HER,
    ) == [("2006-05-01", "0333", "0851")]


def test_to_kommuner_der_bestaar_den_1_januar_2007_er_en_flytning() -> None:
    assert _bevaegelser(
        bor("A", "1", "2000-01-01", "2007-01-01", "0851"),
        bor("A", "1", "2007-01-01", "", "0461"),
        **FOEDT_HER,
    ) == [("2007-01-01", "0851", "0461")]


@pytest.mark.parametrize("status", ["30", "50"])
def test_annullerede_og_dobbelte_numre_er_ingen(status: str) -> None:
    assert (
        _bevaegelser(
            bor("A", "1", "2000-01-01", "2020-03-01"),
            bor("A", "2", "2020-03-01", "", "0851"),
            cpr_status=status,
        )
        == []
    )


def test_en_usikker_dato_foelger_med() -> None:
    (r,) = flytninger(
        [
            bor("A", "1", "2000-01-01", "2020-01-01", "0851"),
            bor("A", "2", "2020-01-01", tilflytningsdato_usikker=True),
        ],
        [{"person_noegle": "A"} | FOEDT_HER],
    )
    assert r["dato_usikker"] is True


@pytest.mark.parametrize(
    ("foedt", "dag", "alder"),
    [
        ("2002-03-01", "2020-03-01", 18),  # on the birthday
        ("2002-03-02", "2020-03-01", 17),  # the day before
        ("2004-02-29", "2021-02-28", 16),  # a leap day: the birthday is not reached on 28 February
        ("2004-02-29", "2021-03-01", 17),
    ],
)
def test_alderen_er_hele_aar_paa_flyttedagen(foedt: str, dag: str, alder: int) -> None:
    (r,) = flytninger(
        [bor("A", "1", foedt, dag, "0851"), bor("A", "2", dag)],
        [{"person_noegle": "A", "foedselsdato": foedt}],
    )
    assert (r["alder"], r["koen"], r["retning"]) == (alder, "K", "ind")


@pytest.mark.parametrize(
    ("fra", "til", "retning"),
    [("0851", "0998", "ind"), ("0998", "0851", "ud"), ("0998", "0998", "inden"), ("0851", "0860", "andre")],
)
def test_retningen_er_set_fra_den_egne_kommune(fra: str, til: str, retning: str) -> None:
    adresser = [bor("A", "1", "2000-01-01", "2020-03-01", fra), bor("A", "2", "2020-03-01", "", til)]
    assert [r["retning"] for r in flytninger(adresser, [{"person_noegle": "A"} | FOEDT_HER])] == [retning]
    andre = flytninger(adresser, [{"person_noegle": "A"} | FOEDT_HER], kommune=None)
    assert [r["retning"] for r in andre] == ["andre"]


# --- institutions ------------------------------------------------------------------------------------------------


def _institutioner(fra: Raekke, til: Raekke, *steder: Raekke) -> tuple[str | None, str | None]:
    (r,) = flytninger([fra, til], [{"person_noegle": "A"} | FOEDT_HER], steder)
    return r["fra_institution_id"], r["til_institution_id"]


def test_institutionen_kendes_paa_husnummeret() -> None:
    fra, til = (
        bor("A", "1", "2000-01-01", "2020-03-01"),
        bor("A", "8", "2020-03-01", etage="1", sidedoer="th"),
    )
    assert _institutioner(fra, til, hus("I1", "008"), hus("I2", "8", kommune="0851")) == (None, "I1")


def test_en_institution_paa_en_etage_eller_bag_en_doer_er_kun_der() -> None:
    fra = bor("A", "1", "2000-01-01", "2020-03-01")
    etage, doer = hus("I1", "8", etage="1"), hus("I2", "8", etage="01", sidedoer="TH")
    assert _institutioner(fra, bor("A", "8", "2020-03-01", etage="1", sidedoer="tv"), etage, doer) == (
        None,
        "I1",
    )
    assert _institutioner(fra, bor("A", "8", "2020-03-01", etage="1", sidedoer="th"), etage, doer) == (
        None,
        "I2",
    )
    assert _institutioner(fra, bor("A", "8", "2020-03-01", etage="2", sidedoer="th"), etage, doer) == (
        None,
        None,
    )


def test_institutionen_skal_have_adressen_den_dag() -> None:
    fra, til = bor("A", "8", "2000-01-01", "2020-03-01"), bor("A", "9", "2020-03-01")
    foer = hus("I1", "8", gyldig_fra="2010-01-01", gyldig_til="2020-02-28")  # gone the day before the last
    dengang = hus("I2", "8", gyldig_fra="2010-01-01", gyldig_til="2020-02-29")
    senere = hus("I3", "9", gyldig_fra="2020-03-02")
    assert _institutioner(fra, til, foer, senere) == (None, None)
    assert _institutioner(fra, til, foer, dengang, senere) == ("I2", None)


def test_en_ny_version_af_institutionen_afslutter_den_gamle() -> None:
    """The institution moved to number 9 in 2015; nobody closed the old row."""
    fra, til = bor("A", "1", "2000-01-01", "2020-03-01"), bor("A", "8", "2020-03-01")
    gammel, ny = hus("I1", "8", gyldig_fra="2010-01-01"), hus("I1", "9", gyldig_fra="2015-01-01")
    assert _institutioner(fra, til, gammel, ny) == (None, None)


@pytest.mark.parametrize("type_", ["skole", "dagtilbud"])
def test_ingen_bor_paa_en_skole(type_: str) -> None:
    fra, til = bor("A", "1", "2000-01-01", "2020-03-01"), bor("A", "8", "2020-03-01")
    assert _institutioner(fra, til, hus("I1", "8", type_)) == (None, None)


def test_et_ophold_paa_en_institution_er_kun_den_tid_institutionen_har_adressen() -> None:
    con = lager(
        [bor("A", "8", "2015-01-01", "2020-03-01"), bor("A", "9", "2020-03-01")],
        institutioner=[hus("I1", "8", gyldig_fra="2016-01-01"), hus("I2", "9", gyldig_til="2021-12-31")],
        til="core.institutionsophold",
    )
    svar = con.execute(
        "SELECT institution_id, ophold_fra::VARCHAR, fra::VARCHAR, til::VARCHAR, niveau "
        "FROM core.institutionsophold ORDER BY institution_id"
    ).fetchall()
    assert svar == [
        ("I1", "2015-01-01", "2016-01-01", "2020-02-29", 1),
        ("I2", "2020-03-01", "2020-03-01", "2021-12-31", 1),
    ]


# --- counts without persons ------------------------------------------------------------------------------------


def test_optaellingen_er_flytningerne_efter_aar_retning_sted_og_aldersgruppe() -> None:
    adresser: list[Raekke] = []
    for hvem in "ABC":
        adresser += [bor(hvem, "1", "1980-06-15", "2020-03-01", "0851"), bor(hvem, "2", "2020-03-01")]
    adresser += [bor("D", "1", "2015-01-01", "2021-03-01"), ude("D", "SE", "2021-03-01")]
    adresser += [bor("E", "1", "2015-01-01", "2020-03-01"), bor("E", "2", "2020-03-01", "", "0851")]
    con = lager(adresser, [{"person_noegle": p, "foedselsdato": "2015-01-01"} for p in "DE"])
    svar = con.execute(
        "SELECT aar, retning, fra_kommunekode, til_kommunekode, til_landekode, alder_fra, antal FROM marts.flytning "
        "ORDER BY ALL"
    ).fetchall()
    assert svar == [
        (2020, "ind", "0851", "0998", None, 25, 3),
        (2020, "ud", "0998", "0851", None, 0, 1),
        (2021, "ud", "0998", None, "SE", 6, 1),
    ]
