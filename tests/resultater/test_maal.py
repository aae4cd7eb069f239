"""A leader's goals and limits, and what measures cost before and after, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import maal
from engine.resultater.ledelse import Linje
from engine.resultater.maal import INDEN, INTET, OVER
from engine.resultater.sde import Kontekst
from engine.sager import ledelsesmaal
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import lager_af, person, postering

LEDER = Bruger(1, "leif", "Leif", Rolle.LEDER)
POLITIKER = Bruger(2, "pia", "Pia", Rolle.POLITIKER)
NU = datetime(2024, 1, 15, tzinfo=UTC)


def linje(kode: str, til_dato: int, forbrug: int, pris: int | None = None) -> Linje:
    return Linje(kode, kode.capitalize(), "fag", til_dato, 0, til_dato, forbrug, forbrug, 0, pris=pris)


def sat(omraade: str, graense: int | None, pris: int | None = None) -> ledelsesmaal.Ledelsesmaal:
    return ledelsesmaal.Ledelsesmaal(omraade, 2024, graense, pris, "leif", NU)


@pytest.mark.parametrize(("forbrug", "ventet"), [(102_000, INDEN), (102_001, OVER), (90_000, INDEN)])
def test_en_graense_paa_to_pct_er_overskredet_foerst_over_to_pct(forbrug: int, ventet: str) -> None:
    (m,) = maal.maalt([linje("voksne", 100_000, forbrug)], {"voksne": sat("voksne", 200)})
    assert m.budget == ventet


def test_uden_maal_eller_budget_er_der_intet_at_holde_op_mod() -> None:
    uden, intet = maal.maalt(
        [linje("voksne", 100, 200), linje("boern", 0, 50)], {"boern": sat("boern", 200, 1_000)}
    )
    assert (uden.budget, uden.pris, intet.budget, intet.pris) == (INTET, INTET, INTET, INTET)


def test_den_vaerste_staar_foerst_og_saetningen_taeller_dem() -> None:
    alle = maal.maalt(
        [linje("voksne", 100_000, 101_000), linje("boern", 100_000, 150_000, 700)],
        {"voksne": sat("voksne", 200), "boern": sat("boern", 100, 600)},
    )
    assert [(m.omraade, m.budget, m.pris) for m in alle] == [("boern", OVER, OVER), ("voksne", INDEN, INTET)]
    assert maal.saetning(2024, alle).startswith(
        "1 af 2 fagområder med mål eller grænse er over i 2024; mest boern"
    )


def test_den_nyeste_gaelder_og_kun_leder_og_oekonom_saetter(tmp_path: Path) -> None:
    ind = Indstillinger(hjem=tmp_path, kommune="0860", database_url=f"sqlite:///{tmp_path / 's.db'}")
    lager = Sagslager(ind.database_url)
    lager.migrer()
    maal.gem_som(ind, LEDER, "voksne", 2024, 200, None, "Direktionen", NU)
    maal.gem_som(ind, LEDER, "voksne", 2024, 150, 45_000_000, "Direktionen", NU)
    nyeste = ledelsesmaal.alle(lager, 2024)["voksne"]
    assert (nyeste.graense, nyeste.pris_oere, nyeste.bruger) == (150, 45_000_000, "leif")
    assert ledelsesmaal.alle(lager, 2025) == {}
    with pytest.raises(AdgangNaegtet):
        maal.gem_som(ind, POLITIKER, "voksne", 2024, 100, None, "Nej", NU)
    with pytest.raises(AdgangNaegtet, match="Børn og unge"):
        maal.gem_som(ind, replace(LEDER, fagomraader=("voksne",)), "boern", 2024, 100, None, "Nej", NU)
    with pytest.raises(RettelseAfvist):
        maal.gem_som(ind, LEDER, "voksne", 2024, 10_001, None, "For meget", NU)


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    """Six begin støtte in July 2023: 1.000 kr. a month before, 3.000 after, and 9.999 in July, which counts in neither.
    A seventh begins in February, with only one month of ledger before."""
    mappe: Path = tmp_path_factory.mktemp("foer_efter")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 's.db'}")
    hvem = [f"610590{n:04d}" for n in range(1, 8)]
    poster = []
    for cpr in hvem[:6]:
        poster += [
            postering(cpr, "6000.00", "2023-01-01", "2023-06-30"),
            postering(cpr, "9999.00", "2023-07-01", "2023-07-31"),
        ]
        poster += [
            postering(
                cpr, "18000.00", "2023-08-01", "2024-01-31", regnskabsaar="2023", bogfoeringsdato="2024-01-20"
            )
        ]
    fast = {
        "lov": "SEL",
        "paragraf": "85",
        "ydelse": "Støtte",
        "takst": "1.00",
        "enhed": "dag",
        "status": "bevilget",
    }
    indsatser = [
        fast | {"indsats_id": f"I{n}", "cpr": cpr, "fagomraade": "voksne", "startdato": dag}
        for n, (cpr, dag) in enumerate(zip(hvem, ["2023-07-10"] * 6 + ["2023-02-01"], strict=True))
    ]
    by = {"person": [person(c, "1990-05-01") for c in hvem], "postering": poster, "indsats": indsatser}
    return lager_af(by, ind, NU, mappe, 'dato = "2024-01-31"\n')


def test_udgiften_foer_og_efter_er_gennemsnittet_om_maaneden_uden_startmaaneden(k: Kontekst) -> None:
    (f,) = maal.foer_efter(k, LEDER, 2023)
    assert (f.ydelse, f.personer, f.foer_oere, f.efter_oere, f.forskel_oere) == (
        "Støtte",
        6,
        100_000,
        300_000,
        200_000,
    )


def test_faa_personer_vises_ikke_og_andre_fagomraader_heller_ikke(k: Kontekst) -> None:
    assert maal.foer_efter(replace(k, smaacelle_min=7), LEDER, 2023) == []
    assert maal.foer_efter(k, LEDER, 2023, "boern") == []
    assert maal.foer_efter(k, replace(LEDER, fagomraader=("boern",)), 2023, "voksne") == []
