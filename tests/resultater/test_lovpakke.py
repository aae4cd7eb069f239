"""Law packs: the signature holds, a change breaks it, an import only proposes, and confirmed law stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lov.parametre import LOKAL, Vaerdi, laes_lov
from engine.resultater import kontekst, lovpakke
from engine.resultater.lovpakke import ANDEN, LAAST, NY, SAMME, UKENDT
from engine.sager import satser
from engine.sager.lager import Sagslager, aabn

NU = datetime(2026, 11, 1, 12, tzinfo=UTC)
GRAENSE = "cro_graense1_bl198"
OEKONOM = Bruger(1, "anna", "Anna", Rolle.OEKONOM)


def vaerdi(parameter: str, aar: int, tal: str) -> Vaerdi:
    return Vaerdi(parameter, date(aar, 1, 1), date(aar, 12, 31), Decimal(tal), LOKAL, "Ministeriets satser")


VAERDIER = [
    vaerdi(GRAENSE, 2027, "1010000"),  # nothing is known of 2027
    vaerdi(GRAENSE, 2025, "940000"),  # computed, not confirmed
    vaerdi("cro_graense1_sel176", 2022, "999999"),  # published: 860.000
    vaerdi("cro_graense1_sel176", 2021, "850000"),  # published, the same
    vaerdi("findes_ikke", 2027, "1"),
]


@pytest.fixture
def udgiver(tmp_path: Path, ind: Indstillinger) -> Indstillinger:
    return replace(ind, hjem=tmp_path / "udgiver")


@pytest.fixture
def lager(tmp_path: Path) -> Sagslager:
    return aabn(f"sqlite:///{tmp_path / 'modtager.db'}")


def pakke(ind: Indstillinger, vaerdier: list[Vaerdi] | None = None) -> bytes:
    return lovpakke.udgiv(
        ind, vaerdier or VAERDIER, navn="Satser 2027", udgiver="Nordby", udgivet=date(2026, 10, 31)
    )


def test_en_pakke_siger_hvad_hver_vaerdi_ville_aendre(udgiver: Indstillinger) -> None:
    aendringer = lovpakke.forhaandsvis(lovpakke.laes(pakke(udgiver)), laes_lov())
    assert [a.udfald for a in aendringer] == [NY, ANDEN, LAAST, SAMME, UKENDT]
    assert [a.foer for a in aendringer] == [None, Decimal(940000), Decimal(860000), Decimal(850000), None]


def test_indlaesning_foreslaar_og_en_anden_bekraefter(udgiver: Indstillinger, lager: Sagslager) -> None:
    laest = lovpakke.laes(pakke(udgiver))
    numre = lovpakke.indlaes_som(
        lager, laes_lov(), OEKONOM, laest, fingeraftryk=lovpakke.fingeraftryk(udgiver), nu=NU
    )
    assert [(f["parameter"], f["fra"].year) for f in satser.satsforslag(lager)] == [
        (GRAENSE, 2027),
        (GRAENSE, 2025),
    ]
    with pytest.raises(AdgangNaegtet):
        satser.bekraeft_sats(lager, numre[0], "Anna ", NU)
    satser.bekraeft_sats(lager, numre[0], "bent", NU)
    lov = kontekst.lov_i_kraft(lager)
    assert lov.opslag(GRAENSE, date(2027, 7, 1)).vaerdi == 1010000
    assert lov.opslag("cro_graense1_sel176", date(2022, 7, 1)).vaerdi == 860000
    # What was confirmed is already here the next time, and can be published on.
    assert next(a.udfald for a in lovpakke.forhaandsvis(laest, lov)) == SAMME
    assert [(v.parameter, v.vaerdi) for v in lovpakke.til_udgivelse(lov)] == [(GRAENSE, Decimal(1010000))]


def test_en_ny_udgiver_kraever_fingeraftrykket_og_en_kendt_goer_ikke(
    udgiver: Indstillinger, lager: Sagslager, ind: Indstillinger
) -> None:
    laest = lovpakke.laes(pakke(udgiver))
    for forkert in ("", lovpakke.fingeraftryk(replace(ind, hjem=ind.hjem / "en_anden"))):
        with pytest.raises(RettelseAfvist, match="Udgiveren er ny"):
            lovpakke.foreslaa(lager, laes_lov(), "anna", laest, fingeraftryk=forkert, nu=NU)
    assert satser.satsforslag(lager) == []
    aftryk = lovpakke.fingeraftryk(udgiver).replace(" ", "").upper()
    lovpakke.foreslaa(lager, laes_lov(), "anna", laest, fingeraftryk=aftryk, nu=NU)
    anden = lovpakke.laes(pakke(udgiver, [vaerdi(GRAENSE, 2028, "1040000")]))
    assert len(lovpakke.foreslaa(lager, laes_lov(), "anna", anden, fingeraftryk="", nu=NU)) == 1


@pytest.mark.parametrize("rolle", [r for r in Rolle if r is not Rolle.OEKONOM])
def test_kun_en_oekonom_indlaeser(udgiver: Indstillinger, lager: Sagslager, rolle: Rolle) -> None:
    laest = lovpakke.laes(pakke(udgiver))
    with pytest.raises(AdgangNaegtet):
        lovpakke.indlaes_som(
            lager, laes_lov(), replace(OEKONOM, rolle=rolle), laest, fingeraftryk=laest.fingeraftryk, nu=NU
        )


def test_intet_nyt_gemmer_intet(udgiver: Indstillinger, lager: Sagslager) -> None:
    laest = lovpakke.laes(pakke(udgiver, VAERDIER[2:4]))
    with pytest.raises(RettelseAfvist, match="intet at indlæse"):
        lovpakke.foreslaa(lager, laes_lov(), "anna", laest, fingeraftryk=laest.fingeraftryk, nu=NU)
    assert lager.haendelser() == []


def test_en_tom_pakke_udgives_ikke(udgiver: Indstillinger) -> None:
    with pytest.raises(RettelseAfvist, match="ingen lovværdier"):
        lovpakke.udgiv(udgiver, [], navn="x", udgiver="y", udgivet=NU.date())


def _aendr(felt: str, ny: object) -> Callable[[dict], None]:
    return lambda raa: raa.__setitem__(felt, ny)


@pytest.mark.parametrize(
    "aendring",
    [
        _aendr("udgiver", "En anden"),
        _aendr("udgivet", "2026-11-01"),
        _aendr("format", "hjemtag-lovpakke-2"),
        _aendr("signatur", ""),
        _aendr("vaerdier", []),
        lambda raa: raa["vaerdier"][0].__setitem__("vaerdi", "1010001"),
        lambda raa: raa["vaerdier"][0].__setitem__("kilde", "Et rygte"),
        lambda raa: raa["vaerdier"].reverse(),
        lambda raa: raa.pop("noegle"),
        _aendr("mere", 1),
    ],
)
def test_en_aendret_pakke_afvises(udgiver: Indstillinger, aendring: Callable[[dict], None]) -> None:
    raa = json.loads(pakke(udgiver))
    aendring(raa)
    with pytest.raises(HjemtagFejl, match="ikke en lovpakke"):
        lovpakke.laes(json.dumps(raa).encode())


def test_en_anden_noegle_kan_ikke_skrive_under_for_udgiveren(
    udgiver: Indstillinger, ind: Indstillinger
) -> None:
    falsk = lovpakke.laes(pakke(replace(ind, hjem=ind.hjem / "falsk")))
    assert falsk.fingeraftryk != lovpakke.fingeraftryk(udgiver)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_alt_andet_end_en_pakke_afvises_i_en_saetning(fil: bytes) -> None:
    with pytest.raises(HjemtagFejl):
        lovpakke.laes(fil)
