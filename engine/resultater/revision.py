"""Revision: the auditor's sample of a year, ticks and remarks, the sign-off, and the evidence behind each case.

Everything the auditor does is an event: the sample with its seed, one tick a case, the sign-off with the package that
was signed. A package is a zip with an index of hashes and, for each case, a PDF that a person wants to read and a
workbook with the same rows. It is made of stored figures alone, so the same state gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.fejl import RettelseAfvist, VersionsKonflikt
from engine.indstillinger import Indstillinger
from engine.rapporter import arbejdsbog, pakke, pdf
from engine.rapporter.form import Kolonne, Tabel
from engine.refusion import stikproeve
from engine.refusion.sde import SdeResultat
from engine.refusion.stikproeve import BELOEB, TILFAELDIG, Stikproeve
from engine.resultater import forklaring, kontekst, lovgrundlag, sdevisning
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import Sag
from engine.sager import dokumenter, model
from engine.sager.log import Loglinje, skriv_i
from engine.sager.model import AFKRYDSNING, PAATEGNING, PAATEGNING_TRUKKET, STIKPROEVE, Haendelse, dansk_tid

METODER = {BELOEB: "Efter beløb (de største er altid med)", TILFAELDIG: "Tilfældigt, samme chance for alle"}
RIGTIG, FEJL, MANGLER = "rigtig", "fejl", "mangler_bilag"
UDFALD = {RIGTIG: "Rigtig", FEJL: "Fejl", MANGLER: "Dokumentation mangler"}
KONKLUSIONER = {"uden": "Uden forbehold", "med": "Med forbehold", "kan_ikke": "Kan ikke påtegnes"}
STOERST_ANTAL = 500


@dataclass(frozen=True)
class Kryds:
    """The auditor's verdict on a case: fejl_oere is the refund claimed too much (+) or too little (-)."""

    sag_id: str
    udfald: str
    fejl_oere: int
    bemaerkning: str
    bruger: str
    tid: datetime
    haendelse: int


@dataclass(frozen=True)
class Paategning:
    """The sign-off. dokument: SHA-256 of the package that was signed."""

    konklusion: str
    tekst: str
    bruger: str
    tid: datetime
    dokument: str
    haendelse: int


@dataclass(frozen=True)
class Revision:
    """A year's audit. proeve: rows of the sample (sag_id, lov, refusion_oere) as drawn; None before it is."""

    aar: int
    metode: str
    froe: int
    trukket_af: str
    trukket: datetime | None
    sager: tuple[dict[str, Any], ...]
    proeve: Stikproeve
    alle_oere: Mapping[str, int]
    grundlag: str
    kryds: Mapping[str, Kryds]
    paategning: Paategning | None

    @property
    def mangler(self) -> int:
        """Cases of the sample without a tick."""
        return sum(s["sag_id"] not in self.kryds for s in self.sager)

    @property
    def fejl(self) -> dict[str, int]:
        return {s: k.fejl_oere for s, k in self.kryds.items() if k.fejl_oere and s in self.proeve.sager}

    @property
    def fremskrevet_oere(self) -> int:
        """The error of all the year's cases expected from the sample's."""
        return stikproeve.fremskriv(self.proeve, self.alle_oere, self.fejl) if self.sager else 0

    @property
    def saetning(self) -> str:
        """The page's answer in one sentence."""
        if not self.sager:
            return f"Der er ikke trukket en stikprøve for {self.aar} endnu."
        antal = dansk.antal(len(self.sager), "sag", "sager")
        if self.paategning:
            return (
                f"{self.aar} er påtegnet {KONKLUSIONER[self.paategning.konklusion].lower()} den "
                f"{dansk.dato(self.paategning.tid)} på grundlag af {antal}."
            )
        if self.mangler:
            return f"{dansk.tal(self.mangler)} af {antal} i stikprøven mangler at blive gennemgået."
        fejl = sum(abs(v) for v in self.fejl.values())
        hvad = f"med fejl for {dansk.kroner(fejl)}" if fejl else "uden fejl"
        return f"Alle {antal} i stikprøven er gennemgået, {hvad}. Året kan påtegnes."


def revision(ind: Indstillinger, aar: int) -> Revision:
    """The state of a year's audit, from its events."""
    return _af_haendelser(aar, kontekst.sagslager(ind.database_url).haendelser(*_TYPER))


_TYPER = (STIKPROEVE, AFKRYDSNING, PAATEGNING, PAATEGNING_TRUKKET)


def _af_haendelser(aar: int, haendelser: list[Haendelse]) -> Revision:
    egne = [h for h in haendelser if h.noegle.get("revision") == aar]
    trukket = next((h for h in reversed(egne) if h.type == STIKPROEVE), None)
    senere = [h for h in egne if trukket is None or h.id > trukket.id]
    kryds = {h.noegle["sag"]: _kryds(h) for h in senere if h.type == AFKRYDSNING}
    sidste = next((h for h in reversed(senere) if h.type in (PAATEGNING, PAATEGNING_TRUKKET)), None)
    nyt = trukket.nyt if trukket else {}
    return Revision(
        aar=aar,
        metode=nyt.get("metode", BELOEB),
        froe=int(nyt.get("froe", 0)),
        trukket_af=trukket.bruger if trukket else "",
        trukket=trukket.tid if trukket else None,
        sager=tuple(nyt.get("sager", ())),
        proeve=Stikproeve(
            tuple(s["sag_id"] for s in nyt.get("sager", ())),
            frozenset(nyt.get("sikre", ())),
            int(nyt.get("interval_oere", 0)),
        ),
        alle_oere=nyt.get("alle", {}),
        grundlag=nyt.get("grundlag", ""),
        kryds=kryds,
        paategning=_paategning(sidste) if sidste and sidste.type == PAATEGNING else None,
    )


def _kryds(h: Haendelse) -> Kryds:
    return Kryds(
        h.noegle["sag"], h.nyt["udfald"], int(h.nyt["fejl_oere"]), h.begrundelse, h.bruger, h.tid, h.id
    )


def _paategning(h: Haendelse) -> Paategning:
    return Paategning(h.nyt["konklusion"], h.begrundelse, h.bruger, h.tid, h.nyt["dokument"], h.id)


def er_paategnet(ind: Indstillinger, aar: int) -> bool:
    """Whether the year's final statement may be handed in: it is signed, with or without reservation."""
    p = revision(ind, aar).paategning
    return p is not None and p.konklusion != "kan_ikke"


# --- what the auditor does --------------------------------------------------------------------------------


def traek_som(
    ind: Indstillinger,
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    aar: int,
    antal: int,
    froe: int,
    metode: str,
    nu: datetime,
) -> Revision:
    """Draw a sample of the year's cases with a refund. A new one replaces the old, with its ticks.

    Errors: AdgangNaegtet, RettelseAfvist when the year has no refund, is signed, or the size cannot be.
    """
    sdevisning.kraev(bruger, Handling.REVIDER)
    if metode not in METODER or not 1 <= antal <= STOERST_ANTAL or not 0 <= froe < 2**31:
        raise RettelseAfvist(f"Vælg en metode, et antal fra 1 til {STOERST_ANTAL} og et frø uden minus.")
    sager = resultat.sager
    sager = sager[(sager["aar"] == aar) & (sager["refusion"] > 0)]
    if sager.empty:
        raise RettelseAfvist(f"Ingen sag giver refusion i {aar}, så der er intet at trække af.")
    alle = sager.groupby("sag_id")["refusion"].sum().astype(int).to_dict()
    proeve = stikproeve.traek(alle, antal, froe, metode)
    raekker = [
        {
            "sag_id": s,
            "lov": ", ".join(sorted(sager.loc[sager["sag_id"] == s, "lov"])),
            "refusion_oere": int(alle[s]),
        }
        for s in proeve.sager
    ]
    nyt = {
        "metode": metode,
        "froe": froe,
        "sager": raekker,
        "sikre": sorted(proeve.sikre),
        "interval_oere": proeve.interval_oere,
        "alle": {str(s): int(v) for s, v in alle.items()},
        "grundlag": f"{k.gen.navn}, rettelse nr. {k.rettelse_nr}, lovgrundlag {k.lov.version}",
    }
    lager = kontekst.sagslager(ind.database_url)
    with lager.skriv() as con:
        _afvis_hvis_paategnet(ind, aar)
        lager.skriv_haendelse(
            con, STIKPROEVE, {"revision": aar}, nyt, begrundelse=METODER[metode], bruger=bruger.navn, nu=nu
        )
        skriv_i(con, Loglinje(bruger.navn, "revision_stikproeve", f"revision {aar}", None, "Revision"), nu)
    return revision(ind, aar)


def afkryds_som(
    ind: Indstillinger,
    bruger: Bruger,
    aar: int,
    sag_id: str,
    udfald: str,
    fejl_oere: int,
    bemaerkning: str,
    nu: datetime,
    *,
    set_haendelse: int = 0,
) -> None:
    """Tick a case of the sample. set_haendelse: the tick the auditor saw (0 = none).

    Errors: AdgangNaegtet; RettelseAfvist when the case is not in the sample, the year is signed, or a fault has
    no remark; VersionsKonflikt when another has ticked it meanwhile.
    """
    sdevisning.kraev(bruger, Handling.REVIDER)
    if udfald not in UDFALD or (udfald != RIGTIG and not bemaerkning.strip()):
        raise RettelseAfvist(
            "Vælg et udfald, og skriv en bemærkning, når sagen ikke er rigtig. Intet er gemt."
        )
    if udfald == RIGTIG and fejl_oere:
        raise RettelseAfvist("En sag, der er rigtig, har ingen fejl i kroner. Intet er gemt.")
    if model.ligner_cpr(bemaerkning):
        raise RettelseAfvist("Der står et CPR-nummer i bemærkningen; skriv den uden. Intet er gemt.")
    lager = kontekst.sagslager(ind.database_url)
    with lager.skriv() as con:
        r = revision(ind, aar)
        _afvis_hvis_paategnet(ind, aar)
        if sag_id not in r.proeve.sager:
            raise RettelseAfvist(f"Sagen {sag_id} er ikke i stikprøven for {aar}.")
        gammel = r.kryds.get(sag_id)
        if gammel is not None and gammel.haendelse != set_haendelse:
            raise VersionsKonflikt(
                f"Sagen er gennemgået af {gammel.bruger} {dansk_tid(gammel.tid)}: {UDFALD[gammel.udfald]}. "
                "Intet af dit er gemt. Se den nye bemærkning, og prøv igen."
            )
        noegle = {"revision": aar, "sag": sag_id}
        nyt = {"udfald": udfald, "fejl_oere": fejl_oere}
        lager.skriv_haendelse(
            con, AFKRYDSNING, noegle, nyt, begrundelse=bemaerkning.strip(), bruger=bruger.navn, nu=nu
        )


def paategn_som(
    ind: Indstillinger,
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    aar: int,
    konklusion: str,
    tekst: str,
    nu: datetime,
) -> Paategning:
    """Sign the year: every case of the sample is ticked; the package that is signed is kept byte for byte.

    Errors: AdgangNaegtet, RettelseAfvist when a tick is missing, it is signed already, or a reservation has no text.
    """
    sdevisning.kraev(bruger, Handling.REVIDER)
    r = revision(ind, aar)
    _afvis_hvis_paategnet(ind, aar)
    if not r.sager or r.mangler:
        raise RettelseAfvist("Hele stikprøven skal være gennemgået, før året kan påtegnes.")
    if konklusion not in KONKLUSIONER or (konklusion != "uden" and not tekst.strip()):
        raise RettelseAfvist("Vælg en konklusion, og skriv forbeholdet. Intet er gemt.")
    if model.ligner_cpr(tekst):
        raise RettelseAfvist("Der står et CPR-nummer i teksten; skriv den uden. Intet er gemt.")
    fil = revisionspakke(ind, k, resultat, bruger, aar, nu)
    lager = kontekst.sagslager(ind.database_url)
    with lager.skriv() as con:
        if revision(ind, aar) != r:  # the package tells of what is signed, and nothing else
            raise VersionsKonflikt("Revisionen er ændret imens. Intet af dit er gemt. Hent siden igen.")
        nyt = {"konklusion": konklusion, "dokument": dokumenter.gem_i(con, f"revision-{aar}.zip", fil, nu)}
        lager.skriv_haendelse(
            con, PAATEGNING, {"revision": aar}, nyt, begrundelse=tekst.strip(), bruger=bruger.navn, nu=nu
        )
        skriv_i(con, Loglinje(bruger.navn, "revision_paategning", f"revision {aar}", None, "Revision"), nu)
    p = revision(ind, aar).paategning
    assert p is not None  # it was just written
    return p


def traek_tilbage_som(ind: Indstillinger, bruger: Bruger, aar: int, begrundelse: str, nu: datetime) -> None:
    """Take the sign-off back. Errors: AdgangNaegtet, RettelseAfvist when it is not signed or without a reason."""
    sdevisning.kraev(bruger, Handling.REVIDER)
    if revision(ind, aar).paategning is None:
        raise RettelseAfvist(f"{aar} er ikke påtegnet.")
    if not begrundelse.strip() or model.ligner_cpr(begrundelse):
        raise RettelseAfvist("Skriv, hvorfor påtegningen trækkes tilbage, uden CPR-nummer. Intet er ændret.")
    lager = kontekst.sagslager(ind.database_url)
    with lager.skriv() as con:
        lager.skriv_haendelse(
            con,
            PAATEGNING_TRUKKET,
            {"revision": aar},
            {},
            begrundelse=begrundelse.strip(),
            bruger=bruger.navn,
            nu=nu,
        )


def _afvis_hvis_paategnet(ind: Indstillinger, aar: int) -> None:
    p = revision(ind, aar).paategning
    if p is not None:
        raise RettelseAfvist(
            f"{aar} er påtegnet af {p.bruger} {dansk_tid(p.tid)}. Træk påtegningen tilbage, før der ændres."
        )


# --- the evidence -----------------------------------------------------------------------------------------


def hent_pakke(ind: Indstillinger, bruger: Bruger, p: Paategning) -> bytes:
    """The package that was signed. Errors: AdgangNaegtet, HjemtagFejl when it is gone or changed."""
    sdevisning.kraev(bruger, Handling.EKSPORT_PERSON)
    return dokumenter.hent(kontekst.sagslager(ind.database_url), p.dokument)


def revisionspakke(
    ind: Indstillinger, k: Kontekst, resultat: SdeResultat, bruger: Bruger, aar: int, lavet: datetime
) -> bytes:
    """The whole sample: the auditor's report and a folder a case. Errors: AdgangNaegtet."""
    sdevisning.kraev(bruger, Handling.EKSPORT_PERSON)
    r = revision(ind, aar)
    filer = {
        "revision.pdf": _rapport(r, k, lavet),
        "revision.xlsx": arbejdsbog.byg([_proevetabel(r)], titel=f"Revision {aar}", lavet=lavet),
    }
    for s in r.sager:
        for navn, indhold in sagsfiler(ind, k, resultat, bruger, aar, s["sag_id"], lavet).items():
            filer[f"sager/{s['sag_id']}/{navn}"] = indhold
    return pakke.pak(filer)


def sagspakke(
    ind: Indstillinger,
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    aar: int,
    sag_id: str,
    lavet: datetime,
) -> bytes:
    """The evidence of one case as a sealed zip. Errors: AdgangNaegtet, HjemtagFejl when the case is not there."""
    sdevisning.kraev(bruger, Handling.EKSPORT_PERSON)
    return pakke.pak(sagsfiler(ind, k, resultat, bruger, aar, sag_id, lavet))


def sagsfiler(
    ind: Indstillinger,
    k: Kontekst,
    resultat: SdeResultat,
    bruger: Bruger,
    aar: int,
    sag_id: str,
    lavet: datetime,
) -> dict[str, bytes]:
    """'sag.pdf' and 'sag.xlsx' of a case, with the same rows."""
    sag = sdevisning.hent_sag(k, resultat, bruger, aar, sag_id)
    tabeller = _tabeller(ind, k, sag)
    titel = f"Sag {sag.sag_id}, {aar}"
    return {
        "sag.pdf": _sagspdf(k, sag, tabeller, lavet),
        "sag.xlsx": arbejdsbog.byg(tabeller, titel=titel, lavet=lavet),
    }


_K = Kolonne
_MAANEDER = (
    _K("maaned", "Måned", "maaned"),
    _K("netto_oere", "Nettoudgift", "kroner", sum=True),
    *(_K(f"refusion_trin{n}", f"{s} %", "kroner", sum=True) for n, s in ((1, 25), (2, 50), (3, 75))),
    _K("refusion", "Refusion", "kroner", sum=True),
)
_POSTERINGER = (
    *(_K("maaned", "Måned", "maaned"), _K("bilag", "Bilag"), _K("bogfoeringsdato", "Bogført", "dato")),
    *(_K("konto", "Konto"), _K("tekst", "Tekst"), _K("andel_oere", "Andel", "kroner", sum=True)),
    *(_K("med", "Med"), _K("periode", "Perioden er"), _K("hvorfor", "Hvorfor")),
)
_FAMILIE = (
    _K("navn", "Navn"),
    _K("foedt", "Født", "dato"),
    _K("begrundelse", "Hvorfor hører personen til sagen"),
)
_RETTELSER = (
    *(_K("tid", "Hvornår", "tid"), _K("bruger", "Hvem"), _K("hvad", "Hvad"), _K("begrundelse", "Hvorfor")),
    _K("gaelder", "Gælder"),
)
_LOV = (
    *(_K("navn", "Lovværdi"), _K("vist", "Værdi"), _K("status", "Status"), _K("kilde", "Kilde")),
    _K("hjemmel", "Hjemmel"),
)


def _tabeller(ind: Indstillinger, k: Kontekst, sag: Sag) -> list[Tabel]:
    return [
        Tabel("Måneder", "Beregningen måned for måned", _MAANEDER, sag.maaneder.to_dict("records")),
        Tabel("Posteringer", "Posteringerne og deres perioder", _POSTERINGER, _posteringer(sag)),
        Tabel("Personer", "Personerne i sagen", _FAMILIE, _familie(sag)),
        Tabel(
            "Rettelser", "Rettelser af sagens posteringer og husstand", _RETTELSER, _rettelser(ind, k, sag)
        ),
        Tabel("Lov", "Grænser og satser", _LOV, _lov(k, sag)),
    ]


def _posteringer(sag: Sag) -> list[dict[str, Any]]:
    raekker = sag.andele.sort_values(["maaned", "bogfoeringsdato", "bilagsnr", "linjenr"], kind="stable")
    return [
        r
        | {
            "bilag": f"{r['kilde']} {r['regnskabsaar']}/{r['bilagsnr']}-{r['linjenr']}",
            "bogfoeringsdato": None
            if pd.isna(r["bogfoeringsdato"])
            else pd.Timestamp(r["bogfoeringsdato"]).date(),
            "tekst": model.uden_cpr(str(r["tekst"] or "")),
            "med": dansk.ja_nej(bool(r["medregnet"])),
        }
        for r in raekker.to_dict("records")
    ]


def _familie(sag: Sag) -> list[dict[str, Any]]:
    return [
        {
            "navn": m.navn,
            "foedt": m.foedt,
            "begrundelse": " ".join(m.begrundelser) or "Personens egen sag",
        }
        for m in sag.medlemmer
    ]


def _rettelser(ind: Indstillinger, k: Kontekst, sag: Sag) -> list[dict[str, Any]]:
    lager = kontekst.sagslager(ind.database_url)
    haendelser = lager.haendelser(*model.RETTELSER, model.FORTRYD)
    return [
        {
            "tid": r.tid,
            "bruger": r.bruger,
            "hvad": _rettet(r),
            "begrundelse": r.begrundelse,
            "gaelder": dansk.ja_nej(r.fortrudt_af is None),
        }
        for r in model.rettelser_af(haendelser)
        if sdevisning.har_rettet(k, sag, r)
    ]


def _rettet(r: model.Rettelse) -> str:
    hvad = model.beskriv_nyt(r.type, r.nyt)
    return f"Husstand: {hvad}" if r.type == model.FAMILIE else f"Bilag {r.noegle.get('bilagsnr', '')}: {hvad}"


def _lov(k: Kontekst, sag: Sag) -> list[dict[str, Any]]:
    navn = sag.lov.lower()
    dag = pd.Timestamp(sag.aar, 1, 1).date()
    ud = []
    for parameter in (*(f"cro_graense{n}_{navn}" for n in (1, 2, 3)), "cro_sats1", "cro_sats2", "cro_sats3"):
        if parameter not in k.lov.parametre:
            continue
        p = k.lov.parameter(parameter)
        v = next((v for v in p.vaerdier if v.gaelder(dag)), None)
        if v is not None:
            vist = lovgrundlag.vis_vaerdi(v.vaerdi, p.enhed)
            ud.append(
                {
                    **{
                        "navn": lovgrundlag.titel(p),
                        "vist": vist,
                        "status": lovgrundlag.STATUSNAVNE[v.status],
                    },
                    **{"kilde": v.kilde, "hjemmel": p.hjemmel},
                }
            )
    return ud


def _sagspdf(k: Kontekst, sag: Sag, tabeller: list[Tabel], lavet: datetime) -> bytes:
    r = sag.raekke
    d = pdf.dokument(
        f"Sag {sag.sag_id}",
        lavet=lavet,
        fod=f"Sag {sag.sag_id}, {sag.aar} · {dansk.tidspunkt(lavet)}",
        liggende=True,
    )
    art = "Husstand" if sag.sagstype == "husstand" else "Person"
    d.titel(
        f"{art}: {', '.join(m.navn for m in sag.medlemmer)}", f"{sdevisning.LOVNAVNE[sag.lov]}, {sag.aar}"
    )
    d.noegletal(
        [
            ("Nettoudgift", dansk.kroner(int(r["netto_oere"]), oere_vist=True)),
            ("Refusion", dansk.kroner(int(r["refusion"]), oere_vist=True)),
            ("Hjemtaget", dansk.kroner(int(r["hjemtaget_oere"]), oere_vist=True)),
            ("Difference", dansk.kroner(int(r["difference_oere"]), oere_vist=True)),
        ]
    )
    d.afsnit(sag.saetning)
    d.overskrift("Forklaring")
    d.punkter(forklaring.forklar(k, sag).afsnit)
    for tabel in tabeller:
        d.overskrift(tabel.titel)
        if tabel.raekker:
            d.tabel(tabel)
        else:
            d.afsnit("Ingen.")
    d.afsnit(f"Datagrundlag: {k.gen.navn}, rettelse nr. {k.rettelse_nr}, lovgrundlag {k.lov.version}.")
    return d.bytes()


_PROEVE = (
    *(_K("sag_id", "Sag"), _K("lov", "Lov"), _K("refusion_oere", "Refusion", "kroner", sum=True)),
    *(_K("sikker", "Altid med"), _K("udfald", "Udfald"), _K("fejl_oere", "Fejl", "kroner", sum=True)),
    *(_K("bemaerkning", "Bemærkning"), _K("hvem", "Gennemgået af"), _K("tid", "Hvornår", "tid")),
)


def proeveraekker(r: Revision) -> list[dict[str, Any]]:
    """The sample with its ticks, as the page and the report show it."""
    ud = []
    for s in r.sager:
        kryds = r.kryds.get(s["sag_id"])
        ud.append(
            s
            | {
                "sikker": dansk.ja_nej(s["sag_id"] in r.proeve.sikre),
                "udfald": UDFALD[kryds.udfald] if kryds else "Ikke gennemgået",
                "fejl_oere": kryds.fejl_oere if kryds else 0,
                "bemaerkning": kryds.bemaerkning if kryds else "",
                "hvem": kryds.bruger if kryds else "",
                "tid": kryds.tid if kryds else None,
            }
        )
    return ud


def _proevetabel(r: Revision) -> Tabel:
    return Tabel("Stikprøven", f"Stikprøven for {r.aar}", _PROEVE, proeveraekker(r))


def _rapport(r: Revision, k: Kontekst, lavet: datetime) -> bytes:
    d = pdf.dokument(f"Revision {r.aar}", lavet=lavet, liggende=True)
    d.titel(f"Revision af særligt dyre enkeltsager {r.aar}", f"Kommune {k.gen.kommune}")
    i_proeven = sum(s["refusion_oere"] for s in r.sager)
    alle = sum(r.alle_oere.values())
    d.noegletal(
        [
            ("Refusion i alt", dansk.kroner(alle)),
            ("I stikprøven", f"{dansk.kroner(i_proeven)} ({dansk.procent(i_proeven / alle if alle else 0)})"),
            ("Fejl i stikprøven", dansk.kroner(sum(r.fejl.values()), fortegn=True)),
            ("Fremskrevet fejl", dansk.kroner(r.fremskrevet_oere, fortegn=True)),
        ]
    )
    trukket = dansk.tidspunkt(r.trukket or lavet.astimezone(UTC))
    d.overskrift("Sådan er stikprøven trukket")
    d.afsnit(
        f"{METODER[r.metode]}. {dansk.antal(len(r.sager), 'sag', 'sager')} af "
        f"{dansk.tal(len(r.alle_oere))} med refusion; frø {r.froe}; trukket af {r.trukket_af} {trukket}. "
        f"Grundlag: {r.grundlag}. Den samme stikprøve kan trækkes igen af samme sager og frø."
    )
    d.overskrift("Sagerne")
    d.tabel(_proevetabel(r))
    return d.bytes()


def er_aendret_siden(k: Kontekst, resultat: SdeResultat, r: Revision) -> list[tuple[str, int, int]]:
    """Cases of the sample whose refund is another now than when it was drawn: (id, then, now) in øre."""
    sager = resultat.sager
    nu = sager[sager["aar"] == r.aar].groupby("sag_id")["refusion"].sum()
    return [
        (s["sag_id"], s["refusion_oere"], int(nu.get(s["sag_id"], 0)))
        for s in r.sager
        if int(nu.get(s["sag_id"], 0)) != s["refusion_oere"]
    ]


def medlemmer(resultat: SdeResultat, r: Revision) -> list[str]:
    """The persons of the sample's cases, for the log of what is fetched."""
    sager = resultat.sager
    egne = sager[(sager["aar"] == r.aar) & sager["sag_id"].isin(r.proeve.sager)]
    return sorted({m for ms in egne["medlemmer"] for m in ms})
