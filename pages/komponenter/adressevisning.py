"""Tilflyttere: the institution and attention addresses: what each type means, the list, the history, and writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import HjemtagFejl
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.resultater import adresser as motor
from engine.resultater import sager
from engine.resultater.borger import LOVE
from engine.resultater.flyttemoenster import INSTITUTIONSTYPER
from engine.resultater.sde import Kontekst
from engine.sager.model import dansk_tid
from pages.komponenter import data, hent
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

_FRA, _TIL = date(1900, 1, 1), date(2099, 12, 31)
_BESKED, _NR = "adresse_besked", "adresse_nr"
_NAESTE = "Virkningen kommer, næste gang datagrundlaget bygges eller en leverance screenes."
_FARVE = {"Leveret": "ingen", "Skrevet her": "afklaret", "Venter": "usikker", "Udgår": "mangler"}
_TITLER = {
    "institution_id": "Nummer (tomt: Hjemtag giver et)",
    "navn": "Navn",
    "type": "Type",
    "driftsform": "Driftsform",
    "aarsag": "Hvorfor holdes der øje med den?",
    "kommunekode": "Kommune",
    "vejkode": "Vejkode",
    "husnr": "Husnummer",
    "etage": "Etage (tom: hele huset)",
    "sidedoer": "Side/dør (tom: hele etagen)",
    "gyldig_fra": "Gyldig fra (tom: fra begyndelsen)",
    "gyldig_til": "Gyldig til (tom: stadig i brug)",
    "lon": "Længdegrad, fx 9,986 (tom: adressens)",
    "lat": "Breddegrad, fx 57,459 (tom: adressens)",
}


def vis(bruger: Bruger, k: Kontekst) -> None:
    """The section at the foot of the page; read only when it is asked for."""
    st.subheader("Institutions- og opmærksomhedsadresser")
    st.markdown(
        f"De adresser, listen finder flytninger ved: de leverede og dem, I selv har skrevet. {_NAESTE}"
    )
    if not st.toggle("Vis adresserne", key="adresse_vis"):
        return
    if gjort := st.session_state.pop(_BESKED, ""):
        st.success(gjort, icon=":material/check_circle:")
    with st.expander("Hvad betyder typen for, hvem der betaler?", icon=":material/gavel:"):
        tabel(
            [
                r | {"type": typenavn(str(r["type"])), "love": _lovnavne(str(r["love"]))}
                for r in motor.virkninger(k)
            ],
            [
                Kolonne("type", "Type"),
                Kolonne("medvirken", "Medvirken"),
                Kolonne("hjemmel", "Hjemmel"),
                Kolonne("love", "Ydelser efter"),
            ],
            noegle="adresse_virkning",
            beskrivelse="Institutionstyper og deres retsvirkning på datagrundlagets dag",
        )
    navn = st.segmented_control(
        "Slags",
        list(motor.TABELLER),
        default=motor.INSTITUTION,
        format_func=motor.NAVNE.__getitem__,
        key="adresse_slags",
    )
    slags = str(navn or motor.INSTITUTION)
    liste = motor.liste(k, data.sagslager(), slags)
    valgt = _liste(slags, liste, sager.kommuner())
    if valgt is not None:
        _historik(
            bruger, slags, valgt, [r for r in liste if r["nr"] is None and r["ident"] == valgt["ident"]]
        )
    if motor.maa_rette(bruger):
        with st.expander("Skriv en ny adresse eller en ny version", icon=":material/edit:"):
            _skriv(bruger, k, slags, valgt)
        with st.expander("Læg mange op fra en fil", icon=":material/upload_file:"):
            _fil(bruger, k, slags)
    else:
        st.caption("Adresser skrives af en økonom.")


def typenavn(kode: str) -> str:
    """A code of the contract in words."""
    return INSTITUTIONSTYPER.get(kode, kode.capitalize())


def _lovnavne(koder: str) -> str:
    return ", ".join(LOVE.get(kode, kode) for kode in koder.split())


def _hvor(r: Mapping[str, str], kommuner: Mapping[str, str]) -> str:
    """'Egeborg, vejkode 8001, nr. 501, 2. tv'."""
    etage = f"{r['etage']}." if r["etage"] else ""
    doer = " ".join(filter(None, (etage, r["sidedoer"])))
    hus = f"nr. {r['husnr']}" if r["husnr"] else ""
    kommune = kommuner.get(r["kommunekode"], r["kommunekode"])
    return ", ".join(filter(None, (kommune, f"vejkode {r['vejkode']}", hus, doer)))


def _liste(slags: str, liste: list[dict[str, Any]], kommuner: Mapping[str, str]) -> dict[str, Any] | None:
    if not liste:
        st.markdown("Der er ingen adresser endnu.")
        return None
    navn = "navn" if slags == motor.INSTITUTION else "aarsag"
    st.caption("Klik på en række for at se dens historik eller skrive en ny version.")
    nr = tabel(
        [
            r
            | {"hvor": _hvor(r, kommuner)}
            | {"status": f"{_FARVE[r['tilstand']]}:{r['tilstand']}"}
            | {"type": typenavn(r.get("type", ""))}
            | {"fra": r["gyldig_fra"] or None, "til": r["gyldig_til"] or None}
            for r in liste
        ],
        [
            Kolonne(navn, "Navn" if slags == motor.INSTITUTION else "Årsag", bredde=220),
            *([Kolonne("type", "Type", bredde=150)] if slags == motor.INSTITUTION else []),
            Kolonne("hvor", "Adresse", bredde=250),
            Kolonne("fra", "Gyldig fra", "dato"),
            Kolonne("til", "Gyldig til", "dato"),
            Kolonne("status", "Status", "tilstand"),
        ],
        noegle=f"adresse_liste_{slags}_{len(liste)}",
        beskrivelse="Adresser med gyldighed, og om de er leveret eller skrevet her",
        vaelg=True,
    )
    return liste[nr] if nr is not None and nr < len(liste) else None


def _historik(
    bruger: Bruger, slags: str, valgt: dict[str, Any], leverede: Sequence[Mapping[str, Any]]
) -> None:
    """Every version, the newest first, and below them what was delivered."""
    st.markdown(f"**Historik for {uden_markdown(str(valgt.get('navn') or valgt.get('aarsag')))}**")
    versioner = motor.historik(data.sagslager(), slags, str(valgt["ident"]))
    if not versioner:
        st.markdown("Den er leveret, og ingen har rettet den her.")
        return
    tabel(
        [
            {
                "hvad": v.raekke.get("navn") or v.raekke.get("aarsag"),
                "tid": v.tid,
                "hvem": v.bruger,
                "fra": v.raekke["gyldig_fra"] or None,
                "til": v.raekke["gyldig_til"] or None,
                "hvorfor": v.begrundelse + (f" ({v.fil})" if v.fil else ""),
                "status": "afklaret:I kraft"
                if v.i_kraft
                else "ingen:Fortrudt"
                if v.fortrudt
                else "ingen:Afløst",
                "fortrudt": f"{dansk_tid(v.fortrudt[1])} af {v.fortrudt[0]}: {v.fortrudt[2]}"
                if v.fortrudt
                else "",
            }
            for v in versioner
        ]
        + [
            {
                "hvad": r.get("navn") or r.get("aarsag"),
                "tid": None,
                "hvem": "Leverancen",
                "fra": r["gyldig_fra"] or None,
                "til": r["gyldig_til"] or None,
                "hvorfor": "",
                "status": "ingen:Leveret",
                "fortrudt": "",
            }
            for r in leverede
        ],
        [
            Kolonne("hvad", "Navn" if slags == motor.INSTITUTION else "Årsag"),
            Kolonne("tid", "Skrevet", "tidspunkt"),
            Kolonne("hvem", "Af"),
            Kolonne("fra", "Gyldig fra", "dato"),
            Kolonne("til", "Gyldig til", "dato"),
            Kolonne("hvorfor", "Hvorfor"),
            Kolonne("status", "Status", "tilstand"),
            Kolonne("fortrudt", "Fortrudt"),
        ],
        noegle="adresse_historik",
        beskrivelse="Versioner af adressen, den nyeste først",
    )
    i_kraft = [v for v in versioner if v.i_kraft]
    if i_kraft and motor.maa_rette(bruger):
        numre = {v.nr: v for v in i_kraft}
        nr = st.selectbox(
            "Version",
            list(numre),
            format_func=lambda n: (
                f"Skrevet {dansk_tid(numre[n].tid)}, gyldig fra {_dag(numre[n].raekke['gyldig_fra'])}"
            ),
            key="adresse_fortryd_nr",
        )
        hvorfor = st.text_input("Hvorfor fortrydes den?", key=f"adresse_fortryd_{nr}", max_chars=400)
        if st.button("Fortryd versionen", icon=":material/undo:", key="adresse_fortryd"):
            _udfoer(
                lambda: motor.fortryd(data.sagslager(), bruger, int(nr), hvorfor, datetime.now(UTC)),
                "Versionen er fortrudt; den står stadig i historikken.",
            )


def _dag(iso: str) -> str:
    return dansk.dato(iso) if iso else "begyndelsen"


def _udfoer(goer: Any, besked: str) -> None:
    try:
        goer()
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return
    st.session_state[_BESKED] = f"{besked} {_NAESTE}"
    st.session_state[_NR] = st.session_state.get(_NR, 0) + 1  # empty fields for the next
    st.rerun()


def _skriv(bruger: Bruger, k: Kontekst, slags: str, valgt: dict[str, Any] | None) -> None:
    st.markdown(
        "Med samme *gyldig fra* rettes eller afsluttes den valgte version; en senere *gyldig fra* er en ny version, "
        "og den gamle gælder til dagen før. Intet slettes."
    )
    udgave = (
        f"{slags}_{st.session_state.get(_NR, 0)}_{valgt['ident'] + valgt['gyldig_fra'] if valgt else 'ny'}"
    )
    raekke: dict[str, Any] = {}
    felter = list(motor.KOLONNER[slags])
    for nr in range(
        0, len(felter), 3
    ):  # row by row, so that the order is right where columns stand under each other
        for felt, spalte in zip(felter[nr : nr + 3], st.columns(3), strict=False):
            with spalte:
                raekke[felt] = _felt(k, slags, felt, valgt, f"adresse_{felt}_{udgave}")
    hvorfor = st.text_input("Hvorfor skrives den?", key=f"adresse_hvorfor_{udgave}", max_chars=400)
    if st.button("Gem versionen", type="primary", icon=":material/save:", key="adresse_gem"):
        tomme = [_TITLER[f] for f in motor.kraevede(slags) if not raekke[f]]
        tomme += [] if hvorfor.strip() else ["begrundelsen"]
        if tomme:
            st.error(f"Udfyld {', '.join(tomme)}. Intet er gemt.", icon=":material/error:")
            return
        _udfoer(
            lambda: motor.skriv(k, data.sagslager(), bruger, slags, raekke, hvorfor, datetime.now(UTC)),
            "Adressen er gemt.",
        )


def _felt(k: Kontekst, slags: str, felt: str, valgt: Mapping[str, Any] | None, noegle: str) -> Any:
    """One field of the form: a list where there are codes, a calendar for a date, else text."""
    foer, titel = str((valgt or {}).get(felt, "")), _TITLER[felt]
    koder = alle_kontrakter()[slags].kolonner[felt].koder
    navne = sager.kommuner() if felt == "kommunekode" else {kode: typenavn(kode) for kode in koder or ()}
    if navne:
        return st.selectbox(
            titel,
            list(navne),
            index=list(navne).index(foer) if foer in navne else None,
            key=noegle,
            placeholder="Vælg",
            format_func=navne.__getitem__,
        )
    if felt in ("gyldig_fra", "gyldig_til"):
        dag = date.fromisoformat(foer) if foer else None
        return st.date_input(titel, dag, key=noegle, format="DD.MM.YYYY", min_value=_FRA, max_value=_TIL)
    if felt in ("lon", "lat"):
        foer = foer.replace(".", ",")
    return st.text_input(titel, foer, key=noegle, max_chars=200)


def _fil(bruger: Bruger, k: Kontekst, slags: str) -> None:
    ret, navn = Handling.INDLAES_EGNE_DATA, f"skabelon-{slags}"
    nu = datetime.now(UTC)
    hent.knap(
        bruger, "Hent skabelonen som Excel", Fil(f"{navn}.xlsx", ret, lambda: motor.skabelon(slags, nu), navn)
    )
    hent.knap(
        bruger, "Hent skabelonen som CSV", Fil(f"{navn}.csv", ret, lambda: motor.skabelon_csv(slags), navn)
    )
    udgave = st.session_state.get(_NR, 0)
    fil = st.file_uploader(
        "Vælg filen (.xlsx eller .csv). Intet gemmes, før du har set den igennem.",
        type=["xlsx", "csv"],
        key=f"adresse_fil_{slags}_{udgave}",
        max_upload_size=5,
    )
    if fil is None:
        return
    indhold = fil.getvalue()
    try:
        billede = motor.forhaandsvis(k, data.sagslager(), bruger, slags, fil.name, indhold)
    except HjemtagFejl as fejl:
        st.error(f"{fejl} Intet er gemt.", icon=":material/error:")
        return
    st.markdown(
        f"{dansk.antal(len(billede.raekker), 'ny version', 'nye versioner')}; {dansk.tal(billede.findes)} er skrevet "
        "sådan i forvejen."
    )
    if billede.fejl:
        st.error("Intet kan gemmes, før linjerne er rettet.", icon=":material/error:")
        tabel(
            [{"nr": nr, "hvad": tekst} for nr, tekst in billede.fejl[:200]],
            [Kolonne("nr", "Linje", "tal"), Kolonne("hvad", "Hvad der er galt")],
            noegle="adresse_fejl",
            beskrivelse="Linjer, der skal rettes",
        )
        return
    tabel(
        [dict(r) for r in billede.raekker[:200]],
        [Kolonne(f, _TITLER[f].split(" (")[0]) for f in motor.KOLONNER[slags] if f != "institution_id"][:8],
        noegle="adresse_nye",
        beskrivelse="De første 200 versioner, der bliver skrevet",
    )
    hvorfor = st.text_input("Hvorfor skrives de?", key=f"adresse_filgrund_{udgave}", max_chars=400)
    if billede.raekker and st.button(
        "Gem filen", type="primary", icon=":material/save:", key="adresse_gemfil"
    ):
        _udfoer(
            lambda: motor.gem(
                k, data.sagslager(), bruger, billede, fil.name, indhold, hvorfor, datetime.now(UTC)
            ),
            f"{dansk.antal(len(billede.raekker), 'version er gemt', 'versioner er gemt')}.",
        )
