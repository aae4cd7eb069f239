"""Lives: households that move, pair, part, give birth and die, month by month, in whole arrays.

The module knows no rule of refund or payment. Its result is what truly happened (days as integers since
1970-01-01); `tabeller` shows it as the registers knew it on a given day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.demo import tal

Heltal = NDArray[Any]
INGEN = 2**30  # 'has not happened': later than every day
HER, KOMMUNE, UDREJST, FORSVUNDET, UDEN_ADRESSE = range(5)
ADRESSETYPE = np.array(["bopael", "bopael", "udrejst", "forsvundet", "uden_fast_bopael"])
STATUS = np.array(["01", "01", "80", "70", "03"])
AAR = 365.2425
SIMULEREDE_AAR = 8


def dag(d: date) -> int:
    """The day number of a date (days since 1970-01-01)."""
    return d.toordinal() - date(1970, 1, 1).toordinal()


def dato(d: int) -> date:
    return date.fromordinal(int(d) + date(1970, 1, 1).toordinal())


def raekker(df: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples, their fields untyped."""
    return iter(df.itertuples())


def aar_af(dage: Heltal) -> Heltal:
    return np.asarray(dage).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def maaned_af(dage: Heltal) -> Heltal:
    """Months since 1970-01 of day numbers."""
    return np.asarray(dage).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def foerste_dag(maaned: int) -> int:
    """The first day of a month (months since 1970-01)."""
    return dag(date(maaned // 12 + 1970, maaned % 12 + 1, 1))


def foerste_dage(dage: Heltal) -> Heltal:
    """The first day of the month of each day."""
    return (
        np.asarray(dage)
        .astype("datetime64[D]")
        .astype("datetime64[M]")
        .astype("datetime64[D]")
        .astype(np.int64)
    )


def maanedsnavn(maaned: int) -> str:
    return f"{tal.MAANEDER[maaned % 12]} {maaned // 12 + 1970}"


def foedselsdag(foedt: Heltal, aar: int | Heltal) -> Heltal:
    """The day on which a person turns `aar`; 29 February becomes 1 March in common years."""
    d = np.asarray(foedt).astype("datetime64[D]")
    maaned = d.astype("datetime64[M]")
    i_maaned = (d - maaned.astype("datetime64[D]")).astype(np.int64)
    ny_maaned = maaned + np.asarray(aar, dtype=np.int64) * 12
    resultat = ny_maaned.astype("datetime64[D]").astype(np.int64) + i_maaned
    return np.asarray(resultat)


@dataclass
class Adresser:
    """Every address that occurs; `type` as HER…UDEN_ADRESSE."""

    type: list[int] = field(default_factory=list)
    kommune: list[str] = field(default_factory=list)
    vejkode: list[str] = field(default_factory=list)
    husnr: list[str] = field(default_factory=list)
    etage: list[str] = field(default_factory=list)
    sidedoer: list[str] = field(default_factory=list)
    vejnavn: list[str] = field(default_factory=list)
    postnr: list[str] = field(default_factory=list)
    land: list[str] = field(default_factory=list)

    def ny(
        self, type_: int, kommune: str, vej: tuple[str, str, str, str, str], postnr: str, land: str
    ) -> int:
        for liste, v in zip(
            (self.type, self.kommune, self.vejkode, self.husnr, self.etage, self.sidedoer, self.vejnavn),
            (type_, kommune, *vej),
            strict=True,
        ):
            liste.append(v)  # type: ignore[attr-defined]
        self.postnr.append(postnr)
        self.land.append(land)
        return len(self.type) - 1

    def ramme(self) -> pd.DataFrame:
        return pd.DataFrame(vars(self))


_PERSON = {
    "foedt": 0,
    "mand": False,
    "hus": -1,
    "mor": -1,
    "far": -1,
    "partner": -1,
    "gift": False,
    "sted": HER,
    "doed": INGEN,
    "land": 0,
    "efternavn": 0,
    "fornavn": 0,
    "fra": 0,
    "skiftet": 0,
    "enlig_altid": True,
}


class Liv:
    """The state of the simulation. Person columns are attributes in `p` (arrays of length `n`)."""

    def __init__(self, borgere: int, rng: np.random.Generator, til: date, aar: int) -> None:
        self.rng, self.til, self.borgere = rng, dag(til), borgere
        self.t0 = dag(date(til.year - aar + 1, 1, 1))
        self._start = self.t0
        self.n = 0
        self.p: dict[str, Heltal] = {
            k: np.zeros(0, dtype=bool if isinstance(v, bool) else np.int64) for k, v in _PERSON.items()
        }
        self.h_adr = np.zeros(0, dtype=np.int64)
        self.adresser = Adresser()
        self.adr_log: list[tuple[Heltal, Heltal, Heltal]] = []
        self.civ_log: list[tuple[Heltal, str, Heltal, Heltal]] = []
        self.myndighed_log: list[tuple[Heltal, Heltal, Heltal, Heltal]] = []
        self.lande = ["DK", *tal.INDVANDRER_LANDE]
        self.brugt = np.zeros(0, dtype=bool)
        self._valgt = np.zeros(0, dtype=np.int64)
        self._byg_adresser(int(borgere * 0.66) + 40)

    # -- growing ------------------------------------------------------------------------------------
    def _nye(self, antal: int, **v: Any) -> Heltal:
        for k, std in _PERSON.items():
            ny = np.full(antal, std, dtype=self.p[k].dtype)
            ny[:] = v.get(k, std)
            self.p[k] = np.concatenate([self.p[k], ny])
        idx = np.arange(self.n, self.n + antal)
        self.n += antal
        mand = self.p["mand"][idx]
        self.p["fornavn"][idx] = self.rng.integers(
            0, np.where(mand, len(tal.FORNAVNE_M), len(tal.FORNAVNE_K))
        )
        return idx

    def _nye_huse(self, adr: Heltal) -> Heltal:
        start = len(self.h_adr)
        self.h_adr = np.concatenate([self.h_adr, np.asarray(adr, dtype=np.int64)])
        return np.arange(start, len(self.h_adr))

    def _byg_adresser(self, antal: int) -> None:
        a = self.adresser
        veje = max(len(tal.VEJE), min(2_800, antal // 160))
        navne = [
            f"{('', 'Ny ', 'Nordre ', 'Søndre ', 'Øvre ', 'Nedre ', 'Lille ')[i // 80 % 7]}{tal.VEJE[i % 80]}"
            for i in range(veje)
        ]
        for i in range(antal):
            vej, rest = i % veje, i // veje
            etagehus = vej % 4 == 0
            husnr = str(1 + (rest // 6 if etagehus else rest))
            etage, side = (["st", "1", "2"][rest % 6 // 2], ["tv", "th"][rest % 2]) if etagehus else ("", "")
            a.ny(HER, tal.KOMMUNE, (f"{100 + vej:04d}", husnr, etage, side, navne[vej]), tal.POSTNR, "DK")
        self.egne = np.arange(antal)

    def _ledige(self, antal: int) -> Heltal:
        """Dwellings here where nobody is registered now; the last move-out was in an earlier month."""
        i_brug = np.zeros(len(self.adresser.type), dtype=bool)
        bor = (self.p["sted"] == HER) & (self.p["doed"] == INGEN)
        i_brug[self.h_adr[self.p["hus"][bor]]] = True
        i_brug[self._valgt] = True
        fri = self.egne[~i_brug[self.egne]]
        valg = self.rng.permutation(fri)[:antal]
        mangler = antal - len(valg)
        if mangler:
            foer = len(self.adresser.type)
            for k in range(mangler):
                nr = foer + k
                self.adresser.ny(
                    HER,
                    tal.KOMMUNE,
                    (f"{100 + nr % 80:04d}", str(400 + nr // 80), "", "", tal.VEJE[nr % 80]),
                    tal.POSTNR,
                    "DK",
                )
            nye = np.arange(foer, foer + mangler)
            self.egne = np.concatenate([self.egne, nye])
            valg = np.concatenate([valg, nye])
        self._valgt = np.concatenate([self._valgt, valg])
        return valg

    def _andre(self, antal: int, type_: int = KOMMUNE) -> Heltal:
        """New addresses outside: in another municipality, abroad, disappeared, or without fixed address."""
        koder = list(tal.ANDRE_KOMMUNER)
        vaegt = np.array([tal.ANDRE_KOMMUNER[k][0] for k in koder])
        kom = self.rng.choice(len(koder), antal, p=vaegt / vaegt.sum())
        ud = []
        for k in kom:
            nr = len(self.adresser.type)
            if type_ == KOMMUNE:
                vej = (f"{1000 + nr % 80:04d}", str(1 + nr % 300), "", "", tal.VEJE[nr % 80])
                ud.append(self.adresser.ny(type_, koder[k], vej, tal.ANDRE_KOMMUNER[koder[k]][1], "DK"))
            elif type_ == UDREJST:
                land = tal.LANDE[nr % len(tal.LANDE)]
                ud.append(self.adresser.ny(type_, "", ("", "", "", "", ""), "", land))
            else:
                vej = ("9901", "", "", "", "") if type_ == UDEN_ADRESSE else ("", "", "", "", "")
                ud.append(self.adresser.ny(type_, tal.KOMMUNE, vej, "", ""))
        return np.array(ud, dtype=np.int64)

    # -- households by template -----------------------------------------------------------------------
    def _husstande(
        self, antal: int, vaegte: Heltal, d: Heltal, sted: int, adr: Heltal, foerste: bool
    ) -> Heltal:
        """Creates `antal` households as they stand on the days `d`; returns the persons in them."""
        rng = self.rng
        gr = rng.choice(len(vaegte), antal, p=vaegte / vaegte.sum())
        alder = tal.VOKSEN_ALDRE[gr] + rng.random(antal) * np.diff(tal.VOKSEN_ALDRE)[gr]
        ia = alder.astype(int)
        par = rng.random(antal) < tal.PAR_ANDEL[ia]
        mand = np.where(par, True, rng.random(antal) < 0.5)
        kvindepar = par & (rng.random(antal) < 0.012)
        mand[kvindepar] = False
        hus = self._nye_huse(adr)
        navn = rng.integers(0, len(tal.EFTERNAVNE), antal)
        foedt = (d - alder * AAR).astype(np.int64)
        flyttet = d.copy()
        if foerste:
            laengde = rng.exponential(np.where(ia < 30, 2.0, 9.0), antal)
            flyttet = (d - np.minimum(laengde, np.maximum(alder - 18, 0.1)) * AAR).astype(np.int64)
        ref = self._nye(antal, foedt=foedt, mand=mand, hus=hus, sted=sted, efternavn=navn, fra=flyttet)
        h = np.flatnonzero(par)
        p_alder = np.maximum(18.1, alder[h] - rng.normal(2, 3, len(h)))
        p_foedt = (d[h] - p_alder * AAR).astype(np.int64)
        partner = self._nye(
            len(h),
            foedt=p_foedt,
            mand=False,
            hus=hus[h],
            sted=sted,
            efternavn=navn[h],
            fra=np.maximum(flyttet[h], foedselsdag(p_foedt, 18)),
        )
        self.p["partner"][ref[h]], self.p["partner"][partner] = partner, ref[h]
        self.p["enlig_altid"][np.concatenate([ref[h], partner])] = False
        gift = rng.random(len(h)) < tal.GIFT_ANDEL[ia[h]]
        if gift.any():
            a, b = ref[h[gift]], partner[gift]
            yngst = np.maximum(self.p["foedt"][a], self.p["foedt"][b])
            tidligst = foedselsdag(yngst, 18) + 30
            dag_gift = tidligst + (rng.random(len(a)) * np.maximum(d[h[gift]] - tidligst, 1)).astype(np.int64)
            dag_gift = np.minimum(dag_gift, d[h[gift]] - 1)
            self._vi(a, b, dag_gift)
        self._tidligere_gift(ref[~par], alder[~par], d[~par])
        self._skab_boern(ref, h, partner, alder, d, flyttet, sted, foerste)
        alle = np.flatnonzero(np.isin(self.p["hus"][ref[0] :], hus)) + ref[0] if antal else ref
        self.adr_log.append((alle, self.h_adr[self.p["hus"][alle]], self.p["fra"][alle]))
        return alle

    def _tidligere_gift(self, idx: Heltal, alder: Heltal, d: Heltal) -> None:
        """Some who live alone have been divorced or widowed before the simulation began."""
        r = self.rng.random(len(idx))
        enke = r < np.clip((alder - 62) / 40, 0, 0.7)
        skilt = ~enke & (r > 1 - np.clip((alder - 33) / 50, 0, 0.4))
        for status, hvem in (("E", enke), ("F", skilt)):
            siden = d[hvem] - self.rng.integers(100, 2500, int(hvem.sum()))
            self.civ_log.append((idx[hvem], status, np.full(int(hvem.sum()), -1), siden))

    def _vi(self, a: Heltal, b: Heltal, d: Heltal) -> None:
        self.p["gift"][a] = self.p["gift"][b] = True
        self.civ_log.append((np.concatenate([a, b]), "G", np.concatenate([b, a]), np.concatenate([d, d])))

    def _skab_boern(
        self,
        ref: Heltal,
        h: Heltal,
        partner: Heltal,
        alder: Heltal,
        d: Heltal,
        flyttet: Heltal,
        sted: int,
        foerste: bool,
    ) -> None:
        rng, p = self.rng, self.p
        mor = np.full(len(ref), -1)
        far = np.full(len(ref), -1)
        mor[h], far[h] = partner, ref[h]
        enlig = np.setdiff1d(np.arange(len(ref)), h)
        kvinde = ~p["mand"][ref[enlig]]
        forsoerger = (rng.random(len(enlig)) < np.where(kvinde, 0.42, 0.10)) & (alder[enlig] > 22)
        e = enlig[forsoerger]
        mor[e[kvinde[forsoerger]]] = ref[e[kvinde[forsoerger]]]
        far[e[~kvinde[forsoerger]]] = ref[e[~kvinde[forsoerger]]]
        har = np.flatnonzero((mor >= 0) | (far >= 0))
        antal = rng.choice([0, 1, 2, 3, 4], len(har), p=[0.1, 0.2, 0.47, 0.18, 0.05])
        rk = np.repeat(har, antal)
        nr = np.concatenate([np.arange(k) for k in antal]) if len(antal) and antal.sum() else np.zeros(0, int)
        forste = np.clip(rng.normal(28, 4.2, len(ref)), 19, 41)[rk]
        mellem = rng.uniform(1.4, 3.6, len(ref))[rk]
        foraelder = np.where(mor[rk] >= 0, mor[rk], far[rk])
        foedt = p["foedt"][foraelder] + ((forste + nr * mellem) * AAR).astype(np.int64)
        b_alder = (d[rk] - foedt) / AAR
        hjemme = (b_alder > 0) & ((b_alder < 18) | ((b_alder < 24) & (rng.random(len(rk)) < 0.45)))
        rk, foedt = rk[hjemme], foedt[hjemme]
        foraelder = foraelder[hjemme]
        barn = self._nye(
            len(rk),
            foedt=foedt,
            mand=rng.random(len(rk)) < 0.512,
            hus=self.p["hus"][ref[rk]],
            sted=sted,
            mor=mor[rk],
            far=far[rk],
            efternavn=self.p["efternavn"][foraelder],
            fra=np.maximum(flyttet[rk], foedt),
        )
        self.p["enlig_altid"][foraelder] = False
        self._anden_foraelder(barn, d[rk], foerste)
        self._myndighed_fra_foedsel(barn)

    def _anden_foraelder(self, barn: Heltal, d: Heltal, kan_bo_her: bool) -> None:
        """A lone parent's children mostly have another parent: here (only among the first households,
        whose dwellings nobody had before) or in another municipality."""
        rng, p = self.rng, self.p
        alene = barn[(p["mor"][barn] < 0) | (p["far"][barn] < 0)]
        if not len(alene):
            return
        hus, forste = np.unique(p["hus"][alene], return_index=True)
        kendt = rng.random(len(hus)) < 0.86
        hus, forste = hus[kendt], forste[kendt]
        mangler_far = p["far"][alene[forste]] < 0
        foraelder = np.where(mangler_far, p["mor"][alene[forste]], p["far"][alene[forste]])
        her = (rng.random(len(hus)) < 0.6) & kan_bo_her
        adr = np.zeros(len(hus), dtype=np.int64)
        adr[her] = self._ledige(int(her.sum()))
        adr[~her] = self._andre(int((~her).sum()))
        ankomst = int(d.max()) - rng.integers(200, 2500, len(hus))
        foedt = p["foedt"][foraelder] - rng.integers(-300, 1500, len(hus))
        foedt = np.minimum(foedt, ankomst - 7000)
        nye = self._nye(
            len(hus),
            foedt=foedt,
            mand=mangler_far,
            hus=self._nye_huse(adr),
            sted=np.where(her, HER, KOMMUNE),
            efternavn=rng.integers(0, len(tal.EFTERNAVNE), len(hus)),
            fra=ankomst,
            enlig_altid=False,
        )
        self.adr_log.append((nye, adr, ankomst))
        opslag = dict(zip(hus.tolist(), nye.tolist(), strict=True))
        for b in alene.tolist():
            anden = opslag.get(int(self.p["hus"][b]))
            if anden is not None:
                self.p["far" if self.p["far"][b] < 0 else "mor"][b] = anden

    def _myndighed_fra_foedsel(self, barn: Heltal) -> None:
        """Custody from birth. 1 = holds it, 0 = does not, -1 = unknown. Joint is the rule."""
        p, rng = self.p, self.rng
        mor, far = p["mor"][barn], p["far"][barn]
        sammen = (mor >= 0) & (far >= 0) & (p["hus"][mor] == p["hus"][far])
        r = self._pr_soeskende(barn)
        kun_bopael = (~sammen & (r < 0.24)) | (sammen & ~p["gift"][mor] & (r < 0.08))
        bopael_mor = (mor >= 0) & (p["hus"][np.maximum(mor, 0)] == p["hus"][barn])
        ukendt = rng.random(len(barn)) < 0.01
        m_mor = np.where(kun_bopael & ~bopael_mor, 0, 1)
        m_far = np.where(kun_bopael & bopael_mor, 0, 1)
        for foraelder, m in ((mor, m_mor), (far, m_far)):
            er = foraelder >= 0
            self.myndighed_log.append(
                (barn[er], foraelder[er], np.where(ukendt[er], -1, m[er]), p["foedt"][barn[er]])
            )

    def _pr_soeskende(self, barn: Heltal) -> Heltal:
        """A random number in 0–1 that siblings share."""
        noegle = np.where(self.p["mor"][barn] >= 0, self.p["mor"][barn], self.p["far"][barn])
        return self.rng.random(self.n + 1)[noegle]

    # -- the monthly step -----------------------------------------------------------------------------
    def _medlemmer(self, huse: Heltal) -> tuple[Heltal, Heltal]:
        """The living persons of the households and the position of their household."""
        opslag = np.full(len(self.h_adr), -1)
        opslag[huse] = np.arange(len(huse))
        pos = opslag[self.p["hus"]]
        m = np.flatnonzero((pos >= 0) & (self.p["doed"] == INGEN))
        return m, pos[m]

    def _flyt_huse(self, huse: Heltal, adr: Heltal, d: Heltal, sted: int) -> None:
        self.h_adr[huse] = adr
        m, pos = self._medlemmer(huse)
        self.adr_log.append((m, adr[pos], d[pos]))
        self.p["sted"][m] = sted
        self.p["skiftet"][m] = d[pos]
        self.brugt[huse] = True

    def _flyt_personer(self, idx: Heltal, adr: Heltal, d: Heltal, sted: int) -> None:
        self.brugt[self.p["hus"][idx]] = True
        nye = self._nye_huse(adr)
        self.brugt = np.concatenate([self.brugt, np.ones(len(nye), dtype=bool)])
        self.p["hus"][idx] = nye
        self.p["sted"][idx] = sted
        self.p["skiftet"][idx] = d
        self.adr_log.append((idx, np.asarray(adr), d))

    def _maaned(self, start: int, laengde: int) -> None:
        self._start, self._laengde = start, laengde
        self.brugt = np.zeros(len(self.h_adr), dtype=bool)
        self._valgt = np.zeros(0, dtype=np.int64)
        self._alder = np.clip(((start - self.p["foedt"]) / AAR).astype(int), 0, 120)
        for trin in (
            self._doede,
            self._foedsler,
            self._brud,
            self._par,
            self._udflyttere_hjemmefra,
            self._vielser,
            self._flytninger,
            self._tilflyttere,
        ):
            self._alder = np.clip(((start - self.p["foedt"]) / AAR).astype(int), 0, 120)
            trin()

    def _dage(self, antal: int) -> Heltal:
        return self._start + self.rng.integers(0, self._laengde, antal)

    def _levende(self) -> Heltal:
        return self.p["doed"] == INGEN

    def _hjemmeboende(self) -> Heltal:
        p = self.p
        return ((p["mor"] >= 0) & (p["hus"][p["mor"]] == p["hus"]) & (p["doed"][p["mor"]] == INGEN)) | (
            (p["far"] >= 0) & (p["hus"][p["far"]] == p["hus"]) & (p["doed"][p["far"]] == INGEN)
        )

    def _doede(self) -> None:
        p = self.p
        rammes = self._levende() & (self.rng.random(self.n) < tal.DOED[self._alder] / 12)
        # An only adult at an address with children lives on: orphans would need a guardian of their own.
        voksen = (self._alder >= 18) & self._levende()
        voksne = np.bincount(p["hus"][voksen], minlength=len(self.h_adr))
        boern = np.bincount(p["hus"][self._levende() & ~voksen], minlength=len(self.h_adr))
        rammes &= ~(voksen & (voksne[p["hus"]] == 1) & (boern[p["hus"]] > 0))
        idx = np.flatnonzero(rammes)
        _, en = np.unique(p["hus"][idx], return_index=True)
        idx = idx[en]
        d = self._dage(len(idx))
        p["doed"][idx] = d
        enke = p["partner"][idx]
        har = enke >= 0
        gift = har & p["gift"][idx]
        self.civ_log.append((enke[gift], "E", idx[gift], d[gift]))
        p["gift"][enke[har]] = False
        p["partner"][enke[har]] = -1
        p["partner"][idx] = -1
        self.brugt[p["hus"][idx]] = True

    def _foedsler(self) -> None:
        p = self.p
        rate = tal.FOEDSEL[self._alder] / 12 * np.where(p["partner"] >= 0, 1.0, 0.10)
        mor = np.flatnonzero(
            self._levende()
            & ~p["mand"]
            & (p["sted"] == HER)
            & (self.rng.random(self.n) < rate)
            & ~self.brugt[p["hus"]]
            & (self._seneste_barn() < self._start - 400)
        )
        _, en = np.unique(p["hus"][mor], return_index=True)
        mor = np.repeat(mor[en], np.where(self.rng.random(len(en)) < 0.015, 2, 1))
        d = self._dage(self.n)[mor]
        barn = self._nye(
            len(mor),
            foedt=d,
            mand=self.rng.random(len(mor)) < 0.512,
            hus=p["hus"][mor],
            mor=mor,
            far=p["partner"][mor],
            efternavn=p["efternavn"][mor],
            fra=d,
        )
        self.p["enlig_altid"][mor] = False
        self.adr_log.append((barn, self.h_adr[self.p["hus"][barn]], d))
        self._myndighed_fra_foedsel(barn)
        self.brugt[self.p["hus"][mor]] = True

    def _seneste_barn(self) -> Heltal:
        seneste = np.full(self.n, -INGEN)
        har = self.p["mor"] >= 0
        np.maximum.at(seneste, self.p["mor"][har], self.p["foedt"][har])
        return seneste

    def _brud(self) -> None:
        """One of a couple moves out; most children stay, custody mostly stays joint."""
        p, rng = self.p, self.rng
        a = np.flatnonzero(
            self._levende() & (p["partner"] > np.arange(self.n)) & (p["sted"] == HER) & ~self.brugt[p["hus"]]
        )
        alder = np.minimum(self._alder[a], 85)
        rate = np.where(p["gift"][a], 0.018, 0.05) * np.where(alder > 60, 0.15, 1.0) / 12
        a = a[rng.random(len(a)) < rate]
        if not len(a):
            return
        b = p["partner"][a]
        manden_gaar = rng.random(len(a)) < 0.72
        gaar = np.where(p["mand"][a] == manden_gaar, a, b)
        bliver = np.where(gaar == a, b, a)
        d = self._dage(len(a))
        gammelt_hus = p["hus"][a].copy()
        gift = p["gift"][a]
        self.civ_log.append(
            (
                np.concatenate([a[gift], b[gift]]),
                "F",
                np.full(2 * int(gift.sum()), -1),
                np.concatenate([d[gift], d[gift]]),
            )
        )
        for x in (a, b):
            p["gift"][x] = False
            p["partner"][x] = -1
        her = rng.random(len(a)) < 0.8
        adr = np.zeros(len(a), dtype=np.int64)
        adr[her], adr[~her] = self._ledige(int(her.sum())), self._andre(int((~her).sum()))
        self._flyt_personer(gaar, adr, d, HER)
        p["sted"][gaar[~her]] = KOMMUNE
        # Children that are only the leaver's follow; 15 % of the common ones do too.
        i_huset = self._i_husene(gammelt_hus)
        for k in range(len(a)):
            alle = i_huset[int(gammelt_hus[k])]
            hjemme = alle[(p["mor"][alle] == gaar[k]) | (p["far"][alle] == gaar[k])]
            faelles = (p["mor"][hjemme] == bliver[k]) | (p["far"][hjemme] == bliver[k])
            foelger = hjemme[~faelles] if rng.random() >= 0.15 else hjemme
            if len(foelger):
                p["hus"][foelger] = p["hus"][gaar[k]]
                p["sted"][foelger] = p["sted"][gaar[k]]
                p["skiftet"][foelger] = d[k]
                self.adr_log.append((foelger, np.full(len(foelger), adr[k]), np.full(len(foelger), d[k])))
            u18 = hjemme[faelles & (self._alder[hjemme] < 18)]
            if len(u18) and rng.random() < 0.2:
                mister = bliver[k] if len(foelger) == len(hjemme) else gaar[k]
                self.myndighed_log.append(
                    (u18, np.full(len(u18), mister), np.zeros(len(u18), int), np.full(len(u18), d[k]))
                )

    def _i_husene(self, huse: Heltal) -> dict[int, Heltal]:
        """The living persons of each of the households, by household."""
        valgt = np.zeros(len(self.h_adr), dtype=bool)
        valgt[huse] = True
        m = np.flatnonzero(valgt[self.p["hus"]] & self._levende())
        m = m[np.argsort(self.p["hus"][m], kind="stable")]
        hus, start = np.unique(self.p["hus"][m], return_index=True)
        ud = dict(zip(hus.tolist(), np.split(m, start[1:]), strict=True)) if len(m) else {}
        return {h: ud.get(h, m[:0]) for h in np.asarray(huse).tolist()}

    def _par(self) -> None:
        """Singles of like age move together; children follow, and so families are joined."""
        p, rng = self.p, self.rng
        voksen = self._levende() & (p["sted"] == HER) & (self._alder >= 18) & (self._alder < 80)
        fri = voksen & (p["partner"] < 0) & ~self.brugt[p["hus"]] & ~self._hjemmeboende()
        lyst = np.where(self._alder < 45, 0.085, np.where(self._alder < 65, 0.035, 0.008)) / 12
        fri &= rng.random(self.n) < lyst * 1.6
        m, k = np.flatnonzero(fri & p["mand"]), np.flatnonzero(fri & ~p["mand"])
        m, k = m[np.argsort(p["foedt"][m])], k[np.argsort(p["foedt"][k])]
        antal = min(len(m), len(k))
        m, k = np.sort(rng.choice(len(m), antal, False)), np.sort(rng.choice(len(k), antal, False))
        mi = np.flatnonzero(fri & p["mand"])[np.argsort(p["foedt"][np.flatnonzero(fri & p["mand"])])][m]
        ki = np.flatnonzero(fri & ~p["mand"])[np.argsort(p["foedt"][np.flatnonzero(fri & ~p["mand"])])][k]
        naer = (np.abs(p["foedt"][mi] - p["foedt"][ki]) < 9 * AAR) & (p["hus"][mi] != p["hus"][ki])
        mi, ki = mi[naer], ki[naer]
        d = self._dage(len(mi))
        i_huset = self._i_husene(np.concatenate([p["hus"][mi], p["hus"][ki]]))
        for x, y, dd in zip(mi.tolist(), ki.tolist(), d.tolist(), strict=True):
            kommer, bliver = (x, y) if rng.random() < 0.5 else (y, x)
            hus = p["hus"][kommer]
            med = i_huset[int(hus)]
            if (
                p["hus"][kommer] == p["hus"][bliver]
                or (p["hus"][med] != hus).any()
                or self.brugt[p["hus"][bliver]]
            ):
                continue  # somebody of one of the households has already moved this month
            self.brugt[[hus, p["hus"][bliver]]] = True
            p["hus"][med] = p["hus"][bliver]
            p["skiftet"][med] = dd
            self.adr_log.append((med, np.full(len(med), self.h_adr[p["hus"][bliver]]), np.full(len(med), dd)))
            p["partner"][x], p["partner"][y] = y, x
            p["enlig_altid"][[x, y]] = False

    def _udflyttere_hjemmefra(self) -> None:
        ung = self._levende() & (self.p["sted"] == HER) & (self._alder >= 18) & self._hjemmeboende()
        ung &= (self.p["partner"] < 0) & ~self.brugt[self.p["hus"]]
        idx = np.flatnonzero(ung & (self.rng.random(self.n) < np.where(self._alder < 27, 0.30, 0.5) / 12))
        _, en = np.unique(self.p["hus"][idx], return_index=True)
        idx = idx[en]
        ud = self.rng.random(len(idx)) < 0.55
        d = self._dage(len(idx))
        self._flyt_personer(idx[ud], self._andre(int(ud.sum())), d[ud], KOMMUNE)
        self._flyt_personer(idx[~ud], self._ledige(int((~ud).sum())), d[~ud], HER)

    def _vielser(self) -> None:
        p = self.p
        a = np.flatnonzero(
            self._levende()
            & (p["partner"] > np.arange(self.n))
            & ~p["gift"]
            & (self._alder >= 20)
            & (p["sted"] == HER)
            & ~self.brugt[p["hus"]]
            & (self.rng.random(self.n) < 0.075 / 12)
        )
        a = a[self._alder[p["partner"][a]] >= 18]
        self._vi(a, p["partner"][a], self._dage(len(a)))
        self.brugt[p["hus"][a]] = True

    def _husalder(self) -> tuple[Heltal, Heltal, Heltal]:
        """Households with living members here: id, age of the oldest, number of adults."""
        m = np.flatnonzero(self._levende() & (self.p["sted"] == HER))
        alder = np.zeros(len(self.h_adr), dtype=np.int64)
        np.maximum.at(alder, self.p["hus"][m], self._alder[m])
        antal = np.bincount(self.p["hus"][m], minlength=len(self.h_adr))
        huse = np.flatnonzero((antal > 0) & ~self.brugt)
        return huse, alder[huse], antal[huse]

    def _flytninger(self) -> None:
        rng, p = self.rng, self.p
        huse, alder, antal = self._husalder()
        r = rng.random(len(huse))
        ud = tal.FLYT_UD[alder] / 12
        inden = tal.FLYT_INDEN[alder] / 12
        til_udland = np.full(len(huse), 0.005 / 12)
        vaek = np.where((antal == 1) & (alder > 18) & (alder < 65), 0.0012 / 12, 0)
        graenser = np.cumsum(np.stack([ud, inden, til_udland, vaek, vaek]), axis=0)
        valg = (r[None, :] >= graenser).sum(axis=0)
        for nr, sted in enumerate((KOMMUNE, HER, UDREJST, FORSVUNDET, UDEN_ADRESSE)):
            h = huse[valg == nr]
            adr = self._ledige(len(h)) if sted == HER else self._andre(len(h), sted)
            self._flyt_huse(h, adr, self._dage(len(h)), sted)
        # Some come back after a while, from elsewhere, abroad or nowhere.
        ude = np.flatnonzero(self._levende() & (p["sted"] != HER) & (p["skiftet"] > 0))
        kan = np.unique(p["hus"][ude])
        kan = kan[~self.brugt[kan]]
        rate = np.zeros(len(self.h_adr))
        rate[p["hus"][ude]] = np.array([0, 0.03, 0.12, 0.3, 0.5])[p["sted"][ude]] / 12
        h = kan[rng.random(len(kan)) < rate[kan]]
        self._flyt_huse(h, self._ledige(len(h)), self._dage(len(h)), HER)

    def _oenskede(self) -> int:
        """How many are to live here now: a little fewer every year, and `borgere` on the last day."""
        return round(self.borgere * (1 + tal.NEDGANG * (self.til - self._start) / AAR))

    def _tilflyttere(self) -> None:
        """New households, as many persons as it takes to come near the number of citizens."""
        rng = self.rng
        nu = int((self._levende() & (self.p["sted"] == HER)).sum())
        oensket = max(0.0, (self._oenskede() - nu) / 2.0)
        antal = int(oensket / 1.6 + rng.random())
        if not antal:
            return
        d = np.sort(self._dage(antal))
        fra_udland = rng.random(antal) < 0.12
        foer = self.n
        huse_foer = len(self.h_adr)
        adr = self._ledige(antal)
        self._husstande(antal, tal.TILFLYTTER_VAEGTE.astype(float), d, HER, adr, False)
        nye = np.arange(foer, self.n)
        dansk = nye[(self.p["hus"][nye] - huse_foer < antal) & (self.p["hus"][nye] >= huse_foer)]
        udl = dansk[fra_udland[self.p["hus"][dansk] - huse_foer]]
        land = rng.integers(1, len(self.lande), antal)
        self.p["land"][udl] = land[self.p["hus"][udl] - huse_foer]
        self._tidligere_adresser(dansk[~fra_udland[self.p["hus"][dansk] - huse_foer]], huse_foer, d)

    def _tidligere_adresser(self, idx: Heltal, huse_foer: int, d: Heltal) -> None:
        """Where a household came from: one address in another municipality, for two to nine years."""
        h = self.p["hus"][idx] - huse_foer
        gamle = self._andre(len(d))
        siden = d - self.rng.integers(400, 3300, len(d))
        self.adr_log.append((idx, gamle[h], np.minimum(np.maximum(siden[h], self.p["foedt"][idx]), d[h] - 1)))

    # -- running ----------------------------------------------------------------------------------------
    def koer(self) -> None:
        self._valgt = np.zeros(0, dtype=np.int64)
        borgere = self._oenskede()
        mangler = borgere
        while mangler > 0:
            antal = max(1, int(mangler / 2.25))
            d = np.full(antal, self.t0)
            self._husstande(antal, tal.VOKSEN_VAEGTE, d, HER, self._ledige(antal), True)
            mangler = borgere - int((self.p["sted"] == HER).sum())
            if mangler < borgere * 0.01:
                break
        start = np.datetime64(self.t0, "D").astype("datetime64[M]")
        slut = np.datetime64(self.til, "D").astype("datetime64[M]")
        for m in range(int((slut - start).astype(int)) + 1):
            fra = int((start + m).astype("datetime64[D]").astype(int))
            til = min(int((start + m + 1).astype("datetime64[D]").astype(int)), self.til + 1)
            self._maaned(fra, til - fra)


@dataclass
class Befolkning:
    """What truly happened. personer: one row per person; ophold: (person, adr, fra, til) with til exclusive."""

    personer: pd.DataFrame
    ophold: pd.DataFrame
    civil: pd.DataFrame
    myndighed: pd.DataFrame
    adresser: Adresser
    lande: list[str]
    til: int
    foerste_aar: int  # the first that was lived
    rettelser: pd.DataFrame = field(default_factory=pd.DataFrame)  # wrong entries of the register
    _typer: Heltal = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def typer(self) -> Heltal:
        """The type of every address, as an array; addresses are only ever added."""
        if len(self._typer) != len(self.adresser.type):
            self._typer = np.array(self.adresser.type)
        return self._typer

    def bor_her(self, d: int) -> Heltal:
        """True for those alive and registered in the municipality on day `d`."""
        o = self.ophold
        type_ = self.typer()[o["adr"].to_numpy()]
        r = (o["fra"].to_numpy() <= d) & (o["til"].to_numpy() > d) & (type_ == HER)
        her = np.zeros(len(self.personer), dtype=bool)
        her[o["person"].to_numpy()[r]] = True
        return her & (self.personer["doed"].to_numpy() > d)

    def adresse_paa(self, d: int) -> Heltal:
        """Address number per person on day `d`, -1 where there is none."""
        o = self.ophold
        r = ((o["fra"] <= d) & (o["til"] > d)).to_numpy()
        ud = np.full(len(self.personer), -1)
        ud[o["person"].to_numpy()[r]] = o["adr"].to_numpy()[r]
        return ud


def _ophold(log: list[tuple[Heltal, Heltal, Heltal]], personer: pd.DataFrame) -> pd.DataFrame:
    o = pd.DataFrame(
        {
            "person": np.concatenate([np.asarray(x[0]) for x in log]),
            "adr": np.concatenate([np.asarray(x[1]) for x in log]),
            "fra": np.concatenate([np.broadcast_to(x[2], len(x[0])) for x in log]),
        }
    )
    o = o.sort_values(["person", "fra"], kind="stable").drop_duplicates(["person", "fra"], keep="last")
    o["til"] = o.groupby("person")["fra"].shift(-1).fillna(INGEN).astype(np.int64)
    o = o[o["fra"] <= personer["doed"].to_numpy()[o["person"]]]
    return o.reset_index(drop=True)


def cprnumre(foedt: Heltal, mand: Heltal) -> list[str]:
    """Fictional CPR numbers: 60 is added to the day, the seventh digit tells the century, the last the sex."""
    d = pd.to_datetime(np.asarray(foedt).astype("datetime64[D]"))
    nr = pd.DataFrame({"f": foedt, "m": mand}).groupby(["f", "m"]).cumcount().to_numpy()
    ny = d.year >= 2000
    spredt = (nr + np.asarray(foedt) * 7) % np.where(ny, 3000, 2000)
    loeb = np.where(ny, 4000, 0) + 2 * spredt + np.asarray(mand).astype(int)
    return [
        f"{a + 60:02d}{b:02d}{c % 100:02d}{e:04d}"
        for a, b, c, e in zip(d.day, d.month, d.year, loeb, strict=True)
    ]


def lev(borgere: int, rng: np.random.Generator, til: date, aar: int = SIMULEREDE_AAR) -> Befolkning:
    """Simulates `aar` years up to `til` for about `borgere` citizens."""
    liv = Liv(borgere, rng, til, aar)
    liv.koer()
    # Of some refugees only the year of birth is known: they are given its first day.
    land = np.isin(np.array(liv.lande)[liv.p["land"]], tal.FLYGTNINGE_LANDE)
    ukendt = land & (rng.random(liv.n) < 0.12) & (liv.p["foedt"] < liv.t0)
    aaret = (
        liv.p["foedt"]
        .astype("datetime64[D]")
        .astype("datetime64[Y]")
        .astype("datetime64[D]")
        .astype(np.int64)
    )
    foer = liv.p["foedt"]
    liv.p["foedt"] = np.where(ukendt, aaret, foer)
    pers = pd.DataFrame(liv.p)
    pers["cpr"] = cprnumre(liv.p["foedt"], liv.p["mand"])
    fornavn = np.where(
        pers["mand"],
        np.array(tal.FORNAVNE_M)[pers["fornavn"] % len(tal.FORNAVNE_M)],
        np.array(tal.FORNAVNE_K)[pers["fornavn"] % len(tal.FORNAVNE_K)],
    )
    efter = np.array(tal.EFTERNAVNE)[pers["efternavn"]]
    pers["navn"] = [f"{a} {b}" for a, b in zip(fornavn, efter, strict=True)]
    pers["beskyttet"] = rng.random(len(pers)) < 0.008
    civil = pd.DataFrame(
        {
            "person": np.concatenate([x[0] for x in liv.civ_log]),
            "civilstand": np.concatenate([np.full(len(x[0]), x[1]) for x in liv.civ_log]),
            "partner": np.concatenate([x[2] for x in liv.civ_log]),
            "fra": np.concatenate([x[3] for x in liv.civ_log]),
        }
    )
    myn = pd.DataFrame(
        {
            "barn": np.concatenate([x[0] for x in liv.myndighed_log]),
            "foraelder": np.concatenate([x[1] for x in liv.myndighed_log]),
            "myndighed": np.concatenate([x[2] for x in liv.myndighed_log]),
            "fra": np.concatenate([np.broadcast_to(x[3], len(x[0])) for x in liv.myndighed_log]),
        }
    )
    fra_foedslen = myn["fra"].to_numpy() == foer[myn["barn"]]
    myn["fra"] = np.where(fra_foedslen, liv.p["foedt"][myn["barn"]], myn["fra"])
    return Befolkning(
        pers,
        _ophold(liv.adr_log, pers),
        civil.sort_values(["person", "fra"]).reset_index(drop=True),
        myn.sort_values(["barn", "foraelder", "fra"]).reset_index(drop=True),
        liv.adresser,
        liv.lande,
        dag(til),
        til.year - aar + 1,
    )


def flyt_ind(b: Befolkning, person: Heltal, adr: Heltal, fra: Heltal, til: Heltal) -> None:
    """Lays stays in institutions over the lives: (person, address, first day, day after the last)."""
    overlag = pd.DataFrame({"person": person, "adr": adr, "fra": fra, "til": til})
    doed = b.personer["doed"].to_numpy()
    beroert = b.ophold["person"].isin(overlag["person"].unique())
    rest = b.ophold[~beroert]
    nye: list[tuple[int, int, int, int]] = []
    gamle: dict[int, list[tuple[int, int, int]]] = {}
    for p, *stykke in b.ophold.loc[beroert, ["person", "adr", "fra", "til"]].to_numpy().tolist():
        gamle.setdefault(p, []).append(tuple(stykke))
    ind = overlag.sort_values(["person", "fra"], kind="stable")
    for p, a, f, t in ind[["person", "adr", "fra", "til"]].to_numpy().tolist():
        klippet = []
        for ga, gf, gt in gamle[p]:
            if gf < f:
                klippet.append((ga, gf, min(gt, f)))
            if gt > t:
                klippet.append((ga, max(gf, t), gt))
        gamle[p] = sorted([*klippet, (a, f, t)], key=lambda s: s[1])
    for p, stykker in gamle.items():
        nye += [(p, a, f, t) for a, f, t in stykker if f <= int(doed[p])]
    ny = pd.DataFrame(nye, columns=["person", "adr", "fra", "til"])
    b.ophold = pd.concat([rest, ny]).sort_values(["person", "fra"]).reset_index(drop=True)
