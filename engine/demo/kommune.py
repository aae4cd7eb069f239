"""Puts the fictional municipality together and writes its deliveries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from engine.demo import (
    behov,
    bopael,
    cprudtraek,
    flytninger,
    forsvundne,
    hjemtaget,
    hovedbog,
    liv,
    moms,
    personydelser,
    register,
    skoler,
    skriv,
    skriv_mere,
    statsandel,
    tal,
    udlaendinge,
    ydelser,
)
from engine.demo.behov import Behov
from engine.demo.bopael import Bopael
from engine.demo.hovedbog import Regler
from engine.demo.liv import INGEN, Befolkning, Heltal, dag, dato
from engine.demo.sandhed import Sandhed
from engine.demo.skoler import Skoler
from engine.demo.skriv import Tabel
from engine.demo.stoej import STANDARD, niveau
from engine.demo.udlaendinge import Udlaendinge
from engine.fejl import HjemtagFejl

STANDARD_AAR, MEST_AAR = 3, 8  # years of ledger
MINDST, STOERST = 100, 1_000_000
STOR = 100_000  # from this size the tables are Parquet, and the CPR extract is left out
STYKKE = 250_000  # postings in memory as text at a time
CPR_TABELLER = ("person", "civilstand", "adresse", "relation")
MAANEDLIGE = ("kommunalt_forhold", "indsats", "indkomst", "ydelsesrefusion")  # the rest come by quarter
PERSONTABELLER = ("elev", "pension", "ejendom")


@dataclass(frozen=True)
class DemoResultat:
    """Where it was written and how much: rows per table over all deliveries, citizens on the last day."""

    ud: Path
    leverancer: tuple[Path, ...]
    sandhed: Path
    borgere: int
    raekker: dict[str, int] = field(default_factory=dict)
    cprudtraek: Path | None = None


@dataclass
class _Verden:
    b: Befolkning
    bh: Behov
    bog: dict[int, pd.DataFrame]  # the ledger, a frame a year
    budget: pd.DataFrame
    hjemtaget: pd.DataFrame
    sandhed: Sandhed
    regler: Regler
    bop: Bopael
    sk: Skoler
    ul: Udlaendinge
    pension: pd.DataFrame
    indkomst: pd.DataFrame
    refusion: pd.DataFrame
    ejendom: pd.DataFrame
    kommunetal: pd.DataFrame
    skiftet: pd.DataFrame
    stor: bool


def _skab(
    borgere: int, froe: int, til: date, stoej: int, aar: int, melding: Callable[[str], None]
) -> _Verden:
    # One stream of chance per part: a change in one leaves the others as they were.
    stroem = [np.random.default_rng([froe, nr]) for nr in range(20)]
    regler, sandhed = Regler(til.year - aar + 1, til, niveau(stoej)), Sandhed()
    foerste = dag(date(regler.foerste_aar, 1, 1))
    levede = max(liv.SIMULEREDE_AAR, aar + 5)
    melding(f"Lever {levede} år for {borgere} borgere")
    b = liv.lev(borgere, stroem[0], til, levede)
    melding("Behov, indsatser, institutioner og historier på tværs af kommuner")
    bh = behov.skab(b, borgere, stroem[1], foerste, regler.stoej)
    bh.tvaers.fortael(b, sandhed)
    tilladelser = udlaendinge.tilladelser(b, bh.alene, stroem[6])
    andele = statsandel.skab(
        b, bh.indsats, tilladelser, lambda k: behov.YDELSER[k].halv, stroem[12], regler.stoej.glemt
    )
    forbrug = behov.maanedsforbrug(bh.indsats, date(regler.foerste_aar - 1, 10, 1), til)
    forbrug = forbrug.assign(egen=hovedbog.egenbetaling(bh.indsats)[forbrug["i"].to_numpy()])
    forbrug = statsandel.laeg_paa(andele, b, bh.indsats, forbrug, foerste, sandhed)
    melding("Ydelser, skoler, flygtninge og indkomster")
    land = np.array(b.lande)[b.personer["land"]]
    forloeb, pension = _forloeb(b, bh, land, foerste, stroem[5])
    y = ydelser.maaneder(b, forloeb, foerste)
    ul = udlaendinge.skab(b, tilladelser, stroem[6], foerste, sandhed, regler.stoej.glemt)
    kommunetal = bopael.kommunetal(regler.aar, stroem[13])
    sk = skoler.skab(
        b, bh.institutioner, bh.tvaers, kommunetal, stroem[7], foerste, sandhed, regler.stoej.glemt, borgere
    )
    optaget = _har_noget(b, bh, forloeb, ul)
    bop = bopael.skab(b, stroem[8], borgere, optaget, sandhed, regler.stoej.borte)
    bop.uden_indkomst[list(bh.tvaers.uden_indkomst)] = True
    flygtning = np.isin(land, tal.FLYGTNINGE_LANDE)
    # Refugees who can still get a grant for work in the ledger's years work where we say, and nowhere else, until they
    # can no more.
    styret_til = np.zeros(len(b.personer), dtype=np.int64)
    slut = ul.tilladelse["ansvar_fra"] + udlaendinge.INTRODUKTION_DAGE
    np.maximum.at(styret_til, ul.tilladelse["person"].to_numpy()[slut > foerste], slut[slut > foerste])
    md = int(np.datetime64(foerste, "D").astype("datetime64[M]").astype(int))
    indkomst = bopael.indkomster(b, bop, y, stroem[9], md, flygtning, styret_til, ul.loen)
    melding("Hovedbog og budget")
    person = hovedbog.personposter(b, bh, forbrug, regler, stroem[2], sandhed, andele)
    krav, forskud = hjemtaget.Regneark(b, bh, forbrug, regler, stroem[3], sandhed).koer()
    hjemtaget.ligner(b, bh, forbrug, regler, sandhed)
    _ikke_bogfoert(b, person, til, sandhed)
    betalinger = [*bh.tvaers.betalinger, *sk.betalinger]
    mellem = personydelser.mellem(b, betalinger, foerste, stroem[10], regler.stoej.mellem_uden_cpr)
    bh.tvaers.kun_bogfoerte(b, person, mellem, sandhed)
    sk.kun_bogfoerte(b, mellem, sandhed)
    dele = [person, personydelser.poster(b, y, stroem[10]), mellem]
    del person
    dele += [
        hovedbog.driftsposter(borgere, regler, stroem[4], sandhed),
        hovedbog.central_refusion(forskud, regler),
    ]
    flytninger.fortael_ydelser(b, forloeb, foerste, sandhed)
    _rigtige(b, bh, pension, foerste, sandhed)
    sandhed.vaelg_rigtige()
    bog = hovedbog.saml(dele, regler, stroem[2])
    sandhed.navngiv(bog.values())
    skiftet = _nye_numre(b, bh, borgere, foerste, stroem[11])
    for aargang in bog.values():
        _brug_gamle_numre(aargang, b, skiftet)
    register.laeg_paa(b, bh.institutioner, stroem[11], regler.stoej, sandhed)
    v = _Verden(
        b,
        bh,
        bog,
        hovedbog.budget(bog, regler, stroem[4]),
        hjemtaget.saml(
            b,
            krav,
            _med_par181(ul.krav, bh, forbrug, foerste),
            moms.hjemtaget(bog.values(), b),
            mellem,
            regler,
        ),
        sandhed,
        regler,
        bop,
        sk,
        ul,
        pension,
        indkomst,
        personydelser.ydelsesrefusion(b, y),
        bopael.ejendomme(b, bop, stroem[8]),
        kommunetal,
        skiftet,
        borgere >= STOR,
    )
    _forsvundne(v, borgere, stroem[14])
    flytninger.fortael(b, bh.institutioner, sandhed)
    sandhed.vaelg_rigtige()
    return v


def _forsvundne(v: _Verden, borgere: int, rng: np.random.Generator) -> None:
    """Puts those who have disappeared beside all the others."""
    spor = forsvundne.laeg_til(v.b, v.bh, v.bog, borgere, v.regler, rng, v.sandhed)
    v.indkomst = pd.concat([v.indkomst, spor.indkomst], ignore_index=True)
    v.refusion = pd.concat([v.refusion, spor.refusion], ignore_index=True)
    v.bog = forsvundne.med_bog(v.bog, spor.bog)
    v.budget = forsvundne.med_budget(v.budget, spor.bog, v.regler.til)


def _med_par181(krav: pd.DataFrame, bh: Behov, forbrug: pd.DataFrame, foerste: int) -> pd.DataFrame:
    """The grants that were claimed, and what was claimed in full for refugees' help since day `foerste`."""
    f = forbrug[(forbrug["fuld"] > 0) & (forbrug["til"] >= foerste)]
    f = f.assign(person=bh.indsats["person"].to_numpy()[f["i"]])
    f = f.groupby(["person", "maaned"], as_index=False)["fuld"].sum().rename(columns={"fuld": "oere"})
    return pd.concat([krav, f.assign(delordning="par181")], ignore_index=True)


def _forloeb(
    b: Befolkning, bh: Behov, land: Heltal, foerste: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Benefit spells and pensions of ordinary residents and of the stories' persons."""
    undtag = np.zeros(len(b.personer), dtype=bool)
    undtag[[*bh.tvaers.optagne, *bh.fremmede, *bh.alene]] = True
    forloeb, pension = ydelser.skab(b, rng, foerste, undtag, land)
    historier = pd.DataFrame(bh.tvaers.pensioner).assign(ophoer=INGEN)
    alle = pd.concat([forloeb.assign(ude=False), pd.DataFrame(bh.tvaers.forloeb)], ignore_index=True)
    return alle, pd.concat([pension, historier], ignore_index=True)


def _har_noget(b: Befolkning, bh: Behov, forloeb: pd.DataFrame, ul: Udlaendinge) -> Heltal:
    """Persons with help, a benefit, a job measure or a story: nobody of them leaves in secret."""
    ud = np.zeros(len(b.personer), dtype=bool)
    for hvem in (bh.indsats["person"], forloeb["person"], ul.job["person"], ul.krav["person"], bh.alene):
        ud[np.asarray(hvem, dtype=np.int64)] = True
    ud[bh.tvaers.optagne] = True
    return ud


def _nye_numre(
    b: Befolkning, bh: Behov, borgere: int, foerste: int, rng: np.random.Generator
) -> pd.DataFrame:
    """A few whose number was replaced: person, gammel, dag."""
    kan = np.unique(bh.indsats["person"][bh.indsats["fra"] < foerste].to_numpy())
    valgt = rng.permutation(kan)[: max(1, round(3 * borgere / 20_000))]
    brugte = set(b.personer["cpr"])
    rk = []
    for p in valgt.tolist():
        nu = str(b.personer["cpr"].iloc[p])
        loeb = int(nu[6:])
        bund, top = (0, 4000) if loeb < 4000 else (4000, 10_000)  # the same century
        andre = (*range(loeb - 2, bund - 1, -2), *range(loeb + 2, top, 2))
        gammel = next(g for g in (f"{nu[:6]}{k:04d}" for k in andre) if g not in brugte)
        brugte.add(gammel)
        rk.append((p, gammel, foerste + int(rng.integers(200, 700))))
    return pd.DataFrame(rk, columns=["person", "gammel", "dag"])


def _brug_gamle_numre(poster: pd.DataFrame, b: Befolkning, skiftet: pd.DataFrame) -> None:
    """What was booked before the change stands on the old number."""
    cpr = b.personer["cpr"].to_numpy()[skiftet["person"].to_numpy(dtype=np.int64)]
    ramte = np.flatnonzero(poster["cpr"].isin(cpr))
    nyt = skiftet.set_index(cpr)
    egne = poster["cpr"].iloc[ramte]
    foer = poster["bogfoeringsdato"].to_numpy()[ramte] < egne.map(nyt["dag"]).to_numpy()
    egne = egne.where(~foer, egne.map(nyt["gammel"]))
    poster.iloc[ramte, poster.columns.get_loc("cpr")] = egne.to_numpy()


def _ikke_bogfoert(b: Befolkning, person: pd.DataFrame, til: date, sandhed: Sandhed) -> None:
    """Bills for help already given that come after the last day: nobody can find them in the data."""
    sen = person[(person["bogfoeringsdato"] > dag(til)) & (person["oere"] > 5_000_000)]
    cpr = b.personer["cpr"].to_numpy()
    for r in liv.raekker(sen[sen["sand_fra"] <= dag(til)]):
        dage = str(dato(r.sand_fra)), str(dato(min(r.sand_til, dag(til))))
        note = "Regningen er ikke bogført endnu"
        sandhed.tilfoej("sde", "regning_ikke_modtaget", str(cpr[r.person]), *dage, int(r.oere), False, note)


def _rigtige(b: Befolkning, bh: Behov, pension: pd.DataFrame, foerste: int, sandhed: Sandhed) -> None:
    """What resembles a mistake and is none: pensions that we truly granted to people who came from elsewhere, help
    whose last bill has come, and birthdays that look like no date."""
    cpr, foedt = b.personer["cpr"].to_numpy(), b.personer["foedt"].to_numpy()
    til = str(dato(b.til))
    o = b.ophold.sort_values(["person", "fra"], kind="stable")
    type_ = b.typer()[o["adr"].to_numpy()]
    foer = pd.Series(type_).groupby(o["person"].to_numpy()).shift().to_numpy()
    ind = o[(type_ == liv.HER) & (foer == liv.KOMMUNE)][["person", "fra"]].drop_duplicates(
        "person", keep="last"
    )
    egne = pension[
        (pension["kommune"] == tal.KOMMUNE) & pension["art"].isin(["foertidspension", "seniorpension"])
    ]
    egne = egne.merge(ind, on="person")
    for r in liv.raekker(egne[(egne["tilkendt"] > egne["fra"]) & (egne["tilkendt"] <= b.til)].head(30)):
        note = "Flyttede hertil og fik derefter sin pension tilkendt af os"
        dage = str(dato(max(r.tilkendt, foerste))), til
        sandhed.rigtig("pension", "pension_forkert_registreret", str(cpr[r.person]), *dage, note)
    i = bh.indsats[~bh.indsats["fremmed"] & bh.indsats["koster"]]
    slut = i[(i["til"] < b.til - 150) & (i["til"] > b.til - 300) & (i["enhed"] != "stk")].sort_values("pris")
    for r in liv.raekker(slut.iloc[::-1].head(30)):
        dage = str(dato(r.til + 1)), til
        note = "Hjælpen er slut, og den sidste regning er kommet"
        sandhed.rigtig("sde", "regning_ikke_modtaget", str(cpr[r.person]), *dage, note)
    dage_ = foedt.astype("datetime64[D]")
    maaned = dage_.astype("datetime64[M]")
    skuddag = (maaned.astype(np.int64) % 12 == 1) & (
        (dage_ - maaned.astype("datetime64[D]")).astype(np.int64) == 28
    )
    for p in np.flatnonzero(skuddag & b.bor_her(b.til))[:3].tolist():
        sandhed.rigtig(
            "kvalitet", "karantaene", str(cpr[p]), til, til, "Født den 29. februar: en gyldig dato"
        )


# -- the deliveries --------------------------------------------------------------------------------------


def _leverancedage(til: date) -> list[date]:
    """The full delivery two months back, then one at each month's end."""
    sidst = til.replace(day=1) - timedelta(days=1)
    return [sidst.replace(day=1) - timedelta(days=1), sidst, til]


def _mappe(ud: Path, d: date, pr_person: tuple[str, ...]) -> Path:
    mappe = ud / f"leverance-{d.isoformat()}"
    mappe.mkdir(parents=True, exist_ok=True)
    arter = "".join(f'\n[{tabel}]\nart = "pr_person"\n' for tabel in pr_person)
    (mappe / "leverance.toml").write_text(
        f"# Fiktive data: Egeborg Kommune (0998) findes ikke.\ndato = {d.isoformat()}\ndemo = true\n{arter}",
        encoding="utf-8",
        newline="\n",
    )
    return mappe


def _cpr_tabeller(v: _Verden, d: int) -> dict[str, Tabel]:
    """The five tables the register of persons gives, as they stood on day `d`."""
    o = register.kendte_ophold(v.b, d)
    med = skriv.kendte(v.b, o, d)
    return {
        "person": skriv.person(v.b, d, med, o, v.skiftet),
        "civilstand": skriv.civilstand(v.b, d, med),
        "adresse": skriv.adresse(v.b, d, med, o),
        "relation": skriv.relation(v.b, d, med),
        "kommunalt_forhold": skriv.kommunalt_forhold(v.b, v.bh, d),
    }


class _Aendringer:
    """What changed in the CPR tables since the delivery before, person by person."""

    def __init__(self) -> None:
        self.sete: dict[str, tuple[pa.Array, pa.Array]] = {}

    def siden_sidst(self, navn: str, t: Tabel) -> tuple[Tabel, pa.Array | None]:
        """(all rows of those concerned, their numbers): persons who have a row that was not there before, or miss
        one that was. The whole table and None the first time."""
        felter = [v.cast(pa.string()).fill_null("") for v in t.values()]
        spor = pc.binary_join_element_wise(*felter, "|")
        foer, self.sete[navn] = self.sete.get(navn), (spor, felter[0])
        if foer is None:
            return t, None
        nye = felter[0].filter(pc.invert(pc.is_in(spor, value_set=foer[0])))
        vaek = foer[1].filter(pc.invert(pc.is_in(foer[0], value_set=spor)))
        roert = pa.concat_arrays([_samlet(nye), _samlet(vaek)]).unique()
        return {k: v.filter(pc.is_in(felter[0], value_set=roert)) for k, v in t.items()}, roert


def _samlet(a: Any) -> pa.Array:
    return a.combine_chunks() if isinstance(a, pa.ChunkedArray) else a


def _fejlraekker(v: _Verden, d: date) -> dict[str, list[str]]:
    """Five rows that break their contract, told in the truth."""
    cpr = str(v.b.personer["cpr"].iloc[0])
    aar = d.year
    dagen = d.isoformat()
    linjer = {
        "postering": [
            f"opus;{aar};X0000001;1;{dagen};{dagen};5385011000000140;1.234,50;Beløb med komma;{cpr}{';' * 13}",
            f"opus;{aar};X0000002;1;{aar}-02-30;{dagen};5385011000000140;500.00;Ugyldig dato;{cpr}{';' * 13}",
        ],
        "person": [";Ukendt Prøve;1980-01-01;0;K;01;1980-01-01;DK;0;;;U;"],
        "adresse": [f"{cpr};bopael;0998;0101;1;;;Egernvej;9980;DK;;;;2023-13-01;;1;0;0"],
        "relation": [f"123456789;{cpr};mor;1;2015-01-01;0;"],
    }
    for tabel, rk in linjer.items():
        for linje in rk:
            v.sandhed.tilfoej("kvalitet", "karantaene", cpr, dagen, dagen, 0, True, f"{tabel}: {linje[:60]}")
    return linjer


def _poster(v: _Verden, mappe: Path, fra: int, til: int, ekstra: list[str], rettede: pd.DataFrame) -> int:
    """The postings booked after `fra` and by `til`, a file a year with its own of `rettede` last."""
    valgt = {}
    for aar, p in v.bog.items():
        dage = p["bogfoeringsdato"].to_numpy()
        raekker = np.flatnonzero((dage > fra) & (dage <= til))
        if len(raekker) or (rettede["regnskabsaar"] == aar).any():
            valgt[aar] = raekker
    antal = 0
    for aar, raekker in valgt.items():
        dele = _stykker(v.bog[aar], raekker, rettede[rettede["regnskabsaar"] == aar])
        fejl = ekstra if aar == max(valgt) else None
        antal += skriv.skriv_stykker(mappe, f"postering_{aar}", dele, fejl, v.stor)
    return antal


def _stykker(p: pd.DataFrame, raekker: Heltal, rettede: pd.DataFrame) -> Iterator[Tabel]:
    """The chosen rows of a year as tables of at most STYKKE rows, then those that were put right."""
    for k in range(0, len(raekker), STYKKE):
        yield skriv.postering(p.iloc[raekker[k : k + STYKKE]])
    if len(rettede):
        yield skriv.postering(rettede)


def _senest_bogfoerte(v: _Verden, d: int, antal: int) -> pd.DataFrame:
    """The last `antal` postings about a person that were booked by day `d`."""
    dele = [p[(p["cpr"] != "") & (p["bogfoeringsdato"] <= d)].tail(antal) for p in v.bog.values()]
    return pd.concat([x.astype({k: str for k in x.columns if x[k].dtype == "category"}) for x in dele]).tail(
        antal
    )


def _glemte(b: Befolkning, bh: Behov, skiftet: pd.DataFrame) -> Heltal:
    """Up to three who left long ago, without family or measures, fall out of the last CPR extract."""
    o = b.ophold.drop_duplicates("person", keep="last")
    type_ = b.typer()[o["adr"].to_numpy()]
    kan = o["person"].to_numpy()[(type_ == liv.KOMMUNE) & (o["fra"] < b.til - 4 * 365).to_numpy()]
    p = b.personer
    fri = (
        ~np.isin(kan, bh.indsats["person"])
        & ~np.isin(kan, [*bh.tvaers.optagne, *skiftet["person"]])
        & (p["partner"].to_numpy()[kan] < 0)
        & p["enlig_altid"].to_numpy()[kan]
    )
    fri &= (p["mor"].to_numpy()[kan] < 0) & (p["far"].to_numpy()[kan] < 0) & ~np.isin(kan, b.civil["person"])
    return np.asarray(kan[fri][:3])


def _loebende(v: _Verden, d: int, forrige: int) -> dict[str, Tabel]:
    """Tables that run: as they stand on day `d`, or what is new since the delivery before."""
    m0, m1 = (
        int(np.datetime64(max(x, -40_000), "D").astype("datetime64[M]").astype(int)) for x in (forrige, d)
    )
    indkomst = v.indkomst[(v.indkomst["maaned"] > m0) & (v.indkomst["maaned"] <= m1)]
    refusion = v.refusion[(v.refusion["maaned"] > m0) & (v.refusion["maaned"] <= m1)]
    haendelser = [*v.bop.haendelser, *v.bh.tvaers.haendelser, *v.bh.haendelser]
    return {
        "indsats": skriv.indsats(v.b, v.bh, d),
        "indkomst": skriv_mere.indkomst(v.b, indkomst),
        "ydelsesrefusion": skriv_mere.ydelsesrefusion(refusion),
        "haendelse": skriv_mere.haendelse(v.b, haendelser, d),
        "tilsagn": skriv_mere.tilsagn(v.b, v.bh.tvaers.tilsagn, d),
        "opholdstilladelse": skriv_mere.opholdstilladelse(v.b, v.ul.tilladelse, v.bop, d),
        **skriv_mere.forloeb(v.b, v.ul, d),
    }


def _foerste_og_sidste(v: _Verden, d: int) -> dict[str, Tabel]:
    """Tables that come whole with the first delivery, and with the last for the persons who changed."""
    return {
        "elev": skriv_mere.elev(v.b, v.bh.institutioner, v.sk, v.bop, d),
        "pension": skriv_mere.pension(v.b, v.pension, d),
        "ejendom": skriv_mere.ejendom(v.b, v.ejendom, d),
    }


def _foerste(v: _Verden) -> dict[str, Tabel]:
    """The tables that come once, with the full delivery."""
    inst = v.bh.institutioner
    return {
        "institution": skriv.institution(v.bh),
        "opmaerksomhedsadresse": skriv_mere.opmaerksomhed(bopael.opmaerksomhed(inst)),
        "budget": skriv.budget(v.budget),
        "hjemtaget": skriv.hjemtaget(v.hjemtaget),
        "folketal": skriv.folketal(v.b, range(v.b.foerste_aar, dato(v.b.til).year + 1)),
        "statsbidrag": skriv_mere.statsbidrag(v.b, inst, v.sk.statsbidrag),
        "virksomhed": skriv_mere.virksomhed(bopael.virksomheder(inst)),
        "kommunetal": skriv_mere.kommunetal(v.kommunetal),
    }


def lav_demo(
    ud: Path,
    borgere: int = 20_000,
    froe: int = 998,
    til: date = date(2025, 12, 31),
    melding: Callable[[str], None] = lambda _tekst: None,
    stoej: int = STANDARD,
    aar: int = STANDARD_AAR,
) -> DemoResultat:
    """Writes the deliveries of 0998 Egeborg in `ud` and its planted truth: `ud`/sandhed.csv, a row for each event
    and look-alike, and `ud`/sandhed_posteringer.csv, the true person and period of each posting about a person;
    `ud`/sandhed_betalere.csv, who truly pays for a stay here, as its story tells it.

    ud: a folder, made if missing; one that already holds deliveries is refused. borgere: citizens on the last
    day, about (100–1.000.000); from 100.000 the tables are Parquet. froe: the same seed gives the same bytes.
    til: the last day anything is known. stoej: 1 tidy, 2 usual, 3 careless. aar: how many years of ledger, the
    last the year of `til` (1–8); other years are other lives. The CPR tables of the last day
    are written as a CPR extract too, `ud`/cpr-u12170p/fuldt-udtraek/, which no delivery folder holds.
    """
    if not MINDST <= borgere <= STOERST:
        raise HjemtagFejl(f"Antal borgere skal være mellem {MINDST} og {STOERST}, men er {borgere}.")
    if not 1 <= aar <= MEST_AAR:
        raise HjemtagFejl(f"Antal år skal være mellem 1 og {MEST_AAR}, men er {aar}.")
    if ud.exists() and (any(ud.glob("leverance-*")) or (ud / "sandhed.csv").exists()):
        raise HjemtagFejl(
            f"Mappen {ud} indeholder allerede leverancer. Vælg en tom mappe, eller flyt dem først."
        )
    v = _skab(borgere, froe, til, stoej, aar, melding)
    dage = _leverancedage(til)
    raekker: dict[str, int] = {}
    mapper = []
    rettes = _senest_bogfoerte(v, dag(dage[0]), 3)
    rettes = rettes.assign(tekst=rettes["tekst"] + " rettet")
    glemte = _glemte(v.b, v.bh, v.skiftet)
    aendringer = _Aendringer()
    forrige = -INGEN
    for nr, d in enumerate(dage):
        melding(f"Leverance pr. {d:%d.%m.%Y}")
        # The person file is whole at first and last; between them, and for the histories, changed persons only.
        delvise = ((), CPR_TABELLER, (*CPR_TABELLER[1:], *PERSONTABELLER))[nr]
        mappe = _mappe(ud, d, delvise)
        fejl = _fejlraekker(v, d) if nr == 0 else {}
        hele = _cpr_tabeller(v, dag(d))
        tabeller = _uden(hele, v, glemte) if nr == 2 else dict(hele)
        roerte: list[pa.Array] = []
        for navn in (*CPR_TABELLER, "kommunalt_forhold"):
            kun_nye, hvem = aendringer.siden_sidst(navn, hele[navn])
            roerte += [] if hvem is None else [hvem]
            if navn in delvise:
                tabeller[navn] = kun_nye if nr != 2 else _uden({navn: kun_nye}, v, glemte)[navn]
        loebende = _loebende(v, dag(d), forrige)
        tabeller |= {n: t for n, t in loebende.items() if nr != 1 or n in MAANEDLIGE}
        if nr != 1:
            for navn, t in _foerste_og_sidste(v, dag(d)).items():
                tabeller[navn] = aendringer.siden_sidst(navn, t)[0]
        if nr == 0:
            tabeller |= _foerste(v)
        tal_ = {n: skriv.skriv(mappe, n, t, fejl.get(n), v.stor) for n, t in tabeller.items()}
        tal_["postering"] = _poster(
            v, mappe, forrige, dag(d), fejl.get("postering", []), rettes if nr == 1 else rettes[:0]
        )
        for navn, antal in tal_.items():
            raekker[navn] = raekker.get(navn, 0) + antal
        mapper.append(mappe)
        if roerte and not v.stor:
            antal = _aendringsudtraek(ud, v, hele, roerte, d, dage[nr - 1])
            raekker["cpr_aendringer"] = raekker.get("cpr_aendringer", 0) + antal
        forrige = dag(d)
    udtraek = None
    if not v.stor:
        melding("CPR-udtræk i formen U12170-P")
        udtraek = _udtraeksfil(ud, "fuldt-udtraek", til)
        annullerede = skriv.annullerede(v.b, register.annullerede(v.b, dag(til)))
        raekker["cpr_poster"] = cprudtraek.skriv(udtraek, hele, til, annullerede=annullerede)
    positivliste = "\n".join(moms.positivliste(range(til.year - aar + 1, til.year + 1)))
    (ud / "positivliste-fiktiv.csv").write_text(positivliste + "\n", encoding="utf-8", newline="\n")
    sandhed = ud / "sandhed.csv"
    raekker["sandhed"] = skriv.sandhedsfil(sandhed, v.sandhed)
    raekker["sandhed_posteringer"] = skriv.sandhedsposteringer(
        ud / "sandhed_posteringer.csv", v.bog.values(), v.b
    )
    betalere = flytninger.betalere(v.b, v.bh.institutioner, v.bh.tvaers.betaler)
    linjer = "\n".join(";".join(r) for r in (("cpr", "dato", "betalingskommune"), *betalere))
    (ud / "sandhed_betalere.csv").write_text(linjer + "\n", encoding="utf-8", newline="\n")
    return DemoResultat(ud, tuple(mapper), sandhed, int(v.b.bor_her(dag(til)).sum()), raekker, udtraek)


def _uden(tabeller: dict[str, Tabel], v: _Verden, glemte: Heltal) -> dict[str, Tabel]:
    """The tables without the persons who fell out of the register's file."""
    numre = pa.array(v.b.personer["cpr"].to_numpy()[glemte], pa.string())
    ud: dict[str, Tabel] = {}
    for navn, t in tabeller.items():
        med = pc.invert(pc.is_in(next(iter(t.values())), value_set=numre))
        ud[navn] = {k: x.filter(med) for k, x in t.items()}
    return ud


def _aendringsudtraek(
    ud: Path, v: _Verden, hele: dict[str, Tabel], roerte: list[pa.Array], d: date, forrige: date
) -> int:
    """The persons who changed since the delivery before, as CPR sends a month's changes: everything about each."""
    hvem = pa.concat_arrays(roerte).unique()
    valgt: dict[str, Tabel] = {}
    for navn, t in hele.items():
        med = pc.is_in(next(iter(t.values())), value_set=hvem)
        valgt[navn] = {k: x.filter(med) for k, x in t.items()}
    return cprudtraek.skriv(_udtraeksfil(ud, f"aendring-{d.isoformat()}", d), valgt, d, forrige)


def _udtraeksfil(ud: Path, navn: str, d: date) -> Path:
    """Where an extract is written: a folder of its own, which says that it is the demo's."""
    mappe = ud / "cpr-u12170p" / navn
    mappe.mkdir(parents=True, exist_ok=True)
    linjer = f"# Fiktive data: Egeborg Kommune (0998) findes ikke.\ndato = {d.isoformat()}\ndemo = true\n"
    (mappe / "leverance.toml").write_text(linjer, encoding="utf-8", newline="\n")
    return mappe / f"D{d:%y%m%d}.L{cprudtraek.OPGAVE}"
