"""What each user gets of the same small town: the scope follows the user through the engine, whatever a page asks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle, omfang
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, sde, sdevisning
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering, relation

VOKSEN, MOR, BARN, GAMMEL = "6505800001", "6503820003", "6504120005", "6509550007"
AAR = 2022


def by() -> Tabeller:
    """One month: an adult at 100.000 kr., a child at 60.000, and at 90.000 one who turns 67 later in the year."""
    fra, til = "2022-03-01", "2022-03-31"
    return {
        "person": [
            person(VOKSEN, "1980-05-05", navn="Anna Voksenprøve"),
            person(MOR, "1982-03-05", navn="Mona Morprøve"),
            person(BARN, "2012-04-05", navn="Bo Børneprøve"),
            person(GAMMEL, "1955-09-05", navn="Gerda Ældreprøve"),
        ],
        "adresse": [
            adresse(VOKSEN, "1"),
            adresse(MOR, "2"),
            adresse(BARN, "2", "2012-04-05"),
            adresse(GAMMEL, "3"),
        ],
        "relation": [relation(BARN, MOR)],
        "postering": [
            postering(VOKSEN, "100000.00", fra, til, organisation="Voksenafdelingen", bilagsnr="V"),
            postering(
                *(BARN, "60000.00", fra, til),
                konto="5282010000000147",
                paragraf="52",
                organisation="Familieafdelingen",
                bilagsnr="B",
            ),
            postering(GAMMEL, "90000.00", fra, til, organisation="Ældreafdelingen", bilagsnr="G"),
        ],
        "hjemtaget": [{"ordning": "sde", "regnskabsaar": "2022", "loebenr": "1", "beloeb": "777.00"}],
    }


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Any:
    mappe = tmp_path_factory.mktemp("omfang")
    hjem = mappe / "hjem"
    hjem.mkdir()
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    lager_af(by(), ind, datetime(2026, 1, 15, 8, 0, tzinfo=UTC), mappe, "demo = true\n")
    return kontekst.hent(ind)


@pytest.fixture(scope="module")
def resultat(k: Any) -> Any:
    return sde.beregn(k)


def bruger(rolle: str, fag: tuple[str, ...] = (), org: tuple[str, ...] = ()) -> Bruger:
    return Bruger(1, "n", "N", Rolle(rolle), fag, organisationer=org)


# Worked out by hand: which cases, and their net in kroner. 777 kr. have no person and belong to no field.
SER = {
    "oekonom": (bruger("oekonom"), {"voksne": 100_000, "boern": 60_000, "aeldre": 90_000}, 777),
    "revisor": (bruger("revisor"), {"voksne": 100_000, "boern": 60_000, "aeldre": 90_000}, 777),
    "leder": (bruger("leder"), {"voksne": 100_000, "boern": 60_000, "aeldre": 90_000}, 777),
    "leder af børn": (bruger("leder", ("boern",)), {"boern": 60_000}, 0),
    "sagsbehandler, børn og ældre": (
        bruger("sagsbehandler", ("boern", "aeldre")),
        {"boern": 60_000, "aeldre": 90_000},
        0,
    ),
    "sagsbehandler i én organisation": (
        bruger("sagsbehandler", ("boern", "voksne"), ("Voksenafdelingen",)),
        {"voksne": 100_000},
        0,
    ),
    "sagsbehandler i en organisation uden sager": (
        bruger("sagsbehandler", ("boern", "voksne"), ("Ældreafdelingen",)),
        {},
        0,
    ),
    "sagsbehandler uden fagområde": (bruger("sagsbehandler"), {}, 0),
}


@pytest.mark.parametrize("hvem", SER)
def test_portefoeljen_er_brugerens(k: Any, resultat: Any, hvem: str) -> None:
    hver, ventet, ufordelt = SER[hvem]
    p = sdevisning.portefoelje(k, resultat, hver, AAR)
    set_ = {f: n // 100 for f, n in zip(p.sager["fagomraade"], p.sager["netto_oere"], strict=True)}
    assert set_ == ventet
    assert p.netto_oere == sum(ventet.values()) * 100
    assert p.ufordelt_oere == ufordelt * 100


@pytest.mark.parametrize("hvem", SER)
def test_et_filter_kan_ikke_udvide_det_brugeren_ser(k: Any, resultat: Any, hvem: str) -> None:
    hver, ventet, _ = SER[hvem]
    for omraade in sdevisning.FAGOMRAADER:
        p = sdevisning.portefoelje(k, resultat, hver, AAR, omraade)
        assert p.netto_oere == ventet.get(omraade, 0) * 100
    assert set(ventet) <= set(sdevisning.omraader(hver))


@pytest.mark.parametrize("rolle", ["administrator", "institutionsleder"])
def test_den_der_ikke_maa_se_tal_faar_ingen_portefoelje(k: Any, resultat: Any, rolle: str) -> None:
    with pytest.raises(AdgangNaegtet):
        sdevisning.portefoelje(k, resultat, bruger(rolle, org=("Familieafdelingen",)), AAR)


@pytest.mark.parametrize("rolle", ["leder", "politiker"])
def test_uden_ret_til_personer_er_der_hverken_sag_eller_medlem_i_portefoeljen(
    k: Any, resultat: Any, rolle: str
) -> None:
    p = sdevisning.portefoelje(k, resultat, bruger(rolle), AAR)
    assert {"sag_id", "medlemmer"}.isdisjoint(p.sager.columns)
    with pytest.raises(AdgangNaegtet):
        sdevisning.navne_paa(k, bruger(rolle), resultat.sager)


def _sager(k: Any, resultat: Any) -> dict[str, str]:
    p = sdevisning.portefoelje(k, resultat, bruger("oekonom"), AAR)
    return dict(zip(p.sager["fagomraade"], p.sager["sag_id"], strict=True))


@pytest.mark.parametrize("hvem", SER)
def test_en_sag_kan_kun_hentes_af_den_den_vises_for(k: Any, resultat: Any, hvem: str) -> None:
    hver, ventet, _ = SER[hvem]
    for fagomraade, sag_id in _sager(k, resultat).items():
        if fagomraade in ventet and omfang(hver).personer:
            sag = sdevisning.hent_sag(k, resultat, hver, AAR, sag_id)
            assert sag.raekke["netto_oere"] == ventet[fagomraade] * 100
        else:
            with pytest.raises(AdgangNaegtet):
                sdevisning.hent_sag(k, resultat, hver, AAR, sag_id)


def test_de_andre_roller_faar_ingen_sag(k: Any, resultat: Any) -> None:
    for rolle in (Rolle.LEDER, Rolle.ADMINISTRATOR, Rolle.POLITIKER, Rolle.INSTITUTIONSLEDER):
        for sag_id in [*_sager(k, resultat).values(), "P-0000000000000000"]:
            with pytest.raises(AdgangNaegtet, match="må ikke se oplysninger om personer"):
                sdevisning.hent_sag(k, resultat, bruger(rolle), AAR, sag_id)
