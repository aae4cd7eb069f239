"""The municipality's own decentral data for the forecast: a template out, a file in, a look before anything is kept.

A file becomes coming events (engine/sager/kommende.py) in one go, and is taken back in one. What did not match a person
or a measure is told with its line; what is on file already is not written twice.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indlaesning import egenfil, talstil
from engine.indlaesning.egenfil import Celle, Egenfil
from engine.indlaesning.talstil import Talkolonne
from engine.lager import sde as sdelager
from engine.rapporter import arbejdsbog
from engine.resultater import borger
from engine.resultater.sde import Kontekst
from engine.sager import kommende
from engine.sager.kommende import Kommende, Ny
from engine.sager.lager import Sagslager
from engine.sager.model import uden_cpr

KOLONNER = {
    "cpr": "Borgerens CPR-nummer",
    "haendelse": "Hvad der vil ske: start, stop, ændring, flytning, dødsfald eller refusionsaftale",
    "dato": "Fra hvilken dato, fx 01-03-2027",
    "indsats_id": "Indsatsens nummer i fagsystemet; kræves ved stop og ændring",
    "beloeb_pr_maaned": "Den nye udgift pr. måned i kroner; kræves ved start og ændring",
    "sandsynlighed": "I procent, 1-100; tom betyder 100",
    "note": "Hvorfra I ved det, uden CPR-nummer",
}
KRAEVEDE = ("cpr", "haendelse", "dato", "note")
TALKOLONNER = ("beloeb_pr_maaned", "sandsynlighed")
_ARTER = {
    "start": "start",
    "stop": "stop",
    "ændring": "aendring",
    "aendring": "aendring",
    "flytning": "flytning",
    "dødsfald": "doed",
    "doed": "doed",
    "død": "doed",
    "refusionsaftale": "refusionsaftale",
}
_DATOFORMER = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})"), (3, 2, 1)),
)
_BELOEB_MAX = Decimal(10_000_000)

KLAR, FEJL, UKENDT, FINDES = "klar", "fejl", "ukendt", "findes"
STATUS = {
    KLAR: "Klar",
    FEJL: "Kan ikke læses",
    UKENDT: "Fandt ingen borger eller indsats",
    FINDES: "Står her allerede",
}


@dataclass(frozen=True)
class Linje:
    """One line of the file. status: a key of STATUS. hvorfor: the sentence that goes with it. ny: what it becomes."""

    nr: int
    status: str
    hvorfor: str
    beloeb_oere: int | None
    ny: Ny | None = None


@dataclass(frozen=True)
class Forhaandsvisning:
    """What a file would do. Nothing is kept. talkolonner: how each column of numbers is written.

    kontrol: a hash of the file and the choices, so that what is kept is what was looked at.
    """

    fil: str
    linjer: tuple[Linje, ...]
    talkolonner: Mapping[str, Talkolonne]
    kontrol: str

    @property
    def skal_vaelges(self) -> tuple[str, ...]:
        """The columns whose style a person has to choose first."""
        return tuple(n for n, t in self.talkolonner.items() if t.skal_vaelges)

    @property
    def kan_gemmes(self) -> bool:
        return bool(self.klar) and not self.skal_vaelges

    @property
    def klar(self) -> tuple[Linje, ...]:
        return tuple(linje for linje in self.linjer if linje.status == KLAR)

    @property
    def personer(self) -> int:
        return len({linje.ny.person_noegle for linje in self.klar if linje.ny})

    def kontroltal(self) -> dict[str, tuple[int, int]]:
        """status -> (lines, øre a month that could be read); they sum to the file's own totals under 'ialt'."""
        ud = dict.fromkeys(STATUS, (0, 0))
        for linje in self.linjer:
            antal, oere = ud[linje.status]
            ud[linje.status] = antal + 1, oere + (linje.beloeb_oere or 0)
        return ud | {"ialt": (len(self.linjer), sum(v[1] for v in ud.values()))}


@dataclass(frozen=True)
class Upload:
    """A file that was kept. i_kraft: how many of its events are not taken back."""

    samling: str
    fil: str
    bruger: str
    tid: datetime
    antal: int
    i_kraft: int
    oere_pr_maaned: int


def skabelon(lavet: datetime) -> bytes:
    """The template as a workbook: one sheet to fill in, one that explains the columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    bog = Workbook()
    ark = bog.active
    ark.title = "Egne data"
    ark.append(list(KOLONNER))
    for kolonne, celle in zip("ABCDEFG", ark[1], strict=True):
        celle.font = Font(bold=True)
        ark.column_dimensions[kolonne].width = 22
    for kolonne in "ADG":  # as text, so that Excel keeps the nought that a CPR number begins with
        for raekke in range(2, 502):
            ark[f"{kolonne}{raekke}"].number_format = "@"
    hjaelp = bog.create_sheet("Forklaring")
    hjaelp.append(["Kolonne", "Hvad der skal stå"])
    for navn, tekst in KOLONNER.items():
        hjaelp.append([navn, tekst])
    hjaelp.column_dimensions["A"].width, hjaelp.column_dimensions["B"].width = 22, 90
    return arbejdsbog.gem(bog, titel="Egne data til prognosen", lavet=lavet)


def forhaandsvis(
    k: Kontekst,
    sagslager: Sagslager,
    bruger: Bruger,
    navn: str,
    indhold: bytes,
    stile: Mapping[str, str],
    i_dag: date,
) -> Forhaandsvisning:
    """Read and match a file. stile: the style a person has chosen for columns that do not tell.

    Errors: AdgangNaegtet; HjemtagFejl for a file that is not the template filled in.
    """
    _kraev(bruger)
    fil = egenfil.laes(navn, indhold, list(KOLONNER), KRAEVEDE)
    talkolonner = {n: _stil(fil, n, stile) for n in TALKOLONNER if n in fil.kolonner}
    findes = Counter(_fingeraftryk(_som_ny(v)) for v in kommende.ventede(sagslager))
    opslag = _Opslag(k, bruger)
    linjer = []
    for nr, raekke in zip(fil.numre, fil.raekker, strict=True):
        linje = _linje(nr, raekke, talkolonner, opslag, i_dag)
        if linje.ny is not None:
            aftryk = _fingeraftryk(linje.ny)
            if findes[aftryk]:
                linje = Linje(nr, FINDES, "Den samme hændelse venter allerede.", linje.beloeb_oere)
            findes[aftryk] += 1  # a line that stands twice in the file is written once
        linjer.append(linje)
    return Forhaandsvisning(fil.navn, tuple(linjer), talkolonner, _kontrol(indhold, talkolonner))


def gem(
    k: Kontekst,
    sagslager: Sagslager,
    bruger: Bruger,
    navn: str,
    indhold: bytes,
    stile: Mapping[str, str],
    kontrol: str,
    nu: datetime,
) -> str:
    """Keep what the look showed as ready. Returns the name of the go.

    kontrol: of the Forhaandsvisning the user saw. Errors: AdgangNaegtet, HjemtagFejl, RettelseAfvist when nothing is
    ready, a style is not chosen, or the file is another than the one that was looked at.
    """
    billede = forhaandsvis(k, sagslager, bruger, navn, indhold, stile, dansk.lokal(nu).date())
    if billede.kontrol != kontrol:
        raise RettelseAfvist("Filen er ændret, siden den blev vist. Se den igennem igen. Intet er gemt.")
    if billede.skal_vaelges:
        raise RettelseAfvist(f"Vælg, hvordan tallene i {billede.skal_vaelges[0]} er skrevet. Intet er gemt.")
    if not billede.klar:
        raise RettelseAfvist("Ingen linjer er klar til at blive gemt. Intet er gemt.")
    samling = secrets.token_hex(8)
    kommende.tilfoej_mange(
        sagslager,
        [linje.ny for linje in billede.klar if linje.ny],
        samling=samling,
        fil=uden_cpr(billede.fil),
        bruger=bruger.navn,
        nu=nu,
    )
    return samling


def traek_tilbage(sagslager: Sagslager, bruger: Bruger, samling: str, begrundelse: str, nu: datetime) -> int:
    """Take a file back, whole. Returns how many events. Errors: AdgangNaegtet, RettelseAfvist."""
    _kraev(bruger)
    return kommende.fjern_samling(sagslager, samling, begrundelse, bruger.navn, nu)


def uploads(sagslager: Sagslager, bruger: Bruger) -> list[Upload]:
    """The files that were kept, the newest first, those taken back too. Errors: AdgangNaegtet."""
    _kraev(bruger)
    i_kraft = Counter(v.samling for v in kommende.ventede(sagslager) if v.samling)
    grupper: dict[str, list[tuple[Kommende, str]]] = {}
    for en, fil in kommende.med_fil(sagslager):
        grupper.setdefault(str(en.samling), []).append((en, fil))
    ud = [
        Upload(
            samling,
            egne[0][1],
            egne[0][0].bruger,
            egne[0][0].tid,
            len(egne),
            i_kraft[samling],
            sum(en.beloeb_oere or 0 for en, _ in egne),
        )
        for samling, egne in grupper.items()
    ]
    return sorted(ud, key=lambda u: (u.tid, u.samling), reverse=True)


def _kraev(bruger: Bruger) -> None:
    for handling in (Handling.INDTAST_HAENDELSE, Handling.SE_PERSON):
        ja, grund = maa(bruger, handling)
        if not ja:
            raise AdgangNaegtet(grund)


def _kontrol(indhold: bytes, talkolonner: Mapping[str, Talkolonne]) -> str:
    valg = ",".join(f"{n}={t.stil}" for n, t in sorted(talkolonner.items()))
    return hashlib.sha256(indhold + b"\x00" + valg.encode()).hexdigest()


# --- one line -------------------------------------------------------------------------------------------------------


def _stil(fil: Egenfil, navn: str, stile: Mapping[str, str]) -> Talkolonne:
    """How the column's texts are written; a choice counts only where the texts do not tell."""
    fundet = talstil.genkend([v if isinstance(v := r.get(navn, ""), str) else "" for r in fil.raekker])
    if fundet.skal_vaelges and stile.get(navn) in talstil.NAVNE:
        return Talkolonne(stile[navn], (), fundet.ugyldige)
    return fundet


class _Opslag:
    """CPR numbers and measures as the user may see them; each asked for once."""

    def __init__(self, k: Kontekst, bruger: Bruger) -> None:
        self.k, self.bruger = k, bruger
        self._personer: dict[str, str | None] = {}
        self._indsatser: dict[str, frozenset[str]] = {}

    def person(self, cpr: str) -> str | None:
        if cpr not in self._personer:
            self._personer[cpr] = self._find(cpr)
        return self._personer[cpr]

    def _find(self, cpr: str) -> str | None:
        fundne = sdelager.personer_ved_cpr(self.k.gen, cpr)
        return fundne[0] if len(fundne) == 1 and borger.synlige(self.k, self.bruger, fundne) else None

    def indsatser(self, noegle: str) -> frozenset[str]:
        if noegle not in self._indsatser:
            self._indsatser[noegle] = frozenset(borger.indsatsnumre(self.k, self.bruger, noegle))
        return self._indsatser[noegle]


def _linje(
    nr: int, raekke: Mapping[str, Celle], tal: Mapping[str, Talkolonne], opslag: _Opslag, i_dag: date
) -> Linje:
    fejl: list[str] = []
    beloeb = _beloeb(raekke.get("beloeb_pr_maaned", ""), tal.get("beloeb_pr_maaned"), fejl)
    pct = _procent(raekke.get("sandsynlighed", ""), tal.get("sandsynlighed"), fejl)
    dato = _dato(raekke.get("dato", ""), fejl)
    cpr = _cpr(raekke.get("cpr", ""), fejl)
    art = _ARTER.get(_tekst(raekke.get("haendelse", "")).lower(), "")
    ny = Ny(
        "",
        art,
        dato or i_dag,
        pct,
        _tekst(raekke.get("indsats_id", "")),
        beloeb,
        _tekst(raekke.get("note", "")),
    )
    fejl += [_UDEN_SKAERM.get(tekst, tekst) for tekst in kommende.mangler(ny, i_dag)]
    if fejl:
        return Linje(nr, FEJL, " ".join(dict.fromkeys(fejl)), beloeb)
    noegle = opslag.person(cpr)
    if noegle is None:
        return Linje(nr, UKENDT, "CPR-nummeret findes ikke blandt de borgere, du må se.", beloeb)
    if ny.indsats_id and ny.indsats_id not in opslag.indsatser(noegle):
        return Linje(nr, UKENDT, "Borgeren har ikke den indsats.", beloeb)
    return Linje(
        nr,
        KLAR,
        "",
        beloeb,
        Ny(noegle, ny.art, ny.dato, ny.sandsynlighed_pct, ny.indsats_id, beloeb, ny.note),
    )


# What the form on the screen asks for, as a file has it.
_UDEN_SKAERM = {
    "Vælg, hvad der vil ske.": f"Kolonnen haendelse skal være {', '.join(list(_ARTER)[:3])}, flytning, dødsfald "
    "eller refusionsaftale.",
    "Vælg den indsats, det gælder.": "Kolonnen indsats_id mangler.",
    "Skriv den nye udgift pr. måned.": "Kolonnen beloeb_pr_maaned mangler eller er negativ.",
    "Skriv, hvorfra I ved det.": "Kolonnen note mangler.",
}


def _tekst(celle: Celle) -> str:
    if isinstance(celle, Decimal):
        return format(celle.normalize(), "f")
    return celle.strip() if isinstance(celle, str) else celle.isoformat()


def _vaerdi(celle: Celle, kolonne: Talkolonne | None) -> Decimal | None:
    """The cell's number; None when it is none or its style is not known."""
    if isinstance(celle, Decimal):
        return celle
    if not isinstance(celle, str):
        return None
    if kolonne is not None and kolonne.stil is not None:
        return talstil.tal(celle, kolonne.stil)
    laest = {talstil.tal(celle, stil) for stil in talstil.NAVNE}
    return laest.pop() if len(laest) == 1 else None


def _beloeb(celle: Celle, kolonne: Talkolonne | None, fejl: list[str]) -> int | None:
    """Whole øre, rounded half up; None for an empty cell."""
    if celle == "":
        return None
    vaerdi = _vaerdi(celle, kolonne)
    if vaerdi is None or abs(vaerdi) > _BELOEB_MAX:
        fejl.append("Beløbet kan ikke læses." if vaerdi is None else "Beløbet er over 10 mio. kr. pr. måned.")
        return None
    return int((vaerdi * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _procent(celle: Celle, kolonne: Talkolonne | None, fejl: list[str]) -> int:
    """Whole percent. Excel's own percent (0,8) is not told from 0,8 %, so a fraction is refused."""
    if celle == "":
        return 100
    vaerdi = _vaerdi(celle, kolonne)
    if vaerdi is None or vaerdi != vaerdi.to_integral_value():
        fejl.append("Sandsynligheden skal være et helt tal fra 1 til 100.")
        return 100
    return int(vaerdi)


def _dato(celle: Celle, fejl: list[str]) -> date | None:
    if isinstance(celle, date):
        return celle
    tekst = _tekst(celle)
    for form, (aar, maaned, dag) in _DATOFORMER:
        if hit := form.fullmatch(tekst):
            try:
                return date(int(hit[aar]), int(hit[maaned]), int(hit[dag]))
            except ValueError:
                break
    fejl.append("Datoen kan ikke læses; skriv den som 01-03-2027.")
    return None


def _cpr(celle: Celle, fejl: list[str]) -> str:
    """Ten digits. A number cell has lost the nought in front."""
    cifre = _tekst(celle).replace("-", "").replace(" ", "")
    if isinstance(celle, Decimal):
        cifre = cifre.zfill(10)
    if not re.fullmatch(r"[0-9]{10}", cifre, re.ASCII):
        fejl.append("CPR-nummeret skal have ti cifre.")
        return ""
    return cifre


def _som_ny(v: Kommende) -> Ny:
    return Ny(v.person_noegle, v.art, v.dato, v.sandsynlighed_pct, v.indsats_id, v.beloeb_oere, v.note)


def _fingeraftryk(ny: Ny) -> tuple[str, str, date, str, int | None]:
    """What makes two events the same: whom, what, when, which measure and how much."""
    return ny.person_noegle, ny.art, ny.dato, ny.indsats_id, ny.beloeb_oere
