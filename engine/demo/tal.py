"""The small tables the fictional municipality is made from: rates, names, places, the ledger's plan.

Rates are rounded from Statistics Denmark's published tables (moves between municipalities 2024, births,
deaths); nothing is read from outside. Names, roads, institutions and amounts are invented.
"""

from __future__ import annotations

import numpy as np

from engine.demo import kommuner


def ord_i(linje: str) -> list[str]:
    return linje.split()


NEDGANG = 0.005  # fewer of the ordinary citizens a year: Egeborg lies far from the cities
KOMMUNE = "0998"
KOMMUNENAVN = "Egeborg"
POSTNR = "9980"

# Yearly probability of a move to another municipality at ages 0–100 (peak at 21).
_FLYT_ALDRE = [0, 3, 6, 12, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 30, 33, 37, 42, 50, 60, 70, 80, 100]
_FLYT_RATER = [
    0.075, 0.058, 0.036, 0.026, 0.030, 0.040, 0.080, 0.170, 0.270, 0.400, 0.360, 0.280, 0.245, 0.215, 0.160,
    0.105, 0.068, 0.040, 0.027, 0.024, 0.020, 0.014, 0.014, 0.014,
]  # fmt: skip
FLYT_UD = np.interp(np.arange(121), _FLYT_ALDRE, _FLYT_RATER) * 1.05
FLYT_INDEN = np.minimum(FLYT_UD, 0.22) * 1.25
# Yearly probability of death; of a birth for a woman with a partner.
DOED = np.interp(
    np.arange(121),
    [0, 1, 15, 30, 40, 50, 60, 70, 80, 85, 90, 95, 100, 120],
    [0.003, 0.0002, 0.0001, 0.0005, 0.001, 0.0025, 0.007, 0.017, 0.05, 0.09, 0.16, 0.26, 0.40, 1.0],
)
FOEDSEL = np.interp(
    np.arange(121), [0, 17, 20, 24, 28, 31, 34, 38, 42, 46, 47], [0, 0, 0.04, 0.11, 0.18, 0.17, 0.11, 0.05, 0.01, 0, 0]
)  # fmt: skip

# Age of the person a household is named by (five-year groups from 18) and the share that live as couples.
VOKSEN_ALDRE = np.array([18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 97])
VOKSEN_VAEGTE = np.array([2.5, 7.5, 7.5, 6.6, 6.2, 6.2, 6.6, 7.4, 7.4, 6.6, 6.0, 5.5, 5.0, 3.2, 1.7, 0.8])
PAR_ANDEL = np.interp(
    np.arange(121), [18, 20, 25, 30, 40, 60, 75, 85, 95], [0.04, 0.16, 0.42, 0.6, 0.63, 0.62, 0.58, 0.34, 0.1]
)
GIFT_ANDEL = np.interp(
    np.arange(121), [18, 22, 27, 32, 40, 50, 65, 80], [0.02, 0.1, 0.3, 0.5, 0.66, 0.75, 0.86, 0.95]
)
TILFLYTTER_VAEGTE = np.array([4, 22, 17, 11, 7, 5.5, 4.5, 4.5, 4.5, 4, 3, 2.2, 1.6, 1, 0.6, 0.3])

# Where people come from and go to: code -> (weight, postal code), the nearest and largest first.
ANDRE_KOMMUNER = kommuner.traek()
LANDE = ["SE", "NO", "DE", "GB", "ES", "PL", "RO", "TH", "US"]
FLYGTNINGE_LANDE = ["UA", "SY", "ER"]
INDVANDRER_LANDE = ["PL", "RO", "DE", "UA", "SY", "ER", "LT", "PH", "NO", "TR"]

# Every surname ends in a word that says 'invented', so that no screen can be mistaken for real people.
FORNAVNE_K = ord_i(
    "Agnes Alma Anna Astrid Birgit Bodil Camilla Clara Dagny Ditte Ella Emma Esther Freja Gerda Grethe Hanne "
    "Helle Ida Inger Jytte Karen Karla Kirsten Lea Lene Lis Maja Maren Mathilde Mette Nanna Olivia Pia Rikke "
    "Ruth Sara Signe Sofie Tove Ulla Vera Viola Yrsa Zenia"
)
FORNAVNE_M = ord_i(
    "Aksel Albert Anders Anton Arne Asger Bent Birger Bo Christian Dan Ebbe Egon Elias Emil Erik Finn Frode "
    "Gorm Hans Henning Hugo Ib Ivan Jens Jonas Kaj Karl Keld Knud Lars Leif Magnus Malthe Mads Niels Noah Ole "
    "Oscar Per Poul Rune Svend Thor Uffe Viggo Villads"
)
EFTERNAVNE = [
    f"{a} {b}"
    for a in ord_i(
        "Egeskov Bøgedal Lindehøj Askemose Elmelund Birkevang Pilebæk Tjørnholt Hasselgren Rønnekær Havrebjerg "
        "Lyngtoft Kirsebærdal Mosebrink Solkær Vindeby Stenrose Klokkeblom Ravnegab Sivholm"
    )
    for b in ("Prøve", "Opdigt", "Eksempel")
]
VEJE = [
    f"{a}{b}"
    for a in ord_i(
        "Egern Blåklokke Drage Fantasi Guldsmede Humle Kaninøre Løvetands Måneskins Nissehue Opdigt Pindsvine "
        "Regnbue Stjernedrys Troldesko Uglebo Vandrose Æblekind Øresten Åkande"
    )
    for b in ("vej", "stræde", "allé", "vænget")
]

# (id prefix, navn, type, driftsform, own municipality, how many per 20.000 citizens, least number)
INSTITUTIONER = [
    ("Botilbud Lindehøj|Botilbud Egeknolden|Botilbud Sivhuset", "botilbud_108", "kommunal", True, 3, 2),
    ("Overgangsboligen Kompasrosen|Botilbud Springbrættet", "botilbud_107", "kommunal", True, 2, 1),
    ("Botilbud Nordskoven|Botilbud Mosegården|Botilbud Havblik", "botilbud_108", "kommunal", False, 4, 1),
    ("Bostedet Troldhøj|Bostedet Åkanden|Bostedet Vindmøllen", "botilbud_108", "privat", False, 3, 1),
    ("Bostedet Lysningen|Bostedet Bølgen|Bostedet Fyret", "botilbud_107", "privat", False, 3, 1),
    ("Botilbud Kildevæld", "botilbud_108", "regional", False, 1, 1),
    ("Forsorgshjemmet Hvilepladsen", "forsorgshjem_110", "kommunal", False, 1, 1),
    ("Krisecentret Ly", "krisecenter_109", "privat", False, 1, 1),
    ("Plejecenter Æblehaven|Plejecenter Solstrejf|Plejecenter Engblomme", "plejehjem_192", "kommunal", True, 3, 1),
    ("Opholdsstedet Regnbuen|Opholdsstedet Ravnen|Opholdsstedet Pilen", "opholdssted", "privat", False, 4, 1),
    ("Døgninstitutionen Eventyret", "doegninstitution", "kommunal", True, 1, 1),
    ("Døgninstitutionen Mælkebøtten|Døgninstitutionen Karlsvognen", "doegninstitution", "kommunal", False, 2, 1),
    ("Den sikrede institution Borgringen", "sikret_institution", "regional", False, 1, 1),
    ("Plejefamilien Svaneøje|Plejefamilien Honningbi|Plejefamilien Viol", "plejefamilie", "privat", True, 12, 2),
    ("Plejefamilien Nattergal|Plejefamilien Tranebær|Plejefamilien Ahorn", "plejefamilie", "privat", False, 10, 1),
    ("Egeborg Skole|Blåklokkeskolen|Troldeskoskolen", "skole", "kommunal", True, 3, 1),
    ("Børnehuset Humlebien|Børnehuset Nissehuen|Børnehuset Myretuen", "dagtilbud", "kommunal", True, 3, 1),
    ("Specialbørnehaven Kaninøret", "dagtilbud", "kommunal", True, 1, 1),
    ("Forsorgshjemmet Kajpladsen", "forsorgshjem_110", "kommunal", True, 1, 1),
    ("Egeborg Sygehus", "sygehus", "regional", True, 1, 1),
    ("Fængslet Lindeborg", "faengsel", "statslig", True, 1, 1),
    ("Veteranhjemmet Ankeret", "veteranhjem", "privat", True, 1, 1),
    ("Soldaterrekreationen Kysten", "soldaterrekreation", "privat", True, 0.5, 1),
    ("Ældreboligerne Kastanjen", "aeldrebolig_105", "kommunal", True, 1, 1),
    ("Egeborg Friskole|Friskolen Nordlyset", "skole", "privat", True, 2, 1),
    ("Efterskolen Stjerneskuddet|Efterskolen Bølgebryder", "skole", "privat", False, 2, 1),
    ("Heldagsskolen Kompasset", "skole", "kommunal", False, 1, 1),
    ("Nabobyens Skole|Skolen ved Skellet|Grænseskolen", "skole", "kommunal", False, 3, 1),
    ("Børnehuset ved Skellet|Børnehuset Nabobien", "dagtilbud", "kommunal", False, 2, 1),
    ("Sygehuset Kystbyen", "sygehus", "regional", False, 1, 1),
    ("Fængslet Møllebakken", "faengsel", "statslig", False, 1, 1),
]  # fmt: skip

# The spreadsheet the municipality claims by: limits and steps of its own (fiktiv demo numbers; the engine
# looks the law up in engine/lov and never here).
REGNEARK_GRAENSER = {
    2021: (850_000, 1_660_000, 2_090_000), 2022: (860_000, 1_680_000, 2_120_000), 2023: (880_000, 1_730_000, 2_180_000),
    2024: (910_000, 1_790_000, 2_250_000), 2025: (940_000, 1_850_000, 2_330_000), 2026: (980_000, 1_930_000, 2_430_000),
}  # fmt: skip

# The ledger that is not about persons: hovedkonto+funktion, dranst, ejerforhold, gruppering, art,
# kroner per citizen and year, lines per month at 20.000 citizens, kind of text.
LINJER: list[tuple[str, str, str, str, str, float, int, str]] = [
    ("02210", "1", "1", "001", "22", 95, 40, "vare"),
    ("02510", "1", "1", "001", "21", 60, 25, "vare"),
    ("02511", "1", "1", "000", "71", -85, 6, "husleje"),
    ("02519", "1", "1", "000", "71", -40, 4, "husleje"),
    ("02519", "1", "1", "000", "45", 45, 12, "tjeneste"),
    ("33250", "1", "1", "000", "71", -12, 2, "husleje"),
    ("02820", "1", "1", "000", "49", 70, 40, "tjeneste"),
    ("03231", "1", "1", "000", "11", 160, 20, "loen"),
    ("05895", "1", "1", "001", "49", 210, 35, "tjeneste"),
    ("13860", "1", "1", "000", "49", 60, 40, "tjeneste"),
    ("13861", "1", "1", "001", "49", 620, 90, "tjeneste"),
    ("13861", "1", "1", "001", "79", -690, 20, "takst"),
    ("22201", "1", "1", "000", "11", 210, 25, "loen"),
    ("22811", "1", "1", "000", "45", 520, 180, "tjeneste"),
    ("22811", "1", "1", "000", "22", 120, 110, "vare"),
    ("22812", "1", "1", "000", "45", 95, 40, "tjeneste"),
    ("22814", "1", "4", "001", "45", 240, 70, "tjeneste"),
    ("22822", "3", "1", "001", "45", 640, 60, "anlaeg"),
    ("23231", "1", "3", "002", "47", 410, 8, "tjeneste"),
    ("32201", "1", "1", "000", "11", 7_350, 240, "loen"),
    ("32201", "1", "1", "000", "22", 620, 520, "vare"),
    ("32201", "1", "1", "001", "47", 260, 25, "skole"),
    ("32201", "1", "1", "001", "77", -210, 18, "skole"),
    ("32205", "1", "1", "000", "11", 950, 80, "loen"),
    ("32205", "1", "1", "092", "79", -520, 60, "takst"),
    ("32208", "1", "1", "001", "47", 1_050, 30, "skole"),
    ("32208", "1", "1", "000", "11", 880, 40, "loen"),
    ("32210", "1", "2", "001", "47", 820, 15, "skole"),
    ("32212", "1", "2", "001", "47", 230, 8, "skole"),
    ("33250", "1", "1", "000", "11", 390, 40, "loen"),
    ("33250", "1", "1", "000", "22", 120, 130, "vare"),
    ("33563", "1", "1", "002", "49", 330, 60, "tjeneste"),
    ("33870", "1", "1", "000", "59", 140, 40, "tilskud"),
    ("33873", "1", "1", "000", "59", 210, 60, "tilskud"),
    ("32201", "3", "1", "000", "45", 780, 40, "anlaeg"),
    ("46281", "1", "3", "001", "48", 3_900, 12, "sundhed"),
    ("46282", "1", "1", "001", "11", 760, 70, "loen"),
    ("46285", "1", "4", "001", "49", 430, 120, "tjeneste"),
    ("46288", "1", "1", "000", "11", 190, 25, "loen"),
    ("52510", "1", "1", "001", "11", 340, 30, "loen"),
    ("52511", "1", "1", "002", "59", 520, 60, "tilskud"),
    ("52514", "1", "1", "002", "11", 3_650, 150, "loen"),
    ("52514", "1", "1", "002", "22", 280, 320, "vare"),
    ("52514", "1", "1", "092", "79", -860, 90, "takst"),
    ("52519", "1", "2", "002", "59", 310, 15, "tilskud"),
    ("52821", "1", "1", "016", "11", 420, 45, "loen"),
    ("52823", "1", "1", "001", "11", 310, 20, "loen"),
    ("52824", "1", "3", "001", "47", 95, 1, "objektiv"),
    ("52825", "1", "1", "092", "11", 140, 15, "loen"),
    ("53026", "1", "1", "001", "11", 2_350, 180, "loen"),
    ("53027", "1", "1", "011", "11", 4_400, 240, "loen"),
    ("53027", "1", "1", "011", "22", 320, 260, "vare"),
    ("53029", "1", "1", "001", "11", 330, 30, "loen"),
    ("53031", "1", "1", "001", "22", 480, 200, "vare"),
    ("53838", "1", "1", "001", "11", 1_150, 70, "loen"),
    ("53840", "1", "1", "999", "49", 160, 25, "tjeneste"),
    ("53844", "1", "4", "001", "49", 60, 14, "tjeneste"),
    ("53844", "1", "4", "001", "40", 45, 8, "privat"),
    ("53850", "1", "1", "001", "11", 1_350, 90, "loen"),
    ("53850", "1", "1", "001", "22", 150, 130, "vare"),
    ("53852", "1", "1", "001", "11", 620, 50, "loen"),
    ("53858", "1", "1", "002", "11", 260, 25, "loen"),
    ("53859", "1", "1", "002", "11", 470, 35, "loen"),
    ("54660", "1", "1", "001", "49", 120, 20, "tjeneste"),
    ("54660", "2", "1", "001", "86", -55, 1, "statsrefusion"),
    ("54866", "1", "1", "001", "52", 240, 12, "ydelse"),
    ("54866", "2", "1", "001", "86", -2_300, 1, "statsrefusion"),
    ("55771", "1", "1", "001", "52", 190, 10, "ydelse"),
    ("55773", "1", "1", "013", "52", 180, 12, "ydelse"),
    ("55773", "2", "1", "002", "86", -420, 1, "statsrefusion"),
    ("55776", "1", "1", "001", "52", 90, 6, "ydelse"),
    ("55776", "2", "1", "002", "86", -40, 1, "statsrefusion"),
    ("55878", "1", "1", "001", "52", 3_250, 40, "ydelse"),
    ("55880", "1", "1", "001", "52", 2_100, 40, "ydelse"),
    ("56890", "1", "1", "001", "11", 720, 60, "loen"),
    ("56890", "1", "1", "101", "49", 310, 60, "tjeneste"),
    ("64241", "1", "1", "000", "11", 150, 12, "loen"),
    ("64550", "1", "1", "000", "22", 230, 140, "vare"),
    ("64551", "1", "1", "000", "11", 3_100, 170, "loen"),
    ("64551", "1", "1", "000", "22", 310, 260, "vare"),
    ("64552", "1", "1", "000", "49", 720, 130, "tjeneste"),
    ("64553", "1", "1", "000", "11", 610, 40, "loen"),
    ("64555", "1", "1", "000", "11", 240, 20, "loen"),
    ("65270", "1", "1", "000", "51", 520, 12, "loen"),
    ("72205", "4", "1", "000", "74", -25, 1, "rente"),
    ("75570", "4", "1", "000", "83", 85, 2, "rente"),
    ("76280", "7", "1", "010", "86", -13_500, 1, "udligning"),
    ("76587", "7", "1", "002", "84", -120, 2, "moms"),
    ("76890", "7", "1", "001", "85", -48_000, 1, "skat"),
    ("76894", "7", "1", "001", "85", -4_700, 2, "skat"),
    ("82205", "5", "1", "000", "95", 600, 6, "balance"),
    ("85570", "6", "1", "000", "88", 480, 4, "laan"),
]  # fmt: skip

TEKSTER: dict[str, list[str]] = {
    "vare": [
        "Varekøb",
        "Kontorartikler",
        "Rengøringsmidler",
        "Fødevarer uge",
        "Materialer",
        "Faktura inventar",
    ],
    "tjeneste": ["Serviceaftale", "Konsulentydelse", "Vedligeholdelse", "Abonnement", "Kørsel", "Faktura"],
    "loen": ["Løn månedslønnede", "Løn timelønnede", "Pensionsbidrag", "Lønrefusion bogført", "Feriepenge"],
    "husleje": ["Lejeindtægt", "Husleje"],
    "takst": ["Forældrebetaling", "Opkrævning", "Gebyr"],
    "anlaeg": ["Acontobegæring", "Anlægsfaktura", "Rådgiverhonorar"],
    "skole": ["Skolebetaling", "Mellemkommunal skolebetaling", "Bidrag elever"],
    "tilskud": ["Tilskud forening", "Driftstilskud", "Tilskud privat plads"],
    "sundhed": ["KMF somatik", "KMF psykiatri", "KMF sygesikring"],
    "objektiv": ["Objektiv finansiering sikrede institutioner"],
    "statsrefusion": ["Statsrefusion forskud", "Statsrefusion restafregning"],
    "ydelse": ["Kørsel af ydelser", "Bruttoydelse", "Efterregulering ydelser"],
    "rente": ["Renter"],
    "privat": ["Behandling privat leverandør", "Dagbehandling", "Ambulant forløb"],
    "udligning": ["Udligning og statstilskud"],
    "moms": ["Refusion af købsmoms"],
    "skat": ["Indkomstskat forskudsrate", "Grundskyld"],
    "balance": ["Forskydning likvide aktiver"],
    "laan": ["Afdrag på lån"],
}
MAANEDER = ord_i("januar februar marts april maj juni juli august september oktober november december")
