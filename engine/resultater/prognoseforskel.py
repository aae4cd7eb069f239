"""The way from one locked forecast to another, taken apart as the bridge from this year to the next is.

One thing at a time with the forecasts' own draws: the later one's limits, what has been booked since, ends, beginnings,
prices, new persons; what is left is more or less in the known cases. Pure of any store: two documents and what was
expected when they were locked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.prognose.metoder import Fremskrivning
from engine.prognose.simulering import Sager, Udfald
from engine.refusion.sde import Graenser
from engine.resultater import prognose
from engine.resultater.prognosedokument import Dokument

TRIN = {
    "bogfoert": "Bogført i stedet for ventet",
    **prognose.BROTRIN,
    "start": "Sager, der er begyndt siden",
}
GROVE_TRIN = {
    "kendte": "Kendte sager, der er ophørt, begyndt eller ændret",
    **{n: prognose.BROTRIN[n] for n in ("nye", "lov", "manuelt")},
}
"""What two forecasts are taken apart into where one of them was locked before its prices were kept."""


@dataclass(frozen=True)
class Ende:
    """One of the two forecasts, øre. n: the place of the year in it.

    netto, uden_indtastet: expected with and without what people had entered. nye: of it the persons not known.
    """

    dokument: Dokument
    n: int
    netto: int
    uden_indtastet: int
    nye: int


def dele(fra: Ende, til: Ende) -> dict[str, int]:
    """Øre by TRIN (or GROVE_TRIN) from one forecast to the other; they sum exactly to the difference of their net."""
    a, b = fra.dokument, til.dokument
    if a.f.udgangspunkt > b.f.udgangspunkt:
        return {navn: -oere for navn, oere in dele(til, fra).items()}
    ud = _grove(fra, til) if a.ren is None or b.ren is None else _fine(fra, a.ren, til, b.ren)
    ud["manuelt"] = (til.netto - til.uden_indtastet) - (fra.netto - fra.uden_indtastet)
    rest = "maengde" if "pris" in ud else "kendte"
    ud[rest] = til.netto - fra.netto - sum(ud.values())
    return {navn: ud[navn] for navn in (TRIN if "pris" in ud else GROVE_TRIN)}


def _grove(fra: Ende, til: Ende) -> dict[str, int]:
    a = fra.dokument
    med_nye_graenser = replace(a, graenser={**a.graenser, **til.dokument.graenser}).regn()
    return {"nye": til.nye - fra.nye, "lov": prognose.netto(med_nye_graenser, fra.n) - fra.netto}


def _fine(fra: Ende, a_ren: Fremskrivning, til: Ende, b_ren: Fremskrivning) -> dict[str, int]:
    a, b, i, j = fra.dokument, til.dokument, fra.n, til.n
    graenser = {**a.graenser, **b.graenser}
    s_a, s_b = a.uden_starter(), b.uden_starter()
    a_nu, b_nu = a.traek(a_ren, s_a, graenser), b.traek(b_ren, s_b, graenser)
    a_egne = a_nu if _samme_lov(a, graenser) else a.traek(a_ren, s_a, a.graenser)
    # Prices of the years that had come by the later forecast are in its levels; only those after are still expected.
    a_fast = _uden_pris(a_ren, b_ren.udgangspunkt)
    b_fast = _uden_pris(b_ren, b_ren.udgangspunkt)
    a_uden_pris = a_nu if a_fast is a_ren else a.traek(a_fast, s_a, graenser)
    b_uden_pris = b_nu if b_fast is b_ren else b.traek(b_fast, s_b, graenser)
    s_bogfoert, par = _bogfoert(a, s_a, b, s_b)
    a_bogfoert = a.traek(a_fast, s_bogfoert, graenser)
    a_uden_stop = a.traek(_uden_stop(a_fast), s_bogfoert, graenser)
    b_uden_stop = b.traek(_uden_stop(b_fast), s_b, graenser)
    ophoert, begyndt = _skift(a, s_a, b, s_b)
    for_sag, efter_sag = _pr_sag(a_uden_stop, i), _pr_sag(b_uden_stop, j)
    endt = float(-for_sag[ophoert].sum() + efter_sag[[m for n, m in par.items() if ophoert[n]]].sum())
    kommende_stop = (_kendte(b_uden_pris, j) - _kendte(b_uden_stop, j)) - (
        _kendte(a_bogfoert, i) - _kendte(a_uden_stop, i)
    )
    return {
        "lov": prognose.netto(a_nu, i) - prognose.netto(a_egne, i),
        "nye": prognose.nye_netto(b_nu, j) - prognose.nye_netto(a_nu, i),
        "pris": (_kendte(b_nu, j) - _kendte(b_uden_pris, j)) - (_kendte(a_nu, i) - _kendte(a_uden_pris, i)),
        "bogfoert": _kendte(a_bogfoert, i) - _kendte(a_uden_pris, i),
        "stop": kommende_stop + round(endt),
        "start": round(float(efter_sag[begyndt].sum())),
    }


def _kendte(u: Udfald, n: int) -> int:
    """Expected net of the persons that are known, øre."""
    return prognose.netto(u, n) - prognose.nye_netto(u, n)


def _pr_sag(u: Udfald, n: int) -> np.ndarray:
    return (u.sag_udgift[:, :, n] - u.sag_refusion[:, :, n]).mean(axis=1)


def _uden_stop(f: Fremskrivning) -> Fremskrivning:
    return replace(f, ophoer=np.zeros(len(f.p)))


def _uden_pris(f: Fremskrivning, fra: int) -> Fremskrivning:
    """The levels without the price growth that is expected after the month `fra`."""
    nr = fra - f.udgangspunkt - 1
    gaaet = f.takst[min(nr, len(f.takst) - 1)] if nr >= 0 else 1.0
    if (f.takst == gaaet).all():
        return f
    return replace(f, niveau=f.niveau / np.maximum(f.takst / gaaet, 1e-9))


def _samme_lov(a: Dokument, graenser: Mapping[tuple[int, str], Graenser]) -> bool:
    return all(graenser[noegle].trin == g.trin for noegle, g in a.graenser.items())


def _bogfoert(a: Dokument, s_a: Sager, b: Dokument, s_b: Sager) -> tuple[Sager, dict[int, int]]:
    """The earlier cases with the later one's known months in place of what was expected, and which cases are the same.

    A case that is not in the later forecast is left as it was.
    """
    af_noegle = {noegle: nr for nr, noegle in enumerate(_noegler(s_b))}
    par = {nr: af_noegle[noegle] for nr, noegle in enumerate(_noegler(s_a)) if noegle in af_noegle}
    md, ia, ib = np.intersect1d(s_a.akse, s_b.akse, return_indices=True)
    ia, ib = (x[md <= b.f.udgangspunkt] for x in (ia, ib))
    mine, dens = np.array(list(par), dtype=np.int64), np.array(list(par.values()), dtype=np.int64)
    fast, sene, maske = s_a.fast.copy(), s_a.sene.copy(), s_a.maske.copy()
    fast[np.ix_(mine, ia)] = s_b.fast[np.ix_(dens, ib)]
    sene[np.ix_(mine, ia)] = s_b.sene[np.ix_(dens, ib)]
    maske[np.ix_(np.flatnonzero(np.isin(s_a.sag, mine)), ia)] = False
    return replace(s_a, fast=fast, sene=sene, maske=maske), par


def _noegler(s: Sager) -> list[tuple[int, int, str]]:
    return [(int(lov), int(t), str(n)) for lov, t, n in zip(s.lov, s.sagstype, s.noegle, strict=True)]


def _skift(a: Dokument, s_a: Sager, b: Dokument, s_b: Sager) -> tuple[np.ndarray, np.ndarray]:
    """(of the earlier cases: ran, and nothing of its persons runs any more; of the later: nothing of its persons was
    known), so that a person whose case is another now has neither ended nor begun."""
    a_personer, b_personer = _personer(a, s_a), _personer(b, s_b)
    loeber = {str(b.person[p]) for p in np.unique(b.f.p[s_b.bane])}
    koster = (a.f.kendt != 0).any(axis=1)
    koster[a.f.p] = True
    kendt = {str(p) for p in a.person[koster]}
    loeb = np.isin(np.arange(len(s_a.lov)), s_a.sag)
    ophoert = np.array([not personer & loeber for personer in a_personer], dtype=bool) & loeb
    begyndt = np.array([not personer & kendt for personer in b_personer], dtype=bool)
    return ophoert, begyndt


def _personer(d: Dokument, s: Sager) -> list[set[str]]:
    """The persons of each case: those it is named by, and those whose measures run in it."""
    ud = [set(str(n).replace("&", "+").split("+")) for n in s.noegle]
    for bane, sag in zip(s.bane, s.sag, strict=True):
        ud[int(sag)].add(str(d.person[d.f.p[bane]]))
    return ud


def aar_til_faelles(a: tuple[int, ...], b: tuple[int, ...]) -> int | None:
    """The last year that both forecasts are of; None without one."""
    faelles = sorted(set(a) & set(b))
    return faelles[-1] if faelles else None
