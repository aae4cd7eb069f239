"""Corrections in the store: undo and redo, conflicts, all or none, many writers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.sager import brugere, model
from engine.sager.lager import Sagslager
from engine.sager.model import Rettelse, noegletekst, valider_rettelse


def noegle(bilag: str = "H1") -> dict[str, object]:
    return {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": bilag, "linjenr": 1}


def flyt(bilag: str = "H1", maaned: str = "03", bruger: str = "karen", **mere: object) -> Rettelse:
    nyt = {"periode_fra": f"2022-{maaned}-01", "periode_til": f"2022-{maaned}-28"}
    raa = {"type": "flyt_periode", "noegle": noegle(bilag), "nyt": nyt, "begrundelse": "hører til måneden"}
    return valider_rettelse({**raa, "bruger": bruger, **mere})


def fortryd(maal: int | str, bruger: str = "karen") -> Rettelse:
    hvad = {"haendelse": maal} if isinstance(maal, int) else noegle(maal)
    return valider_rettelse({"type": "fortryd", "noegle": hvad, "begrundelse": "fejl", "bruger": bruger})


def maaneder(lager: Sagslager) -> dict[str, str]:
    return {r.noegle["bilagsnr"]: r.nyt["periode_fra"][5:7] for r in lager.aktive_rettelser("flyt_periode")}


def test_en_rettelse_skrives_og_laeses(lager: Sagslager, nu: datetime) -> None:
    assert (lager.seneste_nr(), lager.aktive_rettelser()) == (0, [])
    [nr] = lager.skriv_rettelser([flyt()], nu)
    [r] = lager.aktive_rettelser()
    assert (r.id, r.type, dict(r.noegle)) == (nr, "flyt_periode", noegle())
    assert r.nyt == {"periode_fra": "2022-03-01", "periode_til": "2022-03-28"}
    assert (r.begrundelse, r.bruger, r.tid, r.fortrudt_af) == ("hører til måneden", "karen", nu, None)
    assert lager.seneste_nr() == nr


def test_den_seneste_paa_samme_noegle_gaelder(lager: Sagslager, nu: datetime) -> None:
    lager.skriv_rettelser([flyt(maaned="03"), flyt("H2", "05")], nu)
    lager.skriv_rettelser([flyt(maaned="04")], nu)
    assert maaneder(lager) == {"H1": "04", "H2": "05"}
    assert len(lager.rettelser()) == 3


def test_fortryd_og_gentag(lager: Sagslager, nu: datetime) -> None:
    [foerste] = lager.skriv_rettelser([flyt(maaned="03")], nu)
    [anden] = lager.skriv_rettelser([flyt(maaned="04")], nu)
    [fortrudt] = lager.skriv_rettelser([fortryd(anden)], nu)
    assert maaneder(lager) == {"H1": "03"}
    assert lager.seneste_nr() == fortrudt
    lager.skriv_rettelser([fortryd(fortrudt)], nu)
    assert maaneder(lager) == {"H1": "04"}
    lager.skriv_rettelser([fortryd("H1"), fortryd("H1")], nu)
    assert maaneder(lager) == {}
    assert [r.id for r in lager.rettelser() if r.fortrudt_af] == [foerste, anden]


def test_det_samme_kan_ikke_fortrydes_to_gange(lager: Sagslager) -> None:
    tid = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
    [nr] = lager.skriv_rettelser([flyt()], tid)
    lager.skriv_rettelser([fortryd(nr, bruger="ole")], tid)
    with pytest.raises(RettelseAfvist, match=r"allerede fortrudt af ole 12\.03\.2026 kl\. 14\.05"):
        lager.skriv_rettelser([fortryd(nr)], tid)
    with pytest.raises(RettelseAfvist, match="ingen rettelse at fortryde"):
        lager.skriv_rettelser([fortryd("H1")], tid)
    with pytest.raises(RettelseAfvist, match="findes ikke som rettelse"):
        lager.skriv_rettelser([fortryd(999)], tid)


def test_alle_eller_ingen(lager: Sagslager, nu: datetime) -> None:
    liste = [flyt("H1"), fortryd("ukendt"), flyt("H2"), fortryd(4711)]
    with pytest.raises(RettelseAfvist) as fanget:
        lager.skriv_rettelser(liste, nu)
    assert "Rettelse 2 af 4" in str(fanget.value)
    assert "Rettelse 4 af 4" in str(fanget.value)
    assert lager.haendelser() == []
    assert lager.seneste_nr() == 0


def test_en_liste_kan_rette_og_fortryde_i_samme_traek(lager: Sagslager, nu: datetime) -> None:
    lager.skriv_rettelser(
        [flyt("H1"), fortryd("H1"), flyt("H1", "06")], nu, kendt_nr={noegletekst(noegle()): 0}
    )
    assert maaneder(lager) == {"H1": "06"}


def test_den_anden_faar_at_vide_hvem_der_kom_foerst(lager: Sagslager, nu: datetime) -> None:
    brugere.opret(lager, "karen", "Karen Holm", "oekonom", None, nu)
    tid = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
    tekst = noegletekst(noegle())
    set_nr = lager.seneste_for(noegle())
    [karens] = lager.skriv_rettelser([flyt(maaned="03")], tid, kendt_nr={tekst: set_nr})
    with pytest.raises(VersionsKonflikt) as fanget:
        lager.skriv_rettelser([flyt("H9"), flyt(maaned="04", bruger="ole")], tid, kendt_nr={tekst: set_nr})
    assert "ændret af Karen Holm 12.03.2026 kl. 14.05: perioden sat til 01.03.2022–28.03.2022" in str(
        fanget.value
    )
    assert [h.id for h in lager.haendelser()] == [karens]
    lager.skriv_rettelser([flyt(maaned="04", bruger="ole")], tid, kendt_nr={tekst: karens})
    assert maaneder(lager) == {"H1": "04"}


def test_en_fortrydelse_er_ogsaa_en_aendring(lager: Sagslager, nu: datetime) -> None:
    [nr] = lager.skriv_rettelser([flyt()], nu)
    lager.skriv_rettelser([fortryd(nr)], nu)
    with pytest.raises(VersionsKonflikt, match=f"rettelse nr. {nr} fortrudt"):
        lager.skriv_rettelser([flyt()], nu, kendt_nr={noegletekst(noegle()): nr})
    with pytest.raises(VersionsKonflikt):
        lager.skriv_rettelser([fortryd(nr)], nu, kendt_nr={noegletekst(noegle()): nr})


def test_rettelsens_egen_version_holder_ogsaa(lager: Sagslager, nu: datetime) -> None:
    lager.skriv_rettelser([flyt(version=0)], nu)
    with pytest.raises(VersionsKonflikt, match="ændret af karen"):
        lager.skriv_rettelser([flyt(version=0)], nu)
    lager.skriv_rettelser([flyt(version=1)], nu)
    assert [h.version for h in lager.historik(noegle())] == [1, 2]
    with pytest.raises(VersionsKonflikt, match="findes ikke"):
        lager.skriv_rettelser([flyt("ny", version=3)], nu)


def test_lageret_tager_ikke_en_rettelse_der_ikke_er_gyldig(lager: Sagslager, nu: datetime) -> None:
    skaev = Rettelse(0, "flyt_periode", noegle(), {"periode_fra": "2022-03-01"}, "b", "karen")
    with pytest.raises(RettelseAfvist, match="periode_til"):
        lager.skriv_rettelser([flyt(), skaev], nu)
    assert lager.haendelser() == []


def test_kilden_huskes(lager: Sagslager, nu: datetime) -> None:
    lager.skriv_rettelser([flyt()], nu, kilde="ret")
    lager.skriv_rettelser([flyt("H2")], nu)
    assert [h.kilde for h in lager.haendelser()] == ["ret", "app"]


def test_tyve_traade_taber_intet(lager: Sagslager, nu: datetime) -> None:
    """Each thread corrects a posting of its own and one that all share, five times."""
    start, fejl = threading.Barrier(20), []

    def arbejd(nr: int) -> None:
        try:
            start.wait()
            for gang in range(5):
                tid = nu + timedelta(seconds=gang)
                lager.skriv_rettelser([flyt(f"T{nr}"), flyt("faelles", bruger=f"b{nr}")], tid)
                lager.aktive_rettelser()
        except Exception as sket:
            fejl.append(sket)

    traade = [threading.Thread(target=arbejd, args=(nr,)) for nr in range(20)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(120)
    assert fejl == []
    haendelser = lager.haendelser()
    assert len(haendelser) == 20 * 5 * 2
    assert [h.version for h in lager.historik(noegle("faelles"))] == list(range(1, 101))
    assert all(len(lager.historik(noegle(f"T{nr}"))) == 5 for nr in range(20))


def test_af_mange_med_samme_version_vinder_een(lager: Sagslager, nu: datetime) -> None:
    start, udfald = threading.Barrier(10), []

    def arbejd(nr: int) -> None:
        start.wait()
        try:
            lager.skriv_rettelser([flyt(bruger=f"b{nr}")], nu, kendt_nr={noegletekst(noegle()): 0})
            udfald.append("skrevet")
        except VersionsKonflikt:
            udfald.append("konflikt")

    traade = [threading.Thread(target=arbejd, args=(nr,)) for nr in range(10)]
    for traad in traade:
        traad.start()
    for traad in traade:
        traad.join(120)
    assert sorted(udfald) == ["konflikt"] * 9 + ["skrevet"]
    assert len(lager.haendelser()) == 1


def test_kun_det_der_aendrer_resultater_taeller(lager: Sagslager, nu: datetime) -> None:
    [nr] = lager.skriv_rettelser([flyt()], nu)
    with lager.skriv() as con:
        lager.skriv_haendelse(con, model.SATSFORSLAG, {"x": 1}, {}, begrundelse="b", bruger="karen", nu=nu)
    assert lager.seneste_nr() == nr
