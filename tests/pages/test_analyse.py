"""The page Analyse as the roles meet it, on the small town of tests/resultater/ledelsesby.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from engine.adgang import Bruger, Rolle
from engine.sager import analyseskabeloner

SIDE = Path(__file__).resolve().parents[2] / "pages" / "analyse.py"


def side(**parametre: str) -> Any:
    at = AppTest.from_file(str(SIDE), default_timeout=30)
    for navn, vaerdi in parametre.items():
        at.query_params[navn] = vaerdi
    at.run()
    assert not at.exception
    return at


def test_siden_siger_tallet_og_adressen_vaelger(ledelsesby: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-leder")
    assert side().markdown[0].value.startswith("Forbruget for fagområderne var 2,6 mio. kr. i 2024")
    at = side(maal="forbrug", opdelt="ydelse", og="maaned", omraade="voksne", fremmed="1")
    assert at.markdown[0].value.startswith("Forbruget for voksne var 2,2 mio. kr. i 2024")
    assert "fremmed" not in at.query_params
    assert not side(maal="tilflyttede").error  # has no field of work to be split by
    assert {b.label for b in at.selectbox} >= {"Mål", "Opdelt på", "Og på", "År", "Fagområde"}


def test_rollerne_faar_deres_maal_og_revisoren_gemmer_ikke(
    ledelsesby: Path, log_ind: Callable[[str], str]
) -> None:
    for navn, refusion in (
        ("demo-revisor", True),
        ("demo-politiker", False),
        ("demo-institutionsleder", False),
    ):
        log_ind(navn)
        maal = next((b for b in side().selectbox if b.key == "maal"), None)
        assert maal is None or ("Sager med refusion" in maal.options) is refusion, navn
    log_ind("demo-revisor")
    assert "analyse_navn" not in {t.key for t in side().text_input}


def test_en_skabelon_med_et_ukendt_maal_siger_det(
    ledelsesby: Path, lager: Any, log_ind: Callable[[str], str]
) -> None:
    leder = Bruger(1, "demo-leder", "L", Rolle.LEDER)
    valg = {"maal": "solskin", "raekke": "aar", "kolonne": "", "aar": 0, "omraade": "fag"}
    id_ = analyseskabeloner.gem(lager, leder, "Vejret", valg, delt=True, nu=datetime.now(UTC))
    log_ind("demo-leder")
    at = side()
    next(b for b in at.button if b.key == f"aabn_{id_}").click().run()
    assert any("Målet 'solskin' findes ikke i denne version" in w.value for w in at.warning)
