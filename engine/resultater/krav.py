"""Krav: from approved cases to a claim per municipality, its answer, its money, and what must not be forgotten.

A claim is frozen when it is raised: its lines, workbook and letter are kept byte for byte, and every total ties to the
lines to the øre. The workbook has the CPR numbers that the counterpart must have to answer, and no names; the letter
has no persons at all. Money is found in the ledger (engine/potentiale/indbetaling.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import dansk
from engine.adgang import Bruger, Handling, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, ForaeldetLager, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lager import krav as kravlager
from engine.lager import sde as lagersde
from engine.potentiale import beregn
from engine.potentiale.indbetaling import Indbetaling, Kraevet, Modtaget, funktion_af, match
from engine.potentiale.model import MINDST_SIKKER, TIL_GODE
from engine.rapporter import arbejdsbog, brev
from engine.rapporter.brev import Brev
from engine.rapporter.form import Kolonne, Tabel
from engine.resultater import kandidater, kontekst, kravbrev, sager, sagskilde_kandidater
from engine.resultater.husk import Husk
from engine.resultater.kravbrev import TILBAGE
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import er_lille
from engine.sager import afgoerelser, dokumenter, kravmodel
from engine.sager import krav as kravsager
from engine.sager.kravmodel import Krav, Linje, Linjesvar, Post
from engine.sager.lager import Sagslager
from engine.sager.sagsmodel import Fund

KLAR = ("undersoeges", "anmodning_sendt", "afventer_svar")
"""States of a case whose kroner can be claimed: it has been looked at and found right."""
DAGE_PR_MAANED = 30

MOD_STATEN = frozenset({"SKO-04"})
STATEN = "Børne- og Undervisningsministeriet"
"""SKO-04 is an objection to the state's own list (friskoleloven § 26): it goes to no municipality."""


@dataclass(frozen=True)
class Udkast:
    """What can be claimed of one municipality now. frist: the first day on which some of it lapses.

    formodet_oere: what of it rests on bills that the ledger has on nobody, or on another, until a person has decided.
    """

    modpart: str
    linjer: tuple[Linje, ...]
    fagomraader: tuple[str, ...]
    frist: date | None
    formodet_oere: int = 0

    @property
    def oere(self) -> int:
        return sum(x.oere for x in self.linjer)

    @property
    def sager(self) -> dict[str, int]:
        """Case → what is claimed on it."""
        ud: dict[str, int] = defaultdict(int)
        for x in self.linjer:
            ud[x.sag_id] += x.oere
        return dict(ud)

    @property
    def borgere(self) -> int:
        return len({x.person for x in self.linjer})


@dataclass(frozen=True)
class Kravlinje:
    """A claim with what the ledger shows of it. husk: what to do, '' when nothing."""

    krav: Krav
    modtaget: Modtaget
    husk: str

    @property
    def mangler_oere(self) -> int:
        """Recognised (or claimed) and not seen in the ledger."""
        return max(self.krav.rest_oere - self.modtaget.oere, 0) if self.krav.aaben else 0


@dataclass(frozen=True)
class Billede:
    """The page: what can be raised, what is raised, and the finds that nobody has looked through.

    minimum: how many citizens an amount must be of to be told to the one who looks; 0 for those who see persons.
    """

    udkast: tuple[Udkast, ...]
    krav: tuple[Kravlinje, ...]
    uafklarede: int
    uafklaret_oere: int
    i_dag: date
    minimum: int = 0

    @property
    def klar_oere(self) -> int | None:
        return self._vist(sum(u.oere for u in self.udkast), sum(u.borgere for u in self.udkast))

    @property
    def rest_oere(self) -> int | None:
        aabne = [x for x in self.krav if x.krav.aaben]
        return self._vist(sum(x.mangler_oere for x in aabne), sum(x.krav.borgere for x in aabne))

    @property
    def modtaget_oere(self) -> int | None:
        med = [x for x in self.krav if x.modtaget.oere]
        return self._vist(sum(x.modtaget.oere for x in med), sum(x.krav.borgere for x in med))

    @property
    def afvist_oere(self) -> int | None:
        """What is answered and not recognised, of claims that stand."""
        med = [x.krav for x in self.krav if x.krav.tilstand not in kravmodel.FRI and x.krav.afvist_oere]
        return self._vist(sum(x.afvist_oere for x in med), sum(x.borgere for x in med))

    @property
    def nye_oere(self) -> int | None:
        return self._vist(self.uafklaret_oere, self.uafklarede)

    def _vist(self, oere: int, borgere: int) -> int | None:
        return None if er_lille(borgere, self.minimum) else oere

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        aabne = [x for x in self.krav if x.krav.aaben]
        kommuner = dansk.antal(len(self.udkast), "kommune", "kommuner")
        klar = f" for {dansk.kort_kroner(self.klar_oere)}" if self.klar_oere is not None else ""
        dele = [
            f"Der kan rejses krav{klar} mod {kommuner}"
            if self.udkast
            else "Ingen godkendte sager venter på at blive til krav"
        ]
        if aabne:
            rest = f", og {dansk.kort_kroner(self.rest_oere)} mangler" if self.rest_oere is not None else ""
            er = "er åbent" if len(aabne) == 1 else "er åbne"
            dele.append(f"{dansk.antal(len(aabne), 'krav', 'krav')} {er}{rest}")
        til_leder = sum(x.husk == kravmodel.GIV_BESKED for x in aabne)
        if rykkes := sum(bool(x.husk) for x in aabne) - til_leder:
            dele.append(f"{dansk.antal(rykkes, 'krav', 'krav')} skal rykkes")
        if til_leder:
            krav_ = dansk.antal(til_leder, "krav", "krav")
            dele.append(f"{krav_} har ventet så længe, at lederen skal tage stilling")
        return "; ".join(dele) + "."


_husket = Husk[Billede](6)


def hent(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    """The page's picture within the user's fields of work. Errors: AdgangNaegtet."""
    _kraev(bruger, Handling.SE_TAL)
    noegle = (k.krav_ryk_maaneder, k.krav_leder_maaneder, *kandidater.sagsmaerke(k, lager, bruger, i_dag))
    return _husket.hent(noegle, lambda: _hent(k, lager, bruger, i_dag))


def _hent(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> Billede:
    alle = kravsager.alle(lager)
    kroner = {x.id: kravsager.linjer(lager, x) for x in alle}
    optaget = kravmodel.taget((x, kroner[x.id]) for x in alle)
    sager_ = {i: str(s["tilstand"]) for i, s in afgoerelser.alle_sager(lager).items()}
    udkast, nye = udkast_af(k, bruger, sager_, optaget, i_dag)
    egne = [x for x in alle if inden_for(bruger, x.fagomraader)]
    penge = modtaget(k, egne, kroner)
    ryk, leder = k.krav_ryk_maaneder * DAGE_PR_MAANED, k.krav_leder_maaneder * DAGE_PR_MAANED
    linjer = tuple(Kravlinje(x, penge.get(x.id, Modtaget(0, None)), x.husk(i_dag, ryk, leder)) for x in egne)
    minimum = 0 if maa(bruger, Handling.SE_PERSON)[0] else k.smaacelle_min
    return Billede(tuple(udkast), linjer, len(nye), sum(nye), i_dag, minimum)


def udkast_af(
    k: Kontekst, bruger: Bruger, tilstande: dict[str, str], optaget: frozenset[kravmodel.Krone], i_dag: date
) -> tuple[list[Udkast], list[int]]:
    """(drafts by municipality, the largest first; øre of each case that nobody has approved yet)."""
    try:
        fundne = kandidater.mellemkommunale(k)
    except ForaeldetLager:
        return [], []
    felter = sagskilde_kandidater.KILDE.fund(k, i_dag)
    omraade = dict(zip(felter["sag_id"], felter["fagomraade"], strict=True))
    pr_modpart: dict[str, list[Linje]] = defaultdict(list)
    frister: dict[str, list[date]] = defaultdict(list)
    formodet: dict[kravmodel.Krone, int] = {}
    nye = []
    for f in fundne:
        x = f.kandidat
        uden_modtager = not x.modpart and x.regel not in MOD_STATEN
        if x.retning != TIL_GODE or uden_modtager or not omfang(bruger).rummer(Sagsomfang(omraade.get(f.id))):
            continue
        spoergsmaal = x.begrundelse.sikkerhed < MINDST_SIKKER and not any(y.reddet for y in x.krav)
        if tilstande.get(f.id, "formodet") == "formodet" and not spoergsmaal:
            nye.append(beregn.potentiale(x.krav, i_dag) or 0)
        if tilstande.get(f.id) in KLAR:
            linjer = linjer_af(f.id, x.noegle, x.krav, i_dag)
            pr_modpart[x.modpart] += linjer
            formodet |= {(x.noegle, y.fund.maaned, y.fund.noegle): y.fund.formodet for y in x.krav}
            frister[x.modpart] += [y.frist for y in x.krav if y.frist and not y.reddet and not y.tabt(i_dag)]
    ud = []
    for modpart, linjer in pr_modpart.items():
        klar = kravmodel.nye(linjer, optaget)
        if klar:
            fag = tuple(sorted({str(omraade.get(x.sag_id)) for x in klar}))
            paa_ingen = sum(min(x.oere, formodet[x.noegle]) for x in klar)
            ud.append(Udkast(modpart, tuple(klar), fag, min(frister[modpart], default=None), paa_ingen))
    return sorted(ud, key=lambda u: (-u.oere, u.modpart)), [n for n in nye if n > 0]


def linjer_af(sag_id: str, person: str, krav: Iterable[beregn.Krav], i_dag: date) -> list[Linje]:
    """The kroner of a candidate that can still be claimed; what has no rate yet is none."""
    return [
        Linje(sag_id, f.regel, person, f.maaned, f.noegle, f.oere, f.begrundelse.hjemmel)
        for f in (y.fund for y in krav if not y.tabt(i_dag))
        if f.oere is not None and f.oere > 0
    ]


def modtaget(k: Kontekst, krav: Sequence[Krav], kroner: dict[str, list[Linje]]) -> dict[str, Modtaget]:
    """Claim → what the ledger shows for it."""
    med = [x for x in krav if x.tilstand not in kravmodel.FRI]
    if not med:
        return {}
    kraevet = [
        Kraevet(x.id, x.sendt, x.modpart, y.person, y.maaned, y.krone, y.oere)
        for x in med
        for y in kroner[x.id]
    ]
    personer = sorted({x.person for x in kraevet})
    raekker = kravlager.indbetalinger(k.gen, personer, min(x.sendt for x in med))
    return match(kraevet, [Indbetaling(**r) for r in raekker])


def inden_for(bruger: Bruger, fagomraader: Sequence[str]) -> bool:
    """A claim is shown to those who have every field of work in it: its total is of them all."""
    graenser = omfang(bruger)
    return all(graenser.rummer(Sagsomfang(f)) for f in fagomraader)


def _kraev(bruger: Bruger, handling: Handling) -> None:
    ja, grund = maa(bruger, handling)
    if not ja:
        raise AdgangNaegtet(grund)


# --- the workbook and the letter ----------------------------------------------------------------------------------

SVARKOLONNER = (
    Kolonne("nr", "Linje", "tal"),
    Kolonne("cpr", "CPR-nummer"),
    Kolonne("hjemmel", "Hjemmel"),
    Kolonne("fra", "Fra", "maaned"),
    Kolonne("til", "Til", "maaned"),
    Kolonne("maaneder", "Måneder", "tal"),
    Kolonne("oere", "Krav (kr.)", "kroner", sum=True),
    Kolonne("svar", "Svar", bredde=18),
    Kolonne("anerkendt", "Anerkendt (kr.)", "kroner"),
    Kolonne("anerkendt_fra", "Anerkendt fra", "maaned"),
    Kolonne("anerkendt_til", "Anerkendt til", "maaned"),
    Kolonne("grund", "Begrundelse", bredde=40),
)
"""The lines of a claim and where they are answered; what comes back is read by these headers."""
_MAANEDER = (
    Kolonne("cpr", "CPR-nummer"),
    Kolonne("maaned", "Måned", "maaned"),
    Kolonne("ydelse", "Konto eller takst"),
    Kolonne("hjemmel", "Hjemmel"),
    Kolonne("oere", "Krav (kr.)", "kroner", sum=True),
)


def svartabel(
    k: Kontekst, modpart: str, sendt: date, poster: Sequence[Post], svar: Mapping[int, Linjesvar]
) -> Tabel:
    """The sheet of lines with the answers so far; no names, the number is enough to answer by."""
    cpr = lagersde.cpr_numre(k.gen, sorted({x.person for x in poster}))
    raekker = [
        {
            "nr": x.nr,
            "cpr": cpr.get(x.person, ""),
            "hjemmel": x.hjemmel,
            "fra": x.fra,
            "til": x.til,
            "maaneder": len(x.maaneder),
            "oere": x.oere,
            **(_svarceller(svar[x.nr]) if x.nr in svar else {}),
        }
        for x in poster
    ]
    hoved = (
        *_hoved(k, modpart, sendt),
        "Svar i de sidste kolonner: Anerkendt, Delvist anerkendt eller Afvist, med beløb eller måneder og begrundelse, "
        "hvor linjen ikke anerkendes helt. En linje uden svar er ikke besvaret.",
    )
    return Tabel("Krav", f"Krav mod {modtager(modpart)}", SVARKOLONNER, raekker, hoved)


def _svarceller(x: Linjesvar) -> dict[str, Any]:
    return {
        "svar": kravmodel.TILSTANDE[x.svar][1],
        "anerkendt": x.anerkendt_oere,
        "grund": x.grund,
    }


def _hoved(k: Kontekst, modpart: str, sendt: date) -> tuple[str, str]:
    egen = _navn(str(k.gen.kommune))
    return (
        f"Fra {egen} Kommune til {modtager(modpart)}. Krav rejst {dansk.dato(sendt)}. Beløb i kroner.",
        "Beløbet er vores andel efter statens refusion, hvor den er kendt, eller det udbetalte efter SEL og BL.",
    )


def tabeller(k: Kontekst, u: Udkast, sendt: date) -> list[Tabel]:
    """The workbook's two sheets; both sum to the claim."""
    cpr = lagersde.cpr_numre(k.gen, sorted({x.person for x in u.linjer}))
    maaneder = sorted(
        (
            {
                "cpr": cpr.get(x.person, ""),
                "maaned": x.maaned,
                "ydelse": funktion_af(x.krone) or "Takst",
                "hjemmel": x.hjemmel,
                "oere": x.oere,
            }
            for x in u.linjer
        ),
        key=lambda r: (r["cpr"], r["maaned"], r["ydelse"]),
    )
    return [
        svartabel(k, u.modpart, sendt, kravmodel.poster(u.linjer), {}),
        Tabel("Måneder", "Måned for måned", _MAANEDER, maaneder, _hoved(k, u.modpart, sendt)),
    ]


def bog(k: Kontekst, u: Udkast, sendt: date, lavet: datetime) -> bytes:
    """The workbook's bytes: the same for the same draft and time."""
    return arbejdsbog.byg(tabeller(k, u, sendt), titel=f"Krav mod {modtager(u.modpart)}", lavet=lavet)


def lav_brev(k: Kontekst, u: Udkast, sendt: date) -> Brev:
    """The letter that goes with the workbook: sums by § and year, no persons."""
    egen = _navn(str(k.gen.kommune))
    pr_hjemmel: dict[str, int] = defaultdict(int)
    pr_aar: dict[str, int] = defaultdict(int)
    for x in u.linjer:
        pr_hjemmel[x.hjemmel] += x.oere
        pr_aar[x.maaned[:4]] += x.oere

    def kr(oere: int) -> str:
        return dansk.kroner(oere, oere_vist=True)

    borgere = dansk.antal(u.borgere, "borger", "borgere")
    return Brev(
        [modtager(u.modpart), "Mellemkommunal refusion" if u.modpart else "Bidrag til frie skoler"],
        [f"{egen} Kommune", "Økonomi"],
        dansk.dato(sendt),
        "Krav om mellemkommunal betaling" if u.modpart else "Indsigelse mod bidrag til frie skoler",
        [
            f"{egen} Kommune rejser hermed krav om mellemkommunal betaling på i alt {kr(u.oere)} for {borgere}."
            if u.modpart
            else f"{egen} Kommune gør indsigelse mod bidrag på i alt {kr(u.oere)} for {borgere} på statens liste.",
            "Kravet fordeler sig sådan efter bestemmelse:",
            *(f"- {hjemmel}: {kr(oere)}" for hjemmel, oere in sorted(pr_hjemmel.items())),
            "Efter det år, hjælpen er givet i:",
            *(f"- {aar}: {kr(oere)}" for aar, oere in sorted(pr_aar.items())),
            "De enkelte borgere, måneder og beløb står i det vedlagte regneark, som sendes sikkert. Det indeholder kun "
            "de oplysninger, der er nødvendige for at svare.",
            "Kravet er hermed rejst skriftligt for de nævnte måneder og for tiden fremover, så længe betingelserne er "
            "opfyldt.",
            f"Vi beder om svar senest den {dansk.dato(kravbrev.svarfrist(k, sendt))} med angivelse af, hvad der "
            "anerkendes. Er I uenige i noget, beder vi om jeres begrundelse og om, hvilken kommune I mener, der skal "
            "betale."
            + (
                " Bliver vi ikke enige, kan uenigheden forelægges Ankestyrelsen (retssikkerhedsloven § 61)."
                if any(
                    "RSL" in x.hjemmel and (x.regel not in TILBAGE or x.regel == "REF-08") for x in u.linjer
                )
                else ""
            ),
            "Venlig hilsen",
            f"{egen} Kommune",
        ],
    )


def _navn(kode: str) -> str:
    return sager.kommuner().get(kode, kode)


def modtager(kode: str) -> str:
    """Who a claim goes to: a municipality, or the state where no municipality is meant."""
    return f"{_navn(kode)} Kommune" if kode else STATEN


# --- writing ------------------------------------------------------------------------------------------------------


def rejs_som(
    ind: Indstillinger, k: Kontekst, bruger: Bruger, u: Udkast, begrundelse: str, nu: datetime
) -> str:
    """Freeze the draft that was shown and raise it as a claim of today. Returns its id.

    A claim cannot be dated back: that would save months that have lapsed. Errors: AdgangNaegtet; RettelseAfvist when
    the draft has changed since.
    """
    _kraev(bruger, Handling.AFGOER_SAG)
    sendt = i_dag = dansk.lokal(nu).date()
    lager = kontekst.sagslager(ind.database_url)
    nu_udkast = next((x for x in hent(k, lager, bruger, i_dag).udkast if x.modpart == u.modpart), None)
    if nu_udkast is None or nu_udkast.linjer != u.linjer:
        raise RettelseAfvist(
            "Kravet er ændret, siden det blev vist. Hent siden igen, og se det igennem. Intet er gemt."
        )
    fund = sager.fund_for(k, lager, list(u.sager), i_dag)
    return kravsager.opret(lager, nyt(k, u, sendt, fund, nu), bruger.navn, begrundelse.strip(), nu)


def nyt(k: Kontekst, u: Udkast, sendt: date, fund: Mapping[str, Fund], nu: datetime) -> kravsager.Nyt:
    """A draft as it is frozen: lines, workbook and letter. fund: what is found on each case."""
    return kravsager.Nyt(
        u.modpart,
        sendt,
        kravbrev.svarfrist(k, sendt),
        u.linjer,
        bog(k, u, sendt, nu),
        brev.som_docx(lav_brev(k, u, sendt)),
        f"{k.gen.navn}, rettelse nr. {k.rettelse_nr}, lovgrundlag {k.lov.version}",
        u.fagomraader,
        {s: (oere, fund[s]) for s, oere in u.sager.items()},
    )


def trin_som(
    ind: Indstillinger, bruger: Bruger, krav: Krav, begrundelse: str, nu: datetime, **hvad: Any
) -> None:
    """Write an answer, a reminder or another step. hvad: as kravsager.skriv_trin.

    Errors: AdgangNaegtet, RettelseAfvist."""
    kraev_krav(bruger, krav)
    lager = kontekst.sagslager(ind.database_url)
    if hvad["dato"] > dansk.lokal(nu).date():
        raise RettelseAfvist("Datoen ligger i fremtiden. Ret den.")
    kravsager.skriv_trin(
        lager, krav.id, kravsager.seneste_nr(krav), bruger.navn, begrundelse.strip(), nu, **hvad
    )


def fortryd_som(ind: Indstillinger, bruger: Bruger, krav: Krav, begrundelse: str, nu: datetime) -> str:
    """Undo the newest step, or the claim itself. Errors: AdgangNaegtet, RettelseAfvist."""
    kraev_krav(bruger, krav)
    lager = kontekst.sagslager(ind.database_url)
    return kravsager.fortryd(lager, krav.id, kravsager.seneste_nr(krav), bruger.navn, begrundelse.strip(), nu)


def kraev_krav(bruger: Bruger, krav: Krav, handling: Handling = Handling.AFGOER_SAG) -> None:
    """Errors: AdgangNaegtet where the role may not, or the claim holds other fields of work than the user's."""
    _kraev(bruger, handling)
    if not inden_for(bruger, krav.fagomraader):
        raise AdgangNaegtet("Kravet hører til andre fagområder end dine.")


def hent_fil(ind: Indstillinger, bruger: Bruger, krav: Krav, hvad: str) -> bytes:
    """A frozen copy: hvad is 'bog' (with CPR numbers) or 'brev'. Errors: AdgangNaegtet, HjemtagFejl when it is gone."""
    _kraev(bruger, Handling.EKSPORT_PERSON if hvad == "bog" else Handling.AFGOER_SAG)
    return dokumenter.hent(kontekst.sagslager(ind.database_url), krav.bog if hvad == "bog" else krav.brev)
