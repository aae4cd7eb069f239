"""Documents that were handed in are kept with the case store, byte for byte."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEKST = "et dokument kan kun tilføjes, ikke ændres eller slettes"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "dokument",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("indhold", sa.LargeBinary(), nullable=False),
        sa.Column("oprettet", sa.DateTime(timezone=not sqlite), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_dokument"),
    )
    for saetning in _sqlite_vagt() if sqlite else _postgres_vagt():
        op.execute(saetning)


def _sqlite_vagt() -> list[str]:
    # INSERT OR REPLACE deletes without firing the delete trigger, so a row that collides is refused too.
    afvis = f"BEGIN SELECT RAISE(ABORT, '{_TEKST}'); END"
    return [
        f"CREATE TRIGGER dokument_ingen_update BEFORE UPDATE ON dokument {afvis}",
        f"CREATE TRIGGER dokument_ingen_delete BEFORE DELETE ON dokument {afvis}",
        "CREATE TRIGGER dokument_ingen_replace BEFORE INSERT ON dokument "
        f"WHEN EXISTS (SELECT 1 FROM dokument WHERE sha256 = NEW.sha256) {afvis}",
    ]


def _postgres_vagt() -> list[str]:
    return [
        "CREATE FUNCTION dokument_kun_tilfoejes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{_TEKST}'; END $$",
        "CREATE TRIGGER dokument_ingen_aendring BEFORE UPDATE OR DELETE ON dokument "
        "FOR EACH ROW EXECUTE FUNCTION dokument_kun_tilfoejes()",
        "CREATE TRIGGER dokument_ingen_truncate BEFORE TRUNCATE ON dokument "
        "FOR EACH STATEMENT EXECUTE FUNCTION dokument_kun_tilfoejes()",
    ]


def downgrade() -> None:
    raise RuntimeError("Sagslageret føres ikke tilbage: gendan en sikkerhedskopi i stedet.")
