"""One family: its persons, its year month by month, and the postings behind, for those who may see persons.

Nothing is shown before a purpose has been given; the address line holds the family's id and the year.
"""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.fejl import HjemtagFejl
from engine.resultater import fagomraader, familiehvis, sdevisning
from engine.resultater import familier as motor
from engine.resultater.familier import Familie, Medlem
from engine.resultater.sde import Kontekst
from pages.komponenter import data, figurer, formaal, kort, sideskift, tilstande
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_FAMILIE_ID = re.compile(r"F-[0-9a-f]{16}")
_PR_SIDE = 25


def valgt() -> tuple[int, str] | None:
    """(year, family id) from the address line, or None. Anything that is not of our form counts as nothing."""
    familie, aar = st.query_params.get("familie", ""), st.query_params.get("familieaar", "")
    return (int(aar), familie) if _FAMILIE_ID.fullmatch(familie) and re.fullmatch(r"20\d\d", aar) else None


def aabn(aar: int, familie_id: str) -> None:
    # Not the parameter of the filter: that one belongs to its widget.
    st.query_params["familie"], st.query_params["familieaar"] = familie_id, str(aar)
    st.rerun()


def vis(bruger: Bruger, k: Kontekst, aar: int, familie_id: str) -> None:
    """The family in the year within the user's scope."""
    if st.button("Til listen", icon=":material/arrow_back:", type="tertiary"):
        glem_valg()
        del st.query_params["familie"], st.query_params["familieaar"]
        st.rerun()
    try:
        f = data.familie(k, bruger, aar, None, familie_id)
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    personer = [m.person_noegle for m in f.medlemmer]
    formaal.kraev(bruger, familie_id, "Familien vises med navne, måneder og posteringer.", personer)
    _hoved(f)
    _maaneder(f)
    _medlemmer(f)
    _omraader(f)
    _sager(f)
    if familiehvis.kan(bruger, f):
        _hvad_hvis(bruger, k, f)
    _posteringer(f)


def _hoved(f: Familie) -> None:
    navne = ", ".join(uden_markdown(_person(m)) for m in f.medlemmer[:3])
    st.header(navne + (" m.fl." if f.antal_personer > 3 else ""))
    st.markdown(f.saetning)
    st.caption(f"{dansk.antal(f.antal_personer, 'person', 'personer')} · {f.aar} · familie {f.familie_id}")
    b = f.beloeb
    dele = [("bogført på personerne", b["bogfoert_oere"]), ("særligt dyre enkeltsager", b["sde_oere"])]
    kort.raekke(
        [
            kort.beloeb("Bruttoudgift", b["brutto_oere"]),
            kort.beloeb("Indtægter", b["indtaegt_oere"]),
            kort.beloeb(
                "Statens refusion",
                b["refusion_oere"],
                note=" · ".join(f"{navn} {dansk.kort_kroner(oere)}" for navn, oere in dele if oere),
            ),
            kort.beloeb("Nettoudgift", b["netto_oere"], note="brutto + indtægter − refusion"),
        ]
    )
    for navn, hvad in (("central_oere", "central refusion"), ("uden_for_oere", "uden for drift og refusion")):
        if b[navn]:
            beloeb = dansk.kroner(b[navn], oere_vist=True)
            st.caption(f"{beloeb} er bogført som {hvad} på familien og er ikke regnet med.")


def _person(m: Medlem) -> str:
    navn = f"Beskyttet adresse: {m.navn}" if m.beskyttet else m.navn
    return f"{navn} ({dansk.dato(m.foedt)})" if m.foedt else navn


def _maaneder(f: Familie) -> None:
    st.subheader("Måned for måned")
    figurer.maanedssoejler(
        [(r["maaned"], int(r["netto_oere"])) for r in f.maaneder.to_dict("records")],
        beskrivelse=f"Familiens nettoudgift pr. måned i {f.aar}",
    )
    st.caption("Nettoudgift i 1.000 kr. efter den måned, hjælpen angår.")


_BELOEB = (
    Kolonne("brutto_oere", "Bruttoudgift", "kroner", sum=True),
    Kolonne("indtaegt_oere", "Indtægter", "kroner", sum=True),
    Kolonne("refusion_oere", "Refusion", "kroner", sum=True),
    Kolonne("netto_oere", "Nettoudgift", "kroner", sum=True),
)


def _medlemmer(f: Familie) -> None:
    st.subheader("Personerne")
    tabel(
        [{"navn": _person(m), "hvorfor": m.hvorfor} | m.beloeb for m in f.medlemmer],
        [Kolonne("navn", "Person"), Kolonne("hvorfor", "Hvorfor i familien"), *_BELOEB],
        noegle="medlemmer",
        beskrivelse="Familiens personer med udgift, indtægter, refusion og nettoudgift",
    )
    if f.oevrige:
        st.caption(
            f"{dansk.antal(f.oevrige, 'person', 'personer')} mere i familien har intet på de fagområder, du ser."
        )


def _omraader(f: Familie) -> None:
    if len(f.omraader) < 2:
        return
    st.subheader("Fagområderne")
    tabel(
        f.omraader.assign(navn=f.omraader["fagomraade"].map(fagomraader.NAVNE)),
        [Kolonne("navn", "Fagområde"), *_BELOEB],
        noegle="omraader",
        beskrivelse="Familiens udgifter efter fagområde",
    )


def _hvad_hvis(bruger: Bruger, k: Kontekst, f: Familie) -> None:
    """What the family would cost with other help, and how much of the change is the state's."""
    navne = {m.person_noegle: _person(m) for m in f.medlemmer if m.beloeb["brutto_oere"]}
    maaneder = [str(m) for m in f.maaneder["maaned"]]
    with st.expander("Hvad hvis hjælpen var en anden?", icon=":material/calculate:"):
        noegle = f"{f.familie_id}_{f.aar}"
        with st.container(horizontal=True, vertical_alignment="bottom"):
            hvem = st.selectbox(
                "Hvis hjælp",
                ["", *navne],
                format_func=lambda p: navne.get(p, "Alles"),
                key=f"hvis_{noegle}",
                width=320,
            )
            pct = st.number_input("Ændring i pct.", -100, 200, -20, 5, key=f"hvispct_{noegle}", width=150)
            fra = st.selectbox(
                "Fra og med", maaneder, format_func=dansk.maaned, key=f"hvisfra_{noegle}", width=180
            )
        svar = data.familiehvis(
            k, bruger, f, [hvem] if hvem else [m.person_noegle for m in f.medlemmer], int(pct), str(fra)
        )
        st.markdown(svar.saetning)
        kort.raekke(
            [
                _aendring("Hjælpen", svar.hjaelp_oere, "udgift og indtægter"),
                _aendring("Statens refusion", svar.refusion_oere, "særligt dyre enkeltsager, regnet om"),
                _aendring("Kommunens netto", svar.netto_oere, "hjælpen minus refusionen"),
                kort.beloeb(
                    "Familien i alt", svar.netto_foer_oere + svar.netto_oere, note=f"netto i {f.aar}"
                ),
            ]
        )
        st.caption(
            "Regnet på det, der er bogført på personerne; refusion, der er bogført på dem, er uændret. Intet gemmes."
        )


def _aendring(titel: str, oere: int, note: str) -> kort.Kort:
    vist = (dansk.kort_kroner(oere, fortegn=True), dansk.kroner(oere, oere_vist=True, fortegn=True))
    return kort.Kort(titel, *vist, note=note)


def _sager(f: Familie) -> None:
    if f.sager.empty:
        return
    st.subheader("Særligt dyre enkeltsager")
    st.caption("Klik på en række for at åbne sagen.")
    sager = f.sager.assign(
        sag=f.sager["sagstype"].map({"husstand": "Husstand", "person": "Person"})
        + " · "
        + f.sager["sag_id"].str[:6],
        lovnavn=f.sager["lov"].map(sdevisning.LOVNAVNE),
    )
    nr = tabel(
        sager,
        [
            Kolonne("sag", "Sag"),
            Kolonne("lovnavn", "Lov"),
            Kolonne("refusion", "Sagens refusion", "kroner"),
            Kolonne("hjemtaget_oere", "Hjemtaget", "kroner"),
            Kolonne("difference_oere", "Difference", "kroner"),
        ],
        noegle=f"familiesager_{f.familie_id}_{f.aar}",
        beskrivelse="Familiens sager under særligt dyre enkeltsager",
        vaelg=True,
    )
    if nr is not None:
        maal = {"sag": str(sager.loc[nr, "sag_id"]), "sagsaar": str(f.aar)}
        st.switch_page("pages/saerligt_dyre_enkeltsager.py", query_params=maal)


def _posteringer(f: Familie) -> None:
    st.subheader("Posteringerne")
    navne = {m.person_noegle: _person(m) for m in f.medlemmer}
    andele = f.andele
    if len(navne) > 1:
        hvem = st.selectbox(
            "Person",
            ["", *navne],
            format_func=lambda p: navne.get(p, "Alle"),
            key=f"person_{f.familie_id}_{f.aar}",
            width=320,
            filter_mode=None,
        )
        andele = andele[andele["person_noegle"] == hvem] if hvem else andele
    if andele.empty:
        st.markdown("Intet er bogført på personen.")
        return
    fra = sideskift.vindue(
        len(andele), noegle=f"andele_{f.familie_id}", pr_side=_PR_SIDE, ental="andel", flertal="andele"
    )
    tabel(
        [_linje(r, navne) for r in andele.iloc[fra : fra + _PR_SIDE].to_dict("records")],
        [
            Kolonne("maaned", "Måned", "maaned"),
            Kolonne("tekst", "Tekst"),
            *([Kolonne("hvem", "Person")] if len(navne) > 1 else []),
            Kolonne("slags", "Slags"),
            Kolonne("funktion", "Funktion"),
            Kolonne("andel_oere", "Andel i måneden", "kroner_oere"),
            Kolonne("beloeb_oere", "Hele posteringen", "kroner_oere"),
            Kolonne("bilagsnr", "Bilag"),
        ],
        noegle=f"posteringer_{f.familie_id}",
        beskrivelse="Familiens posteringer med måned, andel og slags",
    )


def _linje(r: dict[str, Any], navne: dict[str, str]) -> dict[str, Any]:
    hvem = navne.get(r["person_noegle"], "–").partition(" (")[0]
    return r | {"hvem": hvem, "slags": motor.SLAGSNAVNE[r["slags"]]}
