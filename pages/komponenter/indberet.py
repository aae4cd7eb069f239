"""The parts of the page Indberetning: checks, sums, difference from the last, draft and hand-in, what was handed in.

What is the same for every scheme is here; the sums, lines and workbook of udlændinge are in indberet_udlaendinge.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.refusion.indberetning import Periode
from engine.resultater import frosset, indberetning, sdevisning, udlaendingeopgoerelse
from engine.resultater.frosset import GROEN, GUL, ROED, Indberettet, Opgoerelse, Ordning
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
VISTE_FORSKELLE = 50
ORDNINGER = (indberetning.ORDNING, udlaendingeopgoerelse.ORDNING)


def perioder(k: Kontekst) -> dict[str, tuple[Ordning, Periode]]:
    """Title -> every statement that can be made, scheme by scheme."""
    motorer = (indberetning, udlaendingeopgoerelse)
    return {m.ORDNING.titel(p): (m.ORDNING, p) for m in motorer for p in m.perioder(k)}


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
    om_tidligere_aar(o)


def om_tidligere_aar(o: Opgoerelse) -> None:
    """Why earlier years stand in the statement."""
    if o.berigtigelse_oere:
        st.caption("Tidligere år er med, hvor det, der er ret til nu, er et andet end det, der er hjemtaget.")


def forskelle(o: Opgoerelse, ental: str, flertal: str) -> pd.DataFrame:
    """What all the differences come to, and the largest of them to show."""
    assert o.forrige is not None  # a difference has something to differ from
    st.subheader("Forskel fra den sidste indberetning")
    sum_ = int(o.forskel["forskel_oere"].sum())
    st.markdown(
        f"{dansk.antal(len(o.forskel), ental, flertal)} har ændret sig siden {dansk.dato(o.forrige.lavet)}; "
        f"i alt {dansk.kroner(sum_, fortegn=True)}"
    )
    if len(o.forskel) > VISTE_FORSKELLE:
        st.caption(f"Tabellen viser de største {VISTE_FORSKELLE}; summen er af dem alle.")
    return o.forskel.head(VISTE_FORSKELLE).assign(aar=o.forskel["aar"].astype(str))


def forskel(o: Opgoerelse) -> None:
    """What is right now against what was right at the last hand-in."""
    tabel(
        forskelle(o, "sag", "sager"),
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
    personer = sorted({m for ms in o.linjer["medlemmer"] for m in ms})
    if hent_kladde(
        bruger, o, personer, lambda nu: indberetning.bog(indberetning.tabeller(k, o), o.titel, nu)
    ):
        frys(
            o, lambda hvorfor, nu: indberetning.foreslaa_som(data.indstillinger(), k, bruger, o, hvorfor, nu)
        )


def hent_kladde(bruger: Bruger, o: Opgoerelse, personer: list[str], bog: Callable[[datetime], bytes]) -> bool:
    """The workbook as it is now. Returns whether the user may hand the statement in as it stands."""
    if not maa(bruger, Handling.EKSPORT_PERSON)[0]:
        return False
    st.subheader("Arbejdsbog og indberetning")
    nu = datetime.now(UTC)
    hent.knap(
        bruger,
        "Hent kladde (Excel)",
        Fil(
            f"kladde-{o.ordning.filnavn(o.periode)}",
            Handling.EKSPORT_PERSON,
            lambda: bog(nu),
            f"opgoerelse {o.titel}",
            _FORMAAL,
            personer,
        ),
    )
    st.caption("Arbejdsbogen indeholder CPR-numre. Hentningen skrives i loggen.")
    if not maa(bruger, Handling.INDBERET)[0]:
        return False
    if not o.kan_indberettes:
        st.caption("Opgørelsen kan først indberettes, når ingen kontrol er rød.")
    return o.kan_indberettes


def frys(
    o: Opgoerelse,
    foreslaa: Callable[[str, datetime], int],
    foer: Callable[[], None] = lambda: None,
) -> None:
    """The form that freezes. foer: what must be filled in first; foreslaa: given the reason, the proposal's number."""
    with st.form("indberetning_foreslaa", border=True):
        st.markdown(
            "Opgørelsen fryses, som den er nu, og venter på, at en **anden** økonom godkender den. Den frosne "
            "arbejdsbog kan altid hentes igen."
        )
        foer()
        begrundelse = st.text_input("Begrundelse", placeholder="fx 2. kvartal, alle kontroller gennemgået")
        if st.form_submit_button("Frys og send til godkendelse", type="primary", icon=":material/lock:"):
            _goer(
                lambda nu: (
                    f"{o.titel} er frosset (nr. {foreslaa(begrundelse, nu)}) og venter på en anden økonoms "
                    "godkendelse."
                )
            )


def ventende(bruger: Bruger) -> None:
    """Statements that wait for another person, with the two buttons."""
    ind = data.indstillinger()
    for ordning, i in [(o, i) for o in ORDNINGER for i in frosset.alle(ind, o) if i.tilstand == VENTER]:
        with st.container(border=True, key=f"venter_{i.nr}"):
            st.markdown(
                f"{tilstande.maerke('usikker', 'Venter')} **{ordning.titel(i.periode)}: "
                f"{dansk.kroner(i.beloeb_oere)}**  \nForeslået af {uden_markdown(i.foreslaaet_af)} "
                f"{dansk.tidspunkt(i.lavet)}: {uden_markdown(i.begrundelse)}"
            )
            for navn, tekst in i.forklaringer.items():
                st.caption(f"{uden_markdown(navn)}: {uden_markdown(tekst)}")
            _afgoer(bruger, ordning, i)


def _afgoer(bruger: Bruger, ordning: Ordning, i: Indberettet) -> None:
    eget = i.foreslaaet_af == bruger.navn
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _frossen(bruger, ordning, i)
        if not maa(bruger, Handling.GODKEND_INDBERETNING)[0]:
            return
        if not eget and st.button(
            "Godkend og marker som indberettet",
            key=f"godkend_{i.nr}",
            type="primary",
            icon=":material/check:",
        ):
            _goer(lambda nu: _godkend(bruger, ordning, i, nu))
        with st.popover("Træk tilbage" if eget else "Afvis", icon=":material/undo:"):
            hvorfor = st.text_input("Begrundelse", key=f"afvis_hvorfor_{i.nr}", max_chars=400)
            if st.button("Træk opgørelsen tilbage" if eget else "Afvis opgørelsen", key=f"afvis_{i.nr}"):
                _goer(lambda nu: _afvis(bruger, ordning, i, hvorfor, nu))
    if eget:
        st.caption("Din egen opgørelse; en anden økonom skal godkende den.")


def _frossen(bruger: Bruger, ordning: Ordning, i: Indberettet) -> None:
    hent.knap(
        bruger,
        "Hent den frosne arbejdsbog",
        Fil(
            ordning.filnavn(i.periode),
            Handling.EKSPORT_PERSON,
            lambda: frosset.hent_bog(data.indstillinger(), bruger, i),
            f"indberetning {i.nr}",
            _FORMAAL,
        ),
    )


def _godkend(bruger: Bruger, ordning: Ordning, i: Indberettet, nu: datetime) -> str:
    frosset.godkend(data.indstillinger(), bruger, ordning, i.nr, nu)
    return f"{ordning.titel(i.periode)} er godkendt og markeret som indberettet."


def _afvis(bruger: Bruger, ordning: Ordning, i: Indberettet, hvorfor: str, nu: datetime) -> str:
    frosset.afvis(data.indstillinger(), bruger, ordning, i.nr, hvorfor, nu)
    return f"{ordning.titel(i.periode)} er ikke indberettet. Opgørelsen er arkiveret."


def historik(bruger: Bruger, ordning: Ordning, aar: int) -> None:
    """What has been handed in for the year, and what was not after all."""
    alle = frosset.alle(data.indstillinger(), ordning, aar)
    if not alle:
        return
    st.subheader(f"Opgørelser for {aar}")
    nr = tabel(
        [
            {
                "titel": ordning.titel(i.periode),
                "beloeb_oere": i.beloeb_oere,
                "lavet": i.lavet.date(),
                "hvem": i.foreslaaet_af,
                "tilstand": _UDFALD[i.tilstand],
                "godkendt": i.godkendt_af,
                "grundlag": i.grundlag,
                "sha": i.dokument[:12],
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
            Kolonne("sha", "SHA-256"),
        ],
        noegle="indberetning_historik",
        beskrivelse="Opgørelser, der er lavet for året",
        vaelg=True,
    )
    if nr is not None:
        _frossen(bruger, ordning, alle[nr])


def _goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        gjort = handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = gjort
        st.rerun()
