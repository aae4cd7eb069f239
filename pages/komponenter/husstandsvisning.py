"""The page Familier: the list of households, and one over its months with what a person can decide.

Names are shown after a purpose has been given; the address line holds the case id and the year, never a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl, VersionsKonflikt
from engine.refusion.husstand import Valg
from engine.resultater import husstande, rettelser, sde, sdevisning
from engine.resultater.husstande import ARTER, HJEMMEL, STEDER, Billede, Forslag, Mulighed
from engine.resultater.sde import Kontekst
from engine.sager.model import Rettelse, beskriv_nyt, dansk_tid, noegletekst
from pages.komponenter import data, figurer, formaal, kort, tema, tilstande
from pages.komponenter.adgang import noter_afvist
from pages.komponenter.tabeller import Kolonne, de_foerste, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_SAG_ID = re.compile(r"[PH]-[0-9a-f]{16}")
_LISTE = "familier-liste"
_KENDT, _KONFLIKT, _FUNDNE, _VIL = "familie_kendt", "familie_konflikt", "familie_fundne", "familie_vil"
UDSNIT = {"alle": "Alle husstande", "se": "Skal ses af en person", "valgt": "Valgt af en person"}
_EGEN, _FORESLAAET = "egen", "foreslaaet"


def valgt() -> tuple[int, str] | None:
    """(year, case id) from the address line, or None. Anything that is not of our form counts as nothing."""
    sag, aar = st.query_params.get("familie", ""), st.query_params.get("familieaar", "")
    return (int(aar), sag) if _SAG_ID.fullmatch(sag) and re.fullmatch(r"20\d\d", aar) else None


# --- the list -------------------------------------------------------------------------------------------------


def liste(bruger: Bruger, k: Kontekst, aar: int, udsnit: str, plads: Any) -> None:
    """The year's households, where a choice is worth most first; a click opens one."""
    alle = data.husstande(k, bruger, aar)
    se = alle[alle["tilstand"].str.startswith("usikker")]
    plads.markdown(_saetning(aar, len(alle), len(se), int(se["virkning_oere"].clip(lower=0).sum())))
    kort.raekke(
        [
            kort.beloeb("Nettoudgift på husstandene", int(alle["netto_oere"].sum())),
            kort.beloeb("Refusion", int(alle["refusion"].sum())),
            kort.beloeb(
                "Kan stige med",
                int(se["virkning_oere"].clip(lower=0).sum()),
                note="hvis de bedste svar er de rigtige",
                tilstand="usikker" if len(se) else None,
            ),
        ]
    )
    st.subheader("Husstandene")
    vist = {"alle": alle, "se": se, "valgt": alle[alle["tilstand"].str.startswith("afklaret")]}[udsnit]
    if vist.empty:
        tilstande.tom(
            "Ingen husstande her",
            f"Ingen husstande i {aar} passer til filtrene.",
            "Vælg andre filtre eller 'Nulstil'.",
        )
        return
    noegle, alle_viste = f"husstande_{aar}_{udsnit}", vist
    vist = de_foerste(vist, noegle)
    if not formaal.er_givet(_LISTE):
        with st.expander("Vis navne i listen", icon=":material/badge:"):
            formaal.spoerg(bruger, _LISTE, "Listen viser navn og fødselsdato på husstandenes ældste barn.")
    else:
        formaal.noter(bruger, _LISTE, [m for medlemmer in vist["medlemmer"] for m in medlemmer])
    vist = vist.assign(
        sag=sdevisning.navne_paa(k, bruger, vist)
        if formaal.er_givet(_LISTE)
        else vist["betegnelse"] + " · " + vist["sag_id"].str[:6]
    ).reset_index(drop=True)
    st.caption("Dem, hvor et valg betyder mest, står først. Klik på en række for at åbne husstanden.")
    nr = tabel(
        vist,
        [
            Kolonne("sag", "Husstand"),
            Kolonne("tilstand", "Status", "tilstand"),
            Kolonne("virkning_oere", "Kan stige med", "kroner", sum=True),
            Kolonne("netto_oere", "Nettoudgift", "kroner", sum=True),
            Kolonne("refusion", "Refusion", "kroner", sum=True),
            Kolonne("hvad", "Hvad skal ses på", bredde=420),
        ],
        noegle=noegle,
        beskrivelse="Husstandene med det, en person skal se på, og hvad et valg kan betyde",
        vaelg=True,
        ialt=alle_viste,
    )
    if nr is not None:
        st.query_params["familie"], st.query_params["familieaar"] = str(vist.loc[nr, "sag_id"]), str(aar)
        st.rerun()


def _saetning(aar: int, antal: int, se: int, virkning: int) -> str:
    tekst = f"{dansk.antal(antal, 'husstand', 'husstande')} har udgifter i {aar}."
    if not se:
        return f"{tekst} Ingen af dem venter på en person."
    tekst += f" {dansk.antal(se, 'husstand', 'husstande')} skal ses af en person"
    return (
        f"{tekst}; det kan give {dansk.kroner(virkning, enhed=False)} kr. mere i refusion."
        if virkning
        else f"{tekst}."
    )


# --- one household --------------------------------------------------------------------------------------------


def vis(bruger: Bruger, k: Kontekst, aar: int, sag_id: str) -> None:
    """One household: who is in it when and why, what needs a person, another grouping, and the choices made."""
    if st.button("Til listen", icon=":material/arrow_back:", type="tertiary"):
        glem_valg()
        del st.query_params["familie"], st.query_params["familieaar"]
        st.rerun()
    _gem_det_ventende(bruger, aar, sag_id)
    _vis_konflikt(bruger, aar, sag_id)
    flere = tuple(st.session_state.get(_FUNDNE, {}).get(sag_id, ()))
    try:
        b = data.husstand(k, bruger, aar, sag_id, flere)
    except HjemtagFejl as fejl:
        if isinstance(fejl, AdgangNaegtet):
            noter_afvist(bruger, f"sag {sag_id}")
        tilstande.fejl(fejl)
        return
    formaal.kraev(bruger, sag_id, "Familien viser navne, fødselsdatoer og udgifter.", b.personer)
    formaal.noter(bruger, sag_id, b.personer)
    _husk_kendt(b)
    _hoved(b)
    ja, grund = maa(bruger, Handling.RET_FAMILIE, b.sag.omfang)
    _maaneder(b)
    _boern(b)
    _forslagene(bruger, k, b, ja)
    if ja:
        _aendr(bruger, k, b)
    else:
        st.caption(grund)
    _valgene(bruger, b)


def _hoved(b: Billede) -> None:
    her = [x for x in b.boern if husstande.HER in x.steder.values()]
    st.header(", ".join(uden_markdown(x.navn) for x in her[:3]) + (" m.fl." if len(her) > 3 else ""))
    st.markdown(b.saetning)
    r = b.sag.raekke
    art = "Husstand" if b.sag.sagstype == "husstand" else "Person"
    st.caption(f"{art} · {sdevisning.LOVNAVNE[b.sag.lov]} · {b.aar} · sag {b.sag_id}")
    kort.raekke(
        [
            kort.beloeb("Nettoudgift", int(r["netto_oere"])),
            kort.beloeb("Refusion", int(r["refusion"])),
            kort.beloeb("Hjemtaget", int(r["hjemtaget_oere"])),
        ]
    )
    if st.button("Åbn sagen måned for måned", icon=":material/account_balance:", type="tertiary"):
        st.switch_page(
            "pages/saerligt_dyre_enkeltsager.py", query_params={"sag": b.sag_id, "sagsaar": str(b.aar)}
        )


_FARVER = {husstande.HER: "accent", husstande.ANDEN: "usikker", husstande.EGEN: "daempet"}


def _maaneder(b: Billede) -> None:
    """Children × months: where each child belongs, with a mark on the months that a person has decided."""
    st.subheader("Hvem hører til hvornår")
    alle = [f"{b.aar}-{m:02d}" for m in range(1, 13)]
    navne = _korte_navne(b)
    celler = [
        {
            "barn": navne[x.person_noegle],
            "maaned": dansk.maaned_kort(m).split()[0],
            "hele": dansk.maaned(m),
            "sted": STEDER[x.steder[m]],
            "hvem": "Valgt af en person" if m in x.valgte else "Foreslået af registret",
            "tegn": "✓" if m in x.valgte else "",
            "hvorfor": ". ".join(x.hvorfor),
        }
        for x in b.boern
        for m in alle
        if m in x.steder
    ]
    steder = list(STEDER.values())
    farver = [tema.farve(_FARVER[s]) for s in STEDER]
    akser = {
        "x": {
            "field": "maaned",
            "type": "nominal",
            "sort": [dansk.maaned_kort(m).split()[0] for m in alle],
            "scale": {"domain": [dansk.maaned_kort(m).split()[0] for m in alle]},
            "axis": {
                "title": None,
                "orient": "top",
                "labelAngle": 0,
                "labelOverlap": "greedy",
                "labelSeparation": 4,
                "domain": False,
                "ticks": False,
            },
        },
        "y": {
            "field": "barn",
            "type": "nominal",
            "sort": [navne[x.person_noegle] for x in b.boern],
            "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 130},
        },
        "tooltip": [
            {"field": "barn", "type": "nominal", "title": "Barn"},
            {"field": "hele", "type": "nominal", "title": "Måned"},
            {"field": "sted", "type": "nominal", "title": "Hører til"},
            {"field": "hvem", "type": "nominal", "title": "Hvem siger det"},
            {"field": "hvorfor", "type": "nominal", "title": "Hvorfor"},
        ],
    }
    figurer.vis(
        {
            "data": {"values": celler},
            "height": {"step": 34},
            "encoding": akser,
            "layer": [
                {
                    "mark": {
                        "type": "rect",
                        "cornerRadius": 3,
                        "stroke": tema.farve("flade"),
                        "strokeWidth": 2,
                    },
                    "encoding": {
                        "color": {
                            "field": "sted",
                            "type": "nominal",
                            "scale": {"domain": steder, "range": farver},
                        },
                    },
                },
                {
                    "mark": {"type": "text", "fontWeight": 700, "color": tema.farve("flade")},
                    "encoding": {"text": {"field": "tegn", "type": "nominal"}},
                },
            ],
        },
        beskrivelse=f"Hvilken husstand hvert barn hører til i hver måned af {b.aar}",
    )
    figurer.tegnforklaring([(STEDER[s], _FARVER[s]) for s in STEDER])
    if any(x.valgte for x in b.boern):
        st.caption("✓ er måneder, en person har valgt.")


def _korte_navne(b: Billede) -> dict[str, str]:
    """First names, with the year of birth; the same twice is told apart by a number."""
    ud: dict[str, str] = {}
    for x in b.boern:
        navn = f"{x.navn.split()[0]} ({x.foedt.year})" if x.foedt else x.navn.split()[0]
        ens = sum(n == navn or n.startswith(f"{navn} nr. ") for n in ud.values())
        ud[x.person_noegle] = f"{navn} nr. {ens + 1}" if ens else navn
    return ud


def _navn(x: husstande.Barn) -> str:
    navn = f"{x.navn} ({dansk.dato(x.foedt)})" if x.foedt else x.navn
    return f"Beskyttet adresse: {navn}" if x.beskyttet else navn


def _boern(b: Billede) -> None:
    """Each child with why it belongs where it does, and what speaks against it."""
    for x in b.boern:
        hvorfor = ". ".join(x.hvorfor) or "Ikke et barn i nogen husstand i året"
        linjer = [
            f"**{uden_markdown(_navn(x))}** · {dansk.kroner(x.netto_oere)} i nettoudgift",
            f"Hvorfor: {uden_markdown(hvorfor)}.",
            *(
                [f"{tilstande.maerke('usikker', 'Taler imod')} {uden_markdown('. '.join(x.imod))}."]
                if x.imod
                else []
            ),
        ]
        st.markdown("  \n".join(linjer))


# --- what needs a person ---------------------------------------------------------------------------------------


def _forslagene(bruger: Bruger, k: Kontekst, b: Billede, maa_vaelge: bool) -> None:
    if not b.forslag:
        return
    st.subheader("Det skal en person tage stilling til")
    navne = {x.person_noegle: x.navn for x in b.boern}
    for nr, f in enumerate(b.forslag):
        with st.container(border=True):
            hvem = ", ".join(navne[p] for p in f.boern if p in navne)
            st.markdown(f"**{ARTER[f.art]}**")
            st.markdown(
                f"{uden_markdown(hvem)}, {_span(f.fra, f.til)}. {HJEMMEL[f.art]}  \nForeslået: **{f.foreslaaet}**."
            )
            _svar(bruger, k, b, f, nr, maa_vaelge)


def _span(fra: str, til: str) -> str:
    return dansk.maaned(fra) if fra == til else f"{dansk.maaned(fra)} til {dansk.maaned(til)}"


def _svar(bruger: Bruger, k: Kontekst, b: Billede, f: Forslag, nr: int, maa_vaelge: bool) -> None:
    """The answers with the refund of each, and the form that saves one of them."""
    behold = Mulighed("Som foreslået nu", _behold(k, b, f), f.bedste.foer_oere, f.bedste.foer_oere)
    svar = [*f.muligheder] if f.art == "antaget" else [behold, *f.muligheder]
    tekster = [_svartekst(b, f, m) for m in svar]
    st.markdown(
        "\n".join(
            f"- {uden_markdown(tekst)}: **{dansk.kroner(m.efter_oere)}** i refusion"
            + (f" ({dansk.kroner(m.virkning_oere, fortegn=True)})" if m.virkning_oere else "")
            for m, tekst in zip(svar, tekster, strict=True)
        )
    )
    if not maa_vaelge:
        return
    mrk = f"{b.sag_id}_{b.aar}_{nr}_{f.art}"
    with st.form(f"svar_{mrk}", border=False):
        st.radio(
            "Hvad er rigtigt?",
            range(len(svar)),
            index=None,
            format_func=tekster.__getitem__,
            key=f"svarvalg_{mrk}",
        )
        st.text_input(
            "Begrundelse",
            max_chars=400,
            placeholder="Fx: oplyst af mor i samtale, journalnote",
            key=f"svargrund_{mrk}",
        )
        st.form_submit_button(
            "Gem svaret",
            type="primary",
            on_click=_vil_gemme,
            args=(b.sag_id, tuple(m.valg for m in svar), f"svarvalg_{mrk}", f"svargrund_{mrk}"),
        )


def _svartekst(b: Billede, f: Forslag, m: Mulighed) -> str:
    """The answer, with the household's holders where it is another or the same."""
    navne = m.valg[0].navn if m.valg else ""
    if not navne:
        return m.navn
    return f"{m.navn} (hos {husstande.husnavn(navne, b.indehavere)})"


def _behold(k: Kontekst, b: Billede, f: Forslag) -> tuple[Valg, ...]:
    """The proposal confirmed as it is: decided by a person, and no longer open."""
    hvor = tuple(f.indehavere.split("+"))
    return tuple(Valg(v.person, v.fra, v.til, hvor) for v in f.muligheder[0].valg if v.person in f.boern)


# --- another grouping ------------------------------------------------------------------------------------------


def _aendr(bruger: Bruger, k: Kontekst, b: Billede) -> None:
    """Children, months and a household, the refund with and without, then the reason."""
    st.subheader("Ændr husstanden")
    navne = {x.person_noegle: _navn(x) for x in b.boern}
    _hent_barn(bruger, k, b)
    mrk = f"{b.sag_id}_{b.aar}"
    hvem = st.multiselect(
        "Hvem",
        list(navne),
        format_func=navne.__getitem__,
        placeholder="Vælg et eller flere børn",
        key=f"fam_hvem_{mrk}",
    )
    alle = [f"{b.aar}-{m:02d}" for m in range(1, 13)]
    felter = st.columns(2)
    fra = felter[0].selectbox(
        "Fra og med", alle, 0, format_func=dansk.maaned, key=f"fam_fra_{mrk}", filter_mode=None
    )
    til = felter[1].selectbox(
        "Til og med", alle, 11, format_func=dansk.maaned, key=f"fam_til_{mrk}", filter_mode=None
    )
    steder = {
        **b.husstande,
        _EGEN: "Ikke i en husstand: barnet er sin egen sag",
        _FORESLAAET: "Som registret siger",
    }
    hvor = st.selectbox(
        "Hører til",
        list(steder),
        None,
        format_func=steder.__getitem__,
        placeholder="Vælg en husstand",
        key=f"fam_hvor_{mrk}",
        filter_mode=None,
    )
    if not hvem or hvor is None:
        return
    if fra > til:
        st.markdown(
            f"{tilstande.maerke('mangler', 'Ret månederne')} Den første måned ligger efter den sidste."
        )
        return
    indehavere = None if hvor == _FORESLAAET else () if hvor == _EGEN else tuple(hvor.split("+"))
    try:
        valg = husstande.mulige_valg(k, hvem, fra, til, indehavere)
        _virkning(*data.familievirkning(k, bruger, husstande.som_rettelser(valg, "", bruger)))
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    with st.form(f"fam_gem_{mrk}", border=False):
        st.text_input(
            "Begrundelse",
            max_chars=400,
            placeholder="Fx: bor hos faderen siden marts, se journal",
            key=f"fam_grund_{mrk}",
        )
        st.form_submit_button(
            "Gem valget",
            type="primary",
            on_click=_vil_gemme,
            args=(b.sag_id, (tuple(valg),), "", f"fam_grund_{mrk}"),
        )


def _hent_barn(bruger: Bruger, k: Kontekst, b: Billede) -> None:
    """Find a child of another household by name, so that it can be put in this one."""
    with st.expander("Hent et barn fra en anden sag", icon=":material/person_search:"):
        tekst = st.text_input("Barnets navn", max_chars=60, key=f"fam_soeg_{b.sag_id}")
        if len(tekst.strip()) < 2:
            st.caption(
                "Søg blandt børn og unge med en sag i året. Skriv mindst to bogstaver; et CPR-nummer skal ikke bruges."
            )
            return
        fundne = data.find_boern(k, bruger, b.aar, tekst)
        fundne = {n: navn for n, navn in fundne.items() if n not in {x.person_noegle for x in b.boern}}
        if not fundne:
            st.caption("Intet andet barn med det navn har en sag i året inden for dit område.")
            return
        formaal.noter(bruger, b.sag_id, list(fundne))
        for n, navn in fundne.items():
            if st.button(
                f"Hent {uden_markdown(navn)}", key=f"hent_{n}", type="tertiary", icon=":material/person_add:"
            ):
                st.session_state.setdefault(_FUNDNE, {}).setdefault(b.sag_id, []).append(n)
                st.rerun()


def _virkning(v: sde.Virkning, sager: list[dict[str, Any]]) -> None:
    """The refund with and without the choice, per case that changes and in all."""
    if v.sager.empty:
        st.markdown("Virkning: refusionen ændres ikke.")
        return
    st.markdown(
        f"Virkning: refusionen ændres med **{dansk.kroner(v.forskel_oere, fortegn=True)}** for de sager, valget rører."
    )
    tabel(
        sager,
        [
            Kolonne("sag", "Sag"),
            Kolonne("aar", "År"),
            Kolonne("foer_oere", "Uden valget", "kroner", sum=True),
            Kolonne("efter_oere", "Med valget", "kroner", sum=True),
            Kolonne("forskel_oere", "Forskel", "aendring", sum=True),
        ],
        noegle="familievirkning",
        beskrivelse="Refusionen for hver sag, uden og med valget",
    )


# --- saving, two at a time, and undo ---------------------------------------------------------------------------


def _husk_kendt(b: Billede) -> None:
    """What this window shows of each child's choices: what is saved next is saved on top of that."""
    lager = data.sagslager()
    st.session_state[_KENDT] = {
        x.person_noegle: lager.seneste_for({"person": x.person_noegle}) for x in b.boern
    }


def _kendt(valg: Sequence[Valg]) -> dict[str, int]:
    kendt = st.session_state.get(_KENDT, {})
    return {noegletekst({"person": v.person}): kendt[v.person] for v in valg if v.person in kendt}


def _vil_gemme(sag_id: str, valgene: tuple[tuple[Valg, ...], ...], svar: str, grund: str) -> None:
    """What the form holds, kept before the page is drawn anew: another's choice may take the form away."""
    nr = st.session_state.get(svar) if svar else 0
    st.session_state[_VIL] = {
        "sag": sag_id,
        "valg": None if nr is None else valgene[nr],
        "grund": str(st.session_state.get(grund) or ""),
    }


def _gem_det_ventende(bruger: Bruger, aar: int, sag_id: str) -> None:
    vil = st.session_state.pop(_VIL, None)
    if vil is None or vil["sag"] != sag_id:
        return
    if vil["valg"] is None:
        st.markdown(f"{tilstande.maerke('mangler', 'Svar mangler')} Vælg det, der er rigtigt.")
    elif not vil["grund"].strip():
        st.markdown(f"{tilstande.maerke('mangler', 'Begrundelse mangler')} Skriv, hvorfor valget er rigtigt.")
    else:
        _gem(bruger, aar, sag_id, vil["valg"], vil["grund"].strip())


def _gem(bruger: Bruger, aar: int, sag_id: str, valg: Sequence[Valg], grund: str) -> None:
    liste_ = husstande.som_rettelser(valg, grund, bruger)
    try:
        rettelser.skriv_som(data.indstillinger(), bruger, liste_, datetime.now(UTC), kendt_nr=_kendt(valg))
    except VersionsKonflikt as fejl:
        st.session_state[_KONFLIKT] = {"sag": sag_id, "valg": tuple(valg), "grund": grund, "deres": str(fejl)}
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
    else:
        _gemt(bruger, aar, sag_id, [v.person for v in valg], "Gemt. Tallene er regnet om.")


def _gemt(bruger: Bruger, aar: int, sag_id: str, boern: Sequence[str], besked: str) -> None:
    """To the household as it is now; where the case is no more, to the one that the children are in."""
    st.session_state.pop(_KONFLIKT, None)
    st.toast(besked, icon=":material/check:")
    efter = data.husstand_efter(data.kontekst(), bruger, aar, sag_id, boern)
    givet = st.session_state.get("formaal", {})
    if efter is not None and efter != sag_id:
        st.query_params["familie"] = efter
        if sag_id in givet:
            givet[efter] = givet[sag_id]
    st.rerun()


def _vis_konflikt(bruger: Bruger, aar: int, sag_id: str) -> None:
    """Another came first: both versions side by side, and nothing of one's own is lost."""
    gemt = st.session_state.get(_KONFLIKT)
    if not gemt or gemt["sag"] != sag_id:
        return
    with st.container(border=True, key="familiekonflikt"):
        st.markdown(tilstande.maerke("usikker", "En anden nåede det først"))
        venstre, hoejre = st.columns(2)
        venstre.markdown(f"**Den andens valg**  \n{uden_markdown(gemt['deres'])}")
        mit = dict.fromkeys(
            beskriv_nyt(r.type, r.nyt) for r in husstande.som_rettelser(gemt["valg"], "", bruger)
        )
        hoejre.markdown(
            f"**Dit valg**  \n{uden_markdown('; '.join(mit))} (begrundelse: {uden_markdown(gemt['grund'])})"
        )
        if venstre.button("Behold den andens", key="konflikt_deres"):
            st.session_state.pop(_KONFLIKT)
            st.rerun()
        if hoejre.button("Gem mit oven på", key="konflikt_mit", type="primary"):
            st.session_state.pop(_KONFLIKT)
            _gem(bruger, aar, sag_id, gemt["valg"], gemt["grund"])


def _valgene(bruger: Bruger, b: Billede) -> None:
    """The choices in force, those made in one go together, with undo."""
    st.subheader("Valg, der gælder")
    if not b.valg:
        st.markdown("Ingen har valgt noget for husstanden: den er, som registret siger.")
        return
    navne = {x.person_noegle: x.navn for x in b.boern}
    samlinger: dict[str, list[Rettelse]] = {}
    for r in reversed(b.valg):
        samlinger.setdefault(r.samling or str(r.id), []).append(r)
    ja, _ = maa(bruger, Handling.FORTRYD_RETTELSE, b.sag.omfang)
    for noegle, sammen in samlinger.items():
        r = sammen[0]
        med, knap = st.columns([5, 1], vertical_alignment="center")
        hvem = ", ".join(navne.get(x.noegle["person"], "et andet barn") for x in sammen)
        med.markdown(
            f"{uden_markdown(hvem)}: {uden_markdown(beskriv_nyt(r.type, r.nyt))} af {uden_markdown(r.bruger)} "
            f"{dansk_tid(r.tid) if r.tid else ''}. {uden_markdown(r.begrundelse)}"
        )
        if ja and knap.button("Fortryd", key=f"fam_fortryd_{noegle}"):
            _fortryd(bruger, b, r)


def _fortryd(bruger: Bruger, b: Billede, r: Rettelse) -> None:
    nu = datetime.now(UTC)
    try:
        if r.samling:
            rettelser.fortryd_familier(data.indstillinger(), bruger, r.samling, nu)
        else:
            en = Rettelse(0, "fortryd", {"haendelse": r.id}, {}, "Fortrudt på siden", bruger.navn)
            rettelser.skriv_som(data.indstillinger(), bruger, [en], nu)
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    _gemt(bruger, b.aar, b.sag_id, [x.person_noegle for x in b.boern], "Fortrudt. Tallene er regnet om.")
