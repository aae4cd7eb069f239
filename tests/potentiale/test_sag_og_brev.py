"""From candidate to case, letter and watch: one finding of each kind, kroner worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import HjemtagFejl, IndstillingsFejl
from engine.flytning.betalingskommune import Afgoerelse, Trin
from engine.flytning.bopael import UDLAND
from engine.indstillinger import laes_indstillinger
from engine.potentiale import beregn
from engine.potentiale.model import Plads, Tilsagn
from engine.resultater import krav, kravbrev, sagskilde_kandidater
from engine.resultater.kandidater import Fundet
from engine.resultater.sagskilder import KOLONNER
from tests.potentiale.test_mellemkommunal import DAG, G, X, d, fra_x_til, fund, hjaelp, person, sted
from tests.potentiale.test_pension import delbetaler, fra_til, pension, pensionist, udbetalt, udflytter


def test_en_kandidat_bliver_en_sag_med_det_der_tabes_foerst() -> None:
    """June to August 2022 on 1.6.2025: June is lost on 30.6, June and July within 90 days."""
    p = person(fra_x_til("forsorgshjem_110", "2022-01-01"), hjaelp("2022-06", 3))
    (x,) = fund(p, d("2025-06-01"))
    r = sagskilde_kandidater._raekke("REF-03-0123456789abcdef", x, d("2025-06-01"))
    assert set(KOLONNER) <= set(r)
    assert (r["forventet_oere"], r["tabes_oere"], r["tabes_snart_oere"], r["tabt_oere"]) == (
        3 * 960_000, 960_000, 2 * 960_000, 0,
    )  # fmt: skip
    assert (r["frist"], r["tabes_dato"], r["personer"]) == (d("2025-06-30"), d("2025-06-30"), ("P",))
    senere = sagskilde_kandidater._raekke("x", beregn.saml("P", x.krav, d("2025-07-01")), d("2025-07-01"))
    assert (senere["forventet_oere"], senere["tabt_oere"]) == (2 * 960_000, 960_000)
    assert senere["fakta_hash"] == r["fakta_hash"]  # time passing changes no fact


def test_et_rejst_krav_tabes_ikke() -> None:
    p = person(fra_x_til("forsorgshjem_110", "2022-01-01"), hjaelp("2022-06", 3))
    t = Tilsagn(X, d("2022-01-01"), None, "anmodet", d("2023-01-01"))
    (x,) = fund(replace(p, tilsagn=[t]), d("2025-06-20"))
    r = sagskilde_kandidater._raekke("x", x, d("2025-06-20"))
    assert (r["tabes_oere"], r["tabes_snart_oere"], r["frist"], r["frist_hvad"]) == (0, 0, None, "")


def test_brevets_aar_summer_til_kravet_og_bortfaldne_maaneder_er_ikke_med() -> None:
    p = person(fra_x_til("forsorgshjem_110", "2022-01-01"), hjaelp("2022-10", 15))
    (x,) = fund(p, DAG)
    linjer = kravbrev._beloeb(x, DAG)
    assert linjer[0].startswith(
        "Vores krav til og med december 2023 er 124.800 kr."
    )  # 13 months of 9.600 kr.
    assert linjer[1:] == ["- 2022: 9.600 kr.", "- 2023: 115.200 kr."]


@pytest.mark.parametrize(
    ("i_dag", "ventet"),
    [("2025-06-30", []), ("2025-07-01", [False]), ("2025-12-31", [False]), ("2026-01-01", [True])],
)
def test_efter_seks_maaneder_rykkes_og_efter_tolv_faar_lederen_besked(i_dag: str, ventet: list[bool]) -> None:
    krav = [{"rejst": date(2025, 1, 1), "modpart": X}, {"rejst": None, "modpart": X}]
    assert [leder for _, leder in kravbrev.uden_svar(krav, d(i_dag), kravbrev.Graenser())] == ventet


def test_reglerne_er_sagskildens() -> None:
    assert set(sagskilde_kandidater.REGLER) == set(beregn.REGLER) <= set(G.orden)


def test_vagten_viser_det_ubesvarede_og_det_der_snart_bortfalder_med_sagen() -> None:
    """June to August 2022 on 1.6.2025: June and July lapse within 90 days, August (31.8) does not."""
    i_dag = d("2025-06-01")
    (x,) = fund(person(fra_x_til("forsorgshjem_110", "2022-01-01"), hjaelp("2022-06", 3)), i_dag)
    krav = [
        {"person_noegle": "P", "modpart": X, "rejst": date(2024, 11, 20)},
        {"person_noegle": "Q", "modpart": X, "rejst": date(2024, 5, 1)},
        {"person_noegle": "P", "modpart": X, "rejst": date(2025, 5, 1)},
    ]
    q, p, bortfalder = kravbrev.hold_oeje([Fundet("SAG", x)], krav, i_dag, kravbrev.Graenser())
    assert (q.frist, q.sag_id, q.oere) == (d("2025-05-01"), "", None)
    assert (p.frist, p.sag_id, p.oere) == (d("2025-05-20"), "SAG", None)
    assert (bortfalder.frist, bortfalder.sag_id, bortfalder.oere) == (d("2025-06-30"), "SAG", 2 * 960_000)
    egne = kravbrev.hold_oeje([Fundet("SAG", x)], krav, i_dag, kravbrev.Graenser(1, 6, 29))
    assert [(v.hvad.partition(". ")[2] or v.hvad, v.frist) for v in egne] == [
        ("Giv lederen besked", d("2024-11-01")),
        ("Giv lederen besked", d("2025-05-20")),
        ("Ryk", d("2025-06-01")),
        ("1 måned bortfalder, fra juni 2022", d("2025-06-30")),
    ]
    assert kravbrev.dage_tilbage(bortfalder.frist, i_dag) == "29 dage"
    assert kravbrev.dage_tilbage(p.frist, i_dag) == "12 dage over"


def test_brevet_fortaeller_hvert_trin_kun_naar_vejen_foerer_til_kravet() -> None:
    (x,) = fund(person(fra_x_til("forsorgshjem_110", "2022-01-01"), hjaelp("2022-06", 3)), d("2025-06-01"))
    trin = (Trin("Er stedet omfattet?", "Ja", "Ja, af § 9."), Trin("Kræves medvirken?", "Nej", "Betaler."))
    a = Afgoerelse(x.modpart, x.regel, "§ 9", 0.9, trin)
    assert kravbrev._vejen(x, a)[1:] == [
        "1. Er stedet omfattet? Ja. Ja, af § 9.",
        "2. Kræves medvirken? Nej. Betaler.",
    ]
    assert kravbrev._vejen(x, replace(a, kommunekode="0101")) == []
    assert kravbrev._vejen(x, replace(a, regel="REF-00")) == []
    assert kravbrev._vejen(x, None) == []


def test_en_gammel_tilkendelse_bliver_foerst_en_sag_naar_noget_kan_kraeves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """January to April 2020 of a grant of May 2014: the last is lost after 30.4.2023."""
    (x,) = fund(pensionist("2014-05-01", fra_til("2018-01-01"), pension("2020-01", 12)), d("2020-12-31"))
    monkeypatch.setattr(sagskilde_kandidater.kandidater, "mellemkommunale", lambda k: [Fundet("SAG", x)])
    paa_dag = lambda k, dag: {"SAG": beregn.paa_dag(x, dag)}  # noqa: E731
    monkeypatch.setattr(sagskilde_kandidater.kandidater, "paa_dag", paa_dag)
    k: Any = None
    assert len(sagskilde_kandidater._fund(k, d("2023-04-30"))) == 1
    assert len(sagskilde_kandidater._fund(k, d("2023-05-01"))) == 0


def test_graenserne_er_kommunens_og_lederen_faar_ikke_besked_foer_der_rykkes(tmp_path: Path) -> None:
    miljoe, toml = {"HJEMTAG_HJEM": str(tmp_path)}, tmp_path / "hjemtag.toml"
    toml.write_text("krav_ryk_maaneder = 3\nkrav_bortfald_dage = 30\n", encoding="utf-8")
    ind = laes_indstillinger(miljoe)
    assert (ind.krav_ryk_maaneder, ind.krav_leder_maaneder, ind.krav_bortfald_dage) == (3, 12, 30)
    sat = kravbrev.graensetekst(kravbrev.Graenser(3, 12, 30))
    assert "rykkes efter 3 måneder" in sat
    assert "30 dage før" in sat
    for forkert in ("krav_leder_maaneder = 5", "krav_ryk_maaneder = 13", "krav_bortfald_dage = 0"):
        toml.write_text(forkert, encoding="utf-8")
        with pytest.raises(IndstillingsFejl, match="krav_"):
            laes_indstillinger(miljoe)


def test_penge_vi_har_betalt_kraeves_tilbage_og_en_pension_saa_laenge_pligten_varer() -> None:
    (tilbage,) = fund(udflytter("2019-04-01", udbetalt("2024-01", 24)))
    (pensionen,) = fund(pensionist("2020-03-01", fra_til("2023-05-01"), pension("2025-01", 12)))
    assert kravbrev._anmodning(tilbage, "Y Kommune", "N", DAG).startswith(
        "Vi kræver, at Y Kommune betaler det tilbage"
    )
    assert kravbrev._fremover(tilbage) == "det, vi måtte betale fremover"
    assert "domstolene" in kravbrev._uenighed(tilbage)
    assert "(det, vi har betalt)" in kravbrev._beloeb(tilbage, DAG)[0]
    assert kravbrev._anmodning(pensionen, "X Kommune", "N", DAG).startswith("Vi anmoder X Kommune om tilsagn")
    assert kravbrev._fremover(pensionen) == "tiden fremover, så længe pligten varer"
    assert "Ankestyrelsen" in kravbrev._uenighed(pensionen)


def test_der_skrives_intet_krav_om_penge_vi_skylder_eller_til_en_ukendt() -> None:
    udland = sted("2019-04-01", "", UDLAND, None)
    (skyldig,) = fund(delbetaler(2_000_000))
    (ukendt,) = fund(udflytter("2019-04-01", udbetalt("2024-01", 24, modpart=None), udland))
    k: Any = None
    leder = Bruger(1, "olga", "Olga", Rolle.OEKONOM)
    for x, grund in ((skyldig, "skylder vi"), (ukendt, "hvem der fik pengene")):
        with pytest.raises(HjemtagFejl, match=grund):
            kravbrev.lav(k, leder, Fundet("SAG", x), DAG)


def test_brevet_beder_fra_den_foerste_maaned_der_kan_kraeves() -> None:
    """October and November 2022 are lost on 31.12.2025."""
    (x,) = fund(pensionist("2020-03-01", fra_til("2021-05-01"), pension("2022-10", 4)))
    assert "fra den 01.12.2022" in kravbrev._anmodning(x, "X Kommune", "N", DAG)


def test_skolens_brev_opkraever_efter_skolens_regler_og_naevner_ikke_retssikkerhedsloven() -> None:
    i_x = [sted("2016-01-01", kommune=X)]
    plads = Plads("S1", "0998", "folkeskole", d("2025-01-01"), d("2025-12-31"), takst_oere=7_300_000)
    (x,) = fund(replace(person(i_x, ()), pladser=[plads]))
    assert kravbrev._emne(x) == "Opkrævning for skolegang"
    tekst = kravbrev._anmodning(x, "Aalborg Kommune", "Bo", d("2025-12-31"))
    assert tekst.startswith("Vi opkræver Aalborg Kommune for Bo, fra den 01.01.2025 (BEK 533/2024")
    assert "Ankestyrelsen" not in kravbrev._uenighed(x)
    assert "73.000 kr. (beregnet som angivet)" in kravbrev._beloeb(x, d("2025-12-31"))[0]


def test_en_indsigelse_mod_statens_liste_gaar_til_ministeriet() -> None:
    assert krav.modtager("0851") == "Aalborg Kommune"
    assert krav.modtager("") == "Børne- og Undervisningsministeriet"
