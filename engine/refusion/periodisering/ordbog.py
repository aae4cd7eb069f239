"""The words bookkeepers write about time: months with abbreviations and misspellings, quarters, weeks, and words that
say that a number or a date is something else (an invoice, a decision, an instalment).

A word is looked up by its key: lower case without Danish letters, so that 'måned', 'maaned', 'MAANED' and 'm?ned' meet.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product


def _maengde(ord_: str) -> frozenset[str]:
    return frozenset(ord_.split())


_MAANEDER: dict[int, str] = {
    1: "januar january januari jan jann januars",
    2: "februar february feb febr februars",
    3: "marts march marz mar mrt mts mrs",
    4: "april apr aprl aprils",
    5: "maj mai maij maaj",
    6: "juni june jun junis",
    7: "juli july jully jul julis",
    8: "august aug agu augusts",
    9: "september sept sep spt septembers",
    10: "oktober october okt oct oktobers",
    11: "november nov novembers",
    12: "december dec des decembers",
}
FULDE: dict[str, int] = {former.split()[0]: nr for nr, former in _MAANEDER.items()}
_FORMER: dict[str, int] = {form: nr for nr, former in _MAANEDER.items() for form in former.split()}
_NAVNEMAANEDER = frozenset({1, 3, 4, 5, 6, 8})  # Jan, Marts, April, Maj, Juni, August are names of people too

# Words and names that are one or two letters from a month's name.
_IKKE_MAANEDER = _maengde(
    "julie julia julius julian juliane junior juno junge maja majs majken marte marta martha marie maria marius martin "
    "mads mats mars marks marka mart mark marco maris parts harts garts augusta auguste augustin augustinus janus"
)

TALORD: dict[str, int] = {
    "en": 1, "et": 1, "een": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9,
    "ti": 10, "tolv": 12,
}  # fmt: skip
_ORDENSTAL: dict[str, int] = {"foerste": 1, "anden": 2, "andet": 2, "tredje": 3, "tredie": 3, "fjerde": 4}
ROMERTAL: dict[str, int] = {"i": 1, "ii": 2, "iii": 3, "iv": 4}  # only before a quarter or a half-year

# The sign of the token that a word becomes (tegn.py). A word that is not here is an ordinary word.
_ARTER: dict[str, str] = {
    "U": "uge uger ugen ugerne ugenr u",
    "K": "kvartal kvartaler kvartalet kvartals kvartalsafregning kvartalsregning kvartalsopgoerelse kvt kvrt kvart kv",
    "H": "halvaar halvaaret halvaars halvaarsafregning halvaarsregning",
    "Y": "aar aaret aars",
    "N": "maaned maaneder maaneds maaneden maanedens maan mnd mdr md mdl mdn",
    "G": "dage dag dg doegn",
    "T": "til tom",
    "F": "fra fom",
    "D": "d den",
    "P": "pr per p periode perioden perioder ydelsesperiode afregningsperiode",
    "O": "og samt",
}
# What may stand glued before a number: 'Q2', 'K3', 'H1', 'M10', 'P03', 'u5'.
GLUET: dict[str, str] = {"q": "K", "k": "K", "h": "H", "m": "N", "p": "P", "u": "U"}

ENHEDER = _maengde(
    "timer time timers t tim stk pct procent kr kroner dkk vederlag naetter nat gange personer person boern plads "
    "pladser km moduler modul besoeg lektioner minutter enheder vagter aftener ture lodder"
)
ID_ORD = _maengde(
    "faktura fakturanr fakturanummer fakt fak faktnr fakturaer inv invoice bilag bilagsnr ordre ordrenr rekv rekvnr "
    "rekvisition ref refnr reference nr nummer no journal jnr journalnr sag sagsnr sagnr sagen konto kontonr reg tlf "
    "telefon mobil cvr cvrnr ean eannr cpr cprnr kundenr kunde debitor kreditor kreditnota kreditnr id po lbnr loebenr "
    "serienr sel bl luk ael ssl fsk stk kap kapitel litra rum vaer vaerelse afd afdeling hus lejl lejlighed bygning "
    "gruppe hold trin forloeb fase pk lokale hjem polise aftalenr kontraktnr efak ydelsesnr matr postnr kl team"
)
RAEKKE_ORD = _maengde("tlf telefon mobil cvr cvrnr ean eannr konto kontonr reg")  # numbers in pieces
RATE_ORD = _maengde("andel rate rater ratebetaling afdrag del side pos linje rykker termin")
DELORD = _maengde("af del dele stilling tid regning")  # '1/3 af', '2/3 stilling'

# A date after a word that begins so is of a paper, a decision or a payment, not of the help.
DOKUMENT = (
    "afgoer", "afg", "bevil", "visit", "brev", "mail", "email", "notat", "revisionsnotat", "fakturadato", "bilagsdato",
    "forfald", "betalt", "betales", "senest", "modtag", "godk", "foedt", "foedselsdato", "doed", "flyttet", "fraflyt",
    "tilflyt", "indflyt", "aftale", "kontrakt", "gaeldende", "ophoer", "opsag", "opsig", "rykker", "frist", "udloeb",
    "bestil", "bogfoer", "underskre", "ansoeg", "ankestyrels", "klage", "referat", "oprettet", "sendt", "registreret",
    "lever", "aendr", "indgaaet", "vedtag", "iflg", "ifoelge", "rekvireret", "dateret", "indstil", "udvalg",
    "anmod", "revision", "attest",
)  # fmt: skip
DOKUMENT_HELE = _maengde("f af pr per ref dom lov bev lev jf jfr iht skr dato moede")
STIKORD = _maengde(
    "for vedr vedroerende ang angaaende periode perioden perioder ydelsesperiode takst ydelse ydelsen ophold afregning"
)
START_ORD = _maengde("fra fom indskrevet opstart start startet starter paabegyndt")
SLUT_ORD = _maengde("udskrevet tom afsluttet sluttet")
GRAENSE_ORD = _maengde(
    "foer f?r inden efter"
)  # 'før juli 2014': a bound that a scheme has, not when the help was
_FORUD = ("forud", "forskud", "aconto")
_AAR = (
    "efterreg", "reguler", "aarsafregn", "aarsopgoer", "takstreg", "kalenderaar", "aarsabonnement", "aarskort",
    "aarlig", "helaar", "regnskab", "slutafregn", "underskud", "overskud", "aarsbetal", "aarsregul", "efterkalk",
)  # fmt: skip
HELE_ORD = frozenset({"hele", "hel", "helt"})
SIDSTE_ORD = frozenset({"sidste", "forrige", "foregaaende"})
DENNE_ORD = frozenset({"dags", "denne", "indevaerende"})
NAESTE_ORD = frozenset({"naeste", "kommende"})

_FOLD = str.maketrans(
    {
        "æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "è": "e", "ü": "u", "ú": "u", "ó": "o",
        "á": "a", "í": "i", "{": "ae", "|": "oe", "}": "aa", "\ufffd": "?", "´": "", "`": "", "'": "",
    }
)  # fmt: skip
_TABT = {"ae": ("ae", "?", "a", "e"), "oe": ("oe", "?", "o"), "aa": ("aa", "?", "a")}


def noegle(ord_: str) -> str:
    """The key of a word: lower case, Danish letters written out, a letter that was lost as '?'."""
    return ord_.lower().translate(_FOLD)


def _tabte(form: str) -> set[str]:
    """A key with its Danish letters lost or flattened: maaned -> maaned, m?ned, maned."""
    dele: list[tuple[str, ...]] = []
    i = 0
    while i < len(form):
        par = form[i : i + 2]
        dele.append(_TABT.get(par, (form[i],)))
        i += 2 if par in _TABT else 1
    return {"".join(valg) for valg in product(*dele)}


ARTER: dict[str, str] = {
    tabt: art
    for art, former in _ARTER.items()
    for form in former.split()
    for tabt in (_tabte(form) if len(form) > 3 or "?" in form else {form, form.replace("aa", "?")})
}
ORDENSTAL: dict[str, int] = {tabt: nr for form, nr in _ORDENSTAL.items() for tabt in _tabte(form)}
_STAMMER: dict[str, tuple[str, ...]] = {
    navn: tuple(sorted({tabt for stamme in stammer for tabt in _tabte(stamme) if not tabt.startswith("?e")}))
    for navn, stammer in {"dokument": DOKUMENT, "forud": _FORUD, "aar": (*_AAR, "?ar", "?rs")}.items()
}


@lru_cache(maxsize=100_000)
def begynder(ord_: str, slags: str) -> bool:
    """Whether a key begins as the words of a kind do: 'dokument', 'forud' or 'aar'."""
    return ord_.startswith(_STAMMER[slags])


def kan_vaere_navn(maaned_nr: int) -> bool:
    """Whether people are called as the month is."""
    return maaned_nr in _NAVNEMAANEDER


@lru_cache(maxsize=100_000)
def maaned(ord_: str) -> tuple[int, bool] | None:
    """(month, whether it was misspelt) of a key, or None. A misspelling is at most two letters away."""
    nr = _FORMER.get(ord_)
    if nr:
        return nr, False
    if not 4 <= len(ord_) <= 11 or ord_ in _IKKE_MAANEDER or not ord_.isalpha():
        return None
    fundne = {nr for navn, nr in FULDE.items() if _ligner(ord_, navn)}
    return (fundne.pop(), True) if len(fundne) == 1 else None


def _ligner(ord_: str, navn: str) -> bool:
    """Long names bear two slips, those of five or six letters one, short ones only a doubled letter."""
    if len(navn) <= 4:
        return len(ord_) == len(navn) + 1 and _uden_gentagelser(ord_) == navn
    tilladt = 2 if len(navn) >= 7 else 1
    if abs(len(ord_) - len(navn)) > tilladt or ord_[0] != navn[0]:
        return False
    return _afstand(ord_, navn, tilladt) <= tilladt


def _uden_gentagelser(ord_: str) -> str:
    """The word with a doubled letter written once: julli -> juli."""
    return "".join(t for i, t in enumerate(ord_) if not i or t != ord_[i - 1])


def _afstand(a: str, b: str, hoejst: int) -> int:
    """Edit distance where neighbours that have changed places count once (optimal string alignment)."""
    to: list[int] = []
    foer = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        nu = [i]
        for j, y in enumerate(b, start=1):
            pris = min(foer[j] + 1, nu[-1] + 1, foer[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                pris = min(pris, to[j - 2] + 1)
            nu.append(pris)
        if min(nu) > hoejst:
            return hoejst + 1
        to, foer = foer, nu
    return foer[-1]
