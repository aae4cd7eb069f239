"""Build the engine's frames from a few words, for law cases that need no warehouse."""

from __future__ import annotations

from datetime import date

import pandas as pd

from engine.refusion.sde import ENHED, Grundlag

U = 100 * ENHED  # units of one krone


def maaneder(aar: int, *numre: int) -> list[str]:
    return [f"{aar}-{m:02d}" for m in (numre or range(1, 13))]


def grundlag(
    udgifter: list[tuple[str, str, float | int]],
    foedt: dict[str, date],
    *,
    husstand: dict[str, str] | None = None,
    hjemtaget: list[tuple[int, str | None, str | None, int]] | None = None,
    sdelov: str = "SEL",
    gruppe: dict[str, str] | str = "alm",
) -> Grundlag:
    """udgifter: (person, 'YYYY-MM', kroner). husstand: person → the holders' name, in every month."""
    raekker = []
    for person, maaned, kroner in udgifter:
        g = gruppe if isinstance(gruppe, str) else gruppe.get(person, "alm")
        u = round(kroner * 100) * ENHED
        raekker.append((person, int(maaned[:4]), maaned, sdelov, g, max(u, 0), u))
    kolonner = ["person_noegle", "aar", "maaned", "sdelov", "gruppe", "brutto_u", "netto_u"]
    udgift = pd.DataFrame(raekker, columns=kolonner).groupby(kolonner[:5], sort=False).sum().reset_index()
    person = pd.DataFrame({"person_noegle": list(foedt), "foedselsdato": list(foedt.values())})
    hus = [
        (p, m, navn, navn, False, False)
        for p, navn in (husstand or {}).items()
        for m in sorted({m for q, m, _ in udgifter if q == p})
    ]
    hus_k = ["person_noegle", "maaned", "par", "indehavere", "antagelse", "flere_mulige"]
    krav = [(aar, person_, type_, None, oere) for aar, person_, type_, oere in hjemtaget or []]
    krav_k = ["regnskabsaar", "person_noegle", "sag_type", "maaned", "beloeb_oere"]
    return Grundlag(udgift, person, pd.DataFrame(hus, columns=hus_k), pd.DataFrame(krav, columns=krav_k))
