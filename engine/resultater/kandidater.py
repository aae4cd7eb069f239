"""Candidates as pages, cases and the extract use them: what the build found, with corrections and the law in force.

The build stores the findings by krone and month (schema resultat). Where something has been corrected since, or the law
here is another than the build's, they are found again from the same facts by the same rules. A candidate is what its
months come to on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, omfang
from engine.lager import kandidater as lager
from engine.lager import sde as lagersde
from engine.potentiale import beregn, cpr, regelvalg
from engine.potentiale.model import TIL_GODE, Kandidat, Krav
from engine.resultater import befolkning, fejlperson, flyttescreening, henfoerelse, sde, udflytning
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst
from engine.sager.lager import Sagslager
from engine.sager.model import HENFOERELSE_AFVIST

NY = "ny"
"""The state of a candidate that nobody has worked on."""
MELLEMKOMMUNALE: dict[str, str] = {r.kode: r.navn for r in beregn.REGLER.values()}
REGLER: dict[str, str] = MELLEMKOMMUNALE | cpr.NAVNE
KOLONNER = (
    *(
        "kandidat_id",
        "regel",
        "retning",
        "cpr",
        "modpart_kommunekode",
        "fra",
        "til",
        "potentiale",
        "bortfaldet",
    ),
    *("frist", "prioritet", "begrundelse", "modbevis", "sikkerhed", "overlapper", "status"),
)
_alle = Husk[dict[str, list[Krav]]]()
_husket = Husk[dict[str, list[Krav]]]()
_fundne_husket = Husk[tuple["Fundet", ...]](6)
_paa_dag_husket = Husk[dict[str, Kandidat]](4)


@dataclass(frozen=True)
class Fundet:
    """A candidate with its id, and the ids of the person's others in the same months."""

    id: str
    kandidat: Kandidat
    overlapper: tuple[str, ...] = ()


def dag(k: Kontekst) -> date:
    """The day of reckoning: asked for, else the day the data speak of."""
    return k.pr or k.gen.data_dato or k.gen.bygget.date()


def krav(k: Kontekst) -> dict[str, list[Krav]]:
    """The findings by person, each krone once, with corrections, the law and the choice of rules in force."""
    return _husket.hent((*sde.fundmaerke(k), k.gen.bygget, dag(k)), lambda: _valgte(k))


def _valgte(k: Kontekst) -> dict[str, list[Krav]]:
    orden = lager.orden(k.gen)
    ud = {p: beregn.vaelg(x, orden, k.regelvalg) for p, x in alle_fund(k).items()}
    return {p: x for p, x in ud.items() if x}


def alle_fund(k: Kontekst) -> dict[str, list[Krav]]:
    """What every rule finds, by person: a krone may be found by several."""
    return _alle.hent((*sde.maerke(k), k.gen.bygget, dag(k)), lambda: _krav(k))


def _krav(k: Kontekst) -> dict[str, list[Krav]]:
    rettede, afviste = sde.rettede(k), _afviste(k)
    if not (rettede or afviste) and k.lov.version == k.gen.lov_version and dag(k) == k.gen.data_dato:
        return lager.bygget(k.gen)
    spoerg = lager.paa(k.gen)
    if not rettede:
        return lager.find(spoerg, k.lov, dag(k), afviste)
    gamle, nye = sde.rettede_andele(k.gen, rettede)
    return lager.find_rettet(spoerg, k.lov, dag(k), gamle, nye, afviste)


def _afviste(k: Kontekst) -> list[int]:
    """The postings whose proposed persons have been refused: the rules presume nothing of them."""
    if not any(r.type == HENFOERELSE_AFVIST for r in k.rettelser):
        return []
    fundne = (henfoerelse.find(k.gen).poster, fejlperson.find(k.gen).poster)
    return sorted({nr for p in fundne for nr in henfoerelse.afgjorte_numre(k, p)})


def maerke(k: Kontekst) -> tuple[Hashable, ...]:
    """What candidates depend on, as a key: also the day, the rhythm of Udflytning and the claims that were raised."""
    rejste = frozenset(k.rejste().items())
    return *sde.fundmaerke(k), k.gen.bygget, dag(k), k.udflytning_rytme, rejste


def sagsmaerke(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> tuple[Hashable, ...]:
    """What somebody's view of candidates, cases and claims depends on, as a key: everything that has happened in the
    case store, the user's scope, and the day that is looked on."""
    hvem = (omfang(bruger), k.smaacelle_min)
    return lager.maerke, lager.sidste_haendelse(), hvem, i_dag, flyttescreening.maerke(k), *maerke(k)


def mellemkommunale(k: Kontekst, aar: int | None = None) -> list[Fundet]:
    """The candidates between municipalities, by id."""
    noegle = ("mellem", aar, *maerke(k))
    return list(_fundne_husket.hent(noegle, lambda: _efter_id(_fundne(k, aar))))


def ventede(k: Kontekst) -> list[Fundet]:
    """The bills of the latest months that we are to send and nobody has got yet; they are no candidates."""
    noegle = ("ventede", None, *maerke(k))
    return list(
        _fundne_husket.hent(
            noegle,
            lambda: _efter_id(
                [Fundet(kandidat_id(k, x), x) for x in beregn.ventede(krav(k), dag(k), k.regelvalg)]
            ),
        )
    )


def _efter_id(fundne: list[Fundet]) -> tuple[Fundet, ...]:
    return tuple(sorted(_med_overlap(fundne), key=lambda f: f.id))


def paa_dag(k: Kontekst, i_dag: date) -> dict[str, Kandidat]:
    """Every candidate by id as it stands on a day; one of registration is as it is. Never changed."""
    return _paa_dag_husket.hent(
        (i_dag, *maerke(k)),
        lambda: {f.id: beregn.paa_dag(f.kandidat, i_dag) if f.kandidat.krav else f.kandidat for f in alle(k)},
    )


def _fundne(k: Kontekst, aar: int | None) -> list[Fundet]:
    """What the rules find; a claim that was raised in writing on a case saves the months that were in time that day."""
    rejste, i_dag = k.rejste(), dag(k)
    ud = [Fundet(kandidat_id(k, x), x) for x in beregn.kandidater(krav(k), i_dag, aar, k.regelvalg)]
    return [_reddet(f, rejste[f.id], i_dag) if f.id in rejste else f for f in ud]


def _reddet(f: Fundet, rejst: date, i_dag: date) -> Fundet:
    """laesninger.md 2, of claims raised here; those of other systems come with `tilsagn`."""
    krav_ = [replace(y, reddet=True) if y.frist is None or rejst <= y.frist else y for y in f.kandidat.krav]
    return replace(f, kandidat=beregn.paa_dag(f.kandidat, i_dag, krav_))


def alle(k: Kontekst, aar: int | None = None) -> list[Fundet]:
    """Every candidate, by id: between municipalities and of registration."""
    return list(_fundne_husket.hent(("alle", aar, *maerke(k)), lambda: _efter_id(_alle_fundne(k, aar))))


def _alle_fundne(k: Kontekst, aar: int | None) -> list[Fundet]:
    egne = [f for f in registrering(k) if aar is None or f.kandidat.fra.year <= aar <= f.kandidat.til.year]
    return [*_fundne(k, aar), *egne]


def registrering(k: Kontekst) -> list[Fundet]:
    """CPR-01…04: what Udflytning presumes, and the decline of the population."""
    liste = udflytning.beregn(k).fund
    rk = liste.to_dict("records")
    tekster = {r["sag_id"]: (udflytning.begrund(r), tuple(udflytning.modbevis(r))) for r in rk}
    ud = [Fundet(str(r["sag_id"]), x) for r, x in zip(rk, cpr.kandidater(rk, tekster), strict=True)]
    tilbage = _tilbagegang(k)
    if tilbage and regelvalg.viser(k.regelvalg.om(tilbage.regel), None, tilbage.begrundelse.sikkerhed):
        ud.append(Fundet(k.lav_id(tilbage.regel, str(k.gen.kommune)), tilbage))
    return ud


def _tilbagegang(k: Kontekst) -> Kandidat | None:
    c = befolkning.kriterium(k)
    if c is None or c.opfylder is False:
        return None
    enheder = f"Kriteriet er {dansk.tal(c.vaerdi, 1)} enheder i {c.aar}."
    return cpr.tilbagegang(c.aar, c.nedgang, f"{befolkning.kriterietekst(c)} {enheder}")


def kandidat_id(k: Kontekst, x: Kandidat) -> str:
    """The rule and 16 hex digits over person and counterpart (and that we owe it): the same from build to build."""
    vej = "" if x.retning == TIL_GODE else f"|{x.retning}"
    return k.lav_id(x.regel, f"{x.noegle}|{x.modpart}{vej}")


def _med_overlap(fundne: list[Fundet]) -> list[Fundet]:
    pr_person: dict[str, list[Fundet]] = defaultdict(list)
    for f in fundne:
        pr_person[f.kandidat.noegle].append(f)
    return [
        Fundet(
            f.id,
            f.kandidat,
            tuple(
                sorted(
                    g.id
                    for g in pr_person[f.kandidat.noegle]
                    if f.kandidat.noegle
                    and g.id != f.id
                    and g.kandidat.fra <= f.kandidat.til
                    and f.kandidat.fra <= g.kandidat.til
                )
            ),
        )
        for f in fundne
    ]


def udtraek(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per candidate, as contracts.md section 3, sorted by id."""
    fundne = alle(k, aar)
    numre = lagersde.cpr_numre(k.gen, sorted({f.kandidat.noegle for f in fundne if f.kandidat.noegle}))
    tilstande = k.tilstande()
    raekker = [_raekke(f, numre, tilstande) for f in fundne]
    yield pd.DataFrame(raekker, columns=[*KOLONNER, "person_noegle"], dtype=object)


def _raekke(f: Fundet, numre: Mapping[str, str], tilstande: Mapping[str, str]) -> dict[str, Any]:
    x = f.kandidat
    return {
        "kandidat_id": f.id,
        "regel": x.regel,
        "retning": x.retning,
        "cpr": numre.get(x.noegle, ""),
        "modpart_kommunekode": x.modpart,
        "fra": x.fra,
        "til": x.til,
        "potentiale": x.potentiale_oere,
        "bortfaldet": None if x.bortfaldet_ukendt or not x.krav else x.bortfaldet_oere,
        "frist": x.frist,
        "prioritet": x.prioritet,
        "begrundelse": f"{x.begrundelse.tekst} ({x.begrundelse.hjemmel})",
        "modbevis": " ".join(x.begrundelse.modbevis),
        "sikkerhed": f"{x.begrundelse.sikkerhed:.2f}",
        "overlapper": ",".join(f.overlapper),
        "status": tilstande.get(f.id, NY),
        "person_noegle": x.noegle or None,
    }
