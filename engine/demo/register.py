"""What the registers know and when: moves told late, addresses entered wrong and corrected, days that are not known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.demo import liv
from engine.demo.liv import INGEN, Befolkning, Heltal
from engine.demo.sandhed import Sandhed
from engine.demo.stoej import Stoej

GAMLE = 6 * 365  # dates older than this may be known only by month


def laeg_paa(
    b: Befolkning, inst: pd.DataFrame, rng: np.random.Generator, stoej: Stoej, sandhed: Sandhed
) -> None:
    """Adds to the stays `kendt`, the day the register learned of each, and `usikker`; and to the population the
    wrong entries, the uncertain birth dates and marriages."""
    o = _hvornaar_kendt(b.ophold, rng, stoej.register)
    o, b.rettelser = _forkerte(b, o, inst, rng, stoej.rettet, sandhed)
    b.ophold = _usikre(o, b, rng, stoej.usikker)
    n = len(b.personer)
    # Of some who came from countries at war only the year of birth is known.
    nytaar = liv.maaned_af(b.personer["foedt"].to_numpy()) % 12 == 0
    nytaar &= b.personer["foedt"].to_numpy() == liv.foerste_dage(b.personer["foedt"].to_numpy())
    fremmed = b.personer["land"].to_numpy() > 0
    b.personer["foedt_usikker"] = nytaar & fremmed & (rng.random(n) < 0.9)
    gammel = b.civil["fra"].to_numpy() < b.til - GAMLE
    b.civil["usikker"] = gammel & (rng.random(len(b.civil)) < stoej.usikker)
    b.civil["fra"] = _foerste_i_maaneden(b.civil, "fra", b.civil["usikker"].to_numpy())


def _hvornaar_kendt(o: pd.DataFrame, rng: np.random.Generator, andel: float) -> pd.DataFrame:
    """Some moves are told weeks later."""
    o = o.sort_values(["person", "fra"], kind="stable").reset_index(drop=True)
    sen = (rng.random(len(o)) < andel) & (o["person"] == o["person"].shift()).to_numpy()
    kendt = o["fra"].to_numpy() + np.where(sen, rng.integers(6, 80, len(o)), 0)
    # What happened later is not told before what happened first.
    return o.assign(kendt=pd.Series(kendt).groupby(o["person"]).cummax().to_numpy())


def _forkerte(
    b: Befolkning,
    o: pd.DataFrame,
    inst: pd.DataFrame,
    rng: np.random.Generator,
    andel: float,
    sandhed: Sandhed,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Wrong entries: (person, adr, fra, kendt, rettet, maerke); seen from day `kendt`, taken back on day `rettet`.

    A move entered with the wrong door or the wrong day (K), and a move that never was (A), some of them into an
    institution.
    """
    type_ = b.typer()[o["adr"].to_numpy()]
    sidste = (o["til"] == INGEN).to_numpy() & (b.personer["doed"].to_numpy()[o["person"]] == INGEN)
    ny = (
        sidste & (type_ == liv.HER) & (o["fra"] > b.til - 160).to_numpy() & (o["fra"] < b.til - 25).to_numpy()
    )
    flyttede = rng.permutation(np.flatnonzero(ny))
    flyttede = np.sort(flyttede[: max(4, round(len(flyttede) * andel * 3))])
    boende = np.flatnonzero(sidste & (type_ == liv.HER) & (o["fra"] < b.til - 400).to_numpy())
    aldrig = rng.permutation(boende)[: max(1, round(len(flyttede) / 3))]
    kendt = o["kendt"].to_numpy().copy()
    rk: list[tuple[int, int, int, int, int, str]] = []
    egne = np.flatnonzero((np.array(b.adresser.type) == liv.HER) & (np.array(b.adresser.etage) != ""))
    hjem = egne if len(egne) else np.flatnonzero(np.array(b.adresser.type) == liv.HER)
    for nr in flyttede.tolist():
        p, adr, fra = (int(o[k].iloc[nr]) for k in ("person", "adr", "fra"))
        rettet = int(rng.integers(max(fra + 20, b.til - 75), b.til))
        if rng.random() < 0.6:
            adr = int(rng.choice(hjem))
        else:
            fra -= int(rng.integers(3, 20))
        rk.append((p, adr, fra, kendt[nr], rettet, "K"))
        kendt[nr] = rettet
    hos = inst[(inst["kommunekode"] == "0998") & inst["type"].isin(["botilbud_107", "botilbud_108"])]["adr"]
    for k, nr in enumerate(aldrig.tolist()):
        p, fra = int(o["person"].iloc[nr]), b.til - int(rng.integers(40, 150))
        paa_inst = k % 2 == 0
        adr = int(rng.choice(hos)) if paa_inst else int(rng.choice(hjem))
        rettet = int(rng.integers(max(fra + 15, b.til - 75), b.til))
        rk.append((p, adr, fra, fra + 2, rettet, "A"))
        if paa_inst:
            cpr, dage = str(b.personer["cpr"].iloc[p]), (str(liv.dato(fra)), str(liv.dato(rettet)))
            note = "Registreret på institutionen ved en fejl; annulleret igen"
            sandhed.ligner("flytning", "tilflytter_institution", cpr, *dage, note)
    felter = ["person", "adr", "fra", "kendt", "rettet", "maerke"]
    return o.assign(kendt=kendt), pd.DataFrame(rk, columns=felter)


def _usikre(o: pd.DataFrame, b: Befolkning, rng: np.random.Generator, andel: float) -> pd.DataFrame:
    """Old stays whose day is not known begin on the first of the month, with the mark."""
    usikker = (o["fra"] < b.til - GAMLE).to_numpy() & (rng.random(len(o)) < andel * 4)
    fra = _foerste_i_maaneden(o, "fra", usikker)
    foer = o.groupby("person")["fra"].shift().fillna(-INGEN).to_numpy()
    naeste = o["til"].to_numpy()
    foedt = b.personer["foedt"].to_numpy()[o["person"]]
    ok = usikker & (fra > foer) & (fra < naeste) & (fra > foedt)
    # The stay before ends where this one begins.
    nyt = np.where(ok, fra, o["fra"].to_numpy())
    slut = pd.Series(nyt).groupby(o["person"].to_numpy()).shift(-1).fillna(INGEN).astype(np.int64)
    return o.assign(fra=nyt, til=np.where(o["til"] == INGEN, INGEN, slut), usikker=ok)


def _foerste_i_maaneden(d: pd.DataFrame, kolonne: str, hvor: Heltal) -> Heltal:
    v = d[kolonne].to_numpy()
    return np.where(hvor, liv.foerste_dage(v), v)


def kendte_ophold(b: Befolkning, d: int) -> pd.DataFrame:
    """Stays the register had been told of by day `d`; what it was not told of is as if it had not happened."""
    o = b.ophold[(b.ophold["kendt"] <= d).to_numpy()]
    r = b.rettelser
    r = r[(r["kendt"] <= d) & (r["rettet"] > d)]
    if len(r):
        forkerte = r[["person", "adr", "fra"]].assign(usikker=False)
        o = pd.concat([o[["person", "adr", "fra", "usikker"]], forkerte])
        o = o.sort_values(["person", "fra"], kind="stable").drop_duplicates(["person", "fra"], keep="last")
        o["usikker"] = o["usikker"].astype(bool)
    til = o.groupby("person")["fra"].shift(-1).fillna(INGEN).astype(np.int64)
    return o.assign(til=til).reset_index(drop=True)


def annullerede(b: Befolkning, d: int) -> pd.DataFrame:
    """The wrong entries that had been taken back by day `d`, as history marked A or K."""
    r = b.rettelser
    return r[r["rettet"] <= d]
