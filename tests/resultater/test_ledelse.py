"""Ledelsesinformation's figures, worked out by hand on a small town (ledelsesby.py), and tied to the ledger."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.resultater import ledelse, smaaceller
from engine.resultater.ledelse import Billede, Oekonomi
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import lager_af
from tests.repo import ROD
from tests.resultater.ledelsesby import TOML, bogfoert, by, konto


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    hjem = tmp_path_factory.mktemp("ledelse")
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")
    return lager_af(by(), ind, datetime(2025, 1, 15, 8, tzinfo=None).astimezone(), hjem, TOML)


@pytest.fixture(scope="module")
def o(k: Kontekst) -> Oekonomi:
    return ledelse.hent(k.gen)


def billede(o: Oekonomi, aar: int = 2024, gruppe: str = "fag", **valg: object) -> Billede:
    return ledelse.billede(o, aar, omraader=ledelse.synlige_omraader(o, gruppe), **valg)  # type: ignore[arg-type]


def linje(b: Billede, kode: str) -> ledelse.Linje:
    return next(r for r in b.linjer if r.kode == kode)


def test_et_fagomraades_budget_forbrug_og_afvigelse(o: Oekonomi) -> None:
    voksne = linje(billede(o), "voksne")
    assert (voksne.oprindeligt, voksne.tillaeg, voksne.korrigeret) == (207_000_000, 5_000_000, 212_000_000)
    assert voksne.forbrug == 215_400_000  # 2.094.000,00 net of the refund on § 107, 60.000,00 on § 104
    assert voksne.afvigelse == 3_400_000  # plus is merforbrug
    boern = linje(billede(o), "boern")
    assert (boern.forbrug, boern.afvigelse) == (40_000_001, 10_000_001)


def test_helaarspersoner_taeller_hver_dag_een_gang_og_ganger_op_til_forbruget(o: Oekonomi) -> None:
    r = linje(billede(o, omraade="voksne", minimum=1), "botilbud_107")
    assert (r.personer, r.helaar, r.pris) == (5, 286, 73_200_000)
    assert Decimal(r.pris) * 1047 / 366 == r.forbrug  # type: ignore[arg-type]


def test_afslag_taeller_ikke_og_en_engangsydelse_har_ingen_dage(o: Oekonomi) -> None:
    assert o.personer[(2024, "voksne", "aktivitet_samvaer")] == 6
    assert o.personer[(2024, "voksne", "botilbud_107")] == 5  # the refused sixth is not there
    assert o.personer[(2024, "voksne", "hjaelpemiddel")] == 1
    assert sum(o.dage[(2024, "voksne", "hjaelpemiddel")]) == 0


def test_ingen_taelles_efter_dataenes_egen_dag(o: Oekonomi) -> None:
    assert not [n for n in o.dage if n[0] > 2024]
    assert o.dage[(2024, "voksne", "botilbud_107")][11] == 31 * 3


def test_maanederne_er_bogfoeringens_inden_for_regnskabsaaret(o: Oekonomi) -> None:
    md = o.regnskab[(2024, "voksne", "botilbud_107")]
    assert (md[2], md[8], md[9], md[10], md[11]) == (100_000_000, 80_000_000, 30_000_000, -600_055, 55)
    nu, foer, budget = billede(o, omraade="voksne", ydelse="botilbud_107").kurve or ((), (), ())
    assert nu == md
    assert (foer[4], sum(foer)) == (90_000_000, 90_000_000)
    assert (budget[0], budget[1], sum(budget)) == (17_083_333, 17_083_334, 205_000_000)


@pytest.mark.parametrize("gruppe", ["fag", "alle"])
@pytest.mark.parametrize("aar", [2023, 2024])
def test_summen_af_fagomraader_er_regnskabet_paa_de_samme_konti(o: Oekonomi, gruppe: str, aar: int) -> None:
    """Counted from the delivery itself, posting by posting, without the tables and models."""
    raa = [p for p in by()["postering"] if p["regnskabsaar"] == str(aar)]
    hele = sum(int(Decimal(p["beloeb"]) * 100) for p in raa)
    andre = [p for p in raa if p["konto"][0] in "67" or (p["konto"][5] != "1" and p["konto"][5] != "2")]
    b = billede(o, aar, gruppe)
    udenfor = sum(int(Decimal(p["beloeb"]) * 100) for p in andre) if gruppe == "fag" else 0
    assert b.regnskab == hele
    assert b.andre == udenfor
    assert sum(r.forbrug for r in b.linjer) == b.ialt.forbrug == hele - udenfor
    assert b.stemmer
    assert "Stemmer til øren" in ledelse.afstemning(b)


def test_hvert_fagomraades_ydelser_summer_til_det(o: Oekonomi) -> None:
    alle = billede(o, gruppe="alle")
    for r in alle.linjer:
        dele = billede(o, gruppe="alle", omraade=r.kode)
        assert dele.ialt.forbrug == r.forbrug
        assert dele.ialt.afvigelse == r.afvigelse
        assert dele.stemmer


def test_konti_uden_plads_i_tabellen_staar_paa_deres_egen_linje(o: Oekonomi, k: Kontekst) -> None:
    r = linje(billede(o), "uden_fagomraade")
    assert (r.titel, r.forbrug) == ("Uden fagområde", 12_345)
    kontroller = {c["navn"]: c for c in laes.kontrol(k.gen).to_pylist()}
    assert kontroller["konto_uden_fagomraade"]["status"] == "advarsel"
    assert kontroller["konto_uden_fagomraade"]["kroner_oere"] == 12_345
    assert kontroller["fagomraade_stemmer"]["status"] == "ok"


def test_anlaeg_og_finansiering_er_ikke_et_fagomraade(o: Oekonomi) -> None:
    alle = billede(o, gruppe="alle")
    assert linje(alle, "anlaeg").forbrug == 25_000_000  # 3.22.01 with dranst 3
    assert linje(alle, "finansiering").forbrug == -900_000_000
    assert "skole" not in {r.kode for r in alle.linjer}


def test_broen_fra_budgettet_summer(o: Oekonomi) -> None:
    b = billede(o)
    assert [(p.navn, p.oere) for p in b.bro] == [
        ("Korrigeret budget", 242_000_000),
        ("Børn og unge", 10_000_001),
        ("Voksne", 3_400_000),
        ("Uden fagområde", 12_345),
        ("Forbrug", 255_412_346),
    ]
    _summer(b)


def test_broen_fra_sidste_aar_deler_i_maengde_og_pris(o: Oekonomi) -> None:
    """2023: 900.000,00 for 184 + 31 = 215 days; 2024: 2.094.000,00 for 1.047. At 2023's price the days of 2024 cost
    900.000 × (1.047/366)/(215/365) = 4.370.815,86, so volume is 3.470.815,86 and price the rest of 1.194.000,00."""
    b = billede(o, omraade="voksne", ydelse="botilbud_107", mod_sidste_aar=True, minimum=1)
    assert [(p.navn, p.oere) for p in b.bro] == [
        ("Forbrug 2023", 90_000_000),
        ("Flere eller færre personer", 347_081_586),
        ("Pris pr. person", 119_400_000 - 347_081_586),
        ("Uden aktivitetstal", 0),
        ("Forbrug 2024", 209_400_000),
    ]
    for omraade in (None, "voksne", "boern"):
        _summer(billede(o, omraade=omraade, mod_sidste_aar=True))


def _summer(b: Billede) -> None:
    foerste, *dele, sidste = b.bro
    assert foerste.oere + sum(p.oere for p in dele) == sidste.oere


P6 = ledelse.Periode(2024, 6, 6, 1, 2)


@pytest.mark.parametrize(
    ("nu", "foer", "budget", "ventet"),
    [
        ([100] * 6 + [0] * 6, [100] * 6 + [200] * 6, 0, 1_800),  # last year's first half was a third of it
        ([100] * 6 + [0] * 6, [0] * 12, 1_500, 600 + 750),  # no last year: half of the budget is left
        ([100] * 6 + [0] * 6, [0] * 12, 0, 1_200),  # neither: the months are typical
        ([100] * 6 + [0] * 6, [10] * 6 + [1_000] * 6, 1_200, 600 + 600),  # a one per cent half is no pattern
        ([-100] * 6 + [0] * 6, [-50] * 12, 0, -1_200),  # income follows the same rule
    ],
)
def test_forventet_regnskab_er_maanederne_efter_sidste_aar_ellers_med_resten_af_budgettet(
    nu: list[int], foer: list[int], budget: int, ventet: int
) -> None:
    assert ledelse._forventet(P6, nu, foer, budget) == ventet


def test_et_aar_der_er_gaaet_er_det_det_blev(o: Oekonomi) -> None:
    b = billede(o)
    assert b.ialt.forventet == b.ialt.forbrug
    assert b.ialt.forventet == sum(r.forventet for r in b.linjer)


def test_broen_fra_sidste_aar_skiller_antal_fordeling_pris_og_engangsudgifter() -> None:
    """A helårsperson costs 100 kr. on A and 1.000 on B. One of each becomes one and three: twice as many persons would
    cost 2.200 as they were; that the new ones are on B costs 900 more. Then 40 of price and 50 of one-offs."""

    def aaret(beloeb: int) -> tuple[int, ...]:
        return (beloeb,) + (0,) * 11

    a, b_ = ("voksne", "A"), ("voksne", "B")
    o = Oekonomi(
        regnskab={
            (2022, *a): aaret(10_000),
            (2022, *b_): aaret(100_000),
            (2023, *a): aaret(10_000),
            (2023, *b_): aaret(300_000 + 4_000 + 5_000),
        },
        budget={},
        dage={
            (2022, *a): aaret(365),
            (2022, *b_): aaret(365),
            (2023, *a): aaret(365),
            (2023, *b_): aaret(1_095),
        },
        personer_md={},
        personer={},
        bogfoerte={},
        titler={},
        data_dato=date(2023, 12, 31),
        engang={(2023, *b_): aaret(5_000)},
    )
    b = ledelse.billede(o, 2023, omraader=["voksne"], mod_sidste_aar=True)
    assert [(p.navn, p.oere) for p in b.bro] == [
        ("Forbrug 2022", 110_000),
        ("Flere eller færre personer", 110_000),
        ("Andre ydelser til dem", 90_000),
        ("Pris pr. person", 4_000),
        ("Engangsudgifter", 5_000),
        ("Uden aktivitetstal", 0),
        ("Forbrug 2023", 319_000),
    ]
    _summer(b)


# --- small cells ----------------------------------------------------------------------------------------------


def test_en_enkelt_person_vises_ikke_og_kan_ikke_regnes_ud(o: Oekonomi) -> None:
    b = billede(o)
    boern, voksne = linje(b, "boern"), linje(b, "voksne")
    assert (boern.skjult, boern.personer, boern.helaar, boern.pris) == (True, None, None, None)
    # the only other field is hidden too, or its figures would be the sum less the child's
    assert voksne.skjult
    assert linje(billede(o, minimum=1), "boern").personer == 1


def test_en_lille_ydelse_daekkes_af_den_mindste_af_de_andre(o: Oekonomi) -> None:
    b = billede(o, omraade="voksne")
    assert linje(b, "hjaelpemiddel").skjult
    assert linje(b, "botilbud_107").skjult  # 5 persons: the smallest that covers
    assert not linje(b, "aktivitet_samvaer").skjult


def test_en_lille_ydelse_har_ingen_maanedskurve(o: Oekonomi) -> None:
    assert billede(o, omraade="boern", ydelse="plejefamilie").kurve is None
    assert billede(o, omraade="boern").kurve is not None  # a field's ledger by month is no single service


@pytest.mark.parametrize(
    ("personer", "ventet"),
    [
        ({"a": 0, "b": 9}, set()),  # nobody is nobody
        ({"a": 4, "b": 9, "c": 20}, {"a", "b"}),
        ({"a": 1, "b": 4, "c": 5}, {"a", "b", "c"}),
        ({"a": 3}, {"a"}),
        ({"a": 5, "b": 6}, set()),
        ({"a": 4, "b": 0}, {"a"}),
    ],
)
def test_smaa_celler(personer: dict[str, int], ventet: set[str]) -> None:
    assert smaaceller.skjulte(personer) == ventet


def test_de_skjulte_er_aldrig_til_at_regne_ud() -> None:
    """Whatever the counts: what is hidden holds nobody, or at least two cells and five persons, or all there is."""
    tilfaeldig = random.Random(7)
    for _ in range(500):
        celler = {n: tilfaeldig.randrange(12) for n in range(tilfaeldig.randrange(1, 8))}
        skjulte = smaaceller.skjulte(celler)
        assert {n for n, antal in celler.items() if 0 < antal < 5} <= skjulte
        if skjulte and max(celler.values()) >= 5:
            assert len(skjulte) >= 2
            assert max(celler[n] for n in skjulte) >= 5


# --- the period -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data_dato", "ventet"),
    [
        (date(2024, 12, 31), (12, 12, 366, 372 - 6)),
        (date(2024, 6, 30), (6, 6, 180, 360)),
        (date(2024, 10, 15), (10, 9, 294, 372)),
        (date(2025, 3, 1), (12, 12, 1, 1)),
    ],
)
def test_hvor_meget_af_aaret_der_er_gaaet(data_dato: date, ventet: tuple[int, int, int, int]) -> None:
    p = ledelse.periode(2024, data_dato)
    assert (p.til_maaned, p.hele) == ventet[:2]
    assert p.tael * ventet[3] == ventet[2] * p.naevner


def test_budget_til_dato_er_den_gaaede_del(o: Oekonomi) -> None:
    from dataclasses import replace

    midt = replace(o, data_dato=date(2024, 6, 30))
    r = linje(billede(midt), "voksne")
    assert r.til_dato == 106_000_000
    assert r.korrigeret == 212_000_000
    assert "budgettet til dato" in ledelse.saetning(billede(midt))


# --- whatever accounts there are --------------------------------------------------------------------------------


def test_fagomraaderne_rammer_regnskabet_for_alle_slags_konti(tmp_path: Path, nu: datetime) -> None:
    """Three hundred postings on account strings made at random: none is lost and none counts twice."""
    tilfaeldig = random.Random(20240101)
    hjem = tmp_path / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")
    posteringer = []
    for _ in range(300):
        funktion = (
            f"{tilfaeldig.randrange(10)}.{tilfaeldig.randrange(20, 60)}.{tilfaeldig.randrange(100):02d}"
        )
        k = konto(funktion, str(tilfaeldig.randrange(1, 9)), f"{tilfaeldig.randrange(20):03d}")
        beloeb = f"{tilfaeldig.randrange(-(10**7), 10**7) / 100:.2f}"
        posteringer.append(bogfoert(k, beloeb, f"2024-{tilfaeldig.randrange(1, 13):02d}-10"))
    o = ledelse.hent(lager_af({"postering": posteringer}, ind, nu, tmp_path, TOML).gen)
    hele = sum(int(Decimal(p["beloeb"]) * 100) for p in posteringer)
    b = billede(o, gruppe="alle")
    assert (b.ialt.forbrug, b.andre, b.regnskab) == (hele, 0, hele)
    assert linje(b, "uden_fagomraade").forbrug != 0


# --- the tables -----------------------------------------------------------------------------------------------


def _tabel(navn: str) -> list[dict[str, str]]:
    import csv

    with (ROD / "assets" / "tabeller" / f"{navn}.csv").open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil, delimiter=";"))


def test_tabellerne_haenger_sammen() -> None:
    from engine.resultater.fagomraader import GRUPPER, NAVNE

    omraader = _tabel("fagomraade")
    assert len({(r["funktion"], r["dranst"], r["gruppering"]) for r in omraader}) == len(omraader)
    assert {r["fagomraade"] for r in omraader} <= set(GRUPPER) <= set(NAVNE)
    assert all(len(r["aarsag"]) > 5 for r in omraader)
    ydelser = {r["ydelsestype"] for r in _tabel("ydelsestype")}
    assert {r["ydelsestype"] for r in _tabel("aktivitet")} <= ydelser
    assert all(len(r["begrundelse"]) > 5 for r in _tabel("aktivitet"))
    titler: dict[str, set[str]] = {}
    for r in _tabel("ydelsestype"):
        titler.setdefault(r["ydelsestype"], set()).add(r["titel"])
    assert all(len(t) == 1 for t in titler.values())


def test_en_ydelse_ligger_i_eet_fagomraade() -> None:
    """Otherwise helårspersoner would be divided by a part of their kroner."""
    omraader = _tabel("fagomraade")

    def omraade(funktion: str, dranst: str, gruppering: str) -> str:
        passer = [
            r
            for r in omraader
            if r["funktion"] in ("*", funktion) or funktion.startswith(r["funktion"] + ".")
            if r["dranst"] in ("*", dranst) and r["gruppering"] in ("*", gruppering)
        ]
        bedst = max(passer, key=lambda r: (r["dranst"] != "*", r["gruppering"] != "*", len(r["funktion"])))
        return bedst["fagomraade"]

    fundne: dict[str, set[str]] = {}
    for y in _tabel("ydelsestype"):
        dranst = "1" if y["dranst"] == "*" else y["dranst"]
        fundne.setdefault(y["ydelsestype"], set()).add(omraade(y["funktion"], dranst, y["gruppering"]))
    assert {y: f for y, f in fundne.items() if len(f) > 1} == {}
