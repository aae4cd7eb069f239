"""Files that one municipality signs and others read: JSON whose signature (Ed25519) covers everything but itself.

The key is made on first use and never leaves the data directory; one municipality has one, whatever it publishes. The
receiver knows a publisher by the fingerprint of the public key, to be compared by telephone the first time.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from engine import hemmeligheder
from engine.indstillinger import Indstillinger


def underskriv(ind: Indstillinger, indhold: Mapping[str, Any]) -> bytes:
    """The signed file, with the public key in it."""
    privat = _privat(ind)
    alt = {**indhold, "noegle": _b64(_offentlig(privat))}
    pakke = alt | {"signatur": _b64(privat.sign(_kanonisk(alt)))}
    return (json.dumps(pakke, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def aabn(fil: bytes) -> dict[str, Any]:
    """What a file says, without its signature, when that holds. Errors: ValueError and its like, InvalidSignature."""
    raa = json.loads(fil.decode("utf-8-sig"), parse_constant=_ikke_json)
    signatur = base64.b64decode(raa.pop("signatur"), validate=True)
    noegle = base64.b64decode(raa["noegle"], validate=True)
    Ed25519PublicKey.from_public_bytes(noegle).verify(signatur, _kanonisk(raa))
    return dict(raa)


def aftryk_af(indhold: Mapping[str, Any]) -> str:
    """The fingerprint of the publisher of what was opened: 'xxxx xxxx …'."""
    return _aftryk(base64.b64decode(indhold["noegle"]))


def id_af(indhold: Mapping[str, Any]) -> str:
    """16 hex digits of the whole content."""
    return hashlib.sha256(_kanonisk(indhold)).hexdigest()[:16]


def fingeraftryk(ind: Indstillinger) -> str:
    """This installation's own fingerprint, to be read aloud to those who import its files."""
    return _aftryk(_offentlig(_privat(ind)))


def tegn(aftryk: str) -> str:
    """A fingerprint as it is compared: spaces and case do not matter."""
    return "".join(aftryk.split()).casefold()


def _privat(ind: Indstillinger) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hemmeligheder.hent(ind, "lovpakke"))


def _offentlig(privat: Ed25519PrivateKey) -> bytes:
    return privat.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _b64(raa: bytes) -> str:
    return base64.b64encode(raa).decode()


def _kanonisk(indhold: Mapping[str, Any]) -> bytes:
    return json.dumps(indhold, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _aftryk(noegle: bytes) -> str:
    tekst = hashlib.sha256(noegle).hexdigest()[:32]
    return " ".join(tekst[i : i + 4] for i in range(0, 32, 4))


def _ikke_json(konstant: str) -> Any:
    raise ValueError(konstant)
