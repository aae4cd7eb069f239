"""The forecast's ladder: from last year times price to measures that end, prices that change and cases that come.

Everything is estimated from what was known in the origin month: shares booked by then, measures registered by then,
ends that had been reached by then. Months are counted since year 0; amounts are øre as float (they are expectations),
and become whole øre where they are summed (simulering). A step is on or off; `proeve` chooses which by the
municipality's own past.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from engine.refusion.sde import ENHED, MAANEDER

NAIV, LOEBENDE, DISPONERET = "naiv", "loebende", "disponeret"
BASER = (NAIV, LOEBENDE, DISPONERET)
OVERLEVELSE, TAKST, TILGANG, SENE = "overlevelse", "takst", "tilgang", "sene"
TRIN = (SENE, OVERLEVELSE, TAKST, TILGANG)
EGNE_FEJL = "egne_fejl"
TITLER = {
    NAIV: "Sidste år gange pris",
    LOEBENDE: "Forbruget, som det løber nu",
    DISPONERET: "Bevilgede indsatser gange takst",
    OVERLEVELSE: "Indsatser, der ophører",
    TAKST: "Ændrede takster ved nytår",
    TILGANG: "Nye sager",
    SENE: "Regninger, der kommer sent",
    EGNE_FEJL: "Rettet efter tidligere prognosers fejl",
}
GRUPPER = ("barn", "ung", "voksen", "aeldre")
_GRAENSER = (
    18,
    23,
    67,
)  # ages at which what a person can be given changes; the law's own stand in engine/lov
UDEN_INDSATS = "uden kendt indsats"
FULDT_KENDT = 3  # a month this old is compared with; younger ones still wait for bills
_LAG_MAX = 12
_VINDUE = 6
_STYRKE_OPHOER = 24.0  # months of exposure that a wider group counts for, when a narrower is thin
_STYRKE_PRIS = 8.0  # persons that the law's own regulation counts for, when few prices have been seen
_STYRKE_FORHOLD = 2.0


@dataclass(frozen=True)
class Historik:
    """person: keys, sorted; foedt: month of birth (-1 unknown). r, md, kendt, oere: cells of what counts.

    sdelov, gruppe: each person's newest. indsats: engine.lager.prognose.indsatser with p (place in person).
    foerste, sidste: the first month of the ledger, the last that has ended.
    """

    person: np.ndarray
    foedt: np.ndarray
    sdelov: np.ndarray
    gruppe: np.ndarray
    r: np.ndarray
    md: np.ndarray
    kendt: np.ndarray
    oere: np.ndarray
    indsats: pd.DataFrame
    foerste: int
    sidste: int

    def kendt_ved(self, udgangspunkt: int, til: int | None = None) -> np.ndarray:
        """Øre by person and month foerste..til (default the origin), of what was booked by the origin."""
        til = udgangspunkt if til is None else til
        med = (self.kendt <= udgangspunkt) & (self.md >= self.foerste) & (self.md <= til)
        ud = np.zeros((len(self.person), til - self.foerste + 1))
        np.add.at(ud, (self.r[med], self.md[med] - self.foerste), self.oere[med])
        return ud

    @cached_property
    def sande(self) -> np.ndarray:
        """Øre by person and month foerste..sidste, as known today."""
        return self.kendt_ved(10**6, self.sidste)

    @cached_property
    def _set_fra(self) -> dict[int, SetFra]:
        return {}

    def set_fra(self, udgangspunkt: int) -> SetFra:
        """What an origin saw, found once: the backtest asks for each of some thirty origins up to a hundred times."""
        if udgangspunkt not in self._set_fra:
            self._set_fra[udgangspunkt] = SetFra.af(self, udgangspunkt)
        return self._set_fra[udgangspunkt]


@dataclass(frozen=True)
class SetFra:
    """What was known in an origin month, whatever is then chosen.

    andel, skoen_sene: indtil_nu. loeber: _loebende_indsatser. baner: _baner, ophoer of each. risiko: ophoersrisiko.
    The arrays of the paths go on into every forecast, and can therefore not be written in.
    """

    h: Historik
    udgangspunkt: int
    andel: np.ndarray
    skoen_sene: list[Skoen]
    loeber: pd.DataFrame
    baner: tuple[np.ndarray, np.ndarray, np.ndarray]

    @classmethod
    def af(cls, h: Historik, udgangspunkt: int) -> SetFra:
        andel, skoen = indtil_nu(h, udgangspunkt)
        loeber = _loebende_indsatser(h, udgangspunkt)
        fuld = _opskrevet(h.kendt_ved(udgangspunkt), andel)
        egne = loeber[["p", "fra", "kendt_til", "pr_maaned"]]
        baner = _baner(h, fuld, loeber)
        for en in baner:
            en.setflags(write=False)
        return cls(h, udgangspunkt, andel, skoen, egne, baner)

    @cached_property
    def risiko(self) -> tuple[Risiko, list[Skoen]]:
        return ophoersrisiko(self.h, self.udgangspunkt)

    @cached_property
    def ophoer(self) -> np.ndarray:
        p, slags, _ = self.baner
        ud = _risiko_for(self.risiko[0], slags, aldersgruppe(self.h.foedt[p], self.udgangspunkt))
        ud.setflags(write=False)
        return ud


@dataclass(frozen=True)
class Valg:
    """Which base and steps are on. pris_pct: yearly price growth where neither history nor scenario says another.

    drift: what past forecasts missed by, as the logarithm a month ahead. sene_faktor: late bills that came, over those
    that were expected.
    """

    base: str = DISPONERET
    trin: frozenset[str] = frozenset(TRIN)
    pris_pct: float = 2.0
    drift: float = 0.0
    sene_faktor: float = 1.0


@dataclass(frozen=True)
class Skoen:
    """One estimated parameter: what it is, from which months and how many observations."""

    navn: str
    vaerdi: float
    enhed: str
    fra: int
    til: int
    antal: int


@dataclass(frozen=True)
class Fremskrivning:
    """What is expected after an origin, before chance.

    p, slags: person and kind of each path. niveau: øre by path and month udgangspunkt+1.. while it runs.
    ophoer: monthly chance of ending, by path. stopgruppe: paths of one person and kind. kendt: øre by person and month
    foerste..udgangspunkt, with what is still to come. tilgang: expected new persons a month by group; profiler: per
    group the months' øre of each new person seen (rows, months). set_tilgang: the rates that were seen, also where the
    step is off; empty where last year's cost holds the new ones already (NAIV). usikkerhed: pool of
    actual/expected of past levels. pris: what new persons' paths are multiplied by, by month; takst: the price alone in
    it. tilfoejet: how many of the last paths are starts that people have entered. niveau_uden: the levels before what
    people have entered, where that is something.
    """

    udgangspunkt: int
    p: np.ndarray
    slags: np.ndarray
    niveau: np.ndarray
    ophoer: np.ndarray
    kendt: np.ndarray
    mangler: np.ndarray
    tilgang: dict[str, float]
    profiler: dict[str, np.ndarray]
    usikkerhed: np.ndarray
    skoen: tuple[Skoen, ...]
    pris: np.ndarray = field(default_factory=lambda: np.ones(0))
    takst: np.ndarray = field(default_factory=lambda: np.ones(0))
    tilfoejet: int = 0
    niveau_uden: np.ndarray | None = None
    set_tilgang: dict[str, float] = field(default_factory=dict)

    @cached_property
    def overlevelse(self) -> np.ndarray:
        """Chance that each path still runs, by month after the origin."""
        return (1 - self.ophoer[:, None]) ** np.arange(1, self.niveau.shape[1] + 1)

    @cached_property
    def ventet(self) -> np.ndarray:
        """Expected øre of the known persons, by path and month."""
        return self.niveau * self.overlevelse

    @cached_property
    def ventet_nye(self) -> dict[str, np.ndarray]:
        """Expected øre of new persons, by group and month after the origin."""
        return {g: _folder(self.tilgang[g], self.profiler[g], self.pris) for g in self.tilgang}

    def maaneder(self) -> np.ndarray:
        """Expected øre by month after the origin."""
        return self.ventet.sum(axis=0) + sum(self.ventet_nye.values(), np.zeros(self.niveau.shape[1]))

    def aarstotal(self, foerste: int, aar: int, til: int | None = None) -> float:
        """Expected øre of a year (its months up to `til`): the known months and the coming."""
        fra, slut = aar * MAANEDER, aar * MAANEDER + MAANEDER - 1
        slut = slut if til is None else min(slut, til)
        kendt = (self.kendt + self.mangler).sum(axis=0)
        ud = sum(kendt[m - foerste] for m in range(max(fra, foerste), min(slut, self.udgangspunkt) + 1))
        kommer = self.maaneder()
        return float(
            ud
            + sum(kommer[m - self.udgangspunkt - 1] for m in range(max(fra, self.udgangspunkt + 1), slut + 1))
        )


def lav_historik(
    udgift: pd.DataFrame, foedt: dict[str, object], indsats: pd.DataFrame, sidste: int
) -> Historik:
    """udgift: engine.lager.prognose.historik. foedt: date of birth by key. sidste: the last month that has ended."""
    udgift = udgift[udgift["maaned"] <= sidste + MAANEDER]
    person, r = np.unique(udgift["person_noegle"].astype(str).to_numpy(), return_inverse=True)
    md, kendt = udgift["maaned"].to_numpy(np.int64), udgift["kendt"].to_numpy(np.int64)
    nyeste = udgift.assign(r=r).sort_values("maaned", kind="stable").drop_duplicates("r", keep="last")
    nyeste = nyeste.sort_values("r")
    plads = pd.Series(np.arange(len(person)), index=person)
    egne = indsats.assign(p=indsats["person_noegle"].astype(str).map(plads))
    egne = egne[egne["p"].notna()].astype({"p": "int64"}).reset_index(drop=True)
    fm = [foedt.get(str(n)) for n in person]
    return Historik(
        person=person,
        foedt=np.array([-1 if f is None or f is pd.NaT else f.year * 12 + f.month - 1 for f in fm]),  # type: ignore[attr-defined]
        sdelov=nyeste["sdelov"].astype(str).to_numpy(),
        gruppe=nyeste["gruppe"].astype(str).to_numpy(),
        r=r,
        md=md,
        kendt=kendt,
        oere=udgift["netto_u"].to_numpy(np.int64) / ENHED,
        indsats=_som_maaneder(egne),
        foerste=int(kendt.min()) if len(kendt) else sidste,
        sidste=sidste,
    )


def _som_maaneder(indsats: pd.DataFrame) -> pd.DataFrame:
    """Adds fra, til (months, til of an open one far off), registreret_md, pr_maaned (øre a full month), forlaenget."""
    md = {n: _md(indsats[n]) for n in ("startdato", "slutdato", "registreret")}
    takst, antal = indsats["takst_oere"].to_numpy(float), indsats["antal"].to_numpy(float)
    faktor = indsats["enhed"].map(_PR_MAANED).fillna(1.0).to_numpy(float)
    ud = indsats.assign(
        fra=md["startdato"],
        til=np.where(md["slutdato"] < 0, _AABEN, md["slutdato"]),
        registreret_md=md["registreret"],
        pr_maaned=np.where(indsats["enhed"] == "stk", 0.0, takst * antal * faktor),
    )
    return ud.assign(forlaenget=_forlaenget(ud))


_PR_MAANED = {"dag": 365.25 / 12, "uge": 365.25 / 84, "maaned": 1.0, "aar": 1 / 12, "stk": 1.0}
_AABEN = 10**6


def _md(dato: pd.Series) -> np.ndarray:
    d = pd.to_datetime(dato)
    return np.where(d.isna(), -1, (d.dt.year * 12 + d.dt.month - 1).fillna(-1)).astype(np.int64)


def _forlaenget(indsats: pd.DataFrame) -> np.ndarray:
    """Whether a measure's end was no end: the same kind goes on for the same person within a month."""
    orden = indsats.sort_values(["p", "ydelse", "fra", "til"], kind="stable")
    naeste = orden.groupby(["p", "ydelse"])["fra"].shift(-1)
    ud = pd.Series(naeste.to_numpy() <= orden["til"].to_numpy() + 1, index=orden.index)
    return ud.reindex(indsats.index).to_numpy(bool)


def aldersgruppe(foedt: np.ndarray, md: int | np.ndarray) -> np.ndarray:
    """Place in GRUPPER of each person's age in a month; unknown is an adult."""
    alder = np.where(foedt < 0, 40, (md - foedt) // MAANEDER)
    return np.searchsorted(np.array(_GRAENSER), alder, side="right")


def fremskriv(
    h: Historik, udgangspunkt: int, maaneder: int, valg: Valg, *, kun_middel: bool = False
) -> Fremskrivning:
    """What the ladder expects of the `maaneder` months after the origin, from what was known in it.

    kun_middel: leave out what the expected amounts do not need (spread, parameters of steps that are off).
    """
    kendt = h.kendt_ved(udgangspunkt)
    kilde = h.set_fra(udgangspunkt)
    vokse, sk_pris = prisvaekst(h, kendt, udgangspunkt, valg.pris_pct)
    fuld = _opskrevet(kendt, kilde.andel)
    p, slags, vaegt = kilde.baner
    niveau = _niveau(h, fuld, kilde.loeber, p, vaegt, udgangspunkt, maaneder, valg)
    aar = (udgangspunkt + 1 + np.arange(maaneder)) // MAANEDER - udgangspunkt // MAANEDER
    pris = (1 + vokse / 100) ** (aar if TAKST in valg.trin else 0 * aar)
    drift = np.exp(valg.drift * np.minimum(np.arange(1, maaneder + 1), MAANEDER))
    niveau = niveau * (drift if valg.base == NAIV else pris * drift)
    tag = OVERLEVELSE in valg.trin and valg.base != NAIV
    risiko, sk_ophoer = kilde.risiko if tag or not kun_middel else (Risiko({}, {}, 0.0, 0.0), [])
    ophoer = kilde.ophoer if tag else np.zeros(len(p))
    niveau = _alderstop(h, p, niveau, udgangspunkt, risiko) if tag else niveau
    nye = TILGANG in valg.trin and valg.base != NAIV
    tilgang, profiler, sk_nye = nye_sager(h, kendt, udgangspunkt) if nye or not kun_middel else ({}, {}, [])
    set_tilgang = {} if valg.base == NAIV else tilgang
    if not nye:
        tilgang = dict.fromkeys(tilgang, 0.0)
    mangler = (
        _mangler(kendt, kilde.andel, p, niveau, udgangspunkt) if SENE in valg.trin else np.zeros_like(kendt)
    )
    mangler *= valg.sene_faktor
    return Fremskrivning(
        udgangspunkt=udgangspunkt,
        p=p,
        slags=slags,
        niveau=niveau,
        ophoer=ophoer,
        kendt=kendt,
        mangler=mangler,
        tilgang=tilgang,
        profiler=profiler,
        usikkerhed=np.ones(1) if kun_middel else _niveauusikkerhed(h, kendt, udgangspunkt),
        skoen=(*kilde.skoen_sene, *sk_pris, *sk_ophoer, *sk_nye),
        pris=pris * drift,
        takst=pris,
        set_tilgang=set_tilgang,
    )


# --- late bills ---------------------------------------------------------------------------------------------


def indtil_nu(h: Historik, udgangspunkt: int) -> tuple[np.ndarray, list[Skoen]]:
    """Share of a month's amount that is booked 0, 1, … months after it, from months half a year old or more."""
    gamle = udgangspunkt - 6
    med = (h.kendt <= udgangspunkt) & (h.md >= h.foerste) & (h.md <= gamle)
    lag = np.clip(h.kendt[med] - h.md[med], 0, _LAG_MAX)
    pr_lag = np.bincount(lag, weights=h.oere[med], minlength=_LAG_MAX + 1)
    ialt = pr_lag.sum()
    if len(lag) < 30 or ialt <= 0:
        return np.ones(_LAG_MAX + 1), []
    andel = np.clip(np.cumsum(pr_lag) / ialt, 0.05, 1.0)
    skoen = [
        Skoen(f"Bogført {n} måneder efter", 100 * float(andel[n]), "pct.", h.foerste, gamle, len(lag))
        for n in range(4)
    ]
    return andel, skoen


def _opskrevet(kendt: np.ndarray, andel: np.ndarray) -> np.ndarray:
    """The months as they are expected to become; the youngest two say too little of one person and are left out."""
    alder = np.arange(kendt.shape[1])[::-1]
    f = andel[np.minimum(alder, len(andel) - 1)]
    return np.where(alder >= 2, kendt / f, np.nan)


def _mangler(
    kendt: np.ndarray, andel: np.ndarray, p: np.ndarray, niveau: np.ndarray, udgangspunkt: int
) -> np.ndarray:
    """What is still to be booked: the missing share of what each person costs (Bornhuetter-Ferguson)."""
    ud = np.zeros_like(kendt)
    pr_person = np.zeros(kendt.shape[0])
    if niveau.shape[1]:
        np.add.at(pr_person, p, niveau[:, 0])
    for alder in range(min(len(andel), kendt.shape[1])):
        ud[:, -1 - alder] = (1 - andel[alder]) * pr_person
    return ud


# --- prices -------------------------------------------------------------------------------------------------


def prisvaekst(
    h: Historik, kendt: np.ndarray, udgangspunkt: int, forventet_pct: float
) -> tuple[float, list[Skoen]]:
    """Yearly price growth in per cent: persons' median step over a New Year, held towards the expected."""
    trin: list[float] = []
    for aar in range(h.foerste // MAANEDER + 1, udgangspunkt // MAANEDER + 1):
        foer, efter = aar * MAANEDER - 5 - h.foerste, aar * MAANEDER - h.foerste
        if foer < 0 or efter + 5 > kendt.shape[1] - 2:
            continue
        a, b = kendt[:, foer : foer + 5], kendt[:, efter : efter + 5]
        med = (a > 0).all(axis=1) & (b > 0).all(axis=1)
        f = np.median(b[med], axis=1) / np.median(a[med], axis=1)
        trin += f[(f > 0.8) & (f < 1.25)].tolist()
    if not trin:
        skoen = Skoen("Prisvækst (lovens regulering)", forventet_pct, "pct./år", h.foerste, udgangspunkt, 0)
        return forventet_pct, [skoen]
    egen = 100 * (float(np.median(trin)) - 1)
    vokse = (len(trin) * egen + _STYRKE_PRIS * forventet_pct) / (len(trin) + _STYRKE_PRIS)
    return vokse, [Skoen("Prisvækst", vokse, "pct./år", h.foerste, udgangspunkt, len(trin))]


# --- levels -------------------------------------------------------------------------------------------------


def _loebende_indsatser(h: Historik, udgangspunkt: int) -> pd.DataFrame:
    """The measures that ran or were to begin, as the origin knew them: an end that was not reached is not known.

    An end in the future as of today's data was granted so, and was known if the measure was registered.
    """
    i = h.indsats
    planlagt = i["til"].to_numpy() > h.sidste
    kendt_til = np.where((i["til"] <= udgangspunkt) | planlagt, i["til"], _AABEN)
    i = i.assign(kendt_til=kendt_til)
    return i[(i["registreret_md"] <= udgangspunkt) & (i["fra"] <= udgangspunkt + 1) & (i["pr_maaned"] > 0)]


def _bevilget(loeber: pd.DataFrame, antal: int, fra: int, til: int) -> np.ndarray:
    """Granted øre by person and month fra..til."""
    md = np.arange(fra, til + 1)
    med = (loeber["fra"].to_numpy()[:, None] <= md) & (loeber["kendt_til"].to_numpy()[:, None] >= md)
    ud = np.zeros((antal, len(md)))
    np.add.at(ud, loeber["p"].to_numpy(), med * loeber["pr_maaned"].to_numpy()[:, None])
    return ud


def _baner(h: Historik, fuld: np.ndarray, loeber: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(person, kind, share) of each path: a person's running measures by what they cost, else one of no known kind."""
    udgangspunkt = h.foerste + fuld.shape[1] - 1
    nu = loeber[loeber["kendt_til"] > udgangspunkt]
    nu = nu.groupby(["p", "ydelse"], sort=True)["pr_maaned"].sum().reset_index()
    ialt = nu.groupby("p")["pr_maaned"].transform("sum")
    har = set(nu["p"])
    aktive = np.flatnonzero(np.nansum(np.abs(fuld[:, -_VINDUE - 2 :]), axis=1) > 0)
    uden = np.array([x for x in aktive if x not in har], dtype=np.int64)
    return (
        np.concatenate([nu["p"].to_numpy(np.int64), uden]),
        np.concatenate([nu["ydelse"].to_numpy(object), np.full(len(uden), UDEN_INDSATS, dtype=object)]),
        np.concatenate([(nu["pr_maaned"] / ialt).to_numpy(float), np.ones(len(uden))]),
    )


def _niveau(
    h: Historik,
    fuld: np.ndarray,
    loeber: pd.DataFrame,
    p: np.ndarray,
    vaegt: np.ndarray,
    udgangspunkt: int,
    maaneder: int,
    valg: Valg,
) -> np.ndarray:
    if valg.base == NAIV:
        return _naivt(h, fuld, p, vaegt, udgangspunkt, maaneder, valg.pris_pct)
    vindue = fuld[:, -_VINDUE - 2 : -2] if fuld.shape[1] > 2 else fuld[:, :0]
    loebende = vindue.mean(axis=1) if vindue.shape[1] else np.zeros(len(fuld))
    if valg.base == LOEBENDE:
        return np.repeat((loebende[p] * vaegt)[:, None], maaneder, axis=1)
    n = vindue.shape[1]
    foer = _bevilget(loeber, len(h.person), udgangspunkt - 1 - n, udgangspunkt - 2)
    efter = _bevilget(loeber, len(h.person), udgangspunkt + 1, udgangspunkt + maaneder)
    med = foer > 0
    faktisk, bevilget = (vindue * med).sum(axis=1), foer.sum(axis=1)
    faelles = float(np.clip(faktisk.sum() / max(bevilget.sum(), 1.0), 0, 2))
    maanedspris = bevilget / np.maximum(med.sum(axis=1), 1)
    styrke = _STYRKE_FORHOLD * np.where(maanedspris > 0, maanedspris, efter[:, :1].ravel())
    forhold = (faktisk + faelles * styrke) / np.maximum(bevilget + styrke, 1.0)
    # A person who has cost nothing for months while the measure ran is paid for by somebody else.
    forhold = np.where((med.sum(axis=1) >= 3) & (faktisk == 0), 0.0, forhold)
    pr_bane = efter[p] * (forhold[p] * vaegt)[:, None]
    uden = ~np.isin(p, loeber["p"].to_numpy()) | (efter.sum(axis=1)[p] == 0)
    return np.where(uden[:, None], (loebende[p] * vaegt)[:, None], pr_bane)


def _naivt(
    h: Historik,
    fuld: np.ndarray,
    p: np.ndarray,
    vaegt: np.ndarray,
    udgangspunkt: int,
    maaneder: int,
    pct: float,
) -> np.ndarray:
    """The same month a year before (two where that is not known yet), times price."""
    ud = np.zeros((len(p), maaneder))
    for n in range(maaneder):
        kilde = udgangspunkt + 1 + n - h.foerste
        aar = 0
        while kilde > fuld.shape[1] - 3 and kilde >= 0:
            kilde, aar = kilde - MAANEDER, aar + 1
        if kilde >= 0:
            ud[:, n] = fuld[p, kilde] * vaegt * (1 + pct / 100) ** aar
    return ud


def naiv_total(h: Historik, udgangspunkt: int, aar: int, pris_pct: float, til: int | None = None) -> float:
    """Last year times price, for every month of the year: what the other models must beat."""
    kendt = h.kendt_ved(udgangspunkt).sum(axis=0)
    slut = min(aar * MAANEDER + MAANEDER - 1, 10**6 if til is None else til)
    ud = 0.0
    for m in range(aar * MAANEDER, slut + 1):
        kilde, potens = m - MAANEDER, 1
        while kilde > udgangspunkt - FULDT_KENDT + 1:
            kilde, potens = kilde - MAANEDER, potens + 1
        if kilde >= h.foerste:
            ud += kendt[kilde - h.foerste] * (1 + pris_pct / 100) ** potens
    return ud


def _niveauusikkerhed(h: Historik, kendt: np.ndarray, udgangspunkt: int) -> np.ndarray:
    """Pool of (a half year's mean / the mean of the half year before) of persons who cost something in both.

    Sorted, so that a draw is a place in it; at least a pool of one, which is no uncertainty.
    """
    slut = kendt.shape[1] - 2
    pulje: list[float] = []
    for efter in range(slut - 6, 5, -6):
        a, b = kendt[:, efter - 6 : efter].mean(axis=1), kendt[:, efter : efter + 6].mean(axis=1)
        med = (a > 0) & (b > 0) & (kendt[:, efter - 1] > 0) & (kendt[:, efter + 5] > 0)
        pulje += np.clip(b[med] / a[med], 0.2, 3.0).tolist()
    if len(pulje) < 10:
        return np.ones(1)
    ud = np.sort(np.array(pulje))
    return ud / ud.mean()


# --- ends ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Risiko:
    """Monthly chance that a measure ends: by kind and age, by age, and in all."""

    slags: dict[tuple[str, int], float]
    alder: dict[int, float]
    faelles: float
    ved_18: float


def ophoersrisiko(h: Historik, udgangspunkt: int) -> tuple[Risiko, list[Skoen]]:
    """Ends over months of exposure since the ledger began; a thin kind leans on its age, a thin age on all.

    An end that the same kind follows within a month is an extension and no end.
    """
    i = h.indsats[(h.indsats["registreret_md"] <= udgangspunkt) & (h.indsats["fra"] <= udgangspunkt)]
    i = i[i["til"] >= h.foerste]
    start = np.maximum(i["fra"].to_numpy(), h.foerste)
    slut = np.minimum(i["til"].to_numpy(), udgangspunkt)
    ophoert = (i["til"].to_numpy() <= udgangspunkt) & ~i["forlaenget"].to_numpy()
    alder = aldersgruppe(h.foedt[i["p"].to_numpy()], slut)
    foedt = h.foedt[i["p"].to_numpy()]
    fylder = np.where(foedt < 0, -_AABEN, foedt + _GRAENSER[0] * MAANEDER)
    ved_18 = ophoert & (np.abs(slut - fylder) <= 1)
    tabel = pd.DataFrame(
        {
            "slags": i["ydelse"].to_numpy(),
            "alder": np.where(ved_18, 0, alder),
            "tid": slut - start + 1,
            "ophoert": ophoert & ~ved_18,
        }
    )
    faelles = (tabel["ophoert"].sum() + 0.5) / max(tabel["tid"].sum() + 50.0, 1.0)
    pr_alder = tabel.groupby("alder")[["ophoert", "tid"]].sum()
    alder_r = {
        int(a): (v.ophoert + _STYRKE_OPHOER * faelles) / (v.tid + _STYRKE_OPHOER)
        for a, v in zip(pr_alder.index, pr_alder.itertuples(), strict=True)
    }
    ud: dict[tuple[str, int], float] = {}
    skoen = [Skoen("Ophør, alle indsatser", 100 * faelles, "pct./md.", h.foerste, udgangspunkt, len(i))]
    for n, v in tabel.groupby(["slags", "alder"])[["ophoert", "tid"]].sum().iterrows():
        slags, a = str(n[0]), int(n[1])
        bund = alder_r.get(a, faelles)
        ud[slags, a] = float((v["ophoert"] + _STYRKE_OPHOER * bund) / (v["tid"] + _STYRKE_OPHOER))
        navn = f"Ophør: {slags or 'uden navn'} ({GRUPPER[a]})"
        skoen.append(Skoen(navn, 100 * ud[slags, a], "pct./md.", h.foerste, udgangspunkt, int(v["ophoert"])))
    naaede = ((fylder <= slut) & (fylder >= start) | ved_18).sum()
    andel_18 = float((ved_18.sum() + 1.0) / (naaede + 2.0))
    skoen.append(
        Skoen("Ophør ved det fyldte 18. år", 100 * andel_18, "pct.", h.foerste, udgangspunkt, int(naaede))
    )
    return Risiko(ud, alder_r, float(faelles), andel_18), skoen


def _risiko_for(risiko: Risiko, slags: np.ndarray, alder: np.ndarray) -> np.ndarray:
    return np.array(
        [
            risiko.slags.get((str(s), int(a)), risiko.alder.get(int(a), risiko.faelles))
            for s, a in zip(slags, alder, strict=True)
        ]
    )


def _alderstop(
    h: Historik, p: np.ndarray, niveau: np.ndarray, udgangspunkt: int, risiko: Risiko
) -> np.ndarray:
    """From the month after the 18th birthday a child's path is worth what past children's were."""
    foedt = h.foedt[p]
    fylder = foedt + _GRAENSER[0] * MAANEDER
    md = udgangspunkt + 1 + np.arange(niveau.shape[1])
    efter = (foedt >= 0)[:, None] & (fylder > udgangspunkt)[:, None] & (md[None, :] > fylder[:, None])
    return np.where(efter, niveau * (1 - risiko.ved_18), niveau)


# --- new cases ----------------------------------------------------------------------------------------------


def nye_sager(
    h: Historik, kendt: np.ndarray, udgangspunkt: int
) -> tuple[dict[str, float], dict[str, np.ndarray], list[Skoen]]:
    """New persons a month by age group, and the months' øre of each that was seen, at today's prices.

    New: costs something after half a year without. Their paths go on beyond what is seen with the mean of those
    that were seen longer (chain of yearly development by group).
    """
    slut = kendt.shape[1] - 2  # the youngest two months say too little
    aktiv = kendt[:, :slut] != 0  # also one that others pay for comes, with an income
    foerste = np.full(len(kendt), -1)
    har = aktiv.any(axis=1)
    foerste[har] = aktiv[har].argmax(axis=1)
    ny = np.flatnonzero(foerste >= _VINDUE)
    vindue = slut - _VINDUE
    tilgang, profiler, skoen = {}, {}, []
    gruppe = aldersgruppe(h.foedt, h.foerste + foerste)
    for nr, navn in enumerate(GRUPPER):
        egne = ny[gruppe[ny] == nr]
        tilgang[navn] = len(egne) / vindue if vindue > 0 else 0.0
        profiler[navn] = _profiler(kendt[egne, :slut], foerste[egne])
        skoen.append(
            Skoen(
                f"Nye personer: {navn}",
                tilgang[navn],
                "pr. md.",
                h.foerste + _VINDUE,
                udgangspunkt - 2,
                len(egne),
            )
        )
    return tilgang, profiler, skoen


def _profiler(kendt: np.ndarray, foerste: np.ndarray) -> np.ndarray:
    """Months since the start by new person; beyond the data goes the mean of the others, scaled to the person."""
    n, slut = kendt.shape
    laengde = slut - foerste
    ud = np.full((n, max(slut, 1)), np.nan)
    for k in range(n):
        ud[k, : laengde[k]] = kendt[k, foerste[k] :]
    if not n:
        return np.zeros((0, 24))
    set_ = ~np.isnan(ud)
    middel = np.nansum(ud, axis=0) / np.maximum(set_.sum(axis=0), 1)
    sidst = set_.sum(axis=0) >= 3
    grund = middel[sidst].mean() if sidst.any() else float(np.nanmean(ud))
    middel = np.where(sidst, middel, middel[sidst][-1] if sidst.any() else grund)
    for k in range(n):
        eget = ud[k, : laengde[k]].mean() if laengde[k] >= 3 else middel[: laengde[k]].mean()
        skala = np.clip(eget / max(middel[: laengde[k]].mean(), 1.0), 0, 4)
        ud[k, laengde[k] :] = middel[laengde[k] :] * skala
    mangler = max(0, 24 - ud.shape[1])
    return np.pad(ud, ((0, 0), (0, mangler)), mode="edge")


def _folder(pr_maaned: float, profiler: np.ndarray, pris: np.ndarray) -> np.ndarray:
    """Expected øre by month after the origin of those who come in each of them, and in the two months not yet seen."""
    maaneder = len(pris)
    if not len(profiler) or not pr_maaned:
        return np.zeros(maaneder)
    middel = profiler.mean(axis=0)
    middel = np.pad(middel, (0, max(0, maaneder + 2 - len(middel))), mode="edge")
    sum_ = np.cumsum(middel)
    return pr_maaned * sum_[np.arange(maaneder)] * pris


def med_trin(valg: Valg, trin: str) -> Valg:
    """The same choice with one more step."""
    return replace(valg, trin=valg.trin | {trin})
