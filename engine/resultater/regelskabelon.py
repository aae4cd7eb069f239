"""Templates: a signed file of a municipality's choices of rules, saved views and analyses, without data, for others.

The file holds codes, numbers and the names of views, no person and no amount of anybody. An import shows every
difference first; what is taken is written as ordinary choices with a reason, and can be undone one by one. There are no
report layouts that a municipality sets itself, so the file has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.potentiale.regelvalg import Indstilling
from engine.resultater import analyse, indtaegter, lovpakke, regelvalg, underskrift
from engine.resultater.fagomraader import FAG, NAVNE
from engine.sager import analyseskabeloner, brugervalg
from engine.sager import regelvalg as lager_
from engine.sager.lager import Sagslager
from engine.sager.model import SKABELON, ligner_cpr

FAMILIE, UDGAVE = "hjemtag-skabelon", 1
STOERST = 1_000_000
SIDER = {"sager": "Sager"}
"""The pages that have saved views."""
_FELTER = {"format", "navn", "udgiver", "udgivet", "regler", "visninger", "noegle"}
ANALYSER = "analyser"
"""The shared templates of the page Analyse; a file from before it may lack them."""
_KODE = re.compile(r"[a-z0-9_]{1,40}")
NY, ANDEN, SAMME, UKENDT, OPTAGET = "ny", "anden", "samme", "ukendt", "optaget"
UDFALDSNAVNE = {
    NY: "Er ikke valgt her",
    ANDEN: "Erstatter valget her",
    SAMME: "Er her allerede",
    UKENDT: "Kan ikke: findes ikke i denne version",
    OPTAGET: "Kan ikke: navnet bruges her til en anden analyse",
}


@dataclass(frozen=True)
class Skabelon:
    """A template whose signature holds. regler: rule → fields. visninger: (page, name, filters). analyser: as
    analyseskabeloner.som_pakke gives them."""

    navn: str
    udgiver: str
    udgivet: date
    regler: Mapping[str, Mapping[str, Any]]
    visninger: tuple[tuple[str, str, Mapping[str, str]], ...]
    fingeraftryk: str
    id: str
    analyser: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Linje:
    """One difference. noegle: 'regel:REF-01', 'visning:sager:navn' or 'analyse:navn'. nr: the choice that was seen."""

    noegle: str
    hvad: str
    foer: str
    efter: str
    udfald: str
    nr: int = 0

    @property
    def kan(self) -> bool:
        return self.udfald in (NY, ANDEN)


def _kraev(bruger: Bruger) -> None:
    ja, grund = maa(bruger, Handling.VAELG_REGLER)
    if not ja:
        raise AdgangNaegtet(f"{grund} Intet er gemt.")


def udgiv(
    ind: Indstillinger,
    lager: Sagslager,
    bruger: Bruger,
    visninger: Sequence[str],
    *,
    navn: str,
    udgiver: str,
    udgivet: date,
) -> bytes:
    """The signed file of the choices in force and of some of the user's own views. Errors: HjemtagFejl."""
    _kraev(bruger)
    if not navn.strip() or not udgiver.strip():
        raise RettelseAfvist("Skriv skabelonens navn og udgiver. Intet er skrevet.")
    if ligner_cpr(f"{navn} {udgiver}"):
        raise RettelseAfvist("Der står et CPR-nummer i navnet; skriv det uden. Intet er skrevet.")
    egne = brugervalg.visninger(lager, bruger.navn, "sager")
    indhold = {
        "format": f"{FAMILIE}-{UDGAVE}",
        "navn": navn.strip(),
        "udgiver": udgiver.strip(),
        "udgivet": udgivet.isoformat(),
        "regler": {r: dict(v.felter) for r, v in sorted(lager_.i_kraft(lager).items()) if v.felter},
        "visninger": [{"side": "sager", "navn": n, "valg": egne[n]} for n in visninger if n in egne],
        ANALYSER: analyseskabeloner.som_pakke(lager),
    }
    return underskrift.underskriv(ind, indhold)


def laes(fil: bytes) -> Skabelon:
    """A template whose form and signature hold. Errors: HjemtagFejl in one sentence; nothing of it is used."""
    if len(fil) > STOERST:
        raise HjemtagFejl(f"Filen er for stor til en skabelon (over {STOERST // 1_000_000} MB).")
    try:
        raa = underskrift.aabn(fil)
        familie, _, udgave = str(raa["format"]).rpartition("-")
        if familie != FAMILIE:
            raise ValueError
        if int(udgave) > UDGAVE:
            raise HjemtagFejl(
                "Skabelonen er lavet af en nyere version af Hjemtag. Opdatér, og læs den ind igen."
            )
        if set(raa) - {ANALYSER} != _FELTER:
            raise ValueError
        skabelon = Skabelon(
            str(raa["navn"]),
            str(raa["udgiver"]),
            date.fromisoformat(raa["udgivet"]),
            {str(r): dict(f) for r, f in raa["regler"].items()},
            tuple(_visning(v) for v in raa["visninger"]),
            underskrift.aftryk_af(raa),
            underskrift.id_af(raa),
            tuple(_analyse(x) for x in raa.get(ANALYSER, ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidSignature) as fejl:
        raise HjemtagFejl(
            "Filen er ikke en skabelon fra Hjemtag, eller den er ændret, efter at den blev underskrevet. Bed udgiveren "
            "om den igen; intet er læst ind."
        ) from fejl
    if ligner_cpr(
        " ".join(
            [skabelon.navn, skabelon.udgiver, *(n for _, n, _ in skabelon.visninger), str(skabelon.analyser)]
        )
    ):
        raise HjemtagFejl("Der står noget, der ligner et CPR-nummer, i skabelonen; den er afvist.")
    return skabelon


def _visning(v: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    valg = {str(n): str(x) for n, x in v["valg"].items()}
    if not all(_KODE.fullmatch(x) for par in valg.items() for x in par):
        raise ValueError
    return str(v["side"]), str(v["navn"]), valg


def _analyse(x: Mapping[str, Any]) -> dict[str, Any]:
    if set(x) != {"skema", "navn", "valg"} or not isinstance(x["valg"], dict):
        raise ValueError
    return {"skema": x["skema"], "navn": str(x["navn"]), "valg": x["valg"]}


def forskelle(lager: Sagslager, bruger: Bruger, s: Skabelon) -> list[Linje]:
    """What each line of a template would change here. Writes nothing."""
    i_kraft, kendte = lager_.i_kraft(lager), indtaegter.regeltekster()
    ud = []
    for kode, felter in sorted(s.regler.items()):
        v = i_kraft.get(kode)
        her, nr = (v.felter if v else {}), (v.nr if v else 0)
        try:
            Indstilling.af(felter)
            kendt = kode in kendte
        except ValueError:
            kendt = False
        udfald = UKENDT if not kendt else SAMME if dict(her) == dict(felter) else ANDEN if her else NY
        hvad = f"{kode} {kendte[kode].navn}" if kode in kendte else kode[:40]
        efter = regelvalg.valgtekst(felter) if kendt else "Kendes ikke her"
        ud.append(Linje(f"regel:{kode}", hvad, regelvalg.valgtekst(her), efter, udfald, nr))
    for side, navn, valg in s.visninger:
        egen = brugervalg.visninger(lager, bruger.navn, side).get(navn)
        udfald = UKENDT if side not in SIDER else NY if egen is None else SAMME if egen == valg else ANDEN
        foer = "Ingen visning" if egen is None else _filtre(egen)
        ud.append(
            Linje(
                f"visning:{side}:{navn}",
                f"Visning på {SIDER.get(side, side)}: {navn}",
                foer,
                _filtre(valg),
                udfald,
            )
        )
    return [*ud, *_analyseforskelle(lager, s)]


def _analyseforskelle(lager: Sagslager, s: Skabelon) -> list[Linje]:
    her = {x["navn"].casefold(): x["valg"] for x in analyseskabeloner.som_pakke(lager)}
    ud = []
    for x in s.analyser:
        egen = her.get(x["navn"].casefold())
        udfald = NY if egen is None else SAMME if egen == x["valg"] else OPTAGET
        if x["skema"] != analyseskabeloner.SKEMA:
            udfald = UKENDT
        foer = "Ingen analyse" if egen is None else _analyseord(egen)
        ud.append(
            Linje(f"analyse:{x['navn']}", f"Analyse: {x['navn']}", foer, _analyseord(x["valg"]), udfald)
        )
    return ud


def _filtre(valg: Mapping[str, Any]) -> str:
    return ", ".join(f"{n}: {v}" for n, v in sorted(valg.items()) if v not in ("", None)) or "Uden filtre"


def _analyseord(valg: Mapping[str, Any]) -> str:
    """A choice of Analyse as the page's own words: 'Forbrug, opdelt på fagområde og år, 2025'. What is not known here
    stands as it came."""
    kode = str(valg.get("maal", ""))
    delt = [analyse.DIMENSIONER.get(d, str(d)).lower() for n in ("raekke", "kolonne") if (d := valg.get(n))]
    omraade = str(valg.get("omraade") or "")
    dele = (
        analyse.MAAL[kode].navn if kode in analyse.MAAL else kode,
        f"opdelt på {' og '.join(delt)}" if delt else "",
        str(valg.get("aar") or ""),
        NAVNE.get(omraade, omraade).lower() if omraade != FAG else "fagområderne",
    )
    return ", ".join(d for d in dele if d)


def kendte_udgivere(lager: Sagslager) -> dict[str, str]:
    """{fingerprint: publisher's name} of those templates or law packs have been imported from."""
    egne = {str(h.noegle["fingeraftryk"]): str(h.nyt["udgiver"]) for h in lager.haendelser(SKABELON)}
    return lovpakke.kendte_udgivere(lager) | egne


def indlaes(
    lager: Sagslager,
    bruger: Bruger,
    s: Skabelon,
    set_: Sequence[Linje],
    *,
    begrundelse: str,
    fingeraftryk: str,
    nu: datetime,
) -> int:
    """Take the lines that were chosen from what was seen. Returns how many. Errors: HjemtagFejl; no rule is changed.

    fingeraftryk: as compared with the publisher by telephone; one known from an earlier import needs none.
    """
    _kraev(bruger)
    kendt = s.fingeraftryk in kendte_udgivere(lager)
    if not kendt and underskrift.tegn(fingeraftryk) != underskrift.tegn(s.fingeraftryk):
        raise RettelseAfvist(
            "Udgiveren er ny her. Ring til udgiveren, få fingeraftrykket læst op, og skriv det; intet er gemt."
        )
    nye = {x.noegle: x for x in forskelle(lager, bruger, s)}
    if not set_ or not all(nye.get(x.noegle) == x and x.kan for x in set_):
        raise RettelseAfvist("Der er intet at indlæse, eller noget er ændret siden. Se forskellene igen.")
    hvorfor = f"{begrundelse.strip()} (skabelonen '{s.navn}' fra {s.udgiver}, {dansk.dato(s.udgivet)})"
    if not begrundelse.strip():
        raise RettelseAfvist("Skriv hvorfor, uden CPR-nummer. Intet er gemt.")
    noegler = {x.noegle: x.nr for x in set_}
    regler = [
        (kode, Indstilling.af(f), noegler[f"regel:{kode}"])
        for kode, f in sorted(s.regler.items())
        if f"regel:{kode}" in noegler
    ]
    analyser = [x for x in s.analyser if f"analyse:{x['navn']}" in noegler]
    if analyser:
        analyseskabeloner.indlaes(lager, bruger, analyser, nu)
    if regler:
        regelvalg.gem(lager, bruger, regler, hvorfor, nu, s.id)
    for side, navn, valg in s.visninger:
        if f"visning:{side}:{navn}" in noegler:
            brugervalg.gem_visning(lager, bruger.navn, side, navn, valg, nu)
    with lager.skriv() as con:
        nyt = {"udgiver": s.udgiver, "navn": s.navn, "skabelon": s.id, "linjer": len(set_)}
        lager.skriv_haendelse(
            con,
            SKABELON,
            {"fingeraftryk": s.fingeraftryk},
            nyt,
            begrundelse=hvorfor,
            bruger=bruger.navn,
            nu=nu,
        )
    return len(set_)
