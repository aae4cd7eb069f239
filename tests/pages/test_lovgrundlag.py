"""The page Lovgrundlag: the engine's figures, the history of a value, and two persons for every local value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.lov.parametre import laes_lov
from engine.resultater import kontekst, lovgrundlag
from engine.sager import satser
from engine.sager.lager import Sagslager
from pages.komponenter import kort, lovdetalje, tabeller, tilstande
from tests.pages.conftest import ROD, html

SIDE = ROD / "pages" / "lovgrundlag.py"
GRAENSE = "cro_graense1_bl198"
TITEL = "Særligt dyre enkeltsager, barnets lov: første beløbsgrænse, årets beløb for én sag"


def _side() -> None:
    """The page run from a script that lies elsewhere, so that it can be run more than once."""
    import runpy

    import streamlit as st

    runpy.run_path(st.session_state["sidefil"])


def aabn(**parametre: str) -> Any:
    at = AppTest.from_function(_side, default_timeout=30)
    at.session_state["sidefil"] = str(SIDE)
    at.query_params["lovaar"] = "2025"
    for navn, vaerdi in parametre.items():
        at.query_params[navn] = vaerdi
    return koer(at)


def koer(at: Any) -> Any:
    at.run()
    assert not at.exception
    return at


def tekst(at: Any) -> str:
    return "\n".join(element.value for element in [*at.markdown, *at.caption, *at.subheader])


def knap(at: Any, navn: str) -> Any:
    return next(k for k in at.button if k.label == navn)


def klik(at: Any, navn: str) -> None:
    knap(at, navn).click()
    koer(at)


def vaelg_lovvaerdi(at: Any, navn: str) -> None:
    next(s for s in at.selectbox if s.label == "Lovværdi").set_value(navn)
    koer(at)


def foreslaa(lager: Sagslager, nu: datetime, bruger: str = "demo-oekonom-1") -> int:
    vaerdi = lovgrundlag.laes_dansk_vaerdi(GRAENSE, "950.000")
    periode = (date(2025, 1, 1), date(2025, 12, 31))
    return lovgrundlag.foreslaa(lager, GRAENSE, *periode, vaerdi, "BEK 1/2024", "Ny sats", bruger, nu)


@pytest.fixture
def vaelg(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """vaelg(n): as if the n'th row of every table that can be opened were clicked; the test cannot click in one."""
    rigtig = tabeller.tabel

    def saet(nr: int) -> None:
        def tabel(*args: Any, **kwargs: Any) -> int | None:
            svar = rigtig(*args, **kwargs)
            return nr if kwargs.get("vaelg") else svar

        monkeypatch.setattr(tabeller, "tabel", tabel)

    return saet


def test_sidens_tal_er_motorens(log_ind: Callable[[str], str], lager: Sagslager) -> None:
    log_ind("demo-leder")
    at = aabn()
    raekker = lovgrundlag.oversigt(laes_lov(), 2025)
    antal = lovgrundlag.optael(raekker)
    assert lovgrundlag.saetning(raekker, 2025) in tekst(at)
    for status, titel in (("bekraeftet", "Bekræftet"), ("afledt", "Beregnet"), ("mangler", "Mangler")):
        kort = html(at).split(f">{titel}<", 1)[1]
        assert f">{antal[status]}<" in kort[:200]
    vist = at.dataframe[0].value
    assert len(vist) == min(len(raekker), 100)
    assert list(vist["Status"])[: antal["mangler"]] == ["▲ Mangler"] * antal["mangler"]


def test_filtrene_skaerer_til_omraade_og_status(log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = aabn(lovomraade="Særligt dyre enkeltsager", lovstatus="Beregnet, ikke bekræftet")
    raekker = [
        r
        for r in lovgrundlag.oversigt(laes_lov(), 2025)
        if r["omraade"] == "Særligt dyre enkeltsager" and r["status"] == "afledt"
    ]
    vist = at.dataframe[0].value
    assert list(vist["Værdi"]) == [r["vist"] for r in raekker]
    assert "1.850.000 kr./år" in list(vist["Værdi"])


def test_listen_skaeres_paa_serveren(log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = aabn()
    antal = len(lovgrundlag.oversigt(laes_lov(), 2025))
    assert f"1–100 af {antal} rækker" in tekst(at)
    assert knap(at, "Forrige").disabled
    klik(at, "Næste")
    assert f"101–{antal} af {antal} rækker" in tekst(at)
    assert len(at.dataframe[0].value) == antal - 100
    assert knap(at, "Næste").disabled


def test_hver_status_har_farve_tegn_og_eget_ord() -> None:
    vist = {status: tilstande.tegn_og_ord(lovdetalje.tilstand(status)) for status in lovgrundlag.STATUSSER}
    assert vist == {
        "mangler": "▲ Mangler",
        "afledt": "? Beregnet, ikke bekræftet",
        "lokal": "✓ Lokal",
        "fiktiv": "– Fiktiv",
        "bekraeftet": "✓ Bekræftet",
    }
    assert tilstande.maerke("afklaret:Bekræftet") == ":green-badge[:material/check_circle: Bekræftet]"
    assert "✓ Fordelt" in kort._html(kort.Kort("Uden årsag", "0 kr.", tilstand="afklaret:Fordelt"))
    assert ">✓<" in kort._html(kort.Kort("Bekræftet", "1", tilstand="afklaret:Bekræftet"))


def test_en_tom_liste_siger_hvad_der_kan_goeres(log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = aabn(lovomraade="Frister", lovstatus="Mangler")
    assert "Ingen lovværdier svarer til valget" in html(at)
    assert "Nulstil" in html(at)


def test_en_aabnet_raekke_viser_historik_regel_og_alternativ(
    log_ind: Callable[[str], str], vaelg: Callable[[int], None]
) -> None:
    log_ind("demo-leder")
    raekker = [
        r
        for r in lovgrundlag.oversigt(laes_lov(), 2025)
        if r["omraade"] == "Særligt dyre enkeltsager" and r["status"] == "afledt"
    ]
    vaelg(next(nr for nr, r in enumerate(raekker) if r["parameter"] == "cro_graense2_bl198"))
    at = aabn(lovomraade="Særligt dyre enkeltsager", lovstatus="Beregnet, ikke bekræftet")
    assert "`cro_graense2_bl198`" in tekst(at)
    assert "BL § 198, stk. 1" in tekst(at)
    historik, regler = (t.value for t in at.table)
    assert list(historik["Værdi"]) == ["1.930.000 kr./år", "1.850.000 kr./år", "1.790.000 kr./år"]
    assert list(regler["Alternativ læsning"]) == ["1.920.000 kr./år", "1.840.000 kr./år", "1.780.000 kr./år"]
    assert "Foreslå en lovværdi" not in [e.label for e in at.expander]


def test_en_oekonom_foreslaar_og_kan_ikke_bekraefte_sit_eget(
    log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    vaelg_lovvaerdi(at, GRAENSE)
    for felt in at.text_input:
        felt.set_value({"Kilde": "BEK 1/2024", "Begrundelse": "Ny sats"}.get(felt.label, "950.000"))
    klik(at, "Send til bekræftelse")
    assert at.success[0].value.startswith(f"Forslag nr. 1 er gemt: {TITEL} = 950.000 kr./år.")
    assert "940.000 kr./år → **950.000 kr./år** fra 01.01.2025 til 31.12.2025" in tekst(at)
    assert knap(at, "Bekræft").disabled
    assert "Dit eget forslag" in tekst(at)
    assert [f["parameter"] for f in satser.satsforslag(lager)] == [GRAENSE]


def test_et_flertydigt_tal_bliver_ikke_til_et_forslag(
    log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    vaelg_lovvaerdi(at, GRAENSE)
    for felt in at.text_input:
        felt.set_value({"Kilde": "BEK 1/2024", "Begrundelse": "Ny sats"}.get(felt.label, "950.00"))
    klik(at, "Send til bekræftelse")
    assert "kan ikke læses entydigt" in at.error[0].value
    assert satser.satsforslag(lager) == []


def test_en_anden_oekonom_bekraefter_og_vaerdien_gaelder_straks(
    log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    foreslaa(lager, datetime.now(UTC))
    log_ind("demo-oekonom-2")
    at = aabn(lovomraade="Særligt dyre enkeltsager")
    assert not knap(at, "Bekræft").disabled
    klik(at, "Bekræft")
    assert "950.000 kr./år er bekræftet og gælder nu" in at.success[0].value
    assert "950.000 kr./år" in list(at.dataframe[0].value["Værdi"])
    assert kontekst.lov_i_kraft(lager).opslag(GRAENSE, date(2025, 6, 1)).vaerdi == 950000
    assert satser.satsforslag(lager) == []


def test_et_forslag_traekkes_tilbage(log_ind: Callable[[str], str], lager: Sagslager) -> None:
    foreslaa(lager, datetime.now(UTC))
    log_ind("demo-oekonom-1")
    at = aabn()
    next(f for f in at.text_input if f.key == "hvorfor_1").set_value("Forkert sats")
    klik(at, "Træk forslaget tilbage")
    assert "trukket tilbage" in at.success[0].value
    assert satser.satsforslag(lager) == []


@pytest.mark.parametrize("navn", ["demo-leder", "demo-revisor", "demo-politiker"])
def test_andre_ser_hverken_forslag_eller_formular(
    navn: str, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    foreslaa(lager, datetime.now(UTC))
    log_ind(navn)
    at = aabn()
    assert "venter" not in tekst(at)
    assert {k.label for k in at.button} <= {"Nulstil", "Forrige", "Næste"}
    assert not at.text_input


# --- what if, and packs of values ---------------------------------------------------------------------------


def _visninger(at: Any) -> list[str]:
    return [navn for gruppe in at.segmented_control for navn in gruppe.options]


@pytest.mark.parametrize(
    ("navn", "ventet"),
    [
        ("demo-leder", ["Værdierne", "Hvad hvis"]),
        ("demo-revisor", ["Værdierne", "Hvad hvis"]),
        ("demo-oekonom-1", ["Værdierne", "Hvad hvis", "Lovpakker"]),
    ],
)
def test_visningerne_foelger_rollen(log_ind: Callable[[str], str], navn: str, ventet: list[str]) -> None:
    log_ind(navn)
    assert _visninger(aabn()) == ventet


def test_hvad_hvis_uden_lager_siger_hvad_der_skal_til(log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = aabn()
    at.segmented_control[0].select("hvadhvis")
    koer(at)
    assert "byg lageret først" in html(at)


def test_lovpakker_uden_egne_vaerdier_siger_hvorfor_der_intet_er_at_udgive(
    log_ind: Callable[[str], str],
) -> None:
    log_ind("demo-oekonom-1")
    at = aabn()
    at.segmented_control[0].select("lovpakker")
    koer(at)
    assert "Der er ingen endnu" in tekst(at)


def test_en_lovpakke_vises_foer_den_foreslaas(log_ind: Callable[[str], str], lager: Sagslager) -> None:
    from engine.indstillinger import laes_indstillinger
    from engine.lov.parametre import LOKAL, Vaerdi
    from engine.resultater import lovpakke
    from pages.komponenter import data

    log_ind("demo-oekonom-1")
    ind = laes_indstillinger()
    ny = Vaerdi(GRAENSE, date(2027, 1, 1), date(2027, 12, 31), Decimal(1_010_000), LOKAL, "Ministeriet")
    fil = lovpakke.udgiv(ind, [ny], navn="Satser 2027", udgiver="Nordby", udgivet=date(2026, 10, 31))
    at = aabn()
    at.segmented_control[0].select("lovpakker")
    koer(at)
    at.file_uploader[0].upload("satser.json", fil, "application/json")
    koer(at)
    assert "Nordby" in tekst(at)
    assert "1 ændrer noget her" in tekst(at)
    at.text_input[0].input(lovpakke.fingeraftryk(ind))
    klik(at, "Foreslå værdierne")
    assert [(f["parameter"], f["vaerdi"]) for f in satser.satsforslag(data.sagslager())] == [
        (GRAENSE, Decimal(1_010_000))
    ]
