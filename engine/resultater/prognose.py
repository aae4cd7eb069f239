"""The forecast as shown: the generation's history, corrections on top, the law in force, what people have entered.

Pages and extracts use these functions and no others. A forecast is a function of (generation, corrections, law,
scenario, seed): the same gives the same figures to the øre.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from engine.adgang import Bruger, omfang
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.lager import prognose as lager
from engine.lager import udlaendinge as udlaendingelager
from engine.lager.laes import Generation
from engine.lov import fremskrivning
from engine.lov.parametre import Lovsamling
from engine.prognose import haendelser, metoder, proeve, simulering
from engine.prognose.graenser import KOMMENDE, NYE_SOM_SET
from engine.prognose.haendelser import Forudsaetninger, Haendelse
from engine.prognose.metoder import Fremskrivning, Historik
from engine.prognose.proeve import Valgt
from engine.prognose.simulering import Sager, Udfald
from engine.refusion import sde as sderegel
from engine.refusion.sde import LOVE, MAANEDER, SAGSTYPER
from engine.resultater import fuldrefusion, sde
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst
from engine.sager import model
from engine.sager.kommende import Kommende
from engine.sager.lager import Sagslager

ANTAL = 1000
FROE = 1
GRUNDLAG = "grundlag"
BAAND = {50: (0.25, 0.75), 80: (0.10, 0.90), 95: (0.025, 0.975)}


@dataclass(frozen=True)
class Prognose:
    """One forecast. udgangspunkt: the last month that has ended (months since year 0).

    aar: the origin's year and the next. forudsaetninger: navn, vaerdi, enhed, fra, til, antal (what was estimated from
    which months). foreloebige: limits that are regulated ahead {parameter: {year: kr.}}. foer: before the events; ren:
    before the scenario's per cents too, with the new persons that it counts.
    """

    udgangspunkt: int
    aar: tuple[int, ...]
    scenarie: Forudsaetninger
    froe: int
    valgt: Valgt
    historik: Historik
    fremskrivning: Fremskrivning
    sager: Sager
    sag_id: tuple[str, ...]
    udfald: Udfald
    forudsaetninger: pd.DataFrame
    foreloebige: dict[str, dict[int, Decimal]]
    maerke: tuple[object, ...]
    foer: Fremskrivning
    ren: Fremskrivning
    graenser: dict[tuple[int, str], sderegel.Graenser]

    def _traek(self, stoerrelse: str) -> np.ndarray:
        return {
            "udgift": self.udfald.udgift,
            "refusion": self.udfald.refusion,
            "netto": self.udfald.udgift - self.udfald.refusion,
        }[stoerrelse]

    def total(self) -> pd.DataFrame:
        """One row per year and quantity (udgift, refusion, netto): middel and the bands' edges, whole øre."""
        return self._total.copy()

    @cached_property
    def _total(self) -> pd.DataFrame:
        raekker = []
        for stoerrelse in ("udgift", "refusion", "netto"):
            for n, aar in enumerate(self.aar):
                x = self._traek(stoerrelse)[:, n]
                kanter = {f"p{lav * 100:g}": lav for par in BAAND.values() for lav in par} | {"p50": 0.5}
                q = {navn: round(float(np.quantile(x, k))) for navn, k in kanter.items()}
                raekker.append({"aar": aar, "stoerrelse": stoerrelse, "middel": _middel(x), **q})
        return pd.DataFrame(raekker)

    def pr_sag(self) -> pd.DataFrame:
        """One row per case and year: sag_id, lov, sagstype, aar, middel, p10, p90 (cost), refusion (mean), sd_oere and
        the chances of passing step 1-3 in a month of the year."""
        return self._pr_sag.copy()

    @cached_property
    def _pr_sag(self) -> pd.DataFrame:
        u, r, over = self.udfald.sag_udgift, self.udfald.sag_refusion, self.udfald.over_trin
        ud = []
        for n, aar in enumerate(self.aar):
            p10, p90 = np.quantile(u[:, :, n], [0.1, 0.9], axis=1) if len(u) else np.zeros((2, 0))
            ud.append(
                pd.DataFrame(
                    {
                        "sag_id": self.sag_id,
                        "lov": [LOVE[x] for x in self.sager.lov],
                        "sagstype": [SAGSTYPER[x] for x in self.sager.sagstype],
                        "sag_noegle": self.sager.noegle,
                        "aar": aar,
                        "middel": [_middel(x) for x in u[:, :, n]],
                        "p10": np.round(p10).astype("int64"),
                        "p90": np.round(p90).astype("int64"),
                        "refusion": [_middel(x) for x in r[:, :, n]],
                        "sd_oere": np.round(u[:, :, n].std(axis=1)).astype("int64"),
                        **{f"sandsynlighed_trin{t + 1}": over[:, n, t] for t in range(3)},
                    }
                )
            )
        return pd.concat(ud, ignore_index=True)

    def usikre_sager(self, aar: int, antal: int = 10) -> pd.DataFrame:
        """The cases that carry the uncertainty of a year, most first, with their share of the sum of variances."""
        df = self.pr_sag()
        df = df[df["aar"] == aar].copy()
        varians = df["sd_oere"].astype(float) ** 2
        df["andel"] = varians / (varians.sum() or 1.0)
        return df.sort_values(["andel", "sag_id"], ascending=[False, True]).head(antal).reset_index(drop=True)


def _middel(x: np.ndarray) -> int:
    """Mean of whole øre, half up."""
    s, n = int(x.sum()), len(x)
    return (2 * s + n) // (2 * n)


@lru_cache(maxsize=4)
def _raa(gen: Generation) -> tuple[pd.DataFrame, pd.DataFrame]:
    return lager.historik(gen), lager.indsatser(gen)


_husket = Husk[Historik]()


def historik(k: Kontekst) -> Historik:
    """Persons' months as the ledger learned of them, with corrections; remembered while what it depends on is the same.

    Errors: HjemtagFejl without a data date.
    """
    return _husket.hent(sde.maerke(k), lambda: _historik(k))


def _historik(k: Kontekst) -> Historik:
    udgift, indsats = _raa(k.gen)
    udgift = _uden_fuld_refusion(k, udgift)
    valgte = sde.rettede(k)
    if valgte:
        udgift = _med_rettede(k, udgift, valgte)
    return metoder.lav_historik(udgift, dict(sde.foedselsdatoer(k)), indsats, sidste_maaned(k.gen))


def sidste_maaned(gen: Generation) -> int:
    """The last month that had ended on the data's day."""
    if gen.data_dato is None:
        raise HjemtagFejl("Lageret har ingen dato for sine data, så der kan ikke laves en prognose.")
    i_morgen = gen.data_dato + timedelta(days=1)
    return i_morgen.year * MAANEDER + i_morgen.month - 2


def _med_rettede(k: Kontekst, udgift: pd.DataFrame, valgte: tuple) -> pd.DataFrame:
    """The corrected postings' shares in the place of the old ones; they were known when they were booked."""
    from engine.lager import sde as sdelager

    gamle, nye = sde.delte_andele(k, valgte)
    poster = sdelager.posteringer(k.gen, [r.noegle for r in valgte])
    bogfoert = pd.to_datetime(poster["bogfoeringsdato"])
    kendt = dict(zip(poster["postering_nr"], bogfoert.dt.year * 12 + bogfoert.dt.month - 1, strict=True))
    return _skiftet(udgift, gamle, nye, kendt)


def _uden_fuld_refusion(k: Kontekst, udgift: pd.DataFrame) -> pd.DataFrame:
    """Without what the state pays all of: it is no expense of the dear cases."""
    foer = udlaendingelager.medregnede(k.gen)
    efter = fuldrefusion.del_op(k.gen, k.lov, foer, sde.maerkede(k))
    if efter is foer:
        return udgift
    bogfoert = pd.to_datetime(foer["bogfoeringsdato"])
    kendt = dict(zip(foer["postering_nr"], bogfoert.dt.year * 12 + bogfoert.dt.month - 1, strict=True))
    return _skiftet(udgift, foer, efter, kendt)


def _skiftet(
    udgift: pd.DataFrame, gamle: pd.DataFrame, nye: pd.DataFrame, kendt: dict[int, int]
) -> pd.DataFrame:
    """Some shares taken out of the months and others put in. kendt: posting → the month it was booked in."""
    dele = [udgift]
    for ramme, fortegn in ((gamle, -1), (nye, 1)):
        med = ramme[ramme["medregnet"].astype(bool)]
        maaned = med["maaned"].astype(str)
        dele.append(
            pd.DataFrame(
                {
                    "person_noegle": med["person_noegle"].astype(str),
                    "maaned": maaned.str[:4].astype("int64") * 12 + maaned.str[5:7].astype("int64") - 1,
                    "kendt": med["postering_nr"].map(kendt).astype("int64"),
                    "sdelov": med["sdelov"],
                    "gruppe": med["gruppe"],
                    "brutto_u": fortegn * med["andel_u"].where(med["brutto"].astype(bool), 0),
                    "netto_u": fortegn * med["andel_u"],
                }
            )
        )
    noegle = ["person_noegle", "maaned", "kendt", "sdelov", "gruppe"]
    return (
        pd.concat(dele, ignore_index=True)
        .groupby(noegle, sort=True)[["brutto_u", "netto_u"]]
        .sum()
        .reset_index()
    )


def pris_pct(lov: Lovsamling, udgangspunkt: int) -> float:
    """The price growth expected before the data say another: the law's own regulation, known then."""
    return float(fremskrivning.procent(lov, udgangspunkt // MAANEDER))


_valgte: dict[tuple[object, ...], Valgt] = {}


def _vaelg(k: Kontekst, h: Historik, udgangspunkt: int) -> Valgt:
    noegle = (*sde.maerke(k), udgangspunkt)
    if noegle not in _valgte:
        if len(_valgte) > 8:
            _valgte.clear()
        _valgte[noegle] = proeve.vaelg(h, udgangspunkt, pris_pct(k.lov, udgangspunkt))
    return _valgte[noegle]


def fra_kommende(ventede: Sequence[Kommende], k: Kontekst) -> tuple[Haendelse, ...]:
    """What caseworkers have entered on persons, as the forecast takes it."""
    if not ventede:
        return ()
    kendte = _raa(k.gen)[1]
    egne = kendte[kendte["indsats_id"].isin({v.indsats_id for v in ventede})]
    indsats = egne.set_index("indsats_id")["ydelse"].to_dict()
    return tuple(
        Haendelse(
            v.person_noegle,
            v.art,
            v.dato,
            v.sandsynlighed_pct,
            v.beloeb_oere,
            str(indsats.get(v.indsats_id, "")),
            v.note,
            v.bruger,
            faelles=True,
        )
        for v in ventede
    )


def forudsat(k: Kontekst) -> Forudsaetninger:
    """The base: what the data say, with the coming events in force that people have entered, one by one or by file."""
    return Forudsaetninger(GRUNDLAG, haendelser=fra_kommende(k.ventede, k))


def maerke(k: Kontekst) -> tuple[object, ...]:
    """What the forecast's base depends on, as a key: that of all results, and the coming events in force."""
    return (*sde.maerke(k), k.kommende_nr)


SCENARIETYPER = (*model.PROGNOSE, model.FORTRYD)


@dataclass(frozen=True)
class GemtScenarie:
    """A saved scenario: its inputs, whether it is locked, and who changed it last, when."""

    forudsaetninger: Forudsaetninger
    laast: bool
    bruger: str
    tid: datetime


def scenarier(lager_: Sagslager, faelles: Sequence[Haendelse] = ()) -> dict[str, GemtScenarie]:
    """The scenarios in force by name. faelles: events of all that have not switched them off (forudsat(k).haendelser).

    Of a scenario, and of an event, the newest that is not undone is the whole of it.
    """
    return scenarier_af(lager_.haendelser(*SCENARIETYPER), faelles)


def scenarier_af(
    alle: Sequence[model.Haendelse], faelles: Sequence[Haendelse] = ()
) -> dict[str, GemtScenarie]:
    """As `scenarier`, of the store's events of SCENARIETYPER."""
    fortrudt = model.fortrudte(alle)
    seneste = {
        (h.type, model.noegletekst(h.noegle)): h
        for h in alle
        if h.type != model.FORTRYD and h.id not in fortrudt
    }
    i_kraft = sorted(seneste.values(), key=lambda h: h.id)
    ud: dict[str, GemtScenarie] = {}
    for h in (h for h in i_kraft if h.type == model.SCENARIE):
        navn, raa = str(h.noegle["scenarie"]), {n: v for n, v in h.nyt.items() if n != "laast"}
        egne = tuple(
            _gemt_haendelse(e) for e in i_kraft if e.type != model.SCENARIE and e.noegle["scenarie"] == navn
        )
        f = haendelser.laes_scenarie(navn, raa)
        f = replace(f, haendelser=(*(faelles if f.kommende else ()), *egne))
        ud[navn] = GemtScenarie(f, bool(h.nyt.get("laast")), h.bruger, h.tid)
    return ud


def _gemt_haendelse(h: model.Haendelse) -> Haendelse:
    return Haendelse(
        str(h.noegle["person"]),
        str(h.noegle["art"]),
        date.fromisoformat(h.nyt["dato"]),
        int(h.nyt["sandsynlighed_pct"]),
        h.nyt.get("beloeb_oere"),
        str(h.noegle["ydelse"]),
        h.begrundelse,
        h.bruger,
    )


def kopi(gemt: GemtScenarie, navn: str, bruger: str, begrundelse: str) -> list[model.Rettelse]:
    """The events that make a scenario's copy under another name, for rettelser.skriv."""
    s = gemt.forudsaetninger
    nyt = {
        "pris_pct": s.pris_pct,
        "tilgang_pct": s.tilgang_pct,
        "ophoer_pct": s.ophoer_pct,
        "takst_pct": dict(s.takst_pct),
        "satsregulering_pct": {str(a): v for a, v in s.satsregulering_pct.items()},
        KOMMENDE: int(s.kommende),
        NYE_SOM_SET: int(s.nye_som_set),
    }
    ud = [model.Rettelse(0, model.SCENARIE, {"scenarie": navn}, nyt, begrundelse, bruger)]
    for e in (e for e in s.haendelser if not e.faelles):
        noegle = {"scenarie": navn, "person": e.person_noegle, "art": e.art, "ydelse": e.ydelse}
        egen: dict[str, object] = {"dato": e.dato.isoformat(), "sandsynlighed_pct": e.sandsynlighed_pct}
        if e.beloeb_oere is not None:
            egen["beloeb_oere"] = e.beloeb_oere
        ud.append(model.Rettelse(0, model.PROGNOSEHAENDELSE, noegle, egen, e.note or begrundelse, bruger))
    return ud


def kontroller(lager_: Sagslager, liste: Sequence[model.Rettelse]) -> None:
    """Errors: RettelseAfvist when a scenario is locked, or an event names one that does not exist."""
    kontroller_mod(scenarier(lager_), liste)


def kontroller_mod(kendte: dict[str, GemtScenarie], liste: Sequence[model.Rettelse]) -> None:
    """As `kontroller`, against the scenarios in force."""
    nye = {str(r.noegle["scenarie"]) for r in liste if r.type == model.SCENARIE}
    for r in liste:
        navn = str(r.noegle.get("scenarie", ""))
        if not navn:
            continue
        if navn in kendte and kendte[navn].laast:
            raise RettelseAfvist(f"Scenariet '{navn}' er låst. Lav en kopi, og ret i den. Intet er gemt.")
        if r.type == model.PROGNOSEHAENDELSE and navn not in kendte and navn not in nye:
            raise RettelseAfvist(f"Scenariet '{navn}' findes ikke. Opret det først. Intet er gemt.")


def beregn(
    k: Kontekst,
    scenarie: Forudsaetninger | None = None,
    *,
    antal: int = ANTAL,
    froe: int = FROE,
    udgangspunkt: int | None = None,
) -> Prognose:
    """The forecast of the origin's year and the next. Without a scenario: the base; of an earlier origin, data alone.

    Errors: HjemtagFejl without history.
    """
    s = scenarie or (forudsat(k) if udgangspunkt is None else Forudsaetninger(GRUNDLAG))
    b = _grund(k, udgangspunkt, s.haendelser)
    ren = haendelser.med_nye(b.fremskrivning, s)
    foer = haendelser.anvend(ren, s)
    terning = simulering.terning(froe + 1)
    f, haendt = haendelser.haendelsestraek(b.historik.person, foer, s.haendelser, antal, terning)
    procenter = {a: Decimal(str(v)) for a, v in s.satsregulering_pct.items()}
    lov, foreloebige = fremskrivning.fremskriv_graenser(k.lov, b.aar[-1], procenter)
    graenser = {(a, o_): _graenser(lov, o_, a) for a in b.aar for o_ in LOVE}
    udfald = simulering.simuler(
        f,
        b.sager,
        graenser,
        antal=antal,
        froe=froe,
        faelles_sd=b.valgt.spredning,
        sene_sd=b.valgt.sene_sd,
        haendt=haendt,
    )
    return Prognose(
        b.udgangspunkt,
        b.aar,
        s,
        froe,
        b.valgt,
        b.historik,
        f,
        b.sager,
        b.sag_id,
        udfald,
        _skoen(f),
        foreloebige,
        maerke(k),
        foer,
        ren,
        graenser,
    )


@dataclass(frozen=True)
class _Grund:
    """What a scenario's per cents do not change: history, choice, levels, and whose case each month is in."""

    udgangspunkt: int
    aar: tuple[int, ...]
    valgt: Valgt
    historik: Historik
    fremskrivning: Fremskrivning
    sager: Sager
    sag_id: tuple[str, ...]


_grunde: dict[tuple[object, ...], _Grund] = {}


def _grund(k: Kontekst, udgangspunkt: int | None, ventede: tuple[Haendelse, ...]) -> _Grund:
    """The part that is reused while somebody tries a scenario; the newest few are kept.

    Errors: HjemtagFejl without history.
    """
    noegle = (*maerke(k), udgangspunkt, ventede)
    if noegle not in _grunde:
        ny = _lav_grund(k, udgangspunkt, ventede)
        while len(_grunde) > 7:
            _grunde.pop(next(iter(_grunde)), None)
        _grunde[noegle] = ny
        return ny
    return _grunde[noegle]


def _lav_grund(k: Kontekst, udgangspunkt: int | None, ventede: tuple[Haendelse, ...]) -> _Grund:
    h = historik(k)
    o = h.sidste if udgangspunkt is None else udgangspunkt
    if not len(h.person) or o - h.foerste < MAANEDER - 1:
        raise HjemtagFejl("Der skal være mindst tolv måneders regnskab, før der kan laves en prognose.")
    aar = (o // MAANEDER, o // MAANEDER + 1)
    valgt = _vaelg(k, h, o)
    foer = metoder.fremskriv(h, o, aar[-1] * MAANEDER + MAANEDER - 1 - o, valgt.valg)
    h, foer, ukendte = _med_nye_personer(k, h, foer, ventede)
    f, _ = haendelser.haendelsestraek(h.person, foer, ventede, 100, simulering.terning(0))
    grundlag = sde.grundlag(k)
    person = pd.concat([grundlag.person, ukendte]) if len(ukendte) else grundlag.person
    lov, _ = fremskrivning.fremskriv_graenser(k.lov, aar[-1])
    sager = simulering.placer(
        h, f, lov, person, grundlag.husstand, aar, husstandssummering=k.husstandssummering
    )
    ider = tuple(
        k.lav_id("H" if SAGSTYPER[t] == "husstand" else "P", str(n))
        for t, n in zip(sager.sagstype, sager.noegle, strict=True)
    )
    return _Grund(o, aar, valgt, h, foer, sager, ider)


def _med_nye_personer(
    k: Kontekst, h: Historik, f: Fremskrivning, ventede: Sequence[Haendelse]
) -> tuple[Historik, Fremskrivning, pd.DataFrame]:
    """Room for persons of whom something is to begin and who have cost nothing yet, and their birth dates.

    A person that the warehouse does not know gets no room; children are placed under the Child's Act, others § 176.
    """
    kendte = set(h.person.tolist())
    noegler = sorted({e.person_noegle for e in ventede if e.art == "start"} - kendte)
    person = lager.foedselsdatoer(k.gen, noegler)
    n = len(person)
    if not n:
        return h, f, person
    foedt = [-1 if pd.isna(d) else d.year * MAANEDER + d.month - 1 for d in person["foedselsdato"]]
    barn = np.array([v >= 0 and f.udgangspunkt + 1 - v < 18 * MAANEDER for v in foedt])
    h = replace(
        h,
        person=np.concatenate([h.person, person["person_noegle"].to_numpy(object).astype(str)]),
        foedt=np.concatenate([h.foedt, np.array(foedt, dtype=np.int64)]),
        sdelov=np.concatenate([h.sdelov, np.where(barn, "BL", "SEL")]),
        gruppe=np.concatenate([h.gruppe, np.full(n, "alm")]),
    )
    tom = np.zeros((n, f.kendt.shape[1]))
    f = replace(f, kendt=np.concatenate([f.kendt, tom]), mangler=np.concatenate([f.mangler, tom]))
    return h, f, person


def uden_virkning(p: Prognose) -> list[tuple[Haendelse, str]]:
    """The events that change nothing in the forecast, each with the sentence that says why."""
    return haendelser.uden_virkning(p.fremskrivning, p.historik.person, p.scenarie.haendelser)


def _graenser(lov: Lovsamling, ordning: str, aar: int) -> sderegel.Graenser:
    """A year's limits; BL before it began and § 176 a are SEL § 176. Errors: ParameterMangler."""
    barnets_lov = bool(lov.foerste_eller_opslag("barnets_lov_fra", date(aar, 1, 1)).vaerdi)
    gaelder = ordning == sderegel.SEL176 or (ordning == sderegel.BL198 and barnets_lov)
    return sderegel.graenser(lov, ordning if gaelder else sderegel.SEL176, aar)


def _skoen(f: Fremskrivning) -> pd.DataFrame:
    def maaned(md: int) -> str:
        return f"{md // MAANEDER:04d}-{md % MAANEDER + 1:02d}"

    return pd.DataFrame(
        [
            {
                "navn": s.navn,
                "vaerdi": s.vaerdi,
                "enhed": s.enhed,
                "fra": maaned(s.fra),
                "til": maaned(s.til),
                "antal": s.antal,
            }
            for s in f.skoen
        ],
        columns=["navn", "vaerdi", "enhed", "fra", "til", "antal"],
    )


def for_bruger(p: Prognose, bruger: Bruger) -> pd.DataFrame:
    """pr_sag for those who see all persons. Errors: AdgangNaegtet for others, also those limited to a field."""
    o = omfang(bruger)
    if not o.personer or o.fagomraader is not None or o.organisationer is not None:
        raise AdgangNaegtet("Prognosen pr. sag er for dem, der må se alle personer.")
    return p.pr_sag()


# --- this year to next ----------------------------------------------------------------------------------------


BROTRIN = {
    "stop": "Kendte stop",
    "start": "Kendte starter, fuldt år",
    "maengde": "Mere eller mindre i de kendte sager",
    "pris": "Priser og takster",
    "nye": "Nye sager",
    "lov": "Grænser for refusion",
    "manuelt": "Indtastet af jer",
}


def bro(p: Prognose, k: Kontekst) -> pd.DataFrame:
    """The way from this year's expected net to the next's: navn, titel, oere. The bars sum exactly, in øre.

    Next year is taken apart one thing at a time with the same draws: its limits (lov), its prices (pris), those who
    are not known yet (nye), the ends of known measures (stop: those to come, and cases that have stopped already),
    cases whose persons all began this year (start), and the other known cases (maengde). manuelt: what is entered.
    """
    ren = uden_indtastet(p, k)
    f, aar = ren.fremskrivning, ren.aar
    lov_i_aar = {(a, o): ren.graenser[aar[0], o] for a in aar for o in LOVE}

    def traek(f_: Fremskrivning, graenser: dict[tuple[int, str], sderegel.Graenser]) -> Udfald:
        return simulering.simuler(
            f_,
            ren.sager,
            graenser,
            antal=len(ren.udfald.udgift),
            froe=ren.froe,
            faelles_sd=ren.valgt.spredning,
            sene_sd=ren.valgt.sene_sd,
        )

    samme_lov = traek(f, lov_i_aar)
    uden_pris = replace(f, niveau=f.niveau / np.maximum(f.takst, 1e-9))
    samme_pris = traek(uden_pris, lov_i_aar)
    uden_stop = traek(replace(uden_pris, ophoer=np.zeros(len(f.p))), lov_i_aar)
    u = ren.udfald
    dele = {
        "lov": netto(u, 1) - netto(samme_lov, 1),
        "pris": netto(samme_lov, 1) - netto(samme_pris, 1),
        "nye": nye_netto(samme_pris, 1) - nye_netto(u, 0),
        "manuelt": netto(p.udfald, 1) - netto(u, 1),
    }
    kommende_stop = sum(
        fortegn * (netto(samme_pris, n) - netto(uden_stop, n)) for n, fortegn in ((1, 1), (0, -1))
    )
    aendring = (uden_stop.sag_udgift - uden_stop.sag_refusion).mean(axis=1)
    aendring = aendring[:, 1] - aendring[:, 0]
    stoppet, startet = _sagers_skift(ren)
    dele["stop"] = kommende_stop + round(float(aendring[stoppet].sum()))
    dele["start"] = round(float(aendring[startet].sum()))
    i_aar, naeste = netto(u, 0), netto(p.udfald, 1)
    dele["maengde"] = naeste - i_aar - sum(dele.values())
    raekker = [
        ("i_aar", f"Ventet netto {aar[0]}", i_aar),
        *((n, titel, dele[n]) for n, titel in BROTRIN.items()),
        ("naeste", f"Ventet netto {aar[1]}", naeste),
    ]
    return pd.DataFrame(raekker, columns=["navn", "titel", "oere"])


def nye_netto(u: Udfald, n: int) -> int:
    """Expected net of persons who are not known yet, of the n'th year in whole øre."""
    return _middel(u.ny_udgift[:, n] - u.ny_refusion[:, n])


def _sagers_skift(p: Prognose) -> tuple[np.ndarray, np.ndarray]:
    """(has stopped, has begun this year) by case: nothing runs in it any more; all its persons' first cost is of this
    year."""
    s, f = p.sager, p.fremskrivning
    stoppet = ~np.isin(np.arange(len(s.lov)), s.sag)
    foer = (f.kendt[:, : max(p.aar[0] * MAANEDER - p.historik.foerste, 0)] != 0).any(axis=1)
    har_foer = np.zeros(len(s.lov), dtype=bool)
    np.logical_or.at(har_foer, s.sag, foer[f.p[s.bane]])
    return stoppet, ~har_foer & ~stoppet


# --- what would change it -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effekt:
    """What a scenario adds to the expected figures, øre by year: cost, refund and net."""

    aar: tuple[int, ...]
    udgift: tuple[int, ...]
    refusion: tuple[int, ...]

    @property
    def netto(self) -> tuple[int, ...]:
        return tuple(u - r for u, r in zip(self.udgift, self.refusion, strict=True))


def effekt(p: Prognose, mod: Prognose) -> Effekt:
    """The difference between two forecasts of the same years, of their rounded means."""

    def forskel(navn: str) -> tuple[int, ...]:
        a, b = getattr(p.udfald, navn), getattr(mod.udfald, navn)
        return tuple(_middel(a[:, n]) - _middel(b[:, n]) for n in range(len(p.aar)))

    return Effekt(p.aar, forskel("udgift"), forskel("refusion"))


def foelsomhed(p: Prognose, k: Kontekst) -> pd.DataFrame:
    """What would change the forecast: titel, udgift, refusion, netto (øre of its last year), most in net first.

    One thing is changed at a time, from the scenario as it is, with the same draws.
    """
    s, aar = p.scenarie, p.aar[-1]
    stoerst = _stoerste_slags(p)
    proever = [
        ("Priser stiger 1 procentpoint mere", replace(s, pris_pct=s.pris_pct + 1)),
        ("10 procent flere nye sager", replace(s, tilgang_pct=s.tilgang_pct + 10)),
        ("10 procent færre indsatser ophører", replace(s, ophoer_pct=s.ophoer_pct - 10)),
        *(
            (
                f"Taksten for {slags} stiger 5 procent",
                replace(s, takst_pct={**s.takst_pct, slags: s.takst_pct.get(slags, 0.0) + 5}),
            )
            for slags in stoerst
        ),
    ]
    if any(aar in v for v in p.foreloebige.values()):
        pct = float(fremskrivning.procent(k.lov, aar)) if aar not in s.satsregulering_pct else 0.0
        nu = s.satsregulering_pct.get(aar, pct)
        nyt = {**s.satsregulering_pct, aar: nu + 1}
        proever.append(
            (f"Grænserne i {aar} reguleres 1 procentpoint mere", replace(s, satsregulering_pct=nyt))
        )
    antal = len(p.udfald.udgift)
    raekker = []
    for titel, proeve_ in proever:
        e = effekt(beregn(k, proeve_, antal=antal, froe=p.froe), p)
        raekker.append((titel, e.udgift[-1], e.refusion[-1], e.netto[-1]))
    df = pd.DataFrame(raekker, columns=["titel", "udgift", "refusion", "netto"])
    return df.sort_values("netto", key=lambda v: -v.abs(), kind="stable").reset_index(drop=True)


def slags(p: Prognose) -> list[str]:
    """The kinds of measure in the forecast, the most expensive first: those whose takst a scenario can change."""
    f = p.fremskrivning
    pr = pd.Series(f.ventet.sum(axis=1), index=f.slags.astype(str)).groupby(level=0).sum()
    pr = pr[(pr.index != metoder.UDEN_INDSATS) & (pr > 0)]
    return [str(n) for n in pr.sort_values(ascending=False, kind="stable").index]


def _stoerste_slags(p: Prognose) -> list[str]:
    return slags(p)[:2]


def uden_indtastet(p: Prognose, k: Kontekst) -> Prognose:
    """The same forecast from data alone: no scenario, no events.

    Whether new persons are counted is kept, as a choice of model: the rates are the data's.
    """
    s = p.scenarie
    ren = Forudsaetninger(
        s.navn, satsregulering_pct=s.satsregulering_pct, kommende=s.kommende, nye_som_set=s.nye_som_set
    )
    antal = len(p.udfald.udgift)
    return p if ren == p.scenarie else beregn(k, ren, antal=antal, froe=p.froe, udgangspunkt=p.udgangspunkt)


def netto(udfald: Udfald, n: int) -> int:
    """Expected net of the n'th year in whole øre."""
    return _middel(udfald.udgift[:, n] - udfald.refusion[:, n])


def indsat_refusion(p: Prognose) -> list[int]:
    """What the limits give of the expected amounts, by year, øre: the average that a spreadsheet computes, which is too
    little, because the rule is convex. New persons are taken at their simulated refund in both."""
    f, s = p.fremskrivning, p.sager
    ventet = (s.fast + s.sene).astype(float)
    frem = s.akse - f.udgangspunkt - 1
    for k in np.flatnonzero(frem >= 0):
        np.add.at(ventet[:, k], s.sag, f.ventet[s.bane, frem[k]] * s.maske[:, k])
    ud = []
    for n, aar in enumerate(p.aar):
        md = np.round(ventet[:, n * MAANEDER : (n + 1) * MAANEDER]).astype(np.int64)
        ialt = _middel(p.udfald.ny_refusion[:, n])
        for l_nr in np.unique(s.lov):
            ialt += int(simulering.aarsrefusion(md[s.lov == l_nr], p.graenser[aar, LOVE[l_nr]]).sum())
        ud.append(ialt)
    return ud


@lru_cache(maxsize=4)
def _regnskab(gen: Generation) -> pd.DataFrame:
    return lager.regnskab(gen)


def regnskab(k: Kontekst) -> pd.DataFrame:
    """aar, budget_oere, korrigeret_oere, forbrug_oere, i_sager_oere on the functions that hold the cases' expenses."""
    df = _regnskab(k.gen)
    return df.assign(korrigeret_oere=df["budget_oere"] + df["tillaeg_oere"])


# --- how good -------------------------------------------------------------------------------------------------


def kvalitet(k: Kontekst) -> tuple[list[proeve.Proevepunkt], pd.DataFrame]:
    """The backtest of this municipality's own history: the points and what they say (proeve.maal)."""
    h = historik(k)
    punkter = proeve.proev(h, lambda o: pris_pct(k.lov, o), proeve.maanedstraek)
    return punkter, proeve.maal(punkter)


def trinproeve(k: Kontekst, udgangspunkt: int, aar: int, *, antal: int = ANTAL) -> pd.DataFrame:
    """Brier score of 'the case passes the step' in a year that is known now, forecast from an earlier month.

    trin, antal (cases), indtraf (that passed), brier, brier_uden_viden (an even chance for every case). A case that the
    forecast did not know had the chance 0.
    """
    p = beregn(k, antal=antal, udgangspunkt=udgangspunkt)
    df = p.pr_sag()
    noegle = ["lov", "sag_id"]
    sager = sde.beregn(k, aar).sager
    begge = df[df["aar"] == aar].merge(sager, on=noegle, how="outer", suffixes=("", "_sand"))
    raekker = []
    for n in (1, 2, 3):
        chance = begge[f"sandsynlighed_trin{n}"].fillna(0.0).to_numpy(float)
        skete = begge[f"refusion_trin{n}"].fillna(0).to_numpy(float) > 0
        lige = np.full(len(begge), 0.5)
        raekker.append(
            (n, len(begge), int(skete.sum()), proeve.brier(chance, skete), proeve.brier(lige, skete))
        )
    return pd.DataFrame(raekker, columns=["trin", "antal", "indtraf", "brier", "brier_uden_viden"])


# --- extracts -------------------------------------------------------------------------------------------------


def udtraek(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per year, scenario and quantity."""
    p = beregn(k)
    df = p.total().assign(scenarie=p.scenarie.navn)
    df = df[df["stoerrelse"] != "netto"]
    yield df[df["aar"].isin(_valgte_aar(p, aar))].sort_values(
        ["aar", "scenarie", "stoerrelse"], kind="stable"
    )


def udtraek_sag(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per case, year and scenario."""
    p = beregn(k)
    df = p.pr_sag().assign(scenarie=p.scenarie.navn)
    # A household is named by its holders, whose keys stand with + between them.
    df["medlemmer"] = [tuple(str(n).replace("&", "+").split("+")) for n in df["sag_noegle"]]
    df["sandsynlighed_trin1"] = [f"{v:.3f}" for v in df["sandsynlighed_trin1"]]
    yield df[df["aar"].isin(_valgte_aar(p, aar))].sort_values(["sag_id", "aar", "lov"], kind="stable")


def _valgte_aar(p: Prognose, aar: int | None) -> tuple[int, ...]:
    if aar is not None and aar not in p.aar:
        raise HjemtagFejl(f"Prognosen gælder {p.aar[0]} og {p.aar[1]}, ikke {aar}.")
    return p.aar if aar is None else (aar,)
