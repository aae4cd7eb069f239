"""Indberetning: the statement as it is now, the checks that must be green, the workbook, and what was handed in.

A statement is proposed by one person, which freezes it: the lines and the workbook are kept byte for byte in the case
store. Another person approves it, and then it counts as handed in. The workbook can be made again from the lines.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import HjemtagFejl, ParameterMangler, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import indberetning as lager
from engine.lager import sde as sdelager
from engine.rapporter import arbejdsbog
from engine.rapporter.form import Kolonne, Tabel
from engine.refusion import indberetning
from engine.refusion.indberetning import ANMODNING, ENDELIG, FORELOEBIG, Periode
from engine.refusion.sde import ENHED, TRIN, SdeResultat
from engine.resultater import (
    frosset,
    halvrefusion,
    kontekst,
    periodisering,
    rettelser,
    revision,
    sde,
    sdevisning,
)
from engine.resultater.frosset import GROEN, GUL, ROED, Indberettet, Kontrol, Opgoerelse, Ordning, slags
from engine.resultater.sde import Kontekst
from engine.sager import godkendelse
from engine.sager.godkendelse import GODKENDT
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_i

ORDNING = Ordning(slags("indberetning"))
_FRISTER = {FORELOEBIG: "frist_foreloebig_cro", ENDELIG: "frist_endelig"}
_SMAA_OERE = 100
_CELLE = ["person_noegle", "maaned", "sdelov", "gruppe"]


def titel(p: Periode) -> str:
    """'Kvartalsvis anmodning, 2. kvartal 2025'."""
    return ORDNING.titel(p)


def perioder(k: Kontekst) -> list[Periode]:
    """The statements that can be made of the years with expenses under the monthly rules."""
    return frosset.perioder(sorted((a for a in sdelager.udgiftsaar(k.gen) if a >= 2021), reverse=True))


def standard(k: Kontekst, i_dag: date) -> Periode | None:
    """What is due next."""
    return frosset.standard(perioder(k), k.gen.data_dato, i_dag, lambda p: _frist(k, p))


def opgoer(ind: Indstillinger, k: Kontekst, resultat: SdeResultat, p: Periode) -> Opgoerelse:
    """The statement now. resultat: sde.beregn(k) of every year. Errors: ParameterMangler, a year without limits."""
    data_dato = k.gen.data_dato or date(p.aar, 1, 1)
    linjer = indberetning.opgoer(resultat, p, data_dato, k.lov)
    forrige = next((i for i in indberettede(ind, p.aar) if i.tilstand == GODKENDT), None)
    lager_ = kontekst.sagslager(ind.database_url)
    gamle = laes_linjer(lager_, forrige) if forrige else None
    return Opgoerelse(
        ordning=ORDNING,
        periode=p,
        linjer=linjer,
        poster=indberetning.poster(linjer),
        beloeb_oere=int(linjer["beloeb_oere"].sum()),
        i_aar_oere=int(linjer.loc[~linjer["berigtigelse"], "beloeb_oere"].sum()),
        berigtigelse_oere=int(linjer.loc[linjer["berigtigelse"], "beloeb_oere"].sum()),
        skoen_oere=int(linjer["skoen_oere"].sum()),
        kontroller=tuple(t for kontrol in KONTROLLER for t in kontrol(ind, k, p, linjer, forrige, gamle)),
        forrige=forrige,
        forskel=indberetning.forskel(linjer, gamle) if gamle is not None else linjer.iloc[0:0],
        frist=_frist(k, p),
        data_dato=data_dato,
    )


def _frist(k: Kontekst, p: Periode) -> date | None:
    return sdevisning.frist(k, _FRISTER[p.art], p.aar) if p.art in _FRISTER else None


# --- the checks -------------------------------------------------------------------------------------------

_Kontroller = Callable[
    [Indstillinger, Kontekst, Periode, pd.DataFrame, Indberettet | None, pd.DataFrame | None], list[Kontrol]
]


def _lovvaerdier(_ind: Any, _k: Any, _p: Any, linjer: pd.DataFrame, *_: Any) -> list[Kontrol]:
    usikre = sorted({int(a) for a in linjer.loc[linjer["lovstatus"] == "afledt", "aar"]})
    if not usikre:
        return [Kontrol("Lovværdier", GROEN, "Alle grænser og satser er bekræftet.")]
    aar = ", ".join(map(str, usikre))
    return [
        Kontrol(
            "Lovværdier",
            ROED,
            f"Grænserne for {aar} er beregnet efter reguleringsreglen og ikke bekræftet.",
            "Bekræft dem på siden Lovgrundlag.",
        )
    ]


def godkendelser(ind: Indstillinger, *_: Any) -> list[Kontrol]:
    """Corrections that wait for another person stop a hand-in."""
    venter = [
        f
        for f in godkendelse.alle(kontekst.sagslager(ind.database_url), rettelser.slags(ind))
        if not f.afgoerelse
    ]
    if not venter:
        return [Kontrol("Rettelser", GROEN, "Ingen rettelse venter på godkendelse.")]
    tekst = (
        f"{dansk.antal(len(venter), 'rettelse venter', 'rettelser venter')} på en anden persons godkendelse."
    )
    return [Kontrol("Rettelser", ROED, tekst, "Godkend eller afvis dem på Særligt dyre enkeltsager.")]


def dataperiode(_ind: Any, k: Kontekst, p: Periode, *_: Any) -> list[Kontrol]:
    """Whether the data reach the end of what the statement covers."""
    hele = indberetning.sidste_hele_maaned(k.gen.data_dato or date(p.aar, 1, 1))
    tekst = f"Data går til og med {dansk.maaned(hele)}."
    if hele >= p.sidste_maaned:
        return [Kontrol("Periode", GROEN, tekst)]
    if p.art == ANMODNING:
        return [
            Kontrol("Periode", GUL, f"{tekst} Resten af kvartalet er skønnet af de seneste tre måneder.", "")
        ]
    goer = "Indlæs resten af årets posteringer, og byg igen."
    return [Kontrol("Periode", ROED, f"{tekst} Året er ikke omme i data.", goer)]


def _krav_uden_person(_ind: Any, _k: Any, _p: Any, linjer: pd.DataFrame, *_: Any) -> list[Kontrol]:
    oere = int(linjer.loc[linjer["sagstype"] == indberetning.UFORDELT, "hjemtaget_oere"].sum())
    if not oere:
        return [Kontrol("Hjemtaget", GROEN, "Alt hjemtaget kan lægges på en sag.")]
    tekst = f"{dansk.kroner(oere)} er hjemtaget uden CPR og er trukket fra samlet."
    return [Kontrol("Hjemtaget", GUL, tekst, "Find kravene, og lever dem med CPR.", oere)]


def forrige_er_landet(
    _ind: Any,
    _k: Any,
    p: Periode,
    linjer: pd.DataFrame,
    forrige: Indberettet | None,
    gamle: pd.DataFrame | None,
) -> list[Kontrol]:
    """Whether what was handed in last has come into the claims: else the same is asked for twice."""
    if forrige is None or gamle is None:
        return [Kontrol("Forrige indberetning", GROEN, f"Intet er indberettet herfra for {p.aar} før.")]
    foer, nu = (int(df.loc[df["aar"] == p.aar, "hjemtaget_oere"].sum()) for df in (gamle, linjer))
    ventet = foer + int(gamle.loc[gamle["aar"] == p.aar, "beloeb_oere"].sum())
    if nu == ventet:
        return [Kontrol("Forrige indberetning", GROEN, "Den forrige indberetning er kommet med i hjemtaget.")]
    tekst = (
        f"Der er indberettet {dansk.kroner(forrige.beloeb_oere)} den {dansk.dato(forrige.lavet)}, men hjemtaget for "
        f"{p.aar} er {dansk.kroner(nu)} og ikke {dansk.kroner(ventet)}"
    )
    goer = "Indlæs en ny 'hjemtaget', før der anmodes igen; ellers anmodes der to gange om det samme."
    return [Kontrol("Forrige indberetning", ROED if nu == foer else GUL, tekst, goer, ventet - nu)]


def _halv_refusion(_ind: Any, k: Kontekst, p: Periode, *_: Any) -> list[Kontrol]:
    md = halvrefusion.maaneder(k)
    mangler = int(md.loc[(md["aar"] == p.aar) & (md["forskel_oere"] > 0), "forskel_oere"].sum())
    if mangler < _SMAA_OERE:
        return [
            Kontrol("50 %-ordninger", GROEN, "Den halve refusion er bogført, hvor loven giver ret til den.")
        ]
    tekst = f"{dansk.kroner(mangler)} i halv refusion er ikke bogført, så nettoudgiften kan være for høj."
    return [Kontrol("50 %-ordninger", GUL, tekst, "Se 50 %-ordninger på Særligt dyre enkeltsager.", mangler)]


def _antagelser(_ind: Any, _k: Any, _p: Any, linjer: pd.DataFrame, *_: Any) -> list[Kontrol]:
    husstande = linjer[(linjer["sagstype"] == "husstand") & linjer["antagelse"].astype(bool)]
    if husstande.empty:
        return [Kontrol("Husstande", GROEN, "Ingen husstand bygger på en antagelse om forældremyndighed.")]
    tekst = (
        f"{dansk.antal(len(husstande), 'husstand bygger', 'husstande bygger')} på ukendt forældremyndighed."
    )
    oere = int(husstande["refusion_oere"].sum())
    return [Kontrol("Husstande", GUL, tekst, "Se dem igennem på siden Familier.", oere)]


def _engangskoeb(_ind: Any, k: Kontekst, _p: Any, linjer: pd.DataFrame, *_: Any) -> list[Kontrol]:
    """design.md reading 2: a case cannot be handed in while a one-off that its texts suggest is undecided."""
    aabne = pd.concat(
        [
            periodisering.uafklarede_engangskoeb(k, int(aar)).assign(aar=int(aar))
            for aar in linjer["aar"].unique()
        ]
        or [pd.DataFrame(columns=["aar", "sag_id", "lov", "antal", "paa_spil_oere"])]
    )
    aabne = aabne.merge(linjer[["aar", "sag_id", "lov"]].drop_duplicates(), on=["aar", "sag_id", "lov"])
    if aabne.empty:
        return [
            Kontrol("Engangskøb", GROEN, "Ingen tekst foreslår et engangskøb, som nogen mangler at afgøre.")
        ]
    antal = int(aabne["antal"].sum())
    tekst = (
        f"{dansk.antal(antal, 'foreslået engangskøb', 'foreslåede engangskøb')} i "
        f"{dansk.antal(len(aabne), 'sag', 'sager')} er ikke afgjort."
    )
    oere = int(aabne["paa_spil_oere"].sum())
    return [Kontrol("Engangskøb", ROED, tekst, "Sig ja eller nej til dem på siden Periodisering.", oere)]


def _perioder(_ind: Any, k: Kontekst, p: Periode, linjer: pd.DataFrame, *_: Any) -> list[Kontrol]:
    poster = periodisering.koe(k).poster
    i_sager = pd.MultiIndex.from_frame(linjer.loc[linjer["aar"] == p.aar, ["sag_id", "lov"]])
    aabne = poster[(poster["aar"] == p.aar) & (poster["paa_spil_oere"] > 0)]
    aabne = aabne[pd.MultiIndex.from_frame(aabne[["sag_id", "lov"]]).isin(i_sager)]
    if aabne.empty:
        return [Kontrol("Perioder", GROEN, "Ingen postering uden sikker periode kan ændre refusionen.")]
    tekst = f"{dansk.antal(len(aabne), 'postering', 'posteringer')} uden sikker periode kan ændre refusionen."
    oere = int(aabne["paa_spil_oere"].sum())
    return [Kontrol("Perioder", GUL, tekst, "Vælg perioder på siden Periodisering.", oere)]


def byggekontroller(_ind: Any, k: Kontekst, *_: Any) -> list[Kontrol]:
    """What the build's own checks say."""
    roede = [r for r in lager.kontroller(k.gen) if r["status"] != "ok"]
    if not roede:
        return [Kontrol("Datagrundlag", GROEN, "Alle kontroller af datagrundlaget er i orden.")]
    tekst = f"{dansk.antal(len(roede), 'kontrol', 'kontroller')} af datagrundlaget advarer."
    oere = sum(int(r["kroner_oere"] or 0) for r in roede)
    return [Kontrol("Datagrundlag", GUL, tekst, "Se siden Datakvalitet.", oere)]


def paategning(ind: Indstillinger, _k: Any, p: Periode, *_: Any) -> list[Kontrol]:
    """The final statement needs the auditor's signature on the year (§ 57)."""
    if p.art != ENDELIG:
        return []
    if revision.er_paategnet(ind, p.aar):
        return [Kontrol("Revision", GROEN, f"Revisor har påtegnet {p.aar}.")]
    goer = "Bed revisor om at gennemgå stikprøven og påtegne året på siden Revision."
    return [Kontrol("Revision", ROED, f"Revisor har ikke påtegnet {p.aar}.", goer)]


KONTROLLER: list[_Kontroller] = [
    *(_lovvaerdier, paategning, godkendelser, dataperiode, forrige_er_landet),
    *(_krav_uden_person, _halv_refusion, _antagelser, _engangskoeb, _perioder, byggekontroller),
]
"""Each gives its checks of a statement. Others add theirs: what is undecided must stop a hand-in."""


# --- the workbook -----------------------------------------------------------------------------------------

_K = Kolonne


def tabeller(k: Kontekst, o: Opgoerelse) -> list[Tabel]:
    """The workbook's sheets as tables; every total ties to the front page."""
    kommune = k.gen.kommune
    hoved = (
        f"Kommune {kommune}. Beløb i kroner. Data pr. {dansk.dato(o.data_dato)}, {k.gen.navn}, "
        f"rettelse nr. {k.rettelse_nr}, lovgrundlag {k.lov.version}.",
        "SEL § 176 og BL § 198; beregnet måned for måned mod 1/12 af årets grænser.",
    )
    cpr = _cpr(k, o.linjer)
    sager = [r | {"cprnumre": _cprnumre(r["medlemmer"], cpr)} for r in o.linjer.to_dict("records")]
    return [
        Tabel("Opgørelse", o.titel, _POSTER, [_vist(r) for r in o.poster.to_dict("records")], hoved),
        Tabel("Sager", f"{o.titel}: sager", _SAGER, [_vist(r) for r in sager]),
        Tabel("Måneder", f"{o.titel}: måneder", _MAANEDER, _maaneder(k, o)),
        Tabel("Konti", f"{o.titel}: konti", _KONTI, _konti(k, o)),
        Tabel("Lovværdier", "Grænser og satser, der er regnet med", _LOV, _lovraekker(k, o)),
        Tabel(
            "Kontroller", "Kontroller ved indberetningen", _KONTROL, [kontrolraekke(t) for t in o.kontroller]
        ),
    ]


_BELOEB = (
    _K("brutto_oere", "Bruttoudgift", "kroner", sum=True),
    _K("indtaegt_oere", "Indtægter og anden refusion", "kroner", sum=True),
    _K("netto_oere", "Nettoudgift", "kroner", sum=True),
    _K("refusion_trin1", "25 %", "kroner", sum=True),
    _K("refusion_trin2", "50 %", "kroner", sum=True),
    _K("refusion_trin3", "75 %", "kroner", sum=True),
    _K("refusion_oere", "Refusion", "kroner", sum=True),
    _K("skoen_oere", "Skønnet rest af kvartalet", "kroner", sum=True),
    _K("hjemtaget_oere", "Allerede hjemtaget", "kroner", sum=True),
    _K("beloeb_oere", "Anmodes / tilbagebetales", "kroner", sum=True),
)
_POSTER = (
    _K("slags", "Vedrører"),
    _K("aar", "År"),
    _K("lovnavn", "Lov"),
    _K("antal", "Linjer", "tal", sum=True),
    *_BELOEB,
)
_SAGER = (
    *(
        _K("slags", "Vedrører"),
        _K("aar", "År"),
        _K("lovnavn", "Lov"),
        _K("sagstype", "Type"),
        _K("sag_id", "Sag"),
    ),
    *(_K("cprnumre", "CPR"), *_BELOEB, _K("lovstatus", "Lovværdi")),
)
_MAANEDER = (
    *(_K("aar", "År"), _K("maaned", "Måned", "maaned"), _K("lovnavn", "Lov"), _K("sag_id", "Sag")),
    _K("netto_oere", "Nettoudgift", "kroner", sum=True),
    *(_K(f"graense{n}_oere", f"Grænse {n} (1/12)", "kroner") for n in (1, 2, 3)),
    *(_K(f"refusion_trin{n}", f"{s} %", "kroner", sum=True) for n, s in ((1, 25), (2, 50), (3, 75))),
    _K("refusion", "Refusion", "kroner", sum=True),
)
_KONTI = (
    *(_K("aar", "År"), _K("lovnavn", "Lov"), _K("funktion", "Funktion"), _K("gruppering", "Gruppering")),
    _K("brutto_oere", "Bruttoudgift", "kroner", sum=True),
    _K("indtaegt_oere", "Indtægter", "kroner", sum=True),
    _K("refusion_oere", "Anden refusion", "kroner", sum=True),
    _K("netto_oere", "Nettoudgift", "kroner", sum=True),
)
_LOV = (
    *(
        _K("aar", "År"),
        _K("navn", "Lovværdi"),
        _K("vist", "Værdi"),
        _K("status", "Status"),
        _K("kilde", "Kilde"),
    ),
)
_KONTROL = (
    _K("navn", "Kontrol"),
    _K("tilstand", "Tilstand"),
    _K("tekst", "Hvad"),
    _K("oere", "Kroner", "kroner"),
)


def _vist(r: dict[str, Any]) -> dict[str, Any]:
    slags = "Tidligere år (berigtigelse)" if r["berigtigelse"] else "Året"
    return r | {"slags": slags, "lovnavn": _lovnavn(r["lov"])}


def _lovnavn(lov: str) -> str:
    return sdevisning.LOVNAVNE.get(lov, "Uden sag")


def kontrolraekke(t: Kontrol) -> dict[str, Any]:
    """A check as a row of a workbook."""
    ord = {GROEN: "I orden", GUL: "Se på den", ROED: "Stopper"}[t.tilstand]
    return {
        "navn": t.navn,
        "tilstand": ord,
        "tekst": t.tekst,
        "oere": t.oere,
        "forklaring": t.forklaring,
    }


def _cpr(k: Kontekst, linjer: pd.DataFrame) -> dict[str, str]:
    return sdelager.cpr_numre(k.gen, sorted({m for ms in linjer["medlemmer"] for m in ms}))


def _cprnumre(medlemmer: tuple[str, ...], cpr: dict[str, str]) -> str:
    return ",".join(sorted(cpr.get(m, "") for m in medlemmer))


def _sidste(o: Opgoerelse) -> str:
    if o.periode.art != ANMODNING:
        return o.periode.sidste_maaned
    return min(o.periode.sidste_maaned, indberetning.sidste_hele_maaned(o.data_dato))


def _maaneder(k: Kontekst, o: Opgoerelse) -> list[dict[str, Any]]:
    """The months with net of the statement's cases, corrections applied."""
    md = sde.beregn(k).maaneder
    med = set(zip(o.linjer["aar"], o.linjer["sag_id"], strict=True))
    md = md[[n in med for n in zip(md["aar"], md["sag_id"], strict=True)]]
    md = md[(md["aar"] < o.periode.aar) | (md["maaned"] <= _sidste(o))]
    md = md.assign(netto_oere=sde.maanedsoere(md, "netto_u"), lovnavn=md["lov"].map(_lovnavn))
    return md.sort_values(["aar", "sag_id", "lov", "maaned"]).to_dict("records")


def _konti(k: Kontekst, o: Opgoerelse) -> list[dict[str, Any]]:
    """The statement's cases by function and grouping, corrections applied; every column ties to the sheet of cases."""
    personer = sorted({m for ms in o.linjer["medlemmer"] for m in ms})
    aarene = [int(a) for a in o.linjer["aar"]] or [o.periode.aar]
    df = _med_rettede_konti(k, lager.konti(k.gen, personer, min(aarene), max(aarene)))
    if df.empty:
        return []
    sted = sde.placering(k, df)[[*_CELLE, "lov", "sag_id", "indgaar"]]
    df = df.merge(sted[sted["indgaar"]], on=_CELLE)
    med = o.linjer[["aar", "lov", "sag_id"]].drop_duplicates()
    df = df.merge(med, on=["aar", "lov", "sag_id"])
    df = df[(df["aar"] < o.periode.aar) | (df["maaned"] <= _sidste(o))]
    noegle = ["aar", "lov", "sag_id", "funktion", "gruppering"]
    pr_sag = df.groupby(noegle, sort=True)[["brutto_u", "refusion_u", "netto_u"]].sum().reset_index()
    for navn in ("brutto", "refusion", "netto"):
        pr_sag[f"{navn}_oere"] = _summende_oere(pr_sag, f"{navn}_u")
    pr_sag["indtaegt_oere"] = pr_sag["netto_oere"] - pr_sag["brutto_oere"] - pr_sag["refusion_oere"]
    beloeb = ["brutto_oere", "indtaegt_oere", "refusion_oere", "netto_oere"]
    ud = pr_sag.groupby(["aar", "lov", "funktion", "gruppering"], sort=True)[beloeb].sum().reset_index()
    return ud.assign(lovnavn=ud["lov"].map(_lovnavn)).to_dict("records")


def _summende_oere(df: pd.DataFrame, kolonne: str) -> pd.Series:
    """Units as whole øre that sum to the case's, rounded half up: what has been reached is rounded, row by row."""
    sag = [df[n] for n in ("aar", "lov", "sag_id")]
    naaet = (2 * df[kolonne].groupby(sag).cumsum() + ENHED) // (2 * ENHED)
    return naaet - naaet.groupby(sag).shift(fill_value=0)


def _med_rettede_konti(k: Kontekst, df: pd.DataFrame) -> pd.DataFrame:
    """The corrected postings' shares out of their old months and into the new."""
    rettede = sde.rettede(k)
    if not rettede:
        return df
    dele = [df]
    noegler = [r.noegle for r in rettede]
    konto = sdelager.posteringer(k.gen, noegler)[["postering_nr", "funktion", "konto", "art"]]
    for andele, fortegn in zip(sde.rettede_andele(k.gen, rettede), (-1, 1), strict=True):
        del_ = andele[andele["medregnet"].astype(bool)].drop(columns=["funktion", "art"], errors="ignore")
        del_ = del_.merge(konto, on="postering_nr")
        u = fortegn * del_["andel_u"].astype("int64")
        del_ = del_.assign(
            gruppering=del_["konto"].str[11:14],
            brutto_u=u.where(del_["brutto"].astype(bool), 0),
            refusion_u=u.where(del_["art"] == "8.6", 0),
            netto_u=u,
        )
        dele.append(del_[list(df.columns)])
    alle = pd.concat(dele, ignore_index=True)
    return alle[alle["person_noegle"].isin(set(df["person_noegle"]))]


def _lovraekker(k: Kontekst, o: Opgoerelse) -> list[dict[str, Any]]:
    from engine.resultater import hvadhvis, lovgrundlag

    ud = []
    for aar in sorted({int(a) for a in o.linjer["aar"]}):
        for navn, vaerdi in hvadhvis.parametre(k.lov, aar):
            p = k.lov.parameter(navn)
            v = k.lov.opslag(navn, date(aar, 1, 1))
            ud.append(
                {
                    "aar": aar,
                    "navn": lovgrundlag.titel(p),
                    "vist": lovgrundlag.vis_vaerdi(vaerdi, p.enhed),
                    "status": v.status,
                    "kilde": v.kilde,
                }
            )
    return ud


def bog(tabeller_: list[Tabel], titel_: str, lavet: datetime) -> bytes:
    """The workbook's bytes: the same for the same tables and time."""
    return arbejdsbog.byg(tabeller_, titel=titel_, lavet=lavet)


# --- proposing, approving, and what was handed in ---------------------------------------------------------


def foreslaa_som(
    ind: Indstillinger, k: Kontekst, bruger: Bruger, o: Opgoerelse, begrundelse: str, nu: datetime
) -> int:
    """Freeze the statement and propose to hand it in. Returns the proposal's number.

    Errors: AdgangNaegtet for other roles, RettelseAfvist when a check is red, one already waits, or without a reason.
    """
    sdevisning.kraev(bruger, Handling.INDBERET)
    if not o.kan_indberettes:
        raise RettelseAfvist("En kontrol er rød. Ret det, den siger, og prøv igen. Intet er gemt.")
    return frosset.frys(
        ind,
        bruger,
        ORDNING,
        o.periode,
        beloeb_oere=o.beloeb_oere,
        fil=bog(tabeller(k, o), o.titel, nu),
        linjer=o.linjer[_GEMT].to_dict("records"),
        grundlag=frosset.grundlagstekst(k),
        begrundelse=begrundelse,
        nu=nu,
    )


def godkend_som(ind: Indstillinger, bruger: Bruger, nr: int, nu: datetime) -> None:
    """Approve another person's statement: it is handed in. Errors: AdgangNaegtet, RettelseAfvist."""
    frosset.godkend(ind, bruger, ORDNING, nr, nu)


def indberettede(ind: Indstillinger, aar: int | None = None) -> list[Indberettet]:
    """Every statement that was proposed, of one year or all, the newest first."""
    return frosset.alle(ind, ORDNING, aar)


def log_kladde(ind: Indstillinger, bruger: Bruger, o: Opgoerelse, nu: datetime) -> None:
    """A draft was made: one line, for the persons in it are logged when it is fetched."""
    lager_ = kontekst.sagslager(ind.database_url)
    with lager_.skriv() as con:
        skriv_i(con, Loglinje(bruger.navn, "indberetning_kladde", o.titel, None, "indberetning"), nu)


_GEMT = [
    *(
        "aar",
        "berigtigelse",
        "lov",
        "sagstype",
        "sag_id",
        "brutto_oere",
        "indtaegt_oere",
        "netto_oere",
        *TRIN,
    ),
    *("refusion_oere", "skoen_oere", "hjemtaget_oere", "beloeb_oere", "lovstatus"),
]


def laes_linjer(lager_: Sagslager, i: Indberettet) -> pd.DataFrame:
    """The frozen lines, without the members."""
    return frosset.laes_linjer(lager_, i, _GEMT)


def fejltekst(fejl: HjemtagFejl) -> str:
    """Why there is no statement, and what to do."""
    if isinstance(fejl, ParameterMangler):
        return f"{fejl} Uden den kan året ikke opgøres."
    return str(fejl)
