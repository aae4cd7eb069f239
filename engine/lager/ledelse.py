"""The warehouse's answers about the economy by field of work: ledger, budget, activity. No person is in any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lager.laes import NOEGLER, Generation, forespoerg, noegleparametre

if TYPE_CHECKING:
    import pandas as pd

_AKTIVITET = """
    SELECT aar::BIGINT AS aar, {maaned} fagomraade, {ydelse} AS ydelse, count(DISTINCT person_noegle) AS personer,
        sum(CASE WHEN helaar THEN least(a.til, k.til) - greatest(a.fra, k.fra) + 1 ELSE 0 END)::BIGINT AS dage
    FROM core.aktivitet_organisation AS a JOIN core.kalender AS k ON a.fra <= k.til AND a.til >= k.fra
    WHERE organisation IN (SELECT unnest($organisationer))
        AND k.aar >= (SELECT min(regnskabsaar) FROM core.postering)
    GROUP BY ALL
"""


def regnskab(gen: Generation, organisationer: Sequence[str] | None = None) -> pd.DataFrame:
    """The ledger: aar, maaned, fagomraade, ydelse, oere (int64), one row per booking month and service.

    organisationer: what these have booked; None = the whole ledger.
    """
    hvor, fra = "", "marts.regnskab_maaned"
    if organisationer is not None:
        hvor, fra = "WHERE organisation IN (SELECT unnest($organisationer))", "core.regnskabspost"
    sql = f"""
        SELECT regnskabsaar AS aar, maaned, fagomraade, ydelse, sum(beloeb_oere)::BIGINT AS oere
        FROM {fra} {hvor} GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, _valgte(organisationer)).to_pandas()


def engang(gen: Generation, organisationer: Sequence[str] | None = None) -> pd.DataFrame:
    """What of the ledger is marked as one-offs: as `regnskab`."""
    hvor = "TRUE" if organisationer is None else "r.organisation IN (SELECT unnest($organisationer))"
    sql = f"""
        SELECT r.regnskabsaar AS aar, r.maaned, r.fagomraade, r.ydelse, sum(r.beloeb_oere)::BIGINT AS oere
        FROM core.regnskabspost AS r JOIN core.postering AS p ON p.postering_nr = r.postering_nr
        WHERE p.enkeltstaaende AND {hvor} GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, _valgte(organisationer)).to_pandas()


def _valgte(organisationer: Sequence[str] | None) -> dict[str, list[str]]:
    return {} if organisationer is None else {"organisationer": list(organisationer)}


def budget(gen: Generation) -> pd.DataFrame:
    """The budget: aar, fagomraade, ydelse, oprindeligt_oere, tillaeg_oere."""
    sql = """
        SELECT regnskabsaar AS aar, fagomraade, ydelse, sum(oprindeligt_oere)::BIGINT AS oprindeligt_oere,
            sum(tillaeg_oere)::BIGINT AS tillaeg_oere
        FROM marts.budget_aar GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def aktivitet_maaned(gen: Generation, organisationer: Sequence[str] | None = None) -> pd.DataFrame:
    """Persons and days with a service by month: aar, maaned, fagomraade, ydelse ('' = the field), personer, dage.

    organisationer: what these give; only measures say who gives them.
    """
    sql = """
        SELECT aar::BIGINT AS aar, maaned, fagomraade, ydelse, personer_antal AS personer, dage
        FROM marts.aktivitet_maaned ORDER BY ALL
    """
    if organisationer is not None:
        sql = _for_ydelse_og_omraade("maaned,")
    return forespoerg(gen, sql, _valgte(organisationer)).to_pandas()


def aktivitet_aar(gen: Generation, organisationer: Sequence[str] | None = None) -> pd.DataFrame:
    """Persons and days with a service by year: aar, fagomraade, ydelse ('' = the field), personer, dage."""
    sql = """
        SELECT aar::BIGINT AS aar, fagomraade, ydelse, personer_antal AS personer, dage
        FROM marts.aktivitet_aar ORDER BY ALL
    """
    if organisationer is not None:
        sql = _for_ydelse_og_omraade("")
    return forespoerg(gen, sql, _valgte(organisationer)).to_pandas()


def _for_ydelse_og_omraade(maaned: str) -> str:
    """The rows of marts.aktivitet_*, of some organisations."""
    led = (_AKTIVITET.format(maaned=maaned, ydelse=ydelse) for ydelse in ("ydelse", "''"))
    return " UNION ALL ".join(led) + " ORDER BY ALL"


def bogfoerte_personer(gen: Generation, organisationer: Sequence[str] | None = None) -> pd.DataFrame:
    """How many persons each service is booked on in a ledger year: aar, fagomraade, ydelse, personer."""
    sql = """
        SELECT regnskabsaar AS aar, fagomraade, ydelse, personer_antal AS personer
        FROM marts.regnskab_personer ORDER BY ALL
    """
    if organisationer is not None:
        sql = """
            SELECT regnskabsaar AS aar, fagomraade, ydelse, count(DISTINCT person_noegle) AS personer
            FROM core.regnskabspost WHERE organisation IN (SELECT unnest($organisationer)) GROUP BY ALL ORDER BY ALL
        """
    return forespoerg(gen, sql, _valgte(organisationer)).to_pandas()


def konti(
    gen: Generation, aar: int, fagomraade: str, ydelse: str, organisationer: Sequence[str] | None = None
) -> pd.DataFrame:
    """One service's accounts in a year: funktion, dranst, gruppering, art, oprindeligt_oere, tillaeg_oere, oere,
    posteringer, personer. Accounts with only a budget are there too; some organisations have no budget."""
    hvor = "TRUE" if organisationer is None else "organisation IN (SELECT unnest($organisationer))"
    sql = f"""
        WITH r AS (
            SELECT funktion, dranst, gruppering, art, sum(beloeb_oere)::BIGINT AS oere, count(*) AS posteringer,
                count(DISTINCT person_noegle) AS personer
            FROM core.regnskabspost
            WHERE regnskabsaar = $aar AND fagomraade = $fagomraade AND ydelse = $ydelse AND {hvor} GROUP BY ALL
        ), b AS (
            SELECT funktion, dranst, gruppering, art, oprindeligt_oere, tillaeg_oere FROM marts.budget_aar
            WHERE regnskabsaar = $aar AND fagomraade = $fagomraade AND ydelse = $ydelse
                AND {organisationer is None}
        )
        SELECT funktion, dranst, gruppering, art, coalesce(oprindeligt_oere, 0) AS oprindeligt_oere,
            coalesce(tillaeg_oere, 0) AS tillaeg_oere, coalesce(oere, 0) AS oere,
            coalesce(posteringer, 0) AS posteringer, coalesce(personer, 0) AS personer
        FROM r FULL JOIN b USING (funktion, dranst, gruppering, art)
        ORDER BY funktion, dranst, gruppering, art
    """
    valgt = {"aar": aar, "fagomraade": fagomraade, "ydelse": ydelse}
    return forespoerg(gen, sql, valgt | _valgte(organisationer)).to_pandas()


def titler(gen: Generation) -> pd.DataFrame:
    """What services and functions are called: art, kode, titel."""
    return forespoerg(gen, "SELECT art, kode, titel FROM core.titel ORDER BY art, kode").to_pandas()


def hjemtaget(gen: Generation) -> pd.DataFrame:
    """What has been brought home by scheme and year: ordning, aar, oere."""
    sql = """
        SELECT ordning, regnskabsaar AS aar, sum(beloeb_oere)::BIGINT AS oere FROM core.hjemtaget
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql).to_pandas()


def mellemkommunale_indtaegter(gen: Generation, aar: int) -> int:
    """What other municipalities have paid in a ledger year (art 7.7), as a positive amount in øre."""
    sql = """
        SELECT coalesce(-sum(beloeb_oere), 0)::BIGINT AS oere FROM marts.regnskab_maaned
        WHERE dranst = '1' AND art = '7.7' AND regnskabsaar = $aar
    """
    return int(forespoerg(gen, sql, {"aar": aar})["oere"][0].as_py())


def registrering(gen: Generation, aar: int, organisationer: Sequence[str] | None = None) -> pd.DataFrame:
    """How each unit books in a ledger year, on accounts where half the postings name a person: organisation,
    fagomraade, posteringer, uden_cpr, uden_cpr_oere, uden_periode, sene, sene_oere."""
    hvor = "TRUE" if organisationer is None else "organisation IN (SELECT unnest($organisationer))"
    sql = f"""
        WITH konto AS (
            SELECT *, sum(med_person_antal) OVER konto * 2 >= sum(posteringer_antal) OVER konto AS om_personer
            FROM marts.registrering WHERE regnskabsaar = $aar
            WINDOW konto AS (PARTITION BY funktion, dranst, gruppering, art)
        )
        SELECT organisation, fagomraade, sum(posteringer_antal)::BIGINT AS posteringer,
            sum(posteringer_antal - med_person_antal)::BIGINT AS uden_cpr,
            sum(uden_person_oere)::BIGINT AS uden_cpr_oere, sum(uden_periode_antal)::BIGINT AS uden_periode,
            sum(sene_antal)::BIGINT AS sene, sum(sene_oere)::BIGINT AS sene_oere
        FROM konto WHERE om_personer AND {hvor} GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, {"aar": aar} | _valgte(organisationer)).to_pandas()


def registrerede_indsatser(
    gen: Generation, aar: int, sen_efter_dage: int, organisationer: Sequence[str] | None = None
) -> pd.DataFrame:
    """The measures that run in a year by unit: organisation, fagomraade, indsatser, uden_betaler,
    sene_indsatser."""
    hvor = "TRUE" if organisationer is None else "organisation IN (SELECT unnest($organisationer))"
    sql = f"""
        SELECT coalesce(organisation, '') AS organisation, coalesce(fagomraade, '') AS fagomraade,
            count(*) AS indsatser, count(*) FILTER (betalingskommune IS NULL) AS uden_betaler,
            count(*) FILTER (registreret_dato > startdato + $dage::INTEGER) AS sene_indsatser
        FROM core.indsats
        WHERE loeber AND startdato <= make_date($aar, 12, 31) AND slutdato >= make_date($aar, 1, 1) AND {hvor}
        GROUP BY ALL ORDER BY ALL
    """
    return forespoerg(gen, sql, {"aar": aar, "dage": sen_efter_dage} | _valgte(organisationer)).to_pandas()


def rettede_posteringer(
    gen: Generation, noegler: Sequence[tuple[str, int, str, int]]
) -> dict[tuple[str, int], int]:
    """(organisation, ledger year) → how many of some postings."""
    sql = f"""
        WITH valgte AS ({NOEGLER})
        SELECT coalesce(organisation, '') AS organisation, regnskabsaar AS aar, count(*) AS antal
        FROM core.postering JOIN valgte USING (kilde, regnskabsaar, bilagsnr, linjenr) GROUP BY ALL
    """
    raekker = forespoerg(gen, sql, noegleparametre(noegler)).to_pylist() if noegler else []
    return {(str(r["organisation"]), int(r["aar"])): int(r["antal"]) for r in raekker}


def foer_efter(gen: Generation, aar: int) -> pd.DataFrame:
    """Services begun in a year: fagomraade, ydelse, personer, foer_oere, efter_oere (sums of the months)."""
    sql = """
        SELECT fagomraade, ydelse, personer_antal AS personer, foer_oere, efter_oere FROM marts.indsats_foer_efter
        WHERE aar = ? ORDER BY ALL
    """
    return forespoerg(gen, sql, [aar]).to_pandas()


def kommunetal(gen: Generation) -> pd.DataFrame:
    """The public key figures that the municipality has loaded: kommunekode, navn, aar, stoerrelse, vaerdi (Decimal),
    enhed, kilde."""
    sql = """
        SELECT t.kommunekode, coalesce(k.navn, t.kommunekode) AS navn, t.aar::BIGINT AS aar, t.stoerrelse, t.vaerdi,
            t.enhed, t.kilde
        FROM raw.kommunetal AS t LEFT JOIN core.kommune AS k ON k.kommunekode = t.kommunekode
        ORDER BY t.stoerrelse, t.aar, t.kommunekode
    """
    return forespoerg(gen, sql).to_pandas()


def statsrefusion(gen: Generation) -> dict[int, int]:
    """The state's refund booked on dranst 2 by ledger year, as a positive amount in øre."""
    sql = """
        SELECT regnskabsaar AS aar, -sum(beloeb_oere)::BIGINT AS oere FROM marts.regnskab_maaned
        WHERE dranst = '2' GROUP BY regnskabsaar
    """
    return dict(zip(*(forespoerg(gen, sql)[n].to_pylist() for n in ("aar", "oere")), strict=True))


def uden_person(gen: Generation, aar: int, andel: float) -> pd.DataFrame:
    """Accounts where at least `andel` of a year's postings name a person and some do not.

    fagomraade, ydelse, antal (postings without), oere (their amounts without sign, by account and month).
    """
    sql = """
        WITH konto AS (
            SELECT fagomraade, ydelse, funktion, dranst, gruppering, art, sum(posteringer_antal) AS alle,
                sum(med_person_antal) AS med, sum(abs(uden_person_oere))::BIGINT AS oere
            FROM marts.regnskab_maaned WHERE regnskabsaar = $aar GROUP BY ALL
        )
        SELECT fagomraade, ydelse, sum(alle - med)::BIGINT AS antal, sum(oere)::BIGINT AS oere
        FROM konto WHERE med >= $andel * alle AND med < alle GROUP BY ALL ORDER BY oere DESC, fagomraade, ydelse
    """
    return forespoerg(gen, sql, {"aar": aar, "andel": andel}).to_pandas()


def perioder(gen: Generation, aar: int) -> pd.DataFrame:
    """How the period of what may enter a claim is known: fagomraade, periode_kilde, antal, oere."""
    sql = """
        SELECT fagomraade, periode_kilde, andele_antal AS antal, andel_oere AS oere FROM marts.periode_praksis
        WHERE aar = ? ORDER BY fagomraade, periode_kilde
    """
    return forespoerg(gen, sql, [aar]).to_pandas()
