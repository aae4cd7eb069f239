"""Analyse on the small town of ledelsesby.py: every combination runs, adds up, and says what the other pages say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet
from engine.indstillinger import Indstillinger
from engine.lager.laes import forespoerg
from engine.resultater import analyse, analyseark, ledelse, ledelsesside, sde, sdevisning
from engine.resultater.analyse import ALLE, Svar, UgyldigtValg, Valg
from engine.resultater.analysekilder import Grundlag
from engine.resultater.sde import Kontekst
from engine.sager import kravmodel
from engine.sager.kravmodel import Krav
from tests.lager_hjaelp import kendt_lager_af
from tests.resultater.ledelsesby import TOML, by

LEDER = Bruger(1, "l", "L", Rolle.LEDER)
POLITIKER = Bruger(2, "p", "P", Rolle.POLITIKER)
INSTITUTION = Bruger(3, "i", "I", Rolle.INSTITUTIONSLEDER, (), organisationer=("Voksenafdelingen",))
NU = datetime(2025, 1, 15, 8).astimezone()


@pytest.fixture(scope="module")
def k(tmp_path_factory: pytest.TempPathFactory) -> Kontekst:
    hjem = tmp_path_factory.mktemp("analyse") / "hjem"
    ind = Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem.parent / 'sager.db'}")
    return kendt_lager_af(by(), ind, NU, hjem.parent, TOML)


def grundlag(k: Kontekst, bruger: Bruger = LEDER) -> Grundlag:
    resultat = sde.beregn(k)
    krav = Krav(
        "K1", 1, "0851", 500_000, 2, 7, date(2024, 5, 1), "o", NU, *("",) * 5, ("voksne",), date(2024, 8, 1)
    )
    return Grundlag(
        k,
        bruger,
        ledelsesside.oekonomi(k, bruger),
        lambda: sdevisning.aarene(k),
        cache(lambda aar: sdevisning.portefoelje(k, resultat, bruger, aar)),  # as the pages remember it
        lambda: [],
        lambda: [krav],
    )


@pytest.fixture(scope="module")
def g(k: Kontekst) -> Grundlag:
    return grundlag(k)


def _summer_stemmer(s: Svar) -> None:
    """Where nothing is hidden in a line, it is its total."""
    if not s.maal.sum:
        return
    linjer = [[((r, None), [(r, c) for c, _ in s.kolonner]) for r, _ in s.raekker]] if s.kolonner else []
    linjer.append([((None, None), [(r, None) for r, _ in s.raekker])])
    if s.kolonner:
        linjer.append([((None, c), [(r, c) for r, _ in s.raekker]) for c, _ in s.kolonner])
    for total, dele in (linje for gruppe in linjer for linje in gruppe):
        tal = [s.celler.get(c, 0) for c in dele]
        if None not in tal and s.celler.get(total, 0) is not None:
            assert sum(tal) == s.celler.get(total, 0), (s.valg, total)  # type: ignore[arg-type]


def test_hver_tilladt_kombination_koerer_og_stemmer_med_sin_sum(g: Grundlag) -> None:
    for maal, raekke, kolonne in analyse.kombinationer():
        for valg in (Valg(maal, raekke, kolonne, 2024), Valg(maal, raekke, kolonne, 0, ALLE)):
            s = analyse.svar(g, valg)
            _summer_stemmer(s)
            assert s.saetning.endswith(".")
            assert not s.saetning.endswith("..")
            analyseark.flade(s)


def test_alle_opdelinger_af_et_maal_har_samme_sum(g: Grundlag) -> None:
    for maal, m in analyse.MAAL.items():
        if m.sum:
            summer = {
                analyse.svar(g, Valg(maal, r, k_, 2024, ALLE)).ialt
                for mm, r, k_ in analyse.kombinationer()
                if mm == maal
            }
            assert len(summer - {None}) <= 1, maal


def test_forbruget_er_regnskabets_til_oeren(k: Kontekst, g: Grundlag) -> None:
    sql = "SELECT sum(beloeb_oere)::BIGINT AS oere FROM core.postering WHERE regnskabsaar = 2024"
    ialt = forespoerg(k.gen, sql)["oere"][0].as_py()
    for raekke in ("maaned", "ydelse", "funktion", "hovedart", "organisation"):
        assert analyse.svar(g, Valg("forbrug", raekke, "", 2024, ALLE)).ialt == ialt


def test_fagomraaderne_er_ledelsesinformationens(g: Grundlag) -> None:
    o = g.oekonomi
    b = ledelse.billede(o, 2024, omraader=ledelse.synlige_omraader(o, "fag"))
    for maal, felt in (("forbrug", "forbrug"), ("korrigeret", "korrigeret"), ("afvigelse", "afvigelse")):
        s = analyse.svar(g, Valg(maal, "fagomraade", "", 2024))
        assert s.ialt == getattr(b.ialt, felt)
        assert {r.kode: getattr(r, felt) for r in b.linjer if getattr(r, felt)} == {
            kode: s.celler[kode, None] for kode, _ in s.raekker if s.celler[kode, None]
        }


def test_samme_tal_af_borgere_er_skjult_under_begge_maal_eller_under_ingen(g: Grundlag) -> None:
    """Citizens by age and sex add up to a field's persons in a year: one measure must not tell the other's cell."""
    for bruger in (LEDER, POLITIKER):
        egne = replace(g, bruger=bruger)
        alder, personer = (
            analyse.svar(egne, Valg(m, "fagomraade", "aar", 0, ALLE)).celler
            for m in ("modtagere", "personer")
        )
        faelles = {c for c in alder if None not in c} & set(personer)
        assert faelles
        assert {c: alder[c] for c in faelles} == {c: personer[c] for c in faelles}


def test_aktiviteten_er_ledelsesinformationens_med_de_samme_skjulte(g: Grundlag) -> None:
    o = g.oekonomi
    b = ledelse.billede(o, 2024, omraader=ledelse.synlige_omraader(o, "fag"))
    s = analyse.svar(g, Valg("personer", "fagomraade", "", 2024))
    for r in b.linjer:
        if r.skjult:
            assert s.celler[r.kode, None] is None
        elif r.personer is not None:
            assert s.celler[r.kode, None] == r.personer


def test_en_lille_ydelse_vises_ikke_maaned_for_maaned(g: Grundlag) -> None:
    s = analyse.svar(g, Valg("forbrug", "ydelse", "maaned", 2024))
    plejefamilie = next(kode for kode, _ in s.raekker if kode == "plejefamilie" or "pleje" in str(kode))
    assert s.celler[plejefamilie, 12] is None  # one child
    assert s.celler[plejefamilie, None] == 40_000_001  # the year stands on Ledelsesinformation


def test_et_barns_alder_og_koen_vises_ikke(g: Grundlag) -> None:
    s = analyse.svar(g, Valg("modtagere", "fagomraade", "koen", 2024))
    assert all(v is None for (r, _), v in s.celler.items() if r == "boern" and v != 0)


def test_politikeren_faar_en_grovere_graense_og_ikke_de_andre_siders_maal(k: Kontekst) -> None:
    g = grundlag(k, POLITIKER)
    s = analyse.svar(g, Valg("personer", "fagomraade", "", 2024))
    assert s.minimum == 2 * k.smaacelle_min
    egne = analyse.muligheder(POLITIKER, g.oekonomi)
    assert "forbrug" in egne
    assert "tilflyttede" in egne
    assert not {"refusion", "potentiale", "krav"} & set(egne)
    with pytest.raises(AdgangNaegtet, match="refusion"):
        analyse.svar(g, Valg("refusion", "fagomraade", "", 2024))


def test_institutionslederen_ser_sin_egen_organisation(k: Kontekst) -> None:
    g = grundlag(k, INSTITUTION)
    s = analyse.svar(g, Valg("forbrug", "organisation", "", 2024, ALLE))
    assert [kode for kode, _ in s.raekker] == ["Voksenafdelingen"]
    assert s.ialt == 100_000_000
    egne = analyse.muligheder(INSTITUTION, g.oekonomi)
    assert not {"korrigeret", "afvigelse", "modtagere", "tilflyttede"} & set(egne)


def test_et_fagomraade_man_ikke_har_giver_intet(k: Kontekst) -> None:
    g = grundlag(k, replace(LEDER, fagomraader=("boern",)))
    for raekke in ("fagomraade", "funktion", "maaned"):
        assert analyse.svar(g, Valg("forbrug", raekke, "", 2024, ALLE)).ialt == 40_000_001
        assert not analyse.svar(g, Valg("forbrug", raekke, "", 2024, "voksne")).raekker


@pytest.mark.parametrize(
    ("valg", "ord_"),
    [
        (Valg("gammelt"), "Målet 'gammelt' findes ikke"),
        (Valg("forbrug", "farve"), "Opdelingen 'farve' findes ikke"),
        (Valg("forbrug", "maaned", "hovedart"), "måned og hovedart på én gang"),
        (Valg("forbrug", "funktion' OR 1=1"), "findes ikke"),
        (Valg("korrigeret", "maaned"), "kan ikke opdeles på måned"),
    ],
)
def test_andet_end_det_erklaerede_afvises_i_ord(g: Grundlag, valg: Valg, ord_: str) -> None:
    with pytest.raises(UgyldigtValg, match=ord_.replace("(", r"\(")):
        analyse.svar(g, valg)


def test_saetningen_siger_tallene_og_aaret_foer(g: Grundlag) -> None:
    s = analyse.svar(g, Valg("forbrug", "fagomraade", "", 2024))
    assert s.saetning == (
        "Forbruget for fagområderne var 2,6 mio. kr. i 2024, 183,8 % mere end i 2023; mest på voksne (2,2 mio. kr.)."
    )


def test_arbejdsbogen_har_tallene_og_ingen_skjulte(g: Grundlag) -> None:
    import io

    import openpyxl

    s = analyse.svar(g, Valg("forbrug", "ydelse", "maaned", 2024))
    ark = openpyxl.load_workbook(io.BytesIO(analyseark.arbejdsbog(s, "Data.", NU))).active
    vaerdier = [c.value for r in ark.iter_rows() for c in r if c.value is not None]
    assert any(isinstance(v, int | float) and abs(v - 400_000.01) < 0.001 for v in vaerdier)
    assert any("skjult" in str(v) for v in vaerdier)


def test_kravets_tilstande_har_navne(g: Grundlag) -> None:
    s = analyse.svar(g, Valg("krav", "kravstatus", "", 2024))
    assert s.raekker == ((kravmodel.SENDT, "Afventer svar"),)
    assert s.ialt == 500_000


@pytest.mark.parametrize("maal", ["modtagere", "forbrug"])
def test_hver_celle_er_skjult_eller_vist_ens_i_alle_svar(g: Grundlag, maal: str) -> None:
    """A cell of several answers has one value; where one hides it, none shows it."""
    kendt: dict[object, int | None] = {}
    kilder = analyse.MAAL[maal].kilder
    for m, r, k_ in analyse.kombinationer():
        kilde = analyse._kilde(m, frozenset({r, k_} - {""}))
        if m != maal or kilde != kilder[0]:
            continue
        for aar in (0, 2024):
            for omraade in (ALLE, "fag", "boern"):
                valg = Valg(maal, r, k_, aar, omraade)
                for celle, v in analyse.svar(g, valg).celler.items():
                    noegle = analyse._koordinater(valg, analyse.KILDER[kilder[0]], celle)
                    assert kendt.setdefault(noegle, v) == v, (valg, celle)
    assert kendt
