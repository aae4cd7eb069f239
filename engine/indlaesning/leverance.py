"""A delivery before it lands (a folder's files and its leverance.toml) and after (its manifest)."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.fejl import HjemtagFejl, LeveranceAfvist
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indlaesning.laesere import Laeser, find_laeser
from engine.indstillinger import Indstillinger

TOML_NAVN = "leverance.toml"
ARTER = ("fuld", "aendring", "pr_person")
_ENDELSER = (".csv", ".parquet")
_TOML_SAMLINGER = {"tabel", "tabeller"}  # [tabeller.postering] is read as [postering]


# --- before landing -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Oplysninger:
    """What leverance.toml states. dato None = not stated."""

    dato: date | None = None
    demo: bool = False
    arter: dict[str, str] = field(default_factory=dict)
    advarsler: tuple[str, ...] = ()
    indhold: bytes = b""


@dataclass
class Pakke:
    """A delivery as found on disk. fejl: why it cannot even be opened; raised when its turn comes."""

    sti: Path
    tabelfiler: dict[str, list[Path]] = field(default_factory=dict)
    kildefiler: list[tuple[Laeser, Path]] = field(default_factory=list)
    ukendte: list[str] = field(default_factory=list)
    oplysninger: Oplysninger = field(default_factory=Oplysninger)
    fejl: LeveranceAfvist | None = None

    def __bool__(self) -> bool:
        return bool(self.tabelfiler or self.kildefiler)

    def indhold_hash(self) -> str:
        """SHA-256 over what the files hold, whatever folder and file names they came under."""
        dele = [f"{tabel}:{_filhash(fil)}" for tabel, filer in self.tabelfiler.items() for fil in filer]
        dele += [f"{laeser.NAVN}:{_filhash(fil)}" for laeser, fil in self.kildefiler]
        samlet = "\n".join(sorted(dele)).encode() + b"\n" + self.oplysninger.indhold
        return hashlib.sha256(samlet).hexdigest()


def find_pakker(sti: Path) -> list[Pakke]:
    """The deliveries at `sti`: a delivery folder, a single recognised file, or a folder of delivery folders.

    Errors: LeveranceAfvist saying what was looked for.
    """
    if sti.is_file():
        return [_enkeltfil(sti)]
    if not sti.is_dir():
        raise LeveranceAfvist(f"{sti} findes ikke. Angiv en leverancemappe eller en fil.")
    pakke = _laes_mappe(sti)
    if pakke:
        return [pakke]
    undermapper = [_laes_mappe(m) for m in _indhold(sti) if m.is_dir() and not m.name.startswith(".")]
    pakker = [pakke for pakke in undermapper if pakke]
    if not pakker:
        raise _intet_fundet(sti)
    return pakker


def tabel_af_filnavn(navn: str) -> str | None:
    """The table of `<tabel>.csv`, `<tabel>_<anything>.csv` or .parquet; the longest name wins."""
    stamme, endelse = os.path.splitext(navn.lower())
    if endelse not in _ENDELSER:
        return None
    passer = [tabel for tabel in alle_kontrakter() if stamme == tabel or stamme.startswith(f"{tabel}_")]
    return max(passer, key=len, default=None)


def laes_toml(sti: Path) -> Oplysninger:
    """leverance.toml of a folder. Errors: LeveranceAfvist for broken TOML, an unknown art, a bad date."""
    if not sti.exists():
        return Oplysninger()
    raa = sti.read_bytes()
    try:
        indhold = tomllib.loads(raa.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fejl:
        raise LeveranceAfvist(
            f"{sti.name} kan ikke læses som TOML ({fejl}). Ret filen; intet er indlæst."
        ) from fejl
    demo = indhold.pop("demo", False)
    if not isinstance(demo, bool):
        raise LeveranceAfvist(
            f"{sti.name}: demo skal være true eller false, ikke {demo!r}. Intet er indlæst."
        )
    dato = _toml_dato(sti, indhold.pop("dato", None))
    for samling in _TOML_SAMLINGER & indhold.keys():
        if isinstance(indhold[samling], dict):
            indhold |= indhold.pop(samling)
    arter = {tabel: _toml_art(sti, tabel, afsnit) for tabel, afsnit in indhold.items() if _er_tabel(tabel)}
    advarsler = tuple(
        f"{sti.name}: '{navn}' er hverken dato, demo eller en kendt tabel og er ikke brugt."
        for navn in indhold
        if not _er_tabel(navn)
    )
    return Oplysninger(dato, demo, {t: a for t, a in arter.items() if a}, advarsler, raa)


def _er_tabel(navn: str) -> bool:
    return navn in alle_kontrakter()


def _toml_dato(sti: Path, vaerdi: object) -> date | None:
    if vaerdi is None:
        return None
    if isinstance(vaerdi, datetime):
        return vaerdi.date()
    if isinstance(vaerdi, date):
        return vaerdi
    try:
        return date.fromisoformat(str(vaerdi))
    except ValueError:
        raise LeveranceAfvist(
            f"{sti.name}: dato {vaerdi!r} er ikke en dato. Skriv fx dato = 2026-01-15; intet er indlæst."
        ) from None


def _toml_art(sti: Path, tabel: str, afsnit: object) -> str:
    """`[tabel] art = "…"`, or `tabel = "…"` for short. An art that nobody can read is never passed over."""
    art = afsnit.get("art", "") if isinstance(afsnit, dict) else afsnit
    if art != "" and art not in ARTER:
        raise LeveranceAfvist(
            f"{sti.name}: art {art!r} for {tabel} er ukendt. Skriv {', '.join(ARTER)}; intet er indlæst."
        )
    if art == "pr_person" and alle_kontrakter()[tabel].person is None:
        raise LeveranceAfvist(
            f"{sti.name}: {tabel} har ingen personkolonne og kan ikke leveres pr_person. "
            "Skriv fuld eller aendring; intet er indlæst."
        )
    return str(art)


def _indhold(mappe: Path) -> list[Path]:
    return sorted(mappe.iterdir(), key=lambda sti: sti.name)


def _laes_mappe(mappe: Path) -> Pakke:
    pakke = Pakke(mappe)
    for sti in _indhold(mappe):
        if sti.name == TOML_NAVN:
            continue
        if not sti.is_file():
            pakke.ukendte.append(f"{sti.name}/")
        elif not _tilfoej(pakke, sti):
            pakke.ukendte.append(sti.name)
    try:
        pakke.oplysninger = laes_toml(mappe / TOML_NAVN)
    except LeveranceAfvist as fejl:
        pakke.fejl = fejl
    return pakke


def _tilfoej(pakke: Pakke, sti: Path) -> bool:
    if tabel := tabel_af_filnavn(sti.name):
        pakke.tabelfiler.setdefault(tabel, []).append(sti)
        return True
    if laeser := find_laeser(sti):
        pakke.kildefiler.append((laeser, sti))
        return True
    return False


def _enkeltfil(sti: Path) -> Pakke:
    pakke = Pakke(sti)
    if not _tilfoej(pakke, sti):
        raise _intet_fundet(sti)
    if (sti.parent / TOML_NAVN).exists():
        advarsel = (
            f"{TOML_NAVN} ved siden af {sti.name} er ikke brugt; indlæs hele mappen, hvis den skal gælde."
        )
        pakke.oplysninger = Oplysninger(advarsler=(advarsel,))
    return pakke


def _intet_fundet(sti: Path) -> LeveranceAfvist:
    tabeller = ", ".join(sorted(alle_kontrakter()))
    return LeveranceAfvist(
        f"{sti} rummer ingen leverance. Der er ledt efter <tabel>.csv og <tabel>.parquet ({tabeller}), "
        "efter et CPR-udtræk (U12170-P) og efter undermapper med dem; intet er indlæst."
    )


def _filhash(sti: Path) -> str:
    with sti.open("rb") as fil:
        return hashlib.file_digest(fil, "sha256").hexdigest()


# --- the order of several deliveries --------------------------------------------------------------------


def aeldste_foerst(pakker: list[Pakke], ind: Indstillinger, nu: datetime) -> list[Pakke]:
    """By stated date, else the newest date in the data, else the date in the folder's name, else today."""
    return sorted(pakker, key=lambda p: (_ordensdato(p, ind, nu.date()), p.sti.name))


def _ordensdato(pakke: Pakke, ind: Indstillinger, i_dag: date) -> date:
    if pakke.oplysninger.dato:
        return pakke.oplysninger.dato
    if pakke.fejl is None and (nyeste := _nyeste_dato(pakke, ind, i_dag)):
        return nyeste
    return _dato_i_navn(pakke.sti.name) or i_dag


def _dato_i_navn(navn: str) -> date | None:
    fundet = re.search(r"\d{4}-\d{2}-\d{2}", navn)
    return _iso(fundet.group()) if fundet else None


def _iso(tekst: str) -> date | None:
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        return None


def _nyeste_dato(pakke: Pakke, ind: Indstillinger, i_dag: date) -> date | None:
    """A quick look before landing: unreadable files say nothing here and are refused in their turn."""
    datoer: list[date] = []
    for laeser, sti in pakke.kildefiler:
        try:
            raekker, oplysning = laeser.laes(sti, ind)
            next((r for r in raekker if oplysning.dato), None)
        except LeveranceAfvist:
            continue
        if oplysning.dato:
            datoer.append(oplysning.dato)
    for tabel, filer in pakke.tabelfiler.items():
        kolonne = alle_kontrakter()[tabel].dato_kolonne
        for fil in filer if kolonne else []:
            datoer += [d for d in map(_iso, _datoer_i_fil(fil, str(kolonne))) if d and d <= i_dag]
    return max(datoer, default=None)


def _datoer_i_fil(fil: Path, kolonne: str) -> set[str]:
    try:
        if fil.suffix.lower() == ".parquet":
            data = pq.read_table(fil, columns=[kolonne]).column(0)
            return {str(v)[:10] for v in pc.unique(data).to_pylist() if v is not None}
        with fil.open(encoding="utf-8-sig", newline="") as aaben:
            raekker = csv.reader(aaben, delimiter=";")
            plads = next(raekker).index(kolonne)
            return {felter[plads] for felter in raekker if len(felter) > plads}
    except (csv.Error, ValueError, StopIteration, OSError, pa.ArrowException, IndexError, KeyError):
        return set()


# --- after landing --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leverance:
    """A landed delivery, as its manifest.json says. tabeller: table -> the counts of contracts.md section 1.

    Each table: art, raekker, accepteret, karantaene, dubletter (rows), kroner (the same four in whole øre, or
    None), nyeste_dato (ISO text or None), ukendte_kolonner, ukendte_koder, regler (rule -> rows).
    """

    id: str
    nr: int
    modtaget: datetime
    dato: date
    indhold_hash: str
    kilde: str
    demo: bool
    kode_version: str
    advarsler: tuple[str, ...]
    ukendte_filer: tuple[str, ...]
    tabeller: dict[str, dict[str, Any]]
    mappe: Path
    fortrudt: datetime | None = None

    @property
    def karantaene(self) -> int:
        """Rows in quarantine, over all tables."""
        return sum(tal["karantaene"] for tal in self.tabeller.values())

    def parquet(self, tabel: str) -> Path:
        return self.mappe / f"{tabel}.parquet"

    def personer(self, tabel: str) -> Path:
        return self.mappe / f"{tabel}__personer.parquet"

    @property
    def sete(self) -> Path:
        """Who had a row in the person table, where the clean-up has taken rows out of it."""
        return self.mappe / "person__sete.parquet"


def leverancer(ind: Indstillinger) -> list[Leverance]:
    """Every landed delivery, oldest first, the withdrawn included."""
    if not ind.landing.is_dir():
        return []
    mapper = [m for m in ind.landing.iterdir() if (m / "manifest.json").exists()]
    return sorted((laes_manifest(mappe) for mappe in mapper), key=lambda lev: lev.nr)


def aktive(ind: Indstillinger) -> list[Leverance]:
    """The deliveries that count: landed and not withdrawn, oldest first."""
    return [lev for lev in leverancer(ind) if lev.fortrudt is None]


def laes_manifest(mappe: Path) -> Leverance:
    data = json.loads((mappe / "manifest.json").read_text(encoding="utf-8"))
    fortrudt = mappe / "fortrudt.json"
    data |= {
        "modtaget": datetime.fromisoformat(data["modtaget"]),
        "dato": date.fromisoformat(data["dato"]),
        "advarsler": tuple(data["advarsler"]),
        "ukendte_filer": tuple(data["ukendte_filer"]),
    }
    tid = json.loads(fortrudt.read_text(encoding="utf-8"))["tid"] if fortrudt.exists() else None
    return Leverance(**data, mappe=mappe, fortrudt=datetime.fromisoformat(tid) if tid else None)


def fortryd(ind: Indstillinger, leverance_id: str, nu: datetime) -> Leverance:
    """Withdraw a delivery: from the next build everything is as if it had never come; nothing is deleted.

    Errors: HjemtagFejl when there is no such delivery or it is withdrawn already.
    """
    fundet = next((lev for lev in leverancer(ind) if lev.id == leverance_id), None)
    if fundet is None:
        raise HjemtagFejl(f"Der er ingen leverance {leverance_id}. Se dem med 'hjemtag leverance list'.")
    if leverance_id in sammenlagte(ind):
        raise HjemtagFejl(
            f"{leverance_id} kan ikke fortrydes: de rækker, den afløste, er slettet efter reglerne for opbevaring. "
            "Lever tabellerne igen, som de skal være; intet er ændret."
        )
    if fundet.fortrudt is not None:
        raise HjemtagFejl(f"{leverance_id} blev fortrudt {fundet.fortrudt:%d.%m.%Y %H:%M}. Intet er ændret.")
    skriv_json(fundet.mappe / "fortrudt.json", {"tid": nu.isoformat()})
    return laes_manifest(fundet.mappe)


RYDDET = "oprydning.json"


def sammenlagte(ind: Indstillinger) -> set[str]:
    """The deliveries whose replaced rows have been deleted: they belong together and stay in every reading."""
    try:
        return set(json.loads((ind.landing / RYDDET).read_text(encoding="utf-8"))["sammenlagte"])
    except FileNotFoundError:
        return set()


def skriv_json(sti: Path, indhold: dict[str, Any]) -> None:
    """Whole or not at all, and on the disk before it has its name."""
    kladde = sti.with_name(f".{sti.name}.kladde")
    with kladde.open("w", encoding="utf-8") as fil:
        json.dump(indhold, fil, ensure_ascii=False, indent=1)
        fil.flush()
        os.fsync(fil.fileno())
    os.replace(kladde, sti)


def aeldre_end(dato: date, tabeller: Iterable[str], landede: Iterable[Leverance]) -> list[str]:
    """The full tables of a new delivery for which a newer full one has already landed."""
    nyere = {
        tabel: lev
        for lev in landede
        for tabel, tal in lev.tabeller.items()
        if tal["art"] == "fuld" and lev.dato > dato
    }
    return [
        f"{tabel} er en fuld leverance pr. {dato:%d.%m.%Y}, men {nyere[tabel].id} pr. "
        f"{nyere[tabel].dato:%d.%m.%Y} er allerede landet. Den sidst landede gælder."
        for tabel in tabeller
        if tabel in nyere
    ]
