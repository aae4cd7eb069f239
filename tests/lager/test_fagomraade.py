"""Which field of work a function of the chart of accounts belongs to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.resultater.fagomraader import NAVNE
from tests.lager_hjaelp import lager_af, person, postering


def test_den_laengste_raekke_i_tabellen_afgoer_fagomraadet(
    ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    ventet = {
        "3.22.01": "skole",  # folkeskoler
        "3.38.76": "skole",  # ungdomsskole, though 3.38 as such is culture
        "3.38.70": "oevrige",
        "5.25.14": "dagtilbud",
        "5.28.25": "boern",  # særlige dagtilbud are help under barnets lov
        "5.30.27": "aeldre",
        "5.38.52": "voksne",
        "5.46.61": "udlaendinge",
        "5.48.66": "overfoersel",
        "5.57.73": "overfoersel",
        "6.45.51": "oevrige",
    }
    konti = [f"{f.replace('.', '')}1100000000147"[:16] for f in ventet]
    k = lager_af(
        {
            "person": [person("6105800001", "1980-05-15")],
            "postering": [postering("", "1.00", konto=konto, lov="", paragraf="") for konto in konti],
        },
        ind,
        nu,
        tmp_path,
    )
    tabel = forespoerg(k.gen, "SELECT funktion, fagomraade FROM core.fagomraade")
    assert dict(zip(*(tabel[n].to_pylist() for n in ("funktion", "fagomraade")), strict=True)) == ventet
    assert set(ventet.values()) <= set(NAVNE)
