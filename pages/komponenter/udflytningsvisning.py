"""The page Udflytning: signals on and off, the list, one presumption with its score and its letter, and the hit rates.

Names are shown after a purpose has been given; the address line holds the case id, never a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, Rolle, maa
from engine.fejl import HjemtagFejl
from engine.flytning import udflytning as regler
from engine.flytning.udflytning import SIGNALER
from engine.rapporter import brev
from engine.resultater import sager as sagsmotor
from engine.resultater import udflytning as motor
from engine.resultater import udflytningsbrev
from engine.resultater.fagomraader import NAVNE
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import er_lille
from engine.resultater.udflytning import Liste
from pages.komponenter import borgerdele, data, formaal, hent, kort, sideskift, tilstande
from pages.komponenter.tabeller import Kolonne, glem_valg, tabel
from pages.komponenter.tekst import uden_markdown

_SAG_ID = re.compile(r"CPR-0[123]-[0-9a-f]{16}")
_LISTE = "udflytning-liste"
_PR_SIDE = 25
_SIGNALER, _MINDST = "udflytning_signaler", "udflytning_mindst"
_PLADS_TIL = 48
"""Letters of signals that one line of the list has room for."""


def valgt() -> str | None:
    """The case id in the address line, None for anything that is not of our form."""
    sag = st.query_params.get("sag", "")
    return sag if _SAG_ID.fullmatch(sag) else None


def valg(bruger: Bruger) -> tuple[list[str], int]:
    """The signals that are on, and how many must hold. Those who see sums alone see the standard's: the difference
    between two sums would tell of single persons."""
    if not motor.ser_personer(bruger):
        return list(SIGNALER), regler.MINDST_SIGNALER
    aktive = st.pills(
        "Signaler, der tæller med",
        list(SIGNALER),
        selection_mode="multi",
        default=list(SIGNALER),
        format_func=lambda s: SIGNALER[s].navn,
        key=_SIGNALER,
        persist_state="session",  # still so when a person has been looked at
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mindst = st.segmented_control(
            "Mindst så mange signaler",
            [3, 4, 5],
            default=regler.MINDST_SIGNALER,
            key=_MINDST,
            required=True,
            persist_state="session",
        )
        st.button(
            "Nulstil",
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=set(aktive) == set(SIGNALER) and mindst == regler.MINDST_SIGNALER,
            on_click=_nulstil,
        )
    return list(aktive), int(mindst or regler.MINDST_SIGNALER)


def _nulstil() -> None:
    st.session_state[_SIGNALER] = list(SIGNALER)
    st.session_state[_MINDST] = regler.MINDST_SIGNALER


def tal(bruger: Bruger, k: Kontekst, liste: Liste, aktive: Collection[str], mindst: int, skub: float) -> None:
    """The cards, and what each signal means for the list right now. skub: what decided cases have taught the score."""
    f = liste.fund[liste.fund["regel"] == "CPR-01"]
    ser = motor.ser_personer(bruger)
    skjult = er_lille(len(f), k.smaacelle_min) and not ser
    regler_ = liste.fund["regel"].value_counts()
    kort.raekke(
        [
            kort.Kort(
                "Formodninger", "Få" if skjult else dansk.tal(len(f)), note=f"pr. {dansk.dato(liste.dag)}"
            ),
            kort.Kort(
                "Forventet rigtige",
                "–" if skjult else dansk.tal(round(float(f["score"].sum()))),
                note="summen af scorerne",
            ),
            *(
                kort.Kort(
                    motor.REGLER[r],
                    "Få"
                    if er_lille(int(regler_.get(r, 0)), k.smaacelle_min) and not ser
                    else dansk.tal(int(regler_.get(r, 0))),
                )
                for r in ("CPR-02", "CPR-03")
            ),
        ]
    )
    if liste.mangler:
        st.info(
            f"{', '.join(liste.mangler)}: kan ikke regnes, fordi de data, signalet bygger på, mangler eller er for "
            "gamle. Signalet tæller ikke med, før de er leveret.",
            icon=":material/info:",
        )
    if bruger.rolle is Rolle.LEDER:
        st.info(motor.kroner_i_alt(k, liste, bruger), icon=":material/payments:")
    if ser:
        _virkning(k, aktive, mindst, skub)


def _virkning(k: Kontekst, aktive: Collection[str], mindst: int, skub: float) -> None:
    with st.expander("Hvad hvert signal betyder for listen", icon=":material/tune:"):
        raekker = [
            {
                "signal": navn,
                "hvad": next(s.hvad for s in SIGNALER.values() if s.navn == navn),
                "taeller": paa,
                "virkning": forskel,
                "vaegt": next(s.vaegt for s in SIGNALER.values() if s.navn == navn),
            }
            for navn, paa, forskel in motor.virkning(k, aktive, mindst, skub)
        ]
        tabel(
            raekker,
            [
                Kolonne("signal", "Signal"),
                Kolonne("hvad", "Betyder"),
                Kolonne("taeller", "Tæller med", "ja_nej"),
                Kolonne("virkning", "Ændring, hvis det skiftes", "netto"),
                Kolonne("vaegt", "Vægt i scoren", "decimal"),
            ],
            noegle="udflytning_virkning",
            beskrivelse="Hvert signal, og hvor meget listen ændres, hvis det slås til eller fra",
        )
        st.caption(
            "Statsborgerskab er ikke et signal og læses ikke. En formodning kræver flere uafhængige signaler og en "
            f"score på mindst {dansk.procent(regler.MINDST_SCORE, 0)}, og intet på listen over modbevis."
        )


def liste(bruger: Bruger, k: Kontekst, liste: Liste, udfald: pd.DataFrame) -> None:
    """The presumptions, the surest first, those that are decided only on demand; a click opens one. Only sums for those
    who see no persons."""
    if not motor.ser_personer(bruger):
        st.caption(
            "Listen med personer ses af økonomer, revisorer og de sagsbehandlere, der har fagområdet "
            f"{NAVNE[motor.FAGOMRAADE]}."
        )
        return
    st.subheader("Listen")
    if liste.fund.empty:
        tilstande.tom(
            "Ingen formodninger",
            "Ingen registrerede voksne har nok signaler med de valg, der er truffet.",
            "Slå flere signaler til, eller vent til næste opgørelse.",
        )
        return
    if not formaal.er_givet(_LISTE):
        formaal.spoerg(bruger, _LISTE, "Listen viser navne på dem, der formodes udrejst.")
        return
    fund = _uden_afgjorte(liste.fund, udfald)
    if fund.empty:
        st.markdown("Alle på listen er afgjort.")
        return
    fra = sideskift.vindue(
        len(fund),
        noegle="udflytning_side",
        pr_side=_PR_SIDE,
        ental="på listen",
        flertal="på listen",
    )
    vist = fund.iloc[fra : fra + _PR_SIDE]
    formaal.noter(bruger, _LISTE, vist["person_noegle"].tolist())
    raekker = _tabelraekker(k, bruger, vist)
    nr = tabel(
        raekker,
        [
            Kolonne("navn", "Navn", bredde=178),
            Kolonne("foedt", "Født", "dato", bredde=88),
            Kolonne("score", "Score", "procent", bredde=63),
            Kolonne("signaler", "Signaler", bredde=285, hjaelp="Hvert signal er forklaret over listen"),
            Kolonne("indkomst", "Indkomst, 12 mdr.", bredde=112, hjaelp="Kroner og type"),
            Kolonne("fra", "Fundet", "dato", bredde=88, hjaelp="Første gang"),
            Kolonne("tilstand", "Sag", bredde=135),
        ],
        noegle="udflytning_tabel",
        beskrivelse="Formodninger om udrejse, den sikreste øverst",
        summer=False,
        vaelg=True,
        linjer=3 if any(len(r["signaler"]) > _PLADS_TIL for r in raekker) else 1,
    )
    st.caption(f"Alle er senest bekræftet pr. {dansk.dato(liste.dag)}. Klik på en række for at åbne den.")
    if nr is not None:
        st.query_params["sag"] = str(vist["sag_id"].iloc[nr])
        st.rerun()


def _uden_afgjorte(fund: pd.DataFrame, udfald: pd.DataFrame) -> pd.DataFrame:
    """What still is to be decided; a registration stands until CPR is changed, and one found right is found again."""
    afgjort = fund["sag_id"].isin(udfald["sag_id"])
    if not afgjort.any():
        return fund
    antal = dansk.antal(int(afgjort.sum()), "afgjort", "afgjorte")
    return fund if st.toggle(f"Vis også {antal}", key="udflytning_afgjorte") else fund[~afgjort]


def _tabelraekker(k: Kontekst, bruger: Bruger, vist: pd.DataFrame) -> list[dict[str, Any]]:
    navne = sagsmotor.navne(k, bruger, vist["person_noegle"])
    tilstande_ = data.sagstilstande(vist["sag_id"].tolist())
    return [
        {
            "navn": navne[r["person_noegle"]][0],
            "foedt": navne[r["person_noegle"]][1],
            "score": r["score"],
            "signaler": motor.signalord(r),
            "indkomst": motor.indkomstord(r),
            "fra": r["fra"],
            "tilstand": tilstande_.get(r["sag_id"], "Formodning"),
        }
        for r in vist.to_dict("records")
    ]


def fordele(bruger: Bruger, k: Kontekst, liste: Liste, udfald: pd.DataFrame) -> None:
    """What kept people off the list, how often each signal is right, and how old presumptions go."""
    ser = motor.ser_personer(bruger)
    if ser and liste.udeladt:
        st.subheader("Holdt ude af modbevis")
        st.markdown("Disse havde signalerne, men noget taler imod. De er ikke på listen og gemmes ikke.")
        tabel(
            [{"hvad": navn, "antal": n} for navn, n in liste.udeladt.items()],
            [Kolonne("hvad", "Modbevis"), Kolonne("antal", "Personer", "tal")],
            noegle="udflytning_modbevis",
            beskrivelse="Hvor mange der holdes ude af hvert modbevis",
        )
    st.caption(
        "En formodning gemmes ikke. Bekræftes den ikke på næste opgørelse, er den væk; kun arbejdet på en sag bliver "
        "stående, så længe sagen skal gemmes."
    )
    st.subheader("Hvor ofte listen har ret")
    maalt = data.udflytningspraecision(k)
    if maalt:
        st.markdown(
            f"På demoens kendte facit er **{dansk.tal(maalt[0])} af "
            f"{dansk.antal(maalt[1], 'formodning', 'formodninger')} "
            f"rigtige ({dansk.procent(maalt[0] / maalt[1], 0)})**, og {dansk.tal(maalt[2])} af "
            f"{dansk.tal(maalt[3])} udrejste er fundet. Den landsdækkende registerkørsel har en træfsikkerhed på "
            f"omkring {dansk.procent(motor.LANDETS_PRAECISION, 0)}."
        )
    rater = motor.traefrater(udfald)
    if rater.empty:
        st.caption(
            "Der er endnu ingen afgjorte sager i kommunen. Træfrater pr. signal og kvartal vises her, når der er."
        )
    else:
        vist = rater[~rater["afgjorte"].map(lambda n: er_lille(int(n), k.smaacelle_min) and not ser)]
        if len(vist) < len(rater):
            st.caption(f"Signaler med under {k.smaacelle_min} afgjorte sager i kvartalet er ikke vist.")
        if vist.empty:
            return
        tabel(
            vist.assign(kvartal=vist["kvartal"].map(motor.kvartalsnavn)),
            [
                Kolonne("kvartal", "Kvartal"),
                Kolonne("signal", "Signal"),
                Kolonne("afgjorte", "Afgjorte", "tal"),
                Kolonne("ramt", "Registreringen var forkert", "tal"),
                Kolonne("andel", "Træf", "procent"),
            ],
            noegle="udflytning_rater",
            beskrivelse="Hvor ofte hvert signal har ført til en ændret registrering, pr. kvartal",
            summer=False,
        )


# --- one presumption --------------------------------------------------------------------------------------------


def person(bruger: Bruger, k: Kontekst, sag_id: str) -> None:
    """One presumption: why, what speaks against it, how the score comes about, the letter, and the way on."""
    if st.button("Til listen", icon=":material/arrow_back:", type="tertiary"):
        glem_valg()
        st.query_params.clear()
        st.rerun()
    skub = motor.forskydning(data.udflytningsudfald())
    # The case keeps its find where what was decided since has taken the person below the line of the list.
    raekker = [
        r
        for s in (skub, 0.0)
        for r in motor.beregn(k, forskydning=s).fund.to_dict("records")
        if r["sag_id"] == sag_id
    ]
    if not raekker:
        tilstande.tom(
            "Formodningen findes ikke længere",
            "Den blev ikke bekræftet ved den seneste opgørelse og er derfor slettet.",
            "Er der arbejdet på sagen, ligger den stadig på siden Sager.",
        )
        return
    r = raekker[0]
    formaal.kraev(
        bruger, sag_id, "Siden viser navn, signaler og indkomst for én person.", [r["person_noegle"]]
    )
    navn, foedt, _ = sagsmotor.navne(k, bruger, [r["person_noegle"]])[r["person_noegle"]]
    st.subheader(f"{uden_markdown(navn)}, født {dansk.dato(foedt)}")
    st.markdown(
        f"**{motor.REGLER[r['regel']]}.** {motor.begrund(r)} Fundet første gang {dansk.dato(r['fra'])}, "
        f"senest bekræftet {dansk.dato(r['bekraeftet'])}."
    )
    _veje(bruger, r)
    if r["regel"] == "CPR-01":
        _score(r, skub)
    st.markdown("**Det kan modbevise det**")
    st.markdown("\n".join(f"- {t}" for t in motor.modbevis(r)))
    if udflytningsbrev.kan_skrives(r):
        _brev(bruger, k, r)


def _veje(bruger: Bruger, r: Mapping[str, Any]) -> None:
    with st.container(horizontal=True):
        if maa(bruger, Handling.SE_SIDE, side="sag")[0] and st.button(
            "Åbn sagen", icon=":material/draft:", type="primary"
        ):
            st.switch_page("pages/sag.py", query_params={"sag": r["sag_id"]})
        if maa(bruger, Handling.SE_SIDE, side="borger")[0] and st.button(
            "Se bopæl, samboende og økonomi", icon=":material/person:"
        ):
            borgerdele.aabn(r["person_noegle"], "udflytning", r["sag_id"])


def _score(r: Mapping[str, Any], skub: float) -> None:
    trin = motor.scoretrin(r, skub)
    st.markdown(f"**Score {dansk.procent(trin[-1][2], 0)}: sådan er den regnet**")
    tabel(
        [
            {
                "hvad": navn,
                "dag": r["dage"].get(next((s.kode for s in SIGNALER.values() if s.navn == navn), "")),
                "vaegt": v,
                "score": p,
            }
            for navn, v, p in trin
        ],
        [
            Kolonne("hvad", "Hvad vi ved"),
            Kolonne("dag", "Gælder fra", "dato"),
            Kolonne("vaegt", "Lægger til", "decimal", hjaelp="I logaritmiske odds"),
            Kolonne("score", "Score herefter", "procent"),
        ],
        noegle="udflytning_score",
        beskrivelse="Hvad hvert signal lægger til scoren",
    )


def _brev(bruger: Bruger, k: Kontekst, r: Mapping[str, Any]) -> None:
    st.markdown("**Brev efter CPR-loven § 11**")
    i_dag = date.today()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sendt = st.date_input("Sendes", i_dag, format="DD.MM.YYYY", key="brev_sendt", width=180)
        modtaget = st.date_input(
            "Anses for modtaget",
            udflytningsbrev.modtaget_normalt(i_dag),
            format="DD.MM.YYYY",
            key="brev_modtaget",
            width=180,
        )
    try:
        udkast = udflytningsbrev.lav(k, bruger, r, sendt, modtaget)
        frist = udflytningsbrev.svarfrist(k, modtaget)
    except HjemtagFejl as fejl:
        st.error(str(fejl), icon=":material/error:")
        return
    st.markdown(
        f"Svar senest **{dansk.dato(frist)}**. Sæt sagen til *Høring sendt* med den dato som "
        "frist, så kommer den frem, når fristen udløber."
    )
    with st.container(horizontal=True):
        for endelse, lav in (
            ("docx", lambda: brev.som_docx(udkast)),
            ("pdf", lambda: brev.som_pdf(udkast, lavet=datetime.now(UTC))),
        ):
            hent.knap(
                bruger,
                f"Hent brevet som {'Word' if endelse == 'docx' else 'PDF'}",
                hent.Fil(
                    f"brev-{r['sag_id']}-{sendt:%Y%m%d}-{modtaget:%Y%m%d}.{endelse}",
                    Handling.AFGOER_SAG,
                    lav,
                    r["sag_id"],
                    str(st.session_state["formaal"][r["sag_id"]]),
                    (r["person_noegle"],),
                ),
            )
