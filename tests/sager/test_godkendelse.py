"""Four eyes on both databases: another person, once, in time, with a reason; and of two at once one wins."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.sager import brugere, godkendelse, log, model, tabeller
from engine.sager.godkendelse import Forslag, Slags
from engine.sager.lager import Sagslager

NOEGLE = {"slags": "krav", "krav": "K-1"}
DAG = timedelta(days=1)


def _virkning(lager: Sagslager, con: sa.Connection, f: Forslag, nu: datetime) -> Sequence[int]:
    """An approval that makes an event of its own, as a claim that is handed in would."""
    if f.indhold.get("gaar_galt"):
        raise RettelseAfvist("Grundlaget er ændret.")
    return [
        lager.skriv_haendelse(
            con, "sendt", {"krav": f.noegle["krav"]}, {}, begrundelse="", bruger=f.bruger, nu=nu
        )
    ]


KRAV = Slags("krav", levetid=30 * DAG, virkning=_virkning)


def foreslaa(lager: Sagslager, nu: datetime, bruger: str = "karen", **indhold: Any) -> int:
    with lager.skriv() as con:
        return godkendelse.foreslaa_i(
            lager, con, KRAV, NOEGLE, {"beloeb_oere": 5, **indhold}, begrundelse="klar", bruger=bruger, nu=nu
        )


def godkend(lager: Sagslager, nr: int, bruger: str, nu: datetime) -> tuple[int, list[int]]:
    with lager.skriv() as con:
        return godkendelse.godkend_i(lager, con, KRAV, nr, bruger, nu)


def afslut(lager: Sagslager, nr: int, bruger: str, nu: datetime, hvorfor: str = "") -> int:
    with lager.skriv() as con:
        return godkendelse.afslut_i(lager, con, KRAV, nr, bruger, nu, hvorfor)


def sendte(lager: Sagslager) -> list[str]:
    return [h.bruger for h in lager.haendelser("sendt")]


def test_intet_sker_foer_en_anden_har_godkendt(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu)
    assert sendte(lager) == []
    (f,) = godkendelse.ventende(lager, KRAV, nu)
    assert (f.nr, f.bruger, f.indhold, f.begrundelse) == (nr, "karen", {"beloeb_oere": 5}, "klar")
    assert f.udloeber == nu + 30 * DAG
    egen, virkning = godkend(lager, nr, "ole", nu + DAG)
    assert [h.id for h in lager.haendelser("sendt")] == virkning
    assert sendte(lager) == [
        "karen"
    ]  # what happens is the proposer's act; the approval is an event beside it
    (f,) = godkendelse.alle(lager, KRAV)
    assert f.afgoerelse is not None
    assert (f.afgoerelse.nr, f.afgoerelse.udfald, f.afgoerelse.bruger) == (egen, godkendelse.GODKENDT, "ole")
    assert godkendelse.ventende(lager, KRAV, nu) == []


@pytest.mark.parametrize("samme", ["karen", "KAREN", "  Karen ", "Karen  Holm", "system:karen", "\uff4baren"])
def test_ingen_godkender_sit_eget_hvordan_navnet_end_staves(
    lager: Sagslager, nu: datetime, samme: str
) -> None:
    brugere.opret(lager, "karen", "Karen Holm", "oekonom", None, nu)
    nr = foreslaa(lager, nu, "karen")
    with pytest.raises(AdgangNaegtet, match="dit eget forslag"):
        godkend(lager, nr, samme, nu)
    assert sendte(lager) == []


def test_forslaget_under_visningsnavn_er_ogsaa_ens_eget(sqlite_lager: Sagslager, nu: datetime) -> None:
    brugere.opret(sqlite_lager, "karen", "Karen Holm", "oekonom", None, nu)
    nr = foreslaa(sqlite_lager, nu, "Karen Holm")
    with pytest.raises(AdgangNaegtet):
        godkend(sqlite_lager, nr, "karen", nu)


def test_et_forslag_afgoeres_en_gang(lager: Sagslager) -> None:
    tid = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
    nr = foreslaa(lager, tid)
    godkend(lager, nr, "ole", tid)
    with pytest.raises(RettelseAfvist, match=r"allerede godkendt af ole 12\.03\.2026 kl\. 14\.05"):
        godkend(lager, nr, "lis", tid)
    with pytest.raises(RettelseAfvist, match="allerede godkendt"):
        afslut(lager, nr, "karen", tid)
    with pytest.raises(RettelseAfvist, match="findes ikke"):
        godkend(lager, nr + 10, "lis", tid)
    assert len(sendte(lager)) == 1


def test_en_anden_afviser_med_begrundelse_og_man_traekker_selv_tilbage_uden(
    lager: Sagslager, nu: datetime
) -> None:
    nr = foreslaa(lager, nu)
    with pytest.raises(RettelseAfvist, match="hvorfor"):
        afslut(lager, nr, "ole", nu, "  ")
    with pytest.raises(RettelseAfvist, match="CPR"):
        afslut(lager, nr, "ole", nu, "er om 6101881234")
    afslut(lager, nr, "ole", nu, "forkert beløb")
    eget = foreslaa(lager, nu)
    afslut(lager, eget, "Karen", nu)
    udfald = [
        (f.afgoerelse.udfald, f.afgoerelse.bruger, f.afgoerelse.begrundelse)
        for f in godkendelse.alle(lager, KRAV)
        if f.afgoerelse
    ]
    assert udfald == [
        (godkendelse.AFVIST, "ole", "forkert beløb"),
        (godkendelse.TRUKKET, "Karen", ""),
    ]
    with pytest.raises(RettelseAfvist, match="allerede afvist af ole"):
        godkend(lager, nr, "lis", nu)
    assert sendte(lager) == []


def test_et_forslag_udloeber(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu)
    assert [f.nr for f in godkendelse.ventende(lager, KRAV, nu + 30 * DAG - timedelta(seconds=1))] == [nr]
    assert godkendelse.ventende(lager, KRAV, nu + 30 * DAG) == []
    with pytest.raises(RettelseAfvist, match="udløb"):
        godkend(lager, nr, "ole", nu + 30 * DAG)
    assert sendte(lager) == []
    afslut(lager, nr, "karen", nu + 31 * DAG)  # it can still be cleared away


def test_naar_virkningen_ikke_kan_ske_er_intet_godkendt(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu, gaar_galt=True)
    foer = len(lager.haendelser())
    with pytest.raises(RettelseAfvist, match="Grundlaget"):
        godkend(lager, nr, "ole", nu)
    assert len(lager.haendelser()) == foer
    assert [f.nr for f in godkendelse.ventende(lager, KRAV, nu)] == [nr]


def test_to_slags_blandes_ikke(lager: Sagslager, nu: datetime) -> None:
    andre = Slags("andet")
    with lager.skriv() as con:
        nr = godkendelse.foreslaa_i(
            lager, con, andre, {"slags": "andet"}, {}, begrundelse="", bruger="karen", nu=nu
        )
    assert godkendelse.alle(lager, KRAV) == []
    with pytest.raises(RettelseAfvist, match="findes ikke"):
        godkend(lager, nr, "ole", nu)


def test_begge_skridt_staar_i_loggen(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu)
    godkend(lager, nr, "ole", nu)
    with lager.laes() as con:
        linjer = con.execute(sa.select(tabeller.log).order_by(tabeller.log.c.nr)).mappings().all()
    assert [(r["bruger"], r["handling"], r["genstand"], r["formaal"]) for r in linjer] == [
        ("karen", model.FORSLAG, f"haendelse {nr}", "fire øjne"),
        ("ole", model.GODKENDELSE, f"haendelse {nr}", "fire øjne"),
    ]
    assert '"foreslaaet_af":"karen"' in linjer[1]["detaljer"]
    assert log.efterproev(lager)[0]


def test_af_ti_godkendelser_paa_een_gang_bliver_der_een(lager: Sagslager, nu: datetime) -> None:
    nr = foreslaa(lager, nu)
    start, udfald = threading.Barrier(10), []

    def arbejd(nummer: int) -> None:
        start.wait()
        try:
            godkend(lager, nr, f"b{nummer}", nu)
            udfald.append("godkendt")
        except RettelseAfvist as afvist:
            udfald.append("afvist" if "allerede godkendt af b" in str(afvist) else str(afvist))

    traade = [threading.Thread(target=arbejd, args=(n,)) for n in range(10)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(120)
    assert sorted(udfald) == ["afvist"] * 9 + ["godkendt"]
    assert len(sendte(lager)) == 1
    assert len(lager.haendelser(model.GODKENDELSE)) == 1


def test_godkendelse_og_afvisning_paa_een_gang_giver_een_af_dem(lager: Sagslager, nu: datetime) -> None:
    for _ in range(5):
        nr = foreslaa(lager, nu)
        start = threading.Barrier(2)

        def ja(nr: int = nr, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                godkend(lager, nr, "ole", nu)
            except RettelseAfvist:
                return

        def nej(nr: int = nr, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                afslut(lager, nr, "lis", nu, "nej")
            except RettelseAfvist:
                return

        traade = [threading.Thread(target=f) for f in (ja, nej)]
        for traad in traade:
            traad.start()
        for traad in traade:
            traad.join(60)
    afgjorte = lager.haendelser(model.GODKENDELSE, model.AFVISNING)
    assert len(afgjorte) == 5
    assert len(sendte(lager)) == len(lager.haendelser(model.GODKENDELSE))


# --- who the command line may say it is ---------------------------------------------------------------------


def test_saa_laenge_kommunen_ingen_har_med_retten_kan_ethvert_navn_bruges(
    sqlite_lager: Sagslager, nu: datetime
) -> None:
    from engine.adgang import Handling

    brugere.opret_demobrugere(sqlite_lager, nu, cost=4)
    brugere.opret(sqlite_lager, "admin", "Admin", "administrator", None, nu)
    assert brugere.kraev_kendt(sqlite_lager, " Hanne ", Handling.BEKRAEFT_SATS) == "Hanne"
    assert brugere.kraev_kendt(sqlite_lager, "DEMO-OEKONOM-1", Handling.BEKRAEFT_SATS) == "demo-oekonom-1"
    with pytest.raises(AdgangNaegtet, match="må ikke bekræfte lovværdier"):
        brugere.kraev_kendt(sqlite_lager, "admin", Handling.BEKRAEFT_SATS)


def test_med_egne_oekonomer_skal_det_vaere_en_af_dem(sqlite_lager: Sagslager, nu: datetime) -> None:
    from engine.adgang import Handling

    brugere.opret(sqlite_lager, "karen", "Karen", "oekonom", None, nu)
    brugere.opret(sqlite_lager, "lukket", "Lukket", "oekonom", None, nu)
    brugere.deaktiver(sqlite_lager, "lukket", nu)
    assert brugere.kraev_kendt(sqlite_lager, "Karen", Handling.BEKRAEFT_SATS) == "karen"
    with pytest.raises(AdgangNaegtet, match=r"'hanne' er ikke en bruger\. .*karen"):
        brugere.kraev_kendt(sqlite_lager, "hanne", Handling.BEKRAEFT_SATS)
    with pytest.raises(AdgangNaegtet, match="lukket"):
        brugere.kraev_kendt(sqlite_lager, "lukket", Handling.BEKRAEFT_SATS)
