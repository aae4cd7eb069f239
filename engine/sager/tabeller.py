"""The tables of the case store, one schema for SQLite and PostgreSQL. The migrations make them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Tid(sa.types.TypeDecorator[datetime]):
    """A moment. Kept in UTC on both databases and always read back with its zone; one without is refused."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("et tidspunkt i sagslageret skal have en tidszone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# SQLite counts upwards by itself only in a column of the type INTEGER.
Nummer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

bruger = sa.Table(
    "bruger",
    metadata,
    sa.Column("id", Nummer, primary_key=True),
    sa.Column("navn", sa.Text, nullable=False, unique=True),
    sa.Column("visningsnavn", sa.Text, nullable=False),
    sa.Column("rolle", sa.Text, nullable=False),
    sa.Column("kodeord_hash", sa.Text),
    sa.Column("skal_skifte", sa.Boolean, nullable=False),
    sa.Column("aktiv", sa.Boolean, nullable=False),
    sa.Column("demo", sa.Boolean, nullable=False),
    sa.Column("fagomraader", sa.JSON, nullable=False),
    sa.Column("oprettet", Tid, nullable=False),
    sa.Column("organisationer", sa.JSON, nullable=False, server_default=sa.text("'[]'")),
    # Who the identity provider says it is: issuer and subject. Both are empty for a user with a password.
    sa.Column("udsteder", sa.Text),
    sa.Column("emne", sa.Text),
    sa.Index("ix_bruger_udsteder_emne", "udsteder", "emne", unique=True),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("bruger_id", Nummer, sa.ForeignKey("bruger.id"), nullable=False, index=True),
    sa.Column("oprettet", Tid, nullable=False),
    sa.Column("sidst_set", Tid, nullable=False),
    sa.Column("udloeber", Tid, nullable=False),
    sa.Column("afsluttet", Tid),
    sa.Column("adresse", sa.Text, nullable=False),
    sa.Column("kilde", sa.Text, nullable=False, server_default=sa.text("'kodeord'")),
    # Until when the identity provider vouches for the session, and its tokens, encrypted with a secret on disk.
    sa.Column("bekraeftet_til", Tid),
    sa.Column("udbyder_tokens", sa.Text),
)

loginforsoeg = sa.Table(
    "loginforsoeg",
    metadata,
    sa.Column("navn", sa.Text, primary_key=True),
    sa.Column("adresse", sa.Text, primary_key=True),
    sa.Column("antal", sa.Integer, nullable=False),
    sa.Column("laast_til", Tid),
    sa.Column("sidste", Tid, nullable=False, index=True),
)

bevis = sa.Table(
    "bevis",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("indhold", sa.Text, nullable=False),
    sa.Column("oprettet", Tid, nullable=False),
)

haendelse = sa.Table(
    "haendelse",
    metadata,
    sa.Column("id", Nummer, primary_key=True),
    sa.Column("tid", Tid, nullable=False),
    sa.Column("type", sa.Text, nullable=False, index=True),
    sa.Column("noegle", sa.Text, nullable=False),
    sa.Column("noegle_hash", sa.Text, nullable=False),
    sa.Column("nyt", sa.JSON, nullable=False),
    sa.Column("begrundelse", sa.Text, nullable=False),
    sa.Column("bruger", sa.Text, nullable=False),
    sa.Column("kilde", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("fortryder", Nummer, sa.ForeignKey("haendelse.id")),
    sa.Column("samling", sa.Text, index=True),
    sa.Column("bevis", sa.Text),
    sa.CheckConstraint("kilde IN ('app', 'ret')", name="kilde"),
    sa.UniqueConstraint("noegle_hash", "version"),
    sqlite_autoincrement=True,
)

# The cases as their events make them: a projection that can be thrown away and made again.
sag = sa.Table(
    "sag",
    metadata,
    sa.Column("sag_id", sa.Text, primary_key=True),
    sa.Column("art", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("seneste_nr", Nummer, nullable=False, index=True),
    sa.Column("tilstand", sa.Text, nullable=False),
    sa.Column("opdateret", Tid, nullable=False),
    sa.Column("opdateret_af", sa.Text, nullable=False),
    sa.Column("afgjort_nr", Nummer),
    sa.Column("afgjort_fakta", sa.Text),
    sa.Column("tildelt", sa.Text),
    sa.Column("frist", sa.Date),
    sa.Column("udskudt_til", sa.Date),
    sa.Column("note", sa.Text),
    sa.Column("maerker", sa.JSON, nullable=False),
    sa.Column("krav_oere", sa.BigInteger),
    sa.Column("anerkendt_oere", sa.BigInteger),
    sa.Column("modtaget_oere", sa.BigInteger),
    sa.Column("krav_rejst_dato", sa.Date),
    sa.Column("svar_dato", sa.Date),
    sa.Column("sidste_kontakt_dato", sa.Date),
    sa.Column("tilsagn_fra", sa.Date),
    sa.Column("tilsagn_til", sa.Date),
    sa.Column("paragraf", sa.Text),
    sa.Column("betalingskommune", sa.Text),
    sa.Column("bilag", sa.JSON, nullable=False),
    sa.Column("om", sa.JSON, nullable=False),
)

# Who has a case open in the browser right now; worth nothing after a minute.
sagsaaben = sa.Table(
    "sagsaaben",
    metadata,
    sa.Column("vindue", sa.Text, primary_key=True),
    sa.Column("sag_id", sa.Text, nullable=False),
    sa.Column("bruger", sa.Text, nullable=False),
    sa.Column("sidst_set", Tid, nullable=False, index=True),
)

# What the night has changed on a case, for the one it is assigned to, until it is read.
varsel = sa.Table(
    "varsel",
    metadata,
    sa.Column("bruger", sa.Text, primary_key=True),
    sa.Column("sag_id", sa.Text, primary_key=True),
    sa.Column("fakta", sa.Text, primary_key=True),
    sa.Column("tid", Tid, nullable=False),
    sa.Column("hvad", sa.JSON, nullable=False),
    sa.Column("laest", Tid),
)

visning = sa.Table(
    "visning",
    metadata,
    sa.Column("id", Nummer, primary_key=True),
    sa.Column("bruger", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("navn", sa.Text, nullable=False),
    sa.Column("valg", sa.JSON, nullable=False),
    sa.Column("oprettet", Tid, nullable=False),
    sa.UniqueConstraint("bruger", "side", "navn"),
)

brugervalg = sa.Table(
    "brugervalg",
    metadata,
    sa.Column("bruger", sa.Text, primary_key=True),
    sa.Column("navn", sa.Text, primary_key=True),
    sa.Column("vaerdi", sa.JSON, nullable=False),
)

log = sa.Table(
    "log",
    metadata,
    sa.Column("nr", Nummer, primary_key=True, autoincrement=False),
    sa.Column("tid", Tid, nullable=False, index=True),
    sa.Column("bruger", sa.Text, nullable=False),
    sa.Column("handling", sa.Text, nullable=False),
    sa.Column("genstand", sa.Text, nullable=False, index=True),
    sa.Column("person_noegle", sa.Text, index=True),
    sa.Column("formaal", sa.Text, nullable=False),
    sa.Column("detaljer", sa.Text, nullable=False),
    sa.Column("forrige_hash", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

sa.Index("ix_log_bruger_nr", log.c.bruger, log.c.nr)
sa.Index("ix_log_handling_nr", log.c.handling, log.c.nr)

# The persons of a line that is about several; their number and hash stand on the line itself.
log_person = sa.Table(
    "log_person",
    metadata,
    sa.Column("log_nr", Nummer, sa.ForeignKey("log.nr"), primary_key=True, autoincrement=False),
    sa.Column("person_noegle", sa.Text, primary_key=True, index=True),
)

dokument = sa.Table(
    "dokument",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("navn", sa.Text, nullable=False),
    sa.Column("indhold", sa.LargeBinary, nullable=False),
    sa.Column("oprettet", Tid, nullable=False),
)
