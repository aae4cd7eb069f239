"""Revision: the sample, the ticks of two auditors, the sign-off that freezes its package, and what is in it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist, VersionsKonflikt
from engine.indstillinger import Indstillinger
from engine.rapporter import pakke
from engine.refusion.indberetning import ENDELIG, Periode
from engine.refusion.stikproeve import BELOEB
from engine.resultater import kontekst, rettelser, revision, sde
from engine.resultater.frosset import GROEN, ROED
from engine.resultater.sde import Kontekst
from engine.sager.model import laes_retfil
from tests.resultater.conftest import ANNA
from tests.resultater.test_indberetning import opgoer, tilstande

RITA, RUNE = Bruger(1, "rita", "Rita", Rolle.REVISOR), Bruger(2, "rune", "Rune", Rolle.REVISOR)
OEKONOM = Bruger(3, "karen", "Karen", Rolle.OEKONOM)
NU = datetime(2023, 3, 1, 9, tzinfo=UTC)


def traek(ind: Indstillinger, k: Kontekst, antal: int = 2) -> revision.Revision:
    return revision.traek_som(ind, k, sde.beregn(k), RITA, 2022, antal, 42, BELOEB, NU)


def kryds(
    ind: Indstillinger, sag: str, udfald: str = "rigtig", fejl: int = 0, tekst: str = "", **mere
) -> None:
    revision.afkryds_som(ind, mere.pop("hvem", RITA), 2022, sag, udfald, fejl, tekst, NU, **mere)


def paategn(
    ind: Indstillinger, k: Kontekst, konklusion: str = "uden", tekst: str = ""
) -> revision.Paategning:
    return revision.paategn_som(ind, k, sde.beregn(k), RITA, 2022, konklusion, tekst, NU)


def test_stikproeven_siger_selv_hvordan_den_er_trukket_og_kan_traekkes_igen(
    k: Kontekst, egen: Indstillinger
) -> None:
    foerst = traek(egen, k)
    assert (foerst.froe, foerst.trukket_af, sum(foerst.alle_oere.values())) == (42, "rita", 22_700_000)
    assert {s["refusion_oere"] for s in foerst.sager} == {8_200_000, 14_500_000}
    assert traek(egen, k).proeve == foerst.proeve
    assert foerst.saetning == "2 af 2 sager i stikprøven mangler at blive gennemgået."


def test_to_revisorer_paa_samme_sag_mister_intet(k: Kontekst, egen: Indstillinger) -> None:
    sag = traek(egen, k).proeve.sager[0]
    kryds(egen, sag, "fejl", 5_000, "Faktura mangler")
    with pytest.raises(VersionsKonflikt, match="rita"):
        kryds(egen, sag, hvem=RUNE)
    sidst = revision.revision(egen, 2022).kryds[sag]
    assert (sidst.udfald, sidst.fejl_oere) == ("fejl", 5_000)
    kryds(egen, sag, hvem=RUNE, set_haendelse=sidst.haendelse)
    assert revision.revision(egen, 2022).kryds[sag].bruger == "rune"


@pytest.mark.parametrize(
    ("udfald", "fejl", "tekst"),
    [("fejl", 100, ""), ("rigtig", 100, ""), ("andet", 0, ""), ("fejl", 1, f"Se {ANNA}")],
)
def test_et_forkert_kryds_afvises(
    k: Kontekst, egen: Indstillinger, udfald: str, fejl: int, tekst: str
) -> None:
    sag = traek(egen, k).proeve.sager[0]
    with pytest.raises(RettelseAfvist):
        kryds(egen, sag, udfald, fejl, tekst)
    assert revision.revision(egen, 2022).kryds == {}


def test_aaret_paategnes_naar_alt_er_gennemgaaet_og_pakken_er_frosset(
    k: Kontekst, egen: Indstillinger
) -> None:
    r = traek(egen, k)
    with pytest.raises(RettelseAfvist, match="Hele stikprøven"):
        paategn(egen, k)
    for sag in r.proeve.sager:
        kryds(egen, sag)
    with pytest.raises(RettelseAfvist, match="skriv forbeholdet"):
        paategn(egen, k, "med")
    p = paategn(egen, k)
    fil = revision.hent_pakke(egen, OEKONOM, p)
    assert pakke.efterproev(fil) == []
    assert (
        revision.revision(egen, 2022).saetning
        == "2022 er påtegnet uden forbehold den 01.03.2023 på grundlag af 2 sager."
    )
    with pytest.raises(RettelseAfvist, match="påtegnet af rita"):
        kryds(egen, r.proeve.sager[0], "fejl", 1, "For sent")
    revision.traek_tilbage_som(egen, RITA, 2022, "En faktura dukkede op", NU)
    assert revision.revision(egen, 2022).paategning is None
    assert len(revision.revision(egen, 2022).kryds) == 2, "krydsene er der endnu"
    # The same state gives the same package, but for what has been done since.
    assert revision.revisionspakke(egen, k, sde.beregn(k), RITA, 2022, NU) == fil


def test_den_endelige_opgoerelse_venter_paa_paategningen(k: Kontekst, egen: Indstillinger) -> None:
    assert tilstande(opgoer(egen, Periode(ENDELIG, 2022)))["Revision"] == ROED
    for sag in traek(egen, k).proeve.sager:
        kryds(egen, sag)
    paategn(egen, k, "kan_ikke", "Bilag mangler")
    assert tilstande(opgoer(egen, Periode(ENDELIG, 2022)))["Revision"] == ROED
    revision.traek_tilbage_som(egen, RITA, 2022, "Bilagene er fundet", NU)
    paategn(egen, k)
    assert tilstande(opgoer(egen, Periode(ENDELIG, 2022)))["Revision"] == GROEN


def test_sagens_pakke_har_alt_bag_refusionen(k: Kontekst, egen: Indstillinger) -> None:
    linje = (
        '{"type":"flyt_periode","noegle":{"kilde":"opus","regnskabsaar":2022,"bilagsnr":"AAR","linjenr":1},'
        '"nyt":{"periode_fra":"2022-01-01","periode_til":"2022-12-30"},'
        '"begrundelse":"Står på fakturaen","bruger":"karen"}'
    )
    rettelser.skriv(egen, laes_retfil(linje), NU)
    k = kontekst.hent(egen)
    resultat = sde.beregn(k)
    sag = resultat.sager.loc[resultat.sager["sagstype"] == "person", "sag_id"].iloc[0]
    with zipfile.ZipFile(io.BytesIO(revision.sagspakke(egen, k, resultat, RITA, 2022, sag, NU))) as arkiv:
        bog = load_workbook(io.BytesIO(arkiv.read("sag.xlsx")))
        tekst = "\n".join(s.extract_text() for s in PdfReader(io.BytesIO(arkiv.read("sag.pdf"))).pages)
    assert bog.sheetnames == ["Måneder", "Posteringer", "Personer", "Rettelser", "Lov"]
    refusion = resultat.sager.set_index("sag_id").loc[sag, "refusion"] / 100
    sidste = [c.value for c in list(bog["Måneder"].iter_rows())[-1]]
    assert sidste[-1] == pytest.approx(refusion)
    for ventet in (
        "Prøve 0001",
        "Står på fakturaen",
        "Rettet af en person",
        "860.000 kr./år",
        "danskelove.dk",
    ):
        assert ventet in " ".join(tekst.split()), ventet
    assert ANNA not in tekst


@pytest.mark.parametrize("rolle", [r for r in Rolle if r is not Rolle.REVISOR])
def test_kun_revisor_reviderer(k: Kontekst, egen: Indstillinger, rolle: Rolle) -> None:
    with pytest.raises(AdgangNaegtet):
        revision.traek_som(egen, k, sde.beregn(k), Bruger(9, "x", "X", rolle), 2022, 1, 1, BELOEB, NU)


def test_en_sag_der_har_aendret_sig_siden_stikproeven_naevnes(k: Kontekst, egen: Indstillinger) -> None:
    r = traek(egen, k)
    assert revision.er_aendret_siden(k, sde.beregn(k), r) == []
    uden = replace(k, husstandssummering=False)
    assert [(foer, nu) for _, foer, nu in revision.er_aendret_siden(k, sde.beregn(uden), r)] == [
        (14_500_000, 0)
    ]
