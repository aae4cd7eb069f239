"""Cases as pages, `ret` and the night use them: the queue, one case, decisions, undo. Who asks is an argument.

Cases outside the user's scope are not there. A decision stores the facts it rests on; the list itself is in
engine.resultater.sagsliste.
"""

from __future__ import annotations

import csv
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk, steder
from engine.adgang import FORMAAL, Bruger, Handling, Omfang, Rolle, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.lager import sde as lagersde
from engine.resultater import sagsliste
from engine.resultater.sagskilder import (
    SNART_DAGE,
    Fakta,
    Forskel,
    Henvisning,
    Sagskilde,
    forskelle,
    laes_fakta,
)
from engine.resultater.sagsliste import Stand, Valg, dagnr
from engine.resultater.sde import Kontekst, fundmaerke
from engine.resultater.smaaceller import er_lille, skjulte
from engine.sager import afgoerelser, arter, brugere, model, naervaer, sagsmodel
from engine.sager.afgoerelser import Aendring, Udfald
from engine.sager.arter import Overgang, Sagsart, Sagstilstand
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_i, skriv_loglinjer
from engine.sager.model import AFGOERELSE, FORTRYD, Haendelse, Rettelse, noegletekst
from engine.sager.sagsfelter import FELTER, tekster
from engine.sager.sagsmodel import Fund, Raekke

MANGE_MAX = 500
"""The most cases that are marked in one go."""
_BLIVER_RYKKET = ("anmodning_sendt", "afventer_svar", "hoering_sendt", "besked_sendt", "opkraevet")
_SOEGEHITS_MAX = 500


# --- the queue ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Koeraekke:
    """One case in the list, without names. forventet_oere: None where it is not known or not to be shown.

    hvorfor_nu, tabes: sentences: why now, and what is lost by waiting. version: 0 when nobody has touched it.
    """

    sag_id: str
    art: Sagsart
    regel: str
    betegnelse: str
    aar: int | None
    retning: str
    fagomraade: str | None
    tilstand: Sagstilstand
    forventet_oere: int | None
    sandsynlighed: float
    prioritet_oere: int
    frist: date | None
    frist_hvad: str
    hvorfor_nu: str
    tabes: str
    tildelt: str | None
    udskudt_til: date | None
    aendret: bool
    vaek: bool
    version: int
    personer: tuple[str, ...]


@dataclass(frozen=True)
class Koe:
    """The chosen cases in order. antal, sum_oere: of all of them; andre: {state of the list: count}."""

    stand: Stand
    orden: np.ndarray
    sum_oere: int
    skyldig_oere: int

    @property
    def antal(self) -> int:
        return len(self.orden)

    def udsnit(self, fra: int, antal: int) -> list[Koeraekke]:
        """`antal` rows from number `fra`."""
        prioriteter = sagsliste.prioritet(self.stand)
        return [_raekke(self.stand, int(p), prioriteter) for p in self.orden[fra : fra + antal]]

    def nummer(self, sag_id: str) -> int | None:
        """The case's number in the list from 0, None when it is not in it."""
        plads = self.stand.plads(sag_id)
        if plads is None:
            return None
        fundet = np.flatnonzero(self.orden == plads)
        return int(fundet[0]) if len(fundet) else None

    def nabo(self, sag_id: str | None, skridt: int) -> str | None:
        """The case `skridt` further on; the first or last without a case or when it is not in the list."""
        if not self.antal:
            return None
        nr = self.nummer(sag_id) if sag_id else None
        til = (0 if skridt > 0 else self.antal - 1) if nr is None else nr + skridt
        return self.stand.sag_id(int(self.orden[til])) if 0 <= til < self.antal else None

    def ids(self, hoejst: int = MANGE_MAX) -> list[str]:
        return [self.stand.sag_id(int(p)) for p in self.orden[:hoejst]]


def koe(k: Kontekst, lager: Sagslager, bruger: Bruger, valg: Valg, i_dag: date) -> Koe:
    """The work list. Errors: AdgangNaegtet for one who may not see persons."""
    _kraev(bruger, Handling.SE_PERSON)
    stand = sagsliste.indeks(lager).stand(k, i_dag)
    return _koe(stand, k, bruger, valg)


def for_personer(
    k: Kontekst, lager: Sagslager, bruger: Bruger, personer: Sequence[str], i_dag: date
) -> list[Koeraekke]:
    """Every case of some persons that the user may see, the most pressing first. Errors: AdgangNaegtet."""
    return koe(k, lager, bruger, Valg(vis="alle", personer=tuple(personer)), i_dag).udsnit(0, 100)


def _koe(stand: Stand, k: Kontekst, bruger: Bruger, valg: Valg) -> Koe:
    inde = sagsliste.maske(stand, k, valg, omfang(bruger), bruger.navn)
    kroner = np.maximum(stand.v["forventet"], 0)
    vises = inde & np.isin(stand.v["art"], [a.kode for a in arter.ARTER.values() if a.viser_kroner])
    skyldig = stand.v["skyldig"]
    return Koe(
        stand,
        sagsliste.orden(stand, inde, valg.sorter),
        int(kroner[vises & ~skyldig].sum()),
        int(kroner[vises & skyldig].sum()),
    )


def _raekke(stand: Stand, plads: int, prioriteter: np.ndarray) -> Koeraekke:
    v, sag_id = stand.v, stand.sag_id(plads)
    sag, fund = stand.sager.get(sag_id), _fundraekke(stand, plads)
    art = arter.find(str(v["art"][plads]))
    om = fund or (sag["om"] if sag else {})
    kilde = _kilde(stand, plads, art)
    forventet = int(v["forventet"][plads])
    frist = int(v["frist"][plads])
    tilstand = art.tilstand(sag["tilstand"] if sag else art.begyndelse)
    return Koeraekke(
        sag_id=sag_id,
        art=art,
        regel=kilde.regler.get(om.get("regel", ""), art.navn) if kilde else art.navn,
        betegnelse=str(om.get("betegnelse") or "Sag"),
        aar=None if pd.isna(om.get("aar")) else int(om["aar"]),
        retning=str(om.get("retning") or "til_gode"),
        fagomraade=v["omraade"][plads] or None,
        tilstand=tilstand,
        forventet_oere=None if forventet < 0 or not art.viser_kroner else forventet,
        sandsynlighed=float(v["sandsynlighed"][plads]),
        prioritet_oere=int(prioriteter[plads]),
        frist=None if frist >= dagnr(None) else date.fromordinal(frist + 719_163),
        frist_hvad=_frist_hvad(stand, plads, sag, om),
        hvorfor_nu=_hvorfor_nu(stand, plads, sag, om, art, tilstand),
        tabes=_tabes(stand, sag, fund, art, tilstand),
        tildelt=sag["tildelt"] if sag else None,
        udskudt_til=sag["udskudt_til"] if sag else None,
        aendret=bool(v["aendret"][plads]),
        vaek=bool(v["vaek"][plads]),
        version=sag["version"] if sag else 0,
        personer=tuple(om.get("personer") or ()),
    )


def _fundraekke(stand: Stand, plads: int) -> dict[str, Any] | None:
    ramme = stand.grund.ramme
    return {str(n): v for n, v in ramme.iloc[plads].items()} if plads < len(ramme) else None


def _kilde(stand: Stand, plads: int, art: Sagsart) -> Sagskilde | None:
    if plads < len(stand.grund.ramme):
        return stand.grund.kilder[int(stand.grund.kilde_nr[plads])]
    return next((kilde for kilde in stand.grund.kilder if kilde.art == art.kode), None)


def _hvorfor_nu(
    stand: Stand,
    plads: int,
    sag: Raekke | None,
    om: Mapping[str, Any],
    art: Sagsart,
    tilstand: Sagstilstand,
) -> str:
    """The first reason that holds, the most pressing first."""
    i_dag, frist = stand.i_dag, int(stand.v["frist"][plads])
    dage = frist - dagnr(i_dag)
    if stand.v["aendret"][plads]:
        return "Tallene er ændret, siden sagen blev afgjort"
    if stand.v["vaek"][plads] and tilstand.aaben:
        return "Fundet er væk: beregningen viser ikke længere noget"
    if not tilstand.aaben:
        return f"{tilstand.navn}: ingen handling nu"
    if frist < dagnr(None) and dage <= SNART_DAGE:
        return _fristtekst(dage, _frist_hvad(stand, plads, sag, om))
    if sag and sag["udskudt_til"] and sag["udskudt_til"] <= i_dag:
        return f"Udskudt til {dansk.dato(sag['udskudt_til'])}, som er nået"
    if sag and tilstand.kode in _BLIVER_RYKKET:
        siden = sag["sidste_kontakt_dato"] or sag["krav_rejst_dato"] or sag["opdateret"].date()
        return f"Intet svar i {dansk.antal((i_dag - siden).days, 'dag', 'dage')}"
    if sag and tilstand.kode != art.begyndelse:
        naeste = art.overgange[tilstand.kode][0]
        return f"Næste skridt: {naeste.knap}"
    if int(stand.v["forventet"][plads]) == 0 and om.get("tabt_oere"):
        return "Alt er bortfaldet; sagen kan lukkes"
    sikkerhed = dansk.procent(float(stand.v["sandsynlighed"][plads]), 0)
    return f"Nyt fund, {sikkerhed} sikkert"


def _frist_hvad(stand: Stand, plads: int, sag: Raekke | None, om: Mapping[str, Any]) -> str:
    """What the deadline is: one's own or the law's."""
    frist = int(stand.v["frist"][plads])
    if frist >= dagnr(None):
        return ""
    egen = sag is not None and sag["frist"] is not None and dagnr(sag["frist"]) == frist
    hvad = "egen frist" if egen else str(om.get("frist_hvad") or "frist")
    return hvad[:1].upper() + hvad[1:]


def _fristtekst(dage: int, hvad: str) -> str:
    if dage < 0:
        return f"{hvad} er overskredet med {dansk.antal(-dage, 'dag', 'dage')}"
    return f"{hvad} i dag" if dage == 0 else f"{hvad} om {dansk.antal(dage, 'dag', 'dage')}"


def _tabes(
    stand: Stand,
    sag: Raekke | None,
    fund: Mapping[str, Any] | None,
    art: Sagsart,
    tilstand: Sagstilstand,
) -> str:
    """What is lost by waiting, in kroner and by when."""
    if not art.viser_kroner or not tilstand.aaben:
        return ""
    if sag and sag["krav_rejst_dato"]:
        return f"Intet bortfalder: kravet er rejst {dansk.dato(sag['krav_rejst_dato'])}"
    if fund is None:
        return ""
    if fund["retning"] == "skyldig":
        return "Intet bortfalder: beløbet skylder vi"
    if fund["tabes_dato"] is None or pd.isna(fund["tabes_dato"]):
        tabt = int(fund["tabt_oere"] or 0)
        return f"{dansk.kroner(tabt)} er allerede bortfaldet" if tabt else "Intet bortfalder"
    dage = (fund["tabes_dato"] - stand.i_dag).days
    if dage > SNART_DAGE:
        return f"Intet bortfalder før {dansk.dato(fund['tabes_dato'])}"
    tekst = f"{dansk.kroner(int(fund['tabes_oere']))} bortfalder {dansk.dato(fund['tabes_dato'])}"
    snart = int(fund["tabes_snart_oere"])
    return (
        f"{tekst}, i alt {dansk.kroner(snart)} på {SNART_DAGE} dage"
        if snart > int(fund["tabes_oere"])
        else tekst
    )


@lru_cache(maxsize=1)
def kommuner() -> dict[str, str]:
    """{code: name} of the municipalities, by name."""
    with (steder.assets() / "tabeller" / "kommune.csv").open(encoding="utf-8", newline="") as fil:
        alle = {r["kommunekode"]: r["navn"] for r in csv.DictReader(fil, delimiter=";")}
    return dict(sorted(alle.items(), key=lambda par: par[1]))


# --- for those who see figures and no persons -------------------------------------------------------------------


BELOEB = ("til_gode_oere", "skyldig_oere", "tabes_oere")
"""The amounts of the open cases together."""


def samlet(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> list[dict[str, Any]]:
    """The open cases by kind and state: art, tilstand, antal, til_gode_oere, skyldig_oere, tabes_oere, frister, bag.

    tabes_oere: what lapses within SNART_DAGE; frister: how many have a deadline within 30 days. Amounts are None
    where kroner are not shown. bag: the persons behind each of BELOEB; the amounts are as they are, also where those
    are few (see uden_smaa). Errors: AdgangNaegtet.
    """
    _kraev(bruger, Handling.SE_TAL)
    stand = sagsliste.indeks(lager).stand(k, i_dag)
    inde = sagsliste.maske(stand, k, Valg(vis="koe"), omfang(bruger), bruger.navn)
    v = stand.v
    kroner, snart = np.maximum(v["forventet"], 0), v["frist"] <= dagnr(i_dag) + sagsliste.FRIST_DAGE
    beloeb = dict(zip(BELOEB, (kroner * ~v["skyldig"], kroner * v["skyldig"], v["snart"]), strict=True))
    ud = []
    for art in arter.ARTER.values():
        for t in art.tilstande:
            valgt = inde & (v["art"] == art.kode) & (v["tilstand"] == sagsliste.tilstandsnr(art.kode, t.kode))
            if valgt.any():
                ud.append(
                    {
                        "art": art.navn,
                        "tilstand": f"{t.farve}:{t.navn}",
                        "antal": int(valgt.sum()),
                        **{n: int(o[valgt].sum()) if art.viser_kroner else None for n, o in beloeb.items()},
                        "frister": int((valgt & snart).sum()),
                        "bag": {
                            n: stand.personer(np.flatnonzero(valgt & (o != 0))) for n, o in beloeb.items()
                        },
                    }
                )
    return ud


def pr_art(raekker: Sequence[Mapping[str, Any]], beloeb: str) -> dict[str, tuple[int, frozenset[str]]]:
    """Kind of case → one of BELOEB and the persons behind it, over its states, where kroner are shown."""
    ud: dict[str, tuple[int, frozenset[str]]] = {}
    for r in raekker:
        if r[beloeb] is not None:
            oere, bag = ud.get(r["art"], (0, frozenset()))
            ud[r["art"]] = (oere + r[beloeb], bag | r["bag"][beloeb])
    return ud


def ialt(raekker: Sequence[Mapping[str, Any]], beloeb: str, minimum: int) -> int | None:
    """One of BELOEB over all kinds; None where it is of too few persons."""
    arter_ = pr_art(raekker, beloeb).values()
    alle = frozenset[str]().union(*(bag for _, bag in arter_))
    return None if er_lille(len(alle), minimum) else sum(oere for oere, _ in arter_)


def uden_smaa(raekker: Sequence[Mapping[str, Any]], minimum: int) -> list[dict[str, Any]]:
    """`samlet` without an amount of too few persons, nor what would tell one: None, in the rows.

    A kind's sum is known from Effekt, so a state is covered by another of its kind; a kind that is hidden there is
    hidden in all its states.
    """
    ud = [dict(r) for r in raekker]
    for beloeb in BELOEB:
        arter_ = pr_art(raekker, beloeb)
        skjult = skjulte({art: len(bag) for art, (_, bag) in arter_.items()}, minimum)
        for art in arter_:
            egne = [r for r in ud if r["art"] == art]
            smaa = skjulte({r["tilstand"]: len(r["bag"][beloeb]) for r in egne}, minimum)
            for r in egne:
                if (art in skjult and r["bag"][beloeb]) or r["tilstand"] in smaa:
                    r[beloeb] = None
    return ud


@dataclass(frozen=True)
class Koetal:
    """What the queue holds for a user: cases and øre (both signs), own cases, near deadlines, changed facts.

    tabes_oere: what lapses within SNART_DAGE if nobody acts.
    """

    antal: int
    til_gode_oere: int
    skyldig_oere: int
    mine: int
    frister: int
    aendrede: int
    tabes_oere: int
    naeste_frist: date | None


def tal(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> Koetal:
    """The queue in figures, within the user's scope. Errors: AdgangNaegtet."""
    _kraev(bruger, Handling.SE_TAL)
    stand = sagsliste.indeks(lager).stand(k, i_dag)
    graenser, v = omfang(bruger), stand.v

    def valgt(**hvad: str) -> np.ndarray:
        return sagsliste.maske(stand, k, Valg(**hvad), graenser, bruger.navn)  # type: ignore[arg-type]

    i_koen, frist = valgt(vis="koe"), valgt(vis="frist")
    kroner = np.maximum(v["forventet"], 0)
    frister = v["frist"][i_koen & (v["frist"] >= dagnr(i_dag)) & (v["frist"] < dagnr(None))]
    return Koetal(
        antal=int(i_koen.sum()),
        til_gode_oere=int(kroner[i_koen & ~v["skyldig"]].sum()),
        skyldig_oere=int(kroner[i_koen & v["skyldig"]].sum()),
        mine=int(valgt(vis="koe", tildelt="mig").sum()),
        frister=int(frist.sum()),
        aendrede=int(valgt(vis="aendrede").sum()),
        tabes_oere=int(v["snart"][i_koen].sum()),
        naeste_frist=date.fromordinal(int(frister.min()) + 719_163) if len(frister) else None,
    )


# --- one case -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Historiklinje:
    """One event on the case for a person. fortryd: '' when it can be undone, else why not (None = is an undo)."""

    id: int
    tid: datetime
    bruger: str
    hvad: str
    begrundelse: str
    kilde: str
    fortrudt_af: int | None
    hvorfor_ikke: str | None


@dataclass(frozen=True)
class Sagsvisning:
    """Everything about one case. sag: the row of the case store, None when nobody has touched it.

    forskelle: what is another than when it was decided. overgange: where it may go from here, for this user.
    """

    raekke: Koeraekke
    sag: Raekke | None
    begrundelse: str
    modbevis: list[str]
    fakta: Fakta | None
    forskelle: list[Forskel]
    afgjort: Haendelse | None
    historik: list[Historiklinje]
    overgange: tuple[Overgang, ...]
    henvisning: Henvisning | None
    omfang: Sagsomfang
    maa_afgoere: bool
    hvorfor_ikke: str

    @property
    def version(self) -> int:
        return self.sag["version"] if self.sag else 0

    def felt(self, navn: str) -> Any:
        return self.sag[navn] if self.sag else None


def hent(k: Kontekst, lager: Sagslager, bruger: Bruger, sag_id: str, i_dag: date) -> Sagsvisning:
    """One case. Errors: AdgangNaegtet (role or scope), HjemtagFejl when there is no such case."""
    _kraev(bruger, Handling.SE_PERSON)
    stand = sagsliste.indeks(lager).stand(k, i_dag)
    plads = stand.plads(sag_id)
    if plads is None:
        raise HjemtagFejl(
            f"Sagen {sag_id} findes ikke: ingen har arbejdet på den, og beregningen finder den ikke nu. "
            "Gå til siden Sager, og vælg den igen."
        )
    graenser = _sagsomfang(stand, k, plads, omfang(bruger))
    _kraev(bruger, Handling.SE_PERSON, graenser)
    raekke = _raekke(stand, plads, sagsliste.prioritet(stand))
    sag, fund = stand.sager.get(sag_id), _fundraekke(stand, plads)
    kilde = _kilde(stand, plads, raekke.art)
    fakta = _fakta(k, kilde, [sag_id]).get(sag_id) if kilde and fund else None
    haendelser = afgoerelser.historik(lager, sag_id)
    afgjort = next((h for h in haendelser if sag and h.id == sag["afgjort_nr"]), None)
    ja, grund = maa(bruger, Handling.AFGOER_SAG, graenser)
    return Sagsvisning(
        raekke=raekke,
        sag=sag,
        begrundelse=kilde.begrund(fund) if kilde and fund else "",
        modbevis=kilde.modbevis(fund) if kilde and fund else [],
        fakta=fakta,
        forskelle=_forskelle(lager, haendelser, fakta) if raekke.aendret else [],
        afgjort=afgjort,
        historik=_historik(lager, haendelser),
        overgange=raekke.art.overgange.get(raekke.tilstand.kode, ()) if ja else (),
        henvisning=kilde.henvis(sag_id) if kilde and fund else None,
        omfang=graenser,
        maa_afgoere=ja,
        hvorfor_ikke="" if ja else grund,
    )


def _sagsomfang(stand: Stand, k: Kontekst, plads: int, graenser: Omfang) -> Sagsomfang:
    omraade = stand.v["omraade"][plads] or None
    if graenser.organisationer is None or plads >= len(stand.grund.ramme):
        return Sagsomfang(omraade)
    deres = sagsliste.organisationer(stand.grund, k, np.array([plads]))
    return Sagsomfang(omraade, tuple(sorted(deres.get(stand.sag_id(plads), ()))))


def _forskelle(lager: Sagslager, haendelser: Sequence[Haendelse], nu: Fakta | None) -> list[Forskel]:
    """Facts when it was decided (or last seen) against facts now."""
    virker = set(model.fortrudte(haendelser))
    afgoerende = [
        h
        for h in haendelser
        if h.type == AFGOERELSE and h.bevis and h.id not in virker and {"tilstand", "fakta_set"} & set(h.nyt)
    ]
    bevis = afgoerelser.bevis(lager, str(afgoerende[-1].bevis)) if afgoerende else None
    return forskelle(laes_fakta(bevis["fakta"]), nu) if bevis and nu else []


def _historik(lager: Sagslager, haendelser: Sequence[Haendelse]) -> list[Historiklinje]:
    """Newest first."""
    navne = visningsnavne(lager)
    virker = model.fortrudte(haendelser)
    ud = []
    for h in reversed(haendelser):
        hvorfor = sagsmodel.hvorfor_ikke_fortryde(haendelser, h.id) if h.type == AFGOERELSE else None
        ud.append(
            Historiklinje(
                id=h.id,
                tid=h.tid,
                bruger=navne.get(h.bruger, h.bruger),
                hvad=model.beskriv(replace(h, begrundelse=""))
                if h.type != FORTRYD
                else _fortrudt(h, haendelser),
                begrundelse=h.begrundelse,
                kilde=h.kilde,
                fortrudt_af=virker.get(h.id),
                hvorfor_ikke=(hvorfor or "") if h.type == AFGOERELSE else None,
            )
        )
    return ud


def _fortrudt(h: Haendelse, haendelser: Sequence[Haendelse]) -> str:
    maal = next((m for m in haendelser if m.id == h.fortryder), None)
    return f"fortrød: {model.beskriv(replace(maal, begrundelse=''))}" if maal else "fortrød en ændring"


def visningsnavne(lager: Sagslager) -> dict[str, str]:
    """{user name: name on the screen}."""
    return {b["navn"]: b["visningsnavn"] for b in brugere.liste(lager)}


def medarbejdere(lager: Sagslager) -> dict[str, str]:
    """{user name: name} of those a case can be given to."""
    roller = (Rolle.OEKONOM, Rolle.SAGSBEHANDLER)
    return {b["navn"]: b["visningsnavn"] for b in brugere.liste(lager) if b["aktiv"] and b["rolle"] in roller}


# --- names and search: only with a purpose, always logged -------------------------------------------------------


def navne(k: Kontekst, bruger: Bruger, personer: Iterable[str]) -> dict[str, tuple[str, date | None, bool]]:
    """{person key: (name, date of birth, protected address)}. The caller has a purpose, and has logged the look."""
    _kraev(bruger, Handling.SE_PERSON)
    ramme = lagersde.navne(k.gen, sorted(set(personer)))
    ud = {}
    for r in ramme.itertuples(index=False):
        foedt = None if pd.isna(r.foedselsdato) else pd.Timestamp(r.foedselsdato).date()
        ud[str(r.person_noegle)] = (str(r.navn or "Ukendt i CPR"), foedt, bool(r.adressebeskyttelse))
    return _screenede(k, set(personer) - ud.keys()) | ud


def _screenede(k: Kontekst, personer: set[str]) -> dict[str, tuple[str, date | None, bool]]:
    """Those whom only the mover screening knows."""
    if not personer:
        return {}
    from engine.resultater import flyttescreening  # which uses the names here

    gemte = [(h.person_noegle, h.gemt) for h in flyttescreening.gemte(k) if h.gemt]
    return {p: (g.navn, g.foedselsdato, g.beskyttet) for p, g in gemte if p in personer}


def find_personer(
    k: Kontekst,
    lager: Sagslager,
    bruger: Bruger,
    tekst: str,
    formaal: str,
    nu: datetime,
    *,
    sted: str = "sager",
) -> tuple[str, ...]:
    """Person keys of a CPR number or a part of a name. The search is logged with its purpose, never its text.

    Errors: AdgangNaegtet, RettelseAfvist without a purpose.
    """
    _kraev(bruger, Handling.SE_PERSON)
    if formaal not in (*FORMAAL["person"], *FORMAAL["borger"]):
        raise RettelseAfvist("Vælg et formål, før du søger på personer; det skrives i loggen.")
    cifre = tekst.strip().replace("-", "").replace(" ", "")
    if len(cifre) == 10 and cifre.isdigit():
        fundne = lagersde.personer_ved_cpr(k.gen, cifre)
    else:
        fundne = lagersde.personer_ved_navn(k.gen, tekst.strip(), _SOEGEHITS_MAX)
    hvad = {"fund": len(fundne), "paa": "cpr" if cifre.isdigit() else "navn"}
    noegle = fundne[0] if len(fundne) == 1 else None
    linje = Loglinje(bruger.navn, "soeg_person", sted, noegle, formaal, hvad)
    skriv_loglinjer(lager, [linje], nu)
    return tuple(fundne)


# --- decisions ------------------------------------------------------------------------------------------------


def fund_for(k: Kontekst, lager: Sagslager, sag_id: Sequence[str], i_dag: date) -> dict[str, Fund]:
    """What is found now about some cases, with the evidence a decision on them is to rest on."""
    return _fund(sagsliste.indeks(lager).stand(k, i_dag), k, sag_id)


def _fund(stand: Stand, k: Kontekst, sag_id: Sequence[str]) -> dict[str, Fund]:
    pladser = {s: stand.grund.plads[s] for s in sag_id if s in stand.grund.plads}
    pr_kilde: dict[int, list[str]] = {}
    for s, p in pladser.items():
        pr_kilde.setdefault(int(stand.grund.kilde_nr[p]), []).append(s)
    ud = {}
    for nr, ids in pr_kilde.items():
        kilde = stand.grund.kilder[nr]
        fakta = _fakta(k, kilde, ids)
        for s in ids:
            raekke = _fundraekke(stand, pladser[s])
            assert raekke is not None
            bevis = {
                "sag_id": s,
                "fakta": fakta[s].som_json() if s in fakta else Fakta(()).som_json(),
                "grundlag": {
                    "generation": k.gen.navn,
                    "data_dato": str(k.gen.data_dato),
                    "rettelse_nr": k.rettelse_nr,
                    "lov_version": k.lov.version,
                },
            }
            ud[s] = Fund(kilde.art, _om(raekke), str(raekke["fakta_hash"]), noegletekst(bevis))
    return ud


_faktalaas = threading.Lock()
_husket: OrderedDict[tuple[Any, ...], Fakta] = OrderedDict()
_HUSKER = 512


def _fakta(k: Kontekst, kilde: Sagskilde, ids: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases; those that were just shown are remembered, so that saving does not wait for them."""
    noegler = {s: (fundmaerke(k), kilde, s) for s in ids}
    with _faktalaas:
        ud = {s: _husket[n] for s, n in noegler.items() if n in _husket}
    mangler = [s for s in ids if s not in ud]
    if mangler:
        nye = kilde.fakta(k, mangler)
        with _faktalaas:
            _husket.update({noegler[s]: f for s, f in nye.items()})
            while len(_husket) > _HUSKER:
                _husket.popitem(last=False)
        ud |= nye
    return ud


def _om(r: Mapping[str, Any]) -> dict[str, Any]:
    """What a case is about when its find is gone one day: plain JSON, no names."""
    forventet = r["forventet_oere"]
    return {
        "regel": r["regel"],
        "retning": r["retning"],
        "fagomraade": r["fagomraade"],
        "betegnelse": r["betegnelse"],
        "modpart": r["modpart"],
        "aar": None if pd.isna(r["aar"]) else int(r["aar"]),
        "forventet_oere": None if pd.isna(forventet) else int(forventet),
        "personer": list(r["personer"]),
    }


def gem(
    k: Kontekst,
    lager: Sagslager,
    bruger: Bruger,
    sag_id: str,
    nyt: Mapping[str, Any],
    *,
    version: int,
    begrundelse: str,
    nu: datetime,
) -> Raekke:
    """Decide or edit one case that the user saw in `version`. Returns the case as it stands.

    nyt: the changed fields (tilstand among them). Errors: AdgangNaegtet, RettelseAfvist, Sagskonflikt.
    """
    i_dag = dansk.lokal(nu).date()
    stand = sagsliste.indeks(lager).stand(k, i_dag)
    _kraev_sag(stand, k, bruger, sag_id)
    aendring = Aendring(sag_id, kontroller(nyt, begrundelse), version, _fund(stand, k, [sag_id]).get(sag_id))
    with lager.skriv() as con:
        (sag,) = afgoerelser.skriv_i(
            con, [aendring], begrundelse=begrundelse.strip(), bruger=bruger.navn, nu=nu
        )
        skriv_i(con, _loglinje(bruger, AFGOERELSE, sag_id, {"haendelse": sag["seneste_nr"]}), nu)
    return sag


def gem_mange(
    k: Kontekst,
    lager: Sagslager,
    bruger: Bruger,
    versioner: Mapping[str, int],
    nyt: Mapping[str, Any],
    *,
    begrundelse: str,
    nu: datetime,
    med_forventet: Sequence[str] = (),
) -> Udfald:
    """The same decision or edit on many cases in one go, undone in one go. Those that cannot take it are named.

    versioner: {sag_id: the version the user saw}. med_forventet: amounts to fill with each case's own expectation.
    Errors: AdgangNaegtet (any case outside the scope: then none), RettelseAfvist for more than MANGE_MAX.
    """
    if not versioner or len(versioner) > MANGE_MAX:
        raise RettelseAfvist(f"Vælg mellem 1 og {MANGE_MAX} sager ad gangen; du har valgt {len(versioner)}.")
    stand = sagsliste.indeks(lager).stand(k, dansk.lokal(nu).date())
    for sag_id in versioner:
        _kraev_sag(stand, k, bruger, sag_id)
    rene, fund = kontroller(nyt, begrundelse), _fund(stand, k, list(versioner))
    aendringer = [
        Aendring(s, {**rene, **{n: _forventet(stand, s) for n in med_forventet}}, version, fund.get(s))
        for s, version in versioner.items()
    ]
    samling = secrets.token_hex(8)
    hvem: dict[str, Any] = {"begrundelse": begrundelse.strip(), "bruger": bruger.navn, "nu": nu}
    with lager.skriv() as con:
        udfald = afgoerelser.skriv_og_skil(con, aendringer, samling=samling, delvis=True, **hvem)
        skriv_i(con, _loglinje(bruger, AFGOERELSE, f"samling {samling}", {"sager": len(udfald.gemt)}), nu)
    return udfald


def _forventet(stand: Stand, sag_id: str) -> int:
    plads = stand.plads(sag_id)
    return max(0, int(stand.v["forventet"][plads])) if plads is not None else 0


def fortryd(
    k: Kontekst, lager: Sagslager, bruger: Bruger, sag_id: str, nr: int, *, begrundelse: str, nu: datetime
) -> Raekke:
    """Undo one event on a case, whenever and by whomever it was made. Errors: as gem."""
    stand = sagsliste.indeks(lager).stand(k, dansk.lokal(nu).date())
    _kraev_sag(stand, k, bruger, sag_id)
    _kraev_tekst(begrundelse)
    with lager.skriv() as con:
        sag = afgoerelser.fortryd_i(con, nr, begrundelse=begrundelse.strip(), bruger=bruger.navn, nu=nu)
        if sag["sag_id"] != sag_id:
            raise RettelseAfvist(f"Hændelse nr. {nr} hører ikke til sagen {sag_id}. Intet er fortrudt.")
        skriv_i(con, _loglinje(bruger, FORTRYD, sag_id, {"haendelse": sag["seneste_nr"]}), nu)
    return sag


def fortryd_samling(
    k: Kontekst, lager: Sagslager, bruger: Bruger, samling: str, *, begrundelse: str, nu: datetime
) -> Udfald:
    """Undo what was done to many cases in one go; those worked on since stay. Errors: AdgangNaegtet."""
    stand = sagsliste.indeks(lager).stand(k, dansk.lokal(nu).date())
    for sag_id in afgoerelser.sager_i(lager, samling):
        _kraev_sag(stand, k, bruger, sag_id)
    _kraev_tekst(begrundelse)
    ny = secrets.token_hex(8)
    hvem: dict[str, Any] = {"begrundelse": begrundelse.strip(), "bruger": bruger.navn, "nu": nu}
    with lager.skriv() as con:
        udfald = afgoerelser.fortryd_samling_i(con, samling, ny, **hvem)
        skriv_i(con, _loglinje(bruger, FORTRYD, f"samling {samling}", {"sager": len(udfald.gemt)}), nu)
    return udfald


def kontroller(nyt: Mapping[str, Any], begrundelse: str) -> dict[str, Any]:
    """The fields as events have them. Errors: RettelseAfvist with every fault in one text."""
    fejl: list[str] = []
    ud = sagsmodel.laes_nyt(nyt, fejl.append)
    if any(model.ligner_cpr(t) for t in tekster(ud)):
        fejl.append("der står et CPR-nummer i sagens felter; skriv uden")
    if fejl:
        raise RettelseAfvist("; ".join(fejl) + ". Intet er gemt.")
    _kraev_tekst(begrundelse)
    return ud


def _kraev_tekst(begrundelse: str) -> None:
    if not begrundelse.strip():
        raise RettelseAfvist("Skriv en begrundelse. Intet er gemt.")
    if model.ligner_cpr(begrundelse):
        raise RettelseAfvist("Der står et CPR-nummer i begrundelsen; skriv den uden. Intet er gemt.")
    if len(begrundelse) > 4000:
        raise RettelseAfvist("Begrundelsen er længere end 4000 tegn. Intet er gemt.")


def _kraev_sag(stand: Stand, k: Kontekst, bruger: Bruger, sag_id: str) -> None:
    plads = stand.plads(sag_id)
    if plads is None:
        raise HjemtagFejl(f"Sagen {sag_id} findes ikke. Hent køen igen, og vælg den der.")
    _kraev(bruger, Handling.AFGOER_SAG, _sagsomfang(stand, k, plads, omfang(bruger)))


def _kraev(bruger: Bruger, handling: Handling, sag: Sagsomfang | None = None) -> None:
    ja, grund = maa(bruger, handling, sag)
    if not ja:
        raise AdgangNaegtet(grund)


def _loglinje(bruger: Bruger, handling: str, genstand: str, detaljer: Mapping[str, Any]) -> Loglinje:
    return Loglinje(bruger.navn, handling, genstand, None, "sagsbehandling", detaljer)


def feltnavn(navn: str) -> str:
    """A field of a case as the screen calls it."""
    return "Tilstand" if navn == "tilstand" else FELTER[navn].titel


# --- decisions from `ret` -------------------------------------------------------------------------------------


def til_ret(
    lager: Sagslager, k: Kontekst, liste: Sequence[Rettelse], nu: datetime
) -> tuple[list[Rettelse], dict[str, Fund]]:
    """Name each decided case by its full id and find its facts. Errors: RettelseAfvist.

    A person's or household's id without a year is the one year in which something differs.
    """
    if not any("sag_id" in r.noegle for r in liste):
        return list(liste), {}
    stand = sagsliste.indeks(lager).stand(k, dansk.lokal(nu).date())
    ud = [
        replace(r, noegle={"sag_id": _fuldt_id(stand, str(r.noegle["sag_id"]))})
        if "sag_id" in r.noegle
        else r
        for r in liste
    ]
    ids = sorted({str(r.noegle["sag_id"]) for r in ud if r.type == AFGOERELSE})
    return ud, _fund(stand, k, ids)


def _fuldt_id(stand: Stand, sag_id: str) -> str:
    if stand.plads(sag_id) is not None or not sag_id.startswith(("P-", "H-")):
        return sag_id
    mulige = sorted(s for s in [*stand.grund.plads, *stand.ekstra] if s.endswith(f"-{sag_id}"))
    if len(mulige) == 1:
        return mulige[0]
    aarene = ", ".join(s.split("-")[1] for s in mulige)
    if not mulige:
        raise RettelseAfvist(
            f"Sagen {sag_id} findes ikke: der er ingen forskel på beregnet og hjemtaget i noget år."
        )
    raise RettelseAfvist(
        f"Sagen {sag_id} findes for flere år ({aarene}). Skriv året med: "
        f'"noegle": {{"aar": {mulige[0].split("-")[1]}, "sag_id": "{sag_id}"}}.'
    )


# --- presence -------------------------------------------------------------------------------------------------


def meld_aaben(lager: Sagslager, bruger: Bruger, sag_id: str, vindue: str, nu: datetime) -> list[str]:
    """Say that the user has the case open in this window, and who else has, by name on the screen."""
    naervaer.aabn(lager, sag_id, bruger.navn, vindue, nu)
    andre = naervaer.andre(lager, [sag_id], bruger.navn, nu).get(sag_id, [])
    navne_ = visningsnavne(lager) if andre else {}
    return [navne_.get(n, n) for n in andre]
