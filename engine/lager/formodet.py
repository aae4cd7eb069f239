"""What the rules between municipalities may presume of postings that the ledger has on nobody, or on another.

Two kinds. Expenses whose person is proposed with great certainty (forslag.py), each to the persons of its first
proposal and nowhere else. And payments for school and day care (4.7, 7.7) without a CPR number, with the days they say
they are for; whose they are is decided in engine/potentiale/paaingen.py. Nothing is put on anybody by this: the ledger
and the refund stay as they are until a person has decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.lager import forslag
from engine.lager.forslag import SpoergRaekker
from engine.refusion.periodisering import Genkender

SIKKER = 0.75
"""Proposals of so much certainty are presumed. Of those at 0,9 or more 338 of 339 were right
(docs/udvikling/henfoerelse.md); between are only collective bills whose sum the residents' prices come to, 13 of 14."""

_UDGIFTER = """
    SELECT p.postering_nr, p.funktion, p.modpart_kommunekode AS modpart, p.art = '4.7' AS til_kommune,
        'udgift' AS slags, a.maaneder, a.andele, coalesce(p.lov, v.lov, a.lov, '') AS lov
    FROM core.postering AS p
    JOIN (
        SELECT postering_nr, list(maaned ORDER BY maaned) AS maaneder, list(andel_oere ORDER BY maaned) AS andele,
            max(lov) AS lov
        FROM core.posteringsandel WHERE postering_nr IN (SELECT unnest($nr))
        GROUP BY postering_nr HAVING bool_and(brutto)
    ) AS a ON a.postering_nr = p.postering_nr
    LEFT JOIN raw.kravlov AS v ON v.funktion = p.funktion
    WHERE p.dranst = '1' AND p.beloeb_oere > 0
"""
_SKOLEBETALINGER = """
    SELECT postering_nr AS nr, modpart_kommunekode AS kommune, art, funktion,
        CASE WHEN art = '7.7' THEN -beloeb_oere ELSE beloeb_oere END AS oere, periode_fra AS fra, periode_til AS til,
        tekst, bogfoeringsdato, bilagsdato
    FROM core.postering
    WHERE art IN ('4.7', '7.7') AND dranst = '1' AND person_noegle IS NULL AND modpart_kommunekode IS NOT NULL
        AND (funktion LIKE '3.22.%' OR funktion LIKE '5.25.%') AND (art = '7.7') = (beloeb_oere < 0)
        AND beloeb_oere <> 0 AND postering_nr NOT IN (SELECT unnest($uden))
    ORDER BY postering_nr
"""
_TAERSKEL = "SELECT max(vaerdi::DOUBLE) AS v FROM raw.indstilling WHERE navn = 'periode_sikkerhed_min'"


def udgifter(spoerg: SpoergRaekker, uden: Sequence[int] = ()) -> list[dict[str, Any]]:
    """The expenses that are presumed to be somebody's, by posting: postering_nr, personer, oere (of each), fra, til
    (None where the posting's own months hold), maaneder and andele (those months, with what they have of the posting),
    and funktion, slags, til_kommune, lov, modpart. uden: postings that persons have decided on.
    """
    sikre = {int(r["postering_nr"]): r for r in forslag.foerste(spoerg, SIKKER, uden)}
    fundne = spoerg(_UDGIFTER, {"nr": list(sikre)}) if sikre else []
    return sorted(
        ({**r, **sikre[int(r["postering_nr"])]} for r in fundne), key=lambda r: int(r["postering_nr"])
    )


def skolebetalinger(spoerg: SpoergRaekker, uden: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Payments between municipalities for school and day care on nobody, by number: nr, kommune, art, funktion, oere
    (above nought), bogfoeringsdato, fra, til (as given, else as the text tells with enough certainty, else None)."""
    raekker = spoerg(_SKOLEBETALINGER, {"uden": list(uden) or [-1]})
    if not raekker:
        return []
    sikker, genkender = next(r["v"] or 0.0 for r in spoerg(_TAERSKEL, {})), Genkender()
    return [_med_periode(genkender, r, sikker) for r in raekker]


def _med_periode(genkender: Genkender, r: Mapping[str, Any], sikker: float) -> dict[str, Any]:
    if r["fra"] is not None and r["til"] is not None:
        return dict(r)
    fundet = genkender.laes(r["tekst"], r["bogfoeringsdato"], r["bilagsdato"])
    laest = fundet.sikkerhed >= sikker
    return {**r, "fra": fundet.fra if laest else None, "til": fundet.til if laest else None}
