"""The sources of things to do that rest on refund, ledger, law, deliveries and users. One function, one kind of thing.

More are added beside these (opgaver.kilde): candidates, cases, movers, forecasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from engine import dansk
from engine.adgang import KRAEVER_FAGOMRAADE, KRAEVER_ORGANISATION, Rolle, Sagsomfang, omfang
from engine.lager import kandidater as lagerkandidater
from engine.lager import ledelse as lager
from engine.resultater import datakvalitet, halvrefusion, kravbrev, ledelse, prognoseversion, smaaceller
from engine.resultater import sager as koe
from engine.resultater.fagomraader import FAG, GRUPPER, UDEN_FAGOMRAADE
from engine.resultater.opgaver import AFLEVERING, DATA, PENGE, Grundlag, Opgave, kilde, naeste_frist
from engine.resultater.sagskilder import SNART_DAGE
from engine.sager import brugere, satser

L, O, S, R, A, P, I = Rolle  # noqa: E741 - leder, oekonom, sagsbehandler, revisor, administrator, politiker, institutionsleder

CRO_FRISTER = ("frist_foreloebig_cro", "frist_endelig")
OEVRIGE_FRISTER = ("frist_foreloebig_oevrige", "frist_endelig")
VARSEL = timedelta(days=60)  # how long before a statement is due it is shown
BYGNING_GAMMEL = timedelta(days=2)
DATA_GAMLE = timedelta(days=40)
MERFORBRUG_HOEJST = 3
CPR_ANDEL = 0.8  # an account where so many postings name a person is one where the others should
FLYTTEOMRAADE = "overfoersel"  # the field of work of claims on other municipalities
_SDE = "Særligt dyre enkeltsager"


# --- refund -----------------------------------------------------------------------------------------------------


def aabne_aar(g: Grundlag) -> list[int]:
    """The years that are still corrected (cro_tilbage_aar), newest first."""
    tilbage = int(g.lov.foerste_eller_opslag("cro_tilbage_aar", g.i_dag).vaerdi)
    return [aar for aar in g.sde_aar() if aar >= g.i_dag.year - tilbage]


def _mangler(sager: pd.DataFrame, fortegn: int) -> tuple[int, int]:
    """(øre, cases) with refund missing (fortegn 1) or claimed beyond the right to it (−1)."""
    beloeb = (fortegn * sager["difference_oere"]).clip(lower=0)
    return int(beloeb.sum()), int((beloeb > 0).sum())


def _i_sager(g: Grundlag, antal: int) -> str:
    """How many cases, in words; a number too small to be shown is 'få sager'."""
    if smaaceller.er_lille(antal, g.minimum) and not omfang(g.bruger).personer:
        return "få sager"
    return dansk.antal(antal, "sag", "sager")


@kilde(L, O, S, R, P, I, potentiale=True)
def refusion_mangler(g: Grundlag) -> Iterator[Opgave]:
    """Refund that the law gives and nobody has claimed, a year at a time."""
    for aar in aabne_aar(g):
        oere, antal = _mangler(g.sager(aar), 1)
        if not oere:
            continue
        yield Opgave(
            noegle=f"sde_mangler_{aar}",
            titel=f"Hjemtag refusion for {aar}",
            hvorfor=f"{_SDE}: {_i_sager(g, antal)} har ret til mere, end der er hjemtaget.",
            tilstand="mangler",
            klasse=PENGE,
            oere=oere,
            frist=naeste_frist(g.lov, CRO_FRISTER, aar, g.i_dag),
            til_gode=True,
            sider=(
                ("saerligt_dyre", {"aar": str(aar), "status": "mangler"}),
                ("ledelsesinformation", {"aar": str(aar)}),
            ),
            goer="Se sagerne" if omfang(g.bruger).personer else "Se tallene",
        )


@kilde(L, O, S, R)
def refusion_for_meget(g: Grundlag) -> Iterator[Opgave]:
    """What has been claimed beyond the right to it, to be paid back."""
    for aar in aabne_aar(g):
        oere, antal = _mangler(g.sager(aar), -1)
        if oere:
            yield Opgave(
                noegle=f"sde_skylder_{aar}",
                titel=f"Betal for meget hjemtaget tilbage for {aar}",
                hvorfor=f"{_SDE}: i {_i_sager(g, antal)} er der hjemtaget mere, end der er ret til.",
                tilstand="skylder",
                klasse=PENGE,
                oere=oere,
                frist=naeste_frist(g.lov, CRO_FRISTER, aar, g.i_dag),
                sider=(("saerligt_dyre", {"aar": str(aar), "status": "skylder"}),),
                goer="Se sagerne" if omfang(g.bruger).personer else "Se tallene",
            )


@kilde(L, O, S, R, P, potentiale=True)
def halv_refusion_mangler(g: Grundlag) -> Iterator[Opgave]:
    """Half refund (SEL §§ 176 a and 177, BL § 199) that the law gives and that is not booked."""
    for aar, mangler, _ in _halve(g):
        if mangler:
            yield Opgave(
                noegle=f"halv_mangler_{aar}",
                titel=f"Hjemtag 50 % refusion for {aar}",
                hvorfor="Loven giver halv refusion af udgifter, hvor den ikke er bogført.",
                tilstand="mangler",
                klasse=PENGE,
                oere=mangler,
                frist=naeste_frist(g.lov, OEVRIGE_FRISTER, aar, g.i_dag),
                til_gode=True,
                sider=(("saerligt_dyre", {"aar": str(aar)}), ("ledelsesinformation", {"aar": str(aar)})),
                goer="Se ordningerne",
            )


@kilde(O, R)
def halv_refusion_for_meget(g: Grundlag) -> Iterator[Opgave]:
    """Half refund that is booked without the right to it."""
    for aar, _, skyldig in _halve(g):
        if skyldig:
            yield Opgave(
                noegle=f"halv_skylder_{aar}",
                titel=f"Betal 50 % refusion tilbage for {aar}",
                hvorfor="Der er bogført halv refusion uden ret til den.",
                tilstand="skylder",
                klasse=PENGE,
                oere=skyldig,
                frist=naeste_frist(g.lov, OEVRIGE_FRISTER, aar, g.i_dag),
                sider=(("saerligt_dyre", {"aar": str(aar)}),),
                goer="Se ordningerne",
            )


def _halve(g: Grundlag) -> Iterator[tuple[int, int, int]]:
    """(year, øre missing, øre beyond the right) of the open years. The schemes cannot be divided by organisation."""
    if omfang(g.bruger).organisationer is not None:
        return
    for aar in aabne_aar(g):
        df = g.halv(aar).ordninger
        if len(df) and g.omraade is not None:
            df = df[df["ordning"].map(halvrefusion.FAGOMRAADE) == g.omraade]
        if len(df):
            yield aar, int(df["mangler_oere"].sum()), int(df["skyldig_oere"].sum())


@kilde(O, R)
def beregnede_graenser(g: Grundlag) -> Iterator[Opgave]:
    """Law values that are computed and not published: to be confirmed before anything rests on them in a claim."""
    for aar in aabne_aar(g):
        sager = g.sager(aar)
        afledte = sager[sager["lovstatus"] == "afledt"]
        venter, _ = _mangler(afledte, 1)
        if venter:
            yield Opgave(
                noegle=f"lov_afledt_{aar}",
                titel=f"Bekræft grænserne for {aar}",
                hvorfor="De er beregnet efter reguleringsreglen. Intet må indberettes, før de er bekræftet.",
                tilstand="usikker:Beregnet",
                klasse=AFLEVERING,
                oere=venter,
                frist=naeste_frist(g.lov, CRO_FRISTER, aar, g.i_dag),
                sider=(("lovgrundlag", {"lovaar": str(aar), "lovomraade": _SDE, "lovstatus": "afledt"}),),
                goer="Se grænserne",
            )


@kilde(O)
def lovforslag(g: Grundlag) -> Iterator[Opgave]:
    """Law values that another has proposed and nobody has confirmed."""
    andres = [f for f in satser.satsforslag(g.lager) if f["foreslaaet_af"] != g.bruger.navn]
    if andres:
        yield Opgave(
            noegle="lovforslag",
            titel=f"Bekræft {dansk.antal(len(andres), 'lovværdi', 'lovværdier')}",
            hvorfor="En kollega har foreslået værdierne. De gælder først, når en anden har bekræftet dem.",
            tilstand="usikker:Foreslået",
            klasse=AFLEVERING,
            sider=(("lovgrundlag", {}),),
            goer="Se forslagene",
        )


@kilde(O, R)
def restafregninger(g: Grundlag) -> Iterator[Opgave]:
    """The statements of last year's refund that are due within VARSEL (BEK 802/2025 §§ 56-57)."""
    aar = g.i_dag.year - 1
    alle = (
        ("frist_foreloebig_oevrige", "Foreløbig restafregning af øvrige ordninger", False),
        ("frist_foreloebig_cro", "Foreløbig restafregning af særligt dyre enkeltsager", True),
        ("frist_endelig", "Endelig, revideret restafregning", False),
    )
    for parameter, titel, kun_sde in alle:
        frist = naeste_frist(g.lov, (parameter,), aar, g.i_dag)
        if frist is None or frist.year != g.i_dag.year or frist - g.i_dag > VARSEL:
            continue
        sde_side = ("saerligt_dyre", {"aar": str(aar)})
        yield Opgave(
            noegle=f"restafregning_{parameter}_{aar}",
            titel=f"{titel} for {aar}",
            hvorfor="Refusionen, der indgår." if kun_sde else "Statsrefusionen, der er bogført på dranst 2.",
            tilstand="frist",
            klasse=AFLEVERING,
            oere=int(g.sager(aar)["refusion"].sum()) if kun_sde else lager.statsrefusion(g.k.gen).get(aar),
            frist=frist,
            sider=(("indberetning", {}), sde_side if kun_sde else ("ledelsesinformation", {"aar": str(aar)})),
        )


# --- cases ------------------------------------------------------------------------------------------------------


@kilde(O, S)
def sagskoen(g: Grundlag) -> Iterator[Opgave]:
    """The own cases, what lapses if nobody acts, and decided cases whose facts have changed since."""
    t = koe.tal(g.k, g.lager, g.bruger, g.i_dag)
    if t.tabes_oere:
        yield Opgave(
            noegle="sager_tabes",
            titel="Red det, der ellers bortfalder",
            hvorfor=f"Så meget går tabt inden for {SNART_DAGE} dage, hvis ingen gør noget. Fristen er køens første.",
            tilstand="frist",
            klasse=PENGE,
            oere=t.tabes_oere,
            frist=t.naeste_frist,
            sider=(("sager", {"vis": "frist"}),),
            goer="Se sagerne",
        )
    if t.mine:
        yield Opgave(
            noegle="sager_mine",
            titel="Arbejd videre med din sag" if t.mine == 1 else f"Arbejd videre med dine {t.mine} sager",
            hvorfor=f"{dansk.antal(t.antal, 'sag', 'sager')} står i køen i alt.",
            tilstand="ingen:I gang",
            klasse=PENGE,
            frist=t.naeste_frist,
            sider=(("sager", {"tildelt": "mig"}),),
            goer="Se dine sager",
        )
    if t.aendrede:
        yield Opgave(
            noegle="sager_aendrede",
            titel=f"Se på {dansk.antal(t.aendrede, 'afgjort sag', 'afgjorte sager')} igen",
            hvorfor="Tallene er ændret, efter at de blev afgjort.",
            tilstand="usikker:Ændret",
            klasse=AFLEVERING,
            sider=(("sager", {"vis": "aendrede"}),),
            goer="Se sagerne",
        )


@kilde(L, O, S)
def krav_uden_svar(g: Grundlag) -> Iterator[Opgave]:
    """Requests in the municipality's own data that nobody has answered for months: a reminder, then the leader is told.

    What is claimed here is opgaver_krav's; the two are named apart, for the same page of things to do has both."""
    if g.omraade not in (None, FLYTTEOMRAADE) or not omfang(g.bruger).rummer(Sagsomfang(FLYTTEOMRAADE)):
        return
    graenser = kravbrev.graenser(g.k)
    gamle = kravbrev.uden_svar(lagerkandidater.anmodede(g.k.gen), g.i_dag, graenser)
    til_leder = sum(leder for _, leder in gamle)
    antal = til_leder if g.bruger.rolle == Rolle.LEDER else len(gamle)
    if not antal:
        return
    rejst = gamle[0][0]["rejst"]
    yield Opgave(
        noegle="krav_uden_svar",
        titel=f"Ryk for svar på {_anmodninger(g, antal)} om tilsagn",
        hvorfor=f"Den ældste anmodning er fra {dansk.dato(rejst)}, og der er ikke svaret inden for "
        f"{graenser.leder_maaneder if g.bruger.rolle == Rolle.LEDER else graenser.ryk_maaneder} måneder.",
        tilstand="frist",
        klasse=PENGE,
        sider=(("tilflyttere", {}), ("sager", {})),
        goer="Se kravene",
    )


def _anmodninger(g: Grundlag, antal: int) -> str:
    if smaaceller.er_lille(antal, g.minimum) and not omfang(g.bruger).personer:
        return "få anmodninger"
    return dansk.antal(antal, "anmodning", "anmodninger")


# --- economy ----------------------------------------------------------------------------------------------------


@kilde(L, O, P)
def budgetafvigelser(g: Grundlag) -> Iterator[Opgave]:
    """The fields that have spent most beyond the budget for the part of the year that has gone."""
    o = g.oekonomi()
    aar = o.standardaar()
    if aar is None:
        return
    p = ledelse.periode(aar, o.data_dato)
    kun = omfang(g.bruger).fagomraader
    omraader = [k for k in ledelse.synlige_omraader(o, FAG, kun) if k in GRUPPER and k != UDEN_FAGOMRAADE]
    over = [r for r in ledelse.omraadelinjer(o, p, omraader, g.minimum) if r.til_dato > 0 and r.afvigelse > 0]
    for r in sorted(over, key=lambda r: -r.afvigelse)[:MERFORBRUG_HOEJST]:
        yield Opgave(
            noegle=f"budget_{r.kode}_{aar}",
            titel=f"Tag stilling til merforbruget på {r.titel.lower()}",
            hvorfor=f"Forbruget {p.tekst} er {dansk.procent(r.afvigelse / r.til_dato)} over budgettet.",
            tilstand="mangler:Merforbrug",
            klasse=PENGE,
            oere=r.afvigelse,
            sider=(("ledelsesinformation", {"aar": str(aar), "omraade": r.kode}),),
            goer="Se hvorfor",
        )


@kilde(L, O)
def prognose_at_laase(g: Grundlag) -> Iterator[Opgave]:
    """No forecast has been locked for the committee, or the newest rests on older data than there is now.

    For those whose scope is the whole municipality, as the page is; a forecast needs a year before this.
    """
    o, data_dato = omfang(g.bruger), g.k.gen.data_dato
    if (
        o.fagomraader is not None
        or o.organisationer is not None
        or g.omraade is not None
        or data_dato is None
    ):
        return
    if len(g.sde_aar()) < 2:
        return
    laaste = list(prognoseversion.versioner(g.lager).values())
    if laaste and laaste[-1].data_dato >= data_dato.isoformat():
        return
    if laaste:
        titel = "Lås en prognose på de nyeste data"
        hvorfor = (
            f"Den seneste, '{laaste[-1].navn}', bygger på data til og med {dansk.dato(laaste[-1].data_dato)}; nu er "
            f"der data til og med {dansk.dato(data_dato)}."
        )
    else:
        titel = "Se prognosen, og lås den til udvalget"
        hvorfor = f"Ingen prognose er låst endnu. Der er data til og med {dansk.dato(data_dato)}."
    yield Opgave(
        noegle="prognose_at_laase",
        titel=titel,
        hvorfor=hvorfor,
        tilstand="usikker:Prognose",
        klasse=AFLEVERING,
        sider=(("prognose", {}),),
        goer="Se prognosen",
    )


@kilde(I)
def egen_organisation(g: Grundlag) -> Iterator[Opgave]:
    """How the own organisation's forbrug has moved since last year; and if the ledger never names it, that."""
    o = g.oekonomi()
    navne = ", ".join(omfang(g.bruger).organisationer or ())
    aar = o.standardaar()
    if not navne:
        yield Opgave(
            noegle="uden_organisation",
            titel="Få din organisation sat på din bruger",
            hvorfor="Du har ikke fået en organisation, så der er ingen tal at vise. Bed administratoren om det.",
            tilstand="usikker",
            klasse=AFLEVERING,
        )
    elif aar is None:
        yield Opgave(
            noegle="organisation_ikke_i_data",
            titel="Få organisationen med i data",
            hvorfor=f"Hverken posteringer eller indsatser nævner {navne}, så der er ingen tal at vise.",
            tilstand="usikker",
            klasse=DATA,
        )
    else:
        yield _organisationens_aar(g, o, aar, navne)


def _organisationens_aar(g: Grundlag, o: ledelse.Oekonomi, aar: int, navne: str) -> Opgave:
    b = ledelse.billede(o, aar, omraader=ledelse.synlige_omraader(o, "alle"), minimum=g.minimum)
    forskel = b.ialt.samme - b.ialt.sidste
    if o.regnskab:
        hvorfor = (
            f"{dansk.kort_kroner(b.ialt.samme)} {b.periode.tekst}: "
            f"{dansk.aendring(b.ialt.samme, b.ialt.sidste)} mod samme måneder i {aar - 1}."
        )
    else:
        personer = [r.personer for r in b.linjer if r.personer]
        hvor_mange = " og ".join(dansk.antal(p, "person", "personer") for p in personer) or "Få personer"
        hvorfor = f"{hvor_mange} har en ydelse {b.periode.tekst}. Regnskabet nævner ikke {navne}."
    return Opgave(
        noegle=f"organisation_{aar}",
        titel=f"Følg {'forbruget' if o.regnskab else 'aktiviteten'} i {navne}",
        hvorfor=hvorfor,
        tilstand="mangler:Stiger" if forskel > 0 else "ingen",
        klasse=AFLEVERING,
        oere=forskel if o.regnskab else None,
        sider=(("ledelsesinformation", {"aar": str(aar)}),),
        goer="Se tallene",
    )


@kilde(O, A)
def konti_uden_fagomraade(g: Grundlag) -> Iterator[Opgave]:
    """Accounts that the table of fields of work does not name."""
    advarsel = next((c for c in g.datakvalitet().advarsler if c["navn"] == "konto_uden_fagomraade"), None)
    if advarsel:
        yield Opgave(
            noegle="uden_fagomraade",
            titel="Giv konti et fagområde",
            hvorfor=f"{dansk.antal(advarsel['antal'], 'postering', 'posteringer')} står på konti uden fagområde.",
            tilstand="usikker",
            klasse=DATA,
            oere=advarsel["kroner_oere"],
            sider=(("ledelsesinformation", {"omraade": UDEN_FAGOMRAADE}), ("datakvalitet", {})),
        )


# --- data -------------------------------------------------------------------------------------------------------


@kilde(O, R, A)
def karantaene(g: Grundlag) -> Iterator[Opgave]:
    """Rows that were set aside and wait for a correction in their source."""
    s = datakvalitet.summer(g.datakvalitet().tabeller)
    if s["aabne"]:
        yield Opgave(
            noegle="karantaene",
            titel=f"Ret {dansk.antal(s['aabne'], 'række', 'rækker')} i karantæne",
            hvorfor="Rækkerne er ikke med i nogen tal. Ret dem i kilden, og lad dem komme i næste leverance.",
            tilstand="usikker",
            klasse=DATA,
            oere=s["aabne_oere"] or None,
            sider=(("datakvalitet", {"vis": "aaben"}),),
            goer="Se rækkerne",
        )


@kilde(O, S)
def bogfoert_uden_cpr(g: Grundlag) -> Iterator[Opgave]:
    """Postings without a person on accounts where the others have one: they can enter no claim."""
    aar = g.oekonomi().standardaar()
    if aar is None:
        return
    df = lager.uden_person(g.k.gen, aar, CPR_ANDEL)
    df = df[_egne(g, df["fagomraade"])]
    if df.empty:
        return
    stoerst = df.iloc[0]
    antal = dansk.antal(int(df["antal"].sum()), "postering", "posteringer")
    yield Opgave(
        noegle=f"uden_cpr_{aar}",
        titel=f"Sæt CPR på {antal} i {aar}",
        hvorfor="De står på konti, hvor de andre posteringer har CPR. Uden CPR indgår de ikke i en sag.",
        tilstand="usikker:Uden CPR",
        klasse=DATA,
        oere=int(df["oere"].sum()),
        sider=(
            (
                "ledelsesinformation",
                {
                    "aar": str(aar),
                    "omraade": str(stoerst["fagomraade"]),
                    "ydelse": str(stoerst["ydelse"]),
                    "vis": "uden_cpr",
                },
            ),
        ),
        goer="Se de største",
    )


@kilde(O, S)
def uden_person_at_henfoere(g: Grundlag) -> Iterator[Opgave]:
    """Expenses on nobody that a text or a price puts on somebody: refund that comes when a person says yes."""
    for aar in aabne_aar(g):
        o = g.uden_person(aar)
        if o.antal and o.virkning_oere > 0:
            yield Opgave(
                noegle=f"uden_person_{aar}",
                titel=f"Sig, hvem {dansk.antal(o.antal, 'udgift', 'udgifter')} i {aar} hører til",
                hvorfor="De er bogført uden person, men teksten eller taksten peger på bestemte borgere.",
                tilstand="mangler:Uden person",
                klasse=PENGE,
                oere=o.virkning_oere,
                frist=naeste_frist(g.lov, CRO_FRISTER, aar, g.i_dag),
                sider=(("periodisering", {"del": "uden_person", "aar": str(aar)}),),
                goer="Se forslagene",
            )


@kilde(O, S)
def paa_forkert_person(g: Grundlag) -> Iterator[Opgave]:
    """Expenses booked on one whom the law or the measures do not point to; the refund may change either way."""
    for aar in aabne_aar(g):
        o = g.forkert_person(aar)
        if o.antal:
            yield Opgave(
                noegle=f"forkert_person_{aar}",
                titel=f"Afgør, om {dansk.antal(o.antal, 'udgift', 'udgifter')} i {aar} står på en forkert person",
                hvorfor="Loven eller den bevilgede indsats peger på en anden end den, udgiften er bogført på.",
                tilstand="usikker:Forkert person",
                klasse=PENGE if o.virkning_oere > 0 else DATA,
                oere=o.virkning_oere or None,
                frist=naeste_frist(g.lov, CRO_FRISTER, aar, g.i_dag),
                sider=(("periodisering", {"del": "anden_person", "aar": str(aar)}),),
                goer="Se forslagene",
            )


@kilde(O, S)
def perioder_at_vaelge(g: Grundlag) -> Iterator[Opgave]:
    """Postings whose text does not tell enough and whose month can change the refund, and one-offs to decide."""
    for aar in aabne_aar(g):
        o = g.perioder(aar)
        if o.kan_aendre:
            yield Opgave(
                noegle=f"perioder_{aar}",
                titel=f"Vælg periode for {dansk.antal(o.kan_aendre, 'postering', 'posteringer')} i {aar}",
                hvorfor="Teksten siger ikke nok, så de står i bilagets måned. En anden måned kan ændre refusionen.",
                tilstand="usikker:Gættet",
                klasse=DATA,
                oere=o.paa_spil_oere,
                sider=(("periodisering", {"aar": str(aar)}),),
                goer="Vælg perioder",
            )
        if o.engang:
            yield Opgave(
                noegle=f"engangskoeb_{aar}",
                titel=f"Afgør {dansk.antal(o.engang, 'foreslået engangskøb', 'foreslåede engangskøb')} i {aar}",
                hvorfor="De fordeles på årets tolv måneder, hvis nogen siger ja. Sagen kan ikke indberettes før.",
                tilstand="usikker:Uafklaret",
                klasse=AFLEVERING,
                sider=(("periodisering", {"aar": str(aar), "slags": "engang"}),),
                goer="Sig ja eller nej",
            )


def _egne(g: Grundlag, omraader: pd.Series) -> pd.Series:
    """A mask of the fields of work that the user sees."""
    egne = omfang(g.bruger).fagomraader
    return omraader.isin(GRUPPER if egne is None else egne)


@kilde(S, R)
def antagne_husstande(g: Grundlag) -> Iterator[Opgave]:
    """Cases whose household rests on an assumption about custody."""
    for aar in aabne_aar(g):
        sager = g.sager(aar)
        antaget = sager[sager["antagelse"].eq(True) & (sager["refusion"] > 0)]
        if len(antaget):
            yield Opgave(
                noegle=f"antagelse_{aar}",
                titel=f"Kontrollér forældremyndigheden for {dansk.antal(len(antaget), 'sag', 'sager')} i {aar}",
                hvorfor="Husstanden bygger på en antagelse, fordi forældremyndigheden ikke er kendt.",
                tilstand="usikker:Antaget",
                klasse=AFLEVERING,
                oere=int(antaget["refusion"].sum()),
                sider=(("saerligt_dyre", {"aar": str(aar)}),),
                goer="Se sagerne",
            )


@kilde(R, A)
def kontroller(g: Grundlag) -> Iterator[Opgave]:
    """Checks of the build that warn."""
    for c in g.datakvalitet().advarsler:
        if c["navn"] != "konto_uden_fagomraade":
            yield Opgave(
                noegle=f"kontrol_{c['navn']}",
                titel=c["besked"] if c["art"] == "audit" else c["titel"],
                hvorfor=f"{dansk.antal(c['antal'] or 0, 'fund', 'fund')}. {c['goer']}",
                tilstand="usikker:Advarsel",
                klasse=DATA,
                oere=c["kroner_oere"],
                sider=(("datakvalitet", {}),),
                goer="Se kontrollen",
            )


@kilde(L, O, A, I)
def gamle_data(g: Grundlag) -> Iterator[Opgave]:
    """A build or deliveries that have grown old. The demo's stand still and are let be."""
    gen = g.k.gen
    if gen.demo:
        return
    dage = (g.i_dag - gen.data_dato).days if gen.data_dato else None
    bygget = g.nu - gen.bygget
    if dage is not None and timedelta(days=dage) > DATA_GAMLE:
        hvad, hvorfor = (
            f"Data er {dage} dage gamle",
            f"De nyeste leverancer er pr. {dansk.dato(gen.data_dato)}.",
        )
    elif bygget > BYGNING_GAMMEL:
        hvad, hvorfor = "Datagrundlaget er ikke bygget i nat", f"Det er bygget {dansk.tidspunkt(gen.bygget)}."
    else:
        return
    yield Opgave(
        noegle="gamle_data",
        titel=hvad,
        hvorfor=f"{hvorfor} Se efter, om de natlige leverancer og bygningen kører.",
        tilstand="usikker",
        klasse=AFLEVERING,
        sider=(("drift", {}), ("datakvalitet", {})),
        goer="Se leverancerne",
    )


# --- users ------------------------------------------------------------------------------------------------------


@kilde(A)
def brugere_der_venter(g: Grundlag) -> Iterator[Opgave]:
    """Users who see nothing because a limit is missing, and those who must still choose a password."""
    aktive = [b for b in brugere.liste(g.lager) if b["aktiv"]]
    uden = [
        b
        for b in aktive
        if (b["rolle"] in KRAEVER_FAGOMRAADE and not b["fagomraader"])
        or (b["rolle"] in KRAEVER_ORGANISATION and not b["organisationer"])
    ]
    if uden:
        yield Opgave(
            noegle="brugere_uden_omfang",
            titel=f"Giv {dansk.antal(len(uden), 'bruger', 'brugere')} fagområde eller organisation",
            hvorfor=f"De ser ingen tal, før de har det: {_navne(uden)}.",
            tilstand="usikker",
            klasse=AFLEVERING,
            sider=(("brugere", {}),),
            goer="Se brugerne",
        )
    skal_skifte = [b for b in aktive if b["skal_skifte"]]
    if skal_skifte:
        yield Opgave(
            noegle="brugere_skal_skifte",
            titel=f"Følg op på {dansk.antal(len(skal_skifte), 'ny adgangskode', 'nye adgangskoder')}",
            hvorfor=f"De har ikke valgt deres egen endnu: {_navne(skal_skifte)}.",
            tilstand="ingen:Venter",
            klasse=DATA,
            sider=(("brugere", {}),),
            goer="Se brugerne",
        )


def _navne(valgte: list[dict[str, object]]) -> str:
    navne = [str(b["navn"]) for b in valgte]
    return ", ".join(navne[:3]) + (f" og {len(navne) - 3} mere" if len(navne) > 3 else "")


def senest(dag: date | None, i_dag: date) -> str:
    """A deadline in words: 'senest 01.03.2026 (om 12 dage)'."""
    if dag is None:
        return "Ingen frist"
    dage = (dag - i_dag).days
    antal = dansk.antal(abs(dage), "dag", "dage")
    hvornaar = "i dag" if dage == 0 else f"om {antal}" if dage > 0 else f"for {antal} siden"
    return f"Senest {dansk.dato(dag)} ({hvornaar})"
