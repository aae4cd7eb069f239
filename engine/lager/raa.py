"""Raw: the newest row per key that is not closed, over the deliveries given: all of them, or the first n.

A row is closed by a later delivery that states the table (fuld), or the row's person (pr_person), as it
stands now. But a person gone from a full person file keeps its history: a full delivery closes no rows of a
person who was gone when it came; a relation is both the child's and the parent's. CPR numbers are replaced by
person keys here; only raw.cpr holds both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from engine.fejl import ByggeFejl
from engine.hemmeligheder import hent, noegle16
from engine.indlaesning.flygtig import raekkenavn
from engine.indlaesning.kontrakter import Kontrakt, alle_kontrakter, typed_sql
from engine.indlaesning.leverance import Leverance, sammenlagte
from engine.indstillinger import Indstillinger
from engine.lager.port import Forbindelse, navn, tekst

CPR_TABELLER = ("person", "civilstand", "adresse", "kommunalt_forhold", "relation")
_ANDEN_PERSON = {"relation": "foraelder_cpr"}  # whose history the row is as well
_FOERSTE_DAG, _SIDSTE_DAG, _INGEN_ENDE = "DATE '1800-01-01'", "DATE '2199-12-31'", "DATE '9999-12-31'"
_SLUT = frozenset(
    {"til", "gyldig_til", "ansvar_til", "slutdato", "fraflytningsdato", "ophoer_dato", "doedsdato"}
)
"""Where a system's last day of the calendar means that there is no end."""


@dataclass
class _Tabel:
    """The deliveries of one table, by number."""

    kontrakt: Kontrakt
    filer: dict[int, str] = field(default_factory=dict)
    fulde: list[int] = field(default_factory=list)
    personfiler: dict[int, str] = field(default_factory=dict)
    setefiler: dict[int, str] = field(default_factory=dict)

    def midlertidig(self, slags: str) -> str:
        """The quoted name of one of the table's temporary relations."""
        return navn(f"_{slags}_{self.kontrakt.tabel}")

    @property
    def seneste_fulde(self) -> int:
        return max(self.fulde, default=0)


def byg_raa(con: Forbindelse, ind: Indstillinger, leverancer: list[Leverance]) -> None:
    """Create schema raw: one table per contract (empty if never delivered) and raw.cpr.

    Columns: the contract's, typed, every CPR column as a person key (`person_noegle`, `<navn>_noegle`), plus
    `_leverance_nr` INTEGER and `_raekke_nr` BIGINT; raw.person has `_borte_fra_nr` INTEGER, the full delivery
    the person was first missing from. `gaeldende_noegle` is NULL on the row of the current number.
    leverancer: the deliveries to count, in any order; withdrawn ones are left out.
    """
    kraev_ryddede(ind, leverancer)
    tabeller = _find_levende(con, leverancer)
    con.execute("CREATE SCHEMA IF NOT EXISTS raw")
    _lav_cpr(con, ind, tabeller)
    for tabel in tabeller.values():
        _lav_tabel(con, tabel)
    _lav_foerst_set(con, ind, tabeller["adresse"], leverancer)
    _ryd_op(con, tabeller)


def _lav_foerst_set(
    con: Forbindelse, ind: Indstillinger, adresse: _Tabel, leverancer: Iterable[Leverance]
) -> None:
    """raw.adresse_set: the delivery that first told of a stay, if not the first one, which is raw.adresse_foerste.

    What the first delivery holds was told of before it. Where replaced rows have been deleted, the last delivery that
    was cleaned is the first that counts. Only stays of the ten years before it: older ones are corrections.
    """
    ryddet = [lev.nr for lev in leverancer if lev.id in sammenlagte(ind)]
    foerste = max([min(adresse.filer, default=0), *ryddet])
    con.execute(f"CREATE OR REPLACE TABLE raw.adresse_foerste AS SELECT CAST({foerste} AS INTEGER) AS nr")
    con.execute(
        "CREATE OR REPLACE TABLE raw.adresse_set "
        "(person_noegle VARCHAR, tilflytningsdato DATE, loebenr BIGINT, foerste_nr INTEGER)"
    )
    if len(adresse.filer) > 1:
        alle = laes_filer(adresse.filer, "f.cpr, f.tilflytningsdato, coalesce(f.loebenr, 0) AS loebenr")
        dag = min(lev.dato for lev in leverancer if lev.nr >= foerste)
        con.execute(
            f"""INSERT INTO raw.adresse_set
            SELECT c.person_noegle, a.tilflytningsdato, a.loebenr, min(a._leverance_nr) AS foerste_nr
            FROM ({alle}) AS a JOIN raw.cpr AS c ON c.cpr = a.cpr
            WHERE a.tilflytningsdato >= DATE '{dag:%Y-%m-%d}' - INTERVAL 10 YEAR
            GROUP BY ALL HAVING min(a._leverance_nr) > {foerste}"""
        )


def _find_levende(con: Forbindelse, leverancer: list[Leverance]) -> dict[str, _Tabel]:
    """The deliveries of each table, and a view _lev_<tabel> of its living rows."""
    tabeller = _tabeller(leverancer)
    _find_sete(con, tabeller["person"])
    for tabel in tabeller.values():
        _levende(con, tabel, tabeller["person"])
    return tabeller


def byg_raa_af(con: Forbindelse, ind: Indstillinger, navne: Iterable[str], levende: Collection[str]) -> None:
    """Create some tables of schema raw and raw.cpr from typed rows that lie in the database already.

    navne: the contracts wanted. levende: those that have a relation `raekkenavn(tabel)` with the typed rows of one
    delivery, each with _raekke_nr; the others are empty.
    """
    tabeller = {t: _Tabel(alle_kontrakter()[t]) for t in navne}
    con.execute("CREATE OR REPLACE TEMP TABLE _sete (cpr VARCHAR, nr INTEGER)")
    for t, tabel in tabeller.items():
        _tom_typet(con, tabel)
        dele = [f"SELECT *, CAST(1 AS INTEGER) AS _leverance_nr FROM {tabel.midlertidig('tom')}"]
        if t in levende:
            dele.append(f"SELECT *, 1 AS _leverance_nr FROM {navn(raekkenavn(t))}")
        con.execute(f"CREATE TEMP VIEW {tabel.midlertidig('lev')} AS {' UNION ALL BY NAME '.join(dele)}")
    _lav_cpr(con, ind, tabeller)
    for tabel in tabeller.values():
        _lav_tabel(con, tabel)
    _ryd_op(con, tabeller)


def doede(con: Forbindelse, leverancer: list[Leverance], ud: str) -> None:
    """Make the table `ud` (tabel, nr, raekke_nr) of the rows of these deliveries that do not live any more.

    They are those that byg_raa leaves out: replaced by a newer row of their key, or closed.
    """
    tabeller = _find_levende(con, leverancer)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {ud} (tabel VARCHAR, nr INTEGER, raekke_nr BIGINT)")
    for tabel in tabeller.values():
        if tabel.filer:
            alle = laes_filer(tabel.filer, "f._raekke_nr")
            con.execute(
                f"""INSERT INTO {ud} SELECT {tekst(tabel.kontrakt.tabel)}, a._leverance_nr, a._raekke_nr
                FROM ({alle}) AS a ANTI JOIN {tabel.midlertidig("lev")} AS l
                    ON l._leverance_nr = a._leverance_nr AND l._raekke_nr = a._raekke_nr"""
            )
    _ryd_op(con, tabeller)


def kraev_ryddede(ind: Indstillinger, leverancer: list[Leverance]) -> None:
    """Rows that were replaced before a certain delivery have been deleted: before it nothing can be read.

    Errors: ByggeFejl naming the deliveries that must be in.
    """
    mangler = sammenlagte(ind) - {lev.id for lev in leverancer if lev.fortrudt is None}
    if mangler:
        navne = f"{min(mangler)}–{max(mangler)}" if len(mangler) > 1 else min(mangler)
        raise ByggeFejl(
            f"Data kan ikke læses uden {navne}: de rækker, som leverancerne afløste, er slettet efter reglerne for "
            "opbevaring. Læs data pr. en senere leverance."
        )


def noeglenavn(kolonne: str) -> str:
    """The name in raw of a contract's CPR column: cpr -> person_noegle, barn_cpr -> barn_noegle."""
    return "person_noegle" if kolonne == "cpr" else kolonne.removesuffix("_cpr") + "_noegle"


def _tabeller(leverancer: Iterable[Leverance]) -> dict[str, _Tabel]:
    tabeller = {k.tabel: _Tabel(k) for k in alle_kontrakter().values()}
    for lev in sorted(leverancer, key=lambda lev: lev.nr):
        for tabel_navn, tal in lev.tabeller.items():
            if lev.fortrudt is not None or tabel_navn not in tabeller:
                continue
            tabel = tabeller[tabel_navn]
            tabel.filer[lev.nr] = str(lev.parquet(tabel_navn))
            if tabel_navn == "person":
                tabel.setefiler[lev.nr] = str(lev.sete if lev.sete.exists() else lev.parquet("person"))
            if tal["art"] == "fuld":
                tabel.fulde.append(lev.nr)
            elif tal["art"] == "pr_person":
                tabel.personfiler[lev.nr] = str(lev.personer(tabel_navn))
    return tabeller


def cpr_kolonner(k: Kontrakt) -> list[str]:
    """The columns of a contract that hold a CPR number."""
    return [kol.navn for kol in k.kolonner.values() if kol.type == "cpr"]


def _liste(kolonner: Iterable[str]) -> str:
    return ", ".join(navn(k) for k in kolonner)


def laes_filer(filer: dict[int, str], kolonner: str) -> str:
    """A query over parquet files of several deliveries, with the number of each as _leverance_nr."""
    stier = ", ".join(tekst(sti) for sti in filer.values())
    numre = ", ".join(f"({tekst(sti)}, {nr})" for nr, sti in filer.items())
    return (
        f"SELECT {kolonner}, CAST(n.nr AS INTEGER) AS _leverance_nr "
        f"FROM read_parquet([{stier}], union_by_name = true, filename = true) AS f "
        f"JOIN (VALUES {numre}) AS n(sti, nr) ON n.sti = f.filename"
    )


# --- which persons were gone, and when ----------------------------------------------------------------


def _find_sete(con: Forbindelse, person: _Tabel) -> None:
    """_sete(cpr, nr): the person deliveries in which a person has, or had before the clean-up, a row."""
    con.execute("CREATE OR REPLACE TEMP TABLE _sete (cpr VARCHAR, nr INTEGER)")
    if person.setefiler:
        con.execute(f"INSERT INTO _sete {laes_filer(person.setefiler, 'f.cpr')}")


def _naeste_fulde(person: _Tabel, nr: int) -> int | None:
    return min((m for m in person.fulde if m > nr), default=None)


def _lukker_ved(tabel: _Tabel, person: _Tabel, set_nr: int) -> int:
    """The last full delivery of the table between a sighting of the person and the next full person file.

    Until that file the sighting shows that the person is not gone. 0 when there is none.
    """
    slut = _naeste_fulde(person, set_nr)
    return max((m for m in tabel.fulde if m >= set_nr and (slut is None or m < slut)), default=0)


def _foer_foerste(tabel: _Tabel, set_nr: int) -> int:
    """The last full delivery before the person was first seen: one never seen is not gone."""
    return max((m for m in tabel.fulde if m < set_nr), default=0)


def _find_lukning(con: Forbindelse, tabel: _Tabel, person: _Tabel) -> None:
    """What closes a person's rows otherwise than the last full delivery does for everybody.

    _luk_<tabel>(cpr, nr): of a person who has gone only rows before `nr` are closed by full deliveries.
    _nav_<tabel>(cpr, nr): the delivery that last stated the person's rows (pr_person) closes those before it,
    whether the person is gone or not.
    """
    luk, m = tabel.midlertidig("luk"), tabel.seneste_fulde
    for slags in ("luk", "nav"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {tabel.midlertidig(slags)} (cpr VARCHAR, nr INTEGER)")
    if tabel.kontrakt.tabel in CPR_TABELLER and tabel.fulde and person.filer:
        regler = ", ".join(
            f"({nr}, {_lukker_ved(tabel, person, nr)}, {_foer_foerste(tabel, nr)})" for nr in person.filer
        )
        con.execute(
            f"""INSERT INTO {luk}
            SELECT s.cpr, greatest(max(r.luk), min_by(r.foer, s.nr)) AS luk_nr
            FROM _sete AS s JOIN (VALUES {regler}) AS r(nr, luk, foer) ON r.nr = s.nr
            GROUP BY s.cpr HAVING luk_nr <> {m}"""
        )
    if tabel.personfiler:
        navngivet = laes_filer(tabel.personfiler, "f.cpr")
        con.execute(
            f"""INSERT INTO {tabel.midlertidig("nav")}
            SELECT cpr, max(_leverance_nr) FROM ({navngivet}) GROUP BY cpr"""
        )


# --- the newest row that is not closed ----------------------------------------------------------------


def _levende(con: Forbindelse, tabel: _Tabel, person: _Tabel) -> None:
    """View _lev_<tabel>: the living rows, still with CPR numbers."""
    _tom_typet(con, tabel)
    _find_lukning(con, tabel, person)
    _aabne(con, tabel)
    _find_afloeste(con, tabel)
    con.execute(
        f"""CREATE OR REPLACE TEMP VIEW {tabel.midlertidig("lev")} AS
        SELECT a.* FROM {tabel.midlertidig("aabne")} AS a
        ANTI JOIN {tabel.midlertidig("afloest")} AS f
            ON f._leverance_nr = a._leverance_nr AND f._raekke_nr = a._raekke_nr"""
    )


def _tom_typet(con: Forbindelse, tabel: _Tabel) -> None:
    """_tom_<tabel>: the typed columns of the contract, without rows."""
    k = tabel.kontrakt
    felter = ", ".join(f"CAST(NULL AS VARCHAR) AS {navn(kol)}" for kol in k.kolonner)
    kilde = f"(SELECT {felter}, CAST(NULL AS BIGINT) AS raekke_nr WHERE FALSE)"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {tabel.midlertidig("tom")} AS
        SELECT * EXCLUDE (raekke_nr), raekke_nr AS _raekke_nr FROM ({typed_sql(k, kilde)})"""
    )


def _aabne(con: Forbindelse, tabel: _Tabel) -> None:
    """View _aabne_<tabel>: the rows that are not closed; only files that can hold such rows are read."""
    undtagne = antal(con, tabel.midlertidig("luk")) + antal(con, tabel.midlertidig("nav"))
    filer = _filer_med_aabne(con, tabel)
    dele = [f"SELECT *, CAST(0 AS INTEGER) AS _leverance_nr FROM {tabel.midlertidig('tom')}"]
    if filer:
        alle = _med_alle_kolonner(con, tabel, filer)
        dele.append(_uden_lukkede(tabel, alle) if undtagne else alle)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {tabel.midlertidig('aabne')} AS {' UNION ALL BY NAME '.join(dele)}"
    )


def _filer_med_aabne(con: Forbindelse, tabel: _Tabel) -> dict[int, str]:
    """The files that can hold open rows: from the last full delivery, or all when somebody's older rows are kept."""
    gemmer = antal(con, tabel.midlertidig("luk"))
    return {nr: sti for nr, sti in tabel.filer.items() if nr >= tabel.seneste_fulde or gemmer}


def _uden_lukkede(tabel: _Tabel, alle: str) -> str:
    """Only tables with a person column come here: nobody else has exceptions."""
    m, luk, nav = tabel.seneste_fulde, tabel.midlertidig("luk"), tabel.midlertidig("nav")
    egen, anden = navn(str(tabel.kontrakt.person)), _ANDEN_PERSON.get(tabel.kontrakt.tabel)
    joins = f"LEFT JOIN {luk} AS l ON l.cpr = a.{egen} LEFT JOIN {nav} AS n ON n.cpr = a.{egen}"
    fuld = f"coalesce(l.nr, {m})"
    if anden:
        joins += f" LEFT JOIN {luk} AS l2 ON l2.cpr = a.{navn(anden)}"
        fuld = f"least({fuld}, coalesce(l2.nr, {m}))"
    return (
        f"SELECT a.* FROM ({alle}) AS a {joins} WHERE a._leverance_nr >= greatest(coalesce(n.nr, 0), {fuld})"
    )


def _med_alle_kolonner(con: Forbindelse, tabel: _Tabel, filer: dict[int, str]) -> str:
    """The files' rows in the contract's columns of today; a column that an older landing lacked is NULL."""
    stier = ", ".join(tekst(sti) for sti in filer.values())
    findes = set(kolonner_i(con, f"SELECT * FROM read_parquet([{stier}], union_by_name = true)"))
    felter = [
        f"CAST({f'f.{navn(kol)}' if kol in findes else 'NULL'} AS {type_}) AS {navn(kol)}"
        for kol, type_ in kolonner_i(con, tabel.midlertidig("tom")).items()
    ]
    return laes_filer(filer, ", ".join(felter))


def _find_afloeste(con: Forbindelse, tabel: _Tabel) -> None:
    """_afloest_<tabel>: open rows whose key has come again in a later delivery (within one it is unique).

    Only keys that some delivery after the oldest one holds can have come again, and those are few.
    """
    k, aabne = tabel.kontrakt, tabel.midlertidig("aabne")
    gentaget = "SELECT NULL AS h WHERE FALSE"
    if len(tabel.filer) > 1:
        gentaget = (
            f"SELECT hash({_liste(k.noegle)}) AS h FROM {aabne} "
            f"WHERE _leverance_nr > {min(_filer_med_aabne(con, tabel))}"
        )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {tabel.midlertidig("afloest")} AS
        SELECT _leverance_nr, _raekke_nr FROM {aabne}
        WHERE hash({_liste(k.noegle)}) IN ({gentaget})
        QUALIFY row_number() OVER (PARTITION BY {_liste(k.noegle)} ORDER BY _leverance_nr DESC) > 1"""
    )


def kolonner_i(con: Forbindelse, kilde: str) -> dict[str, str]:
    """Column -> type of a query or relation."""
    return {r[0]: r[1] for r in con.execute(f"DESCRIBE {kilde}").fetchall()}


def antal(con: Forbindelse, tabel: str) -> int:
    """Rows of a relation or of a query in parentheses."""
    fundet = con.execute(f"SELECT count(*) FROM {tabel}").fetchone()
    return int(fundet[0]) if fundet else 0


# --- person keys --------------------------------------------------------------------------------------


def _lav_cpr(con: Forbindelse, ind: Indstillinger, tabeller: dict[str, _Tabel]) -> None:
    """raw.cpr: every number in the living rows, its person key, and whether it is the current number."""
    kilder = [
        f"SELECT {navn(kol)} AS cpr FROM {t.midlertidig('lev')} WHERE {navn(kol)} IS NOT NULL"
        for t in tabeller.values()
        for kol in cpr_kolonner(t.kontrakt)
    ]
    fundet = con.sql(f"SELECT DISTINCT cpr FROM ({' UNION ALL '.join(kilder)}) ORDER BY cpr")
    numre: list[str] = fundet.to_arrow_table()["cpr"].to_pylist()
    erstattet = con.execute(
        "SELECT cpr, gaeldende_cpr FROM _lev_person WHERE gaeldende_cpr IS NOT NULL AND gaeldende_cpr <> cpr"
    ).fetchall()
    nye = gaeldende_numre([r[0] for r in erstattet], dict(erstattet))  # few beside those that are their own
    hemmelighed = hent(ind, "person")
    data = {
        "person_noegle": pa.array([noegle16(hemmelighed, nye.get(cpr, cpr)) for cpr in numre], pa.string()),
        "cpr": pa.array(numre, pa.string()),
        "er_gaeldende": pa.array([nye.get(cpr, cpr) == cpr for cpr in numre], pa.bool_()),
    }
    con.register("_cpr_data", pa.table(data))
    con.execute("CREATE OR REPLACE TABLE raw.cpr AS SELECT * FROM _cpr_data")
    con.unregister("_cpr_data")


def gaeldende_numre(numre: Iterable[str], erstattet: dict[str, str]) -> dict[str, str]:
    """The current number of each number: the end of its chain; in a ring the lowest number of the ring.

    erstattet: old number -> the number that replaced it.
    """
    fundet: dict[str, str] = {}
    for cpr in numre:
        vej: list[str] = []
        trin = cpr
        while trin not in fundet and trin not in vej and trin in erstattet:
            vej.append(trin)
            trin = erstattet[trin]
        slut = min(vej[vej.index(trin) :]) if trin in vej else fundet.get(trin, trin)
        fundet |= dict.fromkeys([*vej, cpr], slut)
    return fundet


def _lav_tabel(con: Forbindelse, tabel: _Tabel) -> None:
    """raw.<tabel>: the living rows with person keys where the CPR numbers stood."""
    k, lev = tabel.kontrakt, tabel.midlertidig("lev")
    cpr = {kol: f"c{nr}" for nr, kol in enumerate(cpr_kolonner(k))}
    joins = [f"LEFT JOIN raw.cpr AS {alias} ON {alias}.cpr = a.{navn(kol)}" for kol, alias in cpr.items()]
    felter = {kol: f"{alias}.person_noegle AS {navn(noeglenavn(kol))}" for kol, alias in cpr.items()}
    ekstra = ["a._leverance_nr", "a._raekke_nr"]
    if k.tabel == "person":
        egen = cpr["cpr"]
        felter["gaeldende_cpr"] = (
            f"CASE WHEN NOT {egen}.er_gaeldende THEN {egen}.person_noegle END AS gaeldende_noegle"
        )
        joins.append(f"LEFT JOIN ({_borte_sql(tabel)}) AS b ON b.cpr = a.cpr")
        ekstra.append("b.nr AS _borte_fra_nr")
    felter |= {kol.navn: _dag(kol.navn) for kol in k.kolonner.values() if kol.type == "dato"}
    valgt = [felter.get(kol, f"a.{navn(kol)}") for kol in kolonner_i(con, lev) if not kol.startswith("_")]
    con.execute(
        f"""CREATE OR REPLACE TABLE raw.{navn(k.tabel)} AS
        SELECT {", ".join([*valgt, *ekstra])} FROM {lev} AS a {" ".join(joins)}"""
    )


def _dag(kolonne: str) -> str:
    """A delivered day; what systems write for never (0001-01-01, 9999-12-31) as one that can be reckoned with."""
    dag = f"a.{navn(kolonne)}"
    slut = f"WHEN {dag} = {_INGEN_ENDE} THEN NULL" if kolonne in _SLUT else ""
    return f"""CASE {slut} WHEN {dag} < {_FOERSTE_DAG} THEN {_FOERSTE_DAG} WHEN {dag} > {_SIDSTE_DAG} THEN {_SIDSTE_DAG}
        ELSE {dag} END AS {navn(kolonne)}"""


def _borte_sql(person: _Tabel) -> str:
    """cpr, nr: the first full person delivery after the person was last seen."""
    regler = [(nr, _naeste_fulde(person, nr)) for nr in person.filer]
    vaerdier = ", ".join(f"({nr}, {naeste})" for nr, naeste in regler if naeste) or "(-1, -1)"
    return f"""SELECT s.cpr, CAST(r.naeste AS INTEGER) AS nr
        FROM (SELECT cpr, max(nr) AS nr FROM _sete GROUP BY cpr) AS s
        JOIN (VALUES {vaerdier}) AS r(nr, naeste) ON r.nr = s.nr"""


def _ryd_op(con: Forbindelse, tabeller: dict[str, _Tabel]) -> None:
    for tabel in tabeller.values():
        for slags in ("lev", "aabne"):
            con.execute(f"DROP VIEW IF EXISTS temp.{tabel.midlertidig(slags)}")
        for slags in ("afloest", "luk", "nav", "tom"):
            con.execute(f"DROP TABLE IF EXISTS temp.{tabel.midlertidig(slags)}")
    con.execute("DROP TABLE IF EXISTS temp._sete")
