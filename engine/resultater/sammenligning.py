"""Our key figures against other municipalities', from the public figures that are loaded (table kommunetal).

Nothing is computed from persons. A figure is compared with the others of the same year, never across years; 0000 is
the country as a whole where the source gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from engine import dansk
from engine.adgang import Bruger, Handling
from engine.lager import ledelse as lager
from engine.resultater.sde import Kontekst
from engine.resultater.sdevisning import kraev

LANDET = "0000"
NAVNE = {
    "gns_elevudgift": "Gennemsnitlig udgift pr. elev i folkeskolen",
    "gns_sfo_netto": "Nettoudgift pr. barn i SFO",
    "gns_dagtilbud_netto": "Nettoudgift pr. plads i dagtilbud",
    "gns_dagtilbud_brutto": "Bruttoudgift pr. plads i dagtilbud",
    "tilskudspct_dagtilbud": "Tilskud til dagtilbud",
    "beskatningsgrundlag_pr_indb": "Beskatningsgrundlag pr. indbygger",
}
"""What the known figures are called; others stand by the name they were delivered under."""


@dataclass(frozen=True)
class Kommune:
    """A municipality's figure. plads: from the highest, 1; None for the country."""

    kode: str
    navn: str
    vaerdi: Decimal
    plads: int | None


@dataclass(frozen=True)
class Sammenligning:
    """A figure of a year, the highest first. egen: ours, None where it is not delivered. enhed: of the values."""

    titel: str
    aar: int
    enhed: str
    kilde: str
    kommuner: tuple[Kommune, ...]
    egen: Kommune | None
    median: Decimal
    landet: Decimal | None
    udvikling: tuple[tuple[int, Decimal | None, Decimal], ...]
    saetning: str


def stoerrelser(k: Kontekst, bruger: Bruger) -> dict[str, tuple[int, ...]]:
    """Figure → the years it is loaded for, newest first; only those that more than we have. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_TAL)
    df = lager.kommunetal(k.gen)
    df = df[df["kommunekode"] != LANDET]
    antal = df.groupby(["stoerrelse", "aar"])["kommunekode"].nunique()
    ud: dict[str, list[int]] = {}
    for stoerrelse, aar in antal[antal > 1].index:
        ud.setdefault(str(stoerrelse), []).append(int(aar))
    return {s: tuple(sorted(a, reverse=True)) for s, a in sorted(ud.items(), key=lambda p: navn(p[0]))}


def navn(stoerrelse: str) -> str:
    return NAVNE.get(stoerrelse, stoerrelse.replace("_", " ").capitalize())


def hent(k: Kontekst, bruger: Bruger, stoerrelse: str, aar: int) -> Sammenligning:
    """One figure of a year. Errors: AdgangNaegtet."""
    kraev(bruger, Handling.SE_TAL)
    df = lager.kommunetal(k.gen)
    df = df[df["stoerrelse"] == stoerrelse]
    raekker = df[df["aar"] == aar].to_dict("records")
    alle = ordnet([(str(r["kommunekode"]), str(r["navn"]), Decimal(r["vaerdi"])) for r in raekker])
    kommuner = tuple(x for x in alle if x.kode != LANDET)
    egen = next((x for x in kommuner if x.kode == str(k.gen.kommune)), None)
    landet = next((x.vaerdi for x in alle if x.kode == LANDET), None)
    midt = Decimal(median(x.vaerdi for x in kommuner)) if kommuner else Decimal(0)
    enhed, kilde = (next((str(r[n]) for r in raekker if r[n]), "") for n in ("enhed", "kilde"))
    udvikling = []
    for et_aar, del_ in df[df["kommunekode"] != LANDET].groupby("aar"):
        egne = del_[del_["kommunekode"] == str(k.gen.kommune)]["vaerdi"].tolist()
        udvikling.append(
            (int(str(et_aar)), Decimal(egne[0]) if egne else None, Decimal(median(del_["vaerdi"])))
        )
    titel = navn(stoerrelse)
    return Sammenligning(
        titel, aar, enhed, kilde, kommuner, egen, midt, landet, tuple(udvikling),
        saetning(titel, aar, enhed, kommuner, egen, midt),
    )  # fmt: skip


def ordnet(raekker: Sequence[tuple[str, str, Decimal]]) -> list[Kommune]:
    """The municipalities from the highest value; those alike share the place."""
    ud: list[Kommune] = []
    egentlige = sorted((r for r in raekker if r[0] != LANDET), key=lambda r: (-r[2], r[1]))
    for kode, kommunenavn, vaerdi in egentlige:
        plads = 1 + sum(1 for _, _, v in egentlige if v > vaerdi)
        ud.append(Kommune(kode, kommunenavn, vaerdi, plads))
    return ud + [Kommune(LANDET, "Hele landet", v, None) for kode, _, v in raekker if kode == LANDET]


def saetning(
    titel: str, aar: int, enhed: str, kommuner: Sequence[Kommune], egen: Kommune | None, midt: Decimal
) -> str:
    """The page's answer in one sentence."""
    hvad = f"{titel} {aar}"
    if egen is None:
        return f"{hvad}: vores eget tal er ikke indlæst; der er {dansk.antal(len(kommuner), 'kommune', 'kommuner')}."
    forskel = (egen.vaerdi - midt) / midt if midt else Decimal(0)
    retning = "over" if forskel > 0 else "under"
    mod = (
        "som medianen"
        if abs(forskel) < Decimal("0.0005")
        else f"{dansk.procent(abs(forskel))} {retning} medianen"
    )
    return (
        f"{hvad}: vi ligger {mod} af {len(kommuner)} kommuner, nr. {egen.plads} fra toppen "
        f"({vis(egen.vaerdi, enhed)} mod {vis(midt, enhed)})."
    )


def vis(vaerdi: Decimal, enhed: str) -> str:
    """A value with its unit, in Danish."""
    if enhed.startswith("kr"):
        return f"{dansk.tal(vaerdi, 0)} kr."
    if enhed in ("pct", "pct.", "procent", "%"):
        return dansk.procent(vaerdi / 100)
    return f"{dansk.tal(vaerdi, 1)} {enhed}".strip()
