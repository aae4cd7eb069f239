"""Udlændinge: the grants side by side, the persons whose right and claim differ, rights that run out, one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.refusion.udlaendinge import DOEGNFRIST, LOEBER, Periode
from engine.resultater import sagskilde_udlaendinge as sagskilde
from engine.resultater import udlaendingemaerker as maerker
from engine.resultater import udlaendingeside as motor
from engine.resultater.sde import Kontekst
from engine.resultater.udlaendinge import ORDNINGER
from engine.resultater.udlaendingeside import Oversigt
from engine.sager.sagsfelter import SAG_ID
from pages.komponenter import data, formaal, kort, sagsvisning, tilstande
from pages.komponenter.figurer import Tidsstykke, tidslinje
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

__all__ = ["ORDNINGER", "RETNING", "en_sag", "kortene", "navn", "ordninger", "personer", "valgt"]
RETNING = {"begge": "Begge veje", "til_gode": "Ikke hjemtaget", "skyldig": "Hjemtaget uden ret"}
_TILSTAND = {"til_gode": "mangler", "skyldig": "skylder"}
_FORMODET = {"til_gode": "mangler:Delvis formodet", "skyldig": "skylder:Delvis formodet"}
_LISTE = "udlaendinge-liste"


def navn(ordning: str) -> str:
    return ORDNINGER.get(ordning, "Alle")


def kortene(o: Oversigt) -> None:
    kort.raekke(
        [
            kort.beloeb("Ret til", o.ret_oere, note=f"til og med {dansk.maaned(min(o.til, f'{o.aar}-12'))}"),
            kort.beloeb("Hjemtaget", o.hjemtaget_oere),
            kort.beloeb(
                "Til gode",
                o.mangler_oere,
                tilstand="mangler" if o.mangler_oere else None,
                note="ikke hjemtaget",
            ),
            kort.beloeb(
                "For meget",
                o.skyldig_oere,
                tilstand="skylder" if o.skyldig_oere else None,
                note="hjemtaget uden ret",
            ),
            kort.Kort(
                "Rettigheder udløber",
                dansk.tal(o.antal_udloeber),
                note=f"inden for {motor.UDLOEBER_MAANEDER} måneder",
            ),
        ]
    )
    _hviler_paa(o)
    if o.mangler_satser:
        st.markdown(
            f"{tilstande.maerke('usikker', 'Ikke beregnet')} Der mangler en værdi for {o.aar}: "
            f"{', '.join(o.mangler_satser)}. Indtast den på siden Lovgrundlag; indtil da er tilskuddet ikke regnet med."
        )
    if o.usikre_satser:
        st.caption(
            "Nogle af årets satser er beregnet efter lovens regel, ikke bekræftet. Se siden Lovgrundlag."
        )


def _hviler_paa(o: Oversigt) -> None:
    """What of the differences, and what beside them, is not in the ledger on the person."""
    if o.formodet_oere:
        st.markdown(
            f"{tilstande.maerke('usikker', 'Formodet')} Af forskellene hviler "
            f"{dansk.kroner(o.formodet_oere, oere_vist=True)} på regninger, der i regnskabet står uden person eller "
            "på en anden. De er ikke med i opgørelsen til ministeriet, før en person har sagt ja."
        )
    if o.ventet_oere:
        st.caption(
            f"Desuden ventes {dansk.kroner(o.ventet_oere)} i fuld refusion af regninger, der ikke er kommet endnu; det "
            "kan ikke hjemtages nu og er ikke i tallene."
        )


def ordninger(o: Oversigt) -> None:
    """The grants of the year. A hidden small cell has no sum under it either: it would give the cell away."""
    hele = not o.ordninger["personer"].isna().any()
    st.subheader("Ordningerne")
    tabel(
        o.ordninger,
        [
            Kolonne("titel", "Ordning"),
            Kolonne("personer", "Personer", "tal"),
            Kolonne("ret_oere", "Ret til", "kroner", sum=hele),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner", sum=hele),
            Kolonne("mangler_oere", "Ikke hjemtaget", "kroner", sum=hele),
            Kolonne("skyldig_oere", "Uden ret", "kroner", sum=hele),
        ],
        noegle=f"udl_ordninger_{o.aar}",
        beskrivelse="Ordninger for udlændinge: ret, hjemtaget og forskel",
    )
    if not hele:
        st.caption("Ordninger med få personer er skjult; de er med i tallene ovenfor.")


def personer(bruger: Bruger, k: Kontekst, o: Oversigt, ordning: str, retning: str) -> None:
    """The three lists of persons, for those who see persons. Names only after a purpose, each logged."""
    if not maa(bruger, Handling.SE_PERSON)[0]:
        return
    fund = o.fund
    if ordning != "alle":
        fund = fund[fund["ordning"] == ordning]
    if retning != "begge":
        fund = fund[fund["retning"] == retning]
    givet = formaal.er_givet(_LISTE)
    if not givet:
        with st.expander("Vis navne, og åbn en borger", icon=":material/badge:"):
            formaal.spoerg(
                bruger, _LISTE, "Listerne viser navn og fødselsdato på udlændinge med ret til tilskud."
            )
    lister = (fund, o.handicap, o.tvivl, o.ventede, o.udloeber, o.job, o.jobspoergsmaal)
    noegler = [p for df in lister for p in df["person_noegle"]]
    # One number a person on the whole page, the same in every list, until names may be shown.
    kendte = {p: f"Person {nr}" for nr, p in enumerate(dict.fromkeys(noegler), 1)}
    if givet:
        kendte |= motor.navne(k, bruger, noegler)
        formaal.noter(bruger, _LISTE, noegler)
    st.subheader("Ret og hjemtaget er forskellige")
    _fundene(bruger, k, o, fund, kendte, givet)
    _anbragte(bruger, k, o, kendte, givet)
    _tvivl(o, kendte)
    _ventede(o, kendte)
    _udloeber(o, kendte)
    _job(o, kendte)
    _jobspoergsmaal(o, kendte)


def _hvem(noegler: pd.Series, kendte: dict[str, str]) -> list[str]:
    return [kendte.get(p, "Ukendt i CPR") for p in noegler]


def _fundene(
    bruger: Bruger, k: Kontekst, o: Oversigt, fund: pd.DataFrame, kendte: dict[str, str], givet: bool
) -> None:
    if fund.empty:
        tilstande.tom("Ingen forskelle", "Det, der er hjemtaget for året, svarer til det, der er ret til.")
        return
    vist = fund.assign(
        hvem=_hvem(fund["person_noegle"], kendte),
        titel=fund["ordning"].map(ORDNINGER),
        tilstand=fund["retning"]
        .map(_TILSTAND)
        .mask((fund["formodet_oere"] != 0) | (fund["usikker_oere"] != 0), fund["retning"].map(_FORMODET)),
    )
    vist = vist.sort_values("forskel_oere", key=lambda s: -s.abs(), kind="stable").reset_index(drop=True)
    valgt = tabel(
        vist,
        [
            Kolonne("hvem", "Borger", bredde=190 if givet else 110),
            Kolonne("titel", "Ordning", bredde=165),
            Kolonne("fra", "Fra", "maaned", bredde=95),
            Kolonne("til", "Til", "maaned", bredde=105),
            Kolonne("ret_oere", "Ret til", "kroner", sum=True, bredde=95),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner", sum=True, bredde=110),
            Kolonne("forskel_oere", "Forskel", "kroner", sum=True, bredde=95),
            Kolonne("tilstand", "Status", "tilstand", bredde=95),
        ],
        noegle=f"udl_fund_{o.aar}_{len(vist)}_{givet}",
        beskrivelse="Personer, hvor ret og hjemtaget er forskellige",
        vaelg=givet,
    )
    if valgt is not None and valgt < len(vist):
        _person(bruger, k, vist.iloc[valgt])


def _person(bruger: Bruger, k: Kontekst, r: pd.Series) -> None:
    noegle = str(r["person_noegle"])
    st.subheader(str(r["hvem"]))
    st.markdown(str(r["begrundelse"]))
    sag = sagskilde.sag_id(k, noegle, str(r["ordning"]), str(r["fra"]), str(r["retning"]))
    _borger(bruger, k, noegle, sag)


def _sag(bruger: Bruger, k: Kontekst, sag_id: str) -> None:
    """The case of a find, with its decisions, for those who may work on cases or read them."""
    with st.container(border=True):
        sagsvisning.vis("udlaendinge", bruger, k, sag_id, taster=False)


def valgt() -> str | None:
    """The case id in the address line, None for anything that is not of our form."""
    sag = st.query_params.get("sag", "")
    return sag if SAG_ID.fullmatch(sag) else None


def en_sag(bruger: Bruger, k: Kontekst, sag_id: str) -> None:
    """The person of a case, in the page's place."""
    if st.button("Til alle udlændinge", icon=":material/arrow_back:", type="tertiary"):
        st.query_params.clear()
        st.rerun()
    fund = sagskilde.find(k, sag_id) if maa(bruger, Handling.SE_PERSON)[0] else None
    if fund is None:
        tilstande.tom(
            "Borgeren vises ikke her",
            "Fundet er ikke i det datagrundlag, der er i brug, eller du må ikke se personer.",
            "Er der arbejdet på sagen, ligger den stadig på siden Sager.",
        )
        return
    noegle = str(fund["person_noegle"])
    formaal.kraev(bruger, sag_id, "Siden viser navn, tidslinje og tilskud for én person.", [noegle])
    st.subheader(uden_markdown(motor.navne(k, bruger, [noegle]).get(noegle, "Ukendt i CPR")))
    st.markdown(sagskilde.begrund(fund))
    _borger(bruger, k, noegle, sag_id)


def _borger(bruger: Bruger, k: Kontekst, noegle: str, sag_id: str) -> None:
    """One person's timeline, the case, and every month with its legal basis."""
    perioder, maaneder = motor.person(k, bruger, noegle)
    formodet = any(m["formodet_oere"] for m in maaneder)
    st.markdown("**Tidslinjen**")
    _tidslinje(perioder, motor.haendelser(k, bruger, noegle), k.gen.data_dato or k.gen.bygget.date())
    tabel(
        [
            {
                "navn": p.navn,
                "fra": p.stykke.fra,
                "til": p.stykke.til,
                "hjemmel": p.hjemmel,
                "slutter": p.slutter,
            }
            for p in perioder
        ],
        [
            Kolonne("navn", "Hvad"),
            Kolonne("fra", "Fra", "dato"),
            Kolonne("til", "Til og med", "dato"),
            Kolonne("hjemmel", "Hjemmel"),
            Kolonne("slutter", "Hvorfor det slutter"),
        ],
        noegle="udl_tidslinje",
        beskrivelse="Borgerens ordninger i tid",
    )
    _handicap(bruger, k, noegle)
    _sag(bruger, k, sag_id)
    st.markdown("**Måned for måned**")
    tabel(
        maaneder,
        [
            Kolonne("maaned", "Måned", "maaned"),
            Kolonne("titel", "Ordning", bredde=190),
            Kolonne("oere", "Ret til", "kroner_oere", sum=True),
            *([Kolonne("formodet_oere", "Formodet", "kroner_oere", sum=True)] if formodet else []),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner_oere", sum=True),
            Kolonne("forskel_oere", "Forskel", "kroner_oere", sum=True),
            Kolonne("hjemmel", "Hjemmel", bredde=190),
            Kolonne("begrundelse", "Hvorfor", bredde=420),
        ],
        noegle="udl_maaneder",
        beskrivelse="Ret og hjemtaget måned for måned",
    )


def _handicap(bruger: Bruger, k: Kontekst, noegle: str) -> None:
    """Whether a child's placement is because of a disability: the data cannot say, a caseworker can."""
    h = maerker.handicap(k, bruger, noegle)
    if h is None:
        return
    st.markdown("**Anbragt på grund af betydelig og varigt nedsat funktionsevne?**")
    ophold = ", ".join(
        f"fra {dansk.dato(s.fra)}" + ("" if s.til.year > 9000 else f" til {dansk.dato(s.til)}")
        for s in h.ophold
    )
    st.caption(
        f"Døgnophold {ophold or 'uden dato'}, inden 24 måneder efter tilladelsen. Er det på grund af nedsat "
        f"funktionsevne, betaler staten hele opholdet (BL § 203, stk. 3, nr. 1), {dansk.kroner(h.ekstra_oere)} mere "
        "end ellers. Det står ikke i leverancerne."
    )
    if h.maerket is not None:
        svar = "Ja" if h.er_ja else "Nej"
        st.markdown(
            f"{svar}, siger {uden_markdown(h.maerket.bruger)}: {uden_markdown(h.maerket.begrundelse)}"
        )
        if h.maa and st.button("Fortryd svaret", icon=":material/undo:", key=f"udl_fortryd_{noegle}"):
            _goer(lambda nu: maerker.fortryd_som(data.indstillinger(), bruger, noegle, nu))
    if h.maa:
        with st.form(f"udl_handicap_{noegle}", border=True):
            svar = st.radio("Svar", ["Ja", "Nej"], index=None, horizontal=True)
            hvorfor = st.text_input(
                "Hvor fremgår det?", placeholder="fx afgørelsen af 3. marts", max_chars=400
            )
            if st.form_submit_button("Gem svaret") and svar:
                _goer(
                    lambda nu: maerker.maerk_som(
                        data.indstillinger(), bruger, noegle, svar == "Ja", hvorfor, nu
                    )
                )


def _goer(handling: Callable[[datetime], None]) -> None:
    try:
        handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.rerun()


_UDEN_PENGE = ("Kommunens ansvar", "Program", "Introduktionsperiode, år 4-5")


def _tidslinje(perioder: list[Periode], haendelser: list[tuple[date, str]], dag: date) -> None:
    """The figure; the table under it says the same in words."""
    stykker = [
        Tidsstykke(
            p.navn,
            p.stykke.fra,
            date.max if p.slutter == LOEBER else p.stykke.til,
            p.slutter,
            penge=p.navn not in _UDEN_PENGE and not p.navn.startswith(DOEGNFRIST),
        )
        for p in perioder
    ]
    if not stykker and not haendelser:
        return
    st.caption(
        "Fyldt bjælke: giver penge. Hul bjælke: ramme eller frist. ◆ hændelse. "
        f"Stiplet linje: data pr. {dansk.dato(dag)}."
    )
    tidslinje(
        stykker,
        haendelser,
        dag=dag,
        beskrivelse="Borgerens ordninger og hændelser i tid; tabellen under figuren siger det samme",
    )


def _udloeber(o: Oversigt, kendte: dict[str, str]) -> None:
    if o.udloeber.empty:
        return
    st.subheader("Rettigheder, der udløber")
    tabel(
        o.udloeber.assign(hvem=_hvem(o.udloeber["person_noegle"], kendte)),
        [
            Kolonne("hvem", "Borger", bredde=230),
            Kolonne("ret", "Hvad"),
            Kolonne("slut", "Sidste dag", "dato"),
            Kolonne("maaneder", "Måneder tilbage", "tal"),
            Kolonne("slutter", "Hvorfor"),
            Kolonne("hjemmel", "Hjemmel"),
        ],
        noegle=f"udl_udloeber_{len(kendte)}",
        beskrivelse="Rettigheder, der udløber, med måneder tilbage",
    )


def _tvivl(o: Oversigt, kendte: dict[str, str]) -> None:
    if o.tvivl.empty:
        return
    st.subheader("Fuld refusion i tvivl")
    st.caption(
        "Forskellen svarer til en regning, der ser ud til at være bogført på en anden eller på ingen, ikke er kommet "
        "eller ikke har nogen periode, eller til et spørgsmål uden svar. Den er ikke regnet som hjemtaget uden ret."
    )
    tabel(
        o.tvivl.assign(hvem=_hvem(o.tvivl["person_noegle"], kendte)),
        [
            Kolonne("hvem", "Borger", bredde=230),
            Kolonne("fra", "Fra", "maaned"),
            Kolonne("til", "Til", "maaned"),
            Kolonne("tvivl_oere", "I tvivl", "kroner", sum=True),
            Kolonne("begrundelse", "Hvorfor", bredde=420),
        ],
        noegle=f"udl_tvivl_{len(kendte)}",
        beskrivelse="Forskelle i fuld refusion, som en regning et andet sted kan forklare",
    )


_SVAR = {"ubesvaret": "Ikke besvaret", "ja": "Ja", "nej": "Nej"}


def _anbragte(bruger: Bruger, k: Kontekst, o: Oversigt, kendte: dict[str, str], givet: bool) -> None:
    """The children whose placement gives full refund if it is because of a disability: a question to answer."""
    if o.handicap.empty:
        return
    st.subheader("Anbragte børn: skyldes det nedsat funktionsevne?")
    st.caption(
        "Anbringelsen begyndte inden 24 måneder efter tilladelsen. Skyldes den betydelig og varigt nedsat "
        "funktionsevne, betaler staten det hele, og kronerne går ud af særligt dyre enkeltsager. Det står ikke i "
        "leverancerne; vælg en borger, og svar."
    )
    vist = o.handicap.assign(
        hvem=_hvem(o.handicap["person_noegle"], kendte),
        svar=o.handicap["svar"].map(_SVAR),
        til=[None if t.year > 9000 else t for t in o.handicap["til"]],
    )
    valgt = tabel(
        vist,
        [
            Kolonne("hvem", "Borger", bredde=230),
            Kolonne("fra", "Anbragt fra", "dato"),
            Kolonne("til", "Til", "dato"),
            Kolonne("ekstra_oere", "Fuld refusion ved ja, alle år", "kroner", sum=True),
            Kolonne("formodet_oere", "Desuden formodet", "kroner", sum=True),
            Kolonne("svar", "Svar"),
        ],
        noegle=f"udl_anbragte_{len(vist)}_{givet}",
        beskrivelse="Anbragte børn, hvor grunden afgør, hvem der betaler",
        vaelg=givet,
    )
    if valgt is not None and valgt < len(vist):
        st.markdown(f"**{uden_markdown(str(vist.iloc[valgt]['hvem']))}**")
        _handicap(bruger, k, str(vist.iloc[valgt]["person_noegle"]))


def _ventede(o: Oversigt, kendte: dict[str, str]) -> None:
    if o.ventede.empty:
        return
    st.subheader("Ventede regninger: kan ikke hjemtages endnu")
    st.caption(
        "Indsatsen løber med fuld refusion, og de seneste måneders regning er ikke bogført. Beløbene er efter taksten "
        "og ikke med i ret, forskelle eller opgørelse."
    )
    tabel(
        o.ventede.assign(
            hvem=_hvem(o.ventede["person_noegle"], kendte),
            hvad=["Forsinket" if s else "Ventes" for s in o.ventede["sent"]],
        ),
        [
            Kolonne("hvem", "Borger", bredde=230),
            Kolonne("fra", "Fra", "maaned"),
            Kolonne("til", "Til", "maaned"),
            Kolonne("ventet_oere", "Ventet regning", "kroner", sum=True),
            Kolonne("refusion_oere", "Ventet fuld refusion", "kroner", sum=True),
            Kolonne("hvad", "Regningen"),
        ],
        noegle=f"udl_ventede_{len(kendte)}",
        beskrivelse="Regninger, der ventes, og den fulde refusion af dem",
    )


def _jobspoergsmaal(o: Oversigt, kendte: dict[str, str]) -> None:
    """Closed at first: nobody knows when it began."""
    if o.jobspoergsmaal.empty:
        return
    titel = f"Arbejde, der løb, da indkomstdata begynder ({len(o.jobspoergsmaal)})"
    with st.expander(titel, icon=":material/help:"):
        st.caption(
            "Der er løn fra den første måned i indkomstdata og intet registreret job. Begyndelsen kendes ikke, men de "
            "fleste af de dage, det kan være, giver et tilskud i år med hjemtagelser. Det er spørgsmål, ikke krav."
        )
        tabel(
            o.jobspoergsmaal.assign(hvem=_hvem(o.jobspoergsmaal["person_noegle"], kendte)),
            [
                Kolonne("hvem", "Borger", bredde=230),
                Kolonne("fra", "Løn fra", "maaned"),
                Kolonne("til", "Løn til", "maaned"),
                Kolonne("oere", "Tilskud, hvis det begyndte da", "kroner"),
            ],
            noegle=f"udl_jobspoergsmaal_{len(kendte)}",
            beskrivelse="Arbejde uden kendt begyndelse og uden registreret job",
        )


def _job(o: Oversigt, kendte: dict[str, str]) -> None:
    if o.job.empty:
        return
    st.subheader("Job, ingen har meldt")
    st.caption(
        "Lønnen svarer til mindst 20 timer om ugen i seks måneder i træk, men der er ikke registreret et job. "
        "Spørg borgeren eller arbejdsgiveren, før der søges."
    )
    tabel(
        o.job.assign(hvem=_hvem(o.job["person_noegle"], kendte)),
        [
            Kolonne("hvem", "Borger", bredde=230),
            Kolonne("fra", "Løn fra", "maaned"),
            Kolonne("til", "Løn til", "maaned"),
            Kolonne("oere", "Tilskud, hvis det er et job", "kroner", sum=True),
            Kolonne("begrundelse", "Hvorfor"),
        ],
        noegle=f"udl_job_{len(kendte)}",
        beskrivelse="Mulige job, som ingen har meldt",
    )
