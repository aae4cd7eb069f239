"""The warehouse's answers about periods read in texts (raw.tekstperiode)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.lager.laes import NOEGLER, Generation, forespoerg, noegleparametre

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Tekstpost:
    """A posting with what its text says. noegle: kilde, regnskabsaar, bilagsnr, linjenr. laest: None = nothing."""

    noegle: tuple[str, int, str, int]
    person_noegle: str | None
    beloeb_oere: int
    bogfoeringsdato: date
    bilagsdato: date | None
    laest: tuple[date, date] | None


def poster_efter_grupper(
    gen: Generation, grupper: Sequence[tuple[str, str, str]]
) -> list[tuple[int, Tekstpost]]:
    """(number of its group, posting) of the postings whose (gruppe, kilde, cvr) is asked for; '' = no supplier."""
    sql = """
        WITH valgte AS (
            SELECT unnest($nr) AS nr, unnest($gruppe) AS gruppe, unnest($kilde) AS kilde, unnest($cvr) AS cvr
        )
        SELECT v.nr, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr, p.person_noegle, p.beloeb_oere,
            p.bogfoeringsdato, p.bilagsdato, t.fra, t.til
        FROM raw.tekstperiode AS t
        JOIN core.postering AS p ON p.postering_nr = t.postering_nr
        JOIN valgte AS v ON v.gruppe = t.gruppe AND v.kilde = p.kilde AND v.cvr = coalesce(p.cvr, '')
        ORDER BY t.postering_nr
    """
    gruppe, kilde, cvr = (list(kolonne) for kolonne in zip(*grupper, strict=True))
    parametre = {"nr": list(range(len(grupper))), "gruppe": gruppe, "kilde": kilde, "cvr": cvr}
    return [(r["nr"], _post(r)) for r in forespoerg(gen, sql, parametre).to_pylist()]


def _post(r: dict[str, Any]) -> Tekstpost:
    return Tekstpost(
        (r["kilde"], r["regnskabsaar"], r["bilagsnr"], r["linjenr"]),
        r["person_noegle"],
        r["beloeb_oere"],
        r["bogfoeringsdato"],
        r["bilagsdato"],
        (r["fra"], r["til"]) if r["fra"] else None,
    )


def poster_efter_noegler(gen: Generation, noegler: Sequence[tuple[str, int, str, int]]) -> list[Tekstpost]:
    """The postings by their keys."""
    sql = f"""
        WITH valgte AS ({NOEGLER})
        SELECT p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr, p.person_noegle, p.beloeb_oere, p.bogfoeringsdato,
            p.bilagsdato, t.fra, t.til
        FROM core.postering AS p JOIN valgte USING (kilde, regnskabsaar, bilagsnr, linjenr)
        LEFT JOIN raw.tekstperiode AS t ON t.postering_nr = p.postering_nr
    """
    return [_post(r) for r in forespoerg(gen, sql, noegleparametre(noegler)).to_pylist()]


def leverandoermoenster(gen: Generation, kilde: str, cvr: str) -> list[tuple[str, int, int, int]]:
    """Where a supplier's known periods lie, counted from both dates: (date, months from its own, months, postings).

    The date that gives the commonest place comes first.
    """
    sql = """
        WITH kendt AS (
            SELECT p.postering_nr, p.bogfoeringsdato, coalesce(p.bilagsdato, p.bogfoeringsdato) AS bilagsdato,
                min(left(a.maaned, 4)::BIGINT * 12 + right(a.maaned, 2)::BIGINT) AS foerste,
                count(*)::BIGINT AS maaneder
            FROM core.postering AS p JOIN core.posteringsandel AS a ON a.postering_nr = p.postering_nr
            WHERE p.kilde = $kilde AND p.cvr = $cvr AND a.periode_kilde IN ('angivet', 'tekst')
            GROUP BY ALL
        ),
        begge AS (
            SELECT 'bilagsdato' AS ud_fra, foerste - year(bilagsdato) * 12 - month(bilagsdato) AS forskydning, maaneder
            FROM kendt
            UNION ALL
            SELECT 'bogfoeringsdato', foerste - year(bogfoeringsdato) * 12 - month(bogfoeringsdato), maaneder
            FROM kendt
        )
        SELECT ud_fra, forskydning::BIGINT AS forskydning, maaneder, count(*)::BIGINT AS antal
        FROM begge GROUP BY ud_fra, forskydning, maaneder
        ORDER BY antal DESC, ud_fra DESC, forskydning DESC, maaneder
    """
    raekker = forespoerg(gen, sql, {"kilde": kilde, "cvr": cvr}).to_pylist()
    return [(r["ud_fra"], r["forskydning"], r["maaneder"], r["antal"]) for r in raekker]


def koe(gen: Generation) -> pd.DataFrame:
    """Shares that enter and whose month is only the document's or the booking's, with what the text says.

    Columns: postering_nr, person_noegle, aar, maaned, sdelov, lovgruppe, andel_u, andel_oere, skabelon, kilde, cvr,
    laest (bool), sikkerhed, enkeltstaaende (bool). Texts and names are not among them.
    """
    sql = """
        SELECT a.postering_nr, a.person_noegle, a.aar::BIGINT AS aar, a.maaned, a.sdelov, a.gruppe AS lovgruppe,
            a.andel_u, a.andel_oere, t.gruppe AS skabelon, p.kilde, coalesce(p.cvr, '') AS cvr,
            t.fra IS NOT NULL AS laest, t.sikkerhed, t.enkeltstaaende
        FROM core.posteringsandel AS a
        JOIN raw.tekstperiode AS t ON t.postering_nr = a.postering_nr
        JOIN core.postering AS p ON p.postering_nr = a.postering_nr
        WHERE a.medregnet AND a.periode_kilde IN ('bilagsdato', 'bogfoeringsdato')
        ORDER BY a.postering_nr, a.maaned
    """
    return forespoerg(gen, sql).to_pandas()


def kilder(gen: Generation) -> pd.DataFrame:
    """What enters by person, year and where the period comes from: person_noegle, aar, periode_kilde, oere, antal.

    oere: gross, so that income does not hide expense.
    """
    sql = """
        SELECT person_noegle, aar::BIGINT AS aar, periode_kilde,
            sum(CASE WHEN brutto THEN andel_oere ELSE 0 END)::BIGINT AS oere,
            count(DISTINCT postering_nr)::BIGINT AS antal
        FROM core.posteringsandel WHERE medregnet
        GROUP BY person_noegle, aar, periode_kilde
    """
    return forespoerg(gen, sql).to_pandas()


def tekster(gen: Generation, numre: Sequence[int]) -> pd.DataFrame:
    """Some postings with their texts: what a person who may see persons reads of them."""
    sql = """
        SELECT p.postering_nr, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr, p.tekst, p.beloeb_oere,
            p.bogfoeringsdato, p.bilagsdato, p.person_noegle, t.sikkerhed, t.enkeltstaaende
        FROM core.postering AS p JOIN raw.tekstperiode AS t ON t.postering_nr = p.postering_nr
        WHERE p.postering_nr IN (SELECT unnest($numre))
    """
    return forespoerg(gen, sql, {"numre": [int(nr) for nr in numre]}).to_pandas()


def leverandoernavne(gen: Generation, cvrnumre: Sequence[str]) -> dict[str, str]:
    """Name of each supplier that is known."""
    sql = "SELECT cvr, navn FROM raw.virksomhed WHERE navn IS NOT NULL AND cvr IN (SELECT unnest($cvr))"
    tabel = forespoerg(gen, sql, {"cvr": list(cvrnumre)})
    return dict(zip(tabel["cvr"].to_pylist(), tabel["navn"].to_pylist(), strict=True))
