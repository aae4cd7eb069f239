"""Lovgrundlag in detail: the history of one value, the proposals that wait, and the form that makes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.lov.parametre import AFLEDT, BEKRAEFTET, FIKTIV, LOKAL, MANGLER, Lovsamling, Parameter
from engine.resultater import lovgrundlag
from engine.resultater.lovgrundlag import STATUSNAVNE, Historik
from pages.komponenter import data, figurer, filtre, kort, tilstande
from pages.komponenter.figurer import Del, Maaling
from pages.komponenter.tabeller import Kolonne, tabel

_TILSTAND = {
    BEKRAEFTET: "afklaret",
    LOKAL: "afklaret",
    AFLEDT: "usikker",
    MANGLER: "mangler",
    FIKTIV: "ingen",
}
_BESKED, _FORM_NR = "lovgrundlag_besked", "lovgrundlag_form"
_CELLE = 20


def tilstand(status: str) -> str:
    """The mark of a status: colour, sign and its own word."""
    return f"{_TILSTAND[status]}:{STATUSNAVNE[status]}"


def raekke(r: dict[str, Any]) -> dict[str, Any]:
    """A row of the overview as the table shows it."""
    return r | {
        "navn": _uden_omraade(r["titel"], r["omraade"]),
        "kort": _kort(r["vist"]),
        "tilstand": tilstand(r["status"]),
        "bruges": ", ".join(r["bruges_i"]),
    }


def _uden_omraade(titel: str, omraade: str) -> str:
    """The title without the field's name before it: the cell has room for what tells two values apart."""
    rest = titel.removeprefix(f"{omraade}, ").removeprefix(f"{omraade}: ")
    return rest[:1].upper() + rest[1:]


def _kort(vist: str) -> str:
    """A value that fits its cell; the whole stands in the detail."""
    uden = vist.removesuffix(" pr. helårsperson")
    return uden if len(uden) <= _CELLE else f"{uden[: _CELLE - 1]}…"


def dele(raekker: Iterable[dict[str, Any]]) -> list[Del]:
    """The bars of the chart: fields of law in order, each with its statuses, the settled first."""
    samlet = list(raekker)
    omraader = [
        o for o in (*lovgrundlag.OMRAADER, lovgrundlag.ANDET) if any(r["omraade"] == o for r in samlet)
    ]
    return [
        Del(o, STATUSNAVNE[s], antal, tilstande.TILSTANDE[_TILSTAND[s]].rolle)
        for o in omraader
        for s, antal in reversed(lovgrundlag.optael(r for r in samlet if r["omraade"] == o).items())
    ]


_VISNINGER = {"vaerdier": "Værdierne", "hvadhvis": "Hvad hvis", "lovpakker": "Lovpakker"}


def visning(ser_tal: bool, maa_foreslaa: bool) -> str:
    """Which part of the page is wanted: the values, what if they were others, or packs of values."""
    valg = ["vaerdier", *(["hvadhvis"] if ser_tal else []), *(["lovpakker"] if maa_foreslaa else [])]
    return filtre.fane("lovfane", "Visning", {v: _VISNINGER[v] for v in valg})


def kortene(antal: dict[str, int]) -> list[kort.Kort]:
    """The four cards: how many values are published, computed, missing and entered here."""
    return [
        kort.Kort(
            "Bekræftet",
            dansk.tal(antal["bekraeftet"]),
            note="offentliggjort og kontrolleret",
            tilstand="afklaret:Bekræftet",
        ),
        kort.Kort(
            "Beregnet",
            dansk.tal(antal["afledt"]),
            note="regnet efter loven, ikke bekræftet",
            tilstand="usikker:Beregnet" if antal["afledt"] else None,
        ),
        kort.Kort(
            "Mangler",
            dansk.tal(antal["mangler"]),
            note="intet beregnes, hvor de bruges" if antal["mangler"] else "alt er kendt",
            tilstand="mangler" if antal["mangler"] else None,
        ),
        kort.Kort(
            "Indtastet her",
            dansk.tal(antal["lokal"] + antal["fiktiv"]),
            note="foreslået af én og bekræftet af en anden",
        ),
    ]


# --- one value ------------------------------------------------------------------------------------------


def vis(h: Historik) -> None:
    """All that is known of a parameter: what it is, where it is used, every dated value and its rule."""
    p = h.parameter
    with st.container(border=True, key="lovdetalje"):
        st.subheader(lovgrundlag.titel(p))
        if p.beskrivelse.rstrip(".") != lovgrundlag.titel(p):
            st.markdown(p.beskrivelse)
        st.markdown(_fakta(h))
        if not h.raekker:
            st.markdown(
                f"{tilstande.maerke(tilstand(MANGLER))} Ingen værdi er kendt. "
                "Indtil en økonom har foreslået den, og en anden har bekræftet den, beregnes intet, hvor den bruges."
            )
            return
        _forloeb(h)
        noter = {r["note"] for r in h.raekker if r["note"]}
        tabel(
            [r | {"tilstand": tilstand(r["status"])} for r in h.raekker],
            [
                Kolonne("fra", "Fra", "dato"),
                Kolonne("til", "Til", "dato"),
                Kolonne("vist", "Værdi", "vaerdi"),
                Kolonne("tilstand", "Status", "tilstand"),
                Kolonne("kilde", "Kilde"),
                *([Kolonne("note", "Bemærkning")] if len(noter) > 1 else []),
            ],
            noegle="historik",
            beskrivelse=f"Alle værdier af {p.beskrivelse}",
        )
        if len(noter) == 1:  # said once, not beside every value
            st.markdown(f"**Bemærkning:** {noter.pop()}")
        _regler(h)


def _fakta(h: Historik) -> str:
    p = h.parameter
    punkter = [
        ("Bruges i", ", ".join(h.bruges_i) or "ingen tal endnu"),
        ("Hjemmel", p.hjemmel),
        ("Enhed", p.enhed_tekst),
        ("Område", h.omraade),
        ("Teknisk navn", f"`{p.navn}`"),
    ]
    if p.ophoert:
        punkter.append(("Reglen er ophørt", dansk.dato(p.ophoert)))
    return "  \n".join(f"**{navn}:** {tekst}" for navn, tekst in punkter)


def _forloeb(h: Historik) -> None:
    tal = [r for r in h.raekker if isinstance(r["vaerdi"], Decimal)]
    if len(tal) < 3:
        return
    faktor = 100 if h.parameter.enhed == "andel" else 1
    figurer.forloeb(
        [
            Maaling(
                r["fra"].isoformat(),
                float(r["vaerdi"] * faktor),
                r["vist"].split(" ")[0],
                STATUSNAVNE[r["status"]],
                tilstande.TILSTANDE[_TILSTAND[r["status"]]].rolle,
            )
            for r in tal
        ],
        enhed="pct." if faktor == 100 else h.parameter.enhed_tekst,
        beskrivelse=f"{lovgrundlag.titel(h.parameter)} over årene",
    )


def _regler(h: Historik) -> None:
    """How the computed values come about, computed again now, and the other reading where there is one."""
    beregnede = [r for r in h.raekker if r["regel"]]
    if not beregnede:
        return
    alternativer = any(r["alternativ"] for r in beregnede)
    st.markdown("**Sådan er de beregnede værdier fundet**")
    tabel(
        [r | {"efterregnet": _efterregnet(r)} for r in beregnede],
        [
            Kolonne("fra", "Fra", "dato"),
            Kolonne("regel", "Regel"),
            Kolonne("genberegnet", "Regnet efter nu", "vaerdi"),
            Kolonne("efterregnet", "Stemmer", "tilstand"),
            *([Kolonne("alternativ", "Alternativ læsning", "vaerdi")] if alternativer else []),
        ],
        noegle="regler",
        beskrivelse="Reglen bag hver beregnet værdi, og hvad den giver, når den regnes efter",
    )


def _efterregnet(r: dict[str, Any]) -> str:
    return "afklaret:Stemmer" if r["stemmer"] else "usikker:Afviger"


# --- proposals ------------------------------------------------------------------------------------------


def forslag(bruger: Bruger, lov: Lovsamling) -> None:
    """The proposals that wait for a second person, with what they would change."""
    vis_besked()
    ventende = lovgrundlag.vis_forslag(data.sagslager(), lov, bruger)
    if not ventende:
        return
    st.subheader(f"{dansk.antal(len(ventende), 'forslag venter', 'forslag venter')} på en anden økonom")
    for f in ventende:
        _et_forslag(bruger, f)


def vis_besked() -> None:
    """What was done just before; as a toast too, since the one who sent the form is further down the page."""
    if besked := st.session_state.pop(_BESKED, ""):
        st.success(besked, icon=":material/check_circle:")
        st.toast(besked, icon=":material/check_circle:")


def _et_forslag(bruger: Bruger, f: dict[str, Any]) -> None:
    with st.container(border=True, key=f"forslag_{f['haendelse']}"):
        til = f"til {dansk.dato(f['til'])}" if f["til"] else "og indtil videre"
        st.markdown(
            f"**{f['titel']}**  \n{f['nu_vist']} → **{f['vist']}** fra {dansk.dato(f['fra'])} {til}  \n"
            f"Kilde: {f['kilde']}. Begrundelse: {f['begrundelse']}  \n"
            f"Foreslået af {f['foreslaaet_af']} {dansk.tidspunkt(f['foreslaaet_tid'])}, nr. {f['haendelse']}"
        )
        forslagsknapper(bruger, f)


def forslagsknapper(bruger: Bruger, f: dict[str, Any]) -> None:
    """Confirm, or take away; f: a row of lovgrundlag.vis_forslag. Nobody confirms their own."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(
            "Bekræft",
            key=f"bekraeft_{f['haendelse']}",
            type="primary",
            icon=":material/check:",
            disabled=not f["kan_bekraeftes"],
            help="Du kan ikke bekræfte dit eget forslag." if f["eget"] else None,
        ):
            goer(lambda nu: _bekraeft(bruger, f, nu))
        with st.popover("Træk tilbage", icon=":material/undo:"):
            hvorfor = st.text_input("Begrundelse", key=f"hvorfor_{f['haendelse']}")
            if st.button("Træk forslaget tilbage", key=f"tilbage_{f['haendelse']}"):
                goer(lambda nu: _traek_tilbage(bruger, f, hvorfor, nu))
        if f["eget"]:
            st.caption("Dit eget forslag; en anden økonom skal bekræfte det.")


def _bekraeft(bruger: Bruger, f: dict[str, Any], nu: datetime) -> str:
    lovgrundlag.bekraeft_som(data.sagslager(), bruger, f["haendelse"], nu)
    return f"{f['titel']}: {f['vist']} er bekræftet og gælder nu."


def _traek_tilbage(bruger: Bruger, f: dict[str, Any], hvorfor: str, nu: datetime) -> str:
    lovgrundlag.traek_tilbage_som(data.sagslager(), bruger, f["haendelse"], hvorfor, nu)
    return f"Forslag nr. {f['haendelse']} er trukket tilbage."


def goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        besked = handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = besked
        st.rerun()


def formular(bruger: Bruger, lov: Lovsamling, navn: str | None, aar: int) -> None:
    """Propose a value for the opened parameter, or for one chosen here."""
    with st.expander("Foreslå en lovværdi", icon=":material/edit:", expanded=navn is not None):
        navne = sorted(lov.parametre, key=lambda n: lovgrundlag.titel(lov.parameter(n)).casefold())
        valgt = st.selectbox(
            "Lovværdi",
            navne,
            index=navne.index(navn) if navn else None,
            format_func=lambda n: lovgrundlag.titel(lov.parameter(n)),
            placeholder="Vælg en lovværdi",
            key=f"foreslaa_{navn}",
        )
        if valgt is None:
            st.caption(
                "En anden økonom skal bekræfte værdien, før den gælder. Bekræftede satser kan ikke erstattes."
            )
            return
        with st.form(f"forslag_{valgt}_{st.session_state.get(_FORM_NR, 0)}", border=False):
            _felter(bruger, lov.parameter(valgt), aar)


def _felter(bruger: Bruger, p: Parameter, aar: int) -> None:
    fra_felt, til_felt, vaerdi_felt = st.columns(3)
    fra = fra_felt.date_input("Gælder fra", date(aar, 1, 1), format="DD.MM.YYYY", **_GRAENSER)
    til = til_felt.date_input(
        "Gælder til (tom: indtil videre)", date(aar, 12, 31), format="DD.MM.YYYY", **_GRAENSER
    )
    tekst = _vaerdifelt(vaerdi_felt, p)
    kilde = st.text_input("Kilde", placeholder="Hvor værdien er offentliggjort, fx BEK 983/2024")
    begrundelse = st.text_input("Begrundelse", placeholder="Hvorfor den skal ind, fx ny sats for året")
    if st.form_submit_button("Send til bekræftelse", type="primary"):
        goer(lambda nu: _foreslaa(bruger, p, fra, til, tekst, kilde, begrundelse, nu))


_GRAENSER = {"min_value": date(2000, 1, 1), "max_value": date(2049, 12, 31)}


def _vaerdifelt(felt: Any, p: Parameter) -> str:
    hjaelp = lovgrundlag.skriveregel(p.enhed)
    if p.enhed == "ja/nej":
        return str(felt.radio("Værdi", ["Ja", "Nej"], horizontal=True, index=None) or "")
    if p.enhed == "tekst":
        return str(felt.text_area("Værdi", help=hjaelp, height=80))
    eksempel = f"fx {hjaelp.partition('fx ')[2]}".rstrip(".")
    return str(felt.text_input(f"Værdi ({p.enhed_tekst})", placeholder=eksempel))


def _foreslaa(
    bruger: Bruger,
    p: Parameter,
    fra: date | None,
    til: date | None,
    tekst: str,
    kilde: str,
    begrundelse: str,
    nu: datetime,
) -> str:
    nr, vist = lovgrundlag.foreslaa_som(
        data.sagslager(), bruger, p.navn, fra, til, tekst, kilde, begrundelse, nu
    )
    st.session_state[_FORM_NR] = (
        st.session_state.get(_FORM_NR, 0) + 1
    )  # a fresh form: no second press of the same
    return f"Forslag nr. {nr} er gemt: {lovgrundlag.titel(p)} = {vist}. En anden økonom skal bekræfte det."
