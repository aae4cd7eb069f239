"""Flyttemønster on a town worked out by hand: the counts tie, the population ties, and small counts stay hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle
from engine.flytning.smaatal import SKJULT
from engine.indstillinger import Indstillinger
from engine.lager.laes import Generation, forespoerg
from engine.resultater import flyttemoenster as f
from engine.resultater.flyttemoenster import Aarsbillede, Valg
from tests.flytning import flytteby
from tests.lager_hjaelp import byg_fra
from tests.refusion.leverancer import skriv_mappe

NU = datetime(2023, 1, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def gen(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    mappe = tmp_path_factory.mktemp("flytteby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    by = skriv_mappe(mappe / "leverance", flytteby.by(), "dato = 2022-12-31\n")
    return byg_fra(ind, NU, [by]).gen


@pytest.fixture(scope="module")
def alt(gen: Generation) -> Aarsbillede:
    return f.hent(gen, 2022, smaa_skjult=False)


@pytest.fixture(scope="module")
def skjult(gen: Generation) -> Aarsbillede:
    return f.hent(gen, 2022, smaa_skjult=True)


def _steder(b: Aarsbillede, **valg: Any) -> list[tuple[str, int, int]]:
    return [(s.navn, s.ind, s.ud) for s in f.stroemme(b, Valg(2022, **valg))]


# --- the counts -------------------------------------------------------------------------------------------------


def test_stederne_er_dem_i_haanden(alt: Aarsbillede) -> None:
    assert _steder(alt) == [("Aarhus", 13, 8), ("Aalborg", 20, 0), ("Udlandet", 2, 2), ("Brønderslev", 3, 0)]
    assert _steder(alt, retning=f.UDLANDET) == [("Polen", 2, 0), ("Sverige", 0, 2)]
    assert _steder(alt, alder=17) == [("Aalborg", 8, 0), ("Aarhus", 6, 0), ("Udlandet", 0, 2)]
    assert _steder(alt, retning="ud") == [("Aarhus", 0, 8), ("Udlandet", 0, 2)]


def test_udlandet_valgt_som_sted_viser_landene_og_et_land_sin_alder(alt: Aarsbillede) -> None:
    assert [(s.navn, s.ind, s.ud) for s in f.lande(alt, Valg(2022, sted=f.UDLANDET))] == [
        ("Polen", 2, 0),
        ("Sverige", 0, 2),
    ]
    assert f.vis_lande(Valg(2022, sted=f.UDLANDET))
    for andet in (Valg(2022), Valg(2022, sted="PL"), Valg(2022, sted=f.UDLANDET, retning="ind")):
        assert not f.vis_lande(andet)


def test_tabellens_sum_er_flytningerne_i_lageret(gen: Generation, alt: Aarsbillede) -> None:
    sql = "SELECT retning, count(*) AS n FROM core.flytning WHERE year(dato) = 2022 GROUP BY retning"
    lager = dict(zip(*(forespoerg(gen, sql)[k].to_pylist() for k in ("retning", "n")), strict=True))
    steder = f.stroemme(alt, Valg(2022))
    assert lager == {
        "ind": sum(s.ind for s in steder),
        "ud": sum(s.ud for s in steder),
        "inden": 7,
        "andre": 1,
    }
    assert lager == {"ind": flytteby.IND, "ud": flytteby.UD, "inden": flytteby.INDEN, "andre": alt.andre}
    for slags, ialt in (("ind", 38), ("ud", 10)):
        assert sum(r[slags] for r in f.efter_alder(alt, Valg(2022))) == ialt
    assert sum(r["inden"] for r in f.efter_alder(alt, Valg(2022, retning="inden"))) == 7


def test_befolkningen_stemmer_foedte_minus_doede_plus_netto(gen: Generation) -> None:
    def bor_her(dag: str) -> int:
        sql = """SELECT count(*) AS n FROM core.bopael
            WHERE kommunekode = '0860' AND fra <= ?::DATE AND coalesce(til, DATE '9999-12-31') >= ?::DATE"""
        return int(forespoerg(gen, sql, [dag, dag])["n"][0].as_py())

    tilvaekst = bor_her("2022-12-31") - bor_her("2021-12-31")
    assert tilvaekst == flytteby.FOEDTE - flytteby.DOEDE + flytteby.IND - flytteby.UD == 28


def test_efter_alder_og_sted(alt: Aarsbillede) -> None:
    raekker = {
        r["navn"]: (r["ind"], r["ud"], r["netto"]) for r in f.efter_alder(alt, Valg(2022, sted="0751"))
    }
    assert raekker.pop("25–39 år") == (7, 8, -1)
    assert raekker.pop("17–24 år") == (6, 0, 6)
    assert set(raekker.values()) == {(0, 0, 0)}


def test_saetningen_siger_aarets_tal(alt: Aarsbillede) -> None:
    assert f.saetning(alt, Valg(2022)) == (
        "I 2022 var der 38 flytninger til Hjørring og 10 fra: netto +28. Flest flytter mellem Hjørring og Aarhus."
    )
    assert f.saetning(alt, Valg(2022, sted="0751")) == (
        "I 2022 var der 13 flytninger fra Aarhus til Hjørring og 8 den anden vej: netto +5."
    )
    assert f.saetning(alt, Valg(2022, sted=f.UDLANDET)) == (
        "I 2022 var der 2 flytninger fra udlandet til Hjørring og 2 den anden vej: lige mange hver vej."
    )
    assert f.saetning(alt, Valg(2022, retning=f.UDLANDET)).startswith(
        "I 2022 var der 2 flytninger fra udlandet og 2 til udlandet: lige mange hver vej."
    )


def test_et_aar_der_ikke_er_slut_siges_at_vaere_det(alt: Aarsbillede) -> None:
    halvt = replace(alt, data_dato=date(2022, 6, 30))
    assert f.saetning(halvt, Valg(2022)).startswith("I 2022, til og med 30.06.2022, var der 38 flytninger")
    assert f.noegletal(halvt, Valg(2022))[2].note == ""  # half a year is not compared with a whole


def test_noegletallene(alt: Aarsbillede) -> None:
    assert [(n.titel, n.vaerdi, n.note) for n in f.noegletal(alt, Valg(2022))] == [
        ("Til kommunen", "38", "heraf 2 fra udlandet"),
        ("Fra kommunen", "10", "heraf 2 til udlandet"),
        ("Netto", "+28", "mod 0 i 2021"),
        ("Inden for kommunen", "7", ""),
    ]


def test_institutionen_som_filter(gen: Generation, alt: Aarsbillede) -> None:
    assert [(i.id, i.til, i.fra) for i in alt.institutioner] == [("I1", 5, 0), ("I2", 0, 0)]
    kun = f.hent(gen, 2022, smaa_skjult=False, institution="I1")
    assert [n.vaerdi for n in f.noegletal(kun, Valg(2022, institution="I1"))] == ["0", "0", "0", "5"]
    assert f.hent(gen, 2022, smaa_skjult=False, institution="enhver").tabeller["inden"].tal() == 5
    assert f.hent(gen, 2022, smaa_skjult=False, institution="I2").tabeller["inden"].tal() == 0


def test_aarene_gaar_saa_langt_tilbage_som_fraflytterne_kendes(gen: Generation) -> None:
    """2021 has one move each way. Of 2010 only one who moved out is known: it qualifies too."""
    assert f.aarene(gen) == [2022, 2021, 2010]
    assert f.standardaar(gen, [2022, 2021, 2010]) == 2022


# --- who sees small counts ------------------------------------------------------------------------------------------


def _bruger(rolle: Rolle, **flere: Any) -> Bruger:
    return Bruger(1, "prøve", "Prøve", rolle, **flere)


@pytest.mark.parametrize(
    ("rolle", "flere", "ser"),
    [
        (Rolle.OEKONOM, {}, True),
        (Rolle.REVISOR, {}, True),
        (Rolle.LEDER, {}, False),
        (Rolle.POLITIKER, {}, False),
        (Rolle.SAGSBEHANDLER, {"fagomraader": ("boern",)}, False),
        (Rolle.SAGSBEHANDLER, {}, False),
    ],
)
def test_kun_de_der_maa_se_alle_personer_ser_smaa_tal(rolle: Rolle, flere: dict[str, Any], ser: bool) -> None:
    assert f.ser_smaa_tal(_bruger(rolle, **flere)) is ser


def test_smaa_tal_skjules_og_det_de_kan_regnes_ud_af(skjult: Aarsbillede) -> None:
    """In: 3 and 2 are small, and five persons hide each other. Out: 2 of 10 is small; nothing of the 8 can be shown."""
    assert _steder(skjult) == [("Aalborg", 20, SKJULT), ("Aarhus", 13, SKJULT)]
    assert f.oevrige(skjult, Valg(2022), f.stroemme(skjult, Valg(2022))) == (5, 10)
    assert [n.vaerdi for n in f.noegletal(skjult, Valg(2022))] == ["38", "10", "+28", "7"]
    assert [n.note for n in f.noegletal(skjult, Valg(2022))[:2]] == [
        "heraf skjult fra udlandet",
        "heraf skjult til udlandet",
    ]
    assert _steder(skjult, retning=f.UDLANDET) == []
    assert _steder(skjult, alder=67) == []
    assert _steder(skjult, alder=17) == [("Aalborg", 8, SKJULT), ("Aarhus", 6, SKJULT)]
    assert skjult.aarstal == {
        2010: {"ud": SKJULT},
        2021: {"ind": SKJULT, "ud": SKJULT},
        2022: {"ind": 38, "inden": 7, "ud": 10},
    }


def test_et_sted_siger_ikke_om_nogen_er_der(skjult: Aarsbillede) -> None:
    for sted in ("0810", "0101", "SE", "PL", "TH"):  # small, none, small, small, none
        s = f.saetning(skjult, Valg(2022, sted=sted))
        assert "et skjult antal flytninger" in s
        assert "skjult den anden vej: forskellen er skjult" in s
        assert all(r["ind"] == r["ud"] == SKJULT for r in f.efter_alder(skjult, Valg(2022, sted=sted)))
    assert not {"SE", "PL", "TH"} & set(f.stedvalg(skjult))
    assert "0101" in f.stedvalg(skjult)  # every municipality can be chosen, also those nobody moved to


def test_institutionernes_tal_er_skjult_og_kan_ikke_vaelges(skjult: Aarsbillede) -> None:
    assert [(i.til, i.fra) for i in skjult.institutioner] == [(SKJULT, SKJULT), (5, SKJULT)]
    assert f.institutionsvalg(skjult) == {}


def test_tabelnoten_siger_hvad_der_er_skjult_og_hvad_der_ikke_er_med(
    alt: Aarsbillede, skjult: Aarsbillede
) -> None:
    note = f.tabelnote(skjult, Valg(2022), f.stroemme(skjult, Valg(2022)))
    assert "I alt 2 steder vist: ind 38 · ud 10. Heraf 5 ind og 10 ud på steder, der ikke er vist." in note
    assert "Tal under 5 er skjult" in note
    assert "andre kommuner" not in note  # one is a small number too
    note = f.tabelnote(alt, Valg(2022), f.stroemme(alt, Valg(2022)))
    assert note == "I alt 4 steder vist: ind 38 · ud 10. 1 flytning mellem andre kommuner er ikke med."


# --- the map and the file -------------------------------------------------------------------------------------------


def test_kortet_tegner_de_stoerste_og_siger_resten(alt: Aarsbillede, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f, "TEGNET_MAX", 2)
    alle = f.stroemme(alt, Valg(2022))
    assert [s.navn for s in f.kortstroemme(alt, Valg(2022), alle)] == ["Aarhus", "Aalborg"]
    assert "7 flytninger (2 steder) er ikke tegnet; de står i tabellen." in f.kortnote(alt, Valg(2022), alle)
    udland = Valg(2022, retning=f.UDLANDET)
    assert [(s.ind, s.ud) for s in f.kortstroemme(alt, udland, f.stroemme(alt, udland))] == [(2, 2)]


def test_geojson_er_gyldig_og_uden_smaa_tal_hvem_der_end_henter(gen: Generation) -> None:
    samling = json.loads(f.geojson(gen, Valg(2022)))
    assert samling["type"] == "FeatureCollection"
    assert samling["hjemtag"]["mindste_tal"] == 5
    assert samling["hjemtag"]["inden_for_kommunen"] == 7
    aalborg, aarhus = samling["features"]
    assert aalborg["geometry"] == {"type": "Point", "coordinates": [10.0, 57.0]}
    assert aalborg["properties"] == {"kode": "0851", "navn": "Aalborg", "ind": 20, "ud": None, "netto": None}
    assert (aarhus["properties"]["ind"], aarhus["properties"]["ud"]) == (13, None)
    assert b"I1" not in f.geojson(gen, Valg(2022, institution="I1"))


def test_kommuner_med_samme_punkt_kan_skelnes(alt: Aarsbillede) -> None:
    assert len(set(alt.punkter.values())) == len(alt.punkter) == 99
    assert alt.punkter["0860"] == (10.1, 57.5)


@pytest.mark.parametrize("kode", ["0851", "SE", "udland-ukendt", "forsvundet", "ukendt", "udlandet", "alle"])
def test_en_kode_i_adressen_er_et_sted_og_omvendt(kode: str) -> None:
    assert f.stedkode(f.sted(kode)) == kode


# --- a row that is annulled -------------------------------------------------------------------------------------------


def test_en_annulleret_flytning_forsvinder_med_den_naeste_fulde_leverance(
    tmp_path: Path, ind: Indstillinger
) -> None:
    by = flytteby.by()
    foerste = skriv_mappe(tmp_path / "a", by, "dato = 2022-12-31\n")
    flyttet = next(a for a in by["adresse"] if a["kommunekode"] == "0810")["cpr"]
    rettet = [a for a in by["adresse"] if a["cpr"] != flyttet or a["kommunekode"] == "0810"]
    rettet = [a | {"fraflytningsdato": ""} if a["cpr"] == flyttet else a for a in rettet]
    anden = skriv_mappe(tmp_path / "b", by | {"adresse": rettet}, "dato = 2023-01-31\n")
    k = byg_fra(ind, NU, [foerste, anden])
    assert f.hent(k.gen, 2022, smaa_skjult=False).tabeller["ind"].tal(("kommune", "0810")) == 2
