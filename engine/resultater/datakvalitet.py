"""Data quality as shown: what came in, what was set aside, which checks are not green, and that the ledger ties.

A quarantined row is open until a correction has come: a later full delivery of its table, or the same key
accepted in a later delivery. Only open rows are called a problem; the others are shown as replaced.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine import dansk
from engine.adgang import FORMAAL, Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indlaesning import karantaene
from engine.indlaesning.kontrakter import Kontrakt, alle_kontrakter
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.laes import Generation
from engine.resultater import datatekster as tekster
from engine.sager.lager import Sagslager
from engine.sager.log import skriv_log

AARSAGER = tekster.AARSAGER
AABEN, AFLOEST, I_ORDEN = "aaben", "afloest", "i_orden"
_CPR = re.compile(r"(?<!\d)(\d{6})[- ]?\d{4}(?!\d)")
_LEVERANCE_ID = re.compile(r"L\d{6,}")
_SUMMER = ("raekker", "accepteret", "karantaene", "dubletter")


@dataclass(frozen=True)
class Datakvalitet:
    """The state of one generation. Lists of dicts; deliveries with the newest first.

    tabeller: per delivery and table the columns of meta.leverance_tabel and dato, titel, figurer (page titles),
    tilstand (aaben, afloest, i_orden), aabne and aabne_oere (rows and øre that still need a correction); what
    needs one stands first.
    leverancer: id, nr, dato, kilde, modtaget. bemaerkninger: leverance_id, tabel, hvad, tekst, antal.
    kontroller: meta.kontrol with titel and goer. afstemning: the ledger by year and reason; regnskab: by year.
    """

    generation: str
    data_dato: date | None
    demo: bool
    tabeller: list[dict[str, Any]]
    kontroller: list[dict[str, Any]]
    afstemning: list[dict[str, Any]]
    regnskab: list[dict[str, Any]]
    leverancer: list[dict[str, Any]] = field(default_factory=list)
    bemaerkninger: list[dict[str, Any]] = field(default_factory=list)

    @property
    def advarsler(self) -> list[dict[str, Any]]:
        """The checks that are not green."""
        return [k for k in self.kontroller if k["status"] != "ok"]

    @property
    def aar(self) -> list[int]:
        """The ledger years, newest first."""
        return sorted((r["regnskabsaar"] for r in self.regnskab), reverse=True)


def hent(ind: Indstillinger, gen: Generation | None = None) -> Datakvalitet:
    """The state of the generation in use. Errors: IntetLager."""
    gen = gen or laes.aktuel(ind)
    leverancer = [_leverance(lev) for lev in reversed(laes.leverancer(gen).to_pylist())]
    tabeller = _tabeller(ind, gen, {lev["id"]: lev for lev in leverancer})
    afstemning = laes.forespoerg(
        gen,
        "SELECT * FROM marts.afstemning ORDER BY regnskabsaar, medregnet DESC, abs(beloeb_oere) DESC, aarsag",
    )
    regnskab = laes.forespoerg(
        gen,
        "SELECT regnskabsaar, sum(beloeb_oere)::BIGINT AS beloeb_oere, count(*) AS antal FROM core.postering "
        "GROUP BY regnskabsaar ORDER BY regnskabsaar",
    )
    return Datakvalitet(
        generation=gen.navn,
        data_dato=gen.data_dato,
        demo=gen.demo,
        tabeller=tabeller,
        kontroller=[_kontrol(k) for k in laes.kontrol(gen).to_pylist()],
        afstemning=afstemning.to_pylist(),
        regnskab=regnskab.to_pylist(),
        leverancer=leverancer,
        bemaerkninger=_bemaerkninger(leverancer, tabeller),
    )


def _leverance(raa: dict[str, Any]) -> dict[str, Any]:
    lister = {navn: _json(raa[navn]) or [] for navn in ("advarsler", "ukendte_filer")}
    return {navn: raa[navn] for navn in ("id", "nr", "dato", "kilde", "modtaget", "demo")} | lister


def _kontrol(k: dict[str, Any]) -> dict[str, Any]:
    tekst = tekster.kontroltekst(k["navn"], k["art"])
    return k | {"titel": tekst.titel, "goer": tekst.goer if k["status"] != "ok" else ""}


def _json(tekst: Any) -> Any:
    return json.loads(tekst) if isinstance(tekst, str) and tekst else None


# --- deliveries and their tables --------------------------------------------------------------------------


def _tabeller(ind: Indstillinger, gen: Generation, leverancer: dict[str, Any]) -> list[dict[str, Any]]:
    raa = laes.leverance_tabeller(gen).to_pylist()
    fulde: dict[str, int] = {}
    for t in raa:
        if t["art"] == "fuld":
            fulde[t["tabel"]] = max(fulde.get(t["tabel"], 0), leverancer[t["leverance_id"]]["nr"])
    faerdige = [_tabel(ind, gen, t, leverancer[t["leverance_id"]], fulde) for t in raa]
    return sorted(faerdige, key=lambda t: (not t["aabne"], -t["nr"], t["titel"]))


def _tabel(
    ind: Indstillinger, gen: Generation, t: dict[str, Any], leverance: dict[str, Any], fulde: dict[str, int]
) -> dict[str, Any]:
    kontrakt = alle_kontrakter().get(t["tabel"])
    aabne, oere = _aabne(ind, gen, t, leverance["nr"], kontrakt, fulde.get(t["tabel"], 0))
    tilstand = AABEN if aabne else (AFLOEST if t["karantaene"] else I_ORDEN)
    return t | {
        "nr": leverance["nr"],
        "dato": leverance["dato"],
        "titel": tekster.TABELNAVNE.get(t["tabel"], t["tabel"]),
        "figurer": tekster.figurtitler(kontrakt.figurer) if kontrakt else [],
        "regler": _json(t.get("regler")) or {},
        "ukendte_koder": _json(t.get("ukendte_koder")) or {},
        "ukendte_kolonner": _json(t.get("ukendte_kolonner")) or [],
        "tilstand": tilstand,
        "aabne": aabne,
        "aabne_oere": oere,
    }


def _aabne(
    ind: Indstillinger,
    gen: Generation,
    t: dict[str, Any],
    nr: int,
    kontrakt: Kontrakt | None,
    nyeste_fulde: int,
) -> tuple[int, int | None]:
    """Rows and øre of a table's quarantine that no later delivery has replaced."""
    oere = t["kroner_karantaene_oere"]
    if not t["karantaene"] or nyeste_fulde > nr:
        return 0, None if oere is None else 0
    rettede = _rettede(ind, gen, t, nr, kontrakt) if kontrakt else {}
    return t["karantaene"] - len(rettede), None if oere is None else oere - sum(rettede.values())


def _rettede(
    ind: Indstillinger, gen: Generation, t: dict[str, Any], nr: int, kontrakt: Kontrakt
) -> dict[int, int]:
    """{row number: øre} of quarantined rows whose key was accepted in a later delivery.

    Only tables whose key names no person: raw holds person keys, the quarantine CPR numbers.
    """
    if any(kontrakt.kolonner[kolonne].type == "cpr" for kolonne in kontrakt.noegle):
        return {}
    raekker = _raekker(karantaene.laes(ind, t["leverance_id"], t["tabel"]).to_pylist(), kontrakt.noegle)
    if not raekker:
        return {}
    led = [f"r.{navn}::VARCHAR IS NOT DISTINCT FROM k.{navn}" for navn in kontrakt.noegle]
    felter = ", ".join(f"unnest(${nr_}::VARCHAR[]) AS {navn}" for nr_, navn in enumerate(kontrakt.noegle, 3))
    fundne = laes.forespoerg(
        gen,
        f"SELECT DISTINCT k.raekke_nr FROM (SELECT unnest($2::BIGINT[]) AS raekke_nr, {felter}) AS k "
        f"JOIN raw.{t['tabel']} AS r ON r._leverance_nr > $1 AND {' AND '.join(led)}",
        [nr, list(raekker), *([r.get(navn) for r in raekker.values()] for navn in kontrakt.noegle)],
    )
    return {n: _oere(raekker[n].get(kontrakt.beloeb_kolonne or "")) for n in fundne.column(0).to_pylist()}


def _raekker(linjer: Iterable[dict[str, Any]], noegle: Sequence[str]) -> dict[int, dict[str, Any]]:
    """The rows that have columns and a key; skewed lines have none."""
    fundne = {linje["raekke_nr"]: _json(linje["raekke"]) for linje in linjer}
    return {nr: r for nr, r in fundne.items() if isinstance(r, dict) and any(r.get(navn) for navn in noegle)}


def _oere(tekst: str | None) -> int:
    """The øre of an amount that can be read, as landing counts it; else 0."""
    if not tekst or not re.fullmatch(r"-?\d{1,13}(\.\d{1,2})?", tekst):
        return 0
    helt, _, rest = tekst.lstrip("-").partition(".")
    oere = int(helt) * 100 + int(rest.ljust(2, "0") or 0)
    return -oere if tekst.startswith("-") else oere


def _bemaerkninger(leverancer: list[dict[str, Any]], tabeller: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that a delivery brought and nobody used, and what the landing warned of."""
    ud = []
    for lev in leverancer:
        ud += [_bemaerkning(lev["id"], _naevnt_tabel(a), "Advarsel", a) for a in lev["advarsler"]]
        ud += [
            _bemaerkning(
                lev["id"], "", "Ukendt fil", f"{fil} er sprunget over. Fjern den, eller ret dens navn."
            )
            for fil in lev["ukendte_filer"]
        ]
        ud += [b for t in tabeller if t["leverance_id"] == lev["id"] for b in _ukendt(t)]
    return ud


def _naevnt_tabel(advarsel: str) -> str:
    """The title of the table that a warning begins with, '' when it is about the delivery as a whole."""
    return tekster.TABELNAVNE.get(advarsel.split(" ", 1)[0].rstrip(":."), "")


def _ukendt(t: dict[str, Any]) -> list[dict[str, Any]]:
    ud = [
        _bemaerkning(t["leverance_id"], t["titel"], "Ukendt kolonne", f"{navn} er sprunget over.")
        for navn in t["ukendte_kolonner"]
    ]
    for kolonne, koder in t["ukendte_koder"].items():
        ud += [
            _bemaerkning(
                t["leverance_id"],
                t["titel"],
                "Ukendt kode",
                f"{kolonne} = {kode} i {dansk.antal(antal, 'række', 'rækker')} står ikke i kodelisten. Rækkerne er "
                "godkendt, men koden tæller ikke med.",
                antal,
            )
            for kode, antal in koder.items()
        ]
    return ud


def _bemaerkning(
    leverance_id: str, titel: str, hvad: str, tekst: str, antal: int | None = None
) -> dict[str, Any]:
    return {
        "leverance_id": leverance_id,
        "tabel": titel,
        "hvad": hvad,
        "tekst": _uden_cpr(tekst),
        "antal": antal,
    }


def vaelg(d: Datakvalitet, *, leverance: str = "alle", vis: str = "alle") -> list[dict[str, Any]]:
    """The tables of one delivery or all; vis: alle, aaben (needs a correction) or karantaene."""
    return [
        t
        for t in d.tabeller
        if leverance in ("alle", t["leverance_id"])
        and (vis == "alle" or bool(t["aabne" if vis == AABEN else "karantaene"]))
    ]


# --- sums, the ledger and the sentence --------------------------------------------------------------------


def summer(tabeller: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Rows and øre (<navn>_oere) over some of the tables: raekker, accepteret, karantaene, dubletter, aabne."""
    valgte = list(tabeller)
    ud = {navn: sum(t[navn] for t in valgte) for navn in (*_SUMMER, "aabne")}
    for navn in _SUMMER:
        ud[f"{navn}_oere"] = sum(t[f"kroner_{navn}_oere"] or 0 for t in valgte)
    return ud | {"aabne_oere": sum(t["aabne_oere"] or 0 for t in valgte)}


@dataclass(frozen=True)
class Afstemning:
    """The ledger of some years by reason, medregnet first, then the largest.

    raekker: aarsag, titel, kort, goer, medregnet, beloeb_oere, andele_antal. forskel_oere is 0 when it ties.
    """

    raekker: list[dict[str, Any]]
    fordelt_oere: int
    regnskab_oere: int
    posteringer: int

    @property
    def forskel_oere(self) -> int:
        return self.regnskab_oere - self.fordelt_oere


def afstem(d: Datakvalitet, aar: int | None = None) -> Afstemning:
    """The reconciliation of one ledger year, or of all."""
    samlet: dict[str, dict[str, Any]] = {}
    for a in d.afstemning:
        if aar in (None, a["regnskabsaar"]):
            r = samlet.setdefault(a["aarsag"], _aarsagsraekke(a))
            r["beloeb_oere"] += a["beloeb_oere"]
            r["andele_antal"] += a["andele_antal"]
    raekker = sorted(samlet.values(), key=lambda r: (not r["medregnet"], -abs(r["beloeb_oere"]), r["aarsag"]))
    regnskab = [r for r in d.regnskab if aar in (None, r["regnskabsaar"])]
    return Afstemning(
        raekker,
        sum(r["beloeb_oere"] for r in raekker),
        sum(r["beloeb_oere"] for r in regnskab),
        sum(r["antal"] for r in regnskab),
    )


def _aarsagsraekke(a: dict[str, Any]) -> dict[str, Any]:
    return {
        "aarsag": a["aarsag"],
        "titel": tekster.aarsag(a["aarsag"]),
        "kort": tekster.kort_aarsag(a["aarsag"]),
        "goer": tekster.KRAEVER_HANDLING.get(a["aarsag"], ""),
        "medregnet": a["medregnet"],
        "beloeb_oere": 0,
        "andele_antal": 0,
    }


def saetning(d: Datakvalitet) -> str:
    """The page's answer in one sentence: does the ledger tie, and what needs a person."""
    return f"{_regnskabsled(d)} {_karantaeneled(d)}{_kontrolled(d)}."


def _regnskabsled(d: Datakvalitet) -> str:
    if not d.regnskab:
        return "Der er intet regnskab i leverancerne;"
    skaeve = [(aar, afstem(d, aar).forskel_oere) for aar in d.aar]
    skaeve = [(aar, forskel) for aar, forskel in skaeve if forskel]
    if not skaeve:
        return "Alt regnskab er fordelt til øren;"
    dele = " og ".join(f"{dansk.kroner(forskel, oere_vist=True)} i {aar}" for aar, forskel in skaeve)
    return f"Regnskabet er ikke fordelt: {dele} mangler en årsag;"


def _karantaeneled(d: Datakvalitet) -> str:
    s = summer(d.tabeller)
    if not s["aabne"]:
        return "ingen rækker venter på en rettelse i kilden"
    beloeb = f" ({dansk.kroner(s['aabne_oere'])})" if s["aabne_oere"] else ""
    er = "er i karantæne og kræver en rettelse i kilden"
    return f"{dansk.antal(s['aabne'], 'række', 'rækker')}{beloeb} {er}"


def _kontrolled(d: Datakvalitet) -> str:
    antal = len(d.advarsler)
    return f", og {dansk.antal(antal, 'kontrol advarer', 'kontroller advarer')}" if antal else ""


# --- the quarantine ---------------------------------------------------------------------------------------


def karantaeneantal(ind: Indstillinger, leverance_id: str, tabel: str) -> int:
    """How many broken rules there are; a row may have broken several."""
    return len(_laes(ind, leverance_id, tabel))


def karantaeneregler(
    ind: Indstillinger, leverance_id: str, tabel: str, fra: int, antal: int
) -> list[dict[str, Any]]:
    """`antal` broken rules from number `fra`, by row number, without the rows' content.

    Each: raekke_nr, fil, linje, kolonne, regel (in Danish), besked (what to do).
    """
    alle = _laes(ind, leverance_id, tabel).drop_columns(["raekke"]).sort_by("raekke_nr")
    linjer = alle.slice(fra, antal).to_pylist()
    return [linje | {"regel": tekster.REGELNAVNE.get(linje["regel"], linje["regel"])} for linje in linjer]


@dataclass(frozen=True)
class Karantaeneraekke:
    """One quarantined row. felter: kolonne, vaerdi, brudt for every column that is filled or broken."""

    raekke_nr: int
    sted: str
    felter: list[dict[str, Any]]


def aabn_karantaene(
    ind: Indstillinger,
    lager: Sagslager,
    bruger: Bruger,
    leverance_id: str,
    tabel: str,
    numre: Sequence[int],
    formaal: str,
    nu: datetime,
    *,
    vis_cpr: bool = False,
) -> list[Karantaeneraekke]:
    """The content of some rows for one who may see it and says why. Written in the log before it is read.

    CPR numbers are masked unless vis_cpr, which the log also tells.
    Errors: AdgangNaegtet for other roles, RettelseAfvist without a purpose of FORMAAL["karantaene"].
    """
    ja, grund = maa(bruger, Handling.SE_KARANTAENE)
    if not ja:
        raise AdgangNaegtet(grund)
    if formaal not in FORMAAL["karantaene"]:
        raise RettelseAfvist("Vælg, hvad du skal bruge rækkerne til; det skrives i loggen. Intet er vist.")
    tabellen = _laes(ind, leverance_id, tabel)
    skriv_log(
        lager,
        nu=nu,
        bruger=bruger.navn,
        handling="se_karantaene",
        genstand=f"{leverance_id}/{tabel}",
        formaal=formaal,
        detaljer={"raekker": sorted(numre), "cpr": "vist" if vis_cpr else "skjult"},
    )
    samlet: dict[int, list[dict[str, Any]]] = {nr: [] for nr in sorted(numre)}
    for linje in tabellen.to_pylist():
        if linje["raekke_nr"] in samlet:
            samlet[linje["raekke_nr"]].append(linje)
    return [_karantaeneraekke(nr, linjer, vis_cpr) for nr, linjer in samlet.items() if linjer]


def _karantaeneraekke(nr: int, linjer: list[dict[str, Any]], vis_cpr: bool) -> Karantaeneraekke:
    brudte = {navn.strip() for linje in linjer for navn in (linje["kolonne"] or "").split(",")}
    indhold = _json(linjer[0]["raekke"])
    par = indhold.items() if isinstance(indhold, dict) else enumerate(indhold or [], start=1)
    felter = [
        {"kolonne": str(navn), "vaerdi": _vaerdi(vaerdi, vis_cpr), "brudt": str(navn) in brudte}
        for navn, vaerdi in par
        if vaerdi not in (None, "") or str(navn) in brudte
    ]
    sted = f"{linjer[0]['fil']}, linje {dansk.tal(linjer[0]['linje'])}"
    return Karantaeneraekke(nr, sted, felter)


def _vaerdi(vaerdi: Any, vis_cpr: bool) -> str:
    if vaerdi in (None, ""):
        return ""
    return str(vaerdi) if vis_cpr else _uden_cpr(str(vaerdi))


def _uden_cpr(tekst: str) -> str:
    return _CPR.sub(lambda hit: dansk.maskeret_cpr(hit[1]), tekst)


def _laes(ind: Indstillinger, leverance_id: str, tabel: str) -> Any:
    if not _LEVERANCE_ID.fullmatch(leverance_id) or tabel not in alle_kontrakter():
        raise RettelseAfvist(f"Der er ingen karantæne for '{tabel}' i '{leverance_id}'.")
    return karantaene.laes(ind, leverance_id, tabel)
