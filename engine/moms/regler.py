"""The causes of VAT findings in words: what is wrong, what to do, what would prove it false, which § says so. Pure.

Which postings have a finding, and of how much, is decided as sets when the warehouse is built (sql/core/moms_fund.sql);
here stands what each cause means. Lov 497/2006 §§ 1–3 and BEK 891/2025.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TIL_GODE, SKYLDIG = "til_gode", "skyldig"
RETNINGER = {TIL_GODE: "Til gode", SKYLDIG: "Skyldig"}

REGLER = {
    "MOM-01": "Moms, der ikke er hjemtaget",
    "MOM-02": "Moms, der er taget uden ret",
    "MOM-03": "Positivlisten",
    "MOM-04": "Husleje og private tilskud",
}


@dataclass(frozen=True)
class Aarsag:
    """One cause. regel: its rule. forslag: what to book, as one sentence. modbevis: what would prove it false."""

    kode: str
    regel: str
    navn: str
    hvorfor: str
    forslag: str
    modbevis: tuple[str, ...]
    hjemmel: str


_ANDEL = "Andelen er allerede bogført på en anden linje."
_MOMSFRI = "Ydelsen er momsfri efter momslovens § 13."
_I_REGNSKAB = "Aktiviteten er momsregistreret, og momsen er fradraget i momsregnskabet."
_LISTEN = "Funktionen, arten eller ejerforholdet er bogført forkert, så listen ikke gælder."

_ALLE = (
    Aarsag(
        "moms_paa_art_uden",
        "MOM-01",
        "Dansk moms på en art uden refusion",
        "Der er dansk moms på regningen, men den er bogført på en art, der ikke giver momsrefusion.",
        "Ompostér beløbet uden moms til den art, ydelsen hører til (fx 4.5 eller 4.9), og hjemtag momsen.",
        (_MOMSFRI, _I_REGNSKAB, "En andel efter positivlisten er allerede taget."),
        "BEK 891/2025 § 1, stk. 2, nr. 1",
    ),
    Aarsag(
        "moms_anslaaet",
        "MOM-01",
        "Sandsynlig dansk moms på en art uden refusion",
        "Momsen er ikke oplyst, men der er moms på næsten alle leverandørens andre regninger. Beløbet er anslået.",
        "Hent regningen, ompostér til den rigtige art, og hjemtag den moms, der står på den.",
        ("Der står ingen moms på regningen.", _MOMSFRI, _I_REGNSKAB),
        "BEK 891/2025 § 1, stk. 2, nr. 1",
    ),
    Aarsag(
        "forkert_ejerforhold",
        "MOM-01",
        "Dansk moms under ejerforhold 4",
        "Ejerforhold 4 er private leverandører af ydelser uden moms, men der er dansk moms på regningen.",
        "Ompostér til det rigtige ejerforhold og den rigtige art uden moms, og hjemtag momsen.",
        (_MOMSFRI, _I_REGNSKAB),
        "BEK 891/2025 § 1, stk. 2, nr. 1; kontoplanens ejerforhold",
    ),
    Aarsag(
        "omvendt_ikke_taget",
        "MOM-01",
        "Omvendt betalingspligt, ikke hjemtaget",
        "Kommunen har selv beregnet dansk moms af ydelsen fra udlandet, men den er ikke hjemtaget.",
        "Ompostér beløbet uden moms til den art, ydelsen hører til, og hjemtag den beregnede moms.",
        ("Momsen er udenlandsk og skal søges i det andet land.", _I_REGNSKAB),
        "momsloven § 46; BEK 891/2025 § 1, stk. 2, nr. 1",
    ),
    Aarsag(
        "moms_ikke_taget",
        "MOM-01",
        "Dansk moms, ikke hjemtaget",
        "Arten giver momsrefusion, og der er dansk moms på regningen, men den er ikke hjemtaget.",
        "Hjemtag momsen på den samme konto.",
        (_I_REGNSKAB, _ANDEL),
        "BEK 891/2025 § 1, stk. 2, nr. 1",
    ),
    Aarsag(
        "rettet_halvt",
        "MOM-01",
        "Omposteret halvt",
        "Beløbet er ført tilbage ved en ompostering, men ikke eller kun delvis bogført igen med moms.",
        "Bogfør resten på den art, ydelsen hører til, og hjemtag den moms, der mangler.",
        (
            "Regningen er krediteret eller betalt tilbage.",
            "Resten er bogført igen under en anden leverandør.",
        ),
        "BEK 891/2025 § 1, stk. 2, nr. 1",
    ),
    Aarsag(
        "rettet_forkert_side",
        "MOM-01",
        "Omposteret til den forkerte side",
        "Beløbet er ført tilbage, men igen krediteret, hvor det skulle bogføres. Momsen er afleveret, ikke taget.",
        "Tilbagefør den forkerte ompostering, og bogfør beløbet i debet med moms.",
        ("Krediteringen hører til en anden regning.",),
        "BEK 891/2025 § 1, stk. 2, nr. 1",
    ),
    Aarsag(
        "uden_for_ordningen",
        "MOM-02",
        "Taget på en funktion uden for ordningen",
        "Hovedkontoen eller funktionen er ikke omfattet af momsrefusionen.",
        "Tilbagefør den hjemtagne moms; fradrag den i momsregnskabet, hvis aktiviteten er registreret.",
        ("Posteringen hører til en anden funktion.",),
        "BEK 891/2025 § 1, stk. 1, 3 og 4",
    ),
    Aarsag(
        "fradrag_og_refusion",
        "MOM-02",
        "Både fradraget og refunderet",
        "Momsen er mærket som fradrag i momsregnskabet, men er også taget gennem refusionsordningen.",
        "Tilbagefør den hjemtagne moms.",
        ("Momskoden er forkert: momsen er ikke fradraget.",),
        "BEK 891/2025 § 7",
    ),
    Aarsag(
        "udenlandsk_moms",
        "MOM-02",
        "Udenlandsk moms hjemtaget",
        "Momsen på regningen er udenlandsk. Den kan ikke hjemtages her.",
        "Tilbagefør momsen, og søg den i det andet land, hvis fristen dér ikke er gået.",
        ("Det er dansk moms af omvendt betalingspligt, og momskoden er forkert.",),
        "lov 497/2006 § 1; BEK 891/2025 § 1, stk. 1",
    ),
    Aarsag(
        "uden_moms",
        "MOM-02",
        "Hjemtaget uden moms på regningen",
        "Der er ingen moms på regningen, men der er hjemtaget moms af den.",
        "Tilbagefør momsen, og ompostér til en art uden moms (fx 4.0).",
        ("Der står moms på regningen.",),
        "BEK 891/2025 § 1, stk. 1",
    ),
    Aarsag(
        "mere_end_momsen",
        "MOM-02",
        "Hjemtaget mere end momsen",
        "Der er hjemtaget mere moms, end der står på regningen.",
        "Tilbagefør forskellen.",
        ("Momsen på regningen er indtastet forkert.",),
        "BEK 891/2025 § 1, stk. 1",
    ),
    Aarsag(
        "kreditnota",
        "MOM-02",
        "Kreditnota uden tilbageført moms",
        "Leverandøren har krediteret moms, men den hjemtagne moms er ikke ført tilbage.",
        "Tilbagefør momsen af kreditnotaen.",
        ("Momsen af den krediterede regning blev aldrig hjemtaget.", _ANDEL),
        "BEK 891/2025 § 1, stk. 1",
    ),
    Aarsag(
        "forkert_art",
        "MOM-02",
        "Hjemtaget på en art uden refusion",
        "Arten giver ikke momsrefusion.",
        "Tilbagefør momsen; ompostér til den rigtige art, hvis der står dansk moms på regningen.",
        (
            "Der står dansk moms på regningen: så er arten forkert, ikke momsen.",
            "Arten står på årets positivliste.",
        ),
        "BEK 891/2025 § 1, stk. 2",
    ),
    Aarsag(
        "rettet_to_gange",
        "MOM-02",
        "Omposteret to gange",
        "Bilaget er ført tilbage én gang, men bogført med moms flere gange.",
        "Tilbagefør den overskydende ompostering med moms.",
        ("Det er en ny regning med samme beløb og tekst.",),
        "BEK 891/2025 § 1, stk. 1",
    ),
    Aarsag(
        "salg_ikke_reguleret",
        "MOM-02",
        "Salg uden regulering af momsen",
        "Aktivet er solgt, før reguleringsperioden var gået, og momsen for de resterende år er ikke betalt tilbage.",
        "Tilbagebetal den del af købsmomsen, der svarer til de resterende år.",
        (
            "Ibrugtagningsåret eller købsmomsen i teksten er forkert.",
            "Momsen blev aldrig hjemtaget ved købet.",
        ),
        "BEK 891/2025 § 6",
    ),
    Aarsag(
        "salg_reguleret_for_meget",
        "MOM-02",
        "Salg reguleret for meget",
        "Der er betalt mere moms tilbage ved salget, end der svarer til de resterende år.",
        "Hjemtag forskellen.",
        ("Ibrugtagningsåret eller købsmomsen i teksten er forkert.",),
        "BEK 891/2025 § 6",
    ),
    Aarsag(
        "liste_ikke_taget",
        "MOM-03",
        "Positivlistens andel ikke taget",
        "Betalingen står på årets positivliste, men der er ikke taget nogen andel.",
        "Hjemtag listens procent gange 25/125 af det bogførte beløb.",
        (_ANDEL, "Modtageren er offentlig.", _LISTEN),
        "BEK 891/2025 § 1, stk. 2, nr. 2, og bilag 1",
    ),
    Aarsag(
        "liste_for_lidt",
        "MOM-03",
        "For lille andel efter positivlisten",
        "Der er taget mindre end årets positivliste giver.",
        "Hjemtag forskellen.",
        (_ANDEL, _LISTEN),
        "BEK 891/2025 § 1, stk. 2, nr. 2, og bilag 1",
    ),
    Aarsag(
        "liste_for_meget",
        "MOM-03",
        "For stor andel efter positivlisten",
        "Der er taget mere end årets positivliste giver.",
        "Tilbagefør forskellen.",
        (_LISTEN, "Andelen på linjen dækker også andre posteringer."),
        "BEK 891/2025 § 1, stk. 2, nr. 2, og bilag 1",
    ),
    Aarsag(
        "liste_offentlig",
        "MOM-03",
        "Positivlistens andel taget af en offentlig modtager",
        "Positivlisten gælder betalinger til private, men modtageren eller ejerforholdet er offentligt.",
        "Tilbagefør andelen.",
        ("Modtageren er privat, og ejerforholdet er bogført forkert.",),
        "BEK 891/2025 § 1, stk. 2, nr. 2, og bilag 1",
    ),
    Aarsag(
        "liste_uden_for",
        "MOM-03",
        "Andel taget uden for positivlisten",
        "Der er taget en andel efter positivlisten, men funktionen og arten står ikke på årets liste.",
        "Tilbagefør andelen; ompostér til den rigtige funktion og art, hvis betalingen hører til på listen.",
        (_LISTEN, "Andelen på linjen dækker også andre posteringer."),
        "BEK 891/2025 § 1, stk. 2, nr. 2, og bilag 1",
    ),
    Aarsag(
        "husleje_ikke_nedsat",
        "MOM-04",
        "Refusionen ikke nedsat for husleje",
        "Refusionen skal nedsættes med en procent af huslejeindtægter på art 7.1, og det er ikke sket eller ikke nok.",
        "Nedsæt refusionen med procenten af huslejen.",
        (
            "Nedsættelsen er bogført samlet på en anden linje.",
            "Huslejen hører til en funktion uden for ordningen.",
        ),
        "BEK 891/2025 § 4",
    ),
    Aarsag(
        "husleje_nedsat_for_meget",
        "MOM-04",
        "Refusionen nedsat for meget for husleje",
        "Refusionen er nedsat med mere end procenten af huslejen.",
        "Hjemtag forskellen.",
        ("Nedsættelsen dækker også andre indtægter.",),
        "BEK 891/2025 § 4",
    ),
    Aarsag(
        "husleje_nedsat_uden_grund",
        "MOM-04",
        "Refusionen nedsat på en funktion uden for ordningen",
        "Husleje på en funktion uden for ordningen nedsætter ikke refusionen.",
        "Hjemtag det, refusionen er nedsat med.",
        ("Huslejen hører til en anden funktion.",),
        "BEK 891/2025 §§ 1 og 4",
    ),
    Aarsag(
        "fond_ikke_betalt",
        "MOM-04",
        "Fondsmoms ikke betalt af et privat tilskud",
        "Af tilskud fra fonde, foreninger og private skal en procent betales tilbage; det er ikke sket eller ikke nok.",
        "Nedsæt refusionen med procenten af tilskuddet.",
        (
            "Giveren er offentlig, eller tilskuddet er finansieret af offentlige midler.",
            "Formålet er momsregistreret eller uden for ordningen.",
            "De er betalt samlet på en anden linje.",
        ),
        "BEK 891/2025 § 5",
    ),
    Aarsag(
        "fond_for_meget",
        "MOM-04",
        "For meget fondsmoms betalt",
        "Der er betalt mere tilbage end procenten af tilskuddet.",
        "Hjemtag forskellen.",
        ("Betalingen dækker flere tilskud.",),
        "BEK 891/2025 § 5",
    ),
    Aarsag(
        "fond_uden_grund",
        "MOM-04",
        "Fondsmoms betalt uden grund",
        "Tilskuddet er undtaget: giveren er offentlig, funktionen er undtaget, eller tilsagnet er ældre.",
        "Hjemtag det, der er betalt.",
        ("Giveren er privat, og formålet er ikke undtaget.",),
        "BEK 891/2025 § 5, stk. 3-5",
    ),
)
FORKERT_RETTET = {
    "dobbelt": "Bogført igen med moms, men aldrig ført tilbage: udgiften står to gange.",
    "modsat": "Ført tilbage til den forkerte side: udgiften står to gange.",
}
"""Roles of core.moms_rettelse whose VAT is right and whose expense is not, in words."""

AARSAGER: dict[str, Aarsag] = {a.kode: a for a in _ALLE}

HASTER_MAANED = 10
"""From the first of this month in the year a finding lapses it is urgent."""


def bortfaldet(retning: str, frist: date, i_dag: date) -> bool:
    """Whether a claim is too late (lov 497/2006 § 2, stk. 2): later than 31 December, five years after its accounting
    year. What is owed does not lapse so: it is paid back, or a person says why not."""
    return retning == TIL_GODE and i_dag > frist


def haster(retning: str, frist: date, i_dag: date) -> bool:
    """Whether what we lack lapses within the last three months of its last year."""
    return retning == TIL_GODE and date(frist.year, HASTER_MAANED, 1) <= i_dag <= frist
