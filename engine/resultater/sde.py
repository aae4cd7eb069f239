"""Særligt dyre enkeltsager as shown: the generation's frames, the corrections on top, the law in force.

Pages and extracts use these functions and no others, so that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from engine import dansk
from engine.fejl import RettelseAfvist
from engine.lager import overlay
from engine.lager import periode as periodelager
from engine.lager import sde as lager
from engine.lager import udlaendinge as udlaendingelager
from engine.lager.laes import Generation
from engine.lager.overlay import PeriodeRettelse
from engine.lager.periode import Tekstpost
from engine.lov.parametre import Lovsamling
from engine.potentiale.regelvalg import UDEN_VALG, Regelvalg
from engine.refusion import sde
from engine.refusion.husstand import Valg, med_valg
from engine.refusion.periodisering.regel import Tekstregel
from engine.refusion.sde import Grundlag, SdeResultat
from engine.resultater import fuldrefusion, udlaendingefakta
from engine.resultater.husk import Husk
from engine.sager import familievalg, posteringsflyt, udlaendingemaerke
from engine.sager.kommende import Kommende
from engine.sager.model import (
    ENKELTSTAAENDE,
    FAMILIE,
    FLYT_PERIODE,
    FLYT_POSTERING,
    FORTRYD,
    PERIODE_REGEL,
    Rettelse,
    plads,
)

_CELLE = ["person_noegle", "aar", "maaned", "sdelov", "gruppe"]
_TEKSTER = ["person_noegle", "maaned", "sdelov", "gruppe"]
_NOEGLE = ["kilde", "regnskabsaar", "bilagsnr", "linjenr"]


@dataclass(frozen=True)
class Kontekst:
    """What a result depends on. lav_id turns ('P'|'H', key text) into an id without a CPR number.

    screening: the file with the hits of the mover screening; only the list of those who moved in reads it.
    ventede, kommende_nr: the coming events in force, and the last number among them; only the forecast depends on them.
    pr: the day of reckoning for deadlines, None = the day the data speak of. tilstande: asks the case store for the
    state of each case that somebody has worked on; rejste: for the day each case's claim was raised in writing.
    regelvalg: which rules of candidates are on and how they are tuned.
    """

    gen: Generation
    rettelser: tuple[Rettelse, ...]
    rettelse_nr: int
    lov: Lovsamling
    lav_id: Callable[[str, str], str]
    husstandssummering: bool = True
    smaacelle_min: int = 5
    udflytning_rytme: str = "maaned"
    ventede: tuple[Kommende, ...] = ()
    kommende_nr: int = 0
    screening: Path | None = None
    pr: date | None = None
    tilstande: Callable[[], Mapping[str, str]] = dict
    rejste: Callable[[], Mapping[str, date]] = dict
    gennemrejsende_maaneder: int = 6
    krav_ryk_maaneder: int = 6
    krav_leder_maaneder: int = 12
    krav_bortfald_dage: int = 90
    regelvalg: Regelvalg = UDEN_VALG


@dataclass(frozen=True)
class Virkning:
    """What a correction would do: refund of the years it touches, before and after, in øre."""

    foer_oere: dict[int, int]
    efter_oere: dict[int, int]
    sager: pd.DataFrame  # aar, sag_id, sagstype, lov, foer_oere, efter_oere

    @property
    def forskel_oere(self) -> int:
        return sum(self.efter_oere.values()) - sum(self.foer_oere.values())


def beregn(k: Kontekst, aar: int | None = None) -> SdeResultat:
    """Refund of every case and year. Errors: ParameterMangler for a year without limits (only with `aar`)."""
    return sde.beregn(grundlag(k), k.lov, k.lav_id, aar=aar, husstandssummering=k.husstandssummering)


_husket = Husk[SdeResultat]()


def maerke(k: Kontekst) -> tuple[object, ...]:
    """What a result depends on, as a key: generation, corrections (also of which store), law, the choice made here."""
    sidste = k.rettelser[-1] if k.rettelser else None
    hvilke = (len(k.rettelser), str(sidste and (dict(sidste.noegle), dict(sidste.nyt))))
    return str(k.gen.sti), k.gen.navn, k.rettelse_nr, hvilke, k.lov.version, k.husstandssummering


def fundmaerke(k: Kontekst) -> tuple[object, ...]:
    """As `maerke`, of what rests on candidates: the municipality's choice of rules too."""
    return (*maerke(k), k.regelvalg)


def beregn_husket(k: Kontekst) -> SdeResultat:
    """As `beregn` of every year, remembered while what it depends on is the same."""
    return _husket.hent(maerke(k), lambda: beregn(k))


def placering(k: Kontekst, for_andele: pd.DataFrame | None = None) -> pd.DataFrame:
    """Where each person-month belongs and why it does not enter; needs no limits but those of the 67 rule.

    for_andele: only the persons and years of these shares.
    """
    placeret = sde.placer(grundlag(k), k.lov, husstandssummering=k.husstandssummering)
    valgt = (
        None
        if for_andele is None
        else placeret.maske(for_andele["person_noegle"].drop_duplicates(), for_andele["aar"].unique())
    )
    df = placeret.ramme(valgt)
    df["sag_id"] = sde.sag_id(df["sagstype"], df["sag_noegle"], k.lav_id)
    return df


def virkning(k: Kontekst, ny: PeriodeRettelse) -> Virkning:
    """The effect of one more correction of a posting, before it is saved. Errors: RettelseAfvist."""
    kontroller(k, [ny])
    return _forskel(beregn_husket(k).sager, beregn(med_periode(k, ny)).sager)


def virkning_af(k: Kontekst, nye: Sequence[Rettelse]) -> Virkning:
    """The effect of some more corrections, before they are saved. Errors: RettelseAfvist."""
    kontroller(k, perioder(nye))
    kontroller_regler(k, [r for r in nye if r.type == PERIODE_REGEL])
    kontroller_familier(k, nye)
    return _forskel(beregn_husket(k).sager, beregn(med_rettelser(k, nye)).sager)


def forskel(foer: SdeResultat, efter: SdeResultat) -> Virkning:
    """What has changed between two results of every year."""
    return _forskel(foer.sager, efter.sager)


def _forskel(foer: pd.DataFrame, efter: pd.DataFrame) -> Virkning:
    noegler = ["aar", "sag_id", "sagstype", "lov"]
    samlet = foer[[*noegler, "refusion"]].merge(efter[[*noegler, "refusion"]], on=noegler, how="outer")
    samlet = samlet.fillna({"refusion_x": 0, "refusion_y": 0})
    samlet["foer_oere"], samlet["efter_oere"] = (
        samlet["refusion_x"].astype("int64"),
        samlet["refusion_y"].astype("int64"),
    )
    roert = samlet[samlet["foer_oere"] != samlet["efter_oere"]]
    return Virkning(
        _pr_aar(roert, "foer_oere"),
        _pr_aar(roert, "efter_oere"),
        roert[[*noegler, "foer_oere", "efter_oere"]],
    )


def _pr_aar(df: pd.DataFrame, kolonne: str) -> dict[int, int]:
    return {int(a): int(b) for a, b in df.groupby("aar")[kolonne].sum().items()}


def med_periode(k: Kontekst, ny: PeriodeRettelse) -> Kontekst:
    """The same context with one more correction that is not saved."""
    noegle = {n: getattr(ny, n) for n in _NOEGLE}
    nye = []
    if ny.fra and ny.til:
        nyt: dict[str, Any] = {"periode_fra": ny.fra.isoformat(), "periode_til": ny.til.isoformat()}
        nye.append(Rettelse(0, FLYT_PERIODE, noegle, nyt, "", ""))
    if ny.enkeltstaaende is not None:
        nye.append(Rettelse(0, ENKELTSTAAENDE, noegle, {"enkeltstaaende": int(ny.enkeltstaaende)}, "", ""))
    return med_rettelser(k, nye)


def med_rettelser(k: Kontekst, nye: Sequence[Rettelse]) -> Kontekst:
    """The same context with more corrections that are not saved; each takes the place of the one before it."""
    afloest = {plads(r) for r in nye}
    gamle = tuple(r for r in k.rettelser if plads(r) not in afloest)
    return replace(k, rettelser=(*gamle, *nye))


def kontroller(k: Kontekst, nye: Sequence[PeriodeRettelse]) -> None:
    """Refuse corrections that cannot mean anything. Errors: RettelseAfvist with every fault."""
    aar = _kendte_aar(k.gen)
    fejl = []
    for ny in nye:
        navn = f"{ny.kilde} {ny.regnskabsaar} bilag {ny.bilagsnr} linje {ny.linjenr}"
        if lager.postering(k.gen, ny.noegle) is None:
            fejl.append(f"Posteringen {navn} findes ikke i lageret. Ret nøglen, eller indlæs og byg først.")
        elif not lager.andele_for(k.gen, [ny.noegle]).shape[0]:
            fejl.append(
                f"Posteringen {navn} har hverken person eller social funktion, så dens periode betyder intet."
            )
        if ny.dele:
            fejl += _flyttefejl(k, ny, navn)
        if aar and ny.fra and ny.til and not (min(aar) - 1 <= ny.fra.year and ny.til.year <= max(aar) + 1):
            fejl.append(
                f"Perioden for {navn} skal ligge i {min(aar) - 1}–{max(aar) + 1}, de år lageret kender husstande for."
            )
    if fejl:
        raise RettelseAfvist("\n".join(fejl))


def _flyttefejl(k: Kontekst, ny: PeriodeRettelse, navn: str) -> list[str]:
    """Why a posting cannot be moved so: unknown persons, amounts that are no parts of it, unknown households."""
    postering = lager.postering(k.gen, ny.noegle)
    if postering is None:
        return []
    fejl = []
    hele = int(postering["beloeb_oere"])
    dele = [hele if oere is None else oere for _, oere in ny.dele]
    if any(d * hele <= 0 for d in dele) or abs(sum(dele)) > abs(hele):
        fejl.append(
            f"Delene af posteringen {navn} skal have samme fortegn som den og tilsammen højst være "
            f"{dansk.kroner(hele, oere_vist=True)}"
        )
    personer = [p for p, _ in ny.dele]
    if len(personer) == 1 and personer[0] == postering["person_noegle"] and dele[0] == hele:
        fejl.append(f"Posteringen {navn} står allerede på den person.")
    kendte = lager.flyttemaal(k.gen, personer)
    if any(p not in kendte for p in personer):
        fejl.append(f"En af personerne, posteringen {navn} flyttes til, findes ikke i CPR-leverancen.")
    if any(kendte.get(p) is False for p in personer):
        fejl.append(
            f"Et barn, posteringen {navn} flyttes til, har hverken udgift, indsats eller søskende med udgift, "
            "så husstanden kendes ikke."
        )
    return fejl


def til_personer(k: Kontekst, liste: Sequence[Rettelse]) -> list[Rettelse]:
    """Corrections with persons by key instead of CPR number, so that no number is stored. Errors: RettelseAfvist."""
    return [_uden_cpr(k, r) for r in liste]


def _uden_cpr(k: Kontekst, r: Rettelse) -> Rettelse:
    if r.type == FLYT_POSTERING:
        return _til_personer(k, r)
    if r.type == FAMILIE or (r.type == FORTRYD and familievalg.er_familienoegle(r.noegle)):
        return _familie_til_personer(k, r)
    if udlaendingemaerke.er_noegle(r.noegle):
        return _udlaending_til_person(k, r)
    return r


def _udlaending_til_person(k: Kontekst, r: Rettelse) -> Rettelse:
    hvem = str(r.noegle["udlaending"])
    noegle = hvem if len(hvem) > 10 else next(iter(lager.personer_ved_cpr(k.gen, hvem)), "")
    if noegle not in udlaendingefakta.personer(k.gen):
        raise RettelseAfvist("Borgeren har ingen opholdstilladelse i leverancerne. Intet er gemt.")
    return replace(r, noegle={"udlaending": noegle})


def _familie_til_personer(k: Kontekst, r: Rettelse) -> Rettelse:
    def noegle(hvem: str) -> str:
        fundet = hvem if len(hvem) > 10 else next(iter(lager.personer_ved_cpr(k.gen, hvem)), "")
        if not fundet:
            raise RettelseAfvist(
                "Barnet eller en indehaver i et familievalg findes ikke i leverancerne. Intet er gemt."
            )
        return fundet

    nyt = dict(r.nyt)
    if "indehavere" in nyt:
        nyt["indehavere"] = sorted(noegle(p) for p in nyt["indehavere"])
    return replace(r, noegle={"person": noegle(str(next(iter(r.noegle.values()))))}, nyt=nyt)


def _til_personer(k: Kontekst, r: Rettelse) -> Rettelse:
    dele = []
    for del_ in r.nyt["dele"]:
        person = del_.get("person") or next(iter(lager.personer_ved_cpr(k.gen, del_["cpr"])), None)
        if person is None:
            raise RettelseAfvist(
                f"Bilag {r.noegle['bilagsnr']} kan ikke flyttes: personen findes ikke i leverancerne. Intet er gemt."
            )
        dele.append({"person": person, "beloeb_oere": del_["beloeb_oere"]})
    return replace(r, nyt={"dele": dele})


def rettede(k: Kontekst) -> tuple[PeriodeRettelse, ...]:
    """What persons have decided of postings' periods, one per posting: text rules, then the posting's own decisions.

    Of a posting's own period and its being a one-off the newest counts.
    """
    ud: dict[tuple[str, int, str, int], PeriodeRettelse] = {}
    regler = tuple(tekstregel(r) for r in k.rettelser if r.type == PERIODE_REGEL)
    if regler:
        ud = {r.noegle: r for r in regelposter(k.gen, regler)}
    for r in k.rettelser:
        if r.type == FLYT_POSTERING:
            egen = _egen(r)
            ud[egen.noegle] = replace(ud.get(egen.noegle, egen), dele=egen.dele)
        elif r.type in (FLYT_PERIODE, ENKELTSTAAENDE):
            egen = _egen(r)
            foer = ud.get(egen.noegle, egen)
            enkelt = foer.enkeltstaaende if egen.enkeltstaaende is None else egen.enkeltstaaende
            behold = egen.enkeltstaaende is False  # not a one-off: a period chosen before still holds
            fra, til = (foer.fra, foer.til) if behold else (egen.fra, egen.til)
            ud[egen.noegle] = replace(egen, fra=fra, til=til, enkeltstaaende=enkelt, dele=foer.dele)
    return tuple(ud.values())


def _egen(r: Rettelse) -> PeriodeRettelse:
    noegle = (
        str(r.noegle["kilde"]),
        int(r.noegle["regnskabsaar"]),
        str(r.noegle["bilagsnr"]),
        int(r.noegle["linjenr"]),
    )
    if r.type == FLYT_POSTERING:
        return PeriodeRettelse(*noegle, dele=posteringsflyt.dele(r.nyt))
    if r.type == ENKELTSTAAENDE:
        return PeriodeRettelse(*noegle, enkeltstaaende=bool(r.nyt["enkeltstaaende"]))
    return PeriodeRettelse(
        *noegle, date.fromisoformat(r.nyt["periode_fra"]), date.fromisoformat(r.nyt["periode_til"])
    )


def tekstregel(r: Rettelse) -> Tekstregel:
    """The rule an event of type periode_regel makes."""
    skabelon, kilde, cvr = (str(r.noegle[n]) for n in ("skabelon", "kilde", "cvr"))
    if "enkeltstaaende" in r.nyt:
        return Tekstregel(skabelon, kilde, cvr, enkeltstaaende=bool(r.nyt["enkeltstaaende"]))
    return Tekstregel(skabelon, kilde, cvr, **r.nyt)


@lru_cache(maxsize=16)
def regelposter(gen: Generation, regler: tuple[Tekstregel, ...]) -> tuple[PeriodeRettelse, ...]:
    """What the rules mean for each posting of the generation that they are on."""
    ud = []
    for nr, p in periodelager.poster_efter_grupper(gen, [(r.skabelon, r.kilde, r.cvr) for r in regler]):
        regel = regler[nr]
        periode = regel.anvendt(p.bogfoeringsdato, p.bilagsdato, p.laest)
        if periode or regel.enkeltstaaende is not None:
            fra, til = periode or (None, None)
            ud.append(PeriodeRettelse(*p.noegle, fra, til, regel.enkeltstaaende))
    return tuple(ud)


def poster_med_tekst(k: Kontekst, noegle: Mapping[str, Any]) -> list[Tekstpost]:
    """The postings that a text rule's key is on."""
    gruppe = (str(noegle["skabelon"]), str(noegle["kilde"]), str(noegle["cvr"]))
    return [p for _, p in periodelager.poster_efter_grupper(k.gen, [gruppe])]


def poster_med_noegle(k: Kontekst, noegle: Mapping[str, Any]) -> list[Tekstpost]:
    """The posting that a posting's key is on, if it is in the generation."""
    egen = (
        str(noegle["kilde"]),
        int(noegle["regnskabsaar"]),
        str(noegle["bilagsnr"]),
        int(noegle["linjenr"]),
    )
    return periodelager.poster_efter_noegler(k.gen, [egen])


def kontroller_regler(k: Kontekst, regler: Sequence[Rettelse]) -> None:
    """Refuse text rules that are on no posting. Errors: RettelseAfvist."""
    fejl = [
        f"Ingen postering uden angivet periode har teksten '{r.noegle['skabelon']}' fra {r.noegle['kilde']} "
        f"med {'CVR ' + r.noegle['cvr'] if r.noegle['cvr'] else 'ingen leverandør'}."
        for r in regler
        if not poster_med_tekst(k, r.noegle)
    ]
    if fejl:
        raise RettelseAfvist("\n".join(fejl))


def familievalgene(rettelser: Sequence[Rettelse]) -> tuple[Valg, ...]:
    """The choices of household among some corrections, in the order they were made."""
    return tuple(_familievalg(r) for r in rettelser if r.type == FAMILIE)


def _familievalg(r: Rettelse) -> Valg:
    art = r.nyt.get("husstand")
    hvem = None if art == familievalg.FORESLAAET else () if art else tuple(r.nyt["indehavere"])
    return Valg(str(r.noegle["person"]), r.nyt["maaned_fra"], r.nyt["maaned_til"], hvem)


def maanedens_valg(rettelser: Sequence[Rettelse], person: str, aar: int) -> dict[str, Rettelse]:
    """{month of the year: the choice of the child's household that holds}; none where the register decides."""
    ud: dict[str, Rettelse] = {}
    for r in rettelser:
        if r.type != FAMILIE or r.noegle["person"] != person:
            continue
        for maaned in (f"{aar}-{m:02d}" for m in range(1, 13)):
            if r.nyt["maaned_fra"] <= maaned <= r.nyt["maaned_til"]:
                ud[maaned] = r
    return {m: r for m, r in ud.items() if r.nyt.get("husstand") != familievalg.FORESLAAET}


def kontroller_familier(k: Kontekst, nye: Sequence[Rettelse]) -> None:
    """Refuse choices of household for one who is no child in the months, or with holders that CPR does not know.

    Errors: RettelseAfvist with every fault; nobody is named.
    """
    valg = familievalgene(nye)
    if not valg:
        return
    foedt = _foedt(k.gen, {p for v in valg for p in (v.person, *(v.indehavere or ()))})
    maaneder = lager.husstandsmaaneder(k.gen, sorted({v.person for v in valg}))
    fejl = []
    for nr, v in enumerate(valg, start=1):
        navn = f"Familievalg {nr}" if len(valg) > 1 else "Familievalget"
        hans = [m for m in maaneder.get(v.person, ()) if v.fra <= m <= v.til]
        if len(hans) != _antal_maaneder(v):
            hvilke = f"kun {len(hans)} af {_antal_maaneder(v)}" if hans else "ingen af"
            fejl.append(
                f"{navn} kan ikke gemmes: personen er i {hvilke} månederne {v.fra}–{v.til} et barn eller en ung (0–22 "
                "år) med udgift, indsats eller søskende med udgift. Ret månederne."
            )
        if any(p not in foedt for p in v.indehavere or ()):
            fejl.append(f"{navn} kan ikke gemmes: en indehaver findes ikke i CPR-leverancen.")
        elif any(foedt[p] >= foedt.get(v.person, date.max) for p in v.indehavere or ()):
            fejl.append(f"{navn} kan ikke gemmes: en indehaver er ikke ældre end barnet.")
    if fejl:
        raise RettelseAfvist("\n".join(fejl))


def _foedt(gen: Generation, personer: set[str]) -> dict[str, date]:
    """The day of birth of those whom CPR knows."""
    df = lager.foedt(gen, sorted(personer)).dropna()
    return {str(p): pd.Timestamp(f).date() for p, f in df.itertuples(index=False)}


def _antal_maaneder(v: Valg) -> int:
    fra, til = (int(m[:4]) * 12 + int(m[5:7]) for m in (v.fra, v.til))
    return til - fra + 1


def perioder(rettelser: Sequence[Rettelse]) -> list[PeriodeRettelse]:
    """The corrections of single postings among some corrections."""
    return [_egen(r) for r in rettelser if r.type in (FLYT_PERIODE, FLYT_POSTERING, ENKELTSTAAENDE)]


@lru_cache(maxsize=4)
def _raa_grundlag(gen: Generation) -> Grundlag:
    return Grundlag(lager.udgift(gen), lager.personer(gen), lager.husstande(gen), lager.hjemtaget(gen))


@lru_cache(maxsize=4)
def _kendte_aar(gen: Generation) -> list[int]:
    return lager.udgiftsaar(gen)


def grundlag(k: Kontekst) -> Grundlag:
    """What the refund is computed from: the generation's frames with the corrections on top."""
    raa = _uden_fuld_refusion(k.gen, k.lov, maerkede(k))
    valg = familievalgene(k.rettelser)
    if valg:
        raa = replace(raa, husstand=_husstande_med(k.gen, valg))
    valgte = rettede(k)
    if not valgte:
        return raa
    gamle, nye = delte_andele(k, valgte)
    return replace(
        raa, udgift=_udgift_med(raa.udgift, gamle, nye), person=_med_fremmede(k.gen, raa.person, nye)
    )


_fuld_husket = Husk[Grundlag]()


def maerkede(k: Kontekst) -> frozenset[str]:
    """The persons marked as placed because of a disability: their stay has full refund."""
    return udlaendingefakta.maerkede(k.rettelser)


def _uden_fuld_refusion(gen: Generation, lov: Lovsamling, maerkede: frozenset[str]) -> Grundlag:
    """The generation's frames without what the state pays all of."""

    def lav() -> Grundlag:
        raa = _raa_grundlag(gen)
        foer = udlaendingelager.medregnede(gen)
        efter = fuldrefusion.del_op(gen, lov, foer, maerkede)
        return raa if efter is foer else replace(raa, udgift=_udgift_med(raa.udgift, foer, efter))

    return _fuld_husket.hent((str(gen.sti), gen.navn, lov.version, maerkede), lav)


def delte_andele(k: Kontekst, valgte: tuple[PeriodeRettelse, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """As rettede_andele, with what the state pays all of as rows of their own."""
    gamle, nye = rettede_andele(k.gen, valgte)
    hvem = maerkede(k)
    return fuldrefusion.del_op(k.gen, k.lov, gamle, hvem), fuldrefusion.del_op(k.gen, k.lov, nye, hvem)


def husstandstabeller(k: Kontekst) -> list[pd.DataFrame]:
    """The households by month as registered, and as they are with the choices in force when there are any."""
    valg = familievalgene(k.rettelser)
    return [_raa_grundlag(k.gen).husstand, *([_husstande_med(k.gen, valg)] if valg else [])]


@lru_cache(maxsize=8)
def _husstande_med(gen: Generation, valg: tuple[Valg, ...]) -> pd.DataFrame:
    """The generation's households with the choices on top."""
    return med_valg(_raa_grundlag(gen).husstand, valg)


def _med_fremmede(gen: Generation, person: pd.DataFrame, nye: pd.DataFrame) -> pd.DataFrame:
    """The persons of the basis and those a posting was moved to, who had no expense before."""
    fremmede = sorted(set(nye["person_noegle"].dropna()) - set(person["person_noegle"]))
    if not fremmede:
        return person
    alle = pd.concat([person.astype({"person_noegle": "str"}), lager.foedt(gen, fremmede)], ignore_index=True)
    return alle.assign(person_noegle=pd.Categorical(alle["person_noegle"], sorted(alle["person_noegle"])))


@lru_cache(maxsize=32)
def rettede_andele(gen: Generation, valgte: tuple[PeriodeRettelse, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shares of the corrected postings as the generation has them, and as they become."""
    gamle = lager.andele_for(gen, [r.noegle for r in valgte])
    findes = set(gamle[_NOEGLE].itertuples(index=False, name=None))
    virker = [r for r in valgte if r.noegle in findes]
    nye = overlay.andele(gen, virker).to_pandas() if virker else gamle.iloc[0:0].copy()
    nye["aar"] = nye["aar"].astype("int64")
    # A moved posting has a row for each part and month, all under the posting's own number.
    nye["postering_nr"] = [overlay.posteringens_nr(int(n)) for n in nye["postering_nr"]]
    return gamle, nye


def _udgift_med(udgift: pd.DataFrame, gamle: pd.DataFrame, nye: pd.DataFrame) -> pd.DataFrame:
    """Take the old shares out of the person-months and put the new ones in; cells that become empty go."""
    gamle, nye = _celler(gamle, -1), _celler(nye, 1)
    roert = udgift["person_noegle"].isin({*gamle["person_noegle"], *nye["person_noegle"]})
    deres = udgift[roert].astype(dict.fromkeys(_TEKSTER, "str"))
    samlet = pd.concat([deres, gamle, nye], ignore_index=True).groupby(_CELLE, sort=False).sum().reset_index()
    tom = (samlet["brutto_u"] == 0) & (samlet["netto_u"] == 0)
    forladt = set(_noegler(gamle)) - set(_noegler(nye))
    uden = tom & pd.Series([noegle in forladt for noegle in _noegler(samlet)], dtype=bool)
    return _samlet_kategorisk(udgift[~roert], samlet[~uden])


def _noegler(celler: pd.DataFrame) -> list[tuple]:
    return list(celler[_CELLE].itertuples(index=False, name=None))


def _samlet_kategorisk(alle: pd.DataFrame, flere: pd.DataFrame) -> pd.DataFrame:
    """Two frames one after the other, with the sorted categories of both."""
    for navn in _TEKSTER:
        ord_ = alle[navn].cat.categories.union(flere[navn].unique())
        alle = alle.assign(**{navn: alle[navn].cat.set_categories(ord_)})
        flere = flere.assign(**{navn: pd.Categorical(flere[navn], categories=ord_)})
    return pd.concat([alle, flere], ignore_index=True)


def _celler(andele: pd.DataFrame, fortegn: int) -> pd.DataFrame:
    med = andele[andele["medregnet"]]
    ud = med[_CELLE].copy()
    ud["aar"] = ud["aar"].astype("int64")
    ud["netto_u"] = fortegn * med["andel_u"]
    ud["brutto_u"] = fortegn * med["andel_u"].where(med["brutto"], 0)
    return ud


def foedselsdatoer(k: Kontekst) -> dict[str, date | None]:
    """Birth date of everyone with shares in the basis."""
    person = _raa_grundlag(k.gen).person
    return dict(zip(person["person_noegle"], person["foedselsdato"], strict=True))


def grundlagsaar(k: Kontekst) -> set[int]:
    """Every year with shares, corrections included."""
    aar = set(_kendte_aar(k.gen))
    valgte = rettede(k)
    if valgte:
        aar |= {int(a) for a in rettede_andele(k.gen, valgte)[1]["aar"]}
    return aar


def grundlag_for_aar(k: Kontekst, aar: int) -> pd.DataFrame:
    """Every posting share of a year with its case and whether it enters, corrections applied.

    Columns of marts.sde_grundlag and sag_id; aarsag is why it entered ('lov', 'konto') or why not.
    """
    df = _med_rettede(k, lager.grundlag(k.gen, aar), aar)
    return _med_sag(k, fuldrefusion.del_op(k.gen, k.lov, df, maerkede(k)))


def grundlag_for_sag(k: Kontekst, aar: int, sag_id: str, medlemmer: Sequence[str]) -> pd.DataFrame:
    """The shares of a case's members in a year, with posting text and dates, corrections applied."""
    df = _med_sag(k, _andele_med_tekst(k, aar, medlemmer))
    return df[(df["sag_id"] == sag_id) | ~df["medregnet"]].reset_index(drop=True)


def _andele_med_tekst(k: Kontekst, aar: int, personer: Sequence[str]) -> pd.DataFrame:
    """Some persons' shares of a year, corrections applied; CPR numbers in the texts are masked."""
    df = _med_rettede(k, lager.grundlag_for_personer(k.gen, aar, personer), aar, set(personer))
    df = fuldrefusion.del_op(k.gen, k.lov, df, maerkede(k))
    return df.assign(tekst=df["tekst"].map(dansk.uden_cpr, na_action="ignore"))


def grundlag_for_personer(k: Kontekst, aar: int, personer: Sequence[str]) -> pd.DataFrame:
    """As grundlag_for_aar of some persons only, with posting text and dates."""
    return _med_sag(k, _andele_med_tekst(k, aar, personer))


def grundlag_for_sager(k: Kontekst, aar: int, sager: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """As grundlag_for_sag for many cases at once. sager: {case id: its members}."""
    personer = sorted({m for medlemmer in sager.values() for m in medlemmer})
    if not personer:
        return {}
    df = grundlag_for_personer(k, aar, personer)
    inde, ude = df[df["medregnet"]], df[~df["medregnet"]]
    indgaar = dict(list(inde.groupby("sag_id")))
    udeladt = dict(list(ude.groupby("person_noegle")))
    ud = {}
    for sag_id, medlemmer in sager.items():
        dele = [indgaar[sag_id]] if sag_id in indgaar else []
        dele += [udeladt[m] for m in medlemmer if m in udeladt]
        if dele:
            ud[sag_id] = pd.concat(dele, ignore_index=True)
    return ud


def _med_rettede(k: Kontekst, df: pd.DataFrame, aar: int, personer: set[str] | None = None) -> pd.DataFrame:
    """Replace the shares of corrected postings by what they became in this year."""
    valgte = rettede(k)
    if not valgte:
        return df
    gamle, nye = rettede_andele(k.gen, valgte)
    nye = nye[(nye["aar"] == aar) & nye["i_grundlag"]]
    if personer is not None:
        nye = nye[nye["person_noegle"].isin(personer)]
    uden = df[~df["postering_nr"].isin(gamle["postering_nr"])]
    if nye.empty:
        return uden
    noegler = [r.noegle for r in valgte]
    fakta = lager.posteringer(k.gen, noegler).merge(nye, on="postering_nr", suffixes=("_p", ""))
    kolonner = [navn for navn in df.columns if navn in fakta]
    return pd.concat([uden, fakta[kolonner]], ignore_index=True)


def _med_sag(k: Kontekst, df: pd.DataFrame) -> pd.DataFrame:
    noegle = ["person_noegle", "maaned", "sdelov", "gruppe"]
    sted = placering(k, df)[[*noegle, "sag_id", "indgaar", "aarsag"]].rename(columns={"aarsag": "sag_aarsag"})
    ud = df.merge(sted, on=noegle, how="left")
    ude = ud["medregnet"] & ud["indgaar"].eq(False)
    ud["aarsag"] = ud["sag_aarsag"].where(ude, ud["aarsag"])
    ud["medregnet"] = ud["medregnet"] & ud["indgaar"].eq(True)
    ud["sag_id"] = ud["sag_id"].where(ud["medregnet"])
    return ud.drop(columns=["indgaar", "sag_aarsag"])


def maanedsoere(maaneder: pd.DataFrame, kolonne: str) -> pd.Series:
    """A column of months in units (1/27.720 øre) as whole øre that sum to the case-year's.

    What has been reached by each month is rounded half up, so a month is never a whole øre from its exact amount.
    """
    i_orden = maaneder.sort_values("maaned", kind="stable")
    sag = [i_orden[n] for n in ("aar", "lov", "sag_id")]
    naaet = (2 * i_orden[kolonne].groupby(sag).cumsum() + sde.ENHED) // (2 * sde.ENHED)
    return (naaet - naaet.groupby(sag).shift(fill_value=0)).reindex(maaneder.index)
