"""Coming events in the store: one line once whoever is first, whole files in and out, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from engine.fejl import HjemtagFejl, RettelseAfvist
from engine.sager import kommende, tabeller
from engine.sager.kommende import Ny
from engine.sager.lager import Sagslager, aabn
from engine.sager.log import efterproev

NU = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _nye(antal: int, fra: int = 0) -> list[Ny]:
    return [
        Ny(f"{n:016x}", "start", date(2026, 4, 1), 80, "", 1_000_00 + n, "Visiteret")
        for n in range(fra, fra + antal)
    ]


def _gem(lager: Sagslager, nye: list[Ny], samling: str) -> list[int]:
    return kommende.tilfoej_mange(lager, nye, samling=samling, fil="egne.csv", bruger="ole", nu=NU)


def test_to_paa_samme_tid_gemmer_ikke_den_samme_linje_to_gange(lager: Sagslager) -> None:
    """Two economists with the same file, each with a connection of their own: one is kept, the other told."""
    anden = aabn(lager.url.render_as_string(hide_password=False))
    klar, svar = threading.Barrier(2), []

    def gem(en: Sagslager, samling: str) -> None:
        klar.wait()
        try:
            svar.append(len(_gem(en, _nye(50), samling)))
        except RettelseAfvist as fejl:
            svar.append(str(fejl))

    traade = [threading.Thread(target=gem, args=(en, s)) for en, s in ((lager, "a"), (anden, "b"))]
    for t in traade:
        t.start()
    for t in traade:
        t.join()
    anden.luk()
    assert 50 in svar
    (afvist,) = [s for s in svar if s != 50]
    assert str(afvist).startswith("50 af de 50 hændelser venter allerede")
    assert len(kommende.ventede(lager)) == 50


def test_en_af_hundrede_der_findes_holder_dem_alle_ude(lager: Sagslager) -> None:
    _gem(lager, _nye(1), "a")
    with pytest.raises(RettelseAfvist, match="1 af de 100"):
        _gem(lager, _nye(100), "b")
    assert len(kommende.ventede(lager)) == 1


def test_en_linje_to_gange_i_samme_bundt_afvises(lager: Sagslager) -> None:
    with pytest.raises(RettelseAfvist, match="1 af de 3"):
        _gem(lager, [*_nye(2), *_nye(1)], "a")
    assert kommende.ventede(lager) == []


def test_det_samme_kan_skrives_igen_naar_det_er_trukket_tilbage(lager: Sagslager) -> None:
    _gem(lager, _nye(3), "a")
    assert kommende.fjern_samling(lager, "a", "forkert", "ole", NU) == 3
    _gem(lager, _nye(3), "b")
    assert {v.samling for v in kommende.ventede(lager)} == {"b"}
    foer, efter = (next(f for f in kommende.filer(lager) if f.samling == s) for s in ("a", "b"))
    assert (len(foer.tilbage), foer.den_sidste) == (3, ("ole", NU, "forkert"))
    assert (len(efter.tilbage), efter.den_sidste) == (0, None)
    # Versions go on by one on each key: written, taken back, written.
    t = tabeller.haendelse
    with lager.laes() as con:
        valg = sa.select(t.c.noegle_hash, sa.func.max(t.c.version), sa.func.count()).group_by(t.c.noegle_hash)
        assert {(v, n) for _, v, n in con.execute(valg)} == {(3, 3)}


def test_en_enkelt_der_er_fjernet_er_ude_af_sin_fil(lager: Sagslager) -> None:
    numre = _gem(lager, _nye(3), "a")
    kommende.fjern(lager, numre[1], "aflyst", "sara", NU)
    assert kommende.filer(lager)[0].tilbage == {numre[1]}
    assert kommende.fjern_samling(lager, "a", "forkert", "ole", NU) == 2


def test_den_samme_haendelse_paa_borgeren_skrives_kun_en_gang(lager: Sagslager) -> None:
    (ny,) = _nye(1)
    felter = {"beloeb_oere": ny.beloeb_oere, "note": "Møde", "bruger": "sara", "nu": NU}
    kommende.tilfoej(lager, ny.person_noegle, ny.art, ny.dato, 80, **felter)
    with pytest.raises(RettelseAfvist, match="venter allerede"):
        kommende.tilfoej(lager, ny.person_noegle, ny.art, ny.dato, 60, **felter)


def test_loggen_har_en_linje_med_alle_og_er_hel(lager: Sagslager) -> None:
    _gem(lager, _nye(20), "a")
    kommende.fjern_samling(lager, "a", "forkert fil", "ole", NU)
    t, p = tabeller.log, tabeller.log_person
    with lager.laes() as con:
        linjer = con.execute(sa.select(t.c.handling, t.c.genstand, t.c.formaal).order_by(t.c.nr)).all()
        personer = con.scalar(sa.select(sa.func.count()).select_from(p))
    assert [tuple(r) for r in linjer] == [
        ("kommende_haendelse", "egne data a", "Prognose"),
        ("kommende_haendelse_fjernet", "egne data a", "Prognose"),
    ]
    assert personer == 40
    assert efterproev(lager)[0]


def test_intet_halvt_naar_lageret_svigter_midt_i(lager: Sagslager, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log line fails after the events are in: none of them stays."""

    def svigt(*_: object) -> None:
        raise HjemtagFejl("disken er fuld")

    monkeypatch.setattr(kommende, "skriv_i", svigt)
    with pytest.raises(HjemtagFejl, match="disken"):
        _gem(lager, _nye(1500), "a")
    assert kommende.ventede(lager) == []
    assert kommende.seneste_nr(lager) == 0


def test_som_det_stod_efter_en_haendelse(lager: Sagslager) -> None:
    foerste = _gem(lager, _nye(2), "a")[-1]
    _gem(lager, _nye(2, fra=2), "b")
    assert len(kommende.ventede(lager, til_nr=foerste)) == 2
    assert kommende.ventede(lager, til_nr=0) == []
    en = _nye(1)[0]
    assert [v.person_noegle for v in kommende.ventede(lager, en.person_noegle)] == [en.person_noegle]
    assert kommende.aftryk(replace(en, note="anden")) == kommende.aftryk(en)
