"""Locked forecasts: computed again by the way they were drawn, and the way from one to another reckoned by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.prognose.haendelser import Haendelse
from engine.prognose.metoder import Fremskrivning
from engine.prognose.simulering import METODE, Sager
from engine.refusion import sde
from engine.resultater import prognose, prognosedokument, prognoseforskel
from engine.resultater.prognosedokument import Dokument
from engine.resultater.prognoseforskel import Ende

LOV = laes_lov()
LAASTE = Path(__file__).parent / "laaste"
KR = 100
JAN25 = 2025 * 12


# --- documents of every method ----------------------------------------------------------------------------------

# Written by the version of the engine that drew so, with events and persons to come, and what it gave: the SHA-256 of
# its draws (expense over refund, int64).
KENDTE = {
    "metode1": "8f4bd435504c8fd1f995f5a1795c667809ee1bb1e73a1c9af937dced20525336",
    "metode2": "dec02904d956d6783abc8d55f11255e15971576d30e7de49158f460287b033f5",
    "metode3": "8461da99b7d929379a78b62be590ea6df989a6733bda4b176a1b125962154c5f",
    "metode3-med-ren": "1439e781ca4797f162339d11dab2aaa294888483f422985371bad476cfc17fbc",
}


@pytest.mark.parametrize("navn", list(KENDTE))
def test_en_laast_prognose_regnes_som_dengang_den_blev_laast(navn: str) -> None:
    """When this fails, the way of drawing has changed: give it a new number, and keep this one in `tidligere`."""
    d = prognosedokument.laes((LAASTE / f"{navn}.npz").read_bytes())
    assert (d.metode, d.ren is not None) == (int(navn[6]), "ren" in navn)
    u = d.regn()
    raa = np.ascontiguousarray(np.concatenate([u.udgift, u.refusion])).astype("<i8").tobytes()
    assert hashlib.sha256(raa).hexdigest() == KENDTE[navn]


def test_hver_metode_der_har_vaeret_har_sit_dokument() -> None:
    assert {int(f.stem[6]) for f in LAASTE.glob("metode*.npz")} == set(range(1, METODE + 1))
    assert {f.stem for f in LAASTE.glob("*.npz")} == set(KENDTE)


# --- from one to another ----------------------------------------------------------------------------------------


def _dokument(
    udgangspunkt: int,
    baner: dict[str, int],
    kendt: dict[str, dict[int, int]] | None = None,
    *,
    noegler: dict[str, str] | None = None,
    takst: float = 1.0,
    ophoer: float = 0.0,
    tilgang: float = 0.0,
    graenser: dict[tuple[int, str], sde.Graenser] | None = None,
    antal: int = 20,
    spredning: float = 0.0,
) -> Dokument:
    """Persons with kroner a month from the origin (baner) and of known months (kendt); a case each, named by noegler.

    takst: what the years after the origin's are dearer by. The axis is the origin's year and the next.
    """
    kendt = kendt or {}
    aar = udgangspunkt // 12
    akse = np.arange(aar * 12, aar * 12 + 24)
    personer = sorted({*baner, *kendt})
    frem = akse[akse > udgangspunkt]
    pris = np.where(frem // 12 > aar, takst, 1.0)
    niveau = np.array([[float(baner[p] * KR)] for p in baner]).reshape(len(baner), 1) * pris
    fast = np.array([[kendt.get(p, {}).get(int(m), 0) * KR for m in akse] for p in personer], dtype=np.int64)
    sag = np.array([personer.index(p) for p in sorted(baner)], dtype=np.int64)
    orden = [list(baner).index(p) for p in sorted(baner)]
    f = Fremskrivning(
        udgangspunkt=udgangspunkt,
        p=sag,
        slags=np.full(len(baner), "Botilbud", dtype=object),
        niveau=niveau[orden],
        ophoer=np.full(len(baner), ophoer),
        kendt=fast[:, akse <= udgangspunkt].astype(float),
        mangler=np.zeros((len(personer), int((akse <= udgangspunkt).sum()))),
        tilgang={"voksen": tilgang},
        profiler={"voksen": np.full((1, 24), 50_000.0 * KR)},
        usikkerhed=np.ones(1),
        skoen=(),
        pris=pris,
        takst=pris,
    )
    s = Sager(
        akse,
        np.arange(len(baner)),
        sag,
        np.repeat((akse > udgangspunkt)[None, :], len(baner), axis=0),
        fast,
        np.zeros_like(fast),
        np.full(len(personer), sde.LOVE.index("SEL176")),
        np.zeros(len(personer), dtype=np.int64),
        np.array([(noegler or {}).get(p, p) for p in personer], dtype=object),
    )
    g = graenser or {(a, o): sde.graenser(LOV, "SEL176", 2025) for a in range(2023, 2029) for o in sde.LOVE}
    return Dokument(METODE, f, f, s, np.array(personer, dtype=object), (), g, antal, 3, spredning, 0.0)


def _ende(d: Dokument, aar: int, *, manuelt: int = 0) -> Ende:
    u = d.regn()
    n = u.aar.index(aar)
    netto = prognose.netto(u, n)
    return Ende(d, n, netto + manuelt * KR, netto, prognose.nye_netto(u, n))


def _dele(a: Ende, b: Ende) -> dict[str, int]:
    """Kroner by bar, those that are nothing left out; they sum, and the other way round they are the opposite."""
    ud = prognoseforskel.dele(a, b)
    assert sum(ud.values()) == b.netto - a.netto
    assert prognoseforskel.dele(b, a) == {n: -v for n, v in ud.items()} or (
        a.dokument.f.udgangspunkt == b.dokument.f.udgangspunkt
    )
    assert all(v % KR == 0 for v in ud.values())
    return {n: v // KR for n, v in ud.items() if v}


def test_tre_maaneder_senere_regnet_i_haanden() -> None:
    """Of 2025, seen in December and in March; nobody is above a limit.

    Anna was expected at 40.000 a month and is booked and now expected at 45.000: 5.000 x 3 booked, x 9 more. Bo at
    30.000 was booked so and has ended: -30.000 x 9. Carl began in February at 20.000: 2 + 9 months. 7.000 are entered.
    """
    a = _dokument(JAN25 - 1, {"anna": 40_000, "bo": 30_000})
    jan_marts = range(JAN25, JAN25 + 3)
    kendt = {
        "anna": dict.fromkeys(jan_marts, 45_000),
        "bo": dict.fromkeys(jan_marts, 30_000),
        "carl": dict.fromkeys(range(JAN25 + 1, JAN25 + 3), 20_000),
    }
    b = _dokument(JAN25 + 2, {"anna": 45_000, "carl": 20_000}, kendt)
    assert _dele(_ende(a, 2025), _ende(b, 2025, manuelt=7_000)) == {
        "bogfoert": 15_000,
        "stop": -270_000,
        "start": 220_000,
        "maengde": 45_000,
        "manuelt": 7_000,
    }


def test_en_sag_der_skifter_navn_er_hverken_ophoert_eller_begyndt() -> None:
    """Anna's case becomes a household's with the same expense: nothing at all has changed."""
    a = _dokument(JAN25 - 1, {"anna": 40_000, "bo": 30_000})
    kendt = {p: {JAN25: oere} for p, oere in (("anna", 40_000), ("bo", 30_000))}
    b = _dokument(JAN25, {"anna": 40_000, "bo": 30_000}, kendt, noegler={"anna": "anna+dora"})
    assert _dele(_ende(a, 2025), _ende(b, 2025)) == {}


def test_prisen_er_for_sig() -> None:
    """3 per cent expected in one and 5 in the other, on 40.000 a month: 800 x 12."""
    a, b = (_dokument(JAN25 + 5, {"anna": 40_000}, takst=t) for t in (1.03, 1.05))
    assert _dele(_ende(a, 2026), _ende(b, 2026)) == {"pris": 9_600}


def test_en_pris_der_er_kommet_staar_i_det_bogfoerte_og_ikke_som_ventet() -> None:
    """3 per cent on 40.000 were expected of 2025 and came: no bar. 2 came instead: 400 less in January and 11 times."""
    a = _dokument(JAN25 - 1, {"anna": 40_000}, takst=1.03)
    ens = _dokument(JAN25, {"anna": 41_200}, {"anna": {JAN25: 41_200}})
    assert _dele(_ende(a, 2025), _ende(ens, 2025)) == {}
    mindre = _dokument(JAN25, {"anna": 40_800}, {"anna": {JAN25: 40_800}})
    assert _dele(_ende(a, 2025), _ende(mindre, 2025)) == {"bogfoert": -400, "maengde": -4_400}


def test_graenserne_er_for_sig() -> None:
    """100.000 a month are 1.200.000 a year; with the first limit 120.000 lower the state pays 25 % of that more."""
    g = sde.graenser(LOV, "SEL176", 2025)
    (foerste, sats), *resten = g.trin
    assert foerste + 120_000 * KR * sde.ENHED < 1_200_000 * KR * sde.ENHED < resten[0][0]
    lavere = replace(g, trin=((foerste - 120_000 * KR * sde.ENHED, sats), *resten))
    a, b = (
        _dokument(JAN25 + 5, {"anna": 100_000}, graenser={(x, o): v for x in (2025, 2026) for o in sde.LOVE})
        for v in (g, lavere)
    )
    assert sats == 25
    assert _dele(_ende(a, 2026), _ende(b, 2026)) == {"lov": -30_000}


def test_flere_stop_er_stop_og_flere_nye_er_nye() -> None:
    """With the same draws a higher chance of ending moves ends forward, and nothing else; so with those who come."""
    faa, mange = (_dokument(JAN25 + 5, {"anna": 40_000, "bo": 20_000}, ophoer=o) for o in (0.02, 0.08))
    ender = _ende(faa, 2026), _ende(mange, 2026)
    assert prognoseforskel.dele(*ender)["stop"] == ender[1].netto - ender[0].netto < 0
    faa, mange = (_dokument(JAN25 + 5, {"anna": 40_000}, tilgang=t) for t in (0.2, 0.6))
    ender = _ende(faa, 2026), _ende(mange, 2026)
    assert prognoseforskel.dele(*ender)["nye"] == ender[1].netto - ender[0].netto > 0


@settings(derandomize=True, deadline=None, max_examples=25)
@given(
    st.integers(-1, 8),
    st.dictionaries(st.sampled_from("abcd"), st.integers(1_000, 300_000), min_size=1),
    st.dictionaries(st.sampled_from("abcde"), st.integers(1_000, 300_000), min_size=1),
    st.floats(0.9, 1.1),
    st.floats(0, 0.2),
    st.integers(-50_000, 50_000),
)
def test_soejlerne_summer_til_oeren(
    frem: int, foer: dict[str, int], efter: dict[str, int], takst: float, ophoer: float, manuelt: int
) -> None:
    a = _dokument(JAN25 - 1, foer, takst=takst, ophoer=ophoer, tilgang=0.3, spredning=0.1)
    kendt = {p: dict.fromkeys(range(JAN25, JAN25 + frem + 1), v) for p, v in efter.items()}
    b = _dokument(JAN25 + frem, efter, kendt, ophoer=ophoer / 2, tilgang=0.1, spredning=0.05)
    fra, til = _ende(a, 2025), _ende(b, 2025, manuelt=manuelt)
    d = prognoseforskel.dele(fra, til)
    assert list(d) == list(prognoseforskel.TRIN)
    assert fra.netto + sum(d.values()) == til.netto
    assert d["manuelt"] == manuelt * KR


def test_en_tidligere_laast_uden_priser_deles_grovere_og_summer() -> None:
    a = _dokument(JAN25 - 1, {"anna": 40_000})
    b = replace(_dokument(JAN25, {"anna": 45_000}, {"anna": {JAN25: 45_000}}), ren=None)
    fra, til = _ende(a, 2025), _ende(b, 2025, manuelt=1_000)
    d = prognoseforskel.dele(fra, til)
    assert d == {"kendte": 60_000 * KR, "nye": 0, "lov": 0, "manuelt": 1_000 * KR}


def test_indtastede_starter_er_ikke_kendte_sager() -> None:
    """A start that is entered has a path of its own, which the bridge of the data does not know."""
    d = _dokument(JAN25 + 5, {"anna": 40_000})
    s = d.sager
    start = Haendelse("anna", "start", date(2026, 1, 1), 100, 10_000 * KR)
    med = replace(
        d,
        haendelser=(start,),
        sager=replace(s, bane=np.array([0, 1]), sag=np.array([0, 0]), maske=np.repeat(s.maske, 2, axis=0)),
    )
    u = med.regn()
    assert prognose.netto(u, 1) == 50_000 * 12 * KR
    b = Ende(med, 1, prognose.netto(u, 1), 40_000 * 12 * KR, 0)
    assert _dele(_ende(d, 2026), b) == {"manuelt": 120_000}
