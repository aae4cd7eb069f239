"""What a posting text says of its period: the expressions weighed against each other and against the dates.

Everything that only depends on the template is done once (Skabelon); what depends on the digits and on the dates is
done for each text (laes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from engine.refusion.periodisering import datering, kalibrering, ordbog
from engine.refusion.periodisering.datering import Periode, Reference, dater
from engine.refusion.periodisering.enkelt import enkelt_i
from engine.refusion.periodisering.led import AAR, DAG, HALVAAR, KVARTAL, MAANED, UGE, Udtryk, udtryk_i
from engine.refusion.periodisering.tegn import Tegn, tegn_i

FJERNT_MD, MEGET_FJERNT_MD = 13, 36
MAANEDSTEGN = "<måned>"
_TAL = re.compile(r"0[0.,:]*")
_FREMTID_DAGE, _FJERN_FREMTID_DAGE = 45, 190


@dataclass(frozen=True, slots=True)
class _Kandidat:
    """An expression with what stands before it. vagt: a word says that it is of a paper or a decision. graense: a word
    says that what comes next is a bound."""

    u: Udtryk
    vagt: bool
    graense: bool
    stikord: bool
    start: bool
    slut: bool


@dataclass(frozen=True, slots=True)
class _Laest:
    """A candidate whose digits can mean a period."""

    k: _Kandidat
    p: Periode


@dataclass(frozen=True, slots=True)
class Skabelon:
    """A template read: its tokens, its candidates (the longest first, equally long ones together), and what its words
    say of the whole. gruppe: what texts that are alike to a person have in common.
    """

    tegn: tuple[Tegn, ...]
    kandidater: tuple[tuple[_Kandidat, ...], ...]
    forud: bool
    aar_ord: bool
    skoleaar: bool
    relativ: tuple[str, int, tuple[int, ...]] | None
    gruppe: str
    enkelt: int
    enkelt_tegn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fund:
    """What the text says. fra, til: None when it says nothing. pladser: the words used, as places in the text.

    regel: the rule that fired. sikkerhed: 0–1, the share of such findings that are right.
    enkeltstaaende: the text reads like a one-off purchase, with its own certainty.
    """

    fra: date | None = None
    til: date | None = None
    sikkerhed: float = 0.0
    regel: str = ""
    niveau: int = 0
    pladser: tuple[tuple[int, int], ...] = ()
    enkeltstaaende: bool = False
    enkelt_sikkerhed: float = 0.0
    enkelt_pladser: tuple[tuple[int, int], ...] = field(default=())


INTET = Fund()


# --- once per template --------------------------------------------------------------------------------------


def laes_skabelon(skabelon: str) -> Skabelon:
    """Everything that can be known before the digits."""
    tegn = tegn_i(skabelon)
    ord_ = [t.ord for t in tegn]
    enkelt, enkelt_tegn = enkelt_i(tegn)
    return Skabelon(
        tuple(tegn),
        _efter_laengde([k for u in udtryk_i(tegn) if not ((k := _kandidat(tegn, u)).graense and u.liste)]),
        forud=any(ordbog.begynder(o, "forud") or o in ordbog.NAESTE_ORD for o in ord_) or _acontoer(tegn),
        aar_ord=any(ordbog.begynder(o, "aar") or o in ordbog.HELE_ORD for o in ord_) or _aar_naevnt(tegn),
        skoleaar=any(o.startswith(("skoleaar", "skole?r")) for o in ord_),
        relativ=_relativ(tegn),
        gruppe=_gruppe(skabelon, tegn),
        enkelt=enkelt,
        enkelt_tegn=enkelt_tegn,
    )


def _efter_laengde(kandidater: list[_Kandidat]) -> tuple[tuple[_Kandidat, ...], ...]:
    grupper: dict[int, list[_Kandidat]] = {}
    for k in kandidater:
        grupper.setdefault(k.u.start - k.u.slut, []).append(k)
    return tuple(tuple(grupper[laengde]) for laengde in sorted(grupper))


def _kandidat(tegn: list[Tegn], u: Udtryk) -> _Kandidat:
    i = u.start - 1
    while i >= 0 and (tegn[i].art == "D" or (tegn[i].art == "." and i and tegn[i - 1].art == "D")):
        i -= 1
    foer = tegn[i] if i >= 0 else None
    graense = foer is not None and foer.ord in ordbog.GRAENSE_ORD and u.art in (DAG, MAANED, AAR)
    return _Kandidat(
        u,
        vagt=_vagt(tegn, u) or (graense and not u.er_spaend and not u.laengde),
        graense=graense,
        stikord=u.sidste.stikord or _efter_stikord(tegn, i),
        start=foer is not None and foer.ord in ordbog.START_ORD,
        slut=foer is not None and (foer.art == "T" or foer.ord in ordbog.SLUT_ORD),
    )


def _efter_stikord(tegn: list[Tegn], i: int) -> bool:
    while i >= 0 and tegn[i].art in ".:":
        i -= 1
    return i >= 0 and tegn[i].ord in ordbog.STIKORD


def _vagt(tegn: list[Tegn], u: Udtryk) -> bool:
    """Whether the words before tell that a single day or month is of something else than the help."""
    if u.er_spaend or u.laengde or u.art not in (DAG, MAANED):
        return False
    ord_imellem = 0
    for i in range(u.start - 1, max(-1, u.start - 7), -1):
        t = tegn[i]
        if (
            t.ord in ordbog.STIKORD
            or t.art in ";,)"
            or (t.art == ":" and ord_imellem)
            or (t.art == "-" and t.luft)
        ):
            return False
        if _siger_dokument(t, u.art, direkte=not ord_imellem):
            return True
        if t.art in "xnM":
            return False
        ord_imellem += t.art == "w"
        if ord_imellem > 1:
            return False
    return False


_MAANEDSVAGT = ("afgoer", "bevil", "visit", "godk", "vedtag", "kontrakt", "foedt", "ophoer", "opsag", "opsig")


def _siger_dokument(t: Tegn, art: str, *, direkte: bool) -> bool:
    if art == MAANED:
        return t.ord.startswith(_MAANEDSVAGT)
    if t.ord in ordbog.DOKUMENT_HELE:
        return direkte
    return t.art == "w" and ordbog.begynder(t.ord, "dokument")


def _gruppe(skabelon: str, tegn: list[Tegn]) -> str:
    """The text with its months as <måned> and its numbers as #: 'Takst mar 22' and 'takst apr. 23' are alike."""
    dele, sidst = [], 0
    for t in tegn:
        if t.art == "M":
            punktum = skabelon[t.til : t.til + 1] == "."
            dele += [
                skabelon[sidst : t.fra],
                MAANEDSTEGN,
                "" if skabelon[t.til + punktum :][:1] == " " else " ",
            ]
            sidst = t.til + punktum
    tekst = "".join([*dele, skabelon[sidst:]])
    return " ".join(_TAL.sub("#", tekst).lower().split())


def _acontoer(tegn: list[Tegn]) -> bool:
    """'a conto', 'a/c'."""
    return any(a.ord == "a" and b.ord in ("conto", "/") for a, b in pairwise(tegn))


def _aar_naevnt(tegn: list[Tegn]) -> bool:
    """'for år 2021', 'år 2021', '2022 hele året'."""
    return any(a.art == "Y" and b.art == "n" and b.cifre == 4 for a, b in pairwise(tegn))


def _relativ(tegn: list[Tegn]) -> tuple[str, int, tuple[int, ...]] | None:
    """(month or quarter, how many from the document's, tokens): 'forrige måned', 'sidste kvartal', 'dags md.'."""
    for i in range(len(tegn) - 1):
        retning = next(
            (
                n
                for n, ord_ in ((-1, ordbog.SIDSTE_ORD), (0, ordbog.DENNE_ORD), (1, ordbog.NAESTE_ORD))
                if tegn[i].ord in ord_
            ),
            None,
        )
        if retning is not None and tegn[i + 1].art in "NK":
            return (MAANED if tegn[i + 1].art == "N" else KVARTAL), retning, (i, i + 1)
    return None


# --- once per text ------------------------------------------------------------------------------------------------


def laes(s: Skabelon, tekst: str, bogfoert: date, bilag: date | None = None) -> Fund:
    """What a text of the template says. tekst: repaired (tegn.rens), of the same length as its template."""
    enkelt = s.enkelt
    if not s.kandidater and s.relativ is None:
        return INTET if not enkelt else _med_enkelt(s, INTET)
    ref = Reference(_referencedag(bogfoert, bilag), s.forud)
    fund = _periode(s, tekst, ref)
    if enkelt and not (fund.fra and fund.til and (fund.til - fund.fra).days > 31):
        return _med_enkelt(s, fund)
    return fund


def _referencedag(bogfoert: date, bilag: date | None) -> date:
    """The document's day, unless it is so far from the booking that it is a slip."""
    return bilag if bilag and -10 <= (bogfoert - bilag).days <= 400 else bogfoert


def _med_enkelt(s: Skabelon, fund: Fund) -> Fund:
    pladser = tuple((s.tegn[i].fra, s.tegn[i].til) for i in s.enkelt_tegn)
    return Fund(
        fund.fra, fund.til, fund.sikkerhed, fund.regel, fund.niveau, fund.pladser, True,
        kalibrering.ENKELT[s.enkelt - 1], pladser,
    )  # fmt: skip


def _periode(s: Skabelon, tekst: str, ref: Reference) -> Fund:
    laeste = _uden_overlap(s, tekst, ref)
    gyldige = [x for x in laeste if not x.k.vagt]
    dage = [x for x in gyldige if x.k.u.art == DAG and not x.k.u.er_spaend and not x.k.u.laengde]
    aar = [x for x in gyldige if x.k.u.art == AAR]
    staerke = [x for x in gyldige if x not in dage and x not in aar]
    staerke = [x for x in staerke if x.k.u.rang < 4] or staerke
    if staerke:
        return _af_staerke(s, staerke, dage, ref)
    if dage:
        return _af_dage(s, dage, ref)
    if aar:
        return _af_aar(s, aar, ref)
    return _af_relativ(s, ref)


def _uden_overlap(s: Skabelon, tekst: str, ref: Reference) -> list[_Laest]:
    """The longest readings that do not overlap; among equally long ones the nearest at hand."""
    valgte: list[_Laest] = []
    for lige_lange in s.kandidater:
        mulige = []
        for nr, k in enumerate(lige_lange):
            if (
                _fri(k, valgte)
                and (p := dater(k.u, tekst, ref))
                and not (k.start and _dag_eller_aar(k.u, tekst, p))
            ):
                fjern = abs(_md(ref.dag) - _md(p.til)) > MEGET_FJERNT_MD
                mulige.append((k.u.rang + 5 * fjern, nr, _Laest(k, p)))
        for *_, x in sorted(mulige, key=lambda m: m[:2]) if len(mulige) > 1 else mulige:
            if _fri(x.k, valgte):
                valgte.append(x)
    return sorted(valgte, key=lambda x: x.k.u.start) if len(valgte) > 1 else valgte


def _fri(k: _Kandidat, valgte: list[_Laest]) -> bool:
    return all(k.u.slut <= v.k.u.start or v.k.u.slut <= k.u.start for v in valgte)


def _dag_eller_aar(u: Udtryk, tekst: str, p: Periode) -> bool:
    """'fra 18/10-22 okt.' in 2022: 22 is the year, not the day on which it ends."""
    dag = u.sidste.dag
    if not u.er_spaend or p.aar_skrevet or not isinstance(u.sidste.nr, int) or not isinstance(dag, tuple):
        return False
    return int(tekst[dag[0] : dag[1]]) == p.til.year % 100


def _md(dag: date) -> int:
    return dag.year * 12 + dag.month


def _af_staerke(s: Skabelon, staerke: list[_Laest], dage: list[_Laest], ref: Reference) -> Fund:
    """A range, month, week, quarter or half-year; a day within it can say where in it the help begins or ends."""
    x, tvivl = _den_der_gaelder(staerke)
    fra, til, regel, brugte = x.p.fra, x.p.til, _regel(x), [x]
    for d in dage:
        if fra < d.p.fra <= til and d.k.start:
            fra, regel = d.p.fra, "aaben"
            brugte.append(d)
        elif fra <= d.p.fra < til and d.k.slut:
            til, regel = d.p.fra, "aaben"
            brugte.append(d)
    return _fund(s, Periode(fra, til, x.p.aar_skrevet), regel, max(tvivl, _niveau(x, ref)), brugte)


def _den_der_gaelder(staerke: list[_Laest]) -> tuple[_Laest, int]:
    """The one that counts, and how much doubt there is when several different ones stand there."""
    if len({(x.p.fra, x.p.til) for x in staerke}) == 1:
        return staerke[0], 0
    med_ord = [x for x in staerke if x.k.stikord]
    if len(med_ord) == 1:
        return med_ord[0], 1
    skrevne = [x for x in med_ord or staerke if x.p.aar_skrevet or x.k.u.er_spaend]
    return (skrevne or med_ord or staerke)[-1], 1 if len(skrevne) == 1 else 2


def _af_dage(s: Skabelon, dage: list[_Laest], ref: Reference) -> Fund:
    x = dage[-1]
    tvivl = 0 if len({d.p.fra for d in dage}) == 1 else 2
    niveau = max(tvivl, _niveau(x, ref))
    if x.k.start and 0 <= (ref.dag - x.p.fra).days <= 45:
        return _fund(s, Periode(x.p.fra, datering.maaned_om(x.p.fra, 0).til, False), "aaben", niveau, [x])
    if x.k.slut:
        return _fund(s, Periode(datering.maaned_om(x.p.til, 0).fra, x.p.til, False), "aaben", niveau, [x])
    if x.k.start:
        niveau = 2
    return _fund(s, x.p, _regel(x), niveau, [x])


def _af_aar(s: Skabelon, aar: list[_Laest], ref: Reference) -> Fund:
    x = aar[-1]
    if s.skoleaar:
        foerste = x.p.fra.year
        p = Periode(date(foerste, 8, 1), date(foerste + 1, 7, 31), True)
        return _fund(s, p, "aar_stikord", 0, [x])
    regel = "aar_stikord" if s.aar_ord else "aar"
    tvivl = 2 if not s.aar_ord or len({a.p for a in aar}) > 1 else 0
    return _fund(s, x.p, regel, max(tvivl, _niveau(x, ref)), [x])


def _af_relativ(s: Skabelon, ref: Reference) -> Fund:
    if s.relativ is None:
        return INTET
    art, antal, tegn = s.relativ
    p = (datering.maaned_om if art == MAANED else datering.kvartal_om)(ref.dag, antal)
    pladser = tuple((s.tegn[i].fra, s.tegn[i].til) for i in tegn)
    return Fund(p.fra, p.til, kalibrering.sikkerhed("relativ", 0), "relativ", 0, pladser)


def _fund(s: Skabelon, p: Periode, regel: str, niveau: int, brugte: list[_Laest]) -> Fund:
    pladser = tuple((s.tegn[x.k.u.start].fra, s.tegn[x.k.u.slut - 1].til) for x in brugte)
    return Fund(p.fra, p.til, kalibrering.sikkerhed(regel, niveau), regel, niveau, tuple(sorted(pladser)))


def _regel(x: _Laest) -> str:
    u = x.k.u
    if u.laengde:
        return "varighed"
    navn = {DAG: "dato", MAANED: "maaned", UGE: "uge", KVARTAL: "kvartal", HALVAAR: "halvaar", AAR: "aar"}[
        u.art
    ]
    if u.art == MAANED and not isinstance(u.sidste.nr, int):
        navn = "talmaaned"
    if u.er_spaend and u.art in (DAG, MAANED):
        navn += "spaend"
    return navn if x.p.aar_skrevet or u.art == AAR else f"{navn}_uden_aar"


def _niveau(x: _Laest, ref: Reference) -> int:
    """How much speaks against a reading: 0 nothing, 1 something, 2 much."""
    u, p = x.k.u, x.p
    siden = _md(ref.dag) - _md(p.til)
    forude = (p.fra - ref.dag).days
    usikker = u.foerste.usikker or u.sidste.usikker
    if not p.aar_skrevet:
        niveau = 2 if siden >= 9 or (usikker and siden >= 5) else 1 if siden >= 5 or usikker else 0
    else:
        niveau = _fjernhed(siden, forude, ref)
        niveau = min(2, niveau + 1) if usikker else niveau
    if u.art == DAG and not u.er_spaend and not u.laengde:
        niveau = max(niveau, 1)  # as often the day of a paper that no word tells of
    if u.liste and u.art == DAG and (p.til - p.fra).days > 31:
        niveau = 2
    if u.rang >= 2 and not x.k.stikord:
        niveau = max(niveau, 1 if u.rang == 2 else 2)
    return niveau


def _fjernhed(siden: int, forude: int, ref: Reference) -> int:
    """A year that stands in the text is doubted when it is far away, or last year's in the first months of a year."""
    if siden > MEGET_FJERNT_MD or forude > _FJERN_FREMTID_DAGE:
        return 2
    if 11 <= siden <= 13 and ref.dag.month <= 3:
        return 2
    return 1 if siden > FJERNT_MD or forude > (datering.FORUD_DAGE if ref.forud else _FREMTID_DAGE) else 0
