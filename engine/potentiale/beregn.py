"""Runs the families of rules, gives each krone to one candidate, and adds up. Pure.

Which rule gets a krone that several find stands in assets/tabeller/kandidatorden.csv (reading 5). A new family is a
module with REGLER, added to FAMILIER.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.lov.parametre import Lovsamling
from engine.potentiale import frister, mellemkommunal, pension, regelvalg, skole, udgaaende
from engine.potentiale.model import (
    MINDST_SIKKER,
    UDGIFT,
    Begrundelse,
    Fund,
    Grundlag,
    Kandidat,
    Krav,
    Personfakta,
    Post,
    Regel,
    Tilsagn,
    flyt,
    foerste_dag,
    sidste_dag,
)
from engine.potentiale.regelvalg import HASTER_MAANEDER, UDEN_VALG, Indstilling, Regelvalg
from engine.potentiale.sag import Sag

FORMODET_SIKKER = 0.75
FORMODET_TEKST = (
    " I {maaneder} rummer beløbet regninger, som i regnskabet står uden person eller på en anden, men ser ud til at "
    "være borgerens: afgør dem på Periodisering, før kravet sendes."
)
FORMODET_MODBEVIS = "Regningerne uden person eller på en anden er ikke borgerens."
SKOENNET_MODBEVIS = "Nogle regninger siger ikke, hvilken måned de er for; den er skønnet efter beløb og dato."
SENDES = frozenset(
    {
        *("REF-01", "REF-02", "REF-03", "REF-04", "REF-05", "REF-06", "REF-07", "PEN-01", "PEN-02", "PEN-04"),
        *("SKO-01", "SKO-02", "SKO-7", "DAG-01"),
    }
)
"""The rules about help for which nobody has got a bill from us."""
FAMILIER = (mellemkommunal.REGLER, pension.REGLER, udgaaende.REGLER, skole.REGLER)
REGLER: dict[str, Regel] = {r.kode: r for familie in FAMILIER for r in familie}


def find_alle(p: Personfakta, g: Grundlag, dag: date) -> list[Fund]:
    """What every rule finds about a person, each krone once per rule: the rules in force choose among them later."""
    sag, formodede = Sag(p, g, dag), _formodede(p.poster)
    skoennede = {(x.maaned, x.funktion) for x in p.poster if x.skoennet and x.slags == UDGIFT}
    valgt: dict[tuple[str, str, str, int], Fund] = {}
    for regel in REGLER.values():
        for f in regel.find(sag):
            noegle = (f.maaned, f.noegle, f.regel, f.afstand or 0)
            if noegle not in valgt or f.modpart < valgt[noegle].modpart:
                funktion = f.maaned, _funktion(f)
                b = _med_skoen(f.begrundelse) if funktion in skoennede else f.begrundelse
                valgt[noegle] = replace(f, formodet=formodede.get(funktion, 0), begrundelse=b)
    return [valgt[n] for n in sorted(valgt)]


def _med_skoen(b: Begrundelse) -> Begrundelse:
    return replace(b, modbevis=(*b.modbevis, SKOENNET_MODBEVIS))


def _formodede(poster: Iterable[Post]) -> dict[tuple[str, str], int]:
    """(month, function) → the expenses that are presumed to be the person's."""
    ud: dict[tuple[str, str], int] = defaultdict(int)
    for x in poster:
        if x.formodet and x.slags == UDGIFT:
            ud[x.maaned, x.funktion] += x.oere
    return ud


def _funktion(f: Fund) -> str:
    """The function that the krone was spent on; '' for what is not spent by us (a takst, a bill that lacks)."""
    return "" if f.noegle[0] not in "KSB" else f.noegle[1:].split("|")[0].split(" ")[0]


def find(p: Personfakta, g: Grundlag, dag: date) -> list[Fund]:
    """A person's findings, each krone once: to the rule that comes first in the order."""
    return [k.fund for k in vaelg([Krav(f, None, False) for f in find_alle(p, g, dag)], g.orden)]


def vaelg(krav: Iterable[Krav], orden: Mapping[str, int], valg: Regelvalg = UDEN_VALG) -> list[Krav]:
    """A person's findings, each krone once: of the rules that are on, to the one that comes first in the order."""
    slukkede, afstande = valg.slukkede, valg.afstande(REGLER)
    sidst = len(orden) * 1000
    valgt: dict[tuple[str, str], tuple[tuple[int, str, int], Krav]] = {}
    for k in krav:
        f = k.fund
        if regelvalg.medtager(f, slukkede, afstande):
            noegle, plads = (f.maaned, f.noegle), (orden.get(f.regel, sidst), f.modpart, f.afstand or 0)
            if noegle not in valgt or plads < valgt[noegle][0]:
                valgt[noegle] = plads, k
    return [valgt[n][1] for n in sorted(valgt)]


def krav(fund: Iterable[Fund], lov: Lovsamling, tilsagn: Sequence[Tilsagn]) -> list[Krav]:
    """The findings with their limitation."""
    ud = []
    for f in fund:
        frist = frister.frist(f.maaned, f.lovgruppe, lov)
        ud.append(Krav(f, frist, frister.reddet(f.maaned, f.modpart, frist, tilsagn)))
    return ud


def kandidater(
    pr_person: Mapping[str, Sequence[Krav]],
    dag: date,
    aar: int | None = None,
    valg: Regelvalg = UDEN_VALG,
) -> Iterator[Kandidat]:
    """The candidates on a day: months of one rule, person, counterpart and direction. aar: of this year's only.

    valg: what is too small or too uncertain is left out, by all its months also where one year is asked for.
    """
    indstillinger = {kode: valg.om(kode).fuld(regel) for kode, regel in REGLER.items()}
    for noegle in sorted(pr_person):
        grupper: dict[tuple[str, str, str], list[Krav]] = defaultdict(list)
        for k in pr_person[noegle]:
            grupper[k.fund.regel, k.fund.modpart, k.fund.retning].append(k)
        for _, alle in sorted(grupper.items()):
            i = indstillinger[alle[0].fund.regel]
            gruppe = uden_ventede([k for k in alle if not k.fund.ventes], dag, i)
            if aabner(gruppe, dag, i) and regelvalg.viser(i, _i_alt(gruppe), _sikkerhed(gruppe)):
                valgte = [k for k in gruppe if aar is None or k.fund.maaned.startswith(f"{aar:04d}-")]
                if valgte:
                    yield saml(noegle, valgte, dag, i.haster_maaneder or HASTER_MAANEDER)


def aabner(gruppe: Sequence[Krav], dag: date, i: Indstilling) -> bool:
    """Whether some month is older than the latest ones, where the rule waits for bills. i: with the rule's own."""
    if not i.vente_maaneder:
        return bool(gruppe)
    return any(k.fund.maaned <= flyt(f"{dag:%Y-%m}", -i.vente_maaneder) for k in gruppe)


def ventede(
    pr_person: Mapping[str, Sequence[Krav]], dag: date, valg: Regelvalg = UDEN_VALG
) -> Iterator[Kandidat]:
    """Bills that we are to send and that nobody can tell from forgotten ones yet: what a rule finds in the latest
    months alone, so that it opens no candidate (reading 4), and the late one of somebody who pays the months after. Not
    of money back.

    Left out are months that a payment on nobody seems to be for, and what is no more than a question.
    """
    for noegle in sorted(pr_person):
        grupper: dict[tuple[str, str, bool], list[Krav]] = defaultdict(list)
        for k in pr_person[noegle]:
            f = k.fund
            if (f.regel in SENDES or f.ventes) and f.begrundelse.sikkerhed >= MINDST_SIKKER:
                grupper[f.regel, f.modpart, f.ventes].append(k)
        for (regel, _, ventes), gruppe in sorted(grupper.items()):
            i = valg.om(regel).fuld(REGLER[regel])
            lukket = ventes or not aabner(gruppe, dag, i)
            if lukket and regelvalg.viser(i, _i_alt(gruppe), _sikkerhed(gruppe)):
                yield saml(noegle, gruppe, dag, i.haster_maaneder or HASTER_MAANEDER)


def _i_alt(gruppe: Sequence[Krav]) -> int | None:
    kendte = [k.fund.oere for k in gruppe if k.fund.oere is not None]
    return sum(kendte) if kendte else None


def _sikkerhed(gruppe: Sequence[Krav]) -> float:
    return min(k.fund.begrundelse.sikkerhed for k in gruppe)


def uden_ventede(gruppe: Sequence[Krav], dag: date, i: Indstilling) -> list[Krav]:
    """Where money does come, a krone that only lacks in the latest months is waited for, not claimed."""
    if not gruppe or gruppe[0].fund.regel not in mellemkommunal.MED_INDTAEGT:
        return list(gruppe)
    pr_krone: dict[str, list[Krav]] = defaultdict(list)
    for k in gruppe:
        pr_krone[k.fund.noegle].append(k)
    return [k for dele in pr_krone.values() if aabner(dele, dag, i) for k in dele]


def paa_dag(x: Kandidat, dag: date, krav_: Sequence[Krav] | None = None) -> Kandidat:
    """The candidate as it stands on another day. krav_: with these months instead, at least one."""
    return saml(x.noegle, x.krav if krav_ is None else krav_, dag, x.haster_maaneder)


def saml(noegle: str, gruppe: Sequence[Krav], dag: date, haster_maaneder: int = HASTER_MAANEDER) -> Kandidat:
    """One candidate of its months. gruppe: of one rule and counterpart, at least one."""
    maaneder = sorted({k.fund.maaned for k in gruppe})
    frist = frister.naeste_frist(gruppe, dag)
    tabt = [k.fund.oere for k in gruppe if k.tabt(dag)]
    f = max(gruppe, key=lambda k: (k.fund.maaned, k.fund.noegle)).fund
    return Kandidat(
        f.regel,
        noegle,
        f.modpart,
        f.retning,
        foerste_dag(maaneder[0]),
        sidste_dag(maaneder[-1]),
        potentiale(gruppe, dag),
        sum(oere or 0 for oere in tabt),
        frist,
        frister.prioritet(gruppe, frist, dag, haster_maaneder),
        _begrundelse(f.begrundelse, gruppe),
        any(k.fund.brutto for k in gruppe),
        tuple(sorted(gruppe, key=lambda k: (k.fund.maaned, k.fund.noegle))),
        haster_maaneder,
        bool(tabt) and all(oere is None for oere in tabt),
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
    formodet = sorted({k.fund.maaned for k in gruppe if k.fund.formodet})
    if formodet:
        tekst += FORMODET_TEKST.format(maaneder=_maaneder(formodet))
        modbevis += (FORMODET_MODBEVIS,)
    if any(k.fund.brutto for k in gruppe):
        tekst += " Statens andel er ikke kendt for alle måneder: dér er beløbet det udbetalte."
    sikkerhed = min(x.sikkerhed for x in alle)
    return Begrundelse(tekst, b.hjemmel, modbevis, min(sikkerhed, FORMODET_SIKKER) if formodet else sikkerhed)


def _maaneder(maaneder: Sequence[str]) -> str:
    """Months as a person reads them: '04.2025, 05.2025 og 08.2025'."""
    *foer, sidst = (f"{m[5:]}.{m[:4]}" for m in maaneder)
    return f"{', '.join(foer)} og {sidst}" if foer else sidst
