"""A town of moves worked out by hand. Own municipality 0860 Hjørring, year 2022.

to Hjørring     20 from Aalborg (8 aged 22, 12 aged 32), 13 from Aarhus (6 and 7), 3 from Brønderslev, 2 from Poland
from Hjørring   8 to Aarhus (32), 2 to Sweden (22)
inside          7 (72), of them 5 to the nursing home
and besides     one born, one dead, one from Aarhus to Copenhagen who lived here in 2010, and one move in 2021
"""

from __future__ import annotations

from itertools import count

from tests.lager_hjaelp import Tabeller, adresse, person

IND, UD, INDEN = 38, 10, 7
FOEDTE, DOEDE = 1, 1
_ALDRE = {22: "2000-01-01", 32: "1990-01-01", 72: "1950-01-01"}


def by() -> Tabeller:
    nr = count(8000)
    personer: list[dict[str, str]] = []
    adresser: list[dict[str, str]] = []

    def ny(alder: int, **flere: str) -> str:
        foedt = _ALDRE[alder]
        cpr = f"6101{foedt[2:4]}{next(nr)}"
        personer.append(person(cpr, foedt, **flere))
        return cpr

    def flyt(antal: int, alder: int, fra: str, til: str, dag: str = "2022-03-01", hus: str = "9") -> None:
        """From one municipality to another; the first address since birth, so that nothing else is a move."""
        for _ in range(antal):
            cpr = ny(alder)
            adresser.append(adresse(cpr, "1", _ALDRE[alder], dag, kommunekode=fra))
            adresser.append(adresse(cpr, hus, dag, kommunekode=til))

    flyt(8, 22, "0851", "0860")
    flyt(12, 32, "0851", "0860")
    flyt(6, 22, "0751", "0860")
    flyt(7, 32, "0751", "0860")
    flyt(3, 32, "0810", "0860")
    flyt(8, 32, "0860", "0751")
    flyt(2, 72, "0860", "0860")
    flyt(5, 72, "0860", "0860", hus="100")
    flyt(1, 32, "0851", "0860", "2021-06-01")
    flyt(1, 32, "0860", "0851", "2021-06-01")
    for _ in range(2):
        adresser.append(adresse(ny(32), "3", "2022-05-01", indrejse_landekode="PL"))
    for _ in range(2):
        cpr = ny(22)
        adresser.append(adresse(cpr, "4", "2000-01-01", "2022-07-01"))
        adresser.append(adresse(cpr, "", "2022-07-01", type="udrejst", kommunekode="", landekode="SE"))
    fremmed = ny(32)
    adresser += [
        adresse(fremmed, "5", "1990-01-01", "2010-01-01"),
        adresse(fremmed, "1", "2010-01-01", "2022-02-01", kommunekode="0751"),
        adresse(fremmed, "1", "2022-02-01", kommunekode="0101"),
    ]
    barn = "6104228999"
    personer.append(person(barn, "2022-04-01"))
    adresser.append(adresse(barn, "6", "2022-04-01"))
    doed = ny(72, doedsdato="2022-09-01", cpr_status="90")
    adresser.append(adresse(doed, "7", "1950-01-01"))
    return {"person": personer, "adresse": adresser, "institution": [_plejehjem(), _botilbud()]}


def _plejehjem() -> dict[str, str]:
    grund = {
        "institution_id": "I1",
        "navn": "Plejecenter Prøvehøj",
        "type": "plejehjem_192",
        "driftsform": "kommunal",
    }
    return grund | {"kommunekode": "0860", "vejkode": "0101", "husnr": "100", "lon": "10.0", "lat": "57.4"}


def _botilbud() -> dict[str, str]:
    grund = {
        "institution_id": "I2",
        "navn": "Botilbud <b>Prøve</b>",
        "type": "botilbud_108",
        "driftsform": "privat",
    }
    return grund | {"kommunekode": "0860", "vejkode": "0102", "husnr": "1"}
