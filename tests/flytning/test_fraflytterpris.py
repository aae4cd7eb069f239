"""Kroner a month of what runs on after a move out, by the agreed price (takst, enhed, antal, aftalt_takst), by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.indstillinger import Indstillinger
from engine.lager.sde import cpr_numre
from engine.resultater import flyttelister, fraflytning
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import Tabeller, adresse, lager_af, person, postering

NU = datetime(2022, 12, 31, tzinfo=UTC)
PR_MAANED, PR_DAG, PR_UGE, PR_AAR, GANGE_TO, STYKKER, STYKKER_UKENDT, BOGFOERT = (
    f"610180120{n}" for n in range(8)
)
SKOLE, SKOLE_SFO, SFO_UKENDT, AFTALT_NUL, UDEN_AFTALE = (f"610112121{n}" for n in range(5))
MAAL = {
    PR_MAANED: ("10000.00", "maaned", "", 1_000_000),
    PR_DAG: ("100.00", "dag", "", 304_167),  # 36.500 a year
    PR_UGE: ("700.00", "uge", "", 303_333),  # 36.400 a year
    PR_AAR: ("120000.00", "aar", "", 1_000_000),
    GANGE_TO: ("100.00", "dag", "2", 608_333),
    STYKKER: ("250.00", "stk", "8", 200_000),
    STYKKER_UKENDT: ("250.00", "stk", "", None),
    BOGFOERT: ("9000.00", "maaned", "", None),  # what is booked says it
}
PLADS = {
    SKOLE: ("60000.00", "0", "", 500_000),
    SKOLE_SFO: ("60000.00", "1", "24000.00", 700_000),
    SFO_UKENDT: ("0.00", "1", "", None),
    UDEN_AFTALE: ("", "0", "", None),
}


def _by() -> Tabeller:
    alle = [*MAAL, *PLADS, AFTALT_NUL]
    foedt = {c: "1980-01-01" if c in MAAL else "2012-01-01" for c in alle}
    return {
        "person": [person(c, foedt[c]) for c in alle],
        "adresse": [
            r
            for c in alle
            for r in (adresse(c, "1", foedt[c], "2022-08-01"), adresse(c, "2", "2022-08-01", kommunekode="0851"))
        ],
        "indsats": [
            {
                "indsats_id": f"N{c}", "cpr": c, "lov": "SEL", "paragraf": "85", "startdato": "2021-01-01",
                "takst": takst, "enhed": enhed, "antal": antal, "status": "bevilget", "fagomraade": "voksne",
            }
            for c, (takst, enhed, antal, _) in MAAL.items()
        ],
        "elev": [
            {
                "cpr": c, "institution_id": "S", "skole_kommunekode": "0860", "skoletype": "folkeskole",
                "sfo": sfo, "startdato": "2020-08-01", "aftalt_takst": takst, "sfo_takst": sfo_takst,
            }
            for c, (takst, sfo, sfo_takst, *_) in {**PLADS, AFTALT_NUL: ("0.00", "0", "")}.items()
        ],
        "postering": [
            postering(BOGFOERT, "8000.00", f"2022-{md}-01", f"2022-{md}-30", konto="5385211000000140", lov="SEL")
            for md in ("09", "11")
        ],
    }  # fmt: skip


@pytest.fixture
def k(ind: Indstillinger, tmp_path: Path) -> Kontekst:
    return lager_af(_by(), ind, NU, tmp_path, "dato = 2022-12-31\n")


def _cpr(k: Kontekst, noegle: str) -> str:
    return cpr_numre(k.gen, [noegle])[noegle]


def test_det_der_loeber_har_den_aftalte_pris_pr_maaned(k: Kontekst) -> None:
    sager = {_cpr(k, x.hit.person_noegle): x for x in fraflytning.alle(k)}
    goeres = {c: fraflytning.hvad_der_goeres(k, x) for c, x in sager.items()}
    assert set(sager) == {*MAAL, *PLADS, AFTALT_NUL}
    for c, (*_, md) in MAAL.items():
        assert [p for hvad, _, p in goeres[c] if hvad.startswith("Stop indsatsen")] == [md], c
    assert [p for hvad, _, p in goeres[BOGFOERT] if hvad.startswith("Stop:")] == [800_000]
    for c, (*_, md) in PLADS.items():
        assert goeres[c] == [("Opkræv pladsen: Folkeskole", "Aalborg Kommune", md)], c


def test_en_plads_til_nul_kroner_opkraeves_ikke(k: Kontekst) -> None:
    sag = next(x for x in fraflytning.alle(k) if _cpr(k, x.hit.person_noegle) == AFTALT_NUL)
    assert fraflytning.hvad_der_goeres(k, sag) == [
        ("Intet at opkræve, 0 kr. er aftalt: Folkeskole", "Økonomi", 0)
    ]
    assert not fraflytning.kan_opkraeves(sag)
    handlinger = {_cpr(k, h.person_noegle): h.handling for h in flyttelister.fraflyttere(k)}
    assert handlinger[AFTALT_NUL] == "Der er aftalt 0 kr. for pladsen: intet at opkræve."
    assert handlinger[SFO_UKENDT] == "Opkræv barnets nye bopælskommune for pladsen."
