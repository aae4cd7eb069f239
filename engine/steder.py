"""One locator for what lies beside the code: sql/, data_contracts/, assets/, pages/ and app.py.

In a checkout they stand at the top level; in an installed wheel they lie in engine/_delt/.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.fejl import IndstillingsFejl

_ENGINE = Path(__file__).resolve().parent


@cache
def rod() -> Path:
    """The folder that holds sql/, data_contracts/ and assets/."""
    for mappe in (_ENGINE.parent, _ENGINE / "_delt"):
        if (mappe / "sql").is_dir() and (mappe / "data_contracts").is_dir():
            return mappe
    raise IndstillingsFejl(
        f"Mapperne sql/ og data_contracts/ findes hverken ved siden af eller i {_ENGINE}. "
        "Installationen er ufuldstændig: installér pakken igen."
    )


def sql() -> Path:
    return rod() / "sql"


def kontrakter() -> Path:
    return rod() / "data_contracts"


def assets() -> Path:
    return rod() / "assets"


def app_fil() -> Path:
    return rod() / "app.py"
