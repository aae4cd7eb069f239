"""Pupils and day care: who goes where, who is billed for it, and the state's list of private pupils."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, Heltal, dag, dato
from engine.demo.redskaber import Tvaers, antal, maaneder_i, plus_maaneder, sene
from engine.demo.sandhed import Sandhed

SPECIALKLASSE = 265_000  # kroner a year, our own price (fiktiv)
PRIVATBIDRAG, EFTERSKOLEBIDRAG, SFOBIDRAG = 43_800, 41_300, 8_700  # kroner a year in 2025 (fiktiv)
BETALINGSFRIST = 3  # months: bills between municipalities come by quarter
PLACEREDE_FRA = dag(date(2024, 7, 1))  # from then those who placed a child pay all of its schooling
FUNKTION = {"folkeskole": "32201", "specialklasse": "32208", "specialskole": "32208", "dagtilbud": "52514"}
IKKE_OPKRAEVET = {
    "folkeskole": "elev_ikke_opkraevet",
    "specialklasse": "specialelev_ikke_opkraevet",
    "dagtilbud": "dagtilbud_ikke_opkraevet",
}


@dataclass
class Skoler:
    """elev: rows of the table (days as numbers); betalinger: money across the border; statsbidrag: the list.
    for_meget: the truths about what we paid."""

    elev: pd.DataFrame
    betalinger: list[dict[str, Any]]
    statsbidrag: pd.DataFrame
    for_meget: list[tuple[str, int, int, float]]  # (art, person, from day, the truth's part of each payment)

    def kun_bogfoerte(self, b: Befolkning, mellem: pd.DataFrame, sandhed: Sandhed) -> None:
        """What was paid too much is what has been paid on the last day."""
        for art, p, fra, del_ in self.for_meget:
            cpr = str(b.personer["cpr"].iloc[p])
            sandhed.traek_fra("skole", art, cpr, round(sene(mellem, p, "47", b.til, fra) * del_))


class Priser:
    """What a place costs, from the table of municipalities' averages; kroner a year."""

    def __init__(self, kommunetal: pd.DataFrame) -> None:
        noegler = zip(kommunetal["kommunekode"], kommunetal["aar"], kommunetal["stoerrelse"], strict=True)
        self.v = dict(zip(noegler, kommunetal["vaerdi"], strict=True))

    def gns(self, kom: str, aar: int, maal: str) -> float:
        return float(self.v[kom, aar, maal])

    def uden_aftale(self, bopael: str, skole: str, aar: int, maal: str) -> float:
        """The home municipality's average, at most the school municipality's own."""
        return min(self.gns(bopael, aar, maal), self.gns(skole, aar, maal))

    def dagtilbud(self, bopael: str, aar: int) -> float:
        """The home municipality's net cost, at most its share of what a place costs here."""
        andel = self.gns(bopael, aar, "tilskudspct_dagtilbud") / 100
        return min(
            self.gns(bopael, aar, "gns_dagtilbud_netto"),
            andel * self.gns(tal.KOMMUNE, aar, "gns_dagtilbud_brutto"),
        )


def _skolestart(foedt: Heltal) -> Heltal:
    aar = liv.aar_af(foedt) + 6
    return (
        ((aar - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 7).astype("datetime64[D]").astype(int)
    )


def _ophold_her(b: Befolkning, kan: Heltal, foerste: int) -> pd.DataFrame:
    """The last unbroken time in the municipality of each child: person, ind, ud (INGEN = still here)."""
    a = b.adresser
    type_, kom = np.array(a.type), np.array(a.kommune)
    o = b.ophold[b.ophold["person"].isin(kan)]
    her = type_[o["adr"].to_numpy()] == liv.HER
    o = o.assign(her=her, kom=kom[o["adr"].to_numpy()])
    skift = (o["her"] != o.groupby("person")["her"].shift()).cumsum()
    g = o.groupby(["person", skift], as_index=False).agg(
        her=("her", "first"),
        ind=("fra", "min"),
        ud=("til", "max"),
        kom=("kom", "first"),
        sidst=("kom", "last"),
        adr=("adr", "first"),
    )
    g["foer"] = g.groupby("person")["sidst"].shift().fillna("")
    g["efter"] = g.groupby("person")["kom"].shift(-1).fillna("")
    g["efter_adr"] = g.groupby("person")["adr"].shift(-1).fillna(-1).astype(int)
    g = g[g["her"] & (g["ud"] > foerste) & (g["ind"] <= b.til)]
    return g.drop_duplicates("person", keep="last")


def skab(
    b: Befolkning,
    inst: pd.DataFrame,
    historier: Tvaers,
    kommunetal: pd.DataFrame,
    rng: np.random.Generator,
    foerste: int,
    sandhed: Sandhed,
    glemt: float,
    borgere: int,
) -> Skoler:
    """Children of 1–16 by where they live; a child that moves often stays in its school for a while."""
    foedt = b.personer["foedt"].to_numpy()
    doed = b.personer["doed"].to_numpy()
    kan = np.flatnonzero((foedt > foerste - 17 * 366) & (foedt < b.til - 300) & (doed == INGEN))
    kan = kan[~np.isin(kan, [e["person"] for e in historier.elever])]
    g = _ophold_her(b, kan, foerste)
    elev = pd.concat([_skole(b, g, inst, rng), _dagtilbud(b, g, inst, rng)], ignore_index=True)
    graense = _Graense(b, g, elev, inst, Priser(kommunetal), rng, foerste, sandhed, glemt, borgere)
    graense.koer(historier)
    alle = pd.concat([elev, pd.DataFrame(graense.rk, columns=elev.columns)], ignore_index=True)
    alle = alle[alle["fra"] <= b.til].drop_duplicates(["person", "inst", "fra"])
    bidrag = _statsbidrag(b, g, alle, rng, foerste, sandhed, _placerede(historier))
    return Skoler(alle.reset_index(drop=True), graense.bet, bidrag, graense.for_meget)


def _placerede(historier: Tvaers) -> dict[int, list[tuple[int, int]]]:
    """Whom another municipality has placed here, and when."""
    ud: dict[int, list[tuple[int, int]]] = {}
    for r in historier.indsats:
        if r["kode"] == "plejefamilie" and r["handle"] not in ("", tal.KOMMUNE):
            ud.setdefault(int(r["person"]), []).append((int(r["fra"]), int(r["til"])))
    return ud


def _af_type(inst: pd.DataFrame, type_: str, drift: str, egen: bool, navn: str = "") -> Heltal:
    ok = (
        (inst["type"] == type_)
        & (inst["driftsform"] == drift)
        & ((inst["kommunekode"] == tal.KOMMUNE) == egen)
    )
    return np.flatnonzero(ok & inst["navn"].str.contains(navn))


def _raekke(person: Heltal, skole: Heltal, type_: Any, fra: Heltal, til: Heltal) -> pd.DataFrame:
    return pd.DataFrame({"person": person, "inst": skole, "type": type_, "fra": fra, "til": til}).assign(
        takst=-1, sfo_takst=-1, sfo=-1
    )


def _skole(b: Befolkning, g: pd.DataFrame, inst: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    p = g["person"].to_numpy()
    foedt = b.personer["foedt"].to_numpy()[p]
    start = _skolestart(foedt)
    slut = start + 10 * 365 - 40
    fra, til = np.maximum(start, g["ind"].to_numpy()), np.minimum(slut, g["ud"].to_numpy() - 1)
    r = rng.random(len(p))
    type_ = np.select(
        [r < 0.80, r < 0.935, r < 0.97, r < 0.985],
        ["folkeskole", "privatskole", "specialklasse", "specialskole"],
        "folkeskole",
    )
    egne = _af_type(inst, "skole", "kommunal", True)
    private = _af_type(inst, "skole", "privat", True)
    special = _af_type(inst, "skole", "kommunal", False, "Heldag")
    skole = egne[rng.integers(0, len(egne), len(p))]
    skole = np.where(type_ == "privatskole", private[rng.integers(0, len(private), len(p))], skole)
    skole = np.where(type_ == "specialskole", special[0], skole)
    # A tenth class away from home.
    efter = (r > 0.985) & (b.til - start > 8.2 * 365)
    es = _af_type(inst, "skole", "privat", False)
    skole = np.where(efter, es[rng.integers(0, len(es), len(p))], skole)
    type_ = np.where(efter, "efterskole", type_)
    fra = np.where(efter, np.maximum(fra, start + 9 * 365 + 2), fra)
    ok = (til > fra) & (fra <= b.til)
    return _raekke(p[ok], skole[ok], type_[ok], fra[ok], til[ok])


def _dagtilbud(b: Befolkning, g: pd.DataFrame, inst: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    p = g["person"].to_numpy()
    foedt = b.personer["foedt"].to_numpy()[p]
    fra = np.maximum(foedt + rng.integers(290, 420, len(p)), g["ind"].to_numpy())
    til = np.minimum(_skolestart(foedt) - 1, g["ud"].to_numpy() - 1)
    ok = (til > fra + 20) & (rng.random(len(p)) < 0.89)
    huse = _af_type(inst, "dagtilbud", "kommunal", True)
    return _raekke(p[ok], huse[rng.integers(0, len(huse), int(ok.sum()))], "dagtilbud", fra[ok], til[ok])


def _skoleaar(d: int) -> int:
    """The school year of a day, named by the year it begins in."""
    x = dato(d)
    return x.year - (x.month < 8)


def trin(foedt: int, d: int) -> int:
    """The class of a child on a day: 0 in the first school year."""
    return _skoleaar(d) - (int(liv.aar_af(np.array([foedt]))[0]) + 6)


class _Graense:
    """Children across the border of the municipality: rows of `elev` and the money that moves, or does not."""

    def __init__(
        self,
        b: Befolkning,
        g: pd.DataFrame,
        elev: pd.DataFrame,
        inst: pd.DataFrame,
        priser: Priser,
        rng: np.random.Generator,
        foerste: int,
        sandhed: Sandhed,
        glemt: float,
        borgere: int,
    ) -> None:
        self.b, self.g, self.elev, self.inst, self.priser = b, g, elev, inst, priser
        self.rng, self.foerste, self.sandhed, self.glemt = rng, foerste, sandhed, glemt
        self.rk: list[dict[str, Any]] = []
        self.bet: list[dict[str, Any]] = []
        self.for_meget: list[tuple[str, int, int, float]] = []
        self.cpr = b.personer["cpr"].tolist()
        self.foedt = b.personer["foedt"].to_numpy()
        # Of each mistake at least so many, the rest by chance.
        slags = ("elev", "special", "dagtilbud", "dyr", "laenge")
        self.mindst = {k: antal(2, 1, borgere, rng) for k in slags}

    def _rammes(self, slags: str, chance: float) -> bool:
        if self.mindst.get(slags, 0) > 0:
            self.mindst[slags] -= 1
            return True
        return bool(self.rng.random() < chance)

    def koer(self, historier: Tvaers) -> None:
        self.skoler_ude = _af_type(self.inst, "skole", "kommunal", False, "Skole|skole")
        g = self.g
        vej = dict(zip(g["person"], zip(g["ind"], g["ud"], g["foer"], g["efter"], strict=True), strict=True))
        # Placed elsewhere by us: nobody else pays its schooling.
        anbragt = set(g["person"][g["efter_adr"].isin(set(self.inst["adr"]))])
        ok = self.elev[self.elev["type"].isin(["folkeskole", "specialklasse", "dagtilbud"])]
        for e in liv.raekker(ok):
            ind, ud, foer, efter = vej[e.person]
            if e.person in anbragt:
                continue
            if ud < self.b.til and efter and e.til == ud - 1 and self.rng.random() < 0.30:
                self._bliver(e, efter, int(ud))
            elif foer and e.fra == ind and e.type == "folkeskole" and self.rng.random() < 0.22:
                self._blev_i_sin_skole(e, int(ind), int(ud))
        for e in historier.elever:
            self._placeret(e)
        egne = ok[(ok["type"] == "specialklasse") & (ok["til"] > self.b.til)]
        for e in liv.raekker(egne):
            if vej[e.person][1] > self.b.til:
                dage = str(dato(max(int(e.fra), self.foerste))), str(dato(self.b.til))
                note = "Går i specialklasse hos os og bor hos os"
                self.sandhed.rigtig("skole", "specialelev_ikke_opkraevet", self.cpr[e.person], *dage, note)

    # -- small things ----------------------------------------------------------------------------------
    def _meld(self, art: str, p: int, fra: int, til: int, oere: int, note: str, kan: bool = True) -> None:
        dage = str(dato(fra)), str(dato(til))
        self.sandhed.tilfoej("skole", art, self.cpr[p], *dage, oere, kan, note)

    def _ligner(self, art: str, p: int, fra: int, til: int, note: str) -> None:
        self.sandhed.ligner("skole", art, self.cpr[p], str(dato(fra)), str(dato(til)), note)

    def _elev(self, p: int, inst: int, type_: str, fra: int, til: int, **mere: int) -> None:
        grund = {"person": p, "inst": inst, "type": type_, "fra": int(fra), "til": int(til)}
        self.rk.append(grund | {"takst": -1, "sfo_takst": -1, "sfo": 0} | mere)

    def _betal(
        self,
        p: int,
        kom: str,
        art: str,
        funktion: str,
        fra: int,
        til: int,
        aarligt: dict[int, float],
        lov: str,
    ) -> None:
        """Twelfths of a yearly price, with the sign of the art."""
        tegn = -1 if art == "77" else 1
        pr_aar = {a: tegn * round(kr * 100 / 12) for a, kr in aarligt.items()}
        self.bet.append(
            {"person": int(p), "kommune": kom, "art": art, "ydelse": "", "fra": fra, "til": til, "lov": lov}
            | {"pr_aar": pr_aar, "funktion": funktion}
        )

    def _aar(self) -> range:
        return range(dato(self.foerste).year, dato(self.b.til).year + 1)

    def _for_dage(self, aarligt: dict[int, float], fra: int, til: int) -> int:
        """Øre of the days of [fra, til] at a yearly price."""
        ialt = 0.0
        for a in self._aar():
            d0, d1 = max(fra, dag(date(a, 1, 1))), min(til, dag(date(a, 12, 31)))
            ialt += aarligt[a] * 100 * max(0, d1 - d0 + 1) / 365
        return round(ialt)

    def _hele_skoleaar(self, aarligt: dict[int, float], fra: int, til: int) -> tuple[int, int, int]:
        """Without an agreement whole school years are paid for those who go there on 5 September.

        (øre, first day, last day) of the months that have been; øre 0 when no such day was hit.
        """
        maaneder: list[int] = []
        for a in range(dato(fra).year - 1, dato(til).year + 1):
            if fra <= dag(date(a, 9, 5)) <= til:
                maaneder += range((a - 1970) * 12 + 7, (a - 1970) * 12 + 19)
        med = [m for m in maaneder if m in maaneder_i(self.foerste, self.b.til)]
        if not med:
            return 0, fra, til
        oere = sum(round(aarligt[m // 12 + 1970] * 100 / 12) for m in med)
        return oere, liv.foerste_dag(min(med)), liv.foerste_dag(max(med) + 1) - 1

    # -- theirs in our schools ---------------------------------------------------------------------------
    def _bliver(self, e: Any, kom: str, ud: int) -> None:
        """The child goes on with us after the move; the other municipality is billed, or forgotten."""
        p, slut = int(e.person), ud + int(self.rng.integers(90, 1000))
        sfo = e.type == "folkeskole" and trin(int(self.foedt[p]), ud) <= 2 and p % 10 < 8
        if sfo:  # the after-school club ends with the third class
            slut = min(slut, dag(date(_skoleaar(ud) + 4 - trin(int(self.foedt[p]), ud), 7, 31)))
        fra, til = max(ud, self.foerste), min(slut, self.b.til)
        aftale = 1 if e.type == "specialklasse" else int(self.rng.choice([0, 1, 2], p=[0.1, 0.5, 0.4]))
        kr = self._pris(e.type, kom, aftale)
        takst = {0: 0, 1: round(kr[dato(self.b.til).year] * 100), 2: -1}[aftale]
        sfo_takst = round(self._sfo(kom)[dato(self.b.til).year]) * 100 if aftale == 1 and sfo else -1
        self._elev(p, int(e.inst), e.type, ud, slut, takst=takst, sfo_takst=sfo_takst, sfo=int(sfo))
        if til <= fra:
            return
        art = IKKE_OPKRAEVET[e.type]
        if aftale == 0:
            self._ligner(art, p, fra, til, f"Det er aftalt med {kom}, at der ikke betales")
            return
        oere, m0, m1 = self._for_dage(kr, fra, til), fra, til
        if aftale == 2 and e.type == "folkeskole":
            oere, m0, m1 = self._hele_skoleaar(kr, ud, slut)
            if not oere:
                note = "Begyndte efter 5. september og gik før den næste; ingen aftale"
                self._ligner(art, p, fra, til, note)
                if sfo:  # after-school care is paid by the day all the same
                    self._betal(p, kom, "77", "32205", fra, til, self._sfo(kom), "FSK")
                return
        if sfo:
            oere += self._for_dage(self._sfo(kom), fra, til)
        slags = {"folkeskole": "elev", "specialklasse": "special"}.get(e.type, "dagtilbud")
        if til - fra > 60 and self._rammes(slags, self.glemt * 2):
            # A bill for months so near may still be on its way, like those of everybody else: no data tell.
            kan = m0 < plus_maaneder(self.b.til, 1 - BETALINGSFRIST)
            self._meld(art, p, m0, m1, oere, f"{kom} har ikke fået en regning", kan)
            return
        lov = "DTL" if e.type == "dagtilbud" else "FSK"
        self._betal(p, kom, "77", FUNKTION[e.type], m0, m1, kr, lov)
        if sfo:
            self._betal(p, kom, "77", "32205", fra, til, self._sfo(kom), lov)

    def _pris(self, type_: str, kom: str, aftale: int) -> dict[int, float]:
        """Kroner a year: what was agreed (the same every year), or what holds without an agreement."""
        if type_ == "dagtilbud":
            return {a: self.priser.dagtilbud(kom, a) for a in self._aar()}
        sidste = dato(self.b.til).year
        if aftale == 1:
            kr = (
                SPECIALKLASSE
                if type_ == "specialklasse"
                else self.priser.gns(tal.KOMMUNE, sidste, "gns_elevudgift")
            )
            return dict.fromkeys(self._aar(), float(round(kr)))
        return {a: self.priser.uden_aftale(kom, tal.KOMMUNE, a, "gns_elevudgift") for a in self._aar()}

    def _sfo(self, kom: str) -> dict[int, float]:
        sidste = dato(self.b.til).year
        kr = round(self.priser.uden_aftale(kom, tal.KOMMUNE, sidste, "gns_sfo_netto"))
        return dict.fromkeys(self._aar(), float(kr))

    # -- ours in their schools ---------------------------------------------------------------------------
    def _blev_i_sin_skole(self, e: Any, ind: int, ud: int) -> None:
        """A child that moved here and stays in the school it came from, at most until it moves on."""
        p = int(e.person)
        nr = int(self.skoler_ude[int(self.rng.integers(0, len(self.skoler_ude)))])
        kom = str(self.inst["kommunekode"].iloc[nr])
        slut = min(int(e.til), ind + int(self.rng.integers(200, 900)))
        fra = max(ind, self.foerste)
        if slut < fra + 60:
            return
        aftalt = self.rng.random() < 0.6
        gns = {a: self.priser.uden_aftale(tal.KOMMUNE, kom, a, "gns_elevudgift") for a in self._aar()}
        pris = dict.fromkeys(self._aar(), float(round(gns[dato(self.b.til).year] * 1.04))) if aftalt else gns
        takst = round(pris[dato(self.b.til).year] * 100) if aftalt else -1
        self._elev(p, nr, "folkeskole", ind - 900, slut, takst=takst)
        for_laenge = slut < self.b.til - 150 and self._rammes("laenge", 0.25)
        for_dyr = not aftalt and not for_laenge and self._rammes("dyr", self.glemt)
        betalt = {a: kr * 1.12 for a, kr in pris.items()} if for_dyr else pris
        hel = not for_laenge and slut == ud - 1 < self.b.til and (aftalt or self._sommer(slut, ind) == ud)
        til = min(slut + (int(self.rng.integers(4, 9)) * 30 if for_laenge else 0), self.b.til)
        self._betal(p, kom, "47", "32201", fra, til, betalt, "FSK")
        if for_laenge:
            m0 = liv.foerste_dag(int(liv.maaned_af(np.array([slut]))[0]) + 1)
            if (
                not aftalt
            ):  # whoever was there on 5 September is paid for until the summer, or until it moves away
                flyttet = plus_maaneder(ud, 1) if ud <= self.b.til else ud
                m0 = max(m0, min(self._sommer(slut, ind), flyttet))
            oere = sum(round(pris[m // 12 + 1970] * 100 / 12) for m in maaneder_i(m0, til))
            if not oere:
                note = "Betalt skoleåret ud uden aftale"
                self._ligner("elev_betalt_for_laenge", p, fra, til, note)
                return
            self.for_meget.append(("elev_betalt_for_laenge", p, m0, 1.0))
            self._meld(
                "elev_betalt_for_laenge",
                p,
                m0,
                til,
                oere,
                f"Holdt op i skolen i {kom}, men vi betaler stadig",
            )
        elif for_dyr:
            oere = sum(round(pris[m // 12 + 1970]) for m in maaneder_i(fra, til))  # 12 % of a twelfth, in øre
            self.for_meget.append(("elev_for_dyr", p, fra, 0.12 / 1.12))
            self._meld("elev_for_dyr", p, fra, til, oere, f"{kom} tager mere end gennemsnittet uden aftale")
        elif self.rng.random() < 0.3:
            if not hel:
                self._ligner("elev_betalt_for_laenge", p, fra, til, f"Går med rette i skole i {kom}")
        elif aftalt and self.rng.random() < 0.3:
            self._ligner("elev_for_dyr", p, fra, til, f"Prisen er aftalt med {kom}")
        if hel:
            self._hele_maaneden(p, ud, pris)

    def _hele_maaneden(self, p: int, ud: int, pris: dict[int, float]) -> None:
        """The month of the move was paid whole, where only the days here are ours."""
        naeste = plus_maaneder(ud, 1)
        dage, ude = naeste - plus_maaneder(ud, 0), naeste - ud
        if dage > ude:
            oere = round(pris[dato(ud).year] * 100 / 12 * ude / dage)
            note = "Flyttede midt i måneden, som vi har betalt hel"
            self.for_meget.append(("elev_betalt_for_laenge", p, ud, ude / dage))
            self._meld("elev_betalt_for_laenge", p, ud, naeste - 1, oere, note)

    @staticmethod
    def _sommer(slut: int, ind: int) -> int:
        """The first of August after the school year of a day, when its 5 September was hit; else the day after."""
        aar = _skoleaar(slut)
        return dag(date(aar + 1, 8, 1)) if ind <= dag(date(aar, 9, 5)) <= slut else slut + 1

    # -- placed children -----------------------------------------------------------------------------------
    def _placeret(self, e: dict[str, Any]) -> None:
        """A pupil of the stories: placed here by another municipality, or by us elsewhere, or moved away."""
        p, kom, fra, til = e["person"], e["kommune"], int(e["fra"]), min(int(e["til"]), self.b.til)
        egne = _af_type(self.inst, "skole", "kommunal", True)
        gns = {a: self.priser.gns(tal.KOMMUNE, a, "gns_elevudgift") for a in self._aar()}
        if e["slags"] == "privat":
            self._elev(p, int(_af_type(self.inst, "skole", "privat", True)[0]), "privatskole", fra, e["til"])
        elif e["slags"] in ("anbragt", "anbragt_betalt", "egen_anbragt"):
            self._elev(p, int(egne[p % len(egne)]), "folkeskole", fra, e["til"])
            d = max(fra, PLACEREDE_FRA, self.foerste)
            if e["slags"] == "anbragt":
                note = f"{kom} har anbragt barnet og skal betale dets skolegang"
                self._meld("anbragt_elev_ikke_opkraevet", p, d, til, self._for_dage(gns, d, til), note)
            elif e["slags"] == "anbragt_betalt":
                self._betal(p, kom, "77", "32201", max(fra, self.foerste), til, gns, "FSK")
                self._ligner("anbragt_elev_ikke_opkraevet", p, d, til, f"{kom} betaler barnets skolegang")
            else:
                self._ligner("anbragt_elev_ikke_opkraevet", p, d, til, "Vi har selv anbragt barnet")
        else:  # we pay for a pupil elsewhere
            nr = int(self.skoler_ude[p % len(self.skoler_ude)])
            andre = str(self.inst["kommunekode"].iloc[nr])
            pris = {a: self.priser.uden_aftale(tal.KOMMUNE, andre, a, "gns_elevudgift") for a in self._aar()}
            self._elev(p, nr, "folkeskole", fra, e["til"])
            d0 = max(int(e["betalt_fra"]), self.foerste)
            stop = min(int(e["betalt_til"]), self.b.til)
            self._betal(p, andre, "47", "32201", d0, stop, pris, "FSK")
            if e["slags"] == "fraflyttet":
                m = maaneder_i(int(e["flyttet"]), stop)
                oere = sum(round(pris[x // 12 + 1970] * 100 / 12) for x in m)
                note = "Flyttede fra kommunen, men vi betaler stadig for skolen"
                self._meld("elev_betalt_for_laenge", p, int(e["flyttet"]), stop, oere, note)
                self.for_meget.append(("elev_betalt_for_laenge", p, int(e["flyttet"]), 1.0))
            else:
                self._ligner("elev_betalt_for_laenge", p, d0, stop, "Anbragt af os; vi betaler med rette")


def _statsbidrag(
    b: Befolkning,
    g: pd.DataFrame,
    elev: pd.DataFrame,
    rng: np.random.Generator,
    foerste: int,
    sandhed: Sandhed,
    placerede: dict[int, list[tuple[int, int]]],
) -> pd.DataFrame:
    """What the state asks for: private pupils of 5 September the year before, with the list's own mistakes."""
    private = elev[elev["type"].isin(["privatskole", "efterskole"])]
    ud = dict(zip(g["person"], g["ud"], strict=True))
    cpr = b.personer["cpr"].tolist()
    foedt = b.personer["foedt"].to_numpy()
    moedre = b.personer["mor"].to_numpy()
    paa_listen: set[tuple[int, int, int]] = set()
    dele: list[dict[str, Any]] = []
    flyttede = 0
    for aar in range(dato(foerste).year, dato(b.til).year + 1):
        d, dage = dag(date(aar - 1, 9, 5)), (f"{aar}-01-01", f"{aar}-12-31")
        for e in liv.raekker(private):
            klasse = trin(int(foedt[e.person]), d)
            i_gang = e.fra <= d <= e.til
            rejst = ud.get(e.person, INGEN)
            flyttet = not i_gang and rejst <= d < rejst + 300 and rng.random() < 0.5
            if not (i_gang or flyttet) or not 0 <= klasse <= 10:
                continue
            kr = round((EFTERSKOLEBIDRAG if e.type == "efterskole" else PRIVATBIDRAG) * 1.03 ** (aar - 2025))
            sfo = e.type == "privatskole" and (klasse <= 3 and rng.random() < 0.7)
            fejl_sfo = e.type == "privatskole" and klasse > 4 and rng.random() < 0.02
            dobbelt = i_gang and rng.random() < 0.006
            anbragt = any(fra <= d <= til for fra, til in placerede.get(e.person, ()))
            rk = {"aar": aar, "person": e.person, "inst": e.inst, "type": e.type, "sfo": sfo or fejl_sfo}
            rk |= {"trin": klasse, "oere": (kr + (SFOBIDRAG if sfo or fejl_sfo else 0)) * 100}
            dele += [rk] * (2 if dobbelt else 1)
            hele = flyttet or anbragt  # all of the row is another's, with what it has for SFO
            for ramt, art, oere, note in (
                (flyttet, "bidrag_ikke_bosat", rk["oere"], "Var flyttet før 5. september"),
                (dobbelt, "bidrag_dobbelt", rk["oere"], "Står to gange på statens liste"),
                (
                    fejl_sfo and not hele,
                    "bidrag_sfo_for_gammel",
                    SFOBIDRAG * 100,
                    "SFO-bidrag efter 3. klasse",
                ),
                (anbragt, "privatbidrag_anbragt", rk["oere"], "Anbragt af en anden kommune"),
            ):
                if ramt:
                    sandhed.tilfoej("skole", art, cpr[e.person], *dage, oere, True, note)
            for rigtigt, art, note in (
                (
                    sfo and klasse == 3 and not dobbelt,
                    "bidrag_sfo_for_gammel",
                    "Går i 3. klasse, det sidste år med SFO",
                ),
                (
                    e.type == "efterskole" and i_gang and not anbragt,
                    "privatbidrag_anbragt",
                    "Bor på efterskole, men er ikke anbragt af nogen",
                ),
                (
                    (mor := int(moedre[e.person])) >= 0
                    and i_gang
                    and not dobbelt
                    and (aar, e.inst, mor) in paa_listen,
                    "bidrag_dobbelt",
                    "Søskende på samme skole, hver sit bidrag",
                ),
            ):
                if rigtigt:
                    sandhed.rigtig("skole", art, cpr[e.person], *dage, note)
            paa_listen.add((aar, e.inst, mor))
            if i_gang and d < rejst < d + 200 and flyttede < 4 + len(private) // 100:
                flyttede += 1
                note = "Flyttede først efter 5. september"
                sandhed.ligner("skole", "bidrag_ikke_bosat", cpr[e.person], *dage, note)
    s = pd.DataFrame(dele, columns=["aar", "person", "inst", "type", "sfo", "trin", "oere"])
    return s.assign(loebenr=s.groupby("aar").cumcount() + 1)
