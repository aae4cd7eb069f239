"""What exists is documented, and what is documented exists: pages, commands, settings, contracts, extracts, law."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from engine import adgang, kommando
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.indstillinger import _FRA_MILJOE, Indstillinger
from engine.lov.parametre import laes_lov
from engine.resultater.udtraek import ALLE
from engine.sager import model
from pages.komponenter.sider import SIDER
from tests.repo import ROD, tekstfiler

README = tekstfiler()["README.md"]
GUIDE = tekstfiler()["docs/brugervejledning.md"]
ARKITEKTUR = tekstfiler()["docs/udvikling/arkitektur.md"]
LEVERANCER = tekstfiler()["docs/udvikling/leverancer.md"]
UDTRAEK = tekstfiler()["docs/udvikling/udtraek.md"]
FELTER = yaml.safe_load(tekstfiler()["sql/felter.yml"])["felter"]
DOKUMENTER = [fil for fil in tekstfiler() if fil.endswith(".md")]
VERBER = sorted(kommando._fortolker()._subparsers._group_actions[0].choices)


def _er_saetning(tekst: str) -> bool:
    return len(tekst) >= 10 and " " in tekst.strip() and tekst[0] == tekst[0].upper()


# --- pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDER, ids=lambda s: s.navn)
def test_hver_side_staar_i_vejledningen_og_readme(side: object) -> None:
    titel = side.titel  # type: ignore[attr-defined]
    assert f"\n## {titel}\n" in GUIDE
    assert f"| {titel} |" in README


def test_hver_rolle_staar_i_vejledningen_og_readme() -> None:
    for rolle, navn in adgang.ROLLENAVNE.items():
        assert navn in GUIDE
        assert str(rolle) in README


# --- commands --------------------------------------------------------------------------------------------------


def _kommandoer() -> list[tuple[str, list[str]]]:
    """Every `hjemtag …` in a code block of the documents, and what follows it."""
    fundne = []
    for fil in DOKUMENTER:
        for blok in re.findall(r"(?ms)^```(?:sh|bat|console)\n(.*?)^```", tekstfiler()[fil]):
            for linje in blok.splitlines():
                if m := re.match(r"(?:\S+[/\\])?hjemtag (.+)", linje):
                    fundne.append((fil, shlex.split(m[1].replace("\\", "/"), comments=True)))
    return fundne


@pytest.mark.parametrize("verbum", VERBER)
def test_hvert_verbum_har_hjaelp_og_staar_i_readme(verbum: str) -> None:
    underfortolker = kommando._fortolker()._subparsers._group_actions[0].choices[verbum]
    assert _er_saetning(underfortolker.description)
    for valg in underfortolker._actions:
        assert valg.help or valg.choices, f"{verbum} {valg.dest} har ingen hjælpetekst"
    assert f"`{verbum}`" in README or f"`{verbum} " in README
    # The bare listing is not enough: each but the trivial is shown in use.
    assert any(led[0] == verbum for fil, led in _kommandoer() if fil == "README.md")


def test_kommandoerne_i_dokumenterne_findes() -> None:
    kommandoer = _kommandoer()
    assert len(kommandoer) > 20
    for fil, led in kommandoer:
        valg = kommando._laes_valg(led)
        assert callable(valg.koer), (fil, led)
        if led[0] == "udtraek":
            assert valg.navn in ALLE
        if led[0] == "sats" and valg.handling == "saet":
            assert valg.navn in laes_lov().parametre


def test_kommandoer_naevnt_i_teksten_findes() -> None:
    for fil in DOKUMENTER:
        for verbum in re.findall(r"`hjemtag ([a-z]+)", tekstfiler()[fil]):
            assert verbum in VERBER, fil


def test_makefilens_maal_i_dokumenterne_findes() -> None:
    maal = set(re.findall(r"(?m)^([a-z.]+):", tekstfiler()["Makefile"]))
    for fil in DOKUMENTER:
        naevnte = set(re.findall(r"(?m)^make ([a-z.]+)|`make ([a-z.]+)`", tekstfiler()[fil]))
        assert {n for par in naevnte for n in par if n} <= maal, fil


def test_rettelser_af_hver_slags_staar_i_readme() -> None:
    for slags in model.SKRIVES:
        assert f"`{slags}`" in README


def test_eksemplet_paa_en_rettelse_er_gyldigt() -> None:
    (linje,) = re.findall(r'(?m)^\{"type".*\}$', README)
    (rettelse,) = model.laes_retfil(linje)
    assert rettelse.type == model.FLYT_PERIODE


# --- settings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("navn", [f.name for f in fields(Indstillinger) if f.name != "hjem"])
def test_hver_indstilling_staar_i_readme_med_sin_standard(navn: str) -> None:
    (raekke,) = re.findall(rf"(?m)^\| `{navn}` \|(.*)\|$", README)
    variabel, standard, betydning = (celle.strip() for celle in raekke.split("|"))
    assert variabel.strip("`") == _FRA_MILJOE.get(navn, "")
    assert len(betydning) > 10
    vaerdi = getattr(Indstillinger(hjem=Path("hjem")), navn)
    if isinstance(vaerdi, bool):
        assert str(vaerdi).lower() in standard
    elif isinstance(vaerdi, float):
        assert float(standard) == vaerdi
    elif vaerdi and isinstance(vaerdi, int | str):
        assert str(vaerdi) in standard


def test_miljoevariable_der_laeses_er_dokumenterede() -> None:
    kode = "".join(t for f, t in tekstfiler().items() if f.startswith(("engine/", "pages/")) or f == "app.py")
    for variabel in set(re.findall(r"\bHJEMTAG_[A-Z_]+\b", kode)):
        assert variabel in README, variabel
    proever = "".join(
        t for f, t in tekstfiler().items() if f.startswith("tests/") and f.endswith("conftest.py")
    )
    for variabel in set(re.findall(r"\bHJEMTAG_TEST_[A-Z_]+\b", proever)):
        assert variabel in tekstfiler()["CONTRIBUTING.md"]


# --- contracts, extracts, law -----------------------------------------------------------------------------------


@pytest.mark.parametrize("navn", alle_kontrakter())
def test_hver_kontrakt_og_kolonne_er_beskrevet(navn: str) -> None:
    kontrakt = alle_kontrakter()[navn]
    assert _er_saetning(kontrakt.beskrivelse)
    assert kontrakt.formaal
    assert kontrakt.figurer
    for kolonne in kontrakt.kolonner:
        assert len(FELTER[kolonne]["betydning"]) > 5, kolonne


def test_arten_af_hver_tabel_er_den_leverancer_siger() -> None:
    (saetning,) = re.findall(r"Uden filen er (.*?) ændringer", LEVERANCER)
    assert set(re.findall(r"`(\w+)`", saetning)) == {
        n for n, k in alle_kontrakter().items() if k.art == "aendring"
    }


@pytest.mark.parametrize("navn", ALLE)
def test_hvert_udtraek_og_dets_kolonner_er_beskrevet_i_orden(navn: str) -> None:
    assert f"`{navn}`" in README
    assert ALLE[navn].lav.__doc__
    afsnit = UDTRAEK.split(f"\n## {navn}\n")[1].split("\n## ")[0]
    assert tuple(re.findall(r"(?m)^\| `(\w+)` \| .{4,}\|$", afsnit)) == ALLE[navn].kolonner
    assert "CPR" in UDTRAEK or not ALLE[navn].har_cpr


def test_alle_beskrevne_udtraek_findes() -> None:
    assert set(re.findall(r"(?m)^## (\w+)$", UDTRAEK)) == set(ALLE)


@pytest.mark.parametrize("navn", laes_lov().parametre)
def test_hver_lovparameter_er_beskrevet(navn: str) -> None:
    parameter = laes_lov().parameter(navn)
    assert _er_saetning(parameter.beskrivelse)
    assert parameter.hjemmel
    for vaerdi in parameter.vaerdier:
        assert vaerdi.kilde


# --- the documents themselves ---------------------------------------------------------------------------------


def test_hver_mappe_staar_i_readme_hvor_en_aendring_hoerer_til() -> None:
    trae = README.split("## Where a change belongs")[1].split("```")[1]
    mapper = {d.name for d in (ROD / "engine").iterdir() if d.is_dir() and d.name != "__pycache__"}
    for navn in mapper | {
        "pages",
        "komponenter",
        "sql",
        "data_contracts",
        "assets",
        "tests",
        "docs",
        "audits",
    }:
        assert re.search(rf"\b{navn}/", trae), navn
    for navn in re.findall(r"(?m)^  ([a-z_]+\.py)|  ([a-z_]+\.py)", trae):
        fil = next(n for n in navn if n)
        assert (ROD / "engine" / fil).exists() or (ROD / fil).exists(), fil


def test_henvisninger_mellem_dokumenter_holder() -> None:
    for fil in DOKUMENTER:
        for maal in re.findall(r"\]\(([^)#:]+)\)", tekstfiler()[fil]):
            assert ((ROD / fil).parent / maal).exists(), f"{fil} henviser til {maal}"


def test_filer_og_mapper_naevnt_i_arkitekturen_findes() -> None:
    for sti in re.findall(r"`((?:engine|sql|tests|assets|data_contracts)/[\w/.]*)`", ARKITEKTUR):
        assert (ROD / sti).exists(), sti


def test_aendringsloggen_har_det_kommende() -> None:
    assert "## [Unreleased]" in tekstfiler()["CHANGELOG.md"]


def test_laeserne_er_naevnt_der_hvor_formaterne_beskrives() -> None:
    for fil in (ROD / "engine" / "indlaesning" / "laesere").glob("[a-z]*.py"):
        assert fil.stem.upper().replace("U12170P", "U12170-P") in LEVERANCER
