"""Sign-in with an identity provider in a real browser, across two sites: the link, the cookie, revocation, logout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.sager import tabeller
from engine.sager.lager import Sagslager
from tests.e2e.conftest import Server, _chromium, lav_hjem, start_app

SIDE = "/lovgrundlag"


@pytest.fixture(scope="module")
def pas_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app at 127.0.0.1 and the provider at localhost: to a browser they are two sites."""
    import oidc_provider_mock
    from oidc_provider_mock import User

    _chromium()
    hjem = lav_hjem(tmp_path_factory.mktemp("pas"))
    personer = [
        User(sub=sub, claims={"preferred_username": sub, "name": navn, "groups": [gruppe]})
        for sub, navn, gruppe in (("hanne", "Hanne Opdigtet", "Økonomer"), ("ib", "Ib Opdigtet", "Andre"))
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=personer) as pas, start_app(hjem) as server:
        hemmelighed = hjem / "hemmeligheder" / "oidc"
        hemmelighed.parent.mkdir(exist_ok=True)
        hemmelighed.write_text("x7Hq-en-lang-og-egen", encoding="utf-8")
        hemmelighed.chmod(0o600)
        (hjem / "hjemtag.toml").write_text(
            f'[oidc]\nudsteder = "http://localhost:{pas.server_port}"\nklient_id = "hjemtag"\n'
            f'adresse = "{server.adresse}"\nnavn = "Egeborgs login"\n[oidc.roller]\n"Økonomer" = "oekonom"\n',
            encoding="utf-8",
        )
        yield server


@pytest.fixture
def side(browser: Any) -> Iterator[Any]:
    kontekst = browser.new_context(locale="da-DK")
    kontekst.set_default_timeout(15_000)
    yield kontekst.new_page()
    kontekst.close()


def _ind(side: Any, server: Server, sub: str) -> None:
    side.goto(server.adresse + SIDE)
    side.get_by_label("Brugernavn").wait_for()  # the other way in stands under it
    side.get_by_role("link", name="Log ind med Egeborgs login").click()
    side.get_by_role("button", name=sub, exact=True).click()


def _sessioner(hjem: Path) -> Sagslager:
    return Sagslager(f"sqlite:///{hjem / 'sager.db'}")


def test_ind_med_kommunens_login_og_ud_igen(pas_server: Server, side: Any, browser: Any) -> None:
    _ind(side, pas_server, "hanne")
    side.get_by_role("heading", name="Lovgrundlag", exact=True).wait_for()  # the link survived both sites
    assert side.url.startswith(pas_server.adresse + SIDE)
    side.get_by_text("Hanne Opdigtet").wait_for()
    (kage,) = [c for c in side.context.cookies(pas_server.adresse) if c["name"] == "hjemtag_session"]
    assert (kage["httpOnly"], kage["sameSite"], kage["expires"]) == (True, "Strict", -1)
    assert [c["name"] for c in side.context.cookies(pas_server.adresse) if "login" in c["name"]] == []
    kopi = browser.new_context(locale="da-DK")
    kopi.add_cookies([kage])
    tyv = kopi.new_page()
    tyv.goto(pas_server.adresse + SIDE)
    tyv.get_by_role("heading", name="Lovgrundlag", exact=True).wait_for()

    side.get_by_role("button", name="Log ud").click()
    side.wait_for_url("http://localhost:*/oauth2/end_session*")  # and on to the provider's own logout
    assert "id_token" not in side.url
    tyv.reload()
    tyv.get_by_label("Brugernavn").wait_for()
    kopi.close()


def test_udloebet_hos_udbyderen_lukker_siden_ved_naeste_klik(pas_server: Server, side: Any) -> None:
    _ind(side, pas_server, "hanne")
    side.get_by_role("heading", name="Lovgrundlag", exact=True).wait_for()
    lager = _sessioner(pas_server.hjem)
    with lager.skriv() as con:
        s = tabeller.session
        con.execute(sa.update(s).where(s.c.kilde == "oidc").values(bekraeftet_til=datetime.now(UTC)))
        con.execute(sa.update(s).where(s.c.kilde == "oidc").values(udbyder_tokens=None))
    lager.luk()
    side.get_by_role("link", name="Datakvalitet").click()
    side.get_by_label("Brugernavn").wait_for()
    assert side.get_by_role("heading", name="Datakvalitet", exact=True).count() == 0


def test_uden_en_rolle_er_der_en_side_der_siger_hvad_man_goer(pas_server: Server, side: Any) -> None:
    _ind(side, pas_server, "ib")
    side.get_by_role("heading", name="Du kom ikke ind").wait_for()
    side.get_by_text("har ingen rolle i Hjemtag").wait_for()
    assert [c for c in side.context.cookies(pas_server.adresse) if c["name"] == "hjemtag_session"] == []
