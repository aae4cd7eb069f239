"""A locked forecast as a document: everything it is computed from after the model has been chosen, and computed again.

The document names the method its chances were drawn by, so that a later way of drawing does not change it. Documents of
before that are told by what they hold. They are never rewritten.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from engine.fejl import HjemtagFejl
from engine.prognose import simulering, tidligere
from engine.prognose.graenser import NYE_SOM_SET
from engine.prognose.haendelser import Haendelse
from engine.prognose.metoder import GRUPPER, Fremskrivning
from engine.prognose.simulering import Haendelsestraek, Sager, Udfald
from engine.refusion.sde import Graenser
from engine.resultater.prognose import Prognose

_F = ("p", "niveau", "ophoer", "kendt", "mangler", "usikkerhed", "pris")
_REN = ("niveau", "ophoer", "pris", "takst")
_S = ("akse", "bane", "sag", "maske", "fast", "sene", "lov", "sagstype")


@dataclass(frozen=True)
class Dokument:
    """A locked forecast, read. metode: how it was drawn. f: with its scenario's per cents, before its events.

    ren: what the data alone say; None in documents of methods 1 and 2 and the first of method 3, which did not keep it.
    """

    metode: int
    f: Fremskrivning
    ren: Fremskrivning | None
    sager: Sager
    person: np.ndarray
    haendelser: tuple[Haendelse, ...]
    graenser: dict[tuple[int, str], Graenser]
    antal: int
    froe: int
    spredning: float
    sene_sd: float

    def regn(self) -> Udfald:
        """The forecast as it was locked."""
        terning = simulering.terning(self.froe + 1)
        f, haendt = tidligere.haendelsestraek(
            self.metode, self.person, self.f, self.haendelser, self.antal, terning
        )
        return self.traek(f, self.sager, self.graenser, haendt)

    def uden_starter(self) -> Sager:
        """The cases without the paths that people have entered."""
        s = self.sager
        med = s.bane < len(self.f.p)
        return replace(s, bane=s.bane[med], sag=s.sag[med], maske=s.maske[med])

    def traek(
        self,
        f: Fremskrivning,
        sager: Sager,
        graenser: Mapping[tuple[int, str], Graenser],
        haendt: Haendelsestraek | None = None,
    ) -> Udfald:
        """Other levels, cases or limits with this forecast's own draws."""
        return simulering.simuler(
            f,
            sager,
            dict(graenser),
            antal=self.antal,
            froe=self.froe,
            faelles_sd=self.spredning,
            sene_sd=self.sene_sd,
            haendt=haendt,
            metode=tidligere.metode(self.metode),
        )


def pak(p: Prognose) -> bytes:
    """Everything a forecast is computed from after the model has been chosen, as bytes."""
    f, s = p.foer, p.sager
    felter = {f"f_{n}": getattr(f, n) for n in _F} | {f"s_{n}": getattr(s, n) for n in _S}
    felter |= {f"ren_{n}": getattr(p.ren, n) for n in _REN}
    felter |= {f"profil_{g}": v for g, v in f.profiler.items()}
    felter |= {
        "slags": f.slags.astype(str),
        "noegle": s.noegle.astype(str),
        "person": p.historik.person.astype(str),
    }
    tekst = {
        "metode": simulering.METODE,
        "udgangspunkt": f.udgangspunkt,
        "tilgang": f.tilgang,
        "ren_tilgang": p.ren.tilgang,
        "froe": p.froe,
        "antal": len(p.udfald.udgift),
        "spredning": p.valgt.spredning,
        "sene_sd": p.valgt.sene_sd,
        "scenarie": _scenarie(p),
        "haendelser": [asdict(e) | {"dato": e.dato.isoformat()} for e in p.scenarie.haendelser],
        "graenser": [[aar, o, g.trin, g.aarlig, g.status] for (aar, o), g in sorted(p.graenser.items())],
    }
    felter["tekst"] = np.frombuffer(
        json.dumps(tekst, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8
    )
    ud = io.BytesIO()
    np.savez_compressed(ud, allow_pickle=False, **felter)
    return ud.getvalue()


def _scenarie(p: Prognose) -> dict[str, Any]:
    """The scenario's inputs as they were, for whoever opens the document. An input that came later stands only where it
    is used, so that the same forecast is the same document as before."""
    s = p.scenarie
    return {
        "navn": s.navn,
        "pris_pct": s.pris_pct,
        "tilgang_pct": s.tilgang_pct,
        "ophoer_pct": s.ophoer_pct,
        "takst_pct": dict(s.takst_pct),
        "satsregulering_pct": {str(a): v for a, v in s.satsregulering_pct.items()},
        "kommende": s.kommende,
        **({NYE_SOM_SET: True} if s.nye_som_set else {}),
    }


def laes(indhold: bytes) -> Dokument:
    """A kept document. Errors: HjemtagFejl when it was drawn by a method that this version does not know."""
    with np.load(io.BytesIO(indhold), allow_pickle=False) as fil:
        felter = {n: fil[n] for n in fil.files}
    t = json.loads(felter.pop("tekst").tobytes().decode())
    metode = int(t.get("metode") or _metode_af(t))
    if metode > simulering.METODE:
        raise HjemtagFejl("Prognosen er låst med en nyere udgave af Hjemtag. Opdatér, og regn den igen.")
    f_felter: dict[str, Any] = {n: felter[f"f_{n}"] for n in _F}
    f = Fremskrivning(
        udgangspunkt=t["udgangspunkt"],
        slags=felter["slags"].astype(object),
        tilgang=t["tilgang"],
        profiler={g: felter[f"profil_{g}"] for g in GRUPPER if f"profil_{g}" in felter},
        skoen=(),
        **f_felter,
    )
    ren = None
    if "ren_niveau" in felter:
        ren_felter: dict[str, Any] = {n: felter[f"ren_{n}"] for n in _REN}
        ren = replace(f, tilgang=t["ren_tilgang"], **ren_felter)
    sene = felter.get("s_sene", np.zeros_like(felter["s_fast"]))
    sager = Sager(
        noegle=felter["noegle"].astype(object),
        **{n: felter[f"s_{n}"] for n in _S if n != "sene"},
        sene=sene,
    )
    return Dokument(
        metode,
        f,
        ren,
        sager,
        felter["person"],
        tuple(Haendelse(**(e | {"dato": date.fromisoformat(e["dato"])})) for e in t["haendelser"]),
        {
            (int(aar), str(o)): Graenser(tuple((int(x), int(y)) for x, y in trin), aarlig, status)
            for aar, o, trin, aarlig, status in t["graenser"]
        },
        t["antal"],
        t["froe"],
        t["spredning"],
        t.get("sene_sd", 0.0),
    )


def _metode_af(t: Mapping[str, Any]) -> int:
    """The method of a document that does not name it: 3 draws late bills, 2 marks events as common."""
    if "sene_sd" in t:
        return 3
    return 1 if any("faelles" not in e for e in t["haendelser"]) else 2
