"""Prognose, 'Egne data': the way of a file from the template to the forecast and out again, and who may what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from engine.indstillinger import Indstillinger
from engine.sager import kommende, tabeller
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import byg_fra, kopi_af
from tests.prognose.lilleby import ANNA, BO, by
from tests.refusion.leverancer import skriv_mappe

HOVED = "cpr;haendelse;dato;indsats_id;beloeb_pr_maaned;sandsynlighed;note\n"
AAR = datetime.now(UTC).year + 1  # the page asks the clock, and a date must be near it


@pytest.fixture(scope="module")
def demoby(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("egnedata")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0998", database_url=f"sqlite:///{mappe / 's.db'}")
    leverance = skriv_mappe(mappe / "leverance", by("0998"), 'demo = true\ndato = "2022-12-31"\n')
    byg_fra(ind, datetime(2023, 1, 10, tzinfo=UTC), [leverance], "0998")
    return mappe / "hjem"


@pytest.fixture
def by_i_brug(hjem: Path, demoby: Path) -> Path:
    gemt = (hjem / "sager.db").read_bytes()
    kopi_af(demoby, hjem)
    (hjem / "sager.db").write_bytes(gemt)
    return hjem


def _del() -> None:
    from pages.komponenter import data, egnedata
    from pages.komponenter.adgang import kraev_adgang

    egnedata.vis(kraev_adgang("indberetning"), data.kontekst())


def aabn() -> Any:
    return koer(AppTest.from_function(_del, default_timeout=40))


def koer(at: Any) -> Any:
    at.run()
    assert not at.exception, at.exception
    return at


def alt(at: Any) -> str:
    """Everything on the screen, the cells of the tables too."""
    return "\n".join([*(str(e.proto) for e in at.main), *(t.value.to_csv() for t in at.table)])


def upload(at: Any, *linjer: str, navn: str = "egne.csv") -> Any:
    at.file_uploader[0].upload(navn, (HOVED + "\n".join(linjer)).encode(), "text/csv")
    return koer(at)


def tryk(at: Any, etiket: str) -> Any:
    next(b for b in at.button if b.label.startswith(etiket)).click()
    return koer(at)


START = f"{BO};start;01-04-{AAR};;45.000,50;80;Visiteret på møde"
STOP = f"{ANNA};stop;01-07-{AAR};I1;;100;Fraflytning aftalt"


def test_hele_vejen_fra_fil_til_prognose_og_ud_igen(
    by_i_brug: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    assert "bygger alene på regnskabet" in alt(at)
    upload(at, START, STOP, "6105809999;start;01-04-2027;;1,00;;x", "I alt;;;;45.001,50;;")
    assert "Kontroltallene stemmer" in alt(at)
    assert "CPR-nummeret findes ikke blandt de borgere, du må se." in alt(at)
    assert kommende.ventede(lager) == []  # looking keeps nothing
    tryk(at, "Gem 2 hændelser")
    assert at.success[0].value.startswith("2 hændelser er gemt fra ")
    assert "regner med 2 kommende hændelser" in alt(at)
    assert {v.art for v in kommende.ventede(lager)} == {"start", "stop"}
    # Taken back: the effect stands before the button, a reason is asked for.
    samling = kommende.filer(lager)[0].samling
    at.selectbox(key="egnedata_tilbage").select(samling)
    koer(at)
    assert "Trækkes filen tilbage, bliver den ventede nettoudgift" in alt(at)
    tryk(at, "Træk filen tilbage")
    assert "Skriv, hvorfor filen trækkes tilbage" in at.error[0].value
    at.text_input(key=f"egnedata_hvorfor_{samling}").input("Forkert fil")
    tryk(at, "Træk filen tilbage")
    assert at.success[0].value.startswith("2 hændelser er trukket tilbage")
    assert kommende.ventede(lager) == []
    assert "Forkert fil" in alt(at)


def test_tvetydige_tal_spoerges_der_om_foer_noget_vises(
    by_i_brug: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    log_ind("demo-oekonom-1")
    at = upload(aabn(), START.replace("45.000,50", "45.000"))
    assert "Linje 2 kan læses på to måder" in at.radio[0].label
    assert [b.label for b in at.button if b.label.startswith("Gem")] == []
    at.radio[0].set_value("dansk")
    koer(at)
    tryk(at, "Gem 1 hændelse")
    assert [v.beloeb_oere for v in kommende.ventede(lager)] == [4_500_000]


@pytest.mark.parametrize(
    ("felt", "vaerdi", "tekst"),
    [("antal", 7, "Du ventede 7 linjer, men filen har 1."), ("sum", "45.000,00", "Du ventede 45.000,00 kr."),
     ("sum", "45000.00", "Summen skal skrives som 1.234,50.")],
)  # fmt: skip
def test_et_kontroltal_der_ikke_stemmer_holder_filen_ude(
    by_i_brug: Path, log_ind: Callable[[str], str], felt: str, vaerdi: Any, tekst: str
) -> None:
    log_ind("demo-oekonom-1")
    at = upload(aabn(), START)
    if felt == "antal":
        at.number_input[0].set_value(vaerdi)
    else:
        at.text_input[0].input(vaerdi)
    koer(at)
    assert any(e.value.startswith(tekst) for e in at.error)
    assert [b.label for b in at.button if b.label.startswith("Gem")] == []


def test_en_anden_der_gemte_imens_siges_der_til(
    by_i_brug: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    """The second economist's look is from before the first one's save; nothing is kept twice."""
    log_ind("demo-oekonom-1")
    en, anden = upload(aabn(), START), upload(aabn(), START)
    tryk(en, "Gem 1 hændelse")
    tryk(anden, "Gem 1 hændelse") if any(b.label.startswith("Gem") for b in anden.button) else None
    assert len(kommende.ventede(lager)) == 1
    assert "Gem 1 hændelse" not in alt(koer(anden))


def test_hverken_cpr_eller_note_staar_paa_siden_eller_i_loggen(
    by_i_brug: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    log_ind("demo-oekonom-1")
    at = tryk(upload(aabn(), START, STOP, f"{ANNA};stop;x;I1;;;note"), "Gem 2 hændelser")
    for cpr in (ANNA, BO):
        assert cpr not in alt(at)
        assert cpr not in str(dict(at.query_params))
    t = tabeller.log
    with lager.laes() as con:
        rader = con.execute(sa.select(t.c.handling, t.c.genstand, t.c.detaljer)).all()
    assert [r.handling for r in rader if "egne data" in r.genstand] == ["egne_data_set", "kommende_haendelse"]
    assert not any(cpr in str(tuple(r)) for cpr in (ANNA, BO) for r in rader)


def test_en_fil_der_ikke_er_skabelonen_siger_hvad_og_hvad_nu(
    by_i_brug: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    at.file_uploader[0].upload("budget.csv", b"konto;beloeb\n1;2", "text/csv")
    koer(at)
    assert "mangler kolonnen cpr" in at.error[0].value
    assert at.error[0].value.endswith("Intet er gemt.")


@pytest.mark.parametrize(("navn", "ser_filer"), [("demo-revisor", True), ("demo-leder", False)])
def test_andre_roller_laegger_intet_op(
    by_i_brug: Path, log_ind: Callable[[str], str], navn: str, ser_filer: bool
) -> None:
    log_ind(navn)
    at = aabn()
    assert at.file_uploader == [] or len(at.file_uploader) == 0
    assert "Egne data lægges op af en økonom." in alt(at)
    assert ("Der er ikke lagt nogen filer op endnu." in alt(at)) is ser_filer
