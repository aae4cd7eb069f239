"""The page Moms: filters, both directions side by side, the groups by cause, and a group's postings."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.moms.regler import AARSAGER, SKYLDIG, TIL_GODE
from engine.resultater import moms as motor
from engine.resultater.moms import Oversigt, Valg
from engine.resultater.sde import Kontekst
from engine.sager import arter
from engine.sager.sagsfelter import SAG_ID
from pages.komponenter import data, filtre, kort, sagshandling, sagsvisning, tilstande
from pages.komponenter.sagshandling import Sted
from pages.komponenter.sideskift import udsnit, vindue
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown

ALLE = ""
_FILTRE = (
    ("regel", "Regel", 230),
    ("aarsag", "Årsag", 300),
    ("leverandoer", "Leverandør", 260),
    ("profitcenter", "Profitcenter", 150),
    ("art", "Art", 100),
)


def filtre_for(bruger: Bruger, k: Kontekst, aarene: list[int]) -> list[filtre.Valg]:
    """The year, and what there is to choose among in the findings within the user's scope."""
    muligheder = motor.muligheder(k, bruger)
    ud = [filtre.Valg("aar", "Regnskabsår", [0, *aarene], 0, lambda a: str(a) if a else "Alle", bredde=130)]
    for navn, titel, bredde in _FILTRE:
        tekster = {ALLE: "Alle"} | dict(muligheder[navn])
        ud.append(filtre.Valg(navn, titel, list(tekster), ALLE, tekster.__getitem__, bredde=bredde))
    ud.append(filtre.Valg("vis", "Vis", list(motor.VIS), "aabne", motor.VIS.__getitem__, bredde=130))
    return ud


def som_valg(valg: dict[str, Any]) -> Valg:
    return Valg(
        valg["aar"] or None,
        *(valg[navn] for navn in ("regel", "aarsag", "profitcenter", "leverandoer", "art", "vis")),
    )


def kortene(o: Oversigt) -> None:
    """What we lack and what we owe, with equal weight."""
    frist = o.naeste_frist
    kort.raekke(
        [
            kort.beloeb(
                "Kan hjemtages",
                o.oere(TIL_GODE),
                note=dansk.antal(o.antal(TIL_GODE), "postering", "posteringer"),
                tilstand="mangler" if o.oere(TIL_GODE) else None,
            ),
            kort.beloeb(
                "Skal betales tilbage",
                o.oere(SKYLDIG),
                note=dansk.antal(o.antal(SKYLDIG), "postering", "posteringer"),
                tilstand="skylder" if o.oere(SKYLDIG) else None,
            ),
            kort.Kort(
                "Næste frist",
                dansk.dato(frist) if frist else "Ingen",
                note=f"{dansk.kort_kroner(o.haster_oere)} haster"
                if o.haster_oere
                else "fem år efter regnskabsåret",
            ),
            kort.Kort("Rettet af kommunen selv", dansk.tal(o.rettede), note="omposteret, så intet fund"),
        ]
    )


def grupper(bruger: Bruger, k: Kontekst, o: Oversigt) -> None:
    """One row per cause and supplier; a click opens its postings and its case."""
    st.subheader("Fundene efter årsag")
    if o.grupper.empty:
        tilstande.tom(
            "Ingen fund",
            "Ingen posteringer i udvalget har forkert moms efter reglerne.",
            "Vælg andre filtre, eller 'Nulstil'.",
        )
        return
    fra = vindue(len(o.grupper), noegle="moms_grupper_side", pr_side=100, ental="gruppe", flertal="grupper")
    paa_siden = o.grupper.iloc[fra : fra + 100].reset_index(drop=True)
    vist = paa_siden.assign(
        retning=paa_siden["retning"].map(motor.RETNINGSNAVNE),
        tilstand=[_tilstand(t) for t in paa_siden["status"]],
        sikkerhed=paa_siden["sikkerhed"] / 100,
    )
    nr = tabel(
        vist,
        [
            Kolonne("navn", "Årsag", bredde=265),
            Kolonne("hos", "Leverandør eller funktion", bredde=176),
            Kolonne("art", "Art", bredde=40),
            Kolonne("retning", "Retning", bredde=67),
            Kolonne("antal", "Posteringer", "antal", bredde=88),
            Kolonne("beloeb_oere", "Beløb", "kroner", bredde=88),
            Kolonne("sikkerhed", "Sikkerhed", "procent", bredde=84),
            Kolonne("frist", "Frist", "dato", bredde=88),
            Kolonne("tilstand", "Tilstand", "tilstand", bredde=150),
        ],
        noegle=f"moms_grupper_{hash(tuple(paa_siden['sag_id']))}",
        beskrivelse="Fund af forkert moms efter årsag og leverandør, de største øverst",
        summer=False,
        vaelg=motor.ser_posteringer(bruger),
    )
    if not motor.ser_posteringer(bruger):
        st.caption("Enkelte posteringer ses af økonomer og revisorer.")
    elif nr is None:
        st.caption(
            "Klik på en række for at se posteringerne, forslaget og det, der taler imod, og afgøre sagen."
        )
    else:
        _gruppe(o.fund, str(paa_siden["sag_id"].iloc[nr]))
        sagsvisning.vis("moms", bruger, k, str(paa_siden["sag_id"].iloc[nr]), taster=False)


def _tilstand(kode: str) -> str:
    t = arter.find("moms").tilstand(kode)
    return f"{t.farve}:{t.navn}"


def valgt() -> str | None:
    """The case that the address names."""
    sag = st.query_params.get("sag", "")
    return sag if SAG_ID.fullmatch(sag) else None


def en_sag(bruger: Bruger, k: Kontekst, sag_id: str) -> None:
    """One group alone, by its link."""
    if st.button("Til alle fund", icon=":material/arrow_back:", type="tertiary"):
        st.query_params.clear()
        st.rerun()
    poster = motor.oversigt(k, bruger, Valg(vis="alle")).fund
    poster = poster[poster["sag_id"] == sag_id]
    if poster.empty or not motor.ser_posteringer(bruger):
        tilstande.tom(
            "Gruppen er her ikke nu",
            "Fundet er rettet eller bortfaldet, eller det ligger uden for det, du må se.",
            "Er der arbejdet på sagen, ligger den stadig på siden Sager.",
        )
        return
    _gruppe(poster, sag_id)
    sagsvisning.vis("moms", bruger, k, sag_id, taster=False)


def slaaet_fra(bruger: Bruger, k: Kontekst) -> None:
    """The refused patterns, which are in no sum: by whom, when and why, each with its undo."""
    poster = motor.slaaet_fra(k, data.sagslager(), bruger)
    if not poster:
        return
    st.subheader("Slået fra")
    st.markdown(
        f"{dansk.antal(len(poster), 'mønster er', 'mønstre er')} afvist og tæller ikke med i summerne, heller ikke nye "
        f"posteringer af samme slags: {dansk.kort_kroner(sum(p.beloeb_oere for p in poster))} i alt."
    )
    nr = tabel(
        [{**vars(p), "hos": f"{p.hos}, {p.art}", "grund": uden_markdown(p.grund)} for p in poster],
        [
            Kolonne("navn", "Årsag", bredde=240),
            Kolonne("hos", "Leverandør og art", bredde=215),
            Kolonne("antal", "Antal", "antal", bredde=55),
            Kolonne("beloeb_oere", "Beløb", "kroner", bredde=85),
            Kolonne("grund", "Grund", bredde=140),
            Kolonne("bruger", "Slået fra af", bredde=120),
            Kolonne("tid", "Hvornår", "tidspunkt", bredde=130),
        ],
        noegle=f"moms_slaaet_fra_{len(poster)}",
        beskrivelse="Mønstre, der er slået fra, med hvem, hvornår og hvorfor",
        summer=False,
        vaelg=motor.ser_posteringer(bruger),
    )
    if nr is not None and maa(bruger, Handling.AFGOER_SAG)[0]:
        p = poster[nr]
        st.button(
            f"Fortryd: slå '{p.navn}' hos {p.hos} til igen",
            key=f"moms_slaa_til_{p.sag_id}_{p.nr}",
            icon=":material/undo:",
            on_click=sagshandling.fortryd,
            args=(Sted(bruger, k), p.sag_id, p.nr),
        )


def forkert_rettede(bruger: Bruger, k: Kontekst) -> None:
    """Corrections that went wrong without any VAT at stake: the expense is wrong, and nobody else tells."""
    df = motor.forkert_rettede(k, bruger)
    if df.empty:
        return
    st.subheader("Rettet forkert, uden moms at hente")
    st.markdown(
        f"{dansk.antal(len(df), 'postering er', 'posteringer er')} omposteret, så momsen er rigtig, men udgiften står "
        f"to gange: {dansk.kort_kroner(int(df['posteret_oere'].sum()))} i alt. De tæller ikke med ovenfor."
    )
    viste = udsnit(df.to_dict("records"), noegle="moms_forkert_rettede", pr_side=25)
    tabel(
        [
            {
                **r,
                "aar": str(r["regnskabsaar"]),
                "bilag": f"{r['bilagsnr']}/{r['linjenr']}",
                "leverandoer": uden_markdown(r["leverandoer"]),
            }
            for r in viste
        ],
        [
            Kolonne("aar", "År", bredde=60),
            Kolonne("bilag", "Bilag", bredde=130),
            Kolonne("bogfoeringsdato", "Bogført", "dato", bredde=95),
            Kolonne("konto", "Konto", bredde=150),
            Kolonne("leverandoer", "Leverandør", bredde=180),
            Kolonne("posteret_oere", "Beløb", "kroner_oere", bredde=110),
            Kolonne("hvad", "Hvad er galt", bredde=300),
        ],
        noegle="moms_forkert_rettede_tabel",
        beskrivelse="Posteringer, der er omposteret forkert, uden at der er moms at hente",
        summer=False,
    )


def _med_huller(tal: pd.Series) -> list[int | None]:
    """Unknown amounts are empty in a table, not zero."""
    return [None if pd.isna(t) else int(t) for t in tal]


def _gruppe(fund: pd.DataFrame, sag_id: str) -> None:
    poster = fund[fund["sag_id"] == sag_id]
    a = AARSAGER[str(poster["aarsag"].iloc[0])]
    with st.container(border=True):
        st.markdown(f"**{a.navn}** ({a.regel}, {a.hjemmel})")
        st.markdown(f"{a.hvorfor} **Forslag:** {a.forslag}")
        st.markdown("**Det taler imod:** " + " ".join(a.modbevis))
        tabel(
            poster.assign(
                regnskabsaar=poster["regnskabsaar"].astype(str),
                moms_oere=_med_huller(poster["moms_oere"]),
                taget_oere=_med_huller(poster["taget_oere"]),
                bilag=poster["bilagsnr"] + "/" + poster["linjenr"].astype(str),
                vist_tekst=[
                    uden_markdown(dansk.uden_cpr(t)) if isinstance(t, str) else "" for t in poster["tekst"]
                ],
            ),
            [
                Kolonne("regnskabsaar", "År"),
                Kolonne("bilag", "Bilag"),
                Kolonne("bogfoeringsdato", "Bogført", "dato"),
                Kolonne("konto", "Konto"),
                Kolonne("posteret_oere", "Bogført beløb", "kroner_oere"),
                Kolonne("moms_oere", "Moms", "kroner_oere"),
                Kolonne("taget_oere", "Taget", "kroner_oere"),
                Kolonne("beloeb_oere", "Fund", "kroner_oere"),
                Kolonne("vist_tekst", "Tekst"),
            ],
            noegle="moms_poster",
            beskrivelse="Gruppens posteringer",
        )
