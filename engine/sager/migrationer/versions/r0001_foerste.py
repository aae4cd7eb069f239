"""The first form: users, sessions, events, cases, log; events and log can only be added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Table -> when a new row would collide with one that stands there.
_KUN_TILFOEJES = {
    "haendelse": "id = NEW.id OR (noegle_hash = NEW.noegle_hash AND version = NEW.version)",
    "log": "nr = NEW.nr",
}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    nummer = sa.Integer() if sqlite else sa.BigInteger()
    tid = sa.DateTime(timezone=not sqlite)
    _brugertabeller(nummer, tid)
    _sagstabeller(nummer, tid)
    for tabel, findes in _KUN_TILFOEJES.items():
        for saetning in _sqlite_vagt(tabel, findes) if sqlite else _postgres_vagt(tabel):
            op.execute(saetning)


def _brugertabeller(nummer: sa.Integer, tid: sa.DateTime) -> None:
    op.create_table(
        "bruger",
        sa.Column("id", nummer, nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("visningsnavn", sa.Text(), nullable=False),
        sa.Column("rolle", sa.Text(), nullable=False),
        sa.Column("kodeord_hash", sa.Text()),
        sa.Column("skal_skifte", sa.Boolean(), nullable=False),
        sa.Column("aktiv", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("fagomraader", sa.JSON(), nullable=False),
        sa.Column("oprettet", tid, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bruger"),
        sa.UniqueConstraint("navn", name="uq_bruger_navn"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("bruger_id", nummer, nullable=False),
        sa.Column("oprettet", tid, nullable=False),
        sa.Column("sidst_set", tid, nullable=False),
        sa.Column("udloeber", tid, nullable=False),
        sa.Column("afsluttet", tid),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.ForeignKeyConstraint(["bruger_id"], ["bruger.id"], name="fk_session_bruger_id"),
    )
    op.create_index("ix_session_bruger_id", "session", ["bruger_id"])
    op.create_table(
        "loginforsoeg",
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.Column("antal", sa.Integer(), nullable=False),
        sa.Column("laast_til", tid),
        sa.Column("sidste", tid, nullable=False),
        sa.PrimaryKeyConstraint("navn", "adresse", name="pk_loginforsoeg"),
    )
    op.create_index("ix_loginforsoeg_sidste", "loginforsoeg", ["sidste"])


def _sagstabeller(nummer: sa.Integer, tid: sa.DateTime) -> None:
    op.create_table(
        "haendelse",
        sa.Column("id", nummer, nullable=False),
        sa.Column("tid", tid, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("noegle", sa.Text(), nullable=False),
        sa.Column("noegle_hash", sa.Text(), nullable=False),
        sa.Column("nyt", sa.JSON(), nullable=False),
        sa.Column("begrundelse", sa.Text(), nullable=False),
        sa.Column("bruger", sa.Text(), nullable=False),
        sa.Column("kilde", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fortryder", nummer),
        sa.PrimaryKeyConstraint("id", name="pk_haendelse"),
        sa.ForeignKeyConstraint(["fortryder"], ["haendelse.id"], name="fk_haendelse_fortryder"),
        sa.CheckConstraint("kilde IN ('app', 'ret')", name=op.f("ck_haendelse_kilde")),
        sa.UniqueConstraint("noegle_hash", "version", name="uq_haendelse_noegle_hash_version"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_haendelse_type", "haendelse", ["type"])
    op.create_table(
        "sag",
        sa.Column("sag_id", sa.Text(), nullable=False),
        sa.Column("art", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tilstand", sa.Text(), nullable=False),
        sa.Column("opdateret", tid, nullable=False),
        sa.PrimaryKeyConstraint("sag_id", name="pk_sag"),
    )
    op.create_table(
        "log",
        sa.Column("nr", nummer, nullable=False, autoincrement=False),
        sa.Column("tid", tid, nullable=False),
        sa.Column("bruger", sa.Text(), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("genstand", sa.Text(), nullable=False),
        sa.Column("person_noegle", sa.Text()),
        sa.Column("formaal", sa.Text(), nullable=False),
        sa.Column("detaljer", sa.Text(), nullable=False),
        sa.Column("forrige_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nr", name="pk_log"),
    )
    op.create_index("ix_log_person_noegle", "log", ["person_noegle"])


def _sqlite_vagt(tabel: str, findes: str) -> list[str]:
    # INSERT OR REPLACE deletes without firing the delete trigger, so a row that collides is refused too.
    afvis = f"BEGIN SELECT RAISE(ABORT, '{tabel} kan kun tilføjes, ikke ændres eller slettes'); END"
    return [
        f"CREATE TRIGGER {tabel}_ingen_update BEFORE UPDATE ON {tabel} {afvis}",
        f"CREATE TRIGGER {tabel}_ingen_delete BEFORE DELETE ON {tabel} {afvis}",
        f"CREATE TRIGGER {tabel}_ingen_replace BEFORE INSERT ON {tabel} "
        f"WHEN EXISTS (SELECT 1 FROM {tabel} WHERE {findes}) {afvis}",
    ]


def _postgres_vagt(tabel: str) -> list[str]:
    return [
        f"CREATE FUNCTION {tabel}_kun_tilfoejes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{tabel} kan kun tilføjes, ikke ændres eller slettes'; END $$",
        f"CREATE TRIGGER {tabel}_ingen_aendring BEFORE UPDATE OR DELETE ON {tabel} "
        f"FOR EACH ROW EXECUTE FUNCTION {tabel}_kun_tilfoejes()",
        f"CREATE TRIGGER {tabel}_ingen_truncate BEFORE TRUNCATE ON {tabel} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {tabel}_kun_tilfoejes()",
    ]


def downgrade() -> None:
    raise RuntimeError("Sagslageret føres ikke tilbage: gendan en sikkerhedskopi i stedet.")
