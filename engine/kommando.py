"""The command line `hjemtag` (contracts.md section 2): Danish for people, --json for machines, progress on stderr.

Exit codes: 0 done, 1 refused or failed (one clear line, nothing half-written), 2 done but rows are in quarantine.
Each verb is one function that returns (exit code, document); the document is printed as sentences or as JSON.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import __version__, dansk, driftkommandoer
from engine.driftkommandoer import laes_hemmeligt, systembruger
from engine.driftlog import uden_cpr
from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.laas import joblaas
from engine.stop import stopvagt

OK, FEJLET, KARANTAENE = 0, 1, 2
DEMO_TIL = date(2025, 12, 31)
RET_HJAELP = """Hver linje er et JSON-objekt med type, noegle, nyt, begrundelse og bruger.

type flyt_periode: noegle er posteringens (kilde, regnskabsaar, bilagsnr, linjenr); nyt er periode_fra og
  periode_til. flyt_postering: samme noegle; nyt er cpr og eventuelt beloeb, eller dele. enkeltstaaende: samme
  noegle; nyt er enkeltstaaende (1 eller 0). periode_regel: noegle er skabelon, kilde og cvr.
type familie: noegle er barnets cpr; nyt er maaned_fra og maaned_til (2022-03) og enten indehavere, en liste
  med CPR-numrene på den ene eller de to, husstanden hedder efter, eller husstand: egen (barnet er sin egen sag)
  eller foreslaaet (som registret siger).
type afgoerelse: noegle er sagens id. type fortryd: noegle som det, der fortrydes, eller haendelse (nummer)."""
AFBRUDT = "Afbrudt. Intet er skrevet halvt; kør kommandoen igen, når det passer."


@dataclass(frozen=True)
class Svar:
    """What a verb did: exit code, the sentences for people, the document for machines."""

    kode: int
    linjer: list[str]
    data: Any


Verbum = Callable[[argparse.Namespace, Indstillinger, datetime], "Svar | tuple[int, list[str], Any]"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb. Returns the exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    som_json = "--json" in argv
    _skriv_utf8()
    with stopvagt() as vagt:
        try:
            return _koer_og_skriv(argv, som_json)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return OK
        except (Exception, KeyboardInterrupt) as fejl:
            return _sig_fejl(AFBRUDT if vagt.bedt else _fejltekst(fejl), som_json)


def _koer_og_skriv(argv: Sequence[str], som_json: bool) -> int:
    valg = _laes_valg(argv)
    svar = _koer(valg, laes_indstillinger(), datetime.now(UTC))
    _skriv_svar(svar, som_json)
    sys.stdout.flush()
    return svar.kode


def _fejltekst(fejl: BaseException) -> str:
    if isinstance(fejl, HjemtagFejl):
        return str(fejl)
    if isinstance(fejl, KeyboardInterrupt):
        return AFBRUDT
    if isinstance(fejl, OSError | MemoryError):
        return f"Kommandoen kunne ikke fuldføres: {fejl}. Se efter plads og rettigheder."
    return _uventet(fejl)


def _skriv_utf8() -> None:
    """A nightly job's files are UTF-8 with plain line ends, also where the system's own habit is another."""
    for stroem in (sys.stdout, sys.stderr):
        if isinstance(stroem, io.TextIOWrapper):
            stroem.reconfigure(encoding="utf-8", newline="\n")


def _koer(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    """Run the verb. One that changes data on disk is a job: it shows while it runs and has its line in the log."""
    navn = " ".join(led for led in (valg.verbum, getattr(valg, "handling", "")) if led)
    if navn not in driftkommandoer.JOB:
        return _som_svar(valg.koer(valg, ind, nu))

    def arbejde() -> tuple[int, Svar]:
        svar = _som_svar(valg.koer(valg, ind, nu))
        return svar.kode, svar

    svar: Svar = driftkommandoer.som_job(ind, navn, nu, arbejde, _fremdrift)
    return svar


def _som_svar(svar: Svar | tuple[int, list[str], Any]) -> Svar:
    return svar if isinstance(svar, Svar) else Svar(*svar)


def _skriv_svar(svar: Svar, som_json: bool) -> None:
    if som_json:
        print(json.dumps(svar.data, ensure_ascii=False, indent=2, default=_som_json))
    elif svar.linjer:
        print(*svar.linjer, sep="\n")


def _sig_fejl(tekst: str, som_json: bool) -> int:
    """One line, so that a log of nightly runs can be read."""
    tekst = uden_cpr(" ".join(tekst.split()))
    if som_json:
        print(json.dumps({"fejl": tekst}, ensure_ascii=False))
    print(f"hjemtag: {tekst}", file=sys.stderr)
    return FEJLET


def _uventet(fejl: BaseException) -> str:
    """Where a fault of ours struck; never its message, which may hold person data."""
    sted = traceback.extract_tb(fejl.__traceback__)[-1]
    hvor = f"{type(fejl).__name__} i {Path(sted.filename).name}:{sted.lineno}"
    return f"Uventet fejl ({hvor}), så kommandoen blev ikke fuldført. Fejlen er Hjemtags: meld den med denne linje."


def _som_json(vaerdi: Any) -> Any:
    if isinstance(vaerdi, date | datetime):
        return vaerdi.isoformat()
    if isinstance(vaerdi, Path | Decimal):
        return str(vaerdi)
    raise TypeError(type(vaerdi).__name__)


def _fremdrift(besked: str) -> None:
    print(uden_cpr(besked), file=sys.stderr, flush=True)


# --- data in and built ----------------------------------------------------------------------------------


def demo(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.demo import lav_demo

    r = lav_demo(
        valg.ud,
        borgere=valg.borgere,
        froe=valg.froe,
        til=valg.til,
        melding=_fremdrift,
        stoej=valg.stoej,
        aar=valg.aar,
    )
    mapper = sorted(m.name for m in valg.ud.glob("leverance-*") if m.is_dir())
    linjer = [f"Egeborg er skrevet til {valg.ud}: {len(mapper)} leverancer og sandhed.csv."]
    linjer.append(f"Indlæs med: hjemtag indlaes {valg.ud}")
    return Svar(OK, linjer, {"mappe": valg.ud, "leverancer": mapper, "raekker": getattr(r, "raekker", None)})


def indlaes(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.indlaesning.landing import indlaes as land

    with joblaas(ind):
        resultater = land(ind, valg.sti, nu, melding=_fremdrift)
    _passer_demobrugere(ind, nu)
    linjer, data = [], []
    for r in resultater:
        lev = r.leverance
        if lev is None:
            continue
        ialt = sum(t["accepteret"] for t in lev.tabeller.values())
        hvad = (
            "var allerede indlæst; intet er ændret"
            if r.allerede
            else f"{dansk.antal(ialt, 'række', 'rækker')} accepteret"
        )
        linjer.append(f"{lev.id} ({lev.kilde}, pr. {dansk.dato(lev.dato)}): {hvad}.")
        if r.karantaene:
            linjer.append(
                f"  {dansk.antal(r.karantaene, 'række', 'rækker')} er i karantæne; se 'hjemtag kontrol'."
            )
        linjer += [f"  Bemærk: {a}" for a in lev.advarsler] + _ukendt(lev)
        data.append(_leverance_json(lev) | {"allerede": r.allerede})
    kode = KARANTAENE if any(r.karantaene for r in resultater) else OK
    return Svar(kode, linjer, {"leverancer": data})


def _ukendt(lev: Any) -> list[str]:
    ud = [f"  Ukendt fil, der er sprunget over: {fil}" for fil in lev.ukendte_filer]
    for tabel, tal in lev.tabeller.items():
        if tal["ukendte_kolonner"]:
            ud.append(f"  {tabel}: ukendte kolonner sprunget over: {', '.join(tal['ukendte_kolonner'])}")
        for kolonne, koder in (tal["ukendte_koder"] or {}).items():
            liste = ", ".join(f"{k} ({dansk.tal(n)})" for k, n in list(koder.items())[:5])
            ud.append(f"  {tabel}.{kolonne}: ukendte koder, som ikke tæller med: {liste}")
    return ud


def _leverance_json(lev: Any) -> dict[str, Any]:
    felter = (
        "id",
        "nr",
        "modtaget",
        "dato",
        "kilde",
        "demo",
        "advarsler",
        "ukendte_filer",
        "tabeller",
        "fortrudt",
    )
    return {navn: getattr(lev, navn) for navn in felter}


def byg(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.indlaesning.landing import leverancer
    from engine.lager.byg import byg as byg_lager
    from engine.resultater import adresser, kontekst

    if not leverancer(ind):  # where all are withdrawn, an empty one is built: as if they had never come
        return Svar(OK, [_intet_indlaest(ind)], {"generation": None})
    lager = kontekst.sagslager(ind.database_url)
    lov = kontekst.lov_i_kraft(lager)  # with what two persons have confirmed here
    gen = byg_lager(ind, nu, lov=lov, egne=adresser.til_bygning(lager), melding=_fremdrift)
    _passer_demobrugere(ind, nu)
    _passer_demokrav(ind, gen, nu)
    _maal_traef(ind, gen)
    pr = dansk.dato(gen.data_dato)
    linje = f"Lageret {gen.navn} er bygget og taget i brug: data pr. {pr}, lov {gen.lov_version}."
    return Svar(OK, [linje], {"generation": gen.navn, "nr": gen.nr, "data_dato": gen.data_dato})


def _passer_demokrav(ind: Indstillinger, gen: Any, nu: datetime) -> None:
    """The demo's municipality has claimed before; its claims exist only while every landed delivery is the demo's."""
    from engine.resultater import demokrav, kontekst

    lager = kontekst.sagslager(ind.database_url)
    if not gen.demo:
        demokrav.fjern(lager, nu)
    elif antal := demokrav.lav(kontekst.hent(ind, gen), lager):
        _fremdrift(f"Egeborg har rejst {dansk.antal(antal, 'krav', 'krav')} tidligere; se siden Krav.")


def _maal_traef(ind: Indstillinger, gen: Any) -> None:
    """Where there is a planted truth, how much of it this build finds is kept. Never in the way of a build."""
    from engine.resultater import kontekst, traefsikkerhed

    try:
        traefsikkerhed.gem(ind, kontekst.hent(ind, gen))
    except HjemtagFejl as fejl:
        _fremdrift(f"Træfsikkerheden er ikke målt: {fejl}")


def _intet_indlaest(ind: Indstillinger) -> str:
    return (
        f"Der er ikke indlæst data i {ind.hjem} endnu. Begynd med 'hjemtag indlaes STI' eller 'hjemtag demo'."
    )


def nat(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    """Land, build, compute, and tell what is new, under one lock from the first to the last.

    Each stage is whole or not at all and changes nothing when it is done again, so an interrupted night is just run
    again: what is new is held against the newest build of other deliveries, and a notice is given once.
    """
    with joblaas(ind):
        return _nat(valg, ind, nu)


def _nat(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    with ThreadPoolExecutor(max_workers=1) as ved_siden:
        foer_sum = ved_siden.submit(_sde_sum, ind)  # of the warehouse in use, while the delivery lands
        ved_siden.submit(_forbered_nyt, ind)
        ind_svar = indlaes(argparse.Namespace(sti=valg.sti), ind, nu)
    foer = foer_sum.result()
    ind = laes_indstillinger()
    byg_svar = byg(valg, ind, nu)
    with ThreadPoolExecutor(max_workers=1) as ved_siden:
        ved_siden.submit(_forbered_nyt, ind)
        tal = _sde_sum(ind)
    linjer = []
    if tal:
        mangler = tal["difference_oere"]
        nyt = mangler - foer["difference_oere"] if foer else None
        linje = f"Særligt dyre enkeltsager: {dansk.kroner(mangler)} mangler at blive hjemtaget"
        linjer = [linje + (f" ({dansk.kroner(nyt, fortegn=True)} siden sidst)." if nyt is not None else ".")]
        tal = tal | {"difference_nyt_oere": nyt} | _nyt(ind, nu, linjer)
    linjer += driftkommandoer.ankr(ind, nu)
    return Svar(
        ind_svar.kode, ind_svar.linjer + byg_svar.linjer + linjer, ind_svar.data | byg_svar.data | tal
    )


def screen(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    """Only counts are told: neither a hit nor anybody else is named."""
    from engine.resultater import flyttescreening
    from engine.resultater.kontekst import sagslager

    r = flyttescreening.koer(ind, sagslager(ind.database_url), valg.sti, nu, _fremdrift)
    lev = r.leveret
    linjer = [
        f"{lev.navn} (pr. {dansk.dato(lev.dato)}) er screenet: {dansk.antal(r.personer, 'person', 'personer')} læst, "
        f"{dansk.antal(r.fund, 'flytning', 'flytninger')} at gennemgå. Intet er gemt om de andre.",
        f"{dansk.tal(r.nye)} nye, {dansk.tal(r.aendrede)} ændrede og {dansk.tal(r.fjernede)} bortfaldne; se siden "
        "Tilflyttere.",
    ]
    if not r.vises:
        linjer.append(
            "  Siden viser dem, når der er bygget et lager: indlæs mindst institutionerne, og kør 'hjemtag byg'."
        )
    if lev.karantaene:
        linjer.append(
            f"  {dansk.antal(lev.karantaene, 'række bryder', 'rækker bryder')} kontrakten, er ikke med og ikke gemt."
        )
    if lev.andre_tabeller:
        linjer.append(f"  Ikke læst, for screeningen bruger dem ikke: {', '.join(lev.andre_tabeller)}")
    if lev.ukendte:
        linjer.append(
            f"  {dansk.antal(lev.ukendte, 'ukendt fil eller kolonne', 'ukendte filer eller kolonner')}."
        )
    data = {
        "leverance": {"navn": lev.navn, "dato": lev.dato, "indhold_hash": lev.indhold_hash},
        **{n: getattr(r, n) for n in ("personer", "fund", "nye", "aendrede", "fjernede")},
        "karantaene": lev.karantaene,
        "tabeller": lev.tabeller,
        "ikke_laest": lev.andre_tabeller,
    }
    return Svar(KARANTAENE if lev.karantaene else OK, linjer, data)


def _nyt(ind: Indstillinger, nu: datetime, linjer: list[str]) -> dict[str, Any]:
    """What is new since the build before, as Overblik says it: a sentence for people, the figures for machines.

    Those who have a case that has changed are given notice.
    """
    from engine.resultater import kontekst, nyt, varsler

    k = kontekst.hent(ind)
    n = nyt.for_hele_kommunen(k, ind)
    givet = varsler.giv(k, n.foer, kontekst.sagslager(ind.database_url), nu)
    linjer.append(nyt.saetning(n))
    linjer += [nyt.listesaetning(n)] if n.lister else []
    if givet:
        linjer.append(f"{dansk.antal(givet, 'varsel', 'varsler')} er givet til dem, der har sagerne.")
    return {"nyt": nyt.som_data(n), "varsler": givet}


def _forbered_nyt(ind: Indstillinger) -> None:
    """What stands on the lists of the warehouse in use, remembered for `_nyt`. Whatever fails here fails there."""
    from engine.resultater import kontekst, nyt

    with suppress(HjemtagFejl):
        nyt.forbered(kontekst.hent(ind))


def _sde_sum(ind: Indstillinger) -> dict[str, Any]:
    """Refund and what is missing of it over every year that can be computed; empty when nothing is built."""
    from engine.fejl import IntetLager
    from engine.resultater import kontekst, sde

    try:
        sager = sde.beregn_husket(kontekst.hent(ind)).sager
    except IntetLager:
        return {}
    return {
        n: int(sager[k].sum())
        for n, k in (("refusion_oere", "refusion"), ("difference_oere", "difference_oere"))
    }


def _passer_demobrugere(ind: Indstillinger, nu: datetime) -> None:
    """Demo users exist only while every landed delivery is the demo's."""
    from engine.indlaesning.leverance import aktive
    from engine.resultater.kontekst import sagslager
    from engine.sager import brugere

    leverancer = aktive(ind)
    if leverancer and all(lev.demo for lev in leverancer):
        brugere.opret_demobrugere(sagslager(ind.database_url), nu)
    elif leverancer:
        brugere.deaktiver_demobrugere(sagslager(ind.database_url), nu)


def leverance(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.indlaesning.landing import fortryd, leverancer

    if valg.handling == "fortryd":
        if not valg.id:
            raise HjemtagFejl(
                "Skriv, hvilken leverance der skal fortrydes, fx 'hjemtag leverance fortryd L000001'."
            )
        with joblaas(ind):
            lev = fortryd(ind, valg.id, nu)
        _passer_demobrugere(ind, nu)
        linje = f"{lev.id} er fortrudt. Kør 'hjemtag byg', så er alt, som om den aldrig var kommet."
        return Svar(OK, [linje], _leverance_json(lev))
    alle = leverancer(ind)
    linjer = [
        f"{lev.id}  {dansk.dato(lev.dato)}  {lev.kilde}"
        + (f"  {dansk.tal(lev.karantaene)} i karantæne" if lev.karantaene else "")
        + ("  FORTRUDT" if lev.fortrudt else "")
        for lev in alle
    ]
    return Svar(OK, linjer or [_intet_indlaest(ind)], {"leverancer": [_leverance_json(lev) for lev in alle]})


def generation(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.lager import laes

    if valg.handling == "tilbage":
        gen = laes.tilbage(ind)
        return Svar(OK, [f"{gen.navn} er taget i brug igen."], {"generation": gen.navn})
    alle = laes.generationer(ind)
    i_brug = laes.aktuel(ind).navn if alle else None
    linjer = [
        f"{g.navn}  bygget {dansk.tidspunkt(g.bygget)}  data pr. {dansk.dato(g.data_dato)}"
        + ("  I BRUG" if g.navn == i_brug else "")
        for g in alle
    ]
    data = [
        {"generation": g.navn, "bygget": g.bygget, "data_dato": g.data_dato, "i_brug": g.navn == i_brug}
        for g in alle
    ]
    return Svar(OK, linjer or ["Der er ikke bygget noget lager endnu."], {"generationer": data})


def kontrol(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    """Contracts per delivery, checks per model, and the ledger's reconciliation, with the kroner affected.

    Deliveries that have landed since the build are shown as well: what was set aside is known from the landing.
    """
    from engine.fejl import IntetLager
    from engine.indlaesning.leverance import aktive
    from engine.resultater import datakvalitet

    landet = aktive(ind)
    try:
        billede = datakvalitet.hent(ind)
    except IntetLager:
        billede = None
    if billede is None and not landet:
        return Svar(OK, [_intet_indlaest(ind)], {"generation": None, "tabeller": [], "ikke_bygget": []})
    bygget = billede.tabeller if billede else []
    nye = _ikke_bygget(landet, {t["leverance_id"] for t in bygget})
    linjer = ["Der er ikke bygget noget lager endnu."]
    if billede:
        linjer = [f"Generation {billede.generation}, data pr. {dansk.dato(billede.data_dato)}"]
    linjer += ["", "Leverancer:", *map(_kontrakttilstand, bygget)]
    linjer += (
        ["", "Indlæst, men ikke bygget (kør 'hjemtag byg'):", *map(_kontrakttilstand, nye)] if nye else []
    )
    linjer += _modeltilstand(billede) if billede else []
    data = {
        "generation": billede and billede.generation,
        "data_dato": billede and billede.data_dato,
        "tabeller": bygget,
        "ikke_bygget": nye,
        "kontroller": billede.kontroller if billede else [],
        "afstemning": billede.afstemning if billede else [],
    }
    return Svar(KARANTAENE if any(t["karantaene"] for t in bygget + nye) else OK, linjer, data)


def _ikke_bygget(landet: list[Any], byggede: set[str]) -> list[dict[str, Any]]:
    """The tables of deliveries that the generation in use does not hold."""
    return [
        {
            "leverance_id": lev.id,
            "tabel": navn,
            **{felt: tal[felt] for felt in ("raekker", "accepteret", "karantaene", "dubletter")},
            "kroner_karantaene_oere": (tal["kroner"] or {}).get("karantaene"),
        }
        for lev in landet
        if lev.id not in byggede
        for navn, tal in lev.tabeller.items()
    ]


def _kontrakttilstand(t: dict[str, Any]) -> str:
    kroner = t["kroner_karantaene_oere"]
    return (
        f"  {t['leverance_id']} {t['tabel']}: {dansk.antal(t['raekker'], 'række', 'rækker')}, "
        f"{dansk.tal(t['accepteret'])} accepteret, {dansk.tal(t['karantaene'])} i karantæne, "
        f"{dansk.antal(t['dubletter'], 'dublet', 'dubletter')}"
        + (f", {dansk.kroner(kroner, oere_vist=True)} i karantæne" if kroner else "")
    )


def _modeltilstand(billede: Any) -> list[str]:
    from engine.resultater.datakvalitet import AARSAGER

    linjer = ["", "Kontroller, der ikke er grønne:"]
    roede = [c for c in billede.kontroller if c["status"] != "ok"]
    for c in roede:
        beloeb = f" ({dansk.kroner(c['kroner_oere'])})" if c["kroner_oere"] else ""
        linjer.append(f"  {c['status']}: {c['besked']}: {dansk.tal(c['antal'])}{beloeb}")
    linjer += [] if roede else ["  Ingen: alle kontroller er grønne."]
    linjer += ["", "Regnskabet fordelt på årsag (stemmer til øren):"]
    for a in billede.afstemning:
        hvorfor = AARSAGER.get(a["aarsag"], a["aarsag"])
        linjer.append(f"  {a['regnskabsaar']} {hvorfor}: {dansk.kroner(a['beloeb_oere'], oere_vist=True)}")
    return linjer


# --- results and corrections ------------------------------------------------------------------------------


def udtraek(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.resultater import kontekst
    from engine.resultater import udtraek as u
    from engine.sager.log import skriv_log

    valgt = u.find(valg.navn)
    k = replace(kontekst.hent(ind), pr=valg.pr)
    rammer = list(valgt.lav(k, valg.aar)) if valg.navn != "sde_grundlag" else valgt.lav(k, valg.aar)
    if valgt.om_personer:
        lager, detaljer = kontekst.sagslager(ind.database_url), {"generation": k.gen.navn, "aar": valg.aar}

        def log(personer: Sequence[str]) -> None:
            skriv_log(
                lager,
                nu=nu,
                bruger=systembruger(),
                handling="udtraek",
                genstand=valgt.navn,
                formaal=valg.formaal or "ikke angivet",
                detaljer=detaljer,
                personer=personer,
            )

        rammer = u.logges(iter(rammer), log)
    tekst = io.StringIO(newline="")
    antal = u.skriv(valgt, iter(rammer), valg.ud, tekst if valg.json else sys.stdout, regneark=not valg.json)
    data = {"udtraek": valgt.navn, "raekker": antal, "generation": k.gen.navn, "rettelse_nr": k.rettelse_nr}
    data["lov_version"] = k.lov.version
    if valg.json and valg.ud is None:
        tekst.seek(0)
        return Svar(OK, [], data | {"indhold": list(csv.DictReader(tekst, delimiter=";"))})
    if valg.ud is None:
        _fremdrift(
            f"{dansk.antal(antal, 'række', 'rækker')} fra {k.gen.navn}, rettelse {k.rettelse_nr}, lov {k.lov.version}"
        )
        return Svar(OK, [], data)
    return Svar(OK, [f"{dansk.antal(antal, 'række', 'rækker')} er skrevet til {valg.ud}."], data)


def ret(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.resultater import rettelser
    from engine.sager.model import laes_retfil

    try:
        tekst = valg.fil.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fejl:
        raise HjemtagFejl(
            f"{valg.fil} kan ikke læses som UTF-8-tekst: {fejl}. Ret stien eller filen."
        ) from fejl
    udfald = rettelser.skriv(ind, laes_retfil(tekst), nu, kilde="ret", koerer=systembruger())
    virker, venter = len(udfald.haendelser), len(udfald.venter)
    linjer = [f"{dansk.antal(virker, 'rettelse', 'rettelser')} er gemt og virker nu."]
    if venter:
        numre = ", ".join(str(nr) for nr in udfald.venter)
        hvad = (
            f"{dansk.antal(venter, 'rettelse', 'rettelser')} over {dansk.tal(ind.fire_oejne_graense_kr)} kr."
        )
        linjer.append(
            f"{hvad} venter på, at en anden godkender på siden Særligt dyre enkeltsager (forslag {numre})."
        )
    return Svar(OK, linjer, {"haendelser": udfald.haendelser, "venter": udfald.venter})


def sats(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.resultater import kontekst, lovgrundlag

    lager = kontekst.sagslager(ind.database_url)
    if valg.handling == "saet":
        return _saet_sats(valg, lager, nu)
    if valg.handling == "udgiv":
        return _udgiv_satser(valg, ind, lager, nu)
    if valg.handling == "indlaes":
        return _indlaes_satser(valg, lager, nu)
    if valg.handling == "positivliste":
        return _indlaes_positivliste(valg, lager, nu)
    if valg.handling == "bekraeft":
        if not valg.navn or not valg.navn.isdigit() or not valg.bruger:
            raise HjemtagFejl(
                "Skriv 'hjemtag sats bekraeft NUMMER --bruger NAVN'; numrene ses med 'hjemtag sats list'."
            )
        lovgrundlag.bekraeft(lager, int(valg.navn), valg.bruger, nu)
        return Svar(
            OK, [f"Forslag {valg.navn} er bekræftet og gælder fra nu."], {"bekraeftet": int(valg.navn)}
        )
    lov = kontekst.lov_i_kraft(lager)
    raekker = [r for r in lov.som_raekker(valg.aar) if not valg.navn or valg.navn in r["parameter"]]
    forslag = lovgrundlag.forslag(lager)
    linjer = [
        f"{r['parameter']}: {_satstekst(r['vaerdi'], r['enhed'])}, "
        f"fra {dansk.dato(r['fra']) if r['fra'] else '-'}"
        f"{' til ' + dansk.dato(r['til']) if r['til'] else ''} [{r['status']}] {r['kilde']}"
        for r in raekker
    ]
    linjer += [
        f"Forslag {f['haendelse']}: {f['parameter']} = {_satstekst(f['vaerdi'])} "
        f"fra {dansk.dato(f['fra'])}, foreslået af {f['foreslaaet_af']}"
        for f in forslag
    ]
    return Svar(OK, linjer, {"lov_version": lov.version, "satser": raekker, "forslag": forslag})


def _satstekst(vaerdi: Any, enhed: str = "") -> str:
    """A value as a Danish reader writes it: '2,7 pct.', 'ja', and MANGLER where none is known."""
    if vaerdi is None:
        return f"MANGLER {enhed}"
    if isinstance(vaerdi, bool):
        return dansk.ja_nej(vaerdi).lower()
    if isinstance(vaerdi, Decimal):
        return f"{dansk.tal(vaerdi, max(0, -int(vaerdi.as_tuple().exponent)))} {enhed}".rstrip()
    return str(vaerdi)


def _saet_sats(valg: argparse.Namespace, lager: Any, nu: datetime) -> Svar:
    from engine.resultater import lovgrundlag

    mangler = [f"--{n}" for n in ("fra", "vaerdi", "kilde", "begrundelse", "bruger") if not getattr(valg, n)]
    if not valg.navn or mangler:
        raise HjemtagFejl(f"'hjemtag sats saet PARAMETER' kræver også: {', '.join(mangler) or 'PARAMETER'}.")
    vaerdi = lovgrundlag.laes_vaerdi(valg.navn, valg.vaerdi)
    nr = lovgrundlag.foreslaa(
        lager, valg.navn, valg.fra, valg.til, vaerdi, valg.kilde, valg.begrundelse, valg.bruger, nu
    )
    naeste = f"'hjemtag sats bekraeft {nr} --bruger NAVN'"
    linje = f"Forslag {nr} er gemt. Det gælder, når en anden har bekræftet det: {naeste}."
    return Svar(OK, [linje], {"forslag": nr})


def _udgiv_satser(valg: argparse.Namespace, ind: Indstillinger, lager: Any, nu: datetime) -> Svar:
    from engine.resultater import kontekst, lovpakke

    if not valg.navn or not valg.udgiver or not valg.fil:
        raise HjemtagFejl("Skriv 'hjemtag sats udgiv \"PAKKENS NAVN\" --udgiver NAVN --fil FIL.json'.")
    vaerdier = lovpakke.til_udgivelse(kontekst.lov_i_kraft(lager), valg.aar)
    fil = lovpakke.udgiv(ind, vaerdier, navn=valg.navn, udgiver=valg.udgiver, udgivet=dansk.lokal(nu).date())
    _skriv_fil(valg.fil, fil)
    aftryk = lovpakke.fingeraftryk(ind)
    linje = (
        f"{dansk.antal(len(vaerdier), 'værdi', 'værdier')} er skrevet i {valg.fil}. Fingeraftryk: {aftryk}."
    )
    return Svar(OK, [linje], {"vaerdier": len(vaerdier), "fingeraftryk": aftryk})


def _skriv_fil(sti: Path, indhold: bytes) -> None:
    """Whole or not at all."""
    if not sti.parent.is_dir():
        raise HjemtagFejl(f"Mappen {sti.parent} findes ikke. Opret den, eller vælg en anden.")
    kladde = sti.with_name(f".{sti.name}.kladde")
    kladde.write_bytes(indhold)
    kladde.replace(sti)


def _indlaes_positivliste(valg: argparse.Namespace, lager: Any, nu: datetime) -> Svar:
    """Without --bruger only the check; with it, a proposal for each year of the file."""
    from engine.resultater import momsliste

    if not valg.navn or not Path(valg.navn).is_file():
        raise HjemtagFejl("Skriv 'hjemtag sats positivliste FIL.csv'; filen skal findes.")
    lister = momsliste.laes(Path(valg.navn).name, Path(valg.navn).read_bytes())
    linjer = [
        f"Positivlisten for {aar}: {len(tekst.splitlines())} linjer i orden." for aar, tekst in lister.items()
    ]
    numre: list[int] = []
    if valg.bruger:
        if not valg.kilde:
            raise HjemtagFejl("Skriv også --kilde: hvor listen er offentliggjort. Intet er gemt.")
        hvorfor = valg.begrundelse or f"Indlæst fra {Path(valg.navn).name}"
        numre = momsliste.foreslaa(lager, lister, valg.kilde, hvorfor, valg.bruger, nu)
        ids = ", ".join(map(str, numre))
        linjer.append(f"Forslag {ids} er gemt; en anden bekræfter dem, og næste 'hjemtag byg' bruger listen.")
    return Svar(OK, linjer, {"aar": list(lister), "forslag": numre})


def _indlaes_satser(valg: argparse.Namespace, lager: Any, nu: datetime) -> Svar:
    """Without --bruger only what the pack would change; with it, proposals."""
    from engine.resultater import kontekst, lovpakke

    if not valg.navn or not Path(valg.navn).is_file():
        raise HjemtagFejl("Skriv 'hjemtag sats indlaes FIL.json'; filen skal findes.")
    pakke, lov = lovpakke.laes(Path(valg.navn).read_bytes()), kontekst.lov_i_kraft(lager)
    aendringer = lovpakke.forhaandsvis(pakke, lov)
    linjer = [
        f"{pakke.navn} fra {pakke.udgiver}, {dansk.dato(pakke.udgivet)}. Fingeraftryk: {pakke.fingeraftryk}",
        *(
            f"{a.vaerdi.parameter} fra {dansk.dato(a.vaerdi.fra)}: {_satstekst(a.foer)} -> "
            f"{_satstekst(a.vaerdi.vaerdi)}. {lovpakke.UDFALDSNAVNE[a.udfald]}"
            for a in aendringer
        ),
    ]
    numre: list[int] = []
    if valg.bruger:
        numre = lovpakke.foreslaa(lager, lov, valg.bruger, pakke, fingeraftryk=valg.fingeraftryk or "", nu=nu)
        linjer.append(
            f"{dansk.antal(len(numre), 'forslag er gemt', 'forslag er gemt')}; en anden bekræfter dem."
        )
    data = {"fingeraftryk": pakke.fingeraftryk, "udfald": [a.udfald for a in aendringer], "forslag": numre}
    return Svar(OK, linjer, data)


# --- administration ---------------------------------------------------------------------------------------


def bruger(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.resultater.kontekst import sagslager
    from engine.sager import brugere

    lager = sagslager(ind.database_url)
    if valg.handling == "list":
        alle = brugere.liste(lager)
        linjer = [f"{b['navn']}  {b['rolle']}{'' if b['aktiv'] else '  (lukket)'}" for b in alle]
        return Svar(
            OK, linjer or ["Der er ingen brugere endnu."], {"brugere": [_bruger_json(b) for b in alle]}
        )
    if not valg.navn:
        raise HjemtagFejl(f"Skriv brugerens navn: 'hjemtag bruger {valg.handling} NAVN'.")
    if valg.handling == "deaktiver":
        brugere.deaktiver(lager, valg.navn, nu, af=systembruger())
        return Svar(
            OK, [f"Brugeren {valg.navn} er lukket, og alle sessioner er afsluttet."], {"bruger": valg.navn}
        )
    kodeord = None if valg.uden_kodeord else laes_hemmeligt("Adgangskoden")
    if valg.handling == "kodeord":
        if kodeord is None:
            raise HjemtagFejl("'hjemtag bruger kodeord' giver en ny adgangskode; udelad --uden-kodeord.")
        brugere.skift_kodeord(lager, valg.navn, kodeord, nu, skal_skifte=True, af=systembruger())
        return Svar(
            OK,
            [f"{valg.navn} har fået en ny adgangskode og skal skifte den ved login."],
            {"bruger": valg.navn},
        )
    if not valg.rolle:
        raise HjemtagFejl("Skriv rollen med --rolle, fx --rolle administrator.")
    _kontroller_fagomraader(valg.fagomraade or ())
    ny = brugere.opret(
        lager,
        valg.navn,
        valg.visningsnavn or valg.navn,
        valg.rolle,
        kodeord,
        nu,
        fagomraader=valg.fagomraade or (),
        organisationer=valg.organisation or (),
        skal_skifte=kodeord is not None and not valg.egen_kodeord,
        af=systembruger(),
    )
    linje = f"Brugeren {ny.navn} er oprettet som {valg.rolle}."
    if kodeord is None:
        linje += " Den har ingen adgangskode og venter på kommunens eget login."
    elif ny.skal_skifte:
        linje += " Adgangskoden skal skiftes ved første login."
    return Svar(OK, [linje], {"bruger": ny.navn, "rolle": valg.rolle, "skal_skifte": ny.skal_skifte})


def _kontroller_fagomraader(koder: Sequence[str]) -> None:
    """A misspelt field of work would give a caseworker nothing to see. Errors: HjemtagFejl naming the known."""
    from engine.indlaesning.kontrakter import alle_kontrakter

    kendte = alle_kontrakter()["indsats"].kolonner["fagomraade"].koder
    if ukendte := [kode for kode in koder if kode not in kendte]:
        raise HjemtagFejl(f"Fagområdet '{ukendte[0]}' findes ikke. Vælg mellem {', '.join(kendte)}.")


_OMFANG = ("fagomraader", "organisationer")


def _bruger_json(b: dict[str, Any]) -> dict[str, Any]:
    return {k: b[k] for k in ("navn", "visningsnavn", "rolle", "aktiv", "demo", *_OMFANG)}


def sager(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    """Hold the cases against the events they come from, or make them anew."""
    from engine.resultater.kontekst import sagslager
    from engine.sager import afgoerelser

    lager = sagslager(ind.database_url)
    if valg.handling == "genopbyg":
        antal = afgoerelser.genopbyg(lager)
        hvad = f"{dansk.antal(antal, 'sag', 'sager')} er lavet på ny af hændelserne."
        return Svar(OK, [hvad], {"sager": antal})
    skaeve = afgoerelser.efterproev(lager)
    if not skaeve:
        return Svar(OK, ["Hver sag er, som dens hændelser siger."], {"skaeve": []})
    tekst = f"{dansk.antal(len(skaeve), 'sag', 'sager')} er ikke, som hændelserne siger, fx {skaeve[0]}."
    return Svar(FEJLET, [tekst, "Lav dem på ny med 'hjemtag sager genopbyg'."], {"skaeve": skaeve})


def migrer(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    from engine.resultater.kontekst import sagslager

    sagslager(ind.database_url)
    return Svar(OK, ["Sagslageret har det nyeste skema."], {"migreret": True})


def app(valg: argparse.Namespace, ind: Indstillinger, nu: datetime) -> Svar:
    """Become the web server: what stops this process stops the app. Further options go to Streamlit."""
    from engine import hemmeligheder, steder, udbyder

    hemmeligheder.kontroller(ind)
    udbyder.laes(ind)
    kommando = [sys.executable, "-m", "streamlit", "run", str(steder.app_fil()), *valg.resten]
    miljoe = os.environ | {"HJEMTAG_HJEM": str(ind.hjem)}  # it may be relative, and the app runs elsewhere
    if os.name == "nt":
        kode = subprocess.call(kommando, cwd=steder.rod(), env=miljoe)
        return Svar(kode, [], {"kode": kode})
    os.chdir(steder.rod())
    os.execve(sys.executable, kommando, miljoe)


# --- the parser -------------------------------------------------------------------------------------------


def _dato(tekst: str) -> date:
    try:
        return date.fromisoformat(tekst)
    except ValueError as fejl:
        raise argparse.ArgumentTypeError(f"'{tekst}' er ikke en dato som 2025-12-31") from fejl


def _aar(tekst: str) -> int:
    if not re.fullmatch(r"[1-9]\d{3}", tekst, re.ASCII):
        raise argparse.ArgumentTypeError(f"'{tekst}' er ikke et årstal som 2025")
    return int(tekst)


def _antal(tekst: str) -> int:
    if not tekst.isdigit() or int(tekst) < 1:
        raise argparse.ArgumentTypeError(f"'{tekst}' er ikke et helt tal over 0")
    return int(tekst)


class _Brugsfejl(HjemtagFejl):
    """The command line cannot be understood."""


# What argparse says, in Danish.
_PAA_DANSK = (
    (r"the following arguments are required: (.+)", r"Der mangler \1"),
    (r"unrecognized arguments: (.+)", r"Kender ikke \1"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"\1 kan ikke være \2; vælg mellem \3"),
    (r"argument (\S+): expected one argument", r"\1 mangler sin værdi"),
    (r"argument (\S+): invalid int value: (.+)", r"\1 skal være et helt tal, ikke \2"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 tager ingen værdi, heller ikke \2"),
    (r"argument (\S+): (.+)", r"\1: \2"),
)


class _Fortolker(argparse.ArgumentParser):
    """Danish help, and usage errors as one line with exit code 1: 2 means 'done, but rows are in quarantine'."""

    def __init__(self, **valg: Any) -> None:
        super().__init__(**valg, add_help=False, allow_abbrev=False)
        self._positionals.title, self._optionals.title = "argumenter", "valg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjælp")

    def error(self, message: str) -> Any:
        for engelsk, paa_dansk in _PAA_DANSK:
            if re.fullmatch(engelsk, message):
                message = re.sub(engelsk, paa_dansk, message)
                break
        raise _Brugsfejl(f"{message}. Se '{self.prog} --help'.")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "brug:", 1)


def _laes_valg(argv: Sequence[str]) -> argparse.Namespace:
    """The verb and its options. Only `app` takes options that are not ours. Errors: HjemtagFejl."""
    fortolker = _fortolker()
    valg, resten = fortolker.parse_known_args(argv)
    if resten and valg.koer is not app:
        fortolker.error(f"unrecognized arguments: {' '.join(resten)}")
    valg.resten = [led for led in resten if led != "--"]
    return valg


def _fortolker() -> argparse.ArgumentParser:
    rod = _Fortolker(prog="hjemtag", description="Hjemtag: bring de penge hjem, som kommunen har ret til.")
    rod.add_argument("--version", action="version", version=f"hjemtag {__version__}", help="vis versionen")
    verber = rod.add_subparsers(metavar="VERBUM", required=True, parser_class=_Fortolker)

    def verbum(navn: str, koer: Verbum, hjaelp: str) -> argparse.ArgumentParser:
        p = verber.add_parser(navn, help=hjaelp, description=hjaelp)
        p.add_argument("--json", action="store_true", help="ét JSON-dokument til maskiner")
        p.set_defaults(koer=koer, verbum=navn)
        return p

    p = verbum("demo", demo, "Skriv den fiktive kommune Egeborgs leverancer")
    p.add_argument("--ud", type=Path, required=True, metavar="DIR", help="mappen, der skrives i")
    p.add_argument("--borgere", type=_antal, default=20_000, metavar="N", help="antal borgere")
    p.add_argument("--froe", type=int, default=998, metavar="S", help="samme frø giver samme kommune")
    p.add_argument("--aar", type=int, default=3, metavar="N", help="antal regnskabsår, højst 8")
    p.add_argument("--stoej", type=int, default=2, choices=(1, 2, 3), help="hvor rodede data er")
    p.add_argument(
        "--til", type=_dato, default=DEMO_TIL, metavar="YYYY-MM-DD", help="den sidste leverances dag"
    )
    p = verbum("indlaes", indlaes, "Genkend, kontrollér og land en leverance")
    p.add_argument(
        "sti", type=Path, metavar="STI", help="leverancemappe, en fil, eller en mappe af leverancer"
    )
    verbum("byg", byg, "Byg et nyt lager, og tag det i brug, når alle kontroller er grønne")
    p = verbum("nat", nat, "Natkørslen: indlæs, byg og beregn")
    p.add_argument("sti", type=Path, metavar="DIR", help="mappen, leverancerne lægges i")
    p = verbum(
        "screen", screen, "Screen tilflyttere i en leverance, der kun læses i hukommelsen; kun fund gemmes"
    )
    p.add_argument("sti", type=Path, metavar="DIR", help="leverancemappen, som ikke indlæses")
    p = verbum("udtraek", udtraek, "Skriv ét udtræk som CSV, xlsx eller parquet")
    p.add_argument("navn", metavar="NAVN", help="udtrækket, fx sde")
    p.add_argument("--aar", type=_aar, metavar="Y", help="kun dette år")
    p.add_argument("--pr", type=_dato, metavar="YYYY-MM-DD", help="kørselsdato for udtræk med frister")
    p.add_argument("--ud", type=Path, metavar="FIL", help="fil, der ender på .csv, .xlsx eller .parquet")
    p.add_argument("--formaal", default="", metavar="TEKST", help="formålet, der skrives i loggen")
    verbum("kontrol", kontrol, "Tilstanden af kontrakter, modelkontroller og afstemninger")
    p = verbum("leverance", leverance, "Se eller fortryd leverancer")
    p.add_argument("handling", nargs="?", choices=("list", "fortryd"), default="list")
    p.add_argument("id", nargs="?", metavar="ID", help="leverancen, fx L000003")
    p = verbum("generation", generation, "Se lagerets generationer, eller gå én tilbage")
    p.add_argument("handling", nargs="?", choices=("list", "tilbage"), default="list")
    p = verbum("ret", ret, "Gem rettelser fra en JSONL-fil; alle eller ingen")
    p.epilog = RET_HJAELP
    p.formatter_class = argparse.RawDescriptionHelpFormatter
    p.add_argument("fil", type=Path, metavar="FIL.jsonl", help="én rettelse pr. linje")
    p = verbum("sats", sats, "Se, foreslå og bekræft lovparametre")
    p.add_argument(
        "handling",
        nargs="?",
        choices=("list", "saet", "bekraeft", "udgiv", "indlaes", "positivliste"),
        default="list",
    )
    p.add_argument("navn", nargs="?", help="parameterens navn, forslagets nummer, pakkens navn eller fil")
    p.add_argument("--aar", type=_aar, metavar="Y", help="kun dette år")
    p.add_argument("--fra", type=_dato, metavar="YYYY-MM-DD", help="værdiens første dag")
    p.add_argument(
        "--til", type=_dato, metavar="YYYY-MM-DD", help="værdiens sidste dag; udeladt: indtil videre"
    )
    p.add_argument("--vaerdi", metavar="TAL", help="værdien, fx 910000, 0.25, ja eller en tekst")
    p.add_argument("--kilde", metavar="TEKST", help="hvor værdien er offentliggjort")
    p.add_argument("--begrundelse", metavar="TEKST", help="hvorfor den indtastes")
    p.add_argument("--bruger", metavar="NAVN", help="den, der foreslår eller bekræfter")
    p.add_argument("--udgiver", metavar="NAVN", help="hvem en lovpakke kommer fra")
    p.add_argument("--fil", type=Path, metavar="FIL.json", help="hvor en lovpakke skrives")
    p.add_argument("--fingeraftryk", metavar="TEKST", help="udgiverens, som det blev læst op")
    p = verbum("bruger", bruger, "Opret, se og luk brugere; adgangskoden læses fra stdin")
    p.add_argument("handling", choices=("opret", "list", "kodeord", "deaktiver"))
    p.add_argument("navn", nargs="?", metavar="NAVN", help="brugerens navn ved login")
    p.add_argument("--rolle", help="leder, oekonom, sagsbehandler, revisor, administrator m.fl.")
    p.add_argument("--visningsnavn", metavar="TEKST", help="navnet, der vises i appen")
    p.add_argument(
        "--fagomraade",
        action="append",
        metavar="KODE",
        help="et fagområde, brugeren er begrænset til, fx boern; kan gentages (sagsbehandler, leder)",
    )
    p.add_argument(
        "--organisation",
        action="append",
        metavar="NAVN",
        help="en organisation som i leverancerne; kan gentages (institutionsleder, sagsbehandler)",
    )
    p.add_argument(
        "--egen-kodeord",
        action="store_true",
        help="brugeren har selv valgt adgangskoden og skal ikke skifte den ved første login",
    )
    p.add_argument(
        "--uden-kodeord", action="store_true", help="opret uden adgangskode: til kommunens eget login (OIDC)"
    )
    driftkommandoer.tilfoej(verbum)
    p = verbum("sager", sager, "Hold sagerne mod hændelserne, eller lav dem på ny")
    p.add_argument("handling", choices=("efterproev", "genopbyg"), help="hvad der skal gøres")
    verbum("migrer", migrer, "Bring sagslageret til det nyeste skema")
    verbum("app", app, "Start webappen; flere valg gives videre til Streamlit, fx --server.port=8600")
    return rod
