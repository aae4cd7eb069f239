"""Cases between municipalities: the candidates become the queue, with what lapses and when.

What can still be claimed is reckoned on the day itself; which months open a case is settled on the day the
data speak of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from engine.fejl import ForaeldetLager
from engine.potentiale import beregn, skole
from engine.potentiale.model import BORTFALDET, Kandidat
from engine.resultater import kandidater
from engine.resultater.husk import Husk
from engine.resultater.sagskilder import (
    BORTFALD,
    SNART_DAGE,
    Fakta,
    Henvisning,
    Sagskilde,
    Tal,
    faktahash,
    ingens,
    ramme,
    skrevet_begrundelse,
    skrevet_modbevis,
)
from engine.resultater.sde import Kontekst
from engine.sager.model import noegletekst
from engine.sager.sagsmodel import Fund

REGLER = {r.kode: r.navn for r in beregn.REGLER.values()}
KUN_AABNE = frozenset({"PEN-02"})
"""Rules whose months are nearly always lost: shown as nothing in the extract, and no case before something is left."""
_FAGOMRAADE = {"REF-07": "boern", "REF-08": "voksne", "REF-13": "voksne", "DAG-01": "dagtilbud"}
_FAGOMRAADE |= {r.kode: "skole" for r in skole.REGLER if r.kode != "DAG-01"}


_husket = Husk[pd.DataFrame]()


def _fundne(k: Kontekst, i_dag: date) -> list[tuple[str, Kandidat]]:
    """(case id, the candidate as it stands today); none on a warehouse from before the rules."""
    try:
        fundne = kandidater.mellemkommunale(k)
    except ForaeldetLager:
        return []
    paa_dag = kandidater.paa_dag(k, i_dag)
    i_dags = [(f.id, paa_dag[f.id]) for f in fundne]
    return [(sag_id, x) for sag_id, x in i_dags if not (x.regel in KUN_AABNE and x.prioritet == BORTFALDET)]


def fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    """Every candidate between municipalities. Columns: as `ramme`."""
    return _husket.hent((i_dag, *kandidater.maerke(k)), lambda: _fund(k, i_dag)).copy()


def _fund(k: Kontekst, i_dag: date) -> pd.DataFrame:
    raekker = [_raekke(sag_id, x, i_dag) for sag_id, x in _fundne(k, i_dag)]
    return ramme(raekker)


def _raekke(sag_id: str, x: Kandidat, i_dag: date) -> dict[str, Any]:
    aabne = [y for y in x.krav if y.frist and not y.reddet and not y.tabt(i_dag)]
    snart = i_dag + timedelta(days=SNART_DAGE)
    return {
        "sag_id": sag_id,
        "regel": x.regel,
        "retning": x.retning,
        "fagomraade": fagomraade(x),
        "aar": x.til.year,
        "betegnelse": "Person",
        "modpart": x.modpart,
        "forventet_oere": x.potentiale_oere,
        "sandsynlighed": x.begrundelse.sikkerhed,
        "frist": x.frist,
        "frist_hvad": BORTFALD if x.frist else "",
        "tabes_dato": x.frist,
        "tabes_oere": sum(y.fund.oere or 0 for y in aabne if y.frist == x.frist),
        "tabes_snart_oere": sum(y.fund.oere or 0 for y in aabne if y.frist and y.frist <= snart),
        "tabt_oere": x.bortfaldet_oere,
        "personer": (x.noegle,),
        "fakta_hash": faktahash(
            x.regel, x.modpart, *((y.fund.maaned, y.fund.noegle, y.fund.oere) for y in x.krav)
        ),
        "begrundelse": x.begrundelse.tekst,
        "modbevis": x.begrundelse.modbevis,
    }


def fakta(k: Kontekst, sag_id: Sequence[str]) -> dict[str, Fakta]:
    """The facts of some cases: rule, counterpart, the months and what each is."""
    ud = {}
    for id_, x in _fundne(k, kandidater.dag(k)):
        if id_ in set(sag_id):
            ud[id_] = _fakta(x)
    return ud


def _fakta(x: Kandidat) -> Fakta:
    tal = (
        Tal("Regel", "tekst", f"{x.regel} {REGLER[x.regel]} ({x.begrundelse.hjemmel})"),
        Tal("Modpart", "tekst", x.modpart),
        Tal("Potentiale", "kroner", x.potentiale_oere),
        Tal("Bortfaldet", "kroner", x.bortfaldet_oere),
        Tal("Første måned", "maaned", f"{x.fra:%Y-%m}"),
        Tal("Sidste måned", "maaned", f"{x.til:%Y-%m}"),
    )
    raekker = {f"{y.fund.maaned} {_krone(y.fund.noegle)}": y.fund.oere or 0 for y in x.krav}
    return Fakta(tal, raekker, personer=(x.noegle,))


def fagomraade(x: Kandidat) -> str:
    """The field of work that a candidate's case belongs to."""
    return _FAGOMRAADE.get(x.regel, "overfoersel")


def fund_paa(sag_id: str, x: Kandidat, dag: date) -> Fund:
    """A candidate of an earlier day as what a decision of that day rests on."""
    r = _raekke(sag_id, x, dag)
    felter = ("regel", "retning", "fagomraade", "betegnelse", "modpart", "aar", "forventet_oere")
    om = {n: r[n] for n in felter} | {"personer": list(r["personer"])}
    bevis = {"sag_id": sag_id, "fakta": _fakta(x).som_json(), "grundlag": {"data_dato": str(dag)}}
    return Fund(KILDE.art, om, str(r["fakta_hash"]), noegletekst(bevis))


def _krone(noegle: str) -> str:
    return "takst" if noegle == "takst" else noegle[1:].split("|")[0]


def henvis(sag_id: str) -> Henvisning | None:
    return Henvisning("tilflyttere", "Se vejen til betalingskommunen, og hent brevet", {"sag": sag_id})


KILDE = Sagskilde(
    "kandidater",
    "mellemkommunal",
    REGLER,
    fund,
    fakta,
    skrevet_begrundelse,
    skrevet_modbevis,
    ingens,
    henvis,
)
