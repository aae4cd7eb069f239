"""Two years of a town where everything can be reckoned by hand: one adult at 100.000 kr. a month, one at nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.lager_hjaelp import Tabeller, adresse, person, postering

ANNA, BO = "6105800001", "6206810002"
NU = datetime(2023, 1, 10, 9, tzinfo=UTC)
SLUT = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def by(kommune: str = "0860") -> Tabeller:
    """The data speak of 2022-12-31, so the forecast is of 2022 (all known) and 2023."""
    indsats = {"indsats_id": "I1", "cpr": ANNA, "lov": "SEL", "paragraf": "107", "startdato": "2021-01-01"}
    return {
        "person": [
            person(ANNA, "1980-05-01", navn="Anna Opdigtet"),
            person(BO, "1981-06-02", navn="Bo Opdigtet"),
        ],
        "adresse": [
            adresse(ANNA, "2", kommunekode=kommune),
            adresse(BO, "4", kommunekode=kommune),
        ],
        "indsats": [
            indsats
            | {"takst": "100000.00", "enhed": "maaned", "status": "bevilget", "fagomraade": "voksne"}
            | {"slutdato": "", "ydelse": "Botilbud", "registreret_dato": "2020-12-01"}
        ],
        "postering": [
            postering(ANNA, "100000.00", f"{aar}-{md:02d}-01", f"{aar}-{md:02d}-{dag}")
            for aar in (2021, 2022)
            for md, dag in SLUT.items()
        ],
    }
