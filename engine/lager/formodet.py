"""What the rules between municipalities may presume of postings that the ledger has on nobody, on another, or in the
month of their date since they do not say their own.

Three kinds. Expenses whose person is proposed with great certainty (forslag.py), each to the persons of its first
proposal and nowhere else. Payments for school and day care (4.7, 7.7) without a CPR number, with the days they say they
are for; whose they are is decided in engine/potentiale/paaingen.py. And bills under SEL and BL, and what others pay for
places of ours, that do not say their month: engine/refusion/periodisering/regningsmaaned.py says which it seems to be,
and flermaaned.py of bills for several.
Nothing is put on anybody by this: the ledger and the refund stay as they are until a person has decided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any, NamedTuple

from engine.lager import forslag
from engine.lager.forslag import SpoergRaekker
from engine.refusion.periodisering import Genkender, flermaaned, regningsmaaned
from engine.refusion.periodisering.regningsmaaned import MINDST, UGER, Regning, Vane

LAENGST = 31
"""Days of a bill for a month: how those for longer are sent tells nothing of it."""
SIKKER = 0.75
"""Proposals of so much certainty are presumed. Of those at 0,9 or more 338 of 339 were right
(docs/udvikling/henfoerelse.md); between are only collective bills whose sum the residents' prices come to, 13 of 14."""

_UDGIFTER = """
    SELECT p.postering_nr, p.funktion, p.modpart_kommunekode AS modpart, p.art = '4.7' AS til_kommune,
        'udgift' AS slags, a.maaneder, a.andele, coalesce(p.lov, v.lov, a.lov, '') AS lov, coalesce(p.cvr, '') AS cvr,
        coalesce(p.bilagsdato, p.bogfoeringsdato) AS dag, o.fra AS egen_fra, o.til AS egen_til,
        o.periode_kilde IN ('bilagsdato', 'bogfoeringsdato') AS tavs
    FROM core.postering AS p
    JOIN staging.postering_periode AS o ON o.postering_nr = p.postering_nr
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
_REGNINGER = """
    SELECT a.postering_nr AS nr, a.person_noegle, p.funktion, coalesce(p.cvr, '') AS cvr, p.art = '7.7' AS ind,
        CASE WHEN p.art = '7.7' THEN 'indtaegt' ELSE 'udgift' END AS slags, p.art = '4.7' AS til_kommune,
        p.modpart_kommunekode AS modpart, a.lov, a.oere, coalesce(p.bilagsdato, p.bogfoeringsdato) AS dag, o.fra, o.til,
        o.periode_kilde IN ('bilagsdato', 'bogfoeringsdato') AS tavs
    FROM (
        SELECT postering_nr, person_noegle, max(lov) AS lov, sum(andel_oere)::BIGINT AS oere, bool_and(brutto) AS brutto
        FROM core.posteringsandel
        WHERE person_noegle IN (SELECT unnest($p)) AND postering_nr NOT IN (SELECT unnest($uden))
        GROUP BY postering_nr, person_noegle
    ) AS a
    JOIN core.postering AS p ON p.postering_nr = a.postering_nr
    JOIN staging.postering_periode AS o ON o.postering_nr = a.postering_nr
    WHERE p.dranst = '1' AND a.lov IN ('SEL', 'BL') AND o.periode_kilde <> 'enkeltstaaende'
        AND (p.art = '7.7' AND a.oere < 0 OR a.brutto AND a.oere > 0)
    ORDER BY a.postering_nr
"""
_TAERSKEL = "SELECT max(vaerdi::DOUBLE) AS v FROM raw.indstilling WHERE navn = 'periode_sikkerhed_min'"


def udgifter(spoerg: SpoergRaekker, uden: Sequence[int] = ()) -> list[dict[str, Any]]:
    """The expenses that are presumed to be somebody's, by posting: postering_nr, personer, oere (of each), fra, til
    (None where the posting's own months hold), maaneder and andele (those months, with what they have of the posting),
    and funktion, slags, til_kommune, lov, modpart, cvr, dag, egen_fra and egen_til (its own period), tavs (which it
    does not say). uden: postings that persons have decided on.
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


# --- bills that do not say their month ----------------------------------------------------------------------------


def maaneder(
    spoerg: SpoergRaekker,
    hvem: Sequence[str],
    indsatser: Mapping[str, Sequence[Mapping[str, Any]]],
    uden: Sequence[int] = (),
    formodede: Sequence[Mapping[str, Any]] = (),
) -> tuple[list[dict[str, Any]], dict[int, tuple[date, date]]]:
    """The bills of some persons that do not say their month, with the days they seem to be for (fra, til): nr,
    person_noegle, funktion, slags, til_kommune, modpart, lov, oere; and of the presumed ones: number → days.

    indsatser: by person. uden: left out. formodede: expenses that are presumed to be somebody's (udgifter).
    """
    fundne = spoerg(_REGNINGER, {"p": list(hvem), "uden": list(uden) or [-1]})
    raekker: dict[_Raekke, list[Regning]] = defaultdict(list)
    for r in fundne:
        fra, til = (None, None) if r["tavs"] else (r["fra"], r["til"])
        raekke = _Raekke(r["person_noegle"], r["funktion"], r["cvr"], r["ind"])
        raekker[raekke].append(Regning(r["nr"], r["dag"], abs(r["oere"]), fra, til))
    for x in formodede:
        if len(x["personer"]) == 1 and x["lov"] in ("SEL", "BL"):
            raekker[_Raekke(x["personer"][0], x["funktion"], x["cvr"], False)].append(_formodet_regning(x))
    vaner = _Vaner(raekker)
    dage: dict[int, tuple[date, date]] = {}
    for raekke, regninger in raekker.items():
        maal = indsatser.get(raekke.person, ())
        if maal and any(r.fra is None for r in regninger):
            vane = vaner.om(raekke)
            lagt = regningsmaaned.skoen(regninger, maal, vane) if vane else {}
            dage |= lagt | flermaaned.skoen(regninger, maal, lagt)
    egne = [{**r, "fra": dage[n][0], "til": dage[n][1]} for r in fundne if (n := int(r["nr"])) in dage]
    andres = {int(r["postering_nr"]) for r in formodede}
    return egne, {n: tid for n, tid in dage.items() if n in andres}


def _formodet_regning(r: Mapping[str, Any]) -> Regning:
    """With the days of the proposal, else its own; none where neither says any."""
    fra, til = (r["fra"], r["til"]) if r["fra"] and r["til"] else (r["egen_fra"], r["egen_til"])
    tavs = r["tavs"] and not (r["fra"] and r["til"])
    return Regning(
        int(r["postering_nr"]), r["dag"], int(r["oere"][0]), *((None, None) if tavs else (fra, til))
    )


class _Raekke(NamedTuple):
    """A run of bills: one person's, on one function, from one supplier; ind: from whoever pays us."""

    person: str
    funktion: str
    cvr: str
    ind: bool


class _Vaner:
    """How bills are sent, as those that say their months tell: the run's own, else the supplier's, else all alike."""

    def __init__(self, raekker: Mapping[_Raekke, Sequence[Regning]]) -> None:
        self.dage: dict[Hashable, list[int]] = defaultdict(list)
        self.faser: dict[Hashable, Counter[int]] = defaultdict(Counter)
        for x, regninger in raekker.items():
            korte = [r for r in regninger if r.fra and r.til and (r.til - r.fra).days < LAENGST]
            if not korte:
                continue
            dage = [(r.dag - r.til).days for r in korte if r.til]
            faser = Counter(
                regningsmaaned.fase(r.fra)
                for r in korte
                if r.fra and r.til and (r.til - r.fra).days + 1 == UGER
            )
            for noegle in self._fra_naer(x):
                self.dage[noegle] += dage
                self.faser[noegle].update(faser)
        self._median: dict[Hashable, int] = {}

    @staticmethod
    def _fra_naer(x: _Raekke) -> tuple[Hashable, ...]:
        return x, (x.ind, x.cvr), x.ind

    def om(self, x: _Raekke) -> Vane | None:
        """None where too few say their month to tell anything of those that do not."""
        naer = self._fra_naer(x)
        noegle = next((n for n in naer if len(self.dage.get(n, ())) >= MINDST), None)
        if noegle is None:
            return None
        if noegle not in self._median:
            self._median[noegle] = round(median(self.dage[noegle]))
        return Vane(self._median[noegle], self._fase(naer[1:]), noegle == x)

    def _fase(self, noegler: Sequence[Hashable]) -> int | None:
        """The weeks that bills for four weeks begin in, where most of them agree."""
        for n in noegler:
            alle = self.faser.get(n, Counter())
            bedst, antal = next(iter(alle.most_common(1)), (0, 0))
            if antal:
                return bedst if antal * 2 > alle.total() else None
        return None
