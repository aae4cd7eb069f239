"""The parts of the page Periodisering beside the months themselves: expenses on nobody or on the wrong person, and
bills that have not come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from engine.adgang import Bruger, Handling, maa
from engine.resultater.sde import Kontekst
from pages.komponenter import data, fejlpersonvalg, henfoerelsesvalg, maanedsvalg, manglendevalg

UDEN_PERSON, ANDEN_PERSON, MANGLER = "uden_person", "anden_person", "mangler"
DELE = {
    "perioder": "Perioder",
    UDEN_PERSON: "Udgifter uden person",
    ANDEN_PERSON: "På en anden person",
    MANGLER: "Måneder uden regning",
}
MED_SPOR = (UDEN_PERSON, ANDEN_PERSON)


def vis(
    bruger: Bruger, k: Kontekst, valg: Mapping[str, Any], omraade: str | None, plads: DeltaGenerator
) -> bool:
    """Show the chosen part with its sentence in `plads`; False for the months, which are the page's own."""
    spor, ser_personer = valg.get("spor", "forslag"), maa(bruger, Handling.SE_PERSON)[0]
    if valg["del"] == UDEN_PERSON:
        u = data.henfoeroversigt(k, bruger, valg["aar"], omraade, spor)
        plads.markdown(u.saetning)
        henfoerelsesvalg.oversigt(bruger, k, u, spor, ser_personer)
        return True
    if valg["del"] == ANDEN_PERSON:
        f = data.fejlpersonoversigt(k, bruger, valg["aar"], omraade, spor)
        plads.markdown(f.saetning)
        fejlpersonvalg.oversigt(bruger, k, f, spor, ser_personer)
        return True
    if valg["del"] == MANGLER:
        m = data.manglendeoversigt(k, bruger, valg["aar"], omraade)
        plads.markdown(m.saetning)
        if manglendevalg.oversigt(bruger, m, ser_personer):
            maanedsvalg.vis(bruger, k, data.tekstmaaneder(k, bruger, valg["aar"], omraade), manglendevalg.KOE)
        return True
    return False
