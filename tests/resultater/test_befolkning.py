"""The criterion of decline as the page tells it: what is met, how far it is away, and what is missing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.flytning import befolkning as motor
from engine.lov.parametre import laes_lov
from engine.resultater import befolkning as m

VINDUER = motor.vinduer("2020-2025;2019-2024;2018-2023")
FALD = {2018 + i: 1000 - 10 * i for i in range(8)}  # ten fewer each year


def kriterium(
    monkeypatch: pytest.MonkeyPatch,
    kendt: dict[int, int],
    skat: tuple[float | None, float | None],
    skat_aar: tuple[int, ...] = (2026,),
) -> m.Kriterium:
    """The grant year 2026. skat: own and the country's tax base, delivered for skat_aar."""
    monkeypatch.setattr(m.lager, "skattegrundlag", lambda _, aar: skat if aar in skat_aar else (None, None))
    k: Any = SimpleNamespace(gen=None, lov=laes_lov())
    draws = np.tile(np.array([[930, 920]]), (50, 1))
    draws[:, 1] += np.arange(50) - 25
    f = motor.Fremskrivning((2024,), draws, np.zeros((50, 2, 1)), {})
    return m.kriterium_for(k, 2026, VINDUER, kendt, f, 2024)


def test_fald_og_lavt_beskatningsgrundlag_opfylder(monkeypatch: pytest.MonkeyPatch) -> None:
    c = kriterium(monkeypatch, FALD, (124.9, 100.0))
    assert (c.nedgang, c.vaerdi, c.opfylder, c.afstand, c.interval) == (50, 50.0, True, 0, None)
    assert m.kriterietekst(c).endswith("og tilbagegangskriteriet for 2026 er opfyldt.")


def test_aaret_foers_beskatningsgrundlag_bruges_og_naevnes_til_aarets_eget_er_leveret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    c = kriterium(monkeypatch, FALD, (124.9, 100.0), (2025,))
    assert c.opfylder is True
    assert m.kriterietekst(c).endswith("er opfyldt efter beskatningsgrundlaget for 2025.")
    c = kriterium(monkeypatch, FALD, (126.0, 100.0), (2024, 2025, 2026))
    assert "beskatningsgrundlaget for 2026 er for højt" in m.kriterietekst(c)
    assert kriterium(monkeypatch, FALD, (126.0, 100.0), (2024,)).opfylder is None


def test_paa_graensen_125_pct_opfylder_ikke(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kriterium(monkeypatch, FALD, (125.0, 100.0)).opfylder is False


def test_uden_landets_beskatningsgrundlag_er_svaret_ikke_et_ja(monkeypatch: pytest.MonkeyPatch) -> None:
    c = kriterium(monkeypatch, FALD, (100.0, None))
    assert c.opfylder is None
    assert "landets beskatningsgrundlag" in m.kriterietekst(c)
    assert "befolkningsdelen" in m.kriterietekst(c)


def test_afstanden_er_de_personer_der_mangler_i_fald(monkeypatch: pytest.MonkeyPatch) -> None:
    vaekst = {a: 1000 + 10 * (a - 2018) for a in range(2018, 2026)}
    c = kriterium(monkeypatch, vaekst | {2025: vaekst[2020] + 4}, (100.0, 100.0))
    assert (c.nedgang, c.afstand, c.vaerdi, c.opfylder) == (-4, 5, 0.0, False)
    assert "5 personer væk" in m.kriterietekst(c)


def test_et_fald_i_de_foregaaende_vinduer_taeller_selv_om_det_nyeste_voksede(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """2020-2025 grew by 4; 2019-2024 and 2018-2023 fell by 50 each: (0 + 50 + 50) / 3."""
    c = kriterium(monkeypatch, FALD | {2025: FALD[2020] + 4}, (100.0, 100.0))
    assert (c.nedgang, c.afstand, c.opfylder) == (-4, 5, True)
    assert c.vaerdi == pytest.approx(100 / 3)
    tekst = m.kriterietekst(c)
    assert tekst.startswith("Folketallet er ikke faldet fra 2020 til 2025, men i et af de to vinduer før")
    assert tekst.endswith("er opfyldt.")


def test_et_aar_der_ikke_er_gaaet_er_fremskrevet_med_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    c = kriterium(monkeypatch, {a: n for a, n in FALD.items() if a < 2025}, (100.0, 100.0))
    assert c.interval is not None
    assert c.interval[0] < c.nedgang < c.interval[1]


def test_vinduerne_for_et_aar_der_ikke_er_kundgjort_er_som_i_hidtidige_aars_bekendtgoerelser() -> None:
    lov = laes_lov()
    kendte = [v for v in lov.parameter("nedgang_vinduer").vaerdier if v.fra is not None]
    assert len(kendte) >= 5
    for v in kendte:
        assert v.fra is not None
        assert motor.vinduer(str(v.vaerdi)) == motor.vinduer_for(v.fra.year)


def test_kommende_tilskudsaar_regnes_i_hvert_traek_med_afstand_og_interval() -> None:
    """2027: 2021-2026, with 2026 drawn as 960, 975 and 990 after 970 in 2021. Windows of 10 a year but the last."""
    kendt = FALD | {2019: 990}
    f = motor.Fremskrivning(
        (2025, 2026), np.array([[930, 960, 1], [930, 975, 1], [930, 990, 1]]), np.zeros((3, 3, 1)), {}
    )
    d = m.kommende(2027, {a: n for a, n in kendt.items() if a >= 2019}, f, 2025)
    en = d.iloc[0]
    assert (en["aar"], en["vindue"]) == (2027, "2021–2026")
    assert (en["nedgang_p10"], en["nedgang"], en["nedgang_p90"]) == (-20, -5, 10)
    assert (en["afstand_p10"], en["afstand"], en["afstand_p90"]) == (0, 6, 21)
    assert en["andel"] == pytest.approx(1 / 3)
    # 2021-2026: 40 with growth that is not netted in the draw of a decline, else nought; 2020-2025: 50; 2019-2024: 50
    assert (en["vaerdi_p10"], en["vaerdi"]) == pytest.approx((100 / 3, 100 / 3))
    assert en["vaerdi_p90"] == pytest.approx(140 / 3)
    assert d["aar"].tolist() == [2027, 2028]  # 2029 needs 2028, which is not projected
    assert d["andel"].iloc[1] == 1.0
    assert "mellem −20 og 10 personer" in m.kommendetekst(d)
    kendt_aar = m.kommende(2027, kendt | {2025: 930, 2026: 960}, f, 2025)
    assert "faldet 2021–2026 er 10, og vinduet tæller i kriteriet" in m.kommendetekst(kendt_aar)
    vokset = m.kommende(2027, kendt | {2025: 930, 2026: 975}, f, 2025)
    assert "der mangler 6 personer, før vinduet tæller" in m.kommendetekst(vokset)
    assert m.kommende(2027, {2024: 1}, f, 2025).empty
    assert m.kommendetekst(m.kommende(2027, {2024: 1}, f, 2025)) == ""


def test_et_ukendt_aar_naevnes_og_intet_regnes(monkeypatch: pytest.MonkeyPatch) -> None:
    c = kriterium(monkeypatch, {a: n for a, n in FALD.items() if a > 2018}, (100.0, 100.0))
    assert (c.opfylder, c.vaerdi) == (None, 0.0)
    assert "folketal 1. januar 2018" in m.kriterietekst(c)


def test_kroner_uden_aarets_beloeb_er_ikke_beregnet(monkeypatch: pytest.MonkeyPatch) -> None:
    c = kriterium(monkeypatch, FALD, (100.0, 100.0))
    tekst = m.tilskud(SimpleNamespace(lov=laes_lov()), c)  # type: ignore[arg-type]
    assert "ikke beregnet" in tekst
    assert "højeste beløb pr. enhed i kriteriet for befolkningsnedgang mangler for 2026" in tekst
    assert "_" not in tekst  # words, no names of the code


def test_flytninger_over_graensen_deles_efter_haendelse_og_registrering() -> None:
    """The first delivery is of 31 October 2025: of 2024 nobody knows when it was told, of 2025 it was in the year."""
    over = pd.DataFrame(
        [
            ("ind", 2024, None, 7),
            ("ind", 2024, 2025, 2),
            ("ind", 2025, None, 5),
            ("ind", 2025, 2025, 1),
            ("ind", 2025, 2026, 3),
            ("ind", 2026, 2026, 4),
            ("ud", 2025, 2026, 6),
        ],
        columns=["retning", "aar", "registreret", "antal"],
    )
    g = m.graense(over, date(2025, 10, 31), 2026)
    t = g.tabel.set_index("aar")
    felter = ["ind", "ind_samme", "ind_senere", "ind_foer", "ud_senere"]
    assert t.loc[[2026, 2025, 2024], felter].to_numpy().tolist() == [
        [4, 4, 0, 0, 0],
        [9, 6, 3, 0, 6],
        [9, 0, 2, 7, 0],
    ]
    assert (t["ind"] == t[["ind_samme", "ind_senere", "ind_foer"]].sum(axis=1)).all()
    assert g.senere == (3, 6)
    assert "31.10.2025" in m.graensetekst(g)
