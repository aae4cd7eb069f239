"""Retention as a whole: the trial that deletes nothing, the deletion with its log, and a stop in the middle."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from engine.drift import oprydning
from engine.drift.oprydning import OprydningAfvist, Resultat, koer, maaneder_foer
from engine.fejl import IndstillingsFejl
from engine.indlaesning import karantaene
from engine.indlaesning.landing import indlaes
from engine.indlaesning.leverance import fortryd, leverancer
from engine.indstillinger import OPBEVARING, Indstillinger, laes_indstillinger
from engine.lager import laes
from engine.lager.byg import byg
from engine.resultater import kontekst, sde
from engine.sager import log, tabeller
from engine.sager.lager import Sagslager, raekker
from tests.lager_hjaelp import adresse, person, postering
from tests.refusion.leverancer import skriv_mappe

ANNA, BO = "6101700001", "6101700002"
NU = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def ingenting(**maaneder: int) -> dict[str, int]:
    """Keep everything but what is named."""
    return dict.fromkeys(OPBEVARING, 0) | maaneder


def traeet(mappe: Path) -> dict[str, str]:
    """Every file with its content's hash, but for what a trial writes."""
    return {
        str(fil.relative_to(mappe)): hashlib.sha256(fil.read_bytes()).hexdigest()
        for fil in sorted(mappe.rglob("*"))
        if fil.is_file()
        and fil.parent.name != "hemmeligheder"  # made when first asked for
        and not fil.name.startswith(("sager.db", "oprydning_seneste", "job.laas"))
    }


def slettelog(lager: Sagslager) -> list[tuple[str, dict[str, Any]]]:
    valg = sa.select(tabeller.log).where(tabeller.log.c.handling == "slettet").order_by(tabeller.log.c.nr)
    with lager.laes() as con:
        return [(r["genstand"], json.loads(r["detaljer"])) for r in raekker(con, valg)]


# --- a town that is cleaned up -----------------------------------------------------------------------------------


@dataclass
class Forloeb:
    """A town before and after. Anna cost 200.000 a month from January to May 2021 and is gone since that June."""

    ind: Indstillinger
    lager: Sagslager
    foer: dict[str, str]
    proeve: Resultat
    efter_proeven: dict[str, str]
    foer_sum: dict[int, int]
    udfoert: Resultat
    efter_sum: dict[int, int]
    igen: Resultat


def _netto(ind: Indstillinger) -> dict[int, int]:
    sager = sde.beregn(kontekst.hent(ind)).sager
    return {int(aar): int(del_["netto_oere"].sum()) for aar, del_ in sager.groupby("aar")}


@pytest.fixture(scope="module")
def forloeb(tmp_path_factory: pytest.TempPathFactory) -> Forloeb:
    hjem = tmp_path_factory.mktemp("by")
    ind = Indstillinger(
        hjem=hjem,
        kommune="0860",
        database_url=f"sqlite:///{hjem / 'sager.db'}",
        opbevaring=ingenting(leverancer=36, fraflyttede=59),
    )
    maaneder = [f"2021-{n:02d}" for n in range(1, 6)]
    tabeller_ = {
        "person": [person(ANNA, "1970-02-02"), person(BO, "1971-02-02")],
        "adresse": [adresse(ANNA, "1"), adresse(BO, "2")],
        "postering": [
            postering(ANNA, "200000.00", f"{m}-01", f"{m}-28", tekst=f"Til {ANNA}") for m in maaneder
        ]
        + [postering(BO, "200000.00", f"{m}-01", f"{m}-28") for m in maaneder]
        + [postering(ANNA, "1,00", tekst="forkert beløb")],
    }
    uden_anna = {"person": [person(BO, "1971-02-02", navn="Bo")], "adresse": [adresse(BO, "2")]}
    for dag, indhold in (
        ("2021-06-01", tabeller_),
        ("2021-06-20", uden_anna),
        ("2025-01-01", {"adresse": uden_anna["adresse"]}),
    ):
        mappe = skriv_mappe(tmp_path_factory.mktemp("lev"), indhold, f'dato = "{dag}"\n')
        indlaes(ind, mappe, datetime.fromisoformat(f"{dag}T08:00:00+00:00"), gx=False)
    byg(ind, NU)
    lager = kontekst.sagslager(ind.database_url)
    foer, foer_sum = traeet(hjem), _netto(ind)
    proeve = koer(ind, lager, NU, "system:prøve")
    efter_proeven = traeet(hjem)
    udfoert = koer(ind, lager, NU, "system:prøve", udfoer=True)
    igen = koer(ind, lager, NU, "system:prøve")
    return Forloeb(ind, lager, foer, proeve, efter_proeven, foer_sum, udfoert, _netto(ind), igen)


def antal(r: Resultat) -> dict[str, tuple[int, int]]:
    return {f.slags: (f.antal, f.anonymiseret) for f in r.fund if f.antal or f.anonymiseret}


def test_en_proevekoersel_aendrer_intet(forloeb: Forloeb) -> None:
    assert forloeb.efter_proeven == forloeb.foer
    assert not forloeb.proeve.udfoert
    # Anna's person and address rows; Bo's rows, which the second delivery stated anew.
    assert antal(forloeb.proeve) == {"fraflyttede": (2, 5), "leverancer": (2, 0)}
    assert forloeb.proeve.personer == 1
    assert forloeb.proeve.sammenlagte == ["L000001", "L000002"]


def test_en_proevekoersel_siger_hvilke_tal_der_aendres(forloeb: Forloeb) -> None:
    """Half of the net expense of 2021 was Anna's: 5 × 200.000 kr. of 5 × 400.000."""
    assert forloeb.foer_sum == {2021: 200_000_000}
    (netto,) = [v for v in forloeb.proeve.virkning if v.stoerrelse == "nettoudgift"]
    assert (netto.aar, netto.foer_oere, netto.efter_oere) == (2021, 200_000_000, 100_000_000)
    (refusion,) = [v for v in forloeb.proeve.virkning if v.stoerrelse == "refusion"]
    assert refusion.efter_oere * 2 == refusion.foer_oere


def test_det_der_blev_vist_er_det_der_blev_gjort(forloeb: Forloeb) -> None:
    assert forloeb.udfoert.udfoert
    assert antal(forloeb.udfoert) == antal(forloeb.proeve)
    assert forloeb.udfoert.virkning == forloeb.proeve.virkning
    assert forloeb.efter_sum == {2021: 100_000_000}
    assert not forloeb.igen.noget


def test_borgeren_er_ude_af_leverancer_karantaene_og_generationer(forloeb: Forloeb) -> None:
    ind = forloeb.ind
    for fil in [*ind.landing.rglob("*.parquet"), *ind.karantaene.rglob("*.parquet")]:
        for kolonne in pq.read_table(fil).columns:
            assert not any(ANNA in str(v) for v in kolonne.to_pylist()), fil
    assert [g.navn for g in laes.generationer(ind)] == [laes.aktuel(ind).navn]
    raa = laes.forespoerg(laes.aktuel(ind), "SELECT cpr FROM raw.cpr")
    assert raa["cpr"].to_pylist() == [BO]
    assert not (ind.hjem / "oprydning").exists()


def test_sletningen_staar_i_loggen(forloeb: Forloeb) -> None:
    linjer = slettelog(forloeb.lager)
    assert [slags for slags, _ in linjer] == ["leverancer", "fraflyttede"]
    detaljer = dict(linjer)
    assert detaljer["fraflyttede"]["personer"] == 1
    assert detaljer["fraflyttede"]["tabeller"] == {"adresse": 1, "person": 1, "postering": 5}
    assert detaljer["leverancer"]["foer"] == "2023-06-01"
    assert log.efterproev(forloeb.lager)[0]
    assert ANNA not in json.dumps(detaljer)


def test_det_seneste_resultat_kan_hentes(forloeb: Forloeb) -> None:
    seneste = oprydning.seneste(forloeb.ind)
    assert seneste is not None
    assert (seneste.tid, seneste.udfoert, antal(seneste)) == (NU, False, {})
    assert seneste.fund == forloeb.igen.fund


# --- the landing, without building ---------------------------------------------------------------------------------


@pytest.fixture
def lille(
    ind: Indstillinger, et_lager: Sagslager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Indstillinger:
    """A withdrawn delivery of long ago, and builds that cost nothing."""
    ind = replace(ind, kommune="0860", opbevaring=ingenting(fortrudte=3))
    mappe = skriv_mappe(tmp_path / "lev", {"person": [person(ANNA, "1970-02-02")]}, "")
    indlaes(ind, mappe, NU - timedelta(days=400), gx=False)
    fortryd(ind, "L000001", NU - timedelta(days=399))
    gen = SimpleNamespace(nr=1)
    monkeypatch.setattr(oprydning, "byg", lambda *a, **k: gen)
    monkeypatch.setattr(oprydning, "_aktuel", lambda *a: gen)
    monkeypatch.setattr(oprydning, "_virkning", lambda *a: [])
    return ind


def _raekker(ind: Indstillinger) -> int:
    return int(pq.read_metadata(leverancer(ind)[0].parquet("person")).num_rows)


def test_draebt_efter_oejeblikket_goeres_faerdig_af_den_naeste(
    lille: Indstillinger, et_lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Draebt(BaseException):
        pass

    erstat = os.replace

    def draeb(fra: Any, til: Any) -> None:
        if (lille.hjem / "oprydning" / "landing") in Path(fra).parents:
            raise Draebt
        erstat(fra, til)

    with monkeypatch.context() as m:
        m.setattr(oprydning.os, "replace", draeb)
        with pytest.raises(Draebt):
            koer(lille, et_lager, NU, "system:x", udfoer=True)
    assert (_raekker(lille), slettelog(et_lager)) == (1, [])
    assert (lille.hjem / "oprydning").exists()
    koer(lille, et_lager, NU, "system:x")  # even a trial finishes what had been decided
    assert _raekker(lille) == 0
    ((slags, detaljer),) = slettelog(et_lager)
    assert (slags, detaljer["antal"]) == ("fortrudte", 1)
    assert not (lille.hjem / "oprydning").exists()


def test_aendrer_den_mere_end_den_skal_sker_der_intet(
    lille: Indstillinger, et_lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    foer = traeet(lille.hjem)
    monkeypatch.setattr(
        oprydning.Landingsoprydning, "afvigelser", lambda *_: ["adresse nu: 1 rækker ville mangle"]
    )
    with pytest.raises(OprydningAfvist, match="1 rækker ville mangle"):
        koer(lille, et_lager, NU, "system:x", udfoer=True)
    assert traeet(lille.hjem) == foer
    assert slettelog(et_lager) == []


def test_uden_et_datagrundlag_af_det_der_er_landet_slettes_intet(
    lille: Indstillinger, et_lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oprydning, "_aktuel", lambda *a: None)
    assert koer(lille, et_lager, NU, "system:x").noget  # a trial can be had all the same
    with pytest.raises(OprydningAfvist, match="hjemtag byg"):
        koer(lille, et_lager, NU, "system:x", udfoer=True)
    assert _raekker(lille) == 1


# --- everything else -----------------------------------------------------------------------------------------------


def _fil(sti: Path, dage: int, indhold: str = "x") -> Path:
    sti.parent.mkdir(parents=True, exist_ok=True)
    sti.write_text(indhold)
    tid = (NU - timedelta(days=dage)).timestamp()
    os.utime(sti, (tid, tid))
    return sti


def _ryd(ind: Indstillinger, lager: Sagslager, slags: str, maaneder: int) -> oprydning.Fund:
    """Clean up with one rule, and give what it found."""
    r = koer(replace(ind, opbevaring=ingenting(**{slags: maaneder})), lager, NU, "system:x", udfoer=True)
    return next(f for f in r.fund if f.slags == slags)


def test_udtraek_paa_maskinen_slettes_naar_de_er_gamle(ind: Indstillinger, et_lager: Sagslager) -> None:
    gammel, ny = _fil(ind.eksport / "sde" / "gammel.csv", 40, "12345"), _fil(ind.eksport / "ny.csv", 10)
    fund = _ryd(ind, et_lager, "eksport", 1)
    assert (fund.antal, fund.bytes) == (1, 5)
    assert (gammel.exists(), ny.exists()) == (False, True)


def test_den_nyeste_sikkerhedskopi_slettes_aldrig(ind: Indstillinger, et_lager: Sagslager) -> None:
    kopier = [_fil(ind.sikkerhedskopier / f"sagslager-{n}.zip", 800 - n) for n in range(3)]
    foer, andet = (
        _fil(ind.sikkerhedskopier / "foer-gendan-x.zip", 900),
        _fil(ind.sikkerhedskopier / "mit.zip", 900),
    )
    assert _ryd(ind, et_lager, "sikkerhedskopier", 12).antal == 3
    assert [k.exists() for k in (*kopier, foer, andet)] == [False, False, True, False, True]


def test_generationen_i_brug_slettes_aldrig(
    ind: Indstillinger, et_lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    navne = ["g000001", "g000002", "g000003"]
    filene = [_fil(ind.generationer / f"{n}.duckdb", 0) for n in navne]
    (ind.generationer / "AKTUEL").write_text("g000002.duckdb\n")
    gamle = [SimpleNamespace(sti=f, bygget=NU - timedelta(days=500)) for f in filene]
    monkeypatch.setattr(laes, "generationer", lambda _: gamle)
    assert _ryd(ind, et_lager, "generationer", 12).antal == 2
    assert [f.exists() for f in filene] == [False, True, False]


def test_karantaenen_slettes_efter_leverancens_alder(
    ind: Indstillinger, et_lager: Sagslager, tmp_path: Path
) -> None:
    ind = replace(ind, kommune="0860")
    for nr, dage in ((1, 400), (2, 300)):
        forkert = postering(ANNA, "1,00", bilagsnr=str(nr))
        mappe = skriv_mappe(tmp_path / str(nr), {"postering": [forkert]}, "")
        indlaes(ind, mappe, NU - timedelta(days=dage), gx=False)
    assert _ryd(ind, et_lager, "karantaene", 12).antal == 1
    assert [len(karantaene.laes(ind, f"L00000{nr}", "postering")) for nr in (1, 2)] == [0, 1]
    assert leverancer(ind)[0].karantaene == 1  # that a row was set aside is still told


def test_raekker_med_et_nummer_tages_ud_af_karantaenen(ind: Indstillinger, tmp_path: Path) -> None:
    ind = replace(ind, kommune="0860")
    forkerte = [postering(cpr, "1,00", bilagsnr=cpr) for cpr in (ANNA, BO)]
    forkerte.append(postering("", "1,00", bilagsnr="X", tekst=f"se {ANNA[:6]}-{ANNA[6:]}"))
    indlaes(ind, skriv_mappe(tmp_path / "l", {"postering": forkerte}, ""), NU, gx=False)
    assert karantaene.fjern_numre(ind, "L000001", "postering", {ANNA}) == 2
    assert karantaene.fjern_numre(ind, "L000001", "postering", {ANNA}) == 0
    (rest,) = karantaene.laes(ind, "L000001", "postering")["raekke"].to_pylist()
    assert BO in rest


def test_mellemfiler_fra_afbrudte_job_ryddes_altid(ind: Indstillinger, et_lager: Sagslager) -> None:
    ny = _fil(ind.arbejde / "hent-ny" / "fil", 0).parent
    gammel = _fil(ind.arbejde / "indlaes-gammel" / "tekst", 3).parent
    os.utime(gammel, ((NU - timedelta(days=3)).timestamp(),) * 2)
    os.utime(ny, (NU.timestamp(),) * 2)
    r = koer(replace(ind, opbevaring=ingenting()), et_lager, NU, "system:x", udfoer=True)
    assert next(f.antal for f in r.fund if f.slags == "spild") == 1
    assert (gammel.exists(), ny.exists()) == (False, True)


def test_gamle_sessioner_slettes_og_loggen_bliver(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    from tests.drift.conftest import fyld

    fyld(lager, nu)
    with lager.skriv() as con:
        bruger_id = con.scalar(sa.select(tabeller.bruger.c.id).limit(1))
        for navn, dage in (("gammel", 400), ("ny", 10)):
            tid = NU - timedelta(days=dage)
            con.execute(
                sa.insert(tabeller.session).values(
                    id=navn, bruger_id=bruger_id, oprettet=tid, sidst_set=tid, udloeber=tid, adresse=""
                )
            )
    with lager.laes() as con:
        foer = con.scalar(sa.select(sa.func.count()).select_from(tabeller.log))
    fund = _ryd(ind, lager, "sessioner", 6)
    assert fund.detaljer["session"] == 1
    with lager.laes() as con:
        ider = set(con.scalars(sa.select(tabeller.session.c.id)))
        assert "ny" in ider
        assert "gammel" not in ider
        assert con.scalar(sa.select(sa.func.count()).select_from(tabeller.log)) == foer + 1
    assert log.efterproev(lager)[0]


def test_nul_maaneder_er_altid(ind: Indstillinger, et_lager: Sagslager) -> None:
    _fil(ind.eksport / "gammel.csv", 4000)
    _fil(ind.sikkerhedskopier / "sagslager-1.zip", 4000)
    _fil(ind.sikkerhedskopier / "sagslager-2.zip", 4000)
    assert not koer(replace(ind, opbevaring=ingenting()), et_lager, NU, "system:x", udfoer=True).noget


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dag", "antal_", "ventet"),
    [
        (date(2026, 6, 1), 60, date(2021, 6, 1)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_maaneder_foer(dag: date, antal_: int, ventet: date) -> None:
    assert maaneder_foer(dag, antal_) == ventet


def test_en_ukendt_slags_naevnes(ind: Indstillinger, et_lager: Sagslager) -> None:
    with pytest.raises(IndstillingsFejl, match=r"fraflytede.*Kendte er: .*fraflyttede"):
        koer(replace(ind, opbevaring={"fraflytede": 3}), et_lager, NU, "system:x")


def test_kommunens_egne_maaneder_laegges_over_vores(tmp_path: Path) -> None:
    (tmp_path / "hjemtag.toml").write_text("[opbevaring]\nfraflyttede = 120\nelev = 24\n")
    ind = laes_indstillinger({"HJEMTAG_HJEM": str(tmp_path)})
    assert ind.opbevaring == OPBEVARING | {"fraflyttede": 120, "elev": 24}
    for forkert in ("[opbevaring]\nelev = -1\n", '[opbevaring]\nelev = "to"\n', "opbevaring = 3\n"):
        (tmp_path / "hjemtag.toml").write_text(forkert)
        with pytest.raises(IndstillingsFejl, match="opbevaring"):
            laes_indstillinger({"HJEMTAG_HJEM": str(tmp_path)})


def test_hver_slags_har_en_titel() -> None:
    assert {*OPBEVARING, "spild"} - {"indkomst"} == set(oprydning.TITLER)
    assert all(oprydning._titel(slags) for slags in OPBEVARING)
