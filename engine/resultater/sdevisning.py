"""What the page Særligt dyre enkeltsager shows: the year's portfolio, one case, and one month's way from krone to law.

View models only: every amount comes from engine.resultater.sde, in øre. Whoever asks is an argument: cases outside
the user's scope are not there, and persons only for those who may see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, Omfang, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, HjemtagFejl, ParameterMangler
from engine.lager import henfoerelse
from engine.lager import sde as lager
from engine.lager.laes import Generation
from engine.refusion.sde import AARSAGER as SAGSAARSAGER
from engine.refusion.sde import ENHED, TRIN, SdeResultat, graenser
from engine.resultater import sde
from engine.resultater.sde import Kontekst
from engine.sager.model import FAMILIE, Rettelse, beskriv_nyt

NAER_ANDEL = 0.95  # a month within five per cent of the next limit is worth a look
LOVNAVNE = {
    "SEL176": "Serviceloven § 176",
    "SEL176a": "Serviceloven § 176 a (før 2021)",
    "BL198": "Barnets lov § 198",
}
FAGOMRAADER = {"boern": "Børn og unge", "voksne": "Voksne", "aeldre": "Ældre"}
PERIODEKILDER = {
    "rettet": "Rettet af en person",
    "angivet": "Angivet i leverancen",
    "tekst": "Læst i teksten",
    "bilagsdato": "Bilagsdatoens måned",
    "bogfoeringsdato": "Bogføringsdatoens måned",
    "enkeltstaaende": "Enkeltstående: årets 12 måneder",
}
STRIBE = "▏▁▃▆█"  # no net, under limit 1, step 1, step 2, step 3


@dataclass(frozen=True)
class Portefoelje:
    """A year's cases within somebody's fields of work. sager: one row per case, most missing first.

    sager: sag_id, sagstype, betegnelse, fagomraade, lov, stribe (12 signs), hoejeste_trin, brutto_oere, netto_oere,
    refusion, trin 1-3, hjemtaget_oere, difference_oere, tilstand, naer, lovstatus, antagelse, alternativ_oere.
    """

    aar: int
    sager: pd.DataFrame
    brutto_oere: int
    indtaegt_oere: int
    netto_oere: int
    trin_oere: tuple[int, int, int]
    refusion_oere: int
    hjemtaget_oere: int
    mangler_oere: int
    skyldig_oere: int
    ufordelt_oere: int
    afledt: bool
    mangler_parameter: str | None
    foreloebig_frist: date | None
    endelig_frist: date | None

    def frist(self, i_dag: date) -> str:
        """When what is missing is due, in words."""
        for navn, dag in (("Foreløbig", self.foreloebig_frist), ("Endelig", self.endelig_frist)):
            if dag and dag >= i_dag:
                return f"{navn} restafregning senest {dansk.dato(dag)}"
        return "Kræves som berigtigelse af tidligere år"

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if self.mangler_parameter:
            return self.mangler_parameter
        sager = dansk.antal(int((self.sager["difference_oere"] > 0).sum()), "sag", "sager")
        if not self.mangler_oere and not self.skyldig_oere:
            return f"Alt, vi har ret til for {self.aar}, er hjemtaget."
        tekst = f"Vi mangler at hjemtage {dansk.kort_kroner(self.mangler_oere)} for {self.aar} i {sager}"
        if self.skyldig_oere:
            tekst += f", og {dansk.kort_kroner(self.skyldig_oere)} er hjemtaget for meget"
        return f"{tekst}."


def aarene(k: Kontekst) -> list[int]:
    """Years a person can choose, newest first: those with shares in the basis."""
    return sorted(sde.grundlagsaar(k), reverse=True)


def standardaar(k: Kontekst, i_dag: date) -> int | None:
    """The newest year that is over, or the newest there is."""
    alle = aarene(k)
    return next((a for a in alle if a < i_dag.year), alle[0] if alle else None)


def omraader(bruger: Bruger) -> list[str]:
    """The fields of work the user can choose between."""
    egne = omfang(bruger).fagomraader
    return [o for o in FAGOMRAADER if egne is None or o in egne]


def portefoelje(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, omraade: str | None = None
) -> Portefoelje:
    """The year's portfolio within the user's scope. omraade: one field of work, None = all the user may see.

    Without the right to see persons the cases have neither ids nor members. Errors: AdgangNaegtet.
    """
    kraev(bruger, Handling.SE_TAL)
    graenser = omfang(bruger)
    sager = _inden_for(k, _sager(k, resultat, aar), aar, graenser)
    if omraade is not None:
        sager = sager[sager["fagomraade"] == omraade].reset_index(drop=True)
    if not graenser.personer:
        sager = sager.drop(columns=["sag_id", "medlemmer"])
    hele = omraade is None and graenser.fagomraader is None and graenser.organisationer is None
    mangler = resultat.mangler.get(aar)
    return Portefoelje(
        aar=aar,
        sager=sager,
        brutto_oere=int(sager["brutto_oere"].sum()),
        indtaegt_oere=int((sager["netto_oere"] - sager["brutto_oere"]).sum()),
        netto_oere=int(sager["netto_oere"].sum()),
        trin_oere=(int(sager[TRIN[0]].sum()), int(sager[TRIN[1]].sum()), int(sager[TRIN[2]].sum())),
        refusion_oere=int(sager["refusion"].sum()),
        hjemtaget_oere=int(sager["hjemtaget_oere"].sum()),
        mangler_oere=int(sager["difference_oere"].clip(lower=0).sum()),
        skyldig_oere=-int(sager["difference_oere"].clip(upper=0).sum()),
        ufordelt_oere=resultat.ufordelt_hjemtaget_oere.get(aar, 0) if hele else 0,
        afledt=bool((sager["lovstatus"] == "afledt").any()),
        mangler_parameter=str(mangler) if mangler else None,
        foreloebig_frist=frist(k, "frist_foreloebig_cro", aar),
        endelig_frist=frist(k, "frist_endelig", aar),
    )


SAGSTAL = ["sag_id", "refusion", "hjemtaget_oere", "difference_oere", "lovstatus", "antagelse"]


def sagstal(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, omraade: str | None = None
) -> pd.DataFrame:
    """SAGSTAL of the cases of a year in the user's scope, for the engine's own sums and counts: quick, where nothing
    limits. The ids are not for everybody, so a page never gets this frame. Errors: AdgangNaegtet.
    """
    kraev(bruger, Handling.SE_TAL)
    graenser = omfang(bruger)
    if omraade is None and graenser.fagomraader is None and graenser.organisationer is None:
        return resultat.sager.loc[resultat.sager["aar"] == aar, SAGSTAL]
    sager = _inden_for(k, _sager(k, resultat, aar), aar, graenser)
    return (sager if omraade is None else sager[sager["fagomraade"] == omraade])[SAGSTAL]


def kraev(bruger: Bruger, handling: Handling, sag: Sagsomfang | None = None) -> None:
    """Errors: AdgangNaegtet with the reason, when the user may not."""
    ja, grund = maa(bruger, handling, sag)
    if not ja:
        raise AdgangNaegtet(grund)


def kraev_alt(bruger: Bruger) -> None:
    """Errors: AdgangNaegtet for one who does not see every person of the municipality."""
    kraev(bruger, Handling.SE_PERSON)
    if omfang(bruger) != Omfang(personer=True):
        raise AdgangNaegtet("Det kræver adgang til alle fagområder og organisationer.")


def inden_for(k: Kontekst, sager: pd.DataFrame, aar: int, bruger: Bruger) -> pd.DataFrame:
    """Those of a year's cases (rows of SdeResultat.sager) that the user sees."""
    if sager.empty:
        return sager
    med_fag = sager.assign(fagomraade=fagomraader(k, sager, aar))
    return _inden_for(k, med_fag, aar, omfang(bruger))


def _inden_for(k: Kontekst, sager: pd.DataFrame, aar: int, graenser: Omfang) -> pd.DataFrame:
    """The cases inside a scope; where nothing limits, all of them."""
    if graenser.fagomraader is None and graenser.organisationer is None:
        return sager
    deres = _organisationer(k, aar, graenser)
    inde = [
        graenser.rummer(_omfang_af(fagomraade, medlemmer, deres))
        for fagomraade, medlemmer in zip(sager["fagomraade"], sager["medlemmer"], strict=True)
    ]
    return sager[inde].reset_index(drop=True)


def _omfang_af(fagomraade: str, medlemmer: Sequence[str], deres: dict[str, set[str]]) -> Sagsomfang:
    return Sagsomfang(fagomraade, tuple(sorted(set().union(*(deres.get(m, set()) for m in medlemmer)))))


def _organisationer(k: Kontekst, aar: int, graenser: Omfang) -> dict[str, set[str]]:
    """The organisations of each person, asked for only where they limit."""
    return {} if graenser.organisationer is None else _organisationer_i(k.gen, aar)


@lru_cache(maxsize=8)
def _organisationer_i(gen: Generation, aar: int) -> dict[str, set[str]]:
    return lager.organisationer(gen, aar)


def frist(k: Kontekst, parameter: str, aar: int) -> date | None:
    """A yearly deadline (month-day) of the year after, or None when the law pack does not know it."""
    try:
        md = str(k.lov.opslag(parameter, date(aar + 1, 1, 1)).vaerdi)
    except ParameterMangler:
        return None
    return date(aar + 1, int(md[:2]), int(md[3:5]))


def _sager(k: Kontekst, resultat: SdeResultat, aar: int, sag_id: str | None = None) -> pd.DataFrame:
    """The year's cases, or one of them, with what the list shows."""
    sager, md = (_udsnit(ramme, aar, sag_id) for ramme in (resultat.sager, resultat.maaneder))
    noegler = ["sag_id", "lov"]
    stribe = _striber(md).reindex(pd.MultiIndex.from_frame(sager[noegler]))
    for navn in ("stribe", "hoejeste_trin", "naer"):
        sager[navn] = stribe[navn].to_numpy()
    sager["stribe"] = sager["stribe"].fillna(STRIBE[0] * 12)
    sager["hoejeste_trin"] = sager["hoejeste_trin"].fillna(0).astype(int)
    sager["naer"] = sager["naer"].eq(True)
    sager["fagomraade"] = fagomraader(k, sager, aar)
    sager["betegnelse"] = [
        betegnelse(art, medlemmer)
        for art, medlemmer in zip(sager["sagstype"], sager["medlemmer"], strict=True)
    ]
    sager["tilstand"] = np.select(
        [sager["difference_oere"] > 0, sager["difference_oere"] < 0, sager["refusion"] > 0],
        ["mangler", "skylder", "afklaret"],
        "ingen",
    )
    sager["alternativ_oere"] = sager["refusion_alternativ"] - sager["refusion"]
    orden = sager.assign(_a=-sager["difference_oere"].abs(), _b=-sager["netto_oere"])
    return orden.sort_values(["_a", "_b", "sag_id"]).drop(columns=["_a", "_b"]).reset_index(drop=True)


def _udsnit(ramme: pd.DataFrame, aar: int, sag_id: str | None) -> pd.DataFrame:
    i_aaret = ramme[ramme["aar"] == aar]
    return i_aaret.copy() if sag_id is None else i_aaret[i_aaret["sag_id"] == sag_id].copy()


def _striber(md: pd.DataFrame) -> pd.DataFrame:
    """Per case: twelve signs for the step reached each month, the highest step, and whether a month is near a limit."""
    netto = md["netto_u"].to_numpy() / ENHED
    graenserne = md[["graense1_oere", "graense2_oere", "graense3_oere"]].to_numpy(
        dtype=float, na_value=np.nan
    )
    trin = (netto[:, None] > graenserne).sum(axis=1)
    naeste = np.append(graenserne, np.full((len(md), 1), np.nan), axis=1)[np.arange(len(md)), trin]
    naer = (NAER_ANDEL * naeste < netto) & (netto <= naeste)
    sager = md.groupby(["sag_id", "lov"], sort=False)
    ud = sager[["aar"]].first()[[]]
    nr = sager.ngroup().to_numpy()
    tegn = np.zeros((len(ud), 12), dtype=np.int64)
    tegn[nr, md["maaned"].str[5:7].astype(int).to_numpy() - 1] = np.where(netto > 0, 1 + trin, 0)
    hoejeste, er_naer = np.zeros(len(ud), dtype=np.int64), np.zeros(len(ud), dtype=bool)
    np.maximum.at(hoejeste, nr, trin)
    er_naer[nr[naer]] = True
    striber = ["".join(raekke) for raekke in np.array(list(STRIBE))[tegn]]
    return ud.assign(stribe=striber, hoejeste_trin=hoejeste, naer=er_naer)


def fagomraader(k: Kontekst, sager: pd.DataFrame, aar: int) -> np.ndarray:
    """Field of work of each case: children's, adults' or, from the age limit of § 176, elders'."""
    foedt, slut = sde.foedselsdatoer(k), date(aar, 12, 31)
    barn, gammel = (
        int(k.lov.foerste_eller_opslag(navn, slut).vaerdi)
        for navn in ("cro_husstand_barn_alder", "cro_aldersgraense")
    )
    dage = pd.to_datetime(
        pd.Series([foedt.get(medlemmer[0]) for medlemmer in sager["medlemmer"]], dtype=object)
    )
    alder = aar - dage.dt.year.to_numpy()  # an unknown day of birth is neither below nor above
    boern = (sager["sagstype"] == "husstand") | (sager["lov"] == "BL198")
    return np.select([boern | (alder < barn), alder >= gammel], ["boern", "aeldre"], "voksne")


def betegnelse(sagstype: str, medlemmer: tuple[str, ...]) -> str:
    """A case without names: 'Husstand, 2 børn' or 'Person'."""
    return f"Husstand, {dansk.antal(len(medlemmer), 'barn', 'børn')}" if sagstype == "husstand" else "Person"


def samlet_paa_trin(p: Portefoelje) -> pd.DataFrame:
    """For those who may see figures but no persons: cases by field of work and highest step."""
    navne = {0: "Under grænsen", 1: "Trin 1 (25 %)", 2: "Trin 2 (50 %)", 3: "Trin 3 (75 %)"}
    df = p.sager.assign(
        omraade=p.sager["fagomraade"].map(FAGOMRAADER), trin=p.sager["hoejeste_trin"].map(navne), antal=1
    )
    beloeb = ["antal", "brutto_oere", "netto_oere", "refusion", "hjemtaget_oere", "difference_oere"]
    return df.groupby(["omraade", "hoejeste_trin", "trin"])[beloeb].sum().reset_index()


# --- one case ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Medlem:
    """A member with why he or she belongs. navn and foedt are for those who may see persons."""

    person_noegle: str
    navn: str
    foedt: date | None
    beskyttet: bool
    begrundelser: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sag:
    """One case in one year. maaneder: twelve rows with net, steps and refund; andele: posting shares."""

    aar: int
    sag_id: str
    sagstype: str
    lov: str
    fagomraade: str
    raekke: dict[str, Any]
    maaneder: pd.DataFrame
    andele: pd.DataFrame
    omfang: Sagsomfang
    medlemmer: tuple[Medlem, ...] = field(default=())

    @property
    def saetning(self) -> str:
        refusion, hjemtaget, difference = (
            int(self.raekke[n]) for n in ("refusion", "hjemtaget_oere", "difference_oere")
        )
        tekst = f"Sagen giver {dansk.kroner(refusion)} i refusion for {self.aar}"
        if difference > 0:
            return f"{tekst}. {dansk.kroner(hjemtaget)} er hjemtaget, så {dansk.kroner(difference)} mangler."
        if difference < 0:
            return (
                f"{tekst}, men {dansk.kroner(hjemtaget)} er hjemtaget: {dansk.kroner(-difference)} for meget."
            )
        return (
            f"{tekst}, og den er hjemtaget."
            if refusion
            else "Sagen er under grænsen hver måned og giver intet."
        )


def hent_sag(k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, sag_id: str) -> Sag:
    """One case with its months, shares and members.

    Errors: AdgangNaegtet for one without the right or with another scope, HjemtagFejl when the case is not in
    the year.
    """
    kraev(bruger, Handling.SE_PERSON)
    fundet = _sager(k, resultat, aar, sag_id)
    if fundet.empty:
        raise HjemtagFejl(f"Sagen {sag_id} findes ikke i {aar}. Gå tilbage til listen, og vælg den igen.")
    raekke = fundet.iloc[0].to_dict()
    medlemmer = tuple(raekke["medlemmer"])
    sagens = _omfang_af(raekke["fagomraade"], medlemmer, _organisationer(k, aar, omfang(bruger)))
    kraev(bruger, Handling.SE_PERSON, sagens)
    return Sag(
        aar=aar,
        sag_id=sag_id,
        sagstype=raekke["sagstype"],
        lov=raekke["lov"],
        fagomraade=raekke["fagomraade"],
        raekke=raekke,
        maaneder=_tolv_maaneder(resultat, aar, sag_id, raekke["lov"]),
        andele=_andele(k, aar, sag_id, medlemmer),
        medlemmer=_medlemmer(k, aar, medlemmer, raekke["sagstype"]),
        omfang=sagens,
    )


def _tolv_maaneder(resultat: SdeResultat, aar: int, sag_id: str, lov: str) -> pd.DataFrame:
    md = resultat.maaneder
    md = md[(md["aar"] == aar) & (md["sag_id"] == sag_id) & (md["lov"] == lov)]
    md = md.assign(netto_oere=sde.maanedsoere(md, "netto_u")).set_index("maaned")
    alle = pd.DataFrame(index=[f"{aar}-{m:02d}" for m in range(1, 13)])
    ud = alle.join(md[["netto_u", "brutto_u", *TRIN, "refusion", "netto_oere"]]).fillna(0).astype("int64")
    return ud.rename_axis("maaned").reset_index()


def _andele(k: Kontekst, aar: int, sag_id: str, medlemmer: tuple[str, ...]) -> pd.DataFrame:
    df = sde.grundlag_for_sag(k, aar, sag_id, medlemmer)
    df["periode"] = df["periode_kilde"].map(PERIODEKILDER)
    df["hvorfor"] = [_hvorfor(m, a) for m, a in zip(df["medregnet"], df["aarsag"], strict=True)]
    return df


def _hvorfor(medregnet: bool, aarsag: str) -> str:
    from engine.resultater.datakvalitet import AARSAGER

    if medregnet:
        return "Lov og § på posteringen" if aarsag == "lov" else "Kontoens lov"
    return SAGSAARSAGER.get(aarsag) or AARSAGER.get(aarsag) or aarsag


def _medlemmer(k: Kontekst, aar: int, noegler: tuple[str, ...], sagstype: str) -> tuple[Medlem, ...]:
    navne = lager.navne(k.gen, noegler).set_index("person_noegle")
    i_husstand = sagstype == "husstand"
    grunde = lager.husstandsgrundlag(k.gen, aar, noegler) if i_husstand else pd.DataFrame()
    ud = []
    for n in noegler:
        kendt = navne.loc[n] if n in navne.index else None
        foedt = (
            None
            if kendt is None or pd.isna(kendt["foedselsdato"])
            else pd.Timestamp(kendt["foedselsdato"]).date()
        )
        begrundelser = begrundelser_for(k, grunde, n, aar, i_husstand)
        navn = "Ukendt i CPR" if kendt is None or not kendt["navn"] else str(kendt["navn"])
        ud.append(
            Medlem(n, navn, foedt, bool(kendt is not None and kendt["adressebeskyttelse"]), begrundelser)
        )
    return tuple(ud)


def navne_paa(k: Kontekst, bruger: Bruger, sager: pd.DataFrame) -> list[str]:
    """The cases of the user's own portfolio by name. Errors: AdgangNaegtet for one who may not see persons."""
    kraev(bruger, Handling.SE_PERSON)
    return [_navn_paa(k, r.sagstype, r.medlemmer) for r in sager.itertuples(index=False)]


def _navn_paa(k: Kontekst, sagstype: str, noegler: Sequence[str]) -> str:
    """A case by name: the person with birth date, or the household by its eldest known child."""
    navne = _navne_i(k.gen)
    kendte = sorted((navne[n] for n in noegler if n in navne), key=lambda nf: nf[1] or date.max)
    if not kendte:
        return "Ukendt i CPR"
    navn, foedt = kendte[0]
    tekst = f"{navn} ({dansk.dato(foedt)})" if foedt else navn
    return f"{tekst} + {len(noegler) - 1}" if sagstype == "husstand" and len(noegler) > 1 else tekst


@lru_cache(maxsize=2)
def _navne_i(gen: Generation) -> dict[str, tuple[str, date | None]]:
    df = lager.navne_med_udgift(gen)
    foedt = [None if pd.isna(f) else pd.Timestamp(f).date() for f in df["foedselsdato"]]
    return dict(zip(df["person_noegle"], zip(df["navn"], foedt, strict=True), strict=True))


def begrundelser_for(
    k: Kontekst, grunde: pd.DataFrame, person: str, aar: int, i_husstand: bool = True
) -> tuple[str, ...]:
    """Why a person is where he or she is in the year: the register's reasons, and the choices that hold.

    grunde: as lager.husstandsgrundlag. Of the register's reasons those whose every month has been chosen are left out.
    """
    valg = sde.maanedens_valg(k.rettelser, person, aar)
    egne: tuple[str, ...] = ()
    if len(grunde):
        mine = grunde[grunde["person_noegle"] == person]
        valgt_helt = [
            all(f"{aar}-{m:02d}" in valg for m in range(int(fra[5:7]), int(til[5:7]) + 1))
            for fra, til in zip(mine["fra_maaned"], mine["til_maaned"], strict=True)
        ]
        egne = _begrundelser(mine[~np.array(valgt_helt, dtype=bool)])
    if not i_husstand and not valg:
        return ()
    return (*egne, *dict.fromkeys(valgtekst(r) for r in valg.values()))


def valgtekst(r: Rettelse) -> str:
    """A choice of household with who and why, in Danish."""
    return f"Valgt af {r.bruger}: {beskriv_nyt(r.type, r.nyt)} ({r.begrundelse})"


def _begrundelser(grunde: pd.DataFrame) -> tuple[str, ...]:
    """Why the person belongs to the household, in the order of the year, each reason once."""
    ud: list[str] = []
    for r in grunde.itertuples(index=False):
        dag = dansk.dato(pd.Timestamp(r.referencedato).date())
        if r.indehavere is None or r.indehavere != r.indehavere:
            tekst = "Ingen indehaver af forældremyndigheden bor på adressen: regnes som person"
        elif r.anbragt:
            tekst = f"Anbragt: hører til husstanden fra dagen før anbringelsen ({dag})"
        elif not r.under_myndig:
            tekst = f"Efterværn: hører til husstanden fra dagen før det 18. år ({dag})"
        else:
            tekst = "Registreret på adressen hos en indehaver af forældremyndigheden"
        if r.antagelse:
            tekst += ", antaget: forældremyndigheden er ikke kendt"
        if r.flere_mulige:
            tekst += ", følger moderen, ellers det laveste CPR-nummer"
        if tekst not in ud:
            ud.append(tekst)
    return tuple(ud)


def omfang_af_posteringer(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, noegler: Sequence[tuple[str, int, str, int]]
) -> list[list[Sagsomfang]]:
    """What rights need to know of the cases that each posting's person is in, in the years of its shares.

    For a posting that is in no case the field of its account, else one that is unknown.
    """
    ud = []
    for noegle in noegler:
        andele = lager.andele_for(k.gen, [noegle])
        personer, aarene_ = set(andele["person_noegle"].dropna()), {int(a) for a in andele["aar"]}
        alle = [_omfang_i_aaret(k, resultat, bruger, a, personer) for a in sorted(aarene_ | {noegle[1]})]
        uden_sag = [] if personer else [Sagsomfang(henfoerelse.kontoens_fagomraade(k.gen, noegle))]
        ud.append([o for et_aar in alle for o in et_aar] or uden_sag or [Sagsomfang(None)])
    return ud


def omfang_af_familievalg(
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    barn: str,
    indehavere: Sequence[str],
    aar: tuple[int, int] | None,
) -> list[Sagsomfang]:
    """What rights need to know of the child's cases and those of the household it is put in.

    aar: the first and the last year that the choice is on, None for all. Where there is no case: one unknown.
    """
    sager = resultat.sager
    if aar is not None:
        sager = sager[sager["aar"].between(*aar)]
    navne = set(indehavere)
    med = [
        barn in medlemmer or (art == "husstand" and not navne.isdisjoint(noegle.split("+")))
        for medlemmer, art, noegle in sager[["medlemmer", "sagstype", "sag_noegle"]].itertuples(index=False)
    ]
    sager = sager[med]
    ud = []
    for et_aar, egne in sager.groupby("aar"):
        deres = _organisationer(k, int(et_aar), omfang(bruger))
        ud += [
            _omfang_af(str(f), m, deres)
            for f, m in zip(fagomraader(k, egne, int(et_aar)), egne["medlemmer"], strict=True)
        ]
    return ud or [Sagsomfang(None)]


def sager_med_fagomraade(k: Kontekst, resultat: SdeResultat, aar: int) -> pd.DataFrame:
    """The year's cases with their field of work: aar, sag_id, lov, medlemmer, fagomraade."""
    sager = resultat.sager[resultat.sager["aar"] == aar][["aar", "sag_id", "lov", "sagstype", "medlemmer"]]
    return sager.assign(fagomraade=fagomraader(k, sager, aar)).reset_index(drop=True)


def sager_i_omfang(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, omraade: str | None = None
) -> pd.DataFrame:
    """As sager_med_fagomraade, those inside the user's scope. For the engine's own filtering, not to be shown."""
    sager = _inden_for(k, sager_med_fagomraade(k, resultat, aar), aar, omfang(bruger))
    return sager if omraade is None else sager[sager["fagomraade"] == omraade].reset_index(drop=True)


def personer_i_omfang(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, omraade: str | None = None
) -> set[tuple[str, int]]:
    """(person, year) of the cases inside the user's scope, or in one field of work of it."""
    return {
        (str(m), aar)
        for aar in sorted({int(a) for a in resultat.sager["aar"].unique()})
        for medlemmer in sager_i_omfang(k, resultat, bruger, aar, omraade)["medlemmer"]
        for m in medlemmer
    }


def _omfang_i_aaret(
    k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, personer: set[str]
) -> list[Sagsomfang]:
    i_aaret = resultat.sager[resultat.sager["aar"] == aar]
    med = [not personer.isdisjoint(m) for m in i_aaret["medlemmer"]]
    sager = i_aaret[med]
    deres = _organisationer(k, aar, omfang(bruger))
    return [
        _omfang_af(str(f), m, deres)
        for f, m in zip(fagomraader(k, sager, aar), sager["medlemmer"], strict=True)
    ]


def roerer(sag: Sag, r: Rettelse) -> bool:
    """Whether a correction is on one of the case's postings of the year, or puts a child in its household then."""
    if r.type == FAMILIE:
        i_aaret = int(r.nyt["maaned_fra"][:4]) <= sag.aar <= int(r.nyt["maaned_til"][:4])
        medlem = r.noegle["person"] in {m.person_noegle for m in sag.medlemmer}
        return i_aaret and (medlem or _husstandens(sag, r.nyt.get("indehavere", ())))
    return har_postering(sag, r.noegle)


def _husstandens(sag: Sag, indehavere: Sequence[str]) -> bool:
    """Whether one of these is a holder in the case's household."""
    return sag.sagstype == "husstand" and not set(indehavere).isdisjoint(sag.raekke["sag_noegle"].split("+"))


def har_rettet(k: Kontekst, sag: Sag, r: Rettelse) -> bool:
    """As roerer, and also whether what was moved away, a posting or a child, belonged to the case."""
    if r.type == FAMILIE and not roerer(sag, r):
        i_aaret = int(r.nyt["maaned_fra"][:4]) <= sag.aar <= int(r.nyt["maaned_til"][:4])
        grunde = lager.husstandsgrundlag(k.gen, sag.aar, [r.noegle["person"]]) if i_aaret else pd.DataFrame()
        return len(grunde) > 0 and any(
            _husstandens(sag, navn.split("+")) for navn in grunde["indehavere"].dropna()
        )
    if r.type == "flyt_postering" and not roerer(sag, r):
        fra = lager.postering(
            k.gen, tuple(r.noegle[n] for n in ("kilde", "regnskabsaar", "bilagsnr", "linjenr"))
        )
        return fra is not None and fra["person_noegle"] in {m.person_noegle for m in sag.medlemmer}
    return roerer(sag, r)


def har_postering(sag: Sag, noegle: Mapping[str, Any]) -> bool:
    """Whether a posting, by its key columns, has shares in the case's year."""
    navne = ["kilde", "regnskabsaar", "bilagsnr", "linjenr"]
    if not set(navne) <= set(noegle):
        return False
    mine = {
        (str(a), int(b), str(c), int(d))
        for a, b, c, d in sag.andele[navne].itertuples(index=False, name=None)
    }
    a, b, c, d = (noegle[n] for n in navne)
    return (str(a), int(b), str(c), int(d)) in mine


# --- one month: from the krone to the law --------------------------------------------------------------------


def maanedens_regnestykke(k: Kontekst, sag: Sag, maaned: str) -> list[dict[str, Any]]:
    """The month's steps: limit, part of the net above it, rate, refund, and where the limit is published.

    One dict per step: trin, graense_oere, del_oere, sats_pct, refusion_oere, kilde, status, hjemmel.
    Errors: ParameterMangler.
    """
    g = graenser(k.lov, sag.lov, sag.aar)
    md = sag.maaneder.set_index("maaned").loc[maaned]
    ud = []
    for n, (aars_u, sats) in enumerate(g.trin):
        navn = f"cro_graense{n + 1}_{sag.lov.lower()}"
        vaerdi = k.lov.opslag(navn, date(sag.aar, 1, 1))
        graense_u = aars_u if g.aarlig else aars_u // 12
        loft_u = None if n + 1 == len(g.trin) else g.trin[n + 1][0] // (1 if g.aarlig else 12)
        netto = int(sag.maaneder["netto_u"].sum()) if g.aarlig else int(md["netto_u"])
        del_u = max(0, (netto if loft_u is None else min(netto, loft_u)) - graense_u)
        ud.append(
            {
                "trin": f"Trin {n + 1}",
                "aarsgraense_oere": aars_u // ENHED,
                "graense_oere": (2 * graense_u + ENHED) // (2 * ENHED),
                "del_oere": (2 * del_u + ENHED) // (2 * ENHED),
                "sats_pct": sats,
                "refusion_oere": int(md[TRIN[n]]),
                "kilde": vaerdi.kilde,
                "status": vaerdi.status,
                "hjemmel": k.lov.parameter(navn).hjemmel,
                "parameter": navn,
            }
        )
    return ud


def til_naeste_trin(k: Kontekst, sag: Sag, maaned: str) -> tuple[int, int] | None:
    """(øre missing, step) to the next limit in the month, or None above the last."""
    netto = int(sag.maaneder.set_index("maaned").loc[maaned, "netto_oere"])
    for n, r in enumerate(maanedens_regnestykke(k, sag, maaned), start=1):
        if netto <= r["graense_oere"]:
            return r["graense_oere"] - netto, n
    return None


def flyttemaal(k: Kontekst, bruger: Bruger, sag: Sag) -> dict[str, str]:
    """Who a posting of the case is likely to belong to: {person key: name, birth date and relation}; the case is open.

    Errors: AdgangNaegtet.
    """
    kraev(bruger, Handling.SE_PERSON, sag.omfang)
    egne = [m.person_noegle for m in sag.medlemmer]
    roller = dict.fromkeys(egne, "i sagen") | lager.naermeste(k.gen, egne)
    kendte = lager.navne(k.gen, sorted(roller)).set_index("person_noegle")
    ud = {}
    for noegle, rolle in roller.items():
        if noegle in kendte.index:
            foedt = kendte.at[noegle, "foedselsdato"]
            dag = "" if pd.isna(foedt) else f" ({dansk.dato(pd.Timestamp(foedt).date())})"
            ud[noegle] = f"{kendte.at[noegle, 'navn']}{dag}, {rolle.lower()}"
    return ud
