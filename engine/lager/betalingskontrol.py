"""The warehouse's answers for Mellemkommunal: the control side by side, status against payment, and by counterpart."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from engine.lager.laes import Generation, forespoerg


@lru_cache(maxsize=2)
def borgere(gen: Generation) -> list[dict[str, Any]]:
    """marts.betalingskontrol, a row a citizen, by key."""
    return forespoerg(gen, "SELECT * FROM marts.betalingskontrol ORDER BY person_noegle").to_pylist()


def poster(gen: Generation, person: str) -> list[dict[str, Any]]:
    """One citizen's payments to and from municipalities by year and account, the newest first."""
    sql = """
        SELECT substr(maaned, 1, 4) AS aar, art, modpart, funktion, gruppering, min(maaned) AS fra, max(maaned) AS til,
            sum(oere)::BIGINT AS oere
        FROM marts.betaling_modpart WHERE person_noegle = $person
        GROUP BY ALL ORDER BY aar DESC, art, modpart, funktion, gruppering
    """
    return forespoerg(gen, sql, {"person": person}).to_pylist()


@lru_cache(maxsize=2)
def modparter(gen: Generation) -> list[dict[str, Any]]:
    """By counterpart of the last twelve months: betalt_oere (4.7) and modtaget_oere (7.7), and how many persons."""
    sql = """
        SELECT b.modpart,
            sum(CASE WHEN b.art = '4.7' THEN b.oere ELSE 0 END)::BIGINT AS betalt_oere,
            sum(CASE WHEN b.art = '7.7' THEN -b.oere ELSE 0 END)::BIGINT AS modtaget_oere,
            count(DISTINCT nullif(b.person_noegle, ''))::BIGINT AS personer
        FROM marts.betaling_modpart AS b CROSS JOIN core.dagen AS d
        WHERE b.maaned_nr BETWEEN d.maaned_nr - 11 AND d.maaned_nr
        GROUP BY b.modpart ORDER BY b.modpart
    """
    return forespoerg(gen, sql).to_pylist()


@lru_cache(maxsize=2)
def tilsagn(gen: Generation) -> list[dict[str, Any]]:
    """Every promise and request: person_noegle, modpart, retning, status, fra, til, rejst, oere a month."""
    sql = """
        SELECT t.person_noegle, t.modpart_kommunekode AS modpart, t.retning, t.status, t.fra, t.til,
            t.krav_rejst_dato AS rejst, t.beloeb_oere AS oere, t.til IS NULL OR t.til >= d.dag AS gaelder
        FROM core.tilsagn AS t CROSS JOIN core.dagen AS d ORDER BY t.modpart_kommunekode, t.person_noegle, t.fra
    """
    return forespoerg(gen, sql).to_pylist()


@lru_cache(maxsize=2)
def sagsstatus(gen: Generation) -> list[dict[str, Any]]:
    """marts.sagsstatus, the largest first."""
    sql = "SELECT * FROM marts.sagsstatus ORDER BY oere DESC NULLS LAST, fra NULLS FIRST, indsats_id"
    return forespoerg(gen, sql).to_pylist()


@lru_cache(maxsize=2)
def ophoerte_tilsagn(gen: Generation) -> list[dict[str, Any]]:
    """Promises given to us that have ended while the citizen still has expenses here for months after the end.

    person_noegle, modpart, til, maaneder (with expenses after), oere (gross expense after, claimable laws).
    """
    sql = """
        SELECT t.person_noegle, t.modpart_kommunekode AS modpart, max(t.til) AS til,
            count(DISTINCT a.maaned)::BIGINT AS maaneder, sum(a.andel_oere)::BIGINT AS oere
        FROM core.tilsagn AS t CROSS JOIN core.dagen AS d
        JOIN core.posteringsandel AS a ON a.person_noegle = t.person_noegle
            AND a.maaned > strftime(t.til, '%Y-%m') AND a.brutto
        WHERE t.retning = 'modtaget' AND t.status IN ('givet', 'delvist', 'ophoert') AND t.til < d.dag
            AND NOT EXISTS (
                SELECT 1 FROM core.tilsagn AS n WHERE n.person_noegle = t.person_noegle AND n.retning = 'modtaget'
                    AND n.fra > t.til
            )
        GROUP BY ALL HAVING sum(a.andel_oere) > 0 ORDER BY oere DESC, person_noegle
    """
    return forespoerg(gen, sql).to_pylist()
