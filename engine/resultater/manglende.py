"""Bills that have not come, as shown: whose help has run on without one, and what it is expected to cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, omfang
from engine.lager import manglende as lager
from engine.lager import periode as periodelager
from engine.lager.laes import Generation
from engine.resultater import sdevisning
from engine.resultater.henfoerelse import i_omfang, navne_paa
from engine.resultater.sde import Kontekst

SIKKERHED = {False: 0.95, True: 0.72}
"""Late or not → how often the bill truly comes: 106 of 110 and 70 of 93 on seeds 21–24 and 81, the lower quartile by
Wilson, of runs above MAALT_FRA_OERE. Smaller runs are not judged by any truth, and a month amid others that have bills
is a sign only: they have none."""
MAALT_FRA_OERE = 50_000_00


@lru_cache(maxsize=3)
def find(gen: Generation) -> pd.DataFrame:
    """lager.manglende.maaneder_uden, once a generation."""
    return lager.maaneder_uden(gen)


@dataclass(frozen=True)
class Oversigt:
    """A year within somebody's scope. hale: no later month has a bill; hul: one has. raekker: borger, leverandoer, fra,
    til, maaneder, ventet_oere, hvad; None without the right to see persons."""

    aar: int
    hale: int
    hale_oere: int
    hul: int
    hul_oere: int
    raekker: pd.DataFrame | None

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if not self.hale:
            return f"Ingen løbende indsats mangler den seneste regning i {self.aar}."
        hvad = dansk.antal(self.hale, "løbende indsats", "løbende indsatser")
        return (
            f"{hvad} har ingen regning for de seneste måneder i {self.aar}; efter taksten ventes "
            f"{dansk.kort_kroner(self.hale_oere)} De indgår først i refusionen, når de er bogført."
        )


def oversigt(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None = None) -> Oversigt:
    """A year within the user's scope; a run of months is of the year it ends in. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_TAL)
    p = i_omfang(bruger, find(k.gen))
    p = p[p["til"].str[:4] == str(aar)]
    p = p if omraade is None else p[p["fagomraade"] == omraade]
    hale, hul = p[p["hale"]], p[~p["hale"]]
    return Oversigt(
        aar,
        len(hale),
        int(hale["ventet_oere"].sum()),
        len(hul),
        int(hul["ventet_oere"].sum()),
        _raekker(k, p) if omfang(bruger).personer else None,
    )


def _raekker(k: Kontekst, p: pd.DataFrame) -> pd.DataFrame:
    navne = navne_paa(k, sorted(set(p["person_noegle"])))
    leverandoerer = periodelager.leverandoernavne(k.gen, sorted(set(p["cvr"])))
    sent = p["dage_siden"] > p["dage_efter"]
    maalt = p["hale"] & (p["ventet_oere"] > MAALT_FRA_OERE)
    ud = p.assign(
        sikkerhed=[SIKKERHED[bool(s)] if h else None for s, h in zip(sent, maalt, strict=True)],
        borger=[navne.get(n, "Ukendt i CPR") for n in p["person_noegle"]],
        leverandoer=[leverandoerer.get(c) or f"CVR {c}" for c in p["cvr"]],
        hvad=[_hvad(bool(hale), int(siden), int(efter)) for hale, siden, efter in zip(
            p["hale"], p["dage_siden"], p["dage_efter"], strict=True)],
    )  # fmt: skip
    return ud.sort_values(["hale", "ventet_oere"], ascending=[False, False]).reset_index(drop=True)


def _hvad(hale: bool, siden: int, efter: int) -> str:
    if not hale:
        return "Midt i forløbet: se efter den uden person eller på en anden"
    if siden > efter:
        return f"Forsinket: kommer ellers {dansk.antal(efter, 'dag', 'dage')} efter måneden"
    return f"Ventes: kommer som regel {dansk.antal(efter, 'dag', 'dage')} efter måneden"
