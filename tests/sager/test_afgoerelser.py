"""Cases in the store: decisions with evidence, versions, what a conflict says, undo, bulk, the projection."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.sager import afgoerelser, brugere, model, sagsmodel
from engine.sager.afgoerelser import Aendring, Sagskonflikt
from engine.sager.arter import ARTER
from engine.sager.lager import Sagslager
from engine.sager.model import Haendelse, Rettelse, valider_rettelse
from engine.sager.sagsfelter import FELTER
from engine.sager.sagsmodel import Fund

ID = "SDE-2025-P-0123456789abcdef"


def fund(beloeb: int = 100_00, art: str = "sde", omraade: str = "voksne") -> Fund:
    om = {"fagomraade": omraade, "betegnelse": "Person", "forventet_oere": beloeb}
    return Fund(art, om, f"h{beloeb}", json.dumps({"fakta": {"beloeb": beloeb}}))


def gem(
    lager: Sagslager, nyt: Mapping[str, Any], nu: datetime, version: int | None = None, **mere: Any
) -> dict[str, Any]:
    valg = {"sag_id": ID, "fund": fund(), "bruger": "karen", "begrundelse": "set på bilaget"} | mere
    aendring = Aendring(valg.pop("sag_id"), nyt, version, valg.pop("fund"))
    return afgoerelser.skriv(lager, [aendring], nu=nu, **valg).gemt[0]


def fortryd(lager: Sagslager, nr: int, nu: datetime, bruger: str = "karen") -> dict[str, Any]:
    with lager.skriv() as con:
        return afgoerelser.fortryd_i(con, nr, begrundelse="fejl", bruger=bruger, nu=nu)


# --- decisions and edits --------------------------------------------------------------------------------------


def test_en_uroert_sag_er_ikke_i_lageret(lager: Sagslager) -> None:
    assert afgoerelser.sag(lager, ID) is None
    assert afgoerelser.sager_siden(lager, 0) == []


def test_en_afgoerelse_flytter_tilstanden_og_gemmer_beviset(lager: Sagslager, nu: datetime) -> None:
    sag = gem(lager, {"tilstand": "klar"}, nu, version=0)
    assert (sag["tilstand"], sag["version"], sag["art"]) == ("klar", 1, "sde")
    assert (sag["opdateret"], sag["opdateret_af"], sag["afgjort_fakta"]) == (nu, "karen", "h10000")
    assert afgoerelser.sag(lager, ID) == sag
    [h] = afgoerelser.historik(lager, ID)
    assert (h.type, h.begrundelse, h.kilde) == ("afgoerelse", "set på bilaget", "app")
    assert afgoerelser.bevis(lager, str(h.bevis)) == {"fakta": {"beloeb": 10000}}


def test_alle_sager_er_dem_der_staar_i_lageret_og_det_der_er_laest_aendrer_sig_ikke(
    lager: Sagslager, nu: datetime
) -> None:
    assert afgoerelser.alle_sager(lager) == {}
    gem(lager, {"tilstand": "klar"}, nu, version=0)
    foer = afgoerelser.alle_sager(lager)
    assert [s["tilstand"] for s in foer.values()] == ["klar"]
    ny = gem(lager, {"note": "Ring i morgen"}, nu)
    assert list(afgoerelser.alle_sager(lager).values()) == afgoerelser.sager_siden(lager, 0)
    assert (foer[ID]["note"], afgoerelser.alle_sager(lager)[ID]["note"]) == (None, "Ring i morgen")
    fortryd(lager, int(ny["seneste_nr"]), nu)
    assert list(afgoerelser.alle_sager(lager).values()) == afgoerelser.sager_siden(lager, 0)


def test_alle_felter_gemmes_og_ryddes(lager: Sagslager, nu: datetime) -> None:
    nyt = {
        "tildelt": "ole",
        "frist": "2026-03-01",
        "udskudt_til": "2026-02-01",
        "note": "Ring til Ballerup\ni morgen",
        "maerker": ["haster", "ballerup"],
        "krav_oere": 123_456_78,
        "anerkendt_oere": 100,
        "modtaget_oere": 0,
        "krav_rejst_dato": "2026-01-10",
        "svar_dato": "2026-01-20",
        "sidste_kontakt_dato": "2026-01-21",
        "tilsagn_fra": "2025-01-01",
        "tilsagn_til": "2025-12-31",
        "paragraf": "RSL § 9 c, stk. 2",
        "betalingskommune": "0151",
        "bilag": [{"titel": "Brev", "henvisning": "2026-1234"}],
    }
    assert set(nyt) == set(FELTER)
    sag = gem(lager, nyt, nu)
    assert sag["frist"] == date(2026, 3, 1)
    assert sag["krav_oere"] == 123_456_78
    assert sag["bilag"] == [{"titel": "Brev", "henvisning": "2026-1234"}]
    assert afgoerelser.sag(lager, ID) == sag
    tom = gem(lager, {n: [] if n in ("maerker", "bilag") else None for n in FELTER}, nu)
    assert all(tom[n] in (None, []) for n in FELTER)
    assert afgoerelser.efterproev(lager) == []


def test_kun_det_aendrede_staar_i_haendelsen(lager: Sagslager, nu: datetime) -> None:
    gem(lager, {"note": "a", "tildelt": "ole"}, nu)
    gem(lager, {"note": "b", "tildelt": "ole"}, nu)
    sidste = afgoerelser.historik(lager, ID)[-1]
    assert set(sidste.nyt) == {"art", "fakta", "note"}
    with pytest.raises(RettelseAfvist, match="ikke ændret noget"):
        gem(lager, {"note": "b"}, nu)


def test_en_forbudt_overgang_gemmer_intet(lager: Sagslager, nu: datetime) -> None:
    with pytest.raises(RettelseAfvist, match="'Fundet' kan den gå til: klar, undersoeges"):
        gem(lager, {"tilstand": "afregnet", "modtaget_oere": 5}, nu)
    assert lager.haendelser() == []


def test_en_tilstand_kraever_sine_felter(lager: Sagslager, nu: datetime) -> None:
    gem(lager, {"tilstand": "klar"}, nu)
    with pytest.raises(RettelseAfvist, match="Krævet, Krav rejst"):
        gem(lager, {"tilstand": "anmodet"}, nu)
    sag = gem(lager, {"tilstand": "anmodet", "krav_oere": 5000, "krav_rejst_dato": "2026-01-15"}, nu)
    assert sag["tilstand"] == "anmodet"


def test_et_tilsagn_kan_ikke_slutte_foer_det_begynder(lager: Sagslager, nu: datetime) -> None:
    with pytest.raises(RettelseAfvist, match="slutter, før det begynder"):
        gem(lager, {"tilsagn_fra": "2026-02-01", "tilsagn_til": "2026-01-31"}, nu)


def test_en_udsat_sag_der_lukkes_er_ikke_laengere_udsat(lager: Sagslager, nu: datetime) -> None:
    gem(lager, {"udskudt_til": "2026-05-01"}, nu)
    sag = gem(lager, {"tilstand": "ikke_ret"}, nu)
    assert sag["udskudt_til"] is None
    with pytest.raises(RettelseAfvist, match="Genoptag den først"):
        gem(lager, {"udskudt_til": "2026-06-01"}, nu)


def test_en_sag_uden_fund_findes_ikke(lager: Sagslager, nu: datetime) -> None:
    with pytest.raises(RettelseAfvist, match="findes ikke: intet fund"):
        gem(lager, {"note": "x"}, nu, fund=None)


def test_sagen_lever_videre_uden_sit_fund(lager: Sagslager, nu: datetime) -> None:
    """The next build may not find it any more: what people know and did stays."""
    gem(lager, {"tilstand": "klar"}, nu)
    sag = gem(lager, {"note": "fundet er væk"}, nu, fund=None)
    assert sag["om"]["fagomraade"] == "voksne"
    assert sag["afgjort_fakta"] == "h10000"


def test_aendrede_fakta_ses_og_bekraeftes(lager: Sagslager, nu: datetime) -> None:
    with pytest.raises(RettelseAfvist, match="ingen afgørelse at holde fast"):
        gem(lager, {"fakta_set": True}, nu)
    gem(lager, {"tilstand": "klar"}, nu)
    assert gem(lager, {"note": "n"}, nu, fund=fund(200_00))["afgjort_fakta"] == "h10000"
    set_ = gem(lager, {"fakta_set": True}, nu, fund=fund(200_00))
    assert (set_["afgjort_fakta"], set_["tilstand"]) == ("h20000", "klar")
    assert set_["om"]["forventet_oere"] == 200_00


def test_beviset_gemmes_een_gang_og_kan_ikke_aendres(lager: Sagslager, nu: datetime) -> None:
    gem(lager, {"note": "a"}, nu)
    gem(lager, {"note": "b"}, nu)
    with lager.laes() as con:
        assert con.scalar(sa.text("SELECT count(*) FROM bevis")) == 1
    for saetning in ("UPDATE bevis SET indhold = '{}'", "DELETE FROM bevis"):
        with pytest.raises(sa.exc.DBAPIError, match="kan kun tilføjes"), lager.skriv() as con:
            con.execute(sa.text(saetning))


def test_sqlite_kan_heller_ikke_erstatte_et_bevis(sqlite_lager: Sagslager, nu: datetime) -> None:
    gem(sqlite_lager, {"note": "a"}, nu)
    with pytest.raises(sa.exc.DBAPIError, match="kan kun tilføjes"), sqlite_lager.skriv() as con:
        con.execute(sa.text("INSERT OR REPLACE INTO bevis SELECT hash, '{}', oprettet FROM bevis"))


# --- versions -------------------------------------------------------------------------------------------------


def test_konflikten_siger_hvem_hvad_og_hvornaar_og_har_begge_udgaver(lager: Sagslager) -> None:
    tid = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
    brugere.opret(lager, "karen", "Karen Holm", "oekonom", None, tid)
    gem(lager, {"tilstand": "undersoeges"}, tid, version=0)
    gem(lager, {"note": "Karens note"}, tid, version=1)
    with pytest.raises(Sagskonflikt) as fanget:
        gem(lager, {"note": "Oles note"}, tid, version=1, bruger="ole")
    assert f"{ID} er ændret af Karen Holm 12.03.2026 kl. 14.05: Note ændret" in str(fanget.value)
    assert isinstance(fanget.value, VersionsKonflikt)
    assert fanget.value.sag is not None
    assert (fanget.value.sag["note"], fanget.value.sag["version"]) == ("Karens note", 2)
    assert [h.nyt.get("note") for h in fanget.value.siden] == ["Karens note"]
    assert [h.bruger for h in afgoerelser.historik(lager, ID)] == ["karen", "karen"]


def test_to_der_begge_saa_en_uroert_sag(lager: Sagslager, nu: datetime) -> None:
    gem(lager, {"tilstand": "klar"}, nu, version=0)
    with pytest.raises(Sagskonflikt, match="tilstanden sat til 'Klar til næste anmodning'"):
        gem(lager, {"tilstand": "ikke_ret"}, nu, version=0, bruger="ole")


def test_en_version_der_aldrig_har_vaeret(lager: Sagslager, nu: datetime) -> None:
    with pytest.raises(Sagskonflikt, match="ingen version 3"):
        gem(lager, {"note": "x"}, nu, version=3)


def test_af_mange_med_samme_version_vinder_een(lager: Sagslager, nu: datetime) -> None:
    start, udfald = threading.Barrier(10), []

    def arbejd(nr: int) -> None:
        start.wait()
        try:
            gem(lager, {"note": f"n{nr}"}, nu, version=0, bruger=f"b{nr}")
            udfald.append("skrevet")
        except Sagskonflikt:
            udfald.append("konflikt")

    traade = [threading.Thread(target=arbejd, args=(nr,)) for nr in range(10)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(60)
    assert sorted(udfald) == ["konflikt"] * 9 + ["skrevet"]
    assert len(lager.haendelser()) == 1


# --- undo -----------------------------------------------------------------------------------------------------


def test_fortryd_og_gentag(lager: Sagslager, nu: datetime) -> None:
    klar = gem(lager, {"tilstand": "klar"}, nu)["seneste_nr"]
    tilbage = fortryd(lager, klar, nu)
    assert (tilbage["tilstand"], tilbage["version"], tilbage["afgjort_nr"]) == ("fundet", 2, None)
    with pytest.raises(RettelseAfvist, match="allerede fortrudt"):
        fortryd(lager, klar, nu)
    igen = fortryd(lager, tilbage["seneste_nr"], nu)
    assert (igen["tilstand"], igen["afgjort_nr"]) == ("klar", klar)
    assert fortryd(lager, klar, nu)["tilstand"] == "fundet"
    assert afgoerelser.efterproev(lager) == []


def test_det_der_er_skrevet_oven_paa_fortrydes_foerst(lager: Sagslager, nu: datetime) -> None:
    foerste = gem(lager, {"tilstand": "undersoeges", "note": "a"}, nu)["seneste_nr"]
    frist = gem(lager, {"frist": "2026-03-01"}, nu)["seneste_nr"]
    klar = gem(lager, {"tilstand": "klar"}, nu)["seneste_nr"]
    with pytest.raises(RettelseAfvist, match="fortryd den nyeste ændring først"):
        fortryd(lager, foerste, nu)
    assert fortryd(lager, frist, nu)["frist"] is None  # nobody has set the deadline since
    fortryd(lager, klar, nu)
    assert fortryd(lager, foerste, nu)["tilstand"] == "fundet"


def test_et_felt_som_tilstanden_kraever_kan_ikke_fortrydes_bort(lager: Sagslager, nu: datetime) -> None:
    beloeb = gem(lager, {"krav_oere": 5, "krav_rejst_dato": "2026-01-01"}, nu)["seneste_nr"]
    gem(lager, {"tilstand": "klar"}, nu)
    gem(lager, {"tilstand": "anmodet"}, nu)
    with pytest.raises(RettelseAfvist, match="'Med i anmodning' kræver, at der også står: Krævet"):
        fortryd(lager, beloeb, nu)


def test_en_gentagelse_maa_ikke_bryde_vejen(lager: Sagslager, nu: datetime) -> None:
    foerste = gem(lager, {"tilstand": "undersoeges"}, nu)["seneste_nr"]
    anden = gem(lager, {"tilstand": "klar"}, nu)["seneste_nr"]
    tredje = gem(lager, {"tilstand": "anmodet", "krav_oere": 1, "krav_rejst_dato": "2026-01-01"}, nu)[
        "seneste_nr"
    ]
    fortrudt = fortryd(lager, tredje, nu)["seneste_nr"]
    fortryd(lager, anden, nu)
    fortryd(lager, foerste, nu)
    with pytest.raises(RettelseAfvist, match="kan ikke gå fra 'Fundet' til 'Med i anmodning'"):
        fortryd(lager, fortrudt, nu)


def test_en_fortrydelse_kan_goeres_af_en_anden_en_anden_dag(lager: Sagslager, nu: datetime) -> None:
    nr = gem(lager, {"tilstand": "ikke_ret"}, nu)["seneste_nr"]
    sag = fortryd(lager, nr, nu + timedelta(days=40), bruger="ole")
    assert (sag["tilstand"], sag["opdateret_af"]) == ("fundet", "ole")


def test_at_fortryde_en_afgoerelse_aendrer_ingen_beregning(lager: Sagslager, nu: datetime) -> None:
    nr = gem(lager, {"tilstand": "klar"}, nu)["seneste_nr"]
    fortryd(lager, nr, nu)
    assert lager.seneste_nr() == 0
    assert lager.rettelser() == []


# --- many in one go -------------------------------------------------------------------------------------------


def _mange(antal: int) -> list[Aendring]:
    return [
        Aendring(f"SDE-2025-P-{n:016x}", {"tildelt": "ole", "tilstand": "klar"}, 0, fund(n))
        for n in range(1, antal + 1)
    ]


def test_mange_markeres_og_fortrydes_i_eet_traek(lager: Sagslager, nu: datetime) -> None:
    svar = afgoerelser.skriv(
        lager, _mange(1203), begrundelse="gennemgået", bruger="karen", nu=nu, samling="s1", delvis=True
    )
    assert (len(svar.gemt), svar.afvist) == (1203, {})
    assert [s["seneste_nr"] for s in svar.gemt] == sorted(s["seneste_nr"] for s in svar.gemt)
    assert afgoerelser.efterproev(lager) == []
    roert = gem(lager, {"tilstand": "undersoeges"}, nu, sag_id=svar.gemt[0]["sag_id"], bruger="ole")
    [en, samling] = afgoerelser.seneste_handlinger(lager, "ole") + afgoerelser.seneste_handlinger(
        lager, "karen"
    )
    assert (en["antal"], en["sag_id"]) == (1, roert["sag_id"])
    assert (samling["samling"], samling["antal"], samling["fortrudt"]) == ("s1", 1203, False)
    with lager.skriv() as con:
        hvem = {"begrundelse": "fejl", "bruger": "karen", "nu": nu}
        tilbage = afgoerelser.fortryd_samling_i(con, "s1", "s2", **hvem)
    assert len(tilbage.gemt) == 1202
    assert list(tilbage.afvist) == [roert["sag_id"]]  # Ole has worked on it since
    stand = {s["tilstand"] for s in afgoerelser.sager_siden(lager, 0) if s["sag_id"] != roert["sag_id"]}
    assert stand == {"fundet"}
    assert afgoerelser.efterproev(lager) == []


def test_uden_delvis_er_det_alle_eller_ingen(lager: Sagslager, nu: datetime) -> None:
    gem(lager, {"note": "først"}, nu, sag_id="SDE-2025-P-0000000000000002")
    with pytest.raises(Sagskonflikt):
        afgoerelser.skriv(lager, _mange(3), begrundelse="", bruger="karen", nu=nu)
    assert len(lager.haendelser()) == 1


def test_delvis_naevner_dem_der_ikke_kunne(lager: Sagslager, nu: datetime) -> None:
    gem(lager, {"note": "først"}, nu, sag_id="SDE-2025-P-0000000000000002")
    svar = afgoerelser.skriv(lager, _mange(3), begrundelse="", bruger="karen", nu=nu, delvis=True)
    assert [s["sag_id"][-1] for s in svar.gemt] == ["1", "3"]
    assert "er ændret af karen" in svar.afvist["SDE-2025-P-0000000000000002"]


# --- `ret` ----------------------------------------------------------------------------------------------------


def linje(**mere: Any) -> dict[str, Any]:
    raa = {
        "type": "afgoerelse",
        "noegle": ID,
        "nyt": {"tilstand": "klar"},
        "begrundelse": "b",
        "bruger": "karen",
    }
    return raa | mere


@pytest.mark.parametrize(
    ("noegle", "ventet"),
    [
        (ID, ID),
        ({"sag_id": ID}, ID),
        ({"kandidat_id": "REF-01-0123456789abcdef"}, "REF-01-0123456789abcdef"),
        ({"aar": 2025, "sag_id": "P-0123456789abcdef"}, ID),
        ({"aar": 2025, "lov": "SEL176", "sagstype": "person", "sag_id": "P-0123456789abcdef"}, ID),
        ({"aar": 2025, "sag_id": ID}, ID),
        ("P-0123456789abcdef", "P-0123456789abcdef"),
    ],
)
def test_en_sag_naevnes_ved_sit_id_eller_raekkens_noegle(noegle: Any, ventet: str) -> None:
    assert dict(valider_rettelse(linje(noegle=noegle)).noegle) == {"sag_id": ventet}


@pytest.mark.parametrize(
    ("mere", "ventet"),
    [
        ({"noegle": "x"}, "sags id"),
        ({"noegle": None}, "'noegle'"),
        ({"noegle": {"sag_id": ID, "navn": "Bo"}}, "ukendte felter: navn"),
        ({"nyt": {}}, "mindst ét felt"),
        ({"nyt": None}, "'nyt' skal være et objekt"),
        ({"nyt": {"tilstand": ""}}, "én tilstand"),
        ({"nyt": {"tilstand": "klar", "status": "klar"}}, "én tilstand"),
        ({"nyt": {"hat": 1}}, "ukendte felt 'hat'"),
        ({"nyt": {"frist": "1. maj"}}, "dato som"),
        ({"nyt": {"frist": "1850-01-01"}}, "uden for 1990"),
        ({"nyt": {"krav_beloeb": "1.234,50"}}, "kroner som 1234.50"),
        ({"nyt": {"krav_beloeb": -1}}, "kroner som 1234.50"),
        ({"nyt": {"krav_beloeb": "1", "krav_oere": 1}}, "står to gange"),
        ({"nyt": {"krav_oere": 1.5}}, "hele øre"),
        ({"nyt": {"maerker": "haster"}}, "liste af ord"),
        ({"nyt": {"maerker": [str(n) for n in range(13)]}}, "højst have 12"),
        ({"nyt": {"bilag": ["a"]}}, "liste af"),
        ({"nyt": {"bilag": [{"titel": "", "henvisning": "x"}]}}, "både titel og henvisning"),
        ({"nyt": {"betalingskommune": "151"}}, "fire cifre"),
        ({"nyt": {"note": 7}}, "ikke en tekst"),
        ({"nyt": {"note": "x" * 4001}}, "længere end 4000"),
        ({"nyt": {"note": "a\x00b"}}, "styretegn"),
        ({"nyt": {"note": "ring til 610188-1234"}}, "CPR-nummer"),
        ({"nyt": {"maerker": ["6101881234"]}}, "CPR-nummer"),
        ({"nyt": {"fakta_set": False}}, "kun være true"),
        ({"nyt": {"fakta_set": True, "tilstand": "klar"}}, "kun være true"),
    ],
)
def test_en_forkert_afgoerelse_afvises_med_grund(mere: dict[str, Any], ventet: str) -> None:
    with pytest.raises(RettelseAfvist, match=ventet):
        valider_rettelse(linje(**mere))


def test_kroner_og_tilstand_som_folk_skriver_dem() -> None:
    r = valider_rettelse(linje(nyt={"status": "Undersøges", "krav_beloeb": "1234.5", "modtaget_beloeb": 12}))
    assert r.nyt == {"tilstand": "undersoeges", "krav_oere": 123450, "modtaget_oere": 1200}


def test_eksemplet_i_readme_er_gyldigt() -> None:
    import re

    from tests.repo import tekstfiler

    (linje_,) = re.findall(r'`(\{"type":"afgoerelse".*?\})`', tekstfiler()["README.md"])
    r = valider_rettelse(json.loads(linje_))
    assert (dict(r.noegle), r.version) == ({"sag_id": "SDE-2025-P-0123456789abcdef"}, 0)


def test_ret_skriver_afgoerelser_og_rettelser_i_samme_traek(lager: Sagslager, nu: datetime) -> None:
    posteringsnoegle = {"kilde": "opus", "regnskabsaar": 2025, "bilagsnr": "H1", "linjenr": 1}
    nyt = {"periode_fra": "2025-03-01", "periode_til": "2025-03-31"}
    flyt = {"type": "flyt_periode", "noegle": posteringsnoegle, "nyt": nyt, "begrundelse": "b", "bruger": "k"}
    liste = [valider_rettelse(r) for r in (linje(version=0), flyt)]
    afgjort, _ = lager.skriv_rettelser(liste, nu, kilde="ret", fund={ID: fund()})
    assert afgoerelser.sag(lager, ID)["tilstand"] == "klar"  # type: ignore[index]
    with pytest.raises(VersionsKonflikt, match="tilstanden sat til"):
        lager.skriv_rettelser([valider_rettelse(linje(version=0))], nu, fund={ID: fund()})
    fortrydelse = {"type": "fortryd", "noegle": {"sag_id": ID}, "begrundelse": "fejl", "bruger": "karen"}
    lager.skriv_rettelser([valider_rettelse(fortrydelse)], nu)
    assert afgoerelser.sag(lager, ID)["tilstand"] == "fundet"  # type: ignore[index]
    igen = {**fortrydelse, "noegle": {"haendelse": afgjort}}
    with pytest.raises(RettelseAfvist, match="allerede fortrudt"):
        lager.skriv_rettelser([valider_rettelse(igen)], nu)
    assert [r.type for r in lager.rettelser()] == ["flyt_periode"]


def test_ret_er_alt_eller_intet_ogsaa_for_afgoerelser(lager: Sagslager, nu: datetime) -> None:
    liste = [valider_rettelse(r) for r in (linje(), linje(nyt={"tilstand": "afregnet"}))]
    with pytest.raises(RettelseAfvist, match="Rettelse 2 af 2"):
        lager.skriv_rettelser(liste, nu, fund={ID: fund()})
    assert lager.haendelser() == []
    assert afgoerelser.sag(lager, ID) is None


# --- the projection is a replay -------------------------------------------------------------------------------


def test_projektionen_kan_smides_vaek_og_genopbygges(lager: Sagslager, nu: datetime) -> None:
    afgoerelser.skriv(lager, _mange(7), begrundelse="", bruger="karen", nu=nu)
    nr = gem(lager, {"tilstand": "klar"}, nu)["seneste_nr"]
    fortryd(lager, nr, nu)
    foer = afgoerelser.sager_siden(lager, 0)
    with lager.skriv() as con:
        con.execute(sa.text("UPDATE sag SET tilstand = 'afregnet' WHERE sag_id = :s"), {"s": ID})
        con.execute(sa.text("DELETE FROM sag WHERE sag_id LIKE '%3'"))
    assert afgoerelser.efterproev(lager) == ["SDE-2025-P-0000000000000003", ID]
    assert afgoerelser.genopbyg(lager) == 8
    assert afgoerelser.sager_siden(lager, 0) == foer
    assert afgoerelser.efterproev(lager) == []


_nye = itertools.count()  # a case of its own for each run


def _oraklet(art: str, handlinger: list[tuple[str, Any]]) -> dict[str, Any]:
    """Another way to say what a case is: a stack of (event, field, value) that undo takes out of, applied in order."""
    felter: list[tuple[int, dict[str, Any]]] = []
    for nr, (hvad, indhold) in enumerate(handlinger, start=1):
        if hvad == "skriv":
            felter.append((nr, indhold))
        else:
            felter = [f for f in felter if f[0] != indhold]
    ud: dict[str, Any] = {"tilstand": ARTER[art].begyndelse}
    for _, nyt in felter:
        ud |= nyt
    return ud


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), art=st.sampled_from(sorted(ARTER)))
def test_tilfaeldige_forloeb_er_oraklets(sqlite_lager: Sagslager, nu: datetime, data: Any, art: str) -> None:
    """Any sequence of decisions, edits and undos: the stored row, the replay and the oracle agree."""
    lager, sag_id = sqlite_lager, f"{art.upper()}-{next(_nye):016x}"
    handlinger: list[tuple[str, Any]] = []
    numre: list[int] = []
    fyldt = {"krav_oere": 1, "modtaget_oere": 2, "anerkendt_oere": 3, "krav_rejst_dato": "2026-01-01"}
    fyldt |= {"svar_dato": "2026-01-02", "tilsagn_fra": "2026-01-03", "tilsagn_til": "2026-01-04"}
    fyldt |= {"betalingskommune": "0151", "frist": "2026-02-01"}
    numre.append(gem(lager, fyldt, nu, sag_id=sag_id, fund=fund(1, art))["seneste_nr"])
    handlinger.append(("skriv", fyldt))
    for gang in range(data.draw(st.integers(1, 8))):
        sag = afgoerelser.sag(lager, sag_id)
        assert sag is not None
        hvad = data.draw(st.sampled_from(["tilstand", "note", "fortryd"]))
        if hvad == "fortryd":
            plads = data.draw(st.integers(0, len(numre) - 1))
            kan = sagsmodel.hvorfor_ikke_fortryde(afgoerelser.historik(lager, sag_id), numre[plads])
            if kan is not None or handlinger[plads][0] != "skriv":
                continue
            numre.append(fortryd(lager, numre[plads], nu)["seneste_nr"])
            handlinger.append(("fortryd", plads + 1))
            continue
        mulige = [o.til for o in ARTER[art].overgange[sag["tilstand"]]]
        nyt = {"note": f"n{gang}"}
        if hvad == "tilstand":
            vej = ARTER[art].overgang(sag["tilstand"], data.draw(st.sampled_from(mulige)))
            nyt = {"tilstand": vej.til} | {n: fyldt[n] for n in vej.kraever if sag[n] is None}
        numre.append(gem(lager, nyt, nu, sag_id=sag_id, fund=None)["seneste_nr"])
        handlinger.append(("skriv", nyt))
    sag = afgoerelser.sag(lager, sag_id)
    assert sag == sagsmodel.genspil(afgoerelser.historik(lager, sag_id))
    assert sag is not None
    for navn, vaerdi in _oraklet(art, handlinger).items():
        stand = sag[navn].isoformat() if isinstance(sag[navn], date) else sag[navn]
        assert stand == vaerdi, navn
    assert sag["version"] == len(handlinger)


def test_haendelser_der_ikke_er_sagens_taeller_ikke() -> None:
    assert sagsmodel.genspil([]) is None
    tid = datetime(2026, 1, 1, tzinfo=UTC)
    fremmed = Haendelse(1, tid, "andet", {"sag_id": ID}, {}, "", "k", "app", 1, None)
    assert sagsmodel.genspil([fremmed]) is None
    assert sagsmodel.hvorfor_ikke_fortryde([fremmed], 1) == "hændelse nr. 1 findes ikke på sagen"


def test_beskrivelsen_naevner_hvad_der_blev_gjort() -> None:
    tid = datetime(2026, 1, 1, tzinfo=UTC)
    nyt = {"art": "mellemkommunal", "tilstand": "tilsagn_givet", "svar_dato": "2026-01-01", "note": "x"}
    h = Haendelse(1, tid, model.AFGOERELSE, {"sag_id": ID}, nyt, "brev", "k", "app", 1, None)
    assert (
        model.beskriv(h)
        == "tilstanden sat til 'Tilsagn givet'; Note, Svar modtaget ændret (begrundelse: brev)"
    )
    assert sagsmodel.feltnavne(nyt) == ["Tilstand", "Note", "Svar modtaget"]
    set_ = Haendelse(
        2, tid, model.AFGOERELSE, {"sag_id": ID}, {"art": "sde", "fakta_set": True}, "", "k", "app", 2, None
    )
    assert model.beskriv(set_) == "ændrede fakta set, afgørelsen står ved magt"
    assert isinstance(Rettelse(0, model.AFGOERELSE, {"sag_id": ID}, {}, "", ""), Rettelse)
