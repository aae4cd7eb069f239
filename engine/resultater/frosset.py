"""Statements that are frozen and handed in, of whatever scheme: one person proposes, another approves.

What is proposed is kept byte for byte in the case store: the workbook, and the lines it can be compared by later.
Each scheme (særligt dyre enkeltsager, udlændinge) gives its own kind of act and its own lines; all else is here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.refusion.indberetning import ANMODNING, ENDELIG, FORELOEBIG, Periode
from engine.resultater import kontekst, sdevisning
from engine.resultater.sde import Kontekst
from engine.sager import dokumenter, godkendelse
from engine.sager.godkendelse import GODKENDT, Forslag, Slags
from engine.sager.lager import Sagslager
from engine.sager.model import ligner_cpr

GROEN, GUL, ROED = "groen", "gul", "roed"
ARTER = {
    ANMODNING: "Kvartalsvis anmodning",
    FORELOEBIG: "Foreløbig restafregning",
    ENDELIG: "Endelig restafregning",
}


@dataclass(frozen=True)
class Kontrol:
    """One check. tilstand: GROEN, GUL (look at it) or ROED (it stops the hand-in). goer: what to do, '' when green.

    forklaring: what a person has written of one that is not green, in a frozen statement.
    """

    navn: str
    tilstand: str
    tekst: str
    goer: str = ""
    oere: int | None = None
    forklaring: str = ""


@dataclass(frozen=True)
class Indberettet:
    """A statement that was proposed. tilstand as godkendelse.Forslag.tilstand; dokument, linjer: SHA-256."""

    nr: int
    periode: Periode
    beloeb_oere: int
    dokument: str
    linjer: str
    lavet: datetime
    foreslaaet_af: str
    begrundelse: str
    tilstand: str
    godkendt_af: str
    godkendt: datetime | None
    grundlag: str
    forklaringer: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ordning:
    """A scheme that is handed in. foran: what stands before the statement's title and its file's name; om: what a
    sentence about it ends in."""

    slags: Slags
    foran: str = ""
    om: str = ""

    def titel(self, p: Periode) -> str:
        """'Kvartalsvis anmodning, 2. kvartal 2025'; with `foran` first where the scheme has one."""
        titel = f"{ARTER[p.art]}, {p.kvartal}. kvartal {p.aar}" if p.kvartal else f"{ARTER[p.art]} {p.aar}"
        return f"{self.foran}: {titel[0].lower()}{titel[1:]}" if self.foran else titel

    def filnavn(self, p: Periode) -> str:
        """'anmodning-2025-2.xlsx'."""
        foran = f"{self.foran.lower().replace('æ', 'ae')}-" if self.foran else ""
        return f"{foran}{p.art}-{p.aar}{f'-{p.kvartal}' if p.kvartal else ''}.xlsx"


@dataclass(frozen=True)
class Opgoerelse:
    """The statement as it is now. linjer: one row per thing that is claimed for, with beloeb_oere; poster: their sums.
    forskel: from the last that was handed in."""

    ordning: Ordning
    periode: Periode
    linjer: pd.DataFrame
    poster: pd.DataFrame
    beloeb_oere: int
    i_aar_oere: int
    berigtigelse_oere: int
    skoen_oere: int
    kontroller: tuple[Kontrol, ...]
    forrige: Indberettet | None
    forskel: pd.DataFrame
    frist: date | None
    data_dato: date

    @property
    def kan_indberettes(self) -> bool:
        return all(k.tilstand != ROED for k in self.kontroller)

    @property
    def titel(self) -> str:
        return self.ordning.titel(self.periode)

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        kraev = "skal betales tilbage" if self.beloeb_oere < 0 else "kan der anmodes om"
        hvor = Ordning(self.ordning.slags).titel(self.periode).replace("Kvartalsvis", "den kvartalsvise")
        hvor = hvor.replace("Foreløbig", "den foreløbige").replace("Endelig", "den endelige")
        hvad = f"I {hvor}{self.ordning.om} {kraev} {dansk.kort_kroner(abs(self.beloeb_oere))}"
        roede = sum(k.tilstand == ROED for k in self.kontroller)
        if roede:
            return f"{hvad}, men {dansk.antal(roede, 'kontrol er rød', 'kontroller er røde')}."
        frist = f" Frist {dansk.dato(self.frist)}." if self.frist else ""
        return f"{hvad}, og ingen kontrol er rød.{frist}"


def perioder(aarene: Sequence[int]) -> list[Periode]:
    """The statements that can be made of these years, newest first: requests of the newest, then whole years."""
    hele = [Periode(art, aar) for aar in aarene[:3] for art in (FORELOEBIG, ENDELIG)]
    return [Periode(ANMODNING, aarene[0], q) for q in (4, 3, 2, 1)] + hele if aarene else []


def standard(
    alle: Sequence[Periode], data_dato: date | None, i_dag: date, frist: Callable[[Periode], date | None]
) -> Periode | None:
    """What is due next: the preliminary or final statement of a whole year in data, else the running quarter."""
    if not alle or data_dato is None:
        return None
    aar = alle[0].aar
    if data_dato >= date(aar, 12, 31):
        sidste = frist(Periode(FORELOEBIG, aar))
        return Periode(FORELOEBIG if sidste and i_dag <= sidste else ENDELIG, aar)
    return Periode(ANMODNING, aar, (data_dato.month - 1) // 3 + 1)


def slags(navn: str) -> Slags:
    """Handing in, as a kind of act that takes two persons."""
    return Slags(
        navn, formaal="indberetning", logfelter=("art", "aar", "kvartal"), ord={"godkend": "godkende"}
    )


def frys(
    ind: Indstillinger,
    bruger: Bruger,
    ordning: Ordning,
    p: Periode,
    *,
    beloeb_oere: int,
    fil: bytes,
    linjer: list[dict[str, Any]],
    grundlag: str,
    begrundelse: str,
    nu: datetime,
    forklaringer: Mapping[str, str] | None = None,
) -> int:
    """Keep a statement as it is and propose to hand it in. Returns the proposal's number.

    Errors: AdgangNaegtet for other roles, RettelseAfvist when one already waits, or without a reason.
    """
    sdevisning.kraev(bruger, Handling.INDBERET)
    if not begrundelse.strip() or ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv en kort begrundelse uden CPR-nummer. Intet er gemt.")
    lager_ = kontekst.sagslager(ind.database_url)
    noegle = {"slags": ordning.slags.navn, "art": p.art, "aar": p.aar, "kvartal": p.kvartal}
    with lager_.skriv() as con:
        if godkendelse.ventende_i(con, ordning.slags, noegle, nu):
            raise RettelseAfvist("Den samme opgørelse venter allerede på godkendelse. Få den afgjort først.")
        indhold = {
            "beloeb_oere": beloeb_oere,
            "dokument": dokumenter.gem_i(con, ordning.filnavn(p), fil, nu),
            "linjer": dokumenter.gem_i(con, "linjer.json", _som_json(linjer), nu),
            "grundlag": grundlag,
            **({"forklaringer": dict(forklaringer)} if forklaringer else {}),
        }
        return godkendelse.foreslaa_i(
            lager_,
            con,
            ordning.slags,
            noegle,
            indhold,
            begrundelse=begrundelse.strip(),
            bruger=bruger.navn,
            nu=nu,
        )


def _som_json(linjer: list[dict[str, Any]]) -> bytes:
    raekker = [{n: (v.item() if hasattr(v, "item") else v) for n, v in r.items()} for r in linjer]
    return json.dumps(raekker, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def laes_linjer(lager_: Sagslager, i: Indberettet, kolonner: list[str]) -> pd.DataFrame:
    """The frozen lines."""
    return pd.DataFrame(json.loads(dokumenter.hent(lager_, i.linjer)), columns=kolonner)


def godkend(ind: Indstillinger, bruger: Bruger, ordning: Ordning, nr: int, nu: datetime) -> None:
    """Approve another person's statement: it is handed in. Errors: AdgangNaegtet, RettelseAfvist."""
    sdevisning.kraev(bruger, Handling.GODKEND_INDBERETNING)
    lager_ = kontekst.sagslager(ind.database_url)
    with lager_.skriv() as con:
        godkendelse.godkend_i(lager_, con, ordning.slags, nr, bruger.navn, nu)


def afvis(
    ind: Indstillinger, bruger: Bruger, ordning: Ordning, nr: int, begrundelse: str, nu: datetime
) -> None:
    """Refuse another's statement or withdraw one's own. Errors: AdgangNaegtet, RettelseAfvist."""
    sdevisning.kraev(bruger, Handling.INDBERET)
    lager_ = kontekst.sagslager(ind.database_url)
    with lager_.skriv() as con:
        godkendelse.afslut_i(lager_, con, ordning.slags, nr, bruger.navn, nu, begrundelse)


def alle(ind: Indstillinger, ordning: Ordning, aar: int | None = None) -> list[Indberettet]:
    """Every statement of the scheme that was proposed, of one year or all, the newest first."""
    fundne = godkendelse.alle(kontekst.sagslager(ind.database_url), ordning.slags)
    ud = [_indberettet(f) for f in reversed(fundne)]
    return [i for i in ud if aar is None or i.periode.aar == aar]


def _indberettet(f: Forslag) -> Indberettet:
    a = f.afgoerelse
    godkendt = a is not None and a.udfald == GODKENDT
    return Indberettet(
        nr=f.nr,
        periode=Periode(f.noegle["art"], int(f.noegle["aar"]), int(f.noegle["kvartal"])),
        beloeb_oere=int(f.indhold["beloeb_oere"]),
        dokument=f.indhold["dokument"],
        linjer=f.indhold["linjer"],
        lavet=f.tid,
        foreslaaet_af=f.bruger,
        begrundelse=f.begrundelse,
        tilstand=f.tilstand(f.tid),
        godkendt_af=a.bruger if godkendt and a else "",
        godkendt=a.tid if godkendt and a else None,
        grundlag=f.indhold["grundlag"],
        forklaringer=f.indhold.get("forklaringer", {}),
    )


def hent_bog(ind: Indstillinger, bruger: Bruger, i: Indberettet) -> bytes:
    """The frozen workbook. Errors: AdgangNaegtet, HjemtagFejl when it is gone or changed."""
    sdevisning.kraev(bruger, Handling.EKSPORT_PERSON)
    return dokumenter.hent(kontekst.sagslager(ind.database_url), i.dokument)


def grundlagstekst(k: Kontekst) -> str:
    """What a result rests on, in words: generation, number of the last correction, law version."""
    return f"{k.gen.navn}, rettelse nr. {k.rettelse_nr}, lovgrundlag {k.lov.version}"
