"""What the state owes for refugees, month by month, and how it differs from what was claimed. Both ways.

The law is engine/refusion/udlaendinge.py; here the warehouse's rows become its persons, corrections of postings are
laid on top, and the claims (`hjemtaget`) are set beside. Page and extract use these functions and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import pandas as pd

from engine import dansk
from engine.fejl import ParameterMangler
from engine.lager import udlaendinge as lager
from engine.lager.laes import Generation
from engine.refusion import udlaendinge as ret
from engine.refusion.udlaendinge import Job, Stykke, Tilskud, Udlaending
from engine.resultater import sde, udlaendingefakta, udlaendingetvivl
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendingetvivl import Tvivl

TIL_GODE, SKYLDIG = "til_gode", "skyldig"
ORDNINGER: Mapping[str, str] = {
    ret.PAR181: "Fuld refusion af hjælp",
    ret.GRUND: "Grundtilskud",
    ret.ULEDSAGET: "Tilskud for uledsagede",
    ret.JOB: "Resultattilskud, job",
    ret.UDDANNELSE: "Resultattilskud, uddannelse",
    ret.DANSK: "Resultattilskud, danskprøve",
}
MULIGT_JOB = "muligt_job"
MAANEDENS = " i hjælp med fuld refusion. "  # what stands after the kroner of a month
_BAGATEL_OERE = (
    100  # up to one krone is rounding: between the months, and of rates computed by the law's rule
)
_TILSKUD = (
    *("person_noegle", "maaned", "ordning", "oere", "hjemmel", "begrundelse", "status", "begyndt", "naaet"),
)
_TVIVL = ("person_noegle", "fra", "til", "tvivl_oere", "begrundelse")
_DAEKKET = (
    *("postering_nr", "person_noegle", "aar", "maaned", "lov", "paragraf", "andel_u", "daekket_u"),
    *("hjemmel", "begrundelse"),
)
_FUND = (
    *("person_noegle", "ordning", "retning", "fra", "til", "maaneder", "ret_oere", "hjemtaget_oere"),
    *("forskel_oere", "hjemmel", "begrundelse"),
)


@dataclass(frozen=True)
class Resultat:
    """tilskud: what there is a right to, one row per person, month and grant. mangler: months without a rate.

    fund: person_noegle, ordning, retning, fra, til, maaneder, ret_oere, hjemtaget_oere, forskel_oere (+ = we lack
    money), hjemmel, begrundelse: the years that have been claimed. mulige_job: work nobody has told of, seen in the
    wages: person_noegle, fra, til, maaneder, oere (the grant if it is so). tvivl: differences of full refund that bills
    on another person or bills not yet come explain: person_noegle, fra, til, tvivl_oere (signed as forskel_oere),
    begrundelse; they are no part of fund. daekkede: the shares of help behind par181:
    postering_nr, person_noegle, aar, maaned, lov, paragraf, andel_u, daekket_u, hjemmel, begrundelse.
    """

    personer: Mapping[str, Udlaending]
    tilskud: pd.DataFrame
    mangler: tuple[Tilskud, ...]
    fund: pd.DataFrame
    mulige_job: pd.DataFrame
    tvivl: pd.DataFrame
    daekkede: pd.DataFrame
    sidste: date


_husket = Husk[Resultat]()


def beregn(k: Kontekst, aar: int | None = None) -> Resultat:
    """Every grant and its difference from the claims. aar: up to the end of that year even if the data are older.

    Remembered while what it depends on is the same.
    """
    sidste = _sidste(k.gen, aar)
    return _husket.hent((*sde.maerke(k), sidste), lambda: _beregn(k, sidste))


def _beregn(k: Kontekst, sidste: date) -> Resultat:
    personer = udlaendingefakta.med_maerker(k.gen, sde.maerkede(k))
    alle = [t for u in personer.values() for t in ret.tilskud(u, k.lov, sidste)]
    daekkede = _daekkede(k, personer, f"{sidste:%Y-%m}")
    alle += _fuld_refusion(daekkede)
    raekker = [[getattr(t, n) for n in _TILSKUD] for t in alle if t.oere is not None]
    ramme = pd.DataFrame(raekker, columns=list(_TILSKUD)).astype({"oere": "int64"})
    ramme = ramme.sort_values(["person_noegle", "maaned", "ordning"], kind="stable").reset_index(drop=True)
    # What the data do not yet speak of cannot have been forgotten.
    kendt = f"{min(k.gen.data_dato or sidste, sidste):%Y-%m}"
    fund, tvivl = _fund(
        ramme[ramme["maaned"] <= kendt],
        lager.hjemtaget(k.gen),
        udlaendingetvivl.find(k, personer, daekkede),
    )
    return Resultat(
        personer=personer,
        tilskud=ramme,
        mangler=tuple(t for t in alle if t.oere is None),
        fund=fund,
        tvivl=tvivl,
        mulige_job=_mulige_job(k, personer, sidste),
        daekkede=daekkede,
        sidste=sidste,
    )


def _sidste(gen: Generation, aar: int | None) -> date:
    """The last day that is computed: the end of the newest year the data speak of, or today when that is earlier."""
    i_dag = gen.bygget.date()
    dage = [d for d in (gen.data_dato, lager.nyeste_dag(gen, i_dag)) if d is not None]
    aaret = max([d.year for d in dage] + ([aar] if aar is not None else []), default=i_dag.year)
    return min(i_dag, date(aaret, 12, 31))


# --- 100 % refund ---------------------------------------------------------------------------------------------


def _daekkede(k: Kontekst, personer: Mapping[str, Udlaending], sidste_maaned: str) -> pd.DataFrame:
    """Each share of help with full refund, corrections of postings on top; columns _DAEKKET."""
    raekker = []
    andele = _andele(k, personer)
    for person, del_ in andele[andele["maaned"] <= sidste_maaned].groupby("person_noegle", sort=True):
        u = personer[str(person)]
        if vinduer := ret.vinduer(u, k.lov):
            raekker += [d for r in del_.itertuples(index=False) if (d := _daekket(u, r, vinduer)) is not None]
    return pd.DataFrame(raekker, columns=list(_DAEKKET)).sort_values(
        ["person_noegle", "maaned", "postering_nr"], kind="stable", ignore_index=True
    )


def _daekket(u: Udlaending, r: Any, vinduer: list[ret.Vindue]) -> tuple[Any, ...] | None:
    maaned, lov, paragraf = str(r.maaned), str(r.lov), str(r.paragraf)
    if r.aarsag == "konto":
        paragraf = ret.paragraf_efter_indsats(u.indsatser, lov, paragraf, maaned)
    v = ret.hjemmel_for(lov, paragraf, maaned, vinduer)
    if v is None:
        return None
    del_ = ret.daekket_u(int(r.andel_u), lov, paragraf, maaned, vinduer)
    fast = (r.postering_nr, u.person_noegle, int(r.aar), maaned, lov, paragraf, int(r.andel_u), del_)
    return (*fast, v.hjemmel, v.begrundelse)


def _fuld_refusion(daekkede: pd.DataFrame) -> Iterator[Tilskud]:
    """par181 of each person and month in whole øre."""
    for (person, maaned), md in daekkede.groupby(["person_noegle", "maaned"], sort=True):
        if (t := _maanedens(str(person), str(maaned), md)) is not None:
            yield t


def _andele(k: Kontekst, personer: Mapping[str, Udlaending]) -> pd.DataFrame:
    andele = lager.andele(k.gen)
    rettede = sde.rettede(k)
    if not rettede:
        return andele
    gamle, nye = sde.rettede_andele(k.gen, rettede)
    drift = lager.driftsposter(k.gen, sorted({int(n) for n in nye["postering_nr"]}))
    nye = nye[nye["postering_nr"].isin(drift) & nye["person_noegle"].isin(personer)]
    nye = nye[nye["lov"].isin(["SEL", "BL", "LUK"]) & ~nye["aarsag"].isin(lager.UDENFOR)]
    nye = nye.assign(paragraf=nye["paragraf"].fillna(""))[list(andele.columns)]
    return pd.concat([andele[~andele["postering_nr"].isin(gamle["postering_nr"])], nye], ignore_index=True)


def _maanedens(person: str, maaned: str, md: pd.DataFrame) -> Tilskud | None:
    daekket, hele = int(md["daekket_u"].sum()), int(md["andel_u"].sum())
    oere = ret.til_oere(daekket)
    if not oere:
        return None
    regler = dict(zip(md["hjemmel"], md["begrundelse"], strict=True))
    dele = " ".join(dict.fromkeys(regler.values()))
    del_af = "" if daekket == hele else f" af månedens {dansk.kroner(ret.til_oere(hele), oere_vist=True)}"
    tekst = f"{dansk.kroner(oere, oere_vist=True)}{del_af}{MAANEDENS}{dele}"
    return Tilskud(person, maaned, ret.PAR181, oere, "; ".join(sorted(regler)), tekst)


# --- against what was claimed ---------------------------------------------------------------------------------


def _fund(
    tilskud: pd.DataFrame, krav: pd.DataFrame, tvivl: Mapping[tuple[str, int], Tvivl]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Runs of months in which right and claim differ, one way at a time; result grants once per person and kind. And
    what of the full refund is in doubt."""
    if krav.empty:
        return pd.DataFrame(columns=list(_FUND)), pd.DataFrame(columns=list(_TVIVL))
    foerste = f"{int(krav['regnskabsaar'].min())}-01"
    uden_maaned = krav["maaned"].isna()
    krav = krav.assign(maaned=krav["maaned"].mask(uden_maaned, krav["regnskabsaar"].astype(str) + "-12"))
    maanedlige = [*_maanedlige(tilskud[tilskud["maaned"] >= foerste], krav)]
    engangs = [*_engangs(tilskud, krav, foerste)]
    delte = [_uden_tvivl(f, tvivl) for f in maanedlige]
    raekker = [f for f, _ in delte if f["forskel_oere"]]
    ud = pd.DataFrame([*raekker, *engangs], columns=list(_FUND))
    ud = ud.sort_values(["person_noegle", "ordning", "fra"], kind="stable").reset_index(drop=True)
    return ud, pd.DataFrame([t for _, t in delte if t], columns=list(_TVIVL))


def _uden_tvivl(
    f: dict[str, Any], tvivl: Mapping[tuple[str, int], Tvivl]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A find of full refund without what a bill elsewhere explains, and what that is ({} for nothing)."""
    t = tvivl.get((f["person_noegle"], int(f["fra"][:4]))) if f["ordning"] == ret.PAR181 else None
    rest = udlaendingetvivl.rest(f["forskel_oere"], t)
    if t is None or rest == f["forskel_oere"]:
        return f, {}
    i_tvivl = {
        "person_noegle": f["person_noegle"],
        "fra": f["fra"],
        "til": f["til"],
        "tvivl_oere": f["forskel_oere"] - rest,
        "begrundelse": t.tekst,
    }
    return f | {"forskel_oere": rest}, i_tvivl


def _maanedlige(tilskud: pd.DataFrame, krav: pd.DataFrame) -> Iterator[dict[str, Any]]:
    noegle = ["person_noegle", "ordning", "maaned"]
    ret_ = tilskud[~tilskud["ordning"].isin(ret.RESULTATER)].groupby(noegle)["oere"].sum()
    taget = krav[~krav["ordning"].isin(ret.RESULTATER)].groupby(noegle)["beloeb_oere"].sum()
    begge = pd.DataFrame({"ret": ret_, "taget": taget}).fillna(0).astype("int64").reset_index()
    begge["forskel"] = begge["ret"] - begge["taget"]
    begge = begge[begge["forskel"].abs() > _BAGATEL_OERE]
    grunde = tilskud.set_index(noegle)[["hjemmel", "begrundelse"]]
    grunde = grunde[~grunde.index.duplicated()]
    faste = begge[begge["ordning"] != ret.PAR181]
    for (person, ordning), del_ in faste.groupby(["person_noegle", "ordning"], sort=True):
        for retning, tegn in ((TIL_GODE, 1), (SKYLDIG, -1)):
            md = del_[del_["forskel"] * tegn > 0]
            for stykke in _aarsstykker(list(md["maaned"])):
                yield _maanedligt(str(person), str(ordning), retning, md[md["maaned"].isin(stykke)], grunde)
    yield from _refusionsaar(begge[begge["ordning"] == ret.PAR181], grunde)


def _refusionsaar(md: pd.DataFrame, grunde: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Refund of bills is claimed by the year: what a bill puts in the wrong month evens out inside it."""
    for (person, _), del_ in md.groupby(["person_noegle", md["maaned"].str[:4]], sort=True):
        netto = int(del_["forskel"].sum())
        if abs(netto) > _BAGATEL_OERE:
            retning = TIL_GODE if netto > 0 else SKYLDIG
            yield _maanedligt(str(person), ret.PAR181, retning, del_, grunde)


def _stykker(maaneder: list[str]) -> Iterator[list[str]]:
    """Runs of consecutive months."""
    stykke: list[str] = []
    for m in sorted(maaneder):
        if stykke and _nr(m) != _nr(stykke[-1]) + 1:
            yield stykke
            stykke = []
        stykke.append(m)
    if stykke:
        yield stykke


def _aarsstykker(maaneder: list[str]) -> Iterator[list[str]]:
    """The same, a year at a time, as the statements are: so a year's finds sum to its difference."""
    for stykke in _stykker(maaneder):
        for _, del_ in groupby(stykke, key=lambda m: m[:4]):
            yield list(del_)


def _nr(maaned: str) -> int:
    return int(maaned[:4]) * 12 + int(maaned[5:7])


def _maanedligt(
    person: str, ordning: str, retning: str, md: pd.DataFrame, grunde: pd.DataFrame
) -> dict[str, Any]:
    fra, til = str(md["maaned"].iloc[0]), str(md["maaned"].iloc[-1])
    noegle = (person, ordning, fra)
    hjemmel, hvorfor = grunde.loc[noegle] if noegle in grunde.index else ("", "")
    if retning == TIL_GODE:
        tekst = f"Ikke hjemtaget. {hvorfor}"
    elif int(md["ret"].sum()):
        tekst = f"Hjemtaget mere, end der er ret til. {hvorfor}"
    else:
        tekst = "Hjemtaget for måneder uden ret."
    return {
        "person_noegle": person,
        "ordning": ordning,
        "retning": retning,
        "fra": fra,
        "til": til,
        "maaneder": len(md),
        "ret_oere": int(md["ret"].sum()),
        "hjemtaget_oere": int(md["taget"].sum()),
        "forskel_oere": int(md["forskel"].sum()),
        "hjemmel": hjemmel,
        "begrundelse": tekst.strip(),
    }


def _engangs(tilskud: pd.DataFrame, krav: pd.DataFrame, foerste: str) -> Iterator[dict[str, Any]]:
    """A result grant is given once: the right against all that was claimed of the kind, in whatever month."""
    retten = {
        (r["person_noegle"], r["ordning"]): r
        for r in tilskud[tilskud["ordning"].isin(ret.RESULTATER)].to_dict("records")
    }
    taget = defaultdict(list)
    for r in krav[krav["ordning"].isin(ret.RESULTATER)].to_dict("records"):
        taget[r["person_noegle"], r["ordning"]].append(r)
    for noegle in sorted({*retten, *taget}):
        yield from _engang(noegle, retten.get(noegle), taget.get(noegle, []), foerste)


def _engang(
    noegle: tuple[str, str], r: dict[str, Any] | None, taget: list[dict[str, Any]], foerste: str
) -> Iterator[dict[str, Any]]:
    if r is not None and r["maaned"] < foerste:
        taget = taget[1:]  # the first may be the one from before the claims that are known
        r = None
        if not taget:
            return
    ret_oere = int(r["oere"]) if r else 0
    hjemtaget = sum(int(t["beloeb_oere"]) for t in taget)
    forskel = ret_oere - hjemtaget
    if abs(forskel) <= _BAGATEL_OERE:
        return
    maaneder = [str(r["maaned"])] if r and forskel > 0 else [str(t["maaned"]) for t in taget]
    hvorfor = {True: "Ikke hjemtaget.", False: "Hjemtaget uden ret."}[forskel > 0]
    if forskel < 0 and r:
        hvorfor = (
            "Hjemtaget mere end én gang, eller til en anden sats."
            if len(taget) > 1
            else "Hjemtaget for meget."
        )
    yield {
        "person_noegle": noegle[0],
        "ordning": noegle[1],
        "retning": TIL_GODE if forskel > 0 else SKYLDIG,
        "fra": min(maaneder),
        "til": max(maaneder),
        "maaneder": 1,
        "ret_oere": ret_oere,
        "hjemtaget_oere": hjemtaget,
        "forskel_oere": forskel,
        "hjemmel": r["hjemmel"] if r else "INL § 45, stk. 9",
        "begrundelse": f"{hvorfor} {r['begrundelse'] if r else ''}".strip(),
    }


# --- work nobody has told of ----------------------------------------------------------------------------------

TIMELOEN_OERE = 13_000  # about the lowest agreed pay; only to judge whether wages can be twenty hours a week
_UGER_PR_MAANED = Decimal(52) / 12


def _mulige_job(k: Kontekst, personer: Mapping[str, Udlaending], sidste: date) -> pd.DataFrame:
    """Six months of wages for at least twenty hours a week, in months in which no job is registered."""
    raekker = []
    loen = lager.loen(k.gen)
    begyndt = loen["maaned"].min()  # of a stretch that runs when the data begin the start is not known
    for person, del_ in loen.groupby("person_noegle", sort=True):
        u = personer[str(person)]
        if (fundet := _muligt_job(u, k, del_, sidste, begyndt)) is not None:
            raekker.append(fundet)
    return pd.DataFrame(raekker, columns=["person_noegle", "fra", "til", "maaneder", "oere", "begrundelse"])


def _muligt_job(
    u: Udlaending, k: Kontekst, loen: pd.DataFrame, sidste: date, begyndt: str
) -> dict[str, Any] | None:
    if ret.resultat_job(u, k.lov, sidste) is not None:
        return None
    timer = k.lov.foerste_eller_opslag("inl_job_min_timer_uge", sidste).vaerdi
    mindst = int(Decimal(str(timer)) * _UGER_PR_MAANED * TIMELOEN_OERE)
    nok = [str(m) for m in loen.loc[loen["beloeb_oere"] >= mindst, "maaned"]]
    for stykke in _stykker(nok):
        fra = date(int(stykke[0][:4]), int(stykke[0][5:]), 1)
        til = ret.plus_maaneder(fra, len(stykke)) - timedelta(days=1)
        kendt = any(Stykke(j.fra, j.til or ret.UDLOEBER_ALDRIG).faelles(Stykke(fra, til)) for j in u.job)
        som_job = Udlaending(
            u.person_noegle,
            u.foedt,
            u.doed,
            u.tilladelser,
            u.program,
            (Job(fra, til, Decimal(str(timer)), True),),
        )
        t = None if kendt or stykke[0] == begyndt else ret.resultat_job(som_job, k.lov, sidste)
        if t is not None and t.oere is not None:
            return {
                "person_noegle": u.person_noegle,
                "fra": stykke[0],
                "til": stykke[-1],
                "maaneder": len(stykke),
                "oere": t.oere,
                "begrundelse": f"Løn i {len(stykke)} måneder i træk uden et registreret job.",
            }
    return None


# --- the extract ----------------------------------------------------------------------------------------------


def udtraek(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per person, month and grant. Errors: ParameterMangler for a year whose rates are not known."""
    r = beregn(k, aar)
    if aar is not None:
        for t in r.mangler:
            if t.maaned.startswith(str(aar)):
                raise ParameterMangler(t.mangler, date(int(t.maaned[:4]), int(t.maaned[5:]), 1))
    df = r.tilskud if aar is None else r.tilskud[r.tilskud["maaned"].str[:4] == str(aar)]
    cpr = _cpr(k.gen, df)
    df = df.assign(cpr=df["person_noegle"].map(cpr), beloeb=df["oere"])
    yield df.sort_values(["cpr", "maaned", "ordning"], kind="stable")


def _cpr(gen: Generation, df: pd.DataFrame) -> dict[str, str]:
    from engine.lager import sde as sdelager

    return sdelager.cpr_numre(gen, sorted(set(df["person_noegle"])))
