"""The extracts of contracts.md section 3: one function a table, the same results as the pages show.

An extract is a stream of frames, each sorted by the extract's key and in order, so that a large one is never whole
in memory. Amounts are øre here and kroner with two decimals in the file.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pandas as pd

from engine.adgang import Bruger, Rolle
from engine.fejl import HjemtagFejl
from engine.lager import sde as lager
from engine.rapporter.arbejdsbog import celletekst
from engine.resultater import (
    befolkning,
    familier,
    flyttelister,
    flyttescreening,
    halvrefusion,
    kandidater,
    ledelsesside,
    moms,
    prognose,
    sde,
    sdevisning,
    udflytning,
    udlaendinge,
)
from engine.resultater.sde import Kontekst

BELOEB = {
    "bruttoudgift",
    "nettoudgift",
    "refusion_trin1",
    "refusion_trin2",
    "refusion_trin3",
    "refusion",
    "hjemtaget",
    "difference",
    "graense1",
    "graense2",
    "graense3",
    "beloeb_andel",
    "indtaegter",
    "refusion_bogfoert",
    "refusion_sde",
    "middel",
    "p10",
    "p50",
    "p90",
    "pr_maaned",
    "indkomst_sum",
    "beloeb",
    "formodet",
    "potentiale",
    "bortfaldet",
    "vaerdi",  # noegletal: kroner and counts alike with two decimals
}


@dataclass(frozen=True)
class Udtraek:
    """navn, columns in order, what one row is, whether it holds CPR numbers, and the function that makes it.

    enkeltvis: its amounts are single persons' or families' though no number names them, so that in the app it is for
    those who may export persons, for a purpose, as one with CPR numbers is.
    """

    navn: str
    kolonner: tuple[str, ...]
    raekke: str
    har_cpr: bool
    lav: Callable[[Kontekst, int | None], Iterator[pd.DataFrame]]
    enkeltvis: bool = False

    @property
    def om_personer(self) -> bool:
        return self.har_cpr or self.enkeltvis


def sde_aar(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per case and year."""
    resultat = sde.beregn(k, aar)
    yield _faerdig(k, resultat.sager.copy(), resultat.sager, ["aar", "lov", "sagstype", "sag_id"])


def sde_maaned(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per case and month, with the month's limits."""
    resultat = sde.beregn(k, aar)
    md = resultat.maaneder.rename(columns={f"graense{n}_oere": f"graense{n}" for n in (1, 2, 3)})
    md["brutto_oere"], md["netto_oere"] = (sde.maanedsoere(md, n) for n in ("brutto_u", "netto_u"))
    yield _faerdig(k, md, resultat.sager, ["aar", "maaned", "lov", "sagstype", "sag_id"])


def sde_grundlag(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per posting share on the functions the law table names, or with a CPR and a social law."""
    aarene = [aar] if aar is not None else sorted(sde.grundlagsaar(k))
    for et_aar in aarene:
        df = sde.grundlag_for_aar(k, et_aar)
        cpr = lager.cpr_numre(k.gen, sorted(set(df["person_noegle"].dropna())))
        df["cpr"] = df["person_noegle"].map(cpr)
        df["beloeb_andel"] = df["andel_oere"]
        df["medregnet"] = df["medregnet"].astype(int)
        yield df.sort_values(["aar", "maaned", "kilde", "regnskabsaar", "bilagsnr", "linjenr"], kind="stable")


def dyreste_familier(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per family and year, the dearest in net first."""
    resultat = sde.beregn(k, aar)
    aarene = (
        [aar] if aar is not None else [a for a in sorted(familier.aarene(k)) if a not in resultat.mangler]
    )
    navne = {
        "brutto_oere": "bruttoudgift",
        "indtaegt_oere": "indtaegter",
        "refusion_oere": "refusion",
        "netto_oere": "nettoudgift",
        "bogfoert_oere": "refusion_bogfoert",
        "sde_oere": "refusion_sde",
    }
    for et_aar in aarene:
        df = familier.med_antal(k, familier.alle(k, resultat, et_aar), et_aar).rename(columns=navne)
        df["familie_id"] = [familier.familie_id(k, h) for h in df["hoved_noegle"]]
        yield df.assign(aar=et_aar, rang=range(1, len(df) + 1), person_noegle=df["hoved_noegle"])


def noegletal(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per year, month, field of work and measure; the year's own figures have no month."""
    resultat = sde.beregn(k)
    alle = Bruger(0, "udtraek", "Udtræk", Rolle.REVISOR)
    yield from ledelsesside.noegletal(
        k,
        lambda et_aar: sdevisning.portefoelje(k, resultat, alle, et_aar),
        lambda et_aar: halvrefusion.oversigt(k, alle, et_aar),
        aar,
    )


def tilflyttere(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per hit: moves in that matter, of a year or the last twelve months."""
    yield _flytteliste(k, flyttescreening.tilflyttere(k, aar))


def fraflyttere(k: Kontekst, aar: int | None) -> Iterator[pd.DataFrame]:
    """One row per hit: moves out to an institution, or with something that runs on."""
    yield _flytteliste(k, flyttelister.fraflyttere(k, aar))


def _flytteliste(k: Kontekst, hits: list[flyttelister.Hit]) -> pd.DataFrame:
    cpr = {h.person_noegle: h.gemt.cpr for h in hits if h.gemt}
    cpr |= lager.cpr_numre(k.gen, sorted({h.person_noegle for h in hits}))
    raekker = [
        {
            "person_noegle": h.person_noegle,
            "cpr": cpr[h.person_noegle],
            "dato": h.dato,
            "fra_kommunekode": h.fra if h.fra.isdigit() else "",
            "til_kommunekode": h.til if h.til.isdigit() else "",
            "institution_id": h.institution_id,
            "aarsag": ",".join(h.aarsager),
            "foreslaaet_betalingskommune": (h.afgoerelse.kommunekode if h.afgoerelse else "") or "",
            "begrundelse": h.begrundelse,
            "regel": h.afgoerelse.regel if h.afgoerelse else "",
            "hjemmel": h.afgoerelse.hjemmel if h.afgoerelse else "",
            "sikkerhed": f"{h.afgoerelse.sikkerhed:.2f}" if h.afgoerelse else "",
            "modbevis": " ".join(h.afgoerelse.modbevis) if h.afgoerelse else "",
            "frist": h.frist,
            "pr_maaned": h.oere_pr_md,
            "kilde": "screening" if h.gemt else "lager",
        }
        for h in hits
    ]
    navne = (*FLYTTEKOLONNER, "person_noegle")
    return pd.DataFrame(raekker, columns=list(navne), dtype=object).sort_values(
        ["cpr", "dato"], kind="stable"
    )


FLYTTEKOLONNER = (
    *("cpr", "dato", "fra_kommunekode", "til_kommunekode", "institution_id", "aarsag"),
    *(
        "foreslaaet_betalingskommune",
        "begrundelse",
        "regel",
        "hjemmel",
        "sikkerhed",
        "modbevis",
        "frist",
        "pr_maaned",
        "kilde",
    ),
)


def _faerdig(k: Kontekst, df: pd.DataFrame, sager: pd.DataFrame, noegle: list[str]) -> pd.DataFrame:
    df = df.rename(
        columns={
            "brutto_oere": "bruttoudgift",
            "netto_oere": "nettoudgift",
            "hjemtaget_oere": "hjemtaget",
            "difference_oere": "difference",
        }
    )
    df["medlemmer"] = _medlemmer(df, sager)
    cpr = lager.cpr_numre(k.gen, sorted({m for medlemmer in df["medlemmer"] for m in medlemmer}))
    df["cprnumre"] = [",".join(sorted(cpr[m] for m in medlemmer)) for medlemmer in df["medlemmer"]]
    return df.sort_values(noegle, kind="stable")


def _medlemmer(df: pd.DataFrame, sager: pd.DataFrame) -> list[tuple[str, ...]]:
    """The keys of each row's case's members with expenses in the year."""
    sag = ["aar", "lov", "sag_id"]
    af_sag = {tuple(n): tuple(m) for n, m in zip(sager[sag].to_numpy(), sager["medlemmer"], strict=True)}
    return [af_sag[tuple(n)] for n in df[sag].to_numpy()]


def logges(rammer: Iterator[pd.DataFrame], skriv: Callable[[list[str]], None]) -> Iterator[pd.DataFrame]:
    """Hand on each frame when its persons stand in the log, and not before.

    skriv: writes one log line about the persons with these keys; what it raises ends the extract. It is
    called at least once, also for an extract without rows.
    """
    tom = True
    for ramme in rammer:
        skriv(personer_i(ramme))
        tom = False
        yield ramme
    if tom:
        skriv([])


def personer_i(ramme: pd.DataFrame) -> list[str]:
    """The keys of the persons a frame names, ascending: its person_noegle, or its cases' members."""
    noegler = set(ramme["person_noegle"].dropna()) if "person_noegle" in ramme else set()
    if "medlemmer" in ramme:
        noegler |= {m for medlemmer in ramme["medlemmer"] for m in medlemmer}
    return sorted(noegler)


_SAG = ("bruttoudgift", "nettoudgift", "refusion_trin1", "refusion_trin2", "refusion_trin3", "refusion")
ALLE = {
    u.navn: u
    for u in (
        Udtraek(
            "sde",
            ("aar", "lov", "sagstype", "sag_id", "cprnumre", *_SAG, "hjemtaget", "difference", "lovstatus"),
            "sag og år",
            True,
            sde_aar,
        ),
        Udtraek(
            "sde_maaned",
            (
                *("aar", "maaned", "lov", "sagstype", "sag_id", "cprnumre", *_SAG, "hjemtaget", "difference"),
                *("graense1", "graense2", "graense3", "lovstatus"),
            ),
            "sag og måned",
            True,
            sde_maaned,
        ),
        Udtraek(
            "sde_grundlag",
            (
                *(
                    "aar",
                    "maaned",
                    "cpr",
                    "sag_id",
                    "kilde",
                    "regnskabsaar",
                    "bilagsnr",
                    "linjenr",
                    "beloeb_andel",
                ),
                *("medregnet", "aarsag", "periode_kilde", "sikkerhed", "lov", "paragraf"),
            ),
            "posteringsandel",
            True,
            sde_grundlag,
        ),
        Udtraek("kandidater", kandidater.KOLONNER, "kandidat", True, kandidater.udtraek),
        Udtraek("tilflyttere", FLYTTEKOLONNER, "tilflytning, der skal gennemgås", True, tilflyttere),
        Udtraek("fraflyttere", FLYTTEKOLONNER, "fraflytning, der skal gennemgås", True, fraflyttere),
        Udtraek(
            "udflytning",
            (
                *(
                    "cpr",
                    "regel",
                    "score",
                    "signaler",
                    "indkomsttype",
                    "indkomst_sum",
                    "sidste_indkomst_maaned",
                ),
                *("sidste_ydelse_maaned", "fra", "bekraeftet", "begrundelse", "modbevis"),
            ),
            "formodning",
            True,
            udflytning.udtraek,
        ),
        Udtraek(
            "dyreste_familier",
            (
                *("aar", "rang", "familie_id", "antal_personer", "bruttoudgift", "indtaegter", "refusion"),
                *("nettoudgift", "refusion_bogfoert", "refusion_sde"),
            ),
            "familie og år",
            False,
            dyreste_familier,
            enkeltvis=True,
        ),
        Udtraek(
            "prognose",
            ("aar", "scenarie", "stoerrelse", "p10", "p50", "p90", "middel"),
            "år, scenarie og størrelse",
            False,
            prognose.udtraek,
        ),
        Udtraek(
            "prognose_sag",
            ("sag_id", "aar", "scenarie", "lov", "middel", "p10", "p90", "sandsynlighed_trin1", "refusion"),
            "sag, år og scenarie",
            False,
            prognose.udtraek_sag,
            enkeltvis=True,
        ),
        Udtraek(
            "udlaendinge",
            ("cpr", "maaned", "ordning", "beloeb", "hjemmel", "begrundelse", "status", "formodet"),
            "person, måned og tilskud",
            True,
            udlaendinge.udtraek,
        ),
        Udtraek("moms", moms.KOLONNER, "postering med et fund", False, moms.udtraek),
        Udtraek(
            "befolkning",
            (
                *("aar", "scenarie", "folketal", "tilflyttede", "fraflyttede", "indvandrede", "udvandrede"),
                *("foedte", "doede", "tilbagegang_kriterie"),
            ),
            "år og scenarie",
            False,
            befolkning.udtraek,
        ),
        Udtraek(
            "noegletal",
            ("aar", "maaned", "fagomraade", "noegletal", "vaerdi", "enhed", "bemaerkning"),
            "år, måned, fagområde og nøgletal",
            False,
            noegletal,
        ),
    )
}


def find(navn: str) -> Udtraek:
    """Errors: HjemtagFejl naming the extracts that exist."""
    if navn not in ALLE:
        raise HjemtagFejl(f"Udtrækket '{navn}' findes ikke i denne version. Der er: {', '.join(ALLE)}.")
    return ALLE[navn]


def skriv(
    udtraek: Udtraek,
    rammer: Iterator[pd.DataFrame],
    ud: Path | None,
    stdout: IO[str],
    *,
    regneark: bool = True,
) -> int:
    """Write an extract as CSV, .xlsx or .parquet; whole or not at all. Returns the number of rows.

    regneark: whether the CSV may be opened in a spreadsheet, so that no text in it may be taken for a formula.
    """
    if ud is None:
        return _skriv_csv(udtraek, rammer, stdout, regneark)
    skrivere = {".csv": _til_csv, ".xlsx": _til_xlsx, ".parquet": _til_parquet}
    if ud.suffix.lower() not in skrivere:
        raise HjemtagFejl(f"Filen {ud.name} skal ende på .csv, .xlsx eller .parquet.")
    if not ud.parent.is_dir():
        raise HjemtagFejl(f"Mappen {ud.parent} findes ikke. Opret den, eller vælg en anden med --ud.")
    kladde = ud.with_name(f".{ud.name}.{os.getpid()}.kladde")
    try:
        antal = skrivere[ud.suffix.lower()](udtraek, rammer, kladde)
        os.replace(kladde, ud)
    finally:
        kladde.unlink(missing_ok=True)
    return antal


def _tekst(kolonne: str, vaerdi: Any) -> str:
    if vaerdi is None or vaerdi is pd.NA or vaerdi != vaerdi:
        return ""
    if kolonne in BELOEB:
        oere = int(vaerdi)
        return f"{'-' if oere < 0 else ''}{abs(oere) // 100}.{abs(oere) % 100:02d}"
    if isinstance(vaerdi, float) and vaerdi.is_integer() and kolonne != "sikkerhed":
        return str(int(vaerdi))
    return vaerdi.isoformat() if isinstance(vaerdi, date) else str(vaerdi)


_FORMELTEGN = frozenset("=+-@\t\r\n＝＋－＠")
_TAL = re.compile(r"[+-]?\d[\d.,]*")


def uden_formel(tekst: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it, as the spreadsheet itself does.

    A plain number stays as it is.
    """
    return f"'{tekst}" if tekst[:1] in _FORMELTEGN and tekst and not _TAL.fullmatch(tekst) else tekst


def _raekker(udtraek: Udtraek, ramme: pd.DataFrame, regneark: bool = False) -> Iterator[list[str]]:
    spalter = [
        [_tekst(k, v) for v in ramme[k]] if k in ramme else [""] * len(ramme) for k in udtraek.kolonner
    ]
    if regneark:
        spalter = [
            spalte if k in BELOEB else [uden_formel(t) for t in spalte]
            for k, spalte in zip(udtraek.kolonner, spalter, strict=True)
        ]
    yield from (list(r) for r in zip(*spalter, strict=True))


def _skriv_csv(udtraek: Udtraek, rammer: Iterator[pd.DataFrame], fil: IO[str], regneark: bool = True) -> int:
    skriver = csv.writer(fil, delimiter=";", lineterminator="\n")
    skriver.writerow(udtraek.kolonner)
    antal = 0
    for ramme in rammer:
        skriver.writerows(_raekker(udtraek, ramme, regneark))
        antal += len(ramme)
    return antal


def _til_csv(udtraek: Udtraek, rammer: Iterator[pd.DataFrame], kladde: Path) -> int:
    with kladde.open("w", encoding="utf-8", newline="") as fil:
        return _skriv_csv(udtraek, rammer, fil)


def _til_xlsx(udtraek: Udtraek, rammer: Iterator[pd.DataFrame], kladde: Path) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    bog = Workbook(write_only=True)
    ark = bog.create_sheet(udtraek.navn)
    ark.append(list(udtraek.kolonner))
    antal = 0
    for ramme in rammer:
        for raekke in _raekker(udtraek, ramme):
            celler = []
            for kolonne, tekst in zip(udtraek.kolonner, raekke, strict=True):
                celle = WriteOnlyCell(
                    ark, value=Decimal(tekst) if kolonne in BELOEB and tekst else celletekst(tekst)
                )
                if kolonne in BELOEB:
                    celle.number_format = "#,##0.00"
                else:
                    celle.data_type = "s"  # text stays text: a cell that begins with '=' is no formula
                celler.append(celle)
            ark.append(celler)
            antal += 1
    with kladde.open("wb") as fil:
        bog.save(fil)
    return antal


def _til_parquet(udtraek: Udtraek, rammer: Iterator[pd.DataFrame], kladde: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    skema = pa.schema([(k, pa.decimal128(18, 2) if k in BELOEB else pa.string()) for k in udtraek.kolonner])
    antal = 0
    with pq.ParquetWriter(kladde, skema) as skriver:
        for ramme in rammer:
            raekker = list(_raekker(udtraek, ramme))
            spalter = {
                k: [(Decimal(r[i]) if k in BELOEB else r[i]) if r[i] else None for r in raekker]
                for i, k in enumerate(udtraek.kolonner)
            }
            skriver.write_table(pa.table(spalter, schema=skema))
            antal += len(raekker)
    return antal
