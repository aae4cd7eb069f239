"""Sign-in with an identity provider: the whole flow, what claims give, what is refused, renewal, expiry and logout."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from engine import udbyder
from engine.fejl import AdgangNaegtet, IndstillingsFejl
from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.sager import brugere, identitet, sessioner, tabeller
from engine.sager.lager import Sagslager
from engine.udbyder import Forsoeg, Oidc, UdbyderFejl
from pages.komponenter import konto, oidc
from tests.sikkerhed.udbyder_hjaelp import Udbyder, gode_claims, koer, ny_noegle

NOEGLE, FREMMED = ny_noegle("n1"), ny_noegle("n2")
APP = "http://127.0.0.1:8501"


@pytest.fixture
def ond() -> Iterator[Udbyder]:
    """A provider whose answers the test decides; right until it changes them."""
    udbyder._metadata.cache_clear()
    udbyder._jwks.cache_clear()
    with koer(Udbyder(noegle=NOEGLE, offentlige=[NOEGLE])) as u:
        u.claims = gode_claims(u.udsteder)
        yield u


def opsaetning(udsteder: str, **mere: Any) -> Oidc:
    return replace(
        Oidc(
            udsteder,
            "hjemtag",
            APP,
            {"Økonomer": "oekonom", "Ledere": "leder", "Sagsbehandlere": "sagsbehandler"},
        ),
        **mere,
    )


def indloes(ond: Udbyder, nonce: str = "", **mere: Any) -> identitet.Identitet:
    ond.claims.setdefault("nonce", "n")
    forsoeg = Forsoeg("s", nonce or "n", "v" * 43, "/")
    return udbyder.indloes(opsaetning(ond.udsteder, **mere), forsoeg, "kode", datetime.now(UTC))


# --- claims -> role and scope -----------------------------------------------------------------------------------


def test_claims_bliver_til_rolle_og_omfang(ond: Udbyder) -> None:
    ond.claims |= {
        "groups": ["Sagsbehandlere", "Børn", "Ukendt"],
        "ressource": {"hjemtag": {"afd": ["Nord", "Syd"]}},
    }
    hvem = indloes(
        ond, fagomraader={"Børn": "boern", "Voksne": "voksne"}, organisation_claim="ressource.hjemtag.afd"
    )
    assert (hvem.emne, hvem.navn, hvem.visningsnavn) == ("s-1", "hanne", "Hanne Hansen")
    assert (hvem.rolle, hvem.fagomraader, hvem.organisationer) == (
        "sagsbehandler",
        ("boern",),
        ("Nord", "Syd"),
    )
    assert hvem.bekraeftet_til == datetime.fromtimestamp(ond.claims["exp"], UTC)


def test_af_flere_roller_gaelder_den_foerste_i_filen(ond: Udbyder) -> None:
    ond.claims["groups"] = ["Ledere", "Økonomer"]
    assert indloes(ond).rolle == "oekonom"


@pytest.mark.parametrize(
    ("claims", "mere", "grund"),
    [
        ({"groups": []}, {}, "ingen rolle"),
        ({"groups": "Andre"}, {}, "ingen rolle"),
        ({"groups": ["oekonom"]}, {}, "ingen rolle"),
        ({"groups": None}, {}, "ingen rolle"),
        ({}, {"tilladte_grupper": ("Kun disse",)}, "ingen rolle"),
        ({"preferred_username": ""}, {}, "intet brugernavn"),
        ({"acr": "lav"}, {"kraevet_acr": ("høj",)}, "ikke sikkert nok"),
        ({}, {"kraevet_acr": ("høj",)}, "ikke sikkert nok"),
    ],
)
def test_uden_tilladt_gruppe_rolle_navn_eller_sikringsniveau_er_der_ingen_adgang(
    ond: Udbyder, claims: dict[str, Any], mere: dict[str, Any], grund: str
) -> None:
    ond.claims |= claims
    with pytest.raises(AdgangNaegtet, match=grund):
        indloes(ond, **mere)


# --- tokens that must not be believed ---------------------------------------------------------------------------


def _uden_signatur(ond: Udbyder) -> None:
    krop = ond.token().split(".")[1]
    ond.id_token = "eyJhbGciOiJub25lIn0." + krop + "."


def _symmetrisk(ond: Udbyder) -> None:
    """HS256 with the public key as the secret: the classic confusion of algorithms."""

    def b64(raa: bytes) -> bytes:
        return base64.urlsafe_b64encode(raa).rstrip(b"=")

    hoved = b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    indhold = hoved + b"." + b64(json.dumps(ond.claims).encode())
    signatur = hmac.new(NOEGLE.as_pem(private=False), indhold, hashlib.sha256).digest()
    ond.id_token = (indhold + b"." + b64(signatur)).decode()
    ond.algoritmer = ["RS256", "HS256", "none"]


def _aendret(ond: Udbyder) -> None:
    hoved, krop, signatur = ond.token().split(".")
    ond.id_token = f"{hoved}.{krop[:-4]}AAAA.{signatur}"


FORKERTE: dict[str, Callable[[Udbyder], Any]] = {
    "anden udsteder": lambda u: u.claims.update(iss="https://ond.example"),
    "anden modtager": lambda u: u.claims.update(aud="en-anden-app"),
    "flere modtagere uden azp": lambda u: u.claims.update(aud=["hjemtag", "en-anden-app"]),
    "azp er en anden": lambda u: u.claims.update(aud=["hjemtag", "x"], azp="x"),
    "udløbet": lambda u: u.claims.update(exp=int(time.time()) - 120),
    "udstedt i fremtiden": lambda u: u.claims.update(iat=int(time.time()) + 3600),
    "uden udløb": lambda u: u.claims.pop("exp"),
    "uden emne": lambda u: u.claims.pop("sub"),
    "anden nonce": lambda u: u.claims.update(nonce="en anden"),
    "forkert at_hash": lambda u: u.claims.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "ukendt nøgle": lambda u: setattr(u, "noegle", FREMMED),
    "uden signatur": _uden_signatur,
    "symmetrisk signatur": _symmetrisk,
    "ændret indhold": _aendret,
    "ikke et token": lambda u: setattr(u, "id_token", "xx"),
    "intet token": lambda u: setattr(u, "id_token", ""),
}


@pytest.mark.parametrize("hvad", FORKERTE)
def test_et_token_der_ikke_holder_giver_ingen_adgang(ond: Udbyder, hvad: str) -> None:
    ond.claims["nonce"] = "n"
    FORKERTE[hvad](ond)
    with pytest.raises(UdbyderFejl):
        indloes(ond)


def test_en_ny_noegle_hos_udbyderen_hentes_een_gang(ond: Udbyder) -> None:
    indloes(ond)
    ond.noegle, ond.offentlige = FREMMED, [FREMMED]
    assert indloes(ond).navn == "hanne"
    assert [sti for sti, _ in ond.kald].count("/jwks") == 2


def test_koden_indloeses_med_pkce_og_klientens_hemmelighed_staar_ikke_i_adressen(ond: Udbyder) -> None:
    indloes(ond, hemmelighed="en-lang-hemmelighed")
    (krop,) = [k for sti, k in ond.kald if sti == "/token"]
    assert krop["code_verifier"] == ["v" * 43]
    assert krop["redirect_uri"] == [f"{APP}/konto/oidc/svar"]
    assert "en-lang-hemmelighed" not in str(krop)  # in the header
    assert not any("en-lang" in sti for sti, _ in ond.kald)


def test_en_udbyder_der_siger_at_den_er_en_anden_bruges_ikke(ond: Udbyder) -> None:
    ond.udgivet_udsteder = "https://en-anden.example"
    with pytest.raises(UdbyderFejl, match="en anden end den"):
        indloes(ond)


def test_en_udbyder_der_ikke_svarer_siger_vi_paa_dansk() -> None:
    with pytest.raises(UdbyderFejl, match="svarer ikke"):
        udbyder.metadata(opsaetning("http://127.0.0.1:9"), datetime.now(UTC))
    with pytest.raises(UdbyderFejl, match="uden kryptering"):
        udbyder.metadata(opsaetning("http://login.example"), datetime.now(UTC))


# --- users and sessions -----------------------------------------------------------------------------------------


def hvem(**mere: Any) -> identitet.Identitet:
    fra = identitet.Identitet(
        "https://login.example", "s-1", "Hanne", "Hanne Hansen", brugere.Rolle.OEKONOM, (), (), _om(5)
    )
    return replace(fra, **mere)


def _om(minutter: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutter)


def loglinjer(lager: Sagslager) -> list[tuple[str, str, str]]:
    with lager.laes() as con:
        valg = sa.select(tabeller.log).order_by(tabeller.log.c.nr)
        return [(r.bruger, r.handling, r.genstand) for r in con.execute(valg)][-6:]


def test_foerste_gang_oprettes_brugeren_med_rollen_og_derefter_foelger_den_claims(lager: Sagslager) -> None:
    nu = datetime.now(UTC)
    token, bruger = identitet.log_ind(lager, hvem(), None, "10.0.0.1", nu)
    assert (bruger.navn, bruger.visningsnavn, bruger.rolle) == ("hanne", "Hanne Hansen", "oekonom")
    assert sessioner.hent_session(lager, token, nu) == bruger
    igen = hvem(
        navn="nyt-navn", visningsnavn="Hanne Gift", rolle=brugere.Rolle.SAGSBEHANDLER, fagomraader=("boern",)
    )
    _, senere = identitet.log_ind(lager, igen, None, "", nu)
    assert (senere.id, senere.navn) == (bruger.id, "hanne")  # what is decided keeps its name
    assert (senere.rolle, senere.fagomraader, senere.visningsnavn) == (
        "sagsbehandler",
        ("boern",),
        "Hanne Gift",
    )
    assert ("system", "bruger_aendret", "hanne") in loglinjer(lager)
    assert sessioner.hent_session(lager, token, nu) == senere  # at once, in the session that was open


def test_graenser_rollen_ikke_har_udelades(lager: Sagslager) -> None:
    _, bruger = identitet.log_ind(
        lager, hvem(fagomraader=("boern",), organisationer=("Nord",)), None, "", _om(0)
    )
    assert (bruger.fagomraader, bruger.organisationer) == ((), ())


def test_et_navn_der_er_en_andens_kan_ikke_overtages(lager: Sagslager) -> None:
    nu = datetime.now(UTC)
    brugere.opret(lager, "hanne", "Hanne", "revisor", "et rigtigt langt kodeord", nu, cost=4)
    with pytest.raises(AdgangNaegtet, match="bruges allerede"):
        identitet.log_ind(lager, hvem(), None, "", nu)
    identitet.log_ind(lager, hvem(navn="ole"), None, "", nu)
    with pytest.raises(AdgangNaegtet, match="bruges allerede"):
        identitet.log_ind(lager, hvem(navn="ole", emne="s-2"), None, "", nu)
    with pytest.raises(AdgangNaegtet, match="bruges allerede"):
        identitet.log_ind(lager, hvem(navn="demo-leder", emne="s-3"), None, "", nu)
    assert ("ukendt", "log_ind_afvist", "") in loglinjer(lager)


def test_en_bruger_uden_adgangskode_venter_paa_udbyderen(lager: Sagslager) -> None:
    nu = datetime.now(UTC)
    brugere.opret(lager, "hanne", "Hanne", "leder", None, nu)
    _, bruger = identitet.log_ind(lager, hvem(), None, "", nu)
    assert (bruger.navn, bruger.rolle) == ("hanne", "oekonom")
    with pytest.raises(brugere.BrugerFejl, match="kommunens login"):
        brugere.skift_kodeord(lager, "hanne", "et rigtigt langt kodeord", nu, skal_skifte=True)


@pytest.mark.parametrize("navn", ["6101881234", "ha nne", "<script>", "x" * 200])
def test_et_navn_der_ikke_kan_vaere_et_giver_ingen_bruger(lager: Sagslager, navn: str) -> None:
    foer = len(brugere.liste(lager))
    with pytest.raises(AdgangNaegtet):
        identitet.log_ind(lager, hvem(navn=navn), None, "", _om(0))
    assert len(brugere.liste(lager)) == foer


def test_en_lukket_bruger_kommer_ikke_ind(lager: Sagslager) -> None:
    nu = datetime.now(UTC)
    token, _ = identitet.log_ind(lager, hvem(), None, "", nu)
    brugere.deaktiver(lager, "hanne", nu)
    assert sessioner.hent_session(lager, token, nu) is None
    with pytest.raises(AdgangNaegtet, match="lukket"):
        identitet.log_ind(lager, hvem(), None, "", nu)


def test_udbyderens_udloeb_er_sessionens(lager: Sagslager) -> None:
    nu = datetime.now(UTC)
    token, _ = identitet.log_ind(lager, hvem(bekraeftet_til=nu + timedelta(minutes=5)), None, "", nu)
    assert sessioner.hent_session(lager, token, nu + timedelta(minutes=5, seconds=-1)) is not None
    assert sessioner.hent_session(lager, token, nu + timedelta(minutes=5)) is None
    lang, _ = identitet.log_ind(lager, hvem(bekraeftet_til=nu + timedelta(days=9)), None, "", nu)
    assert sessioner.hent_session(lager, lang, nu + timedelta(minutes=31)) is None  # ours hold as well


# --- renewal ----------------------------------------------------------------------------------------------------


@pytest.fixture
def fornyes(hjem: Path, ond: Udbyder, lager: Sagslager) -> tuple[Indstillinger, str, datetime]:
    """(settings, token, a moment when the provider's word has run out) of a session that can be renewed."""
    (hjem / "hjemtag.toml").write_text(
        f'[oidc]\nudsteder = "{ond.udsteder}"\nklient_id = "hjemtag"\nadresse = "{APP}"\nhemmelighed_fil = ""\n'
        '[oidc.roller]\n"Økonomer" = "oekonom"\n"Ledere" = "leder"\n',
        encoding="utf-8",
    )
    ind, nu = laes_indstillinger(), datetime.now(UTC)
    forste = hvem(udsteder=ond.udsteder, bekraeftet_til=nu + timedelta(seconds=1), fornyelse="r1")
    token, _ = identitet.log_ind(lager, forste, udbyder.gem_tokens(ind, forste, nu), "", nu)
    return ind, token, nu + timedelta(seconds=2)


def test_en_session_fornyes_hos_udbyderen_med_den_rolle_den_nu_giver(
    fornyes: tuple[Indstillinger, str, datetime], ond: Udbyder, lager: Sagslager
) -> None:
    ind, token, nu = fornyes
    ond.claims["groups"] = ["Ledere"]
    ond.ekstra = {"refresh_token": "r2"}
    assert sessioner.hent_session(lager, token, nu) is None
    assert udbyder.forny_session(ind, lager, token, nu)
    bruger = sessioner.hent_session(lager, token, nu)
    assert bruger is not None
    assert bruger.rolle == "leder"
    assert udbyder.forny_session(ind, lager, token, nu)  # nothing to renew: the provider is not asked
    assert [k["refresh_token"] for sti, k in ond.kald if sti == "/token"] == [["r1"]]
    # The next time with the token it gave, and with the claims of its user information, when it gives no ID token.
    ond.id_token, ond.brugerinfo = "", gode_claims(ond.udsteder)
    senere = nu + timedelta(minutes=6)
    assert udbyder.forny_session(ind, lager, token, senere)
    assert [k["refresh_token"] for sti, k in ond.kald if sti == "/token"] == [["r1"], ["r2"]]
    fornyet = sessioner.hent_session(lager, token, senere)
    assert fornyet is not None
    assert fornyet.rolle == "oekonom"
    assert sessioner.hent_session(lager, token, senere + timedelta(seconds=300)) is None


def test_siger_udbyderen_nej_er_sessionen_slut(
    fornyes: tuple[Indstillinger, str, datetime], ond: Udbyder, lager: Sagslager
) -> None:
    ind, token, nu = fornyes
    ond.status = 400
    assert not udbyder.forny_session(ind, lager, token, nu)
    ond.status = 200
    assert not udbyder.forny_session(ind, lager, token, nu)
    assert ("hanne", "session_udloebet", "") in loglinjer(lager)


@pytest.mark.parametrize("aendring", [{"groups": []}, {"sub": "en-anden"}, {"aud": "en-anden-app"}])
def test_uden_rolle_eller_med_en_anden_person_fornyes_intet(
    aendring: dict[str, Any], fornyes: tuple[Indstillinger, str, datetime], ond: Udbyder, lager: Sagslager
) -> None:
    ind, token, nu = fornyes
    ond.claims |= aendring
    assert not udbyder.forny_session(ind, lager, token, nu)
    assert sessioner.hent_session(lager, token, nu) is None


def test_svarer_udbyderen_ikke_venter_sessionen_og_kan_fornyes_senere(
    fornyes: tuple[Indstillinger, str, datetime], ond: Udbyder, lager: Sagslager
) -> None:
    ind, token, nu = fornyes
    ond.status = 503
    ond.svar = lambda sti: (503, None)  # type: ignore[method-assign]
    udbyder._metadata.cache_clear()
    assert not udbyder.forny_session(ind, lager, token, nu)
    del ond.svar
    ond.status = 200
    assert udbyder.forny_session(ind, lager, token, nu)


def test_mange_sider_paa_een_gang_fornyer_een_gang(
    fornyes: tuple[Indstillinger, str, datetime], ond: Udbyder, lager: Sagslager
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    ind, token, nu = fornyes
    with ThreadPoolExecutor(8) as pulje:
        assert all(pulje.map(lambda _: udbyder.forny_session(ind, lager, token, nu), range(8)))
    assert len([1 for sti, _ in ond.kald if sti == "/token"]) == 1


def test_en_tilbagekaldt_session_fornyes_ikke(
    fornyes: tuple[Indstillinger, str, datetime], ond: Udbyder, lager: Sagslager
) -> None:
    ind, token, nu = fornyes
    sessioner.afslut_session(lager, token, nu)
    assert not udbyder.forny_session(ind, lager, token, nu)
    assert [1 for sti, _ in ond.kald if sti == "/token"] == []


def test_det_gemte_er_krypteret(
    fornyes: tuple[Indstillinger, str, datetime], lager: Sagslager, hjem: Path
) -> None:
    ind, token, nu = fornyes
    raekke = sessioner.hent_raekke(lager, token)
    assert raekke is not None
    gemt = raekke["udbyder_tokens"]
    assert "fornyelse" not in gemt
    assert udbyder.dekrypter(ind, gemt, nu) == {"fornyelse": "r1"}
    assert udbyder.dekrypter(ind, gemt[:-2] + "xx", nu) is None
    andet = replace(ind, hjem=hjem / "andet")
    assert udbyder.dekrypter(andet, gemt, nu) is None


# --- the routes, with a well-kept provider ----------------------------------------------------------------------


@pytest.fixture
def pas(hjem: Path) -> Iterator[str]:
    """oidc-provider-mock with three persons; [oidc] of the app points to it."""
    import oidc_provider_mock
    from oidc_provider_mock import User

    udbyder._metadata.cache_clear()
    udbyder._jwks.cache_clear()
    personer = [
        User(sub=sub, claims={"preferred_username": sub, "name": sub.title(), "groups": grupper})
        for sub, grupper in {"hanne": ["Økonomer"], "ib": ["Andre"], "lis": ["Ledere"]}.items()
    ]
    hemmelighed = hjem / "hemmeligheder" / "oidc"
    hemmelighed.parent.mkdir(exist_ok=True)
    hemmelighed.write_text("x7Hq-en-lang-og-egen", encoding="utf-8")
    hemmelighed.chmod(0o600)
    with oidc_provider_mock.run_server_in_thread(user_claims=personer) as server:
        adresse = f"http://localhost:{server.server_port}"
        (hjem / "hjemtag.toml").write_text(
            f'[oidc]\nudsteder = "{adresse}"\nklient_id = "hjemtag"\nadresse = "{APP}"\n'
            'navn = "Egeborgs login"\n[oidc.roller]\n"Økonomer" = "oekonom"\n"Ledere" = "leder"\n',
            encoding="utf-8",
        )
        yield adresse


def _hos_udbyderen(start: Any, sub: str, **form: str) -> str:
    """What the person does at the provider -> the path that the browser is sent back to."""
    assert start.status_code == 303
    svar = httpx.post(start.headers["location"], data={"sub": sub, **form})
    assert svar.status_code == 302
    return svar.headers["location"].removeprefix(APP)


def test_hele_vejen_ind_og_ud(pas: str, klient: Callable[..., Any], lager: Sagslager) -> None:
    k = klient()
    start = k.get("/konto/oidc?til=/saerligt_dyre_enkeltsager%3Faar%3D2022")
    valg = parse_qs(urlsplit(start.headers["location"]).query)
    assert valg["code_challenge_method"] == ["S256"]
    assert valg["redirect_uri"] == [f"{APP}/konto/oidc/svar"]
    assert {"state", "nonce", "code_challenge"} <= set(valg)
    (forsoeg,) = start.headers.get_list("set-cookie")
    assert "HttpOnly" in forsoeg
    assert "SameSite=lax" in forsoeg
    assert "Path=/konto/oidc" in forsoeg
    ind = k.get(_hos_udbyderen(start, "hanne"))
    assert ind.status_code == 303
    assert ind.headers["location"] == "/saerligt_dyre_enkeltsager?aar=2022"
    kage = next(c for c in ind.headers.get_list("set-cookie") if c.startswith(konto.COOKIE))
    assert "HttpOnly" in kage
    assert "SameSite=strict" in kage
    token = k.cookies[konto.COOKIE]
    bruger = konto.hent(token, datetime.now(UTC))
    assert bruger is not None
    assert (bruger.navn, bruger.rolle) == ("hanne", "oekonom")
    k.headers["sec-fetch-site"] = "same-origin"
    ud = k.post("/konto/ud")
    assert f"{pas}/oauth2/end_session?client_id=hjemtag" in ud.text.replace("&amp;", "&")
    assert "id_token" not in ud.text
    assert konto.hent(token, datetime.now(UTC)) is None


def test_uden_en_rolle_oprettes_ingen(pas: str, klient: Callable[..., Any], lager: Sagslager) -> None:
    k = klient()
    svar = k.get(_hos_udbyderen(k.get("/konto/oidc"), "ib"))
    assert svar.status_code == 403
    assert "ingen rolle i Hjemtag" in svar.text
    assert konto.COOKIE not in k.cookies
    assert "ib" not in {b["navn"] for b in brugere.liste(lager)}
    assert ("ukendt", "log_ind_afvist", "") in loglinjer(lager)


def test_et_nej_hos_udbyderen_er_et_nej_her(pas: str, klient: Callable[..., Any]) -> None:
    k = klient()
    svar = k.get(_hos_udbyderen(k.get("/konto/oidc"), "hanne", action="deny"))
    assert svar.status_code == 403
    assert "Prøv igen" in svar.text
    assert "access_denied" not in svar.text


def test_et_svar_uden_browserens_eget_forsoeg_er_intet_vaerd(pas: str, klient: Callable[..., Any]) -> None:
    """Login CSRF, forged state, a replayed answer: each gives a refusal and no cookie."""
    ejer, tyv = klient(), klient()
    sti = _hos_udbyderen(ejer.get("/konto/oidc"), "hanne")
    for forkert in (
        sti,
        sti.replace("state=", "state=x"),
        "/konto/oidc/svar?code=x&state=",
        "/konto/oidc/svar",
    ):
        assert tyv.get(forkert).status_code == 403
    tyv.get("/konto/oidc")  # with an attempt of its own it is still not the one that was answered
    assert tyv.get(sti).status_code == 403
    assert konto.COOKIE not in tyv.cookies
    assert ejer.get(sti).status_code == 303
    assert ejer.get(sti).status_code == 403  # the attempt is used


def test_et_forsoeg_er_for_gammelt_efter_ti_minutter(hjem: Path, pas: str) -> None:
    ind, nu = laes_indstillinger(), datetime.now(UTC)
    hos = udbyder.laes(ind)
    assert hos is not None
    adresse, kage = udbyder.begynd(ind, hos, "/", nu)
    state = parse_qs(urlsplit(adresse).query)["state"][0]
    assert udbyder.laes_forsoeg(ind, kage, state, nu + timedelta(minutes=9)).til == "/"
    with pytest.raises(AdgangNaegtet):
        udbyder.laes_forsoeg(ind, kage, state, nu + timedelta(minutes=11))


@pytest.mark.parametrize(
    "til", ["https://ond.example/", "//ond.example", "/\\ond.example", "/konto/ud", "javascript:1"]
)
def test_man_sendes_ikke_andre_steder_hen_efter_login(til: str, pas: str, klient: Callable[..., Any]) -> None:
    k = klient()
    start = k.get("/konto/oidc", params={"til": til})
    assert k.get(_hos_udbyderen(start, "lis")).headers["location"] == "/"


def test_den_gamle_session_i_browseren_afsluttes_ved_login(
    pas: str, klient: Callable[..., Any], session: Callable[[str], str]
) -> None:
    gammel = session("demo-leder")
    k = klient(gammel)
    k.get(_hos_udbyderen(k.get("/konto/oidc"), "hanne"))
    assert konto.hent(gammel, datetime.now(UTC)) is None
    assert k.cookies[konto.COOKIE] != gammel


def test_med_kun_er_adgangskoden_lukket(pas: str, hjem: Path) -> None:
    toml = hjem / "hjemtag.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("[oidc]\n", "[oidc]\nkun = true\n"), encoding="utf-8"
    )
    with pytest.raises(AdgangNaegtet, match="Egeborgs login"):
        konto.log_ind("demo-leder", brugere.DEMO_KODEORD, "", datetime.now(UTC))


def test_uden_udbyder_findes_login_hos_den_ikke(klient: Callable[..., Any]) -> None:
    assert klient().get("/konto/oidc").status_code == 404
    assert klient().get("/konto/oidc/svar?code=x&state=y").status_code == 403
    for sti in ("/auth/login", "/auth/logout", "/oauth2callback"):  # Streamlit's own
        assert klient().get(sti).status_code == 404


def test_svarer_udbyderen_ikke_er_der_en_side_der_siger_det(hjem: Path, klient: Callable[..., Any]) -> None:
    udbyder._metadata.cache_clear()
    (hjem / "hjemtag.toml").write_text(
        f'[oidc]\nudsteder = "http://127.0.0.1:9"\nklient_id = "h"\nadresse = "{APP}"\nhemmelighed_fil = ""\n'
        '[oidc.roller]\nx = "leder"\n',
        encoding="utf-8",
    )
    svar = klient().get("/konto/oidc")
    assert svar.status_code == 502
    assert "svarer ikke" in svar.text


# --- settings ---------------------------------------------------------------------------------------------------

GOD: dict[str, Any] = {
    "udsteder": "https://login.example/realms/k/",
    "klient_id": "hjemtag",
    "adresse": "https://hjemtag.example",
    "roller": {"a": "oekonom"},
}


def _ind(
    tmp_path: Path, hemmelighed: str | None = "x7Hq-en-lang-og-egen", tilstand: int = 0o600, **mere: Any
) -> Any:
    if hemmelighed is not None:
        fil = tmp_path / "hemmeligheder" / "oidc"
        fil.parent.mkdir(exist_ok=True)
        fil.write_text(hemmelighed, encoding="utf-8")
        fil.chmod(tilstand)
    return Indstillinger(hjem=tmp_path, oidc={k: v for k, v in {**GOD, **mere}.items() if v is not None})


def test_indstillingerne_laeses(tmp_path: Path) -> None:
    hos = udbyder.laes(_ind(tmp_path, tilladte_grupper=["g"]))
    assert hos is not None
    assert (hos.udsteder, hos.svaradresse) == (
        "https://login.example/realms/k",
        "https://hjemtag.example/konto/oidc/svar",
    )
    assert hos.tilladte_grupper == ("g",)
    assert "x7Hq" not in repr(hos)
    assert udbyder.laes(Indstillinger(hjem=tmp_path)) is None


@pytest.mark.parametrize(
    ("hvad", "grund"),
    [
        ({"klient_id": None}, "mangler 'klient_id'"),
        ({"roller": {}}, "mangler 'roller'"),
        ({"roller": {"a": "konge"}}, "konge"),
        ({"roller": ["a"]}, "en tabel"),
        ({"tilladte_grupper": "g"}, "en liste"),
        ({"kun": "ja"}, "anden slags"),
        ({"ukendt": 1}, "ukendte indstillinger: ukendt"),
        ({"udsteder": "http://login.example"}, "https-adresse"),
        ({"adresse": "hjemtag.example"}, "https-adresse"),
        ({"hemmelighed": None, "hemmelighed_fil": "findes/ikke"}, "kan ikke læses"),
    ],
)
def test_en_forkert_opsaetning_naevner_hvad_der_er_galt(
    tmp_path: Path, hvad: dict[str, Any], grund: str
) -> None:
    with pytest.raises(IndstillingsFejl, match=grund):
        udbyder.laes(_ind(tmp_path, **{k: v for k, v in hvad.items() if k != "hemmelighed"}))


@pytest.mark.parametrize(
    ("hemmelighed", "tilstand", "grund"),
    [
        ("kort", 0o600, "for kort"),
        ("client_secret", 0o600, "eksempel"),
        ("x7Hq-en-lang-og-egen", 0o644, "læses af andre"),
        ("x7Hq-en-lang-og-egen", 0o640, "læses af andre"),
    ],
)
def test_klientens_hemmelighed_er_ens_egen(
    tmp_path: Path, hemmelighed: str, tilstand: int, grund: str
) -> None:
    with pytest.raises(IndstillingsFejl, match=grund):
        udbyder.laes(_ind(tmp_path, hemmelighed, tilstand))


def test_ruterne_er_dem_dokumentationen_naevner() -> None:
    from tests.repo import tekstfiler

    guide = tekstfiler()["docs/drift/login.md"]
    assert oidc.SVAR in guide
    for felt in Oidc.__dataclass_fields__:
        assert f"`{felt}`" in guide or felt == "hemmelighed", felt
    assert "`hemmelighed_fil`" in guide
