"""Purchases that are made once: cars, aids, changes to a home. A proposal only; a person decides.

A one-off is spread over the twelve months of its regnskabsår (BEK 1542/2020 § 3, stk. 4). Rent, service, repair and
what is delivered month after month are not one-offs, though the same words stand in the text.
"""

from __future__ import annotations

from functools import lru_cache

from engine.refusion.periodisering.tegn import Tegn

# How a word begins -> how sure it is alone: 2 a one-off by its name, 1 a thing that is bought.
_STAERKE = (
    "handicapbil", "invalidebil", "engangsudgift", "engangsydelse", "engangsbeloeb", "engangshjaelp",
    "engangstilskud", "engangsbetaling", "engangskoeb", "boligindretning", "boligaendring", "boligindr",
    "trappelift", "loftlift", "personloefter", "doeraabn", "elkoerestol", "elscooter", "specialcykel",
    "enkeltstaaende",
)  # fmt: skip
_TING = (
    "koerestol", "plejeseng", "hospitalsseng", "hjaelpemid", "genbrugshjaelpemid", "hoereapparat", "protese",
    "ortose", "rampe", "lift", "elevator", "badestol", "toiletforhoej", "rollator", "scooter", "crosser",
    "sansegynge", "ombygning", "badevaerelse", "etablering", "startpakke", "indskud", "depositum", "moebler",
    "moeblement", "hegn", "kommunikationsudstyr", "kommunikationstavle", "oejenstyring", "madras", "cykel",
    "kuglestol", "staastativ", "autostol",
)  # fmt: skip
_IKKE = (
    "leje", "lejet", "lejemaal", "abonnement", "service", "vedligehold", "reparation", "rep", "afdrag", "billaan",
    "drift", "depot", "forsikring", "kursus", "undervisning", "koersel", "kilometer", "benzin", "vaegtafgift",
    "inkontinens", "ble", "bleer", "stomi", "kompression", "husleje", "bofaelles", "bosted", "opholdssted",
    "ophold", "botilbud", "kollegi", "institution", "plads", "levering", "loebende", "maanedlig", "rente", "takst",
    "engangsmaterial", "engangshandsk",
)  # fmt: skip
STOETTE_TIL_BIL = 2  # tokens apart: 'bil, støtte' and 'støtte til bil'
_KOEB = frozenset({"koeb", "koebt", "indkoeb", "anskaffelse", "anskaffet"})


@lru_cache(maxsize=100_000)
def _styrke(ord_: str) -> int:
    """2 and 1 for a one-off's words, -1 for those that tell it is none, 0 for the rest."""
    if ord_.startswith(_STAERKE):
        return 2
    if ord_.startswith(_IKKE):
        return -1
    return int(ord_.startswith(_TING))


def enkelt_i(tegn: list[Tegn]) -> tuple[int, tuple[int, ...]]:
    """(0 none, 1 a thing, 2 by its name; the tokens that say so)."""
    ord_ = [t.ord if t.art in "wI" else "" for t in tegn]
    styrker = [_styrke(o) if o else 0 for o in ord_]
    for i in range(len(ord_) - 1):
        if (
            ord_[i] == "el"
            and tegn[i + 1].art == "-"
            and i + 2 < len(ord_)
            and ord_[i + 2].startswith(("koerestol", "scooter"))
        ):
            styrker[i + 2] = 2
    bil = _bil(ord_)
    if bil:
        styrker[bil] = 2
    elif (
        "bil" in ord_
        and "stoette" in ord_
        and abs(ord_.index("bil") - ord_.index("stoette")) <= STOETTE_TIL_BIL
    ):
        styrker[ord_.index("bil")] = 1  # SEL § 114: most often the purchase, sometimes a month of the loan
    if min(styrker, default=0) < 0 and not _KOEB & set(ord_):
        return 0, ()
    hoejst = max(styrker, default=0)
    return (hoejst, tuple(i for i, s in enumerate(styrker) if s > 0)) if hoejst > 0 else (0, ())


def _bil(ord_: list[str]) -> int:
    """Where a car is bought or rebuilt: 'køb af bil', 'indretning af bil', 'specialindrettet bil'; 0 = nowhere."""
    if "bil" not in ord_:
        return 0
    i = ord_.index("bil")
    foer = set(ord_[max(0, i - 3) : i])
    koebt = foer & (_KOEB | {"indretning", "saerlig", "specialindrettet", "specialindretning", "ombygning"})
    return i if koebt else 0
