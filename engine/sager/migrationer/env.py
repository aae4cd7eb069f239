"""Alembic's environment. The connection comes from Sagslager.migrer(); no alembic.ini is read."""

from __future__ import annotations

from alembic import context

from engine.sager.tabeller import metadata

context.configure(connection=context.config.attributes["forbindelse"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
