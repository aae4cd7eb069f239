"""The parts of the page Indberetning: checks, sums, difference from the last, draft and hand-in, what was handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import indberetning, sdevisning
from engine.resultater.indberetning import GROEN, GUL, ROED, Indberettet, Opgoerelse
from engine.resultater.sde import Kontekst
from engine.sager.godkendelse import AFVIST, GODKENDT, TRUKKET, VENTER
from pages.komponenter import data, hent, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_BESKED = "indberetning_besked"
_TILSTAND = {GROEN: "afklaret:I orden", GUL: "usikker:Se på den", ROED: "mangler:Stopper"}
_UDFALD = {
    VENTER: "usikker:Venter på godkendelse",
    GODKENDT: "afklaret:Indberettet",
    AFVIST: "ingen:Afvist",
    TRUKKET: "ingen:Trukket tilbage",
}
_FORMAAL = "Indberetning"


def besked() -> None:
    """What was just done, once."""
    if tekst := st.session_state.pop(_BESKED, ""):
        st.success(tekst, icon=":material/check_circle:")


def kontroller(o: Opgoerelse) -> None:
    """The checks, those that stop first."""
    st.subheader("Kontroller")
    orden = {ROED: 0, GUL: 1, GROEN: 2}
    tabel(
        [
            {
                "navn": t.navn,
                "tilstand": _TILSTAND[t.tilstand],
                "tekst": t.tekst,
                "goer": t.goer,
                "oere": t.oere,
            }
            for t in sorted(o.kontroller, key=lambda t: orden[t.tilstand])
        ],
        [
            Kolonne("navn", "Kontrol"),
            Kolonne("tilstand", "Tilstand", "tilstand"),
            Kolonne("tekst", "Hvad"),
            Kolonne("oere", "Kroner", "kroner"),
            Kolonne("goer", "Hvad kan du gøre?"),
        ],
        noegle="indberetning_kontroller",
        beskrivelse="Kontroller, der skal være i orden, før der kan indberettes",
    )


def poster(o: Opgoerelse) -> None:
    """The front page of the statement: year and law."""
    st.subheader("Opgørelsen")
    tabel(
        [
            r | {"lovnavn": sdevisning.LOVNAVNE.get(r["lov"], "Uden sag"), "aar": str(r["aar"])}
            for r in o.poster.to_dict("records")
        ],
        [
            Kolonne("aar", "År"),
            Kolonne("lovnavn", "Lov"),
            Kolonne("antal", "Sager", "tal", sum=True),
            Kolonne("netto_oere", "Nettoudgift", "kroner", sum=True),
            Kolonne("refusion_oere", "Refusion", "kroner", sum=True),
            Kolonne("skoen_oere", "Skønnet", "kroner", sum=True),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner", sum=True),
            Kolonne("beloeb_oere", "Anmodes", "kroner", sum=True),
        ],
        noegle="indberetning_poster",
        beskrivelse="Opgørelsen efter år og lov; tidligere år er berigtigelser",
    )
    if o.berigtigelse_oere:
        st.caption("Tidligere år er med, hvor det, der er ret til nu, er et andet end det, der er hjemtaget.")


def forskel(o: Opgoerelse) -> None:
    """What is right now against what was right at the last hand-in."""
    assert o.forrige is not None  # a difference has something to differ from
    st.subheader("Forskel fra den sidste indberetning")
    sum_ = int(o.forskel["forskel_oere"].sum())
    st.markdown(
        f"{dansk.antal(len(o.forskel), 'sag', 'sager')} har ændret sig siden {dansk.dato(o.forrige.lavet)}; "
        f"i alt {dansk.kroner(sum_, fortegn=True)}."
    )
    tabel(
        o.forskel.head(20).assign(aar=o.forskel["aar"].astype(str)).to_dict("records"),
        [
            Kolonne("aar", "År"),
            Kolonne("sag_id", "Sag"),
            Kolonne("foer_oere", "Sidst", "kroner"),
            Kolonne("efter_oere", "Nu", "kroner"),
            Kolonne("forskel_oere", "Forskel", "kroner"),
        ],
        noegle="indberetning_forskel",
        beskrivelse="De sager, hvis refusion er en anden end ved den sidste indberetning",
    )


def kladde(bruger: Bruger, k: Kontekst, o: Opgoerelse) -> None:
    """The workbook as a draft, and the way to hand it in."""
    if not maa(bruger, Handling.EKSPORT_PERSON)[0]:
        return
    st.subheader("Arbejdsbog og indberetning")
    personer = sorted({m for ms in o.linjer["medlemmer"] for m in ms})
    nu = datetime.now(UTC)
    hent.knap(
        bruger,
        "Hent kladde (Excel)",
        Fil(
            f"kladde-{indberetning.filnavn(o.periode)}",
            Handling.EKSPORT_PERSON,
            lambda: indberetning.bog(indberetning.tabeller(k, o), o.titel, nu),
            f"opgoerelse {o.titel}",
            _FORMAAL,
            personer,
        ),
    )
    st.caption("Arbejdsbogen indeholder CPR-numre. Hentningen skrives i loggen.")
    if not maa(bruger, Handling.INDBERET)[0]:
        return
    if not o.kan_indberettes:
        st.caption("Opgørelsen kan først indberettes, når ingen kontrol er rød.")
        return
    with st.form("indberetning_foreslaa", border=True):
        st.markdown(
            "Opgørelsen fryses, som den er nu, og venter på, at en **anden** økonom godkender den. Den frosne "
            "arbejdsbog kan altid hentes igen."
        )
        begrundelse = st.text_input("Begrundelse", placeholder="fx 2. kvartal, alle kontroller gennemgået")
        if st.form_submit_button("Frys og send til godkendelse", type="primary", icon=":material/lock:"):
            _goer(lambda nu: _foreslaa(bruger, k, o, begrundelse, nu))


def _foreslaa(bruger: Bruger, k: Kontekst, o: Opgoerelse, begrundelse: str, nu: datetime) -> str:
    nr = indberetning.foreslaa_som(data.indstillinger(), k, bruger, o, begrundelse, nu)
    return f"{o.titel} er frosset (nr. {nr}) og venter på en anden økonoms godkendelse."


def ventende(bruger: Bruger) -> None:
    """Statements that wait for another person, with the two buttons."""
    venter = [i for i in indberetning.indberettede(data.indstillinger()) if i.tilstand == VENTER]
    for i in venter:
        with st.container(border=True, key=f"venter_{i.nr}"):
            st.markdown(
                f"{tilstande.maerke('usikker', 'Venter')} **{indberetning.titel(i.periode)}: "
                f"{dansk.kroner(i.beloeb_oere)}**  \nForeslået af {uden_markdown(i.foreslaaet_af)} "
                f"{dansk.tidspunkt(i.lavet)}: {uden_markdown(i.begrundelse)}"
            )
            _afgoer(bruger, i)


def _afgoer(bruger: Bruger, i: Indberettet) -> None:
    eget = i.foreslaaet_af == bruger.navn
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _frossen(bruger, i)
        if not maa(bruger, Handling.GODKEND_INDBERETNING)[0]:
            return
        if not eget and st.button(
            "Godkend og marker som indberettet",
            key=f"godkend_{i.nr}",
            type="primary",
            icon=":material/check:",
        ):
            _goer(lambda nu: _godkend(bruger, i, nu))
        with st.popover("Træk tilbage" if eget else "Afvis", icon=":material/undo:"):
            hvorfor = st.text_input("Begrundelse", key=f"afvis_hvorfor_{i.nr}", max_chars=400)
            if st.button("Træk opgørelsen tilbage" if eget else "Afvis opgørelsen", key=f"afvis_{i.nr}"):
                _goer(lambda nu: _afvis(bruger, i, hvorfor, nu))
    if eget:
        st.caption("Din egen opgørelse; en anden økonom skal godkende den.")


def _frossen(bruger: Bruger, i: Indberettet) -> None:
    hent.knap(
        bruger,
        "Hent den frosne arbejdsbog",
        Fil(
            indberetning.filnavn(i.periode),
            Handling.EKSPORT_PERSON,
            lambda: indberetning.hent_bog(data.indstillinger(), bruger, i),
            f"indberetning {i.nr}",
            _FORMAAL,
        ),
    )


def _godkend(bruger: Bruger, i: Indberettet, nu: datetime) -> str:
    indberetning.godkend_som(data.indstillinger(), bruger, i.nr, nu)
    return f"{indberetning.titel(i.periode)} er godkendt og markeret som indberettet."


def _afvis(bruger: Bruger, i: Indberettet, hvorfor: str, nu: datetime) -> str:
    indberetning.afvis_som(data.indstillinger(), bruger, i.nr, hvorfor, nu)
    return f"{indberetning.titel(i.periode)} er ikke indberettet. Opgørelsen er arkiveret."


def historik(bruger: Bruger, aar: int) -> None:
    """What has been handed in for the year, and what was not after all."""
    alle = indberetning.indberettede(data.indstillinger(), aar)
    if not alle:
        return
    st.subheader(f"Opgørelser for {aar}")
    nr = tabel(
        [
            {
                "titel": indberetning.titel(i.periode),
                "beloeb_oere": i.beloeb_oere,
                "lavet": i.lavet.date(),
                "hvem": i.foreslaaet_af,
                "tilstand": _UDFALD[i.tilstand],
                "godkendt": i.godkendt_af,
                "grundlag": i.grundlag,
            }
            for i in alle
        ],
        [
            Kolonne("titel", "Opgørelse"),
            Kolonne("beloeb_oere", "Beløb", "kroner"),
            Kolonne("lavet", "Lavet", "dato"),
            Kolonne("hvem", "Af"),
            Kolonne("tilstand", "Tilstand", "tilstand"),
            Kolonne("godkendt", "Godkendt af"),
            Kolonne("grundlag", "Grundlag"),
        ],
        noegle="indberetning_historik",
        beskrivelse="Opgørelser, der er lavet for året",
        vaelg=True,
    )
    if nr is not None:
        _frossen(bruger, alle[nr])


def _goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        gjort = handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = gjort
        st.rerun()
