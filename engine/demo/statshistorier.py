"""Stories of the state's share: a half that was forgotten, days too many, refugees' first years."""

from __future__ import annotations

from engine.demo import tal
from engine.demo.liv import INGEN
from engine.demo.redskaber import Redskaber
from engine.demo.statsandel import HANDICAP

EGNE = {"fremmed": False, "bor": False, "medvirken": ""}


class Statshistorier(Redskaber):
    def _borger(self, alder: tuple[int, int] = (25, 55), land: str = "DK", siden: int = 0) -> int:
        d = siden or self.b.til - int(self.rng.integers(2500, 4500))
        return self.person(self.foedt(*alder), [(self.nye.hjem(tal.KOMMUNE), d)], tal.KOMMUNE, land=land)

    def _ophold(self, p: int, kode: str, mdr: tuple[int, int], dage: int, fejl: str) -> int:
        """A stay that ended; returns the last day."""
        d = self.start(*mdr)
        typer = {"krisecenter": "krisecenter_109", "forsorgshjem": "forsorgshjem_110"}
        til = min(d + dage - 1, self.b.til - 60)
        inst = self.institution(typer[kode], egen=False)
        self.maal(kode, p, d, til, inst, **EGNE, stat_fejl=fejl)
        return til

    def krisecenter_glemt(self) -> None:
        self._ophold(self._borger((22, 45)), "krisecenter", (6, 30), int(self.rng.integers(40, 90)), "glemt")

    def forsorgshjem_glemt(self) -> None:
        self._ophold(self._borger(), "forsorgshjem", (8, 30), int(self.rng.integers(70, 110)), "glemt")

    def forsorgshjem_for_laenge(self) -> None:
        self._ophold(self._borger(), "forsorgshjem", (12, 24), int(self.rng.integers(170, 260)), "over")

    def forsorgshjem_lige_laenge(self) -> None:
        """As long, but the half was only taken of the first days."""
        self._ophold(self._borger(), "forsorgshjem", (12, 24), int(self.rng.integers(170, 260)), "ret")

    def _efter(self, kode: str, vent: int, fejl: str, *, sent: bool = False) -> None:
        p = self._borger()
        ude = self._ophold(p, "forsorgshjem", (16, 24) if vent < 400 else (34, 35), 80, "ret")
        fra = ude + vent
        if fra < self.b.til - 60:
            inst = self.institution("botilbud_107") if kode == "botilbud_107" else -1
            self.maal(kode, p, fra, INGEN, inst, **EGNE, stat_fejl=fejl, sent=sent)

    def bostoette_glemt(self) -> None:
        self._efter("bostoette_85a", int(self.rng.integers(5, 60)), "glemt")

    def bostoette_besluttet_for_sent(self) -> None:
        """Nobody took it up before the person had left the home: help of the same kind, and none of it the state's."""
        self._efter("bostoette_85a", int(self.rng.integers(5, 60)), "ret", sent=True)

    def botilbud_glemt(self) -> None:
        """Every second one was decided too late, so that there was nothing to forget."""
        foer = sum(r["kode"] == "botilbud_107" and r.get("stat_fejl") == "glemt" for r in self.t.indsats)
        self._efter("botilbud_107", int(self.rng.integers(5, 60)), "glemt", sent=foer % 2 == 1)

    def botilbud_for_sent(self) -> None:
        self._efter("botilbud_107", int(self.rng.integers(420, 520)), "ret")

    def kompensation_glemt(self) -> None:
        self.maal(
            "kompensation_100", self._borger(), self.start(10, 30), INGEN, -1, **EGNE, stat_fejl="glemt"
        )

    def flygtning_glemt(self) -> None:
        d = self.start(14, 26)
        p = self._borger((22, 50), "UA", d)
        self.maal("kompensation_100", p, d + 60, INGEN, -1, **EGNE, stat_fejl="glemt")

    def flygtning_for_laenge(self) -> None:
        d = self.start(48, 52)
        p = self._borger((24, 50), "UA", d)
        self.maal("bpa_96", p, d + 200, INGEN, -1, **EGNE, stat_fejl="over", pris=82_000)

    def flygtning_ophoert(self) -> None:
        d = self.start(48, 52)
        p = self._borger((24, 50), "UA", d)
        self.maal("bpa_96", p, d + 200, INGEN, -1, **EGNE, stat_fejl="ret", pris=31_000)

    def _flygtningebarn(self, grund: str, fejl: str) -> None:
        """A child who came with its mother and was placed within two years; why is known to the caseworker alone."""
        d = self.start(16, 34)
        hjem = self.nye.hjem(tal.KOMMUNE)
        mor = self.person(self.foedt(33, 45), [(hjem, d)], tal.KOMMUNE, land="UA", mand=False)
        barn = self.person(self.foedt(7, 14), [(hjem, d)], tal.KOMMUNE, land="UA", mor=mor)
        kode = str(self.rng.choice(["doegninstitution", "opholdssted"]))
        fra = d + int(self.rng.integers(40, 360))
        til = INGEN if self.rng.random() < 0.6 else fra + int(self.rng.integers(200, 500))
        sted = self.institution(kode, egen=False)
        self.maal(kode, barn, fra, til, sted, **EGNE, stat_fejl=fejl, grund=grund)

    def handicapanbragt_glemt(self) -> None:
        self._flygtningebarn(HANDICAP, "glemt")

    def handicapanbragt_ret(self) -> None:
        self._flygtningebarn(HANDICAP, "ret")

    def anbragt_af_en_anden_grund(self) -> None:
        self._flygtningebarn("", "")


HISTORIER = (
    (2, 1, Statshistorier.krisecenter_glemt),
    (1, 1, Statshistorier.forsorgshjem_glemt),
    (2, 1, Statshistorier.forsorgshjem_for_laenge),
    (2, 1, Statshistorier.forsorgshjem_lige_laenge),
    (2, 1, Statshistorier.bostoette_glemt),
    (1, 1, Statshistorier.bostoette_besluttet_for_sent),
    (2, 1, Statshistorier.botilbud_glemt),
    (1, 1, Statshistorier.botilbud_for_sent),
    (1, 1, Statshistorier.kompensation_glemt),
    (2, 1, Statshistorier.flygtning_glemt),
    (1, 1, Statshistorier.flygtning_for_laenge),
    (1, 1, Statshistorier.flygtning_ophoert),
)
SENERE = (
    (2, 1, Statshistorier.handicapanbragt_glemt),
    (1, 1, Statshistorier.handicapanbragt_ret),
    (2, 1, Statshistorier.anbragt_af_en_anden_grund),
)
