"""What a signed-in person does to scenarios: save, copy, lock, add an expected event. Nothing is saved in half.

A saved scenario is one or more events (`engine.resultater.prognose.scenarier`); the newest is the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.prognose.graenser import KOMMENDE, NYE_SOM_SET
from engine.prognose.haendelser import Forudsaetninger, Haendelse
from engine.resultater import prognose, prognoseversion
from engine.resultater.prognose import GRUNDLAG, GemtScenarie, Prognose
from engine.resultater.prognoseversion import Version
from engine.resultater.sde import Kontekst
from engine.sager import model, tabeller
from engine.sager.lager import Sagslager, hent_haendelser
from engine.sager.log import Loglinje, skriv_i


def felter(s: Forudsaetninger, *, laast: bool = False) -> dict[str, Any]:
    """A scenario's inputs as they are stored; its events are events of their own."""
    ud: dict[str, Any] = {
        "pris_pct": s.pris_pct,
        "tilgang_pct": s.tilgang_pct,
        "ophoer_pct": s.ophoer_pct,
        "takst_pct": {n: v for n, v in s.takst_pct.items() if v},
        "satsregulering_pct": {str(a): v for a, v in s.satsregulering_pct.items()},
        KOMMENDE: int(s.kommende),
        NYE_SOM_SET: int(s.nye_som_set),
    }
    return ud | ({"laast": 1} if laast else {})


def gem(lager: Sagslager, bruger: Bruger, s: Forudsaetninger, begrundelse: str, nu: datetime) -> None:
    """Save a scenario's inputs under its name, with the events that are its own and not saved yet.

    Errors: AdgangNaegtet, RettelseAfvist (name or reason is missing, it is locked).
    """
    navn = _navn(s.navn)
    kendte = {
        n for e in prognose.scenarier(lager).items() if e[0] == navn for n in _egne(e[1].forudsaetninger)
    }
    nye = [e for e in _egne(s) if e not in kendte]
    linjer = [_linje(model.SCENARIE, {"scenarie": navn}, felter(s), begrundelse, bruger)]
    _skriv(lager, bruger, [*linjer, *(_haendelse(navn, e, bruger, begrundelse) for e in nye)], nu)


def kopier(
    lager: Sagslager, bruger: Bruger, s: Forudsaetninger, navn: str, begrundelse: str, nu: datetime
) -> None:
    """Save a scenario under another name. Errors: as gem; RettelseAfvist for a name that is taken."""
    navn = _navn(navn)
    _kraev(bruger)
    linjer = [_linje(model.SCENARIE, {"scenarie": navn}, felter(s), begrundelse, bruger)]
    linjer += [_haendelse(navn, e, bruger, begrundelse) for e in _egne(s)]
    with lager.skriv() as con:
        if navn in _scenarier_i(con):
            raise RettelseAfvist(f"Der er allerede et scenarie med navnet '{navn}'. Intet er gemt.")
        _skriv_i(lager, con, bruger, linjer, nu)


def tilfoej(
    lager: Sagslager, bruger: Bruger, navn: str, e: Haendelse, begrundelse: str, nu: datetime
) -> None:
    """Add an expected event to a saved scenario. Errors: as gem."""
    _skriv(lager, bruger, [_haendelse(_navn(navn), e, bruger, begrundelse)], nu)


def laas(
    lager: Sagslager, k: Kontekst, bruger: Bruger, p: Prognose, navn: str, begrundelse: str, nu: datetime
) -> Version:
    """Lock a forecast for the committee, and the scenario it rests on. Errors: AdgangNaegtet, RettelseAfvist."""
    _kraev(bruger)

    def laas_scenarie(con: sa.Connection) -> None:
        """In the commit of the version: a lock that is refused leaves neither."""
        gemt = _scenarier_i(con).get(p.scenarie.navn)
        if gemt is None or gemt.laast:
            return
        if not _samme(gemt.forudsaetninger, p.scenarie):
            raise RettelseAfvist(
                f"Scenariet '{p.scenarie.navn}' er ændret, siden prognosen blev regnet. Se den igen, og lås så. "
                "Intet er gemt."
            )
        nyt = felter(gemt.forudsaetninger, laast=True)
        linje = _linje(model.SCENARIE, {"scenarie": p.scenarie.navn}, nyt, f"Låst med {navn}", bruger)
        _skriv_i(lager, con, bruger, [linje], nu)

    return prognoseversion.laas(lager, k, p, navn, begrundelse, bruger.navn, nu, sammen_med=laas_scenarie)


def _samme(a: Forudsaetninger, b: Forudsaetninger) -> bool:
    """Whether two scenarios have the same inputs and events of their own."""
    return felter(a) == felter(b) and set(_egne(a)) == set(_egne(b))


def _egne(s: Forudsaetninger) -> list[Haendelse]:
    return [e for e in s.haendelser if not e.faelles]


def _haendelse(navn: str, e: Haendelse, bruger: Bruger, begrundelse: str) -> model.Rettelse:
    noegle = {"scenarie": navn, "person": e.person_noegle, "art": e.art, "ydelse": e.ydelse}
    nyt: dict[str, Any] = {"dato": e.dato.isoformat(), "sandsynlighed_pct": e.sandsynlighed_pct}
    if e.beloeb_oere is not None:
        nyt["beloeb_oere"] = e.beloeb_oere
    return _linje(model.PROGNOSEHAENDELSE, noegle, nyt, e.note or begrundelse, bruger)


def _linje(
    type_: str, noegle: dict[str, Any], nyt: dict[str, Any], begrundelse: str, bruger: Bruger
) -> model.Rettelse:
    raa = {"type": type_, "noegle": noegle, "nyt": nyt, "begrundelse": begrundelse, "bruger": bruger.navn}
    return model.valider_rettelse(raa)


def _navn(navn: str) -> str:
    navn = navn.strip()
    if not navn or navn == GRUNDLAG:
        raise RettelseAfvist("Giv scenariet et navn, der ikke er 'grundlag'. Intet er gemt.")
    if model.ligner_cpr(navn):
        raise RettelseAfvist("Der står et CPR-nummer i navnet; skriv det uden. Intet er gemt.")
    return navn


def _kraev(bruger: Bruger) -> None:
    ja, grund = maa(bruger, Handling.STYR_SCENARIER)
    if not ja:
        raise AdgangNaegtet(grund)


def _skriv(lager: Sagslager, bruger: Bruger, linjer: Sequence[model.Rettelse], nu: datetime) -> None:
    _kraev(bruger)
    with lager.skriv() as con:
        _skriv_i(lager, con, bruger, linjer, nu)


def _skriv_i(
    lager: Sagslager, con: sa.Connection, bruger: Bruger, linjer: Sequence[model.Rettelse], nu: datetime
) -> None:
    """The lines with their lines in the log, inside an open lager.skriv(), against what is in force there."""
    prognose.kontroller_mod(_scenarier_i(con), linjer)
    for r in linjer:
        nr = lager.skriv_rettelse_i(con, r, nu, "app")
        skriv_i(con, Loglinje(bruger.navn, r.type, f"haendelse {nr}", r.noegle.get("person"), "Prognose"), nu)


def _scenarier_i(con: sa.Connection) -> dict[str, GemtScenarie]:
    return prognose.scenarier_af(hent_haendelser(con, tabeller.haendelse.c.type.in_(prognose.SCENARIETYPER)))


def ny_haendelse(
    person: str, art: str, dato: date, sandsynlighed_pct: int, beloeb_oere: int | None, ydelse: str, note: str
) -> Haendelse:
    """An event for a scenario, as a page has it from its form."""
    return Haendelse(person, art, dato, sandsynlighed_pct, beloeb_oere, ydelse, note)
