"""Quarantine: the rows that broke their contract, whole, beside the landing they came with.

`HJEM/karantaene/<leverance>/<tabel>.parquet`: raekke_nr, fil, linje, regel, kolonne, besked, raekke (JSON).
One line per broken rule, so a row may stand several times. Only people with person access may see `raekke`.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.indlaesning.kontrakter import Kontrakt
from engine.indstillinger import Indstillinger
from engine.lager.port import Forbindelse, navn, tekst

REGEL_FELTER = "antal_felter"
REGEL_NOEGLE = "noegle_konflikt"
SKEMA = pa.schema(
    [
        ("raekke_nr", pa.int64()),
        ("fil", pa.string()),
        ("linje", pa.int64()),
        ("regel", pa.string()),
        ("kolonne", pa.string()),
        ("besked", pa.string()),
        ("raekke", pa.string()),
    ]
)


def skriv(con: Forbindelse, kontrakt: Kontrakt, skaeve: Path | None, ud: Path) -> int:
    """Write the rows of table `brud` (text from view `t`) and the skewed lines; returns the rows."""
    raekke = ", ".join(f"{navn(k)} := t.{navn(k)}" for k in kontrakt.kolonner)
    kilder = [
        f"""SELECT b.raekke_nr, t.fil, t.linje, b.regel, b.kolonne, b.besked,
                   CAST(to_json(struct_pack({raekke})) AS VARCHAR) AS raekke
            FROM brud AS b JOIN t ON t.raekke_nr = b.raekke_nr"""
    ]
    if skaeve is not None:
        kilder.append(
            f"""SELECT raekke_nr, fil, linje, {tekst(REGEL_FELTER)}, NULL, besked, raekke
                FROM read_parquet({tekst(skaeve)})"""
        )
    alle = " UNION ALL ".join(kilder)
    con.execute(f"COPY ({alle} ORDER BY ALL) TO {tekst(ud)} (FORMAT parquet)")
    fundet = con.execute(f"SELECT count(DISTINCT raekke_nr) FROM read_parquet({tekst(ud)})").fetchone()
    antal = int(fundet[0]) if fundet else 0
    if antal == 0:
        ud.unlink()
    return antal


def laes(ind: Indstillinger, leverance_id: str, tabel: str) -> pa.Table:
    """The quarantined rows of one table of one delivery; empty when there are none."""
    sti = ind.karantaene / leverance_id / f"{tabel}.parquet"
    return pq.read_table(sti).cast(SKEMA) if sti.exists() else SKEMA.empty_table()


_TI_CIFRE = re.compile(r"(?<!\d)(\d{6})-?(\d{4})(?!\d)")


def fjern_numre(ind: Indstillinger, leverance_id: str, tabel: str, numre: set[str]) -> int:
    """Take out the rows that hold one of these CPR numbers; returns how many lines went."""
    sti = ind.karantaene / leverance_id / f"{tabel}.parquet"
    if not numre or not sti.exists():
        return 0
    alle = pq.read_table(sti)
    behold = [not _numre_i(raekke) & numre for raekke in alle["raekke"].to_pylist()]
    antal = behold.count(False)
    if antal:
        kladde = sti.with_name(f".{sti.name}.kladde")
        pq.write_table(alle.filter(pa.array(behold)), kladde)
        os.replace(kladde, sti)
    return antal


def _numre_i(raekke: str | None) -> set[str]:
    return {"".join(hit) for hit in _TI_CIFRE.findall(raekke or "")}


def ryd_forladte(ind: Indstillinger) -> None:
    """Remove what a landing left that was killed before it was whole."""
    if not ind.karantaene.is_dir():
        return
    for mappe in ind.karantaene.iterdir():
        if not (ind.landing / mappe.name).exists():
            shutil.rmtree(mappe)


def udgiv(fra: Path, til: Path) -> None:
    """Move a finished folder to its place in one step."""
    til.parent.mkdir(parents=True, exist_ok=True)
    os.rename(fra, til)
