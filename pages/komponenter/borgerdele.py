"""The parts of the page Borger: search, purpose, residence drawn as a chart, family, measures, economy, coming events.

The address line holds the person's key, never a number or a name. What was searched for stays in the session.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import FORMAAL, Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import borger as motor
from engine.resultater import sager as sagsmotor
from engine.resultater import sdevisning
from engine.resultater.borger import INDKOMSTTYPER, LOVE, SLAGS, SPOR, Borger
from engine.resultater.sde import Kontekst
from engine.sager.kommende import ARTER, KRAEVER_BELOEB
from engine.sager.log import Loglinje, skriv_loglinjer
from engine.sager.sagsfelter import SAG_ID
from pages.komponenter import data, figurer, kort, tema, tilstande
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_NOEGLE = re.compile(r"[0-9a-f]{16}")
_BESKED = "borger_besked"
_FARVER = {"bopael": "accent", "institution": "skylder", "udland": "usikker", "ukendt": "daempet"}
_AAR_TILBAGE = 10
FRA = {
    "sag": "Til sagen",
    "tilflyttere": "Til Tilflyttere",
    "fraflyttere": "Til Fraflyttere",
    "udflytning": "Til Udflytning",
}
"""The pages that a person is opened from with a purpose given there, and the way back to each."""
_GRAENSER = {"min_value": date(2020, 1, 1), "max_value": date(2049, 12, 31)}


def valgt() -> str | None:
    """The person key in the address line, None for anything that is not one."""
    noegle = st.query_params.get("borger", "")
    return noegle if _NOEGLE.fullmatch(noegle) else None


def adresse_maa_ses(noegle: str) -> bool:
    """Whether this session has given a reason for seeing the protected address."""
    return noegle in st.session_state.get("borger_adresser", set())


# --- finding the person -------------------------------------------------------------------------------------


def soeg(bruger: Bruger, k: Kontekst) -> None:
    """Search by number or name with a purpose; both are logged, the text is not."""
    st.markdown("Søg på CPR-nummer eller navn. Søgningen og formålet skrives i loggen; det søgte gør ikke.")
    with st.form("borgersoegning", width=560):
        tekst = st.text_input("CPR-nummer eller navn", autocomplete="off")
        valgt_formaal = st.selectbox(
            "Formål", FORMAAL["borger"], index=None, placeholder="Vælg et formål", filter_mode=None
        )
        if st.form_submit_button("Søg", type="primary", icon=":material/search:"):
            if not tekst.strip() or valgt_formaal is None:
                st.error("Skriv et CPR-nummer eller et navn, og vælg et formål.", icon=":material/error:")
            else:
                _soeg(bruger, k, tekst, valgt_formaal)
    fundne = st.session_state.get("borger_fundne")
    if fundne is None:
        return
    if not fundne:
        tilstande.tom(
            "Ingen borgere fundet",
            "Ingen i CPR-leverancerne svarer til det, du søgte på, inden for dine områder.",
            "Kontrollér nummeret eller stavningen.",
        )
        return
    _resultater(bruger, k, fundne)


def _soeg(bruger: Bruger, k: Kontekst, tekst: str, valgt_formaal: str) -> None:
    try:
        fundne = sagsmotor.find_personer(
            k, data.sagslager(), bruger, tekst, valgt_formaal, datetime.now(UTC), sted="borger"
        )
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return
    st.session_state["borger_fundne"] = motor.synlige(k, bruger, fundne)
    st.session_state["borger_formaal"] = valgt_formaal


def _resultater(bruger: Bruger, k: Kontekst, fundne: tuple[str, ...]) -> None:
    navne = sagsmotor.navne(k, bruger, fundne)
    raekker = [{"navn": navne[n][0], "foedt": navne[n][1]} for n in fundne if n in navne]
    nr = tabel(
        raekker,
        [Kolonne("navn", "Navn"), Kolonne("foedt", "Født", "dato")],
        noegle="borger_fundne_tabel",
        beskrivelse="Borgere, der svarer til søgningen",
        vaelg=True,
    )
    st.caption("Klik på en borger for at åbne.")
    if nr is not None:
        st.query_params["borger"] = fundne[nr]
        _giv_formaal(bruger, fundne[nr], st.session_state["borger_formaal"])
        st.rerun()


def formaal(bruger: Bruger, k: Kontekst, noegle: str) -> str:
    """The purpose of this look: given with the search, taken from the case it was opened from, or asked for now.

    Errors: AdgangNaegtet before anything is asked, for one who may not see the person.
    """
    motor.kraev(k, bruger, noegle)
    givne = st.session_state.setdefault("borger_formaal_givet", {})
    if noegle in givne:
        return str(givne[noegle])
    fra_sag = {v for v in st.session_state.get("formaal", {}).values() if v in FORMAAL["borger"]}
    if st.query_params.get("fra") in FRA and len(fra_sag) == 1:
        return _giv_formaal(bruger, noegle, fra_sag.pop())
    with st.form(f"borger_formaal_{noegle}", width=560):
        st.markdown("**Hvad er formålet?** Siden viser borgerens navn, bopæl, familie og økonomi.")
        valgt_formaal = st.selectbox(
            "Formål", FORMAAL["borger"], index=None, placeholder="Vælg et formål", filter_mode=None
        )
        st.caption("Opslaget skrives i loggen med formålet.")
        if st.form_submit_button("Vis borgeren", type="primary") and valgt_formaal:
            _giv_formaal(bruger, noegle, valgt_formaal)
            st.rerun()
    st.stop()


def _giv_formaal(bruger: Bruger, noegle: str, valgt_formaal: str) -> str:
    linje = Loglinje(bruger.navn, "se_person", "borger", noegle, valgt_formaal)
    skriv_loglinjer(data.sagslager(), [linje], datetime.now(UTC))
    st.session_state.setdefault("borger_formaal_givet", {})[noegle] = valgt_formaal
    return valgt_formaal


def aabn(noegle: str, fra: str, sag: str = "") -> None:
    """Leave for one person's page. fra: a key of FRA, the page left; sag: the case that is open on it."""
    st.switch_page(
        "pages/borger.py", query_params={"borger": noegle, "fra": fra} | ({"sag": sag} if sag else {})
    )


def kan_aabnes(bruger: Bruger, k: Kontekst, noegle: str) -> bool:
    """Whether the user may open the person's page."""
    return maa(bruger, Handling.SE_SIDE, side="borger")[0] and bool(motor.synlige(k, bruger, [noegle]))


def tilbage(bruger: Bruger) -> None:
    """The way back to the list or the case that the person was opened from."""
    fra, sag = st.query_params.get("fra", ""), st.query_params.get("sag", "")
    if fra not in FRA or not maa(bruger, Handling.SE_SIDE, side=fra)[0]:
        return
    if st.button(FRA[fra], icon=":material/arrow_back:", type="tertiary"):
        glem_valg()
        st.switch_page(f"pages/{fra}.py", query_params={"sag": sag} if SAG_ID.fullmatch(sag) else {})


# --- the person ---------------------------------------------------------------------------------------------


def hoved(bruger: Bruger, b: Borger, valgt_formaal: str) -> None:
    """Name, the sentence, and the way to a protected address."""
    if besked := st.session_state.pop(_BESKED, ""):
        st.success(besked, icon=":material/check_circle:")
    with st.container(horizontal=True):
        tilbage(bruger)
        if st.button("Ny søgning", icon=":material/search:", type="tertiary"):
            st.query_params.clear()
            st.session_state.pop("borger_fundne", None)
            st.rerun()
    st.header(uden_markdown(b.navn) + (f" · {dansk.dato(b.foedt)}" if b.foedt else ""))
    st.markdown(uden_markdown(b.saetning))
    st.caption(f"Formål: {valgt_formaal}. Opslaget er logget.")
    loeber = [i for i in b.indsatser if i["loeber"]]
    aar = str(b.data_dato.year)
    i_aar = b.oekonomi[b.oekonomi["maaned"].str[:4] == aar]
    kort.raekke(
        [
            kort.Kort("Løbende indsatser", dansk.tal(len(loeber))),
            kort.beloeb(f"Udgifter {aar}", int(i_aar.loc[i_aar["slags"] == "udgift", "oere"].sum())),
            kort.beloeb(
                "Indtægter og refusion",
                -int(i_aar.loc[i_aar["slags"] != "udgift", "oere"].sum()),
                note=f"bogført {aar}",
            ),
            kort.Kort(
                "Sager", dansk.tal(b.sager["sag_id"].nunique() if len(b.sager) else 0), note="særligt dyre"
            ),
        ]
    )
    if b.beskyttet and not b.adresse_vist:
        _afsloer(bruger, b)


def _afsloer(bruger: Bruger, b: Borger) -> None:
    st.markdown(f"{tilstande.maerke('usikker:Beskyttet adresse')} Adressen og dem, der bor der, er skjult.")
    with st.popover("Vis adressen", icon=":material/visibility:"):
        grund = st.text_input("Hvorfor skal den ses?", key=f"grund_{b.person_noegle}", max_chars=400)
        if st.button("Vis", key=f"afsloer_{b.person_noegle}", type="primary"):
            try:
                motor.afsloer_som(data.sagslager(), bruger, b.person_noegle, grund, datetime.now(UTC))
            except HjemtagFejl as fejl:
                st.error(str(fejl), icon=":material/error:")
            else:
                st.session_state.setdefault("borger_adresser", set()).add(b.person_noegle)
                st.rerun()


def tidslinje(b: Borger) -> None:
    """Where the person has lived, and with whom, as bars over time."""
    st.subheader("Bopæl over tid")
    if b.ophold.empty:
        st.markdown("Der er ingen adresser i CPR-leverancerne.")
        return
    slut = b.doed or b.data_dato
    fra = date(slut.year - _AAR_TILBAGE, slut.month, 1)
    bars = [
        _bjaelke(SPOR[r["spor"]], r["sted"], r["fra"], r["til"], slut, fra, _FARVER[r["spor"]])
        for r in b.ophold.to_dict("records")
    ]
    bars += [
        _bjaelke(f"Med {s['navn']}", s["navn"], s["fra"], s["til"], slut, fra, "daempet")
        for s in b.samboende[:6]
    ]
    vist = [x for x in bars if x is not None]
    if vist:
        _tegn(vist)
    tabel(
        [
            r | {"slags": SPOR[r["spor"]], "usikker": "Ja" if r["usikker"] else ""}
            for r in reversed(b.ophold.to_dict("records"))
        ],
        [
            Kolonne("slags", "Slags"),
            Kolonne("sted", "Sted"),
            Kolonne("fra", "Fra", "dato"),
            Kolonne("til", "Til", "dato", hjaelp="– betyder, at opholdet stadig gælder."),
            Kolonne("usikker", "Usikker dato"),
        ],
        noegle="borger_ophold",
        beskrivelse="Borgerens adresser, den nyeste først",
    )


def _bjaelke(
    spor: str, sted: str, fra: date | None, til: date | None, slut: date, foerst: date, farve: str
) -> dict[str, Any] | None:
    start, ende = max(fra or foerst, foerst), min(til or slut, slut)
    if start > ende:
        return None
    return {
        "spor": spor,
        "sted": sted,
        "fra": start.isoformat(),
        "til": ende.isoformat(),
        "periode": f"{dansk.dato(fra)} – {dansk.dato(til) if til else 'nu'}",
        "farve": tema.farve(farve),
    }


def _tegn(bars: list[dict[str, Any]]) -> None:
    raekkefoelge = list(dict.fromkeys([*(s for s in SPOR.values()), *(x["spor"] for x in bars)]))
    figurer.vis(
        {
            "data": {"values": bars},
            "height": 34 * len({x["spor"] for x in bars}),
            "mark": {"type": "bar", "height": 18, "cornerRadius": 3, "tooltip": True},
            "encoding": {
                "y": {
                    "field": "spor",
                    "type": "nominal",
                    "sort": raekkefoelge,
                    "title": None,
                    "axis": {"labelLimit": 240},
                },
                "x": {
                    "field": "fra",
                    "type": "temporal",
                    "title": None,
                    "axis": {"format": "%Y", "tickCount": "year"},
                },
                "x2": {"field": "til"},
                "color": {"field": "farve", "type": "nominal", "scale": None},
                "tooltip": [
                    {"field": "sted", "type": "nominal", "title": "Sted"},
                    {"field": "periode", "type": "nominal", "title": "Periode"},
                ],
            },
        },
        beskrivelse="Borgerens ophold og samboende de seneste ti år",
    )


def familie(b: Borger) -> None:
    st.subheader("Familie")
    if not b.familie:
        st.markdown("Der er ingen forældre, børn eller ægtefælle i CPR-leverancerne.")
        return
    tabel(
        b.familie,
        [
            Kolonne("rolle", "Relation"),
            Kolonne("navn", "Navn"),
            Kolonne("foedt", "Født", "dato"),
            Kolonne("myndighed", "Forældremyndighed"),
            Kolonne("fra", "Fra", "dato"),
            Kolonne("til", "Til", "dato"),
        ],
        noegle="borger_familie",
        beskrivelse="Borgerens nærmeste familie",
    )


def indsatser(b: Borger) -> None:
    st.subheader("Indsatser")
    if not b.indsatser:
        st.markdown("Der er ingen indsatser inden for dine områder.")
        return
    tabel(
        [
            i
            | {
                "tilstand": "afklaret:Løber" if i["loeber"] else "ingen:Ophørt",
                "navn": i["ydelse"] or i["hjemmel"],
            }
            for i in b.indsatser
        ],
        [
            Kolonne("navn", "Ydelse"),
            Kolonne("hjemmel", "Hjemmel"),
            Kolonne("sted", "Sted"),
            Kolonne("fra", "Fra", "dato"),
            Kolonne("til", "Til", "dato"),
            Kolonne("takst_oere", "Takst", "kroner"),
            Kolonne("enhed", "Pr."),
            Kolonne("tilstand", "Status", "tilstand"),
        ],
        noegle="borger_indsatser",
        beskrivelse="Borgerens indsatser, den nyeste først",
    )


def oekonomi(b: Borger) -> None:
    """Kroner in and out by month, stacked, and income where the purpose gives it."""
    st.subheader("Økonomi måned for måned")
    if b.oekonomi.empty:
        st.markdown("Kommunen har intet bogført på borgeren i perioden inden for dine områder.")
    else:
        farver = {"udgift": "accent", "indtaegt": "afklaret", "refusion": "skylder"}
        pr_slags = b.oekonomi.groupby(["maaned", "slags"])["oere"].sum().reset_index()
        _soejler(pr_slags.to_dict("records"), farver, motor.maaneder(b))
        tabel(
            b.oekonomi.assign(
                navn=b.oekonomi["slags"].map(SLAGS),
                lov=b.oekonomi["lov"].map(lambda kode: LOVE.get(kode, kode)),
            )
            .groupby(["navn", "lov"])["oere"]
            .sum()
            .reset_index()
            .to_dict("records"),
            [Kolonne("navn", "Slags"), Kolonne("lov", "Lov"), Kolonne("oere", "I alt", "kroner", sum=True)],
            noegle="borger_oekonomi",
            beskrivelse="Bogført på borgeren de seneste 24 måneder efter slags og lov",
        )
    if b.indkomst is None:
        st.caption("Indkomst vises kun ved bopælskontrol og tilskud for udlændinge.")
    elif b.indkomst.empty:
        st.markdown("Der er ingen indkomst i perioden.")
    else:
        st.markdown("**Indkomst**")
        tabel(
            [
                r
                | {
                    "type": INDKOMSTTYPER.get(r["indkomsttype"], r["indkomsttype"]),
                    "sted": "Udland" if r["udland"] else "Danmark",
                }
                for r in reversed(b.indkomst.to_dict("records"))
            ],
            [
                Kolonne("maaned", "Måned", "maaned"),
                Kolonne("type", "Type"),
                Kolonne("sted", "Fra"),
                Kolonne("oere", "Beløb", "kroner", sum=True),
            ],
            noegle="borger_indkomst",
            beskrivelse="Borgerens indkomst måned for måned, den nyeste først",
        )


def _kort_maaned(maaned: str) -> str:
    """'mar 25' from '2025-03', for an axis."""
    return f"{dansk.maaned_kort(maaned)} {maaned[2:4]}"


def _soejler(raekker: list[dict[str, Any]], farver: dict[str, str], maaneder: Any) -> None:
    vaerdier = [
        {
            "maaned": _kort_maaned(r["maaned"]),
            "navn": SLAGS[r["slags"]],
            "kr": int(r["oere"]) / 100,
            "vist": dansk.kroner(int(r["oere"])),
            "maanedsnavn": dansk.maaned(r["maaned"]),
            "farve": tema.farve(farver[r["slags"]]),
        }
        for r in raekker
    ]
    figurer.vis(
        {
            "data": {"values": vaerdier},
            "height": 200,
            "mark": {"type": "bar"},
            "encoding": {
                "x": {
                    "field": "maaned",
                    "type": "ordinal",
                    "title": None,
                    "scale": {"domain": [_kort_maaned(m) for m in maaneder]},
                    "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 10},
                },
                "y": {
                    "field": "kr",
                    "type": "quantitative",
                    "title": "kr.",
                    "stack": "zero",
                    "axis": {"format": ",.0f"},
                },
                "color": {"field": "farve", "type": "nominal", "scale": None},
                "tooltip": [
                    {"field": "maanedsnavn", "type": "nominal", "title": "Måned"},
                    {"field": "navn", "type": "nominal", "title": "Slags"},
                    {"field": "vist", "type": "nominal", "title": "Beløb"},
                ],
            },
        },
        beskrivelse="Udgifter, indtægter og statsrefusion på borgeren måned for måned",
    )
    st.caption("Udgifter over nul, indtægter og refusion under nul. Peg på en søjle for beløbet.")


def sager(b: Borger) -> None:
    st.subheader("Sager")
    if b.sager.empty:
        st.markdown("Borgeren er ikke med i nogen særligt dyr sag inden for dine områder.")
        return
    nr = tabel(
        [
            r
            | {
                "aar": str(r["aar"]),
                "sagstype": r["sagstype"].capitalize(),
                "lovnavn": sdevisning.LOVNAVNE.get(r["lov"], r["lov"]),
            }
            for r in b.sager.to_dict("records")
        ],
        [
            Kolonne("aar", "År"),
            Kolonne("lovnavn", "Lov"),
            Kolonne("sagstype", "Type"),
            Kolonne("netto_oere", "Nettoudgift", "kroner"),
            Kolonne("refusion", "Refusion", "kroner"),
            Kolonne("difference_oere", "Difference", "kroner"),
        ],
        noegle="borger_sager",
        beskrivelse="Sager i særligt dyre enkeltsager, som borgeren er med i",
        vaelg=True,
    )
    if nr is not None:
        r = b.sager.iloc[nr]
        st.switch_page(
            "pages/saerligt_dyre_enkeltsager.py",
            query_params={"sag": str(r["sag_id"]), "sagsaar": str(r["aar"])},
        )


def i_koen(bruger: Bruger, k: Kontekst, b: Borger) -> None:
    """The person's cases in the work list, with the way to each."""
    raekker = sagsmotor.for_personer(
        k, data.sagslager(), bruger, [b.person_noegle], dansk.lokal(datetime.now(UTC)).date()
    )
    if not raekker:
        return
    st.markdown("**I arbejdslisten**")
    for r in raekker:
        med, knap = st.columns([5, 1], vertical_alignment="center")
        beloeb = f" · {dansk.kroner(r.forventet_oere)}" if r.forventet_oere is not None else ""
        med.markdown(
            f"{tilstande.maerke(r.tilstand.farve, r.tilstand.navn)} {r.regel} {r.aar or ''}{beloeb} · "
            f"{uden_markdown(r.hvorfor_nu)}"
        )
        if knap.button("Åbn sagen", key=f"sag_{r.sag_id}", type="tertiary"):
            st.switch_page("pages/sag.py", query_params={"sag": r.sag_id})


# --- coming events ------------------------------------------------------------------------------------------


def ventede(bruger: Bruger, k: Kontekst, b: Borger) -> None:
    """What is known to be coming, for the forecast; entered and taken back here."""
    st.subheader("Kommende hændelser")
    st.caption("Det, I ved er på vej. Prognosen regner med det, med den sandsynlighed I giver det.")
    for v in b.ventede:
        _en_ventet(bruger, k, b, v)
    if not maa(bruger, Handling.INDTAST_HAENDELSE)[0]:
        return
    with st.expander("Tilføj en hændelse", icon=":material/add:", expanded=False):
        art = st.selectbox(
            "Hvad vil ske?",
            list(ARTER),
            format_func=ARTER.__getitem__,
            key=f"art_{b.person_noegle}",
            filter_mode=None,
        )
        with st.form(f"ventet_{b.person_noegle}_{art}", border=False):
            _felter(bruger, k, b, str(art))


def _felter(bruger: Bruger, k: Kontekst, b: Borger, art: str) -> None:
    dato_felt, pct_felt, beloeb_felt = st.columns(3)
    dato = dato_felt.date_input(
        "Dato", None, format="DD.MM.YYYY", min_value=date(2020, 1, 1), max_value=date(2049, 12, 31)
    )
    pct = pct_felt.number_input("Sandsynlighed, procent", 1, 100, 80, step=5)
    beloeb = None
    if art in KRAEVER_BELOEB:
        beloeb = beloeb_felt.number_input(
            "Udgift pr. måned, kroner", 0.0, 1_000_000.0, None, step=1000.0, format="%.2f"
        )
    loebende = {
        i["indsats_id"]: f"{i['ydelse'] or i['hjemmel']} fra {dansk.dato(i['fra'])}"
        for i in b.indsatser
        if i["loeber"]
    }
    indsats = ""
    if art != "start" and loebende:
        valgt_indsats = st.selectbox(
            "Indsats",
            list(loebende),
            index=0 if len(loebende) == 1 else None,
            format_func=loebende.__getitem__,
            placeholder="Vælg en indsats",
            filter_mode=None,
        )
        indsats = str(valgt_indsats or "")
    note = st.text_input(
        "Hvorfra ved I det?", max_chars=400, placeholder="fx visitationsmøde, ansøgning modtaget"
    )
    if st.form_submit_button("Gem hændelsen", type="primary", icon=":material/event:"):
        if dato is None:
            st.error("Vælg en dato.", icon=":material/error:")
            return
        _goer(
            lambda nu: _gem(
                bruger, k, b, nu, art=art, dato=dato, sandsynlighed_pct=int(pct), indsats_id=indsats, note=note,
                beloeb_oere=None if beloeb is None else round(beloeb * 100),
            )
        )  # fmt: skip


def _gem(bruger: Bruger, k: Kontekst, b: Borger, nu: datetime, **felter: Any) -> str:
    motor.ventet_som(k, data.sagslager(), bruger, b.person_noegle, nu, **felter)
    return f"{ARTER[felter['art']]} den {dansk.dato(felter['dato'])} er gemt."


def _en_ventet(bruger: Bruger, k: Kontekst, b: Borger, v: Any) -> None:
    with st.container(border=True, key=f"ventet_{v.id}"):
        beloeb = f", {dansk.kroner(v.beloeb_oere)} pr. måned" if v.beloeb_oere is not None else ""
        st.markdown(
            f"**{ARTER[v.art]}** {dansk.dato(v.dato)}{beloeb} · {v.sandsynlighed_pct} %  \n"
            f"{uden_markdown(v.note)} · {uden_markdown(v.bruger)} {dansk.tidspunkt(v.tid)}"
        )
        if maa(bruger, Handling.INDTAST_HAENDELSE)[0]:
            with st.popover("Fjern", icon=":material/undo:"):
                grund = st.text_input(
                    "Hvorfor ventes den ikke mere?", key=f"fjern_hvorfor_{v.id}", max_chars=400
                )
                if st.button("Fjern hændelsen", key=f"fjern_{v.id}"):
                    _goer(lambda nu: _fjern(bruger, k, b, v.id, grund, nu))


def _fjern(bruger: Bruger, k: Kontekst, b: Borger, nr: int, grund: str, nu: datetime) -> str:
    motor.fjern_ventet_som(k, data.sagslager(), bruger, b.person_noegle, nr, grund, nu)
    return "Hændelsen er fjernet og står i historikken."


def _goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        gjort = handling(datetime.now(UTC))
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = gjort
        st.rerun()
