"""The warehouse's answers about særligt dyre enkeltsager. All SQL text of the area stands here and in sql/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lager.laes import NOEGLER, Generation, forespoerg, noegleparametre

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def udgift(gen: Generation) -> pd.DataFrame:
    """core.person_maaned_udgift: person_noegle, aar, maaned, sdelov, gruppe, brutto_u, netto_u (int64)."""
    sql = """
        SELECT person_noegle, aar::BIGINT AS aar, maaned, sdelov, gruppe, brutto_u, netto_u
        FROM core.person_maaned_udgift ORDER BY person_noegle, maaned
    """
    return _kategorisk(forespoerg(gen, sql), ["person_noegle", "maaned", "sdelov", "gruppe"])


def _kategorisk(tabel: pa.Table, kolonner: Sequence[str]) -> pd.DataFrame:
    """The table with its texts as sorted categories: numbered once a generation, not at every computation."""
    for navn in kolonner:
        plads = tabel.schema.get_field_index(navn)
        tabel = tabel.set_column(plads, navn, tabel[navn].dictionary_encode())
    ramme = tabel.to_pandas()
    for navn in kolonner:
        kategorier = ramme[navn].cat.categories.astype("str")
        ramme[navn] = (
            ramme[navn].cat.rename_categories(kategorier).cat.set_categories(kategorier.sort_values())
        )
    return ramme


def personer(gen: Generation) -> pd.DataFrame:
    """Persons with expenses: person_noegle, foedselsdato."""
    sql = """
        SELECT person_noegle, foedselsdato FROM core.person
        WHERE person_noegle IN (SELECT person_noegle FROM core.person_maaned_udgift)
           OR person_noegle IN (SELECT person_noegle FROM core.posteringsandel WHERE i_grundlag)
    """
    return _kategorisk(forespoerg(gen, sql), ["person_noegle"])


def naermeste(gen: Generation, noegler: Sequence[str]) -> dict[str, str]:
    """The nearest relatives of some persons {person key: 'Forælder', 'Barn', 'Søskende' or 'Ægtefælle'}."""
    sql = """
        WITH mine AS (SELECT unnest(?) AS p),
        foraeldre AS (SELECT r.foraelder_noegle AS n FROM staging.relation AS r JOIN mine ON r.barn_noegle = mine.p)
        SELECT n AS person_noegle, min(rolle) AS rolle FROM (
            SELECT n, 'Forælder' AS rolle FROM foraeldre
            UNION ALL
            SELECT r.barn_noegle, 'Barn' FROM staging.relation AS r JOIN mine ON r.foraelder_noegle = mine.p
            UNION ALL
            SELECT r.barn_noegle, 'Søskende' FROM staging.relation AS r JOIN foraeldre AS f ON r.foraelder_noegle = f.n
            UNION ALL
            SELECT a.aegtefaelle_noegle, 'Ægtefælle' FROM staging.aegteskab AS a JOIN mine ON a.person_noegle = mine.p
        ) WHERE n NOT IN (SELECT p FROM mine) GROUP BY n ORDER BY 2, 1
    """
    return {r["person_noegle"]: r["rolle"] for r in forespoerg(gen, sql, [list(noegler)]).to_pylist()}


def foedt(gen: Generation, noegler: Sequence[str]) -> pd.DataFrame:
    """person_noegle, foedselsdato of some persons."""
    sql = "SELECT person_noegle, foedselsdato FROM core.person WHERE person_noegle IN (SELECT unnest(?))"
    return forespoerg(gen, sql, [list(noegler)]).to_pandas()


def flyttemaal(gen: Generation, noegler: Sequence[str]) -> dict[str, bool]:
    """Of some persons those known in CPR, and whether the case an expense on them belongs to can be told.

    Of one who can be in a household (below 23) it can when core.husstand_maaned has the person.
    """
    sql = """
        SELECT p.person_noegle,
            coalesce(o.eftervaern_slut <= (SELECT min(fra) FROM staging.kalender AS k
                WHERE k.maaned = (SELECT min(maaned) FROM core.husstand_maaned)), TRUE)
            OR p.person_noegle IN (SELECT person_noegle FROM core.husstand_maaned) AS kendes
        FROM core.person AS p LEFT JOIN staging.opvaekst AS o ON o.person_noegle = p.person_noegle
        WHERE p.kendt AND p.person_noegle IN (SELECT unnest(?))
    """
    raekker = forespoerg(gen, sql, [list(noegler)]).to_pylist()
    return {str(r["person_noegle"]): bool(r["kendes"]) for r in raekker}


def husstande(gen: Generation) -> pd.DataFrame:
    """core.husstand_maaned of everyone with expenses: its columns but the age and the reference date."""
    sql = """
        SELECT person_noegle, maaned, par, indehavere, antagelse, flere_mulige FROM core.husstand_maaned
        ORDER BY person_noegle, maaned
    """
    return _kategorisk(forespoerg(gen, sql), ["person_noegle", "maaned", "par", "indehavere"])


def husstandsmaaneder(gen: Generation, noegler: Sequence[str]) -> dict[str, list[str]]:
    """The months in which each of some persons is a child or young person who can be in a household, in order."""
    sql = """
        SELECT person_noegle, list(maaned ORDER BY maaned) AS maaneder FROM core.husstand_maaned
        WHERE person_noegle IN (SELECT unnest(?)) GROUP BY person_noegle
    """
    raekker = forespoerg(gen, sql, [list(noegler)]).to_pylist()
    return {str(r["person_noegle"]): [str(m) for m in r["maaneder"]] for r in raekker}


def hjemtaget(gen: Generation) -> pd.DataFrame:
    """Claims already made under the scheme: regnskabsaar, person_noegle, sag_type, maaned, beloeb_oere."""
    sql = "SELECT regnskabsaar, person_noegle, sag_type, maaned, beloeb_oere FROM core.hjemtaget WHERE ordning = 'sde'"
    return forespoerg(gen, sql).to_pandas()


def cpr_numre(gen: Generation, noegler: Sequence[str]) -> dict[str, str]:
    """Person key → current CPR number. For those with the right to see persons only."""
    sql = "SELECT person_noegle, cpr FROM raw.cpr WHERE er_gaeldende AND person_noegle IN (SELECT unnest(?))"
    tabel = forespoerg(gen, sql, [list(noegler)])
    return dict(zip(tabel["person_noegle"].to_pylist(), tabel["cpr"].to_pylist(), strict=True))


def navne(gen: Generation, noegler: Sequence[str]) -> pd.DataFrame:
    """person_noegle, navn, foedselsdato, adressebeskyttelse of the persons asked for."""
    sql = """
        SELECT person_noegle, navn, foedselsdato, coalesce(adressebeskyttelse, FALSE) AS adressebeskyttelse
        FROM core.person WHERE person_noegle IN (SELECT unnest(?))
    """
    return forespoerg(gen, sql, [list(noegler)]).to_pandas()


def personer_ved_navn(gen: Generation, tekst: str, hoejst: int) -> list[str]:
    """Keys of persons whose name holds every word of the text, by name."""
    ord_ = [o for o in tekst.split() if o]
    if not ord_:
        return []
    hvor = " AND ".join("contains(lower(navn), lower(?))" for _ in ord_)
    sql = (
        f"SELECT person_noegle FROM core.person WHERE {hvor} ORDER BY navn, person_noegle LIMIT {int(hoejst)}"
    )
    return [str(n) for n in forespoerg(gen, sql, ord_)["person_noegle"].to_pylist()]


def personer_ved_cpr(gen: Generation, cpr: str) -> list[str]:
    """The key of the person who has or has had a CPR number."""
    sql = "SELECT DISTINCT person_noegle FROM raw.cpr WHERE cpr = ?"
    return [str(n) for n in forespoerg(gen, sql, [cpr])["person_noegle"].to_pylist()]


def personer_ved_numre(gen: Generation, cprnumre: Sequence[str]) -> dict[str, str]:
    """CPR number -> the key of the one person who has or has had it; numbers of none or several are not there."""
    sql = """
        SELECT cpr, any_value(person_noegle) AS person_noegle FROM raw.cpr WHERE cpr IN (SELECT unnest($c))
        GROUP BY cpr HAVING count(DISTINCT person_noegle) = 1
    """
    fundne = forespoerg(gen, sql, {"c": list(cprnumre)}).to_pylist()
    return {str(r["cpr"]): str(r["person_noegle"]) for r in fundne}


def numre_som_samme_person(gen: Generation, cpr: str) -> list[str]:
    """Every number of the person who has or has had a CPR number; none when the number is not in the data."""
    sql = """
        SELECT DISTINCT a.cpr FROM raw.cpr AS a JOIN raw.cpr AS b ON b.person_noegle = a.person_noegle
        WHERE b.cpr = ? ORDER BY a.cpr
    """
    return [str(n) for n in forespoerg(gen, sql, [cpr])["cpr"].to_pylist()]


def navne_med_udgift(gen: Generation) -> pd.DataFrame:
    """person_noegle, navn, foedselsdato of everyone with expenses that may enter."""
    sql = """
        SELECT person_noegle, navn, foedselsdato FROM core.person
        WHERE navn IS NOT NULL AND person_noegle IN (SELECT person_noegle FROM core.person_maaned_udgift)
    """
    return forespoerg(gen, sql).to_pandas()


def organisationer(gen: Generation, aar: int) -> dict[str, set[str]]:
    """Person key -> the organisations that have booked on the person in a ledger year."""
    sql = """
        SELECT DISTINCT person_noegle, organisation FROM core.postering
        WHERE regnskabsaar = ? AND person_noegle IS NOT NULL AND organisation IS NOT NULL
    """
    ud: dict[str, set[str]] = {}
    for raekke in forespoerg(gen, sql, [aar]).to_pylist():
        ud.setdefault(raekke["person_noegle"], set()).add(raekke["organisation"])
    return ud


def udgiftsaar(gen: Generation) -> list[int]:
    """Every year that has shares in the basis, newest first."""
    tabel = forespoerg(
        gen, "SELECT DISTINCT aar FROM core.posteringsandel WHERE i_grundlag ORDER BY aar DESC"
    )
    return [int(a) for a in tabel["aar"].to_pylist()]


_GRUNDLAG = """
    SELECT g.aar::BIGINT AS aar, g.maaned, g.person_noegle, g.kilde, g.regnskabsaar, g.bilagsnr, g.linjenr,
        g.postering_nr, g.andel_oere, g.andel_u, g.medregnet, g.aarsag, g.periode_kilde, g.sikkerhed, g.lov, g.paragraf,
        g.sdelov, g.gruppe, g.brutto
    FROM marts.sde_grundlag AS g
"""


def grundlag(gen: Generation, aar: int) -> pd.DataFrame:
    """The posting shares of one year, without corrections (marts.sde_grundlag)."""
    return forespoerg(gen, _GRUNDLAG + " WHERE g.aar = ?", [aar]).to_pandas()


def grundlag_for_personer(gen: Generation, aar: int, noegler: Sequence[str]) -> pd.DataFrame:
    """The posting shares of some persons in one year, with what a caseworker reads of the posting."""
    # The person stands in the join too: the ledger is then read for these persons and not for everybody.
    sql = """
        SELECT g.aar::BIGINT AS aar, g.maaned, g.person_noegle, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr,
            g.postering_nr, g.andel_oere, g.andel_u, g.medregnet, g.aarsag, g.periode_kilde, g.sikkerhed, g.lov,
            g.paragraf, g.sdelov, g.gruppe, g.brutto,
            p.tekst, p.konto, p.funktion, p.art, p.beloeb_oere, p.bilagsdato, p.bogfoeringsdato, p.periode_fra,
            p.periode_til, p.enkeltstaaende, k.aarsag AS konto_begrundelse
        FROM core.posteringsandel AS g
        JOIN core.postering AS p ON p.postering_nr = g.postering_nr AND p.person_noegle = g.person_noegle
        LEFT JOIN staging.kontoregel AS k ON k.funktion = p.funktion AND k.dranst = p.dranst
            AND k.gruppering = p.gruppering AND g.maaned BETWEEN k.maaned_fra AND k.maaned_til
        WHERE g.i_grundlag AND g.aar = $aar AND g.person_noegle IN (SELECT unnest($personer))
            AND p.person_noegle IN (SELECT unnest($personer))
        ORDER BY g.maaned, p.bogfoeringsdato, p.bilagsnr, p.linjenr
    """
    return forespoerg(gen, sql, {"aar": aar, "personer": list(noegler)}).to_pandas()


def andele_for(gen: Generation, noegler: Sequence[tuple[str, int, str, int]]) -> pd.DataFrame:
    """core.posteringsandel of some postings, with their key columns."""
    sql = f"""
        WITH valgte AS ({NOEGLER})
        SELECT a.*, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr
        FROM core.postering AS p JOIN valgte USING (kilde, regnskabsaar, bilagsnr, linjenr)
        JOIN core.posteringsandel AS a USING (postering_nr)
    """
    return forespoerg(gen, sql, noegleparametre(noegler)).to_pandas()


def posteringer(gen: Generation, noegler: Sequence[tuple[str, int, str, int]]) -> pd.DataFrame:
    """Postings by their keys, with what a caseworker reads of them."""
    sql = f"""
        WITH valgte AS ({NOEGLER})
        SELECT postering_nr, kilde, regnskabsaar, bilagsnr, linjenr, tekst, konto, funktion, art, beloeb_oere,
            bilagsdato, bogfoeringsdato, periode_fra, periode_til, enkeltstaaende
        FROM core.postering JOIN valgte USING (kilde, regnskabsaar, bilagsnr, linjenr)
    """
    return forespoerg(gen, sql, noegleparametre(noegler)).to_pandas()


def postering(gen: Generation, noegle: tuple[str, int, str, int]) -> dict | None:
    """One posting by its key columns, or None."""
    sql = """
        SELECT * FROM core.postering WHERE kilde = ? AND regnskabsaar = ? AND bilagsnr = ? AND linjenr = ?
    """
    raekker = forespoerg(gen, sql, list(noegle)).to_pylist()
    return raekker[0] if raekker else None


def husstandsgrundlag(gen: Generation, aar: int, noegler: Sequence[str]) -> pd.DataFrame:
    """Why each child or young person is where it is: one row per person and unbroken reason in the year."""
    sql = """
        SELECT person_noegle, under_myndig, anbragt, referencedato, antagelse, flere_mulige, indehavere,
            min(maaned) AS fra_maaned, max(maaned) AS til_maaned
        FROM (
            SELECT *, CASE WHEN anbragt OR NOT under_myndig THEN referencedato END AS fast_dato
            FROM core.husstand_maaned
            WHERE maaned BETWEEN ? AND ? AND person_noegle IN (SELECT unnest(?))
        )
        GROUP BY person_noegle, under_myndig, anbragt, fast_dato, referencedato, antagelse, flere_mulige, indehavere
        ORDER BY fra_maaned, person_noegle
    """
    return forespoerg(gen, sql, [f"{aar}-01", f"{aar}-12", list(noegler)]).to_pandas()
