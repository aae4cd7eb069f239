"""What a person decides about periods beyond one posting's dates: one-offs, and rules for texts that are alike. Pure.

The form of the events and their words; what a rule means for a posting: engine/refusion/periodisering/regel.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.sager.model import _Tjek as Tjek

REGELNOEGLE = ("skabelon", "kilde", "cvr")
_REGELFELTER = ("periode", "forskydning", "antal", "ud_fra", "enkeltstaaende")
PERIODER = ("tekst", "maaned", "kvartal", "halvaar")
DATOER = ("bogfoeringsdato", "bilagsdato")
FORSKYDNING_MAX, ANTAL_MAX = 36, 24


def er_regelnoegle(noegle: Any) -> bool:
    """Whether a key is a text rule's."""
    return isinstance(noegle, Mapping) and "skabelon" in noegle


def laes_ja_nej(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """nyt of `enkeltstaaende`: {"enkeltstaaende": 1|0}."""
    nyt = tjek.felter("nyt", raa, ("enkeltstaaende",))
    return {"enkeltstaaende": _ja_nej(tjek, nyt.get("enkeltstaaende"))}


def laes_regelnoegle(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """The key of `periode_regel`. cvr may be left out: postings without a supplier."""
    noegle = tjek.felter("noegle", raa, REGELNOEGLE)
    cvr = noegle.get("cvr")
    skabelon = noegle.get("skabelon")
    if skabelon != "":  # postings without a text are alike too
        skabelon = tjek.tekst("skabelon", skabelon, 400)
        if any(tegn.isdigit() for tegn in skabelon):
            tjek.fejl.append(
                "'skabelon' har # for tal og <måned> for måneder, som den står på siden Periodisering"
            )
    return {
        "skabelon": skabelon,
        "kilde": tjek.tekst("kilde", noegle.get("kilde"), 200),
        "cvr": tjek.tekst("cvr", cvr, 20) if cvr else "",
    }


def laes_regel(tjek: Tjek, raa: Any) -> dict[str, Any]:
    """nyt of `periode_regel`: a period counted from the posting's date, or what the text says, or whether a one-off."""
    nyt = tjek.felter("nyt", raa, _REGELFELTER)
    periode, enkelt = nyt.get("periode"), nyt.get("enkeltstaaende")
    if periode is None and enkelt is None:
        tjek.fejl.append("'nyt' skal have 'periode' eller 'enkeltstaaende'")
        return {}
    if enkelt is not None:
        if periode is not None:
            tjek.fejl.append("en regel har enten 'periode' eller 'enkeltstaaende'")
        return {"enkeltstaaende": _ja_nej(tjek, enkelt)}
    if periode not in PERIODER:
        tjek.fejl.append(f"'periode' skal være {', '.join(PERIODER)}")
    if periode == "tekst":
        return {"periode": "tekst"}
    ud_fra = nyt.get("ud_fra", DATOER[0])
    if ud_fra not in DATOER:
        tjek.fejl.append(f"'ud_fra' skal være {' eller '.join(DATOER)}")
    return {
        "periode": periode,
        "forskydning": tjek.heltal(
            "forskydning", nyt.get("forskydning", 0), -FORSKYDNING_MAX, FORSKYDNING_MAX
        ),
        "antal": tjek.heltal("antal", nyt.get("antal", 1), 1, ANTAL_MAX),
        "ud_fra": ud_fra,
    }


def _ja_nej(tjek: Tjek, vaerdi: Any) -> int:
    if vaerdi not in (0, 1, "0", "1") or isinstance(vaerdi, bool):
        tjek.fejl.append("'enkeltstaaende' skal være 1 (ja) eller 0 (nej)")
        return 0
    return int(vaerdi)


# --- in words -------------------------------------------------------------------------------------------------


def beskriv_ja_nej(nyt: Mapping[str, Any]) -> str:
    """What a decision on a one-off does."""
    return (
        "fordelt på årets 12 måneder som enkeltstående" if nyt.get("enkeltstaaende") else "ikke enkeltstående"
    )


def beskriv_regel(nyt: Mapping[str, Any]) -> str:
    """A rule in words: 'måneden før bogføringsdatoen'."""
    if "enkeltstaaende" in nyt:
        return beskriv_ja_nej(nyt)
    if nyt.get("periode") == "tekst":
        return "den periode, teksten siger"
    en, bestemt, flere = {
        "maaned": ("måned", "måneden", "måneder"),
        "kvartal": ("kvartal", "kvartalet", "kvartaler"),
        "halvaar": ("halvår", "halvåret", "halvår"),
    }[str(nyt["periode"])]
    dato = "bilagsdatoen" if nyt.get("ud_fra") == "bilagsdato" else "bogføringsdatoen"
    hvornaar, antal = int(nyt.get("forskydning", 0)), int(nyt.get("antal", 1))
    if antal == 1 and hvornaar == 0:
        return f"{dato}s {en}"
    retning = "før" if hvornaar < 0 else "efter"
    if antal == 1 and abs(hvornaar) == 1:
        return f"{bestemt} {retning} {dato}"
    if hvornaar == -antal:
        return f"de {antal} {flere} før {dato}"
    enhed = flere if abs(hvornaar) > 1 else en
    afstand = f"{abs(hvornaar)} {enhed} {retning} {dato}" if hvornaar else f"{dato}s {en}"
    return f"{antal} {flere if antal > 1 else en} fra {afstand}"
