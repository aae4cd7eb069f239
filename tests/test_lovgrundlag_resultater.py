"""Law values as people read, write, propose and confirm them; the words of Datakvalitet are complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.lov.parametre import (
    AFLEDT,
    BEKRAEFTET,
    FIKTIV,
    LOKAL,
    MANGLER,
    Lovsamling,
    Parameter,
    Vaerdi,
    laes_lov,
)
from engine.resultater import datatekster, kontekst
from engine.resultater import lovgrundlag as l
from engine.sager import tabeller
from engine.sager.lager import Sagslager

ROD = Path(__file__).resolve().parents[1]
EN = Bruger(1, "demo-oekonom-1", "En", Rolle.OEKONOM)
TO = Bruger(2, "demo-oekonom-2", "To", Rolle.OEKONOM)
LEDER = Bruger(3, "demo-leder", "Leder", Rolle.LEDER)
GRAENSE = "cro_graense1_bl198"


@pytest.fixture
def lager(tmp_path: Path) -> Sagslager:
    lager = Sagslager(f"sqlite:///{tmp_path / 'sager.db'}")
    lager.migrer()
    return lager


def _loglinjer(lager: Sagslager) -> list[tuple[str, str]]:
    with lager.laes() as con:
        return [tuple(r) for r in con.execute(sa.select(tabeller.log.c.bruger, tabeller.log.c.handling))]


def _foreslaa(lager: Sagslager, nu: datetime, bruger: Bruger = EN, tekst: str = "950.000") -> int:
    periode = (date(2025, 1, 1), date(2025, 12, 31))
    return l.foreslaa_som(lager, bruger, GRAENSE, *periode, tekst, "BEK 1/2024", "Ny sats", nu)[0]


# --- values as people read and write them ---


@pytest.mark.parametrize(
    ("vaerdi", "enhed", "vist"),
    [
        (Decimal(1790000), "kr./aar", "1.790.000 kr./år"),
        (Decimal("1234.50"), "kr.", "1.234,5 kr."),
        (Decimal("0.25"), "andel", "25 %"),
        (Decimal("0.375"), "andel", "37,5 %"),
        (Decimal("3.40"), "pct.", "3,4 %"),
        (Decimal(100), "pct.", "100 %"),
        (Decimal(1), "md.", "1 måned"),
        (Decimal(12), "md.", "12 måneder"),
        (Decimal(15), "dag", "15. dag"),
        (Decimal(12), "antal", "12"),
        (True, "ja/nej", "Ja"),
        ("05-15", "md-dag", "15. maj"),
        ("maanedlig", "tekst", "månedlig"),
        (None, "kr.", "–"),
    ],
)
def test_vaerdier_staar_som_danskere_skriver_dem(
    vaerdi: Decimal | str | bool | None, enhed: str, vist: str
) -> None:
    assert l.vis_vaerdi(vaerdi, enhed) == vist


@pytest.mark.parametrize(
    ("parameter", "tekst", "vaerdi"),
    [
        (GRAENSE, "910.000", Decimal(910000)),
        (GRAENSE, "910000", Decimal(910000)),
        (GRAENSE, " 1.234.567,50 ", Decimal("1234567.50")),
        (GRAENSE, "910.000 kr.", Decimal(910000)),
        (GRAENSE, "910.000 kr./år", Decimal(910000)),
        ("cro_sats1", "25 %", Decimal("0.25")),
        ("cro_sats1", "0,25", Decimal("0.25")),
        ("satsreguleringsprocent", "3,4", Decimal("3.4")),
        ("satsreguleringsprocent", "−0,3 %", Decimal("-0.3")),
        ("frist_endelig", "15. maj", "05-15"),
        ("frist_endelig", "1 marts", "03-01"),
        ("barnets_lov_fra", "Ja", True),
        ("barnets_lov_fra", "nej", False),
        ("moms_positivliste", "5.38.52;4.6;25\n\n 5.28.20;4.6;10 ", "5.38.52;4.6;25\n5.28.20;4.6;10"),
    ],
)
def test_danske_tal_laeses_paa_en_maade(parameter: str, tekst: str, vaerdi: Decimal | str | bool) -> None:
    assert l.laes_dansk_vaerdi(parameter, tekst) == vaerdi


@pytest.mark.parametrize(
    ("parameter", "tekst"),
    [
        (GRAENSE, "910.00"),
        (GRAENSE, "0.25"),
        (GRAENSE, "1,234,567"),
        (GRAENSE, "25 %"),
        (GRAENSE, "mange"),
        (GRAENSE, ""),
        (GRAENSE, "NaN"),
        ("satsreguleringsprocent", "3.4"),
        ("satsreguleringsprocent", "1.234"),
        ("cro_sats1", "25"),
        ("frist_endelig", "05-06"),
        ("frist_endelig", "31. juni"),
        ("barnets_lov_fra", "1"),
        ("moms_konto", "6101800001"),
    ],
)
def test_det_flertydige_afvises_med_raad(parameter: str, tekst: str) -> None:
    with pytest.raises(RettelseAfvist, match="Skriv"):
        l.laes_dansk_vaerdi(parameter, tekst)


def test_enhver_vaerdi_i_loven_kan_laeses_igen_som_den_vises() -> None:
    for p in laes_lov().parametre.values():
        for v in p.vaerdier:
            if isinstance(v.vaerdi, Decimal | bool) and p.enhed not in ("dag", "md.", "uger", "dage"):
                assert l.laes_dansk_vaerdi(p.navn, l.vis_vaerdi(v.vaerdi, p.enhed)) == v.vaerdi, p.navn


# --- the overview ---


def test_hver_parameter_har_et_omraade_og_et_sted_den_bruges() -> None:
    lov = laes_lov()
    assert [navn for navn in lov.parametre if l.omraade(navn) == l.ANDET] == []
    uden = {navn for navn in lov.parametre if not l.bruges_i(lov, navn)}
    assert uden <= {"tilpasningsprocent"}
    assert "Særligt dyre enkeltsager" in l.bruges_i(lov, "satsreguleringsprocent")


def test_oversigten_er_aarets_vaerdier_med_det_vigtigste_foerst() -> None:
    lov = laes_lov()
    raekker = l.oversigt(lov, 2025)
    assert len(raekker) == len(lov.som_raekker(2025))
    orden = [l.STATUSSER.index(r["status"]) for r in raekker]
    assert orden == sorted(orden)
    graense = next(r for r in raekker if r["parameter"] == "cro_graense2_bl198")
    assert (graense["vist"], graense["status"]) == ("1.850.000 kr./år", AFLEDT)  # design.md, reading 6
    assert graense["omraade"] == "Særligt dyre enkeltsager"


def _lille_lov(*statusser: str) -> Lovsamling:
    parametre = {
        f"moms_{nr}": Parameter(
            f"moms_{nr}",
            "Prøve.",
            "kr.",
            "§ 1",
            () if s == MANGLER else (Vaerdi(f"moms_{nr}", date(2025, 1, 1), None, Decimal(1), s, "k"),),
        )
        for nr, s in enumerate(statusser)
    }
    return Lovsamling(parametre)


@pytest.mark.parametrize(
    ("statusser", "saetning"),
    [
        ((BEKRAEFTET,), "I 2025: 1 af 1 lovværdi er bekræftet."),
        (
            (BEKRAEFTET, LOKAL, AFLEDT),
            "I 2025: 2 af 3 lovværdier er bekræftet, og 1 er beregnet efter loven, men ikke bekræftet.",
        ),
        (
            (BEKRAEFTET, FIKTIV, MANGLER),
            "I 2025: 1 af 3 lovværdier er bekræftet, 1 er fiktiv, og 1 mangler, så Moms ikke kan beregnes helt.",
        ),
    ],
)
def test_saetningen_siger_aarets_tal(statusser: tuple[str, ...], saetning: str) -> None:
    raekker = l.oversigt(_lille_lov(*statusser), 2025)
    assert l.saetning(raekker, 2025) == saetning


def test_titlen_er_beskrivelsens_foerste_saetning() -> None:
    p = Parameter("x", "Bidrag pr. Årselev i alt. Bruges kun som grundlag.", "kr.", "§ 1", ())
    assert l.titel(p) == "Bidrag pr. Årselev i alt"


# --- the history ---


def test_historikken_regner_reglen_efter_og_viser_alternativet() -> None:
    h = l.historik(laes_lov(), "cro_graense2_bl198")
    assert [r["vist"] for r in h.raekker] == ["1.930.000 kr./år", "1.850.000 kr./år", "1.790.000 kr./år"]
    assert [r["genberegnet"] for r in h.raekker] == [r["vist"] for r in h.raekker]
    assert all(r["stemmer"] for r in h.raekker)
    assert h.raekker[-1]["alternativ"] == "1.780.000 kr./år"
    assert h.raekker[-1]["regel"].startswith("1.680.000 kr./år for 2022 (")
    assert h.raekker[-1]["regel"].endswith(
        "reguleret med 2,7 % i 2023 og 3,2 % i 2024, afrundet til nærmeste 10.000 kr. efter hvert år"
    )
    assert h.raekker[0]["regel"] == (
        "1.850.000 kr./år for 2025, reguleret med 4,5 % i 2026, afrundet til nærmeste 10.000 kr."
    )


def test_historikken_siger_naar_en_beregnet_vaerdi_ikke_laengere_foelger_af_sit_grundlag() -> None:
    lokal = Vaerdi("cro_graense2_bl198", date(2024, 1, 1), date(2024, 12, 31), Decimal(1900000), LOKAL, "BEK")
    h = l.historik(laes_lov().med_lokale([lokal]), "cro_graense2_bl198")
    femogtyve = next(r for r in h.raekker if r["fra"] == date(2025, 1, 1))
    # 1.900.000 · 1,036 = 1.968.400 → 1.970.000
    assert (femogtyve["genberegnet"], femogtyve["stemmer"]) == ("1.970.000 kr./år", False)


def test_historikken_siger_hvad_der_mangler_for_at_regne_efter() -> None:
    lov = laes_lov()
    p = lov.parameter("satsreguleringsprocent")
    uden = {**lov.parametre, p.navn: replace(p, vaerdier=tuple(v for v in p.vaerdier if v.fra.year < 2026))}
    seksogtyve = l.historik(Lovsamling(uden), "cro_graense2_bl198").raekker[0]
    assert "mangler" in seksogtyve["genberegnet"]
    assert seksogtyve["stemmer"] is False


def test_hver_regel_kan_siges_i_ord() -> None:
    lov = laes_lov()
    regler = [r["regel"] for navn in lov.parametre for r in l.historik(lov, navn).raekker if r["regel"]]
    assert regler
    assert not [r for r in regler if "ukendt" in r or "None" in r]


# --- proposals ---


def test_et_forslag_gaelder_naar_en_anden_har_bekraeftet_det(lager: Sagslager, nu: datetime) -> None:
    nr = _foreslaa(lager, nu)
    assert l.historik(kontekst.lov_i_kraft(lager), GRAENSE).raekker[1]["vist"] == "940.000 kr./år"
    l.bekraeft_som(lager, TO, nr, nu)
    i_kraft = l.historik(kontekst.lov_i_kraft(lager), GRAENSE).raekker[1]
    assert (i_kraft["vist"], i_kraft["status"], i_kraft["kilde"]) == ("950.000 kr./år", LOKAL, "BEK 1/2024")
    assert l.forslag(lager) == []
    assert _loglinjer(lager) == [("demo-oekonom-1", "satsforslag"), ("demo-oekonom-2", "satsbekraeftelse")]


def test_ingen_bekraefter_sit_eget(lager: Sagslager, nu: datetime) -> None:
    nr = _foreslaa(lager, nu)
    with pytest.raises(AdgangNaegtet, match="dit eget"):
        l.bekraeft_som(lager, EN, nr, nu)
    assert [f["haendelse"] for f in l.forslag(lager)] == [nr]
    assert _loglinjer(lager) == [("demo-oekonom-1", "satsforslag")]


def test_kun_oekonomer_foreslaar_og_bekraefter(lager: Sagslager, nu: datetime) -> None:
    nr = _foreslaa(lager, nu)
    for forsoeg in (
        lambda: _foreslaa(lager, nu, LEDER),
        lambda: l.bekraeft_som(lager, LEDER, nr, nu),
        lambda: l.traek_tilbage_som(lager, LEDER, nr, "fortrudt", nu),
    ):
        with pytest.raises(AdgangNaegtet):
            forsoeg()
    assert len(l.forslag(lager)) == 1


def test_en_bekraeftet_sats_kan_ikke_erstattes(lager: Sagslager, nu: datetime) -> None:
    periode = (date(2025, 1, 1), None)
    with pytest.raises(HjemtagFejl, match="bekræftet værdi"):
        l.foreslaa_som(lager, EN, "cro_sats1", *periode, "30 %", "BEK 1", "prøve", nu)
    assert l.forslag(lager) == []


def test_forslaget_viser_hvad_det_aendrer_og_hvem_der_maa(lager: Sagslager, nu: datetime) -> None:
    _foreslaa(lager, nu)
    lov = kontekst.lov_i_kraft(lager)
    eget, andens = (l.vis_forslag(lager, lov, b)[0] for b in (EN, TO))
    assert (eget["nu_vist"], eget["vist"]) == ("940.000 kr./år", "950.000 kr./år")
    assert (eget["eget"], eget["kan_bekraeftes"]) == (True, False)
    assert (andens["eget"], andens["kan_bekraeftes"]) == (False, True)


def test_et_forslag_kan_traekkes_tilbage_med_begrundelse(lager: Sagslager, nu: datetime) -> None:
    nr = _foreslaa(lager, nu)
    with pytest.raises(RettelseAfvist, match="hvorfor"):
        l.traek_tilbage_som(lager, EN, nr, " ", nu)
    with pytest.raises(RettelseAfvist, match="CPR"):
        l.traek_tilbage_som(lager, EN, nr, "gælder 6101800001", nu)
    l.traek_tilbage_som(lager, EN, nr, "Forkert sats", nu)
    assert l.forslag(lager) == []
    with pytest.raises(RettelseAfvist, match="trukket tilbage"):
        l.bekraeft_som(lager, TO, nr, nu)


def test_uden_startdato_eller_kilde_er_der_intet_forslag(lager: Sagslager, nu: datetime) -> None:
    with pytest.raises(RettelseAfvist, match="første dag"):
        l.foreslaa_som(lager, EN, GRAENSE, None, None, "950.000", "BEK", "prøve", nu)
    with pytest.raises(HjemtagFejl, match="kilde"):
        l.foreslaa_som(lager, EN, GRAENSE, date(2025, 1, 1), None, "950.000", " ", "prøve", nu)


# --- the words of Datakvalitet ---


def test_hver_tabel_regel_figur_og_kontrol_har_et_dansk_navn() -> None:
    kontrakter = alle_kontrakter()
    assert set(datatekster.TABELNAVNE) == set(kontrakter)
    assert {f for k in kontrakter.values() for f in k.figurer} <= set(datatekster.FIGURER)
    assert {f.regel for k in kontrakter.values() for f in k.forventninger} <= set(datatekster.REGELNAVNE)
    audits = [sti.stem for sti in (ROD / "sql" / "audits").glob("*.sql")]
    assert audits
    assert [navn for navn in audits if not datatekster.har_kontroltekst(navn)] == []
    assert set(datatekster.KRAEVER_HANDLING) <= set(datatekster.AARSAGER)
