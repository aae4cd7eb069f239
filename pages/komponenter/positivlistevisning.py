"""The positivliste on the page Moms: how it is year by year, a template out, a file in, and two persons for a list.

What a file would change is shown against the list in force, line by line, before it is proposed; the one who confirms
sees the same. A line with a mistake keeps the whole file out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.lov.parametre import Lovsamling
from engine.resultater import lovgrundlag
from engine.resultater import momsliste as motor
from engine.resultater.momsliste import Aarsliste, Forskel
from engine.resultater.sde import Kontekst
from pages.komponenter import data, filindlaes, hent, lovdetalje
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_FARVE = {motor.NY: "usikker", motor.AENDRET: "usikker", motor.UDGAAR: "mangler", motor.UAENDRET: "afklaret"}
_TAELLES = {
    motor.NY: ("ny", "nye"),
    motor.AENDRET: ("ændret", "ændrede"),
    motor.UDGAAR: ("udgår", "udgår"),
    motor.UAENDRET: ("uændret", "uændrede"),
}
_FIL_NR = "positivliste_nr"


def vis(bruger: Bruger, k: Kontekst) -> None:
    """The whole section. Everyone on the page sees how it is; an økonom proposes, another one confirms."""
    st.subheader("Positivlisten")
    lovdetalje.vis_besked()
    lov = data.lov()
    aarene = motor.aarene(k.gen, lov, data.sagslager())
    st.markdown(_saetning(aarene))
    tabel(
        [_aarsraekke(a) for a in aarene],
        [
            Kolonne("aar", "År", bredde=60),
            Kolonne("tilstand", "Tilstand", "tilstand", bredde=230),
            Kolonne("i_kraft", "I kraft", "antal", hjaelp="Linjer i den liste, der er i kraft.", bredde=80),
            Kolonne("brugt", "I data", "antal", hjaelp="Linjer, datagrundlaget er bygget med.", bredde=80),
            Kolonne("kilde", "Kilde", bredde=260),
        ],
        noegle="positivliste_aar",
        beskrivelse="Positivlisten for hvert regnskabsår: om den er i kraft, og om datagrundlaget er bygget med den",
        summer=False,
    )
    if maa(bruger, Handling.BEKRAEFT_SATS)[0]:
        _ventende(bruger, k, lov)
    if maa(bruger, Handling.INDTAST_SATS)[0]:
        _indlaes(bruger, k, lov, aarene)
    else:
        st.caption("Listen lægges op af en økonom og bekræftes af en anden.")


def _saetning(aarene: Sequence[Aarsliste]) -> str:
    mangler = sorted(a.aar for a in aarene if not a.i_kraft)
    ubrugte = sorted(a.aar for a in aarene if a.i_kraft and a.i_kraft != a.brugt)
    dele = [
        f"Listen mangler for {dansk_liste(mangler)}, så MOM-03 regnes ikke der."
        if mangler
        else "Listen er i kraft for alle regnskabsår i data."
    ]
    if ubrugte:
        dele.append(f"For {dansk_liste(ubrugte)} bruges den, når datagrundlaget er bygget igen.")
    return " ".join(dele)


def dansk_liste(aarene: Sequence[int]) -> str:
    """'2023, 2024 og 2025'."""
    tekster = [str(a) for a in aarene]
    return tekster[0] if len(tekster) == 1 else f"{', '.join(tekster[:-1])} og {tekster[-1]}"


def _aarsraekke(a: Aarsliste) -> dict[str, Any]:
    if a.venter:
        tilstand = "usikker:Forslag venter på en anden"
    elif not a.i_kraft:
        tilstand = "mangler:Mangler"
    elif a.i_kraft == a.brugt:
        tilstand = "afklaret:I brug"
    else:
        tilstand = "usikker:Bruges fra næste bygning"
    return vars(a) | {"aar": str(a.aar), "tilstand": tilstand, "kilde": uden_markdown(a.kilde)}


# --- proposals --------------------------------------------------------------------------------------------------


def _ventende(bruger: Bruger, k: Kontekst, lov: Lovsamling) -> None:
    """The lists that wait, each with what it changes."""
    for f in lovgrundlag.vis_forslag(data.sagslager(), lov, bruger):
        if f["parameter"] != motor.PARAMETER:
            continue
        aar = f["fra"].year
        with st.container(border=True, key=f"positivliste_forslag_{f['haendelse']}"):
            st.markdown(
                f"**Listen for {aar} venter på en anden økonom.** Foreslået af {uden_markdown(f['foreslaaet_af'])} "
                f"{dansk.tidspunkt(f['foreslaaet_tid'])}, nr. {f['haendelse']}.  \n"
                f"Kilde: {uden_markdown(f['kilde'])}. {uden_markdown(f['begrundelse'])}."
            )
            _forskelle(k, {aar: str(f["vaerdi"])}, lov, f"forslag_{f['haendelse']}")
            lovdetalje.forslagsknapper(bruger, f)


def _forskelle(k: Kontekst, lister: Mapping[int, str], lov: Lovsamling, noegle: str) -> list[Forskel]:
    """What the lists change against those in force; the changed lines first. Returns the lines that change."""
    alle = motor.forskelle(lister, lov)
    antal = Counter(f.udfald for f in alle)
    dele = (dansk.antal(antal[u], ental, flertal) for u, (ental, flertal) in _TAELLES.items())
    st.markdown(f"{', '.join(dele)} af {dansk.antal(len(alle), 'linje', 'linjer')}.")
    bogfoert = motor.bogfoert(k.gen)
    raekkefoelge = list(motor.UDFALD)
    tabel(
        [
            {
                "aar": str(f.aar),
                "funktion": f.funktion,
                "art": f.art,
                "foer": lovgrundlag.vis_vaerdi(f.foer, "pct."),
                "efter": lovgrundlag.vis_vaerdi(f.efter, "pct."),
                "tilstand": f"{_FARVE[f.udfald]}:{motor.UDFALD[f.udfald]}",
                "bogfoert": dansk.ja_nej((f.aar, f.funktion, f.art) in bogfoert),
            }
            for f in sorted(alle, key=lambda f: raekkefoelge.index(f.udfald))
        ],
        [
            Kolonne("aar", "År", bredde=70),
            Kolonne("funktion", "Funktion", bredde=100),
            Kolonne("art", "Art", bredde=60),
            Kolonne("foer", "I kraft nu", "vaerdi", bredde=110),
            Kolonne("efter", "I filen", "vaerdi", bredde=110),
            Kolonne("tilstand", "Hvad sker der?", "tilstand", bredde=140),
            Kolonne(
                "bogfoert",
                "Bogført på",
                hjaelp="Om der er bogført på funktionen og arten det år. Nej kan være en tastefejl.",
                bredde=110,
            ),
        ],
        noegle=f"positivliste_{noegle}",
        beskrivelse="Positivlistens linjer, og hvad de ændrer i den liste, der er i kraft",
        summer=False,
    )
    return [f for f in alle if f.udfald != motor.UAENDRET]


# --- the file ---------------------------------------------------------------------------------------------------


def _indlaes(bruger: Bruger, k: Kontekst, lov: Lovsamling, aarene: Sequence[Aarsliste]) -> None:
    with st.expander("Indlæs en positivliste", icon=":material/upload_file:"):
        st.markdown(
            "Listen står i bilag 1 til årets momsrefusionsbekendtgørelse. Hent skabelonen, skriv en linje for hver "
            "funktion og art, og læg filen op. Intet gemmes, før du har set, hvad den ændrer."
        )
        _skabelon(bruger, max(a.aar for a in aarene))
        nr = st.session_state.setdefault(_FIL_NR, 0)
        valgt = filindlaes.vaelg(motor.gennemse, "positivliste", nr)
        if valgt is None:
            return
        navn, indhold, g = valgt
        if not _forskelle(k, g.lister, lov, f"fil_{nr}"):
            st.info("Filen er den samme som den liste, der er i kraft.", icon=":material/info:")
        else:
            _foreslaa(bruger, lov, navn, indhold, nr)


def _skabelon(bruger: Bruger, aar: int) -> None:
    ret, navn = Handling.INDTAST_SATS, "skabelon-positivliste"
    excel, komma, _ = st.columns([2, 2, 5])
    nu = datetime.now(UTC)
    with excel:
        hent.knap(
            bruger,
            "Hent som Excel",
            Fil(f"{navn}.xlsx", ret, lambda: motor.skabelon_excel(aar, nu), "skabelon til positivlisten"),
        )
    with komma:
        hent.knap(
            bruger,
            "Hent som CSV",
            Fil(f"{navn}.csv", ret, lambda: motor.skabelon(aar), "skabelon til positivlisten"),
        )


def _foreslaa(bruger: Bruger, lov: Lovsamling, navn: str, indhold: bytes, nr: int) -> None:
    with st.form(f"positivliste_{nr}", border=False):
        kilde = st.text_input("Kilde", placeholder="Hvor listen er offentliggjort, fx BEK 891/2025, bilag 1")
        if st.form_submit_button(
            "Send til bekræftelse", type="primary", icon=":material/playlist_add_check:"
        ):
            lovdetalje.goer(lambda nu: _send(bruger, lov, navn, indhold, kilde, nr, nu))


def _send(
    bruger: Bruger, lov: Lovsamling, navn: str, indhold: bytes, kilde: str, nr: int, nu: datetime
) -> str:
    forslag = motor.foreslaa_som(data.sagslager(), lov, bruger, navn, indhold, kilde, nu)
    st.session_state[_FIL_NR] = nr + 1  # an empty field: the file is not sent twice
    return f"Positivlisten for {dansk_liste([a for a, _ in forslag])} er foreslået. En anden økonom skal bekræfte den."
