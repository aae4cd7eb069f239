"""Land rows, build a warehouse and open its context: the whole way, without Great Expectations' four seconds."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger
from engine.lager import laes, port
from engine.lager.byg import byg
from engine.resultater import kontekst
from engine.resultater.sde import Kontekst
from tests.refusion.leverancer import skriv_mappe

Tabeller = dict[str, list[dict[str, str]]]
_GIVET_NUMMER = re.compile(r"B\d{7}")


@contextmanager
def andet_job(ind: Indstillinger) -> Iterator[None]:
    """Another job has the lock: the file's own, since the same thread may take joblaas again."""
    ind.hjem.mkdir(parents=True, exist_ok=True)
    with FileLock(ind.hjem / "job.laas"):
        yield


def byg_fra(ind: Indstillinger, nu: datetime, mapper: list[Path], kommune: str = "0860") -> Kontekst:
    ind = replace(ind, kommune=kommune)
    for mappe in mapper:
        indlaes(ind, mappe, nu, gx=False)
    return kontekst.hent(ind, byg(ind, nu))


def lager_af(tabeller: Tabeller, ind: Indstillinger, nu: datetime, tmp: Path, toml: str = "") -> Kontekst:
    return byg_fra(ind, nu, [skriv_mappe(tmp / "leverance", tabeller, toml)])


_kendte: dict[str, Path] = {}


def kendt_lager_af(
    tabeller: Tabeller, ind: Indstillinger, nu: datetime, tmp: Path, toml: str = ""
) -> Kontekst:
    """As lager_af, and the same rows are built once in a process: what landed and the generation are copied.

    For tests that ask for a town each; the numbers that `postering` gives count by their order. The data directory
    must be new.
    """
    noegle = _maerke(tabeller, nu, toml)
    if noegle not in _kendte:
        k = lager_af(tabeller, ind, nu, tmp, toml)
        _kendte[noegle] = tmp.parent / f"kendt-{noegle[:16]}"
        _kopier(ind.hjem, _kendte[noegle])
        return k
    _kopier(_kendte[noegle], ind.hjem)
    egen = replace(ind, kommune="0860")
    return kontekst.hent(egen, laes.aktuel(egen))


def _maerke(tabeller: Tabeller, nu: datetime, toml: str) -> str:
    numre: dict[str, int] = {}

    def ordnet(felt: str, vaerdi: str) -> str:
        fast = not (felt == "bilagsnr" and _GIVET_NUMMER.fullmatch(vaerdi))
        return vaerdi if fast else f"nr. {numre.setdefault(vaerdi, len(numre))}"

    raekker = {t: [{f: ordnet(f, v) for f, v in r.items()} for r in rk] for t, rk in tabeller.items()}
    return hashlib.sha256(json.dumps([raekker, nu.isoformat(), toml]).encode()).hexdigest()


def kopi_af(fra: Path, til: Path, **valg: Any) -> Path:
    """As shutil.copytree, into a directory that may exist. A generation (19 MB of the smallest town) never changes, so
    that it is the same file, and what is open of it is shared (delte_forbindelser)."""
    return Path(shutil.copytree(fra, til, copy_function=_link_eller_kopi, dirs_exist_ok=True, **valg))


def _kopier(fra: Path, til: Path) -> None:
    """Everything but the case store and locks."""
    kopi_af(fra, til, ignore=shutil.ignore_patterns("sager.db*", "*.laas"))


_DELTE_MAX = 8


def delte_forbindelser(aegte: Callable[[Path], port.Forbindelse]) -> Callable[[Path], port.Forbindelse]:
    """port.aabn_laes that opens a generation once, under however many names it lies: opening takes 30 ms of processor.

    Only what kopi_af has made; a file with one name is opened as in use.
    """
    delte: OrderedDict[tuple[int, int], port.Forbindelse] = OrderedDict()

    def aabn_laes(sti: Path) -> port.Forbindelse:
        stat = sti.stat() if sti.exists() else None
        if stat is None or stat.st_nlink < 2:
            return aegte(sti)
        fil = stat.st_ino, stat.st_mtime_ns
        if fil not in delte:
            delte[fil] = aegte(sti)
            if len(delte) > _DELTE_MAX:
                delte.popitem(last=False)
        delte.move_to_end(fil)
        return delte[fil].cursor()

    return aabn_laes


def _link_eller_kopi(fra: str, til: str) -> None:
    if fra.endswith(".duckdb"):
        os.link(fra, til)
    else:
        shutil.copy2(fra, til)


def person(cpr: str, foedt: str, **flere: str) -> dict[str, str]:
    grund = {"cpr": cpr, "navn": f"Prøve {cpr[-4:]}", "foedselsdato": foedt, "koen": "K", "cpr_status": "01"}
    return grund | flere


def adresse(cpr: str, husnr: str, fra: str = "2005-01-01", til: str = "", **flere: str) -> dict[str, str]:
    grund = {"cpr": cpr, "type": "bopael", "kommunekode": "0860", "vejkode": "0101", "husnr": husnr}
    return grund | {"tilflytningsdato": fra, "fraflytningsdato": til} | flere


def relation(
    barn: str, voksen: str, rolle: str = "mor", myndighed: str = "1", fra: str = "", til: str = ""
) -> dict:
    grund = {"barn_cpr": barn, "foraelder_cpr": voksen, "relation": rolle, "foraeldremyndighed": myndighed}
    return grund | {"fra": fra, "til": til}


_nr = iter(range(1, 10_000_000))


def postering(cpr: str, beloeb: str, fra: str = "", til: str = "", **flere: str) -> dict[str, str]:
    grund = {
        "kilde": "opus",
        "regnskabsaar": (fra or "2022-01-01")[:4],
        "bilagsnr": f"B{next(_nr):07d}",
        "linjenr": "1",
        "bogfoeringsdato": til or "2022-01-31",
        "bilagsdato": til or "2022-01-31",
        "konto": "5385211000000147",
        "beloeb": beloeb,
        "cpr": cpr,
        "periode_fra": fra,
        "periode_til": til,
        "enkeltstaaende": "0",
        "lov": "SEL",
        "paragraf": "107",
    }
    return grund | flere


LavLager = Callable[[Tabeller], Kontekst]
