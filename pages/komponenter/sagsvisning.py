"""One case: why it is here, what speaks against it, what it rests on, what has been done, and what can be done now.

The same component beside the queue (page Sager) and alone by its link (page Sag). Names come after a purpose, and
each case that is opened then is a line in the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.resultater import sager
from engine.resultater.fagomraader import NAVNE
from engine.resultater.sager import Koeraekke, Sagsvisning
from engine.resultater.sagskilder import Tal
from engine.resultater.sde import Kontekst
from engine.sager import brugervalg
from engine.sager.arter import AFVIS, GODKEND
from engine.sager.log import Loglinje, skriv_loglinjer
from engine.sager.naervaer import HVER
from engine.sager.sagsfelter import FELTER
from pages.komponenter import borgerdele, data, filtre, kort, sagshandling, tilstande
from pages.komponenter.adgang import fragment
from pages.komponenter.sagshandling import REDIGER, UDSKYD, Sted
from pages.komponenter.sider import EFTER_NAVN
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

FORMAALSNOEGLE = "sagskoe"
TASTER = "taster"
_SET = "sager_set"
_RAEKKER_VIST = 12
_KORT_LISTE = 12
"""Figures of a case that stand in one table when there are no rows of the ledger to fold away with them."""
Navne = dict[str, tuple[str, date | None, bool]]


# --- names ----------------------------------------------------------------------------------------------------


def formaalet() -> str | None:
    """The purpose given for the queue in this session, None before."""
    return st.session_state.get("formaal", {}).get(FORMAALSNOEGLE)


def taster(bruger: Bruger) -> bool:
    """Whether the user wants keys: on until switched off, remembered."""
    return bool(brugervalg.hent(data.sagslager(), bruger.navn, TASTER, True))


def navne_paa(k: Kontekst, bruger: Bruger, raekker: Sequence[Koeraekke], hvad: str) -> Navne:
    """Names of the cases' persons when a purpose has been given; each person is logged once in a session.

    hvad: what is looked at, as the log says it ('sagskoe' or a case's id).
    """
    formaal = formaalet()
    personer = {p for r in raekker for p in r.personer}
    if not formaal or not personer or not maa(bruger, Handling.SE_PERSON)[0]:
        return {}
    set_ = st.session_state.setdefault(_SET, set())
    nye = sorted((hvad, p) for p in personer if (hvad, p) not in set_)
    if nye:
        handling = "se_navn" if hvad == FORMAALSNOEGLE else "se_person"
        linje = Loglinje(bruger.navn, handling, hvad, None, formaal, personer=[p for _, p in nye])
        skriv_loglinjer(data.sagslager(), [linje], datetime.now(UTC))
        set_.update(nye)
    return sager.navne(k, bruger, personer)


def hvem(r: Koeraekke, navne: Navne) -> str:
    """Whose case it is: its eldest person by name, or without names what it is."""
    kendte = sorted((navne[p] for p in r.personer if p in navne), key=lambda n: n[1] or date.max)
    if not kendte:
        return r.betegnelse
    navn, foedt, _ = kendte[0]
    tekst = f"{navn} ({dansk.dato(foedt)})" if foedt else navn
    return f"{tekst} + {len(r.personer) - 1}" if len(r.personer) > 1 else tekst


# --- the case -------------------------------------------------------------------------------------------------


def vis(
    side: str, bruger: Bruger, k: Kontekst, sag_id: str, taster: bool, efter: Callable[[], None] | None = None
) -> None:
    """Draw the case. taster: whether keys are in use. efter: what happens when a decision is saved."""
    try:
        sag = sager.hent(k, data.sagslager(), bruger, sag_id, dansk.lokal(datetime.now(UTC)).date())
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        return
    sted = Sted(bruger, k, efter)
    navne = navne_paa(k, bruger, [sag.raekke], sag_id)
    _hoved(bruger, sag, navne)
    _naervaer(side)(bruger, sag_id)
    _handlinger(sted, sag, taster)
    sagshandling.vis_form(sted, sag)
    _kort(sag)
    _aendret(sted, sag)
    fakta, oplysninger, historik = filtre.faner(
        "sagsfane", {"fakta": "Fakta", "oplysninger": "Oplysninger", "historik": "Historik"}
    )
    with fakta:
        _fakta(bruger, sag)
    with oplysninger:
        _oplysninger(sag)
    with historik:
        _historik(sted, sag)


def _hoved(bruger: Bruger, sag: Sagsvisning, navne: Navne) -> None:
    r = sag.raekke
    st.subheader(uden_markdown(hvem(r, navne) + (f" · {r.aar}" if r.aar else "")))
    dele = [tilstande.maerke(r.tilstand.farve, r.tilstand.navn)]
    if r.retning == "skyldig":
        dele.append(tilstande.maerke("skylder", "Vi skylder"))
    if r.udskudt_til:
        dele.append(tilstande.maerke("ingen", f"Udskudt til {dansk.dato(r.udskudt_til)}"))
    beskyttede = [p for p in r.personer if p in navne and navne[p][2]]
    if beskyttede:
        dele.append(tilstande.maerke("usikker", "Beskyttet adresse"))
    st.markdown(" ".join(dele))
    omraade = NAVNE.get(r.fagomraade or "", "Ukendt fagområde")
    st.caption(f"{r.regel} · {omraade} · {sag.raekke.sag_id}")
    _borgere(bruger, r, navne)


def _borgere(bruger: Bruger, r: Koeraekke, navne: Navne) -> None:
    """The way to each person of the case, with the purpose that was given here."""
    if not navne or not maa(bruger, Handling.SE_SIDE, side="borger")[0]:
        return
    with st.container(horizontal=True, gap="small", key="sagens_borgere"):
        for p in (p for p in r.personer if p in navne):
            navn = uden_markdown(navne[p][0])
            if st.button(navn, key=f"borger_{p}", icon=":material/person:", type="tertiary"):
                borgerdele.aabn(p, "sag", r.sag_id)


def _naervaer(side: str) -> Callable[[Bruger, str], None]:
    """Who else has the case open; asked again by itself as long as the page stands."""

    def andre(bruger: Bruger, sag_id: str) -> None:
        vindue = st.session_state.setdefault("vindue", secrets.token_hex(8))
        fundne = sager.meld_aaben(data.sagslager(), bruger, sag_id, vindue, datetime.now(UTC))
        if fundne:
            hvem = " og ".join(uden_markdown(n) for n in fundne)
            st.markdown(f":orange[:material/visibility:] {hvem} har også sagen åben.")

    return fragment(side, hver=HVER)(andre)


def _handlinger(sted: Sted, sag: Sagsvisning, taster: bool) -> None:
    """The ways on from here as buttons; the two usual ones and 'udskyd' have keys."""
    if not sag.maa_afgoere:
        st.caption(sag.hvorfor_ikke)
        return
    genveje = {GODKEND: "G", AFVIS: "A"} if taster else {}
    with st.container(horizontal=True, key="sagsknapper"):
        for o in sag.overgange:
            st.button(
                o.knap,
                key=f"til_{o.til}",
                type="primary" if o.rolle == GODKEND else "secondary",
                shortcut=genveje.get(o.rolle),
                on_click=sagshandling.aabn_form,
                args=(sag, o.til),
            )
        if sag.raekke.tilstand.aaben:
            valg = {"shortcut": "U"} if taster else {}
            st.button("Udskyd", key="udskyd", on_click=sagshandling.aabn_form, args=(sag, UDSKYD), **valg)
        st.button(
            "Rediger", key="rediger", on_click=sagshandling.aabn_form, args=(sag, REDIGER), type="tertiary"
        )
        if sag.raekke.tildelt != sted.bruger.navn:
            st.button("Tag sagen", key="tag", on_click=sagshandling.tag, args=(sted, sag), type="tertiary")


def _kort(sag: Sagsvisning) -> None:
    r = sag.raekke
    kortene = []
    if r.art.viser_kroner:
        skyldig = r.retning == "skyldig"
        kortene.append(
            kort.beloeb(
                "Skyldig" if skyldig else "Til gode",
                r.forventet_oere,
                note=f"{dansk.procent(r.sandsynlighed, 0)} sikkert",
                tilstand="skylder:Skyldig" if skyldig else "mangler:Til gode",
            )
        )
    naer = r.frist is not None and (r.frist - dansk.lokal(datetime.now(UTC)).date()).days <= 30
    frist = dansk.dato(r.frist)
    kortene.append(kort.Kort("Frist", frist, note=r.frist_hvad, tilstand="frist" if naer else None))
    if sag.sag and sag.sag["krav_oere"] is not None:
        note = (
            f"modtaget {dansk.kort_kroner(sag.sag['modtaget_oere'])}"
            if sag.sag["modtaget_oere"] is not None
            else ""
        )
        kortene.append(kort.beloeb("Krævet", sag.sag["krav_oere"], note=note))
    kort.raekke(kortene)
    if r.tabes:
        st.markdown(f"**Hvis du venter:** {r.tabes}.")


def _aendret(sted: Sted, sag: Sagsvisning) -> None:
    """What is another than when the case was decided."""
    if sag.raekke.vaek:
        st.markdown(
            f"{tilstande.maerke('usikker', 'Fundet er væk')} Beregningen viser ikke længere noget på sagen, fx fordi "
            "beløbet er hjemtaget, en periode er rettet, eller reglen er slået fra. Sagen og dens historik består."
        )
    if not sag.raekke.aendret:
        return
    st.markdown(
        f"{tilstande.maerke('usikker', 'Ændret siden afgørelsen')} "
        "Tallene bag sagen er andre nu, end da den blev afgjort:"
    )
    tabel(
        [
            {
                "navn": f.navn,
                "foer": _vaerdi(Tal(f.navn, f.art, f.foer)),
                "nu": _vaerdi(Tal(f.navn, f.art, f.nu)),
            }
            for f in sag.forskelle[:_RAEKKER_VIST]
        ],
        [
            Kolonne("navn", "Hvad"),
            Kolonne("foer", "Da den blev afgjort", "vaerdi"),
            Kolonne("nu", "Nu", "vaerdi"),
        ],
        noegle="forskelle",
        beskrivelse="Hvad der er ændret i sagens fakta siden afgørelsen",
    )
    if len(sag.forskelle) > _RAEKKER_VIST:
        st.caption(f"og {dansk.antal(len(sag.forskelle) - _RAEKKER_VIST, 'ændring', 'ændringer')} mere")
    if sag.maa_afgoere:
        st.button(
            "Afgørelsen står ved magt", on_click=sagshandling.fakta_set, args=(sted, sag), key="fakta_set"
        )


def _vaerdi(t: Tal) -> str:
    if t.vaerdi is None:
        return dansk.UKENDT
    if t.art == "kroner":
        return dansk.kroner(int(t.vaerdi), oere_vist=True)
    if t.art == "dato":
        return dansk.dato(t.vaerdi)
    if t.art == "maaned":
        return dansk.maaned(t.vaerdi)
    if t.navn == "Modpart":
        return sager.kommuner().get(str(t.vaerdi), str(t.vaerdi))
    if t.navn == "Score":
        return f"{dansk.tal(t.vaerdi)} %"
    return dansk.tal(t.vaerdi) if t.art == "tal" else str(t.vaerdi)


def _fakta(bruger: Bruger, sag: Sagsvisning) -> None:
    if sag.begrundelse:
        st.markdown(uden_markdown(sag.begrundelse))
    if sag.henvisning and maa(bruger, Handling.SE_SIDE, side=sag.henvisning.side)[0]:
        side = EFTER_NAVN[sag.henvisning.side]
        if st.button(
            sag.henvisning.titel, icon=":material/open_in_new:", key="se_beregning", type="tertiary"
        ):
            st.switch_page(f"pages/{side.fil}.py", query_params=dict(sag.henvisning.parametre))
    if sag.modbevis:
        st.markdown(
            "**Det kan være forkert, hvis**\n" + "\n".join(f"- {uden_markdown(m)}" for m in sag.modbevis)
        )
    if sag.fakta is None:
        tilstande.tom("Ingen fakta lige nu", "Fundet er ikke i det datagrundlag, der er i brug.")
        return
    tal = list(sag.fakta.tal)
    foerst = len(tal) if len(tal) <= _KORT_LISTE and not sag.fakta.raekker else 8
    tabel(
        [{"navn": t.navn, "vaerdi": _vaerdi(t)} for t in tal[:foerst]],
        [Kolonne("navn", "Oplysning"), Kolonne("vaerdi", "Værdi", "vaerdi")],
        noegle="fakta",
        beskrivelse="Sagens nøgletal",
    )
    if len(tal) > foerst or sag.fakta.raekker:
        with st.expander(f"Måneder og {dansk.antal(len(sag.fakta.raekker), 'bilagslinje', 'bilagslinjer')}"):
            _maaneder_og_raekker(tal[foerst:], sag)


def _maaneder_og_raekker(tal: list[Tal], sag: Sagsvisning) -> None:
    assert sag.fakta is not None
    for dele, navn, beskrivelse in (
        ([(t.navn, _vaerdi(t)) for t in tal], "Måned", "Sagens måneder"),
        (
            [(n, dansk.kroner(o, oere_vist=True)) for n, o in sag.fakta.raekker.items()],
            "Bilagslinje",
            "Sagens bilagslinjer",
        ),
    ):
        if dele:
            tabel(
                [{"navn": n, "vaerdi": v} for n, v in dele],
                [Kolonne("navn", navn), Kolonne("vaerdi", "Beløb", "vaerdi")],
                noegle=navn,
                beskrivelse=beskrivelse,
            )


def _oplysninger(sag: Sagsvisning) -> None:
    """The case's own fields, those that are filled in."""
    udfyldt = {n: sag.felt(n) for n in FELTER if sag.felt(n) not in (None, "", [])}
    if not udfyldt:
        st.markdown(
            "Ingen har skrevet noget på sagen endnu. Tryk **Rediger** for at tildele den eller skrive en note."
        )
        return
    for navn, vaerdi in udfyldt.items():
        st.markdown(f"**{FELTER[navn].titel}:** {sagshandling.feltvaerdi(navn, vaerdi)}")


def _historik(sted: Sted, sag: Sagsvisning) -> None:
    """The case's dates and who did what, newest first, with undo where nothing has been written on top."""
    _tidslinje(sag)
    if not sag.historik:
        st.markdown("Ingen har arbejdet på sagen endnu.")
        return
    for h in sag.historik:
        med, knap = st.columns([5, 1], vertical_alignment="center")
        hvad = uden_markdown(h.hvad[:1].upper() + h.hvad[1:])
        vist = f"~~{hvad}~~ (fortrudt)" if h.fortrudt_af else hvad
        kilde = " med 'hjemtag ret'" if h.kilde == "ret" else ""
        begrundelse = f" {uden_markdown(h.begrundelse)}" if h.begrundelse else ""
        med.markdown(f"**{dansk.tidspunkt(h.tid)}** {uden_markdown(h.bruger)}{kilde}: {vist}.{begrundelse}")
        if sag.maa_afgoere and h.hvorfor_ikke == "" and not h.fortrudt_af:
            knap.button(
                "Fortryd",
                key=f"fortryd_{h.id}",
                on_click=sagshandling.fortryd,
                args=(sted, sag.raekke.sag_id, h.id),
            )


def _tidslinje(sag: Sagsvisning) -> None:
    """The dates that matter, in their order, as a line of points."""
    punkter: list[tuple[date, str, str]] = [
        (vaerdi, FELTER[navn].titel, "") for navn in FELTER if isinstance(vaerdi := sag.felt(navn), date)
    ]
    if sag.raekke.frist and (not sag.sag or sag.raekke.frist != sag.sag["frist"]):
        punkter.append((sag.raekke.frist, "Frist", "frist"))
    if sag.afgjort:
        punkter.append((dansk.lokal(sag.afgjort.tid).date(), sag.raekke.tilstand.navn, "nu"))
    if punkter:
        st.html(_linje(sorted(punkter)))


def _linje(punkter: list[tuple[date, str, str]]) -> str:
    from html import escape

    dele = "".join(
        f'<li class="{art}"><span class="ht-dag">{dansk.dato(dag)}</span><span>{escape(hvad)}</span></li>'
        for dag, hvad, art in punkter
    )
    return f'<ol class="ht-tidslinje" aria-label="Sagens datoer">{dele}</ol>'
