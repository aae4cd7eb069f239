"""What the rules about refugees know of each person with a permit, and the days on which the state pays all help.

Read once a generation: Udlændinge and særligt dyre enkeltsager rest on the same persons and the same days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.lager import udlaendinge as lager
from engine.lager.laes import Generation
from engine.lov.parametre import Lovsamling
from engine.refusion import udlaendinge as ret
from engine.refusion.udlaendinge import Indsats, Job, Stykke, Tilladelse, Uddannelse, Udlaending
from engine.resultater.husk import Husk
from engine.sager import udlaendingemaerke
from engine.sager.model import UDLAENDING, Rettelse

_husket = Husk[dict[str, list[ret.Vindue]]]()


def vinduer(
    gen: Generation, lov: Lovsamling, maerkede: frozenset[str] = frozenset()
) -> dict[str, list[ret.Vindue]]:
    """Person key → the days with full refund and of which help (SEL § 181, BL § 203, LUK § 54 b); only who has any."""

    def lav() -> dict[str, list[ret.Vindue]]:
        return {p: v for p, u in med_maerker(gen, maerkede).items() if (v := ret.vinduer(u, lov))}

    return _husket.hent((str(gen.sti), gen.navn, lov.version, maerkede), lav)


def maerkede(rettelser: Iterable[Rettelse]) -> frozenset[str]:
    """The persons that a caseworker has marked as placed because of a disability, of the corrections in force."""
    return frozenset(
        str(r.noegle["udlaending"])
        for r in rettelser
        if r.type == UDLAENDING and r.nyt[udlaendingemaerke.HANDICAP]
    )


def med_maerker(gen: Generation, maerkede: frozenset[str]) -> dict[str, Udlaending]:
    """`personer` with what caseworkers have said of them."""
    alle = personer(gen)
    return {**alle, **{p: replace(alle[p], handicapanbragt=True) for p in maerkede if p in alle}}


def _pr_person(raekker: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    ud: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for r in raekker:
        ud[str(r["person_noegle"])].append(r)
    return ud


@lru_cache(maxsize=4)
def personer(gen: Generation) -> dict[str, Udlaending]:
    """Person key → all that the rules know of the person."""
    program, job, uddannelse, proever, indsats = (
        _pr_person(f(gen))
        for f in (lager.programmer, lager.job, lager.uddannelser, lager.proever, lager.indsatser)
    )
    foraeldre = lager.foraeldre_her(gen)
    return {
        p: Udlaending(
            person_noegle=p,
            foedt=raekker[0]["foedselsdato"],
            doed=raekker[0]["doedsdato"],
            tilladelser=tuple(_tilladelse(r) for r in raekker),
            program=tuple(Stykke(r["startdato"], r["slutdato"]) for r in program.get(p, ())),
            job=tuple(
                Job(r["startdato"], r["slutdato"], Decimal(r["timer_pr_uge"]), bool(r["ordinaer"]))
                for r in job.get(p, ())
            ),
            uddannelse=tuple(
                Uddannelse(r["startdato"], r["slutdato"], bool(r["kompetencegivende"]))
                for r in uddannelse.get(p, ())
            ),
            proever=tuple((str(r["proeve"]), r["bestaaet_dato"]) for r in proever.get(p, ())),
            indsatser=tuple(
                Indsats(str(r["lov"]), str(r["paragraf"]), r["startdato"], r["slutdato"], bool(r["egen"]))
                for r in indsats.get(p, ())
            ),
            foraelder_her=foraeldre.get(p),
        )
        for p, raekker in _pr_person(lager.tilladelser(gen)).items()
    }


def _tilladelse(r: dict[str, Any]) -> Tilladelse:
    return Tilladelse(
        grundlag=str(r["grundlag"]),
        dato=r["tilladelsesdato"],
        gyldig_til=r["gyldig_til"],
        uledsaget=bool(r["uledsaget"]),
        ansvar_fra=r["ansvar_fra"],
        ansvar_til=r["ansvar_til"],
    )
