"""What the pages ask the engine for. The only place with Streamlit's caches.

Streamlit's caches are shared by all users. So whatever a result depends on is an argument: the generation's
name, the number of the last correction, the law version, and the scope of the one who looks, which is taken from the
Bruger here (omfang(bruger)) and nowhere in a page. Every cache is bounded. A generation never changes, so nothing else
has to be thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from engine.adgang import Bruger, Handling, Omfang, maa, omfang
from engine.fejl import AdgangNaegtet, IntetLager
from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.resultater.husk import Husk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import pandas as pd

    from engine.lager.laes import Generation
    from engine.lov.parametre import Lovsamling
    from engine.prognose.haendelser import Forudsaetninger, Haendelse
    from engine.refusion.indberetning import Periode
    from engine.refusion.sde import SdeResultat
    from engine.resultater.analyse import Maal, Svar
    from engine.resultater.analyse import Valg as Analysevalg
    from engine.resultater.betalingskontrol import Bag
    from engine.resultater.betalingskontrol import Billede as Mellemkommunalbillede
    from engine.resultater.bloktilskud import Bloktilskud
    from engine.resultater.borger import Borger
    from engine.resultater.datakvalitet import Datakvalitet
    from engine.resultater.effekt import Billede as Effektbillede
    from engine.resultater.egnedata import Upload
    from engine.resultater.familiehvis import Familiehvis
    from engine.resultater.familier import Familie, Familieaar, Familietop
    from engine.resultater.fejlperson import Oversigt as Fejlpersonoversigt
    from engine.resultater.flytteadresser import Adressebillede, Ende, Linje
    from engine.resultater.flyttelister import Hit
    from engine.resultater.flyttemoenster import Aarsbillede
    from engine.resultater.flyttemoenster import Valg as Flyttevalg
    from engine.resultater.frosset import Opgoerelse, Ordning
    from engine.resultater.halvrefusion import Halvrefusion
    from engine.resultater.henfoerelse import Gruppe as Henfoergruppe
    from engine.resultater.henfoerelse import Oversigt as Henfoeroversigt
    from engine.resultater.henfoerelse import Valgt as Henfoervalgt
    from engine.resultater.husstande import Billede, Forslag
    from engine.resultater.hvadhvis import Hvadhvis
    from engine.resultater.indtaegter import Muligheder, Ventet
    from engine.resultater.indtaegter import Oversigt as Indtaegtsoversigt
    from engine.resultater.indtaegter import Valg as Indtaegtsvalg
    from engine.resultater.krav import Billede as Kravbillede
    from engine.resultater.ledelsesside import Rammer, Side, Valg
    from engine.resultater.maal import FoerEfter, Maalbillede
    from engine.resultater.manglende import Oversigt as Manglendeoversigt
    from engine.resultater.nyt import Nyt
    from engine.resultater.opgaver import Grundlag
    from engine.resultater.overblik import Overblik
    from engine.resultater.periodisering import Gruppe, Oversigt, Valgt
    from engine.resultater.prognose import Effekt, Prognose
    from engine.resultater.regelvalg import Regelvalg
    from engine.resultater.regelvalg import Sum as Regelsum
    from engine.resultater.regelvalg import Virkning as Regelvirkning
    from engine.resultater.registrering import Billede as Registreringsbillede
    from engine.resultater.rettelser import Ventende
    from engine.resultater.revision import Revision
    from engine.resultater.sammenligning import Sammenligning
    from engine.resultater.sde import Kontekst, Virkning
    from engine.resultater.sdevisning import Portefoelje, Sag
    from engine.resultater.tekstmaaned import Oversigt as Tekstmaanedsoversigt
    from engine.resultater.traefsikkerhed import Forskel, Traef, Udfald
    from engine.resultater.udlaendingeside import Oversigt as Udlaendingeoversigt
    from engine.sager.kommende import Ny
    from engine.sager.lager import Sagslager
    from engine.sager.model import Rettelse
    from engine.sager.varsler import Varsel


def indstillinger() -> Indstillinger:
    """The settings as they are now; reading them costs less than a cache would."""
    return laes_indstillinger()


def sagslager() -> Sagslager:
    """The case store, one per process, brought to the newest schema when it is first opened."""
    from engine.resultater import kontekst as motor

    return motor.sagslager(indstillinger().database_url)


def kontekst() -> Kontekst:
    """What every result depends on now: generation, corrections, law. Errors: IntetLager."""
    from engine.resultater import kontekst as motor

    return motor.hent(indstillinger())


def generation() -> Generation | None:
    """The generation in use, None before the first build."""
    from engine.lager import laes

    try:
        return laes.aktuel(indstillinger())
    except IntetLager:
        return None


def alt_er_demo() -> bool:
    """Whether every delivery in use is the demo's; true as well while nothing has landed."""
    return _alt_er_demo(str(indstillinger().hjem))


@st.cache_data(ttl=10, max_entries=4, show_spinner=False)
def _alt_er_demo(hjem: str) -> bool:
    from engine.indlaesning.landing import leverancer

    return all(leverance.demo for leverance in leverancer(indstillinger()) if leverance.fortrudt is None)


def datakvalitet(gen: Generation) -> Datakvalitet:
    """What came in, what was set aside, the checks and the ledger by reason. Holds no person data."""
    return _datakvalitet(str(gen.sti), gen.bygget, gen)


# cache_resource where the result is read and never changed: copying it would cost more than the page.
@st.cache_resource(max_entries=4, show_spinner="Gør status over leverancerne …")
def _datakvalitet(sti: str, bygget: datetime, _gen: Generation) -> Datakvalitet:
    from engine.resultater import datakvalitet as motor

    return motor.hent(indstillinger(), _gen)


def flytteaar(gen: Generation) -> list[int]:
    """The years of which the moves are known, newest first."""
    return _flytteaar(str(gen.sti), gen.bygget, gen)


def flyttebillede(gen: Generation, bruger: Bruger, aar: int, institution: str) -> Aarsbillede:
    """A year's moves as the user may see them: of all, or to and from one or any institution."""
    from engine.resultater import flyttemoenster as motor

    return _flyttebillede(str(gen.sti), gen.bygget, not motor.ser_smaa_tal(bruger), aar, institution, gen)


def flytteadresser(gen: Generation, bruger: Bruger, valg: Flyttevalg) -> Adressebillede:
    """A year's moves by road and house as the user may see them; which of them is chosen is the page's."""
    from engine.resultater import flyttemoenster as motor

    skjult = not motor.ser_smaa_tal(bruger)
    valg = replace(valg, vej=motor.ALLE, hus=motor.ALLE)
    return _flytteadresser(str(gen.sti), gen.bygget, skjult, valg, gen, flyttebillede_af(gen, bruger, valg))


def flyttebillede_af(gen: Generation, bruger: Bruger, valg: Flyttevalg) -> Aarsbillede:
    """The year's picture that a choice belongs to."""
    return flyttebillede(gen, bruger, valg.aar, valg.institution)


@st.cache_resource(max_entries=32, show_spinner=False)
def _flytteadresser(
    sti: str, bygget: datetime, smaa_skjult: bool, valg: Flyttevalg, _gen: Generation, _b: Aarsbillede
) -> Adressebillede:
    from engine.resultater import flytteadresser as motor

    return motor.hent(_gen, _b, valg)


def flytteender(gen: Generation, bruger: Bruger, valg: Flyttevalg) -> list[Ende]:
    """Where those came from and went who moved to and from the chosen road or house."""
    from engine.resultater import flytteadresser as motor

    return motor.den_anden_ende(
        gen, flyttebillede_af(gen, bruger, valg), flytteadresser(gen, bruger, valg), valg
    )


def flyttelinjer(gen: Generation, bruger: Bruger, valg: Flyttevalg) -> list[Linje]:
    """The largest flows between two roads of the municipality."""
    from engine.resultater import flytteadresser as motor

    return list(motor.mellem_veje(gen, flytteadresser(gen, bruger, valg), valg))


def flytteliste(k: Kontekst, bruger: Bruger, retning: str, aar: int | None) -> list[Hit]:
    """The hits of the tilflytter- or fraflytterliste inside the user's fields of work. aar None: the last 12 months."""
    from engine.resultater import flyttelister as motor
    from engine.resultater import flyttescreening

    noegle = (str(k.gen.sti), k.gen.bygget, k.lov.version, flyttescreening.maerke(k))
    return motor.for_bruger(_flytteliste(*noegle, retning, aar, k), bruger)


@st.cache_resource(max_entries=8, show_spinner="Ser på flytningerne …")
def _flytteliste(
    sti: str,
    bygget: datetime,
    lov: str,
    screening: tuple[int, int] | None,
    retning: str,
    aar: int | None,
    _k: Kontekst,
) -> list[Hit]:
    from engine.resultater import flyttelister as motor
    from engine.resultater import flyttescreening

    return flyttescreening.tilflyttere(_k, aar) if retning == motor.IND else motor.fraflyttere(_k, aar)


def udlaendingeaar(k: Kontekst) -> list[int]:
    """Years with refund or grants for refugees, newest first."""
    from engine.resultater import udlaendingeside as motor

    return motor.aarene(k)


def udlaendinge(k: Kontekst, bruger: Bruger, aar: int) -> Udlaendingeoversigt:
    """A year's right and claims for refugees as the user may see them."""
    return _udlaendinge(_maerke(k), omfang(bruger), aar, k, bruger)


@st.cache_resource(max_entries=16, show_spinner="Regner tilskud og refusion for udlændinge …")
def _udlaendinge(
    maerke: tuple[str, str, int, str, bool], graenser: Omfang, aar: int, _k: Kontekst, _bruger: Bruger
) -> Udlaendingeoversigt:
    from engine.resultater import udlaendingeside as motor

    return motor.oversigt(_k, _bruger, aar)


def stednavn(k: Kontekst) -> Callable[[str], str]:
    """A code of a municipality or a country → its name."""
    from engine.resultater import flyttelister as motor

    return motor.stednavne(k)


def personnavne(k: Kontekst, bruger: Bruger, personer: Sequence[str]) -> dict[str, str]:
    """'Name, f. date of birth' of persons whose look-up has a purpose and is logged. Errors: AdgangNaegtet."""
    from engine import dansk
    from engine.resultater import sager as motor

    navne = motor.navne(k, bruger, personer)
    return {p: f"{navn}, f. {dansk.dato(foedt)}" for p, (navn, foedt, _) in navne.items()}


def indtaegtsmuligheder(k: Kontekst, bruger: Bruger) -> Muligheder:
    """What the filters of Indtægtsoptimering offer, within the user's scope."""
    from engine.resultater import indtaegter as motor

    return motor.muligheder(k, sagslager(), bruger, date.today())


def indtaegter(k: Kontekst, bruger: Bruger, valg: Indtaegtsvalg) -> Indtaegtsoversigt:
    """The candidates of the rules as they stand today, within the user's scope."""
    from engine.resultater import indtaegter as motor

    return motor.oversigt(k, sagslager(), bruger, valg, date.today())


def ventede_regninger(k: Kontekst, bruger: Bruger, felt: str) -> list[Ventet]:
    """The bills of the latest months that we are to send, within the user's scope."""
    from engine.resultater import indtaegter as motor

    return motor.ventede(k, bruger, felt)


def regelsummer(k: Kontekst, bruger: Bruger) -> dict[tuple[str, str], Regelsum]:
    """(rule, direction) → its candidates today, for those who see every person."""
    from engine.resultater import regelvalg as motor

    return motor.summer(k, bruger, date.today())


def regelvirkning(k: Kontekst, bruger: Bruger, valg: Regelvalg) -> Regelvirkning:
    """What some choices of rules would do against those in force, for those who see every person."""
    from engine.resultater import regelvalg as motor

    return motor.virkning(k, bruger, valg, date.today())


def mellemkommunal(k: Kontekst, bruger: Bruger) -> Mellemkommunalbillede:
    """What stands between us and each municipality, and the control of who pays, within the user's scope."""
    from engine.resultater import betalingskontrol as motor

    return motor.hent(k, sagslager(), bruger, date.today())


def mellemkommunal_bag(k: Kontekst, bruger: Bruger, kommune: str) -> Bag:
    """What a municipality's row on Mellemkommunal is made of, for those who see persons."""
    from engine.resultater import betalingskontrol as motor

    return motor.bag(k, sagslager(), bruger, kommune, date.today())


def krav(k: Kontekst, bruger: Bruger) -> Kravbillede:
    """What can be claimed, what has been, and what has come in, within the user's scope."""
    from engine.resultater import krav as motor

    return motor.hent(k, sagslager(), bruger, date.today())


def effekt(k: Kontekst, bruger: Bruger) -> Effektbillede:
    """What has come home of what is found, within the user's scope; sums alone."""
    from engine.resultater import effekt as motor

    return motor.hent(k, sagslager(), bruger, date.today())


def kommunepolygoner() -> dict[str, Any] | None:
    """The municipality's own file of municipal borders, read once. Errors: IndstillingsFejl."""
    from engine.resultater import geografi

    return geografi.kommunepolygoner(indstillinger())


def har_kommunepolygoner() -> bool:
    """Whether the setting names a file of municipal borders."""
    return bool(indstillinger().kommunepolygoner)


@st.cache_resource(max_entries=4, show_spinner=False)
def _flytteaar(sti: str, bygget: datetime, _gen: Generation) -> list[int]:
    from engine.resultater import flyttemoenster as motor

    return motor.aarene(_gen)


@st.cache_resource(max_entries=32, show_spinner="Tæller flytninger …")
def _flyttebillede(
    sti: str, bygget: datetime, smaa_skjult: bool, aar: int, institution: str, _gen: Generation
) -> Aarsbillede:
    from engine.resultater import flyttemoenster as motor

    return motor.hent(_gen, aar, smaa_skjult=smaa_skjult, institution=institution)


def lov() -> Lovsamling:
    """The law in force here: as shipped, with the values that two persons have confirmed."""
    gen = generation()
    return _lov(indstillinger().database_url, sagslager().seneste_nr(), gen is not None and gen.demo)


@st.cache_resource(max_entries=8, show_spinner=False)
def _lov(database_url: str, seneste_nr: int, demo: bool) -> Lovsamling:
    from engine.resultater import kontekst as motor

    return motor.lov_i_kraft(motor.sagslager(database_url), demo=demo)


def lovoversigt(lov: Lovsamling, aar: int) -> list[dict[str, Any]]:
    """Every law value of a year, what matters first."""
    return _lovoversigt(lov.version, aar, lov)


@st.cache_resource(max_entries=64, show_spinner=False)
def _lovoversigt(version: str, aar: int, _lov: Lovsamling) -> list[dict[str, Any]]:
    from engine.resultater import lovgrundlag as motor

    return motor.oversigt(_lov, aar)


# --- særligt dyre enkeltsager ---------------------------------------------------------------------------------
# cache_resource, not cache_data: the results are read and never changed, and copying them costs more than a page.


def _maerke(k: Kontekst) -> tuple[str, str, int, str, bool]:
    """What a result of the refund depends on."""
    return str(k.gen.sti), k.gen.navn, k.rettelse_nr, k.lov.version, k.husstandssummering


def sde_resultat(k: Kontekst) -> SdeResultat:
    """Every case and year that can be computed."""
    return _sde_resultat(_maerke(k), k)


def sde_portefoelje(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None) -> Portefoelje:
    """A year's portfolio within the user's scope, or one field of work of it."""
    return _sde_portefoelje(_maerke(k), omfang(bruger), aar, omraade, k, bruger)


def sde_sag(k: Kontekst, bruger: Bruger, aar: int, sag_id: str) -> Sag:
    """One case in one year. Errors: AdgangNaegtet, HjemtagFejl."""
    return _sde_sag(_maerke(k), omfang(bruger), aar, sag_id, k, bruger)


def husstande(k: Kontekst, bruger: Bruger, aar: int) -> pd.DataFrame:
    """The year's households in the user's scope, where a choice is worth most first. Errors: AdgangNaegtet."""
    return _husstande(_maerke(k), omfang(bruger), aar, k, bruger)


def husstand(k: Kontekst, bruger: Bruger, aar: int, sag_id: str, flere: tuple[str, ...]) -> Billede:
    """One household over a year's months, with children found besides. Errors: AdgangNaegtet, HjemtagFejl."""
    return _husstand(_maerke(k), omfang(bruger), aar, sag_id, flere, k, bruger)


def husstandsaar(k: Kontekst, bruger: Bruger) -> list[int]:
    """The years with expenses that can be computed, newest first, for one who may see persons."""
    from engine.resultater import husstande as motor

    return motor.aarene(k, sde_resultat(k), bruger)


def find_boern(k: Kontekst, bruger: Bruger, aar: int, tekst: str) -> dict[str, str]:
    """Children with a case of the year in the user's scope, by name. Errors: AdgangNaegtet."""
    from engine.resultater import husstande as motor

    return motor.find_boern(k, sde_resultat(k), bruger, aar, tekst)


def familievirkning(
    k: Kontekst, bruger: Bruger, valg: Sequence[Rettelse]
) -> tuple[Virkning, list[dict[str, Any]]]:
    """What choices of household would do, in all and for each case. Errors: RettelseAfvist, AdgangNaegtet."""
    from engine.resultater import husstande as motor

    return motor.virkning(k, sde_resultat(k), bruger, valg)


def husstand_efter(k: Kontekst, bruger: Bruger, aar: int, sag_id: str, boern: Sequence[str]) -> str | None:
    """The case itself, or where it is no more the one in the user's scope that one of the children is in."""
    from engine.resultater import husstande as motor

    return motor.sag_efter(k, sde_resultat(k), bruger, aar, sag_id, boern)


@st.cache_resource(max_entries=16, show_spinner="Ser på husstandene …")
def _husstande(
    maerke: tuple[str, str, int, str, bool], graenser: Omfang, aar: int, _k: Kontekst, _bruger: Bruger
) -> pd.DataFrame:
    from engine.resultater import husstande as motor

    return motor.liste(
        _k, sde_resultat(_k), _bruger, aar, _familieforslag(maerke, graenser, aar, _k, _bruger)
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _familieforslag(
    maerke: tuple[str, str, int, str, bool], graenser: Omfang, aar: int, _k: Kontekst, _bruger: Bruger
) -> list[Forslag]:
    from engine.resultater import husstande as motor

    return motor.forslag(_k, sde_resultat(_k), _bruger, aar)


@st.cache_resource(max_entries=32, show_spinner="Ser på husstanden …")
def _husstand(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    sag_id: str,
    flere: tuple[str, ...],
    _k: Kontekst,
    _bruger: Bruger,
) -> Billede:
    from engine.resultater import husstande as motor

    kendte = _familieforslag(maerke, graenser, aar, _k, _bruger)
    return motor.billede(_k, sde_resultat(_k), _bruger, aar, sag_id, flere, kendte)


def sde_ventende(k: Kontekst, bruger: Bruger) -> list[Ventende]:
    """The corrections within the user's scope that wait for another person, now."""
    from engine.resultater import rettelser

    return rettelser.ventende(indstillinger(), bruger, datetime.now(UTC), sde_resultat(k))


@st.cache_resource(max_entries=4, show_spinner="Beregner refusionen …")
def _sde_resultat(maerke: tuple[str, str, int, str, bool], _k: Kontekst) -> SdeResultat:
    from engine.resultater import sde

    return sde.beregn(_k)


@st.cache_resource(max_entries=24, show_spinner=False)
def _sde_portefoelje(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> Portefoelje:
    from engine.resultater import sdevisning

    return sdevisning.portefoelje(_k, sde_resultat(_k), _bruger, aar, omraade)


@st.cache_resource(max_entries=64, show_spinner=False)
def _sde_sag(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    sag_id: str,
    _k: Kontekst,
    _bruger: Bruger,
) -> Sag:
    from engine.resultater import sdevisning

    return sdevisning.hent_sag(_k, sde_resultat(_k), _bruger, aar, sag_id)


# --- periodisation ----------------------------------------------------------------------------------------------


def periodeoversigt(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None, slags: str) -> Oversigt:
    """A year's periods within the user's scope, and what of a kind waits for a choice."""
    return _periodeoversigt(_maerke(k), omfang(bruger), aar, omraade, slags, k, bruger)


@st.cache_resource(max_entries=24, show_spinner="Ser på perioderne …")
def _periodeoversigt(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    slags: str,
    _k: Kontekst,
    _bruger: Bruger,
) -> Oversigt:
    from engine.resultater import periodisering

    return periodisering.oversigt(_k, _bruger, aar, omraade, slags)


def periodekilder(k: Kontekst, bruger: Bruger, omraade: str | None) -> dict[int, dict[str, int]]:
    """Kroner by year and source of the period within the user's scope."""
    return _periodekilder(_maerke(k), omfang(bruger), omraade, k, bruger)


@st.cache_resource(max_entries=12, show_spinner=False)
def _periodekilder(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> dict[int, dict[str, int]]:
    from engine.resultater import periodisering

    return periodisering.kilder_pr_aar(_k, _bruger, omraade)


def periodegruppe(
    k: Kontekst, bruger: Bruger, gruppe_id: str, aar: int, omraade: str | None
) -> Gruppe | None:
    """Postings with texts alike. Errors: AdgangNaegtet for one who may not see persons."""
    return _periodegruppe(_maerke(k), omfang(bruger), gruppe_id, aar, omraade, k, bruger)


@st.cache_resource(max_entries=32, show_spinner=False)
def _periodegruppe(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    gruppe_id: str,
    aar: int,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> Gruppe | None:
    from engine.resultater import periodisering

    return periodisering.gruppe(_k, _bruger, gruppe_id, aar, omraade)


def perioderamte(k: Kontekst, bruger: Bruger, noegle: dict[str, str]) -> tuple[int, int, int]:
    """(postings, øre, years) that a text rule is on. Errors: AdgangNaegtet."""
    from engine.resultater import periodisering

    return periodisering.ramte(k, bruger, noegle)


def periodevirkning(k: Kontekst, bruger: Bruger, r: Rettelse) -> Virkning:
    """What one choice would do to the refund. Errors: AdgangNaegtet, RettelseAfvist."""
    from engine.sager.model import noegletekst

    valg = (r.type, noegletekst(r.noegle), noegletekst(r.nyt))
    return _periodevirkning(_maerke(k), omfang(bruger), valg, k, bruger, r)


@st.cache_resource(max_entries=32, show_spinner="Regner virkningen …")
def _periodevirkning(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    valg: tuple[str, str, str],
    _k: Kontekst,
    _bruger: Bruger,
    _r: Rettelse,
) -> Virkning:
    from engine.resultater import periodisering

    return periodisering.virkning(_k, _bruger, [_r])


def periodevalgte(k: Kontekst, bruger: Bruger) -> list[Valgt]:
    """The rules and the decisions on one-offs in force, within the user's scope."""
    return _periodevalgte(_maerke(k), omfang(bruger), k, bruger)


@st.cache_resource(max_entries=12, show_spinner=False)
def _periodevalgte(
    maerke: tuple[str, str, int, str, bool], graenser: Omfang, _k: Kontekst, _bruger: Bruger
) -> list[Valgt]:
    from engine.resultater import periodisering

    return periodisering.valgte(_k, _bruger)


# --- expenses on nobody -----------------------------------------------------------------------------------------


def henfoeroversigt(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None, spor: str) -> Henfoeroversigt:
    """A year's expenses on nobody within the user's scope, and what of a kind waits."""
    return _henfoeroversigt(_maerke(k), omfang(bruger), aar, omraade, spor, k, bruger)


@st.cache_resource(max_entries=24, show_spinner="Leder efter, hvem udgifterne hører til …")
def _henfoeroversigt(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    spor: str,
    _k: Kontekst,
    _bruger: Bruger,
) -> Henfoeroversigt:
    from engine.resultater import henfoerelse

    return henfoerelse.oversigt(_k, _bruger, aar, omraade, spor)


def fejlpersonoversigt(
    k: Kontekst, bruger: Bruger, aar: int, omraade: str | None, spor: str
) -> Fejlpersonoversigt:
    """A year's expenses that look booked on the wrong person, within the user's scope."""
    return _fejlpersonoversigt(_maerke(k), omfang(bruger), aar, omraade, spor, k, bruger)


@st.cache_resource(max_entries=24, show_spinner="Leder efter udgifter på en forkert person …")
def _fejlpersonoversigt(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    spor: str,
    _k: Kontekst,
    _bruger: Bruger,
) -> Fejlpersonoversigt:
    from engine.resultater import fejlperson

    return fejlperson.oversigt(_k, _bruger, aar, omraade, spor)


def manglendeoversigt(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None) -> Manglendeoversigt:
    """A year's months without a bill, within the user's scope."""
    return _manglendeoversigt(_maerke(k), omfang(bruger), aar, omraade, k, bruger)


@st.cache_resource(max_entries=24, show_spinner="Leder efter måneder uden regning …")
def _manglendeoversigt(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> Manglendeoversigt:
    from engine.resultater import manglende

    return manglende.oversigt(_k, _bruger, aar, omraade)


def tekstmaaneder(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None) -> Tekstmaanedsoversigt:
    """A year's bills whose text seems to tell another month than the true one, within the user's scope."""
    return _tekstmaaneder(_maerke(k), omfang(bruger), aar, omraade, k, bruger)


@st.cache_resource(max_entries=24, show_spinner="Leder efter forkerte måneder …")
def _tekstmaaneder(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> Tekstmaanedsoversigt:
    from engine.resultater import tekstmaaned

    return tekstmaaned.oversigt(_k, _bruger, aar, omraade)


def henfoergruppe(
    k: Kontekst, bruger: Bruger, gruppe_id: str, aar: int, *, bogfoert: bool = False
) -> Henfoergruppe | None:
    """One group that waits: of postings on nobody with texts alike, or (bogfoert) of those on the wrong person.

    Errors: AdgangNaegtet for one who may not see persons.
    """
    return _henfoergruppe(_maerke(k), omfang(bruger), gruppe_id, aar, bogfoert, k, bruger)


@st.cache_resource(max_entries=32, show_spinner=False)
def _henfoergruppe(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    gruppe_id: str,
    aar: int,
    bogfoert: bool,
    _k: Kontekst,
    _bruger: Bruger,
) -> Henfoergruppe | None:
    from engine.resultater import fejlperson, henfoerelse

    return (fejlperson if bogfoert else henfoerelse).gruppe(_k, _bruger, gruppe_id, aar)


def henfoervirkning(k: Kontekst, bruger: Bruger, valg: Sequence[Rettelse]) -> Virkning:
    """What some choices together would do to the refund. Errors: AdgangNaegtet, RettelseAfvist."""
    from engine.sager.model import noegletekst

    noegler = tuple((r.type, noegletekst(r.noegle), noegletekst(r.nyt)) for r in valg)
    return _henfoervirkning(_maerke(k), omfang(bruger), noegler, k, bruger, tuple(valg))


@st.cache_resource(max_entries=32, show_spinner="Regner virkningen …")
def _henfoervirkning(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    noegler: tuple[tuple[str, str, str], ...],
    _k: Kontekst,
    _bruger: Bruger,
    _valg: tuple[Rettelse, ...],
) -> Virkning:
    from engine.resultater import henfoerelse

    return henfoerelse.virkning(_k, _bruger, _valg)


def henfoervalgte(k: Kontekst, bruger: Bruger, *, bogfoert: bool = False) -> list[Henfoervalgt]:
    """The decisions in force on expenses on nobody, or (bogfoert) on the wrong person, within the user's scope."""
    from engine.resultater import fejlperson, henfoerelse

    return (fejlperson if bogfoert else henfoerelse).valgte(k, bruger)


# --- the schemes where the state pays half ----------------------------------------------------------------------


def halv_refusion(k: Kontekst, bruger: Bruger, aar: int) -> Halvrefusion:
    """A year's half refund within the user's scope."""
    return _halv_refusion(_maerke(k), omfang(bruger), aar, k, bruger)


@st.cache_resource(max_entries=24, show_spinner=False)
def _halv_refusion(
    maerke: tuple[str, str, int, str, bool], graenser: Omfang, aar: int, _k: Kontekst, _bruger: Bruger
) -> Halvrefusion:
    from engine.resultater import halvrefusion

    return halvrefusion.oversigt(_k, _bruger, aar)


# --- what is handed in ------------------------------------------------------------------------------------------


def opgoerelse(k: Kontekst, bruger: Bruger, ordning: Ordning, periode: Periode, i_dag: date) -> Opgoerelse:
    """A statement to the ministry as it is now. The page is for those who see the whole municipality."""
    from engine.resultater import frosset

    antal = len(frosset.alle(indstillinger(), ordning))
    navn, sidste = ordning.slags.navn, sagslager().sidste_haendelse()
    return _opgoerelse(_maerke(k), omfang(bruger), navn, periode, i_dag, sidste, antal, k, indstillinger())


@st.cache_resource(max_entries=16, show_spinner="Gør op …")
def _opgoerelse(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    ordning: str,
    periode: Periode,
    i_dag: date,
    haendelse: int,
    antal: int,
    _k: Kontekst,
    _ind: Indstillinger,
) -> Opgoerelse:
    from engine.resultater import indberetning, udlaendingeopgoerelse

    if ordning == udlaendingeopgoerelse.ORDNING.slags.navn:
        return udlaendingeopgoerelse.opgoer(_ind, _k, periode, i_dag)
    return indberetning.opgoer(_ind, _k, sde_resultat(_k), periode)


# --- one person ---------------------------------------------------------------------------------------------------


def borger(k: Kontekst, bruger: Bruger, noegle: str, formaal: str, vis_adresse: bool) -> Borger:
    """The person view; not cached: it is opened for one user, one purpose and one moment."""
    from engine.resultater import borger as motor

    return motor.hent(k, sde_resultat(k), sagslager(), bruger, noegle, formaal, vis_adresse=vis_adresse)


# --- the audit ----------------------------------------------------------------------------------------------------


def sde_alle(k: Kontekst, bruger: Bruger) -> SdeResultat:
    """Every case, for what only those may ask for who see the whole municipality. Errors: AdgangNaegtet."""
    from engine.resultater import sdevisning

    sdevisning.kraev_alt(bruger)
    return sde_resultat(k)


def revision(bruger: Bruger, aar: int) -> Revision:
    """A year's audit; the page is for those who see the whole municipality."""
    from engine.resultater import revision as motor

    return motor.revision(indstillinger(), aar)


def revision_aendret(k: Kontekst, bruger: Bruger, r: Revision) -> list[tuple[str, int, int]]:
    """Cases of the sample with another refund now: (id, then, now)."""
    from engine.resultater import revision as motor

    return motor.er_aendret_siden(k, sde_alle(k, bruger), r)


def revisionens_personer(k: Kontekst, bruger: Bruger, r: Revision) -> list[str]:
    """The persons of the sample's cases."""
    from engine.resultater import revision as motor

    return motor.medlemmer(sde_alle(k, bruger), r)


def sagens_personer(k: Kontekst, bruger: Bruger, aar: int, sag_id: str) -> list[str]:
    """The persons of one case."""
    sager = sde_alle(k, bruger).sager
    egne = sager[(sager["aar"] == aar) & (sager["sag_id"] == sag_id)]
    return sorted({m for ms in egne["medlemmer"] for m in ms})


# --- what if the law were another -------------------------------------------------------------------------------


def hvad_hvis(k: Kontekst, bruger: Bruger, aar: int, nye: tuple[tuple[str, Decimal], ...]) -> Hvadhvis:
    """A year under other limits and rates, with the cases for those who see every person."""
    return _hvad_hvis(_maerke(k), omfang(bruger), aar, nye, k, bruger)


def sde_pr_aar(k: Kontekst) -> dict[int, int]:
    """The refund of every year that can be computed, in øre."""
    sager = sde_resultat(k).sager
    return {int(aar): int(oere) for aar, oere in sager.groupby("aar")["refusion"].sum().items()}


def sde_under_lov(lov: Lovsamling) -> dict[int, int]:
    """As sde_pr_aar, under another law."""
    return sde_pr_aar(replace(kontekst(), lov=lov))


@st.cache_resource(max_entries=16, show_spinner="Regner …")
def _hvad_hvis(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    nye: tuple[tuple[str, Decimal], ...],
    _k: Kontekst,
    _bruger: Bruger,
) -> Hvadhvis:
    from engine.resultater import hvadhvis

    return hvadhvis.beregn(_k, _bruger, aar, dict(nye))


# --- the dearest families ---------------------------------------------------------------------------------------


def familieaarene(k: Kontekst) -> list[int]:
    """Years with amounts on persons, newest first."""
    return _familieaarene(_maerke(k), k)


def familietop(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None, type_: str) -> Familietop:
    """The dearest families of a year within the user's scope, or one field of work of it."""
    return _familietop(_maerke(k), omfang(bruger), aar, omraade, type_, k, bruger)


def familie(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None, familie_id: str) -> Familie:
    """One family in one year. Errors: AdgangNaegtet, HjemtagFejl."""
    return _familie(_maerke(k), omfang(bruger), aar, omraade, familie_id, k, bruger)


def familiehvis(
    k: Kontekst, bruger: Bruger, f: Familie, personer: Collection[str], pct: int, fra: str
) -> Familiehvis:
    """The family's year if the help to some persons were pct percent more or less.

    Errors: AdgangNaegtet, ParameterMangler."""
    from engine.resultater import familiehvis as motor

    return motor.beregn(k, sde_resultat(k), bruger, f, personer, pct, fra)


@st.cache_resource(max_entries=4, show_spinner=False)
def _familieaarene(maerke: tuple[str, str, int, str, bool], _k: Kontekst) -> list[int]:
    from engine.resultater import familier

    return familier.aarene(_k)


@st.cache_resource(max_entries=24, show_spinner="Samler familierne …")
def _familieaar(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> Familieaar:
    from engine.resultater import familier

    return familier.familieaar(_k, sde_resultat(_k), _bruger, aar, omraade)


def _to_aar(
    k: Kontekst, bruger: Bruger, aar: int, omraade: str | None
) -> tuple[Familieaar, Familieaar | None]:
    """The year and, where there is one, the year before."""
    maerke, graenser = _maerke(k), omfang(bruger)
    foer = aar - 1 in familieaarene(k)
    return (
        _familieaar(maerke, graenser, aar, omraade, k, bruger),
        _familieaar(maerke, graenser, aar - 1, omraade, k, bruger) if foer else None,
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _familietop(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    type_: str,
    _k: Kontekst,
    _bruger: Bruger,
) -> Familietop:
    from engine.resultater import familier

    return familier.top(_k, *_to_aar(_k, _bruger, aar, omraade), type_)


@st.cache_resource(max_entries=64, show_spinner=False)
def _familie(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    familie_id: str,
    _k: Kontekst,
    _bruger: Bruger,
) -> Familie:
    from engine.resultater import familier

    nu, foer = _to_aar(_k, _bruger, aar, omraade)
    return familier.hent_familie(_k, sde_resultat(_k), _bruger, nu, foer, familie_id)


# --- economy, things to do, what is new --------------------------------------------------------------------------


def ledelse_rammer(k: Kontekst, bruger: Bruger) -> Rammer:
    """The years, fields and services that the user can choose between."""
    return _ledelse_rammer(str(k.gen.sti), omfang(bruger), k, bruger)


def ledelse(k: Kontekst, bruger: Bruger, valg: Valg) -> Side:
    """Ledelsesinformation for what is chosen, in the user's scope."""
    return _ledelse(_maerke(k), k.smaacelle_min, omfang(bruger), valg, date.today(), k, bruger)


def analysemaal(k: Kontekst, bruger: Bruger) -> dict[str, Maal]:
    """The measures of Analyse that the user may choose."""
    from engine.resultater import analyse as motor
    from engine.resultater import ledelsesside

    return motor.muligheder(bruger, ledelsesside.oekonomi(k, bruger))


def analyse(k: Kontekst, bruger: Bruger, valg: Analysevalg) -> Svar:
    """A measure split by what is chosen, in the user's scope. Errors: AdgangNaegtet, UgyldigtValg."""
    noegle = (
        _maerke(k),
        k.smaacelle_min,
        omfang(bruger),
        bruger.rolle,
        sagslager().seneste_nr(),
        date.today(),
    )
    return _analyse(*noegle, valg, k, bruger)


@st.cache_resource(max_entries=128, show_spinner="Sætter tallene sammen …")
def _analyse(
    maerke: tuple[str, str, int, str, bool],
    minimum: int,
    graenser: Omfang,
    rolle: str,
    seneste_nr: int,
    i_dag: date,
    valg: Analysevalg,
    _k: Kontekst,
    _bruger: Bruger,
) -> Svar:
    from engine.resultater import analyse as motor
    from engine.resultater import analysekilder, indtaegter, ledelsesside, sdevisning
    from engine.resultater import krav as kravmotor

    g = analysekilder.Grundlag(
        k=_k,
        bruger=_bruger,
        oekonomi=ledelsesside.oekonomi(_k, _bruger),
        sde_aar=lambda: sdevisning.aarene(_k),
        portefoelje=lambda aar: sde_portefoelje(_k, _bruger, aar, None),
        poster=lambda: indtaegter.inden_for(_bruger, indtaegter.alle(_k, sagslager(), i_dag)),
        krav=lambda: [x.krav for x in kravmotor.hent(_k, sagslager(), _bruger, i_dag).krav],
    )
    return motor.svar(g, valg)


def overblik(k: Kontekst, bruger: Bruger) -> Overblik:
    """What the user has to do, how it stands, and what is new. Users and proposals are read anew at each call."""
    from engine.resultater import nyt, overblik

    foer = nyt.forrige(indstillinger(), k.gen)
    noegle = (_maerke(k), str(foer and foer.sti), k.smaacelle_min, omfang(bruger), bruger.rolle)
    return overblik.hent(_opgavegrundlag(k, bruger), _nyt(*noegle, k, foer, bruger))


def varsler(bruger: Bruger) -> list[Varsel]:
    """The user's unread notices of what the night has changed on his cases; of those who may open cases only."""
    from engine.sager import varsler as motor

    if not maa(bruger, Handling.SE_PERSON)[0]:
        return []
    return motor.ulaeste(sagslager(), bruger.navn)


def laes_varsler(bruger: Bruger) -> None:
    """The user has seen them."""
    from engine.sager import varsler as motor

    motor.laes(sagslager(), bruger.navn, datetime.now(UTC))


def _opgavegrundlag(k: Kontekst, bruger: Bruger, omraade: str | None = None) -> Grundlag:
    from engine.resultater import ledelsesside, sdevisning
    from engine.resultater.henfoerelse import FORSLAG
    from engine.resultater.opgaver import Grundlag
    from engine.resultater.periodisering import KAN_AENDRE

    return Grundlag(
        bruger=bruger,
        i_dag=date.today(),
        nu=datetime.now(UTC),
        k=k,
        lager=sagslager(),
        sager=lambda aar: _sagstal(_maerke(k), omfang(bruger), aar, omraade, k, bruger),
        sde_aar=lambda: sdevisning.aarene(k),
        oekonomi=lambda: ledelsesside.oekonomi(k, bruger),
        datakvalitet=lambda: datakvalitet(k.gen),
        halv=lambda aar: halv_refusion(k, bruger, aar),
        perioder=lambda aar: periodeoversigt(k, bruger, aar, omraade, KAN_AENDRE),
        uden_person=lambda aar: henfoeroversigt(k, bruger, aar, omraade, FORSLAG),
        forkert_person=lambda aar: fejlpersonoversigt(k, bruger, aar, omraade, FORSLAG),
        omraade=omraade,
    )


@st.cache_resource(max_entries=48, show_spinner=False)
def _sagstal(
    maerke: tuple[str, str, int, str, bool],
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> pd.DataFrame:
    from engine.resultater import sdevisning

    return sdevisning.sagstal(_k, sde_resultat(_k), _bruger, aar, omraade)


@st.cache_resource(max_entries=24, show_spinner=False)
def _ledelse_rammer(sti: str, graenser: Omfang, _k: Kontekst, _bruger: Bruger) -> Rammer:
    from engine.resultater import ledelsesside

    return ledelsesside.rammer(_k, _bruger)


@st.cache_resource(max_entries=48, show_spinner=False)
def _ledelse(
    maerke: tuple[str, str, int, str, bool],
    minimum: int,
    graenser: Omfang,
    valg: Valg,
    i_dag: date,
    _k: Kontekst,
    _bruger: Bruger,
) -> Side:
    from engine.resultater import ledelsesside, opgaver

    grundlag = _opgavegrundlag(_k, _bruger, valg.omraade)
    return ledelsesside.hent(
        _k,
        _bruger,
        valg,
        portefoelje=lambda aar: sde_portefoelje(_k, _bruger, aar, None),
        halv=lambda aar: halv_refusion(_k, _bruger, aar),
        potentiale=lambda: opgaver.aabent_potentiale(grundlag),
        andre=lambda aar: _andre_ordninger(_maerke(_k), i_dag, aar, _k),
    )


def registrering(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None) -> Registreringsbillede:
    """How the user's units register in a year."""
    return _registrering(_maerke(k), k.smaacelle_min, omfang(bruger), aar, omraade, k, bruger)


def ledelsesmaal(k: Kontekst, bruger: Bruger, aar: int) -> Maalbillede:
    """The user's fields of work against the leader's goals, which are read anew at each call."""
    from engine.resultater import maal

    return maal.hent(k, sagslager(), bruger, aar)


def foer_efter(k: Kontekst, bruger: Bruger, aar: int, omraade: str | None) -> list[FoerEfter]:
    """What those who began a service in a year cost before and after."""
    from engine.resultater import maal

    return maal.foer_efter(k, bruger, aar, omraade)


def bloktilskud(k: Kontekst, bruger: Bruger) -> Bloktilskud:
    """Registration errors both ways for the whole municipality."""
    return _bloktilskud(_maerke(k), k.smaacelle_min, omfang(bruger), date.today(), k, bruger)


def sammenligningstal(k: Kontekst, bruger: Bruger) -> dict[str, str]:
    """Figure → its name, of those that can be compared with other municipalities."""
    return _sammenligningstal(str(k.gen.sti), k, bruger)


def sammenligning(k: Kontekst, bruger: Bruger, stoerrelse: str, aar: int) -> Sammenligning | None:
    """A figure against other municipalities' in the year, else the newest before it; None when there is none."""
    return _sammenligning(str(k.gen.sti), stoerrelse, aar, k, bruger)


@st.cache_resource(max_entries=24, show_spinner=False)
def _registrering(
    maerke: tuple[str, str, int, str, bool],
    minimum: int,
    graenser: Omfang,
    aar: int,
    omraade: str | None,
    _k: Kontekst,
    _bruger: Bruger,
) -> Registreringsbillede:
    from engine.resultater import registrering as motor

    return motor.hent(_k, _bruger, aar, omraade)


@st.cache_resource(max_entries=8, show_spinner=False)
def _bloktilskud(
    maerke: tuple[str, str, int, str, bool],
    minimum: int,
    graenser: Omfang,
    i_dag: date,
    _k: Kontekst,
    _bruger: Bruger,
) -> Bloktilskud:
    from engine.resultater import bloktilskud as motor

    return motor.hent(_k, _bruger)


@st.cache_resource(max_entries=8, show_spinner=False)
def _sammenligningstal(sti: str, _k: Kontekst, _bruger: Bruger) -> dict[str, str]:
    from engine.resultater import sammenligning as motor

    return {s: motor.navn(s) for s in motor.stoerrelser(_k, _bruger)}


@st.cache_resource(max_entries=24, show_spinner=False)
def _sammenligning(
    sti: str, stoerrelse: str, aar: int, _k: Kontekst, _bruger: Bruger
) -> Sammenligning | None:
    from engine.resultater import sammenligning as motor

    aarene = motor.stoerrelser(_k, _bruger).get(stoerrelse, ())
    valgt = next((a for a in aarene if a <= aar), aarene[0] if aarene else None)
    return None if valgt is None else motor.hent(_k, _bruger, stoerrelse, valgt)


@st.cache_resource(max_entries=24, show_spinner=False)
def _andre_ordninger(
    maerke: tuple[str, str, int, str, bool], i_dag: date, aar: int, _k: Kontekst
) -> dict[str, tuple[int, int]]:
    from engine.resultater import ordninger

    return ordninger.andre(_k, aar)


@st.cache_resource(max_entries=16, show_spinner="Ser, hvad der er nyt …")
def _nyt(
    maerke: tuple[str, str, int, str, bool],
    foer_sti: str,
    minimum: int,
    graenser: Omfang,
    rolle: str,
    _k: Kontekst,
    _foer: Generation | None,
    _bruger: Bruger,
) -> Nyt:
    from engine.resultater import nyt as motor

    return motor.beregn(_k, _foer, _bruger, resultat=sde_resultat)


# --- the forecast -------------------------------------------------------------------------------------------------
# It is of all cases: only for those whose scope is all of them. Single cases are given out by the engine.


def _prognosenoegle(k: Kontekst, s: Forudsaetninger) -> tuple[Any, ...]:
    from engine.resultater import prognose as motor

    pct = (tuple(sorted(s.takst_pct.items())), tuple(sorted(s.satsregulering_pct.items())))
    return (
        str(k.gen.sti),
        motor.maerke(k),
        (s.navn, s.pris_pct, s.tilgang_pct, s.ophoer_pct, *pct, s.haendelser, s.kommende, s.nye_som_set),
    )


def _kraev_alle(bruger: Bruger) -> None:
    """Errors: AdgangNaegtet for those limited to a field or an organisation: the sums are everybody's."""
    o = omfang(bruger)
    if o.fagomraader is not None or o.organisationer is not None:
        raise AdgangNaegtet("Prognosen er for hele kommunen, og du har kun adgang til en del af den.")


def kendte_aar(k: Kontekst, bruger: Bruger) -> pd.DataFrame:
    """Net cost and refund of all cases by year (aar, netto_oere, refusion): sums, no case. Errors: AdgangNaegtet."""
    _kraev_alle(bruger)
    return sde_resultat(k).sager.groupby("aar")[["netto_oere", "refusion"]].sum().reset_index()


def prognose(k: Kontekst, bruger: Bruger, s: Forudsaetninger) -> Prognose:
    """The forecast under a scenario. Errors: HjemtagFejl without history."""
    _kraev_alle(bruger)
    return _prognose(_prognosenoegle(k, s), k, s)


def forbered_prognose(k: Kontekst) -> None:
    """Work out the base, its bridge and what would change it, before anybody has asked."""
    from engine.resultater import prognose as motor

    s = motor.forudsat(k)
    noegle = _prognosenoegle(k, s)
    p = _lav_prognose(noegle, k, s)
    _lav_prognosebro(noegle, k, p)
    _lav_prognosefoelsomhed(noegle, k, p)


def prognosebro(k: Kontekst, bruger: Bruger, s: Forudsaetninger) -> pd.DataFrame:
    """The bridge from this year to the next."""
    return _lav_prognosebro(_prognosenoegle(k, s), k, prognose(k, bruger, s))


def prognosefoelsomhed(k: Kontekst, bruger: Bruger, s: Forudsaetninger) -> pd.DataFrame:
    """What would change the forecast."""
    return _prognosefoelsomhed(_prognosenoegle(k, s), k, prognose(k, bruger, s))


def prognoseeffekt(k: Kontekst, bruger: Bruger, s: Forudsaetninger, mod: Forudsaetninger) -> Effekt:
    """What a scenario adds to another: sums only, kept for many, so that a slider that goes back costs nothing."""
    noegler = _prognosenoegle(k, s), _prognosenoegle(k, mod)
    return _prognoseeffekt(*noegler, k, s, prognose(k, bruger, mod))


def prognoseforskel(bruger: Bruger, fra: str, til: str) -> pd.DataFrame:
    """The way from one locked forecast to another; what is locked does not change. Errors: as the engine's."""
    _kraev_alle(bruger)
    return _prognoseforskel(indstillinger().database_url, fra, til)


def manuelle_rettelser(k: Kontekst, bruger: Bruger) -> pd.DataFrame:
    """What people's corrections of the locked forecasts were worth. Holds no persons."""
    from engine.resultater import prognoseversion

    _kraev_alle(bruger)
    noegle = (indstillinger().database_url, tuple(prognoseversion.versioner(sagslager())))
    from engine.resultater import prognose as motor

    return _manuelle_rettelser(noegle, motor.maerke(k), str(k.gen.sti), k)


def prognosekvalitet(k: Kontekst) -> Any:
    """The backtest of the municipality's own past. Holds no persons."""
    from engine.resultater import prognose as motor

    return _prognosekvalitet(motor.maerke(k), str(k.gen.sti), k)


def prognosetrin(k: Kontekst, bruger: Bruger, udgangspunkt: int, aar: int) -> pd.DataFrame:
    """Brier score of the steps in a year that is known now."""
    _kraev_alle(bruger)
    from engine.resultater import prognose as motor

    return _prognosetrin(motor.maerke(k), str(k.gen.sti), udgangspunkt, aar, k)


# Remembered apart from Streamlit's own memory, which only a page may fill: it draws while it waits.
_prognoser = Husk["Prognose"](4)
_broer, _foelsomheder = Husk["pd.DataFrame"](32), Husk["pd.DataFrame"](32)


@st.cache_resource(max_entries=4, show_spinner="Trækker 1.000 udfald …")
def _prognose(noegle: tuple[Any, ...], _k: Kontekst, _s: Forudsaetninger) -> Prognose:
    return _lav_prognose(noegle, _k, _s)


def _lav_prognose(noegle: tuple[Any, ...], k: Kontekst, s: Forudsaetninger) -> Prognose:
    from engine.resultater import prognose as motor

    return _prognoser.hent(noegle, lambda: motor.beregn(k, s))


def _lav_prognosebro(noegle: tuple[Any, ...], k: Kontekst, p: Prognose) -> pd.DataFrame:
    from engine.resultater import prognose as motor

    return _broer.hent(noegle, lambda: motor.bro(p, k))


@st.cache_resource(max_entries=32, show_spinner="Prøver, hvad der ville ændre den …")
def _prognosefoelsomhed(noegle: tuple[Any, ...], _k: Kontekst, _p: Prognose) -> pd.DataFrame:
    return _lav_prognosefoelsomhed(noegle, _k, _p)


def _lav_prognosefoelsomhed(noegle: tuple[Any, ...], k: Kontekst, p: Prognose) -> pd.DataFrame:
    from engine.resultater import prognose as motor

    return _foelsomheder.hent(noegle, lambda: motor.foelsomhed(p, k))


@st.cache_data(max_entries=256, show_spinner=False)
def _prognoseeffekt(
    noegle: tuple[Any, ...],
    mod: tuple[Any, ...],
    _k: Kontekst,
    _s: Forudsaetninger,
    _mod: Prognose,
) -> Effekt:
    from engine.resultater import prognose as motor

    return motor.effekt(motor.beregn(_k, _s), _mod)


@st.cache_resource(max_entries=16, show_spinner="Deler forskellen op …")
def _prognoseforskel(lager: str, fra: str, til: str) -> pd.DataFrame:
    from engine.resultater import prognoseversion

    return prognoseversion.forskel(sagslager(), fra, til)


@st.cache_resource(max_entries=4, show_spinner=False)
def _manuelle_rettelser(
    noegle: tuple[Any, ...], maerke: tuple[Any, ...], sti: str, _k: Kontekst
) -> pd.DataFrame:
    from engine.resultater import prognoseversion

    return prognoseversion.vaerdi_af_indtastet(sagslager(), _k)


@st.cache_resource(max_entries=2, show_spinner="Prøver prognosen fra hver måned i jeres egne tal …")
def _prognosekvalitet(maerke: tuple[Any, ...], sti: str, _k: Kontekst) -> Any:
    from engine.resultater import prognosemaaling

    return prognosemaaling.hent(_k)


@st.cache_resource(max_entries=8, show_spinner="Holder sagerne op mod det, der skete …")
def _prognosetrin(
    maerke: tuple[Any, ...], sti: str, udgangspunkt: int, aar: int, _k: Kontekst
) -> pd.DataFrame:
    from engine.resultater import prognose as motor

    return motor.trinproeve(_k, udgangspunkt, aar, antal=300)


# --- how much is found, and how much of it is right ----------------------------------------------------------------


def traef(k: Kontekst) -> Traef | None:
    """The finds against the planted truth; None where there is none. Its persons are for those who may see them."""
    from engine.resultater import traefsikkerhed as motor

    ind = indstillinger()
    if not motor.findes(ind, k.gen):
        return None
    sti = motor.sandhedsfil(ind)
    return _traef((*_maerke(k), k.regelvalg), str(sti), sti.stat().st_mtime_ns, k, ind)


@st.cache_resource(max_entries=4, show_spinner="Holder fundene op mod sandheden …")
def _traef(maerke: tuple[object, ...], sti: str, skrevet: int, _k: Kontekst, _ind: Indstillinger) -> Traef:
    from engine.resultater import traefsikkerhed as motor

    return motor.beregn(_ind, _k)


def traef_siden_sidst(t: Traef) -> tuple[str, list[Forskel]] | None:
    """What has changed since the build before."""
    from engine.resultater import traefsikkerhed as motor

    return motor.siden_sidst(indstillinger(), t)


def afgjorte_sager(k: Kontekst) -> list[Udfald]:
    """How often the finds held, as people have decided; counts, no persons."""
    from engine.resultater import traefsikkerhed as motor

    return motor.afgjorte(sagslager())


# --- own data -------------------------------------------------------------------------------------------------
# Keyed by the coming events' number, so that what is kept or taken back is seen at once. Person keys, no CPR numbers.


def egnedata_uploads(k: Kontekst, bruger: Bruger) -> list[Upload]:
    """The files that were kept, the newest first. Errors: AdgangNaegtet."""
    from engine.resultater import egnedata as motor

    motor.kraev_uploads(bruger)
    return _egnedata_uploads(indstillinger().database_url, k.kommende_nr, omfang(bruger), bruger)


@st.cache_resource(max_entries=4, show_spinner=False)
def _egnedata_uploads(database_url: str, kommende_nr: int, o: Omfang, _bruger: Bruger) -> list[Upload]:
    from engine.resultater import egnedata as motor

    return motor.uploads(sagslager(), _bruger)


def egnedata_uden_virkning(k: Kontekst, bruger: Bruger) -> list[tuple[Haendelse, str]]:
    """The coming events that change nothing in the base, with why; none without a forecast. Errors: AdgangNaegtet."""
    return _egnedata_uden_virkning((*_maerke(k), k.kommende_nr), omfang(bruger), k, bruger)


@st.cache_resource(max_entries=4, show_spinner="Regner prognosen …")
def _egnedata_uden_virkning(
    maerke: tuple[object, ...], o: Omfang, _k: Kontekst, _bruger: Bruger
) -> list[tuple[Haendelse, str]]:
    from engine.resultater import egnedata as motor

    return motor.uden_virkning(_k, _bruger)


def egnedata_virkning(
    k: Kontekst, bruger: Bruger, kontrol: str, nye: Sequence[Ny], uden_samling: str
) -> dict[int, tuple[int, int]]:
    """Expected net by year, before and after a file is kept (kontrol, nye) or taken back.

    Errors: AdgangNaegtet, HjemtagFejl.
    """
    maerke = (*_maerke(k), k.kommende_nr, kontrol, uden_samling)
    return _egnedata_virkning(maerke, omfang(bruger), bruger.rolle, k, bruger, tuple(nye), uden_samling)


@st.cache_resource(max_entries=16, show_spinner="Regner virkningen på prognosen …")
def _egnedata_virkning(
    maerke: tuple[object, ...],
    o: Omfang,
    rolle: str,
    _k: Kontekst,
    _bruger: Bruger,
    _nye: tuple[Ny, ...],
    _uden_samling: str,
) -> dict[int, tuple[int, int]]:
    from engine.resultater import egnedata as motor

    return motor.virkning(_k, _bruger, _nye, _uden_samling)


# --- udflytning -----------------------------------------------------------------------------------------------


def udflytningsudfald() -> pd.DataFrame:
    """The decided cases of residence as they are now, a row a signal; no persons."""
    from engine.resultater import udflytning as motor

    return motor.udfald(sagslager())


def sagstilstande(sag_id: Sequence[str]) -> dict[str, str]:
    """The state of those of the cases that somebody has worked on, by name."""
    from engine.sager import afgoerelser, arter

    lager = sagslager()
    sager = {s: afgoerelser.sag(lager, s) for s in sag_id}
    return {s: arter.find(r["art"]).tilstand(r["tilstand"]).navn for s, r in sager.items() if r}


def udflytningspraecision(k: Kontekst) -> tuple[int, int, int, int] | None:
    """(right, presumptions, found, truths) on the demo's planted truth; None where there is none."""
    return _udflytningspraecision(str(k.gen.sti), k.gen.bygget, k) if k.gen.demo else None


@st.cache_resource(max_entries=4, show_spinner=False)
def _udflytningspraecision(sti: str, bygget: datetime, _k: Kontekst) -> tuple[int, int, int, int] | None:
    from engine.resultater import traefsikkerhed as motor

    return motor.for_art(indstillinger(), _k, "Udflytning", "udrejst_uden_at_melde_det")
