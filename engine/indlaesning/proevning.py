"""Tries one table of a delivery: duplicates first, then the contract, then key conflicts.

Everything is set-based in a scratch database on disk. The views and tables in it:
t (the text rows), dublet(raekke_nr), brud(raekke_nr, regel, kolonne, besked), typet (the rows that kept their
contract, typed).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.fejl import HjemtagFejl
from engine.indlaesning import karantaene
from engine.indlaesning.kontrakter import Brud, Kontrakt, fejl_sql, typed_sql, typet_navn
from engine.indlaesning.tabelfiler import Tekstskriver
from engine.lager.port import Forbindelse, navn, tekst

_BELOEB = r"'-?\d{1,13}(\.\d{1,2})?'"
_KODER_VIST = 200


def gx_udsnit(con: Forbindelse, skriver: Tekstskriver, antal: int, ud: Path) -> None:
    """Write the first rows of a table, contract columns and raekke_nr only, for Great Expectations."""
    kolonner = _liste([*skriver.kontrakt.kolonner, "raekke_nr"])
    kilde = (
        f"SELECT {kolonner} FROM read_parquet({tekst(skriver.tekst)}) ORDER BY raekke_nr LIMIT {int(antal)}"
    )
    con.execute(f"COPY ({kilde}) TO {tekst(ud)} (FORMAT parquet)")


def proev(
    con: Forbindelse,
    skriver: Tekstskriver,
    gx_brud: Iterable[Brud],
    ud: Path,
    karantaene_ud: Path,
    i_dag: date,
) -> dict[str, Any]:
    """Write the accepted rows typed to `ud` and the broken to `karantaene_ud`; the counts of the manifest.

    Errors: HjemtagFejl if rows or øre do not balance (raekker = accepteret + karantaene + dubletter).
    """
    k = skriver.kontrakt
    con.execute(f"CREATE OR REPLACE VIEW t AS SELECT * FROM read_parquet({tekst(skriver.tekst)})")
    bedoem(con, k, gx_brud)
    con.execute(f"COPY (SELECT * FROM typet) TO {tekst(ud)} (FORMAT parquet, COMPRESSION zstd)")
    skaeve = skriver.skaeve if skriver.antal_skaeve else None
    antal_karantaene = karantaene.skriv(con, k, skaeve, karantaene_ud)
    tal = {
        "raekker": skriver.raekker,
        "accepteret": pq.read_metadata(ud).num_rows,
        "karantaene": antal_karantaene,
        "dubletter": _tal(con, "SELECT count(*) FROM dublet"),
        "kroner": _kroner(con, k, ud),
        "nyeste_dato": _nyeste_dato(con, k, ud, i_dag),
        "ukendte_kolonner": sorted(skriver.ukendte_kolonner),
        "ukendte_koder": _ukendte_koder(con, k, ud),
        "regler": regler(con, skriver.antal_skaeve),
    }
    kraev_balance(k.tabel, tal)
    return tal


def bedoem(con: Forbindelse, k: Kontrakt, gx_brud: Iterable[Brud] = ()) -> None:
    """Try the rows of view t: dublet, brud and typet tell afterwards what became of each."""
    _find_dubletter(con, k)
    _find_brud(con, k, gx_brud)
    _typ(con, k)
    _find_konflikter_med_brudte(con, k)
    _find_konflikter(con, k)


def _liste(kolonner: Iterable[str]) -> str:
    return ", ".join(navn(k) for k in kolonner)


def _tal(con: Forbindelse, sql: str) -> int:
    fundet = con.execute(sql).fetchone()
    return int(fundet[0] or 0) if fundet else 0


# --- duplicates and the contract ------------------------------------------------------------------------


def _find_dubletter(con: Forbindelse, k: Kontrakt) -> None:
    """Rows identical to an earlier one. Only rows whose key occurs twice are compared in full."""
    _gentagne_noegler(con, k, "t")
    con.execute(
        f"""CREATE OR REPLACE TABLE dublet AS
        SELECT raekke_nr FROM (
            SELECT raekke_nr, row_number() OVER (PARTITION BY {_liste(k.kolonner)} ORDER BY raekke_nr) AS nr
            FROM t WHERE hash({_liste(k.noegle)}) IN (SELECT h FROM gentaget)
        ) WHERE nr > 1"""
    )


def _gentagne_noegler(con: Forbindelse, k: Kontrakt, kilde: str) -> None:
    """gentaget(h): hashes of keys that occur more than once; a hash collision does no harm."""
    con.execute(
        f"""CREATE OR REPLACE TABLE gentaget AS
        SELECT h FROM (SELECT hash({_liste(k.noegle)}) AS h FROM {kilde}) GROUP BY h HAVING count(*) > 1"""
    )


def _find_brud(con: Forbindelse, k: Kontrakt, gx_brud: Iterable[Brud]) -> None:
    con.execute(
        f"""CREATE OR REPLACE TABLE brud AS
        SELECT DISTINCT raekke_nr, regel, kolonne, besked FROM ({fejl_sql(k, "t")})
        WHERE raekke_nr NOT IN (SELECT raekke_nr FROM dublet)"""
    )
    raekker = [(b.raekke_nr, b.regel, b.kolonne, b.besked) for b in gx_brud]
    if not raekker:
        return
    felter = ("raekke_nr", "regel", "kolonne", "besked")
    con.register(
        "gx", pa.table({navn_: list(v) for navn_, v in zip(felter, zip(*raekker, strict=True), strict=True)})
    )
    con.execute(
        """INSERT INTO brud SELECT DISTINCT raekke_nr, regel, kolonne, besked FROM gx
        WHERE raekke_nr NOT IN (SELECT raekke_nr FROM dublet)
          AND raekke_nr NOT IN (SELECT raekke_nr FROM brud)"""
    )
    con.unregister("gx")


def _typ(con: Forbindelse, k: Kontrakt) -> None:
    con.execute(
        """CREATE OR REPLACE VIEW god AS SELECT * FROM t
        WHERE raekke_nr NOT IN (SELECT raekke_nr FROM dublet)
          AND raekke_nr NOT IN (SELECT raekke_nr FROM brud)"""
    )
    con.execute(
        f"""CREATE OR REPLACE VIEW typet AS
        SELECT * EXCLUDE (raekke_nr), raekke_nr AS _raekke_nr FROM ({typed_sql(k, "god")})"""
    )


# --- key conflicts --------------------------------------------------------------------------------------


def _find_konflikter_med_brudte(con: Forbindelse, k: Kontrakt) -> None:
    """Rows that keep the contract, with the key of one that breaks it: nobody knows which of them is right."""
    if not _tal(con, "SELECT count(*) FROM brud"):
        return
    kolonner, besked = _konflikttekst(k)
    ens = " AND ".join(
        f"{_noegledel(k, 'g', n)} IS NOT DISTINCT FROM {_noegledel(k, 'b', n)}" for n in k.noegle
    )
    con.execute(
        f"""INSERT INTO brud
        SELECT DISTINCT g.raekke_nr, ?, ?, ?
        FROM god AS g
        JOIN (SELECT * FROM t WHERE raekke_nr IN (SELECT raekke_nr FROM brud)) AS b ON {ens}""",
        [karantaene.REGEL_NOEGLE, kolonner, besked],
    )


def _noegledel(k: Kontrakt, alias: str, kolonne: str) -> str:
    """A key part as text; an empty one stands for the column's standard, where it has one."""
    felt, standard = f"{alias}.{navn(kolonne)}", k.kolonner[kolonne].standard
    return felt if standard is None else f"coalesce({felt}, {tekst(standard)})"


def _konflikttekst(k: Kontrakt) -> tuple[str, str]:
    kolonner = ", ".join(k.noegle)
    return kolonner, f"Flere rækker i leverancen har samme nøgle ({kolonner}) og forskelligt indhold."


def _find_konflikter(con: Forbindelse, k: Kontrakt) -> None:
    """Typed rows with one key: the same content is a duplicate ('1.5' and '1.50'), else all are quarantined.

    An empty optional key part is a value of its own (PARTITION BY treats NULL as equal to NULL).
    """
    _gentagne_noegler(con, k, "typet")
    if not _tal(con, "SELECT count(*) FROM gentaget"):
        return
    alle = [r[0] for r in con.execute("DESCRIBE typet").fetchall() if r[0] != "_raekke_nr"]
    con.execute(
        f"""CREATE OR REPLACE TABLE kandidat AS
        SELECT _raekke_nr AS raekke_nr, {_liste(k.noegle)},
               row_number() OVER (PARTITION BY {_liste(alle)} ORDER BY _raekke_nr) AS gentagelse
        FROM typet WHERE hash({_liste(k.noegle)}) IN (SELECT h FROM gentaget)"""
    )
    con.execute(
        f"""CREATE OR REPLACE TABLE konflikt AS
        SELECT raekke_nr FROM (
            SELECT raekke_nr, count(*) OVER (PARTITION BY {_liste(k.noegle)}) AS antal
            FROM kandidat WHERE gentagelse = 1
        ) WHERE antal > 1"""
    )
    con.execute("INSERT INTO dublet SELECT raekke_nr FROM kandidat WHERE gentagelse > 1")
    con.execute(
        "INSERT INTO brud SELECT raekke_nr, ?, ?, ? FROM konflikt",
        [karantaene.REGEL_NOEGLE, *_konflikttekst(k)],
    )


# --- the counts -----------------------------------------------------------------------------------------


def _kroner(con: Forbindelse, k: Kontrakt, ud: Path) -> dict[str, int] | None:
    """Sums in whole øre of the table's money column; quarantined rows count when their amount can be read."""
    if k.beloeb_kolonne is None:
        return None
    felt = navn(k.beloeb_kolonne)
    oere = (
        f"CASE WHEN regexp_full_match({felt}, {_BELOEB}) "
        f"THEN CAST(TRY_CAST({felt} AS DECIMAL(18, 2)) * 100 AS BIGINT) END"
    )

    def tekstsum(hvor: str) -> int:
        return _tal(con, f"SELECT CAST(sum({oere}) AS BIGINT) FROM t WHERE {hvor}")

    typet = navn(typet_navn(k.kolonner[k.beloeb_kolonne]))
    accepteret = f"SELECT CAST(sum({typet}) AS BIGINT) FROM read_parquet({tekst(ud)})"
    return {
        "raekker": tekstsum("TRUE"),
        "accepteret": _tal(con, accepteret),
        "karantaene": tekstsum("raekke_nr IN (SELECT raekke_nr FROM brud)"),
        "dubletter": tekstsum("raekke_nr IN (SELECT raekke_nr FROM dublet)"),
    }


def _nyeste_dato(con: Forbindelse, k: Kontrakt, ud: Path, i_dag: date) -> str | None:
    if k.dato_kolonne is None:
        return None
    felt = navn(k.dato_kolonne)
    fundet = con.execute(
        f"SELECT max({felt}) FROM read_parquet({tekst(ud)}) WHERE {felt} <= CAST(? AS DATE)", [i_dag]
    ).fetchone()
    return fundet[0].isoformat() if fundet and fundet[0] else None


def _ukendte_koder(con: Forbindelse, k: Kontrakt, ud: Path) -> dict[str, dict[str, int]]:
    """Accepted codes that stand in no list: column -> code -> rows, the most frequent first."""
    fundet: dict[str, dict[str, int]] = {}
    for kolonne in (kol for kol in k.kolonner.values() if kol.type == "kode" and kol.koder):
        felt, kendte = navn(kolonne.navn), ", ".join(tekst(kode) for kode in kolonne.koder)
        raekker = con.execute(
            f"""SELECT {felt}, count(*) AS antal FROM read_parquet({tekst(ud)})
            WHERE {felt} IS NOT NULL AND {felt} NOT IN ({kendte})
            GROUP BY {felt} ORDER BY antal DESC, {felt} LIMIT {_KODER_VIST}"""
        ).fetchall()
        if raekker:
            fundet[kolonne.navn] = {kode: int(antal) for kode, antal in raekker}
    return fundet


def regler(con: Forbindelse, antal_skaeve: int) -> dict[str, int]:
    """Rule -> rows that break it, after `bedoem`."""
    raekker = con.execute(
        "SELECT regel, count(DISTINCT raekke_nr) FROM brud GROUP BY regel ORDER BY regel"
    ).fetchall()
    fundet = {regel: int(antal) for regel, antal in raekker}
    return fundet | ({karantaene.REGEL_FELTER: antal_skaeve} if antal_skaeve else {})


def kraev_balance(tabel: str, tal: dict[str, Any]) -> None:
    """Errors: HjemtagFejl when a row or an øre is neither accepted, quarantined nor a duplicate."""
    for navn_, dele in (("rækker", tal), ("øre", tal["kroner"])):
        if dele and dele["raekker"] != dele["accepteret"] + dele["karantaene"] + dele["dubletter"]:
            raise HjemtagFejl(
                f"{tabel}: {navn_} stemmer ikke: {dele['raekker']} modtaget, {dele['accepteret']} godtaget, "
                f"{dele['karantaene']} i karantæne, {dele['dubletter']} dubletter. Intet er indlæst."
            )
