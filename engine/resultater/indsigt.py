"""A citizen's report of who-looked-when without the who: found by CPR number, which is kept nowhere."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import adgang, dansk, hemmeligheder
from engine.adgang import Bruger, Handling
from engine.fejl import AdgangNaegtet, HjemtagFejl, IntetLager, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.sde import numre_som_samme_person
from engine.rapporter.form import Kolonne, Tabel
from engine.rapporter.pdf import dokument
from engine.resultater import kontekst
from engine.sager import logopslag

KOLONNER = ("tidspunkt", "hvad", "formaal")


def noegler(ind: Indstillinger, cpr: str) -> list[str]:
    """Every key that the person with a CPR number has, or has had, in the log.

    A person who is no longer in the data may have been looked at before: the key follows from the number
    itself. A number that has been replaced, or has replaced another, has been looked at under both.
    Errors: RettelseAfvist for a text that is no number.
    """
    cifre = re.sub(r"[\s-]", "", cpr)
    if not re.fullmatch(r"[0-9]{10}", cifre, re.ASCII):
        raise RettelseAfvist("CPR-nummeret skal have ti cifre. Ret det, og prøv igen.")
    try:
        numre = {cifre, *numre_som_samme_person(laes.aktuel(ind), cifre)}
    except IntetLager:
        numre = {cifre}
    hemmelighed = hemmeligheder.hent(ind, "person")
    return sorted(hemmeligheder.noegle16(hemmelighed, nummer) for nummer in numre)


def noegler_som(ind: Indstillinger, bruger: Bruger, cpr: str) -> list[str]:
    """As noegler, for a user who may see the log. Errors: AdgangNaegtet too."""
    ja, grund = adgang.maa(bruger, Handling.SE_LOG)
    if not ja:
        raise AdgangNaegtet(grund)
    return noegler(ind, cpr)


def oversigt(ind: Indstillinger, hvem: str, cpr: str, nu: datetime) -> list[dict[str, Any]]:
    """The report for the command line, which is logged. hvem: who asks, as the log names it."""
    return logopslag.indsigt(kontekst.sagslager(ind.database_url), hvem, noegler(ind, cpr), nu)


def fil(raekker: Sequence[dict[str, Any]]) -> bytes:
    """The report as CSV with semicolons, UTF-8 with a mark for spreadsheets; times as in Denmark."""
    ud = io.StringIO()
    skriver = csv.writer(ud, delimiter=";", lineterminator="\n")
    skriver.writerow(KOLONNER)
    skriver.writerows((dansk.tidspunkt(r["tid"]), r["hvad"], r["formaal"]) for r in raekker)
    return ud.getvalue().encode("utf-8-sig")


def pdf(raekker: Sequence[dict[str, Any]], nu: datetime) -> bytes:
    """The report as a document that can be sent to the citizen; it names neither citizen nor employee."""
    titel = "Hvornår og hvorfor der er set på dine oplysninger"
    d = dokument(titel, lavet=nu)
    d.titel(titel, f"Lavet {dansk.tidspunkt(nu)}")
    d.afsnit(
        "Kommunen skriver ned, hver gang en medarbejder ser på oplysninger om en borger i Hjemtag, og hvad formålet "
        f"er. {dansk.antal(len(raekker), 'linje', 'linjer')} handler om dig. Den sidste er denne oversigt."
    )
    kolonner = (Kolonne("tid", "Tidspunkt", "tid"), Kolonne("hvad", "Hvad"), Kolonne("formaal", "Formål"))
    d.tabel(
        Tabel(
            "opslag", "Opslag", kolonner, [r | {"formaal": r["formaal"] or "ikke angivet"} for r in raekker]
        )
    )
    return d.bytes()


def gem(raekker: Sequence[dict[str, Any]], sti: Path, nu: datetime) -> None:
    """Write the report as .csv or .pdf, for its owner only. Errors: HjemtagFejl for another ending or folder."""
    former = {".csv": lambda: fil(raekker), ".pdf": lambda: pdf(raekker, nu)}
    if sti.suffix.lower() not in former or not sti.parent.is_dir():
        raise HjemtagFejl(
            f"{sti} skal ligge i en mappe, der findes, og ende på .csv eller .pdf. Intet er skrevet."
        )
    indhold = former[sti.suffix.lower()]()
    sti.touch(mode=0o600)
    sti.write_bytes(indhold)
