"""The extract `kandidater` through the command line: one town, built twice; kroner worked out by hand."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import kommando
from engine.indlaesning import landing
from tests.lager_hjaelp import adresse, person, postering
from tests.refusion.leverancer import skriv_mappe

ANNA, BO, EGEN = "6105800001", "6206810002", "6307820003"
CLARA, DAN, EVA = "6408830004", "6509840005", "6610850006"
KOLONNER = (
    "kandidat_id;regel;retning;cpr;modpart_kommunekode;fra;til;potentiale;bortfaldet;frist;prioritet;"
    "begrundelse;modbevis;sikkerhed;overlapper;status"
)
Hjemtag = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hjemtag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hjemtag:
    for navn in [n for n in os.environ if n.startswith("HJEMTAG_")]:
        monkeypatch.delenv(navn)
    monkeypatch.setenv("HJEMTAG_HJEM", str(tmp_path / "hjem"))
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0860")
    oprindelig = landing.indlaes
    monkeypatch.setattr(landing, "indlaes", lambda *a, **k: oprindelig(*a, **(k | {"gx": False})))

    def koer(*led: object) -> tuple[int, str, str]:
        capsys.readouterr()
        return kommando.main([str(del_) for del_ in led]), *capsys.readouterr()

    return koer


def by() -> dict[str, list[dict[str, str]]]:
    """Anna from 0851 on a forsorgshjem here all of 2025, 12.000 kr. a month, 2.400 kr. of it the state's; Bo from 0851
    in a botilbud by his own choice; a citizen of our own in the same home."""

    def kontanthjaelp(cpr: str) -> list[dict[str, str]]:
        return [
            postering(
                cpr, "12000.00", f"2025-{m:02d}-01", f"2025-{m:02d}-28", konto="5577310000001352", lov="LAS",
                paragraf="25", bogfoeringsdato=f"2025-{m:02d}-28", bilagsdato=f"2025-{m:02d}-28",
            )
            for m in range(1, 13)
        ]  # fmt: skip

    hjem = {"navn": "Hjemmet", "driftsform": "privat", "kommunekode": "0860", "vejkode": "0101"}
    return {
        "person": [person(c, f) for c, f in ((ANNA, "1980-05-01"), (BO, "1981-06-02"), (EGEN, "1982-07-03"))],
        "adresse": [
            adresse(ANNA, "9", "2005-01-01", "2025-01-01", kommunekode="0851"),
            adresse(ANNA, "50", "2025-01-01"),
            adresse(BO, "8", "2005-01-01", "2025-01-01", kommunekode="0851"),
            adresse(BO, "60", "2025-01-01"),
            adresse(EGEN, "7", "2005-01-01", "2025-01-01"),
            adresse(EGEN, "60", "2025-01-01"),
        ],
        "institution": [
            hjem | {"institution_id": "F1", "type": "forsorgshjem_110", "husnr": "50"},
            hjem | {"institution_id": "B1", "type": "botilbud_107", "husnr": "60"},
        ],
        "indsats": [
            {
                "indsats_id": "N1", "cpr": BO, "lov": "SEL", "paragraf": "107", "institution_id": "B1",
                "startdato": "2025-01-01", "takst": "2000.00", "enhed": "dag", "medvirken": "nej", "status": "bevilget",
            }
        ],
        "postering": [*kontanthjaelp(ANNA), *kontanthjaelp(BO), *kontanthjaelp(EGEN)],
        "ydelsesrefusion": [
            {"cpr": ANNA, "maaned": f"2025-{m:02d}", "ydelse": "kontanthjaelp", "udbetalt": "12000.00"}
            | {"refusion": "2400.00"}
            for m in range(1, 13)
        ],
    }  # fmt: skip


def med_betalinger() -> dict[str, list[dict[str, str]]]:
    """And Clara, to whom 0851 granted a pension; Dan, whom we paid 0851 for, moved from its home on 1.4.2025; Eva, whom
    we paid it for too, died on 10.6.2025."""

    def konto(cpr: str, konto: str, beloeb: str, lov: str, **mere: str) -> list[dict[str, str]]:
        return [
            postering(
                cpr, beloeb, f"2025-{m:02d}-01", f"2025-{m:02d}-28", konto=konto, lov=lov, paragraf="",
                bogfoeringsdato=f"2025-{m:02d}-28", bilagsdato=f"2025-{m:02d}-28", **mere,
            )
            for m in range(1, 13)
        ]  # fmt: skip

    ud = by()
    ud["person"] += [person(CLARA, "1983-08-04"), person(DAN, "1984-09-05")]
    ud["person"] += [person(EVA, "1985-10-06", cpr_status="90", doedsdato="2025-06-10")]
    ud["adresse"] += [
        adresse(CLARA, "5", "2005-01-01", "2023-02-01", kommunekode="0851"),
        adresse(CLARA, "6", "2023-02-01"),
        *(adresse(c, "4", "2005-01-01", "2024-01-01") for c in (DAN, EVA)),
        adresse(DAN, "70", "2024-01-01", "2025-04-01", kommunekode="0851"),
        adresse(DAN, "71", "2025-04-01", kommunekode="0851"),
        adresse(EVA, "70", "2024-01-01", kommunekode="0851"),
    ]
    ud["institution"] += [
        ud["institution"][1] | {"institution_id": "B2", "husnr": "70", "kommunekode": "0851"}
    ]
    ud["pension"] = [
        {"cpr": CLARA, "pensionstype": "foertidspension", "tilkendt_dato": "2020-03-01"}
        | {"tilkendende_kommunekode": "0851"}
    ]
    ud["postering"] += konto(CLARA, "5486610000001352", "20000.00", "PL")
    for cpr in (DAN, EVA):
        ud["postering"] += konto(cpr, "5577310000001347", "8000.00", "LAS", modpart_kommunekode="0851")
    return ud


def raekker(tekst: str, cpr: str = ANNA) -> list[dict[str, str]]:
    return [r for r in csv.DictReader(io.StringIO(tekst), delimiter=";") if r["cpr"] == cpr]


def fund_om(tekst: str, cpr: str) -> list[tuple[str, ...]]:
    felter = ("regel", "modpart_kommunekode", "retning", "fra", "til", "potentiale")
    return [tuple(r[f] for f in felter) for r in raekker(tekst, cpr)]


def test_kandidater_gennem_kommandolinjen(hjemtag: Hjemtag, tmp_path: Path) -> None:
    skriv_mappe(tmp_path / "leverance", med_betalinger(), 'dato = "2025-12-31"\n')
    assert hjemtag("indlaes", tmp_path / "leverance")[0] == 0
    assert hjemtag("byg")[0] == 0
    kode, tekst, _ = hjemtag("udtraek", "kandidater", "--formaal", "Krav")
    assert (kode, tekst.splitlines()[0]) == (0, KOLONNER)
    (r,) = raekker(tekst)
    assert (r["regel"], r["retning"], r["cpr"], r["modpart_kommunekode"]) == (
        "REF-03",
        "til_gode",
        ANNA,
        "0851",
    )
    assert (r["fra"], r["til"], r["potentiale"], r["bortfaldet"]) == (
        "2025-01-01", "2025-12-31", "115200.00", "0.00",
    )  # fmt: skip
    assert (r["frist"], r["prioritet"], r["status"], r["overlapper"]) == ("2028-01-31", "normal", "ny", "")
    assert re.fullmatch(r"REF-03-[0-9a-f]{16}", r["kandidat_id"])
    assert raekker(tekst, BO) == raekker(tekst, EGEN) == []
    ude = ("0851", "til_gode")
    assert fund_om(tekst, CLARA) == [("PEN-01", *ude, "2025-01-01", "2025-12-31", "192000.00")]  # 80 per cent
    assert fund_om(tekst, DAN) == [("REF-11", *ude, "2025-04-01", "2025-12-31", "72000.00")]
    assert fund_om(tekst, EVA) == [("REF-11", *ude, "2025-07-01", "2025-12-31", "48000.00")]
    # The same id from another build; on a later day January is lost and February is urgent.
    assert hjemtag("byg")[0] == 0
    (senere,) = raekker(hjemtag("udtraek", "kandidater", "--pr", "2028-02-01")[1])
    assert senere["kandidat_id"] == r["kandidat_id"]
    assert (senere["potentiale"], senere["bortfaldet"]) == ("105600.00", "9600.00")
    assert (senere["frist"], senere["prioritet"]) == ("2028-02-28", "haster")
    assert raekker(hjemtag("udtraek", "kandidater", "--aar", "2024")[1]) == []
    # A posting moved to another year is another month's help, also though the build knows nothing of it.
    linje = {
        "type": "flyt_periode",
        "noegle": _foerste_bilag(tmp_path / "leverance"),
        "nyt": {"periode_fra": "2024-12-01", "periode_til": "2024-12-31"},
        "begrundelse": "Hjælpen er for december",
        "bruger": "karen",
    }
    fil = tmp_path / "ret.jsonl"
    fil.write_text(json.dumps(linje) + "\n", encoding="utf-8")
    assert hjemtag("ret", fil)[0] == 0
    (rettet,) = raekker(hjemtag("udtraek", "kandidater")[1])
    assert (rettet["fra"], rettet["potentiale"]) == ("2025-02-01", "105600.00")


def _foerste_bilag(mappe: Path) -> dict[str, object]:
    """The key of Anna's posting of January."""
    with (mappe / "postering.csv").open(encoding="utf-8", newline="") as fil:
        r = next(csv.DictReader(fil, delimiter=";"))
    return {
        "kilde": r["kilde"],
        "regnskabsaar": int(r["regnskabsaar"]),
        "bilagsnr": r["bilagsnr"],
        "linjenr": 1,
    }
