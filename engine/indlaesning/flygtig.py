"""A delivery read and tried in memory: nothing of it is written anywhere, not even the rows that break a contract.

The twin of landing.py for data that may not be kept. The contracts are the same and so is their SQL; Great Expectations
is left out, because its process is handed a file. Rows that are set aside are counted by rule. No text that leaves here
quotes a row: neither a value, nor an unknown code, nor the name of an unknown column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.fejl import LeveranceAfvist
from engine.indlaesning import proevning
from engine.indlaesning.kontrakter import Kontrakt, alle_kontrakter
from engine.indlaesning.laesere import Kildeoplysning
from engine.indlaesning.leverance import Pakke, find_pakker
from engine.indlaesning.tabelfiler import Raekkefordeler, Tabelmodtager
from engine.indstillinger import Indstillinger
from engine.lager.port import Forbindelse, navn


@dataclass
class Flygtig:
    """What a delivery was, in counts. tabeller: table -> raekker, accepteret, karantaene, dubletter, regler.

    dato: the day it speaks of. andre_tabeller: delivered and not read. ukendte: files and columns nobody knows.
    """

    navn: str
    indhold_hash: str
    dato: date
    demo: bool
    tabeller: dict[str, dict[str, Any]] = field(default_factory=dict)
    andre_tabeller: list[str] = field(default_factory=list)
    ukendte: int = 0

    @property
    def karantaene(self) -> int:
        return sum(tal["karantaene"] for tal in self.tabeller.values())


def raekkenavn(tabel: str) -> str:
    """The relation in which `laes` leaves a table's typed rows."""
    return f"_raekker_{tabel}"


def laes(
    con: Forbindelse,
    ind: Indstillinger,
    sti: Path,
    nu: datetime,
    tabeller: Collection[str],
    melding: Callable[[str], None],
) -> Flygtig:
    """Read one delivery into `con`: of each of `tabeller` that it holds a relation `raekkenavn(tabel)`.

    Errors: LeveranceAfvist when it cannot be read, or is several.
    """
    pakke = _en_pakke(sti)
    modtagere, kilder = _modtag(ind, pakke, tabeller, melding)
    ukendte = len(pakke.ukendte) + sum(len(m.ukendte_kolonner) for m in modtagere.values())
    andre = sorted({*pakke.tabelfiler, *modtagere} - {*tabeller})
    tal, datoer = {}, [k.dato for k in kilder if k.dato and k.dato <= nu.date()]
    for tabel in sorted({*modtagere} & {*tabeller}):
        melding(f"Prøver kontrakten for {tabel}")
        tal[tabel], nyeste = _proev(con, modtagere.pop(tabel), nu.date())
        datoer += [nyeste] if nyeste else []
    dato = pakke.oplysninger.dato or max(datoer, default=nu.date())
    return Flygtig(pakke.sti.name, pakke.indhold_hash(), dato, pakke.oplysninger.demo, tal, andre, ukendte)


def _en_pakke(sti: Path) -> Pakke:
    pakker = find_pakker(sti)
    if len(pakker) > 1:
        raise LeveranceAfvist(
            f"{sti} rummer {len(pakker)} leverancer. Screen dem én ad gangen, den ældste først; intet er gemt."
        )
    if pakker[0].fejl is not None:
        raise pakker[0].fejl
    return pakker[0]


def _modtag(
    ind: Indstillinger, pakke: Pakke, tabeller: Collection[str], melding: Callable[[str], None]
) -> tuple[dict[str, Tabelmodtager], list[Kildeoplysning]]:
    """Only the files of `tabeller` are opened; of a register's extract other tables are passed over."""
    modtagere: dict[str, Tabelmodtager] = {}
    kilder = []

    def modtager(tabel: str) -> Tabelmodtager:
        if tabel not in modtagere:
            modtagere[tabel] = Tabelmodtager(alle_kontrakter()[tabel])
        return modtagere[tabel]

    for tabel in sorted(pakke.tabelfiler.keys() & {*tabeller}):
        for fil in pakke.tabelfiler[tabel]:
            melding(f"Læser {fil.name}")
            modtager(tabel).skriv_fil(fil)
    for laeser, fil in pakke.kildefiler:
        melding(f"Læser {fil.name} ({laeser.NAVN})")
        raekker, oplysning = laeser.laes(fil, ind)
        Raekkefordeler(modtager, fil.name).skriv(r for r in raekker if r[0] in tabeller)
        kilder.append(oplysning)
    return modtagere, kilder


def _proev(con: Forbindelse, modtager: Tabelmodtager, i_dag: date) -> tuple[dict[str, Any], date | None]:
    """Leave the accepted rows in `raekkenavn`; the counts, and the newest day in them."""
    k, ind = modtager.kontrakt, f"_tekst_{modtager.kontrakt.tabel}"
    con.register(ind, modtager.tabel())
    con.execute(f"CREATE OR REPLACE TEMP VIEW t AS SELECT * FROM {navn(ind)}")
    proevning.bedoem(con, k)
    ud = navn(raekkenavn(k.tabel))
    con.execute(f"CREATE TABLE {ud} AS SELECT * FROM typet")
    tal = {
        "raekker": modtager.raekker,
        "accepteret": _antal(con, f"SELECT count(*) FROM {ud}"),
        "karantaene": _antal(con, "SELECT count(DISTINCT raekke_nr) FROM brud") + modtager.antal_skaeve,
        "dubletter": _antal(con, "SELECT count(*) FROM dublet"),
        "kroner": None,
        "regler": proevning.regler(con, modtager.antal_skaeve),
    }
    proevning.kraev_balance(k.tabel, tal)
    for rest in ("VIEW typet", "VIEW god", "VIEW t", "TABLE dublet", "TABLE brud"):
        con.execute(f"DROP {rest}")
    con.unregister(ind)
    return tal, _nyeste(con, k, ud, i_dag)


def _nyeste(con: Forbindelse, k: Kontrakt, ud: str, i_dag: date) -> date | None:
    if k.dato_kolonne is None:
        return None
    felt = navn(k.dato_kolonne)
    nyeste: date | None = con.execute(f"SELECT max({felt}) FROM {ud} WHERE {felt} <= ?", [i_dag]).fetchall()[
        0
    ][0]
    return nyeste


def _antal(con: Forbindelse, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])
