"""VAT findings as shown: both directions with equal weight, grouped by cause so that one decision handles many.

A group is one cause at one supplier on one art (where no supplier is known: on one function). It is a case of the kind
`moms`, with a stable id: what a person decides on it holds for the whole group. One that is refused mutes the
pattern here: its findings, also those to come, leave the sums and are listed under 'Slået fra' with who, when and why,
until it is taken up again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.lager import moms as lager
from engine.lager.laes import Generation
from engine.lov.parametre import AFLEDT
from engine.moms import regler
from engine.moms.regler import AARSAGER, REGLER, RETNINGER, SKYLDIG, TIL_GODE
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst
from engine.sager import afgoerelser, brugere
from engine.sager.lager import Sagslager

FUNDET, DAEMPET, BEHANDLET = "fundet", "ikke_ret", "behandlet"
AABNE = ("fundet", "undersoeges", "godkendt")
VIS = {"aabne": "Åbne", "daempede": "Slået fra", "behandlede": "Behandlede", "alle": "Alle"}
NOEGLE = ["kilde", "regnskabsaar", "bilagsnr", "linjenr"]
_KAN_VAERE_BEREGNET = (
    *("moms_husleje_pct", "moms_undtagne_funktioner", "moms_fond_undtagne_funktioner"),
    "moms_fond_skolefunktioner",
)
KOLONNER = (
    *("kilde", "regnskabsaar", "bilagsnr", "linjenr", "regel", "retning", "beloeb", "forslag", "frist"),
    *("aarsag", "hjemmel", "sikkerhed", "status", "gruppe"),
)


def dag(k: Kontekst) -> date:
    """The day deadlines are reckoned from: the one asked for, else the one the data speak of."""
    return k.pr or k.gen.data_dato or k.gen.bygget.date()


@lru_cache(maxsize=2)
def _af_lageret(gen: Generation) -> pd.DataFrame:
    df = lager.fund(gen)
    hos = df["cvr"].where(df["cvr"] != "", df["funktion"])
    df["gruppe"] = df["aarsag"] + ":" + hos + ":" + df["art"]
    return df


_levende_husket = Husk[pd.DataFrame]()
_alle_husket = Husk[pd.DataFrame]()


def alle(k: Kontekst) -> pd.DataFrame:
    """Every finding that has not lapsed on the day of reckoning, sorted by the posting's key.

    The columns of lager.moms.fund, and gruppe (its key), sag_id, status (the state of the group's case; 'fundet' where
    nobody has decided), virkning_oere (+ what we lack, − what we owe), haster.
    """
    tilstande = frozenset((i, t) for i, t in k.tilstande().items() if i.startswith("MOM-"))
    noegle = (str(k.gen.sti), k.gen.bygget, dag(k), tilstande)
    return _alle_husket.hent(noegle, lambda: medtag(k, levende(k)).reset_index(drop=True))


def medtag(k: Kontekst, df: pd.DataFrame) -> pd.DataFrame:
    """Findings of `levende` with what depends on the day and on decisions."""
    i_dag, df = dag(k), df.copy()
    tilstande = k.tilstande()
    df["status"] = [tilstande.get(s, FUNDET) for s in df["sag_id"]]
    df["virkning_oere"] = df["beloeb_oere"].where(df["retning"] == TIL_GODE, -df["beloeb_oere"])
    df["haster"] = [regler.haster(r, f, i_dag) for r, f in zip(df["retning"], df["frist"], strict=True)]
    return df


def levende(k: Kontekst) -> pd.DataFrame:
    """The findings that have not lapsed, with gruppe and sag_id: what cases are made of, whatever was decided."""
    return _levende_husket.hent((str(k.gen.sti), k.gen.bygget, dag(k)), lambda: _levende(k))


def _levende(k: Kontekst) -> pd.DataFrame:
    i_dag, df = dag(k), _af_lageret(k.gen)
    doed = [regler.bortfaldet(r, f, i_dag) for r, f in zip(df["retning"], df["frist"], strict=True)]
    df = df[~pd.Series(doed, index=df.index, dtype=bool)].copy()
    df["sag_id"] = df["gruppe"].map({g: k.lav_id("MOM", g) for g in df["gruppe"].unique()})
    return df


def udtraek(k: Kontekst, aar: int | None) -> Any:
    """One row per posting with a finding, of an accounting year or all (contracts.md section 3)."""
    df = alle(k)
    if aar is not None:
        df = df[df["regnskabsaar"] == aar]
    yield df.assign(
        beloeb=df["beloeb_oere"],
        forslag=df["aarsag"].map(lambda a: AARSAGER[a].forslag),
        hjemmel=df["aarsag"].map(lambda a: AARSAGER[a].hjemmel),
        sikkerhed=(df["sikkerhed"] / 100).map("{:.2f}".format),
        gruppe=df["sag_id"],
    )[list(KOLONNER)]


# --- the page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Valg:
    """What is looked at; '' = all. aar: accounting year. vis: a key of VIS."""

    aar: int | None = None
    regel: str = ""
    aarsag: str = ""
    profitcenter: str = ""
    leverandoer: str = ""
    art: str = ""
    vis: str = "aabne"


@dataclass(frozen=True, eq=False)
class Oversigt:
    """The findings within somebody's scope and choice, and the groups they make, largest first.

    grupper: sag_id, aarsag, navn, regel, retning, hos (supplier or function), art, antal, beloeb_oere, virkning_oere,
    frist, sikkerhed (per cent, by kroner), status, haster. muligheder: {filter: {value: text}} of what there is.
    """

    fund: pd.DataFrame
    grupper: pd.DataFrame
    valg: Valg
    dag: date
    rettede: int
    muligheder: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def oere(self, retning: str) -> int:
        return int(self.fund.loc[self.fund["retning"] == retning, "beloeb_oere"].sum())

    def antal(self, retning: str) -> int:
        return int((self.fund["retning"] == retning).sum())

    @property
    def haster_oere(self) -> int:
        return int(self.fund.loc[self.fund["haster"], "beloeb_oere"].sum())

    @property
    def naeste_frist(self) -> date | None:
        frister = self.fund.loc[self.fund["retning"] == TIL_GODE, "frist"]
        return min(frister) if len(frister) else None

    @property
    def saetning(self) -> str:
        """The answer in one sentence, both directions."""
        til_gode, skyldig = self.oere(TIL_GODE), self.oere(SKYLDIG)
        if not (til_gode or skyldig):
            return "Ingen af de valgte posteringer ser ud til at have forkert moms."
        dele = []
        if til_gode:
            dele.append(f"Vi kan hjemtage {dansk.kort_kroner(til_gode)}")
        if skyldig:
            dele.append(f"{'v' if til_gode else 'V'}i skal betale {dansk.kort_kroner(skyldig)} tilbage")
        slut = (
            f" {dansk.kort_kroner(self.haster_oere)} bortfalder ved årets udgang." if self.haster_oere else ""
        )
        return f"{', og '.join(dele)}.{slut}"


def ser_posteringer(bruger: Bruger) -> bool:
    """Whether single postings are shown; others see the groups."""
    return maa(bruger, Handling.SE_PERSON)[0]


def inden_for(bruger: Bruger, df: pd.DataFrame) -> pd.DataFrame:
    """The findings within the user's fields of work and organisations."""
    o = omfang(bruger)
    if o.fagomraader is not None:
        df = df[df["fagomraade"].isin(o.fagomraader)]
    if o.organisationer is not None:
        df = df[df["organisation"].isin(o.organisationer)]
    return df


def _vist(df: pd.DataFrame, vis: str) -> pd.DataFrame:
    if vis == "aabne":
        return df[df["status"].isin(AABNE)]
    if vis == "daempede":
        return df[df["status"] == DAEMPET]
    return df[~df["status"].isin((*AABNE, DAEMPET))] if vis == "behandlede" else df


def oversigt(k: Kontekst, bruger: Bruger, valg: Valg) -> Oversigt:
    """The findings that somebody may see, by their choice."""
    df = _vist(inden_for(bruger, alle(k)), valg.vis)
    if valg.aar is not None:
        df = df[df["regnskabsaar"] == valg.aar]
    muligheder = _muligheder(df)
    for kolonne, oensket in (
        ("regel", valg.regel),
        ("aarsag", valg.aarsag),
        ("profitcenter", valg.profitcenter),
        ("cvr", valg.leverandoer),
        ("art", valg.art),
    ):
        if oensket:
            df = df[df[kolonne] == oensket]
    return Oversigt(df, grupper(df), valg, dag(k), lager.rettede(k.gen), muligheder)


def muligheder(k: Kontekst, bruger: Bruger) -> dict[str, dict[str, str]]:
    """What the filters offer: {filter: {value: text}} of the open findings that somebody may see."""
    return _muligheder(_vist(inden_for(bruger, alle(k)), "aabne"))


def _muligheder(df: pd.DataFrame) -> dict[str, dict[str, str]]:
    navne = {c: f"{n or 'Ukendt navn'} ({c})" for c, n in zip(df["cvr"], df["leverandoer"], strict=True) if c}
    return {
        "regel": {r: f"{r} {REGLER[r]}" for r in sorted(df["regel"].unique())},
        "aarsag": {
            a: AARSAGER[a].navn for a in sorted(df["aarsag"].unique(), key=lambda a: AARSAGER[a].navn)
        },
        "profitcenter": {p: p for p in sorted(df["profitcenter"].unique()) if p},
        "leverandoer": dict(sorted(navne.items(), key=lambda n: n[1])),
        "art": {a: a for a in sorted(df["art"].unique())},
    }


def grupper(df: pd.DataFrame) -> pd.DataFrame:
    """One row per group, the largest first; ties by id, so that the order is the same every time."""
    vaegtet = df.assign(vaegt=df["beloeb_oere"] * df["sikkerhed"])
    ud = (
        vaegtet.groupby("sag_id", sort=True)
        .agg(
            aarsag=("aarsag", "first"),
            regel=("regel", "first"),
            retning=("retning", "first"),
            cvr=("cvr", "first"),
            leverandoer=("leverandoer", "first"),
            funktion=("funktion", "first"),
            art=("art", "first"),
            fagomraade=("fagomraade", "first"),
            antal=("beloeb_oere", "size"),
            beloeb_oere=("beloeb_oere", "sum"),
            virkning_oere=("virkning_oere", "sum"),
            frist=("frist", "min"),
            vaegt=("vaegt", "sum"),
            status=("status", "first"),
            haster=("haster", "any"),
        )
        .reset_index()
    )
    ud["navn"] = ud["aarsag"].map(lambda a: AARSAGER[a].navn)
    ud["hos"] = [
        r.leverandoer or f"CVR {r.cvr}" if r.cvr else f"Funktion {r.funktion}"
        for r in ud.itertuples(index=False)
    ]
    ud["sikkerhed"] = (ud["vaegt"] / ud["beloeb_oere"]).round().astype("int64") if len(ud) else 0
    return ud.sort_values(["beloeb_oere", "sag_id"], ascending=[False, True]).reset_index(drop=True)


@dataclass(frozen=True)
class SlaaetFra:
    """A pattern that was refused here: what it is, how much it holds now, and the decision. nr: its event."""

    sag_id: str
    navn: str
    hos: str
    art: str
    retning: str
    antal: int
    beloeb_oere: int
    bruger: str
    tid: datetime
    grund: str
    nr: int


def slaaet_fra(k: Kontekst, lager: Sagslager, bruger: Bruger) -> list[SlaaetFra]:
    """The muted patterns with findings that somebody may see, the largest first."""
    daempede = {str(s["sag_id"]): s for s in afgoerelser.sager_af_art(lager, "moms", [DAEMPET])}
    if not daempede:
        return []
    df = inden_for(bruger, levende(k))
    df = df[df["sag_id"].isin(list(daempede))]
    haendelser = afgoerelser.haendelser(
        lager, [int(s["afgjort_nr"]) for s in daempede.values() if s["afgjort_nr"]]
    )
    navne = {b["navn"]: b["visningsnavn"] for b in brugere.liste(lager)}
    ud = []
    for r in grupper(medtag(k, df)).itertuples(index=False):
        h = haendelser[int(daempede[str(r.sag_id)]["afgjort_nr"])]
        ud.append(
            SlaaetFra(
                str(r.sag_id), str(r.navn), str(r.hos), str(r.art), str(r.retning), int(r.antal), int(r.beloeb_oere),
                navne.get(h.bruger, h.bruger), h.tid, h.begrundelse, h.id,
            )
        )  # fmt: skip
    return ud


def forkert_rettede(k: Kontekst, bruger: Bruger) -> pd.DataFrame:
    """lager.forkert_rettede within the user's scope, with hvad (in words); empty for who sees no postings."""
    df = inden_for(bruger, lager.forkert_rettede(k.gen))
    df = df if ser_posteringer(bruger) else df.iloc[:0]
    return df.assign(hvad=df["rolle"].map(regler.FORKERT_RETTET)).reset_index(drop=True)


def aarene(k: Kontekst) -> list[int]:
    """Accounting years with postings, newest first."""
    return [int(g["aar"]) for g in lager.grundlag(k.gen)]


def forbehold(k: Kontekst) -> list[str]:
    """What could not be judged and why, a sentence each."""
    ud = []
    raekker = lager.grundlag(k.gen)
    uden = [int(g["aar"]) for g in raekker if not g["listelinjer"]]
    if uden:
        ud.append(
            f"Positivlisten er ikke indlæst for {', '.join(map(str, sorted(uden)))}, så MOM-03 er ikke regnet der. "
            "Indlæs årets liste fra bilag 1 nederst på siden, lad en anden bekræfte den, og byg datagrundlaget igen."
        )
    uoplyst = {g["uoplyst"]: g["aar"] for g in raekker if g["uoplyst"]}
    if uoplyst:
        ud.append(
            f"{', '.join(sorted(uoplyst))} oplyser ikke, hvad posteringerne har hjemtaget, så kun moms på arter uden "
            "refusion kan findes der."
        )
    beregnede = [int(g["aar"]) for g in raekker if _beregnet(k, int(g["aar"]))]
    if beregnede:
        ud.append(
            f"Beregnet, ikke bekræftet: for {', '.join(map(str, sorted(beregnede)))} er huslejeprocenten og de "
            "undtagne funktioner lagt til grund, som de står i den nyeste bekendtgørelse. Se siden Lovgrundlag."
        )
    return ud


def _beregnet(k: Kontekst, aar: int) -> bool:
    """Whether a value of the VAT rules is derived on the day that the year's law is read, 31 December."""
    dag_ = date(aar, 12, 31)
    vaerdier = [v for n in _KAN_VAERE_BEREGNET for v in k.lov.parameter(n).vaerdier if v.gaelder(dag_)]
    return any(v.status == AFLEDT for v in vaerdier)


def begrund(r: Mapping[str, Any]) -> str:
    """Why a posting is a finding, with its figures."""
    a = AARSAGER[r["aarsag"]]
    moms = "ukendt" if pd.isna(r["moms_oere"]) else dansk.kroner(int(r["moms_oere"]), oere_vist=True)
    taget = "ukendt" if pd.isna(r["taget_oere"]) else dansk.kroner(int(r["taget_oere"]), oere_vist=True)
    return f"{a.hvorfor} Moms på regningen: {moms}. Taget gennem refusionen: {taget}."


RETNINGSNAVNE = RETNINGER
