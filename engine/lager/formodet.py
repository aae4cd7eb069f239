"""What the rules between municipalities may presume of postings that the ledger has on nobody, or on another.

Two kinds. Expenses whose person is proposed with great certainty (schema fund), each to the persons of its first
proposal and nowhere else. And payments for school and day care (4.7, 7.7) without a CPR number, with the months they
say they are for; whose they are is decided in engine/potentiale/paaingen.py. Nothing is put on anybody by this: the
ledger and the refund stay as they are until a person has decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.fejl import ForaeldetLager
from engine.potentiale.dele import fordel
from engine.potentiale.paaingen import Betaling
from engine.potentiale.sag import maaneder_i
from engine.refusion.periodisering import Genkender

Spoerg = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
SIKKER = 0.9
"""Proposals of so much certainty are presumed. Of such 338 of 339 were right (docs/udvikling/henfoerelse.md)."""
FORSLAG = ("fund.uden_person_forslag", "fund.forkert_person_forslag")

_SIKRE = """
    SELECT f.postering_nr, f.personer, f.oere, f.fra, f.til, p.funktion, p.modpart_kommunekode AS modpart,
        p.art = '4.7' AS til_kommune, 'udgift' AS slags, a.maaneder, a.andele,
        coalesce(p.lov, v.lov, a.lov, '') AS lov
    FROM {forslag} AS f
    JOIN core.postering AS p ON p.postering_nr = f.postering_nr
    JOIN (
        SELECT postering_nr, list(maaned ORDER BY maaned) AS maaneder, list(andel_oere ORDER BY maaned) AS andele,
            max(lov) AS lov
        FROM core.posteringsandel GROUP BY postering_nr HAVING bool_and(brutto)
    ) AS a ON a.postering_nr = f.postering_nr
    LEFT JOIN raw.kravlov AS v ON v.funktion = p.funktion
    WHERE f.nr = 0 AND f.sikkerhed >= $sikker AND p.dranst = '1' AND p.beloeb_oere > 0
        AND f.postering_nr NOT IN (SELECT unnest($uden))
    ORDER BY f.postering_nr
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


def udgifter(spoerg: Spoerg, uden: Sequence[int] = ()) -> tuple[list[int], dict[str, list[dict[str, Any]]]]:
    """(postings that are presumed, person → rows as kandidater.post takes them: maaned, funktion, slags, til_kommune,
    lov, modpart, oere). uden: postings that persons have decided on. A warehouse without proposals has none."""
    numre: dict[int, list[dict[str, Any]]] = {}
    for forslag in FORSLAG:
        for r in _sikre(spoerg, forslag, uden):
            numre.setdefault(int(r["postering_nr"]), list(_raekker(r)))
    ud: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for raekker in numre.values():
        for x in raekker:
            ud[x["person_noegle"]].append(x)
    return sorted(numre), dict(ud)


def _sikre(spoerg: Spoerg, forslag: str, uden: Sequence[int]) -> list[dict[str, Any]]:
    try:
        return spoerg(_SIKRE.format(forslag=forslag), {"sikker": SIKKER, "uden": list(uden) or [-1]})
    except ForaeldetLager:
        return []


def _raekker(r: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    faelles = {n: r[n] for n in ("funktion", "slags", "til_kommune", "lov", "modpart")}
    vaegte = dict(zip(r["maaneder"], r["andele"], strict=True))
    if r["fra"] is not None and r["til"] is not None:
        vaegte = dict.fromkeys(maaneder_i(r["fra"], r["til"]), 1)
    for person, oere in zip(r["personer"], r["oere"], strict=True):
        for maaned, del_ in fordel(oere, vaegte).items():
            yield {"person_noegle": person, "maaned": maaned, "oere": del_, **faelles}


def skolebetalinger(spoerg: Spoerg, uden: Sequence[int] = ()) -> list[Betaling]:
    """Payments between municipalities for school and day care that stand on nobody, by number."""
    raekker = spoerg(_SKOLEBETALINGER, {"uden": list(uden) or [-1]})
    if not raekker:
        return []
    sikker, genkender = next(r["v"] or 0.0 for r in spoerg(_TAERSKEL, {})), Genkender()
    return [
        Betaling(
            int(r["nr"]),
            r["kommune"],
            r["art"],
            r["funktion"],
            int(r["oere"]),
            _maaneder(genkender, r, sikker),
            f"{r['bogfoeringsdato']:%Y-%m}",
        )
        for r in raekker
    ]


def _maaneder(genkender: Genkender, r: Mapping[str, Any], sikker: float) -> tuple[str, ...]:
    fra: date | None = r["fra"]
    til: date | None = r["til"]
    if fra is None or til is None:
        fundet = genkender.laes(r["tekst"], r["bogfoeringsdato"], r["bilagsdato"])
        fra, til = (fundet.fra, fundet.til) if fundet.sikkerhed >= sikker else (None, None)
    return () if fra is None or til is None else tuple(maaneder_i(fra, til))
