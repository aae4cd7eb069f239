"""Health and measurements: each part goes from ok to nedsat or nede for its own reason, and tells no data."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from engine.drift import ankerfil, helbred, job, maal
from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.sager.lager import Sagslager
from engine.sager.log import skriv_log, skriver


@pytest.fixture
def bygget(monkeypatch: pytest.MonkeyPatch, nu: datetime) -> Callable[[timedelta], None]:
    """bygget(age) lets a generation of that age be in use."""

    def af_alder(alder: timedelta) -> None:
        gen = SimpleNamespace(nr=7, navn="g000007", bygget=nu - alder, data_dato=nu.date())
        monkeypatch.setattr(laes, "aktuel", lambda _: gen)

    af_alder(timedelta(hours=1))
    return af_alder


def dele(ind: Indstillinger, lager: Sagslager, nu: datetime) -> dict[str, str]:
    return {d.navn: d.tilstand for d in helbred.proev(ind, lambda: lager, nu)}


def test_alt_er_vel(ind: Indstillinger, et_lager: Sagslager, nu: datetime, bygget: Any) -> None:
    fundne = helbred.proev(ind, lambda: et_lager, nu)
    assert {d.tilstand for d in fundne} == {"ok"}
    assert [d.navn for d in fundne] == ["sagslager", "datagrundlag", "disk", "log", "anker", "job"]
    assert helbred.samlet(fundne) == "ok"
    assert all(d.tekst for d in fundne)


def test_uden_sagslager_er_systemet_nede(ind: Indstillinger, nu: datetime, bygget: Any) -> None:
    def vaek() -> Sagslager:
        raise HjemtagFejl("Sagslageret svarer ikke.")

    fundne = helbred.proev(ind, vaek, nu)
    assert helbred.samlet(fundne) == "nede"
    assert [d.navn for d in fundne] == ["sagslager", "datagrundlag", "disk"]


def test_et_gammelt_skema_er_nede(ind: Indstillinger, nu: datetime, bygget: Any) -> None:
    uden = Sagslager(ind.database_url)
    assert dele(ind, uden, nu)["sagslager"] == "nede"


def test_gamle_data_er_nedsat(ind: Indstillinger, et_lager: Sagslager, nu: datetime, bygget: Any) -> None:
    bygget(timedelta(hours=36))
    assert dele(ind, et_lager, nu)["datagrundlag"] == "ok"
    bygget(timedelta(hours=36, seconds=1))
    assert dele(ind, et_lager, nu)["datagrundlag"] == "nedsat"
    assert dele(replace(ind, data_timer_max=100), et_lager, nu)["datagrundlag"] == "ok"


def test_intet_datagrundlag_er_nedsat(ind: Indstillinger, et_lager: Sagslager, nu: datetime) -> None:
    assert dele(ind, et_lager, nu)["datagrundlag"] == "nedsat"


def test_lidt_plads_er_nedsat(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime, bygget: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2 * 2**30 - 1))
    assert dele(ind, et_lager, nu)["disk"] == "nedsat"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2 * 2**30))
    assert dele(ind, et_lager, nu)["disk"] == "ok"


def test_en_log_der_ikke_kan_skrives_er_nedsat(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime, bygget: Any
) -> None:
    skriver(et_lager).sidste_fejl = "Sagslageret svarer ikke."
    assert dele(ind, et_lager, nu)["log"] == "nedsat"


def test_linjer_der_har_ventet_for_laenge_paa_et_anker(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime, bygget: Any
) -> None:
    skriv_log(et_lager, nu=nu, bruger="karen", handling="se_person")
    assert dele(ind, et_lager, nu + timedelta(hours=2))["anker"] == "ok"
    assert dele(ind, et_lager, nu + timedelta(hours=2, seconds=1))["anker"] == "nedsat"
    kun_om_natten = replace(ind, log_anker_minutter=0)
    assert dele(kun_om_natten, et_lager, nu + timedelta(hours=26))["anker"] == "ok"
    assert dele(kun_om_natten, et_lager, nu + timedelta(hours=26, seconds=1))["anker"] == "nedsat"
    ankerfil.saet(ind, et_lager, nu)
    # Nothing but the line that names the anchor has come since: a quiet weekend is no fault.
    assert dele(ind, et_lager, nu + timedelta(days=3))["anker"] == "ok"


def test_et_job_der_mislykkedes_eller_blev_draebt(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime, bygget: Any
) -> None:
    def koer(kode: int) -> None:
        job.koer(ind, lambda: et_lager, "nat", "system:x", nu, lambda: (kode, None), print)

    koer(2)
    assert dele(ind, et_lager, nu)["job"] == "ok"  # rows in quarantine are no fault of the run
    koer(1)
    assert dele(ind, et_lager, nu)["job"] == "nedsat"
    koer(0)
    assert dele(ind, et_lager, nu)["job"] == "ok"
    (ind.hjem / "job.json").write_text(
        json.dumps({"verbum": "byg", "startet": nu.isoformat(), "pid": 2**22 + 1})
    )
    assert dele(ind, et_lager, nu)["job"] == "nedsat"
    (ind.hjem / "job.json").write_text(
        json.dumps({"verbum": "byg", "startet": nu.isoformat(), "pid": os.getpid()})
    )
    assert dele(ind, et_lager, nu)["job"] == "ok"


# --- jobs ------------------------------------------------------------------------------------------------------


def test_et_job_staar_i_loggen_og_ses_mens_det_koerer(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime
) -> None:
    set_imens = []

    def arbejde() -> tuple[int, str]:
        set_imens.append(job.igang(ind))
        return 0, "svar"

    assert job.koer(ind, lambda: et_lager, "byg", "system:x", nu, arbejde, print) == "svar"
    assert (set_imens[0].verbum, set_imens[0].pid, set_imens[0].lever) == ("byg", os.getpid(), True)
    assert job.igang(ind) is None
    (sidste,) = job.seneste(et_lager)
    assert (sidste.verbum, sidste.bruger, sidste.kode, sidste.fejl) == ("byg", "system:x", 0, "")


def test_et_job_der_fejler_siger_hvorfor_uden_cpr(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime
) -> None:
    for fejl in (
        HjemtagFejl("Filen person.csv mangler"),
        HjemtagFejl("Rækken for 610188-1234"),
        ZeroDivisionError("x"),
    ):

        def arbejde(fejl: BaseException = fejl) -> tuple[int, None]:
            raise fejl

        with pytest.raises(type(fejl)):
            job.koer(ind, lambda: et_lager, "indlaes", "system:x", nu, arbejde, print)
    assert [k.fejl for k in job.seneste(et_lager)] == [
        "ZeroDivisionError",
        "(teksten rummer et CPR-nummer)",
        "Filen person.csv mangler",
    ]
    assert job.igang(ind) is None


def test_et_job_uden_log_er_gjort_og_advarer(ind: Indstillinger, nu: datetime) -> None:
    def vaek() -> Sagslager:
        raise HjemtagFejl("svarer ikke")

    advarsler: list[str] = []
    assert job.koer(ind, vaek, "byg", "x", nu, lambda: (0, 5), advarsler.append) == 5
    assert "kunne ikke skrives i loggen" in advarsler[0]


def test_et_afvist_job_nummer_to_roerer_ikke_det_foerstes_melding(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime
) -> None:
    def indre() -> tuple[int, None]:
        job.koer(ind, lambda: et_lager, "indlaes", "x", nu, lambda: (1, None), print)
        igang = job.igang(ind)
        assert igang is not None
        assert igang.verbum == "nat"
        return 0, None

    job.koer(ind, lambda: et_lager, "nat", "x", nu, indre, print)


# --- measurements -------------------------------------------------------------------------------------------------


def maalinger(ind: Indstillinger, lager: Any, nu: datetime) -> dict[tuple[str, ...], float]:
    tekst = maal.tekst(ind, lager, nu).decode()
    return {
        (s.name, *s.labels.values()): s.value
        for f in text_string_to_metric_families(tekst)
        for s in f.samples
    }


def test_maalinger_kan_laeses_af_prometheus(
    ind: Indstillinger, et_lager: Sagslager, nu: datetime, bygget: Any
) -> None:
    job.koer(ind, lambda: et_lager, "nat", "x", nu, lambda: (2, None), print)
    ankerfil.saet(ind, et_lager, nu)
    ind.landing.mkdir()
    (ind.landing / "fil").write_bytes(b"x" * 1234)
    maal.anmodning("hent", "GET", 200, 0.2)
    maal.anmodning("hent", "PROPFIND", 503, 0.2)
    maal.side("datakvalitet", 0.3)
    m = maalinger(ind, lambda: et_lager, nu)
    assert m["hjemtag_helbred", "sagslager"] == 1
    assert m["hjemtag_generation_nr",] == 7
    assert m["hjemtag_generation_bygget_sekunder",] == (nu - timedelta(hours=1)).timestamp()
    assert m["hjemtag_disk_bytes", "landing"] == 1234
    assert m["hjemtag_job_lykkedes", "nat"] == 1
    assert m["hjemtag_log_linjer",] == 2
    assert m["hjemtag_log_ankret_linje",] == 1
    assert m["hjemtag_log_koe",] == 0
    assert m["hjemtag_log_skrevet_total",] == 2
    assert m["hjemtag_sessioner",] == 0
    assert m["hjemtag_anmodning_sekunder_count", "GET", "hent", "200"] == 1
    assert m["hjemtag_anmodning_sekunder_count", "andet", "hent", "503"] == 1
    assert m["hjemtag_side_sekunder_sum", "datakvalitet"] == pytest.approx(0.3)
    assert m["hjemtag_fejl_total", "rute"] >= 1


def test_maalinger_uden_sagslager_er_stadig_maalinger(ind: Indstillinger, nu: datetime) -> None:
    def vaek() -> Sagslager:
        raise HjemtagFejl("svarer ikke")

    m = maalinger(ind, vaek, nu)
    assert m["hjemtag_helbred", "sagslager"] == 0
    assert m["hjemtag_helbred", "datagrundlag"] == 0.5
    assert m["hjemtag_disk_fri_bytes",] > 0
    assert ("hjemtag_log_linjer",) not in m
