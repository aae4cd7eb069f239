"""The pages that exist, in the order of the navigation. Who may see them is decided by engine.adgang."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit


@dataclass(frozen=True)
class Side:
    """One page: its name in engine.adgang, its file in pages/ (also its address), title, icon and section.

    i_menu: a page without is opened from others, or by its link.
    """

    navn: str
    fil: str
    titel: str
    ikon: str
    sektion: str
    i_menu: bool = True


SIDER: tuple[Side, ...] = (
    Side("overblik", "overblik", "Overblik", ":material/home:", "Start"),
    Side(
        "ledelsesinformation",
        "ledelsesinformation",
        "Ledelsesinformation",
        ":material/monitoring:",
        "Ledelse",
    ),
    Side(
        "dyreste_familier", "dyreste_familier", "De dyreste familier", ":material/family_restroom:", "Ledelse"
    ),
    Side("effekt", "effekt", "Effekt", ":material/flag:", "Ledelse"),
    Side("analyse", "analyse", "Analyse", ":material/pivot_table_chart:", "Ledelse"),
    Side(
        "saerligt_dyre",
        "saerligt_dyre_enkeltsager",
        "Særligt dyre enkeltsager",
        ":material/account_balance:",
        "Refusion",
    ),
    Side("periodisering", "periodisering", "Periodisering", ":material/calendar_month:", "Refusion"),
    Side("familier", "familier", "Familier", ":material/diversity_1:", "Refusion"),
    Side("udlaendinge", "udlaendinge", "Udlændinge", ":material/public:", "Refusion"),
    Side("moms", "moms", "Moms", ":material/receipt_long:", "Refusion"),
    Side("indberetning", "indberetning", "Indberetning", ":material/outgoing_mail:", "Refusion"),
    Side("revision", "revision", "Revision", ":material/verified:", "Refusion"),
    Side("prognose", "prognose", "Prognose", ":material/query_stats:", "Økonomi"),
    Side("prognosekvalitet", "prognosekvalitet", "Prognosekvalitet", ":material/speed:", "Økonomi"),
    Side("tilflyttere", "tilflyttere", "Tilflyttere", ":material/login:", "Flytning"),
    Side("fraflyttere", "fraflyttere", "Fraflyttere", ":material/logout:", "Flytning"),
    Side("udflytning", "udflytning", "Udflytning", ":material/flight_takeoff:", "Flytning"),
    Side("flyttemoenster", "flyttemoenster", "Flyttemønster", ":material/moving:", "Flytning"),
    Side("befolkning", "befolkning", "Befolkning", ":material/groups:", "Flytning"),
    Side(
        "indtaegtsoptimering",
        "indtaegtsoptimering",
        "Indtægtsoptimering",
        ":material/savings:",
        "Mellemkommunalt",
    ),
    Side("mellemkommunal", "mellemkommunal", "Mellemkommunal", ":material/sync_alt:", "Mellemkommunalt"),
    Side("krav", "krav", "Krav", ":material/gavel:", "Mellemkommunalt"),
    Side("borger", "borger", "Borger", ":material/person:", "Arbejde", i_menu=False),
    Side("sager", "sager", "Sager", ":material/checklist:", "Arbejde"),
    Side("sag", "sag", "Sag", ":material/draft:", "Arbejde", i_menu=False),
    Side("datakvalitet", "datakvalitet", "Datakvalitet", ":material/fact_check:", "Grundlag"),
    Side("traefsikkerhed", "traefsikkerhed", "Træfsikkerhed", ":material/target:", "Grundlag"),
    Side("lovgrundlag", "lovgrundlag", "Lovgrundlag", ":material/gavel:", "Grundlag"),
    Side("regler", "regler", "Regler", ":material/rule_settings:", "Administration"),
    Side("brugere", "brugere", "Brugere", ":material/group:", "Administration"),
    Side("log", "log", "Log", ":material/receipt_long:", "Administration"),
    Side("drift", "drift", "Drift", ":material/monitor_heart:", "Administration"),
)
EFTER_NAVN = {side.navn: side for side in SIDER}
ADRESSER = frozenset({"/"} | {f"/{side.fil}" for side in SIDER})

FANER = frozenset({"felt", "kravfane", "logfane", "lovfane", "prognosefane", "sagsfane", "sdefane", "vis"})
"""The parameters that hold the tab of a page; each page that has tabs has one."""
PARAMETRE = FANER | frozenset(
    (
        *("aar", "aarsag", "art", "borger", "del", "emne", "familie", "familieaar", "flytteaar"),
        *(
            "flyttealder",
            "flytteinstitution",
            "flyttested",
            "fra",
            "gruppe",
            "gruppeaar",
            "gruppeomraade",
            "konti",
            "kun",
            "leverance",
        ),
        *("logbruger", "logformaal", "loghandling", "logmaaned", "lovaar", "lovomraade", "lovstatus"),
        *("maal", "mod", "modpart", "og", "omraade", "opdelt", "opgoerelse", "ordning", "prioritet"),
        *("regel", "regnskabsaar", "retning", "revisionsaar", "sag", "sagsaar", "scenarie", "side", "slags"),
        *("sorter", "spor", "status", "tal", "tildelt", "type", "udgift", "udgiftaar", "ydelse"),
    )
)
"""What may stand in the address of a page: its filters, its tabs, and what it has opened."""
_TI_CIFRE = re.compile(r"\d{6}-?\d{4}")
# Ids of cases hold 16 hex digits of a keyed hash, and some of them ten decimal digits in a row.
_SAGSNOEGLE = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{16}(?![0-9A-Za-z])")
_LAENGSTE_ADRESSE = 500


def sikker_adresse(oensket: str) -> str:
    """A page of ours with its filters, or '/' for anything else; a CPR number never survives.

    Only the path of a known page and parameters that our pages read are kept, so that a link survives the
    login and nobody can be sent elsewhere by one.
    """
    try:
        dele = urlsplit(oensket[:_LAENGSTE_ADRESSE])
    except ValueError:
        return "/"
    if dele.scheme or dele.netloc or dele.path not in ADRESSER:
        return "/"
    filtre = [
        (navn, vaerdi)
        for navn, vaerdi in parse_qsl(dele.query)
        if navn in PARAMETRE and not _TI_CIFRE.search(_SAGSNOEGLE.sub("", vaerdi)) and vaerdi.isprintable()
    ]
    return f"{dele.path}?{urlencode(filtre)}" if filtre else dele.path
