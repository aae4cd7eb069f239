"""Bills on nobody, in the many ways people name a citizen in a text, and what only looks as if it were about one.

Laid over the ledger after the other mistakes, with random numbers of its own, so that they stay as they are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.demo.behov import Behov
from engine.demo.liv import Befolkning, dato
from engine.demo.sandhed import Sandhed
from engine.demo.stoej import Stoej

FOERSTE_PID = 5 * 10**8  # working numbers of the look-alikes
ART = "postering_uden_cpr"
_UDEN_DANSK = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


class UdenPerson:
    """`bogfoert`: the postings about persons as they were booked so far, one per invoice in `f`."""

    def __init__(
        self,
        b: Befolkning,
        bh: Behov,
        f: pd.DataFrame,
        bogfoert: pd.DataFrame,
        sandhed: Sandhed,
        rng: np.random.Generator,
        stoej: Stoej,
    ) -> None:
        self.b, self.f, self.sandhed, self.rng, self.stoej = b, f, sandhed, rng, stoej
        self.p = bogfoert
        self.numre: list[str] = b.personer["cpr"].tolist()
        self.navne: list[str] = b.personer["navn"].tolist()
        i = f["i"].to_numpy()
        fremmed = bh.indsats["fremmed"].to_numpy()[i]
        self.leverandoer: list[str] = [str(n or "") for n in bh.indsats["leverandoer"].to_numpy()[i]]
        self.mulig = (
            (bogfoert["bogfoeringsdato"] <= b.til).to_numpy()
            & ~fremmed
            & ~bogfoert["vaek"].to_numpy(bool)
            & (bogfoert["cpr"] != "").to_numpy()
            & (bogfoert["cpr"].to_numpy() == np.array(self.numre)[bogfoert["person"].to_numpy()])
            & ~f["stk"].to_numpy()
        )

    def koer(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The postings with some of their CPR numbers moved into the text, and the look-alikes to add."""
        ramte = np.flatnonzero(self.mulig & (self.rng.random(len(self.p)) < self.stoej.uden_cpr * 0.5))
        tekst, cpr = self.p["tekst"].tolist(), self.p["cpr"].tolist()
        for nr in ramte.tolist():
            person = int(self.p["person"].iloc[nr])
            skrevet, note, kan = self._skrevet(nr, person)
            tekst[nr], cpr[nr] = skrevet[:100], ""
            self._meld(nr, self.numre[person], kan, note)
        return self.p.assign(tekst=tekst, cpr=cpr), self._lignende()

    def _skrevet(self, nr: int, person: int) -> tuple[str, str, bool]:
        navn, c, hvem = self.navne[person], self.numre[person], self.leverandoer[nr] or "Afregning"
        fornavn, *resten = navn.split()
        efternavn = resten[-1] if resten else fornavn
        if self.rng.random() < 0.3:
            hvem = "Afregning"
        return [
            (f"{hvem} {' '.join(resten)}, {fornavn}", "Navnet i omvendt orden", True),
            (f"{hvem} {navn.translate(_UDEN_DANSK)}", "Navnet uden danske bogstaver", True),
            (f"{hvem} {navn.upper()}", "Navnet med store bogstaver", True),
            (f"{hvem} {fornavn[0]}. {' '.join(resten)}", "Forbogstav og efternavn", True),
            (f"{hvem} {fornavn} {efternavn}", "Fornavn og efternavn uden mellemnavn", len(resten) < 2),
            (f"{hvem} {fornavn}", "Kun fornavnet i teksten", False),
            (f"{hvem} {c}", "CPR uden streg i teksten", True),
            (f"{hvem} cpr {c[:6]} {c[6:]}", "CPR med mellemrum i teksten", True),
        ][int(self.rng.integers(8))]

    def _meld(self, nr: int, cpr: str, kan: bool, note: str) -> None:
        r = self.f.iloc[nr]
        self.sandhed.tilfoej(
            "sde", ART, cpr, str(dato(r["fra"])), str(dato(r["til"])), int(self.p["oere"].iloc[nr]), kan, note,
            poster=[int(self.p["pid"].iloc[nr])],
        )  # fmt: skip

    def _lignende(self) -> pd.DataFrame:
        """Bills that are about nobody, made of the sums, suppliers and accounts of bills that are."""
        ramte = np.flatnonzero(self.mulig & (self.rng.random(len(self.p)) < self.stoej.uden_cpr * 0.35))
        ud = self.p.iloc[ramte].copy()
        tekster, oerer = [], []
        for plads, nr in enumerate(ramte.tolist()):
            skrevet, note, samme = self._ligner_en(nr)
            tekster.append(skrevet[:100])
            oerer.append(int(self.p["oere"].iloc[nr]) if samme else int(self.rng.integers(900, 60_000)) * 100)
            r = self.f.iloc[nr]
            fra, til = str(dato(r["fra"])), str(dato(r["til"]))
            self.sandhed.ligner("sde", ART, "", fra, til, note, poster=[FOERSTE_PID + plads])
        return ud.assign(
            tekst=tekster, oere=oerer, cpr="", pid=FOERSTE_PID + np.arange(len(ud)), sand_person=-1, enkeltstaaende=""
        ).drop(columns="vaek")  # fmt: skip

    def _ligner_en(self, nr: int) -> tuple[str, str, bool]:
        """(text, what it truly is, whether its amount is that of a true bill)."""
        anden = int(self.rng.integers(len(self.numre)))
        hvem = self.leverandoer[nr] or "Afregning"
        dele = self.navne[anden].split()
        return [
            (f"{hvem} faktura {self.numre[anden]}", "Fakturanummer, der ligner et CPR-nummer", False),
            (f"{hvem} ordre {self.numre[anden]}", "Ordrenummer, der ligner et CPR-nummer", False),
            (f"{self.navne[anden]} ApS, kursus for personalet", "Leverandør med en persons navn", False),
            (f"{hvem} att. {self.navne[anden]}", "Sagsbehandleren hedder som en borger", False),
            (f"{hvem} {dele[0]} {dele[-1]}", "En medarbejder, hvis navn flere borgere har", False),
            (f"{hvem} ledig plads", "Tom plads til taksten", True),
            (f"{hvem} fællesudgift", "Fællesudgift hos leverandøren", False),
            (f"{hvem} fakt. {30000 + nr}", "Tom plads, som teksten ikke nævner", True),
        ][int(self.rng.choice(8, p=[0.15, 0.1, 0.15, 0.15, 0.15, 0.15, 0.1, 0.05]))]
