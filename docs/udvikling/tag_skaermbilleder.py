"""Takes the README's pictures of the pages, on the default fictional municipality: docs/skaermbilleder/<page>.png.

Run from the checkout: make skaermbilleder. It builds Egeborg in a folder of its own, starts the app on a free port and
looks at it as the roles do, in headless Chromium. The pictures have few colours, so that each is under 200 kB.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.sager.brugere import DEMO_KODEORD
from tests.e2e.conftest import (
    CHROMIUM_ARGUMENTER,
    Server,
    _chromium,
    byg_egeborg,
    log_ind,
    start_app,
    vent_til_klar,
)

UD = Path(__file__).resolve().parents[1] / "skaermbilleder"
# Page and the one who looks.
BILLEDER = {
    "overblik": "demo-leder",
    "ledelsesinformation": "demo-leder",
    "dyreste_familier": "demo-leder",
    "flyttemoenster": "demo-leder",
    "saerligt_dyre_enkeltsager": "demo-oekonom-1",
    "traefsikkerhed": "demo-oekonom-1",
    "prognose": "demo-oekonom-1",
    "prognosekvalitet": "demo-leder",
}
BREDDE, HOEJDE = 1280, 960
FARVER = 96
HOEJST = 200_000


def main() -> None:
    UD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as mappe, sync_playwright() as p:
        hjem = Path(mappe) / "egeborg" / "hjem"
        byg_egeborg(hjem)
        browser = p.chromium.launch(executable_path=_chromium(), args=CHROMIUM_ARGUMENTER)
        with start_app(hjem) as server:
            for side, bruger in BILLEDER.items():
                gem(UD / f"{side}.png", _billede(browser, server, side, bruger))
        browser.close()


def _billede(browser: Any, server: Server, side: str, bruger: str) -> bytes:
    kontekst = browser.new_context(locale="da-DK", viewport={"width": BREDDE, "height": HOEJDE})
    kontekst.set_default_timeout(60_000)
    skaerm = kontekst.new_page()
    skaerm.goto(f"{server.adresse}/{side}")
    log_ind(skaerm, bruger, DEMO_KODEORD)
    skaerm.get_by_role("heading", level=1).first.wait_for()
    vent_til_klar(skaerm)
    skaerm.wait_for_timeout(3_000)  # charts and maps are drawn after the page is ready
    billede = skaerm.screenshot()
    kontekst.close()
    return bytes(billede)


def gem(fil: Path, billede: bytes) -> None:
    """Write the picture with few colours. Errors: ValueError when it is still too large for the README."""
    faa_farver = Image.open(io.BytesIO(billede)).convert("RGB").quantize(FARVER, dither=Image.Dither.NONE)
    faa_farver.save(fil, optimize=True)
    if fil.stat().st_size > HOEJST:
        raise ValueError(f"{fil.name} fylder {fil.stat().st_size} byte")
    print(f"{fil.name}: {fil.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
