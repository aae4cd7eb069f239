"""The demo's claims of earlier days: what was known then, answered by the money that the ledger shows since."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.adgang import Bruger, Rolle
from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.resultater import demokrav, effekt, kontekst, krav
from engine.resultater.sde import Kontekst
from engine.sager import krav as kravsager
from engine.sager.lager import Sagslager
from tests.lager_hjaelp import kendt_lager_af, postering
from tests.moms.hjaelp import konto
from tests.resultater.kravby import KH, by

ANNA = "6105800001"
OEKONOM = Bruger(1, "o", "O", Rolle.OEKONOM)
POLITIKER = Bruger(2, "p", "P", Rolle.POLITIKER)
NU = datetime(2026, 1, 15, 8, tzinfo=UTC)
I_DAG = date(2026, 1, 15)


@pytest.fixture
def sted(tmp_path: Path) -> tuple[Kontekst, Sagslager]:
    """The town of claims; on 15 October 2025 Aalborg paid 9.600 kr. for Anna's January and 4.800 kr. for February."""
    ud = by()
    for maaned, beloeb in (("01", "-9600.00"), ("02", "-4800.00")):
        dag = {"bogfoeringsdato": "2025-10-15", "bilagsdato": "2025-10-15", "modpart_kommunekode": "0851"}
        sidst = {"01": "31", "02": "28"}[maaned]
        ud["postering"].append(
            postering(
                ANNA,
                beloeb,
                f"2025-{maaned}-01",
                f"2025-{maaned}-{sidst}",
                konto=konto(KH, "7.7"),
                lov="LAS",
                paragraf="25",
                **dag,
            )
        )
    ind = Indstillinger(
        hjem=tmp_path / "hjem", kommune="0860", database_url=f"sqlite:///{tmp_path / 'sager.db'}"
    )
    k = kendt_lager_af(ud, ind, NU, tmp_path, "dato = 2025-12-31\ndemo = true\n")
    return k, kontekst.sagslager(ind.database_url)


def test_kravene_er_det_der_var_kendt_den_dag_og_svaret_er_pengene_i_regnskabet(
    sted: tuple[Kontekst, Sagslager],
) -> None:
    k, lager = sted
    assert demokrav.lav(k, lager) > 0
    alle = kravsager.alle(lager)
    for x in alle:
        for y in kravsager.linjer(lager, x):
            assert y.maaned <= f"{x.sendt:%Y-%m}"  # nothing that came later
    penge = krav.modtaget(k, alle, {x.id: kravsager.linjer(lager, x) for x in alle})
    sql = """
        SELECT -sum(beloeb_oere)::BIGINT AS oere FROM core.postering
        WHERE art = '7.7' AND bogfoeringsdato = DATE '2025-10-15'
    """
    kommet = forespoerg(k.gen, sql).to_pylist()[0]["oere"]
    assert kommet == 14_400_00
    assert sum(m.oere for m in penge.values()) == kommet
    (betalt,) = [x for x in alle if x.id in penge]
    assert (betalt.anerkendt_oere, betalt.modtaget_oere) == (kommet, kommet)
    assert {s.svar for s in betalt.linjesvar.values()} <= {"delvist", "afvist"}
    assert [x.tilstand for x in alle if x.id not in penge] == ["sendt"] * (len(alle) - 1)
    b = effekt.hent(k, lager, OEKONOM, I_DAG)
    assert (b.oere("modtaget"), b.oere("anerkendt")) == (kommet, kommet)
    modtaget = next(s for s in b.tragt if s.navn == "modtaget")
    assert (modtaget.sager, modtaget.borgere) == (1, 1)
    ventet = (date(2025, 10, 15) - betalt.sendt).days + 12  # taken up twelve days before it was sent
    assert b.ventetid is not None
    assert (b.ventetid.dage, b.ventetid.krav) == (ventet, 1)
    assert sum(int(r["modtaget"]) for r in b.kvartaler) == kommet


def test_hvad_faa_har_faaet_og_hvor_laenge_det_tog_er_skjult_for_den_der_ikke_ser_personer(
    sted: tuple[Kontekst, Sagslager],
) -> None:
    """One citizen's money has come, so neither its øre nor its days are told, on any list of the page."""
    k, lager = sted
    demokrav.lav(k, lager)
    b = effekt.hent(k, lager, POLITIKER, I_DAG)
    assert b.oere("modtaget") is None
    assert b.ventetid is None
    assert not any(r["modtaget"] for r in b.kvartaler)
    assert not any(f.modtaget_oere for f in b.felter)


def test_de_laves_een_gang_og_tages_tilbage_naar_data_ikke_er_demoens(
    sted: tuple[Kontekst, Sagslager],
) -> None:
    k, lager = sted
    assert demokrav.lav(k, lager) > 0
    assert demokrav.lav(k, lager) == 0
    demokrav.fjern(lager, NU)
    assert kravsager.alle(lager) == []
