"""The municipality's own decentral data for the forecast: a template out, a file in, a look before anything is kept.

A file becomes coming events (engine/sager/kommende.py) in one go, and is taken back in one. What did not match a person
or a measure is told with its line; what is on file already is not written twice. egnelinjer.py reads the lines.
"""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine import dansk
from engine.adgang import Bruger, Handling, maa, omfang
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indlaesning import egenfil
from engine.indlaesning.talstil import Talkolonne
from engine.prognose.haendelser import Haendelse
from engine.rapporter import arbejdsbog
from engine.resultater import egnelinjer, prognose
from engine.resultater.egnelinjer import (
    FEJL,
    FINDES,
    KLAR,
    KOLONNER,
    KRAEVEDE,
    STATUS,
    TALKOLONNER,
    UKENDT,
    Linje,
)
from engine.resultater.sde import Kontekst
from engine.sager import kommende
from engine.sager.kommende import Kommende, Ny
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_loglinjer
from engine.sager.model import uden_cpr

__all__ = ["FEJL", "FINDES", "KLAR", "KOLONNER", "KRAEVEDE", "STATUS", "UKENDT", "Linje"]


@dataclass(frozen=True)
class Forhaandsvisning:
    """What a file would do. Nothing is kept. talkolonner: how each column of numbers is written.

    kontrol: a hash of the file and the choices, so that what is kept is what was looked at. egen_sum: line and øre of
    the file's own sum line, when it has one.
    """

    fil: str
    linjer: tuple[Linje, ...]
    talkolonner: Mapping[str, Talkolonne]
    kontrol: str
    egen_sum: tuple[int, int | None] | None = None

    @property
    def skal_vaelges(self) -> tuple[str, ...]:
        """The columns whose style a person has to choose first."""
        return tuple(n for n, t in self.talkolonner.items() if t.skal_vaelges)

    @property
    def kan_gemmes(self) -> bool:
        return bool(self.klar) and not self.skal_vaelges and not self.stemmer_ikke()

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

    def stemmer_ikke(self, antal: int | None = None, oere: int | None = None) -> list[str]:
        """Where the control totals are not what the file's own sum line says, or the user has typed; as sentences."""
        linjer, ialt = self.kontroltal()["ialt"]
        ud = []
        if self.egen_sum is not None and self.egen_sum[1] != ialt:
            nr, egen = self.egen_sum
            siger = "kan ikke læses" if egen is None else f"er {dansk.kroner(egen, oere_vist=True)}"
            ud.append(
                f"Filens egen sum i linje {nr} {siger}, men linjerne giver {dansk.kroner(ialt, oere_vist=True)} "
                "Ret summen eller de linjer, hvor beløbet ikke kan læses."
            )
        if antal is not None and antal != linjer:
            ud.append(f"Du ventede {dansk.tal(antal)} linjer, men filen har {dansk.tal(linjer)}.")
        if oere is not None and oere != ialt:
            ventet, er = dansk.kroner(oere, oere_vist=True), dansk.kroner(ialt, oere_vist=True)
            ud.append(f"Du ventede {ventet} pr. måned, men linjerne giver {er}")
        return ud


@dataclass(frozen=True)
class Upload:
    """A file that was kept. i_kraft: how many of its events are not taken back. trukket: who took the last back, when
    and why, where any is."""

    samling: str
    fil: str
    bruger: str
    tid: datetime
    antal: int
    personer: int
    i_kraft: int
    oere_pr_maaned: int
    trukket: tuple[str, datetime, str] | None


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


def skabelon_csv() -> bytes:
    """The template as a CSV file that Danish Excel opens in columns: the header and nothing else."""
    ud = io.StringIO()
    csv.writer(ud, delimiter=";", lineterminator="\r\n").writerow(KOLONNER)
    return ud.getvalue().encode("utf-8-sig")


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
    talkolonner = {n: egnelinjer.stil(fil, n, stile) for n in TALKOLONNER if n in fil.kolonner}
    raekker = list(zip(fil.numre, fil.raekker, strict=True))
    egen_sum = None
    if egnelinjer.er_sumlinje(raekker[-1][1]):
        nr, raekke = raekker.pop()
        egen_sum = nr, egnelinjer.sum_oere(raekke, talkolonner)
    udkast = [egnelinjer.laes(nr, raekke, talkolonner, i_dag) for nr, raekke in raekker]
    opslag = egnelinjer.slaa_op(k, bruger, (u.cpr for u in udkast if u.cpr))
    venter: set[tuple[object, ...]] = {kommende.aftryk(v) for v in kommende.ventede(sagslager)}
    linjer = tuple(egnelinjer.match(u, opslag, venter) for u in udkast)
    return Forhaandsvisning(fil.navn, linjer, talkolonner, _kontrol(indhold, talkolonner), egen_sum)


def noter_set(sagslager: Sagslager, bruger: Bruger, billede: Forhaandsvisning, nu: datetime) -> None:
    """Log that a file has been held against persons, before the answer is shown; one line with all of them."""
    personer = sorted({linje.ny.person_noegle for linje in billede.linjer if linje.ny})
    detaljer = {"linjer": len(billede.linjer)}
    genstand = f"egne data {billede.kontrol[:16]}"
    linje = Loglinje(bruger.navn, "egne_data_set", genstand, None, "Prognose", detaljer, personer)
    skriv_loglinjer(sagslager, [linje], nu)


def virkning(
    k: Kontekst,
    bruger: Bruger,
    nye: Sequence[Ny] = (),
    uden_samling: str = "",
    *,
    antal: int = prognose.ANTAL,
) -> dict[int, tuple[int, int]]:
    """Year -> expected net in øre of the base now, and with more events or without those of a file.

    Errors: AdgangNaegtet, HjemtagFejl where no forecast can be made.
    """
    _kraev(bruger)
    nu = datetime.min
    flere = [
        Kommende(
            0,
            n.person_noegle,
            n.art,
            n.dato,
            n.sandsynlighed_pct,
            n.indsats_id,
            n.beloeb_oere,
            n.note,
            "",
            nu,
        )
        for n in nye
    ]
    blivende = [v for v in k.ventede if not uden_samling or v.samling != uden_samling]
    efter = replace(k, ventede=(*blivende, *flere))
    foer_p, efter_p = (prognose.beregn(x, antal=antal) for x in (k, efter))
    return {
        aar: (prognose.netto(foer_p.udfald, n), prognose.netto(efter_p.udfald, n))
        for n, aar in enumerate(foer_p.aar)
    }


def gem(
    k: Kontekst,
    sagslager: Sagslager,
    bruger: Bruger,
    navn: str,
    indhold: bytes,
    stile: Mapping[str, str],
    kontrol: str,
    nu: datetime,
    *,
    ventet_antal: int | None = None,
    ventet_oere: int | None = None,
) -> str:
    """Keep what the look showed as ready. Returns the name of the go.

    kontrol: of the Forhaandsvisning the user saw. ventet_antal, ventet_oere: the control totals that the user typed.
    Errors: AdgangNaegtet, HjemtagFejl, RettelseAfvist when nothing is ready, a style is not chosen, a control total is
    another, a line has been kept by somebody else meanwhile, or the file is another than the one that was looked at.
    """
    billede = forhaandsvis(k, sagslager, bruger, navn, indhold, stile, dansk.lokal(nu).date())
    if billede.kontrol != kontrol:
        raise RettelseAfvist("Filen er ændret, siden den blev vist. Se den igennem igen. Intet er gemt.")
    if billede.skal_vaelges:
        raise RettelseAfvist(f"Vælg, hvordan tallene i {billede.skal_vaelges[0]} er skrevet. Intet er gemt.")
    if uens := billede.stemmer_ikke(ventet_antal, ventet_oere):
        raise RettelseAfvist(f"{' '.join(uens)} Intet er gemt.")
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
    kraev_uploads(bruger)
    return [
        Upload(
            fil.samling,
            fil.navn,
            fil.haendelser[0].bruger,
            fil.haendelser[0].tid,
            len(fil.haendelser),
            len({en.person_noegle for en in fil.haendelser}),
            len(fil.haendelser) - len(fil.tilbage),
            sum(en.beloeb_oere or 0 for en in fil.haendelser),
            fil.den_sidste,
        )
        for fil in kommende.filer(sagslager)
    ]


def ser_uploads(bruger: Bruger) -> bool:
    """Whether the user may see the files: those who see all persons, without the limit of a field or organisation."""
    o = omfang(bruger)
    return o.personer and o.fagomraader is None and o.organisationer is None


def kraev_uploads(bruger: Bruger) -> None:
    """Errors: AdgangNaegtet for those who do not see all persons."""
    if not ser_uploads(bruger):
        raise AdgangNaegtet("Filer med egne data er for dem, der må se alle personer.")


def uden_virkning(k: Kontekst, bruger: Bruger) -> list[tuple[Haendelse, str]]:
    """The coming events in force that change nothing in the base, with why; none where no forecast can be made.

    Errors: AdgangNaegtet for those who do not see all persons.
    """
    kraev_uploads(bruger)
    try:
        return prognose.uden_virkning(prognose.beregn(k, antal=1))
    except HjemtagFejl:
        return []


def _kraev(bruger: Bruger) -> None:
    for handling in (Handling.INDLAES_EGNE_DATA, Handling.SE_PERSON):
        ja, grund = maa(bruger, handling)
        if not ja:
            raise AdgangNaegtet(grund)


def _kontrol(indhold: bytes, talkolonner: Mapping[str, Talkolonne]) -> str:
    valg = ",".join(f"{n}={t.stil}" for n, t in sorted(talkolonner.items()))
    return hashlib.sha256(indhold + b"\x00" + valg.encode()).hexdigest()
