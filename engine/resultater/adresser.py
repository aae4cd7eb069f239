"""Institution and attention addresses in the app: rows checked as a delivery's are, a template out, a file in, a list.

Only an økonom writes; who may see Tilflyttere sees. What is written counts from the next build or screening.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indlaesning import egenfil
from engine.indlaesning.kontrakter import alle_kontrakter
from engine.lager import egneadresser, screening
from engine.rapporter import arbejdsbog
from engine.resultater.sde import Kontekst
from engine.sager import adresser as lager
from engine.sager.adresser import ADRESSEFELTER, INSTITUTION, OPMAERKSOMHED, TABELLER, Version
from engine.sager.lager import Sagslager
from engine.sager.model import ligner_cpr

__all__ = ["INSTITUTION", "OPMAERKSOMHED", "TABELLER", "Version"]

_ADRESSE = {
    "kommunekode": "Kommunens kode, fire cifre, fx 0860",
    "vejkode": "Vejens kode, op til fire cifre, fx 0101",
    "husnr": "Husnummer, evt. med bogstav, fx 12B",
    "etage": "Etage, fx 1 eller st; tom, når hele huset hører med",
    "sidedoer": "Side eller dør, fx tv; tom, når hele etagen hører med",
}
_GYLDIG = {
    "gyldig_fra": "Første dag, ÅÅÅÅ-MM-DD eller DD-MM-ÅÅÅÅ; tom = fra begyndelsen",
    "gyldig_til": "Sidste dag; tom = stadig i brug",
}
_PUNKT = {"lon": (7, 16), "lat": (54, 58)}
"""Degrees that Denmark lies between."""
KOLONNER = {
    INSTITUTION: {
        "institution_id": "Stedets nummer, fx fra Tilbudsportalen; tom = Hjemtag giver det et",
        "navn": "Stedets navn",
        "type": "Kode for typen, fx botilbud_108; se tabellen over typer",
        "driftsform": "kommunal, regional, privat eller statslig",
        **_ADRESSE,
        **_GYLDIG,
        "lon": "Længdegrad for kortet, fx 9.986; tom = punktet for en adresse i huset, hvis den kendes",
        "lat": "Breddegrad for kortet, fx 57.459",
    },
    OPMAERKSOMHED: {"aarsag": "Hvorfor adressen skal holdes øje med", **_ADRESSE, **_GYLDIG},
}
NAVNE = {INSTITUTION: "Institution", OPMAERKSOMHED: "Opmærksomhedsadresse"}
MEDVIRKEN = {
    "kraeves": "Kræves: en offentlig myndighed skal have medvirket",
    "givet": "Givet: stedet er selv en offentlig myndighed eller optager for en",
    "kraeves_ikke": "Kræves ikke",
}
_FORMER = {
    "vejkode": (re.compile(r"[0-9]{4}"), "vejkode skal være op til fire cifre, fx 0101."),
    "husnr": (
        re.compile(r"[1-9][0-9]{0,2}[A-ZÆØÅ]?"),
        "husnr skal være et tal, evt. med et bogstav, fx 12B.",
    ),
    "etage": (re.compile(r"st|k[l1-9]|[1-9][0-9]?"), "etage skal være et tal, st eller kl."),
}
_DANSK_DATO = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})")
_VISES = 5


@dataclass(frozen=True)
class Forhaandsvisning:
    """What a file would write; nothing is kept. fejl: (line, what is wrong). findes: rows that are so already.

    kontrol: hash of the file, so that what is kept is what was looked at.
    """

    fil: str
    tabel: str
    raekker: tuple[Mapping[str, str], ...]
    fejl: tuple[tuple[int, str], ...]
    findes: int
    kontrol: str


def maa_rette(bruger: Bruger) -> bool:
    return maa(bruger, Handling.INDLAES_EGNE_DATA)[0]


def _kraev(bruger: Bruger) -> None:
    if not maa_rette(bruger):
        raise AdgangNaegtet("Kun en økonom kan skrive og fortryde adresser. Intet er gemt.")


def kraevede(tabel: str) -> tuple[str, ...]:
    """The template's columns that a row must have."""
    k = alle_kontrakter()[tabel].kolonner
    return tuple(n for n in KOLONNER[tabel] if k[n].paakraevet and n != "institution_id")


# --- one row ------------------------------------------------------------------------------------------------


def ret_til(tabel: str, raa: Mapping[str, Any]) -> dict[str, str]:
    """A row in the form that is kept: every column as text, codes with their noughts, ISO dates, a number given."""
    r = {n: _tekst(raa.get(n)) for n in KOLONNER[tabel]}
    for felt, laengde in (("kommunekode", 4), ("vejkode", 4)):
        if r[felt].isdecimal():
            r[felt] = r[felt].zfill(laengde)
    r["husnr"] = r["husnr"].upper().lstrip("0").replace(" ", "")
    for felt in ("etage", "sidedoer"):
        r[felt] = r[felt].lower().lstrip("0").rstrip(".")
    for felt in _PUNKT:
        if felt in r:
            r[felt] = r[felt].replace(",", ".")
    for felt in _GYLDIG:
        if dansk := _DANSK_DATO.fullmatch(r[felt]):
            r[felt] = f"{dansk[3]}-{int(dansk[2]):02d}-{int(dansk[1]):02d}"
    if tabel == INSTITUTION and not r["institution_id"]:
        aftryk = "|".join([r["type"], r["navn"].lower(), *(r[f] for f in ADRESSEFELTER)])
        r["institution_id"] = f"egen-{hashlib.sha256(aftryk.encode()).hexdigest()[:12]}"
    return r


def _tekst(celle: Any) -> str:
    if celle is None or celle is pd.NaT or (isinstance(celle, float) and pd.isna(celle)):
        return ""
    return celle.strftime("%Y-%m-%d") if isinstance(celle, date) else str(celle).strip()


def fejl_i(
    k: Kontekst, tabel: str, raekker: Sequence[tuple[int, Mapping[str, str]]]
) -> list[tuple[int, str]]:
    """(number, what is wrong and what to do) of rows in the kept form: the contract's rules, and what codes must be."""
    fejl = [(b.raekke_nr, b.besked) for b in egneadresser.brud(tabel, raekker)]
    kommuner = screening.kommunenavne(k.gen)
    set_: dict[tuple[str, str], int] = {}
    for nr, r in raekker:
        fejl += [(nr, tekst) for tekst in _kodefejl(tabel, r, kommuner)]
        noegle = lager.ident(tabel, r), r["gyldig_fra"]
        if (foerste := set_.setdefault(noegle, nr)) != nr:
            fejl.append((nr, f"Det samme sted står også i linje {foerste} med samme gyldig_fra."))
    return sorted(fejl)


def _punktfejl(r: Mapping[str, str]) -> list[str]:
    """Both degrees or none, and inside Denmark: the two are easily written the other way round."""
    punkt = {n: r.get(n, "") for n in _PUNKT}
    if not any(punkt.values()):
        return []
    if not all(punkt.values()):
        return ["Skriv både lon og lat, eller lad begge stå tomme."]
    tal = {n: float(v) for n, v in punkt.items() if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", v)}
    ude = [n for n, (fra, til) in _PUNKT.items() if n in tal and not fra <= tal[n] <= til]
    return [f"{' og '.join(ude)} ligger ikke i Danmark; er lon og lat byttet om?"] if ude else []


def _kodefejl(tabel: str, r: Mapping[str, str], kommuner: Mapping[str, Any]) -> list[str]:
    ud = [
        f"{n} '{r[n][:40]}' kendes ikke. Skriv en af {', '.join(kol.koder)}."
        for n, kol in alle_kontrakter()[tabel].kolonner.items()
        if kol.koder and r.get(n) and r[n] not in kol.koder
    ]
    ud += [besked for n, (form, besked) in _FORMER.items() if r[n] and not form.fullmatch(r[n])]
    if re.fullmatch(r"[0-9]{4}", r["kommunekode"]) and r["kommunekode"] not in kommuner:
        ud.append(f"kommunekode {r['kommunekode']} er ikke en kommune.")
    ud += _punktfejl(r)
    if r["gyldig_fra"] and r["gyldig_til"] and r["gyldig_til"] < r["gyldig_fra"]:
        ud.append("gyldig_til ligger før gyldig_fra.")
    if ligner_cpr(" ".join(r.get(n, "") for n in ("navn", "aarsag", "institution_id"))):
        ud.append("Der står et CPR-nummer i teksten; skriv den uden.")
    return ud


def skriv(
    k: Kontekst,
    sagslager: Sagslager,
    bruger: Bruger,
    tabel: str,
    raa: Mapping[str, Any],
    begrundelse: str,
    nu: datetime,
) -> int:
    """Write one version. Returns its number. Errors: AdgangNaegtet; RettelseAfvist saying all that is wrong."""
    _kraev(bruger)
    raekke = ret_til(tabel, raa)
    if fejl := fejl_i(k, tabel, [(1, raekke)]):
        raise RettelseAfvist(f"{' '.join(tekst for _, tekst in fejl)} Intet er gemt.")
    return lager.skriv(sagslager, tabel, [raekke], begrundelse=begrundelse, bruger=bruger.navn, nu=nu)[0]


def fortryd(sagslager: Sagslager, bruger: Bruger, nr: int, begrundelse: str, nu: datetime) -> None:
    """Take one version back. Errors: AdgangNaegtet, RettelseAfvist, VersionsKonflikt."""
    _kraev(bruger)
    lager.fortryd(sagslager, nr, begrundelse, bruger.navn, nu)


# --- a file -------------------------------------------------------------------------------------------------


def skabelon_csv(tabel: str) -> bytes:
    """The template as a CSV file that Danish Excel opens in columns: the header and nothing else."""
    ud = io.StringIO()
    csv.writer(ud, delimiter=";", lineterminator="\r\n").writerow(KOLONNER[tabel])
    return ud.getvalue().encode("utf-8-sig")


def skabelon(tabel: str, lavet: datetime) -> bytes:
    """The template as a workbook: one sheet to fill in, as text, which keeps noughts; one that explains."""
    from openpyxl import Workbook

    bog = Workbook()
    ark = bog.active
    ark.title = "Adresser"
    ark.append(list(KOLONNER[tabel]))
    for kolonne in ark.iter_cols(min_row=2, max_row=501, max_col=len(KOLONNER[tabel])):
        for celle in kolonne:
            celle.number_format = "@"
    hjaelp = bog.create_sheet("Forklaring")
    hjaelp.append(["Kolonne", "Hvad der skal stå"])
    for raekke in KOLONNER[tabel].items():
        hjaelp.append(list(raekke))
    return arbejdsbog.gem(bog, titel=NAVNE[tabel], lavet=lavet)


def forhaandsvis(
    k: Kontekst, sagslager: Sagslager, bruger: Bruger, tabel: str, navn: str, indhold: bytes
) -> Forhaandsvisning:
    """Read a file and check every row. Errors: AdgangNaegtet; HjemtagFejl for a file that is not the template."""
    _kraev(bruger)
    fil = egenfil.laes(navn, indhold, list(KOLONNER[tabel]), kraevede(tabel))
    alle = [(nr, ret_til(tabel, r)) for nr, r in zip(fil.numre, fil.raekker, strict=True)]
    fejl = fejl_i(k, tabel, alle)
    gemt = [v.raekke for v in lager.alle(sagslager) if v.i_kraft and v.tabel == tabel]
    nye = tuple(r for _, r in alle if r not in gemt)
    kontrol = hashlib.sha256(tabel.encode() + indhold).hexdigest()
    return Forhaandsvisning(fil.navn, tabel, nye, tuple(fejl), len(alle) - len(nye), kontrol)


def gem(
    k: Kontekst,
    sagslager: Sagslager,
    bruger: Bruger,
    set_: Forhaandsvisning,
    navn: str,
    indhold: bytes,
    begrundelse: str,
    nu: datetime,
) -> int:
    """Write all that is new in the file that was looked at, or nothing. Returns how many. Errors: HjemtagFejl."""
    nyt = forhaandsvis(k, sagslager, bruger, set_.tabel, navn, indhold)
    if nyt.kontrol != set_.kontrol or nyt.raekker != set_.raekker:
        raise HjemtagFejl(
            "Filen eller adresserne er ændret, siden den blev vist. Se den igennem igen. Intet er gemt."
        )
    if nyt.fejl:
        linjer = "; ".join(f"linje {nr}: {tekst}" for nr, tekst in nyt.fejl[:_VISES])
        raise HjemtagFejl(f"{nyt.fil} er ikke gemt: {linjer} Ret filen, og læg den op igen.")
    if not nyt.raekker:
        raise HjemtagFejl(f"{nyt.fil} har intet nyt. Intet er gemt.")
    lager.skriv(
        sagslager, nyt.tabel, nyt.raekker, begrundelse=begrundelse, bruger=bruger.navn, nu=nu, fil=nyt.fil
    )
    return len(nyt.raekker)


# --- what there is ------------------------------------------------------------------------------------------


def til_bygning(sagslager: Sagslager) -> dict[str, list[tuple[int, Mapping[str, str]]]]:
    """The versions in force, by delivery table, for the build and the screening."""
    i_kraft = [v for v in lager.alle(sagslager) if v.i_kraft]
    return {tabel: [(v.nr, v.raekke) for v in i_kraft if v.tabel == tabel] for tabel in TABELLER}


def findes(k: Kontekst) -> bool:
    """Whether there is any address that the lists can find a move by."""
    return any(len(egneadresser.byggede(k.gen, tabel)) for tabel in TABELLER)


def liste(k: Kontekst, sagslager: Sagslager, tabel: str) -> list[dict[str, Any]]:
    """Every version that is built or waits: the template's columns as text, ident, nr (None = delivered), tilstand.

    tilstand: 'Leveret', 'Skrevet her', 'Venter' (on the next build), or 'Udgår' (taken back or replaced since).
    """
    i_kraft = {v.nr: v for v in lager.alle(sagslager) if v.i_kraft and v.tabel == tabel}
    ud, bygget = [], set()
    for r in egneadresser.byggede(k.gen, tabel).to_dict("records"):
        raekke = ret_til(tabel, r)
        nr = int(r["_raekke_nr"]) if r["_leverance_nr"] == egneadresser.EGEN else None
        if nr is not None:
            bygget.add(nr)
        tilstand = "Leveret" if nr is None else "Skrevet her" if nr in i_kraft else "Udgår"
        ud.append({**raekke, "ident": lager.ident(tabel, raekke), "nr": nr, "tilstand": tilstand})
    ud += [
        {**v.raekke, "ident": v.ident, "nr": v.nr, "tilstand": "Venter"}
        for v in i_kraft.values()
        if v.nr not in bygget
    ]
    return sorted(ud, key=lambda r: (r["tilstand"] != "Venter", r["ident"], r["gyldig_fra"]))


def historik(sagslager: Sagslager, tabel: str, ident: str) -> list[Version]:
    """Everything written about one address, the newest first."""
    return [v for v in reversed(lager.alle(sagslager)) if (v.tabel, v.ident) == (tabel, ident)]


def virkninger(k: Kontekst) -> list[dict[str, Any]]:
    """What each type means in law, in force on the day of the data: type, medvirken, hjemmel, love."""
    pr = k.gen.data_dato or date.max
    return [
        {**r, "medvirken": MEDVIRKEN[r["medvirken"]]}
        for r in screening.virkninger(k.gen)
        if (r["fra"] or date.min) <= pr <= (r["til"] or date.max)
    ]
