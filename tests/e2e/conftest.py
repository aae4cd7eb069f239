"""A real server process and a real browser. Skipped without Chromium, unless HJEMTAG_KRAEV_CHROMIUM=1."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

ROD = Path(__file__).resolve().parents[2]
OPTAGELSER = ROD / "optagelser"
CHROMIUM_ARGUMENTER = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium() -> str:
    sti = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if sti:
        return sti
    if os.environ.get("HJEMTAG_KRAEV_CHROMIUM") == "1":
        pytest.fail("Chromium mangler, og HJEMTAG_KRAEV_CHROMIUM=1 kræver den")
    pytest.skip("Chromium er ikke installeret (fx apt-get install chromium)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Server:
    """A running app: where it answers and where its data lies."""

    adresse: str
    hjem: Path


def _ledig_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _vent(adresse: str, proces: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{adresse}/sundhed", timeout=1) as svar:
                if svar.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
        if proces.poll() is not None:
            break
    raise RuntimeError(f"appen svarede ikke på {adresse}/sundhed")


@contextmanager
def start_app(hjem: Path) -> Iterator[Server]:
    """A process of its own, `streamlit run app.py`, on a free port; ended by its own id."""
    port = _ledig_port()
    miljoe = {k: v for k, v in os.environ.items() if not k.startswith(("HJEMTAG_", "STREAMLIT_"))}
    miljoe |= {"HJEMTAG_HJEM": str(hjem), "HJEMTAG_KOMMUNE": "0998", "HJEMTAG_FORBERED_SIDER": "false"}
    kommando = [sys.executable, "-m", "streamlit", "run", str(ROD / "app.py"), f"--server.port={port}"]
    with (hjem / "app.log").open("wb") as log:
        proces = subprocess.Popen(kommando, env=miljoe, cwd=ROD, stdout=log, stderr=subprocess.STDOUT)
        try:
            adresse = f"http://127.0.0.1:{port}"
            _vent(adresse, proces)
            yield Server(adresse, hjem)
        finally:
            proces.terminate()
            proces.wait(timeout=20)


def lav_hjem(mappe: Path) -> Path:
    """A data directory with the demo users and no data."""
    from engine.sager import brugere
    from engine.sager.lager import Sagslager

    hjem = mappe / "hjem"
    hjem.mkdir()
    lager = Sagslager(f"sqlite:///{hjem / 'sager.db'}")
    lager.migrer()
    brugere.opret_demobrugere(lager, datetime.now(UTC))
    lager.luk()
    return hjem


@pytest.fixture
def frisk_server(tmp_path: Path) -> Iterator[Server]:
    """A process that nobody has asked anything yet."""
    _chromium()
    with start_app(lav_hjem(tmp_path)) as server:
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One process for the tests of a module."""
    _chromium()
    with start_app(lav_hjem(tmp_path_factory.mktemp("e2e"))) as server:
        yield server


@pytest.fixture(scope="session")
def egeborg(faelles_mappe: Path, standarddemo: Path) -> Path:
    """The default fictional municipality, landed and built: once a run, by whichever process comes first."""
    hjem = faelles_mappe / "egeborg" / "hjem"
    with FileLock(faelles_mappe / "egeborg.laas"):
        if not (hjem / "generationer" / "AKTUEL").exists():
            byg_egeborg(hjem, standarddemo)
    return hjem


def byg_egeborg(hjem: Path, leverancer: Path | None = None) -> None:
    """The default fictional municipality in a data directory that is made here, with its truth beside it.

    leverancer: where lav_demo has written it already.
    """
    from engine.demo import lav_demo
    from engine.indlaesning.landing import indlaes
    from engine.indstillinger import Indstillinger
    from engine.lager.byg import byg

    hjem.parent.mkdir()
    lav_hjem(hjem.parent)
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    if leverancer:
        shutil.copytree(leverancer, hjem / "demo")
    else:
        lav_demo(hjem / "demo")
    indlaes(ind, hjem / "demo", datetime.now(UTC), gx=False)
    byg(ind, datetime.now(UTC))
    for mappe in (hjem / "demo").glob("leverance-*"):
        shutil.rmtree(mappe)


@pytest.fixture(scope="session")
def egeborg_server(egeborg: Path) -> Iterator[Server]:
    """The app on the default municipality, one process for all tests of a session."""
    _chromium()
    with start_app(egeborg) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    sti = _chromium()
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=sti, args=CHROMIUM_ARGUMENTER)
        yield browser
        browser.close()


@dataclass
class Vagt:
    """What a page did that it must not: asked another host, or wrote an error in the console."""

    fremmede: list[str] = field(default_factory=list)
    fejl: list[str] = field(default_factory=list)

    def foelg(self, side: Any) -> None:
        side.on("request", lambda r: self._anmodning(r.url))
        side.on("console", lambda m: self.fejl.append(m.text) if m.type == "error" else None)
        side.on("pageerror", lambda e: self.fejl.append(str(e)))

    def _anmodning(self, url: str) -> None:
        dele = urlsplit(url)
        if dele.scheme not in ("data", "blob") and dele.hostname != "127.0.0.1":
            self.fremmede.append(url)


@pytest.fixture
def aabn(browser: Any) -> Iterator[Callable[..., Any]]:
    """aabn(**context options) -> a page in a browser context of its own; watched until the test ends."""
    vagt = Vagt()
    with ExitStack() as stak:

        def ny(**valg: Any) -> Any:
            kontekst = stak.enter_context(_kontekst(browser, valg))
            side = kontekst.new_page()
            vagt.foelg(side)
            return side

        yield ny
    assert vagt.fremmede == []
    assert vagt.fejl == []


# What turns and glides while the server works is drawn sixty times a second without a graphics card, and takes from the
# server the processor it waits for. It shows nothing that a test asks for.
_STILLE = """addEventListener('DOMContentLoaded', () => {
    const stil = document.createElement('style');
    stil.textContent = '*, ::before, ::after { animation: none !important; transition: none !important }';
    document.head.append(stil);
})"""


@contextmanager
def _kontekst(browser: Any, valg: dict[str, Any]) -> Iterator[Any]:
    kontekst = browser.new_context(**{"locale": "da-DK", "viewport": {"width": 1440, "height": 900}, **valg})
    kontekst.set_default_timeout(30_000)
    kontekst.add_init_script(_STILLE)
    try:
        yield kontekst
    finally:
        kontekst.close()


@contextmanager
def optaget(side: Any, navn: str) -> Iterator[None]:
    """Record what happens on the page, picture by picture: `playwright show-trace optagelser/NAVN.zip` plays it."""
    OPTAGELSER.mkdir(exist_ok=True)
    side.context.tracing.start(screenshots=True, snapshots=False)
    try:
        yield
    finally:
        side.context.tracing.stop(path=str(OPTAGELSER / f"{navn}.zip"))


def vent_til_klar(side: Any) -> None:
    """Until the page's script has run to its end and nothing is about to come."""
    side.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            return app?.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]');
        }""",
        polling=100,  # not at every frame
        timeout=120_000,  # the first look at Prognosekvalitet tries the forecast from every month
    )


def rolig_boks(side: Any, hvad: str) -> dict[str, float]:
    """Where an element stands when it has stopped moving: charts above it are drawn late."""
    foer, nu = None, side.locator(hvad).first.bounding_box()
    while nu is None or nu != foer:
        side.wait_for_timeout(400)
        foer, nu = nu, side.locator(hvad).first.bounding_box()
    return nu


def log_ind(side: Any, navn: str, kodeord: str) -> None:
    """Fill in the form that stands on the page and send it."""
    side.get_by_label("Brugernavn").fill(navn)
    side.get_by_label("Adgangskode", exact=True).fill(kodeord)
    side.get_by_role("button", name="Log ind", exact=True).click()
