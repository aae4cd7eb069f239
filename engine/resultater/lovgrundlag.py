"""Law values as shown and entered: what is in force, where it is used, what is proposed, who may confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, ParameterMangler, RettelseAfvist
from engine.lov import regulering
from engine.lov.parametre import (
    AFLEDT,
    BEKRAEFTET,
    ENHEDER,
    FIKTIV,
    LOKAL,
    MANGLER,
    Lovsamling,
    Parameter,
    Regel,
    Vaerdi,
    laes_lov,
)
from engine.sager import brugere, satser
from engine.sager.lager import Sagslager
from engine.sager.model import indeholder_cpr, samme_person

STATUSSER = (MANGLER, AFLEDT, LOKAL, FIKTIV, BEKRAEFTET)  # what matters first
STATUSNAVNE = {
    MANGLER: "Mangler",
    AFLEDT: "Beregnet, ikke bekræftet",
    LOKAL: "Lokal",
    FIKTIV: "Fiktiv",
    BEKRAEFTET: "Bekræftet",
}

_SDE, _UDL, _MOMS, _BEF = "Særligt dyre enkeltsager", "Udlændinge", "Moms", "Befolkning"
_MELLEM, _INDB = "Indtægtsoptimering", "Indberetning"
_FLYT = ("Tilflyttere", "Fraflyttere", "Udflytning")
# Field of law: the beginnings of its parameters' names, and the pages whose figures rest on them.
_OMRAADER: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    _SDE: (("cro_", "bl_foraelder_fra", "aeldrelov_fra", "barnets_lov_fra"), (_SDE, "Prognose")),
    "Integration": (("inl_", "ukraine_"), (_UDL,)),
    "Flygtninge": (("udl_",), (_UDL,)),
    "Anden statsrefusion": (
        ("refusion_", "par107_", "par110_", "par85a_", "lab_", "pension_", "dagtilbud_", "ydelsesrefusion_"),
        (_INDB,),
    ),
    "Frister": (("frist_",), (_INDB, _SDE)),
    "Moms": (("moms_",), (_MOMS,)),
    "Mellemkommunal betaling": (
        ("krav_", "ast_", "rsl9c_", "eftervaern_", "takst_", "krimpraev_"),
        (_MELLEM, "Tilflyttere", "Fraflyttere"),
    ),
    "Førtidspension": (("fp_",), (_MELLEM,)),
    "Skole": (("skole_", "privatskole_", "efterskole_"), (_MELLEM,)),
    "Udligning": (("udligning_", "nedgang_", "bloktilskud_", "selvbudgettering_"), (_BEF,)),
    "CPR og folketal": (("cpr_", "dst_"), (*_FLYT, _BEF)),
    "Regulering": (("satsreguleringsprocent", "tilpasningsprocent"), ()),
}
OMRAADER = tuple(_OMRAADER)
ANDET = "Andet"
_ORD = {"aarlig": "årlig", "maanedlig": "månedlig", "fraflytningsdato": "fraflytningsdagen"}
_ORD |= {"tilkendelsesdato": "tilkendelsesdagen"}
_NY_SAETNING = re.compile(r"(?<=[a-zæøå]{3})\. (?=[A-ZÆØÅ])")
_LINJER_VIST = 6
_ENTAL = {"måneder": "måned", "uger": "uge", "dage": "dag"}


# --- values as people read and write them ---------------------------------------------------------------


def vis_vaerdi(vaerdi: Decimal | str | bool | None, enhed: str) -> str:
    """A value with its unit as Danes write it. enhed: a key of engine.lov.parametre.ENHEDER."""
    if vaerdi is None:
        return dansk.UKENDT
    if isinstance(vaerdi, bool):
        return dansk.ja_nej(vaerdi)
    if isinstance(vaerdi, str):
        return _vis_dag(vaerdi) if enhed == "md-dag" else _ORD.get(vaerdi, _vis_linjer(vaerdi))
    if enhed in ("andel", "pct."):
        return f"{_tal(vaerdi * 100 if enhed == 'andel' else vaerdi)} %"
    if enhed == "dag":
        return f"{_tal(vaerdi)}. dag"
    if enhed == "antal":
        return _tal(vaerdi)
    flertal = ENHEDER[enhed]
    return f"{_tal(vaerdi)} {_ENTAL.get(flertal, flertal) if vaerdi == 1 else flertal}"


def _vis_linjer(tekst: str) -> str:
    """A text of several lines on one; of a long list the first and how many there are."""
    linjer = tekst.splitlines()
    if len(linjer) <= _LINJER_VIST:
        return " / ".join(linjer)
    return f"{' / '.join(linjer[:_LINJER_VIST])} / … ({dansk.tal(len(linjer))} linjer i alt)"


def _tal(tal: Decimal) -> str:
    """All the decimals there are, and no more."""
    eksponent = tal.normalize().as_tuple().exponent
    return dansk.tal(tal, max(0, -eksponent) if isinstance(eksponent, int) else 0)


def _vis_dag(maaned_dag: str) -> str:
    maaned, dag = maaned_dag.split("-")
    return f"{int(dag)}. {dansk.MAANEDER[int(maaned) - 1]}"


def laes_vaerdi(parameter: str, tekst: str) -> Decimal | str | bool:
    """A value as a machine writes it, in the parameter's own kind. '.' is a decimal point and ',' is refused.

    Errors: RettelseAfvist saying what is expected.
    """
    enhed = laes_lov().parameter(parameter).enhed
    if enhed == "ja/nej":
        if tekst.lower() not in ("ja", "nej"):
            raise RettelseAfvist(f"'{parameter}' skal være ja eller nej, ikke '{tekst}'.")
        return tekst.lower() == "ja"
    if enhed in ("tekst", "md-dag"):
        return tekst
    try:
        return Decimal(tekst)
    except InvalidOperation as fejl:
        raise RettelseAfvist(
            f"'{tekst}' er ikke et tal. Skriv med punktum som decimaltegn og uden tusindtegn, fx 910000 eller 0.25."
        ) from fejl


_DANSK_TAL = re.compile(r"[-−]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?")
_DAG = re.compile(rf"(\d{{1,2}})\.?\s*({'|'.join(dansk.MAANEDER)})", re.IGNORECASE)
_DAGE_I_MAANED = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def skriveregel(enhed: str) -> str:
    """How a value of this unit is written in the form."""
    if enhed == "ja/nej":
        return "Skriv ja eller nej."
    if enhed == "md-dag":
        return "Skriv dag og måned, fx 15. maj."
    if enhed == "andel":
        return "Skriv i procent, fx 25 %, eller som andel, fx 0,25."
    if enhed == "pct.":
        return "Skriv procenten med komma, fx 3,4."
    if enhed == "tekst":
        return "Skriv teksten, som den står i kilden."
    return "Skriv tallet med komma som decimaltegn, fx 910.000 eller 1.234,50."


def laes_dansk_vaerdi(parameter: str, tekst: str) -> Decimal | str | bool:
    """A value as a Dane writes it: '910.000', '1.234,50', '25 %', 'ja', '15. maj'.

    Only what can be read in one way: '.' must stand between groups of three and ',' before decimals.
    Errors: RettelseAfvist saying how to write it.
    """
    enhed = laes_lov().parameter(parameter).enhed
    ren = "\n".join(filter(None, (" ".join(linje.split()) for linje in tekst.splitlines())))
    if not ren:
        raise RettelseAfvist(f"Værdien mangler. {skriveregel(enhed)}")
    if enhed == "ja/nej" and ren.casefold() in ("ja", "nej"):
        return ren.casefold() == "ja"
    if enhed == "md-dag" and (dag := _laes_dag(ren)):
        return dag
    if enhed == "tekst" and not indeholder_cpr(ren):
        return ren
    if enhed not in ("ja/nej", "md-dag", "tekst") and (tal := _laes_tal(ren, enhed)) is not None:
        return tal
    raise RettelseAfvist(f"'{ren}' kan ikke læses entydigt. {skriveregel(enhed)} Intet er gemt.")


def _laes_dag(tekst: str) -> str | None:
    fundet = _DAG.fullmatch(tekst)
    if not fundet:
        return None
    dag, maaned = int(fundet[1]), dansk.MAANEDER.index(fundet[2].lower()) + 1
    return f"{maaned:02d}-{dag:02d}" if 1 <= dag <= _DAGE_I_MAANED[maaned - 1] else None


def _laes_tal(tekst: str, enhed: str) -> Decimal | None:
    er_procent = tekst.endswith("%")
    if er_procent and enhed not in ("andel", "pct."):
        return None
    hale = "%" if er_procent else ENHEDER[enhed]
    ren = tekst.removesuffix(hale).removesuffix("kr.").strip()
    if not _DANSK_TAL.fullmatch(ren) or ("." in ren and enhed in ("andel", "pct.")):
        return None
    tal = Decimal(ren.replace(".", "").replace(",", ".").replace("−", "-"))
    if enhed == "andel":
        tal = tal / 100 if er_procent else tal
        return tal if 0 <= tal <= 1 else None
    return tal


# --- what is in force -----------------------------------------------------------------------------------


def omraade(navn: str) -> str:
    """The field of law that a parameter belongs to."""
    return next((o for o, (begyndelser, _) in _OMRAADER.items() if navn.startswith(begyndelser)), ANDET)


def bruges_i(lov: Lovsamling, navn: str) -> list[str]:
    """The titles of the pages whose figures rest on the parameter, also through values computed from it."""
    brugere = [navn, *(n for n in _afledte_af(lov, navn) if n != navn)]
    titler = (titel for n in brugere for titel in _OMRAADER.get(omraade(n), ((), ()))[1])
    return list(dict.fromkeys(titler))


def _afledte_af(lov: Lovsamling, navn: str) -> list[str]:
    return [p.navn for p in lov.parametre.values() if any(_bygger_paa(v, navn) for v in p.vaerdier)]


def _bygger_paa(v: Vaerdi, navn: str) -> bool:
    return any(r is not None and navn in (r.grundlag, r.procent) for r in (v.regel, v.alternativ_regel))


def oversigt(lov: Lovsamling, aar: int) -> list[dict[str, Any]]:
    """Every value in force in a year, and what is missing, what matters first.

    Keys as Lovsamling.som_raekker and: titel, vist (the value in Danish), omraade, bruges_i (page titles).
    """
    bruges = {navn: bruges_i(lov, navn) for navn in lov.parametre}
    raekker = [_oversigtsraekke(lov, r, bruges[r["parameter"]]) for r in lov.som_raekker(aar)]
    return sorted(raekker, key=_vigtigst_foerst)


def _vigtigst_foerst(r: dict[str, Any]) -> tuple[int, int, str, date]:
    orden = OMRAADER.index(r["omraade"]) if r["omraade"] in OMRAADER else len(OMRAADER)
    return STATUSSER.index(r["status"]), orden, r["titel"], r["fra"] or date.min


def _oversigtsraekke(lov: Lovsamling, r: dict[str, Any], bruges: list[str]) -> dict[str, Any]:
    parameter = lov.parameter(r["parameter"])
    return r | {
        "titel": titel(parameter),
        "vist": vis_vaerdi(r["vaerdi"], parameter.enhed),
        "omraade": omraade(parameter.navn),
        "bruges_i": bruges,
    }


def titel(parameter: Parameter) -> str:
    """The parameter as a heading: the first sentence of its description, without the full stop."""
    return _NY_SAETNING.split(parameter.beskrivelse)[0].rstrip(".")


def optael(raekker: Iterable[dict[str, Any]]) -> dict[str, int]:
    """{status: number of values}, every status named."""
    fundet = Counter(r["status"] for r in raekker)
    return {status: fundet[status] for status in STATUSSER}


def aarene(lov: Lovsamling) -> list[int]:
    """The years that a value begins in, and those between, newest first."""
    begyndt = [v.fra.year for p in lov.parametre.values() for v in p.vaerdier]
    return list(range(max(begyndt), min(begyndt) - 1, -1))


def saetning(raekker: list[dict[str, Any]], aar: int) -> str:
    """The page's answer in one sentence: how much of the year's law is confirmed, and what is not."""
    antal = optael(raekker)
    bekraeftet = antal[BEKRAEFTET] + antal[LOKAL]
    dele = [f"{dansk.tal(bekraeftet)} af {dansk.antal(len(raekker), 'lovværdi', 'lovværdier')} er bekræftet"]
    if antal[AFLEDT]:
        dele.append(f"{dansk.tal(antal[AFLEDT])} er beregnet efter loven, men ikke bekræftet")
    if antal[FIKTIV]:
        dele.append(f"{dansk.tal(antal[FIKTIV])} {'er fiktiv' if antal[FIKTIV] == 1 else 'er fiktive'}")
    if antal[MANGLER]:
        ramte = dict.fromkeys(t for r in raekker if r["status"] == MANGLER for t in r["bruges_i"])
        foelge = f", så {_og(list(ramte))} ikke kan beregnes helt" if ramte else ""
        dele.append(f"{dansk.tal(antal[MANGLER])} mangler{foelge}")
    tekst = dele[0] if len(dele) == 1 else f"{', '.join(dele[:-1])}, og {dele[-1]}"
    return f"I {aar}: {tekst}."


# --- one parameter --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Historik:
    """A parameter with all its dated values, newest first.

    raekker: fra, til, vaerdi, vist, status, kilde, note, regel (in words), genberegnet (what the rule gives
    today), stemmer (None without a rule), alternativ.
    """

    parameter: Parameter
    omraade: str
    bruges_i: list[str]
    raekker: list[dict[str, Any]]


def historik(lov: Lovsamling, navn: str) -> Historik:
    """Errors: HjemtagFejl when no parameter has that name."""
    p = lov.parameter(navn)
    raekker = [_historikraekke(lov, p, v) for v in reversed(p.vaerdier)]
    return Historik(p, omraade(navn), bruges_i(lov, navn), raekker)


def _historikraekke(lov: Lovsamling, p: Parameter, v: Vaerdi) -> dict[str, Any]:
    beregnet, fejl = _genberegn(lov, v)
    return {
        "fra": v.fra,
        "til": v.til,
        "vaerdi": v.vaerdi,
        "vist": vis_vaerdi(v.vaerdi, p.enhed),
        "status": v.status,
        "kilde": v.kilde,
        "note": v.note,
        "regel": _regeltekst(lov, p, v.regel, v.fra.year) if v.regel else "",
        "genberegnet": fejl or (vis_vaerdi(beregnet, p.enhed) if beregnet is not None else ""),
        "stemmer": None if v.regel is None else beregnet == v.vaerdi,
        "alternativ": vis_vaerdi(v.alternativ, p.enhed) if v.alternativ is not None else "",
    }


def _genberegn(lov: Lovsamling, v: Vaerdi) -> tuple[Decimal | None, str]:
    if v.regel is None:
        return None, ""
    try:
        return regulering.beregn(lov, v.regel, v.fra.year), ""
    except ParameterMangler as mangler:
        return None, f"kan ikke regnes efter, {lov.parameter(mangler.navn).beskrivelse.lower()} mangler"


def _regeltekst(lov: Lovsamling, p: Parameter, regel: Regel, aar: int) -> str:
    """The rule as a sentence: basis, the year's per cents, factor, supplement, rounding."""
    grundlag = lov.parameter(regel.grundlag)
    hvad = "" if grundlag is p else f" ({titel(grundlag)})"
    dele = [f"{_vaerdi_i(lov, regel.grundlag, date(regel.aar, 12, 31))} for {regel.aar}{hvad}"]
    if regel.procent:
        aarene_ = range(regel.aar + 1, aar + 1)
        procenter = [f"{_vaerdi_i(lov, regel.procent, date(nu, 1, 1))} i {nu}" for nu in aarene_]
        dele.append(f"reguleret med {_og(procenter)}" if procenter else "ikke reguleret endnu")
    if regel.faktor != 1:
        dele.append(f"ganget med {_tal(regel.faktor)}")
    if regel.tillaeg:
        dele.append(f"tillagt {_tal(regel.tillaeg)}")
    return f"{', '.join(dele)}, {_afrunding(regel, aar, grundlag.enhed)}"


def _vaerdi_i(lov: Lovsamling, navn: str, dag: date) -> str:
    try:
        return vis_vaerdi(lov.opslag(navn, dag).vaerdi, lov.parameter(navn).enhed)
    except ParameterMangler:
        return "en ukendt værdi"


def _afrunding(regel: Regel, aar: int, enhed: str) -> str:
    trin = f"{_tal(regel.afrunding)} kr." if enhed.startswith("kr.") else _tal(regel.afrunding)
    flere = regel.procent is not None and aar > regel.aar + 1
    if flere and regel.foerste_afrunding and regel.foerste_afrunding > regel.aar + 1:
        return f"afrundet til nærmeste {trin} fra {regel.foerste_afrunding}"
    return f"afrundet til nærmeste {trin}{' efter hvert år' if flere else ''}"


def _og(dele: list[str]) -> str:
    return dele[0] if len(dele) == 1 else f"{', '.join(dele[:-1])} og {dele[-1]}"


# --- proposals ------------------------------------------------------------------------------------------


def foreslaa(
    lager: Sagslager,
    parameter: str,
    fra: date,
    til: date | None,
    vaerdi: Decimal | str | bool,
    kilde: str,
    begrundelse: str,
    bruger: str,
    nu: datetime,
) -> int:
    """Propose a value after trying it on the law: one that could not come into force is refused here.

    bruger: who the command line says it is. Returns the number of the proposal. Errors: HjemtagFejl (a published
    value stands there, wrong unit, no source), AdgangNaegtet (not one of the municipality's own who may).
    """
    bruger = brugere.kraev_kendt(lager, bruger, Handling.INDTAST_SATS)
    return _foreslaa(lager, parameter, fra, til, vaerdi, kilde, begrundelse, bruger, nu)


def _foreslaa(
    lager: Sagslager,
    parameter: str,
    fra: date,
    til: date | None,
    vaerdi: Decimal | str | bool,
    kilde: str,
    begrundelse: str,
    bruger: str,
    nu: datetime,
) -> int:
    laes_lov().med_lokale([Vaerdi(parameter, fra, til, vaerdi, LOKAL, kilde)])
    if parameter == "moms_positivliste":
        from engine.resultater import momsliste

        momsliste.kontroller(str(vaerdi))
    return satser.foreslaa_sats(lager, parameter, fra, til, vaerdi, kilde, begrundelse, bruger, nu)


def bekraeft(lager: Sagslager, nr: int, bruger: str, nu: datetime) -> None:
    """Confirm another person's proposal; bruger as in foreslaa.

    Errors: AdgangNaegtet for one's own and for one who may not, RettelseAfvist when it is settled, HjemtagFejl when a
    published value has come meanwhile.
    """
    _bekraeft(lager, nr, brugere.kraev_kendt(lager, bruger, Handling.BEKRAEFT_SATS), nu)


def _bekraeft(lager: Sagslager, nr: int, bruger: str, nu: datetime) -> None:
    f = next((f for f in forslag(lager) if f["haendelse"] == nr), None)
    if f is not None:
        laes_lov().med_lokale([Vaerdi(f["parameter"], f["fra"], f["til"], f["vaerdi"], LOKAL, f["kilde"])])
    satser.bekraeft_sats(lager, nr, bruger, nu)


def forslag(lager: Sagslager) -> list[dict[str, Any]]:
    """Proposals nobody has settled, oldest first."""
    return satser.satsforslag(lager)


def vis_forslag(lager: Sagslager, lov: Lovsamling, bruger: Bruger) -> list[dict[str, Any]]:
    """As `forslag`, with what a page shows: titel, vist, nu_vist (in force on `fra`), eget, kan_bekraeftes."""
    maa_bekraefte = maa(bruger, Handling.BEKRAEFT_SATS)[0]
    return [_vist_forslag(f, lov, bruger, maa_bekraefte) for f in forslag(lager)]


def _vist_forslag(f: dict[str, Any], lov: Lovsamling, bruger: Bruger, maa_bekraefte: bool) -> dict[str, Any]:
    p = lov.parameter(f["parameter"])
    nu = next((v.vaerdi for v in p.vaerdier if v.gaelder(f["fra"])), None)
    eget = any(samme_person(f["foreslaaet_af"], navn) for navn in (bruger.navn, bruger.visningsnavn))
    return f | {
        "titel": titel(p),
        "vist": vis_vaerdi(f["vaerdi"], p.enhed),
        "nu_vist": vis_vaerdi(nu, p.enhed),
        "eget": eget,
        "kan_bekraeftes": maa_bekraefte and not eget,
    }


def foreslaa_som(
    lager: Sagslager,
    bruger: Bruger,
    parameter: str,
    fra: date | None,
    til: date | None,
    tekst: str,
    kilde: str,
    begrundelse: str,
    nu: datetime,
) -> tuple[int, str]:
    """Propose a value as written in the form. Returns (number, the value as it was read).

    Errors: AdgangNaegtet for other roles, RettelseAfvist or HjemtagFejl as laes_dansk_vaerdi and foreslaa.
    """
    _kraev(bruger, Handling.INDTAST_SATS)
    if fra is None:
        raise RettelseAfvist("Vælg den første dag, værdien gælder. Intet er gemt.")
    vaerdi = laes_dansk_vaerdi(parameter, tekst)
    nr = _foreslaa(lager, parameter, fra, til, vaerdi, kilde, begrundelse, bruger.navn, nu)
    return nr, vis_vaerdi(vaerdi, laes_lov().parameter(parameter).enhed)


def bekraeft_som(lager: Sagslager, bruger: Bruger, nr: int, nu: datetime) -> None:
    """Confirm as a signed-in user; in force at once.

    Errors: AdgangNaegtet for other roles and for one's own, RettelseAfvist when it is settled, HjemtagFejl when
    a published value has come meanwhile.
    """
    _kraev(bruger, Handling.BEKRAEFT_SATS)
    _bekraeft(lager, nr, bruger.navn, nu)


def traek_tilbage_som(lager: Sagslager, bruger: Bruger, nr: int, begrundelse: str, nu: datetime) -> None:
    """Take an open proposal away as a signed-in user. Errors: AdgangNaegtet, RettelseAfvist without a reason."""
    _kraev(bruger, Handling.INDTAST_SATS)
    if not begrundelse.strip():
        raise RettelseAfvist("Skriv, hvorfor forslaget trækkes tilbage. Intet er ændret.")
    if indeholder_cpr(begrundelse):
        raise RettelseAfvist("Der står et CPR-nummer i begrundelsen; skriv den uden. Intet er ændret.")
    satser.traek_forslag_tilbage(lager, nr, bruger.navn, nu, begrundelse)


def _kraev(bruger: Bruger, handling: Handling) -> None:
    ja, grund = maa(bruger, handling)
    if not ja:
        raise AdgangNaegtet(grund)
