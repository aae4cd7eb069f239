"""The work list: what is found now and what people have decided, as one list that filters and sorts in milliseconds.

Finds belong to (generation, corrections, law) and are never written; decisions lie in the case store. They meet here,
in vectors held per process: the finds are read once for a generation, and each request first takes in the cases
that anybody has changed since (one small query), so what another process wrote is seen at once.

The order of the queue: prioritet = forventede kroner × sandsynlighed × hast. hast lies between 1 and 2: it is 1 plus
the larger of two shares. One is how much of the expected kroner lapses within SNART_DAGE (so what is about to be lost
counts twice). The other grows evenly from 0 to 1 over the last SNART_DAGE before a deadline of the law's statements or
of one's own, and stays there when it is passed. Where kroner may not decide (CPR), the priority is 0; then certainty,
then deadline order the cases.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.adgang import Omfang
from engine.resultater.sagskilder import BORTFALD, SNART_DAGE, Sagskilde, kilder
from engine.resultater.sde import Kontekst, fundmaerke
from engine.sager import afgoerelser, arter
from engine.sager.lager import Sagslager
from engine.sager.sagsmodel import Raekke

VISNINGER = {
    "koe": "Køen",
    "nye": "Nye",
    "igang": "I gang",
    "frist": "Frist inden 30 dage",
    "aendrede": "Ændret siden afgørelsen",
    "udskudte": "Udskudte",
    "afsluttede": "Afsluttede",
    "alle": "Alle",
}
SORTERINGER = {
    "prioritet": "Prioritet",
    "frist": "Frist",
    "beloeb": "Beløb",
    "senest": "Senest ændret",
}
TILDELT = {"alle": "Alle", "mig": "Mig", "ingen": "Ingen"}
RETNINGER = {"alle": "Begge veje", "til_gode": "Til gode", "skyldig": "Skyldig"}
FRIST_DAGE = 30
_INGEN_DATO = np.iinfo(np.int32).max
_TILSTANDE = [(art.kode, t.kode) for art in arter.ARTER.values() for t in art.tilstande]
_TILSTANDSNR = {par: nr for nr, par in enumerate(_TILSTANDE)}
_AABNE = np.array([arter.find(a).tilstand(t).aaben for a, t in _TILSTANDE])
_BEGYNDELSE = {art.kode: _TILSTANDSNR[art.kode, art.begyndelse] for art in arter.ARTER.values()}
_ER_NY = np.array([arter.find(a).begyndelse == t for a, t in _TILSTANDE])


@dataclass(frozen=True)
class Valg:
    """What of the list is wanted: keys of VISNINGER, ARTER, the fields of work, TILDELT, RETNINGER, SORTERINGER.

    soeg: words that all must stand in the case (id, kind, counterpart, year, note, marks). personer: the cases of these
    persons (with soeg: those too), None = not asked for.
    """

    vis: str = "koe"
    art: str = "alle"
    omraade: str = "alle"
    tildelt: str = "alle"
    retning: str = "alle"
    sorter: str = "prioritet"
    soeg: str = ""
    personer: tuple[str, ...] | None = None


def tilstandsnr(art: str, tilstand: str) -> int:
    """The number a state has in the vectors."""
    return _TILSTANDSNR[art, tilstand]


def dagnr(dag: date | None) -> int:
    """Days since 1970, the largest number for no date."""
    return _INGEN_DATO if dag is None else dag.toordinal() - 719_163


@dataclass(frozen=True)
class _Grund:
    """The finds of one generation, side by side. ramme: all sources' frames, one row a find."""

    kilder: tuple[Sagskilde, ...]
    ramme: pd.DataFrame
    kilde_nr: np.ndarray
    plads: Mapping[str, int]
    haystack: list[str]
    hukommelse: dict[tuple[str, ...], np.ndarray] = field(default_factory=dict)

    @cached_property
    def pr_person(self) -> dict[str, list[int]]:
        ud: dict[str, list[int]] = {}
        for nr, personer in enumerate(self.ramme["personer"]):
            for p in personer:
                ud.setdefault(p, []).append(nr)
        return ud

    @cached_property
    def tekster(self) -> pa.Array:
        return pa.array(self.haystack, pa.string())

    @cached_property
    def hashes(self) -> np.ndarray:
        return self.ramme["fakta_hash"].to_numpy(object)


@dataclass(frozen=True)
class Stand:
    """Finds and decisions together, as of event number `nr`. Never changed: a newer one takes its place.

    v: the vectors the list is made of; grundv: the same of the finds alone. haystack: what a search looks in, of the
    cases that somebody has touched, by place. ekstra: cases that are touched and not found any more.
    """

    grund: _Grund
    i_dag: date
    nr: int
    sager: Mapping[str, Raekke]
    ekstra: Mapping[str, int]
    v: Mapping[str, np.ndarray]
    grundv: Mapping[str, np.ndarray] = field(repr=False)
    haystack: Mapping[int, str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.v["tilstand"])

    @cached_property
    def _ekstra_ids(self) -> list[str]:
        return list(self.ekstra)

    @cached_property
    def _roerte(self) -> tuple[np.ndarray, pa.Array]:
        return np.fromiter(self.haystack, np.int64, len(self.haystack)), pa.array(
            list(self.haystack.values()), pa.string()
        )

    def har_ord(self, ord_: str) -> np.ndarray:
        """Which cases hold the word (in lower case)."""
        ud = np.zeros(len(self), dtype=bool)
        ud[: len(self.grund.ramme)] = pc.match_substring(self.grund.tekster, ord_).to_numpy(
            zero_copy_only=False
        )
        pladser, tekster = self._roerte
        ud[pladser] = pc.match_substring(tekster, ord_).to_numpy(zero_copy_only=False)
        return ud

    def sag_id(self, plads: int) -> str:
        n = len(self.grund.ramme)
        return str(self.grund.ramme["sag_id"].iat[plads]) if plads < n else self._ekstra_ids[plads - n]

    def personer(self, pladser: np.ndarray) -> frozenset[str]:
        """Everybody in some cases, by their places."""
        fundne, ekstra = self.grund.ramme["personer"], self._ekstra_ids
        n = len(fundne)
        lister = [fundne.iloc[pladser[pladser < n]]]
        lister += [[self.sager[ekstra[p - n]]["om"].get("personer") or () for p in pladser[pladser >= n]]]
        return frozenset(p for liste in lister for personer in liste for p in personer)

    def plads(self, sag_id: str) -> int | None:
        """The case's place in the vectors, None when neither found nor touched."""
        return self.grund.plads.get(sag_id, self.ekstra.get(sag_id))


# --- building -------------------------------------------------------------------------------------------------


def _byg_grund(k: Kontekst, i_dag: date, kilderne: Sequence[Sagskilde]) -> _Grund:
    rammer = [(nr, kilde, kilde.fund(k, i_dag)) for nr, kilde in enumerate(kilderne)]
    rammer = [(nr, kilde, r.assign(art=kilde.art)) for nr, kilde, r in rammer if len(r)]
    ramme = pd.concat([r for _, _, r in rammer], ignore_index=True) if rammer else pd.DataFrame()
    kilde_nr = np.concatenate([np.full(len(r), nr) for nr, _, r in rammer]) if rammer else np.zeros(0, int)
    if ramme.empty:
        ramme = pd.DataFrame({n: pd.Series(dtype=object) for n in ("sag_id", "personer", "art", "regel")})
    ids = list(ramme["sag_id"])
    return _Grund(
        tuple(kilderne),
        ramme,
        kilde_nr,
        dict(zip(ids, range(len(ids)), strict=True)),
        _haystack(ramme, kilderne),
    )


def _haystack(ramme: pd.DataFrame, kilderne: Sequence[Sagskilde]) -> list[str]:
    regler = {kode: navn for kilde in kilderne for kode, navn in kilde.regler.items()}
    if ramme.empty:
        return []
    felter = zip(
        ramme["sag_id"], ramme["regel"], ramme["betegnelse"], ramme["modpart"], ramme["aar"], strict=True
    )
    return [f"{s} {regler.get(r, r)} {b} {m} {a}".casefold() for s, r, b, m, a in felter]


def _byg_stand(grund: _Grund, i_dag: date) -> Stand:
    """As if nobody had touched a case."""
    r = grund.ramme
    n = len(r)
    frist = np.array([dagnr(d) for d in r.get("frist", [])], dtype=np.int64)
    v = {
        "tilstand": np.array([_BEGYNDELSE[a] for a in r["art"]], dtype=np.int64),
        "omraade": r.get("fagomraade", pd.Series(dtype=object)).to_numpy(object).copy(),
        "art": r["art"].to_numpy(object).copy(),
        "skyldig": (r.get("retning", pd.Series(dtype=object)) == "skyldig").to_numpy(bool),
        "forventet": pd.to_numeric(r.get("forventet_oere", pd.Series(dtype=float)))
        .fillna(-1)
        .to_numpy(np.int64)
        .copy(),
        "sandsynlighed": r.get("sandsynlighed", pd.Series(dtype=float)).to_numpy(float).copy(),
        "frist": frist,
        "bindende": np.where(
            (r.get("frist_hvad", pd.Series(dtype=object)) == BORTFALD).to_numpy(bool), _INGEN_DATO, frist
        ),
        "snart": pd.to_numeric(r.get("tabes_snart_oere", pd.Series(dtype=float)))
        .fillna(0)
        .to_numpy(np.int64)
        .copy(),
        "udskudt": np.zeros(n, dtype=np.int64),
        "tildelt": np.full(n, "", dtype=object),
        "aendret": np.zeros(n, dtype=bool),
        "vaek": np.zeros(n, dtype=bool),
        "senest": np.zeros(n, dtype=np.int64),
        "orden": np.argsort(np.argsort(r["sag_id"].to_numpy(str), kind="stable")),
    }
    return Stand(grund, i_dag, 0, {}, {}, v, v, {})


def _med_sager(stand: Stand, nye: Sequence[Raekke], nr: int) -> Stand:
    """The same list after some cases have changed."""
    ekstra = dict(stand.ekstra)
    for sag in nye:
        if sag["sag_id"] not in stand.grund.plads and sag["sag_id"] not in ekstra:
            ekstra[sag["sag_id"]] = len(stand.grund.ramme) + len(ekstra)
    flere = len(ekstra) - len(stand.ekstra)
    v = {n: np.concatenate([a, np.zeros(flere, a.dtype)]) for n, a in stand.v.items()}
    haystack = dict(stand.haystack)
    for sag in nye:
        fundet = stand.grund.plads.get(sag["sag_id"])
        plads = ekstra[sag["sag_id"]] if fundet is None else fundet
        _laeg_ind(stand, v, plads, sag, fundet is not None)
        haystack[plads] = _sagens_haystack(stand.grund, sag, fundet)
    sager = {**stand.sager, **{s["sag_id"]: s for s in nye}}
    ny = Stand(stand.grund, stand.i_dag, nr, sager, ekstra, v, stand.grundv, haystack)
    if flere:
        v["orden"] = np.argsort(np.argsort(np.array([ny.sag_id(p) for p in range(len(ny))]), kind="stable"))
    return ny


def _laeg_ind(stand: Stand, v: dict[str, np.ndarray], p: int, sag: Raekke, fundet: bool) -> None:
    """Put one case as it stands into the vectors."""
    if not fundet:
        om = sag["om"]
        v["omraade"][p], v["art"][p] = om.get("fagomraade"), sag["art"]
        v["skyldig"][p], v["sandsynlighed"][p] = om.get("retning") == "skyldig", 1.0
    v["tilstand"][p] = _TILSTANDSNR[sag["art"], sag["tilstand"]]
    v["tildelt"][p] = sag["tildelt"] or ""
    v["udskudt"][p] = 0 if sag["udskudt_til"] is None else dagnr(sag["udskudt_til"])
    v["senest"][p], v["vaek"][p] = sag["seneste_nr"], not fundet
    afgjort = sag["afgjort_fakta"]
    daempet = sag["tilstand"] in arter.ARTER[sag["art"]].daemper
    v["aendret"][p] = fundet and not daempet and afgjort is not None and afgjort != stand.grund.hashes[p]
    egen = dagnr(sag["frist"])
    if sag["krav_rejst_dato"] is not None and sag["krav_oere"] is not None:
        # A claim that is raised saves its months: what is at stake is what has not come in.
        v["forventet"][p] = max(0, sag["krav_oere"] - (sag["modtaget_oere"] or 0))
        v["frist"][p], v["bindende"][p], v["snart"][p] = egen, egen, 0
    elif fundet:
        g = stand.grundv
        v["forventet"][p], v["snart"][p] = g["forventet"][p], g["snart"][p]
        v["frist"][p], v["bindende"][p] = min(egen, g["frist"][p]), min(egen, g["bindende"][p])
    else:
        v["forventet"][p], v["snart"][p], v["frist"][p], v["bindende"][p] = -1, 0, egen, egen


def _sagens_haystack(grund: _Grund, sag: Raekke, fundet: int | None) -> str:
    om = sag["om"]
    foerst = f"{sag['sag_id']} {om.get('betegnelse', '')} {om.get('modpart', '')} {om.get('aar', '')}"
    if fundet is not None:
        foerst = grund.haystack[fundet]
    return f"{foerst} {sag['note'] or ''} {' '.join(sag['maerker'])}".casefold()


class Sagsindeks:
    """The list of one case store, brought up to date at each question."""

    def __init__(self, lager: Sagslager) -> None:
        self._lager = lager
        self._laas = threading.RLock()
        self._sager: dict[str, Raekke] = {}
        self._nr = 0
        self._staende: OrderedDict[tuple[Any, ...], Stand] = OrderedDict()

    def stand(self, k: Kontekst, i_dag: date) -> Stand:
        """Finds of this context and everything decided until now."""
        from engine.resultater import flyttescreening  # which uses the cases' names

        noegle = (fundmaerke(k), flyttescreening.maerke(k), i_dag, kilder())
        with self._laas:
            foer, nye = self._nr, afgoerelser.sager_siden(self._lager, self._nr)
            for sag in nye:
                self._sager[sag["sag_id"]] = sag
                self._nr = max(self._nr, sag["seneste_nr"])
            stand = self._staende.get(noegle)
            if stand is None:
                stand = _byg_stand(_byg_grund(k, i_dag, kilder()), i_dag)
            if stand.nr < self._nr:
                if stand.nr < foer:
                    nye = [s for s in self._sager.values() if s["seneste_nr"] > stand.nr]
                stand = _med_sager(stand, nye, self._nr)
            self._staende[noegle] = stand
            self._staende.move_to_end(noegle)
            while len(self._staende) > 2:
                self._staende.popitem(last=False)
            return stand


_indekser: dict[str, Sagsindeks] = {}
_indekslaas = threading.Lock()


def indeks(lager: Sagslager) -> Sagsindeks:
    """The one list of a case store in this process."""
    noegle = lager.url.render_as_string(hide_password=False)
    with _indekslaas:
        if noegle not in _indekser:
            _indekser[noegle] = Sagsindeks(lager)
        return _indekser[noegle]


# --- asking ---------------------------------------------------------------------------------------------------


def prioritet(stand: Stand) -> np.ndarray:
    """forventede øre × sandsynlighed × hast of every case; 0 where kroner may not decide or are unknown."""
    v = stand.v
    dage = np.clip(v["bindende"] - dagnr(stand.i_dag), 0, SNART_DAGE)
    uden = [a.kode for a in arter.ARTER.values() if not a.viser_kroner]
    kroner = np.where(np.isin(v["art"], uden), 0, np.maximum(v["forventet"], 0))
    bortfalder = np.divide(v["snart"], kroner, out=np.zeros(len(kroner)), where=kroner > 0)
    hast = 1 + np.maximum((SNART_DAGE - dage) / SNART_DAGE, np.minimum(bortfalder, 1))
    return kroner * v["sandsynlighed"] * hast


def maske(stand: Stand, k: Kontekst, valg: Valg, graenser: Omfang, bruger: str) -> np.ndarray:
    """Which cases are asked for, inside what the user may see."""
    v, i_dag = stand.v, dagnr(stand.i_dag)
    aaben, udskudt = _AABNE[v["tilstand"]], v["udskudt"] > i_dag
    inde = _synlige(stand, k, graenser)
    if valg.vis == "koe":
        inde &= (aaben & ~udskudt & ~_uden_vaerdi(stand)) | v["aendret"]
    elif valg.vis == "nye":
        inde &= _ER_NY[v["tilstand"]] & ~udskudt
    elif valg.vis == "igang":
        inde &= aaben & ~_ER_NY[v["tilstand"]] & ~udskudt
    elif valg.vis == "frist":
        inde &= aaben & (v["frist"] <= i_dag + FRIST_DAGE)
    elif valg.vis == "aendrede":
        inde &= v["aendret"] | (v["vaek"] & aaben)
    elif valg.vis == "udskudte":
        inde &= udskudt & aaben
    elif valg.vis == "afsluttede":
        inde &= ~aaben
    if valg.art != "alle":
        inde &= v["art"] == valg.art
    if valg.omraade != "alle":
        inde &= v["omraade"] == valg.omraade
    if valg.tildelt != "alle":
        inde &= v["tildelt"] == ("" if valg.tildelt == "ingen" else bruger)
    if valg.retning != "alle":
        inde &= v["skyldig"] == (valg.retning == "skyldig")
    return inde & _soegt(stand, valg)


def _soegt(stand: Stand, valg: Valg) -> np.ndarray:
    """The cases that hold every word, or have one of the persons."""
    med_person = None if valg.personer is None else _har_person(stand, valg.personer)
    ord_ = valg.soeg.casefold().split()
    if not ord_:
        return np.ones(len(stand), dtype=bool) if med_person is None else med_person
    med_ord = np.logical_and.reduce([stand.har_ord(o) for o in ord_])
    return med_ord if med_person is None else med_ord | med_person


def _uden_vaerdi(stand: Stand) -> np.ndarray:
    """Nothing at stake and nobody has begun: everything is lost already. Seen under 'Nye' and 'Alle'."""
    return (stand.v["forventet"] == 0) & _ER_NY[stand.v["tilstand"]] & (stand.v["tildelt"] == "")


def _synlige(stand: Stand, k: Kontekst, graenser: Omfang) -> np.ndarray:
    inde = np.ones(len(stand), dtype=bool)
    if graenser.fagomraader is not None:
        inde &= np.isin(stand.v["omraade"].astype(str), list(graenser.fagomraader))
    if graenser.organisationer is not None:
        fundne = _med_organisation(stand.grund, k, graenser.organisationer)
        inde &= np.concatenate([fundne, np.zeros(len(stand) - len(fundne), dtype=bool)])
    return inde


def _med_organisation(grund: _Grund, k: Kontekst, egne: tuple[str, ...]) -> np.ndarray:
    """Which finds one of the organisations has to do with; asked of the sources once a generation."""
    if egne not in grund.hukommelse:
        deres = organisationer(grund, k, np.arange(len(grund.ramme)))
        grund.hukommelse[egne] = np.array(
            [not deres[s].isdisjoint(egne) for s in grund.ramme["sag_id"]], dtype=bool
        )
    return grund.hukommelse[egne]


def organisationer(grund: _Grund, k: Kontekst, pladser: np.ndarray) -> dict[str, frozenset[str]]:
    """{sag_id: the organisations that have to do with it}, of finds by their places."""
    ud: dict[str, frozenset[str]] = {}
    for nr, kilde in enumerate(grund.kilder):
        egne = pladser[grund.kilde_nr[pladser] == nr]
        if len(egne):
            ud |= kilde.organisationer(k, grund.ramme.iloc[egne])
    return ud


def _har_person(stand: Stand, personer: Sequence[str]) -> np.ndarray:
    ud = np.zeros(len(stand), dtype=bool)
    for p in personer:
        ud[stand.grund.pr_person.get(p, [])] = True
    oensket = set(personer)
    for sag_id, plads in stand.ekstra.items():
        ud[plads] = not oensket.isdisjoint(stand.sager[sag_id]["om"].get("personer", ()))
    return ud


def orden(stand: Stand, inde: np.ndarray, sorter: str) -> np.ndarray:
    """The places of the chosen cases in the order of the list."""
    v = stand.v
    pladser = np.flatnonzero(inde)
    foerst = {
        "prioritet": lambda: -prioritet(stand),
        "frist": lambda: v["frist"],
        "beloeb": lambda: -v["forventet"],
        "senest": lambda: -v["senest"],
    }[sorter]()[pladser]
    noegler = (v["orden"][pladser], v["frist"][pladser], -v["sandsynlighed"][pladser], foerst)
    return pladser[np.lexsort(noegler)]
