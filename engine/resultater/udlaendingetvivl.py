"""Bills that look as if they were booked on another person or on nobody, or have not come: what they would change.

Of 100 % refund, by person and year. What is only in doubt because of them is a question, and no money claimed without
right. It rests on the proposals and missing bills found when the warehouse is built; what a person has decided about a
posting is a correction, and is in the figures already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from engine.fejl import ForaeldetLager
from engine.refusion import udlaendinge as ret
from engine.refusion.henfoerelse import SIKKERHED_MIN
from engine.refusion.sde import ENHED
from engine.refusion.udlaendinge import Udlaending
from engine.resultater import fejlperson, henfoerelse, manglende
from engine.resultater.sde import Kontekst

PAA_ANDEN, UDEN_PERSON, IKKE_KOMMET = "paa_anden", "uden_person", "ikke_kommet"
HVAD = {
    PAA_ANDEN: "En regning ser ud til at være bogført på en forkert person.",
    UDEN_PERSON: "En regning uden person ser ud til at være borgerens.",
    IKKE_KOMMET: "En måneds regning fra leverandøren er ikke bogført endnu.",
}


@dataclass(frozen=True)
class Tvivl:
    """What a person's year would have more (+) or less of in full refund, in øre, and why (keys of HVAD)."""

    oere: int
    hvorfor: tuple[str, ...]

    @property
    def tekst(self) -> str:
        return " ".join(HVAD[h] for h in self.hvorfor)


def find(
    k: Kontekst, personer: Mapping[str, Udlaending], daekkede: pd.DataFrame
) -> dict[tuple[str, int], Tvivl]:
    """(person, year) → what is in doubt. daekkede: Resultat.daekkede."""
    sum_: dict[tuple[str, int], int] = defaultdict(int)
    hvorfor: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for person, aar, u, hvad in _alle(k, personer, daekkede):
        if u:
            sum_[person, aar] += u
            hvorfor[person, aar][hvad] = None
    return {n: Tvivl(ret.til_oere(u), tuple(hvorfor[n])) for n, u in sum_.items() if u}


def _alle(
    k: Kontekst, personer: Mapping[str, Udlaending], daekkede: pd.DataFrame
) -> Iterator[tuple[str, int, int, str]]:
    """(person, year, units of full refund, why) of each proposal and each missing bill."""
    vinduer = {p: v for p, u in personer.items() if (v := ret.vinduer(u, k.lov))}
    afgjorte = henfoerelse.afgjorte_valg(k)[0]
    daekket = daekkede.groupby(["postering_nr", "aar"])["daekket_u"].sum()
    for fundet, hvad in ((fejlperson.find, PAA_ANDEN), (henfoerelse.find, UDEN_PERSON)):
        try:
            alle = fundet(k.gen)
        except ForaeldetLager:
            continue
        sikre = [nr for nr, f in alle.forslag.items() if f and f[0].sikkerhed >= SIKKERHED_MIN]
        for post in alle.poster[alle.poster["postering_nr"].isin(sikre)].itertuples(index=False):
            forslag = alle.forslag[int(post.postering_nr)]
            if (post.kilde, int(post.regnskabsaar), post.bilagsnr, int(post.linjenr)) in afgjorte:
                continue
            if post.person_noegle in vinduer and int(post.postering_nr) in daekket.index:
                for aar, u in daekket[int(post.postering_nr)].items():
                    yield str(post.person_noegle), int(aar), -int(u), hvad
            fra, til = forslag[0].fra or post.fra, forslag[0].til or post.til
            for person, oere in forslag[0].dele:
                if person in vinduer:
                    hjemmel = (str(getattr(post, "lov", "") or ""), str(getattr(post, "paragraf", "") or ""))
                    for aar, u in _daekket(personer[person], vinduer[person], oere, fra, til, hjemmel):
                        yield person, aar, u, hvad
    yield from _ikke_komne(k, personer, vinduer)


def _ikke_komne(
    k: Kontekst, personer: Mapping[str, Udlaending], vinduer: Mapping[str, list[ret.Vindue]]
) -> Iterator[tuple[str, int, int, str]]:
    uden = manglende.find(k.gen)
    for r in uden[uden["person_noegle"].isin(list(vinduer))].itertuples(index=False):
        person = str(r.person_noegle)
        for aar, u in _daekket(personer[person], vinduer[person], int(r.ventet_oere), r.fra, r.til, ("", "")):
            yield person, aar, u, IKKE_KOMMET


def _daekket(
    u: Udlaending, vinduer: list[ret.Vindue], oere: int, fra: date, til: date, hjemmel: tuple[str, str]
) -> Iterator[tuple[int, int]]:
    """(year, units) of a bill's covered part, laid out evenly on its months."""
    maaneder = list(_maaneder(fra, til))
    for maaned in maaneder:
        lov, paragraf = hjemmel if hjemmel[1] else _eneste_indsats(u, maaned)
        andel = oere * ENHED // len(maaneder)
        if lov and (daekket := ret.daekket_u(andel, lov, paragraf, maaned, vinduer)):
            yield int(maaned[:4]), daekket


def _eneste_indsats(u: Udlaending, maaned: str) -> tuple[str, str]:
    """Law and paragraph of the only help given in the month, ('', '') when it is none or several."""
    dage = ret.maanedens_dage(maaned)
    givne = {(i.lov, i.paragraf) for i in u.indsatser if i.fra <= dage.til and dage.fra <= i.til}
    return givne.pop() if len(givne) == 1 else ("", "")


def _maaneder(fra: Any, til: Any) -> Iterator[str]:
    fra, til = pd.Timestamp(fra), pd.Timestamp(til)
    for nr in range(fra.year * 12 + fra.month - 1, til.year * 12 + til.month):
        yield f"{nr // 12:04d}-{nr % 12 + 1:02d}"


def rest(netto: int, tvivl: Tvivl | None) -> int:
    """What is left of a difference when the doubt is taken out of it: never more, and never with another sign.

    Less than a fiftieth is what an expected bill differs from the real one.
    """
    if tvivl is None or netto * tvivl.oere >= 0:
        return netto
    tilbage = max(0, abs(netto) - abs(tvivl.oere))
    if tilbage * 50 < abs(netto):
        return 0
    return tilbage if netto > 0 else -tilbage
