"""Internal settlement and money between municipalities from delivery to refund: every krone is counted once, by the one
who finally bears it (BEK 1486/2023 § 1 and § 3(3)). Limit 1 of a month in 2022 is 71.666,67, so 100.000 give 7.083,33.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.indstillinger import Indstillinger
from engine.resultater import sde
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import adresse, lager_af, person, postering

EGEN, KOEBT, TILBAGE, DELVIS, SENT, DRIFT = (f"61058000{n:02d}" for n in range(1, 7))
KONTO = "53852110000001"  # SEL § 107; the art follows
UDGIFT, BETALT, INTERN, INTERN_IND, FRA_KOMMUNE, LOEN = "40", "47", "94", "97", "77", "11"


def linje(cpr: str, beloeb: str, art: str, **flere: str) -> dict[str, str]:
    return postering(cpr, beloeb, "2022-03-01", "2022-03-31", konto=KONTO + art, **flere)


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    mappe = tmp_path_factory.mktemp("mellemkommunalt")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{Path(mappe) / 's.db'}")
    alle = (EGEN, KOEBT, TILBAGE, DELVIS, SENT, DRIFT)
    tabeller = {
        "person": [person(c, "1980-05-01") for c in alle],
        "adresse": [adresse(c, str(n)) for n, c in enumerate(alle, start=1)],
        "postering": [
            # Our own home is paid by internal settlement; the home's income is on the home, on no citizen.
            linje(EGEN, "100000.00", INTERN),
            linje("", "-100000.00", INTERN_IND),
            # The home's own wages and goods are in its takst.
            linje(DRIFT, "100000.00", INTERN),
            linje("", "500000.00", LOEN, lov="", paragraf=""),
            # We pay another municipality's home: we bear it.
            linje(KOEBT, "100000.00", BETALT, modpart_kommunekode="0851"),
            # Another municipality pays us back, the whole or half.
            linje(TILBAGE, "100000.00", UDGIFT),
            linje(TILBAGE, "-100000.00", FRA_KOMMUNE, modpart_kommunekode="0851"),
            linje(DELVIS, "200000.00", UDGIFT),
            linje(DELVIS, "-100000.00", FRA_KOMMUNE, modpart_kommunekode="0851"),
            # It pays in the next year, for March.
            linje(SENT, "100000.00", UDGIFT),
            linje(
                SENT, "-100000.00", FRA_KOMMUNE, regnskabsaar="2023", bogfoeringsdato="2023-04-12",
                bilagsdato="2023-04-02", modpart_kommunekode="0851",
            ),
        ],
    }  # fmt: skip
    return lager_af(tabeller, ind, datetime(2026, 1, 15, 8, tzinfo=UTC), mappe)


@pytest.mark.parametrize(
    ("hvem", "refusion"),
    [
        pytest.param(EGEN, 708_333, id="intern afregning tæller én gang, stedets indtægt tager den ikke ud"),
        pytest.param(DRIFT, 708_333, id="stedets løn ligger i taksten og tæller ikke ved siden af"),
        pytest.param(KOEBT, 708_333, id="betaling til en anden kommune tæller hos os"),
        pytest.param(TILBAGE, 0, id="det en anden kommune betaler tilbage tæller ikke"),
        pytest.param(DELVIS, 708_333, id="betaler den det halve, tæller det halve"),
        pytest.param(SENT, 0, id="betaler den året efter, går det ud af den måned hjælpen blev givet"),
    ],
)
def test_hver_krone_taelles_en_gang_hos_den_der_baerer_den(k: Kontekst, hvem: str, refusion: int) -> None:
    assert _pr_person(k).get(_noegle(k, hvem), 0) == refusion


def test_summen_er_de_fire_der_baeres_af_os(k: Kontekst) -> None:
    sager = sde.beregn(k).sager
    assert int(sager["refusion"].sum()) == 4 * 708_333
    assert set(sager.loc[sager["refusion"] > 0, "aar"]) == {2022}


def _pr_person(k: Kontekst) -> dict[str, int]:
    sager = sde.beregn(k).sager
    return {
        str(p): int(r) for m, r in zip(sager["medlemmer"], sager["refusion"], strict=True) for p in m if r
    }


def _noegle(k: Kontekst, cpr: str) -> str:
    from engine.lager import traef

    return traef.noegler(k.gen, [cpr])[cpr]
