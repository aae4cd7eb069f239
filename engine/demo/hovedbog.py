"""The ledger: invoices for what help truly cost, booked as people book, and everything else a municipality buys.

Amounts are whole øre. Each posting row knows its day of booking, so that it comes with the right delivery.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, moms, statsandel, tal
from engine.demo.behov import YDELSER, Behov
from engine.demo.fejlbogfoering import Fejlbogfoering
from engine.demo.liv import Befolkning, Heltal, dag, dato
from engine.demo.periodetekst import HEL, NEJ, Skriver
from engine.demo.sandhed import FLEST_RIGTIGE, Sandhed
from engine.demo.statsandel import HALVE, Statsandel
from engine.demo.stoej import NIVEAUER, STANDARD, Stoej
from engine.demo.uden_person import UdenPerson

KOLONNER = [
    "kilde",
    "regnskabsaar",
    "bilagsnr",
    "linjenr",
    "bogfoeringsdato",
    "bilagsdato",
    "konto",
    "oere",
    "tekst",
    "cpr",
    "cvr",
    "modpart_kommunekode",
    "profitcenter",
    "organisation",
    "periode_fra",
    "periode_til",
    "enkeltstaaende",
    "lov",
    "paragraf",
    "moms",
    "moms_hjemtaget",
    "momskode",
    "leverandoer_land",
]
# What is known of a posting and never written in a delivery: working number, true person and period (first and
# last day), whether it is a one-off, and whether its text tells the period.
SKJULTE = ["pid", "sand_person", "sand_fra", "sand_til", "sand_enkelt", "fortalt"]
DRIFT_PID, MELLEM_PID = 10**9, 2 * 10**9  # working numbers begin here; those about measures begin at 0
_KORT = [m[:3] for m in tal.MAANEDER]


def konto(funktion: str, dranst: str, ejer: str, gruppering: str, art: str) -> str:
    """Sixteen digits: main account and function 5, dranst, ownership, cost centre 4, gruppering 3, art 2."""
    return f"{funktion}{dranst}{ejer}0000{gruppering}{art}"


@dataclass
class Regler:
    """The years of the ledger and how noisily it is kept."""

    foerste_aar: int
    til: date
    stoej: Stoej = NIVEAUER[STANDARD]

    @property
    def aar(self) -> range:
        return range(self.foerste_aar, self.til.year + 1)


def _maaned(m: int) -> tuple[int, int]:
    return divmod(m, 12)[0] + 1970, m % 12


def _spand(m0: Heltal) -> Heltal:
    return np.asarray(m0).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


RYTMER = {"maaned": 1, "kvartal": 3, "halvaar": 6, "tre": 3, "aar": 12}
TALT_OERE = 100_000  # the truth tells of no smaller amounts of the state's
MANDAG = 4  # 1970-01-05


def _stykker(ind: pd.DataFrame, forbrug: pd.DataFrame) -> pd.DataFrame:
    """The true months cut where bills are: at every fourth Monday, or in the middle of the month; `spand` says which
    of the supplier's bills a piece belongs to. A month's øre are shared by days, the rest on its last piece."""
    rytme = ind["rytme"].to_numpy()[forbrug["i"]]
    fra, til, maaned = (forbrug[k].to_numpy() for k in ("fra", "til", "maaned"))
    trin = np.array([RYTMER.get(r, 1) for r in ind["rytme"]])[forbrug["i"]]
    start = liv.maaned_af(ind["fra"].to_numpy())[forbrug["i"]]
    spand = np.where(rytme == "tre", (maaned - start) // 3, maaned // trin)
    uger, halve = rytme == "uge4", rytme == "halvmaaned"
    blok0 = np.where(uger, (fra - MANDAG) // 28, np.where(halve, 0 + (fra - _spand(maaned) >= 15), spand))
    blok1 = np.where(uger, (til - MANDAG) // 28, np.where(halve, 0 + (til - _spand(maaned) >= 15), spand))
    antal = blok1 - blok0 + 1
    r = np.repeat(np.arange(len(forbrug)), antal)
    blok = blok0[r] + np.arange(len(r)) - np.repeat(np.cumsum(antal) - antal, antal)
    foerste = np.select([uger[r], halve[r]], [MANDAG + 28 * blok, _spand(maaned[r]) + 15 * blok], fra[r])
    sidste = np.select(
        [uger[r], halve[r] & (blok == 0)], [MANDAG + 28 * blok + 27, _spand(maaned[r]) + 14], til[r]
    )
    f, t = np.maximum(foerste, fra[r]), np.minimum(sidste, til[r])

    def i_stykker(kolonne: str) -> Heltal:
        oere, dage = forbrug[kolonne].to_numpy()[r], (til - fra + 1)[r]
        return np.asarray(oere * (t - fra[r] + 1) // dage - oere * (f - fra[r]) // dage)

    return pd.DataFrame(
        {
            "i": forbrug["i"].to_numpy()[r],
            "maaned": maaned[r],
            "fra": f,
            "til": t,
            "oere": i_stykker("oere"),
            "stat": i_stykker("stat"),
            "fuld": i_stykker("fuld"),
            "spand": np.where(halve[r], maaned[r] * 2 + blok, blok),
        }
    )


def fakturaer(
    ind: pd.DataFrame, forbrug: pd.DataFrame, rng: np.random.Generator, stoej: Stoej
) -> pd.DataFrame:
    """Puts true months together into invoices by the supplier's rhythm; law changes split an invoice.

    Columns: i, m0, m1, fra, til, oere, stat and fuld (what the state pays of it), doc (document day), bog (booking
    day), sen (booked late).
    """
    g = _stykker(ind, forbrug)
    skift = np.array([YDELSER[k].skift for k in ind["kode"]])[g["i"]]
    g["ny"] = g["fra"] >= skift
    f = g.groupby(["i", "spand", "ny"], as_index=False).agg(
        m0=("maaned", "min"),
        m1=("maaned", "max"),
        fra=("fra", "min"),
        til=("til", "max"),
        oere=("oere", "sum"),
        stat=("stat", "sum"),
        fuld=("fuld", "sum"),
    )
    n = len(f)
    lang = ind["rytme"].isin(["kvartal", "aar"]).to_numpy()[f["i"]]
    forud = ind["forud"].to_numpy()[f["i"]] & ((f["m0"] == f["m1"]).to_numpy() | lang)
    stk = (ind["enhed"] == "stk").to_numpy()[f["i"]]
    doc = np.where(
        forud, _spand(f["m0"].to_numpy()) + rng.integers(0, 5, n), f["til"] + rng.integers(0, 14, n)
    )
    doc = np.where(stk, f["fra"], doc)
    # Some suppliers send one collective invoice a month for all their residents.
    samlet = (ind["institution"].to_numpy() % 4 == 0)[f["i"]] & ~forud & ~stk
    sidst = _spand(f["m1"].to_numpy() + 1) - 1
    doc = np.where(samlet, sidst, doc)
    sen = (rng.random(n) < stoej.sen) & ~samlet
    bog = doc + np.where(samlet, 9, rng.integers(2, 24, n)) + np.where(sen, rng.integers(30, 125, n), 0)
    return f.assign(doc=doc, bog=bog, sen=sen, forud=forud, stk=stk)


def _regnskabsaar(bog: Heltal, periode_slut: Heltal, doc: Heltal, rng: np.random.Generator) -> Heltal:
    """January and February still take what belongs to the year before, mostly."""
    aar = liv.aar_af(bog)
    maaned = np.asarray(bog).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    hoerer_til = np.minimum(liv.aar_af(periode_slut), liv.aar_af(doc))
    tilbage = (maaned <= 1) & (hoerer_til < aar) & (rng.random(len(aar)) < 0.75)
    return np.where(tilbage, aar - 1, aar)


def _tekster(
    ind: pd.DataFrame, f: pd.DataFrame, skriver: Skriver, stile: tuple[float, float, float]
) -> tuple[list[str], Heltal, list[str]]:
    """Text, whether the period stands in columns of its own, and whether the text tells it, per invoice."""
    stil, rng = ind["stil"].to_numpy()[f["i"]], skriver.rng
    koder, leverandoerer = ind["kode"].tolist(), ind["leverandoer"].tolist()
    angivet = np.zeros(len(f), dtype=bool)
    ud, fortalt = [], []
    r0, r1 = rng.random(len(f)), rng.random(len(f))
    andet = rng.choice(["angivet", "tekst", "faktura"], len(f), p=stile)
    for nr, r in enumerate(liv.raekker(f)):
        kode = koder[r.i]
        navn = leverandoerer[r.i] or YDELSER[kode].navn
        s = stil[nr] if r0[nr] < 0.9 else andet[nr]
        if r.stk:
            ud.append(skriver.engang(kode, navn, r.fra))
            fortalt.append(NEJ)
            continue
        angivet[nr] = s == "angivet"
        if s == "tekst" or (s == "angivet" and r1[nr] < 0.4):
            ud.append(skriver.med_periode(navn, r.fra, r.til, forud=r.forud))
            fortalt.append(HEL)
        else:
            ud.append(skriver.uden_periode(navn, r.fra, r.til, r.doc))
            fortalt.append(NEJ)
    return ud, angivet, fortalt


def _lov(ind: pd.DataFrame, f: pd.DataFrame) -> tuple[list[str], list[str]]:
    lov, par = [], []
    koder, bogfoert = ind["kode"].tolist(), ind["lov_bogfoert"].tolist()
    for i, ny in zip(f["i"].tolist(), f["ny"].tolist(), strict=True):
        y = YDELSER[koder[i]]
        valgt = y.ny_lov if (ny and y.ny_lov) else y.lov
        med = bogfoert[i]
        lov.append(valgt[0] if med else "")
        par.append(valgt[1] if med else "")
    return lov, par


def personposter(
    b: Befolkning,
    bh: Behov,
    forbrug: pd.DataFrame,
    regler: Regler,
    rng: np.random.Generator,
    sandhed: Sandhed,
    andele: Statsandel,
) -> pd.DataFrame:
    """All postings that are about a person: invoices, credit notes, user payments, dranst 2, 4.7 and 7.7."""
    ind = bh.indsats
    cpr = b.personer["cpr"].to_numpy()
    f = fakturaer(ind, forbrug, rng, regler.stoej)
    skriver = Skriver(rng, regler.stoej.rodet)
    tekst, angivet, fortalt = _tekster(ind, f, skriver, regler.stoej.stil)
    lov, par = _lov(ind, f)
    p = _konteret(ind, f, tekst, angivet, lov, par, cpr)
    p["regnskabsaar"] = _regnskabsaar(
        p["bogfoeringsdato"].to_numpy(), f["til"].to_numpy(), f["doc"].to_numpy(), rng
    )
    p = p.assign(
        person=ind["person"].to_numpy()[f["i"]],
        pid=np.arange(len(p)),
        fortalt=fortalt,
        indsats=f["i"].to_numpy(),
    )
    p = _med_sandheden(p, f)
    fremmed = ind["fremmed"].to_numpy()[f["i"]]
    foerste = liv.dag(date(regler.foerste_aar, 1, 1))
    bogfoert = Fejlbogfoering(b, bh, f, p, skriver, sandhed, regler.stoej, foerste).koer()
    bogfoert, lignende = UdenPerson(b, bh, f, bogfoert, sandhed, rng.spawn(1)[0], regler.stoej).koer()
    kredit = _kreditnotaer(p[~fremmed], rng, sandhed, b.til, regler.stoej.kredit)
    egne = _brugerbetaling(ind, forbrug, cpr, rng)
    _fuld_refusion(andele, b, ind, [p[~fremmed], kredit, egne], regler, sandhed)
    dele = [
        bogfoert[~fremmed & ~bogfoert["vaek"].to_numpy()].drop(columns="vaek"),
        lignende,
        kredit,
        egne,
        _dranst2(ind, f, p.assign(cpr=bogfoert["cpr"]), rng, regler.stoej.uden_cpr, b.til, sandhed),
        _indtaegter77(bh, f, p, rng),
    ]
    alle = pd.concat(dele, ignore_index=True).drop(columns="indsats")
    alle["kilde"], alle["profitcenter"] = "opus", ""
    return alle


def _fuld_refusion(
    andele: Statsandel,
    b: Befolkning,
    ind: pd.DataFrame,
    dele: list[pd.DataFrame],
    regler: Regler,
    sandhed: Sandhed,
) -> None:
    """The truths of full refund as the ledger has them: nobody can claim what has not been paid."""
    felter = ["indsats", "sand_fra", "sand_til", "oere", "bogfoeringsdato", "regnskabsaar", "tekst"]
    p = pd.concat([d[felter] for d in dele], ignore_index=True)
    leveret = (p["bogfoeringsdato"] <= b.til) & p["regnskabsaar"].isin(regler.aar)
    leveret &= liv.aar_af(p["bogfoeringsdato"].to_numpy()) >= regler.foerste_aar
    p = p[leveret].rename(columns={"indsats": "i", "sand_fra": "fra", "sand_til": "til"})
    statsandel.af_bogen(andele, b, ind, p, liv.dag(date(regler.foerste_aar, 1, 1)), sandhed)


def _med_sandheden(p: pd.DataFrame, f: pd.DataFrame) -> pd.DataFrame:
    """True person and period; a one-off is about the whole of its year."""
    stk, aar = f["stk"].to_numpy(), p["regnskabsaar"].to_numpy()
    nytaar, naeste = (_spand((aar + k - 1970) * 12) for k in (0, 1))
    return p.assign(
        sand_person=p["person"],
        sand_fra=np.where(stk, nytaar, f["fra"]),
        sand_til=np.where(stk, naeste - 1, f["til"]),
        sand_enkelt=stk.astype(np.int64),
    )


def _konteret(
    ind: pd.DataFrame,
    f: pd.DataFrame,
    tekst: list[str],
    angivet: Heltal,
    lov: list[str],
    par: list[str],
    cpr: Heltal,
) -> pd.DataFrame:
    i = f["i"].to_numpy()
    y = [YDELSER[k] for k in ind["kode"]]
    kt = np.array(
        [
            konto(yy.funktion, "1", e, yy.gruppering, a)
            for yy, e, a in zip(y, ind["ejer"], ind["art"], strict=True)
        ]
    )
    return pd.DataFrame(
        {
            "bogfoeringsdato": f["bog"].to_numpy(),
            "bilagsdato": f["doc"].to_numpy(),
            "konto": kt[i],
            "oere": f["oere"].to_numpy(),
            "tekst": tekst,
            "cpr": cpr[ind["person"].to_numpy()[i]],
            "cvr": ind["cvr"].to_numpy()[i],
            "modpart_kommunekode": ind["modpart"].to_numpy()[i],
            "organisation": np.array([yy.omraade for yy in y])[i],
            "periode_fra": np.where(angivet, f["fra"], -1),
            "periode_til": np.where(angivet, f["til"], -1),
            "enkeltstaaende": "",
            "lov": lov,
            "paragraf": par,
        }
    )


def _kreditnotaer(
    p: pd.DataFrame, rng: np.random.Generator, sandhed: Sandhed, til: int, andel_ramt: float
) -> pd.DataFrame:
    """Bills that came twice: the second copy and its credit note, or a credited part."""
    ramt = p[(rng.random(len(p)) < andel_ramt) & (p["enkeltstaaende"] == "")]
    dobbelt = rng.random(len(ramt)) < 0.5
    kopi = ramt[dobbelt].copy()
    kopi["bogfoeringsdato"] += rng.integers(3, 20, len(kopi))
    kopi["tekst"] = kopi["tekst"] + " kopi"
    kopi["pid"] = -1
    kredit = ramt.copy()
    andel = np.where(dobbelt, 100, rng.integers(5, 40, len(ramt)))
    kredit["oere"] = -(kredit["oere"].to_numpy() * andel // 100)
    kredit["tekst"] = "Kreditnota " + kredit["tekst"]
    kredit["bogfoeringsdato"] += rng.integers(20, 75, len(kredit))
    kredit["bilagsdato"] = kredit["bogfoeringsdato"] - 3
    kredit["pid"] = -1
    for r in liv.raekker(kopi[(kopi["oere"] > 5_000_000) & (kopi["bogfoeringsdato"] <= til)]):
        dag_ = str(dato(r.bogfoeringsdato))
        note = "Regningen kom to gange og krediteres"
        sandhed.ligner("sde", "sag_ikke_hjemtaget", r.cpr, dag_, dag_, note)
    ud = pd.concat([kopi, kredit])
    ud["regnskabsaar"] = liv.aar_af(ud["bogfoeringsdato"].to_numpy())
    return ud


def egenbetaling(ind: pd.DataFrame) -> Heltal:
    """What the resident of each measure pays a month in øre; 0 for most kinds of help."""
    betaler = (
        ind["brugerbetaling"]
        & ind["kode"].isin(["botilbud_108", "botilbud_107", "plejehjem"])
        & ~ind["fremmed"]
    )
    return np.where(betaler, (3_100 + (ind["indsats_nr"].to_numpy() * 37) % 2_600) * 100, 0)


def _brugerbetaling(
    ind: pd.DataFrame, forbrug: pd.DataFrame, cpr: Heltal, rng: np.random.Generator
) -> pd.DataFrame:
    """Residents pay for rent and board: income of art 7.9, month by month, on the person."""
    sats = egenbetaling(ind)
    g = forbrug[sats[forbrug["i"].to_numpy()] > 0]
    i = g["i"].to_numpy()
    foerste = _spand(g["maaned"].to_numpy())
    kt = np.array([konto(YDELSER[k].funktion, "1", "1", YDELSER[k].gruppering, "79") for k in ind["kode"]])
    aar, md = g["maaned"].to_numpy() // 12 + 1970, g["maaned"].to_numpy() % 12
    med_periode = rng.random(len(g)) < 0.5
    return pd.DataFrame(
        {
            "bogfoeringsdato": foerste + rng.integers(0, 6, len(g)),
            "bilagsdato": foerste,
            "konto": kt[i],
            "oere": -sats[i],
            "tekst": [f"Egenbetaling ophold {_KORT[m]} {a}" for m, a in zip(md, aar, strict=True)],
            "cpr": cpr[ind["person"].to_numpy()[i]],
            "cvr": "",
            "modpart_kommunekode": "",
            "organisation": [YDELSER[k].omraade for k in ind["kode"].to_numpy()[i]],
            "periode_fra": np.where(med_periode, g["fra"], -1),
            "periode_til": np.where(med_periode, g["til"], -1),
            "enkeltstaaende": "",
            "lov": "",
            "paragraf": "",
            "regnskabsaar": aar,
            "person": ind["person"].to_numpy()[i],
            "pid": -1,
            "sand_person": ind["person"].to_numpy()[i],
            "sand_fra": g["fra"].to_numpy(),
            "sand_til": g["til"].to_numpy(),
            "sand_enkelt": 0,
            "fortalt": HEL,
            "indsats": i,
        }
    )


def _dranst2(
    ind: pd.DataFrame,
    f: pd.DataFrame,
    p: pd.DataFrame,
    rng: np.random.Generator,
    andel_uden: float,
    til: int,
    sandhed: Sandhed,
) -> pd.DataFrame:
    """What was taken of the state (dranst 2, art 8.6): on the person the expense was booked on, or a sum without
    CPR. All of an expense for refugees has a gruppering of its own."""
    i = f["i"].to_numpy()
    fkt, grp = (np.array([getattr(YDELSER[k], n) for k in ind["kode"]])[i] for n in ("funktion", "dranst2"))
    fuld, stat, oere = (f[k].to_numpy() for k in ("fuld", "stat", "oere"))
    dele = []
    for beloeb, gruppering in ((stat - fuld, grp), (fuld, np.full(len(f), "002"))):
        med = beloeb > 0
        ud = p[med].copy()
        ud["oere"] = -beloeb[med]
        ud["konto"] = [konto(a, "2", "1", g, "86") for a, g in zip(fkt[med], gruppering[med], strict=True)]
        pct = np.round(100 * beloeb[med] / np.maximum(oere[med], 1)).astype(int)
        ud["tekst"] = [f"Statsrefusion {a} % {t}" for a, t in zip(pct, ud["tekst"], strict=True)]
        ud["bogfoeringsdato"] += rng.integers(0, 15, len(ud))
        ud["kode"] = ind["kode"].to_numpy()[i[med]]
        dele.append(ud)
    ud = pd.concat(dele, ignore_index=True)
    ud["cvr"], ud["modpart_kommunekode"] = "", ""
    uden = rng.random(len(ud)) < andel_uden
    _taget_uden_cpr(ud[uden], til, sandhed)
    ud.loc[uden, "cpr"] = ""
    ud.loc[uden, ["tekst", "fortalt"]] = "Statsrefusion restafregning", NEJ
    ud["pid"] = -1
    return ud.drop(columns="kode")


def _taget_uden_cpr(uden: pd.DataFrame, til: int, sandhed: Sandhed) -> None:
    """The state's half was taken, but nothing in the ledger says for whom: it looks forgotten."""
    synlige = uden[(uden["bogfoeringsdato"] <= til) & (uden["oere"] <= -TALT_OERE) & uden["kode"].isin(HALVE)]
    for r in liv.raekker(synlige[synlige["cpr"] != ""]):
        dage = str(dato(r.sand_fra)), str(dato(min(r.sand_til, til)))
        sandhed.ligner(
            "sde", f"{HALVE[r.kode]}_glemt", r.cpr, *dage, "Statens halvdel er taget, men bogført uden CPR"
        )


def _indtaegter77(bh: Behov, f: pd.DataFrame, p: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """What other municipalities pay us for residents of ours: art 7.7 with the counterpart, mostly with CPR."""
    ind = bh.indsats
    i = f["i"].to_numpy()
    opkraevet = f["fra"].to_numpy() <= ind["opkraevet_til"].to_numpy()[i]
    ud = p[ind["fremmed"].to_numpy()[i] & opkraevet].copy()
    ud["oere"] = -ud["oere"]
    ud["konto"] = [k[:6] + "1" + k[7:14] + "77" for k in ud["konto"]]
    ud["modpart_kommunekode"] = [bh.fremmed_kommune(x) for x in ud["person"]]
    ud["tekst"] = "Takstbetaling " + ud["tekst"]
    ud["cvr"] = ""
    ud.loc[rng.random(len(ud)) < 0.06, "modpart_kommunekode"] = ""
    ud["pid"] = -1
    return ud


# -- everything that is not about a person ---------------------------------------------------------------


def _del_i_oere(ialt: int, vaegte: Heltal) -> Heltal:
    """Shares a whole amount by weights, exactly."""
    kant = np.floor(np.cumsum(vaegte) / vaegte.sum() * ialt).astype(np.int64)
    kant[-1] = ialt
    return np.diff(kant, prepend=0)


def driftsposter(borgere: int, regler: Regler, rng: np.random.Generator, sandhed: Sandhed) -> pd.DataFrame:
    """Schools, roads, staff, taxes: the plan's yearly amounts spread over months and lines."""
    # Larger municipalities have larger lines as well as more of them.
    skala = borgere / 20_000 if borgere <= 20_000 else (borgere / 20_000) ** 0.8
    dele = []
    for fkt, dranst, ejer, grp, art, kr, linjer, slags in tal.LINJER:
        # Month by month for one account at a time: at most a few thousand rows each.
        for aar in regler.aar:
            maaneder = regler.til.month if aar == regler.til.year else 12
            aarsbeloeb = kr * borgere * 1.033 ** (aar - 2025) * rng.uniform(0.96, 1.04)
            for m in range(maaneder):
                antal = max(1, round(linjer * skala * rng.uniform(0.85, 1.15)))
                ialt = round(aarsbeloeb / 12 * rng.uniform(0.93, 1.07) * 100)
                foerste = dag(date(aar, m + 1, 1))
                sidste = int(_spand(np.array([(aar - 1970) * 12 + m + 1]))[0]) - 1
                dele.append(
                    (fkt, dranst, ejer, grp, art, slags, aar, m, antal, ialt, foerste, sidste - foerste + 1)
                )
    plan = pd.DataFrame(
        dele,
        columns=[
            "fkt",
            "dranst",
            "ejer",
            "grp",
            "art",
            "slags",
            "aar",
            "m",
            "antal",
            "ialt",
            "foerste",
            "dage",
        ],
    )
    p = _linjer(plan, rng)
    faaet = moms.tilskudsposter(borgere, regler.aar, dag(regler.til), rng)
    faaet["pid"] = DRIFT_PID + len(p) + np.arange(len(faaet))
    p = pd.concat([p, _tomme(faaet)], ignore_index=True)
    _paa_ingen(p, dag(regler.til), sandhed)
    return moms.laeg_paa(p, rng, regler.stoej.moms, dag(regler.til), sandhed)


def _paa_ingen(p: pd.DataFrame, til: int, sandhed: Sandhed) -> None:
    """Tells of bills on the functions of cases that are about nobody: an institution's own purchases, and what all
    municipalities pay together for the secure institutions."""
    synlig = (p["bogfoeringsdato"] <= til) & (p["oere"] > 0)
    egne = p["konto"].str.startswith(("5282", "5385")) & p["konto"].str[14:].isin(["22", "40", "49"])
    faelles = p["tekst"].str.startswith("Objektiv finansiering")
    for art, hvor, note in (
        ("postering_uden_cpr", egne, "Institutionens eget indkøb; handler ikke om nogen borger"),
        ("samleregning_uden_cpr", faelles, "Objektiv finansiering; ikke en regning for borgere"),
    ):
        for r in liv.raekker(p[hvor & synlig].nlargest(FLEST_RIGTIGE, "oere")):
            d = str(dato(r.bogfoeringsdato))
            sandhed.rigtig("sde", art, "", d, d, note, (int(r.pid),))


def _tomme(p: pd.DataFrame) -> pd.DataFrame:
    """The columns of a posting that is not about a person."""
    tom: dict[str, Any] = dict.fromkeys(("cpr", "modpart_kommunekode", "profitcenter", "organisation"), "")
    tom |= dict.fromkeys(("enkeltstaaende", "lov", "paragraf"), "")
    return p.assign(kilde="opus", periode_fra=-1, periode_til=-1, person=-1, **tom)


def _linjer(plan: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    antal = plan["antal"].to_numpy()
    n = int(antal.sum())
    g = np.repeat(np.arange(len(plan)), antal)
    start = np.repeat(np.cumsum(antal) - antal, antal)
    v = rng.lognormal(0, 0.8, n)
    kum = np.cumsum(v)
    foer = np.where(start > 0, kum[start - 1], 0.0)
    hele = np.repeat(np.add.reduceat(v, np.cumsum(antal) - antal), antal)
    ialt = plan["ialt"].to_numpy()[g]
    kant = np.floor((kum - foer) / hele * ialt).astype(np.int64)
    sidst = np.append(np.diff(g) > 0, True)
    kant[sidst] = ialt[sidst]
    oere = kant - np.where(np.arange(n) == start, 0, np.concatenate([[0], kant[:-1]]))
    dage = plan["dage"].to_numpy()[g]
    loen = (plan["slags"] == "loen").to_numpy()[g]
    bog = plan["foerste"].to_numpy()[g] + np.where(loen, dage - 1, (rng.random(n) * dage).astype(np.int64))
    kontonr = np.array([konto(r.fkt, r.dranst, r.ejer, r.grp, r.art) for r in liv.raekker(plan)])[g]
    puljer = {s: np.array(t, dtype=object) for s, t in tal.TEKSTER.items()}
    tekst = np.empty(n, dtype=object)
    slags = plan["slags"].to_numpy()[g]
    for s, pulje in puljer.items():
        r = slags == s
        tekst[r] = pulje[rng.integers(0, len(pulje), int(r.sum()))]
    koeb = np.isin(slags, ["vare", "tjeneste", "anlaeg"])
    cvrer = np.array([f"996{k:05d}" for k in range(1, 400)], dtype=object)
    afd = np.array([f"AFD{k:02d}" for k in range(1, 41)], dtype=object)
    modpart = np.array(list(tal.ANDRE_KOMMUNER), dtype=object)[rng.integers(0, len(tal.ANDRE_KOMMUNER), n)]
    art = plan["art"].to_numpy()[g]
    return pd.DataFrame(
        {
            "kilde": "opus",
            "regnskabsaar": plan["aar"].to_numpy()[g],
            "bogfoeringsdato": bog,
            "bilagsdato": bog - np.where(koeb, rng.integers(0, 20, n), 0),
            "konto": kontonr,
            "oere": oere,
            "tekst": tekst,
            "cpr": "",
            "cvr": np.where(koeb, cvrer[rng.integers(0, len(cvrer), n)], ""),
            "modpart_kommunekode": np.where(np.isin(art, ["47", "77"]), modpart, ""),
            "profitcenter": afd[rng.integers(0, len(afd), n)],
            "organisation": "",
            "periode_fra": -1,
            "periode_til": -1,
            "enkeltstaaende": "",
            "lov": "",
            "paragraf": "",
            "person": -1,
            "pid": DRIFT_PID + np.arange(n),
        }
    )


def central_refusion(pr_aar: dict[int, int], regler: Regler) -> pd.DataFrame:
    """5.22.07 dranst 2: the advance each month of what the municipality claims for the year."""
    rk = []
    for aar, ialt in pr_aar.items():
        maaneder = regler.til.month if aar == regler.til.year else 12
        for m, oere in enumerate(_del_i_oere(ialt, np.ones(12))[:maaneder]):
            d = dag(date(aar, m + 1, 15))
            rk.append((aar, d, -int(oere), f"Central refusionsordning {_KORT[m]} {aar}"))
    ud = pd.DataFrame(rk, columns=["regnskabsaar", "bogfoeringsdato", "oere", "tekst"])
    ud = ud.assign(bilagsdato=ud["bogfoeringsdato"], konto=konto("52207", "2", "1", "001", "86"), cvr="")
    return _tomme(ud)


# Columns of few different values are kept as categories, and days and numbers in 32 bits: a large ledger is held
# whole until its truth and its budget are told.
_FAA = tal.ord_i(
    "kilde konto cvr modpart_kommunekode profitcenter organisation enkeltstaaende lov paragraf momskode "
    "leverandoer_land fortalt"
)
_KORTE_TAL = tal.ord_i(
    "regnskabsaar linjenr bogfoeringsdato bilagsdato periode_fra periode_til sand_person sand_fra sand_til sand_enkelt"
)


def saml(dele: list[pd.DataFrame], regler: Regler, rng: np.random.Generator) -> dict[int, pd.DataFrame]:
    """The ledger, a frame a year: what is booked by `til`, numbered in the order of booking; several lines share a
    document. Takes the parts out of `dele`, so that they are not held beside the ledger."""
    aar_dele: dict[int, list[pd.DataFrame]] = {a: [] for a in regler.aar}
    while dele:
        p = dele.pop(0)
        if p.empty:
            continue
        bogfoert = (p["bogfoeringsdato"] <= dag(regler.til)) & (p["oere"] != 0)
        bogfoert &= liv.aar_af(p["bogfoeringsdato"].to_numpy()) >= regler.foerste_aar
        aar = p["regnskabsaar"].where(bogfoert, -1).to_numpy()
        for a, egne in aar_dele.items():
            egne.append(p.iloc[np.flatnonzero(aar == a)])
    ud = {}
    for a in regler.aar:
        p = pd.concat(aar_dele.pop(a), ignore_index=True)
        if len(p):
            ud[a] = _aargang(p, rng)
    return ud


def _aargang(p: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One year of the ledger, in order and numbered."""
    for k in ("moms", "moms_hjemtaget"):
        p[k] = p[k].fillna(moms.UKENDT).astype(np.int64)
    for k in SKJULTE[:-1]:
        p[k] = p[k].fillna(-1).astype(np.int64)
    tekster = ["momskode", "leverandoer_land", "fortalt"]
    p[tekster] = p[tekster].fillna("")
    p = p.sort_values(["bogfoeringsdato", "konto", "cvr"], kind="stable").reset_index(drop=True)
    # A collective invoice: the same supplier's lines of one day, or a run of lines on one account and day.
    ens = (
        (p["bogfoeringsdato"].diff() == 0)
        & (p["konto"] == p["konto"].shift())
        & ((p["cpr"] == "") | (p["cvr"] == p["cvr"].shift()))
        & (rng.random(len(p)) < 0.7)
    ).to_numpy()
    bilag = np.cumsum(~ens)
    p["linjenr"] = p.groupby(bilag).cumcount() + 1
    p["bilagsnr"] = "F" + pd.Series(bilag).astype(str).str.zfill(7)
    p = p.loc[:, [*KOLONNER, *SKJULTE]]
    return p.astype({**dict.fromkeys(_FAA, "category"), **dict.fromkeys(_KORTE_TAL, np.int32)})


def budget(bog: dict[int, pd.DataFrame], regler: Regler, rng: np.random.Generator) -> pd.DataFrame:
    """The budget by year and account: actuals are 0,95–1,08 of it, in whole thousands where they are large."""
    aargange = [
        p.groupby("konto", observed=True)["oere"].sum().reset_index().assign(regnskabsaar=a)
        for a, p in bog.items()
    ]
    g = pd.concat([x.astype({"konto": str}) for x in aargange], ignore_index=True)
    g = g[["regnskabsaar", "konto", "oere"]]
    # One ratio an account and year; a year that is not over is budgeted for all twelve months.
    andel = rng.uniform(0.95, 1.08, len(g))
    rest = np.where(g["regnskabsaar"] == regler.til.year, 12 / regler.til.month, 1.0)
    fuldt = g["oere"].to_numpy() / andel * rest
    tusind = np.where(
        np.abs(fuldt) >= 10_000_000, np.round(fuldt / 100_000) * 100_000, np.round(fuldt / 100) * 100
    )
    tillaeg = np.where(
        rng.random(len(g)) < 0.25, np.round(tusind * rng.uniform(-0.02, 0.03, len(g)) / 100_000) * 100_000, 0
    )
    return g.assign(oprindeligt=(tusind - tillaeg).astype(np.int64), tillaeg=tillaeg.astype(np.int64)).drop(
        columns="oere"
    )
