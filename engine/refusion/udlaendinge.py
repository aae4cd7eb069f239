"""The state's money for refugees: grants under integrationsloven § 45, and 100 % refund of help. Pure.

SEL § 181, BL § 203, LUK § 54 b, INL § 45 and BEK 802/2025 §§ 8–15. Readings (laesninger.md 18–20):

- The introduction period runs five years from the first day we had the responsibility; the basic grant its first three.
- The first month of a stretch counts when it began before the 16th, the last when it lasted beyond the 15th; for the
  basic grant and for the unaccompanied alike. The 18th birthday ends the one and begins the other.
- A result grant belongs to the month in which six months are reached (a test: is passed), at that year's rate; its step
  is decided by the start. Each kind once per person, to the municipality that had the responsibility at the start.
- 100 % refund begins and ends on its day; a month that is partly inside is shared by its days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from engine.fejl import ParameterMangler
from engine.lov.parametre import Lovsamling
from engine.refusion.halv import afrund, foerste_dag, plus_aar
from engine.refusion.sde import ENHED

GRUND, ULEDSAGET, PAR181 = "grundtilskud", "uledsaget", "par181"
JOB, UDDANNELSE, DANSK = "resultat_job", "resultat_uddannelse", "resultat_dansk"
RESULTATER = (JOB, UDDANNELSE, DANSK)
ORDNINGER = (PAR181, GRUND, ULEDSAGET, *RESULTATER)

MED_PROGRAM = "UKRAINE"  # gives the basic grant only while in a programme
MED_GRUNDTILSKUD = frozenset(
    {"UDL7", "UDL8", "UDL9-1-2", "UDL9b", "UDL9c1", "UDL9c3", "AFGHANISTAN", MED_PROGRAM}
)
FULD_REFUSION = MED_GRUNDTILSKUD  # SEL § 181(1), BL § 203(1)
KAN_VAERE_ULEDSAGET = frozenset({"UDL7", "UDL8", "UDL9c3", "UKRAINE"})  # BEK 802/2025 § 9
UDLOEBER_ALDRIG = date(9999, 12, 31)
BOTILBUD = ("107", "108")
DOEGNFRIST = "Frist for døgnophold"
LOEBER = "løber endnu"  # why a period of the timeline ends, when it has not
_MYNDIG = "cro_husstand_barn_alder"
_EN_DAG = timedelta(days=1)


@dataclass(frozen=True)
class Stykke:
    """Days from `fra` to and including `til`."""

    fra: date
    til: date

    def faelles(self, andet: Stykke) -> Stykke | None:
        fra, til = max(self.fra, andet.fra), min(self.til, andet.til)
        return Stykke(fra, til) if fra <= til else None


@dataclass(frozen=True)
class Tilladelse:
    """A permit, and the days on which the municipality has had the responsibility (None: never, or still)."""

    grundlag: str
    dato: date
    gyldig_til: date | None = None
    uledsaget: bool = False
    ansvar_fra: date | None = None
    ansvar_til: date | None = None


@dataclass(frozen=True)
class Job:
    """An employment; `til` is its last day (None: still running)."""

    fra: date
    til: date | None
    timer: Decimal
    ordinaer: bool


@dataclass(frozen=True)
class Uddannelse:
    fra: date
    til: date | None
    kompetencegivende: bool


@dataclass(frozen=True)
class Indsats:
    """A running measure: lov, paragraf, its first and last day. egen: no other municipality pays for it."""

    lov: str
    paragraf: str
    fra: date
    til: date
    egen: bool = True


@dataclass(frozen=True)
class Udlaending:
    """All that decides a person's grants. foraelder_her: the first day a parent had lawful stay, None when never.
    handicapanbragt: a caseworker has said that the placement is because of a considerable and lasting disability."""

    person_noegle: str
    foedt: date | None
    doed: date | None
    tilladelser: tuple[Tilladelse, ...]
    program: tuple[Stykke, ...] = ()
    job: tuple[Job, ...] = ()
    uddannelse: tuple[Uddannelse, ...] = ()
    proever: tuple[tuple[str, date], ...] = ()
    indsatser: tuple[Indsats, ...] = ()
    foraelder_her: date | None = None
    handicapanbragt: bool = False


@dataclass(frozen=True)
class Tilskud:
    """A person's grant in a month ('YYYY-MM'). oere: None when the rate is not known; then `mangler` names it.

    begyndt, naaet: of a result grant the day the work or education began and the day that gave it.
    """

    person_noegle: str
    maaned: str
    ordning: str
    oere: int | None
    hjemmel: str
    begrundelse: str
    mangler: str = ""
    status: str = ""
    begyndt: date | None = None
    naaet: date | None = None


@dataclass(frozen=True)
class Vindue:
    """Days on which the state pays all of some help. paragraffer: of `lov` in force then; None = all help under it."""

    stykke: Stykke
    lov: str
    paragraffer: frozenset[str] | None
    hjemmel: str
    begrundelse: str
    undtaget: frozenset[str] = frozenset()

    def daekker(self, lov: str, paragraf: str) -> bool:
        if any(paragraf == p or paragraf.startswith(f"{p}.") for p in self.undtaget):
            return False
        if lov != self.lov or self.paragraffer is None:
            return lov == self.lov
        if "." not in paragraf and f"{paragraf}.1" in self.paragraffer:
            return True  # a paragraph without stk. is its first
        return any(paragraf == p or paragraf.startswith(f"{p}.") for p in self.paragraffer)

    def dage(self, maaned: str) -> int:
        """How many days of the month it covers."""
        faelles = self.stykke.faelles(maanedens_dage(maaned))
        return (faelles.til - faelles.fra).days + 1 if faelles else 0


@dataclass(frozen=True)
class Periode:
    """A rule that holds for a person from one day to another, for the timeline: what, which days, why it ends."""

    navn: str
    stykke: Stykke
    hjemmel: str
    slutter: str


# --- dates ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def dage_i(maaned: str) -> int:
    return monthrange(int(maaned[:4]), int(maaned[5:7]))[1]


def plus_maaneder(dag: date, antal: int) -> date:
    """The same day so many months on; the first of the next month where that month has no such day."""
    nr = dag.year * 12 + dag.month - 1 + antal
    aar, maaned = divmod(nr, 12)
    if dag.day <= monthrange(aar, maaned + 1)[1]:
        return date(aar, maaned + 1, dag.day)
    return date(aar + (maaned + 1) // 12, (maaned + 1) % 12 + 1, 1)


def maanedens_dage(maaned: str) -> Stykke:
    """The days of a month."""
    fra = foerste_dag(maaned)
    return Stykke(fra, fra + timedelta(days=dage_i(maaned) - 1))


def _sidste_aarsdag(fra: date, aar: int) -> date:
    """The last day of so many years that begin on `fra`."""
    return plus_maaneder(fra, 12 * aar) - _EN_DAG


def _maaneder(stykke: Stykke, foer_dag: int, efter_dag: int) -> Iterator[str]:
    """The months of a stretch: the first only if it began before a day, the last only if it lasted beyond a day."""
    fra = stykke.fra.year * 12 + stykke.fra.month - 1 + (stykke.fra.day >= foer_dag)
    til = stykke.til.year * 12 + stykke.til.month - 1 - (stykke.til.day <= efter_dag)
    for nr in range(fra, til + 1):
        yield f"{nr // 12:04d}-{nr % 12 + 1:02d}"


def samlede(stykker: Iterable[Stykke]) -> list[Stykke]:
    """Stretches that overlap or follow each other day by day are one."""
    ud: list[Stykke] = []
    for s in sorted(stykker, key=lambda s: (s.fra, s.til)):
        if ud and (s.fra <= ud[-1].til or s.fra - ud[-1].til == _EN_DAG):
            ud[-1] = Stykke(ud[-1].fra, max(ud[-1].til, s.til))
        else:
            ud.append(s)
    return ud


# --- the person's periods -------------------------------------------------------------------------------------


def myndig(u: Udlaending, lov: Lovsamling) -> date:
    """The 18th birthday; somebody without a birth date is grown up."""
    if u.foedt is None:
        return date.min
    return plus_aar(u.foedt, int(str(lov.foerste_eller_opslag(_MYNDIG, u.foedt).vaerdi)))


def ansvar(u: Udlaending, grundlag: frozenset[str], sidste: date) -> list[Stykke]:
    """The days on which we had the responsibility under such a permit, up to `sidste` and no longer than life."""
    til = min(sidste, u.doed - _EN_DAG) if u.doed else sidste
    stykker = [
        Stykke(t.ansvar_fra, min(t.ansvar_til or UDLOEBER_ALDRIG, til))
        for t in u.tilladelser
        if t.ansvar_fra is not None and t.grundlag in grundlag
    ]
    return samlede(s for s in stykker if s.fra <= s.til)


def _tal(lov: Lovsamling, navn: str, dag: date) -> int:
    """A number that defines a concept: before its first value the first holds."""
    return int(str(lov.foerste_eller_opslag(navn, dag).vaerdi))


def introduktion(u: Udlaending, lov: Lovsamling) -> Stykke | None:
    """The introduction period: five years from the first day of responsibility (laesninger.md 18)."""
    starter = [t.ansvar_fra for t in u.tilladelser if t.ansvar_fra and t.grundlag in MED_GRUNDTILSKUD]
    if not starter:
        return None
    fra = min(starter)
    return Stykke(fra, _sidste_aarsdag(fra, _tal(lov, "inl_introduktion_aar", fra)))


# --- monthly grants -------------------------------------------------------------------------------------------


def grundtilskud(u: Udlaending, lov: Lovsamling, sidste: date) -> list[Tilskud]:
    """INL § 45(4): per month of the first three years of the introduction period, from the age of 18."""
    forloeb = introduktion(u, lov)
    if forloeb is None:
        return []
    hoejst = _sidste_aarsdag(forloeb.fra, _tal(lov, "inl_grundtilskud_aar", forloeb.fra))
    ramme = Stykke(max(forloeb.fra, myndig(u, lov)), hoejst)
    maaneder: dict[str, Stykke] = {}
    for s in ansvar(u, MED_GRUNDTILSKUD, sidste):
        if faelles := s.faelles(ramme):
            maaneder |= dict.fromkeys(_maaneder(faelles, *_skel(lov, "grund", faelles.fra)), faelles)
    return [
        _maanedens(u, lov, GRUND, m, _GRUNDSATSER, "INL § 45, stk. 4; BEK 802/2025 § 8", _hvorfor_grund(u, s))
        for m, s in sorted(maaneder.items())
        if _i_program(u, m)
    ]


def _skel(lov: Lovsamling, hvad: str, dag: date) -> tuple[int, int]:
    """(first month only before this day, last month only beyond this day)."""
    return (
        _tal(lov, f"inl_{hvad}_foerste_maaned_foer_dag", dag),
        _tal(lov, f"inl_{hvad}_sidste_maaned_efter_dag", dag),
    )


# The higher grant for refugees held in 2017 and 2018; where it has no value the ordinary one is used.
_GRUNDSATSER = ("inl_grundtilskud_flygtninge_kr_md", "inl_grundtilskud_kr_md")


def _i_program(u: Udlaending, maaned: str) -> bool:
    """Whether a permit gives the grant in the month: one for Ukrainians only with a programme in it."""
    dage = maanedens_dage(maaned)
    grundlag = {
        t.grundlag
        for t in u.tilladelser
        if t.grundlag in MED_GRUNDTILSKUD
        and t.ansvar_fra is not None
        and Stykke(t.ansvar_fra, t.ansvar_til or UDLOEBER_ALDRIG).faelles(dage)
    }
    return bool(grundlag - {MED_PROGRAM}) or any(p.faelles(dage) for p in u.program)


def _hvorfor_grund(u: Udlaending, s: Stykke) -> str:
    return f"{_permit(u)} Ansvar fra {s.fra:%d.%m.%Y}; højst de første tre år, fra 18 år."


def _permit(u: Udlaending) -> str:
    t = min((t for t in u.tilladelser if t.grundlag in FULD_REFUSION), key=lambda t: t.dato)
    return f"Ophold efter {t.grundlag} fra {t.dato:%d.%m.%Y}."


def uledsaget(u: Udlaending, lov: Lovsamling, sidste: date) -> list[Tilskud]:
    """INL § 45(8): per month until 18 or a parent's lawful stay."""
    alene = replace(u, tilladelser=tuple(t for t in u.tilladelser if t.uledsaget))
    slut = _alene_til(u, lov)
    ud: dict[str, Stykke] = {}
    for s in ansvar(alene, KAN_VAERE_ULEDSAGET, sidste):
        if faelles := s.faelles(Stykke(date.min, slut)):
            ud |= dict.fromkeys(_maaneder(faelles, *_skel(lov, "uledsaget", faelles.fra)), faelles)
    hjemmel = "INL § 45, stk. 8; BEK 802/2025 § 9"
    hvorfor = "Uledsaget. Ansvar fra {:%d.%m.%Y}, til 18 år eller en forælders lovlige ophold."
    return [
        _maanedens(u, lov, ULEDSAGET, m, ("inl_uledsaget_kr_md",), hjemmel, hvorfor.format(s.fra))
        for m, s in sorted(ud.items())
    ]


def _alene_til(u: Udlaending, lov: Lovsamling) -> date:
    """The last day somebody is an unaccompanied minor."""
    slut = min(myndig(u, lov), u.foraelder_her or UDLOEBER_ALDRIG)
    return slut - _EN_DAG if slut > date.min else date.min


def _maanedens(
    u: Udlaending,
    lov: Lovsamling,
    ordning: str,
    maaned: str,
    satser: Sequence[str],
    hjemmel: str,
    hvorfor: str,
) -> Tilskud:
    """A grant in a month with the first of the rates that has a value then."""
    dag = foerste_dag(maaned)
    for navn in satser:
        try:
            v = lov.opslag(navn, dag)
        except ParameterMangler:
            continue
        oere = int(Decimal(str(v.vaerdi)) * 100)
        return Tilskud(u.person_noegle, maaned, ordning, oere, hjemmel, hvorfor, status=v.status)
    return Tilskud(u.person_noegle, maaned, ordning, None, hjemmel, hvorfor, mangler=satser[-1])


# --- result grants --------------------------------------------------------------------------------------------


def resultat_job(u: Udlaending, lov: Lovsamling, sidste: date) -> Tilskud | None:
    """INL § 45(9) no. 1: an ordinary job of at least six months without a break and 20 hours a week on average."""
    for fra, til, job in _jobforloeb(u.job):
        naaet = _naaet(lov, "inl_job_min_maaneder", fra)
        timer = _gennemsnit(job, Stykke(fra, naaet))
        if til < naaet or timer < _tal(lov, "inl_job_min_timer_uge", fra):
            continue
        hvorfor = f"Ordinært job fra {fra:%d.%m.%Y}, {_timer(timer)} timer om ugen, uafbrudt i seks måneder."
        if t := _resultat(u, lov, sidste, JOB, fra, naaet, "INL § 45, stk. 9, nr. 1", hvorfor):
            return t
    return None


def _jobforloeb(job: Iterable[Job]) -> Iterator[tuple[date, date, list[Job]]]:
    """Unbroken stretches of ordinary work: first day, last day, the jobs in it."""
    ordinaere = sorted((j for j in job if j.ordinaer), key=lambda j: (j.fra, j.til or UDLOEBER_ALDRIG))
    for s in samlede(Stykke(j.fra, j.til or UDLOEBER_ALDRIG) for j in ordinaere):
        yield s.fra, s.til, [j for j in ordinaere if s.fra <= j.fra <= s.til]


def _gennemsnit(job: Iterable[Job], stykke: Stykke) -> Decimal:
    """Hours a week over the days of the stretch."""
    timedage = Decimal(0)
    for j in job:
        if faelles := Stykke(j.fra, j.til or UDLOEBER_ALDRIG).faelles(stykke):
            timedage += j.timer * ((faelles.til - faelles.fra).days + 1)
    return timedage / ((stykke.til - stykke.fra).days + 1)


def _timer(timer: Decimal) -> str:
    return f"{timer.quantize(Decimal('0.1')).normalize():f}".replace(".", ",")


def _naaet(lov: Lovsamling, parameter: str, fra: date) -> date:
    """The last day of the six months that begin on `fra`."""
    return plus_maaneder(fra, _tal(lov, parameter, fra)) - _EN_DAG


def resultat_uddannelse(u: Udlaending, lov: Lovsamling, sidste: date) -> Tilskud | None:
    """INL § 45(9) no. 2: an education that qualifies, kept up for at least six months."""
    for s in samlede(Stykke(x.fra, x.til or UDLOEBER_ALDRIG) for x in u.uddannelse if x.kompetencegivende):
        naaet = _naaet(lov, "inl_udd_min_maaneder", s.fra)
        if s.til < naaet:
            continue
        hvorfor = f"Kompetencegivende uddannelse fra {s.fra:%d.%m.%Y}, fortsat i seks måneder."
        if t := _resultat(u, lov, sidste, UDDANNELSE, s.fra, naaet, "INL § 45, stk. 9, nr. 2", hvorfor):
            return t
    return None


def resultat_dansk(u: Udlaending, lov: Lovsamling, sidste: date) -> Tilskud | None:
    """INL § 45(9) nos. 3–4: a test of Danish passed in the introduction period."""
    for proeve, dag in sorted(u.proever, key=lambda p: (p[1], p[0])):
        hvorfor = f"{proeve} bestået {dag:%d.%m.%Y}."
        if t := _resultat(u, lov, sidste, DANSK, dag, dag, "INL § 45, stk. 9, nr. 3-4", hvorfor):
            return t
    return None


def _resultat(
    u: Udlaending,
    lov: Lovsamling,
    sidste: date,
    ordning: str,
    fra: date,
    naaet: date,
    hjemmel: str,
    hvorfor: str,
) -> Tilskud | None:
    """The grant for what began on `fra`, when we had the responsibility then and six months are over by `sidste`."""
    forloeb = introduktion(u, lov)
    if forloeb is None or naaet > sidste or not forloeb.fra <= fra <= forloeb.til or fra < myndig(u, lov):
        return None
    if not any(s.fra <= fra <= s.til for s in ansvar(u, MED_GRUNDTILSKUD, sidste)) or not _omfattet(u, fra):
        return None
    sent = fra > _sidste_aarsdag(forloeb.fra, _tal(lov, "inl_grundtilskud_aar", forloeb.fra))
    trin = "år 4-5" if sent else "år 1-3"
    tekst = f"{_permit(u)} {hvorfor}" + (
        "" if ordning == DANSK else f" Begyndt i introduktionsperiodens {trin}."
    )
    sats = {
        JOB: f"inl_resultat_job_{'aar4_5' if sent else 'aar1_3'}_kr",
        UDDANNELSE: f"inl_resultat_udd_{'aar4_5' if sent else 'aar1_3'}_kr",
        DANSK: "inl_resultat_dansk_kr",
    }[ordning]
    t = _maanedens(u, lov, ordning, f"{naaet:%Y-%m}", (sats,), hjemmel, tekst)
    return replace(t, begyndt=fra, naaet=naaet)


def _omfattet(u: Udlaending, dag: date) -> bool:
    """Whether the person was under the integration law that day: Ukrainians when a programme had begun."""
    grundlag = {t.grundlag for t in u.tilladelser if t.ansvar_fra and t.ansvar_fra <= dag} & MED_GRUNDTILSKUD
    return bool(grundlag - {MED_PROGRAM}) or any(p.fra <= dag for p in u.program)


def tilskud(u: Udlaending, lov: Lovsamling, sidste: date) -> list[Tilskud]:
    """Every grant of a person up to `sidste`, by month."""
    engangs = (f(u, lov, sidste) for f in (resultat_job, resultat_uddannelse, resultat_dansk))
    alle = [*grundtilskud(u, lov, sidste), *uledsaget(u, lov, sidste), *(t for t in engangs if t)]
    return sorted(alle, key=lambda t: (t.maaned, ORDNINGER.index(t.ordning)))


# --- 100 % refund ---------------------------------------------------------------------------------------------


def vinduer(u: Udlaending, lov: Lovsamling) -> list[Vindue]:
    """The days on which the state pays all of a person's help, and of which help (SEL § 181, BL § 203, LUK § 54 b)."""
    ud: list[Vindue] = []
    if alene := _alene(u, lov):
        ud += _uledsagedes(alene, lov)
    for fra in _meddelt(u):
        ud += _tre_aar(fra, lov)
        ud += _botilbud(u, fra, lov)
        if u.handicapanbragt:
            ud += _handicapanbringelser(u, fra, lov)
    return ud


def _meddelt(u: Udlaending) -> list[date]:
    """The day of each first permit; one that follows before the last has run out is a renewal of it."""
    ud: list[date] = []
    slut = date.min
    for t in sorted((t for t in u.tilladelser if t.grundlag in FULD_REFUSION), key=lambda t: t.dato):
        if not ud or (t.dato > slut and t.dato - slut > _EN_DAG):
            ud.append(t.dato)
        slut = max(slut, t.gyldig_til or UDLOEBER_ALDRIG)
    return ud


_TRE_AAR = (
    # law, list of paragraphs, years, §
    ("SEL", "udl_sel181_paragraffer", "udl_sel181_aar", "SEL § 181, stk. 2"),
    ("BL", "udl_bl203_paragraffer", "udl_bl203_aar", "BL § 203, stk. 2"),
    ("LUK", "udl_luk54b_paragraffer", "udl_luk54b_aar", "LUK § 54 b"),
)


def _tre_aar(fra: date, lov: Lovsamling) -> Iterator[Vindue]:
    """The first three years from the permit, with the list of paragraphs that each stretch of the law has."""
    for navn, liste, aar, hjemmel in _TRE_AAR:
        hele = Stykke(fra, _sidste_aarsdag(fra, _tal(lov, aar, fra)))
        for v in lov.parameter(liste).vaerdier:
            faelles = hele.faelles(Stykke(v.fra, v.til or UDLOEBER_ALDRIG))
            if faelles:
                hvorfor = (
                    f"Opholdstilladelse meddelt {fra:%d.%m.%Y}; fuld refusion til og med {hele.til:%d.%m.%Y}."
                )
                yield Vindue(faelles, navn, _paragraffer(str(v.vaerdi)), hjemmel, hvorfor)


def _paragraffer(liste: str) -> frozenset[str]:
    return frozenset(p.replace(" ", "").strip() for p in liste.split(";") if p.strip())


def _alene(u: Udlaending, lov: Lovsamling) -> Stykke | None:
    """From the permit until 18 or a parent's lawful stay, for somebody who came alone."""
    starter = [t.dato for t in u.tilladelser if t.uledsaget and t.grundlag in FULD_REFUSION]
    if not starter or u.foedt is None:
        return None
    slut = _alene_til(u, lov)
    return Stykke(min(starter), slut) if min(starter) <= slut else None


def _uledsagedes(alene: Stykke, lov: Lovsamling) -> Iterator[Vindue]:
    """All help to somebody who came alone: under serviceloven, and from its day under barnets lov."""
    hvorfor = f"Uledsaget; fuld refusion til og med {alene.til:%d.%m.%Y}."
    for v in lov.parameter("barnets_lov_fra").vaerdier:
        if faelles := alene.faelles(Stykke(v.fra, v.til or UDLOEBER_ALDRIG)):
            navn, hjemmel = (
                ("BL", "BL § 203, stk. 3, nr. 2") if v.vaerdi else ("SEL", "SEL § 181, stk. 3, nr. 2")
            )
            yield Vindue(faelles, navn, None, hjemmel, hvorfor)


def _botilbud(u: Udlaending, meddelt: date, lov: Lovsamling) -> Iterator[Vindue]:
    """SEL § 181(3): a stay under §§ 107–108 that began within two years of the permit, while it goes on."""
    for s in _botilbudsophold(u, meddelt, lov):
        hvorfor = f"Døgnophold fra {s.fra:%d.%m.%Y}, inden 24 måneder efter opholdstilladelsen."
        yield Vindue(s, "SEL", frozenset(BOTILBUD), _BOTILBUD_HJEMMEL, hvorfor)


_BOTILBUD_HJEMMEL = "SEL § 181, stk. 3"


def _botilbudsophold(u: Udlaending, meddelt: date, lov: Lovsamling) -> list[Stykke]:
    senest = plus_maaneder(meddelt, _tal(lov, "udl_sel181_vindue_maaneder", meddelt)) - _EN_DAG
    return [s for s in _i_botilbud(u) if meddelt <= s.fra <= senest]


def _i_botilbud(u: Udlaending) -> list[Stykke]:
    return samlede(
        Stykke(i.fra, i.til) for i in u.indsatser if i.lov == "SEL" and i.paragraf.split(".")[0] in BOTILBUD
    )


_ANBRINGELSER = (
    # law, its paragraphs for a place round the clock (those with a minus are not), days after the permit, §
    ("SEL", "udl_sel181_anbringelser", "udl_sel181_vindue_maaneder", "SEL § 181, stk. 3, nr. 1"),
    ("BL", "udl_bl203_anbringelser", "udl_bl203_vindue_maaneder", "BL § 203, stk. 3, nr. 1"),
)


def _handicapanbringelser(u: Udlaending, meddelt: date, lov: Lovsamling) -> Iterator[Vindue]:
    """BL § 203(3) no. 1: under 18 and placed within 24 months of the permit because of a disability, while it goes on.

    A placement that went on when barnets lov took over from serviceloven is one. That it is because of a considerable
    and lasting disability, and that nobody has managed for two years on their own, is for a person to say.
    """
    for s in handicapophold(u, meddelt, lov):
        hvorfor = f"Anbragt fra {s.fra:%d.%m.%Y} på grund af nedsat funktionsevne, inden 24 måneder efter tilladelsen."
        for navn, liste, _, hjemmel in _ANBRINGELSER:
            for v in lov.parameter(liste).vaerdier:
                if faelles := s.faelles(Stykke(v.fra, v.til or UDLOEBER_ALDRIG)):
                    med, uden = _med_og_uden(str(v.vaerdi))
                    yield Vindue(faelles, navn, med, hjemmel, hvorfor, uden)


def handicapophold(u: Udlaending, meddelt: date, lov: Lovsamling) -> list[Stykke]:
    """The placements that would give full refund if they are because of a disability: what a caseworker is asked of."""
    senest = min(plus_maaneder(meddelt, _vindue_maaneder(lov, meddelt)) - _EN_DAG, myndig(u, lov) - _EN_DAG)
    return [s for s in samlede(_anbragt(u, lov)) if meddelt <= s.fra <= senest]


def _anbragt(u: Udlaending, lov: Lovsamling) -> Iterator[Stykke]:
    """The measures of a place round the clock under the paragraphs in force."""
    for navn, liste, _, _ in _ANBRINGELSER:
        for v in lov.parameter(liste).vaerdier:
            alle = Vindue(Stykke(v.fra, v.til or UDLOEBER_ALDRIG), navn, *_som_vindue(str(v.vaerdi)))
            givne = (
                Stykke(i.fra, i.til)
                for i in u.indsatser
                if alle.daekker(i.lov, i.paragraf) and i.fra <= i.til
            )
            yield from (f for s in givne if (f := s.faelles(alle.stykke)))


def mulige_handicapophold(u: Udlaending, lov: Lovsamling) -> list[Stykke]:
    """`handicapophold` after each first permit."""
    return [s for fra in _meddelt(u) for s in handicapophold(u, fra, lov)] if u.foedt else []


def _vindue_maaneder(lov: Lovsamling, meddelt: date) -> int:
    """24 months in every version of the law since 2018; serviceloven's before barnets lov."""
    bl = _ANBRINGELSER[1][2]
    foerste = lov.parameter(bl).vaerdier[0].fra
    return _tal(lov, bl if meddelt >= foerste else _ANBRINGELSER[0][2], meddelt)


def _med_og_uden(liste: str) -> tuple[frozenset[str], frozenset[str]]:
    alle = _paragraffer(liste)
    uden = frozenset(p[1:] for p in alle if p.startswith("-"))
    return frozenset(p for p in alle if not p.startswith("-")), uden


def _som_vindue(liste: str) -> tuple[frozenset[str], str, str, frozenset[str]]:
    med, uden = _med_og_uden(liste)
    return med, "", "", uden


def daekket_u(
    andel_u: int, lov: str, paragraf: str, maaned: str, vinduer: Sequence[Vindue], dage: Sequence[Stykke] = ()
) -> int:
    """Of a posting's share of a month, in units, what the state pays: by days, each day once.

    dage: the days of the month that the share is for (`hjaelpens_dage`); without them it is for all of them.
    """
    grundlag = samlede(dage) or [maanedens_dage(maaned)]
    aktuelle = [v.stykke for v in vinduer if v.daekker(lov, paragraf)]
    betalte = sum(_antal_dage(g, aktuelle) for g in grundlag)
    return afrund(andel_u * betalte, sum((g.til - g.fra).days + 1 for g in grundlag)) if betalte else 0


def _antal_dage(inden_for: Stykke, stykker: Iterable[Stykke]) -> int:
    faelles = samlede(f for s in stykker if (f := s.faelles(inden_for)))
    return sum((f.til - f.fra).days + 1 for f in faelles)


def hjaelpens_dage(
    indsatser: Sequence[Indsats], lov: str, paragraf: str, maaned: str, periode: Stykke | None
) -> list[Stykke]:
    """The days of a month that a bill is for: those of its period, and of them those on which the help was given.

    periode: the posting's, None for a whole month. A bill of the month in which a stay ended is for the stay's days.
    """
    hele = maanedens_dage(maaned)
    inden_for = (periode.faelles(hele) if periode else None) or hele
    givne = [
        f
        for i in indsatser
        if i.lov == lov and _samme(i.paragraf, paragraf) and i.fra <= i.til
        if (f := Stykke(i.fra, i.til).faelles(inden_for))
    ]
    return samlede(givne) or [inden_for]


def andens_hjaelp(indsatser: Sequence[Indsats], lov: str, paragraf: str, maaned: str) -> bool:
    """Whether another municipality has the duty to pay for the help of the month: the refund is that one's to take
    (BEK 802/2025 § 21), and what we have paid is asked of it."""
    dage = maanedens_dage(maaned)
    givne = [
        i.egen
        for i in indsatser
        if i.lov == lov
        and _samme(i.paragraf, paragraf)
        and i.fra <= i.til
        and Stykke(i.fra, i.til).faelles(dage)
    ]
    return bool(givne) and not any(givne)


def _samme(a: str, b: str) -> bool:
    """Whether two paragraphs are one, or one is under the other."""
    return a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.")


def kantmaaneder(vinduer: Sequence[Vindue]) -> set[str]:
    """The months that some window begins or ends inside: there the days of a bill decide."""
    return {f"{d:%Y-%m}" for v in vinduer for d in (v.stykke.fra, v.stykke.til)}


def hjemmel_for(lov: str, paragraf: str, maaned: str, vinduer: Sequence[Vindue]) -> Vindue | None:
    """The first rule that covers the help in the month."""
    return next((v for v in vinduer if v.daekker(lov, paragraf) and v.dage(maaned)), None)


def paragraf_efter_indsats(
    indsatser: Sequence[Indsats], lov: str, konto: str, maaned: str, samling: Lovsamling
) -> str:
    """The paragraph of a bill whose account alone names one: that of the only help given under the law that month.

    An account can be for several paragraphs (§§ 95 and 96 share one); a measure says which it is. It never says that
    a bill is for what its account is not for: home help to somebody who has nothing but BPA is no BPA.
    """
    dage = maanedens_dage(maaned)
    givne = {
        i.paragraf
        for i in indsatser
        if i.lov == lov and i.fra <= i.til and Stykke(i.fra, i.til).faelles(dage)
    }
    paragraf = givne.pop() if len(givne) == 1 else konto
    mulige = (konto, *_paa_kontoen(samling, dage.fra).get((lov, konto), ()))
    return paragraf if any(paragraf == p or paragraf.startswith(f"{p}.") for p in mulige) else konto


def _paa_kontoen(samling: Lovsamling, dag: date) -> dict[tuple[str, str], tuple[str, ...]]:
    """(law, the account's paragraph) → the other paragraphs that the account is for."""
    return _kontoliste(str(samling.foerste_eller_opslag("udl_konto_paragraffer", dag).vaerdi))


@lru_cache(maxsize=8)
def _kontoliste(liste: str) -> dict[tuple[str, str], tuple[str, ...]]:
    ud = {}
    for led in liste.split(";"):
        konto, _, andre = led.partition(":")
        lov, _, paragraf = konto.strip().partition(" ")
        ud[lov, paragraf] = tuple(p.strip() for p in andre.split(","))
    return ud


def til_oere(u: int) -> int:
    """Units of 1/27.720 øre in whole øre, half away from zero."""
    return afrund(u, ENHED)


_VINDUER = (
    ("udl_sel181_vindue_maaneder", "SEL § 181, stk. 3; BL § 203, stk. 3; ældreloven § 43", "social hjælp"),
    ("udl_las107_vindue_maaneder", "aktivloven § 107, stk. 3; LAB § 202", "forsørgelse"),
)


# --- the timeline ---------------------------------------------------------------------------------------------


def perioder(u: Udlaending, lov: Lovsamling, sidste: date) -> list[Periode]:
    """Which scheme applies from when to when, and why each ends."""
    ud: list[Periode] = []
    forloeb = introduktion(u, lov)
    if forloeb:
        tre = _sidste_aarsdag(forloeb.fra, _tal(lov, "inl_grundtilskud_aar", forloeb.fra))
        ud.append(
            Periode("Introduktionsperiode, år 1-3", Stykke(forloeb.fra, tre), "INL § 16", "efter tre år")
        )
        ud.append(
            Periode(
                "Introduktionsperiode, år 4-5", Stykke(tre + _EN_DAG, forloeb.til), "INL § 16", "efter fem år"
            )
        )
    ud += [
        Periode("Kommunens ansvar", s, "INL § 4", "ansvaret ophørte" if s.til < sidste else LOEBER)
        for s in ansvar(u, MED_GRUNDTILSKUD, sidste)
    ]
    ud += [
        Periode("Program", p, "INL § 16", "programmet sluttede" if p.til < sidste else LOEBER)
        for p in u.program
    ]
    if alene := _alene(u, lov):
        hvorfor = (
            "fylder 18 år" if myndig(u, lov) - _EN_DAG == alene.til else "en forælder har lovligt ophold"
        )
        ud.append(Periode("Uledsaget", alene, "BL § 203, stk. 3, nr. 2", hvorfor))
    for fra in _meddelt(u):
        til = _sidste_aarsdag(fra, _tal(lov, "udl_sel181_aar", fra))
        ud.append(
            Periode("Fuld refusion", Stykke(fra, til), "SEL § 181, BL § 203", "tre år efter tilladelsen")
        )
        ud += [
            Periode(
                f"{DOEGNFRIST}, {navn}",
                Stykke(fra, plus_maaneder(fra, _tal(lov, parameter, fra)) - _EN_DAG),
                hjemmel,
                f"{_tal(lov, parameter, fra)} måneder efter tilladelsen",
            )
            for parameter, hjemmel, navn in _VINDUER
        ]
        ud += [
            Periode("Døgnophold med fuld refusion", s, _BOTILBUD_HJEMMEL, "opholdet sluttede")
            for s in _botilbudsophold(u, fra, lov)
        ]
    return sorted(ud, key=lambda p: (p.stykke.fra, p.navn))
