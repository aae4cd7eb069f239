"""The page Effekt: the funnel, each indsats against its goal, quarters, hit rates, and the honesty meter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.potentiale.effekt import ANERKENDT, FUNDET, GENNEMGAAET, KRAEVET, MODTAGET, TRIN
from engine.resultater import effekt as motor
from engine.resultater.effekt import Billede
from pages.komponenter import data, figurer, kort
from pages.komponenter.figurer import Beloebsdel
from pages.komponenter.tabeller import Kolonne, tabel

_BESKED = "effekt_besked"
_FARVER = {
    FUNDET: "daempet",
    GENNEMGAAET: "daempet",
    KRAEVET: "usikker",
    ANERKENDT: "accent",
    MODTAGET: "afklaret",
}
_FAA = "få borgere: skjult"


def kortene(b: Billede) -> None:
    kort.raekke(
        [
            *(
                kort.beloeb(
                    TRIN[n], b.oere(n), note=_note(b, n), tilstand=_tilstand(n) if b.oere(n) else None
                )
                for n in (FUNDET, KRAEVET, MODTAGET)
            ),
            kort.beloeb(
                "Tabt",
                b.tabt_oere,
                note="ved forældelse" if b.tabt_oere is not None else _FAA,
                tilstand="ingen:Bortfaldet" if b.tabt_oere else None,
            ),
            _ventekort(b),
        ]
    )


def _ventekort(b: Billede) -> kort.Kort:
    """How long it takes from a find to its money."""
    v, titel = b.ventetid, "Fra fund til penge"
    if v is None:
        return kort.Kort(titel, dansk.UKENDT, note=_FAA)
    if v.dage is None:
        return kort.Kort(titel, dansk.UKENDT, note="ingen penge set endnu")
    return kort.Kort(
        titel,
        dansk.antal(round(v.dage), "dag", "dage"),
        note=f"median af {dansk.antal(v.krav, 'krav', 'krav')}",
    )


def _tilstand(navn: str) -> str | None:
    return {KRAEVET: "usikker:Afventer", MODTAGET: "afklaret:Hjemme"}.get(navn)


def _note(b: Billede, navn: str) -> str:
    if b.oere(navn) is None:
        return _FAA
    stadie = next(s for s in b.tragt if s.navn == navn)
    return f"{dansk.antal(stadie.sager, 'sag', 'sager')}"


def tragt(b: Billede) -> None:
    """The stages as bars and as a table with the share of the one before."""
    st.subheader("Fra fund til penge")
    vises = [s for s in b.tragt if s.oere >= 0]
    figurer.beloebssoejler(
        [Beloebsdel(TRIN[s.navn], TRIN[s.navn], s.oere, _FARVER[s.navn]) for s in vises],
        etiketter=[dansk.kort_kroner(s.oere) for s in vises],
        beskrivelse="Kroner fundet, gennemgået, krævet, anerkendt og modtaget",
        om="Trin",
    )
    raekker, foer = [], None
    for s in b.tragt:
        oere = None if s.oere < 0 else s.oere
        raekker.append(
            {
                "trin": TRIN[s.navn],
                "oere": oere,
                "sager": s.sager,
                "andel": oere / foer if foer and oere is not None else None,
            }
        )
        foer = oere
    tabel(
        raekker,
        [
            Kolonne("trin", "Trin"),
            Kolonne("oere", "Kroner", "kroner"),
            Kolonne("sager", "Sager", "antal"),
            Kolonne("andel", "Andel af trinnet før", "procent"),
        ],
        noegle="effekt_tragt",
        beskrivelse="Trinene fra fund til penge i kroner og sager",
        summer=False,
    )
    ved_siden = [
        f"{dansk.kort_kroner(oere)} {hvad}"
        for oere, hvad in (
            (b.tabt_oere, "er tabt ved forældelse"),
            (b.afvist_oere, "er gennemgået og ikke ret"),
            (b.meldt_oere, "er meldt betalt, men ikke set i regnskabet"),
        )
        if oere
    ]
    if ved_siden:
        st.caption("Ved siden af: " + "; ".join(ved_siden) + ".")


def felter(b: Billede) -> None:
    """Each indsats: found, claimed, received, goal, progress and value an hour."""
    if not b.felter:
        return
    st.subheader(f"Indsatserne mod målet for {b.aar}")
    tabel(
        [
            {
                "navn": motor.FELTER.get(f.felt, f.felt),
                "fundet": f.fundet_oere,
                "kraevet": f.kraevet_oere,
                "modtaget": f.modtaget_oere,
                "maal": f.maal_oere,
                "naaet": f.naaet,
                "timer": f.timer,
                "pr_time": f.pr_time_oere,
            }
            for f in b.felter
        ],
        [
            Kolonne("navn", "Indsats"),
            Kolonne("fundet", "Fundet", "kroner"),
            Kolonne("kraevet", "Krævet", "kroner"),
            Kolonne("modtaget", "Modtaget", "kroner"),
            Kolonne("maal", "Mål", "kroner"),
            Kolonne("naaet", "Nået", "procent"),
            Kolonne("timer", "Timer", "tal"),
            Kolonne("pr_time", "Modtaget pr. time", "kroner"),
        ],
        noegle="effekt_felter",
        beskrivelse="Indsatserne med fundet, krævet, modtaget, mål og timer",
    )
    _skjult(None in (f.fundet_oere, f.kraevet_oere, f.modtaget_oere) for f in b.felter)


def _skjult(raekker: Iterable[bool]) -> None:
    """Below a table: why an amount is not there, where one is hidden."""
    if any(raekker):
        st.caption(
            f"{dansk.UKENDT} i kronerne: af for få borgere, eller skjult, fordi det ville røbe et tal, der er."
        )


def kvartaler(b: Billede) -> None:
    if not b.kvartaler:
        return
    st.subheader("Kvartal for kvartal")
    tabel(
        [r | {"navn": f"{str(r['kvartal'])[:4]}, {str(r['kvartal'])[5:]}. kvartal"} for r in b.kvartaler],
        [
            Kolonne("navn", "Krav sendt"),
            Kolonne("krav", "Krav", "tal"),
            Kolonne(KRAEVET, "Krævet", "kroner"),
            Kolonne(ANERKENDT, "Anerkendt", "kroner"),
            Kolonne(MODTAGET, "Modtaget", "kroner"),
        ],
        noegle="effekt_kvartaler",
        beskrivelse="Krav efter det kvartal, de er sendt i, og hvad der er kommet af dem",
    )
    _skjult(None in (r[KRAEVET], r[ANERKENDT], r[MODTAGET]) for r in b.kvartaler)


def traef(b: Billede) -> None:
    """How often the finds of each rule held."""
    if not b.traef:
        return
    st.subheader("Holder fundene?")
    tabel(
        [
            {
                "regel": f"{u.regel} {u.titel}",
                "afgjorte": u.afgjorte,
                "holdt": u.bekraeftet,
                "traef": u.traef,
            }
            for u in b.traef
        ],
        [
            Kolonne("regel", "Regel"),
            Kolonne("afgjorte", "Afgjorte sager", "tal"),
            Kolonne("holdt", "Holdt", "tal"),
            Kolonne("traef", "Træfsikkerhed", "procent"),
        ],
        noegle="effekt_traef",
        beskrivelse="Hvor ofte fundene holdt, regel for regel",
    )


def svar(b: Billede) -> None:
    """What the municipalities recognised of the answered lines, rule by rule."""
    if not b.regelsvar:
        return
    st.subheader("Hvad anerkender de andre?")
    navne = motor.regelnavne()
    tabel(
        [
            {
                "regel": f"{r.regel} {navne.get(r.regel, '')}".strip(),
                "linjer": r.linjer,
                "hele": r.hele,
                "kraevet": r.kraevet_oere,
                "anerkendt": r.anerkendt_oere,
                "andel": r.andel,
            }
            for r in b.regelsvar
        ],
        [
            Kolonne("regel", "Regel"),
            Kolonne("linjer", "Besvarede linjer", "tal"),
            Kolonne("hele", "Helt anerkendt", "tal"),
            Kolonne("kraevet", "Krævet", "kroner"),
            Kolonne("anerkendt", "Anerkendt", "kroner"),
            Kolonne("andel", "Andel anerkendt", "procent"),
        ],
        noegle="effekt_svar",
        beskrivelse="Hvad der er anerkendt af de besvarede linjer, regel for regel",
    )
    if b.uden_linjer:
        st.caption(
            f"{dansk.antal(b.uden_linjer, 'krav', 'krav')} er delvist anerkendt som helhed og kan ikke fordeles på "
            "regler. Svar linje for linje på siden Krav."
        )


def aerlighed(b: Billede) -> None:
    """Found for us against found against us."""
    a = b.aerlighed
    if not a.pr_art:
        return
    st.subheader("Ser vi begge veje?")
    st.markdown(_begge_veje(a.til_os_oere, a.mod_os_oere))
    dele, etiketter = [], []
    for art, (til, imod) in sorted(a.pr_art.items(), key=lambda p: -sum(n or 0 for n in p[1])):
        dele += [
            Beloebsdel(art, "▲ Til vores fordel", til or 0, "mangler"),
            Beloebsdel(art, "▼ Imod os", imod or 0, "skylder"),
        ]
        vist = dansk.kort_kroner((til or 0) + (imod or 0)) if til or imod else ""
        skjult = [hvad for hvad, oere in (("for os", til), ("imod os", imod)) if oere is None]
        etiketter.append(" · ".join([vist] * bool(vist) + [f"{hvad}: skjult" for hvad in skjult]))
    figurer.beloebssoejler(
        dele,
        etiketter=etiketter,
        beskrivelse="Åbne fund til vores fordel og imod os efter sagsart",
        om="Sagsart",
    )
    if any(None in v for v in a.pr_art.values()):
        st.caption("Skjult: af for få borgere, eller fordi det ville røbe et tal, der er.")
    st.caption(
        "Talt efter beløbet på de åbne sager på siden Sager: en sag, der er krævet, tæller med det krævede, så summen "
        "afviger lidt fra det, der kan hentes i dag."
    )


def _begge_veje(til: int | None, imod: int | None) -> str:
    for_os, mod_os = ("et beløb for få borgere" if n is None else dansk.kort_kroner(n) for n in (til, imod))
    andel = ""
    if til is not None and imod is not None:
        andel = f" ({dansk.procent(imod / (til + imod)) if til + imod else '0 %'})"
    return (
        f"Af alt, der er fundet og åbent, er {for_os} til vores fordel og {mod_os}{andel} til andres fordel. En andel "
        "tæt på nul er et tegn på, at der kun ledes den ene vej."
    )


def maalform(bruger: Bruger, b: Billede) -> None:
    """The small form of goals and hours, for those who set them."""
    if tekst := st.session_state.pop(_BESKED, ""):
        st.success(tekst, icon=":material/check_circle:")
    if not maa(bruger, Handling.SAET_MAAL)[0]:
        return
    with st.expander("Sæt mål og timer", icon=":material/flag:"), st.form("effekt_maal", border=False):
        with st.container(horizontal=True):
            felt = st.selectbox(
                "Indsats", list(motor.FELTER), format_func=motor.FELTER.__getitem__, width=220
            )
            maal = st.text_input("Mål for året (kr.)", placeholder="fx 2.000.000", width=200)
            timer = st.number_input("Timer brugt i år", 0, 100_000, value=None, step=1, width=170)
        st.caption(f"Gælder {b.aar}. Tomt felt fjerner målet eller timerne. Hvem og hvornår gemmes.")
        if st.form_submit_button("Gem", type="primary", icon=":material/save:"):
            _gem(bruger, str(felt), b.aar, maal, timer)


def _gem(bruger: Bruger, felt: str, aar: int, maal: str, timer: int | None) -> None:
    try:
        oere = dansk.laes_kroner(maal) if maal.strip() else None
        motor.gem_maal_som(data.indstillinger(), bruger, felt, aar, oere, timer, datetime.now(UTC))
    except (HjemtagFejl, ValueError) as fejl:
        st.error(str(fejl), icon=":material/error:")
    else:
        st.session_state[_BESKED] = f"Mål og timer for {motor.FELTER[felt]} {aar} er gemt."
        st.rerun()
