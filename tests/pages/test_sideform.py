"""What every page file and the shell must be: the guard first, short, no data layer of its own, quick to load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages.conftest import ROD, SIDEFILER

SKAL = [ROD / "app.py", *sorted((ROD / "pages" / "komponenter").glob("*.py"))]
FORBUDT = {"duckdb", "sqlalchemy", "sqlglot", "great_expectations", "alembic"}
TUNGE = ["great_expectations", "alembic", "pydeck", "altair", "pandas", "duckdb", "streamlit_authenticator"]


def _importerede(trae: ast.AST) -> set[str]:
    navne: set[str] = set()
    for knude in ast.walk(trae):
        if isinstance(knude, ast.Import):
            navne |= {alias.name.split(".")[0] for alias in knude.names}
        elif isinstance(knude, ast.ImportFrom) and knude.module:
            navne.add(knude.module.split(".")[0])
    return navne


def _foerste_saetning(trae: ast.Module) -> ast.stmt:
    krop = trae.body[1:] if ast.get_docstring(trae) else trae.body
    return next(s for s in krop if not isinstance(s, ast.Import | ast.ImportFrom))


@pytest.mark.parametrize("fil", SIDEFILER, ids=lambda f: f.stem)
def test_vagten_er_sidens_foerste_saetning(fil: Path) -> None:
    saetning = _foerste_saetning(ast.parse(fil.read_text(encoding="utf-8")))
    assert isinstance(saetning, ast.Assign)
    assert isinstance(saetning.value, ast.Call)
    assert ast.unparse(saetning.value.func) == "kraev_adgang"


@pytest.mark.parametrize("fil", [*SIDEFILER, *SKAL], ids=lambda f: f.stem)
def test_sider_og_skal_roerer_ikke_datalaget(fil: Path) -> None:
    assert not _importerede(ast.parse(fil.read_text(encoding="utf-8"))) & FORBUDT


@pytest.mark.parametrize("fil", SIDEFILER, ids=lambda f: f.stem)
def test_en_side_er_kort(fil: Path) -> None:
    assert len(fil.read_text(encoding="utf-8").splitlines()) <= 130


@pytest.mark.parametrize("fil", [*SIDEFILER, *SKAL], ids=lambda f: f.stem)
def test_kun_data_py_har_streamlits_caches(fil: Path) -> None:
    kode = fil.read_text(encoding="utf-8")
    assert "st.cache" not in kode or fil.name == "data.py"


@pytest.mark.parametrize("fil", SIDEFILER, ids=lambda f: f.stem)
def test_fragmenter_har_vagt(fil: Path) -> None:
    assert "st.fragment" not in fil.read_text(encoding="utf-8"), "brug fragment fra komponenter.adgang"


def test_hver_cache_er_begraenset() -> None:
    trae = ast.parse((ROD / "pages" / "komponenter" / "data.py").read_text(encoding="utf-8"))
    kald = [k for k in ast.walk(trae) if isinstance(k, ast.Call) and "st.cache" in ast.unparse(k.func)]
    assert kald
    assert all("max_entries" in {n.arg for n in k.keywords} for k in kald)
    naevnt = sum(
        "st.cache_" in ast.unparse(d)
        for f in ast.walk(trae)
        if isinstance(f, ast.FunctionDef)
        for d in f.decorator_list
    )
    assert naevnt == len(kald), "en cache uden parenteser er ubegrænset"


def test_kun_sider_ligger_i_pages() -> None:
    filer = {sti.name for sti in (ROD / "pages").iterdir() if sti.name != "__pycache__"}
    assert filer == {fil.name for fil in SIDEFILER} | {"komponenter"}
    assert "__init__.py" not in filer


def test_app_indlaeses_hurtigt_og_let() -> None:
    kode = (
        "import sys, time; t = time.process_time(); import app; brugt = time.process_time() - t; "
        f"print(brugt, *[m for m in {TUNGE!r} if m in sys.modules])"
    )
    svar = subprocess.run([sys.executable, "-c", kode], cwd=ROD, capture_output=True, text=True, check=True)
    sekunder, *tunge = svar.stdout.split()
    assert tunge == []
    assert float(sekunder) < 2
    assert "Traceback" not in svar.stderr


def test_et_beloeb_slutter_selv_saetningen() -> None:
    """'12 kr.' has its full stop: another after it reads 'kr..'."""
    moenster = re.compile(r"kroner\((?:[^(){}]|\([^(){}]*\))*\)\}\.(?=[ \"'])")
    filer = [*(ROD / "pages").rglob("*.py"), *(ROD / "engine").rglob("*.py")]
    assert [f.name for f in filer if moenster.search(f.read_text(encoding="utf-8"))] == []


def test_farverne_gaelder_ogsaa_i_et_vindue_ved_siden_af_appen() -> None:
    """A popover is drawn outside .stApp: its form's button was white on white."""
    css = (ROD / "assets" / "tema.css").read_text(encoding="utf-8")
    blok = next(b for b in css.split("}") if "--ht-accent:" in b)
    assert "stPopoverBody" in blok.partition("{")[0]
