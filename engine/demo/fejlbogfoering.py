"""Bookkeeping mistakes, laid over the true postings and each told in the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.demo import tal
from engine.demo.behov import Behov
from engine.demo.liv import Befolkning, Heltal, dato
from engine.demo.sandhed import Sandhed
from engine.demo.stoej import Stoej

STOR_OERE = 1_500_000  # mistakes on smaller amounts are made too, but are not told
SAMLET_OERE = 6_000_000


class Fejlbogfoering:
    """Works on copies of the columns of `p` (postings, one per invoice in `f`)."""

    def __init__(
        self,
        b: Befolkning,
        bh: Behov,
        f: pd.DataFrame,
        p: pd.DataFrame,
        rng: np.random.Generator,
        sandhed: Sandhed,
        stoej: Stoej,
    ) -> None:
        self.stoej = stoej
        self.rng, self.sandhed, self.p = rng, sandhed, p
        self.i = f["i"].to_numpy()
        self.fra, self.til = f["fra"].to_numpy(), f["til"].to_numpy()
        self.flere_maaneder = (f["m1"] > f["m0"]).to_numpy()
        self.stk = f["stk"].to_numpy()
        self.kode = bh.indsats["kode"].to_numpy()[self.i]
        self.person: Heltal = p["person"].to_numpy()
        self.oere: Heltal = p["oere"].to_numpy()
        self.tekst: list[str] = p["tekst"].tolist()
        self.cpr: list[str] = p["cpr"].tolist()
        self.cvr = p["cvr"].to_numpy()
        self.enkelt = [""] * len(p)
        self.numre: list[str] = b.personer["cpr"].tolist()
        self.navne: list[str] = b.personer["navn"].tolist()
        self.mor = b.personer["mor"].to_numpy()
        fremmed = bh.indsats["fremmed"].to_numpy()[self.i]
        self.synlig = (p["bogfoeringsdato"] <= b.til).to_numpy() & ~fremmed

    def koer(self) -> pd.DataFrame:
        self._engangsudgifter()
        self._samlede_regninger()
        self._forkert_person()
        self._paa_barnet()
        self._uden_cpr()
        self._slaafejl()
        return self.p.assign(tekst=self.tekst, cpr=self.cpr, enkeltstaaende=self.enkelt)

    def _meld(self, art: str, nr: int, kan: bool, note: str) -> None:
        self.sandhed.tilfoej(
            "sde",
            art,
            self.numre[self.person[nr]],
            str(dato(self.fra[nr])),
            str(dato(self.til[nr])),
            int(self.oere[nr]),
            kan,
            note,
        )

    def _engangsudgifter(self) -> None:
        """Some are marked; the rest only read like one, or not even that."""
        for nr in np.flatnonzero(self.stk & self.synlig).tolist():
            if self.rng.random() < 0.4:
                self.enkelt[nr] = "1"
            elif self.oere[nr] > 5_000_000:
                antyder = "engangs" in self.tekst[nr] or self.kode[nr] in ("bil", "boligindretning")
                self._meld("engangsudgift_ikke_fordelt", nr, antyder, "Engangsudgift bogført i én måned")

    def _samlede_regninger(self) -> None:
        """Quarters and half-years booked as one amount without a period of their own."""
        uden = (self.p["periode_fra"] < 0).to_numpy()
        for nr in np.flatnonzero(
            self.flere_maaneder & uden & self.synlig & (self.oere > SAMLET_OERE)
        ).tolist():
            kan = not self.tekst[nr].startswith("Fakt.") or "kvt" in self.tekst[nr]
            self._meld("periode_samlet", nr, kan, "Regning for flere måneder bogført som én")

    def _forkert_person(self) -> None:
        """A brother or sister, else somebody with the same supplier."""
        ramte = (
            self.synlig
            & (self.oere > STOR_OERE)
            & (self.rng.random(len(self.cpr)) < self.stoej.forkert_person)
        )
        for nr in np.flatnonzero(ramte).tolist():
            anden = self._anden(nr)
            if anden is not None:
                self.cpr[nr] = self.numre[anden]
                note = f"Bogført på {self.numre[anden]}; personen har selv indsatsen"
                self._meld("forkert_person", nr, True, note)

    def _anden(self, nr: int) -> int | None:
        person = int(self.person[nr])
        mor = self.mor[person]
        soeskende = np.flatnonzero((self.mor == mor) & (mor >= 0))
        soeskende = soeskende[soeskende != person]
        if len(soeskende):
            return int(soeskende[0])
        samme = self.person[(self.cvr == self.cvr[nr]) & (self.person != person)]
        return int(self.rng.choice(samme)) if len(samme) else None

    def _paa_barnet(self) -> None:
        """Loss of earnings is the parent's; some of it is booked on the child."""
        taf = np.flatnonzero((self.kode == "taf") & self.synlig)
        for i in np.unique(self.i[taf]).tolist():
            raekker = taf[self.i[taf] == i]
            foraelder = int(self.person[raekker[0]])
            boern = np.flatnonzero(self.mor == foraelder)
            if not len(boern) or self.rng.random() >= self.stoej.paa_barnet:
                continue
            barn = self.numre[int(boern[-1])]
            for nr in raekker.tolist():
                self.cpr[nr] = barn
            self.sandhed.tilfoej(
                "sde",
                "foraelderydelse_paa_barn",
                self.numre[foraelder],
                str(dato(self.fra[raekker].min())),
                str(dato(self.til[raekker].max())),
                int(self.oere[raekker].sum()),
                True,
                f"Tabt arbejdsfortjeneste bogført på barnet {barn}",
            )

    def _uden_cpr(self) -> None:
        """The name in the text, the number in the text, only the supplier, or nothing."""
        noter = ("Navn i teksten", "CPR i teksten", "Kun leverandør i teksten", "Intet i teksten")
        for nr in np.flatnonzero(
            self.synlig & (self.rng.random(len(self.cpr)) < self.stoej.uden_cpr)
        ).tolist():
            maade = int(self.rng.choice(4, p=[0.45, 0.15, 0.25, 0.15]))
            person, rest = int(self.person[nr]), self.tekst[nr]
            c = self.numre[person]
            self.cpr[nr] = ""
            self.tekst[nr] = (
                f"{rest} {self.navne[person]}",
                f"{rest} {c[:6]}-{c[6:]}",
                rest,
                f"Fakt. {20000 + nr}",
            )[maade][:100]
            kan = maade < 2 or (maade == 2 and not rest.startswith("Fakt."))
            self._meld("postering_uden_cpr", nr, kan, noter[maade])

    def _slaafejl(self) -> None:
        """A month typed wrong: the text says another month than the one the bill is for."""
        ramte = self.synlig & (self.rng.random(len(self.cpr)) < self.stoej.tekstfejl)
        uden = (self.p["periode_fra"] < 0).to_numpy()
        for nr in np.flatnonzero(ramte & uden).tolist():
            for k, m in enumerate(tal.MAANEDER):
                if m[:3] in self.tekst[nr]:
                    forkert = tal.MAANEDER[(k + 1) % 12]
                    ny = self.tekst[nr].replace(m, forkert) if m in self.tekst[nr] else None
                    self.tekst[nr] = ny or self.tekst[nr].replace(m[:3], forkert[:3])
                    if self.oere[nr] > STOR_OERE * 2:
                        self._meld(
                            "forkert_maaned_i_tekst", nr, False, f"Teksten siger {forkert}, det var {m}"
                        )
                    break
