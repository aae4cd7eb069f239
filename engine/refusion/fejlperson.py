"""Is an expense booked on the wrong person? Proposals with their certainty, never a decision. Pure.

Refund takes that an expense is booked on the person it is for (REF-BEK § 46; BEK 802/2025). From 2024 what BL §§ 75,
76, 87 and 88 give is the parent's (SEL § 176(1), fourth sentence), though it is about the child; other help for a child
is the child's. A posting is tried when nothing that its person has comes to the amount, or when the law puts it on a
parent and it stands on a child. Who else has a measure at the supplier, is near of kin, or holds custody, may be the
one.

A proposal has a rule and a level of doubt as in engine/refusion/henfoerelse.py, and its certainty is counted as there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.refusion.henfoerelse import Forslag, Post, perioder
from engine.refusion.prisbog import Maal, pris, rammer

FORAELDER, BARN, SOESKENDE, ANDEN = "foraelders", "barnets", "soeskendes", "andens"
REGLER = (FORAELDER, BARN, SOESKENDE, ANDEN)
FOELGER = "foelger"
"""The rule of an income that goes where its expense goes."""
INDEHAVER = "indehaver"
GENTAGET = 3

# Counted by `python -m tests.refusion.maal_fejlperson`: the lower quartile by Wilson, so that few finds count less.
SIKKERHED: dict[tuple[str, int], float] = {
    (FORAELDER, 0): 0.99,  # 131 of 131
    (FORAELDER, 1): 0.99,  # 74 of 74
    (FORAELDER, 2): 0.04,  # none met: as the one below
    (BARN, 0): 0.99,  # 249 of 249
    (BARN, 1): 0.99,  # 96 of 96
    (BARN, 2): 0.04,  # none met
    (SOESKENDE, 0): 0.99,  # 33 of 33
    (SOESKENDE, 1): 0.97,  # 17 of 17
    (SOESKENDE, 2): 0.04,  # none met
    (ANDEN, 0): 0.98,  # 24 of 24
    (ANDEN, 1): 0.94,  # 100 of 105
    (ANDEN, 2): 0.04,  # 8 of 157
}


@dataclass(frozen=True)
class Kandidat:
    """Somebody whom a posting may be about instead.

    baand: foraelder, barn or soeskende of the one it is booked on, '' = no kin. maal: their measures at the supplier
    in the time; none for one who holds custody and has no measure there. gange: how many postings of the one it is
    booked on point to this person: a price that comes again and again is that person's own, whatever the register says.
    """

    person: str
    baand: str
    maal: tuple[Maal, ...] = ()
    gange: int = 1


@dataclass(frozen=True)
class Bogfoert:
    """A posting and whom it stands on. egen_indsats: that person has a measure at the supplier, of another price.

    skal_til_foraelder: the law puts it on the parent, and it stands on a child.
    """

    post: Post
    egen_indsats: bool = False
    skal_til_foraelder: bool = False


def foreslaa(b: Bogfoert, kandidater: Sequence[Kandidat]) -> tuple[Forslag, ...]:
    """The persons it may be moved to, the most certain first; empty when nothing points away from the booked one."""
    fundne: list[Forslag] = []
    for baand, regel in (("foraelder", FORAELDER), ("barn", BARN), ("soeskende", SOESKENDE), ("", ANDEN)):
        egne = [k for k in kandidater if k.baand == baand and k.maal]
        fundne += _af_regel(b, regel, egne)
    if b.skal_til_foraelder and not any(f.regel == FORAELDER for f in fundne):
        fundne += _indehavere(b, [k for k in kandidater if not k.maal])
    vejet = [replace(f, sikkerhed=SIKKERHED.get((f.regel, f.niveau), 0.0)) for f in fundne]
    vejet.sort(key=lambda f: (-f.sikkerhed, f.niveau, REGLER.index(f.regel), f.dele))
    unikke = {f.dele: f for f in reversed(vejet)}
    return tuple(f for f in vejet if unikke[f.dele] is f)


def _af_regel(b: Bogfoert, regel: str, egne: Sequence[Kandidat]) -> list[Forslag]:
    passer = [(k, *_pris(b.post, k)) for k in egne]
    rette = [t for t in passer if t[1]] or ([] if regel == ANDEN or b.egen_indsats else passer)
    fri = [t for t in rette if not t[2]] or rette
    ud = []
    for k, prisen, regnet in fri:
        imod = _imod(b, regel, k, prisen, regnet, len(fri))
        fast = b.egen_indsats and k.gange >= GENTAGET
        niveau = 2 if len(fri) > 1 or fast else min(1, len(imod))
        ud.append(Forslag(((k.person, b.post.beloeb_oere),), regel, niveau, _grunde(b, regel, prisen), imod))
    return ud


def _pris(p: Post, k: Kandidat) -> tuple[bool, bool]:
    """Whether the amount is what one of the measures costs, and whether every such month has a bill already."""
    ramt = []
    for fra, til in perioder(p):
        for m in k.maal:
            priser = pris(m, fra, til)
            if rammer(p.beloeb_oere, priser):
                ramt.append(m.har_regning(fra, til))
        if ramt:
            return True, all(ramt)
    return False, any(m.har_regning(p.fra, p.til) for m in k.maal)


def _grunde(b: Bogfoert, regel: str, prisen: bool) -> tuple[str, ...]:
    hvem = {FORAELDER: "forælderen", BARN: "barnet", SOESKENDE: "en søskende", ANDEN: "en anden"}[regel]
    ud = [f"{hvem} har indsatsen hos leverandøren"]
    if b.skal_til_foraelder:
        ud.insert(0, "loven lægger ydelsen på forælderen")
    elif not b.egen_indsats:
        ud.append("den, den er bogført på, har den ikke")
    return (*ud, "taksten giver beløbet") if prisen else tuple(ud)


def _imod(b: Bogfoert, regel: str, k: Kandidat, prisen: bool, regnet: bool, antal: int) -> tuple[str, ...]:
    ud = []
    if not prisen:
        ud.append("beløbet er et andet end taksten")
    if not any(m.samme_lov for m in k.maal):
        ud.append("kontoen hører til en anden paragraf")
    if b.egen_indsats and not b.skal_til_foraelder:
        ud.append("den, den er bogført på, har også en indsats hos leverandøren")
        if k.gange >= GENTAGET:
            ud.append(f"beløbet går igen {k.gange} gange hos den, den er bogført på")
    if regnet:
        ud.append("personen har allerede en regning for tiden")
    if antal > 1:
        ud.append(f"{antal} personer passer")
    if regel == ANDEN and not b.post.periode_kendt:
        ud.append("perioden er gættet")
    return tuple(ud)


def _indehavere(b: Bogfoert, egne: Sequence[Kandidat]) -> list[Forslag]:
    """The law says the parent, and no parent has the measure: whoever holds custody."""
    personer = list(dict.fromkeys(k.person for k in egne))
    imod = ["forælderen har ingen indsats registreret"]
    if len(personer) > 1:
        imod.append(f"{len(personer)} har forældremyndigheden")
    return [
        Forslag(
            ((person, b.post.beloeb_oere),),
            FORAELDER,
            2 if len(personer) > 1 else 1,
            ("loven lægger ydelsen på forælderen", "personen har forældremyndigheden"),
            tuple(imod),
        )
        for person in personer
    ]
