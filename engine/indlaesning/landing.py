"""Landing: a delivery is recognised, tried against its contracts and moved in place — whole or not at all.

Append-only: `HJEM/landing/L000001/` holds a manifest and one typed parquet per table. The move of that folder
is the moment it has landed; before it nothing can be seen, and what a killed run left is swept by the next.
The caller holds the job lock (engine.laas.joblaas).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine import __version__, plads
from engine.fejl import IndstillingsFejl, LeveranceAfvist
from engine.indlaesning import karantaene, kontrakter, proevning
from engine.indlaesning.kontrakter import Brud, GxProces, alle_kontrakter
from engine.indlaesning.laesere import Kildeoplysning
from engine.indlaesning.leverance import (
    Leverance,
    Pakke,
    aeldre_end,
    aeldste_foerst,
    aktive,
    find_pakker,
    fortryd,
    laes_manifest,
    leverancer,
    skriv_json,
)
from engine.indlaesning.tabelfiler import BLOK_RAEKKER, Raekkefordeler, Tekstskriver
from engine.indstillinger import DEMO_KOMMUNE, Indstillinger, gem_kommune
from engine.lager.port import Forbindelse, aabn_skriv, navn

__all__ = ["IndlaesResultat", "Leverance", "LeveranceStoppet", "aktive", "fortryd", "indlaes", "leverancer"]

_ARBEJDE_PRAEFIKS = "indlaes-"


@dataclass(frozen=True)
class IndlaesResultat:
    """One delivery of a run. allerede: it had landed before and nothing changed (karantaene is then 0)."""

    leverance: Leverance | None
    allerede: bool
    karantaene: int


class LeveranceStoppet(LeveranceAfvist):
    """One of several deliveries was refused; `landede` are those before it, which stay."""

    def __init__(self, tekst_: str, landede: list[IndlaesResultat]) -> None:
        super().__init__(tekst_)
        self.landede = landede


def _tavs(besked: str) -> None:
    """No progress is shown."""


def indlaes(
    ind: Indstillinger,
    sti: Path,
    nu: datetime,
    *,
    gx: bool = True,
    melding: Callable[[str], None] = _tavs,
    blok: int = BLOK_RAEKKER,
) -> list[IndlaesResultat]:
    """Land what lies at `sti`: a delivery folder, a single recognised file or a folder of delivery folders.

    gx: run Great Expectations on the first `ind.gx_raekker_max` rows of each table, in its own process; the
    same rules run in SQL over all rows in any case. blok: rows in memory at a time.
    Errors: LeveranceAfvist (nothing of that delivery has landed; LeveranceStoppet names those before it),
    IndstillingsFejl when nobody has said which municipality this is.
    """
    pakker = find_pakker(Path(sti))
    _kraev_kommune(ind, pakker)
    _ryd_arbejde(ind)
    if len(pakker) > 1:
        pakker = aeldste_foerst(pakker, ind, nu)
    resultater: list[IndlaesResultat] = []
    with kontrakter.gx_proces() as gx_proces:
        for pakke in pakker:
            try:
                resultater.append(_land(ind, pakke, nu, gx_proces if gx else None, melding, blok))
            except LeveranceAfvist as fejl:
                if len(pakker) == 1:
                    raise
                raise LeveranceStoppet(_stoptekst(pakke, fejl, resultater, len(pakker)), resultater) from fejl
    return resultater


def _stoptekst(pakke: Pakke, fejl: LeveranceAfvist, foer: list[IndlaesResultat], i_alt: int) -> str:
    landede = [r.leverance.id for r in foer if r.leverance and not r.allerede]
    kom_med = f"Landet før den: {', '.join(landede)}" if landede else "Ingen nye er landet før den"
    return f"{pakke.sti.name}: {fejl} {kom_med}; {i_alt - len(foer) - 1} efter den er ikke læst."


def _kraev_kommune(ind: Indstillinger, pakker: list[Pakke]) -> None:
    if ind.kommune is None and any(p.fejl is None and not p.oplysninger.demo for p in pakker):
        raise IndstillingsFejl(
            "Hvilken kommune er data for? Sæt HJEMTAG_KOMMUNE til kommunens fire cifre, fx "
            "HJEMTAG_KOMMUNE=0860, og kør igen; intet er indlæst."
        )


def _ryd_arbejde(ind: Indstillinger) -> None:
    ind.arbejde.mkdir(parents=True, exist_ok=True)
    for rest in ind.arbejde.glob(f"{_ARBEJDE_PRAEFIKS}*"):
        shutil.rmtree(rest, ignore_errors=True)
    karantaene.ryd_forladte(ind)


# --- one delivery ---------------------------------------------------------------------------------------


def _land(
    ind: Indstillinger,
    pakke: Pakke,
    nu: datetime,
    gx: GxProces | None,
    melding: Callable[[str], None],
    blok: int,
) -> IndlaesResultat:
    if pakke.fejl is not None:
        raise pakke.fejl
    melding(f"Læser {pakke.sti.name}")
    indhold_hash = pakke.indhold_hash()
    landede = leverancer(ind)
    gammel = next((lev for lev in landede if lev.indhold_hash == indhold_hash and lev.fortrudt is None), None)
    if gammel is not None:
        melding(f"{pakke.sti.name} er allerede landet som {gammel.id}; intet er ændret")
        _husk_kommune(ind)
        return IndlaesResultat(gammel, allerede=True, karantaene=0)
    _kraev_plads(ind, pakke)
    if gx is not None:
        with suppress(OSError):  # told when it is asked
            gx.start()
    nr = max((lev.nr for lev in landede), default=0) + 1
    with _arbejdsmappe(ind) as arbejde:
        modtaget = _Modtagelse(ind, pakke, nu, arbejde, melding, blok)
        modtaget.laes()
        tabeller = modtaget.proev(gx is not None)
        manifest = {
            "id": f"L{nr:06d}",
            "nr": nr,
            "modtaget": nu.isoformat(),
            "dato": modtaget.dato(tabeller).isoformat(),
            "indhold_hash": indhold_hash,
            "kilde": modtaget.kilde(),
            "demo": pakke.oplysninger.demo,
            "kode_version": __version__,
            "advarsler": modtaget.advarsler(tabeller, [lev for lev in landede if lev.fortrudt is None]),
            "ukendte_filer": pakke.ukendte,
            "tabeller": tabeller,
        }
        return _udgiv(ind, modtaget, manifest)


def _kraev_plads(ind: Indstillinger, pakke: Pakke) -> None:
    """Room for the files as text and as typed rows, before the first is read."""
    filer = [fil for filer in pakke.tabelfiler.values() for fil in filer]
    filer += [fil for _, fil in pakke.kildefiler]
    if mangler := plads.mangler(ind.hjem, 2 * sum(map(plads.fylder, filer))):
        raise LeveranceAfvist(
            f"{pakke.sti.name} er ikke indlæst. {mangler} Frigør plads, og kør igen; intet er ændret."
        )


@contextmanager
def _arbejdsmappe(ind: Indstillinger) -> Iterator[Path]:
    mappe = Path(tempfile.mkdtemp(prefix=_ARBEJDE_PRAEFIKS, dir=ind.arbejde))
    try:
        yield mappe
    finally:
        shutil.rmtree(mappe, ignore_errors=True)


def _udgiv(ind: Indstillinger, modtaget: _Modtagelse, manifest: dict[str, Any]) -> IndlaesResultat:
    """Quarantine first; the landing's own move is the commit."""
    skriv_json(modtaget.ud / "manifest.json", manifest)
    _paa_disken(modtaget.ud)
    _paa_disken(modtaget.karantaene_ud)
    if any(modtaget.karantaene_ud.iterdir()):
        karantaene.udgiv(modtaget.karantaene_ud, ind.karantaene / manifest["id"])
    karantaene.udgiv(modtaget.ud, ind.landing / manifest["id"])
    leverance = laes_manifest(ind.landing / manifest["id"])
    _husk_kommune(ind)
    return IndlaesResultat(leverance, allerede=False, karantaene=leverance.karantaene)


def _husk_kommune(ind: Indstillinger) -> None:
    """Only demo data lands before anybody has named the municipality; then it is the fictional one."""
    if ind.kommune is None:
        gem_kommune(ind, DEMO_KOMMUNE)


def _paa_disken(mappe: Path) -> None:
    for sti in [*mappe.iterdir(), mappe]:
        nummer = os.open(sti, os.O_RDONLY)
        try:
            os.fsync(nummer)
        finally:
            os.close(nummer)


class _Modtagelse:
    """A delivery on its way: its text files, what its sources say, its typed tables, in the work folder."""

    def __init__(
        self,
        ind: Indstillinger,
        pakke: Pakke,
        nu: datetime,
        arbejde: Path,
        melding: Callable[[str], None],
        blok: int,
    ) -> None:
        self.ind, self.pakke, self.nu, self.melding, self.blok = ind, pakke, nu, melding, blok
        self.tekst, self.ud, self.karantaene_ud = (arbejde / n for n in ("tekst", "landing", "karantaene"))
        for mappe in (self.tekst, self.ud, self.karantaene_ud):
            mappe.mkdir()
        self.scratch = arbejde / "scratch.duckdb"
        self.skrivere: dict[str, Tekstskriver] = {}
        self.kilder: list[Kildeoplysning] = []

    # reading

    def laes(self) -> None:
        """Every file to text. Errors: LeveranceAfvist from the first file that cannot be used."""
        for tabel, filer in self.pakke.tabelfiler.items():
            for fil in filer:
                self.melding(f"Læser {fil.name}")
                self._skriver(tabel).skriv_fil(fil, self.blok)
        for laeser, fil in self.pakke.kildefiler:
            self.melding(f"Læser {fil.name} ({laeser.NAVN})")
            raekker, oplysning = laeser.laes(fil, self.ind)
            Raekkefordeler(self._skriver, fil.name, self.blok).skriv(raekker)
            for tabel in oplysning.arter:
                self._skriver(tabel)
            self.kilder.append(oplysning)
        for skriver in self.skrivere.values():
            skriver.luk()

    def _skriver(self, tabel: str) -> Tekstskriver:
        if tabel not in self.skrivere:
            self.skrivere[tabel] = Tekstskriver(alle_kontrakter()[tabel], self.tekst)
        return self.skrivere[tabel]

    # trying

    def proev(self, gx: bool) -> dict[str, dict[str, Any]]:
        """Try every table; the manifest's `tabeller`. One table is tried in SQL while GX is busy with the next."""
        arter = {tabel: self._art(tabel) for tabel in self.skrivere}
        con = aabn_skriv(self.scratch, self.ind)
        baggrund = ThreadPoolExecutor(max_workers=1)
        try:
            gx_svar = self._gx(con, baggrund) if gx else {}
            tabeller = {}
            for tabel in sorted(self.skrivere):
                gx_brud = gx_svar[tabel].result().get(tabel, []) if tabel in gx_svar else []
                tabeller[tabel] = {"art": arter[tabel]} | self._proev_tabel(con, tabel, arter[tabel], gx_brud)
            return tabeller
        finally:
            baggrund.shutdown(cancel_futures=True)
            con.close()

    def _gx(self, con: Forbindelse, baggrund: Executor) -> dict[str, Future[dict[str, list[Brud]]]]:
        self.melding("Prøver kontrakterne med Great Expectations")
        udsnit = {
            tabel: self.tekst / f"{tabel}.gx.parquet" for tabel, s in self.skrivere.items() if s.raekker
        }
        for tabel, sti in udsnit.items():
            proevning.gx_udsnit(con, self.skrivere[tabel], self.ind.gx_raekker_max, sti)
        return {
            tabel: baggrund.submit(kontrakter.gx_fejl_flere, {tabel: udsnit[tabel]})
            for tabel in sorted(udsnit)
        }

    def _proev_tabel(self, con: Forbindelse, tabel: str, art: str, gx_brud: list[Brud]) -> dict[str, Any]:
        skriver, fil = self.skrivere[tabel], f"{tabel}.parquet"
        tal = proevning.proev(con, skriver, gx_brud, self.ud / fil, self.karantaene_ud / fil, self.nu.date())
        if art == "pr_person":
            self._skriv_personer(con, tabel)
        self.melding(
            f"{tabel}: {tal['accepteret']} rækker, {tal['karantaene']} i karantæne, "
            f"{tal['dubletter']} dubletter"
        )
        return tal

    # what kind of delivery

    def _art(self, tabel: str) -> str:
        """leverance.toml before the source's own word before the contract's default."""
        if art := self.pakke.oplysninger.arter.get(tabel):
            return art
        arter = {kilde.arter[tabel] for kilde in self.kilder if tabel in kilde.arter}
        if tabel in self.pakke.tabelfiler or not arter:
            arter.add(alle_kontrakter()[tabel].art)
        if len(arter) > 1:
            raise LeveranceAfvist(
                f"{tabel} kommer både som {' og '.join(sorted(arter))} i samme leverance. Læg filerne i "
                f'hver sin mappe, eller skriv [{tabel}] art = "…" i leverance.toml; intet er indlæst.'
            )
        return arter.pop()

    def _skriv_personer(self, con: Forbindelse, tabel: str) -> None:
        """The persons for whom the delivery is the table as it stands now, also those without a valid row."""
        felt = navn(str(alle_kontrakter()[tabel].person))
        i_filen = con.execute(f"SELECT DISTINCT {felt} FROM t WHERE regexp_full_match({felt}, '[0-9]{{10}}')")
        kilder = [k for k in self.kilder if k.arter.get(tabel) == "pr_person" and k.personer is not None]
        personer = {p for kilde in kilder for p in kilde.personer or ()}
        if tabel in self.pakke.tabelfiler or not kilder:
            personer |= {r[0] for r in i_filen.fetchall()}
        pq.write_table(
            pa.table({"cpr": pa.array(sorted(personer), pa.string())}), self.ud / f"{tabel}__personer.parquet"
        )

    # what the manifest says

    def dato(self, tabeller: dict[str, dict[str, Any]]) -> date:
        """The day the delivery speaks of: stated, else the newest date in it, else today."""
        if self.pakke.oplysninger.dato:
            return self.pakke.oplysninger.dato
        datoer = [date.fromisoformat(tal["nyeste_dato"]) for tal in tabeller.values() if tal["nyeste_dato"]]
        datoer += [k.dato for k in self.kilder if k.dato and k.dato <= self.nu.date()]
        return max(datoer, default=self.nu.date())

    def kilde(self) -> str:
        return "; ".join([self.pakke.sti.name, *(k.beskrivelse for k in self.kilder if k.beskrivelse)])

    def advarsler(self, tabeller: dict[str, dict[str, Any]], landede: list[Leverance]) -> list[str]:
        fulde = {tabel: tal for tabel, tal in tabeller.items() if tal["art"] == "fuld"}
        dato = self.dato(tabeller)
        ud = [*self.pakke.oplysninger.advarsler, *(a for kilde in self.kilder for a in kilde.advarsler)]
        ud += aeldre_end(dato, fulde, landede)
        ud += [
            f"{tabel} er en fuld leverance uden rækker: alt tidligere i tabellen regnes for ophørt."
            for tabel, tal in fulde.items()
            if tal["raekker"] == 0
        ]
        ud += [
            f"{tabel} er en fuld leverance med {tal['karantaene']} rækker i karantæne: tidligere udgaver af "
            "dem regnes for ophørt, til de leveres rettet."
            for tabel, tal in fulde.items()
            if tal["karantaene"]
        ]
        if dato > self.nu.date():
            ud.append(f"Leverancens dato {dato:%d.%m.%Y} ligger i fremtiden.")
        return ud + self._demo_advarsler(landede)

    def _demo_advarsler(self, landede: list[Leverance]) -> list[str]:
        demo = self.pakke.oplysninger.demo
        if demo and self.ind.kommune not in (None, DEMO_KOMMUNE):
            return [f"Demodata lander i kommune {self.ind.kommune}s data."]
        if any(lev.demo != demo for lev in landede):
            return ["Demodata og rigtige data ligger nu sammen. Fortryd de leverancer, der ikke hører til."]
        return []
