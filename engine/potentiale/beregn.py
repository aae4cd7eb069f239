"""Runs the families of rules, gives each krone to one candidate, and adds up. Pure.

Which rule gets a krone that several find stands in assets/tabeller/kandidatorden.csv (reading 5). A new family is a
module with REGLER, added to FAMILIER.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from engine.lov.parametre import Lovsamling
from engine.potentiale import frister, mellemkommunal, pension, skole, udgaaende
from engine.potentiale.model import (
    Begrundelse,
    Fund,
    Grundlag,
    Kandidat,
    Krav,
    Personfakta,
    Regel,
    Tilsagn,
    flyt,
    foerste_dag,
    sidste_dag,
)
from engine.potentiale.sag import Sag

FAMILIER = (mellemkommunal.REGLER, pension.REGLER, udgaaende.REGLER, skole.REGLER)
REGLER: dict[str, Regel] = {r.kode: r for familie in FAMILIER for r in familie}
ALENE_MAANEDER = 3
"""The latest months never open a candidate alone: bills come quarterly (reading 4)."""


def find(p: Personfakta, g: Grundlag, dag: date) -> list[Fund]:
    """A person's findings, each krone once: to the rule that comes first in the order."""
    sag = Sag(p, g, dag)
    valgt: dict[tuple[str, str], Fund] = {}
    for regel in REGLER.values():
        for f in regel.find(sag):
            noegle = (f.maaned, f.noegle)
            if noegle not in valgt or _foer(g, f, valgt[noegle]):
                valgt[noegle] = f
    return [valgt[n] for n in sorted(valgt)]


def _foer(g: Grundlag, ny: Fund, gammel: Fund) -> bool:
    sidst = len(g.orden) * 1000
    return (g.orden.get(ny.regel, sidst), ny.modpart) < (g.orden.get(gammel.regel, sidst), gammel.modpart)


def krav(fund: Iterable[Fund], lov: Lovsamling, tilsagn: Sequence[Tilsagn]) -> list[Krav]:
    """The findings with their limitation."""
    ud = []
    for f in fund:
        frist = frister.frist(f.maaned, f.lovgruppe, lov)
        ud.append(Krav(f, frist, frister.reddet(f.maaned, f.modpart, frist, tilsagn)))
    return ud


def kandidater(
    pr_person: Mapping[str, Sequence[Krav]], dag: date, aar: int | None = None
) -> Iterator[Kandidat]:
    """The candidates on a day: months of one rule, person, counterpart and direction. aar: of this year's only."""
    for noegle in sorted(pr_person):
        grupper: dict[tuple[str, str, str], list[Krav]] = defaultdict(list)
        for k in pr_person[noegle]:
            grupper[k.fund.regel, k.fund.modpart, k.fund.retning].append(k)
        for _, alle in sorted(grupper.items()):
            gruppe = uden_ventede(alle, dag)
            if aabner(gruppe, dag):
                valgte = [k for k in gruppe if aar is None or k.fund.maaned.startswith(f"{aar:04d}-")]
                if valgte:
                    yield saml(noegle, valgte, dag)


def aabner(gruppe: Sequence[Krav], dag: date) -> bool:
    """Whether some month is older than the latest three, where the rule waits for bills."""
    if gruppe and not REGLER[gruppe[0].fund.regel].venter:
        return True
    return any(k.fund.maaned <= flyt(f"{dag:%Y-%m}", -ALENE_MAANEDER) for k in gruppe)


def uden_ventede(gruppe: Sequence[Krav], dag: date) -> list[Krav]:
    """Where money does come, a krone that only lacks in the latest three months is waited for, not claimed."""
    if gruppe[0].fund.regel not in mellemkommunal.MED_INDTAEGT:
        return list(gruppe)
    pr_krone: dict[str, list[Krav]] = defaultdict(list)
    for k in gruppe:
        pr_krone[k.fund.noegle].append(k)
    return [k for dele in pr_krone.values() if aabner(dele, dag) for k in dele]


def saml(noegle: str, gruppe: Sequence[Krav], dag: date) -> Kandidat:
    """One candidate of its months. gruppe: of one rule and counterpart, at least one."""
    maaneder = sorted({k.fund.maaned for k in gruppe})
    frist = frister.naeste_frist(gruppe, dag)
    f = max(gruppe, key=lambda k: (k.fund.maaned, k.fund.noegle)).fund
    return Kandidat(
        f.regel,
        noegle,
        f.modpart,
        f.retning,
        foerste_dag(maaneder[0]),
        sidste_dag(maaneder[-1]),
        potentiale(gruppe, dag),
        sum(k.fund.oere or 0 for k in gruppe if k.tabt(dag)),
        frist,
        frister.prioritet(gruppe, frist, dag),
        _begrundelse(f.begrundelse, gruppe),
        any(k.fund.brutto for k in gruppe),
        tuple(sorted(gruppe, key=lambda k: (k.fund.maaned, k.fund.noegle))),
    )


def potentiale(gruppe: Sequence[Krav], dag: date) -> int | None:
    """What can still be claimed; None where no month of it has a rate, 0 when all is lost."""
    aabne = [k.fund.oere for k in gruppe if not k.tabt(dag)]
    kendte = [oere for oere in aabne if oere is not None]
    return sum(kendte) if kendte or not aabne else None


def _begrundelse(b: Begrundelse, gruppe: Sequence[Krav]) -> Begrundelse:
    """The latest month's reason; gross months are said, and every doubt of any month counts."""
    alle = [k.fund.begrundelse for k in gruppe]
    modbevis = tuple(dict.fromkeys(m for x in (b, *alle) for m in x.modbevis))
    tekst = b.tekst
    if any(k.fund.brutto for k in gruppe):
        tekst += " Statens andel er ikke kendt for alle måneder: dér er beløbet det udbetalte."
    return Begrundelse(tekst, b.hjemmel, modbevis, min(x.sikkerhed for x in alle))
