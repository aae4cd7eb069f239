"""Træfsikkerhed: how much of what was planted in the demo is found, and how much of what is found is right.

The truth lies beside the demo's deliveries and is never landed; it is read here alone, and only while every delivery in
use is the demo's. On real data there is no truth: there the decided cases say how often a find held.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.lager import traef as lager
from engine.lager.laes import Generation
from engine.resultater import flyttelister
from engine.resultater import traeftekster as tekster
from engine.resultater.flyttelister import Hit
from engine.resultater.sagskilder import kilder
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import PERIODEKILDER
from engine.resultater.traef import ANDET, INTET, LIGNER, RIGTIG, Dom, Sandt, maal
from engine.resultater.traefkilder import FINDERE, umaalte
from engine.sager import afgoerelser, arter
from engine.sager.lager import Sagslager

STANDARD = Path("demo") / "sandhed.csv"
POSTERINGER = "sandhed_posteringer.csv"
BETALERE = "sandhed_betalere.csv"
HISTORIK = "traefsikkerhed.jsonl"
KENDTE = 0.5  # of the persons of a truth that must be known for it to be of these deliveries
_CPR = re.compile(r"\b\d{10}\b")
_FELTER = ("omraade", "art", "cpr", "fra", "til", "kroner", "kan_findes", "note")


@dataclass(frozen=True)
class Slags:
    """One kind of truth. recall: of all; praecision: of what was found for it, look-alikes against it; None without.

    har_finder: some finder is there for it. fundet_kan: found of those that can be found in the data, kan_oere: their
    amount. Amounts in øre, with their sign.
    """

    omraade: str
    art: str
    antal: int
    fundet: int
    kan_findes: int
    ligner: int
    ligner_fundet: int
    sandt_oere: int
    fundet_oere: int
    har_finder: bool
    fundet_kan: int = 0
    kan_oere: int = 0

    @property
    def titel(self) -> str:
        return tekster.art(self.art)

    @property
    def recall(self) -> float | None:
        return self.fundet / self.antal if self.antal else None

    @property
    def recall_kan(self) -> float | None:
        """Of those that can be found in the data."""
        return self.fundet_kan / self.kan_findes if self.kan_findes else None

    @property
    def praecision(self) -> float | None:
        ialt = self.fundet + self.ligner_fundet
        return self.fundet / ialt if ialt else None

    @property
    def uden_kroner(self) -> bool:
        """Found by a finder that says where and not how much: its kroner are left out of what was found."""
        return self.fundet > 0 and not self.fundet_oere


@dataclass(frozen=True)
class Findertal:
    """One finder: its finds, and what became of them."""

    navn: str
    fund: int
    rigtige: int
    ligner: int
    andet: int
    intet: int

    @property
    def praecision(self) -> float | None:
        return self.rigtige / self.fund if self.fund else None


@dataclass(frozen=True)
class Periodetal:
    """Postings of one source of period: how many months are the right ones. sikkerhed: mean of what was claimed."""

    kilde: str
    antal: int
    rigtige: int
    oere: int
    rigtige_oere: int
    sikkerhed: float

    @property
    def titel(self) -> str:
        return PERIODEKILDER.get(self.kilde, self.kilde)


@dataclass(frozen=True)
class Betalertal:
    """The payer proposed for each hit on Tilflyttere against the one its story in the demo tells: the right one (also
    where both leave it open), another, left to a person though the story tells it; uden: hits no story tells of."""

    rigtige: int
    forkerte: int
    aabne: int
    uden: int

    @property
    def fortalt(self) -> int:
        return self.rigtige + self.forkerte + self.aabne

    @property
    def andel(self) -> float | None:
        return self.rigtige / self.fortalt if self.fortalt else None


@dataclass(frozen=True)
class Umaalt:
    """Hits of a mover list that are in neither recall nor precision: the list, the reasons as keys of AARSAGER."""

    liste: str
    aarsager: tuple[str, ...]
    antal: int

    @property
    def titel(self) -> str:
        return ", ".join(flyttelister.AARSAGER[a] for a in self.aarsager)


@dataclass(frozen=True)
class Traef:
    """The measure of one generation. overset and lignende hold person keys: for those who may see persons only."""

    generation: str
    sandhed: str
    slags: tuple[Slags, ...]
    findere: tuple[Findertal, ...]
    perioder: tuple[Periodetal, ...]
    overset: tuple[Sandt, ...] = field(repr=False)
    lignende: tuple[Dom, ...] = field(repr=False)
    forkerte: tuple[Dom, ...] = field(repr=False)
    betaler: Betalertal | None = None
    umaalte: tuple[Umaalt, ...] = ()

    def i(self, omraade: str = "alle", kun: str = "alle") -> list[Slags]:
        """The kinds of one area or all; kun: alle, med (a finder is there), uden."""
        med = {"alle": (True, False), "med": (True,), "uden": (False,)}[kun]
        return [s for s in self.slags if omraade in ("alle", s.omraade) and s.har_finder in med]


# --- the truth --------------------------------------------------------------------------------------------------


def sandhedsfil(ind: Indstillinger) -> Path:
    """Where the truth lies: the setting `sandhed`, else demo/sandhed.csv in the data directory."""
    if ind.sandhed:
        return Path(ind.sandhed).expanduser()
    return ind.hjem / STANDARD


def findes(ind: Indstillinger, gen: Generation) -> bool:
    """Whether there is a truth for this generation: all its deliveries are the demo's, and the file is there."""
    return gen.demo and sandhedsfil(ind).is_file()


def laes_sandhed(sti: Path, gen: Generation) -> tuple[list[Sandt], str]:
    """(the rows, a mark of the file's content). Errors: HjemtagFejl for a file that is no truth of this warehouse."""
    raa = sti.read_bytes()
    linjer = list(csv.DictReader(raa.decode("utf-8").splitlines(), delimiter=";"))
    if not linjer or not set(_FELTER) <= set(linjer[0]):
        raise HjemtagFejl(
            f"{sti.name} er ikke en sandhedsfil fra 'hjemtag demo'. Ret indstillingen 'sandhed'."
        )
    numre = {c for r in linjer for c in r["cpr"].split()}
    noegler = lager.noegler(gen, sorted(numre))
    if len(noegler) < len(numre) * KENDTE:
        raise HjemtagFejl(
            f"{sti.name} hører til andre demodata end dem, der er indlæst: de fleste af dens personer er ukendte. "
            "Ret indstillingen 'sandhed', eller indlæs de leverancer, filen ligger ved siden af."
        )
    rk = [_sandt(nr, r, noegler) for nr, r in enumerate(linjer)]
    return rk, hashlib.sha256(raa).hexdigest()[:12]


def _sandt(nr: int, r: dict[str, str], noegler: dict[str, str]) -> Sandt:
    return Sandt(
        nr,
        r["omraade"],
        r["art"],
        tuple(noegler[c] for c in r["cpr"].split() if c in noegler),
        r["fra"][:7],
        r["til"][:7],
        _oere(r["kroner"]),
        r["kan_findes"] == "1",
        _CPR.sub(lambda m: dansk.maskeret_cpr(m[0]), r["note"]),
        r.get("ligner", ""),
        tuple(r.get("posteringer", "").split()),
    )


def _oere(kroner: str) -> int:
    helt, _, rest = kroner.lstrip("-").partition(".")
    oere = int(helt or 0) * 100 + int(rest.ljust(2, "0")[:2] or 0)
    return -oere if kroner.startswith("-") else oere


# --- measuring --------------------------------------------------------------------------------------------------


def beregn(ind: Indstillinger, k: Kontekst) -> Traef:
    """Every finder's finds against the truth. Errors: HjemtagFejl when there is no truth to measure against."""
    sti = sandhedsfil(ind)
    if not findes(ind, k.gen):
        raise HjemtagFejl(f"Der er ingen plantet sandhed til {k.gen.navn}. Den ventes i {sti}.")
    sandt, maerke = laes_sandhed(sti, k.gen)
    fundet: dict[int, int] = {}
    domme: list[Dom] = []
    findere = []
    for f in FINDERE:
        m = maal(list(f.fund(k)), sandt, f.arter, samme_maaneder=f.samme_maaneder)
        for nr, oere in m.fundet.items():
            fundet[nr] = max(fundet.get(nr, 0), oere, key=abs)
        if f.er_regel:
            domme += m.domme
            tal = (m.antal(s) for s in (RIGTIG, LIGNER, ANDET, INTET))
            findere.append(Findertal(f.navn, len(m.domme), *tal))
    ramte_lignende = {s.nr for d in domme if d.slags == LIGNER for s in d.sandt}
    ægte = [s for s in sandt if not s.ligner]
    return Traef(
        k.gen.navn,
        maerke,
        tuple(_slags(sandt, fundet, ramte_lignende)),
        tuple(findere),
        tuple(_perioder(sti.parent / POSTERINGER, k.gen)),
        tuple(sorted((s for s in ægte if s.nr not in fundet), key=lambda s: (-abs(s.oere), s.nr))),
        tuple(d for d in domme if d.slags == LIGNER),
        tuple(d for d in domme if d.slags in (ANDET, INTET)),
        _betaler(sti.parent / BETALERE, k),
        tuple(Umaalt(liste, aarsager, n) for (liste, aarsager), n in sorted(umaalte(k).items())),
    )


def for_art(ind: Indstillinger, k: Kontekst, finder: str, art: str) -> tuple[int, int, int, int] | None:
    """(right finds, finds, truths found, truths) of one kind by its finder alone; None without a truth of it."""
    if not findes(ind, k.gen):
        return None
    sandt, _ = laes_sandhed(sandhedsfil(ind), k.gen)
    valgt = next(f for f in FINDERE if f.navn == finder)
    m = maal(
        [f for f in valgt.fund(k) if f.art in ("", art)], sandt, [art], samme_maaneder=valgt.samme_maaneder
    )
    alle = sum(s.art == art and not s.ligner for s in sandt)
    return (m.antal(RIGTIG), len(m.domme), len(m.fundet), alle) if alle and m.domme else None


def i_kroner(slags: Iterable[Slags]) -> list[Slags]:
    """The kinds whose finder reckons in kroner."""
    return [s for s in slags if s.har_finder and not s.uden_kroner]


def _slags(sandt: Sequence[Sandt], fundet: dict[int, int], ramte: set[int]) -> Iterable[Slags]:
    med_finder = {a for f in FINDERE for a in f.arter}
    noegler = sorted({(s.omraade, s.ligner or s.art) for s in sandt}, key=_orden)
    for omraade, art in noegler:
        egne = [s for s in sandt if s.omraade == omraade and s.art == art]
        lignende = [s for s in sandt if s.omraade == omraade and s.ligner == art]
        yield Slags(
            omraade,
            art,
            len(egne),
            sum(s.nr in fundet for s in egne),
            sum(s.kan_findes for s in egne),
            len(lignende),
            sum(s.nr in ramte for s in lignende),
            sum(s.oere for s in egne),
            sum(fundet.get(s.nr, 0) for s in egne),
            art in med_finder,
            sum(s.kan_findes and s.nr in fundet for s in egne),
            sum(s.oere for s in egne if s.kan_findes),
        )


def _betaler(sti: Path, k: Kontekst) -> Betalertal | None:
    """The proposals of Tilflyttere against the file beside the truth; None when the demo was made without it."""
    if not sti.is_file():
        return None
    linjer = list(csv.DictReader(sti.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    noegler = lager.noegler(k.gen, sorted({r["cpr"] for r in linjer}))
    sande = {(noegler[r["cpr"]], r["dato"][:7]): r["betalingskommune"] for r in linjer if r["cpr"] in noegler}
    return betalertal(flyttelister.tilflyttere(k), sande)


def betalertal(hits: Iterable[Hit], sande: dict[tuple[str, str], str]) -> Betalertal:
    """sande: (person, month of the move) → who truly pays, '' where the law leaves it open."""
    n = dict.fromkeys(("rigtige", "forkerte", "aabne", "uden"), 0)
    for h in hits:
        sand = sande.get((h.person_noegle, f"{h.dato:%Y-%m}"))
        foreslaaet = (h.afgoerelse and h.afgoerelse.kommunekode) or ""
        if sand is None:
            n["uden"] += 1
        elif foreslaaet == sand:
            n["rigtige"] += 1
        else:
            n["forkerte" if foreslaaet else "aabne"] += 1
    return Betalertal(**n)


def _orden(noegle: tuple[str, str]) -> tuple[int, int]:
    omraader, kinds = list(tekster.OMRAADER), list(tekster.ARTER)
    omraade, art = noegle
    return (
        omraader.index(omraade) if omraade in omraader else len(omraader),
        kinds.index(art) if art in kinds else len(kinds),
    )


def _perioder(sti: Path, gen: Generation) -> Iterable[Periodetal]:
    """The used months of each posting against the true ones, by the source of the period."""
    if not sti.is_file():
        return
    noegle = ["kilde", "regnskabsaar", "bilagsnr", "linjenr"]
    sand = pd.read_csv(sti, sep=";", dtype=str, keep_default_na=False)
    sand = sand.astype({"regnskabsaar": "int64", "linjenr": "int64"})
    p = lager.perioder(gen).merge(sand[[*noegle, "periode_fra", "periode_til"]], on=noegle)
    p["ret"] = (p["fra"] == p["periode_fra"].str[:7]) & (p["til"] == p["periode_til"].str[:7])
    p["stoer"] = p["beloeb_oere"].abs()
    for kilde in PERIODEKILDER:
        g = p[p["periode_kilde"] == kilde]
        if len(g):
            rette = int(g["stoer"][g["ret"]].sum())
            tal = (len(g), int(g["ret"].sum()), int(g["stoer"].sum()), rette, float(g["sikkerhed"].mean()))
            yield Periodetal(kilde, *tal)


# --- sums and the sentence ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sum:
    """Over some kinds: truths and found, look-alikes and found, kroner both ways without sign."""

    antal: int
    fundet: int
    kan_findes: int
    ligner: int
    ligner_fundet: int
    sandt_oere: int
    fundet_oere: int
    fundet_kan: int
    kan_oere: int

    @property
    def recall(self) -> float | None:
        return self.fundet / self.antal if self.antal else None


def summen(slags: Sequence[Slags]) -> Sum:
    return Sum(
        antal=sum(s.antal for s in slags),
        fundet=sum(s.fundet for s in slags),
        kan_findes=sum(s.kan_findes for s in slags),
        ligner=sum(s.ligner for s in slags),
        ligner_fundet=sum(s.ligner_fundet for s in slags),
        sandt_oere=sum(abs(s.sandt_oere) for s in slags),
        fundet_oere=sum(abs(s.fundet_oere) for s in slags),
        fundet_kan=sum(s.fundet_kan for s in slags),
        kan_oere=sum(abs(s.kan_oere) for s in slags),
    )


def praecision(t: Traef) -> float | None:
    """The share of all finds that hit a truth they are there for."""
    ialt = sum(f.fund for f in t.findere)
    return sum(f.rigtige for f in t.findere) / ialt if ialt else None


def saetning(t: Traef) -> str:
    """The page's answer: what is found, how much is right, and what nobody looks for yet."""
    alle, med = summen(t.i()), summen(t.i(kun="med"))
    uden = len([s for s in t.i(kun="uden") if s.antal])
    rigtige = praecision(t)
    dele = [
        f"Hjemtag finder {dansk.tal(alle.fundet)} af de {dansk.tal(alle.antal)} fejl, der er plantet i demodata "
        f"({dansk.procent(alle.recall, 0)})"
    ]
    if med.antal:
        dele.append(f"og {dansk.procent(med.recall, 0)} af dem, der er en regel for")
    ud = " ".join(dele) + "."
    if rigtige is not None:
        ud += f" {dansk.procent(rigtige, 0)} af fundene er rigtige."
    if uden:
        ud += f" {dansk.antal(uden, 'slags har', 'slags har')} ingen regel endnu og tæller som overset."
    return ud


def saetning_betaler(b: Betalertal) -> str:
    """How often the proposed payer is the true one, in words."""
    ialt = b.fortalt + b.uden
    hvem = f"{dansk.tal(b.fortalt)} af {dansk.antal(ialt, 'fund', 'fund')} på Tilflyttere"
    if not b.fortalt:
        return f"For {hvem} kendes den rigtige betalingskommune, så forslagene kan ikke måles."
    return (
        f"For {hvem} kendes den rigtige betalingskommune. {dansk.tal(b.rigtige)} "
        f"({dansk.procent(b.andel, 0)}) af dem har fået den foreslået."
    )


# --- from build to build ------------------------------------------------------------------------------------------


def gem(ind: Indstillinger, k: Kontekst) -> bool:
    """Adds the figures of this generation to the history, once. False when there is no truth or it is there already."""
    if not findes(ind, k.gen) or any(r["generation"] == k.gen.navn for r in historik(ind)):
        return False
    t = beregn(ind, k)
    linje = {
        "generation": k.gen.navn,
        "bygget": k.gen.bygget.isoformat(),
        "kode": k.gen.kode_version,
        "lov": k.lov.version,
        "sandhed": t.sandhed,
        "slags": [asdict(s) for s in t.slags],
        "findere": [asdict(f) for f in t.findere],
        "perioder": [asdict(p) for p in t.perioder],
        "betaler": asdict(t.betaler) if t.betaler else None,
        "umaalte": [asdict(u) for u in t.umaalte],
    }
    with (ind.hjem / HISTORIK).open("a", encoding="utf-8") as fil:
        fil.write(json.dumps(linje, ensure_ascii=False) + "\n")
    return True


def historik(ind: Indstillinger) -> list[dict[str, Any]]:
    """What was measured at each build, oldest first; counts and kroner, no persons. A broken line is passed over."""
    try:
        linjer = (ind.hjem / HISTORIK).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    ud = []
    for linje in linjer:
        try:
            ud.append(json.loads(linje))
        except json.JSONDecodeError:
            continue
    return ud


@dataclass(frozen=True)
class Forskel:
    """A kind whose recall or look-alikes changed since the build before."""

    slags: Slags
    foer_fundet: int
    foer_antal: int
    foer_ligner: int


def siden_sidst(ind: Indstillinger, t: Traef) -> tuple[str, list[Forskel]] | None:
    """(the build before with the same truth, what changed since it), None when there is none to compare with."""
    foer = [r for r in historik(ind) if r["generation"] < t.generation and r["sandhed"] == t.sandhed]
    if not foer:
        return None
    sidste = foer[-1]
    gamle = {(s["omraade"], s["art"]): s for s in sidste["slags"]}
    ud = []
    for s in t.slags:
        g = gamle.get((s.omraade, s.art))
        if g and (g["fundet"], g["antal"], g["ligner_fundet"]) != (s.fundet, s.antal, s.ligner_fundet):
            ud.append(Forskel(s, g["fundet"], g["antal"], g["ligner_fundet"]))
    return str(sidste["generation"]), ud


# --- persons ------------------------------------------------------------------------------------------------------


def maa_se_personer(bruger: Bruger) -> bool:
    """The misses are of every field of work at once: for those who see every person of the municipality."""
    return maa(bruger, Handling.SE_PERSON)[0] and not bruger.fagomraader and not bruger.organisationer


def oversete(t: Traef, bruger: Bruger, omraade: str = "alle", kun: str = "alle") -> list[Sandt]:
    """The truths nobody found, the largest first. Errors: AdgangNaegtet."""
    _kraev(bruger)
    valgte = {(s.omraade, s.art) for s in t.i(omraade, kun)}
    return [s for s in t.overset if (s.omraade, s.art) in valgte]


def lignende(t: Traef, bruger: Bruger, omraade: str = "alle") -> list[Sandt]:
    """The look-alikes that were found all the same. Errors: AdgangNaegtet."""
    _kraev(bruger)
    fundne = {s.nr: s for d in t.lignende for s in d.sandt}
    return [s for s in fundne.values() if omraade in ("alle", s.omraade)]


def _kraev(bruger: Bruger) -> None:
    if not maa_se_personer(bruger):
        raise AdgangNaegtet(
            "Listen omfatter personer i alle fagområder og vises kun for økonomer og revisor."
        )


# --- real data: what people decided -------------------------------------------------------------------------------

BEKRAEFTET: dict[str, frozenset[str]] = {
    "sde": frozenset({"klar", "anmodet", "afregnet"}),
    "mellemkommunal": frozenset(
        {"tilsagn_givet", "tilsagn_delvist", "faktureret", "betalt", "tilsagn_ophoert"}
    ),
    "udflytning": frozenset(
        {
            *("flyttet_i_kommunen", "flyttet_til_anden_kommune", "udrejst_kendt_land", "udrejst_ukendt_land"),
            *("uden_fast_bopael", "forsvundet", "oversendt_anden_kommune", "kontrolgruppe"),
        }
    ),
    "moms": frozenset({"godkendt", "omposteret", "afregnet"}),
    "fraflytning": frozenset({"stoppet", "opkraevet", "betalt"}),
    "udlaendinge": frozenset({"klar", "anmodet", "afregnet"}),
}
"""Kind of case → the states that say that the find held."""
AFKRAEFTET: dict[str, frozenset[str]] = {
    "sde": frozenset({"ikke_ret"}),
    "mellemkommunal": frozenset({"ikke_ret"}),
    "udflytning": frozenset({"uaendret", "ophaevet"}),
    "moms": frozenset({"ikke_ret", "tilbagefoert"}),
    "fraflytning": frozenset({"ikke_ret"}),
    "udlaendinge": frozenset({"ikke_ret"}),
}
UDEN_UDFALD = frozenset({"foraeldet", "gennemset"})
"""Closed, and nobody has said whether the find held."""


@dataclass(frozen=True)
class Udfald:
    """The decided cases of one rule: held, did not hold; what was expected and what was recognised, in øre."""

    regel: str
    titel: str
    bekraeftet: int
    afkraeftet: int
    anerkendt_oere: int
    modtaget_oere: int

    @property
    def afgjorte(self) -> int:
        return self.bekraeftet + self.afkraeftet

    @property
    def traef(self) -> float | None:
        return self.bekraeftet / self.afgjorte if self.afgjorte else None


def afgjorte(sagslager: Sagslager) -> list[Udfald]:
    """The outcomes of decided cases per kind of case and rule, the most decided first."""
    navne = {(kilde.art, r): navn for kilde in kilder() for r, navn in kilde.regler.items()}
    grupper: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for sag in afgoerelser.alle_sager(sagslager).values():
        art, tilstand = str(sag["art"]), sag["tilstand"]
        if tilstand in BEKRAEFTET.get(art, ()) or tilstand in AFKRAEFTET.get(art, ()):
            regel = str((sag["om"] or {}).get("regel") or "")
            grupper.setdefault((art, regel), []).append(dict(sag))
    ud = [
        Udfald(
            regel,
            navne.get((art, regel), arter.find(art).navn),
            sum(s["tilstand"] in BEKRAEFTET[art] for s in sager),
            sum(s["tilstand"] in AFKRAEFTET[art] for s in sager),
            sum(s["anerkendt_oere"] or 0 for s in sager),
            sum(s["modtaget_oere"] or 0 for s in sager),
        )
        for (art, regel), sager in grupper.items()
    ]
    return sorted(ud, key=lambda u: (-u.afgjorte, u.regel))


def saetning_afgjorte(udfald: Sequence[Udfald]) -> str:
    """What the decided cases say, in one sentence."""
    ialt, holdt = sum(u.afgjorte for u in udfald), sum(u.bekraeftet for u in udfald)
    if not ialt:
        return "Ingen sager er afgjort endnu, så det kan ikke siges, hvor ofte fundene holder."
    andel = dansk.procent(holdt / ialt, 0)
    return f"{dansk.tal(holdt)} af {dansk.antal(ialt, 'afgjort sag', 'afgjorte sager')} holdt ({andel})."
