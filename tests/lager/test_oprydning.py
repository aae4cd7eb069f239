"""Retention in the landing: what goes, what stays, and that nothing else changes — now, later, and when withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.fejl import ByggeFejl, HjemtagFejl
from engine.hemmeligheder import hent, noegle16
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indlaesning.landing import fortryd, indlaes
from engine.indlaesning.leverance import Leverance, leverancer, sammenlagte
from engine.indstillinger import Indstillinger
from engine.lager import oprydning, raa
from engine.lager.oprydning import Graenser, Landingsoprydning, Plan, leverancer_i
from engine.lager.port import hukommelse
from engine.lager.raa import byg_raa
from tests.indlaesning.leveringer import ANNA, BO, CAJ, DORA
from tests.indlaesning.test_raa import LEVERANCE, landet
from tests.lager_hjaelp import adresse, person, postering, relation
from tests.refusion.leverancer import skriv_mappe

I_DAG = date(2026, 6, 1)
FRAFLYTTET = Graenser(fraflyttede=date(2021, 6, 1))


def _indhold(ind: Indstillinger, levs: list[Leverance], *tabeller: str) -> dict[str, list]:
    con = hukommelse(ind)
    byg_raa(con, ind, levs)
    ud = {t: con.execute(f"SELECT * FROM raw.{t} ORDER BY ALL").fetchall() for t in tabeller}
    con.close()
    return ud


class By:
    """Deliveries of full tables on chosen days, cleaned up as of I_DAG."""

    def __init__(self, ind: Indstillinger, tmp_path: Path) -> None:
        self.ind, self.tmp_path = replace(ind, kommune="0860"), tmp_path

    def lever(self, dag: str, toml: str = "", **tabeller: list[dict[str, str]]) -> None:
        nu = datetime.fromisoformat(f"{dag}T08:00:00+00:00")
        mappe = skriv_mappe(self.tmp_path / dag, tabeller, f'dato = "{dag}"\n{toml}')
        indlaes(self.ind, mappe, nu, gx=False)

    def ryd(self, graenser: Graenser, fredede: tuple[str, ...] = ()) -> tuple[Plan, list[Leverance]]:
        """The plan, and the deliveries as they are afterwards; nothing but the plan has changed."""
        landing = Landingsoprydning(self.ind, leverancer(self.ind), graenser, I_DAG, fredede)
        plan = landing.planlaeg()
        hjem = self.tmp_path / f"ryddet{len(list(self.tmp_path.iterdir()))}"
        nye = landing.skriv(plan, hjem)
        assert landing.afvigelser(plan, hjem) == []
        landing.luk()
        self.efter = replace(self.ind, hjem=hjem)
        (hjem / "hemmeligheder").symlink_to(self.ind.hemmeligheder)
        self.nye = nye
        return plan, leverancer_i(hjem, plan)

    def plan(self, graenser: Graenser, fredede: tuple[str, ...] = ()) -> Plan:
        """Only what would go."""
        landing = Landingsoprydning(self.ind, leverancer(self.ind), graenser, I_DAG, fredede)
        try:
            return landing.planlaeg()
        finally:
            landing.luk()

    def cpr(self, levs: list[Leverance]) -> set[str]:
        """Every CPR number that any file of the landing holds."""
        fundet = set()
        for lev in levs:
            for fil in lev.mappe.glob("*.parquet"):
                for kolonne in pq.read_table(fil).columns:
                    fundet |= {str(v) for v in kolonne.to_pylist() if v is not None}
        return {cpr for cpr in (ANNA, BO, CAJ, DORA) if any(cpr in v for v in fundet)}

    def tabel(self, levs: list[Leverance], tabel: str) -> list[dict]:
        con = hukommelse(self.efter)
        byg_raa(con, self.efter, [lev for lev in levs if lev.fortrudt is None])
        return (
            con.sql(f"SELECT * FROM raw.{tabel} ORDER BY _leverance_nr, _raekke_nr")
            .to_arrow_table()
            .to_pylist()
        )

    def noegle(self, cpr: str) -> str:
        return noegle16(hent(self.ind, "person"), cpr)


BRUGTE = ("person", "adresse", "relation", "civilstand", "postering", "indsats", "tilsagn", "indkomst")


@pytest.fixture
def by(ind: Indstillinger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> By:
    """With the tables these tests deliver; the others would be empty, and cost as much."""
    brugte = {navn: k for navn, k in alle_kontrakter().items() if navn in BRUGTE}
    for modul in (raa, oprydning):
        monkeypatch.setattr(modul, "alle_kontrakter", lambda: brugte)
    monkeypatch.setattr(oprydning, "_AKTIV", {t: u for t, u in oprydning._AKTIV.items() if t in brugte})
    return By(ind, tmp_path)


@pytest.fixture
def hele_byen(ind: Indstillinger, tmp_path: Path) -> By:
    return By(ind, tmp_path)


def _p(cpr: str, foedt: str = "1970-01-01", **flere: str) -> dict[str, str]:
    return person(cpr, foedt, **flere)


def _fraflyttet(by: By, **flere: list[dict[str, str]]) -> None:
    """Anna was there in 2019 and has been gone since 2020; Bo stays."""
    by.lever("2019-01-01", person=[_p(ANNA), _p(BO)], adresse=[adresse(ANNA, "1"), adresse(BO, "2")], **flere)
    by.lever("2020-01-01", person=[_p(BO)], adresse=[adresse(BO, "2")])


# --- persons who are gone ------------------------------------------------------------------------------------


def test_den_der_har_vaeret_vaek_laenge_slettes_overalt(hele_byen: By) -> None:
    by = hele_byen
    _fraflyttet(by)
    plan, efter = by.ryd(FRAFLYTTET)
    assert plan.personer == 1
    assert plan.slags == {"fraflyttede": (2, 0)}
    assert by.cpr(efter) == {BO}
    assert [r["person_noegle"] for r in by.tabel(efter, "person")] == [by.noegle(BO)]
    assert by.cpr(leverancer(by.ind)) == {ANNA, BO}  # the trial has not touched the landing itself


def test_graensen_er_dagen_da_borgeren_foerst_manglede(by: By) -> None:
    _fraflyttet(by)
    assert not by.plan(Graenser(fraflyttede=date(2020, 1, 1)))
    assert by.plan(Graenser(fraflyttede=date(2020, 1, 2)))


def test_den_der_stadig_er_her_slettes_aldrig(by: By) -> None:
    by.lever("2010-01-01", person=[_p(ANNA)])
    by.lever("2026-01-01", person=[_p(ANNA)])
    assert not by.plan(FRAFLYTTET)


def test_den_der_aldrig_har_vaeret_i_cpr_filen_slettes_ikke(by: By) -> None:
    """Not gone, only never there: the payer of a neighbour's child, say."""
    by.lever("2019-01-01", person=[_p(BO)], postering=[postering(ANNA, "1.00", "2018-01-01", "2018-01-31")])
    by.lever("2020-01-01", person=[_p(BO)])
    assert not by.plan(FRAFLYTTET)


def test_regnskabet_staar_og_borgeren_er_taget_ud(by: By) -> None:
    poster = [
        postering(ANNA, "100.00", "2018-01-01", "2018-01-31", bilagsnr="A", tekst=f"Til Anna {ANNA}"),
        postering(BO, "30.00", "2018-01-01", "2018-01-31", bilagsnr="B", tekst="Til Bo"),
    ]
    _fraflyttet(by, postering=poster)
    plan, efter = by.ryd(FRAFLYTTET)
    assert plan.slags == {"fraflyttede": (2, 1)}
    felter = ("bilagsnr", "beloeb_oere", "person_noegle", "tekst")
    assert [tuple(r[f] for f in felter) for r in by.tabel(efter, "postering")] == [
        ("A", 10_000, None, None),
        ("B", 3_000, by.noegle(BO), "Til Bo"),
    ]
    assert by.cpr(efter) == {BO}


def _indsats(**felter: str) -> dict[str, str]:
    grund = {"indsats_id": "I1", "lov": "SEL", "paragraf": "107", "startdato": "2015-01-01"}
    return grund | {"takst": "100.00", "enhed": "dag"} | felter


def _tilsagn(**felter: str) -> dict[str, str]:
    grund = {"modpart_kommunekode": "0751", "retning": "modtaget", "lov": "SEL", "fra": "2015-01-01"}
    return grund | felter


AKTIVITETER = [
    ("postering", postering("", "1.00", "2021-06-01", "2021-06-30"), True),
    ("postering", postering("", "1.00", "2021-05-01", "2021-05-31"), False),
    # Booked long ago for a period that reaches the limit:
    ("postering", postering("", "1.00", "2019-01-01", "2019-01-31", periode_til="2021-06-01"), True),
    ("indsats", _indsats(slutdato="", status="bevilget"), True),
    ("indsats", _indsats(slutdato="2021-06-01", status="ophoert"), True),
    ("indsats", _indsats(slutdato="2021-05-31", status="ophoert"), False),
    ("indsats", _indsats(slutdato="", status="afslag"), False),
    ("tilsagn", _tilsagn(til="", status="givet"), True),
    ("tilsagn", _tilsagn(til="", status="afvist"), False),
]


def test_aktivitet_holder_borgeren(by: By) -> None:
    """One person for each kind of activity, all gone since 2020."""
    numre = [f"610180{n:04d}" for n in range(10, 10 + len(AKTIVITETER))]
    tabeller: dict[str, list[dict[str, str]]] = {}
    for cpr, (tabel, raekke, _) in zip(numre, AKTIVITETER, strict=True):
        ny = raekke | {"cpr": cpr} | ({"indsats_id": cpr} if tabel == "indsats" else {})
        tabeller.setdefault(tabel, []).append(ny)
    by.lever("2019-01-01", person=[_p(cpr) for cpr in (*numre, BO)], **tabeller)
    by.lever("2020-01-01", person=[_p(BO)])
    _, efter = by.ryd(FRAFLYTTET)
    tilbage = {r["person_noegle"] for r in by.tabel(efter, "person")}
    holdt = {cpr: by.noegle(cpr) in tilbage for cpr in numre}
    assert holdt == dict(zip(numre, (holder for *_, holder in AKTIVITETER), strict=True))


def test_foraelderen_til_et_ungt_barn_her_bliver(by: By) -> None:
    """Mothers gone since 2020 of children who are here: needed until 23 years before the limit, 1 June 2021."""
    boern = {"1998-07-01": True, "1998-05-01": False, "2015-01-01": True, "1990-01-01": False}
    par = [(f"610180{n:04d}", f"610190{n:04d}", foedt) for n, foedt in enumerate(boern, start=20)]
    her = [_p(barn, foedt) for _, barn, foedt in par]
    relationer = [relation(barn, mor, fra=foedt) for mor, barn, foedt in par]
    by.lever("2019-01-01", person=[*her, *(_p(mor) for mor, *_ in par)], relation=relationer)
    by.lever("2020-01-01", person=her, relation=relationer)
    _, efter = by.ryd(FRAFLYTTET)
    tilbage = {r["person_noegle"] for r in by.tabel(efter, "person")}
    assert {foedt: by.noegle(mor) in tilbage for mor, _, foedt in par} == boern
    assert len(by.tabel(efter, "relation")) == 2


def test_en_familie_der_er_vaek_sammen_slettes_sammen(by: By) -> None:
    par = {"relation": [relation(CAJ, ANNA, fra="2015-01-01")]}
    by.lever("2019-01-01", person=[_p(ANNA), _p(BO), _p(CAJ, "2015-01-01")], **par)
    by.lever("2020-01-01", person=[_p(BO)])
    plan, efter = by.ryd(FRAFLYTTET)
    assert plan.personer == 2
    assert by.cpr(efter) == {BO}


def test_aegtefaellen_til_en_der_bliver_bliver(by: By) -> None:
    gift = {"civilstand": "G", "aegtefaelle_cpr": ANNA}
    by.lever("2019-01-01", person=[_p(ANNA), _p(BO, **gift)])
    by.lever("2020-01-01", person=[_p(BO, **gift)])
    assert not by.plan(FRAFLYTTET)


def test_en_tidligere_aegtefaelle_tages_ud_af_den_andens_historie(by: By) -> None:
    civil = [
        {"cpr": BO, "civilstand": "G", "aegtefaelle_cpr": ANNA, "fra": "2000-01-01", "til": "2010-01-01"},
        {"cpr": BO, "civilstand": "F", "aegtefaelle_cpr": "", "fra": "2010-01-02", "til": ""},
    ]
    by.lever("2019-01-01", person=[_p(ANNA), _p(BO)], civilstand=civil)
    by.lever("2020-01-01", person=[_p(BO)], civilstand=civil)
    plan, efter = by.ryd(FRAFLYTTET)
    assert plan.personer == 1
    raekker = by.tabel(efter, "civilstand")
    assert [(r["civilstand"], r["aegtefaelle_noegle"]) for r in raekker] == [("G", None), ("F", None)]
    assert by.cpr(efter) == {BO}


def test_en_borger_med_aaben_sag_er_fredet(by: By) -> None:
    _fraflyttet(by)
    assert not by.plan(FRAFLYTTET, fredede=(by.noegle(ANNA),))


def test_et_erstattet_nummer_slettes_med_sin_person(by: By) -> None:
    """Anna's old number DORA is in the files too; both belong to one person, and both go."""
    begge = [_p(ANNA), _p(DORA, gaeldende_cpr=ANNA, cpr_status="60"), _p(BO)]
    by.lever("2019-01-01", person=begge, adresse=[adresse(DORA, "1")])
    by.lever("2020-01-01", person=[_p(BO)])
    plan, efter = by.ryd(FRAFLYTTET)
    assert plan.personer == 1
    assert by.cpr(efter) == {BO}


def test_den_hvis_nye_nummer_stadig_er_her_bliver(by: By) -> None:
    by.lever("2019-01-01", person=[_p(DORA, gaeldende_cpr=ANNA, cpr_status="60"), _p(ANNA), _p(BO)])
    by.lever("2020-01-01", person=[_p(ANNA), _p(BO)])
    assert not by.plan(FRAFLYTTET)


# --- the age of rows -------------------------------------------------------------------------------------------


def _indkomst(cpr: str, maaned: str, beloeb: str) -> dict[str, str]:
    return {"cpr": cpr, "maaned": maaned, "indkomsttype": "00", "beloeb": beloeb, "udbetaler_cvr": "11111111"}


def test_raekker_slettes_efter_deres_egen_tid(by: By) -> None:
    maaneder = ["2021-04", "2021-05", "2021-06"]
    by.lever("2022-01-01", person=[_p(ANNA)], indkomst=[_indkomst(ANNA, m, "1.00") for m in maaneder])
    plan, efter = by.ryd(Graenser(alder={"indkomst": date(2021, 6, 1)}))
    assert plan.slags == {"indkomst": (2, 0)}
    assert [r["maaned"] for r in by.tabel(efter, "indkomst")] == ["2021-06"]


def test_en_aeldre_udgave_af_en_slettet_raekke_lever_ikke_op(by: By) -> None:
    """The posting was booked in 2022 and then moved to 2019: with the row of 2019 goes the one of 2022."""
    foer = postering(ANNA, "1.00", bilagsnr="A", bogfoeringsdato="2022-05-01")
    efter = postering(ANNA, "1.00", bilagsnr="A", bogfoeringsdato="2019-05-01")
    by.lever("2022-06-01", person=[_p(ANNA)], postering=[foer])
    by.lever("2022-07-01", postering=[efter])
    plan, levs = by.ryd(Graenser(alder={"postering": date(2020, 1, 1)}))
    assert plan.slags == {"postering": (2, 0)}
    assert by.tabel(levs, "postering") == []


def test_en_gammel_udgave_af_en_raekke_der_lever_slettes_alene(by: By) -> None:
    foer = postering(ANNA, "1.00", bilagsnr="A", bogfoeringsdato="2019-05-01")
    nu = postering(ANNA, "2.00", bilagsnr="A", bogfoeringsdato="2022-05-01")
    by.lever("2022-06-01", person=[_p(ANNA)], postering=[foer])
    by.lever("2022-07-01", postering=[nu])
    plan, levs = by.ryd(Graenser(alder={"postering": date(2020, 1, 1)}))
    assert plan.slags == {"postering": (1, 0)}
    assert [r["beloeb_oere"] for r in by.tabel(levs, "postering")] == [200]


# --- withdrawn deliveries, and history before the cut ------------------------------------------------------------


def test_en_leverance_der_blev_fortrudt_for_laenge_siden_toemmes(by: By) -> None:
    by.lever("2022-01-01", person=[_p(BO)])
    by.lever("2022-02-01", person=[_p(ANNA)])
    fortryd(by.ind, "L000002", datetime(2022, 2, 2, tzinfo=UTC))
    assert not by.plan(Graenser(fortrudte=date(2022, 2, 2)))
    plan, efter = by.ryd(Graenser(fortrudte=date(2022, 2, 3)))
    assert plan.slags == {"fortrudte": (1, 0)}
    assert by.cpr(efter) == {BO}
    assert [lev.fortrudt is not None for lev in efter] == [False, True]
    assert efter[1].tabeller["person"]["accepteret"] == 1  # what came, is still told


def test_historien_foer_skellet_laegges_sammen(by: By) -> None:
    for dag, beloeb in (("2020-01-01", "1.00"), ("2021-01-01", "2.00"), ("2025-01-01", "3.00")):
        by.lever(
            dag, person=[_p(ANNA, navn=f"Navn {dag}")], postering=[postering(ANNA, beloeb, bilagsnr="A")]
        )
    plan, efter = by.ryd(Graenser(leverancer=date(2022, 1, 1)))
    assert plan.slags == {"leverancer": (2, 0)}  # a person row and a posting, replaced before the cut
    assert plan.sammenlagte == {"L000001", "L000002"}
    assert sammenlagte(by.efter) == {"L000001", "L000002"}
    # As of the cut and later everything can still be read; before it, and apart, nothing.
    assert _indhold(by.efter, efter[:2], "postering", "person") == _indhold(
        by.ind, leverancer(by.ind)[:2], "postering", "person"
    )
    with pytest.raises(ByggeFejl, match="uden L000002"):
        byg_raa(hukommelse(by.efter), by.efter, efter[:1])
    with pytest.raises(HjemtagFejl, match="L000001 kan ikke fortrydes"):
        fortryd(by.efter, "L000001", datetime(2026, 6, 1, tzinfo=UTC))
    assert fortryd(by.efter, "L000003", datetime(2026, 6, 1, tzinfo=UTC)).fortrudt


def test_en_enkelt_gammel_leverance_har_intet_at_laegge_sammen(by: By) -> None:
    by.lever("2020-01-01", person=[_p(ANNA)])
    assert not by.plan(Graenser(leverancer=date(2022, 1, 1)))


def test_to_gange_goer_ikke_mere(by: By, tmp_path: Path) -> None:
    _fraflyttet(by)
    by.lever("2020-02-01", person=[_p(BO, navn="Nyt navn")])
    graenser = Graenser(leverancer=date(2022, 1, 1), fraflyttede=date(2021, 6, 1))
    _, foerste = by.ryd(graenser)
    landing = Landingsoprydning(by.efter, foerste, graenser, I_DAG, ())
    assert not landing.planlaeg()
    landing.luk()


def test_den_der_slettes_senere_forsvinder_ogsaa_af_listen_over_de_sete(by: By) -> None:
    """First history is laid together, and the list of who was seen is all that holds the number; then it goes too."""
    _fraflyttet(by)
    by.lever("2020-02-01", person=[_p(BO, navn="Nyt navn")])
    _, foerste = by.ryd(Graenser(leverancer=date(2022, 1, 1)))
    assert ANNA in by.cpr(foerste)
    by.ind = by.efter
    _, anden = by.ryd(FRAFLYTTET)
    assert by.cpr(anden) == {BO}


# --- nothing else changes ------------------------------------------------------------------------------------------


def _manifest(lev: Leverance) -> None:
    data = {"id": lev.id, "nr": lev.nr, "modtaget": lev.modtaget.isoformat(), "dato": lev.dato.isoformat()}
    data |= {"indhold_hash": "", "kilde": "", "demo": False, "kode_version": "", "advarsler": []}
    data |= {"ukendte_filer": [], "tabeller": lev.tabeller}
    (lev.mappe / "manifest.json").write_text(json.dumps(data))


@settings(derandomize=True, deadline=None, max_examples=10)
@given(liste=st.lists(LEVERANCE, min_size=3, max_size=6), data=st.data())
def test_alt_fra_skellet_og_frem_er_det_samme(
    tmp_path_factory: pytest.TempPathFactory, liste: list, data: st.DataObject
) -> None:
    """Whatever comes in whatever way: as of every later delivery, and with any later one withdrawn, raw is the same."""
    to = {navn: k for navn, k in alle_kontrakter().items() if navn in ("person", "adresse")}
    with pytest.MonkeyPatch.context() as kun:  # the other 25 tables have no rows here, and cost as much
        for modul in (raa, oprydning):
            kun.setattr(modul, "alle_kontrakter", lambda: to)
        _proev_skel(tmp_path_factory, liste, data)


def _proev_skel(tmp_path_factory: pytest.TempPathFactory, liste: list, data: st.DataObject) -> None:
    rod = tmp_path_factory.mktemp("skel")
    (rod / "landing").mkdir()
    ind = Indstillinger(hjem=rod, kommune="0998")
    skel = data.draw(st.integers(2, len(liste)))
    gammel, ny = datetime(2020, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    levs = [
        landet(rod / "landing", nr, gammel if nr <= skel else ny, *lev)
        for nr, lev in enumerate(liste, start=1)
    ]
    for lev in levs:
        _manifest(lev)
    landing = Landingsoprydning(ind, levs, Graenser(leverancer=date(2022, 1, 1)), I_DAG, ())
    plan = landing.planlaeg()
    if not plan:
        return
    landing.skriv(plan, rod / "efter")
    assert landing.afvigelser(plan, rod / "efter") == []
    landing.luk()
    efter_ind = replace(ind, hjem=rod / "efter")
    (rod / "efter" / "hemmeligheder").symlink_to(ind.hemmeligheder)
    efter = leverancer_i(rod / "efter", plan)
    tabeller = ("person", "adresse", "cpr")
    for n in range(skel, len(levs) + 1):
        assert _indhold(efter_ind, efter[:n], *tabeller) == _indhold(ind, levs[:n], *tabeller)
    for n in range(skel, len(levs)):
        foer_uden, efter_uden = ([*x[:n], *x[n + 1 :]] for x in (levs, efter))
        assert _indhold(efter_ind, efter_uden, *tabeller) == _indhold(ind, foer_uden, *tabeller)


def test_en_fejl_i_oprydningen_ville_blive_set(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the list of who was seen forgotten, Anna would count as never there, and her address be closed."""
    adr = [adresse(ANNA, "1"), adresse(BO, "2")]
    by.lever("2019-01-01", person=[_p(ANNA), _p(BO)], adresse=adr)
    by.lever("2019-06-01", adresse=adr[1:])
    by.lever("2020-01-01", person=[_p(BO)])
    by.lever("2020-06-01", person=[_p(BO, navn="Nyt")], adresse=adr[1:])
    landing = Landingsoprydning(by.ind, leverancer(by.ind), Graenser(leverancer=date(2022, 1, 1)), I_DAG, ())
    plan = landing.planlaeg()
    assert plan
    hjem = by.tmp_path / "efter"
    landing.skriv(plan, hjem)
    assert landing.afvigelser(plan, hjem) == []
    fil = next((hjem / "landing").glob("L*/postering.parquet"), None)
    assert fil is None
    adressefil = hjem / "landing" / "L000004" / "adresse.parquet"
    tom = pq.read_table(adressefil).slice(0, 0)
    adressefil.unlink()
    pq.write_table(tom, adressefil)
    fejl = landing.afvigelser(plan, hjem)
    assert any("adresse" in f and "1 rækker ville mangle" in f for f in fejl), fejl
    landing.luk()


def test_hver_tabel_med_alder_og_aktivitet_findes() -> None:
    """The expressions name columns that the contracts have."""
    kontrakter = alle_kontrakter()
    for tabel, udtryk in [*oprydning.TID.items(), *oprydning._AKTIV.items()]:
        assert set(kontrakter[tabel].kolonner) & set(
            udtryk.replace("(", " ").replace(")", " ").replace(",", " ").split()
        )
    for tabel, kolonner in oprydning._BOEGER.items():
        assert set(kolonner) <= set(kontrakter[tabel].kolonner)
        assert not any(kontrakter[tabel].kolonner[k].paakraevet for k in kolonner)
        assert not set(kolonner) & set(kontrakter[tabel].noegle)
