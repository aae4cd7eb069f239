"""The warehouse's answers about one person. Every function here serves the person view and nothing else.

The scope is in the SQL: fagomraader and organisationer (None = all) decide which measures and postings come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd

Graense = Sequence[str] | None

_FAG = "($fag IS NULL OR {kolonne} IN (SELECT unnest($fag)))"
_ORG = "($org IS NULL OR {kolonne} IN (SELECT unnest($org)))"


def stamdata(gen: Generation, noegle: str) -> dict[str, Any] | None:
    """The person's row in core.person, None when the key is unknown."""
    sql = """
        SELECT person_noegle, kendt, navn, foedselsdato, koen, cpr_status, statusdato, doedsdato, civilstand,
            coalesce(adressebeskyttelse, FALSE) AS beskyttet
        FROM core.person WHERE person_noegle = ?
    """
    raekker = forespoerg(gen, sql, [noegle]).to_pylist()
    return raekker[0] if raekker else None


def omraader(gen: Generation, noegle: str) -> tuple[set[str], set[str]]:
    """(fields of work, organisations) that have a measure for the person or a posting on him or her."""
    sql = """
        SELECT fagomraade, organisation FROM core.indsats WHERE person_noegle = $p
        UNION
        SELECT f.fagomraade, p.organisation FROM core.postering AS p
        LEFT JOIN core.kontering AS f
            ON f.funktion = p.funktion AND f.dranst = p.dranst AND f.gruppering = p.gruppering
        WHERE p.person_noegle = $p
    """
    raekker = forespoerg(gen, sql, {"p": noegle}).to_pylist()
    return (
        {r["fagomraade"] for r in raekker if r["fagomraade"]},
        {r["organisation"] for r in raekker if r["organisation"]},
    )


def omraader_for(gen: Generation, noegler: Sequence[str]) -> dict[str, tuple[set[str], set[str]]]:
    """`omraader` of each of the persons that core.person knows, asked for once."""
    sql = """
        WITH mine AS (SELECT person_noegle FROM core.person WHERE person_noegle IN (SELECT unnest($p))),
        dele AS (
            SELECT person_noegle, fagomraade, organisation FROM core.indsats
            WHERE person_noegle IN (SELECT person_noegle FROM mine)
            UNION
            SELECT p.person_noegle, f.fagomraade, p.organisation FROM core.postering AS p
            LEFT JOIN core.kontering AS f
                ON f.funktion = p.funktion AND f.dranst = p.dranst AND f.gruppering = p.gruppering
            WHERE p.person_noegle IN (SELECT person_noegle FROM mine)
        )
        SELECT mine.person_noegle, list(DISTINCT fagomraade) AS fag, list(DISTINCT organisation) AS org
        FROM mine LEFT JOIN dele ON dele.person_noegle = mine.person_noegle GROUP BY mine.person_noegle
    """
    return {
        str(r["person_noegle"]): ({f for f in r["fag"] or () if f}, {o for o in r["org"] or () if o})
        for r in forespoerg(gen, sql, {"p": list(noegler)}).to_pylist()
    }


def indsatsnumre(gen: Generation, noegler: Sequence[str], fag: Graense, org: Graense) -> dict[str, set[str]]:
    """The ids of each person's measures within the scope."""
    sql = f"""
        SELECT i.person_noegle, i.indsats_id FROM core.indsats AS i
        WHERE i.person_noegle IN (SELECT unnest($p))
            AND {_FAG.format(kolonne="i.fagomraade")} AND {_ORG.format(kolonne="i.organisation")}
    """
    parametre = {"p": list(noegler), "fag": _liste(fag), "org": _liste(org)}
    ud: dict[str, set[str]] = {}
    for r in forespoerg(gen, sql, parametre).to_pylist():
        ud.setdefault(str(r["person_noegle"]), set()).add(str(r["indsats_id"]))
    return ud


_VEJKODE = "'Vejkode ' || split_part(b.hus_noegle, '-', 2) || ', nr.'"


def ophold(gen: Generation, noegle: str) -> pd.DataFrame:
    """Stays in order: type, fra, til (NaT = still), kommunekode, kommune, landekode, adresse, institution, usikker."""
    sql = f"""
        SELECT b.type, b.fra, b.til, b.kommunekode, k.navn AS kommune, b.landekode,
            concat_ws(
                ', ',
                nullif(concat_ws(' ', coalesce(b.vejnavn, {_VEJKODE}), b.husnr), ''),
                nullif(concat_ws(' ', rtrim(nullif(b.etage, ''), '.') || '.', nullif(b.sidedoer, '')), '')
            ) AS adresse,
            (SELECT any_value(n.navn) FROM core.institutionsophold AS i
                JOIN core.institution AS n ON n.institution_id = i.institution_id
                WHERE i.person_noegle = b.person_noegle AND i.ophold_fra = b.fra
                    AND i.type NOT IN ('dagtilbud', 'skole')) AS institution,
            coalesce(b.fra_usikker, FALSE) AS usikker, b.adresse_noegle
        FROM core.bopael AS b
        LEFT JOIN core.kommune AS k ON k.kommunekode = b.kommunekode
        WHERE b.person_noegle = ? ORDER BY b.fra
    """
    return forespoerg(gen, sql, [noegle]).to_pandas()


def samboende(gen: Generation, noegle: str, hoejst: int) -> pd.DataFrame:
    """Who shared an address with the person, and when: person_noegle, navn, foedselsdato, beskyttet, fra, til.

    Addresses of institutions are left out: those who live there are no household. The longest together first.
    """
    sql = """
        WITH mine AS (
            SELECT b.adresse_noegle, b.fra, coalesce(b.til, DATE '9999-12-31') AS til FROM core.bopael AS b
            WHERE b.person_noegle = $p AND b.type = 'bopael' AND b.adresse_noegle IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM core.institutionsophold AS i
                    WHERE i.person_noegle = $p AND i.ophold_fra = b.fra AND i.type NOT IN ('dagtilbud', 'skole'))
        ),
        faelles AS (
            SELECT a.person_noegle, greatest(a.fra, m.fra) AS fra,
                least(coalesce(a.til, DATE '9999-12-31'), m.til) AS til
            FROM core.bopael AS a JOIN mine AS m ON m.adresse_noegle = a.adresse_noegle
            WHERE a.person_noegle <> $p AND a.fra <= m.til AND coalesce(a.til, DATE '9999-12-31') >= m.fra
        )
        SELECT f.person_noegle, p.navn, p.foedselsdato, coalesce(p.adressebeskyttelse, FALSE) AS beskyttet,
            f.fra, nullif(f.til, DATE '9999-12-31') AS til
        FROM faelles AS f JOIN core.person AS p ON p.person_noegle = f.person_noegle
        ORDER BY f.til DESC, f.til - f.fra DESC, f.person_noegle LIMIT $n
    """
    return forespoerg(gen, sql, {"p": noegle, "n": hoejst}).to_pandas()


def familie(gen: Generation, noegle: str) -> pd.DataFrame:
    """Parents, children and spouses: person_noegle, navn, foedselsdato, beskyttet, rolle, myndighed, fra, til."""
    sql = """
        WITH alle AS (
            SELECT foraelder_noegle AS anden, relation AS rolle, foraeldremyndighed AS myndighed, fra, til
            FROM staging.relation WHERE barn_noegle = $p
            UNION ALL
            SELECT barn_noegle, 'barn', foraeldremyndighed, fra, til FROM staging.relation WHERE foraelder_noegle = $p
            UNION ALL
            SELECT aegtefaelle_noegle, 'aegtefaelle', NULL, fra, til FROM staging.aegteskab WHERE person_noegle = $p
        )
        SELECT a.anden AS person_noegle, p.navn, p.foedselsdato, coalesce(p.adressebeskyttelse, FALSE) AS beskyttet,
            a.rolle, a.myndighed, nullif(a.fra, DATE '0001-01-01') AS fra, nullif(a.til, DATE '9999-12-31') AS til
        FROM alle AS a LEFT JOIN core.person AS p ON p.person_noegle = a.anden
        ORDER BY a.rolle, p.foedselsdato, a.fra
    """
    return forespoerg(gen, sql, {"p": noegle}).to_pandas()


def indsatser(gen: Generation, noegle: str, fag: Graense, org: Graense) -> pd.DataFrame:
    """Measures within the scope, the newest first."""
    sql = f"""
        SELECT i.indsats_id, i.lov, i.paragraf, i.ydelse, i.startdato AS fra,
            nullif(i.slutdato, DATE '9999-12-31') AS til, i.takst_oere, i.enhed, i.antal, i.status, i.fagomraade,
            i.handlekommune, i.betalingskommune,
            (SELECT any_value(n.navn) FROM core.institution AS n WHERE n.institution_id = i.institution_id) AS sted
        FROM core.indsats AS i
        WHERE i.person_noegle = $p AND {_FAG.format(kolonne="i.fagomraade")} AND {_ORG.format(kolonne="i.organisation")}
        ORDER BY i.startdato DESC, i.indsats_id
    """
    return forespoerg(gen, sql, {"p": noegle, "fag": _liste(fag), "org": _liste(org)}).to_pandas()


def oekonomi(gen: Generation, noegle: str, fra_maaned: str, fag: Graense, org: Graense) -> pd.DataFrame:
    """What the municipality has booked on the person by month: maaned, slags (udgift, indtaegt, refusion), oere."""
    sql = f"""
        SELECT a.maaned,
            CASE WHEN p.art = '8.6' THEN 'refusion' WHEN p.art LIKE '7.%' THEN 'indtaegt' ELSE 'udgift' END AS slags,
            coalesce(a.lov, 'ANDEN') AS lov, sum(a.andel_oere)::BIGINT AS oere
        FROM core.posteringsandel AS a
        JOIN core.postering AS p ON p.postering_nr = a.postering_nr AND p.person_noegle = a.person_noegle
        LEFT JOIN core.kontering AS f
            ON f.funktion = p.funktion AND f.dranst = p.dranst AND f.gruppering = p.gruppering
        WHERE a.person_noegle = $p AND p.person_noegle = $p AND a.maaned >= $fra
            AND {_FAG.format(kolonne="f.fagomraade")} AND {_ORG.format(kolonne="p.organisation")}
        GROUP BY ALL ORDER BY ALL
    """
    parametre = {"p": noegle, "fra": fra_maaned, "fag": _liste(fag), "org": _liste(org)}
    return forespoerg(gen, sql, parametre).to_pandas()


def indkomst(gen: Generation, noegle: str, fra_maaned: str) -> pd.DataFrame:
    """Income by month and kind: maaned, indkomsttype, oere, udland. Only for the purposes that the law names."""
    sql = """
        SELECT maaned, indkomsttype, udland, sum(beloeb_oere)::BIGINT AS oere FROM core.indkomst
        WHERE person_noegle = ? AND maaned >= ? GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, [noegle, fra_maaned]).to_pandas()


def _liste(graense: Graense) -> list[str] | None:
    return None if graense is None else list(graense)
