"""The planted truth: what was put into the data on purpose, and what only looks like it.

Written beside the deliveries and never inside one. `sandhed.csv` has a row for each event; a look-alike has the
art LIGNER and says which art it looks like. `sandhed_posteringer.csv` has the person and the period that each
posting about a person is truly about, and `sandhed_betalere.csv` who truly pays for the stay of somebody who moved into
an institution here in the last year, where a story tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

KOLONNER = ("omraade", "art", "cpr", "fra", "til", "kroner", "kan_findes", "note", "ligner", "posteringer")
LIGNER = "ligner"
IKKE_BOGFOERT = frozenset({"regning_ikke_modtaget"})  # what these tell is that the ledger has no posting
FLEST_RIGTIGE = 6  # of what was done right, so many of each kind are told


@dataclass
class Sandhed:
    """Rows as text in the order of KOLONNER; kroner given in øre when added.

    A truth about postings names them by their working number until `saml` in the ledger has given them theirs.
    """

    raekker: list[tuple[str, ...]] = field(default_factory=list)
    arbejdsnumre: list[tuple[int, ...]] = field(default_factory=list)
    rigtige: list[tuple[str, str, str, str, str, str, tuple[int, ...]]] = field(default_factory=list)

    def tilfoej(
        self,
        omraade: str,
        art: str,
        cpr: str,
        fra: str,
        til: str,
        oere: int,
        kan_findes: bool,
        note: str,
        *,
        ligner: str = "",
        poster: Sequence[int] = (),
    ) -> None:
        """cpr: numbers with a space between. ligner: for a look-alike, the art it looks like."""
        kan = "1" if kan_findes else "0"
        self.raekker.append((omraade, art, cpr, fra, til, _kroner(oere), kan, note, ligner, ""))
        self.arbejdsnumre.append(tuple(int(p) for p in poster if p >= 0))

    def traek_fra(self, omraade: str, art: str, cpr: str, oere: int) -> None:
        """Takes an amount off the truth of a kind and a person, whichever way it is; one that has nothing left is not
        told."""
        for nr, r in enumerate(self.raekker):
            if r[:3] == (omraade, art, cpr):
                rest = abs(round(float(r[5]) * 100)) - oere
                if rest <= 0:
                    del self.raekker[nr], self.arbejdsnumre[nr]
                else:
                    self.raekker[nr] = (*r[:5], _kroner(-rest if r[5].startswith("-") else rest), *r[6:])
                return

    def laeg_til(self, omraade: str, art: str, cpr: str, oere: int) -> bool:
        """Adds to the truth of a kind and a person; False when there is none."""
        for nr, r in enumerate(self.raekker):
            if r[:3] == (omraade, art, cpr):
                self.raekker[nr] = (*r[:5], _kroner(round(float(r[5]) * 100) + oere), *r[6:])
                return True
        return False

    def saet(self, omraade: str, art: str, cpr: str, fra: str, oere: int) -> None:
        """Gives the truth of a kind and a person from a day another amount; one of nothing is not told."""
        for nr, r in enumerate(self.raekker):
            if r[:4] == (omraade, art, cpr, fra):
                if not oere:
                    del self.raekker[nr], self.arbejdsnumre[nr]
                else:
                    self.raekker[nr] = (*r[:5], _kroner(oere), *r[6:])
                return

    def kan_ikke_findes(self, omraade: str, art: str, cpr: str) -> None:
        """Marks the truth of a kind and a person as one that no delivered data tell."""
        for nr, r in enumerate(self.raekker):
            if r[:3] == (omraade, art, cpr):
                self.raekker[nr] = (*r[:6], "0", *r[7:])

    def ligner(
        self, omraade: str, art: str, cpr: str, fra: str, til: str, note: str, poster: Sequence[int] = ()
    ) -> None:
        """Something that looks like `art` and must not be found as that."""
        self.tilfoej(omraade, LIGNER, cpr, fra, til, 0, True, note, ligner=art, poster=poster)

    def rigtig(
        self, omraade: str, art: str, cpr: str, fra: str, til: str, note: str, poster: Sequence[int] = ()
    ) -> None:
        """Something that was done right and resembles `art` from outside: a look-alike if it is among those chosen."""
        self.rigtige.append((omraade, art, cpr, fra, til, note, tuple(poster)))

    def vaelg_rigtige(self) -> None:
        """Tells the first FLEST_RIGTIGE of each kind, those with no mistake of their own in the same months first:
        a find on a person with both is about the mistake."""
        fejl: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for omraade, art, cpr, fra, til, *_ in self.raekker:
            if art != LIGNER:
                for nr in cpr.split():
                    fejl.setdefault((omraade, nr), []).append((fra, til))
        efter_art: dict[tuple[str, str], list[tuple[bool, int]]] = {}
        for nr_, (omraade, art, cpr, fra, til, *_) in enumerate(self.rigtige):
            med_fejl = any(
                f <= til and fra <= t for nr in cpr.split() for f, t in fejl.get((omraade, nr), ())
            )
            efter_art.setdefault((omraade, art), []).append((med_fejl, nr_))
        for kandidater in efter_art.values():
            for _, nr_ in sorted(kandidater)[:FLEST_RIGTIGE]:
                omraade, art, cpr, fra, til, note, poster = self.rigtige[nr_]
                self.ligner(omraade, art, cpr, fra, til, note, poster)
        self.rigtige.clear()

    def navngiv(self, aargange: Iterable[pd.DataFrame]) -> None:
        """Gives the postings their keys: kilde/regnskabsaar/bilagsnr/linjenr, empty for those not booked.

        A mistake in postings of which no delivery holds one (booked before the first year that is delivered) is in no
        data, and is not told.
        aargange: the ledger, a frame a year, with its working numbers in `pid`.
        """
        brugte = {p for numre in self.arbejdsnumre for p in numre}
        noegle: dict[int, str] = {}
        for bog in aargange:
            b = bog[bog["pid"].isin(brugte)]
            felter = zip(b["pid"], b["kilde"], b["regnskabsaar"], b["bilagsnr"], b["linjenr"], strict=True)
            noegle |= {int(p): f"{k}/{a}/{n}/{li}" for p, k, a, n, li in felter}
        raekker, arbejdsnumre = [], []
        for raekke, numre in zip(self.raekker, self.arbejdsnumre, strict=True):
            fundne = " ".join(noegle[p] for p in numre if p in noegle)
            if fundne or not numre or not IKKE_BOGFOERT.isdisjoint((raekke[1], raekke[8])):
                raekker.append((*raekke[:-1], fundne) if numre else raekke)
                arbejdsnumre.append(numre)
        self.raekker, self.arbejdsnumre = raekker, arbejdsnumre


def _kroner(oere: int) -> str:
    return f"{'-' if oere < 0 else ''}{abs(oere) // 100}.{abs(oere) % 100:02d}"
