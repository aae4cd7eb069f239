"""The forecast to take away: a workbook with formatted and raw sheets, and the committee's PDF page.

Both are without single persons; the cases are in the workbook of those who see all persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger
from engine.rapporter import arbejdsbog, pdf
from engine.rapporter.form import Kolonne, Tabel
from engine.resultater import prognose, prognoseside
from engine.resultater.prognose import GemtScenarie, Prognose
from engine.resultater.prognoseside import STOERRELSER
from engine.resultater.sde import Kontekst

_BAAND = (("p10", "80 %: fra"), ("p90", "80 %: til"), ("p2.5", "95 %: fra"), ("p97.5", "95 %: til"))


def _total(p: Prognose) -> Tabel:
    raekker = [
        {**r, "hvad": STOERRELSER[str(r["stoerrelse"])]}
        for r in p.total().sort_values(["aar"], kind="stable").to_dict("records")
    ]
    kolonner = (
        Kolonne("aar", "År"),
        Kolonne("hvad", "Hvad"),
        Kolonne("middel", "Ventet (kr.)", "kroner"),
        *(Kolonne(n, f"{t} (kr.)", "kroner") for n, t in _BAAND),
    )
    return Tabel("Prognose", "Ventet udgift, refusion og netto", kolonner, _som(raekker, "aar"))


def _regnskab(p: Prognose, k: Kontekst) -> Tabel:
    raekker: list[dict[str, Any]] = [
        {
            "aar": str(r.aar),
            "budget": r.budget,
            "korrigeret": r.korrigeret,
            "forbrug": r.forbrug,
            "forventet": r.forventet,
            "afvigelse": r.afvigelse,
        }
        for r in prognoseside.regnskaber(p, k)
    ]
    titler = {
        "budget": "Budget",
        "korrigeret": "Korrigeret budget",
        "forbrug": "Forbrug til nu",
        "forventet": "Forventet regnskab",
        "afvigelse": "Afvigelse",
    }
    kolonner = (Kolonne("aar", "År"), *(Kolonne(n, f"{t} (kr.)", "kroner") for n, t in titler.items()))
    forklaring = (
        "Funktionerne, som sagerne ligger på, uden refusion. Det uden for sagerne ventes at fortsætte som i år.",
    )
    return Tabel("Budget", "Forventet regnskab mod budget", kolonner, raekker, forklaring)


def _bro(p: Prognose, k: Kontekst) -> Tabel:
    kolonner = (Kolonne("titel", "Trin", bredde=58), Kolonne("oere", "Beløb (kr.)", "kroner", bredde=40))
    raekker = [{str(n): v for n, v in r.items()} for r in prognose.bro(p, k).to_dict("records")]
    noter = ("Det første og det sidste er ventet netto; tallene imellem summer til forskellen på øren.",)
    return Tabel("Bro", f"Fra {p.aar[0]} til {p.aar[1]}", kolonner, raekker, noter=noter)


def _antagelser(p: Prognose, k: Kontekst, gemt: GemtScenarie | None) -> Tabel:
    kolonner = (
        Kolonne("titel", "Forudsætning"),
        Kolonne("vaerdi", "Værdi"),
        Kolonne("ejer", "Ejer"),
        Kolonne("dato", "Dato", "dato"),
        Kolonne("kilde", "Hvorfra"),
    )
    return Tabel(
        "Forudsætninger", "Forudsætninger", kolonner, prognoseside.antagelser(p, gemt, k.gen.data_dato)
    )


def _som(raekker: list[dict[Any, Any]], *tekst: str) -> list[dict[str, Any]]:
    return [{str(n): (str(v) if n in tekst else v) for n, v in r.items()} for r in raekker]


def _raa(navn: str, df: pd.DataFrame) -> Tabel:
    """A frame as it is: the column's name as header, øre as whole numbers."""
    kolonner = tuple(
        Kolonne(str(n), str(n), "tal" if pd.api.types.is_integer_dtype(df[n]) and n != "aar" else "tekst")
        for n in df.columns
    )
    raekker = [
        {str(n): (v if pd.api.types.is_integer_dtype(df[n]) and n != "aar" else str(v)) for n, v in r.items()}
        for r in df.to_dict("records")
    ]
    return Tabel(navn, f"{navn}: beløb i øre", kolonner, raekker)


def forklaring(p: Prognose, k: Kontekst) -> tuple[str, ...]:
    """What a forecast rests on: scenario, data, law, seed."""
    dele = (
        f"Scenarie: {p.scenarie.navn}",
        f"Data til og med {dansk.dato(k.gen.data_dato)}",
        f"{dansk.tal(len(p.udfald.udgift))} udfald med frø {p.froe}",
        f"lovversion {k.lov.version}",
    )
    return ("; ".join(dele) + ".", *prognoseside.forbehold(p))


def arbejdsbogen(
    p: Prognose, k: Kontekst, bruger: Bruger, gemt: GemtScenarie | None, lavet: datetime
) -> bytes:
    """The .xlsx file: four formatted sheets, then the raw ones; cases only for those who see all persons."""
    om = Tabel(
        "Om",
        "Prognose for de dyre sager",
        (Kolonne("t", "Om tallene"),),
        [{"t": t} for t in forklaring(p, k)],
    )
    ark: list[Tabel] = [om, _total(p), _regnskab(p, k), _bro(p, k), _antagelser(p, k, gemt)]
    ark += [
        _raa("Rå total", p.total()),
        _raa("Rå bro", prognose.bro(p, k)),
        _raa("Rå skøn", p.forudsaetninger),
    ]
    if prognoseside.ser_personer(bruger):
        ark.append(_raa("Rå sager", prognose.for_bruger(p, bruger).drop(columns="sag_noegle")))
    return arbejdsbog.byg(ark, titel="Prognose", lavet=lavet)


def udvalgsside(
    p: Prognose, k: Kontekst, gemt: GemtScenarie | None, kommune: str, lavet: datetime, navn: str = ""
) -> bytes:
    """The committee's page: the answer, what is expected with its bands, result against budget, bridge, assumptions."""
    titel = f"Prognose {p.aar[0]}–{p.aar[1]}: de dyre sager"
    d = pdf.dokument(titel, lavet=lavet)
    d.titel(titel, navn or kommune)
    regnskaber = prognoseside.regnskaber(p, k)
    d.afsnit(prognoseside.saetning(p, regnskaber), fed=True)
    for tekst in prognoseside.forbehold(p):
        d.afsnit(tekst)
    d.overskrift("Ventet udgift, refusion og netto (mio. kr.)")
    d.tabel(_i_mio(_total(p)))
    d.overskrift("Forventet regnskab mod budget (mio. kr.)")
    d.tabel(_i_mio(_regnskab(p, k)))
    d.overskrift(f"Hvorfor {p.aar[1]} ikke bliver som {p.aar[0]} (mio. kr.)")
    d.tabel(_i_mio(_uden_nul(_bro(p, k))))
    d.overskrift("Hvad tallene hviler på")
    d.punkter([*forklaring(p, k)[:1], prognoseside.valgt_tekst(p), *_indtastet(p, gemt)])
    return d.bytes()


def _indtastet(p: Prognose, gemt: GemtScenarie | None) -> list[str]:
    egne = [a for a in prognoseside.antagelser(p, gemt, None) if a["kilde"] in ("Indtastet", "Lov")]
    return [f"{a['titel']}: {a['vaerdi']} ({a['ejer']})" for a in egne]


def _i_mio(tabel: Tabel) -> Tabel:
    """The table in mio. kr. without its notes, for a page that is read; the unit stands in the section's heading."""
    korte = [k.felt for k in tabel.kolonner if k.slags == "kroner"]
    raekker: Sequence[dict[str, Any]] = [
        {n: (v / 100_000_000 if n in korte and v is not None else v) for n, v in r.items()}
        for r in tabel.raekker
    ]
    kolonner = tuple(
        replace(k, slags="decimal", overskrift=k.overskrift.removesuffix(" (kr.)")) if k.felt in korte else k
        for k in tabel.kolonner
    )
    return replace(tabel, kolonner=kolonner, raekker=raekker, noter=())


def _uden_nul(tabel: Tabel) -> Tabel:
    """The bridge without the bars that are nothing."""
    return replace(tabel, raekker=[r for r in tabel.raekker if r["oere"]])
