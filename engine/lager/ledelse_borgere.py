"""The persons and postings behind a service's figure: for those who may see persons, after a purpose.

Everything is cut to one page in SQL, so that a list of persons is never whole in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.lager.laes import Generation, forespoerg

_HVOR = """
    r.regnskabsaar = $aar AND r.fagomraade = $fagomraade AND r.ydelse = $ydelse
    AND ($organisationer IS NULL OR r.organisation IN (SELECT unnest($organisationer)))
"""


def _valgt(
    aar: int, fagomraade: str, ydelse: str, organisationer: Sequence[str] | None, flere: Mapping[str, Any]
) -> dict[str, Any]:
    grund = {"aar": aar, "fagomraade": fagomraade, "ydelse": ydelse}
    return grund | {"organisationer": None if organisationer is None else list(organisationer)} | dict(flere)


def personer(
    gen: Generation,
    aar: int,
    fagomraade: str,
    ydelse: str,
    organisationer: Sequence[str] | None,
    fra: int,
    antal: int,
) -> list[dict[str, Any]]:
    """A page of the persons a service is booked on in a year, dearest first.

    person_noegle, navn, foedselsdato, beskyttet, oere, posteringer; ialt: how many persons there are.
    """
    sql = f"""
        WITH p AS (
            SELECT r.person_noegle, sum(r.beloeb_oere)::BIGINT AS oere, count(*) AS posteringer
            FROM core.regnskabspost AS r WHERE {_HVOR} AND r.person_noegle IS NOT NULL GROUP BY r.person_noegle
        ), side AS (
            SELECT *, count(*) OVER () AS ialt FROM p ORDER BY oere DESC, person_noegle LIMIT $antal OFFSET $fra
        )
        SELECT s.person_noegle, d.navn, d.foedselsdato, coalesce(d.adressebeskyttelse, FALSE) AS beskyttet, s.oere,
            s.posteringer, s.ialt
        FROM side AS s LEFT JOIN core.person AS d ON d.person_noegle = s.person_noegle
        ORDER BY s.oere DESC, s.person_noegle
    """
    valgt = _valgt(aar, fagomraade, ydelse, organisationer, {"fra": fra, "antal": antal})
    return forespoerg(gen, sql, valgt).to_pylist()


def posteringer(
    gen: Generation,
    aar: int,
    fagomraade: str,
    ydelse: str,
    organisationer: Sequence[str] | None,
    fra: int,
    antal: int,
    *,
    person: str | None = None,
    uden_cpr: bool = False,
) -> list[dict[str, Any]]:
    """A page of a service's postings in a year, largest first; person: only this person's, uden_cpr: only nobody's.

    bogfoeringsdato, kilde, bilagsnr, linjenr, tekst, funktion, dranst, gruppering, art, beloeb_oere, person_noegle,
    navn, foedselsdato, beskyttet; ialt and ialt_oere: how many there are and what they come to.
    """
    hvem = "TRUE"
    if uden_cpr:
        hvem = "r.person_noegle IS NULL"
    elif person is not None:
        hvem = "r.person_noegle = $person"
    sql = f"""
        WITH side AS (
            SELECT r.*, count(*) OVER () AS ialt, (sum(r.beloeb_oere) OVER ())::BIGINT AS ialt_oere
            FROM core.regnskabspost AS r WHERE {_HVOR} AND {hvem}
            ORDER BY abs(r.beloeb_oere) DESC, r.postering_nr LIMIT $antal OFFSET $fra
        )
        SELECT s.bogfoeringsdato, s.kilde, s.bilagsnr, s.linjenr, s.tekst, s.funktion, s.dranst, s.gruppering, s.art,
            s.beloeb_oere, s.person_noegle, d.navn, d.foedselsdato,
            coalesce(d.adressebeskyttelse, FALSE) AS beskyttet, s.ialt, s.ialt_oere
        FROM side AS s LEFT JOIN core.person AS d ON d.person_noegle = s.person_noegle
        ORDER BY abs(s.beloeb_oere) DESC, s.postering_nr
    """
    flere: dict[str, Any] = {"fra": fra, "antal": antal}
    if person is not None and not uden_cpr:
        flere["person"] = person
    return forespoerg(gen, sql, _valgt(aar, fagomraade, ydelse, organisationer, flere)).to_pylist()
