"""Decisions and edits of cases: written as events with their evidence, kept as a projection, undone by events.

The event table is the truth. Each write replays the case's events and stores the row they make, so the table
`sag` is never anything else than what a replay gives; `genopbyg` makes it anew, `efterproev` compares.
"""

from __future__ import annotations

import hashlib
import json
import threading
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.sager import arter, model, sagsmodel, tabeller
from engine.sager.lager import PAA_EN_SAG, Sagslager, foerste, hent_haendelser, raekker, visningsnavn
from engine.sager.model import AFGOERELSE, FORTRYD, Haendelse
from engine.sager.sagsmodel import Fund, Raekke

_BID = 500  # rows in one statement


@dataclass(frozen=True)
class Aendring:
    """A decision or edit of one case. version: what the writer saw (0 = no case yet), None = does not say."""

    sag_id: str
    nyt: Mapping[str, Any]
    version: int | None = None
    fund: Fund | None = None


class Sagskonflikt(VersionsKonflikt):
    """Somebody changed the case after the version the writer saw. Nothing of the writer's is stored.

    sag: the case as it stands now; siden: the events the writer has not seen.
    """

    def __init__(self, tekst: str, sag: Raekke | None, siden: Sequence[Haendelse]) -> None:
        super().__init__(tekst)
        self.sag, self.siden = sag, list(siden)


@dataclass(frozen=True)
class Udfald:
    """What a write in one go did. gemt: the cases as they stand; afvist: {sag_id: why not}."""

    samling: str | None
    gemt: list[Raekke]
    afvist: dict[str, str] = field(default_factory=dict)


# --- writing ----------------------------------------------------------------------------------------------


def skriv_i(
    con: sa.Connection,
    aendringer: Sequence[Aendring],
    *,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    kilde: str = "app",
    samling: str | None = None,
) -> list[Raekke]:
    """Write decisions and edits inside an open skriv(), each case at most once. Returns the cases as they stand.

    Errors: Sagskonflikt (a version that is not the newest), RettelseAfvist (not allowed); then nothing is to be kept.
    """
    historik = _historik(con, [a.sag_id for a in aendringer])
    linjer = [
        _linje(con, a, historik.get(a.sag_id, []), begrundelse, bruger, nu, kilde, samling)
        for a in aendringer
    ]
    _gem_bevis(con, [a.fund.bevis for a in aendringer if a.fund], nu)
    return _tilfoej(con, linjer, historik)


def _linje(
    con: sa.Connection,
    a: Aendring,
    haendelser: list[Haendelse],
    begrundelse: str,
    bruger: str,
    nu: datetime,
    kilde: str,
    samling: str | None,
) -> dict[str, Any]:
    """The new row of the event table, checked against the case as it stands."""
    sag = sagsmodel.genspil(haendelser)
    version = haendelser[-1].version if haendelser else 0
    if a.version is not None and a.version != version:
        raise _konflikt(con, a, haendelser, sag)
    if sag is None and a.fund is None:
        raise RettelseAfvist(
            f"sagen {a.sag_id} findes ikke: intet fund har den id, og ingen har arbejdet på den."
        )
    art = arter.find(sag["art"] if sag else a.fund.art)  # type: ignore[union-attr]
    nyt = {"art": art.kode, **sagsmodel.aendringer(sag, art, a.nyt)}
    if a.fund:
        nyt |= {"fakta": a.fund.fakta_hash} | (
            {} if sag and sag["om"] == dict(a.fund.om) else {"om": dict(a.fund.om)}
        )
    return {
        "tid": nu,
        "type": AFGOERELSE,
        "noegle": model.noegletekst({"sag_id": a.sag_id}),
        "noegle_hash": model.noeglehash({"sag_id": a.sag_id}),
        "nyt": nyt,
        "begrundelse": begrundelse,
        "bruger": bruger,
        "kilde": kilde,
        "version": version + 1,
        "fortryder": None,
        "samling": samling,
        "bevis": _bevishash(a.fund.bevis) if a.fund else None,
    }


def _konflikt(
    con: sa.Connection, a: Aendring, haendelser: list[Haendelse], sag: Raekke | None
) -> Sagskonflikt:
    if not haendelser:
        tekst = f"Sagen {a.sag_id} har ingen version {a.version}. Hent sagen igen, og prøv forfra."
        return Sagskonflikt(tekst, sag, [])
    sidste = haendelser[-1]
    tekst = model.konflikttekst(sidste, visningsnavn(con, sidste.bruger))
    return Sagskonflikt(tekst, sag, [h for h in haendelser if h.version > (a.version or 0)])


def skriv(
    lager: Sagslager,
    aendringer: Sequence[Aendring],
    *,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    samling: str | None = None,
    delvis: bool = False,
) -> Udfald:
    """Write in a transaction of its own. delvis: cases that cannot be written are left and named, the others kept.

    Errors: as skriv_i, without delvis.
    """
    with lager.skriv() as con:
        return skriv_og_skil(
            con, aendringer, begrundelse=begrundelse, bruger=bruger, nu=nu, samling=samling, delvis=delvis
        )


def skriv_og_skil(
    con: sa.Connection,
    aendringer: Sequence[Aendring],
    *,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    samling: str | None = None,
    delvis: bool = False,
) -> Udfald:
    """As `skriv`, inside an open skriv()."""
    hvem = {"begrundelse": begrundelse, "bruger": bruger, "nu": nu, "samling": samling}
    if not delvis:
        return Udfald(samling, skriv_i(con, aendringer, **hvem))  # type: ignore[arg-type]
    historik = _historik(con, [a.sag_id for a in aendringer])
    kan, afvist = [], {}
    for a in aendringer:
        try:
            _linje(con, a, historik.get(a.sag_id, []), begrundelse, bruger, nu, "app", samling)
            kan.append(a)
        except (RettelseAfvist, VersionsKonflikt) as hvorfor:
            afvist[a.sag_id] = str(hvorfor)
    return Udfald(samling, skriv_i(con, kan, **hvem) if kan else [], afvist)  # type: ignore[arg-type]


def fortryd_i(
    con: sa.Connection,
    nr: int,
    *,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    kilde: str = "app",
    version: int | None = None,
) -> Raekke:
    """Undo one decision, edit or undo on a case, inside an open skriv(). Returns the case as it stands.

    Errors: RettelseAfvist with why it cannot be undone; Sagskonflikt as skriv_i.
    """
    fundne = hent_haendelser(con, tabeller.haendelse.c.id == nr)
    if not fundne or "sag_id" not in fundne[0].noegle:
        raise RettelseAfvist(f"hændelse nr. {nr} findes ikke på nogen sag.")
    sag_id = str(fundne[0].noegle["sag_id"])
    historik = _historik(con, [sag_id])
    haendelser = historik[sag_id]
    if version is not None and version != haendelser[-1].version:
        raise _konflikt(con, Aendring(sag_id, {}, version), haendelser, sagsmodel.genspil(haendelser))
    hvorfor = sagsmodel.hvorfor_ikke_fortryde(haendelser, nr)
    if hvorfor:
        raise RettelseAfvist(f"hændelse nr. {nr} på sagen {sag_id} kan ikke fortrydes: {hvorfor}.")
    linje = _fortrydlinje(haendelser, nr, begrundelse, bruger, nu, kilde, None)
    return _tilfoej(con, [linje], historik)[0]


def _fortrydlinje(
    haendelser: list[Haendelse],
    nr: int,
    begrundelse: str,
    bruger: str,
    nu: datetime,
    kilde: str,
    samling: str | None,
) -> dict[str, Any]:
    sidste = haendelser[-1]
    return {
        "tid": nu,
        "type": FORTRYD,
        "noegle": model.noegletekst(sidste.noegle),
        "noegle_hash": model.noeglehash(sidste.noegle),
        "nyt": {},
        "begrundelse": begrundelse,
        "bruger": bruger,
        "kilde": kilde,
        "version": sidste.version + 1,
        "fortryder": nr,
        "samling": samling,
        "bevis": None,
    }


def fortryd_samling_i(
    con: sa.Connection, samling: str, ny_samling: str, *, begrundelse: str, bruger: str, nu: datetime
) -> Udfald:
    """Undo everything that was done in one go and can still be undone; the others are named with why not."""
    numre = {
        str(h.noegle["sag_id"]): h.id for h in hent_haendelser(con, tabeller.haendelse.c.samling == samling)
    }
    historik = _historik(con, list(numre))
    linjer, afvist = [], {}
    for sag_id, nr in numre.items():
        hvorfor = sagsmodel.hvorfor_ikke_fortryde(historik[sag_id], nr)
        if hvorfor:
            afvist[sag_id] = f"kan ikke fortrydes: {hvorfor}."
        else:
            linjer.append(_fortrydlinje(historik[sag_id], nr, begrundelse, bruger, nu, "app", ny_samling))
    return Udfald(ny_samling, _tilfoej(con, linjer, historik) if linjer else [], afvist)


def _tilfoej(
    con: sa.Connection, linjer: list[dict[str, Any]], historik: Mapping[str, list[Haendelse]]
) -> list[Raekke]:
    """Add the events and bring the projection up to them, a statement for many."""
    indsaet = sa.insert(tabeller.haendelse).returning(tabeller.haendelse.c.id, sort_by_parameter_order=True)
    numre = list(con.execute(indsaet, linjer).scalars())
    sager = []
    for nr, linje in zip(numre, linjer, strict=True):
        h = Haendelse(
            id=nr,
            noegle=json.loads(linje["noegle"]),
            **{n: v for n, v in linje.items() if n not in ("noegle", "noegle_hash")},
        )
        sag = sagsmodel.genspil([*historik.get(str(h.noegle["sag_id"]), []), h])
        assert sag is not None
        sager.append(sag)
    con.execute(_gem_sag(con), sager)
    return sager


def _gem_sag(con: sa.Connection) -> Any:
    dialekt = sqlite if con.dialect.name == "sqlite" else postgresql
    indsaet = dialekt.insert(tabeller.sag)
    andre = {k.name: indsaet.excluded[k.name] for k in tabeller.sag.c if k.name != "sag_id"}
    return indsaet.on_conflict_do_update(index_elements=["sag_id"], set_=andre)


def _historik(con: sa.Connection, sag_id: Sequence[str]) -> dict[str, list[Haendelse]]:
    """{sag_id: its events, oldest first} of the cases that have any."""
    ud: dict[str, list[Haendelse]] = {}
    hashes = [model.noeglehash({"sag_id": s}) for s in sag_id]
    for fra in range(0, len(hashes), _BID):
        for h in hent_haendelser(con, tabeller.haendelse.c.noegle_hash.in_(hashes[fra : fra + _BID])):
            ud.setdefault(str(h.noegle["sag_id"]), []).append(h)
    return ud


# --- evidence ---------------------------------------------------------------------------------------------


def _bevishash(bevis: str) -> str:
    return hashlib.sha256(bevis.encode("utf-8")).hexdigest()


def _gem_bevis(con: sa.Connection, beviser: Iterable[str], nu: datetime) -> None:
    """Store each piece of evidence once; the same facts seen again are the same piece."""
    nye = {_bevishash(b): b for b in beviser}
    hashes = list(nye)
    for fra in range(0, len(hashes), _BID):
        bid = hashes[fra : fra + _BID]
        kendte = set(con.scalars(sa.select(tabeller.bevis.c.hash).where(tabeller.bevis.c.hash.in_(bid))))
        linjer = [{"hash": h, "indhold": nye[h], "oprettet": nu} for h in bid if h not in kendte]
        if linjer:
            con.execute(sa.insert(tabeller.bevis), linjer)


def bevis(lager: Sagslager, hash_: str) -> dict[str, Any] | None:
    """The evidence as it was stored, None if there is none. Errors: RettelseAfvist when it is not what was stored."""
    with lager.laes() as con:
        indhold = con.scalar(sa.select(tabeller.bevis.c.indhold).where(tabeller.bevis.c.hash == hash_))
    if indhold is None:
        return None
    if _bevishash(indhold) != hash_:
        raise RettelseAfvist(
            f"Beviset {hash_[:12]} er ikke det, der blev gemt. Meld det til administratoren."
        )
    return json.loads(indhold)


# --- reading ----------------------------------------------------------------------------------------------


def sag(lager: Sagslager, sag_id: str) -> Raekke | None:
    """The case as it stands, None when nobody has touched it."""
    with lager.laes() as con:
        return foerste(con, sa.select(tabeller.sag).where(tabeller.sag.c.sag_id == sag_id))


def sager_siden(lager: Sagslager, nr: int) -> list[Raekke]:
    """Every case with an event after number `nr`, the last changed last: what a list must take in."""
    s = tabeller.sag
    with lager.laes() as con:
        return list(raekker(con, sa.select(s).where(s.c.seneste_nr > nr).order_by(s.c.seneste_nr)))


class _Staende:
    """The cases of a store as they stood when they were last asked for."""

    def __init__(self) -> None:
        self.laas = threading.Lock()
        self.nr = 0
        self.sager: dict[str, Raekke] = {}


_staende: weakref.WeakKeyDictionary[Sagslager, _Staende] = weakref.WeakKeyDictionary()
_staendelaas = threading.Lock()


def alle_sager(lager: Sagslager) -> Mapping[str, Raekke]:
    """Every case as it stands, by id, the last changed last; only what has changed is read. Not to be written in."""
    with _staendelaas:
        staende = _staende.setdefault(lager, _Staende())
    with staende.laas:
        nye = {str(s["sag_id"]): s for s in sager_siden(lager, staende.nr)}
        if nye:  # a dict of its own: somebody may be reading the one before
            staende.sager = {i: s for i, s in staende.sager.items() if i not in nye} | nye
            staende.nr = max(s["seneste_nr"] for s in nye.values())
        return staende.sager


def sager_af_art(lager: Sagslager, art: str, tilstande: Sequence[str]) -> list[Raekke]:
    """The cases of one kind in some states, by id."""
    s = tabeller.sag
    valg = sa.select(s).where(s.c.art == art, s.c.tilstand.in_(list(tilstande))).order_by(s.c.sag_id)
    with lager.laes() as con:
        return list(raekker(con, valg))


def historik(lager: Sagslager, sag_id: str) -> list[Haendelse]:
    """Everything that has been done to the case, oldest first."""
    return lager.historik({"sag_id": sag_id})


def haendelser(lager: Sagslager, numre: Sequence[int]) -> dict[int, Haendelse]:
    """Events by their numbers."""
    with lager.laes() as con:
        return {h.id: h for h in hent_haendelser(con, tabeller.haendelse.c.id.in_(sorted(set(numre))))}


def sager_i(lager: Sagslager, samling: str) -> list[str]:
    """The cases that something was done to in one go."""
    with lager.laes() as con:
        fundne = hent_haendelser(con, tabeller.haendelse.c.samling == samling)
    return [str(h.noegle["sag_id"]) for h in fundne]


def seneste_handlinger(lager: Sagslager, bruger: str, antal: int = 20) -> list[dict[str, Any]]:
    """What a user did last on cases, newest first; what was done in one go is one.

    Each: samling (or None), nr and sag_id (of the first event), tid, antal (cases), hvad (a sentence), fortrudt
    (all of it).
    """
    e = tabeller.haendelse
    gruppe = sa.func.coalesce(e.c.samling, sa.cast(e.c.id, sa.Text))
    valg: Any = (
        sa.select(
            sa.func.max(e.c.samling).label("samling"),
            sa.func.min(e.c.id).label("nr"),
            sa.func.count().label("antal"),
        )
        .where(e.c.bruger == bruger, e.c.type == AFGOERELSE)
        .group_by(gruppe)
        .order_by(sa.func.max(e.c.id).desc())
        .limit(antal)
    )
    with lager.laes() as con:
        grupper = list(raekker(con, valg))
        foerste_h = {h.id: h for h in hent_haendelser(con, e.c.id.in_([r["nr"] for r in grupper]))}
        fortrudte = _fortrudte(con, grupper)
    return [_handling(r, foerste_h[r["nr"]], fortrudte) for r in grupper]


def _fortrudte(con: sa.Connection, grupper: Sequence[Mapping[str, Any]]) -> Counter[str | int]:
    """How many events of each of these groups (a samling, or the number of an event alone) are undone.

    One look through the events that undo: a question for each event would look through them all again.
    """
    e, f, g = (tabeller.haendelse.alias(n) for n in "efg")
    igen = sa.select(g.c.fortryder).where(g.c.fortryder.is_not(None))
    samlinger = [r["samling"] for r in grupper if r["samling"] is not None]
    alene = [r["nr"] for r in grupper if r["samling"] is None]
    valg = (
        sa.select(e.c.samling, e.c.id)
        .join(f, f.c.fortryder == e.c.id)
        .where(
            f.c.id.not_in(igen), e.c.type == AFGOERELSE, sa.or_(e.c.samling.in_(samlinger), e.c.id.in_(alene))
        )
    )
    return Counter(samling or nr for samling, nr in con.execute(valg))


def _handling(gruppe: Mapping[str, Any], h: Haendelse, fortrudte: Counter[str | int]) -> dict[str, Any]:
    return {
        "samling": gruppe["samling"],
        "nr": h.id,
        "tid": h.tid,
        "antal": gruppe["antal"],
        "sag_id": str(h.noegle["sag_id"]),
        "hvad": model.beskriv(h),
        "fortrudt": fortrudte[gruppe["samling"] or gruppe["nr"]] == gruppe["antal"],
    }


# --- the projection ---------------------------------------------------------------------------------------


def genspil_alle(con: sa.Connection) -> Iterator[Raekke]:
    """Every case as its events make it."""
    samlet: dict[str, list[Haendelse]] = {}
    for h in hent_haendelser(con, tabeller.haendelse.c.noegle.like(PAA_EN_SAG)):
        samlet.setdefault(str(h.noegle["sag_id"]), []).append(h)
    for haendelser in samlet.values():
        sag = sagsmodel.genspil(haendelser)
        if sag:
            yield sag


def genopbyg(lager: Sagslager) -> int:
    """Throw the projection away and make it anew from the events. Returns the number of cases."""
    with lager.skriv() as con:
        alle = list(genspil_alle(con))
        con.execute(sa.delete(tabeller.sag))
        for fra in range(0, len(alle), _BID):
            con.execute(sa.insert(tabeller.sag), alle[fra : fra + _BID])
    return len(alle)


def efterproev(lager: Sagslager) -> list[str]:
    """The ids of cases whose row is not what their events make; empty when all are right."""
    with lager.laes() as con:
        ventet = {s["sag_id"]: s for s in genspil_alle(con)}
        stand = {s["sag_id"]: s for s in raekker(con, sa.select(tabeller.sag))}
    return sorted(n for n in ventet.keys() | stand.keys() if ventet.get(n) != stand.get(n))
