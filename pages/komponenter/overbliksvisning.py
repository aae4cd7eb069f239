"""The parts of Overblik: the three first things to do, the rest of them, how the money stands, what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Rolle
from engine.resultater import nyt as motor
from engine.resultater import varsler as varseltekst
from engine.resultater.nyt import Nyt
from engine.resultater.opgavekilder import senest
from engine.resultater.opgaver import Opgave
from engine.resultater.overblik import Friskhed, Overblik, Stilling
from pages.komponenter import data, kort, tilstande
from pages.komponenter.sider import EFTER_NAVN
from pages.komponenter.tabeller import Kolonne, tabel


def forrest(bruger: Bruger, o: Overblik) -> None:
    """The three first, each a card with kroner, deadline and the way to its page."""
    if not o.forrest:
        tilstande.tom(
            "Intet kræver dig lige nu",
            "Her står det, der skal gøres: refusion, der mangler, frister, og data, der skal rettes.",
            "Se efter igen, når næste leverance er indlæst og bygget.",
        )
        return
    st.subheader("Vigtigst nu" if bruger.rolle in (Rolle.LEDER, Rolle.POLITIKER) else "Gør nu")
    with st.container(horizontal=True, key="opgaver"):
        for nr, opgave in enumerate(o.forrest, start=1):
            _kort(bruger, opgave, nr)


def _kort(bruger: Bruger, opgave: Opgave, nr: int) -> None:
    klasse = tilstande.TILSTANDE[opgave.tilstand.partition(":")[0]].farve
    beloeb = dansk.kort_kroner(opgave.oere) if opgave.oere is not None else ""
    praecis = escape(dansk.kroner(opgave.oere, oere_vist=True)) if opgave.oere is not None else ""
    with st.container(border=True, height="stretch", key=f"opgave_{nr}"):
        st.html(
            f'<div class="ht-opgave ht-{klasse}">'
            f'<div class="ht-kort-titel"><span>{nr}</span>'
            f'<span class="ht-kort-ord">{escape(tilstande.tegn_og_ord(opgave.tilstand))}</span></div>'
            f"<h3>{escape(opgave.titel)}</h3>"
            f'<div class="ht-kort-vaerdi" title="{praecis}">{escape(beloeb)}</div>'
            f"<p>{escape(opgave.hvorfor)}</p>"
            f'<p class="ht-frist">{escape(senest(opgave.frist, date.today()))}</p></div>'
        )
        _gaa_til(bruger, opgave, f"gaa_{nr}")


def _gaa_til(bruger: Bruger, opgave: Opgave, noegle: str) -> None:
    """The button to the right page with its filters; nothing where the role has no such page."""
    side = opgave.side_for(bruger.rolle)
    if side and st.button(opgave.goer, key=noegle, icon=":material/arrow_forward:"):
        aabn(*side)


def aabn(side: str, filtre: Mapping[str, str]) -> None:
    """Leave for another page with its filters set."""
    st.switch_page(f"pages/{EFTER_NAVN[side].fil}.py", query_params=dict(filtre))


def resten(bruger: Bruger, o: Overblik) -> None:
    """The other things to do, as a table; a click opens the page."""
    if not o.resten:
        return
    st.subheader("Derefter")
    raekker = [
        {
            "titel": op.titel,
            "tilstand": op.tilstand,
            "oere": op.oere,
            "frist": op.frist,
        }
        for op in o.resten
    ]
    nr = tabel(
        raekker,
        [
            Kolonne("titel", "Hvad", bredde=430),
            Kolonne("tilstand", "Tilstand", "tilstand", bredde=150),
            Kolonne("oere", "Beløb", "kroner", bredde=130),
            Kolonne("frist", "Frist", "dato", bredde=110),
        ],
        noegle="resten",
        beskrivelse="De næste ting at gøre",
        summer=False,
        vaelg=True,
    )
    if nr is not None and (side := o.resten[nr].side_for(bruger.rolle)):
        aabn(*side)


def stilling(o: Overblik) -> None:
    """How the money stands, or for those who see no figures how the data stand."""
    st.subheader("Sådan står det")
    if o.stilling is not None:
        kort.raekke(_penge(o.stilling))
    elif o.friskhed is not None:
        kort.raekke(_data(o.friskhed))


def _data(f: Friskhed) -> list[kort.Kort]:
    advarsler = "usikker:Advarer" if f.advarsler else "afklaret:I orden"
    return [
        kort.Kort(
            "Data pr.", dansk.dato(f.data_dato), note=dansk.antal(f.leverancer, "leverance", "leverancer")
        ),
        kort.Kort("Bygget", dansk.dato(f.bygget), dansk.tidspunkt(f.bygget), dansk.tidspunkt(f.bygget)),
        kort.Kort("Kontroller", dansk.tal(f.advarsler), note="advarer", tilstand=advarsler),
        kort.Kort(
            "I karantæne",
            dansk.tal(f.karantaene),
            note="rækker venter på en rettelse",
            tilstand="usikker:Venter" if f.karantaene else "afklaret:I orden",
        ),
    ]


def _penge(s: Stilling) -> list[kort.Kort]:
    """Found, claimed and missing over the open years, and the budget."""
    alle = [
        kort.beloeb("Refusion fundet", s.fundet, note="særligt dyre enkeltsager, åbne år"),
        kort.beloeb("Hjemtaget", s.hjemtaget),
        kort.beloeb("Mangler", s.mangler, tilstand="mangler" if s.mangler else None),
    ]
    if s.aar is not None and s.afvigelse is not None:
        alle.append(
            kort.Kort(
                f"Afvigelse {s.aar}",
                dansk.kort_kroner(s.afvigelse, fortegn=True),
                dansk.kroner(s.afvigelse, oere_vist=True, fortegn=True),
                "forbrug minus budget",
                "mangler:Merforbrug" if s.afvigelse > 0 else "afklaret:Inden for",
            )
        )
    elif s.aar is not None:
        alle.append(kort.beloeb(f"Forbrug {s.aar}", s.forbrug, note="uden budget"))
    return alle


def nyt(n: Nyt) -> None:
    """The difference from the build before."""
    st.subheader("Nyt siden sidste bygning")
    st.markdown(motor.saetning(n))
    if n.foer is None:
        return
    _leverancer(n)
    _lister(n)
    _refusion(n)


def _lister(n: Nyt) -> None:
    """The lists where something is new, and kroner where the user may see them; a click opens the list. The others in
    a line below."""
    roerte = [lis for lis in n.lister if lis.roert]
    nr = _listetabel(roerte) if roerte else None
    if uaendrede := motor.uaendrede(n):
        st.caption(uaendrede)
    if nr is not None:
        aabn(roerte[nr].side, {})


def _listetabel(roerte: Sequence[motor.Listenyt]) -> int | None:
    return tabel(
        [vars(lis) for lis in roerte],
        [
            Kolonne("titel", "Liste", bredde=300),
            Kolonne("nye", "Nye", "tal"),
            Kolonne("aendrede", "Ændret", "tal"),
            Kolonne("vaek", "Ikke længere", "tal"),
            Kolonne("ialt", "På listen nu", "tal"),
            Kolonne("nye_oere", "Nye i alt", "kroner"),
            Kolonne("forskel_oere", "Listens ændring", "kroner"),
        ],
        noegle="nye_paa_lister",
        beskrivelse="Nye på listerne siden sidste bygning",
        summer=False,
        vaelg=True,
    )


def varsler(bruger: Bruger) -> None:
    """What the night has changed on the user's own cases, until he has seen it; a click opens the case."""
    egne = data.varsler(bruger)
    if not egne:
        return
    st.subheader("Ændret på dine sager")
    nr = tabel(
        [{"sag": v.sag_id, "tid": v.tid, "hvad": varseltekst.tekst(v)} for v in egne],
        [
            Kolonne("tid", "Hvornår", "dato", bredde=110),
            Kolonne("hvad", "Hvad", bredde=520),
            Kolonne("sag", "Sag", bredde=200),
        ],
        noegle="varsler",
        beskrivelse="Hvad natten har ændret på de sager, du har",
        summer=False,
        vaelg=True,
    )
    if nr is not None:
        aabn("sag", {"sag": egne[nr].sag_id})
    if st.button("Jeg har set dem", key="varsler_set", icon=":material/done_all:"):
        data.laes_varsler(bruger)
        st.rerun()


def _leverancer(n: Nyt) -> None:
    if not n.leverancer:
        return
    tabel(
        [dict(lev) for lev in n.leverancer],
        [
            Kolonne("id", "Leverance"),
            Kolonne("dato", "Pr.", "dato"),
            Kolonne("raekker", "Rækker", "tal", sum=True),
            Kolonne("karantaene", "I karantæne", "tal", sum=True),
        ],
        noegle="nye_leverancer",
        beskrivelse="Nye leverancer siden sidste bygning",
    )
    st.caption("Rækker: " + " · ".join(f"{navn} {dansk.tal(antal)}" for navn, antal in n.tabeller[:8]))


def _refusion(n: Nyt) -> None:
    if not n.refusion:
        return
    tabel(
        [vars(a) | {"forskel": a.forskel} for a in n.refusion],
        [
            Kolonne("aar", "År"),
            Kolonne("foer", "Refusion før", "kroner", sum=True),
            Kolonne("nu", "Refusion nu", "kroner", sum=True),
            Kolonne("forskel", "Ændring", "aendring", sum=True),
            Kolonne("mangler_nu", "Mangler nu", "kroner", sum=True),
        ],
        noegle="ny_refusion",
        beskrivelse="Refusionen før og efter sidste bygning, år for år",
    )
    st.caption(_sager(n))


def _sager(n: Nyt) -> str:
    def antal(vaerdi: int | None, ental: str, flertal: str) -> str:
        return f"Få {flertal}" if vaerdi is None else dansk.antal(vaerdi, ental, flertal)

    tekst = f"{antal(n.nye_sager, 'ny sag', 'nye sager')} med refusion"
    if n.nye_sager:
        tekst += f" ({dansk.kort_kroner(n.nye_sager_oere)})"
    return f"{tekst}. {antal(n.faldne_sager, 'sag', 'sager')} giver ikke længere refusion."
