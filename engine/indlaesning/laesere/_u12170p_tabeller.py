"""From all U12170-P records of one number to its rows in the five delivery tables.

Readings:
- History marked A (annulled), K (corrected) or Æ (technical) is left out, and so is a row whose start is
  surely after its end. An unknown month or day becomes 01 with the mark; unknown minutes alone are no
  uncertain date.
- `loebenr` follows the clock; where the clock does not tell (newer deliveries have 0000) the row that ends
  first comes first, then the order of the file.
- An exit or disappearance is an address row from its day to the day of return. A first entry has no day of
  exit and gives no row. The country of entry stands on the stay that begins that day. Vejkode 9900-9939 is
  no fixed address, nor are the administrative municipalities 0010-0019 (numbers given for tax reasons).
- SLET of protection and custody is the first day it no longer holds (a protection given for three years on
  02.11.2001 has SLET 02.11.2004), HAENSLUT of a civil status likewise. A status that did not last a day is
  left out.
- Record 016 holds today's custody only. From the first START on the child's records everyone's custody is
  known: a parent without a record has none then. Before it, and for a child without record 016, custody is
  unknown.
- Record 014 (a parent's children) tells no role and gives no relation: the child's own record 015 does.
- An old number (022) without a record 001 of its own becomes a row of `person` with status 60 and the current
  number's name, birth date, sex and protection, so that what is booked on it is found.
- A person without record 001 in the extract is a change: addresses and the like are added by key, but a row
  of `person` cannot be made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from csv import DictReader
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import TypeAlias

from engine import steder
from engine.indlaesning.laesere import Raekke
from engine.indlaesning.laesere._u12170p_felter import Post, dagen_foer, ja_nej, kode, sikkert_efter

UDEN_NAVN = "(uden navn)"

Vaerdier: TypeAlias = dict[str, str | None]
Stykke: TypeAlias = tuple[str, str | None]  # first day ('' = unknown), first day after (None = open)


class Person:
    """All records in use of one number, by type, in the order of the file."""

    def __init__(self, cpr: str, poster: Iterable[tuple[int, str]]) -> None:
        self.cpr = cpr
        self.poster: dict[str, list[Post]] = {}
        for nr, tekst in poster:
            art = tekst[:3]
            if art == "001" and art in self.poster:  # a new record 001 replaces all that came before
                self.poster = {}
            self.poster.setdefault(art, []).append(Post(nr, art, tekst))

    def alle(self, art: str) -> list[Post]:
        return self.poster.get(art, [])

    def sidste(self, art: str) -> Post | None:
        return self.poster[art][-1] if art in self.poster else None

    def historik(self, art: str, start: str, slut: str) -> list[Post]:
        """The history that stands: not annulled, corrected or technical, and not ending before it starts."""
        return [p for p in self.alle(art) if not p["ANNKOR"] and not sikkert_efter(p[start], p[slut])]


def raekker(
    p: Person, produktion: str, komforhtyper: Mapping[str, str], sete_numre: set[str]
) -> Iterator[Raekke]:
    """All rows of one number.

    produktion: ISO date of the extract. komforhtyper: KOMFORHTYP -> type, others are `andet`. sete_numre: the
    numbers that have a row of `person`; replaced numbers without one get theirs and are added.
    """
    yield from _person(p, produktion)
    yield from _gamle_numre(p, produktion, sete_numre)
    yield from _civilstand(p)
    yield from _adresser(p)
    yield from _kommunale_forhold(p, komforhtyper)
    yield from _relationer(p)


def _person(p: Person, produktion: str) -> Iterator[Raekke]:
    grund = p.sidste("001")
    if grund is None:
        return
    statusdato, _ = grund.dato("STATUSHAENSTART")
    statsborger, civil = p.sidste("010"), p.sidste("012")
    gaeldende = kode(grund["PNRGAELD"])
    yield (
        "person",
        grund.nr,
        _stamdata(p, grund, produktion)
        | {
            "cpr": p.cpr,
            "cpr_status": grund["STATUS"] or None,
            "statusdato": statusdato,
            "statsborgerskab": _land(statsborger["LANDEKOD"]) if statsborger else None,
            "doedsdato": statusdato if grund["STATUS"] == "90" else None,
            "gaeldende_cpr": gaeldende if gaeldende != p.cpr else None,
            "civilstand": (civil["CIVST"] or None) if civil else None,
            "aegtefaelle_cpr": kode(civil["AEGTEPNR"]) if civil else None,
        },
    )


def _stamdata(p: Person, grund: Post, produktion: str) -> Vaerdier:
    foedt, usikker = grund.dato("FOED_DT")
    return {
        "navn": _navn(p),
        "foedselsdato": foedt,
        "foedselsdato_usikker": ja_nej(usikker),
        "koen": grund["KOEN"] or None,
        "adressebeskyttelse": ja_nej(any(_beskyttet(post, produktion) for post in p.alle("004"))),
    }


def _navn(p: Person) -> str | None:
    navn, klarskrift = p.sidste("008"), p.sidste("003")
    sammensat = " ".join(navn[led] for led in ("FORNVN", "MELNVN", "EFTERNVN") if navn[led]) if navn else ""
    adresseringsnavn = (navn["ADRNVN"] if navn else "") or (klarskrift["ADRNVN"] if klarskrift else "")
    # The addressing name comes as 'Efternavn,Fornavn' in one of CPR's two variants.
    efternavn, komma, fornavn = adresseringsnavn.partition(",")
    fundet = sammensat or (f"{fornavn.strip()} {efternavn.strip()}" if komma else efternavn)
    # A newborn's record 008 is blank until a name is given; the child must not be set aside for that.
    return fundet or (UDEN_NAVN if navn else None)


def _beskyttet(post: Post, produktion: str) -> bool:
    start, slet = post.dato("START")[0], post.dato("SLET")[0]
    return (
        post["BESKYTTYPE"] == "0001" and (start or "") <= produktion and (slet is None or produktion < slet)
    )


def _gamle_numre(p: Person, produktion: str, sete: set[str]) -> Iterator[Raekke]:
    """Replaced numbers (022) without a record 001 of their own in the file."""
    grund = p.sidste("001")
    if grund is None:
        return
    for post in p.alle("022"):
        gammelt = kode(post["PNR_GAMMEL"])
        if gammelt is None or gammelt in sete:
            continue
        sete.add(gammelt)
        ukendt: Vaerdier = dict.fromkeys(("statsborgerskab", "doedsdato", "civilstand", "aegtefaelle_cpr"))
        yield (
            "person",
            post.nr,
            _stamdata(p, grund, produktion)
            | ukendt
            | {
                "cpr": gammelt,
                "cpr_status": "60",
                "statusdato": post.dato("SLUT")[0],
                "gaeldende_cpr": p.cpr,
            },
        )


def _civilstand(p: Person) -> Iterator[Raekke]:
    for post in [*p.historik("029", "HAENSTART", "HAENSLUT"), *p.alle("012")[-1:]]:
        fra, usikker = post.dato("HAENSTART")
        slut = post.dato("HAENSLUT")[0] if "HAENSLUT" in post else None
        if fra and slut and slut <= fra:  # it did not last a day, and the next status has its key
            continue
        raekke: Vaerdier = {
            "cpr": p.cpr,
            "civilstand": post["CIVST"] or None,
            "aegtefaelle_cpr": kode(post["AEGTEPNR"]),
            "fra": fra,
            "fra_usikker": ja_nej(usikker),
            "til": dagen_foer(slut),
        }
        yield "civilstand", post.nr, raekke


# --- addresses ----------------------------------------------------------------------------------------------

# The records that are stretches of residence: type, field of start, field of end (history only).
_OPHOLD = (
    ("023", "TILFLYDTO", "FRAFLYDTO"),
    ("024", "UDRDTO", "INDRDTO"),
    ("025", "FORSVINDDTO", "GENFINDDTO"),
    ("002", "TILFLYDTO", ""),
    ("005", "UDRDTO", ""),
    ("007", "FORSVINDDTO", ""),
)
_ADRESSEFELTER = (
    "kommunekode",
    "vejkode",
    "husnr",
    "etage",
    "sidedoer",
    "vejnavn",
    "postnr",
    "landekode",
    "indrejse_landekode",
    "lon",
    "lat",
)


def _adresser(p: Person) -> Iterator[Raekke]:
    """The residence timeline, in order; `loebenr` counts the rows that begin on the same day."""
    ophold: list[tuple[tuple[str, str], int, Vaerdier]] = []
    for art, start, slut in _OPHOLD:
        for post in p.historik(art, start, slut) if slut else p.alle(art)[-1:]:
            if art == "024" and not kode(post[start]):  # a first entry: abroad since an unknown day
                continue
            ende = kode(post[slut]) if slut else None
            ophold.append(((post[start], ende or "open"), post.nr, _ophold(p, art, post, start, slut)))
    _saet_indrejseland(p, [raekke for _, _, raekke in ophold])
    ophold.sort(key=lambda o: o[0])
    if ophold:
        _lad_doede_blive(p, ophold[-1][2])
    for _, samme_dag in groupby(ophold, key=lambda o: o[2]["tilflytningsdato"]):
        for loebenr, (_, nr, raekke) in enumerate(samme_dag):
            yield "adresse", nr, raekke | {"loebenr": str(loebenr)}


def _saet_indrejseland(p: Person, ophold: Iterable[Vaerdier]) -> None:
    """The country a person came from, on the stays that begin on the day of an entry (also a first one)."""
    lande = {
        post.dato("INDRDTO")[0]: _land(post["INDR_LANDEKOD"])
        for post in p.historik("024", "UDRDTO", "INDRDTO")
    }
    for raekke in ophold:
        if raekke["type"] in ("bopael", "uden_fast_bopael") and raekke["tilflytningsdato"] in lande:
            raekke["indrejse_landekode"] = lande[raekke["tilflytningsdato"]]


def _ophold(p: Person, art: str, post: Post, start: str, slut: str) -> Vaerdier:
    fra, fra_usikker = post.dato(start)
    til, til_usikker = post.dato(slut) if slut else (None, False)
    if fra and til and til < fra:  # only uncertain dates come here: the certain ones are left out
        til = fra
    raekke: Vaerdier = dict.fromkeys(_ADRESSEFELTER)
    raekke |= {"cpr": p.cpr, "tilflytningsdato": fra, "tilflytningsdato_usikker": ja_nej(fra_usikker)}
    raekke |= {"fraflytningsdato": til, "fraflytningsdato_usikker": ja_nej(til_usikker)}
    if art in ("005", "024"):
        return raekke | {"type": "udrejst", "landekode": _land(post["UDR_LANDEKOD"])}
    if art in ("007", "025"):
        return raekke | {"type": "forsvundet"}
    raekke |= _adressefelter(post)
    return raekke | _vej_og_post(p, post) if art == "002" else raekke


def _adressefelter(post: Post) -> Vaerdier:
    kommune, vej = post["KOMKOD"], post["VEJKOD"]
    uden_bopael = "9900" <= vej <= "9939" or "0010" <= kommune <= "0019"
    return {
        "type": "uden_fast_bopael" if uden_bopael else "bopael",
        "kommunekode": kode(kommune),
        "vejkode": kode(vej),
        "husnr": post["HUSNR"].lstrip("0").upper() or None,
        "etage": post["ETAGE"] or None,
        "sidedoer": post["SIDEDOER"] or None,
    }


def _vej_og_post(p: Person, post: Post) -> Vaerdier:
    """Road name and post code of the current address; 003 is used when it speaks of the same road."""
    klarskrift = p.sidste("003")
    if klarskrift is None or any(klarskrift[navn] != post[navn] for navn in ("KOMKOD", "VEJKOD")):
        return {"vejnavn": post["VEJNVN"] or None}
    return {
        "vejnavn": post["VEJNVN"] or klarskrift["VEJADRNVN"] or None,
        "postnr": kode(klarskrift["POSTNR"]),
    }


def _lad_doede_blive(p: Person, sidste: Vaerdier) -> None:
    """CPR ends the last address on the day of death; here it stays open and `doedsdato` rules."""
    grund = p.sidste("001")
    if grund is None or grund["STATUS"] != "90":
        return
    doed, usikker = grund.dato("STATUSHAENSTART")
    slut = sidste["fraflytningsdato"]
    if doed is None or usikker or slut is None or slut >= doed:
        sidste |= {"fraflytningsdato": None, "fraflytningsdato_usikker": "0"}


# --- the municipality's own codes, parents and custody ------------------------------------------------------


def _kommunale_forhold(p: Person, typer: Mapping[str, str]) -> Iterator[Raekke]:
    for post in p.alle("018"):
        fra, usikker = post.dato("START_DT")
        ciffer, kendetegn = post["KOMFORHTYP"], post["KOMFORHKOD"]
        forhold = typer.get(ciffer, "andet")
        betaler = forhold == "betalingskommune" and kendetegn.isdigit() and 0 < int(kendetegn) < 10_000
        raekke: Vaerdier = {
            "cpr": p.cpr,
            "type": forhold,
            "kommunekode": f"{int(kendetegn):04d}" if betaler else None,
            "kode": (ciffer + kendetegn if forhold == "andet" else kendetegn) or None,
            "fra": fra,
            "fra_usikker": ja_nej(usikker),
            "til": None,
        }
        yield "kommunalt_forhold", post.nr, raekke


_ROLLER = (("mor", "0003", "PNRMOR", "MOR_DT"), ("far", "0004", "PNRFAR", "FAR_DT"))
_INDEHAVERE = ("0003", "0004", "0005", "0006")


@dataclass
class _Myndighed:
    """Record 016 of one child: holder (role or number) -> stretches and record; the days marked uncertain."""

    stykker: dict[str, list[Stykke]] = field(default_factory=dict)
    nr: dict[str, int] = field(default_factory=dict)
    usikre: set[str] = field(default_factory=set)

    def kendt_fra(self) -> str | None:
        """The first day on which the register says who has custody; None = it says nothing."""
        return min((fra for stykker in self.stykker.values() for fra, _ in stykker), default=None)


def _relationer(p: Person) -> Iterator[Raekke]:
    """Parents (015) with custody (016) in stretches, then other holders of custody."""
    grund, foraeldre = p.sidste("001"), p.sidste("015")
    foedt = (grund.dato("FOED_DT")[0] if grund else None) or ""
    myndighed = _laes_myndighed(p, foraeldre, foedt)
    kendt_fra = myndighed.kendt_fra()
    for rolle, reltyp, pnr, dag in _ROLLER if foraeldre else ():
        cpr = kode(foraeldre[pnr]) if foraeldre else None
        if foraeldre is None or cpr is None:
            continue
        fra, usikker = foraeldre.dato(dag)
        usikre = myndighed.usikre | ({fra} if fra and usikker else set())
        for stykke, har in _med_myndighed(fra or foedt, myndighed.stykker.get(reltyp, []), kendt_fra):
            nr = myndighed.nr[reltyp] if har == "1" else foraeldre.nr
            yield "relation", nr, _relation(p.cpr, cpr, rolle, har, stykke, usikre)
    for cpr, stykker in myndighed.stykker.items():
        for stykke in _forenet(stykker) if cpr and cpr not in _INDEHAVERE else ():
            yield "relation", myndighed.nr[cpr], _relation(p.cpr, cpr, "anden", "1", stykke, myndighed.usikre)


def _laes_myndighed(p: Person, foraeldre: Post | None, foedt: str) -> _Myndighed:
    ud = _Myndighed()
    roller = (
        {foraeldre[pnr]: reltyp for _, reltyp, pnr, _ in _ROLLER if kode(foraeldre[pnr])} if foraeldre else {}
    )
    for post in p.alle("016"):
        start, usikker = post.dato("START")
        slet = post.dato("SLET")[0]
        reltyp, fra = post["RELTYP"], start or foedt
        if reltyp not in _INDEHAVERE or (slet and slet <= fra):
            continue
        indehaver = (
            reltyp if reltyp in ("0003", "0004") else roller.get(post["RELPNR"], kode(post["RELPNR"]) or "")
        )
        ud.stykker.setdefault(indehaver, []).append((fra, slet))
        ud.nr[indehaver] = post.nr
        ud.usikre |= {fra} if usikker else set()
    return ud


def _med_myndighed(
    begynd: str, egne: list[Stykke], kendt_fra: str | None
) -> Iterator[tuple[Stykke, str | None]]:
    """A parent's time cut into stretches: unknown before anything is known, then with (1) and without (0)."""
    egne = _forenet(egne)
    nu = min([begynd, *(fra for fra, _ in egne)])
    if kendt_fra is None:
        yield (nu, None), None
        return
    if nu < kendt_fra:
        yield (nu, kendt_fra), None
        nu = kendt_fra
    for fra, slut in egne:
        if nu < fra:
            yield (nu, fra), "0"
        yield (fra, slut), "1"
        if slut is None:
            return
        nu = slut
    yield (nu, None), "0"


def _forenet(stykker: list[Stykke]) -> list[Stykke]:
    """The same days as stretches that neither overlap nor touch, in order."""
    ud: list[Stykke] = []
    for fra, slut in sorted(stykker, key=lambda s: s[0]):
        sidste_fra, sidste_slut = ud[-1] if ud else ("", "")
        if not ud or (sidste_slut is not None and sidste_slut < fra):
            ud.append((fra, slut))
        else:
            ud[-1] = (sidste_fra, None if None in (sidste_slut, slut) else max(sidste_slut or "", slut or ""))
    return ud


def _relation(
    barn: str, foraelder: str, rolle: str, har_myndighed: str | None, stykke: Stykke, usikre: set[str]
) -> Vaerdier:
    fra, slut = stykke
    return {
        "barn_cpr": barn,
        "foraelder_cpr": foraelder,
        "relation": rolle,
        "foraeldremyndighed": har_myndighed,
        "fra": fra or None,
        "fra_usikker": ja_nej(fra in usikre),
        "til": dagen_foer(slut),
    }


# --- countries ----------------------------------------------------------------------------------------------


@cache
def landekoder() -> dict[str, str]:
    """CPR's country code -> ISO 3166 alpha-2, '' for stateless, unknown and groups of countries."""
    with (steder.assets() / "cpr_landekoder.csv").open(encoding="utf-8", newline="") as fil:
        return {raekke["cpr_landekode"]: raekke["landekode"] for raekke in DictReader(fil, delimiter=";")}


def _land(cpr_kode: str) -> str | None:
    return landekoder().get(cpr_kode) or None
