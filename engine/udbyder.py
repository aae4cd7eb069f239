"""The identity provider (OpenID Connect): the code flow with PKCE, and from claims to role and scope.

It is the other adapter behind the same port: what comes out is an Identitet, from which engine/sager/identitet.py makes
the session that a password makes too. The only module that talks to the network while people use the app, and only to
the provider that [oidc] in hjemtag.toml names. No token is ever shown, logged or put in an address; the refresh token
alone is kept, encrypted.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import stat
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from engine import hemmeligheder
from engine.adgang import Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, IndstillingsFejl
from engine.indstillinger import TOML_NAVN, Indstillinger
from engine.sager import identitet, sessioner
from engine.sager.identitet import Identitet
from engine.sager.lager import Sagslager

SVARSTI = "/konto/oidc/svar"
FORSOEG_LEVER = timedelta(minutes=10)
_SKAEVT_UR = 60  # seconds that two clocks may differ
_NET = {"timeout": 10, "allow_redirects": False}
_LAENGST_UDEN_ID_TOKEN = 3_600
_METADATA_LEVER = timedelta(hours=1)
_ALGORITMER = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_UDEN_KRYPTERING = ("localhost", "127.0.0.1", "::1")

INGEN_ROLLE = (
    "Du er logget ind hos {navn}, men har ingen rolle i Hjemtag. Bed administratoren om at give dig en af de "
    "grupper, der giver adgang."
)


class UdbyderFejl(HjemtagFejl):
    """The provider did not answer as it must; the text says what to do and holds nothing it said."""


# --- settings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Oidc:
    """[oidc] in hjemtag.toml. A claim is named by its path: 'groups', 'realm_access.roles'.

    adresse: how the browser reaches Hjemtag. roller, fagomraader, organisationer: the claim's value -> ours; of
    several roles the first in the file holds; organisationer empty = the claim's values as they are.
    tilladte_grupper: one of them is needed, () = the role alone decides. kraevet_acr: one of these levels of
    assurance is needed. kun: no login with a password.
    """

    udsteder: str
    klient_id: str
    adresse: str
    roller: Mapping[str, str]
    hemmelighed: str = field(default="", repr=False)
    navn: str = "kommunens login"
    scope: str = "openid profile email"
    brugernavn_claim: str = "preferred_username"
    visningsnavn_claim: str = "name"
    rolle_claim: str = "groups"
    gruppe_claim: str = "groups"
    tilladte_grupper: tuple[str, ...] = ()
    fagomraade_claim: str = "groups"
    fagomraader: Mapping[str, str] = field(default_factory=dict)
    organisation_claim: str = ""
    organisationer: Mapping[str, str] = field(default_factory=dict)
    kraevet_acr: tuple[str, ...] = ()
    kun: bool = False

    @property
    def svaradresse(self) -> str:
        return self.adresse + SVARSTI


_HEMMELIGHED = "hemmelighed_fil"
_EKSEMPLER = ("changeme", "change-me", "secret", "client_secret", "hemmelighed", "your-secret", "example")


def laes(ind: Indstillinger) -> Oidc | None:
    """The provider of this installation, None without [oidc]. Errors: IndstillingsFejl naming what is wrong."""
    if not ind.oidc:
        return None
    raa, sti = dict(ind.oidc), ind.hjem / TOML_NAVN
    kendte = {f.name: f for f in fields(Oidc) if f.name != "hemmelighed"}
    if ukendte := sorted(set(raa) - set(kendte) - {_HEMMELIGHED}):
        raise IndstillingsFejl(f"[oidc] i {sti} har ukendte indstillinger: {', '.join(ukendte)}.")
    for navn in ("udsteder", "klient_id", "adresse", "roller"):
        if not raa.get(navn):
            raise IndstillingsFejl(f"[oidc] i {sti} mangler '{navn}'.")
    vaerdier = {navn: _vaerdi(sti, navn, raa[navn]) for navn in raa if navn in kendte}
    for navn in ("udsteder", "adresse"):
        vaerdier[navn] = _adresse(sti, navn, vaerdier[navn])
    if ukendte := sorted({r for r in vaerdier["roller"].values() if r not in list(Rolle)}):
        raise IndstillingsFejl(f"[oidc.roller] i {sti} nævner roller, der ikke findes: {', '.join(ukendte)}.")
    return Oidc(**vaerdier, hemmelighed=_laes_hemmelighed(ind, raa.get(_HEMMELIGHED, "hemmeligheder/oidc")))


_TABELLER = ("roller", "fagomraader", "organisationer")
_LISTER = ("tilladte_grupper", "kraevet_acr")


def _vaerdi(sti: Path, navn: str, vaerdi: Any) -> Any:
    if navn in _TABELLER:
        rigtig = isinstance(vaerdi, Mapping) and all(isinstance(v, str) for v in vaerdi.values())
    elif navn in _LISTER:
        rigtig = isinstance(vaerdi, list) and all(isinstance(v, str) for v in vaerdi)
    else:
        rigtig = isinstance(vaerdi, bool if navn == "kun" else str)
    if not rigtig:
        slags = (
            "en tabel"
            if navn in _TABELLER
            else "en liste af tekster"
            if navn in _LISTER
            else "af en anden slags"
        )
        raise IndstillingsFejl(f"'{navn}' under [oidc] i {sti} skal være {slags}.")
    return tuple(vaerdi) if navn in _LISTER else vaerdi


def _adresse(sti: Path, navn: str, tekst: str) -> str:
    """An address without a slash at its end. https, but for a machine's own name while trying it out."""
    dele = urlsplit(tekst)
    sikker = dele.scheme == "https" or (dele.scheme == "http" and dele.hostname in _UDEN_KRYPTERING)
    if not sikker or not dele.netloc or dele.query or dele.fragment:
        raise IndstillingsFejl(f"'{navn}' under [oidc] i {sti} skal være en https-adresse.")
    return tekst.rstrip("/")


def _laes_hemmelighed(ind: Indstillinger, fil: Any) -> str:
    """The client's secret, from a file that others cannot read; '' for a public client (hemmelighed_fil = "")."""
    if fil == "":
        return ""
    sti = ind.hjem / str(fil)
    try:
        hemmelighed = sti.read_text(encoding="utf-8").strip()
        tilstand = sti.stat().st_mode
    except (OSError, UnicodeDecodeError) as fejl:
        raise IndstillingsFejl(
            f"Klientens hemmelighed til login skal stå i {sti}, men filen kan ikke læses. "
            'Skriv den dér med rettigheden 0600, eller sæt hemmelighed_fil = "" for en offentlig klient.'
        ) from fejl
    if tilstand & (stat.S_IRWXG | stat.S_IRWXO):
        raise IndstillingsFejl(f"{sti} kan læses af andre. Sæt rettigheden til 0600.")
    if len(hemmelighed) < 16 or hemmelighed.casefold().strip("<>\"'") in _EKSEMPLER:
        raise IndstillingsFejl(
            f"Hemmeligheden i {sti} er for kort eller fra et eksempel. Skriv klientens egen."
        )
    return hemmelighed


# --- an attempt to sign in ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forsoeg:
    """What the browser carries from the start to the answer, encrypted: state, nonce, PKCE, and where to go."""

    state: str
    nonce: str
    verifier: str
    til: str


def begynd(ind: Indstillinger, oidc: Oidc, til: str, nu: datetime) -> tuple[str, str]:
    """(the provider's address, the encrypted attempt for the browser's cookie). Errors: UdbyderFejl."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    forsoeg = Forsoeg(state, nonce, verifier, til)
    flere = {"acr_values": " ".join(oidc.kraevet_acr)} if oidc.kraevet_acr else {}
    with _klient(oidc) as klient:
        adresse, _ = klient.create_authorization_url(
            str(metadata(oidc, nu)["authorization_endpoint"]),
            state=forsoeg.state,
            code_verifier=forsoeg.verifier,
            nonce=forsoeg.nonce,
            **flere,
        )
    return str(adresse), krypter(ind, vars(forsoeg), nu)


def laes_forsoeg(ind: Indstillinger, cookie: str, state: str, nu: datetime) -> Forsoeg:
    """The attempt behind an answer. Errors: AdgangNaegtet when it is not this browser's, or too old."""
    indhold = dekrypter(ind, cookie, nu, FORSOEG_LEVER)
    if indhold is None or not secrets.compare_digest(indhold.get("state", "").encode(), state.encode()):
        raise AdgangNaegtet(
            "Login blev ikke begyndt i denne browser, eller det er for længe siden. Prøv igen."
        )
    return Forsoeg(**indhold)


# --- tokens ---------------------------------------------------------------------------------------------------


def indloes(oidc: Oidc, forsoeg: Forsoeg, kode: str, nu: datetime) -> Identitet:
    """Exchange the code for an identity. Errors: UdbyderFejl, AdgangNaegtet when the claims give no access."""
    svar = _token(
        oidc, nu, lambda k, url: k.fetch_token(url, code=kode, code_verifier=forsoeg.verifier, **_NET)
    )
    claims = _kontrolleret(oidc, svar, nu, forsoeg.nonce)
    if oidc.kraevet_acr and claims.get("acr") not in oidc.kraevet_acr:
        raise AdgangNaegtet("Dit login er ikke sikkert nok til Hjemtag. Log ind med et stærkere bevis.")
    return fra_claims(oidc, claims, _udloeb(claims), str(svar.get("refresh_token") or ""))


def forny(oidc: Oidc, fornyelse: str, emne: str, nu: datetime) -> Identitet:
    """Ask the provider again about a session it vouched for: is the person still welcome, with which role and scope?

    A provider that gives no new ID token is asked for the claims with the new access token.
    Errors: AdgangNaegtet when it says no or the claims no longer give access, UdbyderFejl when it does not answer.
    """
    svar = _token(oidc, nu, lambda k, url: k.refresh_token(url, refresh_token=fornyelse, **_NET))
    naeste = str(svar.get("refresh_token") or fornyelse)
    if svar.get("id_token"):
        claims = _kontrolleret(oidc, svar, nu, None)
        til = _udloeb(claims)
    else:
        claims = _brugerinfo(oidc, svar, nu)
        til = nu + timedelta(seconds=min(int(svar.get("expires_in") or 0), _LAENGST_UDEN_ID_TOKEN))
    if claims.get("sub") != emne:
        raise UdbyderFejl("Login-udbyderen svarede for en anden person. Log ind igen.")
    return fra_claims(oidc, claims, til, naeste)


def _udloeb(claims: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(claims["exp"]), UTC)


def _klient(oidc: Oidc, metode: str = "none") -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        oidc.klient_id,
        oidc.hemmelighed or None,
        token_endpoint_auth_method=metode,
        scope=oidc.scope,
        redirect_uri=oidc.svaradresse,
        code_challenge_method="S256",
    )


def _token(oidc: Oidc, nu: datetime, hent: Callable[[Any, str], Any]) -> dict[str, Any]:
    """The token endpoint's answer. Errors: AdgangNaegtet when it refuses, UdbyderFejl when it fails."""
    from authlib.integrations.base_client import OAuthError

    om = metadata(oidc, nu)
    metoder = om.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    metode = "client_secret_basic" if "client_secret_basic" in metoder else "client_secret_post"
    with _klient(oidc, metode if oidc.hemmelighed else "none") as klient:
        try:
            return dict(hent(klient, str(om["token_endpoint"])))
        except OAuthError as fejl:
            raise AdgangNaegtet("Login-udbyderen sagde nej. Prøv at logge ind igen.") from fejl
        except (OSError, ValueError, TypeError) as fejl:  # every fault of the net is an OSError
            raise UdbyderFejl("Login-udbyderen svarer ikke, som den skal. Prøv igen om lidt.") from fejl


def _brugerinfo(oidc: Oidc, svar: Mapping[str, Any], nu: datetime) -> dict[str, Any]:
    endepunkt = str(metadata(oidc, nu).get("userinfo_endpoint") or "")
    claims = _hent_json(endepunkt, f"Bearer {svar.get('access_token', '')}") if endepunkt else None
    if not isinstance(claims, dict):
        raise UdbyderFejl("Login-udbyderen vil ikke sige, hvem du er. Log ind igen.")
    return claims


def _kontrolleret(oidc: Oidc, svar: Mapping[str, Any], nu: datetime, nonce: str | None) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, time and nonce are right. Errors: UdbyderFejl."""
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    valg = {
        "iss": {"essential": True, "value": oidc.udsteder},
        "aud": {"essential": True, "value": oidc.klient_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "sub": {"essential": True},
    }
    params = {"nonce": nonce, "client_id": oidc.klient_id, "access_token": svar.get("access_token")}
    try:
        token = _afkod(oidc, str(svar.get("id_token", "")), nu)
        id_token = CodeIDToken(token.claims, token.header, valg, params)
        id_token.validate(int(nu.timestamp()), _SKAEVT_UR)
    except (JoseError, ValueError, TypeError, KeyError) as fejl:
        raise UdbyderFejl("Login-udbyderens svar kunne ikke bekræftes. Prøv igen.") from fejl
    return dict(id_token)


def _afkod(oidc: Oidc, id_token: str, nu: datetime) -> Any:
    """The token with a right signature. A key we do not know yet may be new: the keys are fetched once more."""
    from joserfc import jwt
    from joserfc.errors import BadSignatureError
    from joserfc.jwk import KeySet

    tilladte = [a for a in _ALGORITMER if a in _algoritmer(oidc, nu)]
    for frisk in (False, True):
        raa: Any = _noegler(oidc, nu, frisk=frisk)
        noegler = KeySet.import_key_set(raa)
        try:
            return jwt.decode(id_token, noegler, algorithms=tilladte)
        except (BadSignatureError, ValueError):
            if frisk:
                raise
    raise AssertionError("uopnåelig")


def _algoritmer(oidc: Oidc, nu: datetime) -> Sequence[str]:
    return metadata(oidc, nu).get("id_token_signing_alg_values_supported") or ["RS256"]


# --- from claims to role and scope ----------------------------------------------------------------------------


def fra_claims(oidc: Oidc, claims: Mapping[str, Any], til: datetime, fornyelse: str) -> Identitet:
    """What the claims give here until `til`. Errors: AdgangNaegtet without an allowed group, a role or a name."""
    grupper = vaerdier(claims, oidc.gruppe_claim)
    if oidc.tilladte_grupper and not set(grupper) & set(oidc.tilladte_grupper):
        raise AdgangNaegtet(INGEN_ROLLE.format(navn=oidc.navn))
    givne = set(vaerdier(claims, oidc.rolle_claim))
    rolle = next((Rolle(r) for vaerdi, r in oidc.roller.items() if vaerdi in givne), None)
    if rolle is None:
        raise AdgangNaegtet(INGEN_ROLLE.format(navn=oidc.navn))
    navn = next(iter(vaerdier(claims, oidc.brugernavn_claim)), "")
    if not navn:
        raise AdgangNaegtet(
            "Login-udbyderen sender intet brugernavn. Bed administratoren om at se på opsætningen."
        )
    organisationer = vaerdier(claims, oidc.organisation_claim) if oidc.organisation_claim else []
    return Identitet(
        udsteder=oidc.udsteder,
        emne=str(claims["sub"]),
        navn=navn,
        visningsnavn=next(iter(vaerdier(claims, oidc.visningsnavn_claim)), navn),
        rolle=rolle,
        fagomraader=_oversat(vaerdier(claims, oidc.fagomraade_claim), oidc.fagomraader),
        organisationer=_oversat(organisationer, oidc.organisationer or {o: o for o in organisationer}),
        bekraeftet_til=til,
        fornyelse=fornyelse,
    )


def _oversat(givne: Sequence[str], tabel: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({tabel[v] for v in givne if v in tabel}))


def vaerdier(claims: Mapping[str, Any], sti: str) -> list[str]:
    """The texts at a path in the claims: one text, a list of them, or none."""
    fundet: Any = claims
    if sti not in claims:  # a name may hold dots itself, as Microsoft's addresses do
        for led in sti.split("."):
            fundet = fundet.get(led) if isinstance(fundet, Mapping) else None
    else:
        fundet = claims[sti]
    liste = fundet if isinstance(fundet, list) else [fundet]
    return [v.strip() for v in liste if isinstance(v, str) and v.strip()]


# --- a session that is renewed --------------------------------------------------------------------------------

# Two runs of the same browser must not use a refresh token twice: some providers then end everything.
_laase = tuple(threading.Lock() for _ in range(64))


def gem_tokens(ind: Indstillinger, i: Identitet, nu: datetime) -> str | None:
    """What is kept with the session to ask again, encrypted; None when the provider gave nothing to ask with."""
    return krypter(ind, {"fornyelse": i.fornyelse}, nu) if i.fornyelse else None


def forny_session(ind: Indstillinger, lager: Sagslager, token: str, nu: datetime) -> bool:
    """Renew a session whose only fault is that the provider's word has run out. Returns whether it is live again.

    Where the provider says no, or nothing was kept to ask with, it ends; where it does not answer, it waits.
    """
    with _laase[hash(token) % len(_laase)]:
        u = identitet.udloebet(lager, token, nu)
        if u is None:  # another run has renewed it meanwhile, or it is ended for good
            return sessioner.hent_session(lager, token, nu) is not None
        try:
            _forny(ind, lager, u, nu)
        except AdgangNaegtet:
            identitet.afslut(lager, u, nu)
            return False
        except (UdbyderFejl, IndstillingsFejl):
            return False
        return True


def _forny(ind: Indstillinger, lager: Sagslager, u: identitet.Udloebet, nu: datetime) -> None:
    oidc = laes(ind)
    gemt = dekrypter(ind, u.tokens, nu) if u.tokens else None
    if oidc is None or gemt is None or oidc.udsteder != u.udsteder:
        raise AdgangNaegtet("Log ind igen.")
    ny = forny(oidc, gemt["fornyelse"], u.emne, nu)
    identitet.forny(lager, u, ny, gem_tokens(ind, ny, nu), nu)


# --- the provider's own description ---------------------------------------------------------------------------


def metadata(oidc: Oidc, nu: datetime) -> dict[str, Any]:
    """What the provider publishes about itself, read once an hour. Errors: UdbyderFejl."""
    return _metadata(oidc.udsteder, int(nu.timestamp() // _METADATA_LEVER.total_seconds()))


@lru_cache(maxsize=4)
def _metadata(udsteder: str, _time: int) -> dict[str, Any]:
    svar = _hent_json(f"{udsteder}/.well-known/openid-configuration")
    if not isinstance(svar, dict) or str(svar.get("issuer", "")).rstrip("/") != udsteder:
        raise UdbyderFejl(
            f"Login-udbyderen {udsteder} svarer ikke, eller den er en anden end den, der står i hjemtag.toml."
        )
    for navn in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _kraev_sikker(str(svar.get(navn, "")))
    return dict(svar)


def _noegler(oidc: Oidc, nu: datetime, *, frisk: bool) -> dict[str, Any]:
    if frisk:
        _jwks.cache_clear()
    return _jwks(str(metadata(oidc, nu)["jwks_uri"]))


@lru_cache(maxsize=4)
def _jwks(adresse: str) -> dict[str, Any]:
    svar = _hent_json(adresse)
    if not isinstance(svar, dict):
        raise UdbyderFejl("Login-udbyderens nøgler kan ikke hentes. Prøv igen om lidt.")
    return dict(svar)


def log_ud_adresse(oidc: Oidc, nu: datetime) -> str:
    """Where the browser ends its session with the provider too, '' where that is not offered.

    The ID token is not sent with it: it may hold personal data, and an address ends in logs.
    """
    try:
        endepunkt = str(metadata(oidc, nu).get("end_session_endpoint") or "")
    except UdbyderFejl:
        return ""
    valg = {"client_id": oidc.klient_id, "post_logout_redirect_uri": f"{oidc.adresse}/"}
    return f"{endepunkt}{'&' if '?' in endepunkt else '?'}{urlencode(valg)}" if endepunkt else ""


def _hent_json(adresse: str, adgang: str = "") -> Any:
    """The JSON at an address of the provider's, None for any other answer. Errors: UdbyderFejl when nobody answers."""
    from authlib.integrations.requests_client import OAuth2Session

    _kraev_sikker(adresse)
    hoveder = {"Accept": "application/json"} | ({"Authorization": adgang} if adgang else {})
    with OAuth2Session() as session:
        try:
            svar = session.get(adresse, headers=hoveder, withhold_token=True, **_NET)
            return svar.json() if svar.status_code == 200 else None
        except ValueError:
            return None
        except OSError as fejl:
            raise UdbyderFejl("Login-udbyderen svarer ikke. Prøv igen om lidt.") from fejl


def _kraev_sikker(adresse: str) -> None:
    dele = urlsplit(adresse)
    if dele.scheme != "https" and not (dele.scheme == "http" and dele.hostname in _UDEN_KRYPTERING):
        raise UdbyderFejl(
            "Login-udbyderen bruger en adresse uden kryptering. Bed administratoren om at se på det."
        )


# --- what is kept, encrypted ----------------------------------------------------------------------------------


def _fernet(ind: Indstillinger) -> Any:
    from cryptography.fernet import Fernet

    noegle = hashlib.sha256(b"oidc\x00" + hemmeligheder.hent(ind, "session")).digest()
    return Fernet(base64.urlsafe_b64encode(noegle))


def krypter(ind: Indstillinger, indhold: Mapping[str, str], nu: datetime) -> str:
    """Texts as one that only this installation can read."""
    tekst = json.dumps(dict(indhold)).encode()
    return str(_fernet(ind).encrypt_at_time(tekst, int(nu.timestamp())).decode())


def dekrypter(
    ind: Indstillinger, tekst: str, nu: datetime, lever: timedelta | None = None
) -> dict[str, str] | None:
    """The texts back; None when it is not ours, has been changed, or is older than `lever`."""
    from cryptography.fernet import InvalidToken

    f = _fernet(ind)
    try:
        if lever is None:
            raa = f.decrypt(tekst.encode())
        else:
            raa = f.decrypt_at_time(tekst.encode(), int(lever.total_seconds()), int(nu.timestamp()))
    except InvalidToken:
        return None
    return dict(json.loads(raa))
