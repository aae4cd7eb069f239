"""The schemes where the state pays half: what the law gives right to against what is booked, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, Omfang, omfang
from engine.lager import halvrefusion as lager
from engine.lager import sde as sdelager
from engine.lager.laes import Generation
from engine.refusion import halv
from engine.refusion.sde import ENHED
from engine.resultater import sde, sdevisning, udlaendingedaekning, udlaendingefakta
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst, PeriodeRettelse

ORDNINGER = {
    "SEL100": "Merudgifter til voksne, SEL § 100",
    "SEL109": "Krisecentre, SEL § 109",
    "SEL110": "Forsorgshjem og herberger, SEL § 110",
    "SEL85A": "Bostøtte efter § 110, SEL § 85 a",
    "SEL107": "Midlertidigt botilbud efter § 110, SEL § 107",
    "BL86": "Merudgifter til børn, BL § 86",
    "BL87": "Tabt arbejdsfortjeneste, BL § 87",
    "BL140": "Fri advokat, BL § 140",
}
FAGOMRAADE = {o: "boern" if o.startswith("BL") else "voksne" for o in ORDNINGER}
_CELLE = ["person_noegle", "aar", "maaned", "ordning"]
_SMAA_OERE = 100  # differences under one krone are rounding between the booked months
_ALTID = "9999-12"


@dataclass(frozen=True)
class Halvrefusion:
    """A year within somebody's scope. ordninger: one row per scheme; fund: one per person, scheme and direction.

    ordninger: ordning, titel, personer, udgift_oere, forventet_oere, bogfoert_oere, mangler_oere, skyldig_oere.
    fund: person_noegle, fund_id, ordning, titel, retning (til_gode, skyldig), fra, til, maaneder, udgift_oere,
    forventet_oere, bogfoert_oere, forskel_oere, usikker, hvorfor; empty for those who see no persons.
    """

    aar: int
    ordninger: pd.DataFrame
    fund: pd.DataFrame
    mangler_oere: int
    skyldig_oere: int
    usikker_oere: int

    @property
    def saetning(self) -> str:
        """The answer in one sentence."""
        if not (self.mangler_oere or self.skyldig_oere):
            return f"For {self.aar} svarer den bogførte halve refusion til det, loven giver ret til."
        dele = []
        if self.mangler_oere:
            dele.append(f"Vi mangler {dansk.kort_kroner(self.mangler_oere)} i halv refusion for {self.aar}")
        if self.skyldig_oere:
            dele.append(f"{dansk.kort_kroner(self.skyldig_oere)} er taget uden ret")
        usikker = f" {dansk.kort_kroner(self.usikker_oere)} er usikkert." if self.usikker_oere else ""
        return f"{', og '.join(dele)}.{usikker}"


def aarene(k: Kontekst) -> list[int]:
    """Years with help under the schemes, newest first."""
    return sorted({int(a) for a in maaneder(k)["aar"]}, reverse=True)


_husket = Husk[pd.DataFrame](4)


def maaneder(k: Kontekst) -> pd.DataFrame:
    """Every person, month and scheme with what the law gives right to and what is booked, corrections applied."""
    return _husket.hent(sde.maerke(k), lambda: _maaneder(k))


def _maaneder(k: Kontekst) -> pd.DataFrame:
    celler, rettede = lager.celler(k.gen), sde.rettede(k)
    celler = _rettede(k.gen, celler, rettede) if rettede else celler
    return halv.beregn(_uden_fuld_refusion(k, celler), lager.ophold(k.gen), k.lov)


def _uden_fuld_refusion(k: Kontekst, celler: pd.DataFrame) -> pd.DataFrame:
    """The cells without what the state pays all of, claimed or not: 100 % comes first, and half of the same krone would
    be asked for twice. What is left of a month in which the right ends is halved."""
    personer = udlaendingefakta.med_maerker(k.gen, sde.maerkede(k))
    daekkede = udlaendingedaekning.daekkede(k, personer, _ALTID)
    numre = sorted({int(n) for n in daekkede["postering_nr"]})
    if not numre:
        return celler
    kendetegn = lager.kendetegn(k.gen, numre)[["postering_nr", "ordning"]].drop_duplicates()
    daekket = daekkede.merge(kendetegn, on="postering_nr").groupby(_CELLE)["daekket_u"].sum()
    ramt = celler.set_index(_CELLE).index
    fuldt = daekket.reindex(ramt, fill_value=0).to_numpy(dtype="int64")
    hel = celler["hel_u"].to_numpy(dtype="int64")
    # What is booked in full beyond the right is left: it is Udlændinge's to find.
    rest = np.where(hel <= fuldt + _SMAA_OERE * ENHED, 0, hel)
    ud = celler.assign(udgift_u=celler["udgift_u"] - fuldt, hel_u=np.where(fuldt > 0, rest, hel))
    return ud[(ud["udgift_u"] != 0) | (ud["refusion_u"] != 0) | (ud["hel_u"] != 0)].reset_index(drop=True)


def _rettede(gen: Generation, celler: pd.DataFrame, rettede: tuple[PeriodeRettelse, ...]) -> pd.DataFrame:
    """The cells with the corrected postings' shares in their new months."""
    gamle, nye = sde.rettede_andele(gen, rettede)
    kendetegn = lager.kendetegn(gen, sorted({int(n) for n in gamle["postering_nr"]}))
    dele = [_som_celler(df, kendetegn, fortegn) for df, fortegn in ((gamle, -1), (nye, 1))]
    samlet = pd.concat([celler, *dele], ignore_index=True).groupby(_CELLE, sort=False).sum().reset_index()
    return samlet[(samlet["udgift_u"] != 0) | (samlet["refusion_u"] != 0) | (samlet["hel_u"] != 0)]


def _som_celler(andele: pd.DataFrame, kendetegn: pd.DataFrame, fortegn: int) -> pd.DataFrame:
    df = andele[andele["medregnet"].astype(bool)].merge(kendetegn, on="postering_nr")
    ud = df[_CELLE].astype({"aar": "int64"})
    for kolonne, slags, tegn in (
        ("udgift_u", "udgift", 1),
        ("refusion_u", "refusion", -1),
        ("hel_u", "hel", -1),
    ):
        ud[kolonne] = (df["andel_u"] * tegn * fortegn).where(df["slags"] == slags, 0).astype("int64")
    return ud


def oversigt(k: Kontekst, bruger: Bruger, aar: int) -> Halvrefusion:
    """A year's entitled and booked half refund within the user's scope."""
    graenser = omfang(bruger)
    alle = maaneder(k)
    md = alle[(alle["aar"] == aar) & alle["ordning"].isin(_ordninger(graenser))]
    fund = _fund(k, md)
    return Halvrefusion(
        aar=aar,
        ordninger=_pr_ordning(md),
        fund=fund if graenser.personer and graenser.organisationer is None else fund.iloc[0:0],
        mangler_oere=int(fund.loc[fund["retning"] == "til_gode", "forskel_oere"].sum()),
        skyldig_oere=-int(fund.loc[fund["retning"] == "skyldig", "forskel_oere"].sum()),
        usikker_oere=int(fund.loc[fund["usikker"], "forskel_oere"].abs().sum()),
    )


def _ordninger(graenser: Omfang) -> Sequence[str]:
    egne = graenser.fagomraader
    return [o for o in ORDNINGER if egne is None or FAGOMRAADE[o] in egne]


def _oere(u: pd.Series) -> pd.Series:
    return (u / ENHED).round().astype("int64")


def _pr_ordning(md: pd.DataFrame) -> pd.DataFrame:
    raekker = []
    for ordning, titel in ORDNINGER.items():
        egne = md[md["ordning"] == ordning]
        if egne.empty:
            continue
        forskel = egne.groupby("person_noegle")["forskel_oere"].agg(
            plus=lambda s: int(s.clip(lower=0).sum()), minus=lambda s: int(s.clip(upper=0).sum())
        )
        raekker.append(
            {
                "ordning": ordning,
                "titel": titel,
                "personer": egne["person_noegle"].nunique(),
                "udgift_oere": int(_oere(egne["udgift_u"]).sum()),
                "forventet_oere": int(egne["forventet_oere"].sum()),
                "bogfoert_oere": int(egne["bogfoert_oere"].sum()),
                "mangler_oere": int(forskel["plus"].sum()),
                "skyldig_oere": -int(forskel["minus"].sum()),
            }
        )
    return pd.DataFrame(raekker)


_FUND = [
    *("person_noegle", "fund_id", "ordning", "titel", "retning", "fra", "til", "maaneder", "udgift_oere"),
    *("forventet_oere", "bogfoert_oere", "forskel_oere", "usikker", "hvorfor"),
]


def _fund(k: Kontekst, md: pd.DataFrame) -> pd.DataFrame:
    """One row per person, scheme and direction; the largest first."""
    afviger = md[md["forskel_oere"].abs() >= _SMAA_OERE].copy()
    if afviger.empty:
        return pd.DataFrame(columns=_FUND).astype({"forskel_oere": "int64", "usikker": "bool"})
    afviger["retning"] = afviger["forskel_oere"].gt(0).map({True: "til_gode", False: "skyldig"})
    afviger["udgift_oere"] = _oere(afviger["udgift_u"])
    ud = (
        afviger.groupby(["person_noegle", "ordning", "retning"], sort=True)
        .agg(
            fra=("maaned", "min"),
            til=("maaned", "max"),
            maaneder=("maaned", "nunique"),
            udgift_oere=("udgift_oere", "sum"),
            forventet_oere=("forventet_oere", "sum"),
            bogfoert_oere=("bogfoert_oere", "sum"),
            forskel_oere=("forskel_oere", "sum"),
            usikker=("usikker", "any"),
            hvorfor=("hvorfor", "last"),
        )
        .reset_index()
    )
    ud["titel"] = ud["ordning"].map(ORDNINGER)
    ud["fund_id"] = [
        k.lav_id("50", f"{o}:{p}:{r}")
        for o, p, r in zip(ud["ordning"], ud["person_noegle"], ud["retning"], strict=True)
    ]
    return ud.sort_values("forskel_oere", key=lambda s: -s.abs(), kind="stable")[_FUND].reset_index(drop=True)


def navne(k: Kontekst, bruger: Bruger, fund: pd.DataFrame) -> list[str]:
    """Name and birth date of the persons of the user's own findings. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    kendte = sdelager.navne(k.gen, sorted(set(fund["person_noegle"]))).set_index("person_noegle")
    return [
        f"{kendte.at[p, 'navn']} ({dansk.dato(kendte.at[p, 'foedselsdato'])})"
        if p in kendte.index
        else "Ukendt i CPR"
        for p in fund["person_noegle"]
    ]


def alle_fund(k: Kontekst) -> pd.DataFrame:
    """Every finding of every year and person, for measuring them: the columns of Halvrefusion.fund."""
    return _fund(k, maaneder(k))
