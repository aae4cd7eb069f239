"""No krone of the state's is asked for twice: full refund, half refund, særligt dyre enkeltsager and other
municipalities, over a leap February in which rights begin and end. All amounts are worked out by hand.

A bill of 29.000 kr. for February 2024 is 1.000 kr. a day.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.refusion import udlaendinge as ret
from engine.resultater import halvrefusion, sde, udlaendinge
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import Tabeller, lager_af, person, postering

NU = datetime(2024, 7, 1, 8, tzinfo=UTC)
BPA, MERUDGIFT, TAGET, HALVT, ALENE, OVERTAGET, ANDENS, HANDLES = (f"61059{n:05d}" for n in range(1, 9))
KONTO_100, HEL_100, HALV_100 = "5577211000001052", "5577221000000286", "5577221000001086"
PAR100 = {"paragraf": "100", "lov": "SEL", "konto": KONTO_100}
FEBRUAR = ("2024-02-01", "2024-02-29")


def _tilladelse(cpr: str, dato: str, ansvar_fra: str, **flere: str) -> dict[str, str]:
    grund = {"cpr": cpr, "grundlag": "UDL7", "tilladelsesdato": dato, "ansvar_fra": ansvar_fra}
    return grund | flere


def _indsats(nr: int, cpr: str, fra: str, **flere: str) -> dict[str, str]:
    grund = {"indsats_id": f"I{nr}", "cpr": cpr, "lov": "SEL", "paragraf": "107", "startdato": fra}
    return grund | {"takst": "1000.00", "enhed": "dag", "status": "bevilget"} | flere


def by() -> Tabeller:
    alle = (BPA, MERUDGIFT, TAGET, HALVT, OVERTAGET, ANDENS, HANDLES)
    slutter = ("2021-02-16", "2021-03-01")  # three years end on 15 February 2024
    return {
        "person": [*(person(c, "1990-05-01") for c in alle), person(ALENE, "2006-02-16")],
        "opholdstilladelse": [
            *(_tilladelse(c, *slutter) for c in (BPA, MERUDGIFT, TAGET, HALVT)),
            _tilladelse(ALENE, "2023-06-01", "2023-06-10", uledsaget="1"),
            # Came from another municipality on the 16th.
            _tilladelse(OVERTAGET, "2023-01-10", "2024-02-16"),
            *(_tilladelse(c, "2023-06-01", "2023-06-10") for c in (ANDENS, HANDLES)),
        ],
        "indsats": [
            _indsats(1, ANDENS, "2024-01-01", betalingskommune="0851"),
            _indsats(2, HANDLES, "2024-01-01", handlekommune="0851"),
            _indsats(3, ALENE, "2023-07-01", lov="BL", paragraf="43.1.4"),
        ],
        "postering": [
            postering(BPA, "29000.00", *FEBRUAR, paragraf="96"),
            postering(MERUDGIFT, "29000.00", *FEBRUAR, **PAR100),
            postering(TAGET, "29000.00", *FEBRUAR, **PAR100),
            postering(TAGET, "-15000.00", *FEBRUAR, **PAR100 | {"konto": HEL_100}),
            postering(HALVT, "29000.00", *FEBRUAR, **PAR100),
            postering(HALVT, "-14500.00", *FEBRUAR, **PAR100 | {"konto": HALV_100}),
            postering(ALENE, "29000.00", *FEBRUAR, lov="BL", paragraf="43.1.4", konto="5282011000000347"),
            postering(OVERTAGET, "14000.00", "2024-02-16", "2024-02-29", **PAR100),
            *(postering(c, "29000.00", *FEBRUAR) for c in (ANDENS, HANDLES)),
        ],
        # A year is only found where something of it has been claimed.
        "hjemtaget": [
            {"ordning": "udlaendinge", "regnskabsaar": "2024", "loebenr": "1", "cpr": OVERTAGET}
            | {"delordning": "grundtilskud", "maaned": "2024-03", "beloeb": "3127.00"}
        ],
    }


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    tmp: Path = tmp_path_factory.mktemp("en_krone")
    ind = Indstillinger(hjem=tmp / "hjem", kommune="0860", database_url=f"sqlite:///{tmp / 'sager.db'}")
    return lager_af(by(), ind, NU, tmp, "dato = 2024-06-30")


def _noegle(k: Kontekst, cpr: str) -> str:
    (noegle,) = forespoerg(
        k.gen, "SELECT person_noegle FROM staging.person WHERE navn = ?", [f"Prøve {cpr[-4:]}"]
    )["person_noegle"].to_pylist()
    return str(noegle)


def _tilskud(k: Kontekst, cpr: str, ordning: str) -> dict[str, int]:
    t = udlaendinge.beregn(k).tilskud
    t = t[(t["person_noegle"] == _noegle(k, cpr)) & (t["ordning"] == ordning)]
    return dict(zip(t["maaned"], t["oere"], strict=True))


def _fuld(k: Kontekst, cpr: str) -> int:
    return _tilskud(k, cpr, ret.PAR181).get("2024-02", 0)


def _halv(k: Kontekst, cpr: str) -> tuple[int, int]:
    """(what the law gives of half refund in February, what is booked)."""
    md = halvrefusion.maaneder(k)
    md = md[(md["person_noegle"] == _noegle(k, cpr)) & (md["maaned"] == "2024-02")]
    return int(md["forventet_oere"].sum()), int(md["bogfoert_oere"].sum())


def _dyr(k: Kontekst, cpr: str) -> int:
    """February's gross expense that enters særligt dyre enkeltsager."""
    alle = sde.grundlag_for_aar(k, 2024)
    egne = alle[(alle["person_noegle"] == _noegle(k, cpr)) & alle["medregnet"] & alle["brutto"]]
    return int(egne["andel_oere"].sum())


def test_bpa_i_en_skudmaaned_deles_i_15_og_14_dage(k: Kontekst) -> None:
    assert (_fuld(k, BPA), _dyr(k, BPA)) == (15_000_00, 14_000_00)


def test_den_halve_refusion_er_af_resten_alene_naar_den_hele_er_glemt(k: Kontekst) -> None:
    assert (_fuld(k, MERUDGIFT), _halv(k, MERUDGIFT), _dyr(k, MERUDGIFT)) == (
        15_000_00,
        (7_000_00, 0),
        14_000_00,
    )


def test_resten_af_maaneden_giver_halv_refusion_ogsaa_naar_den_hele_er_bogfoert(k: Kontekst) -> None:
    assert (_fuld(k, TAGET), _halv(k, TAGET), _dyr(k, TAGET)) == (15_000_00, (7_000_00, 0), 14_000_00)


def test_er_halvdelen_af_hele_maaneden_taget_er_det_der_er_for_meget_skyldigt(k: Kontekst) -> None:
    # 14.500 has been taken, 7.000 is due: 7.500 goes back, and 15.000 is to be claimed in full.
    assert (_fuld(k, HALVT), _halv(k, HALVT)) == (15_000_00, (7_000_00, 14_500_00))


def test_den_uledsagede_er_daekket_til_dagen_foer_18_og_februar_giver_intet_af_de_to_tilskud(
    k: Kontekst,
) -> None:
    """The 18th birthday is 16 February: 15 days of the bill; neither beyond the 15th nor before the 16th."""
    assert (_fuld(k, ALENE), _dyr(k, ALENE)) == (15_000_00, 14_000_00)
    uledsaget, grund = (_tilskud(k, ALENE, o) for o in (ret.ULEDSAGET, ret.GRUND))
    assert max(uledsaget) == "2024-01"
    assert min(grund) == "2024-03"


def test_ansvar_overtaget_den_16_giver_hjaelpen_fra_dagen_og_tilskuddet_fra_naeste_maaned(
    k: Kontekst,
) -> None:
    assert (_fuld(k, OVERTAGET), _halv(k, OVERTAGET), _dyr(k, OVERTAGET)) == (14_000_00, (0, 0), 0)
    assert min(_tilskud(k, OVERTAGET, ret.GRUND)) == "2024-03"


@pytest.mark.parametrize("cpr", [ANDENS, HANDLES])
def test_hjaelp_som_en_anden_kommune_skal_betale_giver_den_refusionen(k: Kontekst, cpr: str) -> None:
    """We take it from that municipality, gross: were it ours to claim too, it would be paid twice."""
    fund = udlaendinge.beregn(k).fund
    assert _fuld(k, cpr) == 0
    assert ret.PAR181 not in set(fund.loc[fund["person_noegle"] == _noegle(k, cpr), "ordning"])


def test_ingen_krone_er_i_to_ordninger(k: Kontekst) -> None:
    """Full refund, half refund and the rest are together never more than the bill, whoever it is for."""
    bill = pd.Series(dict.fromkeys((BPA, MERUDGIFT, TAGET, HALVT, ALENE), 2900000) | {OVERTAGET: 14_000_00})
    for cpr, oere in bill.items():
        fuld, (halv, _), dyr = _fuld(k, str(cpr)), _halv(k, str(cpr)), _dyr(k, str(cpr))
        assert fuld + dyr == oere
        assert fuld + 2 * halv <= oere
