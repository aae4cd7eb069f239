"""A watched address before a stay in an institution: the same on the list, in the claims and in the screening."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.flytning.bopael import Station
from engine.indstillinger import Indstillinger
from engine.lager import traef
from engine.resultater import flyttelister, flyttescreening, kandidater
from engine.resultater.sde import Kontekst
from engine.sager.lager import aabn
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering
from tests.refusion.leverancer import skriv_mappe

NU, DATO = datetime(2026, 1, 15, tzinfo=UTC), "dato = 2025-12-31\n"
UDE, HER, HOLDT_OP, TIL = (f"61{n:02d}800000" for n in range(5, 9))
ALLE = (UDE, HER, HOLDT_OP, TIL)
VENTET = {
    UDE: ("0851", "REF-01", 0.7, True),
    HER: ("0860", "", 0.7, True),
    HOLDT_OP: ("0851", "REF-01", 0.9, False),
    TIL: ("0860", "", 0.7, True),
}
"""The payer, the rule, how sure, and whether the watched address is told of."""


def by() -> Tabeller:
    """From 0751 long ago; then UDE to the watched house 9 in 0851, HER to one here, HOLDT_OP to one that is watched no
    more, and all three into a botilbud here on 1 January 2025 with an authority's help. TIL moves that day from 0851
    into the watched house here."""
    botilbud = ("60", "2025-01-01", "0860")
    veje = {
        UDE: (("1", "2005-01-01", "0751"), ("9", "2020-01-01", "0851"), botilbud),
        HER: (("1", "2005-01-01", "0751"), ("9", "2024-06-01", "0860"), botilbud),
        HOLDT_OP: (("1", "2005-01-01", "0751"), ("10", "2020-01-01", "0851"), botilbud),
        TIL: (("1", "2005-01-01", "0851"), ("9", "2025-01-01", "0860")),
    }
    vagt = {"vejkode": "0101", "aarsag": "Et opholdssted er på vej", "gyldig_fra": "2019-01-01"}
    hus = {"institution_id": "B1", "navn": "Huset", "type": "botilbud_107", "driftsform": "privat"}
    i_botilbud = [c for c in ALLE if c != TIL]
    return {
        "person": [person(c, "1980-01-01") for c in ALLE],
        "institution": [hus | {"kommunekode": "0860", "vejkode": "0101", "husnr": "60"}],
        "opmaerksomhedsadresse": [
            vagt | {"kommunekode": "0851", "husnr": "9"},
            vagt | {"kommunekode": "0860", "husnr": "9"},
            vagt | {"kommunekode": "0851", "husnr": "10", "gyldig_til": "2024-12-30"},
        ],
        "adresse": [
            adresse(c, nr, fra, naeste, kommunekode=kommune)
            for c, vej in veje.items()
            for (nr, fra, kommune), naeste in zip(vej, [*(n[1] for n in vej[1:]), ""], strict=True)
        ],
        "indsats": [
            {
                "indsats_id": f"N{c}", "cpr": c, "lov": "SEL", "paragraf": "107", "institution_id": "B1",
                "startdato": "2025-01-01", "takst": "2000.00", "enhed": "dag", "medvirken": "ja", "status": "bevilget",
            }
            for c in i_botilbud
        ],
        "postering": [
            postering(
                c, "12000.00", f"2025-{m:02d}-01", f"2025-{m:02d}-28", konto="5577310000001352", lov="LAS",
                paragraf="25", bogfoeringsdato=f"2025-{m:02d}-28", bilagsdato=f"2025-{m:02d}-28",
            )
            for c in i_botilbud
            for m in range(1, 13)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    mappe = tmp_path_factory.mktemp("opmaerksom")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    return lager_af(by(), ind, NU, mappe, DATO)


def _svar(h: flyttelister.Hit) -> tuple[str | None, str, float, bool]:
    a = h.afgoerelse
    assert a is not None
    sagt = any("pmærksomhedsadresse" in t.spoergsmaal for t in a.trin)
    assert sagt == any(m.startswith("Opmærksomhedsadressen") for m in a.modbevis)
    return a.kommunekode, a.regel, a.sikkerhed, sagt


def test_bygningen_og_tilflytterlisten_siger_det_samme_om_opmaerksomhedsadressen(k: Kontekst) -> None:
    """HER has moved in from 0751 already when it comes to the botilbud: that is no move to the municipality."""
    cpr = {p: c for c, p in traef.noegler(k.gen, ALLE).items()}
    liste = {cpr[h.person_noegle]: _svar(h) for h in flyttelister.tilflyttere(k)}
    assert liste == {c: v for c, v in VENTET.items() if c != HER}
    her = flyttelister.for_ophold(k, traef.noegler(k.gen, [HER])[HER], date(2025, 6, 1))
    assert her is not None
    assert _svar(her) == VENTET[HER]
    fund = {cpr[f.kandidat.noegle]: f.kandidat for f in kandidater.mellemkommunale(k)}
    assert {c: (x.modpart, x.regel, x.begrundelse.sikkerhed) for c, x in fund.items()} == {
        c: v[:3] for c, v in VENTET.items() if v[1]
    }
    imod = {c: any("Opmærksomhedsadressen" in m for m in x.begrundelse.modbevis) for c, x in fund.items()}
    assert imod == {UDE: True, HOLDT_OP: False}


def test_boforloebet_viser_hvilken_bolig_der_holdes_oeje_med(k: Kontekst) -> None:
    noegle = traef.noegler(k.gen, [UDE])[UDE]
    vist = [s.opmaerksom for s, _ in flyttelister.forloeb_med_navne(k, noegle)]
    assert vist == [False, True, False]


def test_screeningen_i_hukommelsen_kender_opmaerksomhedsadressen_og_gemmer_ikke_hvorfor(
    tmp_path: Path,
) -> None:
    leverance = skriv_mappe(tmp_path / "screen", {t: r for t, r in by().items() if t != "postering"}, DATO)
    (tmp_path / "hjem").mkdir()
    ind = Indstillinger(
        hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 'sager.db'}"
    )
    flyttescreening.koer(ind, aabn(ind.database_url), leverance, NU, lambda _: None)
    fund = {h.gemt.cpr: h for h in flyttescreening.laes_fund(ind.screening) if h.gemt}
    assert {c: _svar(h) for c, h in fund.items()} == {c: v for c, v in VENTET.items() if c != HER}
    gemt = fund[UDE].gemt
    assert gemt is not None
    assert [s.opmaerksom for s, _ in gemt.forloeb] == [False, True, False]
    assert "Et opholdssted er på vej".encode() not in ind.screening.read_bytes()


def test_en_station_gemt_foer_opmaerksomhed_blev_laest_er_en_uden() -> None:
    gammel = {"fra": "2020-01-01", "til": None, "sted": "bolig", "kommunekode": "0851", "landekode": None}
    s = flyttescreening._station(
        gammel | {"institution_id": None, "institutionstype": None, "usikker": False}
    )
    assert s == Station(date(2020, 1, 1), None, "bolig", "0851")
    assert not s.opmaerksom
