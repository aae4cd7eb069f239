"""Prognose, 'Egne data': a template out, a file in, a look before anything is kept, and the files that were kept.

The file is in the memory of the session alone. What is shown of it are lines, events and control totals, never a CPR
number; that it has been held against persons is logged before the answer is shown.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.indlaesning import talstil
from engine.resultater import egnedata as motor
from engine.resultater.egnedata import Forhaandsvisning
from engine.resultater.sde import Kontekst
from pages.komponenter import data, egnedataliste, hent, kort
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_VISTE_MAX = 200
_BESKED, _NR, _BILLEDE, _SET = "egnedata_besked", "egnedata_nr", "egnedata_billede", "egnedata_set"
_TITLER = {"beloeb_pr_maaned": "beløb pr. måned", "sandsynlighed": "sandsynlighed"}
_FARVER = {
    motor.KLAR: "afklaret",
    motor.FEJL: "mangler",
    motor.UKENDT: "usikker",
    motor.FINDES: "ingen",
}


def vis(bruger: Bruger, k: Kontekst) -> None:
    """The whole section, for the page Prognose; each role sees what it may."""
    st.markdown(egnedataliste.saetning(k))
    besked = st.empty()  # always there: what stands below keeps its place, and an opened box stays open
    if gjort := st.session_state.pop(_BESKED, ""):
        besked.success(gjort, icon=":material/check_circle:")
    if maa(bruger, Handling.INDLAES_EGNE_DATA)[0]:
        st.subheader("1. Hent skabelonen, og udfyld den")
        _skabelon(bruger)
        st.subheader("2. Læg filen op, og se den igennem")
        with st.container():
            _upload(bruger, k)
    else:
        st.caption("Egne data lægges op af en økonom.")
    egnedataliste.vis(bruger, k)


def _skabelon(bruger: Bruger) -> None:
    st.markdown(
        "En linje er noget, I ved vil ske for en borger: en indsats begynder, ophører eller ændrer pris. "
        "Skriv gerne en sidste linje med *I alt* under `cpr` og summen under `beloeb_pr_maaned`; den holdes op mod "
        "linjerne."
    )
    nu = datetime.now(UTC)
    ret, navn = Handling.INDLAES_EGNE_DATA, "skabelon-egne-data"
    excel, komma, _ = st.columns([2, 2, 5])
    with excel:
        hent.knap(
            bruger,
            "Hent som Excel",
            Fil(f"{navn}.xlsx", ret, lambda: motor.skabelon(nu), "skabelon til egne data"),
        )
    with komma:
        hent.knap(
            bruger, "Hent som CSV", Fil(f"{navn}.csv", ret, motor.skabelon_csv, "skabelon til egne data")
        )
    with st.expander("Hvad skal der stå i kolonnerne?", icon=":material/help:"):
        tabel(
            [
                {"navn": n, "tekst": t, "kraeves": "Ja" if n in motor.KRAEVEDE else ""}
                for n, t in motor.KOLONNER.items()
            ],
            [Kolonne("navn", "Kolonne"), Kolonne("tekst", "Hvad der skal stå"), Kolonne("kraeves", "Altid")],
            noegle="egnedata_kolonner",
            beskrivelse="Skabelonens kolonner, og hvad der skal stå i dem",
        )


def _upload(bruger: Bruger, k: Kontekst) -> None:
    nr = st.session_state.setdefault(_NR, 0)
    fil = st.file_uploader(
        "Vælg filen (.xlsx eller .csv, højst 5 MB og 20.000 linjer). Intet gemmes, før du har set den igennem.",
        type=["xlsx", "csv"],
        key=f"egnedata_fil_{nr}",
        max_upload_size=5,
    )
    if fil is None:
        st.session_state.pop(_BILLEDE, None)
        return
    indhold = fil.getvalue()
    stile = {n: str(v) for n in _TITLER if (v := st.session_state.get(f"egnedata_stil_{n}_{nr}"))}
    try:
        billede = _billede(bruger, k, fil.name, indhold, stile)
    except HjemtagFejl as fejl:
        st.error(f"{fejl} Intet er gemt.", icon=":material/error:")
        return
    _talstile(billede, stile, nr)
    if billede.skal_vaelges:
        return
    antal, oere, fejl_i_sum = _forventet(nr)
    uens = billede.stemmer_ikke(antal, oere) + fejl_i_sum
    for tekst in uens:
        st.error(tekst, icon=":material/error:")
    if not uens and (billede.egen_sum is not None or antal is not None or oere is not None):
        st.markdown(":green-badge[:material/check_circle: Kontroltallene stemmer]")
    _kontroltal(billede)
    _linjer(billede)
    if not billede.klar or uens:
        st.info(
            "Ret filen, og læg den op igen; der er ingen linjer at gemme."
            if not billede.klar
            else "Der kan gemmes, når kontroltallene stemmer.",
            icon=":material/info:",
        )
        return
    _virkning(bruger, k, billede)
    gem = f"Gem {dansk.antal(len(billede.klar), 'hændelse', 'hændelser')}"
    if st.button(gem, type="primary", icon=":material/save:", key=f"egnedata_gem_{nr}"):
        _gem(bruger, k, fil.name, indhold, stile, billede, antal, oere)


def _billede(
    bruger: Bruger, k: Kontekst, navn: str, indhold: bytes, stile: dict[str, str]
) -> Forhaandsvisning:
    """The look at the file, made once for the same bytes, choices and data; logged before it is shown."""
    nu = datetime.now(UTC)
    noegle = (navn, hash(indhold), tuple(sorted(stile.items())), k.kommende_nr, str(k.gen.sti))
    gemt = st.session_state.get(_BILLEDE)
    if gemt is None or gemt[0] != noegle:
        dag = dansk.lokal(nu).date()
        with st.spinner("Læser filen og finder borgerne …"):
            ny = motor.forhaandsvis(k, data.sagslager(), bruger, navn, indhold, stile, dag)
        if ny.kontrol not in st.session_state.setdefault(_SET, set()):
            motor.noter_set(data.sagslager(), bruger, ny, nu)
            st.session_state[_SET].add(ny.kontrol)
        st.session_state[_BILLEDE] = gemt = (noegle, ny)
    billede: Forhaandsvisning = gemt[1]
    return billede


def _talstile(billede: Forhaandsvisning, stile: dict[str, str], nr: int) -> None:
    """How each column of numbers is written; asked for where it cannot be told."""
    for navn, kolonne in billede.talkolonner.items():
        titel = _TITLER[navn]
        if kolonne.skal_vaelges or navn in stile:
            linjer = ", ".join(str(n) for n in kolonne.tvetydige[:5])
            st.radio(
                f"Hvordan er tallene i kolonnen {titel} skrevet?"
                + (f" Linje {linjer} kan læses på to måder." if linjer else ""),
                list(talstil.NAVNE),
                index=None,
                format_func={
                    talstil.DANSK: "Dansk: 45.000 er femogfyrretusind",
                    talstil.INTERNATIONAL: "Internationalt: 45.000 er femogfyrre",
                }.__getitem__,
                key=f"egnedata_stil_{navn}_{nr}",
            )
        elif kolonne.stil is not None and navn == "beloeb_pr_maaned":
            st.caption(f"Tallene i kolonnen {titel} er læst som {talstil.NAVNE[kolonne.stil]}.")


def _forventet(nr: int) -> tuple[int | None, int | None, list[str]]:
    """(lines, øre a month) that the user expects, each None when left empty, and what is wrong with what was typed."""
    st.markdown("**Kontroltal** – skriv, hvad I venter, hvis filen ikke har sin egen sum.")
    venstre, hoejre = st.columns(2)
    antal = venstre.number_input(
        "Antal linjer, I venter (kan være tom)", 0, 20_000, None, step=1, key=f"egnedata_antal_{nr}"
    )
    tekst = hoejre.text_input(
        "Sum pr. måned, I venter, kr. (kan være tom)", key=f"egnedata_sum_{nr}", max_chars=20
    )
    if not tekst.strip():
        return antal, None, []
    try:
        return antal, dansk.laes_kroner(tekst), []
    except ValueError:
        return antal, None, ["Summen skal skrives som 1.234,50."]


def _kontroltal(billede: Forhaandsvisning) -> None:
    tal = billede.kontroltal()
    linjer, oere = tal["ialt"]
    med_sag = len({n.ny.person_noegle for n in billede.klar if n.ny and n.sager})
    kort.raekke(
        [
            kort.Kort(
                "Filen", dansk.antal(linjer, "linje", "linjer"), note=f"{dansk.kroner(oere)} pr. måned i alt"
            ),
            *(
                kort.Kort(
                    motor.STATUS[s],
                    dansk.tal(tal[s][0]),
                    note=f"{dansk.kroner(tal[s][1])} pr. måned",
                    tilstand=f"{_FARVER[s]}:{motor.STATUS[s]}" if tal[s][0] else None,
                )
                for s in motor.STATUS
            ),
        ]
    )
    if billede.personer:
        st.markdown(
            f"De klare linjer er om {dansk.antal(billede.personer, 'borger', 'borgere')}; {dansk.tal(med_sag)} "
            "har en særligt dyr sag i det nyeste år."
        )


def _linjer(billede: Forhaandsvisning) -> None:
    """First what did not match, with line and why; then what is ready."""
    ikke = [linje for linje in billede.linjer if linje.status != motor.KLAR]
    if ikke:
        st.markdown(f"**{dansk.antal(len(ikke), 'linje', 'linjer')} bliver ikke gemt**")
        tabel(
            [
                {
                    "nr": n.nr,
                    "status": f"{_FARVER[n.status]}:{motor.STATUS[n.status]}",
                    "hvorfor": n.hvorfor,
                    "oere": n.beloeb_oere,
                }
                for n in ikke[:_VISTE_MAX]
            ],
            [
                Kolonne("nr", "Linje", "tal"),
                Kolonne("status", "Status", "tilstand"),
                Kolonne("hvorfor", "Hvorfor, og hvad du kan gøre"),
                Kolonne("oere", "Beløb pr. måned", "kroner"),
            ],
            noegle="egnedata_ikke",
            beskrivelse="Linjer, der ikke bliver gemt, og hvorfor",
        )
        _flere(len(ikke))
    if billede.klar:
        hvilke = "den linje" if len(billede.klar) == 1 else f"de {dansk.tal(len(billede.klar))} linjer"
        with st.expander(f"Se {hvilke}, der er klar", expanded=len(billede.klar) <= 20):
            tabel(
                [_klar(n) for n in billede.klar[:_VISTE_MAX]],
                [
                    Kolonne("nr", "Linje", "tal"),
                    Kolonne("art", "Hvad vil ske"),
                    Kolonne("dato", "Fra", "dato"),
                    Kolonne("indsats", "Indsats"),
                    Kolonne("oere", "Beløb pr. måned", "kroner"),
                    Kolonne("pct", "Sandsynlighed", "tal", enhed="%"),
                    Kolonne("sag", "Sag"),
                ],
                noegle="egnedata_klar",
                beskrivelse="Linjer, der er klar til at blive gemt",
            )
            _flere(len(billede.klar))


def _klar(linje: motor.Linje) -> dict[str, Any]:
    ny = linje.ny
    assert ny is not None
    return {
        "nr": linje.nr,
        "art": egnedataliste.ARTER[ny.art],
        "dato": ny.dato,
        "indsats": ny.indsats_id,
        "oere": ny.beloeb_oere,
        "pct": ny.sandsynlighed_pct,
        "sag": ", ".join(linje.sager) or "Ingen sag endnu",
    }


def _flere(antal: int) -> None:
    if antal > _VISTE_MAX:
        st.caption(f"De første {_VISTE_MAX} af {dansk.tal(antal)} linjer er vist.")


def _virkning(bruger: Bruger, k: Kontekst, billede: Forhaandsvisning) -> None:
    """What the file would do to the forecast."""
    egnedataliste.virkning_vist(
        lambda: data.egnedata_virkning(
            k, bruger, billede.kontrol, [linje.ny for linje in billede.klar if linje.ny], ""
        ),
        "Gemmes filen, bliver den ventede nettoudgift",
    )


def _gem(
    bruger: Bruger,
    k: Kontekst,
    navn: str,
    indhold: bytes,
    stile: dict[str, str],
    billede: Forhaandsvisning,
    antal: int | None,
    oere: int | None,
) -> None:
    try:
        motor.gem(
            *(k, data.sagslager(), bruger, navn, indhold, stile, billede.kontrol, datetime.now(UTC)),
            ventet_antal=antal,
            ventet_oere=oere,
        )
    except HjemtagFejl as fejl:
        st.session_state.pop(_BILLEDE, None)
        st.error(str(fejl), icon=":material/error:")
        return
    st.session_state[_NR] += 1  # an empty field for the next file
    st.session_state.pop(_BILLEDE, None)
    st.session_state[_BESKED] = (
        f"{dansk.antal(len(billede.klar), 'hændelse er gemt', 'hændelser er gemt')} fra {uden_markdown(billede.fil)}. "
        "Prognosen regner med dem nu."
    )
    st.rerun()
