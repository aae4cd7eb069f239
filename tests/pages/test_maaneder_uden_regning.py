"""Bills that have not come: help that runs on without one, worked out by hand, and what only resembles it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.adgang import Bruger, Rolle
from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.resultater import kontekst, manglende
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import adresse, kopi_af, lager_af, person, postering
from tests.pages.test_periodisering import side
from tests.pages.test_saerligt_dyre import alt_paa

VENTER, HUL, SLUT, NY, BETALT = (f"61058000{n:02d}" for n in range(1, 6))
HJEM = "99800001"
KAREN = Bruger(1, "karen", "Karen", Rolle.OEKONOM)
VOKSEN = Bruger(3, "vera", "Vera", Rolle.SAGSBEHANDLER, ("boern",))
LEDER = Bruger(4, "lars", "Lars", Rolle.LEDER)
DAGE = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30}


def regninger(cpr: str, maaneder: tuple[int, ...]) -> list[dict[str, str]]:
    return [
        postering(cpr, f"{1000 * DAGE[m]}.00", f"2022-{m:02d}-01", f"2022-{m:02d}-{DAGE[m]}", cvr=HJEM)
        for m in maaneder
    ]


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("manglende")
    (mappe / "hjem").mkdir()
    ind = Indstillinger(mappe / "hjem", "0998", f"sqlite:///{mappe / 'hjem' / 'sager.db'}")
    alle = (VENTER, HUL, SLUT, NY, BETALT)
    slut = dict.fromkeys(alle, "") | {SLUT: "2022-04-30"}
    tabeller = {
        "person": [person(c, "1980-05-01") for c in alle],
        "adresse": [adresse(c, str(n)) for n, c in enumerate(alle, start=1)],
        "indsats": [
            {
                "indsats_id": f"I{c}", "cpr": c, "lov": "SEL", "paragraf": "107", "leverandoer_cvr": HJEM,
                "startdato": "2022-01-01", "slutdato": slut[c], "takst": "1000.00", "enhed": "dag",
                "status": "bevilget",
            }
            for c in alle
        ],
        "postering": [
            *regninger(VENTER, (1, 2, 3, 4)),
            *regninger(HUL, (1, 2, 3, 5, 6)),
            *regninger(SLUT, (1, 2, 3, 4)),
            *regninger(NY, (1, 2)),
            *regninger(BETALT, (1, 2, 3, 4, 5, 6)),
        ],
    }  # fmt: skip
    lager_af(tabeller, ind, datetime(2022, 7, 2, 8, tzinfo=UTC), mappe, "demo = true\n")
    return mappe / "hjem"


@pytest.fixture
def k(hjem: Path, bygget: Path) -> Kontekst:
    kopi_af(bygget, hjem, ignore=shutil.ignore_patterns("sager.db*"))
    return kontekst.hent(laes_indstillinger())


def test_den_loebende_indsats_uden_de_seneste_regninger_ventes_efter_taksten(k: Kontekst):
    """May and June at 1.000 a day are 61 days: 61.000. The ledger ends on 30 June; May's bill is late, as the bills
    come on the month's last day."""
    o = manglende.oversigt(k, KAREN, 2022)
    assert (o.hale, o.hale_oere) == (1, 6_100_000)
    assert o.raekker is not None
    r = o.raekker.iloc[0]
    assert (r["fra"], r["til"], r["maaneder"]) == ("2022-05", "2022-06", 2)
    assert r["hvad"].startswith("Forsinket")
    assert r["sikkerhed"] == 0.72


def test_et_loeb_uden_en_optalt_sikkerhed_faar_ingen(k: Kontekst, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(manglende, "MAALT_FRA_OERE", 6_100_000)
    raekker = manglende.oversigt(k, KAREN, 2022).raekker
    assert raekker is not None
    assert raekker["sikkerhed"].isna().all()


def test_en_maaned_midt_i_forloebet_er_kun_et_tegn(k: Kontekst):
    o = manglende.oversigt(k, KAREN, 2022)
    assert (o.hul, o.hul_oere) == (1, 3_000_000)
    assert o.raekker is not None
    assert o.raekker.iloc[1]["hvad"].startswith("Midt i forløbet")


def test_hjaelp_der_er_slut_ny_eller_betalt_mangler_intet(k: Kontekst):
    o = manglende.oversigt(k, KAREN, 2022)
    assert o.hale + o.hul == 2


def test_hver_ser_sit_fagomraade_og_en_leder_ingen_borgere(k: Kontekst):
    assert manglende.oversigt(k, VOKSEN, 2022).hale == 0
    leders = manglende.oversigt(k, LEDER, 2022)
    assert (leders.hale_oere, leders.raekker) == (6_100_000, None)


def test_siden_viser_borgerne_foerst_naar_formaalet_er_givet(k: Kontekst, log_ind):
    log_ind("demo-oekonom-1")
    at = side({"del": "mangler", "aar": "2022"})
    assert "1 løbende indsats har ingen regning" in alt_paa(at)
    assert "Prøve" not in alt_paa(at)
    at = side({"del": "mangler", "aar": "2022"}, {"manglende-regninger": "Kontrol af refusion"})
    assert "Prøve 0001" in alt_paa(at)
