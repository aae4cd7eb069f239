"""Files are fetched by the one they were drawn for, with the right, within ten minutes, and the log tells of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from engine.adgang import Bruger, Handling, Rolle
from engine.fejl import HjemtagFejl
from engine.sager.lager import Sagslager
from engine.sager.log import efterproev
from pages.komponenter import hent, konto, ruter

NU = datetime(2026, 11, 1, 12, tzinfo=UTC)
Hent = Callable[..., object]


def _fil(**mere: object) -> hent.Fil:
    grund = hent.Fil(
        "Opgørelse.csv", Handling.EKSPORT_PERSON, lambda: b"a;b\n", "opgoerelse 2025", "Revision"
    )
    return replace(grund, **mere)


@pytest.fixture
def klient() -> TestClient:
    return TestClient(Starlette(routes=ruter.RUTER))


@pytest.fixture
def svar(klient: TestClient, log_ind: Callable[[str], str], lager: Sagslager) -> Hent:
    """svar('demo-revisor', fil) draws the button for that user and fetches the file with the user's own cookie."""

    def en(navn: str, fil: hent.Fil, *, henter: str | None = None) -> object:
        nu = datetime.now(UTC)
        tegnet_for = konto.hent(log_ind(navn), nu)
        assert tegnet_for is not None
        billet = hent.lav_billet(tegnet_for, fil, nu)
        klient.cookies.set(konto.COOKIE, log_ind(henter or navn))
        return klient.get(f"{hent.HENT}/{billet}")

    return en


def _log(lager: Sagslager) -> list[tuple[str, str, str | None]]:
    import sqlalchemy as sa

    from engine.sager import tabeller

    t = tabeller.log
    valg = sa.select(t.c.handling, t.c.genstand, t.c.person_noegle).order_by(t.c.nr)
    with lager.laes() as con:
        return [tuple(r) for r in con.execute(valg)]


def test_den_der_maa_faar_filen_og_loggen_siger_hvem_og_hvorfor(svar: Hent, lager: Sagslager) -> None:
    person = "0123456789abcdef"
    r = svar("demo-revisor", _fil(personer=[person]))
    assert (r.status_code, r.content) == (200, b"a;b\n")
    assert r.headers["content-disposition"] == "attachment; filename*=UTF-8''Opg%C3%B8relse.csv"
    assert (r.headers["cache-control"], r.headers["content-type"]) == ("no-store", "text/csv; charset=utf-8")
    assert ("hent_fil", "opgoerelse 2025", person) in _log(lager)
    assert efterproev(lager)[0]


@pytest.mark.parametrize("henter", ["demo-leder", "demo-oekonom-1"])
def test_en_andens_link_giver_intet_heller_ikke_til_den_der_selv_maa(svar: Hent, henter: str) -> None:
    r = svar("demo-revisor", _fil(), henter=henter)
    assert (r.status_code, b"a;b" in r.content) == (403, False)


@pytest.mark.parametrize("navn", ["demo-leder", "demo-sagsbehandler", "demo-administrator"])
def test_retten_spoerges_der_om_igen_naar_filen_hentes(svar: Hent, lager: Sagslager, navn: str) -> None:
    assert svar(navn, _fil()).status_code == 403
    assert ("afvist", "hent_fil", None) in _log(lager)


def test_uden_session_eller_billet_er_der_intet(klient: TestClient, svar: Hent) -> None:
    assert klient.get(f"{hent.HENT}/gaettet").status_code == 403
    svar("demo-revisor", _fil())
    klient.cookies.clear()
    assert klient.get(f"{hent.HENT}/{next(reversed(hent._billetter))}").status_code == 403


def test_en_billet_lever_ti_minutter_og_holdes_i_live_af_siden() -> None:
    bruger = Bruger(7, "rita", "Rita", Rolle.REVISOR)
    billet = hent.lav_billet(bruger, _fil(), NU)
    assert hent.lav_billet(bruger, _fil(), NU + timedelta(minutes=9), billet) == billet
    assert hent.lav_billet(bruger, _fil(), NU + timedelta(minutes=20), billet) != billet
    assert hent.lav_billet(replace(bruger, id=8), _fil(), NU + timedelta(minutes=20), billet) != billet


def test_kan_filen_ikke_laves_siges_det_og_intet_staar_som_hentet(svar: Hent, lager: Sagslager) -> None:
    def lav() -> bytes:
        raise HjemtagFejl("Året mangler grænser.")

    r = svar("demo-revisor", _fil(lav=lav))
    assert (r.status_code, r.text) == (409, "Året mangler grænser.")
    assert "hent_fil" not in {h for h, *_ in _log(lager) if h != "afvist"}
