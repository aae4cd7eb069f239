"""The words of Datakvalitet: tables, rules, checks, reasons and figures as people call them.

Everything here is proved complete by tests: a new contract, audit or reason without words is a red test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TABELNAVNE = {
    "adresse": "Adresser",
    "beskaeftigelse": "Beskæftigelse",
    "budget": "Budget",
    "civilstand": "Civilstand",
    "danskproeve": "Danskprøver",
    "ejendom": "Ejendomme",
    "elev": "Elever",
    "folketal": "Folketal",
    "haendelse": "Hændelser",
    "hjemtaget": "Hjemtaget refusion",
    "indkomst": "Indkomster",
    "indsats": "Indsatser",
    "institution": "Institutioner",
    "kommunalt_forhold": "Kommunale forhold",
    "kommunetal": "Kommunetal",
    "opholdstilladelse": "Opholdstilladelser",
    "opmaerksomhedsadresse": "Opmærksomhedsadresser",
    "pension": "Pensioner",
    "person": "Personer",
    "postering": "Posteringer",
    "program": "Integrationsprogrammer",
    "relation": "Forældre og børn",
    "statsbidrag": "Statsbidrag",
    "tilsagn": "Tilsagn fra andre kommuner",
    "uddannelse": "Uddannelser",
    "virksomhed": "Virksomheder",
    "ydelsesrefusion": "Ydelsesrefusion",
}

FIGURER = {
    "befolkning": "Befolkning",
    "dyreste_familier": "De dyreste familier",
    "flyttemoenster": "Flyttemønster",
    "fraflyttere": "Fraflyttere",
    "kandidater": "Indtægtsoptimering",
    "moms": "Moms",
    "noegletal": "Ledelsesinformation",
    "prognose": "Prognose",
    "prognose_sag": "Prognose",
    "sde": "Særligt dyre enkeltsager",
    "sde_grundlag": "Særligt dyre enkeltsager",
    "sde_maaned": "Særligt dyre enkeltsager",
    "tilflyttere": "Tilflyttere",
    "udflytning": "Udflytning",
    "udlaendinge": "Udlændinge",
}

REGELNAVNE = {
    "aar": "Ugyldigt årstal",
    "antal_felter": "Forkert antal felter",
    "beloeb": "Ugyldigt beløb",
    "cpr": "Ugyldigt CPR-nummer",
    "cpr_status": "Ugyldig CPR-status",
    "dato": "Ugyldig dato",
    "decimal": "Ugyldigt decimaltal",
    "heltal": "Ugyldigt helt tal",
    "ja_nej": "Hverken 1 eller 0",
    "kommunekode": "Ugyldig kommunekode",
    "konto": "Ugyldig kontostreng",
    "koordinat": "Ugyldig koordinat",
    "maaned": "Ugyldig måned",
    "noegle_konflikt": "Samme nøgle, forskelligt indhold",
    "paakraevet": "Feltet mangler",
    "periode_omvendt": "Perioden slutter, før den begynder",
    "periode_uden_slut": "Perioden har ingen slutdato",
}

ARTER = {"fuld": "fuld leverance", "aendring": "ændringsleverance", "pr_person": "leverance pr. person"}


@dataclass(frozen=True)
class Kontroltekst:
    """What a check says of the data, and what to do when it warns."""

    titel: str
    goer: str


_KONTROLLER = {
    "andele_summer": Kontroltekst(
        "Hver posterings måneder summer til posteringen", "Byg igen, og giv besked, hvis det fortsætter."
    ),
    "flytning_optalt": Kontroltekst(
        "Hver flytning er talt med én gang", "Byg igen, og giv besked, hvis det fortsætter."
    ),
    "fagomraade_stemmer": Kontroltekst(
        "Fagområderne er tilsammen regnskabet og budgettet",
        "Byg igen, og giv besked, hvis det fortsætter.",
    ),
    "familie_een_ad_gangen": Kontroltekst(
        "En person er i én familie ad gangen", "Byg igen, og giv besked, hvis det fortsætter."
    ),
    "familier_stemmer": Kontroltekst(
        "Familierne og det, der er udeladt, er tilsammen regnskabets posteringer på personer",
        "Byg igen, og giv besked, hvis det fortsætter.",
    ),
    "konto_uden_fagomraade": Kontroltekst(
        "Hver konto hører til et fagområde",
        "Tilføj kontoens funktion i assets/tabeller/fagomraade.csv. Indtil da står den på linjen 'Uden fagområde'.",
    ),
    "husstand_antagelse": Kontroltekst(
        "Forældremyndigheden er kendt for børn med udgifter",
        "Kontrollér forældremyndigheden i CPR. Indtil da antages forældrene på barnets adresse at have den.",
    ),
    "person_ukendt": Kontroltekst(
        "Personerne på posteringerne findes i CPR-leverancen",
        "Bed om en CPR-leverance, hvor personerne er med, eller ret CPR-nummeret på posteringerne.",
    ),
    "regnskab_stemmer": Kontroltekst(
        "Medregnet og udeladt er tilsammen regnskabet", "Byg igen, og giv besked, hvis det fortsætter."
    ),
    "udgift_uden_cpr": Kontroltekst(
        "Sociale udgifter er bogført på en person",
        "Sæt CPR-nummer på i økonomisystemet, hvor udgiften er en enkelt persons. Uden indgår den ikke i en sag.",
    ),
}
_ARTER_AF_KONTROL = {
    "ikke_null": Kontroltekst(
        "Nødvendige felter er udfyldt", "Se leverancens karantæne, ret kilden, og byg igen."
    ),
    "kolonnetype": Kontroltekst("Beløb er hele øre", "Byg igen, og giv besked, hvis det fortsætter."),
    "saet": Kontroltekst("Koderne er kendte", "Se ukendte koder under leverancen, og ret kilden."),
    "unik": Kontroltekst("Ingen række står to gange", "Se leverancens dubletter, ret kilden, og byg igen."),
}
_ANDEN_KONTROL = Kontroltekst("Kontrol af datagrundlaget", "Se beskeden, ret kilden, og byg igen.")


def kontroltekst(navn: str, art: str) -> Kontroltekst:
    """The words of one line of meta.kontrol."""
    return _KONTROLLER.get(navn) or _ARTER_AF_KONTROL.get(art, _ANDEN_KONTROL)


def har_kontroltekst(navn: str) -> bool:
    """Whether an audit of that name has words of its own."""
    return navn in _KONTROLLER


AARSAGER = {
    "medregnet": "Medregnet i særligt dyre enkeltsager (før alder)",
    "uden_for_ordningen": "Uden for ordningen: ingen person og ingen social funktion",
    "central_refusion": "Den centrale refusion selv",
    "administration": "Administration (hovedkonto 6)",
    "statsrefusion_uden_for_ordningen": "Statsrefusion på andre funktioner",
    "dranst": "Anlæg, renter, balance og finansiering (dranst 3-8)",
    "objektiv_finansiering": "Objektiv finansiering",
    "fuld_refusion": "Staten betaler det hele (100 pct. refusion for flygtninge)",
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
# Names short enough to stand beside a bar.
_KORTE_AARSAGER = {
    "medregnet": "Medregnet",
    "uden_for_ordningen": "Uden for ordningen",
    "central_refusion": "Central refusion",
    "administration": "Administration",
    "statsrefusion_uden_for_ordningen": "Anden statsrefusion",
    "dranst": "Anlæg og finansiering",
    "konto_taeller_ikke": "Konto tæller ikke",
    "uden_lov": "Uden lov",
    "ikke_efter_loven": "Anden lov",
    "luk_bestemmelse_taeller_ikke": "LUK tæller ikke",
    "aeldrelov_foer_ikrafttraeden": "Ældreloven for tidligt",
    "uden_cpr": "Uden CPR",
    "ukendt_person": "Ukendt person",
}
# What a person can do about it; the others are left out by law and need nothing.
KRAEVER_HANDLING = {
    "konto_taeller_ikke": "Angiv lov og § på posteringen, hvis udgiften er efter serviceloven eller barnets lov.",
    "uden_lov": "Angiv lov og § på posteringen, eller flyt den til den rigtige funktion.",
    "ukendt_lov": "Ret loven på posteringen til en kode, der kendes.",
    "uden_cpr": "Sæt CPR-nummer på posteringen, hvis udgiften er en enkelt persons.",
    "ukendt_person": "Bed om en CPR-leverance med personen, eller ret CPR-nummeret på posteringen.",
}


def aarsag(kode: str) -> str:
    """The reason in full; an unknown code as it stands."""
    return AARSAGER.get(kode, kode)


def kort_aarsag(kode: str) -> str:
    """The reason in a few words, for a chart."""
    return _KORTE_AARSAGER.get(kode, aarsag(kode))


def figurtitler(figurer: Iterable[str]) -> list[str]:
    """The titles of the pages behind the names of extracts, each once, in the order given."""
    return list(dict.fromkeys(FIGURER.get(navn, navn) for navn in figurer))
