"""The tables of law and order as shipped, for tests that build no warehouse."""

from __future__ import annotations

import csv
from datetime import date

from tests.repo import ROD


def _laes(navn: str) -> list[dict[str, str]]:
    with (ROD / "assets" / "tabeller" / f"{navn}.csv").open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil, delimiter=";"))


def _dag(tekst: str) -> date | None:
    return date.fromisoformat(tekst) if tekst else None


VIRKNINGER = [
    (r["type"], _dag(r["fra"]), _dag(r["til"]), r["medvirken"], r["regel"], r["hjemmel"])
    for r in _laes("institutionsvirkning")
]
ORDEN = {r["regel"]: int(r["orden"]) for r in _laes("kandidatorden")}
