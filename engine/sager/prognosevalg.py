"""What a line of `ret` puts into the forecast: a scenario's inputs, and an event that is expected of a person. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.prognose.graenser import (
    ARTER,
    KOMMENDE,
    MED_BELOEB,
    NYE_SOM_SET,
    PR_NOEGLE,
    PROCENTER,
    SANDSYNLIGHED_PCT,
)

_PERSON = re.compile(r"[0-9a-f]{16}", re.ASCII)


Tjek = Any  # the collector of a line's errors in engine.sager.model, which reads this module


def laes_scenarie(tjek: Tjek, raa: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A scenario by its name: what is changed, and whether it is locked. The newest event is the whole of it."""
    noegle = laes_scenarienoegle(tjek, raa.get("noegle"))
    nyt = tjek.felter("nyt", raa.get("nyt"), (*PROCENTER, *PR_NOEGLE, KOMMENDE, NYE_SOM_SET, "laast"))
    ud: dict[str, Any] = {n: _tal(tjek, n, nyt[n], *g) for n, g in PROCENTER.items() if n in nyt}
    for navn, (mindst, hoejst) in PR_NOEGLE.items():
        if navn in nyt:
            dele = nyt[navn] if isinstance(nyt[navn], dict) else {}
            if not isinstance(nyt[navn], dict):
                tjek.fejl.append(f"'{navn}' skal være et objekt")
            ud[navn] = {str(k): _tal(tjek, f"{navn} for {k}", v, mindst, hoejst) for k, v in dele.items()}
    if any(not re.fullmatch(r"\d{4}", a, re.ASCII) for a in ud.get("satsregulering_pct", {})):
        tjek.fejl.append("'satsregulering_pct' skal have årstal som nøgler")
    for navn in (KOMMENDE, NYE_SOM_SET, "laast"):
        if navn in nyt:
            ud[navn] = tjek.heltal(navn, nyt[navn], 0, 1)
    return noegle, ud


def laes_scenarienoegle(tjek: Tjek, raa: Any) -> dict[str, Any]:
    noegle = tjek.felter("noegle", raa, ("scenarie",))
    return {"scenarie": tjek.tekst("scenarie", noegle.get("scenarie"), 80)}


def laes_haendelse(tjek: Tjek, raa: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """An expected event, by scenario, person (key, not CPR number), kind and measure; the newest event is in force."""
    noegle = laes_haendelsesnoegle(tjek, raa.get("noegle"))
    art = noegle["art"]
    nyt = tjek.felter("nyt", raa.get("nyt"), ("dato", "sandsynlighed_pct", "beloeb_oere"))
    dag = tjek.dato("dato", nyt.get("dato"))
    ud: dict[str, Any] = {
        "dato": dag and dag.isoformat(),
        "sandsynlighed_pct": tjek.heltal(
            "sandsynlighed_pct", nyt.get("sandsynlighed_pct"), *SANDSYNLIGHED_PCT
        ),
    }
    if art in MED_BELOEB:
        ud["beloeb_oere"] = tjek.heltal("beloeb_oere", nyt.get("beloeb_oere"), 0, 10**11)
    elif "beloeb_oere" in nyt:
        tjek.fejl.append(f"'beloeb_oere' hører til {' og '.join(MED_BELOEB)}")
    return noegle, ud


def laes_haendelsesnoegle(tjek: Tjek, raa: Any) -> dict[str, Any]:
    noegle = tjek.felter("noegle", raa, ("scenarie", "person", "art", "ydelse"))
    art, person, ydelse = noegle.get("art"), noegle.get("person"), noegle.get("ydelse", "")
    if art not in ARTER:
        tjek.fejl.append(f"'art' skal være en af {', '.join(ARTER)}")
    if not isinstance(person, str) or not _PERSON.fullmatch(person):
        tjek.fejl.append("'person' skal være personens nøgle med 16 tegn, ikke et CPR-nummer")
    return {
        "scenarie": tjek.tekst("scenarie", noegle.get("scenarie"), 80),
        "person": person,
        "art": art,
        "ydelse": tjek.tekst("ydelse", ydelse, 200) if ydelse else "",
    }


def _tal(tjek: Tjek, navn: str, vaerdi: Any, mindst: float, hoejst: float) -> float:
    if isinstance(vaerdi, bool) or not isinstance(vaerdi, int | float) or not mindst <= vaerdi <= hoejst:
        tjek.fejl.append(f"'{navn}' skal være et tal fra {mindst} til {hoejst}")
        return 0.0
    return float(vaerdi)


def beskriv(type_: str, nyt: Mapping[str, Any]) -> str:
    """What the event sets, in Danish."""
    if type_ == "scenarie":
        return "scenariet låst" if nyt.get("laast") else "scenariets forudsætninger ændret"
    return f"ventet {nyt.get('dato')} med {nyt.get('sandsynlighed_pct')} pct. sandsynlighed"
