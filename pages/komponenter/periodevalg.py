"""The queue of the page Periodisering: groups of texts alike, one of them opened, and the choice with its effect.

Texts may name persons, so they are shown after a purpose has been given; the address line holds the group's id only.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import rettelser
from engine.resultater.periodisering import Gruppe, Oversigt
from engine.resultater.sde import Kontekst, Virkning
from engine.sager.model import Rettelse, dansk_tid, noegletekst
from engine.sager.periodevalg import beskriv_regel
from pages.komponenter import data, formaal, tilstande
from pages.komponenter.sideskift import vindue
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_GRUPPE_ID = re.compile(r"T-[0-9a-f]{16}")
_KOE = "periodisering-koe"
_HVAD = "Køen viser posteringernes tekster, og de kan nævne personer."
_TILSTANDE = {
    "engang": "usikker:Engangskøb?",
    "usikker": "usikker:Usikker læsning",
    "uden": "ingen:Ingen periode",
}
# What can be chosen for all postings with a text, and how it is written as an event.
REGLER: dict[str, dict[str, Any]] = {
    "maaned_foer": {"periode": "maaned", "forskydning": -1, "antal": 1, "ud_fra": "bogfoeringsdato"},
    "bogfoert": {"periode": "maaned", "forskydning": 0, "antal": 1, "ud_fra": "bogfoeringsdato"},
    "bilag": {"periode": "maaned", "forskydning": 0, "antal": 1, "ud_fra": "bilagsdato"},
    "bilag_foer": {"periode": "maaned", "forskydning": -1, "antal": 1, "ud_fra": "bilagsdato"},
    "kvartal_foer": {"periode": "kvartal", "forskydning": -1, "antal": 1, "ud_fra": "bogfoeringsdato"},
    "tre_foer": {"periode": "maaned", "forskydning": -3, "antal": 3, "ud_fra": "bogfoeringsdato"},
    "halvaar_foer": {"periode": "halvaar", "forskydning": -1, "antal": 1, "ud_fra": "bogfoeringsdato"},
    "tekst": {"periode": "tekst"},
    "engang": {"enkeltstaaende": 1},
    "ikke_engang": {"enkeltstaaende": 0},
}
_DATOER, _ANDET = "datoer", "andet"


def aaben() -> tuple[int, str, str | None] | None:
    """(year, group, field of work) from the address line; anything that is not of our form counts as nothing."""
    gruppe, aar = st.query_params.get("gruppe", ""), st.query_params.get("gruppeaar", "")
    omraade = st.query_params.get("gruppeomraade") or None
    if not (_GRUPPE_ID.fullmatch(gruppe) and re.fullmatch(r"20\d\d", aar)):
        return None
    return int(aar), gruppe, omraade if omraade in ("boern", "voksne", "aeldre") else None


def formaal_givet() -> bool:
    """Whether texts may be shown in this session."""
    return formaal.er_givet(_KOE)


def liste(bruger: Bruger, o: Oversigt, slags: str, omraade: str | None) -> None:
    """The groups that wait, most kroner at stake first; a click opens one."""
    if not formaal_givet():
        formaal.spoerg(bruger, _KOE, _HVAD)
        return
    if o.grupper is None or o.grupper.empty:
        tilstande.tom(
            "Intet venter her",
            f"Ingen posteringer i {o.aar} passer til filtrene.",
            "Vælg andre filtre eller 'Nulstil'.",
        )
        return
    st.caption(
        "Tekster, der ligner hinanden, vælges under ét: # er et tal, <måned> en måned. På spil er, hvor meget "
        "refusionen højst ændrer sig, hvis beløbet hører til måneden efter, en af de tre før eller de tre tilsammen, "
        "eller for et engangskøb årets tolv måneder. Klik på en række for at åbne den."
    )
    fra = vindue(len(o.grupper), noegle="periodekoe", ental="tekst", flertal="tekster")
    vist = o.grupper.iloc[fra : fra + 50].reset_index(drop=True)
    vist = vist.assign(
        tilstand=vist["slags"].map(_TILSTANDE), skabelon=vist["skabelon"].replace("", "(uden tekst)")
    )
    nr = tabel(
        vist,
        [
            Kolonne("skabelon", "Tekst", bredde=290),
            Kolonne("leverandoer", "Leverandør"),
            Kolonne("tilstand", "Hvorfor", "tilstand"),
            Kolonne("antal", "Posteringer", "tal", sum=True),
            Kolonne("beloeb_oere", "Beløb", "kroner", sum=True),
            Kolonne("paa_spil_oere", "Refusion på spil", "kroner", sum=True),
        ],
        noegle=f"perioder_{o.aar}_{slags}_{fra}",
        beskrivelse="Tekster, der venter på et valg, med beløb og refusion på spil",
        vaelg=True,
    )
    if nr is not None:
        st.query_params["gruppe"], st.query_params["gruppeaar"] = str(vist.loc[nr, "gruppe_id"]), str(o.aar)
        st.query_params["gruppeomraade"] = omraade or ""
        st.rerun()


# --- one group ------------------------------------------------------------------------------------------------


def vis(bruger: Bruger, k: Kontekst, aar: int, gruppe_id: str, omraade: str | None) -> None:
    """One group: its postings with the words that were read, the choice, the effect before it is saved."""
    if st.button("Til køen", icon=":material/arrow_back:", type="tertiary"):
        _luk()
    formaal.kraev(bruger, _KOE, _HVAD)
    g = data.periodegruppe(k, bruger, gruppe_id, aar, omraade)
    if g is None:
        tilstande.tom(
            "Intet venter her mere", "Der er valgt for alle posteringer med teksten.", "Gå til køen."
        )
        return
    formaal.noter(bruger, _KOE, g.personer)
    st.header(uden_markdown(g.noegle["skabelon"] or "(uden tekst)"))
    venter = dansk.antal(g.antal, "postering", "posteringer")
    st.markdown(
        f"{venter} fra {uden_markdown(g.leverandoer)} på {dansk.kroner(g.beloeb_oere)} i {aar}. "
        f"Op til {dansk.kroner(g.paa_spil_oere)} i refusion er på spil."
    )
    if g.moenster and g.slags != "engang":
        m = g.moenster
        hvor = beskriv_regel(
            {"periode": "maaned", "forskydning": m.forskydning, "antal": m.antal, "ud_fra": m.ud_fra}
        )
        st.markdown(
            f"Leverandørens {dansk.antal(m.posteringer, 'postering', 'posteringer')} med kendt periode gælder oftest "
            f"{hvor} ({dansk.procent(m.andel, 0)})."
        )
    _poster(g)
    ja, grund = maa(bruger, Handling.RET_PERIODE)
    if ja:
        _valg(bruger, k, g)
    else:
        st.caption(grund)


def _luk() -> None:
    glem_valg()
    for navn in ("gruppe", "gruppeaar", "gruppeomraade"):
        st.query_params.pop(navn, None)
    st.rerun()


def _poster(g: Gruppe) -> None:
    tabel(
        [p | {"tekst": _tekst(p["tekst_dele"]), "forslag": _forslag(p)} for p in g.poster],
        [
            Kolonne("tekst", "Tekst"),
            Kolonne("forslag", "Teksten siger"),
            Kolonne("beloeb_oere", "Beløb", "kroner"),
            Kolonne("paa_spil_oere", "På spil", "kroner"),
            Kolonne("maaned", "Ligger nu i", "maaned"),
            Kolonne("bilagsdato", "Bilagsdato", "dato"),
            Kolonne("bogfoeringsdato", "Bogført", "dato"),
            Kolonne("navn", "Person"),
        ],
        noegle="periodeposter",
        beskrivelse="Posteringerne med teksten, og hvad den siger",
        summer=False,
    )
    if g.antal > len(g.poster):
        st.caption(f"De {len(g.poster)} med mest på spil er vist.")


def _tekst(dele: list[tuple[str, bool]]) -> str:
    """The words that were read in bold; the rest as it stands."""
    ud = ""
    for tekst, brugt in dele:
        rent = uden_markdown(tekst)
        kant = rent.strip()
        ud += rent.replace(kant, f"**{kant}**") if brugt and kant else rent
    return ud or "–"


def _forslag(p: dict[str, Any]) -> str:
    sikker = f"{dansk.procent(p['sikkerhed'], 0)}, {p['hvorfor']}" if p["hvorfor"] else ""
    if p["enkeltstaaende"]:
        return f"Engangskøb ({sikker})"
    if p["fra"] is None:
        return "Ingen periode"
    return f"{dansk.dato(p['fra'])}–{dansk.dato(p['til'])} ({sikker})"


# --- the choice -------------------------------------------------------------------------------------------------


def _valg(bruger: Bruger, k: Kontekst, g: Gruppe) -> None:
    st.subheader("Vælg perioden")
    alle, beloeb, aarene = data.perioderamte(k, bruger, g.noegle)
    hvem = st.radio(
        "Gælder for",
        ["alle", "en"],
        format_func={"alle": f"Alle som denne ({dansk.tal(alle)})", "en": "Kun én postering"}.__getitem__,
        horizontal=True,
        key=f"hvem_{g.gruppe_id}",
    )
    valg = _regel(g) if hvem == "alle" else _en(g)
    if valg is None:
        return
    noegle, type_, nyt = valg
    if hvem == "alle":
        st.markdown(
            f"Reglen rammer {dansk.antal(alle, 'postering', 'posteringer')} på {dansk.kroner(beloeb)} i "
            f"{dansk.antal(aarene, 'år', 'år')} og dem, der kommer senere."
        )
    r = Rettelse(0, type_, noegle, nyt, "", bruger.navn)
    try:
        vis_virkning(data.periodevirkning(k, bruger, r))
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    kendt = data.sagslager().seneste_for(noegle)
    with st.form(f"gem_{g.gruppe_id}", border=False):
        begrundelse = st.text_input(
            "Begrundelse", max_chars=400, placeholder="Fx: leverandøren fakturerer altid måneden efter"
        )
        if st.form_submit_button("Gem valget", type="primary"):
            _gem(bruger, noegle, type_, nyt, begrundelse, kendt)


def _regel(g: Gruppe) -> tuple[dict[str, Any], str, dict[str, Any]] | None:
    muligheder = [*REGLER, _ANDET]
    if all(p["fra"] is None for p in g.poster):
        muligheder.remove("tekst")
    valgt = st.selectbox(
        "Periode",
        muligheder,
        index=muligheder.index(_foreslaaet(g, muligheder)),
        format_func=lambda v: _titel(beskriv_regel(REGLER[v])) if v in REGLER else "Et andet antal måneder …",
        key=f"regel_{g.gruppe_id}",
        width=420,
        filter_mode=None,
    )
    nyt = REGLER.get(valgt) or _andet(g)
    return dict(g.noegle), "periode_regel", nyt


def _foreslaaet(g: Gruppe, muligheder: list[str]) -> str:
    """What is offered first: what the text proposes, else where the supplier's known periods lie."""
    if g.slags == "engang":
        return "engang"
    if g.slags == "usikker" and "tekst" in muligheder:
        return "tekst"
    if g.moenster:
        m = g.moenster
        som = {"periode": "maaned", "forskydning": m.forskydning, "antal": m.antal, "ud_fra": m.ud_fra}
        return next((navn for navn, nyt in REGLER.items() if nyt == som), "bilag")
    return "bilag"


def _andet(g: Gruppe) -> dict[str, Any]:
    med = st.columns(3)
    antal = med[0].number_input("Antal måneder", 1, 24, 1, key=f"antal_{g.gruppe_id}")
    forskydning = med[1].number_input(
        "Begynder", -36, 36, -1, key=f"forskyd_{g.gruppe_id}", help="Måneder efter datoens egen; minus er før"
    )
    ud_fra = med[2].selectbox(
        "Talt fra",
        ["bogfoeringsdato", "bilagsdato"],
        format_func={"bogfoeringsdato": "Bogføringsdatoen", "bilagsdato": "Bilagsdatoen"}.__getitem__,
        key=f"udfra_{g.gruppe_id}",
        filter_mode=None,
    )
    return {"periode": "maaned", "forskydning": int(forskydning), "antal": int(antal), "ud_fra": ud_fra}


def _en(g: Gruppe) -> tuple[dict[str, Any], str, dict[str, Any]] | None:
    nr = st.selectbox(
        "Postering",
        range(len(g.poster)),
        format_func=lambda i: _navn(g.poster[i]),
        key=f"post_{g.gruppe_id}",
        width=520,
        filter_mode=None,
    )
    p = g.poster[nr]
    noegle = {"kilde": p["kilde"], "regnskabsaar": int(p["regnskabsaar"]), "bilagsnr": p["bilagsnr"]}
    noegle["linjenr"] = int(p["linjenr"])
    muligheder = [_DATOER, "engang", "ikke_engang"]
    valgt = st.selectbox(
        "Periode",
        muligheder,
        index=1 if p["enkeltstaaende"] else 0,
        format_func=lambda v: "Fra og til" if v == _DATOER else _titel(beskriv_regel(REGLER[v])),
        key=f"valg_{g.gruppe_id}_{p['postering_nr']}",
        width=420,
        filter_mode=None,
    )
    if valgt != _DATOER:
        return noegle, "enkeltstaaende", REGLER[valgt]
    fra, til = _fra_til(g, p)
    if fra > til:
        st.markdown(f"{tilstande.maerke('mangler', 'Ret datoerne')} Perioden begynder, efter at den slutter.")
        return None
    return noegle, "flyt_periode", {"periode_fra": fra.isoformat(), "periode_til": til.isoformat()}


def _fra_til(g: Gruppe, p: dict[str, Any]) -> tuple[date, date]:
    foerste = p["fra"] or date(int(p["maaned"][:4]), int(p["maaned"][5:7]), 1)
    sidste = p["til"] or _maanedens_sidste(foerste)
    dage = st.columns(2)
    mrk = f"{g.gruppe_id}_{p['postering_nr']}"
    fra = dage[0].date_input("Fra", foerste, format="DD.MM.YYYY", key=f"fra_{mrk}")
    til = dage[1].date_input("Til og med", sidste, format="DD.MM.YYYY", key=f"til_{mrk}")
    return fra, til


def _maanedens_sidste(dag: date) -> date:
    naeste = date(dag.year + dag.month // 12, dag.month % 12 + 1, 1)
    return date.fromordinal(naeste.toordinal() - 1)


def _navn(p: dict[str, Any]) -> str:
    return (
        f"Bilag {p['bilagsnr']} · {dansk.dato(p['bogfoeringsdato'])} · {dansk.kroner(int(p['beloeb_oere']))}"
    )


def _titel(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def vis_virkning(v: Virkning) -> None:
    """What a choice changes the refund by, before it is saved."""
    if v.sager.empty:
        st.markdown("Virkning: refusionen ændres ikke.")
        return
    aar = ", ".join(
        f"{a}: {dansk.kroner(v.efter_oere.get(a, 0) - v.foer_oere.get(a, 0), fortegn=True)}"
        for a in sorted(set(v.foer_oere) | set(v.efter_oere))
    )
    sager = dansk.antal(v.sager["sag_id"].nunique(), "sag", "sager")
    st.markdown(
        f"Virkning: refusionen ændres med **{dansk.kroner(v.forskel_oere, fortegn=True)}** i {sager} ({aar})."
    )


def _gem(
    bruger: Bruger, noegle: dict[str, Any], type_: str, nyt: dict[str, Any], begrundelse: str, kendt: int
) -> None:
    if not begrundelse.strip():
        st.markdown(f"{tilstande.maerke('mangler', 'Begrundelse mangler')} Skriv, hvorfor perioden er den.")
        return
    r = Rettelse(0, type_, noegle, nyt, begrundelse.strip(), bruger.navn)
    _skriv(bruger, r, {noegletekst(noegle): kendt})


def _skriv(bruger: Bruger, r: Rettelse, kendt: dict[str, int] | None = None) -> None:
    try:
        udfald = rettelser.skriv_som(data.indstillinger(), bruger, [r], datetime.now(UTC), kendt_nr=kendt)
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    if udfald.venter:
        st.toast("Gemt som forslag. En anden skal godkende det, før det virker.", icon=":material/approval:")
    else:
        st.toast("Gemt. Tallene er regnet om.", icon=":material/check:")
    if r.type != "fortryd":
        _luk()
    st.rerun()


# --- what was decided -------------------------------------------------------------------------------------------


def gaeldende(bruger: Bruger, k: Kontekst) -> None:
    """The rules and the decisions on one-offs in force, with undo."""
    if not formaal_givet():
        st.markdown("Reglerne ses, når formålet er givet: deres tekster kan nævne personer.")
        return
    alle = data.periodevalgte(k, bruger)
    if not alle:
        st.markdown("Ingen regler og ingen valg om engangskøb gælder nu.")
        return
    ja, _ = maa(bruger, Handling.FORTRYD_RETTELSE)
    for v in alle[:50]:
        med, knap = st.columns([5, 1], vertical_alignment="center")
        tid = dansk_tid(v.rettelse.tid) if v.rettelse.tid else ""
        med.markdown(
            f"**{uden_markdown(_titel(v.paa))}**: {uden_markdown(v.hvad)} "
            f"({dansk.antal(v.antal, 'postering', 'posteringer')}). Valgt af {uden_markdown(v.bruger)} {tid}. "
            f"{uden_markdown(v.rettelse.begrundelse)}"
        )
        if ja and knap.button("Fortryd", key=f"fortryd_{v.nr}"):
            _skriv(bruger, Rettelse(0, "fortryd", {"haendelse": v.nr}, {}, "Fortrudt på siden", bruger.navn))
