"""Incoming claims: a template out, a file in, each line tried against what we know, decided by a person, and answered.

What is kept has person keys and no CPR numbers; the answer names the citizen by the number that the sender sent, and
says why in words that tell nothing the sender does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.indlaesning import egenfil
from engine.indlaesning.egenfil import Celle
from engine.indstillinger import Indstillinger
from engine.lager import krav as kravlager
from engine.lager import sde as lagersde
from engine.potentiale import indgaaende as regler
from engine.potentiale.indgaaende import Bopael, Kendt, Linje, Resultat
from engine.rapporter import arbejdsbog
from engine.rapporter.form import Kolonne, Tabel
from engine.resultater import celletal, kontekst, sager
from engine.resultater.sde import Kontekst
from engine.sager import indgaaende as lager
from engine.sager.indgaaende import AFVIST, Fil, Svar

KOLONNER = {
    "cpr": "Borgerens CPR-nummer, ti cifre",
    "fra": "Første måned, ÅÅÅÅ-MM eller en dato",
    "til": "Sidste måned, ÅÅÅÅ-MM eller en dato",
    "beloeb": "Kravet i kroner for hele perioden, fx 12.345,50",
    "hjemmel": "Bestemmelsen, fx RSL § 9 c, stk. 2",
    "rejst": "Den dag, kravet blev rejst skriftligt",
}
KRAEVEDE = ("cpr", "fra", "til", "beloeb", "rejst")
_VISES = 5
_OMRAADE = Sagsomfang("overfoersel")  # as the letters: one office answers for all fields
_MD = {"dag": Decimal(365) / 12, "uge": Decimal(52) / 12, "maaned": Decimal(1), "aar": Decimal(1) / 12}


@dataclass(frozen=True)
class Post:
    """A line of a file as it stands: what the trial says, and what was decided (None = nothing yet)."""

    fil: Fil
    resultat: Resultat
    svar: Svar | None


def skabelon() -> bytes:
    """The empty template as CSV."""
    return f"{';'.join(KOLONNER)}\n".encode("utf-8-sig")


def laes(k: Kontekst, navn: str, indhold: bytes) -> list[dict[str, Any]]:
    """The file's rows: nr, person ('' = not known here), fra, til (months), oere, hjemmel, rejst (ISO).

    Errors: HjemtagFejl naming the first lines that are wrong; nothing is kept.
    """
    fil = egenfil.laes(navn, indhold, list(KOLONNER), KRAEVEDE)
    ud, fejl = [], []
    for nr, r in zip(fil.numre, fil.raekker, strict=True):
        try:
            ud.append({"nr": nr, **_raekke(r)})
        except ValueError as e:
            fejl.append(f"linje {nr}: {e}")
    if fejl:
        flere = f" og {len(fejl) - _VISES} mere" if len(fejl) > _VISES else ""
        raise HjemtagFejl(
            f"{fil.navn} er ikke modtaget: {'; '.join(fejl[:_VISES])}{flere}. Ret filen, og prøv igen."
        )
    personer = lagersde.personer_ved_numre(k.gen, sorted({r["cpr"] for r in ud}))
    return [{n: v for n, v in r.items() if n != "cpr"} | {"person": personer.get(r["cpr"], "")} for r in ud]


def _raekke(r: Mapping[str, Celle]) -> dict[str, Any]:
    cpr = celletal.som_cpr(r.get("cpr", ""))
    fra, til = (celletal.som_maaned(n, r.get(n, "")) for n in ("fra", "til"))
    if fra > til:
        raise ValueError("fra ligger efter til")
    oere = celletal.som_oere(r.get("beloeb", ""))
    if oere <= 0:
        raise ValueError("beløbet skal være mere end 0 kr.")
    rejst = celletal.som_dag("rejst", r.get("rejst", ""))
    hjemmel = str(r.get("hjemmel", "")).strip()[:120]
    return {"cpr": cpr, "fra": fra, "til": til, "oere": oere, "hjemmel": hjemmel, "rejst": rejst.isoformat()}


# --- receiving and deciding -----------------------------------------------------------------------------------------


def modtag_som(
    ind: Indstillinger, k: Kontekst, bruger: Bruger, navn: str, indhold: bytes, afsender: str, nu: datetime
) -> str:
    """Read and keep a file from a municipality. Returns its id. Errors: AdgangNaegtet, HjemtagFejl."""
    _kraev(bruger, Handling.AFGOER_SAG)
    if afsender not in sager.kommuner() or afsender == k.gen.kommune:
        raise HjemtagFejl("Vælg den kommune, kravet kommer fra. Intet er gemt.")
    raekker = laes(k, navn, indhold)
    dag = dansk.lokal(nu).date()
    return lager.modtag(
        kontekst.sagslager(ind.database_url), navn[:120], afsender, raekker, bruger.navn, nu, dag
    )


def poster(k: Kontekst, ind: Indstillinger, bruger: Bruger) -> list[Post]:
    """Every line received, the newest file first, tried against what is known now. Errors: AdgangNaegtet."""
    _kraev(bruger, Handling.SE_PERSON)
    filer = lager.alle(kontekst.sagslager(ind.database_url))
    kendte = _kendte(k, sorted({str(r["person"]) for f in filer for r in f.linjer if r["person"]}))
    ud: list[Post] = []
    tidligere: list[Linje] = []
    for f in reversed(filer):  # in the order they came, so that the first of two alike is not the double
        linjer = [_linje(f, r) for r in f.linjer]
        for r in regler.proev(linjer, kendte, tidligere, k.lov, str(k.gen.kommune)):
            svar = f.svar.get(r.linje.nr)
            ud.append(Post(f, r, svar if svar and svar.svar else None))
            if not (svar and svar.svar == AFVIST):
                tidligere.append(r.linje)
    return ud[::-1]


def _linje(f: Fil, r: Mapping[str, Any]) -> Linje:
    return Linje(
        int(r["nr"]), f.afsender, r["person"], r["fra"], r["til"], int(r["oere"]), r["hjemmel"],
        date.fromisoformat(r["rejst"]),
    )  # fmt: skip


def _kendte(k: Kontekst, personer: Sequence[str]) -> dict[str, Kendt]:
    fakta = kravlager.borgere(k.gen, personer)
    forloeb: dict[str, list[Bopael]] = defaultdict(list)
    for r in fakta.forloeb:
        forloeb[r["person"]].append(Bopael(r["fra"], r["til"], r["sted"], r["kommune"]))
    betaler: dict[str, list[tuple[date, date | None, str]]] = defaultdict(list)
    for r in fakta.betaler:
        betaler[r["person"]].append((r["fra"], r["til"], r["kommune"]))
    lovet: dict[str, list[tuple[str, date, date | None]]] = defaultdict(list)
    for r in fakta.lovet:
        lovet[r["person"]].append((r["modpart"], r["fra"], r["til"]))
    betalt: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for r in fakta.betalt:
        betalt[r["person"]][r["modpart"], r["maaned"]] = r["oere"]
    pris = {r["person"]: int(r["takst_oere"] * _MD[r["enhed"]] * r["antal"]) for r in fakta.takster}
    return {p: Kendt(forloeb[p], betaler[p], lovet[p], betalt[p], pris.get(p)) for p in personer}


def afgoer_som(
    ind: Indstillinger, bruger: Bruger, valgte: Sequence[Post], svar: str, begrundelse: str, nu: datetime
) -> None:
    """Decide lines of one file. Errors: AdgangNaegtet, RettelseAfvist."""
    _kraev(bruger, Handling.AFGOER_SAG)
    pr_fil: dict[str, dict[int, int]] = defaultdict(dict)
    for p in valgte:
        pr_fil[p.fil.id][p.resultat.linje.nr] = p.resultat.oere or p.resultat.linje.oere
    for id_, linjer in sorted(pr_fil.items()):
        lager.afgoer(kontekst.sagslager(ind.database_url), id_, linjer, svar, bruger.navn, begrundelse, nu)


def ser(bruger: Bruger) -> bool:
    """Whether incoming claims are shown: to those who see persons and have the field that they are worked in."""
    return maa(bruger, Handling.SE_PERSON, _OMRAADE)[0]


def _kraev(bruger: Bruger, handling: Handling) -> None:
    ja, grund = maa(bruger, handling, _OMRAADE)
    if not ja:
        raise AdgangNaegtet(grund)


# --- the answer -----------------------------------------------------------------------------------------------------

_SVAR = (
    Kolonne("nr", "Jeres linje", "tal"),
    Kolonne("cpr", "CPR-nummer"),
    Kolonne("fra", "Fra", "maaned"),
    Kolonne("til", "Til", "maaned"),
    Kolonne("krav", "Jeres krav (kr.)", "kroner", sum=True),
    Kolonne("anerkendt", "Anerkendt (kr.)", "kroner", sum=True),
    Kolonne("hvorfor", "Bemærkning"),
)


def svarbog(k: Kontekst, poster_: Sequence[Post], lavet: datetime) -> bytes:
    """The disagreement file for the sender of the first line's file: the decided lines, and no more than they need."""
    fil = poster_[0].fil
    egne = [p for p in poster_ if p.fil.id == fil.id and p.svar is not None]
    cpr = lagersde.cpr_numre(
        k.gen, sorted({p.resultat.linje.person for p in egne if p.resultat.linje.person})
    )
    raekker = [
        {
            "nr": p.resultat.linje.nr,
            "cpr": cpr.get(p.resultat.linje.person, "(jeres linje)"),
            "fra": p.resultat.linje.fra,
            "til": p.resultat.linje.til,
            "krav": p.resultat.linje.oere,
            "anerkendt": p.svar.oere if p.svar else 0,
            "hvorfor": " ".join(p.resultat.til_afsender)
            if p.svar and p.svar.oere < p.resultat.linje.oere
            else "",
        }
        for p in sorted(egne, key=lambda p: p.resultat.linje.nr)
    ]
    egen = sager.kommuner().get(str(k.gen.kommune), "Kommunen")
    titel = f"Svar fra {egen} Kommune på krav {fil.id}"
    hoved = ("Er I uenige, beder vi om jeres begrundelse. Beløb i kroner.",)
    return arbejdsbog.byg([Tabel("Svar", titel, _SVAR, raekker, hoved)], titel=titel, lavet=lavet)
