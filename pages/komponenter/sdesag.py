"""The cases of særligt dyre enkeltsager: the list, and one case with its way from krone to law.

Names are shown after a purpose has been given; the address line holds the case id and the year, never a person.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.resultater import rettelser, sde, sdevisning
from engine.resultater.sde import Kontekst, PeriodeRettelse
from engine.resultater.sdevisning import Portefoelje, Sag
from engine.sager.model import FAMILIE, Rettelse, beskriv_nyt, dansk_tid, noegletekst
from pages.komponenter import (
    data,
    figurer,
    filtre,
    formaal,
    godkendelse,
    kort,
    sdeforklaring,
    tema,
    tilstande,
)
from pages.komponenter.adgang import noter_afvist
from pages.komponenter.tabeller import Kolonne, de_foerste, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_SAG_ID = re.compile(r"[PH]-[0-9a-f]{16}")
STRIBEHJAELP = "jan–dec: ▏ intet, ▁ under grænsen, ▃ trin 1 (25 %), ▆ trin 2 (50 %), █ trin 3 (75 %)"
_LISTE = "sde-liste"
UDTRAEK = {"sde": "Sager", "sde_maaned": "Sager måned for måned", "sde_grundlag": "Posteringernes andele"}


_VISNINGER = {"sager": "Særligt dyre enkeltsager", "halv": "50 %-ordninger"}


def visning() -> str:
    """Which refund is looked at: the dear cases, or the schemes where the state pays half."""
    return filtre.fane("sdefane", "Ordning", _VISNINGER)


def vandfald(p: Portefoelje) -> None:
    """From gross expense over income and the own share to the refund, what is claimed and what is missing."""
    st.subheader("Fra udgift til det, der mangler")
    trin = figurer.Trin
    figurer.vandfald(
        [
            trin("Bruttoudgift", p.brutto_oere, er_sum=True, farve="daempet"),
            trin("Indtægter", p.indtaegt_oere, farve="daempet"),
            trin("Kommunens egen del", p.refusion_oere - p.netto_oere, farve="daempet"),
            trin("Refusion i alt", p.refusion_oere, er_sum=True),
            trin("Hjemtaget", -p.hjemtaget_oere, farve="afklaret"),
            trin("Difference", p.refusion_oere - p.hjemtaget_oere, er_sum=True, farve="mangler"),
        ],
        beskrivelse=p.saetning,
    )
    dele = zip((25, 50, 75), p.trin_oere, strict=True)
    st.caption("Refusionen efter trin: " + " · ".join(f"{s} %: {dansk.kroner(o)}" for s, o in dele))


# --- the list -------------------------------------------------------------------------------------------------


def valgt_sag() -> tuple[int, str] | None:
    """(year, case id) from the address line, or None. Anything that is not of our form counts as nothing."""
    sag, aar = st.query_params.get("sag", ""), st.query_params.get("sagsaar", "")
    return (int(aar), sag) if _SAG_ID.fullmatch(sag) and re.fullmatch(r"20\d\d", aar) else None


def _aabn(aar: int, sag_id: str) -> None:
    # Not the parameter of the filter: that one belongs to its widget.
    st.query_params["sag"], st.query_params["sagsaar"] = sag_id, str(aar)
    st.rerun()


def liste(bruger: Bruger, k: Kontekst, p: Portefoelje, status: str) -> None:
    """The year's cases, most missing first; a click opens one."""
    godkendelse.liste(k, bruger, _aabn)
    sager = p.sager
    if status == "naer":
        sager = sager[sager["naer"]]
    elif status != "alle":
        sager = sager[sager["tilstand"] == status]
    if sager.empty:
        tilstande.tom(
            "Ingen sager her",
            f"Ingen sager i {p.aar} passer til filtrene.",
            "Vælg andre filtre eller 'Nulstil'.",
        )
        return
    _navneknap(bruger, p)
    noegle, alle = f"sager_{p.aar}_{status}", sager
    sager = de_foerste(sager, noegle)
    if formaal.er_givet(_LISTE):
        formaal.noter(bruger, _LISTE, [m for medlemmer in sager["medlemmer"] for m in medlemmer])
    sager = sager.assign(
        sag=sdevisning.navne_paa(k, bruger, sager)
        if formaal.er_givet(_LISTE)
        else sager["betegnelse"] + " · " + sager["sag_id"].str[:6],
        omraade=sager["fagomraade"].map(sdevisning.FAGOMRAADER),
        lovnavn=sager["lov"].map(sdevisning.LOVNAVNE),
    ).reset_index(drop=True)
    st.caption(f"Månedsstriben: {STRIBEHJAELP}. Klik på en række for at åbne sagen.")
    nr = tabel(
        sager,
        [
            Kolonne("sag", "Sag"),
            Kolonne("omraade", "Fagområde"),
            Kolonne("stribe", "Jan–dec", hjaelp=STRIBEHJAELP),
            Kolonne("netto_oere", "Nettoudgift", "kroner", sum=True),
            Kolonne("refusion", "Refusion", "kroner", sum=True),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner", sum=True),
            Kolonne("difference_oere", "Difference", "kroner", sum=True),
            Kolonne("tilstand", "Status", "tilstand"),
            Kolonne("lovnavn", "Lov"),
            Kolonne("brutto_oere", "Bruttoudgift", "kroner", sum=True),
            Kolonne("naer", "Nær grænsen", "ja_nej"),
            Kolonne("antagelse", "Husstand antaget", "ja_nej"),
        ],
        noegle=noegle,
        beskrivelse="Sagerne med refusion, hjemtaget og difference",
        vaelg=True,
        ialt=alle,
    )
    if nr is not None:
        _aabn(p.aar, str(sager.loc[nr, "sag_id"]))


def _navneknap(bruger: Bruger, p: Portefoelje) -> None:
    if formaal.er_givet(_LISTE):
        return
    with st.expander("Vis navne i listen", icon=":material/badge:"):
        formaal.spoerg(bruger, _LISTE, "Listen viser navn og fødselsdato på sagernes personer.")


# --- one case ---------------------------------------------------------------------------------------------------


def vis(bruger: Bruger, k: Kontekst, aar: int, sag_id: str) -> None:
    """One case: months and steps, the month's arithmetic, its postings, the family, the corrections."""
    if st.button("Til listen", icon=":material/arrow_back:", type="tertiary"):
        glem_valg()
        del st.query_params["sag"], st.query_params["sagsaar"]
        st.rerun()
    try:
        sag = data.sde_sag(k, bruger, aar, sag_id)
    except HjemtagFejl as fejl:
        if isinstance(fejl, AdgangNaegtet):
            noter_afvist(bruger, f"sag {sag_id}")
        tilstande.fejl(fejl)
        return
    personer = [m.person_noegle for m in sag.medlemmer]
    formaal.kraev(bruger, sag_id, "Sagen viser navne, posteringer og familie.", personer)
    _hoved(sag)
    borgerlinks(sag)
    godkendelse.paa_sagen(k, bruger, sag_id, lambda v: sdevisning.har_postering(sag, v.noegle))
    _stribe(sag)
    sdeforklaring.vis(k, sag)
    maaned = _vaelg_maaned(sag)
    _regnestykke(k, sag, maaned)
    valgt = _posteringer(sag, maaned)
    if valgt is not None:
        _postering(bruger, k, sag, valgt)
    _familie(sag)
    _historik(bruger, k, sag)


def _hoved(sag: Sag) -> None:
    st.header(
        ", ".join(uden_markdown(_person(m)) for m in sag.medlemmer[:3])
        + (" m.fl." if len(sag.medlemmer) > 3 else "")
    )
    art = "Husstand" if sag.sagstype == "husstand" else "Person"
    st.markdown(sag.saetning)
    st.caption(f"{art} · {sdevisning.LOVNAVNE[sag.lov]} · {sag.aar} · sag {sag.sag_id}")
    r = sag.raekke
    kort.raekke(
        [
            kort.beloeb(
                "Nettoudgift", int(r["netto_oere"]), note=f"brutto {dansk.kort_kroner(int(r['brutto_oere']))}"
            ),
            kort.beloeb("Refusion", int(r["refusion"])),
            kort.beloeb("Hjemtaget", int(r["hjemtaget_oere"])),
            kort.beloeb("Difference", int(r["difference_oere"]), tilstand=r["tilstand"]),
        ]
    )
    if r["lovstatus"] == "afledt":
        tekst = "Årets grænser er beregnet, ikke bekræftet; sagen kan ikke indberettes før."
        if r["alternativ_oere"]:
            tekst += f" Den anden læsning af grænse 2 flytter {dansk.kroner(int(r['alternativ_oere']), fortegn=True)}"
        st.markdown(f"{tilstande.maerke('usikker', 'Beregnet')} {tekst}")


def borgerlinks(sag: Sag) -> None:
    """The way from the case to each person, taking the case's purpose along."""
    with st.container(horizontal=True):
        for m in sag.medlemmer[:6]:
            if st.button(
                f"Åbn {uden_markdown(m.navn)}",
                icon=":material/person:",
                type="tertiary",
                key=f"borger_{m.person_noegle}",
            ):
                st.switch_page("pages/borger.py", query_params={"borger": m.person_noegle, "fra": "sag"})


def _person(m: sdevisning.Medlem) -> str:
    navn = "Beskyttet adresse: " + m.navn if m.beskyttet else m.navn
    return f"{navn} ({dansk.dato(m.foedt)})" if m.foedt else navn


def _stribe(sag: Sag) -> None:
    """Months × steps: one cell a month and step, darker the more refund, with the amount in thousands."""
    import altair as alt

    st.subheader("Måned for måned")
    hoejest = max(int(sag.maaneder[list(sdevisning.TRIN)].to_numpy().max()), 1)
    celler = [
        {
            "maaned": dansk.maaned_kort(r["maaned"]),
            "trin": f"Trin {n} ({sats} %)",
            "styrke": int(r[t]) / hoejest,
            "tekst": dansk.tal(int(r[t]) / 100_000) if r[t] else "",
            "praecis": dansk.kroner(int(r[t]), oere_vist=True),
            "netto": dansk.kroner(int(r["netto_oere"]), oere_vist=True),
        }
        for r in sag.maaneder.to_dict("records")
        for n, (t, sats) in enumerate(zip(sdevisning.TRIN, (25, 50, 75), strict=True), start=1)
    ]
    raekkefoelge = [dansk.maaned_kort(m) for m in sag.maaneder["maaned"]]
    grund = alt.Chart(alt.Data(values=celler)).encode(
        x=alt.X(
            "maaned:N", sort=raekkefoelge, axis=alt.Axis(title=None, orient="top", labelAngle=0, domain=False)
        ),
        y=alt.Y(
            "trin:N", sort="descending", axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=120)
        ),
        tooltip=[
            alt.Tooltip("maaned:N", title="Måned"),
            alt.Tooltip("trin:N", title="Trin"),
            alt.Tooltip("praecis:N", title="Refusion"),
            alt.Tooltip("netto:N", title="Nettoudgift i måneden"),
        ],
    )
    felter = grund.mark_rect(cornerRadius=3, stroke=tema.farve("linje"), strokeWidth=1).encode(
        color=alt.value(tema.farve("accent")),
        opacity=alt.Opacity("styrke:Q", scale=alt.Scale(domain=[0, 1], range=[0.04, 0.75]), legend=None),
    )
    tekster = grund.mark_text(fontSize=12, fontWeight=600, color=tema.farve("tekst")).encode(text="tekst:N")
    figurer.vis(
        (felter + tekster).properties(height=130), beskrivelse=f"Refusion pr. måned og trin i {sag.aar}"
    )
    st.caption("Refusion i 1.000 kr. pr. måned og trin.")


def _vaelg_maaned(sag: Sag) -> str:
    stoerst = int(sag.maaneder["netto_u"].to_numpy().argmax())
    return str(
        st.selectbox(
            "Måned",
            list(sag.maaneder["maaned"]),
            index=stoerst,
            format_func=dansk.maaned,
            key=f"maaned_{sag.sag_id}_{sag.aar}",
            width=220,
            filter_mode=None,
        )
    )


def _regnestykke(k: Kontekst, sag: Sag, maaned: str) -> None:
    md = sag.maaneder.set_index("maaned").loc[maaned]
    st.subheader(f"Sådan er refusionen for {dansk.maaned(maaned)} regnet")
    netto = dansk.kroner(int(md["netto_oere"]), oere_vist=True)
    tekst = f"Nettoudgiften er {netto} Det, der ligger over hver månedsgrænse (årsgrænsen/12), giver trinets andel."
    naeste = sdevisning.til_naeste_trin(k, sag, maaned)
    if naeste and naeste[0]:
        tekst += f" Der er {dansk.kroner(naeste[0], enhed=False)} kr. op til trin {naeste[1]}."
    st.markdown(tekst)
    trin = sdevisning.maanedens_regnestykke(k, sag, maaned)
    status = {"bekraeftet": "afklaret", "lokal": "afklaret"}
    tabel(
        [
            t
            | {
                "status": status.get(t["status"], "usikker"),
                "sats": t["sats_pct"],
                "grundlag": f"{t['hjemmel']}. Kilde: {t['kilde']}",
            }
            for t in trin
        ],
        [
            Kolonne("trin", "Trin"),
            Kolonne("graense_oere", "Månedsgrænse", "kroner_oere"),
            Kolonne("del_oere", "Udgift i trinnet", "kroner_oere"),
            Kolonne("sats", "Sats", "tal", enhed="%"),
            Kolonne("refusion_oere", "Refusion", "kroner_oere", sum=True),
            Kolonne("status", "Grænsen er", "tilstand"),
            Kolonne("grundlag", "Grænsens hjemmel og kilde"),
        ],
        noegle="regnestykke",
        beskrivelse="Månedens trin med grænse, sats, refusion og kilde",
    )
    st.caption(
        "Refusionen afrundes til øre én gang pr. sag og år; månedernes øre er lagt ud, så de summer til året."
    )


def _posteringer(sag: Sag, maaned: str) -> dict[str, Any] | None:
    """The month's shares, those that enter first; returns the chosen one."""
    st.subheader(f"Posteringer i {dansk.maaned(maaned)}")
    md = sag.andele[sag.andele["maaned"] == maaned].sort_values(["medregnet", "andel_oere"], ascending=False)
    if md.empty:
        tilstande.tom(
            "Ingen posteringer i måneden", "Ingen udgift til sagens personer er henført til måneden."
        )
        return None
    md = md.assign(
        hvem=md["person_noegle"].map({m.person_noegle: m.navn for m in sag.medlemmer}),
        tilstand=md["medregnet"].map({True: "afklaret", False: "ingen"}),
        sikker=md["sikkerhed"],
    ).reset_index(drop=True)
    ialt = int(md.loc[md["medregnet"], "andel_oere"].sum())
    st.markdown(
        f"{dansk.kroner(ialt, oere_vist=True)} er medregnet. Klik på en postering for at se dens vej og rette perioden."
    )
    nr = tabel(
        md,
        [
            Kolonne("tekst", "Tekst"),
            Kolonne("hvem", "Person"),
            Kolonne("funktion", "Funktion"),
            Kolonne("andel_oere", "Andel i måneden", "kroner_oere"),
            Kolonne("beloeb_oere", "Hele posteringen", "kroner_oere"),
            Kolonne("periode", "Periode fra"),
            Kolonne("sikker", "Sikkerhed", "procent"),
            Kolonne("hvorfor", "Hvorfor"),
            Kolonne("bilagsnr", "Bilag"),
            Kolonne("bogfoeringsdato", "Bogført", "dato"),
        ],
        noegle=f"posteringer_{sag.sag_id}_{maaned}",
        beskrivelse="Månedens posteringer med andel, periodens kilde og hvorfor de tæller",
        vaelg=True,
    )
    return None if nr is None else md.loc[nr].to_dict()


def _postering(bruger: Bruger, k: Kontekst, sag: Sag, p: dict[str, Any]) -> None:
    """One posting: every field that its share rests on, all its months, and the correction."""
    st.subheader(f"Bilag {p['bilagsnr']}, linje {p['linjenr']}")
    lov = f"{p['lov']} § {p['paragraf']}" if p["lov"] and p["paragraf"] else (p["lov"] or "ingen")
    venstre, hoejre = st.columns(2)
    venstre.markdown(
        _linjer(
            ("Tekst", uden_markdown(p["tekst"])),
            ("Konto", f"{p['konto']} (funktion {p['funktion']}, art {p['art']})"),
            ("Beløb", dansk.kroner(int(p["beloeb_oere"]), oere_vist=True)),
            ("Bilagsdato", dansk.dato(_dag(p["bilagsdato"]))),
            ("Bogført", dansk.dato(_dag(p["bogfoeringsdato"]))),
        )
    )
    hoejre.markdown(
        _linjer(
            ("Periode", f"{p['periode']} (sikkerhed {dansk.procent(p['sikkerhed'], 0)})"),
            ("Lov", lov),
            ("Hvorfor", p["hvorfor"]),
            ("Kontotabellen", p["konto_begrundelse"] or "nævner ikke kontoen"),
        )
    )
    maaneder = sag.andele[sag.andele["postering_nr"] == p["postering_nr"]]
    tabel(
        maaneder[["maaned", "andel_oere"]],
        [Kolonne("maaned", "Måned", "maaned"), Kolonne("andel_oere", "Andel", "kroner_oere", sum=True)],
        noegle="andele",
        beskrivelse=f"Posteringens andele i {sag.aar}",
    )
    ja, grund = maa(bruger, Handling.RET_PERIODE, sag.omfang)
    if ja:
        valg = st.segmented_control(
            "Hvad skal rettes?",
            ["Perioden", "Personen"],
            default="Perioden",
            key=f"ret_hvad_{p['postering_nr']}",
        )
        if valg == "Personen":
            _flyt_postering(bruger, k, sag, p)
        else:
            _ret_periode(bruger, k, sag, p, maaneder)
    else:
        st.caption(grund)


def _linjer(*par: tuple[str, str]) -> str:
    return "  \n".join(f"**{navn}:** {vaerdi}" for navn, vaerdi in par)


def _ret_periode(bruger: Bruger, k: Kontekst, sag: Sag, p: dict[str, Any], maaneder: Any) -> None:
    """Choose a period, see the effect in kroner, save with a reason."""
    st.markdown("**Ret periode**")
    noegle = {n: _simpel(p[n]) for n in ("kilde", "regnskabsaar", "bilagsnr", "linjenr")}
    kendt = data.sagslager().seneste_for(noegle)
    foerste, sidste = _graenser(maaneder)
    mrk = f"{p['postering_nr']}_{kendt}"
    dage = st.columns(2)
    fra = dage[0].date_input("Fra", foerste, format="DD.MM.YYYY", key=f"fra_{mrk}")
    til = dage[1].date_input("Til og med", sidste, format="DD.MM.YYYY", key=f"til_{mrk}")
    if fra > til:
        st.markdown(f"{tilstande.maerke('mangler', 'Ret datoerne')} Perioden begynder, efter at den slutter.")
        return
    ny = PeriodeRettelse(**noegle, fra=fra, til=til)
    try:
        virkning = sde.virkning(k, ny)
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    _vis_virkning(virkning)
    if rettelser.kraever_to(data.indstillinger(), int(p["beloeb_oere"])):
        st.caption(
            "Posteringen er over "
            f"{dansk.kroner(data.indstillinger().fire_oejne_graense_kr * 100)}, "
            "så en anden skal godkende rettelsen, før den virker."
        )
    with st.form(f"ret_{mrk}", border=False):
        begrundelse = st.text_input(
            "Begrundelse", max_chars=400, placeholder="Fx: fakturaen gælder kun marts"
        )
        if st.form_submit_button("Gem perioden", type="primary"):
            _gem(bruger, sag, noegle, fra, til, begrundelse, kendt)


def _flyt_postering(bruger: Bruger, k: Kontekst, sag: Sag, p: dict[str, Any]) -> None:
    """Move the posting, whole or in part, to another person; the effect first, then the reason."""
    st.markdown("**Flyt posteringen til en anden person**")
    noegle = {n: _simpel(p[n]) for n in ("kilde", "regnskabsaar", "bilagsnr", "linjenr")}
    kendt = data.sagslager().seneste_for(noegle)
    maal = {n: navn for n, navn in sdevisning.flyttemaal(k, bruger, sag).items() if n != p["person_noegle"]}
    mrk = f"{p['postering_nr']}_{kendt}"
    hvem_felt, beloeb_felt = st.columns([2, 1])
    hvem = hvem_felt.selectbox(
        "Til",
        list(maal),
        None,
        format_func=maal.__getitem__,
        placeholder="Vælg en person",
        key=f"til_person_{mrk}",
    )
    beloeb = beloeb_felt.number_input(
        "Beløb, kroner (tomt: det hele)", value=None, step=1000.0, format="%.2f", key=f"beloeb_{mrk}"
    )
    if not maal:
        st.caption("Der er ingen nær familie i CPR. En økonom kan flytte posteringen med 'hjemtag ret'.")
    if hvem is None:
        return
    oere = None if beloeb is None else round(beloeb * 100)
    r = Rettelse(
        0, "flyt_postering", noegle, {"dele": [{"person": hvem, "beloeb_oere": oere}]}, "", bruger.navn
    )
    try:
        _vis_virkning(sde.virkning_af(k, [r]))
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    if rettelser.kraever_to(data.indstillinger(), int(p["beloeb_oere"])):
        st.caption("Posteringen er så stor, at en anden skal godkende flytningen, før den virker.")
    with st.form(f"flyt_{mrk}", border=False):
        begrundelse = st.text_input("Begrundelse", max_chars=400, placeholder="Fx: bevillingen gælder barnet")
        if st.form_submit_button("Flyt posteringen", type="primary"):
            if begrundelse.strip():
                _skriv(bruger, sag, replace(r, begrundelse=begrundelse.strip()), {noegletekst(noegle): kendt})
            else:
                st.markdown(
                    f"{tilstande.maerke('mangler', 'Begrundelse mangler')} Skriv, hvorfor personen er en anden."
                )


def _vis_virkning(v: sde.Virkning) -> None:
    if not v.forskel_oere and v.sager.empty:
        st.markdown("Virkning: refusionen ændres ikke.")
        return
    aar = ", ".join(
        f"{a}: {dansk.kroner(v.foer_oere.get(a, 0))} → {dansk.kroner(v.efter_oere.get(a, 0))}"
        for a in sorted(set(v.foer_oere) | set(v.efter_oere))
    )
    st.markdown(f"Virkning: refusionen ændres med **{dansk.kroner(v.forskel_oere, fortegn=True)}** ({aar}).")


def _gem(
    bruger: Bruger, sag: Sag, noegle: dict[str, Any], fra: date, til: date, begrundelse: str, kendt: int
) -> None:
    if not begrundelse.strip():
        st.markdown(
            f"{tilstande.maerke('mangler', 'Begrundelse mangler')} Skriv, hvorfor perioden er en anden."
        )
        return
    nyt = {"periode_fra": fra.isoformat(), "periode_til": til.isoformat()}
    r = Rettelse(0, "flyt_periode", noegle, nyt, begrundelse.strip(), bruger.navn)
    _skriv(bruger, sag, r, {noegletekst(noegle): kendt})


def _skriv(bruger: Bruger, sag: Sag, r: Rettelse, kendt: dict[str, int] | None = None) -> None:
    try:
        udfald = rettelser.skriv_som(
            data.indstillinger(),
            bruger,
            [r],
            datetime.now(UTC),
            kendt_nr=kendt,
            sag=(sag.aar, sag.sag_id),
        )
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    if udfald.venter:
        st.toast("Gemt som forslag. En anden skal godkende det, før det virker.", icon=":material/approval:")
    else:
        st.toast("Gemt. Tallene er regnet om.", icon=":material/check:")
    st.rerun()


def _graenser(maaneder: Any) -> tuple[date, date]:
    mdr = sorted(maaneder["maaned"])
    slut = date(int(mdr[-1][:4]) + mdr[-1].endswith("-12"), int(mdr[-1][5:7]) % 12 + 1, 1)
    return date(int(mdr[0][:4]), int(mdr[0][5:7]), 1), date.fromordinal(slut.toordinal() - 1)


def _simpel(v: Any) -> Any:
    return int(v) if not isinstance(v, str) else v


def _dag(v: Any) -> date | None:
    if v is None or v != v:
        return None
    return v if type(v) is date else v.date()


def _familie(sag: Sag) -> None:
    if sag.sagstype != "husstand":
        return
    st.subheader("Familien")
    tabel(
        [{"navn": _person(m), "hvorfor": ". ".join(m.begrundelser)} for m in sag.medlemmer],
        [Kolonne("navn", "Medlem"), Kolonne("hvorfor", "Hvorfor hører barnet til husstanden")],
        noegle="familie",
        beskrivelse="Husstandens børn og hvorfor de hører til",
    )


def _paa(r: Rettelse) -> str:
    return "Husstand" if r.type == FAMILIE else f"Bilag {uden_markdown(r.noegle['bilagsnr'])}"


def _historik(bruger: Bruger, k: Kontekst, sag: Sag) -> None:
    """The corrections on the case's postings and household, with undo."""
    st.subheader("Rettelser")
    paa_sagen = [r for r in data.sagslager().rettelser() if "bilagsnr" in r.noegle or r.type == FAMILIE]
    mine = [r for r in paa_sagen if sdevisning.har_rettet(k, sag, r)]
    if not mine:
        st.markdown("Ingen posteringer i sagen er rettet, og husstanden er som foreslået.")
        return
    for r in reversed(mine):
        med, knap = st.columns([5, 1], vertical_alignment="center")
        tid = dansk_tid(r.tid) if r.tid else ""
        tilstand = "fortrudt" if r.fortrudt_af else "virker"
        med.markdown(
            f"{_paa(r)}: {uden_markdown(beskriv_nyt(r.type, r.nyt))} "
            f"af {uden_markdown(r.bruger)} {tid} ({tilstand}). {uden_markdown(r.begrundelse)}"
        )
        ja, _ = maa(bruger, Handling.FORTRYD_RETTELSE, sag.omfang)
        if ja and not r.fortrudt_af and knap.button("Fortryd", key=f"fortryd_{r.id}"):
            fortryd = Rettelse(0, "fortryd", {"haendelse": r.id}, {}, "Fortrudt på siden", bruger.navn)
            _skriv(bruger, sag, fortryd)
