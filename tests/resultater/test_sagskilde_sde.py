"""Cases of særligt dyre enkeltsager on a small town worked out by hand: kroner, deadlines, lapses, facts, `ret`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine import kommando
from engine.adgang import Bruger, Rolle
from engine.fejl import RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, rettelser, sager, sagsliste
from engine.resultater import sagskilde_sde as kilde
from engine.resultater.sagskilder import KOLONNER
from engine.resultater.sagsliste import Valg
from engine.sager import afgoerelser
from engine.sager.model import Rettelse, valider_rettelse
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering, relation

VOKSEN, MOR, BARN = "6505800001", "6503820003", "6504120005"
OEKONOM = Bruger(1, "karen", "Karen", Rolle.OEKONOM)
I_DAG = date(2023, 2, 15)
BEGGE = {VOKSEN: "person", BARN: "husstand"}


def by() -> Tabeller:
    """120.000 kr. a month for January–June 2022 for an adult; a child of 100.000 kr. all of 2022, of which 500 kr. are
    claimed too much; the adult again in January 2021."""
    posteringer = [
        postering(VOKSEN, "120000.00", f"2022-{m:02d}-01", f"2022-{m:02d}-28") for m in range(1, 7)
    ]
    posteringer.append(postering(VOKSEN, "110833.33", "2021-01-01", "2021-01-31", bilagsnr="GAMMEL"))
    posteringer += [
        postering(
            BARN, "100000.00", f"2022-{m:02d}-01", f"2022-{m:02d}-28", konto="5282010000000147", paragraf="52"
        )
        for m in range(1, 13)
    ]
    return {
        "person": [
            person(VOKSEN, "1980-05-05", navn="Anna Voksenprøve"),
            person(MOR, "1982-03-05", navn="Mona Morprøve"),
            person(BARN, "2012-04-05", navn="Bo Børneprøve"),
        ],
        "adresse": [adresse(VOKSEN, "1"), adresse(MOR, "2"), adresse(BARN, "2", "2012-04-05")],
        "relation": [relation(BARN, MOR)],
        "postering": posteringer,
        # 12 × 25 % × (100.000 − 71.666,67) = 85.000; 85.500 is claimed.
        "hjemtaget": [
            {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "1", "cpr": VOKSEN, "beloeb": "12500.00"},
            {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "2", "cpr": BARN, "beloeb": "85500.00"},
        ],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> tuple[Indstillinger, Any]:
    mappe = tmp_path_factory.mktemp("sdesager")
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")
    return ind, lager_af(by(), ind, datetime(2023, 1, 1, tzinfo=UTC), mappe)


@pytest.fixture
def k(bygget: tuple[Indstillinger, Any]) -> Any:
    return bygget[1]


@pytest.fixture
def ind(bygget: tuple[Indstillinger, Any], tmp_path: Path) -> Iterator[Indstillinger]:
    """The built town with a case store of the test's own."""
    from dataclasses import replace

    yield replace(bygget[0], database_url=f"sqlite:///{tmp_path / 'sager.db'}")
    sagsliste._indekser.clear()


def _fund(k: Any, i_dag: date = I_DAG) -> dict[tuple[int, str], dict[str, Any]]:
    ramme = kilde.fund(k, i_dag)
    assert set(KOLONNER) <= set(ramme.columns)
    return {(r["aar"], r["sagstype"]): r for r in ramme.to_dict("records")}


def test_beloeb_retning_og_id(k: Any) -> None:
    # 6 × 25 % × (120.000 − 71.666,67) = 72.500, 12.500 claimed. 2021: 25 % × (110.833,33 − 70.833,33) = 10.000.
    fund = _fund(k)
    assert {n: (r["retning"], r["forventet_oere"]) for n, r in fund.items()} == {
        (2021, "person"): ("til_gode", 10_000_00),
        (2022, "person"): ("til_gode", 60_000_00),
        (2022, "husstand"): ("skyldig", 500_00),
    }
    sde_id = fund[2022, "person"]["sde_id"]
    assert fund[2022, "person"]["sag_id"] == f"SDE-2022-{sde_id}"
    assert fund[2021, "person"]["sag_id"] == f"SDE-2021-{sde_id}"
    assert [fund[n]["fagomraade"] for n in sorted(fund)] == ["voksne", "boern", "voksne"]


@pytest.mark.parametrize(
    ("i_dag", "frist", "hvad"),
    [
        (date(2023, 2, 15), date(2023, 3, 1), "foreløbig restafregning"),
        (date(2023, 3, 1), date(2023, 3, 1), "foreløbig restafregning"),
        (date(2023, 3, 2), date(2023, 5, 15), "endelig restafregning"),
        (date(2023, 5, 16), date(2025, 1, 31), "bortfald"),
        (date(2025, 2, 1), date(2025, 2, 28), "bortfald"),
        (date(2025, 7, 1), None, ""),
    ],
)
def test_den_naeste_frist(k: Any, i_dag: date, frist: date | None, hvad: str) -> None:
    r = _fund(k, i_dag)[2022, "person"]
    assert (r["frist"], r["frist_hvad"]) == (frist, hvad)


@pytest.mark.parametrize(
    ("i_dag", "tabt", "naeste", "snart"),
    [
        # 90 days from 31 January 2025 is 1 May: January to April of 2022 lapse by then.
        (date(2025, 1, 31), 0, (date(2025, 1, 31), 10_000_00), 40_000_00),
        (date(2025, 2, 1), 10_000_00, (date(2025, 2, 28), 10_000_00), 30_000_00),
        (date(2025, 6, 30), 50_000_00, (date(2025, 6, 30), 10_000_00), 10_000_00),
        (date(2025, 7, 1), 60_000_00, (None, 0), 0),
    ],
)
def test_maaneder_bortfalder_en_for_en_efter_tre_aar(
    k: Any, i_dag: date, tabt: int, naeste: tuple[date | None, int], snart: int
) -> None:
    """60.000 lacking over six equal months: 10.000 each, lost when the month's last day is three years back.

    The months' refund differ by an øre, since they sum to the year's; so may their parts.
    """
    r = _fund(k, i_dag)[2022, "person"]
    assert r["tabt_oere"] + r["forventet_oere"] == 60_000_00
    fundet = [r[n] for n in ("tabt_oere", "tabes_oere", "tabes_snart_oere")]
    assert fundet == pytest.approx([tabt, naeste[1], snart], abs=2)
    assert r["tabes_dato"] == naeste[0]


def test_det_vi_skylder_bortfalder_aldrig(k: Any) -> None:
    r = _fund(k, date(2030, 1, 1))[2022, "husstand"]
    assert (r["forventet_oere"], r["tabt_oere"], r["tabes_dato"], r["frist"]) == (500_00, 0, None, None)


def test_teksterne_siger_hvorfor_og_hvad_der_taler_imod(k: Any) -> None:
    fund = _fund(k)
    assert kilde.begrund(fund[2022, "person"]) == (
        "Refusionen for 2022 er beregnet til 72.500 kr. Heraf er 12.500 kr. hjemtaget, så 60.000 kr. mangler."
    )
    assert kilde.begrund(fund[2022, "husstand"]) == (
        "Refusionen for 2022 er beregnet til 85.000 kr. Der er hjemtaget 85.500 kr., så 500 kr. skal betales tilbage."
    )
    assert any("anden person" in m for m in kilde.modbevis(fund[2022, "person"]))
    assert any("uden CPR" in m for m in kilde.modbevis(fund[2022, "husstand"]))


def test_fakta_er_tal_raekker_og_lov(k: Any) -> None:
    sag_id = _fund(k)[2022, "person"]["sag_id"]
    fakta = kilde.fakta(k, [sag_id])[sag_id]
    tal = {t.navn: t.vaerdi for t in fakta.tal}
    assert tal["Refusion"] == 72_500_00
    assert tal["Difference"] == 60_000_00
    assert tal["Netto marts 2022"] == 120_000_00
    # 25 % × 48.333,33 = 12.083,33; the months' øre are laid out so that six of them are 72.500.
    assert tal["Refusion marts 2022"] in (12_083_33, 12_083_34)
    assert sum(v for n, v in tal.items() if n.startswith("Refusion ") and n != "Refusion") == 72_500_00
    assert sum(fakta.raekker.values()) == 6 * 120_000_00
    assert all(n.startswith("2022-0") for n in fakta.raekker)
    graense = next(p for p in fakta.parametre if p["navn"] == "cro_graense1_sel176")
    assert (graense["vaerdi"], graense["status"]) == ("860000", "bekraeftet")
    tekst = json.dumps(fakta.som_json(), ensure_ascii=False)
    assert not any(t in tekst for t in (VOKSEN, "Voksenprøve", "Anna"))


def test_en_rettelse_flager_den_afgjorte_sag(k: Any, ind: Indstillinger, nu: datetime) -> None:
    lager = kontekst.sagslager(ind.database_url)
    sag_id = _fund(k)[2021, "person"]["sag_id"]
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "klar"}, version=0, begrundelse="ok", nu=nu)
    assert sager.koe(k, lager, OEKONOM, Valg(vis="aendrede"), I_DAG).antal == 0
    noegle = {"kilde": "opus", "regnskabsaar": 2021, "bilagsnr": "GAMMEL", "linjenr": 1}
    flyt = {"periode_fra": "2021-01-01", "periode_til": "2021-02-28"}
    rettelser.skriv(ind, [Rettelse(0, "flyt_periode", noegle, flyt, "to måneder", "karen")], nu)
    k2 = kontekst.hent(ind, k.gen)
    # Half of 110.833,33 in each of two months is under the limit: nothing is left of the find.
    assert sager.koe(k2, lager, OEKONOM, Valg(vis="aendrede"), I_DAG).ids() == [sag_id]
    sag = sager.hent(k2, lager, OEKONOM, sag_id, I_DAG)
    assert sag.raekke.vaek
    assert sag.raekke.tilstand.kode == "klar"
    afgoerelser.bevis(lager, str(afgoerelser.historik(lager, sag_id)[0].bevis))


def test_et_delvist_hjemtaget_beloeb_vises_som_forskel(k: Any, ind: Indstillinger, nu: datetime) -> None:
    lager = kontekst.sagslager(ind.database_url)
    sag_id = _fund(k)[2022, "person"]["sag_id"]
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "klar"}, version=0, begrundelse="ok", nu=nu)
    bilag = next(n.split(" ")[3] for n in kilde.fakta(k, [sag_id])[sag_id].raekker if n.startswith("2022-06"))
    noegle = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": bilag, "linjenr": 1}
    flyt = {"periode_fra": "2022-07-01", "periode_til": "2022-08-31"}
    rettelser.skriv(ind, [Rettelse(0, "flyt_periode", noegle, flyt, "juli og august", "karen")], nu)
    sag = sager.hent(kontekst.hent(ind, k.gen), lager, OEKONOM, sag_id, I_DAG)
    forskelle = {f.navn: (f.foer, f.nu) for f in sag.forskelle}
    assert forskelle["Refusion"] == (72_500_00, 60_416_67)
    assert forskelle["Netto juni 2022"] == (120_000_00, None)
    assert forskelle["Netto juli 2022"] == (None, 60_000_00)
    assert any(
        n.startswith(f"2022-07 opus 2022 {bilag}") and f == (None, 60_000_00) for n, f in forskelle.items()
    )


# --- decisions from `ret` -------------------------------------------------------------------------------------


def _ret(ind: Indstillinger, nu: datetime, *linjer: dict[str, Any]) -> None:
    grund = {"type": "afgoerelse", "begrundelse": "gennemgået", "bruger": "hanne"}
    rettelser.skriv(ind, [valider_rettelse(grund | linje) for linje in linjer], nu, kilde="ret")


def test_ret_afgoer_en_sag_ved_raekkens_noegle_eller_id(k: Any, ind: Indstillinger, nu: datetime) -> None:
    fund, lager = _fund(k), kontekst.sagslager(ind.database_url)
    husstand, voksen = fund[2022, "husstand"], fund[2022, "person"]
    _ret(
        ind,
        nu,
        {"noegle": husstand["sde_id"], "nyt": {"tilstand": "undersøges"}, "version": 0},
        {"noegle": {"aar": 2022, "sag_id": voksen["sde_id"]}, "nyt": {"tilstand": "klar"}},
        {"noegle": {"aar": 2022, "sag_id": voksen["sde_id"]}, "nyt": {"note": "fulgt op"}},
    )
    stand = {s["sag_id"]: (s["tilstand"], s["version"]) for s in afgoerelser.sager_siden(lager, 0)}
    assert stand == {husstand["sag_id"]: ("undersoeges", 1), voksen["sag_id"]: ("klar", 2)}
    [h, *_] = afgoerelser.historik(lager, voksen["sag_id"])
    assert (h.kilde, h.bruger) == ("ret", "hanne")
    assert h.bevis
    with pytest.raises(RettelseAfvist, match=r"flere år \(2021, 2022\)"):
        _ret(ind, nu, {"noegle": voksen["sde_id"], "nyt": {"tilstand": "klar"}})
    with pytest.raises(RettelseAfvist, match="findes ikke"):
        _ret(ind, nu, {"noegle": "P-ffffffffffffffff", "nyt": {"tilstand": "klar"}})


def test_kommandoen_ret_tager_afgoerelser(
    k: Any, ind: Indstillinger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("HJEMTAG_HJEM", str(ind.hjem))
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    monkeypatch.setenv("HJEMTAG_DATABASE_URL", ind.database_url)
    sag_id = _fund(k)[2022, "husstand"]["sag_id"]
    linje = {
        "type": "afgoerelse",
        "noegle": sag_id,
        "nyt": {"tilstand": "klar"},
        "begrundelse": "b",
        "bruger": "h",
    }
    fil = tmp_path / "ret.jsonl"
    fil.write_text(json.dumps(linje | {"version": 0}), encoding="utf-8")
    assert kommando.main(["ret", str(fil)]) == 0
    assert kommando.main(["ret", str(fil)]) == 1
    assert "er ændret af h" in capsys.readouterr().err
    forbudt = tmp_path / "forbudt.jsonl"
    forbudt.write_text(json.dumps(linje | {"nyt": {"tilstand": "betalt"}}), encoding="utf-8")
    assert kommando.main(["ret", str(forbudt)]) == 1
    assert "har ikke tilstanden 'betalt'" in capsys.readouterr().err


def test_kommandoen_sager_holder_dem_mod_haendelserne(
    k: Any, ind: Indstillinger, nu: datetime, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    import sqlalchemy as sa

    monkeypatch.setenv("HJEMTAG_HJEM", str(ind.hjem))
    monkeypatch.setenv("HJEMTAG_DATABASE_URL", ind.database_url)
    lager, sag_id = kontekst.sagslager(ind.database_url), _fund(k)[2022, "husstand"]["sag_id"]
    sager.gem(k, lager, OEKONOM, sag_id, {"tilstand": "klar"}, version=0, begrundelse="ok", nu=nu)
    assert kommando.main(["sager", "efterproev"]) == 0
    with lager.skriv() as con:
        con.execute(sa.text("UPDATE sag SET tilstand = 'afregnet'"))
    assert kommando.main(["sager", "efterproev"]) == 1
    assert f"1 sag er ikke, som hændelserne siger, fx {sag_id}." in capsys.readouterr().out
    assert kommando.main(["sager", "genopbyg"]) == 0
    assert kommando.main(["sager", "efterproev"]) == 0
    assert afgoerelser.sag(lager, sag_id)["tilstand"] == "klar"  # type: ignore[index]
