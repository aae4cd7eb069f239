"""The mover screening: a delivery is read in memory, and of it only the hits are kept (contracts.md section 2).

The rules are those of flyttelister.py over a warehouse in memory (engine/lager/flygtigt.py), so that who is a hit and
who is proposed to pay is decided in one place. HJEM/screening/fund.json holds what is kept: of a hit the person's
number, name, date of birth, protection, stations by municipality and institution (no address), the reasons and the
decision path. For the persons of a delivery it is the hits as they stand now; others are untouched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.fejl import HjemtagFejl, IndstillingsFejl, IntetLager
from engine.flytning.betalingskommune import Afgoerelse, Trin
from engine.flytning.bopael import Station
from engine.indlaesning.flygtig import Flygtig
from engine.indlaesning.leverance import skriv_json
from engine.indstillinger import Indstillinger
from engine.laas import joblaas
from engine.lager import flygtigt, laes
from engine.lager import screening as lager
from engine.lager import sde as lagersde
from engine.lager.laes import Generation
from engine.resultater import adresser, flyttelister, kontekst
from engine.resultater.flyttelister import Gemt, Hit
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst
from engine.sager.lager import Sagslager

VERSION = 1


@dataclass(frozen=True)
class Screening:
    """What a run did. personer: read; fund: hits in the delivery; nye, aendrede, fjernede: of what is kept. vises:
    whether there is a warehouse, without which no page shows what is kept."""

    leveret: Flygtig
    personer: int
    fund: int
    nye: int
    aendrede: int
    fjernede: int
    vises: bool = True


# --- the run ------------------------------------------------------------------------------------------------


def koer(
    ind: Indstillinger, sagslager: Sagslager, sti: Path, nu: datetime, melding: Callable[[str], None]
) -> Screening:
    """Screen the delivery at `sti` under the job lock. Errors: HjemtagFejl that quotes no row; nothing is kept then."""
    if ind.kommune is None:
        raise IndstillingsFejl(
            "Hvilken kommune screenes der for? Sæt HJEMTAG_KOMMUNE til kommunens fire cifre; intet er gemt."
        )
    lov = kontekst.lov_i_kraft(sagslager)
    egne = adresser.til_bygning(sagslager)
    i_brug = _i_brug(ind)
    with joblaas(ind), flygtigt.lager(ind, sti, nu, lov, i_brug, melding, egne) as (leveret, gen):
        melding("Finder dem, der skal gennemgås")
        k = replace(kontekst.hent(ind, gen), lov=lov)
        fundne = flyttelister.tilflyttere(k)
        nye = _med_gemt(k, fundne, leveret)
        gamle = laes_fund(ind.screening)
        leverede = lager.leverede(gen, sorted({h.person_noegle for h in gamle}))
        fra, til = flyttelister.periode(k, None)
        beholdt = [h for h in gamle if h.person_noegle not in leverede or not fra <= h.dato <= til]
        personer = lager.antal_personer(gen)
        melding("Gemmer fundene")
        gemt = _gem(ind.screening, leveret, personer, gamle, beholdt, nye)
        return replace(gemt, vises=i_brug is not None)


def _i_brug(ind: Indstillinger) -> Generation | None:
    with suppress(IntetLager):
        return laes.aktuel(ind)
    return None


def _med_gemt(k: Kontekst, fundne: Iterable[Hit], leveret: Flygtig) -> list[Hit]:
    """Each hit with what is kept of its person."""
    fundne = list(fundne)
    noegler = sorted({h.person_noegle for h in fundne})
    cpr = lager.cpr_numre(k.gen, noegler)
    personer = {r["person_noegle"]: r for r in lagersde.navne(k.gen, noegler).to_dict("records")}
    ud = []
    for h in fundne:
        p = personer[h.person_noegle]
        gemt = Gemt(
            kilde=leveret.navn,
            pr=leveret.dato,
            cpr=cpr[h.person_noegle],
            navn=str(p["navn"] or ""),
            foedselsdato=flyttelister.som_dato(p["foedselsdato"]),
            beskyttet=bool(p["adressebeskyttelse"]),
            forloeb=tuple(flyttelister.forloeb_med_navne(k, h.person_noegle)),
        )
        ud.append(replace(h, gemt=gemt))
    return ud


def _gem(
    sti: Path, leveret: Flygtig, personer: int, gamle: list[Hit], beholdt: list[Hit], fundne: list[Hit]
) -> Screening:
    foer = {h.noegle: h for h in gamle}
    nye = [_uaendret(foer.get(h.noegle), h) for h in fundne]
    alle = sorted({h.noegle: h for h in [*beholdt, *nye]}.values(), key=lambda h: h.noegle)
    if alle != sorted(gamle, key=lambda h: h.noegle):
        skriv_fund(sti, alle)
    efter = {h.noegle for h in alle}
    return Screening(
        leveret=leveret,
        personer=personer,
        fund=len(fundne),
        nye=len(efter - foer.keys()),
        aendrede=sum(1 for h in alle if h.noegle in foer and h != foer[h.noegle]),
        fjernede=len(foer.keys() - efter),
    )


def _uaendret(foer: Hit | None, nu: Hit) -> Hit:
    """A hit that is found again the same keeps the delivery it first came from."""
    if foer is None or foer.gemt is None or nu.gemt is None:
        return nu
    samme = replace(nu, gemt=replace(nu.gemt, kilde=foer.gemt.kilde, pr=foer.gemt.pr))
    return foer if samme == foer else nu


# --- what the pages and the extract show ----------------------------------------------------------------------


def tilflyttere(k: Kontekst, aar: int | None = None) -> list[Hit]:
    """The hits of the warehouse and of the screening, the newest first. A move that both know is the warehouse's.

    aar None: the last twelve months up to the day the warehouse speaks of, and what the screening knows since.
    """
    egne = flyttelister.tilflyttere(k, aar)
    fra, til = flyttelister.periode(k, aar)
    kendte = {h.noegle for h in egne}
    andre = [
        h for h in gemte(k) if h.noegle not in kendte and fra <= h.dato and (aar is None or h.dato <= til)
    ]
    return sorted([*egne, *andre], key=lambda h: (-h.dato.toordinal(), h.person_noegle))


_husket = Husk[list[Hit]](2)


def gemte(k: Kontekst) -> list[Hit]:
    """What the screening has kept."""
    sti = k.screening
    return [] if sti is None else _husket.hent((str(sti), maerke(k)), lambda: laes_fund(sti))


def maerke(k: Kontekst) -> tuple[int, int] | None:
    """What tells two contents of the file apart, None when there is none."""
    with suppress(FileNotFoundError):
        if k.screening is not None:
            stat = k.screening.stat()
            return stat.st_ino, stat.st_mtime_ns
    return None


def fjern_aeldre(sti: Path, graense: date, behold: frozenset[str], *, udfoer: bool) -> int:
    """How many hits moved before a day, of persons that are not to be kept; taken away if `udfoer`."""
    alle = laes_fund(sti)
    blivende = [h for h in alle if h.dato >= graense or h.person_noegle in behold]
    if udfoer and len(blivende) < len(alle):
        skriv_fund(sti, blivende)
    return len(alle) - len(blivende)


# --- the file -------------------------------------------------------------------------------------------------


def laes_fund(sti: Path) -> list[Hit]:
    """The hits in the file, in the order of their keys. Errors: HjemtagFejl when it is from a newer version."""
    try:
        data = json.loads(sti.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        raise HjemtagFejl(f"{sti} kan ikke læses. Flyt filen væk, og screen leverancen igen.") from None
    if data["version"] != VERSION:
        raise HjemtagFejl(f"{sti} er skrevet af en anden version af Hjemtag. Flyt filen væk, og screen igen.")
    return [_hit(r) for r in data["fund"]]


def skriv_fund(sti: Path, fund: list[Hit]) -> None:
    """Whole or not at all, readable by the owner alone."""
    sti.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    raekker = json.loads(json.dumps([asdict(h) for h in fund], default=str))
    skriv_json(sti, {"version": VERSION, "fund": raekker})


def _hit(r: Mapping[str, Any]) -> Hit:
    a, g = r["afgoerelse"], r["gemt"]
    afgoerelse = a and Afgoerelse(
        **{
            **a,
            "trin": tuple(Trin(**t) for t in a["trin"]),
            "modbevis": tuple(a["modbevis"]),
            "begyndt": _dag(a["begyndt"]),
        }
    )
    gemt = Gemt(
        **{
            **g,
            "pr": date.fromisoformat(g["pr"]),
            "foedselsdato": _dag(g["foedselsdato"]),
            "forloeb": tuple((_station(s), navn) for s, navn in g["forloeb"]),
        }
    )
    egne = {
        "dato": date.fromisoformat(r["dato"]),
        "frist": _dag(r["frist"]),
        "aarsager": tuple(r["aarsager"]),
    }
    return Hit(**{**r, **egne, "afgoerelse": afgoerelse, "gemt": gemt})


def _station(s: Mapping[str, Any]) -> Station:
    return Station(**{**s, "fra": date.fromisoformat(s["fra"]), "til": _dag(s["til"])})


def _dag(tekst: str | None) -> date | None:
    return date.fromisoformat(tekst) if tekst else None
