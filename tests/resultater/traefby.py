"""The town of three cases as a demo, with a truth written by hand: one found, one too large for what is found, one
find that has no reason, and two kinds that nobody looks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from engine.indstillinger import Indstillinger
from tests.lager_hjaelp import lager_af
from tests.resultater.conftest import ANNA, BARN, SOESTER, by

AARET = ("2022-01-01", "2022-12-31")
# 25 % of what 1.188.000 is over 860.000 is 82.000, of which 10.000 has been claimed: 72.000 for Anna. The children's
# household is found with 145.000, and the truth says that there is nothing in it.
SANDHED = [
    ("sde", "sag_ikke_hjemtaget", ANNA, *AARET, "72000.00", "1", "Aldrig hjemtaget", "", ""),
    ("sde", "engangsudgift_ikke_medtaget", ANNA, *AARET, "500000.00", "1", "Bil i januar", "", ""),
    ("sde", "ligner", f"{BARN} {SOESTER}", *AARET, "0.00", "1", "Der er intet galt", "husstand_overset", ""),
    ("sde", "slags_uden_regel", BARN, *AARET, "20000.00", "0", f"Bogført på {BARN} i stedet", "", ""),
    ("befolkning", "tilbagegang", "", *AARET, "-5.00", "1", "Uden CPR", "", "opus/2022/AAR/1"),
]
HOVED = "omraade;art;cpr;fra;til;kroner;kan_findes;note;ligner;posteringer"


def skriv_sandhed(mappe: Path, raekker: Sequence[tuple[str, ...]]) -> None:
    """Writes sandhed.csv in the folder; without rows, one of a kind the town knows nothing of."""
    mappe.mkdir(parents=True, exist_ok=True)
    raekker = raekker or [("befolkning", "tilbagegang", "", *AARET, "0.00", "1", "", "", "")]
    tekst = "\n".join([HOVED, *(";".join(r) for r in raekker)])
    (mappe / "sandhed.csv").write_text(tekst + "\n", encoding="utf-8")


def byg(mappe: Path) -> Path:
    """Lands and builds the town as demo data; returns its data directory, with the truth in demo/."""
    hjem = mappe / "hjem"
    hjem.mkdir()
    tabeller = by()
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{mappe / 'sager.db'}")
    nu = datetime.fromisoformat("2026-01-15T08:00:00+00:00")
    lager_af(tabeller, ind, nu, mappe, 'dato = "2022-12-31"\ndemo = true\n')
    skriv_sandhed(hjem / "demo", SANDHED)
    barnets = next(p["bilagsnr"] for p in tabeller["postering"] if p["cpr"] == BARN)
    linjer = [
        "kilde;regnskabsaar;bilagsnr;linjenr;cpr;periode_fra;periode_til;enkeltstaaende;i_tekst",
        f"opus;2022;AAR;1;{ANNA};2022-01-01;2022-12-31;0;nej",
        f"opus;2022;{barnets};1;{BARN};2022-01-01;2022-06-30;0;nej",
    ]
    (hjem / "demo" / "sandhed_posteringer.csv").write_text("\n".join(linjer) + "\n", encoding="utf-8")
    return hjem
