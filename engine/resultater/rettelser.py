"""Writing corrections and decisions: checked against the generation in use, then stored as events, all or none.

There are two doors. `skriv_som` is a signed-in person's: rights and scope are asked, and a correction of a posting
above `fire_oejne_graense_kr` waits until another person has approved it. `skriv` is a job's (`hjemtag ret`): the line
says who decided, and whoever runs the job is the second person, unless `fire_oejne_ret` asks for a named one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import sde as sdelager
from engine.resultater import kontekst, prognose, sager, sde, sdevisning, udlaendingeside
from engine.resultater.sde import Kontekst, PeriodeRettelse
from engine.sager import brugere, godkendelse, model, udlaendingemaerke
from engine.sager.familievalg import er_familienoegle
from engine.sager.godkendelse import Forslag, Slags
from engine.sager.lager import Sagslager, maal_for_fortryd, seneste_paa
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import (
    FAMILIE,
    FORTRYD,
    HENFOERELSE_AFVIST,
    PERIODE_REGEL,
    POSTERINGSNOEGLE,
    UDLAENDING,
    Rettelse,
)
from engine.sager.periodevalg import er_regelnoegle

if TYPE_CHECKING:
    import sqlalchemy as sa

    from engine.refusion.sde import SdeResultat
    from engine.sager.sagsmodel import Fund

_FORMAAL = "rettelse"
SLAGS = "rettelse"


@dataclass(frozen=True)
class Udfald:
    """What became of some corrections: numbers of the events in force, and of the proposals that wait."""

    haendelser: list[int] = field(default_factory=list)
    venter: list[int] = field(default_factory=list)


def skriv(
    ind: Indstillinger,
    liste: Sequence[Rettelse],
    nu: datetime,
    *,
    kilde: str = "app",
    kendt_nr: Mapping[str, int] | None = None,
    koerer: str = "system",
) -> Udfald:
    """Write corrections, decisions on cases and undos for a job; results follow at once.

    koerer: the one who runs it, the second person to each line above the limit (or the line's own godkendt_af).
    Where that is the person the line names, it waits.
    Errors: RettelseAfvist when a posting does not exist or a period cannot mean anything, VersionsKonflikt,
    AdgangNaegtet when godkendt_af may not approve.
    """
    lager = kontekst.sagslager(ind.database_url)
    navngivne = {r.godkendt_af for r in liste if r.godkendt_af}
    kendte = {n: brugere.kraev_kendt(lager, n, Handling.GODKEND_RETTELSE) for n in sorted(navngivne)}

    def anden(r: Rettelse) -> str | None:
        return kendte[r.godkendt_af] if r.godkendt_af else (None if ind.fire_oejne_ret else koerer)

    return _skriv(ind, lager, liste, nu, kilde, kendt_nr, anden)


def skriv_som(
    ind: Indstillinger,
    bruger: Bruger,
    liste: Sequence[Rettelse],
    nu: datetime,
    *,
    kendt_nr: Mapping[str, int] | None = None,
    sag: tuple[int, str] | None = None,
) -> Udfald:
    """Write a signed-in person's corrections and undos. Those above the limit wait for another person.

    Choices of household made in one go are undone in one (`fortryd_familier`).
    sag: (year, case id) that they were made from, so that the other person can be led there.
    Errors: AdgangNaegtet for a role without the right or a posting outside the scope; else as skriv.
    """
    lager = kontekst.sagslager(ind.database_url)
    with lager.laes() as con:
        noegler = [_postering_af(con, r) for r in liste]
    for r, noegle in zip(liste, noegler, strict=True):
        handling = _HANDLINGER.get(r.type, Handling.RET_PERIODE)
        _kraev(ind, bruger, handling, noegle, r.nyt)
    samling = secrets.token_hex(8)
    egne = [
        replace(r, bruger=bruger.navn, godkendt_af=None, samling=samling if _er_familie(r, n) else None)
        for r, n in zip(liste, noegler, strict=True)
    ]
    return _skriv(ind, lager, egne, nu, "app", kendt_nr, lambda _: None, sag)


_HANDLINGER = {
    FORTRYD: Handling.FORTRYD_RETTELSE,
    FAMILIE: Handling.RET_FAMILIE,
    UDLAENDING: Handling.AFGOER_SAG,
}


def _er_familie(r: Rettelse, noegle: Mapping[str, Any]) -> bool:
    return r.type == FAMILIE or er_familienoegle(noegle)


def fortryd_familier(ind: Indstillinger, bruger: Bruger, samling: str, nu: datetime) -> Udfald:
    """Undo what is still in force of the choices of household that were made in one go.

    Errors: RettelseAfvist when none of them is, AdgangNaegtet.
    """
    alle = kontekst.sagslager(ind.database_url).rettelser(FAMILIE)
    mine = [r for r in alle if r.samling == samling and r.fortrudt_af is None]
    if not mine:
        raise RettelseAfvist("Valget er allerede fortrudt. Intet er ændret.")
    liste = [Rettelse(0, FORTRYD, {"haendelse": r.id}, {}, "Fortrudt på siden", bruger.navn) for r in mine]
    return skriv_som(ind, bruger, liste, nu)


def _skriv(
    ind: Indstillinger,
    lager: Sagslager,
    liste: Sequence[Rettelse],
    nu: datetime,
    kilde: str,
    kendt_nr: Mapping[str, int] | None,
    anden: Callable[[Rettelse], str | None],
    sag: tuple[int, str] | None = None,
) -> Udfald:
    k = kontekst.hent(ind)
    liste = sde.til_personer(k, liste)
    sde.kontroller(k, sde.perioder(liste))
    prognose.kontroller(lager, liste)
    sde.kontroller_regler(k, [r for r in liste if r.type == PERIODE_REGEL])
    sde.kontroller_familier(k, liste)
    liste, fund = sager.til_ret(lager, k, liste, nu)
    udfald = Udfald()

    def skriv_en(con: sa.Connection, r: Rettelse) -> int:
        # That a proposal is refused changes no figure, so it never waits for a second person.
        beloeb = 0 if r.type == HENFOERELSE_AFVIST else _beloeb_oere(k, _postering_af(con, r))
        if not kraever_to(ind, beloeb):
            nr = _gem(lager, con, r, nu, kilde, fund)
            udfald.haendelser.append(nr)
            return nr
        hvem = anden(r)
        venter = hvem is None or godkendelse.samme_bruger(con, hvem, r.bruger)
        nr = _foreslaa(ind, lager, con, r, beloeb, nu, kilde, sag, venter)
        if hvem is None or venter:
            udfald.venter.append(nr)
        else:
            udfald.haendelser.extend(
                godkendelse.godkend_i(lager, con, slags(ind), nr, hvem, nu, kilde=kilde)[1]
            )
        return nr

    lager.skriv_rettelser(liste, nu, kilde=kilde, kendt_nr=kendt_nr, skriv_en=skriv_en)
    return udfald


def _gem(
    lager: Sagslager,
    con: sa.Connection,
    r: Rettelse,
    nu: datetime,
    kilde: str,
    fund: Mapping[str, Fund] | None = None,
) -> int:
    nr = lager.skriv_rettelse_i(con, r, nu, kilde, fund)
    skriv_i(con, Loglinje(r.bruger, r.type, f"haendelse {nr}", formaal=_FORMAAL), nu)
    return nr


def kraever_to(ind: Indstillinger, beloeb_oere: int) -> bool:
    """Whether a correction of a posting of this amount takes two persons."""
    return abs(beloeb_oere) > ind.fire_oejne_graense_kr * 100


# --- four eyes --------------------------------------------------------------------------------------------


def slags(ind: Indstillinger) -> Slags:
    """Corrections above the limit, as a kind of act that takes two persons."""
    return Slags(SLAGS, timedelta(days=ind.fire_oejne_dage), _virkning)


def _foreslaa(
    ind: Indstillinger,
    lager: Sagslager,
    con: sa.Connection,
    r: Rettelse,
    beloeb_oere: int,
    nu: datetime,
    kilde: str,
    sag: tuple[int, str] | None,
    venter: bool,
) -> int:
    maal = maal_for_fortryd(con, r.noegle) if r.type == FORTRYD else None
    postering = dict(maal.noegle if maal else r.noegle)
    noegle = {"slags": SLAGS, **postering}
    if venter and (andre := godkendelse.ventende_i(con, slags(ind), noegle, nu)):
        f = andre[0]
        raise RettelseAfvist(
            f"Der venter allerede et forslag på {_navn(postering).rstrip(',')} (nr. {f.nr} af {f.bruger}). "
            "Få det godkendt eller afvist først."
        )
    indhold = {
        "type": r.type,
        "nyt": dict(r.nyt),
        "fortryder": maal.id if maal else None,
        "beloeb_oere": beloeb_oere,
        "kendt_nr": seneste_paa(con, postering),
        "kilde": kilde,
        **({"aar": sag[0], "sag_id": sag[1]} if sag else {}),
    }
    return godkendelse.foreslaa_i(
        lager,
        con,
        slags(ind),
        noegle,
        indhold,
        begrundelse=r.begrundelse,
        bruger=r.bruger,
        nu=nu,
        kilde=kilde,
    )


def _virkning(lager: Sagslager, con: sa.Connection, f: Forslag, nu: datetime) -> list[int]:
    """The correction itself, in the name of its proposer. Errors: RettelseAfvist if its ground has changed."""
    postering = _uden_slags(f.noegle)
    if seneste_paa(con, postering) != f.indhold["kendt_nr"]:
        raise RettelseAfvist(
            f"{_stort(_navn(postering)).rstrip(',')} er rettet, siden forslag nr. {f.nr} blev lavet. "
            "Afvis forslaget, og ret igen, hvis det stadig er nødvendigt."
        )
    return [_gem(lager, con, _som_rettelse(f), nu, f.indhold["kilde"])]


def _som_rettelse(f: Forslag) -> Rettelse:
    fortryder = f.indhold["fortryder"]
    noegle = {"haendelse": fortryder} if fortryder else _uden_slags(f.noegle)
    return Rettelse(0, f.indhold["type"], noegle, f.indhold["nyt"], f.begrundelse, f.bruger)


def _navn(noegle: Mapping[str, Any]) -> str:
    """What a correction is on, in Danish. A rule's texts may name a person, so they are not said here."""
    if er_regelnoegle(noegle):
        return "en regel for tekster, der ligner hinanden,"
    if er_familienoegle(noegle):
        return "et barns husstand,"
    return f"bilag {noegle['bilagsnr']}"


def _stort(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _uden_slags(noegle: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in noegle.items() if n != "slags"}


@dataclass(frozen=True)
class Ventende:
    """A correction that waits, as a page shows it.

    type: as a line of `ret` has it. nyt: what it would set. ny: the period, if it sets one. aar, sag_id: the case it
    was made from, if any. eget: made by the user. kan_godkendes: with the reason when not.
    """

    nr: int
    type: str
    noegle: Mapping[str, Any]
    nyt: Mapping[str, Any]
    ny: PeriodeRettelse | None
    beloeb_oere: int
    begrundelse: str
    foreslaaet_af: str
    tid: datetime
    udloeber: datetime | None
    aar: int | None
    sag_id: str | None
    eget: bool
    kan_godkendes: bool
    hvorfor_ikke: str

    @property
    def hvad(self) -> str:
        """What would happen, in Danish."""
        hvad = f"{_stort(_navn(self.noegle))} på {dansk.kroner(self.beloeb_oere, oere_vist=True)}"
        if self.type == FORTRYD:
            return f"{hvad}: den tidligere rettelse fortrydes"
        if self.ny is not None:
            return f"{hvad}: perioden sættes til {dansk.dato(self.ny.fra)}–{dansk.dato(self.ny.til)}"
        return f"{hvad}: {model.beskriv_nyt(self.type, self.nyt).removeprefix('regel: ')}"


def ventende(
    ind: Indstillinger, bruger: Bruger, nu: datetime, resultat: SdeResultat | None = None
) -> list[Ventende]:
    """The corrections that wait for another person, within the user's scope, oldest first.

    resultat: the refund as it stands, where the caller has it already.
    """
    if not omfang(bruger).personer:
        return []
    alle = godkendelse.ventende(kontekst.sagslager(ind.database_url), slags(ind), nu)
    if not alle:
        return []
    inden_for = _omfang_af(ind, bruger, [_uden_slags(f.noegle) for f in alle], resultat)
    navne = _visningsnavne(ind)
    return [
        _ventende(bruger, f, navne)
        for f, o in zip(alle, inden_for, strict=True)
        if any(omfang(bruger).rummer(et) for et in o)
    ]


def _ventende(bruger: Bruger, f: Forslag, navne: Mapping[str, str]) -> Ventende:
    postering = _uden_slags(f.noegle)
    eget = any(model.samme_person(f.bruger, navn) for navn in (bruger.navn, bruger.visningsnavn))
    ja, grund = maa(bruger, Handling.GODKEND_RETTELSE)
    return Ventende(
        nr=f.nr,
        type=f.indhold["type"],
        noegle=postering,
        nyt=f.indhold["nyt"],
        ny=next((p for p in sde.perioder([_som_rettelse(f)]) if p.fra), None),
        beloeb_oere=f.indhold["beloeb_oere"],
        begrundelse=f.begrundelse,
        foreslaaet_af=navne.get(model.personnavn(f.bruger), f.bruger),
        tid=f.tid,
        udloeber=f.udloeber,
        aar=f.indhold.get("aar"),
        sag_id=f.indhold.get("sag_id"),
        eget=eget,
        kan_godkendes=ja and not eget,
        hvorfor_ikke="Dit eget forslag; en anden skal godkende det." if eget else ("" if ja else grund),
    )


def godkend_som(
    ind: Indstillinger, bruger: Bruger, nr: int, nu: datetime, begrundelse: str = ""
) -> list[int]:
    """Approve another person's correction; in force at once. Returns the numbers of its events.

    Errors: AdgangNaegtet for one's own, a role without the right or a posting outside the scope; RettelseAfvist when
    it is settled, too old, or the posting has been corrected or has changed meanwhile.
    """
    f = _find(ind, nr)
    _kraev(ind, bruger, Handling.GODKEND_RETTELSE, _uden_slags(f.noegle))
    sde.kontroller(kontekst.hent(ind), sde.perioder([_som_rettelse(f)]))
    lager = kontekst.sagslager(ind.database_url)
    with lager.skriv() as con:
        return godkendelse.godkend_i(lager, con, slags(ind), nr, bruger.navn, nu, begrundelse=begrundelse)[1]


def afvis_som(ind: Indstillinger, bruger: Bruger, nr: int, begrundelse: str, nu: datetime) -> None:
    """Refuse another person's correction, with a reason, or withdraw one's own. Nothing has changed.

    Errors: AdgangNaegtet as godkend_som, RettelseAfvist when it is settled or the reason is missing.
    """
    f = _find(ind, nr)
    eget = model.samme_person(f.bruger, bruger.navn)
    handling = Handling.RET_PERIODE if eget else Handling.GODKEND_RETTELSE
    _kraev(ind, bruger, handling, _uden_slags(f.noegle))
    lager = kontekst.sagslager(ind.database_url)
    with lager.skriv() as con:
        godkendelse.afslut_i(lager, con, slags(ind), nr, bruger.navn, nu, begrundelse)


def _find(ind: Indstillinger, nr: int) -> Forslag:
    alle = godkendelse.alle(kontekst.sagslager(ind.database_url), slags(ind))
    fundet = next((f for f in alle if f.nr == nr), None)
    if fundet is None:
        raise RettelseAfvist(f"Forslag nr. {nr} findes ikke.")
    return fundet


def _visningsnavne(ind: Indstillinger) -> dict[str, str]:
    alle = brugere.liste(kontekst.sagslager(ind.database_url))
    return {model.personnavn(b["navn"]): b["visningsnavn"] for b in alle}


# --- the posting behind a correction ----------------------------------------------------------------------


def _postering_af(con: sa.Connection, r: Rettelse) -> Mapping[str, Any]:
    """The key that a correction is on; of an undo the key of what it undoes. Errors: RettelseAfvist."""
    return maal_for_fortryd(con, r.noegle).noegle if r.type == FORTRYD else r.noegle


def _beloeb_oere(k: Kontekst, noegle: Mapping[str, Any]) -> int:
    """The amount without sign, of a rule all its postings'; 0 for what is no posting or is there no more."""
    if er_regelnoegle(noegle):
        return sum(abs(p.beloeb_oere) for p in sde.poster_med_tekst(k, noegle))
    if set(noegle) != set(POSTERINGSNOEGLE):
        return 0
    fundet = sdelager.postering(k.gen, _tupel(noegle))
    return abs(int(fundet["beloeb_oere"])) if fundet else 0


def _tupel(noegle: Mapping[str, Any]) -> tuple[str, int, str, int]:
    kilde, aar, bilag, linje = (noegle[n] for n in POSTERINGSNOEGLE)
    return str(kilde), int(aar), str(bilag), int(linje)


def _kraev(
    ind: Indstillinger,
    bruger: Bruger,
    handling: Handling,
    noegle: Mapping[str, Any],
    nyt: Mapping[str, Any] | None = None,
) -> None:
    """Errors: AdgangNaegtet, when no case that the posting belongs to lies inside the scope.

    A rule must lie inside it wholly, and so must every case that a choice of household touches.
    """
    if er_familienoegle(noegle):
        for et in _familieomfang(ind, bruger, noegle, nyt or {}):
            ja, grund = maa(bruger, handling, et)
            if not ja:
                raise AdgangNaegtet(grund)
        return
    if udlaendingemaerke.er_noegle(noegle):
        ja, grund = maa(bruger, handling, Sagsomfang(udlaendingeside.FAGOMRAADE))
        if not ja:
            raise AdgangNaegtet(grund)
        return
    if er_regelnoegle(noegle):
        ja, grund = maa(bruger, handling)
        if ja and not _hele_reglen_inden_for(ind, bruger, noegle):
            ja, grund = (
                False,
                (
                    "Teksten bruges også på sager uden for dit område. "
                    "Vælg for de enkelte posteringer, eller bed en økonom."
                ),
            )
        if not ja:
            raise AdgangNaegtet(grund)
        return
    svar = [maa(bruger, handling, et) for et in _omfang_af(ind, bruger, [noegle])[0]]
    if not any(ja for ja, _ in svar):
        raise AdgangNaegtet(svar[0][1])


def _familieomfang(
    ind: Indstillinger, bruger: Bruger, noegle: Mapping[str, Any], nyt: Mapping[str, Any]
) -> list[Sagsomfang]:
    """What rights need to know of the cases that a choice of household touches."""
    graenser = omfang(bruger)
    if graenser.fagomraader is None and graenser.organisationer is None:
        return [Sagsomfang(None)]
    k = kontekst.hent(ind)
    aar = (int(nyt["maaned_fra"][:4]), int(nyt["maaned_til"][:4])) if nyt else None
    return sdevisning.omfang_af_familievalg(
        k, sde.beregn_husket(k), bruger, str(noegle["person"]), nyt.get("indehavere", ()), aar
    )


def _hele_reglen_inden_for(ind: Indstillinger, bruger: Bruger, noegle: Mapping[str, Any]) -> bool:
    """Whether every posting with the text is of a person in a case inside the user's scope."""
    graenser = omfang(bruger)
    if graenser.fagomraader is None and graenser.organisationer is None:
        return True
    k = kontekst.hent(ind)
    poster = sde.poster_med_tekst(k, noegle)
    inden_for = sdevisning.personer_i_omfang(k, sde.beregn(k), bruger)
    return all((p.person_noegle, p.bogfoeringsdato.year) in inden_for for p in poster)


def _omfang_af(
    ind: Indstillinger,
    bruger: Bruger,
    noegler: Iterable[Mapping[str, Any]],
    resultat: SdeResultat | None = None,
) -> list[list[Sagsomfang]]:
    """What rights need to know of each posting's cases; asked for only where the user is limited."""
    noegler = list(noegler)
    graenser = omfang(bruger)
    if graenser.fagomraader is None and graenser.organisationer is None:
        return [[Sagsomfang(None)] for _ in noegler]
    k = kontekst.hent(ind)
    posteringer = [_tupel(n) if set(n) == set(POSTERINGSNOEGLE) else None for n in noegler]
    fundne = sdevisning.omfang_af_posteringer(
        k, resultat or sde.beregn(k), bruger, [p for p in posteringer if p is not None]
    )
    naeste = iter(fundne)
    return [[Sagsomfang(None)] if p is None else next(naeste) for p in posteringer]
