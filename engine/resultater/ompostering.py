"""Omposteringsfil: what approved VAT cases become as a file, tried line by line before anything is kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import dansk, steder
from engine.adgang import Bruger, Handling, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.moms import ompostering as regler
from engine.moms.ompostering import Linje, Oversaettelse, Post
from engine.resultater import kontekst, kontotabel, moms, sagskilde_moms
from engine.resultater.sde import Kontekst
from engine.sager import afgoerelser, dokumenter
from engine.sager import ompostering as filer
from engine.sager.lager import Sagslager
from engine.sager.ompostering import Omposteringsfil

SKABELON = "omposteringsfil.json"
_VISES = 5


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
    ud |= json.loads(egen.read_text(encoding="utf-8")) if egen.exists() else {}
    for system, layout in ud.items():
        if ukendte := sorted(set(layout["kolonner"].values()) - set(regler.FELTER)):
            raise HjemtagFejl(
                f"{SKABELON}, {system}: ukendte felter {', '.join(ukendte)}. Kendte er "
                f"{', '.join(filter(None, regler.FELTER))}."
            )
    return ud


def oversaetter(layout: Mapping[str, Any]) -> bool:
    """Whether a layout has columns that a table of accounts fills."""
    return bool(set(layout["kolonner"].values()) & set(regler.OVERSATTE))


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


def proev(
    poster: tuple[Post, ...], momskonto: str, art: str, tabel: Oversaettelse | None = None
) -> list[Linje]:
    """Every line that the file would hold; nothing is written. tabel: the system's accounts, where it has a table.

    Errors: RettelseAfvist, also where the table lacks accounts, which are named.
    """
    try:
        linjer = regler.byg(poster, momskonto.strip(), art.strip())
        if tabel is not None:
            if mangler := regler.uden_oversaettelse(linjer, tabel):
                raise _uden_konto(mangler)
            regler.efterproev_oversat(linjer, tabel)
        return linjer
    except ValueError as fejl:
        raise RettelseAfvist(f"Filen kan ikke laves: {fejl}.") from fejl


def _uden_konto(konti: Sequence[str]) -> RettelseAfvist:
    vist = ", ".join(konti[:_VISES]) + (f" og {len(konti) - _VISES} mere" if len(konti) > _VISES else "")
    return RettelseAfvist(
        f"Kontotabellen mangler {dansk.antal(len(konti), 'konto', 'konti')}, som filen bruger: {vist}. "
        "Skriv dem i tabellen, og læg den op igen. Intet er gemt."
    )


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
    vist_tabel: str = "",
) -> str:
    """Keep the file that was shown. vist_tabel: SHA-256 of the table it was shown with, '' = none. Returns its id.

    Errors: AdgangNaegtet; RettelseAfvist when the postings or the table have changed since, or an account is not in it.
    """
    _kraev(bruger, Handling.AFGOER_SAG)
    lager, i_dag = kontekst.sagslager(ind.database_url), dansk.lokal(nu).date()
    kilde = poster[0].kilde if poster else ""
    if hent(k, lager, bruger, i_dag).poster.get(kilde) != poster:
        raise RettelseAfvist(
            "Posteringerne er andre, end da filen blev vist. Hent siden igen. Intet er gemt."
        )
    layout = layouts(ind)[system]
    tabel, sha = kontotabel_for(lager, system) if oversaetter(layout) else (None, "")
    if sha != vist_tabel:
        raise RettelseAfvist(
            "Kontotabellen er en anden, end da filen blev vist. Hent siden igen. Intet er gemt."
        )
    linjer = proev(poster, momskonto, art, tabel)
    df = moms.levende(k)
    omraader = sorted(df.loc[df["sag_id"].isin({p.sag_id for p in poster}), "fagomraade"].unique())
    valg = {
        "kontotabel": sha,
        "kilde": kilde,
        "momskonto": momskonto.strip(),
        "art": art.strip(),
        "fagomraader": omraader,
    }
    indhold = som_csv(regler.raekker(linjer, layout, i_dag, tabel), layout)
    frosne = [filer.Post(p.noegle, p.sag_id, p.retning, p.beloeb_oere) for p in poster]
    return filer.frys(lager, frosne, indhold, valg, bruger.navn, begrundelse.strip(), nu)


# --- the table of accounts --------------------------------------------------------------------------------------


def kontotabel_for(lager: Sagslager, system: str) -> tuple[Oversaettelse | None, str]:
    """(the table in force, its SHA-256), (None, '') where the municipality has loaded none."""
    fundet = filer.kontotabeller(lager).get(system)
    if fundet is None:
        return None, ""
    return kontotabel.laes("kontotabel.csv", dokumenter.hent(lager, fundet.sha)), fundet.sha


def gem_kontotabel_som(
    ind: Indstillinger, bruger: Bruger, system: str, navn: str, indhold: bytes, nu: datetime
) -> int:
    """Keep a whole file as the system's table. Returns how many accounts it has.

    Errors: AdgangNaegtet; HjemtagFejl naming the lines that are wrong; nothing is kept.
    """
    _kraev(bruger, Handling.AFGOER_SAG)
    if system not in layouts(ind):
        raise RettelseAfvist(f"Systemet '{system}' har ingen skabelon. Intet er gemt.")
    tabel = kontotabel.laes(navn, indhold)
    rent = kontotabel.gennemse(navn, indhold).navn
    indhold = kontotabel.som_csv(tabel)
    filer.gem_kontotabel(
        kontekst.sagslager(ind.database_url), system, rent, indhold, len(tabel), bruger.navn, nu
    )
    return len(tabel)


def hent_kontotabel(lager: Sagslager, bruger: Bruger, system: str) -> bytes:
    """The bytes of the table in force. Errors: AdgangNaegtet; RettelseAfvist where there is none."""
    _kraev(bruger, Handling.AFGOER_SAG)
    fundet = filer.kontotabeller(lager).get(system)
    if fundet is None:
        raise RettelseAfvist("Der er ikke indlæst nogen kontotabel.")
    return dokumenter.hent(lager, fundet.sha)


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
