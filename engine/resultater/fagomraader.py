"""The fields of work by name. Which account belongs to which is told by assets/tabeller/fagomraade.csv."""

from __future__ import annotations

FAG, OEVRIGE, UDEN = "fag", "oevrige", "uden"
UDEN_FAGOMRAADE = "uden_fagomraade"

NAVNE: dict[str, str] = {
    "boern": "Børn og unge",
    "voksne": "Voksne",
    "aeldre": "Ældre",
    "overfoersel": "Overførselsindkomster",
    "skole": "Skole",
    "dagtilbud": "Dagtilbud",
    "udlaendinge": "Udlændinge",
    "central_refusion": "Central refusionsordning",
    "sundhed": "Sundhed",
    "kultur": "Kultur og fritid",
    "teknik": "Teknik, miljø og transport",
    "administration": "Administration",
    "anlaeg": "Anlæg",
    "finansiering": "Renter, balance og finansiering",
    UDEN_FAGOMRAADE: "Uden fagområde",
    "oevrige": "Øvrige",
}

# Where the ledger's fields stand: the fields of work first, then the others; an account that no row of the table names
# has a line of its own. 'oevrige' is all but the fields of work, where a page divides no finer.
GRUPPER: dict[str, str] = {
    **dict.fromkeys(("boern", "voksne", "aeldre", "overfoersel", "skole", "dagtilbud", "udlaendinge"), FAG),
    "central_refusion": FAG,
    **dict.fromkeys(("sundhed", "kultur", "teknik", "administration", "anlaeg", "finansiering"), OEVRIGE),
    UDEN_FAGOMRAADE: UDEN,
}
