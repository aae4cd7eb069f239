"""What the page Træfsikkerhed draws: kinds, finders, periods, what changed, what was missed, decided cases."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.resultater import sager, traefsikkerhed, traeftekster
from engine.resultater.sde import Kontekst
from engine.resultater.traef import Sandt
from engine.resultater.traefsikkerhed import Betalertal, Forskel, Slags, Traef, Udfald, Umaalt
from pages.komponenter import figurer, formaal, tilstande
from pages.komponenter.figurer import Del
from pages.komponenter.sideskift import udsnit
from pages.komponenter.tabeller import Kolonne, tabel

_GENSTAND = "traefsikkerhed"
_PR_SIDE = 25


def figur(slags: Sequence[Slags]) -> None:
    """One bar per area: found, missed though there is a rule, and what nobody looks for yet."""
    dele = []
    for omraade in dict.fromkeys(s.omraade for s in slags):
        egne = [s for s in slags if s.omraade == omraade]
        med = [s for s in egne if s.har_finder]
        fundet, uden = sum(s.fundet for s in egne), sum(s.antal for s in egne if not s.har_finder)
        navn = traeftekster.OMRAADER.get(omraade, omraade)
        dele += [
            Del(navn, "Fundet", fundet, "afklaret"),
            Del(navn, "Overset af en regel", sum(s.antal for s in med) - fundet, "usikker"),
            Del(navn, "Ingen regel endnu", uden, "ingen"),
        ]
    maerker = (("afklaret", "Fundet"), ("usikker", "Overset af en regel"), ("ingen", "Ingen regel endnu"))
    st.markdown(" ".join(tilstande.maerke(t, ord_) for t, ord_ in maerker))
    figurer.stablede(dele, beskrivelse="Plantede fejl efter område: fundet, overset og uden regel")


def slags(valgte: Sequence[Slags]) -> None:
    """One row per kind that has a rule."""
    tabel(
        [
            {
                "titel": s.titel,
                "omraade": traeftekster.OMRAADER.get(s.omraade, s.omraade),
                "antal": s.antal,
                "fundet": s.fundet,
                "recall": s.recall,
                "recall_kan": s.recall_kan,
                "ligner": f"{s.ligner_fundet} af {s.ligner}" if s.ligner else dansk.UKENDT,
                "praecision": s.praecision,
                "sandt": None if s.uden_kroner else abs(s.sandt_oere),
                "fundne_kr": None if s.uden_kroner else abs(s.fundet_oere),
                "regel": _regel(s),
                "kan": s.kan_findes,
            }
            for s in valgte
        ],
        [
            Kolonne("titel", "Slags"),
            Kolonne("antal", "Plantet", "tal", sum=True),
            Kolonne("fundet", "Fundet", "tal", sum=True),
            Kolonne(
                "recall", "Andel fundet", "procent", hjaelp="Det, der ikke kan findes, tæller som overset"
            ),
            Kolonne("recall_kan", "Af dem, der kan findes", "procent", hjaelp="Kun dem, data kan vise"),
            Kolonne("ligner", "Lignende fundet", "vaerdi", hjaelp="Ligner fejlen uden at være det"),
            Kolonne(
                "praecision", "Andel rigtige", "procent", hjaelp="Fundne fejl af fundne fejl og lignende"
            ),
            Kolonne("sandt", "Plantet beløb", "kroner", sum=True),
            Kolonne("fundne_kr", "Fundet beløb", "kroner", sum=True),
            Kolonne("regel", "Regel", "tilstand"),
            Kolonne("kan", "Kan findes i data", "tal", sum=True),
            Kolonne("omraade", "Område"),
        ],
        noegle="slags",
        beskrivelse="Plantede fejl med en regel, slags for slags: antal, fundet, kroner og lignende fundet",
    )


def uden_regel(valgte: Sequence[Slags]) -> None:
    """One row per kind that nobody looks for yet."""
    ialt = sum(s.antal for s in valgte)
    st.markdown(
        f"Ingen regel leder efter disse {dansk.antal(len(valgte), 'slags', 'slags')}. "
        f"Alle {dansk.tal(ialt)} tæller som overset."
    )
    tabel(
        [
            {
                "titel": s.titel,
                "omraade": traeftekster.OMRAADER.get(s.omraade, s.omraade),
                "antal": s.antal,
                "sandt": abs(s.sandt_oere) or None,
                "ligner": s.ligner,
                "kan": s.kan_findes,
            }
            for s in valgte
        ],
        [
            Kolonne("titel", "Slags"),
            Kolonne("antal", "Plantet", "tal", sum=True),
            Kolonne("kan", "Kan findes i data", "tal", sum=True),
            Kolonne("ligner", "Lignende", "tal", sum=True, hjaelp="Ligner fejlen uden at være det"),
            Kolonne("sandt", "Plantet beløb", "kroner", sum=True),
            Kolonne("omraade", "Område"),
        ],
        noegle="slags_uden_regel",
        beskrivelse="Plantede fejl, som ingen regel leder efter endnu, slags for slags",
    )


def _regel(s: Slags) -> str:
    if s.recall is None:
        return "ingen:Intet plantet"
    return "afklaret:Finder" if s.recall >= 0.95 else "usikker:Overser"


def findere(traef: Traef) -> None:
    """What became of each rule's finds."""
    tabel(
        [
            {**vars(f), "praecision": f.praecision, "fejl": f.ligner + f.andet + f.intet}
            for f in traef.findere
        ],
        [
            Kolonne("navn", "Regel"),
            Kolonne("fund", "Fund", "tal", sum=True),
            Kolonne("rigtige", "Rigtige", "tal", sum=True),
            Kolonne("ligner", "Ligner kun", "tal", sum=True),
            Kolonne("andet", "Skyldes en anden fejl", "tal", sum=True),
            Kolonne("intet", "Uden grund", "tal", sum=True),
            Kolonne("praecision", "Andel rigtige", "procent"),
        ],
        noegle="findere",
        beskrivelse="Reglernes fund og hvor mange af dem der er rigtige",
    )


def betaler(b: Betalertal) -> None:
    """How often the payer proposed on Tilflyttere is the one of the demo's stories."""
    st.markdown(traefsikkerhed.saetning_betaler(b))
    tabel(
        [
            {"hvad": "Den rigtige kommune foreslået", "antal": b.rigtige},
            {"hvad": "En anden kommune foreslået", "antal": b.forkerte},
            {"hvad": "Overladt til en person", "antal": b.aabne},
            {"hvad": "Den rigtige kommune kendes ikke", "antal": b.uden},
        ],
        [Kolonne("hvad", "Forslaget"), Kolonne("antal", "Fund", "tal", sum=True)],
        noegle="betaler",
        beskrivelse="Fund på Tilflyttere efter, om den foreslåede betalingskommune er den rigtige",
    )


def umaalte(raekker: Sequence[Umaalt]) -> None:
    """The hits of the mover lists that are in neither recall nor precision, and why."""
    st.markdown(
        "Disse fund er hverken med i *Andel fundet* eller *Andel rigtige*. En opmærksomhedsadresse, en plads i skole "
        "eller dagtilbud og en pension tilkendt her er i sig selv det, listen viser, og der er ikke plantet noget om, "
        "hvorvidt vi mangler penge for dem."
    )
    tabel(
        [{"liste": u.liste, "aarsag": u.titel, "antal": u.antal} for u in raekker],
        [
            Kolonne("liste", "Liste"),
            Kolonne("aarsag", "Fundet på"),
            Kolonne("antal", "Fund", "tal", sum=True),
        ],
        noegle="umaalte",
        beskrivelse="Flyttelisternes fund, som der ikke er plantet en sandhed om",
    )


def perioder(traef: Traef) -> None:
    """Where the months of the postings come from, and how often they are the right ones."""
    st.markdown(
        "Hver udgift på en person er sat på de måneder, som hjælpen vedrører. "
        "Her er kilden holdt op mod de rigtige måneder."
    )
    tabel(
        [
            {
                "kilde": p.titel,
                "antal": p.antal,
                "rigtige": p.rigtige,
                "andel": p.rigtige / p.antal,
                "sikkerhed": p.sikkerhed,
                "beloeb": p.oere,
                "rigtigt_beloeb": p.rigtige_oere,
            }
            for p in traef.perioder
        ],
        [
            Kolonne("kilde", "Perioden er"),
            Kolonne("antal", "Posteringer", "tal", sum=True),
            Kolonne("rigtige", "Rigtige måneder", "tal", sum=True),
            Kolonne("andel", "Andel rigtige", "procent"),
            Kolonne("sikkerhed", "Lovet sikkerhed", "procent"),
            Kolonne("beloeb", "Beløb", "kroner", sum=True),
            Kolonne("rigtigt_beloeb", "Heraf rigtigt", "kroner", sum=True),
        ],
        noegle="perioder",
        beskrivelse="Posteringers perioder efter kilde, og hvor mange der er rigtige",
    )


def siden_sidst(svar: tuple[str, list[Forskel]] | None) -> None:
    """The kinds whose figures changed since the build before."""
    if svar is None:
        st.markdown(
            "Der er ingen tidligere bygning at sammenligne med. Tallene gemmes, hver gang der bygges."
        )
        return
    generation, aendret = svar
    if not aendret:
        st.markdown(f"Intet har ændret sig siden {generation}.")
        return
    tabel(
        [
            {
                "titel": f.slags.titel,
                "foer": f"{f.foer_fundet} af {f.foer_antal}",
                "nu": f"{f.slags.fundet} af {f.slags.antal}",
                "tilstand": _retning(f),
                "ligner": f"{f.foer_ligner} → {f.slags.ligner_fundet}",
            }
            for f in aendret
        ],
        [
            Kolonne("titel", "Slags"),
            Kolonne("foer", f"Fundet i {generation}", "vaerdi"),
            Kolonne("nu", "Fundet nu", "vaerdi"),
            Kolonne("ligner", "Lignende fundet", "vaerdi"),
            Kolonne("tilstand", "Ændring", "tilstand"),
        ],
        noegle="siden_sidst",
        beskrivelse="Slags, hvor flere eller færre findes end i bygningen før",
    )


def _retning(f: Forskel) -> str:
    foer = f.foer_fundet / f.foer_antal if f.foer_antal else 0
    nu = f.slags.recall or 0
    if nu == foer:
        return "ingen:Som før"
    return "afklaret:Flere fundet" if nu > foer else "usikker:Færre fundet"


def oversete(bruger: Bruger, k: Kontekst, traef: Traef, omraade: str, kun: str) -> None:
    """The misses and the look-alikes that were found, with names, after a purpose."""
    alle = traefsikkerhed.oversete(traef, bruger, omraade, kun)
    lignende = traefsikkerhed.lignende(traef, bruger, omraade)
    if not formaal.er_givet(_GENSTAND):
        with st.expander("Vis tilfældene med navne", icon=":material/badge:"):
            hvad = "Listen viser navn og fødselsdato på dem, de oversete fejl vedrører."
            formaal.spoerg(bruger, _GENSTAND, hvad)
        st.markdown(f"{dansk.antal(len(alle), 'tilfælde', 'tilfælde')} blev ikke fundet.")
        return
    _liste(bruger, k, udsnit(alle, noegle="overset", pr_side=_PR_SIDE), "oversete")
    if lignende:
        st.subheader("Fundet, men ligner kun")
        _liste(bruger, k, udsnit(lignende, noegle="lignende", pr_side=_PR_SIDE), "lignende")


def _liste(bruger: Bruger, k: Kontekst, tilfaelde: Sequence[Sandt], noegle: str) -> None:
    personer = [p for s in tilfaelde for p in s.personer]
    navne = sager.navne(k, bruger, personer)
    formaal.noter(bruger, _GENSTAND, personer)
    tabel(
        [
            {
                "hvad": traeftekster.art(s.ligner or s.art),
                "hvem": ", ".join(_person(*navne[p]) for p in s.personer if p in navne) or dansk.UKENDT,
                "periode": dansk.maaned(s.fra)
                if s.fra == s.til
                else f"{dansk.maaned(s.fra)}–{dansk.maaned(s.til)}",
                "oere": s.oere or None,
                "note": s.note,
                "kan": "usikker:Kan findes" if s.kan_findes else "ingen:Kan ikke findes",
            }
            for s in tilfaelde
        ],
        [
            Kolonne("hvad", "Slags"),
            Kolonne("hvem", "Person"),
            Kolonne("periode", "Periode"),
            Kolonne("oere", "Beløb", "kroner"),
            Kolonne("note", "Det skete"),
            Kolonne("kan", "I data", "tilstand"),
        ],
        noegle=noegle,
        beskrivelse="Plantede tilfælde med person, periode, beløb og hvad der skete",
    )


def _person(navn: str, foedt: object, beskyttet: bool) -> str:
    dato = f", {dansk.dato(str(foedt))}" if foedt else ""
    return f"{navn}{dato}{' (adressebeskyttet)' if beskyttet else ''}"


def afgjorte(udfald: Sequence[Udfald], *, demo: bool) -> None:
    """How often the finds of each rule held when people had decided."""
    if not udfald:
        tilstande.tom(
            "Ingen afgjorte sager endnu",
            "Her står, hvor ofte hver regels fund holdt, når et menneske havde set på dem."
            + ("" if not demo else " Der er heller ingen plantet sandhed ved siden af demodata."),
            "Afgør sager på siden Sager, så kommer tallene her.",
        )
        return
    tabel(
        [{**vars(u), "afgjorte": u.afgjorte, "traef": u.traef} for u in udfald],
        [
            Kolonne("titel", "Regel"),
            Kolonne("afgjorte", "Afgjorte", "tal", sum=True),
            Kolonne("bekraeftet", "Holdt", "tal", sum=True),
            Kolonne("afkraeftet", "Holdt ikke", "tal", sum=True),
            Kolonne("traef", "Holdt i pct.", "procent"),
            Kolonne("anerkendt_oere", "Anerkendt", "kroner", sum=True),
            Kolonne("modtaget_oere", "Modtaget", "kroner", sum=True),
        ],
        noegle="afgjorte",
        beskrivelse="Afgjorte sager pr. regel: hvor mange fund der holdt",
    )
