"""One person as the page Borger shows: where, with whom, what is given and what it costs, and what is coming.

Everything is within the user's scope: a person who has nothing to do with it is refused, and measures and kroner of
other fields are not there. Income is shown for the two purposes the law gives it for. A protected address is hidden
until the user gives a reason, which is logged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from engine import dansk
from engine.adgang import FORMAAL, Bruger, Handling, Omfang, Sagsomfang, maa, omfang
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist
from engine.lager import borger as lager
from engine.lager import flytning
from engine.refusion.sde import SdeResultat
from engine.resultater import sdevisning
from engine.resultater.sde import Kontekst
from engine.sager import kommende
from engine.sager.kommende import Kommende
from engine.sager.lager import Sagslager
from engine.sager.log import Loglinje, skriv_loglinjer
from engine.sager.model import ligner_cpr

MED_INDKOMST = ("Bopælskontrol (udflytning)", "Tilskud for udlændinge")
MAANEDER_VIST = 24
_SAMBOENDE_MAX = 12
SPOR = {"bopael": "Bopæl", "institution": "Institution", "udland": "Udland", "ukendt": "Uden kendt adresse"}
INDKOMSTTYPER = {
    "00": "Løn",
    "01": "SU",
    "04": "Pension og dagpenge",
    "05": "B-indkomst",
    "06": "Kontanthjælp",
    "07": "Sygedagpenge",
}
ROLLER = {"mor": "Mor", "far": "Far", "medmor": "Medmor", "barn": "Barn", "aegtefaelle": "Ægtefælle"}
SLAGS = {"udgift": "Udgifter", "indtaegt": "Indtægter", "refusion": "Statsrefusion"}
_SKJULT = "Beskyttet adresse"
LOVE = {
    "SEL": "Serviceloven",
    "BL": "Barnets lov",
    "LUK": "Lov om bekæmpelse af ungdomskriminalitet",
    "ABL": "Almenboligloven",
    "AEL": "Ældreloven",
    "LAS": "Aktivloven",
    "LAB": "Beskæftigelsesloven",
    "LKH": "Kompensation til handicappede i erhverv",
    "BOST": "Boligstøtteloven",
    "PL": "Pensionslovene",
    "SDP": "Sygedagpengeloven",
    "FSK": "Folkeskoleloven",
    "DTL": "Dagtilbudsloven",
    "INL": "Integrationsloven",
    "SUL": "Sundhedsloven",
    "ANDEN": "Anden lov",
}
"""The codes of `lov` in sql/felter.yml as they are read on a page."""
_STATUS = {"90": "død", "80": "udrejst", "70": "forsvundet"}


@dataclass(frozen=True)
class Borger:
    """ophold: spor, sted, fra, til. samboende, familie: navn, foedt, rolle, fra, til.

    oekonomi: maaned, slags, lov, oere. indkomst: None where the purpose does not give it. sager: aar, sag_id, lov,
    refusion, difference_oere.
    """

    person_noegle: str
    navn: str
    foedt: date | None
    doed: date | None
    beskyttet: bool
    status: str
    ophold: pd.DataFrame
    samboende: list[dict[str, Any]]
    familie: list[dict[str, Any]]
    indsatser: list[dict[str, Any]]
    oekonomi: pd.DataFrame
    indkomst: pd.DataFrame | None
    sager: pd.DataFrame
    ventede: tuple[Kommende, ...]
    adresse_vist: bool
    data_dato: date = field(default=date.min)

    @property
    def saetning(self) -> str:
        """Who and where, and what it costs now, in one sentence."""
        hvem = f"{self.navn} ({dansk.dato(self.foedt)})" if self.foedt else self.navn
        if self.doed:
            return f"{hvem} døde {dansk.dato(self.doed)}."
        sidst = self.ophold.iloc[-1] if len(self.ophold) else None
        hvor = "har ingen adresse i CPR" if sidst is None else _hvor(sidst)
        loeber = [i for i in self.indsatser if i["loeber"]]
        antal = (
            dansk.antal(len(loeber), "løbende indsats", "løbende indsatser")
            if loeber
            else "ingen løbende indsatser"
        )
        aar = str(self.data_dato.year)
        udgift = int(self.oekonomi.loc[self.oekonomi["maaned"].str[:4] == aar, "oere"].sum())
        hvad = "nettoudgift" if udgift > 0 else "nettoindtægt"
        koster = f" og en {hvad} på {dansk.kroner(abs(udgift))} i {aar}" if udgift else ""
        return f"{hvem} {hvor} og har {antal}{koster}."


def _hvor(ophold: pd.Series) -> str:
    if ophold["spor"] == "udland":
        return f"er registreret i udlandet ({ophold['sted']}) siden {dansk.dato(ophold['fra'])}"
    if ophold["spor"] == "ukendt":
        return f"har ingen kendt adresse siden {dansk.dato(ophold['fra'])}"
    siden = f"siden {dansk.dato(ophold['fra'])}"
    if ophold["sted"] == _SKJULT:
        return f"har beskyttet adresse {siden}"
    hvad = (
        "bor på" if "," in ophold["sted"] else "bor i"
    )  # an address or an institution, or the municipality alone
    return f"{hvad} {ophold['sted']} {siden}"


def kraev(k: Kontekst, bruger: Bruger, noegle: str) -> dict[str, Any]:
    """The person's row, if the user may see the person. Errors: AdgangNaegtet, HjemtagFejl for an unknown key."""
    if not maa(bruger, Handling.SE_PERSON)[0]:
        raise AdgangNaegtet(maa(bruger, Handling.SE_PERSON)[1])
    stam = lager.stamdata(k.gen, noegle)
    if stam is None:
        raise HjemtagFejl("Borgeren findes ikke i lageret. Søg igen, eller åbn borgeren fra en sag.")
    if not _rummer(omfang(bruger), *lager.omraader(k.gen, noegle)):
        raise AdgangNaegtet("Borgeren har ingen indsats eller udgift inden for dine områder.")
    return stam


def synlige(k: Kontekst, bruger: Bruger, noegler: Sequence[str]) -> tuple[str, ...]:
    """Those of the persons the user may open, in the same order; asked for once."""
    if not maa(bruger, Handling.SE_PERSON)[0]:
        return ()
    graenser, deres = omfang(bruger), lager.omraader_for(k.gen, noegler)
    return tuple(n for n in noegler if n in deres and _rummer(graenser, *deres[n]))


def _rummer(graenser: Omfang, fag: set[str], org: set[str]) -> bool:
    """Whether a person with these fields and organisations has to do with the user's part of the data."""
    mulige: list[str | None] = [*fag] or [None]
    return any(graenser.rummer(Sagsomfang(f, tuple(org))) for f in mulige)


def hent(
    k: Kontekst,
    resultat: SdeResultat,
    sagslager: Sagslager,
    bruger: Bruger,
    noegle: str,
    formaal: str,
    *,
    vis_adresse: bool = False,
) -> Borger:
    """Everything about one person within the user's scope; the caller has logged the look with its purpose.

    vis_adresse: a protected address may be shown, after `afsloer_som`. Errors: AdgangNaegtet, HjemtagFejl.
    """
    stam = kraev(k, bruger, noegle)
    if formaal not in FORMAAL["borger"]:
        raise RettelseAfvist("Vælg et formål, før borgeren vises; det skrives i loggen.")
    graenser = omfang(bruger)
    data_dato = k.gen.data_dato or date.today()
    fra = _maaned(data_dato, MAANEDER_VIST - 1)
    vist = vis_adresse or not stam["beskyttet"]
    return Borger(
        person_noegle=noegle,
        navn=stam["navn"] or "Ukendt i CPR",
        foedt=_dag(stam["foedselsdato"]),
        doed=_dag(stam["doedsdato"]),
        beskyttet=bool(stam["beskyttet"]),
        status=_STATUS.get(stam["cpr_status"] or "", ""),
        ophold=_ophold(lager.ophold(k.gen, noegle), vist, flytning.lande(k.gen)),
        samboende=_personer(lager.samboende(k.gen, noegle, _SAMBOENDE_MAX)) if vist else [],
        familie=_personer(lager.familie(k.gen, noegle)),
        indsatser=_indsatser(
            lager.indsatser(k.gen, noegle, graenser.fagomraader, graenser.organisationer), data_dato
        ),
        oekonomi=lager.oekonomi(k.gen, noegle, fra, graenser.fagomraader, graenser.organisationer),
        indkomst=lager.indkomst(k.gen, noegle, fra) if formaal in MED_INDKOMST else None,
        sager=_sager(k, resultat, bruger, noegle),
        ventede=tuple(kommende.ventede(sagslager, noegle)),
        adresse_vist=vist,
        data_dato=data_dato,
    )


def _maaned(dag: date, foer: int) -> str:
    nr = dag.year * 12 + dag.month - 1 - foer
    return f"{nr // 12:04d}-{nr % 12 + 1:02d}"


def _dag(vaerdi: Any) -> date | None:
    return None if vaerdi is None or pd.isna(vaerdi) else pd.Timestamp(vaerdi).date()


def _ophold(df: pd.DataFrame, vist: bool, lande: Mapping[str, str]) -> pd.DataFrame:
    raekker = []
    for r in df.astype(object).where(df.notna(), None).itertuples(index=False):
        if r.type == "udrejst":
            spor, sted = "udland", lande.get(r.landekode, str(r.landekode or "ukendt land"))
        elif r.type == "forsvundet" or (r.type == "uden_fast_bopael"):
            spor = "ukendt"
            sted = (
                "Forsvundet" if r.type == "forsvundet" else f"Uden fast bopæl, {r.kommune or r.kommunekode}"
            )
        elif r.institution:
            spor, sted = "institution", f"{r.institution}, {r.kommune or r.kommunekode}"
        else:
            kommune = str(r.kommune or r.kommunekode or "ukendt kommune")
            spor, sted = "bopael", f"{r.adresse}, {kommune}" if r.adresse else kommune
        skjules = not vist and spor in ("bopael", "institution") and _dag(r.til) is None
        raekker.append(
            {
                "spor": spor,
                "sted": _SKJULT if skjules else sted,
                "fra": _dag(r.fra),
                "til": _dag(r.til),
                "usikker": bool(r.usikker),
            }
        )
    return pd.DataFrame(raekker, columns=["spor", "sted", "fra", "til", "usikker"])


def _personer(df: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "person_noegle": r["person_noegle"],
            "navn": r["navn"] or "Ukendt i CPR",
            "foedt": _dag(r["foedselsdato"]),
            "rolle": ROLLER.get(str(r.get("rolle", "")), "Anden"),
            "myndighed": {True: "Ja", False: "Nej"}.get(r.get("myndighed"), "") if "myndighed" in r else "",
            "fra": _dag(r["fra"]),
            "til": _dag(r["til"]),
        }
        for r in df.to_dict("records")
    ]


def _indsatser(df: pd.DataFrame, data_dato: date) -> list[dict[str, Any]]:
    ud = []
    for r in df.to_dict("records"):
        fra, til = _dag(r["fra"]), _dag(r["til"])
        loeber = (
            r["status"] in ("bevilget", "ophoert")
            and fra is not None
            and fra <= data_dato
            and (til is None or til >= data_dato)
        )
        paragraf = f"{r['lov']} § {r['paragraf']}"
        ud.append(r | {"fra": fra, "til": til, "loeber": loeber, "hjemmel": paragraf})
    return ud


def _sager(k: Kontekst, resultat: SdeResultat, bruger: Bruger, noegle: str) -> pd.DataFrame:
    """The refund cases the person is a member of, within the scope, the newest first."""
    sager = resultat.sager
    egne = sager[[noegle in m for m in sager["medlemmer"]]]
    if not len(egne):
        return egne
    dele = [sdevisning.inden_for(k, del_, int(str(aar)), bruger) for aar, del_ in egne.groupby("aar")]
    return pd.concat(dele).sort_values(["aar", "lov"], ascending=[False, True]).reset_index(drop=True)


def afsloer_som(sagslager: Sagslager, bruger: Bruger, noegle: str, grund: str, nu: datetime) -> None:
    """Log that a protected address is looked at, and why. Errors: AdgangNaegtet, RettelseAfvist without a reason."""
    if not maa(bruger, Handling.SE_PERSON)[0]:
        raise AdgangNaegtet(maa(bruger, Handling.SE_PERSON)[1])
    if len(grund.strip()) < 5 or ligner_cpr(grund):
        raise RettelseAfvist("Skriv, hvorfor adressen skal ses, uden CPR-nummer. Den er stadig skjult.")
    linje = Loglinje(bruger.navn, "afsloer_adresse", "borger", noegle, grund.strip()[:400])
    skriv_loglinjer(sagslager, [linje], nu)


def ventet_som(
    k: Kontekst, sagslager: Sagslager, bruger: Bruger, noegle: str, nu: datetime, **felter: Any
) -> int:
    """Enter a coming event. felter: as kommende.tilfoej. Errors: AdgangNaegtet, RettelseAfvist."""
    if not maa(bruger, Handling.INDTAST_HAENDELSE)[0]:
        raise AdgangNaegtet(maa(bruger, Handling.INDTAST_HAENDELSE)[1])
    kraev(k, bruger, noegle)
    if felter.get("indsats_id") and felter["indsats_id"] not in indsatsnumre(k, bruger, [noegle]).get(
        noegle, set()
    ):
        raise RettelseAfvist("Indsatsen hører ikke til borgeren. Intet er gemt.")
    return kommende.tilfoej(sagslager, noegle, bruger=bruger.navn, nu=nu, **felter)


def indsatsnumre(k: Kontekst, bruger: Bruger, noegler: Sequence[str]) -> dict[str, set[str]]:
    """The ids of each person's measures within the user's scope; persons without any are not there."""
    graenser = omfang(bruger)
    return lager.indsatsnumre(k.gen, noegler, graenser.fagomraader, graenser.organisationer)


def _egne_indsatser(k: Kontekst, bruger: Bruger, noegle: str) -> pd.DataFrame:
    graenser = omfang(bruger)
    return lager.indsatser(k.gen, noegle, graenser.fagomraader, graenser.organisationer)


def fjern_ventet_som(
    k: Kontekst, sagslager: Sagslager, bruger: Bruger, noegle: str, nr: int, grund: str, nu: datetime
) -> None:
    """Take a coming event back. Errors: AdgangNaegtet, RettelseAfvist, VersionsKonflikt."""
    if not maa(bruger, Handling.INDTAST_HAENDELSE)[0]:
        raise AdgangNaegtet(maa(bruger, Handling.INDTAST_HAENDELSE)[1])
    kraev(k, bruger, noegle)
    kommende.fjern(sagslager, nr, grund, bruger.navn, nu)


def maaneder(b: Borger) -> Sequence[str]:
    """The months that the economy covers, oldest first."""
    return [_maaned(b.data_dato, n) for n in range(MAANEDER_VIST - 1, -1, -1)]
