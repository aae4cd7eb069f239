"""Omposteringsfil: what approved VAT cases become as a file, tried line by line before anything is kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import dansk, steder
from engine.adgang import Bruger, Handling, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.moms import ompostering as regler
from engine.moms.ompostering import Linje, Post
from engine.resultater import kontekst, moms, sagskilde_moms
from engine.resultater.sde import Kontekst
from engine.sager import afgoerelser, dokumenter
from engine.sager import ompostering as filer
from engine.sager.lager import Sagslager
from engine.sager.ompostering import Omposteringsfil

SKABELON = "omposteringsfil.json"


@dataclass(frozen=True)
class Billede:
    """What may enter a file, by source; the files; and what is held back.

    aendrede: approved groups whose postings are others than when they were approved; kun_bilag: postings that no file
    can put right, because the bill must be seen first.
    """

    poster: Mapping[str, tuple[Post, ...]]
    filer: tuple[Omposteringsfil, ...]
    aendrede: int
    kun_bilag: int


def layouts(ind: Indstillinger) -> dict[str, dict[str, Any]]:
    """The layouts by system: those that come with Hjemtag, and the municipality's own of the same name above them."""
    ud = dict(json.loads((steder.assets() / SKABELON).read_text(encoding="utf-8")))
    egen = ind.hjem / SKABELON
    return ud | (json.loads(egen.read_text(encoding="utf-8")) if egen.exists() else {})


def hent(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    """The picture within the user's scope. Errors: AdgangNaegtet."""
    _kraev(bruger, Handling.SE_PERSON)
    alle = filer.alle(lager)
    optaget = frozenset(n for f in alle for n in f.poster)
    godkendte = {str(s["sag_id"]): s for s in afgoerelser.sager_af_art(lager, "moms", ["godkendt"])}
    grupper = sagskilde_moms.fund(k, i_dag).set_index("sag_id") if godkendte else None
    med, aendrede = set(), 0
    for sag_id, sag in godkendte.items():
        if grupper is None or sag_id not in grupper.index:
            continue
        if not omfang(bruger).rummer(Sagsomfang(grupper.loc[sag_id, "fagomraade"])):
            continue
        if sag["afgjort_fakta"] != grupper.loc[sag_id, "fakta_hash"]:
            aendrede += 1
        else:
            med.add(sag_id)
    df = moms.levende(k)
    alle_poster = [_post(r) for r in df[df["sag_id"].isin(med)].to_dict("records")]
    poster: dict[str, list[Post]] = {}
    for p in regler.nye(alle_poster, optaget):
        poster.setdefault(p.kilde, []).append(p)
    synlige = tuple(f for f in alle if all(omfang(bruger).rummer(Sagsomfang(x)) for x in f.fagomraader))
    kun_bilag = sum(p.aarsag in regler.KUN_BILAG for p in alle_poster)
    return Billede({n: tuple(p) for n, p in sorted(poster.items())}, synlige, aendrede, kun_bilag)


def _post(r: Mapping[Any, Any]) -> Post:
    return Post(
        str(r["kilde"]), int(r["regnskabsaar"]), str(r["bilagsnr"]), int(r["linjenr"]), str(r["sag_id"]),
        str(r["aarsag"]), str(r["retning"]), str(r["konto"]), str(r["profitcenter"]), int(r["posteret_oere"]),
        int(r["beloeb_oere"]),
    )  # fmt: skip


def proev(poster: tuple[Post, ...], momskonto: str, art: str) -> list[Linje]:
    """Every line that the file would hold; nothing is written. Errors: RettelseAfvist."""
    try:
        return regler.byg(poster, momskonto.strip(), art.strip())
    except ValueError as fejl:
        raise RettelseAfvist(f"Filen kan ikke laves: {fejl}.") from fejl


def som_csv(raekker: list[list[str]], layout: Mapping[str, Any]) -> bytes:
    """The rows as the layout's bytes."""
    ud = io.StringIO()
    csv.writer(ud, delimiter=layout["skilletegn"], lineterminator="\r\n").writerows(raekker)
    return ud.getvalue().encode(layout["tegnsaet"])


def frys_som(
    ind: Indstillinger,
    k: Kontekst,
    bruger: Bruger,
    poster: tuple[Post, ...],
    system: str,
    momskonto: str,
    art: str,
    begrundelse: str,
    nu: datetime,
) -> str:
    """Keep the file that was shown. Returns its id. Errors: AdgangNaegtet; RettelseAfvist when it has changed since."""
    _kraev(bruger, Handling.AFGOER_SAG)
    lager, i_dag = kontekst.sagslager(ind.database_url), dansk.lokal(nu).date()
    kilde = poster[0].kilde if poster else ""
    if hent(k, lager, bruger, i_dag).poster.get(kilde) != poster:
        raise RettelseAfvist(
            "Posteringerne er andre, end da filen blev vist. Hent siden igen. Intet er gemt."
        )
    linjer = proev(poster, momskonto, art)
    df = moms.levende(k)
    omraader = sorted(df.loc[df["sag_id"].isin({p.sag_id for p in poster}), "fagomraade"].unique())
    valg = {"kilde": kilde, "momskonto": momskonto.strip(), "art": art.strip(), "fagomraader": omraader}
    layout = layouts(ind)[system]
    indhold = som_csv(regler.raekker(linjer, layout, i_dag), layout)
    frosne = [filer.Post(p.noegle, p.sag_id, p.retning, p.beloeb_oere) for p in poster]
    return filer.frys(lager, frosne, indhold, valg, bruger.navn, begrundelse.strip(), nu)


def hent_fil(ind: Indstillinger, bruger: Bruger, f: Omposteringsfil) -> bytes:
    """The frozen bytes. Errors: AdgangNaegtet."""
    _kraev_fil(bruger, f)
    return dokumenter.hent(kontekst.sagslager(ind.database_url), f.sha)


def bogfoer_som(
    ind: Indstillinger, bruger: Bruger, f: Omposteringsfil, begrundelse: str, nu: datetime
) -> None:
    _kraev_fil(bruger, f)
    filer.bogfoer(kontekst.sagslager(ind.database_url), f.id, bruger.navn, begrundelse.strip(), nu)


def fortryd_som(
    ind: Indstillinger, bruger: Bruger, f: Omposteringsfil, begrundelse: str, nu: datetime
) -> None:
    _kraev_fil(bruger, f)
    filer.fortryd(kontekst.sagslager(ind.database_url), f.id, bruger.navn, begrundelse.strip(), nu)


def _kraev_fil(bruger: Bruger, f: Omposteringsfil) -> None:
    _kraev(bruger, Handling.AFGOER_SAG)
    if not all(omfang(bruger).rummer(Sagsomfang(x)) for x in f.fagomraader):
        raise AdgangNaegtet("Filen har posteringer uden for dine fagområder.")


def _kraev(bruger: Bruger, handling: Handling) -> None:
    ja, grund = maa(bruger, handling)
    if not ja:
        raise AdgangNaegtet(grund)
