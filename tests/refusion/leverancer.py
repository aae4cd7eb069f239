"""Small deliveries for tests: read from a folder, or written from rows."""

from __future__ import annotations

import csv
from pathlib import Path


def laes_mappe(mappe: Path) -> dict[str, list[dict[str, str]]]:
    return {fil.stem: laes_csv(fil) for fil in sorted(mappe.glob("*.csv"))}


def laes_csv(fil: Path) -> list[dict[str, str]]:
    with fil.open(encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f, delimiter=";"))


def skriv_mappe(mappe: Path, tabeller: dict[str, list[dict[str, str]]], toml: str = "") -> Path:
    mappe.mkdir(parents=True, exist_ok=True)
    for tabel, raekker in tabeller.items():
        if not raekker:
            continue
        kolonner = list(dict.fromkeys(k for r in raekker for k in r))
        with (mappe / f"{tabel}.csv").open("w", encoding="utf-8", newline="") as f:
            skriver = csv.DictWriter(f, kolonner, delimiter=";", restval="")
            skriver.writeheader()
            skriver.writerows(raekker)
    if toml:
        (mappe / "leverance.toml").write_text(toml, encoding="utf-8")
    return mappe
