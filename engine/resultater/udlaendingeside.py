"""The page Udlændinge: a year's right against what was claimed, rights that run out, and one person's timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet
from engine.lager import sde as sdelager
from engine.lager import udlaendinge as lager
from engine.refusion import udlaendinge as ret
from engine.resultater import sdevisning, smaaceller, udlaendinge
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendinge import ORDNINGER, Resultat
from engine.resultater.udlaendingehandicap import UBESVARET

FAGOMRAADE = "udlaendinge"
UDLOEBER_MAANEDER = 6  # a right that ends within so many months is shown while something can still be done
INTRODUKTION = "Introduktionsperiode, år 1-3"  # what ends is the basic grant, which children do not give
_FREMME = (INTRODUKTION, "Uledsaget", "Fuld refusion")


@dataclass(frozen=True)
class Oversigt:
    """A year within the user's rights. ordninger: ordning, titel, personer, ret_oere, hjemtaget_oere, mangler_oere,
    skyldig_oere (None where a small cell is hidden). fund, tvivl, ventede: of udlaendinge.Resultat, the year's; empty
    for those who see no persons. udloeber: person_noegle, ret, slut, maaneder, hjemmel, slutter. job: mulige job.
    jobspoergsmaal: those whose start nobody knows. handicap: person_noegle, fra, til, svar, ekstra_oere,
    formodet_oere, all years together. formodet_oere: what of mangler_oere and skyldig_oere rests on bills on nobody or
    on another. mangler_satser: the law parameters without a value in the year; what they decide is
    not computed."""

    aar: int
    til: str
    ordninger: pd.DataFrame
    fund: pd.DataFrame
    tvivl: pd.DataFrame
    ventede: pd.DataFrame
    udloeber: pd.DataFrame
    job: pd.DataFrame
    jobspoergsmaal: pd.DataFrame
    handicap: pd.DataFrame
    ret_oere: int
    hjemtaget_oere: int
    mangler_oere: int
    skyldig_oere: int
    tvivl_oere: int
    formodet_oere: int
    ventet_oere: int
    antal_udloeber: int
    antal_job: int
    krav_kendes: bool
    usikre_satser: bool
    mangler_satser: tuple[str, ...]

    @property
    def saetning(self) -> str:
        """The answer in one sentence."""
        ret_ = f"Staten skal betale {dansk.kort_kroner(self.ret_oere)} for {self.aar}"
        if not self.krav_kendes:
            return f"{ret_}. Der er ingen oplysninger om, hvad der er hjemtaget for året."
        if not (self.mangler_oere or self.skyldig_oere):
            return f"{ret_}, og det er hjemtaget."
        dele = []
        if self.mangler_oere:
            dele.append(f"{dansk.kort_kroner(self.mangler_oere)} er ikke hjemtaget")
        if self.skyldig_oere:
            dele.append(f"{dansk.kort_kroner(self.skyldig_oere)} er hjemtaget uden ret")
        return f"{ret_}. {dele[0][0].upper()}{' og '.join(dele)[1:]}."


def ser(bruger: Bruger) -> bool:
    """Whether the user's field of work is this one."""
    return omfang(bruger).rummer(Sagsomfang(FAGOMRAADE))


def aarene(k: Kontekst) -> list[int]:
    """Years with something to claim or to ask about, also where its rate is not known, newest first."""
    r = udlaendinge.beregn(k)
    maaneder = (
        *r.tilskud["maaned"].unique(),
        *(t.maaned for t in r.mangler),
        *(m for _, m in r.formodet.index),
    )
    return sorted({*(int(m[:4]) for m in maaneder), *(int(a) for a in r.handicap["aar"])}, reverse=True)


def oversigt(k: Kontekst, bruger: Bruger, aar: int) -> Oversigt:
    """A year's right and claims. Nothing for those outside the field of work."""
    r = udlaendinge.beregn(k)
    krav = lager.hjemtaget(k.gen)
    til = f"{min(k.gen.data_dato or r.sidste, r.sidste):%Y-%m}"
    personer = maa(bruger, Handling.SE_PERSON)[0]
    fund = r.fund[r.fund["til"].str[:4] == str(aar)] if not r.fund.empty else r.fund
    tvivl = r.tvivl[r.tvivl["til"].str[:4] == str(aar)] if not r.tvivl.empty else r.tvivl
    tilskud = r.tilskud[(r.tilskud["maaned"].str[:4] == str(aar)) & (r.tilskud["maaned"] <= til)]
    hjemtaget = krav[krav["regnskabsaar"] == aar]
    ordninger = _ordninger(tilskud, hjemtaget, fund)
    slutter = udloeber(k, r, k.gen.data_dato or r.sidste)
    ventede = r.ventede[r.ventede["til"].str[:4] == str(aar)] if not r.ventede.empty else r.ventede
    formodet = fund[fund["formodet_oere"] != 0] if not fund.empty else fund
    return Oversigt(
        aar=aar,
        til=til,
        ordninger=ordninger if personer else _uden_smaa(k, ordninger),
        fund=fund if personer else fund.iloc[0:0],
        tvivl=tvivl if personer else tvivl.iloc[0:0],
        ventede=ventede if personer else ventede.iloc[0:0],
        udloeber=slutter if personer else slutter.iloc[0:0],
        job=r.mulige_job if personer else r.mulige_job.iloc[0:0],
        jobspoergsmaal=r.jobspoergsmaal if personer else r.jobspoergsmaal.iloc[0:0],
        handicap=_handicap(r.handicap if personer else r.handicap.iloc[0:0]),
        ret_oere=int(tilskud["oere"].sum()),
        hjemtaget_oere=int(hjemtaget["beloeb_oere"].sum()),
        mangler_oere=int(fund.loc[fund["forskel_oere"] > 0, "forskel_oere"].sum()),
        skyldig_oere=-int(fund.loc[fund["forskel_oere"] < 0, "forskel_oere"].sum()),
        tvivl_oere=int(tvivl["tvivl_oere"].abs().sum()),
        formodet_oere=int(formodet["formodet_oere"].abs().sum()),
        ventet_oere=int(ventede["refusion_oere"].sum()),
        antal_udloeber=len(slutter),
        antal_job=len(r.mulige_job),
        krav_kendes=not hjemtaget.empty,
        usikre_satser=bool((tilskud["status"] == "afledt").any()),
        mangler_satser=tuple(sorted({t.mangler for t in r.mangler if t.maaned.startswith(str(aar))})),
    )


def _handicap(spoergsmaal: pd.DataFrame) -> pd.DataFrame:
    """The questions of placed children, a row per child, those unanswered first."""
    kroner = ["ekstra_oere", "formodet_oere"]
    ud = spoergsmaal.groupby(["person_noegle", "fra", "til", "svar"], as_index=False)[kroner].sum()
    orden = ud.assign(_besvaret=ud["svar"] != UBESVARET, _b=-ud["ekstra_oere"].abs())
    return orden.sort_values(["_besvaret", "_b", "person_noegle"])[list(ud.columns)].reset_index(drop=True)


def _ordninger(tilskud: pd.DataFrame, krav: pd.DataFrame, fund: pd.DataFrame) -> pd.DataFrame:
    raekker = []
    for ordning, titel in ORDNINGER.items():
        t, h = tilskud[tilskud["ordning"] == ordning], krav[krav["ordning"] == ordning]
        f = fund[fund["ordning"] == ordning]
        raekker.append(
            {
                "ordning": ordning,
                "titel": titel,
                "personer": len({*t["person_noegle"], *h["person_noegle"].dropna()}),
                "ret_oere": int(t["oere"].sum()),
                "hjemtaget_oere": int(h["beloeb_oere"].sum()),
                "mangler_oere": int(f.loc[f["forskel_oere"] > 0, "forskel_oere"].sum()),
                "skyldig_oere": -int(f.loc[f["forskel_oere"] < 0, "forskel_oere"].sum()),
            }
        )
    df = pd.DataFrame(raekker)
    return df[(df["personer"] > 0)].reset_index(drop=True)


def _uden_smaa(k: Kontekst, ordninger: pd.DataFrame) -> pd.DataFrame:
    """Small cells hidden for those who see no persons, with the one that would give them away."""
    skjult = smaaceller.skjulte(
        dict(zip(ordninger["ordning"], ordninger["personer"], strict=True)), k.smaacelle_min
    )
    ud = ordninger.astype(object)
    tal = ["personer", "ret_oere", "hjemtaget_oere", "mangler_oere", "skyldig_oere"]
    ud.loc[ud["ordning"].isin(skjult), tal] = None
    return ud


def udloeber(k: Kontekst, r: Resultat, dag: date) -> pd.DataFrame:
    """Rights that end within the next months."""
    graense = ret.plus_maaneder(dag, UDLOEBER_MAANEDER)
    raekker = [
        {
            "person_noegle": p,
            "ret": periode.navn,
            "slut": periode.stykke.til,
            "maaneder": (periode.stykke.til.year - dag.year) * 12 + periode.stykke.til.month - dag.month,
            "hjemmel": periode.hjemmel,
            "slutter": periode.slutter,
        }
        for p, u in r.personer.items()
        for periode in ret.perioder(u, k.lov, r.sidste)
        if periode.navn in _FREMME
        and dag <= periode.stykke.til < graense
        and _er_her(u, dag)
        and (periode.navn != INTRODUKTION or ret.myndig(u, k.lov) <= periode.stykke.til)
    ]
    kolonner = ["person_noegle", "ret", "slut", "maaneder", "hjemmel", "slutter"]
    return pd.DataFrame(raekker, columns=kolonner).sort_values(["slut", "person_noegle"], kind="stable")


def _er_her(u: ret.Udlaending, dag: date) -> bool:
    return any(s.til >= dag for s in ret.ansvar(u, ret.FULD_REFUSION, dag))


def _kraev(bruger: Bruger) -> None:
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    if not ser(bruger):
        raise AdgangNaegtet("Udlændinge er uden for dit fagområde.")


def navne(k: Kontekst, bruger: Bruger, noegler: list[str]) -> dict[str, str]:
    """Name and birth date by person key, for a user whose field this is. Errors: AdgangNaegtet."""
    _kraev(bruger)
    kendte = sdelager.navne(k.gen, sorted(set(noegler))).to_dict("records")
    return {str(r["person_noegle"]): f"{r['navn']} ({dansk.dato(r['foedselsdato'])})" for r in kendte}


def haendelser(k: Kontekst, bruger: Bruger, noegle: str) -> list[tuple[date, str]]:
    """What happened to one person that changes a right: permits, the 18th birthday, result grants, the parent's stay.

    Errors: AdgangNaegtet.
    """
    _kraev(bruger)
    r = udlaendinge.beregn(k)
    u = r.personer[noegle]
    ud = [(t.dato, f"opholdstilladelse {t.grundlag}") for t in u.tilladelser]
    if u.foedt is not None and ud and min(ud)[0] <= (voksen := ret.myndig(u, k.lov)) <= r.sidste:
        ud.append((voksen, "fylder 18 år"))
    if u.foraelder_her is not None:
        ud.append((u.foraelder_her, "en forælder får lovligt ophold"))
    egne = r.tilskud[(r.tilskud["person_noegle"] == noegle) & r.tilskud["ordning"].isin(ret.RESULTATER)]
    ud += [(x.naaet, ORDNINGER[x.ordning]) for x in egne.itertuples(index=False)]
    return sorted(ud)


def person(k: Kontekst, bruger: Bruger, noegle: str) -> tuple[list[ret.Periode], list[dict[str, Any]]]:
    """One person's timeline, and right against claim month by month, with what presumed bills add (formodet_oere).

    Errors: AdgangNaegtet.
    """
    _kraev(bruger)
    r = udlaendinge.beregn(k)
    krav = lager.hjemtaget(k.gen)
    egne = r.tilskud[r.tilskud["person_noegle"] == noegle]
    taget = krav[krav["person_noegle"] == noegle]
    uden = taget["maaned"].isna()
    taget = taget.assign(maaned=taget["maaned"].mask(uden, taget["regnskabsaar"].astype(str) + "-12"))
    samlet = egne.merge(
        taget.groupby(["maaned", "ordning"], as_index=False)["beloeb_oere"].sum(),
        on=["maaned", "ordning"],
        how="outer",
    )
    formodet = (
        r.formodet[r.formodet.index.get_level_values(0) == noegle].rename("formodet_oere").reset_index()
    )
    formodet = formodet.assign(ordning=ret.PAR181).drop(columns="person_noegle")
    samlet = samlet.merge(formodet, on=["maaned", "ordning"], how="outer")
    samlet["formodet_oere"] = samlet["formodet_oere"].fillna(0).astype("int64")
    kun_formodet = samlet["oere"].isna() & samlet["beloeb_oere"].isna()
    samlet["begrundelse"] = samlet["begrundelse"].mask(kun_formodet, udlaendinge.KUN_FORMODET)
    samlet["oere"] = samlet["oere"].fillna(0).astype("int64")
    samlet["hjemtaget_oere"] = samlet["beloeb_oere"].fillna(0).astype("int64")
    samlet["forskel_oere"] = samlet["oere"] + samlet["formodet_oere"] - samlet["hjemtaget_oere"]
    samlet["titel"] = samlet["ordning"].map(ORDNINGER)
    samlet["begrundelse"] = samlet["begrundelse"].fillna("Hjemtaget, men uden ret i måneden.")
    samlet["hjemmel"] = samlet["hjemmel"].fillna("")
    raekker = samlet.sort_values(["maaned", "ordning"], kind="stable").to_dict("records")
    return ret.perioder(r.personer[noegle], k.lov, r.sidste), raekker
