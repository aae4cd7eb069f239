"""The CPR tables as CPR itself sends them: a full extract in the layout U12170-P.

Written from the delivery tables, so that the two tell the same. Layout: CPR-kontoret's guide U12170 (see the
developer documentation); records are right-trimmed, ISO-8859-1, one a line.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from csv import DictReader
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from engine import steder
from engine.demo.skriv import Tabel

OPGAVE = "099801"
KOMFORHTYP_BETALING = "1"  # the digit Egeborg uses for 'paying municipality'; a setting of the reader


def _raekker(t: Tabel) -> list[Any]:
    """The rows as named tuples of text, empty for unknown."""
    post = namedtuple("post", list(t))  # type: ignore[misc]
    kolonner = [v.cast(pa.string()).fill_null("").to_pylist() for v in t.values()]
    return [post(*r) for r in zip(*kolonner, strict=True)]


def _landekoder() -> dict[str, str]:
    """ISO alpha-2 -> CPR's country code, the first of each."""
    ud: dict[str, str] = {}
    with (steder.assets() / "cpr_landekoder.csv").open(encoding="utf-8", newline="") as fil:
        for r in DictReader(fil, delimiter=";"):
            if r["landekode"]:
                ud.setdefault(r["landekode"], r["cpr_landekode"])
    return ud


def _t12(iso: str) -> str:
    return iso.replace("-", "") + "0000" if iso else " " * 12


def _m12(iso: str, usikker: str) -> str:
    """A date of twelve digits and its mark; of an uncertain one the day is not known."""
    if usikker == "1" and iso:
        return f"{iso[:4]}{iso[5:7]}000000*"
    return f"{_t12(iso)} "


def _stjerne(usikker: str) -> str:
    return "*" if usikker == "1" else " "


def _t10(iso: str) -> str:
    return iso or " " * 10


def _efter(iso: str) -> str:
    return (date.fromisoformat(iso) + timedelta(days=1)).isoformat() if iso else ""


def _adresse(r: Any) -> str:
    """KOMKOD, VEJKOD, HUSNR, ETAGE, SIDEDOER, BNR and CONVN."""
    husnr = f"{r.husnr.zfill(3)}" if r.husnr else ""
    return f"{r.kommunekode:<4}{r.vejkode:<4}{husnr:<4}{r.etage:<2}{r.sidedoer:<4}{'':4}{'':34}"


def skriv(
    sti: Path,
    tabeller: dict[str, Tabel],
    dato: date,
    forrige: date | None = None,
    annullerede: Tabel | None = None,
) -> int:
    """Writes the extract; returns the number of records between start and end.

    forrige: the date of the extract before, for one that holds the persons who changed since then. annullerede:
    addresses that were taken back (as `adresse`, with `maerke` A or K), which stand there as marked history.
    """
    t = {
        k: _raekker(tabeller[k]) for k in ("person", "civilstand", "adresse", "kommunalt_forhold", "relation")
    }
    land = _landekoder()
    linjer: list[str] = []
    for r in t["person"]:
        linjer += _person(r, land)
    linjer += _civilstand(t["person"], t["civilstand"])
    linjer += _ophold(t["adresse"], land)
    for r in _raekker(annullerede) if annullerede else []:
        til = _m12(r.fraflytningsdato, "0")
        linjer.append(f"023{r.cpr}{r.maerke}{_adresse(r)}{_m12(r.tilflytningsdato, '0')}{til}")
    for r in t["kommunalt_forhold"]:
        linjer.append(f"018{r.cpr}{KOMFORHTYP_BETALING}{r.kode:<5}{r.fra}{_stjerne(r.fra_usikker)}")
    linjer += _foraeldre(t["relation"])
    linjer.sort(key=lambda s: (s[3:13], s[:3]))
    start = f"000{'0' * 10}{OPGAVE}{dato:%Y%m%d}" + (f"{forrige:%Y%m%d}" if forrige else "")
    slut = f"999{'9' * 10}{len(linjer):08d}"
    sti.parent.mkdir(parents=True, exist_ok=True)
    sti.write_bytes("\n".join([start, *(s.rstrip() for s in linjer), slut, ""]).encode("latin-1"))
    return len(linjer)


def _person(r: Any, land: dict[str, str]) -> list[str]:
    gaeldende = r.gaeldende_cpr or r.cpr
    fornavn, _, efternavn = r.navn.partition(" ")
    usikker = "*" if r.foedselsdato_usikker == "1" else " "
    ud = [
        f"001{r.cpr}{gaeldende}{r.cpr_status}{_t12(r.statusdato)} {r.koen}{r.foedselsdato}{usikker}",
        f"008{r.cpr}{fornavn:<50} {'':40} {efternavn:<40} {'':12} {r.navn[:34]}",
    ]
    if r.adressebeskyttelse == "1":
        ud.append(f"004{r.cpr}00012015-01-01{'':10}")
    if r.statsborgerskab:
        ud.append(f"010{r.cpr}{land[r.statsborgerskab]}{'':12} ")
    return ud


def _civilstand(person: list[Any], c: list[Any]) -> list[str]:
    har = {r.cpr for r in c}
    ud = [
        f"012{r.cpr}{r.civilstand}{r.aegtefaelle_cpr:<10}"
        for r in person
        if r.civilstand and r.cpr not in har
    ]
    for r in c:
        fra = _m12(r.fra, r.fra_usikker)
        krop = f"{r.civilstand}{r.aegtefaelle_cpr or '0' * 10}{'':10} {'':34} {fra}"
        ud.append(f"029{r.cpr} {krop}{_t12(_efter(r.til))}" if r.til else f"012{r.cpr}{krop}")
    return ud


def _ophold(a: list[Any], land: dict[str, str]) -> list[str]:
    ud: list[str] = []
    indrejse = {(r.cpr, r.tilflytningsdato): land[r.indrejse_landekode] for r in a if r.indrejse_landekode}
    hjemvendt = {(r.cpr, r.fraflytningsdato) for r in a if r.type == "udrejst"}
    for r in a:
        kode = indrejse.get((r.cpr, r.tilflytningsdato))
        if kode and (r.cpr, r.tilflytningsdato) not in hjemvendt:  # a first entry: no exit before it
            dag = _m12(r.tilflytningsdato, r.tilflytningsdato_usikker)
            ud.append(f"024{r.cpr} {'':4}{'':12} {kode}{dag}")
    for r in a:
        slut = r.fraflytningsdato
        fra = _m12(r.tilflytningsdato, r.tilflytningsdato_usikker)
        til = _m12(slut, r.fraflytningsdato_usikker)
        if r.type == "udrejst":
            kode, hjem = land[r.landekode], indrejse.get((r.cpr, slut), "")
            linje = f"024{r.cpr} {kode}{fra}{hjem:4}{til}" if slut else f"005{r.cpr}{kode}{fra}"
        elif r.type == "forsvundet":
            linje = f"025{r.cpr} {fra}{til}" if slut else f"007{r.cpr}{fra}"
        elif slut:
            linje = f"023{r.cpr} {_adresse(r)}{fra}{til}"
        else:
            linje = f"002{r.cpr}{_adresse(r)}{fra}".ljust(306) + r.vejnavn
            if r.postnr:
                ud.append(_klarskrift(r))
        ud.append(linje)
    return ud


def _klarskrift(r: Any) -> str:
    husnr = f"{r.husnr.zfill(3)}" if r.husnr else ""
    sted = f"{r.kommunekode:<4}{r.vejkode:<4}{husnr:<4}{r.etage:<2}{r.sidedoer:<4}{'':4}"
    return f"003{r.cpr}{'':34}{'':34}{'':34}{'':34}{'':34}{r.postnr:<4}{'':20}{sted}{r.vejnavn[:20]}"


def _foraeldre(relation: list[Any]) -> list[str]:
    """Parents (015) and each stretch of custody (016); SLET is the first day it no longer holds."""
    par: dict[str, dict[str, str]] = defaultdict(dict)
    ud: list[str] = []
    for r in relation:
        rolle = "mor" if r.relation == "mor" else "far"
        par[r.barn_cpr][rolle] = r.foraelder_cpr
        if r.foraeldremyndighed == "1":
            reltyp = "0003" if rolle == "mor" else "0004"
            ud.append(f"016{r.barn_cpr}{reltyp}{_t10(r.fra)}{_stjerne(r.fra_usikker)}{_t10(_efter(r.til))}")
    for barn, p in par.items():
        mor, far = p.get("mor", "0" * 10), p.get("far", "0" * 10)
        ud.append(f"015{barn}{'':10} {mor}{'':10} {'':34} {'':10} {far}{'':10} {'':34}")
    return ud
