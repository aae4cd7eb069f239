"""The municipality's own data for the forecast: a file is looked at, matched, kept in one go and taken back in one."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indlaesning.talstil import DANSK, INTERNATIONAL
from engine.resultater import egnedata, egnelinjer, sde
from engine.resultater.egnedata import FEJL, FINDES, KLAR, UKENDT, Forhaandsvisning
from engine.resultater.sde import Kontekst
from engine.sager import afgoerelser, kommende, tabeller
from engine.sager.lager import Sagslager
from engine.sager.log import efterproev
from tests.resultater.test_borger import ANNA, BENT, BO, NABO, NU, bygget, k, lager

__all__ = ["bygget", "k", "lager"]

OLE = Bruger(5, "ole", "Ole", Rolle.OEKONOM)
HOVED = "cpr;haendelse;dato;indsats_id;beloeb_pr_maaned;sandsynlighed;note"


def _csv(*linjer: str, hoved: str = HOVED) -> bytes:
    return "\n".join([hoved, *linjer]).encode()


def _vis(k: Kontekst, lager: Sagslager, fil: bytes, bruger: Bruger = OLE, **stile: str) -> Forhaandsvisning:
    return egnedata.forhaandsvis(k, lager, bruger, "egne.csv", fil, stile, NU.date())


def _status(billede: Forhaandsvisning) -> list[tuple[int, str]]:
    return [(linje.nr, linje.status) for linje in billede.linjer]


STOP = f"{ANNA};stop;01-03-2023;I1;;80;Fraflytning aftalt på møde"


def test_hver_linje_faar_sin_status_og_kontroltallene_stemmer(k: Kontekst, lager: Sagslager) -> None:
    fil = _csv(
        STOP,
        f"{BO};start;2023-04-01;;45.000,50;;Ansøgning modtaget",
        f"{ANNA[:6]}-{ANNA[6:]};ændring;1.5.2023;I9;10.000,00;50;Ny takst",  # Anna has no I9
        "6105809999;start;01-04-2023;;1.000,00;100;Ukendt borger",
        f"{BO};rejse;01-04-2023;;1,00;100;x",
        "",
        STOP,
    )
    billede = _vis(k, lager, fil)
    assert _status(billede) == [(2, KLAR), (3, KLAR), (4, UKENDT), (5, UKENDT), (6, FEJL), (8, FINDES)]
    assert billede.kan_gemmes
    assert billede.personer == 2
    kontrol = billede.kontroltal()
    assert kontrol["ialt"] == (6, 45_000_50 + 10_000_00 + 1_000_00 + 1_00)
    assert (
        tuple(map(sum, zip(*(kontrol[s] for s in (KLAR, FEJL, UKENDT, FINDES)), strict=True)))
        == kontrol["ialt"]
    )
    assert "haendelse skal være" in billede.linjer[4].hvorfor


def test_der_gemmes_kun_det_der_blev_vist_og_det_kan_traekkes_tilbage(k: Kontekst, lager: Sagslager) -> None:
    fil = _csv(STOP, f"{BO};start;2023-04-01;;45.000,50;;Ansøgning modtaget", "x;start;;;;;")
    billede = _vis(k, lager, fil)
    assert kommende.ventede(lager) == []  # looking keeps nothing
    samling = egnedata.gem(k, lager, OLE, "egne.csv", fil, {}, billede.kontrol, NU)
    ventede = kommende.ventede(lager)
    assert [(v.art, v.dato, v.sandsynlighed_pct, v.beloeb_oere) for v in ventede] == [
        ("stop", date(2023, 3, 1), 80, None),
        ("start", date(2023, 4, 1), 100, 4_500_050),
    ]
    (upload,) = egnedata.uploads(lager, OLE)
    assert (upload.fil, upload.antal, upload.i_kraft, upload.oere_pr_maaned) == ("egne.csv", 2, 2, 4_500_050)
    assert {s for _, s in _status(_vis(k, lager, fil))} == {FINDES, FEJL}  # the same file again adds nothing
    assert egnedata.traek_tilbage(lager, OLE, samling, "forkert fil", NU) == 2
    assert kommende.ventede(lager) == []
    assert egnedata.uploads(lager, OLE)[0].i_kraft == 0
    with pytest.raises(RettelseAfvist, match="allerede trukket tilbage"):
        egnedata.traek_tilbage(lager, OLE, samling, "igen", NU)
    assert efterproev(lager)[0]
    assert afgoerelser.efterproev(lager) == []


def test_en_anden_fil_end_den_viste_gemmes_ikke(k: Kontekst, lager: Sagslager) -> None:
    kontrol = _vis(k, lager, _csv(STOP)).kontrol
    with pytest.raises(RettelseAfvist, match="ændret, siden den blev vist"):
        egnedata.gem(k, lager, OLE, "egne.csv", _csv(STOP.replace("80", "90")), {}, kontrol, NU)
    assert kommende.ventede(lager) == []


def test_et_tvetydigt_tal_venter_paa_et_valg(k: Kontekst, lager: Sagslager) -> None:
    fil = _csv(f"{BO};start;2023-04-01;;45.000;;Ansøgning")
    billede = _vis(k, lager, fil)
    assert billede.skal_vaelges == ("beloeb_pr_maaned",)
    assert not billede.kan_gemmes
    with pytest.raises(RettelseAfvist, match="Vælg, hvordan tallene"):
        egnedata.gem(k, lager, OLE, "egne.csv", fil, {}, billede.kontrol, NU)
    for stil, oere in ((DANSK, 4_500_000), (INTERNATIONAL, 4_500)):
        valgt = _vis(k, lager, fil, beloeb_pr_maaned=stil)
        assert [linje.beloeb_oere for linje in valgt.klar] == [oere]


def test_et_valg_gaelder_ikke_hvor_tallene_selv_siger_det(k: Kontekst, lager: Sagslager) -> None:
    fil = _csv(f"{BO};start;2023-04-01;;45.000,50;;Ansøgning")
    assert _vis(k, lager, fil, beloeb_pr_maaned=INTERNATIONAL).klar[0].beloeb_oere == 4_500_050


def _xlsx(*raekker: list[Any]) -> bytes:
    bog = openpyxl.load_workbook(io.BytesIO(egnedata.skabelon(NU)))
    for raekke in raekker:
        for kolonne, vaerdi in enumerate(raekke, start=1):
            bog["Egne data"].cell(row=2 + raekker.index(raekke), column=kolonne, value=vaerdi)
    ud = io.BytesIO()
    bog.save(ud)
    return ud.getvalue()


def test_skabelonen_udfyldt_i_excel_laeses_med_tal_og_datoer_som_de_er(k: Kontekst, lager: Sagslager) -> None:
    fil = _xlsx(
        [int(BO), "start", datetime(2023, 4, 1), None, 45000.5, 75, "Ansøgning modtaget"],
        [ANNA, "dødsfald", "2023-06-01", None, None, None, "Terminalerklæring"],
    )
    billede = egnedata.forhaandsvis(k, lager, OLE, "egne.xlsx", fil, {}, NU.date())
    assert [(x.status, x.beloeb_oere) for x in billede.linjer] == [(KLAR, 4_500_050), (KLAR, None)]
    assert billede.linjer[0].ny is not None
    assert (billede.linjer[0].ny.sandsynlighed_pct, billede.linjer[0].ny.dato) == (75, date(2023, 4, 1))


def test_den_der_ikke_maa_se_borgeren_faar_ikke_at_vide_om_den_findes(k: Kontekst) -> None:
    """The look-up keeps to the scope whoever asks: Bent works with the old, and Anna has nothing there."""
    assert egnelinjer.slaa_op(k, BENT, [ANNA, "6105809999"]) == egnelinjer.Opslag({}, {}, {})
    assert set(egnelinjer.slaa_op(k, OLE, [ANNA, "6105809999"]).personer) == {ANNA}


@pytest.mark.parametrize("rolle", [r for r in Rolle if r is not Rolle.OEKONOM])
def test_andre_roller_kan_hverken_se_gemme_eller_traekke_tilbage(
    k: Kontekst, lager: Sagslager, rolle: Rolle
) -> None:
    hvem = Bruger(9, "x", "X", rolle)
    for kald in (
        lambda: _vis(k, lager, _csv(STOP), hvem),
        lambda: egnedata.gem(k, lager, hvem, "f.csv", _csv(STOP), {}, "", NU),
        lambda: egnedata.traek_tilbage(lager, hvem, "s", "g", NU),
        lambda: egnedata.virkning(k, hvem),
    ):
        with pytest.raises(AdgangNaegtet):
            kald()
    if rolle is Rolle.REVISOR:  # who reads everything sees who kept what, and changes nothing
        assert egnedata.uploads(lager, hvem) == []
    else:
        with pytest.raises(AdgangNaegtet):
            egnedata.uploads(lager, hvem)


@pytest.mark.parametrize(
    ("fil", "tekst"),
    [
        (b"", "er tom"),
        (_csv(), "ingen rækker"),
        (_csv("1;2", hoved="cpr;dato"), "mangler kolonnen haendelse, note"),
        (_csv("1", hoved=HOVED + ";navn"), "som skabelonen ikke har: navn"),
        (_csv("1", hoved=HOVED + ";cpr"), "cpr to gange"),
        (b"\x89PNG\r\n\x00\x00", "hverken CSV eller Excel"),
        (b"PK\x03\x04bogus", "kan ikke læses som Excel"),
        (_csv("a" * 3000), "mere end 2000 tegn"),
        (_csv(*(["1;start;01-01-2023"] * 20_001)), "mere end 20.000 rækker"),
    ],
)
def test_en_fil_der_ikke_er_skabelonen_afvises_med_hvad_og_hvad_nu(
    k: Kontekst, lager: Sagslager, fil: bytes, tekst: str
) -> None:
    with pytest.raises(HjemtagFejl, match=tekst):
        _vis(k, lager, fil)


@pytest.mark.parametrize(
    ("aendret", "hvorfor"),
    [
        ({"dato": "03/04/2023"}, "Kolonnen dato kan ikke læses"),
        ({"dato": "31-02-2023"}, "Kolonnen dato kan ikke læses"),
        ({"dato": "01-03-2040"}, "inden for de næste ti år"),
        ({"sandsynlighed": "0,8"}, "helt tal fra 1 til 100"),
        ({"sandsynlighed": "101"}, "fra 1 til 100 procent"),
        ({"cpr": "123"}, "ti cifre"),
        ({"indsats_id": ""}, "indsats_id mangler"),
        ({"note": f"se {NABO}"}, "Kolonnen note har et CPR-nummer"),
        ({"note": ""}, "note mangler"),
        ({"beloeb_pr_maaned": "mange"}, "Kolonnen beloeb_pr_maaned er ikke et tal"),
        ({"beloeb_pr_maaned": "20.000.000,00"}, "over 10 mio. kr."),
    ],
)
def test_en_linje_der_ikke_kan_laeses_siger_hvorfor(
    k: Kontekst, lager: Sagslager, aendret: dict[str, str], hvorfor: str
) -> None:
    celler = dict(zip(HOVED.split(";"), STOP.split(";"), strict=True)) | aendret
    (linje,) = _vis(k, lager, _csv(";".join(celler.values()))).linjer
    assert linje.status == FEJL
    assert hvorfor in linje.hvorfor


def test_windows_tegn_tabulator_og_komma_laeses(k: Kontekst, lager: Sagslager) -> None:
    raekke = [ANNA, "ændring", "01-03-2023", "I1", "1000", "80", "Møde på Østervej"]
    for skille, tegnsaet in (("\t", "cp1252"), (",", "utf-8-sig"), (";", "cp1252")):
        fil = "\r\n".join([HOVED.replace(";", skille), skille.join(raekke)]).encode(tegnsaet)
        (linje,) = _vis(k, lager, fil).linjer
        assert (linje.status, linje.ny.note if linje.ny else "") == (KLAR, "Møde på Østervej")


def test_skabelonen_er_de_samme_bytes_hver_gang() -> None:
    assert egnedata.skabelon(datetime(2026, 1, 1, tzinfo=UTC)) == egnedata.skabelon(
        datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_filens_egen_sum_holdes_op_mod_linjerne(k: Kontekst, lager: Sagslager) -> None:
    """45.000,50 + 10.000,00 = 55.000,50; a sum line that says another keeps everything out."""
    linjer = [
        f"{BO};start;2023-04-01;;45.000,50;;Ansøgning",
        f"{ANNA};ændring;2023-04-01;I1;10.000,00;;Takst",
    ]
    stemmer = _vis(k, lager, _csv(*linjer, "I alt;;;;55.000,50;;"))
    assert (stemmer.egen_sum, stemmer.stemmer_ikke(), stemmer.kan_gemmes) == ((4, 5_500_050), [], True)
    assert stemmer.kontroltal()["ialt"] == (2, 5_500_050)
    fil = _csv(*linjer, "Sum:;;;;55.000,60;;")
    forkert = _vis(k, lager, fil)
    assert not forkert.kan_gemmes
    assert forkert.stemmer_ikke()[0].startswith(
        "Filens egen sum i linje 4 er 55.000,60 kr., men linjerne giver 55.000,50 kr."
    )
    with pytest.raises(RettelseAfvist, match="egen sum i linje 4"):
        egnedata.gem(k, lager, OLE, "egne.csv", fil, {}, forkert.kontrol, NU)
    assert kommende.ventede(lager) == []


def test_det_brugeren_ventede_holdes_op_mod_filen(k: Kontekst, lager: Sagslager) -> None:
    fil = _csv(STOP, f"{BO};start;2023-04-01;;45.000,50;;Ansøgning")
    billede = _vis(k, lager, fil)
    assert billede.stemmer_ikke(2, 4_500_050) == []
    assert billede.stemmer_ikke(3, 4_500_051) == [
        "Du ventede 3 linjer, men filen har 2.",
        "Du ventede 45.000,51 kr. pr. måned, men linjerne giver 45.000,50 kr.",
    ]
    with pytest.raises(RettelseAfvist, match="ventede 3 linjer"):
        egnedata.gem(k, lager, OLE, "e.csv", fil, {}, billede.kontrol, NU, ventet_antal=3)
    assert kommende.ventede(lager) == []


def test_en_kolonne_med_baade_danske_og_internationale_tal_siger_hvor(k: Kontekst, lager: Sagslager) -> None:
    fil = _csv(
        f"{BO};start;2023-04-01;;45.000,50;;Ansøgning", "", f"{ANNA};start;2023-04-01;;45,000.50;;Ansøgning"
    )
    for linje in _vis(k, lager, fil, beloeb_pr_maaned=DANSK).linjer:
        assert linje.hvorfor == (
            "Kolonnen beloeb_pr_maaned har både danske tal (linje 2) og internationale (linje 4); skriv dem ens."
        )


def test_en_tvetydig_kolonne_peger_paa_filens_linjer(k: Kontekst, lager: Sagslager) -> None:
    billede = _vis(k, lager, _csv("", f"{BO};start;2023-04-01;;45.000;;Ansøgning"))
    assert billede.talkolonner["beloeb_pr_maaned"].tvetydige == (3,)


def test_sagen_foelger_med_hvor_personen_har_en(k: Kontekst, lager: Sagslager) -> None:
    """Anna costs 100.000 kr. in November 2022 and is in a case of that year; the child is in none."""
    fra = sde.beregn_husket(k).sager
    annas = {str(s) for s, m in zip(fra["sag_id"], fra["medlemmer"], strict=True) if _noegle(k, ANNA) in m}
    billede = _vis(k, lager, _csv(STOP, f"{NABO};start;2023-04-01;;1.000,50;;Ansøgning"))
    assert annas
    assert [set(linje.sager) for linje in billede.klar] == [annas, set()]


def _noegle(k: Kontekst, cpr: str) -> str:
    from engine.lager import sde as sdelager

    return sdelager.personer_ved_cpr(k.gen, cpr)[0]


def test_antallet_af_opslag_vokser_ikke_med_linjerne(
    k: Kontekst, lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three questions to the warehouse for one line, and for a thousand."""
    from engine.lager import borger as borgerlager
    from engine.lager import sde as sdelager

    sde.beregn_husket(k)
    spurgt = []

    def talt(foer: Any) -> Any:
        return lambda *a, **v: spurgt.append(1) or foer(*a, **v)

    for modul in (borgerlager, sdelager):
        monkeypatch.setattr(modul, "forespoerg", talt(modul.forespoerg))
    antal = []
    for n in (1, 1000):
        spurgt.clear()
        _vis(k, lager, _csv(*[f"{ANNA};start;2023-04-01;;{i},50;;Møde" for i in range(n)]))
        antal.append(len(spurgt))
    assert antal[0] == antal[1] <= 5


def test_csv_skabelonen_kan_laeses_igen_og_har_arkets_kolonner(k: Kontekst, lager: Sagslager) -> None:
    skabelon = egnedata.skabelon_csv()
    assert skabelon.startswith(b"\xef\xbb\xbf")  # so that Danish Excel reads æ, ø and å
    billede = _vis(k, lager, skabelon + STOP.encode())
    assert _status(billede) == [(2, KLAR)]


def test_ingen_fejltekst_gentager_et_cpr_nummer(k: Kontekst, lager: Sagslager) -> None:
    celler = dict.fromkeys(HOVED.split(";"), NABO)
    for navn in HOVED.split(";"):
        egne = dict(zip(HOVED.split(";"), STOP.split(";"), strict=True)) | {navn: celler[navn]}
        for linje in _vis(k, lager, _csv(";".join(egne.values()))).linjer:
            assert NABO not in linje.hvorfor
    with pytest.raises(HjemtagFejl) as fejl:
        _vis(k, lager, _csv("1", hoved=HOVED + f";{NABO}"))
    assert NABO not in str(fejl.value)
    with pytest.raises(HjemtagFejl) as fejl:
        egnedata.forhaandsvis(k, lager, OLE, f"{NABO}.csv", b"", {}, NU.date())
    assert NABO not in str(fejl.value)


def test_at_se_en_fil_staar_i_loggen_med_personerne(k: Kontekst, lager: Sagslager) -> None:
    egnedata.noter_set(lager, OLE, _vis(k, lager, _csv(STOP)), NU)
    t = tabeller.log
    with lager.laes() as con:
        rad = con.execute(sa.select(t.c.handling, t.c.person_noegle, t.c.formaal)).one()
    assert tuple(rad) == ("egne_data_set", _noegle(k, ANNA), "Prognose")
