"""The page Krav: what can be raised by municipality, the claims with answers and money, and the next step of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.rapporter import brev
from engine.resultater import krav as motor
from engine.resultater.krav import Billede, Kravlinje, Udkast
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import skjulte
from engine.sager import kravmodel
from engine.sager.kravmodel import TILSTANDE, Krav
from pages.komponenter import data, hent, kort, kravsvarvisning, tilstande
from pages.komponenter.hent import Fil
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_BESKED = "krav_besked"
_FORMAAL = "Krav mod en anden kommune"
Stednavn = Callable[[str], str]


def gjort() -> None:
    """What was just done, once."""
    if tekst := st.session_state.pop(_BESKED, ""):
        st.success(tekst, icon=":material/check_circle:")


def kortene(b: Billede) -> None:
    rykkes = sum(bool(x.husk) for x in b.krav if x.krav.aaben)
    beloeb = (
        ("Kan kræves", b.klar_oere, "mangler", "godkendte sager"),
        ("Udestår", b.rest_oere, "usikker:Afventer", "af åbne krav"),
        ("Modtaget", b.modtaget_oere, "afklaret:Set", "fundet i regnskabet (7.7)"),
        ("Ikke anerkendt", b.afvist_oere, "ingen:Afvist", "af de besvarede krav"),
        ("Nye fund", b.nye_oere, "usikker:Se igennem", dansk.antal(b.uafklarede, "sag", "sager")),
    )
    kort.raekke(
        [
            *(
                kort.beloeb(
                    titel,
                    oere,
                    note="få borgere: skjult" if oere is None else note,
                    tilstand=farve if oere else None,
                )
                for titel, oere, farve, note in beloeb
            ),
            kort.Kort(
                "Uden svar",
                dansk.tal(rykkes),
                tilstand="frist:For længe" if rykkes else None,
                note="krav at rykke for eller tage stilling til",
            ),
        ]
    )


def summer(b: Billede, minimum: int) -> None:
    """The claims by state, for those who see no persons."""
    st.subheader("Kravene")
    grupper = {t: [x for x in b.krav if x.krav.tilstand == t] for t in TILSTANDE}
    skjul = skjulte({t: sum(x.krav.borgere for x in g) for t, g in grupper.items()}, minimum)
    tabel(
        [
            {
                "tilstand": ":".join(TILSTANDE[t]),
                "antal": -1 if t in skjul else len(g),
                "oere": None if t in skjul else sum(x.krav.oere for x in g),
                "afvist": None if t in skjul else sum(x.krav.afvist_oere for x in g),
                "modtaget": None if t in skjul else sum(x.modtaget.oere for x in g),
            }
            for t, g in grupper.items()
            if g
        ],
        [
            Kolonne("tilstand", "Tilstand", "tilstand"),
            Kolonne("antal", "Krav", "antal"),
            Kolonne("oere", "Krævet", "kroner"),
            Kolonne("afvist", "Ikke anerkendt", "kroner"),
            Kolonne("modtaget", "Modtaget", "kroner"),
        ],
        noegle="krav_summer",
        beskrivelse="Kravene efter tilstand",
    )
    st.caption(
        "Et krav er betalt, når det anerkendte er kommet; hvorfor resten ikke er anerkendt, står i svaret. "
        "Enkelte krav ses af økonomer, sagsbehandlere og revisor. Krav om få borgere er skjult."
    )


# --- what can be raised -------------------------------------------------------------------------------------------


def med_staten(stednavn: Stednavn) -> Stednavn:
    """The name of who a claim goes to; without a code it is the state's ministry."""
    return lambda kode: stednavn(kode) if kode else motor.STATEN


def udkast(bruger: Bruger, k: Kontekst, b: Billede, stednavn: Stednavn) -> None:
    """The approved cases by municipality; a row opens the draft."""
    st.subheader("Klar til at blive krævet")
    if not b.udkast:
        tilstande.tom(
            "Ingen krav at rejse",
            "Krav laves af sager, der er set igennem og fundet rigtige (tilstanden Undersøges eller senere).",
            f"{dansk.antal(b.uafklarede, 'sag venter', 'sager venter')} på at blive set igennem på siden Sager."
            if b.uafklarede
            else "",
        )
        return
    nr = tabel(
        [
            {
                "kommune": stednavn(u.modpart),
                "sager": len(u.sager),
                "borgere": u.borgere,
                "oere": u.oere,
                "frist": u.frist,
            }
            for u in b.udkast
        ],
        [
            Kolonne("kommune", "Kommune", bredde=150),
            Kolonne("oere", "Krav", "kroner", sum=True, bredde=120),
            Kolonne("frist", "Første bortfald", "dato", bredde=130),
            Kolonne("sager", "Sager", "tal"),
            Kolonne("borgere", "Borgere", "tal"),
        ],
        noegle=f"krav_udkast_{len(b.udkast)}_{sum(u.oere for u in b.udkast)}",
        beskrivelse="Det, der kan kræves nu, efter kommune",
        vaelg=True,
    )
    if any(u.frist is None for u in b.udkast):
        st.caption(
            "Uden dato under Første bortfald: der er allerede rejst skriftligt krav, så månederne bortfalder ikke."
        )
    if nr is None:
        st.caption("Klik på en kommune for at se kravet, hente kladden og rejse det.")
    else:
        _udkast(bruger, k, b.udkast[nr], stednavn)


def _udkast(bruger: Bruger, k: Kontekst, u: Udkast, stednavn: Stednavn) -> None:
    with st.container(border=True):
        st.markdown(
            f"**{stednavn(u.modpart)}: {dansk.kroner(u.oere, oere_vist=True)}** for "
            f"{dansk.antal(u.borgere, 'borger', 'borgere')} i {dansk.antal(len(u.sager), 'sag', 'sager')}"
        )
        if u.formodet_oere:
            st.warning(
                f"Heraf hviler op til {dansk.kroner(u.formodet_oere, oere_vist=True)} på regninger, som i regnskabet "
                "står uden person eller på en anden. Afgør dem på Periodisering, før kravet rejses.",
                icon=":material/person_search:",
            )
        sendt = date.today()
        nu, stub = datetime.now(UTC), f"kladde-krav-{u.modpart}-{sendt:%Y%m%d}"
        personer = sorted({x.person for x in u.linjer})
        udkast_ = motor.lav_brev(k, u, sendt)
        with st.container(horizontal=True):
            for etiket, navn, handling, lav, hvem in (
                (
                    "Kladde (Excel)",
                    f"{stub}.xlsx",
                    Handling.EKSPORT_PERSON,
                    lambda: motor.bog(k, u, sendt, nu),
                    personer,
                ),
                ("Brev (Word)", f"{stub}.docx", Handling.AFGOER_SAG, lambda: brev.som_docx(udkast_), []),
                (
                    "Brev (PDF)",
                    f"{stub}.pdf",
                    Handling.AFGOER_SAG,
                    lambda: brev.som_pdf(udkast_, lavet=nu),
                    [],
                ),
            ):
                hent.knap(bruger, etiket, Fil(navn, handling, lav, f"krav {u.modpart}", _FORMAAL, hvem))
        st.caption("Regnearket har CPR-numre og ingen navne; brevet har kun summer. Send dem sikkert.")
        if not maa(bruger, Handling.AFGOER_SAG)[0]:
            return
        with st.form(f"rejs_{u.modpart}", border=False):
            hvorfor = st.text_input(
                "Begrundelse", placeholder="fx sagerne er gennemgået, og beløbet er kontrolleret"
            )
            if st.form_submit_button("Frys og rejs kravet", type="primary", icon=":material/gavel:"):
                _goer(lambda nu: _rejs(bruger, k, u, hvorfor, nu))
        st.caption(
            "Kravet fryses med dags dato, sagerne sættes til Anmodning sendt, og månederne bortfalder ikke. "
            "Hver krone kan kun kræves én gang."
        )


def _rejs(bruger: Bruger, k: Kontekst, u: Udkast, hvorfor: str, nu: datetime) -> str:
    id_ = motor.rejs_som(data.indstillinger(), k, bruger, u, hvorfor, nu)
    return f"{id_} er rejst for {dansk.kroner(u.oere, oere_vist=True)} Hent de frosne filer under kravet, og send dem."


# --- the claims ---------------------------------------------------------------------------------------------------


def krav(bruger: Bruger, kontekst: Kontekst, b: Billede, stednavn: Stednavn) -> None:
    """Every claim, those to act on first; a row opens its history, files and next steps."""
    st.subheader("Rejste krav")
    if not b.krav:
        tilstande.tom("Ingen krav er rejst herfra", "Her følges hvert krav fra brev til penge.", "")
        return
    linjer = sorted(b.krav, key=lambda x: (not x.husk, not x.krav.aaben, x.krav.sendt, x.krav.id))
    nr = tabel(
        [
            {
                "kommune": stednavn(x.krav.modpart),
                "tilstand": ":".join(TILSTANDE[x.krav.tilstand]),
                "oere": x.krav.oere,
                "anerkendt": x.krav.anerkendt_oere,
                "modtaget": x.modtaget.oere,
                "mangler": x.mangler_oere,
                "sendt": x.krav.sendt,
                "husk": f"frist:{x.husk}" if x.husk else "ingen:Intet nu",
                "alder": x.krav.alder_dage(b.i_dag),
                "svarfrist": x.krav.svarfrist,
                "id": x.krav.id,
                "hvem": x.krav.bruger,
            }
            for x in linjer
        ],
        [
            Kolonne("kommune", "Kommune", bredde=105),
            Kolonne("tilstand", "Tilstand", "tilstand", bredde=140),
            Kolonne("husk", "Husk", "tilstand", bredde=150),
            Kolonne("oere", "Krævet", "kroner", sum=True, bredde=90),
            Kolonne("mangler", "Mangler", "kroner", sum=True, bredde=93),
            Kolonne("anerkendt", "Anerkendt", "kroner", sum=True, bredde=108),
            Kolonne("modtaget", "I regnskabet", "kroner", sum=True, bredde=120),
            Kolonne("sendt", "Sendt", "dato", bredde=86),
            Kolonne("alder", "Dage siden", "tal"),
            Kolonne("svarfrist", "Svarfrist", "dato"),
            Kolonne("id", "Krav"),
            Kolonne("hvem", "Rejst af"),
        ],
        noegle=f"krav_liste_{len(linjer)}",
        beskrivelse="Rejste krav med svar, penge og næste skridt",
        vaelg=True,
    )
    if nr is None:
        st.caption("Klik på et krav for at se forløbet, hente de frosne filer og skrive svaret.")
    else:
        _krav(bruger, kontekst, linjer[nr], stednavn)


def _krav(bruger: Bruger, kontekst: Kontekst, x: Kravlinje, stednavn: Stednavn) -> None:
    k = x.krav
    with st.container(border=True):
        st.markdown(
            f"{tilstande.maerke(*TILSTANDE[k.tilstand])} **{k.id}, {stednavn(k.modpart)}: "
            f"{dansk.kroner(k.oere, oere_vist=True)}** for {dansk.antal(k.borgere, 'borger', 'borgere')}  \n"
            f"Rejst {dansk.dato(k.sendt)} af {uden_markdown(k.bruger)}; svar senest {dansk.dato(k.svarfrist)}. "
            f"Grundlag: {k.grundlag}."
        )
        if x.modtaget.oere:
            st.markdown(
                f"I regnskabet er der fundet {dansk.kroner(x.modtaget.oere, oere_vist=True)} på kravets borgere, "
                f"måneder og konti, senest bogført {dansk.dato(x.modtaget.sidst)}."
            )
        _forloeb(k)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for hvad, etiket, handling in (
                ("bog", "Det frosne regneark", Handling.EKSPORT_PERSON),
                ("brev", "Det frosne brev", Handling.AFGOER_SAG),
            ):
                fil = Fil(
                    f"{k.id}.{'xlsx' if hvad == 'bog' else 'docx'}",
                    handling,
                    lambda hvad=hvad: motor.hent_fil(data.indstillinger(), bruger, k, hvad),  # type: ignore[misc]
                    f"krav {k.id}",
                    _FORMAAL,
                )
                hent.knap(bruger, etiket, fil)
        kravsvarvisning.vis(bruger, kontekst, k, _goer)
        if maa(bruger, Handling.AFGOER_SAG)[0]:
            _naeste(bruger, x)


def _forloeb(k: Krav) -> None:
    if not k.trin:
        return
    tabel(
        [
            {
                "dato": t.dato,
                "hvad": _hvad(t),
                "oere": _beloeb(t),
                "hvem": t.bruger,
                "tid": t.tid,
                "hvorfor": t.begrundelse,
            }
            for t in k.trin
        ],
        [
            Kolonne("dato", "Dato", "dato"),
            Kolonne("hvad", "Hvad"),
            Kolonne("oere", "Beløb", "kroner_oere"),
            Kolonne("hvem", "Af"),
            Kolonne("tid", "Skrevet", "tidspunkt"),
            Kolonne("hvorfor", "Begrundelse"),
        ],
        noegle=f"krav_forloeb_{k.id}",
        beskrivelse="Kravets forløb",
    )


def _hvad(t: kravmodel.Trin) -> str:
    if t.rykket:
        return "Rykket"
    if not t.linjer:
        return TILSTANDE[t.tilstand][1]
    antal = Counter(x.svar for x in t.linjer)
    svar = ", ".join(f"{n} {kravsvarvisning.SVARNAVNE[s].lower()}" for s, n in sorted(antal.items()))
    return f"Svar på {dansk.antal(len(t.linjer), 'linje', 'linjer')}: {svar}"


def _beloeb(t: kravmodel.Trin) -> int | None:
    if t.linjer:
        return sum(x.anerkendt_oere for x in t.linjer)
    return t.modtaget_oere if t.modtaget_oere is not None else t.anerkendt_oere


_RYK = "rykket"


def _naeste(bruger: Bruger, x: Kravlinje) -> None:
    """The form of the next step, and the undo of the last."""
    k = x.krav
    muligt = [*kravmodel.OVERGANGE[k.tilstand], *([_RYK] if k.tilstand in kravmodel.VENTER else [])]
    if muligt:
        with st.form(f"trin_{k.id}_{len(k.trin)}", border=False):
            valgt = st.radio(
                "Hele kravet: næste skridt",
                muligt,
                format_func=lambda n: "Rykket for svar" if n == _RYK else kravmodel.KNAPNAVNE[n],
                horizontal=True,
            )
            with st.container(horizontal=True):
                dag = st.date_input(
                    "Dato", date.today(), format="DD.MM.YYYY", max_value=date.today(), width=170
                )
                beloeb = st.text_input(
                    "Beløb (kr.)",
                    f"{x.modtaget.oere / 100:.2f}".replace(".", ",") if x.modtaget.oere else "",
                    help="Den anerkendte del, når kravet er delvist anerkendt; det modtagne, når det er betalt.",
                    width=170,
                )
                hvorfor = st.text_input(
                    "Begrundelse", placeholder="fx brev af 3. marts, journalnummer", width="stretch"
                )
            if st.form_submit_button("Gem", type="primary", icon=":material/save:"):
                _goer(lambda nu: _trin(bruger, k, str(valgt), dag, beloeb, hvorfor, nu))
    with st.popover("Fortryd det sidste" if k.trin else "Fortryd kravet", icon=":material/undo:"):
        hvorfor = st.text_input("Begrundelse", key=f"fortryd_{k.id}_{len(k.trin)}", max_chars=400)
        if st.button("Fortryd", key=f"fortrydknap_{k.id}_{len(k.trin)}"):
            _goer(lambda nu: _fortryd(bruger, k, hvorfor, nu))


def _trin(bruger: Bruger, k: Krav, valgt: str, dag: date, beloeb: str, hvorfor: str, nu: datetime) -> str:
    oere = (
        dansk.laes_kroner(beloeb)
        if beloeb.strip() and valgt in (kravmodel.DELVIST, kravmodel.BETALT)
        else None
    )
    motor.trin_som(
        data.indstillinger(),
        bruger,
        k,
        hvorfor,
        nu,
        tilstand="" if valgt == _RYK else valgt,
        dato=dag,
        anerkendt_oere=oere if valgt == kravmodel.DELVIST else None,
        modtaget_oere=oere if valgt == kravmodel.BETALT else None,
        rykket=valgt == _RYK,
    )
    return f"{k.id}: {'rykket for svar' if valgt == _RYK else kravmodel.TILSTANDE[valgt][1].lower()}."


def _fortryd(bruger: Bruger, k: Krav, hvorfor: str, nu: datetime) -> str:
    return f"{k.id}: {motor.fortryd_som(data.indstillinger(), bruger, k, hvorfor, nu)} er fortrudt."


def _goer(handling: Callable[[datetime], str]) -> None:
    """Do it and show the page anew with what was done, or say why not."""
    try:
        tekst = handling(datetime.now(UTC))
    except (HjemtagFejl, ValueError) as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = tekst
        glem_valg()
        st.rerun()
