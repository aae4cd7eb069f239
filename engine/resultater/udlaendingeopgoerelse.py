"""The statement to the ministry for refugees: right less claimed, the checks, and its frozen copy.

The lines are engine/refusion/udlaendinge_opgoerelse.py; freezing, approving and withdrawing are those of every
statement (frosset.py). A check that is red stops it; one that asks to be looked at must be explained in words, and the
explanation is frozen with the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import udlaendinge as lager
from engine.refusion import indberetning as perioder_
from engine.refusion import udlaendinge as ret
from engine.refusion import udlaendinge_opgoerelse as regn
from engine.refusion.indberetning import ANMODNING, ENDELIG, FORELOEBIG, Periode
from engine.refusion.sde import ENHED
from engine.resultater import frosset, indberetning, kontekst, sde, sdevisning, udlaendinge
from engine.resultater.frosset import GROEN, GUL, ROED, Indberettet, Kontrol, Ordning, slags
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendinge import ORDNINGER, Resultat
from engine.sager.godkendelse import GODKENDT
from engine.sager.model import ligner_cpr

ORDNING = Ordning(slags("indberetning_udlaendinge"), foran="Udlændinge", om=" for udlændinge")
_FRISTER = {FORELOEBIG: "frist_foreloebig_oevrige", ENDELIG: "frist_endelig"}
_LOEN, _SU = "00", "01"
_GEMT = [
    *("aar", "ordning", "person_id", "oere", "maaneder", "skoen_oere", "hjemtaget_oere", "beloeb_oere"),
    "fakta",
]


@dataclass(frozen=True)
class Opgoerelse(frosset.Opgoerelse):
    """The statement as it is now. linjer: udlaendinge_opgoerelse.LINJE. tilskud: the months behind the lines (of
    Resultat.tilskud). daekkede: the shares of help behind the full refund of the lines."""

    tilskud: pd.DataFrame
    daekkede: pd.DataFrame


@dataclass(frozen=True)
class Grundlag:
    """What a check may look at. sidste: the last month that is over in data."""

    ind: Indstillinger
    k: Kontekst
    p: Periode
    i_dag: date
    r: Resultat
    linjer: pd.DataFrame
    tilskud: pd.DataFrame
    daekkede: pd.DataFrame
    krav: pd.DataFrame
    forrige: Indberettet | None
    gamle: pd.DataFrame | None

    @property
    def aarene(self) -> list[int]:
        return sorted({self.p.aar, *(int(a) for a in self.linjer["aar"])})


def perioder(k: Kontekst) -> list[Periode]:
    """The statements that can be made of the years with a right."""
    return frosset.perioder(
        sorted({int(m[:4]) for m in udlaendinge.beregn(k).tilskud["maaned"].unique()}, reverse=True)
    )


def standard(k: Kontekst, i_dag: date) -> Periode | None:
    """What is due next."""
    return frosset.standard(perioder(k), k.gen.data_dato, i_dag, lambda p: _frist(k, p))


def opgoer(ind: Indstillinger, k: Kontekst, p: Periode, i_dag: date) -> Opgoerelse:
    """The statement now. Errors: ParameterMangler without cro_tilbage_aar."""
    r, krav = udlaendinge.beregn(k), lager.hjemtaget(k.gen)
    data_dato = k.gen.data_dato or date(p.aar, 1, 1)
    hele = perioder_.sidste_hele_maaned(data_dato)
    tilbage = int(str(k.lov.opslag("cro_tilbage_aar", date(p.aar, 1, 1)).vaerdi))
    linjer = regn.linjer(r.tilskud, _skoen(k, r, p, hele), krav, p, hele, tilbage)
    tilskud = _i_linjerne(regn.i_perioden(r.tilskud, p, hele), linjer)
    maaneder = tilskud.loc[tilskud["ordning"] == ret.PAR181, ["person_noegle", "maaned"]]
    daekkede = r.daekkede.merge(maaneder, on=["person_noegle", "maaned"])
    forrige = next((i for i in frosset.alle(ind, ORDNING, p.aar) if i.tilstand == GODKENDT), None)
    gamle = frosset.laes_linjer(kontekst.sagslager(ind.database_url), forrige, _GEMT) if forrige else None
    g = Grundlag(ind, k, p, i_dag, r, linjer, tilskud, daekkede, krav, forrige, gamle)
    nye = pd.DataFrame(_til_gemning(k, r, linjer, tilskud), columns=_GEMT)
    return Opgoerelse(
        ordning=ORDNING,
        periode=p,
        linjer=linjer,
        poster=regn.poster(linjer),
        beloeb_oere=int(linjer["beloeb_oere"].sum()),
        i_aar_oere=int(linjer.loc[~linjer["berigtigelse"], "beloeb_oere"].sum()),
        berigtigelse_oere=int(linjer.loc[linjer["berigtigelse"], "beloeb_oere"].sum()),
        skoen_oere=int(linjer["skoen_oere"].sum()),
        kontroller=tuple(t for kontrol in KONTROLLER for t in kontrol(g)),
        forrige=forrige,
        forskel=regn.forskel(nye, gamle) if gamle is not None else linjer.iloc[0:0],
        frist=_frist(k, p),
        data_dato=data_dato,
        tilskud=tilskud,
        daekkede=daekkede,
    )


def _frist(k: Kontekst, p: Periode) -> date | None:
    return sdevisning.frist(k, _FRISTER[p.art], p.aar) if p.art in _FRISTER else None


def _skoen(k: Kontekst, r: Resultat, p: Periode, hele: str) -> pd.DataFrame:
    slut = ret.plus_maaneder(date(int(p.sidste_maaned[:4]), int(p.sidste_maaned[5:]), 1), 1) - timedelta(
        days=1
    )
    mangler = p.art == ANMODNING and hele < p.sidste_maaned
    ventede = [t for u in r.personer.values() for t in ret.tilskud(u, k.lov, slut)] if mangler else []
    return regn.skoen(r.tilskud, ventede, p, hele)


def _i_linjerne(tilskud: pd.DataFrame, linjer: pd.DataFrame) -> pd.DataFrame:
    """The months of the statement's lines."""
    med = tilskud.assign(aar=tilskud["maaned"].str[:4].astype("int64"))
    return med.merge(linjer[regn.NOEGLE], on=regn.NOEGLE)


# --- the checks -------------------------------------------------------------------------------------------------


def _satser(g: Grundlag) -> list[Kontrol]:
    mangler = sorted({t.mangler for t in g.r.mangler if int(t.maaned[:4]) in g.aarene})
    if mangler:
        tekst = f"Der mangler en værdi for {', '.join(mangler)}; tilskuddet er ikke regnet med."
        return [Kontrol("Satser", ROED, tekst, "Indtast den på siden Lovgrundlag.")]
    usikre = g.linjer[g.linjer["lovstatus"] == "afledt"]
    if usikre.empty:
        return [Kontrol("Satser", GROEN, "Alle satser er bekræftet.")]
    aar = ", ".join(str(a) for a in sorted(set(usikre["aar"])))
    tekst = f"Satser for {aar} er beregnet efter reguleringsreglen og ikke bekræftet."
    return [
        Kontrol("Satser", ROED, tekst, "Bekræft dem på siden Lovgrundlag.", int(usikre["ret_oere"].sum()))
    ]


def _paategning(g: Grundlag) -> list[Kontrol]:
    return indberetning.paategning(g.ind, g.k, g.p)


def _godkendelser(g: Grundlag) -> list[Kontrol]:
    return indberetning.godkendelser(g.ind)


def _dataperiode(g: Grundlag) -> list[Kontrol]:
    return indberetning.dataperiode(g.ind, g.k, g.p)


def _forrige(g: Grundlag) -> list[Kontrol]:
    return indberetning.forrige_er_landet(g.ind, g.k, g.p, g.linjer, g.forrige, g.gamle)


def _byggekontroller(g: Grundlag) -> list[Kontrol]:
    return indberetning.byggekontroller(g.ind, g.k)


def _ikke_to_gange(g: Grundlag) -> list[Kontrol]:
    """No krone in two schemes: særligt dyre enkeltsager, half refund, another municipality, two grants for a month."""
    fejl = [
        (
            _ogsaa_i_saerligt_dyre(g),
            ROED,
            "hjælp står også i særligt dyre enkeltsager",
            "Meld det til driften.",
        ),
        (_to_tilskud(g), ROED, "grundtilskud er givet i en måned med tilskud for uledsagede", "Se personen."),
        (_ogsaa_halv(g), GUL, "halv refusion er bogført på hjælp med fuld refusion", "Tilbagefør den halve."),
        (
            _ogsaa_hos_andre(g),
            GUL,
            "er også krævet af en anden kommune",
            "Afgør, hvem der betaler, og træk det andet krav tilbage.",
        ),
    ]
    ud = [
        Kontrol(
            "Ingen krone to gange", tilstand, f"{dansk.kroner(oere, oere_vist=True)}: {hvad}.", goer, oere
        )
        for oere, tilstand, hvad, goer in fejl
        if oere
    ]
    i_orden = "Ingen krone er også i særligt dyre enkeltsager, halv refusion, hos en anden kommune eller i to tilskud."
    return ud or [Kontrol("Ingen krone to gange", GROEN, i_orden)]


def _ogsaa_i_saerligt_dyre(g: Grundlag) -> int:
    """Øre of help that is refunded in full and enters særligt dyre enkeltsager too: together more than the bill."""
    noegle = ["postering_nr", "person_noegle", "maaned"]
    over = 0
    for aar, egne in g.daekkede.groupby("aar"):
        alle = sde.grundlag_for_personer(g.k, int(str(aar)), sorted(set(egne["person_noegle"])))
        inde = alle[alle["medregnet"]].groupby(noegle, as_index=False)["andel_u"].sum()
        par = egne.groupby(noegle, as_index=False)[["andel_u", "daekket_u"]].sum()
        par = par.merge(inde.rename(columns={"andel_u": "inde_u"}), on=noegle)
        mere = (par["inde_u"] + par["daekket_u"]).abs() - par["andel_u"].abs()
        over += int(mere.clip(lower=0).sum())
    return ret.til_oere(over)


def _to_tilskud(g: Grundlag) -> int:
    """Øre of basic grant in a month in which the person also has the grant for the unaccompanied (BEK § 9)."""
    to = g.tilskud[g.tilskud["ordning"].isin([ret.GRUND, ret.ULEDSAGET])]
    begge = to[to.duplicated(["person_noegle", "maaned"], keep=False)]
    return int(begge.loc[begge["ordning"] == ret.GRUND, "oere"].sum())


def _ogsaa_halv(g: Grundlag) -> int:
    """Øre of half refund booked on help that is refunded in full: more than half of what is left of the month."""
    from engine.resultater import halvrefusion

    md = halvrefusion.maaneder(g.k)
    daekkede = {
        (d.person_noegle, d.maaned, f"{d.lov}{d.paragraf.split('.')[0].upper()}")
        for d in g.daekkede.itertuples(index=False)
    }
    ramt = [n in daekkede for n in zip(md["person_noegle"], md["maaned"], md["ordning"], strict=True)]
    return int((md["bogfoert_oere"] - md["forventet_oere"])[ramt].clip(lower=0).sum())


def _ogsaa_hos_andre(g: Grundlag) -> int:
    """Øre of full refund in months that another municipality has been claimed for."""
    krav = lager.kommunale_krav(g.k.gen)
    hjaelp = g.tilskud[g.tilskud["ordning"] == ret.PAR181]
    ramt = [n in krav for n in zip(hjaelp["person_noegle"], hjaelp["maaned"], strict=True)]
    return int(hjaelp.loc[ramt, "oere"].sum())


def _stemmer(g: Grundlag) -> list[Kontrol]:
    """Each posting of help ties to the ledger: its shares over all months are its amount to the øre."""
    numre = sorted({int(n) for n in g.daekkede["postering_nr"]})
    delt = lager.delt_u(g.k.gen, numre)
    if rettede := sde.rettede(g.k):
        nye = sde.rettede_andele(g.k.gen, rettede)[1].groupby("postering_nr")["andel_u"].sum()
        delt |= {int(n): int(u) for n, u in nye.items() if int(n) in delt}
    poster = lager.poster(g.k.gen, numre)
    skaeve = poster[
        [
            delt.get(int(n), 0) != int(b) * ENHED
            for n, b in zip(poster["postering_nr"], poster["beloeb_oere"], strict=True)
        ]
    ]
    oere = int(g.tilskud.loc[g.tilskud["ordning"] == ret.PAR181, "oere"].sum())
    if skaeve.empty and len(poster) == len(numre):
        antal_ = dansk.antal(len(numre), "postering", "posteringer")
        tekst = f"{dansk.kroner(oere, oere_vist=True)} i fuld refusion på {antal_}, der hver går op til øren."
        return [Kontrol("Stemmer med regnskabet", GROEN, tekst)]
    antal = len(numre) - len(poster) + len(skaeve)
    tekst = f"{dansk.antal(antal, 'postering', 'posteringer')} går ikke op med regnskabet."
    return [
        Kontrol(
            "Stemmer med regnskabet", ROED, tekst, "Byg lageret igen; meld det, hvis det ikke hjælper.", oere
        )
    ]


def _bogfoert(g: Grundlag) -> list[Kontrol]:
    """State refund on dranst 2 on these persons' help against what was claimed for it in the year."""
    bogfoert = lager.bogfoert_refusion(g.k.gen).get(g.p.aar, 0)
    egne = g.krav[(g.krav["regnskabsaar"] == g.p.aar) & (g.krav["ordning"] == ret.PAR181)]
    taget = int(egne["beloeb_oere"].sum())
    if bogfoert == taget:
        return [
            Kontrol("Bogført refusion", GROEN, "Refusionen på dranst 2 er den, der er hjemtaget for hjælpen.")
        ]
    tekst = (
        f"Fuld refusion er hjemtaget med {dansk.kroner(taget, oere_vist=True)} for {g.p.aar}, og på dranst 2 er der "
        f"bogført {dansk.kroner(bogfoert, oere_vist=True)} på hjælp til udlændinge."
    )
    return [
        Kontrol(
            "Bogført refusion",
            GUL,
            tekst,
            "Find forskellen: en forkert person, gruppering eller halv refusion.",
            bogfoert - taget,
        )
    ]


def _soegte_resultater(g: Grundlag) -> pd.DataFrame:
    """The result grants that the statement asks for."""
    soegt = g.linjer[g.linjer["ordning"].isin(ret.RESULTATER) & (g.linjer["beloeb_oere"] > 0)]
    return g.tilskud.merge(soegt[regn.NOEGLE], on=regn.NOEGLE)


def _dokumentation(g: Grundlag) -> list[Kontrol]:
    """Work and education without A-tax or SU in the six months (BEK § 30 stk. 2 nr. 2: what proves the event)."""
    df = _soegte_resultater(g)
    loen, su = (lager.indtaegtsmaaneder(g.k.gen, typer) for typer in ((_LOEN,), (_LOEN, _SU)))
    typer = {ret.JOB: loen, ret.UDDANNELSE: su}
    uden = df[[r.ordning in typer and not _bevist(r, typer[r.ordning]) for r in df.itertuples(index=False)]]
    if uden.empty:
        return [
            Kontrol("Dokumentation", GROEN, "Løn eller SU viser hvert job og hver uddannelse, der søges for.")
        ]
    tekst = f"{dansk.antal(len(uden), 'resultattilskud', 'resultattilskud')} har ikke løn eller SU i alle månederne."
    goer = "Find ansættelsesbrev, lønseddel eller erklæring fra uddannelsesstedet, før der søges."
    return [Kontrol("Dokumentation", GUL, tekst, goer, int(uden["oere"].sum()))]


def _bevist(r: Any, maaneder: set[tuple[str, str]]) -> bool:
    """Whether there is pay in every month after the first up to the one that gave it (the first may be paid late)."""
    fra = ret.plus_maaneder(r.begyndt.replace(day=1), 1)
    antal = (r.naaet.year - fra.year) * 12 + r.naaet.month - fra.month + 1
    return all((r.person_noegle, f"{ret.plus_maaneder(fra, n):%Y-%m}") in maaneder for n in range(antal))


def _kontrakt(g: Grundlag) -> list[Kontrol]:
    """BEK § 14: a result grant needs a contract under INL § 19. Data show a programme and no contract."""
    df = _soegte_resultater(g)
    uden = df[[not _i_program(g.r.personer[r.person_noegle], r.begyndt) for r in df.itertuples(index=False)]]
    if uden.empty:
        tekst = (
            "Alle, der søges resultattilskud for, var i program; kontrakten (INL § 19) selv står ikke i data."
        )
        return [Kontrol("Kontrakt", GROEN, tekst)]
    tekst = (
        f"{dansk.antal(len(uden), 'resultattilskud', 'resultattilskud')} er uden et program, da det begyndte."
    )
    goer = "Find kontrakten efter integrationslovens § 19; uden den er der ingen ret (BEK 802/2025 § 14)."
    return [Kontrol("Kontrakt", GUL, tekst, goer, int(uden["oere"].sum()))]


def _i_program(u: ret.Udlaending, dag: date) -> bool:
    return any(p.fra <= dag <= p.til for p in u.program)


def _uden_ansvar(g: Grundlag) -> list[Kontrol]:
    """Permits that give a right and have no first day of responsibility: nothing is computed for them."""
    uden = [
        u for u in g.r.personer.values()
        if any(t.grundlag in ret.FULD_REFUSION for t in u.tilladelser) and not any(t.ansvar_fra for t in u.tilladelser)
    ]  # fmt: skip
    if not uden:
        return [Kontrol("Ansvar", GROEN, "Alle opholdstilladelser med ret har en dato for kommunens ansvar.")]
    tekst = (
        f"{dansk.antal(len(uden), 'person', 'personer')} har opholdstilladelse, men ingen dato for ansvaret."
    )
    return [Kontrol("Ansvar", GUL, tekst, "Find datoen, og lever den i opholdstilladelse.ansvar_fra.")]


def _frister(g: Grundlag) -> list[Kontrol]:
    """The statement's own deadline, and what is too old to be taken in it."""
    ud = []
    frist = _frist(g.k, g.p)
    if frist and g.i_dag > frist:
        tekst = f"Fristen var {dansk.dato(frist)}; den er overskredet."
        ud.append(Kontrol("Frist", GUL, tekst, "Aftal med ministeriet, hvordan opgørelsen afleveres."))
    tilbage = int(str(g.k.lov.opslag("cro_tilbage_aar", date(g.p.aar, 1, 1)).vaerdi))
    gamle = g.r.fund[(g.r.fund["til"].str[:4] < str(g.p.aar - tilbage)) & (g.r.fund["forskel_oere"] > 0)]
    if len(gamle):
        tekst = f"Krav fra før {g.p.aar - tilbage} er ældre end {dansk.tal(tilbage)} år og er ikke med."
        ud.append(Kontrol("Frist", GUL, tekst, "", int(gamle["forskel_oere"].sum())))
    return ud or [Kontrol("Frist", GROEN, "Ingen frist er overskredet.")]


def _regninger_i_tvivl(g: Grundlag) -> list[Kontrol]:
    """Bills booked on another person or on nobody, or not yet come, that would change the full refund of the years."""
    aarene = [str(a) for a in g.aarene]
    t = g.r.tvivl[g.r.tvivl["til"].str[:4].isin(aarene)] if len(g.r.tvivl) else g.r.tvivl
    ud = _formodede(g, aarene)
    if len(t):
        oere = int(t["tvivl_oere"].abs().sum())
        tekst = (
            f"{dansk.antal(len(t), 'forskel', 'forskelle')} i fuld refusion kan forklares af en regning, der mangler "
            "eller står på en anden, eller af et spørgsmål, der ikke er besvaret."
        )
        goer = "Ret posteringerne, find regningerne, eller besvar spørgsmålet. Se Udlændinge."
        ud.append(Kontrol("Regninger", GUL, tekst, goer, oere))
    i_orden = "Ingen forskel ligner en regning, der mangler eller står forkert."
    return ud or [Kontrol("Regninger", GROEN, i_orden)]


def _formodede(g: Grundlag, aarene: list[str]) -> list[Kontrol]:
    """Bills that are nearly certainly a covered person's and that the ledger has elsewhere: never in the statement
    before a person has said yes."""
    f = g.r.formodede[g.r.formodede["maaned"].str[:4].isin(aarene)]
    if f.empty:
        return []
    oere = int(g.r.formodet[[m[:4] in aarene for _, m in g.r.formodet.index]].sum())
    antal = dansk.antal(f["postering_nr"].nunique(), "regning", "regninger")
    tekst = (
        f"{antal}, der står uden person eller på en anden, ville give {dansk.kroner(abs(oere), oere_vist=True)} "
        f"{'mere' if oere >= 0 else 'mindre'} i fuld refusion. Det er ikke med."
    )
    goer = "Sig ja eller nej til forslagene på Periodisering, Udgifter uden person og På en anden person."
    return [Kontrol("Regninger", GUL, tekst, goer, oere)]


def _krav_uden_person(g: Grundlag) -> list[Kontrol]:
    uden = g.linjer[(g.linjer["person_noegle"] == "") | (g.linjer["ordning"] == "")]
    if uden.empty:
        return [Kontrol("Hjemtaget", GROEN, "Alt hjemtaget har person og ordning.")]
    oere = int(uden["hjemtaget_oere"].sum())
    tekst = f"{dansk.kroner(oere)} er hjemtaget uden CPR eller ordning og er trukket fra samlet."
    return [Kontrol("Hjemtaget", GUL, tekst, "Find kravene, og lever dem med CPR og delordning.", oere)]


KONTROLLER: list[Callable[[Grundlag], list[Kontrol]]] = [
    *(_satser, _paategning, _godkendelser, _dataperiode, _forrige, _ikke_to_gange, _stemmer, _bogfoert),
    *(_dokumentation, _kontrakt, _uden_ansvar, _regninger_i_tvivl, _frister, _krav_uden_person),
    _byggekontroller,
]


def skal_forklares(o: Opgoerelse) -> list[str]:
    """The names of the checks that must be explained before the statement can be frozen, each once."""
    return list(dict.fromkeys(t.navn for t in o.kontroller if t.tilstand == GUL))


def det_der_forklares(o: Opgoerelse, navn: str) -> str:
    """What a check that must be explained says, beside the field for the explanation."""
    gule = [t for t in o.kontroller if t.navn == navn and t.tilstand == GUL]
    return f"{navn}: {' '.join(t.tekst for t in gule)}"


# --- freezing ---------------------------------------------------------------------------------------------------


def foreslaa_som(
    ind: Indstillinger,
    k: Kontekst,
    bruger: Bruger,
    o: Opgoerelse,
    begrundelse: str,
    forklaringer: Mapping[str, str],
    nu: datetime,
) -> int:
    """Freeze the statement and propose to hand it in. Returns the proposal's number.

    forklaringer: check → why it is in order all the same. Errors: AdgangNaegtet for other roles, RettelseAfvist when a
    check is red or unexplained, one already waits, or without a reason.
    """
    from engine.resultater import udlaendingebog

    sdevisning.kraev(bruger, Handling.INDBERET)
    if not o.kan_indberettes:
        raise RettelseAfvist("En kontrol er rød. Ret det, den siger, og prøv igen. Intet er gemt.")
    givet = {n: forklaringer.get(n, "").strip() for n in skal_forklares(o)}
    if uden := [n for n, t in givet.items() if not t]:
        raise RettelseAfvist(f"Forklar kontrollen {', '.join(uden)}, før opgørelsen fryses. Intet er gemt.")
    if any(ligner_cpr(t) for t in givet.values()):
        raise RettelseAfvist("Der står et CPR-nummer i en forklaring; skriv den uden. Intet er gemt.")
    o = forklaret(o, givet)
    return frosset.frys(
        ind,
        bruger,
        ORDNING,
        o.periode,
        beloeb_oere=o.beloeb_oere,
        fil=udlaendingebog.bog(k, o, nu),
        linjer=_til_gemning(k, udlaendinge.beregn(k), o.linjer, o.tilskud),
        grundlag=frosset.grundlagstekst(k),
        begrundelse=begrundelse,
        nu=nu,
        forklaringer=givet,
    )


def forklaret(o: Opgoerelse, forklaringer: Mapping[str, str]) -> Opgoerelse:
    """The statement with what was written of its checks."""
    kontroller = tuple(
        replace(t, forklaring=forklaringer.get(t.navn, "") if t.tilstand == GUL else "") for t in o.kontroller
    )
    return replace(o, kontroller=kontroller)


def indberettede(ind: Indstillinger, aar: int | None = None) -> list[Indberettet]:
    """Every statement that was proposed, of one year or all, the newest first."""
    return frosset.alle(ind, ORDNING, aar)


def person_id(k: Kontekst, noegle: str) -> str:
    """A person's id in the frozen lines: stable, and no CPR number."""
    return k.lav_id("U", noegle) if noegle else ""


def _til_gemning(
    k: Kontekst, r: Resultat, linjer: pd.DataFrame, tilskud: pd.DataFrame
) -> list[dict[str, Any]]:
    """The lines as they are frozen, with what a later statement needs to say why it differs; no CPR, no names."""
    maaneder = {
        n: {m: int(o) for m, o in zip(g["maaned"], g["oere"], strict=True)}
        for n, g in tilskud.groupby(regn.NOEGLE, sort=False)
    }
    fakta = {p: _fakta(k, r, p) for p in set(linjer["person_noegle"])}
    return [
        {
            "aar": int(x.aar),
            "ordning": x.ordning,
            "person_id": person_id(k, x.person_noegle),
            "oere": int(x.ret_oere + x.skoen_oere),
            "maaneder": maaneder.get((x.aar, x.ordning, x.person_noegle), {}),
            "skoen_oere": int(x.skoen_oere),
            "hjemtaget_oere": int(x.hjemtaget_oere),
            "beloeb_oere": int(x.beloeb_oere),
            "fakta": fakta[x.person_noegle],
        }
        for x in linjer.itertuples(index=False)
    ]


def _fakta(k: Kontekst, r: Resultat, person: str) -> list[str]:
    """What decides a person's rights, in short texts; what still runs has no end."""
    u = r.personer.get(person)
    if u is None:
        return []
    ud = []
    for x in ret.perioder(u, k.lov, r.sidste):
        slut = (
            ""
            if x.slutter == ret.LOEBER or x.stykke.til >= ret.UDLOEBER_ALDRIG
            else f" til {dansk.dato(x.stykke.til)}"
        )
        ud.append(f"{x.navn} fra {dansk.dato(x.stykke.fra)}{slut}")
    return ud


def titel_paa(ordning: str) -> str:
    """The grant's name; a claim without one is told so."""
    return ORDNINGER.get(ordning, "Uden ordning")
