"""The page Ledelsesinformation as each role meets it, on the small town of tests/resultater/ledelsesby.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.indstillinger import laes_indstillinger
from tests.lager_hjaelp import lager_af
from tests.pages.conftest import html
from tests.resultater.ledelsesby import BARN, TOML, VOKSNE, by

SIDE = Path(__file__).resolve().parents[2] / "pages" / "ledelsesinformation.py"
SER_TAL = ["demo-leder", "demo-oekonom-1", "demo-sagsbehandler", "demo-revisor", "demo-politiker"]
GENSTAND = "ledelse/2024/voksne/botilbud_107"


def side(parametre: dict[str, str] | None = None, formaal: dict[str, str] | None = None) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in (parametre or {}).items():
        at.query_params[navn] = vaerdi
    if formaal:
        at.session_state["formaal"] = formaal
    at.run()
    assert not at.exception
    return at


def alt_paa(at: Any) -> str:
    """Everything that was sent to the browser as text: the messages' escapes turned back into letters."""
    raa = "\n".join(str(element.proto) for element in at.main)
    return re.sub(rb"\\([0-7]{3})", lambda m: bytes([int(m[1], 8)]), raa.encode()).decode(errors="ignore")


def test_saetningen_og_afstemningen_er_tallene_regnet_i_haanden(
    ledelsesby: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    at = side()
    assert at.markdown[0].value == (
        "Der er brugt 2,6 mio. kr. på alle fagområder i 2024, 134.123 kr. mere end det korrigerede budget; "
        "børn og unge afviger mest (+100.000 kr.)."
    )
    assert any(
        "Stemmer til øren: 2.554.123,46 kr. her og −3.750.000,00 kr. på andre konti" in c.value
        for c in at.caption
    )
    assert "2.120.000" in alt_paa(at)


def test_kortene_siger_ikke_et_tal_der_ikke_er_regnet(
    ledelsesby: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-leder")
    kort = html(side())
    for ventet in (
        "Forbrug",
        "Regnskab",
        "Refusion",
        "Åbent potentiale",
        "105,5 % af det korrigerede budget",
    ):
        assert ventet in kort


@pytest.mark.parametrize("navn", [*SER_TAL, "demo-institutionsleder"])
def test_ingen_rolle_ser_navne_uden_formaal(
    ledelsesby: Path, log_ind: Callable[[str], str], navn: str
) -> None:
    log_ind(navn)
    adresse = {"aar": "2024", "omraade": "voksne", "ydelse": "botilbud_107", "vis": "personer"}
    for at in (side(), side({"omraade": "boern"}), side(adresse)):
        tekst = alt_paa(at)
        assert "Voksen Prøve" not in tekst
        assert "Børneprøve" not in tekst
        assert not any(cpr in tekst or f"{cpr[:6]}-{cpr[6:]}" in tekst for cpr in (*VOKSNE, BARN))


def test_lederen_kan_ikke_naa_personer_ved_adressen(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    adresse = {"omraade": "voksne", "ydelse": "botilbud_107", "vis": "personer"}
    at = side(adresse, {GENSTAND: "Revision"})  # even a purpose that was never asked for
    assert "Voksen Prøve" not in alt_paa(at)
    assert "vis" not in {felt.key for felt in at.selectbox}
    assert at.subheader[-1].value == "Konti"


def test_oekonomen_ser_personer_efter_et_formaal_og_det_logges(
    ledelsesby: Path, log_ind: Callable[[str], str], lager: Any
) -> None:
    log_ind("demo-oekonom-1")
    adresse = {"omraade": "voksne", "ydelse": "botilbud_107", "vis": "personer"}
    at = side(adresse)
    assert "Hvad er formålet?" in alt_paa(at)
    aaben = alt_paa(side(adresse, {GENSTAND: "Revision"}))
    assert "Voksen Prøve 01" in aaben
    assert "1.000.000,55" in aaben
    assert _logget(lager) == [("demo-oekonom-1", "se_person", GENSTAND, "Revision")]


def _logget(lager: Any) -> list[tuple[str, ...]]:
    import sqlalchemy as sa

    from engine.sager import tabeller

    t = tabeller.log
    with lager.laes() as con:
        valg = sa.select(t.c.bruger, t.c.handling, t.c.genstand, t.c.formaal).where(
            t.c.handling == "se_person"
        )
        return [tuple(r) for r in con.execute(valg)]


def test_posteringer_uden_cpr_ad_et_link(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    adresse = {"omraade": "voksne", "ydelse": "aktivitet_samvaer", "vis": "uden_cpr"}
    at = side(adresse, {"ledelse/2024/voksne/aktivitet_samvaer": "Revision"})
    assert at.subheader[-1].value == "Posteringer uden CPR"
    assert "1 postering, i alt 60.000,00 kr." in alt_paa(at)


def test_en_sagsbehandler_ser_kun_egne_fagomraader(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-sagsbehandler")  # boern and voksne
    at = side({"konti": "alle"})
    tekst = alt_paa(at)
    assert "Administration" not in tekst
    assert "Uden fagområde" not in tekst


def test_smaa_celler_naevnes_men_vises_ikke(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-oekonom-1")
    at = side({"omraade": "voksne"})
    (skjult,) = [c.value for c in at.caption if "er skjult for" in c.value]
    assert "Hjælpemidler, biler og boligindretning" in skjult
    assert "under 5 personer" in skjult
    at = side({"omraade": "boern", "ydelse": "plejefamilie"})
    assert any("færre end 5 personer" in m.value for m in at.markdown)
    assert any("Kontiene vises ikke" in m.value for m in at.markdown)


def test_broen_mod_sidste_aar(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    at = side({"mod": "sidste_aar"})
    assert any(c.value.startswith("Fra forbrug 2023 900.000 kr. til forbrug 2024") for c in at.caption)


def test_et_aar_uden_budget_siger_det(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    assert "der er intet budget at holde det op mod" in side({"aar": "2023"}).markdown[0].value


def test_uden_regnskab_siger_siden_hvad_der_skal_goeres(
    hjem: Path, tmp_path: Path, nu: datetime, log_ind: Callable[[str], str]
) -> None:
    lager_af({"person": by()["person"]}, laes_indstillinger(), nu, tmp_path, f"{TOML}demo = true\n")
    log_ind("demo-leder")
    assert "Ingen tal at vise" in html(side())


def test_institutionslederen_ser_aktiviteten_uden_regnskab(
    ledelsesby: Path, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-institutionsleder")  # Familieafdelingen, which no posting names
    at = side()
    assert "hverken regnskab eller budget" in at.markdown[0].value
    assert "ht-kort-raekke" not in html(at)


@pytest.mark.parametrize("hvem", ["demo-leder", "demo-politiker", "demo-institutionsleder"])
def test_registrering_og_andre_kommuner_er_emner_for_dem_der_ser_tal(
    ledelsesby: Path, log_ind: Callable[[str], str], hvem: str
) -> None:
    log_ind(hvem)
    at = side({"emne": "registrering"})
    if hvem != "demo-institutionsleder":
        assert "uden CPR-nummer" in at.markdown[0].value
        assert "Uden periode" in html(at)
    at = side({"emne": "foer_efter"})
    assert " før og " in at.markdown[0].value
    at = side({"emne": "maal"})
    assert "Der er ikke sat mål eller grænser" in at.markdown[0].value
    assert bool(at.expander) == (hvem == "demo-leder")
    at = side({"emne": "andre"})
    assert "Der er ikke indlæst nøgletal fra andre kommuner." in [m.value for m in at.markdown]
