"""The warehouse's answers about families and what they cost. All SQL text of the area stands here and in sql/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd

_BELOEB = ("brutto_oere", "indtaegt_oere", "refusion_oere", "central_oere", "uden_for_oere")
_SUMMER = ", ".join(f"sum({navn})::BIGINT AS {navn}" for navn in _BELOEB)


def aarene(gen: Generation) -> list[int]:
    """Every year with shares on persons, newest first."""
    tabel = forespoerg(gen, "SELECT DISTINCT aar FROM marts.familie_aar ORDER BY aar DESC")
    return [int(a) for a in tabel["aar"].to_pylist()]


def familier(gen: Generation, aar: int, fagomraader: Sequence[str] | None) -> pd.DataFrame:
    """A year's families: hoved_noegle and the ledger's sums in øre. fagomraader: only these, None = all."""
    sql = f"""
        SELECT hoved_noegle, {_SUMMER} FROM marts.familie_aar
        WHERE aar = $aar AND ($alle OR fagomraade IN (SELECT unnest($omraader)))
        GROUP BY hoved_noegle ORDER BY hoved_noegle
    """
    return forespoerg(gen, sql, _valg(aar, fagomraader)).to_pandas()


def person_maaneder(
    gen: Generation, aar: int, fagomraader: Sequence[str] | None, personer: Sequence[str]
) -> pd.DataFrame:
    """core.familie_beloeb of some persons in a year: hoved_noegle, person_noegle, maaned, fagomraade and the sums."""
    sql = f"""
        SELECT hoved_noegle, person_noegle, maaned, fagomraade, {", ".join(_BELOEB)} FROM core.familie_beloeb
        WHERE aar = $aar AND ($alle OR fagomraade IN (SELECT unnest($omraader)))
            AND person_noegle IN (SELECT unnest($personer))
        ORDER BY person_noegle, maaned, fagomraade
    """
    return forespoerg(gen, sql, _valg(aar, fagomraader) | {"personer": list(personer)}).to_pandas()


def _valg(aar: int, fagomraader: Sequence[str] | None) -> dict[str, Any]:
    return {"aar": aar, "alle": fagomraader is None, "omraader": list(fagomraader or [])}


def perioder(gen: Generation, personer: Sequence[str]) -> pd.DataFrame:
    """core.familie_medlem of some persons: person_noegle, fra_maaned, til_maaned, hoved_noegle.

    Who is in no row is a family alone.
    """
    sql = """
        SELECT person_noegle, fra_maaned, til_maaned, hoved_noegle FROM core.familie_medlem
        WHERE person_noegle IN (SELECT unnest(?)) ORDER BY person_noegle, fra_maaned
    """
    return forespoerg(gen, sql, [list(personer)]).to_pandas()


def antal_personer(gen: Generation, aar: int) -> dict[str, int]:
    """How many persons each family of more than one has in the year."""
    sql = """
        SELECT hoved_noegle, count(*) AS antal FROM core.familie_aarsmedlem
        WHERE aar = ? GROUP BY hoved_noegle HAVING count(*) > 1
    """
    tabel = forespoerg(gen, sql, [aar])
    return dict(zip(tabel["hoved_noegle"].to_pylist(), tabel["antal"].to_pylist(), strict=True))


def medlemmer(gen: Generation, aar: int, hoved: str, flere: Sequence[str] = ()) -> pd.DataFrame:
    """The persons of one family in a year: those in it alive with the months, and those with amounts alone.

    flere: persons who belong by a correction. Columns: hoved_noegle, person_noegle, fra_md, til_md (None for amounts
    alone), navn, foedselsdato, doedsdato, adressebeskyttelse, som_barn, anbragt (in some month of the year).
    """
    sql = """
        WITH alle AS (
            SELECT person_noegle, min(fra_md) AS fra_md, max(til_md) AS til_md
            FROM (
                SELECT person_noegle, fra_md, til_md FROM core.familie_aarsmedlem
                WHERE aar = $aar AND hoved_noegle = $hoved
                UNION ALL SELECT unnest($flere), NULL, NULL
            )
            GROUP BY person_noegle
        )
        SELECT $hoved AS hoved_noegle, a.*, p.navn, p.foedselsdato, p.doedsdato,
            coalesce(p.adressebeskyttelse, FALSE) AS adressebeskyttelse,
            a.person_noegle <> $hoved AND EXISTS (
                SELECT 1 FROM core.familie_barn AS b WHERE b.person_noegle = a.person_noegle
                    AND b.fra_md < 12 * $aar + 12 AND b.til_md >= 12 * $aar
            ) AS som_barn,
            EXISTS (
                SELECT 1 FROM core.anbringelse AS n WHERE n.person_noegle = a.person_noegle
                    AND year(n.fra) <= $aar AND year(n.til) >= $aar
            ) AS anbragt
        FROM alle AS a JOIN core.person AS p ON p.person_noegle = a.person_noegle
        ORDER BY a.person_noegle <> $hoved, p.foedselsdato, p.cpr_orden
    """
    return forespoerg(gen, sql, {"aar": aar, "hoved": hoved, "flere": [*flere, hoved]}).to_pandas()


def dyreste_person(
    gen: Generation,
    aar: int,
    hoveder: Sequence[str],
    fagomraader: Sequence[str] | None,
    personer: Sequence[str] | None,
) -> dict[str, str]:
    """Of each family the person on whom most is booked, among these fields of work and persons (None = all)."""
    sql = """
        SELECT hoved_noegle, first(person_noegle ORDER BY beloeb DESC, person_noegle) AS person_noegle
        FROM (
            SELECT hoved_noegle, person_noegle, sum(brutto_oere + indtaegt_oere)::BIGINT AS beloeb
            FROM core.familie_beloeb
            WHERE aar = $aar AND hoved_noegle IN (SELECT unnest($hoveder))
                AND ($alle OR fagomraade IN (SELECT unnest($omraader)))
                AND ($alle_personer OR person_noegle IN (SELECT unnest($personer)))
            GROUP BY hoved_noegle, person_noegle
        )
        GROUP BY hoved_noegle
    """
    hvem = {"hoveder": list(hoveder), "alle_personer": personer is None, "personer": list(personer or [])}
    raekker = forespoerg(gen, sql, _valg(aar, fagomraader) | hvem).to_pylist()
    return {r["hoved_noegle"]: r["person_noegle"] for r in raekker}


def sidste_aars(gen: Generation, aar: int, hoveder: Sequence[str]) -> dict[str, str]:
    """The family of last year that each family carries on, by the adults that name them.

    The adult who names the family now was, last December, alone or married; of a couple only the one who carries it
    on this year is compared with what the couple cost. Who was a child then, or left a couple, is a new family.
    """
    sql = """
        SELECT h.hoved,
            CASE WHEN p.person_noegle IS NULL THEN h.hoved WHEN nu.hoved_noegle = h.hoved THEN foer.hoved_noegle END
                AS forrige
        FROM (SELECT unnest($hoveder) AS hoved) AS h
        LEFT JOIN core.familie_par AS p ON p.person_noegle = h.hoved AND $md BETWEEN p.fra_md AND p.til_md
        LEFT JOIN core.familie_barn AS b
            ON b.person_noegle = h.hoved AND $md BETWEEN b.fra_md AND b.til_md AND p.person_noegle IS NULL
        LEFT JOIN core.familie_hoved AS foer ON foer.aar = $aar - 1
            AND foer.a_noegle = least(p.person_noegle, p.aegtefaelle_noegle)
            AND foer.b_noegle = greatest(p.person_noegle, p.aegtefaelle_noegle)
        LEFT JOIN core.familie_hoved AS nu ON nu.aar = $aar
            AND nu.a_noegle = least(p.person_noegle, p.aegtefaelle_noegle)
            AND nu.b_noegle = greatest(p.person_noegle, p.aegtefaelle_noegle)
        WHERE b.person_noegle IS NULL
    """
    parametre = {"aar": aar, "md": 12 * aar - 1, "hoveder": list(hoveder)}
    raekker = forespoerg(gen, sql, parametre).to_pylist()
    return {r["hoved"]: r["forrige"] for r in raekker if r["forrige"] is not None}


def slags(gen: Generation, postering_nr: Sequence[int]) -> pd.DataFrame:
    """What some postings are for a family: postering_nr, fagomraade, slags."""
    sql = """
        SELECT DISTINCT postering_nr, fagomraade, slags FROM core.familie_andel
        WHERE postering_nr IN (SELECT unnest(?)) ORDER BY postering_nr
    """
    return forespoerg(gen, sql, [[int(nr) for nr in postering_nr]]).to_pandas()


def medregnet(gen: Generation, personer: Sequence[str]) -> pd.DataFrame:
    """What of some persons' months enters a refund, by field of work: the five keys and andel_u (int64)."""
    sql = """
        SELECT person_noegle, maaned, sdelov, gruppe, fagomraade, netto_u AS andel_u FROM core.familie_medregnet
        WHERE person_noegle IN (SELECT unnest(?))
    """
    return forespoerg(gen, sql, [list(personer)]).to_pandas()


def posteringer(
    gen: Generation, aar: int, personer: Sequence[str], fagomraader: Sequence[str] | None
) -> pd.DataFrame:
    """The posting shares of some persons in a year with what a reader needs of the posting, the dearest first."""
    # The posting's own person is asked too: the ledger is then read for these persons and not for everybody.
    sql = """
        SELECT person_noegle, maaned, postering_nr, andel_oere, slags, fagomraade, periode_kilde, kilde, regnskabsaar,
            bilagsnr, linjenr, tekst, konto, funktion, art, beloeb_oere, bogfoeringsdato
        FROM core.familie_andel
        WHERE aar = $aar AND person_noegle IN (SELECT unnest($personer))
            AND posteret_noegle IN (SELECT unnest($personer))
            AND ($alle OR fagomraade IN (SELECT unnest($omraader)))
        ORDER BY andel_oere DESC, maaned, bilagsnr, linjenr
    """
    return forespoerg(gen, sql, _valg(aar, fagomraader) | {"personer": list(personer)}).to_pandas()
