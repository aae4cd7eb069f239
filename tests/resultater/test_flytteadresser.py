"""Moves inside the own municipality: houses tie to the municipality's counts, and a road tells nobody apart."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flytning.smaatal import MINDST, SKJULT, skjul
from engine.lager.laes import Generation
from engine.resultater import flytteadresser as a
from engine.resultater import flyttemoenster as f
from engine.resultater.flyttemoenster import Aarsbillede, Valg
from tests.flytning.flyttelager import bor, hus, lager
from tests.flytning.test_smaatal import _spaend
from tests.resultater.test_flyttemoenster import alt, gen, skjult

__all__ = ["alt", "gen", "skjult"]  # the fixtures of the town of moves
HER = Valg(2022, sted="0860")


def test_husene_er_kommunens_flytninger(gen: Generation, alt: Aarsbillede) -> None:
    b = a.hent(gen, alt, HER)
    (vej,) = b.veje.values()
    assert (vej.ind, vej.ud, vej.inden_til, vej.inden_fra) == (38, 10, 7, 7)
    assert {h.noegle[10:]: h.ind for h in b.huse["0860-0101"] if h.ind} == {"9": 36, "3": 2}
    assert b.uden == 0
    assert [(i.id, i.til, i.fra) for i in b.institutioner] == [("I1", 5, 0), ("I2", 0, 0)]
    ud = a.hent(gen, alt, replace(HER, retning="ud"))
    assert {i.id: i.til for i in ud.institutioner} == {"I1": 0, "I2": 0}  # they moved there from inside
    assert a.hent(gen, alt, replace(HER, alder=67)).veje["0860-0101"].inden_fra == 7
    assert a.hent(gen, alt, replace(HER, retning=f.UDLANDET)).veje["0860-0101"].ind == 2
    assert a.hent(gen, alt, replace(HER, institution="I1")).veje["0860-0101"].inden_til == 5


def test_den_anden_ende_af_et_hus(gen: Generation, alt: Aarsbillede) -> None:
    b = a.hent(gen, alt, HER)
    ender = a.den_anden_ende(gen, alt, b, replace(HER, vej="0860-0101", hus="0860-0101-1"))
    assert [(e.navn, e.ind, e.ud, e.inden_til, e.inden_fra) for e in ender] == [
        ("Aarhus", 0, 8, 0, 0),
        ("Vejkode 0101", 0, 0, 0, 7),
    ]
    assert a.den_anden_ende(gen, alt, replace(b, smaa_skjult=True), replace(HER, vej="0860-0101")) == []


def test_hvem_der_ikke_ser_personer_ser_veje_uden_huse(gen: Generation, skjult: Aarsbillede) -> None:
    b = a.hent(gen, skjult, HER)
    assert not b.huse
    assert b.uden is None
    assert b.veje["0860-0101"].ind == 38
    assert a.hent(gen, skjult, replace(HER, alder=67)).veje == {}
    assert list(a.mellem_veje(gen, b, HER)) == []
    assert "Tal under 5 er skjult" in a.tabelnote(b, HER)


def test_saetningerne(gen: Generation, alt: Aarsbillede) -> None:
    b = a.hent(gen, alt, HER)
    assert a.saetning(alt, b, HER) == (
        "I 2022 var der 38 flytninger til Hjørring, 10 fra og 7 mellem adresser i kommunen. "
        "Flest til og fra Vejkode 0101."
    )
    inden = replace(HER, retning="inden", alder=67)
    assert a.saetning(alt, a.hent(gen, alt, inden), inden).startswith(
        "I 2022 var der 7 flytninger af 67–79-årige fra en adresse til en anden i Hjørring."
    )


def test_filen_har_vejene_og_ingen_huse(gen: Generation) -> None:
    samling = json.loads(a.geojson(gen, Valg(2022)))
    (vej,) = [x for x in samling["features"] if x["properties"].get("slags") == "vej"]
    assert vej["properties"]["kode"] == "0860-0101"
    assert vej["properties"]["ind"] == 38
    assert "0860-0101-" not in json.dumps(samling)
    assert not [
        x for x in json.loads(a.geojson(gen, Valg(2022, alder=17)))["features"] if "slags" in x["properties"]
    ]


def test_et_hus_ligger_hvor_leverancen_siger_ellers_hvor_institutionen_er() -> None:
    con = lager(
        [
            bor("A", "1", "2020-01-01", lon=9.5, lat=57.1, vejnavn="Prøvevej"),
            bor("B", "2", "2020-01-01"),
            bor("C", "100", "2020-01-01"),
        ],
        institutioner=[hus("I", "100", lon=9.7, lat=57.2)],
        til="core.hus",
    )
    assert con.execute("SELECT husnr, vejnavn, lon::DOUBLE FROM core.hus ORDER BY ALL").fetchall() == [
        ("1", "Prøvevej", 9.5),
        ("100", "Prøvevej", 9.7),
        ("2", "Prøvevej", None),
    ]


def test_beskyttede_taelles_uden_hus_og_institution() -> None:
    con = lager(
        [
            *(bor(p, "1", "2020-01-01", "2021-03-01") for p in "AB"),
            *(bor(p, "100", "2021-03-01") for p in "AB"),
        ],
        [{"person_noegle": "B", "adressebeskyttelse": True}],
        [hus("I", "100")],
        til="marts.flytning_hus",
    )
    raekker = con.execute(
        "SELECT til_hus_noegle, til_institution_id, sum(antal)::BIGINT FROM marts.flytning_hus "
        "WHERE retning = 'inden' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert raekker == [("0998-0101-100", "I", 1), (None, None, 1)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans(), st.integers(0, 8)),
        min_size=1,
        max_size=6,
    )
)
def test_ingen_kan_regne_et_lille_tal_ud_af_veje_og_institutioner(
    veje: list[tuple[int, int, bool, int]],
) -> None:
    navne = [f"v{nr}" for nr in range(len(veje))]
    udefra, inde = (pd.Series([v[k] for v in veje], index=navne) for k in (0, 1))
    paa = pd.DataFrame(
        [
            (f"I{v}", v, min(j, ind + inden))
            for v, (ind, inden, har, j) in zip(navne, veje, strict=True)
            if har
        ],
        columns=["institution_id", "vej_noegle", "antal"],
    )
    tal, summer, hvor = a.ende_celler(udefra, inde, paa)
    n = len(veje)
    vist = skjul(tal, summer, [n, 2 * n + 1])
    sendt = np.array([*vist[: 2 * n + 2], *np.full(len(tal) - 2 * n - 2, SKJULT)])
    for pladser in hvor.values():
        sendt[pladser] = vist[pladser]  # a road's own sum and the rest of it are shown nowhere
    assert not ((sendt >= 0) & (sendt < MINDST)).any()
    smaa = np.flatnonzero((tal[: 2 * n + 2] > 0) & (tal[: 2 * n + 2] < MINDST))
    for celle, (mindst, hoejst) in _spaend(tal, sendt, summer, smaa).items():
        assert hoejst - mindst >= 1 - 1e-6, celle


@pytest.mark.parametrize("nr", ["7", "12B"])
def test_huse_staar_i_nummerorden(nr: str) -> None:
    hus_ = [a.Adresse(f"0998-0101-{n}", n, 1, 0, 0, 0) for n in ("100", nr, "1")]
    assert [h.navn for h in sorted(hus_, key=a._husorden)] == ["1", nr, "100"]
