"""Særligt dyre enkeltsager: the refund of SEL § 176, the old § 176 a and BL § 198.

Pure: frames and law in, frames out. Amounts are integers in units of 1/27.720 øre (`_u`) until the one rounding to
øre, half up, per case and year; the three steps and the twelve months are laid out by largest remainder, so that they
sum. Readings: design.md 1–11. Law: SEL § 176, BL § 198, BEK 1542/2020, 2430/2021, 1485/2023 and 1486/2023.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling
from engine.refusion.husstand import husstand_i_aaret

ENHED = 27_720  # lcm(1..12): whole months, limits/12 and shares of up to twelve months are integers
MAANEDER = 12
SEL176, SEL176A, BL198 = "SEL176", "SEL176a", "BL198"
TRIN = ("refusion_trin1", "refusion_trin2", "refusion_trin3")
SAG = ["aar", "lov", "sagstype", "sag_noegle"]

AARSAGER = {
    "fyldt_67_ikke_daekket": "Fyldt 67 år uden at være dækket måneden før (SEL § 176, stk. 3)",
    "fyldt_67_foer_ordningen": "Fyldt 67 år, før fortsættelsen efter 67 kom (lov 1060/2020 § 2)",
    "bl_paa_voksen": "Hjælp efter barnets lov på en voksen: registreres på barnet (REF-BEK § 47)",
    "flyttes_til_foraelder": "BL §§ 75, 76, 87 og 88 registreres på forælderen (REF-BEK § 47): foreslås flyttet",
    "ukendt_alder": "Fødselsdatoen er ikke kendt, så alder og husstand kan ikke afgøres",
    "lov_uden_ordning": "Loven har ingen ordning i det år",
}


@dataclass(frozen=True)
class Grundlag:
    """What the refund is computed from.

    udgift: person_noegle, aar, maaned, sdelov (SEL, BL), gruppe (alm, eftervaern, foraelder), brutto_u, netto_u.
    person: person_noegle, foedselsdato (date or None). husstand: person_noegle, maaned, par, indehavere, antagelse.
    hjemtaget: regnskabsaar, person_noegle, sag_type, maaned (each of the three may be None), beloeb_oere.
    """

    udgift: pd.DataFrame
    person: pd.DataFrame
    husstand: pd.DataFrame
    hjemtaget: pd.DataFrame


@dataclass(frozen=True)
class SdeResultat:
    """sager: one row per case and year; maaneder: per case and month; placering: where each person-month went.

    mangler: year → why it is not computed. ufordelt_hjemtaget_oere: claimed amounts without a person, per year.
    """

    sager: pd.DataFrame
    maaneder: pd.DataFrame
    placering: pd.DataFrame
    mangler: dict[int, ParameterMangler]
    ufordelt_hjemtaget_oere: dict[int, int]


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
    med = placering[placering["indgaar"] & placering["aar"].isin({noegle[0] for noegle in alle_graenser})]
    maaneder = _maaneder(med)
    maaneder, sager = _refusion(maaneder, alle_graenser)
    sager = sager.merge(_medlemmer(med), on=SAG, how="left")
    sager, maaneder, ufordelt = _hjemtaget(sager, maaneder, grundlag, aar)
    for ramme in (sager, maaneder, placering):
        ramme["sag_id"] = _sag_id(ramme, lav_id)
    return SdeResultat(sager, maaneder, placering, mangler, ufordelt)


def placer(grundlag: Grundlag, lov: Lovsamling, *, husstandssummering: bool = True) -> pd.DataFrame:
    """Decide law, kind of case and case for every person-month: age on the first, household, the 67 rule.

    Returns udgift's rows with lov, sagstype, sag_noegle, indgaar (bool), aarsag ('' when it enters), alder.
    """
    df = grundlag.udgift.merge(
        grundlag.person[["person_noegle", "foedselsdato"]], on="person_noegle", how="left"
    )
    df = df.reset_index(drop=True)
    df["alder"] = alder_den_foerste(df["foedselsdato"], df["maaned"])
    df = _med_husstand(df, grundlag.husstand)
    opslag = {aar: _aarets_regler(lov, aar) for aar in df["aar"].unique().tolist()}
    regel = pd.DataFrame([opslag[a] for a in df["aar"]], index=df.index, columns=list(_REGELNAVNE))
    barn = df["alder"] < regel["barn_alder"]
    ung = ~barn & (df["alder"] <= regel["eftervaern_max"]) & (df["gruppe"] == "eftervaern")
    er_bl = df["sdelov"] == "BL"
    df["lov"] = np.select([er_bl, regel["aarlig"] & barn], [BL198, SEL176A], SEL176)
    i_husstand = (
        husstandssummering
        & ~regel["aarlig"]
        & df["husstand"].notna()
        & ((barn & (df["gruppe"] != "foraelder")) | ung)
        & (er_bl | ~regel["barnets_lov"])
    )
    df["sagstype"] = np.where(i_husstand, "husstand", "person")
    df["sag_noegle"] = df["husstand"].where(i_husstand, df["person_noegle"])
    df["aarsag"] = np.select(
        [
            df["alder"].isna(),
            (df["gruppe"] == "foraelder") & barn,
            er_bl & (df["gruppe"] == "alm") & (df["alder"] > regel["eftervaern_max"]),
        ],
        ["ukendt_alder", "flyttes_til_foraelder", "bl_paa_voksen"],
        "",
    )
    gammel = (df["alder"] >= regel["aldersgraense"]) & (df["aarsag"] == "")
    df.loc[gammel, "aarsag"] = _efter_67(df, gammel, lov)
    df["indgaar"] = df["aarsag"] == ""
    return df


def alder_den_foerste(foedselsdato: pd.Series, maaned: pd.Series) -> pd.Series:
    """Age in whole years on the first day of the month; someone born on the 1st has the new age that whole month."""
    foedt = pd.to_datetime(foedselsdato)
    aar, md = maaned.str[:4].astype(int), maaned.str[5:7].astype(int)
    endnu_ikke = (md < foedt.dt.month) | ((md == foedt.dt.month) & (foedt.dt.day > 1))
    return (aar - foedt.dt.year - endnu_ikke.astype(int)).where(foedt.notna())


_REGELNAVNE = ("barn_alder", "eftervaern_max", "aldersgraense", "aarlig", "barnets_lov")


def _aarets_regler(lov: Lovsamling, aar: int) -> tuple[int, int, int, bool, bool]:
    """The year's ages and methods (SEL § 176, stk. 1-2); before the first value of a parameter the first one holds."""
    dag = date(aar, 1, 1)
    return (
        int(lov.foerste_eller_opslag("cro_husstand_barn_alder", dag).vaerdi),
        int(lov.foerste_eller_opslag("cro_husstand_eftervaern_max_alder", dag).vaerdi),
        int(lov.foerste_eller_opslag("cro_aldersgraense", dag).vaerdi),
        lov.foerste_eller_opslag("cro_metode", dag).vaerdi == "aarlig",
        bool(lov.foerste_eller_opslag("barnets_lov_fra", dag).vaerdi),
    )


def _med_husstand(df: pd.DataFrame, husstand_maaned: pd.DataFrame) -> pd.DataFrame:
    kun = husstand_maaned.merge(
        df[["person_noegle", "maaned"]].drop_duplicates(), on=["person_noegle", "maaned"]
    )
    kolonner = ["person_noegle", "maaned", "husstand", "antagelse", "flere_mulige"]
    ud = df.merge(husstand_i_aaret(kun)[kolonner], on=["person_noegle", "maaned"], how="left")
    for navn in ("antagelse", "flere_mulige"):
        ud[navn] = ud[navn].eq(True)
    return ud


def _efter_67(df: pd.DataFrame, gammel: pd.Series, lov: Lovsamling) -> list[str]:
    """Reading 9: covered only if the month before the birthday's month was above limit 1/12 (SEL § 176, stk. 3)."""
    netto = (
        df[(df["lov"] == SEL176) & (df["sagstype"] == "person")]
        .groupby(["person_noegle", "maaned"])["netto_u"]
        .sum()
    )
    afgjort: dict[str, str] = {}
    for noegle, foedt in (
        df.loc[gammel, ["person_noegle", "foedselsdato"]].drop_duplicates().itertuples(index=False)
    ):
        afgjort[noegle] = _daekket(noegle, pd.Timestamp(foedt).date(), netto, lov)
    return [afgjort[noegle] for noegle in df.loc[gammel, "person_noegle"]]


def _daekket(noegle: str, foedt: date, netto: pd.Series, lov: Lovsamling) -> str:
    alder = int(lov.foerste_eller_opslag("cro_aldersgraense", foedt).vaerdi)
    fylder = date(foedt.year + alder, foedt.month, 1)
    dag = 28 if (foedt.month, foedt.day) == (2, 29) else foedt.day
    if not lov.foerste_eller_opslag("cro_67_fortsaettelse_fra", fylder.replace(day=dag)).vaerdi:
        return "fyldt_67_foer_ordningen"
    foer = date(fylder.year - (fylder.month == 1), (fylder.month - 2) % MAANEDER + 1, 1)
    graense_u = _annual_u(lov.opslag("cro_graense1_sel176", foer).vaerdi) // MAANEDER
    return "" if int(netto.get((noegle, f"{foer:%Y-%m}"), 0)) > graense_u else "fyldt_67_ikke_daekket"


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
    status = "bekraeftet" if all(v.status in ("bekraeftet", "lokal") for v in vaerdier) else "afledt"
    return Graenser(trin, aarlig, status, None if alternativ is None else _annual_u(alternativ))


def _find_graenser(
    placering: pd.DataFrame, lov: Lovsamling, aar: int | None
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


def _ordninger(placering: pd.DataFrame) -> list[tuple[int, str]]:
    par = placering.loc[placering["indgaar"], ["aar", "lov"]].drop_duplicates()
    return sorted((int(a), str(o)) for a, o in par.itertuples(index=False))


def _maaneder(med: pd.DataFrame) -> pd.DataFrame:
    return med.groupby([*SAG, "maaned"], sort=True)[["brutto_u", "netto_u"]].sum().reset_index()


def _refusion(
    maaneder: pd.DataFrame, alle_graenser: dict[tuple[int, str], Graenser]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the steps to the months, and make the years; both in øre, tied to each other."""
    dele_m, dele_aar = [], []
    for (aar, ordning), gruppe in maaneder.groupby(["aar", "lov"], sort=True):
        md, aars = _en_ordning(gruppe.copy(), alle_graenser[int(aar), str(ordning)])
        dele_m.append(md)
        dele_aar.append(aars)
    if not dele_m:
        return _tom(maaneder, [*TRIN, "refusion"]), _tom(
            maaneder[SAG], ["brutto_oere", "netto_oere", *TRIN, "refusion"]
        )
    return pd.concat(dele_m, ignore_index=True), pd.concat(dele_aar, ignore_index=True)


def _tom(ramme: pd.DataFrame, flere: list[str]) -> pd.DataFrame:
    return ramme.iloc[0:0].assign(
        **{navn: pd.Series(dtype="int64") for navn in flere},
        lovstatus=pd.Series(dtype=object),
        refusion_alternativ=pd.Series(dtype="int64"),
    )


def _en_ordning(md: pd.DataFrame, g: Graenser) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Months and years of one law and year. Steps are in hundredths of units (`h`) until they become øre."""
    md["sagnr"] = md.groupby(SAG, sort=False).ngroup()
    antal = int(md["sagnr"].max()) + 1
    netto_aar = _sum_efter(md[["netto_u"]].to_numpy(np.int64).T, md["sagnr"].to_numpy(), antal)[0]
    grundlag_u = netto_aar if g.aarlig else md["netto_u"].to_numpy(np.int64)
    trin_h = trin_hundrededele(grundlag_u, g)
    trin_aar = trin_h if g.aarlig else _sum_efter(trin_h, md["sagnr"].to_numpy(), antal)
    oere_aar, trin_oere = afrund(trin_aar)
    aars = md.groupby("sagnr", sort=True)[SAG].first().reset_index(drop=True)
    aars["brutto_oere"] = _oere(
        _sum_efter(md[["brutto_u"]].to_numpy(np.int64).T, md["sagnr"].to_numpy(), antal)[0]
    )
    aars["netto_oere"] = _oere(netto_aar)
    for n, navn in enumerate(TRIN):
        aars[navn] = trin_oere[n]
    aars["refusion"], aars["lovstatus"] = oere_aar, g.status
    aars["refusion_alternativ"] = _alternativ(md, g, antal, oere_aar)
    if g.aarlig:
        vaegt = _aarsvaegte(md)
        md_oere = [_laeg_ud(trin_oere[n], vaegt, md["sagnr"].to_numpy()) for n in range(3)]
    else:
        md_oere = [_laeg_ud(trin_oere[n], trin_h[n], md["sagnr"].to_numpy()) for n in range(3)]
    for n, navn in enumerate(TRIN):
        md[navn] = md_oere[n]
    md["refusion"] = sum(md_oere)
    md["lovstatus"] = g.status
    for n in range(3):
        md[f"graense{n + 1}_oere"] = _graense_oere(g, n)
    return md.drop(columns="sagnr"), aars


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


def _sum_efter(vaerdier: np.ndarray, gruppe: np.ndarray, antal: int) -> np.ndarray:
    ud = np.zeros((len(vaerdier), antal), dtype=np.int64)
    for n, raekke in enumerate(vaerdier):
        np.add.at(ud[n], gruppe, raekke)
    return ud


def _oere(u: np.ndarray) -> np.ndarray:
    return (2 * u + ENHED) // (2 * ENHED)


def _graense_oere(g: Graenser, n: int) -> int | None:
    if n >= len(g.trin):
        return None
    return int(_oere(np.array([g.trin[n][0] // (1 if g.aarlig else MAANEDER)]))[0])


def _aarsvaegte(md: pd.DataFrame) -> np.ndarray:
    """Before 2021 the year decides; its refund is shown on the months by their positive net."""
    return np.maximum(md["netto_u"].to_numpy(np.int64), 0)


def _laeg_ud(oere: np.ndarray, vaegt: np.ndarray, gruppe: np.ndarray) -> np.ndarray:
    """Lay each case's øre out on its months in proportion to `vaegt`, exactly, by largest remainder."""
    ud = np.zeros(len(vaegt), dtype=np.int64)
    for sag in np.flatnonzero(oere):
        hvor = np.flatnonzero(gruppe == sag) if len(oere) < 64 else _hvor(gruppe, sag)
        dele = [int(v) for v in vaegt[hvor]]
        ialt = sum(dele)
        grund = [int(oere[sag]) * d // ialt for d in dele]
        rest = [int(oere[sag]) * d % ialt for d in dele]
        for i in sorted(range(len(dele)), key=lambda i: (-rest[i], i))[: int(oere[sag]) - sum(grund)]:
            grund[i] += 1
        ud[hvor] = grund
    return ud


def _hvor(gruppe: np.ndarray, sag: int) -> np.ndarray:
    """Rows of one case; cases lie together because the months are sorted by case."""
    return np.arange(np.searchsorted(gruppe, sag, "left"), np.searchsorted(gruppe, sag, "right"))


def _alternativ(md: pd.DataFrame, g: Graenser, antal: int, oere: np.ndarray) -> np.ndarray:
    """The year's refund if the ambiguous limit 2 (BL § 198, satser.md 1.3) is the lower one."""
    if g.alternativ2_u is None or g.aarlig:
        return oere
    andet = Graenser((g.trin[0], (g.alternativ2_u, g.trin[1][1]), g.trin[2]), g.aarlig, g.status)
    trin = trin_hundrededele(md["netto_u"].to_numpy(np.int64), andet)
    return afrund(_sum_efter(trin, md["sagnr"].to_numpy(), antal))[0]


def _medlemmer(med: pd.DataFrame) -> pd.DataFrame:
    return (
        med.groupby(SAG, sort=False)
        .agg(
            medlemmer=("person_noegle", lambda s: tuple(sorted(set(s)))),
            antagelse=("antagelse", "max"),
            flere_mulige=("flere_mulige", "max"),
        )
        .reset_index()
    )


def _hjemtaget(
    sager: pd.DataFrame, maaneder: pd.DataFrame, grundlag: Grundlag, aar: int | None
) -> tuple[pd.DataFrame, pd.DataFrame, dict[int, int]]:
    """Lay what is already claimed on the cases; a claim that no case answers to becomes a case of its own.

    A month shows a claim only where every claim on the case names its month; else it is unknown (empty).
    """
    krav = grundlag.hjemtaget
    if aar is not None:
        krav = krav[krav["regnskabsaar"] == aar]
    beregnede = set(sager["aar"].astype(int))
    uden = krav[krav["person_noegle"].isna()]
    ufordelt = {int(a): int(b) for a, b in uden.groupby("regnskabsaar")["beloeb_oere"].sum().items()}
    med = krav[krav["person_noegle"].notna()]
    sagen = _sag_for_krav(sager)
    beloeb: dict[tuple, int] = {}
    pr_maaned: dict[tuple, int] = {}
    uden_maaned: set[tuple] = set()
    for k in med.itertuples(index=False):
        a = int(k.regnskabsaar)
        if aar is None and a not in beregnede:
            ufordelt[a] = ufordelt.get(a, 0) + int(k.beloeb_oere)
            continue
        typer = [k.sag_type] if isinstance(k.sag_type, str) and k.sag_type else ["husstand", "person"]
        fundet = next((sagen[a, t, k.person_noegle] for t in typer if (a, t, k.person_noegle) in sagen), None)
        noegle = fundet or (a, SEL176, "person", k.person_noegle)
        beloeb[noegle] = beloeb.get(noegle, 0) + int(k.beloeb_oere)
        if isinstance(k.maaned, str):
            pr_maaned[*noegle, k.maaned] = pr_maaned.get((*noegle, k.maaned), 0) + int(k.beloeb_oere)
        else:
            uden_maaned.add(noegle)
    findes = set(sager[SAG].itertuples(index=False, name=None))
    nye = [n for n in beloeb if n not in findes]
    if nye:
        sager = pd.concat([sager, _kun_hjemtaget(sager, nye)], ignore_index=True)
    noegler = sager[SAG].itertuples(index=False, name=None)
    sager["hjemtaget_oere"] = np.array(
        [beloeb.get((int(a), l, t, n), 0) for a, l, t, n in noegler], dtype=np.int64
    )
    sager["difference_oere"] = sager["refusion"].astype("int64") - sager["hjemtaget_oere"]
    md_noegler = [
        (int(a), *resten) for a, *resten in maaneder[[*SAG, "maaned"]].itertuples(index=False, name=None)
    ]
    kendt = [None if n[:4] in uden_maaned else pr_maaned.get(n, 0) for n in md_noegler]
    maaneder["hjemtaget_oere"] = pd.array(kendt, dtype="Int64")
    maaneder["difference_oere"] = maaneder["refusion"].astype("Int64") - maaneder["hjemtaget_oere"]
    return sager, maaneder, ufordelt


def _sag_for_krav(sager: pd.DataFrame) -> dict[tuple[int, str, str], tuple]:
    """(year, kind, person) → case; a person in several cases of a kind is answered by the largest refund."""
    ud: dict[tuple[int, str, str], tuple] = {}
    for r in sager.sort_values("refusion", kind="stable").itertuples(index=False):
        for person in r.medlemmer:
            ud[int(r.aar), str(r.sagstype), person] = (int(r.aar), r.lov, r.sagstype, r.sag_noegle)
    return ud


def _kun_hjemtaget(sager: pd.DataFrame, noegler: list[tuple]) -> pd.DataFrame:
    tal = ["brutto_oere", "netto_oere", *TRIN, "refusion", "refusion_alternativ"]
    ny = pd.DataFrame(noegler, columns=SAG)
    for navn in tal:
        ny[navn] = 0
    ny["lovstatus"], ny["antagelse"], ny["flere_mulige"] = "bekraeftet", False, False
    ny["medlemmer"] = [(n[3],) for n in noegler]
    return ny[[k for k in sager.columns if k in ny]]


def _sag_id(ramme: pd.DataFrame, lav_id: Callable[[str, str], str]) -> list[str]:
    kendt: dict[tuple[str, str], str] = {}
    ud = []
    for art, noegle in zip(ramme["sagstype"], ramme["sag_noegle"], strict=True):
        if (art, noegle) not in kendt:
            kendt[art, noegle] = lav_id("H" if art == "husstand" else "P", noegle)
        ud.append(kendt[art, noegle])
    return ud
