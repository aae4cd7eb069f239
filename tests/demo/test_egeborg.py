"""The fictional municipality: the same seed the same bytes, the contract's formats, families that hold."""

from __future__ import annotations

import ast
import filecmp
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import engine.demo
from engine.demo import DemoResultat, behov, lav_demo, liv
from engine.demo.hjemtaget import trin
from engine.demo.sandhed import KOLONNER
from engine.fejl import HjemtagFejl

DATO = re.compile(r"\d{4}-\d{2}-\d{2}")
BELOEB = re.compile(r"-?\d{1,13}\.\d{2}")
CPR = re.compile(r"\d{10}")
FORBUDT = (
    "engine.refusion",
    "engine.lov",
    "engine.potentiale",
    "engine.flytning",
    "engine.indlaesning",
    "engine.lager",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResultat:
    return lav_demo(tmp_path_factory.mktemp("egeborg") / "ud", borgere=600, froe=998)


def laes(mappe: Path, tabel: str) -> pd.DataFrame:
    filer = sorted(mappe.glob(f"{tabel}.csv")) or sorted(mappe.glob(f"{tabel}_2*.csv"))
    assert filer, f"{tabel} mangler i {mappe.name}"
    return pd.concat(
        [pd.read_csv(f, sep=";", dtype=str, keep_default_na=False) for f in filer], ignore_index=True
    )


def sidste(demo: DemoResultat, tabel: str) -> pd.DataFrame:
    """The table after all deliveries: whole, or with each later delivery's persons in place of their own."""
    if tabel in ("elev", "pension", "ejendom"):
        return laes(demo.leverancer[0], tabel)
    if tabel not in ("civilstand", "adresse", "relation"):
        return laes(demo.leverancer[-1], tabel)
    t = laes(demo.leverancer[0], tabel).iloc[
        : -1 if tabel != "civilstand" else None
    ]  # the last row is broken
    noegle = "barn_cpr" if tabel == "relation" else "cpr"
    for mappe in demo.leverancer[1:]:
        nyt = laes(mappe, tabel)
        t = pd.concat([t[~t[noegle].isin(nyt[noegle])], nyt], ignore_index=True)
    return t[t[noegle].isin(laes(demo.leverancer[-1], "person")["cpr"])].reset_index(drop=True)


def poster(demo: DemoResultat) -> pd.DataFrame:
    """The newest row per key over all deliveries, the two broken rows left out."""
    p = pd.concat([laes(m, "postering") for m in demo.leverancer])
    p = p[~p["bilagsnr"].str.startswith("X")].drop_duplicates(
        ["regnskabsaar", "bilagsnr", "linjenr"], keep="last"
    )
    return p.assign(oere=[int(b.replace(".", "")) for b in p["beloeb"]])


def test_samme_froe_giver_samme_bytes(demo: DemoResultat, tmp_path: Path) -> None:
    igen = lav_demo(tmp_path / "igen", borgere=600, froe=998)
    filer = sorted(p.relative_to(demo.ud) for p in demo.ud.rglob("*") if p.is_file())
    assert filer == sorted(p.relative_to(igen.ud) for p in igen.ud.rglob("*") if p.is_file())
    ens, forskellige, fejl = filecmp.cmpfiles(demo.ud, igen.ud, [str(f) for f in filer], shallow=False)
    assert (forskellige, fejl) == ([], [])
    assert len(ens) == len(filer)


def test_en_anden_froe_giver_andre_mennesker(demo: DemoResultat, tmp_path: Path) -> None:
    anden = lav_demo(tmp_path / "anden", borgere=200, froe=8, til=date(2024, 6, 15))
    assert [m.name for m in anden.leverancer] == [
        "leverance-2024-04-30",
        "leverance-2024-05-31",
        "leverance-2024-06-15",
    ]
    assert set(sidste(anden, "person")["cpr"]) != set(sidste(demo, "person")["cpr"])
    assert poster(anden)["bogfoeringsdato"].max() <= "2024-06-15"


def test_alle_cpr_numre_er_opdigtede_og_baerer_koen_og_dato(demo: DemoResultat) -> None:
    p = sidste(demo, "person")
    assert p["cpr"].is_unique
    for cpr, foedt, koen in zip(p["cpr"], p["foedselsdato"], p["koen"], strict=True):
        assert 61 <= int(cpr[:2]) <= 91
        assert f"{int(cpr[:2]) - 60:02d}{cpr[2:6]}" == foedt[8:10] + foedt[5:7] + foedt[2:4]
        assert (int(cpr[9]) % 2 == 1) == (koen == "M")
        # The seventh digit: 0-3 for those born before 2000, 4-9 for those born 2000-2036.
        assert (cpr[6] in "0123") == (foedt < "2000")
    assert p["navn"].str.contains("Prøve|Opdigt|Eksempel").all()


def test_filerne_holder_kontraktens_former(demo: DemoResultat) -> None:
    datokolonner = {
        "person": ["foedselsdato", "statusdato", "doedsdato"],
        "civilstand": ["fra", "til"],
        "adresse": ["tilflytningsdato", "fraflytningsdato"],
        "relation": ["fra", "til"],
        "indsats": ["startdato", "slutdato", "registreret_dato"],
        "kommunalt_forhold": ["fra", "til"],
        "postering": ["bogfoeringsdato", "bilagsdato", "periode_fra", "periode_til"],
    }
    for tabel, kolonner in datokolonner.items():
        for mappe in demo.leverancer[1:]:
            t = laes(mappe, tabel)
            for k in kolonner:
                assert all(DATO.fullmatch(v) for v in t[k] if v), f"{tabel}.{k}"
            for k in [k for k in t.columns if k.endswith("cpr")]:
                assert all(CPR.fullmatch(v) for v in t[k] if v), f"{tabel}.{k}"
    p = poster(demo)
    assert p["konto"].str.fullmatch(r"\d{16}").all()
    assert all(BELOEB.fullmatch(b) for b in p["beloeb"])
    assert ((p["periode_fra"] == "") == (p["periode_til"] == "")).all()
    assert (p["periode_fra"] <= p["periode_til"]).all()
    assert not (p["tekst"].str.contains('[;"]')).any()
    assert set(sidste(demo, "adresse")["type"]) <= {"bopael", "udrejst", "forsvundet", "uden_fast_bopael"}


def test_kun_den_foerste_leverance_har_skaeve_raekker_og_de_staar_i_sandheden(demo: DemoResultat) -> None:
    foerste = demo.leverancer[0]
    assert (laes(foerste, "postering")["beloeb"] == "1.234,50").sum() == 1
    assert (laes(foerste, "person")["cpr"] == "").sum() == 1
    assert (sidste(demo, "person")["cpr"] != "").all()
    sandhed = pd.read_csv(demo.sandhed, sep=";", dtype=str)
    assert (sandhed["omraade"] == "kvalitet").sum() == 5


def test_noeglerne_er_entydige(demo: DemoResultat) -> None:
    noegler = {
        "person": ["cpr"],
        "civilstand": ["cpr", "fra"],
        "adresse": ["cpr", "tilflytningsdato", "loebenr"],
        "relation": ["barn_cpr", "foraelder_cpr", "fra"],
        "indsats": ["indsats_id"],
        "kommunalt_forhold": ["cpr", "type", "fra"],
        "opholdstilladelse": ["cpr", "tilladelsesdato"],
        "haendelse": ["cpr", "type", "fra"],
        "indkomst": ["cpr", "maaned", "indkomsttype", "udbetaler_cvr"],
        "ydelsesrefusion": ["cpr", "maaned", "ydelse"],
        "ejendom": ["cpr", "kommunekode", "vejkode", "husnr", "fra"],
        "pension": ["cpr", "pensionstype", "tilkendt_dato"],
        "elev": ["cpr", "institution_id", "startdato"],
        "program": ["cpr", "programtype", "startdato"],
        "beskaeftigelse": ["cpr", "cvr", "startdato"],
        "tilsagn": ["cpr", "modpart_kommunekode", "retning", "lov", "fra"],
        "postering": ["kilde", "regnskabsaar", "bilagsnr", "linjenr"],
    }
    for tabel, noegle in noegler.items():
        assert not sidste(demo, tabel).duplicated(noegle).any(), tabel
    for tabel, noegle in {
        "institution": ["institution_id", "gyldig_fra"],
        "budget": ["regnskabsaar", "konto"],
        "hjemtaget": ["ordning", "regnskabsaar", "loebenr"],
        "folketal": ["kommunekode", "dato", "alder", "koen"],
        "opmaerksomhedsadresse": ["kommunekode", "vejkode", "husnr", "etage", "sidedoer", "gyldig_fra"],
        "statsbidrag": ["regnskabsaar", "loebenr"],
        "virksomhed": ["cvr"],
        "kommunetal": ["kommunekode", "aar", "stoerrelse"],
    }.items():
        assert not laes(demo.leverancer[0], tabel).duplicated(noegle).any(), tabel


def test_boern_har_foraeldre_der_findes_og_nogen_har_myndigheden(demo: DemoResultat) -> None:
    personer = sidste(demo, "person").set_index("cpr")
    r = sidste(demo, "relation")
    assert set(r["barn_cpr"]) | set(r["foraelder_cpr"]) <= set(personer.index)
    barn, foraelder = (
        personer["foedselsdato"].reindex(r[k]).to_numpy() for k in ("barn_cpr", "foraelder_cpr")
    )
    aldersforskel = (pd.to_datetime(barn) - pd.to_datetime(foraelder)).days / 365.25
    assert aldersforskel.min() > 14
    mor = personer["koen"].reindex(r["foraelder_cpr"][r["relation"] == "mor"])
    assert set(mor) == {"K"}
    # Every child under 18 today has somebody with custody, or somebody of whom it is unknown.
    aabne = r[r["til"] == ""].groupby("barn_cpr")["foraeldremyndighed"].agg(set)
    levende = aabne[personer["doedsdato"].reindex(aabne.index).eq("").to_numpy()]
    levende = levende[personer["foedselsdato"].reindex(levende.index).gt("2007-12-31").to_numpy()]
    uden = [b for b, m in levende.items() if m == {"0"}]
    assert len(uden) <= 0.05 * len(levende)
    assert {"1", "0"} <= set(r["foraeldremyndighed"])
    # Custody ends the day before 18; from then nobody has it.
    sidste_dag = r[(r["til"] != "") & (r["foraeldremyndighed"] == "1")]
    assert len(sidste_dag) > 20
    foedt = pd.to_datetime(personer["foedselsdato"].reindex(sidste_dag["barn_cpr"])).to_numpy()
    assert (
        (pd.to_datetime(sidste_dag["til"]).to_numpy() - foedt).astype("timedelta64[D]").astype(int) < 6575
    ).all()


def test_aegtefaeller_peger_paa_hinanden_og_doede_er_status_90(demo: DemoResultat) -> None:
    p = sidste(demo, "person").set_index("cpr")
    gifte = p[p["aegtefaelle_cpr"] != ""]
    assert len(gifte) > 100
    for cpr, ven in gifte["aegtefaelle_cpr"].items():
        if p.at[ven, "doedsdato"] == "" and p.at[cpr, "doedsdato"] == "":
            assert p.at[ven, "aegtefaelle_cpr"] == cpr
    assert ((p["cpr_status"] == "90") == (p["doedsdato"] != "")).all()
    gamle = p[p["cpr_status"] == "60"]
    assert len(gamle) == 1
    assert gamle["gaeldende_cpr"].isin(p.index).all()
    assert {"U", "G", "F", "E"} == set(p["civilstand"].drop(gamle.index))


def test_adresser_er_en_kaede_uden_huller(demo: DemoResultat) -> None:
    a = sidste(demo, "adresse").sort_values(["cpr", "tilflytningsdato"])
    naeste = a.groupby("cpr")["tilflytningsdato"].shift(-1)
    assert (a["fraflytningsdato"].where(naeste.notna()) == naeste).sum() == naeste.notna().sum()
    assert (a["fraflytningsdato"][naeste.isna()] == "").all()
    foedt = sidste(demo, "person").set_index("cpr")["foedselsdato"]
    assert (a["tilflytningsdato"].to_numpy() >= foedt.reindex(a["cpr"]).to_numpy()).all()


def test_registrene_ved_ikke_hvad_der_sker_senere(demo: DemoResultat) -> None:
    for mappe in demo.leverancer[1:]:
        dag = mappe.name.removeprefix("leverance-")
        assert laes(mappe, "person")["doedsdato"].max() <= dag
        a = laes(mappe, "adresse")
        assert max(a["tilflytningsdato"].max(), a["fraflytningsdato"].max()) <= dag
        assert laes(mappe, "postering")["bogfoeringsdato"].max() <= dag


def test_hovedbogen_daekker_tre_aar_og_alle_hovedkonti_og_holder_budgettet(demo: DemoResultat) -> None:
    p = poster(demo)
    assert set(p["regnskabsaar"]) == {"2023", "2024", "2025"}
    for _, g in p.groupby("regnskabsaar"):
        assert set("0123456") <= set(g["konto"].str[0])
    b = laes(demo.leverancer[0], "budget")
    b = b.assign(
        oere=[
            int(x.replace(".", "")) + int(y.replace(".", ""))
            for x, y in zip(b["oprindeligt"], b["tillaeg"], strict=True)
        ]
    )
    brugt = p.groupby(["regnskabsaar", "konto"])["oere"].sum()
    budget = b.set_index(["regnskabsaar", "konto"])["oere"]
    assert set(brugt.index) == set(budget.index)
    store = budget[budget.abs() > 100_000_000]
    forhold = brugt.reindex(store.index) / store
    assert forhold.between(0.93, 1.10).all()


def test_poster_om_personer_ligner_dem_der_bogfoeres(demo: DemoResultat) -> None:
    p = poster(demo)
    om = p[(p["cpr"] != "") & (p["konto"].str[5] == "1") & (p["oere"] > 0)]
    assert 0.2 < (om["periode_fra"] != "").mean() < 0.7  # few measures: a wide band
    assert 0.6 < (om["lov"] != "").mean() < 1
    assert {"SEL", "BL"} <= set(om["lov"])
    assert (om[om["lov"] == "BL"]["bogfoeringsdato"] >= "2024-01-01").all()
    assert (p["konto"].str[14:] == "79").any()
    assert ((p["konto"].str[:6] == "557722") & (p["oere"] < 0)).any()
    central = p[p["konto"].str[:6] == "522072"]
    assert len(central) >= 3
    assert (central["cpr"] == "").all()
    assert set(p["cpr"]) - {""} <= set(sidste(demo, "person")["cpr"])


def test_andelen_af_dyre_sager_er_trovaerdig() -> None:
    """Citizens who cost more than 75.000 kr. in some month of a year, stories and old people's care left out.

    KL and Komponent counted about 1.700 adults above 2 million kroner a year in 5,9 million citizens: one in 3.500.
    """
    rng = np.random.default_rng([5, 1])
    b = liv.lev(7_000, np.random.default_rng([5, 0]), date(2025, 12, 31))
    foerste = liv.dag(date(2023, 1, 1))
    bh = behov.skab(b, 7_000, rng, foerste)
    egne = bh.indsats[~bh.indsats["person"].isin(bh.tvaers.optagne)].reset_index(drop=True)
    egne = egne[~egne["kode"].isin(["plejehjem", "hjemmepleje"]) & (egne["enhed"] != "stk")].reset_index(
        drop=True
    )
    f = behov.maanedsforbrug(egne, date(2024, 1, 1), date(2024, 12, 31))
    m = f.assign(person=egne["person"].to_numpy()[f["i"]]).groupby(["person", "maaned"])["oere"].sum()
    dyre = m[m > 7_500_000].index.get_level_values(0).nunique()
    assert 0.002 < dyre / 7_000 < 0.009
    aaret = m.groupby("person").sum()
    assert (aaret > 200_000_000).sum() <= 9


def test_sandheden_ligger_ved_siden_af_og_noget_kan_ikke_findes(demo: DemoResultat) -> None:
    assert demo.sandhed.parent == demo.ud
    assert not [f for m in demo.leverancer for f in m.rglob("*sandhed*")]
    s = pd.read_csv(demo.sandhed, sep=";", dtype=str, keep_default_na=False)
    assert list(s.columns) == list(KOLONNER)
    assert set(s["kan_findes"]) == {"0", "1"}
    assert (s["kan_findes"] == "0").sum() * 20 >= len(s)
    assert {"ligner", "periode_samlet", "postering_uden_cpr"} <= set(s["art"])
    assert s["art"].str.startswith("husstand_overset").any()
    assert all(BELOEB.fullmatch(k) for k in s["kroner"])


def test_hjemtaget_er_kun_for_afsluttede_aar(demo: DemoResultat) -> None:
    h = laes(demo.leverancer[0], "hjemtaget")
    assert set(h["regnskabsaar"][h["ordning"] == "sde"]) <= {"2023", "2024"}
    assert set(h["regnskabsaar"]) <= {"2023", "2024", "2025"}
    assert set(h["ordning"]) == {"sde", "udlaendinge", "mellemkommunal", "moms"}
    assert all(BELOEB.fullmatch(b) for b in h["beloeb"])
    assert (
        not h["beloeb"][h["ordning"] != "moms"].str.startswith("-").any()
    )  # VAT is given back when a house is sold


def test_regnearket_regner_et_lige_aar_som_regneark_goer() -> None:
    """Even 250.000 kr. a month in 2025: the year's 3.000.000 with the spreadsheet's limits give 970.000."""
    oere = np.full(12, 25_000_000)
    maaneder = np.arange((2025 - 1970) * 12, (2026 - 1970) * 12)
    assert abs(int(trin(oere, maaneder).sum()) - 97_000_000) <= 12
    assert trin(np.array([-5_000_000]), maaneder[:1]).tolist() == [0]


def test_foedselsdagen_i_skudaar_og_hele_aar() -> None:
    d = np.array([liv.dag(date(1957, 3, 31)), liv.dag(date(1956, 2, 29))])
    assert [str(liv.dato(x)) for x in liv.foedselsdag(d, 67)] == ["2024-03-31", "2023-03-01"]


def test_en_mappe_med_leverancer_skrives_der_ikke_i(demo: DemoResultat) -> None:
    with pytest.raises(HjemtagFejl, match="indeholder allerede leverancer"):
        lav_demo(demo.ud, borgere=200)
    with pytest.raises(HjemtagFejl, match="mellem 100"):
        lav_demo(demo.ud.parent / "andet", borgere=5)


def test_demoen_kender_intet_der_finder_eller_beregner() -> None:
    mappe = Path(engine.demo.__file__).parent
    for fil in mappe.rglob("*.py"):
        for knude in ast.walk(ast.parse(fil.read_text(encoding="utf-8"))):
            navne = [knude.module or ""] if isinstance(knude, ast.ImportFrom) else []
            navne += [a.name for a in knude.names] if isinstance(knude, ast.Import) else []
            if isinstance(knude, ast.ImportFrom):
                navne += [f"{knude.module}.{a.name}" for a in knude.names]
            assert not [n for n in navne if n.startswith(FORBUDT)], fil.name
