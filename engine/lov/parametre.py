"""Law parameters: dated values with unit, legal reference, source and status, read from satser/*.yaml.

One file is one parameter. A value is looked up by date; where none is known nothing is guessed
(ParameterMangler). Values confirmed locally are laid on top with `Lovsamling.med_lokale`.
The YAML reader at the end is the only I/O of the package; everything else is pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from engine.fejl import HjemtagFejl, ParameterMangler

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # both are safe; the C one is ten times faster
SATSER = Path(__file__).resolve().parent / "satser"

BEKRAEFTET, AFLEDT, FIKTIV, LOKAL, MANGLER = "bekraeftet", "afledt", "fiktiv", "lokal", "mangler"
STATUSSER_I_FIL = (BEKRAEFTET, AFLEDT, FIKTIV)
STATUSSER_OVENPAA = (LOKAL, FIKTIV)

# How each unit is written for a reader; the unit decides what a value may be.
_TALENHEDER = {
    "kr.": "kr.",
    "kr./aar": "kr./år",
    "kr./md.": "kr./md.",
    "kr./uge": "kr./uge",
    "kr./aar pr. helaarsperson": "kr./år pr. helårsperson",
    "mio. kr.": "mio. kr.",
    "pct.": "pct.",
    "andel": "andel",
    "antal": "antal",
    "aar": "år",
    "md.": "måneder",
    "uger": "uger",
    "dage": "dage",
    "dag": "dag",
    "timer/uge": "timer/uge",
}
_TEKSTENHEDER = {"tekst": "tekst", "md-dag": "måned-dag"}
_JA_NEJ = {"ja/nej": "ja/nej"}
ENHEDER = _TALENHEDER | _TEKSTENHEDER | _JA_NEJ

_FILFELTER = {"beskrivelse", "enhed", "hjemmel", "ophoert", "vaerdier"}
_VAERDIFELTER = {
    "fra",
    "til",
    "vaerdi",
    "status",
    "kilde",
    "note",
    "alternativ",
    "regel",
    "alternativ_regel",
}
_REGELFELTER = {"grundlag", "aar", "procent", "afrunding", "foerste_afrunding", "faktor", "tillaeg"}


@dataclass(frozen=True)
class Regel:
    """How an `afledt` number follows from another parameter; engine/lov/regulering.py computes it.

    grundlag, aar: the value of that parameter in force on 31 December of that year.
    procent: the parameter (pct.) that each later year up to the value's own year is regulated with.
    afrunding: nearest multiple, half up, after each year; foerste_afrunding: no rounding before this year.
    faktor, tillaeg: multiplied and added once, before the last rounding.
    """

    grundlag: str
    aar: int
    afrunding: Decimal
    procent: str | None = None
    foerste_afrunding: int | None = None
    faktor: Decimal = Decimal(1)
    tillaeg: Decimal = Decimal(0)


@dataclass(frozen=True)
class Vaerdi:
    """One value of a parameter, in force from `fra` to and including `til` (None: still in force).

    vaerdi: Decimal in the parameter's unit, text or yes/no. status: bekraeftet (published), afledt
    (computed by the law's own rule or read with a doubt), fiktiv (the demo), lokal (confirmed by the
    municipality). alternativ: the other outcome where the rule can be read in two ways.
    """

    parameter: str
    fra: date
    til: date | None
    vaerdi: Decimal | str | bool
    status: str
    kilde: str
    note: str = ""
    alternativ: Decimal | None = None
    regel: Regel | None = None
    alternativ_regel: Regel | None = None

    def gaelder(self, dato: date) -> bool:
        return self.fra <= dato and (self.til is None or dato <= self.til)

    def overlapper(self, fra: date, til: date | None) -> bool:
        return (til is None or self.fra <= til) and (self.til is None or fra <= self.til)


@dataclass(frozen=True)
class Parameter:
    """A legal number, text or switch, with all its dated values in order.

    enhed: a key of ENHEDER. ophoert: the day the rule itself ceased, so that a later gap is not a lack.
    """

    navn: str
    beskrivelse: str
    enhed: str
    hjemmel: str
    vaerdier: tuple[Vaerdi, ...]
    ophoert: date | None = None

    @property
    def enhed_tekst(self) -> str:
        return ENHEDER[self.enhed]

    def i_aar(self, aar: int) -> tuple[Vaerdi, ...]:
        """The values in force on any day of the year."""
        return tuple(v for v in self.vaerdier if v.overlapper(date(aar, 1, 1), date(aar, 12, 31)))

    def mangler_i(self, aar: int | None) -> bool:
        """True when a value ought to be entered: none at all, or none this year while the rule holds."""
        if not self.vaerdier:
            return True
        if aar is None or self.i_aar(aar) or aar < self.vaerdier[0].fra.year:
            return False
        return self.ophoert is None or aar < self.ophoert.year


@dataclass(frozen=True)
class Lovsamling:
    """All law parameters as one immutable whole. `version` changes with any of their content."""

    parametre: dict[str, Parameter] = field(hash=False)

    def parameter(self, navn: str) -> Parameter:
        """Errors: HjemtagFejl when no parameter has that name."""
        if navn not in self.parametre:
            raise HjemtagFejl(
                f"Der findes ingen lovparameter med navnet '{navn}'. "
                "Se de kendte navne med 'hjemtag sats list' eller på siden Lovgrundlag."
            )
        return self.parametre[navn]

    def opslag(self, navn: str, dato: date) -> Vaerdi:
        """The value in force on the date. Errors: ParameterMangler when none is known."""
        for vaerdi in self.parameter(navn).vaerdier:
            if vaerdi.gaelder(dato):
                return vaerdi
        raise ParameterMangler(navn, dato)

    def foerste_eller_opslag(self, navn: str, dato: date) -> Vaerdi:
        """As opslag, but before the first value the first one holds.

        Only for what defines a concept (an age limit, a method), never for an amount.
        """
        vaerdier = self.parameter(navn).vaerdier
        return vaerdier[0] if vaerdier and dato < vaerdier[0].fra else self.opslag(navn, dato)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits over the normalised content."""
        indhold = [_normal(self.parametre[navn]) for navn in sorted(self.parametre)]
        tekst = json.dumps(indhold, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(tekst.encode()).hexdigest()[:12]

    def med_lokale(self, lokale: Iterable[Vaerdi], *, bekraeftet_vinder: bool = False) -> Lovsamling:
        """A collection where local values (lokal, or fiktiv in the demo) fill gaps and replace `afledt`.

        A later local value replaces an earlier one on the dates they share. A published value is never
        replaced: HjemtagFejl, or with `bekraeftet_vinder` (when stored values are read back after an
        upgrade has brought the published one) the local value holds on its other dates only.
        """
        nye = dict(self.parametre)
        for vaerdi in lokale:
            parameter = Lovsamling(nye).parameter(vaerdi.parameter)
            _tjek_lokal(parameter, vaerdi)
            nye[parameter.navn] = _med_lokal(parameter, vaerdi, bekraeftet_vinder)
        return Lovsamling(nye)

    def med_proeve(self, proeve: Iterable[Vaerdi]) -> Lovsamling:
        """A collection to ask 'what if' with: the values hold on their dates, published ones notwithstanding.

        Never for a figure that is handed in. Errors: HjemtagFejl for an unknown parameter, a wrong unit or dates.
        """
        nye = dict(self.parametre)
        for ny in proeve:
            parameter = Lovsamling(nye).parameter(ny.parameter)
            _tjek_lokal(parameter, ny)
            bliver = [rest for v in parameter.vaerdier for rest in _uden(v, [ny])]
            nye[parameter.navn] = replace(
                parameter, vaerdier=tuple(sorted([*bliver, ny], key=lambda v: v.fra))
            )
        return Lovsamling(nye)

    def som_raekker(self, aar: int | None = None) -> list[dict[str, Any]]:
        """One dict per value, in name and date order; with `aar` only values in force in that year.

        Keys: parameter, beskrivelse, enhed (in Danish), hjemmel, fra, til (date or None), vaerdi, status,
        kilde, note, alternativ. Where a value ought to be entered the row has vaerdi None and status
        'mangler'.
        """
        raekker: list[dict[str, Any]] = []
        for navn in sorted(self.parametre):
            parameter = self.parametre[navn]
            vaerdier = parameter.vaerdier if aar is None else parameter.i_aar(aar)
            raekker += [_raekke(parameter, v) for v in vaerdier]
            if parameter.mangler_i(aar):
                raekker.append(_manglende_raekke(parameter, aar))
        return raekker


def _raekke(parameter: Parameter, v: Vaerdi) -> dict[str, Any]:
    return {
        "parameter": parameter.navn,
        "beskrivelse": parameter.beskrivelse,
        "enhed": parameter.enhed_tekst,
        "hjemmel": parameter.hjemmel,
        "fra": v.fra,
        "til": v.til,
        "vaerdi": v.vaerdi,
        "status": v.status,
        "kilde": v.kilde,
        "note": v.note,
        "alternativ": v.alternativ,
    }


def _manglende_raekke(parameter: Parameter, aar: int | None) -> dict[str, Any]:
    return {
        "parameter": parameter.navn,
        "beskrivelse": parameter.beskrivelse,
        "enhed": parameter.enhed_tekst,
        "hjemmel": parameter.hjemmel,
        "fra": None if aar is None else date(aar, 1, 1),
        "til": None if aar is None else date(aar, 12, 31),
        "vaerdi": None,
        "status": MANGLER,
        "kilde": "",
        "note": "Ingen værdi er kendt. Indtast den på siden Lovgrundlag eller med 'hjemtag sats saet'.",
        "alternativ": None,
    }


def _normal(ting: Any) -> Any:
    """A form in which equal content is written in one way only (1.50 as 1.5)."""
    if isinstance(ting, Parameter | Vaerdi | Regel):
        return {navn: _normal(vaerdi) for navn, vaerdi in vars(ting).items()}
    if isinstance(ting, tuple):
        return [_normal(t) for t in ting]
    if isinstance(ting, Decimal):
        return f"{ting.normalize():f}"
    return ting.isoformat() if isinstance(ting, date) else ting


# --- local values ---------------------------------------------------------------------------------


def _tjek_lokal(parameter: Parameter, ny: Vaerdi) -> None:
    hvor = f"Den lokale værdi for '{parameter.navn}' fra {ny.fra:%d.%m.%Y}"
    if ny.status not in STATUSSER_OVENPAA:
        raise HjemtagFejl(
            f"{hvor} har status '{ny.status}'; kun {' og '.join(STATUSSER_OVENPAA)} kan indtastes."
        )
    if ny.til is not None and ny.til < ny.fra:
        raise HjemtagFejl(f"{hvor} slutter {ny.til:%d.%m.%Y}, før den begynder. Ret en af datoerne.")
    if not ny.kilde.strip():
        raise HjemtagFejl(f"{hvor} mangler en kilde. Skriv, hvor satsen er offentliggjort.")
    if type(ny.vaerdi) is not _pythontype(parameter.enhed):
        raise HjemtagFejl(f"{hvor} er '{ny.vaerdi}', som ikke passer til enheden {parameter.enhed_tekst}.")


def _med_lokal(parameter: Parameter, ny: Vaerdi, bekraeftet_vinder: bool) -> Parameter:
    beroerte = [v for v in parameter.vaerdier if v.overlapper(ny.fra, ny.til)]
    urokkelige = [v for v in beroerte if v.status == BEKRAEFTET]
    if urokkelige and not bekraeftet_vinder:
        gammel = urokkelige[0]
        raise HjemtagFejl(
            f"'{parameter.navn}' har en bekræftet værdi fra {gammel.fra:%d.%m.%Y} ({gammel.kilde}). En lokal "
            f"værdi kan udfylde huller og erstatte beregnede værdier, men ikke bekræftede. Vælg andre datoer."
        )
    bliver = [v for v in parameter.vaerdier if v not in beroerte] + urokkelige
    bliver += [rest for v in beroerte if v.status != BEKRAEFTET for rest in _uden(v, [ny])]
    return replace(parameter, vaerdier=tuple(sorted(bliver + _uden(ny, urokkelige), key=lambda v: v.fra)))


def _uden(vaerdi: Vaerdi, andre: Iterable[Vaerdi]) -> list[Vaerdi]:
    """The parts of a value's dates that none of the others take."""
    dele = [vaerdi]
    for anden in andre:
        dele = [del_ for v in dele for del_ in _klip(v, anden)]
    return dele


def _klip(v: Vaerdi, anden: Vaerdi) -> list[Vaerdi]:
    if not v.overlapper(anden.fra, anden.til):
        return [v]
    dele = []
    if v.fra < anden.fra:
        dele.append(replace(v, til=anden.fra - timedelta(days=1)))
    if anden.til is not None and (v.til is None or anden.til < v.til):
        dele.append(replace(v, fra=anden.til + timedelta(days=1)))
    return dele


# --- the reader -----------------------------------------------------------------------------------


@cache
def laes_lov() -> Lovsamling:
    """The law as shipped. Errors: HjemtagFejl naming file and field."""
    return laes_mappe(SATSER)


def laes_mappe(mappe: Path) -> Lovsamling:
    """Read one parameter per *.yaml; the file name is the parameter's name."""
    parametre = {sti.stem: _laes_fil(sti) for sti in sorted(mappe.glob("*.yaml"))}
    for parameter in parametre.values():
        _tjek_regler(parameter, parametre)
    return Lovsamling(parametre)


def _laes_fil(sti: Path) -> Parameter:
    try:
        raa = yaml.load(sti.read_text(encoding="utf-8"), Loader=_YAML)
    except (yaml.YAMLError, UnicodeDecodeError) as fejl:
        raise HjemtagFejl(f"{sti.name} kan ikke læses som YAML: {fejl}. Ret filen.") from fejl
    hvor = sti.name
    _tjek_felter(raa, hvor, _FILFELTER, paakraevet=_FILFELTER - {"ophoert"})
    if raa["enhed"] not in ENHEDER:
        raise _forkert(hvor, "enhed", raa["enhed"], f"brug en af {', '.join(ENHEDER)}")
    if not isinstance(raa["vaerdier"], list):
        raise _forkert(hvor, "vaerdier", raa["vaerdier"], "skriv en liste, eventuelt tom: []")
    vaerdier = [
        _laes_vaerdi(r, sti.stem, raa["enhed"], f"{hvor}, værdi nr. {nr}")
        for nr, r in enumerate(raa["vaerdier"], start=1)
    ]
    return Parameter(
        navn=sti.stem,
        beskrivelse=_tekst(raa, "beskrivelse", hvor),
        enhed=raa["enhed"],
        hjemmel=_tekst(raa, "hjemmel", hvor),
        vaerdier=_i_raekkefoelge(vaerdier, hvor),
        ophoert=_dato(raa, "ophoert", hvor) if "ophoert" in raa else None,
    )


def _laes_vaerdi(raa: Any, navn: str, enhed: str, hvor: str) -> Vaerdi:
    _tjek_felter(raa, hvor, _VAERDIFELTER, paakraevet={"fra", "vaerdi", "status", "kilde"})
    if raa["status"] not in STATUSSER_I_FIL:
        raise _forkert(hvor, "status", raa["status"], f"brug en af {', '.join(STATUSSER_I_FIL)}")
    vaerdi = Vaerdi(
        parameter=navn,
        fra=_dato(raa, "fra", hvor),
        til=_dato(raa, "til", hvor) if "til" in raa else None,
        vaerdi=_typet(raa["vaerdi"], enhed, hvor),
        status=raa["status"],
        kilde=_tekst(raa, "kilde", hvor),
        note=_tekst(raa, "note", hvor) if "note" in raa else "",
        alternativ=_tal(raa["alternativ"], "alternativ", hvor) if "alternativ" in raa else None,
        regel=_laes_regel(raa["regel"], f"{hvor}, regel") if "regel" in raa else None,
        alternativ_regel=_laes_regel(raa["alternativ_regel"], f"{hvor}, alternativ_regel")
        if "alternativ_regel" in raa
        else None,
    )
    _tjek_vaerdi(vaerdi, hvor)
    return vaerdi


def _tjek_vaerdi(v: Vaerdi, hvor: str) -> None:
    if v.til is not None and v.til < v.fra:
        raise _forkert(hvor, "til", v.til, f"den ligger før fra ({v.fra})")
    er_tal = isinstance(v.vaerdi, Decimal)
    if v.regel is not None and v.status != AFLEDT:
        raise _forkert(hvor, "regel", v.regel.grundlag, "kun afledte værdier har en regel")
    if v.status == AFLEDT and er_tal and v.regel is None:
        raise HjemtagFejl(f"{hvor}: feltet 'regel' mangler; et afledt tal skal kunne regnes efter.")
    if v.status == AFLEDT and not er_tal and not v.note:
        raise HjemtagFejl(f"{hvor}: feltet 'note' mangler; skriv, hvorfor værdien er afledt.")
    if (v.alternativ is None) != (v.alternativ_regel is None):
        raise HjemtagFejl(f"{hvor}: 'alternativ' og 'alternativ_regel' hører sammen; skriv begge.")


def _laes_regel(raa: Any, hvor: str) -> Regel:
    _tjek_felter(raa, hvor, _REGELFELTER, paakraevet={"grundlag", "aar", "afrunding"})
    heltal = {navn: raa.get(navn) for navn in ("aar", "foerste_afrunding")}
    for navn, tal in heltal.items():
        if tal is not None and type(tal) is not int:
            raise _forkert(hvor, navn, tal, "skriv et årstal")
    afrunding = _tal(raa["afrunding"], "afrunding", hvor)
    if afrunding <= 0:
        raise _forkert(hvor, "afrunding", afrunding, "skriv et beløb over nul")
    return Regel(
        grundlag=_tekst(raa, "grundlag", hvor),
        aar=raa["aar"],
        afrunding=afrunding,
        procent=_tekst(raa, "procent", hvor) if "procent" in raa else None,
        foerste_afrunding=raa.get("foerste_afrunding"),
        faktor=_tal(raa.get("faktor", 1), "faktor", hvor),
        tillaeg=_tal(raa.get("tillaeg", 0), "tillaeg", hvor),
    )


def _tjek_regler(parameter: Parameter, parametre: Mapping[str, Parameter]) -> None:
    for v in parameter.vaerdier:
        for regel in (v.regel, v.alternativ_regel):
            navne = (regel.grundlag, regel.procent) if regel else ()
            for navn in navne:
                if navn is not None and (navn not in parametre or parametre[navn].enhed not in _TALENHEDER):
                    raise HjemtagFejl(
                        f"{parameter.navn}.yaml, værdien fra {v.fra}: reglen henviser til '{navn}', "
                        "som ikke er en parameter med tal. Ret navnet."
                    )


def _i_raekkefoelge(vaerdier: list[Vaerdi], hvor: str) -> tuple[Vaerdi, ...]:
    """Sort by date, let an open value end the day before the next, refuse overlaps."""
    sorteret = sorted(vaerdier, key=lambda v: v.fra)
    for nr, (denne, naeste) in enumerate(pairwise(sorteret)):
        if denne.fra == naeste.fra or (denne.til is not None and denne.til >= naeste.fra):
            raise HjemtagFejl(
                f"{hvor}: feltet 'vaerdier' har to værdier, der overlapper: den fra {denne.fra} og den "
                f"fra {naeste.fra}. Ret 'fra' eller 'til', så højst én gælder på en dag."
            )
        if denne.til is None:
            sorteret[nr] = replace(denne, til=naeste.fra - timedelta(days=1))
    return tuple(sorteret)


def _pythontype(enhed: str) -> type:
    if enhed in _TALENHEDER:
        return Decimal
    return bool if enhed in _JA_NEJ else str


def _typet(raa: Any, enhed: str, hvor: str) -> Decimal | str | bool:
    if enhed in _TALENHEDER:
        return _tal(raa, "vaerdi", hvor)
    if enhed in _JA_NEJ and isinstance(raa, bool):
        return raa
    if enhed in _TEKSTENHEDER and isinstance(raa, str):
        return raa
    raad = "skriv true eller false" if enhed in _JA_NEJ else "skriv teksten i anførselstegn"
    raise _forkert(hvor, "vaerdi", raa, raad)


def _tal(raa: Any, felt: str, hvor: str) -> Decimal:
    """An exact number: a whole number, or text such as "0.25" (a YAML float would not be exact)."""
    if type(raa) not in (int, str):
        raise _forkert(hvor, felt, raa, 'skriv et helt tal, eller et decimaltal i anførselstegn: "0.25"')
    try:
        tal = Decimal(raa)
    except InvalidOperation as fejl:
        raise _forkert(hvor, felt, raa, "det er ikke et tal") from fejl
    if not tal.is_finite():
        raise _forkert(hvor, felt, raa, "det er ikke et tal")
    return tal


def _dato(raa: Mapping[str, Any], felt: str, hvor: str) -> date:
    if type(raa[felt]) is not date:
        raise _forkert(hvor, felt, raa[felt], "skriv en dato som 2021-01-01")
    return raa[felt]


def _tekst(raa: Mapping[str, Any], felt: str, hvor: str) -> str:
    if not isinstance(raa[felt], str) or not raa[felt].strip():
        raise _forkert(hvor, felt, raa[felt], "skriv en tekst")
    return raa[felt]


def _tjek_felter(raa: Any, hvor: str, kendte: set[str], paakraevet: set[str]) -> None:
    if not isinstance(raa, dict):
        raise HjemtagFejl(f"{hvor}: her skal stå felter (navn: værdi), men der står '{raa}'.")
    ukendte = sorted(str(navn) for navn in set(raa) - kendte)
    if ukendte:
        raise HjemtagFejl(
            f"{hvor}: ukendte felter: {', '.join(ukendte)}. Kendte er {', '.join(sorted(kendte))}."
        )
    for navn in sorted(paakraevet - set(raa)):
        raise HjemtagFejl(f"{hvor}: feltet '{navn}' mangler. Tilføj det.")


def _forkert(hvor: str, felt: str, vaerdi: Any, raad: str) -> HjemtagFejl:
    return HjemtagFejl(f"{hvor}: feltet '{felt}' er '{vaerdi}'; {raad}.")
