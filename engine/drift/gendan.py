"""Restoring the case store from a backup: whole, or as if nothing had been done.

Everything happens in one transaction of the database: the tables go, the schema is made at the revision of the
backup, the rows come in, the schema is brought up to date, and the log's chain is followed to its end. What
fails takes everything back. Either kind of database can be restored from either kind. What the mover screening
had kept follows when the store is restored.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.drift import ankerfil, sikkerhedskopi
from engine.drift.sikkerhedskopi import Kopi, KopiFejl
from engine.fejl import IndstillingsFejl
from engine.indstillinger import Indstillinger
from engine.sager import anker, tabeller
from engine.sager.lager import Sagslager, opgrader, revision_i
from engine.sager.log import skriv_log
from engine.sager.logkaede import Kaedebrud, gennemgaa

_BUNDT = 1_000
_RETTER_TEKST = "Intet er ændret."


@dataclass
class Gendannelse:
    """What was restored. foer: the backup of what stood there before, if anything did."""

    kopi: Kopi
    raekker: int
    log_linjer: int
    foer: Path | None = None
    hemmeligheder: tuple[str, ...] = ()
    bemaerkninger: list[str] = field(default_factory=list)


def gendan(
    ind: Indstillinger,
    lager: Sagslager,
    fil: Path,
    nu: datetime,
    bruger: str,
    *,
    overskriv: bool = False,
    kodeord: str | None = None,
) -> Gendannelse:
    """Restore a backup into the store.

    overskriv: also when there is something in it; that is backed up first. kodeord: restore the secrets too.
    Errors: KopiFejl, with the store as it was.
    """
    kopi = sikkerhedskopi.efterproev(fil)
    hemmelige = sikkerhedskopi.laes_hemmeligheder(kopi, kodeord) if kodeord is not None else {}
    _kontroller_hemmeligheder(ind, hemmelige, overskriv)
    foer = _gem_det_der_er(ind, lager, nu, overskriv)
    try:
        with lager.skriv() as con, zipfile.ZipFile(fil) as arkiv:
            fund = sikkerhedskopi.screening(arkiv, kopi.manifest)
            linjer = _i_een_transaktion(con, arkiv, kopi)
    except (ValueError, sa.exc.SQLAlchemyError) as fejl:
        raise KopiFejl(
            f"{fil.name} kunne ikke gendannes ({type(fejl).__name__}). {_RETTER_TEKST} Prøv en anden sikkerhedskopi."
        ) from fejl
    for navn, indhold in hemmelige.items():
        _skriv_fil(ind.hemmeligheder / navn, indhold)
    if fund:
        _skriv_fil(ind.screening, fund)
    elif fund is not None:
        ind.screening.unlink(missing_ok=True)  # there were none when the backup was made
    svar = Gendannelse(kopi, kopi.raekker, linjer, foer, tuple(sorted(hemmelige)))
    svar.bemaerkninger += _andre_hemmeligheder(ind, kopi)
    _skriv_spor(ind, lager, svar, nu, bruger)
    return svar


# --- before -----------------------------------------------------------------------------------------------


def _kontroller_hemmeligheder(ind: Indstillinger, hemmelige: Mapping[str, bytes], overskriv: bool) -> None:
    andre = [n for n, v in hemmelige.items() if (ind.hemmeligheder / n).exists() and _laes(ind, n) != v]
    if andre and not overskriv:
        raise KopiFejl(
            f"Hemmelighederne {', '.join(sorted(andre))} findes i {ind.hemmeligheder} og er ikke de samme som i "
            f"sikkerhedskopien. {_RETTER_TEKST} Skriv --overskriv, hvis kopiens skal gælde."
        )


def _laes(ind: Indstillinger, navn: str) -> bytes:
    return (ind.hemmeligheder / navn).read_bytes()


def _gem_det_der_er(ind: Indstillinger, lager: Sagslager, nu: datetime, overskriv: bool) -> Path | None:
    """Refuse a store that is in use, unless told otherwise; then keep what stands there."""
    if er_tomt(lager):
        return None
    if not overskriv:
        raise KopiFejl(
            f"Sagslageret {lager.url.render_as_string(hide_password=True)} er ikke tomt. {_RETTER_TEKST} Skriv "
            "--overskriv, hvis det skal erstattes; det nuværende gemmes så først som sikkerhedskopi."
        )
    lager.migrer()
    navn = f"foer-gendan-{nu.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"
    return sikkerhedskopi.lav(ind, lager, nu, ind.sikkerhedskopier / navn).fil


def er_tomt(lager: Sagslager) -> bool:
    """Whether no table holds anything; a store without a schema is empty."""
    with lager.laes() as con:
        findes = set(sa.inspect(con).get_table_names()) & set(tabeller.metadata.tables)
        return not any(con.scalar(sa.text(f'SELECT 1 FROM "{navn}" LIMIT 1')) for navn in sorted(findes))


# --- the transaction --------------------------------------------------------------------------------------


def _i_een_transaktion(con: sa.Connection, arkiv: zipfile.ZipFile, kopi: Kopi) -> int:
    """Returns the number of lines in the restored log."""
    manifest = kopi.manifest
    _ryd(con, [t["navn"] for t in manifest["tabeller"]])
    _lav_skema(con, manifest)
    skema = sa.MetaData()
    skema.reflect(bind=con)
    for tabel in manifest["tabeller"]:
        if tabel["navn"] not in skema.tables:
            raise ValueError(f"tabellen {tabel['navn']} findes ikke i skemaet {manifest['revision']}")
        _indsaet(con, skema.tables[tabel["navn"]], sikkerhedskopi.raekker(arkiv, tabel))
    if con.dialect.name == "postgresql":
        _stil_numre(con, skema)
    opgrader(con, revision_i(con))
    return _efterproev_log(con, manifest)


def _ryd(con: sa.Connection, navne: list[str]) -> None:
    """Take away our own tables with their triggers, and nothing else that may lie in the same schema."""
    vores = {*navne, *tabeller.metadata.tables, "alembic_version"}
    skema = sa.MetaData()
    skema.reflect(bind=con, only=lambda navn, _: navn in vores)
    if con.dialect.name == "postgresql":
        for tabel in skema.sorted_tables:
            con.execute(sa.text(f'DROP TABLE "{tabel.name}" CASCADE'))
        for navn in con.scalars(sa.text(_VORES_FUNKTIONER)).all():
            con.execute(sa.text(f'DROP FUNCTION "{navn}"()'))
        return
    con.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    for tabel in reversed(skema.sorted_tables):
        con.execute(sa.text(f'DROP TABLE "{tabel.name}"'))


# The guards of the append-only tables; what belongs to an extension or to somebody else stays.
_VORES_FUNKTIONER = """
SELECT p.proname FROM pg_proc AS p
WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype = 'trigger'::regtype
    AND p.proname LIKE '%\\_kun\\_tilfoejes'
    AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def _lav_skema(con: sa.Connection, manifest: Mapping[str, Any]) -> None:
    from alembic.util import CommandError

    try:
        opgrader(con, None, til=manifest["revision"])
    except (IndstillingsFejl, CommandError) as fejl:
        raise KopiFejl(
            f"Sikkerhedskopien har skemaet '{manifest['revision']}' fra version {manifest['version']}, som denne "
            f"version ikke kender. {_RETTER_TEKST} Brug den version af Hjemtag eller en nyere."
        ) from fejl


def _indsaet(con: sa.Connection, tabel: sa.Table, raekkerne: Iterator[dict[str, Any]]) -> None:
    tider = [k.name for k in tabel.columns if isinstance(k.type, sa.DateTime)]
    while bundt := list(islice(raekkerne, _BUNDT)):
        if con.dialect.name == "sqlite":  # it keeps moments in UTC without a zone
            for raekke in bundt:
                raekke |= {n: raekke[n].replace(tzinfo=None) for n in tider if raekke.get(n) is not None}
        con.execute(sa.insert(tabel), bundt)


def _stil_numre(con: sa.Connection, skema: sa.MetaData) -> None:
    """Let each counter go on after the highest number that came in."""
    for tabel in skema.tables.values():
        for kolonne in tabel.primary_key.columns:
            taeller = con.scalar(
                sa.text("SELECT pg_get_serial_sequence(:tabel, :kolonne)"),
                {"tabel": f'"{tabel.name}"', "kolonne": kolonne.name},
            )
            if taeller:
                hoejest = sa.select(sa.func.coalesce(sa.func.max(kolonne), 0))
                con.execute(
                    sa.text("SELECT setval(:taeller, :naeste, false)"),
                    {"taeller": taeller, "naeste": (con.scalar(hoejest) or 0) + 1},
                )


def _efterproev_log(con: sa.Connection, manifest: Mapping[str, Any]) -> int:
    linjer, sidste = 0, ""
    try:
        for raekke in gennemgaa(con):
            linjer, sidste = raekke["nr"], raekke["hash"]
    except Kaedebrud as brud:
        raise KopiFejl(
            f"Loggen i sikkerhedskopien er brudt ved linje {brud.nr}: {brud}. {_RETTER_TEKST}"
        ) from brud
    if (linjer, sidste) != (manifest["log"]["nr"], manifest["log"]["hash"]):
        raise KopiFejl(f"Loggen i sikkerhedskopien slutter ikke, hvor manifestet siger. {_RETTER_TEKST}")
    return linjer


# --- after ------------------------------------------------------------------------------------------------


def _skriv_fil(sti: Path, indhold: bytes) -> None:
    sti.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kladde = sti.with_name(f".{sti.name}.gendan")
    kladde.touch(mode=0o600)
    kladde.write_bytes(indhold)
    kladde.replace(sti)


def _andre_hemmeligheder(ind: Indstillinger, kopi: Kopi) -> list[str]:
    """Restored data under other secrets: persons and cases would get other keys, and nobody would see why."""
    her = sikkerhedskopi.aftryk(ind)
    andre = sorted(n for n, v in kopi.manifest["aftryk"].items() if her.get(n, v) != v or n not in her)
    if not andre:
        return []
    return [
        f"Hemmelighederne {', '.join(andre)} er ikke dem, kopien er lavet med. Læg dem i {ind.hemmeligheder}, eller "
        "gendan med --hemmeligheder; ellers passer personer, sager og ankre ikke til det, der er gendannet."
    ]


def _skriv_spor(ind: Indstillinger, lager: Sagslager, svar: Gendannelse, nu: datetime, bruger: str) -> None:
    """The anchor that explains the lines that are gone, and the log's own line."""
    ankre_ok = not ankerfil.hent(ind).fejl
    if ankre_ok:
        ankerfil.saet(ind, lager, nu, anker.GENDAN)
    else:
        svar.bemaerkninger.append(
            "Ankerfilen passer ikke til installationens nøgle, så der er ikke sat et anker. Se 'hjemtag log anker'."
        )
    detaljer = {
        "kopi": svar.kopi.fil.name,
        "lavet": svar.kopi.manifest["lavet"],
        "raekker": svar.raekker,
        "log_nr": svar.log_linjer,
    }
    skriv_log(lager, nu=nu, bruger=bruger, handling="gendannet", formaal="drift", detaljer=detaljer)
