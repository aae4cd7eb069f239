"""Cases of udlændinge: what is not claimed or claimed without right, work nobody told of, rights that run out.

A case is a person, a grant, a year and a direction; of a right that runs out the right and its last day. Money lapses
as for særligt dyre enkeltsager (three years from the month's end); a find of several months is laid out evenly on
them, since what it lacks is their sum.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from engine.lager import udlaendinge as lager
from engine.refusion import udlaendinge as ret
from engine.resultater import udlaendinge, udlaendingeside
from engine.resultater.sagskilde_sde import LOV_BEREGNET, SIKKER, naeste_opgoerelse
from engine.resultater.sagskilder import (
    BORTFALD,
    KOLONNER,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    bortfald,
    faktahash,
    ingens,
)
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendinge import ORDNINGER, SKYLDIG, TIL_GODE

JOB, UDLOEB = "UDL-05", "UDL-06"
_REGEL = {ret.PAR181: "UDL-01", ret.GRUND: "UDL-02", ret.ULEDSAGET: "UDL-03"} | dict.fromkeys(
    ret.RESULTATER, "UDL-04"
)
REGLER = {
    "UDL-01": "Fuld refusion af hjælp",
    "UDL-02": "Grundtilskud",
    "UDL-03": "Tilskud for uledsagede",
    "UDL-04": "Resultattilskud",
    JOB: "Job, ingen har meldt",
    UDLOEB: "Ret, der udløber",
}
MULIGT = 0.50  # wages say that there is work, not that it is ordinary
_FRISTER = (
    ("frist_foreloebig_oevrige", "foreløbig restafregning"),
    ("frist_endelig", "endelig restafregning"),
)
_TEKSTER = ("begrundelse", "hjemmel", "person_noegle", "ordning", "fra", "til")


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every find. Columns: KOLONNER and what the texts and the page need (_TEKSTER)."""
    raekker = [*_forskelle(k, i_dag), *_job(k, i_dag), *_udloeb(k, i_dag)]
    return pd.DataFrame(raekker, columns=[*KOLONNER, *_TEKSTER])


def _forskelle(k: Kontekst, i_dag: date) -> Iterator[dict[str, Any]]:
    """Right against claim: the runs of months of a person, grant, year and direction are one case."""
    r = udlaendinge.beregn(k)
    afledte = r.tilskud[r.tilskud["status"] == "afledt"]
    usikre = set(zip(afledte["ordning"], afledte["maaned"].str[:4], strict=True))
    alle = r.fund.assign(aar=r.fund["fra"].str[:4])
    for (person, ordning, aar, retning), g in alle.groupby(
        ["person_noegle", "ordning", "aar", "retning"], sort=True
    ):
        krav = [(str(x.fra), str(x.til), abs(int(x.forskel_oere))) for x in g.itertuples(index=False)]
        hvem = (str(person), str(ordning), int(str(aar)))
        grunde = (str(g["begrundelse"].iloc[0]), str(g["hjemmel"].iloc[0]))
        sikkerhed = min(LOV_BEREGNET if (ordning, aar) in usikre else SIKKER, float(g["sikkerhed"].min()))
        yield _sag(k, i_dag, hvem, str(retning), krav, grunde, sikkerhed)


def _sag(
    k: Kontekst,
    i_dag: date,
    hvem: tuple[str, str, int],
    retning: str,
    krav: Sequence[tuple[str, str, int]],
    grunde: tuple[str, str],
    sikkerhed: float,
) -> dict[str, Any]:
    person, ordning, aar = hvem
    lapser = bortfald(_maanedsfrister(k, krav) if retning == TIL_GODE else [], i_dag)
    lapser_foerst = (lapser["tabes_dato"], BORTFALD) if lapser["tabes_dato"] else None
    frister = [f for f in (naeste_opgoerelse(k, aar, i_dag, _FRISTER), lapser_foerst) if f]
    frist = min(frister, default=(None, ""))
    regel = _REGEL.get(ordning, JOB)
    return _raekke(
        sag_id=sag_id(k, person, ordning, str(aar), retning),
        regel=regel,
        retning=retning,
        aar=aar,
        betegnelse=ORDNINGER.get(ordning, REGLER[JOB]),
        forventet_oere=sum(oere for *_, oere in krav) - lapser["tabt_oere"],
        sandsynlighed=sikkerhed,
        frist=frist[0],
        frist_hvad=frist[1],
        **lapser,
        person=person,
        fakta_hash=faktahash(ordning, retning, *krav),
        begrundelse=grunde[0],
        hjemmel=grunde[1],
        ordning=ordning,
        fra=min(fra for fra, *_ in krav),
        til=max(til for _, til, _ in krav),
    )


def _raekke(person: str, **felter: Any) -> dict[str, Any]:
    fast = {"fagomraade": udlaendingeside.FAGOMRAADE, "modpart": "Staten"}
    return fast | {"personer": (person,), "person_noegle": person} | felter


def _maanedsfrister(k: Kontekst, krav: Sequence[tuple[str, str, int]]) -> list[tuple[date, int]]:
    """(last day to claim it, øre) of each month, the run's øre laid out evenly."""
    ud = []
    for fra, til, oere in krav:
        maaneder = _maaneder(fra, til)
        naaet = [oere * n // len(maaneder) for n in range(len(maaneder) + 1)]
        ud += [(_sidste_dag(k, m), naaet[n + 1] - naaet[n]) for n, m in enumerate(maaneder)]
    return ud


def _maaneder(fra: str, til: str) -> list[str]:
    a, b = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (fra, til))
    return [f"{nr // 12:04d}-{nr % 12 + 1:02d}" for nr in range(a, b + 1)]


def _sidste_dag(k: Kontekst, maaned: str) -> date:
    aar, md = int(maaned[:4]), int(maaned[5:7])
    til = aar + int(str(k.lov.foerste_eller_opslag("cro_tilbage_aar", date(aar, md, 1)).vaerdi))
    return date(til, md, calendar.monthrange(til, md)[1])


def _job(k: Kontekst, i_dag: date) -> Iterator[dict[str, Any]]:
    """Work seen in the wages: the grant belongs to the month in which six months are over."""
    for r in udlaendinge.beregn(k).mulige_job.to_dict("records"):
        naaet = str(r["naaet"])
        krav = [(naaet, naaet, int(r["oere"]))]
        grunde = (
            f"{r['begrundelse']} Er det et ordinært job på 20 timer, gav det et resultattilskud.",
            "INL § 45, stk. 9, nr. 1",
        )
        hvem = (str(r["person_noegle"]), udlaendinge.MULIGT_JOB, int(naaet[:4]))
        yield _sag(k, i_dag, hvem, TIL_GODE, krav, grunde, MULIGT)


def _udloeb(k: Kontekst, i_dag: date) -> Iterator[dict[str, Any]]:
    """A right that ends soon, while something can still be done; no kroner, since nothing is wrong."""
    r = udlaendinge.beregn(k)
    for x in udlaendingeside.udloeber(k, r, k.gen.data_dato or r.sidste).to_dict("records"):
        slut = x["slut"]
        yield _raekke(
            person=str(x["person_noegle"]),
            sag_id=k.lav_id("UDL", f"udloeb:{x['ret']}:{x['person_noegle']}:{slut}"),
            regel=UDLOEB,
            retning=TIL_GODE,
            aar=slut.year,
            betegnelse=str(x["ret"]),
            forventet_oere=pd.NA,
            sandsynlighed=SIKKER,
            frist=slut if slut >= i_dag else None,
            frist_hvad="retten udløber" if slut >= i_dag else "",
            tabes_dato=None,
            tabes_oere=0,
            tabes_snart_oere=0,
            tabt_oere=0,
            fakta_hash=faktahash(x["ret"], slut, x["slutter"]),
            begrundelse=f"Sidste dag er {slut:%d.%m.%Y}: {x['slutter']}. Søg det, der mangler, inden da.",
            hjemmel=str(x["hjemmel"]),
            ordning=UDLOEB,
            fra=f"{slut:%Y-%m}",
            til=f"{slut:%Y-%m}",
        )


# --- texts and facts --------------------------------------------------------------------------------------------


def begrund(r: Mapping[str, Any]) -> str:
    return f"{r['begrundelse']} Hjemmel: {r['hjemmel']}." if r["hjemmel"] else str(r["begrundelse"])


_MODBEVIS = {
    "UDL-01": (
        "Regningen er bogført på en forkert person eller i et forkert år.",
        "En regning uden person, eller på en anden, er ikke borgerens.",
        "Hjælpen er ikke på lovens liste, eller paragraffen på bilaget er en anden.",
    ),
    "UDL-02": (
        "Ansvaret begyndte eller sluttede en anden dag.",
        "Tilskuddet er hjemtaget på en anden person.",
    ),
    "UDL-03": ("En forælder eller en anden slægtning med forældremyndighed fulgte med.",),
    "UDL-04": (
        "Jobbet var med løntilskud, var afbrudt eller under 20 timer.",
        "Der er ingen kontrakt efter integrationslovens § 19.",
        "Tilskuddet er givet én gang før, måske i en anden kommune.",
    ),
    JOB: ("Jobbet er ikke ordinært, eller timerne er færre, end lønnen siger.",),
    UDLOEB: ("Opholdstilladelsen eller ansvaret har en anden dato.",),
}


def modbevis(r: Mapping[str, Any]) -> list[str]:
    return list(_MODBEVIS[r["regel"]])


def fakta(k: Kontekst, ids: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: rule, legal basis, stretch, and each month's right and claim."""
    alle = fund(k, k.gen.data_dato or udlaendinge.beregn(k).sidste)
    valgte = alle[alle["sag_id"].isin(list(ids))].to_dict("records")
    return {str(r["sag_id"]): _fakta(k, r) for r in valgte}


def _fakta(k: Kontekst, r: Mapping[str, Any]) -> Fakta:
    tal = [
        Tal("Regel", "tekst", f"{r['regel']} {REGLER[r['regel']]}"),
        Tal("Hjemmel", "tekst", r["hjemmel"]),
        Tal("Første måned", "maaned", r["fra"]),
        Tal("Sidste måned", "maaned", r["til"]),
    ]
    if r["regel"] != UDLOEB:
        navn = "Hjemtaget uden ret" if r["retning"] == SKYLDIG else "Ikke hjemtaget"
        tal.append(Tal(navn, "kroner", int(r["forventet_oere"]) + int(r["tabt_oere"])))
    return Fakta(tuple(tal), _maanedstal(k, r), personer=tuple(r["personer"]))


def _maanedstal(k: Kontekst, r: Mapping[str, Any]) -> dict[str, int]:
    """Right (+) and claim (-) month by month of the case's person and grant in its year."""
    ud: dict[str, int] = {}
    res, krav = udlaendinge.beregn(k), lager.hjemtaget(k.gen)
    formodet = res.formodet.reset_index().assign(ordning=ret.PAR181)
    for df, felt, tegn, navn in (
        (res.tilskud, "oere", 1, "ret"),
        (krav, "beloeb_oere", -1, "hjemtaget"),
        (formodet, "formodet", 1, "formodet regning"),
    ):
        egne = df[(df["person_noegle"] == r["person_noegle"]) & (df["ordning"] == r["ordning"])]
        for maaned, oere in zip(egne["maaned"], egne[felt], strict=True):
            tekst = f"{maaned or 'Uden måned'} {navn}"
            if str(maaned or r["aar"])[:4] == str(r["aar"]):
                ud[tekst] = ud.get(tekst, 0) + tegn * int(oere)
    return ud


def henvis(sag: str) -> Henvisning | None:
    return Henvisning("udlaendinge", "Se tidslinjen og hver måned", {"sag": sag})


def find(k: Kontekst, sag: str) -> dict[str, Any] | None:
    """One find by its case id, None when it is not there now."""
    alle = fund(k, k.gen.data_dato or udlaendinge.beregn(k).sidste)
    egne = alle[alle["sag_id"] == sag].to_dict("records")
    return {str(n): v for n, v in egne[0].items()} if egne else None


def sag_id(k: Kontekst, person: str, ordning: str, fra: str, retning: str) -> str:
    """The case of a find that begins in the month `fra`."""
    return k.lav_id("UDL", f"{ordning}:{person}:{fra[:4]}:{retning}")


KILDE = Sagskilde("udlaendinge", "udlaendinge", REGLER, fund, fakta, begrund, modbevis, ingens, henvis)
