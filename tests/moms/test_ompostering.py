"""Re-posting files: they balance, hold a posting once, and the VAT account moves by what was found."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import steder
from engine.fejl import HjemtagFejl, RettelseAfvist
from engine.moms import ompostering
from engine.moms.ompostering import Post, Systemkonto
from engine.moms.regler import AARSAGER, SKYLDIG, TIL_GODE
from engine.resultater import kontotabel
from engine.resultater.ompostering import proev, som_csv

MOMS = "7658770000000200"
KONTO = "3220111000000140"
P = Post("opus", 2024, "A", 1, "MOM-1", "moms_paa_art_uden", TIL_GODE, KONTO, "AFD", 1250_00, 250_00)
POSTER = st.lists(
    st.builds(
        Post,
        st.just("opus"),
        st.integers(2020, 2025),
        st.text("ABC1", min_size=1, max_size=3),
        st.integers(1, 3),
        st.just("MOM-1"),
        st.sampled_from(sorted(AARSAGER)),
        st.sampled_from([TIL_GODE, SKYLDIG]),
        st.just(KONTO),
        st.just("AFD"),
        st.integers(-(10**9), 10**9),
        st.integers(0, 10**8),
    )
)


@given(POSTER, st.frozensets(st.tuples(st.just("opus"), st.integers(2020, 2025), st.just("A"), st.just(1))))
def test_hver_fil_balancerer_og_har_hver_postering_en_gang(poster, optaget) -> None:  # type: ignore[no-untyped-def]
    med = ompostering.nye(poster, optaget)
    assert len({p.noegle for p in med}) == len(med)
    assert not {p.noegle for p in med} & optaget
    linjer = ompostering.byg(med, MOMS, "4.9")
    for nr in {x.bilag for x in linjer}:
        egne = [x for x in linjer if x.bilag == nr]
        assert sum(x.oere for x in egne if x.side == "debet") == sum(
            x.oere for x in egne if x.side == "kredit"
        )
    paa_moms = sum(x.oere * (1 if x.side == "debet" else -1) for x in linjer if x.konto == MOMS)
    assert paa_moms == sum(p.beloeb_oere * (1 if p.retning == TIL_GODE else -1) for p in med)
    assert all(x.oere > 0 for x in linjer)


def test_forkert_art_flytter_hele_beloebet_og_momsen_for_sig() -> None:
    linjer = ompostering.byg([P], MOMS, "4.9")
    assert [(x.konto, x.side, x.oere) for x in linjer] == [
        (KONTO, "kredit", 1250_00),
        (KONTO[:-2] + "49", "debet", 1000_00),
        (MOMS, "debet", 250_00),
    ]


def test_det_skyldige_gaar_den_anden_vej_og_et_skoen_kommer_aldrig_i_en_fil() -> None:
    linjer = ompostering.byg([replace(P, aarsag="uden_moms", retning=SKYLDIG)], MOMS, "4.9")
    assert [(x.konto, x.side) for x in linjer] == [(KONTO, "debet"), (MOMS, "kredit")]
    assert ompostering.nye([replace(P, aarsag="moms_anslaaet")], frozenset()) == []


def test_posteringer_to_gange_og_en_forkert_momskonto_afvises() -> None:
    for poster, konto in (([P, P], MOMS), ([P], "7.65"), ([P], KONTO)):
        with pytest.raises(ValueError):
            ompostering.byg(poster, konto, "4.9")


# --- a system's own accounts ------------------------------------------------------------------------------------

NY = KONTO[:-2] + "49"
TABEL = {
    (KONTO, ""): Systemkonto("40000000", psp_element="XG-0000000123-00001"),
    (NY, ""): Systemkonto("49000000", omkostningssted="1234"),
    (NY, "AFD"): Systemkonto("49000001"),
    (MOMS, ""): Systemkonto("77000000"),
}


def _layout(system: str) -> dict[str, Any]:
    alle = json.loads((steder.assets() / "omposteringsfil.json").read_text(encoding="utf-8"))
    layout: dict[str, Any] = alle[system]
    return layout


def test_opusfilen_staar_med_kommunens_artskonto_og_psp_element_profitcentrets_egen_foerst() -> None:
    layout = _layout("opus")
    linjer = ompostering.byg([P], MOMS, "4.9")
    ud = ompostering.raekker(linjer, layout, date(2026, 3, 1), TABEL)
    felter = ("Artskonto", "Omkostningssted", "PSP-element", "Debet/kredit", "Beløb")
    pladser = [ud[0].index(f) for f in felter]
    assert [[r[n] for n in pladser] for r in ud[1:]] == [
        ["40000000", "", "XG-0000000123-00001", "kredit", "1250,00"],
        ["49000001", "", "", "debet", "1000,00"],
        ["77000000", "", "", "debet", "250,00"],
    ]
    andet = [replace(P, profitcenter="ANDEN")]
    ud = ompostering.raekker(ompostering.byg(andet, MOMS, "4.9"), layout, date(2026, 3, 1), TABEL)
    assert [r[pladser[1]] for r in ud[1:]] == ["", "1234", ""]


def test_uden_tabel_staar_den_autoriserede_konto_og_en_konto_uden_oversaettelse_naevnes() -> None:
    linjer = ompostering.byg([P], MOMS, "4.9")
    ud = ompostering.raekker(linjer, _layout("opus"), date(2026, 3, 1))
    assert [r[0] for r in ud[1:]] == [KONTO, NY, MOMS]
    uden = {n: k for n, k in TABEL.items() if n[0] != MOMS}
    with pytest.raises(RettelseAfvist, match=f"mangler 1 konto, som filen bruger: {MOMS}"):
        proev((P,), MOMS, "4.9", uden)
    assert proev((P,), MOMS, "4.9", TABEL) == linjer


def test_to_konti_med_samme_artskonto_i_et_bilag_ville_intet_flytte_og_afvises() -> None:
    with pytest.raises(RettelseAfvist, match="fra og til den samme konto"):
        proev((P,), MOMS, "4.9", TABEL | {(MOMS, ""): TABEL[KONTO, ""]})


def test_kontotabellen_laeses_linje_for_linje_og_gemmes_uden_andet_end_kolonnerne() -> None:
    hoved = "konto;artskonto;omkostningssted;psp_element"
    linjer = (
        f"{KONTO};40000000;;XG-1",
        "3.22E+15;40000000;;",
        f"{MOMS};7A;;",
        f"{KONTO};41000000;;",
        f"{NY};4900;=1+1;",
    )
    g = kontotabel.gennemse("t.csv", "\n".join([hoved, *linjer]).encode())
    ventet = {3: "til et tal", 4: "artskontoen '7A'", 5: "to gange", 6: "'=1+1'"}
    assert {f.nr: ventet[f.nr] in f.tekst for f in g.fejl} == dict.fromkeys(ventet, True)
    with pytest.raises(HjemtagFejl, match="linje 3"):
        kontotabel.laes("t.csv", "\n".join([hoved, *linjer]).encode())
    assert kontotabel.laes("t.csv", kontotabel.som_csv(TABEL)) == TABEL
    assert kontotabel.skabelon([KONTO]).decode("utf-8-sig").splitlines()[1] == f"{KONTO};;;;"


@pytest.mark.parametrize(("system", "kolonner"), [("opus", 25), ("prisme", 5), ("oes", 6)])
def test_filen_har_systemets_kolonner(system: str, kolonner: int) -> None:
    layout = _layout(system)
    raekker = ompostering.raekker(ompostering.byg([P], MOMS, "4.9"), layout, date(2026, 3, 1))
    raa = som_csv(raekker, layout)
    linjer = raa.decode(layout["tegnsaet"]).splitlines()
    assert len(linjer) == 4
    assert {len(x.split(";")) for x in linjer} == {kolonner}
    assert "1250,00" in linjer[1]
