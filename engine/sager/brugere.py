"""Users and sign-in: passwords, lockout, and the fictional users of the demo.

A password is hashed as bcrypt(base64(sha256(utf-8))), because bcrypt itself refuses more than 72 bytes. Every
attempt costs one bcrypt check, also for a user that does not exist, and every refusal has the same text.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import bcrypt
import sqlalchemy as sa

from engine import adgang
from engine.adgang import Bruger, Handling, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl
from engine.sager import model, sessioner, tabeller
from engine.sager.lager import Sagslager, foerste, nyt_nummer, raekker
from engine.sager.log import Loglinje, skriv_i

KODEORD_MINDST = 12
KODEORD_HOEJST = 1024  # only against filling the memory; far above the 64 that must be possible
BCRYPT_COST = 12
FORSOEG_HOEJST = 5
LAAS = timedelta(minutes=15)
DEMO_KODEORD = "egeborg-demo-2026"

NAEGTET = (
    "Brugernavnet eller adgangskoden er forkert. Efter fem forkerte forsøg lukkes der for nye forsøg i "
    "15 minutter. Har du glemt adgangskoden, kan administratoren give dig en ny."
)

DEMOBRUGERE: tuple[tuple[str, str, Rolle, tuple[str, ...]], ...] = (
    ("demo-leder", "Ledia Opdigtet (leder)", Rolle.LEDER, ()),
    ("demo-oekonom-1", "Kroneline Opdigtet (økonom)", Rolle.OEKONOM, ()),
    ("demo-oekonom-2", "Regnar Opdigtet (økonom)", Rolle.OEKONOM, ()),
    (
        "demo-sagsbehandler",
        "Sagalil Opdigtet (sagsbehandler)",
        Rolle.SAGSBEHANDLER,
        ("boern", "voksne"),
    ),
    ("demo-revisor", "Kontrolf Opdigtet (revisor)", Rolle.REVISOR, ()),
    ("demo-administrator", "Admira Opdigtet (administrator)", Rolle.ADMINISTRATOR, ()),
    ("demo-politiker", "Tingvald Opdigtet (politiker)", Rolle.POLITIKER, ()),
    ("demo-institutionsleder", "Husbert Opdigtet (institutionsleder)", Rolle.INSTITUTIONSLEDER, ()),
)

# As Egeborg's deliveries write it.
DEMO_ORGANISATIONER = {"demo-institutionsleder": ("Familieafdelingen",)}

_BRUGERNAVN = re.compile(r"[\wæøå][\w.@+-]{1,127}")


class BrugerFejl(HjemtagFejl):
    """A user cannot be made or changed as asked; the text says why."""


# --- passwords --------------------------------------------------------------------------------------------


def hash_kodeord(kodeord: str, cost: int = BCRYPT_COST) -> str:
    """The bcrypt text that is stored. cost: bcrypt's exponent, low in tests only."""
    return bcrypt.hashpw(_forhash(kodeord), bcrypt.gensalt(cost)).decode("ascii")


def _forhash(kodeord: str) -> bytes:
    # The same word typed on two systems may differ in how å is composed; NFKC makes them one.
    utf8 = unicodedata.normalize("NFKC", kodeord[:KODEORD_HOEJST]).encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.sha256(utf8).digest())


def kontroller_kodeord(kodeord: str, navn: str) -> None:
    """Errors: BrugerFejl when a new password is too short, too long or the user name itself."""
    laengde = len(unicodedata.normalize("NFKC", kodeord))
    if laengde < KODEORD_MINDST:
        raise BrugerFejl(f"Adgangskoden skal have mindst {KODEORD_MINDST} tegn; den har {laengde}.")
    if laengde > KODEORD_HOEJST or len(kodeord) > KODEORD_HOEJST:
        raise BrugerFejl(f"Adgangskoden kan højst have {KODEORD_HOEJST} tegn.")
    if kodeord.casefold() == navn.casefold():
        raise BrugerFejl("Adgangskoden må ikke være brugernavnet. Vælg en anden.")


def _passer(kodeord: str, gemt: str | None, cost: int) -> bool:
    """One bcrypt check in every case; without a stored hash it is made against one that nothing fits."""
    passer = bcrypt.checkpw(_forhash(kodeord), (gemt or _ingens_hash(cost)).encode("ascii"))
    return passer and gemt is not None and len(kodeord) <= KODEORD_HOEJST


def _ingens_hash(cost: int) -> str:
    return f"$2b${cost:02d}${'.' * 53}"


# --- administration ---------------------------------------------------------------------------------------


def brugernavn(navn: str) -> str:
    """A user name as it is stored: without spaces around it, lower case."""
    return unicodedata.normalize("NFKC", navn).strip().casefold()


def opret(
    lager: Sagslager,
    navn: str,
    visningsnavn: str,
    rolle: Rolle | str,
    kodeord: str | None,
    nu: datetime,
    *,
    fagomraader: Sequence[str] = (),
    organisationer: Sequence[str] = (),
    skal_skifte: bool = False,
    af: str = "system",
    cost: int = BCRYPT_COST,
) -> Bruger:
    """Make a user. kodeord None: one who cannot sign in with a password. af: who does it, as the log names it.

    Errors: BrugerFejl for a name that is taken or cannot be used, an unknown role, a limit that the role does
    not have, or a weak password.
    """
    navn = brugernavn(navn)
    kontroller_navn(navn, visningsnavn)
    kontroller_omfang(rolle, fagomraader, organisationer)
    if kodeord is not None:
        kontroller_kodeord(kodeord, navn)
    raekke = {
        "navn": navn,
        "visningsnavn": visningsnavn.strip() or navn,
        "rolle": str(rolle),
        "kodeord_hash": None if kodeord is None else hash_kodeord(kodeord, cost),
        "skal_skifte": skal_skifte,
        "fagomraader": list(fagomraader),
        "organisationer": list(organisationer),
    }
    with lager.skriv() as con:
        if _find(con, navn) is not None:
            raise BrugerFejl(f"Brugernavnet '{navn}' er taget. Vælg et andet.")
        return indsaet(con, {**raekke, "demo": False}, nu, af)


def kontroller_navn(navn: str, visningsnavn: str) -> None:
    """Errors: BrugerFejl for a name that cannot be one."""
    if not _BRUGERNAVN.fullmatch(navn):
        raise BrugerFejl("Brugernavnet skal have 2–128 tegn: bogstaver, cifre og . _ @ + - uden mellemrum.")
    if model.indeholder_cpr(navn) or model.indeholder_cpr(visningsnavn):
        raise BrugerFejl("Brugernavn og visningsnavn må ikke indeholde et CPR-nummer.")
    if len(visningsnavn) > 128 or not visningsnavn.isprintable():
        raise BrugerFejl("Visningsnavnet skal være på højst 128 synlige tegn.")


def kontroller_omfang(rolle: Rolle | str, fagomraader: Sequence[str], organisationer: Sequence[str]) -> None:
    """A limit that would mean nothing is refused, so that nobody believes it holds.

    Errors: BrugerFejl for an unknown role, or a limit that the role does not have.
    """
    if rolle not in list(Rolle):
        raise BrugerFejl(f"Rollen '{rolle}' findes ikke. Vælg en af: {', '.join(Rolle)}.")
    navn = adgang.ROLLENAVNE[Rolle(rolle)]
    if fagomraader and rolle not in adgang.KAN_HAVE_FAGOMRAADE:
        raise BrugerFejl(
            f"Rollen {navn} kan ikke begrænses til fagområder. Udelad dem, eller vælg en anden rolle."
        )
    if organisationer and rolle not in adgang.KAN_HAVE_ORGANISATION:
        raise BrugerFejl(
            f"Rollen {navn} kan ikke begrænses til organisationer. Udelad dem, eller vælg en anden rolle."
        )
    if any(not o.strip() or len(o) > 200 or not o.isprintable() for o in organisationer):
        raise BrugerFejl("En organisation skrives, som den står i leverancerne, på højst 200 synlige tegn.")


def egne_graenser(
    rolle: Rolle | str, fagomraader: Sequence[str], organisationer: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The limits that the role can have, of those given."""
    fag = tuple(fagomraader) if rolle in adgang.KAN_HAVE_FAGOMRAADE else ()
    return fag, tuple(organisationer) if rolle in adgang.KAN_HAVE_ORGANISATION else ()


def indsaet(con: sa.Connection, raekke: Mapping[str, Any], nu: datetime, af: str = "system") -> Bruger:
    """Add a user inside an open lager.skriv(); the columns have been checked."""
    indsat = con.execute(sa.insert(tabeller.bruger).values(**raekke, aktiv=True, oprettet=nu))
    skriv_i(con, Loglinje(af, "bruger_oprettet", raekke["navn"], detaljer={"rolle": raekke["rolle"]}), nu)
    return sessioner.som_bruger({**raekke, "id": nyt_nummer(indsat)})


def _find(con: sa.Connection, navn: str) -> Mapping[str, Any] | None:
    if not _BRUGERNAVN.fullmatch(navn):  # whatever was typed; the database is not asked about it
        return None
    tabel = tabeller.bruger
    return foerste(con, sa.select(tabel).where(tabel.c.navn == navn))


def _kraev(con: sa.Connection, navn: str) -> Mapping[str, Any]:
    raekke = _find(con, brugernavn(navn))
    if raekke is None:
        raise BrugerFejl(f"Brugeren '{navn}' findes ikke. 'hjemtag bruger list' viser dem, der gør.")
    return raekke


def liste(lager: Sagslager) -> list[dict[str, Any]]:
    """Every user by name: all columns but the hash, and har_kodeord."""
    tabel = tabeller.bruger
    felter = [k for k in tabel.c if k.name != "kodeord_hash"]
    har = tabel.c.kodeord_hash.is_not(None).label("har_kodeord")
    with lager.laes() as con:
        return list(raekker(con, sa.select(*felter, har).order_by(tabel.c.navn)))


def kraev_kendt(lager: Sagslager, navn: str, handling: Handling) -> str:
    """The name under which the command line may do what takes two persons.

    A name that is a user's must be an open one's with the right. Once the municipality has users of its own with
    the right, it must be one of theirs: of an unknown name nobody can tell that it is another person. Before that
    (a fresh installation, the demo) any name will do. Errors: AdgangNaegtet.
    """
    alle = [(sessioner.som_bruger(b), b["aktiv"]) for b in liste(lager)]
    fundet = [(b, aktiv) for b, aktiv in alle if b.navn == brugernavn(navn)]
    if not fundet:
        egne = [b.navn for b, aktiv in alle if aktiv and not b.demo and adgang.maa(b, handling)[0]]
        if egne:
            raise AdgangNaegtet(f"'{navn}' er ikke en bruger. Skriv navnet på en, der må: {', '.join(egne)}.")
        return navn.strip()
    ((bruger, aktiv),) = fundet
    ja, grund = adgang.maa(bruger, handling)
    if not aktiv or not ja:
        raise AdgangNaegtet(grund if aktiv else f"Brugeren '{bruger.navn}' er lukket.")
    return bruger.navn


def skift_kodeord(
    lager: Sagslager,
    navn: str,
    nyt: str,
    nu: datetime,
    *,
    gammelt: str | None = None,
    skal_skifte: bool = False,
    af: str = "system",
    cost: int = BCRYPT_COST,
) -> None:
    """Give a user another password and end all of the user's sessions.

    gammelt: what the user typed as the present one; None when another does it (then skal_skifte, and af: who).
    Errors: BrugerFejl for an unknown user or a weak or unchanged password; AdgangNaegtet if gammelt is wrong.
    """
    kontroller_kodeord(nyt, brugernavn(navn))
    with lager.laes() as con:
        fundet = _kraev(con, navn)
    gemt = fundet["kodeord_hash"]
    if fundet["udsteder"] is not None:
        raise BrugerFejl(f"'{fundet['navn']}' logger ind med kommunens login og har ingen adgangskode her.")
    if gammelt is not None and not _passer(gammelt, gemt, cost):
        raise AdgangNaegtet("Den nuværende adgangskode er forkert. Intet er ændret.")
    if _passer(nyt, gemt, cost):
        raise BrugerFejl("Den nye adgangskode er den samme som den gamle. Vælg en anden.")
    nyt_hash = hash_kodeord(nyt, cost)
    with lager.skriv() as con:
        raekke = _kraev(con, navn)
        _ret(con, raekke["id"], kodeord_hash=nyt_hash, skal_skifte=skal_skifte)
        sessioner.afslut_alle_i(con, raekke["id"], nu)
        hvem, handling = (
            (af, "kodeord_nulstillet") if gammelt is None else (raekke["navn"], "kodeord_skiftet")
        )
        skriv_i(con, Loglinje(hvem, handling, raekke["navn"]), nu)


def deaktiver(lager: Sagslager, navn: str, nu: datetime, *, af: str = "system") -> None:
    """Close a user and end the sessions. Events and log lines keep the name. af: who does it, for the log.

    Errors: BrugerFejl for an unknown user, and for the last open administrator.
    """
    with lager.skriv() as con:
        raekke = _kraev(con, navn)
        _behold_en_administrator(con, raekke)
        _luk(con, raekke, nu, af)


def _behold_en_administrator(con: sa.Connection, raekke: Mapping[str, Any]) -> None:
    """Without one nobody could make users or see the log. The demo's does not count: it goes with the demo."""
    t = tabeller.bruger
    if raekke["rolle"] != Rolle.ADMINISTRATOR or not raekke["aktiv"] or raekke["demo"]:
        return
    andre = sa.select(sa.func.count()).where(
        t.c.rolle == str(Rolle.ADMINISTRATOR),
        t.c.aktiv.is_(True),
        t.c.demo.is_(False),
        t.c.id != raekke["id"],
    )
    if not con.scalar(andre):
        raise BrugerFejl(
            f"{raekke['navn']} er den sidste administrator og kan ikke lukkes. Opret en anden først; intet er ændret."
        )


def _luk(con: sa.Connection, raekke: Mapping[str, Any], nu: datetime, af: str = "system") -> None:
    _ret(con, raekke["id"], aktiv=False)
    sessioner.afslut_alle_i(con, raekke["id"], nu)
    skriv_i(con, Loglinje(af, "bruger_deaktiveret", raekke["navn"]), nu)


def _ret(con: sa.Connection, bruger_id: int, **vaerdier: Any) -> None:
    tabel = tabeller.bruger
    con.execute(sa.update(tabel).where(tabel.c.id == bruger_id).values(**vaerdier))


# --- sign-in ----------------------------------------------------------------------------------------------


def log_ind(
    lager: Sagslager,
    navn: str,
    kodeord: str,
    adresse: str,
    nu: datetime,
    *,
    alt_er_demo: bool = False,
    cost: int = BCRYPT_COST,
) -> tuple[str, Bruger]:
    """(session token, user). adresse: where the request comes from, '' when unknown.

    Errors: AdgangNaegtet, always with the same text: unknown, wrong, closed, locked, or a demo user while
    other than demo data has landed.
    """
    navn, adresse = brugernavn(navn), ren_adresse(adresse)
    with lager.laes() as con:
        fundet = _find(con, navn)
    passer = _passer(kodeord, None if fundet is None else fundet["kodeord_hash"], cost)
    with lager.skriv() as con:
        raekke = _find(con, navn)
        forsoegsnavn = navn if raekke is not None else _ukendt(navn)
        # The lock is read after the check and while alone, so that many guesses at once count one by one.
        if not _er_laast(con, forsoegsnavn, adresse, nu):
            if passer and raekke is not None and _maa_ind(raekke, fundet, alt_er_demo):
                _glem_fejl(con, forsoegsnavn, adresse)
                token = sessioner.opret_i(con, raekke["id"], adresse, nu)
                skriv_i(con, Loglinje(navn, "log_ind"), nu)
                return token, sessioner.som_bruger(raekke)
            _tael(con, forsoegsnavn, adresse, nu)
        skriv_i(con, Loglinje(navn if raekke is not None else "ukendt", "log_ind_afvist"), nu)
    raise AdgangNaegtet(NAEGTET)


def _maa_ind(raekke: Mapping[str, Any], fundet: Mapping[str, Any] | None, alt_er_demo: bool) -> bool:
    """Still open, still the password that was checked, and no demo user among real data."""
    uaendret = fundet is not None and raekke["kodeord_hash"] == fundet["kodeord_hash"]
    return uaendret and raekke["aktiv"] and (alt_er_demo or not raekke["demo"])


def _ukendt(navn: str) -> str:
    """People type passwords and CPR numbers in the name field: an unknown name is not kept as it is."""
    return "?" + hashlib.sha256(navn.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def ren_adresse(adresse: str) -> str:
    """An address may come from a header: only what an address can hold, and not more."""
    return re.sub(r"[^0-9A-Za-z.:%_-]", "", adresse)[:64]


def _forsoeg(con: sa.Connection, navn: str, adresse: str) -> Mapping[str, Any] | None:
    tabel = tabeller.loginforsoeg
    hvor = sa.and_(tabel.c.navn == navn, tabel.c.adresse == adresse)
    return foerste(con, sa.select(tabel).where(hvor))


def _taellere(navn: str, adresse: str) -> list[tuple[str, str]]:
    """The user's counter and the address's; each locks by itself."""
    return [(navn, ""), ("", adresse)] if adresse else [(navn, "")]


def _er_laast(con: sa.Connection, navn: str, adresse: str, nu: datetime) -> bool:
    raekker = [_forsoeg(con, *taeller) for taeller in _taellere(navn, adresse)]
    return any(r is not None and r["laast_til"] is not None and nu < r["laast_til"] for r in raekker)


def _tael(con: sa.Connection, navn: str, adresse: str, nu: datetime) -> None:
    """Count a failure on the user, on the address and on the pair. 15 quiet minutes start from one again."""
    tabel = tabeller.loginforsoeg
    con.execute(sa.delete(tabel).where(tabel.c.sidste < nu - timedelta(days=1)))
    par = [(navn, adresse)] if adresse else []
    for taeller in (*_taellere(navn, adresse), *par):
        foer = _forsoeg(con, *taeller)
        frisk = foer is not None and nu - foer["sidste"] < LAAS and foer["laast_til"] is None
        antal = foer["antal"] + 1 if foer is not None and frisk else 1
        laast_til = nu + LAAS if antal >= FORSOEG_HOEJST and taeller not in par else None
        _gem_forsoeg(con, taeller, foer is not None, {"antal": antal, "laast_til": laast_til, "sidste": nu})


def _gem_forsoeg(
    con: sa.Connection, taeller: tuple[str, str], findes: bool, vaerdier: Mapping[str, Any]
) -> None:
    tabel = tabeller.loginforsoeg
    navn, adresse = taeller
    if findes:
        con.execute(
            sa.update(tabel).where(tabel.c.navn == navn, tabel.c.adresse == adresse).values(**vaerdier)
        )
    else:
        con.execute(sa.insert(tabel).values(navn=navn, adresse=adresse, **vaerdier))


def _glem_fejl(con: sa.Connection, navn: str, adresse: str) -> None:
    """A sign-in clears the user's failures, and from the address only those the same user made there:

    else anyone with an account could clear the address between guesses at another's password.
    """
    tabel = tabeller.loginforsoeg
    par, fra_adressen = _forsoeg(con, navn, adresse), _forsoeg(con, "", adresse)
    if adresse and par is not None and fra_adressen is not None:
        tilbage = max(fra_adressen["antal"] - par["antal"], 0)
        con.execute(
            sa.update(tabel).where(tabel.c.navn == "", tabel.c.adresse == adresse).values(antal=tilbage)
        )
    con.execute(sa.delete(tabel).where(tabel.c.navn == navn, tabel.c.adresse.in_(("", adresse))))


# --- the demo ---------------------------------------------------------------------------------------------


def opret_demobrugere(lager: Sagslager, nu: datetime, *, cost: int = BCRYPT_COST) -> list[Bruger]:
    """The fictional users, one per role and two oekonom, all with DEMO_KODEORD; again is harmless.

    Only to be called while all data is the demo's. A user of the municipality's own with such a name is left
    alone.
    """
    faelles = hash_kodeord(DEMO_KODEORD, cost)
    with lager.skriv() as con:
        fundne = [_opret_demobruger(con, *demo, faelles, nu) for demo in DEMOBRUGERE]
    return [bruger for bruger in fundne if bruger is not None]


def _opret_demobruger(
    con: sa.Connection,
    navn: str,
    visningsnavn: str,
    rolle: Rolle,
    fagomraader: tuple[str, ...],
    kodeord_hash: str,
    nu: datetime,
) -> Bruger | None:
    raekke = _find(con, navn)
    organisationer = list(DEMO_ORGANISATIONER.get(navn, ()))
    if raekke is None:
        ny = {
            "navn": navn,
            "visningsnavn": visningsnavn,
            "rolle": str(rolle),
            "kodeord_hash": kodeord_hash,
            "skal_skifte": False,
            "fagomraader": list(fagomraader),
            "organisationer": organisationer,
            "demo": True,
        }
        return indsaet(con, ny, nu)
    if not raekke["demo"]:
        return None
    if not raekke["aktiv"]:
        _ret(con, raekke["id"], aktiv=True, kodeord_hash=kodeord_hash)
    if raekke["organisationer"] != organisationer:  # made by a version that had none
        _ret(con, raekke["id"], organisationer=organisationer)
    return sessioner.som_bruger({**raekke, "organisationer": organisationer})


def deaktiver_demobrugere(lager: Sagslager, nu: datetime) -> int:
    """Close the demo users and their sessions: called when anything but demo data lands. Returns how many."""
    tabel = tabeller.bruger
    valg = sa.select(tabel).where(tabel.c.demo.is_(True), tabel.c.aktiv.is_(True))
    with lager.skriv() as con:
        aabne = list(raekker(con, valg))
        for raekke in aabne:
            _luk(con, raekke, nu)
    return len(aabne)
