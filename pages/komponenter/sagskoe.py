"""The work list: the queue to the left, the open case to the right, keys for both, and many cases marked in one go.

What the address holds are closed choices and the case's id; the search text and the names never stand there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.fejl import HjemtagFejl
from engine.resultater import sager, sagsliste
from engine.resultater.fagomraader import NAVNE
from engine.resultater.sager import MANGE_MAX, Koe, Koeraekke
from engine.resultater.sagsliste import RETNINGER, SORTERINGER, TILDELT, VISNINGER, Valg
from engine.resultater.sde import Kontekst
from engine.sager import afgoerelser, brugervalg, naervaer
from engine.sager.arter import ARTER, Overgang
from engine.sager.model import indeholder_cpr
from engine.sager.sagsfelter import FELTER, SAG_ID
from pages.komponenter import data, filtre, formaal, sagshandling, sagsvisning, tilstande
from pages.komponenter.sagshandling import Sted
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

PR_SIDE = 20
SIDE = "sager"
_SOEG, _VALGTE, _FLERE = "sagssoeg", "sagsvalgte", "sagsflere"
_ALLE = {"alle": "Alle"}


def vis(bruger: Bruger, k: Kontekst) -> None:
    """The whole page for those who work with cases."""
    saetning = st.container()
    valg = _filtre(bruger)
    koe = sager.koe(k, data.sagslager(), bruger, _med_soegning(k, bruger, valg), _i_dag())
    saetning.markdown(_saetning(k, bruger, koe, valg))
    aaben = _aaben()
    taster = sagsvisning.taster(bruger)
    sted = Sted(bruger, k, _videre(koe, aaben))
    sagshandling.vis_besked(sted)
    with st.container(key="sager_aaben" if aaben else "sager_lukket"):
        venstre, hoejre = st.columns([5, 7], gap="medium")
        with venstre, st.container(key="sagskoe"):
            _liste(sted, koe, aaben)
        with hoejre, st.container(key="sagsvindue"):
            _skift(koe, aaben, taster, bruger)
            if aaben:
                sagsvisning.vis(SIDE, bruger, k, aaben, taster, sted.efter)
            elif koe.antal:
                st.markdown("Vælg en sag i køen" + (", eller tryk **J** for den første." if taster else "."))


def samlet(bruger: Bruger, k: Kontekst) -> None:
    """For those who see figures and no persons: the queue by kind and state."""
    raekker = sager.samlet(k, data.sagslager(), bruger, _i_dag())
    tal = sager.tal(k, data.sagslager(), bruger, _i_dag())
    skjult = any(sager.ialt(raekker, beloeb, k.smaacelle_min) is None for beloeb in sager.BELOEB)
    st.markdown(_koesaetning(tal, kroner=not skjult))
    if not raekker:
        tilstande.tom("Ingen åbne sager", "Beregningen finder intet, der venter på nogen.", "")
        return
    vist = sager.uden_smaa(raekker, k.smaacelle_min)
    hele = {b: [r[b] for r in vist] == [r[b] for r in raekker] for b in sager.BELOEB}
    tabel(
        vist,
        [
            Kolonne("art", "Opgave"),
            Kolonne("tilstand", "Tilstand", "tilstand"),
            Kolonne("antal", "Sager", "tal", sum=True),
            Kolonne("til_gode_oere", "Til gode", "kroner", sum=hele["til_gode_oere"]),
            Kolonne("skyldig_oere", "Skyldig", "kroner", sum=hele["skyldig_oere"]),
            Kolonne(
                "tabes_oere",
                f"Bortfalder inden {sagsliste.SNART_DAGE} dage",
                "kroner",
                sum=hele["tabes_oere"],
            ),
            Kolonne("frister", "Frist inden 30 dage", "tal", sum=True),
        ],
        noegle="koe_samlet",
        beskrivelse="Åbne sager efter opgave og tilstand",
    )
    st.caption(
        "Din rolle ser sagerne samlet. Enkelte sager ses af økonomer, sagsbehandlere og revisor."
        + ("" if all(hele.values()) else " Kroner af for få borgere, eller som ville røbe dem, er skjult.")
    )


def _i_dag() -> date:
    return dansk.lokal(datetime.now(UTC)).date()


def _aaben() -> str | None:
    """The case the address names, if it has the form of one."""
    sag = st.query_params.get("sag", "")
    return sag if SAG_ID.fullmatch(sag) else None


def _videre(koe: Koe, aaben: str | None) -> Callable[[], None]:
    """After a decision: the next case of the list as it was, so that the list keeps its place."""
    naeste = (koe.nabo(aaben, 1) or koe.nabo(aaben, -1)) if aaben else None

    def gaa() -> None:
        _aabn(naeste)

    return gaa


def _aabn(sag_id: str | None) -> None:
    if sag_id:
        st.query_params["sag"] = sag_id
    else:
        st.query_params.pop("sag", None)


# --- the sentence ---------------------------------------------------------------------------------------------


def _koesaetning(tal: sager.Koetal, *, kroner: bool = True) -> str:
    if not tal.antal:
        return "Køen er tom: ingen sager venter på nogen."
    if not kroner:
        return f"{dansk.antal(tal.antal, 'sag', 'sager')} i køen; beløbene er af så få borgere, at de ikke vises."
    ud = (
        f"{dansk.antal(tal.antal, 'sag', 'sager')} i køen med {dansk.kort_kroner(tal.til_gode_oere)} til gode"
    )
    if tal.skyldig_oere:
        ud += f" og {dansk.kort_kroner(tal.skyldig_oere)}, vi skylder"
    if tal.tabes_oere:
        ud += f"; {dansk.kort_kroner(tal.tabes_oere)} bortfalder inden for {sagsliste.SNART_DAGE} dage"
    return f"{ud}."


def _saetning(k: Kontekst, bruger: Bruger, koe: Koe, valg: Valg) -> str:
    """The whole queue, or what the filters leave of it."""
    if valg == Valg() and not st.session_state.get(_SOEG):
        tal = sager.tal(k, data.sagslager(), bruger, _i_dag())
        mine = f" {dansk.antal(tal.mine, 'er tildelt', 'er tildelt')} dig." if tal.mine else ""
        aendrede = (
            f" {dansk.antal(tal.aendrede, 'sag', 'sager')} er ændret siden afgørelsen."
            if tal.aendrede
            else ""
        )
        return _koesaetning(tal) + mine + aendrede
    ud = f"{dansk.antal(koe.antal, 'sag passer', 'sager passer')} til valget"
    if koe.sum_oere or koe.skyldig_oere:
        ud += f", med {dansk.kort_kroner(koe.sum_oere)} til gode"
    if koe.skyldig_oere:
        ud += f" og {dansk.kort_kroner(koe.skyldig_oere)}, vi skylder"
    return f"{ud}."


# --- filters, search, saved views -----------------------------------------------------------------------------


def _filtervalg(bruger: Bruger) -> list[filtre.Valg]:
    egne = omfang(bruger).fagomraader
    omraader = [o for o in NAVNE if egne is None or o in egne]
    return [
        filtre.Valg("vis", "Vis", list(VISNINGER), "koe", VISNINGER.__getitem__, 165),
        filtre.Valg("art", "Opgave", ["alle", *ARTER], "alle", lambda a: _ALLE.get(a) or ARTER[a].navn, 150),
        filtre.Valg(
            "omraade", "Fagområde", ["alle", *omraader], "alle", lambda o: _ALLE.get(o) or NAVNE[o], 140
        ),
        filtre.Valg("tildelt", "Tildelt", list(TILDELT), "alle", TILDELT.__getitem__, 95),
        filtre.Valg("retning", "Retning", list(RETNINGER), "alle", RETNINGER.__getitem__, 125),
        filtre.Valg("sorter", "Sortér efter", list(SORTERINGER), "prioritet", SORTERINGER.__getitem__, 130),
    ]


def _filtre(bruger: Bruger) -> Valg:
    """The filters in one row; under them the search, names, saved views and one's own acts."""
    mulige = _filtervalg(bruger)
    valgt = filtre.raekke(mulige, behold=("sag", "side"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="sagslinje"):
        st.text_input(
            "Søg",
            key=_SOEG,
            max_chars=100,
            width=330,
            icon=":material/search:",
            label_visibility="collapsed",
            placeholder="Søg i id, år, modpart, note og mærker",
            on_change=_til_foerste_side,
        )
        _navneknap(bruger)
        _visninger(bruger, mulige, valgt)
        if maa(bruger, Handling.AFGOER_SAG)[0]:
            _mine_handlinger(bruger)
    return Valg(**valgt)


def _til_foerste_side() -> None:
    st.query_params.pop("side", None)


def _navneknap(bruger: Bruger) -> None:
    if sagsvisning.formaalet():
        st.caption(f"Formål: {sagsvisning.formaalet()}")
        return
    with st.popover("Vis navne", icon=":material/badge:"):
        formaal.spoerg(bruger, sagsvisning.FORMAALSNOEGLE, "Køen og sagerne viser navn og fødselsdato.")


def _med_soegning(k: Kontekst, bruger: Bruger, valg: Valg) -> Valg:
    """The search added; names and CPR numbers are looked for only when a purpose has been given."""
    from dataclasses import replace

    tekst = str(st.session_state.get(_SOEG) or "").strip()
    if not tekst:
        return valg
    formaalet = sagsvisning.formaalet()
    if indeholder_cpr(tekst) and not formaalet:
        st.caption("Vælg et formål under **Vis navne** for at søge på personer.")
        return replace(valg, soeg=tekst)
    if not formaalet or len(tekst) < 2:
        return replace(valg, soeg=tekst)
    husket = st.session_state.get("sagssoeg_fund")
    if not husket or husket[0] != (tekst, k.gen.navn):
        fundne = sager.find_personer(k, data.sagslager(), bruger, tekst, formaalet, datetime.now(UTC))
        husket = st.session_state["sagssoeg_fund"] = ((tekst, k.gen.navn), fundne)
    return replace(valg, soeg=tekst, personer=husket[1])


def _visninger(bruger: Bruger, mulige: list[filtre.Valg], valgt: dict[str, Any]) -> None:
    """Saved views: a name for the filters as they stand."""
    lager = data.sagslager()
    gemte = brugervalg.visninger(lager, bruger.navn, SIDE)
    with st.popover("Visninger", icon=":material/bookmark:"):
        for navn, filter_ in gemte.items():
            med, slet = st.columns([5, 1], vertical_alignment="center")
            med.button(
                navn, key=f"visning_{navn}", width="stretch", on_click=_brug_visning, args=(mulige, filter_)
            )
            slet.button(
                "",
                icon=":material/delete:",
                key=f"slet_{navn}",
                help=f"Slet {navn}",
                on_click=brugervalg.slet_visning,
                args=(lager, bruger.navn, SIDE, navn),
                type="tertiary",
            )
        if not gemte:
            st.caption("Du har ingen gemte visninger. Vælg filtre, og gem dem her.")
        with st.form("gem_visning", border=False):
            st.text_input("Gem filtrene som", key="visningsnavn", max_chars=brugervalg.NAVN_LAENGDE)
            st.form_submit_button("Gem visning", on_click=_gem_visning, args=(bruger, mulige, valgt))
        if fejl := st.session_state.pop("visningsfejl", ""):
            st.error(fejl, icon=":material/error:")


def _brug_visning(mulige: list[filtre.Valg], filter_: dict[str, str]) -> None:
    for v in mulige:
        gemt = filter_.get(v.navn, v.standard)
        st.session_state[v.navn] = gemt if gemt in v.muligheder else v.standard
    _til_foerste_side()


def _gem_visning(bruger: Bruger, mulige: list[filtre.Valg], valgt: dict[str, Any]) -> None:
    andre = {v.navn: str(valgt[v.navn]) for v in mulige if valgt[v.navn] != v.standard}
    try:
        brugervalg.gem_visning(
            data.sagslager(), bruger.navn, SIDE, st.session_state["visningsnavn"], andre, datetime.now(UTC)
        )
    except HjemtagFejl as fejl:
        st.session_state["visningsfejl"] = str(fejl)
    else:
        st.session_state["visningsnavn"] = ""


def _mine_handlinger(bruger: Bruger) -> None:
    """What one did last, also yesterday, each with its undo."""
    with st.popover("Mine handlinger", icon=":material/history:"):
        handlinger = afgoerelser.seneste_handlinger(data.sagslager(), bruger.navn, 10)
        if not handlinger:
            st.caption("Du har ikke gjort noget på sagerne endnu.")
        sted = Sted(bruger, data.kontekst())
        for h in handlinger:
            hvor = h["sag_id"] if h["antal"] == 1 else dansk.antal(h["antal"], "sag", "sager")
            med, knap = st.columns([4, 1], vertical_alignment="center")
            med.markdown(f"**{dansk.tidspunkt(h['tid'])}** {uden_markdown(hvor)}: {uden_markdown(h['hvad'])}")
            if h["fortrudt"]:
                knap.caption("fortrudt")
            elif h["samling"]:
                valg = (sted, h["samling"])
                knap.button(
                    "Fortryd", key=f"fortryd_s{h['nr']}", on_click=sagshandling.fortryd_samling, args=valg
                )
            else:
                valg3 = (sted, h["sag_id"], h["nr"])
                knap.button("Fortryd", key=f"fortryd_e{h['nr']}", on_click=sagshandling.fortryd, args=valg3)


# --- the list -------------------------------------------------------------------------------------------------


def _side(koe: Koe) -> int:
    """The page of the list that the address names, within what there is."""
    tekst = st.query_params.get("side", "1")
    sidste = max(0, (koe.antal - 1) // PR_SIDE)
    return min(max(int(tekst) - 1, 0), sidste) if tekst.isdigit() and len(tekst) < 7 else 0


def _til_side(nr: int) -> None:
    st.query_params["side"] = str(nr + 1)


def _liste(sted: Sted, koe: Koe, aaben: str | None) -> None:
    if not koe.antal:
        tilstande.tom(
            "Ingen sager her", "Ingen sager passer til filtrene og søgningen.", "Vælg andre, eller 'Nulstil'."
        )
        return
    nr = _side(koe)
    raekker = koe.udsnit(nr * PR_SIDE, PR_SIDE)
    flere = _sidehoved(sted, koe, nr)
    if flere:
        _mange(sted, koe, raekker)
    navne = sagsvisning.navne_paa(sted.k, sted.bruger, raekker, sagsvisning.FORMAALSNOEGLE)
    ids = [r.sag_id for r in raekker]
    andre = naervaer.andre(data.sagslager(), ids, sted.bruger.navn, datetime.now(UTC))
    kendte = sager.visningsnavne(data.sagslager())
    for plads, r in enumerate(raekker):
        er_aaben = r.sag_id == aaben
        noegle = f"koe_{'aaben' if er_aaben else plads}"
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall", key=noegle):
            if flere:
                _afkrydsning(r)
            tekst = _etiket(r, sagsvisning.hvem(r, navne), kendte, andre.get(r.sag_id, []))
            valg: dict[str, Any] = {"key": f"aabn_{r.sag_id}", "width": "stretch", "wrap": True}
            st.button(tekst, on_click=_aabn, args=(r.sag_id,), **valg)


def _afkrydsning(r: Koeraekke) -> None:
    noegle = f"vaelg_{r.sag_id}"
    st.session_state.setdefault(noegle, r.sag_id in _valgte())
    st.checkbox(f"Vælg {r.sag_id}", key=noegle, label_visibility="collapsed", on_change=_vaelg, args=(r,))


def _sidehoved(sted: Sted, koe: Koe, nr: int) -> bool:
    """Which part of the list is shown, the way to the next, and 'Vælg flere'. Returns whether many are chosen."""
    sidste = (koe.antal - 1) // PR_SIDE
    with st.container(horizontal=True, vertical_alignment="center", key="sagssider"):
        til = min((nr + 1) * PR_SIDE, koe.antal)
        st.caption(
            f"{dansk.tal(nr * PR_SIDE + 1)}–{dansk.tal(til)} af {dansk.antal(koe.antal, 'sag', 'sager')}"
        )
        for ikon, titel, maal in (
            (":material/chevron_left:", "Forrige side", nr - 1),
            (":material/chevron_right:", "Næste side", nr + 1),
        ):
            st.button(
                "",
                icon=ikon,
                help=titel,
                key=titel,
                disabled=not 0 <= maal <= sidste,
                on_click=_til_side,
                args=(maal,),
                type="tertiary",
            )
        if not maa(sted.bruger, Handling.AFGOER_SAG)[0]:
            return False
        return st.toggle("Vælg flere", key=_FLERE)


def _etiket(r: Koeraekke, hvem: str, kendte: dict[str, str], andre: list[str]) -> str:
    """A row as the label of its button: kroner and who; the year and why now; what is lost by waiting."""
    foerst = [f"**{dansk.kroner(r.forventet_oere)}**"] if r.forventet_oere is not None else []
    foerst += [":blue[▼ skyldig]"] if r.retning == "skyldig" else []
    foerst.append(uden_markdown(hvem) + (" :orange[:material/visibility:]" if andre else ""))
    dernaest = [str(r.aar)] if r.aar else []
    if r.tilstand.kode != r.art.begyndelse:
        dernaest.append(f":gray-badge[{r.tilstand.navn}]")
    dernaest.append(_hvorfor(r))
    if r.tildelt:
        dernaest.append(f":material/person: {uden_markdown(kendte.get(r.tildelt, r.tildelt))}")
    linjer = [" · ".join(foerst), " · ".join(dernaest)]
    return "  \n".join(linjer + ([f":gray[:small[{uden_markdown(r.tabes)}]]"] if r.tabes else []))


def _hvorfor(r: Koeraekke) -> str:
    if r.aendret or r.vaek:
        return tilstande.maerke("usikker", r.hvorfor_nu)
    if r.frist is not None and (r.frist - _i_dag()).days <= sagsliste.FRIST_DAGE and r.tilstand.aaben:
        return tilstande.maerke("frist", r.hvorfor_nu)
    return f":small[{uden_markdown(r.hvorfor_nu)}]"


# --- many in one go -------------------------------------------------------------------------------------------


def _valgte() -> dict[str, Koeraekke]:
    """The chosen cases as they were when they were chosen."""
    valgte: dict[str, Koeraekke] = st.session_state.setdefault(_VALGTE, {})
    return valgte


def _vaelg(r: Koeraekke) -> None:
    if st.session_state.get(f"vaelg_{r.sag_id}"):
        _valgte()[r.sag_id] = r
    else:
        _valgte().pop(r.sag_id, None)


def _vaelg_disse(raekker: list[Koeraekke]) -> None:
    for r in raekker:
        _valgte()[r.sag_id] = r
        st.session_state[f"vaelg_{r.sag_id}"] = True


def _vaelg_ingen() -> None:
    for sag_id in _valgte():
        st.session_state.pop(f"vaelg_{sag_id}", None)
    _valgte().clear()


def _mange(sted: Sted, koe: Koe, raekker: list[Koeraekke]) -> None:
    """Choose cases and do the same to all of them, undone in one go."""
    valgte = _valgte()
    with st.container(border=True, key="sagsmange"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{dansk.antal(len(valgte), 'sag', 'sager')} valgt**")
            st.button("Hele siden", on_click=_vaelg_disse, args=(raekker,), key="vaelg_siden")
            alle = min(koe.antal, MANGE_MAX)
            st.button(
                f"Alle {dansk.tal(alle)}" if alle == koe.antal else f"De første {dansk.tal(alle)}",
                on_click=_vaelg_foerste,
                args=(koe, alle),
                key="vaelg_alle",
            )
            st.button("Ingen", on_click=_vaelg_ingen, key="vaelg_ingen", type="tertiary")
        if valgte:
            _handling_paa_mange(sted, list(valgte.values()))


def _vaelg_foerste(koe: Koe, antal: int) -> None:
    _vaelg_ingen()
    _vaelg_disse(koe.udsnit(0, antal))


def _faelles_overgange(raekker: list[Koeraekke]) -> list[Overgang]:
    """The ways that are open to every chosen case."""
    mulige = [r.art.overgange.get(r.tilstand.kode, ()) for r in raekker]
    faelles = set.intersection(*({o.til for o in m} for m in mulige))
    en_art = len({r.art.kode for r in raekker}) == 1
    return [o for o in mulige[0] if o.til in faelles] if en_art else []


def _handling_paa_mange(sted: Sted, raekker: list[Koeraekke]) -> None:
    overgange = {o.til: o for o in _faelles_overgange(raekker)}
    handlinger = {"tildel": "Tildel", "udskyd": "Udskyd", "maerk": "Sæt mærke"} | {
        til: o.knap for til, o in overgange.items()
    }
    hvad = st.selectbox(
        "Gør", list(handlinger), format_func=handlinger.__getitem__, key="mange_hvad", filter_mode=None
    )
    with st.form("mange", border=False):
        nyt, med_forventet = _felter_til_mange(hvad, overgange.get(hvad))
        begrundelse = st.text_input("Begrundelse", max_chars=400, key="mange_begrundelse")
        tekst = f"{handlinger[hvad]}: {dansk.antal(len(raekker), 'sag', 'sager')}"
        if st.form_submit_button(tekst, type="primary"):
            _gem_mange(sted, raekker, nyt, begrundelse, med_forventet)
    if len({r.art.kode for r in raekker}) > 1:
        st.caption("Vælg sager af samme opgave for at afgøre dem sammen.")


def _felter_til_mange(hvad: str, overgang: Overgang | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is asked for, and the amounts that each case fills in with its own expectation."""
    if hvad == "tildel":
        navne = sager.medarbejdere(data.sagslager())
        valgt = st.selectbox("Til", [None, *navne], format_func=lambda n: "Ingen" if n is None else navne[n])
        return {"tildelt": valgt}, ()
    if hvad == "udskyd":
        dag = st.date_input("Til", _i_dag() + timedelta(days=7), format="DD.MM.YYYY", width=180)
        return {"udskudt_til": dag.isoformat()}, ()
    if hvad == "maerk":
        return {
            "maerker": [m.strip() for m in st.text_input("Mærke", max_chars=40).split(",") if m.strip()]
        }, ()
    assert overgang is not None
    nyt: dict[str, Any] = {"tilstand": overgang.til}
    beloeb = tuple(n for n in overgang.kraever if FELTER[n].art == "oere")
    for navn in overgang.kraever:
        if FELTER[navn].art == "dato":
            nyt[navn] = st.date_input(
                FELTER[navn].titel, _i_dag(), format="DD.MM.YYYY", width=180
            ).isoformat()
        elif FELTER[navn].art == "kommune":
            kommuner = sager.kommuner()
            nyt[navn] = st.selectbox(FELTER[navn].titel, list(kommuner), format_func=kommuner.__getitem__)
    if beloeb:
        st.caption(f"{', '.join(FELTER[n].titel for n in beloeb)}: hver sags eget forventede beløb.")
    return nyt, beloeb


def _gem_mange(
    sted: Sted,
    raekker: list[Koeraekke],
    nyt: dict[str, Any],
    begrundelse: str,
    med_forventet: tuple[str, ...],
) -> None:
    try:
        svar = sager.gem_mange(
            sted.k,
            data.sagslager(),
            sted.bruger,
            {r.sag_id: r.version for r in raekker},
            nyt,
            begrundelse=begrundelse,
            nu=datetime.now(UTC),
            med_forventet=med_forventet,
        )
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return
    tekst = f"{dansk.antal(len(svar.gemt), 'sag', 'sager')} er gemt."
    if svar.afvist:
        foerste = next(iter(svar.afvist.values()))
        tekst += (
            f" {dansk.antal(len(svar.afvist), 'sag', 'sager')} er ikke rørt, fx: {uden_markdown(foerste)}"
        )
    _vaelg_ingen()
    sagshandling.sig(tekst, svar.samling if svar.gemt else None)
    st.rerun()


# --- keys -----------------------------------------------------------------------------------------------------


def _skift(koe: Koe, aaben: str | None, taster: bool, bruger: Bruger) -> None:
    """Previous, next and help; the keys of the case stand on its own buttons."""
    with st.container(horizontal=True, vertical_alignment="center", key="sagsskift"):
        for titel, tast, skridt in (("Forrige", "K", -1), ("Næste", "J", 1)):
            maal = koe.nabo(aaben, skridt) if aaben or skridt > 0 else None
            st.button(
                titel,
                key=f"skridt_{tast}",
                shortcut=tast if taster else None,
                disabled=maal is None,
                on_click=_gaa,
                args=(koe, maal),
            )
        if aaben:
            nr = koe.nummer(aaben)
            st.caption(
                f"nr. {dansk.tal(nr + 1)} af {dansk.tal(koe.antal)}"
                if nr is not None
                else "uden for visningen"
            )
            st.button("Luk sagen", key="luk_sagen", on_click=_aabn, args=(None,), type="tertiary")
        if st.button(
            "Hjælp",
            key="hjaelp",
            shortcut="H" if taster else None,
            type="tertiary",
            icon=":material/keyboard:",
        ):
            _hjaelp(bruger, taster)


def _gaa(koe: Koe, sag_id: str | None) -> None:
    """Open a case and turn the list to the page it stands on."""
    nr = koe.nummer(sag_id) if sag_id else None
    if nr is not None:
        _til_side(nr // PR_SIDE)
    _aabn(sag_id)


@st.dialog("Tastatur og rækkefølge")
def _hjaelp(bruger: Bruger, taster: bool) -> None:
    st.markdown(
        "| Tast | Gør |\n|---|---|\n| J | næste sag |\n| K | forrige sag |\n| G | godkend: det næste skridt |\n"
        "| A | afvis |\n| U | udskyd |\n| Ctrl + Enter | gem formularen |\n| H | denne hjælp |\n\n"
        "Tasterne virker ikke, mens du skriver i et felt."
    )
    st.markdown(
        "**Rækkefølgen** er forventede kroner × sandsynlighed × hast. Hast går fra 1 til 2: det, der bortfalder inden "
        f"for {sagsliste.SNART_DAGE} dage, tæller dobbelt, og en frist tæller mere, jo nærmere den er."
    )
    valgt = st.toggle("Brug tastaturgenveje", value=taster, key="brug_taster")
    if valgt != taster:
        brugervalg.gem(data.sagslager(), bruger.navn, sagsvisning.TASTER, valgt)
        st.rerun()
