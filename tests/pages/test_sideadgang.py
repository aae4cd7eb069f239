"""A page file alone is as safe as the app: logged out it shows the login and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine import adgang as rettigheder
from engine.sager import brugere, sessioner
from engine.sager.lager import Sagslager
from pages.komponenter.sider import EFTER_NAVN, SIDER
from tests.pages.conftest import ROD, SIDEFILER, html
from tests.test_adgang import FORVENTEDE_SIDER

ROLLER = [(navn, rolle) for navn, _, rolle, _ in brugere.DEMOBRUGERE]


@pytest.mark.parametrize("fil", SIDEFILER, ids=lambda f: f.stem)
def test_udlogget_viser_siden_kun_login(fil: Path, koer: Callable[[Path], Any]) -> None:
    at = koer(fil)
    assert not at.exception
    assert [felt.label for felt in at.text_input] == ["Brugernavn", "Adgangskode"]
    assert not at.title
    assert not [*at.dataframe, *at.table, *at.metric]


@pytest.mark.parametrize("fil", SIDEFILER, ids=lambda f: f.stem)
@pytest.mark.parametrize(("navn", "rolle"), ROLLER)
def test_hver_side_som_hver_rolle(
    fil: Path, navn: str, rolle: str, koer: Callable[[Path], Any], log_ind: Callable[[str], str]
) -> None:
    log_ind(navn)
    at = koer(fil)
    side = next(side for side in SIDER if side.fil == fil.stem)
    assert not at.exception
    assert "Adgangskode" not in [felt.label for felt in at.text_input]
    if side.navn in FORVENTEDE_SIDER[rolle]:
        assert [t.value for t in at.title] == [side.titel]
    else:
        assert [t.value for t in at.title] == ["Ingen adgang"]
        assert "Du har ikke adgang til denne side" in html(at)


@pytest.mark.parametrize("fil", SIDEFILER, ids=lambda f: f.stem)
def test_uden_lager_siger_siden_hvad_der_skal_goeres(
    fil: Path, koer: Callable[[Path], Any], log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-administrator" if fil.stem == "regler" else "demo-oekonom-1")
    at = koer(fil)
    if fil.stem not in ("lovgrundlag", "brugere", "log", "drift"):  # they need no deliveries
        assert "hjemtag indlaes" in html(at)


def test_en_afsluttet_session_viser_login(
    koer: Callable[[Path], Any], log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    token = log_ind("demo-leder")
    sessioner.afslut_session(lager, token, datetime.now(UTC))
    at = koer(SIDEFILER[0])
    assert [felt.label for felt in at.text_input] == ["Brugernavn", "Adgangskode"]


def test_den_der_skal_skifte_adgangskode_ser_intet_andet(
    koer: Callable[[Path], Any], log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    nu = datetime.now(UTC)
    brugere.skift_kodeord(lager, "demo-leder", "et-helt-andet-kodeord", nu, skal_skifte=True, cost=4)
    log_ind("demo-leder")
    at = koer(SIDEFILER[0])
    assert not at.title
    assert [felt.label for felt in at.text_input] == [
        "Nuværende adgangskode",
        "Ny adgangskode",
        "Ny adgangskode igen",
    ]


def test_login_viser_demobrugere_kun_mens_alt_er_demo(
    koer: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pages.komponenter import data

    at = koer(SIDEFILER[0])
    assert any(brugere.DEMO_KODEORD in m.value for m in at.markdown)
    monkeypatch.setattr(data, "alt_er_demo", lambda: False)
    at = koer(SIDEFILER[0])
    assert not any(brugere.DEMO_KODEORD in m.value for m in at.markdown)
    assert [knap.label for knap in at.button] == ["Log ind"]


def test_hele_appen_udlogget_viser_kun_login(koer: Callable[[Path], Any]) -> None:
    at = koer(ROD / "app.py")
    assert not at.exception
    assert [felt.label for felt in at.text_input] == ["Brugernavn", "Adgangskode"]


def test_sider_rettigheder_og_filer_er_de_samme() -> None:
    assert set(EFTER_NAVN) == set(rettigheder.SIDER)
    assert {side.fil for side in SIDER} == {fil.stem for fil in SIDEFILER}
