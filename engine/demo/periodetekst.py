"""How bookkeepers write the period of a bill: months and their abbreviations, ranges, quarters, weeks, dates.

The true period comes in as days, a text comes out. Nothing here reads a text. Around the period stands what else
such texts hold: invoice numbers, instalments, decisions, amounts, names and roads that contain a month.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from engine.demo.liv import dato
from engine.demo.tal import MAANEDER, ord_i

HEL, DELVIS, NEJ, FORKERT = "hel", "delvis", "nej", "forkert"  # does the text tell the period?

KORTE = [m[:3] for m in MAANEDER]
_ANDRE_KORTE = ["jan.", "febr", "mrt", "apr.", "maj", "juni", "jul.", "aug.", "sept", "okt.", "nov.", "dec."]
_SLAAFEJL = [
    ["janaur", "januarr"], ["febuar", "februrar"], ["martz", "mats"], ["apirl", "aprill"], ["maij"], ["junni"],
    ["julli"], ["agust", "augut"], ["septembr", "setpember"], ["oktobr", "okotber"], ["novmber", "novemer"],
    ["decmber", "decemer"],
]  # fmt: skip
_ORDENSTAL = ["første", "andet", "tredje", "fjerde"]

# Weight and form. navn: what is paid for; md, kort: the month; aar: the year as it happens to be written.
_EN_MAANED = (
    (16, "{navn} {md} {aar}"), (8, "{navn} {kort} {aar}"), (5, "Takst {kort} {aar}"), (4, "Takst for {md}"),
    (3, "{navn} for {md} måned {aar}"), (4, "{navn} {m:02d}/{aar4}"), (2, "{navn} {m:02d}-{aar4}"),
    (1, "{navn} {m:02d}.{aar4}"), (2, "{navn} {aar4}{m:02d}"), (1, "{navn} {aar4}-{m:02d}"),
    (1, "{navn} md. {m} {aar4}"), (1, "{navn} pr. {md} {aar}"), (2, "{kort}{aa} {navn}"), (1, "{md}, {navn}"),
    (1, "{navn} ({md} {aar})"), (1, "Afregning {md} {aar} {navn}"),
)  # fmt: skip
_FORUD = (
    (4, "Forudbetaling {md}"), (2, "{navn} forudbet. {kort} {aar}"), (2, "{navn} forud {md} {aar}"),
    (1, "Aconto {md} {aar} {navn}"),
)  # fmt: skip
_DATOER = (
    (4, "{navn} {d0}.{m0}-{d1}.{m1}.{b4}"), (4, "{navn} {d0:02d}.{m0:02d}.{a2}-{d1:02d}.{m1:02d}.{b2}"),
    (3, "{navn} {d0}/{m0}-{d1}/{m1} {b4}"), (2, "{navn} {d0:02d}{m0:02d}{a2}-{d1:02d}{m1:02d}{b2}"),
    (1, "{navn} {d0:02d}{m0:02d}{a4}-{d1:02d}{m1:02d}{b4}"), (2, "{navn} fra {d0}/{m0} til {d1}/{m1}-{b2}"),
    (2, "{navn} perioden {d0:02d}.{m0:02d}.{a4} til {d1:02d}.{m1:02d}.{b4}"), (1, "{navn} {iso0} - {iso1}"),
    (1, "{navn} {d0}. {k0} - {d1}. {k1} {b4}"), (1, "{navn} d. {d0}/{m0}-{a2} t.o.m. {d1}/{m1}-{b2}"),
)  # fmt: skip
_SAMME_MAANED = ((2, "{navn} {d0}.-{d1}. {n0} {b4}"), (1, "{navn} {d0}-{d1}/{m0} {b2}"))
_FLERE = (
    (6, "{navn} {k0}-{k1} {aar}"), (3, "{navn} {k0}-{n1} {aar}"), (3, "{navn} {n0} til {n1} {aar}"),
    (2, "{navn} {n0} t.o.m. {n1}"), (1, "{navn} {n0} til og med {n1} {aar}"), (1, "{navn} {k0}. - {k1}. {aar}"),
    (1, "{navn} {m0:02d}-{m1:02d}/{b4}"), (1, "{navn} perioden {k0} - {k1} {aar}"),
)  # fmt: skip
_OVER_NYTAAR = (
    (3, "{navn} {k0}{a2}/{k1}{b2}"), (3, "{navn} {k0} {a2} - {k1} {b2}"), (2, "{navn} {n0} {a4} - {n1} {b4}"),
)  # fmt: skip
_TO = ((2, "{navn} {n0} og {n1} {aar}"), (1, "{navn} {k0}/{k1} {aar}"), (1, "{navn} {k0}+{k1} {aar}"))
_TRE = (
    (2, "{navn} {k0}, {kmellem} og {k1} {aar}"), (1, "{navn} {k0}/{kmellem}/{k1} {aar}"),
    (2, "{navn} 3 måneder fra 1. {n0} {a4}"), (1, "{navn} 3 mdr. fra 1/{m0}-{a2}"),
)  # fmt: skip
_KVARTAL = (
    (5, "{navn} {q}. kvt {a4}"), (5, "{navn} {q}. kvartal {a4}"), (2, "{navn} {q}. kvt. {a2}"), (2, "{navn} Q{q} {a2}"),
    (1, "{navn} Q{q}-{a4}"), (1, "{navn} {q}.kv.{a2}"), (1, "{navn} kvartal {q}/{a4}"),
    (1, "{navn} {qord} kvartal {a4}"), (1, "{q}. kvt. {navn}"),
)  # fmt: skip
_HALVAAR = (
    (4, "{navn} {h}. halvår {a4}"), (1, "{navn} {h}. halvår"), (1, "{navn} {hord} halvår {a2}"),
    (1, "{navn} H{h} {a4}"),
)  # fmt: skip
_HELT_AAR = (
    (3, "{navn} {a4}"), (2, "{navn} hele {a4}"), (1, "Årsabonnement {a4} {navn}"), (1, "{navn} kalenderåret {a4}"),
)  # fmt: skip
_UGER = (
    (5, "{navn} uge {u0}-{u1} {ub4}"), (2, "{navn} uge {u0}-{u1}/{ub2}"), (2, "{navn} u. {u0}-{u1}"),
    (1, "{navn} uge {u0:02d} - {u1:02d}"), (1, "{navn} uge {u0}/{ua2} - {u1}/{ub2}"), (1, "Uge {u0} til {u1}, {navn}"),
)  # fmt: skip
_UDEN = (
    (6, "Fakt. {nr}"), (3, "Faktura {langt}"), (3, "{navn} afregning"), (2, "{navn} jf. faktura"),
    (2, "Opkrævning {nr}"),
    (1, "{navn} bevilling af {gammel}"), (1, "{navn} rate {rate}/12"), (1, "{navn} {timer} timer á {pris}"),
    (1, "Faktura af {bilag}"), (1, "{navn} sagsnr. {langt}"), (1, "{navn} {vej} {timer}"), (1, "{navn}"),
)  # fmt: skip
# What stands behind some texts; none of it is about the period.
_TILLAEG = (
    (5, " fakt. {nr}"), (2, " fakt.nr. {langt}"), (1, " bev. {gammel}"), (1, " rate {rate}/12"), (2, " afd. {rate}"),
    (1, " {pris}"), (2, " v/{fornavn}"), (1, " {vej} {timer}"), (1, " (opsagt {senere})"),
)  # fmt: skip
_ENGANG = {
    "bil": ("Handicapbil", "Køb af bil jf. bevilling {nr}", "Særlig indretning af bil", "Bil, støtte bev. {gammel}"),
    "boligindretning": ("Boligindretning, badeværelse", "Ombygning af køkken {vej} {timer}", "Elevator, engangsudgift"),
    "hjaelpemiddel": ("Hjælpemiddel, kørestol", "Engangsudgift plejeseng", "El-scooter fakt. {nr}", "Rollator {nr}"),
}  # fmt: skip
FORNAVNE = ord_i("Maj August Augusta April Juni Julie Marts Maja Mette Bo")
VEJE = ord_i("Junivej Majvænget Augustgade Aprilstræde Egernvej Dragestræde")


def _vaegt(form: tuple[tuple[int, str], ...]) -> tuple[list[float], list[str]]:
    v = np.array([x[0] for x in form], dtype=float)
    return np.cumsum(v / v.sum()).tolist(), [x[1] for x in form]


_SAMLEDE = {
    navn: _vaegt(form)
    for navn, form in {
        "maaned": _EN_MAANED, "forud": _FORUD, "datoer": _DATOER, "samme": _SAMME_MAANED, "flere": _FLERE,
        "nytaar": _OVER_NYTAAR, "to": _TO, "tre": _TRE, "kvartal": _KVARTAL, "halvaar": _HALVAAR, "aar": _HELT_AAR,
        "uger": _UGER, "uden": _UDEN, "tillaeg": _TILLAEG,
    }.items()
}  # fmt: skip


@dataclass
class Skriver:
    """Writes texts with its own stream of chance. rodet: 0-1, how far people are from the usual form."""

    rng: np.random.Generator
    rodet: float = 0.3

    def med_periode(self, navn: str, fra: int, til: int, *, forud: bool = False) -> str:
        """A text that tells the days `fra` to `til`, given when it was written."""
        ord_ = self._ord(navn, fra, til)
        tekst = self._vaelg(self._form(fra, til, forud)).format_map(ord_)
        if self.rng.random() < 0.10 + 0.25 * self.rodet:
            tekst += self._vaelg("tillaeg").format_map(ord_)
        tekst = " ".join(tekst.split())
        return tekst.upper() if self.rng.random() < 0.06 else tekst

    def uden_periode(self, navn: str, fra: int, til: int, bilag: int) -> str:
        """A text that says nothing of the period, though there may be dates and numbers in it."""
        return self._vaelg("uden").format_map(self._ord(navn, fra, til, bilag))

    def engang(self, kode: str, navn: str, dag: int) -> str:
        """A purchase made once."""
        former = _ENGANG.get(kode, (navn + ", engangsudgift bevilling {nr}", navn + " bevilling {nr}"))
        return former[int(self.rng.integers(0, len(former)))].format_map(self._ord(navn, dag, dag))

    # -- which form -------------------------------------------------------------------------------------
    def _form(self, fra: int, til: int, forud: bool) -> str:
        d0, d1 = dato(fra), dato(til)
        n = (d1.year - d0.year) * 12 + d1.month - d0.month + 1
        hele = d0.day == 1 and dato(til + 1).day == 1
        r = self.rng.random()
        if d0.weekday() == 0 and d1.weekday() == 6 and til - fra < 70 and (not hele or r < 0.3):
            return "uger"
        if n == 1:
            return self._form_en(hele, forud, r)
        if not hele:
            return "datoer" if r < 0.75 else self._form_flere(d0, d1, n)
        if n == 12 and d0.month == 1:
            return "aar" if r < 0.8 else "datoer"
        if n == 6 and d0.month in (1, 7) and r < 0.7:
            return "halvaar"
        if n == 3 and d0.month % 3 == 1 and r < 0.72:
            return "kvartal"
        return "datoer" if r > 0.9 else self._form_flere(d0, d1, n)

    def _form_en(self, hele: bool, forud: bool, r: float) -> str:
        if forud and r < 0.6:
            return "forud"
        if not hele and r < 0.55:
            return "datoer" if r < 0.4 else "samme"
        return "datoer" if r > 0.88 else "maaned"

    def _form_flere(self, d0: date, d1: date, n: int) -> str:
        if d0.year != d1.year:
            return "nytaar"
        r = self.rng.random()
        if n == 2 and r < 0.5:
            return "to"
        return "tre" if n == 3 and r < 0.45 else "flere"

    def _vaelg(self, form: str) -> str:
        kum, former = _SAMLEDE[form]
        # Tidy people keep to the first forms of a list.
        r = self.rng.random()
        if form not in ("uden", "tillaeg") and self.rng.random() > 0.35 + 0.65 * self.rodet:
            r *= kum[min(1, len(kum) - 1)]
        return former[min(bisect_right(kum, r), len(former) - 1)]

    # -- the words --------------------------------------------------------------------------------------
    def _maaned(self, m: int) -> str:
        r = self.rng.random()
        if r < 0.02 * (1 + 3 * self.rodet):
            fejl = _SLAAFEJL[m - 1]
            return fejl[int(self.rng.integers(0, len(fejl)))]
        return MAANEDER[m - 1].capitalize() if r > 0.9 else MAANEDER[m - 1]

    def _kort(self, m: int) -> str:
        return KORTE[m - 1] if self.rng.random() < 0.85 else _ANDRE_KORTE[m - 1]

    def _aar(self, aar: int) -> str:
        r = self.rng.random()
        if r < 0.55:
            return str(aar)
        return f"{aar % 100:02d}" if r < 0.87 else f"'{aar % 100:02d}" if r < 0.91 else ""

    def _ord(self, navn: str, fra: int, til: int, bilag: int | None = None) -> _Ord:
        d0, d1, rng = dato(fra), dato(til), self.rng
        x = rng.integers(0, 1_000_000, 8).tolist()
        # All chance is drawn here, whether the form needs it or not: a new form changes no other text.
        aar, md, kort = self._aar(d1.year), self._maaned(d0.month), self._kort(d0.month)
        n1, k1 = self._maaned(d1.month), self._kort(d1.month)
        return _Ord(
            d0, d1, fra, til, bilag, x, {"navn": navn, "aar": aar, "md": md, "kort": kort, "n1": n1, "k1": k1}
        )


class _Ord(dict[str, Any]):
    """The words a form may ask for, each made when it is asked for; `givne` are those that were drawn by chance."""

    def __init__(
        self, d0: date, d1: date, fra: int, til: int, bilag: int | None, x: list[int], givne: dict[str, str]
    ) -> None:
        super().__init__(givne)
        self.d0, self.d1, self.fra, self.til, self.bilag, self.x = d0, d1, fra, til, bilag, x

    def __missing__(self, navn: str) -> Any:
        return _ORD[navn](self)


def _aa(d: date | int) -> str:
    return f"{(d if isinstance(d, int) else d.year) % 100:02d}"


_ORD: dict[str, Callable[[_Ord], Any]] = {
    "m": lambda o: o.d0.month, "aar4": lambda o: o.d0.year, "aa": lambda o: _aa(o.d0),
    "d0": lambda o: o.d0.day, "m0": lambda o: o.d0.month, "a4": lambda o: o.d0.year, "a2": lambda o: _aa(o.d0),
    "d1": lambda o: o.d1.day, "m1": lambda o: o.d1.month, "b4": lambda o: o.d1.year, "b2": lambda o: _aa(o.d1),
    "n0": lambda o: MAANEDER[o.d0.month - 1], "k0": lambda o: KORTE[o.d0.month - 1],
    "kmellem": lambda o: KORTE[o.d0.month % 12],
    "iso0": lambda o: o.d0.isoformat(), "iso1": lambda o: o.d1.isoformat(),
    "q": lambda o: (o.d0.month + 2) // 3, "qord": lambda o: _ORDENSTAL[(o.d0.month - 1) // 3],
    "h": lambda o: 1 + (o.d0.month > 6), "hord": lambda o: _ORDENSTAL[int(o.d0.month > 6)],
    "u0": lambda o: o.d0.isocalendar().week, "u1": lambda o: o.d1.isocalendar().week,
    "ua2": lambda o: _aa(o.d0.isocalendar().year), "ub4": lambda o: o.d1.isocalendar().year,
    "ub2": lambda o: _aa(o.d1.isocalendar().year),
    "nr": lambda o: 10_000 + o.x[0] % 90_000, "langt": lambda o: 20_230_000 + o.x[1],
    "rate": lambda o: 1 + o.x[2] % 12, "timer": lambda o: 2 + o.x[3] % 40,
    "pris": lambda o: f"{300 + o.x[4] % 400},{o.x[5] % 100:02d}",
    "gammel": lambda o: f"{dato(o.fra - 60 - o.x[6] % 900):%d.%m.%Y}",
    "senere": lambda o: f"{dato(o.til + 30 + o.x[6] % 200):%d.%m.%y}",
    "bilag": lambda o: f"{dato(o.bilag or o.til):%d.%m.%Y}",
    "fornavn": lambda o: FORNAVNE[o.x[7] % len(FORNAVNE)], "vej": lambda o: VEJE[o.x[7] // 16 % len(VEJE)],
}  # fmt: skip
