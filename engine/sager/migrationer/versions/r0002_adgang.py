"""Organisations of a user, and users and sessions that an identity provider vouches for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tid = sa.DateTime(timezone=op.get_bind().dialect.name != "sqlite")
    ingen = sa.text("'[]'")
    op.add_column("bruger", sa.Column("organisationer", sa.JSON(), nullable=False, server_default=ingen))
    op.add_column("bruger", sa.Column("udsteder", sa.Text()))
    op.add_column("bruger", sa.Column("emne", sa.Text()))
    op.create_index("ix_bruger_udsteder_emne", "bruger", ["udsteder", "emne"], unique=True)
    kodeord = sa.text("'kodeord'")
    op.add_column("session", sa.Column("kilde", sa.Text(), nullable=False, server_default=kodeord))
    op.add_column("session", sa.Column("bekraeftet_til", tid))
    op.add_column("session", sa.Column("udbyder_tokens", sa.Text()))


def downgrade() -> None:
    raise RuntimeError("Sagslageret føres ikke tilbage: gendan en sikkerhedskopi i stedet.")
