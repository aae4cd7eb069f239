"""The warehouse's answers about who moved in and out: the moves that matter, never all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd

FOEDT_DAGE = 31
"""A first address within so many days of birth is a birth and no move (as in core.flytning)."""

MEDVIRKEN = """
    SELECT person_noegle, list(fra ORDER BY fra, til) AS medvirken_fra,
        list(coalesce(til, fra) ORDER BY fra, til) AS medvirken_til
    FROM staging.haendelse WHERE type = 'medvirken' GROUP BY person_noegle
"""
"""The events that say that an authority helped, a row per person; betalingskommune.py decides what they are worth.
Few citizens have one: it is read once, beside the measures, here and by the build."""


def tilflyttere(gen: Generation, fra: date, til: date) -> pd.DataFrame:
    """Moves in between two days, to or from an institution or a watched address: rows of core.flytteskift, alder.

    One whose known history begins in an institution here, later than a birth is registered, has moved into it too: from
    an unknown place.
    """
    sql = f"""
        WITH skift AS (
            SELECT * FROM core.flytteskift
            WHERE retning = 'ind' AND dato BETWEEN $fra AND $til
                AND (til_sted = 'institution' OR fra_sted = 'institution' OR opmaerksomhed IS NOT NULL)
            UNION ALL BY NAME
            SELECT s.person_noegle, s.nr, s.fra AS dato, 'ind' AS retning, 'ukendt' AS fra_sted, s.sted AS til_sted,
                s.kommunekode AS til_kommunekode, s.institution_id AS til_institution_id,
                s.institutionstype AS til_institutionstype
            FROM core.station AS s
            WHERE s.sted = 'institution' AND s.fra BETWEEN $fra AND $til
                AND s.kommunekode = (SELECT kommunekode FROM staging.egen_kommune)
                AND NOT EXISTS (
                    SELECT 1 FROM core.station AS f
                    WHERE f.person_noegle = s.person_noegle AND f.fra < s.fra AND f.sted <> 'ukendt'
                )
        )
        SELECT s.*, date_sub('year', p.foedselsdato, s.dato)::BIGINT AS alder
        FROM skift AS s LEFT JOIN core.person AS p ON p.person_noegle = s.person_noegle
        WHERE s.fra_sted <> 'ukendt' OR coalesce(s.dato > p.foedselsdato + {FOEDT_DAGE}, TRUE)
        ORDER BY s.dato DESC, s.person_noegle
    """
    return forespoerg(gen, sql, {"fra": fra, "til": til}).to_pandas()


def fraflyttere(gen: Generation, fra: date, til: date) -> pd.DataFrame:
    """Who left between two days with what still runs (laesninger.md 21): rows of core.fraflytning, alder and

    indsatser, pensioner, pladser, tilladelser: how many run on (a private school or efterskole is not ours; a permit
    with our responsibility runs on only for one who has disappeared, for who moves takes it along);
    pladser_gratis: whether 0 kr. is agreed for them all; pension_tilkendt, pensionstype: of the latest grant, may be
    None; ydelse_oere, indsats_oere: booked for whole months from the day, of
    benefits (of who has disappeared sick pay and integration too) and of help, until the person was back (tilbage, may
    be None), and a bill that does not say its period not in the first month, for it comes after what it is for;
    ydelse_maaneder, indsats_maaneder; sidste_maaned; fagomraade (of what runs, may be None).
    """
    sql = """
        WITH skift AS (SELECT * FROM core.fraflytning WHERE dato BETWEEN $fra AND $til),
        egen AS (SELECT kommunekode FROM staging.egen_kommune),
        indsats AS (
            SELECT s.person_noegle, s.dato, count(*) AS antal, min(i.fagomraade) AS fagomraade
            FROM skift AS s JOIN core.indsats AS i ON i.person_noegle = s.person_noegle
            WHERE i.loeber AND i.startdato < s.dato AND i.slutdato >= s.dato
                AND coalesce(i.handlekommune, (SELECT kommunekode FROM egen)) = (SELECT kommunekode FROM egen)
                AND coalesce(i.betalingskommune, (SELECT kommunekode FROM egen)) = (SELECT kommunekode FROM egen)
            GROUP BY ALL
        ),
        poster AS (
            SELECT s.person_noegle, s.dato, coalesce(a.lov IN ('SEL', 'BL', 'LUK', 'AEL'), FALSE) AS hjaelp,
                sum(a.andel_oere)::BIGINT AS oere, count(DISTINCT a.maaned) AS maaneder, max(a.maaned) AS sidste
            FROM skift AS s JOIN core.posteringsandel AS a ON a.person_noegle = s.person_noegle
            WHERE a.maaned >= strftime(s.dato + INTERVAL 1 MONTH - INTERVAL 1 DAY, '%Y-%m') AND a.brutto
                AND (a.periode_kilde NOT IN ('bilagsdato', 'bogfoeringsdato')
                    OR a.maaned > strftime(s.dato + INTERVAL 1 MONTH - INTERVAL 1 DAY, '%Y-%m'))
                AND coalesce(a.maaned < strftime(s.tilbage, '%Y-%m'), TRUE)
                AND (a.lov IN ('SEL', 'BL', 'LUK', 'AEL', 'LAS', 'LAB', 'LKH', 'BOST', 'PL')
                    OR s.til_sted = 'forsvundet' AND a.lov IN ('SDP', 'INL'))
            GROUP BY ALL HAVING sum(a.andel_oere) > 0
        ),
        pension AS (
            SELECT s.person_noegle, s.dato, count(*) AS antal, max(p.tilkendt_dato) AS tilkendt,
                arg_max(p.pensionstype, p.tilkendt_dato) AS pensionstype
            FROM skift AS s JOIN raw.pension AS p ON p.person_noegle = s.person_noegle
            WHERE p.pensionstype IN ('foertidspension', 'seniorpension') AND p.tilkendt_dato < s.dato
                AND p.tilkendende_kommunekode = (SELECT kommunekode FROM egen)
                AND coalesce(p.ophoer_dato > s.dato, TRUE)
            GROUP BY ALL
        ),
        plads AS (
            SELECT s.person_noegle, s.dato, count(*) AS antal, min(e.skoletype) AS skoletype,
                bool_and(coalesce(e.aftalt_takst_oere + CASE WHEN e.sfo THEN e.sfo_takst_oere ELSE 0 END = 0, FALSE))
                    AS gratis
            FROM skift AS s JOIN raw.elev AS e ON e.person_noegle = s.person_noegle
            WHERE e.startdato < s.dato AND coalesce(e.slutdato >= s.dato, TRUE)
                AND e.skole_kommunekode = (SELECT kommunekode FROM egen)
                AND e.skoletype NOT IN ('privatskole', 'efterskole')
            GROUP BY ALL
        ),
        tilladelse AS (
            SELECT s.person_noegle, s.dato, count(*) AS antal
            FROM skift AS s JOIN staging.opholdstilladelse AS o ON o.person_noegle = s.person_noegle
            WHERE s.til_sted = 'forsvundet' AND o.ansvar_fra < s.dato AND coalesce(o.ansvar_til >= s.dato, TRUE)
                AND coalesce(o.gyldig_til >= s.dato, TRUE)
            GROUP BY ALL
        )
        SELECT s.*, date_sub('year', f.foedselsdato, s.dato)::BIGINT AS alder,
            coalesce(i.antal, 0) AS indsatser, coalesce(n.antal, 0) AS pensioner, n.tilkendt AS pension_tilkendt,
            n.pensionstype, coalesce(e.antal, 0) AS pladser, coalesce(e.gratis, FALSE) AS pladser_gratis,
            coalesce(o.antal, 0) AS tilladelser,
            coalesce(y.oere, 0) AS ydelse_oere, coalesce(y.maaneder, 0) AS ydelse_maaneder,
            coalesce(h.oere, 0) AS indsats_oere, coalesce(h.maaneder, 0) AS indsats_maaneder,
            greatest(y.sidste, h.sidste) AS sidste_maaned, i.fagomraade, e.skoletype
        FROM skift AS s
        LEFT JOIN core.person AS f ON f.person_noegle = s.person_noegle
        LEFT JOIN indsats AS i ON i.person_noegle = s.person_noegle AND i.dato = s.dato
        LEFT JOIN poster AS y ON y.person_noegle = s.person_noegle AND y.dato = s.dato AND NOT y.hjaelp
        LEFT JOIN poster AS h ON h.person_noegle = s.person_noegle AND h.dato = s.dato AND h.hjaelp
        LEFT JOIN pension AS n ON n.person_noegle = s.person_noegle AND n.dato = s.dato
        LEFT JOIN plads AS e ON e.person_noegle = s.person_noegle AND e.dato = s.dato
        LEFT JOIN tilladelse AS o ON o.person_noegle = s.person_noegle AND o.dato = s.dato
        WHERE s.til_sted = 'institution' OR s.opmaerksomhed IS NOT NULL OR i.antal > 0 OR n.antal > 0 OR e.antal > 0
            OR y.oere > 0 OR h.oere > 0 OR o.antal > 0
        ORDER BY s.dato DESC, s.person_noegle
    """
    return forespoerg(gen, sql, {"fra": fra, "til": til}).to_pandas()


def gennemrejsende(gen: Generation, fra: date, til: date, maaneder: int) -> pd.DataFrame:
    """Who moved in, and on to another municipality within so many months, out between two days.

    person_noegle, ind, ud, fra_kommunekode, til_kommunekode, ind_type (of an institution here lived at in between, may
    be None; a home for the homeless before others, else the first).
    """
    sql = """
        WITH ordnet AS (
            SELECT *, lag(dato) OVER (PARTITION BY person_noegle ORDER BY dato) AS ind,
                lag(fra_kommunekode) OVER (PARTITION BY person_noegle ORDER BY dato) AS kom_fra
            FROM core.flytteskift
        ),
        rejse AS (
            SELECT person_noegle, ind, dato AS ud, kom_fra AS fra_kommunekode, til_kommunekode
            FROM ordnet
            WHERE retning = 'ud' AND ind IS NOT NULL AND dato BETWEEN $fra AND $til
                AND dato <= ind + to_months($md) AND til_sted <> 'udland' AND kom_fra IS NOT NULL
        ),
        boede AS (
            SELECT r.person_noegle, r.ud,
                arg_min(s.institutionstype, (s.institutionstype <> 'forsorgshjem_110', s.fra)) AS ind_type
            FROM rejse AS r JOIN core.station AS s ON s.person_noegle = r.person_noegle
                AND s.fra < r.ud AND coalesce(s.til, r.ud) >= r.ind
            WHERE s.sted = 'institution' AND s.kommunekode = (SELECT kommunekode FROM staging.egen_kommune)
            GROUP BY r.person_noegle, r.ud
        )
        SELECT r.person_noegle, r.ind, r.ud, r.fra_kommunekode, r.til_kommunekode, b.ind_type
        FROM rejse AS r LEFT JOIN boede AS b ON b.person_noegle = r.person_noegle AND b.ud = r.ud
        ORDER BY r.ud DESC, r.person_noegle
    """
    return forespoerg(gen, sql, {"fra": fra, "til": til, "md": maaneder}).to_pandas()


def stationer(gen: Generation, noegler: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The whole timeline of some persons: person key → rows of core.station in order."""
    sql = "SELECT * FROM core.station WHERE person_noegle IN (SELECT unnest($p)) ORDER BY person_noegle, fra"
    ud: dict[str, list[dict[str, Any]]] = {}
    for r in forespoerg(gen, sql, {"p": list(noegler)}).to_pylist():
        ud.setdefault(str(r["person_noegle"]), []).append(r)
    return ud


def opholdsindsatser(gen: Generation, noegler: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Measures of some persons that run: institution_id (None without a place), lov, paragraf, startdato, slutdato,
    medvirken, flytteret, handlekommune, anbringelse, medvirken_fra and medvirken_til (of the person's events)."""
    sql = f"""
        SELECT i.person_noegle, i.institution_id, i.lov, i.paragraf, i.startdato, i.slutdato, i.medvirken,
            coalesce(i.flytteret, FALSE) AS flytteret, i.handlekommune, i.anbringelse, m.medvirken_fra, m.medvirken_til
        FROM core.indsats AS i LEFT JOIN ({MEDVIRKEN}) AS m ON m.person_noegle = i.person_noegle
        WHERE i.loeber AND i.person_noegle IN (SELECT unnest($p))
        ORDER BY i.person_noegle, i.startdato
    """
    ud: dict[str, list[dict[str, Any]]] = {}
    for r in forespoerg(gen, sql, {"p": list(noegler)}).to_pylist():
        ud.setdefault(str(r["person_noegle"]), []).append(r)
    return ud


def virkninger(gen: Generation) -> list[dict[str, Any]]:
    """type, fra, til, medvirken, regel, hjemmel, love: assets/tabeller/institutionsvirkning.csv as built."""
    return forespoerg(gen, "SELECT * FROM staging.institutionsvirkning ORDER BY type, fra").to_pylist()


def kommunenavne(gen: Generation) -> dict[str, tuple[str, bool]]:
    """code → (name, whether the code is gone)."""
    tabel = forespoerg(gen, "SELECT kommunekode, navn, sammenlagt IS NOT NULL AS nedlagt FROM core.kommune")
    return {r["kommunekode"]: (r["navn"], r["nedlagt"]) for r in tabel.to_pylist()}


def institutionsnavne(gen: Generation, numre: Sequence[str]) -> dict[str, str]:
    """institution_id → its latest name."""
    sql = """
        SELECT institution_id, arg_max(navn, gyldig_fra) AS navn FROM core.institution
        WHERE institution_id IN (SELECT unnest($i)) GROUP BY institution_id
    """
    return {r["institution_id"]: r["navn"] for r in forespoerg(gen, sql, {"i": list(numre)}).to_pylist()}


def cpr_numre(gen: Generation, noegler: Sequence[str]) -> dict[str, str]:
    """person key → current CPR number, for the extracts."""
    from engine.lager import sde

    return sde.cpr_numre(gen, list(noegler))


def leverede(gen: Generation, noegler: Sequence[str]) -> set[str]:
    """Those of some persons that the person register knows."""
    sql = "SELECT person_noegle FROM core.person WHERE kendt AND person_noegle IN (SELECT unnest(?))"
    return set(forespoerg(gen, sql, [list(noegler)])["person_noegle"].to_pylist())


def antal_personer(gen: Generation) -> int:
    """How many persons the person register knows."""
    return int(forespoerg(gen, "SELECT count(*) AS n FROM core.person WHERE kendt")["n"][0].as_py())


def beskyttet(gen: Generation, noegle: str) -> bool:
    """Whether the person's address is protected; an unknown person's is."""
    sql = "SELECT coalesce(adressebeskyttelse, FALSE) AS ja FROM core.person WHERE person_noegle = ?"
    svar = forespoerg(gen, sql, [noegle]).to_pylist()
    return bool(svar[0]["ja"]) if svar else True
