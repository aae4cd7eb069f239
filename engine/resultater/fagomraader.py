"""The fields of work by name. Which function belongs to which is told by assets/tabeller/fagomraade.csv."""

from __future__ import annotations

NAVNE: dict[str, str] = {
    "boern": "Børn og unge",
    "voksne": "Voksne",
    "aeldre": "Ældre",
    "overfoersel": "Overførselsindkomster",
    "skole": "Skole",
    "dagtilbud": "Dagtilbud",
    "udlaendinge": "Udlændinge",
    "oevrige": "Øvrige",
}
