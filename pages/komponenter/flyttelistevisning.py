"""Tilflytter- and fraflytterlisten: one row a hit, and the opened one with its timeline and the path to who pays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.resultater import adresser, fraflytning, kravbrev, sagskilde_screening
from engine.resultater import flyttelister as motor
from engine.resultater.flyttelister import Hit
from engine.resultater.sde import Kontekst
from pages.komponenter import borgerdele, data, filtre, flyttesag, formaal, kort, tilstande
from pages.komponenter.tabeller import Kolonne, de_foerste, tabel
from pages.komponenter.tekst import uden_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORESLAAET = "Den foreslåede betalingskommune, og hvor sikkert forslaget er"
_PR_MAANED = Kolonne("pr_md", "Pr. måned", "kroner", sum=True, bredde=100, hjaelp="Bogført, i gennemsnit")
_KORTE_AARSAGER = {"til_institution": "Ind på institution", "fra_institution": "Fra institution"}


def valgte(bruger: Bruger, k: Kontekst, retning: str) -> tuple[list[Hit], int | None]:
    """The filters, and what they leave of the list: the hits and the year, None for the last twelve months."""
    til = motor.periode(k, None)[1]
    valg = filtre.raekke(
        [
            filtre.Valg(
                "aar",
                "Flyttet",
                [0, *range(til.year, til.year - 4, -1)],
                0,
                lambda a: str(a) if a else "Seneste 12 måneder",
                bredde=200,
            ),
            filtre.Valg("aarsag", "Hvorfor", ["alle", *motor.AARSAGER], "alle", _aarsagsnavn, bredde=250),
        ]
    )
    aar, aarsag = valg["aar"] or None, valg["aarsag"]
    hits = data.flytteliste(k, bruger, retning, aar)
    return [h for h in hits if aarsag == "alle" or aarsag in h.aarsager], aar


def _aarsagsnavn(aarsag: str) -> str:
    return motor.AARSAGER.get(aarsag, "Alle")


def ingen_tilflyttere(k: Kontekst) -> None:
    """Why Tilflyttere is empty: nobody moved so, or there is nothing to hold the moves against."""
    if adresser.findes(k):
        hvorfor = "Ingen er i perioden flyttet ind på eller kommet fra en institution eller en opmærksomhedsadresse."
        goer = "Vælg en anden periode eller 'Nulstil'."
    else:
        hvorfor = (
            "Der er ingen institutioner eller opmærksomhedsadresser i datagrundlaget, så listen har intet at holde "
            "flytningerne op mod."
        )
        goer = (
            "Lad tabellerne institution og opmaerksomhedsadresse komme med i næste leverance, eller bed en økonom "
            "skrive adresserne nederst på siden, og byg igen."
        )
    tilstande.tom("Ingen tilflyttere at gennemgå", hvorfor, goer)


def liste(bruger: Bruger, k: Kontekst, hits: list[Hit], retning: str) -> None:
    """The table, and below it the hit that is opened. Names only after a purpose, each logged."""
    genstand = "tilflytterliste" if retning == motor.IND else "fraflytterliste"
    med_navne = formaal.er_givet(genstand)
    if not med_navne:
        with st.expander("Vis navne, og åbn en flytning", icon=":material/badge:"):
            formaal.spoerg(bruger, genstand, "Listen viser navn og fødselsdato på dem, der er flyttet.")
    noegle, alle = f"{genstand}_{med_navne}_{len(hits)}", hits
    hits = de_foerste(hits, noegle)
    navne = motor.navne(k, bruger, hits) if med_navne else {}
    if med_navne:
        formaal.noter(bruger, genstand, [h.person_noegle for h in hits])
        hvad = "vejen til betalingskommunen" if retning == motor.IND else "hvad der skal gøres"
        st.caption(f"Klik på en række for at se {hvad} og hele boforløbet.")
    if screening := motor.screeningsnote(hits):
        st.info(screening, icon=":material/filter_alt:")
    sted, sager = motor.stednavne(k), _sagsord(bruger, k, hits)
    ud = retning == motor.UD  # all from here, and with room for the last column
    raekker = [
        {
            "hvem": navne.get(h.person_noegle, f"Flytning {nr}"),
            "dato": h.dato,
            "vej": motor.hvorhen(h, sted) if ud else f"{sted(h.fra)} → {sted(h.til)}",
            "hvorfor": _hvorfor(h, med_navne),
            "betaler": _betaler(h, sted),
            "hjemmel": h.afgoerelse.hjemmel if h.afgoerelse else "",
            "sag": sager.get(h.noegle),
            "pr_md": h.oere_pr_md or None,
            "frist": h.frist,
            "kilde": "Screening" if h.gemt else "Datagrundlaget",
        }
        for nr, h in enumerate(hits, 1)
    ]
    kolonner = [
        Kolonne("hvem", "Borger", bredde=285 if ud else 155),
        Kolonne("vej", "Hvortil", bredde=115) if ud else Kolonne("vej", "Hvorfra → hvortil", bredde=125),
        *([] if ud else [Kolonne("betaler", "Foreslået betaler", bredde=118, hjaelp=_FORESLAAET)]),
        Kolonne("dato", "Dato" if ud else "Flyttet", "dato", bredde=84),
        *([_PR_MAANED] if ud else []),
        Kolonne("frist", "Frist", "dato", bredde=84),
        Kolonne("hvorfor", "Hvorfor", bredde=285 if ud else 185),
        Kolonne("sag", "Sag", bredde=70 if ud else 90, hjaelp="Hvor langt sagen er"),
    ]
    if not ud:
        if any(h.gemt for h in hits):
            kolonner.append(Kolonne("kilde", "Kilde", bredde=120))
        kolonner.append(Kolonne("hjemmel", "Hjemmel", bredde=110))
    valgt = tabel(
        raekker,
        kolonner,
        noegle=noegle,
        beskrivelse="Flytninger, der skal gennemgås, med vej, begrundelse og forslag",
        vaelg=med_navne,
        linjer=1 if ud else 3,
        ialt=[{"pr_md": h.oere_pr_md or None} for h in alle],
    )
    if valgt is not None and valgt < len(hits):
        st.subheader(uden_markdown(navne.get(hits[valgt].person_noegle, "")))
        flyttesag.aaben(bruger, k, hits[valgt], genstand)


def _hvorfor(h: Hit, gitter: bool) -> str:
    """The causes, the second in the middle of the sentence; where the browser breaks lines it may break the longest
    word."""
    foerst, *resten = (_KORTE_AARSAGER.get(a, navn) for a, navn in h.grunde)
    ord_ = ", ".join([foerst, *(r[0].lower() + r[1:] for r in resten)])
    return ord_ if gitter else ord_.replace("mærksomhedsadresse", "mærksomheds\u00adadresse")


def _betaler(h: Hit, sted: motor.Stednavn) -> str:
    if h.afgoerelse is None or h.afgoerelse.kommunekode is None:
        return "En person afgør"
    return f"{sted(h.afgoerelse.kommunekode)} ({dansk.procent(h.afgoerelse.sikkerhed, 0)})"


def _sagsord(bruger: Bruger, k: Kontekst, hits: Sequence[Hit]) -> dict[tuple[str, date], str]:
    """How far the work on each hit's cases is, in words; a hit without a case is left out."""
    krav = kravbrev.for_personer(k, bruger, {h.person_noegle for h in hits if h.retning == motor.IND})
    ider = {h.noegle: [f.id for f in krav.get(h.person_noegle, ())] for h in hits if h.retning == motor.IND}
    for h in (h for h in hits if h.gemt is not None and not ider[h.noegle]):
        ider[h.noegle] = [sagskilde_screening.sag_id(k, h)]
    if any(h.retning == motor.UD for h in hits):
        egne = {h.noegle for h in hits}
        ider |= {x.hit.noegle: [x.sag_id] for x in fraflytning.alle(k) if x.hit.noegle in egne}
    tilstande_ = data.sagstilstande([i for alle in ider.values() for i in alle])
    return {
        hit: ", ".join(dict.fromkeys(tilstande_.get(i, "Ny") for i in alle))
        for hit, alle in ider.items()
        if alle
    }


def gennemrejsende(bruger: Bruger, k: Kontekst, aar: int | None) -> None:
    """Those who moved in and on, below the list; names as in the list, after its purpose."""
    g = motor.gennemrejsende_for(k, bruger, aar)
    st.subheader("Gennemrejsende")
    st.markdown(motor.gennemrejsendesaetning(k, g))
    if g.empty:
        return
    med_navne = formaal.er_givet("fraflytterliste")
    g = g.sort_values(
        "ind_type", key=lambda t: t != motor.FORSORGSHJEM, kind="stable"
    )  # where most often we are owed
    noegle, alle = f"gennemrejsende_{med_navne}", g
    g = de_foerste(g, noegle)
    navne = motor.navne_paa(k, bruger, g["person_noegle"]) if med_navne else {}
    if med_navne:
        formaal.noter(bruger, "fraflytterliste", list(g["person_noegle"]))
    sted = motor.stednavne(k)
    nr = tabel(
        [
            {
                "hvem": navne.get(r["person_noegle"], f"Borger {nr}"),
                "ind": r["ind"],
                "ud": r["ud"],
                "dage": r["dage"],
                "vej": f"{sted(r['fra_kommunekode'])} → {sted(r['til_kommunekode'])}",
                "boede": motor.boede(r["ind_type"]),
            }
            for nr, r in enumerate(g.to_dict("records"), 1)
        ],
        [
            Kolonne("hvem", "Borger", bredde=275 if med_navne else 150),
            Kolonne("ind", "Flyttede ind", "dato"),
            Kolonne("ud", "Flyttede videre", "dato"),
            Kolonne("dage", "Dage", "tal", hjaelp="Dage, de boede her."),
            Kolonne("vej", "Hvorfra → hvortil", bredde=230),
            Kolonne("boede", "Boede her", bredde=150),
        ],
        noegle=noegle,
        beskrivelse="Dem, der flyttede ind og videre inden for de valgte måneder",
        summer=False,
        ialt=alle,
        vaelg=med_navne,
    )
    if nr is None:
        return
    person = str(g["person_noegle"].iloc[nr])
    if borgerdele.kan_aabnes(bruger, k, person):
        borgerdele.aabn(person, "fraflyttere")
    st.info("Borgeren har hverken indsats eller udgift inden for dine områder.", icon=":material/info:")


def vagt(bruger: Bruger, k: Kontekst) -> None:
    """Claims without an answer and months about to lapse, of the whole municipality; no names."""
    i_dag = date.today()
    krav = kravbrev.vagt(k, bruger, i_dag)
    if not krav:
        return
    st.subheader("Krav, der ikke må glide")
    st.caption(
        "Krav mod andre kommuner, der ikke er svaret på, og måneder, der snart bortfalder, uanset valgt periode. "
        f"{kravbrev.graensetekst(kravbrev.graenser(k))}"
    )
    maa_sag = maa(bruger, Handling.SE_SIDE, side="sag")[0]
    sted = motor.stednavne(k)
    valgt = tabel(
        [
            {
                "hvad": v.hvad,
                "modpart": sted(v.modpart),
                "frist": v.frist,
                "dage": kravbrev.dage_tilbage(v.frist, i_dag),
                "oere": v.oere,
            }
            for v in krav
        ],
        [
            Kolonne("hvad", "Hvad", bredde=345),
            Kolonne("modpart", "Kommune", bredde=135),
            Kolonne("frist", "Frist", "dato"),
            Kolonne("dage", "Dage tilbage", bredde=125),
            Kolonne("oere", "Bortfalder", "kroner"),
        ],
        noegle=f"kravvagt_{len(krav)}",
        beskrivelse="Krav uden svar og måneder, der snart bortfalder, med dage tilbage",
        vaelg=maa_sag,
        summer=False,
    )
    if valgt is None or valgt >= len(krav):
        return
    if not krav[valgt].sag_id:
        st.info("Der er ingen åben sag for kravet: det er rejst uden for Hjemtag.", icon=":material/info:")
    elif st.button("Åbn sagen", icon=":material/draft:", key="vagt_sag"):
        st.switch_page("pages/sag.py", query_params={"sag": krav[valgt].sag_id})


def kortene(
    bruger: Bruger, k: Kontekst, hits: Sequence[Hit], retning: str, aar: int | None
) -> list[kort.Kort]:
    """The figures over the table, of the same hits; of all who passed through only for those who see every field."""
    if retning == motor.UD:
        return [
            kort.beloeb("Bogført efter flytningen", sum(h.oere for h in hits)),
            kort.beloeb("Pr. måned", sum(h.oere_pr_md for h in hits), note="i gennemsnit siden flytningen"),
            kort.Kort(
                "Flyttet på institution", dansk.tal(sum("til_institution" in h.aarsager for h in hits))
            ),
            *(
                [
                    kort.Kort(
                        "Gennemrejsende",
                        dansk.tal(len(motor.gennemrejsende_for(k, bruger, aar))),
                        note=f"ind og videre inden for {dansk.antal(k.gennemrejsende_maaneder, 'måned', 'måneder')}",
                    )
                ]
                if omfang(bruger).fagomraader is None
                else []
            ),
        ]
    andre, aabne = motor.betalertal(hits)
    return [
        kort.Kort("Anden kommune foreslås", dansk.tal(andre), tilstand="mangler" if andre else None),
        kort.Kort("En person afgør", dansk.tal(aabne), tilstand="usikker" if aabne else None),
        kort.Kort("Ind på institution", dansk.tal(sum("til_institution" in h.aarsager for h in hits))),
        kort.Kort("Fra institution", dansk.tal(sum("fra_institution" in h.aarsager for h in hits))),
    ]
