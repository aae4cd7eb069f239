"""Postings of benefits and of money between municipalities, person by person."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from engine.demo import liv, tal
from engine.demo.liv import Befolkning, Heltal
from engine.demo.ydelser import ARTER

_KORT = [m[:3] for m in tal.MAANEDER]


def _konto(funktion: str, gruppering: str, art: str, dranst: str = "1") -> str:
    return f"{funktion}{dranst}10000{gruppering}{art}"


def _grund(n: int, **kolonner: Any) -> pd.DataFrame:
    fast = {"cvr": "", "modpart_kommunekode": "", "profitcenter": "", "organisation": "overfoersel"}
    return pd.DataFrame({"kilde": np.full(n, "opus"), **fast, "enkeltstaaende": "", **kolonner})


def _dag(maaned: Heltal) -> Heltal:
    return np.asarray(maaned).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def poster(b: Befolkning, y: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Benefits as they are booked each month, and the state's half of the housing benefit."""
    n = len(y)
    art = y["art"].to_numpy()
    foerste, sidste = _dag(y["maaned"].to_numpy()), _dag(y["maaned"].to_numpy() + 1) - 1
    aar, md = y["maaned"].to_numpy() // 12 + 1970, y["maaned"].to_numpy() % 12
    navn = y["art"].map({k: a.navn for k, a in ARTER.items()}).to_numpy()
    periode = rng.random(n) < 0.6
    tekst = [
        f"{a} {_KORT[m]} {x}" if t else f"{a} kørsel"
        for a, m, x, t in zip(navn, md, aar, rng.random(n) < 0.6, strict=True)
    ]
    kt = y["art"].map({k: _konto(a.funktion, a.gruppering, "52") for k, a in ARTER.items()}).to_numpy()
    p = _grund(
        n,
        regnskabsaar=aar,
        bogfoeringsdato=sidste - rng.integers(0, 4, n),
        bilagsdato=sidste - 4,
        konto=kt,
        oere=y["oere"].to_numpy(),
        tekst=tekst,
        cpr=b.personer["cpr"].to_numpy()[y["person"]],
        periode_fra=np.where(periode, foerste, -1),
        periode_til=np.where(periode, sidste, -1),
        lov=y["art"].map({k: a.lov for k, a in ARTER.items()}).to_numpy(),
        paragraf=y["art"].map({k: a.paragraf for k, a in ARTER.items()}).to_numpy(),
        person=y["person"].to_numpy(),
    )
    bolig = p[art == "boligstoette"].copy()
    bolig["oere"] = -(bolig["oere"] // 2)
    bolig["konto"] = _konto("55776", "002", "86", "2")
    bolig["tekst"] = "Statsrefusion " + bolig["tekst"]
    return pd.concat([p, bolig], ignore_index=True)


def mellem(
    b: Befolkning, betalinger: list[dict[str, Any]], foerste: int, rng: np.random.Generator, uden_cpr: float
) -> pd.DataFrame:
    """4.7 and 7.7 for each agreement: monthly or by quarter, with the period in columns, in the text or not."""
    rk: list[dict[str, Any]] = []
    cpr = b.personer["cpr"].tolist()
    for x in betalinger:
        fra, til = max(x["fra"], foerste), min(x["til"], b.til)
        if til < fra:
            continue
        a = ARTER.get(x["ydelse"])
        funktion, lov, par = (a.funktion, a.lov, a.paragraf) if a else (x["funktion"], x["lov"], "")
        gruppering = a.gruppering if a else "001"
        rytme = int(rng.choice([1, 3]))
        m0, m1 = (int(np.datetime64(d, "D").astype("datetime64[M]").astype(int)) for d in (fra, til))
        m = m0
        while m <= m1:
            slut = min((m // rytme + 1) * rytme - 1, m1)
            d0, d1 = int(_dag(np.array([m]))[0]), int(_dag(np.array([slut + 1]))[0]) - 1
            angivet = rng.random() < 0.55
            navn = a.navn if a else {"32201": "Skolebetaling", "52514": "Dagtilbud"}.get(funktion, "Betaling")
            aar = m // 12 + 1970
            led = f"{_KORT[m % 12]}-{_KORT[slut % 12]} {aar}" if slut > m else f"{_KORT[m % 12]} {aar}"
            bog = d1 + int(rng.integers(5, 45))
            oere = sum(x["pr_aar"][k // 12 + 1970] for k in range(m, slut + 1))
            if (
                x.get("skaev") and m == m0
            ):  # the first bill lacks half of the month, or holds half of the one before
                oere += x["skaev"] * (x["pr_aar"][m // 12 + 1970] // 2)
            rk.append(
                {
                    "regnskabsaar": liv.aar_af(np.array([bog]))[0],
                    "bogfoeringsdato": bog,
                    "bilagsdato": bog - 4,
                }
                | {"konto": _konto(funktion, gruppering, x["art"]), "oere": oere}
                | {"tekst": f"Mellemkommunal {navn.lower()} {led}", "cpr": cpr[x["person"]]}
                | {"modpart_kommunekode": x["kommune"], "lov": lov, "paragraf": par, "person": x["person"]}
                | {"periode_fra": d0 if angivet else -1, "periode_til": d1 if angivet else -1}
                | {"md_fra": d0, "md_til": d1}  # its true months; no part of the ledger
            )
            if rng.random() < uden_cpr and funktion in ("32201", "52514"):
                rk[-1]["cpr"] = ""
            m = slut + 1
    if not rk:
        return pd.DataFrame()
    d = pd.DataFrame(rk)
    return _grund(len(d), **{k: d[k].to_numpy() for k in d if k != "modpart_kommunekode"}).assign(
        modpart_kommunekode=d["modpart_kommunekode"].to_numpy(), organisation=""
    )


def ydelsesrefusion(b: Befolkning, y: pd.DataFrame) -> pd.DataFrame:
    """What the benefit system paid and refunded: cpr, maaned, ydelse, udbetalt, refusion, medfinansiering."""
    r = y[(y["art"] != "boligstoette").to_numpy()]
    stat = r["art"].map({k: a.stat for k, a in ARTER.items()}).to_numpy()
    refusion = np.round(r["oere"].to_numpy() * stat).astype(np.int64)
    ud = r.assign(
        cpr=b.personer["cpr"].to_numpy()[r["person"]],
        ydelse=r["art"].str.replace("_gl", ""),
        refusion=refusion,
        medfinansiering=r["oere"].to_numpy() - refusion,
    )
    return ud.groupby(["cpr", "maaned", "ydelse"], as_index=False)[
        ["oere", "refusion", "medfinansiering"]
    ].sum()
