"""Indtægtsoptimering, 'Regler': each rule on or off and tuned, with what a choice would do before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.potentiale.model import SKYLDIG, TIL_GODE
from engine.resultater import regelvalg as motor
from engine.resultater.regelvalg import GRAENSER, Indstilling, Regelstand, Sum, Version
from engine.resultater.sde import Kontekst
from engine.sager.model import dansk_tid
from pages.komponenter import data, regelskabelonvisning, tilstande
from pages.komponenter.tabeller import Kolonne, tabel

_BESKED, _NR = "regelvalg_besked", "regelvalg_nr"
_RETNINGER = {TIL_GODE: "til gode", SKYLDIG: "skyldig"}


def vis(bruger: Bruger, k: Kontekst) -> None:
    """The rules with their choices, the form for those who may choose, and the history."""
    if besked := st.session_state.pop(_BESKED, ""):
        st.success(besked, icon=":material/check_circle:")
    staende = motor.staende(data.sagslager())
    slukkede, justerede = (sum(_stand(s) == t for s in staende) for t in (_FRA, _JUSTERET))
    st.markdown(
        f"{dansk.antal(len(staende), 'regel leder', 'regler leder')} efter krav begge veje; "
        f"{dansk.tal(slukkede)} er slået fra, og {dansk.tal(justerede)} er justeret."
    )
    st.caption(
        "En regel, der er slået fra, giver sine kroner videre til den næste, der også finder dem. Fund, der er for "
        "små eller usikre, vises ikke. Valgene virker straks på sider, sager og udtræk; krav, der er rejst, består."
    )
    if k.regelvalg.slukkede and not motor.giver_videre(k):
        st.info(
            "Lageret er bygget af en tidligere version: kroner gives først videre til den næste regel, når der er "
            "bygget igen.",
            icon=":material/info:",
        )
    nu = data.regelsummer(k, bruger) if motor.ser_virkning(bruger) else None
    valgt = _liste(staende, nu)
    if motor.maa_vaelge(bruger):
        _vaelg(bruger, k, staende, valgt)
    else:
        st.caption("Regler vælges af en økonom eller en administrator.")
    _historik(bruger)
    if motor.maa_vaelge(bruger):
        regelskabelonvisning.vis(bruger)


_TIL, _FRA, _JUSTERET = "afklaret:Til", "ingen:Slået fra", "usikker:Justeret"


def _stand(s: Regelstand) -> str:
    return _FRA if not s.fuld.til else _JUSTERET if s.fuld != s.egen else _TIL


def _liste(staende: list[Regelstand], nu: Mapping[tuple[str, str], Sum] | None) -> str | None:
    """The rules; a row chooses one. nu: their sums, for those who may see them."""
    raekker = []
    for s in staende:
        egne = {r: nu[s.regel.kode, r] for r in _RETNINGER if nu and (s.regel.kode, r) in nu}
        raekker.append(
            {
                "navn": f"{s.regel.kode} {s.regel.navn}",
                "stand": _stand(s),
                "valg": s.tekst,
                "saetning": s.regel.saetning,
                "hjemmel": s.regel.hjemmel,
                "antal": sum(x.antal for x in egne.values()),
                "til_gode": egne.get(TIL_GODE, Sum()).oere,
                "skyldig": egne.get(SKYLDIG, Sum()).oere,
            }
        )
    tal = [
        Kolonne("antal", "Fund", "antal", sum=True, bredde=55),
        Kolonne("til_gode", "Til gode", "kroner", sum=True, bredde=98),
        Kolonne("skyldig", "Skyldig", "kroner", sum=True, bredde=95),
    ]
    nr = tabel(
        raekker,
        [
            Kolonne("navn", "Regel", bredde=160),
            Kolonne("saetning", "Hvad den finder", bredde=265),
            Kolonne("stand", "Står til", "tilstand", bredde=90),
            *(tal if nu is not None else []),
            Kolonne("valg", "Valgt her", bredde=130),
            Kolonne("hjemmel", "Hjemmel", bredde=215),
        ],
        noegle=f"regelvalg_liste_{st.session_state.get(_NR, 0)}",
        beskrivelse="Reglerne: om de er til, hvad der er valgt, og hvad de finder nu",
        vaelg=True,
        linjer=3,
    )
    return staende[nr].regel.kode if nr is not None else None


def _vaelg(bruger: Bruger, k: Kontekst, staende: list[Regelstand], valgt: str | None) -> None:
    st.subheader("Vælg")
    if valgt is None:
        st.caption("Klik på en regel for at slå den til eller fra eller justere den.")
        return
    s = next(x for x in staende if x.regel.kode == valgt)
    udgave = f"{valgt}_{s.valg.nr if s.valg else 0}_{st.session_state.get(_NR, 0)}"
    with st.container(border=True):
        st.markdown(f"**{s.regel.kode} {s.regel.navn}** ({s.regel.hjemmel}). {s.regel.saetning}")
        ny = _felter(s, udgave)
        if ny == s.fuld:
            st.caption("Ændr noget for at se, hvad det betyder, før du gemmer.")
            return
        _virkning(bruger, k, s, ny)
        hvorfor = st.text_input("Hvorfor?", key=f"regelvalg_hvorfor_{udgave}", max_chars=400)
        if st.button("Gem valget", type="primary", icon=":material/save:", key="regelvalg_gem"):
            nr = s.valg.nr if s.valg else 0
            _udfoer(
                lambda: motor.gem(data.sagslager(), bruger, [(valgt, ny, nr)], hvorfor, datetime.now(UTC)),
                f"Valget om {valgt} er gemt og virker nu.",
            )


def _felter(s: Regelstand, udgave: str) -> Indstilling:
    til = st.toggle("Reglen er til", value=s.fuld.til, key=f"regelvalg_til_{udgave}")
    tal: dict[str, Any] = {n: getattr(s.fuld, n) for n in GRAENSER}
    for spalte, felt in zip(st.columns(max(len(s.felter), 2)), s.felter, strict=False):
        mindst, hoejst = GRAENSER[felt]
        tal[felt] = spalte.number_input(
            motor.FELTNAVNE[felt],
            min_value=mindst,
            max_value=hoejst,
            value=int(tal[felt] or mindst),
            step=1000 if felt == "mindste_kroner" else 5 if felt == "mindste_sikkerhed" else 1,
            disabled=not til,
            help=f"Reglens eget: {dansk.tal(getattr(s.egen, felt) or 0)}.",
            key=f"regelvalg_{felt}_{udgave}",
        )
    return Indstilling(til, **tal)


def _virkning(bruger: Bruger, k: Kontekst, s: Regelstand, ny: Indstilling) -> None:
    """What the choice would do, rule by rule, both ways."""
    if not motor.ser_virkning(bruger):
        return
    v = data.regelvirkning(k, bruger, k.regelvalg.med(s.regel.kode, motor.kraev_gyldig(s.regel.kode, ny)))
    st.markdown(f"**Hvad valget betyder i dag:** {v.saetning}")
    if not v.aendrede:
        return
    tabel(
        [
            {
                "regel": regel,
                "retning": _RETNINGER[retning].capitalize(),
                "antal": (foer := v.foer.get((regel, retning), Sum())).antal,
                "antal_ny": (efter := v.efter.get((regel, retning), Sum())).antal,
                "oere": foer.oere,
                "oere_ny": efter.oere,
                "forskel": efter.oere - foer.oere,
            }
            for regel, retning in v.aendrede
        ],
        [
            Kolonne("regel", "Regel"),
            Kolonne("retning", "Retning"),
            Kolonne("antal", "Fund nu", "antal"),
            Kolonne("antal_ny", "Med valget", "antal"),
            Kolonne("oere", "Kroner nu", "kroner"),
            Kolonne("oere_ny", "Kroner med valget", "kroner"),
            Kolonne("forskel", "Forskel", "kroner"),
        ],
        noegle="regelvalg_virkning",
        beskrivelse="Fund og kroner efter regel, nu og med valget",
    )


def _historik(bruger: Bruger) -> None:
    versioner = motor.historik(data.sagslager())
    if not versioner:
        return
    st.subheader("Historik")
    tabel(
        [_historikraekke(v) for v in versioner],
        [
            Kolonne("tid", "Valgt", "tidspunkt"),
            Kolonne("hvem", "Af"),
            Kolonne("regel", "Regel"),
            Kolonne("valg", "Hvad"),
            Kolonne("hvorfor", "Hvorfor"),
            Kolonne("status", "Status", "tilstand"),
            Kolonne("fortrudt", "Fortrudt"),
        ],
        noegle="regelvalg_historik",
        beskrivelse="Valg om regler, det nyeste først",
    )
    i_kraft = {v.nr: v for v in versioner if v.i_kraft}
    if not i_kraft or not motor.maa_vaelge(bruger):
        return
    with st.expander("Fortryd et valg", icon=":material/undo:"):
        nr = st.selectbox(
            "Valg",
            list(i_kraft),
            format_func=lambda n: (
                f"{i_kraft[n].regel}: {motor.valgtekst(i_kraft[n].felter)} ({dansk_tid(i_kraft[n].tid)})"
            ),
            key="regelvalg_fortryd_nr",
        )
        hvorfor = st.text_input("Hvorfor fortrydes det?", key=f"regelvalg_fortryd_{nr}", max_chars=400)
        if st.button("Fortryd valget", icon=":material/undo:", key="regelvalg_fortryd"):
            _udfoer(
                lambda: motor.fortryd(data.sagslager(), bruger, int(nr), hvorfor, datetime.now(UTC)),
                "Valget er fortrudt; det står stadig i historikken.",
            )


def _historikraekke(v: Version) -> dict[str, Any]:
    taget = v.fortrudt
    return {
        "tid": v.tid,
        "hvem": v.bruger,
        "regel": v.regel,
        "valg": motor.valgtekst(v.felter),
        "hvorfor": v.begrundelse,
        "status": "afklaret:I kraft" if v.i_kraft else "ingen:Fortrudt" if taget else "ingen:Afløst",
        "fortrudt": f"{dansk_tid(taget[1])} af {taget[0]}: {taget[2]}" if taget else "",
    }


def maerke(k: Kontekst) -> None:
    """On the tabs with candidates: what is not looked for here."""
    if tekst := motor.slukkettekst(k.regelvalg):
        st.markdown(f"{tilstande.maerke('ingen', 'Regler')} {tekst} Se fanen *Regler*.")


def _udfoer(goer: Callable[[], object], besked: str) -> None:
    try:
        goer()
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return
    st.session_state[_BESKED] = besked
    st.session_state[_NR] = st.session_state.get(_NR, 0) + 1
    st.rerun()
