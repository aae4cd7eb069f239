"""What each user gets of the same small town: the scope follows the user through the engine, whatever a page asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle, omfang
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.resultater import kontekst, sde, sdevisning

AAR = 2022


@pytest.fixture(scope="module")
def k(bygget: Path) -> Any:
    return kontekst.hent(
        Indstillinger(hjem=bygget, kommune="0998", database_url=f"sqlite:///{bygget / 'sager.db'}")
    )


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


def test_den_der_ikke_maa_se_tal_faar_ingen_portefoelje(k: Any, resultat: Any) -> None:
    with pytest.raises(AdgangNaegtet):
        sdevisning.portefoelje(k, resultat, bruger("administrator"), AAR)


def test_institutionslederen_faar_sin_egen_organisations_sum_uden_sager(k: Any, resultat: Any) -> None:
    p = sdevisning.portefoelje(k, resultat, bruger("institutionsleder", org=("Familieafdelingen",)), AAR)
    assert p.netto_oere == 6_000_000  # the child's 60.000 alone
    assert "sag_id" not in p.sager
    assert sdevisning.portefoelje(k, resultat, bruger("institutionsleder"), AAR).netto_oere == 0


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
