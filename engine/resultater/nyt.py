"""What is new since the last build: the generation in use beside the one before it, with the same corrections and law.

So a difference comes from the data alone (or from the models, when the code is another). Sums follow the user's scope.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import pandas as pd

from engine import dansk
from engine.adgang import SIDER, Bruger, Handling, Rolle, Sagsomfang, maa, omfang
from engine.fejl import ForaeldetLager
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.laes import Generation
from engine.potentiale.model import SKYLDIG, TIL_GODE
from engine.refusion.sde import SdeResultat
from engine.resultater import (
    datatekster,
    flyttelister,
    kandidater,
    sagskilde_kandidater,
    sde,
    sdevisning,
    smaaceller,
    udflytning,
)
from engine.resultater.sde import Kontekst


@dataclass(frozen=True)
class Aarsaendring:
    """A year's refund before and now, and what of it is not claimed, in øre."""

    aar: int
    foer: int
    nu: int
    mangler_foer: int
    mangler_nu: int

    @property
    def forskel(self) -> int:
        return self.nu - self.foer


@dataclass(frozen=True)
class Listenyt:
    """How many stand on a list now and not before, the other way, and in both with other facts. side: where it is seen.

    nye_oere: what the new ones come to; forskel_oere: what the whole list has grown by. None where kroner are not for
    the list, or not for the user; a count is None where it is too small for one who sees no persons."""

    side: str
    titel: str
    nye: int | None
    aendrede: int | None
    vaek: int | None
    ialt: int | None
    nye_oere: int | None = None
    forskel_oere: int | None = None

    @property
    def roert(self) -> bool:
        """Whether anything on it is new, changed or gone, too few to be told included."""
        return any(n != 0 for n in (self.nye, self.aendrede, self.vaek)) or bool(self.forskel_oere)


@dataclass(frozen=True)
class Nyt:
    """The difference between two builds. foer is None when there is only one; then the rest is empty.

    leverancer: id, dato, kilde, raekker (accepted), karantaene, of deliveries that are new; trukket: ids that are gone.
    tabeller: (title, rows) of the new deliveries, most first. refusion: the years that have changed.
    nye_sager, faldne_sager: cases that give refund now and not before, and the other way; None = too few to be shown.
    lister: of movers, presumptions and candidates, as far as the user may see them.
    ser_tal: whether the refund is compared; an administrator sees the deliveries alone.
    """

    nu: Generation
    foer: Generation | None
    leverancer: tuple[dict[str, Any], ...] = ()
    trukket: tuple[str, ...] = ()
    tabeller: tuple[tuple[str, int], ...] = ()
    refusion: tuple[Aarsaendring, ...] = ()
    nye_sager: int | None = 0
    faldne_sager: int | None = 0
    nye_sager_oere: int = 0
    lister: tuple[Listenyt, ...] = ()
    andre_modeller: bool = False
    ser_tal: bool = False

    @property
    def forskel_oere(self) -> int:
        return sum(a.forskel for a in self.refusion)

    @property
    def raekker(self) -> int:
        return sum(lev["raekker"] for lev in self.leverancer)


def forrige(ind: Indstillinger, gen: Generation) -> Generation | None:
    """What is new is held against: the newest kept generation of other deliveries, so that a build that is made again
    takes no news away; else the one before. None when there is none."""
    tidligere = [g for g in laes.generationer(ind) if g.nr < gen.nr]
    egne = _leveranceid(gen)
    return next((g for g in tidligere if _leveranceid(g) != egne), next(iter(tidligere), None))


def _leveranceid(gen: Generation) -> list[str]:
    return [str(i) for i in laes.leverancer(gen)["id"].to_pylist()]


def beregn(
    k: Kontekst,
    foer: Generation | None,
    bruger: Bruger,
    *,
    resultat: Callable[[Kontekst], SdeResultat] = sde.beregn,
) -> Nyt:
    """The difference within the user's scope. resultat: where the refund of a context comes from (a cache)."""
    if foer is None:
        return Nyt(k.gen, None)
    nye, trukket = _leverancer(k.gen, foer)
    n = Nyt(
        nu=k.gen,
        foer=foer,
        leverancer=tuple(nye),
        trukket=tuple(trukket),
        tabeller=_tabeller(k.gen, {lev["id"] for lev in nye}),
        andre_modeller=_modeller(k.gen) != _modeller(foer),
    )
    if not maa(bruger, Handling.SE_TAL)[0]:
        return n
    dag = kandidater.dag(k)
    with ThreadPoolExecutor(max_workers=1) as ved_siden:
        da = ved_siden.submit(_poster, replace(k, gen=foer), bruger, dag)
        n = _med_refusion(n, k, foer, bruger, resultat)
        return replace(n, lister=_lister(k, bruger, da.result(), _poster(k, bruger, dag)))


def _poster(k: Kontekst, bruger: Bruger, dag: date) -> dict[str, Poster]:
    """Title → what stands on each list that the user may open, inside his fields of work, in one build.

    Lists of persons are for those who see persons."""
    ser = maa(bruger, Handling.SE_PERSON)[0]
    udenfor = set() if udflytning.ser_personer(bruger) else {"udflytning"}
    ud: dict[str, Poster] = {}
    for side, titel, poster in (*LISTER, *KANDIDATLISTER):
        if bruger.rolle in SIDER[side] and side not in udenfor and (ser or side == KANDIDATSIDE):
            with suppress(ForaeldetLager):  # an old build may lack what the list rests on
                ud[titel] = poster(k, bruger, dag)
    return ud


def _lister(
    k: Kontekst, bruger: Bruger, da: Mapping[str, Poster], nu: Mapping[str, Poster]
) -> tuple[Listenyt, ...]:
    """Those that both builds have. Of candidates those who see no persons get what is not too few."""
    minimum = 1 if maa(bruger, Handling.SE_PERSON)[0] else k.smaacelle_min
    return tuple(
        _forskel(side, titel, da[titel], nu[titel], minimum)
        for side, titel, _ in (*LISTER, *KANDIDATLISTER)
        if titel in da and titel in nu
    )


def _forskel(side: str, titel: str, da: Poster, nu: Poster, minimum: int) -> Listenyt:
    nye, vaek = nu.keys() - da.keys(), da.keys() - nu.keys()
    aendrede = {n for n in nu.keys() & da.keys() if nu[n][0] != da[n][0]}
    kroner = {n: oere or 0 for n, (_, oere) in nu.items()}
    foer = sum(oere or 0 for _, oere in da.values())
    med_kroner = any(oere is not None for _, oere in (*nu.values(), *da.values()))
    roerte = len(nye) + len(vaek) + len(aendrede)
    return Listenyt(
        side,
        titel,
        nye=_vist(len(nye), minimum),
        aendrede=_vist(len(aendrede), minimum),
        vaek=_vist(len(vaek), minimum),
        ialt=_vist(len(nu), minimum),
        nye_oere=sum(kroner[n] for n in nye) if med_kroner and _vist(len(nye), minimum) is not None else None,
        forskel_oere=sum(kroner.values()) - foer
        if med_kroner and _vist(roerte, minimum) is not None
        else None,
    )


Poster: TypeAlias = "dict[object, tuple[object, int | None]]"
"""What stands on a list: its key → (its facts, øre or None where kroner are not for the list)."""


def _til(k: Kontekst, bruger: Bruger, dag: date) -> Poster:
    alle = flyttelister.for_bruger(flyttelister.tilflyttere(k), bruger)
    return {h.noegle: ((h.aarsager, h.afgoerelse and h.afgoerelse.kommunekode), None) for h in alle}


def _fra(k: Kontekst, bruger: Bruger, dag: date) -> Poster:
    alle = flyttelister.for_bruger(flyttelister.fraflyttere(k), bruger)
    return {h.noegle: ((h.aarsager, h.oere), h.oere) for h in alle}


def _gennemrejsende(k: Kontekst, bruger: Bruger, dag: date) -> Poster:
    g = flyttelister.gennemrejsende_for(k, bruger)
    return dict.fromkeys(zip(g["person_noegle"], g["ud"], strict=True), (None, None))


def _formodninger(k: Kontekst, bruger: Bruger, dag: date) -> Poster:
    """No kroner: they must never steer such a case."""
    fund = udflytning.beregn(k).fund
    return {s: (signaler, None) for s, signaler in zip(fund["sag_id"], fund["signaler"], strict=True)}


def _kandidater(retning: str) -> Callable[[Kontekst, Bruger, date], Poster]:
    """The candidates of one direction in the user's fields, as they stand on the same day in both builds."""

    def poster(k: Kontekst, bruger: Bruger, dag: date) -> Poster:
        graenser = omfang(bruger)
        kandidater.krav(k)  # ForaeldetLager before the source takes it for an empty list
        raekker = sagskilde_kandidater.KILDE.fund(k, dag).to_dict("records")
        return {
            r["sag_id"]: (r["fakta_hash"], 0 if pd.isna(r["forventet_oere"]) else int(r["forventet_oere"]))
            for r in raekker
            if r["retning"] == retning and graenser.rummer(Sagsomfang(r["fagomraade"]))
        }

    return poster


LISTER: tuple[tuple[str, str, Callable[[Kontekst, Bruger, date], Poster]], ...] = (
    ("tilflyttere", "Tilflyttere, der skal gennemgås", _til),
    ("fraflyttere", "Fraflyttere med noget, der løber videre", _fra),
    ("fraflyttere", "Gennemrejsende", _gennemrejsende),
    ("udflytning", "Formodninger om udflytning", _formodninger),
)
KANDIDATSIDE = "indtaegtsoptimering"
KANDIDATLISTER = (
    (KANDIDATSIDE, "Krav mod andre kommuner", _kandidater(TIL_GODE)),
    (KANDIDATSIDE, "Det, vi skylder andre kommuner", _kandidater(SKYLDIG)),
)


def _med_refusion(
    n: Nyt, k: Kontekst, foer: Generation, bruger: Bruger, resultat: Callable[[Kontekst], SdeResultat]
) -> Nyt:
    """The change of refund and cases, for those who see figures."""
    k_foer = replace(k, gen=foer)
    res_nu, res_foer = resultat(k), resultat(k_foer)
    aendret, kommet, faldet, kommet_oere = [], 0, 0, 0
    for aar in sorted({*_aarene(res_nu), *_aarene(res_foer)}, reverse=True):
        nu = sdevisning.sagstal(k, res_nu, bruger, aar)
        foer_ = sdevisning.sagstal(k_foer, res_foer, bruger, aar)
        a = Aarsaendring(aar, _sum(foer_), _sum(nu), _mangler(foer_), _mangler(nu))
        if a.forskel or a.mangler_nu != a.mangler_foer:
            aendret.append(a)
        med_nu, med_foer = ({*d.loc[d["refusion"] > 0, "sag_id"]} for d in (nu, foer_))
        kommet += len(med_nu - med_foer)
        faldet += len(med_foer - med_nu)
        kommet_oere += _sum(nu[nu["sag_id"].isin(med_nu - med_foer)])
    minimum = (
        1 if omfang(bruger).personer else k.smaacelle_min
    )  # nothing is hidden from one who may see the cases
    return replace(
        n,
        ser_tal=True,
        refusion=tuple(aendret),
        nye_sager=_vist(kommet, minimum),
        faldne_sager=_vist(faldet, minimum),
        nye_sager_oere=0 if smaaceller.er_lille(kommet, minimum) else kommet_oere,
    )


def for_hele_kommunen(k: Kontekst, ind: Indstillinger) -> Nyt:
    """The difference over everything, for the nightly run."""
    return beregn(k, forrige(ind, k.gen), _NAT, resultat=sde.beregn_husket)


_NAT = Bruger(0, "nat", "Natkørslen", Rolle.REVISOR)


def forbered(k: Kontekst) -> None:
    """Work out what `for_hele_kommunen` of the next build will compare with, so that it is remembered then."""
    _poster(k, _NAT, kandidater.dag(k))


def som_data(n: Nyt) -> dict[str, Any]:
    """The difference for machines: no person and no case is named."""
    return {
        "foer": n.foer and n.foer.navn,
        "leverancer": [lev["id"] for lev in n.leverancer],
        "trukket": list(n.trukket),
        "raekker": dict(n.tabeller),
        "refusion": [{"aar": a.aar, "foer_oere": a.foer, "nu_oere": a.nu} for a in n.refusion],
        "nye_sager": n.nye_sager,
        "faldne_sager": n.faldne_sager,
        "lister": [
            {"titel": lis.titel, "nye": lis.nye, "aendrede": lis.aendrede, "vaek": lis.vaek, "ialt": lis.ialt}
            | {"nye_oere": lis.nye_oere, "forskel_oere": lis.forskel_oere}
            for lis in n.lister
        ],
    }


def _sum(sager: pd.DataFrame) -> int:
    return int(sager["refusion"].sum())


def _mangler(sager: pd.DataFrame) -> int:
    return int(sager["difference_oere"].clip(lower=0).sum())


def _vist(antal: int, minimum: int) -> int | None:
    return None if smaaceller.er_lille(antal, minimum) else antal


def _aarene(resultat: SdeResultat) -> set[int]:
    return {int(a) for a in resultat.sager["aar"].unique()}


def _modeller(gen: Generation) -> dict[str, str]:
    return {f"{m['skema']}.{m['navn']}": m["sql_hash"] for m in laes.modeller(gen).to_pylist()}


def _leverancer(nu: Generation, foer: Generation) -> tuple[list[dict[str, Any]], list[str]]:
    gamle = {lev["id"] for lev in laes.leverancer(foer).to_pylist()}
    alle = laes.leverancer(nu).to_pylist()
    raekker: dict[str, list[int]] = {}
    for t in laes.leverance_tabeller(nu).to_pylist():
        ialt = raekker.setdefault(t["leverance_id"], [0, 0])
        ialt[0] += t["accepteret"]
        ialt[1] += t["karantaene"]
    nye = [
        {
            "id": lev["id"],
            "dato": lev["dato"],
            "kilde": lev["kilde"],
            "raekker": raekker.get(lev["id"], [0, 0])[0],
            "karantaene": raekker.get(lev["id"], [0, 0])[1],
        }
        for lev in alle
        if lev["id"] not in gamle
    ]
    return nye, sorted(gamle - {lev["id"] for lev in alle})


def _tabeller(gen: Generation, nye: set[str]) -> tuple[tuple[str, int], ...]:
    summer: dict[str, int] = {}
    for t in laes.leverance_tabeller(gen).to_pylist():
        if t["leverance_id"] in nye and t["accepteret"]:
            titel = datatekster.TABELNAVNE.get(t["tabel"], t["tabel"])
            summer[titel] = summer.get(titel, 0) + t["accepteret"]
    return tuple(sorted(summer.items(), key=lambda r: (-r[1], r[0])))


def listesaetning(n: Nyt) -> str:
    """The lists in one sentence: 'Nye på listerne: Krav mod andre kommuner 3 (1,2 mio. kr.), ændret 2, væk 1; …'."""
    roerte = [_led(lis) for lis in n.lister if lis.roert]
    return f"Nye på listerne: {'; '.join(roerte)}." if roerte else "Intet nyt på listerne."


def _led(lis: Listenyt) -> str:
    tekst = f"{lis.titel} {'få' if lis.nye is None else dansk.tal(lis.nye)}"
    if lis.nye and lis.nye_oere:
        tekst += f" ({dansk.kort_kroner(lis.nye_oere)})"
    for ord_, antal in (("ændret", lis.aendrede), ("væk", lis.vaek)):
        tekst += f", {ord_} {dansk.tal(antal)}" if antal else ""
    return tekst


def uaendrede(n: Nyt) -> str:
    """The lists where nothing is new, each with how many stand on it; '' where there are none."""
    led = [
        f"{lis.titel} ({'få' if lis.ialt is None else dansk.tal(lis.ialt)})"
        for lis in n.lister
        if not lis.roert
    ]
    return f"Intet nyt: {'; '.join(led)}." if led else ""


def saetning(n: Nyt) -> str:
    """What is new, in one or two sentences."""
    if n.foer is None:
        return "Datagrundlaget er bygget én gang, så der er ikke noget at sammenligne med endnu."
    siden = f"Siden bygningen {dansk.tidspunkt(n.foer.bygget)}"
    led = []
    if n.leverancer:
        antal = dansk.antal(len(n.leverancer), "ny leverance", "nye leverancer")
        led.append(f"er der kommet {antal} med {dansk.antal(n.raekker, 'række', 'rækker')}")
    if n.trukket:
        led.append(f"er {dansk.antal(len(n.trukket), 'leverance', 'leverancer')} trukket tilbage")
    if not led:
        led.append("er der ikke kommet nye leverancer")
    tekst = f"{siden} {' og '.join(led)}."
    if n.refusion:
        retning = "steget" if n.forskel_oere > 0 else "faldet"
        if n.forskel_oere:
            tekst += f" Refusionen er {retning} med {dansk.kort_kroner(abs(n.forskel_oere))}"  # ends in 'kr.'
    elif n.leverancer and n.ser_tal:
        tekst += " Refusionen er uændret."
    if n.andre_modeller:
        tekst += " Beregningerne er også ændret siden."
    return tekst
