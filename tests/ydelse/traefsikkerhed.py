"""How much of the planted truth is found: several seeds and the three levels of noise, each landed and built anew.

Run by `make traefsikkerhed`; HJEMTAG_TRAEF_BORGERE and HJEMTAG_TRAEF_FROE ("998 1 2") choose others.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine import dansk
from engine.demo import lav_demo
from engine.indlaesning.landing import indlaes
from engine.indstillinger import Indstillinger
from engine.lager.byg import byg
from engine.resultater import kontekst, traefsikkerhed, traeftekster
from engine.resultater.sde import Kontekst
from engine.resultater.traef import RIGTIG, Dom, Maaling, Sandt, maal
from engine.resultater.traefkilder import FINDERE, SKOLEARTER
from engine.resultater.traefsikkerhed import Betalertal, Findertal, Periodetal, Slags, Traef

STOEJ = (1, 2, 3)
REGELARTER = {
    "REF-01": ("institution_glemt", "snart_foraeldet", "krav_uden_svar", "boligstoette_ikke_opkraevet"),
    "REF-02": ("institutionskaede",),
    "REF-03": ("forsorgshjem",),
    "REF-04": ("faengsel_sygehus",),
    "REF-05": ("veteranhjem",),
    "REF-06": ("flytteret",),
    "REF-07": ("eftervaern",),
    "REF-08": ("betalt_for_andens_borger",),
    "REF-09": ("indtaegt_ophoert", "takst_ikke_opkraevet"),
    "REF-10": ("for_lidt_opkraevet",),
    "REF-11": ("betalt_for_laenge",),
    "REF-13": ("tidligere_kommune_passiv",),
    "PEN-01": ("pension_ikke_opkraevet",),
    "PEN-02": ("pension_udskudt",),
    "PEN-03": ("pension_betalt_for_laenge",),
    "PEN-04": ("pension_institution",),
    "PEN-05": ("pension_forkert_andel", "pension_for_stor_andel"),
    "PEN-06": ("pension_forkert_registreret",),
    **SKOLEARTER,
    "no rule": ("ophold_ikke_registreret", "mundtlig_aftale"),
}
"""The rules between municipalities, and the kinds of truth that each is there for; a kind counts as found whichever of
them finds it."""


@dataclass
class Regeltal:
    """A rule on some towns: truths and found, those that can be found, finds and wrong ones; øre without sign.

    for_meget_oere: what the right finds about a citizen claim beside the truth, on the rule of the largest of them.
    """

    antal: int = 0
    fundet: int = 0
    kan: int = 0
    fundet_kan: int = 0
    fund: int = 0
    forkerte: int = 0
    sandt_oere: int = 0
    fundet_oere: int = 0
    kan_oere: int = 0
    fundet_kan_oere: int = 0
    for_meget_oere: int = 0


def regler(ind: Indstillinger, k: Kontekst, ud: dict[str, Regeltal]) -> None:
    """Adds one town's figures by rule."""
    sandt, _ = traefsikkerhed.laes_sandhed(traefsikkerhed.sandhedsfil(ind), k.gen)
    regel = {art: r for r, arter in REGELARTER.items() for art in arter}
    for f in FINDERE:
        if not f.arter & set(regel):
            continue
        m = maal(list(f.fund(k)), sandt, f.arter)
        for s in (s for s in sandt if not s.ligner and s.art in f.arter):
            t = ud[regel[s.art]]
            t.antal, t.kan, t.sandt_oere = t.antal + 1, t.kan + s.kan_findes, t.sandt_oere + abs(s.oere)
            t.kan_oere += abs(s.oere) * s.kan_findes
            if s.nr in m.fundet:
                t.fundet, t.fundet_kan = t.fundet + 1, t.fundet_kan + s.kan_findes
                t.fundet_oere += abs(m.fundet[s.nr])
                t.fundet_kan_oere += abs(m.fundet[s.nr]) * s.kan_findes
        for d in m.domme:
            ud[d.fund.regel].fund += 1
            ud[d.fund.regel].forkerte += d.slags != RIGTIG
        for f_regel, oere in _for_meget(m, sandt):
            ud[f_regel].for_meget_oere += oere


def _for_meget(m: Maaling, sandt: Sequence[Sandt]) -> Iterable[tuple[str, int]]:
    """(rule, øre): what the right finds about a citizen come to beyond the truths they hit."""
    efter_nr = {s.nr: s for s in sandt}
    rigtige: dict[tuple[str, ...], list[Dom]] = defaultdict(list)
    for d in m.domme:
        if d.slags == RIGTIG:
            rigtige[d.fund.personer].append(d)
    for domme in rigtige.values():
        numre = {s.nr for d in domme for s in d.sandt if s.nr in m.fundet}
        over = sum(abs(d.fund.oere or 0) for d in domme) - sum(abs(efter_nr[n].oere) for n in numre)
        stoerst = max(domme, key=lambda d: abs(d.fund.oere or 0))
        if over > 0:
            yield stoerst.fund.regel, over


def maal_en(borgere: int, froe: int, stoej: int, pr_regel: dict[str, Regeltal] | None = None) -> Traef:
    """Makes, lands, builds and measures one municipality in a directory that is gone afterwards. pr_regel: gets the
    town's figures by rule."""
    nu = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as mappe:
        hjem = Path(mappe)
        ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
        lav_demo(hjem / "demo", borgere=borgere, froe=froe, stoej=stoej)
        indlaes(ind, hjem / "demo", nu, gx=False)
        k = kontekst.hent(ind, byg(ind, nu))
        if pr_regel is not None:
            regler(ind, k, pr_regel)
        return traefsikkerhed.beregn(ind, k)


def _andel(taeller: float, naevner: float) -> str:
    return dansk.procent(taeller / naevner, 0) if naevner else "–"


def vis_slags(traef: list[Traef]) -> None:
    """Recall, look-alikes found and kroner per kind, over the seeds together."""
    samlet: dict[str, list[Slags]] = defaultdict(list)
    for s in (s for t in traef for s in t.i(kun="med")):
        samlet[s.art].append(s)
    print(
        f"  {'kind':<42} {'found':>13} {'recall':>7} {'kroner':>7} {'of the findable':>16} {'kroner':>7} "
        f"{'look-alikes':>12}"
    )
    for art, sl in samlet.items():
        u = traefsikkerhed.summen(sl)
        print(
            f"  {traeftekster.art(art):<42} {f'{u.fundet} of {u.antal}':>13} {_andel(u.fundet, u.antal):>7} "
            f"{_andel(u.fundet_oere, u.sandt_oere):>7} {f'{u.fundet_kan} of {u.kan_findes}':>16} "
            f"{_andel(u.fundet_oere, u.kan_oere):>7} {f'{u.ligner_fundet} of {u.ligner}':>12}"
        )
    uden = traefsikkerhed.summen([s for t in traef for s in t.i(kun="uden")])
    alle = traefsikkerhed.summen([s for t in traef for s in t.i()])
    print(f"  no rule yet: {uden.antal} of {alle.antal}; found of all {_andel(alle.fundet, alle.antal)}")


def vis_regler(pr_regel: dict[str, Regeltal]) -> None:
    """The rules between municipalities: found of all, of the findable, right finds, kroner of all and of the findable,
    and what is claimed beside the truth, of it."""
    print(
        f"  {'rule':<9} {'found':>13} {'of the findable':>16} {'right':>10} {'kroner':>8} {'of the findable':>16} "
        f"{'too much':>9}"
    )
    for regel in REGELARTER:
        t = pr_regel[regel]
        if t.antal or t.fund:
            print(
                f"  {regel:<9} {f'{t.fundet} of {t.antal}':>13} {f'{t.fundet_kan} of {t.kan}':>16} "
                f"{f'{t.fund - t.forkerte} of {t.fund}':>10} {_promille(t.fundet_oere, t.sandt_oere):>8} "
                f"{_promille(t.fundet_kan_oere, t.kan_oere):>16} {_promille(t.for_meget_oere, t.sandt_oere):>9}"
            )


def _promille(taeller: float, naevner: float) -> str:
    return dansk.procent(taeller / naevner, 1) if naevner else "–"


def vis_findere(findere: Iterable[Findertal]) -> None:
    samlet: dict[str, list[Findertal]] = defaultdict(list)
    for f in findere:
        samlet[f.navn].append(f)
    print(
        f"  {'rule':<42} {'finds':>7} {'right':>7} {'alike':>7} {'other':>7} {'nothing':>8} {'precision':>10}"
    )
    for navn, ff in samlet.items():
        fund, rigtige = sum(f.fund for f in ff), sum(f.rigtige for f in ff)
        rest = [sum(getattr(f, k) for f in ff) for k in ("ligner", "andet", "intet")]
        print(
            f"  {navn:<42} {fund:>7} {rigtige:>7} {rest[0]:>7} {rest[1]:>7} {rest[2]:>8} {_andel(rigtige, fund):>10}"
        )


def vis_perioder(perioder: Iterable[Periodetal]) -> None:
    samlet: dict[str, list[Periodetal]] = defaultdict(list)
    for p in perioder:
        samlet[p.titel].append(p)
    print(f"  {'period from':<42} {'postings':>9} {'right':>7} {'promised':>9}")
    for titel, pp in samlet.items():
        antal, rigtige = sum(p.antal for p in pp), sum(p.rigtige for p in pp)
        lovet = sum(p.sikkerhed * p.antal for p in pp)
        print(f"  {titel:<42} {antal:>9} {_andel(rigtige, antal):>7} {_andel(lovet, antal):>9}")


def vis_betaler(tal: Iterable[Betalertal]) -> None:
    """The payers proposed for who moved in, against those the stories tell."""
    alle = list(tal)
    rigtige, fortalt = sum(b.rigtige for b in alle), sum(b.fortalt for b in alle)
    print(
        f"  payer proposed right: {rigtige} of {fortalt} ({_andel(rigtige, fortalt)}), another "
        f"{sum(b.forkerte for b in alle)}, left open {sum(b.aabne for b in alle)}; not told {sum(b.uden for b in alle)}"
    )


def koer(borgere: int, froe: list[int]) -> None:
    for stoej in STOEJ:
        pr_regel: dict[str, Regeltal] = defaultdict(Regeltal)
        traef = [maal_en(borgere, f, stoej, pr_regel) for f in froe]
        print(f"\nNoise {stoej}, {borgere} citizens, seeds {', '.join(map(str, froe))}")
        vis_slags(traef)
        vis_regler(pr_regel)
        vis_findere(f for t in traef for f in t.findere)
        vis_betaler(t.betaler for t in traef if t.betaler)
        vis_perioder(p for t in traef for p in t.perioder)


if __name__ == "__main__":
    koer(
        int(os.environ.get("HJEMTAG_TRAEF_BORGERE", "5000")),
        [int(f) for f in os.environ.get("HJEMTAG_TRAEF_FROE", "998 1 2").split()],
    )
