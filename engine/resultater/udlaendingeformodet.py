"""Full refund of bills that the ledger has on nobody, or on another, and that are nearly certainly a covered person's.

Each proposal of SIKKER or more that nobody has decided is laid on as its yes would be, so that what is presumed and
what a yes gives are the same to the øre, and a bill that leaves a covered person takes its refund along. A no takes it
away at once. Nothing here is in what there is a right to, nor in the statement to the ministry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from engine.fejl import ForaeldetLager
from engine.refusion import udlaendinge as ret
from engine.refusion.henfoerelse import Forslag
from engine.refusion.udlaendinge import Udlaending
from engine.resultater import fejlperson, henfoerelse, sde, udlaendingedaekning
from engine.resultater.sde import Kontekst

SIKKER = 0.9
"""Proposals of so much certainty are presumed: 338 of 339 were right (docs/udvikling/henfoerelse.md). The rules between
municipalities presume the less certain collective bills too (formodet.py); here those stay in doubt."""
PAA_ANDEN, UDEN_PERSON = "paa_anden", "uden_person"
KILDER = ((henfoerelse.find, UDEN_PERSON), (fejlperson.find, PAA_ANDEN))
"""Whose an expense is: on nobody or for several goes first, so that a posting of both kinds is taken once."""
_NOEGLE = ["postering_nr", "person_noegle", "aar", "maaned"]
_KOLONNER = (*_NOEGLE, "daekket_u", "hjemmel", "hvad", "sikkerhed")


@dataclass(frozen=True)
class Forslaaet:
    """A posting with its first proposal, that nobody has decided. hvad: where the ledger has it."""

    post: Mapping[str, Any]
    forslag: Forslag
    hvad: str

    @property
    def nr(self) -> int:
        return int(self.post["postering_nr"])


def forslaaede(k: Kontekst, hvem: Collection[str], mindst: float) -> Iterator[Forslaaet]:
    """The undecided proposals of so much certainty to or from these persons, each posting once."""
    set_: set[int] = set()
    hvem = frozenset(hvem)
    for find, hvad in KILDER:
        try:
            alle = find(k.gen)
        except ForaeldetLager:
            continue
        numre = {n for n, f in alle.forslag.items() if f and f[0].sikkerhed >= mindst} - set_
        poster = alle.poster[alle.poster["postering_nr"].isin(numre)]
        afgjorte = set(henfoerelse.afgjorte_numre(k, poster))
        for post in poster.to_dict("records"):
            nr = int(post["postering_nr"])
            forslag = alle.forslag[nr][0]
            if nr not in afgjorte and {post["person_noegle"], *(p for p, _ in forslag.dele)} & hvem:
                set_.add(nr)
                yield Forslaaet({str(n): v for n, v in post.items()}, forslag, hvad)


def find(
    k: Kontekst, personer: Mapping[str, Udlaending], daekkede: pd.DataFrame, sidste_maaned: str
) -> pd.DataFrame:
    """What the presumed bills change the covered shares by: postering_nr, person_noegle, aar, maaned, daekket_u (+ to
    whom they seem to belong, - from whom they stand on), hjemmel, hvad, sikkerhed.

    daekkede: udlaendingedaekning.daekkede of the same k.
    """
    sikre = {f.nr: f for f in forslaaede(k, _daekkelige(k, personer), SIKKER)}
    if not sikre:
        return pd.DataFrame(columns=list(_KOLONNER))
    med = sde.med_rettelser(k, [r for f in sikre.values() for r in henfoerelse.ja(f.post, f.forslag)])
    bliver = udlaendingedaekning.som_rettet(med, personer, sidste_maaned)
    begge = pd.concat([bliver, daekkede.assign(daekket_u=-daekkede["daekket_u"])])
    begge = begge[begge["postering_nr"].isin(sikre) & (begge["maaned"] <= sidste_maaned)]
    ud = begge.groupby(_NOEGLE, as_index=False).agg(
        daekket_u=("daekket_u", "sum"), hjemmel=("hjemmel", "first")
    )
    ud = ud[ud["daekket_u"] != 0].astype({"daekket_u": "int64"})
    return ud.assign(
        hvad=[sikre[int(n)].hvad for n in ud["postering_nr"]],
        sikkerhed=[min(SIKKER, sikre[int(n)].forslag.sikkerhed) for n in ud["postering_nr"]],
    )


def _daekkelige(k: Kontekst, personer: Mapping[str, Udlaending]) -> set[str]:
    return {p for p, u in personer.items() if ret.vinduer(u, k.lov)}


def maanedlige(formodede: pd.DataFrame, daekkede: pd.DataFrame) -> pd.Series:
    """(person_noegle, maaned) → whole øre that the presumed bills add (+) or take, so that it and what the ledger says
    are together what a yes gives."""
    noegle = ["person_noegle", "maaned"]
    mere = formodede.groupby(noegle)["daekket_u"].sum().astype("int64")
    foer = daekkede.groupby(noegle)["daekket_u"].sum().reindex(mere.index, fill_value=0).astype("int64")
    oere = [ret.til_oere(int(f + m)) - ret.til_oere(int(f)) for f, m in zip(foer, mere, strict=True)]
    return pd.Series(oere, index=mere.index, dtype="int64", name="formodet")
