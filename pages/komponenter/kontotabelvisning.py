"""The table of a system's own accounts, on the page Moms: a template with the accounts, a file in, what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import HjemtagFejl
from engine.moms.ompostering import Linje
from engine.resultater import kontotabel as tabeller
from engine.resultater import ompostering as motor
from engine.sager import ompostering as filer
from pages.komponenter import data, filindlaes, hent, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tekst import uden_markdown

_NR = "kontotabel_nr"


def vis(
    bruger: Bruger, system: str, systemnavn: str, linjer: Sequence[Linje], mangler: Sequence[str]
) -> None:
    """linjer: of the file that is tried, whose accounts the template has; mangler: those the table in force lacks."""
    fundet = filer.kontotabeller(data.sagslager()).get(system)
    with st.expander(f"Kontotabel for {systemnavn}", icon=":material/translate:", expanded=bool(mangler)):
        st.markdown(
            "Posteringerne har den autoriserede konto på 16 cifre. Tabellen siger, hvilken artskonto (og hvilket "
            f"omkostningssted eller PSP-element) den svarer til i {systemnavn}."
        )
        if fundet is None:
            st.caption("Ingen tabel er indlæst: filen får de autoriserede konti i kolonnen Artskonto.")
        else:
            st.markdown(
                f"{tilstande.maerke('afklaret:I brug')} {uden_markdown(fundet.navn)}: "
                f"{dansk.antal(fundet.linjer, 'konto', 'konti')}, indlæst {dansk.tidspunkt(fundet.tid)} af "
                f"{uden_markdown(fundet.bruger)}. SHA-256 {fundet.sha[:16]}…"
            )
        _filer(bruger, system, mangler or sorted({x.konto for x in linjer}), fundet is not None)
        _laeg_op(bruger, system)


def _filer(bruger: Bruger, system: str, konti: Sequence[str], har_tabel: bool) -> None:
    ret, genstand, nu = Handling.AFGOER_SAG, "skabelon til kontotabellen", datetime.now(UTC)
    excel, komma, nuvaerende = st.columns(3)
    with excel:
        fil = Fil("kontotabel.xlsx", ret, lambda: tabeller.skabelon_excel(konti, nu), genstand)
        hent.knap(bruger, "Hent skabelon som Excel", fil)
    with komma:
        hent.knap(
            bruger,
            "Hent skabelon som CSV",
            Fil("kontotabel.csv", ret, lambda: tabeller.skabelon(konti), genstand),
        )
    if har_tabel:
        lager = data.sagslager()
        with nuvaerende:
            hent.knap(
                bruger,
                "Hent tabellen i brug",
                Fil(
                    f"kontotabel-{system}.csv",
                    ret,
                    lambda: motor.hent_kontotabel(lager, bruger, system),
                    "kontotabel",
                ),
            )
    st.caption("Skabelonen har de konti, tabellen mangler. En ny tabel træder i stedet for hele den gamle.")


def _laeg_op(bruger: Bruger, system: str) -> None:
    nr = st.session_state.setdefault(_NR, 0)
    valgt = filindlaes.vaelg(tabeller.gennemse, f"kontotabel_{system}", nr)
    if valgt is None:
        return
    navn, indhold, g = valgt
    st.markdown(f"{dansk.antal(len(g.tabel), 'konto', 'konti')} i filen, alle i orden.")
    if st.button("Gem kontotabellen", type="primary", icon=":material/save:", key=f"kontotabel_gem_{nr}"):
        try:
            motor.gem_kontotabel_som(data.indstillinger(), bruger, system, navn, indhold, datetime.now(UTC))
        except HjemtagFejl as fejl:
            tilstande.fejl(fejl)
        else:
            st.session_state[_NR] = nr + 1
            st.rerun()
