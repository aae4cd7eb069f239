"""The planted truth: every kind is there with its look-alikes, and what it says can be read in the data."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from engine.demo import DemoResultat, behov, hjemtaget, lav_demo, liv, statsandel, tvaers
from engine.demo.familier import Familier
from engine.demo.medvirkenhistorier import Medvirkenhistorier
from engine.demo.sandhed import Sandhed
from engine.demo.skoler import trin as klassetrin
from engine.demo.stoej import niveau
from engine.resultater import traeftekster
from tests.demo.test_tabeller import laes
from tests.repo import importerede, traeer

# Kind of truth -> whether something that looks like it is planted too.
ARTER = {
    "sde": {
        "sag_ikke_hjemtaget": True, "hjemtaget_for_meget": False, "husstand_overset_anbragt": False,
        "foraeldre_hver_for_sig": True, "eftervaern_ikke_i_husstand": False, "periode_samlet": False,
        "postering_uden_cpr": False, "refusion50_109_glemt": False, "refusion50_110_glemt": True,
        "refusion50_110_over_loft": False, "refusion50_85a_glemt": False, "refusion50_107_glemt": True,
        "refusion50_100_glemt": False,
    },
    "mellemkommunal": {
        "institution_glemt": True, "snart_foraeldet": True, "krav_uden_svar": False, "institutionskaede": True,
        "forsorgshjem": True, "faengsel_sygehus": True, "veteranhjem": True, "flytteret": True, "eftervaern": True,
        "betalt_for_andens_borger": True, "indtaegt_ophoert": True, "for_lidt_opkraevet": True,
        "boligstoette_ikke_opkraevet": False, "takst_ikke_opkraevet": False, "betalt_for_laenge": True,
        "tidligere_kommune_passiv": True, "ophold_ikke_registreret": False,
    },
    "pension": {
        "pension_ikke_opkraevet": True, "pension_institution": False, "pension_forkert_andel": True,
        "pension_forkert_registreret": False, "pension_betalt_for_laenge": True,
        "pension_udskudt": True, "pension_for_stor_andel": True,
    },
    "skole": {
        "anbragt_elev_ikke_opkraevet": True, "privatbidrag_anbragt": False, "elev_betalt_for_laenge": True,
    },
    "flytning": {
        "tilflytter_institution": True, "tilflytter_fra_institution": False, "fraflytter_institution": False,
        "ydelse_efter_fraflytning": False, "indsats_efter_fraflytning": True, "gennemrejsende": True,
        "bor_her_uden_at_staa_her": True, "udlandsophold_over_seks_maaneder": True,
        "udrejst_uden_at_melde_det": True, "forsvundet_loeber_videre": True,
    },
    "udlaendinge": {"par181_glemt": True, "par181_for_laenge": False, "grundtilskud_glemt": True},
    "moms": {
        "moms_ikke_hjemtaget": True, "moms_hjemtaget_uden_moms": False, "husleje_ikke_nedsat": True,
        "salg_uden_regulering": False,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResultat:
    return lav_demo(tmp_path_factory.mktemp("egeborg") / "ud", borgere=1_500, froe=31)


@pytest.fixture(scope="module")
def sandheder(demo: DemoResultat) -> pd.DataFrame:
    s = pd.read_csv(demo.sandhed, sep=";", dtype=str, keep_default_na=False)
    return s.assign(oere=[int(k.replace(".", "")) for k in s["kroner"]])


@pytest.fixture(scope="module")
def poster(demo: DemoResultat) -> pd.DataFrame:
    p = pd.concat([laes(m, "postering") for m in demo.leverancer])
    p = p.drop_duplicates(["kilde", "regnskabsaar", "bilagsnr", "linjenr"], keep="last")
    p = p[~p["bilagsnr"].str.startswith("X")]
    noegle = p["kilde"] + "/" + p["regnskabsaar"] + "/" + p["bilagsnr"] + "/" + p["linjenr"]
    return p.assign(oere=[int(b.replace(".", "")) for b in p["beloeb"]], noegle=noegle)


def test_hver_slags_har_en_titel_paa_siden_traefsikkerhed(sandheder: pd.DataFrame) -> None:
    ligner = sandheder["ligner"]
    assert set(sandheder["art"].mask(ligner != "", ligner)) <= set(traeftekster.ARTER)
    assert set(sandheder["omraade"]) == set(traeftekster.OMRAADER)


@pytest.mark.parametrize("omraade", ARTER)
def test_hver_slags_er_plantet_med_det_der_ligner(omraade: str, sandheder: pd.DataFrame) -> None:
    s = sandheder[sandheder["omraade"] == omraade]
    assert set(ARTER[omraade]) <= set(s["art"])
    assert {art for art, har in ARTER[omraade].items() if har} <= set(s["ligner"])


def test_betalerne_er_historiernes_og_hver_er_en_tilflytter_til_institution(
    demo: DemoResultat, sandheder: pd.DataFrame
) -> None:
    """Of who moved in by chance no story tells; a claim that a story makes is against the one it says pays."""
    betalere = pd.read_csv(demo.ud / "sandhed_betalere.csv", sep=";", dtype=str, keep_default_na=False)
    assert len(betalere)
    flyttet = sandheder[sandheder["art"] == "tilflytter_institution"]
    assert set(zip(betalere["cpr"], betalere["dato"], strict=True)) <= set(
        zip(flyttet["cpr"], flyttet["fra"], strict=True)
    )
    krav = sandheder[
        sandheder["art"].isin(["institution_glemt", "forsorgshjem", "faengsel_sygehus", "flytteret"])
    ]
    begge = krav.merge(betalere, on="cpr")
    assert len(begge)
    assert all(r.betalingskommune in r.note for r in begge.itertuples())


def test_den_der_selv_valgte_betaler_vi_for_og_efter_udlandet_er_det_aabent() -> None:
    """What the stories say: 0998 pays for who came without help, and of one from abroad nobody can say."""
    til = date(2025, 12, 31)
    b = liv.lev(1_500, np.random.default_rng([31, 0]), til, 8)
    foerste = liv.dag(date(2023, 1, 1))
    t = behov.skab(b, 1_500, np.random.default_rng([31, 1]), foerste, niveau(2)).tvaers
    noter = {"Flyttede selv": "0998", "To måneder i udlandet": ""}
    for note, betaler in noter.items():
        [*hvem] = [x[2][0] for x in t.sandhed if x[7].startswith(note)]
        assert hvem
        assert {t.betaler[p] for p in hvem} == {betaler}


UDEN_LIGNENDE = {
    # The population's fall is one fact about the whole municipality: there is no second one to mistake for it.
    "tilbagegang",
}


def test_i_standardkommunen_har_hver_slags_noget_der_ligner(standarddemo: Path) -> None:
    """Everybody's Egeborg: 20.000 citizens, the default seed. Nor does anything resemble a kind that is not there."""
    s = pd.read_csv(standarddemo / "sandhed.csv", sep=";", dtype=str, keep_default_na=False)
    ægte = s[s["art"] != "ligner"]
    assert set(s["ligner"]) - {""} == set(ægte["art"]) - UDEN_LIGNENDE
    assert set(zip(s["omraade"], s["ligner"], strict=True)) - {(o, "") for o in traeftekster.OMRAADER} <= set(
        zip(ægte["omraade"], ægte["art"], strict=True)
    )
    assert (ægte["kan_findes"] == "0").sum() * 20 >= len(ægte)
    assert {"refusion50_85a_glemt", "refusion50_107_glemt", "omvendt_moms_ikke_hjemtaget"} <= set(ægte["art"])
    sent = s[s["note"].str.startswith("Støtten blev først besluttet")]
    assert set(sent["ligner"]) == {"refusion50_85a_glemt", "refusion50_107_glemt"}


def test_af_det_rigtige_fortaelles_hoejst_seks_og_foerst_dem_uden_egen_fejl() -> None:
    s = Sandhed()
    s.tilfoej("sde", "a", "1", "2024-01-01", "2024-12-31", 100, True, "n")
    for nr in range(1, 9):
        s.rigtig("sde", "b", str(nr), "2024-03-01", "2024-03-31", "r")
    s.rigtig("moms", "c", "1", "2024-03-01", "2024-03-31", "r", (7,))
    s.vaelg_rigtige()
    s.vaelg_rigtige()  # told once
    assert [(r[2], r[8]) for r in s.raekker[1:]] == [*[(str(nr), "b") for nr in range(2, 8)], ("1", "c")]
    assert s.arbejdsnumre[-1] == (7,)


def test_en_fejl_i_posteringer_som_ingen_leverance_har_fortaelles_ikke() -> None:
    s, dag = Sandhed(), ("2022-12-01", "2022-12-31")
    for art, numre in (("a", (1,)), ("b", (2,)), ("c", (2, 1)), ("regning_ikke_modtaget", (2,)), ("d", ())):
        s.tilfoej("sde", art, "1", *dag, 100, True, "n", poster=numre)
    s.navngiv(
        [pd.DataFrame({"pid": [1], "kilde": "opus", "regnskabsaar": 2023, "bilagsnr": "F1", "linjenr": 1})]
    )
    assert [(r[1], r[-1]) for r in s.raekker] == [
        ("a", "opus/2023/F1/1"), ("c", "opus/2023/F1/1"), ("regning_ikke_modtaget", ""), ("d", "")
    ]  # fmt: skip


def test_stoette_efter_forsorgshjem_er_kun_statens_naar_den_er_besluttet_foer_udskrivningen() -> None:
    """Out on 10 January 2024; housing support from 1 February, decided on the 5th of January or on the 20th."""
    ude = liv.dag(liv.date(2024, 1, 10))
    fast = {"fremmed": False, "stat_fejl": "ret"}
    for besluttet, ret in ((ude - 5, True), (ude + 10, False)):
        ind = pd.DataFrame(
            [
                {
                    "person": 0,
                    "kode": "forsorgshjem",
                    "fra": ude - 40,
                    "til": ude,
                    "besluttet": ude - 40,
                    **fast,
                },
                {
                    "person": 0,
                    "kode": "bostoette_85a",
                    "fra": ude + 22,
                    "til": ude + 200,
                    "besluttet": besluttet,
                    **fast,
                },
            ]
        )
        tom = pd.DataFrame(columns=["person", "grundlag", "fra", "uledsaget"])
        s = statsandel.skab(
            SimpleNamespace(til=ude + 900), ind, tom, lambda _k: False, np.random.default_rng(1), 0.0
        )  # type: ignore[arg-type]
        assert ((1, ude + 22, ude + 200, 0.5) in s.taget) == ret
        assert any(art == "ligner:refusion50_85a_glemt" for _, art, *_ in s.fortael) != ret


def test_omvendt_betalingspligt_er_en_fjerdedel_oveni_og_en_femtedel_af_det_bogfoerte(
    sandheder: pd.DataFrame, poster: pd.DataFrame
) -> None:
    p = poster.set_index("noegle")
    egne = p[(p["leverandoer_land"] != "DK") & (p["momskode"] == "refusion") & (p["leverandoer_land"] != "")]
    ude = sandheder[sandheder["art"] == "udenlandsk_moms_hjemtaget"]["posteringer"]
    beregnet = egne[~egne.index.isin(ude)]
    assert len(beregnet) > 20
    moms = np.array([int(m.replace(".", "")) for m in beregnet["momsbeloeb"]])
    assert (beregnet["momsbeloeb"] == beregnet["moms_hjemtaget"]).all()
    assert (moms == beregnet["oere"] // 4).all()
    for r in sandheder[sandheder["art"] == "omvendt_moms_ikke_hjemtaget"].itertuples():
        assert abs(5 * r.oere - p["oere"][r.posteringer]) < 5
        assert (p["konto"][r.posteringer][-2:], p["moms_hjemtaget"][r.posteringer]) == ("40", "0.00")


def test_mindst_en_af_tyve_kan_ikke_findes_og_det_der_ligner_har_ingen_kroner(
    sandheder: pd.DataFrame,
) -> None:
    ligner = sandheder["art"] == "ligner"
    assert (sandheder["ligner"] != "").equals(ligner)
    assert (sandheder["oere"][ligner] == 0).all()
    ægte = sandheder[~ligner]
    assert (ægte["kan_findes"] == "0").sum() * 20 >= len(ægte)
    assert (sandheder["fra"] <= sandheder["til"]).all()


def test_en_postering_i_sandheden_findes_i_regnskabet_med_sit_beloeb(
    sandheder: pd.DataFrame, poster: pd.DataFrame
) -> None:
    navngivne = sandheder[(sandheder["posteringer"] != "") & (sandheder["art"] != "ligner")]
    assert len(navngivne) > 50
    oere = poster.set_index("noegle")["oere"]
    for r in navngivne.itertuples():
        noegler = str(r.posteringer).split(" ")
        assert set(noegler) <= set(oere.index)
        if r.art in ("periode_samlet", "forkert_person", "engangsudgift_ikke_fordelt"):
            assert oere[noegler].sum() == r.oere
    ukendte = sandheder[(sandheder["art"] == "postering_uden_cpr") & (sandheder["posteringer"] != "")]
    assert (poster.set_index("noegle")["cpr"][ukendte["posteringer"]] == "").all()


def test_det_der_ikke_skal_findes_har_sin_grund_i_data(
    demo: DemoResultat, sandheder: pd.DataFrame, poster: pd.DataFrame
) -> None:
    tilsagn = pd.concat([laes(m, "tilsagn") for m in demo.leverancer if (m / "tilsagn.csv").exists()])
    lignende = sandheder[(sandheder["ligner"] == "institution_glemt")]
    daekket = lignende[lignende["note"].str.contains("givet tilsagn og betaler")].iloc[0]
    assert "givet" in set(tilsagn["status"][tilsagn["cpr"] == daekket["cpr"]])
    indtaegt = poster[(poster["cpr"] == daekket["cpr"]) & poster["konto"].str.endswith("77")]
    assert indtaegt["oere"].sum() < 0
    eget = lignende[lignende["note"].str.contains("medvirken")].iloc[0]
    indsats = laes(demo.leverancer[-1], "indsats")
    assert set(indsats["medvirken"][indsats["cpr"] == eget["cpr"]]) == {"nej"}
    delvist = sandheder[(sandheder["ligner"] == "for_lidt_opkraevet")].iloc[0]
    aftale = tilsagn[(tilsagn["cpr"] == delvist["cpr"])].iloc[-1]
    assert aftale["status"] == "delvist"
    assert float(aftale["beloeb"]) > 0
    h = pd.concat([laes(m, "haendelse") for m in demo.leverancer if (m / "haendelse.csv").exists()])
    italien = sandheder[sandheder["note"].str.contains("Italien")].iloc[0]
    ophold = h[(h["cpr"] == italien["cpr"]) & (h["type"] == "udlandsophold")].iloc[-1]
    assert (pd.Timestamp(ophold["til"]) - pd.Timestamp(ophold["fra"])).days == 60


def _fortalt(borgere: int = 1_500, froe: int = 31) -> tvaers.Tvaers:
    b = liv.lev(1_500, np.random.default_rng([froe, 0]), date(2025, 12, 31), 8)
    foerste = liv.dag(date(2023, 1, 1))
    return behov.skab(b, borgere, np.random.default_rng([froe, 1]), foerste, niveau(2)).tvaers


def test_medvirken_staar_kun_i_en_haendelse_og_det_der_ligner_er_for_tidligt_for_sent_eller_sagt_nej() -> (
    None
):
    """The stories of 60.000 citizens: days from the move to the note and what the measure says, by the truth's note.

    A place can be waited for and a note is late, so that help with a move is written from half a year before (183 days)
    to a month after (31); whatever is outside was about something else. Of a place in an institution the measure begins
    on the day of the move; the help that came soon after one begins one to five months later.
    """
    t = _fortalt(60_000)
    dag = {x["person"]: x["fra"] for x in t.haendelser if x["type"] == "medvirken"}
    indsats = {x["person"]: x for x in t.indsats}
    hvad: dict[str, list[tuple[int, str]]] = {}
    for _, art, hvem, *_, note in t.sandhed:
        if hvem[0] in dag and len(note.split(". ")) > 1:
            i = indsats[hvem[0]]
            hvad.setdefault(f"{art} {note.split('. ')[1]}", []).append(
                (dag[hvem[0]] - i["fra"], i["medvirken"])
            )
    antal = {
        "institution_glemt Hjælpen med pladsen står kun i en hændelse": (9, -183, 31, {""}),
        "ligner:institution_glemt Hændelsen lå længe før": (1, -10_000, -184, {""}),
        "ligner:institution_glemt Hændelsen kom måneder efter": (1, 32, 10_000, {""}),
        "ligner:institution_glemt Hændelsen er om råd, og det er ikke medvirken": (8, -183, 31, {"nej"}),
    }
    for noegle, (mindst, fra, til, sagt) in antal.items():
        dage = hvad.pop(noegle)
        assert len(dage) >= mindst
        assert all(fra <= n <= til for n, _ in dage), noegle
        assert {m for _, m in dage} == sagt
    assert len(hvad.pop("ligner:betalt_for_andens_borger Hændelsen lå længe før")) == 1
    assert len(hvad.pop("ligner:betalt_for_andens_borger Hændelsen kom måneder efter")) == 1
    (passive,) = hvad.values()
    assert len(passive) == 3
    assert all(n < -184 - 28 or n >= 32 - 155 for n, _ in passive)
    assert {
        t.betaler[h[0]]
        for _, a, h, *_, n in t.sandhed
        if a == "ligner:institution_glemt" and "Hændelsen" in n
    } == {"0998"}


def test_kun_haendelsen_og_medvirken_er_nye_alt_andet_er_som_foer(monkeypatch: pytest.MonkeyPatch) -> None:
    med = _fortalt(60_000)
    monkeypatch.setattr(Medvirkenhistorier, "laeg_over", lambda _: None)
    uden = _fortalt(60_000)
    nye_ligner = [
        s for s in med.sandhed if s[1] == "ligner:betalt_for_andens_borger" and "Flyttede selv" in s[-1]
    ]
    assert len(nye_ligner) == 2
    assert [s[:-1] for s in med.sandhed if s not in nye_ligner] == [s[:-1] for s in uden.sandhed]
    assert [i | {"medvirken": ""} for i in med.indsats] == [i | {"medvirken": ""} for i in uden.indsats]
    aendret = [a["person"] for a, b in zip(med.indsats, uden.indsats, strict=True) if a != b]
    nye = [h for h in med.haendelser if h not in uden.haendelser]
    assert [h for h in med.haendelser if h not in nye] == uden.haendelser
    assert {h["type"] for h in nye} == {"medvirken"}
    assert aendret
    assert {*aendret} < {h["person"] for h in nye}
    for felt in ("forloeb", "betalinger", "tilsagn", "pensioner", "betaler", "elever"):
        assert getattr(med, felt) == getattr(uden, felt)


def test_pensionen_der_ikke_blev_opkraevet_er_vores_andel_maaned_for_maaned(
    sandheder: pd.DataFrame, poster: pd.DataFrame
) -> None:
    s = sandheder[(sandheder["art"] == "pension_ikke_opkraevet") & ~sandheder["note"].str.contains("Senior")]
    for r in s.itertuples():
        egne = poster[(poster["cpr"] == r.cpr) & (poster["lov"] == "PL") & (poster["periode_fra"] >= r.fra)]
        alle = poster[(poster["cpr"] == r.cpr) & (poster["lov"] == "PL") & (poster["bilagsdato"] >= r.fra)]
        assert len(alle) >= len(egne) > 0
        assert abs(round(0.8 * alle["oere"].sum()) - r.oere) <= len(alle)
        assert not (alle["konto"].str.endswith("77")).any()


def test_statens_halvdel_efter_de_foerste_120_dage() -> None:
    """A stay of 200 days from 1 January 2024: half of 120 days is due, the rest is not."""
    d = liv.dag(liv.date(2024, 1, 1))
    ind = pd.DataFrame(
        [
            {
                "person": 0,
                "kode": "forsorgshjem",
                "fra": d,
                "til": d + 199,
                "fremmed": False,
                "stat_fejl": "ret",
            }
        ]
    )
    tom = pd.DataFrame(columns=["person", "grundlag", "fra", "uledsaget"])
    s = statsandel.skab(
        SimpleNamespace(til=d + 900), ind, tom, lambda _k: False, np.random.default_rng(1), 0.0
    )  # type: ignore[arg-type]
    assert s.ret == s.taget == [(0, d, d + 119, 0.5)]
    forbrug = pd.DataFrame(
        {
            "i": [0, 0],
            "fra": [d, d + 31],
            "til": [d + 30, d + 199],
            "oere": [31_000, 169_000],
            "egen": [310, 1_690],
        }
    )
    # 31 days at 1.000 øre, then 89 of the 169 days.
    assert statsandel._andel(forbrug, s.taget).tolist() == [15_500, 44_500]
    # All of it is what is left when the resident has paid.
    assert statsandel._andel(forbrug, [(0, d, d + 199, 1.0)]).tolist() == [30_690, 167_310]


def test_en_flygtning_er_statens_i_tre_aar_og_saa_som_andre() -> None:
    d = liv.dag(liv.date(2022, 5, 10))
    tilladelse = pd.DataFrame([{"person": 0, "grundlag": "UKRAINE", "fra": d, "uledsaget": False}])
    ind = pd.DataFrame(
        [
            {
                "person": 0,
                "kode": "kompensation_100",
                "fra": d + 100,
                "til": liv.INGEN,
                "fremmed": False,
                "stat_fejl": "ret",
            }
        ]
    )
    s = statsandel.skab(None, ind, tilladelse, lambda _k: True, np.random.default_rng(1), 0.0)  # type: ignore[arg-type]
    sidste = liv.dag(liv.date(2025, 5, 9))
    assert s.taget == [(0, sidste + 1, liv.INGEN, 0.5), (0, d + 100, sidste, 1.0)]


@pytest.mark.parametrize(
    ("grund", "efter", "fuld"), [("handicap", 700, True), ("", 700, False), ("handicap", 740, False)]
)
def test_et_barns_sted_er_statens_naar_et_handicap_er_grunden_og_det_begyndte_inden_to_aar(
    grund: str, efter: int, fuld: bool
) -> None:
    d = liv.dag(liv.date(2022, 5, 10))
    tilladelse = pd.DataFrame([{"person": 0, "grundlag": "UKRAINE", "fra": d, "uledsaget": False}])
    sted = {"person": 0, "kode": "opholdssted", "fra": d + efter, "til": liv.INGEN, "fremmed": False}
    ind = pd.DataFrame([sted | {"stat_fejl": "glemt", "grund": grund}])
    s = statsandel.skab(None, ind, tilladelse, lambda _k: False, np.random.default_rng(1), 0.0)  # type: ignore[arg-type]
    assert s.ret == ([(0, d + efter, liv.INGEN, 1.0)] if fuld else [])
    fortalt = {
        True: ["par181_handicap_glemt"],
        False: ["ligner:par181_handicap_glemt"] if efter == 700 else [],
    }
    assert [art for _, art, *_ in s.fortael] == fortalt[fuld]


def test_familien_er_dem_barnet_bor_hos() -> None:
    """Two married parents join their children; parted, a placed child follows the mother it lived with before."""
    d = liv.dag(liv.date(2024, 1, 1))
    born = liv.dag(liv.date(2012, 6, 1))
    b = liv.Befolkning(
        personer=pd.DataFrame(
            {"foedt": [0, 0, born, born], "mor": [-1, -1, 0, 0], "far": [-1, -1, 1, 1], "doed": [liv.INGEN] * 4}
        ),
        ophold=pd.DataFrame(
            [(0, 7, 0), (1, 7, 0), (1, 8, d + 75), (2, 7, born), (2, 9, d + 31), (3, 7, born), (3, 8, d + 75)],
            columns=["person", "adr", "fra"],
        ),
        civil=pd.DataFrame(
            [(0, "G", 1, 10), (0, "F", -1, d + 75), (1, "G", 0, 10), (1, "F", -1, d + 75)],
            columns=["person", "civilstand", "partner", "fra"],
        ),
        myndighed=pd.DataFrame(
            [(2, 0, 1, born), (2, 1, 1, born), (3, 0, 1, born), (3, 1, 1, born)],
            columns=["barn", "foraelder", "myndighed", "fra"],
        ),
        adresser=liv.Adresser(), lande=[], til=d + 400, foerste_aar=2018,
    )  # fmt: skip
    f = Familier(b, {2: [(d + 31, liv.INGEN)]}, np.array([2, 3]))
    jan = int(liv.maaned_af(np.array([d]))[0])
    assert f.noegle(2, jan) == f.noegle(3, jan) == (0, 1)
    assert f.noegle(2, jan + 2) == (0, 1)  # placed, and the parents still married
    assert f.noegle(2, jan + 4) == (0,)
    assert f.noegle(3, jan + 4) == (1,)


def test_regnearket_sammenlagt_er_det_hele_mindre_det_hjemtagne(sandheder: pd.DataFrame) -> None:
    """The truth of years that are over has no case below zero but those that were claimed too high."""
    s = sandheder[(sandheder["omraade"] == "sde") & (sandheder["oere"] < 0)]
    assert set(s["art"]) <= {"hjemtaget_for_meget", "fylder_67_for_meget", "refusion50_110_over_loft"}


def test_klassetrin_foelger_skoleaaret() -> None:
    foedt = liv.dag(liv.date(2015, 3, 4))
    assert klassetrin(foedt, liv.dag(liv.date(2021, 8, 1))) == 0
    assert klassetrin(foedt, liv.dag(liv.date(2022, 7, 31))) == 0
    assert klassetrin(foedt, liv.dag(liv.date(2025, 9, 5))) == 4


def test_posteringer_faar_deres_noegle_og_ukendte_ingen() -> None:
    s = Sandhed()
    s.tilfoej("moms", "a", "", "2024-01-01", "2024-01-01", 100, True, "n", poster=(7, 9))
    s.ligner("moms", "a", "", "2024-01-01", "2024-01-01", "n")
    felter = ["pid", "kilde", "regnskabsaar", "bilagsnr", "linjenr"]
    s.navngiv([pd.DataFrame([(7, "opus", 2024, "F1", 2)], columns=felter)])
    assert [r[-1] for r in s.raekker] == ["opus/2024/F1/2", ""]
    assert s.raekker[1][1] == "ligner"
    assert s.raekker[1][-2] == "a"


# --- nothing that detects ---------------------------------------------------------------------------------


def fremmede(trae: ast.Module) -> set[str]:
    """What a module of the demo imports of the engine besides itself and the two it may."""
    tilladt = ("engine.demo", "engine.fejl", "engine.steder")
    return {n for n in importerede(trae) if n.startswith("engine") and not n.startswith(tilladt)}


def test_vagten_mod_det_der_finder_kan_slaa_til() -> None:
    assert [f for f, trae in traeer("engine/demo").items() if fremmede(trae)] == []
    for linje in (
        "from engine.refusion.sde import beregn",
        "import engine.potentiale",
        "from engine import lov",
        "from engine.flytning import betalingskommune",
    ):
        assert fremmede(ast.parse(f"from engine.demo import liv\n{linje}\n")), linje


def test_ingen_af_demoens_filer_laeser_andet_end_landekoderne() -> None:
    """It opens nothing of the project's law, SQL or tables."""
    for fil in (Path(hjemtaget.__file__).parent).glob("*.py"):
        tekst = fil.read_text(encoding="utf-8")
        assert "read_csv" not in tekst
        assert "steder." not in tekst or fil.name == "cprudtraek.py"


def test_en_regning_der_ikke_er_kommet_er_ikke_betalt() -> None:
    s = Sandhed()
    s.tilfoej("pension", "pension_betalt_for_laenge", "A", "2025-01-01", "2025-12-31", 1_700_050, True, "")
    s.tilfoej("pension", "pension_betalt_for_laenge", "B", "2025-01-01", "2025-12-31", 100_000, True, "")
    s.traek_fra("pension", "pension_betalt_for_laenge", "A", 200_000)
    s.traek_fra("pension", "pension_betalt_for_laenge", "B", 100_000)
    s.traek_fra("pension", "pension_betalt_for_laenge", "C", 1)
    assert [(r[2], r[5]) for r in s.raekker] == [("A", "15000.50")]
    assert len(s.arbejdsnumre) == 1


@pytest.mark.parametrize(("froe", "kan"), [(2, True), (3, False)])
def test_en_forkert_registreret_pension_kan_findes_naar_regnskabet_rummer_en_maaned_foer_tilkendelsen(
    tmp_path: Path, froe: int, kan: bool
) -> None:
    """In the second town the citizen moved here before the ledger begins, and then nothing tells."""
    demo = lav_demo(tmp_path, borgere=300, froe=froe)
    s = pd.read_csv(demo.sandhed, sep=";", dtype=str, keep_default_na=False)
    (sandt,) = s[s["art"] == "pension_forkert_registreret"].to_dict("records")
    pensioner = laes(demo.leverancer[0], "pension")
    tilkendt = pensioner.loc[pensioner["cpr"] == sandt["cpr"], "tilkendt_dato"].iloc[0]
    p = pd.concat([laes(m, "postering") for m in demo.leverancer])
    betalt = p[(p["cpr"] == sandt["cpr"]) & p["konto"].str.startswith("54866")]
    foer = betalt["bogfoeringsdato"].str[:7] < tilkendt[:7]
    assert (sandt["kan_findes"] == "1", bool(foer.any())) == (kan, kan)
