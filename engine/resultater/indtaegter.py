"""Indtægtsoptimering: every candidate of the rules as it stands today, both directions, within what somebody sees.

The rules are those of beregn.REGLER and cpr.NAVNE, whichever there are: a new one needs nothing here. Those who see no
persons get sums by rule, small cells hidden. Kroner never stand by a presumption about residence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine import dansk
from engine.adgang import Bruger, Handling, Omfang, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, ForaeldetLager, ParameterMangler
from engine.potentiale import beregn, cpr
from engine.potentiale.model import BORTFALDET, MINDST_SIKKER, SKYLDIG, TIL_GODE, Kandidat
from engine.resultater import kandidater, lovgrundlag, sagskilde_kandidater
from engine.resultater.husk import Husk
from engine.resultater.sagskilder import SNART_DAGE
from engine.resultater.sde import Kontekst
from engine.resultater.smaaceller import er_lille, skjulte
from engine.sager import afgoerelser, arter, kravmodel
from engine.sager import krav as kravsager
from engine.sager.arter import Sagstilstand
from engine.sager.lager import Sagslager
from engine.sager.sagsmodel import Raekke

FELTER: dict[str, str] = {
    "mellemkommunal": "Mellemkommunal",
    "pension": "Pension",
    "skole": "Frit skolevalg",
    "dagtilbud": "Dagtilbud",
    "privatskole": "Privatskole",
    "registrering": "Registrering og bloktilskud",
}
"""The families as tabs, in order."""
_FELT = {
    "REF": "mellemkommunal",
    "PEN": "pension",
    "SKO": "skole",
    "DAG": "dagtilbud",
    "PRIV": "privatskole",
    "SKO-04": "privatskole",
    "CPR": "registrering",
}
_FRIST = ("krav_frist_oevrige_aar",)
SATSER: dict[str, tuple[str, ...]] = {
    "mellemkommunal": (
        *("krav_frist_sel_bl_maaneder", *_FRIST, "ast_svarfrist_uger", "eftervaern_refusion_fra"),
    ),
    "pension": (
        *("fp_refusion_aar", "fp_6aar_start", "fp_institutionsregel_forrang", "fp_seniorpension_omfattet"),
        "fp_virkning_senest_maaneder",
        *("fp_kommuneandel_gammel_pct", "fp_kommuneandel_uge1_4_andel", "fp_kommuneandel_uge5_26_andel"),
        *("fp_kommuneandel_uge27_52_andel", "fp_kommuneandel_uge53_andel", *_FRIST),
    ),
    "skole": (
        *(
            "skole_fallback_almen",
            "skole_fallback_special",
            "skole_fallback_taelledag",
            "skole_anbragt_betaler",
        ),
        *("skole_kl_takst_normalklasse_kr_aar", *_FRIST),
    ),
    "dagtilbud": _FRIST,
    "privatskole": (
        *("privatskole_taelledag", "privatskole_kommune_kr_aar", "efterskole_bidrag_kr_aar"),
        *("efterskole_kombi_bidrag_andel", *_FRIST),
    ),
    "registrering": ("cpr_udrejse_maaneder", "cpr_svarfrist_dage", "nedgang_enhed_max_kr"),
}
"""The parameters of law behind each field."""
USIKKER_UNDER = 0.7
"""A candidate less certain than this is shown as uncertain."""
SIKKER, USIKKER, SKYLDER, TABT, UDEN_KRONER = "sikker", "usikker", "skylder", "tabt", "uden_kroner"
SPOERGSMAAL = "spoergsmaal"
GRUPPER: dict[str, tuple[str, str]] = {
    SIKKER: ("mangler", "Kan hentes"),
    USIKKER: ("usikker", "Usikkert"),
    SPOERGSMAAL: ("usikker", "Spørgsmål"),
    SKYLDER: ("skylder", "Skylder"),
    TABT: ("ingen", "Bortfaldet"),
    UDEN_KRONER: ("usikker", "Uden beløb"),
}
"""What a candidate is now: its state of the interface and its word."""
STATUSSER: dict[str, str] = {
    "aabne": "Åbne",
    "nye": "Nye",
    "igang": "I gang",
    "rejst": "Krav rejst",
    "lukkede": "Afsluttede",
    "alle": "Alle",
}


@dataclass(frozen=True)
class Regeltekst:
    """A rule for a person to read."""

    kode: str
    navn: str
    hjemmel: str
    saetning: str
    felt: str


@dataclass(frozen=True)
class Post:
    """A candidate today. oere: what can still be claimed or is owed, None where it cannot be computed or is not shown.

    tabt_oere: lapsed. snart_oere: lapses within SNART_DAGE if nobody acts. rejst: a claim has been raised.
    Of oere: kraevet_oere stands in an open claim, or was asked for otherwise; afsluttet_oere in a claim that is closed.
    """

    sag_id: str
    regel: Regeltekst
    retning: str
    modpart: str
    fagomraade: str | None
    person: str
    fra: date
    til: date
    oere: int | None
    tabt_oere: int
    snart_oere: int
    frist: date | None
    prioritet: str
    sikkerhed: float
    tilstand: Sagstilstand
    rejst: bool
    begrundelse: str
    hjemmel: str
    modbevis: tuple[str, ...]
    kraevet_oere: int = 0
    afsluttet_oere: int = 0

    @property
    def felt(self) -> str:
        return self.regel.felt

    @property
    def gruppe(self) -> str:
        if self.oere is None:
            return UDEN_KRONER
        if self.retning == SKYLDIG:
            return SKYLDER
        if self.prioritet == BORTFALDET:
            return TABT
        if self.sikkerhed < MINDST_SIKKER and not self.rejst:
            return SPOERGSMAAL
        return USIKKER if self.sikkerhed < USIKKER_UNDER else SIKKER


@dataclass(frozen=True)
class Regelsum:
    """A rule's candidates of one direction. antal −1 and None: too few to be shown to those who see no persons."""

    regel: Regeltekst
    retning: str
    antal: int
    oere: int | None
    usikker_oere: int | None
    tabt_oere: int | None
    uden_kroner: int
    spoergsmaal_oere: int | None = None


@dataclass(frozen=True)
class Valg:
    """What is asked for; '' is all."""

    felt: str = ""
    regel: str = ""
    retning: str = ""
    modpart: str = ""
    prioritet: str = ""
    status: str = "aabne"


@dataclass(frozen=True)
class Oversigt:
    """The chosen candidates. For those who see no persons: poster is empty, and an amount of too few is None.

    til_gode_oere: what can be claimed; usikker_oere: the uncertain part of it; kraevet_oere, afsluttet_oere: what of
    it is claimed, or was, both None where one is of too few. spoergsmaal_oere: beside it, what rests on questions that
    a person must answer first. faa: so few citizens that not even the count is told.
    """

    poster: tuple[Post, ...]
    regler: tuple[Regelsum, ...]
    i_dag: date
    antal: int
    til_gode_oere: int | None
    usikker_oere: int | None
    skyldig_oere: int | None
    tabt_oere: int | None
    snart_oere: int | None
    ser_personer: bool
    faa: bool = False
    spoergsmaal_oere: int | None = 0
    kraevet_oere: int | None = None
    afsluttet_oere: int | None = None

    @property
    def kun_registrering(self) -> bool:
        """Only presumptions about residence, which never have kroner."""
        return bool(self.regler) and all(r.regel.felt == "registrering" for r in self.regler)

    @property
    def snart_dag(self) -> date:
        return self.i_dag + timedelta(days=SNART_DAGE)

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence, both directions."""
        if not self.antal:
            return "Reglerne finder intet i udvalget, hverken til gode eller skyldigt."
        if self.kun_registrering:
            return self._om_registrering
        if self.til_gode_oere is None:
            return "Der er så få fund i udvalget, at beløbene ikke vises; enkelte borgere kunne genkendes."
        dele = [f"Vi kan hente {dansk.kort_kroner(self.til_gode_oere)} hos andre kommuner"]
        if self.usikker_oere:
            dele[0] += f", heraf {dansk.kort_kroner(self.usikker_oere)} usikkert"
        if self.skyldig_oere is not None:
            dele.append(
                f"vi skylder {dansk.kort_kroner(self.skyldig_oere) if self.skyldig_oere else 'intet'}"
            )
        if self.snart_oere:
            dele.append(f"{dansk.kort_kroner(self.snart_oere)} bortfalder inden {dansk.dato(self.snart_dag)}")
        return "; ".join(dele) + "."

    @property
    def kravene(self) -> str:
        """How far what can be fetched has come, as Krav and Mellemkommunal have it; '' where none is claimed."""
        if not self.til_gode_oere or self.kraevet_oere is None or self.afsluttet_oere is None:
            return ""
        dele = [
            f"{dansk.kort_kroner(oere)} {hvad}"
            for oere, hvad in (
                (self.kraevet_oere, "er krævet og venter"),
                (
                    self.afsluttet_oere,
                    "er krævet i krav, der er afsluttet, uden at alt blev anerkendt og betalt",
                ),
            )
            if oere
        ]
        if not dele:
            return ""
        rest = self.til_gode_oere - self.kraevet_oere - self.afsluttet_oere
        dele.append(f"{dansk.kort_kroner(rest)} er ikke krævet endnu")
        return (
            f"Af de {dansk.kort_kroner(self.til_gode_oere)}: {'; '.join(dele)}. Kravene følges på siden Krav."
        )

    @property
    def _om_registrering(self) -> str:
        slut = "De vises uden kroner, for økonomien må ikke afgøre, hvor en borger bor."
        if self.faa:
            return f"Der er få formodninger om forkert registrering i CPR; antallet er skjult. {slut}"
        antal = dansk.antal(self.antal, "formodning", "formodninger")
        return f"Der er {antal} om forkert registrering i CPR, som en person skal se efter. {slut}"


def regeltekster() -> dict[str, Regeltekst]:
    """Every rule there is, in the order of the tabs."""
    ud = [Regeltekst(r.kode, r.navn, r.hjemmel, r.saetning, felt(r.kode)) for r in beregn.REGLER.values()]
    ud += [
        Regeltekst(kode, navn, cpr.HJEMLER[kode], f"{navn}.", felt(kode)) for kode, navn in cpr.NAVNE.items()
    ]
    return {r.kode: r for r in sorted(ud, key=lambda r: (list(FELTER).index(r.felt), r.kode))}


def felt(regel: str) -> str:
    """The tab of a rule by its family."""
    return _FELT.get(regel) or _FELT.get(regel.partition("-")[0], "mellemkommunal")


def satser(k: Kontekst, felt_: str, i_dag: date) -> list[dict[str, str]]:
    """The rates and deadlines that a field's rules rest on: navn, vaerdi, fra, status, hjemmel. What lacks says so."""
    ud = []
    for navn in SATSER.get(felt_, ()):
        p = k.lov.parameter(navn)
        try:
            v = k.lov.foerste_eller_opslag(navn, i_dag)
        except ParameterMangler:
            fra, status, vaerdi = "", "mangler", "mangler; indtastes på Lovgrundlag"
        else:
            fra, status, vaerdi = dansk.dato(v.fra), v.status, lovgrundlag.vis_vaerdi(v.vaerdi, p.enhed)
        ud.append(
            {
                "navn": p.beskrivelse.rstrip("."),
                "vaerdi": vaerdi,
                "fra": fra,
                "status": lovgrundlag.STATUSNAVNE[status],
                "hjemmel": p.hjemmel,
            }
        )
    return ud


def ser_personer(bruger: Bruger) -> bool:
    return maa(bruger, Handling.SE_PERSON)[0]


_husket = Husk[tuple[Post, ...]]()


def alle(k: Kontekst, lager: Sagslager, i_dag: date) -> list[Post]:
    """Every candidate as it stands on a day, largest first; none on a warehouse from before the rules."""
    sager = afgoerelser.alle_sager(lager)
    set_paa = frozenset((i, s["art"], s["tilstand"], s["krav_rejst_dato"]) for i, s in sager.items())
    krav = [x for x in kravsager.alle(lager) if x.tilstand not in kravmodel.FRI]
    noegle = (i_dag, set_paa, frozenset((x.id, x.linjer, x.aaben) for x in krav), *kandidater.maerke(k))
    return list(_husket.hent(noegle, lambda: _alle(k, sager, _i_krav(lager, krav), i_dag)))


def _i_krav(lager: Sagslager, krav: Iterable[kravmodel.Krav]) -> dict[kravmodel.Krone, bool]:
    """What stands in a claim → whether the claim is open."""
    return {y.noegle: x.aaben for x in krav for y in kravsager.linjer(lager, x)}


def _alle(
    k: Kontekst, sager: Mapping[str, Raekke], i_krav: Mapping[kravmodel.Krone, bool], i_dag: date
) -> tuple[Post, ...]:
    try:
        fundne = kandidater.alle(k)
    except ForaeldetLager:
        return ()
    ramme = sagskilde_kandidater.KILDE.fund(k, i_dag).to_dict("records")
    omraader = {str(r["sag_id"]): r["fagomraade"] for r in ramme}
    tekster = regeltekster()
    paa_dag = kandidater.paa_dag(k, i_dag)
    poster = [
        _post(f, paa_dag[f.id], tekster, omraader.get(f.id), sager.get(f.id), i_krav, i_dag)
        for f in fundne
        if f.kandidat.regel in tekster
    ]
    return tuple(sorted(poster, key=lambda p: (-(p.oere or 0), -p.tabt_oere, p.sag_id)))


def _post(
    f: kandidater.Fundet,
    x: Kandidat,
    tekster: Mapping[str, Regeltekst],
    fagomraade: str | None,
    sag: Raekke | None,
    i_krav: Mapping[kravmodel.Krone, bool],
    i_dag: date,
) -> Post:
    """x: the candidate as it stands on the day."""
    snart = i_dag + timedelta(days=SNART_DAGE)
    rejst = bool(sag and sag["krav_rejst_dato"]) or any(y.reddet for y in x.krav)
    aabne = [y for y in x.krav if y.frist and not y.reddet and not y.tabt(i_dag) and y.frist <= snart]
    art = arter.find(sag["art"] if sag else "udflytning" if x.regel in cpr.NAVNE else "mellemkommunal")
    return Post(
        f.id,
        tekster[x.regel],
        x.retning,
        x.modpart if isinstance(x.modpart, str) else "",
        fagomraade,
        x.noegle,
        x.fra,
        x.til,
        x.potentiale_oere,
        x.bortfaldet_oere,
        0 if rejst or x.retning == SKYLDIG else sum(y.fund.oere or 0 for y in aabne),
        None if rejst else x.frist,
        "rejst" if rejst else x.prioritet,
        x.begrundelse.sikkerhed,
        art.tilstand(sag["tilstand"] if sag else art.begyndelse),
        rejst,
        x.begrundelse.tekst,
        x.begrundelse.hjemmel,
        x.begrundelse.modbevis,
        *kraevet_af(x, i_krav, rejst, i_dag),
    )


def kraevet_af(
    x: Kandidat, i_krav: Mapping[kravmodel.Krone, bool], rejst: bool, i_dag: date
) -> tuple[int, int]:
    """(in an open claim, in a closed one) of what can still be claimed. Of a case without a claim here that is raised,
    it was all asked for otherwise. i_krav: krone → whether its claim is open."""
    if x.retning == SKYLDIG or not x.potentiale_oere:
        return 0, 0
    aaben, lukket, findes = 0, 0, False
    for y in x.krav:
        stand = i_krav.get((x.noegle, y.fund.maaned, y.fund.noegle))
        findes = findes or stand is not None
        if stand is not None and not y.tabt(i_dag):
            aaben += (y.fund.oere or 0) * stand
            lukket += (y.fund.oere or 0) * (not stand)
    if not findes:
        return (x.potentiale_oere if rejst else 0), 0
    lukket = min(max(lukket, 0), x.potentiale_oere)
    return min(max(aaben, 0), x.potentiale_oere - lukket), lukket


def inden_for(bruger: Bruger, poster: Iterable[Post]) -> list[Post]:
    """The candidates within the user's fields of work; a claim belongs to no organisation."""
    o: Omfang = omfang(bruger)
    return [p for p in poster if o.rummer(Sagsomfang(p.fagomraade))]


def oversigt(k: Kontekst, lager: Sagslager, bruger: Bruger, valg: Valg, i_dag: date) -> Oversigt:
    """The candidates that somebody may see, by their choice. Errors: AdgangNaegtet."""
    ja, grund = maa(bruger, Handling.SE_TAL)
    if not ja:
        raise AdgangNaegtet(grund)
    poster = vaelg(inden_for(bruger, alle(k, lager, i_dag)), valg)
    return opgoer(poster, i_dag, k.smaacelle_min, ser_personer(bruger))


def opgoer(poster: Sequence[Post], i_dag: date, minimum: int, personer: bool) -> Oversigt:
    """The sums. personer: whether single candidates may be shown; else small cells are hidden."""

    def sum_(beloeb: Callable[[Post], int]) -> int | None:
        """None where it is too few persons' for one who sees none."""
        egne = {p.person for p in poster if beloeb(p)}
        if not personer and er_lille(len(egne), minimum):
            return None
        return sum(beloeb(p) for p in poster)

    til_gode = sum_(lambda p: p.oere or 0 if p.gruppe in (SIKKER, USIKKER) else 0)
    usikker = sum_(lambda p: p.oere or 0 if p.gruppe == USIKKER else 0)
    sikker = sum_(lambda p: p.oere or 0 if p.gruppe == SIKKER else 0)
    kraevet, afsluttet = sum_(lambda p: p.kraevet_oere), sum_(lambda p: p.afsluttet_oere)
    rest = sum_(
        lambda p: (p.oere or 0) - p.kraevet_oere - p.afsluttet_oere if p.gruppe in (SIKKER, USIKKER) else 0
    )
    faar = None not in (kraevet, afsluttet, rest)  # each tells what the others hide
    return Oversigt(
        tuple(poster) if personer else (),
        tuple(_regelsummer(poster, minimum, personer)),
        i_dag,
        len(poster),
        til_gode,
        None if sikker is None else usikker,  # the two tell each other
        sum_(lambda p: p.oere or 0 if p.gruppe == SKYLDER else 0),
        sum_(lambda p: p.tabt_oere),
        sum_(lambda p: p.snart_oere),
        personer,
        not personer and er_lille(len({p.person for p in poster}), minimum),
        sum_(lambda p: p.oere or 0 if p.gruppe == SPOERGSMAAL else 0),
        kraevet if faar else None,
        afsluttet if faar else None,
    )


@dataclass(frozen=True)
class Ventet:
    """A bill that we are to send for the latest months: no candidate, in no sum of them. oere: None without a rate."""

    regel: Regeltekst
    modpart: str
    person: str
    fra: date
    til: date
    oere: int | None


def ventede(k: Kontekst, bruger: Bruger, felt_: str = "") -> list[Ventet]:
    """The expected bills of a field ('' for all) within the user's fields of work, by counterpart; none for those who
    see no persons, and none on a warehouse from before the rules."""
    if not ser_personer(bruger):
        return []
    try:
        fundne = [f.kandidat for f in kandidater.ventede(k)]
    except ForaeldetLager:
        return []
    tekster, o = regeltekster(), omfang(bruger)
    ud = [
        Ventet(tekster[x.regel], x.modpart, x.noegle, x.fra, x.til, x.potentiale_oere)
        for x in fundne
        if felt_ in ("", felt(x.regel)) and o.rummer(Sagsomfang(sagskilde_kandidater.fagomraade(x)))
    ]
    return sorted(ud, key=lambda v: (v.modpart, v.regel.kode, v.fra, v.person))


@dataclass(frozen=True)
class Muligheder:
    """What the filters offer: fields, {rule: name} and counterparts of the candidates that somebody may see."""

    felter: tuple[str, ...]
    regler: Mapping[str, str]
    modparter: tuple[str, ...]


def muligheder(k: Kontekst, lager: Sagslager, bruger: Bruger, i_dag: date) -> Muligheder:
    """Those who see no persons choose a field, where no field is small: else the others would tell its sum."""
    poster = inden_for(bruger, alle(k, lager, i_dag))
    pr_felt = {f: len({p.person for p in poster if p.felt == f}) for f in FELTER}
    felter = tuple(f for f, n in pr_felt.items() if n)
    if not ser_personer(bruger):
        return Muligheder(() if skjulte(pr_felt, k.smaacelle_min) else felter, {}, ())
    return Muligheder(
        felter,
        {kode: f"{kode} {navn}" for kode, navn in sorted({(p.regel.kode, p.regel.navn) for p in poster})},
        tuple(sorted({p.modpart for p in poster if p.modpart})),
    )


def _regelsummer(poster: Sequence[Post], minimum: int, personer: bool) -> list[Regelsum]:
    grupper: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for p in poster:
        grupper[p.regel.kode, p.retning].append(p)
    skjul = (
        frozenset()
        if personer
        else skjulte({n: len({p.person for p in g}) for n, g in grupper.items()}, minimum)
    )
    orden = list(regeltekster())
    ud = []
    for noegle in sorted(grupper, key=lambda n: (orden.index(n[0]), n[1])):
        g, vis = grupper[noegle], noegle not in skjul
        uden = sum(p.oere is None for p in g)
        kendte = vis and uden < len(g)
        ud.append(
            Regelsum(
                g[0].regel,
                noegle[1],
                len(g) if vis else -1,
                sum(p.oere or 0 for p in g if p.gruppe not in (USIKKER, SPOERGSMAAL)) if kendte else None,
                sum(p.oere or 0 for p in g if p.gruppe == USIKKER) if kendte else None,
                sum(p.tabt_oere for p in g) if kendte else None,
                uden if vis else 0,
                sum(p.oere or 0 for p in g if p.gruppe == SPOERGSMAAL) if kendte else None,
            )
        )
    return ud


def vaelg(poster: Iterable[Post], valg: Valg) -> list[Post]:
    """The chosen ones."""
    return [
        p
        for p in poster
        if valg.felt in ("", p.felt)
        and valg.regel in ("", p.regel.kode)
        and valg.retning in ("", p.retning)
        and valg.modpart in ("", p.modpart)
        and valg.prioritet in ("", p.prioritet)
        and _har_status(p, valg.status)
    ]


def _har_status(p: Post, status: str) -> bool:
    ny = p.tilstand.kode in ("formodet", "formodning")
    return {
        "aabne": p.tilstand.aaben,
        "nye": ny,
        "igang": p.tilstand.aaben and not ny and not p.rejst,
        "rejst": p.rejst and p.tilstand.aaben,
        "lukkede": not p.tilstand.aaben,
        "alle": True,
    }[status]


def kan_ikke_regnes(poster: Iterable[Post]) -> list[str]:
    """Why rules give no kroner, a sentence per rule with the count; presumptions about residence never have any."""
    grupper: dict[str, list[Post]] = defaultdict(list)
    for p in poster:
        if p.oere is None and p.felt != "registrering":
            grupper[p.regel.kode].append(p)
    return [
        f"{kode} {g[0].regel.navn}: {dansk.antal(len(g), 'fund', 'fund')} uden beløb. {g[0].begrundelse}"
        for kode, g in sorted(grupper.items())
    ]


RETNINGSNAVNE = {TIL_GODE: "Til gode", SKYLDIG: "Skyldig"}
