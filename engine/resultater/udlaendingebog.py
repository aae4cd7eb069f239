"""The statement for refugees as a workbook: every sheet's total ties to the front page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd

from engine import dansk
from engine.fejl import ParameterMangler
from engine.lager import sde as sdelager
from engine.lager import udlaendinge as lager
from engine.rapporter import arbejdsbog
from engine.rapporter.form import Kolonne, Tabel
from engine.refusion import udlaendinge as ret
from engine.refusion import udlaendinge_opgoerelse as regn
from engine.refusion.sde import ENHED
from engine.resultater import indberetning, lovgrundlag
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendingedaekning import MAANEDENS
from engine.resultater.udlaendingeopgoerelse import Opgoerelse, person_id, titel_paa

_K = Kolonne
_HJEMMEL = {
    ret.PAR181: "SEL § 181; BL § 203; LUK § 54 b",
    ret.GRUND: "INL § 45, stk. 4; BEK 802/2025 § 8",
    ret.ULEDSAGET: "INL § 45, stk. 8; BEK 802/2025 § 9",
    ret.JOB: "INL § 45, stk. 9, nr. 1; BEK 802/2025 § 10",
    ret.UDDANNELSE: "INL § 45, stk. 9, nr. 2; BEK 802/2025 § 11",
    ret.DANSK: "INL § 45, stk. 9, nr. 3-4; BEK 802/2025 §§ 12-13",
}
_MAANEDLIGE = (ret.GRUND, ret.ULEDSAGET)
_CELLE = ["aar", "maaned", "lov", "paragraf", "funktion", "gruppering"]


def bog(k: Kontekst, o: Opgoerelse, lavet: datetime) -> bytes:
    """The workbook's bytes: the same for the same statement and time."""
    return arbejdsbog.byg(tabeller(k, o), titel=o.titel, lavet=lavet)


def tabeller(k: Kontekst, o: Opgoerelse) -> list[Tabel]:
    """The workbook's sheets as tables."""
    cpr = sdelager.cpr_numre(k.gen, sorted(set(o.linjer["person_noegle"]) - {""}))
    poster = _poster(k, o)
    hoved = (
        f"Kommune {k.gen.kommune}. Beløb i kroner. Data pr. {dansk.dato(o.data_dato)}, {k.gen.navn}, "
        f"rettelse nr. {k.rettelse_nr}, lovgrundlag {k.lov.version}.",
        "Laves af en økonom, godkendes af en anden; den endelige påtegnes af revisor (BEK 802/2025 §§ 51-57).",
    )
    plads = (
        "Døgnophold opgøres efter den gennemsnitlige udgift pr. plads (BEK 802/2025 § 20); beløbene er de bogførte.",
    )
    ark = [
        Tabel("Opgørelse", o.titel, _OPGOERELSE, _opgoerelse(o), hoved),
        Tabel("Fuld refusion", f"{o.titel}: fuld refusion pr. måned", _FULD, fuld_refusion(poster), plads),
        Tabel("Månedstilskud", f"{o.titel}: grundtilskud og uledsagede", _MD, maanedstilskud(o)),
        Tabel("Resultattilskud", f"{o.titel}: resultattilskud", _RESULTAT, _resultater(o, cpr)),
        Tabel("Personer", f"{o.titel}: personer", _PERSON, _personer(o, cpr)),
        Tabel("Posteringer", f"{o.titel}: posteringerne bag fuld refusion", _POST, _med_cpr(poster, cpr)),
        Tabel("Lovværdier", "Satser og grænser, der er regnet med", _LOV, _lovraekker(k, o)),
        Tabel(
            "Kontroller",
            "Kontroller ved opgørelsen",
            _KONTROL,
            [indberetning.kontrolraekke(t) for t in o.kontroller],
        ),
    ]
    if o.forrige is not None:
        titel = f"Forskel fra opgørelsen af {dansk.dato(o.forrige.lavet)}"
        ark.insert(1, Tabel("Forskel", titel, _FORSKEL, _forskelle(k, o, cpr)))
    return ark


_SLUT = (
    _K("ret_oere", "Ret til", "kroner", sum=True),
    _K("skoen_oere", "Skønnet rest af kvartalet", "kroner", sum=True),
    _K("hjemtaget_oere", "Allerede hjemtaget", "kroner", sum=True),
    _K("beloeb_oere", "Anmodes / tilbagebetales", "kroner", sum=True),
)
_OPGOERELSE = (
    *(_K("slags", "Vedrører"), _K("aar_", "År"), _K("titel", "Ordning"), _K("hjemmel", "Hjemmel")),
    *(_K("personer", "Personer", "tal"), _K("maaneder", "Måneder", "tal", sum=True), *_SLUT),
)
_FULD = (
    *(_K("aar_", "År"), _K("maaned", "Måned", "maaned"), _K("lov", "Lov"), _K("paragraf", "§")),
    *(_K("funktion", "Funktion"), _K("gruppering", "Gruppering"), _K("personer", "Personer", "tal")),
    _K("andel_oere", "Hjælp netto i måneden", "kroner", sum=True),
    _K("daekket_oere", "Fuld refusion", "kroner", sum=True),
)
_MD = (
    *(
        _K("aar_", "År"),
        _K("maaned", "Måned", "maaned"),
        _K("titel", "Tilskud"),
        _K("personer", "Personer", "tal"),
    ),
    *(_K("sats_oere", "Sats", "kroner"), _K("oere", "Beløb", "kroner", sum=True)),
)
_RESULTAT = (
    *(_K("aar_", "År"), _K("cpr", "CPR"), _K("titel", "Tilskud"), _K("begyndt", "Begyndt", "dato")),
    *(
        _K("naaet", "Opnået", "dato"),
        *_SLUT,
        _K("hjemmel", "Hjemmel"),
        _K("begrundelse", "Hvorfor", bredde=60),
    ),
)
_PERSON = (
    *(_K("slags", "Vedrører"), _K("aar_", "År"), _K("cpr", "CPR"), _K("titel", "Ordning")),
    *(
        _K("fra", "Fra", "maaned"),
        _K("til", "Til", "maaned"),
        _K("maaneder", "Måneder", "tal", sum=True),
        *_SLUT,
    ),
    *(_K("lovstatus", "Lovværdi"), _K("begrundelse", "Hvorfor", bredde=60)),
)
_POST = (
    *(_K("cpr", "CPR"), _K("maaned", "Måned", "maaned"), _K("lov", "Lov"), _K("paragraf", "§")),
    *(
        _K("kilde", "Kilde"),
        _K("aar_bogfoert", "Regnskabsår"),
        _K("bilagsnr", "Bilag"),
        _K("linjenr", "Linje", "tal"),
    ),
    *(_K("bogfoeringsdato", "Bogført", "dato"), _K("funktion", "Funktion"), _K("gruppering", "Gruppering")),
    _K("beloeb_oere", "Posteringen", "kroner"),
    _K("andel_oere", "Heraf i måneden", "kroner", sum=True),
    *(_K("daekket_oere", "Fuld refusion", "kroner", sum=True), _K("hjemmel", "Hjemmel")),
)
_FORSKEL = (
    *(
        _K("aar_", "År"),
        _K("cpr", "CPR"),
        _K("titel", "Ordning"),
        _K("foer_oere", "Sidst", "kroner", sum=True),
    ),
    *(_K("efter_oere", "Nu", "kroner", sum=True), _K("forskel_oere", "Forskel", "kroner", sum=True)),
    _K("hvorfor", "Hvorfor", bredde=60),
)
_LOV = (
    *(_K("aar_", "År"), _K("navn", "Lovværdi", bredde=60), _K("vist", "Værdi"), _K("status", "Status")),
    _K("kilde", "Kilde"),
)
_KONTROL = (
    *(_K("navn", "Kontrol"), _K("tilstand", "Tilstand"), _K("tekst", "Hvad", bredde=60)),
    *(_K("oere", "Kroner", "kroner"), _K("forklaring", "Forklaring", bredde=60)),
)


def _slags(berigtigelse: bool) -> str:
    return "Tidligere år (berigtigelse)" if berigtigelse else "Året"


def _opgoerelse(o: Opgoerelse) -> list[dict[str, Any]]:
    return [
        r
        | {
            "slags": _slags(r["berigtigelse"]),
            "aar_": str(r["aar"]),
            "titel": titel_paa(r["ordning"]),
            "hjemmel": _HJEMMEL.get(r["ordning"], ""),
        }
        for r in o.poster.to_dict("records")
    ]


def _poster(k: Kontekst, o: Opgoerelse) -> pd.DataFrame:
    """The shares with full refund and their postings, in whole øre that sum to the person's month."""
    d = o.daekkede.merge(
        lager.poster(k.gen, sorted({int(n) for n in o.daekkede["postering_nr"]})), on="postering_nr"
    )
    d = d.sort_values(["person_noegle", "maaned", "postering_nr"], kind="stable").reset_index(drop=True)
    maaned = [d["person_noegle"], d["maaned"]]
    for u, oere in (("andel_u", "andel_oere"), ("daekket_u", "daekket_oere")):
        d[oere] = _summende(d[u], maaned)
    return d.assign(aar_=d["aar"].astype(str), aar_bogfoert=d["regnskabsaar"].astype(str))


def _summende(u: pd.Series, grupper: list[pd.Series]) -> pd.Series:
    """Units as whole øre: what has been reached is rounded, so that a group's øre are its sum's."""
    naaet = u.groupby(grupper).cumsum().map(lambda x: ret.afrund(int(x), ENHED)).astype("int64")
    return naaet - naaet.groupby(grupper).shift(fill_value=0)


def _med_cpr(df: pd.DataFrame, cpr: dict[str, str]) -> list[dict[str, Any]]:
    df = df.assign(cpr=df["person_noegle"].map(cpr))
    return df.sort_values(["cpr", "maaned", "regnskabsaar", "bilagsnr", "linjenr"]).to_dict("records")


def fuld_refusion(poster: pd.DataFrame) -> list[dict[str, Any]]:
    """Full refund by month, law, paragraph, function and grouping."""
    g = poster.groupby(_CELLE, sort=True)
    ud = g[["andel_oere", "daekket_oere"]].sum().assign(personer=g["person_noegle"].nunique())
    return ud.reset_index().assign(aar_=lambda d: d["aar"].astype(str)).to_dict("records")


def maanedstilskud(o: Opgoerelse) -> list[dict[str, Any]]:
    """The monthly grants by month: how many persons, the rate, the kroner."""
    egne = o.tilskud[o.tilskud["ordning"].isin(_MAANEDLIGE)]
    g = egne.groupby(["aar", "maaned", "ordning", "oere"], sort=True)["person_noegle"].nunique()
    return [
        {
            "aar_": str(aar),
            "maaned": maaned,
            "titel": titel_paa(ordning),
            "personer": int(antal),
            "sats_oere": int(sats),
            "oere": int(sats) * int(antal),
        }
        for (aar, maaned, ordning, sats), antal in g.items()
    ]


def resultattilskud(o: Opgoerelse) -> pd.DataFrame:
    """The lines of result grants with the day each began and was reached (NaT where there is no right)."""
    df = o.linjer[o.linjer["ordning"].isin(ret.RESULTATER)]
    felter = [*regn.NOEGLE, "begyndt", "naaet", "hjemmel", "begrundelse"]
    df = df.merge(o.tilskud[felter], on=regn.NOEGLE, how="left")
    df["begrundelse"] = df["begrundelse"].fillna("Hjemtaget uden ret.")
    return df.assign(
        titel=df["ordning"].map(titel_paa), aar_=df["aar"].astype(str), hjemmel=df["hjemmel"].fillna("")
    )


def _resultater(o: Opgoerelse, cpr: dict[str, str]) -> list[dict[str, Any]]:
    df = resultattilskud(o)
    df = df.assign(cpr=df["person_noegle"].map(cpr))
    return [_uden_tomme(r) for r in df.to_dict("records")]


def _uden_tomme(r: dict[str, Any]) -> dict[str, Any]:
    return {n: (v if not isinstance(v, float) or v == v else None) for n, v in r.items()}


def _personer(o: Opgoerelse, cpr: dict[str, str]) -> list[dict[str, Any]]:
    """Every line with its first and last month and why."""
    g = o.tilskud.groupby(regn.NOEGLE, sort=False)
    md = g.agg(
        fra=("maaned", "min"), til=("maaned", "max"), begrundelse=("begrundelse", "first")
    ).reset_index()
    df = o.linjer.merge(md, on=regn.NOEGLE, how="left")
    df["begrundelse"] = df["begrundelse"].fillna("Hjemtaget uden ret i året.")
    # A month of full refund begins with its own kroner; the line is of the year.
    df["begrundelse"] = df["begrundelse"].str.split(MAANEDENS).str[-1]
    df = df.assign(
        cpr=df["person_noegle"].map(cpr),
        titel=df["ordning"].map(titel_paa),
        aar_=df["aar"].astype(str),
        slags=df["berigtigelse"].map(_slags),
        lovstatus=df["lovstatus"].map({"afledt": "beregnet", "": "bekræftet"}),
    )
    return [_uden_tomme(r) for r in df.to_dict("records")]


def _forskelle(k: Kontekst, o: Opgoerelse, cpr: dict[str, str]) -> list[dict[str, Any]]:
    numre = {person_id(k, p): c for p, c in cpr.items()}
    return [
        r
        | {
            "aar_": str(r["aar"]),
            "cpr": numre.get(r["person_id"], r["person_id"]),
            "titel": titel_paa(r["ordning"]),
        }
        for r in o.forskel.to_dict("records")
    ]


_PARAMETRE = {
    ret.GRUND: ("inl_grundtilskud_kr_md", "inl_grundtilskud_aar"),
    ret.ULEDSAGET: ("inl_uledsaget_kr_md",),
    ret.JOB: ("inl_resultat_job_aar1_3_kr", "inl_resultat_job_aar4_5_kr"),
    ret.UDDANNELSE: ("inl_resultat_udd_aar1_3_kr", "inl_resultat_udd_aar4_5_kr"),
    ret.DANSK: ("inl_resultat_dansk_kr",),
    ret.PAR181: ("udl_sel181_aar", "udl_sel181_paragraffer", "udl_bl203_aar", "udl_bl203_paragraffer"),
}


def _lovraekker(k: Kontekst, o: Opgoerelse) -> list[dict[str, Any]]:
    ud = []
    for aar, ordning in dict.fromkeys(zip(o.linjer["aar"], o.linjer["ordning"], strict=True)):
        for navn in _PARAMETRE.get(ordning, ()):
            try:
                v = k.lov.opslag(navn, date(int(aar), 1, 1))
            except ParameterMangler:
                continue
            p = k.lov.parameter(navn)
            vist = lovgrundlag.vis_vaerdi(v.vaerdi, p.enhed)
            ud.append(
                {
                    "aar_": str(aar),
                    "navn": lovgrundlag.titel(p),
                    "vist": vist,
                    "status": v.status,
                    "kilde": v.kilde,
                }
            )
    return ud
