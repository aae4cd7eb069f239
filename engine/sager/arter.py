"""The kinds of case: their states and which state may follow which. Pure; a new kind is one more entry of ARTER.

mellemkommunal: shared/domain A10 as practised between municipalities; `tilsagn givet | delvist | afvist →
faktureret` is read as: what was granted is invoiced, a refusal goes the way of dialogue. udflytning: the
sagsgang of presumptions of wrong registration in CPR; kroner never decide there, so they are never shown.
sde: the quarterly request and the statements of the central refund (BEK 802/2025 §§ 51–57, 61), both signs.
moms: from finding over re-posting to the monthly refund (lov 497/2006, BEK 891/2025). fraflytning: what runs on after
a move is stopped or billed (RSL § 9), and the money followed; of who has disappeared it is stopped. udlaendinge: as
sde, and what needs no more than that somebody has looked at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.fejl import RettelseAfvist

GODKEND, AFVIS = "godkend", "afvis"
"""What the keys g and a mean in a state: the transition that carries this role."""


@dataclass(frozen=True)
class Sagstilstand:
    """farve: how it is marked (a state of the interface). aaben: somebody still has something to do."""

    kode: str
    navn: str
    farve: str
    aaben: bool = True


@dataclass(frozen=True)
class Overgang:
    """A way to another state. knap: what the button says. kraever: fields the case must have after it.

    grunde: reasons that can be chosen; a person may always write another.
    """

    til: str
    knap: str
    rolle: str = ""
    kraever: tuple[str, ...] = ()
    grunde: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sagsart:
    """A kind of case. overgange: state → the ways out of it, the usual one first.

    daemper: states whose decision is of a pattern, so that more of the same is no change in what it rests on.
    """

    kode: str
    navn: str
    begyndelse: str
    tilstande: tuple[Sagstilstand, ...]
    overgange: Mapping[str, tuple[Overgang, ...]]
    viser_kroner: bool = True
    daemper: tuple[str, ...] = ()

    def tilstand(self, kode: str) -> Sagstilstand:
        """Errors: RettelseAfvist for a state that this kind does not have."""
        for t in self.tilstande:
            if t.kode == kode:
                return t
        kendte = ", ".join(t.kode for t in self.tilstande)
        raise RettelseAfvist(
            f"en sag af arten {self.kode} har ikke tilstanden '{kode}'; den kan have {kendte}."
        )

    def overgang(self, fra: str, til: str) -> Overgang:
        """The way from one state to another. Errors: RettelseAfvist naming the ways there are."""
        for o in self.overgange.get(fra, ()):
            if o.til == til:
                return o
        herfra, dertil = self.tilstand(fra).navn, self.tilstand(til).navn
        mulige = ", ".join(o.til for o in self.overgange.get(fra, ())) or "ingen"
        raise RettelseAfvist(
            f"sagen kan ikke gå fra '{herfra}' til '{dertil}'. Fra '{herfra}' kan den gå til: {mulige}."
        )


_IKKE_RET_GRUNDE = (
    "Borgeren flyttede selv, uden medvirken",
    "Der er allerede givet tilsagn eller betalt",
    "Adressen er ikke et tilbud efter loven",
    "Udgiften er ikke omfattet",
    "Personen er forvekslet",
)


def _ikke_ret(*grunde: str) -> Overgang:
    return Overgang("ikke_ret", "Afvis", AFVIS, grunde=grunde)


def _foraeldet() -> Overgang:
    return Overgang("foraeldet", "Forældet", grunde=("Fristen er overskredet",))


_SVAR = (
    Overgang("tilsagn_givet", "Tilsagn givet", GODKEND, ("svar_dato", "tilsagn_fra")),
    Overgang("tilsagn_delvist", "Tilsagn delvist", "", ("svar_dato", "tilsagn_fra", "anerkendt_oere")),
)

_MELLEMKOMMUNAL = Sagsart(
    "mellemkommunal",
    "Mellemkommunal",
    "formodet",
    (
        Sagstilstand("formodet", "Formodet", "usikker"),
        Sagstilstand("undersoeges", "Undersøges", "usikker"),
        Sagstilstand("anmodning_sendt", "Anmodning sendt", "mangler"),
        Sagstilstand("afventer_svar", "Afventer svar", "mangler"),
        Sagstilstand("tilsagn_givet", "Tilsagn givet", "mangler"),
        Sagstilstand("tilsagn_delvist", "Tilsagn delvist", "mangler"),
        Sagstilstand("afvist", "Afvist", "usikker"),
        Sagstilstand("dialog", "Dialog", "usikker"),
        Sagstilstand("ankestyrelsen", "Ankestyrelsen", "usikker"),
        Sagstilstand("domstol", "Domstol", "usikker"),
        Sagstilstand("faktureret", "Faktureret", "mangler"),
        Sagstilstand("betalt", "Betalt", "afklaret", False),
        Sagstilstand("ikke_ret", "Ikke ret", "ingen", False),
        Sagstilstand("foraeldet", "Forældet", "ingen", False),
        Sagstilstand("tilsagn_ophoert", "Tilsagn ophørt", "ingen", False),
    ),
    {
        "formodet": (
            Overgang("undersoeges", "Undersøg", GODKEND, grunde=("Fundet ser rigtigt ud",)),
            _ikke_ret(*_IKKE_RET_GRUNDE),
            _foraeldet(),
        ),
        "undersoeges": (
            Overgang(
                "anmodning_sendt",
                "Anmodning sendt",
                GODKEND,
                ("krav_rejst_dato", "betalingskommune"),
                ("Betingelserne er opfyldt", "Kravet rejses for at afbryde fristen"),
            ),
            _ikke_ret(*_IKKE_RET_GRUNDE),
            _foraeldet(),
        ),
        "anmodning_sendt": (
            Overgang("afventer_svar", "Afvent svar", GODKEND, grunde=("Modtagelsen er bekræftet",)),
            _ikke_ret("Anmodningen er trukket tilbage"),
            _foraeldet(),
        ),
        "afventer_svar": (
            *_SVAR,
            Overgang("afvist", "Afvist af modparten", AFVIS, ("svar_dato",)),
            Overgang("ikke_ret", "Ingen ret", grunde=("Anmodningen er trukket tilbage",)),
            _foraeldet(),
        ),
        "tilsagn_givet": (
            Overgang("faktureret", "Faktureret", GODKEND, ("krav_oere",)),
            Overgang("tilsagn_ophoert", "Tilsagn ophørt", AFVIS, ("tilsagn_til",)),
        ),
        "tilsagn_delvist": (
            Overgang("faktureret", "Faktureret", GODKEND, ("krav_oere",)),
            Overgang("dialog", "Dialog om resten"),
            Overgang("tilsagn_ophoert", "Tilsagn ophørt", AFVIS, ("tilsagn_til",)),
        ),
        "afvist": (
            Overgang("dialog", "Dialog", GODKEND, grunde=("Afvisningen er ikke rigtig",)),
            _ikke_ret("Afvisningen er rigtig"),
            _foraeldet(),
        ),
        "dialog": (
            *_SVAR,
            Overgang("ankestyrelsen", "Til Ankestyrelsen"),
            _ikke_ret("Modpartens indsigelse er rigtig"),
            _foraeldet(),
        ),
        "ankestyrelsen": (
            *_SVAR,
            Overgang("domstol", "Til domstolen"),
            _ikke_ret("Ankestyrelsen gav modparten ret"),
        ),
        "domstol": (*_SVAR, _ikke_ret("Domstolen gav modparten ret")),
        "faktureret": (
            Overgang("betalt", "Betalt", GODKEND, ("modtaget_oere",)),
            Overgang("dialog", "Regningen bestrides"),
            Overgang("tilsagn_ophoert", "Tilsagn ophørt", AFVIS, ("tilsagn_til",)),
        ),
        "betalt": (
            Overgang("faktureret", "Ny periode faktureret", GODKEND, ("krav_oere",)),
            Overgang("tilsagn_ophoert", "Tilsagn ophørt", AFVIS, ("tilsagn_til",)),
        ),
        "ikke_ret": (Overgang("undersoeges", "Genoptag", GODKEND),),
        "foraeldet": (Overgang("undersoeges", "Genoptag", GODKEND),),
        "tilsagn_ophoert": (Overgang("undersoeges", "Genoptag", GODKEND),),
    },
)

_AFGOERELSER = (
    ("uaendret", "Uændret"),
    ("flyttet_i_kommunen", "Flyttet i kommunen"),
    ("flyttet_til_anden_kommune", "Flyttet til anden kommune"),
    ("udrejst_kendt_land", "Udrejst til kendt land"),
    ("udrejst_ukendt_land", "Udrejst, ukendt land"),
    ("uden_fast_bopael", "Uden fast bopæl"),
    ("forsvundet", "Forsvundet/ukendt"),
    ("oversendt_anden_kommune", "Oversendt anden kommune"),
    ("kontrolgruppe", "Sendt til kontrolgruppe/politi"),
)


def _afgoer() -> tuple[Overgang, ...]:
    return tuple(
        Overgang(kode, navn, {"udrejst_kendt_land": GODKEND, "uaendret": AFVIS}.get(kode, ""))
        for kode, navn in _AFGOERELSER
    )


_UDFLYTNING = Sagsart(
    "udflytning",
    "Udflytning",
    "formodning",
    (
        Sagstilstand("formodning", "Formodning", "usikker"),
        Sagstilstand("hoering_sendt", "Høring/partshøring sendt", "usikker"),
        Sagstilstand("svar", "Svar", "usikker"),
        Sagstilstand("intet_svar", "Intet svar", "usikker"),
        Sagstilstand("undersoegelse", "Undersøgelse", "usikker"),
        *(Sagstilstand(kode, navn, "afklaret", False) for kode, navn in _AFGOERELSER),
        Sagstilstand("klage", "Klage", "usikker"),
        Sagstilstand("genoptaget", "Genoptaget", "usikker"),
        Sagstilstand("ophaevet", "Ophævet", "ingen", False),
    ),
    {
        "formodning": (
            Overgang("hoering_sendt", "Høring sendt", GODKEND, ("frist",), ("Formodningen er begrundet",)),
            Overgang(
                "uaendret",
                "Afvis formodningen",
                AFVIS,
                grunde=("Modbevis på sagen", "Registreringen er rigtig"),
            ),
        ),
        "hoering_sendt": (
            Overgang("svar", "Svar modtaget", GODKEND, ("svar_dato",)),
            Overgang("intet_svar", "Intet svar", grunde=("Fristen er udløbet",)),
        ),
        "svar": (
            Overgang("undersoegelse", "Undersøg", GODKEND),
            Overgang("uaendret", "Uændret", AFVIS, grunde=("Svaret viser, at registreringen er rigtig",)),
        ),
        "intet_svar": (Overgang("undersoegelse", "Undersøg", GODKEND),),
        "undersoegelse": _afgoer(),
        **{
            kode: (Overgang("klage", "Klage modtaget"), Overgang("genoptaget", "Genoptag", GODKEND))
            for kode, _ in _AFGOERELSER
        },
        "klage": (
            Overgang("genoptaget", "Genoptag"),
            Overgang("ophaevet", "Ophæv afgørelsen"),
            *_afgoer(),
        ),
        "genoptaget": (Overgang("undersoegelse", "Undersøg"), *_afgoer()),
        "ophaevet": (Overgang("genoptaget", "Genoptag", GODKEND),),
    },
    viser_kroner=False,
)


def _til_staten(
    med: str, hvor: tuple[str, ...], ikke_ret: tuple[str, ...]
) -> dict[str, tuple[Overgang, ...]]:
    """From ready to settled, of what the state is asked for: put in a statement, answered, corrected later.

    med: what putting it in is called; hvor: the statements it may go in."""
    return {
        "klar": (
            Overgang("anmodet", med, GODKEND, ("krav_oere", "krav_rejst_dato"), hvor),
            Overgang("undersoeges", "Undersøg igen"),
            _ikke_ret(*ikke_ret),
            _foraeldet(),
        ),
        "anmodet": (
            Overgang("afregnet", "Afregnet", GODKEND, ("modtaget_oere",), ("Restafregningen er godkendt",)),
            Overgang("afvist", "Afvist", AFVIS, ("svar_dato",), ("Revisor eller ministerium har afvist",)),
        ),
        "afvist": (
            Overgang("undersoeges", "Undersøg igen", GODKEND),
            _ikke_ret("Afvisningen er rigtig"),
            _foraeldet(),
        ),
        "afregnet": (Overgang("undersoeges", "Berigtig", GODKEND, grunde=("Berigtigelse af tidligere år",)),),
        "ikke_ret": (Overgang("undersoeges", "Genoptag", GODKEND),),
        "foraeldet": (Overgang("undersoeges", "Genoptag", GODKEND),),
    }


_SDE_IKKE_RET = (
    "Udgiften er ikke omfattet",
    "Beløbet er allerede hjemtaget på en anden person",
    "Perioden eller husstanden er forkert: rettes på sagen",
    "Beløbet er uvæsentligt (§ 61)",
)

_SDE = Sagsart(
    "sde",
    "Særligt dyre enkeltsager",
    "fundet",
    (
        Sagstilstand("fundet", "Fundet", "usikker"),
        Sagstilstand("undersoeges", "Undersøges", "usikker"),
        Sagstilstand("klar", "Klar til næste anmodning", "mangler"),
        Sagstilstand("anmodet", "Med i anmodning", "mangler"),
        Sagstilstand("afvist", "Afvist", "usikker"),
        Sagstilstand("afregnet", "Afregnet", "afklaret", False),
        Sagstilstand("ikke_ret", "Ikke ret", "ingen", False),
        Sagstilstand("foraeldet", "Forældet", "ingen", False),
    ),
    {
        "fundet": (
            Overgang(
                "klar",
                "Godkend",
                GODKEND,
                grunde=("Kontrolleret mod bilag og bevilling", "Beregningen er rigtig"),
            ),
            Overgang(
                "undersoeges", "Undersøg", grunde=("Bilag hentes", "Familien eller perioden er i tvivl")
            ),
            _ikke_ret(*_SDE_IKKE_RET),
            _foraeldet(),
        ),
        "undersoeges": (
            Overgang(
                "klar",
                "Godkend",
                GODKEND,
                grunde=("Kontrolleret mod bilag og bevilling", "Beregningen er rigtig"),
            ),
            _ikke_ret(*_SDE_IKKE_RET),
            _foraeldet(),
        ),
        **_til_staten("Med i anmodning", ("Kvartalets anmodning",), _SDE_IKKE_RET),
    },
)

_MOMS_IKKE_RET = (
    "Der er ikke moms på bilaget",
    "Momsen er allerede taget",
    "Aktiviteten er momsregistreret",
    "Kontoen er rigtig",
)

_MOMS = Sagsart(
    "moms",
    "Moms",
    "fundet",
    (
        Sagstilstand("fundet", "Fundet", "usikker"),
        Sagstilstand("undersoeges", "Undersøges", "usikker"),
        Sagstilstand("godkendt", "Klar til ompostering", "mangler"),
        Sagstilstand("omposteret", "Omposteret", "mangler"),
        Sagstilstand("afregnet", "Med i momsrefusionen", "afklaret", False),
        Sagstilstand("tilbagefoert", "Tilbageført", "ingen", False),
        Sagstilstand("ikke_ret", "Slået fra", "ingen", False),
        Sagstilstand("foraeldet", "Forældet", "ingen", False),
    ),
    {
        "fundet": (
            Overgang("godkendt", "Godkend", GODKEND, grunde=("Kontrolleret mod bilaget",)),
            Overgang("undersoeges", "Undersøg", grunde=("Bilaget hentes",)),
            _ikke_ret(*_MOMS_IKKE_RET),
            _foraeldet(),
        ),
        "undersoeges": (
            Overgang("godkendt", "Godkend", GODKEND, grunde=("Kontrolleret mod bilaget",)),
            _ikke_ret(*_MOMS_IKKE_RET),
            _foraeldet(),
        ),
        "godkendt": (
            Overgang("omposteret", "Omposteret", GODKEND, ("krav_oere",), ("Omposteringen er bogført",)),
            Overgang("undersoeges", "Undersøg igen"),
            _ikke_ret(*_MOMS_IKKE_RET),
            _foraeldet(),
        ),
        "omposteret": (
            Overgang("afregnet", "Med i momsrefusionen", GODKEND, ("modtaget_oere",)),
            Overgang("tilbagefoert", "Tilbageført", AFVIS, grunde=("Omposteringen var forkert",)),
        ),
        "afregnet": (Overgang("undersoeges", "Undersøg igen", GODKEND),),
        "tilbagefoert": (Overgang("undersoeges", "Undersøg igen", GODKEND),),
        "ikke_ret": (Overgang("undersoeges", "Genoptag", GODKEND),),
        "foraeldet": (Overgang("undersoeges", "Genoptag", GODKEND),),
    },
    daemper=("ikke_ret",),
)

_FRAFLYTNING_IKKE_RET = (
    "Vi betaler stadig: borgeren flyttede på institution med vores medvirken",
    "Hjælpen hører til tiden før flytningen",
    "Den nye kommune betaler allerede",
    "Borgeren er ikke forsvundet",
    "Personen er forvekslet",
)

_KONTROLLERET = ("Flytningen er kontrolleret i CPR", "Borgeren er ikke set, siden borgeren forsvandt")

_FRAFLYTNING = Sagsart(
    "fraflytning",
    "Fraflytning",
    "fundet",
    (
        Sagstilstand("fundet", "Fundet", "usikker"),
        Sagstilstand("undersoeges", "Undersøges", "usikker"),
        Sagstilstand("besked_sendt", "Besked sendt", "mangler"),
        Sagstilstand("stoppet", "Stoppet", "afklaret", False),
        Sagstilstand("opkraevet", "Opkrævet", "mangler"),
        Sagstilstand("betalt", "Betalt", "afklaret", False),
        Sagstilstand("ikke_ret", "Løber med rette", "ingen", False),
        Sagstilstand("foraeldet", "Forældet", "ingen", False),
    ),
    {
        "fundet": (
            Overgang("besked_sendt", "Besked sendt", GODKEND, grunde=_KONTROLLERET),
            Overgang("undersoeges", "Undersøg", grunde=("Den bevilgende enhed spørges",)),
            _ikke_ret(*_FRAFLYTNING_IKKE_RET),
            _foraeldet(),
        ),
        "undersoeges": (
            Overgang("besked_sendt", "Besked sendt", GODKEND, grunde=_KONTROLLERET),
            _ikke_ret(*_FRAFLYTNING_IKKE_RET),
            _foraeldet(),
        ),
        "besked_sendt": (
            Overgang("stoppet", "Stoppet", GODKEND, grunde=("Intet løber videre, og intet skal opkræves",)),
            Overgang("opkraevet", "Opkrævet", "", ("krav_oere", "krav_rejst_dato")),
            _ikke_ret(*_FRAFLYTNING_IKKE_RET),
            _foraeldet(),
        ),
        "opkraevet": (
            Overgang("betalt", "Betalt", GODKEND, ("modtaget_oere",)),
            _ikke_ret("Modtagerens indsigelse er rigtig"),
            _foraeldet(),
        ),
        "stoppet": (
            Overgang("undersoeges", "Genoptag", GODKEND),
            Overgang("opkraevet", "Opkrævet", "", ("krav_oere", "krav_rejst_dato")),
        ),
        "betalt": (Overgang("undersoeges", "Genoptag", GODKEND),),
        "ikke_ret": (Overgang("undersoeges", "Genoptag", GODKEND),),
        "foraeldet": (Overgang("undersoeges", "Genoptag", GODKEND),),
    },
)

_UDL_IKKE_RET = (
    "Opholdsgrundlaget eller ansvaret er et andet",
    "Hjælpen er bogført på en forkert person eller i et forkert år",
    "Jobbet eller uddannelsen giver ikke ret",
    "Beløbet er allerede hjemtaget",
)


def _udl_videre(*foerst: Overgang) -> tuple[Overgang, ...]:
    godkend = Overgang("klar", "Godkend", GODKEND, grunde=("Kontrolleret mod tilladelse, bilag og bevis",))
    return (
        godkend,
        *foerst,
        Overgang("gennemset", "Gennemset", grunde=("Set igennem; intet at gøre nu",)),
        _ikke_ret(*_UDL_IKKE_RET),
        _foraeldet(),
    )


_UDLAENDINGE = Sagsart(
    "udlaendinge",
    "Udlændinge",
    "fundet",
    (
        Sagstilstand("fundet", "Fundet", "usikker"),
        Sagstilstand("undersoeges", "Undersøges", "usikker"),
        Sagstilstand("klar", "Klar til næste opgørelse", "mangler"),
        Sagstilstand("anmodet", "Med i opgørelse", "mangler"),
        Sagstilstand("afvist", "Afvist", "usikker"),
        Sagstilstand("afregnet", "Afregnet", "afklaret", False),
        Sagstilstand("gennemset", "Gennemset", "ingen", False),
        Sagstilstand("ikke_ret", "Ikke ret", "ingen", False),
        Sagstilstand("foraeldet", "Forældet", "ingen", False),
    ),
    {
        "fundet": _udl_videre(
            Overgang("undersoeges", "Undersøg", grunde=("Bilag eller ansættelsesbrev hentes",))
        ),
        "undersoeges": _udl_videre(),
        **_til_staten("Med i opgørelse", ("Kvartalets anmodning", "Restafregningen"), _UDL_IKKE_RET),
        "gennemset": (Overgang("undersoeges", "Genoptag", GODKEND),),
    },
)

ARTER: dict[str, Sagsart] = {
    art.kode: art for art in (_SDE, _MELLEMKOMMUNAL, _UDFLYTNING, _MOMS, _FRAFLYTNING, _UDLAENDINGE)
}


def find(kode: str) -> Sagsart:
    """A kind by its code. Errors: RettelseAfvist naming those there are."""
    if kode not in ARTER:
        raise RettelseAfvist(f"sagsarten '{kode}' findes ikke. Kendte arter er {', '.join(ARTER)}.")
    return ARTER[kode]
