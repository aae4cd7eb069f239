"""Indtægtsoptimering as arithmetic: both directions, tabs, filters, and what those who see no persons are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle
from engine.lov.parametre import laes_lov
from engine.potentiale.beregn import saml
from engine.potentiale.model import Begrundelse, Fund, Krav
from engine.resultater import indtaegter
from engine.resultater.indtaegter import Post, Valg, opgoer, vaelg
from engine.resultater.kandidater import Fundet
from engine.sager import arter

I_DAG = date(2026, 1, 15)
REGLER = indtaegter.regeltekster()
ART = arter.find("mellemkommunal")
GRUND = Post(
    "REF-01-0123456789abcdef", REGLER["REF-01"], "til_gode", "0851", "overfoersel", "P1", date(2024, 1, 1),
    date(2025, 12, 31), 100_000_00, 10_000_00, 5_000_00, date(2026, 3, 1), "haster", 0.9, ART.tilstand("formodet"),
    False, "Fordi.", "RSL § 9 c", (),
)  # fmt: skip


def poster() -> list[Post]:
    return [
        *(replace(GRUND, sag_id=f"s{n}", person=f"P{n}") for n in range(6)),
        replace(GRUND, sag_id="u", person="U", sikkerhed=0.5, oere=7_00, tabt_oere=0, snart_oere=0),
        replace(GRUND, sag_id="m", person="M", retning="skyldig", oere=3_00, tabt_oere=0, snart_oere=0),
        replace(GRUND, sag_id="k", person="K", regel=REGLER["CPR-01"], oere=None, tabt_oere=0, snart_oere=0),
        replace(
            GRUND, sag_id="r", person="R", rejst=True, tilstand=ART.tilstand("afventer_svar"), snart_oere=0
        ),
        replace(GRUND, sag_id="l", person="L", tilstand=ART.tilstand("ikke_ret")),
    ]


def test_hver_krone_staar_i_een_gruppe_og_saetningen_siger_begge_retninger() -> None:
    o = opgoer(vaelg(poster(), Valg()), I_DAG, 5, True)
    assert (o.til_gode_oere, o.usikker_oere, o.skyldig_oere) == (700_007_00, 7_00, 3_00)
    assert (o.tabt_oere, o.snart_oere, o.antal) == (70_000_00, 30_000_00, 10)
    assert o.saetning == (
        "Vi kan hente 700.007 kr. hos andre kommuner, heraf 7 kr. usikkert; vi skylder 3 kr.; "
        "30.000 kr. bortfalder inden 15.04.2026."
    )
    assert sum((r.oere or 0) + (r.usikker_oere or 0) for r in o.regler) == 700_007_00 + 3_00


def test_et_spoergsmaal_staar_ved_siden_af_summen_indtil_kravet_er_rejst() -> None:
    spoergsmaal = replace(
        GRUND, sag_id="q", person="Q", sikkerhed=0.49, oere=900_00, tabt_oere=0, snart_oere=0
    )
    o = opgoer([*vaelg(poster(), Valg()), spoergsmaal], I_DAG, 5, True)
    assert (o.til_gode_oere, o.usikker_oere, o.spoergsmaal_oere) == (700_007_00, 7_00, 900_00)
    assert sum(r.spoergsmaal_oere or 0 for r in o.regler) == 900_00
    assert sum((r.oere or 0) + (r.usikker_oere or 0) for r in o.regler) == 700_007_00 + 3_00
    rejst = opgoer([replace(spoergsmaal, rejst=True)], I_DAG, 5, True)
    assert (rejst.til_gode_oere, rejst.usikker_oere, rejst.spoergsmaal_oere) == (900_00, 900_00, 0)


def test_det_der_kan_hentes_siger_hvor_langt_det_er_kommet() -> None:
    p = poster()[:8]
    p[0] = replace(p[0], kraevet_oere=60_000_00, afsluttet_oere=40_000_00)
    o = opgoer(p, I_DAG, 5, True)
    assert o.kravene == (
        "Af de 600.007 kr.: 60.000 kr. er krævet og venter; 40.000 kr. er krævet i krav, der er afsluttet, uden at alt "
        "blev anerkendt og betalt; 500.007 kr. er ikke krævet endnu. Kravene følges på siden Krav."
    )
    assert opgoer(poster()[:8], I_DAG, 5, True).kravene == ""
    assert opgoer(p, I_DAG, 5, False).kravene == ""  # one citizen's claim


def test_hver_krone_er_kraevet_een_gang_og_kun_hvis_den_stadig_kan_kraeves() -> None:
    """Three months of 100 kr.: one in an open claim, one in a closed, one in none; a fourth in a claim has lapsed."""
    b = Begrundelse("Fordi.", "§", (), 0.9)

    def y(maaned: str, frist: date | None = None) -> Krav:
        return Krav(Fund("REF-01", "0851", maaned, "K5", "oevrige", 100_00, b), frist, False)

    x = saml("P1", [y("2025-01", date(2025, 6, 1)), y("2025-10"), y("2025-11"), y("2025-12")], I_DAG)
    i_krav = {("P1", "2025-01", "K5"): True, ("P1", "2025-10", "K5"): True, ("P1", "2025-11", "K5"): False}
    assert x.potentiale_oere == 300_00
    assert indtaegter.kraevet_af(x, i_krav, True, I_DAG) == (100_00, 100_00)
    assert indtaegter.kraevet_af(x, {}, True, I_DAG) == (300_00, 0)  # asked for outside the page Krav
    assert indtaegter.kraevet_af(x, {}, False, I_DAG) == (0, 0)
    assert indtaegter.kraevet_af(replace(x, retning="skyldig"), i_krav, True, I_DAG) == (0, 0)


@pytest.mark.parametrize(
    ("valg", "ids"),
    [
        (Valg(status="nye"), {"s0", "s1", "s2", "s3", "s4", "s5", "u", "m", "k"}),
        (Valg(status="rejst"), {"r"}),
        (Valg(status="lukkede"), {"l"}),
        (Valg(felt="registrering"), {"k"}),
        (Valg(retning="skyldig"), {"m"}),
        (Valg(regel="REF-02"), set()),
    ],
)
def test_filtrene(valg: Valg, ids: set[str]) -> None:
    assert {p.sag_id for p in vaelg(poster(), valg)} == ids


def test_den_der_ikke_ser_personer_faar_ingen_poster_og_ingen_smaa_tal() -> None:
    o = opgoer(vaelg(poster(), Valg()), I_DAG, 5, False)
    assert o.poster == ()
    assert (o.til_gode_oere, o.usikker_oere, o.skyldig_oere) == (700_007_00, None, None)
    assert {(r.regel.kode, r.retning): r.antal for r in o.regler} == {
        ("REF-01", "til_gode"): -1, ("REF-01", "skyldig"): -1, ("CPR-01", "til_gode"): -1,
    }  # fmt: skip
    assert "skylder" not in o.saetning
    faa = opgoer(poster()[:3], I_DAG, 5, False)
    assert "ikke vises" in faa.saetning


def test_ukendte_beloeb_faar_deres_grund_og_registrering_har_aldrig_kroner() -> None:
    uden = replace(GRUND, oere=None, begrundelse="Satsen for 2026 mangler.")
    assert indtaegter.kan_ikke_regnes([uden, poster()[8]]) == [
        "REF-01 Institution: 1 fund uden beløb. Satsen for 2026 mangler."
    ]
    assert uden.gruppe == indtaegter.UDEN_KRONER


def test_hver_regel_har_et_felt_en_saetning_og_en_bestemmelse() -> None:
    assert set(REGLER) >= {"REF-01", "CPR-01"}
    assert all(r.felt in indtaegter.FELTER and r.hjemmel and r.saetning for r in REGLER.values())


def test_en_sagsbehandler_ser_sit_fagomraade() -> None:
    boern = Bruger(1, "b", "B", Rolle.SAGSBEHANDLER, ("boern",))
    assert indtaegter.inden_for(boern, poster()) == []
    assert indtaegter.inden_for(boern, [replace(GRUND, fagomraade="boern")])


def test_ventede_regninger_staar_for_sig_og_kun_for_dem_der_ser_borgere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ny(regel: str, noegle: str, oere: int) -> Fundet:
        b = Begrundelse("Fordi.", "§", (), 0.9)
        fund = Fund(regel, "0851", "2025-12", "E", "oevrige", oere, b)
        return Fundet(noegle, saml(noegle, [Krav(fund, None, False)], date(2025, 12, 31)))

    fundne = [ny("SKO-01", "P1", 620_000), ny("DAG-01", "P2", 500_000), ny("REF-01", "P3", 960_000)]
    monkeypatch.setattr(indtaegter.kandidater, "ventede", lambda _: fundne)
    k: Any = SimpleNamespace()
    oekonom = Bruger(1, "o", "O", Rolle.OEKONOM)
    alle = indtaegter.ventede(k, oekonom)
    assert [(v.regel.kode, v.person, v.oere) for v in alle] == [
        ("DAG-01", "P2", 500_000), ("REF-01", "P3", 960_000), ("SKO-01", "P1", 620_000),
    ]  # fmt: skip
    assert [v.person for v in indtaegter.ventede(k, oekonom, "skole")] == ["P1"]
    skole = Bruger(2, "s", "S", Rolle.SAGSBEHANDLER, ("skole",))
    assert [v.person for v in indtaegter.ventede(k, skole)] == ["P1"]
    assert indtaegter.ventede(k, Bruger(3, "l", "L", Rolle.LEDER)) == []


def test_hver_fane_har_sine_regler_og_siger_hvilken_sats_der_mangler() -> None:
    k: Any = SimpleNamespace(lov=laes_lov())
    felter = {"SKO-01": "skole", "SKO-04": "privatskole", "PRIV-30": "privatskole", "DAG-01": "dagtilbud"}
    assert {r: indtaegter.felt(r) for r in felter} == felter
    frist = indtaegter.satser(k, "dagtilbud", date(2025, 12, 31))
    assert [r["vaerdi"] for r in frist] == ["3 år"]
    mangler = [r for r in indtaegter.satser(k, "privatskole", date(2025, 12, 31)) if "mangler" in r["vaerdi"]]
    assert {r["status"] for r in mangler} == {"Mangler"}
    for felt in indtaegter.FELTER:
        assert indtaegter.satser(k, felt, date(2025, 12, 31)), felt


def test_fanen_registrering_siger_hvor_mange_og_aldrig_nul_kroner() -> None:
    cpr = [replace(poster()[8], sag_id=f"k{n}", person=f"K{n}") for n in range(6)]
    o = opgoer(cpr, I_DAG, 5, False)
    assert o.saetning == (
        "Der er 6 formodninger om forkert registrering i CPR, som en person skal se efter. De vises uden kroner, for "
        "økonomien må ikke afgøre, hvor en borger bor."
    )
    assert "antallet er skjult" in opgoer(cpr[:4], I_DAG, 5, False).saetning
    assert opgoer(cpr[:4], I_DAG, 5, True).saetning.startswith("Der er 4 formodninger")
    assert "Vi kan hente" in opgoer([*cpr, GRUND], I_DAG, 5, True).saetning
