"""What the project-wide tests look at: the files of the checkout, and the imports of its Python files."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROD = Path(__file__).resolve().parents[1]
_UDENFOR = {".git", ".venv", "data", "dist", "build", "skaermbilleder", ".pytest_cache"}
_MASKINER = {".mypy_cache", ".ruff_cache", ".hypothesis", "__pycache__"}
_TEKST = {
    *("", ".py", ".sql", ".yml", ".yaml", ".toml", ".md", ".csv", ".txt", ".css", ".svg", ".json", ".jsonl"),
}


@cache
def tekstfiler() -> dict[str, str]:
    """Path in the repository -> content, of every text file that belongs to the project."""
    return {str(sti.relative_to(ROD)): sti.read_text(encoding="utf-8") for sti in sorted(_filer(ROD))}


def _filer(mappe: Path) -> Iterator[Path]:
    for sti in mappe.iterdir():
        if sti.name in _UDENFOR | _MASKINER or sti.name.endswith(".egg-info"):
            continue
        if sti.is_dir():
            yield from _filer(sti)
        elif sti.suffix in _TEKST and sti.is_file():
            yield sti


class Traeer(Mapping[str, ast.Module]):
    """Path -> syntax tree, read when it is asked for: the names of the tests need the paths alone."""

    def __init__(self, filer: list[str]) -> None:
        self._filer = filer

    def __getitem__(self, fil: str) -> ast.Module:
        if fil not in self._filer:
            raise KeyError(fil)
        return _traeet(fil)

    def __iter__(self) -> Iterator[str]:
        return iter(self._filer)

    def __len__(self) -> int:
        return len(self._filer)


@cache
def traeer(*mapper: str) -> Traeer:
    """Path -> syntax tree, of the Python files in some folders (or single files) of the checkout."""
    return Traeer(
        [
            fil
            for fil in tekstfiler()
            if fil.endswith(".py")
            and (not mapper or fil.startswith(tuple(f"{m}/" for m in mapper)) or fil in mapper)
        ]
    )


@cache
def _traeet(fil: str) -> ast.Module:
    """All the trees are a million objects that stay: the collector is told so, or it looks at them each time."""
    gc.disable()
    try:
        trae = ast.parse(tekstfiler()[fil])
        gc.freeze()
    finally:
        gc.enable()
    return trae


def importerede(trae: ast.AST) -> set[str]:
    """The full names a module imports, also inside functions: 'from a.b import c' gives 'a.b.c'."""
    navne: set[str] = set()
    for node in ast.walk(trae):
        if isinstance(node, ast.Import):
            navne |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            navne |= {f"{node.module}.{alias.name}" for alias in node.names}
    return navne


def bruger(trae: ast.AST, pakke: str) -> bool:
    """Whether a module imports the package, or something in it."""
    return any(navn == pakke or navn.startswith(f"{pakke}.") for navn in importerede(trae))


def tekster(trae: ast.Module) -> Iterator[str]:
    """Every string in a module but its docstrings; the fixed parts of f-strings as one."""
    dokument = {
        id(node.body[0].value)
        for node in ast.walk(trae)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    udenfor = dokument | {
        id(del_) for node in ast.walk(trae) if isinstance(node, ast.JoinedStr) for del_ in node.values
    }
    for node in ast.walk(trae):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(d.value) if isinstance(d, ast.Constant) else "?" for d in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in udenfor:
            yield node.value
