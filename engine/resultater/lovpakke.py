"""Law packs: a signed file of law values with their sources, which one municipality publishes and others import.

A pack is JSON text. The signature is Ed25519 over the canonical text of everything but itself, by a key that is made
on first use and never leaves the data directory. The receiver knows a publisher by the fingerprint of the public key,
to be compared by telephone the first time. An import only makes proposals: another person confirms each as any value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cryptography.exceptions import InvalidSignature

from engine import dansk
from engine.adgang import Bruger, Handling, maa
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.lov.parametre import AFLEDT, BEKRAEFTET, LOKAL, Lovsamling, Vaerdi
from engine.resultater import underskrift
from engine.sager import satser
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import LOVPAKKE, ligner_cpr

FORMAT = "hjemtag-lovpakke-1"
STOERST = 2_000_000
_FELTER = {"format", "navn", "udgiver", "udgivet", "vaerdier", "noegle"}
_VAERDIFELTER = {"parameter", "fra", "til", "art", "vaerdi", "kilde"}
_FORKERT = "Filen er ikke en lovpakke fra Hjemtag, eller den er ændret, efter at den blev underskrevet"

NY, ANDEN, SAMME, LAAST, UKENDT = "ny", "anden", "samme", "laast", "ukendt"
UDFALDSNAVNE = {
    NY: "Udfylder et hul",
    ANDEN: "Erstatter en beregnet eller lokal værdi",
    SAMME: "Er her allerede",
    LAAST: "Kan ikke: her står en bekræftet værdi",
    UKENDT: "Kan ikke: værdien passer ikke til denne version",
}


@dataclass(frozen=True)
class Lovpakke:
    """A pack whose signature holds. fingeraftryk: 'xxxx xxxx …' of the publisher's key; id: of the whole pack."""

    navn: str
    udgiver: str
    udgivet: date
    vaerdier: tuple[Vaerdi, ...]
    fingeraftryk: str
    id: str


@dataclass(frozen=True)
class Aendring:
    """What one value of a pack would do here. foer: what is in force on its first day, None when nothing is."""

    vaerdi: Vaerdi
    udfald: str
    foer: Decimal | str | bool | None
    grund: str = ""

    @property
    def kan(self) -> bool:
        return self.udfald in (NY, ANDEN)


# --- publishing -------------------------------------------------------------------------------------------


def til_udgivelse(lov: Lovsamling, aar: int | None = None) -> list[Vaerdi]:
    """The values worth sharing: those confirmed here by two persons, of one year or of all."""
    return [
        v
        for navn in sorted(lov.parametre)
        for v in lov.parametre[navn].vaerdier
        if v.status == LOKAL and (aar is None or v.overlapper(date(aar, 1, 1), date(aar, 12, 31)))
    ]


def udgiv(ind: Indstillinger, vaerdier: Iterable[Vaerdi], *, navn: str, udgiver: str, udgivet: date) -> bytes:
    """The signed file. Errors: RettelseAfvist without values, name or publisher."""
    liste = [_pak(v) for v in vaerdier]
    if not liste:
        raise RettelseAfvist(
            "Der er ingen lovværdier at udgive: kun værdier, som to personer her har bekræftet, kommer i en pakke."
        )
    if not navn.strip() or not udgiver.strip():
        raise RettelseAfvist("Skriv pakkens navn og udgiver. Intet er skrevet.")
    indhold = {
        "format": FORMAT,
        "navn": navn.strip(),
        "udgiver": udgiver.strip(),
        "udgivet": udgivet.isoformat(),
        "vaerdier": liste,
    }
    return underskrift.underskriv(ind, indhold)


fingeraftryk = underskrift.fingeraftryk


def _pak(v: Vaerdi) -> dict[str, Any]:
    art = "ja_nej" if isinstance(v.vaerdi, bool) else "tekst" if isinstance(v.vaerdi, str) else "tal"
    return {
        "parameter": v.parameter,
        "fra": v.fra.isoformat(),
        "til": v.til.isoformat() if v.til else None,
        "art": art,
        "vaerdi": str(v.vaerdi) if art == "tal" else v.vaerdi,
        "kilde": v.kilde,
    }


# --- reading ----------------------------------------------------------------------------------------------


def laes(fil: bytes) -> Lovpakke:
    """A pack whose form and signature hold. Errors: HjemtagFejl in one sentence; nothing of it is used."""
    if len(fil) > STOERST:
        raise HjemtagFejl(f"Filen er for stor til en lovpakke (over {STOERST // 1_000_000} MB).")
    try:
        raa = underskrift.aabn(fil)
        if set(raa) != _FELTER or raa["format"] != FORMAT:
            raise ValueError
        vaerdier = tuple(_pak_ud(v) for v in raa["vaerdier"])
        pakke = Lovpakke(
            str(raa["navn"]),
            str(raa["udgiver"]),
            date.fromisoformat(raa["udgivet"]),
            vaerdier,
            underskrift.aftryk_af(raa),
            underskrift.id_af(raa),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidSignature) as fejl:
        raise HjemtagFejl(f"{_FORKERT}. Bed udgiveren om den igen; intet er læst ind.") from fejl
    if ligner_cpr(pakke.navn + " " + pakke.udgiver + " " + " ".join(v.kilde for v in vaerdier)):
        raise HjemtagFejl("Der står noget, der ligner et CPR-nummer, i lovpakken; den er afvist.")
    return pakke


def _pak_ud(v: Mapping[str, Any]) -> Vaerdi:
    if set(v) != _VAERDIFELTER or not str(v["kilde"]).strip():
        raise ValueError
    til = v["til"]
    return Vaerdi(
        parameter=str(v["parameter"]),
        fra=date.fromisoformat(v["fra"]),
        til=None if til is None else date.fromisoformat(til),
        vaerdi=_vaerdi(v["art"], v["vaerdi"]),
        status=LOKAL,
        kilde=str(v["kilde"]),
    )


def _vaerdi(art: str, vaerdi: Any) -> Decimal | str | bool:
    if art == "ja_nej" and isinstance(vaerdi, bool):
        return vaerdi
    if art == "tekst" and isinstance(vaerdi, str):
        return vaerdi
    if art != "tal" or not isinstance(vaerdi, str):
        raise ValueError
    try:
        tal = Decimal(vaerdi)
    except InvalidOperation as fejl:
        raise ValueError from fejl
    if not tal.is_finite():
        raise ValueError
    return tal


# --- importing --------------------------------------------------------------------------------------------


def forhaandsvis(pakke: Lovpakke, lov: Lovsamling) -> list[Aendring]:
    """What each value would change here, in the order of the pack. Writes nothing."""
    return [_aendring(v, lov) for v in pakke.vaerdier]


def _aendring(v: Vaerdi, lov: Lovsamling) -> Aendring:
    if v.parameter not in lov.parametre:
        return Aendring(v, UKENDT, None, f"Lovværdien '{v.parameter}' findes ikke i denne version.")
    beroerte = [g for g in lov.parametre[v.parameter].vaerdier if g.overlapper(v.fra, v.til)]
    foer = next((g.vaerdi for g in beroerte if g.gaelder(v.fra)), None)
    if any(g.status == BEKRAEFTET for g in beroerte):
        ens = all(g.vaerdi == v.vaerdi for g in beroerte)
        return Aendring(v, SAMME if ens else LAAST, foer, "" if ens else _laast(beroerte[0]))
    try:
        lov.med_lokale([v])
    except HjemtagFejl as fejl:
        return Aendring(v, UKENDT, foer, str(fejl))
    if _daekket(v, beroerte):
        return Aendring(v, SAMME, foer)
    return Aendring(v, ANDEN if beroerte else NY, foer)


def _daekket(v: Vaerdi, beroerte: Iterable[Vaerdi]) -> bool:
    """One local value already says the same on all its dates; a computed one is not yet confirmed."""
    return any(
        g.vaerdi == v.vaerdi
        and g.status != AFLEDT
        and g.fra <= v.fra
        and (g.til is None or (v.til is not None and v.til <= g.til))
        for g in beroerte
    )


def _laast(gammel: Vaerdi) -> str:
    return f"Her gælder en bekræftet værdi fra {dansk.dato(gammel.fra)} ({gammel.kilde})."


def virkning_lov(pakke: Lovpakke, lov: Lovsamling) -> Lovsamling:
    """The law as it would be when every proposal of the pack had been confirmed; for showing the effect in kroner."""
    return lov.med_lokale([a.vaerdi for a in forhaandsvis(pakke, lov) if a.kan])


def kendte_udgivere(lager: Sagslager) -> dict[str, str]:
    """{fingerprint: publisher's name when it was last imported from}."""
    return {str(h.noegle["fingeraftryk"]): str(h.nyt["udgiver"]) for h in lager.haendelser(LOVPAKKE)}


def indlaes_som(
    lager: Sagslager, lov: Lovsamling, bruger: Bruger, pakke: Lovpakke, *, fingeraftryk: str, nu: datetime
) -> list[int]:
    """As `foreslaa`, by a signed-in user. Errors: AdgangNaegtet for other roles too."""
    ja, grund = maa(bruger, Handling.INDTAST_SATS)
    if not ja:
        raise AdgangNaegtet(grund)
    return foreslaa(lager, lov, bruger.navn, pakke, fingeraftryk=fingeraftryk, nu=nu)


def foreslaa(
    lager: Sagslager, lov: Lovsamling, bruger: str, pakke: Lovpakke, *, fingeraftryk: str, nu: datetime
) -> list[int]:
    """Make a proposal of every value that changes something here, all or none. Returns the proposals' numbers.

    fingeraftryk: as the user has compared it with the publisher (spaces do not matter); a publisher known from an
    earlier import needs none. Errors: RettelseAfvist when it does not fit or there is nothing to import.
    """
    if pakke.fingeraftryk not in kendte_udgivere(lager) and underskrift.tegn(
        fingeraftryk
    ) != underskrift.tegn(pakke.fingeraftryk):
        raise RettelseAfvist(
            "Udgiveren er ny her. Ring til udgiveren, få fingeraftrykket læst op, og skriv det; intet er gemt."
        )
    kan = [a.vaerdi for a in forhaandsvis(pakke, lov) if a.kan]
    if not kan:
        raise RettelseAfvist("Der er intet at indlæse: ingen værdi i pakken ændrer noget her.")
    hvorfor = f"Lovpakken '{pakke.navn}' fra {pakke.udgiver}, {dansk.dato(pakke.udgivet)}"
    with lager.skriv() as con:
        numre = [
            satser.foreslaa_i(con, lager, v.parameter, v.fra, v.til, v.vaerdi, v.kilde, hvorfor, bruger, nu)
            for v in kan
        ]
        noegle = {"fingeraftryk": pakke.fingeraftryk}
        nyt = {"udgiver": pakke.udgiver, "navn": pakke.navn, "pakke": pakke.id, "forslag": numre}
        lager.skriv_haendelse(con, LOVPAKKE, noegle, nyt, begrundelse=hvorfor, bruger=bruger, nu=nu)
        skriv_i(
            con,
            Loglinje(
                bruger, "lovpakke", f"lovpakke {pakke.id}", None, "lovgrundlag", {"forslag": len(numre)}
            ),
            nu,
        )
    return numre


def _logning(bruger: str, pakke: Lovpakke, numre: list[int]) -> Loglinje:
    return Loglinje(
        bruger, "lovpakke", f"lovpakke {pakke.id}", formaal="lovgrundlag", detaljer={"forslag": len(numre)}
    )
