"""Bills on nobody in the claims against other municipalities: counted once, told, and gone when a person says no."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.indstillinger import Indstillinger
from engine.resultater import henfoerelse, kandidater
from engine.resultater.sde import Kontekst
from engine.sager.model import HENFOERELSE_AFVIST, POSTERINGSNOEGLE, Rettelse
from tests.lager_hjaelp import adresse, kendt_lager_af, person, postering

ANNA, BO = "6105800001", "6206810002"
MAANED = 60_000_00


def by() -> dict[str, list[dict[str, str]]]:
    """Anna moved here from 0851 on 1.1.2025 and got a place to live on 1.2.2025: REF-13. The bills of March to May are
    on her. April's is there twice over: the second is Bo's, who lives here and has a place there too, and his number
    stands in the text. June's is on nobody, with Anna's number; July's, with nothing but the supplier."""

    def regning(cpr: str, md: int, tekst: str = "Botilbud", beloeb: str = "60000.00") -> dict[str, str]:
        return postering(
            cpr, beloeb, f"2025-{md:02d}-01", f"2025-{md:02d}-28", konto="5385210000000140", lov="SEL", paragraf="107",
            tekst=tekst, cvr="99800001", bogfoeringsdato=f"2025-{md:02d}-28", bilagsdato=f"2025-{md:02d}-28",
        )  # fmt: skip

    sted = {
        "navn": "Hjemmet",
        "driftsform": "privat",
        "kommunekode": "0851",
        "vejkode": "0101",
        "husnr": "60",
    }
    maal = {
        "lov": "SEL",
        "paragraf": "107",
        "institution_id": "B1",
        "startdato": "2025-02-01",
        "enhed": "maaned",
    }
    return {
        "person": [
            person(ANNA, "1980-05-01", navn="Anna Opdigt Prøve"),
            person(BO, "1981-06-02", navn="Bo Fiktiv Test"),
        ],
        "adresse": [
            adresse(ANNA, "9", "2005-01-01", "2025-01-01", kommunekode="0851"),
            adresse(ANNA, "5", "2025-01-01"),
            adresse(BO, "6", "2005-01-01"),
        ],
        "institution": [sted | {"institution_id": "B1", "type": "botilbud_107", "cvr": "99800001"}],
        "indsats": [
            maal | {"indsats_id": "N1", "cpr": ANNA, "takst": "60000.00", "status": "bevilget"},
            maal | {"indsats_id": "N2", "cpr": BO, "takst": "45000.00", "status": "bevilget"},
        ],
        "postering": [
            *(regning(ANNA, md) for md in (3, 4, 5)),
            regning("", 4, f"Botilbud cpr {BO[:6]}-{BO[6:]}", "45000.00"),
            regning("", 6, f"Botilbud cpr {ANNA[:6]}-{ANNA[6:]}"),
        ],
    }


@pytest.fixture
def k(ind: Indstillinger, nu: datetime, tmp_path: Path) -> Kontekst:
    return kendt_lager_af(by(), ind, nu, tmp_path, 'dato = "2025-12-31"\n')


def passiv(k: Kontekst) -> Any:
    (f,) = [f for f in kandidater.mellemkommunale(k) if f.kandidat.regel == "REF-13"]
    return f.kandidat


def test_en_regning_paa_ingen_med_borgerens_nummer_er_i_kravet_og_det_siges(k: Kontekst) -> None:
    """Four bills of 60.000 kr., one of them on nobody; Bo's is not hers."""
    x = passiv(k)
    assert [(y.fund.maaned, y.fund.oere, y.fund.formodet) for y in x.krav] == [
        *((f"2025-{md:02d}", MAANED, 0) for md in (3, 4, 5)),
        ("2025-06", MAANED, MAANED),
    ]
    assert "I 06.2025 rummer beløbet regninger, som i regnskabet står uden person" in x.begrundelse.tekst


def test_siger_en_person_nej_er_den_ude_af_kravet(k: Kontekst) -> None:
    p = henfoerelse.koe(k).poster
    (juni,) = p[p["beloeb_oere"] == MAANED].to_dict("records")
    noegle = {n: juni[n] if isinstance(juni[n], str) else int(juni[n]) for n in POSTERINGSNOEGLE}
    nej = Rettelse(1, HENFOERELSE_AFVIST, noegle, {}, "Ikke hendes", "karen")
    x = passiv(replace(k, rettelser=(*k.rettelser, nej), rettelse_nr=1))
    assert [(y.fund.maaned, y.fund.oere) for y in x.krav] == [(f"2025-{md:02d}", MAANED) for md in (3, 4, 5)]
    assert "uden person" not in x.begrundelse.tekst


def test_siger_en_person_ja_er_den_borgerens_egen(k: Kontekst) -> None:
    q = henfoerelse.koe(k)
    (juni,) = q.poster[q.poster["beloeb_oere"] == MAANED].to_dict("records")
    ja = henfoerelse.ja(juni, q.forslag[int(juni["postering_nr"])][0], "karen")
    x = passiv(replace(k, rettelser=(*k.rettelser, *ja), rettelse_nr=1))
    assert [(y.fund.maaned, y.fund.oere, y.fund.formodet) for y in x.krav] == [
        (f"2025-{md:02d}", MAANED, 0) for md in (3, 4, 5, 6)
    ]


def uden_maaned() -> dict[str, list[dict[str, str]]]:
    """Anna's place costs 2.000 kr. a day from 1.2.2025; each bill comes on the 5th of the month after and says of no
    month, but those of February to April do. June's stands on nobody, with Anna's number. July's has not come."""
    t = by()
    dage = {2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 8: 31, 9: 30}
    t["indsats"] = [t["indsats"][0] | {"enhed": "dag", "takst": "2000.00"}]
    t["postering"] = [
        postering(
            "" if md == 6 else ANNA, f"{2000 * antal}.00",
            *((f"2025-{md:02d}-01", f"2025-{md:02d}-{antal}") if md < 5 else ("", "")),
            konto="5385210000000140", lov="SEL", paragraf="107", cvr="99800001",
            tekst=f"Botilbud cpr {ANNA[:6]}-{ANNA[6:]}" if md == 6 else "Botilbud jf. faktura",
            bogfoeringsdato=f"2025-{md + 1:02d}-10", bilagsdato=f"2025-{md + 1:02d}-05",
        )
        for md, antal in dage.items()
    ]  # fmt: skip
    return t


def test_regninger_der_ikke_siger_deres_maaned_er_i_kravet_for_dem_de_ser_ud_til_at_vaere_for(
    ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    x = passiv(kendt_lager_af(uden_maaned(), ind, nu, tmp_path, 'dato = "2025-12-31"\n'))
    assert [(y.fund.maaned, y.fund.oere, y.fund.formodet) for y in x.krav] == [
        (f"2025-{md:02d}", 2_000_00 * antal, 2_000_00 * antal * (md == 6))
        for md, antal in ((2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (8, 31), (9, 30))
    ]
    assert any("siger ikke, hvilken måned de er for" in m for m in x.begrundelse.modbevis)
