"""No CPR number in an address, a cache key, a log line, an error or on a page before it is revealed: tried on Egeborg.

Every page is run as the one who sees most of it, with a purpose given for everything; every extract is made.
"""

from __future__ import annotations

import ast
import logging
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine import kommando
from engine.adgang import SIDER
from engine.demo import lav_demo
from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.lager.byg import byg
from engine.resultater import kontekst, udtraek
from engine.sager import brugere, log, sessioner, tabeller
from engine.sager.lager import Sagslager
from pages.komponenter import data
from tests.repo import traeer
from tests.sikkerhed import sider
from tests.sikkerhed.conftest import ROLLER

_TI = re.compile(r"(?<!\d)(\d{6})[ -]?(\d{4})(?!\d)")


@pytest.fixture(scope="module")
def demo_hjem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("cpr")
    hjem, nu = mappe / "hjem", datetime.now(UTC)
    hjem.mkdir()
    lav_demo(mappe / "ud", borgere=300, froe=3)
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    indlaes(ind, mappe / "ud", nu, gx=False)
    byg(ind, nu)
    lager = Sagslager(ind.database_url)
    lager.migrer()
    brugere.opret_demobrugere(lager, nu, cost=4)
    lager.luk()
    return hjem


@pytest.fixture(scope="module")
def numre(demo_hjem: Path) -> set[str]:
    """Every number that has landed, replaced ones too, as the files have them."""
    import pyarrow.parquet as pq

    fundne: set[str] = set()
    for fil in (demo_hjem / "landing").rglob("person*.parquet"):
        fundne |= set(pq.read_table(fil, columns=["cpr"])["cpr"].to_pylist())
    assert len(fundne) > 300
    return fundne


@pytest.fixture(scope="module")
def sidernes_hjem(demo_hjem: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all pages, so that what one has computed is remembered for the next, as in use."""
    return shutil.copytree(demo_hjem, tmp_path_factory.mktemp("sider") / "hjem")


@pytest.fixture
def egeborg(demo_hjem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return _i_brug(shutil.copytree(demo_hjem, tmp_path / "hjem"), monkeypatch)


def _i_brug(hjem: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HJEMTAG_HJEM", str(hjem))
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0998")
    monkeypatch.delenv("HJEMTAG_DATABASE_URL", raising=False)
    return hjem


def fundet(tekst: str, numre: set[str]) -> set[str]:
    return {a + b for a, b in _TI.findall(tekst)} & numre


def session_for(navn: str) -> str:
    lager = data.sagslager()
    bruger_id = next(b["id"] for b in brugere.liste(lager) if b["navn"] == navn)
    with lager.skriv() as con:
        return sessioner.opret_i(con, bruger_id, "", datetime.now(UTC))


@pytest.fixture
def noegler(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes into every key of Streamlit's caches while the test runs."""
    from streamlit.runtime.caching import cache_utils

    set_: list[str] = []
    rigtig = cache_utils._make_value_key

    def lyt(**om: Any) -> str:
        kode = om["func"].__code__
        par = [
            *zip(kode.co_varnames[: kode.co_argcount], om["func_args"], strict=False),
            *om["func_kwargs"].items(),
        ]
        set_.append(repr([(n, v) for n, v in par if not n.startswith("_")]))
        return rigtig(**om)

    monkeypatch.setattr(cache_utils, "_make_value_key", lyt)
    return set_


def loggen(lager: Sagslager) -> str:
    log.skriver(lager).toem()
    with lager.laes() as con:
        linjer = [str(tuple(r)) for r in con.execute(sa.select(tabeller.log))]
        haendelser = [str(tuple(r)) for r in con.execute(sa.select(tabeller.haendelse))]
    return "\n".join(linjer + haendelser)


@pytest.fixture
def skrevet(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.mark.parametrize("side", SIDER)
def test_ingen_side_viser_eller_husker_et_nummer(
    side: str,
    sidernes_hjem: Path,
    numre: set[str],
    noegler: list[str],
    skrevet: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _i_brug(sidernes_hjem, monkeypatch)
    rolle = sider.rolle_for(side)
    token = session_for(next(n for n, r in ROLLER.items() if r == rolle))
    for parametre in sider.dybe_links(side):
        at = sider.koer(side, token, monkeypatch, **parametre)
        assert not at.exception
        assert at.title or at.header, f"{side} {parametre} viste intet"
        assert fundet(sider.sendt(at), numre) == set()
        assert fundet(str(dict(at.query_params)), numre) == set()
    assert noegler
    assert fundet("\n".join(noegler), numre) == set()
    assert fundet(skrevet.text, numre) == set()
    assert fundet(loggen(data.sagslager()), numre) == set()


@pytest.mark.parametrize("navn", [n for n, u in udtraek.ALLE.items() if u.har_cpr])
def test_et_udtraek_har_numre_i_filen_og_ingen_andre_steder(
    navn: str,
    egeborg: Path,
    numre: set[str],
    tmp_path: Path,
    skrevet: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fil = tmp_path / "ud.csv"
    assert kommando.main(["udtraek", navn, "--ud", str(fil), "--formaal", "Prøve"]) == 0
    assert fundet(fil.read_text(encoding="utf-8"), numre)
    ud = capsys.readouterr()
    assert fundet(ud.out + ud.err + skrevet.text, numre) == set()
    assert fundet(loggen(kontekst.sagslager(laes_indstillinger().database_url)), numre) == set()


def test_fejl_naevner_intet_nummer(
    egeborg: Path,
    numre: set[str],
    tmp_path: Path,
    skrevet: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What goes wrong on person data: rows that break their contract, a wrong correction, a fault in the middle."""
    cpr = sorted(numre)[0]
    mappe = tmp_path / "daarlig"
    mappe.mkdir()
    (mappe / "person.csv").write_text(
        f"cpr;navn;foedselsdato;koen;cpr_status\n{cpr};Anna;2022-13-01;K;01\n{cpr};Bo;x;Q;01;for;mange\n",
        encoding="utf-8",
    )
    (mappe / "postering.csv").write_text(f"kilde;cpr\nopus;{cpr}\n", encoding="utf-8")
    linje = (
        '{"type":"flyt_periode","noegle":{"kilde":"opus","regnskabsaar":2022,"bilagsnr":"%s","linjenr":1},'
        '"nyt":{"periode_fra":"2022-03-01","periode_til":"2022-03-31"},"begrundelse":"om %s","bruger":"k"}'
    )
    ret = tmp_path / "ret.jsonl"
    ret.write_text(linje % ("X", cpr), encoding="utf-8")
    for args in (["indlaes", str(mappe)], ["ret", str(ret)], ["bruger", "deaktiver", cpr], ["udtraek", cpr]):
        kommando.main(args)
    svar = capsys.readouterr()
    uden_det_skrevne = (svar.out + svar.err + skrevet.text).replace(f"'{cpr}'", "")  # what one typed oneself
    assert fundet(uden_det_skrevne, numre) == set()


def test_en_uventet_fejl_viser_aldrig_sit_indhold(
    numre: set[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pages.komponenter import tilstande

    vist: list[str] = []
    monkeypatch.setattr(tilstande, "_boks", lambda *dele: vist.extend(dele))
    cpr = sorted(numre)[0]
    with pytest.raises(ValueError) as fanget:
        int(f"kunne ikke læse {cpr}")
    assert cpr in str(fanget.value)
    tilstande.fejl(fanget.value)
    assert any("referencenummeret" in tekst for tekst in vist)
    for tekst in (*vist, caplog.text, kommando._uventet(fanget.value)):
        assert cpr not in tekst


def test_ingen_funktion_med_husket_svar_tager_et_nummer() -> None:
    """lru_cache, cache and Streamlit's caches: no parameter of theirs is a CPR number."""
    for fil, trae in traeer("engine", "pages").items():
        for f in ast.walk(trae):
            if isinstance(f, ast.FunctionDef) and any("cache" in ast.unparse(d) for d in f.decorator_list):
                navne = {a.arg for a in (*f.args.args, *f.args.kwonlyargs) if not a.arg.startswith("_")}
                assert not {n for n in navne if "cpr" in n or n == "navn_og_cpr"}, f"{fil}:{f.name}"
