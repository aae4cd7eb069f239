"""The warehouse's VAT findings, and what the rules could not judge. No persons: a posting about one gives no text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def fund(gen: Generation) -> pd.DataFrame:
    """core.moms_fund with the supplier's name (leverandoer, '' where unknown), sorted by the posting's key.

    Amounts are int64 øre; moms_oere and taget_oere are <NA> where unknown; frist and bogfoeringsdato dates.
    """
    sql = """
        SELECT f.* REPLACE (
                f.regnskabsaar::BIGINT AS regnskabsaar, f.linjenr::BIGINT AS linjenr, coalesce(f.cvr, '') AS cvr,
                coalesce(f.profitcenter, '') AS profitcenter, coalesce(f.organisation, '') AS organisation,
                f.sikkerhed::BIGINT AS sikkerhed
            ),
            coalesce(v.navn, '') AS leverandoer
        FROM core.moms_fund AS f LEFT JOIN staging.virksomhed AS v USING (cvr)
        ORDER BY f.kilde, f.regnskabsaar, f.bilagsnr, f.linjenr
    """
    ud = forespoerg(gen, sql).to_pandas()
    return ud.astype({"moms_oere": "Int64", "taget_oere": "Int64"})


@lru_cache(maxsize=2)
def grundlag(gen: Generation) -> list[dict[str, Any]]:
    """What the rules had to work with, a row per accounting year, newest first. Never changed.

    aar, hjemtaget_oere (net taken by the postings), posteringer, med_moms (postings whose VAT is known), uoplyst
    (sources that state no VAT taken, comma-separated, '' = none), listelinjer (of the year's positivliste).
    """
    sql = """
        SELECT k.regnskabsaar::BIGINT AS aar, sum(k.hjemtaget_oere)::BIGINT AS hjemtaget_oere,
            sum(k.posteringer)::BIGINT AS posteringer, sum(k.med_moms)::BIGINT AS med_moms,
            coalesce(string_agg(k.kilde, ', ' ORDER BY k.kilde) FILTER (WHERE k.med_hjemtaget = 0), '') AS uoplyst,
            (SELECT count(*) FROM staging.positivliste AS l WHERE l.aar = k.regnskabsaar) AS listelinjer
        FROM staging.momsgrundlag AS k GROUP BY k.regnskabsaar ORDER BY k.regnskabsaar DESC
    """
    return forespoerg(gen, sql).to_pylist()


@lru_cache(maxsize=2)
def bogfoerte_arter(gen: Generation) -> frozenset[tuple[int, str, str]]:
    """(accounting year, function, art) of the accounts with postings."""
    sql = """
        SELECT DISTINCT regnskabsaar::BIGINT AS aar,
            substr(konto, 1, 1) || '.' || substr(konto, 2, 2) || '.' || substr(konto, 4, 2) AS funktion,
            substr(konto, 15, 1) || '.' || substr(konto, 16, 1) AS art
        FROM staging.momskonto
    """
    return frozenset((int(r["aar"]), r["funktion"], r["art"]) for r in forespoerg(gen, sql).to_pylist())


@lru_cache(maxsize=2)
def forkert_rettede(gen: Generation) -> pd.DataFrame:
    """Bookings whose correction went wrong with no VAT at stake: role, the posting's key and account, what it is of.

    rolle ('dobbelt' or 'modsat'), kilde, regnskabsaar, bilagsnr, linjenr, bogfoeringsdato, konto, leverandoer,
    posteret_oere, fagomraade, organisation; sorted by the posting's key.
    """
    sql = """
        SELECT r.rolle, p.kilde, p.regnskabsaar::BIGINT AS regnskabsaar, p.bilagsnr, p.linjenr::BIGINT AS linjenr,
            p.bogfoeringsdato, p.konto, coalesce(v.navn, 'CVR ' || p.cvr) AS leverandoer,
            p.beloeb_oere AS posteret_oere,
            coalesce(k.fagomraade, 'uden_fagomraade') AS fagomraade, coalesce(p.organisation, '') AS organisation
        FROM core.moms_rettelse AS r INNER JOIN staging.momspostering AS p USING (postering_nr)
        LEFT JOIN staging.virksomhed AS v USING (cvr)
        LEFT JOIN core.kontering AS k
            ON p.funktion = k.funktion AND p.dranst = k.dranst AND p.gruppering = k.gruppering
        WHERE r.rolle IN ('dobbelt', 'modsat')
        ORDER BY p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr
    """
    return forespoerg(gen, sql).to_pandas()


@lru_cache(maxsize=2)
def rettede(gen: Generation) -> int:
    """How many wrong bookings the municipality has put right itself: they are no findings."""
    sql = "SELECT count(*) AS n FROM core.moms_rettelse WHERE rolle = 'rettet'"
    return int(forespoerg(gen, sql)["n"][0].as_py())
