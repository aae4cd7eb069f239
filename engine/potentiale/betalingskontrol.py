"""Kontrol af betalingskommune: what register, case system and ledger say of one citizen, held together. Pure.

A conflict is a presumption for a person to look at, never a claim: claims come from the rules (beregn.py). Payments for
school and day care are no sign of who pays for help, so the sums here leave them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

KRAEV, SKYLDER, STANDS, USIKKER, STEMMER = "kraev", "skylder", "stands", "usikker", "stemmer"
TILSTANDE: dict[str, tuple[str, str]] = {
    KRAEV: ("mangler", "Kræv"),
    SKYLDER: ("skylder", "Skylder"),
    STANDS: ("stands", "Stands"),
    USIKKER: ("usikker", "Uenighed"),
    STEMMER: ("afklaret", "Stemmer"),
}
"""What a conflict is: its state of the interface and its word. The gravest of several stands for the citizen."""
ORDEN = tuple(TILSTANDE)
STANDSES = frozenset({"REF-11", "PEN-03"})
"""Rules that find what we pay after our duty has ended: to be stopped first, then claimed back."""


@dataclass(frozen=True)
class Konflikt:
    """slags: a key of TILSTANDE. modpart: the other municipality ('' = not known). tekst: what does not agree."""

    slags: str
    modpart: str
    tekst: str


@dataclass(frozen=True)
class Regelfund:
    """What a rule has found about the citizen: against whom, which way, and how much (None = not computed)."""

    regel: str
    modpart: str
    skyldig: bool
    oere: int | None


def tekst_navn(navn: Mapping[str, str], kode: str | None) -> str:
    return navn.get(kode or "", kode or "en anden kommune")


def konflikter(
    r: Mapping[str, Any], egen: str, navn: Mapping[str, str], fund: Sequence[Regelfund] = ()
) -> list[Konflikt]:
    """What does not agree about a citizen, the gravest first; empty = everything that is known agrees.

    r: a row of marts.betalingskontrol; egen: our code; navn: {code: name}; fund: what the rules have found. Amounts are
    of the last twelve months. Where a rule claims from a municipality, the register is not asked again about it.
    """
    ud = [_af_regel(f, tekst_navn(navn, f.modpart)) for f in fund]
    kendt = {k.modpart for k in ud}
    ud += [k for regel in _REGLER for k in regel(r, egen, navn) if k.slags != KRAEV or k.modpart not in kendt]
    return sorted(ud, key=lambda k: ORDEN.index(k.slags))


def _af_regel(f: Regelfund, hvem: str) -> Konflikt:
    if f.skyldig:
        return Konflikt(SKYLDER, f.modpart, f"Reglen {f.regel}: vi skylder {hvem}.")
    if f.regel in STANDSES:
        return Konflikt(
            STANDS, f.modpart, f"Reglen {f.regel}: stands betalingen til {hvem}, og kræv den tilbage."
        )
    return Konflikt(KRAEV, f.modpart, f"Reglen {f.regel}: {hvem} skal betale.")


def andre_betaler(r: Mapping[str, Any], egen: str) -> str | None:
    """The other municipality that ought to pay by the register, the measure or a promise, the surest first."""
    for kode in (r["lovet_af"], r["cpr_betalingskommune"], r["anden_betalingskommune"]):
        if kode and kode != egen:
            return str(kode)
    return None


def vedkommer(r: Mapping[str, Any], egen: str, fund: Sequence[Regelfund] = ()) -> bool:
    """Whether another municipality has anything to do with the citizen at all."""
    andre = ("cpr_betalingskommune", "anden_betalingskommune", "anden_handlekommune", "lovet_af", "lovet_til")
    return bool(
        fund
        or r["anmodet_hos"]
        or r["betalt_social_oere"]
        or r["modtaget_social_oere"]
        or any(r[n] for n in andre)
        or (r["bopaelskommune"] not in (None, egen) and r["indsatser_antal"])
    )


def _kraev(r: Mapping[str, Any], egen: str, navn: Mapping[str, str]) -> list[Konflikt]:
    """Somebody else ought to pay, we bear the cost, and no money has come."""
    x = andre_betaler(r, egen)
    if x is None or r["modtaget_social_oere"] > 0 or r["udgift_oere"] <= 0:
        return []
    kilde = _kilde(r, x)
    return [
        Konflikt(
            KRAEV,
            x,
            f"{tekst_navn(navn, x)} skal betale efter {kilde}, men der er ikke kommet penge i et år.",
        )
    ]


def _kilde(r: Mapping[str, Any], x: str) -> str:
    kilder = (
        ("lovet_af", "sit tilsagn"),
        ("cpr_betalingskommune", "CPR"),
        ("anden_betalingskommune", "indsatsen"),
    )
    return " og ".join(ord_ for felt, ord_ in kilder if r[felt] == x)


def _skylder(r: Mapping[str, Any], egen: str, navn: Mapping[str, str]) -> list[Konflikt]:
    """We are the one who pays by the register or our promise, for one who lives elsewhere, and nothing is paid."""
    ude = r["bopaelskommune"] and r["bopaelskommune"] != egen
    intet = r["betalt_social_oere"] <= 0 and r["udgift_oere"] <= 0
    if r["lovet_til"] and r["betalt_social_oere"] <= 0:
        x = str(r["lovet_til"])
        return [
            Konflikt(SKYLDER, x, f"Vi har givet {tekst_navn(navn, x)} tilsagn, men har ikke betalt i et år.")
        ]
    if r["cpr_betalingskommune"] == egen and ude and intet:
        x = str(r["bopaelskommune"])
        tekst = f"CPR har os som betalingskommune, borgeren bor i {tekst_navn(navn, x)}, og vi betaler intet."
        return [Konflikt(SKYLDER, x, tekst)]
    return []


def _stands(r: Mapping[str, Any], egen: str, navn: Mapping[str, str]) -> list[Konflikt]:
    """We pay another municipality for one who is dead, or whom the register or the measure gives to another."""
    if r["betalt_social_oere"] <= 0:
        return []
    til = str(r["betalt_til"] or "")
    hvem = tekst_navn(navn, til)
    doed = r["doedsdato"]
    if isinstance(doed, date) and r["betalt_maaned"] > f"{doed:%Y-%m}":
        return [Konflikt(STANDS, til, f"Vi betaler {hvem} for måneder efter dødsfaldet.")]
    x = andre_betaler(r, egen)
    if x and r["cpr_betalingskommune"] != egen and not r["egen_betaling"]:
        tekst = f"Vi betaler {hvem}, men {tekst_navn(navn, x)} skal betale efter {_kilde(r, x)}."
        return [Konflikt(STANDS, til, tekst)]
    grund = r["cpr_betalingskommune"] == egen or r["egen_betaling"] or r["egen_handling"] or r["lovet_til"]
    if not grund:
        return [Konflikt(USIKKER, til, f"Vi betaler {hvem} uden indsats, tilsagn eller registrering i CPR.")]
    return []


def _indtaegt(r: Mapping[str, Any], egen: str, navn: Mapping[str, str]) -> list[Konflikt]:
    """Money from one municipality where another ought to pay, or where we bear no cost any more."""
    if r["modtaget_social_oere"] <= 0:
        return []
    fra = str(r["modtaget_fra"] or "")
    x = andre_betaler(r, egen)
    if x and fra and fra != x:
        tekst = (
            f"{tekst_navn(navn, fra)} betaler os, men {tekst_navn(navn, x)} skal betale efter {_kilde(r, x)}."
        )
        return [Konflikt(USIKKER, fra, tekst)]
    hos_os = r["bopaelskommune"] == egen or r["indsatser_antal"] > 0
    if not hos_os and r["udgift_oere"] <= 0:
        tekst = f"{tekst_navn(navn, fra)} betaler os, men vi har ingen udgift eller indsats på borgeren."
        return [Konflikt(SKYLDER, fra, tekst)]
    return []


def _uenige(r: Mapping[str, Any], egen: str, navn: Mapping[str, str]) -> list[Konflikt]:
    """The register and the measure name different payers."""
    cpr, indsats = r["cpr_betalingskommune"], r["anden_betalingskommune"]
    if cpr and indsats and cpr != indsats:
        a, b = tekst_navn(navn, cpr), tekst_navn(navn, indsats)
        return [Konflikt(USIKKER, str(indsats), f"CPR siger {a}, indsatsen siger {b}.")]
    if cpr and cpr != egen and not indsats and r["egen_betaling"]:
        return [Konflikt(USIKKER, str(cpr), f"CPR siger {tekst_navn(navn, cpr)}, indsatsen siger os.")]
    return []


_REGLER = (_kraev, _skylder, _stands, _indtaegt, _uenige)
