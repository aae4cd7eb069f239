"""What may be put into a forecast: kinds of events and the ranges of a scenario's numbers. The one place; pure."""

from __future__ import annotations

ARTER = {
    "start": "Ny indsats begynder",
    "stop": "Indsatsen ophører",
    "aendring": "Prisen eller omfanget ændres",
    "flytning": "Flytter til en anden kommune",
    "doed": "Dødsfald ventes",
    "fylder": "Bliver 18, 23 eller 67 år",
    "refusionsaftale": "En anden kommune overtager betalingen",
}
MED_BELOEB = ("start", "aendring")

PROCENTER = {"pris_pct": (-20, 50), "tilgang_pct": (-100, 500), "ophoer_pct": (-100, 500)}
"""A scenario's changes of what the data say, in per cent: the least and the most."""

TAKST_PCT = (-50, 100)
SATSREGULERING_PCT = (-5, 20)
PR_NOEGLE = {"takst_pct": TAKST_PCT, "satsregulering_pct": SATSREGULERING_PCT}
"""Those with a value per kind of measure, and per year."""

SANDSYNLIGHED_PCT = (1, 100)
KOMMENDE = "kommende"
"""1 = a scenario counts the coming events that caseworkers have entered (as the base does), 0 = it does not."""
NYE_SOM_SET = "nye_som_set"
"""1 = a scenario counts new persons at the rates that were seen, also where the backtest leaves them out, 0 = not."""
