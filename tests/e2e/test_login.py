"""The way in and out, in a real browser: what a fresh process shows, the cookie, the logout, the link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.sager.brugere import DEMO_KODEORD
from tests.e2e.conftest import Server, log_ind

SDE = "/saerligt_dyre_enkeltsager"


def _kun_login(side: Any) -> None:
    side.get_by_label("Brugernavn").wait_for()
    side.wait_for_timeout(500)  # whatever else might be drawn has had time to come
    assert side.get_by_role("heading", name="Særligt dyre enkeltsager").count() == 0
    assert side.locator("[data-testid=stSidebarNav]").count() == 0
    assert side.locator("[data-testid=stTable], [data-testid=stDataFrame], canvas").count() == 0


def _paa_siden(side: Any, titel: str = "Særligt dyre enkeltsager") -> None:
    side.get_by_role("heading", name=titel, exact=True).wait_for()


def test_foerste_anmodning_i_en_frisk_proces_viser_kun_login(
    frisk_server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn()
    svar = side.goto(frisk_server.adresse + SDE)
    _kun_login(side)
    assert 'lang="da"' in svar.text()
    assert side.title() != "Streamlit"


def test_forkert_adgangskode_siger_det_samme_for_kendt_og_ukendt(
    server: Server, aabn: Callable[..., Any]
) -> None:
    tekster = []
    for navn in ("demo-revisor", "findes-ikke"):
        side = aabn()
        side.goto(server.adresse)
        log_ind(side, navn, "forkert-adgangskode")
        besked = side.get_by_text("Brugernavnet eller adgangskoden er forkert")
        besked.wait_for()
        tekster.append(besked.text_content())
        _kun_login(side)
    assert tekster[0] == tekster[1]


def test_linket_overlever_login_og_kopieret_cookie_er_intet_vaerd_efter_logud(
    server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn()
    side.goto(f"{server.adresse}{SDE}?aar=2022")
    log_ind(side, "demo-oekonom-1", DEMO_KODEORD)
    _paa_siden(side)
    assert side.url.startswith(f"{server.adresse}{SDE}")
    cookie = next(c for c in side.context.cookies() if c["name"] == "hjemtag_session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert "hjemtag_session" not in side.evaluate("document.cookie")

    kopi = aabn()
    kopi.context.add_cookies([cookie])
    kopi.goto(server.adresse + SDE)
    _paa_siden(kopi)

    side.get_by_role("button", name="Log ud").click()
    _kun_login(side)
    kopi.goto(server.adresse + SDE)
    _kun_login(kopi)


def test_fanen_i_linket_overlever_login(server: Server, aabn: Callable[..., Any]) -> None:
    side = aabn()
    side.goto(f"{server.adresse}/indtaegtsoptimering?felt=regler&ukendt=1")
    log_ind(side, "demo-oekonom-1", DEMO_KODEORD)
    _paa_siden(side, "Indtægtsoptimering")
    assert side.url == f"{server.adresse}/indtaegtsoptimering?felt=regler"  # and nothing that no page reads


@pytest.mark.parametrize(
    ("bruger", "link", "adresse", "fane", "foerste"),
    [
        ("demo-oekonom-1", "/lovgrundlag?lovfane=lovpakker", "lovfane=Lovpakker", "Lovpakker", "Værdierne"),
        (
            "demo-administrator",
            "/log?logfane=hel",
            "logfane=Er+loggen+hel%3F",
            "Er loggen hel?",
            "Månedens stikprøve",
        ),
    ],
)
def test_fanen_staar_i_adressen_og_overlever_f5(
    server: Server, aabn: Callable[..., Any], bruger: str, link: str, adresse: str, fane: str, foerste: str
) -> None:
    """Of a link and of a click alike, whether one tab is drawn at a time or all at once."""

    def valgt(navn: str) -> Any:
        roller = side.get_by_role("tab", name=navn).or_(side.get_by_role("radio", name=navn)).first
        return roller.and_(side.locator("[aria-selected=true], [aria-checked=true]"))

    side = aabn()
    side.goto(server.adresse + link)
    log_ind(side, bruger, DEMO_KODEORD)
    valgt(fane).wait_for()
    side.wait_for_url(f"**{link.partition('?')[0]}?{adresse}")
    side.reload()
    valgt(fane).wait_for()
    side.get_by_role("tab", name=foerste).or_(side.get_by_role("radio", name=foerste)).first.click()
    valgt(foerste).wait_for()
    side.wait_for_url(f"**{link.partition('?')[0]}")
    side.reload()
    valgt(foerste).wait_for()


def test_en_aaben_side_lukker_ved_naeste_klik_naar_sessionen_er_slut(
    server: Server, aabn: Callable[..., Any]
) -> None:
    side = aabn()
    side.goto(server.adresse + SDE)
    log_ind(side, "demo-oekonom-2", DEMO_KODEORD)
    _paa_siden(side)
    anden = side.context.new_page()
    anden.goto(server.adresse + "/lovgrundlag")
    anden.get_by_role("button", name="Log ud").click()
    anden.get_by_label("Brugernavn").wait_for()
    side.get_by_role("link", name="Datakvalitet").click()
    _kun_login(side)


def test_billetten_kan_kun_bruges_en_gang(server: Server, aabn: Callable[..., Any]) -> None:
    side, billetter = aabn(), []
    side.on("request", lambda r: billetter.append(r.url) if "/konto/ind" in r.url else None)
    side.goto(server.adresse + SDE)
    log_ind(side, "demo-leder", DEMO_KODEORD)
    _paa_siden(side)
    assert len(billetter) == 1

    tyv = aabn()
    tyv.goto(server.adresse)
    tyv.get_by_label("Brugernavn").wait_for()
    tyv.evaluate("url => { location.href = url }", billetter[0])
    tyv.wait_for_url(f"{server.adresse}{SDE}")
    _kun_login(tyv)
    assert not [c for c in tyv.context.cookies() if c["name"] == "hjemtag_session"]


def test_en_fremmed_side_kan_ikke_logge_ud(server: Server, aabn: Callable[..., Any]) -> None:
    side = aabn()
    side.goto(server.adresse + SDE)
    log_ind(side, "demo-leder", DEMO_KODEORD)
    _paa_siden(side)
    svar = side.request.post(f"{server.adresse}/konto/ud", headers={"Sec-Fetch-Site": "cross-site"})
    assert svar.status == 403
    side.reload()
    _paa_siden(side)


def test_startsiden_foerer_til_rollens_foerste_side(server: Server, aabn: Callable[..., Any]) -> None:
    side = aabn()
    side.goto(server.adresse)
    log_ind(side, "demo-administrator", DEMO_KODEORD)
    _paa_siden(side, "Overblik")
    assert side.url == f"{server.adresse}/"
    menu = side.locator("[data-testid=stSidebarNavLink]").all_text_contents()
    assert [punkt for punkt in menu if "dyre" in punkt or "Lovgrundlag" in punkt] == []
    side.goto(server.adresse + "/overblik")  # its own name leads there too
    _paa_siden(side, "Overblik")
    side.goto(server.adresse + SDE)
    side.get_by_text("Du har ikke adgang til denne side").wait_for()
    assert side.get_by_role("heading", name="Særligt dyre enkeltsager").count() == 0


def test_et_klik_logger_demobrugeren_ind(server: Server, aabn: Callable[..., Any]) -> None:
    side = aabn(viewport={"width": 390, "height": 844}, color_scheme="dark")
    side.goto(server.adresse + "/lovgrundlag")
    side.get_by_role("button", name="demo-politiker").click()
    _paa_siden(side, "Lovgrundlag")


def test_hoveder_og_sundhed(server: Server, aabn: Callable[..., Any]) -> None:
    anmod = aabn().request
    assert anmod.get(f"{server.adresse}/sundhed").json() == {"status": "ok"}
    for sti in ("/", SDE, "/sundhed", "/_stcore/health"):
        hoveder = anmod.get(server.adresse + sti).headers
        assert hoveder["x-frame-options"] == "DENY"
        assert hoveder["x-content-type-options"] == "nosniff"
        assert hoveder["referrer-policy"] == "same-origin"
        politik = hoveder["content-security-policy"]
        assert "default-src 'self'" in politik
        assert "frame-ancestors 'none'" in politik
        assert "'unsafe-eval'" not in politik
    assert (
        anmod.get(f"{server.adresse}/konto/ud").status != 200
        or "stSidebar" not in anmod.get(server.adresse).text()
    )


def test_en_ukendt_adresse_svarer_paa_dansk(server: Server, aabn: Callable[..., Any]) -> None:
    svar = aabn().request.get(f"{server.adresse}/findes-ikke", headers={"Accept": "text/html"})
    assert svar.status == 404
    assert "Siden findes ikke" in svar.text()


def test_streamlits_egen_adgang_for_programmer_er_lukket(server: Server, aabn: Callable[..., Any]) -> None:
    svar = aabn().request.post(f"{server.adresse}/_stcore/agent/interact", data={})
    assert svar.status >= 400
