"""The fictional municipality has claimed before: claims raised on earlier days, as the ledger stood then, and answered.

A claim of a day holds what the rules find when every later booking is left out, so nothing is in it that was not
known. The answers are read from the money that has come since: a line is recognised as far as the ledger shows, and a
claim of which nothing came is not answered. Only for the demo; where other data are built, the claims are taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from engine import dansk
from engine.fejl import RettelseAfvist
from engine.lager import kandidater as kandidatlager
from engine.lager import krav as kravlager
from engine.potentiale import beregn
from engine.potentiale.indbetaling import Indbetaling, Kraevet, Modtaget, match
from engine.potentiale.model import TIL_GODE, Kandidat
from engine.resultater import kandidater, krav, sagskilde_kandidater
from engine.resultater.krav import Udkast
from engine.resultater.sde import Kontekst
from engine.sager import afgoerelser, kravmodel
from engine.sager import krav as kravsager
from engine.sager.afgoerelser import Aendring
from engine.sager.kravmodel import AFVIST, ANERKENDT, BETALT, DELVIST, Krav, Linje, Linjesvar
from engine.sager.lager import Sagslager

BRUGER = "demo-oekonom-1"
MAERKE = "Egeborgs historie"
MAANEDER_FOER = (13, 10, 7, 4)
"""How long before the data end claims were raised."""
_BETALTE, _UBESVAREDE = 2, 1
"""Of each day: claims that brought most money, and the largest of those that brought none."""
_SET_FOER = timedelta(days=12)
_SVARET_EFTER = timedelta(days=25)


def lav(k: Kontekst, lager: Sagslager) -> int:
    """Raise and answer the claims of the past, once: a case store with claims is left alone. Returns how many."""
    slut = k.gen.data_dato
    if slut is None or kravsager.alle(lager) or not kandidatlager.har_alle_fund(k.gen):
        return 0
    antal = 0
    for maaneder in MAANEDER_FOER:
        dag = slut - timedelta(days=round(maaneder * 30.44))
        for u, sager in _valgte(k, lager, dag):
            _rejs(k, lager, u, sager, dag)
            antal += 1
    for x in kravsager.alle(lager):
        _svar(k, lager, x)
    return antal


def fjern(lager: Sagslager, nu: datetime) -> None:
    """Take the demo's claims back, with what was written on them; a case worked on since stays claimed."""
    for x in kravsager.alle(lager):
        if not x.grundlag.startswith(MAERKE):
            continue
        with suppress(RettelseAfvist):
            for _ in range(len(x.trin) + 1):
                nr = next((kravsager.seneste_nr(y) for y in kravsager.alle(lager) if y.id == x.id), None)
                if nr is not None:
                    kravsager.fortryd(lager, x.id, nr, BRUGER, "Demoens krav tages tilbage", nu)


# --- what was claimed -----------------------------------------------------------------------------------------------


def _valgte(k: Kontekst, lager: Sagslager, dag: date) -> Iterator[tuple[Udkast, dict[str, Kandidat]]]:
    """The claims of a day: those of which money has come, the most first, and the largest of which none has."""
    sager: dict[str, Kandidat] = {}
    pr_modpart: dict[str, list[Linje]] = defaultdict(list)
    for x in _paa(k, dag):
        id_ = kandidater.kandidat_id(k, x)
        sager[id_] = x
        pr_modpart[x.modpart] += krav.linjer_af(id_, x.noegle, x.krav, dag)
    optaget = kravsager.optaget(lager)
    nye = {m: kravmodel.nye(linjer, optaget) for m, linjer in sorted(pr_modpart.items())}
    alle = {m: x for m, x in nye.items() if x}
    penge = _penge(k, dag, {m: [(m, x) for x in linjer] for m, linjer in alle.items()})
    betalte = sorted((m for m in alle if m in penge), key=lambda m: (-penge[m].oere, m))[:_BETALTE]
    stille = sorted(alle.keys() - penge.keys(), key=lambda m: (-sum(x.oere for x in alle[m]), m))
    for m in [*betalte, *stille[:_UBESVAREDE]]:
        egne = {x.sag_id: sager[x.sag_id] for x in alle[m]}
        fag = {sagskilde_kandidater.fagomraade(x) for x in egne.values()}
        yield Udkast(m, tuple(alle[m]), tuple(sorted(fag)), None), egne


def _paa(k: Kontekst, dag: date) -> list[Kandidat]:
    """The candidates against others as they stood on a day."""
    spoerg = kandidatlager.paa(k.gen)
    fundne = kandidatlager.find(spoerg, k.lov, dag, bogfoert_til=dag)
    orden = kandidatlager.orden(k.gen)
    valgte = {p: beregn.vaelg(x, orden, k.regelvalg) for p, x in fundne.items()}
    alle = beregn.kandidater(valgte, dag, None, k.regelvalg)
    return [x for x in alle if x.retning == TIL_GODE and x.modpart]


def _penge(k: Kontekst, dag: date, linjer: Mapping[str, Sequence[tuple[str, Linje]]]) -> dict[str, Modtaget]:
    """What the ledger shows since a day for some lines. linjer: {counterpart: (what it is summed by, line)}."""
    kraevet = [
        Kraevet(navn, dag, modpart, x.person, x.maaned, x.krone, x.oere)
        for modpart, alle in linjer.items()
        for navn, x in alle
    ]
    personer = sorted({x.person for x in kraevet})
    return match(kraevet, [Indbetaling(**r) for r in kravlager.indbetalinger(k.gen, personer, dag)])


def _kl(dag: date) -> datetime:
    return datetime.combine(dag, time(9), UTC)


def _rejs(k: Kontekst, lager: Sagslager, u: Udkast, sager: Mapping[str, Kandidat], dag: date) -> None:
    """The cases were found right some days before, and the claim is frozen on the day."""
    fund = {s: sagskilde_kandidater.fund_paa(s, x, dag) for s, x in sager.items()}
    kendte = {str(s["sag_id"]) for s in afgoerelser.sager_siden(lager, 0)}
    nye = [Aendring(s, {"tilstand": "undersoeges"}, 0, f) for s, f in fund.items() if s not in kendte]
    foer = _kl(dag - _SET_FOER)
    if nye:
        with lager.skriv() as con:
            afgoerelser.skriv_i(con, nye, begrundelse="Set igennem og fundet rigtig", bruger=BRUGER, nu=foer)
    nyt = krav.nyt(k, u, dag, fund, _kl(dag))
    grundlag = f"{MAERKE}: bogført til og med {dansk.dato(dag)}, lovgrundlag {k.lov.version}"
    kravsager.opret(lager, replace(nyt, grundlag=grundlag), BRUGER, "Gennemgået og kontrolleret", _kl(dag))


# --- what was answered ----------------------------------------------------------------------------------------------


def _svar(k: Kontekst, lager: Sagslager, x: Krav) -> None:
    """Answer a claim by the money that came for its lines; nothing came, nothing is answered."""
    alle = kravsager.linjer(lager, x)
    poster = kravmodel.poster(alle)
    nr = {(p.person, p.sag_id, p.hjemmel, p.regel): str(p.nr) for p in poster}
    linjer = [(nr[y.person, y.sag_id, y.hjemmel, y.regel], y) for y in alle]
    penge = _penge(k, x.sendt, {x.modpart: linjer})
    if not penge:
        return
    svar = [_linjesvar(p, penge[str(p.nr)].oere if str(p.nr) in penge else 0) for p in poster]
    sidst = max(m.sidst for m in penge.values() if m.sidst)
    dag = min(x.sendt + _SVARET_EFTER, sidst)  # nobody pays before the answer
    kravsager.skriv_trin(
        lager, x.id, kravsager.seneste_nr(x), BRUGER, "Kommunens svarskema", _kl(dag), dato=dag, linjer=svar
    )
    ialt = sum(m.oere for m in penge.values())
    ny = next(y for y in kravsager.alle(lager) if y.id == x.id)
    if BETALT in kravmodel.OVERGANGE[ny.tilstand]:
        kravsager.skriv_trin(
            lager, x.id, kravsager.seneste_nr(ny), BRUGER, "Set i regnskabet", _kl(sidst),
            tilstand=BETALT, dato=sidst, modtaget_oere=ialt,
        )  # fmt: skip


def _linjesvar(p: kravmodel.Post, oere: int) -> Linjesvar:
    if oere == p.oere:
        return Linjesvar(p.nr, ANERKENDT, p.oere, oere)
    if oere:
        return Linjesvar(p.nr, DELVIST, p.oere, oere, (), "Vi anerkender den del, vi selv har beregnet")
    return Linjesvar(p.nr, AFVIST, p.oere, 0, (), "Borgeren er efter vores oplysninger ikke vores")
