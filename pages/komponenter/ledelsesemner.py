"""The other subjects of Ledelsesinformation: how units register, and our figures against other municipalities'."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import fagomraader, maal, registrering, sammenligning
from engine.resultater.ledelsesside import Valg
from engine.resultater.registrering import Enhed, andel
from engine.resultater.sde import Kontekst
from pages.komponenter import data, kort, ledelsesvisning, tilstande
from pages.komponenter.tabeller import Kolonne, tabel

_BESKED = "ledelsesmaal_besked"
NAERMESTE = 10
"""So many municipalities on each side of ours are shown before the whole list."""


def vis(bruger: Bruger, k: Kontekst, valg: Valg, emne: str, tal: str) -> str:
    """Draw the subject; returns its sentence."""
    if emne == ledelsesvisning.REGISTRERING:
        return _registrering(bruger, k, valg)
    if emne == ledelsesvisning.MAAL:
        return _maal(bruger, k, valg)
    if emne == ledelsesvisning.FOER_EFTER:
        return _foer_efter(bruger, k, valg)
    return _andre(bruger, k, valg, tal)


def _registrering(bruger: Bruger, k: Kontekst, valg: Valg) -> str:
    b = data.registrering(k, bruger, valg.aar, valg.omraade)
    if not b.enheder:
        tilstande.tom(
            "Ingen registreringer at vise",
            f"Der er ingen posteringer om personer og ingen indsatser i {valg.aar} for det, du har valgt.",
            "Vælg et andet år eller fagområde, eller tryk Nulstil.",
        )
        return b.saetning
    t = b.ialt.nu
    kort.raekke(
        [
            kort.beloeb(
                "Bogført sent", t.sene_oere, note=f"over {registrering.SEN_DAGE} dage efter perioden"
            ),
            kort.beloeb("Uden CPR-nummer", t.uden_cpr_oere, note="på konti, hvor mindst halvdelen har et"),
            kort.Kort(
                "Uden periode", dansk.procent(andel(t.uden_periode, t.posteringer)), note="af posteringerne"
            ),
            kort.Kort(
                "Indsatser uden betalingskommune",
                dansk.procent(andel(t.uden_betaler, t.indsatser)) if t.indsatser else "–",
                note=f"af {dansk.antal(t.indsatser, 'indsats', 'indsatser')}",
            ),
        ]
    )
    st.subheader("Enheder")
    tabel(
        [_enhed(e) for e in (*b.enheder, b.ialt)],
        [
            Kolonne("navn", "Enhed", bredde=200),
            Kolonne("posteringer", "Posteringer", "tal"),
            Kolonne(
                "sene", "Bogført sent", "procent", hjaelp=f"Over {registrering.SEN_DAGE} dage efter perioden."
            ),
            Kolonne(
                "aendring",
                "Mod sidste år",
                "vaerdi",
                hjaelp="Ændring i andelen, der er bogført sent, i procentpoint.",
            ),
            Kolonne("uden_cpr", "Uden CPR", "procent"),
            Kolonne("uden_periode", "Uden periode", "procent"),
            Kolonne("uden_betaler", "Indsatser uden betalingskommune", "procent"),
            Kolonne("rettelser", "Rettet her", "tal", hjaelp="Posteringer, som nogen har rettet i Hjemtag."),
            Kolonne("sene_oere", "Bogført sent", "kroner"),
            Kolonne("uden_cpr_oere", "Uden CPR", "kroner"),
            Kolonne(
                "sene_indsatser",
                "Indsatser registreret sent",
                "procent",
                hjaelp=f"Over {registrering.SEN_INDSATS_DAGE} dage efter, de begyndte.",
            ),
        ],
        noegle=f"registrering_{valg.aar}_{valg.omraade}",
        beskrivelse=b.saetning,
    )
    if any(e.skjult for e in b.enheder):
        st.caption("Andele af indsatser er skjult for enheder med få indsatser.")
    return b.saetning


def _enhed(e: Enhed) -> dict[str, Any]:
    t = e.nu
    return {
        "navn": e.navn,
        "posteringer": t.posteringer,
        "sene": _andel(t.sene, t.posteringer),
        "aendring": "–"
        if e.aendring is None
        else f"{dansk.tal(100 * e.aendring, 1, fortegn=True)} pct.point",
        "uden_cpr": _andel(t.uden_cpr, t.posteringer),
        "uden_periode": _andel(t.uden_periode, t.posteringer),
        "uden_betaler": None if e.skjult else _andel(t.uden_betaler, t.indsatser),
        "rettelser": t.rettelser,
        "sene_oere": t.sene_oere,
        "uden_cpr_oere": t.uden_cpr_oere,
        "sene_indsatser": None if e.skjult else _andel(t.sene_indsatser, t.indsatser),
    }


_TILSTAND = {maal.OVER: "mangler:Over", maal.INDEN: "afklaret:Inden for", maal.INTET: "ingen:Intet mål"}


def _maal(bruger: Bruger, k: Kontekst, valg: Valg) -> str:
    b = data.ledelsesmaal(k, bruger, valg.aar)
    tabel(
        [
            {
                "titel": m.titel,
                "afvigelse_oere": m.afvigelse_oere,
                "afvigelse": m.afvigelse,
                "graense": m.maal.graense / 10_000 if m.maal and m.maal.graense is not None else None,
                "budget": _TILSTAND[m.budget],
                "pris": m.pris_oere,
                "prismaal": m.maal.pris_oere if m.maal else None,
                "prisen": _TILSTAND[m.pris],
            }
            for m in b.omraader
        ],
        [
            Kolonne("titel", "Fagområde", bredde=190),
            Kolonne("afvigelse_oere", "Mod budget til dato", "aendring"),
            Kolonne("afvigelse", "Afvigelse", "procent"),
            Kolonne("graense", "Grænse", "procent"),
            Kolonne("budget", "Budget", "tilstand"),
            Kolonne("pris", "Enhedspris", "kroner"),
            Kolonne("prismaal", "Mål for pris", "kroner"),
            Kolonne("prisen", "Pris", "tilstand"),
        ],
        noegle=f"maal_{valg.aar}",
        beskrivelse=b.saetning,
    )
    _maalform(bruger, b)
    return b.saetning


def _maalform(bruger: Bruger, b: maal.Maalbillede) -> None:
    if tekst := st.session_state.pop(_BESKED, ""):
        st.success(tekst, icon=":material/check_circle:")
    if not maa(bruger, Handling.SAET_MAAL)[0] or not b.omraader:
        return
    titler = {m.omraade: m.titel for m in b.omraader}
    with st.expander("Sæt mål og grænse", icon=":material/flag:"), st.form("ledelsesmaal", border=False):
        with st.container(horizontal=True):
            omraade = st.selectbox("Fagområde", list(titler), format_func=titler.__getitem__, width=220)
            graense = st.number_input(
                "Højst over budgettet (pct.)", 0.0, 100.0, value=None, step=0.5, format="%.1f", width=220
            )
            pris = st.text_input("Mål for enhedspris (kr.)", placeholder="fx 450.000", width=220)
        hvorfor = st.text_input("Begrundelse", placeholder="fx besluttet i direktionen", max_chars=200)
        st.caption(f"Gælder {b.aar}. Et tomt felt fjerner målet. Hvem og hvornår gemmes.")
        if st.form_submit_button("Gem", type="primary", icon=":material/save:"):
            _gem_maal(bruger, str(omraade), titler, b.aar, graense, pris, hvorfor)


def _gem_maal(
    bruger: Bruger,
    omraade: str,
    titler: dict[str, str],
    aar: int,
    graense: float | None,
    pris: str,
    hvorfor: str,
) -> None:
    if not hvorfor.strip():
        st.error("Skriv en begrundelse. Intet er gemt.", icon=":material/error:")
        return
    try:
        oere = dansk.laes_kroner(pris) if pris.strip() else None
        pct = None if graense is None else round(graense * 100)
        maal.gem_som(
            data.indstillinger(), bruger, omraade, aar, pct, oere, hvorfor.strip(), datetime.now(UTC)
        )
    except (HjemtagFejl, ValueError) as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = f"Mål og grænse for {titler[omraade].lower()} {aar} er gemt."
        st.rerun()


def _foer_efter(bruger: Bruger, k: Kontekst, valg: Valg) -> str:
    alle = data.foer_efter(k, bruger, valg.aar, valg.omraade)
    if not alle:
        tilstande.tom(
            "Ingen indsatser at vise",
            f"Ingen ydelse er begyndt i {valg.aar} for så mange personer, at den kan vises, med {maal.VINDUE} måneder "
            "før og efter i regnskabet.",
            "Vælg et tidligere år eller et andet fagområde.",
        )
        return f"Der er ingen indsatser begyndt i {valg.aar}, som kan vises før og efter."
    st.markdown(
        f"Udgiften er alt, personen kostede pr. måned i de {maal.VINDUE} hele måneder før og efter den måned, ydelsen "
        "begyndte. **Det viser ikke, at indsatsen er årsagen:** der er ingen at sammenligne med, og hjælp begynder "
        "ofte, når behovet er størst."
    )
    tabel(
        [
            {
                "ydelse": f.ydelse,
                "omraade": fagomraader.NAVNE.get(f.omraade, f.omraade),
                "personer": f.personer,
                "foer": f.foer_oere,
                "efter": f.efter_oere,
                "forskel": f.forskel_oere,
            }
            for f in alle
        ],
        [
            Kolonne("ydelse", "Ydelse"),
            Kolonne("omraade", "Fagområde"),
            Kolonne("personer", "Personer", "tal"),
            Kolonne("foer", "Før, pr. måned", "kroner"),
            Kolonne("efter", "Efter, pr. måned", "kroner"),
            Kolonne("forskel", "Forskel", "aendring"),
        ],
        noegle=f"foer_efter_{valg.aar}_{valg.omraade}",
        beskrivelse="Udgift pr. person og måned før og efter, at ydelsen begyndte",
    )
    stoerst = alle[0]
    return (
        f"{dansk.antal(stoerst.personer, 'person', 'personer')} begyndte på {stoerst.ydelse.lower()} i {valg.aar}; de "
        f"kostede {dansk.kroner(stoerst.foer_oere)} om måneden før og {dansk.kroner(stoerst.efter_oere)} efter."
    )


def _andel(del_: int, af: int) -> float | None:
    return andel(del_, af) if af else None


def _andre(bruger: Bruger, k: Kontekst, valg: Valg, tal: str) -> str:
    s = data.sammenligning(k, bruger, tal, valg.aar)
    if s is None:
        tilstande.tom(
            "Ingen tal fra andre kommuner",
            "Her sammenlignes kommunens nøgletal med andre kommuners, når offentlige nøgletal er indlæst.",
            "Indlæs tabellen kommunetal (fx fra Danmarks Statistik eller KL) med 'hjemtag indlaes', og byg igen.",
        )
        return "Der er ikke indlæst nøgletal fra andre kommuner."
    if s.egen:
        afstand = s.egen.vaerdi - s.median
        kort.raekke(
            [
                kort.Kort(
                    "Vores",
                    sammenligning.vis(s.egen.vaerdi, s.enhed),
                    note=f"nr. {s.egen.plads} af {len(s.kommuner)}",
                ),
                kort.Kort("Medianen", sammenligning.vis(s.median, s.enhed)),
                kort.Kort("Forskel", sammenligning.vis(afstand, s.enhed)),
                kort.Kort(
                    "Hele landet", sammenligning.vis(s.landet, s.enhed) if s.landet is not None else "–"
                ),
            ]
        )
    st.subheader(f"Udvikling: {s.titel.lower()}")
    tabel(
        [{"aar": str(a), "egen": _vist(e, s.enhed), "median": _vist(m, s.enhed)} for a, e, m in s.udvikling],
        [Kolonne("aar", "År"), Kolonne("egen", "Vores", "vaerdi"), Kolonne("median", "Medianen", "vaerdi")],
        noegle=f"udvikling_{tal}",
        beskrivelse=f"{s.titel} år for år, vores og medianen",
    )
    st.subheader(f"Kommunerne i {s.aar}")
    alle = st.toggle("Vis alle kommuner", key="sammenligning_alle")
    tabel(
        [
            {
                "plads": c.plads,
                "navn": f"▶ {c.navn} (os)" if c == s.egen else c.navn,
                "vaerdi": _vist(c.vaerdi, s.enhed),
            }
            for c in (s.kommuner if alle else _omkring(s))
        ],
        [Kolonne("plads", "Nr.", "tal"), Kolonne("navn", "Kommune"), Kolonne("vaerdi", s.titel, "vaerdi")],
        noegle=f"kommuner_{tal}_{s.aar}_{alle}",
        beskrivelse=s.saetning,
    )
    st.caption(f"Kilde: {s.kilde or 'ikke oplyst'}. Tal fra samme år sammenlignes; 1 er den højeste.")
    return s.saetning


def _vist(vaerdi: Any, enhed: str) -> str:
    return "–" if vaerdi is None else sammenligning.vis(vaerdi, enhed)


def _omkring(s: sammenligning.Sammenligning) -> list[sammenligning.Kommune]:
    """Those around ours; without ours, those at the top."""
    nr = s.kommuner.index(s.egen) if s.egen else 0
    return list(s.kommuner[max(0, nr - NAERMESTE) : nr + NAERMESTE + 1])
