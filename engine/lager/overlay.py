"""Corrections on top of a generation: the same SQL models, run in memory on the corrected postings alone.

Marts never hold corrections (design.md, 'Corrections are overlays'). What a corrected posting's shares become is
therefore computed by the very models that built the generation, fed with the few postings concerned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pyarrow as pa

from engine import steder
from engine.lager import laes, port
from engine.lager.modeller import RAA, Model, find_modeller

MAAL = "core.posteringsandel"

_RESULTAT = f"""
    SELECT a.*, o.fra, o.til FROM {MAAL} AS a JOIN staging.postering AS p USING (postering_nr)
    JOIN staging.postering_periode AS o USING (postering_nr)
    JOIN valgte AS v USING (kilde, regnskabsaar, bilagsnr, linjenr)
"""

# Which rows of a raw table the few postings need; a table not named here is small and taken whole.
_UDSNIT = {
    # The persons' other postings too: an income that does not state its law has the law of the expense it pays for.
    "postering": (
        "SELECT t.* FROM raw.postering AS t JOIN valgte AS v USING (kilde, regnskabsaar, bilagsnr, linjenr) "
        "UNION SELECT t.* FROM raw.postering AS t WHERE t.person_noegle IN (SELECT person_noegle FROM personer)"
    ),
    "person": "SELECT * FROM raw.person WHERE person_noegle IN (SELECT person_noegle FROM personer)",
    "indsats": "SELECT * FROM raw.indsats WHERE FALSE",
    "tekstperiode": (
        "SELECT t.* FROM raw.tekstperiode AS t WHERE t.postering_nr IN ("
        "SELECT p._leverance_nr::BIGINT * 1000000000000 + p._raekke_nr FROM raw.postering AS p "
        "WHERE p.person_noegle IN (SELECT person_noegle FROM personer) "
        "UNION SELECT p._leverance_nr::BIGINT * 1000000000000 + p._raekke_nr FROM raw.postering AS p "
        "JOIN valgte AS v USING (kilde, regnskabsaar, bilagsnr, linjenr))"
    ),
    "rettelse_periode": "SELECT * FROM raw.rettelse_periode WHERE FALSE",
}


@dataclass(frozen=True)
class PeriodeRettelse:
    """A posting's key and what a person has decided: its period (first and last day), whether it is a one-off, or both.

    None = not decided. A period goes before a one-off. dele: the posting moved to other persons, each (person key,
    øre); an amount of None takes what is left. What no part takes stays on the person it was booked on.
    """

    kilde: str
    regnskabsaar: int
    bilagsnr: str
    linjenr: int
    fra: date | None = None
    til: date | None = None
    enkeltstaaende: bool | None = None
    dele: tuple[tuple[str, int | None], ...] = ()

    @property
    def noegle(self) -> tuple[str, int, str, int]:
        return self.kilde, self.regnskabsaar, self.bilagsnr, self.linjenr


def andele(gen: laes.Generation, rettelser: Sequence[PeriodeRettelse]) -> pa.Table:
    """Shares of the corrected postings as core.posteringsandel would hold them (its columns), and the posting's fra and
    til."""
    valgte = _tabel(rettelser)
    maal = sorted({person for r in rettelser for person, _ in r.dele})
    con = port.hukommelse()
    try:
        for skema in (RAA, "staging", "core"):
            con.execute(f"CREATE SCHEMA {skema}")
        for navn in _raa_tabeller():
            con.register("udsnit", _hent(gen, navn, valgte, maal))
            con.execute(f"CREATE TABLE raw.{navn} AS SELECT * FROM udsnit")
            con.unregister("udsnit")
        con.register("valgte", valgte)
        con.execute("INSERT INTO raw.rettelse_periode SELECT * FROM valgte")
        if maal:
            _flyt(con, rettelser)
        for model in _modeller():
            # Tables, not views: nested views are planned anew at each use, and the rows are few.
            con.execute(f"CREATE TABLE {model.fuldt_navn} AS {model.sql}")
        return con.sql(_RESULTAT).to_arrow_table()
    finally:
        con.close()


# A moved posting becomes several rows of one key. Each needs a number of its own while the models run; the parts'
# numbers differ from the posting's by a multiple that no row number reaches, and are taken back in the result.
_DEL_AFSTAND = 100_000_000_000
_FLYT = f"""
    CREATE TEMP TABLE flyttet AS
    SELECT p.*, d.nr, d.person, d.oere FROM raw.postering AS p
    JOIN dele AS d USING (kilde, regnskabsaar, bilagsnr, linjenr);
    INSERT INTO raw.postering
    SELECT * EXCLUDE (nr, person, oere) REPLACE (
        person AS person_noegle,
        coalesce(oere, beloeb_oere) AS beloeb_oere,
        _raekke_nr + nr * {_DEL_AFSTAND} AS _raekke_nr
    ) FROM flyttet;
    INSERT INTO raw.tekstperiode
    SELECT t.* REPLACE (t.postering_nr + f.nr * {_DEL_AFSTAND} AS postering_nr) FROM raw.tekstperiode AS t
    JOIN flyttet AS f ON t.postering_nr = f._leverance_nr::BIGINT * 1000000000000 + f._raekke_nr;
    UPDATE raw.postering AS p SET beloeb_oere = p.beloeb_oere - f.oere
    FROM (
        SELECT _leverance_nr, _raekke_nr, sum(coalesce(oere, beloeb_oere))::BIGINT AS oere FROM flyttet GROUP BY ALL
    ) AS f
    WHERE p._leverance_nr = f._leverance_nr AND p._raekke_nr = f._raekke_nr;
    DELETE FROM raw.postering AS p USING flyttet AS f
    WHERE p._leverance_nr = f._leverance_nr AND p._raekke_nr = f._raekke_nr AND p.beloeb_oere = 0;
"""


def _flyt(con: port.Forbindelse, rettelser: Sequence[PeriodeRettelse]) -> None:
    """Put the parts of moved postings in the place of what they take."""
    raekker = [(*r.noegle, nr, *del_) for r in rettelser for nr, del_ in enumerate(r.dele, start=1)]
    kolonner = zip(*raekker, strict=True)
    typer = (pa.string(), pa.int64(), pa.string(), pa.int64(), pa.int64(), pa.string(), pa.int64())
    navne = ("kilde", "regnskabsaar", "bilagsnr", "linjenr", "nr", "person", "oere")
    con.register(
        "dele",
        pa.table({n: pa.array(k, t) for n, k, t in zip(navne, kolonner, typer, strict=True)}),
    )
    for saetning in _FLYT.split(";\n"):
        if saetning.strip():
            con.execute(saetning)


def posteringens_nr(nr: int) -> int:
    """The number of the posting that a part is of; a posting's own number is itself."""
    leverance, raekke = divmod(nr, 1_000_000_000_000)
    return leverance * 1_000_000_000_000 + raekke % _DEL_AFSTAND


def _tabel(rettelser: Sequence[PeriodeRettelse]) -> pa.Table:
    return pa.table(
        {
            "kilde": pa.array([r.kilde for r in rettelser], pa.string()),
            "regnskabsaar": pa.array([r.regnskabsaar for r in rettelser], pa.int64()),
            "bilagsnr": pa.array([r.bilagsnr for r in rettelser], pa.string()),
            "linjenr": pa.array([r.linjenr for r in rettelser], pa.int64()),
            "periode_fra": pa.array([r.fra for r in rettelser], pa.date32()),
            "periode_til": pa.array([r.til for r in rettelser], pa.date32()),
            "enkeltstaaende": pa.array([r.enkeltstaaende for r in rettelser], pa.bool_()),
        }
    )


@cache
def _modeller() -> tuple[Model, ...]:
    """The target and everything it is made of, in building order."""
    alle = find_modeller(steder.sql())
    kraevet = {MAAL}
    for model in reversed(alle):
        if model.fuldt_navn in kraevet:
            kraevet.update(model.laeser)
    return tuple(m for m in alle if m.fuldt_navn in kraevet)


@cache
def _raa_tabeller() -> tuple[str, ...]:
    navne = {n.split(".")[1] for m in _modeller() for n in m.laeser if n.startswith(f"{RAA}.")}
    return tuple(sorted(navne | {"rettelse_periode"}))


def _hent(gen: laes.Generation, navn: str, valgte: pa.Table, maal: Sequence[str]) -> pa.Table:
    sql = _UDSNIT.get(navn)
    if sql is None:
        return laes.forespoerg(gen, f"SELECT * FROM raw.{navn}")
    if "FALSE" in sql:
        return laes.forespoerg(gen, sql)
    med = (
        f"WITH valgte AS ({laes.NOEGLER}), personer AS (SELECT p.person_noegle FROM raw.postering AS p "
        "JOIN valgte AS v USING (kilde, regnskabsaar, bilagsnr, linjenr) UNION SELECT unnest($maal::VARCHAR[])) "
    )
    noegler = zip(*(valgte[kolonne].to_pylist() for kolonne in valgte.column_names[:4]), strict=True)
    return laes.forespoerg(gen, med + sql, laes.noegleparametre(noegler) | {"maal": list(maal)})
