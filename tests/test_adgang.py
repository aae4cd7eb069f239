"""Who may do what, written out as a table of its own and compared with the engine cell by cell."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest

from engine.adgang import SIDER, Bruger, Handling, Omfang, Rolle, Sagsomfang, maa, omfang, sider_for
from engine.resultater import hentning, udtraek
from pages.komponenter import data, ruter
from tests.repo import tekstfiler, traeer

FORVENTEDE_SIDER = {
    "leder": [
        "overblik",
        "ledelsesinformation",
        "dyreste_familier",
        "effekt",
        "analyse",
        "saerligt_dyre",
        "periodisering",
        "udlaendinge",
        "moms",
        "indberetning",
        "sager",
        "prognose",
        "prognosekvalitet",
        "flyttemoenster",
        "befolkning",
        "indtaegtsoptimering",
        "mellemkommunal",
        "krav",
        "udflytning",
        "datakvalitet",
        "traefsikkerhed",
        "lovgrundlag",
    ],
    "oekonom": [
        "overblik",
        "ledelsesinformation",
        "dyreste_familier",
        "effekt",
        "analyse",
        "saerligt_dyre",
        "periodisering",
        "familier",
        "udlaendinge",
        "moms",
        "indberetning",
        "revision",
        "borger",
        "sager",
        "sag",
        "prognose",
        "prognosekvalitet",
        "flyttemoenster",
        "tilflyttere",
        "fraflyttere",
        "befolkning",
        "indtaegtsoptimering",
        "mellemkommunal",
        "krav",
        "udflytning",
        "datakvalitet",
        "traefsikkerhed",
        "lovgrundlag",
    ],
    "sagsbehandler": [
        "overblik",
        "ledelsesinformation",
        "dyreste_familier",
        "effekt",
        "saerligt_dyre",
        "periodisering",
        "familier",
        "udlaendinge",
        "borger",
        "sager",
        "sag",
        "flyttemoenster",
        "tilflyttere",
        "fraflyttere",
        "befolkning",
        "indtaegtsoptimering",
        "mellemkommunal",
        "krav",
        "udflytning",
        "datakvalitet",
        "traefsikkerhed",
        "lovgrundlag",
    ],
    "revisor": [
        "overblik",
        "ledelsesinformation",
        "dyreste_familier",
        "effekt",
        "analyse",
        "saerligt_dyre",
        "periodisering",
        "familier",
        "udlaendinge",
        "moms",
        "indberetning",
        "revision",
        "borger",
        "sager",
        "sag",
        "prognose",
        "prognosekvalitet",
        "flyttemoenster",
        "tilflyttere",
        "fraflyttere",
        "befolkning",
        "indtaegtsoptimering",
        "mellemkommunal",
        "krav",
        "udflytning",
        "datakvalitet",
        "traefsikkerhed",
        "lovgrundlag",
    ],
    "administrator": [
        "overblik",
        "datakvalitet",
        "traefsikkerhed",
        "regler",
        "brugere",
        "log",
        "drift",
    ],
    "politiker": [
        "overblik",
        "ledelsesinformation",
        "effekt",
        "analyse",
        "flyttemoenster",
        "befolkning",
        "lovgrundlag",
    ],
    "institutionsleder": [
        "overblik",
        "ledelsesinformation",
        "analyse",
        "lovgrundlag",
    ],
}

# leder, oekonom, sagsbehandler, revisor, administrator, politiker, institutionsleder
FORVENTET = {
    "se_tal": "ja ja ja ja nej ja ja",
    "se_person": "nej ja ja ja nej nej nej",
    "eksport_tal": "ja ja ja ja nej nej nej",
    "eksport_person": "nej ja nej ja nej nej nej",
    "ret_periode": "nej ja ja nej nej nej nej",
    "ret_familie": "nej ja ja nej nej nej nej",
    "fortryd_rettelse": "nej ja ja nej nej nej nej",
    "godkend_rettelse": "nej ja ja nej nej nej nej",
    "indtast_haendelse": "nej ja ja nej nej nej nej",
    "indlaes_egne_data": "nej ja nej nej nej nej nej",
    "styr_scenarier": "nej ja nej nej nej nej nej",
    "gem_skabelon": "ja ja nej nej nej nej nej",
    "indberet": "nej ja nej nej nej nej nej",
    "godkend_indberetning": "nej ja nej nej nej nej nej",
    "afgoer_sag": "nej ja ja nej nej nej nej",
    "saet_maal": "ja ja nej nej nej nej nej",
    "revider": "nej nej nej ja nej nej nej",
    "indtast_sats": "nej ja nej nej nej nej nej",
    "bekraeft_sats": "nej ja nej nej nej nej nej",
    "vaelg_regler": "nej ja nej nej ja nej nej",
    "se_karantaene": "nej ja nej ja nej nej nej",
    "se_log": "nej nej nej nej ja nej nej",
    "styr_brugere": "nej nej nej nej ja nej nej",
    "styr_drift": "nej nej nej nej ja nej nej",
}


# Who may fetch each extract as a file (/hent/udtraek/NAVN). A new one is decided here, from what its columns say.
FORVENTEDE_UDTRAEK = {
    "sde": "oekonom revisor",
    "sde_maaned": "oekonom revisor",
    "sde_grundlag": "oekonom revisor",
    "dyreste_familier": "oekonom revisor",  # no CPR numbers, but one family's amounts
    "prognose": "leder oekonom revisor",  # sums of all cases
    "prognose_sag": "oekonom revisor",  # one case's amounts
    "befolkning": "leder oekonom revisor",
    "noegletal": "leder oekonom revisor",
    "udflytning": "oekonom revisor",
    "tilflyttere": "oekonom revisor",
    "fraflyttere": "oekonom revisor",
    "kandidater": "oekonom revisor",
    "udlaendinge": "oekonom revisor",
    "moms": "leder oekonom revisor",  # postings by their numbers, no persons
}

# Every address of our own besides the pages, and who gets more than a refusal.
FORVENTEDE_RUTER = {
    "/konto/ind": "alle: bytter en billet, der kun bruges en gang, til en session",
    "/konto/ud": "alle: afslutter egen session",
    "/sundhed": "alle: siger intet om data",
    "/helbred": "alle: en tilstand for hver del, intet om data",
    "/metrics": "maskinen selv, eller med metrik_token",
    "/konto/oidc": "alle: sender browseren til login-udbyderen, når der er en",
    "/konto/oidc/svar": "den, login-udbyderen står inde for, og som dens grupper giver en rolle",
    "/hent/{billet}": "den bruger, billetten er tegnet for, så længe retten og omfanget er det samme",
    "/hent/udtraek/{fil}": "roller i FORVENTEDE_UDTRAEK",
}


def bruger(rolle: str, *fagomraader: str) -> Bruger:
    return Bruger(1, "navn", "Navn Navnesen", Rolle(rolle), fagomraader)


def test_tabellen_daekker_alle_roller_og_handlinger() -> None:
    assert list(FORVENTEDE_SIDER) == list(Rolle)
    assert set(FORVENTET) == set(Handling) - {Handling.SE_SIDE}


@pytest.mark.parametrize("rolle", FORVENTEDE_SIDER)
def test_sider_for_rollen(rolle: str) -> None:
    assert sider_for(rolle) == FORVENTEDE_SIDER[rolle]
    for side in SIDER:
        ja, grund = maa(bruger(rolle), Handling.SE_SIDE, side=side)
        assert ja is (side in FORVENTEDE_SIDER[rolle])
        assert grund.endswith(".")


@pytest.mark.parametrize("handling", FORVENTET)
def test_handlinger_for_rollen(handling: str) -> None:
    for rolle, svar in zip(FORVENTEDE_SIDER, FORVENTET[handling].split(), strict=True):
        ja, grund = maa(bruger(rolle), Handling(handling))
        assert ja is (svar == "ja"), (rolle, handling)
        assert ("må ikke" in grund) is not ja


def test_uden_bruger_er_svaret_nej() -> None:
    for handling in Handling:
        assert maa(None, handling, side="lovgrundlag") == (False, "Log ind først.")


def test_en_ukendt_side_er_nej() -> None:
    assert maa(bruger("oekonom"), Handling.SE_SIDE, side="ukendt")[0] is False
    assert maa(bruger("oekonom"), Handling.SE_SIDE)[0] is False


def test_en_ukendt_rolle_har_ingen_sider() -> None:
    with pytest.raises(ValueError):
        sider_for("konge")


@pytest.mark.parametrize(
    ("fagomraader", "sagens", "svar"),
    [
        (("boern",), "boern", True),
        (("boern", "voksne"), "voksne", True),
        (("boern",), "voksne", False),
        (("boern",), None, False),
        ((), "boern", False),
    ],
)
def test_sagsbehandleren_har_kun_sit_fagomraade(
    fagomraader: tuple[str, ...], sagens: str | None, svar: bool
) -> None:
    for handling in (Handling.SE_PERSON, Handling.RET_PERIODE, Handling.FORTRYD_RETTELSE):
        assert maa(bruger("sagsbehandler", *fagomraader), handling, Sagsomfang(sagens))[0] is svar


def test_andre_roller_er_ikke_begraenset_af_fagomraade() -> None:
    assert maa(bruger("oekonom"), Handling.SE_PERSON, Sagsomfang("boern"))[0]
    assert maa(bruger("revisor"), Handling.SE_PERSON, Sagsomfang(None))[0]
    assert not maa(bruger("leder", "boern"), Handling.SE_PERSON, Sagsomfang("boern"))[0]


# --- files and addresses ---------------------------------------------------------------------------------------


def test_hvert_udtraek_og_hver_adresse_staar_i_tabellen() -> None:
    assert set(FORVENTEDE_UDTRAEK) == set(udtraek.ALLE)
    assert set(FORVENTEDE_RUTER) == {rute.path for rute in ruter.RUTER}


@pytest.mark.parametrize("navn", FORVENTEDE_UDTRAEK)
def test_hvem_der_maa_hente_udtraekket(navn: str) -> None:
    assert hentning.maa_hente(None, udtraek.ALLE[navn])[0] is False
    for rolle in Rolle:
        ja, grund = hentning.maa_hente(bruger(rolle), udtraek.ALLE[navn])
        assert ja is (rolle in FORVENTEDE_UDTRAEK[navn].split()), rolle
        assert grund.endswith(".")


def test_den_der_ser_en_del_af_kommunen_henter_ikke_det_hele() -> None:
    uden_cpr = replace(udtraek.ALLE["sde"], har_cpr=False)
    assert hentning.maa_hente(bruger("leder"), uden_cpr)[0] is True
    assert hentning.maa_hente(bruger("leder", "boern"), uden_cpr)[0] is False
    assert hentning.maa_hente(bruger("sagsbehandler", "boern"), uden_cpr)[0] is False


# --- data scope ----------------------------------------------------------------------------------------------

# role -> may see persons; the limits of a user that has got none; of one that has got a field and an organisation.
ALT, INTET = None, ()
FORVENTET_OMFANG = {
    "leder": (False, (ALT, ALT), (("boern",), ALT)),
    "oekonom": (True, (ALT, ALT), (ALT, ALT)),
    "sagsbehandler": (True, (INTET, ALT), (("boern",), ("Nord",))),
    "revisor": (True, (ALT, ALT), (ALT, ALT)),
    "administrator": (False, (ALT, ALT), (ALT, ALT)),
    "politiker": (False, (ALT, ALT), (ALT, ALT)),
    "institutionsleder": (False, (ALT, INTET), (ALT, ("Nord",))),
}


@pytest.mark.parametrize("rolle", list(Rolle))
def test_omfanget_foelger_af_brugeren(rolle: str) -> None:
    personer, uden, med = FORVENTET_OMFANG[rolle]
    assert omfang(Bruger(1, "n", "N", Rolle(rolle))) == Omfang(personer, *uden)
    givet = Bruger(1, "n", "N", Rolle(rolle), ("boern",), organisationer=("Nord",))
    assert omfang(givet) == Omfang(personer, *med)


def test_ens_omfang_er_samme_noegle() -> None:
    en, anden = (
        bruger("sagsbehandler", "voksne", "boern"),
        bruger("sagsbehandler", "boern", "voksne", "boern"),
    )
    assert omfang(en) == omfang(anden)
    assert hash(omfang(en)) == hash(omfang(anden))


@pytest.mark.parametrize(
    ("organisationer", "sagens", "svar"),
    [
        ((), ("Syd",), True),
        (("Nord",), ("Nord", "Syd"), True),
        (("Nord",), ("Syd",), False),
        (("Nord",), (), False),
    ],
)
def test_en_organisation_begraenser_sagsbehandleren(
    organisationer: tuple[str, ...], sagens: tuple[str, ...], svar: bool
) -> None:
    sagsbehandler = Bruger(1, "n", "N", Rolle.SAGSBEHANDLER, ("boern",), organisationer=organisationer)
    ja, grund = maa(sagsbehandler, Handling.SE_PERSON, Sagsomfang("boern", sagens))
    assert ja is svar
    assert ("anden organisation" in grund) is not svar


# --- a page cannot forget it ----------------------------------------------------------------------------------


def test_sider_siger_ikke_selv_hvad_de_maa_se() -> None:
    """A page hands on its Bruger: it makes no scope of its own, and asks for nothing that holds everybody's cases."""
    forbudt = ("Omfang(", "data.sde_resultat(", "bruger.fagomraader", "bruger.organisationer")
    forbudt += ("rettelser.skriv(",)  # the door of jobs; a page writes as its user, with skriv_som
    for fil in traeer("pages"):
        kode = tekstfiler()[fil]
        if not fil.endswith("komponenter/data.py"):
            assert [f for f in forbudt if f in kode] == [], fil


# Functions of data.py that need no user, and why. A new one that holds cases, persons or their sums takes the Bruger.
UDEN_BRUGER = {
    "indstillinger": "settings",
    "udflytningsudfald": "signals and outcomes of decided cases by quarter, no persons",
    "udflytningspraecision": "four counts of the demo's planted truth",
    "sagstilstande": "states of cases that the caller already sees",
    "sagslager": "the door to the case store; what is behind it asks for the Bruger",
    "kontekst": "generation, corrections and law, no result",
    "generation": "which build is in use",
    "alt_er_demo": "whether the data is fictional",
    "datakvalitet": "sums of deliveries and the ledger by reason, the same for all who may open the page",
    "forbered_prognose": "gives nothing out: what it makes is given out by the functions that ask for the Bruger",
    "traef": "counts of the demo's truth; its persons are given out by the engine, to those who may see all",
    "traef_siden_sidst": "the same counts of the build before",
    "afgjorte_sager": "counts and sums of all decided cases, rule by rule",
    "prognosekvalitet": "how near the sums of all cases came, the same for all who may open the page",
    "lov": "the law",
    "lovoversigt": "the law",
    "sde_pr_aar": "the municipality's refund by year",
    "sde_under_lov": "the same under another law",
    "familieaarene": "which years have amounts on persons",
    "flytteaar": "which years have moves",
    "udlaendingeaar": "which years have refund or grants for refugees",
    "stednavn": "names of municipalities and countries",
    "kommunepolygoner": "municipal borders of a file of the municipality's own",
    "har_kommunepolygoner": "a setting",
    "sde_resultat": "everybody's cases, for data.py's own functions only (held above)",
}


def test_hver_funktion_i_data_py_tager_brugeren() -> None:
    egne = {
        navn: f
        for navn, f in vars(data).items()
        if inspect.isfunction(f) and f.__module__ == data.__name__ and not navn.startswith("_")
    }
    uden = {navn for navn, f in egne.items() if "bruger" not in inspect.signature(f).parameters}
    assert uden - set(UDEN_BRUGER) == set(), "tag 'bruger' som argument, eller begrund i UDEN_BRUGER"
