"""One person of Tilflyttere or Fraflyttere, from the list or by a case's id: why, path, timeline, letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from engine.rapporter import brev
from engine.rapporter.brev import Brev
from engine.resultater import flyttelister as motor
from engine.resultater import fraflytning, kandidater, kravbrev, sagskilde_screening, tilsagnsbrev
from engine.resultater.flyttelister import Hit
from engine.resultater.fraflytning import Bogfoert, Fraflytter, Loebende
from engine.resultater.kandidater import Fundet
from engine.resultater.sde import Kontekst
from engine.sager.sagsfelter import SAG_ID
from pages.komponenter import borgerdele, formaal, hent, tilstande
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_links, uden_markdown

_STED = {"bolig": "Bolig", "institution": "Institution", "ukendt": "Ukendt adresse", "udland": "Udlandet"}


def valgt() -> str | None:
    """The case id in the address line, None for anything that is not of our form."""
    sag = st.query_params.get("sag", "")
    return sag if SAG_ID.fullmatch(sag) else None


def side(bruger: Bruger, k: Kontekst, sag_id: str, retning: str) -> None:
    """The person of a case, in the list's place."""
    if st.button("Til listen", icon=":material/arrow_back:", type="tertiary"):
        glem_valg()
        st.query_params.clear()
        st.rerun()
    h = motor.for_bruger([h for h in [_hit(k, bruger, sag_id, retning)] if h], bruger)
    if not h:
        tilstande.tom(
            "Borgeren vises ikke her",
            "Fundet er ikke i det datagrundlag, der er i brug, eller det ligger uden for dine fagområder.",
            "Er der arbejdet på sagen, ligger den stadig på siden Sager.",
        )
        return
    person = h[0].person_noegle
    formaal.kraev(bruger, sag_id, "Siden viser navn, boforløb og krav for én person.", [person])
    st.subheader(uden_markdown(motor.navne(k, bruger, h)[person]))
    aaben(bruger, k, h[0], sag_id)


def _hit(k: Kontekst, bruger: Bruger, sag_id: str, retning: str) -> Hit | None:
    if retning == motor.UD:
        x = fraflytning.find(k, sag_id)
        return x and x.hit
    f = kravbrev.find(k, bruger, sag_id)
    if f is not None:
        return motor.for_ophold(k, f.kandidat.noegle, f.kandidat.til)
    return sagskilde_screening.hits(k).get(sag_id)


def aaben(bruger: Bruger, k: Kontekst, h: Hit, genstand: str) -> None:
    """What is known of one hit, and what can be done. genstand: what the purpose was given for."""
    if h.gemt is not None:
        st.caption(f"Fra screeningen af {uden_links(h.gemt.kilde)}, pr. {dansk.dato(h.gemt.pr)}.")
    x = fraflytning.for_hit(k, h) if h.retning == motor.UD else None
    if x is not None:
        _fraflytter(bruger, k, x, genstand)
    elif h.handling:
        st.markdown(f"**Gør nu:** {h.handling}")
    _vej(h)
    _boforloeb(k, h)
    _borger(bruger, k, h)
    if h.retning == motor.IND:
        _krav(bruger, k, h, genstand)


def _borger(bruger: Bruger, k: Kontekst, h: Hit) -> None:
    """The way to all that is known of the person; one whom only the screening has seen has no such page."""
    if h.gemt is not None or not borgerdele.kan_aabnes(bruger, k, h.person_noegle):
        return
    if st.button("Se samboende og økonomi", icon=":material/person:", key="flyttesag_borger"):
        side = "tilflyttere" if h.retning == motor.IND else "fraflyttere"
        borgerdele.aabn(h.person_noegle, side, valgt() or "")


def _vej(h: Hit) -> None:
    """The path to who pays, and what speaks against it."""
    if h.afgoerelse is None:
        return
    st.markdown("**Vejen til betalingskommunen**")
    st.markdown(
        "\n".join(
            f"{nr}. {t.spoergsmaal} **{t.svar}.** {t.foelge}" for nr, t in enumerate(h.afgoerelse.trin, 1)
        )
    )
    if h.afgoerelse.modbevis:
        st.markdown("**Det kan tale imod**")
        st.markdown("\n".join(f"- {m}" for m in h.afgoerelse.modbevis))


def _boforloeb(k: Kontekst, h: Hit) -> None:
    st.markdown("**Boforløb**")
    sted = motor.stednavne(k)
    stationer, beskyttet = motor.boforloeb(k, h)
    if beskyttet:
        st.info("Borgeren har adressebeskyttelse: institutioner vises ikke.", icon=":material/lock:")
    tabel(
        [
            {
                "fra": s.fra,
                "til": s.til,
                "sted": _STED[s.sted] + (", opmærksomhedsadresse" if s.opmaerksom else ""),
                "hvor": sted(s.landekode or s.kommunekode or ""),
                "institution": uden_links(inst),
            }
            for s, inst in stationer
        ],
        [
            Kolonne("fra", "Fra", "dato"),
            Kolonne("til", "Til og med", "dato"),
            Kolonne("sted", "Sted"),
            Kolonne("hvor", "Kommune eller land"),
            Kolonne("institution", "Institution"),
        ],
        noegle="boforloeb",
        beskrivelse="Borgerens steder i rækkefølge",
    )


def _fraflytter(bruger: Bruger, k: Kontekst, x: Fraflytter, genstand: str) -> None:
    """What runs on after the move, what is to be done with it, the case and the letters."""
    sted = motor.stednavne(k)
    st.markdown(
        f"Registreret forsvundet {dansk.dato(x.hit.dato)} (CPR-loven § 6, stk. 5); boede sidst i {sted(x.hit.fra)}."
        if x.hit.forsvundet
        else f"Flyttet {dansk.dato(x.hit.dato)} fra {sted(x.hit.fra)} til {sted(x.hit.til)}."
    )
    if x.bogfoert:
        md = sum(b.pr_maaned for b in x.bogfoert)
        st.markdown(
            f"**Bogført efter {x.efter}: {dansk.kroner(sum(b.oere for b in x.bogfoert))}**, i gennemsnit "
            f"{dansk.kroner(md)} pr. måned."
        )
    st.markdown("**Det skal gøres**")
    tabel(
        [{"hvad": hvad, "hvem": hvem, "md": md} for hvad, hvem, md in fraflytning.hvad_der_goeres(k, x)],
        [
            Kolonne("hvad", "Hvad", bredde=520),
            Kolonne("hvem", "Hvem får besked", bredde=220),
            Kolonne("md", "Pr. måned", "kroner"),
        ],
        noegle=f"goeres_{x.sag_id}",
        beskrivelse="Hvad der skal stoppes eller opkræves, hvem der får besked, og kroner pr. måned",
        summer=False,
    )
    st.markdown(f"**Det løb videre efter {x.efter}**")
    tabel(
        [*map(_loeber, x.loebende), *map(_bogfoert, x.bogfoert)],
        [
            Kolonne("hvad", "Hvad", bredde=420),
            Kolonne("fra", "Fra", "dato"),
            Kolonne("til", "Til og med", "dato"),
            Kolonne("note", "Takst, eller bogførte måneder", bredde=240),
            Kolonne("oere", "Bogført", "kroner"),
        ],
        noegle=f"loeber_{x.sag_id}",
        beskrivelse=f"Indsatser, pladser og pension over {x.efter}, og hvad der er bogført efter den",
        summer=False,
    )
    st.markdown("**Det kan være forkert, hvis**")
    st.markdown("\n".join(f"- {m}" for m in fraflytning.modbevis(x)))
    _aaben_sag(bruger, x.sag_id)
    sendt = st.date_input("Brevet sendes", date.today(), format="DD.MM.YYYY", key="fra_sendt", width=180)
    person, dag = (x.hit.person_noegle,), f"{sendt:%Y%m%d}"
    if fraflytning.kan_opkraeves(x):
        lav = _brevet(lambda: fraflytning.til_kommunen(k, bruger, x, sendt))
        _brevknapper(
            bruger, "brevet til kommunen", f"fraflytter-kommune-{x.sag_id}-{dag}", lav, genstand, person
        )
    lav = _brevet(lambda: fraflytning.til_enheden(k, bruger, x, sendt))
    _brevknapper(bruger, "beskeden til enheden", f"fraflytter-enhed-{x.sag_id}-{dag}", lav, genstand, person)
    st.caption("Når brevet er sendt, sættes sagen til *Besked sendt*.")


def _loeber(i: Loebende) -> dict[str, Any]:
    return {"hvad": i.hvad, "fra": i.siden, "til": i.slut, "note": i.takst, "oere": None}


def _bogfoert(b: Bogfoert) -> dict[str, Any]:
    maaneder = dansk.antal(len(b.maaneder), "måned", "måneder")
    note = f"{maaneder}, senest {dansk.maaned(max(b.maaneder))}"
    return {"hvad": f"{b.titel} ({b.funktion})", "fra": None, "til": None, "note": note, "oere": b.oere}


def _brevet(lav: Callable[[], Brev]) -> Brev | None:
    """The draft; None when it cannot be made, and the page says why."""
    try:
        return lav()
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return None


def _brevknapper(
    bruger: Bruger, hvad: str, navn: str, udkast: Brev | None, genstand: str, personer: tuple[str, ...]
) -> None:
    """The draft as Word and PDF."""
    if udkast is None:
        return
    with st.container(horizontal=True):
        for endelse, titel, lav in (
            ("docx", "Word", lambda: brev.som_docx(udkast)),
            ("pdf", "PDF", lambda: brev.som_pdf(udkast, lavet=datetime.now(UTC))),
        ):
            formaalet = str(st.session_state["formaal"][genstand])
            fil = hent.Fil(f"{navn}.{endelse}", Handling.AFGOER_SAG, lav, genstand, formaalet, personer)
            hent.knap(bruger, f"Hent {hvad} som {titel}", fil)


def _aaben_sag(bruger: Bruger, sag_id: str) -> None:
    if maa(bruger, Handling.SE_SIDE, side="sag")[0] and st.button(
        "Åbn sagen", icon=":material/draft:", key=f"sag_{sag_id}"
    ):
        st.switch_page("pages/sag.py", query_params={"sag": sag_id})


def _krav(bruger: Bruger, k: Kontekst, h: Hit, genstand: str) -> None:
    """What we can claim for the opened person: the case, and the letter that asks for the promise to pay."""
    fundne = kravbrev.for_person(k, bruger, h.person_noegle)
    if tilsagnsbrev.kan_bede(h, fundne):
        _tilsagn(bruger, k, h, genstand)
    if not fundne:
        return
    st.markdown("**Krav mod andre kommuner**")
    sendt = st.date_input("Brevet sendes", date.today(), format="DD.MM.YYYY", key="krav_sendt", width=180)
    sted = motor.stednavne(k)
    for f in fundne:
        x = f.kandidat
        frist = f" Ældste måned bortfalder efter {dansk.dato(x.frist)}." if x.frist else ""
        st.markdown(
            f"{kandidater.REGLER[x.regel]}, {sted(x.modpart)}: {dansk.kroner(x.potentiale_oere)} for "
            f"{dansk.maaned(f'{x.fra:%Y-%m}')} til {dansk.maaned(f'{x.til:%Y-%m}')}.{frist}"
        )
        _aaben_sag(bruger, f.id)
        _kravbrev(bruger, k, f, sendt, genstand, h)


def _tilsagn(bruger: Bruger, k: Kontekst, h: Hit, genstand: str) -> None:
    """The letter that asks for the promise before anything is booked."""
    assert h.afgoerelse is not None
    kommune = motor.stednavne(k)(h.afgoerelse.kommunekode or "")
    st.markdown("**Bed om betalingstilsagn**")
    if svar := tilsagnsbrev.tidligere(k, h):
        st.markdown(f"{kommune} Kommune {svar}: se tilsagnet, før der skrives igen.")
        return
    st.markdown(f"Der er endnu intet beløb. Bed {kommune} Kommune om tilsagn nu, så ingen måned bortfalder.")
    sendt = st.date_input("Brevet sendes", date.today(), format="DD.MM.YYYY", key="tilsagn_sendt", width=180)
    udkast = _brevet(lambda: tilsagnsbrev.lav(k, bruger, h, sendt))
    navn = f"{k.lav_id('tilsagn', f'{h.person_noegle}|{h.dato.isoformat()}')}-{sendt:%Y%m%d}"
    _brevknapper(bruger, "brevet om tilsagn", navn, udkast, genstand, (h.person_noegle,))
    if udkast is not None:
        st.caption(f"Svar senest {dansk.dato(kravbrev.svarfrist(k, sendt))}.")


def _kravbrev(bruger: Bruger, k: Kontekst, f: Fundet, sendt: date, genstand: str, h: Hit) -> None:
    udkast = _brevet(lambda: kravbrev.lav(k, bruger, f, sendt, h.afgoerelse))
    if udkast is None:
        return
    _brevknapper(bruger, "brevet", f"krav-{f.id}-{sendt:%Y%m%d}", udkast, genstand, (f.kandidat.noegle,))
    st.caption(f"Svar senest {dansk.dato(kravbrev.svarfrist(k, sendt))}. Sæt sagen til *Anmodning sendt*.")
