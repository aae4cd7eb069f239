"""Counts how often the proposals for expenses on the wrong person are right, on towns of the demo.

`python -m tests.refusion.maal_fejlperson DIR …`: each DIR holds a demo (`demo/`) and its data directory (`hjem/`).
Prints by rule and level how many were right, and the certainty that follows: the lower quartile by Wilson's formula.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import defaultdict
from pathlib import Path

from engine.refusion.fejlperson import FOELGER
from tests.refusion.maal_henfoerelse import wilson

ARTER = (
    "forkert_person",
    "foraelderydelse_paa_barn",
    "stoetteperson_paa_barn",
    "barnets_ydelse_paa_foraelder",
)


def sandheden(mappe: Path) -> dict[str, tuple[set[str], str]]:
    """Posting → (CPR numbers, kind with its note)."""
    ud = {}
    with (mappe / "demo" / "sandhed.csv").open(encoding="utf-8-sig") as fil:
        for r in csv.DictReader(fil, delimiter=";"):
            if r["art"] in ARTER:
                art = r["art"]
                ud |= {post: (set(r["cpr"].split()), art) for post in r["posteringer"].split()}
    return ud


def rette(mappe: Path) -> dict[str, str]:
    """Posting → the CPR number it is truly about; small mistakes too, which the truth of kinds does not tell."""
    with (mappe / "demo" / "sandhed_posteringer.csv").open(encoding="utf-8-sig") as fil:
        return {
            "/".join((r["kilde"], r["regnskabsaar"], r["bilagsnr"], r["linjenr"])): r["cpr"]
            for r in csv.DictReader(fil, delimiter=";")
        }


def main(mapper: list[str]) -> None:
    """Counts, and prints what was counted."""
    from engine.indstillinger import laes_indstillinger
    from engine.lager import laes, traef
    from engine.resultater import fejlperson

    talt: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    bins: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    pr_art: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for mappe in map(Path, mapper):
        gen = laes.aktuel(laes_indstillinger({**os.environ, "HJEMTAG_HJEM": str(mappe)}))
        sandt, fundet = sandheden(mappe), fejlperson.find(gen)
        hver = rette(mappe)
        cprer = traef.noegler(gen, sorted(set(hver.values()) - {""}))
        p = fundet.poster[["postering_nr", "kilde", "regnskabsaar", "bilagsnr", "linjenr"]]
        noegle = {int(nr): "/".join(map(str, n)) for nr, *n in p.itertuples(index=False)}
        for _, art in sandt.values():
            pr_art[art][0] += 1
        for nr, forslag in fundet.forslag.items():
            if forslag[0].regel == FOELGER:
                continue  # an income goes where its expense goes
            _, art = sandt.get(noegle[nr], (set(), "ingen sandhed"))
            rigtige = {cprer[c] for c in [hver.get(noegle[nr], "")] if c in cprer}
            for plads, f in enumerate(forslag):
                ok = bool(rigtige) and {person for person, _ in f.dele} == rigtige
                for taeller in (talt[f.regel, f.niveau], bins[round(f.sikkerhed, 1)]):
                    taeller[0] += ok
                    taeller[1] += 1
                if plads == 0 and f.sikkerhed >= 0.5:
                    pr_art[art][1 if ok else 2] += 1
    for (regel, niveau), (ok, ialt) in sorted(talt.items()):
        print(f'    ("{regel}", {niveau}): {wilson(ok, ialt):.2f},  # {ok} of {ialt}')
    for sikkerhed, (ok, ialt) in sorted(bins.items()):
        print(f"sikkerhed {sikkerhed:.1f}: {ok} of {ialt} right = {ok / ialt:.2f}")
    for art, (ialt, ok, forkert) in sorted(pr_art.items()):
        print(f"{art}: {ialt} in all, proposed rightly {ok}, wrongly {forkert}")


if __name__ == "__main__":
    main(sys.argv[1:])
