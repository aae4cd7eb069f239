"""Every file as every role, through the route a browser would use (the pages: tests/pages/test_sideadgang.py).

What is expected stands in tests/test_adgang.py, written by hand; what is not in those tables is red.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from engine.adgang import FORMAAL
from engine.resultater.hentning import FORMATER
from engine.resultater.udtraek import ALLE
from engine.sager import log, sessioner, tabeller
from engine.sager.lager import Sagslager
from pages.komponenter import data
from tests.sikkerhed.conftest import CPR, ROLLER, VOKSEN
from tests.test_adgang import FORVENTEDE_UDTRAEK

GRUND = FORMAAL["udtraek"][0]


def adresse(navn: str, endelse: str = "csv", **valg: str) -> str:
    return f"/hent/udtraek/{navn}.{endelse}?{urlencode({'aar': '2022', 'formaal': GRUND, **valg})}"


def loglinjer(lager: Sagslager, handling: str) -> list[dict[str, Any]]:
    log.skriver(data.sagslager()).toem()
    with lager.laes() as con:
        valg = sa.select(tabeller.log).where(tabeller.log.c.handling == handling)
        return [dict(r._mapping) for r in con.execute(valg)]


UDEN_NOGEN = (
    "tilflyttere",
    "fraflyttere",
    "kandidater",
    "udlaendinge",
    "moms",
)  # nobody moves, has a permit or a bill with VAT
PROGNOSER = ("prognose", "prognose_sag")


@pytest.mark.parametrize("udtraek", PROGNOSER)
def test_prognosen_siger_hvad_den_mangler_til_dem_der_maa_hente_den(
    udtraek: str, klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    """The town has one month, from which no forecast is made; who may not have it is not told that either."""
    for navn, rolle in ROLLER.items():
        svar = klient(session(navn)).get(adresse(udtraek))
        maatte = rolle in FORVENTEDE_UDTRAEK[udtraek].split()
        assert svar.status_code == (400 if maatte else 403), navn
        assert ("mindst tolv måneders regnskab" in svar.text) is maatte
        assert not any(cpr in svar.text for cpr in CPR)
    maa_ikke = {n for n, r in ROLLER.items() if r not in FORVENTEDE_UDTRAEK[udtraek].split()}
    assert {r["bruger"] for r in loglinjer(lager, "afvist")} >= maa_ikke


@pytest.mark.parametrize("udtraek", [u for u in FORVENTEDE_UDTRAEK if u not in PROGNOSER])
def test_hvert_udtraek_som_hver_rolle(
    udtraek: str, klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    for navn, rolle in ROLLER.items():
        svar = klient(session(navn)).get(adresse(udtraek))
        if rolle in FORVENTEDE_UDTRAEK[udtraek].split():
            assert svar.status_code == 200, navn
            if udtraek not in UDEN_NOGEN:
                assert (VOKSEN in svar.text) is ALLE[udtraek].har_cpr
            assert svar.text.startswith(";".join(ALLE[udtraek].kolonner))
        else:
            assert svar.status_code == 403, navn
            assert not any(cpr in svar.text for cpr in CPR)
    maatte = [n for n, r in ROLLER.items() if r in FORVENTEDE_UDTRAEK[udtraek].split()]
    linjer = loglinjer(lager, "udtraek")
    assert sorted({r["bruger"] for r in linjer}) == sorted(maatte)
    grund = GRUND if ALLE[udtraek].om_personer else ""  # figures need no purpose
    assert {(r["genstand"], r["formaal"]) for r in linjer} == {(udtraek, grund)}
    afviste = loglinjer(lager, "afvist")
    assert {r["bruger"] for r in afviste} == set(ROLLER) - set(maatte)


@pytest.mark.parametrize("udtraek", FORVENTEDE_UDTRAEK)
@pytest.mark.parametrize("token", ["", "falsk", "a" * 43])
def test_uden_en_levende_session_hentes_intet(
    udtraek: str, token: str, klient: Callable[..., Any], lager: Sagslager
) -> None:
    for endelse in FORMATER:
        svar = klient(token).get(adresse(udtraek, endelse))
        assert svar.status_code == 401
        assert "Log ind først" in svar.text
    assert loglinjer(lager, "udtraek") == []


def test_en_kopieret_cookie_henter_intet_efter_log_ud(
    klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    token = session("demo-oekonom-1")
    tyv, ejer = klient(token), klient(token, **{"sec-fetch-site": "same-origin"})
    assert tyv.get(adresse("sde")).status_code == 200
    assert ejer.post("/konto/ud").status_code == 303
    assert tyv.get(adresse("sde")).status_code == 401


def test_den_der_skal_skifte_adgangskode_henter_intet(
    klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    with lager.skriv() as con:
        con.execute(sa.update(tabeller.bruger).values(skal_skifte=True))
    assert klient(session("demo-revisor")).get(adresse("sde")).status_code == 403


@pytest.mark.parametrize("formaal", ["", "fordi", GRUND.upper()])
def test_uden_et_formaal_fra_listen_hentes_intet(
    formaal: str, klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    svar = klient(session("demo-oekonom-1")).get(adresse("sde", formaal=formaal))
    assert svar.status_code == 400
    assert "loggen" in svar.text
    assert loglinjer(lager, "udtraek") == []


@pytest.mark.parametrize(
    "sti",
    [
        *("sde.csv/..", "..%2F..%2Fsager.db", "%2e%2e/hemmeligheder/session", "sde", "sde.exe", ".csv"),
        *("SDE.csv", "sde.csv%00", "findes_ikke.csv", "sde..csv", "sde_grundlag.csv;x=1"),
    ],
)
def test_stier_der_peger_andre_steder_hen_giver_intet(
    sti: str, klient: Callable[..., Any], session: Callable[[str], str]
) -> None:
    for slags in ("udtraek", "..", "andet"):
        svar = klient(session("demo-oekonom-1")).get(f"/hent/{slags}/{sti}?{urlencode({'formaal': GRUND})}")
        assert svar.status_code in (400, 403, 404)
        assert not any(cpr in svar.text for cpr in CPR)
        assert "Traceback" not in svar.text


@pytest.mark.parametrize("aar", ["0000", "2022;--", "x", "20222", "' OR 1=1", "-2022"])
def test_et_aar_der_ikke_er_et_aar_afvises(
    aar: str, klient: Callable[..., Any], session: Callable[[str], str]
) -> None:
    assert klient(session("demo-oekonom-1")).get(adresse("sde", aar=aar)).status_code == 400


def test_filen_er_en_fil_og_efterlader_intet_paa_disken(
    klient: Callable[..., Any], session: Callable[[str], str], hjem: Path
) -> None:
    import pandas as pd

    token = session("demo-oekonom-1")
    laes = {
        "csv": lambda b: pd.read_csv(io.BytesIO(b), sep=";", dtype=str),
        "xlsx": lambda b: pd.read_excel(io.BytesIO(b), dtype=str),
        "parquet": lambda b: pd.read_parquet(io.BytesIO(b)).astype(str),
    }
    sager = {}
    for endelse, medietype in FORMATER.items():
        svar = klient(token).get(adresse("sde", endelse))
        assert svar.headers["content-type"] == medietype
        assert svar.headers["content-disposition"] == f"attachment; filename*=UTF-8''sde-2022.{endelse}"
        assert svar.headers["cache-control"] == "no-store"
        assert svar.headers["x-content-type-options"] == "nosniff"
        sager[endelse] = sorted(laes[endelse](svar.content)["sag_id"])
    assert sager["csv"] == sager["xlsx"] == sager["parquet"]
    assert len(sager["csv"]) == 3
    assert list((hjem / "arbejde").glob("hent-*")) == []


def test_en_sessions_udloeb_lukker_for_filer(
    klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    token = session("demo-oekonom-1")
    with lager.skriv() as con:
        gammel = datetime.now(UTC) - sessioner.INAKTIV * 2
        con.execute(sa.update(tabeller.session).values(sidst_set=gammel))
    assert klient(token).get(adresse("sde")).status_code == 401


def test_ingen_side_bruger_streamlits_egen_hentning() -> None:
    """What st.download_button serves under /media/ answers anyone who has the address."""
    from tests.repo import tekstfiler

    uden_persondata = {"pages/komponenter/lovpakke.py"}  # law values and their sources
    fundne = {f for f, t in tekstfiler().items() if f.startswith("pages/") and "st.download_button(" in t}
    assert fundne <= uden_persondata


def test_en_billet_dur_kun_for_den_den_er_tegnet_for_og_med_samme_omfang(
    klient: Callable[..., Any], session: Callable[[str], str], lager: Sagslager
) -> None:
    from engine.adgang import Handling
    from pages.komponenter import hent

    nu = datetime.now(UTC)
    ejer, anden = session("demo-sagsbehandler"), session("demo-oekonom-1")
    bruger = sessioner.hent_session(lager, ejer, nu)
    assert bruger is not None
    fil = hent.Fil("brev.pdf", Handling.SE_PERSON, lambda: b"indhold", "sag")
    billet = hent.lav_billet(bruger, fil, nu)
    assert klient(ejer).get(f"/hent/{billet}").content == b"indhold"
    assert [klient(t).get(f"/hent/{billet}").status_code for t in (anden, "")] == [403, 403]
    with lager.skriv() as con:
        denne = tabeller.bruger.c.navn == bruger.navn
        con.execute(sa.update(tabeller.bruger).where(denne).values(fagomraader=["voksne"]))
    assert klient(ejer).get(f"/hent/{billet}").status_code == 403
