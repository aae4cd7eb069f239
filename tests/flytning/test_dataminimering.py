"""Whoever is no hit is nowhere: the screening runs as a process, and all that it wrote is searched afterwards.

Planted are the numbers, names, roads and person keys of those who do not match, also in rows that break their contract.
Searched are the bytes of every file under the data directory, the home and the directory for temporary files, what is
packed in zip, gzip and parquet, every table of SQLite and DuckDB, and what was printed.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import hemmeligheder
from engine.indstillinger import Indstillinger
from engine.lager import port
from engine.resultater import flyttelister, flyttescreening
from engine.sager import adresser as lageradresser
from engine.sager.lager import aabn
from tests.lager_hjaelp import adresse, person
from tests.pages.test_flyttelister import BARN, BOTILBUD, FRA_INST, HJEM, KAEDE, by
from tests.refusion.leverancer import skriv_mappe
from tests.stopper import start, stop

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows har ingen SIGKILL")

TRAEF = {BOTILBUD, KAEDE, FRA_INST, BARN}
BRUDT, SKAEV, KONFLIKT = "6112700081", "6112700082", "6112700083"
_KILDE = "dato = 2022-12-31\ndemo = true\n"


def _navn(cpr: str) -> str:
    return f"Xqvirrevip{cpr[-4:]}"


def _vej(cpr: str) -> str:
    return f"Zwyngelgang{cpr[-4:]}"


def leverance(sted: Path) -> tuple[Path, set[str]]:
    """The town of the lists, where everybody has a name and a road of his own -> (folder, who is no hit)."""
    tabeller = by()
    tabeller.pop("postering", None)
    andre = {p["cpr"] for p in tabeller["person"]} - TRAEF
    assert len(andre) >= 4  # from home to home, come back, gone, and with nothing
    andre |= {BRUDT, SKAEV, KONFLIKT}
    tabeller["person"] = [p | {"navn": _navn(p["cpr"])} for p in tabeller["person"]]
    tabeller["person"] += [
        person(BRUDT, "1980-13-01", navn=_navn(BRUDT)),
        person(KONFLIKT, "1980-01-01", navn=_navn(KONFLIKT)),
        person(KONFLIKT, "1980-01-02", navn=_navn(KONFLIKT) + "s"),
    ]
    tabeller["adresse"] = [a | {"vejnavn": _vej(a["cpr"])} for a in tabeller["adresse"]]
    tabeller["adresse"][-1] |= {_navn(SKAEV): ""}  # a column nobody knows
    mappe = skriv_mappe(sted, tabeller, _KILDE)
    with (mappe / "person.csv").open("a", encoding="utf-8") as fil:
        fil.write(f"{SKAEV};{_navn(SKAEV)};1980-01-01\n")
    return mappe, andre


@pytest.fixture
def ind(tmp_path: Path) -> Indstillinger:
    hjem = tmp_path / "hjem"
    hjem.mkdir()
    return Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")


# --- the search ---------------------------------------------------------------------------------------------------


def indhold(rod: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file as it lies, and what is packed in it as text."""
    for fil in (f for f in rod.rglob("*") if f.is_file()):
        raa = fil.read_bytes()
        yield fil, raa
        yield fil, _pakket_ud(fil, raa)


def _pakket_ud(fil: Path, raa: bytes) -> bytes:
    if raa[:2] == b"\x1f\x8b":
        return gzip.decompress(raa)
    if zipfile.is_zipfile(fil):
        with zipfile.ZipFile(fil) as arkiv:
            return b"".join(arkiv.read(n) for n in arkiv.namelist())
    if raa[:4] == b"PAR1":
        return str(pq.read_table(fil).to_pydict()).encode()
    if raa[:15] == b"SQLite format 3":
        with sqlite3.connect(fil) as con:
            return "".join(con.iterdump()).encode()
    if raa[8:12] == b"DUCK":
        with port.aabn_laes(fil) as con:
            navne = con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            return str([con.execute(f'SELECT * FROM "{s}"."{t}"').fetchall() for s, t in navne]).encode()
    return b""


def spor(rod: Path, ind: Indstillinger, cpr: set[str], *udskrevet: str) -> list[str]:
    """What is found of some persons: where, and which of their marks."""
    maerker = {m for c in cpr for m in (c, f"{c[:6]}-{c[6:]}", _navn(c), _vej(c))}
    if (ind.hemmeligheder / "person").exists():
        hemmelighed = hemmeligheder.hent(ind, "person")
        maerker |= {hemmeligheder.noegle16(hemmelighed, c) for c in cpr}
    steder = [*indhold(rod), *((Path("udskrevet"), t.encode()) for t in udskrevet)]
    return [f"{fil}: {m}" for fil, tekst in steder for m in sorted(maerker) if m.encode() in tekst]


def test_soegningen_finder_det_der_staar_der(tmp_path: Path, ind: Indstillinger) -> None:
    """In plain text, packed, in a log that is not checkpointed, in every table, as a key, and printed."""
    sted, navn = tmp_path / "gemt", _navn(BRUDT)
    sted.mkdir()
    (sted / "a.log").write_text(f"row {BRUDT}")
    (sted / "b.gz").write_bytes(gzip.compress(navn.encode()))
    with zipfile.ZipFile(sted / "c.zip", "w", zipfile.ZIP_DEFLATED) as arkiv:
        arkiv.writestr("x", navn * 9)
    pq.write_table(pa.table({"x": [navn] * 9}), sted / "d.parquet", compression="zstd")
    (sted / "e.json").write_text(hemmeligheder.noegle16(hemmeligheder.hent(ind, "person"), BRUDT))
    with port.aabn_skriv(sted / "f.duckdb", ind) as con:
        con.execute("CREATE TABLE x AS SELECT ? AS navn FROM range(1000)", [navn])
    sqlite = sqlite3.connect(sted / "g.db", isolation_level=None)
    sqlite.execute("PRAGMA journal_mode=WAL")
    sqlite.execute("CREATE TABLE x (navn)")
    sqlite.execute("INSERT INTO x VALUES (?)", [navn])
    fundet = {Path(linje.split(":")[0]).name for linje in spor(sted, ind, {BRUDT}, f"{navn} blev afvist")}
    sqlite.close()
    assert fundet >= {"a.log", "b.gz", "c.zip", "d.parquet", "e.json", "f.duckdb", "udskrevet"}
    assert fundet & {"g.db", "g.db-wal"}


# --- the screening ------------------------------------------------------------------------------------------------


def test_hvem_der_ikke_er_et_fund_staar_ingen_steder(tmp_path: Path, ind: Indstillinger) -> None:
    """Killed while it reads, before it keeps and as it keeps, refused, done, and done again."""
    mappe, andre = leverance(tmp_path / "ind" / "leverance")
    ude = tmp_path / "ude"  # all that the process may write is below it
    ind = replace(ind, hjem=ude / "hjem")
    miljoe = {n: str(ude / n) for n in ("HOME", "TMPDIR", "DUCKDB_HOME")}
    for sti in miljoe.values():
        Path(sti).mkdir(parents=True)

    def koer(sted: tuple[str, str, int], *led: object, draeb: bool = False) -> tuple[int, str, str]:
        proces = start(ind, sted, "screen", *led, **miljoe)
        if draeb:
            kode, fejl = stop(proces, signal.SIGKILL)
            return kode, "", fejl
        ud, fejl = proces.communicate(timeout=60)
        return proces.returncode, ud, fejl

    til_ende = ("engine.kommando", "main", 0)
    for sted in (
        ("engine.lager.flygtigt", "_fyld", 1),
        ("os", "replace", 1),
    ):
        kode, ud, fejl = koer(sted, mappe, draeb=True)
        assert kode == -signal.SIGKILL
        assert not ind.screening.exists()
        assert spor(ude, ind, andre, ud, fejl) == []
    assert [f.name for f in ind.screening.parent.iterdir()] == [
        ".fund.json.kladde"
    ]  # whole, and not yet in use

    afkortet = tmp_path / "ind" / "afkortet"
    leverance(afkortet)
    (afkortet / "adresse.csv").write_text((afkortet / "adresse.csv").read_text()[:-30])
    kode, ud, fejl = koer(til_ende, afkortet, "--json")
    assert (kode, "afkortet" in json.loads(ud)["fejl"], ind.screening.exists()) == (1, True, False)
    assert spor(ude, ind, andre, ud, fejl) == []

    kode, ud, fejl = koer(til_ende, mappe, "--json")
    svar = json.loads(ud)
    assert (kode, svar["fund"], svar["nye"], svar["karantaene"]) == (2, 4, 4, 4)
    assert spor(ude, ind, andre, ud, fejl) == []
    fund = flyttescreening.laes_fund(ind.screening)
    assert {h.gemt.cpr for h in fund if h.gemt} == TRAEF
    assert not any(_vej(c).encode() in ind.screening.read_bytes() for c in TRAEF)  # nor the road of a hit

    foer = ind.screening.stat()
    kode, ud, fejl = koer(til_ende, mappe)
    efter = ind.screening.stat()
    assert (kode, (efter.st_ino, efter.st_mtime_ns)) == (2, (foer.st_ino, foer.st_mtime_ns))
    assert "Intet er gemt om de andre" in ud
    assert "Siden viser dem, når der er bygget et lager" in ud  # which is not, so that no page can show them
    assert not any(c in ud + fejl or _navn(c) in ud + fejl for c in TRAEF)  # only counts are printed
    assert spor(ude, ind, andre, ud, fejl) == []
    assert not (ind.hjem / "arbejde").exists()


def test_hukommelsen_skrives_aldrig_ud_paa_disken(
    ind: Indstillinger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit ends in an error, and no file is opened for it."""
    monkeypatch.chdir(tmp_path)
    foer = sorted(tmp_path.rglob("*"))
    with port.flygtig(replace(ind, duckdb_hukommelse="20MB")) as con:
        with pytest.raises(port.Fejl, match=r"(?i)memory"):
            con.execute(
                "CREATE TABLE x AS SELECT range AS n, md5(range::VARCHAR) AS m FROM range(5000000) ORDER BY m"
            )
        with pytest.raises(port.Fejl, match=r"disabled|locked"):
            con.execute(f"SET temp_directory = {port.tekst(tmp_path)}")
        with pytest.raises(port.Fejl, match=r"(?i)disabled"):
            con.execute(f"COPY (SELECT 1) TO {port.tekst(tmp_path / 'ud.csv')}")
    assert sorted(tmp_path.rglob("*")) == foer


# --- what is kept -------------------------------------------------------------------------------------------------


def test_fundene_er_tilflytterlistens_og_foelger_personerne(ind: Indstillinger, tmp_path: Path) -> None:
    """The same decision as over a warehouse; for the persons of a delivery the newest word, the others stay."""
    nu = datetime(2023, 1, 15, tzinfo=UTC)
    mappe, _ = leverance(tmp_path / "leverance")
    sagslager = aabn(ind.database_url)
    svar = flyttescreening.koer(ind, sagslager, mappe, nu, lambda _: None)
    assert (svar.fund, svar.nye) == (4, 4)
    fund = {h.gemt.cpr: h for h in flyttescreening.laes_fund(ind.screening) if h.gemt}
    assert {c: (h.afgoerelse.kommunekode, h.afgoerelse.regel) for c, h in fund.items() if h.afgoerelse} == {
        BOTILBUD: ("0851", "REF-01"),
        KAEDE: ("0851", "REF-02"),
        FRA_INST: (None, ""),
        BARN: ("0751", "REF-01"),
    }
    tabeller = by()
    tabeller.pop("postering", None)
    kun = {"person": "cpr", "adresse": "cpr", "indsats": "cpr"}
    for tabel, felt in kun.items():
        tabeller[tabel] = [r for r in tabeller[tabel] if r[felt] in (BOTILBUD, KAEDE)]
    for a in tabeller["adresse"]:
        if a["cpr"] == BOTILBUD and a["husnr"] == "100":
            a["husnr"] = "9"  # the register has corrected it: to an ordinary home
    naeste = skriv_mappe(tmp_path / "naeste", tabeller, _KILDE)
    svar = flyttescreening.koer(ind, sagslager, naeste, nu, lambda _: None)
    sagslager.luk()
    assert (svar.fund, svar.nye, svar.fjernede) == (1, 0, 1)
    igen = flyttescreening.laes_fund(ind.screening)
    assert {h.gemt.cpr for h in igen if h.gemt} == {KAEDE, FRA_INST, BARN}
    assert {h.gemt.kilde for h in igen if h.gemt and h.gemt.cpr != KAEDE} == {"leverance"}


def test_screeningen_bruger_de_adresser_kommunen_selv_har_skrevet(ind: Indstillinger, tmp_path: Path) -> None:
    """Number 9 becomes an institution: who moved there is kept too, and nobody else."""
    nu = datetime(2023, 1, 15, tzinfo=UTC)
    mappe, andre = leverance(tmp_path / "leverance")
    sagslager = aabn(ind.database_url)
    grund = {"kommunekode": "0860", "vejkode": "0101", "gyldig_fra": "2020-01-01"}
    egen = {"institution_id": "EGET", "navn": "Eget hus", "type": "botilbud_108", "driftsform": "privat"}
    lageradresser.skriv(
        sagslager,
        "institution",
        [egen | grund | {"husnr": "9"}],
        begrundelse="Åbnet 2020",
        bruger="o",
        nu=nu,
    )
    svar = flyttescreening.koer(ind, sagslager, mappe, nu, lambda _: None)
    sagslager.luk()
    fund = {h.gemt.cpr: h for h in flyttescreening.laes_fund(ind.screening) if h.gemt}
    assert (svar.fund, set(fund)) == (5, TRAEF | {HJEM})
    assert fund[HJEM].institution_id == "EGET"
    assert fund[HJEM].afgoerelse is not None
    assert fund[HJEM].afgoerelse.kommunekode == "0851"
    assert not any(_navn(c).encode() in ind.screening.read_bytes() for c in andre - {HJEM})


def test_den_der_kommer_fra_en_opmaerksomhedsadresse_er_et_fund(ind: Indstillinger, tmp_path: Path) -> None:
    """From one, from a chain of two, across an unknown time, into one here; an ordinary home between breaks it.

    One is delivered for a house, one for a door, and one is written in the app.
    """
    fra_en, kaede, ukendt, skrevet, hertil = (f"61127000{n}" for n in (91, 92, 93, 94, 95))
    foer, anden_doer, hjem_imellem, ophoert = (f"61127000{n}" for n in (96, 97, 98, 99))
    fundne = {fra_en, kaede, ukendt, skrevet, hertil}
    andre = {foer, anden_doer, hjem_imellem, ophoert}
    der, doer = {"kommunekode": "0851"}, {"kommunekode": "0751", "etage": "2", "sidedoer": "tv"}
    th = doer | {"sidedoer": "th"}
    flyttet = "2022-03-01"

    def bor(cpr: str, *steder: tuple[str, str, str, dict[str, str]]) -> list[dict[str, str]]:
        hjemme = [adresse(cpr, "1", "2000-01-01", steder[0][1], kommunekode="0851")]
        return [*hjemme, *(adresse(cpr, nr, fra, til, **flere) for nr, fra, til, flere in steder)]

    her = ("9", flyttet, "", {"kommunekode": "0860"})
    tabeller = {
        "person": [person(c, "1980-01-01", navn=_navn(c)) for c in sorted(fundne | andre)],
        "institution": by()["institution"],
        "adresse": [
            *bor(fra_en, ("60", "2020-01-01", flyttet, der), her),
            *bor(kaede, ("60", "2018-01-01", "2020-01-01", der), ("61", "2020-01-01", flyttet, doer), her),
            *bor(ukendt, ("60", "2018-01-01", "2021-01-01", der), her),
            *bor(skrevet, ("62", "2020-01-01", flyttet, der), her),
            *bor(hertil, ("70", flyttet, "", {"kommunekode": "0860"})),
            *bor(foer, ("60", "2012-01-01", "2014-12-31", der), ("63", "2014-12-31", flyttet, der), her),
            *bor(anden_doer, ("61", "2020-01-01", flyttet, th), her),
            *bor(
                hjem_imellem,
                ("61", "2018-01-01", "2020-01-01", doer),
                ("64", "2020-01-01", flyttet, der),
                her,
            ),
            *bor(ophoert, ("65", "2020-01-01", flyttet, der), her),
        ],
        "opmaerksomhedsadresse": [
            _vagt("0851", "60"),
            _vagt("0751", "61", etage="02", sidedoer="TV"),
            _vagt("0860", "70"),
            _vagt("0851", "65", gyldig_til="2021-12-31"),
        ],
    }
    sagslager = aabn(ind.database_url)
    nu = datetime(2023, 1, 15, tzinfo=UTC)
    egen = _vagt("0851", "62", gyldig_fra="2020-01-01")
    lageradresser.skriv(
        sagslager, "opmaerksomhedsadresse", [egen], begrundelse="Et opholdssted er på vej", bruger="o", nu=nu
    )
    svar = flyttescreening.koer(
        ind, sagslager, skriv_mappe(tmp_path / "vagt", tabeller, _KILDE), nu, lambda _: None
    )
    sagslager.luk()
    fund = {h.gemt.cpr: h for h in flyttescreening.laes_fund(ind.screening) if h.gemt}
    assert (set(fund), svar.fund) == (fundne, len(fundne))
    assert {h.aarsager for h in fund.values()} == {("opmaerksomhed",)}
    assert not any(_navn(c).encode() in ind.screening.read_bytes() for c in andre)


def _vagt(kommune: str, husnr: str, **flere: str) -> dict[str, str]:
    return {
        "kommunekode": kommune,
        "vejkode": "0101",
        "husnr": husnr,
        "aarsag": "Uregistreret opholdssted",
    } | flere


def test_gamle_fund_slettes_og_de_med_en_aaben_sag_bliver(ind: Indstillinger, tmp_path: Path) -> None:
    mappe, _ = leverance(tmp_path / "leverance")
    sagslager = aabn(ind.database_url)
    flyttescreening.koer(ind, sagslager, mappe, datetime(2023, 1, 15, tzinfo=UTC), lambda _: None)
    sagslager.luk()
    hits = flyttescreening.laes_fund(ind.screening)
    dage = sorted(h.dato for h in hits)
    aaben = frozenset({hits[0].person_noegle})
    assert flyttescreening.fjern_aeldre(ind.screening, dage[0], frozenset(), udfoer=True) == 0
    efter = dage[-1].replace(year=dage[-1].year + 1)
    assert flyttescreening.fjern_aeldre(ind.screening, efter, aaben, udfoer=False) == 3
    assert flyttescreening.laes_fund(ind.screening) == hits
    assert flyttescreening.fjern_aeldre(ind.screening, efter, aaben, udfoer=True) == 3
    assert flyttescreening.laes_fund(ind.screening) == hits[:1]
    assert hits[0].retning == flyttelister.IND
