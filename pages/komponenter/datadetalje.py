"""Datakvalitet in detail: the deliveries' tables, what one of them brought, and its quarantine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import FORMAAL, Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import datakvalitet, datatekster
from engine.resultater.datakvalitet import Afstemning, Datakvalitet
from pages.komponenter import data, kort, tilstande
from pages.komponenter.sideskift import udsnit, vindue
from pages.komponenter.tabeller import Kolonne, tabel

_KONTROLTILSTAND = {"ok": "afklaret:I orden", "advarsel": "usikker:Advarsel", "fejl": "mangler:Fejl"}
_TILSTANDE = {
    datakvalitet.AABEN: "usikker:Kræver rettelse",
    datakvalitet.AFLOEST: "ingen:Afløst af nyere",
    datakvalitet.I_ORDEN: "afklaret:I orden",
}
_RAEKKER_PR_SIDE = 10
_VIST = "karantaene_vist"


# --- cards and sentences ------------------------------------------------------------------------------------------


def kortene(tabeller: list[dict[str, Any]], a: Afstemning, aar: int) -> None:
    """Approved rows, rows that need a correction, duplicates, and what of the ledger has no reason."""
    s = datakvalitet.summer(tabeller)
    modtaget = f"af {dansk.tal(s['raekker'])} modtaget i {dansk.antal(len(tabeller), 'tabel', 'tabeller')}"
    forskel = dansk.kroner(a.forskel_oere, oere_vist=True)
    kort.raekke(
        [
            kort.Kort("Godkendte rækker", dansk.tal(s["accepteret"]), note=modtaget),
            kort.Kort(
                "Kræver rettelse",
                dansk.antal(s["aabne"], "række", "rækker"),
                f"{dansk.kroner(s['aabne_oere'], oere_vist=True)} i de beløb, der kan læses",
                _afloest(s),
                "usikker:Kræver rettelse" if s["aabne"] else "afklaret",
            ),
            kort.Kort(
                "Dubletter",
                dansk.antal(s["dubletter"], "række", "rækker"),
                note="tæller kun med én gang" if s["dubletter"] else "ingen rækker stod to gange",
            ),
            kort.Kort(
                f"Uden årsag {aar or 'i alle år'}",
                dansk.kort_kroner(a.forskel_oere),
                forskel,
                f"af et regnskab på {dansk.kort_kroner(a.regnskab_oere)}",
                "mangler" if a.forskel_oere else "afklaret:Fordelt",
            ),
        ]
    )


def _afloest(s: dict[str, int]) -> str:
    antal = s["karantaene"] - s["aabne"]
    return f"{dansk.antal(antal, 'række er', 'rækker er')} afløst af nyere leverancer" if antal else ""


def kontrolraekke(k: dict[str, Any]) -> dict[str, Any]:
    """A check as the table shows it: its mark, and what was found or else what was looked for."""
    return k | {"tilstand": _KONTROLTILSTAND[k["status"]], "fund": k["besked"] or k["titel"]}


def aarsagsraekke(r: dict[str, Any]) -> dict[str, Any]:
    """A reason as the table shows it: what it means and what a person can do."""
    return r | {"forklaring": f"{r['titel']}. {r['goer']}" if r["goer"] else r["titel"]}


def kontrolsaetning(d: Datakvalitet) -> str:
    """How many checks there are, and how many are green."""
    roede = len(d.advarsler)
    i_alt = dansk.antal(len(d.kontroller), "kontrol", "kontroller")
    if not roede:
        return f"Alle {i_alt} ved den seneste bygning er i orden."
    return f"{dansk.tal(len(d.kontroller) - roede)} af {i_alt} ved den seneste bygning er i orden."


def afstemningssaetning(a: Afstemning) -> str:
    """Whether the reasons sum to the ledger."""
    if not a.raekker:
        return "Der er ingen posteringer i det valgte år."
    antal = dansk.antal(a.posteringer, "postering", "posteringer")
    i_alt = f"{dansk.kroner(a.regnskab_oere, oere_vist=True)} i {antal}"
    if a.forskel_oere:
        return f"Regnskabet er {i_alt}; {dansk.kroner(a.forskel_oere, oere_vist=True)} mangler en årsag."
    return f"Medregnet og udeladt er tilsammen regnskabets {i_alt}; forskellen er 0,00 kr."


def aarsagsfarve(r: dict[str, Any]) -> str:
    """Amber where a person can do something, grey where the law has decided."""
    return "accent" if r["medregnet"] else ("usikker" if r["goer"] else "ingen")


# --- deliveries -----------------------------------------------------------------------------------------


def leverancer(bruger: Bruger, d: Datakvalitet, tabeller: list[dict[str, Any]], *, noegle: str) -> None:
    """The tables of the deliveries; a row opens with kroner, figures, remarks and quarantine."""
    if not tabeller:
        tilstande.tom(
            "Ingen tabeller svarer til valget",
            "Ingen leverance har rækker af den slags.",
            "Vælg noget andet i filtrene, eller tryk Nulstil.",
        )
        return
    viste = udsnit(tabeller, noegle=f"side_{noegle}")
    valgt = tabel(
        [_tabelraekke(t) for t in viste],
        [
            Kolonne("leverance", "Leverance"),
            Kolonne("titel", "Tabel"),
            Kolonne("tilstand", "Tilstand", "tilstand"),
            Kolonne("raekker", "Modtaget", "tal", sum=True),
            Kolonne("accepteret", "Godkendt", "tal", sum=True),
            Kolonne("karantaene", "Karantæne", "tal", sum=True),
            Kolonne("dubletter", "Dubletter", "tal", sum=True),
            Kolonne("nyeste_dato", "Nyeste dato", "dato"),
            Kolonne("kroner_raekker_oere", "Modtaget", "kroner"),
            Kolonne("kroner_accepteret_oere", "Godkendt", "kroner"),
            Kolonne("kroner_karantaene_oere", "Karantæne", "kroner"),
            Kolonne("kroner_dubletter_oere", "Dubletter", "kroner"),
            Kolonne("bruges_i", "Bruges i"),
        ],
        noegle=f"tabeller_{noegle}_{st.session_state.get(f'side_{noegle}', 0)}",
        beskrivelse="Rækker modtaget, godkendt, i karantæne og dubletter for hver leverance og tabel",
        vaelg=True,
    )
    if valgt is None:
        st.caption(
            "Det, der kræver rettelse, står øverst. Klik på en række for at se kroner, brug og karantæne."
        )
    else:
        _tabel(bruger, d, viste[valgt])


def _tabelraekke(t: dict[str, Any]) -> dict[str, Any]:
    return t | {
        "leverance": f"{t['leverance_id']}, {dansk.dato(t['dato'])}",
        "tilstand": _TILSTANDE[t["tilstand"]],
        "bruges_i": ", ".join(t["figurer"]),
    }


def _tabel(bruger: Bruger, d: Datakvalitet, t: dict[str, Any]) -> None:
    kilde = next(lev["kilde"] for lev in d.leverancer if lev["id"] == t["leverance_id"])
    with st.container(border=True, key="tabeldetalje"):
        st.subheader(f"{t['titel']} i {t['leverance_id']}")
        art = datatekster.ARTER.get(t["art"], t["art"])
        st.markdown(
            f"{tilstande.maerke(_TILSTANDE[t['tilstand']])} Leverancen **{kilde}** pr. {dansk.dato(t['dato'])}, "
            f"{art}; tabellen hedder `{t['tabel']}` i filerne."
        )
        tal, brug = st.columns([3, 2], gap="large")
        with tal:
            _kroner(t)
        with brug:
            st.markdown("**Tal, der bygger på tabellen**")
            st.markdown(", ".join(t["figurer"]) or "Ingen endnu.")
        _bemaerkninger(d, t)
        if t["karantaene"]:
            _karantaene(bruger, t)


def _kroner(t: dict[str, Any]) -> None:
    navne = {
        "raekker": "Modtaget",
        "accepteret": "Godkendt",
        "karantaene": "I karantæne",
        "dubletter": "Dubletter",
    }
    kolonner = [Kolonne("hvad", "Rækker"), Kolonne("antal", "Antal", "tal")]
    if t["kroner_raekker_oere"] is not None:
        kolonner.append(Kolonne("oere", "Beløb", "kroner_oere"))
    tabel(
        [
            {"hvad": titel, "antal": t[navn], "oere": t[f"kroner_{navn}_oere"]}
            for navn, titel in navne.items()
        ],
        kolonner,
        noegle="tabelkroner",
        beskrivelse="Tabellens rækker og kroner",
    )


def _bemaerkninger(d: Datakvalitet, t: dict[str, Any]) -> None:
    """The remarks on this table and on the delivery as a whole."""
    fundne = [
        b
        for b in d.bemaerkninger
        if b["leverance_id"] == t["leverance_id"] and b["tabel"] in ("", t["titel"])
    ]
    if not fundne:
        return
    st.markdown("**Advarsler og ukendt indhold**")
    tabel(
        udsnit(fundne, noegle=f"bem_{t['leverance_id']}_{t['tabel']}", pr_side=20),
        [Kolonne("hvad", "Hvad"), Kolonne("tekst", "Besked")],
        noegle="bemaerkninger",
        beskrivelse="Advarsler, ukendte filer, kolonner og koder i leverancen",
    )


# --- quarantine -----------------------------------------------------------------------------------------


def _karantaene(bruger: Bruger, t: dict[str, Any]) -> None:
    """Row number, file, column, rule and what to do for all; the content for those who may see it."""
    ind, noegle = data.indstillinger(), f"kar_{t['leverance_id']}_{t['tabel']}"
    st.markdown("**Rækker i karantæne**")
    st.markdown(_raad(t))
    i_alt = datakvalitet.karantaeneantal(ind, t["leverance_id"], t["tabel"])
    fra = vindue(i_alt, noegle=noegle, pr_side=_RAEKKER_PR_SIDE, ental="fejl", flertal="fejl")
    regler = datakvalitet.karantaeneregler(ind, t["leverance_id"], t["tabel"], fra, _RAEKKER_PR_SIDE)
    tabel(
        [_regelraekke(r) for r in regler],
        [
            Kolonne("raekke_nr", "Række", "tal"),
            Kolonne("sted", "Sted"),
            Kolonne("fejl", "Fejl"),
            Kolonne("besked", "Det gør du"),
        ],
        noegle="karantaeneregler",
        beskrivelse="Rækker i karantæne med fil, linje, kolonne og fejl",
    )
    if maa(bruger, Handling.SE_KARANTAENE)[0]:
        _indhold(bruger, t, sorted({r["raekke_nr"] for r in regler}))
    else:
        st.caption("Rækkernes indhold kan vise personer og ses kun af økonomer og revisorer.")


def _regelraekke(r: dict[str, Any]) -> dict[str, Any]:
    fejl = f"`{r['kolonne']}`: {r['regel'].lower()}" if r["kolonne"] else r["regel"]
    return r | {"sted": f"{r['fil']}, linje {dansk.tal(r['linje'])}", "fejl": fejl}


def _raad(t: dict[str, Any]) -> str:
    if t["tilstand"] == datakvalitet.AFLOEST:
        return "Rækkerne er afløst af en nyere leverance og kræver ikke mere. Her står, hvad der var galt."
    return "Ret rækkerne i kilden, og lad dem komme med i den næste leverance; så bliver de afløst her."


def _indhold(bruger: Bruger, t: dict[str, Any], numre: list[int]) -> None:
    """The rows themselves, after a purpose; they stay only while this very list is on the screen."""
    vist_som = (bruger.id, t["leverance_id"], t["tabel"], tuple(numre))
    vist = st.session_state.get(_VIST)
    if vist and vist[0] == vist_som:
        _raekker(vist[1])
        return
    st.session_state.pop(_VIST, None)
    with st.form(f"formaal_{t['leverance_id']}_{t['tabel']}", width=560):
        st.markdown("**Hvad er formålet?** Rækkerne kan vise personer. Opslaget skrives i loggen.")
        formaal = st.selectbox(
            "Formål", FORMAAL["karantaene"], index=None, placeholder="Vælg et formål", filter_mode=None
        )
        vis_cpr = st.checkbox("Vis hele CPR-numre")
        if st.form_submit_button("Vis rækkernes indhold", type="primary"):
            _aabn(bruger, t, numre, formaal or "", vis_cpr, vist_som)


def _aabn(
    bruger: Bruger,
    t: dict[str, Any],
    numre: list[int],
    formaal: str,
    vis_cpr: bool,
    vist_som: tuple[Any, ...],
) -> None:
    try:
        raekker = datakvalitet.aabn_karantaene(
            data.indstillinger(),
            data.sagslager(),
            bruger,
            t["leverance_id"],
            t["tabel"],
            numre,
            formaal,
            datetime.now(UTC),
            vis_cpr=vis_cpr,
        )
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_VIST] = (vist_som, raekker)
        st.rerun()


def _raekker(raekker: list[datakvalitet.Karantaeneraekke]) -> None:
    for r in raekker:
        with st.expander(f"Række {dansk.tal(r.raekke_nr)}: {r.sted}", expanded=len(raekker) <= 3):
            tabel(
                [
                    f | {"fejl": tilstande.maerke("usikker", "Fejl her") if f["brudt"] else ""}
                    for f in r.felter
                ],
                [
                    Kolonne("kolonne", "Kolonne"),
                    Kolonne("vaerdi", "Værdi"),
                    Kolonne("fejl", "Fejl"),
                ],
                noegle=f"raekke_{r.raekke_nr}",
                beskrivelse=f"Indholdet af række {r.raekke_nr}",
            )
