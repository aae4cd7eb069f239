"""A source of as many cases as a test wants, with figures that follow from the number of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from engine.lager.laes import Generation
from engine.potentiale.regelvalg import UDEN_VALG
from engine.resultater.sagskilder import Fakta, Henvisning, Sagskilde, Tal, faktahash

I_DAG = date(2026, 1, 15)
OMRAADER = ("boern", "voksne", "aeldre")


def sag_id(nr: int) -> str:
    return f"REF-01-{nr:016x}"


def kilde(
    antal: int,
    *,
    art: str = "mellemkommunal",
    beloeb: Mapping[int, int] | None = None,
    uden: Sequence[int] = (),
) -> Sagskilde:
    """Case nr: (nr % 1000) × 1.000 kr. unless `beloeb` says else; field of work, sign and deadline by turns."""
    numre = [n for n in range(1, antal + 1) if n not in set(uden)]

    def oere(nr: int) -> int:
        return (beloeb or {}).get(nr, (nr % 1000) * 100_000)

    def fund(_k: Any, i_dag: date) -> pd.DataFrame:
        frister = [i_dag + timedelta(days=n % 400) if n % 3 else None for n in numre]
        return pd.DataFrame(
            {
                "sag_id": [sag_id(n) for n in numre],
                "regel": "REF-01",
                "retning": ["skyldig" if n % 7 == 0 else "til_gode" for n in numre],
                "fagomraade": [OMRAADER[n % 3] for n in numre],
                "aar": [2020 + n % 6 for n in numre],
                "betegnelse": [f"Person {n}" for n in numre],
                "modpart": [f"Kommune {n % 98}" for n in numre],
                "forventet_oere": [oere(n) for n in numre],
                "sandsynlighed": [0.5 if n % 2 else 1.0 for n in numre],
                "frist": frister,
                "frist_hvad": ["bortfald" if f else "" for f in frister],
                "tabes_dato": frister,
                "tabes_oere": [oere(n) // 10 if f else 0 for n, f in zip(numre, frister, strict=True)],
                "tabes_snart_oere": [
                    oere(n) // 10 if f and (f - i_dag).days <= 90 else 0
                    for n, f in zip(numre, frister, strict=True)
                ],
                "tabt_oere": 0,
                "personer": [(f"{n % 5000:016x}",) for n in numre],
                "fakta_hash": [faktahash(n, oere(n)) for n in numre],
            }
        )

    def fakta(_k: Any, ids: Sequence[str]) -> dict[str, Fakta]:
        return {
            s: Fakta(
                (Tal("Potentiale", "kroner", oere(int(s[-16:], 16))),),
                {f"2025-01 opus {s}": oere(int(s[-16:], 16))},
            )
            for s in ids
        }

    return Sagskilde(
        navn=f"proeve_{art}",
        art=art,
        regler={"REF-01": "Institution i kommunen"},
        fund=fund,
        fakta=fakta,
        begrund=lambda r: f"Fundet på {r['modpart']}",
        modbevis=lambda r: ["Borgeren flyttede selv"],
        organisationer=lambda k, r: {s: frozenset({f"org{int(s[-16:], 16) % 4}"}) for s in r["sag_id"]},
        henvis=lambda s: Henvisning("saerligt_dyre", "Se", {"sag": s}),
    )


def k(nr: int = 1, rettelse_nr: int = 0) -> Any:
    """A context without a warehouse: enough for sources that ask none."""
    gen = Generation(
        nr,
        f"g{nr:06d}",
        Path(f"g{nr:06d}.duckdb"),
        datetime(2026, 1, 1, tzinfo=UTC),
        "0",
        "0",
        "0998",
        True,
        None,
    )
    lov = SimpleNamespace(version="lov1")
    return SimpleNamespace(
        gen=gen,
        rettelser=(),
        rettelse_nr=rettelse_nr,
        lov=lov,
        husstandssummering=True,
        screening=None,
        regelvalg=UDEN_VALG,
    )
