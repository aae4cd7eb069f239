"""Who truly left without saying so, and what everyday life leaves behind: incomes, homes owned, letters returned.

`udrejste` decides in secret which registered citizens are gone. Incomes, post and property follow from where
people truly are, the register from what it was told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning, Heltal, dato
from engine.demo.sandhed import Sandhed
from engine.demo.ydelser import ARTER

SLAGS = ("fritflyt", "hjemmegaaende", "sommerhus", "formue", "udenlandsk_pension", "sygehus", "beskyttet")
_LAENGST_VAEK = 900  # days since the first of them left
INDKOMST_MAANEDER = 13  # what the municipality keeps of the income register for everybody


@dataclass
class Bopael:
    """borte: the day each person truly left, INGEN for those who have not (nor has the register been told)."""

    borte: Heltal
    haendelser: list[dict[str, Any]] = field(default_factory=list)
    solgt: dict[int, int] = field(default_factory=dict)
    tilladelse_udloebet: set[int] = field(default_factory=set)
    uden_indkomst: Heltal = field(default_factory=lambda: np.zeros(0, dtype=bool))
    udenlandsk: Heltal = field(default_factory=lambda: np.zeros(0, dtype=bool))
    udenlandsk_pension: Heltal = field(default_factory=lambda: np.zeros(0, dtype=bool))


def skab(
    b: Befolkning, rng: np.random.Generator, borgere: int, optaget: Heltal, sandhed: Sandhed, lag: float
) -> Bopael:
    """optaget: persons with help, a pension or a story. lag: how much the register lags (1 = normal)."""
    n = len(b.personer)
    nej = np.zeros(n, dtype=bool)
    ud = Bopael(
        np.full(n, INGEN), uden_indkomst=nej.copy(), udenlandsk=nej.copy(), udenlandsk_pension=nej.copy()
    )
    foedt = b.personer["foedt"].to_numpy()
    alder = (b.til - foedt) / liv.AAR
    her = b.bor_her(b.til) & b.bor_her(b.til - 1100) & ~optaget
    adr = b.adresse_paa(b.til)
    husstand = pd.Series(1, index=adr[her]).groupby(level=0).sum()
    alle_paa = np.bincount(adr[b.bor_her(b.til)], minlength=len(b.adresser.type))
    fri = husstand.index[husstand.to_numpy() == alle_paa[husstand.index]]  # nobody there with a story
    voksne = her & (alder > 19) & (alder < 62) & np.isin(adr, fri)
    # who is gone reports no moves: the household has lived there since before any of them may have left
    flyttet = np.unique(
        adr[her & (alder > _LAENGST_VAEK / liv.AAR) & (b.adresse_paa(b.til - _LAENGST_VAEK) != adr)]
    )
    huse = rng.permutation(np.setdiff1d(adr[voksne], flyttet))
    antal = max(2, int(22 * lag * borgere / 20_000 + rng.random()))
    cpr = b.personer["cpr"].tolist()
    for nr, hus in enumerate(huse[:antal].tolist()):
        medlemmer = np.flatnonzero((adr == hus) & her)
        _rejser(ud, b, medlemmer, alder, nr, rng, sandhed, cpr)
    rest = huse[antal : antal + 3 * antal]
    for nr, hus in enumerate(rest.tolist()):
        voksen = np.flatnonzero((adr == hus) & her & (alder > 19))
        _ligner(ud, b, voksen, nr, rng, sandhed, cpr)
    return ud


def _rejser(
    ud: Bopael,
    b: Befolkning,
    medlemmer: Heltal,
    alder: Heltal,
    nr: int,
    rng: np.random.Generator,
    sandhed: Sandhed,
    cpr: list[str],
) -> None:
    """A household that left: some traces, and now and then hardly any."""
    skjult = nr % 6 == 5
    d = int(b.til - (rng.integers(30, 110) if skjult else rng.integers(380, _LAENGST_VAEK)))
    ud.borte[medlemmer] = d
    voksne = medlemmer[alder[medlemmer] > 19]
    spor = 1
    if not skjult:
        spor += 1  # no service or payment for a year
        for p in voksne.tolist():
            if rng.random() < 0.75:
                retur = d + int(rng.integers(30, 300))
                ud.haendelser.append(
                    {"person": p, "type": "returpost", "fra": retur, "til": retur, "kommune": ""}
                )
                spor += p == voksne[0]
        if rng.random() < 0.7:
            ud.solgt |= {int(p): d + int(rng.integers(10, 200)) for p in voksne}
            spor += 1
        ud.tilladelse_udloebet |= {int(p) for p in voksne}
        if rng.random() < 0.1:
            ud.udenlandsk[voksne] = True
    for p in voksne.tolist():
        note = "Rejste ud af landet uden at melde det" + (" og efterlod næsten ingen spor" if skjult else "")
        dage = str(dato(d)), str(dato(b.til))
        sandhed.tilfoej("flytning", "udrejst_uden_at_melde_det", cpr[p], *dage, 0, spor >= 3, note)


def _ligner(
    ud: Bopael,
    b: Befolkning,
    voksne: Heltal,
    nr: int,
    rng: np.random.Generator,
    sandhed: Sandhed,
    cpr: list[str],
) -> None:
    """Somebody at home without Danish income, or one who is away for a good reason."""
    if not len(voksne):
        return
    p = int(voksne[0])
    slags = SLAGS[nr % len(SLAGS)]
    if slags == "hjemmegaaende" and len(voksne) < 2:
        slags = "formue"
    ud.uden_indkomst[p] = True
    if slags in ("fritflyt", "sommerhus"):
        fra = int(b.til - rng.integers(200, 600))
        ud.haendelser.append({"person": p, "type": slags, "fra": fra, "til": INGEN, "kommune": ""})
        if rng.random() < 0.5:
            ud.haendelser.append(
                {"person": p, "type": "returpost", "fra": fra + 30, "til": fra + 30, "kommune": ""}
            )
    if slags == "sygehus":
        fra = int(b.til - rng.integers(210, 400))
        ud.haendelser.append(
            {"person": p, "type": "indlagt_sygehus", "fra": fra, "til": INGEN, "kommune": ""}
        )
    ud.udenlandsk_pension[p] = slags == "udenlandsk_pension"
    if slags == "beskyttet":
        b.personer.loc[p, "beskyttet"] = True
    note = {
        "udenlandsk_pension": "Lever af en udenlandsk pension",
        "sygehus": "Indlagt i længere tid",
        "beskyttet": "Har adressebeskyttelse og en privat forsørger",
        "fritflyt": "Arbejder i udlandet og er hjemme hver weekend",
        "hjemmegaaende": "Hjemmegående; ægtefællen har dansk indkomst",
        "sommerhus": "Bor i sommerhuset om sommeren",
        "formue": "Lever af sin formue og bor hjemme",
    }[slags]
    dage = str(dato(b.til - 365)), str(dato(b.til))
    sandhed.ligner("flytning", "udrejst_uden_at_melde_det", cpr[p], *dage, note)


def indkomster(
    b: Befolkning,
    bop: Bopael,
    ydelser: pd.DataFrame,
    rng: np.random.Generator,
    foerste_md: int,
    altid: Heltal,
    styret_til: Heltal,
    job: pd.DataFrame,
) -> pd.DataFrame:
    """Incomes of those registered here: person, maaned, type, oere, cvr, udland.

    The last 13 months for everybody; from `foerste_md` (month number) for those in `altid`. ydelser: benefits
    month by month, which are incomes of their own kind and stand instead of most wages. Until the day in `styret_til`
    a person has wages from the jobs in `job` (person, fra, til, oere) and no others.
    """
    n = len(b.personer)
    foedt = b.personer["foedt"].to_numpy()
    sidste = int(np.datetime64(b.til, "D").astype("datetime64[M]").astype(int))
    loen = np.round(np.exp(rng.normal(10.36, 0.33, n))).astype(np.int64)
    arbejder = rng.random(n) < 0.93
    selvst = rng.random(n) < 0.04
    arbejdsgiver = rng.integers(1, 400, n)
    su = rng.random(n) < 0.55
    dagpenge = rng.random(n) < 0.025
    dele = []
    for m in range(foerste_md, sidste + 1):
        d = int(np.datetime64(m, "M").astype("datetime64[D]").astype(int)) + 14
        hvem = b.bor_her(min(d, b.til)) & (bop.borte > d) & ~bop.uden_indkomst
        if m <= sidste - INDKOMST_MAANEDER:
            hvem = hvem & altid
        alder = (d - foedt) / liv.AAR
        y = ydelser[(ydelser["maaned"] == m).to_numpy()]
        y = y[y["art"].to_numpy() != "boligstoette"]
        har = np.zeros(n, dtype=bool)
        har[y["person"].to_numpy()] = True
        typer = y["art"].map({k: a.indkomsttype for k, a in ARTER.items()}).to_numpy()
        synlig = bop.borte[y["person"].to_numpy()] > d
        dele.append(_del(y["person"].to_numpy()[synlig], m, typer[synlig], y["oere"].to_numpy()[synlig], ""))
        gammel = np.flatnonzero(hvem & (alder >= 67))
        dele.append(_del(gammel, m, "04", (14_800 + (gammel * 37) % 5_000) * 100, ""))
        ung = np.flatnonzero(hvem & ~har & (alder >= 18.6) & (alder < 26) & su)
        dele.append(_del(ung, m, "01", np.full(len(ung), 685_900), ""))
        unge = alder < 26
        i_job = _maanedens_job(job, m)
        i_job = i_job[(hvem | altid)[i_job["person"].to_numpy(dtype=np.int64)]]
        i_arbejde = (
            hvem
            & ~har
            & (styret_til <= d)
            & (alder >= 18)
            & (alder < 67)
            & arbejder
            & ~(dagpenge & (alder >= 26))
        )
        loennet = np.flatnonzero(i_arbejde & ~selvst & ~(unge & su & (rng.random(n) < 0.3)))
        andel = np.where(unge[loennet], 0.35, 1.0) * (1 + rng.normal(0, 0.05, len(loennet)))
        cvr = (99_600_000 + arbejdsgiver[loennet]).astype(str)
        dele.append(_del(loennet, m, "00", np.round(loen[loennet] * andel).astype(np.int64) * 100, cvr))
        dele.append(_del(i_job["person"].to_numpy(), m, "00", i_job["oere"].to_numpy(), "99600500"))
        egen = np.flatnonzero(i_arbejde & selvst & (m % 3 == 0))
        dele.append(_del(egen, m, "05", loen[egen] * 300, ""))
        led = np.flatnonzero(hvem & ~har & dagpenge & (alder >= 26) & (alder < 66))
        dele.append(_del(led, m, "04", np.full(len(led), 1_980_000), "99799999"))
        ude = np.flatnonzero(bop.udenlandsk & (bop.borte <= d))
        dele.append(_del(ude, m, "00", loen[ude] * 100, "", True))
        pension = np.flatnonzero(bop.udenlandsk_pension)
        dele.append(_del(pension, m, "04", np.full(len(pension), 1_240_000), "", True))
    ud = pd.concat(dele, ignore_index=True)
    return ud.groupby(["person", "maaned", "type", "cvr", "udland"], as_index=False, sort=False)["oere"].sum()


def _maanedens_job(job: pd.DataFrame, m: int) -> pd.DataFrame:
    """The jobs that ran in a month, with the wages of the days they ran."""
    foerste, sidste = liv.foerste_dag(m), liv.foerste_dag(m + 1) - 1
    i = job[((job["fra"] <= sidste) & (job["til"] >= foerste)).to_numpy()]
    dage = np.minimum(i["til"], sidste) - np.maximum(i["fra"], foerste) + 1
    return i.assign(oere=i["oere"] * dage // (sidste - foerste + 1) // 100 * 100)


def _del(person: Heltal, m: int, type_: Any, oere: Heltal, cvr: Any, udland: bool = False) -> pd.DataFrame:
    return pd.DataFrame(
        {"person": person, "maaned": m, "type": type_, "oere": oere, "cvr": cvr, "udland": udland}
    )


def ejendomme(b: Befolkning, bop: Bopael, rng: np.random.Generator) -> pd.DataFrame:
    """Homes owned by the adults who live there, and some summer houses: person, adr, fra, til (last day)."""
    a = b.adresser
    o = b.ophold[(np.array(a.type)[b.ophold["adr"].to_numpy()] == liv.HER)]
    etage = np.array(a.etage)[o["adr"].to_numpy()]
    foedt = b.personer["foedt"].to_numpy()[o["person"]]
    voksen = (o["fra"].to_numpy() - foedt) > 24 * liv.AAR
    inst = np.char.startswith(np.array(a.vejkode)[o["adr"].to_numpy()].astype(str), "8")
    eget = (o["adr"].to_numpy() * 7919 % 100 < np.where(etage == "", 68, 18)) & voksen & ~inst
    e = o[eget][["person", "adr", "fra", "til"]].copy()
    slut = b.personer["doed"].to_numpy()[e["person"]]
    e["til"] = np.where(e["til"] < INGEN, e["til"] - 1, np.where(slut < INGEN, slut + 60, INGEN))
    solgt = pd.Series(bop.solgt, dtype="int64")
    s = o[o["person"].isin(solgt.index) & (o["til"] == INGEN).to_numpy()][["person", "adr", "fra"]]
    s = s.assign(til=solgt.reindex(s["person"]).to_numpy()).astype(np.int64)
    uden = e[~(e["person"].isin(solgt.index) & (e["til"] == INGEN).to_numpy())]
    ud = pd.concat([uden, s])
    ud = ud[ud["til"] >= ud["fra"]].sort_values(["person", "fra"])
    return ud.drop_duplicates(["person", "adr", "fra"]).reset_index(drop=True)


def opmaerksomhed(inst: pd.DataFrame) -> pd.DataFrame:
    """Addresses in the country where a mover is looked at twice: institutions, prisons, reception places."""
    aarsag = {
        "botilbud_107": "botilbud",
        "botilbud_108": "botilbud",
        "forsorgshjem_110": "forsorgshjem",
        "krisecenter_109": "krisecenter",
        "plejehjem_192": "plejehjem",
        "faengsel": "kriminalforsorg",
        "sygehus": "sygehus",
        "veteranhjem": "veteranhjem",
        "opholdssted": "opholdssted",
    }
    r = inst[inst["type"].isin(list(aarsag))].copy()
    r["aarsag"] = r["type"].map(aarsag)
    return r[["kommunekode", "vejkode", "husnr", "aarsag", "gyldig_fra"]].drop_duplicates(
        ["kommunekode", "vejkode", "husnr"]
    )


def kommunetal(aar: range, rng: np.random.Generator) -> pd.DataFrame:
    """Average prices and tax base of every municipality and year; invented, each near a plain level."""
    maal = (
        ("gns_elevudgift", 76_000, 0.06, "kr./år"),
        ("gns_sfo_netto", 11_500, 0.12, "kr./år"),
        ("gns_dagtilbud_netto", 62_000, 0.07, "kr./år"),
        ("gns_dagtilbud_brutto", 84_000, 0.06, "kr./år"),
        ("tilskudspct_dagtilbud", 75, 0.0, "pct."),
        ("beskatningsgrundlag_pr_indb", 212_000, 0.10, "kr."),
    )
    rk = []
    for kom in [tal.KOMMUNE, *sorted(tal.ANDRE_KOMMUNER)]:
        for navn, niveau, spredning, enhed in maal:
            eget = niveau * (1 + rng.normal(0, spredning))
            for a in aar:
                v = round(eget * (1.03 ** (a - 2025) if enhed != "pct." else 1))
                rk.append((kom, a, navn, v, enhed, "Fiktivt tal"))
    return pd.DataFrame(rk, columns=["kommunekode", "aar", "stoerrelse", "vaerdi", "enhed", "kilde"])


def virksomheder(inst: pd.DataFrame) -> pd.DataFrame:
    """Every supplier and employer that occurs: cvr, navn, branche, ejerforhold, momsregistreret, land."""
    rk = []
    slags = (
        ("Kontor og Papir", "466500"),
        ("Rengøring", "812100"),
        ("Tømrerfirma", "433200"),
        ("It", "620200"),
    )
    for k in range(1, 400):
        navn, branche = slags[k % 4]
        land = UDLAND.get(k, "DK")
        rk.append(
            (f"996{k:05d}", f"Fiktiv {navn} {k} ApS", branche, "privat", "1" if land == "DK" else "0", land)
        )
    for k in range(1, 60):
        rk.append((f"997{k:05d}", f"Fiktiv Omsorg {k}", "879020", "privat", "0", "DK"))
    for k, navn in enumerate(
        ("Fonden Egetræet", "Foreningen Gode Dage", "Drageløsefonden", "Selskabet Solskin ApS")
    ):
        rk.append((f"995{k + 1:05d}", navn, "949900", "privat", "0", "DK"))
    rk.append(("99600500", "Den fiktive arbejdsplads", "782000", "privat", "1", "DK"))
    rk.append(("99799999", "Den fiktive A-kasse", "843000", "privat", "0", "DK"))
    ud = pd.DataFrame(rk, columns=["cvr", "navn", "branche", "ejer", "moms", "land"])
    i = pd.DataFrame(
        {
            "cvr": inst["cvr"],
            "navn": inst["navn"],
            "branche": "873020",
            "ejer": inst["driftsform"],
            "moms": "0",
        }
    ).assign(land="DK")
    return pd.concat([ud, i]).drop_duplicates("cvr")


# Suppliers of the ledger that are not Danish: number in the row 99600001-99600399.
UDLAND = {k: ("DE", "SE", "NL", "IE")[k // 40 % 4] for k in range(17, 400, 40)}
