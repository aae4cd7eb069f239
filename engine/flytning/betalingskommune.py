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

from engine.flytning.bopael import BOLIG, INSTITUTION, UDLAND, UKENDT, Station

KRAEVES, GIVET, KRAEVES_IKKE = "kraeves", "givet", "kraeves_ikke"
JA, NEJ = "ja", "nej"
KORT_OPHOLD_DAGE = 30
BARN_UNDER, UNG_UNDER = 18, 23
MEDVIRKEN_FOER_DAGE, MEDVIRKEN_EFTER_DAGE = 183, 31
"""An event of medvirken is about a move when it is at most so many days before or after it: from a decision to a free
place half a year can pass, and what was done is written down within a month. Practice, not law: no reading says it."""

# How sure a proposal is before a person has looked: a setting of practice, not of law.
SIKKER, SKAL_PROEVES, AABEN = 0.90, 0.60, 0.30
HAENDELSE_SIKKER = 0.80
"""What an event of medvirken is worth: it says that an authority helped, not with what, and advice alone is no help."""
FRADRAG_KORT, FRADRAG_OPMAERKSOM = 0.20, 0.20
FRADRAG_UKENDT, FRADRAG_DATO, FRADRAG_NEDLAGT = 0.05, 0.05, 0.10


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
    if her.sted == UDLAND:
        return _i_udlandet(nr)
    egne = _selvvalgte(forloeb, nr, forhold, virkninger)
    if her.sted == BOLIG:
        return _bolig(forloeb, nr, egne, forhold)
    k = kaede(forloeb, nr, egne)
    if not k.ophold:
        return _uden_institution(forloeb, nr, k)
    trin = _stedtrin(nr, k)
    barn = forhold.alder is not None and forhold.alder < BARN_UNDER
    if barn and forhold.anbragt_af:
        return _anbragt(forloeb, k, forhold, trin)
    trin += _kaedetrin(forloeb, nr, k, forhold)
    fra = None if k.oprindelse is None else forloeb[k.oprindelse]
    if fra is None or fra.sted == UDLAND:
        return _ukendt_oprindelse(forloeb, k, forhold, trin)
    if fra.kommunekode == forloeb[k.ophold[-1]].kommunekode:
        foelge = "Borgeren boede i den samme kommune i forvejen: den betaler selv."
        trin.append(Trin(_BOEDE_I_EN_ANDEN.format(_foer(k)), "Nej", foelge, k.oprindelse))
        return _svar(forloeb, k, forhold, fra.kommunekode, "", "RSL § 9, stk. 1", SIKKER, trin)
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
    """What the measures say of station nr and of the stays before it; at an unknown place, of the stay that it follows.
    indsatser: rows of core.indsats that run, each with the person's events of medvirken: medvirken_fra and
    medvirken_til, days side by side, or None."""
    s = forloeb[_sidste_ophold(forloeb, nr)]
    selvvalgte = frozenset(n for n in range(nr) if indsatser and _valgt_selv(forloeb[n], indsatser))
    i = _indsats_ved(s, indsatser)
    haendelse = haendelse_ved(s.fra, indsatser)
    if i is None:
        return Forhold(alder=alder, nedlagte=nedlagte, selvvalgte=selvvalgte, haendelse=haendelse)
    anbragt_af = i["handlekommune"] if i["anbringelse"] or s.institutionstype in BOERNESTEDER else None
    return Forhold(i["medvirken"], _ved_flytteret(i), anbragt_af, alder, nedlagte, selvvalgte, haendelse)


def _sidste_ophold(forloeb: Sequence[Station], nr: int) -> int:
    """The stay in an institution that an unknown place follows; else the station itself."""
    i = nr
    while i > 0 and forloeb[i].sted == UKENDT:
        i -= 1
    return i if forloeb[i].sted == INSTITUTION else nr


def haendelse_ved(dag: date, indsatser: Sequence[Mapping[str, Any]]) -> date | None:
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


_BOEDE_I_EN_ANDEN = "Boede borgeren før {} i en anden kommune end den, stedet ligger i?"
_HR_NORGE = (
    "To ophold i Norge på omkring tre måneder afsluttede ikke den tidligere kommunes pligt (HR 28.6.2019)."
)
_OPMAERKSOM = "Er boligen en opmærksomhedsadresse?"


def _fra_udlandet(forloeb: Sequence[Station], nr: int) -> tuple[str, list[str]]:
    """What a time abroad before says of the payer, and what speaks against it."""
    if not any(s.sted in (BOLIG, INSTITUTION) for s in forloeb[:nr]):
        return "Registret kender ingen kommune før udlandet: en person afgør det.", []
    foelge = (
        "Om kommunen fra før udrejsen stadig har pligten, afhænger af, hvor længe og hvorfor borgeren var væk: en "
        "person afgør det."
    )
    return foelge, [_HR_NORGE]


def _i_udlandet(nr: int) -> Afgoerelse:
    foelge = "Ingen ny kommune har overtaget pligten: en person afgør, hvad der skal stoppe."
    trin = Trin("Bor borgeren i Danmark?", "Nej, borgeren er i udlandet", foelge, nr)
    return Afgoerelse(None, "", "RSL § 9, stk. 1", AABEN, (trin,), (_HR_NORGE,))


def _bolig(forloeb: Sequence[Station], nr: int, egne: Collection[int], forhold: Forhold) -> Afgoerelse:
    her = forloeb[nr]
    foer = kaede(forloeb, nr - 1, egne) if nr else Kaede((), None, 0)
    trin, imod = _bolig_opmaerksom(forloeb, nr, foer)
    sikkerhed = round(SIKKER - FRADRAG_OPMAERKSOM * len(trin), 2)
    ja = "Ja, efter registret" if her.opmaerksom_foerst else "Ja"
    spoergsmaal = "Er det en almindelig bolig?"
    if not foer.ophold:
        foelge = "Kommunen, hvor borgeren bor, betaler."
        trin.append(Trin(spoergsmaal, f"{ja}{_hvorfra(forloeb, foer.oprindelse)}", foelge, nr))
        return Afgoerelse(her.kommunekode, "", "RSL § 9, stk. 1", sikkerhed, tuple(trin), tuple(imod))
    foelge = (
        "En almindelig bolig afbryder som udgangspunkt opholdet. Om den hidtidige kommune fortsat betaler, "
        "afhænger af, om borgeren har fået ny handlekommune: en person afgør det."
    )
    trin.append(Trin(spoergsmaal, f"{ja}, og borgeren kommer fra en institution", foelge, nr))
    imod.append("Boligen kan sidestilles med et botilbud.")
    if forhold.alder is None or forhold.alder < UNG_UNDER:
        imod.append("Efterværn eller ungestøtte: den kommune, der anbragte, betaler (RSL § 9 c, stk. 4).")
    hjemmel = "RSL § 9, stk. 4 og § 9 c, stk. 12"
    begyndt = forloeb[foer.ophold[0]].fra
    return Afgoerelse(None, "", hjemmel, AABEN, tuple(trin), tuple(imod), begyndt, len(foer.ophold))


def _bolig_opmaerksom(forloeb: Sequence[Station], nr: int, foer: Kaede) -> tuple[list[Trin], list[str]]:
    """What a watched address means for a home: the home itself, and the one that was left for it."""
    trin: list[Trin] = []
    imod: list[str] = []
    if not foer.ophold and _er_opmaerksom(forloeb, foer.oprindelse):
        foelge = (
            "Efter registret er det en almindelig bolig. Viser adressen sig at være en institution, kommer borgeren "
            "fra et ophold, og en anden kommune kan skulle betale: det skal en person prøve."
        )
        trin.append(Trin("Var boligen før en opmærksomhedsadresse?", "Ja", foelge, foer.oprindelse))
        imod.append("Opmærksomhedsadressen, borgeren kommer fra, er i virkeligheden en institution.")
    if forloeb[nr].opmaerksom_foerst:
        foelge = (
            "Efter registret er det en almindelig bolig. Viser adressen sig at være en institution, kan den tidligere "
            "kommune skulle betale: det skal en person prøve."
        )
        trin.append(Trin(_OPMAERKSOM, "Ja", foelge, nr))
        imod.append("Opmærksomhedsadressen er i virkeligheden en institution.")
    return trin, imod


def _hvorfra(forloeb: Sequence[Station], nr: int | None) -> str:
    """What stands before an ordinary home that no stay in an institution leads to."""
    if nr is None:
        return ""
    if forloeb[nr].sted == UDLAND:
        return ", efter et ophold i udlandet"
    if forloeb[nr].sted == INSTITUTION:
        return ", og borgeren valgte selv stedet før"
    return ", og borgeren kommer fra en anden bolig"


def _uden_institution(forloeb: Sequence[Station], nr: int, k: Kaede) -> Afgoerelse:
    """At an unknown place: the municipality lived in before still pays; after a time abroad a person decides."""
    trin, spoergsmaal = [_ukendt_nu(nr)], "Hvor boede borgeren sidst?"
    imod: list[str] = []
    if k.oprindelse is None:
        trin.append(Trin(spoergsmaal, "Det siger registret ikke", "En person afgør det.", nr))
        return Afgoerelse(None, "", "RSL § 9, stk. 1", AABEN, tuple(trin))
    if forloeb[k.oprindelse].sted == UDLAND:
        foelge, imod = _fra_udlandet(forloeb, k.oprindelse)
        trin.append(Trin(spoergsmaal, "I udlandet", foelge, k.oprindelse))
        return Afgoerelse(None, "", "RSL § 9, stk. 1", AABEN, tuple(trin), tuple(imod))
    selv = forloeb[k.oprindelse].sted == INSTITUTION
    svar = "Et sted, borgeren selv valgte" if selv else "I en almindelig bolig"
    sikkerhed = SIKKER - FRADRAG_UKENDT
    if _er_opmaerksom(forloeb, k.oprindelse):
        svar = "I en bolig, der er en opmærksomhedsadresse"
        sikkerhed -= FRADRAG_OPMAERKSOM
        imod.append("Opmærksomhedsadressen er i virkeligheden en institution: så går kæden længere tilbage.")
    foelge = "Kommunen dér er fortsat borgerens og betaler."
    trin.append(Trin(spoergsmaal, svar, foelge, k.oprindelse))
    kommune = forloeb[k.oprindelse].kommunekode
    return Afgoerelse(kommune, "", "RSL § 9, stk. 1", round(sikkerhed, 2), tuple(trin), tuple(imod))


def _anbragt(forloeb: Sequence[Station], k: Kaede, forhold: Forhold, trin: list[Trin]) -> Afgoerelse:
    """Where the child lived before means nothing, and so no doubt about it does."""
    foelge = "Et anbragt barns kommune er den, der har truffet afgørelsen, uanset hvor barnet bor."
    trin.append(Trin("Er det et anbragt barn?", "Ja", foelge))
    her = forloeb[k.ophold[-1]]
    regel = "" if forhold.anbragt_af == her.kommunekode else _kaederegel(k)
    uden_oprindelse = Kaede(k.ophold, None, 0)
    return _svar(forloeb, uden_oprindelse, forhold, forhold.anbragt_af, regel, "RSL § 9 a", SIKKER, trin)


def _ukendt_oprindelse(
    forloeb: Sequence[Station], k: Kaede, forhold: Forhold, trin: list[Trin]
) -> Afgoerelse:
    spoergsmaal = f"Hvor boede borgeren før {_foer(k)}?"
    if k.oprindelse is None:
        foelge = "Den oprindelige kommune er ukendt: en person afgør det."
        trin.append(Trin(spoergsmaal, "Det siger registret ikke", foelge))
        return _svar(forloeb, k, forhold, None, "", "RSL § 9 c, stk. 2", AABEN, trin)
    foelge, imod = _fra_udlandet(forloeb, k.oprindelse)
    trin.append(Trin(spoergsmaal, "I udlandet", foelge, k.oprindelse))
    return _svar(forloeb, k, forhold, None, "", "RSL § 9 c, stk. 2", AABEN, trin, imod)


def _fra_anden_kommune(
    forloeb: Sequence[Station],
    k: Kaede,
    forhold: Forhold,
    virkninger: Sequence[Virkning],
    trin: list[Trin],
) -> Afgoerelse:
    assert k.oprindelse is not None
    her, fra = forloeb[k.ophold[-1]], forloeb[k.oprindelse]
    foelge = "Den kommune kan skulle betale."
    trin.append(Trin(_BOEDE_I_EN_ANDEN.format(_foer(k)), "Ja", foelge, k.oprindelse))
    v = _virkning(virkninger, her)
    if v is None:
        foelge = "Institutionens type står ikke i tabellen over retsvirkning: en person afgør det."
        trin.append(Trin("Er stedet omfattet?", "Det vides ikke", foelge))
        return _svar(forloeb, k, forhold, None, "", "RSL § 9 c", AABEN, trin)
    trin.append(Trin("Er stedet omfattet?", "Ja", f"Stedet er omfattet af {v.hjemmel}."))
    if v.medvirken == KRAEVES and forhold.flytteret:
        foelge = f"Så kræves medvirken ikke: kommunen før {_foer(k)} betaler."
        trin.append(Trin("Er flytteretten (frit valg) brugt?", "Ja", foelge))
        return _svar(forloeb, k, forhold, fra.kommunekode, "REF-06", "RSL § 9 c, stk. 5", SIKKER, trin)
    if v.medvirken == KRAEVES and forhold.medvirken == NEJ:
        return _eget_valg(forloeb, k, forhold, trin)
    sikkerhed, modbevis = _medvirken(v, k, forhold, trin)
    regel = v.regel if v.regel != "REF-01" else _kaederegel(k)
    return _svar(forloeb, k, forhold, fra.kommunekode, regel, v.hjemmel, sikkerhed, trin, modbevis)


def _eget_valg(forloeb: Sequence[Station], k: Kaede, forhold: Forhold, trin: list[Trin]) -> Afgoerelse:
    """The measure says that nobody helped; an event that says otherwise makes it less sure, and is told."""
    foelge = "Borgeren flyttede selv, og ingen myndighed medvirkede: kommunen, hvor stedet ligger, betaler."
    imod, sikkerhed = ["Flytteretten kan være brugt."], SIKKER
    if forhold.haendelse:
        modsat = f"en hændelse den {_dag(forhold.haendelse)} siger, at en myndighed medvirkede"
        foelge += f" Men {modsat}, og så betaler kommunen før {_foer(k)}: det skal en person prøve."
        imod.append(f"{modsat.capitalize()}.")
        sikkerhed = SKAL_PROEVES
    trin.append(Trin("Medvirkede en offentlig myndighed?", "Nej, efter indsatsen", foelge))
    hjemmel = "RSL § 9 c, stk. 2; HR 7.9.2017 (102/2016)"
    her = forloeb[k.ophold[-1]]
    return _svar(forloeb, k, forhold, her.kommunekode, "", hjemmel, sikkerhed, trin, imod)


_MYNDIGHED = {
    "forsorgshjem_110": "forsorgshjemmets leder",
    "sygehus": "sygehuset",
    "faengsel": "Kriminalforsorgen",
}


def _medvirken(v: Virkning, k: Kaede, forhold: Forhold, trin: list[Trin]) -> tuple[float, list[str]]:
    betaler, spoergsmaal = f"kommunen før {_foer(k)} betaler", "Medvirkede en offentlig myndighed?"
    stor = betaler.capitalize()
    if v.medvirken == KRAEVES_IKKE:
        foelge = f"{stor}, også uden at en myndighed medvirkede."
        trin.append(Trin("Kræves medvirken?", "Nej", foelge))
        return SIKKER, []
    if v.medvirken == GIVET:
        hvem = _MYNDIGHED.get(v.type, "den, der gav opholdet")
        foelge = f"Opholdet er i sig selv en anden offentlig myndigheds medvirken: {betaler}."
        trin.append(Trin(spoergsmaal, f"Ja, {hvem}", foelge))
        return SIKKER, []
    if forhold.medvirken == JA:
        trin.append(Trin(spoergsmaal, "Ja", f"{stor}."))
        return SIKKER, ["Rådgivning alene er ikke medvirken."]
    if forhold.haendelse:
        foelge = (
            f"Det står ikke på indsatsen, men en hændelse den {_dag(forhold.haendelse)} siger, at en myndighed "
            f"medvirkede: {betaler}."
        )
        trin.append(Trin(spoergsmaal, "Ja, efter en hændelse", foelge))
        return HAENDELSE_SIKKER, [
            "Rådgivning alene er ikke medvirken.",
            "Hændelsen handler om noget andet end denne flytning.",
        ]
    foelge = f"{stor}, hvis en myndighed medvirkede: det skal en person prøve."
    trin.append(Trin(spoergsmaal, "Det er ikke oplyst", foelge))
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


def _foer(k: Kaede) -> str:
    """The stay that what came before is asked of."""
    return "det første ophold" if len(k.ophold) > 1 else "opholdet"


def _ukendt_nu(nr: int, og: str = "") -> Trin:
    foelge = f"Det giver ingen ny kommune{og}: det sidst kendte sted tæller."
    return Trin("Har borgeren en kendt adresse?", "Nej, adressen er ukendt", foelge, nr)


def _stedtrin(nr: int, k: Kaede) -> list[Trin]:
    """Where the person is, and that it is a stay; at an unknown place, that it was one."""
    sidste = k.ophold[-1]
    if sidste == nr:
        foelge = "Opholdet giver ikke i sig selv borgeren en ny kommune."
        return [Trin("Bor borgeren på en institution?", "Ja", foelge, nr)]
    foelge = "Opholdet gav ikke i sig selv borgeren en ny kommune."
    ukendt = _ukendt_nu(nr, " og bryder ikke kæden")
    return [ukendt, Trin("Var det sidst kendte sted en institution?", "Ja", foelge, sidste)]


def _kaedetrin(forloeb: Sequence[Station], nr: int, k: Kaede, forhold: Forhold) -> list[Trin]:
    trin: list[Trin] = []
    if len(k.ophold) > 1:
        samme = len({forloeb[i].institution_id for i in k.ophold}) == 1
        spoergsmaal = "Har borgeren boet der før?" if samme else "Kom borgeren fra en anden institution?"
        foelge = (
            f"{len(k.ophold)} ophold i træk uden almindelig bolig imellem: kæden går tilbage til det første, og "
            "det er kommunen før det, der kan skulle betale."
        )
        trin.append(Trin(spoergsmaal, "Ja", foelge, k.ophold[0]))
    if k.ukendte > nr - k.ophold[-1]:  # those since the last stay are told already
        foelge = "Det giver ingen ny kommune og bryder ikke kæden."
        foer = "" if k.ophold[-1] == nr else " også før"
        trin.append(Trin(f"Har adressen{foer} været ukendt i en tid?", "Ja", foelge))
    if k.oprindelse is None:
        return trin
    fra = forloeb[k.oprindelse]
    if fra.sted == INSTITUTION:
        foelge = (
            "Uden en myndigheds medvirken blev kommunen, hvor det sted ligger, borgerens: kæden går ikke længere "
            "tilbage."
        )
        trin.append(Trin("Valgte borgeren selv stedet før?", "Ja", foelge, k.oprindelse))
    if _er_opmaerksom(forloeb, k.oprindelse):
        foelge = (
            "Efter registret er det en almindelig bolig, som bryder kæden. Viser adressen sig at være en institution, "
            "går kæden længere tilbage: det skal en person prøve."
        )
        trin.append(Trin(f"Var boligen før {_foer(k)} en opmærksomhedsadresse?", "Ja", foelge, k.oprindelse))
    if _er_kort(fra):
        dage = f"{fra.dage} {'dag' if fra.dage == 1 else 'dage'}"
        foelge = "Også et kort ophold i en almindelig bolig bryder kæden, men det skal være reelt."
        trin.append(Trin("Boede borgeren kun kort i boligen før?", f"Ja, {dage}", foelge, k.oprindelse))
    if fra.kommunekode in forhold.nedlagte:
        foelge = "Kravet rettes mod den, der har overtaget borgerens adresse: en person finder den."
        trin.append(Trin(f"Findes kommunen før {_foer(k)} endnu?", "Nej", foelge, k.oprindelse))
    return trin


def _er_opmaerksom(forloeb: Sequence[Station], nr: int | None) -> bool:
    """An ordinary home that was watched on the day it was left."""
    return nr is not None and forloeb[nr].sted == BOLIG and forloeb[nr].opmaerksom_sidst


def _er_kort(s: Station) -> bool:
    return s.sted == BOLIG and s.dage is not None and s.dage < KORT_OPHOLD_DAGE


def _svar(
    forloeb: Sequence[Station],
    k: Kaede,
    forhold: Forhold,
    kommune: str | None,
    regel: str,
    hjemmel: str,
    sikkerhed: float,
    trin: list[Trin],
    modbevis: Sequence[str] = (),
) -> Afgoerelse:
    """The decision with what makes it less sure."""
    imod = list(modbevis)
    fra = None if k.oprindelse is None else forloeb[k.oprindelse]
    if fra is not None and _er_kort(fra):
        sikkerhed -= FRADRAG_KORT
        imod.append("Det korte ophold før institutionen var ikke reelt: så går kæden længere tilbage.")
    if _er_opmaerksom(forloeb, k.oprindelse):
        sikkerhed -= FRADRAG_OPMAERKSOM
        imod.append(
            "Opmærksomhedsadressen før opholdet er i virkeligheden en institution: så går kæden længere tilbage."
        )
    if k.ukendte:
        sikkerhed -= FRADRAG_UKENDT
        imod.append("Borgeren boede fast et andet sted, mens adressen var ukendt.")
    if any(forloeb[i].usikker for i in k.ophold):
        sikkerhed -= FRADRAG_DATO
        imod.append("En flyttedato er usikker i CPR.")
    if kommune in forhold.nedlagte:
        sikkerhed -= FRADRAG_NEDLAGT
        imod.append(
            "Kommunen findes ikke længere: kravet rettes mod den, der har overtaget borgerens adresse."
        )
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
