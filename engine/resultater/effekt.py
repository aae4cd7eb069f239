"""Effekt: what the work brings home, from found to received, by indsats and quarter, and whether it looks both ways.

Sums alone, for everybody; an amount of fewer citizens than the minimum is not told to those who see no persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.lager import krav as kravlager
from engine.potentiale import effekt as regning
from engine.potentiale.effekt import (
    ANERKENDT,
    FUNDET,
    KRAEVET,
    MODTAGET,
    Krone,
    Regelsvar,
    Rejst,
    Stadie,
    Svar,
    Ventetid,
)
from engine.potentiale.indbetaling import Indbetaling, Kraevet, match
from engine.potentiale.model import TIL_GODE
from engine.resultater import indtaegter, kandidater, kontekst, sager, traefsikkerhed
from engine.resultater import krav as kravresultat
from engine.resultater.husk import Husk
from engine.resultater.indtaegter import Post
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import er_lille, skjulte
from engine.resultater.traefsikkerhed import Udfald
from engine.sager import effektmaal, kravmodel
from engine.sager import krav as kravsager
from engine.sager.lager import Sagslager
from engine.sager.model import AFGOERELSE

FELTER = {f: n for f, n in indtaegter.FELTER.items() if f != "registrering"}


@dataclass(frozen=True)
class Felt:
    """An indsats this year: øre (None = too few citizens), its goal and hours."""

    felt: str
    fundet_oere: int | None
    kraevet_oere: int | None
    modtaget_oere: int | None
    maal_oere: int | None
    timer: int | None

    @property
    def naaet(self) -> float | None:
        """The share of the goal that is received."""
        if self.modtaget_oere is None or not self.maal_oere:
            return None
        return regning.ud_af(self.modtaget_oere, self.maal_oere)

    @property
    def pr_time_oere(self) -> int | None:
        return (
            None
            if self.modtaget_oere is None
            else regning.vaerdi_pr_time(self.modtaget_oere, self.timer or 0)
        )


@dataclass(frozen=True)
class Aerlighed:
    """Øre of the open cases. pr_art: kind of case → (found for us, found against us); None where it is of too few
    citizens, or would tell one that is."""

    pr_art: Mapping[str, tuple[int | None, int | None]]
    til_os_oere: int | None
    mod_os_oere: int | None


@dataclass(frozen=True)
class Billede:
    """The page. tragt: the stages, oere −1 where it is of too few. tabt_oere, afvist_oere: what fell out on the way.

    aerlighed: what is found for us and against us. regelsvar: the answers by rule;
    uden_linjer: claims recognised in part as a whole, which are in no rule. ventetid: None where it is of too few.
    """

    tragt: tuple[Stadie, ...]
    tabt_oere: int | None
    afvist_oere: int | None
    felter: tuple[Felt, ...]
    kvartaler: tuple[Mapping[str, Any], ...]
    traef: tuple[Udfald, ...]
    ventetid: Ventetid | None
    aerlighed: Aerlighed
    meldt_oere: int | None
    aar: int
    regelsvar: tuple[Regelsvar, ...] = ()
    uden_linjer: int = 0

    def oere(self, navn: str) -> int | None:
        s = next(s for s in self.tragt if s.navn == navn)
        return None if s.oere < 0 else s.oere

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        fundet, kraevet, modtaget = (self.oere(n) for n in (FUNDET, KRAEVET, MODTAGET))
        if not fundet:
            return "Der er intet fundet endnu, eller så lidt, at beløbet ikke vises."
        dele = [f"Af {dansk.kort_kroner(fundet)}, der er fundet,"]
        dele.append(f"er {dansk.kort_kroner(kraevet)} krævet" if kraevet is not None else "er en del krævet")
        if modtaget is not None:
            dele.append(f"og {dansk.kort_kroner(modtaget) if modtaget else 'intet'} modtaget")
        slut = f"; {dansk.kort_kroner(self.tabt_oere)} er tabt ved forældelse" if self.tabt_oere else ""
        return " ".join(dele) + slut + "."


_husket = Husk[Billede](6)


def hent(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    """The effect within the user's fields of work. Errors: AdgangNaegtet."""
    ja, grund = maa(bruger, Handling.SE_TAL)
    if not ja:
        raise AdgangNaegtet(grund)
    noegle = kandidater.sagsmaerke(k, lager, bruger, i_dag)
    return _husket.hent(noegle, lambda: _hent(k, lager, bruger, i_dag))


def _hent(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    poster = [
        p for p in indtaegter.inden_for(bruger, indtaegter.alle(k, lager, i_dag)) if p.felt != "registrering"
    ]
    til_gode = [p for p in poster if p.retning == TIL_GODE and p.gruppe != indtaegter.SPOERGSMAAL]
    krav = [x for x in kravsager.alle(lager) if kravresultat.inden_for(bruger, x.fagomraader)]
    rejste = _rejste(k, lager, krav)
    minimum = 0 if indtaegter.ser_personer(bruger) else k.smaacelle_min
    fundne = _kroner(k, til_gode, i_dag)
    tragt = [_vist(s, minimum) for s in regning.tragt(fundne, rejste)]
    maal = effektmaal.alle(lager, i_dag.year)
    return Billede(
        tuple(tragt),
        _sum(til_gode, lambda p: p.tabt_oere, minimum),
        _sum([p for p in til_gode if p.tilstand.kode == "ikke_ret"], lambda p: p.oere or 0, minimum),
        tuple(_felter(fundne, rejste, maal, minimum)),
        tuple(_kvartaler(rejste, minimum)),
        tuple(_traef(lager, minimum)),
        _ventetid(rejste, minimum),
        _aerlighed(sager.samlet(k, lager, bruger, i_dag), minimum),
        _meldt(krav, rejste, minimum),
        i_dag.year,
        tuple(_regelsvar(rejste, minimum)),
        sum(r.svar is None for r in rejste),
    )


def _kroner(k: Kontekst, poster: Sequence[Post], i_dag: date) -> list[Krone]:
    """The kroner of open and closed finds that can still be claimed; what was found not right is no find."""
    egne = {p.sag_id: p for p in poster if p.tilstand.kode not in ("ikke_ret", "foraeldet")}
    ud = []
    for f in kandidater.mellemkommunale(k):
        p = egne.get(f.id)
        if p is not None:
            linjer = kravresultat.linjer_af(f.id, f.kandidat.noegle, f.kandidat.krav, i_dag)
            ny = p.tilstand.kode == "formodet"
            ud += [Krone(f.id, x.person, x.maaned, x.krone, p.felt, x.oere, not ny) for x in linjer]
    return ud


def regelnavne() -> dict[str, str]:
    """Rule → what it is called."""
    return {kode: r.navn for kode, r in indtaegter.regeltekster().items()}


def _rejste(k: Kontekst, lager: Sagslager, krav: Sequence[kravmodel.Krav]) -> list[Rejst]:
    med = [x for x in krav if x.tilstand not in kravmodel.FRI]
    if not med:
        return []
    linjer = {x.id: kravsager.linjer(lager, x) for x in med}
    kraevet = [
        Kraevet(
            f"{x.id}|{indtaegter.felt(y.regel)}|{y.sag_id}",
            *(x.sendt, x.modpart, y.person, y.maaned, y.krone, y.oere),
        )
        for x in med
        for y in linjer[x.id]
    ]
    personer = sorted({x.person for x in kraevet})
    raekker = kravlager.indbetalinger(k.gen, personer, min(x.sendt for x in med))
    penge = match(kraevet, [Indbetaling(**r) for r in raekker])
    taget_op = _taget_op(lager)
    ud = []
    for x in med:
        egne = {tuple(n.split("|")[1:]): m for n, m in penge.items() if n.startswith(f"{x.id}|")}
        pr_felt: dict[str, int] = defaultdict(int)
        for (felt, _), m in egne.items():
            pr_felt[felt] += m.oere
        dage = [taget_op[y.sag_id] for y in linjer[x.id] if y.sag_id in taget_op]
        ud.append(
            Rejst(
                x.id,
                x.sendt,
                tuple(
                    Krone(y.sag_id, y.person, y.maaned, y.krone, indtaegter.felt(y.regel), y.oere, True)
                    for y in linjer[x.id]
                ),
                x.anerkendt_oere,
                pr_felt,
                min(dage, default=None),
                max((m.sidst for m in egne.values() if m.sidst), default=None),
                _svar(x, linjer[x.id]),
                frozenset(sag_id for _, sag_id in egne),
            )
        )
    return ud


def _svar(x: kravmodel.Krav, linjer: Sequence[kravmodel.Linje]) -> tuple[Svar, ...] | None:
    """The answered lines of a claim; None where it was recognised in part without saying of what."""
    if x.anerkendt_oere is None:
        return ()
    hele = None if 0 < x.anerkendt_oere < x.oere else x.anerkendt_oere == x.oere
    if not x.linjesvar and hele is None:
        return None
    ud = []
    for p in kravmodel.poster(linjer):
        s = x.linjesvar.get(p.nr)
        if s is not None or not x.linjesvar:
            ud.append(
                Svar(p.regel, p.sag_id, p.person, p.oere, s.anerkendt_oere if s else p.oere if hele else 0)
            )
    return tuple(ud)


def _regelsvar(rejste: Sequence[Rejst], minimum: int) -> list[Regelsvar]:
    """The answers by rule; those with few citizens, and what covers them, are left out for those who see no persons."""
    alle = regning.pr_regel(rejste)
    skjul = skjulte({r.regel: r.borgere for r in alle}, minimum)
    return [r for r in alle if r.regel not in skjul]


def _taget_op(lager: Sagslager) -> dict[str, date]:
    """Case → the day somebody first wrote on it."""
    ud: dict[str, date] = {}
    for h in lager.haendelser(AFGOERELSE):
        ud.setdefault(str(h.noegle["sag_id"]), dansk.lokal(h.tid).date())
    return ud


def _vist(s: Stadie, minimum: int) -> Stadie:
    return Stadie(s.navn, -1, -1, -1) if er_lille(s.borgere, minimum) else s


def _sum(poster: Sequence[Post], beloeb: Any, minimum: int) -> int | None:
    med = [p for p in poster if beloeb(p)]
    return None if er_lille(len({p.person for p in med}), minimum) else sum(beloeb(p) for p in med)


def _ventetid(rejste: Sequence[Rejst], minimum: int) -> Ventetid | None:
    """None where those whose money has come are too few: then what is received is hidden, and how long it took too."""
    v = regning.dage_til_penge(rejste)
    return None if er_lille(v.borgere, minimum) else v


def _felter(
    fundne: Sequence[Krone], rejste: Sequence[Rejst], maal: Mapping[str, effektmaal.Maal], minimum: int
) -> list[Felt]:
    tal = regning.pr_felt(fundne, rejste, FELTER)
    skjul, af_krav, af_penge = (
        skjulte({f: t[n] for f, t in tal.items()}, minimum) for n in ("borgere", "kraevede", "betalte")
    )
    skjul_krav = skjul | af_krav
    skjul_penge = skjul_krav | af_penge
    ud = []
    for felt, t in tal.items():
        m = maal.get(felt)
        if t["borgere"] or m:
            ud.append(
                Felt(
                    felt,
                    None if felt in skjul else t[FUNDET],
                    None if felt in skjul_krav else t[KRAEVET],
                    None if felt in skjul_penge else t[MODTAGET],
                    m.maal_oere if m else None,
                    m.timer if m else None,
                )
            )
    return ud


def _kvartaler(rejste: Sequence[Rejst], minimum: int) -> list[dict[str, Any]]:
    """An amount of few citizens, and what covers it, is None; with what is claimed the rest of the quarter is too."""
    ud: list[dict[str, Any]] = [dict(r) for r in regning.pr_kvartal(rejste)]
    for felter, hvem in (
        ((KRAEVET, ANERKENDT, MODTAGET), "borgere"),
        ((ANERKENDT,), "anerkendte"),
        ((MODTAGET,), "betalte"),
    ):
        skjul = skjulte({str(r["kvartal"]): int(r[hvem]) for r in ud}, minimum)
        for r in (r for r in ud if r["kvartal"] in skjul):
            r.update(dict.fromkeys(felter))
    return ud


def _traef(lager: Sagslager, minimum: int) -> list[Udfald]:
    """How often the finds of each rule held; rules with few decided cases are left out for those who see no persons."""
    kendte = indtaegter.regeltekster()
    alle = [u for u in traefsikkerhed.afgjorte(lager) if u.regel in kendte]
    return [u for u in alle if not er_lille(u.afgjorte, minimum)]


def _meldt(krav: Sequence[kravmodel.Krav], rejste: Sequence[Rejst], minimum: int) -> int | None:
    """Said to be paid and not seen in the ledger."""
    set_ = {r.id: r.modtaget_oere for r in rejste}
    mangler = [(x, max(x.modtaget_oere - set_.get(x.id, 0), 0)) for x in krav]
    borgere = sum(x.borgere for x, oere in mangler if oere)
    return None if er_lille(borgere, minimum) else sum(oere for _, oere in mangler)


def _aerlighed(raekker: Sequence[Mapping[str, Any]], minimum: int) -> Aerlighed:
    """The rules look for both alike: the open cases by kind and direction, none of too few citizens."""
    vist = []
    for beloeb in ("til_gode_oere", "skyldig_oere"):
        arter = sager.pr_art(raekker, beloeb)
        skjul = skjulte({art: len(bag) for art, (_, bag) in arter.items()}, minimum)
        vist.append({art: None if art in skjul else oere for art, (oere, _) in arter.items()})
    til, imod = vist
    return Aerlighed(
        {art: (til[art], imod[art]) for art in til if til[art] != 0 or imod[art] != 0},
        sager.ialt(raekker, "til_gode_oere", minimum),
        sager.ialt(raekker, "skyldig_oere", minimum),
    )


def gem_maal_som(
    ind: Indstillinger,
    bruger: Bruger,
    felt: str,
    aar: int,
    maal_oere: int | None,
    timer: int | None,
    nu: datetime,
) -> None:
    """Write the goal and hours of an indsats. Errors: AdgangNaegtet, RettelseAfvist."""
    ja, grund = maa(bruger, Handling.SAET_MAAL)
    if not ja:
        raise AdgangNaegtet(grund)
    lager = kontekst.sagslager(ind.database_url)
    effektmaal.gem(lager, felt, aar, maal_oere, timer, bruger.navn, "Mål og timer", nu)
