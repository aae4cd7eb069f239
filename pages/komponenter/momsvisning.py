"""The page Moms: filters, both directions side by side, the groups by cause, and a group's postings."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from engine import dansk
from engine.adgang import Bruger
from engine.moms.regler import AARSAGER, SKYLDIG, TIL_GODE
from engine.resultater import moms as motor
from engine.resultater.moms import Oversigt, Valg
from engine.resultater.sde import Kontekst
from pages.komponenter import filtre, kort, tilstande
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
    muligheder = motor.oversigt(k, bruger, Valg()).muligheder
    ud = [filtre.Valg("aar", "Regnskabsår", [0, *aarene], 0, lambda a: str(a) if a else "Alle", bredde=130)]
    for navn, titel, bredde in _FILTRE:
        tekster = {ALLE: "Alle"} | dict(muligheder[navn])
        ud.append(filtre.Valg(navn, titel, list(tekster), ALLE, tekster.__getitem__, bredde=bredde))
    return ud


def som_valg(valg: dict[str, Any]) -> Valg:
    return Valg(
        valg["aar"] or None,
        *(valg[navn] for navn in ("regel", "aarsag", "profitcenter", "leverandoer", "art")),
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


def grupper(bruger: Bruger, o: Oversigt) -> None:
    """One row per cause and supplier; a click opens its postings."""
    st.subheader("Fundene efter årsag")
    if o.grupper.empty:
        tilstande.tom(
            "Ingen fund",
            "Ingen posteringer i udvalget har forkert moms efter reglerne.",
            "Vælg andre filtre, eller 'Nulstil'.",
        )
        return
    vist = o.grupper.assign(
        retning=o.grupper["retning"].map(motor.RETNINGSNAVNE), sikkerhed=o.grupper["sikkerhed"] / 100
    )
    nr = tabel(
        vist,
        [
            Kolonne("navn", "Årsag", bredde=300),
            Kolonne("hos", "Leverandør eller funktion", bredde=205),
            Kolonne("art", "Art"),
            Kolonne("retning", "Retning"),
            Kolonne("antal", "Posteringer", "antal"),
            Kolonne("beloeb_oere", "Beløb", "kroner"),
            Kolonne("sikkerhed", "Sikkerhed", "procent"),
            Kolonne("frist", "Frist", "dato"),
        ],
        noegle="moms_grupper",
        beskrivelse="Fund af forkert moms efter årsag og leverandør, de største øverst",
        summer=False,
        vaelg=motor.ser_posteringer(bruger),
    )
    if not motor.ser_posteringer(bruger):
        st.caption("Enkelte posteringer ses af økonomer og revisorer.")
    elif nr is None:
        st.caption("Klik på en række for at se posteringerne, forslaget og det, der taler imod.")
    else:
        _gruppe(o, str(o.grupper["sag_id"].iloc[nr]))


def _med_huller(tal: pd.Series) -> list[int | None]:
    """Unknown amounts are empty in a table, not zero."""
    return [None if pd.isna(t) else int(t) for t in tal]


def _gruppe(o: Oversigt, sag_id: str) -> None:
    poster = o.fund[o.fund["sag_id"] == sag_id]
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
                Kolonne("vist_tekst", "Tekst"),
                Kolonne("posteret_oere", "Bogført beløb", "kroner_oere"),
                Kolonne("moms_oere", "Moms", "kroner_oere"),
                Kolonne("taget_oere", "Taget", "kroner_oere"),
                Kolonne("beloeb_oere", "Fund", "kroner_oere"),
            ],
            noegle="moms_poster",
            beskrivelse="Gruppens posteringer",
        )
