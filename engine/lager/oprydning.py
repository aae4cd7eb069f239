"""Retention in the landing: which rows go, the landing without them, and the proof that nothing else changes.

Deliveries are append-only and together make raw: the newest row per key that is not closed. Rows may therefore
only be taken out where raw stays the same but for what is meant to go. Four kinds of rows go:

- fortrudte: every row of a delivery that was withdrawn long ago.
- fraflyttede: persons gone from the CPR file who have had no activity since, and whom nobody here is tied to;
  all their rows go, but the ledger keeps its postings without CPR number and text, so that it still ties.
- <tabel>: rows whose own time lies too far back, with every earlier version of the same key.
- leverancer: rows that were replaced or closed already before a certain delivery (the cut). Whatever is read as
  of the cut or later is the same; before it nothing can be read, and the deliveries up to it stay together.

`planlaeg` finds them, `skriv` writes the landing without them beside the real one, `afvigelser` builds raw both
ways and tells every difference that was not meant.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from engine.indlaesning.kontrakter import Kontrakt, alle_kontrakter
from engine.indlaesning.leverance import RYDDET, Leverance, laes_manifest, sammenlagte, skriv_json
from engine.indstillinger import Indstillinger
from engine.lager import raa
from engine.lager.port import hukommelse, navn, tekst

BARN_TIL_AAR = 23
"""A parent of somebody younger is kept: households are computed from it."""

# Where a row's own time ends: for retention by age. A row without an end goes on, and never goes.
TID = {
    "postering": "bogfoeringsdato",
    "indkomst": "last_day(CAST(maaned || '-01' AS DATE))",
    "ydelsesrefusion": "last_day(CAST(maaned || '-01' AS DATE))",
    "haendelse": "coalesce(til, fra)",
    "hjemtaget": "make_date(CAST(regnskabsaar AS INTEGER), 12, 31)",
    "statsbidrag": "make_date(CAST(regnskabsaar AS INTEGER), 12, 31)",
    "budget": "make_date(CAST(regnskabsaar AS INTEGER), 12, 31)",
    "indsats": "slutdato",
    "elev": "slutdato",
    "tilsagn": "til",
    "program": "slutdato",
    "beskaeftigelse": "slutdato",
    "uddannelse": "slutdato",
    "ejendom": "til",
    "civilstand": "til",
    "adresse": "fraflytningsdato",
    "kommunalt_forhold": "til",
}
# A person's last activity: something that runs never ends.
_LOEBER = "DATE '9999-12-31'"
_AKTIV = {
    **{t: TID[t] for t in ("indkomst", "ydelsesrefusion", "haendelse", "hjemtaget", "statsbidrag")},
    "postering": "greatest(bogfoeringsdato, coalesce(periode_til, bogfoeringsdato))",
    "indsats": f"CASE WHEN status = 'afslag' THEN startdato ELSE coalesce(slutdato, {_LOEBER}) END",
    "tilsagn": f"CASE WHEN status IN ('afvist', 'ophoert') THEN coalesce(til, fra) ELSE coalesce(til, {_LOEBER}) END",
    "elev": f"coalesce(slutdato, {_LOEBER})",
    "program": f"coalesce(slutdato, {_LOEBER})",
    "pension": "coalesce(ophoer_dato, tilkendt_dato)",
    "opholdstilladelse": "coalesce(gyldig_til, tilladelsesdato)",
}
# Books that stay when a person goes: the row is kept, and these columns are emptied.
_BOEGER = {"postering": ("cpr", "tekst"), "hjemtaget": ("cpr",)}
_MED_PERSON = {"relation": ("barn_cpr", "foraelder_cpr")}


@dataclass(frozen=True)
class Graenser:
    """The day before which each kind goes; None or left out = kept. alder: delivery table -> day."""

    leverancer: date | None = None
    fortrudte: date | None = None
    fraflyttede: date | None = None
    alder: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    """What one kind takes out of one table of one delivery: rows deleted, and rows whose person is taken out."""

    slags: str
    leverance_id: str
    tabel: str
    slettet: int
    anonymiseret: int


@dataclass(frozen=True)
class Plan:
    """What is to go. personer: how many persons. sammenlagte: deliveries that stay together afterwards."""

    poster: tuple[Post, ...]
    personer: int
    sammenlagte: frozenset[str]
    leverancer: tuple[Leverance, ...]

    def __bool__(self) -> bool:
        return bool(self.poster)

    @property
    def slags(self) -> dict[str, tuple[int, int]]:
        """Kind -> (rows deleted, rows made anonymous), over all deliveries."""
        ud: dict[str, tuple[int, int]] = {}
        for p in self.poster:
            slettet, anonyme = ud.get(p.slags, (0, 0))
            ud[p.slags] = (slettet + p.slettet, anonyme + p.anonymiseret)
        return ud


class Landingsoprydning:
    """One clean-up of the landing: an in-memory database with raw as it is and the rows that are to go."""

    def __init__(
        self,
        ind: Indstillinger,
        leverancer: Sequence[Leverance],
        graenser: Graenser,
        nu: date,
        fredede: Iterable[str],
    ) -> None:
        """fredede: keys of persons with an open case, who stay whatever the rules say."""
        self.ind, self.graenser, self.nu = ind, graenser, nu
        self.alle = list(leverancer)
        self.aktive = [lev for lev in self.alle if lev.fortrudt is None]
        self.con = hukommelse(ind)
        self.fredede = sorted(set(fredede))

    def luk(self) -> None:
        self.con.close()

    # --- the plan ---

    def planlaeg(self) -> Plan:
        """Find the rows. The same landing and day give the same plan."""
        con = self.con
        raa.byg_raa(con, self.ind, self.aktive)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE _fjern (tabel VARCHAR, nr INTEGER, raekke_nr BIGINT, slags VARCHAR)"
        )
        con.execute("CREATE OR REPLACE TEMP TABLE _blank (tabel VARCHAR, nr INTEGER, raekke_nr BIGINT)")
        self._find_fortrudte()
        personer = self._find_fraflyttede()
        if self.graenser.alder:
            raa.doede(con, self.aktive, "_doede")
        for tabel, graense in sorted(self.graenser.alder.items()):
            self._find_gamle(tabel, graense)
        sammen = self._find_afloeste()
        return Plan(tuple(self._optael()), personer, frozenset(sammen), tuple(self.alle))

    def _filer(self, tabel: str, leverancer: Iterable[Leverance] | None = None) -> dict[int, str]:
        valgte = self.aktive if leverancer is None else leverancer
        return {lev.nr: str(lev.parquet(tabel)) for lev in valgte if tabel in lev.tabeller}

    def _raekker(self, tabel: str, leverancer: Iterable[Leverance] | None = None) -> str | None:
        """A query over every landed row of a table, with its delivery as _leverance_nr; None without any."""
        filer = self._filer(tabel, leverancer)
        return raa.laes_filer(filer, "f.* EXCLUDE (filename)") if filer else None

    def _find_fortrudte(self) -> None:
        graense = self.graenser.fortrudte
        gamle = [lev for lev in self.alle if lev.fortrudt and graense and lev.fortrudt.date() < graense]
        for tabel in alle_kontrakter():
            if alle := self._raekker(tabel, gamle):
                self.con.execute(
                    f"INSERT INTO _fjern SELECT {tekst(tabel)}, _leverance_nr, _raekke_nr, 'fortrudte' FROM ({alle})"
                )

    # persons

    def _find_fraflyttede(self) -> int:
        con = self.con
        con.execute("CREATE OR REPLACE TEMP TABLE _borte (person_noegle VARCHAR)")
        con.execute("CREATE OR REPLACE TEMP TABLE _borte_cpr (cpr VARCHAR)")
        if self.graenser.fraflyttede is None or not self._filer("person"):
            return 0
        self._find_borte(self.graenser.fraflyttede)
        self._behold_aktive(self.graenser.fraflyttede)
        self._behold_knyttede(self.graenser.fraflyttede)
        con.execute(
            "INSERT INTO _borte_cpr SELECT c.cpr FROM raw.cpr AS c SEMI JOIN _borte AS b USING (person_noegle)"
        )
        for k in alle_kontrakter().values():
            self._fjern_personer(k)
        return raa.antal(con, "_borte")

    def _find_borte(self, graense: date) -> None:
        """Everybody whose every number was missing from a full person file already before the day."""
        datoer = ", ".join(f"({lev.nr}, DATE {tekst(lev.dato)})" for lev in self.aktive)
        self.con.execute(
            f"""INSERT INTO _borte
            SELECT p.person_noegle FROM raw.person AS p
            LEFT JOIN (VALUES {datoer}) AS l(nr, dato) ON l.nr = p._borte_fra_nr
            GROUP BY p.person_noegle
            HAVING bool_and(l.dato IS NOT NULL) AND max(l.dato) < DATE {tekst(graense)}"""
        )
        if self.fredede:
            liste = ", ".join(map(tekst, self.fredede))
            self.con.execute(f"DELETE FROM _borte WHERE person_noegle IN ({liste})")

    def _behold_aktive(self, graense: date) -> None:
        for tabel, udtryk in _AKTIV.items():
            self.con.execute(
                f"""DELETE FROM _borte WHERE person_noegle IN (
                    SELECT person_noegle FROM raw.{navn(tabel)}
                    WHERE person_noegle IS NOT NULL AND {udtryk} >= DATE {tekst(graense)})"""
            )

    def _behold_knyttede(self, graense: date) -> None:
        """Parent and child while the child is young, and spouses, stay while one of them stays."""
        foedt_efter = tekst(graense - timedelta(days=round(BARN_TIL_AAR * 365.25)))
        ung = f"b.foedselsdato >= DATE {foedt_efter}"
        par = f"""
            SELECT r.barn_noegle AS en, r.foraelder_noegle AS anden FROM raw.relation AS r
            JOIN raw.person AS b ON b.person_noegle = r.barn_noegle WHERE {ung}
            UNION SELECT person_noegle, aegtefaelle_noegle FROM raw.person WHERE aegtefaelle_noegle IS NOT NULL
            UNION SELECT person_noegle, aegtefaelle_noegle FROM raw.civilstand
            WHERE aegtefaelle_noegle IS NOT NULL AND til IS NULL"""
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE _par AS SELECT en, anden FROM ({par}) UNION SELECT anden, en FROM ({par})"
        )
        while True:
            foer = raa.antal(self.con, "_borte")
            self.con.execute(
                """DELETE FROM _borte WHERE person_noegle IN (
                    SELECT p.anden FROM _par AS p ANTI JOIN _borte AS b ON b.person_noegle = p.en
                    SEMI JOIN raw.person AS q ON q.person_noegle = p.en)"""
            )
            if raa.antal(self.con, "_borte") == foer:
                return

    def _fjern_personer(self, k: Kontrakt) -> None:
        alle = self._raekker(k.tabel)
        kolonner = raa.cpr_kolonner(k)
        if alle is None or not kolonner:
            return
        slettes = _slettende(k)
        if slettes:
            hvor = " OR ".join(f"{navn(kol)} IN (SELECT cpr FROM _borte_cpr)" for kol in slettes)
            self.con.execute(
                f"""INSERT INTO _fjern SELECT {tekst(k.tabel)}, a._leverance_nr, a._raekke_nr, 'fraflyttede'
                FROM ({alle}) AS a WHERE {hvor}"""
            )
        hvor = " OR ".join(
            f"{navn(kol)} IN (SELECT cpr FROM _borte_cpr)" for kol in kolonner if kol not in slettes
        )
        if hvor:
            self.con.execute(
                f"""INSERT INTO _blank SELECT {tekst(k.tabel)}, a._leverance_nr, a._raekke_nr
                FROM ({alle}) AS a ANTI JOIN _fjern AS f
                    ON f.tabel = {tekst(k.tabel)} AND f.nr = a._leverance_nr AND f.raekke_nr = a._raekke_nr
                WHERE {hvor}"""
            )

    # age

    def _find_gamle(self, tabel: str, graense: date) -> None:
        """Living rows that are too old, with every version of their key; and dead rows that are too old."""
        k, alle = alle_kontrakter()[tabel], self._raekker(tabel)
        if alle is None:
            return
        for_gammel = f"({TID[tabel]}) < DATE {tekst(graense)}"
        noegle = ", ".join(navn(kol) for kol in k.noegle)
        self.con.execute(
            f"""INSERT INTO _fjern
            WITH alle AS (
                SELECT a.*, d.nr IS NOT NULL AS doed FROM ({alle}) AS a
                LEFT JOIN _doede AS d
                    ON d.tabel = {tekst(tabel)} AND d.nr = a._leverance_nr AND d.raekke_nr = a._raekke_nr
            ), gamle AS (SELECT DISTINCT {noegle} FROM alle WHERE NOT doed AND {for_gammel})
            SELECT {tekst(tabel)}, _leverance_nr, _raekke_nr, {tekst(tabel)} FROM alle
            WHERE (doed AND {for_gammel}) OR ({_passer(k, "alle", "gamle")})"""
        )

    # history before the cut

    def _find_afloeste(self) -> set[str]:
        graense = self.graenser.leverancer
        til_skel: list[Leverance] = []
        for lev in self.aktive if graense else []:
            if graense is None or lev.modtaget.date() >= graense:
                break
            til_skel.append(lev)
        foer = sammenlagte(self.ind)
        if len(til_skel) < 2:
            return foer
        raa.doede(self.con, til_skel, "_doede")
        self.con.execute("INSERT INTO _fjern SELECT tabel, nr, raekke_nr, 'leverancer' FROM _doede")
        return foer | {lev.id for lev in til_skel}

    # --- counting ---

    def _optael(self) -> list[Post]:
        """A row that goes for several reasons is counted under the first."""
        orden = (
            "CASE slags WHEN 'fortrudte' THEN 1 WHEN 'fraflyttede' THEN 2 WHEN 'leverancer' THEN 4 ELSE 3 END"
        )
        self.con.execute(
            f"""CREATE OR REPLACE TEMP TABLE _fjern AS
            SELECT tabel, nr, raekke_nr, min_by(slags, {orden}) AS slags FROM _fjern GROUP BY tabel, nr, raekke_nr"""
        )
        self.con.execute(
            """CREATE OR REPLACE TEMP TABLE _blank AS SELECT DISTINCT b.* FROM _blank AS b
            ANTI JOIN _fjern AS f ON f.tabel = b.tabel AND f.nr = b.nr AND f.raekke_nr = b.raekke_nr"""
        )
        fundne = self.con.execute(
            """SELECT slags, nr, tabel, sum(slettet)::BIGINT, sum(blank)::BIGINT FROM (
                SELECT slags, nr, tabel, 1 AS slettet, 0 AS blank FROM _fjern
                UNION ALL SELECT 'fraflyttede', nr, tabel, 0, 1 FROM _blank)
            GROUP BY slags, nr, tabel ORDER BY nr, tabel, slags"""
        ).fetchall()
        id_af = {lev.nr: lev.id for lev in self.alle}
        return [Post(slags, id_af[nr], tabel, slettet, blank) for slags, nr, tabel, slettet, blank in fundne]

    # --- the landing without them ---

    def skriv(self, plan: Plan, hjem: Path) -> list[Path]:
        """Write hjem/landing: the landing as it will be. Returns the files that differ, relative to it.

        What does not change is linked, so that little room is taken.
        """
        roert = {(p.leverance_id, p.tabel) for p in plan.poster}
        nye: list[Path] = []
        for lev in plan.leverancer:
            mappe = hjem / "landing" / lev.id
            mappe.mkdir(parents=True)
            for fil in lev.mappe.iterdir():
                if (lev.id, fil.stem) not in roert and "__" not in fil.stem:
                    _link(fil, mappe / fil.name)
            nye += self._skriv_leverance(plan, lev, mappe, {tabel for id_, tabel in roert if id_ == lev.id})
        if plan.sammenlagte:
            skriv_json(hjem / "landing" / RYDDET, {"sammenlagte": sorted(plan.sammenlagte)})
            nye.append(Path(RYDDET))
        return nye

    def _skriv_leverance(self, plan: Plan, lev: Leverance, mappe: Path, tabeller: set[str]) -> list[Path]:
        nye = []
        for tabel in sorted(tabeller):
            self._skriv_tabel(alle_kontrakter()[tabel], lev, mappe / f"{tabel}.parquet")
            nye.append(Path(lev.id) / f"{tabel}.parquet")
        for fil in [*lev.mappe.glob("*__personer.parquet"), *([lev.sete] if lev.sete.exists() else [])]:
            if self._uden_personer(fil, mappe / fil.name):
                nye.append(Path(lev.id) / fil.name)
            else:
                _link(fil, mappe / fil.name)
        if "person" in tabeller and lev.fortrudt is None and not lev.sete.exists():
            # Who was seen decides what later files close; it must outlive the rows.
            self._skriv_numre(lev.parquet("person"), mappe / lev.sete.name)
            nye.append(Path(lev.id) / lev.sete.name)
        return nye

    def _uden_personer(self, fra: Path, ud: Path) -> bool:
        """Write a list of numbers without those who go; False, and nothing written, when none of them is in it."""
        i_listen = (
            f"(SELECT v.cpr FROM read_parquet({tekst(fra)}) AS v SEMI JOIN _borte_cpr AS b ON b.cpr = v.cpr)"
        )
        if not raa.antal(self.con, i_listen):
            return False
        self._skriv_numre(fra, ud)
        return True

    def _skriv_numre(self, fra: Path, ud: Path) -> None:
        self.con.execute(
            f"""COPY (
                SELECT DISTINCT v.cpr FROM read_parquet({tekst(fra)}) AS v
                ANTI JOIN _borte_cpr AS b ON b.cpr = v.cpr ORDER BY v.cpr
            ) TO {tekst(ud)} (FORMAT parquet, COMPRESSION zstd)"""
        )

    def _skriv_tabel(self, k: Kontrakt, lev: Leverance, ud: Path) -> None:
        fra = lev.parquet(k.tabel)
        findes = set(raa.kolonner_i(self.con, f"SELECT * FROM read_parquet({tekst(fra)})"))
        blanke = [kol for kol in _blanke(k) if kol in findes]
        erstat = ", ".join(f"CASE WHEN b.nr IS NULL THEN {navn(kol)} END AS {navn(kol)}" for kol in blanke)
        felter = f"a.* REPLACE ({erstat})" if erstat else "a.*"
        self.con.execute(
            f"""COPY (
                SELECT {felter} FROM read_parquet({tekst(fra)}) AS a
                LEFT JOIN _blank AS b
                    ON b.tabel = {tekst(k.tabel)} AND b.nr = {lev.nr} AND b.raekke_nr = a._raekke_nr
                ANTI JOIN _fjern AS f
                    ON f.tabel = {tekst(k.tabel)} AND f.nr = {lev.nr} AND f.raekke_nr = a._raekke_nr
                ORDER BY a._raekke_nr
            ) TO {tekst(ud)} (FORMAT parquet, COMPRESSION zstd)"""
        )

    # --- the proof ---

    def afvigelser(self, plan: Plan, hjem: Path) -> list[str]:
        """What would change in raw besides what the plan says, now and as of the cut; empty when nothing does."""
        reducerede = leverancer_i(hjem, plan)
        fejl = self._sammenlign([lev for lev in reducerede if lev.fortrudt is None], "nu")
        skel = [lev for lev in reducerede if lev.id in plan.sammenlagte and lev.fortrudt is None]
        if skel and len(skel) < len(self.aktive):
            foer = [lev for lev in self.aktive if lev.id in plan.sammenlagte]
            raa.byg_raa(self.con, self.ind, foer)
            fejl += self._sammenlign(skel, "ved skellet")
        return fejl

    def _sammenlign(self, efter: list[Leverance], hvornaar: str) -> list[str]:
        """raw as it stands in this database, against raw of the reduced landing."""
        con = self.con
        con.execute("DROP SCHEMA IF EXISTS foer CASCADE")
        con.execute("CREATE SCHEMA foer")
        leveret = {tabel for lev in self.aktive for tabel in lev.tabeller}
        tabeller = [*(t for t in alle_kontrakter() if t in leveret), "cpr"]  # the rest are empty both ways
        for tabel in tabeller:
            con.execute(f"CREATE TABLE foer.{navn(tabel)} AS SELECT * FROM raw.{navn(tabel)}")
        raa.byg_raa(con, self.ind, efter)
        return [fejl for tabel in tabeller if (fejl := self._forskel(tabel, hvornaar))]

    def _forskel(self, tabel: str, hvornaar: str) -> str:
        con = self.con
        if tabel == "cpr":
            ventet = "SELECT f.* FROM foer.cpr AS f SEMI JOIN raw.cpr AS r ON r.cpr = f.cpr"
        else:
            ventet = self._ventet(alle_kontrakter()[tabel])
        efter = f"SELECT * FROM raw.{navn(tabel)}"
        mangler = raa.antal(con, f"({ventet} EXCEPT ALL {efter})")
        nye = raa.antal(con, f"({efter} EXCEPT ALL {ventet})")
        if not mangler and not nye:
            return ""
        return f"{tabel} {hvornaar}: {mangler} rækker ville mangle, og {nye} ville komme til"

    def _ventet(self, k: Kontrakt) -> str:
        """The table as the plan wants it: without the rows that go, and with the columns that are emptied."""
        findes = raa.kolonner_i(self.con, f"SELECT * FROM foer.{navn(k.tabel)}")
        blanke = [raa.noeglenavn(kol) if kol in raa.cpr_kolonner(k) else kol for kol in _blanke(k)]
        erstat = ", ".join(
            f"CASE WHEN b.nr IS NULL THEN {navn(kol)} END AS {navn(kol)}" for kol in blanke if kol in findes
        )
        felter = f"a.* REPLACE ({erstat})" if erstat else "a.*"
        return f"""SELECT {felter} FROM foer.{navn(k.tabel)} AS a
            LEFT JOIN _blank AS b
                ON b.tabel = {tekst(k.tabel)} AND b.nr = a._leverance_nr AND b.raekke_nr = a._raekke_nr
            ANTI JOIN _fjern AS f
                ON f.tabel = {tekst(k.tabel)} AND f.nr = a._leverance_nr AND f.raekke_nr = a._raekke_nr"""

    def personnumre(self) -> set[str]:
        """The numbers of the persons who go, for what lies outside the landing (the quarantine)."""
        return {r[0] for r in self.con.execute("SELECT cpr FROM _borte_cpr").fetchall()}


def leverancer_i(hjem: Path, plan: Plan) -> list[Leverance]:
    """The plan's deliveries as they stand in the reduced landing."""
    return [laes_manifest(hjem / "landing" / lev.id) for lev in plan.leverancer]


def _slettende(k: Kontrakt) -> tuple[str, ...]:
    """The CPR columns that decide whose row it is: when that person goes, so does the row."""
    if k.tabel in _BOEGER:
        return ()
    return _MED_PERSON.get(k.tabel, (k.person,) if k.person else ())


def _blanke(k: Kontrakt) -> list[str]:
    """The columns that are emptied in a row that stays."""
    if k.tabel in _BOEGER:
        return list(_BOEGER[k.tabel])
    return [kol for kol in raa.cpr_kolonner(k) if kol not in _slettende(k)]


def _passer(k: Kontrakt, a: str, b: str) -> str:
    """Whether a row of `a` has the key of some row of `b`; an empty part of a key is a value of its own."""
    par = " AND ".join(f"{b}.{navn(kol)} IS NOT DISTINCT FROM {a}.{navn(kol)}" for kol in k.noegle)
    return f"EXISTS (SELECT 1 FROM {b} WHERE {par})"


def _link(fra: Path, til: Path) -> None:
    try:
        os.link(fra, til)
    except OSError:  # another disk, or a file system without links
        shutil.copy2(fra, til)
