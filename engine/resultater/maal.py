"""A leader's goals and limits against how it goes, by field of work; and measures before and after they began.

Before and after is no proof of an effect: there is nobody to compare with, and help begins when need is greatest. The
page says so, and few persons are not shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.lager import ledelse as lager
from engine.resultater import fagomraader, kontekst, ledelse, ledelsesside, smaaceller
from engine.resultater.fagomraader import FAG
from engine.resultater.ledelse import Linje
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import kraev
from engine.sager import ledelsesmaal
from engine.sager.lager import Sagslager
from engine.sager.ledelsesmaal import Ledelsesmaal

VINDUE = 6
"""So many whole months before and after the month a measure began in (sql/marts/indsats_foer_efter.sql)."""
OVER, INDEN, INTET = "over", "inden", "intet"


@dataclass(frozen=True)
class Maalt:
    """A field of work against its goals. afvigelse: of the budget to date, a share; pris_oere: of a helårsperson."""

    omraade: str
    titel: str
    afvigelse_oere: int
    afvigelse: float | None
    pris_oere: int | None
    maal: Ledelsesmaal | None

    @property
    def budget(self) -> str:
        """Whether the deviation is over the limit; INTET without one."""
        if self.maal is None or self.maal.graense is None or self.afvigelse is None:
            return INTET
        return OVER if self.afvigelse * 10_000 > self.maal.graense else INDEN

    @property
    def pris(self) -> str:
        if self.maal is None or self.maal.pris_oere is None or self.pris_oere is None:
            return INTET
        return OVER if self.pris_oere > self.maal.pris_oere else INDEN


@dataclass(frozen=True)
class Maalbillede:
    aar: int
    omraader: tuple[Maalt, ...]
    saetning: str


@dataclass(frozen=True)
class FoerEfter:
    """Those who began a service in a year: gross cost a month and person, in the months before and after."""

    omraade: str
    ydelse: str
    personer: int
    foer_oere: int
    efter_oere: int

    @property
    def forskel_oere(self) -> int:
        return self.efter_oere - self.foer_oere


def hent(k: Kontekst, sagslager: Sagslager, bruger: Bruger, aar: int) -> Maalbillede:
    """The user's fields of work in a year against the goals. Errors: AdgangNaegtet."""
    o = ledelsesside.oekonomi(k, bruger)
    omraader = ledelse.synlige_omraader(o, FAG, omfang(bruger).fagomraader)
    b = ledelse.billede(o, aar, omraader=omraader, minimum=k.smaacelle_min)
    alle = maalt(b.linjer, ledelsesmaal.alle(sagslager, aar))
    return Maalbillede(aar, alle, saetning(aar, alle))


def maalt(linjer: Sequence[Linje], maal: Mapping[str, Ledelsesmaal]) -> tuple[Maalt, ...]:
    """Each field against its goals, those over a limit first."""
    ud = [
        Maalt(
            r.kode,
            r.titel,
            r.afvigelse,
            r.afvigelse / r.til_dato if r.til_dato > 0 else None,
            r.pris,
            maal.get(r.kode),
        )
        for r in linjer
    ]
    return tuple(sorted(ud, key=lambda m: (OVER not in (m.budget, m.pris), -m.afvigelse_oere, m.titel)))


def saetning(aar: int, alle: Sequence[Maalt]) -> str:
    """The page's answer in one sentence."""
    med = [m for m in alle if m.maal is not None and (m.budget, m.pris) != (INTET, INTET)]
    if not med:
        return f"Der er ikke sat mål eller grænser for {aar}; de sættes nederst på siden."
    over = [m for m in med if OVER in (m.budget, m.pris)]
    if not over:
        return f"Alle {dansk.antal(len(med), 'fagområde', 'fagområder')} med mål eller grænse holder dem i {aar}."
    return (
        f"{len(over)} af {dansk.antal(len(med), 'fagområde', 'fagområder')} med mål eller grænse er over i {aar}; "
        f"mest {over[0].titel.lower()} ({dansk.kort_kroner(over[0].afvigelse_oere, fortegn=True)} mod budgettet)."
    )


def gem_som(
    ind: Indstillinger,
    bruger: Bruger,
    omraade: str,
    aar: int,
    graense: int | None,
    pris_oere: int | None,
    begrundelse: str,
    nu: datetime,
) -> None:
    """Write the goals of a field of work in the user's scope. Errors: AdgangNaegtet, RettelseAfvist."""
    ja, grund = maa(bruger, Handling.SAET_MAAL)
    if not ja:
        raise AdgangNaegtet(grund)
    kun = omfang(bruger).fagomraader
    if kun is not None and omraade not in kun:
        raise AdgangNaegtet(f"Du har ikke adgang til fagområdet {fagomraader.NAVNE.get(omraade, omraade)}.")
    sagslager = kontekst.sagslager(ind.database_url)
    ledelsesmaal.gem(sagslager, omraade, aar, graense, pris_oere, bruger.navn, begrundelse, nu)


def foer_efter(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None = None) -> list[FoerEfter]:
    """Services begun in a year, the most persons first; fewer persons than the minimum are left out.

    Not known by organisation: those limited to one see none. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_TAL)
    graenser = omfang(bruger)
    if graenser.organisationer is not None:
        return []
    kun = (omraade,) if omraade else graenser.fagomraader
    if omraade and graenser.fagomraader is not None and omraade not in graenser.fagomraader:
        return []
    ud = []
    for r in lager.foer_efter(k.gen, aar).to_dict("records"):
        n = int(r["personer"])
        if (kun is None or r["fagomraade"] in kun) and not smaaceller.er_lille(n, k.smaacelle_min):
            pr = n * VINDUE
            ud.append(
                FoerEfter(
                    str(r["fagomraade"]),
                    str(r["ydelse"]),
                    n,
                    round(int(r["foer_oere"]) / pr),
                    round(int(r["efter_oere"]) / pr),
                )
            )
    return sorted(ud, key=lambda f: (-f.personer, f.ydelse))
