"""Population: how it has moved, where the municipality's own rates take it, and the criterion of decline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from engine import dansk
from engine.fejl import ForaeldetLager, ParameterMangler
from engine.flytning import befolkning as motor
from engine.flytning.befolkning import ALDRE, Aar, Fremskrivning
from engine.lager import befolkning as lager
from engine.lager.laes import Generation
from engine.resultater import flyttemoenster
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst

_UDTRAEK = {
    "ind_kommune": "tilflyttede",
    "ud_kommune": "fraflyttede",
    "ind_udland": "indvandrede",
    "ud_udland": "udvandrede",
    "foedte": "foedte",
    "doede": "doede",
}
FREM_AAR, HISTORIE_MAX, PROEVE_AAR = 10, 6, 3
KOMMENDE_AAR = 4
FROE, TRAEK = 998, 500
NAVNE = {
    "folketal": "Folketal 1. januar",
    "foedte": "Fødte",
    "doede": "Døde",
    "ind_kommune": "Tilflyttede",
    "ud_kommune": "Fraflyttede",
    "ind_udland": "Indvandrede",
    "ud_udland": "Udvandrede",
}
GRUPPER = {
    "0–5 år": (0, 6),
    "6–16 år": (6, 17),
    "17–24 år": (17, 25),
    "25–44 år": (25, 45),
    "45–66 år": (45, 67),
    "67–79 år": (67, 80),
    "80 år og derover": (80, ALDRE),
}


@dataclass(frozen=True, eq=False)
class Billede:
    """historie: aar and NAVNE, one row a full year; 'uforklaret' is what addresses that are not known leave.

    frem: aar, p10, p50, p90 of the population on 1 January, and the flows' medians. alder: group and its population now
    and in ten years with its interval. proeve: aar, faktisk, p10, p50, p90, inde of a run begun PROEVE_AAR earlier.
    """

    historie: pd.DataFrame
    frem: pd.DataFrame
    alder: pd.DataFrame
    proeve: pd.DataFrame
    kriterium: Kriterium
    kommende: pd.DataFrame
    nu: int
    foerste_aar: int
    graense: Graense


@dataclass(frozen=True)
class Kriterium:
    """The criterion for a grant year. opfylder: None where it cannot be told; mangler: what is missing, in words.

    nedgang: total decline over the newest five years (+ is decline), afstand: persons from that (0 = has declined).
    interval: 80 % of nedgang where a year of it is not over yet. vaerdi: the criterion's units, in which also the two
    windows before count, each if it declined. skat: own tax base as a share of the country's, in skat_aar: the grant
    year, or the year before where that is the newest delivered.
    """

    aar: int
    vinduer: tuple[tuple[int, int], ...]
    nedgang: int
    interval: tuple[int, int] | None
    vaerdi: float
    skat: float | None
    skat_aar: int
    opfylder: bool | None
    mangler: tuple[str, ...]

    @property
    def afstand(self) -> int:
        return max(0, 1 - self.nedgang)


@dataclass(frozen=True, eq=False)
class Graense:
    """Moves across the national border. tabel: aar (of the move), and for ind and ud: <retning>, <retning>_samme (told
    of in that year), <retning>_senere, <retning>_foer (in the first delivery, of a later year: nobody knows when).

    foerste: the day of the first delivery. senere: told of in the newest year but moved before it, (ind, ud).
    """

    tabel: pd.DataFrame
    foerste: date | None
    nyeste: int
    senere: tuple[int, int]


@dataclass(eq=False)
class _Kendt:
    """What the register knows: each full year, 1 January after the last, and the moves."""

    historie: tuple[Aar, ...]
    slut: np.ndarray
    stroemme: pd.DataFrame

    @cached_property
    def frem(self) -> Fremskrivning:
        """The projection from there, made when somebody asks."""
        return motor.fremskriv(self.historie, self.slut, FREM_AAR, FROE, TRAEK)


_kendte = Husk["_Kendt | None"](2)
_billeder = Husk["Billede | None"](2)


def _noegle(k: Kontekst) -> tuple[str, str, str]:
    return str(k.gen.sti), k.gen.bygget.isoformat(), k.lov.version


def hent(k: Kontekst) -> Billede | None:
    """The whole picture, worked out once for a generation and a law; None where no full year of moves is known."""
    return _billeder.hent(_noegle(k), lambda: _beregn(k))


def kriterium(k: Kontekst) -> Kriterium | None:
    """The criterion of the picture alone, without what only the page shows."""
    kendt = _kendt(k)
    return None if kendt is None else _kriterium(k, kendt)


def _kendt(k: Kontekst) -> _Kendt | None:
    return _kendte.hent(_noegle(k)[:2], lambda: _laes(k.gen))


def _laes(gen: Generation) -> _Kendt | None:
    aarene = fulde_aar(gen)
    if len(aarene) < 2:
        return None
    stroemme, primo = lager.stroemme(gen), _primo(gen, aarene[0], aarene[-1] + 1)
    historie = _historie(gen, aarene, primo, stroemme)
    return _Kendt(tuple(historie), primo[aarene[-1] + 1], stroemme)


def _beregn(k: Kontekst) -> Billede | None:
    kendt = _kendt(k)
    if kendt is None:
        return None
    historie, slut, frem = kendt.historie, kendt.slut, kendt.frem
    aarene = [h.aar for h in historie]
    c = _kriterium(k, kendt)
    return Billede(
        _tabel(historie, slut, kendt.stroemme),
        _fremtabel(frem, _andel_udland(kendt.stroemme, aarene)),
        _alderstabel(slut, frem),
        _proeve(historie, slut),
        c,
        kommende(c.aar + 1, _folketal(k, kendt), frem, aarene[-1] + 1),
        int(slut.sum()),
        aarene[0],
        _graense(k.gen),
    )


def _graense(gen: Generation) -> Graense:
    """The split by the year of the move and the year in which the register told of it."""
    try:
        foerste = lager.foerste_leverance(gen)
        return graense(lager.over_graensen(gen), foerste, (gen.data_dato or gen.bygget.date()).year)
    except ForaeldetLager:  # built before this was kept
        return Graense(pd.DataFrame(), None, 0, (0, 0))


def graense(over: pd.DataFrame, foerste: date | None, nyeste: int) -> Graense:
    """over: as lager.over_graensen. A move that the first delivery of the same year held was told of in that year."""
    fra = foerste.year if foerste else 0
    reg = over["registreret"].where(over["registreret"].notna() | (over["aar"] < fra), over["aar"])
    slags = np.select([reg.isna(), reg <= over["aar"]], ["foer", "samme"], "senere")
    tabel = pd.DataFrame({"aar": range(nyeste, nyeste - HISTORIE_MAX, -1)})
    for retning in ("ind", "ud"):
        egne = over[over["retning"] == retning].assign(slags=slags[(over["retning"] == retning).to_numpy()])
        ialt = egne.groupby("aar")["antal"].sum()
        tabel[retning] = tabel["aar"].map(ialt).fillna(0).astype(int)
        for navn in ("samme", "senere", "foer"):
            tal = egne[egne["slags"] == navn].groupby("aar")["antal"].sum()
            tabel[f"{retning}_{navn}"] = tabel["aar"].map(tal).fillna(0).astype(int)
    sent = over[(reg == nyeste) & (over["aar"] < nyeste)].groupby("retning")["antal"].sum()
    return Graense(tabel, foerste, nyeste, (int(sent.get("ind", 0)), int(sent.get("ud", 0))))


def graensetekst(g: Graense) -> str:
    """What the split says, and what its years rest on."""
    ind, ud = g.senere
    tekst = (
        f"Af dem, der blev registreret i {g.nyeste}, var {dansk.antal(ind, 'indvandring', 'indvandringer')} og "
        f"{dansk.antal(ud, 'udvandring', 'udvandringer')} sket i et tidligere år."
    )
    return (
        f"{tekst} CPR-udtrækket har ingen dato for selve registreringen, så året er det, hvor en leverance første gang "
        f"fortalte om flytningen. Hvad den første leverance ({dansk.dato(g.foerste)}) allerede kendte fra tidligere "
        "år, står som ukendt."
    )


def fulde_aar(gen: Generation) -> list[int]:
    """The newest full years whose moves are known at both ends, oldest first, at most HISTORIE_MAX."""
    dag = gen.data_dato or gen.bygget.date()
    sidste = dag.year if (dag.month, dag.day) == (12, 31) else dag.year - 1
    kendte = {a for a in flyttemoenster.aarene(gen) if a <= sidste}
    ud: list[int] = []
    aar = sidste
    while aar in kendte and len(ud) < HISTORIE_MAX:
        ud.insert(0, aar)
        aar -= 1
    return ud


def _ark(df: pd.DataFrame, forskudt: int) -> np.ndarray:
    ud = np.zeros((2, ALDRE + forskudt), dtype=np.int64)
    np.add.at(
        ud,
        ((df["koen"] == "K").to_numpy(np.int64), df["alder"].to_numpy(np.int64) + forskudt),
        df["antal"].to_numpy(np.int64),
    )
    return ud


def _primo(gen: Generation, fra: int, til: int) -> dict[int, np.ndarray]:
    p = lager.primo(gen, fra, til)
    return {aar: _ark(p[p["aar"] == aar], 0) for aar in range(fra, til + 1)}


def _historie(
    gen: Generation, aarene: Sequence[int], primo: Mapping[int, np.ndarray], s: pd.DataFrame
) -> list[Aar]:
    m = lager.moedre(gen)
    ud = []
    for aar in aarene:
        i_aaret = s[s["aar"] == aar]
        dele = {art: _ark(i_aaret[i_aaret["art"] == art], 1) for art in i_aaret["art"].unique()}
        tom = np.zeros((2, ALDRE + 1), dtype=np.int64)
        flows = {f: dele.get(f, tom) for f in ("doede", "ind_kommune", "ind_udland")}
        flows["ud"] = dele.get("ud_kommune", tom) + dele.get("ud_udland", tom)
        moedre = np.zeros(ALDRE, dtype=np.int64)
        af_aaret = m[m["aar"] == aar]
        moedre[af_aaret["alder"].to_numpy(np.int64)] = af_aaret["antal"].to_numpy(np.int64)
        ud.append(Aar(aar, primo[aar], dele.get("foedte", tom).sum(axis=1), flows, moedre))
    return ud


def _tabel(historie: Sequence[Aar], slut: np.ndarray, s: pd.DataFrame) -> pd.DataFrame:
    naeste = [int(h.primo.sum()) for h in historie[1:]] + [int(slut.sum())]
    pr = s.groupby(["aar", "art"])["antal"].sum()
    raekker = []
    for h, efter in zip(historie, naeste, strict=True):
        r = {"aar": h.aar, "folketal": int(h.primo.sum())} | {
            n: int(pr.get((h.aar, n), 0)) for n in NAVNE if n != "folketal"
        }
        plus = r["foedte"] + r["ind_kommune"] + r["ind_udland"]
        minus = r["doede"] + r["ud_kommune"] + r["ud_udland"]
        raekker.append(r | {"naeste": efter, "uforklaret": efter - r["folketal"] - plus + minus})
    return pd.DataFrame(raekker)


def _andel_udland(s: pd.DataFrame, aarene: Sequence[int]) -> float:
    """The share of those who left who went abroad or are not known."""
    pr = s[s["aar"].isin(aarene)].groupby("art")["antal"].sum()
    ude, inde = int(pr.get("ud_udland", 0)), int(pr.get("ud_kommune", 0))
    return ude / max(1, ude + inde)


def _fremtabel(f: Fremskrivning, udland: float = 0.0) -> pd.DataFrame:
    p = np.rint(np.percentile(f.folketal[:, 1:], [10, 50, 90], axis=0)).astype(np.int64)
    ud = pd.DataFrame({"aar": [a + 1 for a in f.aarene], "p10": p[0], "p50": p[1], "p90": p[2]})
    ud = ud.assign(**{n: np.rint(np.median(v, axis=0)).astype(np.int64) for n, v in f.stroemme.items()})
    ud["ud_udland"] = (ud["ud"] * udland).round().astype(np.int64)
    return ud.assign(ud_kommune=ud["ud"] - ud["ud_udland"])


def _alderstabel(slut: np.ndarray, f: Fremskrivning) -> pd.DataFrame:
    raekker = []
    for navn, (fra, til) in GRUPPER.items():
        om = f.primo[:, -1, fra:til].sum(axis=1)
        p10, p50, p90 = (round(float(x)) for x in np.percentile(om, [10, 50, 90]))
        nu = int(slut[:, fra:til].sum())
        raekker.append({"gruppe": navn, "nu": nu, "p10": p10, "p50": p50, "p90": p90, "aendring": p50 - nu})
    return pd.DataFrame(raekker)


def _proeve(historie: Sequence[Aar], slut: np.ndarray) -> pd.DataFrame:
    """A run begun PROEVE_AAR ago with what was known then, against what came."""
    kendt = historie[:-PROEVE_AAR]
    kolonner = ["aar", "faktisk", "p10", "p50", "p90", "inde"]
    if len(kendt) < 2:
        return pd.DataFrame(columns=kolonner)
    f = motor.fremskriv(kendt, historie[-PROEVE_AAR].primo, PROEVE_AAR, FROE, TRAEK)
    t = _fremtabel(f)
    faktisk = [int(h.primo.sum()) for h in historie[1 - PROEVE_AAR :]] + [int(slut.sum())]
    t["faktisk"] = faktisk
    t["inde"] = (t["p10"] <= t["faktisk"]) & (t["faktisk"] <= t["p90"])
    return t[kolonner]


def _kriterium(k: Kontekst, r: _Kendt) -> Kriterium:
    """The criterion for the newest grant year whose windows the law has; published population goes first.

    The projection is made only where a year of the windows is not known.
    """
    kendt = _folketal(k, r)
    aar = max(v.fra.year for v in k.lov.parameter("nedgang_vinduer").vaerdier if v.fra is not None)
    v = motor.vinduer(str(k.lov.opslag("nedgang_vinduer", date(aar, 1, 1)).vaerdi))
    alle_kendt = all(y in kendt for a, b in v for y in range(a, b + 1))
    return kriterium_for(k, aar, v, kendt, None if alle_kendt else r.frem, r.historie[-1].aar + 1)


def _folketal(k: Kontekst, r: _Kendt) -> dict[int, int]:
    """The population on 1 January by year: as published, else of the register."""
    return (
        {h.aar: int(h.primo.sum()) for h in r.historie}
        | {r.historie[-1].aar + 1: int(r.slut.sum())}
        | lager.folketal(k.gen)
    )


def kommende(aar: int, kendt: Mapping[int, int], f: Fremskrivning, fra: int) -> pd.DataFrame:
    """The part on population of the grant years from `aar` on, draw by draw: aar, vindue; nedgang, afstand and vaerdi
    (the criterion's units) with p10 and p90; andel: the draws in which the newest window declined. Years whose windows
    are not known or projected are left out. kendt, fra: as in kriterium_for."""
    traek = len(f.folketal)
    tal = {fra + i: f.folketal[:, i] for i in range(1, f.folketal.shape[1])}
    tal |= {y: np.full(traek, n) for y, n in kendt.items()}
    raekker = []
    for a in range(aar, aar + KOMMENDE_AAR):
        v = motor.vinduer_for(a)
        if not {y for x, z in v for y in range(x, z + 1)} <= set(tal):
            continue
        nedgang, vaerdi = motor.nedgang(tal, v), motor.kriterium(tal, v)
        raekke: dict[str, object] = {"aar": a, "vindue": f"{v[0][0]}–{v[0][1]}"}
        for navn, x in (
            ("nedgang", nedgang),
            ("afstand", np.maximum(0, 1 - nedgang)),
            ("vaerdi", vaerdi),
        ):
            p10, p50, p90 = np.percentile(x, [10, 50, 90], method="nearest")
            raekke |= {f"{navn}_p10": p10, navn: p50, f"{navn}_p90": p90}
        raekker.append(raekke | {"andel": float((nedgang > 0).mean())})
    hele = [f"{n}{p}" for n in ("nedgang", "afstand") for p in ("_p10", "", "_p90")]
    kolonner = ["aar", "vindue", *hele, "vaerdi_p10", "vaerdi", "vaerdi_p90", "andel"]
    ud = pd.DataFrame(raekker, columns=kolonner)
    return ud.astype(dict.fromkeys(hele, "int64"))


def kommendetekst(d: pd.DataFrame) -> str:
    """What the nearest grant years to come look like: as it is where every year is known, else with the interval."""
    dele = []
    for r in d.to_dict("records"):
        fra, til = dansk.tal(r["nedgang_p10"]), dansk.tal(r["nedgang_p90"])
        if r["nedgang_p10"] == r["nedgang_p90"]:
            svar = (
                "vinduet tæller i kriteriet"
                if r["andel"]
                else f"der mangler {dansk.antal(r['afstand'], 'person', 'personer')}, før vinduet tæller"
            )
            dele.append(f"For {r['aar']} er alle årene kendt: faldet {r['vindue']} er {til}, og {svar}.")
            continue
        dele.append(
            f"For {r['aar']} ligger faldet {r['vindue']} med 80 % sikkerhed mellem {fra} og {til} personer (minus er "
            f"vækst), og vinduet tæller i kriteriet i {dansk.procent(r['andel'])} af forløbene."
        )
        break
    if not dele:
        return ""
    return " ".join(
        [*dele, "Vinduerne er som i de hidtidige års bekendtgørelser; årenes egne er ikke udsendt."]
    )


def kriterium_for(
    k: Kontekst,
    aar: int,
    v: Sequence[tuple[int, int]],
    kendt: Mapping[int, int],
    f: Fremskrivning | None,
    fra: int,
) -> Kriterium:
    """One grant year. kendt: population by year. Years after `fra` that are not known are taken from the draws of f."""
    fremtid = {fra + i: f.folketal[:, i] for i in range(1, len(f.aarene) + 1)} if f else {}
    behov = {y for a, b in v for y in range(a, b + 1)}
    mangler = [f"folketal 1. januar {y}" for y in sorted(behov) if y not in kendt and y not in fremtid]
    skat, skat_aar, uden = _skat(k, aar)
    mangler += uden
    tal = {
        y: kendt[y] if y in kendt else int(np.median(fremtid[y])) for y in behov if y in kendt or y in fremtid
    }
    hele = behov <= set(tal)
    nedgang = int(motor.nedgang(tal, v)) if hele else 0
    start, slut = v[0]
    interval = None
    if hele and slut not in kendt:
        p10, p90 = np.percentile(tal[start] - fremtid[slut], [10, 90])
        interval = (round(float(p10)), round(float(p90)))
    loft = float(k.lov.opslag("nedgang_skatteloft_pct", date(aar, 1, 1)).vaerdi) / 100
    vaerdi = float(motor.kriterium(tal, v)) if hele else 0.0
    opfylder: bool | None = None
    if hele and not vaerdi:
        opfylder = False
    elif hele and skat is not None:
        opfylder = skat < loft
    return Kriterium(aar, tuple(v), nedgang, interval, vaerdi, skat, skat_aar, opfylder, tuple(mangler))


def _skat(k: Kontekst, aar: int) -> tuple[float | None, int, list[str]]:
    """The own tax base per inhabitant as a share of the country's in the grant year (§ 4, stk. 1, nr. 2: "i året"),
    its year, and what is missing. The year before stands in where the grant year's is not delivered yet."""
    egen = None
    for a in (aar, aar - 1):
        egen, land = lager.skattegrundlag(k.gen, a)
        if egen and land:
            return egen / land, a, []
    hvad = "landets" if egen else "kommunens og landets"
    hvor = "leveres i tabellen med kommunernes nøgletal"
    return None, aar, [f"{hvad} beskatningsgrundlag pr. indbygger for {aar} eller {aar - 1} ({hvor})"]


def tilskud(k: Kontekst, c: Kriterium) -> str:
    """The effect on grants, only where the year's published amount is entered."""
    try:
        enhed = k.lov.opslag("nedgang_enhed_max_kr", date(c.aar, 1, 1))
    except ParameterMangler:
        return (
            f"Virkningen på udgiftsbehovet er ikke beregnet: det højeste beløb pr. enhed i kriteriet for "
            f"befolkningsnedgang mangler for {c.aar}. Det indtastes på Lovgrundlag."
        )
    if c.opfylder is None:
        return f"Virkningen på udgiftsbehovet er ikke beregnet: {', '.join(c.mangler)} mangler."
    oere = round(c.vaerdi * float(str(enhed.vaerdi)) * 100) if c.opfylder else 0
    enheder = f"{dansk.tal(c.vaerdi, 1)} enheder"
    return f"Det højeste tillæg til udgiftsbehovet i {c.aar} er {dansk.kort_kroner(oere)} ({enheder})."


def saetning(b: Billede) -> str:
    """The page's sentence."""
    om = b.frem.iloc[-1]
    aendring = int(om["p50"]) - b.nu
    retning = "vokser" if aendring > 0 else "falder"
    return (
        f"**Folketallet {retning} fra {dansk.tal(b.nu)} til omkring {dansk.tal(int(om['p50']))} i {int(om['aar'])}** "
        f"(80 % sikkert mellem {dansk.tal(int(om['p10']))} og {dansk.tal(int(om['p90']))}). "
        f"{kriterietekst(b.kriterium)}"
    )


def kriterietekst(c: Kriterium) -> str:
    """Whether the municipality qualifies, or what is missing."""
    fra, til = c.vinduer[0]
    hvad = f"tilbagegangskriteriet for {c.aar}"
    if any(m.startswith("folketal") for m in c.mangler):
        return f"Tilbagegangskriteriet for {c.aar} kan ikke regnes: {', '.join(c.mangler)} mangler."
    if not c.vaerdi:
        afstand = dansk.antal(c.afstand, "person", "personer")
        return f"Folketallet er ikke faldet fra {fra} til {til}; {hvad} ligger {afstand} væk."
    faldet = f"Folketallet er faldet med {dansk.tal(c.nedgang)} fra {fra} til {til}"
    if c.nedgang <= 0:
        faldet = (
            f"Folketallet er ikke faldet fra {fra} til {til}, men i et af de to vinduer før, som også tæller"
        )
    if c.opfylder is None:
        return f"{faldet}, så befolkningsdelen af {hvad} er opfyldt; {', '.join(c.mangler)} mangler."
    efter = f" efter beskatningsgrundlaget for {c.skat_aar}" if c.skat_aar != c.aar else ""
    if c.opfylder:
        return f"{faldet}, og {hvad} er opfyldt{efter}."
    return f"{faldet}, men {hvad} er ikke opfyldt, fordi beskatningsgrundlaget for {c.skat_aar} er for højt."


def udtraek(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per year and scenario: what was (faktisk), and the projection (midt, lav, hoej)."""
    kolonner = ["aar", "scenarie", "folketal", *_UDTRAEK.values(), "tilbagegang_kriterie"]
    b = hent(k)
    if b is None:
        yield pd.DataFrame(columns=kolonner)
        return
    dele = [b.historie.assign(scenarie="faktisk")]
    for navn, p in (("lav", "p10"), ("midt", "p50"), ("hoej", "p90")):
        f = b.frem.assign(scenarie=navn, aar=b.frem["aar"] - 1, folketal=[b.nu, *b.frem[p].iloc[:-1]])
        dele.append(f if navn == "midt" else f[["aar", "scenarie", "folketal"]])
    ud = pd.concat([d.rename(columns=_UDTRAEK) for d in dele], ignore_index=True)
    vaerdi = {int(r.aar): float(r.vaerdi) for r in b.kommende.itertuples()}
    if not any(m.startswith("folketal") for m in b.kriterium.mangler):
        vaerdi[b.kriterium.aar] = b.kriterium.vaerdi
    ud["tilbagegang_kriterie"] = [
        f"{vaerdi[r.aar]:.2f}" if r.aar in vaerdi and r.scenarie in ("faktisk", "midt") else None
        for r in ud.itertuples()
    ]
    ud = ud if aar is None else ud[ud["aar"] == aar]
    yield ud.reindex(columns=kolonner).sort_values(["aar", "scenarie"], kind="stable")
