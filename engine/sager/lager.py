"""The case store: one door to SQLite or PostgreSQL, and the events that go through it.

SQLite runs in WAL with foreign keys on; every write begins with BEGIN IMMEDIATE. On PostgreSQL every write
takes one advisory lock. So writers come one at a time on both, event numbers are visible in their order, and
`seneste_nr` never passes a number that appears later.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.fejl import HjemtagFejl, IndstillingsFejl, RettelseAfvist, VersionsKonflikt
from engine.sager import model, tabeller
from engine.sager.model import Haendelse, Rettelse

if TYPE_CHECKING:
    from engine.sager.sagsmodel import Fund

SENESTE_REVISION = "0006"
_MIGRATIONER = Path(__file__).resolve().parent / "migrationer"
_VENT_SEKUNDER = 30
_AD_GANGEN = 900  # keys in one question; SQLite takes a thousand parameters everywhere
PAA_EN_SAG = '{"sag_id":%'
"""The keys of events on a case, as a LIKE pattern; all others are on rows of the warehouse or law values."""


class Sagslager:
    """The case store at an SQLAlchemy URL (sqlite or postgresql).

    Errors: IndstillingsFejl for a URL that is neither, HjemtagFejl when the database does not answer.
    """

    def __init__(self, url: str) -> None:
        self.url = _laes_url(url)
        self._en_ad_gangen = threading.Lock()
        self._traad = threading.local()
        self.logskriver: Any = None  # the one of engine.sager.log, made when the first line is handed in
        self.maerke = (
            object()
        )  # part of the key of what is remembered of this store: two stores share nothing
        if self.url.get_backend_name() == "sqlite":
            _klargoer_fil(self.url)
            self.motor = _sqlite_motor(self.url)
        else:
            self.motor = sa.create_engine(self.url, pool_pre_ping=True, pool_size=10, max_overflow=30)

    @property
    def er_sqlite(self) -> bool:
        return self.motor.dialect.name == "sqlite"

    @property
    def skriver_nu(self) -> bool:
        """Whether this thread is inside skriv()."""
        return getattr(self._traad, "skriver", False)

    def luk(self) -> None:
        """Let waiting log lines be written and give the connections back; it opens again when it is used."""
        if self.logskriver is not None:
            self.logskriver.toem()
        self.motor.dispose()

    # --- transactions ---

    @contextmanager
    def laes(self) -> Iterator[sa.Connection]:
        """A transaction that reads one consistent state."""
        with self._svar(), self.motor.begin() as con:
            yield con

    @contextmanager
    def skriv(self) -> Iterator[sa.Connection]:
        """A transaction that writes, alone among writers; all of it is kept or none.

        Errors: RuntimeError if this thread is writing already (it would wait for itself).
        """
        if self.skriver_nu:
            raise RuntimeError("skriv() er allerede åben i denne tråd; giv forbindelsen videre i stedet")
        with self._en_ad_gangen:
            self._traad.skriver = True
            try:
                with self._svar(), self.motor.execution_options(skriver=True).begin() as con:
                    if not self.er_sqlite:
                        con.execute(sa.text("SELECT pg_advisory_xact_lock(998, hashtext(current_schema()))"))
                    yield con
            finally:
                self._traad.skriver = False

    @contextmanager
    def _svar(self) -> Iterator[None]:
        """Turn 'no answer' into a sentence. The text never holds the password of the URL."""
        try:
            yield
        except (sa.exc.OperationalError, sa.exc.ProgrammingError) as fejl:
            hvor = self.url.render_as_string(hide_password=True)
            tabel_mangler = "no such table" in str(fejl.orig) or getattr(fejl.orig, "sqlstate", "") == "42P01"
            if isinstance(fejl, sa.exc.ProgrammingError) and not tabel_mangler:
                raise
            if tabel_mangler:
                raad = "Det er ikke gjort klar: kør 'hjemtag migrer'."
            elif "locked" in str(fejl.orig):
                raad = "Det er optaget af et andet program. Prøv igen om lidt; intet er ændret."
            else:
                raad = f"Se efter, at databasen kører, og at HJEMTAG_DATABASE_URL er rigtig ({fejl.orig})."
            raise HjemtagFejl(f"Sagslageret {hvor} svarer ikke. {raad}") from fejl

    # --- migrations ---

    def migrer(self) -> None:
        """Bring the schema to the newest revision. Two at once are safe; a newer database is refused."""
        with self.skriv() as con:
            revision = revision_i(con)
            if revision != SENESTE_REVISION:
                opgrader(con, revision)

    # --- events ---

    def skriv_haendelse(
        self,
        con: sa.Connection,
        type: str,
        noegle: Mapping[str, Any],
        nyt: Mapping[str, Any],
        *,
        begrundelse: str,
        bruger: str,
        nu: datetime,
        kilde: str = "app",
        fortryder: int | None = None,
        samling: str | None = None,
    ) -> int:
        """Add one event inside an open skriv(); its version is one more than the key has. Returns its id."""
        tabel = tabeller.haendelse
        noegle_hash = model.noeglehash(noegle)
        hoejeste = sa.select(sa.func.max(tabel.c.version)).where(tabel.c.noegle_hash == noegle_hash)
        indsat = con.execute(
            sa.insert(tabel).values(
                tid=nu,
                type=type,
                noegle=model.noegletekst(noegle),
                noegle_hash=noegle_hash,
                nyt=dict(nyt),
                begrundelse=begrundelse,
                bruger=bruger,
                kilde=kilde,
                version=(con.scalar(hoejeste) or 0) + 1,
                fortryder=fortryder,
                samling=samling,
            )
        )
        return nyt_nummer(indsat)

    def skriv_haendelser(
        self,
        con: sa.Connection,
        type: str,
        indhold: Sequence[tuple[Mapping[str, Any], Mapping[str, Any], str]],
        *,
        bruger: str,
        nu: datetime,
        samling: str,
    ) -> list[int]:
        """Add many events of one type, as one go, inside an open skriv(). Returns their ids, ascending.

        indhold: noegle, nyt and begrundelse of each. Each one's version is one more than its key has.
        """
        if not indhold:
            return []
        tabel = tabeller.haendelse
        versioner = _versioner(con, [model.noeglehash(noegle) for noegle, _, _ in indhold])
        nye = []
        for noegle, nyt, begrundelse in indhold:
            hash_ = model.noeglehash(noegle)
            versioner[hash_] = versioner.get(hash_, 0) + 1
            nye.append(
                {
                    "tid": nu,
                    "type": type,
                    "noegle": model.noegletekst(noegle),
                    "noegle_hash": hash_,
                    "nyt": dict(nyt),
                    "begrundelse": begrundelse,
                    "bruger": bruger,
                    "kilde": "app",
                    "version": versioner[hash_],
                    "samling": samling,
                }
            )
        return sorted(con.execute(sa.insert(tabel).returning(tabel.c.id), nye).scalars())

    def haendelser(self, *typer: str) -> list[Haendelse]:
        """Every event of these types (all without any), oldest first."""
        with self.laes() as con:
            return hent_haendelser(con, tabeller.haendelse.c.type.in_(typer) if typer else None)

    def historik(self, noegle: Mapping[str, Any]) -> list[Haendelse]:
        """Everything that has happened to one key, oldest first."""
        with self.laes() as con:
            return _paa_noeglen(con, noegle)

    def seneste_nr(self) -> int:
        """The number of the last event that changes results (0 = none): part of every result's identity."""
        tabel = tabeller.haendelse
        paa_sag = tabel.c.noegle.like(PAA_EN_SAG)  # taking back a decision changes no figure
        aendrer = sa.and_(tabel.c.type.in_(model.AENDRER_RESULTATER), ~paa_sag)
        sidste = sa.select(sa.func.max(tabel.c.id)).where(aendrer)
        with self.laes() as con:
            return int(con.scalar(sidste) or 0)

    def sidste_haendelse(self) -> int:
        """The number of the newest event of any kind (0 = none): whether anything has happened since."""
        with self.laes() as con:
            return int(con.scalar(sa.select(sa.func.max(tabeller.haendelse.c.id))) or 0)

    def seneste_for(self, noegle: Mapping[str, Any]) -> int:
        """The number of the last event on a key (0 = none): what a page saw, to be given as kendt_nr."""
        haendelser = self.historik(noegle)
        return haendelser[-1].id if haendelser else 0

    # --- corrections ---

    def rettelser(self, type: str | None = None) -> list[Rettelse]:
        """All corrections ever made, undone ones too (fortrudt_af), oldest first."""
        tabel = tabeller.haendelse
        typer = (*model.RETTELSER, model.FORTRYD)
        with self.laes() as con:
            hvor = sa.and_(tabel.c.type.in_(typer), ~tabel.c.noegle.like(PAA_EN_SAG))
            alle = model.rettelser_af(hent_haendelser(con, hvor))
        return [r for r in alle if type in (None, r.type)]

    def aktive_rettelser(self, type: str | None = None) -> list[Rettelse]:
        """The corrections in force: not undone, and of each key the newest."""
        return model.gaeldende(self.rettelser(type))

    def skriv_rettelser(
        self,
        liste: Sequence[Rettelse],
        nu: datetime,
        *,
        kilde: str = "app",
        kendt_nr: Mapping[str, int] | None = None,
        fund: Mapping[str, Fund] | None = None,
        skriv_en: Callable[[sa.Connection, Rettelse], int] | None = None,
    ) -> list[int]:
        """Write all corrections, decisions and undos, or none. Returns the numbers of their events.

        kendt_nr: {model.noegletekst(noegle): number of the last event the writer saw on that key, 0 = none}.
        fund: {sag_id: what is found of the case now}, for decisions.
        skriv_en: what is done with each, when it is more than `skriv_rettelse_i`; it returns a number.
        Errors: RettelseAfvist with every correction that cannot be written; VersionsKonflikt when somebody
        has changed a key since the writer saw it (by kendt_nr or by the correction's own version).
        """
        gyldige = [_valideret(r) for r in liste]
        with self.skriv() as con:
            _afvis_konflikter(con, gyldige, kendt_nr or {})
            numre, fejl = [], []
            for plads, r in enumerate(gyldige, start=1):
                try:
                    egen = skriv_en(con, r) if skriv_en else self.skriv_rettelse_i(con, r, nu, kilde, fund)
                    numre.append(egen)
                except RettelseAfvist as afvist:
                    fejl.append(f"Rettelse {plads} af {len(gyldige)}: {afvist}")
            if fejl:
                raise RettelseAfvist("\n".join(fejl) + "\nIntet er gemt.")
        return numre

    def skriv_rettelse_i(
        self,
        con: sa.Connection,
        r: Rettelse,
        nu: datetime,
        kilde: str,
        fund: Mapping[str, Fund] | None = None,
    ) -> int:
        """Write one valid correction, decision or undo inside an open skriv(). Errors: RettelseAfvist."""
        from engine.sager import afgoerelser

        hvem: dict[str, Any] = {"begrundelse": r.begrundelse, "bruger": r.bruger, "nu": nu, "kilde": kilde}
        if r.type == model.AFGOERELSE:
            sag_id = str(r.noegle["sag_id"])
            aendring = afgoerelser.Aendring(sag_id, r.nyt, None, (fund or {}).get(sag_id))
            return int(afgoerelser.skriv_i(con, [aendring], **hvem)[0]["seneste_nr"])
        noegle, fortryder = r.noegle, None
        if r.type == model.FORTRYD:
            maal = maal_for_fortryd(con, r.noegle)
            noegle, fortryder = maal.noegle, maal.id
            if "sag_id" in noegle:
                return int(afgoerelser.fortryd_i(con, maal.id, **hvem)["seneste_nr"])
        return self.skriv_haendelse(
            con,
            r.type,
            noegle,
            r.nyt,
            begrundelse=r.begrundelse,
            bruger=r.bruger,
            nu=nu,
            kilde=kilde,
            fortryder=fortryder,
            samling=r.samling,
        )


def aabn(url: str) -> Sagslager:
    """The case store, brought to the newest schema."""
    lager = Sagslager(url)
    lager.migrer()
    return lager


def raekker(con: sa.Connection, valg: sa.Select[Any]) -> Iterator[dict[str, Any]]:
    """The rows of a query by column name."""
    for raekke in con.execute(valg).mappings():
        yield {str(navn): vaerdi for navn, vaerdi in raekke.items()}


def foerste(con: sa.Connection, valg: sa.Select[Any]) -> dict[str, Any] | None:
    """The first row of a query by column name, None without any."""
    return next(raekker(con, valg.limit(1)), None)


def nyt_nummer(indsat: sa.CursorResult[Any]) -> int:
    """The number the database gave the row that was just added."""
    noegle = indsat.inserted_primary_key
    assert noegle is not None
    return int(noegle[0])


# --- engines ----------------------------------------------------------------------------------------------


def _laes_url(url: str) -> sa.URL:
    for kort in ("postgresql://", "postgres://"):
        if url.startswith(kort):
            url = "postgresql+psycopg://" + url.removeprefix(kort)
    try:
        laest = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        laest = None
    if laest is None or laest.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise IndstillingsFejl(
            "HJEMTAG_DATABASE_URL kan ikke bruges. Skriv sqlite:///sti/til/sager.db "
            "eller postgresql://bruger@vært:5432/database."
        )
    if laest.get_backend_name() == "sqlite" and laest.database in (None, "", ":memory:"):
        raise IndstillingsFejl("Sagslageret skal ligge i en fil: skriv sqlite:///sti/til/sager.db.")
    return laest


def _klargoer_fil(url: sa.URL) -> None:
    """Make the file before SQLite does, readable by its owner only; WAL files inherit the mode."""
    sti = Path(str(url.database))
    try:
        sti.parent.mkdir(parents=True, exist_ok=True)
        if not sti.exists():
            sti.touch(mode=0o600)
    except OSError as fejl:
        raise IndstillingsFejl(
            f"Sagslageret {sti} kan ikke oprettes ({fejl.strerror}). Vælg en mappe, der kan skrives i."
        ) from fejl


def _sqlite_motor(url: sa.URL) -> sa.Engine:
    motor = sa.create_engine(
        url,
        pool_size=20,
        max_overflow=30,
        connect_args={"check_same_thread": False, "timeout": _VENT_SEKUNDER},
    )

    @sa.event.listens_for(motor, "connect")
    def _paa(dbapi: Any, _post: Any) -> None:
        dbapi.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (
            f"busy_timeout = {_VENT_SEKUNDER * 1000}",
            "journal_mode = WAL",
            "foreign_keys = ON",
            "synchronous = FULL",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(motor, "begin")
    def _begynd(con: sa.Connection) -> None:
        # A write that begins as a reader can lose its turn half-way; IMMEDIATE waits before it reads.
        con.exec_driver_sql("BEGIN IMMEDIATE" if con.get_execution_options().get("skriver") else "BEGIN")

    return motor


# --- migrations -------------------------------------------------------------------------------------------


def revision_i(con: sa.Connection) -> str | None:
    """The revision of the schema, None before the first migration."""
    if not sa.inspect(con).has_table("alembic_version"):
        return None
    return con.scalar(sa.text("SELECT version_num FROM alembic_version"))


def opgrader(con: sa.Connection, revision: str | None, til: str = "head") -> None:
    """Bring the schema from `revision` to `til` inside an open skriv(). Errors: IndstillingsFejl, unknown revision."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    opsaetning = Config()
    opsaetning.set_main_option("script_location", str(_MIGRATIONER).replace("%", "%%"))
    opsaetning.set_main_option("path_separator", "os")
    opsaetning.attributes["forbindelse"] = con
    try:
        command.upgrade(opsaetning, til)
    except CommandError as fejl:
        raise IndstillingsFejl(
            f"Sagslageret har skemaet '{revision}', som denne version ikke kender. "
            "Brug den version af Hjemtag, som sidst har skrevet i det, eller en nyere."
        ) from fejl


# --- events and corrections -------------------------------------------------------------------------------


def hent_haendelser(con: sa.Connection, hvor: sa.ColumnElement[bool] | None = None) -> list[Haendelse]:
    """The events that a condition on the table picks, oldest first, inside an open transaction."""
    tabel = tabeller.haendelse
    valg = sa.select(*(k for k in tabel.c if k.name != "noegle_hash")).order_by(tabel.c.id)
    if hvor is not None:
        valg = valg.where(hvor)
    return [_som_haendelse(raekke) for raekke in raekker(con, valg)]


def _som_haendelse(raekke: Mapping[str, Any]) -> Haendelse:
    return Haendelse(**{**raekke, "noegle": json.loads(raekke["noegle"])})


def _versioner(con: sa.Connection, hashes: Sequence[str]) -> dict[str, int]:
    """The newest version of each key that has any."""
    tabel = tabeller.haendelse
    alle = sorted(set(hashes))
    ud: dict[str, int] = {}
    for n in range(0, len(alle), _AD_GANGEN):
        valg = (
            sa.select(tabel.c.noegle_hash, sa.func.max(tabel.c.version))
            .where(tabel.c.noegle_hash.in_(alle[n : n + _AD_GANGEN]))
            .group_by(tabel.c.noegle_hash)
        )
        ud |= {str(h): int(v) for h, v in con.execute(valg)}
    return ud


def _paa_noeglen(con: sa.Connection, noegle: Mapping[str, Any]) -> list[Haendelse]:
    return hent_haendelser(con, tabeller.haendelse.c.noegle_hash == model.noeglehash(noegle))


def seneste_paa(con: sa.Connection, noegle: Mapping[str, Any]) -> int:
    """The number of the last event on a key (0 = none), inside an open transaction."""
    tabel = tabeller.haendelse
    paa_noeglen = tabel.c.noegle_hash == model.noeglehash(noegle)
    return int(con.scalar(sa.select(sa.func.max(tabel.c.id)).where(paa_noeglen)) or 0)


def _hent_haendelse(con: sa.Connection, nr: int) -> Haendelse | None:
    fundne = hent_haendelser(con, tabeller.haendelse.c.id == nr)
    return fundne[0] if fundne else None


def _valideret(r: Rettelse) -> Rettelse:
    """The store takes no correction that `ret` would refuse, whoever made it."""
    raa = {"type": r.type, "noegle": dict(r.noegle), "nyt": dict(r.nyt)}
    gyldig = model.valider_rettelse({**raa, "begrundelse": r.begrundelse, "bruger": r.bruger})
    return replace(gyldig, version=r.version, godkendt_af=r.godkendt_af, samling=r.samling)


def maal_for_fortryd(con: sa.Connection, noegle: Mapping[str, Any]) -> Haendelse:
    """The event an undo points at: by number, or the newest correction in force on a key."""
    if "haendelse" in noegle:
        return _maal_efter_nummer(con, noegle["haendelse"])
    paa_noeglen = _paa_noeglen(con, noegle)
    virker = model.fortrudte(paa_noeglen)
    typer = (*model.RETTELSER, *model.PROGNOSE, model.AFGOERELSE)
    i_kraad = [h.id for h in paa_noeglen if h.type in typer and h.id not in virker]
    if not i_kraad:
        raise RettelseAfvist(f"der er ingen rettelse at fortryde på {model.noeglenavn(noegle)}.")
    return next(h for h in paa_noeglen if h.id == i_kraad[-1])


def _maal_efter_nummer(con: sa.Connection, nr: int) -> Haendelse:
    maal = _hent_haendelse(con, nr)
    if maal is None or maal.type not in model.SKRIVES:
        raise RettelseAfvist(f"hændelse nr. {nr} findes ikke som rettelse og kan ikke fortrydes.")
    paa_noeglen = _paa_noeglen(con, maal.noegle)
    fortrudt_af = model.fortrudte(paa_noeglen).get(nr)
    if fortrudt_af is not None:
        fortryd = next(h for h in paa_noeglen if h.id == fortrudt_af)
        raise RettelseAfvist(
            f"hændelse nr. {nr} er allerede fortrudt af {visningsnavn(con, fortryd.bruger)} "
            f"{model.dansk_tid(fortryd.tid)}."
        )
    return maal


def _afvis_konflikter(con: sa.Connection, liste: Sequence[Rettelse], kendt_nr: Mapping[str, int]) -> None:
    """All conflicts are looked for before anything is written, so a list never conflicts with itself."""
    for r in liste:
        noegle = r.noegle
        if r.type == model.FORTRYD and "haendelse" in noegle:
            maal = _hent_haendelse(con, noegle["haendelse"])
            noegle = maal.noegle if maal else noegle
        kendt = kendt_nr.get(model.noegletekst(noegle), kendt_nr.get(model.noegletekst(r.noegle)))
        if kendt is not None:
            _afvis_nyere(con, noegle, kendt)
        if r.version is not None:
            _afvis_ny_version(con, noegle, r.version)


def _afvis_nyere(con: sa.Connection, noegle: Mapping[str, Any], kendt_nr: int) -> None:
    haendelser = _paa_noeglen(con, noegle)
    if haendelser and haendelser[-1].id > kendt_nr:
        _raab_konflikt(con, haendelser[-1])


def _afvis_ny_version(con: sa.Connection, noegle: Mapping[str, Any], version: int) -> None:
    haendelser = _paa_noeglen(con, noegle)
    if not haendelser and version:
        raise VersionsKonflikt(f"Version {version} findes ikke. Hent sagen igen, og prøv forfra.")
    if haendelser and haendelser[-1].version != version:
        _raab_konflikt(con, haendelser[-1])


def _raab_konflikt(con: sa.Connection, sidste: Haendelse) -> None:
    raise VersionsKonflikt(model.konflikttekst(sidste, visningsnavn(con, sidste.bruger)))


def visningsnavn(con: sa.Connection, navn: str) -> str:
    """The person's name when the user is known here, else what the event says."""
    tabel = tabeller.bruger
    gemt_navn = navn.strip().casefold()
    return con.scalar(sa.select(tabel.c.visningsnavn).where(tabel.c.navn == gemt_navn)) or navn
