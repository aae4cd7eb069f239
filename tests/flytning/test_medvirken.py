"""An event that says that an authority helped (RSL § 9 c, stk. 2): by hand, the same in the build and on the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from engine.flytning import betalingskommune as b
from engine.indstillinger import Indstillinger
from engine.lager import traef
from engine.resultater import flyttelister, flyttescreening, kandidater
from engine.resultater.sde import Kontekst
from engine.sager.lager import aabn
from tests.flytning.test_betalingskommune import HJEM_X, OS, VIRKNINGER, X, Y, forloeb
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering
from tests.refusion.leverancer import skriv_mappe

NU, DATO = datetime(2026, 1, 15, tzinfo=UTC), "dato = 2025-12-31\n"
JA, FOER, INGEN, NEJ, LAENGE_FOER = (f"61{n:02d}800000" for n in range(5, 10))

ALLE = (JA, FOER, INGEN, NEJ, LAENGE_FOER)


def _afgoer(medvirken: str | None, *haendelser: tuple[int, int], **flere: object) -> b.Afgoerelse:
    """From a home in X to a botilbud here. haendelser: (first, last) day, counted from the move."""
    f = forloeb(HJEM_X, ("botilbud_108", OS, 1))
    flyttet = f[1].fra
    i = {
        "lov": "SEL", "paragraf": "108", "startdato": flyttet, "slutdato": date.max, "institution_id": "I1",
        "flytteret": False, "handlekommune": OS, "anbringelse": False, "medvirken": medvirken,
        "medvirken_fra": [flyttet + timedelta(days=n) for n, _ in haendelser] or None,
        "medvirken_til": [flyttet + timedelta(days=n) for _, n in haendelser] or None,
    }  # fmt: skip
    return b.afgoer(f, 1, b.forhold_ved(f, 1, [i | flere], 40), VIRKNINGER)


def _svar(medvirken: str | None, *haendelser: tuple[int, int]) -> tuple[str | None, str, float]:
    a = _afgoer(medvirken, *haendelser)
    return a.kommunekode, a.regel, a.sikkerhed


def test_en_haendelse_dage_foer_flytningen_siger_at_en_myndighed_medvirkede() -> None:
    a = _afgoer(None, (-10, -10))
    assert (a.kommunekode, a.regel, a.sikkerhed) == (X, "REF-01", 0.8)
    # 1.1.2020 and 1.000 days is 27.9.2022; ten days before is 17.9.2022
    assert (a.trin[-1].svar, "den 17.9.2022" in a.grund) == ("Ja, efter en hændelse", True)
    assert "Rådgivning alene er ikke medvirken." in a.modbevis


def test_uden_haendelse_eller_med_en_for_langt_fra_flytningen_skal_en_person_proeve_det() -> None:
    assert _svar(None) == (X, "REF-01", 0.6)
    assert _svar(None, (-800, -800)) == _svar(None, (400, 400)) == (X, "REF-01", 0.6)
    # half a year before and a month after are the last days that count
    assert [_svar(None, (n, n))[2] for n in (-184, -183, 31, 32)] == [0.6, 0.8, 0.8, 0.6]
    # help that went on until the move began before it; of two events the near one is told of
    assert _svar(None, (-400, -20))[2] == 0.8
    assert "den 25.9.2022" in _afgoer(None, (-900, -900), (-100, -100), (-2, -2)).grund


def test_det_indsatsen_siger_gaar_forud_for_haendelsen() -> None:
    assert _svar("ja", (-10, -10)) == _svar("ja") == (X, "REF-01", 0.9)
    # our own municipality pays still, but the two contradict: a person looks
    assert (_svar("nej"), _svar("nej", (-10, -10))) == ((OS, "", 0.9), (OS, "", 0.6))
    assert (
        "En hændelse den 17.9.2022 siger, at en myndighed medvirkede." in _afgoer("nej", (-10, -10)).modbevis
    )


def test_haendelsen_virker_ogsaa_naar_opholdets_egen_indsats_mangler() -> None:
    anden = {"lov": "SEL", "paragraf": "85", "institution_id": None}
    assert [_afgoer(None, *h, **anden).sikkerhed for h in ([(-10, -10)], [])] == [0.8, 0.6]


def test_flytteret_faengsel_og_et_tidligere_selvvalgt_ophold_aendres_ikke_af_en_haendelse() -> None:
    assert _afgoer(None, (-10, -10), flytteret=True).regel == "REF-06"
    f = forloeb(HJEM_X, ("botilbud_107", Y, 300), ("botilbud_108", OS, 1))
    foerste = {
        "lov": "SEL", "paragraf": "107", "startdato": f[1].fra, "slutdato": f[1].til, "institution_id": "I1",
        "flytteret": False, "handlekommune": Y, "anbringelse": False, "medvirken": "nej",
        "medvirken_fra": [f[1].fra], "medvirken_til": [f[1].fra],
    }  # fmt: skip
    a = b.afgoer(f, 2, b.forhold_ved(f, 2, [foerste], 40), VIRKNINGER)
    assert (a.kommunekode, a.regel) == (Y, "REF-01")


def by() -> Tabeller:
    """Five from 0851 to a botilbud here on 1 January 2025 with cash help; what is known of the help differs."""
    medvirken = {JA: "ja", FOER: "", INGEN: "", NEJ: "nej", LAENGE_FOER: ""}
    hus = {"institution_id": "B1", "navn": "Huset", "type": "botilbud_107", "driftsform": "privat"}
    return {
        "person": [person(c, "1980-01-01") for c in medvirken],
        "institution": [hus | {"kommunekode": "0860", "vejkode": "0101", "husnr": "60"}],
        "adresse": [
            a
            for c in medvirken
            for a in (
                adresse(c, "8", "2005-01-01", "2025-01-01", kommunekode="0851"),
                adresse(c, "60", "2025-01-01"),
            )
        ],
        "indsats": [
            {
                "indsats_id": f"N{c}", "cpr": c, "lov": "SEL", "paragraf": "107", "institution_id": "B1",
                "startdato": "2025-01-01", "takst": "2000.00", "enhed": "dag", "medvirken": m, "status": "bevilget",
            }
            for c, m in medvirken.items()
        ],
        "haendelse": [
            {"cpr": c, "type": "medvirken", "fra": dag, "kommunekode": "0851"}
            for c, dag in ((FOER, "2024-12-20"), (NEJ, "2024-12-20"), (LAENGE_FOER, "2022-12-20"))
        ],
        "postering": [
            postering(
                c, "12000.00", f"2025-{m:02d}-01", f"2025-{m:02d}-28", konto="5577310000001352", lov="LAS",
                paragraf="25", bogfoeringsdato=f"2025-{m:02d}-28", bilagsdato=f"2025-{m:02d}-28",
            )
            for c in medvirken
            for m in range(1, 13)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def mappe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("medvirken")


@pytest.fixture(scope="module")
def k(mappe: Path) -> Kontekst:
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    return lager_af(by(), ind, NU, mappe, DATO)


def test_bygningen_og_tilflytterlisten_siger_det_samme_om_haendelsen(k: Kontekst) -> None:
    cpr = {p: c for c, p in _noegler(k).items()}
    liste = {cpr[h.person_noegle]: h.afgoerelse for h in flyttelister.tilflyttere(k)}
    assert {c: (a.kommunekode, a.regel, a.sikkerhed) for c, a in liste.items() if a} == {
        JA: ("0851", "REF-01", 0.9),
        FOER: ("0851", "REF-01", 0.8),
        INGEN: ("0851", "REF-01", 0.6),
        NEJ: ("0860", "", 0.6),
        LAENGE_FOER: ("0851", "REF-01", 0.6),
    }
    fund = [f.kandidat for f in kandidater.mellemkommunale(k)]
    assert {cpr[x.noegle]: (x.modpart, x.regel, x.begrundelse.sikkerhed) for x in fund} == {
        c: (a.kommunekode, a.regel, a.sikkerhed) for c, a in liste.items() if a and a.regel
    }
    tekst = next(x.begrundelse.tekst for x in fund if cpr[x.noegle] == FOER)
    assert "en hændelse den 20.12.2024 siger, at en myndighed medvirkede" in tekst


@pytest.mark.usefixtures("k")
@pytest.mark.parametrize("leveres", [True, False])
def test_screeningen_i_hukommelsen_kender_haendelserne_leveret_eller_laant_af_lageret(
    mappe: Path, leveres: bool, tmp_path: Path
) -> None:
    alle = by()
    valgte = alle if leveres else {t: alle[t] for t in ("person", "adresse")}
    leverance = skriv_mappe(tmp_path / "screen", {t: r for t, r in valgte.items() if t != "postering"}, DATO)
    hjem = tmp_path / "hjem"
    if leveres:
        hjem.mkdir()
    else:
        kopi_af(mappe / "hjem", hjem)
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{tmp_path / 'sager.db'}")
    flyttescreening.koer(ind, aabn(ind.database_url), leverance, NU, lambda _: None)
    fund = {h.gemt.cpr: h.afgoerelse for h in flyttescreening.laes_fund(ind.screening) if h.gemt}
    assert {c: (a.regel, a.sikkerhed) for c, a in fund.items() if a} == {
        JA: ("REF-01", 0.9),
        FOER: ("REF-01", 0.8),
        INGEN: ("REF-01", 0.6),
        NEJ: ("", 0.6),
        LAENGE_FOER: ("REF-01", 0.6),
    }


def _noegler(k: Kontekst) -> dict[str, str]:
    return traef.noegler(k.gen, ALLE)
