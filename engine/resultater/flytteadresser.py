"""Flyttemønster inside the own municipality: a year's moves by road and house, with the institutions among them.

Who may see every person sees houses and where those who moved came from; everybody else sees whole roads, where no
count can be worked out that is smaller than MINDST (engine/flytning/smaatal.py), and all ages together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk
from engine.flytning.moenster import ALLE_STEDER, IND, INDEN, UD
from engine.flytning.smaatal import MINDST, SKJULT, Heltal, skjul
from engine.lager import flytning as lager
from engine.lager.laes import Generation
from engine.resultater import flyttemoenster as m
from engine.resultater.flyttemoenster import ALLE, UDLANDET, Aarsbillede, Institution, Valg

TEGNET_MAX, LINJER_MAX = 1500, 200
TAL = ("ind", "ud", "inden_til", "inden_fra")
OVERSKRIFTER = {"ind": "Ind", "ud": "Ud", "inden_til": "Internt til", "inden_fra": "Internt fra"}
_I_RETNING = {IND: ("ind",), UD: ("ud",), INDEN: ("inden_til", "inden_fra"), UDLANDET: ("ind", "ud")}
_VEJLAENGDE = 9  # of a road's key: municipality, dash, road code


@dataclass(frozen=True)
class Adresse:
    """A road or a house here. ind, ud: moves across the municipality's border; inden_til, inden_fra: inside it.

    Counts or SKJULT. lon, lat: None where nobody has told where it is.
    """

    noegle: str
    navn: str
    ind: int
    ud: int
    inden_til: int
    inden_fra: int
    lon: float | None = None
    lat: float | None = None

    def synlig(self, tal: Sequence[str] = TAL) -> int:
        """The moves that may be seen, of these directions."""
        return sum(max(getattr(self, n), 0) for n in tal)

    @property
    def punkt(self) -> tuple[float, float] | None:
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass(frozen=True)
class Adressebillede:
    """A year's addresses as one may see them. huse: by road, empty where whole roads are all that is shown.

    uden: the moves without a known address, or whose person's address is protected; None when it is hidden.
    """

    veje: dict[str, Adresse]
    huse: dict[str, tuple[Adresse, ...]]
    institutioner: list[Institution]
    smaa_skjult: bool
    uden: int | None


@dataclass(frozen=True)
class Ende:
    """The other end of moves to and from a road or a house. punkt: where it is a road here that has one."""

    navn: str
    ind: int
    ud: int
    inden_til: int
    inden_fra: int
    punkt: tuple[float, float] | None = None


@dataclass(frozen=True)
class Linje:
    """Moves from one road to another."""

    fra: Adresse
    til: Adresse
    antal: int


def paa_adresser(b: Aarsbillede, valg: Valg) -> bool:
    """Whether the choice looks inside the own municipality."""
    return valg.sted == b.kommune or valg.retning == INDEN


def kolonner(valg: Valg) -> tuple[str, ...]:
    """The counts that the direction asks for."""
    return _I_RETNING.get(valg.retning, TAL)


def hent(gen: Generation, b: Aarsbillede, valg: Valg) -> Adressebillede:
    """The year's addresses for the choice of year, direction, age and institution. b: the year, as one may see it."""
    if b.smaa_skjult:
        return _skjult(gen, b, valg)
    udvalg = _udvalg(valg)
    huse = lager.paa_huse(gen, udvalg)
    kendte = huse[huse["hus_noegle"].notna()]
    navne = _vejnavne(kendte)
    pr_vej: dict[str, tuple[Adresse, ...]] = {
        str(vej): tuple(sorted((_hus(r, navne[str(vej)]) for r in del_.itertuples()), key=_husorden))
        for vej, del_ in kendte.groupby("vej_noegle")
    }
    uden = int(huse.loc[huse["hus_noegle"].isna(), list(TAL)].to_numpy(dtype=np.int64).sum())
    veje = {v: _vej(v, navne[v], h) for v, h in pr_vej.items()}
    return Adressebillede(_ordnet(veje, valg), pr_vej, _institutioner(gen, b, valg, udvalg), False, uden)


def _udvalg(valg: Valg) -> lager.Udvalg:
    return {
        "aar": valg.aar,
        "alder": valg.alder,
        "institution": valg.institution,
        "udland": valg.retning == UDLANDET,
    }


def _vejnavne(huse: pd.DataFrame) -> dict[str, str]:
    """Road key -> its name, with the code where the name is not its own or not known."""
    navne = huse.groupby("vej_noegle")["vejnavn"].first()
    antal = navne.value_counts()
    return {
        str(k): f"Vejkode {str(k)[5:]}" if pd.isna(n) else str(n) if antal[n] == 1 else f"{n} ({str(k)[5:]})"
        for k, n in navne.items()
    }


def _hus(r: Any, vejnavn: str) -> Adresse:
    lon, lat = _punkt(r.lon, r.lat)
    return Adresse(str(r.hus_noegle), f"{vejnavn} {r.husnr}".strip(), *_tal(r), lon=lon, lat=lat)


def _tal(r: Any) -> tuple[int, int, int, int]:
    """A row's four counts, in the order of TAL."""
    return int(r.ind), int(r.ud), int(r.inden_til), int(r.inden_fra)


def _punkt(lon: Any, lat: Any) -> tuple[float | None, float | None]:
    return (None, None) if pd.isna(lon) or pd.isna(lat) else (float(lon), float(lat))


def _husorden(hus: Adresse) -> tuple[int, str]:
    nr = hus.noegle[_VEJLAENGDE + 1 :]
    cifre = "".join(t for t in nr if t.isdigit())
    return int(cifre or 0), nr


def _vej(noegle: str, navn: str, huse: Sequence[Adresse]) -> Adresse:
    """A road is the sum of its houses, and lies in the middle of those that have a point."""
    ind, ud, til, fra = (sum(getattr(h, n) for h in huse) for n in TAL)
    punkter = np.array([h.punkt for h in huse if h.punkt])
    lon, lat = punkter.mean(axis=0).tolist() if len(punkter) else (None, None)
    return Adresse(noegle, navn, ind, ud, til, fra, lon, lat)


def _ordnet(veje: dict[str, Adresse], valg: Valg) -> dict[str, Adresse]:
    """Those with most moves first, and only those that have any of the direction."""
    tal = kolonner(valg)
    synlige = [v for v in veje.values() if v.synlig(tal)]
    return {v.noegle: v for v in sorted(synlige, key=lambda v: (-v.synlig(tal), v.navn))}


def _institutioner(gen: Generation, b: Aarsbillede, valg: Valg, udvalg: lager.Udvalg) -> list[Institution]:
    """The institutions with what the choice counts, those with most moves first."""
    tal = kolonner(valg)
    paa = lager.paa_institutioner(gen, udvalg).groupby("institution_id")[list(TAL)].sum()
    til, fra = (
        paa[[n for n in hvad if n in tal]].sum(axis=1).to_dict()
        for hvad in (("ind", "inden_til"), ("ud", "inden_fra"))
    )
    talt = [replace(i, til=int(til.get(i.id, 0)), fra=int(fra.get(i.id, 0))) for i in b.institutioner]
    return sorted(talt, key=lambda i: (-(i.til + i.fra), i.navn))


# --- roads as those see them who see no small count -------------------------------------------------------------------


def _skjult(gen: Generation, b: Aarsbillede, valg: Valg) -> Adressebillede:
    """Whole roads, all ages and moves, hidden together with the institutions that lie on them."""
    udvalg: lager.Udvalg = {"aar": valg.aar, "alder": None, "institution": ALLE, "udland": False}
    huse = lager.paa_huse(gen, udvalg)
    huse["vej_noegle"] = huse["vej_noegle"].fillna("")
    paa = lager.paa_institutioner(gen, udvalg)
    paa = paa[paa["vej_noegle"].notna()]
    talt = huse.groupby("vej_noegle")[list(TAL)].sum()
    skjulte: dict[str, set[str]] = {}
    for ende, (udefra, inde) in {"til": ("ind", "inden_til"), "fra": ("ud", "inden_fra")}.items():
        paa_ende = paa.assign(antal=paa[udefra] + paa[inde])[["institution_id", "vej_noegle", "antal"]]
        talt[udefra], talt[inde], skjulte[ende] = _skjul_ende(talt[udefra], talt[inde], paa_ende)
    kendte = huse[huse["hus_noegle"].notna()]
    navne = _vejnavne(kendte)
    steder = kendte.groupby("vej_noegle")[["lon", "lat"]].mean()
    veje = {
        str(v): Adresse(str(v), navne[str(v)], *_tal(r), *_punkt(*steder.loc[v]))
        for v, r in zip(talt.index, talt.itertuples(index=False), strict=True)
        if v
    }
    skal_skjules = [
        replace(
            i,
            til=SKJULT if i.id in skjulte["til"] else i.til,
            fra=SKJULT if i.id in skjulte["fra"] else i.fra,
        )
        for i in b.institutioner
    ]
    # Neither an age, an institution nor a country divides the roads: the parts would tell of few.
    delt = valg.alder is not None or valg.retning == UDLANDET
    return Adressebillede({} if delt else _ordnet(veje, valg), {}, skal_skjules, True, None)


def _skjul_ende(udefra: pd.Series, inde: pd.Series, paa: pd.DataFrame) -> tuple[Heltal, Heltal, set[str]]:
    """One end's counts by road as they may be seen, and the institutions whose count may not."""
    tal, summer, hvor = ende_celler(udefra, inde, paa)
    n = len(udefra)
    vist = skjul(tal, summer, [n, 2 * n + 1])
    skjulte = {i for i, pladser in hvor.items() if (vist[pladser] == SKJULT).any()}
    return vist[:n], vist[n + 1 : 2 * n + 1], skjulte


def ende_celler(
    udefra: pd.Series, inde: pd.Series, paa: pd.DataFrame
) -> tuple[Heltal, list[Heltal], dict[str, list[int]]]:
    """The counts of one end, their sums, and where each institution's stand.

    udefra, inde: by road, of moves from outside and inside; each with all roads in a last cell. paa: institution_id,
    vej_noegle, antal of both together. Of a road with institutions: its own sum, what is left of it when theirs are
    taken away, and theirs. Sums as smaatal.skjul wants them.
    """
    n = len(udefra)
    plads = {v: nr for nr, v in enumerate(udefra.index)}
    tal = [*udefra, int(udefra.sum()), *inde, int(inde.sum())]
    summer = [np.arange(n + 1), np.arange(n + 1, 2 * n + 2)]
    hvor: dict[str, list[int]] = {}
    for vej, del_ in paa.groupby("vej_noegle"):
        nr, ialt, start = plads[vej], int(udefra[vej] + inde[vej]), len(tal)
        tal += [ialt, ialt - int(del_["antal"].sum()), *map(int, del_["antal"])]
        for i, institution in enumerate(del_["institution_id"]):
            hvor.setdefault(str(institution), []).append(start + 2 + i)
        summer += [np.array([nr, n + 1 + nr, start]), np.array([*range(start + 1, len(tal)), start])]
    return np.array(tal, dtype=np.int64), summer, hvor


# --- what is shown ---------------------------------------------------------------------------------------------------


def raekker(a: Adressebillede, valg: Valg) -> list[Adresse]:
    """The table's rows: the roads, or of the one that is chosen its houses, where they may be seen."""
    if valg.vej not in a.veje:
        return list(a.veje.values())
    huse = [h for h in a.huse.get(valg.vej, ()) if h.synlig(kolonner(valg))]
    if valg.hus != ALLE:
        huse = [h for h in huse if h.noegle == valg.hus]
    return huse or [a.veje[valg.vej]]


def paa_kortet(a: Adressebillede, valg: Valg) -> list[Adresse]:
    """What the map draws: the houses with most moves, or whole roads; those that have a point."""
    alle = [h for v in a.veje for h in a.huse.get(v, ())] if a.huse else list(a.veje.values())
    med = [x for x in alle if x.punkt and x.synlig(kolonner(valg))]
    return sorted(med, key=lambda x: (-x.synlig(kolonner(valg)), x.navn))[:TEGNET_MAX]


def den_anden_ende(gen: Generation, b: Aarsbillede, a: Adressebillede, valg: Valg) -> list[Ende]:
    """Where those came from and went who moved to and from the chosen road or house; nobody's where roads are all."""
    sted = valg.hus if valg.hus != ALLE else valg.vej
    if a.smaa_skjult or sted == ALLE:
        return []
    tal = kolonner(valg)
    ender = []
    for r in lager.den_anden_ende(gen, _udvalg(valg), sted).itertuples():
        ind, ud, til, fra = (v if n in tal else 0 for n, v in zip(TAL, _tal(r), strict=True))
        if ind or ud or til or fra:
            ender.append(Ende(_endenavn(b, a, r), ind, ud, til, fra, _vejpunkt(a, r.vej_noegle)))
    return sorted(ender, key=lambda e: (-(e.ind + e.ud + e.inden_til + e.inden_fra), e.navn))


def _endenavn(b: Aarsbillede, a: Adressebillede, r: Any) -> str:
    if isinstance(r.vej_noegle, str):
        return a.veje[r.vej_noegle].navn if r.vej_noegle in a.veje else f"Vejkode {r.vej_noegle[5:]}"
    if r.kode == b.kommune:
        return "Uden kendt adresse i kommunen"
    return b.navne.get((str(r.slags), "" if pd.isna(r.kode) else str(r.kode)), "Ukendt sted")


def _vejpunkt(a: Adressebillede, vej: Any) -> tuple[float, float] | None:
    return a.veje[vej].punkt if isinstance(vej, str) and vej in a.veje else None


def mellem_veje(gen: Generation, a: Adressebillede, valg: Valg) -> Iterator[Linje]:
    """The largest flows between roads; none where small counts are hidden, for a pair is of few."""
    if a.smaa_skjult or not {"inden_til", "inden_fra"} & set(kolonner(valg)):
        return
    for r in lager.mellem_veje(gen, _udvalg(valg), LINJER_MAX).itertuples():
        fra, til = a.veje.get(str(r.fra)), a.veje.get(str(r.til))
        if fra and til and fra.punkt and til.punkt:
            yield Linje(fra, til, int(r.antal))


def saetning(b: Aarsbillede, a: Adressebillede, valg: Valg) -> str:
    """The question of the own municipality answered: how many moved, and where most did."""
    if valg.vej in a.veje:
        return _stedsaetning(b, raekker(a, valg)[0] if valg.hus != ALLE else a.veje[valg.vej])
    naar, hvem = m.naar(b), m.af_hvem(b, valg)
    inde = b.tabeller[INDEN].tal(ALLE_STEDER, valg.alder)
    ind, ud = (b.tabeller[r].tal(ALLE_STEDER, valg.alder) for r in (IND, UD))
    if valg.retning == INDEN:
        tekst = f"{naar} var der {m.antal(inde)}{hvem} fra en adresse til en anden i {b.navn}"
    else:
        tekst = (
            f"{naar} var der {m.antal(ind)}{hvem} til {b.navn}, {m.vist(ud)} fra og {m.vist(inde)} mellem adresser i "
            "kommunen"
        )
    foerst = next(iter(a.veje.values()), None)
    return f"{tekst}. Flest til og fra {foerst.navn}." if foerst else f"{tekst}."


def _stedsaetning(b: Aarsbillede, x: Adresse) -> str:
    """One road or house."""
    return (
        f"{m.naar(b)} var der {m.antal(x.ind)} til {x.navn} udefra og {m.vist(x.ud)} ud af kommunen; inden "
        f"for {b.navn} {m.vist(x.inden_til)} til og {m.vist(x.inden_fra)} fra."
    )


def kortnote(a: Adressebillede, valg: Valg, tegnet: Sequence[Adresse]) -> str:
    """What the map shows and what it leaves out."""
    hvad = "veje" if a.smaa_skjult else "adresser"
    tekst = (
        f"Prikkerne er {hvad} med flytninger; jo større, jo flere. Institutioner er røde. Klik for at vælge."
    )
    tal = kolonner(valg)
    alle = sum(v.synlig(tal) for v in a.veje.values())
    uden = alle - sum(x.synlig(tal) for x in tegnet)
    if uden:
        antal = dansk.antal(uden, "flytning", "flytninger")
        tekst += f" {antal} er ikke tegnet: adressen har intet koordinat, eller der er for mange."
    uden_punkt = sum(i.lon is None for i in a.institutioner)
    if uden_punkt:
        tekst += (
            f" {dansk.antal(uden_punkt, 'institution', 'institutioner')} uden koordinater er ikke tegnet."
        )
    return tekst


def tabelnote(a: Adressebillede, valg: Valg) -> str:
    """What is hidden, what has no address, and why."""
    if not a.smaa_skjult:
        note = "Internt er flytninger mellem to adresser i kommunen; de tæller på begge."
        if a.uden and valg.vej == ALLE:
            antal = dansk.antal(a.uden, "flytning", "flytninger")
            note += f" {antal} har ingen kendt adresse, eller personens er beskyttet."
        return note
    tekst = f"Du ser hele veje. Tal under {MINDST} er skjult, og enkelte større med dem, så ingen kan findes i tallene."
    if valg.alder is not None or valg.retning == UDLANDET:
        return f"{tekst} Vejene deles ikke efter alder eller land: så blev tallene for små. Vælg alle aldre."
    return f"{tekst} Institutionernes tal er af alle flytninger i året."


def geojson(gen: Generation, valg: Valg) -> bytes:
    """The file that is taken home: places (flyttemoenster.geojson) and the own roads, small counts null."""
    b = m.hent(gen, valg.aar, smaa_skjult=True)
    return m.geojson(gen, valg, map(_feature, _skjult(gen, b, valg).veje.values()))


def _feature(v: Adresse) -> dict[str, Any]:
    punkt = v.punkt and {"type": "Point", "coordinates": [round(led, 4) for led in v.punkt]}
    return {
        "type": "Feature",
        "geometry": punkt,
        "properties": {"slags": "vej", "kode": v.noegle, "navn": v.navn}
        | {n: m.eller_intet(getattr(v, n)) for n in TAL},
    }
