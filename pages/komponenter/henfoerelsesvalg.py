"""Expenses on nobody on the page Periodisering: the queue, one group opened, the choice with its effect, and the undo.
A group of expenses on the wrong person is opened here too.

Texts and proposals name persons, so they are shown after a purpose has been given; the address line holds the group's
id only. Nothing is put on anybody before a person has said yes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.lager.henfoerelsesfund import som_dag
from engine.refusion.henfoerelse import Forslag, fordel
from engine.resultater import henfoerelse, rettelser
from engine.resultater.henfoerelse import INTET, SIKKERHED_MIN, Gruppe, Oversigt
from engine.resultater.sde import Kontekst
from engine.sager.model import FLYT_PERIODE, POSTERINGSNOEGLE, Rettelse, dansk_tid, noegletekst
from pages.komponenter import data, formaal, kort, tilstande
from pages.komponenter.periodevalg import vis_virkning
from pages.komponenter.sideskift import vindue
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

VISES_GRUNDE = 20
_GRUPPE_ID = re.compile(r"T-[0-9a-f]{16}")
KOE = "henfoerelse-koe"
HVAD = "Køen viser posteringernes tekster og de borgere, udgifterne kan høre til."
REGELNAVNE = {
    "cpr": "CPR-nummer i teksten",
    "navn": "Navn i teksten",
    "takst": "Takst og tid",
    "takst_sum": "Sum af flere indsatser",
    "antal_i_tekst": "Antal borgere i teksten",
    "eneste": "Eneste uden regning",
    "foraelders": "Forælderens hjælp",
    "barnets": "Barnets hjælp",
    "soeskendes": "En søskendes hjælp",
    "andens": "En andens pris",
    "foelger": "Indtægt",
}


def aaben() -> tuple[int, str] | None:
    """(year, group) from the address line; anything that is not of our form counts as nothing."""
    gruppe, aar = st.query_params.get("udgift", ""), st.query_params.get("udgiftaar", "")
    if not (_GRUPPE_ID.fullmatch(gruppe) and re.fullmatch(r"20\d\d", aar)):
        return None
    return int(aar), gruppe


def oversigt(bruger: Bruger, k: Kontekst, o: Oversigt, spor: str, ser_personer: bool) -> None:
    """The cards, the queue for those who may see persons, what nothing points to, and what has been decided."""
    kort.raekke(
        [
            kort.beloeb("Har et forslag", o.beloeb_oere, note=dansk.antal(o.antal, "postering", "posteringer")),
            kort.beloeb("Mere i refusion", o.virkning_oere, tilstand="mangler" if o.virkning_oere > 0 else None),
            kort.beloeb("Ventet efter sikkerhed", o.ventet_oere, note="gange, hvor tit sådanne forslag er rigtige"),
            kort.beloeb(
                "Svage spor", o.svage_oere, tilstand="usikker" if o.svage else None,
                note=dansk.antal(o.svage, "postering", "posteringer"),
            ),
        ]
    )  # fmt: skip
    st.subheader("Venter på et ja eller nej")
    if ser_personer:
        _liste(bruger, o, spor)
    else:
        st.markdown(
            "Din rolle ser udgifterne samlet. Tekster og borgere ses af økonomer, sagsbehandlere og revisor."
        )
    st.subheader("Kan ikke afgøres")
    vej = (
        " 'Flyt postering' på borgerens sag kan altid bruges." if maa(bruger, Handling.RET_PERIODE)[0] else ""
    )
    st.markdown(f"De henføres ikke til nogen, før en person ved bedre.{vej}")
    tabel(
        [{"hvorfor": hvad, "antal": antal, "oere": oere} for hvad, antal, oere in o.intet],
        [
            Kolonne("hvorfor", "Hvorfor"),
            Kolonne("antal", "Posteringer", "tal", sum=True),
            Kolonne("oere", "Beløb uden fortegn", "kroner", sum=True),
        ],
        noegle=f"henfoer_intet_{o.aar}",
        beskrivelse="Udgifter uden person, som intet peger på, efter hvorfor",
    )
    if ser_personer:
        st.subheader("Valg, der gælder")
        gaeldende(bruger, k)


def _liste(bruger: Bruger, o: Oversigt, spor: str) -> None:
    if not formaal.er_givet(KOE):
        formaal.spoerg(bruger, KOE, HVAD)
        return
    if spor == INTET or o.grupper is None or o.grupper.empty:
        tilstande.tom(
            "Intet venter her",
            f"Ingen udgifter uden person i {o.aar} har et spor, der passer til filtrene.",
            "Vælg andre filtre eller 'Nulstil'. Hvad der ikke kan afgøres, står nedenfor.",
        )
        return
    st.caption(
        "Tekster, der ligner hinanden, tages under ét: # er et tal, <måned> en måned. Refusion er, hvad den ændres "
        "med, hvis forslaget er rigtigt. Klik på en række for at åbne den."
    )
    fra = vindue(len(o.grupper), noegle="henfoerkoe", ental="tekst", flertal="tekster")
    vist = o.grupper.iloc[fra : fra + 50].reset_index(drop=True)
    vist = vist.assign(skabelon=vist["skabelon"].replace("", "(uden tekst)"))
    nr = tabel(
        vist,
        [
            Kolonne("skabelon", "Tekst", bredde=310),
            Kolonne("leverandoer", "Leverandør"),
            Kolonne("sikkerhed", "Sikkerhed", "procent"),
            Kolonne("antal", "Posteringer", "tal", sum=True),
            Kolonne("beloeb_oere", "Beløb", "kroner", sum=True),
            Kolonne("virkning_oere", "Refusion", "kroner", sum=True),
        ],
        noegle=f"henfoer_{o.aar}_{spor}_{fra}",
        beskrivelse="Udgifter uden person med et forslag, efter ventet refusion",
        vaelg=True,
    )
    if nr is not None:
        st.query_params["udgift"], st.query_params["udgiftaar"] = str(vist.loc[nr, "gruppe_id"]), str(o.aar)
        st.rerun()


# --- one group --------------------------------------------------------------------------------------------------


def vis(bruger: Bruger, k: Kontekst, aar: int, gruppe_id: str, *, bogfoert: bool = False) -> None:
    """One group: its postings with what points to whom and what speaks against it, the choice and its effect.

    bogfoert: they stand on a person and are proposed moved to another; else they stand on nobody.
    """
    if st.button("Til køen", icon=":material/arrow_back:", type="tertiary"):
        _luk()
    formaal.kraev(bruger, KOE, HVAD)
    g = data.henfoergruppe(k, bruger, gruppe_id, aar, bogfoert=bogfoert)
    if g is None:
        tilstande.tom(
            "Intet venter her mere", "Der er valgt for alle posteringer med teksten.", "Gå til køen."
        )
        return
    formaal.noter(bruger, KOE, g.personer)
    st.header(dansk.uden_cpr(uden_markdown(g.noegle["skabelon"] or "(uden tekst)")))
    ialt = sum(int(p["beloeb_oere"]) for p in g.poster)
    netto = " netto" if any(int(p["beloeb_oere"]) < 0 for p in g.poster) else ""
    st.markdown(
        f"{dansk.antal(len(g.poster), 'postering', 'posteringer')} {_staar_paa(g)} fra "
        f"{uden_markdown(g.leverandoer)} på {dansk.kroner(ialt)}{netto} i {aar}."
    )
    _poster(g)
    ja, grund = maa(bruger, Handling.RET_PERIODE)
    if ja:
        _valg(bruger, k, g)
    else:
        st.caption(grund)


def _luk() -> None:
    glem_valg()
    for navn in ("udgift", "udgiftaar"):
        st.query_params.pop(navn, None)
    st.rerun()


def _poster(g: Gruppe) -> None:
    tabel(
        [
            p
            | {
                "virkning_oere": p.get("virkning_oere"),
                "tekst": uden_markdown(p["tekst"]) or "–",
                "hvem": _dele(g, p["forslag"][0]),
                "periode": _periode(p),
            }
            for p in g.poster
        ],
        [
            Kolonne("tekst", "Tekst"),
            Kolonne("hvem", "Forslag"),
            Kolonne("sikkerhed", "Sikkerhed", "procent"),
            Kolonne("beloeb_oere", "Beløb", "kroner"),
            *([] if _bogfoert_paa(g) else [Kolonne("virkning_oere", "Refusion", "kroner")]),
            Kolonne("periode", "Periode"),
        ],
        noegle="henfoerposter",
        beskrivelse="Posteringerne med forslaget, dets sikkerhed og refusionen",
        summer=False,
    )
    grunde: dict[str, list[str]] = {}
    for p in g.poster[:VISES_GRUNDE]:
        f = p["forslag"][0]
        imod = f" **Taler imod:** {'; '.join(f.modbevis)}." if f.modbevis else " Intet taler imod."
        grunde.setdefault(f"{_hvorfor(f)}.{imod}", []).append(uden_markdown(str(p["bilagsnr"])))
    for hvad, bilag in grunde.items():
        hvilke = f"Bilag {bilag[0]}" if len(bilag) == 1 else f"Bilag {bilag[0]} og {len(bilag) - 1} til"
        st.markdown(f"{hvilke}: {hvad}")


def _periode(p: dict[str, Any]) -> str:
    """A whole month by its name, so that a list of months is read at a glance; else the days."""
    fra, til = som_dag(p["fra"]), som_dag(p["til"])
    naeste = date.fromordinal(til.toordinal() + 1)
    if fra.day == 1 and (naeste.day, naeste.month) == (1, fra.month % 12 + 1) and (til - fra).days < 31:
        return dansk.maaned(fra)
    return f"{dansk.dato(fra)}–{dansk.dato(til)}"


def _bogfoert_paa(g: Gruppe) -> str | None:
    """The person that the postings of a group stand on, None for postings on nobody."""
    personer = {p["person_noegle"] for p in g.poster if isinstance(p["person_noegle"], str)}
    return str(personer.pop()) if len(personer) == 1 and all(p["person_noegle"] for p in g.poster) else None


def _staar_paa(g: Gruppe) -> str:
    person = _bogfoert_paa(g)
    return f"på {uden_markdown(g.navne.get(person, 'Ukendt i CPR'))}" if person else "uden person"


def _dele(g: Gruppe, f: Forslag) -> str:
    if len(f.dele) == 1:
        return g.navne.get(f.dele[0][0], "Ukendt i CPR")
    return "; ".join(
        f"{g.navne.get(p, 'Ukendt i CPR')}: {dansk.kroner(oere, oere_vist=True)}" for p, oere in f.dele
    )


def _hvorfor(f: Forslag) -> str:
    tekst = f"{REGELNAVNE[f.regel]}: {'; '.join(f.grunde)}"
    return tekst if f.fra is None or f.til is None else f"{tekst} for {dansk.dato(f.fra)}–{dansk.dato(f.til)}"


# --- the choice -------------------------------------------------------------------------------------------------


def _valg(bruger: Bruger, k: Kontekst, g: Gruppe) -> None:
    st.subheader("Hvem hører udgiften til?")
    flyttes = _bogfoert_paa(g) is not None
    sikre = [p for p in g.poster if p["sikkerhed"] >= SIKKERHED_MIN]
    hvem = "en"
    if len(sikre) > 1:
        hvem = st.radio(
            "Gælder for",
            ["alle", "en"],
            format_func={
                "alle": f"Alle {len(sikre)} posteringer"
                if flyttes
                else f"Alle forslag som dette ({len(sikre)})",
                "en": "Kun én postering",
            }.__getitem__,
            horizontal=True,
            key=f"henfoer_hvem_{g.gruppe_id}",
        )
    if hvem == "alle":
        _gem_felt(
            bruger, k, g, [r for p in sikre for r in henfoerelse.ja(p, p["forslag"][0], bruger.navn)], sikre
        )
        return
    nr = 0
    if len(g.poster) > 1:
        nr = st.selectbox(
            "Postering", range(len(g.poster)), format_func=lambda i: _navn(g.poster[i]),
            key=f"henfoer_post_{g.gruppe_id}", width=520, filter_mode=None,
        )  # fmt: skip
    p = g.poster[nr]
    f = _dele_valgt(g, p)
    if isinstance(f, Forslag):
        _gem_felt(bruger, k, g, henfoerelse.ja(p, f, bruger.navn), [p])
    elif f is not None:
        _gem_felt(bruger, k, g, [henfoerelse.rettelse(p, f, bruger.navn)], [p])


def _navn(p: dict[str, Any]) -> str:
    return (
        f"Bilag {p['bilagsnr']} · {dansk.dato(p['bogfoeringsdato'])} · {dansk.kroner(int(p['beloeb_oere']))}"
    )


_ANDET = "andet"


def _dele_valgt(g: Gruppe, p: dict[str, Any]) -> Forslag | Sequence[tuple[str, int]] | None:
    """One of the proposals, or the shares of other persons and amounts; None while they do not fit."""
    mrk = f"{g.gruppe_id}_{p['postering_nr']}"
    forslag: tuple[Forslag, ...] = p["forslag"]
    valgt = st.radio(
        "Fordeling",
        [*range(len(forslag)), _ANDET],
        format_func=lambda v: "En anden fordeling …" if v == _ANDET
        else f"{_dele(g, forslag[v])} ({dansk.procent(forslag[v].sikkerhed, 0)})",
        key=f"henfoer_valg_{mrk}",
    )  # fmt: skip
    if valgt != _ANDET:
        return forslag[valgt]
    beloeb = int(p["beloeb_oere"])
    hvem = st.multiselect(
        "Personer", list(g.navne), format_func=g.navne.__getitem__, placeholder="Vælg personer", key=f"hvem_{mrk}",
        width=520,
    )  # fmt: skip
    if not hvem:
        return None
    lige = fordel(beloeb, [1] * len(hvem))
    dele = []
    for person, oere in zip(hvem, lige, strict=True):
        kr = st.number_input(
            f"Kroner til {g.navne[person]}", value=oere / 100, step=100.0, format="%.2f",
            key=f"kr_{mrk}_{person}_{len(hvem)}", width=320,
        )  # fmt: skip
        dele.append((person, round(kr * 100)))
    rest = beloeb - sum(oere for _, oere in dele)
    if rest:
        st.markdown(
            f"{dansk.kroner(rest, oere_vist=True)} er ikke fordelt og bliver stående {_staar_paa(g)}."
        )
    return dele


def _gem_felt(
    bruger: Bruger, k: Kontekst, g: Gruppe, valg: list[Rettelse], poster: Sequence[dict[str, Any]]
) -> None:
    """The effect, then the reason; and beside it the no."""
    if perioder := [r.nyt for r in valg if r.type == FLYT_PERIODE]:
        st.caption(_med_periode(perioder))
    try:
        vis_virkning(data.henfoervirkning(k, bruger, valg))
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    if any(rettelser.kraever_to(data.indstillinger(), int(p["beloeb_oere"])) for p in poster):
        st.caption("Beløbet er så stort, at en anden skal godkende valget, før det virker.")
    flyttes = _bogfoert_paa(g) is not None
    kendt = {noegletekst(r.noegle): data.sagslager().seneste_for(r.noegle) for r in valg}
    med = st.columns(2, gap="large")
    with med[0].form(f"henfoer_gem_{g.gruppe_id}", border=False):
        begrundelse = st.text_input("Begrundelse", max_chars=400, placeholder="Fx: set på fakturaen")
        if st.form_submit_button("Flyt udgiften" if flyttes else "Henfør udgiften", type="primary"):
            skriv_med(bruger, valg, begrundelse, kendt)
    with med[1].form(f"henfoer_nej_{g.gruppe_id}", border=False):
        eksempel = "Fx: bevillingen er personens egen" if flyttes else "Fx: tom plads, ingen borger"
        grund = st.text_input("Hvorfor ikke?", max_chars=400, placeholder=eksempel)
        alle = not flyttes and st.checkbox("Gælder alle tekster som denne fra leverandøren, også senere")
        if st.form_submit_button("Afvis forslaget"):
            noegler = [dict(g.noegle)] if alle else [{n: p[n] for n in POSTERINGSNOEGLE} for p in poster]
            nej = [henfoerelse.afvisning(n, bruger.navn) for n in noegler]
            set_ = {noegletekst(r.noegle): data.sagslager().seneste_for(r.noegle) for r in nej}
            skriv_med(bruger, nej, grund, set_)


def _med_periode(perioder: Sequence[Mapping[str, Any]]) -> str:
    """What else a yes writes."""
    if len(perioder) > 1:
        return f"Perioden, prisen peger på, skrives med for {len(perioder)} posteringer."
    fra, til = (date.fromisoformat(perioder[0][f"periode_{n}"]) for n in ("fra", "til"))
    return f"Perioden {dansk.dato(fra)}–{dansk.dato(til)}, som prisen peger på, skrives med."


def skriv_med(bruger: Bruger, valg: list[Rettelse], begrundelse: str, kendt: dict[str, int]) -> None:
    """Save the choices in one go with the reason; without a reason nothing is saved."""
    if not begrundelse.strip():
        st.markdown(f"{tilstande.maerke('mangler', 'Begrundelse mangler')} Skriv, hvorfor.")
        return
    _skriv(bruger, [replace(r, begrundelse=begrundelse.strip()) for r in valg], kendt)


def _skriv(bruger: Bruger, valg: list[Rettelse], kendt: dict[str, int] | None = None) -> None:
    try:
        udfald = rettelser.skriv_som(data.indstillinger(), bruger, valg, datetime.now(UTC), kendt_nr=kendt)
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    if udfald.venter:
        st.toast("Gemt som forslag. En anden skal godkende det, før det virker.", icon=":material/approval:")
    else:
        st.toast("Gemt. Tallene er regnet om.", icon=":material/check:")
    _luk()


# --- what was decided -------------------------------------------------------------------------------------------


def gaeldende(bruger: Bruger, k: Kontekst, *, bogfoert: bool = False) -> None:
    """What has been decided and is in force, with the undo."""
    if not formaal.er_givet(KOE):
        st.markdown("Valgene ses, når formålet er givet.")
        return
    alle = data.henfoervalgte(k, bruger, bogfoert=bogfoert)
    if not alle:
        st.markdown(
            "Ingen udgift er flyttet eller afvist endnu."
            if bogfoert
            else "Ingen udgift er henført eller afvist endnu."
        )
        return
    ja, _ = maa(bruger, Handling.FORTRYD_RETTELSE)
    for v in alle[:50]:
        med, knap = st.columns([5, 1], vertical_alignment="center")
        tid = dansk_tid(v.rettelse.tid) if v.rettelse.tid else ""
        med.markdown(
            f"**{uden_markdown(v.hvad)}**. Valgt af {uden_markdown(v.bruger)} {tid}. "
            f"{uden_markdown(v.rettelse.begrundelse)}"
        )
        if ja and knap.button("Fortryd", key=f"henfoer_fortryd_{max(v.numre)}"):
            _skriv(
                bruger,
                [
                    Rettelse(0, "fortryd", {"haendelse": n}, {}, "Fortrudt på siden", bruger.navn)
                    for n in v.numre
                ],
            )
