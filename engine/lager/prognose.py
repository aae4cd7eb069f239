"""The warehouse's answers to the forecast: persons' months with the month each krone became known, measures, budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def historik(gen: Generation) -> pd.DataFrame:
    """What counts, by person and month and by the month it was booked.

    person_noegle, maaned and kendt (months since year 0), sdelov, gruppe, brutto_u, netto_u (int64, 1/27.720 øre).
    """
    sql = """
        SELECT a.person_noegle,
            CAST(left(a.maaned, 4) AS BIGINT) * 12 + CAST(right(a.maaned, 2) AS BIGINT) - 1 AS maaned,
            CAST(year(p.bogfoeringsdato) * 12 + month(p.bogfoeringsdato) - 1 AS BIGINT) AS kendt,
            a.sdelov, a.gruppe,
            sum(CASE WHEN a.brutto THEN a.andel_u ELSE 0 END)::BIGINT AS brutto_u,
            sum(a.andel_u)::BIGINT AS netto_u
        FROM core.posteringsandel AS a
        INNER JOIN core.postering AS p ON p.postering_nr = a.postering_nr
        WHERE a.medregnet
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    """
    return forespoerg(gen, sql).to_pandas()


def indsatser(gen: Generation) -> pd.DataFrame:
    """Measures that run or have run, of persons with expenses that count, with what each was granted at.

    indsats_id, person_noegle, ydelse, fagomraade, startdato, slutdato (NaT = runs on), registreret (datetime64),
    takst_oere (int64), enhed, antal (float), organisation.
    """
    sql = """
        SELECT i.indsats_id, i.person_noegle, coalesce(i.ydelse, '') AS ydelse,
            coalesce(i.fagomraade, '') AS fagomraade,
            i.startdato, CASE WHEN i.slutdato < DATE '9999-01-01' THEN i.slutdato END AS slutdato,
            coalesce(i.registreret_dato, i.startdato) AS registreret, i.takst_oere, i.enhed,
            CAST(i.antal AS DOUBLE) AS antal, i.organisation
        FROM core.indsats AS i
        WHERE i.loeber AND i.slutdato >= i.startdato
            AND i.person_noegle IN (SELECT person_noegle FROM core.person_maaned_udgift)
        ORDER BY i.indsats_id
    """
    df = forespoerg(gen, sql).to_pandas()
    for navn in ("startdato", "slutdato", "registreret"):
        df[navn] = df[navn].astype("datetime64[s]")
    return df


def foedselsdatoer(gen: Generation, noegler: Sequence[str]) -> pd.DataFrame:
    """person_noegle, foedselsdato (date or None) of those of the persons that are known, by key."""
    import pandas as pd

    if not noegler:
        return pd.DataFrame({"person_noegle": [], "foedselsdato": []}, dtype=object)
    sql = """
        SELECT person_noegle, foedselsdato FROM core.person
        WHERE person_noegle IN (SELECT unnest($p)) ORDER BY person_noegle
    """
    return pd.DataFrame(
        forespoerg(gen, sql, {"p": list(noegler)}).to_pylist(), columns=["person_noegle", "foedselsdato"]
    )


def regnskab(gen: Generation) -> pd.DataFrame:
    """Ledger and budget by year on the functions that hold expenses of the cases (dranst 1).

    aar, forbrug_oere, i_sager_oere (what of it counts in cases), budget_oere, tillaeg_oere.
    """
    sql = """
        WITH funktioner AS (
            SELECT DISTINCT p.funktion FROM core.posteringsandel AS a
            INNER JOIN core.postering AS p ON p.postering_nr = a.postering_nr WHERE a.medregnet
        ),
        forbrug AS (
            SELECT regnskabsaar AS aar, sum(beloeb_oere)::BIGINT AS forbrug_oere FROM core.postering
            WHERE dranst = '1' AND funktion IN (SELECT funktion FROM funktioner) GROUP BY 1
        ),
        sager AS (
            SELECT p.regnskabsaar AS aar, sum(a.andel_oere)::BIGINT AS i_sager_oere
            FROM core.posteringsandel AS a INNER JOIN core.postering AS p ON p.postering_nr = a.postering_nr
            WHERE a.medregnet AND p.dranst = '1' GROUP BY 1
        ),
        budget AS (
            SELECT regnskabsaar AS aar, sum(oprindeligt_oere)::BIGINT AS budget_oere,
                sum(coalesce(tillaeg_oere, 0))::BIGINT AS tillaeg_oere
            FROM core.budget WHERE dranst = '1' AND funktion IN (SELECT funktion FROM funktioner) GROUP BY 1
        )
        SELECT CAST(aar AS BIGINT) AS aar, coalesce(forbrug_oere, 0) AS forbrug_oere,
            coalesce(i_sager_oere, 0) AS i_sager_oere, coalesce(budget_oere, 0) AS budget_oere,
            coalesce(tillaeg_oere, 0) AS tillaeg_oere
        FROM forbrug FULL JOIN sager USING (aar) FULL JOIN budget USING (aar) ORDER BY aar
    """
    return forespoerg(gen, sql).to_pandas()
