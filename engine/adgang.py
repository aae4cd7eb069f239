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
    RET_FAMILIE = "ret_familie"
    FORTRYD_RETTELSE = "fortryd_rettelse"
    GODKEND_RETTELSE = "godkend_rettelse"
    INDTAST_HAENDELSE = "indtast_haendelse"
    INDLAES_EGNE_DATA = "indlaes_egne_data"
    STYR_SCENARIER = "styr_scenarier"
    GEM_SKABELON = "gem_skabelon"
    INDBERET = "indberet"
    GODKEND_INDBERETNING = "godkend_indberetning"
    AFGOER_SAG = "afgoer_sag"
    SAET_MAAL = "saet_maal"
    REVIDER = "revider"
    INDTAST_SATS = "indtast_sats"
    BEKRAEFT_SATS = "bekraeft_sats"
    VAELG_REGLER = "vaelg_regler"
    SE_KARANTAENE = "se_karantaene"
    SE_LOG = "se_log"
    STYR_BRUGERE = "styr_brugere"
    STYR_DRIFT = "styr_drift"


@dataclass(frozen=True)
class Bruger:
    """A signed-in user. fagomraader, organisationer: what the user is limited to (see omfang)."""

    id: int
    navn: str
    visningsnavn: str
    rolle: Rolle
    fagomraader: tuple[str, ...] = ()
    skal_skifte: bool = False
    demo: bool = False
    organisationer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sagsomfang:
    """What rights need to know of a case: its field of work and organisations; None, () when unknown."""

    fagomraade: str | None
    organisationer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Omfang:
    """What part of the data somebody sees. Made by `omfang` only; it is part of every cache key.

    personer: single persons and cases, not sums alone. fagomraader, organisationer: the only ones, sorted;
    None = all, () = none.
    """

    personer: bool
    fagomraader: tuple[str, ...] | None = None
    organisationer: tuple[str, ...] | None = None

    def rummer(self, sag: Sagsomfang) -> bool:
        """Whether a case lies inside. One whose field or organisation is unknown does not, where that limits."""
        inden_for_fag = self.fagomraader is None or sag.fagomraade in self.fagomraader
        inden_for_org = self.organisationer is None or not set(self.organisationer).isdisjoint(
            sag.organisationer
        )
        return inden_for_fag and inden_for_org


SIDER: dict[str, tuple[Rolle, ...]] = {
    "overblik": tuple(Rolle),
    "ledelsesinformation": tuple(r for r in Rolle if r is not Rolle.ADMINISTRATOR),
    "dyreste_familier": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "effekt": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.POLITIKER),
    "analyse": (
        *(Rolle.LEDER, Rolle.OEKONOM, Rolle.REVISOR),
        *(Rolle.POLITIKER, Rolle.INSTITUTIONSLEDER),
    ),
    "saerligt_dyre": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "periodisering": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "familier": (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "udlaendinge": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "moms": (Rolle.LEDER, Rolle.OEKONOM, Rolle.REVISOR),
    "indberetning": (Rolle.LEDER, Rolle.OEKONOM, Rolle.REVISOR),
    "revision": (Rolle.OEKONOM, Rolle.REVISOR),
    "borger": (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "sager": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "sag": (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "prognose": (Rolle.LEDER, Rolle.OEKONOM, Rolle.REVISOR),
    "prognosekvalitet": (Rolle.LEDER, Rolle.OEKONOM, Rolle.REVISOR),
    "flyttemoenster": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.POLITIKER),
    "tilflyttere": (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "fraflyttere": (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "befolkning": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.POLITIKER),
    "indtaegtsoptimering": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "mellemkommunal": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "krav": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "udflytning": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    "datakvalitet": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.ADMINISTRATOR),
    "traefsikkerhed": (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR, Rolle.ADMINISTRATOR),
    "lovgrundlag": (
        Rolle.LEDER,
        Rolle.OEKONOM,
        Rolle.SAGSBEHANDLER,
        Rolle.REVISOR,
        Rolle.POLITIKER,
        Rolle.INSTITUTIONSLEDER,
    ),
    # Those who see candidates have the same choices as a tab of Indtægtsoptimering.
    "regler": (Rolle.ADMINISTRATOR,),
    "brugere": (Rolle.ADMINISTRATOR,),
    "log": (Rolle.ADMINISTRATOR,),
    "drift": (Rolle.ADMINISTRATOR,),
}

# SE_SIDE is not here: it follows SIDER. The quarantine cannot be divided by field of work, and a
# sagsbehandler sees the own fields only; so it is for those who may see every person.
RETTIGHEDER: dict[Handling, tuple[Rolle, ...]] = {
    Handling.SE_TAL: (
        *(Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
        *(Rolle.POLITIKER, Rolle.INSTITUTIONSLEDER),
    ),
    Handling.SE_PERSON: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    Handling.EKSPORT_TAL: (Rolle.LEDER, Rolle.OEKONOM, Rolle.SAGSBEHANDLER, Rolle.REVISOR),
    Handling.EKSPORT_PERSON: (Rolle.OEKONOM, Rolle.REVISOR),
    Handling.RET_PERIODE: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.RET_FAMILIE: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.FORTRYD_RETTELSE: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.GODKEND_RETTELSE: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.INDTAST_HAENDELSE: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.INDLAES_EGNE_DATA: (Rolle.OEKONOM,),
    Handling.STYR_SCENARIER: (Rolle.OEKONOM,),
    Handling.GEM_SKABELON: (Rolle.LEDER, Rolle.OEKONOM),
    Handling.INDBERET: (Rolle.OEKONOM,),
    Handling.GODKEND_INDBERETNING: (Rolle.OEKONOM,),
    Handling.AFGOER_SAG: (Rolle.OEKONOM, Rolle.SAGSBEHANDLER),
    Handling.SAET_MAAL: (Rolle.LEDER, Rolle.OEKONOM),
    Handling.REVIDER: (Rolle.REVISOR,),
    Handling.INDTAST_SATS: (Rolle.OEKONOM,),
    Handling.BEKRAEFT_SATS: (Rolle.OEKONOM,),
    Handling.VAELG_REGLER: (Rolle.OEKONOM, Rolle.ADMINISTRATOR),
    Handling.SE_KARANTAENE: (Rolle.OEKONOM, Rolle.REVISOR),
    Handling.SE_LOG: (Rolle.ADMINISTRATOR,),
    Handling.STYR_BRUGERE: (Rolle.ADMINISTRATOR,),
    Handling.STYR_DRIFT: (Rolle.ADMINISTRATOR,),
}

# Who is limited by what. A limit that a role must have is no access at all until it has been given.
KRAEVER_FAGOMRAADE = (Rolle.SAGSBEHANDLER,)
KAN_HAVE_FAGOMRAADE = (*KRAEVER_FAGOMRAADE, Rolle.LEDER)
KRAEVER_ORGANISATION = (Rolle.INSTITUTIONSLEDER,)
KAN_HAVE_ORGANISATION = (*KRAEVER_ORGANISATION, Rolle.SAGSBEHANDLER)

_TEKSTER: dict[Handling, str] = {
    Handling.SE_TAL: "se økonomiske tal",
    Handling.SE_PERSON: "se oplysninger om personer",
    Handling.EKSPORT_TAL: "hente udtræk med tal",
    Handling.EKSPORT_PERSON: "hente udtræk med personer",
    Handling.RET_PERIODE: "rette en posterings periode",
    Handling.RET_FAMILIE: "vælge husstand for et barn",
    Handling.FORTRYD_RETTELSE: "fortryde rettelser",
    Handling.GODKEND_RETTELSE: "godkende rettelser",
    Handling.INDTAST_HAENDELSE: "indtaste kommende hændelser",
    Handling.INDLAES_EGNE_DATA: "indlæse egne data til prognosen",
    Handling.STYR_SCENARIER: "gemme, kopiere og låse scenarier og prognoser",
    Handling.GEM_SKABELON: "gemme skabeloner til Analyse",
    Handling.INDBERET: "lave indberetninger",
    Handling.GODKEND_INDBERETNING: "godkende indberetninger",
    Handling.AFGOER_SAG: "afgøre sager",
    Handling.SAET_MAAL: "sætte mål for indsatser",
    Handling.REVIDER: "revidere og underskrive",
    Handling.INDTAST_SATS: "indtaste lovværdier",
    Handling.BEKRAEFT_SATS: "bekræfte lovværdier",
    Handling.VAELG_REGLER: "slå regler til og fra og justere dem",
    Handling.SE_KARANTAENE: "se rækker i karantæne",
    Handling.SE_LOG: "se loggen",
    Handling.STYR_DRIFT: "styre driften",
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


def omfang(bruger: Bruger) -> Omfang:
    """The part of the data the user sees."""
    return Omfang(
        personer=bruger.rolle in RETTIGHEDER[Handling.SE_PERSON],
        fagomraader=_graense(bruger.rolle, bruger.fagomraader, KAN_HAVE_FAGOMRAADE, KRAEVER_FAGOMRAADE),
        organisationer=_graense(
            bruger.rolle, bruger.organisationer, KAN_HAVE_ORGANISATION, KRAEVER_ORGANISATION
        ),
    )


def _graense(
    rolle: Rolle, givet: tuple[str, ...], kan: tuple[Rolle, ...], kraever: tuple[Rolle, ...]
) -> tuple[str, ...] | None:
    return tuple(sorted(set(givet))) if rolle in kraever or (rolle in kan and givet) else None


# Why a person may be looked at, by what is opened. The one list: pages offer it and the engine takes no other.
FORMAAL: dict[str, tuple[str, ...]] = {
    "person": (
        "Kontrol af refusion",
        "Forberedelse af indberetning",
        "Revision",
        "Behandling af borgerens sag",
        "Henvendelse fra anden kommune",
        "Opfølgning på budget og regnskab",
        "Bopælskontrol (udflytning)",
    ),
    "borger": (
        "Behandling af borgerens sag",
        "Kontrol af refusion",
        "Bopælskontrol (udflytning)",
        "Tilskud for udlændinge",
        "Henvendelse fra anden kommune",
        "Revision",
    ),
    "udtraek": (
        "Månedens opfølgning",
        "Forberedelse af indberetning",
        "Afstem regnskab eller leverance",
        "Revision eller tilsyn",
    ),
    "karantaene": ("Ret fejlen i kilden", "Afstem regnskab eller leverance", "Revision eller tilsyn"),
}


def sider_for(rolle: Rolle | str) -> list[str]:
    """The names of the pages a role may open, in the order of SIDER. Errors: ValueError, unknown role."""
    rolle = Rolle(rolle)
    return [side for side, roller in SIDER.items() if rolle in roller]


def maa(
    bruger: Bruger | None, handling: Handling, sag: Sagsomfang | None = None, *, side: str = ""
) -> tuple[bool, str]:
    """(may, reason in Danish). Without a user, a right or a known page the answer is no.

    sag narrows the question to one case, which must lie inside the user's omfang.
    side is the page name and belongs to SE_SIDE.
    """
    if bruger is None:
        return False, "Log ind først."
    if handling is Handling.SE_SIDE:
        return _maa_se_side(bruger, side)
    if bruger.rolle not in RETTIGHEDER[handling]:
        return False, f"Rollen {ROLLENAVNE[bruger.rolle]} må ikke {_TEKSTER[handling]}."
    if sag is not None and not omfang(bruger).rummer(sag):
        return False, _uden_for(bruger, sag)
    return True, f"Rollen {ROLLENAVNE[bruger.rolle]} må {_TEKSTER[handling]}."


def _maa_se_side(bruger: Bruger, side: str) -> tuple[bool, str]:
    if side not in SIDER:
        return False, "Siden findes ikke."
    if bruger.rolle not in SIDER[side]:
        return False, f"Rollen {ROLLENAVNE[bruger.rolle]} har ikke adgang til denne side."
    return True, f"Rollen {ROLLENAVNE[bruger.rolle]} har adgang til denne side."


def _uden_for(bruger: Bruger, sag: Sagsomfang) -> str:
    """Why a case lies outside, and what to do."""
    graenser = omfang(bruger)
    if graenser.fagomraader == ():
        return "Du har ikke fået et fagområde. Bed administratoren om at give dig et."
    if graenser.organisationer == ():
        return "Du har ikke fået en organisation. Bed administratoren om at give dig en."
    if graenser.fagomraader is not None and sag.fagomraade is None:
        return "Sagens fagområde er ukendt. Bed en økonom om at se på den."
    if graenser.fagomraader is not None and sag.fagomraade not in graenser.fagomraader:
        return "Sagen hører til et andet fagområde end dine."
    return "Sagen hører til en anden organisation end din."
