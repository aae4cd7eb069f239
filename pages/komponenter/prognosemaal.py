"""The parts of Prognosekvalitet: cards, what was expected against what happened, measures, steps, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, omfang
from engine.fejl import HjemtagFejl
from pages.komponenter import data, figurer, kort, tilstande
from pages.komponenter.tabeller import Kolonne, tabel

if TYPE_CHECKING:
    from engine.resultater.prognosemaaling import Maaling
    from engine.resultater.sde import Kontekst


def kraev_hele_kommunen(bruger: Bruger) -> None:
    """Stop the page for those limited to a field or an organisation: the sums are everybody's."""
    o = omfang(bruger)
    if o.fagomraader is not None or o.organisationer is not None:
        tilstande.ingen_adgang("Prognosen er for hele kommunen, og du har kun adgang til en del af den.")
        st.stop()


def kort_(m: Maaling) -> None:
    """Error, against naive, bias, and whether the band holds."""
    from engine.resultater.prognosemaaling import LOVET

    r = m.ialt
    holder = LOVET[0] <= r["daekning80_pct"] <= LOVET[1]
    kort.raekke(
        [
            kort.Kort(
                "Fejl af årets udgift", dansk.procent(r["wape_pct"] / 100), "WAPE", "uden hensyn til retning"
            ),
            kort.Kort(
                "Sidste år gange pris",
                dansk.procent(r["wape_naiv_pct"] / 100),
                "WAPE af det naive bud",
                f"prognosen er {dansk.procent(r['bedre_pct'] / 100, 0)} bedre"
                if not r["naiv_vinder"]
                else "sidste års tal vinder",
                "mangler:Vinder" if r["naiv_vinder"] else "afklaret:Slået",
            ),
            kort.Kort(
                "Skævhed",
                dansk.procent(r["fejl_pct"] / 100, fortegn=True),
                "Fejl med fortegn",
                "plus: der blev ventet for meget",
            ),
            kort.Kort(
                "80 %-båndet ramte",
                dansk.procent(r["daekning80_pct"] / 100, 0),
                "Dækning",
                "skal være 70–90 %",
                "afklaret:Holder" if holder else "usikker:Holder ikke",
            ),
        ]
    )


def ramte(m: Maaling) -> None:
    """Each origin month against what happened."""
    from engine.resultater import prognosemaaling

    for frem, titel in ((0, "Året, der var i gang"), (1, "Næste år")):
        punkter = prognosemaaling.punktserie(m, frem)
        if not punkter:
            continue
        st.subheader(titel)
        inden_for = sum(p["lav"] <= p["sand"] <= p["hoej"] for p in punkter)  # type: ignore[operator]
        antal = dansk.antal(len(punkter), "måned", "måneder")
        tekst = f"Fra {antal} lå det, der skete, inden for båndet {inden_for} gange."
        figurer.ramte(punkter, beskrivelse=f"{titel}. {tekst}")
        st.caption(tekst)


def maalene(m: Maaling) -> None:
    """Every measure by how far ahead."""
    from engine.resultater import prognosemaaling

    st.subheader("Målene")
    tabel(
        prognosemaaling.maaltabel(m),
        [
            Kolonne("hvad", "Gælder"),
            Kolonne("antal", "Prøver", "tal"),
            Kolonne("fejl", "Skævhed", "procent", hjaelp="Fejl med fortegn; plus: for meget ventet."),
            Kolonne("wape", "WAPE", "procent", hjaelp="Fejl uden fortegn, af det, der skete."),
            Kolonne("naiv", "Sidste år", "procent", hjaelp="WAPE af sidste år gange pris."),
            Kolonne("mase", "MASE", "decimal", hjaelp="Fejl delt med sidste års fejl; under 1 er bedre."),
            Kolonne(
                "d80",
                "80 %-bånd",
                "procent",
                hjaelp="Hvor tit det, der skete, lå i båndet. Skal være 70–90 %.",
            ),
            Kolonne("vinder", "Bedst"),
            Kolonne("d50", "50 %-bånd", "procent"),
            Kolonne("d95", "95 %-bånd", "procent"),
            Kolonne(
                "pinball", "Pinball", "kroner", hjaelp="Straf for bånd, der er for smalle eller for brede."
            ),
        ],
        noegle="maalene",
        beskrivelse="Prognosens fejl, bånd og sammenligning med sidste år",
    )
    from engine.resultater.prognosemaaling import baandtekst

    st.caption(baandtekst(m))


def trin(m: Maaling) -> None:
    """What each rung of the ladder was worth."""
    st.subheader("Hvad hvert trin er værd")
    tabel(
        [
            r
            | {
                "wape": r["wape_pct"] / 100,
                "bedre": None if r["bedre_point"] != r["bedre_point"] else r["bedre_point"],
            }
            for r in m.trin.to_dict("records")
        ],
        [
            Kolonne("titel", "Model"),
            Kolonne("wape", "Fejl (WAPE)", "procent"),
            Kolonne("bedre", "Bedre end trinnet før (point)", "decimal"),
        ],
        noegle="trinene",
        beskrivelse="Fejlen, når hvert trin lægges til",
    )
    st.caption(
        "Hver måned vælges kun de trin, der ville have hjulpet indtil da. Nederste linje måles mod "
        "sidste år gange pris."
    )


def brier(bruger: Bruger, k: Kontekst, m: Maaling) -> None:
    """Whether the chance of passing a step was right, in the newest year that is known."""
    from engine.resultater import prognosemaaling

    st.subheader("Når sagen trin 1, 2 og 3?")
    hvornaar = prognosemaaling.seneste_kendte_aar(m)
    if hvornaar is None:
        st.markdown(
            "Der er ikke et helt kendt år med tolv måneders regnskab før, så det kan ikke prøves endnu."
        )
        return
    udgangspunkt, aar = hvornaar
    try:
        df = data.prognosetrin(k, bruger, udgangspunkt, aar)
    except HjemtagFejl as fejl:
        st.markdown(str(fejl))
        return
    tabel(
        [r | {"trin": f"Trin {r['trin']}"} for r in df.to_dict("records")],
        [
            Kolonne("trin", "Trin"),
            Kolonne("antal", "Sager", "tal"),
            Kolonne("indtraf", "Nåede trinnet", "tal"),
            Kolonne("brier", "Brier", "decimal", hjaelp="0 er altid rigtigt; lavere er bedre."),
            Kolonne("brier_uden_viden", "Plat eller krone", "decimal"),
        ],
        noegle="brier",
        beskrivelse=f"Brier-score for at nå trinnene i {aar}",
    )
    st.caption(
        f"{aar}, ventet fra december {aar - 1}. Brier er den gennemsnitlige afstand i anden fra "
        "chancen til det, der skete."
    )


def manuelle(bruger: Bruger, k: Kontekst) -> None:
    """Whether what people entered in locked forecasts brought them nearer."""
    from engine.resultater import prognosemaaling

    st.subheader("Er jeres egne rettelser pengene værd?")
    df = data.manuelle_rettelser(k, bruger)
    if df.empty:
        tilstande.tom(
            "Ingen låst prognose gælder et år, der er kendt endnu",
            "Her står, om det, I har indtastet, bragte de låste prognoser nærmere det, der skete.",
            "Lås prognosen til udvalget; når året er gået, måles den her.",
        )
        return
    st.markdown(prognosemaaling.rettelsestekst(df))
    tabel(
        df.to_dict("records"),
        [
            Kolonne("navn", "Låst prognose"),
            Kolonne("tid", "Låst", "tidspunkt"),
            Kolonne("aar", "År"),
            Kolonne("faktisk_oere", "Det skete, netto", "kroner"),
            Kolonne("uden_oere", "Ventet uden jeres", "kroner"),
            Kolonne("med_oere", "Ventet med jeres", "kroner"),
            Kolonne("indtastet_oere", "Jeres flyttede", "aendring"),
            Kolonne(
                "bedre_oere", "Nærmere med", "aendring", sum=True, hjaelp="Minus: længere fra det, der skete."
            ),
        ],
        noegle="manuelle",
        beskrivelse="Låste prognoser med og uden det, der var indtastet",
    )
