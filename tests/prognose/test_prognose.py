"""The forecast of a small municipality from end to end: sums, bridge, versions, backtest."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from engine.adgang import Bruger, Rolle
from engine.demo import lav_demo
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger
from engine.lager.byg import byg
from engine.prognose import metoder, proeve
from engine.prognose.haendelser import Forudsaetninger, Haendelse
from engine.resultater import (
    kontekst,
    prognose,
    prognosedokument,
    prognoseforskel,
    prognoseside,
    prognoseversion,
    sde,
)
from engine.resultater.sde import Kontekst

NU = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANTAL = 200


@pytest.fixture(scope="module")
def by(tmp_path_factory: pytest.TempPathFactory) -> tuple[Indstillinger, Kontekst]:
    hjem: Path = tmp_path_factory.mktemp("prognose")
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    lav_demo(hjem / "demo", borgere=1200, froe=5)
    indlaes(ind, hjem / "demo", NU, gx=False)
    return ind, kontekst.hent(ind, byg(ind, NU))


@pytest.fixture(scope="module")
def p(by: tuple[Indstillinger, Kontekst]) -> prognose.Prognose:
    return prognose.beregn(by[1], antal=ANTAL)


def test_prognosen_gaelder_dataenes_aar_og_det_naeste(p: prognose.Prognose) -> None:
    assert p.aar == (2025, 2026)
    t = p.total().set_index(["aar", "stoerrelse"])
    for aar in p.aar:
        assert t.loc[(aar, "netto"), "middel"] == pytest.approx(
            t.loc[(aar, "udgift"), "middel"] - t.loc[(aar, "refusion"), "middel"], abs=2
        )
        r = t.loc[(aar, "udgift")]
        assert r["p2.5"] <= r["p10"] <= r["p25"] <= r["p50"] <= r["p75"] <= r["p90"] <= r["p97.5"]


def test_kendte_maaneder_er_regnskabets(by: tuple[Indstillinger, Kontekst], p: prognose.Prognose) -> None:
    """What is known of 2025 is the sum of all persons' months that are booked, whatever case they are in."""
    h = p.historik
    af_sde = sde.grundlag(by[1]).udgift
    ventet = af_sde.loc[af_sde["aar"] == 2025, "netto_u"].sum() / 27_720
    fra = 2025 * 12 - h.foerste
    assert h.sande[:, fra : fra + 12].sum() == pytest.approx(ventet, rel=1e-9)


def test_broens_soejler_summer_til_oeren(by: tuple[Indstillinger, Kontekst], p: prognose.Prognose) -> None:
    for en in (p, prognose.beregn(by[1], Forudsaetninger("dyrt", pris_pct=5, tilgang_pct=50), antal=ANTAL)):
        b = prognose.bro(en, by[1]).set_index("navn")["oere"]
        assert b["i_aar"] + b[list(prognose.BROTRIN)].sum() == b["naeste"]
        assert b["naeste"] == prognose.netto(en.udfald, 1)


@pytest.fixture
def uden_nye(monkeypatch: pytest.MonkeyPatch, p: prognose.Prognose) -> Callable[[bool], None]:
    """Chooses the model with or without the step of new persons, as the backtest would."""

    def vaelg(med: bool) -> None:
        trin = p.valgt.valg.trin | {metoder.TILGANG} if med else p.valgt.valg.trin - {metoder.TILGANG}
        valgt = replace(p.valgt, valg=replace(p.valgt.valg, trin=trin, base=metoder.DISPONERET))
        monkeypatch.setattr(prognose, "_vaelg", lambda *_: valgt)
        monkeypatch.setattr(prognose, "_grunde", {})

    return vaelg


def test_nye_sager_som_de_er_set_er_trinets_og_staar_i_broens_soejle(
    by: tuple[Indstillinger, Kontekst], uden_nye: Callable[[bool], None]
) -> None:
    """Switched on, a forecast that leaves new persons out is the one that does not, to the øre; off, it has none."""
    uden_nye(True)
    trinets = prognose.beregn(by[1], antal=ANTAL)
    uden_nye(False)
    fra = prognose.beregn(by[1], Forudsaetninger("s", tilgang_pct=50), antal=ANTAL)
    til = prognose.beregn(by[1], Forudsaetninger("s", nye_som_set=True), antal=ANTAL)
    assert trinets.udfald.ny_udgift.any()
    assert not fra.udfald.ny_udgift.any()
    for navn in ("udgift", "refusion", "ny_udgift", "ny_refusion", "sag_udgift", "sag_refusion"):
        assert (getattr(til.udfald, navn) == getattr(trinets.udfald, navn)).all()
    assert (til.udfald.sag_udgift == fra.udfald.sag_udgift).all()
    b_fra, b_til = (prognose.bro(x, by[1]).set_index("navn")["oere"] for x in (fra, til))
    assert b_fra["nye"] == 0
    assert b_til["manuelt"] == 0
    assert b_til["nye"] > 0
    # Both years' new persons, and the limits' effect on them, are all that moves; an øre where means are rounded.
    assert b_til["i_aar"] - b_fra["i_aar"] == pytest.approx(prognose.nye_netto(til.udfald, 0), abs=1)
    flyttet = b_til - b_fra
    assert flyttet[["pris", "stop", "start", "maengde"]].abs().max() <= 2
    assert flyttet[["i_aar", "nye", "lov"]].sum() == pytest.approx(prognose.nye_netto(til.udfald, 1), abs=4)
    assert b_til["i_aar"] + sum(b_til[n] for n in prognose.BROTRIN) == b_til["naeste"]
    assert "fordi scenariet siger det" in prognoseside.forbehold(til)[0]


def test_dokumentet_har_kun_den_nye_forudsaetning_hvor_den_er_brugt(
    by: tuple[Indstillinger, Kontekst], p: prognose.Prognose, uden_nye: Callable[[bool], None]
) -> None:
    def scenarie(dokument: bytes) -> dict[str, object]:
        with np.load(io.BytesIO(dokument)) as fil:
            return dict(json.loads(fil["tekst"].tobytes())["scenarie"])

    foer = {"navn", "pris_pct", "tilgang_pct", "ophoer_pct", "takst_pct", "satsregulering_pct", "kommende"}
    assert set(scenarie(prognosedokument.pak(p))) == foer
    uden_nye(False)
    til = prognose.beregn(by[1], Forudsaetninger("s", nye_som_set=True), antal=ANTAL)
    dokument = prognosedokument.pak(til)
    assert scenarie(dokument)["nye_som_set"] is True
    assert (prognosedokument.laes(dokument).regn().udgift == til.udfald.udgift).all()


def test_ingen_forudsaetning_uden_hvorfra(p: prognose.Prognose) -> None:
    assert {"navn", "vaerdi", "enhed", "fra", "til", "antal"} == set(p.forudsaetninger.columns)
    assert (p.forudsaetninger["fra"] >= "2023-01").all()
    assert len(p.forudsaetninger) > 5


def test_en_laast_prognose_regnes_igen_til_oeren(
    by: tuple[Indstillinger, Kontekst], p: prognose.Prognose
) -> None:
    ind, k = by
    lager = kontekst.sagslager(ind.database_url)
    person = str(p.historik.person[p.fremskrivning.p[int(np.argmax(p.fremskrivning.niveau[:, 0]))]])
    stop = Haendelse(person, "stop", date(2026, 4, 1), 50)
    anden = prognose.beregn(k, Forudsaetninger("med stop", haendelser=(stop,)), antal=ANTAL)
    prognoseversion.laas(lager, k, p, "udvalg", "Til udvalget", "karen", NU)
    prognoseversion.laas(lager, k, anden, "med stop", "Efter mødet", "karen", NU)
    igen = prognoseversion.genberegn(lager, "med stop")
    assert (igen.udgift == anden.udfald.udgift).all()
    assert (igen.refusion == anden.udfald.refusion).all()
    f = prognoseversion.forskel(lager, "udvalg", "med stop").set_index("navn")["oere"]
    assert f["fra"] + f[list(prognoseforskel.TRIN)].sum() == f["til"]
    assert f["til"] == prognose.netto(anden.udfald, 1)
    assert f["manuelt"] < 0
    assert f["manuelt"] == f["til"] - f["fra"]  # the same data: nothing else has changed
    assert (f.drop(["fra", "til", "manuelt"]) == 0).all()
    with pytest.raises(RettelseAfvist, match="allerede"):
        prognoseversion.laas(lager, k, p, "udvalg", "Igen", "karen", NU)


def test_kun_den_der_ser_alle_personer_ser_sagerne(p: prognose.Prognose) -> None:
    assert len(prognose.for_bruger(p, Bruger(1, "o", "O", Rolle.OEKONOM)))
    for rolle in (Rolle.LEDER, Rolle.SAGSBEHANDLER, Rolle.POLITIKER):
        with pytest.raises(AdgangNaegtet):
            prognose.for_bruger(p, Bruger(1, "o", "O", rolle))


def test_efterproevningen_ser_kun_det_der_var_kendt(by: tuple[Indstillinger, Kontekst]) -> None:
    """Bills and ends that came later change nothing in what an earlier month would have said."""
    h = prognose.historik(by[1])
    o = 2024 * 12 + 6
    foer = metoder.fremskriv(h, o, 12, metoder.Valg()).maaneder()
    kun = h.kendt <= o
    sene_slut = (h.indsats["til"] > o) & (h.indsats["til"] <= h.sidste)
    skjult = metoder.Historik(
        **{
            **{n: getattr(h, n) for n in ("person", "foedt", "sdelov", "gruppe", "foerste", "sidste")},
            **{n: getattr(h, n)[kun] for n in ("r", "md", "kendt", "oere")},
            "indsats": h.indsats.assign(til=h.indsats["til"].mask(sene_slut, 10**6)),
        }
    )
    assert metoder.fremskriv(skjult, o, 12, metoder.Valg()).maaneder() == pytest.approx(foer)


def test_det_et_valg_har_set_aendrer_intet_for_det_naeste(by: tuple[Indstillinger, Kontekst]) -> None:
    """What an origin saw is found once for all choices: each says the same as on a history that is asked only that."""
    h = prognose.historik(by[1])
    valg = [
        metoder.Valg(base, trin)
        for base in metoder.BASER
        for trin in (frozenset(), frozenset({metoder.SENE}), frozenset(metoder.TRIN))
    ]
    for o in (2024 * 12 + 6, 2025 * 12 + 2):
        for et in valg:
            alene = metoder.fremskriv(replace(h), o, 12, et)
            efter = metoder.fremskriv(h, o, 12, et)
            assert (efter.maaneder() == alene.maaneder()).all()
            assert (efter.mangler == alene.mangler).all()
            assert efter.skoen == alene.skoen
    with pytest.raises(ValueError, match="read-only"):
        efter.ophoer[0] = 1.0


def test_refusionen_og_trinene_holdes_op_mod_det_der_skete(by: tuple[Indstillinger, Kontekst]) -> None:
    t = prognose.trinproeve(by[1], 2024 * 12 + 5, 2024, antal=ANTAL)
    sand = sde.beregn(by[1], 2024).sager
    assert list(t["trin"]) == [1, 2, 3]
    assert list(t["indtraf"]) == [int((sand[f"refusion_trin{n}"] > 0).sum()) for n in (1, 2, 3)]
    assert (t["brier"] < t["brier_uden_viden"]).all()


def test_maalene_er_dem_haanden_giver() -> None:
    """Two points: 100 forecast as 110 (naive 150), 200 forecast as 190 (naive 150): WAPE 20/300, naive 100/300."""
    q = (80.0, 90.0, 95.0, 100.0, 105.0, 110.0, 120.0)
    en = proeve.Proevepunkt(0, 2025, 0, 11, 100.0, 150.0, 110.0, "naiv", q)
    to = proeve.Proevepunkt(0, 2026, 0, 23, 200.0, 150.0, 190.0, "naiv", q)
    r = proeve.maal([en, to]).iloc[0]
    assert r["wape_pct"] == pytest.approx(100 * 20 / 300)
    assert r["bedre_pct"] == pytest.approx(80.0)
    assert r["mase"] == pytest.approx(0.2)
    assert r["fejl_pct"] == pytest.approx(0.0)
    assert r["daekning80_pct"] == pytest.approx(50.0)
    assert not r["naiv_vinder"]
    assert proeve.brier(np.array([0.8, 0.1]), np.array([1, 0])) == pytest.approx((0.04 + 0.01) / 2)
    assert proeve.pinball(np.array([100.0]), np.array([q])) == pytest.approx(
        (0.025 * 20 + 0.1 * 10 + 0.25 * 5 + 0 + 0.25 * 5 + 0.1 * 10 + 0.025 * 20) / 7
    )
