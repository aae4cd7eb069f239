"""Things to do: who is told what, with kroner and deadline worked out by hand, and that others can add to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine import adgang
from engine.adgang import SIDER, Bruger, Rolle
from engine.indstillinger import Indstillinger
from engine.lov.parametre import laes_lov
from engine.resultater import (
    datakvalitet,
    fejlperson,
    halvrefusion,
    henfoerelse,
    kontekst,
    ledelsesside,
    opgaver,
    overblik,
    periodisering,
    sde,
    sdevisning,
)
from engine.resultater.nyt import Nyt
from engine.resultater.opgaver import DATA, PENGE, Grundlag, Opgave
from engine.resultater.sde import Kontekst
from engine.sager import brugere, satser
from tests.lager_hjaelp import lager_af
from tests.resultater.ledelsesby import TOML, by

NU = datetime(2025, 2, 5, 8, 0, tzinfo=UTC)
I_DAG = date(2025, 2, 5)


@pytest.fixture(scope="module")
def ind(tmp_path_factory: pytest.TempPathFactory) -> Indstillinger:
    hjem = tmp_path_factory.mktemp("opgaver")
    return Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")


@pytest.fixture(scope="module")
def k(ind: Indstillinger) -> Kontekst:
    return lager_af(by(), ind, NU, ind.hjem, TOML)


@pytest.fixture(scope="module")
def resultat(k: Kontekst) -> Any:
    return sde.beregn(k)


@pytest.fixture
def grundlag(k: Kontekst, resultat: Any, ind: Indstillinger) -> Any:
    def af(rolle: str, fag: Sequence[str] = (), org: Sequence[str] = (), **andet: Any) -> Grundlag:
        hvem = Bruger(1, "hanne", "Hanne", Rolle(rolle), tuple(fag), organisationer=tuple(org))
        felter = {
            "bruger": hvem,
            "i_dag": I_DAG,
            "nu": NU,
            "k": k,
            "lager": kontekst.sagslager(ind.database_url),
            "sager": lambda aar: sdevisning.sagstal(k, resultat, hvem, aar),
            "sde_aar": lambda: sdevisning.aarene(k),
            "oekonomi": lambda: ledelsesside.oekonomi(k, hvem),
            "datakvalitet": lambda: datakvalitet.hent(ind, k.gen),
            "halv": lambda aar: halvrefusion.oversigt(k, hvem, aar),
            "perioder": lambda aar: periodisering.oversigt(k, hvem, aar),
            "uden_person": lambda aar: henfoerelse.oversigt(k, hvem, aar),
            "forkert_person": lambda aar: fejlperson.oversigt(k, hvem, aar),
        }
        return Grundlag(**(felter | andet))

    return af


@pytest.fixture
def find(grundlag: Any) -> Any:
    def af(*valg: Any, **andet: Any) -> dict[str, Opgave]:
        return {o.noegle: o for o in opgaver.find(grundlag(*valg, **andet))}

    return af


# --- money and deadlines ------------------------------------------------------------------------------------------


def test_refusion_der_mangler_har_kroner_og_lovens_frist(find: Any) -> None:
    fundne = find("oekonom")
    o = fundne["sde_mangler_2024"]
    assert (o.oere, o.frist, o.tilstand, o.til_gode) == (71_187_502, date(2025, 3, 1), "mangler", True)
    assert "5 sager" in o.hvorfor
    assert o.side_for(Rolle.OEKONOM) == ("saerligt_dyre", {"aar": "2024", "status": "mangler"})
    # 2023 has missed its own deadlines; a berigtigelse is part of the next statement
    assert (fundne["sde_mangler_2023"].oere, fundne["sde_mangler_2023"].frist) == (
        57_520_833,
        date(2025, 3, 1),
    )
    assert (fundne["sde_skylder_2024"].oere, fundne["sde_skylder_2024"].til_gode) == (2_500, False)


def test_et_aar_der_ikke_rettes_mere_er_ingen_opgave(find: Any) -> None:
    # cro_tilbage_aar is 3: in 2027 the year 2023 is beyond it
    fundne = find("oekonom", i_dag=date(2027, 1, 10))
    assert "sde_mangler_2023" not in fundne
    assert fundne["sde_mangler_2024"].frist == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("i_dag", "aar", "frist"),
    [
        (date(2025, 2, 28), 2024, date(2025, 3, 1)),
        (date(2025, 3, 1), 2024, date(2025, 3, 1)),
        (date(2025, 3, 2), 2024, date(2025, 5, 15)),
        (date(2025, 5, 16), 2024, date(2026, 3, 1)),
        (date(2025, 5, 16), 2022, date(2026, 3, 1)),
        (date(2025, 5, 16), 2025, date(2026, 3, 1)),
    ],
)
def test_naeste_frist(i_dag: date, aar: int, frist: date) -> None:
    parametre = ("frist_foreloebig_cro", "frist_endelig")
    assert opgaver.naeste_frist(laes_lov(), parametre, aar, i_dag) == frist


@pytest.mark.parametrize(
    ("virkning", "klasse", "kroner"), [(120_000, PENGE, 120_000), (-80_000, DATA, -80_000), (0, DATA, None)]
)
def test_udgifter_paa_en_forkert_person_er_en_opgave_begge_veje(
    find: Any, virkning: int, klasse: int, kroner: int | None
) -> None:
    def af(aar: int) -> fejlperson.Oversigt:
        return fejlperson.Oversigt(aar, None, 3 if aar == 2024 else 0, 900_000, virkning, 0, 0, 0, [])

    for rolle, omraader in (("oekonom", ()), ("sagsbehandler", ("boern",))):
        fundne = find(rolle, omraader, forkert_person=af)
        o = fundne["forkert_person_2024"]
        assert (o.klasse, o.oere, o.frist, o.til_gode) == (klasse, kroner, date(2025, 3, 1), False)
        assert "3 udgifter i 2024" in o.titel
        assert o.side_for(Rolle(rolle)) == ("periodisering", {"del": "anden_person", "aar": "2024"})
        assert "forkert_person_2023" not in fundne
    assert "forkert_person_2024" not in find("leder", forkert_person=af)


def test_restafregningerne_vises_to_maaneder_foer(find: Any) -> None:
    fundne = find("oekonom")
    oevrige = fundne["restafregning_frist_foreloebig_oevrige_2024"]
    assert (oevrige.oere, oevrige.frist) == (
        600_055,
        date(2025, 2, 15),
    )  # the state's refund booked on dranst 2
    cro = fundne["restafregning_frist_foreloebig_cro_2024"]
    assert (cro.oere, cro.frist) == (135_875_002, date(2025, 3, 1))
    assert not [n for n in fundne if "frist_endelig" in n]  # 15 May is further away
    assert [n for n in find("oekonom", i_dag=date(2025, 4, 1)) if "frist_endelig" in n]
    assert not [n for n in find("oekonom", i_dag=date(2025, 8, 1)) if n.startswith("restafregning")]


def test_beregnede_graenser_skal_bekraeftes_foer_noget_indberettes(find: Any) -> None:
    o = find("oekonom")["lov_afledt_2024"]  # the limits of 2024 are computed by the regulation rule
    assert (o.oere, o.frist) == (71_187_502, date(2025, 3, 1))
    side, filtre = o.side_for(Rolle.OEKONOM) or ("", {})
    assert (side, filtre["lovaar"], filtre["lovstatus"]) == ("lovgrundlag", "2024", "afledt")
    assert "lov_afledt_2024" not in find("leder")


def test_merforbrug_er_det_stoerste_foerst_og_hoejst_tre(find: Any) -> None:
    fundne = [o for o in find("politiker").values() if o.noegle.startswith("budget")]
    assert [(o.noegle, o.oere) for o in fundne] == [
        ("budget_boern_2024", 10_000_001),
        ("budget_voksne_2024", 3_400_000),
    ]
    assert fundne[0].hvorfor == "Forbruget i 2024 er 33,3 % over budgettet."
    assert fundne[0].side_for(Rolle.POLITIKER) == ("ledelsesinformation", {"aar": "2024", "omraade": "boern"})


def test_koeens_tal_bliver_til_ting_at_goere(find: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.resultater import opgavekilder
    from engine.resultater.sager import Koetal

    tal = Koetal(30, 900, 100, 1, 4, 2, 12_345, date(2025, 2, 20))
    monkeypatch.setattr(opgavekilder.koe, "tal", lambda *a: tal)
    fundne = find("sagsbehandler", ["voksne"])
    tabes = fundne["sager_tabes"]
    assert (tabes.oere, tabes.frist) == (12_345, date(2025, 2, 20))
    assert tabes.side_for(Rolle.SAGSBEHANDLER) == ("sager", {"vis": "frist"})
    assert fundne["sager_mine"].titel == "Arbejd videre med din sag"
    assert "30 sager" in fundne["sager_mine"].hvorfor
    assert fundne["sager_aendrede"].titel == "Se på 2 afgjorte sager igen"
    tomt = Koetal(30, 900, 100, 0, 0, 0, 0, None)
    monkeypatch.setattr(opgavekilder.koe, "tal", lambda *a: tomt)
    assert not [n for n in find("oekonom") if n.startswith("sager_")]


# --- who is told what -----------------------------------------------------------------------------------------------


def test_hver_opgave_har_et_sted_at_gaa_hen(grundlag: Any) -> None:
    for rolle in Rolle:
        for o in opgaver.find(grundlag(rolle, ["voksne"] if rolle == "sagsbehandler" else ())):
            side = o.side_for(rolle)
            assert side is None or rolle in SIDER[side[0]]
            if o.noegle not in ("brugere_uden_omfang", "brugere_skal_skifte", "uden_organisation"):
                assert side is not None, (rolle, o.noegle)
            assert o.titel[0].isupper()
            assert o.hvorfor.endswith(".")
            assert o.kilde


def test_sagsbehandleren_har_kun_sine_egne(find: Any) -> None:
    assert find("sagsbehandler", ["boern"])["sde_mangler_2024"].oere == 19_687_501
    assert "sde_mangler_2023" not in find("sagsbehandler", ["boern"])
    assert find("sagsbehandler") == {}


def test_den_der_ikke_ser_sager_faar_ikke_at_vide_at_der_er_een(find: Any) -> None:
    assert "få sager" in find("leder", ["boern"])["sde_mangler_2024"].hvorfor
    assert "1 sag" in find("sagsbehandler", ["boern"])["sde_mangler_2024"].hvorfor


def test_ingen_opgave_naevner_en_person(grundlag: Any) -> None:
    for rolle in Rolle:
        for o in opgaver.find(grundlag(rolle)):
            assert "Prøve" not in o.titel + o.hvorfor


def test_institutionslederen_foelger_sin_organisation(find: Any) -> None:
    egen = find("institutionsleder", org=["Voksenafdelingen"])
    assert egen["organisation_2024"].oere == 100_000_000  # nothing was booked by it in 2023
    assert "sde_mangler_2024" not in egen  # all of its refund has been claimed
    andre = find("institutionsleder", org=["Familieafdelingen"])["organisation_2024"]
    assert "Få personer har en ydelse i 2024. Regnskabet nævner ikke Familieafdelingen." in andre.hvorfor
    assert "uden_organisation" in find("institutionsleder")
    assert "organisation_ikke_i_data" in find("institutionsleder", org=["Ukendt"])


def test_administratoren_ser_kontroller_brugere_og_karantaene(
    find: Any, grundlag: Any, ind: Indstillinger
) -> None:
    fundne = find("administrator")
    assert fundne["uden_fagomraade"].oere == 12_345
    assert not [o for o in fundne.values() if o.klasse == PENGE]
    lager = kontekst.sagslager(ind.database_url)
    brugere.opret(lager, "ny-sagsbehandler", "Ny", "sagsbehandler", "et-langt-kodeord", NU, cost=4)
    brugere.opret(lager, "ny-oekonom", "Ny", "oekonom", "et-langt-kodeord", NU, skal_skifte=True, cost=4)
    fundne = find("administrator")
    assert "ny-sagsbehandler" in fundne["brugere_uden_omfang"].hvorfor
    assert "ny-oekonom" in fundne["brugere_skal_skifte"].hvorfor
    for navn in ("ny-sagsbehandler", "ny-oekonom"):
        brugere.deaktiver(lager, navn, NU)
    assert not [n for n in find("administrator") if n.startswith("brugere")]


def test_en_andens_forslag_venter_paa_mig_men_ikke_mit_eget(find: Any, ind: Indstillinger) -> None:
    from decimal import Decimal

    lager = kontekst.sagslager(ind.database_url)
    fra = date(2027, 1, 1)
    satser.foreslaa_sats(
        lager, "cro_graense1_sel176", fra, None, Decimal(1_010_000), "Satser", "Nyt år", "hanne", NU
    )
    assert "lovforslag" not in find("oekonom")
    nr = satser.foreslaa_sats(
        lager, "cro_graense2_sel176", fra, None, Decimal(2_000_000), "Satser", "Nyt år", "bent", NU
    )
    assert find("oekonom")["lovforslag"].titel == "Bekræft 1 lovværdi"
    satser.traek_forslag_tilbage(lager, nr, "bent", NU, "Forkert")
    assert "lovforslag" not in find("oekonom")


def test_prognosen_skal_laases_paa_de_nyeste_data(find: Any, k: Kontekst, ind: Indstillinger) -> None:
    """Told to those who see the page and the whole municipality, until one is locked on the data there are."""
    assert k.gen.data_dato is not None
    aar = [2024, 2023]
    for rolle in ("leder", "oekonom"):
        fundet = find(rolle, sde_aar=lambda: aar)["prognose_at_laase"]
        assert fundet.hvorfor.startswith("Ingen prognose er låst endnu.")
        assert fundet.side_for(Rolle(rolle)) == ("prognose", {})
    for rolle in ("sagsbehandler", "revisor", "politiker", "administrator"):
        assert "prognose_at_laase" not in find(rolle, sde_aar=lambda: aar)
    assert "prognose_at_laase" not in find("leder", fag=("boern",), sde_aar=lambda: aar)
    assert "prognose_at_laase" not in find("leder", sde_aar=lambda: aar[:1])
    nyt = {n: [] for n in ("aar", "netto_oere", "uden_indtastet_oere", "nye_oere")}
    nyt |= {"generation": "g", "rettelse_nr": 0, "lov_version": "1", "froe": 1, "antal": 1, "scenarie": "s"}
    lager = kontekst.sagslager(ind.database_url)
    for navn, dato, ventet in (("Maj", "2024-05-31", True), ("Nyeste", str(k.gen.data_dato), False)):
        with lager.skriv() as con:
            lager.skriv_haendelse(
                con,
                "prognose_laast",
                {"prognose": navn},
                nyt | {"data_dato": dato, "sha": navn},
                begrundelse="Møde",
                bruger="hanne",
                nu=NU,
            )
        fundet = find("oekonom", sde_aar=lambda: aar)
        assert ("prognose_at_laase" in fundet) is ventet
        assert (
            not ventet or "'Maj', bygger på data til og med 31.05.2024" in fundet["prognose_at_laase"].hvorfor
        )


def test_gamle_data_siges_til_dem_der_kan_goere_noget(find: Any, k: Kontekst) -> None:
    assert "gamle_data" not in find("administrator")  # 36 days, built this morning
    gammel = find("administrator", i_dag=date(2025, 3, 1))["gamle_data"]
    assert gammel.titel == "Data er 60 dage gamle"
    ubygget = find("administrator", nu=datetime(2025, 2, 9, 8, 0, tzinfo=UTC))["gamle_data"]
    assert ubygget.titel == "Datagrundlaget er ikke bygget i nat"
    demo = replace(k, gen=replace(k.gen, demo=True))
    assert "gamle_data" not in find("administrator", k=demo, i_dag=date(2025, 3, 1))


# --- order, potential, extension ------------------------------------------------------------------------------------


def opgave(
    noegle: str, klasse: int = PENGE, oere: int = 100, frist: date | None = None, kilde: str = ""
) -> Opgave:
    return Opgave(noegle, "Titel", "Hvorfor.", "ingen", klasse, oere, frist, kilde=kilde or noegle)


@pytest.fixture
def kun(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Only the tasks given, each from a source of its own name."""

    def af(*alle: Opgave) -> None:
        def lav(o: Opgave) -> Any:
            return lambda g: iter([o])

        kilder = {f"{i}": opgaver.Kilde(o.kilde, frozenset(Rolle), lav(o), False) for i, o in enumerate(alle)}
        monkeypatch.setattr(opgaver, "kilder", lambda: kilder)

    return af


def test_en_naer_frist_gaar_foerst_saa_penge_efter_stoerrelse_saa_data(grundlag: Any, kun: Any) -> None:
    kun(
        opgave("data", DATA, 10**9),
        opgave("lille", PENGE, 100),
        opgave("stor", PENGE, 900),
        opgave("tilbage", PENGE, -500),
        opgave("snart", PENGE, 5, date(2025, 3, 7)),  # 30 days
        opgave("senere", PENGE, 5, date(2025, 3, 8)),
    )
    orden = [o.noegle for o in opgaver.find(grundlag("oekonom"))]
    assert orden == ["snart", "stor", "tilbage", "lille", "senere", "data"]


def test_de_tre_foerste_er_forskellige_ting(grundlag: Any, kun: Any) -> None:
    kun(*(opgave(f"a{i}", oere=1000 - i, kilde="a") for i in range(4)), opgave("b"), opgave("c", oere=50))
    alle = opgaver.find(grundlag("oekonom"))
    assert [o.noegle for o in opgaver.forskellige(alle, 3)] == ["a0", "b", "c"]
    assert [o.noegle for o in opgaver.forskellige(alle[:4], 3)] == ["a0", "a1", "a2"]
    assert opgaver.forskellige([], 3) == []


def test_det_aabne_potentiale_er_alt_der_kan_hjemtages(grundlag: Any) -> None:
    assert opgaver.aabent_potentiale(grundlag("oekonom")) == 71_187_502 + 57_520_833
    assert opgaver.aabent_potentiale(grundlag("sagsbehandler", ["boern"])) == 19_687_501


def test_en_ny_kilde_kommer_med_af_sig_selv(grundlag: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opgaver, "_KILDER", dict(opgaver.kilder()))

    @opgaver.kilde(Rolle.REVISOR, potentiale=True)
    def proevekilde(g: Grundlag) -> Iterator[Opgave]:
        """A source of a test."""
        yield replace(opgave("proeve", oere=10**12), til_gode=True)

    (min_,) = [o for o in opgaver.find(grundlag("revisor")) if o.noegle == "proeve"]
    assert min_.kilde.endswith("test_opgaver.proevekilde")
    assert "proeve" not in {o.noegle for o in opgaver.find(grundlag("leder"))}
    assert opgaver.aabent_potentiale(grundlag("leder")) > 10**12


def test_hver_kilde_forklarer_sig() -> None:
    alle = opgaver.kilder()
    assert len(alle) > 12
    for kilde in alle.values():
        assert kilde.find.__doc__
        assert kilde.roller


# --- Overblik -------------------------------------------------------------------------------------------------------


def test_overblikket_for_en_oekonom(grundlag: Any, k: Kontekst) -> None:
    o = overblik.hent(grundlag("oekonom"), Nyt(k.gen, None))
    assert len(o.forrest) == 3
    assert sorted(x.noegle for x in (*o.forrest, *o.resten)) == sorted(x.noegle for x in o.opgaver)
    assert o.stilling is not None
    assert (o.stilling.fundet, o.stilling.hjemtaget, o.stilling.mangler) == (
        193_395_835,
        64_690_000,
        128_708_335,
    )
    assert (o.stilling.aar, o.stilling.afvigelse) == (2024, 13_412_346)
    tekst = overblik.saetning(o, Rolle.OEKONOM, date(2025, 2, 15))
    assert tekst.endswith("1,3 mio. kr. kan hjemtages, og den nærmeste frist er 15.02.2025.")


def test_overblikket_for_en_administrator_er_dataenes_tilstand(grundlag: Any, k: Kontekst) -> None:
    o = overblik.hent(grundlag("administrator"), Nyt(k.gen, None))
    assert o.stilling is None
    assert o.friskhed is not None
    assert (o.friskhed.data_dato, o.friskhed.leverancer) == (date(2024, 12, 31), 1)


def test_uden_opgaver_siges_det(k: Kontekst) -> None:
    tomt = overblik.Overblik((), None, None, Nyt(k.gen, None))
    i_dag = date(2025, 3, 1)
    assert overblik.saetning(tomt, Rolle.LEDER, i_dag) == "Der er intet, du skal gøre nu."
    een = replace(tomt, opgaver=(opgave("a"),))
    assert overblik.saetning(een, Rolle.LEDER, i_dag) == "Én ting kræver en beslutning."


def test_en_overskredet_frist_er_ikke_den_naermeste(k: Kontekst) -> None:
    frister = (date(2025, 2, 28), date(2024, 1, 1), date(2025, 3, 1))
    o = overblik.Overblik(
        tuple(replace(opgave(n), frist=f) for n, f in zip("abc", frister, strict=True)),
        None,
        None,
        Nyt(k.gen, None),
    )
    assert overblik.saetning(o, Rolle.LEDER, date(2025, 3, 1)) == (
        "3 ting kræver en beslutning; 2 frister er overskredet; den nærmeste frist er 01.03.2025."
    )
    assert overblik.saetning(o, Rolle.LEDER, date(2025, 3, 2)).endswith("3 frister er overskredet.")
    assert adgang.SIDER["overblik"] == tuple(Rolle)
