"""What the state owes for refugees, month by month, and how it differs from what was claimed. Both ways.

The law is engine/refusion/udlaendinge.py; here the warehouse's rows become its persons, corrections of postings are
laid on top, and the claims (`hjemtaget`) are set beside. Page and extract use these functions and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from engine import dansk
from engine.fejl import ParameterMangler
from engine.lager import udlaendinge as lager
from engine.lager.laes import Generation
from engine.refusion import udlaendinge as ret
from engine.refusion.udlaendinge import Tilskud, Udlaending
from engine.resultater import (
    sde,
    udlaendingedaekning,
    udlaendingefakta,
    udlaendingeformodet,
    udlaendingehandicap,
    udlaendingejob,
    udlaendingetvivl,
)
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
KUN_FORMODET = (
    "Regningen står uden person eller på en anden og er ikke regnet med, før en person har sagt ja."
)
_BAGATEL_OERE = (
    100  # up to one krone is rounding: between the months, and of rates computed by the law's rule
)
_TILSKUD = (
    *("person_noegle", "maaned", "ordning", "oere", "hjemmel", "begrundelse", "status", "begyndt", "naaet"),
)
_TVIVL = ("person_noegle", "fra", "til", "tvivl_oere", "begrundelse")
_FUND = (
    *("person_noegle", "ordning", "retning", "fra", "til", "maaneder", "ret_oere", "hjemtaget_oere"),
    *("forskel_oere", "formodet_oere", "usikker_oere", "sikkerhed", "hjemmel", "begrundelse"),
)
_NAER_KANTEN = 0.9  # of a find whose kroner bills without a period, or in doubt, may move


@dataclass(frozen=True)
class Resultat:
    """tilskud: what there is a right to, one row per person, month and grant. mangler: months without a rate.

    fund: person_noegle, ordning, retning, fra, til, maaneder, ret_oere, hjemtaget_oere, forskel_oere (+ = we lack
    money), formodet_oere (what of it rests on presumed bills), usikker_oere (bills in doubt, or without a period near
    the day that the right begins or ends, that may move it), sikkerhed, hjemmel, begrundelse: the years that have been
    claimed. formodede: what bills on nobody or on another would change (udlaendingeformodet.find); no part of tilskud.
    formodet: (person, month) → its øre. daekkede: the shares of help behind par181 (udlaendingedaekning.daekkede).

    Questions, and no part of fund: mulige_job, work nobody has told of, seen in the wages: person_noegle, fra, til,
    naaet (the month in which six are over), maaneder, oere (the grant if it is so), begrundelse; jobspoergsmaal, the
    same of wages that ran when the income data begin, so that nobody knows since when; tvivl, differences of full
    refund that bills elsewhere, bills not yet come or an unanswered question explain: person_noegle, fra, til,
    tvivl_oere (signed as forskel_oere), begrundelse; ventede, bills expected (udlaendingetvivl.ventede); handicap, why
    children are placed (udlaendingehandicap.spoergsmaal).
    """

    personer: Mapping[str, Udlaending]
    tilskud: pd.DataFrame
    mangler: tuple[Tilskud, ...]
    fund: pd.DataFrame
    mulige_job: pd.DataFrame
    jobspoergsmaal: pd.DataFrame
    tvivl: pd.DataFrame
    daekkede: pd.DataFrame
    formodede: pd.DataFrame
    formodet: pd.Series
    ventede: pd.DataFrame
    handicap: pd.DataFrame
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
    daekkede = udlaendingedaekning.daekkede(k, personer, f"{sidste:%Y-%m}")
    alle += udlaendingedaekning.fuld_refusion(daekkede)
    raekker = [[getattr(t, n) for n in _TILSKUD] for t in alle if t.oere is not None]
    ramme = pd.DataFrame(raekker, columns=list(_TILSKUD)).astype({"oere": "int64"})
    ramme = ramme.sort_values(["person_noegle", "maaned", "ordning"], kind="stable").reset_index(drop=True)
    # What the data do not yet speak of cannot have been forgotten.
    kendt = f"{min(k.gen.data_dato or sidste, sidste):%Y-%m}"
    job = udlaendingejob.find(k, personer, sidste)
    handicap = udlaendingehandicap.spoergsmaal(k, personer, kendt)
    formodede = udlaendingeformodet.find(k, personer, daekkede, kendt)
    formodet = udlaendingeformodet.maanedlige(formodede, daekkede)
    krav = lager.hjemtaget(k.gen)
    vinduer = {p: v for p, u in personer.items() if (v := ret.vinduer(u, k.lov))}
    refusion = krav[krav["ordning"] == ret.PAR181]
    hvem = set(zip(refusion["person_noegle"], refusion["regnskabsaar"].astype("int64"), strict=True))
    hvem |= set(zip(daekkede["person_noegle"], daekkede["maaned"].str[:4].astype("int64"), strict=True))
    usikre = udlaendingetvivl.usikre(k, personer, hvem)
    fund, tvivl = _fund(
        ramme[ramme["maaned"] <= kendt],
        krav,
        _Andre(
            formodede,
            formodet,
            udlaendingetvivl.find(
                k, udlaendingehandicap.som_ja(personer, handicap), daekkede, formodede, handicap
            ),
            udlaendingetvivl.kanter(k, daekkede),
            usikre,
            vinduer,
        ),
    )
    return Resultat(
        personer=personer,
        tilskud=ramme,
        mangler=tuple(t for t in alle if t.oere is None),
        fund=_med_usikre(fund, usikre),
        tvivl=tvivl,
        mulige_job=job[job["start_kendt"].astype(bool)].reset_index(drop=True),
        jobspoergsmaal=job[~job["start_kendt"].astype(bool)].reset_index(drop=True),
        daekkede=daekkede,
        formodede=formodede,
        formodet=formodet,
        ventede=udlaendingetvivl.ventede(k, personer, formodede),
        handicap=handicap,
        sidste=sidste,
    )


def _sidste(gen: Generation, aar: int | None) -> date:
    """The last day that is computed: the end of the newest year the data speak of, or today when that is earlier."""
    i_dag = gen.bygget.date()
    dage = [d for d in (gen.data_dato, lager.nyeste_dag(gen, i_dag)) if d is not None]
    aaret = max([d.year for d in dage] + ([aar] if aar is not None else []), default=i_dag.year)
    return min(i_dag, date(aaret, 12, 31))


# --- against what was claimed ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Andre:
    """Bills that the ledger does not have on the person: presumed (Resultat.formodede, .formodet) and in doubt; kanter:
    of udlaendingetvivl."""

    formodede: pd.DataFrame
    formodet: pd.Series
    tvivl: Mapping[tuple[str, int], Tvivl]
    kanter: Mapping[tuple[str, int], tuple[int, int]]
    usikre: Mapping[tuple[str, int], int]
    vinduer: Mapping[str, Sequence[ret.Vindue]]

    def af(self, person: str, aar: str) -> pd.DataFrame:
        """The presumed bills of a person's year."""
        f = self.formodede
        return f[(f["person_noegle"] == person) & (f["maaned"].str[:4] == aar)]


def _fund(tilskud: pd.DataFrame, krav: pd.DataFrame, andre: _Andre) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Runs of months in which right and claim differ, one way at a time; result grants once per person and kind. And
    what of the full refund is in doubt."""
    if krav.empty:
        return pd.DataFrame(columns=list(_FUND)), pd.DataFrame(columns=list(_TVIVL))
    foerste = f"{int(krav['regnskabsaar'].min())}-01"
    uden_maaned = krav["maaned"].isna()
    krav = krav.assign(maaned=krav["maaned"].mask(uden_maaned, krav["regnskabsaar"].astype(str) + "-12"))
    begge, grunde = _mod_hinanden(tilskud[tilskud["maaned"] >= foerste], krav, andre.formodet)
    fuld = begge["ordning"] == ret.PAR181
    faste = [*_maanedlige(begge[~fuld], grunde), *_engangs(tilskud, krav, foerste)]
    refusion = [*_refusionsaar(begge[fuld & (begge["maaned"] >= foerste)], grunde, andre)]
    raekker = [*faste, *(f for f, _ in refusion if f["forskel_oere"])]
    ud = pd.DataFrame([_HELT_SIKKERT | f for f in raekker], columns=list(_FUND))
    ud = ud.sort_values(["person_noegle", "ordning", "fra"], kind="stable").reset_index(drop=True)
    return ud, pd.DataFrame([t for _, t in refusion if t["tvivl_oere"]], columns=list(_TVIVL))


_HELT_SIKKERT = {"formodet_oere": 0, "usikker_oere": 0, "sikkerhed": 1.0}


def _med_usikre(fund: pd.DataFrame, usikre: Mapping[tuple[str, int], int]) -> pd.DataFrame:
    """The finds, told where bills without a period may lie on the other side of the day the right begins or ends."""
    if not usikre:
        return fund
    raekker = fund.to_dict("records")
    for r in raekker:
        oere = usikre.get((str(r["person_noegle"]), int(str(r["fra"])[:4])), 0)
        if r["ordning"] == ret.PAR181 and oere > _BAGATEL_OERE:
            tekst = (
                f"Regninger uden periode på {dansk.kroner(oere, oere_vist=True)} står nær den dag, hvor retten "
                "begynder eller slutter; er de for andre dage, flytter beløbet sig."
            )
            r |= {
                "usikker_oere": oere + int(r["usikker_oere"]),
                "sikkerhed": min(_NAER_KANTEN, float(r["sikkerhed"])),
                "begrundelse": f"{r['begrundelse']} {tekst}",
            }
    return pd.DataFrame(raekker, columns=list(_FUND))


def _mod_hinanden(
    tilskud: pd.DataFrame, krav: pd.DataFrame, formodet: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each person, monthly grant and month: ret, taget, formodet, bogfoert (right less claim) and forskel (with what is
    presumed), small differences as none; and the reasons of the months."""
    noegle = ["person_noegle", "ordning", "maaned"]
    ret_ = tilskud[~tilskud["ordning"].isin(ret.RESULTATER)].groupby(noegle)["oere"].sum()
    taget = krav[~krav["ordning"].isin(ret.RESULTATER)].groupby(noegle)["beloeb_oere"].sum()
    mere = formodet.rename("formodet").reset_index().assign(ordning=ret.PAR181).set_index(noegle)["formodet"]
    begge = (
        pd.DataFrame({"ret": ret_, "taget": taget, "formodet": mere}).fillna(0).astype("int64").reset_index()
    )
    bogfoert = begge["ret"] - begge["taget"]
    for navn, hele in (("bogfoert", bogfoert), ("forskel", bogfoert + begge["formodet"])):
        begge[navn] = hele.where(hele.abs() > _BAGATEL_OERE, 0)
    grunde = tilskud.set_index(noegle)[["hjemmel", "begrundelse"]]
    return begge, grunde[~grunde.index.duplicated()]


def _maanedlige(faste: pd.DataFrame, grunde: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for (person, ordning), del_ in faste.groupby(["person_noegle", "ordning"], sort=True):
        for retning, tegn in ((TIL_GODE, 1), (SKYLDIG, -1)):
            md = del_[del_["forskel"] * tegn > 0]
            for stykke in _aarsstykker(list(md["maaned"])):
                yield _maanedligt(str(person), str(ordning), retning, md[md["maaned"].isin(stykke)], grunde)


def _refusionsaar(
    md: pd.DataFrame, grunde: pd.DataFrame, andre: _Andre
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Refund of bills is claimed by the year: what a bill puts in the wrong month evens out inside it. (The find, what
    of the ledger's own difference bills elsewhere explain) of each person and year; either may be of nothing."""
    md = md[(md["forskel"] != 0) | (md["bogfoert"] != 0)]
    for (person, aar), del_ in md.groupby(["person_noegle", md["maaned"].str[:4]], sort=True):
        netto, bogfoert = (_uden_bagatel(int(del_[n].sum())) for n in ("forskel", "bogfoert"))
        hvem = (str(person), int(aar))
        formodede = andre.af(str(person), str(aar))
        rest, uvist = _uden_tvivl(
            netto, hvem, andre, [str(m) for m in del_.loc[del_["taget"] != 0, "maaned"]]
        )
        eget = _samme_vej(bogfoert, rest)  # what of it is there without the presumed bills
        fund = _maanedligt(
            str(person),
            ret.PAR181,
            TIL_GODE if (netto or bogfoert) > 0 else SKYLDIG,
            del_[del_["forskel"] != 0] if netto else del_,
            grunde,
        )
        hvorfor = (*formodede["hvad"], *uvist)
        yield (
            _i_tvivl(
                fund | {"forskel_oere": rest} | _hviler_paa(rest - eget, fund, formodede, del_),
                netto - rest,
                uvist,
            ),
            {
                "person_noegle": str(person),
                "fra": fund["fra"],
                "til": fund["til"],
                "tvivl_oere": bogfoert - eget,
                "begrundelse": udlaendingetvivl.tekst(hvorfor),
            },
        )


def _uden_tvivl(
    netto: int, hvem: tuple[str, int], andre: _Andre, hjemtaget: Sequence[str]
) -> tuple[int, tuple[str, ...]]:
    """A year's difference without what is in doubt, and why. Where nothing is claimed, days are not what is wrong; and
    where nothing is claimed past the right, bills without a period near its end may be what seems to lack."""
    tvivl = andre.tvivl.get(hvem)
    rest = udlaendingetvivl.rest(netto, tvivl)
    hvorfor = tvivl.hvorfor if tvivl and rest != netto else ()
    ved_kanten = hvem in andre.kanter and udlaendingetvivl.ved_kanten(rest, andre.kanter[hvem])
    inden_for = all(any(v.dage(m) for v in andre.vinduer.get(hvem[0], ())) for m in hjemtaget)
    if hjemtaget and (ved_kanten or (inden_for and -andre.usikre.get(hvem, 0) <= rest < 0)):
        return 0, (*hvorfor, udlaendingetvivl.UDEN_PERIODE)
    return rest, hvorfor


def _i_tvivl(fund: dict[str, Any], oere: int, uvist: Sequence[str]) -> dict[str, Any]:
    """A find that is left when what is in doubt has been taken out, told that it is so."""
    if not (fund["forskel_oere"] and oere):
        return fund
    tekst = f"Yderligere {dansk.kroner(abs(oere), oere_vist=True)} er i tvivl og ikke regnet med."
    return fund | {
        "usikker_oere": abs(oere),
        "sikkerhed": min(_NAER_KANTEN, float(fund.get("sikkerhed", 1.0))),
        "begrundelse": f"{fund['begrundelse']} {tekst} {udlaendingetvivl.tekst(tuple(uvist))}",
    }


def _uden_bagatel(oere: int) -> int:
    return oere if abs(oere) > _BAGATEL_OERE else 0


def _samme_vej(oere: int, loft: int) -> int:
    """As much of an amount as goes the same way as another and is no more than it."""
    return min(max(oere, 0), loft) if loft > 0 else max(min(oere, 0), loft)


def _hviler_paa(
    formodet: int, fund: Mapping[str, Any], formodede: pd.DataFrame, md: pd.DataFrame
) -> dict[str, Any]:
    """What a find has more when something of it rests on presumed bills: how much, in which months, and a certainty."""
    if not formodet:
        return {}
    maaneder = [dansk.maaned(m) for m in md.loc[md["formodet"] * formodet > 0, "maaned"]]
    hvor = " eller ".join(_STAAR[h] for h in dict.fromkeys(formodede["hvad"]))
    hvad = "hører til borgeren" if formodet > 0 else "hører til en anden"
    tekst = (
        f"Heraf hviler {dansk.kroner(abs(formodet), oere_vist=True)} på regninger, som i regnskabet {hvor} og efter "
        f"alt at dømme {hvad} ({', '.join(maaneder)}). De er først med i opgørelsen, når en person har sagt ja."
    )
    return {
        "formodet_oere": formodet,
        "sikkerhed": float(formodede["sikkerhed"].min()),
        "hjemmel": fund["hjemmel"] or "; ".join(sorted(set(formodede["hjemmel"]))),
        "begrundelse": f"{fund['begrundelse']} {tekst}",
    }


_STAAR = {
    udlaendingeformodet.UDEN_PERSON: "står uden person",
    udlaendingeformodet.PAA_ANDEN: "står på en anden",
}


def _aarsstykker(maaneder: list[str]) -> Iterator[list[str]]:
    """The same, a year at a time, as the statements are: so a year's finds sum to its difference."""
    for stykke in udlaendingejob.stykker(maaneder):
        for _, del_ in groupby(stykke, key=lambda m: m[:4]):
            yield list(del_)


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


# --- the extract ----------------------------------------------------------------------------------------------


def udtraek(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per person, month and grant. Errors: ParameterMangler for a year whose rates are not known."""
    r = beregn(k, aar)
    if aar is not None:
        for t in r.mangler:
            if t.maaned.startswith(str(aar)):
                raise ParameterMangler(t.mangler, date(int(t.maaned[:4]), int(t.maaned[5:]), 1))
    df = _med_formodet(r)
    df = df if aar is None else df[df["maaned"].str[:4] == str(aar)]
    cpr = _cpr(k.gen, df)
    df = df.assign(cpr=df["person_noegle"].map(cpr), beloeb=df["oere"])
    yield df.sort_values(["cpr", "maaned", "ordning"], kind="stable")


def _med_formodet(r: Resultat) -> pd.DataFrame:
    """The rights with what presumed bills would add to each month's full refund (or take from it); a month with those
    alone is a row of 0 kr."""
    noegle = ["person_noegle", "maaned", "ordning"]
    mere = r.formodet[r.formodet != 0].reset_index().assign(ordning=ret.PAR181)
    df = r.tilskud.merge(mere, on=noegle, how="outer")
    kun = df["oere"].isna()
    hjemmel = r.formodede.groupby(noegle[:2])["hjemmel"].first()
    fundne = [hjemmel.get((p, m), "") for p, m in zip(df["person_noegle"], df["maaned"], strict=True)]
    return df.assign(
        oere=df["oere"].fillna(0).astype("int64"),
        formodet=df["formodet"].fillna(0).astype("int64"),
        hjemmel=df["hjemmel"].mask(kun, pd.Series(fundne, index=df.index)),
        begrundelse=df["begrundelse"].mask(kun, KUN_FORMODET),
        status=df["status"].fillna(""),
    )


def _cpr(gen: Generation, df: pd.DataFrame) -> dict[str, str]:
    from engine.lager import sde as sdelager

    return sdelager.cpr_numre(gen, sorted(set(df["person_noegle"])))
