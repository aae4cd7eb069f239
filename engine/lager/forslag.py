"""Schema fund: whose an expense may be, found when the warehouse is built and read by pages as it stands.

The proposals depend on nothing but the generation. What persons decide is laid on top, and no table here is changed by
it. Two kinds (FUND): expenses on nobody, and expenses on the wrong person. Each has its postings in fund.<kind> and its
proposals in fund.<kind>_forslag, the most certain of a posting first. Persons stand by key, and no text stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from engine.fejl import ForaeldetLager
from engine.lager import fejlpersonfund, henfoerelsesfund
from engine.lager.laes import Arbejdsbord, Generation, arbejdsbord, forespoerg
from engine.lager.port import Forbindelse
from engine.refusion.henfoerelse import Forslag

if TYPE_CHECKING:
    import pandas as pd

UDEN_PERSON, FORKERT_PERSON = "uden_person", "forkert_person"
LAESER = (
    *(
        "core.posteringsandel",
        "core.indsats",
        "core.institution",
        "core.kontering",
        "core.person",
        "core.titel",
    ),
    *("staging.postering", "staging.postering_periode", "staging.relation"),
)
"""The models that are asked; every other can be built while they are."""
_KRAEVER = {*LAESER, "raw.virksomhed", "raw.cpr"}

_FAELLES = [
    ("postering_nr", pa.int64()),
    ("kilde", pa.string()),
    ("regnskabsaar", pa.int64()),
    ("bilagsnr", pa.string()),
    ("linjenr", pa.int64()),
    ("cvr", pa.string()),
    ("funktion", pa.string()),
    ("art", pa.string()),
    ("beloeb_oere", pa.int64()),
    ("bogfoeringsdato", pa.date32()),
    ("fra", pa.date32()),
    ("til", pa.date32()),
    ("periode_kilde", pa.string()),
    ("periode_sikkerhed", pa.float64()),
    ("person_noegle", pa.string()),
    ("fagomraade", pa.string()),
]
_UDEN_PERSON = [
    ("antal_i_tekst", pa.int64()),
    ("ingens", pa.bool_()),
    ("har_maal", pa.bool_()),
    ("skabelon", pa.string()),
]
_FORKERT_PERSON = [
    ("lov", pa.string()),
    ("paragraf", pa.string()),
    ("ydelse", pa.string()),
    ("egen_indsats", pa.bool_()),
    ("skal_til_foraelder", pa.bool_()),
]
_FORSLAG = pa.schema(
    [
        ("postering_nr", pa.int64()),
        ("nr", pa.int64()),
        ("personer", pa.list_(pa.string())),
        ("oere", pa.list_(pa.int64())),
        ("regel", pa.string()),
        ("niveau", pa.int64()),
        ("sikkerhed", pa.float64()),
        ("grunde", pa.list_(pa.string())),
        ("modbevis", pa.list_(pa.string())),
        ("fra", pa.date32()),
        ("til", pa.date32()),
    ]
)

SpoergRaekker = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
"""Runs one SELECT with named parameters: on the build's file, or on a generation."""
Find = Callable[[Arbejdsbord], "tuple[pd.DataFrame, dict[int, tuple[Forslag, ...]]]"]
FUND: dict[str, tuple[pa.Schema, Find]] = {
    UDEN_PERSON: (pa.schema([*_FAELLES, *_UDEN_PERSON]), henfoerelsesfund.find),
    FORKERT_PERSON: (pa.schema([*_FAELLES, *_FORKERT_PERSON]), fejlpersonfund.find),
}


@dataclass(frozen=True)
class Fundet:
    """poster: the postings looked at, by number. forslag: posting → its proposals, the most certain first."""

    poster: pd.DataFrame
    forslag: dict[int, tuple[Forslag, ...]]


def byg_forslag(con: Forbindelse) -> None:
    """Create and fill the tables of every kind in a warehouse whose models are built."""
    con.execute("CREATE SCHEMA fund")
    if not _tabeller(con) >= _KRAEVER:
        for navn, (skema, _) in FUND.items():
            _gem(con, navn, skema.empty_table(), _FORSLAG.empty_table())
        return
    with _daekket_bord(con) as bord:
        for navn, (skema, find) in FUND.items():
            _gem(con, navn, *_tabellerne(*find(bord), skema))


@contextmanager
def _daekket_bord(kilde: Forbindelse | Generation) -> Iterator[Arbejdsbord]:
    """With what the questions of every kind share: the period of each posting, which is a view."""
    with arbejdsbord(kilde) as bord:
        felter = "postering_nr, fra, til, periode_kilde, sikkerhed"
        bord.laeg("_periode", f"SELECT {felter} FROM staging.postering_periode")
        yield bord


def laes(gen: Generation, navn: str) -> Fundet:
    """The proposals of a kind. A warehouse from before they were kept is asked anew, which takes its time."""
    try:
        poster = forespoerg(gen, f"SELECT * FROM fund.{navn} ORDER BY postering_nr")
        forslag = forespoerg(gen, f"SELECT * FROM fund.{navn}_forslag ORDER BY postering_nr, nr")
    except ForaeldetLager:
        skema, find = FUND[navn]
        with _daekket_bord(gen) as bord:
            poster, forslag = _tabellerne(*find(bord), skema)
    ud: dict[int, list[Forslag]] = {}
    for r in forslag.to_pylist():
        ud.setdefault(int(r["postering_nr"]), []).append(_forslag(r))
    return Fundet(poster.to_pandas(), {nr: tuple(alle) for nr, alle in ud.items()})


def foerste(spoerg: SpoergRaekker, mindst: float, uden: Sequence[int] = ()) -> list[dict[str, Any]]:
    """The first proposal of each posting of every kind with at least so much certainty: postering_nr, personer, oere
    (of each), fra, til (where the proposal rests on another period than the posting's), by posting.

    A posting that stands on one person and speaks of several is an expense on nobody; it is taken once. uden: postings
    that are passed over. A warehouse from before the proposals were kept has none.
    """
    ud: dict[int, dict[str, Any]] = {}
    for navn in FUND:
        sql = f"""
            SELECT postering_nr, personer, oere, fra, til FROM fund.{navn}_forslag
            WHERE nr = 0 AND sikkerhed >= $mindst AND postering_nr NOT IN (SELECT unnest($uden))
        """
        try:
            raekker = spoerg(sql, {"mindst": mindst, "uden": list(uden) or [-1]})
        except ForaeldetLager:
            return []
        for r in raekker:
            ud.setdefault(int(r["postering_nr"]), r)
    return [ud[nr] for nr in sorted(ud)]


def _tabeller(con: Forbindelse) -> set[str]:
    """What there is; a build without the ledger or the measures has nothing to propose."""
    raekker = con.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables"
    ).fetchall()
    return {navn for (navn,) in raekker}


def _gem(con: Forbindelse, navn: str, poster: pa.Table, forslag: pa.Table) -> None:
    for tabelnavn, tabel in ((navn, poster), (f"{navn}_forslag", forslag)):
        con.register("_fundet", tabel)
        con.execute(f"CREATE TABLE fund.{tabelnavn} AS SELECT * FROM _fundet")
        con.unregister("_fundet")


def _tabellerne(
    poster: pd.DataFrame, forslag: Mapping[int, Sequence[Forslag]], skema: pa.Schema
) -> tuple[pa.Table, pa.Table]:
    raekker = [
        {
            "postering_nr": nr,
            "nr": plads,
            "personer": [person for person, _ in f.dele],
            "oere": [oere for _, oere in f.dele],
            **{n: getattr(f, n) for n in ("regel", "niveau", "sikkerhed", "fra", "til")},
            "grunde": list(f.grunde),
            "modbevis": list(f.modbevis),
        }
        for nr, fundne in sorted(forslag.items())
        for plads, f in enumerate(fundne)
    ]
    i_orden = poster.sort_values("postering_nr", kind="stable")
    return pa.Table.from_pandas(i_orden, skema, preserve_index=False), pa.Table.from_pylist(raekker, _FORSLAG)


def _forslag(r: Mapping[str, Any]) -> Forslag:
    return Forslag(
        tuple(zip(r["personer"], r["oere"], strict=True)),
        r["regel"],
        r["niveau"],
        tuple(r["grunde"]),
        tuple(r["modbevis"]),
        r["fra"],
        r["til"],
        r["sikkerhed"],
    )
