"""The log can be searched, and a line can be about several persons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FINDES = "log_nr = NEW.log_nr AND person_noegle = NEW.person_noegle"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    nummer = sa.Integer() if sqlite else sa.BigInteger()
    op.create_table(
        "log_person",
        sa.Column("log_nr", nummer, nullable=False, autoincrement=False),
        sa.Column("person_noegle", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log_nr", "person_noegle", name="pk_log_person"),
        sa.ForeignKeyConstraint(["log_nr"], ["log.nr"], name="fk_log_person_log_nr"),
    )
    op.create_index("ix_log_person_person_noegle", "log_person", ["person_noegle"])
    op.create_index("ix_log_tid", "log", ["tid"])
    op.create_index("ix_log_genstand", "log", ["genstand"])
    op.create_index("ix_log_bruger_nr", "log", ["bruger", "nr"])
    op.create_index("ix_log_handling_nr", "log", ["handling", "nr"])
    for saetning in _sqlite_vagt() if sqlite else _postgres_vagt():
        op.execute(saetning)


def _sqlite_vagt() -> list[str]:
    # INSERT OR REPLACE deletes without firing the delete trigger, so a row that collides is refused too.
    afvis = "BEGIN SELECT RAISE(ABORT, 'log_person kan kun tilføjes, ikke ændres eller slettes'); END"
    return [
        f"CREATE TRIGGER log_person_ingen_update BEFORE UPDATE ON log_person {afvis}",
        f"CREATE TRIGGER log_person_ingen_delete BEFORE DELETE ON log_person {afvis}",
        "CREATE TRIGGER log_person_ingen_replace BEFORE INSERT ON log_person "
        f"WHEN EXISTS (SELECT 1 FROM log_person WHERE {_FINDES}) {afvis}",
    ]


def _postgres_vagt() -> list[str]:
    return [
        "CREATE FUNCTION log_person_kun_tilfoejes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'log_person kan kun tilføjes, ikke ændres eller slettes'; END $$",
        "CREATE TRIGGER log_person_ingen_aendring BEFORE UPDATE OR DELETE ON log_person "
        "FOR EACH ROW EXECUTE FUNCTION log_person_kun_tilfoejes()",
        "CREATE TRIGGER log_person_ingen_truncate BEFORE TRUNCATE ON log_person "
        "FOR EACH STATEMENT EXECUTE FUNCTION log_person_kun_tilfoejes()",
    ]


def downgrade() -> None:
    raise RuntimeError("Sagslageret føres ikke tilbage: gendan en sikkerhedskopi i stedet.")
