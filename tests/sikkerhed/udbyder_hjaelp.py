"""An identity provider whose every answer a test decides: what oidc-provider-mock, being well-behaved, never says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwk, jwt


@dataclass
class Udbyder:
    """claims, header: of the next ID token. noegle signs it; offentlige are published. kald: what it was asked."""

    udsteder: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256"})
    noegle: Any = None
    offentlige: list[Any] = field(default_factory=list)
    algoritmer: list[str] = field(default_factory=lambda: ["RS256"])
    udgivet_udsteder: str = ""
    status: int = 200
    ekstra: dict[str, Any] = field(default_factory=dict)
    id_token: str | None = None
    brugerinfo: dict[str, Any] | None = None
    kald: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    def token(self) -> str:
        if self.id_token is not None:
            return self.id_token
        return jwt.encode(self.header, self.claims, self.noegle, algorithms=[self.header["alg"]])

    def svar(self, sti: str) -> tuple[int, dict[str, Any] | None]:
        if sti.endswith("/.well-known/openid-configuration"):
            return 200, {
                "issuer": self.udgivet_udsteder or self.udsteder,
                "authorization_endpoint": f"{self.udsteder}/auth",
                "token_endpoint": f"{self.udsteder}/token",
                "userinfo_endpoint": f"{self.udsteder}/info",
                "jwks_uri": f"{self.udsteder}/jwks",
                "id_token_signing_alg_values_supported": self.algoritmer,
            }
        if sti.endswith("/jwks"):
            return 200, {"keys": [k.as_dict(private=False) for k in self.offentlige]}
        if sti.endswith("/info"):
            return (200, self.brugerinfo) if self.brugerinfo is not None else (401, None)
        if self.status != 200:
            return self.status, {"error": "invalid_grant"}
        svar = {"access_token": "adgang", "token_type": "Bearer", "expires_in": 300, **self.ekstra}
        return 200, svar if self.id_token == "" else {**svar, "id_token": self.token()}


def ny_noegle(navn: str) -> Any:
    return jwk.RSAKey.generate_key(2048, {"kid": navn, "use": "sig"})


def gode_claims(udsteder: str, **mere: Any) -> dict[str, Any]:
    nu = int(time.time())
    return {
        "iss": udsteder,
        "aud": "hjemtag",
        "sub": "s-1",
        "iat": nu,
        "exp": nu + 300,
        "preferred_username": "hanne",
        "name": "Hanne Hansen",
        "groups": ["Hjemtag", "Økonomer"],
        **mere,
    }


@contextmanager
def koer(udbyder: Udbyder) -> Iterator[Udbyder]:
    """Serve it on a free port until the block ends."""

    class Svarer(BaseHTTPRequestHandler):
        def _svar(self) -> None:
            laengde = int(self.headers.get("Content-Length") or 0)
            udbyder.kald.append((self.path, parse_qs(self.rfile.read(laengde).decode())))
            status, indhold = udbyder.svar(self.path)
            krop = json.dumps(indhold).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(krop)))
            self.end_headers()
            self.wfile.write(krop)

        do_GET = do_POST = _svar

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Svarer)
    udbyder.udsteder = f"http://127.0.0.1:{server.server_port}"
    traad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    traad.start()
    try:
        yield udbyder
    finally:
        server.shutdown()
        server.server_close()
        traad.join(5)
