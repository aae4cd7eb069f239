"""Tilflytterlisten and fraflytterlisten: who arrives whose bill may be another's, who leaves with help that runs on.

Each hit has why it is one, and who is proposed to pay with the whole path (engine/flytning/betalingskommune.py). The
pages and the extracts use these functions and no others. Readings: laesninger.md 7–10 and 21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeAlias

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Sagsomfang, omfang
from engine.fejl import ParameterMangler
from engine.flytning import betalingskommune as bk
from engine.flytning import bopael
from engine.flytning.betalingskommune import Afgoerelse, Virkning
from engine.flytning.udflytning import plus_maaneder
from engine.lager import flytning as lagerflytning
from engine.lager import screening as lager
from engine.lager import sde as lagersde
from engine.potentiale import frister, pension
from engine.potentiale.model import OEVRIGE, SEL_BL, Pension
from engine.resultater import sager
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst

IND, UD = "ind", "ud"
FORSVUNDET = "forsvundet"
"""The reason, and in core.fraflytning the place, of one who is registered as disappeared."""
AARSAGER = {
    FORSVUNDET: "Registreret forsvundet",
    "til_institution": "Flyttet ind på institution",
    "fra_institution": "Kommer fra institution",
    "opmaerksomhed": "Opmærksomhedsadresse",
    "indsats": "Indsats løber videre",
    "ydelse": "Ydelse efter fraflytning",
    "pension": "Pension tilkendt her",
    "plads": "Plads i skole eller dagtilbud",
    "tilladelse": "Opholdstilladelse med vores ansvar",
}
_PLADSHJEMMEL = {"folkeskole": "Folkeskoleloven § 49", "dagtilbud": "Dagtilbudsloven § 61"}
FORSORGSHJEM = "forsorgshjem_110"
_AELDRE = frozenset({"plejehjem_192", "aeldrebolig_105"})


@dataclass(frozen=True)
class Gemt:
    """What the screening has kept of the person of a hit, who need not be in the warehouse. kilde, pr: the delivery's
    name and the day it spoke of. forloeb: each station with its institution's name."""

    kilde: str
    pr: date
    cpr: str
    navn: str
    foedselsdato: date | None
    beskyttet: bool
    forloeb: tuple[tuple[bopael.Station, str], ...]


@dataclass(frozen=True)
class Hit:
    """One move on a list. gemt: None when it comes from the warehouse.

    fra, til: kommunekode, or the country's code; til is '' where none is known. aarsager: keys of AARSAGER, the first
    decides what it is. oere_pr_md: booked for the months since, on average, 0 when nothing."""

    person_noegle: str
    dato: date
    retning: str
    fra: str
    til: str
    institution_id: str
    aarsager: tuple[str, ...]
    fagomraade: str
    afgoerelse: Afgoerelse | None
    frist: date | None
    oere: int = 0
    oere_pr_md: int = 0
    indsats_oere: int = 0
    ydelse_oere: int = 0
    handling: str = ""
    gemt: Gemt | None = None

    @property
    def noegle(self) -> tuple[str, date]:
        """The same move in every build and delivery."""
        return self.person_noegle, self.dato

    @property
    def forsvundet(self) -> bool:
        """Registered as disappeared on the day, and not moved anywhere: there is no new municipality."""
        return FORSVUNDET in self.aarsager

    @property
    def anden_betaler(self) -> str | None:
        """The other municipality that is proposed to pay for the stay moved into; None when none is: of a chain that
        began here we pay ourselves, by the same rule."""
        a = self.afgoerelse
        return a.kommunekode if self.retning == IND and a and a.regel and a.kommunekode != self.til else None

    @property
    def grunde(self) -> list[tuple[str, str]]:
        """The reasons, each as people read it."""
        navne = AARSAGER | {"ydelse": "Ydelse løber videre"} if self.forsvundet else AARSAGER
        return [(a, navne[a]) for a in self.aarsager]

    @property
    def begrundelse(self) -> str:
        tekst = ", ".join(navn for _, navn in self.grunde)
        if self.afgoerelse is None:
            return f"{tekst}. {self.handling}".strip()
        vej = " ".join(t.foelge for t in self.afgoerelse.trin)
        return f"{tekst}. {vej} {self.handling}".strip()


def periode(k: Kontekst, aar: int | None) -> tuple[date, date]:
    """The moves of a year, or of the last twelve months up to the day the data speak of (reading 21)."""
    if aar is not None:
        return date(aar, 1, 1), date(aar, 12, 31)
    til = k.gen.data_dato or k.gen.bygget.date()
    return plus_maaneder(til, -12) + timedelta(days=1), til


def tilflyttere(k: Kontekst, aar: int | None = None) -> list[Hit]:
    """The newest first."""
    raekker = lager.tilflyttere(k.gen, *periode(k, aar)).to_dict("records")
    veje = _Veje(k, [str(r["person_noegle"]) for r in raekker])
    return [_tilflytter(k, r, veje) for r in raekker]


def fraflyttere(k: Kontekst, aar: int | None = None) -> list[Hit]:
    """The newest first. Kroner are what is booked for whole months from the move on."""
    return fraflyttere_mellem(k, *periode(k, aar))


def fraflyttere_mellem(k: Kontekst, fra: date, til: date) -> list[Hit]:
    """As `fraflyttere`, of the moves between two days."""
    raekker = lager.fraflyttere(k.gen, fra, til).to_dict("records")
    veje = _Veje(k, [str(r["person_noegle"]) for r in raekker])
    return [_fraflytter(k, r, veje) for r in raekker]


def for_ophold(k: Kontekst, person: str, dag: date) -> Hit | None:
    """The stay of a person that a day lies in, as a hit with its decision; None outside the known history."""
    veje = _Veje(k, [person])
    forloeb = veje.forloeb.get(person, ())
    nr = bopael.paa(forloeb, dag)
    if nr is None:
        return None
    s = forloeb[nr]
    foer = forloeb[nr - 1] if nr else None
    foedt = {r.person_noegle: r.foedselsdato for r in lagersde.navne(k.gen, [person]).itertuples()}.get(
        person
    )
    alder = bopael.alder(_dato(foedt), s.fra) if _findes(foedt) else None
    return Hit(
        person_noegle=person,
        dato=s.fra,
        retning=IND,
        fra=str((foer and (foer.landekode or foer.kommunekode)) or ""),
        til=str(s.kommunekode or ""),
        institution_id=s.institution_id or "",
        aarsager=_aarsager(("til_institution", s.sted == bopael.INSTITUTION)),
        fagomraade="overfoersel",
        afgoerelse=veje.afgoer(person, s.fra, alder),
        frist=None,
    )


_gennemrejsende_husket = Husk[pd.DataFrame](8)


def gennemrejsende(k: Kontekst, aar: int | None = None) -> pd.DataFrame:
    """Who moved in and on to another municipality within the set months, the newest first.

    person_noegle, ind, ud, fra_kommunekode, til_kommunekode, ind_type (of an institution here, may be None), dage,
    fagomraade.
    """
    valg = (*periode(k, aar), k.gennemrejsende_maaneder)

    def lav() -> pd.DataFrame:
        g = lager.gennemrejsende(k.gen, *valg)
        dage = (pd.to_datetime(g["ud"]) - pd.to_datetime(g["ind"])).dt.days
        return g.assign(dage=dage, fagomraade=[_fagomraade(t) for t in g["ind_type"]])

    return _gennemrejsende_husket.hent((str(k.gen.sti), k.gen.bygget, *valg), lav)


def gennemrejsende_for(k: Kontekst, bruger: Bruger, aar: int | None = None) -> pd.DataFrame:
    """Those inside the user's fields of work; of people limited to an organisation nobody is shown."""
    g, graenser = gennemrejsende(k, aar), omfang(bruger)
    egne = [graenser.personer and graenser.rummer(Sagsomfang(f)) for f in g["fagomraade"]]
    return g[pd.Series(egne, index=g.index, dtype=bool)]


def for_bruger(hits: list[Hit], bruger: Bruger) -> list[Hit]:
    """The hits inside the user's fields of work; nobody limited to an organisation sees any."""
    graenser = omfang(bruger)
    return [h for h in hits if graenser.personer and graenser.rummer(Sagsomfang(h.fagomraade or None))]


class _Veje:
    """The timelines and measures of the hit persons, and the decision at one of their stations."""

    def __init__(self, k: Kontekst, noegler: list[str]) -> None:
        self.navne = lager.kommunenavne(k.gen)
        self.nedlagte = frozenset(kode for kode, (_, nedlagt) in self.navne.items() if nedlagt)
        self.forloeb = bosteder(k, noegler)
        self.indsatser = lager.opholdsindsatser(k.gen, noegler)
        self.virkninger = [
            Virkning(
                r["type"],
                r["fra"],
                r["til"],
                r["medvirken"],
                r["regel"],
                r["hjemmel"],
                tuple(r["love"].split()),
            )
            for r in lager.virkninger(k.gen)
        ]

    def afgoer(self, person: str, dag: date, alder: int | None) -> Afgoerelse | None:
        forloeb = self.forloeb.get(person, ())
        nr = bopael.paa(forloeb, dag)
        if nr is None:
            return None
        forhold = bk.forhold_ved(forloeb, nr, self.indsatser.get(person, ()), alder, self.nedlagte)
        return bk.afgoer(forloeb, nr, forhold, self.virkninger)


def _tilflytter(k: Kontekst, r: dict[str, Any], veje: _Veje) -> Hit:
    dag = _dato(r["dato"])
    alder = None if pd.isna(r["alder"]) else int(r["alder"])
    a = veje.afgoer(str(r["person_noegle"]), dag, alder)
    til_institution = r["til_sted"] == bopael.INSTITUTION
    hit = Hit(
        person_noegle=str(r["person_noegle"]),
        dato=dag,
        retning=IND,
        fra=_sted(r, "fra"),
        til=_sted(r, "til"),
        institution_id=_tekst(r["til_institution_id"] if til_institution else r["fra_institution_id"]),
        aarsager=_aarsager(
            ("til_institution", til_institution),
            ("fra_institution", r["fra_sted"] == bopael.INSTITUTION),
            ("opmaerksomhed", _findes(r["opmaerksomhed"])),
        ),
        fagomraade=_fagomraade(r["til_institutionstype"] if til_institution else r["fra_institutionstype"]),
        afgoerelse=a,
        frist=None,
    )
    return replace(hit, frist=_frist(k, dag)) if hit.anden_betaler else hit


def _fraflytter(k: Kontekst, r: dict[str, Any], veje: _Veje) -> Hit:
    dag = _dato(r["dato"])
    forsvundet = r["til_sted"] == FORSVUNDET
    i_institution = r["til_sted"] == bopael.INSTITUTION
    hjaelp = int(r["indsats_oere"]) if not i_institution else 0  # of an institution we may rightly pay
    ydelse = int(r["ydelse_oere"])
    indsats = not i_institution and (int(r["indsatser"]) > 0 or hjaelp > 0)
    md = max(int(r["indsats_maaneder"]) if hjaelp else 0, int(r["ydelse_maaneder"]))
    aarsager = _aarsager(
        (FORSVUNDET, forsvundet),
        ("indsats", indsats),
        ("ydelse", ydelse > 0),
        ("til_institution", i_institution),
        ("plads", int(r["pladser"]) > 0),
        ("pension", int(r["pensioner"]) > 0),
        ("tilladelse", int(r["tilladelser"]) > 0),
        ("opmaerksomhed", _findes(r["opmaerksomhed"])),
    )
    return Hit(
        person_noegle=str(r["person_noegle"]),
        dato=dag,
        retning=UD,
        fra=_sted(r, "fra"),
        til=_sted(r, "til"),
        institution_id=_tekst(r["til_institution_id"] if i_institution else ""),
        aarsager=aarsager,
        fagomraade=str(r["fagomraade"])
        if _findes(r["fagomraade"])
        else _fagomraade(r["til_institutionstype"], aarsager, r["skoletype"]),
        afgoerelse=_efter_fraflytning(veje, r, dag, aarsager),
        frist=_kravfrist(k, r, dag, hjaelp, ydelse),
        oere=hjaelp + ydelse,
        oere_pr_md=round((hjaelp + ydelse) / md) if md else 0,
        indsats_oere=hjaelp,
        ydelse_oere=ydelse,
        handling=_om_forsvundet(aarsager) if forsvundet else _handling(k, r, dag, aarsager, veje),
    )


def _efter_fraflytning(
    veje: _Veje, r: dict[str, Any], dag: date, aarsager: tuple[str, ...]
) -> Afgoerelse | None:
    """Who pays from the move on. None where only a pension granted here goes along: the new municipality pays it and
    claims our share, so that it has no one payer. After a disappearance it is whoever paid before, and there is no stay
    that a rule could give to another."""
    if FORSVUNDET not in aarsager and not set(aarsager) - {"pension", "opmaerksomhed"}:
        return None
    a = veje.afgoer(str(r["person_noegle"]), dag, None if pd.isna(r["alder"]) else int(r["alder"]))
    if a is None:
        return None
    if FORSVUNDET in aarsager:
        return replace(a, regel="")
    if set(aarsager) - {"plads", "opmaerksomhed"}:
        return a
    return replace(a, hjemmel=_PLADSHJEMMEL.get(r["skoletype"], _PLADSHJEMMEL["folkeskole"]))


def _om_forsvundet(aarsager: tuple[str, ...]) -> str:
    """What to examine and to stop: no municipality takes over from us when somebody disappears, so nobody is billed."""
    hvad = {
        "indsats": "Stop indsatsen, hvis borgeren ikke er set.",
        "ydelse": "Stop ydelsen, og undersøg, hvem der har fået pengene.",
        "plads": "Undersøg, om barnet bruger pladsen, og meld det ellers ud.",
        "pension": "Undersøg, om pensionen stadig udbetales.",
        "tilladelse": "Afklar kommunens ansvar efter integrationsloven, og om der stadig hjemtages tilskud.",
    }
    return " ".join(
        [
            "Spørg dem, der giver hjælpen: er borgeren set, er borgeren ikke forsvundet, og folkeregistret skal vide "
            "det (CPR-loven § 6, stk. 5).",
            *(hvad[a] for a in aarsager if a in hvad),
            "Der er ingen ny kommune at opkræve.",
        ]
    )


def _handling(k: Kontekst, r: dict[str, Any], dag: date, aarsager: tuple[str, ...], veje: _Veje) -> str:
    """What to stop, or to bill. From abroad there is no municipality to bill, and none that can bill us."""
    hvad = {
        "indsats": "Stop indsatsen, eller opkræv den nye kommune.",
        "ydelse": "Stop ydelsen, og opkræv det udbetalte.",
        "plads": "Opkræv barnets nye bopælskommune for pladsen.",
    }
    if r["til_sted"] == bopael.UDLAND:
        hvad = {
            "indsats": "Stop indsatsen.",
            "ydelse": "Stop ydelsen, og vurdér, om borgeren skal betale tilbage.",
            "plads": "Stop pladsen.",
        }
    elif r["pladser_gratis"]:
        hvad["plads"] = "Der er aftalt 0 kr. for pladsen: intet at opkræve."
    if _findes(r["pension_tilkendt"]):
        p = Pension(str(r["pensionstype"]), _dato(r["pension_tilkendt"]), str(k.gen.kommune))
        hvad["pension"] = _om_pension(k, r, p, dag, veje.forloeb.get(str(r["person_noegle"]), ()))
    return " ".join(hvad[a] for a in aarsager if a in hvad)


def _om_pension(
    k: Kontekst, r: dict[str, Any], p: Pension, dag: date, forloeb: Sequence[bopael.Station]
) -> str:
    if r["til_sted"] == bopael.UDLAND:
        return "Ingen kommune kan kræve en andel af pensionen, så længe borgeren bor i udlandet."
    if not kan_kraeve_pension(k, p, dag, forloeb):
        return (
            f"Pensionen er tilkendt {dansk.dato(p.tilkendt)}: den nye kommune kan ikke længere kræve en andel efter "
            "reglen om seks år, medmindre et ophold før 2024 udskød dem (RSL § 9 c, stk. 8)."
        )
    return (
        "Vent krav fra den nye kommune om andel af pensionen i seks år fra den første fraflytning "
        "(RSL § 9 c, stk. 8)."
    )


def kan_kraeve_pension(k: Kontekst, p: Pension, dag: date, forloeb: Sequence[bopael.Station]) -> bool:
    """Whether a municipality moved to on a day can claim a share of a pension granted here for any month from then on,
    as the law reads on the day the data speak of (engine/potentiale/pension.py has the six years)."""
    aar = pension.seks_aar(k.lov, p, forloeb, max(dag, periode(k, None)[1]), str)
    return aar is not None and dag < aar.slut


def _kravfrist(k: Kontekst, r: dict[str, Any], dag: date, hjaelp: int, ydelse: int) -> date | None:
    """The last day to claim the first whole month after the move from the new municipality: help under SEL and BL
    lapses first. None where nothing is booked, or no municipality is moved to."""
    if r["til_sted"] in (bopael.UDLAND, FORSVUNDET) or not (hjaelp or ydelse):
        return None
    maaned = f"{plus_maaneder(dag, 1) - timedelta(days=1):%Y-%m}"
    return frister.frist(maaned, SEL_BL if hjaelp else OEVRIGE, k.lov)


def _frist(k: Kontekst, dag: date) -> date | None:
    """The last day the first month's help can be claimed under the laws of RSL § 9 c, stk. 1."""
    try:
        return bk.frist(dag, int(k.lov.opslag("krav_frist_oevrige_aar", dag).vaerdi))
    except ParameterMangler:
        return None


def _aarsager(*mulige: tuple[str, bool]) -> tuple[str, ...]:
    return tuple(navn for navn, ja in mulige if ja)


def _fagomraade(type_: Any, aarsager: tuple[str, ...] = (), skoletype: Any = None) -> str:
    if _findes(type_):
        return "boern" if type_ in bk.BOERNESTEDER else "aeldre" if type_ in _AELDRE else "voksne"
    if "ydelse" in aarsager or "pension" in aarsager:
        return "overfoersel"
    if "plads" in aarsager:
        return "dagtilbud" if skoletype == "dagtilbud" else "skole"
    return "udlaendinge" if "tilladelse" in aarsager else "voksne"


def _sted(r: dict[str, Any], ende: str) -> str:
    kommune, land = r[f"{ende}_kommunekode"], r[f"{ende}_landekode"]
    return str(
        land if r[f"{ende}_sted"] == bopael.UDLAND and _findes(land) else kommune if _findes(kommune) else ""
    )


def _findes(v: Any) -> bool:
    return v is not None and not pd.isna(v)


def _tekst(v: Any) -> str:
    return str(v) if _findes(v) else ""


def _dato(v: Any) -> date:
    return pd.Timestamp(v).date()


def som_dato(v: Any) -> date | None:
    """A day of a frame; None where there is none."""
    return _dato(v) if _findes(v) else None


def saetning(hits: list[Hit], retning: str) -> str:
    """The page's answer, from the same hits as its table."""
    if not hits:
        return f"Ingen {'fraflyttere' if retning == UD else 'tilflyttere'} skal gennemgås."
    if retning == UD:
        loebende = [h for h in hits if h.oere]
        oere = sum(h.oere for h in loebende)
        vaek = sum(h.forsvundet for h in hits)
        efter = "flytningen eller forsvindingen" if vaek else "flytningen"
        bogfoert = (
            f"For {dansk.tal(len(loebende))} er der bogført {dansk.kort_kroner(oere)} efter {efter}."
            if loebende
            else f"Der er ikke bogført noget efter {efter}."
        )
        forsvundne = f" {dansk.tal(vaek)} af dem er ikke flyttet, men registreret forsvundet." if vaek else ""
        return f"{dansk.antal(len(hits), 'fraflytter skal', 'fraflyttere skal')} gennemgås. {bogfoert}{forsvundne}"
    andre, aabne = betalertal(hits)
    foreslaas = (
        f"For {dansk.tal(andre)} foreslås en anden kommune som betaler"
        if andre
        else "Ingen anden kommune foreslås som betaler"
    )
    resten = f", og {dansk.tal(aabne)} må en person afgøre" if aabne else ""
    return f"{dansk.antal(len(hits), 'tilflytter skal', 'tilflyttere skal')} gennemgås. {foreslaas}{resten}."


def betalertal(hits: Sequence[Hit]) -> tuple[int, int]:
    """How many another municipality is proposed for, and how many a person must decide: of the sentence and the
    cards."""
    return sum(h.anden_betaler is not None for h in hits), sum(
        h.afgoerelse is None or h.afgoerelse.kommunekode is None for h in hits
    )


def boede(institutionstype: Any) -> str:
    """Where somebody who passed through lived."""
    if not _findes(institutionstype):
        return "Bolig"
    return "Forsorgshjem" if institutionstype == FORSORGSHJEM else "Institution"


def gennemrejsendesaetning(k: Kontekst, g: pd.DataFrame) -> str:
    """How many passed through, and how many of them at a home for the homeless."""
    inden = f"inden for {dansk.antal(k.gennemrejsende_maaneder, 'måned', 'måneder')}"
    if g.empty:
        return f"Ingen er i perioden flyttet hertil og videre til en anden kommune {inden}."
    forsorg = int((g["ind_type"] == FORSORGSHJEM).sum())
    return (
        f"{dansk.antal(len(g), 'borger', 'borgere')} flyttede hertil og videre til en anden kommune {inden}, heraf "
        f"{dansk.tal(forsorg)} over et forsorgshjem. Se, om hjælpen stoppede, og om den, der boede på forsorgshjem, "
        "har en anden betalingskommune."
    )


def screeningsnote(hits: list[Hit]) -> str:
    """Which of the hits come from a screening and what that means; '' when none do."""
    pr = [h.gemt.pr for h in hits if h.gemt]
    if not pr:
        return ""
    return (
        f"{dansk.antal(len(pr), 'flytning kommer', 'flytninger kommer')} fra en screening, senest pr. "
        f"{dansk.dato(max(pr))}, og ikke fra datagrundlaget. Om de borgere er kun det gemt, der står her."
    )


def bosteder(k: Kontekst, personer: Iterable[str]) -> dict[str, tuple[bopael.Station, ...]]:
    """Person → the whole residence timeline."""
    return {p: bopael.stationer(r) for p, r in lager.stationer(k.gen, list(personer)).items()}


Stednavn: TypeAlias = Callable[[str], str]


def stednavne(k: Kontekst) -> Stednavn:
    """A code of a municipality or a country → its name; the code itself when unknown."""
    kommuner = lager.kommunenavne(k.gen)
    lande = lagerflytning.lande(k.gen)

    def navn(kode: str) -> str:
        return kommuner[kode][0] if kode in kommuner else lande.get(kode, kode or "Udlandet eller ukendt")

    return navn


def hvorhen(h: Hit, sted: Stednavn) -> str:
    """Where somebody who left went."""
    return "Forsvundet" if h.forsvundet else sted(h.til)


def navne(k: Kontekst, bruger: Bruger, hits: list[Hit]) -> dict[str, str]:
    """Name and birth date of the persons of the user's own hits. Errors: AdgangNaegtet."""
    egne = for_bruger(hits, bruger)
    gemte = {h.person_noegle: _med_foedt(h.gemt.navn, h.gemt.foedselsdato) for h in egne if h.gemt}
    return gemte | navne_paa(k, bruger, [h.person_noegle for h in egne])


def navne_paa(k: Kontekst, bruger: Bruger, personer: Iterable[str]) -> dict[str, str]:
    """Name and birth date of persons that the user sees on a list. Errors: AdgangNaegtet."""
    return {p: _med_foedt(navn, foedt) for p, (navn, foedt, _) in sager.navne(k, bruger, personer).items()}


def _med_foedt(navn: str, foedt: date | None) -> str:
    return f"{navn} ({dansk.dato(foedt)})" if foedt else navn


def boforloeb(k: Kontekst, h: Hit) -> tuple[list[tuple[bopael.Station, str]], bool]:
    """(each station with its institution's name, whether the address is protected: then without institutions)."""
    if h.gemt is not None:
        skjult = h.gemt.beskyttet
        return [(s, "" if skjult else navn) for s, navn in h.gemt.forloeb], skjult
    beskyttet = lager.beskyttet(k.gen, h.person_noegle)
    vist = [(s, "" if beskyttet else navn) for s, navn in forloeb_med_navne(k, h.person_noegle)]
    return vist, beskyttet


def forloeb_med_navne(k: Kontekst, person: str) -> list[tuple[bopael.Station, str]]:
    """Each station of a person with its institution's name, '' where it is none."""
    forloeb = bosteder(k, [person]).get(person, ())
    navne_ = lager.institutionsnavne(k.gen, sorted({s.institution_id for s in forloeb if s.institution_id}))
    return [(s, navne_.get(s.institution_id or "", "")) for s in forloeb]
