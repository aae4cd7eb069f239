"""Tilflyttere and Fraflyttere: the hits of a town worked out by hand, and the pages as each role meets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.flytning import bopael
from engine.indstillinger import Indstillinger
from engine.lager import egneadresser
from engine.potentiale.model import Pension
from engine.resultater import (
    flyttelister,
    flyttescreening,
    fraflytning,
    kontekst,
    kravbrev,
    sager,
    sagskilde_fraflytning,
    sagskilde_screening,
    sagsliste,
    tilsagnsbrev,
    udtraek,
)
from engine.resultater.flyttelister import Gemt, Hit
from engine.resultater.sde import Kontekst
from engine.sager import log, tabeller
from pages.komponenter import data
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering
from tests.pages.conftest import html

MAPPE = Path(__file__).resolve().parents[2] / "pages"
NU = datetime(2023, 1, 15, tzinfo=UTC)
BOTILBUD, KAEDE, HJEM, HJEMVENDT, FRA_INST, VIDERE, UDEN_NOGET, BARN = (f"610180100{n}" for n in range(8))
PENSIONIST, FREMMED_PENSION, ELEV, BOERNEHAVE, UDSKREVET = (f"610180101{n}" for n in range(5))
PRIVATSKOLE, GAMMEL_PENSION, I_SVERIGE, ANBRAGT = (f"610180102{n}" for n in range(4))
OEKONOM = Bruger(1, "o", "O", Rolle.OEKONOM)
EGEN_DRIFT = "5385211000000140"  # not paid to another municipality
BORTE = (PENSIONIST, FREMMED_PENSION, ELEV, BOERNEHAVE, UDSKREVET, PRIVATSKOLE, GAMMEL_PENSION)


def _hus(nr: str, husnr: str, kommune: str, type_: str = "botilbud_108") -> dict[str, str]:
    grund = {"institution_id": nr, "navn": f"Huset {nr}", "type": type_, "driftsform": "privat"}
    return grund | {"kommunekode": kommune, "vejkode": "0101", "husnr": husnr}


def _indsats(cpr: str, inst: str, **flere: str) -> dict[str, str]:
    grund = {"indsats_id": f"N{cpr}", "cpr": cpr, "lov": "SEL", "paragraf": "108", "startdato": "2022-03-01"}
    grund |= {"institution_id": inst, "takst": "2000.00", "enhed": "dag", "status": "bevilget"}
    return grund | {"fagomraade": "voksne"} | flere


def _pension(cpr: str, tilkender: str, dag: str = "2018-05-01") -> dict[str, str]:
    grund = {"cpr": cpr, "pensionstype": "foertidspension", "tilkendt_dato": dag}
    return grund | {"tilkendende_kommunekode": tilkender}


def _plads(cpr: str, skoletype: str, **flere: str) -> dict[str, str]:
    grund = {"cpr": cpr, "institution_id": "S", "skole_kommunekode": "0860", "skoletype": skoletype}
    return grund | {"startdato": "2020-08-01"} | flere


def by() -> Tabeller:
    alle = (BOTILBUD, KAEDE, HJEM, HJEMVENDT, FRA_INST, VIDERE, UDEN_NOGET)
    foer = {"kommunekode": "0851"}
    return {
        "person": [
            *(
                person(c, "1980-01-01")
                for c in (*alle, PENSIONIST, FREMMED_PENSION, GAMMEL_PENSION, I_SVERIGE)
            ),
            *(person(c, "2012-01-01") for c in (BARN, ELEV, BOERNEHAVE, UDSKREVET, PRIVATSKOLE, ANBRAGT)),
        ],
        "institution": [
            _hus("A", "100", "0860"),
            _hus("B", "50", "0751"),
            _hus("P", "101", "0860", "plejefamilie"),
            _hus("Q", "51", "0751", "plejefamilie"),
        ],
        "adresse": [
            adresse(BOTILBUD, "1", "2000-01-01", "2022-03-01", **foer),
            adresse(BOTILBUD, "100", "2022-03-01"),
            adresse(KAEDE, "1", "2000-01-01", "2020-01-01", **foer),
            adresse(KAEDE, "50", "2020-01-01", "2022-03-01", kommunekode="0751"),
            adresse(KAEDE, "100", "2022-03-01"),
            adresse(HJEM, "1", "2000-01-01", "2022-03-01", **foer),
            adresse(HJEM, "9", "2022-03-01"),
            adresse(HJEMVENDT, "9", "2000-01-01", "2022-02-01"),
            adresse(HJEMVENDT, "", "2022-02-01", "2022-03-01", type="forsvundet", kommunekode=""),
            adresse(HJEMVENDT, "100", "2022-03-01"),
            adresse(FRA_INST, "1", "2000-01-01", "2020-01-01", **foer),
            adresse(FRA_INST, "50", "2020-01-01", "2022-03-01", kommunekode="0751"),
            adresse(FRA_INST, "8", "2022-03-01"),
            adresse(VIDERE, "7", "2000-01-01", "2022-04-01"),
            adresse(VIDERE, "2", "2022-04-01", **foer),
            adresse(UDEN_NOGET, "7", "2000-01-01", "2022-04-01"),
            adresse(UDEN_NOGET, "2", "2022-04-01", **foer),
            adresse(BARN, "1", "2012-01-01", "2022-05-01", **foer),
            adresse(BARN, "101", "2022-05-01"),
            *(adresse(c, "6", "2013-01-01", "2022-08-01") for c in BORTE),
            *(adresse(c, "3", "2022-08-01", **foer) for c in BORTE),
            adresse(I_SVERIGE, "6", "2013-01-01", "2022-08-01"),
            adresse(I_SVERIGE, "", "2022-08-01", type="udrejst", kommunekode="", landekode="SE"),
            adresse(ANBRAGT, "6", "2013-01-01", "2022-08-01"),
            adresse(ANBRAGT, "51", "2022-08-01", kommunekode="0751"),
        ],
        "pension": [
            _pension(PENSIONIST, "0860"),
            _pension(FREMMED_PENSION, "0851"),
            _pension(GAMMEL_PENSION, "0860", "2010-05-01"),
            _pension(I_SVERIGE, "0860"),
        ],
        "elev": [
            _plads(ELEV, "folkeskole"),
            _plads(BOERNEHAVE, "dagtilbud"),
            _plads(UDSKREVET, "folkeskole", slutdato="2022-07-31"),
            _plads(PRIVATSKOLE, "privatskole"),
        ],
        "indsats": [
            _indsats(BOTILBUD, "A", medvirken="ja"),
            _indsats(KAEDE, "A"),
            _indsats(BARN, "P", paragraf="66", anbringelse="1", handlekommune="0751", startdato="2022-05-01"),
            _indsats(
                ANBRAGT, "Q", paragraf="66", anbringelse="1", handlekommune="0751", startdato="2022-08-01"
            ),
        ],
        "tilsagn": [
            {"cpr": BARN, "modpart_kommunekode": "0751", "retning": "modtaget", "status": "givet"}
            | {"fra": "2022-05-01", "til": "2022-12-31"}
        ],
        "postering": [
            postering(VIDERE, "1000.00", "2022-03-01", "2022-03-31", paragraf="85", konto=EGEN_DRIFT),
            postering(VIDERE, "1200.00", "2022-04-01", "2022-04-30", paragraf="85", konto=EGEN_DRIFT),
            postering(VIDERE, "1200.00", "2022-05-01", "2022-05-31", paragraf="85", konto=EGEN_DRIFT),
            postering(UDEN_NOGET, "900.00", "2022-03-01", "2022-03-31", paragraf="85"),
            postering(
                UDEN_NOGET, "900.00", paragraf="85", bilagsdato="2022-04-12", bogfoeringsdato="2022-04-14"
            ),
        ],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kontekst]:
    mappe = tmp_path_factory.mktemp("flyttelister")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(by(), ind, NU, mappe, "dato = 2022-12-31\ndemo = true\n")
    return ind.hjem, kontekst.hent(ind)


@pytest.fixture
def k(bygget: tuple[Path, Kontekst]) -> Kontekst:
    return bygget[1]


@pytest.fixture
def town(bygget: tuple[Path, Kontekst], hjem: Path) -> Path:
    for mappe in ("generationer", "landing", "hemmeligheder"):
        kopi_af(bygget[0] / mappe, hjem / mappe)
    return hjem


def _efter_cpr(k: Kontekst, hits: list[Hit]) -> dict[str, Hit]:
    from engine.lager import sde

    cpr = sde.cpr_numre(k.gen, [h.person_noegle for h in hits])
    return {cpr[h.person_noegle]: h for h in hits}


def test_hvem_der_staar_paa_tilflytterlisten_og_hvem_der_skal_betale(k: Kontekst) -> None:
    hits = _efter_cpr(k, flyttelister.tilflyttere(k))
    assert {c: (h.afgoerelse.kommunekode, h.afgoerelse.regel) for c, h in hits.items() if h.afgoerelse} == {
        BOTILBUD: ("0851", "REF-01"),
        KAEDE: ("0851", "REF-02"),
        FRA_INST: (None, ""),
        BARN: ("0751", "REF-01"),
    }  # not the one from home to home, nor the one who was gone and came back
    assert str(hits[BOTILBUD].frist) == "2025-03-31"
    assert hits[KAEDE].afgoerelse is not None
    assert hits[KAEDE].afgoerelse.sikkerhed == 0.6  # medvirken is not told
    assert hits[BARN].fagomraade == "boern"


def test_paa_fraflytterlisten_staar_kun_den_der_betales_noget_for_efter_flytningen(k: Kontekst) -> None:
    hits = _efter_cpr(k, flyttelister.fraflyttere(k))
    assert set(hits) == {VIDERE, PENSIONIST, ELEV, BOERNEHAVE, GAMMEL_PENSION, I_SVERIGE, ANBRAGT}
    # A bill of April that does not say its period is likely of March: UDEN_NOGET is not there.
    assert (hits[VIDERE].oere, hits[VIDERE].oere_pr_md) == (240_000, 120_000)  # March is before the move
    assert hits[VIDERE].aarsager == ("indsats",)
    assert hits[VIDERE].frist == date(2023, 4, 30)  # April 2022, twelve months under SEL
    assert "Stop indsatsen" in hits[VIDERE].begrundelse


def test_en_pension_tilkendt_her_og_en_plads_i_skole_eller_dagtilbud_foelger_den_der_flytter(
    k: Kontekst,
) -> None:
    hits = _efter_cpr(k, flyttelister.fraflyttere(k))
    assert hits[PENSIONIST].aarsager == ("pension",)
    assert "seks år" in hits[PENSIONIST].begrundelse
    assert hits[ELEV].aarsager == hits[BOERNEHAVE].aarsager == ("plads",)
    assert hits[ELEV].fagomraade == "skole"
    assert hits[BOERNEHAVE].fagomraade == "dagtilbud"
    assert "bopælskommune" in hits[ELEV].begrundelse
    # Neither the pension another municipality granted, nor the pupil who had left the day before, nor one of a private
    # school, which is the state's to settle.
    assert not {FREMMED_PENSION, UDSKREVET, PRIVATSKOLE} & set(hits)


def test_en_pension_der_ingen_kan_kraeve_andel_af_siger_det_og_er_ingen_sag(k: Kontekst) -> None:
    """Granted on 1.5.2010: the six years ran from the grant. In Sweden there is no municipality to send a claim."""
    hits = _efter_cpr(k, flyttelister.fraflyttere(k))
    assert "kan ikke længere kræve en andel" in hits[GAMMEL_PENSION].handling
    assert "Ingen kommune kan kræve" in hits[I_SVERIGE].handling
    assert "Vent krav" in hits[PENSIONIST].handling
    i_sager = {x.hit.person_noegle for x in fraflytning.alle(k)}
    assert {c for c, h in hits.items() if h.person_noegle in i_sager} == {
        VIDERE,
        PENSIONIST,
        ELEV,
        BOERNEHAVE,
    }


@pytest.mark.parametrize(
    ("tilkendt", "flyttet", "kan"),
    [
        (date(2003, 12, 31), date(2005, 1, 1), False),  # there is no rule of six years before 2004
        (date(2015, 2, 1), date(2021, 1, 31), True),
        (date(2015, 2, 1), date(2021, 2, 1), False),
        (date(2015, 2, 2), date(2025, 6, 1), True),  # from the move away
    ],
)
def test_de_seks_aar_regnes_fra_tilkendelsen_foer_2015_og_ellers_fra_fraflytningen(
    k: Kontekst, tilkendt: date, flyttet: date, kan: bool
) -> None:
    p = Pension("foertidspension", tilkendt, "0860")
    assert flyttelister.kan_kraeve_pension(k, p, flyttet, _boede(("0860", flyttet))) is kan


def test_de_seks_aar_regnes_fra_den_foerste_fraflytning_ogsaa_for_den_der_har_vaeret_tilbage(
    k: Kontekst,
) -> None:
    """Away on 1.3.2016, back on 1.1.2018: the six years are over on 1.3.2022."""
    p = Pension("foertidspension", date(2015, 6, 1), "0860")
    for flyttet, kan in ((date(2022, 2, 28), True), (date(2022, 3, 1), False)):
        boede = _boede(("0860", date(2016, 3, 1)), ("0851", date(2018, 1, 1)), ("0860", flyttet))
        assert flyttelister.kan_kraeve_pension(k, p, flyttet, boede) is kan


def test_seniorpension_er_med_fra_2024_ogsaa_for_den_der_flyttede_foer(k: Kontekst) -> None:
    p, flyttet = Pension("seniorpension", date(2021, 6, 1), "0860"), date(2022, 8, 1)
    boede = _boede(("0860", flyttet))
    assert not flyttelister.kan_kraeve_pension(k, p, flyttet, boede)  # the data are of 2022
    senere = replace(k, gen=replace(k.gen, data_dato=date(2024, 1, 31)))
    assert flyttelister.kan_kraeve_pension(senere, p, flyttet, boede)


def _boede(*steder: tuple[str, date]) -> tuple[bopael.Station, ...]:
    """Homes after each other since 2000: (municipality, day of the move from it); then in Aalborg."""
    fra, ud = date(2000, 1, 1), []
    for kommune, til in steder:
        ud.append(bopael.Station(fra, til - timedelta(days=1), bopael.BOLIG, kommune))
        fra = til
    return (*ud, bopael.Station(fra, None, bopael.BOLIG, "0851"))


def test_et_anbragt_barn_der_flytter_herfra_betales_af_den_der_har_anbragt(k: Kontekst) -> None:
    a = _efter_cpr(k, flyttelister.fraflyttere(k))[ANBRAGT].afgoerelse
    assert a is not None
    assert (a.kommunekode, a.hjemmel, a.sikkerhed) == ("0751", "RSL § 9 a", 0.9)


def test_fra_udlandet_er_der_ingen_kommune_at_opkraeve(k: Kontekst) -> None:
    r = {"til_sted": "udland", "pension_tilkendt": None}
    dag = date(2022, 8, 1)
    handling = flyttelister._handling(k, r, dag, ("indsats", "ydelse", "plads"), flyttelister._Veje(k, []))
    assert "pkræv" not in handling
    assert "ny" not in handling.split()
    assert flyttelister._kravfrist(k, r, dag, 100, 100) is None
    assert flyttelister._kravfrist(k, r | {"til_sted": "bolig"}, date(2022, 8, 2), 0, 100) == date(
        2025, 9, 30
    )


def test_alderen_er_hele_aar_ogsaa_paa_foedselsdagen() -> None:
    assert bopael.alder(date(2005, 1, 1), date(2023, 1, 1)) == 18
    assert bopael.alder(date(2005, 1, 1), date(2022, 12, 31)) == 17


def test_fra_flytningen_betaler_den_nye_kommune_uden_for_pensionen_der_har_to(k: Kontekst) -> None:
    hits = _efter_cpr(k, flyttelister.fraflyttere(k))
    betaler = {c: h.afgoerelse and (h.afgoerelse.kommunekode, h.afgoerelse.hjemmel) for c, h in hits.items()}
    assert betaler == {
        VIDERE: ("0851", "RSL § 9, stk. 1"),
        ELEV: ("0851", "Folkeskoleloven § 49"),
        BOERNEHAVE: ("0851", "Dagtilbudsloven § 61"),
        PENSIONIST: None,
        GAMMEL_PENSION: None,
        I_SVERIGE: None,
        ANBRAGT: ("0751", "RSL § 9 a"),
    }


@pytest.mark.parametrize("ukendt", [None, float("nan")])
def test_en_flytning_uden_institution_har_et_tomt_institution_id(ukendt: Any) -> None:
    assert flyttelister._tekst(ukendt) == ""


def test_et_aar_uden_flytninger_er_tomt(k: Kontekst) -> None:
    assert flyttelister.tilflyttere(k, 2019) == flyttelister.fraflyttere(k, 2019) == []


def side(fil: str, **tilstand: Any) -> Any:
    at = AppTest.from_file(str(MAPPE / f"{fil}.py"), default_timeout=30)
    for navn, vaerdi in tilstand.items():
        at.session_state[navn] = vaerdi
    at.run()
    assert not at.exception
    return at


def tekst(at: Any) -> str:
    return " ".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), html(at)])


@pytest.mark.parametrize("navn", ["demo-oekonom-1", "demo-revisor"])
def test_listen_viser_vej_og_betaler_og_foerst_navne_efter_et_formaal(
    town: Path, log_ind: Callable[[str], str], navn: str
) -> None:
    log_ind(navn)
    at = side("tilflyttere")
    assert "4 tilflyttere skal gennemgås. For 3 foreslås en anden kommune" in tekst(at)
    tabel = at.table[0].value
    assert set(tabel["Hvorfra → hvortil"]) == {"Aalborg → Hjørring", "Aarhus → Hjørring"}
    assert all(v.startswith("Flytning ") for v in tabel["Borger"])
    med = side("tilflyttere", formaal={"tilflytterliste": "Behandling af borgerens sag"})
    assert not any(v.startswith("Flytning ") for v in med.dataframe[0].value["Borger"])
    log.skriver(data.sagslager()).toem()
    with data.sagslager().laes() as con:
        linjer = con.execute(sa.select(tabeller.log).where(tabeller.log.c.handling == "se_person")).fetchall()
    assert len(linjer) == 4


def test_krav_uden_svar_staar_paa_siden_kun_for_dem_der_arbejder_med_dem(
    town: Path, log_ind: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    krav = [{"person_noegle": "Q", "modpart": "0851", "rejst": date(2022, 1, 10)}]
    monkeypatch.setattr("engine.lager.kandidater.anmodede", lambda gen: krav)
    log_ind("demo-oekonom-1")
    at = side("tilflyttere")
    assert "Krav, der ikke må glide" in [s.value for s in at.subheader]
    vist = at.dataframe[-1].value.to_string()
    assert "Intet svar siden 10.01.2022. Giv lederen besked" in vist
    assert "Aalborg" in vist
    k, i_dag = data.kontekst(), date(2023, 1, 15)
    uden_svar = [v.frist for v in kravbrev.vagt(k, _sagsbehandler("overfoersel"), i_dag) if v.oere is None]
    assert uden_svar == [date(2023, 1, 10)]
    assert kravbrev.vagt(k, _sagsbehandler("boern"), i_dag) == []


def _sagsbehandler(omraade: str) -> Bruger:
    return Bruger(1, "b", "B", Rolle.SAGSBEHANDLER, (omraade,))


def test_en_sagsbehandler_ser_kun_sine_fagomraader(town: Path, log_ind: Callable[[str], str]) -> None:
    k = data.kontekst()
    hits = flyttelister.tilflyttere(k)
    boern = _sagsbehandler("boern")
    assert [h.fagomraade for h in flyttelister.for_bruger(hits, boern)] == ["boern"]
    assert flyttelister.for_bruger(hits, Bruger(1, "b", "B", Rolle.SAGSBEHANDLER)) == []
    assert flyttelister.for_bruger(hits, Bruger(1, "l", "L", Rolle.LEDER)) == []


@pytest.mark.parametrize("fil", ["tilflyttere", "fraflyttere"])
@pytest.mark.parametrize(
    "navn", ["demo-leder", "demo-politiker", "demo-administrator", "demo-institutionsleder"]
)
def test_andre_har_ikke_adgang(town: Path, log_ind: Callable[[str], str], fil: str, navn: str) -> None:
    log_ind(navn)
    at = side(fil)
    assert [t.value for t in at.title] == ["Ingen adgang"]
    assert "Du har ikke adgang" in html(at)


def test_fraflyttere_viser_kroner_pr_maaned(town: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side("fraflyttere")
    assert "7 fraflyttere skal gennemgås" in tekst(at)
    assert at.table[0].value["Pr. måned (kr.)"].dropna().tolist() == [120_000, 120_000]  # and the sum


def test_en_tom_liste_siger_om_ingen_er_flyttet_eller_intet_er_at_holde_op_mod(
    town: Path, log_ind: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log_ind("demo-oekonom-1")
    monkeypatch.setattr(data, "flytteliste", lambda *a: [])
    at = side("tilflyttere")
    assert "Ingen tilflyttere skal gennemgås." in tekst(at)
    assert "Ingen er i perioden flyttet ind på" in html(at)
    monkeypatch.setattr(egneadresser, "byggede", lambda gen, tabel: pd.DataFrame())
    at = side("tilflyttere")
    assert "Der er ingen institutioner eller opmærksomhedsadresser i datagrundlaget" in html(at)


def test_sagens_tilstand_staar_paa_listen(town: Path, log_ind: Callable[[str], str]) -> None:
    """Of seven moves those with something that runs on are cases; the one that is worked on says how far it is."""
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    sager_ = {x.hit.noegle: x.sag_id for x in fraflytning.alle(k)}
    foer = side("fraflyttere").table[0].value["Sag"].fillna("").tolist()[:-1]
    hits = flyttelister.fraflyttere(k)
    assert foer == ["Ny" if h.noegle in sager_ else "" for h in hits]
    nr = next(nr for nr, h in enumerate(hits) if h.noegle in sager_)
    sager.gem(
        *(k, data.sagslager(), OEKONOM, sager_[hits[nr].noegle], {"tilstand": "besked_sendt", "frist": None}),
        version=0,
        begrundelse="Brevet er sendt",
        nu=NU,
    )
    efter = side("fraflyttere").table[0].value["Sag"].fillna("").tolist()[:-1]
    assert efter == [*foer[:nr], "Besked sendt", *foer[nr + 1 :]]


def _sag(fil: str, sag_id: str, **formaal: str) -> Any:
    at = AppTest.from_file(str(MAPPE / f"{fil}.py"), default_timeout=30)
    at.query_params["sag"] = sag_id
    at.session_state["formaal"] = formaal
    at.run()
    assert not at.exception
    return at


def test_sagens_link_aabner_fraflytteren_med_det_der_skal_goeres_og_brevene(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    x = next(x for x in fraflytning.alle(k) if x.regel == "FRA-02")
    uden = _sag("fraflyttere", x.sag_id)
    assert not uden.table  # the purpose comes first
    at = _sag("fraflyttere", x.sag_id, **{x.sag_id: "Behandling af borgerens sag"})
    assert "Bogført efter flytningen: 2.400 kr." in tekst(at)
    assert "Hent beskeden til enheden som Word" in tekst(at)
    assert "Alle måneder er bortfaldet" in at.error[0].value  # today is years later
    at.date_input(key="fra_sendt").set_value(date(2023, 1, 15)).run()
    assert "Hent brevet til kommunen som Word" in tekst(at)
    assert at.table[0].value["Hvem får besked"].tolist()[-1] == "Aalborg Kommune"
    assert x.hit.person_noegle not in tekst(at)
    ukendt = _sag("fraflyttere", "FRA-0000000000000000")
    assert "Borgeren vises ikke her" in html(ukendt)
    assert "Til listen" in [b.label for b in ukendt.button]


def test_brevet_til_den_nye_kommune_har_kun_maaneder_der_ikke_er_bortfaldet(k: Kontekst) -> None:
    """April and May 2022 under SEL: April lapses on 30.4.2023."""
    x = next(x for x in fraflytning.alle(k) if x.regel == "FRA-02")
    hele = " ".join(fraflytning.til_kommunen(k, OEKONOM, x, date(2023, 4, 30)).afsnit)
    assert "udlagt 2.400 kr." in hele
    assert "er ikke med" not in hele
    resten = " ".join(fraflytning.til_kommunen(k, OEKONOM, x, date(2023, 5, 1)).afsnit)
    assert "udlagt 1.200 kr." in resten
    assert "er ikke med" in resten
    with pytest.raises(HjemtagFejl, match="bortfaldet"):
        fraflytning.til_kommunen(k, OEKONOM, x, date(2023, 6, 1))
    besked = " ".join(fraflytning.til_enheden(k, OEKONOM, x, date(2023, 6, 1)).afsnit)
    assert "Se efter, at det er stoppet" in besked
    assert "1.200 kr. pr. måned" in besked
    with pytest.raises(AdgangNaegtet):
        fraflytning.til_enheden(k, _sagsbehandler("boern"), x, date(2023, 6, 1))


def test_fraflytteres_sager_staar_i_koeen_uden_cpr(k: Kontekst) -> None:
    fund = sagskilde_fraflytning.fund(k, date(2023, 1, 15))
    assert fund.set_index("regel").loc["FRA-02", "forventet_oere"] == 240_000
    assert sorted(fund["regel"]) == ["FRA-02", "FRA-03", "FRA-03", "FRA-04"]
    fakta = sagskilde_fraflytning.fakta(k, fund["sag_id"].tolist())
    assert set(fakta) == set(fund["sag_id"])
    assert not any(c in repr(fakta) + fund.to_string() for c in BORTE)
    assert {h.side for h in map(sagskilde_fraflytning.henvis, fund["sag_id"]) if h} == {"fraflyttere"}


def test_et_krav_aabner_borgerens_ophold(town: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    hit = next(h for h in flyttelister.tilflyttere(k) if h.afgoerelse and h.afgoerelse.regel == "REF-02")
    samme = flyttelister.for_ophold(k, hit.person_noegle, date(2022, 6, 1))
    assert samme is not None
    assert samme.noegle == hit.noegle
    assert samme.afgoerelse == hit.afgoerelse
    assert flyttelister.for_ophold(k, hit.person_noegle, date(1900, 1, 1)) is None
    assert "Borgeren vises ikke her" in html(_sag("tilflyttere", "REF-01-0000000000000000"))


def test_foer_noget_er_bogfoert_bedes_den_foreslaaede_kommune_om_tilsagn(k: Kontekst) -> None:
    hits = _efter_cpr(k, flyttelister.tilflyttere(k))
    b = tilsagnsbrev.lav(k, OEKONOM, hits[KAEDE], date(2022, 3, 10))
    hele = " ".join(b.afsnit)
    assert b.modtager[0] == "Aalborg Kommune"
    assert "tilsagn om at betale for opholdet" in hele
    assert "rejst skriftligt fra den 01.03.2022" in hele
    assert "kæden går tilbage til det første" in hele  # the path, step by step
    assert "svar senest den 07.04.2022" in hele
    assert "Huset" not in hele  # the address may be protected
    assert KAEDE not in hele
    for uden in (FRA_INST, BOTILBUD):  # nobody else is proposed, or the letter is older than the move
        with pytest.raises(HjemtagFejl):
            tilsagnsbrev.lav(k, OEKONOM, hits[uden], date(2022, 2, 28))
    with pytest.raises(AdgangNaegtet):
        tilsagnsbrev.lav(k, _sagsbehandler("boern"), hits[KAEDE], date(2022, 3, 10))


def test_os_selv_bedes_ingen_om_tilsagn_naar_kaeden_begyndte_her(k: Kontekst) -> None:
    """From a home here by an institution elsewhere to one here: the rule of chains says that we pay ourselves."""
    h = _efter_cpr(k, flyttelister.tilflyttere(k))[KAEDE]
    assert h.afgoerelse is not None
    egen = replace(h, afgoerelse=replace(h.afgoerelse, kommunekode="0860"))
    assert (h.anden_betaler, egen.anden_betaler) == ("0851", None)
    assert tilsagnsbrev.kan_bede(h, ())
    assert not tilsagnsbrev.kan_bede(egen, ())
    assert flyttelister.saetning([egen], flyttelister.IND) == (
        "1 tilflytter skal gennemgås. Ingen anden kommune foreslås som betaler."
    )
    with pytest.raises(HjemtagFejl):
        tilsagnsbrev.lav(k, OEKONOM, egen, date(2022, 3, 10))


def test_et_tilsagn_der_er_givet_siges_og_gaelder_kun_den_kommune_og_tiden(k: Kontekst) -> None:
    hits = _efter_cpr(k, flyttelister.tilflyttere(k))
    assert tilsagnsbrev.tidligere(k, hits[BARN]) == "har givet tilsagn"
    assert tilsagnsbrev.tidligere(k, hits[BOTILBUD]) == ""
    assert tilsagnsbrev.tidligere(k, replace(hits[BARN], dato=date(2023, 1, 1))) == ""
    anden = replace(hits[BARN], afgoerelse=hits[BOTILBUD].afgoerelse)
    assert tilsagnsbrev.tidligere(k, anden) == ""


def test_et_screenet_fund_har_et_brev_uden_at_borgeren_er_i_datagrundlaget(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    model = next(h for h in flyttelister.tilflyttere(k) if h.afgoerelse and h.afgoerelse.regel == "REF-02")
    gemt = Gemt("screening-2023-01", date(2023, 1, 31), "6112700077", "Ny Prøve", None, False, ())
    ny = replace(model, person_noegle="f" * 16, dato=date(2023, 1, 20), gemt=gemt)
    flyttescreening.skriv_fund(k.screening, [ny])  # type: ignore[arg-type]
    (sag_id,) = sagskilde_screening.hits(k)
    at = _sag("tilflyttere", sag_id, **{sag_id: "Behandling af borgerens sag"})
    assert "Bed Aalborg Kommune om tilsagn nu" in tekst(at)
    assert "Hent brevet om tilsagn som PDF" in tekst(at)
    assert "f" * 8 not in tekst(at)
    assert " ".join(tilsagnsbrev.lav(k, OEKONOM, ny, date(2023, 2, 1)).afsnit).startswith(
        "Ny Prøve er den 20.01.2023"
    )


def test_screeningens_fund_staar_med_deres_kilde_og_ingen_flytning_to_gange(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    kendt, model = (h for h in flyttelister.tilflyttere(k)[:2])
    gemt = Gemt(
        "screening-2023-01", date(2023, 1, 31), "6112700077", "Ny Prøve", date(1970, 12, 31), False, ()
    )
    ny = replace(model, person_noegle="f" * 16, dato=date(2023, 1, 20), gemt=gemt)
    flyttescreening.skriv_fund(k.screening, [replace(kendt, gemt=gemt), ny])  # type: ignore[arg-type]
    assert flyttescreening.laes_fund(k.screening)[1] == ny  # type: ignore[arg-type]
    alle = flyttescreening.tilflyttere(k)
    assert [h.noegle for h in alle if h.gemt] == [ny.noegle]
    assert len(alle) == 5
    assert flyttescreening.tilflyttere(k, 2022) == flyttelister.tilflyttere(k, 2022)
    at = side("tilflyttere", formaal={"tilflytterliste": "Behandling af borgerens sag"})
    assert "1 flytning kommer fra en screening, senest pr. 31.01.2023" in at.info[0].value
    tabel = at.dataframe[0].value
    assert tabel["Kilde"].tolist().count("Screening") == 1
    assert tabel[tabel["Kilde"] == "Screening"]["Sag"].tolist() == ["Ny"]
    assert tabel[tabel["Kilde"] == "Screening"]["Borger"].iloc[0] == "Ny Prøve (31.12.1970)"
    (raekker,) = udtraek.tilflyttere(k, None)
    assert dict(zip(raekker["cpr"], raekker["kilde"], strict=True))["6112700077"] == "screening"


@pytest.mark.parametrize("navn", ["demo-oekonom-1", "demo-sagsbehandler", "demo-revisor"])
def test_adresserne_ses_af_alle_paa_siden_og_skrives_af_oekonomen(
    navn: str, town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind(navn)
    at = AppTest.from_file(str(MAPPE / "tilflyttere.py"), default_timeout=20).run()
    at.toggle(key="adresse_vis").set_value(True).run()
    assert not at.exception
    assert any("Huset A" in d.value.to_string() for d in at.dataframe)
    assert any("RSL § 9 c" in t.value.to_string() for t in at.table)
    gem = [b for b in at.button if b.key == "adresse_gem"]
    assert bool(gem) is (navn == "demo-oekonom-1")
    if gem:
        gem[0].click().run()
        assert [e.value for e in at.error] == [
            "Udfyld Navn, Type, Driftsform, Kommune, Vejkode, Husnummer, begrundelsen. Intet er gemt."
        ]


def test_screeningens_fund_er_sager_med_navn_og_det_samme_nummer_som_kandidaten(
    town: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    k = data.kontekst()
    model = next(h for h in flyttelister.tilflyttere(k) if h.afgoerelse and h.afgoerelse.regel == "REF-02")
    gemt = Gemt("s-2023-01", date(2023, 1, 31), "6112700077", "Ny Prøve", date(1970, 12, 31), False, ())
    ny = replace(model, person_noegle="f" * 16, dato=date(2023, 1, 20), gemt=gemt)
    aaben = replace(ny, person_noegle="e" * 16, afgoerelse=None, frist=None)
    assert (
        sager.koe(k, data.sagslager(), OEKONOM, sagsliste.Valg(vis="alle", soeg="screening"), NU.date()).antal
        == 0
    )
    flyttescreening.skriv_fund(k.screening, [ny, aaben])  # type: ignore[arg-type]
    fund = sagskilde_screening.fund(k, NU.date())
    assert sorted(fund["regel"]) == ["REF-02", "TIL-01"]
    sag_id = k.lav_id("REF-02", f"{'f' * 16}|0851")
    assert sag_id in set(fund["sag_id"])
    assert "6112700077" not in fund.to_string() + repr(sagskilde_screening.fakta(k, fund["sag_id"].tolist()))
    koen = sager.koe(k, data.sagslager(), OEKONOM, sagsliste.Valg(vis="nye", art="mellemkommunal"), NU.date())
    assert sag_id in koen.ids()  # a new screening is seen at once
    assert sager.navne(k, OEKONOM, ["f" * 16])["f" * 16][0] == "Ny Prøve"
    at = _sag("tilflyttere", sag_id, **{sag_id: "Behandling af borgerens sag"})
    assert any(s.value.startswith("Ny Prøve") for s in at.subheader)
    assert "Fra screeningen af" in tekst(at)
