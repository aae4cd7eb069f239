"""Periodisering's part of expenses on the wrong person as each role meets it: the queue, one group, a yes and a no."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.resultater import fejlperson, kontekst
from engine.sager.lager import Sagslager
from pages.komponenter import henfoerelsesvalg
from tests.lager_hjaelp import kopi_af, lager_af
from tests.pages.test_periodisering import side
from tests.pages.test_saerligt_dyre import alt_paa
from tests.pages.test_udgifter_uden_person import _tryk
from tests.refusion.test_fejlperson import EMIL, MIA, by

GIVET = {henfoerelsesvalg.KOE: "Kontrol af refusion"}
KOEEN = {"del": "anden_person", "aar": "2025"}


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("andenperson")
    hjem = mappe / "hjem"
    hjem.mkdir()
    nu = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    lager_af(by(), Indstillinger(hjem, "0998", f"sqlite:///{hjem / 'sager.db'}"), nu, mappe, "demo = true\n")
    return hjem


@pytest.fixture
def k(hjem: Path, bygget: Path) -> Any:
    kopi_af(bygget, hjem, ignore=shutil.ignore_patterns("sager.db*"))
    return kontekst.hent(laes_indstillinger())


def gruppe(k: Any, bilag: str) -> dict[str, str]:
    p = fejlperson.koe(k).poster
    return KOEEN | {"udgift": str(p.loc[p["bilagsnr"] == bilag, "gruppe_id"].iloc[0]), "udgiftaar": "2025"}


def test_koeen_viser_forslagene_foerst_naar_formaalet_er_givet(k, log_ind):
    log_ind("demo-oekonom-1")
    uden = side(KOEEN)
    assert "ser ud til at stå på en forkert person" in alt_paa(uden)
    assert "Hvad er formålet?" in alt_paa(uden)
    assert not any("Udgift" in d.value for d in uden.dataframe)
    med = side(KOEEN, GIVET)
    hvorhen = [str(t) for d in med.dataframe if "Udgift" in d.value for t in d.value["Hvorhen"]]
    assert "Fra barnet til forælderen" in hvorhen


def test_en_leder_ser_kroner_men_ingen_borgere(k, log_ind):
    log_ind("demo-leder")
    paa = alt_paa(side(KOEEN))
    assert "ser udgifterne samlet" in paa
    assert "Prøve" not in paa


def test_et_ja_flytter_udgiften_og_statens_halvdel_og_kan_fortrydes(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = side(gruppe(k, "TAF"), GIVET)
    paa = alt_paa(at)
    assert "2 posteringer på Prøve 0001" in paa
    assert "loven lægger ydelsen på forælderen" in paa
    assert "Virkning: refusionen ændres" in paa
    _tryk(at, "Flyt udgiften", "Begrundelse", "Bevillingen er morens")
    rr = lager.aktive_rettelser("flyt_postering")
    assert {r.noegle["bilagsnr"] for r in rr} == {"TAF", "STATEN"}
    assert not any(c in str(r.nyt) for r in rr for c in (EMIL, MIA))
    igen = side(KOEEN, GIVET)
    assert "2 posteringer flyttet til en anden person" in alt_paa(igen)
    next(b for b in igen.button if b.label == "Fortryd").click()
    igen.run()
    assert not igen.exception
    assert lager.aktive_rettelser("flyt_postering") == []


def test_et_nej_gaelder_posteringen_og_ikke_alle_tekster(k, log_ind, lager: Sagslager):
    log_ind("demo-oekonom-1")
    at = side(gruppe(k, "BOS"), GIVET)
    assert not at.checkbox
    _tryk(at, "Afvis forslaget", "Hvorfor ikke?", "Annas ekstra døgn")
    (r,) = lager.aktive_rettelser("henfoerelse_afvist")
    assert r.noegle["bilagsnr"] == "BOS"
