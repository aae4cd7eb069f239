"""Who pays: the decision path from a residence timeline to the betalingskommune (RSL §§ 9–9 c). The one place.

Pure. What each kind of institution means stands, dated and with its §, in assets/tabeller/institutionsvirkning.csv.
The readings are laesninger.md 7–10: unknown addresses do not break a chain of institutions, an ordinary home does, an
exit from the country leaves the origin to a person. Municipalities are codes; nobody's name or number comes here.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.flytning.bopael import BOLIG, INSTITUTION, UDLAND, Station

KRAEVES, GIVET, KRAEVES_IKKE = "kraeves", "givet", "kraeves_ikke"
JA, NEJ = "ja", "nej"
KORT_OPHOLD_DAGE = 30
BARN_UNDER = 18
MEDVIRKEN_FOER_DAGE, MEDVIRKEN_EFTER_DAGE = 183, 31
"""An event of medvirken is about a move when it is at most so many days before or after it: from a decision to a free
place half a year can pass, and what was done is written down within a month. Practice, not law: no reading says it."""

# How sure a proposal is before a person has looked: a setting of practice, not of law.
SIKKER, SKAL_PROEVES, AABEN = 0.90, 0.60, 0.30
HAENDELSE_SIKKER = 0.80
"""What an event of medvirken is worth: it says that an authority helped, not with what, and advice alone is no help."""
FRADRAG_KORT, FRADRAG_UKENDT, FRADRAG_DATO, FRADRAG_NEDLAGT = 0.20, 0.05, 0.05, 0.10


@dataclass(frozen=True)
class Virkning:
    """What a kind of institution means in law for a time. regel: a rule of mellemkommunal.md J. til: the last day."""

    type: str
    fra: date | None
    til: date | None
    medvirken: str
    regel: str
    hjemmel: str
    love: tuple[str, ...] = ()

    def gaelder(self, dag: date) -> bool:
        return (self.fra is None or self.fra <= dag) and (self.til is None or dag <= self.til)


@dataclass(frozen=True)
class Forhold:
    """What the measures say of the stay. medvirken: ja, nej or None (nobody knows). anbragt_af: the municipality that
    decided a running placement. alder: on the day of the move, None = unknown. nedlagte: codes that are gone.
    selvvalgte: the indexes of earlier stays that no authority helped into, as their own measures say. haendelse: the
    day an event near the move says that an authority helped into the stay."""

    medvirken: str | None = None
    flytteret: bool = False
    anbragt_af: str | None = None
    alder: int | None = None
    nedlagte: frozenset[str] = frozenset()
    selvvalgte: frozenset[int] = frozenset()
    haendelse: date | None = None


@dataclass(frozen=True)
class Trin:
    """One step of the path. station: the index of the station it is about, None for a question of law."""

    spoergsmaal: str
    svar: str
    foelge: str
    station: int | None = None


@dataclass(frozen=True)
class Afgoerelse:
    """kommunekode: the proposed betalingskommune, None where the law leaves it open. regel: REF-01…06 where another
    municipality is to pay for the stay, '' where none is. begyndt: the first day of the chain of stays."""

    kommunekode: str | None
    regel: str
    hjemmel: str
    sikkerhed: float
    trin: tuple[Trin, ...]
    modbevis: tuple[str, ...] = ()
    begyndt: date | None = None
    antal_ophold: int = 0

    @property
    def grund(self) -> str:
        """The last word of the path, as one sentence."""
        return self.trin[-1].foelge if self.trin else ""


@dataclass(frozen=True)
class Kaede:
    """The stays in institutions up to one, backwards. oprindelse: the index of the station before them, or None; it is
    a stay itself where the citizen chose that one."""

    ophold: tuple[int, ...]
    oprindelse: int | None
    ukendte: int


def kaede(forloeb: Sequence[Station], nr: int, selvvalgte: Collection[int] = ()) -> Kaede:
    """Walk back from station nr over institutions and unknown places to the first that is neither (reading 9), or that
    was the citizen's own choice: without an authority's help its municipality became the one that pays."""
    ophold, ukendte, i = [], 0, nr
    while i >= 0 and forloeb[i].sted not in (BOLIG, UDLAND) and i not in selvvalgte:
        if forloeb[i].sted == INSTITUTION:
            ophold.append(i)
        else:
            ukendte += 1
        i -= 1
    return Kaede(tuple(reversed(ophold)), i if i >= 0 else None, ukendte)


def afgoer(
    forloeb: Sequence[Station], nr: int, forhold: Forhold, virkninger: Sequence[Virkning]
) -> Afgoerelse:
    """The decision for the person at station nr, with the whole history before it."""
    her = forloeb[nr]
    egne = _selvvalgte(forloeb, nr, forhold, virkninger)
    if her.sted == BOLIG:
        return _bolig(forloeb, nr, egne)
    k = kaede(forloeb, nr, egne)
    if not k.ophold:
        return _uden_institution(forloeb, nr, k)
    trin = _kaedetrin(forloeb, k)
    barn = forhold.alder is not None and forhold.alder < BARN_UNDER
    if barn and forhold.anbragt_af:
        return _anbragt(forloeb, k, forhold, trin)
    fra = None if k.oprindelse is None else forloeb[k.oprindelse]
    if fra is None or fra.sted == UDLAND:
        return _ukendt_oprindelse(forloeb, k, trin, udland=fra is not None)
    if fra.kommunekode == forloeb[k.ophold[-1]].kommunekode:
        foelge = "Boede i den samme kommune før opholdet: kommunen betaler selv."
        trin.append(Trin("Kommer borgeren fra en anden kommune?", "Nej", foelge, k.oprindelse))
        return _svar(forloeb, k, fra.kommunekode, "", "RSL § 9, stk. 1", SIKKER, trin)
    return _fra_anden_kommune(forloeb, k, forhold, virkninger, trin)


FLYTTERET = (("SEL", "108.2"), ("ABL", "58a"))
"""Measures under these are by the right to move, whatever else stands (reading 7)."""
BOERNESTEDER = frozenset({"opholdssted", "plejefamilie", "doegninstitution", "sikret_institution"})
_BOSTEDER = (("SEL", "107"), ("SEL", "108"), ("SEL", "109"), ("SEL", "110"), ("SEL", "192"), ("ABL", "105"))


def forhold_ved(
    forloeb: Sequence[Station],
    nr: int,
    indsatser: Sequence[Mapping[str, Any]],
    alder: int | None,
    nedlagte: frozenset[str] = frozenset(),
) -> Forhold:
    """What the measures say of station nr and of the stays before it. indsatser: rows of core.indsats that run, each
    with the person's events of medvirken: medvirken_fra and medvirken_til, days side by side, or None."""
    s = forloeb[nr]
    selvvalgte = frozenset(n for n in range(nr) if indsatser and _valgt_selv(forloeb[n], indsatser))
    i = _indsats_ved(s, indsatser)
    haendelse = _medvirken_ved(s.fra, indsatser)
    if i is None:
        return Forhold(alder=alder, nedlagte=nedlagte, selvvalgte=selvvalgte, haendelse=haendelse)
    anbragt_af = i["handlekommune"] if i["anbringelse"] or s.institutionstype in BOERNESTEDER else None
    return Forhold(i["medvirken"], _ved_flytteret(i), anbragt_af, alder, nedlagte, selvvalgte, haendelse)


def _medvirken_ved(dag: date, indsatser: Sequence[Mapping[str, Any]]) -> date | None:
    """The first day of the event of medvirken that is nearest to a move, of those near enough to be about it. The
    events are the person's: every row has them all."""
    if not indsatser:
        return None
    fra, til = indsatser[0].get("medvirken_fra"), indsatser[0].get("medvirken_til")
    foer, efter = dag - timedelta(days=MEDVIRKEN_FOER_DAGE), dag + timedelta(days=MEDVIRKEN_EFTER_DAGE)
    naere = [f for f, t in zip(fra or (), til or (), strict=True) if f <= efter and t >= foer]
    return min(naere, key=lambda f: (abs((f - dag).days), f), default=None)


def _indsats_ved(s: Station, indsatser: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The measure there that runs nearest to the stay's first day; one that names no place counts when it is of a kind
    to live in."""
    til = s.til or date.max
    samtidige = [i for i in indsatser if i["startdato"] <= til and i["slutdato"] >= s.fra]
    mulige = [i for i in samtidige if i["institution_id"] == s.institution_id] or [
        i for i in samtidige if i["institution_id"] is None and _er_bosted(i)
    ]
    return min(mulige, key=lambda i: abs((i["startdato"] - s.fra).days), default=None)


def _ved_flytteret(i: Mapping[str, Any]) -> bool:
    return bool(i["flytteret"]) or (i["lov"], i["paragraf"]) in FLYTTERET


def _valgt_selv(s: Station, indsatser: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a stay's measure says that no authority helped, and the right to move was not used."""
    if s.sted != INSTITUTION:
        return False
    i = _indsats_ved(s, indsatser)
    return i is not None and i["medvirken"] == NEJ and not _ved_flytteret(i)


def _er_bosted(i: Mapping[str, Any]) -> bool:
    return (i["lov"], str(i["paragraf"] or "").split(".")[0]) in _BOSTEDER or (
        i["lov"],
        i["paragraf"],
    ) in FLYTTERET


def frist(dag: date, aar: int) -> date:
    """The last day on which help given in the day's month can be claimed: the month's last day, `aar` years later."""
    til = dag.year + aar
    return date(til, dag.month, calendar.monthrange(til, dag.month)[1])


# --- the branches ---------------------------------------------------------------------------------------------


def _bolig(forloeb: Sequence[Station], nr: int, egne: Collection[int]) -> Afgoerelse:
    her = forloeb[nr]
    foer = kaede(forloeb, nr - 1, egne) if nr else Kaede((), None, 0)
    if not foer.ophold:
        foelge = "Kommunen, hvor borgeren bor, betaler."
        selv = foer.oprindelse is not None and forloeb[foer.oprindelse].sted == INSTITUTION
        svar = "Ja, og borgeren valgte selv stedet før" if selv else "Ja, og ikke fra en institution"
        trin = Trin("Er det en almindelig bolig?", svar, foelge, nr)
        return Afgoerelse(her.kommunekode, "", "RSL § 9, stk. 1", SIKKER, (trin,))
    foelge = (
        "En almindelig bolig afbryder som udgangspunkt opholdet. Om den hidtidige kommune fortsat betaler, "
        "afhænger af, om borgeren har fået ny handlekommune: en person afgør det."
    )
    trin = Trin("Er det en almindelig bolig?", "Ja, efter ophold på institution", foelge, nr)
    modbevis = (
        "Boligen kan sidestilles med et botilbud.",
        "Efterværn eller ungestøtte: den kommune, der anbragte, betaler (RSL § 9 c, stk. 4).",
    )
    hjemmel = "RSL § 9, stk. 4 og § 9 c, stk. 12"
    begyndt = forloeb[foer.ophold[0]].fra
    return Afgoerelse(None, "", hjemmel, AABEN, (trin,), modbevis, begyndt, len(foer.ophold))


def _uden_institution(forloeb: Sequence[Station], nr: int, k: Kaede) -> Afgoerelse:
    """At an unknown place: the municipality lived in before still pays; after a time abroad a person decides."""
    if k.oprindelse is None or forloeb[k.oprindelse].sted == UDLAND:
        trin = Trin("Hvor boede borgeren sidst?", "Ukendt", "En person afgør det.", nr)
        return Afgoerelse(None, "", "RSL § 9, stk. 1", AABEN, (trin,))
    foelge = "Ukendt opholdssted giver ingen ny kommune: den hidtidige betaler."
    selv = forloeb[k.oprindelse].sted == INSTITUTION
    svar = "Et sted, borgeren selv valgte" if selv else "I en almindelig bolig"
    trin = Trin("Hvor boede borgeren sidst?", svar, foelge, k.oprindelse)
    kommune = forloeb[k.oprindelse].kommunekode
    return Afgoerelse(kommune, "", "RSL § 9, stk. 1", SIKKER - FRADRAG_UKENDT, (trin,))


def _anbragt(forloeb: Sequence[Station], k: Kaede, forhold: Forhold, trin: list[Trin]) -> Afgoerelse:
    foelge = "Et anbragt barns kommune er den, der har truffet afgørelsen, uanset adressen."
    trin.append(Trin("Er det et anbragt barn?", "Ja", foelge))
    her = forloeb[k.ophold[-1]]
    regel = "" if forhold.anbragt_af == her.kommunekode else _kaederegel(k)
    return _svar(forloeb, k, forhold.anbragt_af, regel, "RSL § 9 a", SIKKER, trin)


def _ukendt_oprindelse(forloeb: Sequence[Station], k: Kaede, trin: list[Trin], *, udland: bool) -> Afgoerelse:
    svar = "Fra udlandet" if udland else "Det siger registret ikke"
    foelge = "Den oprindelige kommune er ukendt: en person afgør det."
    trin.append(Trin("Hvor boede borgeren før opholdet?", svar, foelge, k.oprindelse))
    modbevis = ["Kortere ophold i udlandet afslutter ikke den tidligere kommunes pligt (HR 28.6.2019)."]
    return _svar(forloeb, k, None, "", "RSL § 9 c, stk. 2", AABEN, trin, modbevis if udland else [])


def _fra_anden_kommune(
    forloeb: Sequence[Station],
    k: Kaede,
    forhold: Forhold,
    virkninger: Sequence[Virkning],
    trin: list[Trin],
) -> Afgoerelse:
    assert k.oprindelse is not None
    her, fra = forloeb[k.ophold[-1]], forloeb[k.oprindelse]
    v = _virkning(virkninger, her)
    if v is None:
        foelge = "Institutionstypen står ikke i tabellen over retsvirkning: en person afgør det."
        trin.append(Trin("Er stedet omfattet?", "Ukendt", foelge))
        return _svar(forloeb, k, None, "", "RSL § 9 c", AABEN, trin)
    trin.append(Trin("Er stedet omfattet?", "Ja", f"Stedet er omfattet af {v.hjemmel}."))
    if v.medvirken == KRAEVES and forhold.flytteret:
        foelge = "Flytteretten er brugt: medvirken kræves ikke, og den hidtidige kommune betaler."
        trin.append(Trin("Er flytteretten (frit valg) brugt?", "Ja", foelge))
        return _svar(forloeb, k, fra.kommunekode, "REF-06", "RSL § 9 c, stk. 5", SIKKER, trin)
    if v.medvirken == KRAEVES and forhold.medvirken == NEJ:
        foelge = (
            "Borgeren flyttede selv, og ingen myndighed medvirkede: kommunen, hvor borgeren bor, betaler."
        )
        trin.append(Trin("Medvirkede en offentlig myndighed?", "Nej", foelge))
        hjemmel = "RSL § 9 c, stk. 2; HR 7.9.2017 (102/2016)"
        imod, sikkerhed = ["Flytteretten kan være brugt."], SIKKER
        if forhold.haendelse:
            imod.append(f"En hændelse den {_dag(forhold.haendelse)} siger, at en myndighed medvirkede.")
            sikkerhed = SKAL_PROEVES
        return _svar(forloeb, k, her.kommunekode, "", hjemmel, sikkerhed, trin, imod)
    sikkerhed, modbevis = _medvirken(v, forhold, trin)
    regel = v.regel if v.regel != "REF-01" else _kaederegel(k)
    return _svar(forloeb, k, fra.kommunekode, regel, v.hjemmel, sikkerhed, trin, modbevis, forhold.nedlagte)


def _medvirken(v: Virkning, forhold: Forhold, trin: list[Trin]) -> tuple[float, list[str]]:
    if v.medvirken == KRAEVES_IKKE:
        trin.append(
            Trin("Kræves medvirken?", "Nej", "Den tidligere kommune betaler, uden at medvirken kræves.")
        )
        return SIKKER, []
    if v.medvirken == GIVET:
        foelge = (
            "Opholdet er i sig selv en anden offentlig myndigheds medvirken: den tidligere kommune betaler."
        )
        trin.append(Trin("Medvirkede en offentlig myndighed?", "Ja, den der gav opholdet", foelge))
        return SIKKER, []
    if forhold.medvirken == JA:
        trin.append(Trin("Medvirkede en offentlig myndighed?", "Ja", "Den tidligere kommune betaler."))
        return SIKKER, ["Rådgivning alene er ikke medvirken."]
    if forhold.haendelse:
        foelge = (
            f"Indsatsen siger det ikke, men en hændelse den {_dag(forhold.haendelse)} siger, at en myndighed "
            "medvirkede: den tidligere kommune betaler."
        )
        trin.append(Trin("Medvirkede en offentlig myndighed?", "Ja, efter en hændelse", foelge))
        return HAENDELSE_SIKKER, [
            "Rådgivning alene er ikke medvirken.",
            "Hændelsen handler om noget andet end denne flytning.",
        ]
    foelge = "Den tidligere kommune betaler, hvis en myndighed medvirkede: det skal en person prøve."
    trin.append(Trin("Medvirkede en offentlig myndighed?", "Det er ikke oplyst", foelge))
    return SKAL_PROEVES, ["Borgeren flyttede selv, uden at en myndighed medvirkede."]


def _dag(dag: date) -> str:
    return f"{dag.day}.{dag.month}.{dag.year}"


# --- parts ------------------------------------------------------------------------------------------------------


def _kaederegel(k: Kaede) -> str:
    return "REF-02" if len(k.ophold) > 1 else "REF-01"


def _virkning(virkninger: Sequence[Virkning], s: Station) -> Virkning | None:
    return next((v for v in virkninger if v.type == s.institutionstype and v.gaelder(s.fra)), None)


def _selvvalgte(
    forloeb: Sequence[Station], nr: int, forhold: Forhold, virkninger: Sequence[Virkning]
) -> frozenset[int]:
    """The earlier stays that gave a new municipality: chosen without help, of a kind where the law asks for help."""
    ud = set()
    for n in forhold.selvvalgte:
        v = _virkning(virkninger, forloeb[n]) if n < nr else None
        if v is not None and v.medvirken == KRAEVES:
            ud.add(n)
    return frozenset(ud)


def _kaedetrin(forloeb: Sequence[Station], k: Kaede) -> list[Trin]:
    trin = [
        Trin(
            "Bor borgeren på en institution?",
            "Ja",
            "Opholdet giver ikke i sig selv ny kommune.",
            k.ophold[-1],
        )
    ]
    if len(k.ophold) > 1:
        foelge = (
            f"{len(k.ophold)} ophold i træk uden almindelig bolig imellem: kæden går tilbage til det første."
        )
        trin.append(Trin("Kom borgeren fra en anden institution?", "Ja", foelge, k.ophold[0]))
    if k.ukendte:
        trin.append(
            Trin("Er der tid på ukendt adresse?", "Ja", "Det bryder ikke kæden og giver ingen ny kommune.")
        )
    if k.oprindelse is not None and forloeb[k.oprindelse].sted == INSTITUTION:
        foelge = (
            "Uden en myndigheds medvirken blev kommunen, hvor det sted ligger, borgerens: kæden går ikke længere "
            "tilbage."
        )
        trin.append(Trin("Valgte borgeren selv stedet før?", "Ja", foelge, k.oprindelse))
    if k.oprindelse is not None and _er_kort(forloeb[k.oprindelse]):
        trin.append(
            Trin(
                "Var boligen før et kort ophold?",
                f"Ja, {forloeb[k.oprindelse].dage} dage",
                "Også et kort ophold i en almindelig bolig bryder kæden, men det skal være reelt.",
                k.oprindelse,
            )
        )
    return trin


def _er_kort(s: Station) -> bool:
    return s.sted == BOLIG and s.dage is not None and s.dage < KORT_OPHOLD_DAGE


def _svar(
    forloeb: Sequence[Station],
    k: Kaede,
    kommune: str | None,
    regel: str,
    hjemmel: str,
    sikkerhed: float,
    trin: list[Trin],
    modbevis: Sequence[str] = (),
    nedlagte: frozenset[str] = frozenset(),
) -> Afgoerelse:
    """The decision with what makes it less sure."""
    imod = list(modbevis)
    fra = None if k.oprindelse is None else forloeb[k.oprindelse]
    if fra is not None and _er_kort(fra):
        sikkerhed -= FRADRAG_KORT
        imod.append("Det korte ophold før institutionen var ikke reelt: så går kæden længere tilbage.")
    if k.ukendte:
        sikkerhed -= FRADRAG_UKENDT
        imod.append("Borgeren boede fast et andet sted, mens adressen var ukendt.")
    if any(forloeb[i].usikker for i in k.ophold):
        sikkerhed -= FRADRAG_DATO
        imod.append("En flyttedato er usikker i CPR.")
    if kommune in nedlagte:
        sikkerhed -= FRADRAG_NEDLAGT
        imod.append("Kommunen er lagt sammen med en anden: kravet rettes mod den, den er blevet en del af.")
    if regel:
        imod.append("Der er allerede givet tilsagn, eller kommunen betaler i forvejen.")
    begyndt = forloeb[k.ophold[0]].fra
    return Afgoerelse(
        kommune,
        regel,
        hjemmel,
        max(round(sikkerhed, 2), 0.05),
        tuple(trin),
        tuple(imod),
        begyndt,
        len(k.ophold),
    )
