"""The kinds of case, written out as tables of their own: every way that is allowed, and no other."""

from __future__ import annotations

import pytest

from engine.fejl import RettelseAfvist
from engine.sager import arter
from engine.sager.arter import AFVIS, ARTER, GODKEND
from engine.sager.sagsfelter import FELTER, kode

# Written from the practice (A10, E3) and the refund's cycle, state by state: the states it may go to.
MELLEMKOMMUNAL = {
    "formodet": "undersoeges ikke_ret foraeldet",
    "undersoeges": "anmodning_sendt ikke_ret foraeldet",
    "anmodning_sendt": "afventer_svar ikke_ret foraeldet",
    "afventer_svar": "tilsagn_givet tilsagn_delvist afvist ikke_ret foraeldet",
    "tilsagn_givet": "faktureret tilsagn_ophoert",
    "tilsagn_delvist": "faktureret dialog tilsagn_ophoert",
    "afvist": "dialog ikke_ret foraeldet",
    "dialog": "tilsagn_givet tilsagn_delvist ankestyrelsen ikke_ret foraeldet",
    "ankestyrelsen": "tilsagn_givet tilsagn_delvist domstol ikke_ret",
    "domstol": "tilsagn_givet tilsagn_delvist ikke_ret",
    "faktureret": "betalt dialog tilsagn_ophoert",
    "betalt": "faktureret tilsagn_ophoert",
    "ikke_ret": "undersoeges",
    "foraeldet": "undersoeges",
    "tilsagn_ophoert": "undersoeges",
}
_NI = (
    "uaendret flyttet_i_kommunen flyttet_til_anden_kommune udrejst_kendt_land udrejst_ukendt_land "
    "uden_fast_bopael forsvundet oversendt_anden_kommune kontrolgruppe"
)
UDFLYTNING = {
    "formodning": "hoering_sendt uaendret",
    "hoering_sendt": "svar intet_svar",
    "svar": "undersoegelse uaendret",
    "intet_svar": "undersoegelse",
    "undersoegelse": _NI,
    **dict.fromkeys(_NI.split(), "klage genoptaget"),
    "klage": f"genoptaget ophaevet {_NI}",
    "genoptaget": f"undersoegelse {_NI}",
    "ophaevet": "genoptaget",
}
SDE = {
    "fundet": "klar undersoeges ikke_ret foraeldet",
    "undersoeges": "klar ikke_ret foraeldet",
    "klar": "anmodet undersoeges ikke_ret foraeldet",
    "anmodet": "afregnet afvist",
    "afvist": "undersoeges ikke_ret foraeldet",
    "afregnet": "undersoeges",
    "ikke_ret": "undersoeges",
    "foraeldet": "undersoeges",
}
MOMS = {
    "fundet": "godkendt undersoeges ikke_ret foraeldet",
    "undersoeges": "godkendt ikke_ret foraeldet",
    "godkendt": "omposteret undersoeges ikke_ret foraeldet",
    "omposteret": "afregnet tilbagefoert",
    "afregnet": "undersoeges",
    "tilbagefoert": "undersoeges",
    "ikke_ret": "undersoeges",
    "foraeldet": "undersoeges",
}
FRAFLYTNING = {
    "fundet": "besked_sendt undersoeges ikke_ret foraeldet",
    "undersoeges": "besked_sendt ikke_ret foraeldet",
    "besked_sendt": "stoppet opkraevet ikke_ret foraeldet",
    "stoppet": "undersoeges opkraevet",
    "opkraevet": "betalt ikke_ret foraeldet",
    "betalt": "undersoeges",
    "ikke_ret": "undersoeges",
    "foraeldet": "undersoeges",
}
UDLAENDINGE = SDE | {
    "fundet": "klar undersoeges gennemset ikke_ret foraeldet",
    "undersoeges": "klar gennemset ikke_ret foraeldet",
    "gennemset": "undersoeges",
}
TABELLER = {
    "sde": SDE,
    "mellemkommunal": MELLEMKOMMUNAL,
    "udflytning": UDFLYTNING,
    "moms": MOMS,
    "fraflytning": FRAFLYTNING,
    "udlaendinge": UDLAENDINGE,
}
AFSLUTTEDE = {
    "sde": "afregnet ikke_ret foraeldet",
    "mellemkommunal": "betalt ikke_ret foraeldet tilsagn_ophoert",
    "udflytning": f"{_NI} ophaevet",
    "moms": "afregnet tilbagefoert ikke_ret foraeldet",
    "fraflytning": "stoppet betalt ikke_ret foraeldet",
    "udlaendinge": "afregnet gennemset ikke_ret foraeldet",
}


def test_tabellerne_daekker_alle_arter_og_tilstande() -> None:
    assert set(TABELLER) == set(ARTER)
    for navn, tabel in TABELLER.items():
        assert set(tabel) == {t.kode for t in ARTER[navn].tilstande}
        assert next(iter(tabel)) == ARTER[navn].begyndelse


PAR = [(art, fra, til) for art, tabel in TABELLER.items() for fra in tabel for til in tabel]


@pytest.mark.parametrize(("art", "fra", "til"), PAR)
def test_hver_tilladt_og_hver_forbudt_overgang(art: str, fra: str, til: str) -> None:
    if til in TABELLER[art][fra].split():
        assert ARTER[art].overgang(fra, til).til == til
    else:
        with pytest.raises(RettelseAfvist, match=r"kan ikke gå fra .* kan den gå til: "):
            ARTER[art].overgang(fra, til)


@pytest.mark.parametrize("art", ARTER)
def test_aabne_og_afsluttede(art: str) -> None:
    lukkede = {t.kode for t in ARTER[art].tilstande if not t.aaben}
    assert lukkede == set(AFSLUTTEDE[art].split())


@pytest.mark.parametrize("art", ARTER)
def test_hver_tilstand_kan_naas_og_forlades(art: str) -> None:
    tabel = {fra: til.split() for fra, til in TABELLER[art].items()}
    naaet, nye = set(), {ARTER[art].begyndelse}
    while nye:
        naaet |= nye
        nye = {til for fra in nye for til in tabel[fra]} - naaet
    assert naaet == set(tabel)
    assert all(tabel.values())


@pytest.mark.parametrize("art", ARTER)
def test_tasterne_er_entydige_og_kravene_er_felter(art: str) -> None:
    for fra, ud in ARTER[art].overgange.items():
        assert [o.rolle for o in ud].count(GODKEND) <= 1, fra
        assert [o.rolle for o in ud].count(AFVIS) <= 1, fra
        assert len({o.til for o in ud}) == len(ud), fra
        for o in ud:
            assert set(o.kraever) <= set(FELTER), (fra, o.til)
    # The first decision is always one key away.
    assert {o.rolle for o in ARTER[art].overgange[ARTER[art].begyndelse]} >= {GODKEND, AFVIS}


def test_kroner_styrer_aldrig_en_cpr_sag() -> None:
    assert [navn for navn, art in ARTER.items() if not art.viser_kroner] == ["udflytning"]


def test_en_ukendt_art_eller_tilstand_afvises() -> None:
    with pytest.raises(RettelseAfvist, match="Kendte arter er sde, mellemkommunal"):
        arter.find("byggesag")
    with pytest.raises(RettelseAfvist, match="har ikke tilstanden 'betalt'"):
        ARTER["sde"].tilstand("betalt")


@pytest.mark.parametrize(
    ("skrevet", "ventet"),
    [
        ("Anmodning sendt", "anmodning_sendt"),
        ("undersøges", "undersoeges"),
        ("tilsagn ophørt", "tilsagn_ophoert"),
        ("Forældet", "foraeldet"),
        ("ikke_ret", "ikke_ret"),
        (" Høring/partshøring sendt ", "hoering_partshoering_sendt"),
        ("ægte å", "aegte_aa"),
    ],
)
def test_en_tilstand_som_folk_skriver_den(skrevet: str, ventet: str) -> None:
    assert kode(skrevet) == ventet
