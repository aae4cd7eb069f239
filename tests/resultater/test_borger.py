"""The person view: what is shown to whom, what is hidden until a reason is given, and coming events that are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, HjemtagFejl, RettelseAfvist, VersionsKonflikt
from engine.indstillinger import Indstillinger
from engine.lager import sde as sdelager
from engine.resultater import borger, kontekst, sde
from engine.resultater.sde import Kontekst
from engine.sager import kommende, tabeller
from engine.sager.lager import Sagslager, aabn
from tests.lager_hjaelp import Tabeller, adresse, kopi_af, lager_af, person, postering, relation

ANNA, BO, BARN, NABO = "6105800001", "6206810002", "6105150003", "6503700009"
NU = datetime(2023, 1, 10, 9, tzinfo=UTC)
REVISOR = Bruger(1, "rita", "Rita", Rolle.REVISOR)
SARA = Bruger(2, "sara", "Sara", Rolle.SAGSBEHANDLER, ("voksne",))
BENT = Bruger(3, "bent", "Bent", Rolle.SAGSBEHANDLER, ("aeldre",))
FORMAAL = "Behandling af borgerens sag"


def _indsats(nr: str, cpr: str, fag: str, fra: str, til: str = "", **flere: str) -> dict[str, str]:
    grund = {"indsats_id": nr, "cpr": cpr, "lov": "SEL", "paragraf": "107", "startdato": fra, "slutdato": til}
    return grund | {"takst": "3000.00", "enhed": "dag", "status": "bevilget", "fagomraade": fag} | flere


def by() -> Tabeller:
    """Anna lives with Bo and their child, was in Aarhus and abroad before, has a botilbud and a benefit; protected."""
    ude = {"type": "udrejst", "landekode": "SE", "kommunekode": "", "vejkode": ""}
    return {
        "person": [
            person(ANNA, "1980-05-01", navn="Anna Opdigtet", adressebeskyttelse="1"),
            person(BO, "1981-06-02", navn="Bo Opdigtet"),
            person(BARN, "2015-05-01", navn="Barn Opdigtet"),
            person(NABO, "1970-03-05", navn="Nabo Opdigtet"),
        ],
        "adresse": [
            adresse(ANNA, "9", "2010-01-01", "2018-03-01", kommunekode="0751"),
            adresse(ANNA, "", "2018-03-01", "2019-06-01", **ude),
            adresse(ANNA, "2", "2019-06-01"),
            adresse(BO, "2", "2017-01-01"),
            adresse(BARN, "2", "2019-06-01"),
            adresse(NABO, "4", "2000-01-01", etage="1", sidedoer="tv", vejnavn="Engvej"),
        ],
        "relation": [relation(BARN, ANNA), relation(BARN, BO, "far")],
        "indsats": [
            _indsats("I1", ANNA, "voksne", "2022-01-01", ydelse="Botilbud"),
            _indsats("I2", ANNA, "boern", "2021-01-01", "2021-12-31", ydelse="Aflastning"),
        ],
        "postering": [
            postering(ANNA, "100000.00", "2022-11-01", "2022-11-30", bilagsnr="B1"),
            postering(
                ANNA, "-2000.00", "2022-11-01", "2022-11-30", konto="5385211000000179", lov="", paragraf=""
            ),
            postering(
                ANNA, "7000.00", "2022-12-01", "2022-12-31", konto="5282111000000140", lov="", paragraf=""
            ),
        ],
        "indkomst": [
            {
                "cpr": ANNA,
                "maaned": "2022-10",
                "indkomsttype": "00",
                "beloeb": "12500.00",
                "udbetaler_cvr": "1",
            }
        ],
    }


@pytest.fixture(scope="module")
def bygget(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("borgerby")
    ind = Indstillinger(hjem=mappe / "hjem", kommune="0860", database_url=f"sqlite:///{mappe / 's.db'}")
    lager_af(by(), ind, datetime(2026, 1, 15, tzinfo=UTC), mappe, 'dato = "2022-12-31"\n')
    return mappe / "hjem"


@pytest.fixture
def k(ind: Indstillinger, bygget: Path) -> Kontekst:
    kopi_af(bygget, ind.hjem)
    return kontekst.hent(ind)


@pytest.fixture
def lager(ind: Indstillinger) -> Sagslager:
    return aabn(ind.database_url)


def noegle(k: Kontekst, cpr: str) -> str:
    return sdelager.personer_ved_cpr(k.gen, cpr)[0]


def vis(k: Kontekst, lager: Sagslager, bruger: Bruger = REVISOR, cpr: str = ANNA, **mere) -> borger.Borger:
    valgt = mere.pop("formaal", FORMAAL)
    return borger.hent(k, sde.beregn(k), lager, bruger, noegle(k, cpr), valgt, **mere)


def test_tidslinjen_har_alle_ophold_og_den_beskyttede_adresse_er_skjult(
    k: Kontekst, lager: Sagslager
) -> None:
    b = vis(k, lager)
    assert b.ophold[["spor", "fra", "til"]].to_numpy().tolist() == [
        ["bopael", date(2010, 1, 1), date(2018, 2, 28)],
        ["udland", date(2018, 3, 1), date(2019, 5, 31)],
        ["bopael", date(2019, 6, 1), None],
    ]
    assert b.ophold["sted"].tolist()[1:] == ["Sverige", "Beskyttet adresse"]
    assert b.samboende == []
    assert "har beskyttet adresse siden 01.06.2019" in b.saetning


def test_adressen_vises_efter_en_begrundelse_der_staar_i_loggen(k: Kontekst, lager: Sagslager) -> None:
    with pytest.raises(RettelseAfvist, match="stadig skjult"):
        borger.afsloer_som(lager, REVISOR, noegle(k, ANNA), " ", NU)
    borger.afsloer_som(lager, REVISOR, noegle(k, ANNA), "Partshøring skal sendes", NU)
    b = vis(k, lager, vis_adresse=True)
    assert "Beskyttet" not in b.ophold["sted"].iloc[-1]
    assert {(s["navn"], s["fra"]) for s in b.samboende} == {
        ("Bo Opdigtet", date(2019, 6, 1)),
        ("Barn Opdigtet", date(2019, 6, 1)),
    }
    t = tabeller.log
    with lager.laes() as con:
        linje = con.execute(sa.select(t.c.handling, t.c.person_noegle, t.c.formaal)).first()
    assert tuple(linje) == ("afsloer_adresse", noegle(k, ANNA), "Partshøring skal sendes")


def test_oekonomi_og_indsatser_foelger_fagomraadet(k: Kontekst, lager: Sagslager) -> None:
    alt, voksne = vis(k, lager), vis(k, lager, SARA)
    assert alt.oekonomi["oere"].sum() == 10_500_000
    assert voksne.oekonomi["oere"].sum() == 9_800_000, "7.000 på børneområdet hører ikke til voksne"
    assert [i["indsats_id"] for i in alt.indsatser] == ["I1", "I2"]
    assert [(i["indsats_id"], i["loeber"]) for i in voksne.indsatser] == [("I1", True)]


def test_en_sagsbehandler_uden_noget_med_borgeren_at_goere_afvises(k: Kontekst, lager: Sagslager) -> None:
    for cpr in (ANNA, NABO):
        with pytest.raises(AdgangNaegtet):
            vis(k, lager, BENT, cpr)
    assert borger.synlige(k, BENT, [noegle(k, ANNA)]) == ()


@pytest.mark.parametrize(
    "rolle", [Rolle.LEDER, Rolle.ADMINISTRATOR, Rolle.POLITIKER, Rolle.INSTITUTIONSLEDER]
)
def test_roller_uden_personadgang_ser_ingen(k: Kontekst, lager: Sagslager, rolle: Rolle) -> None:
    with pytest.raises(AdgangNaegtet):
        vis(k, lager, Bruger(9, "x", "X", rolle))


def test_indkomst_vises_kun_til_de_to_formaal(k: Kontekst, lager: Sagslager) -> None:
    assert vis(k, lager).indkomst is None
    assert vis(k, lager, formaal="Revision").indkomst is None
    assert vis(k, lager, formaal="Bopælskontrol (udflytning)").indkomst["oere"].tolist() == [1_250_000]
    with pytest.raises(RettelseAfvist, match="formål"):
        vis(k, lager, formaal="Nysgerrighed")


def test_familien_er_begge_veje(k: Kontekst, lager: Sagslager) -> None:
    assert [(f["rolle"], f["navn"]) for f in vis(k, lager).familie] == [("Barn", "Barn Opdigtet")]
    assert {f["rolle"] for f in vis(k, lager, cpr=BARN).familie} == {"Mor", "Far"}


def test_en_kommende_haendelse_gemmes_ses_af_andre_og_kan_fjernes_en_gang(
    k: Kontekst, lager: Sagslager
) -> None:
    felter = {"art": "stop", "dato": date(2023, 6, 1), "sandsynlighed_pct": 75, "note": "Flytter hjem"}
    with pytest.raises(RettelseAfvist, match="Vælg den indsats"):
        borger.ventet_som(k, lager, SARA, noegle(k, ANNA), NU, **felter)
    with pytest.raises(RettelseAfvist, match="hører ikke til borgeren"):
        borger.ventet_som(k, lager, SARA, noegle(k, ANNA), NU, **felter, indsats_id="I2")
    nr = borger.ventet_som(k, lager, SARA, noegle(k, ANNA), NU, **felter, indsats_id="I1")
    (v,) = vis(k, lager).ventede
    assert (v.art, v.dato, v.sandsynlighed_pct, v.indsats_id, v.bruger) == (
        "stop",
        date(2023, 6, 1),
        75,
        "I1",
        "sara",
    )
    borger.fjern_ventet_som(k, lager, SARA, noegle(k, ANNA), nr, "Blev alligevel", NU)
    with pytest.raises(VersionsKonflikt, match="allerede fjernet af sara"):
        borger.fjern_ventet_som(k, lager, SARA, noegle(k, ANNA), nr, "Igen", NU)
    with lager.laes() as con:
        linjer = con.execute(sa.select(tabeller.log.c.handling, tabeller.log.c.person_noegle)).all()
    for handling in ("kommende_haendelse", "kommende_haendelse_fjernet"):
        assert linjer.count((handling, noegle(k, ANNA))) == 1
    assert kommende.ventede(lager) == []


@pytest.mark.parametrize(
    ("felter", "tekst"),
    [
        ({"art": "andet"}, "hvad der vil ske"),
        ({"sandsynlighed_pct": 0}, "1 til 100"),
        ({"art": "start"}, "udgift pr. måned"),
        ({"note": " "}, "hvorfra"),
        ({"note": f"Se {ANNA}"}, "CPR-nummer"),
        ({"dato": date(1999, 1, 1)}, "ti år"),
    ],
)
def test_en_ufuldstaendig_haendelse_afvises_og_intet_gemmes(
    lager: Sagslager, felter: dict, tekst: str
) -> None:
    grund = {"art": "flytning", "dato": date(2023, 6, 1), "sandsynlighed_pct": 50, "note": "Brev"}
    alle = grund | felter
    with pytest.raises(RettelseAfvist, match=tekst):
        kommende.tilfoej(
            lager,
            "0" * 16,
            alle.pop("art"),
            alle.pop("dato"),
            alle.pop("sandsynlighed_pct"),
            **alle,
            bruger="s",
            nu=NU,
        )
    assert lager.haendelser() == []


def test_en_ukendt_noegle_siger_hvad_man_goer(k: Kontekst, lager: Sagslager) -> None:
    with pytest.raises(HjemtagFejl, match="Søg igen"):
        borger.hent(k, sde.beregn(k), lager, REVISOR, "0" * 16, FORMAAL)


def test_en_adresse_skrives_som_paa_en_kuvert(k: Kontekst) -> None:
    from engine.lager import borger as lager_

    def steder(cpr: str) -> list[str | None]:
        return lager_.ophold(k.gen, noegle(k, cpr))["adresse"].tolist()

    assert steder(NABO) == ["Engvej 4, 1. tv"]
    assert steder(BO) == ["Vejkode 0101, nr. 2"]
