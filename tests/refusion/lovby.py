"""A town of small law cases: each case has its own road, persons and expenses, and all are built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from tests.lager_hjaelp import Tabeller, adresse, person, postering, relation

VOKSEN_KONTO, BARN_KONTO = "5385211000000147", "5282010000000147"
Ventet = dict[
    tuple[int, str, tuple[str, ...]], str
]  # (year, kind, the members' CPR numbers) -> refund in kroner
Lovsag = Callable[["Hjem"], Ventet]


class Hjem:
    """One case. Houses are numbers on the case's own road; months are 'YYYY-MM'; amounts are kroner."""

    _loebenr = 0

    def __init__(self, nr: int, tabeller: Tabeller) -> None:
        self.vej, self.t = f"{1000 + nr:04d}", tabeller
        self.cprnumre: list[str] = []

    def _cpr(self, foedt: date) -> str:
        Hjem._loebenr += 1
        cpr = f"{foedt.day + 60:02d}{foedt:%m%y}{Hjem._loebenr:04d}"
        self.cprnumre.append(cpr)
        return cpr

    def borger(self, foedt: str, hus: str = "1", fra: str = "2000-01-01", **flere: str) -> str:
        cpr = self._cpr(date.fromisoformat(foedt))
        self.t["person"].append(person(cpr, foedt, **flere))
        if hus:
            self.bor(cpr, hus, max(fra, foedt))
        return cpr

    def voksen(self, hus: str = "1", foedt: str = "1980-05-20", **flere: str) -> str:
        return self.borger(foedt, hus, **flere)

    def barn(
        self,
        mor: str = "",
        far: str = "",
        hus: str = "1",
        foedt: str = "2012-03-04",
        myndighed: str = "1",
        **flere: str,
    ) -> str:
        cpr = self.borger(foedt, hus, **flere)
        for voksen, rolle in ((mor, "mor"), (far, "far")):
            if voksen:
                self.foraelder(cpr, voksen, rolle, myndighed)
        return cpr

    def foraelder(
        self, barn: str, voksen: str, rolle: str, myndighed: str, fra: str = "", til: str = ""
    ) -> None:
        self.t["relation"].append(relation(barn, voksen, rolle, myndighed, fra, til))

    def bor(self, cpr: str, hus: str, fra: str, til: str = "", **flere: str) -> None:
        self.t["adresse"].append(adresse(cpr, hus, fra, til, **({"vejkode": self.vej} | flere)))

    def flyt(self, cpr: str, hus: str, dag: str, **flere: str) -> None:
        sidste = [a for a in self.t["adresse"] if a["cpr"] == cpr][-1]
        sidste["fraflytningsdato"] = dag
        self.bor(cpr, hus, dag, **flere)

    def ret(self, cpr: str, **nyt: str) -> None:
        next(p for p in self.t["person"] if p["cpr"] == cpr).update(nyt)

    def gift(self, a: str, b: str) -> None:
        """Married all along: today's status without a history."""
        for x, y in ((a, b), (b, a)):
            self.ret(x, civilstand="G", aegtefaelle_cpr=y)

    def civilstand(self, cpr: str, kode: str, anden: str = "", fra: str = "", til: str = "") -> None:
        self.t["civilstand"].append(
            {"cpr": cpr, "civilstand": kode, "aegtefaelle_cpr": anden, "fra": fra, "til": til}
        )

    def indsats(
        self, cpr: str, fra: str, til: str = "", lov: str = "SEL", paragraf: str = "66", **flere: str
    ) -> None:
        grund = {
            "indsats_id": f"I{len(self.t['indsats'])}", "cpr": cpr, "lov": lov, "paragraf": paragraf, "startdato": fra,
            "slutdato": til, "takst": "1000", "enhed": "dag", "status": "bevilget",
        }  # fmt: skip
        self.t["indsats"].append(grund | flere)

    def sted(self, type_: str, fra: str = "", til: str = "", navn: str = "") -> str:
        iid = navn or f"S{self.vej}-{len(self.t['institution'])}"
        raekke = {
            "institution_id": iid, "navn": iid, "type": type_, "driftsform": "privat", "kommunekode": "0860",
            "vejkode": self.vej, "husnr": "99", "gyldig_fra": fra, "gyldig_til": til,
        }  # fmt: skip
        self.t["institution"].append(raekke)
        return iid

    def udgift(self, cpr: str, maaned: str, kroner: float, til: str = "", **flere: str) -> None:
        """An expense of the whole months from `maaned` through `til`."""
        aar, md = map(int, (til or maaned).split("-"))
        slut = date(aar + md // 12, md % 12 + 1, 1) - timedelta(1)
        self.post(cpr, f"{kroner:.2f}", f"{maaned}-01", slut.isoformat(), **flere)

    def barneudgift(self, cpr: str, maaned: str, kroner: float, til: str = "", **flere: str) -> None:
        grund = {"konto": BARN_KONTO, "lov": "SEL", "paragraf": "52.3.3"}
        self.udgift(cpr, maaned, kroner, til, **(grund | flere))

    def post(self, cpr: str, beloeb: str, fra: str = "", til: str = "", **flere: str) -> None:
        self.t["postering"].append(postering(cpr, beloeb, fra, til, **flere))

    def hjemtaget(self, cpr: str, aar: int, kroner: str, **flere: str) -> None:
        grund = {"ordning": "sde", "regnskabsaar": str(aar), "loebenr": str(len(self.t["hjemtaget"]) + 1)}
        self.t["hjemtaget"].append(grund | {"cpr": cpr, "beloeb": kroner} | flere)


def byg_by(sager: list[Lovsag]) -> tuple[Tabeller, dict[str, tuple[Hjem, Ventet]]]:
    """All the cases' delivery, and what each expects."""
    tabeller: Tabeller = defaultdict(list)
    ud = {}
    for nr, sag in enumerate(sager):
        hjem = Hjem(nr, tabeller)
        ud[sag.__name__] = (hjem, sag(hjem))
    return tabeller, ud
