"""The project's own files: what is installed, from where, with which settings; and the wheel as it is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml

import engine
from tests.repo import ROD, importerede, tekstfiler, traeer

PROJEKT = tomllib.loads((ROD / "pyproject.toml").read_text(encoding="utf-8"))
# Where a package is imported under another name than it is installed by.
INSTALLERET_SOM = {
    "yaml": "pyyaml",
    "great_expectations": "great-expectations",
    "fpdf": "fpdf2",
    "prometheus_client": "prometheus-client",
}


def _navn(krav: str) -> str:
    return re.split(r"[\[<>=~! ;]", krav)[0].lower().replace("_", "-")


def _laast() -> dict[str, str]:
    """Package -> the lines that lock it."""
    dele = re.split(r"(?m)^(?=[a-z0-9])", tekstfiler()["requirements.txt"])
    return {f"{_navn(del_)}{i}": del_ for i, del_ in enumerate(dele) if del_.strip()}


# --- packages ------------------------------------------------------------------------------------------------


def test_alt_der_importeres_er_en_navngiven_afhaengighed() -> None:
    navngivne = {_navn(k) for k in PROJEKT["project"]["dependencies"]}
    for fil, trae in traeer("engine", "pages", "app.py").items():
        rod = (
            {n.split(".")[0] for n in importerede(trae)} - set(sys.stdlib_module_names) - {"engine", "pages"}
        )
        assert {_navn(INSTALLERET_SOM.get(n, n)) for n in rod} <= navngivne, fil


def test_afhaengighederne_er_laast_med_hash_og_uden_adresse() -> None:
    projekt = PROJEKT["project"]
    laast = _laast()
    for krav in [*projekt["dependencies"], *projekt["optional-dependencies"]["udvikling"]]:
        assert any(re.fullmatch(rf"{re.escape(_navn(krav))}\d+", navn) for navn in laast), krav
    for linjer in laast.values():
        assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+", linjer), linjer[:60]
        assert "--hash=sha256:" in linjer, linjer[:60]
    assert "://" not in tekstfiler()["requirements.txt"]
    assert "://" not in tekstfiler()["pyproject.toml"]


def test_python_og_version_siges_et_sted() -> None:
    assert PROJEKT["project"]["requires-python"] == ">=3.11"
    assert "version" in PROJEKT["project"]["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", engine.__version__)


def test_licensen_er_mpl() -> None:
    assert PROJEKT["project"]["license"] == "MPL-2.0"
    assert tekstfiler()["LICENSE"].startswith("Mozilla Public License Version 2.0")


# --- settings that protect --------------------------------------------------------------------------------


def test_streamlits_indstillinger_lukker_for_det_der_skal_lukkes_for() -> None:
    config = tomllib.loads((ROD / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["maxUploadSize"] == 20
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["showErrorLinks"] is False
    assert config["client"]["toolbarMode"] == "viewer"
    assert config["client"]["disableDataExport"] is True


def test_data_og_miljoe_kommer_ikke_i_arkivet() -> None:
    ignoreret = set(tekstfiler()[".gitignore"].split())
    assert {".venv/", "data/", "dist/"} <= ignoreret


# --- make and .ci/run --------------------------------------------------------------------------------------


def test_makefilen_har_de_lovede_maal() -> None:
    maal = set(re.findall(r"(?m)^([a-z.]+):", tekstfiler()["Makefile"]))
    assert {".venv", "run", "test", "lint", "bench", "clean"} <= maal


def test_make_test_slutter_med_pytest_og_holder_maalingerne_ude() -> None:
    def opskrift_for(maal: str) -> list[str]:
        return tekstfiler()["Makefile"].split(f"\n{maal}:")[1].split("\n\n")[0].strip().splitlines()

    assert opskrift_for("test")[1:] == ["\t@$(MAKE) --no-print-directory -j2 lint proever"]
    opskrift = opskrift_for("proever")
    assert "pytest" in opskrift[-1]
    assert "--ignore=tests/ydelse" in opskrift[-1]
    assert "|" not in opskrift[-1], "et rør skjuler, at prøverne fejler"


@pytest.mark.skipif(os.name == "nt", reason="bash-scripts køres ikke på Windows")
def test_ci_scriptet_kan_koeres_og_skjuler_ingen_fejl() -> None:
    sti = ROD / ".ci" / "run"
    assert os.access(sti, os.X_OK)
    tekst = sti.read_text(encoding="utf-8")
    assert "set -euo pipefail" in tekst
    assert tekst.rstrip().endswith("make test")
    assert {"HJEMTAG_KRAEV_CHROMIUM=1", "HJEMTAG_TEST_POSTGRES_URL"} <= set(
        re.findall(r"HJEMTAG_KRAEV_CHROMIUM=1|HJEMTAG_TEST_POSTGRES_URL", tekst)
    )
    subprocess.run(["bash", "-n", str(sti)], check=True)


# --- publiccode.yml ------------------------------------------------------------------------------------------

# The keys of publiccode.yml 0.4 that are required, and the values the standard allows for the closed ones.
KRAEVEDE = {
    *("publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "developmentStatus", "softwareType"),
    *("description", "legal", "maintenance", "localisation", "categories"),
}
KENDTE = KRAEVEDE | {
    *("landingURL", "isBasedOn", "softwareVersion", "logo", "monochromeLogo", "inputTypes", "outputTypes"),
    *("usedBy", "roadmap", "intendedAudience", "dependsOn", "applicationSuite"),
}


def test_publiccode_er_gyldig() -> None:
    pc = yaml.safe_load(tekstfiler()["publiccode.yml"])
    assert set(pc) >= KRAEVEDE
    assert set(pc) <= KENDTE
    assert str(pc["publiccodeYmlVersion"]) == "0.4"
    assert pc["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert pc["softwareType"] in {
        *(
            "standalone/mobile",
            "standalone/iot",
            "standalone/desktop",
            "standalone/web",
            "standalone/backend",
        ),
        *("standalone/other", "addon", "library", "configurationFiles"),
    }
    assert set(pc["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert pc["legal"]["license"] == PROJEKT["project"]["license"]
    assert pc["softwareVersion"] == engine.__version__
    assert isinstance(pc["releaseDate"], date)
    assert pc["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert pc["maintenance"]["contacts"], "en drift af typen internal eller community skal nævne kontakter"
    assert pc["localisation"] == {"localisationReady": False, "availableLanguages": ["da"]}
    for sprog, tekst in pc["description"].items():
        assert set(tekst) >= {"shortDescription", "longDescription", "features"}, sprog
        assert len(tekst["shortDescription"]) <= 150
        assert 150 <= len(tekst["longDescription"]) <= 10_000
        assert all(len(f) <= 100 for f in tekst["features"])
    assert (ROD / pc["logo"]).exists()


# --- the installed wheel -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hjul(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as a packager builds it."""
    ud = tmp_path_factory.mktemp("hjul")
    kommando = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(ud)]
    svar = subprocess.run(kommando, cwd=ROD, capture_output=True, text=True)
    if "No module named hatchling" in svar.stderr:
        pytest.skip("hatchling er ikke installeret")
    assert svar.returncode == 0, svar.stderr
    (fil,) = ud.glob("*.whl")
    return fil


@pytest.fixture(scope="module")
def installeret(hjul: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own where the wheel is installed and the locked packages are borrowed."""
    mappe = tmp_path_factory.mktemp("installeret")
    venv.create(mappe / "miljoe", with_pip=False)
    pakker = Path(sysconfig.get_path("purelib", vars={"base": str(mappe / "miljoe")}))
    with zipfile.ZipFile(hjul) as arkiv:
        arkiv.extractall(pakker)
    laant = Path(sysconfig.get_path("purelib"))
    (pakker / "laant.pth").write_text(f"{laant}\n", encoding="utf-8")
    return mappe


def _koer(installeret: Path, *led: str) -> subprocess.CompletedProcess[str]:
    """One command from a folder with no checkout in sight."""
    python = installeret / "miljoe" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    miljoe = {k: v for k, v in os.environ.items() if not k.startswith(("HJEMTAG_", "PYTHON"))}
    return subprocess.run(
        [python, *led], cwd=installeret, env=miljoe, capture_output=True, text=True, timeout=60
    )


def test_hjulet_baerer_alt_det_der_ligger_ved_siden_af_koden(hjul: Path) -> None:
    with zipfile.ZipFile(hjul) as arkiv:
        indhold = set(arkiv.namelist())
    for mappe in ("sql", "data_contracts", "assets", "pages"):
        ventet = {f"engine/_delt/{fil}" for fil in tekstfiler() if fil.startswith(f"{mappe}/")}
        assert ventet, mappe
        assert ventet - indhold == set()
    assert {fil for fil in tekstfiler() if fil.startswith("engine/")} - indhold == set()
    assert {"engine/_delt/app.py", "engine/_delt/.streamlit/config.toml"} <= indhold
    assert not any(fil.startswith(("tests/", "docs/", ".ci/")) or "__pycache__" in fil for fil in indhold)


def test_hjulet_installeres_med_kommandoen(hjul: Path) -> None:
    with zipfile.ZipFile(hjul) as arkiv:
        (fil,) = [n for n in arkiv.namelist() if n.endswith("entry_points.txt")]
        assert "hjemtag = engine.kommando:main" in arkiv.read(fil).decode()


def test_det_installerede_hjul_finder_sine_mapper(installeret: Path) -> None:
    svar = _koer(
        installeret, "-c", "from engine import steder; print(steder.sql()); print(steder.app_fil().exists())"
    )
    sql, app = svar.stdout.split()
    assert Path(sql).parts[-3:] == ("engine", "_delt", "sql")
    assert Path(sql).is_relative_to(installeret)
    assert app == "True"


def test_det_installerede_hjul_kan_koeres(installeret: Path) -> None:
    assert "VERBUM" in _koer(installeret, "-m", "engine", "--help").stdout
    assert _koer(installeret, "-m", "engine", "--version").stdout.strip() == f"hjemtag {engine.__version__}"
    satser = _koer(installeret, "-m", "engine", "sats", "list", "cro_sats1")
    assert satser.returncode == 0, satser.stderr
    assert satser.stdout.startswith("cro_sats1: 0,25 andel")
    # Without a checkout the data directory is where the command is given, never inside the installation.
    assert (installeret / "data" / "sager.db").exists()


def test_appen_kan_indlaeses_fra_det_installerede_hjul(installeret: Path) -> None:
    kode = (
        "import runpy, sys; from engine import steder; sys.path.insert(0, str(steder.rod()))\n"
        "print(type(runpy.run_path(str(steder.app_fil()))['app']).__name__)"
    )
    svar = _koer(installeret, "-c", kode)
    assert svar.stdout.strip() == "App", svar.stderr
