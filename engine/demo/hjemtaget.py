"""What the municipality itself claimed: its spreadsheet, person by person, with what it forgot and took too much.

The arithmetic is the spreadsheet's own and knows no household. It is not the law and takes nothing from
the modules that compute refunds; it gives the claims of the past and the size of the planted truth. The truth of a
year that is over is whole: what the steps below tell of a family's year sums to what it should have had, less what
was claimed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.behov import YDELSER, Behov
from engine.demo.familier import Familier, anbringelser
from engine.demo.hovedbog import Regler, egenbetaling
from engine.demo.liv import Befolkning, Heltal, dato
from engine.demo.sandhed import FLEST_RIGTIGE, Sandhed

UNDER_GRAENSEN = 4_000_000  # øre a month: help that is dear, and not dear enough


def maanedsnetto(
    bh: Behov, forbrug: pd.DataFrame, *, fordel: bool, alt: bool = False, brutto: bool = False
) -> pd.DataFrame:
    """True net per person and month (person, maaned, oere; ung: what is aftercare).

    fordel: one-offs are spread over the twelve months of their year; without it they are left out, as the
    spreadsheet does. alt: with the help that the spreadsheet leaves out. brutto: residents' own payments left out.
    """
    ind = bh.indsats
    i = forbrug["i"].to_numpy()
    med = [y.taeller if alt else y.regnes for y in (YDELSER[k] for k in ind["kode"])]
    regnes = np.array(med)[i] & ~ind["fremmed"].to_numpy()[i]
    netto = forbrug["oere"].to_numpy() - forbrug["stat"].to_numpy()
    netto = netto if brutto else netto - egenbetaling(ind)[i]
    g = pd.DataFrame(
        {"person": ind["person"].to_numpy()[i], "maaned": forbrug["maaned"].to_numpy(), "oere": netto}
    )
    g["ung"] = np.where((ind["kode"] == "eftervaern").to_numpy()[i], netto, 0)
    stk = (ind["enhed"] == "stk").to_numpy()[i]
    enkelt = g[stk & regnes & fordel]
    if len(enkelt):
        enkelt = enkelt.loc[enkelt.index.repeat(12)].reset_index(drop=True)
        enkelt["maaned"] = enkelt["maaned"] // 12 * 12 + np.arange(len(enkelt)) % 12
        enkelt["oere"] //= 12
    alle = pd.concat([g[~stk & regnes], enkelt])
    return alle.groupby(["person", "maaned"], as_index=False)[["oere", "ung"]].sum()


def trin(oere: Heltal, maaned: Heltal) -> Heltal:
    """The spreadsheet's refund of a month in øre: 25, 50 and 75 % above a twelfth of its three limits."""
    aar = np.asarray(maaned) // 12 + 1970
    sidste = max(tal.REGNEARK_GRAENSER)
    graenser = (
        np.array([tal.REGNEARK_GRAENSER[min(max(int(a), 2021), sidste)] for a in aar]).reshape(-1, 3)
        * 100
        / 12
    )
    over = np.maximum(np.asarray(oere)[:, None] - graenser, 0)
    return np.round(over.sum(axis=1) * 0.25).astype(np.int64)


def _efter_67(b: Befolkning, bh: Behov, n: pd.DataFrame) -> tuple[Heltal, Heltal]:
    """Rows after the 67th birthday's month began, and whether the help was dear the month before; for those who
    were in hospital then, the last month before that."""
    m67 = liv.maaned_af(liv.foedselsdag(b.personer["foedt"].to_numpy()[n["person"]], 67))
    efter = n["maaned"].to_numpy() >= m67
    proeve = m67 - 1
    indlagt = {h["person"]: h["fra"] for h in bh.haendelser if h["type"] == "indlagt_sygehus"}
    if indlagt:
        fra = n["person"].map(indlagt)
        foer = liv.maaned_af(fra.fillna(0).to_numpy(dtype=np.int64)) - 1
        proeve = np.where(fra.notna() & (foer + 1 == proeve), foer, proeve)
    foer_ = n[n["maaned"].to_numpy() == proeve]
    dyr = set(foer_["person"][trin(foer_["oere"].to_numpy(), foer_["maaned"].to_numpy()) > 0])
    return efter, n["person"].isin(dyr).to_numpy()


class Regneark:
    """The claims of the years that are over, and what is wrong with them."""

    def __init__(
        self,
        b: Befolkning,
        bh: Behov,
        forbrug: pd.DataFrame,
        regler: Regler,
        rng: np.random.Generator,
        sandhed: Sandhed,
    ) -> None:
        self.b, self.bh, self.forbrug, self.regler, self.rng, self.sandhed = (
            b,
            bh,
            forbrug,
            regler,
            rng,
            sandhed,
        )
        self.cpr = b.personer["cpr"].to_numpy()
        self.lukket = range(max(regler.foerste_aar, 2021), regler.til.year)

    def _netto(self, **valg: bool) -> pd.DataFrame:
        """Months of the ledger's years with refund as it ought to be, one person at a time."""
        n = maanedsnetto(self.bh, self.forbrug, **valg)
        efter, dyr = _efter_67(self.b, self.bh, maanedsnetto(self.bh, self.forbrug, fordel=True, alt=True))
        helt = maanedsnetto(self.bh, self.forbrug, fordel=True, alt=True).assign(efter=efter, dyr=dyr)
        n = n.merge(helt[["person", "maaned", "efter", "dyr"]], on=["person", "maaned"], how="left")
        n["efter"], n["dyr"] = n["efter"].fillna(False).astype(bool), n["dyr"].fillna(False).astype(bool)
        n["aar"] = n["maaned"] // 12 + 1970
        n["alene"] = trin(n["oere"].to_numpy(), n["maaned"].to_numpy())
        n["ret"] = np.where(n["efter"] & ~n["dyr"], 0, n["alene"])
        return n[n["aar"].isin(self.regler.aar)].reset_index(drop=True)

    def koer(self) -> tuple[pd.DataFrame, dict[int, int]]:
        """The claims (rows of `hjemtaget`) and the advance per year in øre."""
        n = self._netto(fordel=False)
        krav = self._krav(n)
        self._engangs_og_udeladte(n)
        self._husstande()
        self._hver_for_sig()
        forskud = krav.groupby("aar")["refusion"].sum().to_dict()
        lukket = krav[krav["aar"].isin(self.lukket)]
        return _raekker(self.b, lukket, self.rng), {int(a): int(v) for a, v in forskud.items()}

    def _fortael(self, art: str, personer: list[int], maaneder: pd.Series, oere: int, note: str) -> None:
        fra, til = _fra_til(maaneder)
        cpr = " ".join(str(self.cpr[p]) for p in sorted(personer))
        self.sandhed.tilfoej("sde", art, cpr, fra, til, int(oere), True, note)

    def _krav(self, n: pd.DataFrame) -> pd.DataFrame:
        """What was claimed per person and year: aar, person, refusion."""
        stopper = self.rng.random(len(self.cpr)) < 0.5  # whose help the municipality thinks ends at 67
        fortsaetter = self.rng.random(len(self.cpr)) < 0.3  # whose claim runs on although it should not
        med = ~n["efter"] | np.where(n["dyr"], ~stopper[n["person"]], fortsaetter[n["person"]])
        n = n.assign(tog=np.where(med, n["alene"], 0))
        self._sandhed_67(n)
        a = n.groupby(["aar", "person"], as_index=False)[["tog", "ret"]].sum()
        a = a[a["tog"] > 0].reset_index(drop=True)
        glemt = (self.rng.random(len(a)) < self.regler.stoej.glemt).astype(bool)
        lukket = np.flatnonzero(a["aar"].isin(self.lukket))
        if len(lukket) > 3 and not glemt[lukket].any():  # nobody is perfect
            glemt[lukket[len(lukket) // 2]] = True
        for r in liv.raekker(a[glemt & a["aar"].isin(self.lukket)]):
            maaneder = pd.Series([(r.aar - 1970) * 12, (r.aar - 1970) * 12 + 11])
            self._fortael(
                "sag_ikke_hjemtaget", [r.person], maaneder, r.tog, "Sagen er aldrig kommet med i regnearket"
            )
        krav = a[~glemt].rename(columns={"tog": "refusion"}).reset_index(drop=True)
        return self._for_meget(krav)

    def _for_meget(self, krav: pd.DataFrame) -> pd.DataFrame:
        """Some claims are too large: residents' own payment was not deducted, or the case was claimed twice."""
        brutto = (
            self._netto(fordel=False, brutto=True).groupby(["aar", "person"], as_index=False)["alene"].sum()
        )
        uden = (
            krav.merge(brutto, on=["aar", "person"], how="left")["alene"].fillna(0).to_numpy(dtype=np.int64)
        )
        refusion = krav["refusion"].to_numpy().copy()
        ramt = (self.rng.random(len(krav)) < self.regler.stoej.glemt * 0.5) & krav["aar"].isin(
            self.lukket
        ).to_numpy()
        tvunget = int(np.flatnonzero(krav["aar"].isin(self.lukket))[-1:].sum()) if len(krav) > 3 else -1
        for nr in [
            *np.flatnonzero(ramt).tolist(),
            *([tvunget] if tvunget >= 0 and not ramt[tvunget] else []),
        ]:
            dobbelt = self.rng.random() < 0.3 or nr == tvunget
            ny = 2 * refusion[nr] if dobbelt else max(int(uden[nr]), int(refusion[nr]))
            if ny <= refusion[nr] + 100_000:
                continue
            note = "Sagen er hjemtaget to gange" if dobbelt else "Egenbetalingen er ikke trukket fra"
            r = krav.iloc[nr]
            maaneder = pd.Series([(r["aar"] - 1970) * 12, (r["aar"] - 1970) * 12 + 11])
            self._fortael("hjemtaget_for_meget", [int(r["person"])], maaneder, refusion[nr] - ny, note)
            refusion[nr] = ny
        self._rigtige_krav(krav, refusion, uden)
        return krav.assign(refusion=refusion)

    def _rigtige_krav(self, krav: pd.DataFrame, refusion: Heltal, uden: Heltal) -> None:
        """Claims that are as large as they should be, though the resident pays for nothing."""
        lige = np.flatnonzero(
            (refusion == krav["refusion"].to_numpy()) & (uden == refusion) & krav["aar"].isin(self.lukket)
        )
        for nr in lige[np.argsort(-refusion[lige], kind="stable")][: 3 * FLEST_RIGTIGE].tolist():
            r = krav.iloc[nr]
            self._rigtig(
                "hjemtaget_for_meget",
                [int(r["person"])],
                _aaret(int(r["aar"])),
                "Stor sag, hjemtaget én gang",
            )

    def _rigtig(self, art: str, personer: list[int], maaneder: pd.Series, note: str) -> None:
        fra, til = _fra_til(maaneder)
        cpr = " ".join(str(self.cpr[p]) for p in sorted(personer))
        self.sandhed.rigtig("sde", art, cpr, fra, til, note)

    def _sandhed_67(self, n: pd.DataFrame) -> None:
        indlagte = {h["person"] for h in self.bh.haendelser if h["type"] == "indlagt_sygehus"}
        under = n[n["efter"] & n["aar"].isin(self.lukket) & (n["oere"] > UNDER_GRAENSEN)]
        under = under[under.groupby("person")["alene"].transform("max") == 0]
        for p, g in under.groupby("person"):
            note = "Fyldt 67 år, men aldrig over grænsen"
            self._rigtig("fylder_67_glemt", [int(p)], g["maaned"], note)
        ramt = n[n["efter"] & (n["alene"] > 0) & n["aar"].isin(self.lukket)]
        for (p, _aar), g in ramt.groupby(["person", "aar"]):
            person = int(p)
            forskel = int((g["ret"] - g["tog"]).sum())
            note = "Dyr måneden før 67 år" if g["dyr"].iloc[0] else "Ikke dyr måneden før 67 år"
            if person in indlagte:
                note = "Indlagt måneden før 67 år og dyr måneden før indlæggelsen"
            if not forskel:
                fra, til = _fra_til(g["maaned"])
                art = "fylder_67_for_meget" if g["dyr"].iloc[0] else "fylder_67_glemt"
                self.sandhed.ligner("sde", art, str(self.cpr[person]), fra, til, note)
                if person not in indlagte and g["dyr"].iloc[0]:
                    self._rigtig(
                        "fylder_67_indlagt", [person], g["maaned"], "Dyr måneden før 67 år, og ikke indlagt"
                    )
            elif forskel < 0:
                self._fortael("fylder_67_for_meget", [person], g["maaned"], forskel, note)
            else:
                art = "fylder_67_indlagt" if person in indlagte else "fylder_67_glemt"
                self._fortael(art, [person], g["maaned"], forskel, note)

    def _engangs_og_udeladte(self, n: pd.DataFrame) -> None:
        """What the spreadsheet never takes with it: one-offs, and small help on other accounts."""
        foer = n
        for art, valg, note in (
            (
                "engangsudgift_ikke_medtaget",
                {"fordel": True},
                "Engangsudgiften er ikke fordelt på årets måneder",
            ),
            ("ydelse_udeladt", {"fordel": True, "alt": True}, "Personlig pleje er ikke regnet med"),
        ):
            nu = self._netto(**valg)
            a, c = (x.groupby(["person", "aar"])["ret"].sum() for x in (foer, nu))
            mere = c.sub(a, fill_value=0)
            for (p, aar), oere in mere[mere > 100_000].items():
                if aar in self.lukket:
                    maaneder = pd.Series([(aar - 1970) * 12, (aar - 1970) * 12 + 11])
                    self._fortael(art, [int(p)], maaneder, int(oere), note)
            self._uden_virkning(art, nu, mere)
            foer = nu

    def _uden_virkning(self, art: str, nu: pd.DataFrame, mere: pd.Series) -> None:
        """Persons with such an expense, whose year gets no larger refund for it."""
        ind = self.bh.indsats
        kode = {"ydelse_udeladt": {k for k, y in YDELSER.items() if y.taeller and not y.regnes}}
        egne = ind["kode"].isin(kode[art]) if art in kode else ind["enhed"] == "stk"
        hvem = ind["person"][egne & ~ind["fremmed"]].unique()
        a = nu[nu["person"].isin(hvem) & nu["aar"].isin(self.lukket)]
        a = a.groupby(["person", "aar"], as_index=False)["oere"].sum()
        ingen = mere.reindex(pd.MultiIndex.from_frame(a[["person", "aar"]])).fillna(0).to_numpy() == 0
        a = a[ingen].sort_values("oere", ascending=False, kind="stable")
        for r in liv.raekker(a.head(3 * FLEST_RIGTIGE)):
            self._rigtig(
                art, [int(r.person)], _aaret(int(r.aar)), "Udgiften løfter ikke nogen måned over grænsen"
            )

    def _hver_for_sig(self) -> None:
        """Parents who parted while a child was placed: what the child's help would give in the other's household."""
        n = self._netto(fordel=True, alt=True)
        for anbragt, hjemme, skel in self.bh.tvaers.hver_for_sig:
            fra = int(liv.maaned_af(np.array([skel]))[0])
            egne = n[n["person"].isin([anbragt, hjemme]) & (n["maaned"] > fra) & n["aar"].isin(self.lukket)]
            g = egne.groupby(["aar", "maaned"]).agg(sum=("oere", "sum"), alene=("ret", "sum")).reset_index()
            g["mere"] = trin(g["sum"].to_numpy(), g["maaned"].to_numpy()) - g["alene"]
            for _, r in g[g["mere"] > 0].groupby("aar"):
                note = "Forældrene bor hver for sig; det anbragte barn kan regnes med i den andens husstand"
                oere = int(r["mere"].sum())
                self._fortael("foraeldre_hver_for_sig", [anbragt, hjemme], r["maaned"], oere, note)

    def _husstande(self) -> None:
        """What one household's children cost together above what they do one by one."""
        n = self._netto(fordel=True, alt=True)
        foerste = np.array([liv.foerste_dag(m) for m in range(n["maaned"].min(), n["maaned"].max() + 1)])
        d = foerste[n["maaned"] - n["maaned"].min()]
        foedt = self.b.personer["foedt"].to_numpy()[n["person"]]
        barn = liv.foedselsdag(foedt, 18) > d
        ung = ~barn & (liv.foedselsdag(foedt, 23) > d) & (n["ung"] != 0).to_numpy()
        self._unge_uden_eftervaern(n, barn, liv.foedselsdag(foedt, 23) > d)
        n = n[(barn | ung) & n["aar"].isin(self.lukket)]
        n = n.assign(del_=np.where(barn[n.index], n["oere"], n["ung"]), ung=ung[n.index])
        anbragt = anbringelser(self.bh.indsats, {k for k, y in YDELSER.items() if y.anbringelse})
        familier = Familier(self.b, anbragt, n["person"].unique())
        noegler = [
            familier.noegle(p, m) for p, m in zip(n["person"].tolist(), n["maaned"].tolist(), strict=True)
        ]
        n = n.assign(hus=[k or (-1 - p,) for k, p in zip(noegler, n["person"].tolist(), strict=True)])
        g = n.groupby(["hus", "maaned"]).agg(
            sum=("del_", "sum"), alene=("ret", "sum"), antal=("person", "nunique"), aar=("aar", "first")
        )
        g["rest"] = n.assign(r=n["oere"] - n["del_"]).groupby(["hus", "maaned"])["r"].sum()
        self._rigtige_husstande(n, g, anbragt)
        g = g[(g["antal"] > 1) & (g["rest"] == 0)]
        g["mere"] = trin(g["sum"].to_numpy(), g.index.get_level_values("maaned").to_numpy()) - g["alene"]
        self._fortael_husstande(n, g[g["mere"] > 0], anbragt)

    def _unge_uden_eftervaern(self, n: pd.DataFrame, barn: Heltal, under_23: Heltal) -> None:
        """Young people of 18-22 with other help than aftercare, those with a brother or sister who has help first."""
        mor = self.b.personer["mor"].to_numpy()
        med_soeskende = set(mor[n["person"][barn]].tolist()) - {-1}
        unge = n[~barn & under_23 & (n["ung"] == 0).to_numpy() & n["aar"].isin(self.lukket)]
        g = (
            unge.groupby("person")
            .agg(fra=("maaned", "min"), til=("maaned", "max"), oere=("oere", "sum"))
            .reset_index()
        )
        g = g.assign(alene=[mor[p] not in med_soeskende for p in g["person"]])
        for r in liv.raekker(
            g.sort_values(["alene", "oere"], ascending=[True, False], kind="stable").head(12)
        ):
            note = "Fyldt 18 år og får anden hjælp end efterværn; regnes ikke med sine søskende"
            self._rigtig("eftervaern_ikke_i_husstand", [int(r.person)], pd.Series([r.fra, r.til]), note)

    def _rigtige_husstande(
        self, n: pd.DataFrame, g: pd.DataFrame, anbragt: dict[int, list[tuple[int, int]]]
    ) -> None:
        """Children of one household whose help comes to too little together, or who have it at different times; and
        grown children with other help than aftercare."""
        mere = pd.Series(
            trin(g["sum"].to_numpy(), g.index.get_level_values("maaned").to_numpy()) - g["alene"], g.index
        )
        aar = g.reset_index().assign(mere=mere.to_numpy()).groupby(["hus", "aar"])["mere"].max()
        hvem = n.groupby(["hus", "aar"]).agg(
            boern=("person", lambda p: tuple(sorted(set(p)))),
            fra=("maaned", "min"),
            til=("maaned", "max"),
            oere=("oere", "sum"),
        )
        flere = hvem[(hvem["boern"].map(len) > 1) & (aar.reindex(hvem.index) <= 0)]
        for r in liv.raekker(flere.sort_values("oere", ascending=False, kind="stable").head(200)):
            boern = list(r.boern)
            art = "husstand_overset_anbragt" if any(p in anbragt for p in boern) else "husstand_overset"
            note = "Børnene i husstanden er heller ikke sammen over grænsen"
            self._rigtig(art, boern, pd.Series([r.fra, r.til]), note)
        mor = self.b.personer["mor"].to_numpy()
        boern_af = np.bincount(mor[mor >= 0], minlength=len(mor))
        en_af_flere = [len(b) == 1 and b[0] in anbragt and boern_af[mor[b[0]]] > 1 for b in hvem["boern"]]
        alene = hvem[np.array(en_af_flere, dtype=bool)]
        for r in liv.raekker(alene.sort_values("oere", ascending=False, kind="stable").head(30)):
            note = "Anbragt barn, hvis søskende ikke får hjælp, der tæller med"
            self._rigtig("husstand_overset_anbragt", list(r.boern), pd.Series([r.fra, r.til]), note)

    def _fortael_husstande(
        self, n: pd.DataFrame, g: pd.DataFrame, anbragt: dict[int, list[tuple[int, int]]]
    ) -> None:
        medlemmer: dict[tuple[tuple[int, ...], int], set[int]] = defaultdict(set)
        unge = set(zip(n["person"][n["ung"]], n["maaned"][n["ung"]], strict=True))
        for hus, m, p in zip(n["hus"], n["maaned"], n["person"], strict=True):
            medlemmer[hus, m].add(p)
        for (hus, _aar), r in g.reset_index().groupby(["hus", "aar"]):
            boern = sorted(set().union(*(medlemmer[hus, m] for m in r["maaned"])))
            art, note = "husstand_overset", "Børnenes udgifter er regnet hver for sig"
            if any((p, m) in unge for p in boern for m in r["maaned"]):
                art, note = (
                    "eftervaern_ikke_i_husstand",
                    "En ung med efterværn er ikke regnet med sine søskende",
                )
            elif any(p in anbragt for p in boern):
                art = "husstand_overset_anbragt"
            self._fortael(art, boern, r["maaned"], int(r["mere"].sum()), note)


def _aaret(aar: int) -> pd.Series:
    """The first and last month of a year."""
    return pd.Series([(aar - 1970) * 12, (aar - 1970) * 12 + 11])


def _fra_til(maaneder: pd.Series) -> tuple[str, str]:
    return (
        str(dato(liv.foerste_dag(int(maaneder.min())))),
        str(dato(liv.foerste_dag(int(maaneder.max()) + 1) - 1)),
    )


def _raekker(b: Befolkning, krav: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row a case and year, or one a month for the few that are claimed so."""
    rk: list[tuple[int, str, str, str, int, str]] = []
    foedt = b.personer["foedt"].to_numpy()
    cpr = b.personer["cpr"].to_numpy()
    for r in liv.raekker(krav):
        aar = int(r.aar)
        barn = liv.foedselsdag(foedt[r.person : r.person + 1], 18)[0] > liv.dag(date(aar, 7, 1))
        sag_type = ("husstand" if rng.random() < 0.5 else "") if barn else "person"
        indberettet = f"{aar + 1}-02-{int(rng.integers(10, 28)):02d}"
        if rng.random() < 0.2:
            for m in range(12):
                del_ = int(r.refusion) * (m + 1) // 12 - int(r.refusion) * m // 12
                if del_:
                    rk.append((aar, str(cpr[r.person]), sag_type, f"{aar}-{m + 1:02d}", del_, indberettet))
        else:
            rk.append((aar, str(cpr[r.person]), sag_type, "", int(r.refusion), indberettet))
    ud = pd.DataFrame(rk, columns=["regnskabsaar", "cpr", "sag_type", "maaned", "oere", "indberettet_dato"])
    ud["loebenr"] = ud.groupby("regnskabsaar").cumcount() + 1
    return ud.assign(ordning="sde")


def ligner(b: Befolkning, bh: Behov, forbrug: pd.DataFrame, regler: Regler, sandhed: Sandhed) -> None:
    """What only looks like a case: dear care of the old, help that was never dear before 67, residents whom
    others pay for, and the shared financing of secure institutions."""
    cpr = b.personer["cpr"].tolist()
    i = forbrug["i"].to_numpy()
    f = forbrug.assign(kode=bh.indsats["kode"].to_numpy()[i], person=bh.indsats["person"].to_numpy()[i])
    aeldre = f[f["kode"].isin(["plejehjem", "hjemmepleje"]) & (f["maaned"] // 12 + 1970).isin(regler.aar)]
    dyre = aeldre[trin(aeldre["oere"].to_numpy(), aeldre["maaned"].to_numpy()) > 0]
    for person, g in dyre.groupby("person"):
        fra, til = _fra_til(g["maaned"])
        _ligner(sandhed, cpr[int(str(person))], fra, til, "Dyr pleje efter 67 år uden en tidligere sag")
    hele = f"{regler.foerste_aar}-01-01", str(regler.til)
    n = maanedsnetto(bh, forbrug, fordel=True, alt=True)
    kendte_dyre = set(n["person"][trin(n["oere"].to_numpy(), n["maaned"].to_numpy()) > 0])
    for p in sorted(set(bh.fylder_67) - kendte_dyre):
        _ligner(sandhed, cpr[p], *hele, "Fylder 67 i botilbud, men har ikke været over grænsen")
    for p in bh.fremmede:
        _ligner(sandhed, cpr[p], *hele, "Bor i vores botilbud, men en anden kommune betaler")
    _ligner(sandhed, "", *hele, "Objektiv finansiering på 5.28.24 er ingen persons udgift")


def _ligner(sandhed: Sandhed, cpr: str, fra: str, til: str, note: str) -> None:
    sandhed.ligner("sde", "sag_ikke_hjemtaget", cpr, fra, til, note)


def saml(
    b: Befolkning,
    sde: pd.DataFrame,
    udlaendinge: pd.DataFrame,
    moms: pd.DataFrame,
    mellem: pd.DataFrame,
    regler: Regler,
) -> pd.DataFrame:
    """All claims, one numbering a scheme and year: SDE of the years that are over, the others as they ran."""
    cpr = b.personer["cpr"].to_numpy()
    tom = {"delordning": "", "modpart_kommunekode": "", "sag_type": "", "cpr": "", "maaned": ""}
    u = udlaendinge
    u = pd.DataFrame(
        {
            "ordning": "udlaendinge",
            "delordning": u["delordning"],
            "cpr": cpr[u["person"].to_numpy(dtype=np.int64)],
            "regnskabsaar": u["maaned"].to_numpy(dtype=np.int64) // 12 + 1970,
            "maaned": u["maaned"].to_numpy(dtype=np.int64).astype("datetime64[M]").astype(str),
            "oere": u["oere"].to_numpy(dtype=np.int64),
        }
    )
    m = pd.DataFrame(
        {
            "ordning": "moms",
            "regnskabsaar": moms["aar"],
            "maaned": moms["maaned"].to_numpy().astype("datetime64[M]").astype(str),
            "oere": moms["moms_hjemtaget"],
        }
    )
    x = mellem[(mellem["oere"] < 0) & (mellem["bogfoeringsdato"] <= b.til)]
    x = x[x["regnskabsaar"] >= regler.foerste_aar]
    x = x.groupby(["regnskabsaar", "modpart_kommunekode"], as_index=False)["oere"].sum()
    x = x.assign(ordning="mellemkommunal", oere=-x["oere"])
    ud = pd.concat([sde, u[u["oere"] != 0], m, x], ignore_index=True)
    for k in tom:
        ud[k] = ud[k].fillna("")
    sidst = (ud["regnskabsaar"].astype(int) + 1).astype(str) + "-02-15"
    ud["indberettet_dato"] = ud["indberettet_dato"].fillna(
        sidst.where(ud["regnskabsaar"] < regler.til.year, "")
    )
    ud["loebenr"] = ud.groupby(["ordning", "regnskabsaar"]).cumcount() + 1
    return ud
