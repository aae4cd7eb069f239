"""A small town whose economy and activity are worked out by hand: what the tests of Ledelsesinformation share.

2024 has 366 days. On SEL § 107 (function 5.38.52) five persons have 366 + 366 + 184 + 100 + 31 = 1.047 days: the second
has two overlapping measures and counts once a day. 1.047/366 = 2,86 helårspersoner; the forbrug is 2.094.000,00, so one
helårsperson costs 2.094.000 × 366/1.047 = 732.000,00. One child in a foster family is a small cell.

No posting states a period, so each stands in its document's month. The limits of 2024 are 75.833,33, 149.166,67 and
187.500,00 a month: what is above the third gives 37.500,00 + 75 %. So 1.000.000 gives 646.875,00, 800.000 gives
496.875,00, three times 100.000 give 6.041,67 each, and the child's 400.000,01 gives 196.875,01. In 2023 (73.333,33,
144.166,67, 181.666,67) 900.000 gives 575.208,33. Claimed is 646.900,00 for the first in 2024: 25,00 too much.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.lager_hjaelp import Tabeller, adresse, person, postering

TOML = 'dato = "2024-12-31"\n'
VOKSNE = [f"61058{n:05d}" for n in range(1, 12)]
BARN = "6504120005"
_nr: Iterator[int] = iter(range(1, 1_000_000))


def konto(funktion: str, dranst: str = "1", gruppering: str = "001", art: str = "40") -> str:
    """The 16 digits of an account: konto('5.38.52')."""
    return f"{funktion.replace('.', '')}{dranst}10000{gruppering}{art}"


def bogfoert(konto_: str, beloeb: str, dato: str, cpr: str = "", **flere: str) -> dict[str, str]:
    grund = {"regnskabsaar": dato[:4], "bogfoeringsdato": dato, "bilagsdato": dato, "konto": konto_}
    return postering(cpr, beloeb, **(grund | {"lov": "", "paragraf": ""} | flere))


def indsats(cpr: str, paragraf: str, fra: str, til: str = "", **flere: str) -> dict[str, str]:
    grund = {"indsats_id": f"I{next(_nr):06d}", "cpr": cpr, "lov": "SEL", "paragraf": paragraf}
    grund |= {"startdato": fra, "slutdato": til, "takst": "1000.00", "enhed": "dag", "status": "bevilget"}
    return grund | {"fagomraade": "voksne", "organisation": "Voksenafdelingen"} | flere


def budget(aar: str, konto_: str, oprindeligt: str, tillaeg: str = "0.00") -> dict[str, str]:
    return {"regnskabsaar": aar, "konto": konto_, "oprindeligt": oprindeligt, "tillaeg": tillaeg}


K107, K104, K22 = konto("5.38.52"), konto("5.38.59"), konto("5.28.22", art="51")
REFUSION = konto("5.38.52", "2", "002", "86")


def by() -> Tabeller:
    """Two years of ledger, a budget for 2024, and the activity above."""
    return {
        "person": [
            *(person(cpr, "1980-05-01", navn=f"Voksen Prøve {cpr[-2:]}") for cpr in VOKSNE),
            person(BARN, "2012-04-05", navn="Bo Børneprøve"),
        ],
        "adresse": [adresse(cpr, cpr[-2:]) for cpr in VOKSNE],
        "institution": [
            {
                "institution_id": "plej-1",
                "navn": "Plejefamilien Prøve",
                "type": "plejefamilie",
                "driftsform": "privat",
                "kommunekode": "0860",
                "vejkode": "0999",
                "husnr": "1",
            }
        ],
        "indsats": [
            indsats(VOKSNE[0], "107", "2023-07-01", "2025-06-30"),
            indsats(VOKSNE[1], "107", "2024-01-01", "2024-08-31"),
            indsats(VOKSNE[1], "107", "2024-06-01", "2024-12-31"),
            indsats(VOKSNE[2], "107", "2024-07-01"),
            indsats(VOKSNE[3], "107", "2024-02-01", "2024-05-10"),
            indsats(VOKSNE[4], "107", "2023-12-01", "2024-01-31"),
            indsats(VOKSNE[5], "107", "2024-01-01", "2024-12-31", status="afslag"),
            *(indsats(cpr, "104", "2024-01-01", "2024-12-31") for cpr in VOKSNE[:6]),
            indsats(VOKSNE[6], "112", "2024-03-01", "2024-03-01", enhed="stk"),
            indsats(
                BARN,
                "66",
                "2024-01-01",
                "2024-12-31",
                institution_id="plej-1",
                fagomraade="boern",
                organisation="Familieafdelingen",
            ),
        ],
        "postering": [
            bogfoert(K107, "1000000.00", "2024-03-31", VOKSNE[0], organisation="Voksenafdelingen"),
            bogfoert(K107, "800000.00", "2024-09-30", VOKSNE[1]),
            *(bogfoert(K107, "100000.00", "2024-10-31", cpr) for cpr in VOKSNE[2:5]),
            # booked in the supplementary period: December of the year it belongs to
            bogfoert(K107, "0.55", "2025-02-10", VOKSNE[0], regnskabsaar="2024"),
            bogfoert(REFUSION, "-6000.55", "2024-11-30", VOKSNE[2]),
            bogfoert(K104, "60000.00", "2024-06-30"),
            bogfoert(K22, "400000.01", "2024-12-31", BARN),
            bogfoert(K107, "900000.00", "2023-05-31", VOKSNE[0]),
            bogfoert(konto("6.45.51", art="11"), "5000000.00", "2024-01-31"),
            bogfoert(konto("3.22.01", "3"), "250000.00", "2024-04-30"),
            bogfoert(konto("5.99.01"), "123.45", "2024-04-30"),
            bogfoert(konto("7.68.90", "7", art="85"), "-9000000.00", "2024-01-31"),
        ],
        "hjemtaget": [
            {
                "ordning": "sde",
                "regnskabsaar": "2024",
                "loebenr": "1",
                "cpr": VOKSNE[0],
                "beloeb": "646900.00",
            },
            {"ordning": "moms", "regnskabsaar": "2024", "loebenr": "1", "beloeb": "1234.56"},
        ],
        "budget": [
            budget("2024", K107, "2000000.00", "50000.00"),
            budget("2024", K104, "70000.00"),
            budget("2024", K22, "300000.00"),
            budget("2024", konto("6.45.51", art="11"), "4900000.00"),
        ],
    }
