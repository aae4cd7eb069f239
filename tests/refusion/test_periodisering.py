"""Posting texts: what must be read, what must not fool, and that the published figures are the measured ones."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine.refusion.periodisering import Genkender, genkend, kalibrering
from tests.refusion import maal_periodisering as maal

D = date.fromisoformat


def _laes(tekst: str, bogfoert: str, bilag: str | None = None) -> tuple[str, str] | None:
    fund = genkend(tekst, D(bogfoert), D(bilag) if bilag else None)
    return (fund.fra.isoformat(), fund.til.isoformat()) if fund.fra and fund.til else None


# --- every way of writing that the issue names ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tekst", "bogfoert", "fra", "til"),
    [
        ("jan-mar 22", "2022-04-08", "2022-01-01", "2022-03-31"),
        ("dec21/jan22", "2022-02-04", "2021-12-01", "2022-01-31"),
        ("marts t.o.m. maj", "2022-06-08", "2022-03-01", "2022-05-31"),
        ("Q2 22", "2022-07-04", "2022-04-01", "2022-06-30"),
        ("1. kvt.", "2022-04-04", "2022-01-01", "2022-03-31"),
        ("2. halvår", "2022-01-14", "2021-07-01", "2021-12-31"),
        ("BPA uge 52-1", "2022-01-14", "2021-12-27", "2022-01-09"),
        ("uge 52/20-53/20", "2021-01-14", "2020-12-21", "2021-01-03"),
        ("010322-310522", "2022-06-08", "2022-03-01", "2022-05-31"),
        ("202203", "2022-04-08", "2022-03-01", "2022-03-31"),
        ("takst for december", "2022-01-07", "2021-12-01", "2021-12-31"),
        ("forudbetaling maj", "2022-04-20", "2022-05-01", "2022-05-31"),
        ("Efterregulering 2021", "2022-02-20", "2021-01-01", "2021-12-31"),
        ("3 måneder fra 1. april", "2022-07-01", "2022-04-01", "2022-06-30"),
        ("takst for m�ned marts", "2022-04-08", "2022-03-01", "2022-03-31"),
        ("Botilbud septmber 22", "2022-10-08", "2022-09-01", "2022-09-30"),
    ],
)
def test_perioden_laeses(tekst: str, bogfoert: str, fra: str, til: str) -> None:
    assert _laes(tekst, bogfoert) == (fra, til)


@pytest.mark.parametrize(
    "tekst",
    [
        "Fakturanr. 202203",
        "rate 4/12",
        "CPR 710322-3105",
        "2022,50 kr. i alt",
        "Maj Hansen støtteperson",
        "August Lund, botilbud",
        "Marts Design ApS",
        "Støtte Junivej 4",
        "Maj-Britt Jensen",
        "Afgørelse af 12.3",
        "opsagt pr. 1/4",
        "bevilget 15/2-22",
        "24/7 støtte",
        "SEL 52, stk. 3, nr. 7",
        "1/3 af regningen",
    ],
)
def test_det_der_ligner_en_periode_narrer_ikke(tekst: str) -> None:
    assert _laes(tekst, "2022-06-08", "2022-06-01") is None


@pytest.mark.parametrize(
    ("tekst", "maaned"),
    [
        ("Mellemkommunal førtidspension før juli 2014 feb 2024", ("2024-02-01", "2024-02-29")),
        ("Mellemkommunal førtidspension før juli 2014 jan-mar 2024", ("2024-01-01", "2024-03-31")),
        ("Førtidspension f?r juli 2014, februar 2024", ("2024-02-01", "2024-02-29")),
        ("Førtidspension tilkendt før den 1. juli 2014 marts 24", ("2024-03-01", "2024-03-31")),
        ("Pension tilkendt efter 2014 uge 9 2024", ("2024-02-26", "2024-03-03")),
        ("Førtidspension før juli 2014 kørsel", None),
        ("Førtidspension inden 1/7-2014", None),
    ],
)
def test_en_graense_for_ordningen_er_ingen_tid_for_hjaelpen(
    tekst: str, maaned: tuple[str, str] | None
) -> None:
    """'Før juli 2014' is what the old pension is called: it neither is the period nor makes the real one doubtful."""
    fund = genkend(tekst, D("2024-03-10"))
    assert _laes(tekst, "2024-03-10") == maaned
    assert (fund.sikkerhed > 0.9) == (maaned is not None)


def test_en_maaned_uden_aar_ses_fra_bilagets_dag_naar_der_bogfoeres_sent() -> None:
    assert _laes("takst november", "2022-12-20", "2021-12-02") == ("2021-11-01", "2021-11-30")
    assert _laes("takst november", "2022-12-20") == ("2022-11-01", "2022-11-30")


def test_en_periode_langt_fra_bogfoeringen_er_usikker() -> None:
    naer = genkend("Botilbud marts 2022", D("2022-04-08"))
    fjern = genkend("Botilbud marts 2018", D("2022-04-08"))
    fremtid = genkend("Botilbud marts 2032", D("2022-04-08"))
    assert naer.sikkerhed >= 0.9
    assert fjern.sikkerhed < 0.5
    assert fremtid.sikkerhed < 0.5


def test_sidste_aars_maaned_i_et_nyt_aar_kan_vaere_en_slaafejl() -> None:
    """'takst jan 2021' booked in February 2022 is as often January 2022 with last year's number."""
    assert genkend("takst jan 2021", D("2022-02-08")).sikkerhed < 0.5


def test_reglen_og_ordene_foelger_med() -> None:
    tekst = "Fakt. 4471 takst sept. 2022 Bostedet"
    fund = genkend(tekst, D("2022-10-08"))
    assert fund.regel == "maaned"
    assert [tekst[a:b] for a, b in fund.pladser] == ["sept. 2022"]


def test_tekster_der_ligner_hinanden_har_samme_gruppe() -> None:
    g = Genkender()
    grupper = {
        g.laes_med_gruppe(tekst, D("2022-10-08"))[1]
        for tekst in ("Takst sep. 2022 Bostedet", "takst okt 2023 bostedet", "TAKST NOVEMBER 2021  Bostedet")
    }
    assert grupper == {"takst <måned> # bostedet"}
    assert g.laes_med_gruppe("Støtte 710322-3105", D("2022-10-08"))[1] == "støtte #-#"


# --- one-offs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tekst", "er"),
    [
        ("Handicapbil bevilling 1042", True),
        ("Boligindretning badeværelse", True),
        ("El-kørestol Permobil", True),
        ("støtte til køb af bil § 114", True),
        ("Engangsudgift møbler", True),
        ("leje af plejeseng april", False),
        ("kørsel i handicapbil juni 2022", False),
        ("Bil, støtte bev. 14.05.2022", True),
        ("støtte til bil, afdrag juni", False),
        ("Serviceaftale loftlift 2023", False),
        ("Botilbud marts 2022", False),
        ("Inkontinenshjælpemidler 2. kvt", False),
    ],
)
def test_engangskoeb_foreslaas(tekst: str, er: bool) -> None:
    assert genkend(tekst, D("2022-10-08")).enkeltstaaende is er


# --- the labelled texts ----------------------------------------------------------------------------------------------


def test_der_er_mindst_400_maerkede_tekster_og_halvdelen_er_lagt_til_side() -> None:
    udvikling, proeve = maal.laes_maerkede("udvikling"), maal.laes_maerkede("proeve")
    assert len(udvikling) + len(proeve) >= 400
    assert abs(len(udvikling) - len(proeve)) <= len({m.slags for m in udvikling})
    assert not {(m.tekst, m.bogfoert) for m in udvikling} & {(m.tekst, m.bogfoert) for m in proeve}


def test_sikkerhederne_er_dem_udviklingshalvdelen_giver() -> None:
    assert maal.tilpas() == kalibrering.TABEL


def test_sikkerheden_falder_naar_noget_taler_imod() -> None:
    assert all(list(r) == sorted(r, reverse=True) for r in kalibrering.TABEL.values())


def test_de_offentliggjorte_figurer_er_de_maalte() -> None:
    """`python -m tests.refusion.maal_periodisering --skriv` makes the file anew."""
    assert json.loads(maal.FIGURER.read_text(encoding="utf-8")) == json.loads(maal.som_tekst(maal.figurer()))


def test_paa_de_tekster_der_er_lagt_til_side() -> None:
    """The promise: what is used without a person is right, and most is read. Figures are on the page."""
    m = maal.maal("proeve")
    assert m["brugt_rigtig"] / m["brugt"] >= 0.95
    assert m["brugt_og_rigtig"] / m["med_periode"] >= 0.85
    assert m["narret"] / m["uden_periode"] <= 0.05
    assert m["enkelt"]["rigtigt_foreslaaet"] >= 0.9 * max(m["enkelt"]["er"], m["enkelt"]["foreslaaet"])


@pytest.mark.parametrize("kurv", maal.maal("proeve")["kalibrering"], ids=lambda k: str(k["sikkerhed"]))
def test_sikkerheden_passer_paa_de_tekster_der_er_lagt_til_side(kurv: dict[str, float]) -> None:
    """Of those said to be 0.9 about 90 % are right: within three standard errors and a hundredth, or better."""
    p = kurv["sikkerhed"]
    spredning = (p * (1 - p) / kurv["antal"]) ** 0.5
    assert kurv["andel"] >= p - 3 * spredning - 0.01
