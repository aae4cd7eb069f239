"""Small deliveries for tests: a table is columns and rows, a delivery a folder of them."""

from __future__ import annotations

from pathlib import Path

KONTO = "5385211000000147"
PERSON = "cpr;navn;foedselsdato;koen;cpr_status;statusdato;gaeldende_cpr;aegtefaelle_cpr"
ADRESSE = "cpr;type;kommunekode;vejkode;husnr;tilflytningsdato;fraflytningsdato;loebenr"
POSTERING = (
    "kilde;regnskabsaar;bilagsnr;linjenr;bogfoeringsdato;konto;beloeb;tekst;cpr;periode_fra;periode_til"
)

ANNA, BO, CAJ, DORA = "6101800001", "6102800002", "6103800003", "6104800004"


def person(cpr: str, navn: str = "Navn", gaeldende: str = "", aegtefaelle: str = "") -> str:
    return f"{cpr};{navn};1980-01-01;K;{'60' if gaeldende else '01'};1980-01-01;{gaeldende};{aegtefaelle}"


def adresse(cpr: str, fra: str = "2020-01-01", til: str = "", loebenr: str = "", vej: str = "0001") -> str:
    return f"{cpr};bopael;0998;{vej};1;{fra};{til};{loebenr}"


def postering(
    bilag: str, beloeb: str = "100.00", cpr: str = "", dato: str = "2022-03-15", **felter: str
) -> str:
    aar, tekst, fra, til = (felter.get(navn, "") for navn in ("aar", "tekst", "fra", "til"))
    return f"opus;{aar or '2022'};{bilag};1;{dato};{KONTO};{beloeb};{tekst};{cpr};{fra};{til}"


HOVEDER = {"person": PERSON, "adresse": ADRESSE, "postering": POSTERING}


def lever(mappe: Path, toml: str = "", **tabeller: list[str]) -> Path:
    """Write a delivery folder. Keys are file names without .csv; the table's heading is put in front."""
    mappe.mkdir(parents=True, exist_ok=True)
    for navn, raekker in tabeller.items():
        hoved = HOVEDER[navn.split("_")[0]]
        (mappe / f"{navn}.csv").write_text("\n".join([hoved, *raekker]) + "\n", encoding="utf-8")
    if toml:
        (mappe / "leverance.toml").write_text(toml, encoding="utf-8")
    return mappe
