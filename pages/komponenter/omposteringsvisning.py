"""The file of re-postings on the page Moms: a dry run of every line, the frozen files, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.moms.ompostering import Linje, Oversaettelse, slaa_op, uden_oversaettelse
from engine.resultater import ompostering as motor
from engine.resultater.ompostering import Billede
from engine.resultater.sde import Kontekst
from engine.sager.ompostering import Omposteringsfil
from pages.komponenter import data, hent, kontotabelvisning, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown


def vis(bruger: Bruger, k: Kontekst) -> None:
    """Draft and files; nothing for those who see no postings."""
    if not maa(bruger, Handling.SE_PERSON)[0]:
        return
    st.subheader("Omposteringsfil")
    b = motor.hent(k, data.sagslager(), bruger, date.today())
    _tilbageholdt(b)
    if b.poster and maa(bruger, Handling.AFGOER_SAG)[0]:
        _kladde(bruger, k, b)
    elif not b.poster:
        st.caption(
            "Ingen godkendte posteringer venter på en fil. Godkend en sag ovenfor for at ompostere den."
        )
    _filer(bruger, b)


def _tilbageholdt(b: Billede) -> None:
    if b.aendrede:
        st.info(
            f"{dansk.antal(b.aendrede, 'godkendt sag er ændret', 'godkendte sager er ændret')} siden godkendelsen og "
            "er ikke med. Se dem igennem igen under Sager.",
            icon=":material/info:",
        )
    if b.kun_bilag:
        st.caption(
            f"{dansk.antal(b.kun_bilag, 'postering', 'posteringer')} kræver bilaget (anslået moms, "
            "ukendt ejerforhold eller en forkert rettelse) og omposteres i hånden."
        )


def _kladde(bruger: Bruger, k: Kontekst, b: Billede) -> None:
    """The dry run: every line is shown before the file is kept."""
    layouts, kilder = motor.layouts(data.indstillinger()), list(b.poster)
    sidste = b.filer[0] if b.filer else None
    with st.container(horizontal=True):
        kilde = st.selectbox("Kilde", kilder, width=160, key="omp_kilde")
        navne = list(layouts)
        system = st.selectbox(
            "System",
            navne,
            navne.index(kilde) if kilde in navne else 0,
            format_func=lambda s: layouts[s]["navn"],
            width=160,
            key=f"omp_system_{kilde}",
        )
        momskonto = st.text_input(
            "Konto for refunderet købsmoms",
            sidste.momskonto if sidste else "",
            help="Kommunens egen konto på 7.65.87, kun cifre. Den huskes til næste fil.",
            width=260,
        )
        art = st.text_input("Rigtig art", sidste.art if sidste else "4.9", width=110)
    poster = b.poster[str(kilde)]
    if not momskonto.strip():
        st.caption(
            f"{dansk.antal(len(poster), 'postering', 'posteringer')} er klar. Skriv momskontoen for at se linjerne."
        )
        return
    layout = layouts[str(system)]
    oversaet = motor.oversaetter(layout)
    egne, sha = motor.kontotabel_for(data.sagslager(), str(system)) if oversaet else (None, "")
    try:
        linjer = motor.proev(
            poster, momskonto, art
        )  # by the authorised accounts, which the template of the table needs
        mangler = uden_oversaettelse(linjer, egne) if egne is not None else []
        if oversaet:
            kontotabelvisning.vis(bruger, str(system), layout["navn"], linjer, mangler)
        linjer = motor.proev(poster, momskonto, art, egne)
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    debet = sum(x.oere for x in linjer if x.side == "debet")
    st.markdown(
        f"**Prøve, intet er skrevet:** {dansk.antal(len(poster), 'bilag', 'bilag')}, "
        f"{dansk.antal(len(linjer), 'linje', 'linjer')}, debet = kredit = {dansk.kroner(debet, oere_vist=True)}"
    )
    tabel(
        [
            {
                "bilag": str(x.bilag),
                "konto": x.konto,
                "egen": _egen(x, egne),
                "debet": x.oere if x.side == "debet" else None,
                "kredit": x.oere if x.side != "debet" else None,
                "tekst": x.tekst,
            }
            for x in linjer
        ],
        [
            Kolonne("bilag", "Bilag"),
            Kolonne("konto", "Konto"),
            *([Kolonne("egen", f"I {layout['navn']}")] if egne is not None else []),
            Kolonne("debet", "Debet", "kroner_oere", sum=True),
            Kolonne("kredit", "Kredit", "kroner_oere", sum=True),
            Kolonne("tekst", "Tekst"),
        ],
        noegle=f"omp_linjer_{len(linjer)}",
        beskrivelse="Omposteringsfilens linjer",
    )
    with st.form(f"omp_frys_{kilde}_{len(poster)}", border=False):
        hvorfor = st.text_input("Begrundelse", placeholder="fx linjerne er gennemgået")
        if st.form_submit_button("Frys filen", type="primary", icon=":material/lock:"):
            ind = data.indstillinger()
            _goer(
                lambda nu: motor.frys_som(
                    ind, k, bruger, poster, str(system), momskonto, art, hvorfor, nu, sha
                )
            )
    st.caption(
        "En postering kan kun stå i én fil. Filen gemmes uændret og kan fortrydes, indtil den er bogført."
    )


def _egen(x: Linje, egne: Oversaettelse | None) -> str:
    """The line's account in the system: artskonto, cost centre and PSP element."""
    fundet = slaa_op(egne, x.konto, x.profitcenter) if egne is not None else None
    return (
        " ".join(filter(None, (fundet.artskonto, fundet.omkostningssted, fundet.psp_element)))
        if fundet
        else ""
    )


def _filer(bruger: Bruger, b: Billede) -> None:
    for f in b.filer:
        with st.container(border=True):
            tilstand = ("afklaret", "Bogført") if f.bogfoert else ("mangler", "Ikke bogført")
            st.markdown(
                f"{tilstande.maerke(*tilstand)} **{f.id}**: {dansk.antal(len(f.poster), 'postering', 'posteringer')}, "
                f"til gode {dansk.kroner(f.til_gode_oere, oere_vist=True)}, skyldig "
                f"{dansk.kroner(f.skyldig_oere, oere_vist=True)} Lavet {dansk.dato(dansk.lokal(f.tid).date())} af "
                f"{uden_markdown(f.bruger)}. SHA-256 {f.sha[:16]}…"
                + (f" Kontotabel {f.kontotabel[:16]}…" if f.kontotabel else "")
            )
            with st.container(horizontal=True, vertical_alignment="bottom"):
                _filknapper(bruger, f)


def _filknapper(bruger: Bruger, f: Omposteringsfil) -> None:
    ind = data.indstillinger()
    hent.knap(
        bruger,
        "Hent filen",
        Fil(f.navn, Handling.AFGOER_SAG, lambda: motor.hent_fil(ind, bruger, f), f.id, "ompostering af moms"),
    )
    if f.bogfoert or not maa(bruger, Handling.AFGOER_SAG)[0]:
        return
    for titel, handling in (("Bogført", motor.bogfoer_som), ("Fortryd filen", motor.fortryd_som)):
        with st.popover(titel):
            hvorfor = st.text_input("Begrundelse", key=f"omp_{titel}_{f.id}", max_chars=400)
            if st.button("Gem", key=f"ompknap_{titel}_{f.id}"):
                _goer(lambda nu, h=handling, t=hvorfor: h(ind, bruger, f, t, nu))  # type: ignore[misc]


def _goer(hvad: Callable[[datetime], object]) -> None:
    try:
        hvad(datetime.now(UTC))
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
    else:
        st.rerun()
