"""Anchors: the head of the log as it stood, signed and kept outside the database.

Who can write the database can write the whole chain anew, hashes and all. An anchor is one line of JSON in a
file the database knows nothing of: the number and hash of the log's last line, a running number, the hash of
the anchor before it, and an Ed25519 signature by a key that is not in the database either. The log in turn
names each anchor (handling log_anker), so that anchors cannot be taken away without being missed. This module
makes and reads the lines and holds the log against them; engine.drift.ankerfil keeps the file.

Three kinds (art): 'anker'; 'gendan', written when a backup has been restored, after which later lines of the
log are known to be gone; 'forfra', written when the anchors themselves were lost and are begun again. The
last two never make a log look whole in silence: they are told of at every verification.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from engine.sager.lager import Sagslager
from engine.sager.logkaede import FOERSTE_HASH, Kaedebrud, gennemgaa

ANKER, GENDAN, FORFRA = "anker", "gendan", "forfra"
HANDLING = "log_anker"
INTET_FOER = "0" * 64


@dataclass(frozen=True)
class Anker:
    """loebenr: 1, 2, 3 … in the file. nr, hash: the last line of the log. forrige: SHA-256 of the line before.

    noegle: the public key, 64 hex digits. tekst: the line as it stands in the file.
    """

    loebenr: int
    art: str
    tid: datetime
    nr: int
    hash: str
    forrige: str
    noegle: str
    tekst: str

    @property
    def aftryk(self) -> str:
        """SHA-256 of the line: what the next anchor and the log name it by."""
        return hashlib.sha256(self.tekst.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Ankre:
    """The anchors of a file, as far as they can be trusted. fejl: the first thing wrong with the file, or ''."""

    liste: tuple[Anker, ...] = ()
    fejl: str = ""

    @property
    def sidste(self) -> Anker | None:
        return self.liste[-1] if self.liste else None


def _privat(hemmelighed: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(hemmelighed)


def offentlig_noegle(hemmelighed: bytes) -> str:
    """The public half of a 32-byte secret, 64 hex digits: it may be given to anybody."""
    return str(_privat(hemmelighed).public_key().public_bytes_raw().hex())


def underskriv(hemmelighed: bytes, besked: bytes) -> str:
    """An Ed25519 signature as base64."""
    return base64.b64encode(_privat(hemmelighed).sign(besked)).decode("ascii")


def er_underskrevet(noegle: str, besked: bytes, signatur: str) -> bool:
    """Whether the holder of the public key signed this."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(noegle)).verify(base64.b64decode(signatur), besked)
    except (InvalidSignature, ValueError):
        return False
    return True


def nyt(
    hemmelighed: bytes, foer: Anker | None, hoved: tuple[int, str], tid: datetime, art: str = ANKER
) -> Anker:
    """The next anchor of a file whose last one is `foer`."""
    felter: dict[str, Any] = {
        "loebenr": foer.loebenr + 1 if foer else 1,
        "art": art,
        "tid": tid.isoformat(),
        "nr": hoved[0],
        "hash": hoved[1],
        "forrige": foer.aftryk if foer else INTET_FOER,
        "noegle": offentlig_noegle(hemmelighed),
    }
    signatur = underskriv(hemmelighed, _kanonisk(felter).encode("utf-8"))
    return Anker(**{**felter, "tid": tid}, tekst=_kanonisk(felter | {"signatur": signatur}))


def _kanonisk(felter: Mapping[str, Any]) -> str:
    return json.dumps(felter, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def laes(tekst: str, noegle: str) -> Ankre:
    """The anchors of a file, tried one by one. noegle: the public key they must be signed with.

    A line that is not JSON was cut off by a power failure and is passed over: if it had been an anchor, the
    next one would name it, and so does the log.
    """
    fundne: list[Anker] = []
    for plads, linje in enumerate(tekst.splitlines(), start=1):
        if not _er_json(linje):
            continue
        try:
            anker = _laes_linje(linje, fundne[-1] if fundne else None, noegle)
        except ValueError as fejl:
            return Ankre(tuple(fundne), f"linje {plads} i ankerfilen {fejl}")
        fundne.append(anker)
    return Ankre(tuple(fundne))


def _er_json(linje: str) -> bool:
    try:
        json.loads(linje)
    except ValueError:
        return False
    return True


def _laes_linje(linje: str, foer: Anker | None, noegle: str) -> Anker:
    try:
        felter = json.loads(linje)
        signatur = felter.pop("signatur")
        anker = Anker(**{**felter, "tid": datetime.fromisoformat(felter["tid"])}, tekst=linje)
    except (ValueError, TypeError, KeyError, AttributeError) as fejl:
        raise ValueError("er ikke et anker") from fejl
    if anker.noegle != noegle:
        raise ValueError("er underskrevet med en anden nøgle end installationens")
    if not er_underskrevet(noegle, _kanonisk(felter).encode("utf-8"), signatur):
        raise ValueError("er ændret: underskriften passer ikke")
    if anker.loebenr != (foer.loebenr + 1 if foer else 1) or anker.forrige != (
        foer.aftryk if foer else INTET_FOER
    ):
        raise ValueError("følger ikke efter den forrige: der mangler ankre, eller de er byttet om")
    return anker


# --- the log against its anchors --------------------------------------------------------------------------


@dataclass(frozen=True)
class Efterproevning:
    """hel: chain and anchors agree. brud_ved: the first line that is wrong. linjer: how many were tried.

    tekst: the result as a sentence. bemaerkninger: what is no break, but must be known. uankrede: lines after
    the last anchor, which only the chain protects.
    """

    hel: bool
    brud_ved: int | None
    tekst: str
    linjer: int
    ankre: int
    uankrede: int
    sidste_anker: datetime | None
    bemaerkninger: tuple[str, ...] = ()

    def som_data(self) -> dict[str, Any]:
        return asdict(self)


def efterproev(lager: Sagslager, ankre: Ankre | None = None) -> Efterproevning:
    """Follow the whole chain and hold it against the anchors of a file (None: the chain alone).

    Finds an altered, removed or reordered line, last lines that are missing, a chain written anew, and
    anchors that the log names but the file no longer holds.
    """
    proeve = _Proeve(ankre)
    try:
        with lager.laes() as con:
            for raekke in gennemgaa(con):
                proeve.linje(raekke)
    except Kaedebrud as brud:
        return proeve.svar(brud.nr, f"Loggen er brudt ved linje {brud.nr}: {brud}.")
    return proeve.dom()


def _gyldige(liste: Sequence[Anker]) -> tuple[list[Anker], list[str]]:
    """The anchors the log must still fit, by line number, and what has been set aside on the way."""
    gyldige: list[Anker] = []
    bemaerkninger: list[str] = []
    for anker in liste:
        if anker.art == GENDAN:
            borte = max((a.nr for a in gyldige), default=0)
            gyldige = [a for a in gyldige if a.nr <= anker.nr]
            if borte > anker.nr:
                bemaerkninger.append(
                    f"{anker.tid:%d.%m.%Y} blev en sikkerhedskopi gendannet: linje {anker.nr + 1}–{borte} fra før "
                    "findes kun i ankeret."
                )
        elif anker.art == FORFRA:
            bemaerkninger.append(
                f"{anker.tid:%d.%m.%Y} blev ankrene begyndt forfra ved linje {anker.nr}; indtil da er kun kæden "
                "selv efterprøvet."
            )
            gyldige = []
        gyldige.append(anker)
    return sorted(gyldige, key=lambda a: (a.nr, a.loebenr)), bemaerkninger


class _Proeve:
    """What is seen while the chain is followed, and the judgement at its end."""

    def __init__(self, ankre: Ankre | None) -> None:
        self.mod_ankre = ankre is not None
        self.ankre = ankre or Ankre()
        self.gyldige, self.bemaerkninger = _gyldige(self.ankre.liste)
        self.hash_ved: dict[int, str] = {0: FOERSTE_HASH}
        self.naevnte: list[tuple[int, int, str]] = []  # line, running number and print of an anchor
        self.linjer = 0
        self._numre = {a.nr for a in self.gyldige}

    def linje(self, raekke: Mapping[str, Any]) -> None:
        self.linjer = raekke["nr"]
        if raekke["nr"] in self._numre:
            self.hash_ved[raekke["nr"]] = raekke["hash"]
        if raekke["handling"] == HANDLING:
            d = json.loads(raekke["detaljer"])
            self.naevnte.append((raekke["nr"], d["loebenr"], d["aftryk"]))

    def dom(self) -> Efterproevning:
        for finder in (self._afvigelse, self._ankerfilens_fejl, self._manglende_ankre):
            if fundet := finder():
                return self.svar(*fundet)
        tekst = f"Loggen er hel: {self.linjer} linjer efterprøvet"
        antal = len(self.ankre.liste)
        return self.svar(
            None, tekst + (f" mod {antal} {'anker' if antal == 1 else 'ankre'}." if antal else ".")
        )

    def _afvigelse(self) -> tuple[int, str] | None:
        """The first anchor that the log does not fit: its last lines are gone, or it was written anew."""
        sidste_der_passer = 0
        for anker in self.gyldige:
            fundet = self.hash_ved.get(anker.nr)
            if fundet is None:
                return self.linjer + 1, (
                    f"Loggen mangler sine sidste linjer: ankeret fra {anker.tid:%d.%m.%Y} kender linje "
                    f"{anker.nr}, men loggen slutter ved linje {self.linjer}."
                )
            if fundet != anker.hash:
                return sidste_der_passer + 1, (
                    f"Loggen er skrevet om: den stemmer ikke med ankeret ved linje {anker.nr}. Ændringen "
                    f"ligger mellem linje {sidste_der_passer + 1} og {anker.nr}."
                )
            sidste_der_passer = anker.nr
        return None

    def _ankerfilens_fejl(self) -> tuple[None, str] | None:
        return (None, f"Ankrene kan ikke bruges: {self.ankre.fejl}.") if self.ankre.fejl else None

    def _manglende_ankre(self) -> tuple[int, str] | None:
        """An anchor that the log names and the file does not hold: the file was cut or exchanged."""
        aftryk = {a.loebenr: a.aftryk for a in self.ankre.liste}
        fra = max((a.nr for a in self.ankre.liste if a.art in (FORFRA, GENDAN)), default=0)
        for nr, loebenr, naevnt in self.naevnte if self.mod_ankre else ():
            if nr > fra and aftryk.get(loebenr) != naevnt:
                return nr, f"Ankerfilen mangler anker {loebenr}, som loggen nævner i linje {nr}."
        return None

    def svar(self, brud: int | None, tekst: str) -> Efterproevning:
        sidste = self.ankre.sidste
        return Efterproevning(
            hel=tekst.startswith("Loggen er hel"),
            brud_ved=brud,
            tekst=tekst,
            linjer=self.linjer,
            ankre=len(self.ankre.liste),
            uankrede=max(0, self.linjer - (sidste.nr if sidste else 0)),
            sidste_anker=sidste.tid if sidste else None,
            bemaerkninger=tuple(self.bemaerkninger),
        )
