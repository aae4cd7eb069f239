"""What an administrator does with users and sessions, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet
from engine.sager import brugeradmin, brugere, sessioner, tabeller
from engine.sager.brugere import BrugerFejl
from engine.sager.lager import Sagslager

NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hurtig_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brugere.hash_kodeord, "__defaults__", (4,))


def _opret(lager: Sagslager, navn: str, rolle: Rolle) -> Bruger:
    return brugere.opret(lager, navn, navn, rolle, None, NU)


@pytest.fixture
def admin(lager: Sagslager) -> Bruger:
    return _opret(lager, "admin", Rolle.ADMINISTRATOR)


def _handlinger(lager: Sagslager, bruger: str) -> list[tuple[str, str]]:
    t = tabeller.log
    with lager.laes() as con:
        return [
            (str(h), str(g))
            for h, g in con.execute(
                sa.select(t.c.handling, t.c.genstand).where(t.c.bruger == bruger).order_by(t.c.nr)
            )
        ]


def test_ingen_andre_end_administratoren_styrer_brugere(lager: Sagslager, admin: Bruger) -> None:
    for rolle in set(Rolle) - {Rolle.ADMINISTRATOR}:
        anden = Bruger(9, "anden", "Anden", rolle)
        for forsoeg in (
            lambda b: brugeradmin.liste_som(lager, b),
            lambda b: brugeradmin.opret_som(lager, b, "ny", "Ny", "leder", [], [], NU),
            lambda b: brugeradmin.ret_som(lager, b, "admin", "A", "leder", [], [], NU),
            lambda b: brugeradmin.nulstil_som(lager, b, "admin", NU),
            lambda b: brugeradmin.luk_som(lager, b, "admin", NU),
            lambda b: brugeradmin.genaabn_som(lager, b, "admin", NU),
            lambda b: brugeradmin.aabne_sessioner(lager, b, NU),
            lambda b: brugeradmin.afslut_som(lager, b, "x", NU),
        ):
            with pytest.raises(AdgangNaegtet):
                forsoeg(anden)
    assert [b["navn"] for b in brugere.liste(lager)] == ["admin"]


def test_en_ny_bruger_logger_ind_med_den_viste_kode_og_skal_skifte_den(
    lager: Sagslager, admin: Bruger
) -> None:
    kode = brugeradmin.opret_som(lager, admin, "Ny@Kommune", "Ny", "sagsbehandler", ["boern"], [], NU)
    (ny,) = [b for b in brugere.liste(lager) if b["navn"] == "ny@kommune"]
    assert (ny["rolle"], ny["fagomraader"], ny["skal_skifte"]) == ("sagsbehandler", ["boern"], True)
    assert len(kode) == 16
    assert brugeradmin.nulstil_som(lager, admin, "ny@kommune", NU) != kode
    for handling in ("bruger_oprettet", "kodeord_nulstillet"):  # one line each, by who did it
        assert _handlinger(lager, "admin").count((handling, "ny@kommune")) == 1
        assert (handling, "ny@kommune") not in _handlinger(lager, "system")


def test_en_ny_rolle_gaelder_med_det_samme(lager: Sagslager, admin: Bruger) -> None:
    leder = _opret(lager, "leder", Rolle.LEDER)
    with lager.skriv() as con:
        token = sessioner.opret_i(con, leder.id, "", NU)
    brugeradmin.ret_som(lager, admin, "leder", "Leder", "revisor", [], [], NU)
    assert brugeradmin.aabne_sessioner(lager, admin, NU) == []
    assert token
    assert next(b["rolle"] for b in brugere.liste(lager) if b["navn"] == "leder") == "revisor"
    with pytest.raises(BrugerFejl, match="kan ikke begrænses"):
        brugeradmin.ret_som(lager, admin, "leder", "Leder", "revisor", ["boern"], [], NU)


def test_den_sidste_administrator_bliver(lager: Sagslager, admin: Bruger) -> None:
    with pytest.raises(BrugerFejl, match="selv"):
        brugeradmin.luk_som(lager, admin, "admin", NU)
    to = _opret(lager, "to", Rolle.ADMINISTRATOR)
    with pytest.raises(BrugerFejl, match="selv"):
        brugeradmin.ret_som(lager, to, "to", "To", "leder", [], [], NU)
    brugeradmin.luk_som(lager, admin, "to", NU)
    udefra = Bruger(99, "udefra", "Udefra", Rolle.ADMINISTRATOR)
    with pytest.raises(BrugerFejl, match="sidste administrator"):
        brugeradmin.luk_som(lager, udefra, "admin", NU)
    brugeradmin.genaabn_som(lager, admin, "to", NU)
    brugeradmin.luk_som(lager, to, "admin", NU)
    assert {b["navn"]: b["aktiv"] for b in brugere.liste(lager)} == {"admin": False, "to": True}


def test_kun_aabne_sessioner_ses_og_en_kan_afsluttes(lager: Sagslager, admin: Bruger) -> None:
    leder = _opret(lager, "leder", Rolle.LEDER)
    with lager.skriv() as con:
        sessioner.opret_i(con, leder.id, "10.0.0.1", NU)
        sessioner.opret_i(con, admin.id, "", NU - timedelta(days=5))
    (en,) = brugeradmin.aabne_sessioner(lager, admin, NU)
    assert en.navn == "leder"
    brugeradmin.afslut_som(lager, admin, en.id, NU)
    brugeradmin.afslut_som(lager, admin, en.id, NU)
    assert brugeradmin.aabne_sessioner(lager, admin, NU) == []
    assert _handlinger(lager, "admin").count(("session_afsluttet", "leder")) == 1


def test_en_ukendt_bruger_er_en_klar_fejl(lager: Sagslager, admin: Bruger) -> None:
    with pytest.raises(BrugerFejl, match="findes ikke"):
        brugeradmin.luk_som(lager, admin, "ingen", NU)
