"""The warehouse's answers about what runs on after a move out: places and measures, and what was booked by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.lager.laes import Generation, forespoerg

_SKIFT = """
    WITH skift AS (SELECT * FROM core.fraflytning WHERE dato BETWEEN $fra AND $til),
    egen AS (SELECT kommunekode FROM staging.egen_kommune)
"""


def loebende(gen: Generation, fra: date, til: date) -> list[dict[str, Any]]:
    """What had begun before somebody left between two days and ran on over it, in order: person_noegle, dato (of the
    move, or of the disappearance), slags (indsats, plads, pension, tilladelse), navn (the service, kind of school,
    pension or permit), lov, paragraf, siden, slutdato (9999-12-31 while it runs; the day before the person was back),
    sted, takst_oere, enhed, md_oere (the agreed price of a month; None where none is agreed, or nothing says how many
    pieces)."""
    sql = f"""
        {_SKIFT},
        sted AS (SELECT institution_id, arg_max(navn, gyldig_fra) AS navn FROM core.institution GROUP BY institution_id)
        SELECT s.person_noegle, s.dato, 'indsats' AS slags, coalesce(t.titel, i.ydelse) AS navn, i.lov, i.paragraf,
            i.startdato AS siden, least(i.slutdato, s.tilbage - 1) AS slutdato, n.navn AS sted, i.takst_oere, i.enhed,
            round(i.takst_oere * i.antal * CASE WHEN i.enhed = 'dag' THEN 365 / 12.0 WHEN i.enhed = 'uge' THEN 52 / 12.0
                WHEN i.enhed = 'maaned' OR i.enhed = 'stk' AND i.antal > 1 THEN 1
                WHEN i.enhed = 'aar' THEN 1 / 12.0 END)::BIGINT AS md_oere
        FROM skift AS s JOIN core.indsats AS i ON i.person_noegle = s.person_noegle
        LEFT JOIN core.titel AS t ON t.art = 'ydelse' AND t.kode = i.ydelse
        LEFT JOIN sted AS n ON n.institution_id = i.institution_id
        WHERE s.til_sted <> 'institution' AND i.loeber AND i.startdato < s.dato AND i.slutdato >= s.dato
            AND coalesce(i.handlekommune, (SELECT kommunekode FROM egen)) = (SELECT kommunekode FROM egen)
            AND coalesce(i.betalingskommune, (SELECT kommunekode FROM egen)) = (SELECT kommunekode FROM egen)
        UNION ALL
        SELECT s.person_noegle, s.dato, 'plads', e.skoletype, NULL, NULL, e.startdato,
            least(coalesce(e.slutdato, DATE '9999-12-31'), s.tilbage - 1), n.navn, p.oere, 'aar',
            round(p.oere / 12.0)::BIGINT
        FROM skift AS s JOIN raw.elev AS e ON e.person_noegle = s.person_noegle
        CROSS JOIN LATERAL (
            SELECT e.aftalt_takst_oere + CASE WHEN e.sfo THEN e.sfo_takst_oere ELSE 0 END AS oere
        ) AS p
        LEFT JOIN sted AS n ON n.institution_id = e.institution_id
        WHERE e.startdato < s.dato AND coalesce(e.slutdato >= s.dato, TRUE)
            AND e.skole_kommunekode = (SELECT kommunekode FROM egen)
        UNION ALL
        SELECT s.person_noegle, s.dato, 'pension', p.pensionstype, NULL, NULL, p.tilkendt_dato,
            least(coalesce(p.ophoer_dato, DATE '9999-12-31'), s.tilbage - 1), NULL, NULL, NULL, NULL
        FROM skift AS s JOIN raw.pension AS p ON p.person_noegle = s.person_noegle
        WHERE p.pensionstype IN ('foertidspension', 'seniorpension') AND p.tilkendt_dato < s.dato
            AND p.tilkendende_kommunekode = (SELECT kommunekode FROM egen)
            AND coalesce(p.ophoer_dato > s.dato, TRUE)
        UNION ALL
        SELECT s.person_noegle, s.dato, 'tilladelse', o.grundlag, NULL, NULL, o.ansvar_fra,
            least(coalesce(o.ansvar_til, DATE '9999-12-31'), coalesce(o.gyldig_til, DATE '9999-12-31')),
            NULL, NULL, NULL, NULL
        FROM skift AS s JOIN staging.opholdstilladelse AS o ON o.person_noegle = s.person_noegle
        WHERE s.til_sted = 'forsvundet' AND o.ansvar_fra < s.dato AND coalesce(o.ansvar_til >= s.dato, TRUE)
            AND coalesce(o.gyldig_til >= s.dato, TRUE)
        ORDER BY ALL
    """
    return forespoerg(gen, sql, {"fra": fra, "til": til}).to_pylist()


def bogfoert(gen: Generation, fra: date, til: date, med_kommuner: bool) -> list[dict[str, Any]]:
    """What was booked for whole months from the day somebody left until the person was back, by function:
    person_noegle, dato, maaned, funktion, titel, lov, oere. Help of one who moved into an institution may rightly be
    ours and is not in it, nor, in the first month, what does not say its period: it is likely of the time before.
    med_kommuner: what was paid to other municipalities (art 4.7) too; of who has disappeared it always is, for REF-11
    finds none of it."""
    sql = f"""
        {_SKIFT}
        SELECT s.person_noegle, s.dato, a.maaned, p.funktion, t.titel, a.lov, sum(a.andel_oere)::BIGINT AS oere
        FROM skift AS s
        JOIN core.posteringsandel AS a ON a.person_noegle = s.person_noegle
        JOIN core.postering AS p ON p.postering_nr = a.postering_nr
        LEFT JOIN core.titel AS t ON t.art = 'funktion' AND t.kode = p.funktion
        WHERE a.maaned >= strftime(s.dato + INTERVAL 1 MONTH - INTERVAL 1 DAY, '%Y-%m') AND a.brutto
            AND ($kommuner OR s.til_sted = 'forsvundet' OR p.art <> '4.7')
            AND (a.periode_kilde NOT IN ('bilagsdato', 'bogfoeringsdato')
                OR a.maaned > strftime(s.dato + INTERVAL 1 MONTH - INTERVAL 1 DAY, '%Y-%m'))
            AND coalesce(a.maaned < strftime(s.tilbage, '%Y-%m'), TRUE)
            AND (a.lov IN ('LAS', 'LAB', 'LKH', 'BOST', 'PL')
                OR s.til_sted <> 'institution' AND a.lov IN ('SEL', 'BL', 'LUK', 'AEL')
                OR s.til_sted = 'forsvundet' AND a.lov IN ('SDP', 'INL'))
        GROUP BY ALL HAVING sum(a.andel_oere) <> 0 ORDER BY ALL
    """
    return forespoerg(gen, sql, {"fra": fra, "til": til, "kommuner": med_kommuner}).to_pylist()
