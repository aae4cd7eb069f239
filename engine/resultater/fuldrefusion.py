"""100 % refund goes first: what the state pays all of (SEL § 181, BL § 203, LUK § 54 b) is no krone of særligt dyre
enkeltsager, and the rest of a month that is split by days goes on there (BEK 802/2025; design.md reading 1).

A covered part of a share is a row of its own that does not enter, with the reason AARSAG, so that every krone is told
once. State refund that is booked on such help is for the covered part, and goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from engine.lager import udlaendinge as lager
from engine.lager.laes import Generation
from engine.lov.parametre import Lovsamling
from engine.refusion import udlaendinge as ret
from engine.resultater import udlaendingefakta

AARSAG = "fuld_refusion"


def del_op(
    gen: Generation, lov: Lovsamling, andele: pd.DataFrame, maerkede: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """Shares with the covered part of each that enters as a row of its own; the sums are the same.

    andele: columns postering_nr, person_noegle, maaned, lov, paragraf, andel_u, andel_oere, medregnet, aarsag, and
    what else there is. maerkede: persons placed because of a disability (udlaendingefakta.maerkede).
    """
    vinduer = udlaendingefakta.vinduer(gen, lov, maerkede)
    mulige = andele["medregnet"].astype(bool) & andele["person_noegle"].isin(vinduer.keys())
    if not mulige.any():
        return andele
    daekket = np.zeros(len(andele), dtype="int64")
    daekket[mulige.to_numpy()] = _daekket(gen, lov, andele[mulige], vinduer)
    ramt = daekket != 0
    if not ramt.any():
        return andele
    oere = np.array([ret.til_oere(int(u)) for u in daekket], dtype="int64")
    rest = andele.assign(andel_u=andele["andel_u"] - daekket, andel_oere=andele["andel_oere"] - oere)
    ude = andele[ramt].assign(andel_u=daekket[ramt], andel_oere=oere[ramt], medregnet=False, aarsag=AARSAG)
    return pd.concat([rest[~(ramt & (rest["andel_u"] == 0))], ude], ignore_index=True)


def _daekket(
    gen: Generation, samling: Lovsamling, andele: pd.DataFrame, vinduer: Mapping[str, Sequence[ret.Vindue]]
) -> list[int]:
    drift = lager.driftsposter(gen, sorted({int(n) for n in andele["postering_nr"]}))
    fundne = daekning(gen, samling, andele, udlaendingefakta.personer(gen), vinduer)
    hele = zip(andele["postering_nr"], andele["andel_u"], fundne, strict=True)
    return [int(u) if dage and int(nr) not in drift else dage for nr, u, (_, dage) in hele]


def daekning(
    gen: Generation,
    samling: Lovsamling,
    andele: pd.DataFrame,
    personer: Mapping[str, ret.Udlaending],
    vinduer: Mapping[str, Sequence[ret.Vindue]],
) -> list[tuple[str, int]]:
    """Each share's paragraph, settled by the measures where the account alone names one, and its covered units.

    andele: postering_nr, person_noegle, lov, paragraf, maaned, andel_u, aarsag of persons with windows; fra and til of
    the posting where it is corrected, else as the generation has them.
    """
    perioder = _perioder(gen, andele, vinduer)
    felter = ("postering_nr", "person_noegle", "lov", "paragraf", "maaned", "andel_u", "aarsag")
    ud = []
    for nr, person, lov, konto, maaned, u, aarsag in zip(*(andele[f] for f in felter), strict=True):
        paragraf, md = konto if isinstance(konto, str) else "", str(maaned)
        indsatser = personer[person].indsatser
        if aarsag == "konto":
            paragraf = ret.paragraf_efter_indsats(indsatser, lov, paragraf, md, samling)
        if ret.andens_hjaelp(indsatser, lov, paragraf, md):
            ud.append((paragraf, 0))
            continue
        periode = perioder.get(int(nr))
        dage = ret.hjaelpens_dage(indsatser, lov, paragraf, md, ret.Stykke(*periode)) if periode else ()
        ud.append((paragraf, ret.daekket_u(int(u), lov, paragraf, md, vinduer[person], dage)))
    return ud


def _perioder(
    gen: Generation, andele: pd.DataFrame, vinduer: Mapping[str, Sequence[ret.Vindue]]
) -> dict[int, tuple[date, date]]:
    """The days of the postings whose month some window begins or ends inside; the others need none."""
    kanter = {p: ret.kantmaaneder(v) for p, v in vinduer.items()}
    par = zip(andele["person_noegle"], andele["maaned"], strict=True)
    ved_kanten = andele[np.array([str(m) in kanter[p] for p, m in par], dtype=bool)]
    if "fra" not in andele:
        return lager.perioder(gen, sorted({int(n) for n in ved_kanten["postering_nr"]}))
    dage = zip(
        ved_kanten["postering_nr"],
        pd.to_datetime(ved_kanten["fra"]),
        pd.to_datetime(ved_kanten["til"]),
        strict=True,
    )
    kendte = {int(n): (fra.date(), til.date()) for n, fra, til in dage if not pd.isna(fra)}
    return lager.perioder(gen, sorted({int(n) for n in ved_kanten["postering_nr"]} - kendte.keys())) | kendte
