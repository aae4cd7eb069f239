"""The page Periodisering as each role meets it: the figures, the queue, one group with its choice, and the undo."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.resultater import kontekst, periodisering
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering
from tests.pages.conftest import html
from tests.pages.test_saerligt_dyre import alt_paa

SIDE = Path(__file__).resolve().parents[2] / "pages" / "periodisering.py"
VOKSEN, NABO = "6505800001", "6403790002"
GIVET = {"periodisering-koe": "Kontrol af refusion"}


def tavs(bilag: str, tekst: str, beloeb: str, dag: str, cpr: str = VOKSEN, **flere: str) -> dict[str, str]:
    return postering(
        cpr, beloeb, "", "", bilagsnr=bilag, tekst=tekst, bogfoeringsdato=dag, bilagsdato=dag, **flere
    )


def by() -> Tabeller:
    """80.000 in every month by what is given; three invoices that tell nothing, a doubtful text and a car."""
    faste = [postering(VOKSEN, "80000.00", f"2022-{m:02d}-01", f"2022-{m:02d}-28") for m in range(2, 13)]
    return {
        "person": [person(VOKSEN, "1980-05-05", navn="Anna Voksenprøve"), person(NABO, "1979-03-04")],
        "adresse": [adresse(VOKSEN, "1"), adresse(NABO, "2")],
        "postering": [
            *faste,
            tavs("A", "Fakt. 1001 710399-1234", "20000.00", "2022-02-10", cvr="99600001"),
            tavs("B", "Fakt. 1002 710399-1234", "20000.00", "2022-03-10", cvr="99600001"),
            tavs("FJERN", "Botilbud marts 2018", "10000.00", "2022-06-10"),
            tavs("BIL", "Handicapbil bevilling 44", "60000.00", "2022-09-10"),
            tavs("LILLE", "Kørsel", "500.00", "2022-05-10", cpr=NABO),
        ],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town landed and built once, as demo data so that the demo users may sign in."""
    mappe = tmp_path_factory.mktemp("perioder")
    hjem = mappe / "hjem"
    hjem.mkdir()
    nu = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    lager_af(by(), Indstillinger(hjem, "0998", f"sqlite:///{hjem / 'sager.db'}"), nu, mappe, "demo = true\n")
    return hjem


@pytest.fixture
def k(hjem: Path, bygget: Path) -> Any:
    kopi_af(bygget, hjem, ignore=shutil.ignore_patterns("sager.db*"))
    return kontekst.hent(laes_indstillinger())


def side(parametre: dict[str, str] | None = None, formaal: dict[str, str] | None = None) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in (parametre or {}).items():
        at.query_params[navn] = vaerdi
    if formaal:
        at.session_state["formaal"] = formaal
    at.run()
    assert not at.exception
    return at


def gruppe(k: Any, skabelon: str) -> dict[str, str]:
    poster = periodisering.koe(k).poster
    (gruppe_id,) = poster.loc[poster["skabelon"] == skabelon, "gruppe_id"].unique()
    return {"gruppe": gruppe_id, "gruppeaar": "2022"}


FAKT = "fakt. # #-#"


def test_saetningen_siger_hvor_meget_der_er_sikkert_og_hvad_der_venter(k, log_ind):
    log_ind("demo-oekonom-1")
    # Given: 11 × 80.000 = 880.000 of 990.500 that enters (the neighbour's 500 enters too).
    assert "88,8 % af udgiften i 2022" in alt_paa(side())
    # The two invoices and the car; see below.
    assert "3 posteringer venter" in alt_paa(side())
    assert "op til 12.500 kr." in alt_paa(side())


def test_paa_spil_er_lovens_regnestykke(k):
    """Every month but January is above the limit of 71.666,67 and not above the next, 140.000, and gives 25 %.

    20.000 moved to January, where it is alone, loses 25 % × 20.000 = 5.000. 10.000 in June moved to March, April, May
    or July is worth the same. The car's 60.000 moved to June, which has 90.000, comes 10.000 above 140.000, where half
    is refunded: 25 % × 10.000 = 2.500 more. (Shared over the year it loses January's 25 % × 5.000 = 1.250.)
    """
    poster = periodisering.koe(k).poster
    beloeb = dict(zip(poster["andel_oere"], poster["paa_spil_oere"], strict=True))
    assert beloeb == {2_000_000: 500_000, 1_000_000: 0, 6_000_000: 250_000, 50_000: 0}


def test_en_leder_ser_tallene_men_ingen_tekster(k, log_ind):
    log_ind("demo-leder")
    at = side()
    assert "88,8 %" in alt_paa(at)
    assert "ser perioderne samlet" in alt_paa(at)
    assert "fakt." not in alt_paa(at).lower()
    assert "Anna" not in alt_paa(at)


def test_teksterne_ses_foerst_naar_formaalet_er_givet(k, log_ind):
    log_ind("demo-oekonom-1")
    uden = side()
    assert "Hvad er formålet?" in alt_paa(uden)
    assert len(uden.dataframe) == 0
    med = side(formaal=GIVET)
    (tabel,) = [t.value for t in med.dataframe]
    assert tabel["Tekst"].tolist() == [FAKT, "handicapbil bevilling #"]


def test_en_gruppe_viser_teksten_uden_cpr_med_person_og_virkning(k, log_ind):
    log_ind("demo-oekonom-1")
    at = side(gruppe(k, FAKT), GIVET)
    paa = alt_paa(at)
    assert "710399" in paa
    assert "710399-1234" not in paa
    assert "710399\\\\-1234" not in paa
    assert "Anna Voksenprøve" in paa
    assert "2 posteringer" in paa
    assert "Virkning: refusionen ændres" in paa


def test_ordene_der_er_laest_staar_med_fed(k, log_ind):
    log_ind("demo-oekonom-1")
    assert "**marts 2018**" in alt_paa(side(gruppe(k, "botilbud <måned> #"), GIVET))


def test_opslaget_logges_med_personerne(k, log_ind, lager: Sagslager):
    from engine.sager import log, tabeller
    from engine.sager.lager import raekker

    log_ind("demo-oekonom-1")
    side(gruppe(k, FAKT), GIVET)
    with lager.laes() as con:
        linjer = list(raekker(con, tabeller.log.select()))
    assert [r for r in linjer if r["handling"] == "se_person" and r["genstand"] == "periodisering-koe"]
    assert log is not None


def _gem(at: Any, begrundelse: str) -> Any:
    at.text_input[0].set_value(begrundelse)
    next(b for b in at.button if b.label == "Gem valget").click()
    at.run()
    assert not at.exception
    return at


def test_en_regel_gemmes_virker_og_fortrydes(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = _gem(side(gruppe(k, FAKT), GIVET), "Leverandøren fakturerer bagud")
    assert "gruppe" not in at.query_params
    (r,) = lager.aktive_rettelser("periode_regel")
    assert r.noegle == {"skabelon": FAKT, "kilde": "opus", "cvr": "99600001"}
    assert r.nyt == {"periode": "maaned", "forskydning": 0, "antal": 1, "ud_fra": "bilagsdato"}
    paa = alt_paa(at)
    assert "bilagsdatoens måned" in paa
    assert "2 posteringer" in paa
    assert FAKT not in [*at.dataframe[0].value["Tekst"]]
    next(b for b in at.button if b.label == "Fortryd").click()
    at.run()
    assert lager.aktive_rettelser("periode_regel") == []


def test_uden_begrundelse_gemmes_intet(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = _gem(side(gruppe(k, FAKT), GIVET), " ")
    assert "Begrundelse mangler" in alt_paa(at)
    assert lager.aktive_rettelser() == []


def test_et_engangskoeb_foreslaas_og_vaelges_for_en_postering(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = side(gruppe(k, "handicapbil bevilling #"), GIVET)
    assert "Engangskøb" in alt_paa(at)
    at.radio[0].set_value("en").run()
    at = _gem(at, "Bilen er købt")
    (r,) = lager.aktive_rettelser("enkeltstaaende")
    assert (r.noegle["bilagsnr"], dict(r.nyt)) == ("BIL", {"enkeltstaaende": 1})


def test_til_koeen_lukker_gruppen(k, log_ind):
    log_ind("demo-oekonom-1")
    at = side(gruppe(k, FAKT), GIVET)
    next(b for b in at.button if b.label == "Til køen").click()
    at.run()
    assert "gruppe" not in at.query_params
    assert "Venter på et valg" in alt_paa(at)


def test_en_revisor_ser_men_vaelger_ikke(k, log_ind):
    log_ind("demo-revisor")
    at = side(gruppe(k, FAKT), GIVET)
    assert "må ikke rette en posterings periode" in alt_paa(at)
    assert not [b for b in at.button if b.label == "Gem valget"]


def test_en_sagsbehandler_for_boern_ser_ikke_de_voksnes_tekster(k, log_ind, lager: Sagslager):
    from engine.sager import brugere

    log_ind("demo-sagsbehandler")
    bruger = next(b for b in brugere.liste(lager) if b["navn"] == "demo-sagsbehandler")
    at = side(gruppe(k, FAKT), GIVET)
    ser = "voksne" in bruger["fagomraader"]
    assert ("Anna Voksenprøve" in alt_paa(at)) is ser


def test_en_skaev_adresse_er_ingen_gruppe(k, log_ind):
    log_ind("demo-oekonom-1")
    at = side({"gruppe": "T-<script>", "gruppeaar": "2022"}, GIVET)
    assert "Venter på et valg" in alt_paa(at)


def test_traefsikkerheden_staar_paa_siden(k, log_ind):
    log_ind("demo-leder")
    paa = alt_paa(side())
    maalt = periodisering.traefsikkerhed()["proeve"]
    assert f"På {maalt['tekster']} mærkede tekster" in paa
    assert "samme hånd" in paa


def test_uden_lager_siger_siden_hvad_der_vil_staa(hjem, log_ind):
    log_ind("demo-oekonom-1")
    assert "ikke bygget noget datagrundlag" in html(side())
