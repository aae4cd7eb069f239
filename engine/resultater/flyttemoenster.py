"""What the page Flyttemønster shows: a year's moves to, from and inside the municipality, by place and age.

Counts only, never persons. Whoever does not see every person sees no small count (engine/flytning/smaatal.py); the file
that is taken home holds none for anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, omfang
from engine.flytning.moenster import (
    ALLE_ALDRE,
    ALLE_STEDER,
    HELE_UDLANDET,
    IND,
    INDEN,
    UD,
    UKENDT_ALDER,
    Sted,
    Tabel,
    kendte_aar,
    tabeller,
)
from engine.flytning.smaatal import MINDST, SKJULT, skjul
from engine.indstillinger import DEMO_KOMMUNE
from engine.lager import flytning as lager
from engine.lager.laes import Generation

TEGNET_MAX = 200
ALLE = "alle"
UDLANDET = "udlandet"
RETNINGER = {
    ALLE: "Ind og ud",
    IND: "Til kommunen",
    UD: "Fra kommunen",
    INDEN: "Inden for kommunen",
    UDLANDET: "Over landegrænsen",
}
INSTITUTIONSTYPER = {
    "botilbud_107": "Botilbud, § 107",
    "botilbud_108": "Botilbud, § 108",
    "krisecenter_109": "Krisecenter",
    "forsorgshjem_110": "Forsorgshjem",
    "plejehjem_192": "Plejehjem",
    "aeldrebolig_105": "Ældrebolig",
    "opholdssted": "Opholdssted",
    "plejefamilie": "Plejefamilie",
    "doegninstitution": "Døgninstitution",
    "sikret_institution": "Sikret institution",
    "sygehus": "Sygehus",
    "faengsel": "Kriminalforsorgen",
    "veteranhjem": "Veteranhjem",
    "soldaterrekreation": "Soldaterrekreation",
}
_ANDRE_STEDER = {
    "udlandet": "Udlandet",
    "forsvundet": "Forsvundet",
    "ukendt": "Ukendt sted",
    "alle": "Alle steder",
}
_I_SAETNING = {
    "udlandet": "udlandet",
    "forsvundet": "status som forsvundet",
    "ukendt": "et ukendt sted",
    "udland-ukendt": "et ukendt land",
}
"""What is no place with a name of its own, as it stands in a sentence."""


@dataclass(frozen=True)
class Valg:
    """What is asked for. retning: a key of RETNINGER. alder: a group's first age. sted: a code of Sted, see `stedkode`.

    institution: 'alle' moves, those to or from 'enhver' institution, or one institution's id.
    vej, hus: 'alle', or the key of a road and of a house on it in the own municipality (flytteadresser.py).
    """

    aar: int
    retning: str = ALLE
    alder: int | None = ALLE_ALDRE
    sted: str = ALLE
    institution: str = ALLE
    vej: str = ALLE
    hus: str = ALLE


@dataclass(frozen=True)
class Stroem:
    """One place at the other end of the moves. ind, ud: counts or SKJULT. lon, lat: None where it has no point."""

    kode: str
    navn: str
    ind: int
    ud: int
    lon: float | None = None
    lat: float | None = None

    @property
    def netto(self) -> int | None:
        return None if SKJULT in (self.ind, self.ud) else self.ind - self.ud

    @property
    def synlig(self) -> int:
        """The moves that may be seen, both ways."""
        return max(self.ind, 0) + max(self.ud, 0)


@dataclass(frozen=True)
class Institution:
    """One institution people live at. til, fra: moves to and from it in the year, counts or SKJULT."""

    id: str
    navn: str
    type: str
    til: int
    fra: int
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Aarsbillede:
    """A year as one may see it. smaa_skjult: small counts are hidden.

    aldre: first age -> name. aarstal: year -> direction -> moves. andre: moves between other municipalities.
    steder: the places that moves of any year lead to or from.
    """

    aar: int
    kommune: str
    navn: str
    punkt: tuple[float, float] | None
    data_dato: date | None
    tabeller: dict[str, Tabel]
    navne: dict[Sted, str]
    punkter: dict[str, tuple[float, float]]
    aldre: dict[int, str]
    aarstal: dict[int, dict[str, int]]
    andre: int
    smaa_skjult: bool
    steder: tuple[Sted, ...] = ()
    institutioner: list[Institution] = field(default_factory=list)

    @property
    def helt(self) -> bool:
        """Whether the data speak of the whole year."""
        return self.data_dato is None or self.data_dato >= date(self.aar, 12, 31)


def ser_smaa_tal(bruger: Bruger) -> bool:
    """Whether small counts are shown: only to those who may see every person."""
    graenser = omfang(bruger)
    return graenser.personer and graenser.fagomraader is None and graenser.organisationer is None


def aarene(gen: Generation) -> list[int]:
    """The years that can be chosen, newest first."""
    return kendte_aar(lager.pr_aar(gen))


def standardaar(gen: Generation, aar: Sequence[int]) -> int:
    """The newest year that the data speak of as a whole, else the newest that has begun."""
    til = gen.data_dato or date(max(aar), 12, 31)
    hele = [a for a in aar if date(a, 12, 31) <= til]
    return max(hele or [a for a in aar if a <= til.year] or aar)


def hent(gen: Generation, aar: int, *, smaa_skjult: bool, institution: str = ALLE) -> Aarsbillede:
    """A year's picture, of all moves or those to and from one or any institution. Without CPR and persons."""
    optalt = lager.optalt(gen, aar)
    aldre = lager.aldersgrupper(gen)
    kommuner = lager.kommuner(gen)
    egen = kommuner[kommuner["er_egen"]]
    kommune = str(gen.kommune or "")
    navne = _navne(kommuner, lager.lande(gen))
    punkter = {
        str(k): (float(lon), float(lat))
        for k, lon, lat in kommuner[["kommunekode", "lon", "lat"]].itertuples(index=False)
        if lon == lon and lon is not None
    }
    return Aarsbillede(
        aar=aar,
        kommune=kommune,
        navn=str(egen["navn"].iloc[0]) if len(egen) else f"kommune {kommune}",
        punkt=punkter.get(kommune),
        data_dato=gen.data_dato,
        tabeller=tabeller(_paa(optalt, institution), list(aldre), skjul_smaa=smaa_skjult),
        navne=navne,
        punkter=_spredt(punkter),
        aldre=aldre | {UKENDT_ALDER: "Ukendt alder"},
        aarstal=_aarstal(lager.pr_aar(gen), smaa_skjult) if institution == ALLE else {},
        andre=lager.andre(gen, aar),
        smaa_skjult=smaa_skjult,
        steder=_steder(lager.steder(gen), kommuner, smaa_skjult),
        institutioner=_institutioner(lager.institutioner(gen), optalt, kommune, smaa_skjult),
    )


def _paa(optalt: pd.DataFrame, institution: str) -> pd.DataFrame:
    """The moves that touch an institution at either end."""
    if institution == ALLE:
        return optalt
    ender = optalt[["fra_institution_id", "til_institution_id"]]
    return optalt[ender.notna().any(axis=1) if institution == "enhver" else ender.eq(institution).any(axis=1)]


def _navne(kommuner: pd.DataFrame, lande: dict[str, str]) -> dict[Sted, str]:
    navne: dict[Sted, str] = {(k, ""): navn for k, navn in _ANDRE_STEDER.items()}
    navne |= {("udland", land): navn for land, navn in lande.items()} | {("udland", ""): "Ukendt land"}
    for kode, navn, sammenlagt in kommuner[["kommunekode", "navn", "sammenlagt"]].itertuples(index=False):
        navne[("kommune", kode)] = f"{navn} (nedlagt)" if not pd.isna(sammenlagt) else str(navn)
    return navne


def _steder(alle: pd.DataFrame, kommuner: pd.DataFrame, smaa_skjult: bool) -> tuple[Sted, ...]:
    """Every municipality on the map, and other places that moves lead to or from; few moves tell of no country."""
    if smaa_skjult:
        alle = alle[alle["antal"] >= MINDST]
    paa_kortet = {("kommune", str(k)) for k in kommuner.loc[kommuner["lon"].notna(), "kommunekode"]}
    return tuple(
        sorted(
            paa_kortet | {(str(s), str(k or "")) for s, k in alle[["slags", "kode"]].itertuples(index=False)}
        )
    )


def _spredt(punkter: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Municipalities with the same point of one decimal, set apart so that each can be seen and clicked."""
    ens: dict[tuple[float, float], list[str]] = {}
    for kode, punkt in punkter.items():
        ens.setdefault(punkt, []).append(kode)
    spredt = {}
    for (lon, lat), koder in ens.items():
        for nr, kode in enumerate(koder):
            vinkel = 2 * np.pi * nr / len(koder)
            afstand = 0.03 if len(koder) > 1 else 0.0
            spredt[kode] = lon + 1.8 * afstand * float(np.cos(vinkel)), lat + afstand * float(np.sin(vinkel))
    return spredt


def _aarstal(pr_aar: pd.DataFrame, smaa_skjult: bool) -> dict[int, dict[str, int]]:
    ialt = pr_aar.groupby(["aar", "retning"])["antal"].sum()
    tal = skjul(ialt.to_numpy(dtype=np.int64)) if smaa_skjult else ialt.to_numpy(dtype=np.int64)
    ud: dict[int, dict[str, int]] = {}
    for (aar, retning), antal in zip(ialt.index, tal, strict=True):
        ud.setdefault(int(aar), {})[str(retning)] = int(antal)
    return ud


def _institutioner(
    alle: pd.DataFrame, optalt: pd.DataFrame, kommune: str, smaa_skjult: bool
) -> list[Institution]:
    """The own municipality's institutions, those with most moves first."""
    egne = alle[alle["kommunekode"] == kommune]
    til, fra = (
        optalt.groupby(f"{ende}_institution_id")["antal"].sum().reindex(egne["institution_id"], fill_value=0)
        for ende in ("til", "fra")
    )
    orden = np.argsort(-(til.to_numpy() + fra.to_numpy()), kind="stable")
    if smaa_skjult:
        til[:], fra[:] = skjul(til.to_numpy(dtype=np.int64)), skjul(fra.to_numpy(dtype=np.int64))
        orden = np.argsort(
            egne["navn"].to_numpy().astype(str), kind="stable"
        )  # the order would tell who is largest
    return [
        Institution(
            str(r.institution_id),
            str(r.navn),
            INSTITUTIONSTYPER.get(str(r.type), str(r.type)),
            int(til.iloc[nr]),
            int(fra.iloc[nr]),
            *(None if pd.isna(v) else float(v) for v in (r.lon, r.lat)),
        )
        for nr, r in ((n, egne.iloc[n]) for n in orden.tolist())
    ]


# --- what is shown -------------------------------------------------------------------------------------------------


def stedkode(sted: Sted) -> str:
    """A place as it stands in the address line: 0851, SE, or udlandet, forsvundet, ukendt, alle."""
    return sted[1] or {"udland": "udland-ukendt"}.get(sted[0], sted[0])


def sted(kode: str) -> Sted:
    """The place of a code; any other text is all places."""
    if kode.isdigit() and len(kode) == 4:
        return ("kommune", kode)
    if kode in _ANDRE_STEDER:
        return (kode, "")
    return ("udland", kode.removeprefix("udland-ukendt"))


def stroemme(b: Aarsbillede, valg: Valg) -> list[Stroem]:
    """The places at the other end, those with most moves first; small ones that may not be seen are left out."""
    med = (IND, UD) if valg.retning in (ALLE, UDLANDET) else (valg.retning,)
    alle = {s for r in med for s in b.tabeller[r].steder} - {ALLE_STEDER}
    er_land = {s for s in alle if s[0] == "udland"}
    fundne = [_stroem(b, valg, s, med) for s in (er_land if valg.retning == UDLANDET else alle - er_land)]
    synlige = [s for s in fundne if s.synlig or (not b.smaa_skjult and (s.ind or s.ud))]
    return sorted(synlige, key=lambda s: (-s.synlig, s.navn))


def vis_lande(valg: Valg) -> bool:
    """Whether the table is of the countries: abroad is chosen as a place, and both ways are asked for."""
    return valg.sted == UDLANDET and valg.retning == ALLE


def lande(b: Aarsbillede, valg: Valg) -> list[Stroem]:
    """The countries at the other end, those with most moves first."""
    return stroemme(b, replace(valg, retning=UDLANDET, sted=ALLE))


def _stroem(b: Aarsbillede, valg: Valg, s: Sted, med: Sequence[str]) -> Stroem:
    ind, ud = (b.tabeller[r].tal(s, valg.alder) if r in med else 0 for r in (IND, UD))
    lon, lat = b.punkter.get(s[1], (None, None)) if s[0] == "kommune" else (None, None)
    return Stroem(stedkode(s), b.navne.get(s, f"Ukendt ({s[1]})"), ind, ud, lon, lat)


def oevrige(b: Aarsbillede, valg: Valg, viste: Sequence[Stroem]) -> tuple[int | None, int | None]:
    """What is left of in and out when the places that are shown are taken from all; None when all is not shown."""
    hele = _hele(b, valg)
    ind, ud = (
        None if ialt == SKJULT else ialt - sum(max(getattr(s, r), 0) for s in viste)
        for r, ialt in ((IND, hele.ind), (UD, hele.ud))
    )
    return ind, ud


def _hele(b: Aarsbillede, valg: Valg) -> Stroem:
    """All places of the choice as one."""
    s = HELE_UDLANDET if valg.retning == UDLANDET else ALLE_STEDER
    med = (IND, UD) if valg.retning in (ALLE, UDLANDET) else (valg.retning,)
    return _stroem(b, valg, s, med)


def stedvalg(b: Aarsbillede) -> dict[str, str]:
    """The places of the filter: code -> name; all, the own municipality, abroad, then the others by name."""
    andre = {stedkode(s): b.navne.get(s, f"Ukendt ({s[1]})") for s in b.steder if s[1] != b.kommune}
    foerst = {ALLE: "Alle steder", b.kommune: f"Adresser i {b.navn}", UDLANDET: _ANDRE_STEDER[UDLANDET]}
    return foerst | dict(sorted(andre.items(), key=lambda par: par[1]))


def institutionsvalg(b: Aarsbillede) -> dict[str, str]:
    """The institutions of the filter: id -> name. Empty for those who see no small counts: few live in each."""
    if b.smaa_skjult or not b.institutioner:
        return {}
    navne = sorted(((i.id, i.navn) for i in b.institutioner), key=lambda par: par[1])
    return {ALLE: "Alle flytninger", "enhver": "Til eller fra institution"} | dict(navne)


def kortstroemme(b: Aarsbillede, valg: Valg, alle: Sequence[Stroem]) -> list[Stroem]:
    """The flows that the map draws: the largest with a place on it; countries as one."""
    if valg.retning == UDLANDET:
        return [_stroem(b, valg, HELE_UDLANDET, (IND, UD))]
    return [s for s in alle if s.kode == UDLANDET or s.lon is not None][:TEGNET_MAX]


def landets_punkter(b: Aarsbillede) -> dict[str, tuple[float, float]]:
    """The points of the municipalities that there are: the demo's is one in the demo alone."""
    return {k: p for k, p in b.punkter.items() if k != DEMO_KOMMUNE or k == b.kommune}


def kortnote(b: Aarsbillede, valg: Valg, alle: Sequence[Stroem]) -> str:
    """What the map shows and what it leaves out."""
    tekst = (
        "Blågrønne linjer er flytninger til, lilla er flytninger fra; jo tykkere, jo flere. "
        "Klik på et sted for at vælge det."
    )
    if valg.retning == UDLANDET:
        return f"{tekst} Landene står i tabellen."
    tegnet = {s.kode for s in kortstroemme(b, valg, alle)}
    uden_for = [s for s in alle if s.kode not in tegnet]
    if not uden_for:
        return tekst
    antal = dansk.antal(sum(s.synlig for s in uden_for), "flytning", "flytninger")
    hvor = uden_for[0].navn if len(uden_for) == 1 else f"{dansk.tal(len(uden_for))} steder"
    return f"{tekst} {antal} ({hvor}) er ikke tegnet; de står i tabellen."


def tabelnote(b: Aarsbillede, valg: Valg, alle: Sequence[Stroem]) -> str:
    """What the table's numbers sum to, what is hidden and why, and what is not in it."""
    dele = []
    if valg.sted == ALLE and valg.retning != INDEN:
        dele.append(_sumtekst(b, valg, alle))
    if vis_lande(valg):
        dele.append("Land for land; alderen står under kortet. Klik på et land for at vælge det.")
    if b.smaa_skjult:
        dele.append(
            f"Tal under {MINDST} er skjult, og enkelte større med dem, så ingen kan findes i tallene."
        )
    if b.andre >= (MINDST if b.smaa_skjult else 1) and valg.sted == ALLE and valg.institution == ALLE:
        dele.append(f"{dansk.antal(b.andre, 'flytning', 'flytninger')} mellem andre kommuner er ikke med.")
    return " ".join(dele)


def _sumtekst(b: Aarsbillede, valg: Valg, alle: Sequence[Stroem]) -> str:
    hele, (ind, ud) = _hele(b, valg), oevrige(b, valg, alle)
    med = [(IND, "ind", hele.ind, ind), (UD, "ud", hele.ud, ud)]
    med = [m for m in med if valg.retning in (ALLE, UDLANDET, m[0])]
    ialt = " · ".join(f"{navn} {vist(tal)}" for _, navn, tal, _ in med)
    tekst = f"I alt {dansk.antal(len(alle), 'sted', 'steder')} vist: {ialt}."
    rest = " og ".join(f"{vist(r)} {navn}" for _, navn, _, r in med if r)
    return f"{tekst} Heraf {rest} på steder, der ikke er vist." if rest else tekst


def efter_alder(b: Aarsbillede, valg: Valg) -> list[dict[str, Any]]:
    """alder, navn, ind, ud, netto of the chosen place, or inden when the choice is inside; the youngest first."""
    alle = HELE_UDLANDET if valg.retning == UDLANDET else ALLE_STEDER
    s = alle if valg.sted in (ALLE, b.kommune) else sted(valg.sted)
    raekker: list[dict[str, Any]] = []
    tal: dict[str, int | None]
    for alder in b.tabeller[IND].aldre[:-1] if valg.retning != INDEN else b.tabeller[INDEN].aldre[:-1]:
        if valg.retning == INDEN:
            tal = {"inden": b.tabeller[INDEN].tal(ALLE_STEDER, alder)}
        else:
            ind, ud = b.tabeller[IND].tal(s, alder), b.tabeller[UD].tal(s, alder)
            tal = {"ind": ind, "ud": ud, "netto": None if SKJULT in (ind, ud) else ind - ud}
        raekker.append({"alder": alder, "navn": b.aldre[alder or 0], **tal})
    return raekker


def vist(tal: int | None, *, fortegn: bool = False) -> str:
    """A count as people read it."""
    return "skjult" if tal is None or (tal == SKJULT and not fortegn) else dansk.tal(tal, fortegn=fortegn)


def naar(b: Aarsbillede) -> str:
    """The time a sentence speaks of."""
    return f"I {b.aar}" if b.helt else f"I {b.aar}, til og med {dansk.dato(b.data_dato)},"


def af_hvem(b: Aarsbillede, valg: Valg) -> str:
    """The age that a sentence speaks of."""
    return f" af {b.aldre[valg.alder].replace(' år', '-årige', 1)}" if valg.alder is not None else ""


def saetning(b: Aarsbillede, valg: Valg) -> str:
    """The page's question answered with the year's figures; inside the municipality flytteadresser.py answers."""
    hvem = af_hvem(b, valg)
    if valg.sted not in (ALLE, b.kommune):
        s = _stroem(b, replace(valg, retning=ALLE), sted(valg.sted), (IND, UD))
        return (
            f"{naar(b)} var der {antal(s.ind)}{hvem} fra {_I_SAETNING.get(s.kode, s.navn)} til {b.navn} og "
            f"{vist(s.ud)} den anden vej: "
            f"{_netto(s.netto)}."
        )
    hele = _hele(b, replace(valg, retning=UDLANDET if valg.retning == UDLANDET else ALLE))
    flest = max(stroemme(b, valg), key=lambda s: s.synlig, default=None)
    if valg.retning == UDLANDET:
        tekst = f"{naar(b)} var der {antal(hele.ind)}{hvem} fra udlandet og {vist(hele.ud)} til udlandet"
    else:
        tekst = f"{naar(b)} var der {antal(hele.ind)}{hvem} til {b.navn} og {vist(hele.ud)} fra"
    if flest is None:
        return f"{tekst}: {_netto(hele.netto)}."
    return f"{tekst}: {_netto(hele.netto)}. Flest flytter mellem {b.navn} og {_I_SAETNING.get(flest.kode, flest.navn)}."


def antal(tal: int) -> str:
    """A count of moves in words."""
    return "et skjult antal flytninger" if tal == SKJULT else dansk.antal(tal, "flytning", "flytninger")


def _netto(netto: int | None) -> str:
    if netto is None:
        return "forskellen er skjult"
    if not netto:
        return "lige mange hver vej"
    return f"netto {dansk.tal(netto, fortegn=True)}"


@dataclass(frozen=True)
class Noegletal:
    """One figure of the cards: its name, the count as text and the line below."""

    titel: str
    vaerdi: str
    note: str


def noegletal(b: Aarsbillede, valg: Valg) -> list[Noegletal]:
    """In, out, net and inside, each with what it is of or how it has changed."""
    hele = _stroem(b, valg, ALLE_STEDER, (IND, UD))
    graense = _stroem(b, valg, HELE_UDLANDET, (IND, UD))
    inden = b.tabeller[INDEN].tal(ALLE_STEDER, valg.alder)
    foer = b.aarstal.get(b.aar - 1, {}) if valg.alder is None and b.helt else {}
    return [
        Noegletal("Til kommunen", vist(hele.ind), f"heraf {vist(graense.ind)} fra udlandet"),
        Noegletal("Fra kommunen", vist(hele.ud), f"heraf {vist(graense.ud)} til udlandet"),
        Noegletal("Netto", _vist_netto(hele.netto), _mod_foer(b.aar, foer)),
        Noegletal("Inden for kommunen", vist(inden), _aendring(b.aar, inden, foer.get(INDEN))),
    ]


def _vist_netto(netto: int | None) -> str:
    return "skjult" if netto is None else dansk.tal(netto, fortegn=True)


def _mod_foer(aar: int, foer: dict[str, int]) -> str:
    ind, ud = foer.get(IND, SKJULT), foer.get(UD, SKJULT)
    return "" if SKJULT in (ind, ud) else f"mod {dansk.tal(ind - ud, fortegn=True)} i {aar - 1}"


def _aendring(aar: int, nu: int, foer: int | None) -> str:
    if foer is None or SKJULT in (nu, foer):
        return ""
    return f"{dansk.aendring(nu, foer)} mod {aar - 1}"


# --- the file that is taken home -------------------------------------------------------------------------------------


def geojson(gen: Generation, valg: Valg, flere: Iterable[dict[str, Any]] = ()) -> bytes:
    """The year's moves by place as GeoJSON (RFC 7946): a feature per municipality, country and other place.

    flere: features besides them.

    No count below MINDST, nor any from which one follows, whoever asks: those are null. Institutions are not in it.
    """
    b = hent(gen, valg.aar, smaa_skjult=True)
    landene = lande(b, valg)
    steder = [] if valg.retning == UDLANDET else stroemme(b, replace(valg, sted=ALLE))
    egenskaber = {
        "kommunekode": b.kommune,
        "navn": b.navn,
        "aar": b.aar,
        "retning": valg.retning,
        "aldersgruppe": b.aldre[valg.alder] if valg.alder is not None else "alle",
        "inden_for_kommunen": eller_intet(b.tabeller[INDEN].tal(ALLE_STEDER, valg.alder)),
        "data_dato": b.data_dato.isoformat() if b.data_dato else None,
        "generation": gen.navn,
        "mindste_tal": MINDST,
    }
    samling = {
        "type": "FeatureCollection",
        "hjemtag": egenskaber,
        "features": [*map(_feature, [*steder, *landene]), *flere],
    }
    return json.dumps(samling, ensure_ascii=False, indent=1).encode("utf-8")


def _feature(s: Stroem) -> dict[str, Any]:
    punkt = {"type": "Point", "coordinates": [round(s.lon, 2), round(s.lat or 0, 2)]} if s.lon else None
    return {
        "type": "Feature",
        "geometry": punkt,
        "properties": {
            "kode": s.kode,
            "navn": s.navn,
            "ind": eller_intet(s.ind),
            "ud": eller_intet(s.ud),
            "netto": s.netto,
        },
    }


def eller_intet(tal: int) -> int | None:
    """A count as a file has it: null where it is not shown."""
    return None if tal == SKJULT else tal
