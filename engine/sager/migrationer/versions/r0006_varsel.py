"""Notices: what the night has changed on a case, told to the one it is assigned to until it is read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    tid = sa.DateTime(timezone=not sqlite)
    op.create_table(
        "varsel",
        sa.Column("bruger", sa.Text(), nullable=False),
        sa.Column("sag_id", sa.Text(), nullable=False),
        sa.Column("fakta", sa.Text(), nullable=False),
        sa.Column("tid", tid, nullable=False),
        sa.Column("hvad", sa.JSON(), nullable=False),
        sa.Column("laest", tid),
        sa.PrimaryKeyConstraint("bruger", "sag_id", "fakta", name="pk_varsel"),
    )


def downgrade() -> None:
    raise RuntimeError("Sagslageret føres ikke tilbage: gendan en sikkerhedskopi i stedet.")
