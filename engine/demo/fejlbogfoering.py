"""Bookkeeping mistakes, laid over the true postings and each told in the truth."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from engine.demo import liv
from engine.demo.behov import Behov
from engine.demo.liv import Befolkning, Heltal, dato
from engine.demo.periodetekst import FORKERT, FORNAVNE, HEL, NEJ, VEJE, Skriver
from engine.demo.sandhed import FLEST_RIGTIGE, Sandhed
from engine.demo.stoej import Stoej

STOR_OERE = 1_500_000  # mistakes on smaller amounts are made too, but are not told
SAMLET_OERE = 6_000_000
PAA_FORAELDEREN = {  # help that is the parent's though it is about the child
    "taf": ("foraelderydelse_paa_barn", "Tabt arbejdsfortjeneste"),
    "stoetteperson": ("stoetteperson_paa_barn", "Støtteperson til forælderen"),
}
MAANEDSNAVN = re.compile(
    "|".join((*FORNAVNE[:8], *VEJE[:4]))
)  # names and roads that hold the name of a month
PAA_BARNET = ("familiebehandling", "aflastning", "kontaktperson")


class Fejlbogfoering:
    """Works on copies of the columns of `p` (postings, one per invoice in `f`). foerste: the first day delivered."""

    def __init__(
        self,
        b: Befolkning,
        bh: Behov,
        f: pd.DataFrame,
        p: pd.DataFrame,
        skriver: Skriver,
        sandhed: Sandhed,
        stoej: Stoej,
        foerste: int = 0,
    ) -> None:
        self.stoej, self.skriver = stoej, skriver
        self.rng, self.sandhed, self.p = skriver.rng, sandhed, p
        self.i = f["i"].to_numpy()
        self.fra, self.til, self.m0 = f["fra"].to_numpy(), f["til"].to_numpy(), f["m0"].to_numpy()
        self.flere_maaneder = (f["m1"] > f["m0"]).to_numpy()
        self.stk = f["stk"].to_numpy()
        self.kode = bh.indsats["kode"].to_numpy()[self.i]
        self.inst = bh.indsats["institution"].to_numpy()[self.i]
        self.navn = bh.indsats["leverandoer"].to_numpy()[self.i]
        self.person: Heltal = p["person"].to_numpy()
        self.oere: Heltal = p["oere"].to_numpy().copy()
        self.tekst: list[str] = p["tekst"].tolist()
        self.fortalt: list[str] = p["fortalt"].tolist()
        self.cpr: list[str] = p["cpr"].tolist()
        self.cvr = p["cvr"].to_numpy()
        self.enkelt = [""] * len(p)
        self.vaek = np.zeros(len(p), dtype=bool)
        self.ramte = np.zeros(len(p), dtype=bool)  # some mistake was made with it
        self.sand_person: Heltal = p["sand_person"].to_numpy().copy()
        self.numre: list[str] = b.personer["cpr"].tolist()
        self.navne: list[str] = b.personer["navn"].tolist()
        self.mor = b.personer["mor"].to_numpy()
        self.efter_mor = np.argsort(self.mor, kind="stable")
        self.mor_sorteret = self.mor[self.efter_mor]
        self.hos = pd.Series(np.arange(len(p))).groupby(self.cvr).indices
        self.uden = (p["periode_fra"] < 0).to_numpy()  # no period in columns of its own
        fremmed = bh.indsats["fremmed"].to_numpy()[self.i]
        self.synlig = (p["bogfoeringsdato"] <= b.til).to_numpy() & ~fremmed
        self.leveret = (
            p["bogfoeringsdato"] >= foerste
        ).to_numpy()  # in the first year that is delivered, or later

    def koer(self) -> pd.DataFrame:
        """The postings as they were booked; `vaek`: those that became part of a collective bill."""
        self._engangsudgifter()
        self._samlede_regninger()
        self._forkert_person()
        self._paa_barnet()
        self._paa_foraelderen()
        self._samleregninger()
        self._uden_cpr()
        self._slaafejl()
        self._rigtige()
        return self.p.assign(
            tekst=self.tekst, cpr=self.cpr, enkeltstaaende=self.enkelt, oere=self.oere, fortalt=self.fortalt,
            sand_person=self.sand_person, vaek=self.vaek,
        )  # fmt: skip

    def _meld(self, art: str, nr: int, kan: bool, note: str) -> None:
        self._meld_flere(art, [nr], self.numre[self.person[nr]], kan, note)

    def _meld_flere(self, art: str, raekker: Sequence[int], cpr: str, kan: bool, note: str) -> None:
        r = np.asarray(raekker)
        self.ramte[r] = True
        self.sandhed.tilfoej(
            "sde",
            art,
            cpr,
            str(dato(self.fra[r].min())),
            str(dato(self.til[r].max())),
            int(self.oere[r].sum()),
            kan,
            note,
            poster=self.p["pid"].to_numpy()[r].tolist(),
        )

    def _engangsudgifter(self) -> None:
        """Some are marked; the rest only read like one, or not even that."""
        for nr in np.flatnonzero(self.stk & self.synlig).tolist():
            if self.rng.random() >= self.stoej.umaerket:
                self.enkelt[nr] = "1"
            elif self.oere[nr] > 5_000_000:
                antyder = "ngangs" in self.tekst[nr] or self.kode[nr] in ("bil", "boligindretning")
                self._meld("engangsudgift_ikke_fordelt", nr, antyder, "Engangsudgift bogført i én måned")

    def _samlede_regninger(self) -> None:
        """Quarters and half-years booked as one amount without a period of their own."""
        ramte = self.flere_maaneder & self.uden & self.synlig & (self.oere > SAMLET_OERE)
        for nr in np.flatnonzero(ramte).tolist():
            self._meld(
                "periode_samlet",
                nr,
                self.fortalt[nr] == HEL,
                "Regning for flere måneder bogført som én",
            )

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
        soeskende = self._boern_af(int(self.mor[person]))
        soeskende = soeskende[soeskende != person]
        if len(soeskende):
            return int(soeskende[0])
        samme = self.person[self._raekker_hos(self.cvr[nr])]
        samme = samme[samme != person]
        return int(self.rng.choice(samme)) if len(samme) else None

    def _boern_af(self, mor: int) -> Heltal:
        """A mother's children in the order of persons; nobody's for -1."""
        if mor < 0:
            return np.zeros(0, dtype=np.int64)
        fra, til = np.searchsorted(self.mor_sorteret, [mor, mor + 1])
        return self.efter_mor[fra:til]

    def _raekker_hos(self, cvr: str) -> Heltal:
        """The postings of one supplier, in the order of the ledger."""
        return self.hos.get(cvr, np.zeros(0, dtype=np.int64))

    def _paa_barnet(self) -> None:
        """Help that is the parent's; some of it is booked on the child."""
        for kode, (art, hvad) in PAA_FORAELDEREN.items():
            egne = np.flatnonzero((self.kode == kode) & self.synlig)
            for i in np.unique(self.i[egne]).tolist():
                raekker = egne[self.i[egne] == i]
                foraelder = int(self.person[raekker[0]])
                boern = self._boern_af(foraelder)
                if not len(boern) or self.rng.random() >= self.stoej.paa_barnet:
                    continue
                barn = self.numre[int(boern[-1])]
                self._flyt(raekker, barn)
                note = f"{hvad} bogført på barnet {barn}"
                self._meld_flere(art, raekker.tolist(), self.numre[foraelder], True, note)

    def _paa_foraelderen(self) -> None:
        """The other way: help for the child, booked on its mother."""
        egne = np.flatnonzero(np.isin(self.kode, PAA_BARNET) & self.synlig & (self.mor[self.person] >= 0))
        for i in np.unique(self.i[egne]).tolist():
            if self.rng.random() >= self.stoej.paa_barnet / 3:
                continue
            raekker = egne[self.i[egne] == i]
            barn = int(self.person[raekker[0]])
            mor = self.numre[int(self.mor[barn])]
            self._flyt(raekker, mor)
            note = f"Barnets hjælp bogført på moren {mor}"
            self._meld_flere("barnets_ydelse_paa_foraelder", raekker.tolist(), self.numre[barn], True, note)

    def _flyt(self, raekker: Heltal, cpr: str) -> None:
        for nr in raekker.tolist():
            self.cpr[nr] = cpr

    def _samleregninger(self) -> None:
        """A month's bills of one institution booked as one amount, on nobody."""
        ens = self.synlig & ~self.stk & ~self.flere_maaneder & (self.inst >= 0)
        g = pd.DataFrame(
            {"nr": np.arange(len(self.i)), "inst": self.inst, "konto": self.p["konto"], "m": self.m0}
        )
        for (_, _, _), r in g[ens].groupby(["inst", "konto", "m"])["nr"]:
            if len(r) < 2 or self.rng.random() >= self.stoej.samlet * 4:
                continue
            raekker = r.to_numpy()
            foerst = int(raekker[0])
            cpr = " ".join(sorted({self.numre[p] for p in self.person[raekker]}))
            note = f"Samlet regning for {len(raekker)} borgere uden CPR"
            self._meld_flere("samleregning_uden_cpr", raekker.tolist(), cpr, True, note)
            self.oere[foerst] = self.oere[raekker].sum()
            self.vaek[raekker[1:]] = True
            self.cpr[foerst], self.sand_person[foerst] = "", -1
            md = liv.maanedsnavn(int(self.m0[foerst]))
            self.tekst[foerst] = f"{self.navn[foerst]} takst {md} {len(raekker)} borgere"

    def _uden_cpr(self) -> None:
        """The name in the text, the number in the text, only the supplier, or nothing."""
        noter = ("Navn i teksten", "CPR i teksten", "Kun leverandør i teksten", "Intet i teksten")
        ramte = self.synlig & ~self.vaek & (self.rng.random(len(self.cpr)) < self.stoej.uden_cpr)
        for nr in np.flatnonzero(ramte).tolist():
            if not self.cpr[nr]:
                continue
            maade = int(self.rng.choice(4, p=[0.45, 0.15, 0.25, 0.15]))
            person, rest = int(self.person[nr]), self.tekst[nr]
            c = self.numre[person]
            self.cpr[nr] = ""
            tekster = (
                f"{rest} {self.navne[person]}",
                f"{rest} {c[:6]}-{c[6:]}",
                rest,
                f"Fakt. {20000 + nr}",
            )
            self.tekst[nr] = tekster[maade][:100]
            if maade == 3:
                self.fortalt[nr] = NEJ
            kender = bool(self.navn[nr]) and str(self.navn[nr]).lower() in rest.lower()
            self._meld("postering_uden_cpr", nr, maade < 2 or (maade == 2 and kender), noter[maade])

    def _slaafejl(self) -> None:
        """A month typed wrong: the text says another month than the one the bill is for."""
        ramte = self.synlig & ~self.vaek & (self.rng.random(len(self.cpr)) < self.stoej.tekstfejl)
        for nr in np.flatnonzero(ramte & self.uden & ~self.flere_maaneder & ~self.stk).tolist():
            if self.fortalt[nr] != HEL or not self.cpr[nr]:
                continue
            naeste = liv.foerste_dag(int(self.m0[nr]) + 1), liv.foerste_dag(int(self.m0[nr]) + 2) - 1
            self.tekst[nr] = self.skriver.med_periode(self.navn[nr] or "Afregning", *naeste)
            self.fortalt[nr] = FORKERT
            if self.oere[nr] > STOR_OERE * 2:
                ret = liv.maanedsnavn(int(self.m0[nr]))
                self._meld("forkert_maaned_i_tekst", nr, False, f"Teksten siger måneden efter, det var {ret}")

    def _rigtige(self) -> None:
        """Bills booked right that resemble each of the mistakes above: the largest of them."""
        ren = self.synlig & self.leveret & ~self.vaek & ~self.ramte
        en = ~self.flere_maaneder & ~self.stk
        har_soeskende = np.array([len(self._boern_af(int(m))) > 1 for m in self.mor[self.person]])
        navn_med_maaned = np.array([bool(MAANEDSNAVN.search(t)) for t in self.tekst])
        hel = np.array([t == HEL for t in self.fortalt], dtype=bool)
        senere = self.p["bogfoeringsdato"].to_numpy() > self.til + 60
        uden = ren & self.uden
        for art, hvor, note in (
            ("engangsudgift_ikke_fordelt", ren & self.stk, "Engangsudgift, som er mærket"),
            (
                "periode_samlet",
                uden & en & navn_med_maaned,
                "Én måned; måneden i teksten er et navn eller en vej",
            ),
            ("periode_samlet", uden & en, "Stor regning for én måned"),
            (
                "forkert_maaned_i_tekst",
                uden & en & hel & senere,
                "Regningen kom sent; teksten har den rigtige måned",
            ),
            ("forkert_person", ren & har_soeskende, "Egen regning for en, hvis søskende også får hjælp"),
            ("forkert_person", ren & (self.inst >= 0), "Egen regning fra en leverandør med flere borgere"),
            (
                "foraelderydelse_paa_barn",
                ren & (self.kode == "merudgift"),
                "Barnets egne merudgifter på barnet",
            ),
            (
                "stoetteperson_paa_barn",
                ren & (self.kode == "kontaktperson"),
                "Barnets egen kontaktperson på barnet",
            ),
            (
                "barnets_ydelse_paa_foraelder",
                ren & np.isin(self.kode, list(PAA_FORAELDEREN)),
                "Forælderens egen hjælp på forælderen",
            ),
        ):
            if art == "engangsudgift_ikke_fordelt":
                hvor = hvor & np.array([e == "1" for e in self.enkelt])
            nr = np.flatnonzero(hvor)
            for k in nr[np.argsort(-self.oere[nr], kind="stable")][: FLEST_RIGTIGE // 2].tolist():
                dage = str(dato(self.fra[k])), str(dato(self.til[k]))
                pid = (int(self.p["pid"].iloc[k]),)
                self.sandhed.rigtig("sde", art, self.numre[self.person[k]], *dage, note, pid)
