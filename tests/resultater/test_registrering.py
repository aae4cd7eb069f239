"""How units register and how our figures stand against others', counted by hand on a town of two units."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adgang import Bruger, Rolle
from engine.indstillinger import Indstillinger
from engine.resultater import registrering, sammenligning
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import lager_af, person, postering

A, B = "6105900001", "6105900002"
LEDER = Bruger(1, "leif", "Leif", Rolle.LEDER)


def _post(cpr: str, bogfoert: str, enhed: str, **mere: str) -> dict[str, str]:
    fast = {"bogfoeringsdato": bogfoert, "bilagsdato": "2023-03-31", "organisation": enhed}
    return postering(cpr, "1000.00", "2023-03-01", "2023-03-31") | fast | mere


def _tal(kommune: str, vaerdi: str, aar: str = "2023", hvad: str = "gns_elevudgift") -> dict[str, str]:
    return {"kommunekode": kommune, "aar": aar, "stoerrelse": hvad, "vaerdi": vaerdi, "enhed": "kr./år"}


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    mappe: Path = tmp_path_factory.mktemp("registrering")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 's.db'}")
    by = {
        "person": [person(A, "1990-05-01"), person(B, "1990-05-01")],
        "postering": [
            _post(A, "2023-05-30", "Voksne"),  # 60 days after the month: in time
            _post(A, "2023-05-31", "Voksne"),  # 61 days
            _post("", "2023-04-10", "Voksne", beloeb="4000.00"),
            _post(B, "2023-04-10", "Børn", periode_fra="", periode_til=""),
            _post(B, "2023-04-10", "Børn"),
        ],
        "indsats": [
            {
                **{
                    "indsats_id": f"I{n}",
                    "cpr": A,
                    "lov": "SEL",
                    "paragraf": "107",
                    "startdato": "2023-01-01",
                },
                **{"takst": "1000.00", "enhed": "dag", "status": "bevilget", "organisation": "Voksne"},
                **{"betalingskommune": "0860" if n else "", "fagomraade": "voksne"},
                **{"registreret_dato": "2023-01-31" if n else "2023-02-01"},
            }
            for n in range(8)
        ],
        "kommunetal": [
            *(_tal(kode, v) for kode, v in (("0860", "90"), ("0851", "80"), ("0740", "70"), ("0000", "75"))),
            _tal("0860", "1", hvad="ingen_andre"),
        ],
    }
    return lager_af(by, ind, datetime(2024, 1, 15, tzinfo=UTC), mappe, 'dato = "2023-12-31"\n')


def test_hver_enheds_sene_og_navnloese_posteringer_er_talt_i_haanden(k: Kontekst) -> None:
    b = registrering.hent(k, LEDER, 2023)
    voksne, boern = b.enheder
    assert (voksne.navn, boern.navn) == ("Voksne", "Børn")
    assert (voksne.nu.posteringer, voksne.nu.sene, voksne.nu.sene_oere) == (3, 1, 100_000)
    assert (voksne.nu.uden_cpr, voksne.nu.uden_cpr_oere) == (1, 400_000)
    assert (boern.nu.posteringer, boern.nu.sene, boern.nu.uden_periode) == (2, 0, 1)
    assert (b.ialt.nu.posteringer, b.ialt.nu.sene) == (5, 1)
    assert b.saetning == (
        "20 % af posteringerne om personer i 2023 er bogført mere end 60 dage efter det, de er for, og 4.000 kr. står "
        "uden CPR-nummer; mest hos Voksne."
    )


def test_indsatser_uden_betalingskommune_og_registreret_efter_30_dage_taelles(k: Kontekst) -> None:
    voksne = registrering.hent(k, LEDER, 2023).enheder[0]
    assert (voksne.nu.indsatser, voksne.nu.uden_betaler, voksne.nu.sene_indsatser) == (8, 1, 1)
    assert not voksne.skjult


def test_den_der_kun_ser_et_andet_fagomraade_ser_ingen_enheder(k: Kontekst) -> None:
    andet = Bruger(1, "sara", "Sara", Rolle.SAGSBEHANDLER, ("skole",))
    assert registrering.hent(k, andet, 2023).enheder == ()


def test_vi_staar_nr_1_og_over_medianen_af_kommunerne_uden_landet(k: Kontekst) -> None:
    assert list(sammenligning.stoerrelser(k, LEDER)) == ["gns_elevudgift"]
    s = sammenligning.hent(k, LEDER, "gns_elevudgift", 2023)
    assert [(c.kode, c.plads) for c in s.kommuner] == [("0860", 1), ("0851", 2), ("0740", 3)]
    assert (s.median, s.landet) == (80, 75)
    assert s.saetning == (
        "Gennemsnitlig udgift pr. elev i folkeskolen 2023: vi ligger 12,5 % over medianen af 3 kommuner, nr. 1 fra "
        "toppen (90 kr. mod 80 kr.)."
    )


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_pladsen_er_antallet_der_er_hoejere_og_en(vaerdier: list[int]) -> None:
    raekker = [(f"{n:04d}", f"K{n}", Decimal(v)) for n, v in enumerate(vaerdier, 1)]
    for c in sammenligning.ordnet(raekker):
        assert c.plads == 1 + len([v for v in vaerdier if v > c.vaerdi])
