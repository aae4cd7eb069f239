"""Case work: what a case holds, evidence behind decisions, who has a case open, saved views, a user's settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    nummer = sa.Integer() if sqlite else sa.BigInteger()
    tid = sa.DateTime(timezone=not sqlite)
    op.add_column("haendelse", sa.Column("samling", sa.Text()))
    op.add_column("haendelse", sa.Column("bevis", sa.Text()))
    op.create_index("ix_haendelse_samling", "haendelse", ["samling"])
    _bevis(tid)
    for saetning in _sqlite_vagt() if sqlite else _postgres_vagt():
        op.execute(saetning)
    _sag(nummer, tid)
    _bord(nummer, tid)


def _bevis(tid: sa.DateTime) -> None:
    op.create_table(
        "bevis",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("indhold", sa.Text(), nullable=False),
        sa.Column("oprettet", tid, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_bevis"),
    )


def _sag(nummer: sa.Integer, tid: sa.DateTime) -> None:
    # The first form of the table held nothing but what events say; no page has written in it.
    op.drop_table("sag")
    op.create_table(
        "sag",
        sa.Column("sag_id", sa.Text(), nullable=False),
        sa.Column("art", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seneste_nr", nummer, nullable=False),
        sa.Column("tilstand", sa.Text(), nullable=False),
        sa.Column("opdateret", tid, nullable=False),
        sa.Column("opdateret_af", sa.Text(), nullable=False),
        sa.Column("afgjort_nr", nummer),
        sa.Column("afgjort_fakta", sa.Text()),
        sa.Column("tildelt", sa.Text()),
        sa.Column("frist", sa.Date()),
        sa.Column("udskudt_til", sa.Date()),
        sa.Column("note", sa.Text()),
        sa.Column("maerker", sa.JSON(), nullable=False),
        sa.Column("krav_oere", sa.BigInteger()),
        sa.Column("anerkendt_oere", sa.BigInteger()),
        sa.Column("modtaget_oere", sa.BigInteger()),
        sa.Column("krav_rejst_dato", sa.Date()),
        sa.Column("svar_dato", sa.Date()),
        sa.Column("sidste_kontakt_dato", sa.Date()),
        sa.Column("tilsagn_fra", sa.Date()),
        sa.Column("tilsagn_til", sa.Date()),
        sa.Column("paragraf", sa.Text()),
        sa.Column("betalingskommune", sa.Text()),
        sa.Column("bilag", sa.JSON(), nullable=False),
        sa.Column("om", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sag_id", name="pk_sag"),
    )
    op.create_index("ix_sag_seneste_nr", "sag", ["seneste_nr"])


def _bord(nummer: sa.Integer, tid: sa.DateTime) -> None:
    op.create_table(
        "sagsaaben",
        sa.Column("vindue", sa.Text(), nullable=False),
        sa.Column("sag_id", sa.Text(), nullable=False),
        sa.Column("bruger", sa.Text(), nullable=False),
        sa.Column("sidst_set", tid, nullable=False),
        sa.PrimaryKeyConstraint("vindue", name="pk_sagsaaben"),
    )
    op.create_index("ix_sagsaaben_sidst_set", "sagsaaben", ["sidst_set"])
    op.create_table(
        "visning",
        sa.Column("id", nummer, nullable=False),
        sa.Column("bruger", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("valg", sa.JSON(), nullable=False),
        sa.Column("oprettet", tid, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visning"),
        sa.UniqueConstraint("bruger", "side", "navn", name="uq_visning_bruger_side_navn"),
    )
    op.create_table(
        "brugervalg",
        sa.Column("bruger", sa.Text(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("vaerdi", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("bruger", "navn", name="pk_brugervalg"),
    )


# Evidence can only be added to. INSERT OR REPLACE deletes without firing the delete trigger, so it is refused too.


def _sqlite_vagt() -> list[str]:
    afvis = "BEGIN SELECT RAISE(ABORT, 'bevis kan kun tilføjes, ikke ændres eller slettes'); END"
    return [
        f"CREATE TRIGGER bevis_ingen_update BEFORE UPDATE ON bevis {afvis}",
        f"CREATE TRIGGER bevis_ingen_delete BEFORE DELETE ON bevis {afvis}",
        "CREATE TRIGGER bevis_ingen_replace BEFORE INSERT ON bevis "
        f"WHEN EXISTS (SELECT 1 FROM bevis WHERE hash = NEW.hash) {afvis}",
    ]


def _postgres_vagt() -> list[str]:
    return [
        "CREATE FUNCTION bevis_kun_tilfoejes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'bevis kan kun tilføjes, ikke ændres eller slettes'; END $$",
        "CREATE TRIGGER bevis_ingen_aendring BEFORE UPDATE OR DELETE ON bevis "
        "FOR EACH ROW EXECUTE FUNCTION bevis_kun_tilfoejes()",
        "CREATE TRIGGER bevis_ingen_truncate BEFORE TRUNCATE ON bevis "
        "FOR EACH STATEMENT EXECUTE FUNCTION bevis_kun_tilfoejes()",
    ]


def downgrade() -> None:
    raise RuntimeError("Sagslageret føres ikke tilbage: gendan en sikkerhedskopi i stedet.")
