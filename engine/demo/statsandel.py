"""What the state pays of each measure, day by day, and what the municipality took of it.

The shares are what the ministry pays back (fiktiv: written for the demo and looked up nowhere): half of some help,
for a stay at a home for the homeless only its first days, for refugees all of some help at first. Some of it is
forgotten, and some is taken too long; both are told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv
from engine.demo.liv import INGEN, Befolkning, dag, dato
from engine.demo.sandhed import FLEST_RIGTIGE, Sandhed

LOFT_FRA, LOFT_DAGE = dag(date(2023, 10, 1)), 120  # days of a stay that are paid for in each year of it
EFTER_FORSORG = {
    "bostoette_85a": (2 * 365, INGEN),
    "botilbud_107": (365, 182),
}  # begun within, paid for (days)
FLYGTNING_3_AAR = {
    "familiebehandling", "kontaktperson", "aflastning", "stoetteperson", "merudgift", "taf", "bpa_96",
    "kompensation_100",
}  # fmt: skip
FLYGTNING_BOLIG = {"botilbud_108", "botilbud_107"}  # begun within two years of the permit
BARNETS_STED = {
    "doegninstitution",
    "opholdssted",
    "plejefamilie",
    "tvang",
}  # the same, for a disability's sake alone
HANDICAP = "handicap"
FORTALT_OERE = 100_000  # the truth tells of no smaller amount taken without right
HALVE = {
    "krisecenter": "refusion50_109", "forsorgshjem": "refusion50_110", "bostoette_85a": "refusion50_85a",
    "botilbud_107": "refusion50_107", "advokat": "refusion50_140", "kompensation_100": "refusion50_100",
    "merudgift": "refusion50_86", "taf": "refusion50_87",
}  # fmt: skip
TIT_GLEMT = {"refusion50_85a": 3.5, "refusion50_107": 3.5, "refusion50_140": 2.5, "refusion50_109": 1.5}
Stykke = tuple[int, int, int, float]  # measure, first day, last day, share


@dataclass
class Statsandel:
    """ret: what is due; taget: what was taken. Stretches of days per measure."""

    ret: list[Stykke] = field(default_factory=list)
    taget: list[Stykke] = field(default_factory=list)
    fortael: list[tuple[str, str, int, list[Stykke], int, str]] = field(default_factory=list)


def skab(
    b: Befolkning,
    ind: pd.DataFrame,
    tilladelse: pd.DataFrame,
    halve: Callable[[str], bool],
    rng: np.random.Generator,
    glemt: float,
) -> Statsandel:
    """halve: the kinds of help of which the state always pays half."""
    ud = Statsandel()
    flygtning = {int(r.person): r for r in liv.raekker(tilladelse) if r.grundlag != "ANDET"}
    forsorg = _udskrevet(ind)
    for nr, r in enumerate(liv.raekker(ind)):
        if r.fremmed:
            continue
        t = flygtning.get(int(r.person))
        fuldt = _flygtning(b, nr, r, t)
        if not fuldt and _snart_anbragt(r, t):
            hele = [(nr, int(r.fra), int(r.til), 1.0)]
            note = "Anbragt kort efter tilladelsen, men ikke på grund af nedsat funktionsevne"
            ud.fortael.append(("udlaendinge", "ligner:par181_handicap_glemt", 0, hele, nr, note))
        if fuldt:
            _hele(ud, r, fuldt, halve(r.kode), rng, glemt)
        elif r.kode == "forsorgshjem":
            _forsorgshjem(ud, nr, r, b.til, rng, glemt)
        elif r.kode in EFTER_FORSORG and int(r.person) in forsorg:
            _efter_forsorg(ud, nr, r, forsorg[int(r.person)], rng, glemt)
        elif halve(r.kode):
            _halv(ud, r, [(nr, int(r.fra), int(r.til), 0.5)], rng, glemt)
    return ud


def _sker(r: Any, fejl: str, rng: np.random.Generator, chance: float) -> bool:
    """Whether the mistake is made: as the measure's story says, else by chance."""
    tilfaeldigt = rng.random() < chance
    return bool(tilfaeldigt if r.stat_fejl == "" else r.stat_fejl == fejl)


def _halv(ud: Statsandel, r: Any, s: list[Stykke], rng: np.random.Generator, glemt: float) -> None:
    art = HALVE[r.kode]
    ud.ret += s
    if _sker(r, "glemt", rng, glemt * TIT_GLEMT.get(art, 0.6)):
        ud.fortael.append(("sde", f"{art}_glemt", 1, s, s[0][0], "Statens halvdel er aldrig taget hjem"))
    else:
        ud.taget += s
        ud.fortael.append(("sde", f"rigtig:{art}_glemt", 0, s, s[0][0], "Statens halvdel er taget hjem"))


def _udskrevet(ind: pd.DataFrame) -> dict[int, int]:
    """The day each person left a home for the homeless for the first time."""
    f = ind[(ind["kode"] == "forsorgshjem") & (ind["til"] < INGEN)]
    return {int(p): int(d) for p, d in f.groupby("person")["til"].min().items()}


def _forsorgshjem(
    ud: Statsandel, nr: int, r: Any, sidste: int, rng: np.random.Generator, glemt: float
) -> None:
    betalte, over, fra = [], [], int(r.fra)
    til = min(int(r.til), sidste)
    while fra <= til:  # a year of the stay at a time
        # A stay that ran on the day the limit came is counted from that day.
        slut = min(fra + 364, til, LOFT_FRA - 1 if fra < LOFT_FRA else INGEN)
        loft = slut if fra < LOFT_FRA else fra + LOFT_DAGE - 1
        betalte.append((nr, fra, min(loft, slut), 0.5))
        if loft < slut:
            over.append((nr, loft + 1, slut, 0.5))
        fra = slut + 1
    _halv(ud, r, betalte, rng, glemt)
    if over and betalte[0] in ud.taget and _sker(r, "over", rng, glemt * 2):
        ud.taget += over
        note = "Halvdelen er taget også efter de første 120 dage"
        ud.fortael.append(("sde", "refusion50_110_over_loft", -1, over, nr, note))
    elif over:
        ud.fortael.append(
            ("sde", "ligner:refusion50_110_glemt", 0, over, nr, "Staten betaler ikke flere dage")
        )
        note = "Ud over de første 120 dage, og dér er intet taget"
        ud.fortael.append(("sde", "rigtig:refusion50_110_over_loft", 0, over, nr, note))


def _efter_forsorg(ud: Statsandel, nr: int, r: Any, ude: int, rng: np.random.Generator, glemt: float) -> None:
    inden_for, laengst = EFTER_FORSORG[r.kode]
    sidst = ude + inden_for
    if ude < r.fra <= sidst and r.fra >= LOFT_FRA and r.besluttet > ude:
        _sker(r, "glemt", rng, glemt)  # drawn all the same, so that the next measure's chance is its own
        hele = [(nr, int(r.fra), int(r.til), 0.5)]
        note = "Støtten blev først besluttet efter udskrivningen"
        ud.fortael.append(("sde", f"ligner:{HALVE[r.kode]}_glemt", 0, hele, nr, note))
    elif ude < r.fra <= sidst and r.fra >= LOFT_FRA:
        slut = min(int(r.til), sidst if r.kode == "bostoette_85a" else int(r.fra) + laengst)
        _halv(ud, r, [(nr, int(r.fra), slut, 0.5)], rng, glemt)
    elif r.fra > sidst:
        hele = [(nr, int(r.fra), int(r.til), 0.5)]
        note = "For længe siden, at borgeren forlod forsorgshjemmet"
        ud.fortael.append(("sde", f"ligner:{HALVE[r.kode]}_glemt", 0, hele, nr, note))


def _flygtning(b: Befolkning, nr: int, r: Any, t: Any) -> list[Stykke]:
    """The stretch of which the state pays everything, none for others than refugees."""
    if t is None:
        return []
    tre_aar = int(liv.foedselsdag(np.array([t.fra]), 3)[0]) - 1
    til = int(r.til)
    if t.uledsaget:
        atten = int(liv.foedselsdag(b.personer["foedt"].to_numpy()[[int(r.person)]], 18)[0])
        til = min(til, atten - 1)
    elif r.kode in FLYGTNING_3_AAR:
        til = min(til, tre_aar)
    elif not (_inden_to_aar(r, t) and (r.kode in FLYGTNING_BOLIG or _er_handicapanbragt(r))):
        return []
    fra = max(int(r.fra), int(t.fra))
    return [(nr, fra, til, 1.0)] if til >= fra else []


def _inden_to_aar(r: Any, t: Any) -> bool:
    """Whether the help began within two years of the permit."""
    return bool(t.fra <= r.fra < int(liv.foedselsdag(np.array([t.fra]), 2)[0]))


def _er_handicapanbragt(r: Any) -> bool:
    """A child placed because of a disability. `grund` is known to the caseworker alone: no delivery has it."""
    return r.kode in BARNETS_STED and bool(r.grund == HANDICAP)


def _snart_anbragt(r: Any, t: Any) -> bool:
    """Whether it is a child's place that the state pays all of if a disability is why."""
    return t is not None and r.kode in BARNETS_STED and _inden_to_aar(r, t)


def _hele(
    ud: Statsandel, r: Any, s: list[Stykke], halv: bool, rng: np.random.Generator, glemt: float
) -> None:
    nr, _, til, _ = s[0]
    ud.ret += s
    rest = [(nr, til + 1, int(r.til), 0.5)] if til < r.til else []
    if halv:
        ud.ret += rest
        ud.taget += rest
    handicap = _er_handicapanbragt(r)
    if _sker(r, "glemt", rng, glemt * 2.5):
        art, hvorfor = "par181_glemt", ""
        if handicap:
            art, hvorfor = "par181_handicap_glemt", "Anbragt på grund af nedsat funktionsevne; "
        note = f"{hvorfor}Statens fulde refusion er aldrig taget hjem"
        ud.fortael.append(("udlaendinge", art, 1, s, nr, note))
        return
    ud.taget += s
    if handicap:
        note = "Anbragt på grund af nedsat funktionsevne, og den fulde refusion er taget hjem"
        ud.fortael.append(("udlaendinge", "ligner:par181_for_laenge", 0, s, nr, note))
    if rest and not halv and _sker(r, "over", rng, glemt * 3):
        for_laenge = [(nr, til + 1, int(r.til), 1.0)]
        ud.taget += for_laenge
        note = "Fuld refusion er taget, efter at retten ophørte"
        ud.fortael.append(("udlaendinge", "par181_for_laenge", -1, for_laenge, nr, note))
    elif rest and not halv:
        note = "Retten til fuld refusion er ophørt"
        ud.fortael.append(("udlaendinge", "ligner:par181_glemt", 0, rest, nr, note))
        note = "Den fulde refusion stoppede, da retten gjorde"
        ud.fortael.append(("udlaendinge", "rigtig:par181_for_laenge", 0, rest, nr, note))


def _andel(forbrug: pd.DataFrame, stykker: list[Stykke]) -> np.ndarray:
    """Øre of each row of `forbrug` that lie in the stretches, by days and share.

    `egen` of a row is what the resident pays of it: all that the state pays is what the municipality has paid itself.
    """
    ud = np.zeros(len(forbrug), dtype=np.int64)
    if not stykker:
        return ud
    s = pd.DataFrame(stykker, columns=["i", "s_fra", "s_til", "andel"])
    f = forbrug[["i", "fra", "til", "oere", "egen"]].assign(nr=np.arange(len(forbrug)))
    j = f[f["i"].isin(s["i"])].merge(s, on="i")
    dage = np.minimum(j["til"], j["s_til"]) - np.maximum(j["fra"], j["s_fra"]) + 1
    j = j.assign(dage=dage)[dage > 0]
    hele = j["oere"] - np.where(j["andel"] == 1.0, j["egen"], 0)
    oere = (hele * j["andel"] * j["dage"] / (j["til"] - j["fra"] + 1)).round().astype(np.int64)
    np.add.at(ud, j["nr"].to_numpy(), oere.to_numpy())
    return ud


def laeg_paa(
    s: Statsandel, b: Befolkning, ind: pd.DataFrame, forbrug: pd.DataFrame, foerste: int, sandhed: Sandhed
) -> pd.DataFrame:
    """forbrug with `stat`, what was taken of the state, and `fuld`, what of it was all of the expense; in øre.

    forbrug: as behov.maanedsforbrug, with `egen`, what the resident pays of each row.
    """
    cpr = b.personer["cpr"].to_numpy()
    person = ind["person"].to_numpy()
    i_bogen = forbrug["til"].to_numpy() >= foerste
    raekker = pd.Series(np.arange(len(forbrug))).groupby(forbrug["i"].to_numpy()).indices
    fortalt: dict[str, int] = {}
    for omraade, art, tegn, stykker, nr, note in s.fortael:
        if art.startswith("rigtig:"):  # most of it is right: enough to choose among is told
            fortalt[art] = fortalt.get(art, 0) + 1
            if fortalt[art] > 3 * FLEST_RIGTIGE:
                continue
        egne = raekker.get(nr, np.zeros(0, dtype=np.int64))
        egne = egne[i_bogen[egne]]
        oere = int(_andel(forbrug.iloc[egne], stykker).sum())
        fra = max(min(x[1] for x in stykker), foerste)
        til = min(max(x[2] for x in stykker), b.til)
        if oere and fra <= til:
            dage = str(dato(fra)), str(dato(til))
            if tegn:
                sandhed.tilfoej(omraade, art, str(cpr[person[nr]]), *dage, tegn * oere, True, note)
            elif art.startswith("rigtig:"):
                sandhed.rigtig(omraade, art.removeprefix("rigtig:"), str(cpr[person[nr]]), *dage, note)
            else:
                sandhed.ligner(omraade, art.removeprefix("ligner:"), str(cpr[person[nr]]), *dage, note)
    fuld = [x for x in s.taget if x[3] == 1.0]
    return forbrug.assign(stat=_andel(forbrug, s.taget), fuld=_andel(forbrug, fuld))


_FOR_LAENGE = ("udlaendinge", "par181_for_laenge")
IKKE_TAGET = {"par181_glemt", "par181_handicap_glemt"}


def af_bogen(
    s: Statsandel, b: Befolkning, ind: pd.DataFrame, poster: pd.DataFrame, foerste: int, sandhed: Sandhed
) -> None:
    """What was never taken is what the delivered bills come to, net of credit notes and the resident's own payment; and
    a credit note of help that was taken in full is money taken without right.

    poster: delivered postings, also those that stand on nobody: i (row in `ind`), fra, til, oere, tekst.
    """
    cpr, person = b.personer["cpr"].to_numpy(), ind["person"].to_numpy()
    p = poster.assign(egen=0)
    raekker = pd.Series(np.arange(len(p))).groupby(p["i"].to_numpy()).indices
    for omraade, art, _, stykker, nr, _ in s.fortael:
        if art in IKKE_TAGET:
            egne = p.iloc[raekker.get(nr, [])]
            inden_for = [(i, max(fra, foerste), til, andel) for i, fra, til, andel in stykker]
            fra = str(dato(max(min(x[1] for x in stykker), foerste)))
            sandhed.saet(omraade, art, str(cpr[person[nr]]), fra, int(_andel(egne, inden_for).sum()))
    _krediteret(s, p[p["i"].isin({x[0] for x in s.taget if x[3] == 1.0})], cpr[person], foerste, sandhed)


def _krediteret(s: Statsandel, p: pd.DataFrame, cpr: np.ndarray, foerste: int, sandhed: Sandhed) -> None:
    """Copies and credit notes of help whose refund was taken, by measure and year."""
    rettet = p[p["tekst"].str.startswith("Kreditnota ") | p["tekst"].str.endswith(" kopi")]
    taget = [(i, max(fra, foerste), til, andel) for i, fra, til, andel in s.ret if andel == 1.0]
    rettet = rettet.assign(fuld=_andel(rettet, taget), aar=liv.aar_af(rettet["fra"].to_numpy(dtype=np.int64)))
    for (i, _), g in rettet.groupby(["i", "aar"]):
        oere = int(g["fuld"].sum())
        # Taken too long and a credit note on the same person are one find of a year, and so one truth.
        if oere <= -FORTALT_OERE and not sandhed.laeg_til(*_FOR_LAENGE, str(cpr[int(str(i))]), oere):
            dage = str(dato(max(int(g["fra"].min()), foerste))), str(dato(int(g["til"].max())))
            note = "En kreditnota kom, efter at den fulde refusion var taget"
            sandhed.tilfoej(
                "udlaendinge", "par181_for_laenge", str(cpr[int(str(i))]), *dage, oere, True, note
            )
