"""The page Indtægtsoptimering: tabs and filters, cards, the figure by rule, the rules with their §, the candidates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.potentiale.model import HASTER, SKYLDIG
from engine.resultater import indtaegter as motor
from engine.resultater.indtaegter import GRUPPER, Muligheder, Oversigt, Post, Regelsum, Valg
from engine.resultater.sde import Kontekst
from pages.komponenter import data, figurer, filtre, formaal, kort, tilstande
from pages.komponenter.figurer import Beloebsdel
from pages.komponenter.ledelsesvisning import dansk_liste
from pages.komponenter.tabeller import Kolonne, de_foerste, tabel
from pages.komponenter.tekst import uden_markdown

ALLE = ""
REGLER = "regler"
"""The tab where rules are chosen."""
_LISTE = "indtaegtsoptimering-liste"
_REGELHJAELP = "Klik på rækken for at se reglen, dens § og hvorfor borgeren er fundet."
_PRIORITETER = {"haster": "Haster", "normal": "Normal", "rejst": "Krav rejst", "bortfaldet": "Bortfaldet"}


def fane(felter: Sequence[str]) -> str:
    """The tab: all, one field of rules, or the choice of rules, kept in the address."""
    navne = {ALLE: "Alle"} | {f: motor.FELTER[f] for f in felter if len(felter) > 1} | {REGLER: "Regler"}
    return filtre.fane("felt", "Område", navne)


def filtre_for(m: Muligheder, stednavn: Callable[[str], str]) -> list[filtre.Valg]:
    """What there is to choose among in the candidates that somebody may see."""
    if not m.regler:
        return []
    modparter = {kode: stednavn(kode) for kode in m.modparter}
    return [
        filtre.Valg("status", "Status", list(motor.STATUSSER), "aabne", motor.STATUSSER.__getitem__, 140),
        _valg("regel", "Regel", m.regler, 260),
        _valg("retning", "Retning", motor.RETNINGSNAVNE, 140),
        _valg("modpart", "Kommune", dict(sorted(modparter.items(), key=lambda m: m[1])), 190),
        _valg("prioritet", "Prioritet", _PRIORITETER, 150),
    ]


def _valg(navn: str, titel: str, tekster: Mapping[str, str], bredde: int) -> filtre.Valg:
    alle = {ALLE: "Alle", **tekster}
    return filtre.Valg(navn, titel, list(alle), ALLE, alle.__getitem__, bredde)


def som_valg(felt: str, valg: dict[str, Any]) -> Valg:
    return Valg(felt, **valg)


def kortene(o: Oversigt) -> None:
    """What we can fetch, what is uncertain, what we owe, what lapses and has; nothing where there are no kroner."""
    if not o.antal or o.kun_registrering:
        return
    sikker = None if o.til_gode_oere is None else o.til_gode_oere - (o.usikker_oere or 0)
    skjult = "få borgere: skjult"
    valgte = [
        ("Kan hentes", sikker, "mangler", "" if o.usikker_oere is not None else "også det usikre"),
        ("Usikkert", o.usikker_oere, "usikker:Kræver svar", ""),
        ("Skylder vi", o.skyldig_oere, "skylder", ""),
        ("Bortfalder", o.snart_oere, "frist:Snart", f"inden {dansk.dato(o.snart_dag)}"),
        ("Bortfaldet", o.tabt_oere, "ingen:Tabt", "kan ikke længere kræves"),
    ]
    kort.raekke(
        [
            kort.beloeb(titel, oere, note=skjult if oere is None else note, tilstand=farve if oere else None)
            for titel, oere, farve, note in valgte
        ]
    )
    if o.spoergsmaal_oere:
        st.caption(
            f"Hertil {dansk.kort_kroner(o.spoergsmaal_oere)} i fund, som er spørgsmål (mindre end 50 % sikre): de "
            "tæller først med, når en person har svaret ja, og kravet er rejst."
        )
    if o.kravene:
        st.caption(o.kravene)


def figur(o: Oversigt) -> None:
    """Kroner by rule: ours to claim, uncertain, ours to pay, lapsed."""
    vises = [r for r in o.regler if r.oere is not None and (r.oere or r.usikker_oere or r.tabt_oere)]
    if not vises:
        return
    st.subheader("Kroner efter regel")
    dele, etiketter = [], []
    for r in sorted(vises, key=lambda r: -_nu(r)):
        navn = f"{r.regel.navn} ({r.regel.kode}){', skyldig' if r.retning == SKYLDIG else ''}"
        til_gode, skyldig = (0, r.oere or 0) if r.retning == SKYLDIG else (r.oere or 0, 0)
        for ord_, oere, farve in (
            ("▲ Kan hentes", til_gode, "mangler"),
            ("▼ Skylder", skyldig, "skylder"),
            ("? Usikkert", r.usikker_oere or 0, "usikker"),
            ("– Bortfaldet", r.tabt_oere or 0, "ingen"),
        ):
            dele.append(Beloebsdel(navn, ord_, oere, farve, f"{r.regel.hjemmel}: {r.regel.saetning}"))
        etiketter.append(dansk.kort_kroner(_nu(r)) if _nu(r) else "bortfaldet")
    figurer.beloebssoejler(
        dele,
        etiketter=etiketter,
        beskrivelse="Kroner efter regel: kan hentes, usikkert, skylder og bortfaldet",
        om="Regel",
    )


def _retning(r: Regelsum) -> str:
    if r.regel.felt == "registrering":
        return "usikker:Formodning"
    return "skylder:Skylder" if r.retning == SKYLDIG else "mangler:Til gode"


def _nu(r: Regelsum) -> int:
    return (r.oere or 0) + (r.usikker_oere or 0)


def reglerne(o: Oversigt) -> None:
    """Each rule with its sentence, its § and its sums, the largest first; those of few citizens are folded away."""
    st.subheader("Reglerne")
    vist = sorted((r for r in o.regler if r.antal >= 0), key=lambda r: -_nu(r))
    skjult = [r for r in o.regler if r.antal < 0]
    tal = [
        Kolonne("antal", "Fund", "antal", sum=not skjult),
        Kolonne("oere", "Nu", "kroner", sum=not skjult),
        Kolonne("tabt_oere", "Bortfaldet", "kroner", sum=not skjult),
    ]
    if vist:
        _regeltabel(vist, tal, "indtaegter_regler")
    if skjult:
        titel = dansk.antal(len(skjult), "regel", "regler")
        with st.expander(f"{titel} med få borgere", icon=":material/visibility_off:"):
            st.caption(
                "Fund og kroner er skjult, her sammen med den mindste af de øvrige regler, så ingen borger kan "
                "genkendes. De er med i tallene øverst."
            )
            _regeltabel(skjult, [], "indtaegter_regler_faa")


def _regeltabel(regler: Sequence[Regelsum], tal: list[Kolonne], noegle: str) -> None:
    tabel(
        [
            {
                "navn": f"{r.regel.kode} {r.regel.navn}",
                "saetning": r.regel.saetning,
                "hjemmel": r.regel.hjemmel,
                "tilstand": _retning(r),
                "antal": r.antal,
                "oere": None if r.oere is None else _nu(r),
                "tabt_oere": r.tabt_oere,
            }
            for r in regler
        ],
        [
            Kolonne("navn", "Regel"),
            Kolonne("tilstand", "Retning", "tilstand"),
            *tal,
            Kolonne("hjemmel", "Hjemmel"),
            Kolonne("saetning", "Hvad den finder"),
        ],
        noegle=noegle,
        beskrivelse="Reglerne med deres bestemmelse, fund og kroner",
    )


def kandidater(bruger: Bruger, k: Kontekst, o: Oversigt, stednavn: Callable[[str], str]) -> None:
    """The candidates, for those who see persons; names only after a purpose. A row opens the case."""
    poster = [p for p in o.poster if p.felt != "registrering"]
    if not o.ser_personer or not poster:
        return
    st.subheader("Fundene")
    givet = formaal.er_givet(_LISTE)
    if not givet:
        with st.expander("Vis navne", icon=":material/badge:"):
            formaal.spoerg(bruger, _LISTE, "Listen viser navn og fødselsdato på de borgere, fundene gælder.")
    noegle, alle = f"indtaegter_fund_{len(poster)}_{givet}", poster
    poster = de_foerste(poster, noegle)
    personer = [p.person for p in poster]
    if givet:
        formaal.noter(bruger, _LISTE, personer)
    kendte = data.personnavne(k, bruger, personer) if givet else {}
    numre = {p: f"Person {nr}" for nr, p in enumerate(dict.fromkeys(personer), 1)}
    nr = tabel(
        [_raekke(p, kendte.get(p.person, numre[p.person]), stednavn) for p in poster],
        [
            Kolonne("hvem", "Borger", bredde=175 if givet else 80),
            Kolonne("regel", "Regel", bredde=96 if givet else 182, hjaelp=_REGELHJAELP),
            Kolonne("modpart", "Kommune", bredde=105),
            Kolonne("gruppe", "Hvad", "tilstand", bredde=105),
            Kolonne("oere", "Nu", "kroner", sum=True, bredde=80),
            Kolonne("frist", "Næste bortfald", "dato", bredde=110),
            Kolonne("prioritet", "Prioritet", "tilstand", bredde=92),
            Kolonne("tilstand", "Status", "tilstand", bredde=133 if givet else 137),
            Kolonne("sikkerhed", "Sikkerhed", "procent", bredde=95),
            Kolonne("fra", "Fra", "maaned"),
            Kolonne("til", "Til", "maaned"),
            Kolonne("tabt_oere", "Bortfaldet", "kroner", sum=True),
        ],
        noegle=noegle,
        beskrivelse="Fundene, de største først",
        vaelg=True,
        ialt=[{"oere": p.oere, "tabt_oere": p.tabt_oere} for p in alle],
    )
    if nr is None:
        st.caption("Klik på en række for at se hvorfor, hvad der taler imod, og åbne sagen.")
    else:
        _aabnet(bruger, poster[nr])


def ventede(bruger: Bruger, k: Kontekst, felt: str, stednavn: Callable[[str], str]) -> None:
    """Bills that we are to send for the latest months; beside the claims, and in none of their sums."""
    poster = data.ventede_regninger(k, bruger, felt)
    if not poster:
        return
    givet = formaal.er_givet(_LISTE)
    personer = [p.person for p in poster]
    if givet:
        formaal.noter(bruger, _LISTE, personer)
    kendte = data.personnavne(k, bruger, personer) if givet else {}
    numre = {p: f"Nr. {nr}" for nr, p in enumerate(dict.fromkeys(personer), 1)}
    ialt = dansk.kort_kroner(sum(p.oere or 0 for p in poster))
    with st.expander(f"Forventede regninger for de seneste måneder: {ialt}", icon=":material/schedule_send:"):
        st.markdown(
            "Hjælpen er begyndt inden for de seneste måneder, og den anden kommune har endnu ikke fået en regning. Den "
            "kan være på vej eller glemt: se efter, at den kommer med i næste opkrævning. Beløbene er ikke med i det, "
            "vi kan hente."
        )
        tabel(
            [
                {
                    "hvem": kendte.get(p.person, numre[p.person]),
                    "regel": f"{p.regel.kode} {p.regel.navn}",
                    "modpart": stednavn(p.modpart),
                    "fra": p.fra,
                    "til": p.til,
                    "oere": p.oere,
                }
                for p in poster
            ],
            [
                Kolonne("hvem", "Borger", bredde=230 if givet else 105),
                Kolonne("regel", "Regel", bredde=240),
                Kolonne("modpart", "Kommune", bredde=135),
                Kolonne("fra", "Fra", "maaned"),
                Kolonne("til", "Til", "maaned"),
                Kolonne("oere", "Forventet", "kroner", sum=True, bredde=110),
            ],
            noegle=f"indtaegter_ventede_{felt}_{len(poster)}_{givet}",
            beskrivelse="Forventede regninger efter kommune",
        )


def _raekke(p: Post, hvem: str, stednavn: Callable[[str], str]) -> dict[str, Any]:
    farve, ord_ = GRUPPER[p.gruppe]
    return {
        "hvem": hvem,
        "regel": f"{p.regel.kode} {p.regel.navn}",
        "modpart": stednavn(p.modpart),
        "gruppe": f"{farve}:{ord_}",
        "prioritet": f"{'frist' if p.prioritet == HASTER else 'ingen'}:{_PRIORITETER[p.prioritet]}",
        "oere": p.oere,
        "frist": p.frist,
        "sikkerhed": p.sikkerhed,
        "tilstand": f"{p.tilstand.farve}:{p.tilstand.navn}",
        "fra": p.fra,
        "til": p.til,
        "tabt_oere": p.tabt_oere,
    }


def _aabnet(bruger: Bruger, p: Post) -> None:
    with st.container(border=True):
        st.markdown(f"**{p.regel.kode} {p.regel.navn}** ({p.hjemmel})")
        st.markdown(uden_markdown(p.begrundelse))
        if p.modbevis:
            st.markdown("**Det taler imod:**")
            st.markdown("\n".join(f"- {uden_markdown(m)}" for m in p.modbevis))
        if maa(bruger, Handling.SE_SIDE, side="sag")[0] and st.button("Åbn sagen", icon=":material/draft:"):
            st.switch_page("pages/sag.py", query_params={"sag": p.sag_id})


def satser(k: Kontekst, felt: str) -> None:
    """The rates and deadlines behind the tab's rules."""
    raekker = motor.satser(k, felt, date.today())
    if not raekker:
        return
    with st.expander("Satser og frister", icon=":material/gavel:"):
        tabel(
            raekker,
            [
                Kolonne("navn", "Hvad"),
                Kolonne("vaerdi", "Værdi"),
                Kolonne("fra", "Gælder fra"),
                Kolonne("status", "Status"),
                Kolonne("hjemmel", "Hjemmel"),
            ],
            noegle=f"indtaegter_satser_{felt}",
            beskrivelse="Satser og frister bag reglerne",
        )


def bloktilskud(bruger: Bruger, k: Kontekst) -> None:
    """Registration errors both ways for the whole municipality, and what a value of them lacks."""
    b = data.bloktilskud(k, bruger)
    st.subheader("Bloktilskud")
    skjult = "under mindstetallet: skjult"
    kort.raekke(
        [
            kort.Kort(
                "Formodet for mange",
                _antal(b.for_mange),
                note="fraflyttet, men registreret her" if b.for_mange is not None else skjult,
                tilstand="skylder:For mange" if b.for_mange else None,
            ),
            kort.Kort(
                "Formodet for få",
                _antal(b.for_faa),
                note="bor her, men registreret et andet sted" if b.for_faa is not None else skjult,
                tilstand="mangler:For få" if b.for_faa else None,
            ),
            kort.Kort("Værdi pr. borger", "Ikke beregnet", note="se hvad der mangler"),
        ]
    )
    st.markdown(
        f"Værdien er ikke beregnet: {dansk_liste(list(b.mangler))} mangler. Beløbene står i årets "
        "bekendtgørelse og indtastes på Lovgrundlag. En rettelse virker kun fremad, og fortegnet må aldrig afgøre en "
        "sag om registrering."
    )
    for tekst in (b.kriterium, b.tilskud):
        if tekst:
            st.markdown(tekst)


def _antal(n: int | None) -> str:
    return "–" if n is None else dansk.antal(n, "borger", "borgere")


def registrering(bruger: Bruger, o: Oversigt) -> None:
    """Presumptions about registration: counts alone, for kroner must not steer them."""
    egne = [r for r in o.regler if r.regel.felt == "registrering"]
    if not egne:
        return
    st.caption(
        "Registrering i CPR står uden kroner: økonomien må ikke afgøre, hvor en borger bor. "
        "Bloktilskuddet vises kun samlet for kommunen, begge veje."
    )
    har_siden = maa(bruger, Handling.SE_SIDE, side="udflytning")[0]
    if har_siden and st.button(
        "Se formodningerne på Udflytning", type="tertiary", icon=":material/flight_takeoff:"
    ):
        st.switch_page("pages/udflytning.py")


def uden_kroner(o: Oversigt) -> None:
    """What could not be computed, and why."""
    for tekst in motor.kan_ikke_regnes(o.poster):
        st.info(uden_markdown(tekst), icon=":material/info:")


def ingen() -> None:
    tilstande.tom(
        "Ingen fund",
        "Reglerne finder intet i udvalget.",
        "Vælg andre filtre, eller 'Nulstil'. Reglerne kræver adresser, indsatser, posteringer og tilsagn.",
    )
