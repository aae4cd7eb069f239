"""Persons added after the lives have been simulated: people whose story began somewhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import INGEN, Befolkning


class NyePersoner:
    """Collects persons with a chain of stays; `afslut` puts them last in the population."""

    def __init__(self, b: Befolkning, rng: np.random.Generator) -> None:
        self.b, self.rng, self.start = b, rng, len(b.personer)
        self.personer: list[dict[str, Any]] = []
        self.ophold: list[tuple[int, int, int]] = []
        self.myndighed: list[tuple[int, int, int, int]] = []
        self._husnr = 1

    def hjem(self, kommune: str) -> int:
        """A new ordinary dwelling in a municipality; returns its address number."""
        self._husnr += 1
        her = kommune == tal.KOMMUNE
        postnr = tal.POSTNR if her else tal.ANDRE_KOMMUNER[kommune][1]
        nr = self._husnr % 80
        vej = (f"{(100 if her else 1000) + nr:04d}", str(701 + self._husnr // 80), "", "", tal.VEJE[nr])
        return self.b.adresser.ny(liv.HER if her else liv.KOMMUNE, kommune, vej, postnr, "DK")

    def udland(self, land: str) -> int:
        return self.b.adresser.ny(liv.UDREJST, "", ("",) * 5, "", land)

    def ukendt(self) -> int:
        return self.b.adresser.ny(liv.FORSVUNDET, tal.KOMMUNE, ("",) * 5, "", "")

    def ny(
        self,
        foedt: int,
        ophold: list[tuple[int, int]],
        land: str = "DK",
        mor: int = -1,
        far: int = -1,
        mand: bool | None = None,
        doed: int = INGEN,
    ) -> int:
        """A person born on day `foedt` with stays (address, first day); returns the person's number.

        Parents named here have custody from birth.
        """
        nr = self.start + len(self.personer)
        mand = bool(self.rng.random() < 0.55) if mand is None else mand
        navne = tal.FORNAVNE_M if mand else tal.FORNAVNE_K
        efternavn = int(self.rng.integers(0, len(tal.EFTERNAVNE)))
        fornavn = int(self.rng.integers(0, len(navne)))
        self.personer.append(
            {
                "foedt": foedt,
                "mand": mand,
                "hus": -1,
                "mor": mor,
                "far": far,
                "partner": -1,
                "gift": False,
                "sted": liv.HER,
                "doed": doed,
                "land": self.b.lande.index(land),
                "efternavn": efternavn,
                "fornavn": fornavn,
                "fra": ophold[0][1],
                "skiftet": 0,
                "enlig_altid": True,
                "navn": f"{navne[fornavn]} {tal.EFTERNAVNE[efternavn]}",
                "beskyttet": False,
            }
        )
        self.ophold += [(nr, adr, max(fra, foedt)) for adr, fra in ophold]
        self.myndighed += [(nr, f, 1, foedt) for f in (mor, far) if f >= 0]
        return nr

    def afslut(self) -> None:
        if not self.personer:
            return
        b = self.b
        nye = pd.DataFrame(self.personer)
        alle = pd.concat([b.personer.drop(columns="cpr"), nye], ignore_index=True)
        # Numbers are given in order of appearance, so that those already given stay as they are.
        alle["cpr"] = liv.cprnumre(alle["foedt"].to_numpy(), alle["mand"].to_numpy())
        b.personer = alle
        o = pd.DataFrame(self.ophold, columns=["person", "adr", "fra"])
        o = o.sort_values(["person", "fra"], kind="stable").drop_duplicates(["person", "fra"], keep="last")
        o["til"] = o.groupby("person")["fra"].shift(-1).fillna(INGEN).astype(np.int64)
        o = o[o["fra"].to_numpy() <= alle["doed"].to_numpy()[o["person"]]]
        b.ophold = pd.concat([b.ophold, o], ignore_index=True)
        m = pd.DataFrame(self.myndighed, columns=["barn", "foraelder", "myndighed", "fra"])
        b.myndighed = pd.concat([b.myndighed, m], ignore_index=True).astype(np.int64)
