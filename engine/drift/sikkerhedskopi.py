"""A backup of the case store: one file that either database can be restored from.

A zip: `manifest.json` (schema revision, versions, the log's head, and of each table columns, rows and SHA-256),
`manifest.sig` (the manifest signed with the installation's key) and `tabeller/<navn>.jsonl`, one row a line;
and `screening.json`, the hits that the mover screening has kept, which no delivery on the machine can give again.
Sessions, failed sign-ins and who has a case open are left out: a session that has ended must not come alive
again. SQLite is copied through its online backup API, PostgreSQL read in one REPEATABLE READ transaction, so
the copy is of one moment while people work on.

The secrets (without which persons and cases get other keys) are only in it when asked for, encrypted by
AES-256-GCM with a key that scrypt makes of a passphrase.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import engine
from engine import hemmeligheder, plads
from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.sager import anker, tabeller
from engine.sager.lager import Sagslager, revision_i

FORMAT = 1
MANIFEST, UNDERSKRIFT, HEMMELIGT = "manifest.json", "manifest.sig", "hemmeligheder.bin"
SCREENING = "screening.json"
UDELADT = ("session", "loginforsoeg", "sagsaaben")
KODEORD_MINDST = 12
_AD_GANGEN = 2_000
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}
_MAERKE = b"hjemtag-hemmeligheder-1"


class KopiFejl(HjemtagFejl):
    """A backup cannot be made, read or restored; the text says why, and what is untouched."""


@dataclass(frozen=True)
class Kopi:
    """A backup that has been tried: its file and what its manifest says."""

    fil: Path
    manifest: Mapping[str, Any]

    @property
    def lavet(self) -> datetime:
        return datetime.fromisoformat(self.manifest["lavet"])

    @property
    def raekker(self) -> int:
        return sum(t["raekker"] for t in self.manifest["tabeller"])


# --- making one -------------------------------------------------------------------------------------------


def lav(
    ind: Indstillinger, lager: Sagslager, nu: datetime, ud: Path | None = None, *, kodeord: str | None = None
) -> Kopi:
    """Write a backup to `ud` (default a dated file in the folder of backups), whole or not at all, and try it.

    kodeord: the passphrase to encrypt the secrets with; None leaves them out.
    Errors: KopiFejl when the disk is full or the place cannot be written.
    """
    if kodeord is not None and len(kodeord) < KODEORD_MINDST:
        raise KopiFejl(f"Kodeordet til hemmelighederne skal have mindst {KODEORD_MINDST} tegn.")
    ud = ud or ind.sikkerhedskopier / f"sagslager-{nu.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"
    if lager.logskriver is not None:
        lager.logskriver.toem()
    kladde = ud.with_name(f".{ud.name}.{os.getpid()}.kladde")
    try:
        ud.parent.mkdir(parents=True, exist_ok=True)
        _kraev_plads(lager, ud.parent)
        with _oejeblik(ind, lager) as con:
            _skriv(ind, con, kladde, nu, kodeord)
        kopi = efterproev(kladde)
        os.replace(kladde, ud)
    except OSError as fejl:
        raise KopiFejl(f"Sikkerhedskopien kunne ikke skrives i {ud.parent}: {fejl.strerror}.") from fejl
    finally:
        with suppress(OSError):
            kladde.unlink()
    return Kopi(ud, kopi.manifest)


def _kraev_plads(lager: Sagslager, mappe: Path) -> None:
    stoerrelse = plads.fylder(Path(str(lager.url.database))) if lager.er_sqlite else 0
    if mangler := plads.mangler(mappe, 2 * stoerrelse):
        raise KopiFejl(f"Sikkerhedskopien er ikke lavet. {mangler} Frigør plads, og prøv igen.")


@contextmanager
def _oejeblik(ind: Indstillinger, lager: Sagslager) -> Iterator[sa.Connection]:
    """A connection that sees one moment of the store, and holds nobody up."""
    if lager.er_sqlite:
        with _sqlite_kopi(ind, lager) as motor, motor.connect() as con:
            yield con
        motor.dispose()
        return
    with lager.motor.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as con:
        yield con


@contextmanager
def _sqlite_kopi(ind: Indstillinger, lager: Sagslager) -> Iterator[sa.Engine]:
    ind.arbejde.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kopi-", dir=ind.arbejde) as mappe:
        fil = Path(mappe) / "sager.db"
        fil.touch(mode=0o600)
        fra = lager.motor.raw_connection()
        til = sqlite3.connect(fil)
        try:
            fra.driver_connection.backup(til)  # type: ignore[union-attr]
        finally:
            til.close()
            fra.close()
        yield sa.create_engine(f"sqlite:///{fil}")


def _skriv(ind: Indstillinger, con: sa.Connection, fil: Path, nu: datetime, kodeord: str | None) -> None:
    fil.touch(mode=0o600)
    with zipfile.ZipFile(fil, "w", zipfile.ZIP_DEFLATED) as arkiv:
        tabellerne = [
            _skriv_tabel(arkiv, con, tabel)
            for tabel in tabeller.metadata.sorted_tables
            if tabel.name not in UDELADT
        ]
        fund = ind.screening.read_bytes() if ind.screening.exists() else b""
        if fund:
            arkiv.writestr(SCREENING, fund)
        if kodeord is not None:
            arkiv.writestr(HEMMELIGT, _krypter(_alle_hemmeligheder(ind), kodeord))
        manifest = _manifest(ind, con, nu, tabellerne, kodeord is not None)
        manifest["screening"] = hashlib.sha256(fund).hexdigest() if fund else ""
        tekst = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
        arkiv.writestr(MANIFEST, tekst)
        arkiv.writestr(UNDERSKRIFT, anker.underskriv(hemmeligheder.hent(ind, "anker"), tekst))
    with fil.open("rb+") as aaben:
        os.fsync(aaben.fileno())


def _manifest(
    ind: Indstillinger, con: sa.Connection, nu: datetime, tabellerne: list[dict[str, Any]], hemmeligt: bool
) -> dict[str, Any]:
    log = tabeller.log
    hoved = con.execute(sa.select(log.c.nr, log.c.hash).order_by(log.c.nr.desc()).limit(1)).first()
    return {
        "format": FORMAT,
        "lavet": nu.astimezone(UTC).isoformat(),
        "version": engine.__version__,
        "revision": revision_i(con),
        "database": con.dialect.name,
        "log": {"nr": hoved.nr, "hash": hoved.hash} if hoved else {"nr": 0, "hash": ""},
        "noegle": anker.offentlig_noegle(hemmeligheder.hent(ind, "anker")),
        "hemmeligheder": hemmeligt,
        "aftryk": aftryk(ind),
        "udeladt": list(UDELADT),
        "tabeller": tabellerne,
    }


def aftryk(ind: Indstillinger) -> dict[str, str]:
    """A print of each secret there is: enough to see that two are the same, and to learn nothing of them."""
    findes = [navn for navn in hemmeligheder.NAVNE if (ind.hemmeligheder / navn).exists()]
    return {navn: hemmeligheder.noegle16(hemmeligheder.hent(ind, navn), "aftryk") for navn in findes}


def _skriv_tabel(arkiv: zipfile.ZipFile, con: sa.Connection, tabel: sa.Table) -> dict[str, Any]:
    """One row a line, by primary key, with the hash of all of it."""
    summen, raekker = hashlib.sha256(), 0
    valg = sa.select(tabel).order_by(*tabel.primary_key.columns)
    with arkiv.open(f"tabeller/{tabel.name}.jsonl", "w", force_zip64=True) as ud:
        for raekke in con.execute(valg, execution_options={"yield_per": _AD_GANGEN}):
            linje = json.dumps([_ud(v) for v in raekke], ensure_ascii=False, separators=(",", ":")) + "\n"
            summen.update(linje.encode("utf-8"))
            ud.write(linje.encode("utf-8"))
            raekker += 1
    return {
        "navn": tabel.name,
        "raekker": raekker,
        "sha256": summen.hexdigest(),
        "kolonner": [[k.name, _slags(k.type)] for k in tabel.columns],
    }


def _slags(type_: sa.types.TypeEngine[Any]) -> str:
    """What a column's values are in the file: tid, dato and bytes are text there, the rest is itself."""
    if isinstance(type_, tabeller.Tid):
        return "tid"
    for klasse, navn in ((sa.Date, "dato"), (sa.JSON, "json"), (sa.LargeBinary, "bytes")):
        if isinstance(type_, klasse):
            return navn
    return "vaerdi"


def _ud(vaerdi: Any) -> Any:
    if isinstance(vaerdi, datetime):
        return vaerdi.astimezone(UTC).isoformat()
    if isinstance(vaerdi, date):
        return vaerdi.isoformat()
    return base64.b64encode(vaerdi).decode("ascii") if isinstance(vaerdi, bytes) else vaerdi


# --- trying one -------------------------------------------------------------------------------------------


def efterproev(fil: Path) -> Kopi:
    """Read a whole backup and hold it against its manifest and signature.

    Errors: KopiFejl naming what is missing or altered.
    """
    try:
        with zipfile.ZipFile(fil) as arkiv:
            manifest = _laes_manifest(arkiv, fil)
            for tabel in manifest["tabeller"]:
                for _ in raekker(arkiv, tabel):
                    continue
            screening(arkiv, manifest)
    except FileNotFoundError as fejl:
        raise KopiFejl(f"Sikkerhedskopien {fil} findes ikke.") from fejl
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        RuntimeError,
    ) as fejl:
        raise KopiFejl(
            f"{fil.name} er ikke en hel sikkerhedskopi: {_uden_data(fejl)}. Brug en anden."
        ) from fejl
    return Kopi(fil, manifest)


def _uden_data(fejl: Exception) -> str:
    """What is wrong, without any content of the rows."""
    if isinstance(fejl, json.JSONDecodeError):
        return "en linje kan ikke læses"
    return str(fejl).strip("'\"") or type(fejl).__name__


def _laes_manifest(arkiv: zipfile.ZipFile, fil: Path) -> dict[str, Any]:
    tekst = arkiv.read(MANIFEST)
    manifest: dict[str, Any] = json.loads(tekst)
    if manifest["format"] != FORMAT:
        raise KopiFejl(
            f"{fil.name} er skrevet i formatet {manifest['format']}, og denne version læser {FORMAT}. Brug den "
            "version af Hjemtag, der har lavet den, eller en nyere."
        )
    signatur = arkiv.read(UNDERSKRIFT).decode("ascii")
    if not anker.er_underskrevet(manifest["noegle"], tekst, signatur):
        raise ValueError("manifestet er ændret, for underskriften passer ikke")
    return manifest


def raekker(arkiv: zipfile.ZipFile, tabel: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a table by column name, as Python values. Errors: ValueError when they are not as promised."""
    summen, antal = hashlib.sha256(), 0
    navne, slags = zip(*tabel["kolonner"], strict=True)
    with arkiv.open(f"tabeller/{tabel['navn']}.jsonl") as ind:
        for linje in ind:
            summen.update(linje)
            antal += 1
            vaerdier = json.loads(linje)
            yield {n: _ind(v, s) for n, v, s in zip(navne, vaerdier, slags, strict=True)}
    if antal != tabel["raekker"] or summen.hexdigest() != tabel["sha256"]:
        raise ValueError(f"tabellen {tabel['navn']} er ændret")


def screening(arkiv: zipfile.ZipFile, manifest: Mapping[str, Any]) -> bytes | None:
    """The kept hits of the screening, b"" when there were none; None of a backup from before they were in it.

    Errors: ValueError when they are not as promised."""
    summen = manifest.get("screening")
    if not summen:
        return None if summen is None else b""
    fund = arkiv.read(SCREENING)
    if hashlib.sha256(fund).hexdigest() != summen:
        raise ValueError("screeningens fund er ændret")
    return fund


def _ind(vaerdi: Any, slags: str) -> Any:
    if vaerdi is None or slags in ("vaerdi", "json"):
        return vaerdi
    if slags == "tid":
        return datetime.fromisoformat(vaerdi)
    return date.fromisoformat(vaerdi) if slags == "dato" else base64.b64decode(vaerdi)


# --- secrets ----------------------------------------------------------------------------------------------


def _alle_hemmeligheder(ind: Indstillinger) -> dict[str, bytes]:
    return {n: hemmeligheder.hent(ind, n) for n in hemmeligheder.NAVNE if (ind.hemmeligheder / n).exists()}


def _noegle(kodeord: str, salt: bytes) -> bytes:
    return hashlib.scrypt(kodeord.encode("utf-8"), salt=salt, dklen=32, maxmem=2**27, **_SCRYPT)


def _krypter(hemmelige: Mapping[str, bytes], kodeord: str) -> bytes:
    """16 bytes of salt, 12 of nonce, then the ciphertext with its tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    klar = json.dumps({navn: base64.b64encode(v).decode("ascii") for navn, v in hemmelige.items()})
    return salt + nonce + AESGCM(_noegle(kodeord, salt)).encrypt(nonce, klar.encode("ascii"), _MAERKE)


def laes_hemmeligheder(kopi: Kopi, kodeord: str) -> dict[str, bytes]:
    """The secrets in a backup by name. Errors: KopiFejl when there are none, or the passphrase is wrong."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not kopi.manifest["hemmeligheder"]:
        raise KopiFejl(f"Der er ingen hemmeligheder i {kopi.fil.name}. Gendan uden --hemmeligheder.")
    with zipfile.ZipFile(kopi.fil) as arkiv:
        raa = arkiv.read(HEMMELIGT)
    try:
        klar = AESGCM(_noegle(kodeord, raa[:16])).decrypt(raa[16:28], raa[28:], _MAERKE)
    except (InvalidTag, ValueError) as fejl:
        raise KopiFejl("Kodeordet til hemmelighederne er forkert. Intet er gendannet.") from fejl
    return {navn: base64.b64decode(v) for navn, v in json.loads(klar).items() if navn in hemmeligheder.NAVNE}
