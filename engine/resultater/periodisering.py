"""What the page Periodisering shows: where the periods come from, what waits for a person, and what was decided.

The queue holds the postings that enter a case while their month is only the document's or the booking's, in groups of
texts that are alike (from one ledger and supplier), the most kroner at stake first. What is at stake is said in
engine/refusion/periodisering/paa_spil.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from engine import dansk, steder
from engine.adgang import Bruger, Handling, maa, omfang
from engine.lager import periode as lager
from engine.lager import sde as sdelager
from engine.refusion.periodisering import genkend
from engine.refusion.periodisering.paa_spil import paa_spil, sagsmaaneder
from engine.refusion.periodisering.tegn import rens
from engine.refusion.sde import SdeResultat
from engine.resultater import sde, sdevisning
from engine.resultater.husk import Husk
from engine.resultater.sde import Kontekst, Virkning
from engine.sager.model import ENKELTSTAAENDE, PERIODE_REGEL, Rettelse, uden_cpr

KILDER = ("angivet", "rettet", "tekst", "enkeltstaaende", "bilagsdato", "bogfoeringsdato")
SIKRE = ("angivet", "rettet", "tekst", "enkeltstaaende")
KAN_AENDRE = "kan_aendre"
SLAGS = {
    KAN_AENDRE: "Kan ændre refusionen",
    "engang": "Foreslåede engangskøb",
    "usikker": "Usikker læsning",
    "uden": "Ingen periode i teksten",
    "alle": "Alle",
}
REGELNAVNE = {
    "maaned": "måned med år",
    "maaned_uden_aar": "måned uden år",
    "maanedspaend": "måneder fra–til",
    "maanedspaend_uden_aar": "måneder fra–til uden år",
    "talmaaned": "måned i tal",
    "talmaaned_uden_aar": "måned i tal uden år",
    "talmaanedspaend": "måneder i tal",
    "talmaanedspaend_uden_aar": "måneder i tal uden år",
    "dato": "en enkelt dato",
    "dato_uden_aar": "en enkelt dato uden år",
    "datospaend": "datoer fra–til",
    "datospaend_uden_aar": "datoer fra–til uden år",
    "uge": "uger",
    "uge_uden_aar": "uger uden år",
    "kvartal": "kvartal",
    "kvartal_uden_aar": "kvartal uden år",
    "halvaar": "halvår",
    "halvaar_uden_aar": "halvår uden år",
    "aar": "et årstal",
    "aar_stikord": "et helt år",
    "aaben": "en begyndelse eller slutning",
    "varighed": "en varighed fra en dag",
    "relativ": "forrige, denne eller næste måned",
}
TVIVL = ("", "noget taler imod", "meget taler imod")
SLAGSNAVNE = {
    "maaned_aar": "Måned med år",
    "maaned_kort_aar": "Forkortet måned med år",
    "maaned_uden_aar": "Måned uden år",
    "stavefejl": "Stavefejl",
    "kodning": "Tabte danske bogstaver",
    "maanedsspaend": "Måneder fra–til",
    "kvartal_halvaar": "Kvartaler og halvår",
    "uger": "Uger",
    "datospaend": "Datoer fra–til",
    "talmaaned": "Måneder i tal",
    "helaar": "Hele år",
    "varighed": "Varigheder",
    "forud_bagud": "Forud, bagud, relativt",
    "enkeltdato": "Enkelte datoer",
    "aaben_start": "Fra en dag eller til en dag",
    "fakturanr": "Numre, rater, beløb",
    "navne": "Navne og veje",
    "afgoerelse": "Afgørelser og papirers datoer",
    "enkelt": "Engangskøb",
    "enkelt_lignende": "Ligner engangskøb",
    "intet": "Uden periode",
    "blandet": "Periode blandt andre tal",
    "langt_fra": "Langt fra bogføringen",
}


# --- the queue ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Koe:
    """Every posting that waits, in the whole municipality. kilder: what enters, by person, year and source.

    poster: postering_nr, person_noegle, aar, maaned, andel_oere, skabelon, kilde, cvr, slags, sikkerhed, sag_id, lov,
    fagomraade, paa_spil_oere, gruppe_id.
    """

    poster: pd.DataFrame
    kilder: pd.DataFrame


_husket = Husk[Koe]()


def koe(k: Kontekst) -> Koe:
    """The queue by the corrections in force, remembered while what it depends on is the same."""
    return _husket.hent(sde.maerke(k), lambda: Koe(_poster(k, sde.beregn_husket(k)), _kilder(k)))


def _poster(k: Kontekst, resultat: SdeResultat) -> pd.DataFrame:
    poster = lager.koe(k.gen)
    valgte = sde.rettede(k)
    if valgte:
        afgjorte = sde.rettede_andele(k.gen, valgte)[0]["postering_nr"]
        poster = poster[~poster["postering_nr"].isin(afgjorte)]
    poster = _med_sag(poster, resultat)
    poster["paa_spil_oere"] = paa_spil(poster, sagsmaaneder(resultat.maaneder, k.lov))
    poster["slags"] = "uden"
    poster.loc[poster["laest"], "slags"] = "usikker"
    poster.loc[poster["enkeltstaaende"], "slags"] = "engang"
    poster["gruppe_id"] = _gruppe_id(k, poster)
    return _med_fagomraade(k, resultat, poster).drop(columns=["andel_u", "laest", "sdelov", "lovgruppe"])


def _med_sag(poster: pd.DataFrame, resultat: SdeResultat) -> pd.DataFrame:
    """The case and law of each share; those that enter no case by age or household are left out."""
    sted = resultat.placering
    kolonner = ["person_noegle", "maaned", "sdelov", "gruppe", "aar", "lov", "sagstype", "sag_noegle"]
    sted = sted.loc[sted["indgaar"], kolonner]
    ids = resultat.sager[["aar", "lov", "sagstype", "sag_noegle", "sag_id"]]
    sted = sted.merge(ids, on=["aar", "lov", "sagstype", "sag_noegle"]).rename(
        columns={"gruppe": "lovgruppe"}
    )
    noegle = ["person_noegle", "maaned", "sdelov", "lovgruppe"]
    return poster.merge(sted[[*noegle, "lov", "sag_id"]], on=noegle).reset_index(drop=True)


def _gruppe_id(k: Kontekst, poster: pd.DataFrame) -> list[str]:
    """An id of texts alike that may stand in the address line: a text may name a person."""
    noegler = list(zip(poster["skabelon"], poster["kilde"], poster["cvr"], strict=True))
    kendt = {n: k.lav_id("T", "|".join(n)) for n in set(noegler)}
    return [kendt[n] for n in noegler]


def _med_fagomraade(k: Kontekst, resultat: SdeResultat, poster: pd.DataFrame) -> pd.DataFrame:
    dele = [
        sdevisning.sager_med_fagomraade(k, resultat, int(aar))[["aar", "sag_id", "lov", "fagomraade"]]
        for aar in sorted(poster["aar"].unique())
    ]
    if not dele:
        return poster.assign(fagomraade="")
    return poster.merge(pd.concat(dele, ignore_index=True), on=["aar", "sag_id", "lov"], how="left")


def _kilder(k: Kontekst) -> pd.DataFrame:
    """Kroner by source with the corrections laid on."""
    valgte = sde.rettede(k)
    raa = lager.kilder(k.gen)
    if not valgte:
        return raa
    dele = [raa]
    for andele, fortegn in zip(sde.rettede_andele(k.gen, valgte), (-1, 1), strict=True):
        med = andele[andele["medregnet"].astype(bool) & andele["brutto"].astype(bool)]
        dele.append(med.assign(oere=fortegn * med["andel_oere"].astype("int64"), antal=0)[list(raa.columns)])
    noegle = ["person_noegle", "aar", "periode_kilde"]
    return pd.concat(dele, ignore_index=True).groupby(noegle, as_index=False)[["oere", "antal"]].sum()


# --- the page -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Oversigt:
    """A year within somebody's scope. kilder: (source, øre). grupper: one row per group of texts alike.

    grupper: gruppe_id, skabelon, kilde, cvr, leverandoer, slags, antal, beloeb_oere, sikkerhed, paa_spil_oere; without
    the right to see persons it is None. antal, kan_aendre, engang: postings that wait, may change the refund, and are
    proposed as one-offs.
    """

    aar: int
    kilder: list[tuple[str, int]]
    grupper: pd.DataFrame | None
    antal: int
    kan_aendre: int
    engang: int
    beloeb_oere: int
    paa_spil_oere: int

    def oere(self, *kilder: str) -> int:
        return sum(oere for kilde, oere in self.kilder if kilde in kilder)

    @property
    def sikker_andel(self) -> float | None:
        """The share of what enters whose period is given, chosen or read with certainty."""
        ialt = self.oere(*KILDER)
        return self.oere(*SIKRE) / ialt if ialt else None

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if self.sikker_andel is None:
            return f"Ingen udgift i {self.aar} kan medregnes, så der er ingen perioder at vælge."
        sikkert = (
            f"{dansk.procent(self.sikker_andel)} af udgiften i {self.aar} har en periode, som er angivet, læst "
            "sikkert i teksten eller valgt"
        )
        if not self.kan_aendre:
            return f"{sikkert}; intet, der venter, kan ændre refusionen."
        venter = dansk.antal(self.kan_aendre, "postering", "posteringer")
        flytter = dansk.kort_kroner(self.paa_spil_oere).rstrip(".")
        return f"{sikkert}; {venter} venter på et valg, der kan flytte op til {flytter}."


def oversigt(
    k: Kontekst, bruger: Bruger, aar: int, omraade: str | None = None, slags: str = KAN_AENDRE
) -> Oversigt:
    """A year within the user's scope. omraade: one field of work. slags: a key of SLAGS. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_TAL)
    hele, sager = koe(k), sdevisning.sager_i_omfang(k, sde.beregn_husket(k), bruger, aar, omraade)
    poster = _i_sager(hele.poster[hele.poster["aar"] == aar], sager)
    pr_kilde = kilder_pr_aar(k, bruger, omraade).get(aar, {})
    ser = omfang(bruger).personer
    return Oversigt(
        aar=aar,
        kilder=[(navn, pr_kilde.get(navn, 0)) for navn in KILDER],
        grupper=_grupper(k, af_slags(poster, slags)) if ser else None,
        antal=len(poster),
        kan_aendre=int((poster["paa_spil_oere"] > 0).sum()),
        engang=int((poster["slags"] == "engang").sum()),
        beloeb_oere=int(poster["andel_oere"].sum()),
        paa_spil_oere=int(poster["paa_spil_oere"].sum()),
    )


def kilder_pr_aar(k: Kontekst, bruger: Bruger, omraade: str | None = None) -> dict[int, dict[str, int]]:
    """Gross expense that enters by year and source of the period, within the user's scope, in øre."""
    sdevisning.kraev(bruger, Handling.SE_TAL)
    kilder = koe(k).kilder
    if omraade is not None or not _ser_alt(bruger):
        inde = sdevisning.personer_i_omfang(k, sde.beregn_husket(k), bruger, omraade)
        kilder = kilder[pd.MultiIndex.from_frame(kilder[["person_noegle", "aar"]]).isin(list(inde))]
    ud: dict[int, dict[str, int]] = {}
    for (aar, kilde), oere in kilder.groupby(["aar", "periode_kilde"])["oere"].sum().items():
        ud.setdefault(int(aar), {})[str(kilde)] = int(oere)
    return ud


def _i_sager(poster: pd.DataFrame, sager: pd.DataFrame) -> pd.DataFrame:
    inde = pd.MultiIndex.from_frame(sager[["sag_id", "lov"]])
    return poster[pd.MultiIndex.from_frame(poster[["sag_id", "lov"]]).isin(inde)]


def af_slags(poster: pd.DataFrame, slags: str) -> pd.DataFrame:
    """The postings of a kind of SLAGS."""
    if slags == "alle":
        return poster
    if slags == KAN_AENDRE:
        return poster[(poster["paa_spil_oere"] > 0) | (poster["slags"] == "engang")]
    return poster[poster["slags"] == slags]


def _grupper(k: Kontekst, poster: pd.DataFrame) -> pd.DataFrame:
    g = poster.groupby("gruppe_id", sort=False)
    ud = g.agg(
        skabelon=("skabelon", "first"),
        kilde=("kilde", "first"),
        cvr=("cvr", "first"),
        slags=("slags", "first"),
        antal=("postering_nr", "size"),
        beloeb_oere=("andel_oere", "sum"),
        sikkerhed=("sikkerhed", "mean"),
        paa_spil_oere=("paa_spil_oere", "sum"),
    ).reset_index()
    navne = lager.leverandoernavne(k.gen, sorted({c for c in ud["cvr"] if c}))
    ud["leverandoer"] = [_leverandoer(c, navne) for c in ud["cvr"]]
    orden = ud.assign(_b=ud["beloeb_oere"].abs())
    return (
        orden.sort_values(["paa_spil_oere", "_b", "gruppe_id"], ascending=[False, False, True])
        .drop(columns="_b")
        .reset_index(drop=True)
    )


def _leverandoer(cvr: str, navne: Mapping[str, str]) -> str:
    return navne.get(cvr) or (f"CVR {cvr}" if cvr else "uden leverandør")


# --- one group ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moenster:
    """Where the same supplier's known periods lie: so many months, from so many before or after a date's own."""

    ud_fra: str
    forskydning: int
    antal: int
    andel: float
    posteringer: int


@dataclass(frozen=True)
class Gruppe:
    """Texts alike that wait. noegle: a text rule's key. poster: the postings, most at stake first.

    poster: the key columns, tekst_dele [(text without CPR number, whether it was used)], navn, person_noegle,
    beloeb_oere, bogfoeringsdato, bilagsdato, maaned, fra, til, sikkerhed, regel, hvorfor, slags, paa_spil_oere.
    """

    gruppe_id: str
    noegle: dict[str, str]
    leverandoer: str
    slags: str
    poster: list[dict[str, Any]]
    antal: int
    beloeb_oere: int
    paa_spil_oere: int
    moenster: Moenster | None

    @property
    def personer(self) -> list[str]:
        return [p["person_noegle"] for p in self.poster if p["person_noegle"]]


VISES = 40
MOENSTER_MINDST = 5


def gruppe(
    k: Kontekst, bruger: Bruger, gruppe_id: str, aar: int, omraade: str | None = None
) -> Gruppe | None:
    """One group of a year within the user's scope; None when nothing of it waits. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    sager = sdevisning.sager_i_omfang(k, sde.beregn_husket(k), bruger, aar, omraade)
    alle = koe(k).poster
    poster = _i_sager(alle[(alle["gruppe_id"] == gruppe_id) & (alle["aar"] == aar)], sager)
    if poster.empty:
        return None
    poster = poster.sort_values(["paa_spil_oere", "postering_nr"], ascending=[False, True])
    foerste = poster.iloc[0]
    noegle = {n: str(foerste[n]) for n in ("skabelon", "kilde", "cvr")}
    navne = lager.leverandoernavne(k.gen, [noegle["cvr"]]) if noegle["cvr"] else {}
    return Gruppe(
        gruppe_id=gruppe_id,
        noegle=noegle,
        leverandoer=_leverandoer(noegle["cvr"], navne),
        slags=str(foerste["slags"]),
        poster=_viste(k, poster.head(VISES)),
        antal=len(poster),
        beloeb_oere=int(poster["andel_oere"].sum()),
        paa_spil_oere=int(poster["paa_spil_oere"].sum()),
        moenster=_moenster(k, noegle["kilde"], noegle["cvr"]) if noegle["cvr"] else None,
    )


def _viste(k: Kontekst, poster: pd.DataFrame) -> list[dict[str, Any]]:
    fakta = lager.tekster(k.gen, poster["postering_nr"].tolist()).set_index("postering_nr")
    navne = sdelager.navne(k.gen, poster["person_noegle"].dropna().unique().tolist())
    navn = dict(zip(navne["person_noegle"], navne["navn"], strict=True))
    ud = []
    for p in poster.to_dict("records"):
        f = fakta.loc[p["postering_nr"]].to_dict()
        ud.append(f | p | _laest(f) | {"navn": navn.get(p["person_noegle"]) or "Ukendt i CPR"})
    return ud


def _laest(f: Mapping[str, Any]) -> dict[str, Any]:
    """What the reader says of a posting's text now: the words, the period, the rule and why it is doubted."""
    bogfoert, bilag = (_dag(f[n]) for n in ("bogfoeringsdato", "bilagsdato"))
    assert bogfoert is not None
    fund = genkend(f["tekst"], bogfoert, bilag)
    pladser = fund.enkelt_pladser if fund.enkeltstaaende else fund.pladser
    hvorfor = REGELNAVNE.get(fund.regel, "")
    if fund.niveau:
        hvorfor += f"; {TVIVL[fund.niveau]}"
    return {
        "tekst_dele": tekst_dele(f["tekst"] or "", pladser),
        "bogfoeringsdato": bogfoert,
        "bilagsdato": bilag,
        "fra": fund.fra,
        "til": fund.til,
        "sikkerhed": fund.enkelt_sikkerhed if fund.enkeltstaaende else fund.sikkerhed,
        "regel": fund.regel,
        "hvorfor": "ligner et engangskøb" if fund.enkeltstaaende else hvorfor,
    }


def tekst_dele(tekst: str, pladser: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in pieces, those that were used marked, without CPR numbers."""
    renset, sidst = rens(tekst), 0
    ud: list[tuple[str, bool]] = []
    for fra, til in sorted(pladser):
        ud += [(renset[sidst:fra], False), (renset[max(sidst, fra) : til], True)]
        sidst = max(sidst, til)
    ud.append((renset[sidst:], False))
    return [(_uden_cpr(del_), brugt) for del_, brugt in ud if del_]


_NI_CIFRE = re.compile(r"(?<!\d)(\d{5})\d{4}(?!\d)")


def _uden_cpr(tekst: str) -> str:
    """Without the last four digits of a CPR number, also of one that lost its leading zero in a spreadsheet."""
    return _NI_CIFRE.sub(r"\1••••", uden_cpr(tekst))


def _dag(v: Any) -> date | None:
    if v is None or v != v:
        return None
    return v if type(v) is date else v.date()


def _moenster(k: Kontekst, kilde: str, cvr: str) -> Moenster | None:
    """The commonest place of the supplier's known periods, when there are enough to learn from."""
    talt = lager.leverandoermoenster(k.gen, kilde, cvr)
    ialt = sum(antal for *_, antal in talt) // 2  # each posting is counted from both dates
    if ialt < MOENSTER_MINDST:
        return None
    ud_fra, forskydning, maaneder, antal = talt[0]
    return Moenster(ud_fra, forskydning, maaneder, antal / ialt, ialt)


# --- choices --------------------------------------------------------------------------------------------------


def virkning(k: Kontekst, bruger: Bruger, valg: Sequence[Rettelse]) -> Virkning:
    """What some choices would do to the refund. Errors: AdgangNaegtet, RettelseAfvist."""
    sdevisning.kraev(bruger, Handling.RET_PERIODE)
    return sde.virkning_af(k, valg)


def ramte(k: Kontekst, bruger: Bruger, noegle: Mapping[str, str]) -> tuple[int, int, int]:
    """(postings, øre without sign, years) that a text rule is on, in all years. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.SE_PERSON)
    poster = sde.poster_med_tekst(k, noegle)
    return len(poster), sum(abs(p.beloeb_oere) for p in poster), len({p.bogfoeringsdato.year for p in poster})


@dataclass(frozen=True)
class Valgt:
    """A decision in force: its event, what it is on, what it does, on how many postings."""

    nr: int
    hvad: str
    paa: str
    antal: int
    bruger: str
    rettelse: Rettelse


def valgte(k: Kontekst, bruger: Bruger) -> list[Valgt]:
    """The text rules and the decisions on one-offs in force, newest first, within the user's scope."""
    from engine.sager.model import beskriv_nyt

    if not maa(bruger, Handling.SE_PERSON)[0]:
        return []
    personer = None if _ser_alt(bruger) else sdevisning.personer_i_omfang(k, sde.beregn_husket(k), bruger)
    ud = []
    for r in reversed(k.rettelser):
        if r.type not in (PERIODE_REGEL, ENKELTSTAAENDE):
            continue
        poster = (
            sde.poster_med_tekst(k, r.noegle)
            if r.type == PERIODE_REGEL
            else sde.poster_med_noegle(k, r.noegle)
        )
        if personer is not None and not all(
            (p.person_noegle, p.bogfoeringsdato.year) in personer for p in poster
        ):
            continue
        paa = (
            f"tekster som '{r.noegle['skabelon']}'"
            if r.type == PERIODE_REGEL
            else f"bilag {r.noegle['bilagsnr']}, linje {r.noegle['linjenr']}"
        )
        ud.append(
            Valgt(r.id, beskriv_nyt(r.type, r.nyt).removeprefix("regel: "), paa, len(poster), r.bruger, r)
        )
    return ud


def _ser_alt(bruger: Bruger) -> bool:
    graenser = omfang(bruger)
    return graenser.fagomraader is None and graenser.organisationer is None


def uafklarede_engangskoeb(k: Kontekst, aar: int) -> pd.DataFrame:
    """Cases that cannot be handed in before a person has decided: sag_id, lov, antal, paa_spil_oere.

    design.md reading 2: a one-off that only the text suggests stays in its document month until a person decides.
    """
    poster = koe(k).poster
    aabne = poster[(poster["aar"] == aar) & (poster["slags"] == "engang")]
    return aabne.groupby(["sag_id", "lov"], as_index=False).agg(
        antal=("postering_nr", "size"), paa_spil_oere=("paa_spil_oere", "sum")
    )


# --- how well the reader reads ----------------------------------------------------------------------------------


@cache
def traefsikkerhed() -> dict[str, Any]:
    """The published figures on the labelled texts (assets/periodisering.json): those put aside, and all kinds."""
    data: dict[str, Any] = json.loads((steder.assets() / "periodisering.json").read_text(encoding="utf-8"))
    return data


def traefsikkerhed_saetning() -> str:
    """The figures in a sentence, with what they can say and cannot."""
    m = traefsikkerhed()["proeve"]
    rigtige, laest = m["brugt_rigtig"] / m["brugt"], m["brugt_og_rigtig"] / m["med_periode"]
    return (
        f"På {m['tekster']} mærkede tekster, der blev lagt til side, før læseren blev skrevet, er "
        f"{dansk.procent(rigtige)} af de perioder, der bruges uden en person, rigtige på dagen; "
        f"{dansk.procent(laest)} af perioderne bliver brugt rigtigt, og {m['narret']} af {m['uden_periode']} tekster "
        "uden periode narrer den. Teksterne er skrevet af samme hånd som læseren, så jeres egen træfsikkerhed ses "
        "bedst i køen."
    )


def traefsikkerhed_pr_slags() -> list[dict[str, Any]]:
    """One row per kind of text in the half put aside."""
    return [
        {
            "slags": SLAGSNAVNE[navn],
            "tekster": m["tekster"],
            "med_periode": m["med_periode"],
            "laest_rigtigt": m["laest_rigtigt"],
            "brugt": m["brugt"],
            "brugt_rigtig": m["brugt_rigtig"],
            "narret": m["narret"],
        }
        for navn, m in traefsikkerhed()["proeve"]["slags"].items()
    ]
