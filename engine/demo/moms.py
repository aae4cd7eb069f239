"""VAT on the municipality's purchases and incomes: mostly booked right, now and then not, and each mistake told.

Purchases on hovedkonto 0–6 are booked without their VAT, which is claimed. Of rent and of private grants received a
share is given back, of some payments to private suppliers a share can be claimed. The shares are the ministry's
(fiktiv: written for the demo), and so is the list of payments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv
from engine.demo.bopael import UDLAND
from engine.demo.liv import Befolkning, Heltal, dag, dato
from engine.demo.sandhed import Sandhed

UKENDT = -(2**40)
HUSLEJE, FOND = 0.075, 0.175  # what is given back of rent and of private grants
UDENFOR = ("02519", "22331", "22333", "22335")  # functions outside the scheme, besides hovedkonto 1
# The fictional list: function and art -> the share of the payment that is VAT-bearing, per cent.
POSITIVLISTE = {("33870", "59"): 10.0, ("33873", "59"): 14.0, ("52519", "59"): 8.0, ("53844", "40"): 22.0}
FONDE = ("Fonden Egetræet", "Foreningen Gode Dage", "Drageløsefonden", "Selskabet Solskin ApS")
STATEN = ("Socialstyrelsens pulje", "Region Kysten", "Landdistriktspuljen")
OFFENTLIGE_FORMAAL = ("46282", "46285", "46288")  # of these purposes nothing is given back
SKOLER = ("32201", "32208")  # nor of running grants promised before 2025


class _Bog:
    """Columns of the postings, changed in place; `fortael` tells of the row it is given."""

    def __init__(
        self, p: pd.DataFrame, rng: np.random.Generator, fejl: float, til: int, sandhed: Sandhed
    ) -> None:
        self.p, self.rng, self.fejl, self.til, self.sandhed = p, rng, fejl, til, sandhed
        self.egen_rng = rng.spawn(1)[0]  # of reverse charge: it leaves the other draws as they were
        self.n = len(p)
        self.konto: Heltal = p["konto"].to_numpy().copy()
        self.oere: Heltal = p["oere"].to_numpy().copy()
        self.art = p["konto"].str[14:].to_numpy()
        self.funktion = p["konto"].str[:5].to_numpy()
        self.cvr: Heltal = p["cvr"].to_numpy().copy()
        self.bog, self.pid = p["bogfoeringsdato"].to_numpy(), p["pid"].to_numpy()
        self.moms = np.full(self.n, UKENDT)
        self.taget = np.full(self.n, UKENDT)
        self.kode = np.full(self.n, "", dtype=object)
        self.land = np.full(self.n, "", dtype=object)
        self.rettelser: list[pd.DataFrame] = []

    def ramt(self, hvor: Heltal, chance: float) -> Heltal:
        return np.flatnonzero(hvor & (self.rng.random(self.n) < chance * self.fejl))

    def fortael(
        self, art: str, raekker: Iterable[int], oere: Heltal, note: str, kan: Heltal | None = None
    ) -> None:
        for k, (nr, o) in enumerate(zip(raekker, np.asarray(oere).tolist(), strict=True)):
            if self.bog[nr] <= self.til and o:
                d = str(dato(self.bog[nr]))
                tekst = f"{note} (konto {self.konto[nr][:8]})"
                ses = True if kan is None else bool(kan[k])
                self.sandhed.tilfoej("moms", art, "", d, d, int(o), ses, tekst, poster=(int(self.pid[nr]),))

    def ligner(self, art: str, raekker: Iterable[int], note: str) -> None:
        for nr in raekker:
            if self.bog[nr] <= self.til:
                d = str(dato(self.bog[nr]))
                self.sandhed.ligner("moms", art, "", d, d, note, (int(self.pid[nr]),))

    def rigtige(self, art: str, hvor: Heltal, note: str) -> None:
        """The largest of what was booked right and resembles `art`."""
        for nr in self.stoerste(hvor).tolist():
            d = str(dato(self.bog[nr]))
            self.sandhed.rigtig("moms", art, "", d, d, note, (int(self.pid[nr]),))

    def stoerste(self, hvor: Heltal, antal: int = 6) -> Heltal:
        """The rows with the largest amounts, in the order of the ledger."""
        nr = np.flatnonzero(hvor & (self.bog <= self.til))
        return np.sort(nr[np.argsort(-np.abs(self.oere[nr]), kind="stable")][:antal])


def laeg_paa(
    p: pd.DataFrame, rng: np.random.Generator, fejl: float, til: int, sandhed: Sandhed
) -> pd.DataFrame:
    """Adds moms, moms_hjemtaget (øre, UKENDT = empty), momskode and leverandoer_land to `p`, and the postings that
    correct others. fejl: how often it goes wrong, 1 = as usual."""
    b = _Bog(p, rng, fejl, til, sandhed)
    dansk = _koeb(b)
    _rettede(b, dansk)
    _rettet_ellers(b, dansk)
    _husleje(b)
    _tilskud(b)
    _salg(b)
    _positivliste(b)
    ud = p.assign(
        konto=b.konto, oere=b.oere, cvr=b.cvr, moms=b.moms, moms_hjemtaget=b.taget, momskode=b.kode,
        leverandoer_land=b.land,
    )  # fmt: skip
    return pd.concat([ud, *b.rettelser], ignore_index=True) if b.rettelser else ud


def _koeb(b: _Bog) -> Heltal:
    """Purchases; returns those with Danish VAT that were booked right."""
    koeb = np.isin(b.art, ["22", "45", "49"]) & (b.cvr != "") & (b.p["konto"].str[0] <= "6").to_numpy()
    fremmed = np.isin(b.cvr, [f"996{k:05d}" for k in UDLAND]) & koeb
    b.land[koeb] = "DK"
    b.land[fremmed] = [UDLAND[int(c[3:])] for c in b.cvr[fremmed]]
    fri = (
        koeb & ~fremmed & (b.rng.random(b.n) < 0.06)
    )  # insurance, transport of people, care: no VAT on the bill
    dansk = koeb & ~fremmed & ~fri
    b.moms[koeb], b.taget[koeb] = 0, 0
    b.moms[dansk] = b.oere[dansk] // 4
    b.moms[fremmed] = b.oere[fremmed] * 19 // 119
    udenfor = dansk & (np.char.startswith(b.funktion.astype(str), "1") | np.isin(b.funktion, UDENFOR))
    b.taget[dansk & ~udenfor] = b.moms[dansk & ~udenfor]
    b.kode[koeb], b.kode[dansk], b.kode[fremmed], b.kode[udenfor] = "ingen", "refusion", "udland", "fradrag"

    omvendt = _omvendt(b, fremmed)
    fremmed = fremmed & ~omvendt

    # Never claimed: booked with its VAT on art 4.0; of some bills the VAT was not even entered.
    glemt = b.ramt(dansk & ~udenfor & (b.art != "22") & (b.oere > 0), 0.006)
    tal = b.moms[glemt].copy()
    _paa_art_40(b, glemt)
    r = b.rng.random(len(glemt))
    b.moms[glemt[r < 0.2]] = UKENDT
    ukendt = r < 0.08  # no supplier either: nothing tells that there was VAT
    b.fortael("moms_ikke_hjemtaget", glemt, tal, "Bogført med moms på art 4.0", ~ukendt)
    b.cvr[glemt[ukendt]] = ""
    med = dansk & ~udenfor & (b.taget > 0)
    b.rigtige("moms_hjemtaget_uden_moms", med, "Der var moms på regningen, og den er hjemtaget med rette")

    # Claimed without a right.
    forkert = b.ramt(fri & (b.oere > 0), 0.02)
    b.taget[forkert], b.kode[forkert] = b.oere[forkert] // 4, "refusion"
    b.fortael("moms_hjemtaget_uden_moms", forkert, -b.taget[forkert], "Der var ingen moms på regningen")
    rigtige = fri.copy()
    rigtige[forkert] = False
    b.ligner("moms_ikke_hjemtaget", b.stoerste(rigtige), "Momsfri ydelse, rigtigt bogført")
    ude = b.ramt(fremmed & (b.oere > 0), 0.02)
    b.taget[ude] = b.moms[ude]
    b.fortael("udenlandsk_moms_hjemtaget", ude, -b.taget[ude], "Udenlandsk moms kan ikke hjemtages")
    rigtige = fremmed.copy()
    rigtige[ude] = False
    b.ligner("moms_ikke_hjemtaget", b.stoerste(rigtige), "Udenlandsk moms, rigtigt ikke hjemtaget")
    b.rigtige(
        "omvendt_moms_ikke_hjemtaget", rigtige, "Udenlandsk moms på regningen, ikke omvendt betalingspligt"
    )
    rigtige = omvendt & (b.taget > 0)
    b.rigtige(
        "udenlandsk_moms_hjemtaget", rigtige, "Omvendt betalingspligt: dansk moms, vi selv har beregnet"
    )
    for_langt = b.ramt(udenfor & (b.oere > 0), 0.01)
    b.taget[for_langt], b.kode[for_langt] = b.moms[for_langt], "refusion"
    b.fortael("moms_uden_for_ordningen", for_langt, -b.taget[for_langt], "Funktionen er uden for ordningen")
    rigtige = udenfor & (b.taget == 0)
    b.rigtige("moms_uden_for_ordningen", rigtige, "Uden for ordningen, og intet er taget")
    listet = np.array([(f, a) in POSITIVLISTE for f, a in zip(b.funktion, b.art, strict=True)])
    art = b.ramt(np.isin(b.art, ["47", "59"]) & ~listet & (b.oere > 0) & (b.p["cpr"] == "").to_numpy(), 0.004)
    b.taget[art], b.kode[art] = b.oere[art] // 5, "refusion"
    b.fortael("moms_paa_forkert_art", art, -b.taget[art], "Arten giver ikke momsrefusion")
    dansk[[*glemt]] = False
    return dansk & ~udenfor & (b.art != "22") & (b.oere > 0)


def _omvendt(b: _Bog, fremmed: Heltal) -> Heltal:
    """Services from abroad without VAT on the bill, on which the municipality reckons Danish VAT itself, pays it and
    takes it back; now and then it forgets to take it back. Returns the rows."""
    omvendt = fremmed & np.isin(b.art, ["45", "49"]) & (b.egen_rng.random(b.n) < 0.35)
    udenfor = np.char.startswith(b.funktion.astype(str), "1") | np.isin(b.funktion, UDENFOR)
    omvendt &= ~udenfor
    b.moms[omvendt] = b.oere[omvendt] // 4
    b.taget[omvendt], b.kode[omvendt] = b.moms[omvendt], "refusion"
    glemt = np.flatnonzero(omvendt & (b.oere > 0) & (b.egen_rng.random(b.n) < 0.03 * b.fejl))
    tal = b.moms[glemt].copy()
    _paa_art_40(b, glemt)
    note = "Omvendt betalingspligt: momsen er betalt, men ikke hjemtaget"
    b.fortael("omvendt_moms_ikke_hjemtaget", glemt, tal, note)
    return omvendt


def _paa_art_40(b: _Bog, raekker: Heltal) -> None:
    b.konto[raekker] = [k[:14] + "40" for k in b.konto[raekker]]
    b.oere[raekker] += b.moms[raekker]
    b.taget[raekker], b.kode[raekker] = 0, "ingen"


def _rettede(b: _Bog, dansk: Heltal) -> None:
    """Booked wrong and corrected some weeks later; now and then corrected once more than it should be."""
    nr = b.ramt(dansk & (b.bog < b.til - 130), 0.003)
    konto, oere, moms = b.konto[nr].copy(), b.oere[nr].copy(), b.moms[nr].copy()
    _paa_art_40(b, nr)
    senere = b.bog[nr] + b.rng.integers(20, 90, len(nr))
    aar = np.maximum(liv.aar_af(senere), b.p["regnskabsaar"].to_numpy()[nr])
    grund = b.p.iloc[nr].assign(
        bogfoeringsdato=senere, bilagsdato=senere, regnskabsaar=aar, pid=-1, leverandoer_land="DK"
    )
    tilbage = grund.assign(
        konto=b.konto[nr], oere=-b.oere[nr], moms=-moms, moms_hjemtaget=0, momskode="ingen",
        tekst=["Ompostering " + t for t in grund["tekst"]],
    )  # fmt: skip
    ny = grund.assign(
        konto=konto, oere=oere, moms=moms, moms_hjemtaget=moms, momskode="refusion", tekst=tilbage["tekst"]
    )
    to_gange = np.flatnonzero(b.rng.random(len(nr)) < 0.3)
    igen = ny.iloc[to_gange].assign(
        bogfoeringsdato=senere[to_gange] + 12, pid=3 * 10**9 + np.arange(len(to_gange))
    )
    b.rettelser += [tilbage, ny, igen]
    b.ligner("moms_ikke_hjemtaget", nr.tolist(), "Er allerede omposteret med moms")
    en_gang = np.zeros(b.n, dtype=bool)
    en_gang[np.delete(nr, to_gange)] = True
    b.rigtige("moms_rettet_to_gange", en_gang, "Omposteret én gang")
    for r in liv.raekker(igen):
        if r.bogfoeringsdato <= b.til:
            d = str(dato(r.bogfoeringsdato))
            note = "Momsen er hjemtaget to gange ved omposteringen"
            b.sandhed.tilfoej(
                "moms", "moms_rettet_to_gange", "", d, d, -int(r.moms), True, note, poster=(r.pid,)
            )


# How corrections are made otherwise than one for one: the last four are mistakes or no correction at all.
MAADER = (
    "delt",
    "igen_delt",
    "naeste_aar",
    "oere",
    "uden_moms",
    "krediteret",
    "aldrig_igen",
    "halvt",
    "forkert_side",
)
RETTET_HALVT, RETTET_FORKERT = "moms_rettet_halvt", "moms_rettet_forkert_side"


def _rettet_ellers(b: _Bog, dansk: Heltal) -> None:
    """Booked wrong and corrected in two parts, next year, an øre off or without VAT on the line: all of it right. Or
    taken back and not booked anew, booked anew in part, or to the wrong side."""
    chance = b.egen_rng.random(b.n) < 0.003 * b.fejl
    nr = np.flatnonzero(dansk & (b.bog < b.til - 130) & (b.taget > 0) & chance)
    maade = np.array(MAADER)[b.egen_rng.integers(0, len(MAADER), len(nr))]
    konto, netto, moms = b.konto[nr].copy(), b.oere[nr].copy(), b.moms[nr].copy()
    _paa_art_40(b, nr)
    senere = b.bog[nr] + b.egen_rng.integers(20, 90, len(nr))
    nytaar = np.array([dag(date(int(a) + 1, 1, 20)) for a in liv.aar_af(b.bog[nr])], dtype=np.int64)
    senere = np.where((maade == "naeste_aar") & (nytaar <= b.til), np.maximum(nytaar, senere), senere)
    grund = b.p.iloc[nr].assign(
        bogfoeringsdato=senere, bilagsdato=senere, pid=-1, leverandoer_land="DK",
        regnskabsaar=np.maximum(liv.aar_af(senere), b.p["regnskabsaar"].to_numpy()[nr]),
    )  # fmt: skip
    ord_ = np.array(["Ompostering ", "Rettelse: ", "Korrektion af "])[b.egen_rng.integers(0, 3, len(nr))]
    rettetekst = np.array([o + t for o, t in zip(ord_, grund["tekst"], strict=True)], dtype=object)

    def tilbage(hvor: Heltal, oere: Heltal, momsen: Heltal) -> None:
        kredit = maade[hvor] == "krediteret"  # the supplier's credit note has the bill's own text
        b.rettelser.append(
            grund[hvor].assign(
                konto=b.konto[nr][hvor], oere=-oere, moms=-momsen, moms_hjemtaget=0, momskode="ingen",
                tekst=np.where(kredit, grund["tekst"].to_numpy()[hvor], rettetekst[hvor]),
            )
        )  # fmt: skip

    def igen(hvor: Heltal, oere: Heltal, momsen: Heltal) -> None:
        b.rettelser.append(
            grund[hvor].assign(
                konto=konto[hvor], oere=oere, moms=momsen, moms_hjemtaget=momsen, momskode="refusion",
                tekst=rettetekst[hvor],
            )
        )  # fmt: skip

    delt, igen_delt, halvt = maade == "delt", np.isin(maade, ["igen_delt", "halvt"]), maade == "halvt"
    brutto, en_del, en_del_moms = netto + moms, netto * 3 // 5, moms * 3 // 5
    hele = ~delt
    tilbage(delt, (brutto // 3)[delt], (moms // 3)[delt])
    tilbage(delt, (brutto - brutto // 3)[delt], (moms - moms // 3)[delt])
    tilbage(hele, (brutto + (maade == "oere"))[hele], np.where(maade == "uden_moms", 0, moms)[hele])
    igen(igen_delt, en_del[igen_delt], en_del_moms[igen_delt])
    rest = maade == "igen_delt"
    igen(rest, (netto - en_del)[rest], (moms - en_del_moms)[rest])
    forkert = maade == "forkert_side"
    igen(forkert, -netto[forkert], -moms[forkert])
    rigtigt = ~(igen_delt | forkert | np.isin(maade, ["krediteret", "aldrig_igen"]))
    igen(rigtigt, netto[rigtigt], moms[rigtigt])

    mangler = np.where(halvt, moms - en_del_moms, moms)
    halve = halvt | (maade == "aldrig_igen")
    b.fortael(RETTET_HALVT, nr[halve], mangler[halve], "Ført tilbage, men ikke eller kun delvis bogført igen")
    b.fortael(RETTET_FORKERT, nr[forkert], 2 * moms[forkert], "Momsen er ført tilbage i stedet for taget")
    b.ligner(
        "moms_ikke_hjemtaget", nr[rigtigt].tolist(), "Er omposteret med moms, på en anden måde end én til én"
    )
    b.ligner(RETTET_FORKERT, nr[rest].tolist(), "Er omposteret rigtigt, i to dele")
    b.ligner(
        RETTET_HALVT,
        nr[maade == "krediteret"].tolist(),
        "Krediteret af leverandøren: der er ingen moms at tage",
    )


def _husleje(b: _Bog) -> None:
    """7,5 % of rent is given back, but not on the functions outside the scheme."""
    leje = (b.art == "71") & (b.oere < 0)
    med = leje & ~np.isin(b.funktion, UDENFOR)
    andel = np.round(np.abs(b.oere) * HUSLEJE).astype(np.int64)
    b.taget[leje] = 0
    b.taget[med] = -andel[med]
    uden = b.ramt(med, 0.03)
    b.taget[uden] = 0
    b.fortael("husleje_ikke_nedsat", uden, -andel[uden], "Refusionen er ikke nedsat med 7,5 % af huslejen")
    fejl = b.ramt(leje & ~med, 0.05)
    b.taget[fejl] = -andel[fejl]
    b.fortael("husleje_nedsat_uden_grund", fejl, andel[fejl], "Funktionen er uden for ordningen")
    rigtige = leje & ~med
    rigtige[fejl] = False
    b.ligner("husleje_ikke_nedsat", b.stoerste(rigtige, 3), "Husleje uden for ordningen nedsættes ikke")
    b.rigtige("husleje_nedsat_uden_grund", med & (b.taget < 0), "Nedsat med 7,5 % med rette")


def _tilskud(b: _Bog) -> None:
    """17,5 % of private grants is given back; not of public ones, nor for some purposes and some older promises."""
    faaet = (b.art == "79") & b.p["tekst"].str.startswith("Tilskud fra ").to_numpy() & (b.oere < 0)
    offentlig = b.p["tekst"].str.contains("|".join(STATEN)).to_numpy() & faaet
    gammelt = np.isin(b.funktion, SKOLER) & b.p["tekst"].str.contains("tilsagn 202[0-4]").to_numpy()
    fri = faaet & (offentlig | np.isin(b.funktion, OFFENTLIGE_FORMAAL) | gammelt)
    andel = np.round(np.abs(b.oere) * FOND).astype(np.int64)
    b.taget[faaet] = 0
    b.taget[faaet & ~fri] = -andel[faaet & ~fri]
    uden = b.ramt(faaet & ~fri, 0.12)
    b.taget[uden] = 0
    b.fortael("fondsmoms_ikke_betalt", uden, -andel[uden], "Der er ikke betalt 17,5 % af det private tilskud")
    fejl = b.ramt(fri, 0.12)
    b.taget[fejl] = -andel[fejl]
    b.fortael("fondsmoms_betalt_uden_grund", fejl, andel[fejl], "Tilskuddet er undtaget")
    rigtige = fri.copy()
    rigtige[fejl] = False
    b.ligner("fondsmoms_ikke_betalt", b.stoerste(rigtige), "Tilskuddet er undtaget")
    betalt = faaet & ~fri & (b.taget < 0)
    b.rigtige("fondsmoms_betalt_uden_grund", betalt, "Privat tilskud; de 17,5 % er betalt med rette")


def _salg(b: _Bog) -> None:
    """A building sold within ten years of its first use: a tenth of its VAT is given back for each year left."""
    solgte = np.flatnonzero(b.p["tekst"].str.startswith("Salg af ejendom").to_numpy()).tolist()
    for k, nr in enumerate(solgte):
        tekst = str(b.p["tekst"].iloc[nr])
        opfoert, moms = int(tekst.split("i brug ")[1][:4]), int(tekst.rsplit(" ", 1)[1])
        rest = 10 - (int(b.p["regnskabsaar"].iloc[nr]) - opfoert)
        oere = max(0, rest) * moms * 10
        b.taget[nr] = -oere
        if oere and k % 2 == 0:
            b.taget[nr] = 0
            b.fortael("salg_uden_regulering", [nr], np.array([-oere]), "Momsen er ikke reguleret ved salget")
        elif not oere:
            b.ligner("salg_uden_regulering", [nr], "Solgt efter mere end ti år")


def _positivliste(b: _Bog) -> None:
    """A share of some payments to private suppliers: per cent of the list, times 25/125."""
    pct = np.array([POSITIVLISTE.get((f, a), 0.0) for f, a in zip(b.funktion, b.art, strict=True)])
    med = (pct > 0) & (b.oere > 0)
    andel = np.round(b.oere * pct / 100 * 0.2).astype(np.int64)
    b.taget[med], b.kode[med] = andel[med], "positivliste"
    glemt = b.ramt(med, 0.012)
    b.taget[glemt], b.kode[glemt] = 0, "ingen"
    b.fortael("positivliste_ikke_taget", glemt, andel[glemt], "Positivlistens andel er ikke taget")
    fejl = b.ramt(med & (b.taget > 0), 0.008)
    b.taget[fejl] = b.taget[fejl] * 3 // 2
    b.fortael(
        "positivliste_for_meget", fejl, andel[fejl] - b.taget[fejl], "Der er taget mere end listens andel"
    )
    rigtige = med & (b.taget > 0)
    rigtige[fejl] = False
    b.rigtige(
        "positivliste_for_meget",
        rigtige & (pct == pct.max(initial=0)),
        "Listens største andel, taget med rette",
    )
    b.rigtige("moms_paa_forkert_art", rigtige & (b.art == "59"), "Positivlisten giver en andel på arten")
    ude = (b.art == "59") & (pct == 0) & (b.oere > 0) & (b.p["cpr"] == "").to_numpy()
    b.ligner("positivliste_ikke_taget", b.stoerste(ude), "Funktionen står ikke på listen")


def tilskudsposter(borgere: int, aar: range, til: int, rng: np.random.Generator) -> pd.DataFrame:
    """Grants received from foundations, associations and the public: a few dozen a year."""
    rk: list[dict[str, Any]] = []
    for a in aar:
        for _ in range(max(6, round(26 * borgere / 20_000))):
            offentlig = rng.random() < 0.3
            giver = str(rng.choice(STATEN if offentlig else FONDE))
            funktion = str(rng.choice([*OFFENTLIGE_FORMAAL, *SKOLER, "33563", "53859", "52514", "53027"]))
            skole = funktion in SKOLER
            lovet = int(rng.choice([a - 1, a])) if skole else 0
            d = dag(date(a, 1, 1)) + int(rng.integers(0, 360))
            cvr = "" if offentlig else f"995{FONDE.index(giver) + 1:05d}"
            tekst = f"Tilskud fra {giver}{f' tilsagn {lovet}' if skole else ''}"
            oere = -int(rng.integers(20, 260)) * 100_000
            rk.append(
                {
                    "regnskabsaar": a,
                    "bogfoeringsdato": d,
                    "bilagsdato": d,
                    "konto": f"{funktion}110000001" + "79",
                }
                | {"oere": oere, "tekst": tekst, "cvr": cvr}
            )
        for nr in range(max(1, round(borgere / 20_000))):
            d = dag(date(a, 1, 1)) + int(rng.integers(0, 360))
            opfoert = a - 14 if (nr + a) % 3 == 0 else a - int(rng.integers(3, 9))
            tekst = f"Salg af ejendom taget i brug {opfoert}, købsmoms {int(rng.integers(3, 20)) * 100_000}"
            rk.append(
                {"regnskabsaar": a, "bogfoeringsdato": d, "bilagsdato": d, "konto": "02510310000000" + "72"}
                | {"oere": -int(rng.integers(20, 90)) * 10_000_000, "tekst": tekst, "cvr": ""}
            )
    ud = pd.DataFrame(rk)
    return ud[ud["bogfoeringsdato"] <= til]


def positivliste(aar: range) -> list[str]:
    """The fictional list as lines of a file: regnskabsaar;funktion;art;momsandel_pct."""
    linjer = ["regnskabsaar;funktion;art;momsandel_pct"]
    for a in aar:
        for (f, art), pct in POSITIVLISTE.items():
            linjer.append(f"{a};{f[0]}.{f[1:3]}.{f[3:]};{art[0]}.{art[1]};{pct:.2f}")
    return linjer


def hjemtaget(aargange: Iterable[pd.DataFrame], b: Befolkning) -> pd.DataFrame:
    """What was claimed of VAT month by month: the sum of what the postings took."""
    dele = []
    for p in aargange:
        t = p[(p["moms_hjemtaget"] > UKENDT) & (p["moms_hjemtaget"] != 0) & (p["bogfoeringsdato"] <= b.til)]
        dage = t["bogfoeringsdato"].to_numpy().astype(np.int64)
        dele.append(
            pd.DataFrame(
                {
                    "aar": liv.aar_af(dage),
                    "maaned": liv.maaned_af(dage),
                    "moms_hjemtaget": t["moms_hjemtaget"].to_numpy(),
                }
            )
        )
    return pd.concat(dele).groupby(["aar", "maaned"], as_index=False)["moms_hjemtaget"].sum()
