"""Analyse: a measure split by up to two dimensions, from a declared list of what may be put together.

Nothing else can be asked for: what somebody chooses is looked up in MAAL and DIMENSIONER, never put in a statement. The
totals are those of Ledelsesinformation, Særligt dyre enkeltsager, Indtægtsoptimering, Krav and Flyttemønster, from the
same results. Small cells are hidden for everybody (celleskjul.py), and whoever may not see a page gets none of its
measures. What Ledelsesinformation shows openly (kroner by year and service, or by month and field) is shown here too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, Rolle, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.lager import flytning as flyttelager
from engine.lager.laes import Generation
from engine.resultater import analysekilder as kilder
from engine.resultater import celleskjul, indtaegter, ledelse
from engine.resultater.analysekilder import UOPLYST, Grundlag
from engine.resultater.fagomraader import FAG
from engine.resultater.husk import Husk
from engine.resultater.sdevisning import kraev
from engine.sager import kravmodel

ALLE, INGEN = "alle", ""
Celle = tuple[Any, Any]
"""(row, column) of a table; None is the total."""
KR, ANTAL, HELAAR, PRIS = "kr.", "antal", "helårspersoner", "kr. pr. helårsperson"
POLITIKERENS_MINIMUM = 2
"""How many times the municipality's minimum a cell must have for those who see aggregates only."""

DIMENSIONER: dict[str, str] = {
    "aar": "År",
    "kvartal": "Kvartal",
    "maaned": "Måned",
    "fagomraade": "Fagområde",
    "ydelse": "Ydelse",
    "funktion": "Funktion",
    "hovedart": "Hovedart",
    "organisation": "Organisation",
    "aldersgruppe": "Aldersgruppe",
    "koen": "Køn",
    "lov": "Lov",
    "sagstype": "Sagstype",
    "ordning": "Ordning",
    "regel": "Regel",
    "modpart": "Modpartskommune",
    "fundstatus": "Sagens tilstand",
    "kravstatus": "Kravets tilstand",
    "stedtype": "Sted",
}
TID = ("aar", "kvartal", "maaned")
FAA_VAERDIER = frozenset(DIMENSIONER) - {"ydelse", "funktion", "organisation", "regel", "modpart"}
"""What a table has room for across."""


class UgyldigtValg(HjemtagFejl):
    """A measure and dimensions that do not go together; the text says which do."""


@dataclass(frozen=True)
class Kilde:
    """One frame. delt_paa: its dimensions. samler: how the persons of rows become a cell's: 'sum', 'max' (at least so
    many) or 'nunique' (keys). aaben: whether a split is shown openly elsewhere, so that nothing is hidden in it.
    med_nul: whether rows of nothing are hidden too, so that the only month with something is not told by the rest.
    positiv: whether no amount is negative. hvem: the column that tells whose an amount is, where that is known. led:
    {measure: the columns it is the sum of}, for measures that follow from each other; the columns are measures too."""

    tekst: str
    delt_paa: tuple[str, ...]
    samler: str
    hent: Callable[[Grundlag], pd.DataFrame]
    aaben: Callable[[frozenset[str]], bool] = lambda _: False
    med_nul: bool = False
    positiv: bool = False
    hvem: str | None = None
    led: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def med(self, ramme: pd.DataFrame, felt: str) -> pd.DataFrame:
        """The rows that count for a column: those with something of it."""
        return ramme if self.med_nul else ramme[ramme[felt] != 0]


def _intet_under_ydelsens_aar(delt: frozenset[str]) -> bool:
    return not ("ydelse" in delt and delt & {"maaned", "kvartal"})


KILDER: dict[str, Kilde] = {
    "regnskab": Kilde(
        "regnskabet efter bogføringsmåned",
        ("aar", "kvartal", "maaned", "fagomraade", "ydelse"),
        "max",
        kilder.regnskab,
        _intet_under_ydelsens_aar,
        med_nul=True,
    ),
    "enhed": Kilde(
        "regnskabet efter konto og organisation",
        ("aar", "fagomraade", "ydelse", "funktion", "hovedart", "organisation"),
        "max",
        kilder.enheder,
        lambda delt: delt <= {"aar", "fagomraade", "ydelse"},
    ),
    "aarsoekonomi": Kilde(
        "budget og regnskab",
        ("aar", "fagomraade", "ydelse"),
        "max",
        kilder.aarsoekonomi,
        lambda _: True,
    ),
    "aktivitet": Kilde(
        "indsatserne i fagsystemerne",
        ("aar", "fagomraade", "ydelse"),
        "max",
        lambda _: pd.DataFrame(),
    ),
    "alder": Kilde("indsatserne og CPR", ("aar", "fagomraade", "aldersgruppe", "koen"), "sum", kilder.aldre),
    "sde": Kilde(
        "beregningen af særligt dyre enkeltsager",
        ("aar", "fagomraade", "lov", "sagstype"),
        "sum",
        kilder.refusion,
        lambda delt: delt <= {"aar"},  # the cards of Særligt dyre enkeltsager, a year at a time
        positiv=True,
        hvem="sag",
        led={
            "forventet": ("fundet", "mangler"),
            "hjemtaget": ("fundet", "for_meget"),
            "mangler": ("mangler",),
        },
    ),
    "fund": Kilde(
        "reglerne i Indtægtsoptimering, som det står i dag",
        ("ordning", "regel", "modpart", "fagomraade", "fundstatus"),
        "nunique",
        kilder.fund,
        positiv=True,
        hvem="personer",
    ),
    "krav": Kilde("de rejste krav", ("aar", "modpart", "kravstatus"), "max", kilder.krav),
    "flytning": Kilde(
        "flytningerne i CPR", ("aar", "stedtype", "modpart", "aldersgruppe"), "sum", kilder.flytninger
    ),
}


@dataclass(frozen=True)
class Maal:
    """A measure. kilder: its sources, in order. side: the page whose right it takes. ental: its sentence begins so.

    plus, minus: a measure that is the difference of two columns of the source. sum: whether its cells add up.
    """

    navn: str
    ental: str
    enhed: str
    kilder: tuple[str, ...]
    side: str
    plus: str
    minus: str = ""
    sum: bool = True
    note: str = ""


_LEDELSE, _SDE, _FUND, _KRAV = "ledelsesinformation", "saerligt_dyre", "indtaegtsoptimering", "krav"
_FLYT = "flyttemoenster"
MAAL: dict[str, Maal] = {
    "forbrug": Maal("Forbrug", "Forbruget", KR, ("regnskab", "enhed"), _LEDELSE, "forbrug"),
    "oprindeligt": Maal(
        "Oprindeligt budget", "Det oprindelige budget", KR, ("aarsoekonomi",), _LEDELSE, "oprindeligt"
    ),
    "korrigeret": Maal(
        "Korrigeret budget", "Det korrigerede budget", KR, ("aarsoekonomi",), _LEDELSE, "korrigeret"
    ),
    "afvigelse": Maal(
        "Afvigelse fra budget",
        "Afvigelsen",
        KR,
        ("aarsoekonomi",),
        _LEDELSE,
        "afvigelse",
        note="Plus er merforbrug, minus er mindreforbrug, mod den del af det korrigerede budget, der hører til tiden.",
    ),
    "helaarspersoner": Maal(
        "Helårspersoner",
        "Helårspersonerne",
        HELAAR,
        ("aktivitet",),
        _LEDELSE,
        "helaar",
        sum=False,
        note="Helårspersoner i flere fagområder lægges ikke sammen.",
    ),
    "enhedspris": Maal("Enhedspris", "Enhedsprisen", PRIS, ("aktivitet",), _LEDELSE, "pris", sum=False),
    "personer": Maal(
        "Borgere med ydelse",
        "Antallet af borgere",
        ANTAL,
        ("aktivitet",),
        _LEDELSE,
        "personer",
        sum=False,
        note="En borger med flere ydelser tælles i hver af dem, så tallene lægges ikke sammen.",
    ),
    "modtagere": Maal(
        "Borgere efter alder og køn",
        "Antallet af borgere med ydelse",
        ANTAL,
        ("alder",),
        _LEDELSE,
        "modtagere",
        note="En borger med hjælp fra to fagområder tælles i begge. Alderen er den, borgeren fylder i året.",
    ),
    "refusion": Maal("Refusion, særligt dyre enkeltsager", "Refusionen", KR, ("sde",), _SDE, "forventet"),
    "hjemtaget": Maal("Hjemtaget, særligt dyre", "Det hjemtagne", KR, ("sde",), _SDE, "hjemtaget"),
    "mangler": Maal(
        "Mangler, særligt dyre", "Det, der mangler at blive hjemtaget,", KR, ("sde",), _SDE, "mangler"
    ),
    "sager": Maal("Sager med refusion", "Antallet af sager med refusion", ANTAL, ("sde",), _SDE, "sager"),
    "potentiale": Maal("Til gode hos andre", "Det, vi har til gode,", KR, ("fund",), _FUND, "til_gode"),
    "skyldig": Maal("Skyldigt til andre", "Det, vi skylder,", KR, ("fund",), _FUND, "skyldig"),
    "bortfaldet": Maal("Bortfaldet", "Det bortfaldne", KR, ("fund",), _FUND, "bortfaldet"),
    "fund": Maal("Fund", "Antallet af fund", ANTAL, ("fund",), _FUND, "antal"),
    "krav": Maal("Rejste krav", "De rejste krav", KR, ("krav",), _KRAV, "krav"),
    "modtaget": Maal("Modtaget på krav", "Det modtagne", KR, ("krav",), _KRAV, "modtaget"),
    "tilflyttede": Maal("Tilflyttede", "Antallet af tilflyttede", ANTAL, ("flytning",), _FLYT, "ind"),
    "fraflyttede": Maal("Fraflyttede", "Antallet af fraflyttede", ANTAL, ("flytning",), _FLYT, "ud"),
    "nettotilflytning": Maal(
        "Nettotilflytning", "Nettotilflytningen", ANTAL, ("flytning",), _FLYT, "ind", "ud"
    ),
}


@dataclass(frozen=True)
class Valg:
    """What is asked for. raekke, kolonne: dimensions, kolonne '' = one alone. aar: 0 = all. omraade: FAG, 'alle' or a
    field of work."""

    maal: str = "forbrug"
    raekke: str = "fagomraade"
    kolonne: str = INGEN
    aar: int = 0
    omraade: str = FAG

    @property
    def delt_paa(self) -> frozenset[str]:
        return frozenset({self.raekke, self.kolonne} - {INGEN})


@dataclass(frozen=True)
class Svar:
    """A table of whole numbers (øre, counts, hundredths of a helårsperson): None is hidden, absent is nothing.

    raekker, kolonner: (code, name) in the order to show; kolonner is empty with one dimension, and then the figures are
    those of the row totals. The key None is a total. foer: the total of the same months a year before.
    """

    valg: Valg
    maal: Maal
    raekker: tuple[tuple[Any, str], ...]
    kolonner: tuple[tuple[Any, str], ...]
    celler: Mapping[Celle, int | None]
    skjulte: int
    minimum: int
    kilde: str
    saetning: str
    foer: int | None = None

    @property
    def ialt(self) -> int | None:
        return self.celler.get((None, None))


# --- what may be chosen -------------------------------------------------------------------------------------------


def muligheder(bruger: Bruger, o: ledelse.Oekonomi) -> dict[str, Maal]:
    """The measures the user may choose, in order."""

    def findes(m: Maal) -> bool:
        budget = m.kilder == ("aarsoekonomi",)
        alder = m.kilder == ("alder",)
        return (bool(o.budget) or not budget) and not (alder and o.organisationer is not None)

    return {
        kode: m for kode, m in MAAL.items() if maa(bruger, Handling.SE_SIDE, side=m.side)[0] and findes(m)
    }


def raekkedimensioner(maal: str) -> list[str]:
    """What a measure may be split by first."""
    alle = {d for k in MAAL[maal].kilder for d in KILDER[k].delt_paa}
    return [d for d in DIMENSIONER if d in alle and not (MAAL[maal].kilder == ("aktivitet",) and d == "aar")]


def kolonnedimensioner(maal: str, raekke: str) -> list[str]:
    """What it may be split by besides; '' is nothing."""
    if MAAL[maal].kilder == ("aktivitet",):
        return [INGEN, "aar"]
    return [
        INGEN,
        *(
            d
            for d in DIMENSIONER
            if d != raekke and d in FAA_VAERDIER and _kilde(maal, frozenset({raekke, d}))
        ),
    ]


def kombinationer() -> list[tuple[str, str, str]]:
    """Every allowed (measure, row, column)."""
    return [(m, r, k) for m in MAAL for r in raekkedimensioner(m) for k in kolonnedimensioner(m, r)]


def _kilde(maal: str, delt: frozenset[str]) -> str | None:
    """The first source of the measure that knows all the dimensions."""
    return next((k for k in MAAL[maal].kilder if delt <= set(KILDER[k].delt_paa)), None)


def har(maal: str, dimension: str) -> bool:
    """Whether a measure is known by a dimension, so that it can be a filter."""
    return any(dimension in KILDER[k].delt_paa for k in MAAL[maal].kilder)


def proev(valg: Valg) -> None:
    """Errors: UgyldigtValg, in words, for a measure or a dimension this version does not know or put together."""
    if valg.maal not in MAAL:
        raise UgyldigtValg(f"Målet '{valg.maal}' findes ikke i denne version af Hjemtag.")
    for d in sorted(valg.delt_paa):
        if d not in DIMENSIONER:
            raise UgyldigtValg(f"Opdelingen '{d}' findes ikke i denne version af Hjemtag.")
    navn = MAAL[valg.maal].navn
    if valg.raekke not in raekkedimensioner(valg.maal):
        raise UgyldigtValg(f"{navn} kan ikke opdeles på {DIMENSIONER.get(valg.raekke, 'intet').lower()}.")
    if valg.kolonne not in kolonnedimensioner(valg.maal, valg.raekke):
        begge = f"{DIMENSIONER[valg.raekke].lower()} og {DIMENSIONER[valg.kolonne].lower()}"
        raise UgyldigtValg(f"{navn} kan ikke opdeles på {begge} på én gang.")


def minimum(g: Grundlag) -> int:
    """The smallest count of persons that is shown: coarser for those who see aggregates only."""
    faktor = POLITIKERENS_MINIMUM if g.bruger.rolle is Rolle.POLITIKER else 1
    return g.k.smaacelle_min * faktor


# --- the answer ---------------------------------------------------------------------------------------------------


def svar(g: Grundlag, valg: Valg) -> Svar:
    """The table, its sums and its sentence. Errors: AdgangNaegtet, UgyldigtValg."""
    kraev(g.bruger, Handling.SE_TAL)
    proev(valg)
    if valg.maal not in muligheder(g.bruger, g.oekonomi):
        raise AdgangNaegtet(f"Du har ikke adgang til målet {MAAL[valg.maal].navn.lower()}.")
    m = MAAL[valg.maal]
    kilde = str(_kilde(valg.maal, valg.delt_paa))
    celler, navne = (_linjer if kilde == "aktivitet" else _celler)(g, valg, kilde)
    raekker, kolonner = (_akse(g, valg, celler, navne, nr) for nr in (0, 1))
    s = Svar(
        valg,
        m,
        raekker,
        kolonner if valg.kolonne else (),
        celler,
        sum(
            v is None for (r, k), v in celler.items() if r is not None and (k is not None or not valg.kolonne)
        ),
        minimum(g),
        KILDER[kilde].tekst,
        "",
        _aaret_foer(g, valg, kilde) if m.sum else None,
    )
    return replace(s, saetning=saetning(g, s))


def _valgte(g: Grundlag, valg: Valg, ramme: pd.DataFrame) -> pd.DataFrame:
    """The rows of the year and the fields that are chosen, inside the scope. An unknown field stands under 'alle'."""
    if "fagomraade" in ramme.columns:
        omraader = set(g.omraader) if valg.omraade == ALLE else set(omraader_af(g, valg.omraade))
        uoplyst = {UOPLYST} if valg.omraade in (ALLE, FAG) and g.omfang.fagomraader is None else set()
        ramme = ramme[ramme["fagomraade"].isin(omraader | uoplyst)]
    return ramme[ramme["aar"] == valg.aar] if valg.aar and "aar" in ramme.columns else ramme


def omraader_af(g: Grundlag, omraade: str) -> list[str]:
    """The fields of work that a choice names, inside the scope."""
    if omraade in (FAG, ALLE):
        return ledelse.synlige_omraader(g.oekonomi, omraade, g.omfang.fagomraader)
    return [o for o in g.omraader if o == omraade]


def _celler(g: Grundlag, valg: Valg, kilde: str) -> tuple[dict[Celle, int | None], dict[Any, str]]:
    """Sums of the source by cell, with totals, small ones hidden."""
    m, kl = MAAL[valg.maal], KILDER[kilde]
    hele = kl.hent(g)
    ramme = _valgte(g, valg, hele)
    tal: dict[Celle, int] = defaultdict(int)
    skjult: set[Celle] = set()
    for felt, tegn in ((m.plus, 1), (m.minus, -1)):
        if felt:
            summer = saml(kl.med(ramme, felt), valg, felt)
            for celle, v in summer.items():
                tal[celle] += tegn * v
            plan = _skjuleplan(g, valg.maal, kilde, felt, hele)
            skjult |= {c for c in summer if _koordinater(valg, kl, c) in plan}
    if not m.minus:
        tal = defaultdict(int, {c: v for c, v in tal.items() if v or c in skjult or None in c})
    return {c: None if c in skjult else v for c, v in tal.items()}, {}


# --- what is hidden -----------------------------------------------------------------------------------------------

_FAG = "_fag"
"""Stands for the choice of all fields of work: a whole of some fields that is no total."""
_planer = Husk[frozenset[celleskjul.Celle]](60)


def _koordinater(valg: Valg, kl: Kilde, celle: Celle) -> celleskjul.Celle:
    """What a cell of an answer is of, its filters with it: the same cell in every answer."""
    ud = {d: v for d, v in zip((valg.raekke, valg.kolonne), celle, strict=True) if d and v is not None}
    if valg.aar and "aar" in kl.delt_paa:
        ud["aar"] = valg.aar
    if "fagomraade" in kl.delt_paa and "fagomraade" not in ud and valg.omraade != ALLE:
        ud.update({_FAG: True} if valg.omraade == FAG else {"fagomraade": valg.omraade})
    return frozenset(ud.items())


def _dimensionssaet(maal: str, kilde: str) -> frozenset[frozenset[str]]:
    """Every set of dimensions that some answer of the measure splits or filters its source by."""
    kl = KILDER[kilde]
    tid = [frozenset[str](), *([frozenset({"aar"})] if "aar" in kl.delt_paa else [])]
    fag = [frozenset[str]()]
    if "fagomraade" in kl.delt_paa:
        fag += [frozenset({"fagomraade"}), frozenset({_FAG})]
    ud = set()
    for m, r, k in kombinationer():
        if m == maal and _kilde(m, frozenset({r, k} - {INGEN})) == kilde:
            raekke, kolonne = frozenset({r}), frozenset({k} - {INGEN})
            for delt in (frozenset[str](), raekke, kolonne, raekke | kolonne):
                ud |= {delt | t | f for t in tid for f in fag}
    return frozenset(d - {_FAG} if "fagomraade" in d else d for d in ud)


def _skjuleplan(
    g: Grundlag, maal: str, kilde: str, felt: str, hele: pd.DataFrame
) -> frozenset[celleskjul.Celle]:
    """The cells of the measure that are hidden in every answer, decided over all of them at once."""
    ramme = hele if felt in KILDER[kilde].led else KILDER[kilde].med(hele, felt)
    if "fagomraade" in ramme.columns:
        ramme = _valgte(g, Valg(omraade=ALLE), ramme)
        fag = set(_valgte(g, Valg(omraade=FAG), ramme).index)
        ramme = ramme.assign(**{_FAG: [True if i in fag else None for i in ramme.index]})
    noegle = (
        *(
            "" if felt in KILDER[kilde].led else maal,
            kilde,
            felt if felt not in KILDER[kilde].led else "",
            minimum(g),
        ),
        *(tuple(ramme.columns), len(ramme)),
        pd.util.hash_pandas_object(ramme.astype(str), index=False).to_numpy().tobytes(),
    )
    if felt not in KILDER[kilde].led:
        andre = _talt_andetsteds(g, kilde)
        return _planer.hent((*noegle, andre), lambda: _laeg_plan(maal, kilde, felt, ramme, minimum(g), andre))
    plan = _planer.hent(noegle, lambda: _laeg_faelles_plan(maal, kilde, ramme, minimum(g)))
    return frozenset(c - {(celleskjul.MAAL, felt)} for c in plan if (celleskjul.MAAL, felt) in c)


def _talt_andetsteds(
    g: Grundlag, kilde: str
) -> tuple[frozenset[celleskjul.Celle], frozenset[celleskjul.Celle]]:
    """The cells of a source that are figures of Ledelsesinformation too: those it shows, and those it hides.

    Citizens with a service by year and field are the same count as its persons: one hidden there and shown here tells.
    """
    if kilde != "alder":
        return frozenset(), frozenset()
    vist, alle = set(), set()
    for aar in g.oekonomi.aarene:
        p = ledelse.periode(aar, g.oekonomi.data_dato)
        for gruppe in (FAG, ALLE):
            for r in ledelse.omraadelinjer(g.oekonomi, p, omraader_af(g, gruppe), minimum(g)):
                celle = frozenset({("aar", aar), ("fagomraade", r.kode)})
                alle.add(celle)
                if not r.skjult:
                    vist.add(celle)
    return frozenset(vist), frozenset(alle - vist)


def _laeg_plan(
    maal: str,
    kilde: str,
    felt: str,
    ramme: pd.DataFrame,
    mindst: int,
    andetsteds: tuple[frozenset[celleskjul.Celle], frozenset[celleskjul.Celle]],
) -> frozenset[celleskjul.Celle]:
    kl, (vist, lukket) = KILDER[kilde], andetsteds
    s = celleskjul.system(
        ramme,
        _dimensionssaet(maal, kilde),
        _TAELLERE[kl.samler],
        laegges_sammen=kl.samler == "sum",
        dele={"fagomraade": _FAG},
        maengde=felt if kl.positiv else None,
        hvem=kl.hvem,
    )
    return celleskjul.skjulte_celler(
        s, mindst, lambda c: c in vist or kl.aaben(frozenset(d for d, _ in c) - {_FAG}), lukket=lukket
    )


def _laeg_faelles_plan(
    maal: str, kilde: str, ramme: pd.DataFrame, mindst: int
) -> frozenset[celleskjul.Celle]:
    """Of measures that follow from each other: each row is taken apart, and each measure sums some of the pieces."""
    kl = KILDER[kilde]
    stykker = sorted({x for led in kl.led.values() for x in led})
    dele = [
        ramme[ramme[x] != 0].assign(**{celleskjul.LED: x, "_oere": ramme[x], "personer": ramme[str(kl.hvem)]})
        for x in stykker
    ]
    uset = [x for x in stykker if x not in kl.led]
    s = celleskjul.system(
        pd.concat(dele, ignore_index=True),
        _dimensionssaet(maal, kilde),
        _TAELLERE["nunique"],
        laegges_sammen=True,
        dele={"fagomraade": _FAG},
        led={**kl.led, **{x: (x,) for x in uset}},
        maengde="_oere",
        hvem=kl.hvem,
    )
    return celleskjul.skjulte_celler(
        s, mindst, lambda c: kl.aaben(frozenset(d for d, _ in c) - {_FAG, celleskjul.MAAL}), uset
    )


_TAELLERE: dict[str, Callable[[celleskjul.Numre], int]] = {
    "sum": lambda p: int(p.sum()),
    "max": lambda p: int(p.max()),
    "nunique": lambda p: len(set(p.tolist())),
}


def saml(ramme: pd.DataFrame, valg: Valg, felt: str) -> dict[Celle, int]:
    """The sum of every cell and total. With one dimension only the total column is there."""
    r = ramme[valg.raekke].tolist()
    k = ramme[valg.kolonne].tolist() if valg.kolonne else None
    tal: dict[Celle, int] = defaultdict(int)
    for nr, v in enumerate(ramme[felt].tolist()):
        egne: list[Celle] = [(r[nr], None), (None, None)]
        if k is not None:
            egne += [(r[nr], k[nr]), (None, k[nr])]
        for celle in egne:
            tal[celle] += v
    if k is not None:
        for celle in ((x, y) for x in {*r, None} for y in {*k, None}):
            tal.setdefault(celle, 0)
    return dict(tal)


def _linjer(g: Grundlag, valg: Valg, _: str) -> tuple[dict[Celle, int | None], dict[Any, str]]:
    """Activity as Ledelsesinformation shows it, a year at a time: nothing of it adds up."""
    o, felt, mindst = g.oekonomi, MAAL[valg.maal].plus, minimum(g)
    celler: dict[Celle, int | None] = {}
    navne: dict[Any, str] = {}
    for aar in [valg.aar] if valg.aar else o.aarene:
        p = ledelse.periode(aar, o.data_dato)
        for kode, r in _aarets_linjer(g, valg, p, mindst):
            vaerdi = getattr(r, felt)
            if r.skjult or vaerdi is not None:
                navne[kode] = r.titel
                celler[kode, aar if valg.kolonne else None] = None if r.skjult else vaerdi
    return celler, navne


def _aarets_linjer(
    g: Grundlag, valg: Valg, p: ledelse.Periode, mindst: int
) -> Iterable[tuple[str, ledelse.Linje]]:
    omraader = omraader_af(g, valg.omraade)
    if valg.raekke == "fagomraade":
        # All of the scope is hidden together, or one field alone would show what the list hides.
        alle = ledelse.omraadelinjer(
            g.oekonomi, p, omraader_af(g, FAG if valg.omraade != ALLE else ALLE), mindst
        )
        yield from ((r.kode, r) for r in alle if r.kode in omraader)
        return
    for omraade in omraader:
        for r in ledelse.ydelseslinjer(g.oekonomi, p, omraade, mindst):
            yield (f"{omraade}/{r.kode}", r)


# --- names and order ----------------------------------------------------------------------------------------------

KOEN = {"K": "Kvinder", "M": "Mænd", UOPLYST: "Uoplyst"}
STEDTYPER = {
    "kommune": "Andre kommuner",
    "udland": "Udlandet",
    "forsvundet": "Forsvundet",
    "ukendt": "Ukendt sted",
}
SAGSTYPER = {"person": "Personer", "husstand": "Husstande"}
HOVEDARTER = {
    "1": "1 Lønninger",
    "2": "2 Varekøb",
    "4": "4 Tjenesteydelser m.v.",
    "5": "5 Tilskud og overførsler",
    "6": "6 Finansudgifter",
    "7": "7 Indtægter",
    "8": "8 Finansindtægter",
    "9": "9 Interne udgifter og indtægter",
    "0": "0 Beregnede omkostninger",
}


def navn(g: Grundlag, dimension: str, kode: Any) -> str:
    """What a value of a dimension is called."""
    o = g.oekonomi
    if dimension == "funktion":
        titel = o.navn("funktion", kode)
        return titel if titel.startswith(kode) else f"{kode} {titel}"
    if dimension in ("fagomraade", "ydelse"):
        return o.navn(dimension, kode) if kode else "Uden fagområde"
    if dimension in ("modpart", "aldersgruppe"):
        return _stednavne(g.k.gen)[dimension].get(kode, "Uoplyst" if kode in (UOPLYST, -1) else str(kode))
    faste: dict[str, Mapping[Any, str]] = {
        "kvartal": {n: f"{n}. kvartal" for n in range(1, 5)},
        "maaned": {nr: m.capitalize() for nr, m in enumerate(dansk.MAANEDER, start=1)},
        "koen": KOEN,
        "stedtype": STEDTYPER,
        "sagstype": SAGSTYPER,
        "hovedart": HOVEDARTER,
        "ordning": indtaegter.FELTER,
        "kravstatus": {kode: ord_ for kode, (_, ord_) in kravmodel.TILSTANDE.items()},
    }
    if dimension == "regel":
        regel = indtaegter.regeltekster().get(kode)
        return f"{kode} {regel.navn}" if regel else str(kode)
    return faste.get(dimension, {}).get(kode, str(kode) or "Uoplyst")


@lru_cache(maxsize=8)
def _stednavne(gen: Generation) -> dict[str, dict[Any, str]]:
    kommuner = flyttelager.kommuner(gen)[["kommunekode", "navn"]].itertuples(index=False)
    return {
        "modpart": {str(kode): str(n) for kode, n in kommuner} | {UOPLYST: "Ikke en kommune"},
        "aldersgruppe": flyttelager.aldersgrupper(gen),
    }


def _akse(
    g: Grundlag, valg: Valg, celler: Mapping[Celle, int | None], navne: Mapping[Any, str], nr: int
) -> tuple[tuple[Any, str], ...]:
    """The values of a dimension in their order: time and age as they run, else the largest shown first, hidden last."""
    dimension = (valg.raekke, valg.kolonne)[nr]
    koder = {c[nr] for c in celler if c[nr] is not None}
    med_navn = [(kode, navne.get(kode) or navn(g, dimension, kode)) for kode in koder]
    if dimension in (*TID, "aldersgruppe"):
        return tuple(sorted(med_navn, key=lambda x: x[0]))

    def stoerrelse(kode: Any) -> int:
        par = (kode, None) if nr == 0 else (None, kode)
        if par in celler:
            return abs(celler[par] or 0)
        return max((abs(v or 0) for c, v in celler.items() if c[nr] == kode), default=0)

    return tuple(sorted(med_navn, key=lambda x: (-stoerrelse(x[0]), x[1])))


# --- the sentence -------------------------------------------------------------------------------------------------


def vis(maal: Maal, vaerdi: int | None, *, kort: bool = False) -> str:
    """A figure as a Dane reads it; hidden is said."""
    if vaerdi is None:
        return "skjult"
    if maal.enhed in (KR, PRIS):
        return dansk.kort_kroner(vaerdi) if kort else dansk.kroner(vaerdi)
    if maal.enhed == HELAAR:
        return dansk.tal(vaerdi / 100, 2)
    return dansk.tal(vaerdi)


def _aaret_foer(g: Grundlag, valg: Valg, kilde: str) -> int | None:
    """The total of the year before, when the chosen year is whole or its whole months can be compared."""
    if not valg.aar or "aar" not in KILDER[kilde].delt_paa or valg.aar - 1 not in g.oekonomi.aarene:
        return None
    if not ledelse.periode(valg.aar, g.oekonomi.data_dato).slut:
        return None
    celler, _ = _celler(g, replace(valg, aar=valg.aar - 1), kilde)
    return celler.get((None, None))


def omraadenavn(g: Grundlag, omraade: str) -> str:
    return {FAG: "fagområderne", ALLE: "hele regnskabet"}.get(omraade) or g.oekonomi.navn(
        "fagomraade", omraade
    ).lower()


def saetning(g: Grundlag, s: Svar) -> str:
    """The table in a sentence: how much, against the year before, and where most of it is."""
    m, v = s.maal, s.valg
    tid = ""
    if har(v.maal, "aar"):
        tid = f" {ledelse.periode(v.aar, g.oekonomi.data_dato).tekst}" if v.aar else " i alle år"
    hvor = f" for {omraadenavn(g, v.omraade)}" if har(v.maal, "fagomraade") else ""
    if not s.raekker:
        return f"Der er ingen tal for {m.navn.lower()}{hvor}{tid}."
    if not m.sum:
        return _stoerste_alene(s, f"{m.ental}{hvor}{tid}")
    if s.ialt is None:
        faa = f"færre end {s.minimum} personer"
        return f"{m.ental}{hvor}{tid} vises ikke: det er af {faa}, eller det ville røbe noget, der er."
    tekst = f"{m.ental}{hvor} var {vis(m, s.ialt, kort=True)}{tid}"
    if s.foer is not None and (m.minus or v.maal == "afvigelse"):
        tekst += f", mod {vis(m, s.foer, kort=True)} i {v.aar - 1}"
    elif s.foer:
        procent = dansk.procent(abs(s.ialt - s.foer) / abs(s.foer))
        retning = "mere" if s.ialt > s.foer else "mindre"
        naesten = "" if s.ialt == s.foer else "næsten "
        tekst += (
            f", {naesten}det samme som i {v.aar - 1}"
            if procent == dansk.procent(0)
            else f", {procent} {retning} end i {v.aar - 1}"
        )
    return f"{(tekst + _mest(s)).rstrip('.')}."


def _mest(s: Svar) -> str:
    """The row with the most of it, when it is shown and is not all."""
    synlige = [(n, s.celler.get((kode, None))) for kode, n in s.raekker]
    med = [(n, v) for n, v in synlige if v]
    if len(med) < 2:
        return ""
    n, v = max(med, key=lambda x: abs(x[1]))
    ord_ = "højest i" if s.valg.raekke in TID else "mest på"
    return f"; {ord_} {_med_lille(s, n)} ({vis(s.maal, v, kort=True)})"


def _med_lille(s: Svar, n: str) -> str:
    return n.lower() if s.valg.raekke in ("fagomraade", "maaned", "koen", "sagstype") else n


def _stoerste_alene(s: Svar, begyndelse: str) -> str:
    sidste = s.kolonner[-1][0] if s.kolonner else None
    med = [(n, s.celler.get((kode, sidste))) for kode, n in s.raekker]
    synlige = [(n, v) for n, v in med if v is not None]
    if not synlige:
        return f"{begyndelse} er af for få borgere og vises ikke."
    n, v = max(synlige, key=lambda x: x[1])
    aar = f" i {sidste}" if sidste and not s.valg.aar else ""
    enhed = f" {s.maal.enhed.removeprefix('kr. ')}" if s.maal.enhed == PRIS else ""
    return f"{begyndelse} er højest på {_med_lille(s, n)}{aar}: {vis(s.maal, v, kort=True)}{enhed}."
