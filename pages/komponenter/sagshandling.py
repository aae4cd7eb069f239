"""What a person does on a case: decide, postpone, edit, undo. Nothing that was typed is lost when another came first.

Each act is a callback: it runs before the page is drawn again, with the version that the person saw. A form stays open
with its text until it is saved or put away; when somebody else has changed the case meanwhile, both versions are shown
beside each other and the person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.resultater import sager, udflytningsbrev
from engine.resultater.sager import Sagsvisning
from engine.resultater.sde import Kontekst
from engine.sager.afgoerelser import Sagskonflikt
from engine.sager.arter import GODKEND, Overgang
from engine.sager.model import dansk_tid
from engine.sager.sagsfelter import FELTER
from pages.komponenter import data, tilstande
from pages.komponenter.tekst import uden_markdown

_FORM, _KONFLIKT, _BESKED, _FEJL = "sagsform", "sagskonflikt", "sagsbesked", "sagsfejl"
UDSKYD, REDIGER = "udskyd", "rediger"
_UDSKYDGRUNDE = ("Afventer bilag", "Afventer svar i huset", "Afventer næste kørsel")
_REDIGERES = (
    *(
        "tildelt",
        "frist",
        "maerker",
        "note",
        "krav_oere",
        "anerkendt_oere",
        "modtaget_oere",
        "krav_rejst_dato",
    ),
    *("svar_dato", "sidste_kontakt_dato", "tilsagn_fra", "tilsagn_til", "paragraf", "betalingskommune"),
)


@dataclass(frozen=True)
class Sted:
    """Where an act comes from. efter: what is done with the case's id when it is saved (the queue goes on)."""

    bruger: Bruger
    k: Kontekst
    efter: Callable[[], None] | None = None


# --- what is open on the page ---------------------------------------------------------------------------------


def aaben_form(sag_id: str) -> str | None:
    """The form that is open on the case: a state to go to, UDSKYD, REDIGER or None."""
    form = st.session_state.get(_FORM)
    return form[1] if form and form[0] == sag_id else None


def aabn_form(sag: Sagsvisning, hvad: str) -> None:
    """Open a form on the version that is on the screen."""
    sag_id = sag.raekke.sag_id
    st.session_state[_FORM] = (sag_id, hvad, sag.version)
    st.session_state.pop(_KONFLIKT, None)
    st.session_state.pop(_FEJL, None)
    if hvad == REDIGER:
        for navn in _REDIGERES:
            st.session_state[_felt(sag_id, navn)] = _i_feltet(navn, sag.felt(navn))
        st.session_state[_felt(sag_id, "bilag")] = [_bilagstekst(b) for b in sag.felt("bilag") or []]


def luk_form(sag_id: str) -> None:
    """Put the form away, with what was typed."""
    for navn in [n for n in st.session_state if str(n).endswith(f"·{sag_id}")]:
        del st.session_state[navn]
    for navn in (_FORM, _KONFLIKT, _FEJL):
        st.session_state.pop(navn, None)


def _felt(sag_id: str, navn: str) -> str:
    return f"{navn}·{sag_id}"


def _grundversion() -> int:
    """The version the open form was filled in on."""
    return int(st.session_state[_FORM][2])


def _i_feltet(navn: str, vaerdi: Any) -> Any:
    """A value as its field shows it."""
    art = FELTER[navn].art
    if art == "oere":
        return "" if vaerdi is None else dansk.kroner(vaerdi, oere_vist=vaerdi % 100 != 0, enhed=False)
    if art == "maerker":
        return list(vaerdi or [])
    return vaerdi if art == "dato" else vaerdi or ""


def _ud_af_feltet(navn: str, vaerdi: Any) -> Any:
    """What stands in a field → the form of an event. Errors: ValueError for an amount that cannot be read."""
    art = FELTER[navn].art
    if vaerdi in ("", None):
        return None
    if art == "oere":
        return dansk.laes_kroner(vaerdi)
    return vaerdi.isoformat() if isinstance(vaerdi, date) else vaerdi


def _bilagstekst(b: Mapping[str, str]) -> str:
    return f"{b['titel']} ({b['henvisning']})"


# --- saving ---------------------------------------------------------------------------------------------------


def _gem(sted: Sted, sag_id: str, nyt: dict[str, Any], begrundelse: str, version: int, besked: str) -> None:
    st.session_state.pop(_FEJL, None)
    hvad: dict[str, Any] = {"version": version, "begrundelse": begrundelse, "nu": datetime.now(UTC)}
    try:
        nr = sager.gem(sted.k, data.sagslager(), sted.bruger, sag_id, nyt, **hvad)["seneste_nr"]
    except Sagskonflikt as konflikt:
        if not _er_mit_eget(sted.bruger, konflikt, nyt, begrundelse):
            st.session_state[_KONFLIKT] = {
                "sag_id": sag_id,
                "konflikt": konflikt,
                "nyt": nyt,
                "begrundelse": begrundelse,
            }
            return
        nr = konflikt.siden[0].id
    except HjemtagFejl as fejl:
        st.session_state[_FEJL] = (sag_id, str(fejl))
        return
    luk_form(sag_id)
    st.session_state[_BESKED] = {"tekst": besked, "sag_id": sag_id, "nr": nr}
    if sted.efter:
        sted.efter()


def _er_mit_eget(bruger: Bruger, konflikt: Sagskonflikt, nyt: Mapping[str, Any], begrundelse: str) -> bool:
    """Whether the one change since is this very one: a form that was sent twice (a double click, an impatient key)."""
    if len(konflikt.siden) != 1 or konflikt.siden[0].bruger != bruger.navn:
        return False
    h = konflikt.siden[0]
    return h.begrundelse == begrundelse.strip() and all(nyt.get(n) == v for n, v in h.nyt.items() if n in nyt)


def _begrundelse(sag_id: str) -> str:
    dele = [st.session_state.get(_felt(sag_id, "grund")), st.session_state.get(_felt(sag_id, "uddyb"))]
    return ". ".join(str(d).strip() for d in dele if d and str(d).strip())


def _laes_felter(sag_id: str, navne: tuple[str, ...]) -> dict[str, Any] | None:
    """The fields as they stand in the form; None (and a text on the page) when one cannot be read."""
    ud, fejl = {}, []
    for navn in navne:
        try:
            ud[navn] = _ud_af_feltet(navn, st.session_state.get(_felt(sag_id, navn)))
        except ValueError:
            fejl.append(f"{FELTER[navn].titel}: skriv et beløb som 1.234,50.")
    if fejl:
        st.session_state[_FEJL] = (sag_id, " ".join(fejl))
        return None
    return ud


def _gem_overgang(sted: Sted, sag: Sagsvisning, overgang: Overgang) -> None:
    sag_id = sag.raekke.sag_id
    # A form that has been saved and put away may be sent once more by an impatient key: then there is nothing to do.
    felter = _laes_felter(sag_id, overgang.kraever) if aaben_form(sag_id) == overgang.til else None
    if felter is not None:
        navn = sag.raekke.art.tilstand(overgang.til).navn
        nyt = {"tilstand": overgang.til, **felter}
        _gem(sted, sag_id, nyt, _begrundelse(sag_id), _grundversion(), f"{navn}.")


def _gem_udskudt(sted: Sted, sag_id: str) -> None:
    if aaben_form(sag_id) != UDSKYD:
        return
    dag = st.session_state.get(_felt(sag_id, "udskudt_til"))
    nyt = {"udskudt_til": dag.isoformat() if dag else None}
    besked = f"Udskudt til {dansk.dato(dag)}." if dag else "Ikke længere udskudt."
    _gem(sted, sag_id, nyt, _begrundelse(sag_id), _grundversion(), besked)


def _gem_redigeret(sted: Sted, sag: Sagsvisning) -> None:
    sag_id = sag.raekke.sag_id
    nyt = _laes_felter(sag_id, _REDIGERES) if aaben_form(sag_id) == REDIGER else None
    if nyt is None:
        return
    nyt["maerker"] = nyt["maerker"] or []
    beholdt = set(st.session_state.get(_felt(sag_id, "bilag")) or [])
    bilag = [dict(b) for b in sag.felt("bilag") or [] if _bilagstekst(b) in beholdt]
    titel, henvisning = (
        str(st.session_state.get(_felt(sag_id, n)) or "").strip() for n in ("bilagstitel", "henvisning")
    )
    if titel or henvisning:
        bilag.append({"titel": titel, "henvisning": henvisning})
    nyt["bilag"] = bilag
    _gem(
        Sted(sted.bruger, sted.k),
        sag_id,
        nyt,
        "Redigeret på siden",
        _grundversion(),
        "Sagens oplysninger.",
    )


def tag(sted: Sted, sag: Sagsvisning) -> None:
    """Give the case to oneself."""
    _gem(
        Sted(sted.bruger, sted.k),
        sag.raekke.sag_id,
        {"tildelt": sted.bruger.navn},
        "Taget fra køen",
        sag.version,
        "Sagen er din.",
    )


def fakta_set(sted: Sted, sag: Sagsvisning) -> None:
    """The changed facts change nothing in the decision."""
    _gem(
        sted,
        sag.raekke.sag_id,
        {"fakta_set": True},
        "Ændringen er set; afgørelsen står ved magt",
        sag.version,
        "Set.",
    )


def fortryd(sted: Sted, sag_id: str, nr: int) -> None:
    """Take one event on a case back."""
    try:
        sager.fortryd(
            sted.k,
            data.sagslager(),
            sted.bruger,
            sag_id,
            nr,
            begrundelse="Fortrudt på siden",
            nu=datetime.now(UTC),
        )
    except HjemtagFejl as fejl:
        st.session_state[_FEJL] = (sag_id, str(fejl))
    else:
        st.session_state[_BESKED] = {"tekst": "Fortrudt.", "sag_id": sag_id, "nr": None}


def fortryd_samling(sted: Sted, samling: str) -> None:
    """Take back what was done to many cases in one go."""
    try:
        svar = sager.fortryd_samling(
            sted.k,
            data.sagslager(),
            sted.bruger,
            samling,
            begrundelse="Fortrudt på siden",
            nu=datetime.now(UTC),
        )
    except HjemtagFejl as fejl:
        st.session_state[_FEJL] = ("", str(fejl))
        return
    tekst = f"{dansk.antal(len(svar.gemt), 'sag', 'sager')} er fortrudt."
    if svar.afvist:
        tekst += f" {dansk.antal(len(svar.afvist), 'sag', 'sager')} er ændret siden og står, som de er."
    st.session_state[_BESKED] = {"tekst": tekst, "sag_id": "", "nr": None}


def sig(tekst: str, samling: str | None = None) -> None:
    """Put a message where the next drawing shows it."""
    st.session_state[_BESKED] = {"tekst": tekst, "sag_id": "", "nr": None, "samling": samling}


def vis_besked(sted: Sted) -> None:
    """What was just done, with 'Fortryd' as long as it stands; and what went wrong where no case is open."""
    besked = st.session_state.get(_BESKED)
    if besked:
        with st.container(horizontal=True, vertical_alignment="center", key="sagsbesked"):
            st.markdown(f"{tilstande.maerke('afklaret', 'Gemt')} {besked['tekst']}")
            if besked["nr"]:
                valg = (sted, besked["sag_id"], besked["nr"])
                st.button("Fortryd", key="fortryd_seneste", on_click=fortryd, args=valg, type="tertiary")
            elif besked.get("samling"):
                valg = (sted, besked["samling"])
                st.button(
                    "Fortryd", key="fortryd_seneste", on_click=fortryd_samling, args=valg, type="tertiary"
                )
            st.button(
                "Luk", key="luk_besked", on_click=st.session_state.pop, args=(_BESKED, None), type="tertiary"
            )
    fejl = st.session_state.get(_FEJL)
    if fejl and not fejl[0]:
        st.error(fejl[1], icon=":material/error:")


# --- forms ----------------------------------------------------------------------------------------------------


def vis_form(sted: Sted, sag: Sagsvisning) -> None:
    """The open form of the case, the conflict if there is one, and what went wrong."""
    sag_id = sag.raekke.sag_id
    _vis_konflikt(sted, sag)
    fejl = st.session_state.get(_FEJL)
    if fejl and fejl[0] == sag_id:
        st.error(fejl[1], icon=":material/error:")
    hvad = aaben_form(sag_id)
    if hvad == UDSKYD:
        _udskyd(sted, sag)
    elif hvad == REDIGER:
        _rediger(sted, sag)
    elif hvad:
        overgang = next((o for o in sag.overgange if o.til == hvad), None)
        if overgang:
            _afgoer(sted, sag, overgang)
        else:
            tilstand = sag.raekke.art.tilstand(hvad).navn
            st.markdown(
                f"{tilstande.maerke('usikker', 'Ikke mulig længere')} Sagen er nu "
                f"'{sag.raekke.tilstand.navn}' og kan ikke gå til '{tilstand}'. Din begrundelse: "
                f"{uden_markdown(_begrundelse(sag_id))}"
            )
            st.button("Luk", on_click=luk_form, args=(sag_id,), key="luk_umulig")


def _grund(sag_id: str, grunde: tuple[str, ...], foerste: bool) -> None:
    """A reason to choose, if there are usual ones, and room for one's own words."""
    noegle = _felt(sag_id, "grund")
    if grunde:
        if foerste and noegle not in st.session_state:
            st.session_state[noegle] = grunde[0]
        st.pills("Begrundelse", grunde, key=noegle)
    st.text_input(
        "Uddyb" if grunde else "Begrundelse",
        key=_felt(sag_id, "uddyb"),
        max_chars=400,
        placeholder="Skriv aldrig et CPR-nummer",
        persist_state="session",
    )


# The forms have enter_to_submit=False: Ctrl+Enter in a field would else send them twice, by the field and by the key.
def _knapper(sag_id: str, tekst: str, gem: Callable[..., None], args: tuple[Any, ...]) -> None:
    with st.container(horizontal=True):
        st.form_submit_button(tekst, type="primary", on_click=gem, args=args, shortcut="Ctrl+Enter")
        st.form_submit_button("Annullér", on_click=luk_form, args=(sag_id,), type="tertiary")


def _afgoer(sted: Sted, sag: Sagsvisning, overgang: Overgang) -> None:
    """A decision: its reason, and the fields that its state demands."""
    sag_id, art = sag.raekke.sag_id, sag.raekke.art
    with st.form(f"afgoer_{sag_id}", enter_to_submit=False):
        st.markdown(f"**{sag.raekke.tilstand.navn} → {art.tilstand(overgang.til).navn}**")
        for navn in overgang.kraever:
            _kraevet_felt(sag, navn, overgang.til)
        _grund(sag_id, overgang.grunde, overgang.rolle == GODKEND)
        _knapper(sag_id, "Gem afgørelsen", _gem_overgang, (sted, sag, overgang))


def _kraevet_felt(sag: Sagsvisning, navn: str, til: str) -> None:
    """A field the state demands, filled in with what is known or most likely."""
    noegle = _felt(sag.raekke.sag_id, navn)
    if noegle not in st.session_state:
        vaerdi = sag.felt(navn)
        if vaerdi is None and FELTER[navn].art == "dato" and navn != "tilsagn_fra":
            vaerdi = _egen_frist(til) if navn == "frist" else _i_dag()
        if vaerdi is None and navn in ("krav_oere", "anerkendt_oere"):
            vaerdi = sag.raekke.forventet_oere
        st.session_state[noegle] = _i_feltet(navn, vaerdi)
    _tegn_felt(navn, noegle)


def _egen_frist(til: str) -> date:
    """Two weeks; of the hearing in a residence case the day its letter gives, or the case would be due before it."""
    if til == "hoering_sendt":
        return udflytningsbrev.svarfrist(data.kontekst(), udflytningsbrev.modtaget_normalt(_i_dag()))
    return _i_dag() + timedelta(days=14)


def _tegn_felt(navn: str, noegle: str) -> None:
    felt = FELTER[navn]
    valg: dict[str, Any] = {"key": noegle, "persist_state": "session"}
    if felt.art == "dato":
        st.date_input(felt.titel, value=None, format="DD.MM.YYYY", **valg)
    elif felt.art == "oere":
        st.text_input(f"{felt.titel} (kr.)", placeholder="1.234,50", **valg)
    elif felt.art == "kommune":
        navne = sager.kommuner()
        st.selectbox(
            felt.titel,
            ["", *navne],
            format_func=lambda kode: navne.get(kode, kode) or "Ingen",
            **valg,
        )
    elif felt.art == "bruger":
        navne = sager.medarbejdere(data.sagslager())
        koder = ["", *navne]
        valgt = st.session_state.get(noegle) or ""
        st.selectbox(
            felt.titel,
            koder if valgt in koder else [*koder, valgt],
            format_func=lambda n: navne.get(n, n) or "Ingen",
            **valg,
        )
    elif felt.art == "maerker":
        st.multiselect(
            felt.titel,
            st.session_state.get(noegle) or [],
            accept_new_options=True,
            placeholder="Skriv et mærke, og tryk Enter",
            **valg,
        )
    elif navn == "note":
        st.text_area(felt.titel, max_chars=4000, height=110, **valg)
    else:
        st.text_input(felt.titel, max_chars=128, **valg)


def _udskyd(sted: Sted, sag: Sagsvisning) -> None:
    """Take the case out of the queue until a day."""
    sag_id = sag.raekke.sag_id
    noegle = _felt(sag_id, "udskudt_til")
    if noegle not in st.session_state:
        st.session_state[noegle] = _i_dag() + timedelta(days=7)
    with st.form(f"udskyd_{sag_id}", enter_to_submit=False):
        st.markdown("**Udskyd sagen**: den kommer i køen igen på dagen.")
        st.date_input("Til", value=None, format="DD.MM.YYYY", key=noegle, persist_state="session", width=180)
        _grund(sag_id, _UDSKYDGRUNDE, True)
        _knapper(sag_id, "Udskyd", _gem_udskudt, (sted, sag_id))


def _rediger(sted: Sted, sag: Sagsvisning) -> None:
    """The case's own fields."""
    sag_id = sag.raekke.sag_id
    with st.form(f"rediger_{sag_id}", enter_to_submit=False):
        _i_kolonner(sag_id, ("tildelt", "frist"))
        _tegn_felt("maerker", _felt(sag_id, "maerker"))
        _tegn_felt("note", _felt(sag_id, "note"))
        st.markdown("**Krav og svar**")
        _i_kolonner(sag_id, ("krav_oere", "anerkendt_oere", "modtaget_oere"))
        _i_kolonner(sag_id, ("krav_rejst_dato", "svar_dato", "sidste_kontakt_dato"))
        _i_kolonner(sag_id, ("tilsagn_fra", "tilsagn_til"))
        _i_kolonner(sag_id, ("paragraf", "betalingskommune"))
        st.markdown("**Bilag** ligger i jeres eget system; her står, hvor.")
        alle = [_bilagstekst(b) for b in sag.felt("bilag") or []]
        if alle:
            st.multiselect("Henvisninger", alle, key=_felt(sag_id, "bilag"))
        ny = st.columns(2)
        ny[0].text_input(
            "Nyt bilag", key=_felt(sag_id, "bilagstitel"), max_chars=400, placeholder="Fx Brev til Ballerup"
        )
        ny[1].text_input(
            "Henvisning", key=_felt(sag_id, "henvisning"), max_chars=400, placeholder="Journalnummer"
        )
        _knapper(sag_id, "Gem", _gem_redigeret, (sted, sag))


def _i_kolonner(sag_id: str, navne: tuple[str, ...]) -> None:
    for kolonne, navn in zip(st.columns(len(navne)), navne, strict=True):
        with kolonne:
            _tegn_felt(navn, _felt(sag_id, navn))


# --- when somebody else came first ----------------------------------------------------------------------------


def _vis_konflikt(sted: Sted, sag: Sagsvisning) -> None:
    """Both versions side by side; the person's own text stays in the form below."""
    gemt = st.session_state.get(_KONFLIKT)
    if not gemt or gemt["sag_id"] != sag.raekke.sag_id:
        return
    konflikt: Sagskonflikt = gemt["konflikt"]
    navne = sager.visningsnavne(data.sagslager())
    with st.container(border=True, key="sagskonflikt"):
        sidste = konflikt.siden[-1] if konflikt.siden else None
        hvem = uden_markdown(navne.get(sidste.bruger, sidste.bruger)) if sidste else "en anden"
        hvornaar = dansk_tid(sidste.tid) if sidste else "imens"
        st.markdown(
            f"{tilstande.maerke('mangler', 'Ikke gemt')} **Sagen er ændret af {hvem} {hvornaar}.** "
            "Intet af dit er tabt: det står til højre og i formularen nedenfor."
        )
        venstre, hoejre = st.columns(2)
        venstre.markdown(f"**Nu på sagen** ({hvem})")
        hoejre.markdown("**Dit, der ikke er gemt**")
        for navn in _beroerte(sag, konflikt, gemt["nyt"]):
            venstre.markdown(f"{sager.feltnavn(navn)}: {_vist(sag, navn, _paa_sagen(sag, navn))}")
            mit = gemt["nyt"].get(navn, _paa_sagen(sag, navn))
            hoejre.markdown(f"{sager.feltnavn(navn)}: {_vist(sag, navn, mit)}")
        venstre.caption("; ".join(h.begrundelse for h in konflikt.siden if h.begrundelse))
        hoejre.caption(gemt["begrundelse"])
        with st.container(horizontal=True):
            st.button(
                "Gem mit oven på",
                type="primary",
                on_click=_gem_ovenpaa,
                args=(sted, sag, gemt),
                key="gem_ovenpaa",
            )
            st.button(
                "Behold det, der står på sagen",
                on_click=luk_form,
                args=(sag.raekke.sag_id,),
                key="behold_deres",
            )


def _beroerte(sag: Sagsvisning, konflikt: Sagskonflikt, mit: Mapping[str, Any]) -> list[str]:
    """The fields that either of the two has changed, mine only where it differs from the case."""
    deres = {n for h in konflikt.siden for n in h.nyt if n == "tilstand" or n in FELTER}
    mine = {n for n, v in mit.items() if (n in FELTER or n == "tilstand") and _paa_sagen(sag, n) != v}
    return [n for n in ("tilstand", *FELTER) if n in deres | mine]


def _paa_sagen(sag: Sagsvisning, navn: str) -> Any:
    if navn == "tilstand":
        return sag.raekke.tilstand.kode
    vaerdi = sag.felt(navn)
    return vaerdi.isoformat() if isinstance(vaerdi, date) else vaerdi


def _vist(sag: Sagsvisning, navn: str, vaerdi: Any) -> str:
    if navn == "tilstand":
        return sag.raekke.art.tilstand(vaerdi).navn
    return feltvaerdi(navn, vaerdi)


def feltvaerdi(navn: str, vaerdi: Any) -> str:
    """A field's value for st.markdown."""
    art = FELTER[navn].art
    if vaerdi in (None, "", []):
        return dansk.UKENDT
    if art == "dato":
        return dansk.dato(vaerdi)
    if art == "oere":
        return dansk.kroner(vaerdi, oere_vist=True)
    if art == "maerker":
        return ", ".join(uden_markdown(m) for m in vaerdi)
    if art == "bilag":
        return ", ".join(uden_markdown(_bilagstekst(b)) for b in vaerdi)
    if art == "kommune":
        return sager.kommuner().get(vaerdi, vaerdi)
    if art == "bruger":
        return uden_markdown(sager.visningsnavne(data.sagslager()).get(vaerdi, vaerdi))
    return uden_markdown(vaerdi).replace("\n", "  \n")


def _gem_ovenpaa(sted: Sted, sag: Sagsvisning, gemt: Mapping[str, Any]) -> None:
    """Save mine on the version that is on the screen now: a choice made with both before one's eyes."""
    st.session_state.pop(_KONFLIKT, None)
    if st.session_state.get(_FORM):
        st.session_state[_FORM] = (sag.raekke.sag_id, st.session_state[_FORM][1], sag.version)
    _gem(
        Sted(sted.bruger, sted.k),
        sag.raekke.sag_id,
        dict(gemt["nyt"]),
        gemt["begrundelse"],
        sag.version,
        "Dit er gemt oven på.",
    )


def _i_dag() -> date:
    return dansk.lokal(datetime.now(UTC)).date()
