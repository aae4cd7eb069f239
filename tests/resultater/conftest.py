"""The case store's fixtures, for results that rest on it."""

from tests.sager.conftest import database_url, lager, migreret_fil, sqlite_lager

__all__ = ["database_url", "lager", "migreret_fil", "sqlite_lager"]
