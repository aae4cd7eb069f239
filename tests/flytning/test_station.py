"""The residence timeline, one sentence at a time, and on random histories against an oracle that walks day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby, pairwise

from hypothesis import Phase, given, settings

from engine.flytning import bopael
from tests.flytning.flyttelager import Raekke, bor, hus, lager, stationer, ude
from tests.flytning.test_orakel import DAGE, Sted, _by, _slut, _som_sted, _varede_en_dag, dag, stil


def _kort(raekker: list[Raekke]) -> list[tuple[str, str, str]]:
    """(first day, place, municipality, institution or country)."""
    return [
        (str(r["fra"]), r["sted"], r["institution_id"] or r["kommunekode"] or r["landekode"] or "")
        for r in raekker
    ]


def test_et_hul_er_en_station_paa_ukendt_adresse() -> None:
    r = stationer([bor("A", "1", "2000-01-01", "2010-01-01", "0851"), bor("A", "2", "2010-03-01")])
    assert _kort(r) == [
        ("2000-01-01", "bolig", "0851"),
        ("2010-01-01", "ukendt", ""),
        ("2010-03-01", "bolig", "0998"),
    ]
    assert [str(x["til"]) for x in r] == ["2009-12-31", "2010-02-28", "None"]


def test_et_hul_mellem_samme_adresse_er_ingen_station() -> None:
    r = stationer([bor("A", "1", "2000-01-01", "2010-01-01"), bor("A", "1", "2010-03-01")])
    assert _kort(r) == [("2000-01-01", "bolig", "0998")]


def test_kommunesammenlaegningen_i_2007_er_ingen_ny_station() -> None:
    r = stationer(
        [
            bor("A", "1", "2000-01-01", "2007-01-01", "0181", vejkode="0777"),
            bor("A", "9", "2007-01-01", "", "0230"),
        ]
    )
    assert _kort(r) == [("2000-01-01", "bolig", "0230")]


def test_en_flytning_til_en_anden_kommune_samme_aar_er_en_station() -> None:
    r = stationer(
        [bor("A", "1", "2000-01-01", "2006-05-01", "0181"), bor("A", "9", "2006-05-01", "", "0230")]
    )
    assert _kort(r) == [("2000-01-01", "bolig", "0230"), ("2006-05-01", "bolig", "0230")]


def test_en_nedlagt_kommune_er_den_den_blev_en_del_af_naar_den_ikke_blev_delt() -> None:
    r = stationer(
        [bor("A", "1", "1990-01-01", "2000-01-01", "0841"), bor("A", "2", "2000-01-01", "", "0717")]
    )
    assert [k[2] for k in _kort(r)] == ["0813", "0717"]  # Skagen went into Frederikshavn, Langå was divided


def test_et_ophold_deles_naar_adressen_bliver_en_institution() -> None:
    r = stationer([bor("A", "5", "2000-01-01")], [], [hus("I", "5", gyldig_fra="2015-07-01")])
    assert _kort(r) == [("2000-01-01", "bolig", "0998"), ("2015-07-01", "institution", "I")]


def test_den_der_bor_paa_doeren_ved_siden_af_bor_ikke_paa_institutionen() -> None:
    doer = hus("I", "5", etage="1", sidedoer="th")
    r = stationer(
        [
            bor("A", "5", "2000-01-01", "2010-01-01", etage="1", sidedoer="tv"),
            bor("A", "5", "2010-01-01", etage="01", sidedoer="TH"),
        ],
        [],
        [doer],
    )
    assert _kort(r) == [("2000-01-01", "bolig", "0998"), ("2010-01-01", "institution", "I")]


def test_en_skole_er_ingen_institution_at_bo_paa() -> None:
    assert _kort(stationer([bor("A", "5", "2000-01-01")], [], [hus("S", "5", "skole")])) == [
        ("2000-01-01", "bolig", "0998")
    ]


def test_uden_fast_bopael_med_en_paragraf_110_indsats_er_et_ophold_der() -> None:
    r = stationer(
        [
            bor("A", "1", "2000-01-01", "2020-01-01", "0851"),
            ude("A", None, "2020-01-01", type_="uden_fast_bopael", kommunekode="0998"),
        ],
        [],
        [hus("F", "5", "forsorgshjem_110")],
        indsatser=[
            {
                **{"indsats_id": "1", "person_noegle": "A", "lov": "SEL", "paragraf": "§ 110"},
                **{"institution_id": "F", "startdato": "2020-02-01", "slutdato": "2020-03-31"},
                **{"status": "bevilget", "enhed": "dag"},
            }
        ],
    )
    assert _kort(r) == [
        ("2000-01-01", "bolig", "0851"),
        ("2020-01-01", "ukendt", "0998"),
        ("2020-02-01", "institution", "F"),
        ("2020-04-01", "ukendt", "0998"),
    ]


def test_et_forsorgshjem_her_er_et_ophold_her_selv_om_den_uden_fast_bopael_staar_i_en_anden_kommune() -> None:
    indsats = {
        **{"indsats_id": "1", "person_noegle": "A", "lov": "SEL", "paragraf": "§ 110", "institution_id": "F"},
        **{"startdato": "2020-02-01", "slutdato": "2020-03-31", "status": "bevilget", "enhed": "dag"},
    }
    uden = ude("A", None, "2020-01-01", type_="uden_fast_bopael", kommunekode="0851")
    r = stationer([uden], [], [hus("F", "5", "forsorgshjem_110")], indsatser=[indsats])
    assert [(x["sted"], x["kommunekode"]) for x in r] == [
        ("ukendt", "0851"),
        ("institution", "0998"),
        ("ukendt", "0851"),
    ]


def test_en_station_siger_om_adressen_var_en_opmaerksomhedsadresse_den_foerste_og_den_sidste_dag() -> None:
    """Watched from 1 July 2015 to the end of 2019: not when A came, but when A left; B lives there still."""
    vagt = {"kommunekode": "0998", "vejkode": "101", "husnr": "05", "aarsag": "Et opholdssted er på vej"}
    tid = {"gyldig_fra": "2015-07-01", "gyldig_til": "2019-12-31"}
    dele = [
        bor("A", "5", "2010-01-01", "2019-12-31"),
        bor("A", "6", "2019-12-31"),
        bor("B", "5", "2016-01-01"),
    ]
    r = stationer(dele, opmaerksomme=[vagt | tid])
    sagt = [(x["person_noegle"], bool(x["opmaerksom_foerst"]), bool(x["opmaerksom_sidst"])) for x in r]
    assert sagt == [("A", False, True), ("A", False, False), ("B", True, False)]
    assert r[0]["opmaerksom_sidst"] == "Et opholdssted er på vej"


def test_en_doer_der_holdes_oeje_med_er_ikke_doeren_ved_siden_af() -> None:
    vagt = {
        "kommunekode": "0998",
        "vejkode": "0101",
        "husnr": "5",
        "aarsag": "x",
        "etage": "01",
        "sidedoer": "TH",
    }
    etage = vagt | {"husnr": "7", "sidedoer": None}
    dele = [
        bor("A", "5", "2010-01-01", etage="1", sidedoer="th"),
        bor("B", "5", "2010-01-01", etage="1", sidedoer="tv"),
        bor("C", "7", "2010-01-01", etage="1", sidedoer="tv"),
        bor("D", "7", "2010-01-01", etage="11", sidedoer="tv"),
    ]
    r = stationer(dele, opmaerksomme=[vagt, etage, etage | {"aarsag": "a"}])
    assert [x["opmaerksom_sidst"] for x in r] == ["x", None, "a", None]  # of two reasons the first by name


def test_vejkoderne_for_folk_uden_adresse_er_ingen_bolig() -> None:
    r = stationer([bor("A", "", "2000-01-01", vejkode="9901")])
    assert _kort(r) == [("2000-01-01", "ukendt", "0998")]


def test_en_adresse_uden_vejkode_er_en_bolig_i_kommunen() -> None:
    assert _kort(stationer([bor("A", "1", "2000-01-01", "", "0851", vejkode=None)])) == [
        ("2000-01-01", "bolig", "0851")
    ]


def test_et_annulleret_nummer_er_ingen() -> None:
    assert stationer([bor("A", "1", "2000-01-01")], [{"person_noegle": "A", "cpr_status": "30"}]) == []


def test_paa_finder_stationen_paa_en_dag() -> None:
    f = bopael.stationer(
        stationer([bor("A", "1", "2000-01-01", "2010-01-01", "0851"), bor("A", "2", "2010-01-01")])
    )
    assert bopael.paa(f, date(1999, 12, 31)) is None
    assert (bopael.paa(f, date(2009, 12, 31)), bopael.paa(f, date(2010, 1, 1))) == (0, 1)


def _stedet(mine: list[Raekke], person: Raekke, nr: int) -> Sted | None:
    """Where the rows have the person on a day; ('hul',) between two rows, None before the first and after the end."""
    d, doed = dag(nr).isoformat(), person["doedsdato"]
    if doed and d > doed:
        return None
    holdt = [r for r in mine if _varede_en_dag(r, mine, person)]
    begyndt = [r for r in holdt if r["tilflytningsdato"] <= d]
    if not begyndt:
        return None
    r = max(begyndt, key=lambda x: (x["tilflytningsdato"], x["loebenr"]))
    slut = _slut(r, mine)
    if slut is None or d < slut:
        return _som_sted(r)
    return ("hul",) if any(x["tilflytningsdato"] > d for x in holdt) else None


def _dag_for_dag(mine: list[Raekke], person: Raekke) -> list[int]:
    """The first day of each station: a hole between the same place is none, nor is one beside an unknown place."""
    dage = [_stedet(mine, person, nr) for nr in range(DAGE + 6)]
    loeb = [(sted, [nr for nr, _ in d]) for sted, d in groupby(enumerate(dage), key=lambda d: d[1])]
    ud: list[tuple[Sted, int]] = []
    for i, (sted, numre) in enumerate(loeb):
        if sted is None:
            continue
        efter = loeb[i + 1][0] if i + 1 < len(loeb) else None
        if sted == ("hul",) and ud and ud[-1][0] in (efter, ("forsvundet",)):
            continue
        if not ud or ud[-1][0] != sted:
            ud.append((sted, numre[0]))
    return [nr for _, nr in ud]


@settings(stil, max_examples=12, phases=[Phase.explicit, Phase.generate])
@given(_by())
def test_stationerne_er_de_samme_som_naar_man_gaar_dag_for_dag(by: tuple[list[Raekke], list[Raekke]]) -> None:
    adresser, personer = by
    con = lager(adresser, personer, til="core.station")
    svar = con.execute(
        "SELECT person_noegle, fra, til FROM core.station ORDER BY person_noegle, fra"
    ).fetchall()
    for foer, efter in pairwise(svar):  # no day twice, no day left out
        assert foer[0] != efter[0] or foer[2] + timedelta(days=1) == efter[1]
    for p in personer:
        mine = [a for a in adresser if a["person_noegle"] == p["person_noegle"]]
        fra = [(r[1] - dag(0)).days for r in svar if r[0] == p["person_noegle"]]
        assert [f for f in fra if f < DAGE + 6] == _dag_for_dag(mine, p)
