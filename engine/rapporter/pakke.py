"""A sealed package: a zip whose index holds the SHA-256 of every file in it, the same bytes for the same content."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from engine.fejl import HjemtagFejl

INDEKS = "INDEKS.sha256"
_TID = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can say; when it was made stands inside the documents
STOERST = 512 * 1024 * 1024


def pak(filer: Mapping[str, bytes]) -> bytes:
    """Files by their path in the package -> the zip. Errors: ValueError for a path that leaves the package."""
    for navn in filer:
        _tjek_navn(navn)
    ud = io.BytesIO()
    with zipfile.ZipFile(ud, "w") as arkiv:
        for navn in sorted(filer):
            _laeg(arkiv, navn, filer[navn])
        _laeg(arkiv, INDEKS, _indeks(filer).encode())
    return ud.getvalue()


def genpak(arkiv_bytes: bytes) -> bytes:
    """The same archive with fixed times and order: what a library stamped with the clock becomes repeatable."""
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(arkiv_bytes)) as ind, zipfile.ZipFile(ud, "w") as arkiv:
        for navn in ind.namelist():
            _laeg(arkiv, navn, ind.read(navn))
    return ud.getvalue()


def efterproev(pakke: bytes) -> list[str]:
    """What does not fit the index: changed, missing or added files, one sentence each. Empty = whole.

    Errors: HjemtagFejl when it is not a package of ours.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(pakke)) as arkiv:
            if sum(i.file_size for i in arkiv.infolist()) > STOERST:
                raise HjemtagFejl("Pakken fylder mere udpakket, end der læses. Er det den rigtige fil?")
            navne = arkiv.namelist()
            indhold = {navn: arkiv.read(navn) for navn in navne}
    except (zipfile.BadZipFile, EOFError, RuntimeError) as fejl:
        raise HjemtagFejl("Filen er ikke en pakke fra Hjemtag: den kan ikke pakkes ud.") from fejl
    if INDEKS not in indhold:
        raise HjemtagFejl(f"Filen er ikke en pakke fra Hjemtag: {INDEKS} mangler i den.")
    fejl_ = [f"Filen {n} står to gange." for n in sorted({n for n in navne if navne.count(n) > 1})]
    ventet = _laes_indeks(indhold.pop(INDEKS))
    fejl_ += [f"Filen {navn} mangler." for navn in sorted(ventet.keys() - indhold.keys())]
    fejl_ += [f"Filen {navn} står ikke i indekset." for navn in sorted(indhold.keys() - ventet.keys())]
    faelles = sorted(ventet.keys() & indhold.keys())
    return fejl_ + [f"Filen {n} er ændret." for n in faelles if ventet[n] != _hash(indhold[n])]


def _laeg(arkiv: zipfile.ZipFile, navn: str, indhold: bytes) -> None:
    info = zipfile.ZipInfo(navn, _TID)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    info.create_system = 3
    arkiv.writestr(info, indhold)


def _tjek_navn(navn: str) -> None:
    sti = PurePosixPath(navn)
    if sti.is_absolute() or ".." in sti.parts or "\\" in navn or "\n" in navn or navn in ("", INDEKS):
        raise ValueError(f"{navn!r} kan ikke ligge i en pakke")


def _indeks(filer: Mapping[str, bytes]) -> str:
    return "".join(f"{_hash(filer[navn])}  {navn}\n" for navn in sorted(filer))


def _laes_indeks(indeks: bytes) -> dict[str, str]:
    linjer = indeks.decode("utf-8", "replace").splitlines()
    return {navn: sum_ for sum_, _, navn in (linje.partition("  ") for linje in linjer)}


def _hash(indhold: bytes) -> str:
    return hashlib.sha256(indhold).hexdigest()
