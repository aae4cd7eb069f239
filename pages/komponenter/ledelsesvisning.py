"""The parts of Ledelsesinformation: filters, cards, curve, bridge, tables, and the way down to persons and postings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet
from engine.resultater import ledelse, ledelse_borgere, ledelsesside
from engine.resultater.ledelsesside import BUDGET, SIDSTE_AAR, TAL, Rammer, Side, Valg
from engine.resultater.sde import Kontekst
from pages.komponenter import data, figurer, filtre, formaal, kort, tilstande
from pages.komponenter.sideskift import vindue
from pages.komponenter.tabeller import Kolonne, tabel

ALLE = "alle"
GRUPPER = {"fag": "Fagområder", "alle": "Hele regnskabet"}
HELE = " for hele fagområdet"
OEKONOMI, REGISTRERING, ANDRE, INGEN = "oekonomi", "registrering", "andre", "ingen"
MAAL, FOER_EFTER = "maal", "foer_efter"
EMNER = {
    OEKONOMI: "Økonomi og aktivitet",
    MAAL: "Mål og grænser",
    FOER_EFTER: "Indsats og effekt",
    REGISTRERING: "Registrering",
    ANDRE: "Andre kommuner",
}
MOD = {BUDGET: "Budget", SIDSTE_AAR: "Sidste år"}
VIS = {
    TAL: "Tal",
    ledelse_borgere.PERSONER: "Personer",
    ledelse_borgere.POSTERINGER: "Posteringer",
    ledelse_borgere.UDEN_CPR: "Posteringer uden CPR",
}


def vaelg(bruger: Bruger, r: Rammer, tal: dict[str, str]) -> tuple[Valg, str, str, str]:
    """The filter row: what is chosen, which view of an open service (a key of VIS), the subject, and which figure is
    compared with other municipalities. tal: figure → its name."""

    ser_personer = maa(bruger, Handling.SE_PERSON)[0]

    def ydelser(v: dict[str, Any]) -> list[str]:
        return [ALLE] if v["emne"] != OEKONOMI else [ALLE, *r.ydelser.get((v["aar"], v["omraade"]), ())]

    def visninger(v: dict[str, Any]) -> list[str]:
        return list(VIS) if v["ydelse"] != ALLE and ser_personer else [TAL]

    def omraader(v: dict[str, Any]) -> list[str]:
        return [ALLE] if v["emne"] in (ANDRE, MAAL) else [ALLE, *r.omraader[ALLE]]

    def grupper(v: dict[str, Any]) -> list[str]:
        return list(GRUPPER) if v["omraade"] == ALLE and v["emne"] == OEKONOMI else ["fag"]

    def forklaringer(v: dict[str, Any]) -> list[str]:
        return list(MOD) if v["vis"] == TAL and v["emne"] == OEKONOMI else [BUDGET]

    def stoerrelser(v: dict[str, Any]) -> list[str]:
        return (list(tal) or [INGEN]) if v["emne"] == ANDRE else [INGEN]

    def navn(kode: str) -> str:
        return r.navne.get(kode, "Alle")

    v = filtre.raekke(
        [
            filtre.Valg("emne", "Emne", list(EMNER), OEKONOMI, EMNER.__getitem__, 190),
            filtre.Valg("aar", "År", r.aarene, r.standardaar, bredde=100),
            filtre.Valg("tal", "Tal", stoerrelser, next(iter(tal), INGEN), lambda t: tal.get(t, ""), 330),
            filtre.Valg("omraade", "Fagområde", omraader, ALLE, navn, 195),
            filtre.Valg("ydelse", "Ydelse", ydelser, ALLE, navn, 230),
            filtre.Valg("vis", "Vis", visninger, TAL, VIS.__getitem__, 170),
            filtre.Valg("konti", "Konti", grupper, "fag", GRUPPER.__getitem__, 170),
            filtre.Valg("mod", "Forklar mod", forklaringer, BUDGET, MOD.__getitem__, 120),
        ]
    )
    omraade, ydelse = (None if v[n] == ALLE else v[n] for n in ("omraade", "ydelse"))
    return Valg(v["aar"], v["konti"], omraade, ydelse, v["mod"]), v["vis"], v["emne"], v["tal"]


def kortene(s: Side, hele_omraadet: bool) -> None:
    """Forbrug against budget, the expected result, refund expected against claimed, the open potential.

    hele_omraadet: the refund is the field's while a service is open, since it is not known by service.
    """
    b, r = s.billede, s.refusion
    forbrug = kort.beloeb("Forbrug", b.ialt.forbrug)
    if b.ialt.korrigeret:
        andel = dansk.procent(b.ialt.forbrug / b.ialt.korrigeret)
        forbrug = kort.beloeb(
            "Forbrug",
            b.ialt.forbrug,
            note=f"{andel} af det korrigerede budget, {dansk.kort_kroner(b.ialt.korrigeret)}",
            tilstand="mangler:Merforbrug" if b.ialt.afvigelse > 0 else "afklaret:Inden for",
        )
    kort.raekke([forbrug, _forventet(b), _refusion(r, hele_omraadet), _potentiale(s, hele_omraadet)])


def til_prognosen(bruger: Bruger) -> None:
    """The way to next year's figures, for those who have the page."""
    har_siden = maa(bruger, Handling.SE_SIDE, side="prognose")[0]
    if har_siden and st.button("Se prognosen for næste år", type="tertiary", icon=":material/query_stats:"):
        st.switch_page("pages/prognose.py")


def _forventet(b: ledelse.Billede) -> kort.Kort:
    if b.periode.slut:
        afvigelse = dansk.kort_kroner(b.ialt.afvigelse, fortegn=True)
        note = f"året er gået; afvigelse {afvigelse}" if b.ialt.korrigeret else "året er gået"
        return kort.beloeb("Regnskab", b.ialt.forbrug, note=note)
    over = b.ialt.forventet - b.ialt.korrigeret
    note = (
        f"{dansk.kort_kroner(over, fortegn=True)} mod det korrigerede budget"
        if b.ialt.korrigeret
        else "fremskrevet"
    )
    k = kort.beloeb(
        *("Forventet regnskab", b.ialt.forventet),
        note=note,
        tilstand="mangler:Merforbrug" if b.ialt.korrigeret and over > 0 else None,
    )
    return replace(k, praecis=f"{k.praecis}. {ledelse.FORVENTET}")


def _refusion(r: ledelsesside.Refusion, hele_omraadet: bool) -> kort.Kort:
    if r.forventet is None:
        return kort.Kort("Refusion", dansk.UKENDT, r.grund, "kan ikke beregnes: en lovværdi mangler")
    hvad = "særligt dyre enkeltsager og 50 %-ordninger"
    note = f"forventet{HELE if hele_omraadet else ''}, {hvad}; {dansk.kort_kroner(r.hjemtaget)} er hjemtaget"
    return kort.beloeb("Refusion", r.forventet, note=note, tilstand="mangler" if r.mangler else None)


def _potentiale(s: Side, hele_omraadet: bool) -> kort.Kort:
    return kort.beloeb(
        "Åbent potentiale",
        s.potentiale,
        note=f"refusion, der kan hjemtages{HELE if hele_omraadet else ''}, alle åbne år",
        tilstand="mangler" if s.potentiale else None,
    )


# --- figures ------------------------------------------------------------------------------------------------------


def figurpar(s: Side, mod: str) -> None:
    """The curve and the bridge, beside each other where there is room."""
    with st.container(horizontal=True, gap="large", key="figurpar"):
        with st.container():
            _kurve(s)
        with st.container():
            _bro(s, mod)


def _kurve(s: Side) -> None:
    """The year by month beside last year and the budget."""
    b = s.billede
    st.subheader("Måned for måned")
    if b.kurve is None:
        st.markdown(
            f"Månederne vises ikke for {b.titel.lower()}: der er færre end {b.minimum} personer, "
            "så kurven ville være en enkelt persons."
        )
        return
    nu, foer, budget = b.kurve
    serier = [
        *([figurer.Serie("Budget", budget, "daempet", stiplet=True)] if budget else []),
        *([figurer.Serie(str(b.periode.aar - 1), foer, "ingen")] if foer else []),
        figurer.Serie(str(b.periode.aar), nu),
    ]
    figurer.kurver(serier, beskrivelse=f"Forbruget {b.periode.tekst} måned for måned. {s.saetning}")
    st.caption("Måneden er bogføringens. Budgettet er fordelt jævnt over året.")


def _bro(s: Side, mod: str) -> None:
    """Why: the bars from the budget, or from last year, to the forbrug."""
    foerste, *dele, sidste = s.billede.bro
    st.subheader("Hvorfor")
    forskel = sidste.oere - foerste.oere
    vis = dansk.kort_kroner
    if vis(foerste.oere) == vis(sidste.oere):  # two alike explain nothing
        vis = dansk.kroner
    st.caption(f"Fra {_lille(foerste.navn)} {vis(foerste.oere)} til {_lille(sidste.navn)} {vis(sidste.oere)}")
    trin = [
        figurer.Trin(p.navn, p.oere, farve="mangler" if p.oere > 0 else "afklaret") for p in dele if p.oere
    ]
    if not trin:
        st.markdown("Der er ingen forskel at forklare.")
        return
    figurer.vandfald(
        [*trin, figurer.Trin("Forskel i alt", forskel, er_sum=True, farve="daempet")],
        beskrivelse=f"Hvad forskellen fra {foerste.navn} til {sidste.navn} består af",
    )
    if mod == SIDSTE_AAR:
        st.caption(
            "Personer: flere eller færre helårspersoner til sidste års pris. Pris: resten af ydelsens ændring. "
            "Ydelser uden dage i begge år, og skjulte, står som 'uden aktivitetstal'."
        )


def _lille(navn: str) -> str:
    return navn[:1].lower() + navn[1:]


# --- the table ----------------------------------------------------------------------------------------------------

_TITELBREDDE = 175
_TABEL = [  # what a phone shows of a row without scrolling comes first
    Kolonne("titel", "Fagområde", bredde=_TITELBREDDE),
    Kolonne("forbrug", "Forbrug", "kroner", sum=True, bredde=112),
    Kolonne(
        "afvigelse",
        "Afvigelse",
        "aendring",
        sum=True,
        bredde=106,
        hjaelp="Forbrug minus budget for den del af året, der er gået. Plus er merforbrug, minus er mindreforbrug.",
    ),
    Kolonne(
        "korrigeret",
        "Korrigeret",
        "kroner",
        sum=True,
        enhed="",
        hjaelp="Oprindeligt budget og tillæg, i kroner.",
        bredde=103,
    ),
    Kolonne(
        "oprindeligt",
        "Opr. budget",
        "kroner",
        sum=True,
        enhed="",
        hjaelp="Oprindeligt budget, i kroner.",
        bredde=103,
    ),
    Kolonne("tillaeg", "Tillæg", "kroner", sum=True, hjaelp="Tillægsbevillinger.", bredde=85),
    Kolonne(
        "helaar",
        "Helårspers.",
        "decimal",
        bredde=98,
        hjaelp="Dage med ydelsen delt med årets dage; højst 1 pr. person og ydelse.",
    ),
    Kolonne(
        "pris",
        "Enhedspris",
        "kroner",
        enhed="",
        bredde=93,
        hjaelp="Forbrug pr. helårsperson, i kroner. Mangler der aktivitet i leverancerne, bliver den for høj.",
    ),
    Kolonne("personer", "Personer", "tal", hjaelp="Hver person tæller én gang i linjen."),
    Kolonne("forventet", "Forventet regnskab", "kroner", sum=True, hjaelp=ledelse.FORVENTET),
    Kolonne("til_dato", "Budget til dato", "kroner", sum=True),
    Kolonne("procent", "Forbrug af budget", "procent"),
    Kolonne("sidste", "Sidste år, samme måneder", "kroner", sum=True),
    Kolonne("refusion", "Refusion, forventet", "kroner", sum=True, hjaelp="Særligt dyre enkeltsager."),
    Kolonne("sager", "Sager med refusion", "tal"),
]


def linjer(s: Side, valg: Valg) -> None:
    """The table; a click opens a field, then a service."""
    kolonner = _TABEL
    if valg.omraade:
        kolonner = [Kolonne("titel", "Ydelse", bredde=_TITELBREDDE), *_TABEL[1:13]]
    raekker = ledelsesside.tabelraekker(s)
    if not raekker:
        tilstande.tom(
            "Ingen tal her",
            f"Der er hverken regnskab, budget eller aktivitet i {valg.aar} for det, du har valgt.",
            "Vælg noget andet i filtrene, eller tryk Nulstil.",
        )
        return
    noegle = f"linjer_{valg.aar}_{valg.gruppe}_{valg.omraade}_{st.session_state.get('ledelse_klik', 0)}"
    nr = tabel(raekker, kolonner, noegle=noegle, beskrivelse=s.saetning, vaelg=not valg.ydelse)
    _forklar(s)
    if nr is not None:
        st.session_state["ledelse_klik"] = st.session_state.get("ledelse_klik", 0) + 1
        kode = raekker[nr]["kode"]
        filtre.skift(**({"ydelse": kode} if valg.omraade else {"omraade": kode, "ydelse": ALLE}))


def _forklar(s: Side) -> None:
    b = s.billede
    st.caption(f"✓ {ledelse.afstemning(b)}." if b.stemmer else ledelse.afstemning(b))
    if skjulte := [r.titel for r in b.linjer if r.skjult]:
        st.caption(
            f"Personer, helårspersoner og enhedspris er skjult for {dansk_liste(skjulte)}: der er under {b.minimum} "
            "personer, eller tallet ville kunne regnes ud af de andre."
        )


def dansk_liste(navne: list[str]) -> str:
    return navne[0] if len(navne) == 1 else f"{', '.join(navne[:-1])} og {navne[-1]}"


def sti(r: Rammer, valg: Valg) -> None:
    """Where one is, and the way back."""
    if not valg.omraade:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="ledelse_sti"):
        if st.button("Alle fagområder", icon=":material/arrow_back:", type="tertiary"):
            filtre.skift(omraade=ALLE, ydelse=ALLE, vis=TAL)
        navn = r.navne.get(valg.omraade, valg.omraade)
        if valg.ydelse and st.button(navn, icon=":material/arrow_back:", type="tertiary"):
            filtre.skift(ydelse=ALLE, vis=TAL)


def ordninger(s: Side) -> None:
    """Refund expected against claimed, scheme by scheme; where it is not computed, that is what stands."""
    st.subheader("Refusion, forventet mod hjemtaget")
    tabel(
        [vars(r) for r in s.ordninger],
        [
            Kolonne("titel", "Ordning"),
            Kolonne("forventet", "Forventet", "kroner"),
            Kolonne("hjemtaget", "Hjemtaget", "kroner"),
            Kolonne("mangler", "Mangler", "kroner"),
            Kolonne("skyldig", "For meget", "kroner"),
        ],
        noegle="ordninger",
        beskrivelse="Refusion efter ordning: forventet, hjemtaget, det, der mangler, og det, der er for meget",
    )
    grunde: dict[str, list[str]] = {}
    for r in s.ordninger:
        if r.grund:
            grunde.setdefault(r.grund, []).append(r.titel)
    for grund, titler in grunde.items():
        st.caption(f"{dansk_liste(titler)}: {_lille(grund).rstrip('.')}.")


# --- one service: accounts, persons, postings -----------------------------------------------------------------------


def konti(bruger: Bruger, s: Side) -> None:
    """The accounts of the open service; few persons stand together, or nothing is divided at all."""
    st.subheader("Konti")
    if s.konti is None:
        st.markdown("Kontiene vises ikke: de ville vise en enkelt persons udgifter.")
        return
    tabel(
        [vars(r) for r in s.konti],
        [
            Kolonne("konto", "Konto"),
            Kolonne("oprindeligt", "Oprindeligt budget", "kroner", sum=True),
            Kolonne("tillaeg", "Tillægsbevilling", "kroner", sum=True),
            Kolonne("forbrug", "Forbrug", "kroner", sum=True),
            Kolonne("posteringer", "Posteringer", "tal", sum=True),
            Kolonne("personer", "Personer", "tal"),
        ],
        noegle="konti",
        beskrivelse=f"Kontiene bag {s.billede.titel}",
    )
    ser_personer = maa(bruger, Handling.SE_PERSON)[0]
    if ser_personer and st.button("Se posteringerne", icon=":material/receipt_long:", key="til_posteringer"):
        filtre.skift(vis=ledelse_borgere.POSTERINGER)


def bag(bruger: Bruger, k: Kontekst, valg: Valg, hvad: str) -> None:
    """The persons or postings behind the open service: a purpose first, then a page of them, each page logged."""
    omraade, ydelse = str(valg.omraade), str(valg.ydelse)
    try:
        ledelse_borgere.kraev_ret(bruger, omraade)
    except AdgangNaegtet as grund:
        tilstande.ingen_adgang(str(grund))
        return
    genstand = ledelse_borgere.genstand(valg.aar, omraade, ydelse)
    formaalet = formaal.kraev(bruger, genstand, "Listen viser navne, beløb og posteringstekster.")
    person = st.session_state.get("ledelse_person") if hvad == ledelse_borgere.POSTERINGER else None
    person = person["noegle"] if person and person["genstand"] == genstand else None
    noegle = f"bag_{genstand}_{hvad}_{person}"
    pr_side = ledelse_borgere.PR_SIDE
    fra = st.session_state.get(noegle, 0) * pr_side
    b = _hent_bag((k, bruger, valg.aar, omraade, ydelse, hvad, formaalet), fra, person)
    st.subheader(VIS[hvad])
    if not b.raekker:
        st.markdown("Der er ingen.")
        return
    (_personer if hvad == ledelse_borgere.PERSONER else _posteringer)(b, noegle, genstand, person)
    ord = ("person", "personer") if hvad == ledelse_borgere.PERSONER else ("postering", "posteringer")
    vindue(b.ialt, noegle=noegle, pr_side=pr_side, ental=ord[0], flertal=ord[1])


def _hent_bag(
    valgt: tuple[Kontekst, Bruger, int, str, str, str, str], fra: int, person: str | None
) -> ledelse_borgere.Bag:
    """The page of persons or postings, read and logged once while it stays on the screen."""
    k, bruger, *resten = valgt
    noegle = (k.gen.navn, bruger.id, *resten, fra, person)
    gemt = st.session_state.get("ledelse_bag")
    if gemt is None or gemt[0] != noegle:
        aar, omraade, ydelse, hvad, formaalet = resten
        nu = datetime.now(UTC)
        b = ledelse_borgere.vis(
            k, data.sagslager(), bruger, aar, omraade, ydelse, hvad, formaalet, nu, fra=fra, person=person
        )
        gemt = st.session_state["ledelse_bag"] = (noegle, b)
    return gemt[1]


def _personer(b: ledelse_borgere.Bag, noegle: str, genstand: str, _person: str | None) -> None:
    nr = tabel(
        list(b.raekker),
        [
            Kolonne("person", "Person", bredde=280),
            Kolonne("foedt", "Født", "dato"),
            Kolonne("posteringer", "Posteringer", "tal"),
            Kolonne("oere", "Forbrug", "kroner_oere"),
        ],
        noegle=f"{noegle}_tabel_{st.session_state.get(noegle, 0)}_{st.session_state.get('ledelse_klik', 0)}",
        beskrivelse="Personer med udgifter på ydelsen, de dyreste først",
        summer=False,
        vaelg=True,
    )
    st.caption("Klik på en person for at se posteringerne.")
    if nr is not None:
        st.session_state["ledelse_klik"] = st.session_state.get("ledelse_klik", 0) + 1
        st.session_state["ledelse_person"] = {
            "genstand": genstand,
            "noegle": b.raekker[nr]["person_noegle"],
            "navn": b.raekker[nr]["person"],
        }
        filtre.skift(vis=ledelse_borgere.POSTERINGER)


def _en_person(person: str) -> None:
    """The ways on from one person's postings: the citizen, or everybody's again."""
    with st.container(horizontal=True):
        if st.button("Åbn borgeren", icon=":material/person:"):
            st.switch_page("pages/borger.py", query_params={"borger": person})
        if st.button("Vis alle personers posteringer", icon=":material/filter_alt_off:"):
            del st.session_state["ledelse_person"]
            st.rerun()


def _posteringer(b: ledelse_borgere.Bag, noegle: str, _genstand: str, person: str | None) -> None:
    ialt = dansk.kroner(b.ialt_oere, oere_vist=True)
    st.markdown(f"{dansk.antal(b.ialt, 'postering', 'posteringer')}, i alt {ialt}, de største først.")
    if person is not None:
        _en_person(person)
    tabel(
        list(b.raekker),
        [
            Kolonne("dato", "Bogført", "dato"),
            Kolonne("bilag", "Bilag"),
            Kolonne("person", "Person"),
            Kolonne("tekst", "Tekst"),
            Kolonne("konto", "Konto"),
            Kolonne("oere", "Beløb", "kroner_oere"),
        ],
        noegle=f"{noegle}_tabel",
        beskrivelse="Posteringer på ydelsen, de største først",
        summer=False,
    )
