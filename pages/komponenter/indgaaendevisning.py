"""The tab of incoming claims: a file from another municipality, each line tried, the decision, the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.potentiale.indgaaende import FORSLAG
from engine.resultater import indgaaende as motor
from engine.resultater.indgaaende import Post
from engine.resultater.sager import kommuner
from engine.resultater.sde import Kontekst
from engine.sager.indgaaende import AABEN, ACCEPTERET, AFVIST, SVAR
from pages.komponenter import data, hent, kort, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_BESKED = "krav_besked"
_FORMAAL = "Krav fra en anden kommune"
Stednavn = Callable[[str], str]


def vis(bruger: Bruger, k: Kontekst, stednavn: Stednavn) -> None:
    """The whole tab."""
    poster = motor.poster(k, data.indstillinger(), bruger)
    _kort(poster)
    if maa(bruger, Handling.AFGOER_SAG)[0]:
        _modtag(bruger, k)
    if not poster:
        tilstande.tom(
            "Ingen krav er modtaget",
            "Her prøves krav fra andre kommuner linje for linje: dubletter, overlap, forældelse, forkert kommune, "
            "allerede betalt og beløb over taksten.",
            "Hent skabelonen, og få kravet i den form; eller kopiér afsenderens regneark ind i den.",
        )
        return
    _liste(bruger, k, poster, stednavn)


def _kort(poster: list[Post]) -> None:
    aabne = [p for p in poster if p.svar is None]
    kort.raekke(
        [
            kort.beloeb(
                "Ikke afgjort",
                sum(p.resultat.linje.oere for p in aabne),
                note=dansk.antal(len(aabne), "linje", "linjer"),
                tilstand="usikker" if aabne else None,
            ),
            kort.beloeb(
                "Foreslås betalt", sum(p.resultat.oere for p in aabne), note="af det, der ikke er afgjort"
            ),
            kort.beloeb(
                "Accepteret",
                sum(p.svar.oere for p in poster if p.svar),
                tilstand="skylder" if any(p.svar and p.svar.oere for p in poster) else None,
            ),
            kort.beloeb(
                "Afvist",
                sum(p.resultat.linje.oere - p.svar.oere for p in poster if p.svar),
                note="hele eller dele",
            ),
        ]
    )


def _modtag(bruger: Bruger, k: Kontekst) -> None:
    with st.expander("Modtag en fil", icon=":material/upload_file:"):
        hent.knap(
            bruger,
            "Hent skabelonen",
            Fil("indgaaende-krav.csv", Handling.AFGOER_SAG, motor.skabelon, "skabelon indgående krav"),
        )
        st.caption(
            "Kolonner: " + "; ".join(f"{n} ({h[:1].lower()}{h[1:]})" for n, h in motor.KOLONNER.items()) + "."
        )
        with st.form("indgaaende_modtag", border=False, clear_on_submit=True):
            andre = [kode for kode in kommuner() if kode != k.gen.kommune]
            afsender = st.selectbox(
                "Fra kommunen",
                andre,
                index=None,
                format_func=kommuner().__getitem__,
                placeholder="Vælg",
                width=260,
            )
            fil = st.file_uploader("Fil (CSV eller Excel)", type=["csv", "xlsx"], key="indgaaende_fil")
            if st.form_submit_button("Modtag og prøv linjerne", type="primary", icon=":material/fact_check:"):
                if fil is None or afsender is None:
                    st.error("Vælg både kommunen og filen.", icon=":material/error:")
                else:
                    navn, indhold = fil.name, fil.getvalue()
                    _goer(lambda nu: _gem(bruger, k, navn, indhold, str(afsender), nu))


def _gem(bruger: Bruger, k: Kontekst, navn: str, indhold: bytes, afsender: str, nu: datetime) -> str:
    id_ = motor.modtag_som(data.indstillinger(), k, bruger, navn, indhold, afsender, nu)
    return f"{id_} er modtaget, og hver linje er prøvet. Intet er afgjort endnu."


def _liste(bruger: Bruger, k: Kontekst, poster: list[Post], stednavn: Stednavn) -> None:
    st.subheader("Linjerne")
    filer = list(dict.fromkeys(p.fil.id for p in poster))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        valgt = st.selectbox(
            "Krav", ["alle", *filer], format_func=lambda f: "Alle" if f == "alle" else f, width=220
        )
        vis_ = st.segmented_control(
            "Vis",
            ["aabne", "alle"],
            default="aabne",
            format_func={"aabne": "Ikke afgjort", "alle": "Alle"}.__getitem__,
        )
    vises = [p for p in poster if valgt in ("alle", p.fil.id) and (vis_ != "aabne" or p.svar is None)]
    nr = tabel(
        [_raekke(p, stednavn) for p in vises],
        [
            Kolonne("afsender", "Kommune", bredde=100),
            Kolonne("linje", "Linje", bredde=55),
            Kolonne("krav", "Krav", "kroner", sum=True, bredde=88),
            Kolonne("forslag", "Forslag", "tilstand", bredde=95),
            Kolonne("oere", "Foreslået", "kroner", sum=True, bredde=108),
            Kolonne("hvorfor", "Hvorfor", bredde=320),
            *([Kolonne("svar", "Afgjort", "tilstand", bredde=125)] if vis_ != "aabne" else []),
            Kolonne("periode", "Periode", bredde=190),
        ],
        noegle=f"indgaaende_{valgt}_{len(vises)}",
        beskrivelse="Linjer i krav fra andre kommuner med forslag og afgørelse",
        vaelg=True,
    )
    if valgt != "alle":
        _svarfil(bruger, k, [p for p in poster if p.fil.id == valgt])
    if nr is None:
        st.caption(
            "Klik på en linje for at se hvorfor og afgøre den. Vælg ét krav for at hente svaret til afsenderen."
        )
    else:
        _aabnet(bruger, vises[nr])


def _raekke(p: Post, stednavn: Stednavn) -> dict[str, object]:
    x = p.resultat.linje
    return {
        "afsender": stednavn(x.afsender),
        "linje": f"{p.fil.id.rpartition('-')[2]}/{x.nr}",
        "periode": f"{dansk.maaned(x.fra)} – {dansk.maaned(x.til)}"
        if x.fra != x.til
        else dansk.maaned(x.fra),
        "krav": x.oere,
        "forslag": ":".join(FORSLAG[p.resultat.forslag]),
        "oere": p.resultat.oere,
        "svar": ":".join(SVAR[p.svar.svar if p.svar else AABEN]),
        "hvorfor": " ".join(p.resultat.grunde),
    }


def _svarfil(bruger: Bruger, k: Kontekst, poster: list[Post]) -> None:
    afgjorte = [p for p in poster if p.svar]
    if not afgjorte:
        return
    fil = poster[0].fil
    personer = sorted({p.resultat.linje.person for p in afgjorte if p.resultat.linje.person})
    hent.knap(
        bruger,
        "Svar til afsenderen (Excel)",
        Fil(
            f"svar-{fil.id}.xlsx",
            Handling.EKSPORT_PERSON,
            lambda: motor.svarbog(k, poster, datetime.now(UTC)),
            f"svar {fil.id}",
            _FORMAAL,
            personer,
        ),
    )
    st.caption("Svaret har afsenderens egne linjer og en bemærkning; intet af det, kun vi ved, er med.")


def _aabnet(bruger: Bruger, p: Post) -> None:
    with st.container(border=True):
        st.markdown(
            f"{tilstande.maerke(*FORSLAG[p.resultat.forslag])} **{dansk.kroner(p.resultat.oere, oere_vist=True)}**"
        )
        st.markdown("\n".join(f"- {uden_markdown(g)}" for g in p.resultat.grunde))
        if p.svar:
            st.markdown(
                f"{tilstande.maerke(*SVAR[p.svar.svar])} af {uden_markdown(p.svar.bruger)} "
                f"{dansk.tidspunkt(p.svar.tid)}: {uden_markdown(p.svar.begrundelse)}"
            )
        if not maa(bruger, Handling.AFGOER_SAG)[0]:
            return
        with st.form(f"svar_{p.fil.id}_{p.resultat.linje.nr}", border=False):
            muligt = [AABEN] if p.svar else [ACCEPTERET, AFVIST]
            navne = {ACCEPTERET: "Accepter det foreslåede", AFVIST: "Afvis", AABEN: "Fortryd afgørelsen"}
            afvises = not p.svar and not p.resultat.oere  # nothing is proposed paid
            svar = st.radio(
                "Afgørelse", muligt, index=int(afvises), format_func=navne.__getitem__, horizontal=True
            )
            hvorfor = st.text_input("Begrundelse", max_chars=400)
            if st.form_submit_button("Gem", type="primary", icon=":material/save:"):
                _goer(lambda nu: _afgoer(bruger, p, str(svar), hvorfor, nu))


def _afgoer(bruger: Bruger, p: Post, svar: str, hvorfor: str, nu: datetime) -> str:
    motor.afgoer_som(data.indstillinger(), bruger, [p], svar, hvorfor, nu)
    return f"Linje {p.resultat.linje.nr} i {p.fil.id}: {SVAR[svar][1].lower()}."


def _goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        tekst = handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = tekst
        glem_valg()
        st.rerun()
