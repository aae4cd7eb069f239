"""Reading the log: search, the monthly sample, and a citizen's report; on both databases."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager import logopslag, tabeller
from engine.sager.lager import Sagslager, raekker
from engine.sager.log import Loglinje, skriv_loglinjer
from engine.sager.logopslag import Opslag

NU = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ADMIN = Bruger(1, "admin", "Admin", Rolle.ADMINISTRATOR)
P1, P2 = "a" * 16, "b" * 16


def _skriv(lager: Sagslager, tid: datetime, *linjer: Loglinje) -> None:
    skriv_loglinjer(lager, list(linjer), tid)
    if lager.logskriver is not None:
        lager.logskriver.toem()


@pytest.fixture
def fyldt(lager: Sagslager) -> Sagslager:
    """31 January 23:30 and 1 February 00:30 Danish time, and two looks at P1 in February."""
    _skriv(lager, datetime(2026, 1, 31, 22, 30, tzinfo=UTC), Loglinje("lis", "login_ok", "lis"))
    _skriv(lager, datetime(2026, 1, 31, 23, 30, tzinfo=UTC), Loglinje("bo", "login_ok", "bo"))
    for dag in (3, 4):
        _skriv(
            lager,
            datetime(2026, 2, dag, 9, 0, tzinfo=UTC),
            Loglinje("lis", "se_person", f"sag {dag}", P1, "Gennemgang af sag"),
        )
    _skriv(
        lager, datetime(2026, 2, 5, 9, 0, tzinfo=UTC), Loglinje("bo", "hent_fil", "sde", P2, "Indberetning")
    )
    return lager


def test_kun_administratoren_laeser_loggen(fyldt: Sagslager) -> None:
    for rolle in set(Rolle) - {Rolle.ADMINISTRATOR}:
        anden = Bruger(2, "anden", "Anden", rolle)
        with pytest.raises(AdgangNaegtet):
            logopslag.soeg_som(fyldt, anden, Opslag(), 0, 10, NU)
        with pytest.raises(AdgangNaegtet):
            logopslag.kontrol_som(fyldt, anden, "2026-02", 5, NU)
        with pytest.raises(AdgangNaegtet):
            logopslag.indsigt_som(fyldt, anden, [P1], NU)


def test_en_dag_er_en_dansk_dag(fyldt: Sagslager) -> None:
    fra, til = logopslag.dage("2026-02")
    assert (fra, til) == (date(2026, 2, 1), date(2026, 2, 28))
    linjer, antal = logopslag.soeg_som(fyldt, ADMIN, Opslag(fra, til), 0, 10, NU)
    assert antal == 4
    assert [x.bruger for x in linjer] == ["bo", "lis", "lis", "bo"]
    _, januar = logopslag.soeg_som(fyldt, ADMIN, Opslag(*logopslag.dage("2026-01")), 0, 10, NU)
    assert januar == 1


def test_opslaget_staar_selv_i_loggen(fyldt: Sagslager) -> None:
    linjer, _ = logopslag.soeg_som(fyldt, ADMIN, Opslag(handling="se_log"), 0, 10, NU)
    assert [x.bruger for x in linjer] == ["admin"]


def test_sider_og_filtre(fyldt: Sagslager) -> None:
    valgt = Opslag(bruger="lis", handling="se_person", formaal="Gennemgang af sag")
    foerste, antal = logopslag.soeg_som(fyldt, ADMIN, valgt, 0, 1, NU)
    anden, _ = logopslag.soeg_som(fyldt, ADMIN, valgt, 1, 1, NU)
    assert antal == 2
    assert [x.genstand for x in (*foerste, *anden)] == ["sag 4", "sag 3"]
    assert foerste[0].personer == 1
    assert "lis" in logopslag.valgmuligheder(fyldt, ADMIN)[0]


def test_stikproeven_er_den_samme_for_alle_og_kun_opslag_om_personer(fyldt: Sagslager) -> None:
    for minut in range(40):
        _skriv(
            fyldt,
            datetime(2026, 2, 7, 9, minut, tzinfo=UTC),
            Loglinje("bo", "se_person", f"nr {minut}", P2, "x"),
        )
    en = logopslag.kontrol_som(fyldt, ADMIN, "2026-02", 10, NU)
    to = logopslag.kontrol_som(fyldt, ADMIN, "2026-02", 10, NU + timedelta(hours=1))
    assert [x.nr for x in en.linjer] == [x.nr for x in to.linjer]
    assert len(en.linjer) == 10
    assert {x.handling for x in en.linjer} <= {"se_person", "hent_fil"}
    assert en.af is None
    for afvist in ("  ", "vedr. 610171-1234"):
        with pytest.raises(RettelseAfvist):
            logopslag.gennemgaaet_som(fyldt, ADMIN, en, afvist, NU)
    logopslag.gennemgaaet_som(fyldt, ADMIN, en, "Alt i orden", NU)
    igen = logopslag.kontrol_som(fyldt, ADMIN, "2026-02", 10, NU)
    assert (igen.af, igen.bemaerkning) == ("admin", "Alt i orden")
    # The line of the review holds the seed and the numbers, so that the draw can be made again.
    with fyldt.laes() as con:
        valg = tabeller.log.select().where(tabeller.log.c.handling == logopslag.KONTROL)
        (linje,) = [json.loads(r["detaljer"]) for r in raekker(con, valg)]
    assert (linje["froe"], linje["numre"]) == (en.froe, [x.nr for x in en.linjer])


def test_froeet_er_maanedens_sidste_linje_og_kendes_foerst_bagefter(fyldt: Sagslager) -> None:
    """Nobody can know or choose it while the lines are written."""
    foer = datetime(2026, 2, 28, 22, 59, tzinfo=UTC)
    ikke_slut = logopslag.kontrol_som(fyldt, ADMIN, "2026-02", 5, foer)
    assert (ikke_slut.froe, ikke_slut.linjer) == ("", ())
    with pytest.raises(RettelseAfvist, match="ikke slut"):
        logopslag.gennemgaaet_som(fyldt, ADMIN, ikke_slut, "Alt i orden", foer)
    with fyldt.laes() as con:
        i_februar = list(raekker(con, tabeller.log.select().order_by(tabeller.log.c.nr)))
    sidste = [r["hash"] for r in i_februar if r["tid"] < datetime(2026, 2, 28, 23, 0, tzinfo=UTC)][-1]
    assert logopslag.kontrol_som(fyldt, ADMIN, "2026-02", 5, NU).froe == sidste


def test_ingen_gennemgaar_sine_egne_opslag(fyldt: Sagslager) -> None:
    lis = Bruger(3, "lis", "Lis", Rolle.ADMINISTRATOR)
    proeve = logopslag.kontrol_som(fyldt, lis, "2026-02", 5, NU)
    with pytest.raises(RettelseAfvist, match="en anden skal"):
        logopslag.gennemgaaet_som(fyldt, lis, proeve, "Alt i orden", NU)


def test_det_samme_paa_skaermen_igen_er_intet_nyt_opslag(fyldt: Sagslager) -> None:
    """A click elsewhere on the page draws the same lines; another page or search is another look."""
    for igen in (False, True, True):
        logopslag.soeg_som(fyldt, ADMIN, Opslag(bruger="lis"), 0, 10, NU, igen=igen)
        logopslag.kontrol_som(fyldt, ADMIN, "2026-02", 5, NU, igen=igen)
    linjer, antal = logopslag.soeg_som(fyldt, ADMIN, Opslag(handling="se_log"), 0, 10, NU, igen=True)
    assert antal == 2
    assert {x.genstand for x in linjer} == {"log", "kontrol 2026-02"}
    assert any("hvem: lis" in x.detaljer for x in linjer)


def test_borgeren_ser_hvornaar_og_hvorfor_men_ikke_hvem(fyldt: Sagslager) -> None:
    svar = logopslag.indsigt_som(fyldt, ADMIN, [P1], NU)
    assert [(r["hvad"], r["formaal"]) for r in svar] == [
        ("Oplysninger om dig er vist", "Gennemgang af sag"),
        ("Oplysninger om dig er vist", "Gennemgang af sag"),
        ("Denne oversigt er lavet", "Indsigt til borgeren"),
    ]
    assert not any("lis" in str(v) or "admin" in str(v) for r in svar for v in r.values())


def test_oversigten_finder_lister_udtraek_og_tidligere_noegler(fyldt: Sagslager) -> None:
    """A line about many, a name in a list, and a look under the key of a number that has been replaced."""
    tid = datetime(2026, 2, 8, 9, 0, tzinfo=UTC)
    _skriv(fyldt, tid, Loglinje("bo", "udtraek", "sde", formaal="Revision", personer=[P1, P2]))
    _skriv(fyldt, tid, Loglinje("bo", "se_navn", "sagskoe", formaal="Revision", personer=[P2, "c" * 16]))
    svar = logopslag.indsigt_som(fyldt, ADMIN, [P1, "c" * 16], NU)
    assert [r["hvad"] for r in svar][2:] == [
        "Et udtræk med oplysninger om dig er hentet",
        "Dit navn er vist i en liste",
        "Denne oversigt er lavet",
    ]


def test_maaneder_og_tom_log(lager: Sagslager) -> None:
    assert logopslag.foerste_dag(lager) is None
    assert logopslag.maaneder(date(2025, 11, 3), date(2026, 1, 2)) == ["2026-01", "2025-12", "2025-11"]
