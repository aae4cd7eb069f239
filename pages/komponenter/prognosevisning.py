"""The figures of Prognose: bands and budget, bridge, sensitivity, uncertain cases, assumptions, events, files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.prognose.graenser import ARTER, MED_BELOEB
from pages.komponenter import data, figurer, formaal, prognosescenarie
from pages.komponenter.hent import Fil, knap
from pages.komponenter.hentudtraek import vaelg as vaelg_udtraek
from pages.komponenter.prognosescenarie import Valg
from pages.komponenter.tabeller import Kolonne, tabel

if TYPE_CHECKING:
    from engine.resultater.prognose import Prognose
    from engine.resultater.prognoseside import Linje, Regnskab
    from engine.resultater.sde import Kontekst

_GENSTAND, _HAENDELSER = "prognose/sager", "prognose/haendelser"


def figurer_og_regnskab(
    p: Prognose, k: Kontekst, regnskaber: Sequence[Regnskab], mod: Prognose | None, valg: Valg
) -> None:
    """Expense and refund with bands, each said in words; then the result against the budget."""
    from engine.resultater import prognoseside

    sager = data.kendte_aar(k, valg.bruger)
    mod_navn = prognosescenarie.navn(valg.mod.navn, valg.gemte) if valg.mod else ""
    for stoerrelse, titel in (("udgift", "Udgift i sagerne"), ("refusion", "Refusion")):
        st.subheader(titel)
        _baand(prognoseside.linjer(p, sager, stoerrelse, mod), mod_navn)
        if stoerrelse == "refusion" and p.valgt.antal == 0:
            st.markdown("**Refusionen her kan ikke bruges: historien er for kort.**")
    st.subheader("Forventet regnskab mod budget")
    _baand([r.linje for r in regnskaber], "")
    tabel(
        [vars(r) | {"afvigelse": r.afvigelse, "lav": r.kanter[1], "hoej": r.kanter[5]} for r in regnskaber],
        [
            Kolonne("aar", "År"),
            Kolonne("budget", "Budget", "kroner"),
            Kolonne("korrigeret", "Korrigeret", "kroner", hjaelp="Oprindeligt budget og tillæg."),
            Kolonne("forbrug", "Forbrug", "kroner", hjaelp="Bogført til nu."),
            Kolonne("forventet", "Forventet", "kroner"),
            Kolonne(
                "afvigelse", "Afvigelse", "aendring", hjaelp="Forventet minus korrigeret. Plus er merforbrug."
            ),
        ],
        noegle="prognoseregnskab",
        beskrivelse="Budget, korrigeret budget, forbrug, forventet regnskab og afvigelse, hvert år",
    )
    st.caption(
        "Alle udgifter på de funktioner, sagerne ligger på, uden refusion. Det, der ikke er i en sag, ventes at "
        "fortsætte som i år."
        + (
            ""
            if regnskaber[-1].korrigeret is not None
            else f" Budgettet for {regnskaber[-1].aar} er ikke leveret."
        )
    )


def _baand(linjer: Sequence[Linje], mod_navn: str) -> None:
    tekst = " ".join(r.tekst for r in linjer)
    figurer.baand(
        [
            figurer.Baand(
                f"{r.aar}{'' if r.middel is None else ', ventet'}",
                r.kendt,
                r.middel,
                r.kanter,
                r.budget,
                r.mod,
            )
            for r in linjer
        ],
        beskrivelse=tekst,
        mod_navn=mod_navn,
    )
    st.caption(tekst)


def bro(k: Kontekst, valg: Valg) -> None:
    """From this year to the next: bars that sum to the øre, and the largest in words."""
    df = data.prognosebro(k, valg.bruger, valg.scenarie)
    trin_figur(
        [(str(r["titel"]), int(r["oere"])) for r in df.to_dict("records")],
        "Hvorfor næste år ikke bliver som i år",
    )


def trin_figur(trin: Sequence[tuple[str, int]], titel: str) -> None:
    """A bridge between two sums: the first and the last of `trin`, with the changes between."""
    st.subheader(titel)
    foerste, *dele, sidste = trin
    stoerst = sorted((d for d in dele if d[1]), key=lambda d: -abs(d[1]))[:2]
    tekst = (
        f"Fra {dansk.kort_kroner(foerste[1])} til {dansk.kort_kroner(sidste[1])} "
        f"({dansk.kort_kroner(sidste[1] - foerste[1], fortegn=True)})."
    )
    if stoerst:
        mest = ", ".join(f"{n.lower()} {dansk.kort_kroner(v, fortegn=True)}" for n, v in stoerst)
        tekst += f" Mest: {mest.rstrip('.')}."
    if uden := [n.lower() for n, v in dele if not v]:
        tekst += f" Ingen virkning: {', '.join(uden)}."
    st.caption(tekst)
    figurer.vandfald(
        [
            figurer.Trin(foerste[0], foerste[1], er_sum=True, farve="daempet"),
            *(figurer.Trin(n, v, farve="mangler" if v > 0 else "afklaret") for n, v in dele if v),
            figurer.Trin(sidste[0], sidste[1], er_sum=True, farve="daempet"),
        ],
        beskrivelse=tekst,
    )


def foelsomhed(k: Kontekst, valg: Valg) -> None:
    """What would change it, one thing at a time."""
    st.subheader("Hvad ville ændre det")
    df = data.prognosefoelsomhed(k, valg.bruger, valg.scenarie)
    tabel(
        df.to_dict("records"),
        [
            Kolonne("titel", "Hvis"),
            Kolonne("udgift", "Udgift", "aendring"),
            Kolonne("refusion", "Refusion", "aendring"),
            Kolonne("netto", "Netto", "aendring"),
        ],
        noegle="foelsomhed",
        beskrivelse="Hvad ét ændret forhold gør ved næste års udgift, refusion og netto",
    )


def usikre(bruger: Bruger, k: Kontekst, p: Prognose) -> None:
    """The ten cases that carry the uncertainty; for others than those who see all persons, only how much it is."""
    from engine.resultater import prognoseside

    st.subheader("De ti sager, der bærer usikkerheden")
    st.markdown(prognoseside.koncentration(p))
    if not prognoseside.ser_personer(bruger):
        st.caption("Sagerne vises for dem, der må se personer.")
        return
    df = prognoseside.usikre(p, bruger)
    personer = prognoseside.personer_i(p, df["sag_id"].tolist())
    if not formaal.er_givet(_GENSTAND):
        with st.expander("Vis sagerne"):
            formaal.spoerg(bruger, _GENSTAND, "Listen viser enkelte sagers beløb.", personer)
        return
    formaal.noter(bruger, _GENSTAND, personer)
    tabel(
        [
            r
            | {
                "lov": {"SEL176": "Serviceloven § 176", "BL198": "Barnets lov § 198"}.get(
                    str(r["lov"]), r["lov"]
                )
            }
            for r in df.to_dict("records")
        ],
        [
            Kolonne("sag_id", "Sag"),
            Kolonne("lov", "Lov"),
            Kolonne("middel", "Ventet udgift", "kroner"),
            Kolonne("p10", "80 %: fra", "kroner"),
            Kolonne("p90", "80 %: til", "kroner"),
            Kolonne("refusion", "Ventet refusion", "kroner"),
            Kolonne("sandsynlighed_trin1", "Når trin 1", "procent"),
            Kolonne("andel", "Af usikkerheden", "procent"),
        ],
        noegle="usikre",
        beskrivelse="De ti sager med størst usikkerhed",
    )


def antagelser(p: Prognose, k: Kontekst, valg: Valg) -> None:
    """What it rests on: data cut-off, model, and every assumption with owner and date."""
    from engine.resultater import prognoseside

    st.subheader("Forudsætninger")
    st.markdown(
        f"Data til og med **{dansk.dato(k.gen.data_dato)}**; måneder til og med "
        f"{dansk.maaned(f'{p.udgangspunkt // 12:04d}-{p.udgangspunkt % 12 + 1:02d}')} er kendte, og det, der endnu "
        f"mangler at blive bogført i dem, er et skøn. {prognoseside.valgt_tekst(p)}"
    )
    tabel(
        prognoseside.antagelser(p, valg.gemt, k.gen.data_dato),
        [
            Kolonne("titel", "Forudsætning"),
            Kolonne("vaerdi", "Værdi", "vaerdi"),
            Kolonne("ejer", "Ejer"),
            Kolonne("dato", "Dato", "dato"),
            Kolonne("kilde", "Hvorfra"),
        ],
        noegle="antagelser",
        beskrivelse="Prognosens forudsætninger med ejer, dato og kilde",
    )


# --- events of single persons -----------------------------------------------------------------------------------


def haendelser(bruger: Bruger, k: Kontekst, p: Prognose, valg: Valg) -> None:
    """The coming events in the scenario, and the form that adds one; for those who see all persons."""
    from engine.resultater import prognoseside

    st.subheader("Hændelser")
    antal = len(p.scenarie.haendelser)
    if not prognoseside.ser_personer(bruger):
        st.markdown(f"Der er {dansk.antal(antal, 'ventet hændelse', 'ventede hændelser')} i prognosen.")
        return
    if not formaal.er_givet(_HAENDELSER):
        formaal.spoerg(
            bruger,
            _HAENDELSER,
            "Listen viser, hvad der ventes af enkelte personer.",
            sorted({e.person_noegle for e in p.scenarie.haendelser}),
        )
        return
    raekker = prognoseside.haendelser(p)
    formaal.noter(bruger, _HAENDELSER, [str(r["person"]) for r in raekker])
    sag_af = {person: sag for (person, _), (sag, _) in prognoseside.baner(p).items()}
    if raekker:
        tabel(
            [r | {"sag": sag_af.get(str(r["person"]), "–")} for r in raekker],
            [
                Kolonne("sag", "Sag"),
                Kolonne("hvad", "Hvad"),
                Kolonne("dato", "Dato", "dato"),
                Kolonne("sandsynlighed", "Sandsynlighed", "procent"),
                Kolonne("beloeb", "Pr. måned", "kroner"),
                Kolonne("hvem", "Indtastet af"),
                Kolonne("note", "Note"),
                Kolonne("virker", "Virker"),
                Kolonne("faelles", "Gælder"),
            ],
            noegle="prognosehaendelser",
            beskrivelse="Ventede hændelser i scenariet",
        )
    else:
        st.markdown(
            "Der er ingen ventede hændelser. De indtastes på borgeren, med en fil eller i et scenarie her."
        )
    if maa(bruger, Handling.STYR_SCENARIER)[0]:
        _ny_haendelse(bruger, p, valg)


def _ny_haendelse(bruger: Bruger, p: Prognose, valg: Valg) -> None:
    from engine.resultater import prognoseside, scenarier

    if valg.gemt is None or valg.laast:
        st.caption(
            "En hændelse lægges i et gemt scenarie, der ikke er låst. Gem eller kopiér scenariet først."
        )
        return
    baner = prognoseside.baner(p)
    with st.expander("Tilføj en hændelse i scenariet"), st.form("ny_haendelse", border=False):
        bane = st.selectbox(
            "Sag og indsats",
            list(baner),
            format_func=lambda b: f"{baner[b][0]} · {b[1]} · {dansk.kroner(baner[b][1])} pr. måned",
            index=None,
            placeholder="Vælg",
        )
        art = st.selectbox("Hvad sker der", list(ARTER), format_func=ARTER.__getitem__)
        dato = st.date_input("Hvornår", value=date(p.aar[-1], 1, 1), format="DD.MM.YYYY")
        pct = st.slider("Sandsynlighed (pct.)", 5, 100, 50, 5)
        beloeb = st.text_input("Ny udgift pr. måned (kr.), ved start eller ændring", placeholder="45.000")
        note = st.text_input("Hvorfra I ved det", max_chars=500)
        if not st.form_submit_button("Tilføj", type="primary"):
            return
        try:
            if bane is None or not note.strip() or not isinstance(dato, date):
                raise HjemtagFejl("Vælg sag og dato, og skriv, hvorfra I ved det.")
            oere = _oere(beloeb) if art in MED_BELOEB else None
            e = scenarier.ny_haendelse(bane[0], str(art), dato, pct, oere, bane[1], note)
            scenarier.tilfoej(data.sagslager(), bruger, valg.udgangspunkt.navn, e, note, datetime.now(UTC))
        except HjemtagFejl as fejl:
            st.error(str(fejl))
            return
        st.rerun()


def _oere(tekst: str) -> int:
    try:
        return dansk.laes_kroner(tekst)
    except ValueError as fejl:
        raise HjemtagFejl(f"{fejl}. Skriv den nye udgift pr. måned.") from fejl


# --- files ----------------------------------------------------------------------------------------------------


def hent(bruger: Bruger, k: Kontekst, p: Prognose, valg: Valg) -> None:
    """The workbook, the committee's page, the extracts."""
    from engine.resultater import prognoserapport

    st.subheader("Tag med")
    ind = data.indstillinger()
    with st.container(horizontal=True):
        knap(
            bruger,
            "Udvalgsside (PDF)",
            Fil(
                f"prognose-{p.aar[1]}.pdf",
                Handling.EKSPORT_TAL,
                lambda: prognoserapport.udvalgsside(
                    p, k, valg.gemt, f"Kommune {ind.kommune}", datetime.now(UTC)
                ),
                f"prognose/{p.aar[1]}/pdf",
            ),
        )
        knap(
            bruger,
            "Regneark",
            Fil(
                f"prognose-{p.aar[1]}.xlsx",
                Handling.EKSPORT_TAL,
                lambda: prognoserapport.arbejdsbogen(p, k, bruger, valg.gemt, datetime.now(UTC)),
                f"prognose/{p.aar[1]}/xlsx",
            ),
        )
    vaelg_udtraek(bruger, {"prognose": "Prognose", "prognose_sag": "Prognose pr. sag"}, None)
