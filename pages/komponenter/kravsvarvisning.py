"""A claim's lines on the page Krav: what is answered to each, the form of answers, and the workbook that came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import kravsvar as motor
from engine.resultater.kravsvar import SVARNAVNE, Laest
from engine.resultater.sde import Kontekst
from engine.sager.kravmodel import AFVIST, ANERKENDT, DELVIST, Krav, Linjesvar, Post
from pages.komponenter import data, hent
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_FORMAAL = "Krav mod en anden kommune"
Goer = Callable[[Callable[[datetime], str]], None]
"""Does something at a time, says what was done, or why it was not."""


def vis(bruger: Bruger, k: Kontekst, x: Krav, goer: Goer) -> None:
    """The lines of a claim with their answers, and for those who may: how to answer them."""
    ind = data.indstillinger()
    alle = motor.poster(ind, bruger, x)
    st.markdown(f"**Linjerne.** {_optalt(alle, x)}")
    nr = _liste(alle, x)
    personer = sorted({p.person for p in alle})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if x.aaben:
            skema = Fil(
                f"svar-{x.id}.xlsx",
                Handling.EKSPORT_PERSON,
                lambda: motor.skema(ind, k, bruger, x, datetime.now(UTC)),
                f"svarskema {x.id}",
                _FORMAAL,
                personer,
            )
            hent.knap(bruger, "Svarskema (Excel)", skema)
        if uenige := motor.uenige(alle, x):
            fil = Fil(
                f"uenighed-{x.id}.xlsx",
                Handling.EKSPORT_PERSON,
                lambda: motor.uenighed(ind, k, bruger, x, datetime.now(UTC)),
                f"uenighed {x.id}",
                _FORMAAL,
                sorted({p.person for p, _ in uenige}),
            )
            hent.knap(bruger, "Uenighedsfil (Excel)", fil)
        maa_sag = nr is not None and maa(bruger, Handling.SE_SIDE, side="sag")[0]
        if maa_sag and st.button("Åbn linjens sag", icon=":material/draft:", key=f"linjesag_{x.id}"):
            st.switch_page("pages/sag.py", query_params={"sag": alle[nr or 0].sag_id})
    if x.aaben and maa(bruger, Handling.AFGOER_SAG)[0]:
        _skriv(bruger, x, alle, nr, goer)
        _indlaes(bruger, k, x, goer)


def _optalt(alle: Sequence[Post], x: Krav) -> str:
    """How many lines are answered how, with kroner; the parts sum to the claim."""
    if not x.linjesvar:
        if x.anerkendt_oere is None:
            return f"Kravets {dansk.antal(len(alle), 'linje', 'linjer')} er ikke besvaret."
        return "Kravet er besvaret som helhed."
    dele = [
        (x.anerkendt_oere or 0, "anerkendt"),
        (x.afvist_oere, "ikke anerkendt"),
        (x.ubesvaret_oere, "ikke besvaret"),
    ]
    tekst = ", ".join(f"{dansk.kroner(oere, oere_vist=True)} {ord_}" for oere, ord_ in dele if oere)
    return (
        f"{dansk.tal(len(x.linjesvar))} af {dansk.antal(len(alle), 'linje', 'linjer')} er besvaret: {tekst}."
    )


def periode(p: Post) -> str:
    return dansk.maaned(p.fra) if p.fra == p.til else f"{dansk.maaned(p.fra)} – {dansk.maaned(p.til)}"


def _uden_linjesvar(x: Krav) -> str:
    """What a line without an answer of its own is called: a claim may be answered as a whole."""
    return motor.IKKE_BESVARET if x.anerkendt_oere is None or x.linjesvar else "Besvaret samlet"


def _liste(alle: Sequence[Post], x: Krav) -> int | None:
    """The lines; citizens are numbered within the claim, and named where the case is opened."""
    borger = {person: nr for nr, person in enumerate(dict.fromkeys(p.person for p in alle), 1)}
    raekker = []
    for p in alle:
        s = x.linjesvar.get(p.nr)
        raekker.append(
            {
                "nr": p.nr,
                "borger": f"Borger {borger[p.person]}",
                "regel": p.regel,
                "periode": periode(p),
                "oere": p.oere,
                "svar": _maerke(s) if s else f"ingen:{_uden_linjesvar(x)}",
                "anerkendt": s.anerkendt_oere if s else None,
                "grund": _grund(s),
                "hjemmel": p.hjemmel,
            }
        )
    return tabel(
        raekker,
        [
            Kolonne("nr", "Linje", "tal", bredde=50),
            Kolonne("borger", "Borger", bredde=80),
            Kolonne("regel", "Regel", bredde=75),
            Kolonne("periode", "Periode", bredde=225),
            Kolonne("oere", "Krævet", "kroner", sum=True, bredde=95),
            Kolonne("svar", "Svar", "tilstand", bredde=130),
            Kolonne("anerkendt", "Anerkendt", "kroner", sum=True, bredde=105),
            Kolonne("grund", "Kommunens grund", bredde=130),
            Kolonne("hjemmel", "Hjemmel"),
        ],
        noegle=f"krav_linjer_{x.id}_{len(x.trin)}",
        beskrivelse="Kravets linjer med svar",
        vaelg=True,
    )


def _maerke(s: Linjesvar) -> str:
    return f"{'afklaret' if s.svar == ANERKENDT else 'usikker'}:{SVARNAVNE[s.svar]}"


def _grund(s: Linjesvar | None) -> str:
    if s is None:
        return ""
    maaneder = f"{dansk.antal(len(s.maaneder), 'måned', 'måneder')} anerkendt. " if s.maaneder else ""
    return f"{maaneder}{s.grund}"


# --- writing answers ------------------------------------------------------------------------------------------------


def _skriv(bruger: Bruger, x: Krav, alle: Sequence[Post], nr: int | None, goer: Goer) -> None:
    """The form: one or more lines, the answer, and of a single line the amount or the months."""
    efter_nr = {p.nr: p for p in alle}
    udgave = f"{x.id}_{len(x.trin)}_{nr}"
    with st.expander("Svar linje for linje", icon=":material/rule:", expanded=nr is not None):
        valgte = st.multiselect(
            "Linjer",
            list(efter_nr),
            default=[alle[nr].nr] if nr is not None else [],
            format_func=lambda n: f"{n}: {periode(efter_nr[n])}, {dansk.kroner(efter_nr[n].oere)}",
            placeholder="Vælg linjer",
            key=f"linjer_{udgave}",
        )
        svar = st.radio(
            "Svar", list(SVARNAVNE), format_func=SVARNAVNE.__getitem__, horizontal=True, key=f"svar_{udgave}"
        )
        ene = efter_nr[valgte[0]] if len(valgte) == 1 else None
        with st.form(f"linjesvar_{udgave}", border=False):
            beloeb, maaneder = "", []
            if svar == DELVIST and ene is None:
                st.caption("Vælg én linje ad gangen, når den kun anerkendes delvist.")
            elif svar == DELVIST and ene is not None:
                beloeb = st.text_input("Anerkendt beløb (kr.)", width=220, key=f"beloeb_{udgave}")
                maaneder = st.multiselect(
                    "eller anerkendte måneder",
                    list(ene.maaneder),
                    format_func=dansk.maaned,
                    placeholder="Vælg måneder",
                    key=f"maaneder_{udgave}",
                )
            grund = ""
            if svar in (DELVIST, AFVIST):
                grund = st.text_input("Kommunens grund", max_chars=400, key=f"grund_{udgave}")
            dag, hvorfor = _dag_og_hvorfor(f"linje_{udgave}")
            if st.form_submit_button("Gem svaret", type="primary", icon=":material/save:"):
                poster = [efter_nr[n] for n in valgte]
                goer(lambda nu: _gem(bruger, x, poster, svar, beloeb, maaneder, grund, dag, hvorfor, nu))


def _dag_og_hvorfor(noegle: str) -> tuple[date, str]:
    with st.container(horizontal=True):
        dag = st.date_input(
            "Svarets dato",
            date.today(),
            format="DD.MM.YYYY",
            max_value=date.today(),
            width=170,
            key=f"{noegle}_dag",
        )
        hvorfor = st.text_input(
            "Begrundelse", placeholder="fx brev af 3. marts, journalnummer", key=f"{noegle}_hvorfor"
        )
    return dag, hvorfor


def _gem(
    bruger: Bruger,
    x: Krav,
    poster: Sequence[Post],
    svar: str,
    beloeb: str,
    maaneder: Sequence[str],
    grund: str,
    dag: date,
    hvorfor: str,
    nu: datetime,
) -> str:
    if not poster:
        raise HjemtagFejl("Vælg mindst én linje. Intet er gemt.")
    if svar == DELVIST and len(poster) > 1:
        raise HjemtagFejl("Vælg én linje ad gangen, når den kun anerkendes delvist. Intet er gemt.")
    oere = dansk.laes_kroner(beloeb) if beloeb.strip() and svar == DELVIST else None
    valgte = [
        motor.svar_paa(
            p,
            svar,
            oere=oere,
            maaneder=maaneder if svar == DELVIST else (),
            grund=grund if svar != ANERKENDT else "",
        )
        for p in poster
    ]
    motor.gem_som(data.indstillinger(), bruger, x, valgte, dag, hvorfor, nu)
    return f"{x.id}: {dansk.antal(len(valgte), 'linje', 'linjer')} {SVARNAVNE[svar].lower()}."


# --- the workbook that came back ------------------------------------------------------------------------------------


def _indlaes(bruger: Bruger, k: Kontekst, x: Krav, goer: Goer) -> None:
    """Upload, the trial line by line, and only then the saving."""
    with st.expander("Indlæs kommunens svar (Excel)", icon=":material/upload_file:"):
        st.caption(
            "Kravets regneark eller svarskemaet, udfyldt af kommunen. Hver linje prøves, før noget gemmes; CPR-numrene "
            "sammenlignes og gemmes ikke."
        )
        fil = st.file_uploader(
            "Fil (CSV eller Excel)", type=["csv", "xlsx"], key=f"svarfil_{x.id}_{len(x.trin)}"
        )
        if fil is None:
            return
        try:
            laeste = motor.laes(data.indstillinger(), k, bruger, x, fil.name, fil.getvalue())
        except HjemtagFejl as fejl:
            st.error(str(fejl), icon=":material/error:")
            return
        _proevet(x, laeste)
        svar = [r.svar for r in laeste if r.svar]
        if any(r.fejl for r in laeste) or not svar:
            return
        with st.form(f"svarfil_gem_{x.id}_{len(x.trin)}", border=False):
            dag, hvorfor = _dag_og_hvorfor(f"fil_{x.id}_{len(x.trin)}")
            if st.form_submit_button("Gem svarene", type="primary", icon=":material/save:"):
                goer(lambda nu: _gem_fil(bruger, x, laeste, dag, hvorfor, nu))


def _proevet(x: Krav, laeste: Sequence[Laest]) -> None:
    """What the file says, line by line, and what is wrong with it."""
    forkerte = sum(bool(r.fejl) for r in laeste)
    svar = [r.svar for r in laeste if r.svar]
    anerkendt = dansk.kroner(sum(s.anerkendt_oere for s in svar), oere_vist=True)
    if forkerte:
        st.error(
            f"{dansk.antal(forkerte, 'linje', 'linjer')} kan ikke læses. Intet er gemt; ret filen, og indlæs den igen.",
            icon=":material/error:",
        )
    elif svar:
        st.info(
            f"Filen svarer på {dansk.antal(len(svar), 'linje', 'linjer')} og anerkender {anerkendt}. Intet er gemt "
            "endnu.",
            icon=":material/fact_check:",
        )
    else:
        st.info("Der er ingen svar i filen.", icon=":material/info:")
    tabel(
        [
            {
                "linje": r.linje,
                "nr": r.post.nr if r.post else None,
                "oere": r.post.oere if r.post else None,
                "svar": "usikker:Fejl"
                if r.fejl
                else _maerke(r.svar)
                if r.svar
                else f"ingen:{motor.IKKE_BESVARET}",
                "anerkendt": r.svar.anerkendt_oere if r.svar else None,
                "hvorfor": r.fejl or uden_markdown(_grund(r.svar)),
            }
            for r in laeste
        ],
        [
            Kolonne("linje", "Linje i filen", "tal"),
            Kolonne("nr", "Kravets linje", "tal"),
            Kolonne("oere", "Krævet", "kroner"),
            Kolonne("svar", "Svar", "tilstand"),
            Kolonne("anerkendt", "Anerkendt", "kroner"),
            Kolonne("hvorfor", "Grund eller fejl"),
        ],
        noegle=f"svarfil_linjer_{x.id}",
        beskrivelse="Filens svar, linje for linje",
        summer=False,
    )


def _gem_fil(bruger: Bruger, x: Krav, laeste: Sequence[Laest], dag: date, hvorfor: str, nu: datetime) -> str:
    antal = motor.gem_fil_som(data.indstillinger(), bruger, x, laeste, dag, hvorfor, nu)
    return f"{x.id}: {dansk.antal(antal, 'svar', 'svar')} er gemt."
