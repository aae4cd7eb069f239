"""A town with one of each that the pages between municipalities show: a claim, promises, bills and conflicts."""

from __future__ import annotations

from tests.lager_hjaelp import Tabeller
from tests.potentiale.test_kandidater_udtraek import by as kandidatby


def by() -> Tabeller:
    """The town of the candidates: Anna (…0001) from 0851 on a forsorgshjem here all of 2025."""
    return kandidatby()
