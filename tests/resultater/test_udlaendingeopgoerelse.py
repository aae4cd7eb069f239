"""The statement for refugees: its sum by hand, what stops it or must be explained, the frozen copy, why it differs.

The town is test_udlaendinge's. For 2023: A's basic grant 12 × 3.030 claimed 12; B's 1 claimed 4; C alone 2 × 10.074;
help with full refund 45.000 claimed 30.000. For 2022: A's job 83.801 not claimed; B's test 35.755 claimed twice.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.refusion import udlaendinge_opgoerelse as regn
from engine.refusion.indberetning import ANMODNING, FORELOEBIG, Periode
from engine.resultater import frosset, udlaendingebog
from engine.resultater import udlaendingeopgoerelse as motor
from engine.resultater.frosset import GROEN, GUL, ROED
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import Tabeller, byg_fra, kendt_lager_af, postering
from tests.refusion.leverancer import skriv_mappe
from tests.resultater.conftest import database_url, egen, migreret_fil
from tests.resultater.test_udlaendinge import A, B, by

__all__ = ["database_url", "egen", "migreret_fil"]
KAREN, BENT = Bruger(1, "karen", "Karen", Rolle.OEKONOM), Bruger(2, "bent", "Bent", Rolle.OEKONOM)
NU = datetime(2024, 2, 1, 9, tzinfo=UTC)
DATO = "dato = 2024-01-31"
I_DAG = date(2024, 2, 1)
AARET = Periode(FORELOEBIG, 2023)
SUM_2023 = 45_000_00 - 30_000_00 + (13 - 16) * 3_030_00 + 2 * 10_074_00
SUM_2022 = 83_801_00 - 35_755_00


def bekraeftet(k: Kontekst) -> Kontekst:
    """The context with every rate confirmed."""
    parametre = {
        n: replace(p, vaerdier=tuple(replace(v, status="bekraeftet") for v in p.vaerdier))
        for n, p in k.lov.parametre.items()
    }
    return replace(k, lov=replace(k.lov, parametre=parametre))


@pytest.fixture
def k(egen: Indstillinger, tmp_path: Path) -> Kontekst:
    return bekraeftet(kendt_lager_af(by(), egen, NU, tmp_path, DATO))


def tilstande(o: motor.Opgoerelse) -> dict[str, str]:
    return {t.navn: t.tilstand for t in o.kontroller}


def frys(ind: Indstillinger, k: Kontekst, o: motor.Opgoerelse) -> int:
    return motor.foreslaa_som(
        ind, k, KAREN, o, "Gennemgået", dict.fromkeys(motor.skal_forklares(o), "Set"), NU
    )


def test_opgoerelsen_er_summen_i_haanden_og_tidligere_aar_er_berigtigelser(
    k: Kontekst, egen: Indstillinger
) -> None:
    o = motor.opgoer(egen, k, AARET, I_DAG)
    assert (o.i_aar_oere, o.berigtigelse_oere) == (SUM_2023, SUM_2022)
    assert o.frist == date(2024, 2, 15)
    assert o.saetning == (
        "I den foreløbige restafregning 2023 for udlændinge kan der anmodes om 74.104 kr., og ingen kontrol er rød. "
        "Frist 15.02.2024."
    )


def test_arkene_stemmer_med_forsiden_til_oeren(k: Kontekst, egen: Indstillinger) -> None:
    o = motor.opgoer(egen, k, AARET, I_DAG)
    summer = {t.navn: t.summer() for t in udlaendingebog.tabeller(k, o)}
    for felt in ("ret_oere", "hjemtaget_oere", "beloeb_oere"):
        assert summer["Opgørelse"][felt] == summer["Personer"][felt]
    assert summer["Fuld refusion"]["daekket_oere"] == summer["Posteringer"]["daekket_oere"] == 45_000_00
    assert summer["Månedstilskud"]["oere"] == 13 * 3_030_00 + 2 * 10_074_00
    assert summer["Resultattilskud"]["beloeb_oere"] == SUM_2022
    i_alt = 45_000_00 + summer["Månedstilskud"]["oere"] + summer["Resultattilskud"]["ret_oere"]
    assert summer["Opgørelse"]["ret_oere"] == i_alt
    maj, juni = udlaendingebog.fuld_refusion(udlaendingebog._poster(k, o))
    assert (maj["maaned"], maj["lov"], maj["paragraf"], maj["funktion"]) == (
        "2023-05",
        "SEL",
        "96",
        "5.38.52",
    )
    assert (juni["andel_oere"], juni["daekket_oere"]) == (30_000_00, 15_000_00)


def test_resultattilskuddet_har_art_og_dato(k: Kontekst, egen: Indstillinger) -> None:
    o = motor.opgoer(egen, k, AARET, I_DAG)
    (job,) = udlaendingebog.resultattilskud(o).query("ordning == 'resultat_job'").to_dict("records")
    assert (job["begyndt"], job["naaet"], job["beloeb_oere"]) == (
        date(2022, 1, 1),
        date(2022, 6, 30),
        83_801_00,
    )


def test_en_anmodning_skoenner_resten_af_kvartalet(k: Kontekst, egen: Indstillinger) -> None:
    # January is over: A's basic grant and C's grant. February and March are the same if nothing changes.
    o = motor.opgoer(egen, k, Periode(ANMODNING, 2024, 1), I_DAG)
    assert o.i_aar_oere == 3 * (3_127_00 + 10_397_00)
    assert o.skoen_oere == 2 * (3_127_00 + 10_397_00)
    assert tilstande(o)["Periode"] == GUL


def test_hjaelp_skoennes_af_de_seneste_tre_hele_maaneder() -> None:
    tilskud = pd.DataFrame(
        [("p", f"2024-{m:02d}", "par181", oere) for m, oere in ((1, 999), (2, 100), (4, 201))],
        columns=["person_noegle", "maaned", "ordning", "oere"],
    )
    # February, March (nothing) and April give 301; May and June are two thirds of it.
    df = regn.skoen(tilskud, [], Periode(ANMODNING, 2024, 2), "2024-04")
    assert df.to_dict("records") == [{"person_noegle": "p", "ordning": "par181", "oere": 201}]


def test_beregnede_satser_stopper_og_det_gule_skal_forklares(egen: Indstillinger, k: Kontekst) -> None:
    afledt = replace(
        k, lov=replace(k.lov, parametre={
            n: replace(p, vaerdier=tuple(replace(v, status="afledt") for v in p.vaerdier))
            for n, p in k.lov.parametre.items()
        })
    )  # fmt: skip
    usikker = motor.opgoer(egen, afledt, AARET, I_DAG)
    assert tilstande(usikker)["Satser"] == ROED
    with pytest.raises(RettelseAfvist, match="rød"):
        frys(egen, afledt, usikker)
    o = motor.opgoer(egen, k, AARET, I_DAG)
    # The job has neither pay in the income register nor a programme with its contract; nothing is booked on dranst 2.
    gule = {"Dokumentation", "Kontrakt", "Bogført refusion"}
    assert set(motor.skal_forklares(o)) == gule
    with pytest.raises(RettelseAfvist, match="Forklar kontrollen"):
        motor.foreslaa_som(egen, k, KAREN, o, "Gennemgået", {"Kontrakt": "Ligger i sagen"}, NU)
    with pytest.raises(RettelseAfvist, match="CPR"):
        motor.foreslaa_som(egen, k, KAREN, o, "Gennemgået", dict.fromkeys(gule, "6105900001"), NU)


@pytest.mark.parametrize("rolle", [r for r in Rolle if r is not Rolle.OEKONOM])
def test_kun_en_oekonom_fryser(k: Kontekst, egen: Indstillinger, rolle: Rolle) -> None:
    o = motor.opgoer(egen, k, AARET, I_DAG)
    with pytest.raises(AdgangNaegtet):
        motor.foreslaa_som(egen, k, Bruger(9, "x", "X", rolle, ("udlaendinge",)), o, "Klar", {}, NU)


def test_efter_fristen_skal_det_siges(k: Kontekst, egen: Indstillinger) -> None:
    assert tilstande(motor.opgoer(egen, k, AARET, date(2024, 2, 15)))["Frist"] == GROEN
    assert tilstande(motor.opgoer(egen, k, AARET, date(2024, 2, 16)))["Frist"] == GUL


@pytest.fixture
def i_begge(egen: Indstillinger, database_url: str) -> Indstillinger:
    return replace(egen, database_url=database_url)


def test_to_personer_den_frosne_bog_er_den_samme_og_kan_traekkes_tilbage(
    i_begge: Indstillinger, tmp_path: Path
) -> None:
    """On SQLite and PostgreSQL: proposed, withdrawn, proposed again, approved; the copy byte for byte."""
    k = bekraeftet(kendt_lager_af(by(), i_begge, NU, tmp_path, DATO))
    o = motor.opgoer(i_begge, k, AARET, I_DAG)
    nr = frys(i_begge, k, o)
    with pytest.raises(AdgangNaegtet, match="dit eget"):
        frosset.godkend(i_begge, KAREN, motor.ORDNING, nr, NU)
    frosset.afvis(i_begge, KAREN, motor.ORDNING, nr, "Et bilag mangler", NU)
    frosset.godkend(i_begge, BENT, motor.ORDNING, frys(i_begge, k, o), NU)
    ny, gammel = motor.indberettede(i_begge)
    assert (gammel.tilstand, ny.tilstand, ny.godkendt_af) == ("trukket_tilbage", "godkendt", "bent")
    frossen = frosset.hent_bog(i_begge, KAREN, ny)
    assert frossen == udlaendingebog.bog(k, motor.forklaret(o, ny.forklaringer), ny.lavet)
    ark = load_workbook(io.BytesIO(frossen))
    assert "Set" in {c.value for c in ark["Kontroller"]["E"]}
    assert A in {c.value for c in ark["Personer"]["C"]}
    assert frosset.alle(i_begge, frosset.Ordning(frosset.slags("indberetning"))) == []


def test_naeste_opgoerelse_siger_linje_for_linje_hvad_der_er_andet_og_hvorfor(
    egen: Indstillinger, k: Kontekst, tmp_path: Path
) -> None:
    frosset.godkend(egen, BENT, motor.ORDNING, frys(egen, k, motor.opgoer(egen, k, AARET, I_DAG)), NU)
    assert motor.opgoer(egen, k, AARET, I_DAG).forskel.empty
    tilladelser = [dict(t) for t in by()["opholdstilladelse"]]
    tilladelser[0]["ansvar_til"] = "2023-08-20"  # it came out that A had moved
    mere = {"opholdstilladelse": tilladelser}
    mere["postering"] = [postering(A, "500.00", "2023-05-01", "2023-05-31", lov="SEL", paragraf="96")]
    senere = bekraeftet(byg_fra(egen, NU, [skriv_mappe(tmp_path / "mere", mere, DATO)]))
    o = motor.opgoer(egen, senere, AARET, I_DAG)
    forskelle = {(r["aar"], r["ordning"]): r for r in o.forskel.to_dict("records")}
    assert {n: r["forskel_oere"] for n, r in forskelle.items()} == {
        (2023, "grundtilskud"): -4 * 3_030_00,
        (2023, "par181"): 500_00,
    }
    hvorfor = forskelle[2023, "grundtilskud"]["hvorfor"]
    assert "Faldt bort: 09.2023-12.2023 (4 mdr.)." in hvorfor
    assert "Nu: Kommunens ansvar fra 10.09.2021 til 20.08.2023." in hvorfor
    assert forskelle[2023, "par181"]["hvorfor"].startswith("Andet beløb i: 05.2023.")
    ark = {t.navn: t for t in udlaendingebog.tabeller(senere, o)}
    assert ark["Forskel"].summer()["forskel_oere"] == 500_00 - 4 * 3_030_00
    assert tilstande(o)["Forrige indberetning"] == ROED, "what was asked for has not come into the claims"


def med_beviser() -> Tabeller:
    """The job is proved by pay and a programme, and the refund of the help is booked on dranst 2 as it was claimed;
    half of July's help under § 100 is booked though it is refunded in full."""
    t = by()
    t["program"] = [{"cpr": A, "programtype": "introduktion", "startdato": "2021-10-01"}]
    t["indkomst"] = [
        {
            "cpr": A,
            "maaned": f"2022-{m:02d}",
            "indkomsttype": "00",
            "beloeb": "20000.00",
            "udbetaler_cvr": "1",
        }
        for m in range(2, 7)
    ]
    stat = {"lov": "SEL", "konto": "5385221000000286"}
    par100 = {"lov": "SEL", "paragraf": "100", "konto": "5577211000009152"}
    t["postering"] = [
        *t["postering"],
        postering(A, "-29000.00", "2023-05-01", "2023-05-31", paragraf="96", **stat),
        postering(B, "2000.00", "2023-01-01", "2023-01-31", **par100),
        postering(B, "-1000.00", "2023-01-01", "2023-01-31", **(par100 | {"konto": "5577221000004286"})),
    ]
    return t


def test_beviserne_goer_kontrollerne_groenne_og_halv_refusion_oveni_fuld_er_set(
    egen: Indstillinger, tmp_path: Path
) -> None:
    k = bekraeftet(kendt_lager_af(med_beviser(), egen, NU, tmp_path, DATO))
    o = motor.opgoer(egen, k, AARET, I_DAG)
    t = tilstande(o)
    assert (t["Dokumentation"], t["Kontrakt"], t["Bogført refusion"]) == (GROEN, GROEN, GROEN)
    assert t["Stemmer med regnskabet"] == GROEN
    (to_gange,) = [x for x in o.kontroller if x.navn == "Ingen krone to gange"]
    assert (to_gange.tilstand, to_gange.oere) == (GUL, 1_000_00)
