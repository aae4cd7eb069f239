"""Corrections and events: their form, which are valid, which are in force. Pure: no I/O, no clock."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.fejl import RettelseAfvist
from engine.sager import familievalg, periodevalg, posteringsflyt, prognosevalg, udlaendingemaerke

FLYT_PERIODE = "flyt_periode"
FLYT_POSTERING = "flyt_postering"
ENKELTSTAAENDE = "enkeltstaaende"
PERIODE_REGEL = "periode_regel"
FAMILIE = "familie"
HENFOERELSE_AFVIST = "henfoerelse_afvist"
UDLAENDING = "udlaending"
FORTRYD = "fortryd"
SATSFORSLAG = "satsforslag"
SATSBEKRAEFTELSE = "satsbekraeftelse"
SATSTILBAGETRUKKET = "satstilbagetrukket"
LOVPAKKE = "lovpakke"
KOMMENDE = "kommende_haendelse"
KOMMENDE_FJERNET = "kommende_haendelse_fjernet"
KRAV = "krav"
EFFEKTMAAL = "effektmaal"
LEDELSESMAAL = "ledelsesmaal"
INDGAAENDE = "indgaaende_krav"
INDGAAENDE_SVAR = "indgaaende_svar"
KRAVTRIN = "kravtrin"
KRAV_FORTRUDT = "krav_fortrudt"
OMPOSTERING = "ompostering"
OMPOSTERING_BOGFOERT = "ompostering_bogfoert"
OMPOSTERING_FORTRUDT = "ompostering_fortrudt"
KONTOTABEL = "kontotabel"
ADRESSE = "egen_adresse"
ADRESSE_FORTRUDT = "egen_adresse_fortrudt"
REGELVALG = "regelvalg"
SKABELON = "skabelon"
REGELVALG_FORTRUDT = "regelvalg_fortrudt"
ANALYSESKABELON = "analyseskabelon"
ANALYSESKABELON_SLETTET = "analyseskabelon_slettet"
STIKPROEVE = "revision_stikproeve"
AFKRYDSNING = "revision_afkrydsning"
PAATEGNING = "revision_paategning"
PAATEGNING_TRUKKET = "revision_paategning_trukket"
AFGOERELSE = "afgoerelse"
FORSLAG = "forslag"
GODKENDELSE = "godkendelse"
AFVISNING = "forslag_afvist"
TILBAGETRUKKET = "forslag_tilbagetrukket"

RETTELSER = (
    *(FLYT_PERIODE, FLYT_POSTERING, ENKELTSTAAENDE, PERIODE_REGEL, FAMILIE, HENFOERELSE_AFVIST),
    UDLAENDING,
)
"""The corrections this version can write."""

SCENARIE = "scenarie"
PROGNOSEHAENDELSE = "haendelse"
PROGNOSE_LAAST = "prognose_laast"
PROGNOSE = (SCENARIE, PROGNOSEHAENDELSE)
"""What people put into the forecast; they change no other figure."""

AENDRER_RESULTATER = (*RETTELSER, FORTRYD, SATSBEKRAEFTELSE)
"""Event types after which a computed figure may be another."""

SKRIVES = (*RETTELSER, *PROGNOSE, AFGOERELSE, FORTRYD)
"""The types a line of `ret` may have."""

_FELTER = ("type", "noegle", "nyt", "begrundelse", "bruger", "version", "godkendt_af")
POSTERINGSNOEGLE = ("kilde", "regnskabsaar", "bilagsnr", "linjenr")
_PERIODE = ("periode_fra", "periode_til")
_ISO_DATO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DANMARK = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True)
class Haendelse:
    """One line of the append-only event table. version counts the events on the same key from 1.

    samling: what was done in one go has one. bevis: hash of the evidence a decision rests on.
    """

    id: int
    tid: datetime
    type: str
    noegle: Mapping[str, Any]
    nyt: Mapping[str, Any]
    begrundelse: str
    bruger: str
    kilde: str
    version: int
    fortryder: int | None
    samling: str | None = None
    bevis: str | None = None


@dataclass(frozen=True)
class Rettelse:
    """A correction. Before it is written: id 0, no tid.

    noegle: the key columns of the row (for fortryd also {"haendelse": id}); nyt: the changed columns, dates
    as ISO text. fortrudt_af: the event that undoes it now. version: the version of the key that the writer
    saw (0 = never corrected), None = the writer does not say. godkendt_af: the second person, where a line of
    `ret` names one. samling: what was done in one go, and is undone in one.
    """

    id: int
    type: str
    noegle: Mapping[str, Any]
    nyt: Mapping[str, Any]
    begrundelse: str
    bruger: str
    tid: datetime | None = None
    fortrudt_af: int | None = None
    version: int | None = None
    godkendt_af: str | None = None
    samling: str | None = None


# --- keys -------------------------------------------------------------------------------------------------


def noegletekst(noegle: Mapping[str, Any]) -> str:
    """The canonical JSON text of a key: the order of its columns does not matter."""
    return json.dumps(
        dict(noegle), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def noeglehash(noegle: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text, 64 hex digits."""
    return hashlib.sha256(noegletekst(noegle).encode("utf-8")).hexdigest()


# --- persons ----------------------------------------------------------------------------------------------


def personnavn(navn: str) -> str:
    """A name as two are compared: how it is composed, its case and its spaces do not matter.

    The command line writes the system's own user as 'system:karen'; that is Karen too.
    """
    rent = " ".join(unicodedata.normalize("NFKC", navn).casefold().split())
    return rent.removeprefix("system:").strip()


def samme_person(en: str, anden: str) -> bool:
    """Whether two names are the same person's."""
    return personnavn(en) == personnavn(anden)


# --- CPR numbers never stand in free text -----------------------------------------------------------------

_HEXNOEGLE = re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-f]{16}|[0-9a-f]{64})(?![0-9a-zA-Z])")
_TI_CIFRE = re.compile(r"(?<!\d)(\d{6})\s?[-–—]?\s?\d{4}(?!\d)")


def indeholder_cpr(tekst: str) -> bool:
    """Ten digits in a row, or six and four with a dash or space. Our own hex keys are not looked into."""
    return _TI_CIFRE.search(_HEXNOEGLE.sub("#", tekst)) is not None


def ligner_cpr(tekst: str) -> bool:
    """As indeholder_cpr, but the first four digits must be a day (also with 60 added) and a month.

    For text where a ten-digit invoice number may stand.
    """
    return any(_dag_og_maaned(hit) for hit in _TI_CIFRE.findall(_HEXNOEGLE.sub("#", tekst)))


def uden_cpr(tekst: str) -> str:
    """The text with the last four digits of whatever looks like a CPR number hidden: '060561-••••'."""
    return _TI_CIFRE.sub(lambda m: f"{m[1]}-••••" if _dag_og_maaned(m[1]) else m[0], tekst)


def _dag_og_maaned(seks: str) -> bool:
    dag, maaned = int(seks[:2]), int(seks[2:4])
    return (1 <= dag <= 31 or 61 <= dag <= 91) and 1 <= maaned <= 12


# --- validation of a line of `ret` ------------------------------------------------------------------------


@dataclass
class _Tjek:
    """Collects every error of one line, so that a person can mend them all at once."""

    fejl: list[str] = field(default_factory=list)

    def tekst(self, navn: str, vaerdi: Any, hoejst: int) -> str:
        if isinstance(vaerdi, int) and not isinstance(vaerdi, bool) and navn == "bilagsnr":
            vaerdi = str(vaerdi)
        if not isinstance(vaerdi, str) or not vaerdi.strip():
            self.fejl.append(f"'{navn}' mangler eller er ikke en tekst")
            return ""
        if len(vaerdi) > hoejst:
            self.fejl.append(f"'{navn}' er længere end {hoejst} tegn")
        if any(_kan_ikke_gemmes(tegn) for tegn in vaerdi):
            self.fejl.append(f"'{navn}' indeholder styretegn")
        return vaerdi.strip()

    def heltal(self, navn: str, vaerdi: Any, mindst: int, hoejst: int) -> int:
        if isinstance(vaerdi, str) and re.fullmatch(r"\d{1,18}", vaerdi, re.ASCII):
            vaerdi = int(vaerdi)
        if isinstance(vaerdi, bool) or not isinstance(vaerdi, int) or not mindst <= vaerdi <= hoejst:
            self.fejl.append(f"'{navn}' skal være et helt tal fra {mindst} til {hoejst}")
            return mindst
        return vaerdi

    def dato(self, navn: str, vaerdi: Any) -> date | None:
        try:
            if not isinstance(vaerdi, str) or not _ISO_DATO.fullmatch(vaerdi):
                raise ValueError
            dag = date.fromisoformat(vaerdi)
        except ValueError:
            self.fejl.append(f"'{navn}' skal være en dato som 2022-03-01")
            return None
        if not 1990 <= dag.year <= 2100:
            self.fejl.append(f"'{navn}' ligger uden for 1990–2100")
        return dag

    def felter(self, navn: str, vaerdi: Any, ventede: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(vaerdi, dict):
            self.fejl.append(f"'{navn}' skal være et objekt med {', '.join(ventede)}")
            return {}
        ukendte = sorted(set(vaerdi) - set(ventede))
        if ukendte:
            self.fejl.append(f"'{navn}' har ukendte felter: {', '.join(ukendte)}")
        return vaerdi


def _kan_ikke_gemmes(tegn: str) -> bool:
    """Control characters (but newline and tab) and lone surrogates: PostgreSQL or UTF-8 refuses them."""
    return (tegn < " " and tegn not in "\n\t\r") or tegn == "\x7f" or "\ud800" <= tegn <= "\udfff"


def valider_rettelse(raa: Any) -> Rettelse:
    """One decoded line of `ret` (contracts.md section 2) -> a correction that can be written.

    Errors: RettelseAfvist naming everything that is wrong with the line.
    """
    if not isinstance(raa, dict):
        raise RettelseAfvist("En rettelse skal være et JSON-objekt med type, noegle, begrundelse og bruger.")
    laeser = _laeser_for(raa.get("type"))
    tjek = _Tjek()
    ukendte = sorted(set(raa) - set(_FELTER))
    if ukendte:
        tjek.fejl.append(f"ukendte felter: {', '.join(ukendte)}")
    noegle, nyt = laeser(tjek, raa)
    begrundelse = tjek.tekst("begrundelse", raa.get("begrundelse"), 4000)
    bruger = tjek.tekst("bruger", raa.get("bruger"), 128)
    if ligner_cpr(begrundelse) or ligner_cpr(bruger):
        tjek.fejl.append("der står et CPR-nummer i begrundelsen eller brugeren; skriv den uden")
    version = None if raa.get("version") is None else tjek.heltal("version", raa["version"], 0, 2**31)
    anden = None if raa.get("godkendt_af") is None else tjek.tekst("godkendt_af", raa["godkendt_af"], 128)
    if anden and (samme_person(anden, bruger) or ligner_cpr(anden)):
        tjek.fejl.append("'godkendt_af' skal være en anden person end 'bruger'")
    if tjek.fejl:
        raise RettelseAfvist("; ".join(tjek.fejl) + ".")
    return Rettelse(0, raa["type"], noegle, nyt, begrundelse, bruger, version=version, godkendt_af=anden)


_Laeser = Callable[[_Tjek, Mapping[str, Any]], tuple[dict[str, Any], dict[str, Any]]]


def _laeser_for(rettelsestype: Any) -> _Laeser:
    if rettelsestype == FLYT_PERIODE:
        return _laes_flyt_periode
    if rettelsestype == SCENARIE:
        return prognosevalg.laes_scenarie
    if rettelsestype == PROGNOSEHAENDELSE:
        return prognosevalg.laes_haendelse
    if rettelsestype == FLYT_POSTERING:
        return lambda tjek, raa: (
            _laes_posteringsnoegle(tjek, raa.get("noegle")),
            posteringsflyt.laes_flyt(tjek, raa.get("nyt")),
        )
    if rettelsestype == ENKELTSTAAENDE:
        return lambda tjek, raa: (
            _laes_posteringsnoegle(tjek, raa.get("noegle")),
            periodevalg.laes_ja_nej(tjek, raa.get("nyt")),
        )
    if rettelsestype == PERIODE_REGEL:
        return lambda tjek, raa: (
            periodevalg.laes_regelnoegle(tjek, raa.get("noegle")),
            periodevalg.laes_regel(tjek, raa.get("nyt")),
        )
    if rettelsestype == FAMILIE:
        return lambda tjek, raa: (
            familievalg.laes_noegle(tjek, raa.get("noegle")),
            familievalg.laes_nyt(tjek, raa.get("nyt")),
        )
    if rettelsestype == HENFOERELSE_AFVIST:
        return lambda tjek, raa: (
            periodevalg.laes_regelnoegle(tjek, raa.get("noegle"))
            if periodevalg.er_regelnoegle(raa.get("noegle"))
            else _laes_posteringsnoegle(tjek, raa.get("noegle")),
            posteringsflyt.laes_afvist(tjek, raa.get("nyt")),
        )
    if rettelsestype == UDLAENDING:
        return lambda tjek, raa: (
            udlaendingemaerke.laes_noegle(tjek, raa.get("noegle")),
            udlaendingemaerke.laes_nyt(tjek, raa.get("nyt")),
        )
    if rettelsestype == FORTRYD:
        return _laes_fortryd
    if rettelsestype == AFGOERELSE:
        return _laes_afgoerelse
    raise RettelseAfvist(f"Ukendt type {rettelsestype!r}. Kendte typer er {', '.join(SKRIVES)}.")


def _laes_flyt_periode(tjek: _Tjek, raa: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    noegle = _laes_posteringsnoegle(tjek, raa.get("noegle"))
    nyt = tjek.felter("nyt", raa.get("nyt"), _PERIODE)
    fra, til = (tjek.dato(navn, nyt.get(navn)) for navn in _PERIODE)
    if fra and til and fra > til:
        tjek.fejl.append("'periode_fra' ligger efter 'periode_til'")
    return noegle, {"periode_fra": fra and fra.isoformat(), "periode_til": til and til.isoformat()}


def _laes_fortryd(tjek: _Tjek, raa: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if raa.get("nyt"):
        tjek.fejl.append("'nyt' skal være tomt, når typen er fortryd")
    noegle = raa.get("noegle")
    if isinstance(noegle, dict) and "haendelse" in noegle:
        tjek.felter("noegle", noegle, ("haendelse",))
        return {"haendelse": tjek.heltal("haendelse", noegle["haendelse"], 1, 2**62)}, {}
    if isinstance(noegle, str) or (isinstance(noegle, dict) and set(noegle) & {"sag_id", "kandidat_id"}):
        return _laes_sagsnoegle(tjek, noegle), {}
    if isinstance(noegle, dict) and "scenarie" in noegle:
        laes = prognosevalg.laes_haendelsesnoegle if "person" in noegle else prognosevalg.laes_scenarienoegle
        return laes(tjek, noegle), {}
    if periodevalg.er_regelnoegle(noegle):
        return periodevalg.laes_regelnoegle(tjek, noegle), {}
    if familievalg.er_familienoegle(noegle):
        return familievalg.laes_noegle(tjek, noegle), {}
    if udlaendingemaerke.er_noegle(noegle):
        return udlaendingemaerke.laes_noegle(tjek, noegle), {}
    return _laes_posteringsnoegle(tjek, noegle), {}


def _laes_afgoerelse(tjek: _Tjek, raa: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    from engine.sager import sagsfelter, sagsmodel

    nyt = raa.get("nyt")
    if not isinstance(nyt, dict):
        tjek.fejl.append("'nyt' skal være et objekt med de ændrede felter, fx tilstand")
        return _laes_sagsnoegle(tjek, raa.get("noegle")), {}
    laest = sagsmodel.laes_nyt(nyt, tjek.fejl.append)
    if any(ligner_cpr(tekst) for tekst in sagsfelter.tekster(laest)):
        tjek.fejl.append("der står et CPR-nummer i sagens felter; skriv uden")
    return _laes_sagsnoegle(tjek, raa.get("noegle")), laest


def _laes_sagsnoegle(tjek: _Tjek, raa: Any) -> dict[str, Any]:
    """A case by its id alone, as {sag_id} or {kandidat_id}, or by the key columns of a row of `sde`."""
    from engine.sager.sagsfelter import SAG_ID

    noegle = {"sag_id": raa} if isinstance(raa, str) else raa
    noegle = tjek.felter("noegle", noegle, ("sag_id", "kandidat_id", "aar", "lov", "sagstype"))
    sag_id = noegle.get("sag_id", noegle.get("kandidat_id"))
    if not isinstance(sag_id, str) or not SAG_ID.fullmatch(sag_id):
        tjek.fejl.append("'noegle' skal være en sags id, som det står i udtrækket eller på siden Sager")
        return {"sag_id": ""}
    if noegle.get("aar") is not None and not sag_id.startswith("SDE-"):
        sag_id = sde_sag_id(sag_id, tjek.heltal("aar", noegle["aar"], 1990, 2100))
    return {"sag_id": sag_id}


def sde_sag_id(sag_id: str, aar: int) -> str:
    """The case of one year: 'SDE-2025-P-…' of 'P-…'. The year stands first, so that no ten digits follow each other."""
    return f"SDE-{aar}-{sag_id}"


def _laes_posteringsnoegle(tjek: _Tjek, raa: Any) -> dict[str, Any]:
    noegle = tjek.felter("noegle", raa, POSTERINGSNOEGLE)
    return {
        "kilde": tjek.tekst("kilde", noegle.get("kilde"), 200),
        "regnskabsaar": tjek.heltal("regnskabsaar", noegle.get("regnskabsaar"), 1990, 2100),
        "bilagsnr": tjek.tekst("bilagsnr", noegle.get("bilagsnr"), 200),
        "linjenr": tjek.heltal("linjenr", noegle.get("linjenr"), 0, 2**62),
    }


def laes_retfil(tekst: str) -> list[Rettelse]:
    """A whole JSON-lines file. Empty lines are skipped; one wrong line refuses the file.

    Errors: RettelseAfvist with every wrong line and its number.
    """
    rettelser: list[Rettelse] = []
    fejl: list[str] = []
    linjer = tekst.removeprefix("\ufeff").split("\n")
    for nr, linje in enumerate(linjer, start=1):
        if linje.strip():
            try:
                rettelser.append(valider_rettelse(_laes_json(linje)))
            except RettelseAfvist as afvist:
                fejl.append(f"Linje {nr}: {afvist}")
    if fejl:
        raise RettelseAfvist("Filen er afvist, og intet er gemt.\n" + "\n".join(fejl))
    if not rettelser:
        raise RettelseAfvist("Filen er tom: der er ingen rettelser i den. Skriv ét JSON-objekt pr. linje.")
    return rettelser


def _laes_json(linje: str) -> Any:
    try:
        return json.loads(linje, object_pairs_hook=_uden_gentagelser, parse_constant=_ikke_json)
    except (ValueError, RecursionError) as fejl:
        raise RettelseAfvist(f"linjen er ikke gyldig JSON ({fejl}).") from fejl


def _uden_gentagelser(par: list[tuple[str, Any]]) -> dict[str, Any]:
    objekt = dict(par)
    if len(objekt) != len(par):
        raise ValueError("et felt står to gange")
    return objekt


def _ikke_json(konstant: str) -> Any:
    raise ValueError(f"{konstant} er ikke et tal")


# --- what is in force -------------------------------------------------------------------------------------


def fortrudte(haendelser: Iterable[Haendelse]) -> dict[int, int]:
    """{id of an undone event: id of the undo in force}. An undo that is itself undone has no effect."""
    virker: dict[int, int] = {}
    # An undo is always newer than what it undoes, so from the newest backwards each is decided when met.
    for h in sorted(haendelser, key=lambda h: h.id, reverse=True):
        if h.fortryder is not None and h.id not in virker:
            virker.setdefault(h.fortryder, h.id)
    return virker


def rettelser_af(haendelser: Iterable[Haendelse]) -> list[Rettelse]:
    """Every correction among the events, oldest first, with what undoes it now."""
    alle = list(haendelser)
    virker = fortrudte(alle)
    return [
        Rettelse(
            *(h.id, h.type, h.noegle, h.nyt, h.begrundelse, h.bruger, h.tid),
            *(virker.get(h.id), h.version),
            samling=h.samling,
        )
        for h in sorted(alle, key=lambda h: h.id)
        if h.type in RETTELSER
    ]


def gaeldende(rettelser: Iterable[Rettelse]) -> list[Rettelse]:
    """The corrections in force: not undone, and the newest of each type and key. Oldest first.

    Of a child's household every choice is in force: each has its months, and where two overlap the newest holds.
    """
    seneste = {plads(r): r for r in rettelser if r.fortrudt_af is None}
    return sorted(seneste.values(), key=lambda r: r.id)


def plads(r: Rettelse) -> tuple[str, str, int]:
    """What a correction takes the place of: a later one with the same is in force instead of it."""
    return r.type, noegletekst(r.noegle), r.id if r.type == FAMILIE else 0


# --- texts ------------------------------------------------------------------------------------------------


def dansk_tid(tid: datetime) -> str:
    """'12.03.2026 kl. 14.05' by the clock in Denmark."""
    return f"{tid.astimezone(_DANMARK):%d.%m.%Y kl. %H.%M}"


def beskriv(h: Haendelse) -> str:
    """What an event did, in Danish, for the one who meets its effect."""
    return f"{_hvad(h)} (begrundelse: {h.begrundelse})" if h.begrundelse else _hvad(h)


def beskriv_nyt(type_: str, nyt: Mapping[str, Any]) -> str:
    """What a correction does, in Danish."""
    if type_ == FLYT_PERIODE:
        fra, til = (date.fromisoformat(nyt[navn]) for navn in _PERIODE)
        return f"perioden sat til {fra:%d.%m.%Y}–{til:%d.%m.%Y}"
    if type_ in PROGNOSE:
        return prognosevalg.beskriv(type_, nyt)
    if type_ == FLYT_POSTERING:
        return posteringsflyt.beskriv(nyt)
    if type_ == ENKELTSTAAENDE:
        return periodevalg.beskriv_ja_nej(nyt)
    if type_ == PERIODE_REGEL:
        return f"regel: {periodevalg.beskriv_regel(nyt)}"
    if type_ == FAMILIE:
        return familievalg.beskriv(nyt)
    if type_ == HENFOERELSE_AFVIST:
        return "forslaget om, hvem udgiften hører til, afvist"
    if type_ == UDLAENDING:
        return udlaendingemaerke.beskriv(nyt)
    return type_


def _hvad(h: Haendelse) -> str:
    if h.type in RETTELSER or h.type in PROGNOSE:
        return beskriv_nyt(h.type, h.nyt)
    if h.type == FORTRYD:
        return f"rettelse nr. {h.fortryder} fortrudt"
    if h.type == AFGOERELSE:
        return _hvad_paa_sagen(h)
    if h.type == FORSLAG:
        return "et forslag, der venter på en anden person"
    if h.type in (GODKENDELSE, AFVISNING, TILBAGETRUKKET):
        hvad = {GODKENDELSE: "godkendt", AFVISNING: "afvist", TILBAGETRUKKET: "trukket tilbage"}[h.type]
        return f"forslag nr. {h.nyt.get('forslag')} {hvad}"
    return h.type


def _hvad_paa_sagen(h: Haendelse) -> str:
    from engine.sager import arter, sagsfelter

    dele = []
    if "tilstand" in h.nyt:
        dele.append(f"tilstanden sat til '{arter.find(h.nyt['art']).tilstand(h.nyt['tilstand']).navn}'")
    if "fakta_set" in h.nyt:
        dele.append("ændrede fakta set, afgørelsen står ved magt")
    rettet = [f.titel for n, f in sagsfelter.FELTER.items() if n in h.nyt]
    if rettet:
        dele.append(f"{', '.join(rettet)} ændret")
    return "; ".join(dele)


def konflikttekst(h: Haendelse, navn: str) -> str:
    """The text of a version conflict: who changed what and when, and what to do."""
    hvad = "Barnets husstand" if familievalg.er_familienoegle(h.noegle) else noeglenavn(h.noegle)
    return (
        f"{hvad} er ændret af {navn} {dansk_tid(h.tid)}: {beskriv(h)}. "
        "Intet af dit er gemt. Hent den nye udgave, og prøv igen."
    )


def noeglenavn(noegle: Mapping[str, Any]) -> str:
    """What a key is on, for a message. A person is not named."""
    if familievalg.er_familienoegle(noegle):
        return "barnets husstand"
    if udlaendingemaerke.er_noegle(noegle):
        return "oplysningen om en udlænding"
    return " / ".join(str(v) for v in noegle.values())
