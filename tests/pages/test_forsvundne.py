"""Who is registered as disappeared while something runs here: on Fraflyttere, in the cases and letters, by hand.

CPR-loven § 6, stk. 5. Nobody has moved anywhere, so that no municipality is billed; who paid before still does
(RSL § 9, stk. 1: unknown whereabouts give nobody a new municipality).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from engine.adgang import Bruger, Rolle
from engine.fejl import HjemtagFejl
from engine.indstillinger import Indstillinger
from engine.lager import sde
from engine.lager.laes import forespoerg
from engine.resultater import (
    flyttelister,
    fraflytning,
    kontekst,
    nyt,
    sagskilde_fraflytning,
    traefkilder,
    udtraek,
)
from engine.resultater.flyttelister import Hit
from engine.resultater.fraflytning import Fraflytter
from engine.resultater.sde import Kontekst
from pages.komponenter import data
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering
from tests.pages.conftest import html

MAPPE = Path(__file__).resolve().parents[2] / "pages"
OEKONOM = Bruger(1, "o", "O", Rolle.OEKONOM)
STOETTE, SYG, PENSIONIST, ELEV, FLYGTNING = (f"610180110{n}" for n in range(5))
ANSVAR_OVER, INTET, FUNDET, FRA_X, REGNING, PAA_ADRESSEN = (f"610180111{n}" for n in range(6))
VAEK = (STOETTE, SYG, PENSIONIST, ELEV, FLYGTNING, ANSVAR_OVER, INTET, REGNING)
DAG = "2022-08-01"
EGEN_DRIFT, TIL_KOMMUNE = "5385211000000140", "5385211000000147"


def _indsats(cpr: str, start: str = "2021-01-01", **flere: str) -> dict[str, str]:
    grund = {"indsats_id": f"N{cpr}", "cpr": cpr, "lov": "SEL", "paragraf": "85", "startdato": start}
    grund |= {"takst": "1200.00", "enhed": "maaned", "status": "bevilget", "fagomraade": "voksne"}
    return grund | flere


def _tilladelse(cpr: str, **flere: str) -> dict[str, str]:
    grund = {"cpr": cpr, "grundlag": "UKRAINE", "tilladelsesdato": "2022-03-10", "ansvar_fra": "2022-03-15"}
    return grund | flere


def _md(cpr: str, md: int, konto: str = EGEN_DRIFT, beloeb: str = "1200.00", **flere: str) -> dict[str, str]:
    """A posting that says its month of 2022."""
    til = pd.Timestamp(2022, md, 1) + pd.offsets.MonthEnd(0)
    grund = {"paragraf": "85", "konto": konto}
    return postering(cpr, beloeb, f"2022-{md:02d}-01", f"{til:%Y-%m-%d}", **grund | flere)


def by() -> Tabeller:
    def vaek(cpr: str, til: str = "") -> list[dict[str, str]]:
        borte = adresse(cpr, "", DAG, til, type="forsvundet", kommunekode="")
        return [adresse(cpr, "6", "2013-01-01", DAG), borte]

    voksne = [c for c in (*VAEK, FUNDET, FRA_X) if c != ELEV]
    status = {"cpr_status": "70", "statusdato": DAG}
    grund = {"institution_id": "A", "navn": "Huset A", "type": "botilbud_108", "driftsform": "privat"}
    return {
        "person": [
            *(person(c, "1980-01-01", **({} if c == FUNDET else status)) for c in voksne),
            person(ELEV, "2012-01-01", **status),
            person(PAA_ADRESSEN, "1980-01-01", **status),
        ],
        "institution": [grund | {"kommunekode": "0860", "vejkode": "0101", "husnr": "100"}],
        "adresse": [
            *(r for c in VAEK for r in vaek(c)),
            *vaek(FUNDET, "2022-08-15"),
            adresse(FUNDET, "7", "2022-08-15"),
            adresse(FRA_X, "1", "2000-01-01", "2021-05-01", kommunekode="0751"),
            adresse(FRA_X, "100", "2021-05-01", DAG),
            adresse(FRA_X, "", DAG, type="forsvundet", kommunekode=""),
            adresse(PAA_ADRESSEN, "8", "2013-01-01"),
        ],
        "indsats": [
            _indsats(STOETTE),
            _indsats(INTET, slutdato="2022-07-31"),
            _indsats(FUNDET),
            _indsats(FRA_X, "2021-05-01", paragraf="108", institution_id="A", medvirken="ja"),
            _indsats(PAA_ADRESSEN),
        ],
        "pension": [
            {"cpr": PENSIONIST, "pensionstype": "foertidspension", "tilkendt_dato": "2018-05-01"}
            | {"tilkendende_kommunekode": "0860"}
        ],
        "elev": [
            {"cpr": ELEV, "institution_id": "S", "skole_kommunekode": "0860", "skoletype": "folkeskole"}
            | {"startdato": "2020-08-01"}
        ],
        "opholdstilladelse": [_tilladelse(FLYGTNING), _tilladelse(ANSVAR_OVER, ansvar_til="2022-07-31")],
        "postering": [
            *(_md(STOETTE, md) for md in (7, 8, 9)),
            *(_md(FUNDET, md) for md in (7, 8, 9)),
            _md(SYG, 10, "5577110000000152", "5000.00", lov="SDP", paragraf="7"),
            _md(REGNING, 8, TIL_KOMMUNE, "30000.00", paragraf="107", modpart_kommunekode="0751"),
            _md(INTET, 7, bogfoeringsdato="2022-09-10"),
            # Booked in August without a period: likely for July.
            postering(
                *(INTET, "900.00"), paragraf="85", bilagsdato="2022-08-12", bogfoeringsdato="2022-08-14"
            ),
        ],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kontekst]:
    mappe = tmp_path_factory.mktemp("forsvundne")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 'sager.db'}")
    ind.hjem.mkdir()
    lager_af(by(), ind, datetime(2023, 1, 15, tzinfo=UTC), mappe, "dato = 2022-12-31\ndemo = true\n")
    return ind.hjem, kontekst.hent(ind)


@pytest.fixture
def k(bygget: tuple[Path, Kontekst]) -> Kontekst:
    return bygget[1]


def _hits(k: Kontekst) -> dict[str, Hit]:
    hits = flyttelister.fraflyttere(k)
    cpr = sde.cpr_numre(k.gen, [h.person_noegle for h in hits])
    return {cpr[h.person_noegle]: h for h in hits}


def _sager(k: Kontekst) -> dict[str, Fraflytter]:
    cpr = {h.noegle: c for c, h in _hits(k).items()}
    return {cpr[x.hit.noegle]: x for x in fraflytning.alle(k)}


def test_hvem_der_staar_paa_listen_og_hvad_der_loeber(k: Kontekst) -> None:
    hits = _hits(k)
    assert (
        {c: h.aarsager for c, h in hits.items()}
        == {
            STOETTE: ("forsvundet", "indsats"),
            SYG: ("forsvundet", "ydelse"),
            PENSIONIST: ("forsvundet", "pension"),
            ELEV: ("forsvundet", "plads"),
            FLYGTNING: ("forsvundet", "tilladelse"),
            FRA_X: ("forsvundet", "indsats"),
            REGNING: ("forsvundet", "indsats"),
            PAA_ADRESSEN: ("forsvundet", "indsats"),
        }
    )  # neither who has nothing that runs, nor who was found after two weeks, nor whose permit is nobody's here now
    assert {h.dato for h in hits.values()} == {date(2022, 8, 1)}
    assert {(h.fra, h.til) for h in hits.values()} == {("0860", "")}
    # July is before, August and September after.
    assert (hits[STOETTE].oere, hits[STOETTE].oere_pr_md) == (240_000, 120_000)
    assert (hits[SYG].oere, hits[SYG].fagomraade) == (500_000, "overfoersel")
    assert (hits[ELEV].fagomraade, hits[FLYGTNING].fagomraade) == ("skole", "udlaendinge")
    assert [navn for _, navn in hits[SYG].grunde] == ["Registreret forsvundet", "Ydelse løber videre"]
    assert "8 af dem er ikke flyttet, men registreret forsvundet" in flyttelister.saetning(
        [*hits.values()], "ud"
    )


def test_ingen_ny_kommune_foreslaas_og_intet_haster_med_at_blive_kraevet(k: Kontekst) -> None:
    """FRA_X was helped into our home by 0751, which pays as it did; all others are our own."""
    for cpr, h in _hits(k).items():
        assert h.afgoerelse is not None
        assert (h.afgoerelse.kommunekode, h.afgoerelse.regel) == ("0751" if cpr == FRA_X else "0860", "")
        assert h.frist is None
        assert h.anden_betaler is None
        assert "Der er ingen ny kommune at opkræve." in h.begrundelse
        assert "CPR-loven § 6, stk. 5" in h.begrundelse


def test_de_samme_borgere_er_ikke_formodet_udrejst(k: Kontekst) -> None:
    """PAA_ADRESSEN stands at an address still, which is where Udflytning looks."""
    personer = {h.person_noegle for h in _hits(k).values()}
    set_paa = set(forespoerg(k.gen, "SELECT person_noegle FROM core.udflytning")["person_noegle"].to_pylist())
    assert len(set_paa) == 1  # FUNDET, who lives here
    assert not personer & set_paa


def test_sagerne_stopper_og_undersoeger_og_opkraever_ingen(k: Kontekst) -> None:
    sager = _sager(k)
    assert set(sager) == set(_hits(k))
    for x in sager.values():
        assert (x.regel, x.kommune, x.skyldig) == ("FRA-05", "", False)
        assert not fraflytning.kan_opkraeves(x)
        with pytest.raises(HjemtagFejl):
            fraflytning.til_kommunen(k, OEKONOM, x, date(2023, 1, 15))
        goeres = fraflytning.hvad_der_goeres(k, x)
        assert goeres[0][1] == "Folkeregistret"
        assert not any("pkræv" in hvad or "Kommune" in hvem for hvad, hvem, _ in goeres)
    assert fraflytning.hvad_der_goeres(k, sager[SYG])[1:] == [
        ("Stop: Sygedagpenge", "Ydelse og jobcenter", 500_000),
        ("Undersøg, hvem der har fået pengene, og om de skal betales tilbage", "Økonomi", None),
    ]
    assert fraflytning.hvad_der_goeres(k, sager[PENSIONIST])[1:] == [
        ("Undersøg, om pensionen udbetales: Førtidspension", "Udbetaling Danmark", None)
    ]
    assert fraflytning.hvad_der_goeres(k, sager[ELEV])[1][1] == "Skole"
    assert fraflytning.hvad_der_goeres(k, sager[FLYGTNING])[1][1] == "Udlændinge"
    # What we paid another municipality for nobody: no rule reclaims it, so that it is told here.
    assert [b.oere for b in sager[REGNING].bogfoert] == [3_000_000]
    fund = sagskilde_fraflytning.fund(k, date(2023, 1, 15)).set_index("sag_id")
    assert fund.loc[sager[STOETTE].sag_id, "forventet_oere"] == 240_000
    assert set(fund["retning"]) == {"til_gode"}
    assert set(fund["modpart"]) == {""}
    assert fund["frist"].isna().all()
    fakta = sagskilde_fraflytning.fakta(k, [sager[STOETTE].sag_id])[sager[STOETTE].sag_id]
    assert [t.navn for t in fakta.tal][:2] == ["Registreret forsvundet", "Løber videre"]


def test_beskeden_til_enheden_siger_hvad_der_er_sket_og_at_ingen_skal_betale(k: Kontekst) -> None:
    brev = fraflytning.til_enheden(k, OEKONOM, _sager(k)[STOETTE], date(2023, 1, 15))
    hele = " ".join(brev.afsnit)
    assert "er registreret forsvundet den 01.08.2022 (CPR-loven § 6, stk. 5)" in hele
    assert "Ingen anden kommune skal betale" in hele
    assert "2.400 kr. for 2 måneder" in hele
    assert "flyttede" not in hele
    assert "fundet eller har meldt sig" in hele


def test_udtraekket_har_ingen_kommune_der_ikke_er_der(k: Kontekst) -> None:
    (df,) = udtraek.fraflyttere(k, None)
    df = df.set_index("cpr")
    assert set(df["til_kommunekode"]) == {""}
    assert set(df["regel"]) == {""}
    assert df["frist"].isna().all()
    assert df.loc[STOETTE, "aarsag"] == "forsvundet,indsats"
    assert (df.loc[STOETTE, "foreslaaet_betalingskommune"], df.loc[STOETTE, "pr_maaned"]) == ("0860", 120_000)


def test_overblik_taeller_dem_som_nye_og_traefsikkerheden_maaler_dem_hvor_der_er_betalt(k: Kontekst) -> None:
    poster = {titel: f for _, titel, f in nyt.LISTER}["Fraflyttere med noget, der løber videre"]
    assert {n: oere for n, (_, oere) in poster(k, OEKONOM, date(2023, 1, 15)).items()} == {
        h.noegle: h.oere for h in _hits(k).values()
    }
    fund = [f for f in traefkilder._flytninger(k) if f.regel == "fraflytter"]
    assert {f.art for f in fund} == {"forsvundet_loeber_videre"}
    assert len(fund) == 5
    assert sum(n for (liste, _), n in traefkilder.umaalte(k).items() if liste == "Fraflyttere") == 3


def test_siden_viser_dem_med_hvad_der_skal_goeres(
    bygget: tuple[Path, Kontekst], hjem: Path, log_ind: Callable[[str], str]
) -> None:
    for mappe in ("generationer", "landing", "hemmeligheder"):
        kopi_af(bygget[0] / mappe, hjem / mappe)
    log_ind("demo-oekonom-1")
    at = _side()
    assert set(at.table[0].value["Hvortil"].dropna()) == {"Forsvundet"}  # the sum stands last
    assert "registreret forsvundet" in _tekst(at)
    x = _sager(data.kontekst())[STOETTE]
    at = _side(sag=x.sag_id, formaal={x.sag_id: "Behandling af borgerens sag"})
    assert "Registreret forsvundet 01.08.2022 (CPR-loven § 6, stk. 5); boede sidst i Hjørring." in _tekst(at)
    assert "Bogført efter forsvindingen: 2.400 kr." in _tekst(at)
    assert "Hent beskeden til enheden som Word" in _tekst(at)
    assert "Hent brevet til kommunen" not in _tekst(at)
    assert "Folkeregistret" in at.table[0].value["Hvem får besked"].tolist()


def _side(sag: str = "", **tilstand: Any) -> Any:
    at = AppTest.from_file(str(MAPPE / "fraflyttere.py"), default_timeout=30)
    if sag:
        at.query_params["sag"] = sag
    for navn, vaerdi in tilstand.items():
        at.session_state[navn] = vaerdi
    at.run()
    assert not at.exception
    return at


def _tekst(at: Any) -> str:
    return " ".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), html(at)])
