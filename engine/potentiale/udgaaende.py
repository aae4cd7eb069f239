"""What we pay that is not ours (mellemkommunal.md J: REF-08 and REF-11; laesninger.md 13): money back. Pure.

REF-08 asks who is handlekommune for the place (engine/flytning/betalingskommune.py), REF-11 when the duty ended. Both
give back the kroner that we paid; help under SEL and BL can be claimed back for 12 months, other help for 3 years.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.flytning.bopael import BOLIG, INSTITUTION, UKENDT, Station
from engine.flytning.udflytning import plus_maaneder
from engine.potentiale.dele import TILSAGN, efter_retur, fund_af, loeber, med_krav
from engine.potentiale.model import (
    OEVRIGE,
    SEL_BL,
    Begrundelse,
    Fund,
    Regel,
    dagtekst,
    foerste_dag,
    sidste_dag,
)
from engine.potentiale.sag import GAELDER, Rest, Sag

BOTILBUD = ("5.38.50", "5.38.51", "5.38.52")
"""REF-08: the functions of places to live for adults."""
BOSTED = ("5.38.50", "5.38.52")
"""REF-11: the functions that are of living there; on 5.38.51 help is given in a home of one's own."""
HANDLEREGLER = frozenset({"REF-01", "REF-02", "REF-03", "REF-04", "REF-05"})
"""The decisions under which the earlier municipality stays handlekommune (RSL § 9, stk. 3 and 5); with the right to
move it does not: then help under SEL is refunded (§ 9 c, stk. 5)."""
UNDTAGET = ("3.22", "5.25", "5.48")
"""REF-11: school, day care and pensions have rules of their own (reading 13)."""
HJEM_DAGE = 30
"""REF-11: an ordinary home of more than so many days ends the stay. A setting of practice."""
NYT_DAGE = 30
"""A measure that begins so shortly before the move, or after it, is another than the stay's."""
EFTERVAERN_TIL = 23


# --- the bill of another handlekommune: REF-08 --------------------------------------------------------------------


def ref_08_andens_regning(s: Sag) -> Iterator[Fund]:
    """RSL § 9, stk. 3 and § 9 c, stk. 9: X helped into the place and is handlekommune, and the bill was paid by us."""
    rester: dict[str, Mapping[str, list[Rest]]] = {}
    til_kommune = {(m, f) for (f, _, g), b in s.betalt.items() if g == SEL_BL for m in b}
    for maaned in sorted({m for m, _ in s.socialt}):
        nr = _ophold(s, maaned)
        if nr is None:
            continue
        a = s.afgoerelse(nr)
        x = a.kommunekode
        if a.regel not in HANDLEREGLER or x is None or x == s.g.egen or _er_aftalt(s, x, nr, maaned):
            continue
        if x not in rester:
            rester[x] = s.rest_socialt(x)
        for r in rester[x].get(maaned, ()):
            if r.funktion in BOTILBUD or (maaned, r.funktion) in til_kommune:
                tekst = (
                    f"{s.g.navn(x)} er handlekommune for opholdet. {a.grund} Vi har betalt regningen for tilbuddet, og "
                    f"{s.g.navn(x)} har hverken betalt den tilbage eller givet tilsagn."
                )
                modbevis = (
                    *a.modbevis,
                    f"Det er aftalt med {s.g.navn(x)}, at vi er handlekommune (RSL § 9, stk. 9).",
                    "Den, der fik pengene, har betalt dem tilbage, eller de kræves tilbage dér i stedet.",
                    "Borgerens egenbetaling er ikke trukket fra.",
                    TILSAGN,
                )
                hjemmel = "RSL § 9, stk. 3 og § 9 c, stk. 9"
                b = Begrundelse(med_krav(s, x, tekst), hjemmel, modbevis, max(a.sikkerhed - 0.05, 0.05))
                yield fund_af("REF-08", x, r, b, SEL_BL, "S")


def _ophold(s: Sag, maaned: str) -> int | None:
    """The institution, wherever it is, of the month's first day, else the one moved into during the month."""
    nr = s.sted(maaned)
    if nr is not None and s.p.forloeb[nr].sted == INSTITUTION:
        return nr
    fra, til = foerste_dag(maaned), sidste_dag(maaned)
    inde = (i for i, st in enumerate(s.p.forloeb) if st.sted == INSTITUTION and fra < st.fra <= til)
    return next(inde, None)


def _er_aftalt(s: Sag, x: str, nr: int, maaned: str) -> bool:
    """Whether we have promised X to pay, or another payer of the place stands in the measure (its takst is watched)."""
    lovet = any(t.modpart == x and t.status in GAELDER and t.roerer(maaned) for t in s.p.afgivne)
    sted = s.p.forloeb[nr].institution_id
    return lovet or any(
        loeber(i, maaned)
        and i["institution_id"] in (None, sted)
        and i["betalingskommune"] not in (None, s.g.egen)
        for i in s.p.indsatser
    )


# --- paid too long: REF-11 ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ophoer:
    """Why a month is no longer ours. dag: of the move or the death."""

    dag: date
    tekst: str
    sikkerhed: float
    modbevis: tuple[str, ...] = ()


def ref_11_betalt_for_laenge(s: Sag) -> Iterator[Fund]:
    """RSL § 9 c, stk. 12 (VLR 11.6.2019): we pay on after a move into an ordinary home, or after death: money back."""
    for (funktion, modpart, gruppe), betalt in sorted(s.betalt.items()):
        if funktion.startswith(UNDTAGET):
            continue
        ophoert = {m: o for m in betalt if (o := _ophoer(s, m, funktion, modpart, gruppe, betalt))}
        for maaned, oere in efter_retur(betalt, ophoert).items():
            o = ophoert[maaned]
            hvem = modpart or _fik_pengene(s, o.dag)
            noegle = f"S{funktion}" if gruppe == SEL_BL else f"B{funktion} {hvem}"
            yield Fund("REF-11", hvem, maaned, noegle, gruppe, oere, _grund(s, hvem, o))


def _grund(s: Sag, hvem: str, o: _Ophoer) -> Begrundelse:
    tekst = f"{o.tekst} Vi har fortsat betalt {s.g.navn(hvem) if hvem else 'en anden kommune'}."
    modbevis = (
        *o.modbevis,
        "Regningen er for tiden før flytningen eller dødsfaldet.",
        "Pengene er kommet tilbage, uden at det står i vores data.",
    )
    return Begrundelse(tekst, "RSL § 9 c, stk. 12; VLR 11.6.2019", modbevis, o.sikkerhed)


def _ophoer(
    s: Sag, maaned: str, funktion: str, modpart: str, gruppe: str, betalt: Mapping[str, int]
) -> _Ophoer | None:
    dag = foerste_dag(maaned)
    if s.p.doed and dag > s.p.doed:
        return _Ophoer(s.p.doed, f"Borgeren døde den {dagtekst(s.p.doed)}.", 0.95)
    nr = s.sted(maaned)
    if nr is None or s.p.forloeb[nr].sted != BOLIG or _fortsaetter(s, maaned):
        return None
    flyttet = _hjem(s, nr)
    if flyttet is None:
        return None
    if _fra_institution(s, flyttet):
        return _efter_ophold(s, maaned, funktion, modpart, gruppe, betalt, s.p.forloeb[flyttet].fra)
    return _fra_modparten(s, nr, modpart) if gruppe == OEVRIGE else None


def _hjem(s: Sag, nr: int) -> int | None:
    """The first of the ordinary homes in a row that station nr is one of; None when they come to 30 days or fewer."""
    f = s.p.forloeb
    fra = til = nr
    while fra > 0 and f[fra - 1].sted in (BOLIG, UKENDT):
        fra -= 1
    while til + 1 < len(f) and f[til + 1].sted in (BOLIG, UKENDT):
        til += 1
    hjem = [i for i in range(fra, til + 1) if f[i].sted == BOLIG]
    dage = sum(((f[i].til or max(s.dag, f[i].fra)) - f[i].fra).days + 1 for i in hjem)
    return hjem[0] if dage > HJEM_DAGE else None


def _fra_institution(s: Sag, nr: int) -> Station | None:
    foer = [st for st in s.p.forloeb[:nr] if st.sted != UKENDT]
    return foer[-1] if foer and foer[-1].sted == INSTITUTION else None


def _efter_ophold(
    s: Sag, maaned: str, funktion: str, modpart: str, gruppe: str, betalt: Mapping[str, int], flyttet: date
) -> _Ophoer | None:
    """From an institution into an ordinary home. Help under SEL and BL only where the payment goes on from the stay:
    paid before the move too, by a measure that ran then, or for a place to live in that nobody lives in; and where no
    new measure or promise has come instead."""
    nye = [i for i in s.p.indsatser if i["startdato"] >= flyttet - timedelta(days=NYT_DAGE)]
    gamle = [i for i in s.p.indsatser if i not in nye and i["slutdato"] >= flyttet - timedelta(days=NYT_DAGE)]
    if any(loeber(i, maaned) and (gruppe == SEL_BL or i["art"] or i["anbragt"]) for i in nye):
        return None
    if any(t.fra >= flyttet and t.roerer(maaned) and t.modpart == modpart for t in s.p.afgivne):
        return None
    foer = any(oere > 0 and foerste_dag(m) < flyttet for m, oere in betalt.items())
    fortsat = gruppe != SEL_BL or foer or any(i["art"] or i["anbragt"] for i in gamle)
    if not fortsat and funktion not in BOSTED:
        return None
    aaben = any(loeber(i, maaned) for i in gamle)
    imod = ("Indsatsen står stadig åben: måske bor borgeren dér endnu.",) if aaben else ()
    tekst = f"Borgeren flyttede den {dagtekst(flyttet)} fra institutionen i en almindelig bolig."
    lignende = "Borgeren er flyttet til et tilsvarende tilbud, som ikke står i institutionsregistret."
    sikkerhed = 0.6 if not fortsat else 0.75 if aaben else 0.85
    return _Ophoer(flyttet, tekst, sikkerhed, (*imod, lignende))


def _fra_modparten(s: Sag, nr: int, modpart: str) -> _Ophoer | None:
    """From an ordinary address in the municipality that we pay into one elsewhere: only where somebody lives can
    benefits be claimed from. The place there may be one that our register of institutions does not have."""
    her = s.p.forloeb[nr]
    boet = [i for i in range(nr) if s.p.forloeb[i].kommunekode == modpart]
    if not modpart or not boet or her.kommunekode in (None, modpart):
        return None
    flyttet = s.p.forloeb[boet[-1] + 1].fra
    hvorfra = s.g.navn(modpart)
    tekst = f"Borgeren flyttede den {dagtekst(flyttet)} fra {hvorfra} til en almindelig bolig et andet sted."
    return _Ophoer(flyttet, tekst, 0.6, ("Betalingen er for tiden før flytningen.",))


def _fortsaetter(s: Sag, maaned: str) -> bool:
    """Whether our duty goes on in an ordinary home: moved by the right to move, or aftercare of somebody we placed."""
    if any(loeber(i, maaned) and i["flytteret"] for i in s.p.indsatser):
        return True
    if s.p.foedt is None or foerste_dag(maaned) >= plus_maaneder(s.p.foedt, 12 * EFTERVAERN_TIL):
        return False
    return any(i["anbragt"] and (i["handlekommune"] or s.g.egen) == s.g.egen for i in s.p.indsatser)


def _fik_pengene(s: Sag, dag: date) -> str:
    """Where the person lived last before a day, outside our municipality; '' where nobody knows."""
    ude: list[Any] = [
        st.kommunekode for st in s.p.forloeb if st.fra < dag and st.kommunekode not in (None, s.g.egen)
    ]
    return str(ude[-1]) if ude else ""


REGLER = (
    Regel(
        "REF-08",
        "Betalt for en anden kommunes borger",
        "RSL § 9, stk. 3 og § 9 c, stk. 9",
        "Vi har betalt for et tilbud til en borger, som en anden kommune er handlekommune for.",
        ref_08_andens_regning,
    ),
    Regel(
        "REF-11",
        "Betalt for længe",
        "RSL § 9 c, stk. 12",
        "Vi betaler en anden kommune, selv om borgeren er flyttet i egen bolig eller er død.",
        ref_11_betalt_for_laenge,
    ),
)
