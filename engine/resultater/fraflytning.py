"""What runs on after a move out, followed to its end: what to stop, what to bill, kroner a month, and whom to tell.

A hit of Fraflyttere with something that runs is a case. Two letters are drafted: to the new municipality, that it takes
over and pays, and to the unit here that stops it. Of what is booked only whole months after the move count, and in a
claim only those that have not lapsed. Of one who is registered as disappeared there is no new municipality: what runs
is examined and stopped, and nobody is billed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.flytning.bopael import Station
from engine.flytning.udflytning import plus_maaneder
from engine.lager import flytning
from engine.lager import fraflytning as lager
from engine.potentiale import beregn, frister
from engine.potentiale.model import OEVRIGE, SEL_BL, Pension
from engine.rapporter.brev import Brev
from engine.resultater import flyttelister, kravbrev, sager
from engine.resultater.fagomraader import NAVNE
from engine.resultater.flyttelister import Hit
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst, maerke

LOEBER = ("ydelse", "indsats", "plads", "pension")
"""The reasons of a hit that make a case, the first decides its rule; the others are for the list."""
REGLER = {
    "FRA-01": "Ydelse løber efter fraflytning",
    "FRA-02": "Indsats løber efter fraflytning",
    "FRA-03": "Plads i skole eller dagtilbud efter fraflytning",
    "FRA-04": "Pension tilkendt her, borgeren fraflyttet",
    "FRA-05": "Løber for en borger, der er registreret forsvundet",
}
_REGEL = dict(zip(LOEBER, REGLER, strict=False))
_FORSVUNDET = "FRA-05"
"""Whatever runs: the first question is whether the citizen is gone."""
FOLKEREGISTER = "Folkeregistret"
_SOCIALT = ("SEL", "BL")
_PLADSER = {n: n.capitalize() for n in ("folkeskole", "specialklasse", "specialskole", "dagtilbud")}
"""The places a child's new municipality is billed for; private schools and efterskoler are settled with the state."""
_PENSIONER = {"foertidspension": "Førtidspension", "seniorpension": "Seniorpension"}
_PR = {"maaned": "måned", "aar": "år"}
_AABEN = date(9999, 12, 31)
TIL_KOMMUNER = "REF-11"
"""The rule that reclaims what was paid to other municipalities too long: where it is in use, those kroner are its."""
KVARTAL = 3
SENEST_AAR = 3
"""How far back moves are looked at for what has not lapsed; the limitation of each month is the law's."""


@dataclass(frozen=True)
class Bogfoert:
    """What was booked on a function for whole months after the move. frist: the last day to claim each month on."""

    funktion: str
    titel: str
    lov: str
    maaneder: Mapping[str, int]
    frist: Mapping[str, date | None]

    @property
    def oere(self) -> int:
        return sum(self.maaneder.values())

    @property
    def pr_maaned(self) -> int:
        return round(self.oere / len(self.maaneder)) if self.maaneder else 0

    def aabne(self, dag: date) -> dict[str, int]:
        """The months that can still be claimed on a day."""
        return {m: oere for m, oere in self.maaneder.items() if (f := self.frist[m]) is None or f >= dag}


@dataclass(frozen=True)
class Loebende:
    """Something that had begun before the move and ran on over it. slags: indsats, plads, pension or tilladelse. slut:
    None while it runs. pr_md: øre a month by the agreed price, None when it is not known."""

    slags: str
    hvad: str
    lov: str
    siden: date | None
    slut: date | None
    takst: str
    pr_md: int | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Fraflytter:
    """A hit with what runs on. dag: the day the data speak of."""

    sag_id: str
    hit: Hit
    dag: date
    loebende: tuple[Loebende, ...]
    bogfoert: tuple[Bogfoert, ...]

    @property
    def regel(self) -> str:
        return (
            _FORSVUNDET if self.hit.forsvundet else next(_REGEL[a] for a in LOEBER if a in self.hit.aarsager)
        )

    @property
    def kommune(self) -> str:
        """The municipality moved to; '' when it is not known or abroad, or there is none."""
        return self.hit.til if self.hit.til.isdigit() else ""

    @property
    def i_institution(self) -> bool:
        return "til_institution" in self.hit.aarsager

    @property
    def pladser(self) -> list[Loebende]:
        """Those that the child's new municipality is billed for: not where nought kroner is agreed."""
        return [i for i in self._egne_pladser if i.pr_md != 0]

    @property
    def gratis(self) -> list[Loebende]:
        """Those that it is agreed to pay nothing for."""
        return [i for i in self._egne_pladser if i.pr_md == 0]

    @property
    def _egne_pladser(self) -> list[Loebende]:
        return [
            i for i in self.loebende if i.slags == "plads" and i.hvad.partition(",")[0] in _PLADSER.values()
        ]

    @property
    def skyldig(self) -> bool:
        """Whether all that is told is that we may be asked to pay."""
        return self.regel == "FRA-04"

    def loeber(self, x: Loebende) -> bool:
        """Whether it runs still."""
        return x.slut is None or x.slut >= self.dag

    def loeber_nu(self) -> bool:
        """Whether something is to be stopped; a pension goes along to a new municipality, and stops for who is gone."""
        return any(self.loeber(x) for x in self.loebende if x.slags != "pension" or self.hit.forsvundet)

    @property
    def hvornaar(self) -> str:
        """What happened, and when, as a clause about the citizen."""
        if self.hit.forsvundet:
            return f"registreret forsvundet {dansk.dato(self.hit.dato)}"
        return f"fraflyttet {dansk.dato(self.hit.dato)}"

    @property
    def efter(self) -> str:
        """What it ran on after."""
        return "forsvindingen" if self.hit.forsvundet else "flytningen"

    def aabent(self, dag: date) -> int:
        return sum(sum(b.aabne(dag).values()) for b in self.bogfoert)


_husket = Husk[list[Fraflytter]](2)


def alle(k: Kontekst) -> list[Fraflytter]:
    """Every case: the hits of the last twelve months with something that runs, and of the older those where it still
    runs or can still be claimed."""
    return _husket.hent((*maerke(k), k.gen.bygget), lambda: _alle(k))


def _alle(k: Kontekst) -> list[Fraflytter]:
    seneste, til = flyttelister.periode(k, None)
    fra = plus_maaneder(til, -12 * SENEST_AAR)
    raekker = lager.loebende(k.gen, fra, til)
    loebende = _pr_flytning(raekker)
    bogfoert = _pr_flytning(lager.bogfoert(k.gen, fra, til, TIL_KOMMUNER not in beregn.REGLER))
    ud = []
    forloeb = flyttelister.bosteder(k, {str(r["person_noegle"]) for r in raekker if r["slags"] == "pension"})
    for h in flyttelister.fraflyttere_mellem(k, fra, til):
        koerer = [
            r
            for r in loebende.get(h.noegle, [])
            if r["slags"] != "pension" or h.forsvundet or _kan_kraeves(k, h, r, forloeb)
        ]
        grunde = {*h.aarsager} & {*LOEBER, "tilladelse"}
        if not grunde or (grunde == {"pension"} and not koerer):
            continue  # nobody abroad, nor after the six years, can send us a bill for a share of a pension
        x = Fraflytter(
            k.lav_id("FRA", f"{h.person_noegle}|{h.dato.isoformat()}"),
            h,
            til,
            tuple(map(_loebende, koerer)),
            _funktioner(k, h, bogfoert.get(h.noegle, [])),
        )
        if h.dato >= seneste or x.loeber_nu() or x.aabent(til) > 0:
            ud.append(x)
    return ud


def _kan_kraeves(k: Kontekst, h: Hit, r: Mapping[str, Any], forloeb: Mapping[str, Sequence[Station]]) -> bool:
    """Whether the new municipality can claim a share of a pension, a row of `lager.loebende`."""
    p = Pension(r["navn"], r["siden"], str(k.gen.kommune))
    boede = forloeb.get(h.person_noegle, ())
    return h.til.isdigit() and flyttelister.kan_kraeve_pension(k, p, h.dato, boede)


def find(k: Kontekst, sag_id: str) -> Fraflytter | None:
    return next((x for x in alle(k) if x.sag_id == sag_id), None)


def for_hit(k: Kontekst, h: Hit) -> Fraflytter | None:
    """The case of a hit on the list; None when nothing runs on."""
    return next((x for x in alle(k) if x.hit.noegle == h.noegle), None)


def _pr_flytning(raekker: Iterable[dict[str, Any]]) -> dict[tuple[str, date], list[dict[str, Any]]]:
    ud: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
    for r in raekker:
        ud[str(r["person_noegle"]), r["dato"]].append(r)
    return ud


def _loebende(r: Mapping[str, Any]) -> Loebende:
    navn = str(r["navn"] or "")
    if r["slags"] == "indsats":
        hjemmel = f" ({r['lov']} § {r['paragraf']})" if r["paragraf"] else f" ({r['lov']})"
        navn = f"{navn or 'Indsats'}{hjemmel}"
    elif r["slags"] == "tilladelse":
        navn = f"Opholdstilladelse ({navn})"
    else:
        navn = (_PLADSER | _PENSIONER).get(navn, navn.capitalize() or "Plads")
    takst = (
        f"{dansk.kroner(r['takst_oere'])} pr. {_PR.get(r['enhed'], r['enhed'])}" if r["takst_oere"] else ""
    )
    slut = None if r["slutdato"] >= _AABEN else r["slutdato"]
    hvad = f"{navn}, {r['sted']}" if r["sted"] else navn
    return Loebende(r["slags"], hvad, str(r["lov"] or ""), r["siden"], slut, takst, r["md_oere"])


def _funktioner(k: Kontekst, h: Hit, raekker: Iterable[Mapping[str, Any]]) -> tuple[Bogfoert, ...]:
    """By function and law; only where the sum is a cost. The limitation is of claims between municipalities."""
    pr: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for r in raekker:
        pr[r["funktion"], str(r["titel"] or r["funktion"]), r["lov"]][r["maaned"]] = int(r["oere"])
    ud = [
        Bogfoert(
            *noegle,
            m,
            {x: _frist(k, x, noegle[2]) if h.til.isdigit() else None for x in m},
        )
        for noegle, m in sorted(pr.items())
    ]
    return tuple(b for b in ud if b.oere > 0)


def _frist(k: Kontekst, maaned: str, lov: str) -> date | None:
    return frister.frist(maaned, SEL_BL if lov in _SOCIALT else OEVRIGE, k.lov)


# --- texts ----------------------------------------------------------------------------------------------------


def hvad_der_goeres(k: Kontekst, x: Fraflytter) -> list[tuple[str, str, int | None]]:
    """(what to do, who is told, kroner a month) of each thing that is to be done, in order."""
    stop = [(f"{_stop(x, b)}: {b.titel}", _enhed(x, b.lov), b.pr_maaned) for b in x.bogfoert]
    if x.hit.forsvundet:
        return _for_en_forsvundet(x, stop)
    ny = f"{_kommuner(k, x)[1]} Kommune"
    ud: list[tuple[str, str, int | None]] = [*stop]
    ud += [
        (f"Stop indsatsen: {i.hvad}", _enhed(x, i.lov), _aftalt(x, i))
        for i in x.loebende
        if i.slags == "indsats" and x.loeber(i)
    ]
    if x.kommune and not x.i_institution:
        if oere := x.aabent(x.dag):
            maaneder = {m for b in x.bogfoert for m in b.aabne(x.dag)}
            ud.append(("Opkræv det udlagte", ny, round(oere / len(maaneder))))
        ud += [(f"Opkræv pladsen: {i.hvad}", ny, i.pr_md) for i in x.pladser]
        ud += [(f"Intet at opkræve, 0 kr. er aftalt: {i.hvad}", "Økonomi", 0) for i in x.gratis]
    ud += [
        (f"Vent krav om andel i seks år: {i.hvad}", "Økonomi", None)
        for i in x.loebende
        if i.slags == "pension" and x.kommune
    ]
    if not x.kommune and x.bogfoert:
        ud.append(("Vurder, om borgeren skal betale tilbage", "Ydelse og jobcenter", None))
    return ud


def _aftalt(x: Fraflytter, i: Loebende) -> int | None:
    """The agreed price of a month, where nothing booked under the law says what it costs."""
    return None if any(b.lov == i.lov for b in x.bogfoert) else i.pr_md


def _for_en_forsvundet(
    x: Fraflytter, stop: Sequence[tuple[str, str, int | None]]
) -> list[tuple[str, str, int | None]]:
    """First whether the citizen is gone: help that is received is a sign of life. No municipality is billed."""
    ud: list[tuple[str, str, int | None]] = [
        (
            "Spørg dem, der giver hjælpen, om borgeren er set, og ret registreringen i så fald",
            FOLKEREGISTER,
            None,
        )
    ]
    goer = {
        "indsats": "Undersøg, og stop indsatsen",
        "plads": "Undersøg, om pladsen bruges, og meld ellers ud",
        "pension": "Undersøg, om pensionen udbetales",
        "tilladelse": "Afklar ansvaret efter integrationsloven, og om der hjemtages tilskud",
    }
    ud += stop
    ud += [(f"{goer[i.slags]}: {i.hvad}", _hvem(x, i), _aftalt(x, i)) for i in x.loebende if x.loeber(i)]
    if x.bogfoert:
        ud.append(("Undersøg, hvem der har fået pengene, og om de skal betales tilbage", "Økonomi", None))
    return ud


def _hvem(x: Fraflytter, i: Loebende) -> str:
    """Who is told to stop one thing for somebody who has disappeared."""
    if i.slags == "plads":
        return NAVNE["dagtilbud" if i.hvad.startswith(_PLADSER["dagtilbud"]) else "skole"]
    return {"pension": "Udbetaling Danmark", "tilladelse": NAVNE["udlaendinge"]}.get(i.slags) or _enhed(
        x, i.lov
    )


def _stop(x: Fraflytter, b: Bogfoert) -> str:
    """What has not been booked for a quarter has likely been stopped."""
    return (
        "Stop"
        if max(b.maaneder) >= f"{plus_maaneder(x.dag, -KVARTAL):%Y-%m}"
        else "Se efter, at det er stoppet"
    )


def _enhed(x: Fraflytter, lov: str) -> str:
    """Who stops it here: by the law it is given under, and the field of work where the law has several."""
    if lov in ("PL", "BOST"):
        return "Udbetaling Danmark"
    if lov in ("LAS", "LAB", "LKH", "SDP"):
        return "Ydelse og jobcenter"
    if lov == "INL":
        return NAVNE["udlaendinge"]
    egne = {"BL": "boern", "AEL": "aeldre"}
    omraade = x.hit.fagomraade if x.hit.fagomraade in ("boern", "voksne", "aeldre") else "voksne"
    return NAVNE[egne.get(lov, omraade)]


def begrund(x: Fraflytter) -> str:
    """Why it is a case, and what runs."""
    paragraf = " (CPR-loven § 6, stk. 5)" if x.hit.forsvundet else ""
    dele = [f"{x.hvornaar[0].upper()}{x.hvornaar[1:]}{paragraf}."]
    dele += [f"{i.hvad}{_siden(i)}." for i in x.loebende]
    dele += [
        f"{b.titel} ({b.funktion}): {dansk.kroner(b.oere)} bogført for {_maaneder(b.maaneder)}."
        for b in x.bogfoert
    ]
    return " ".join(dele)


def modbevis(x: Fraflytter) -> list[str]:
    """What would prove it false."""
    ud = []
    if x.i_institution:
        ud.append(
            "Vi medvirkede til flytningen til institutionen: så betaler vi stadig (RSL § 9, stk. 3, og § 9 c)."
        )
    if x.hit.forsvundet:
        ud.append("Borgeren er fundet eller har meldt sig, og registret er ikke rettet endnu.")
    if x.bogfoert:
        ud.append(f"Det bogførte hører til tiden før {x.efter}, selv om perioden siger andet.")
    if x.hit.forsvundet:
        return ud
    if any(i.slags == "indsats" for i in x.loebende):
        ud.append("Den nye kommune har bedt os fortsætte indsatsen og betaler for den.")
    if any(i.slags == "plads" for i in x.loebende):
        ud.append("Barnet er meldt ud, eller kommunerne har aftalt, at der ikke betales.")
    if x.skyldig:
        ud.append("Pensionen er tilkendt efter regler, hvor den nye kommune betaler selv.")
    return ud


def _siden(i: Loebende) -> str:
    til = f" til {dansk.dato(i.slut)}" if i.slut else ""
    return (f" fra {dansk.dato(i.siden)}" if i.siden else "") + til


def _maaneder(m: Iterable[str]) -> str:
    alle_ = sorted(m)
    return dansk.antal(len(alle_), "måned", "måneder") + (
        f" ({dansk.maaned(alle_[0])} til {dansk.maaned(alle_[-1])})"
        if len(alle_) > 1
        else f" ({dansk.maaned(alle_[0])})"
    )


# --- the letters ----------------------------------------------------------------------------------------------


def kraev(bruger: Bruger, x: Fraflytter) -> None:
    """Errors: AdgangNaegtet for one who may not see the person."""
    ja, grund = maa(bruger, Handling.SE_PERSON, Sagsomfang(x.hit.fagomraade or None))
    if not ja:
        raise AdgangNaegtet(grund)


def kan_opkraeves(x: Fraflytter) -> bool:
    """Whether there is a new municipality that something is due from; of one who moved into an institution a person
    decides first who pays."""
    overtages = any(i.slags == "indsats" and x.loeber(i) for i in x.loebende)
    return bool(x.kommune) and not x.i_institution and (bool(x.pladser) or x.aabent(x.dag) > 0 or overtages)


def til_kommunen(k: Kontekst, bruger: Bruger, x: Fraflytter, sendt: date) -> Brev:
    """The letter to the new municipality: take over, and pay what we have paid since the move.

    Errors: AdgangNaegtet; HjemtagFejl where nothing is due from it."""
    kraev(bruger, x)
    if not kan_opkraeves(x):
        raise HjemtagFejl("Der er ingen ny kommune at opkræve. Brug beskeden til enheden.")
    egen, ny = _kommuner(k, x)
    navn, foedt = _borger(k, bruger, x)
    udlagt = [(b, b.aabne(sendt)) for b in x.bogfoert]
    oere = sum(sum(m.values()) for _, m in udlagt)
    indsatser = [i for i in x.loebende if i.slags == "indsats" and x.loeber(i)]
    if not (oere > 0 or indsatser or x.pladser):
        raise HjemtagFejl("Alle måneder er bortfaldet på den dag. Vælg en tidligere dag, eller luk sagen.")
    afsnit = [
        f"{navn}, født {dansk.dato(foedt)}, flyttede den {dansk.dato(x.hit.dato)} fra {egen} Kommune til {ny} Kommune "
        "og er registreret i en bolig hos jer. Fra den dag er I borgerens handlekommune (retssikkerhedsloven § 9, "
        "stk. 1)."
    ]
    if indsatser:
        afsnit += [
            "Disse indsatser har vi bevilget, og de løber stadig. Vi beder jer træffe afgørelse om dem "
            "og overtage dem eller give os besked om, at de skal stoppe:",
            *(f"- {i.hvad}{_siden(i)}{f', {i.takst}' if i.takst else ''}" for i in indsatser),
        ]
    if oere > 0:
        afsnit += [
            f"Vi har udlagt {dansk.kroner(oere)} for hele måneder efter flytningen, som vi beder jer betale:",
            *(_udlagt(b, m) for b, m in udlagt if m),
        ]
        if any(len(m) < len(b.maaneder) for b, m in udlagt):
            afsnit.append(
                "Måneder, hvor fristen for krav er udløbet, er ikke med (retssikkerhedsloven § 9 c)."
            )
    if x.pladser:
        afsnit += [
            "Barnet har fortsat en plads hos os, som bopælskommunen betaler for. Regningen sendes særskilt:",
            *(f"- {i.hvad}{_siden(i)}{f', {i.takst}' if i.takst else ''}" for i in x.pladser),
        ]
    afsnit += [
        f"Vi beder om svar senest den {dansk.dato(kravbrev.svarfrist(k, sendt))}. Er I ikke enige, beder vi om jeres "
        "begrundelse og om oplysning om, hvilken kommune I mener, der skal betale.",
        "Dokumentation for flytning, indsatser og udgifter sendes på jeres anmodning.",
        "Venlig hilsen",
        f"{egen} Kommune",
    ]
    return Brev(
        [f"{ny} Kommune", "Mellemkommunal refusion"],
        [f"{egen} Kommune", "Økonomi"],
        dansk.dato(sendt),
        "Borger flyttet til jer: overtagelse og betaling"
        if oere > 0 or x.pladser
        else "Borger flyttet til jer: overtagelse",
        afsnit,
    )


def til_enheden(k: Kontekst, bruger: Bruger, x: Fraflytter, sendt: date) -> Brev:
    """The note to the unit here: what to stop, kroner a month, who is billed. Errors: AdgangNaegtet."""
    kraev(bruger, x)
    egen, ny = _kommuner(k, x)
    navn, foedt = _borger(k, bruger, x)
    goeres: dict[str, list[str]] = defaultdict(list)
    for hvad, hvem, pr_md in hvad_der_goeres(k, x):
        goeres[hvem].append(f"- {hvad}{f', {dansk.kroner(pr_md)} pr. måned' if pr_md else ''}")
    hvad = (
        f"er registreret forsvundet den {dansk.dato(x.hit.dato)} (CPR-loven § 6, stk. 5)"
        if x.hit.forsvundet
        else f"flyttede den {dansk.dato(x.hit.dato)} fra kommunen til {ny}"
    )
    afsnit = [
        f"{navn}, født {dansk.dato(foedt)}, {hvad}. Efter vores oplysninger løb dette videre efter {x.efter}:",
        *(f"- {i.hvad}{_siden(i)}{f', {i.takst}' if i.takst else ''}" for i in x.loebende),
        *(_udlagt(b, b.maaneder) for b in x.bogfoert),
    ]
    for hvem, linjer in goeres.items():
        afsnit += [f"{hvem} (økonomi skriver til den):" if hvem == f"{ny} Kommune" else f"{hvem}:", *linjer]
    afsnit += [
        *(["Ingen anden kommune skal betale: der er ingen ny bopælskommune."] if x.hit.forsvundet else []),
        "Kontrollér, før der stoppes:",
        *(f"- {m}" for m in modbevis(x)),
        "Skriv på sagen i Hjemtag, hvornår det er stoppet.",
    ]
    return Brev(
        [f"{egen} Kommune", NAVNE.get(x.hit.fagomraade, "Den bevilgende enhed")],
        [f"{egen} Kommune", "Økonomi"],
        dansk.dato(sendt),
        "Borger registreret forsvundet: undersøg og stop det, der løber videre"
        if x.hit.forsvundet
        else "Borger fraflyttet: stop det, der løber videre",
        afsnit,
    )


def _udlagt(b: Bogfoert, m: Mapping[str, int]) -> str:
    oere = sum(m.values())
    return (
        f"- {b.titel} ({b.funktion}): {dansk.kroner(oere)} for {_maaneder(m)}, i gennemsnit "
        f"{dansk.kroner(round(oere / len(m)))} pr. måned"
    )


def _kommuner(k: Kontekst, x: Fraflytter) -> tuple[str, str]:
    navne = {r.kommunekode: r.navn for r in flytning.kommuner(k.gen).itertuples()}
    ny = flyttelister.stednavne(k)(x.hit.til) if x.hit.til else "udlandet"
    return navne.get(str(k.gen.kommune), "Kommunen"), ny


def _borger(k: Kontekst, bruger: Bruger, x: Fraflytter) -> tuple[str, date | None]:
    navn, foedt, _ = sager.navne(k, bruger, [x.hit.person_noegle])[x.hit.person_noegle]
    return navn, foedt
