"""Data quality as shown: what came in, what was set aside, which checks are not green, and that the ledger ties."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.laes import Generation

AARSAGER = {
    "medregnet": "Medregnet i særligt dyre enkeltsager (før alder)",
    "uden_for_ordningen": "Uden for ordningen: ingen person og ingen social funktion",
    "central_refusion": "Den centrale refusion selv",
    "administration": "Administration (hovedkonto 6)",
    "statsrefusion_uden_for_ordningen": "Statsrefusion på andre funktioner",
    "dranst": "Anlæg, renter, balance og finansiering (dranst 3-8)",
    "objektiv_finansiering": "Objektiv finansiering",
    "konto_taeller_ikke": "Kontoen tæller ikke uden lov og § på posteringen",
    "uden_lov": "Person, men hverken lov eller social funktion",
    "ukendt_lov": "Ukendt lov",
    "ikke_efter_loven": "Hjælp efter en anden lov",
    "luk_bestemmelse_taeller_ikke": "LUK-bestemmelsen tæller ikke med",
    "luk_foer_2019": "LUK før 2019",
    "aeldrelov_foer_ikrafttraeden": "Ældreloven før ikrafttræden",
    "uden_cpr": "Social udgift uden CPR",
    "ukendt_person": "Personen findes ikke i CPR-leverancen",
}


@dataclass(frozen=True)
class Datakvalitet:
    """tabeller: one dict per delivery and table; kontroller: one per check; afstemning: the ledger by reason."""

    generation: str
    data_dato: date | None
    demo: bool
    tabeller: list[dict[str, Any]]
    kontroller: list[dict[str, Any]]
    afstemning: list[dict[str, Any]]
    regnskab: list[dict[str, Any]]


def hent(ind: Indstillinger, gen: Generation | None = None) -> Datakvalitet:
    """The state of the generation in use. Errors: IntetLager."""
    gen = gen or laes.aktuel(ind)
    kontrakter = alle_kontrakter()
    tabeller = laes.leverance_tabeller(gen).to_pylist()
    for t in tabeller:
        kontrakt = kontrakter.get(t["tabel"])
        t["figurer"] = list(kontrakt.figurer) if kontrakt else []
        t["regler"] = _json(t.get("regler"))
        t["ukendte_koder"] = _json(t.get("ukendte_koder"))
    afstemning = laes.forespoerg(
        gen,
        "SELECT * FROM marts.afstemning ORDER BY regnskabsaar, medregnet DESC, abs(beloeb_oere) DESC, aarsag",
    ).to_pylist()
    regnskab = laes.forespoerg(
        gen,
        "SELECT regnskabsaar, sum(beloeb_oere)::BIGINT AS beloeb_oere, count(*) AS antal FROM core.postering "
        "GROUP BY regnskabsaar ORDER BY regnskabsaar",
    ).to_pylist()
    return Datakvalitet(
        gen.navn, gen.data_dato, gen.demo, tabeller, laes.kontrol(gen).to_pylist(), afstemning, regnskab
    )


def _json(tekst: Any) -> dict[str, Any]:
    return json.loads(tekst) if isinstance(tekst, str) and tekst else {}
