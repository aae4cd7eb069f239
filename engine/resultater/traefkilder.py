"""Who is there to find which kinds of the planted truth: a registry. A new rule adds a finder; nothing else changes.

A finder gives the finds of a generation with the corrections and the law, over all persons: it is for measuring, and
what it gives never leaves `traefsikkerhed`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from engine.lager import henfoerelse as lager_henfoerelse
from engine.lager import traef as lager
from engine.lager.henfoerelsesfund import KENDTE_PERIODER
from engine.potentiale import skole
from engine.potentiale.model import MINDST_SIKKER, TIL_GODE
from engine.resultater import (
    fejlperson,
    flyttelister,
    halvrefusion,
    henfoerelse,
    kandidater,
    manglende,
    moms,
    sde,
    tekstmaaned,
    udflytning,
    udlaendinge,
)
from engine.resultater.sde import Kontekst
from engine.resultater.traef import Fund
from engine.resultater.udlaendingehandicap import UBESVARET

ENGANGSKOEB_OERE = 5_000_000  # nor of one-offs of less
BAGATEL_OERE = 100_000  # the truth tells of no smaller mistakes in a case and year
SDE_ARTER = frozenset(
    {
        *("sag_ikke_hjemtaget", "hjemtaget_for_meget", "engangsudgift_ikke_medtaget", "ydelse_udeladt"),
        *(
            "husstand_overset",
            "husstand_overset_anbragt",
            "eftervaern_ikke_i_husstand",
            "foraeldre_hver_for_sig",
        ),
        *("fylder_67_glemt", "fylder_67_indlagt", "fylder_67_for_meget"),
    }
)
FORKERT_PERSON_ARTER = frozenset(
    {
        "forkert_person",
        "foraelderydelse_paa_barn",
        "stoetteperson_paa_barn",
        "barnets_ydelse_paa_foraelder",
    }
)
UDEN_PERSON_ARTER = frozenset({"postering_uden_cpr", "samleregning_uden_cpr"})
HALV_ARTER = {
    ("SEL100", "til_gode"): "refusion50_100_glemt",
    ("SEL109", "til_gode"): "refusion50_109_glemt",
    ("SEL110", "til_gode"): "refusion50_110_glemt",
    ("SEL110", "skyldig"): "refusion50_110_over_loft",
    ("SEL85A", "til_gode"): "refusion50_85a_glemt",
    ("SEL107", "til_gode"): "refusion50_107_glemt",
    ("BL86", "til_gode"): "refusion50_86_glemt",
    ("BL87", "til_gode"): "refusion50_87_glemt",
    ("BL140", "til_gode"): "refusion50_140_glemt",
}
UDFLYTNING_ARTER = {
    "CPR-01": "udrejst_uden_at_melde_det",
    "CPR-02": "udlandsophold_over_seks_maaneder",
    "CPR-03": "bor_her_uden_at_staa_her",
}


@dataclass(frozen=True)
class Finder:
    """navn: as shown. arter: the kinds of truth it is there for. samme_maaneder: it must hit the very months.

    er_regel: its finds are claims. A reading of months is none: how often it is right is counted posting by posting.
    """

    navn: str
    arter: frozenset[str]
    fund: Callable[[Kontekst], Iterable[Fund]]
    samme_maaneder: bool = False
    er_regel: bool = True


def _sde(k: Kontekst) -> Iterable[Fund]:
    """A case and year whose refund is another than what has been claimed; only years that have been claimed."""
    sager = sde.beregn(k).sager
    krav = sager.groupby("aar")["hjemtaget_oere"].sum()
    sager = sager[sager["aar"].isin(krav.index[krav > 0])]
    g = sager.groupby(["aar", "sag_id"])
    samlet = pd.DataFrame(
        {
            "oere": g["difference_oere"].sum(),
            "personer": g["medlemmer"].agg(lambda m: tuple(sorted(set().union(*m)))),
        }
    ).reset_index()
    samlet = samlet[samlet["oere"].abs() >= BAGATEL_OERE]
    for r in _samme_personer(samlet):
        yield Fund(r[1], f"{r[0]}-01", f"{r[0]}-12", r[2], regel="SDE")


def _samme_personer(sager: pd.DataFrame) -> Iterable[tuple[int, tuple[str, ...], int]]:
    """(year, persons, øre): cases of a year that share a person are one, so that a claim made on the child alone and
    the refund of its household are not two finds."""
    for aar, del_ in sager.groupby("aar"):
        grupper: list[tuple[set[str], int]] = []
        for personer, oere in zip(del_["personer"], del_["oere"], strict=True):
            samlet, ialt = set(personer), int(oere)
            resten = []
            for andre, deres in grupper:
                if samlet & andre:
                    samlet, ialt = samlet | andre, ialt + deres
                else:
                    resten.append((andre, deres))
            grupper = [*resten, (samlet, ialt)]
        for hvem, ialt in grupper:
            if abs(ialt) >= BAGATEL_OERE:
                yield int(str(aar)), tuple(sorted(hvem)), ialt


def _halvrefusion(k: Kontekst) -> Iterable[Fund]:
    """A person and a scheme where the state pays half, when what was taken is another."""
    for r in halvrefusion.alle_fund(k).to_dict("records"):
        art = HALV_ARTER.get((r["ordning"], r["retning"]))
        if abs(r["forskel_oere"]) >= BAGATEL_OERE:
            personer = (str(r["person_noegle"]),)
            yield Fund(personer, r["fra"], r["til"], int(r["forskel_oere"]), art or "anden", r["ordning"])


def _perioder(k: Kontekst) -> Iterable[Fund]:
    """Postings whose months were read from their text or put right by a person."""
    p = lager.perioder(k.gen)
    p = p[p["periode_kilde"].isin(["tekst", "rettet"]) & (p["fra"] < p["til"])]
    for r in p.to_dict("records"):
        noegle = f"{r['kilde']}/{r['regnskabsaar']}/{r['bilagsnr']}/{r['linjenr']}"
        yield Fund((), r["fra"], r["til"], None, regel="periode", posteringer=(noegle,))


def _engangskoeb(k: Kontekst) -> Iterable[Fund]:
    """Postings whose text reads like a one-off that nobody has marked; bought in the year of the booking or before."""
    for r in lager.engangsforslag(k.gen, ENGANGSKOEB_OERE).to_dict("records"):
        noegle = f"{r['kilde']}/{r['regnskabsaar']}/{r['bilagsnr']}/{r['linjenr']}"
        aar = r["bogfoeringsdato"].year
        yield Fund((), f"{aar - 1}-01", f"{aar}-12", None, regel="engang", posteringer=(noegle,))


def _uden_person(k: Kontekst) -> Iterable[Fund]:
    """Postings on nobody with the persons that are proposed, when they are surer than not."""
    q = henfoerelse.koe(k)
    p = q.poster[q.poster["slags"] == henfoerelse.FORSLAG]
    for r in p.to_dict("records"):
        f = q.forslag[int(r["postering_nr"])][0]
        noegle = f"{r['kilde']}/{r['regnskabsaar']}/{r['bilagsnr']}/{r['linjenr']}"
        kendt = r["periode_kilde"] in KENDTE_PERIODER
        fra = pd.Timestamp(r["fra"]) - pd.Timedelta(days=0 if kendt else lager_henfoerelse.TIDLIGST_DAGE)
        personer = tuple(sorted(person for person, _ in f.dele))
        til = pd.Timestamp(r["til"])
        yield Fund(personer, f"{fra:%Y-%m}", f"{til:%Y-%m}", None, regel=f.regel, posteringer=(noegle,))


STOR_OERE = 1_500_000  # the truth tells of no smaller postings on the wrong person, one by one


def _forkert_person(k: Kontekst) -> Iterable[Fund]:
    """Postings with the person that is proposed instead, when it is surer than not."""
    q = fejlperson.koe(k)
    p = q.poster[(q.poster["slags"] == henfoerelse.FORSLAG) & (q.poster["regel"] != fejlperson.FOELGER)]
    for g, poster in p.groupby("gruppe_id"):
        if int(poster["beloeb_oere"].max()) <= STOR_OERE and len(poster) == 1:
            continue
        numre = poster[["kilde", "regnskabsaar", "bilagsnr", "linjenr"]].itertuples(index=False, name=None)
        fra, til = pd.Timestamp(poster["fra"].min()), pd.Timestamp(poster["til"].max())
        kendt = poster["periode_kilde"].isin(KENDTE_PERIODER).all()
        fra -= pd.Timedelta(days=0 if kendt else lager_henfoerelse.TIDLIGST_DAGE)
        yield Fund(
            (str(poster["til_person"].iloc[0]),),
            f"{fra:%Y-%m}",
            f"{til:%Y-%m}",
            int(poster["beloeb_oere"].sum()),
            regel=str(g),
            posteringer=tuple("/".join(map(str, n)) for n in numre),
        )


def _udflytning(k: Kontekst) -> Iterable[Fund]:
    """The presumptions on the newest day of reckoning, each from the month it was first found."""
    for r in udflytning.beregn(k).fund.to_dict("records"):
        til = f"{r['bekraeftet']:%Y-%m}"
        yield Fund(
            (str(r["person_noegle"]),),
            f"{r['fra']:%Y-%m}",
            til,
            None,
            UDFLYTNING_ARTER[r["regel"]],
            r["regel"],
        )


MAANED_OERE = 3_000_000  # the truth tells of no smaller bill with a wrong month in its text


def _forkert_maaned(k: Kontekst) -> Iterable[Fund]:
    """Bills whose text seems to tell another month, with the month they seem to be for."""
    p = tekstmaaned.venter(k)
    for r in p[p["beloeb_oere"] > MAANED_OERE].to_dict("records"):
        maaned = f"{r['ny_fra']:%Y-%m}"
        noegle = "/".join(str(r[n]) for n in ("kilde", "regnskabsaar", "bilagsnr", "linjenr"))
        yield Fund((), maaned, maaned, None, regel="tekstmaaned", posteringer=(noegle,))


REGNING_OERE = 5_000_000  # the truth tells of no smaller bill that has not come


def _manglende(k: Kontekst) -> Iterable[Fund]:
    """Runs of months without a bill after which none has come."""
    p = manglende.find(k.gen)
    for r in p[p["hale"] & (p["ventet_oere"] >= REGNING_OERE)].to_dict("records"):
        yield Fund(
            (str(r["person_noegle"]),),
            r["fra"],
            r["til"],
            int(r["ventet_oere"]),
            "regning_ikke_modtaget",
            "regning",
        )


TILFLYTTET = {
    "til_institution": "tilflytter_institution",
    "fra_institution": "tilflytter_fra_institution",
}
FRAFLYTTET: dict[str, tuple[str, str | None]] = {
    "til_institution": ("fraflytter_institution", None),
    "indsats": ("indsats_efter_fraflytning", "indsats_oere"),
    "ydelse": ("ydelse_efter_fraflytning", "ydelse_oere"),
}

FORSVUNDET_ART = "forsvundet_loeber_videre"


def umaalte(k: Kontekst) -> Counter[tuple[str, tuple[str, ...]]]:
    """(list, reasons) → hits of the mover lists that no finder gives: a watched address, a place in school or day care
    or a pension is itself what the list shows, and no truth says whether it costs us anything."""
    lister = (
        ("Tilflyttere", flyttelister.tilflyttere(k), TILFLYTTET),
        ("Fraflyttere", flyttelister.fraflyttere(k), FRAFLYTTET),
    )
    return Counter(
        (navn, h.aarsager) for navn, hits, maalt in lister for h in hits if not {*h.aarsager} & {*maalt}
    )


def _flytninger(k: Kontekst) -> Iterable[Fund]:
    """The hits of the mover lists that truth is planted for; `umaalte` are the others."""
    for h in flyttelister.tilflyttere(k):
        art = next((TILFLYTTET[a] for a in h.aarsager if a in TILFLYTTET), None)
        if art:
            yield Fund((h.person_noegle,), f"{h.dato:%Y-%m}", f"{h.dato:%Y-%m}", None, art, "tilflytter")
    sidste = f"{flyttelister.periode(k, None)[1]:%Y-%m}"
    for h in flyttelister.fraflyttere(k):
        fundet = [FRAFLYTTET[a] for a in h.aarsager if a in FRAFLYTTET]
        if h.forsvundet and fundet:
            fundet = [(FORSVUNDET_ART, "oere")]  # one question, whatever runs
        for art, felt in fundet:
            oere = getattr(h, felt) if felt else None
            yield Fund((h.person_noegle,), f"{h.dato:%Y-%m}", sidste, oere, art, "fraflytter")


UDLAENDINGE_ARTER = {
    ("par181", "til_gode"): "par181_glemt",
    ("par181", "skyldig"): "par181_for_laenge",
    ("grundtilskud", "til_gode"): "grundtilskud_glemt",
    ("grundtilskud", "skyldig"): "grundtilskud_for_meget",
    ("uledsaget", "til_gode"): "uledsaget_glemt",
    ("uledsaget", "skyldig"): "uledsaget_for_meget",
    ("resultat_job", "til_gode"): "job_glemt",
    ("resultat_job", "skyldig"): "job_for_meget",
    ("resultat_uddannelse", "til_gode"): "uddannelse_glemt",
    ("resultat_uddannelse", "skyldig"): "uddannelse_for_meget",
    ("resultat_dansk", "til_gode"): "danskproeve_glemt",
    ("resultat_dansk", "skyldig"): "danskproeve_to_gange",
}
MULIGT_JOB_ART = "job_uden_anmeldelse"


def _udlaendinge(k: Kontekst) -> Iterable[Fund]:
    """A refugee and a grant, when what was claimed is another than what there is a right to; work nobody told of."""
    r = udlaendinge.beregn(k)
    for f in r.fund.to_dict("records"):
        if abs(f["forskel_oere"]) >= BAGATEL_OERE:
            art = UDLAENDINGE_ARTER[f["ordning"], f["retning"]]
            yield Fund((f["person_noegle"],), f["fra"], f["til"], int(f["forskel_oere"]), art, f["ordning"])
    for f in r.mulige_job.to_dict("records"):
        yield Fund((f["person_noegle"],), f["fra"], f["til"], int(f["oere"]), MULIGT_JOB_ART, MULIGT_JOB_ART)


HANDICAP_ART = "par181_handicap_glemt"


def _anbragte(k: Kontekst) -> Iterable[Fund]:
    """The children whose placement is asked about, with what a yes brings that has not been claimed. A question is no
    claim: the data do not say why a child is placed, so a child placed for another reason is asked about too."""
    h = udlaendinge.beregn(k).handicap
    h = h[h["svar"] == UBESVARET]
    for (person, fra, til), g in h.groupby(["person_noegle", "fra", "til"]):
        if (oere := int(g["mangler_oere"].sum())) >= BAGATEL_OERE:
            slut = min(til, k.gen.data_dato or til)
            yield Fund((str(person),), f"{fra:%Y-%m}", f"{slut:%Y-%m}", oere, HANDICAP_ART, HANDICAP_ART)


MOMS_ARTER = {
    "moms_paa_art_uden": "moms_ikke_hjemtaget",
    "moms_anslaaet": "moms_ikke_hjemtaget",
    "moms_ikke_taget": "moms_ikke_hjemtaget",
    "forkert_ejerforhold": "moms_ikke_hjemtaget",
    "omvendt_ikke_taget": "omvendt_moms_ikke_hjemtaget",
    "uden_moms": "moms_hjemtaget_uden_moms",
    "udenlandsk_moms": "udenlandsk_moms_hjemtaget",
    "forkert_art": "moms_paa_forkert_art",
    "rettet_to_gange": "moms_rettet_to_gange",
    "rettet_halvt": "moms_rettet_halvt",
    "rettet_forkert_side": "moms_rettet_forkert_side",
    "husleje_ikke_nedsat": "husleje_ikke_nedsat",
    "husleje_nedsat_uden_grund": "husleje_nedsat_uden_grund",
    "fond_ikke_betalt": "fondsmoms_ikke_betalt",
    "fond_uden_grund": "fondsmoms_betalt_uden_grund",
    "salg_ikke_reguleret": "salg_uden_regulering",
    "liste_ikke_taget": "positivliste_ikke_taget",
    "liste_for_meget": "positivliste_for_meget",
}
# A function outside the scheme is said before what else is wrong: any kind of truth about what was taken.
UDEN_FOR = "uden_for_ordningen"


def _moms(k: Kontekst) -> Iterable[Fund]:
    """A posting whose VAT is not what the rules say, with its øre."""
    for r in moms.alle(k).to_dict("records"):
        noegle = f"{r['kilde']}/{r['regnskabsaar']}/{r['bilagsnr']}/{r['linjenr']}"
        maaned = f"{r['bogfoeringsdato']:%Y-%m}"
        art = "" if r["aarsag"] == UDEN_FOR else MOMS_ARTER.get(r["aarsag"], "anden")
        yield Fund((), maaned, maaned, int(r["virkning_oere"]), art, r["aarsag"], (noegle,))


def _gennemrejsende(k: Kontekst) -> Iterable[Fund]:
    """Those who moved in and on within the set months; the truth is told for six."""
    for r in flyttelister.gennemrejsende(k).to_dict("records"):
        fra, til = f"{r['ind']:%Y-%m}", f"{r['ud']:%Y-%m}"
        yield Fund((str(r["person_noegle"]),), fra, til, None, "gennemrejsende", "gennemrejsende")


FLYTTEARTER = frozenset(
    {
        *("tilflytter_institution", "tilflytter_fra_institution", "fraflytter_institution"),
        *("indsats_efter_fraflytning", "ydelse_efter_fraflytning", FORSVUNDET_ART),
    }
)


SEKSAARSREGLER = frozenset({"PEN-01", "PEN-02", "PEN-03", "PEN-06"})
TILBAGEREGLER = frozenset({"REF-08", "REF-11"})
SPOERGEREGLER = frozenset({"REF-13"})
SKOLEREGLER = frozenset(r.kode for r in skole.REGLER)
SKOLEARTER = {
    "SKO-01": ("elev_ikke_opkraevet",),
    "SKO-02": ("specialelev_ikke_opkraevet",),
    "SKO-03": ("elev_betalt_for_laenge", "elev_for_dyr"),
    "SKO-04": ("bidrag_ikke_bosat", "bidrag_dobbelt", "bidrag_sfo_for_gammel"),
    "SKO-7": ("anbragt_elev_ikke_opkraevet",),
    "PRIV-30": ("privatbidrag_anbragt",),
    "DAG-01": ("dagtilbud_ikke_opkraevet",),
}


def _skole(k: Kontekst) -> Iterable[Fund]:
    """Pupils and children in day care whose bill lacks or was too much, when that is surer than not."""
    for f in kandidater.mellemkommunale(k):
        x = f.kandidat
        if x.regel in SKOLEREGLER and x.potentiale_oere and x.begrundelse.sikkerhed >= MINDST_SIKKER:
            arter = SKOLEARTER[x.regel]
            art = arter[0] if len(arter) == 1 else ""
            yield Fund((x.noegle,), f"{x.fra:%Y-%m}", f"{x.til:%Y-%m}", x.potentiale_oere, art, x.regel)


def _kandidater(k: Kontekst) -> Iterable[Fund]:
    """The candidates for a stay, with what can still be claimed; lost months are no find."""
    andre = SEKSAARSREGLER | TILBAGEREGLER | SKOLEREGLER | SPOERGEREGLER
    yield from _af_regler(k, frozenset(kandidater.MELLEMKOMMUNALE) - andre)


def _spoergsmaal(k: Kontekst) -> Iterable[Fund]:
    """Whether an earlier municipality knew: no data tell it, so that whoever got help soon after a move is asked about.
    A question is no claim, and in no sum of them."""
    yield from _af_regler(k, SPOERGEREGLER)


def _seksaar(k: Kontekst) -> Iterable[Fund]:
    """The candidates of the six years of a pension."""
    yield from _af_regler(k, SEKSAARSREGLER)


def _tilbage(k: Kontekst) -> Iterable[Fund]:
    """The candidates of what we have paid that is not ours."""
    yield from _af_regler(k, TILBAGEREGLER)


def _af_regler(k: Kontekst, regler: frozenset[str]) -> Iterable[Fund]:
    for f in kandidater.mellemkommunale(k):
        x = f.kandidat
        if x.regel in regler and x.potentiale_oere:
            oere = x.potentiale_oere if x.retning == TIL_GODE else -x.potentiale_oere
            yield Fund((x.noegle,), f"{x.fra:%Y-%m}", f"{x.til:%Y-%m}", oere, regel=x.regel)


KRAVARTER = frozenset(
    {
        *("institution_glemt", "snart_foraeldet", "krav_uden_svar", "institutionskaede", "forsorgshjem"),
        *("faengsel_sygehus", "veteranhjem", "flytteret", "eftervaern", "indtaegt_ophoert"),
        *("for_lidt_opkraevet", "boligstoette_ikke_opkraevet", "takst_ikke_opkraevet"),
        *("ophold_ikke_registreret", "mundtlig_aftale"),
        *("pension_institution", "pension_forkert_andel", "pension_for_stor_andel"),
    }
)

PENSIONSARTER = frozenset(
    {
        *("pension_ikke_opkraevet", "pension_udskudt"),
        *("pension_forkert_registreret", "pension_betalt_for_laenge"),
    }
)
SPOERGEARTER = frozenset({"tidligere_kommune_passiv"})
TILBAGEARTER = frozenset({"betalt_for_andens_borger", "betalt_for_laenge"})

FINDERE: tuple[Finder, ...] = (
    Finder("Særligt dyre enkeltsager", SDE_ARTER, _sde),
    Finder("Halv refusion", frozenset(HALV_ARTER.values()), _halvrefusion),
    Finder("Perioder læst i teksten", frozenset({"periode_samlet"}), _perioder, True, False),
    Finder("Udgifter uden person", UDEN_PERSON_ARTER, _uden_person),
    Finder("Udgifter på en anden person", FORKERT_PERSON_ARTER, _forkert_person),
    Finder("Udflytning", frozenset(UDFLYTNING_ARTER.values()), _udflytning),
    Finder("Udlændinge", frozenset({*UDLAENDINGE_ARTER.values(), MULIGT_JOB_ART}), _udlaendinge),
    Finder("Udlændinge, spørgsmål", frozenset({HANDICAP_ART}), _anbragte, er_regel=False),
    Finder("Måneder uden regning", frozenset({"regning_ikke_modtaget"}), _manglende),
    Finder("Forkert måned i teksten", frozenset({"forkert_maaned_i_tekst"}), _forkert_maaned, True),
    Finder("Til- og fraflyttere", FLYTTEARTER, _flytninger),
    Finder("Moms", frozenset({*MOMS_ARTER.values(), "moms_uden_for_ordningen"}), _moms),
    Finder("Gennemrejsende", frozenset({"gennemrejsende"}), _gennemrejsende),
    Finder("Krav mod andre kommuner", KRAVARTER, _kandidater),
    Finder("Krav mod andre kommuner, spørgsmål", SPOERGEARTER, _spoergsmaal, er_regel=False),
    Finder("Pension efter seks år", PENSIONSARTER, _seksaar),
    Finder("Betalt for andre", TILBAGEARTER, _tilbage),
    Finder("Skole og dagtilbud", frozenset(a for arter in SKOLEARTER.values() for a in arter), _skole),
    Finder("Foreslåede engangskøb", frozenset({"engangsudgift_ikke_fordelt"}), _engangskoeb),
)
