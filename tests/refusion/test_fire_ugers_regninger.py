"""Whose a bill for four weeks is, and one at last year's price: what the ledger's own bills say of prices and days.

Karl's and Liv's BPA costs 31.000 kr. a month by the register of 2025; in 2024 it was 30.000, billed every four weeks:
1.000 kr. a day in April, June and September and 30.000/31 in the long months. Nils and Ove live in one home at 1.900 a
day today; in 2024 it was 1.800.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.refusion.prisbog import Maal
from engine.resultater import fejlperson, henfoerelse
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering

KARL, LIV, NILS, OVE, PIA = (f"61058{n:05d}" for n in range(1, 6))
FIRMA, HJEM = "99700001", "99800001"
BPA = {"lov": "SEL", "paragraf": "96", "konto": "5383911000000140", "cvr": FIRMA}
BOTILBUD = {"lov": "SEL", "paragraf": "107", "cvr": HJEM}
UKENDT = {"lov": "", "paragraf": ""}


def _indsats(nr: int, cpr: str, takst: str, enhed: str, fra: str, hvad: dict[str, str]) -> dict[str, str]:
    grund = {
        "indsats_id": f"I{nr}",
        "cpr": cpr,
        "lov": "SEL",
        "paragraf": hvad["paragraf"],
        "status": "bevilget",
    }
    return grund | {"leverandoer_cvr": hvad["cvr"], "startdato": fra, "takst": takst, "enhed": enhed}


def _regning(bilag: str, cpr: str, beloeb: str, fra: str, til: str, **flere: str) -> dict[str, str]:
    return postering(cpr, beloeb, fra, til, bilagsnr=bilag, tekst="Faktura", **flere)


def by() -> Tabeller:
    return {
        "person": [person(c, "1985-05-01") for c in (KARL, LIV, NILS, OVE, PIA)],
        "adresse": [adresse(c, str(n)) for n, c in enumerate((KARL, LIV, NILS, OVE, PIA), start=1)],
        "indsats": [
            _indsats(1, KARL, "31000.00", "maaned", "2023-01-01", BPA),
            _indsats(2, LIV, "9000.00", "maaned", "2023-01-01", BPA | {"paragraf": "85"}),
            _indsats(3, NILS, "1900.00", "dag", "2023-01-01", BOTILBUD),
            _indsats(4, OVE, "1900.00", "dag", "2024-11-21", BOTILBUD),
        ],
        "postering": [
            # 15 April to 12 May: 16 days of April and 12 of May. 8 July to 4 August. 5 August to 1 September.
            _regning("K1", KARL, "27612.90", "2024-04-15", "2024-05-12", **BPA),
            _regning("K2", KARL, "27096.77", "2024-07-08", "2024-08-04", **BPA),
            _regning("K3", KARL, "27129.03", "2024-08-05", "2024-09-01", **BPA),
            # 10 June to 7 July, on nobody: 21 days of June and 7 of July.
            _regning("INGEN", "", "27774.19", "2024-06-10", "2024-07-07", **(BPA | UKENDT)),
            # 13 May to 9 June, on Liv, who has other help from the firm: 19 days of May and 9 of June.
            _regning("LIVS", LIV, "27387.10", "2024-05-13", "2024-06-09", **BPA),
            *(
                _regning(
                    f"N{m}", NILS, f"{1800 * dage}.00", f"2024-{m:02d}-01", f"2024-{m:02d}-{dage}", **BOTILBUD
                )
                for m, dage in ((7, 31), (8, 31), (9, 30), (10, 31), (11, 30), (12, 31))
            ),
            _regning("O11", OVE, "18000.00", "2024-11-21", "2024-11-30", **BOTILBUD),
            _regning("O12", OVE, "55800.00", "2024-12-01", "2024-12-31", **BOTILBUD),
        ],
    }


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    mappe = tmp_path_factory.mktemp("fireuger")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 's.db'}")
    return lager_af(by(), ind, datetime(2025, 3, 1, 8, tzinfo=UTC), mappe)


def _forslag(k: Kontekst, find: object, bilag: str) -> list[tuple[str, str, int]]:
    """(whose, rule, level) of the first proposal of a document."""
    sql = "SELECT postering_nr FROM core.postering WHERE bilagsnr = ?"
    (nr,) = forespoerg(k.gen, sql, [bilag])["postering_nr"].to_pylist()
    navne = forespoerg(k.gen, "SELECT person_noegle, navn FROM staging.person").to_pylist()
    efter_noegle = {str(r["person_noegle"]): str(r["navn"]) for r in navne}
    fundne = find(k.gen).forslag.get(int(nr), ())  # type: ignore[operator]
    return [(efter_noegle[f.dele[0][0]], f.regel, f.niveau) for f in fundne[:1]]


def test_en_fire_ugers_regning_paa_ingen_er_den_hvis_maanedspris_giver_beloebet_efter_dage(
    k: Kontekst,
) -> None:
    """The bills of June's and July's other days do not speak against it."""
    ((hvem, regel, niveau),) = _forslag(k, henfoerelse.find, "INGEN")
    assert (hvem, regel) == (f"Prøve {KARL[-4:]}", "takst")
    assert niveau < 2


def test_en_fire_ugers_regning_paa_en_anden_hos_firmaet_foreslaas_flyttet(k: Kontekst) -> None:
    ((hvem, regel, _),) = _forslag(k, fejlperson.find, "LIVS")
    assert (hvem, regel) == (f"Prøve {KARL[-4:]}", "andens")


@pytest.mark.parametrize("bilag", ["K1", "O11", "O12"])
def test_sidste_aars_pris_for_samme_takst_er_personens_egen(k: Kontekst, bilag: str) -> None:
    """Ove has two bills of 2024, too few to be a price; his neighbour's at the same takst are."""
    assert _forslag(k, fejlperson.find, bilag) == []


@pytest.mark.parametrize(
    ("fra", "til", "har"),
    [
        (date(2024, 6, 10), date(2024, 7, 7), False),
        (date(2024, 6, 9), date(2024, 7, 7), True),
        (date(2024, 6, 1), date(2024, 6, 30), True),
        (date(2024, 9, 1), date(2024, 9, 30), True),
        (date(2024, 10, 1), date(2024, 10, 31), False),
    ],
)
def test_en_regning_for_kendte_dage_er_kun_for_dem(fra: date, til: date, har: bool) -> None:
    regnede = frozenset({"2024-05-13/2024-06-09", "2024-07-08/2024-08-04", "2024-09"})
    m = Maal("karl", date(2023, 1, 1), date(9999, 12, 31), 3_100_000, "maaned", regnede=regnede)
    assert m.har_regning(fra, til) is har
