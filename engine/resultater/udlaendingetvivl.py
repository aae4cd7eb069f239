"""Bills that look as if they were booked on another person or on nobody, or have not come: what they would change.

Of 100 % refund, by person and year. What is only in doubt because of them is a question, and no money claimed without
right. Bills that are nearly certainly somebody's are no doubt but presumed (udlaendingeformodet.py). It rests on the
proposals and missing bills found when the warehouse is built; what a person has decided about a posting is a
correction, and is in the figures already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from engine.lager import udlaendinge as lager
from engine.lager.manglende import FASTE
from engine.refusion import udlaendinge as ret
from engine.refusion.henfoerelse import SIKKERHED_MIN
from engine.refusion.sde import ENHED
from engine.refusion.udlaendinge import Udlaending
from engine.resultater import manglende, sde, udlaendingeformodet
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendingeformodet import PAA_ANDEN, UDEN_PERSON
from engine.resultater.udlaendingehandicap import UBESVARET
from engine.sager.model import POSTERINGSNOEGLE

IKKE_KOMMET, UDEN_PERIODE, HANDICAP = "ikke_kommet", "uden_periode", "handicap"
HVAD = {
    PAA_ANDEN: "En regning ser ud til at være bogført på en forkert person.",
    UDEN_PERSON: "En regning uden person ser ud til at være borgerens.",
    IKKE_KOMMET: "En måneds regning fra leverandøren er ikke bogført endnu.",
    UDEN_PERIODE: "En regning uden periode ved årsskiftet, eller hvor retten slutter, kan være for andre dage; en "
    "regning for dage i flere måneder deles efter dage, men kan rumme to priser.",
    HANDICAP: "Anbringelsen giver fuld refusion, hvis den skyldes nedsat funktionsevne; det er ikke besvaret.",
}
_VENTEDE = ("person_noegle", "cvr", "fra", "til", "maaneder", "ventet_oere", "refusion_oere", "sent")


@dataclass(frozen=True)
class Tvivl:
    """What a person's year would have more (+) or less of in full refund, in øre, and why (keys of HVAD)."""

    oere: int
    hvorfor: tuple[str, ...]


def tekst(hvorfor: tuple[str, ...]) -> str:
    """The reasons in sentences, each once."""
    return " ".join(HVAD[h] for h in dict.fromkeys(hvorfor))


def find(
    k: Kontekst,
    personer: Mapping[str, Udlaending],
    daekkede: pd.DataFrame,
    formodede: pd.DataFrame,
    spoergsmaal: pd.DataFrame,
) -> dict[tuple[str, int], Tvivl]:
    """(person, year) → what is in doubt. personer: those not answered of as if the answer were yes, so that their
    bills elsewhere are in doubt as well. daekkede: Resultat.daekkede. formodede: those that are no doubt. spoergsmaal:
    Resultat.handicap."""
    sum_: dict[tuple[str, int], int] = defaultdict(int)
    hvorfor: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for r in spoergsmaal[spoergsmaal["svar"] == UBESVARET].itertuples(index=False):
        sum_[r.person_noegle, r.aar] += int(r.ekstra_oere) * ENHED
        hvorfor[r.person_noegle, r.aar][HANDICAP] = None
    for person, aar, u, hvad in _alle(k, personer, daekkede, formodede):
        if u:
            sum_[person, aar] += u
            hvorfor[person, aar][hvad] = None
    return {n: Tvivl(ret.til_oere(u), tuple(hvorfor[n])) for n, u in sum_.items() if u}


def _alle(
    k: Kontekst, personer: Mapping[str, Udlaending], daekkede: pd.DataFrame, formodede: pd.DataFrame
) -> Iterator[tuple[str, int, int, str]]:
    """(person, year, units of full refund, why) of each proposal that is not presumed, and each missing bill."""
    vinduer = {p: v for p, u in personer.items() if (v := ret.vinduer(u, k.lov))}
    daekket = daekkede.groupby(["postering_nr", "aar"])["daekket_u"].sum()
    sikre = set(formodede["postering_nr"])
    forslag = list(udlaendingeformodet.forslaaede(k, vinduer.keys(), SIKKERHED_MIN))
    # The state's own refund that follows an expense is no help, and changes nothing that there is a right to.
    drift = lager.driftsposter(k.gen, [f.nr for f in forslag]) if forslag else set()
    for f in forslag:
        if f.nr in sikre or f.nr not in drift:
            continue
        post = f.post
        if post["person_noegle"] in vinduer and f.nr in daekket.index:
            for aar, u in daekket[f.nr].items():
                yield str(post["person_noegle"]), int(aar), -int(u), f.hvad
        fra, til = f.forslag.fra or post["fra"], f.forslag.til or post["til"]
        hjemmel = (str(post.get("lov") or ""), str(post.get("paragraf") or ""))
        for person, oere in f.forslag.dele:
            if person in vinduer:
                for aar, u in _daekket(personer[person], vinduer[person], oere, fra, til, hjemmel):
                    yield person, aar, u, f.hvad
    uden = _uden_regning(k, vinduer)
    for r in uden.itertuples(index=False):
        person = str(r.person_noegle)
        for maaned, u in _ventet(personer[person], vinduer[person], r, _fyldte(formodede)):
            yield person, int(maaned[:4]), u, IKKE_KOMMET
    yield from _efter_formodede(k, personer, daekkede, formodede)


def kanter(k: Kontekst, daekkede: pd.DataFrame) -> dict[tuple[str, int], tuple[int, int]]:
    """(person, year) → (øre more, øre less) that bills may be covered by. Those without a period of their own: in the
    month where the right begins or ends they may be for the days on either side of it, and beside the turn of the year
    for the year that lacks them. One across the turn, or across the month where the right ends, is shared by days,
    though its days may have two prices."""
    delt = daekkede["daekket_u"] != daekkede["andel_u"]
    aarsskifte = daekkede["maaned"].str[5:].isin(["01", "12"])
    uden = _uden_periode(k, daekkede[delt | aarsskifte])
    mere: dict[tuple[str, int], int] = defaultdict(int)
    mindre: dict[tuple[str, int], int] = defaultdict(int)
    for r in uden.itertuples(index=False):
        aar, md = int(r.maaned[:4]), r.maaned[5:]
        if r.andel_u != r.daekket_u:
            mere[r.person_noegle, aar] += int(r.andel_u) - int(r.daekket_u)
            mindre[r.person_noegle, aar] += int(r.daekket_u)
        if md in ("01", "12"):
            mere[r.person_noegle, aar - 1 if md == "01" else aar + 1] += int(r.daekket_u)
    for noegle, u in (*_over_nytaar(daekkede), *_over_maaneder(k, daekkede[delt])):
        mere[noegle] += u
        mindre[noegle] += u
    return {n: (ret.til_oere(mere[n]), ret.til_oere(mindre[n])) for n in {*mere, *mindre}}


PRISSPRING = 20  # a day's price differs by no more than a twentieth from month to month or year to year


def _over_nytaar(daekkede: pd.DataFrame) -> Iterator[tuple[tuple[str, int], int]]:
    """((person, year), units) that a new price may move of the bills for days of both one year and the next."""
    kant = daekkede[daekkede["maaned"].str[5:].isin(["01", "12"])]
    aar = kant["maaned"].str[:4].astype("int64") - (kant["maaned"].str[5:] == "01")
    for (_, person, nytaar), g in kant.groupby(["postering_nr", "person_noegle", aar], sort=True):
        if len(g) > 1:
            u = int(g["daekket_u"].abs().min()) // PRISSPRING
            yield (str(person), int(nytaar)), u
            yield (str(person), int(nytaar) + 1), u


def _over_maaneder(k: Kontekst, delte: pd.DataFrame) -> Iterator[tuple[tuple[str, int], int]]:
    """The same of the bills for days of several months that the right begins or ends inside: a day of one month is not
    quite the price of a day of another."""
    perioder = lager.perioder(k.gen, sorted({int(n) for n in delte["postering_nr"]})) if len(delte) else {}
    for r in delte.itertuples(index=False):
        fra, til = perioder.get(int(r.postering_nr), (None, None))
        if fra and til and (fra.year, fra.month) != (til.year, til.month):
            rest = abs(int(r.andel_u) - int(r.daekket_u))
            yield (str(r.person_noegle), int(r.aar)), min(abs(int(r.daekket_u)), rest) // PRISSPRING


def _uden_periode(k: Kontekst, daekkede: pd.DataFrame) -> pd.DataFrame:
    """The shares of bills whose days nobody has told: by no column, text or person."""
    uden = (
        lager.uden_periode(k.gen, sorted({int(n) for n in daekkede["postering_nr"]}))
        if len(daekkede)
        else set()
    )
    rettede = {r.noegle for r in sde.rettede(k) if r.fra is not None}
    if rettede:
        poster = lager.poster(k.gen, sorted(uden))
        kendte = [n in rettede for n in poster[[*POSTERINGSNOEGLE]].itertuples(index=False, name=None)]
        uden -= {int(n) for n in poster.loc[kendte, "postering_nr"]}
    return daekkede[daekkede["postering_nr"].isin(uden)]


EFTER_MAANEDER = 3  # a bill is often booked, and without a period placed, so many months after the help


def usikre(
    k: Kontekst, personer: Mapping[str, Udlaending], hvem: Collection[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    """(person, year) → øre of bills without a period of their own, on help that the state pays all of, that stand where
    a right begins or ends in the year or in the months after: they may be for days on the other side of it."""
    andele = lager.andele(k.gen)
    andele = andele[andele["person_noegle"].isin({p for p, _ in hvem})]
    if andele.empty:
        return {}
    ud: dict[tuple[str, int], int] = defaultdict(int)
    for r in _uden_periode(k, andele).itertuples(index=False):
        vinduer = ret.vinduer(personer[r.person_noegle], k.lov)
        for aar in sorted({d.year for d in _skel(vinduer, str(r.lov), str(r.paragraf), str(r.maaned))}):
            if (r.person_noegle, aar) in hvem:
                ud[r.person_noegle, aar] += int(r.andel_u)
    return {n: abs(ret.til_oere(u)) for n, u in ud.items() if u}


def _skel(vinduer: Sequence[ret.Vindue], lov: str, paragraf: str, maaned: str) -> set[date]:
    """The days on which a right to the help begins or ends, that a bill placed in the month may be on either side of.
    A right that another takes over from on the next day has not ended."""
    egne = ret.samlede(v.stykke for v in vinduer if v.daekker(lov, paragraf))
    dag = ret.maanedens_dage(maaned)
    tidligst = ret.plus_maaneder(dag.fra, -EFTER_MAANEDER)
    return {d for s in egne for d in (s.fra, s.til) if tidligst <= d <= dag.til}


def ved_kanten(netto: int, kant: tuple[int, int]) -> bool:
    """Whether a difference is no more than where the days of such bills lie."""
    mere, mindre = kant
    return -mere <= netto < 0 or 0 < netto <= mindre


def ventede(k: Kontekst, personer: Mapping[str, Udlaending], formodede: pd.DataFrame) -> pd.DataFrame:
    """The latest bills that have not come of running help with full refund: what is expected, and nothing to claim yet.

    person_noegle, cvr, fra, til, maaneder, ventet_oere (the bills), refusion_oere (the state's part), sent (later than
    the supplier's bills usually come).
    """
    vinduer = {p: v for p, u in personer.items() if (v := ret.vinduer(u, k.lov))}
    fyldte, raekker = _fyldte(formodede), []
    uden = _uden_regning(k, vinduer)
    for r in uden[uden["hale"]].itertuples(index=False):
        person = str(r.person_noegle)
        dele = dict(_ventet(personer[person], vinduer[person], r, fyldte))
        if oere := ret.til_oere(sum(dele.values())):
            sent = bool(r.dage_siden > r.dage_efter)
            ialt = int(r.ventet_oere) * len(dele) // int(r.maaneder)
            raekker.append((person, r.cvr, min(dele), max(dele), len(dele), ialt, oere, sent))
    return pd.DataFrame(raekker, columns=list(_VENTEDE))


TO_REGNINGER = 1.8  # a month with so many times a month's price holds the bill of a month beside it too


def _uden_regning(k: Kontekst, vinduer: Mapping[str, list[ret.Vindue]]) -> pd.DataFrame:
    """The runs of months without a bill, but for a single month whose bill stands in the month beside it."""
    uden = manglende.find(k.gen)
    uden = uden[uden["person_noegle"].isin(list(vinduer))].sort_values(
        ["person_noegle", "fra"], kind="stable"
    )
    andele = lager.andele(k.gen)
    bogfoert = {n: int(u) for n, u in andele.groupby(["person_noegle", "maaned"])["andel_u"].sum().items()}
    ved_siden_af = [_staar_ved_siden_af(r, bogfoert) for r in uden.itertuples(index=False)]
    return uden[~pd.Series(ved_siden_af, index=uden.index, dtype=bool)]


def _staar_ved_siden_af(r: Any, bogfoert: dict[Any, int]) -> bool:
    """Whether a month's bill seems to be one of two in the month before or after; it is then taken out of bogfoert."""
    pris = int(r.ventet_oere) * ENHED
    dag = ret.maanedens_dage(r.fra).fra
    for nabo in (f"{ret.plus_maaneder(dag, n):%Y-%m}" for n in (-1, 1)):
        noegle = (r.person_noegle, nabo)
        if r.maaneder == 1 and bogfoert.get(noegle, 0) >= TO_REGNINGER * pris:
            bogfoert[noegle] -= pris
            return True
    return False


def _fyldte(formodede: pd.DataFrame) -> dict[Any, int]:
    """(person, month) → the covered units of presumed bills in it: so much of its bill has come."""
    til = formodede[formodede["daekket_u"] > 0]
    return {n: int(u) for n, u in til.groupby(["person_noegle", "maaned"])["daekket_u"].sum().items()}


def _efter_formodede(
    k: Kontekst, personer: Mapping[str, Udlaending], daekkede: pd.DataFrame, formodede: pd.DataFrame
) -> Iterator[tuple[str, int, int, str]]:
    """The same of somebody whose bills all stand elsewhere: the month after the last of them, as of its price, while
    the measure and the right go on. `manglende` knows only those with bills of their own."""
    egne = set(daekkede["person_noegle"])
    kendt = f"{k.gen.data_dato:%Y-%m}" if k.gen.data_dato else ""
    for person, g in formodede[formodede["daekket_u"] > 0].groupby("person_noegle", sort=True):
        pr_maaned = g.groupby("maaned")["daekket_u"].sum()
        u, sidste = personer[str(person)], str(pr_maaned.index.max())
        naeste = f"{ret.plus_maaneder(ret.maanedens_dage(sidste).fra, 1):%Y-%m}"
        lov, paragraf = _eneste_indsats(u, naeste)
        if person in egne or len(pr_maaned) < FASTE or naeste > kendt or not lov:
            continue
        pris = int(pr_maaned.median())
        if daekket := ret.daekket_u(pris, lov, paragraf, naeste, ret.vinduer(u, k.lov)):
            yield str(person), int(naeste[:4]), daekket, IKKE_KOMMET


FYLDT = 0.9  # a month with so much of its price has its bill: prices are not quite those of the register


def _ventet(
    u: Udlaending, vinduer: list[ret.Vindue], r: Any, fyldte: Mapping[Any, int]
) -> Iterator[tuple[str, int]]:
    """(month, units of full refund) of a run of months without a bill, less what presumed bills fill of them: one for
    four weeks fills the part that it is for."""
    for maaned, del_ in _maanedligt_daekket(u, vinduer, int(r.ventet_oere), r.fra, r.til, ("", "")):
        fyldt = fyldte.get((u.person_noegle, maaned), 0)
        if fyldt < FYLDT * del_:
            yield maaned, del_ - fyldt


def _daekket(
    u: Udlaending, vinduer: list[ret.Vindue], oere: int, fra: date, til: date, hjemmel: tuple[str, str]
) -> Iterator[tuple[int, int]]:
    """(year, units) of a bill's covered part, laid out evenly on its months."""
    for maaned, del_ in _maanedligt_daekket(u, vinduer, oere, fra, til, hjemmel):
        yield int(maaned[:4]), del_


def _maanedligt_daekket(
    u: Udlaending, vinduer: list[ret.Vindue], oere: int, fra: Any, til: Any, hjemmel: tuple[str, str]
) -> Iterator[tuple[str, int]]:
    maaneder = list(_maaneder(fra, til))
    dage = ret.Stykke(pd.Timestamp(fra).date(), _sidste_dag(til))
    for maaned in maaneder:
        lov, paragraf = hjemmel if hjemmel[1] else _eneste_indsats(u, maaned)
        andel = oere * ENHED // len(maaneder)
        if lov:
            inden_for = ret.hjaelpens_dage(u.indsatser, lov, paragraf, maaned, dage)
            if daekket := ret.daekket_u(andel, lov, paragraf, maaned, vinduer, inden_for):
                yield maaned, daekket


def _sidste_dag(til: Any) -> date:
    """The last day of a period, or of a month 'YYYY-MM'."""
    return ret.maanedens_dage(til).til if isinstance(til, str) else pd.Timestamp(til).date()


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
