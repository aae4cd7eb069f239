"""Who may do what. Pure: no I/O, no clock; the one place where rights are decided.

Roles (design.md): leder sees figures and no names, oekonom works with refunds and law values, sagsbehandler
works in the own fields of work, revisor reads everything, administrator runs the system and sees no case
content, politiker and institutionsleder see no persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rolle(StrEnum):
    LEDER = "leder"
    OEKONOM = "oekonom"
    SAGSBEHANDLER = "sagsbehandler"
    REVISOR = "revisor"
    ADMINISTRATOR = "administrator"
    POLITIKER = "politiker"
    INSTITUTIONSLEDER = "institutionsleder"


class Handling(StrEnum):
    """What a user may want to do. SE_SIDE is asked together with a page name."""

    SE_SIDE = "se_side"
    SE_TAL = "se_tal"
    SE_PERSON = "se_person"
    EKSPORT_TAL = "eksport_tal"
    EKSPORT_PERSON = "eksport_person"
    RET_PERIODE = "ret_periode"
    FORTRYD_RETTELSE = "fortryd_rettelse"
    INDTAST_SATS = "indtast_sats"
    BEKRAEFT_SATS = "bekraeft_sats"
    SE_KARANTAENE = "se_karantaene"
    SE_LOG = "se_log"
    STYR_BRUGERE = "styr_brugere"


@dataclass(frozen=True)
class Bruger:
    """A signed-in user. fagomraader: the fields of work a sagsbehandler is limited to."""

    id: int
    navn: str
    visningsnavn: str
    rolle: Rolle
    fagomraader: tuple[str, ...] = ()
    skal_skifte: bool = False
    demo: bool = False


@dataclass(frozen=True)
class Sagsomfang:
    """What rights need to know of a case: its field of work, None when it is unknown."""

    fagomraade: str | None


SIDER: dict[str, tuple[Rolle, ...]] = {
    "saerligt_dyre": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "datakvalitet": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.ADMINISTRATOR),
    "lovgrundlag": (
        Rolle.LEDER,
        Rolle.OEKONOM,
        Rolle.SAGSBEHANDLER,
        Rolle.REVISOR,
        Rolle.POLITIKER,
        Rolle.INSTITUTIONSLEDER,
    ),
}

# SE_SIDE is not here: it follows SIDER. The quarantine cannot be divided by field of work, and a
# sagsbehandler sees the own fields only; so it is for those who may see every person.
RETTIGHEDER: dict[Handling, tuple[Rolle, ...]] = {
    Handling.SE_TAL: (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.POLITIKER),
    Handling.SE_PERSON: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    Handling.EKSPORT_TAL: (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    Handling.EKSPORT_PERSON: (Rolle.OEKONOM, Rolle.REVISOR),
    Handling.RET_PERIODE: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.FORTRYD_RETTELSE: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.INDTAST_SATS: (Rolle.OEKONOM,),
    Handling.BEKRAEFT_SATS: (Rolle.OEKONOM,),
    Handling.SE_KARANTAENE: (Rolle.OEKONOM, Rolle.REVISOR),
    Handling.SE_LOG: (Rolle.ADMINISTRATOR,),
    Handling.STYR_BRUGERE: (Rolle.ADMINISTRATOR,),
}

_TEKSTER: dict[Handling, str] = {
    Handling.SE_TAL: "se økonomiske tal",
    Handling.SE_PERSON: "se oplysninger om personer",
    Handling.EKSPORT_TAL: "hente udtræk med tal",
    Handling.EKSPORT_PERSON: "hente udtræk med personer",
    Handling.RET_PERIODE: "rette en posterings periode",
    Handling.FORTRYD_RETTELSE: "fortryde rettelser",
    Handling.INDTAST_SATS: "indtaste lovværdier",
    Handling.BEKRAEFT_SATS: "bekræfte lovværdier",
    Handling.SE_KARANTAENE: "se rækker i karantæne",
    Handling.SE_LOG: "se loggen",
    Handling.STYR_BRUGERE: "oprette og ændre brugere",
}

ROLLENAVNE: dict[Rolle, str] = {
    Rolle.LEDER: "leder",
    Rolle.OEKONOM: "økonom",
    Rolle.SAGSBEHANDLER: "sagsbehandler",
    Rolle.REVISOR: "revisor",
    Rolle.ADMINISTRATOR: "administrator",
    Rolle.POLITIKER: "politiker",
    Rolle.INSTITUTIONSLEDER: "institutionsleder",
}


def sider_for(rolle: Rolle | str) -> list[str]:
    """The names of the pages a role may open, in the order of SIDER. Errors: ValueError, unknown role."""
    rolle = Rolle(rolle)
    return [side for side, roller in SIDER.items() if rolle in roller]


def maa(
    bruger: Bruger | None, handling: Handling, sag: Sagsomfang | None = None, *, side: str = ""
) -> tuple[bool, str]:
    """(may, reason in Danish). Without a user, a right or a known page the answer is no.

    sag narrows the question to one case: a sagsbehandler only has the own fields of work.
    side is the page name and belongs to SE_SIDE.
    """
    if bruger is None:
        return False, "Log ind først."
    if handling is Handling.SE_SIDE:
        return _maa_se_side(bruger, side)
    if bruger.rolle not in RETTIGHEDER[handling]:
        return False, f"Rollen {ROLLENAVNE[bruger.rolle]} må ikke {_TEKSTER[handling]}."
    if sag is not None and bruger.rolle is Rolle.SAGSBEHANDLER:
        return _inden_for_fagomraade(bruger, sag)
    return True, f"Rollen {ROLLENAVNE[bruger.rolle]} må {_TEKSTER[handling]}."


def _maa_se_side(bruger: Bruger, side: str) -> tuple[bool, str]:
    if side not in SIDER:
        return False, "Siden findes ikke."
    if bruger.rolle not in SIDER[side]:
        return False, f"Rollen {ROLLENAVNE[bruger.rolle]} har ikke adgang til denne side."
    return True, f"Rollen {ROLLENAVNE[bruger.rolle]} har adgang til denne side."


def _inden_for_fagomraade(bruger: Bruger, sag: Sagsomfang) -> tuple[bool, str]:
    if not bruger.fagomraader:
        return False, "Du har ikke fået et fagområde. Bed administratoren om at give dig et."
    if sag.fagomraade is None:
        return False, "Sagens fagområde er ukendt. Bed en økonom om at se på den."
    if sag.fagomraade not in bruger.fagomraader:
        return False, "Sagen hører til et andet fagområde end dine."
    return True, "Sagen hører til dit fagområde."
