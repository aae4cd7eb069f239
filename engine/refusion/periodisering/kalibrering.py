"""How often each rule is right, by how much speaks against the reading.

Counted on the development half of the labelled texts by tests/refusion/maal_periodisering.py, which prints TABEL; a
test holds the two together. Per rule and level the lower quartile of the share right (Wilson), with what all rules have
shown at that level weighing as two texts, never rising with the level. The certainties are checked on the other half.
"""

from __future__ import annotations

NIVEAUER = 3
"""0 nothing speaks against the reading, 1 something (misspelt, far away, a single date), 2 much."""

TABEL: dict[str, tuple[float, ...]] = {
    "aaben": (0.93, 0.73, 0.16),
    "aar": (0.81, 0.73, 0.37),
    "aar_stikord": (0.96, 0.73, 0.16),
    "dato": (0.81, 0.81, 0.16),
    "dato_uden_aar": (0.81, 0.81, 0.16),
    "datospaend": (0.98, 0.73, 0.16),
    "datospaend_uden_aar": (0.94, 0.73, 0.16),
    "halvaar": (0.93, 0.73, 0.16),
    "halvaar_uden_aar": (0.87, 0.73, 0.16),
    "kvartal": (0.97, 0.73, 0.16),
    "kvartal_uden_aar": (0.94, 0.73, 0.16),
    "maaned": (0.99, 0.96, 0.21),
    "maaned_uden_aar": (0.98, 0.93, 0.16),
    "maanedspaend": (0.97, 0.8, 0.16),
    "maanedspaend_uden_aar": (0.93, 0.43, 0.16),
    "relativ": (0.87, 0.73, 0.16),
    "talmaaned": (0.96, 0.8, 0.16),
    "talmaaned_uden_aar": (0.9, 0.73, 0.16),
    "talmaanedspaend": (0.93, 0.73, 0.16),
    "uge": (0.96, 0.73, 0.16),
    "uge_uden_aar": (0.95, 0.73, 0.16),
    "varighed": (0.96, 0.73, 0.16),
}
UKENDT = (0.5, 0.5, 0.1)  # a rule that no text of the development half has shown
ENKELT = (0.8, 0.95)
"""One-offs: a thing that is bought, and one called so by its name."""


def sikkerhed(regel: str, niveau: int) -> float:
    """The share of a rule's readings that are right. niveau: 0 to NIVEAUER - 1."""
    return TABEL.get(regel, UKENDT)[niveau]
