"""Særligt dyre enkeltsager: the refund of SEL § 176, the old § 176 a and BL § 198.

Pure: frames and law in, frames out; between them vectors of whole numbers, where a text is its place in a sorted list,
so that a large municipality's portfolio is computed anew while a person waits. Amounts are integers in units of
1/27.720 øre (`_u`) until the one rounding to øre, half up, per case and year; the three steps and the twelve months
are laid out by largest remainder, so that they sum. Readings: design.md 1–11. Law: SEL § 176, BL § 198, BEK 1542/2020,
2430/2021, 1485/2023 and 1486/2023.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling
from engine.refusion.husstand import foerste_navn
from engine.refusion.koder import Ordliste, find, koder, mindst_en, nummerer, sum_efter

ENHED = 27_720  # lcm(1..12): whole months, limits/12 and shares of up to twelve months are integers
MAANEDER = 12
SEL176, SEL176A, BL198 = "SEL176", "SEL176a", "BL198"
LOVE = (BL198, SEL176, SEL176A)
SAGSTYPER = ("husstand", "person")
TRIN = ("refusion_trin1", "refusion_trin2", "refusion_trin3")
SAG = ["aar", "lov", "sagstype", "sag_noegle"]

AARSAGER = {
    "fyldt_67_ikke_daekket": "Fyldt 67 år uden at være dækket måneden før (SEL § 176, stk. 3)",
    "fyldt_67_foer_ordningen": "Fyldt 67 år, før fortsættelsen efter 67 kom (lov 1060/2020 § 2)",
    "bl_paa_voksen": "Hjælp efter barnets lov på en voksen: registreres på barnet (REF-BEK § 47)",
    "flyttes_til_foraelder": "BL §§ 75, 76, 87 og 88 registreres på forælderen (REF-BEK § 47): foreslås flyttet",
    "ukendt_alder": "Fødselsdatoen er ikke kendt, så alder og husstand kan ikke afgøres",
    "fyldt_67_graense_mangler": "Fyldt 67 år, men grænsen for måneden før mangler, så dækningen kan ikke afgøres",
}
GRUNDE = ("", *AARSAGER)
UKENDT_ALDER = 999


@dataclass(frozen=True)
class Grundlag:
    """What the refund is computed from. Texts may be categorical (sorted), which saves their numbering.

    udgift: person_noegle, aar, maaned, sdelov (SEL, BL), gruppe (alm, eftervaern, foraelder), brutto_u, netto_u.
    person: person_noegle, foedselsdato (date or None). husstand: person_noegle, maaned, par, indehavere, antagelse.
    hjemtaget: regnskabsaar, person_noegle, sag_type, maaned (each of the three may be None), beloeb_oere.
    """

    udgift: pd.DataFrame
    person: pd.DataFrame
    husstand: pd.DataFrame
    hjemtaget: pd.DataFrame


@dataclass(frozen=True)
class Placering:
    """Where each person-month (a row of `udgift`) belongs, as vectors of its length.

    md: months since year 0. lov, sagstype, noegle, aarsag: numbers in LOVE, SAGSTYPER, `noegler` and GRUNDE.
    alder: whole years, UKENDT_ALDER without a date of birth.
    """

    udgift: pd.DataFrame
    personer: Ordliste
    noegler: Ordliste
    person: np.ndarray
    aar: np.ndarray
    md: np.ndarray
    alder: np.ndarray
    lov: np.ndarray
    sagstype: np.ndarray
    noegle: np.ndarray
    aarsag: np.ndarray
    antagelse: np.ndarray
    flere_mulige: np.ndarray

    @property
    def indgaar(self) -> np.ndarray:
        return self.aarsag == 0

    @property
    def sag(self) -> np.ndarray:
        """The case as one number, ordered by year, law, kind and key."""
        return ((self.aar * len(LOVE) + self.lov) * len(SAGSTYPER) + self.sagstype) * len(
            self.noegler
        ) + self.noegle

    def ramme(self, valgt: np.ndarray | None = None) -> pd.DataFrame:
        """udgift's rows with lov, sagstype, sag_noegle, indgaar (bool), aarsag ('' when it enters), alder.

        valgt: the rows wanted (a mask), None = all.
        """
        nr = np.arange(len(self.md)) if valgt is None else np.flatnonzero(valgt)
        udgift, alder = self.udgift.take(nr).reset_index(drop=True), self.alder[nr]
        return udgift.astype(dict.fromkeys(["person_noegle", "maaned", "sdelov", "gruppe"], "str")).assign(
            alder=np.where(alder == UKENDT_ALDER, np.nan, alder),
            lov=Ordliste(LOVE).tekst(self.lov[nr]),
            sagstype=Ordliste(SAGSTYPER).tekst(self.sagstype[nr]),
            sag_noegle=self.noegler.tekst(self.noegle[nr]),
            aarsag=Ordliste(GRUNDE).tekst(self.aarsag[nr]),
            indgaar=self.indgaar[nr],
            antagelse=self.antagelse[nr],
            flere_mulige=self.flere_mulige[nr],
        )

    def maske(self, personer: pd.Series, aar: Iterable[int]) -> np.ndarray:
        """The rows of some persons in some years."""
        return np.isin(self.person, self.personer.numre(personer)) & np.isin(self.aar, list(aar))


@dataclass(frozen=True)
class SdeResultat:
    """sager: one row per case and year; maaneder: per case and month.

    mangler: year → why it is not computed. ufordelt_hjemtaget_oere: claimed amounts without a person, per year.
    """

    sager: pd.DataFrame
    maaneder: pd.DataFrame
    mangler: dict[int, ParameterMangler]
    ufordelt_hjemtaget_oere: dict[int, int]
    placeret: Placering = field(repr=False)

    @cached_property
    def placering(self) -> pd.DataFrame:
        """Where each person-month went."""
        return self.placeret.ramme()

    @cached_property
    def pr_person(self) -> pd.DataFrame:
        """The refund by person and month (engine.refusion.fordeling)."""
        from engine.refusion.fordeling import pr_person

        return pr_person(self)


@dataclass(frozen=True)
class Graenser:
    """A year's limits under one law, in units; trin: ((limit_u, rate in hundredths), …); status as of the weakest."""

    trin: tuple[tuple[int, int], ...]
    aarlig: bool
    status: str
    alternativ2_u: int | None = None


def beregn(
    grundlag: Grundlag,
    lov: Lovsamling,
    lav_id: Callable[[str, str], str],
    *,
    aar: int | None = None,
    husstandssummering: bool = True,
) -> SdeResultat:
    """Refund of every case and year.

    lav_id(prefix 'P'|'H', key text) → id. aar: one year; its missing limits raise ParameterMangler. Without it every
    year that has limits is computed and the others are named in `mangler`. husstandssummering=False computes children
    one by one (BEK 1486/2023 § 4: the municipality's choice).
    """
    placering = placer(grundlag, lov, husstandssummering=husstandssummering)
    alle_graenser, mangler = _find_graenser(placering, lov, aar)
    med = placering.indgaar & np.isin(placering.aar, [a for a, _ in alle_graenser])
    portefoelje = _Portefoelje(placering, np.flatnonzero(med))
    sager, maaneder = _refusion(portefoelje, alle_graenser)
    sager, maaneder, ufordelt = _hjemtaget(portefoelje, sager, maaneder, grundlag.hjemtaget, aar)
    sager["sag_id"] = sag_id(sager["sagstype"], sager["sag_noegle"], lav_id)
    maaneder["sag_id"] = sager["sag_id"].array.take(portefoelje.md_sag)
    return SdeResultat(sager, maaneder, mangler, ufordelt, placering)


def placer(grundlag: Grundlag, lov: Lovsamling, *, husstandssummering: bool = True) -> Placering:
    """Decide law, kind of case and case for every person-month: age on the first, household, the 67 rule."""
    udgift = grundlag.udgift
    person, personer = koder(udgift["person_noegle"])
    md = maanedsnumre(udgift["maaned"])
    aar = udgift["aar"].to_numpy(np.int64)
    foedt = _foedselsdage(grundlag.person, personer)
    alder = alder_den_foerste(foedt[person], md)
    husstand, noegler, antagelse, flere_mulige = _husstande(grundlag.husstand, personer, person, md)
    regel = _Regler(lov, aar)
    gruppe = Ordliste(("alm", "eftervaern", "foraelder")).numre(udgift["gruppe"])
    barn = alder < regel.barn_alder
    ung = ~barn & (alder <= regel.eftervaern_max) & (gruppe == 1)
    er_bl = Ordliste(("BL", "SEL")).numre(udgift["sdelov"]) == 0
    i_husstand = (
        husstandssummering
        & ~regel.aarlig
        & (husstand >= 0)
        & ((barn & (gruppe != 2)) | ung)
        & (er_bl | ~regel.barnets_lov)
    )
    aarsag = np.select(
        [
            alder == UKENDT_ALDER,
            (gruppe == 2) & barn,
            er_bl & (gruppe == 0) & (alder > regel.eftervaern_max),
        ],
        [GRUNDE.index(n) for n in ("ukendt_alder", "flyttes_til_foraelder", "bl_paa_voksen")],
        0,
    )
    placering = Placering(
        udgift,
        personer,
        noegler,
        person,
        aar,
        md,
        alder,
        lov=np.select(
            [er_bl, regel.aarlig & barn], [LOVE.index(BL198), LOVE.index(SEL176A)], LOVE.index(SEL176)
        ),
        sagstype=np.where(i_husstand, 0, 1),
        noegle=np.where(i_husstand, husstand, noegler.find(personer)[person]),
        aarsag=aarsag,
        antagelse=antagelse,
        flere_mulige=flere_mulige,
    )
    gammel = (alder >= regel.aldersgraense) & (aarsag == 0)
    aarsag[gammel] = _efter_67(placering, gammel, foedt, lov)
    return placering


def maanedsnumre(maaned: pd.Series) -> np.ndarray:
    """'YYYY-MM' as months since year 0."""
    nr, ordliste = koder(maaned)
    numre = [int(m[:4]) * MAANEDER + int(m[5:7]) - 1 for m in ordliste.ord]
    return np.array(numre, dtype=np.int64)[nr]


def _foedselsdage(person: pd.DataFrame, personer: Ordliste) -> np.ndarray:
    """Each person's day of birth (datetime64[D], NaT = unknown)."""
    nr = personer.numre(person["person_noegle"])
    ud = np.full(len(personer), "NaT", dtype="datetime64[D]")
    ud[nr[nr >= 0]] = pd.to_datetime(person["foedselsdato"]).to_numpy("datetime64[D]")[nr >= 0]
    return ud


def alder_den_foerste(foedt: np.ndarray, md: np.ndarray) -> np.ndarray:
    """Age in whole years on the first day of the month `md`, UKENDT_ALDER when the day of birth is not known.

    Someone born on the 1st has the new age that whole month, the others from the month after (F9, reading 9).
    """
    foedt_maaned = foedt.astype("datetime64[M]")
    foedt_md = foedt_maaned.astype(np.int64) + 1970 * MAANEDER
    efter_den_1 = foedt > foedt_maaned
    return np.where(np.isnat(foedt), UKENDT_ALDER, (md - foedt_md - efter_den_1) // MAANEDER)


class _Regler:
    """Each row's ages and methods, of its year (SEL § 176, stk. 1-2); a parameter's first value holds before it too."""

    def __init__(self, lov: Lovsamling, aar: np.ndarray) -> None:
        aarene, nr = np.unique(aar, return_inverse=True)

        def raekker(navn: str, type_: Callable[[Any], Any]) -> np.ndarray:
            vaerdier = [lov.foerste_eller_opslag(navn, date(int(a), 1, 1)).vaerdi for a in aarene]
            return np.array([type_(v) for v in vaerdier], dtype=np.int64)[nr]

        self.barn_alder = raekker("cro_husstand_barn_alder", int)
        self.eftervaern_max = raekker("cro_husstand_eftervaern_max_alder", int)
        self.aldersgraense = raekker("cro_aldersgraense", int)
        self.aarlig = raekker("cro_metode", lambda v: v == "aarlig") == 1
        self.barnets_lov = raekker("barnets_lov_fra", bool) == 1


def _husstande(
    tabel: pd.DataFrame, personer: Ordliste, person: np.ndarray, md: np.ndarray
) -> tuple[np.ndarray, Ordliste, np.ndarray, np.ndarray]:
    """Each row's household (-1 for none) as a number in the list of persons' and households' keys, and its marks."""
    par, par_ord = koder(tabel["par"])
    indehavere, navne = koder(tabel["indehavere"])
    noegler = personer.forenet(navne)
    hus_person = personer.numre(tabel["person_noegle"])
    bredde = 1 + max(md.max(initial=0), (hus_md := maanedsnumre(tabel["maaned"])).max(initial=0))
    plads = find(np.where(hus_person < 0, -1, hus_person * bredde + hus_md), person * bredde + md)
    har, husstand = plads >= 0, np.full(len(person), -1)
    kendt = np.flatnonzero(har & (par[plads] >= 0)) if len(par) else np.empty(0, dtype=np.int64)
    valgt = plads[kendt]
    husstand[kendt] = noegler.find(navne)[
        foerste_navn(md[kendt], par[valgt], len(par_ord), indehavere[valgt], len(navne))
    ]
    antagelse, flere_mulige = (
        har & tabel[navn].eq(True).to_numpy(bool)[plads] if len(tabel) else har.copy()
        for navn in ("antagelse", "flere_mulige")
    )
    return husstand, noegler, antagelse, flere_mulige


def _efter_67(p: Placering, gammel: np.ndarray, foedt: np.ndarray, lov: Lovsamling) -> np.ndarray:
    """Reading 9: covered only if the month before the birthday's month was above limit 1/12 (SEL § 176, stk. 3)."""
    proevemaaned, graense_u = np.zeros((2, len(p.personer)), dtype=np.int64)
    proeve = cache(lambda foedt: _proeve_67(foedt, lov))
    for nr in np.unique(p.person[gammel]):
        proevemaaned[nr], graense_u[nr] = proeve(foedt[nr].item())
    med = (p.md == proevemaaned[p.person]) & (p.lov == LOVE.index(SEL176)) & (p.sagstype == 1)
    netto = sum_efter(p.udgift["netto_u"].to_numpy(np.int64)[med], p.person[med], len(p.personer))
    aarsag = np.where(netto > graense_u, 0, GRUNDE.index("fyldt_67_ikke_daekket"))
    aarsag[proevemaaned == _FOER_ORDNINGEN] = GRUNDE.index("fyldt_67_foer_ordningen")
    aarsag[proevemaaned == _UDEN_GRAENSE] = GRUNDE.index("fyldt_67_graense_mangler")
    return aarsag[p.person[gammel]]


_FOER_ORDNINGEN, _UDEN_GRAENSE = -1, -2


def _proeve_67(foedt: date, lov: Lovsamling) -> tuple[int, int]:
    """The month that decides and its limit in units, or why there is none instead of the month."""
    alder = int(lov.foerste_eller_opslag("cro_aldersgraense", foedt).vaerdi)
    fylder = date(foedt.year + alder, foedt.month, 1)
    dag = 28 if (foedt.month, foedt.day) == (2, 29) else foedt.day
    if not lov.foerste_eller_opslag("cro_67_fortsaettelse_fra", fylder.replace(day=dag)).vaerdi:
        return _FOER_ORDNINGEN, 0
    foer = fylder.year * MAANEDER + fylder.month - 2
    try:
        graense = lov.opslag("cro_graense1_sel176", date(foer // MAANEDER, foer % MAANEDER + 1, 1))
    except ParameterMangler:
        return _UDEN_GRAENSE, 0
    return foer, _annual_u(graense.vaerdi) // MAANEDER


def _annual_u(kroner: Decimal | str | bool) -> int:
    return int(Decimal(str(kroner)) * 100) * ENHED


def graenser(lov: Lovsamling, ordning: str, aar: int) -> Graenser:
    """The year's limits and rates. Errors: ParameterMangler naming the first that is missing."""
    dag = date(aar, 1, 1)
    navn = ordning.lower()
    aarlig = lov.foerste_eller_opslag("cro_metode", dag).vaerdi == "aarlig"
    vaerdier = [lov.opslag(f"cro_graense{n}_{navn}", dag) for n in ((1, 2) if aarlig else (1, 2, 3))]
    satser = [lov.opslag(f"cro_sats{n}", dag) for n in range(1, len(vaerdier) + 1)]
    trin = tuple(
        (_annual_u(v.vaerdi), int(Decimal(str(s.vaerdi)) * 100))
        for v, s in zip(vaerdier, satser, strict=True)
    )
    alternativ = vaerdier[1].alternativ
    status = "bekraeftet" if all(v.status != "afledt" for v in vaerdier) else "afledt"
    return Graenser(trin, aarlig, status, None if alternativ is None else _annual_u(alternativ))


def _find_graenser(
    placering: Placering, lov: Lovsamling, aar: int | None
) -> tuple[dict[tuple[int, str], Graenser], dict[int, ParameterMangler]]:
    if aar is not None:
        ordninger = {o for a, o in _ordninger(placering) if a == aar} or {SEL176}
        return {(aar, o): graenser(lov, o, aar) for o in sorted(ordninger)}, {}
    ud: dict[tuple[int, str], Graenser] = {}
    mangler: dict[int, ParameterMangler] = {}
    for a, o in _ordninger(placering):
        try:
            ud[a, o] = graenser(lov, o, a)
        except ParameterMangler as fejl:
            mangler.setdefault(a, fejl)
    return {noegle: g for noegle, g in ud.items() if noegle[0] not in mangler}, mangler


def _ordninger(p: Placering) -> list[tuple[int, str]]:
    par = np.unique((p.aar * len(LOVE) + p.lov)[p.indgaar])
    return [(int(a), LOVE[o]) for a, o in zip(*divmod(par, len(LOVE)), strict=True)]


class _Portefoelje:
    """The person-months that enter, summed to the months of cases, both in the order of case and month.

    sag: the cases' numbers. md_sag: each month's place in sag. md_nr: case and month as one number.
    """

    def __init__(self, p: Placering, med: np.ndarray) -> None:
        self.p = p
        self.md_nr, raekke_md = np.unique(p.sag[med] * MAANEDER + p.md[med] % MAANEDER, return_inverse=True)
        self.sag, self.md_sag = nummerer(self.md_nr // MAANEDER)
        antal = len(self.md_nr)
        self.brutto_u, self.netto_u = (
            sum_efter(p.udgift[navn].to_numpy(np.int64)[med], raekke_md, antal)
            for navn in ("brutto_u", "netto_u")
        )
        raekke_sag = self.md_sag[raekke_md]
        self.antagelse, self.flere_mulige = (
            mindst_en(marke[med], raekke_sag, len(self.sag)) for marke in (p.antagelse, p.flere_mulige)
        )
        rest, self.noegle = np.divmod(self.sag, len(p.noegler))
        rest, self.sagstype = np.divmod(rest, len(SAGSTYPER))
        self.aar, self.lov = np.divmod(rest, len(LOVE))
        self.medlem_sag, self.medlem = self._medlemmer(raekke_sag, p.person[med])

    def _medlemmer(self, sag: np.ndarray, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(case, person) of every member with expenses, each once, in order."""
        par = np.unique(sag * len(self.p.personer) + person)
        return np.divmod(par, len(self.p.personer)) if len(par) else (par, par)

    def medlemmer(self) -> list[tuple[str, ...]]:
        navne = self.p.personer.tekst(self.medlem).tolist()
        skel = np.searchsorted(self.medlem_sag, np.arange(len(self.sag) + 1)).tolist()
        return [tuple(navne[fra:til]) for fra, til in pairwise(skel)]

    def nr_for(self, aar: np.ndarray, lov: int, sagstype: int, noegle: np.ndarray) -> np.ndarray:
        """The case of that year, law, kind and key, -1 when there is none."""
        sag = ((aar * len(LOVE) + lov) * len(SAGSTYPER) + sagstype) * len(self.p.noegler) + noegle
        return np.where(noegle < 0, -1, find(self.sag, sag))


def _refusion(
    p: _Portefoelje, alle_graenser: dict[tuple[int, str], Graenser]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cases and their months with the steps, in øre and tied to each other."""
    aar_trin, md_trin = np.zeros((3, len(p.sag)), np.int64), np.zeros((3, len(p.md_sag)), np.int64)
    alternativ = np.zeros(len(p.sag), np.int64)
    graense = np.full((3, len(p.sag)), -1)
    status = np.full(len(p.sag), "bekraeftet", dtype=object)
    for (aar, ordning), g in alle_graenser.items():
        valgt = (p.aar == aar) & (p.lov == LOVE.index(ordning))
        md = valgt[p.md_sag]
        sager, md_sag = nummerer(p.md_sag[md])
        aar_trin[:, sager], md_trin[:, md], alternativ[sager] = _en_ordning(
            p.netto_u[md], md_sag, len(sager), g
        )
        status[sager] = g.status
        for n in range(len(g.trin)):
            graense[n, sager] = _graense_oere(g, n)
    sager = _ramme(p, slice(None))
    sager["brutto_oere"] = _oere(sum_efter(p.brutto_u, p.md_sag, len(p.sag)))
    sager["netto_oere"] = _oere(sum_efter(p.netto_u, p.md_sag, len(p.sag)))
    maaneder = _ramme(p, p.md_sag)
    maaneder["maaned"] = _maanedstekst(p.aar[p.md_sag], p.md_nr % MAANEDER)
    maaneder["brutto_u"], maaneder["netto_u"] = p.brutto_u, p.netto_u
    for ramme, trin in ((sager, aar_trin), (maaneder, md_trin)):
        for n, navn in enumerate(TRIN):
            ramme[navn] = trin[n]
        ramme["refusion"] = trin.sum(axis=0)
    sager["lovstatus"], maaneder["lovstatus"] = status, status[p.md_sag]
    sager["refusion_alternativ"] = alternativ
    for n in range(3):
        maaneder[f"graense{n + 1}_oere"] = _uden_ukendte(graense[n][p.md_sag])
    sager["medlemmer"] = pd.Series(p.medlemmer(), dtype=object)
    sager["antagelse"], sager["flere_mulige"] = p.antagelse, p.flere_mulige
    return sager, maaneder


def _ramme(p: _Portefoelje, valgt: np.ndarray | slice) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "aar": p.aar[valgt],
            "lov": Ordliste(LOVE).tekst(p.lov[valgt]),
            "sagstype": Ordliste(SAGSTYPER).tekst(p.sagstype[valgt]),
            "sag_noegle": p.p.noegler.tekst(p.noegle[valgt]),
        }
    )


def _maanedstekst(aar: np.ndarray, md: np.ndarray) -> Any:
    numre, nr = np.unique(aar * MAANEDER + md, return_inverse=True)
    return Ordliste([f"{n // MAANEDER:04d}-{n % MAANEDER + 1:02d}" for n in numre.tolist()]).tekst(nr)


def _en_ordning(
    netto_u: np.ndarray, sag: np.ndarray, antal: int, g: Graenser
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One law and year: the cases' and the months' steps in øre, and the cases' refund by the alternative limit."""
    if g.aarlig:
        trin_aar = trin_hundrededele(sum_efter(netto_u, sag, antal), g)
        # Before 2021 the year decides; its refund is shown on the months by their positive net.
        vaegte = np.tile(np.maximum(netto_u, 0), (3, 1))
    else:
        vaegte = trin_hundrededele(netto_u, g)
        trin_aar = np.array([sum_efter(trin, sag, antal) for trin in vaegte])
    oere, trin_oere = afrund(trin_aar)
    md_oere = np.array([laeg_ud(trin_oere[n], vaegte[n], sag) for n in range(3)])
    return trin_oere, md_oere, _alternativ(netto_u, sag, antal, g, oere)


def trin_hundrededele(netto_u: np.ndarray, g: Graenser) -> np.ndarray:
    """Refund of each step in hundredths of units: shape (3, n). 'Overstiger' is strictly greater; below 0 gives 0."""
    del_ = 1 if g.aarlig else MAANEDER
    ud = np.zeros((3, len(netto_u)), dtype=np.int64)
    for n, (graense, sats) in enumerate(g.trin):
        loft = g.trin[n + 1][0] // del_ if n + 1 < len(g.trin) else np.iinfo(np.int64).max // 200
        ud[n] = (np.clip(netto_u, graense // del_, loft) - graense // del_) * sats
    return ud


def afrund(trin_h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Total in øre, half up once, and the steps by largest remainder so that they sum: shapes (n,), (3, n)."""
    pr_oere = 100 * ENHED
    total = (2 * trin_h.sum(axis=0) + pr_oere) // (2 * pr_oere)
    grund, rest = trin_h // pr_oere, trin_h % pr_oere
    mangler = total - grund.sum(axis=0)
    orden = np.argsort(-rest, axis=0, kind="stable")
    rang = np.argsort(orden, axis=0, kind="stable")
    return total, grund + (rang < mangler)


def _oere(u: np.ndarray) -> np.ndarray:
    return (2 * u + ENHED) // (2 * ENHED)


def _graense_oere(g: Graenser, n: int) -> int:
    return int(_oere(np.array([g.trin[n][0] // (1 if g.aarlig else MAANEDER)]))[0])


def _uden_ukendte(tal: np.ndarray) -> np.ndarray:
    """-1 as None; before 2021 there is no third limit."""
    if not (tal < 0).any():
        return tal
    ud = tal.astype(object)
    ud[tal < 0] = None
    return ud


def laeg_ud(oere: np.ndarray, vaegt: np.ndarray, sag: np.ndarray) -> np.ndarray:
    """Lay each case's øre out on its months in proportion to `vaegt`, exactly, by largest remainder.

    oere: per case. vaegt, sag: per month, sag ascending; ties go to the earliest month.
    """
    ud = np.zeros(len(vaegt), dtype=np.int64)
    med = np.flatnonzero((oere[sag] != 0) & (vaegt != 0))
    if not len(med):
        return ud
    # Whole numbers of Python: øre times weight can pass 64 bits.
    sager, nr = nummerer(sag[med])
    ialt = sum_efter(vaegt[med], nr, len(sager)).astype(object)[nr]
    produkt = vaegt[med].astype(object) * oere[sag[med]]
    grund = (produkt // ialt).astype(np.int64)
    rest = (produkt % ialt).astype(np.int64)
    mangler = oere[sager] - sum_efter(grund, nr, len(sager))
    orden = np.lexsort((-rest, nr))
    rang = np.empty(len(med), dtype=np.int64)
    rang[orden] = np.arange(len(med)) - np.searchsorted(nr, nr)
    ud[med] = grund + (rang < mangler[nr])
    return ud


def _alternativ(
    netto_u: np.ndarray, sag: np.ndarray, antal: int, g: Graenser, oere: np.ndarray
) -> np.ndarray:
    """The year's refund if the ambiguous limit 2 (BL § 198, satser.md 1.3) is the lower one."""
    if g.alternativ2_u is None or g.aarlig:
        return oere
    andet = Graenser((g.trin[0], (g.alternativ2_u, g.trin[1][1]), g.trin[2]), g.aarlig, g.status)
    trin = trin_hundrededele(netto_u, andet)
    return afrund(np.array([sum_efter(t, sag, antal) for t in trin]))[0]


def _hjemtaget(
    p: _Portefoelje, sager: pd.DataFrame, maaneder: pd.DataFrame, krav: pd.DataFrame, aar: int | None
) -> tuple[pd.DataFrame, pd.DataFrame, dict[int, int]]:
    """Lay what is already claimed on the cases; a claim that no case answers to becomes a case of its own.

    A month shows a claim only where every claim on the case names its month; else it is unknown (empty).
    """
    beregnet = krav["regnskabsaar"].isin(p.aar) if aar is None else krav["regnskabsaar"] == aar
    ude = krav["person_noegle"].isna() & (beregnet | (aar is None)) | ~beregnet & (aar is None)
    ufordelt = {int(a): int(b) for a, b in krav[ude].groupby("regnskabsaar")["beloeb_oere"].sum().items()}
    krav = krav[beregnet & krav["person_noegle"].notna()]
    nr = _sag_for_krav(p, sager["refusion"].to_numpy(np.int64), krav)
    beloeb = krav["beloeb_oere"].to_numpy(np.int64)
    hjemtaget = sum_efter(beloeb[nr >= 0], nr[nr >= 0], len(p.sag))
    maaneder = _hjemtaget_maaned(p, maaneder, krav[nr >= 0], nr[nr >= 0])
    if (nr < 0).any():
        nye = krav[nr < 0].groupby(["regnskabsaar", "person_noegle"], sort=False)["beloeb_oere"].sum()
        sager = pd.concat([sager, _kun_hjemtaget(sager, nye.index)], ignore_index=True)
        hjemtaget = np.concatenate([hjemtaget, nye.to_numpy(np.int64)])
    sager["hjemtaget_oere"] = hjemtaget
    sager["difference_oere"] = sager["refusion"].to_numpy(np.int64) - hjemtaget
    return sager, maaneder, ufordelt


def _sag_for_krav(p: _Portefoelje, refusion: np.ndarray, krav: pd.DataFrame) -> np.ndarray:
    """The case each claim is answered by, -1 for none: the stated kind, else household before person.

    A person in several cases of a kind is answered by the largest refund.
    """
    orden = np.argsort(refusion[p.medlem_sag], kind="stable")
    sag, medlem = p.medlem_sag[orden], p.medlem[orden]
    personer, aar = p.p.personer, krav["regnskabsaar"].to_numpy(np.int64)
    person = personer.numre(krav["person_noegle"])
    art = krav["sag_type"].fillna("").to_numpy(object)
    noegle = (p.aar[sag] * len(SAGSTYPER) + p.sagstype[sag]) * len(personer) + medlem
    ud = np.full(len(krav), -1)
    for type_nr, type_ in enumerate(SAGSTYPER):
        plads = find(noegle, (aar * len(SAGSTYPER) + type_nr) * len(personer) + person)
        fundet = (plads >= 0) & (person >= 0) & ((art == "") | (art == type_)) & (ud < 0)
        ud[fundet] = sag[plads[fundet]]
    egen = p.nr_for(aar, LOVE.index(SEL176), 1, p.p.noegler.numre(krav["person_noegle"]))
    return np.where(ud < 0, egen, ud)


def _hjemtaget_maaned(
    p: _Portefoelje, maaneder: pd.DataFrame, krav: pd.DataFrame, nr: np.ndarray
) -> pd.DataFrame:
    med = krav["maaned"].notna().to_numpy()
    ukendt = mindst_en(~med, nr, len(p.sag))[p.md_sag]
    md = maanedsnumre(krav["maaned"][med])
    plads = find(
        p.md_nr, np.where(md // MAANEDER == p.aar[nr[med]], p.sag[nr[med]] * MAANEDER + md % MAANEDER, -1)
    )
    beloeb = krav["beloeb_oere"].to_numpy(np.int64)[med]
    hjemtaget = sum_efter(beloeb[plads >= 0], plads[plads >= 0], len(p.md_nr))
    maaneder["hjemtaget_oere"] = pd.arrays.IntegerArray(hjemtaget, ukendt)
    maaneder["difference_oere"] = pd.arrays.IntegerArray(
        maaneder["refusion"].to_numpy(np.int64) - hjemtaget, ukendt
    )
    return maaneder


def _kun_hjemtaget(sager: pd.DataFrame, noegler: pd.MultiIndex) -> pd.DataFrame:
    tal = ["brutto_oere", "netto_oere", *TRIN, "refusion", "refusion_alternativ"]
    personer = [str(person) for _, person in noegler]
    ny = pd.DataFrame({"aar": [int(a) for a, _ in noegler], "lov": SEL176, "sagstype": "person"})
    ny["sag_noegle"], ny["medlemmer"] = personer, [(person,) for person in personer]
    ny[tal] = 0
    ny["lovstatus"], ny["antagelse"], ny["flere_mulige"] = "bekraeftet", False, False
    return ny[list(sager.columns)]


def sag_id(sagstype: pd.Series, sag_noegle: pd.Series, lav_id: Callable[[str, str], str]) -> list[str]:
    """Each row's case id."""
    par = list(zip(sagstype, sag_noegle, strict=True))
    kendt = {(art, n): lav_id("H" if art == "husstand" else "P", n) for art, n in set(par)}
    return [kendt[noegle] for noegle in par]
