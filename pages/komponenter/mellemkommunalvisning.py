"""The page Mellemkommunal: by municipality, the control of who pays side by side, and status against payment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.potentiale.betalingskontrol import STEMMER, TILSTANDE
from engine.resultater import betalingskontrol as motor
from engine.resultater.betalingskontrol import STATUSARTER, Bag, Billede, Borgerlinje, Statuslinje
from engine.resultater.sde import Kontekst
from engine.sager.kravmodel import TILSTANDE as KRAVTILSTANDE
from pages.komponenter import data, filtre, formaal, kort, tilstande
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

KOMMUNER, KONTROL, STATUS = "kommuner", "kontrol", "status"
_FANER = {KOMMUNER: "Kommuner", KONTROL: "Kontrol af betalingskommune", STATUS: "Sagsstatus og betaling"}
_LISTE = "mellemkommunal-liste"
_STED = {"bolig": "", "institution": "institution", "ukendt": "ukendt adresse", "udland": "udlandet"}
Stednavn = Callable[[str], str]


def fane() -> str:
    """Which of the three is looked at, kept in the address."""
    return filtre.fane("vis", "Vis", _FANER)


def kortene(b: Billede) -> None:
    aeldste = f"ældst fra {dansk.dato(b.aeldste)}" if b.aeldste else ""
    fund = (
        ("Skyldes os", "til_gode_oere", "ikke krævet endnu", "mangler"),
        ("Skylder vi", "skyldig_oere", "", "skylder"),
        ("Krævet, venter", "rejst_oere", aeldste, "usikker:Afventer"),
        ("Krævet og afsluttet", "afsluttet_oere", "ikke anerkendt eller ikke betalt", None),
    )
    kort.raekke(
        [
            *(
                kort.beloeb(
                    titel,
                    oere,
                    note="få borgere: skjult" if oere is None else note,
                    tilstand=farve if oere else None,
                )
                for titel, felt, note, farve in fund
                if (oere := b.sum(felt)) != 0 or felt != "afsluttet_oere"
            ),
            kort.beloeb("Modtaget", b.sum("modtaget_oere"), note="de seneste 12 måneder (7.7)"),
            kort.beloeb("Betalt", b.sum("betalt_oere"), note="de seneste 12 måneder (4.7)"),
        ]
    )


def modparter(bruger: Bruger, k: Kontekst, b: Billede, stednavn: Stednavn) -> None:
    """One row a municipality: both ways, promises, claims and their age; for those who see persons a row opens."""
    st.subheader("Mellem os og hver kommune")
    alle = not any(getattr(m, f) is None for m in b.modparter for f in motor.AF_FUND)
    ser_personer = maa(bruger, Handling.SE_PERSON)[0]
    nr = tabel(
        [
            {
                "kommune": stednavn(m.kommune) if m.kommune else "Øvrige kommuner (få borgere)",
                "til_gode_oere": m.til_gode_oere,
                "skyldig_oere": m.skyldig_oere,
                "rejst_oere": m.rejst_oere,
                "alder": _alder(b, m.aeldste),
                "tilsagn": f"{m.tilsagn_modtaget} / {m.tilsagn_afgivet}",
                "modtaget_oere": m.modtaget_oere,
                "betalt_oere": m.betalt_oere,
            }
            for m in b.modparter
        ],
        [
            Kolonne("kommune", "Kommune", bredde=120),
            Kolonne("til_gode_oere", "Skyldes os", "kroner", sum=alle, bredde=115),
            Kolonne("skyldig_oere", "Skylder vi", "kroner", sum=alle, bredde=110),
            Kolonne("rejst_oere", "Krævet, venter", "kroner", sum=alle, enhed="", bredde=112),
            Kolonne("alder", "Uden svar i", "vaerdi", bredde=95),
            Kolonne("tilsagn", "Tilsagn", "vaerdi", hjaelp="Modtaget / givet", bredde=80),
            Kolonne("modtaget_oere", "Modtaget 12 md.", "kroner", sum=True, enhed="", bredde=132),
            Kolonne("betalt_oere", "Betalt 12 md.", "kroner", sum=True, enhed="", bredde=112),
        ],
        noegle="mellemkommunal_modparter",
        beskrivelse="Mellemværendet med hver kommune: til gode, skyldigt, krævet, tilsagn og betalinger",
        vaelg=ser_personer,
    )
    if nr is not None:
        _bag(bruger, k, b.modparter[nr].kommune, stednavn)
    elif ser_personer:
        st.caption("Klik på en kommune for at se, hvad beløbene består af, og kravene.")
    st.caption(
        "Skyldes os er fundet og ikke krævet endnu. Uden svar er det ældste krav eller den ældste anmodning om "
        "tilsagn. Indsigelser mod statens lister er ikke en kommunes; de står på Krav."
        + ("" if alle else " – er af for få borgere, eller ville røbe et tal, der er; summerne står øverst.")
    )


def _bag(bruger: Bruger, k: Kontekst, kommune: str, stednavn: Stednavn) -> None:
    """The row by rule, which adds up to it, the claims, and the ways to each find and claim."""
    bag = data.mellemkommunal_bag(k, bruger, kommune)
    with st.container(border=True):
        st.markdown(f"**{stednavn(kommune)}**")
        if bag.regler:
            tabel(
                [
                    {"regel": f"{regel.kode} {regel.navn}", "antal": antal}
                    | {felt: getattr(m, felt) for felt in motor.AF_FUND}
                    for regel, antal, m in bag.regler
                ],
                [
                    Kolonne("regel", "Regel"),
                    Kolonne("antal", "Fund", "antal", sum=True),
                    Kolonne("til_gode_oere", "Skyldes os", "kroner", sum=True),
                    Kolonne("skyldig_oere", "Skylder vi", "kroner", sum=True),
                    Kolonne("rejst_oere", "Krævet, venter", "kroner", sum=True),
                    Kolonne("afsluttet_oere", "Krævet og afsluttet", "kroner", sum=True),
                ],
                noegle=f"mellemkommunal_regler_{kommune}",
                beskrivelse="Kommunens beløb efter regel",
            )
            st.caption("Fund, som er spørgsmål (mindre end 50 % sikre), er talt med, men uden kroner.")
        else:
            st.caption(
                "Ingen åbne fund. Betalingerne ses borger for borger under Kontrol af betalingskommune."
            )
        if bag.krav:
            tabel(
                [vars(x) | {"hvad": ":".join(KRAVTILSTANDE[x.tilstand])} for x in bag.krav],
                [
                    Kolonne("id", "Krav"),
                    Kolonne("hvad", "Tilstand", "tilstand"),
                    Kolonne("sendt", "Sendt", "dato"),
                    Kolonne("oere", "Krævet", "kroner", sum=True),
                    Kolonne("anerkendt_oere", "Anerkendt", "kroner", sum=True),
                ],
                noegle=f"mellemkommunal_krav_{kommune}",
                beskrivelse="Kravene mod kommunen",
            )
        _veje(bruger, kommune, bag)


def _veje(bruger: Bruger, kommune: str, bag: Bag) -> None:
    """To the single finds and claims."""

    def knap(vis: bool, side: str, titel: str, ikon: str, **parametre: str) -> None:
        if vis and maa(bruger, Handling.SE_SIDE, side=side)[0] and st.button(titel, icon=ikon):
            st.switch_page(f"pages/{side}.py", query_params=parametre)

    with st.container(horizontal=True):
        knap(
            bool(bag.regler),
            "indtaegtsoptimering",
            "Se fundene",
            ":material/savings:",
            modpart=kommune,
        )
        knap(bool(bag.krav), "krav", "Se kravene på Krav", ":material/gavel:")


def _alder(b: Billede, dag: Any) -> str:
    if dag is None:
        return ""
    dage = (b.i_dag - dag).days
    return dansk.antal(dage, "dag", "dage") if dage < 60 else dansk.antal(dage // 30, "måned", "måneder")


def antal(b: Billede) -> None:
    """The counts of the control, for those who see no persons."""
    st.subheader("Kontrol af betalingskommune")
    tabel(
        [{"hvad": f"{TILSTANDE[s][0]}:{TILSTANDE[s][1]}", "antal": n} for s, n in b.antal.items()]
        + [
            {"hvad": f"{STATUSARTER[s][0]}:{STATUSARTER[s][1]}", "antal": n} for s, n in b.statusantal.items()
        ],
        [Kolonne("hvad", "Hvad", "tilstand"), Kolonne("antal", "Borgere", "antal")],
        noegle="mellemkommunal_antal",
        beskrivelse="Antal borgere med uenighed om betalingskommune og med status, der ikke passer med betalingerne",
    )
    st.caption("Enkelte borgere ses af økonomer, sagsbehandlere og revisor. Tal under fem er skjult.")


def _navne(bruger: Bruger, k: Kontekst, personer: Sequence[str]) -> dict[str, str]:
    """Names after a purpose, else numbers; the form that asks stands above the list."""
    numre = {p: f"Person {nr}" for nr, p in enumerate(dict.fromkeys(personer), 1)}
    if not formaal.er_givet(_LISTE):
        with st.expander("Vis navne", icon=":material/badge:"):
            formaal.spoerg(bruger, _LISTE, "Listen viser navn og fødselsdato på borgerne.")
        return numre
    formaal.noter(bruger, _LISTE, personer)
    return numre | data.personnavne(k, bruger, personer)


def kontrol(bruger: Bruger, k: Kontekst, b: Billede, stednavn: Stednavn) -> None:
    """Register, case system and ledger side by side; a row opens what does not agree and the payments by account."""
    alle = st.toggle("Vis også dem, hvor alt stemmer", key="kontrol_alle")
    linjer = [x for x in b.linjer if alle or x.slags != STEMMER]
    st.caption(
        f"{dansk.antal(len(b.linjer), 'borger', 'borgere')} har med en anden kommune at gøre; "
        f"hos {dansk.tal(sum(x.slags == STEMMER for x in b.linjer))} stemmer det, vi ved."
    )
    if not linjer:
        tilstande.tom("Alt stemmer", "Register, indsatser og betalinger er enige om, hvem der betaler.")
        return
    navne = _navne(bruger, k, [x.person for x in linjer])
    nr = tabel(
        [_kontrolraekke(x, navne[x.person], stednavn) for x in linjer],
        [
            Kolonne("hvem", "Borger", bredde=190 if formaal.er_givet(_LISTE) else 85),
            Kolonne("slags", "Hvad", "tilstand", bredde=100),
            Kolonne("bopael", "Bor i", bredde=150),
            Kolonne("oere", "Efter reglerne", "kroner", enhed="", bredde=110),
            Kolonne("cpr", "Betaler efter CPR", bredde=125),
            Kolonne("indsats", "Betaler efter indsats", bredde=142),
            Kolonne("modtaget", "Fået (7.7)", "kroner", enhed="", bredde=85),
            Kolonne("betalt", "Betalt (4.7)", "kroner", enhed="", bredde=92),
            Kolonne("handle", "Handlekommune"),
            Kolonne("tilsagn", "Tilsagn"),
            Kolonne("udgift", "Egen udgift", "kroner"),
            Kolonne("stat", "Statens refusion", "kroner"),
        ],
        noegle=f"kontrol_{len(linjer)}_{formaal.er_givet(_LISTE)}",
        beskrivelse="Kontrol af betalingskommune: register, indsats og betalinger side om side",
        vaelg=True,
        summer=False,
    )
    if nr is None:
        st.caption(
            "Fået og betalt er kroner de seneste 12 måneder; efter reglerne er alt, der kan kræves nu (minus: vi "
            "skylder). Klik på en række for at se, hvad der ikke stemmer."
        )
    else:
        _aabnet(bruger, k, linjer[nr], stednavn)


def _kontrolraekke(x: Borgerlinje, hvem: str, stednavn: Stednavn) -> dict[str, Any]:
    f, egen = x.fakta, "os"
    sted = _STED.get(f["sted"] or "", "")
    kommune = stednavn(f["bopaelskommune"]) if f["bopaelskommune"] else ""
    indsats = (
        stednavn(f["anden_betalingskommune"])
        if f["anden_betalingskommune"]
        else egen
        if f["egen_betaling"]
        else ""
    )
    return {
        "hvem": hvem,
        "slags": ":".join(TILSTANDE[x.slags]),
        "bopael": " · ".join(d for d in ("død" if f["doedsdato"] else kommune, sted) if d) or "–",
        "cpr": stednavn(f["cpr_betalingskommune"]) if f["cpr_betalingskommune"] else "",
        "indsats": indsats,
        "handle": stednavn(f["anden_handlekommune"])
        if f["anden_handlekommune"]
        else egen
        if f["egen_handling"]
        else "",
        "tilsagn": _tilsagn(f, stednavn),
        "modtaget": f["modtaget_oere"],
        "betalt": f["betalt_oere"],
        "udgift": f["udgift_oere"],
        "stat": f["stat_oere"],
        "oere": x.oere or None,
    }


def _tilsagn(f: Any, stednavn: Stednavn) -> str:
    dele = (("lovet_af", "fra"), ("anmodet_hos", "anmodet hos"), ("lovet_til", "givet til"))
    return ", ".join(f"{ord_} {stednavn(f[felt])}" for felt, ord_ in dele if f[felt])


def _aabnet(bruger: Bruger, k: Kontekst, x: Borgerlinje, stednavn: Stednavn) -> None:
    with st.container(border=True):
        for konflikt in x.konflikter:
            farve, ord_ = TILSTANDE[konflikt.slags]
            st.markdown(f"{tilstande.maerke(farve, ord_)} {uden_markdown(konflikt.tekst)}")
        if not x.konflikter:
            st.markdown(f"{tilstande.maerke('afklaret', 'Stemmer')} Alt, vi ved om borgeren, er enigt.")
        maa_sag = x.sag_id and maa(bruger, Handling.SE_SIDE, side="sag")[0]
        if maa_sag and st.button("Åbn sagen", icon=":material/draft:"):
            st.switch_page("pages/sag.py", query_params={"sag": x.sag_id})
        poster = motor.betalinger(k, bruger, x.person)
        if not poster:
            st.caption("Der er ingen betalinger til eller fra andre kommuner på borgeren.")
            return
        tabel(
            [p | {"modpart": stednavn(p["modpart"]) if p["modpart"] else "Ikke oplyst"} for p in poster],
            [
                Kolonne("aar", "År"),
                Kolonne("art", "Art"),
                Kolonne("modpart", "Kommune"),
                Kolonne("funktion", "Funktion"),
                Kolonne("gruppering", "Gruppering"),
                Kolonne("fra", "Fra", "maaned"),
                Kolonne("til", "Til", "maaned"),
                Kolonne("oere", "Beløb", "kroner_oere", sum=True),
            ],
            noegle="kontrol_poster",
            beskrivelse="Borgerens betalinger til og fra andre kommuner efter år og konto; indtægter er negative",
        )


def status(bruger: Bruger, k: Kontekst, b: Billede) -> None:
    """Closed and still paid, running and not paid, promises that ended, income that stopped."""
    if not b.status:
        tilstande.tom(
            "Alt følges ad", "Ingen afsluttet indsats betales stadig, og ingen løbende er uden betaling."
        )
        return
    navne = _navne(bruger, k, [x.person for x in b.status])
    nr = tabel(
        [_statusraekke(x, navne[x.person]) for x in b.status],
        [
            Kolonne("hvem", "Borger", bredde=190 if formaal.er_givet(_LISTE) else 100),
            Kolonne("art", "Kontrol", "tilstand", bredde=215),
            Kolonne("hvad", "Indsats eller kommune", bredde=270),
            Kolonne("dato", "Siden", "dato", bredde=100),
            Kolonne("oere", "Beløb", "kroner", sum=True, bredde=100),
        ],
        noegle=f"sagsstatus_{len(b.status)}_{formaal.er_givet(_LISTE)}",
        beskrivelse="Indsatser, tilsagn og indtægter, hvis status ikke passer med betalingerne",
        vaelg=True,
        summer=False,
    )
    if nr is None:
        st.caption("Klik på en række for at se hvorfor.")
        return
    x = b.status[nr]
    with st.container(border=True):
        farve, ord_ = STATUSARTER[x.art]
        st.markdown(f"{tilstande.maerke(farve, ord_)} {uden_markdown(x.forklaring)}")
        if x.sag_id:
            if st.button("Åbn sagen", icon=":material/draft:"):
                st.switch_page("pages/sag.py", query_params={"sag": x.sag_id})
        elif maa(bruger, Handling.SE_SIDE, side="borger")[0] and st.button(
            "Se borgerens forløb", icon=":material/person:"
        ):
            st.switch_page("pages/borger.py", query_params={"borger": x.person})


def _statusraekke(x: Statuslinje, hvem: str) -> dict[str, Any]:
    return {"hvem": hvem, "art": ":".join(STATUSARTER[x.art]), "hvad": x.hvad, "dato": x.dato, "oere": x.oere}
