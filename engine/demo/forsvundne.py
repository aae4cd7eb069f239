"""Citizens who were searched for in vain and registered as disappeared, with or without help that runs on.

They are told when everything else has been decided, and put beside it, with a stream of chance of their own: what the
rest of Egeborg is does not depend on how many have disappeared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from engine.demo import behov, hovedbog, moms, personydelser, statsandel, tal, ydelser
from engine.demo.behov import Behov
from engine.demo.hovedbog import Regler
from engine.demo.liv import INGEN, Befolkning, dag
from engine.demo.redskaber import Redskaber, Tvaers, antal, maaneder_i, plus_maaneder
from engine.demo.sandhed import Sandhed
from engine.demo.ydelser import ARTER, beloeb_oere

OMRAADE = "flytning"
ART = "forsvundet_loeber_videre"
UDEN_MOMS = {"moms": moms.UKENDT, "moms_hjemtaget": moms.UKENDT, "momskode": "", "leverandoer_land": ""}
KONTANTHJAELP = ARTER["kontanthjaelp"].kroner


class Forsvundne(Redskaber):
    def _forsvundet(self, d: int, fundet: int = 0) -> int:
        """A citizen of ours who is registered as disappeared on day `d`; `fundet`: so many days later found in another
        dwelling here."""
        ophold = [(self.nye.hjem(tal.KOMMUNE), d - 2500), (self.nye.ukendt(), d)]
        if fundet:
            ophold.append((self.nye.hjem(tal.KOMMUNE), d + fundet))
        return self.person(self.foedt(24, 58), ophold, tal.KOMMUNE)

    def _aarene(self, fra: int, til: int) -> list[int]:
        """The year of each month of [fra, til] that has begun."""
        return [m // 12 + 1970 for m in maaneder_i(fra, min(til, self.b.til))]

    def ydelse_fortsat(self) -> None:
        """Cash help that nobody stopped when the citizen was gone."""
        d = self.start(3, 9)
        p = self._forsvundet(d)
        stop = min(plus_maaneder(d, int(self.rng.integers(2, 6))) - 1, self.b.til)
        self._forloeb(p, "kontanthjaelp", d - 700, stop, KONTANTHJAELP, True)
        oere = sum(beloeb_oere(KONTANTHJAELP * 100, a, self.sidste_aar) for a in self._aarene(d, stop))
        self.sand(ART, p, d, stop, oere, True, "Registreret forsvundet, men hjælpen løb videre", OMRAADE)

    def indsats_fortsat(self) -> None:
        """Support at home that is billed for though nobody is there."""
        d = self.start(3, 10)
        p = self._forsvundet(d)
        pris = int(self.rng.integers(60, 160)) * 100
        self._stoette(p, d - 500, INGEN, pris)
        oere = sum(round(pris / 1.03 ** (self.sidste_aar - a)) * 100 for a in self._aarene(d, INGEN))
        note = "Registreret forsvundet, men støtten bliver stadig betalt"
        self.sand(ART, p, d, INGEN, oere, True, note, OMRAADE)

    def uden_noget(self) -> None:
        """The help was stopped as soon as the citizen was gone."""
        d = self.start(3, 9)
        p = self._forsvundet(d)
        self._forloeb(p, "kontanthjaelp", d - 700, d - 1, KONTANTHJAELP, False)
        self.ligner(ART, p, d, "Registreret forsvundet, og hjælpen blev stoppet med det samme", OMRAADE)

    def i_to_uger(self) -> None:
        """Gone for two weeks, found again, and helped all the while."""
        d = self.start(3, 9)
        p = self._forsvundet(d, 14)
        self._forloeb(p, "kontanthjaelp", d - 700, INGEN, KONTANTHJAELP, True)
        self.ligner(ART, p, d, "Forsvundet i to uger og fundet igen: hjælpen løber med rette", OMRAADE)

    def sidste_regning(self) -> None:
        """The last bill comes when the citizen is gone, and is for the time before."""
        d = self.start(3, 9)
        p = self._forsvundet(d)
        self._stoette(p, d - 600, d - 1, int(self.rng.integers(60, 160)) * 100)
        self.ligner(ART, p, d, "Den sidste regning er for tiden, før borgeren forsvandt", OMRAADE)

    def _stoette(self, p: int, fra: int, til: int, pris: int) -> None:
        self.maal("stoette_85", p, fra, til, -1, fremmed=False, bor=False, medvirken="", pris=pris)


HISTORIER = (
    (3, 1, Forsvundne.ydelse_fortsat),
    (3, 1, Forsvundne.indsats_fortsat),
    (2, 1, Forsvundne.uden_noget),
    (2, 1, Forsvundne.i_to_uger),
    (2, 1, Forsvundne.sidste_regning),
)


@dataclass
class Spor:
    """What those who disappeared have left, beside everybody else's, in the forms of bopael.indkomster,
    personydelser.ydelsesrefusion and hovedbog.saml. bog: on documents after those of the ledger."""

    indkomst: pd.DataFrame
    refusion: pd.DataFrame
    bog: dict[int, pd.DataFrame]


def laeg_til(
    b: Befolkning,
    bh: Behov,
    bog: Mapping[int, pd.DataFrame],
    borgere: int,
    regler: Regler,
    rng: np.random.Generator,
    sandhed: Sandhed,
) -> Spor:
    """Tells the stories: persons and stays last in `b`, measures last in `bh`, the truth in `sandhed`."""
    foerste = dag(date(regler.foerste_aar, 1, 1))
    forfatter = Forsvundne(b, bh.institutioner, borgere, rng, foerste)
    for mange, mindst, historie in HISTORIER:
        for _ in range(antal(mange, mindst, borgere, rng)):
            historie(forfatter)
    forfatter.nye.afslut()
    _register(b)
    t, egen = forfatter.t, Sandhed()
    t.fortael(b, egen)
    bh.tvaers.optagne.extend(t.optagne)
    y = ydelser.maaneder(b, pd.DataFrame(t.forloeb), foerste)
    indsatser = _indsatsposter(b, bh, t, borgere, regler, rng, egen)
    poster = [indsatser.assign(**UDEN_MOMS), personydelser.poster(b, y, rng)]
    nye = {a: _efter(p, bog[a]) for a, p in hovedbog.saml(poster, regler, rng).items()}
    egen.navngiv(nye.values())
    sandhed.raekker += egen.raekker
    sandhed.arbejdsnumre += [()] * len(egen.raekker)
    return Spor(_indkomst(y), personydelser.ydelsesrefusion(b, y), nye)


def _register(b: Befolkning) -> None:
    """The register knows of them at once, and every day for certain."""
    o = b.ophold
    b.ophold = o.assign(
        kendt=o["kendt"].fillna(o["fra"]).astype(np.int64), usikker=o["usikker"].eq(True).to_numpy()
    )
    b.personer["foedt_usikker"] = b.personer["foedt_usikker"].eq(True).to_numpy()


def _indsatsposter(
    b: Befolkning,
    bh: Behov,
    t: Tvaers,
    borgere: int,
    regler: Regler,
    rng: np.random.Generator,
    sandhed: Sandhed,
) -> pd.DataFrame:
    """The measures, last in `bh`, and what was booked of them."""
    foerste = dag(date(regler.foerste_aar, 1, 1))
    ind = behov.af_historier(b, bh.institutioner, t.indsats, borgere, rng, foerste, regler.stoej)
    ind["indsats_nr"] += int(bh.indsats["indsats_nr"].max())
    egne = Behov(ind, bh.institutioner, [], [], [], t, [], [], t.oprindelse)
    uden = pd.DataFrame(columns=["person", "grundlag", "fra", "uledsaget"])
    andele = statsandel.skab(b, ind, uden, lambda k: behov.YDELSER[k].halv, rng, 0.0)
    forbrug = behov.maanedsforbrug(ind, date(regler.foerste_aar - 1, 10, 1), regler.til)
    forbrug = forbrug.assign(egen=hovedbog.egenbetaling(ind)[forbrug["i"].to_numpy()])
    forbrug = statsandel.laeg_paa(andele, b, ind, forbrug, foerste, sandhed)
    bh.indsats = pd.concat([bh.indsats, ind], ignore_index=True)
    bh.oprindelse.update(t.oprindelse)
    return hovedbog.personposter(b, egne, forbrug, regler, rng, sandhed, andele)


def _indkomst(y: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person": y["person"],
            "maaned": y["maaned"],
            "type": y["art"].map({k: a.indkomsttype for k, a in ARTER.items()}),
            "cvr": "",
            "udland": False,
            "oere": y["oere"],
        }
    )


def _efter(nye: pd.DataFrame, bog: pd.DataFrame) -> pd.DataFrame:
    """The year's postings on documents after those of its ledger."""
    sidste = int(bog["bilagsnr"].str[1:].astype(int).max())
    numre = nye["bilagsnr"].str[1:].astype(int) + sidste
    return nye.assign(bilagsnr="F" + numre.astype(str).str.zfill(7))


def med_bog(bog: Mapping[int, pd.DataFrame], egen: Mapping[int, pd.DataFrame]) -> dict[int, pd.DataFrame]:
    """The ledger with these postings before the others of their year: the latest that was booked is still last."""
    ud = dict(bog)
    for aar, nye in egen.items():
        gamle = bog[aar]
        for k in [k for k in gamle if isinstance(gamle[k].dtype, pd.CategoricalDtype)]:
            alle = gamle[k].cat.categories.union(nye[k].cat.categories, sort=False)
            gamle[k], nye[k] = gamle[k].cat.set_categories(alle), nye[k].cat.set_categories(alle)
        ud[aar] = pd.concat([nye, gamle], ignore_index=True)
    return ud


def med_budget(budget: pd.DataFrame, egen: Mapping[int, pd.DataFrame], til: date) -> pd.DataFrame:
    """The budget with what these postings are on top, of a year that is not over for all twelve months."""
    noegle = ["regnskabsaar", "konto"]
    nye = pd.concat(
        [
            p.astype({"konto": str}).groupby("konto", as_index=False)["oere"].sum().assign(regnskabsaar=aar)
            for aar, p in egen.items()
        ]
    )
    helaar = np.where(nye["regnskabsaar"] == til.year, 12 / til.month, 1.0)
    nye = nye.assign(oere=(nye["oere"] * helaar).round().astype(np.int64))
    ud = budget.merge(nye[[*noegle, "oere"]], on=noegle, how="outer", sort=False)
    ud = ud.fillna({"oprindeligt": 0, "tillaeg": 0, "oere": 0})
    ud = ud.assign(oprindeligt=ud["oprindeligt"] + ud["oere"]).drop(columns="oere")
    return ud.astype({"oprindeligt": np.int64, "tillaeg": np.int64})
