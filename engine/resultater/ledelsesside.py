"""What the page Ledelsesinformation and the extract `noegletal` show: the economy, the refund and the open potential.

One call gives a page all it needs, within the scope of the one who looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, omfang
from engine.lager import ledelse as lager
from engine.lager.laes import Generation
from engine.resultater import halvrefusion, ledelse, smaaceller
from engine.resultater.fagomraader import FAG
from engine.resultater.halvrefusion import Halvrefusion
from engine.resultater.ledelse import Billede, Bropille, Linje, Oekonomi
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import Portefoelje, kraev

BUDGET, SIDSTE_AAR = "budget", "sidste_aar"
TAL = "tal"
ORDNINGER = {
    "sde": "Særligt dyre enkeltsager",
    "udlaendinge": "Udlændinge",
    "mellemkommunal": "Mellemkommunal betaling",
    "moms": "Momsrefusion",
}
HALV = "Ordninger med 50 % refusion"
IKKE_BEREGNET = "Forventet refusion er ikke beregnet: lageret er bygget, før reglerne kom til"


@dataclass(frozen=True)
class Valg:
    """What the user has chosen. gruppe: 'fag' or 'alle'; omraade, ydelse: what is open; mod: what the bridge shows."""

    aar: int
    gruppe: str = FAG
    omraade: str | None = None
    ydelse: str | None = None
    mod: str = BUDGET


@dataclass(frozen=True)
class Rammer:
    """What can be chosen: years (newest first), fields by group, services by (year, field), and their names."""

    aarene: tuple[int, ...]
    standardaar: int | None
    omraader: Mapping[str, tuple[str, ...]]
    ydelser: Mapping[tuple[int, str], tuple[str, ...]]
    navne: Mapping[str, str]


@dataclass(frozen=True)
class Refusion:
    """A year's refund under a scheme, or several together, within a scope, in øre.

    forventet: what the law gives right to, None when it cannot be computed (grund). hjemtaget: claimed, or booked where
    the scheme is claimed by booking. sager: cases that give refund under særligt dyre enkeltsager, None when too few
    to be shown.
    """

    titel: str
    forventet: int | None
    hjemtaget: int
    mangler: int | None
    skyldig: int | None
    sager: int | None = 0
    grund: str = ""


@dataclass(frozen=True)
class Konto:
    """One account of a service, in øre. Accounts with too few persons stand together as one line (skjult)."""

    konto: str
    oprindeligt: int
    tillaeg: int
    forbrug: int
    posteringer: int
    personer: int | None
    skjult: bool = False


@dataclass(frozen=True)
class Side:
    """All the page shows. refusion: the schemes that are computed, together; ordninger: each, and those that are not.

    konti: the accounts of the open service, None when none is open or they may not be shown.
    """

    billede: Billede
    refusion: Refusion
    ordninger: tuple[Refusion, ...]
    refusion_pr_omraade: Mapping[str, Refusion]
    potentiale: int
    konti: tuple[Konto, ...] | None
    saetning: str


def oekonomi(k: Kontekst, bruger: Bruger) -> Oekonomi:
    """The economy in the user's scope. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_TAL)
    return ledelse.hent(k.gen, omfang(bruger).organisationer)


def rammer(k: Kontekst, bruger: Bruger) -> Rammer:
    """What the user can choose between. Errors: AdgangNaegtet."""
    o = oekonomi(k, bruger)
    kun = omfang(bruger).fagomraader
    alle = ledelse.synlige_omraader(o, "alle", kun)
    ydelser = {(aar, omr): tuple(o.ydelser(aar, omr)) for aar in o.aarene for omr in alle}
    navne = {omr: o.navn("fagomraade", omr) for omr in alle}
    navne |= {y: o.navn("ydelse", y) for liste in ydelser.values() for y in liste}
    fag = tuple(ledelse.synlige_omraader(o, FAG, kun))
    return Rammer(tuple(o.aarene), o.standardaar(), {FAG: fag, "alle": tuple(alle)}, ydelser, navne)


def hent(
    k: Kontekst,
    bruger: Bruger,
    valg: Valg,
    *,
    portefoelje: Callable[[int], Portefoelje],
    halv: Callable[[int], Halvrefusion],
    potentiale: Callable[[], int],
    andre: Callable[[int], Mapping[str, tuple[int, int]]] = lambda aar: {},
) -> Side:
    """Everything the page shows. portefoelje, halv: a year's cases, and schemes of half refund, in the user's scope;
    potentiale: øre to bring home. andre: what is lacked and owed under the other schemes (ordninger.andre).

    Errors: AdgangNaegtet.
    """
    o = oekonomi(k, bruger)
    graenser, minimum = omfang(bruger), k.smaacelle_min
    omraader = ledelse.synlige_omraader(o, valg.gruppe, graenser.fagomraader)
    b = ledelse.billede(
        o,
        valg.aar,
        omraader=omraader,
        omraade=valg.omraade,
        ydelse=valg.ydelse,
        mod_sidste_aar=valg.mod == SIDSTE_AAR,
        minimum=minimum,
    )
    h = None if graenser.organisationer is not None else halv(valg.aar)  # not known by organisation
    p = portefoelje(valg.aar)
    sager = 1 if graenser.personer else minimum  # who may see the cases may count them
    konti = None
    if valg.omraade and valg.ydelse:
        konti = _konti(k.gen, valg, graenser.organisationer, minimum)
        if valg.mod == BUDGET:
            b = replace(b, bro=_bro_af_konti(b, konti or ()))
    hele = valg.omraade is None and graenser.fagomraader is None and graenser.organisationer is None
    beregnede = refusioner(p, h, valg.omraade, sager)
    return Side(
        billede=b,
        refusion=sum_af(beregnede),
        ordninger=(*beregnede, *(_andre_ordninger(k.gen, valg.aar, andre(valg.aar)) if hele else ())),
        refusion_pr_omraade={omr: sum_af(refusioner(p, h, omr, sager)) for omr in omraader},
        potentiale=potentiale(),
        konti=konti,
        saetning=ledelse.saetning(b),
    )


def refusioner(p: Portefoelje, h: Halvrefusion | None, omraade: str | None, minimum: int) -> list[Refusion]:
    """The schemes whose refund is computed, for all of the scope or one field of work."""
    return [_sde(p, omraade, minimum), *([_halv(h, omraade)] if h is not None else [])]


def _sde(p: Portefoelje, omraade: str | None, minimum: int) -> Refusion:
    titel = ORDNINGER["sde"]
    if p.mangler_parameter:
        return Refusion(titel, None, p.hjemtaget_oere, None, None, 0, p.mangler_parameter)
    s = p.sager if omraade is None else p.sager[p.sager["fagomraade"] == omraade]
    antal = int((s["refusion"] > 0).sum())
    return Refusion(
        titel,
        forventet=int(s["refusion"].sum()),
        hjemtaget=int(s["hjemtaget_oere"].sum()),
        mangler=int(s["difference_oere"].clip(lower=0).sum()),
        skyldig=-int(s["difference_oere"].clip(upper=0).sum()),
        sager=None if smaaceller.er_lille(antal, minimum) else antal,
    )


def _halv(h: Halvrefusion, omraade: str | None) -> Refusion:
    """Schemes where the state pays half: claimed by booking the state's part, so booked stands as hjemtaget."""
    df = h.ordninger
    if len(df) and omraade is not None:
        df = df[df["ordning"].map(halvrefusion.FAGOMRAADE) == omraade]
    if not len(df):
        return Refusion(HALV, 0, 0, 0, 0)
    return Refusion(
        HALV,
        forventet=int(df["forventet_oere"].sum()),
        hjemtaget=int(df["bogfoert_oere"].sum()),
        mangler=int(df["mangler_oere"].sum()),
        skyldig=int(df["skyldig_oere"].sum()),
    )


def sum_af(ordninger: Sequence[Refusion]) -> Refusion:
    """Schemes together; what one of them cannot say, the sum cannot either."""
    grunde = [r.grund for r in ordninger if r.forventet is None]

    def ialt(felt: str) -> int | None:
        tal = [getattr(r, felt) for r in ordninger]
        return None if None in tal else sum(tal)

    sager, hjemtaget = ialt("sager"), sum(r.hjemtaget for r in ordninger)
    return Refusion(
        "I alt",
        None if grunde else ialt("forventet"),
        hjemtaget,
        ialt("mangler"),
        ialt("skyldig"),
        sager,
        " ".join(grunde),
    )


def _andre_ordninger(
    gen: Generation, aar: int, beregnet: Mapping[str, tuple[int, int]]
) -> Iterator[Refusion]:
    """The schemes beside: what has been brought home, and what by the rules is lacked or was too much.

    What comes in between municipalities is what the ledger has (7.7): few write it down as a claim.
    """
    hjemtaget = {o: oere for o, et_aar, oere in ledelse.raekker(lager.hjemtaget(gen)) if et_aar == aar}
    hjemtaget.setdefault("mellemkommunal", lager.mellemkommunale_indtaegter(gen, aar))
    for ordning, titel in ORDNINGER.items():
        kom = hjemtaget.get(ordning, 0)
        if ordning == "sde" or not (kom or any(beregnet.get(ordning, ()))):
            continue
        if ordning not in beregnet:
            yield Refusion(titel, None, kom, None, None, 0, IKKE_BEREGNET)
            continue
        mangler, skyldig = beregnet[ordning]
        yield Refusion(titel, kom + mangler - skyldig, kom, mangler, skyldig)


def _konti(
    gen: Generation, valg: Valg, organisationer: tuple[str, ...] | None, minimum: int
) -> tuple[Konto, ...] | None:
    """The accounts of a service; None when even together they would be a few persons'."""
    df = lager.konti(gen, valg.aar, str(valg.omraade), str(valg.ydelse), organisationer)
    alle = [
        Konto(f"{fkt} dr. {dranst} grp. {grp} art {art}", opr, till, oere, antal, personer)
        for fkt, dranst, grp, art, opr, till, oere, antal, personer in ledelse.raekker(df)
    ]
    skjulte = smaaceller.skjulte({r.konto: r.personer or 0 for r in alle}, minimum)
    if not skjulte:
        return tuple(alle)
    smaa = [r for r in alle if r.konto in skjulte]
    if not any((r.personer or 0) >= minimum for r in smaa):
        return None
    samlet = Konto(
        konto=f"{dansk.antal(len(smaa), 'konto', 'konti')} med få personer, samlet",
        oprindeligt=sum(r.oprindeligt for r in smaa),
        tillaeg=sum(r.tillaeg for r in smaa),
        forbrug=sum(r.forbrug for r in smaa),
        posteringer=sum(r.posteringer for r in smaa),
        personer=None,
        skjult=True,
    )
    return (*(r for r in alle if r.konto not in skjulte), samlet)


def _bro_af_konti(b: Billede, konti: Sequence[Konto]) -> tuple[Bropille, ...]:
    """The bridge of one service: its accounts' deviations, the largest by name. The bars sum to the øre."""
    til_dato = [(r, r.forbrug - b.periode.til_dato(r.oprindeligt + r.tillaeg)) for r in konti]
    store = sorted((d for d in til_dato if d[1]), key=lambda d: (-abs(d[1]), d[0].konto))[: ledelse.STOERSTE]
    rest = b.ialt.afvigelse - sum(d for _, d in store)
    foerste, *_, sidste = b.bro
    return (
        foerste,
        *(Bropille(r.konto, d) for r, d in store),
        *([Bropille("Øvrige", rest)] if rest else []),
        sidste,
    )


# --- the extract ------------------------------------------------------------------------------------------------

ENHEDER = {
    "forbrug": "kr.",
    "oprindeligt_budget": "kr.",
    "tillaegsbevilling": "kr.",
    "korrigeret_budget": "kr.",
    "afvigelse": "kr.",
    "forventet_regnskab": "kr.",
    "personer": "antal",
    "helaarspersoner": "helårspersoner",
    "enhedspris": "kr. pr. helårsperson",
    "refusion_forventet": "kr.",
    "refusion_hjemtaget": "kr.",
    "refusion_mangler": "kr.",
    "sager": "antal",
}
SKJULT = "skjult"


def noegletal(
    k: Kontekst,
    portefoelje: Callable[[int], Portefoelje],
    halv: Callable[[int], Halvrefusion],
    aar: int | None = None,
) -> Iterator[pd.DataFrame]:
    """The key figures, a year at a time, vaerdi in hundredths: the frame has the extract's columns."""
    o = ledelse.hent(k.gen)
    for et_aar in sorted(o.aarene) if aar is None else [a for a in o.aarene if a == aar]:
        raekker = [
            (et_aar, maaned, omraade, navn, vaerdi, ENHEDER[navn], note)
            for omraade, maaned, navn, vaerdi, note in _aarets_tal(
                o, portefoelje(et_aar), halv(et_aar), et_aar, k.smaacelle_min
            )
        ]
        kolonner = ["aar", "maaned", "fagomraade", "noegletal", "vaerdi", "enhed", "bemaerkning"]
        df = pd.DataFrame(raekker, columns=kolonner, dtype=object)
        yield df.sort_values(kolonner[:4], kind="stable")


_Tal = tuple[str, str, str, int | None, str]


def _aarets_tal(o: Oekonomi, p: Portefoelje, h: Halvrefusion, aar: int, minimum: int) -> Iterator[_Tal]:
    omraader = ledelse.synlige_omraader(o, "alle")
    b = ledelse.billede(o, aar, omraader=omraader, minimum=minimum)
    for r in b.linjer:
        yield from _linjens_tal(r)
        yield from _refusionens_tal(r.kode, sum_af(refusioner(p, h, r.kode, minimum)))
    for m in range(b.periode.til_maaned):
        yield from _maanedens_tal(o, aar, m, omraader, minimum)


def _linjens_tal(r: Linje) -> Iterator[_Tal]:
    beloeb = {
        "forbrug": r.forbrug,
        "oprindeligt_budget": r.oprindeligt,
        "tillaegsbevilling": r.tillaeg,
        "korrigeret_budget": r.korrigeret,
        "afvigelse": r.afvigelse,
        "forventet_regnskab": r.forventet,
    }
    for navn, vaerdi in beloeb.items():
        yield r.kode, "", navn, vaerdi, ""
    antal = {
        "personer": None if r.personer is None else 100 * r.personer,
        "helaarspersoner": r.helaar,
        "enhedspris": r.pris,
    }
    for navn, tal in antal.items():
        if tal is not None or r.skjult:
            yield r.kode, "", navn, tal, SKJULT if r.skjult else ""


def _refusionens_tal(omraade: str, r: Refusion) -> Iterator[_Tal]:
    if not (r.forventet is None or r.forventet or r.hjemtaget):
        return
    yield omraade, "", "refusion_forventet", r.forventet, r.grund
    yield omraade, "", "refusion_hjemtaget", r.hjemtaget, ""
    yield omraade, "", "refusion_mangler", r.mangler, r.grund
    yield (
        omraade,
        "",
        "sager",
        None if r.sager is None else 100 * r.sager,
        "" if r.sager is not None else SKJULT,
    )


def _maanedens_tal(o: Oekonomi, aar: int, m: int, omraader: list[str], minimum: int) -> Iterator[_Tal]:
    maaned = f"{aar}-{m + 1:02d}"
    personer = {omr: o.personer_md.get((aar, omr, ""), ledelse.NUL12)[m] for omr in omraader}
    skjulte = smaaceller.skjulte(personer, minimum)
    for omr in omraader:
        noegler = [(aar, omr, y) for y in o.ydelser(aar, omr)]
        yield omr, maaned, "forbrug", sum(o.regnskab.get(n, ledelse.NUL12)[m] for n in noegler), ""
        if omr in skjulte:
            yield omr, maaned, "personer", None, SKJULT
        elif personer[omr]:
            yield omr, maaned, "personer", 100 * personer[omr], ""


def tabelraekker(s: Side) -> list[dict[str, Any]]:
    """The lines as a table shows them: amounts in øre, helårspersoner as a number, None where there is nothing."""
    ud = []
    for r in s.billede.linjer:
        ref = s.refusion_pr_omraade.get(r.kode)
        ud.append(
            {
                "kode": r.kode,
                "titel": r.titel,
                "oprindeligt": r.oprindeligt,
                "tillaeg": r.tillaeg,
                "korrigeret": r.korrigeret,
                "forventet": r.forventet,
                "til_dato": r.til_dato,
                "forbrug": r.forbrug,
                "afvigelse": r.afvigelse,
                "forventet_regnskab": r.forventet,
                "procent": r.forbrug / r.korrigeret if r.korrigeret else None,
                "helaar": None if r.helaar is None else r.helaar / 100,
                "pris": r.pris,
                "personer": r.personer,
                "sidste": r.sidste,
                "refusion": ref.forventet if ref else None,
                "sager": ref.sager if ref else None,
            }
        )
    return ud
