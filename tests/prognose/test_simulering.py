"""The draws: the exact rule, the same figures for the same seed, and what an average hides."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from engine.lov.fremskrivning import fremskriv_graenser
from engine.lov.parametre import laes_lov
from engine.prognose import metoder, simulering
from engine.refusion import sde

LOV = laes_lov()


def _sag(tal: np.ndarray) -> pd.DataFrame:
    """One adult with these øre in the months of 2022."""
    netto = tal * sde.ENHED
    return pd.DataFrame(
        {
            "person_noegle": "p",
            "aar": 2022,
            "maaned": [f"2022-{m:02d}" for m in range(1, 13)],
            "sdelov": "SEL",
            "gruppe": "alm",
            "brutto_u": netto,
            "netto_u": netto,
        }
    )


@pytest.mark.parametrize("froe", range(40))
def test_vektoriseret_refusion_er_reglens_til_oeren(froe: int) -> None:
    rng = simulering.terning(froe)
    oere = rng.integers(-2_000_000, 40_000_000, 12)
    grundlag = sde.Grundlag(
        _sag(oere),
        pd.DataFrame({"person_noegle": ["p"], "foedselsdato": [date(1980, 5, 5)]}),
        pd.DataFrame(
            {n: [] for n in ("person_noegle", "maaned", "par", "indehavere", "antagelse", "flere_mulige")}
        ),
        pd.DataFrame({n: [] for n in ("regnskabsaar", "person_noegle", "sag_type", "maaned", "beloeb_oere")}),
    )
    ventet = int(sde.beregn(grundlag, LOV, lambda a, n: n, aar=2022).sager["refusion"].iloc[0])
    assert simulering.aarsrefusion(oere[None, :], sde.graenser(LOV, "SEL176", 2022))[0] == ventet


def test_en_sag_ventet_til_850000_med_spredning_200000_er_18700_vaerd_i_2022() -> None:
    """Limit 860.000 in 2022: d = -0,05, phi = 0,39844, Phi = 0,48006; 25 % of 200.000 x 0,37444 = 18.722 kr."""
    g = sde.graenser(LOV, "SEL176", 2022)
    assert g.trin[0][0] == 860 * 1000 * 100 * sde.ENHED
    lukket = simulering.ventet_refusion(850_000_00, 200_000_00, g)
    assert lukket == pytest.approx(18_722_00, abs=15_00)
    aar = simulering.terning(7).normal(850_000_00, 200_000_00, 200_000)
    traek = simulering.aarsrefusion(np.repeat((aar / 12).astype(np.int64)[:, None], 12, axis=1), g)
    assert traek.mean() == pytest.approx(lukket, rel=0.02)
    middel = np.full((1, 12), 850_000_00 // 12)
    assert simulering.aarsrefusion(middel, g)[0] == 0


def test_graenser_reguleres_frem_med_lovens_egen_regel() -> None:
    """980.000 regulated with 4,5 % is 1.024.100, to the nearest 10.000 that is 1.020.000."""
    lov, foreloebige = fremskriv_graenser(LOV, 2027)
    assert int(foreloebige["cro_graense1_sel176"][2027]) == 1_020 * 1000
    assert int(str(lov.opslag("cro_graense1_sel176", date(2027, 6, 1)).vaerdi)) == 1_020 * 1000
    assert fremskriv_graenser(LOV, 2026)[1] == {}


def _fremskrivning(antal: int, maaneder: int = 24) -> tuple[metoder.Fremskrivning, simulering.Sager]:
    rng = simulering.terning(3)
    niveau = np.repeat(rng.integers(1_000_000, 20_000_000, antal)[:, None].astype(float), maaneder, axis=1)
    f = metoder.Fremskrivning(
        udgangspunkt=2025 * 12 - 1,
        p=np.arange(antal),
        slags=np.full(antal, "Botilbud", dtype=object),
        niveau=niveau,
        ophoer=np.full(antal, 0.02),
        kendt=np.zeros((antal, 1)),
        mangler=np.zeros((antal, 1)),
        tilgang={},
        profiler={},
        usikkerhed=np.array([0.9, 1.0, 1.1]),
        skoen=(),
        pris=np.ones(maaneder),
        takst=np.ones(maaneder),
    )
    akse = np.arange(2025 * 12, 2025 * 12 + maaneder)
    s = simulering.Sager(
        akse,
        np.arange(antal),
        np.arange(antal),
        np.ones((antal, maaneder), dtype=bool),
        np.zeros((antal, maaneder), dtype=np.int64),
        np.zeros((antal, maaneder), dtype=np.int64),
        np.full(antal, sde.LOVE.index("SEL176")),
        np.ones(antal, dtype=np.int64),
        np.arange(antal).astype(str).astype(object),
    )
    return f, s


def _graenser() -> dict[tuple[int, str], sde.Graenser]:
    return {(a, o): sde.graenser(LOV, o, a) for a in (2025, 2026) for o in ("SEL176", "BL198")}


def test_samme_froe_giver_samme_tal_og_summen_er_sagernes() -> None:
    f, s = _fremskrivning(50)
    a, b = (simulering.simuler(f, s, _graenser(), antal=100, froe=5) for _ in range(2))
    anden = simulering.simuler(f, s, _graenser(), antal=100, froe=6)
    assert (a.udgift == b.udgift).all()
    assert (a.refusion == b.refusion).all()
    assert (a.udgift != anden.udgift).any()
    assert (a.sag_udgift.sum(axis=0) == a.udgift).all()
    assert (a.sag_refusion.sum(axis=0) == a.refusion).all()


def test_en_indsats_der_ophoerer_to_pct_om_maaneden_koster_det_ventede() -> None:
    f, s = _fremskrivning(200)
    u = simulering.simuler(f, s, _graenser(), antal=400, froe=1)
    ventet = (f.niveau[:, :12] * 0.98 ** np.arange(1, 13)).sum()
    assert u.udgift[:, 0].mean() == pytest.approx(ventet, rel=0.01)
