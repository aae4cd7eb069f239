"""The positivliste from a file: read line by line, proposed year by year, used when confirmed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.lov.parametre import laes_lov
from engine.resultater import kontekst, lovgrundlag, momsliste

NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
HOVED = "regnskabsaar;funktion;art;momsandel_pct;loensumsandel_pct"
OEKONOM, ANDEN = (Bruger(n, f"oekonom-{n}", f"Økonom {n}", Rolle.OEKONOM) for n in (1, 2))
LEDER = Bruger(3, "leder", "Leder", Rolle.LEDER)


def fil(*linjer: str, hoved: str = HOVED) -> bytes:
    return "\n".join([hoved, *linjer]).encode()


def test_listen_deles_i_aar_og_procenterne_laegges_sammen() -> None:
    lister = momsliste.laes(
        "liste.csv", fil("2025;5.38.44;4.0;22,00;3.5", "2024;3.38.70;5.9;10;", "2025;3.38.70;5.9;10.25;0")
    )
    assert lister == {2024: "3.38.70;5.9;10", 2025: "3.38.70;5.9;10.25\n5.38.44;4.0;25.50"}


@pytest.mark.parametrize(
    ("linje", "hvad"),
    [
        ("25;3.38.70;5.9;10;", "regnskabsaar '25'"),
        ("2025;33870;5.9;10;", "funktion '33870'"),
        ("2025;7.38.70;5.9;10;", "funktion '7.38.70'"),
        ("2025;3.38.70;59;10;", "art '59'"),
        ("2025;3.38.70;5.9;ti;", "momsandel_pct 'ti'"),
        ("2025;3.38.70;5.9;;", "momsandel_pct ''"),
        ("2025;3.38.70;5.9;100.01;", "over 100"),
        ("2025;3.38.70;5.9;60;41", "101"),
        ("2025;3.38.70;5.9;-1;", "momsandel_pct '-1'"),
    ],
)
def test_en_forkert_linje_afviser_hele_filen_med_linjens_nummer(linje: str, hvad: str) -> None:
    with pytest.raises(HjemtagFejl, match="linje 3") as fejl:
        momsliste.laes("liste.csv", fil("2025;3.38.73;5.9;14;", linje))
    assert hvad in str(fejl.value)


def test_den_samme_funktion_og_art_to_gange_afvises() -> None:
    with pytest.raises(HjemtagFejl, match="to gange"):
        momsliste.laes("liste.csv", fil("2025;3.38.70;5.9;10;", "2025;3.38.70;5.9;11;"))


def test_skabelonen_selv_kan_ikke_indlaeses_som_en_liste() -> None:
    with pytest.raises(HjemtagFejl, match=r"0\.00\.00"):
        momsliste.laes("skabelon.csv", momsliste.skabelon(2025))


def test_et_aar_gaelder_foerst_naar_en_anden_har_bekraeftet_det(ind: Indstillinger) -> None:
    lager = kontekst.sagslager(ind.database_url)
    forslag = momsliste.foreslaa_som(
        lager, laes_lov(), OEKONOM, "liste.csv", fil("2025;3.38.70;5.9;10;"), "BEK, bilag 1", NU
    )
    assert [aar for aar, _ in forslag] == [2025]
    assert kontekst.lov_i_kraft(lager).parameter("moms_positivliste").vaerdier == ()
    with pytest.raises(AdgangNaegtet):
        lovgrundlag.bekraeft_som(lager, OEKONOM, forslag[0][1], NU)
    lovgrundlag.bekraeft_som(lager, ANDEN, forslag[0][1], NU)
    (v,) = kontekst.lov_i_kraft(lager).parameter("moms_positivliste").vaerdier
    assert (v.fra, v.til, v.vaerdi) == (date(2025, 1, 1), date(2025, 12, 31), "3.38.70;5.9;10")


def test_forskellen_er_linje_for_linje_og_kun_de_aar_der_aendres_foreslaas(ind: Indstillinger) -> None:
    lager = kontekst.sagslager(ind.database_url)
    foerste = fil("2024;3.38.70;5.9;10;", "2025;3.38.70;5.9;10;", "2025;5.38.44;4.0;22;")
    for _, nr in momsliste.foreslaa_som(lager, laes_lov(), OEKONOM, "a.csv", foerste, "BEK", NU):
        lovgrundlag.bekraeft_som(lager, ANDEN, nr, NU)
    lov = kontekst.lov_i_kraft(lager)
    ny = fil("2024;3.38.70;5.9;10,0;", "2025;3.38.70;5.9;12;", "2025;3.38.73;5.9;14;")
    fundet = {(f.aar, f.funktion): f.udfald for f in momsliste.forskelle(momsliste.laes("b.csv", ny), lov)}
    assert fundet == {
        (2024, "3.38.70"): "uaendret",
        (2025, "3.38.70"): "aendret",
        (2025, "3.38.73"): "ny",
        (2025, "5.38.44"): "udgaar",
    }
    (forslag,) = momsliste.foreslaa_som(lager, lov, OEKONOM, "b.csv", ny, "BEK", NU)
    assert forslag[0] == 2025
    with pytest.raises(HjemtagFejl, match="venter allerede"):
        momsliste.foreslaa_som(lager, lov, ANDEN, "b.csv", ny, "BEK", NU)
    with pytest.raises(HjemtagFejl, match="den samme"):
        momsliste.foreslaa_som(lager, lov, ANDEN, "a.csv", foerste, "BEK", NU)


def test_excels_dato_i_arten_forklares_og_excelskabelonens_kolonner_er_tekst() -> None:
    g = momsliste.gennemse("l.csv", fil("2025;3.38.70;2025-09-05;10;", "2025;3.38.73;5.9;14;"))
    assert [(f.nr, "til en dato" in f.tekst) for f in g.fejl] == [(2, True)]
    ark = load_workbook(BytesIO(momsliste.skabelon_excel(2025, NU)))["Positivliste"]
    assert [c.value for c in ark[1]] == HOVED.split(";")
    assert {ark[f"{k}3"].number_format for k in "ABCDE"} == {"@"}


def test_andre_roller_og_en_liste_uden_kilde_afvises(ind: Indstillinger) -> None:
    lager = kontekst.sagslager(ind.database_url)
    with pytest.raises(AdgangNaegtet):
        momsliste.foreslaa_som(lager, laes_lov(), LEDER, "liste.csv", fil("2025;3.38.70;5.9;10;"), "BEK", NU)
    with pytest.raises(HjemtagFejl, match="offentliggjort"):
        momsliste.foreslaa_som(lager, laes_lov(), OEKONOM, "liste.csv", fil("2025;3.38.70;5.9;10;"), " ", NU)


def test_en_haandskrevet_liste_har_samme_form(ind: Indstillinger) -> None:
    lager = kontekst.sagslager(ind.database_url)
    with pytest.raises(HjemtagFejl, match="funktion;art;procent"):
        lovgrundlag.foreslaa_som(
            lager, OEKONOM, "moms_positivliste", date(2025, 1, 1), None, "3.38.70;5.9", "BEK", "Prøve", NU
        )
