"""Periods read in texts, in the warehouse: the order of design.md reading 2, and decisions on top of it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager import periode as periodelager
from engine.refusion.indberetning import FORELOEBIG, Periode
from engine.resultater import indberetning, kontekst, opgavekilder, periodisering, rettelser, sde, udtraek
from engine.resultater.sde import PeriodeRettelse
from engine.sager.model import Rettelse, laes_retfil
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering

VOKSEN, BARN = "6105800001", "6103120001"
NU = datetime(2023, 6, 15, 8, 0, tzinfo=UTC)


def uden_periode(
    bilag: str, tekst: str, beloeb: str, bogfoert: str, dokument: str = "", **flere: str
) -> dict:
    return postering(
        VOKSEN,
        beloeb,
        "",
        "",
        bilagsnr=bilag,
        tekst=tekst,
        bogfoeringsdato=bogfoert,
        bilagsdato=dokument,
        **flere,
    )


def by() -> Tabeller:
    return {
        "person": [person(VOKSEN, "1980-05-15"), person(BARN, "2012-03-05")],
        "adresse": [adresse(VOKSEN, "1"), adresse(BARN, "2")],
        "postering": [
            postering(VOKSEN, "90000.00", "2022-01-01", "2022-01-31", bilagsnr="ANGIVET", tekst="takst marts 2022"),
            uden_periode("TEKST", "Botilbud jan-mar 2022", "300000.00", "2022-04-10", "2022-04-04"),
            uden_periode("SKREVET", "Takst for december", "60000.00", "2022-01-07", "2022-01-03"),
            uden_periode("TAVS", "Fakt. 10234", "90000.00", "2022-05-20", "2022-05-12"),
            uden_periode("TAVS2", "Fakt. 10299", "90000.00", "2022-08-20", "2022-08-12"),
            uden_periode("UDENDATO", "Afregning", "40000.00", "2022-06-02"),
            uden_periode("FJERN", "Botilbud marts 2018", "50000.00", "2022-07-07", "2022-07-01"),
            uden_periode("BIL", "Handicapbil bevilling 4411", "240000.00", "2022-09-08", "2022-09-01"),
            uden_periode("KENDT", "Handicapbil", "120000.00", "2022-10-08", "2022-10-01", enkeltstaaende="1"),
            *(
                postering(
                    BARN, "1000.00", f"2022-{m:02d}-01", f"2022-{m:02d}-28", cvr="99600009",
                    bilagsdato=f"2022-{m + 1:02d}-03", bogfoeringsdato=f"2022-{m + 1 + m:02d}-20",
                )
                for m in (1, 2, 3)
            ),
            postering(
                "", "5000.00", "", "", bilagsnr="VEJ", tekst="marts 2022", bogfoeringsdato="2022-04-01",
                konto="2280110000000149", lov="", paragraf="",
            ),
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("tekst")
    (mappe / "hjem").mkdir()
    lager_af(
        by(), Indstillinger(mappe / "hjem", "0860", f"sqlite:///{mappe / 'hjem' / 'sager.db'}"), NU, mappe
    )
    return mappe / "hjem"


@pytest.fixture
def ind(bygget: Path, tmp_path: Path) -> Indstillinger:
    hjem = kopi_af(bygget, tmp_path / "hjem", ignore=shutil.ignore_patterns("sager.db*"))
    return Indstillinger(hjem, "0860", f"sqlite:///{hjem / 'sager.db'}", fire_oejne_graense_kr=1_000_000)


def andele(ind: Indstillinger) -> pd.DataFrame:
    return pd.concat(udtraek.find("sde_grundlag").lav(kontekst.hent(ind), None)).reset_index(drop=True)


def perioder(ind: Indstillinger) -> dict[str, tuple[str, str, str, float]]:
    """bilag -> (first month, last month, source, certainty)."""
    return {
        bilag: (g["maaned"].min(), g["maaned"].max(), g["periode_kilde"].iloc[0], g["sikkerhed"].iloc[0])
        for bilag, g in andele(ind).groupby("bilagsnr")
    }


def skriv(ind: Indstillinger, *linjer: dict[str, Any]) -> list[int]:
    faelles = {"begrundelse": "Fakturaen siger det", "bruger": "karen"}
    tekst = "\n".join(json.dumps(linje | faelles) for linje in linjer)
    return rettelser.skriv(ind, laes_retfil(tekst), NU, kilde="ret", koerer="ole").haendelser


def noegle(bilag: str) -> dict[str, Any]:
    return {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": bilag, "linjenr": 1}


FAKT = {"skabelon": "fakt. #", "kilde": "opus", "cvr": ""}


def regel(nyt: dict[str, Any], noegle_: dict[str, str] = FAKT) -> dict[str, Any]:
    return {"type": "periode_regel", "noegle": noegle_, "nyt": nyt}


# --- reading 2 -------------------------------------------------------------------------------------------------


def test_raekkefoelgen_angivet_tekst_bilagsdato_bogfoeringsdato(ind: Indstillinger) -> None:
    p = perioder(ind)
    assert p["ANGIVET"] == ("2022-01", "2022-01", "angivet", 1.0)
    assert p["TEKST"][:3] == ("2022-01", "2022-03", "tekst")
    assert p["SKREVET"][:3] == ("2021-12", "2021-12", "tekst")
    assert p["TAVS"][:3] == ("2022-05", "2022-05", "bilagsdato")
    assert p["UDENDATO"][:3] == ("2022-06", "2022-06", "bogfoeringsdato")
    assert p["KENDT"][:3] == ("2022-01", "2022-12", "enkeltstaaende")
    assert "VEJ" not in p


def test_sikkerheden_er_laesningens(ind: Indstillinger) -> None:
    assert 0.8 <= perioder(ind)["TEKST"][3] < 1


def test_en_usikker_laesning_bruges_ikke(ind: Indstillinger) -> None:
    assert perioder(ind)["FJERN"][:3] == ("2022-07", "2022-07", "bilagsdato")


def test_et_engangskoeb_teksten_antyder_bliver_i_sin_maaned(ind: Indstillinger) -> None:
    assert perioder(ind)["BIL"][:3] == ("2022-09", "2022-09", "bilagsdato")


def test_kun_posteringer_uden_periode_som_et_krav_kan_angaa_laeses(ind: Indstillinger) -> None:
    tabel = laes.forespoerg(kontekst.hent(ind).gen, "SELECT count(*) AS n FROM raw.tekstperiode")
    assert tabel["n"].to_pylist() == [7]


# --- decisions -------------------------------------------------------------------------------------------------


def test_et_ja_til_engangskoebet_fordeler_det_paa_aaret_og_kan_fortrydes(ind: Indstillinger) -> None:
    foer = andele(ind)
    (nr,) = skriv(ind, {"type": "enkeltstaaende", "noegle": noegle("BIL"), "nyt": {"enkeltstaaende": 1}})
    bil = andele(ind)[lambda d: d["bilagsnr"] == "BIL"]
    assert bil["periode_kilde"].unique().tolist() == ["enkeltstaaende"]
    assert bil["beloeb_andel"].tolist() == [2_000_000] * 12
    skriv(ind, {"type": "fortryd", "noegle": {"haendelse": nr}})
    assert andele(ind).equals(foer)


def test_et_nej_lader_det_ligge_i_sin_maaned(ind: Indstillinger) -> None:
    skriv(ind, {"type": "enkeltstaaende", "noegle": noegle("KENDT"), "nyt": {"enkeltstaaende": 0}})
    assert perioder(ind)["KENDT"][:3] == ("2022-10", "2022-10", "bilagsdato")


def test_den_nyeste_af_periode_og_engangskoeb_gaelder(ind: Indstillinger) -> None:
    flyt = {
        "type": "flyt_periode",
        "noegle": noegle("BIL"),
        "nyt": {"periode_fra": "2022-03-01", "periode_til": "2022-03-31"},
    }
    ja = {"type": "enkeltstaaende", "noegle": noegle("BIL"), "nyt": {"enkeltstaaende": 1}}
    nej = {"type": "enkeltstaaende", "noegle": noegle("BIL"), "nyt": {"enkeltstaaende": 0}}
    skriv(ind, flyt)
    assert perioder(ind)["BIL"][:3] == ("2022-03", "2022-03", "rettet")
    skriv(ind, ja)
    assert perioder(ind)["BIL"][:3] == ("2022-01", "2022-12", "enkeltstaaende")
    skriv(ind, flyt)
    assert perioder(ind)["BIL"][:3] == ("2022-03", "2022-03", "rettet")
    skriv(ind, nej)
    assert perioder(ind)["BIL"][:3] == ("2022-03", "2022-03", "rettet")


def test_en_tekstregel_flytter_alle_som_den_og_ingen_andre(ind: Indstillinger) -> None:
    foer = perioder(ind)
    (nr,) = skriv(ind, regel({"periode": "maaned", "forskydning": -1}))
    efter = perioder(ind)
    assert efter["TAVS"] == ("2022-04", "2022-04", "rettet", 1.0)
    assert efter["TAVS2"] == ("2022-07", "2022-07", "rettet", 1.0)
    assert {b: p for b, p in efter.items() if not b.startswith("TAVS")} == {
        b: p for b, p in foer.items() if not b.startswith("TAVS")
    }
    skriv(ind, {"type": "fortryd", "noegle": {"haendelse": nr}})
    assert perioder(ind) == foer


def test_en_postering_for_sig_gaar_foer_reglen(ind: Indstillinger) -> None:
    flyt = {"periode_fra": "2022-02-01", "periode_til": "2022-02-28"}
    skriv(
        ind,
        {"type": "flyt_periode", "noegle": noegle("TAVS"), "nyt": flyt},
        regel({"periode": "kvartal", "forskydning": -1}),
    )
    assert perioder(ind)["TAVS"][:2] == ("2022-02", "2022-02")
    assert perioder(ind)["TAVS2"][:2] == ("2022-04", "2022-06")


def test_en_regel_kan_sige_at_teksten_har_ret(ind: Indstillinger) -> None:
    fjern = {"skabelon": "botilbud <måned> #", "kilde": "opus", "cvr": ""}
    skriv(ind, regel({"periode": "tekst"}, fjern))
    assert perioder(ind)["FJERN"][:3] == ("2018-03", "2018-03", "rettet")


def test_en_regel_om_engangskoeb(ind: Indstillinger) -> None:
    bil = {"skabelon": "handicapbil bevilling #", "kilde": "opus", "cvr": ""}
    skriv(ind, regel({"enkeltstaaende": 1}, bil))
    assert perioder(ind)["BIL"][:3] == ("2022-01", "2022-12", "enkeltstaaende")


def test_en_regel_virker_ogsaa_paa_det_der_kommer_senere(ind: Indstillinger, tmp_path: Path) -> None:
    skriv(ind, regel({"periode": "maaned", "forskydning": -1}))
    senere = by()
    senere["postering"].append(uden_periode("NY", "Fakt. 99999", "1000.00", "2022-12-20", "2022-12-12"))
    (tmp_path / "senere").mkdir()
    lager_af(senere, ind, NU, tmp_path / "senere")
    assert perioder(ind)["NY"][:3] == ("2022-11", "2022-11", "rettet")


@pytest.mark.parametrize(
    ("linje", "grund"),
    [
        (regel({"periode": "maaned"}, FAKT | {"skabelon": "findes ikke #"}), "Ingen postering"),
        (regel({"periode": "maaned"}, FAKT | {"skabelon": "fakt. 10234"}), "# for tal"),
        (regel({"periode": "aar"}), "'periode' skal være"),
        (regel({}), "'periode' eller 'enkeltstaaende'"),
        (regel({"periode": "maaned", "antal": 99}), "'antal'"),
        (regel({"periode": "tekst", "enkeltstaaende": 1}), "enten"),
        (
            {"type": "enkeltstaaende", "noegle": noegle("BIL"), "nyt": {"enkeltstaaende": "ja"}},
            "1 .ja. eller 0",
        ),
        ({"type": "enkeltstaaende", "noegle": noegle("INGEN"), "nyt": {"enkeltstaaende": 1}}, "findes ikke"),
    ],
)
def test_det_der_ikke_kan_betyde_noget_afvises(ind: Indstillinger, linje: dict[str, Any], grund: str) -> None:
    with pytest.raises(RettelseAfvist, match=grund):
        skriv(ind, linje)
    assert kontekst.hent(ind).rettelse_nr == 0


def test_virkningen_af_en_regel_er_den_der_kommer(ind: Indstillinger) -> None:
    k = kontekst.hent(ind)
    r = Rettelse(0, "periode_regel", FAKT, {"periode": "maaned", "forskydning": -1}, "", "")
    v = sde.virkning_af(k, [r])
    skriv(ind, regel({"periode": "maaned", "forskydning": -1}))
    foer, efter = (int(sde.beregn(x).sager["refusion"].sum()) for x in (k, kontekst.hent(ind)))
    assert v.forskel_oere == efter - foer


def test_virkningen_af_et_ja(ind: Indstillinger) -> None:
    k = kontekst.hent(ind)
    v = sde.virkning(k, PeriodeRettelse("opus", 2022, "BIL", 1, enkeltstaaende=True))
    skriv(ind, {"type": "enkeltstaaende", "noegle": noegle("BIL"), "nyt": {"enkeltstaaende": 1}})
    foer, efter = (int(sde.beregn(x).sager["refusion"].sum()) for x in (k, kontekst.hent(ind)))
    assert v.forskel_oere == efter - foer != 0


# --- rights ------------------------------------------------------------------------------------------------------

VOKSNE = Bruger(3, "lis", "Lis", Rolle.SAGSBEHANDLER, ("voksne",))
BOERN = Bruger(4, "bent", "Bent", Rolle.SAGSBEHANDLER, ("boern",))


def _som(bruger: Bruger) -> Rettelse:
    return Rettelse(0, "periode_regel", FAKT, {"periode": "maaned", "forskydning": -1}, "Aftalt", bruger.navn)


def test_en_sagsbehandler_laver_kun_regler_inden_for_sit_fagomraade(ind: Indstillinger) -> None:
    with pytest.raises(AdgangNaegtet, match="uden for dit område"):
        rettelser.skriv_som(ind, BOERN, [_som(BOERN)], NU)
    assert rettelser.skriv_som(ind, VOKSNE, [_som(VOKSNE)], NU).haendelser


def test_en_regel_paa_mange_penge_tager_to_personer(ind: Indstillinger) -> None:
    """The two postings are 180.000 together."""
    from dataclasses import replace

    lille = replace(ind, fire_oejne_graense_kr=150_000)
    karen = Bruger(1, "karen", "Karen", Rolle.OEKONOM)
    udfald = rettelser.skriv_som(lille, karen, [_som(karen)], NU)
    assert not udfald.haendelser
    (venter,) = rettelser.ventende(lille, Bruger(2, "ole", "Ole", Rolle.OEKONOM), NU)
    assert "måneden før bogføringsdatoen" in venter.hvad
    assert venter.beloeb_oere == 18_000_000
    rettelser.godkend_som(lille, Bruger(2, "ole", "Ole", Rolle.OEKONOM), udfald.venter[0], NU)
    assert perioder(lille)["TAVS"][:2] == ("2022-04", "2022-04")


def test_dansk_dato_i_reglens_ord() -> None:
    from engine.sager.periodevalg import beskriv_regel

    assert beskriv_regel({"periode": "maaned", "forskydning": 0, "antal": 1}) == "bogføringsdatoens måned"
    assert (
        beskriv_regel({"periode": "kvartal", "forskydning": -1, "antal": 1})
        == "kvartalet før bogføringsdatoen"
    )
    assert (
        beskriv_regel({"periode": "maaned", "forskydning": -3, "antal": 3, "ud_fra": "bilagsdato"})
        == "de 3 måneder før bilagsdatoen"
    )
    assert beskriv_regel({"periode": "tekst"}) == "den periode, teksten siger"


@pytest.mark.parametrize(
    ("enhed", "forskydning", "antal", "ventet"),
    [
        ("maaned", 0, 1, ("2022-05-01", "2022-05-31")),
        ("maaned", -1, 1, ("2022-04-01", "2022-04-30")),
        ("maaned", -3, 3, ("2022-02-01", "2022-04-30")),
        ("maaned", 1, 1, ("2022-06-01", "2022-06-30")),
        ("kvartal", -1, 1, ("2022-01-01", "2022-03-31")),
        ("kvartal", 0, 2, ("2022-04-01", "2022-09-30")),
        ("halvaar", 0, 1, ("2022-01-01", "2022-06-30")),
        ("halvaar", -1, 1, ("2021-07-01", "2021-12-31")),
        ("halvaar", 1, 1, ("2022-07-01", "2022-12-31")),
    ],
)
def test_reglens_periode(enhed: str, forskydning: int, antal: int, ventet: tuple[str, str]) -> None:
    from engine.refusion.periodisering.regel import Tekstregel

    r = Tekstregel("x", "opus", "", enhed, forskydning, antal)
    fra, til = r.anvendt(date(2022, 5, 20), None, None) or (None, None)
    assert (str(fra), str(til)) == ventet


# --- what waits stops a hand-in and is a thing to do ----------------------------------------------------------------

OEKONOM = Bruger(1, "karen", "Karen", Rolle.OEKONOM)


def _kontrol(ind: Indstillinger) -> dict[str, str]:
    k = kontekst.hent(ind)
    linjer = sde.beregn(k).sager[["aar", "sag_id", "lov"]]
    p = Periode(FORELOEBIG, 2022)
    kontroller = [*indberetning._engangskoeb(ind, k, p, linjer), *indberetning._perioder(ind, k, p, linjer)]
    return {t.navn: t.tilstand for t in kontroller}


def test_et_uafklaret_engangskoeb_standser_indberetningen(ind: Indstillinger) -> None:
    assert _kontrol(ind) == {"Engangskøb": indberetning.ROED, "Perioder": indberetning.GUL}
    skriv(ind, {"type": "enkeltstaaende", "noegle": noegle("BIL"), "nyt": {"enkeltstaaende": 0}})
    assert _kontrol(ind)["Engangskøb"] == indberetning.GROEN


def test_det_der_venter_er_opgaver_med_kroner(ind: Indstillinger) -> None:
    k = kontekst.hent(ind)
    o = periodisering.oversigt(k, OEKONOM, 2022)
    g = SimpleNamespace(lov=k.lov, i_dag=date(2023, 6, 15), sde_aar=lambda: [2022], perioder={2022: o}.get)
    vaelg, afgoer = opgavekilder.perioder_at_vaelge(g)  # type: ignore[arg-type]
    assert (vaelg.oere, afgoer.titel) == (o.paa_spil_oere, "Afgør 1 foreslået engangskøb i 2022")
    assert vaelg.oere > 0


def test_koeen_mister_det_der_er_valgt_og_faar_det_igen(ind: Indstillinger) -> None:
    def aabne() -> set[str]:
        return set(periodisering.koe(kontekst.hent(ind)).poster["skabelon"])

    foer = aabne()
    assert "fakt. #" in foer
    (nr,) = skriv(ind, regel({"periode": "maaned", "forskydning": 0, "ud_fra": "bilagsdato"}))
    assert aabne() == foer - {"fakt. #"}
    skriv(ind, {"type": "fortryd", "noegle": {"haendelse": nr}})
    assert aabne() == foer


def test_kroner_efter_kilde_summer_til_bruttoudgiften(ind: Indstillinger) -> None:
    skriv(ind, regel({"periode": "maaned", "forskydning": -1}))
    k = kontekst.hent(ind)
    pr_aar = periodisering.kilder_pr_aar(k, OEKONOM)
    brutto = sde.beregn(k).sager.groupby("aar")["brutto_oere"].sum().to_dict()
    assert {aar: sum(kilder.values()) for aar, kilder in pr_aar.items() if sum(kilder.values())} == brutto
    assert pr_aar[2022]["rettet"] == 18_000_000


def test_leverandoerens_moenster_er_det_der_gaar_igen(ind: Indstillinger) -> None:
    """Always the month before the document, but booked one, two or three months after it."""
    gen = kontekst.hent(ind).gen
    assert periodelager.leverandoermoenster(gen, "opus", "99600009")[0] == ("bilagsdato", -1, 1, 3)
    assert periodelager.leverandoermoenster(gen, "opus", "findes ikke") == []
