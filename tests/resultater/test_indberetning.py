"""Indberetning: what stops a hand-in, two persons, the frozen copy made again byte for byte, sheets that tie."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.refusion.indberetning import ANMODNING, ENDELIG, FORELOEBIG, Periode
from engine.resultater import frosset, indberetning, kontekst, rettelser, sde
from engine.resultater.frosset import GUL, ROED
from engine.resultater.sde import Kontekst
from engine.sager import dokumenter
from engine.sager.model import laes_retfil
from tests.lager_hjaelp import adresse, byg_fra, lager_af, person, postering
from tests.refusion.leverancer import skriv_mappe
from tests.resultater.conftest import ANNA, BARN, by

KAREN, BENT = Bruger(1, "karen", "Karen", Rolle.OEKONOM), Bruger(2, "bent", "Bent", Rolle.OEKONOM)
NU = datetime(2023, 2, 1, 9, tzinfo=UTC)


def opgoer(ind: Indstillinger, p: Periode = Periode(FORELOEBIG, 2022)) -> indberetning.Opgoerelse:
    k = kontekst.hent(ind)
    return indberetning.opgoer(ind, k, sde.beregn(k), p)


def tilstande(o: indberetning.Opgoerelse) -> dict[str, str]:
    return {t.navn: t.tilstand for t in o.kontroller}


# Anna: 12 × 25 % × (99.000 − 71.666,67) = 82.000; the siblings: 12 × 25 % × (120.000 − 71.666,67) = 145.000.


def test_opgoerelsen_er_summen_i_haanden(k: Kontekst, egen: Indstillinger) -> None:
    o = opgoer(egen)
    assert o.beloeb_oere == 8_200_000 + 14_500_000 - 1_000_000
    assert o.saetning == (
        "I den foreløbige restafregning 2022 kan der anmodes om 217.000 kr., og ingen kontrol er rød. "
        "Frist 01.03.2023."
    )


def test_arkene_stemmer_med_hinanden_til_oeren(k: Kontekst, egen: Indstillinger) -> None:
    o = opgoer(egen)
    summer = {t.navn: t.summer() for t in indberetning.tabeller(k, o)}
    for felt in ("brutto_oere", "indtaegt_oere", "netto_oere", "refusion_oere", "beloeb_oere"):
        assert summer["Opgørelse"][felt] == summer["Sager"][felt], felt
    assert summer["Konti"]["netto_oere"] == summer["Sager"]["netto_oere"] == 262_800_000
    assert summer["Konti"]["brutto_oere"] == summer["Sager"]["brutto_oere"]
    assert summer["Måneder"]["refusion"] == summer["Sager"]["refusion_oere"]
    assert summer["Måneder"]["netto_oere"] == summer["Sager"]["netto_oere"]


def test_konti_foelger_en_rettet_periode(k: Kontekst, egen: Indstillinger) -> None:
    # The year's bill was for 2021 after all: half of it leaves 2022.
    linje = (
        '{"type":"flyt_periode","noegle":{"kilde":"opus","regnskabsaar":2022,"bilagsnr":"AAR","linjenr":1},'
        '"nyt":{"periode_fra":"2021-07-01","periode_til":"2022-06-30"},"begrundelse":"Bilaget","bruger":"karen"}'
    )
    rettelser.skriv(egen, laes_retfil(linje), NU)
    o = opgoer(egen)
    summer = {t.navn: t.summer() for t in indberetning.tabeller(kontekst.hent(egen), o)}
    assert summer["Konti"]["netto_oere"] == summer["Sager"]["netto_oere"]
    assert summer["Konti"]["brutto_oere"] == summer["Sager"]["brutto_oere"]


def test_beregnede_graenser_stopper_indberetningen(egen: Indstillinger, nu: datetime, tmp_path: Path) -> None:
    data = {"person": [person(ANNA, "1980-05-01")], "adresse": [adresse(ANNA, "1")]}
    data["postering"] = [postering(ANNA, "1500000.00", "2024-01-01", "2024-12-31")]
    lager_af(data, egen, nu, tmp_path, 'dato = "2024-12-31"\n')
    o = opgoer(egen, Periode(ENDELIG, 2024))
    assert tilstande(o)["Lovværdier"] == ROED
    with pytest.raises(RettelseAfvist, match="rød"):
        indberetning.foreslaa_som(egen, kontekst.hent(egen), KAREN, o, "Klar", NU)


def test_et_aar_der_ikke_er_omme_kan_anmodes_men_ikke_afregnes(
    egen: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    lager_af(by(), egen, nu, tmp_path, 'dato = "2022-05-31"\n')
    assert tilstande(opgoer(egen, Periode(FORELOEBIG, 2022)))["Periode"] == ROED
    anmodning = opgoer(egen, Periode(ANMODNING, 2022, 2))
    assert tilstande(anmodning)["Periode"] == GUL
    assert anmodning.skoen_oere == 683_333 + 1_208_333  # one month of each case


def test_en_rettelse_der_venter_stopper_indberetningen(k: Kontekst, egen: Indstillinger) -> None:
    linje = (
        '{"type":"flyt_periode","noegle":{"kilde":"opus","regnskabsaar":2022,"bilagsnr":"AAR","linjenr":1},'
        '"nyt":{"periode_fra":"2022-03-01","periode_til":"2022-03-31"},"begrundelse":"Marts","bruger":"karen"}'
    )
    venter = rettelser.skriv(replace(egen, fire_oejne_ret=True), laes_retfil(linje), NU).venter
    assert venter
    assert tilstande(opgoer(egen))["Rettelser"] == ROED


def test_to_personer_indberetter_og_den_frosne_bog_er_den_samme_byte_for_byte(
    k: Kontekst, egen: Indstillinger
) -> None:
    o = opgoer(egen)
    nr = indberetning.foreslaa_som(egen, k, KAREN, o, "Gennemgået", NU)
    with pytest.raises(AdgangNaegtet, match="dit eget"):
        indberetning.godkend_som(egen, KAREN, nr, NU)
    with pytest.raises(RettelseAfvist, match="venter allerede"):
        indberetning.foreslaa_som(egen, k, BENT, o, "Igen", NU)
    indberetning.godkend_som(egen, BENT, nr, NU)
    (i,) = indberetning.indberettede(egen)
    assert (i.tilstand, i.godkendt_af, i.beloeb_oere) == ("godkendt", "bent", 21_700_000)
    frossen = frosset.hent_bog(egen, KAREN, i)
    assert frossen == indberetning.bog(indberetning.tabeller(k, o), o.titel, i.lavet)
    ark = load_workbook(io.BytesIO(frossen))
    assert ark.sheetnames == ["Opgørelse", "Sager", "Måneder", "Konti", "Lovværdier", "Kontroller"]
    with pytest.raises(AdgangNaegtet):
        frosset.hent_bog(egen, Bruger(3, "leif", "Leif", Rolle.LEDER), i)


def test_der_anmodes_ikke_to_gange_om_det_samme(
    k: Kontekst, egen: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    nr = indberetning.foreslaa_som(egen, k, KAREN, opgoer(egen), "Gennemgået", NU)
    indberetning.godkend_som(egen, BENT, nr, NU)
    igen = opgoer(egen)
    assert tilstande(igen)["Forrige indberetning"] == ROED
    krav = {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "2", "cpr": ANNA, "beloeb": "72000.00"}
    resten = {"ordning": "sde", "regnskabsaar": "2022", "loebenr": "3", "cpr": BARN, "beloeb": "145000.00"}
    byg_fra(
        egen, nu, [skriv_mappe(tmp_path / "krav", {"hjemtaget": [krav, resten]}, 'dato = "2023-02-10"\n')]
    )
    efter = opgoer(egen)
    assert tilstande(efter)["Forrige indberetning"] == "groen"
    assert (efter.beloeb_oere, len(efter.forskel)) == (0, 0)


def test_forskellen_fra_den_sidste_vises(
    k: Kontekst, egen: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    nr = indberetning.foreslaa_som(egen, k, KAREN, opgoer(egen), "Gennemgået", NU)
    indberetning.godkend_som(egen, BENT, nr, NU)
    mere = [postering(ANNA, "10000.00", "2022-03-01", "2022-03-31")]
    byg_fra(egen, nu, [skriv_mappe(tmp_path / "mere", {"postering": mere}, 'dato = "2023-02-10"\n')])
    assert opgoer(egen).forskel["forskel_oere"].tolist() == [250_000]


@pytest.mark.parametrize("rolle", [r for r in Rolle if r is not Rolle.OEKONOM])
def test_kun_en_oekonom_indberetter(k: Kontekst, egen: Indstillinger, rolle: Rolle) -> None:
    with pytest.raises(AdgangNaegtet):
        indberetning.foreslaa_som(egen, k, Bruger(9, "x", "X", rolle, ("voksne",)), opgoer(egen), "Klar", NU)


def test_et_aendret_dokument_gives_ikke_ud(k: Kontekst, egen: Indstillinger) -> None:
    import sqlalchemy as sa

    indberetning.foreslaa_som(egen, k, KAREN, opgoer(egen), "Gennemgået", NU)
    (i,) = indberetning.indberettede(egen)
    lager = kontekst.sagslager(egen.database_url)
    with pytest.raises(sa.exc.IntegrityError, match="kan kun tilføjes"):
        with lager.skriv() as con:
            con.execute(sa.text("UPDATE dokument SET indhold = x'00'"))
    with pytest.raises(HjemtagFejl, match="findes ikke"):
        dokumenter.hent(lager, "0" * 64)
    assert dokumenter.hent(lager, i.dokument)
