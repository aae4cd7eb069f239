"""What Ledelsesinformation shows each role of the small town of ledelsesby.py, and that the extract says the same."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.adgang import Bruger, Rolle
from engine.fejl import AdgangNaegtet, RettelseAfvist
from engine.indstillinger import Indstillinger
from engine.resultater import halvrefusion, kontekst, ledelse_borgere, ledelsesside, sde, sdevisning, udtraek
from engine.resultater.ledelsesside import Side, Valg
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import lager_af
from tests.resultater.ledelsesby import BARN, TOML, VOKSNE, by

NU = datetime(2025, 1, 15, 8, 0, tzinfo=UTC)
FORMAAL = "Opfølgning på budget og regnskab"


def bruger(rolle: str, fag: Sequence[str] = (), org: Sequence[str] = ()) -> Bruger:
    return Bruger(1, f"navn-{rolle}", "N", Rolle(rolle), tuple(fag), organisationer=tuple(org))


LEDER, OEKONOM, POLITIKER = bruger("leder"), bruger("oekonom"), bruger("politiker")


@pytest.fixture(scope="module")
def ind(tmp_path_factory: pytest.TempPathFactory) -> Indstillinger:
    hjem = tmp_path_factory.mktemp("side")
    return Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")


@pytest.fixture(scope="module")
def k(ind: Indstillinger) -> Kontekst:
    return lager_af(by(), ind, NU, ind.hjem, TOML)


@pytest.fixture(scope="module")
def resultat(k: Kontekst) -> Any:
    return sde.beregn(k)


@pytest.fixture
def hent(k: Kontekst, resultat: Any) -> Any:
    def af(hvem: Bruger, **valg: Any) -> Side:
        return ledelsesside.hent(
            k,
            hvem,
            Valg(**({"aar": 2024} | valg)),
            portefoelje=lambda aar: sdevisning.portefoelje(k, resultat, hvem, aar),
            halv=lambda aar: halvrefusion.oversigt(k, hvem, aar),
            potentiale=lambda: 0,
        )

    return af


# --- refund -----------------------------------------------------------------------------------------------------


def test_refusionen_forventet_mod_hjemtaget_er_regnet_i_haanden(hent: Any) -> None:
    s = hent(OEKONOM)
    sde_linje = s.ordninger[0]
    assert (sde_linje.forventet, sde_linje.hjemtaget) == (135_875_002, 64_690_000)
    assert (sde_linje.mangler, sde_linje.skyldig) == (71_187_502, 2_500)
    assert (s.refusion.forventet, s.refusion.mangler) == (135_875_002, 71_187_502)
    voksne, boern = s.refusion_pr_omraade["voksne"], s.refusion_pr_omraade["boern"]
    assert (voksne.forventet, voksne.mangler, voksne.sager) == (116_187_501, 51_500_001, 5)
    assert (boern.forventet, boern.mangler, boern.sager) == (19_687_501, 19_687_501, 1)
    assert hent(OEKONOM, omraade="boern").refusion == replace(boern, titel="I alt")


def test_en_ordning_der_ikke_regnes_siger_det_og_gaetter_ikke(hent: Any) -> None:
    moms = next(r for r in hent(OEKONOM).ordninger if r.titel == "Momsrefusion")
    assert (moms.forventet, moms.hjemtaget, moms.mangler) == (None, 123_456, None)
    assert "ikke beregnet" in moms.grund


def test_de_andre_ordninger_er_hjemtaget_og_det_reglerne_finder(k: Kontekst, resultat: Any) -> None:
    s = ledelsesside.hent(
        k,
        OEKONOM,
        Valg(aar=2024),
        portefoelje=lambda aar: sdevisning.portefoelje(k, resultat, OEKONOM, aar),
        halv=lambda aar: halvrefusion.oversigt(k, OEKONOM, aar),
        potentiale=lambda: 0,
        andre=lambda aar: {"moms": (50_000, 20_000), "mellemkommunal": (7_00, 0), "udlaendinge": (0, 0)},
    )
    linjer = {r.titel: (r.forventet, r.hjemtaget, r.mangler, r.skyldig) for r in s.ordninger}
    assert linjer["Momsrefusion"] == (123_456 + 30_000, 123_456, 50_000, 20_000)
    assert linjer["Mellemkommunal betaling"][2:] == (7_00, 0)
    assert "Udlændinge" not in linjer


def test_et_aar_uden_graenser_har_ingen_refusion_men_en_grund(hent: Any, k: Kontekst) -> None:
    p = sdevisning.portefoelje(k, sde.beregn(k), OEKONOM, 2024)
    uden = replace(p, mangler_parameter="Grænsen for 2024 mangler.")
    ialt = ledelsesside.sum_af(ledelsesside.refusioner(uden, None, None, 5))
    assert (ialt.forventet, ialt.mangler, ialt.grund) == (None, None, "Grænsen for 2024 mangler.")


# --- scope ------------------------------------------------------------------------------------------------------


def omraader(s: Side) -> list[str]:
    return [r.kode for r in s.billede.linjer]


def test_hver_rolle_ser_sit_omfang(hent: Any) -> None:
    fag = ["boern", "voksne", "uden_fagomraade"]
    for hvem in (LEDER, OEKONOM, POLITIKER, bruger("revisor")):
        assert omraader(hent(hvem)) == fag
    alle = omraader(hent(OEKONOM, gruppe="alle"))
    assert alle == ["boern", "voksne", "administration", "anlaeg", "finansiering", "uden_fagomraade"]
    for hvem in (bruger("leder", ["boern"]), bruger("sagsbehandler", ["boern"])):
        s = hent(hvem, gruppe="alle")
        assert omraader(s) == ["boern"]
        assert s.refusion.forventet == 19_687_501
        assert s.ordninger[0].hjemtaget == 0
        assert len(s.ordninger) == 2  # no sums of the whole municipality
    assert omraader(hent(bruger("sagsbehandler"))) == []


def test_institutionslederen_ser_kun_sin_egen_organisation(hent: Any, k: Kontekst) -> None:
    s = hent(bruger("institutionsleder", org=["Voksenafdelingen"]))
    voksne = next(r for r in s.billede.linjer if r.kode == "voksne")
    assert voksne.forbrug == 100_000_000  # the one posting that names the organisation
    assert s.billede.regnskab == 100_000_000
    assert (voksne.korrigeret, voksne.personer) == (0, 7)  # a budget names no organisation
    assert s.refusion.forventet == 64_687_500
    # what the foster family gives is another's
    andre = hent(bruger("institutionsleder", org=["Familieafdelingen"]))
    assert omraader(andre) == ["boern"]
    assert not andre.billede.har_oekonomi
    assert "hverken regnskab eller budget" in andre.saetning
    assert hent(bruger("institutionsleder")).billede.linjer == ()


def test_administratoren_ser_ingen_tal(hent: Any, k: Kontekst) -> None:
    with pytest.raises(AdgangNaegtet):
        hent(bruger("administrator"))
    with pytest.raises(AdgangNaegtet):
        ledelsesside.rammer(k, bruger("administrator"))


def test_rammerne_er_de_valg_der_findes(k: Kontekst) -> None:
    r = ledelsesside.rammer(k, OEKONOM)
    assert (r.aarene, r.standardaar) == ((2024, 2023), 2024)
    assert "botilbud_107" in r.ydelser[(2024, "voksne")]
    assert r.navne["botilbud_107"] == "Botilbud, midlertidigt"
    assert ledelsesside.rammer(k, bruger("sagsbehandler", ["voksne"])).omraader["alle"] == ("voksne",)


# --- small cells and accounts -------------------------------------------------------------------------------------


def test_lederen_ser_ikke_at_der_kun_er_een_sag(hent: Any) -> None:
    assert hent(LEDER).refusion_pr_omraade["boern"].sager is None
    assert hent(LEDER).refusion_pr_omraade["voksne"].sager == 5


def test_konti_med_faa_personer_staar_samlet_eller_slet_ikke(hent: Any) -> None:
    s = hent(LEDER, omraade="voksne", ydelse="botilbud_107")
    # dr. 1 has five persons, dr. 2 the refund on one: together, or the one's amount would be the rest
    (samlet,) = s.konti
    assert (samlet.skjult, samlet.personer, samlet.forbrug) == (True, None, 209_400_000)
    assert s.konti is not None
    assert sum(r.forbrug for r in s.konti) == s.billede.ialt.forbrug
    assert hent(LEDER, omraade="boern", ydelse="plejefamilie").konti is None
    aabne = hent(LEDER, omraade="voksne", ydelse="aktivitet_samvaer").konti
    assert [(r.konto, r.forbrug, r.personer) for r in aabne] == [
        ("5.38.59 dr. 1 grp. 001 art 4.0", 6_000_000, 0)
    ]


def test_broen_for_en_ydelse_summer(hent: Any) -> None:
    for ydelse in ("botilbud_107", "aktivitet_samvaer", "plejefamilie"):
        omraade = "boern" if ydelse == "plejefamilie" else "voksne"
        foerste, *dele, sidste = hent(OEKONOM, omraade=omraade, ydelse=ydelse).billede.bro
        assert foerste.oere + sum(p.oere for p in dele) == sidste.oere


def test_indstillingen_afgoer_hvad_der_er_faa(k: Kontekst, resultat: Any) -> None:
    aaben = replace(k, smaacelle_min=3)
    s = ledelsesside.hent(
        *(aaben, LEDER, Valg(2024, omraade="voksne")),
        portefoelje=lambda aar: sdevisning.portefoelje(k, resultat, LEDER, aar),
        halv=lambda aar: halvrefusion.oversigt(k, LEDER, aar),
        potentiale=lambda: 0,
    )
    assert {r.kode for r in s.billede.linjer if r.skjult} == {"hjaelpemiddel", "botilbud_107"}


# --- persons and postings -----------------------------------------------------------------------------------------


@pytest.fixture
def vis(k: Kontekst, ind: Indstillinger) -> Any:
    lager = kontekst.sagslager(ind.database_url)

    def af(
        hvem: Bruger, hvad: str, omraade: str = "voksne", ydelse: str = "botilbud_107", **valg: Any
    ) -> Any:
        grund = {"formaal": FORMAAL, "nu": NU} | valg
        return ledelse_borgere.vis(k, lager, hvem, 2024, omraade, ydelse, hvad, **grund)

    return af


def log(ind: Indstillinger) -> list[dict[str, Any]]:
    import sqlalchemy as sa

    from engine.sager import tabeller

    with kontekst.sagslager(ind.database_url).laes() as con:
        return [dict(r) for r in con.execute(sa.select(tabeller.log).order_by(tabeller.log.c.nr)).mappings()]


def _personer_i_log(ind: Indstillinger, nr: int) -> set[str]:
    import sqlalchemy as sa

    from engine.sager import tabeller

    tabel = tabeller.log_person
    with kontekst.sagslager(ind.database_url).laes() as con:
        return set(con.execute(sa.select(tabel.c.person_noegle).where(tabel.c.log_nr == nr)).scalars())


def test_personer_bag_et_tal_er_regnskabet_og_staar_i_loggen(vis: Any, ind: Indstillinger) -> None:
    foer = len(log(ind))
    b = vis(OEKONOM, ledelse_borgere.PERSONER)
    assert [(r["person"], r["oere"]) for r in b.raekker[:2]] == [
        ("Voksen Prøve 01", 100_000_055),
        ("Voksen Prøve 02", 80_000_000),
    ]
    assert (b.ialt, sum(r["oere"] for r in b.raekker)) == (5, 209_400_000)
    nye = log(ind)[foer:]
    assert {(n["handling"], n["genstand"], n["formaal"]) for n in nye} == {
        ("se_person", "ledelse/2024/voksne/botilbud_107", FORMAAL)
    }
    assert {r["person_noegle"] for r in b.raekker} == _personer_i_log(ind, nye[0]["nr"])
    assert not any(cpr in str(nye) for cpr in VOKSNE)


def test_posteringer_bag_et_tal_og_en_enkelt_persons(vis: Any) -> None:
    alle = vis(OEKONOM, ledelse_borgere.POSTERINGER)
    assert (alle.ialt, alle.ialt_oere) == (7, 209_400_000)
    noegle = vis(OEKONOM, ledelse_borgere.PERSONER).raekker[0]["person_noegle"]
    hendes = vis(OEKONOM, ledelse_borgere.POSTERINGER, person=noegle)
    assert (hendes.ialt, hendes.ialt_oere) == (2, 100_000_055)
    uden = vis(OEKONOM, ledelse_borgere.UDEN_CPR, ydelse="aktivitet_samvaer")
    assert [(r["oere"], r["person"]) for r in uden.raekker] == [(6_000_000, "–")]


def test_lederen_ser_aldrig_personer(vis: Any, ind: Indstillinger) -> None:
    foer = len(log(ind))
    for hvem in (
        LEDER,
        POLITIKER,
        bruger("institutionsleder", org=["Voksenafdelingen"]),
        bruger("administrator"),
    ):
        for hvad in (ledelse_borgere.PERSONER, ledelse_borgere.POSTERINGER, ledelse_borgere.UDEN_CPR):
            with pytest.raises(AdgangNaegtet):
                vis(hvem, hvad)
    assert len(log(ind)) == foer


def test_sagsbehandleren_ser_personer_i_sit_eget_omfang(vis: Any) -> None:
    assert vis(bruger("sagsbehandler", ["voksne"]), ledelse_borgere.PERSONER).ialt == 5
    with pytest.raises(AdgangNaegtet, match="andet fagområde"):
        vis(bruger("sagsbehandler", ["boern"]), ledelse_borgere.PERSONER)
    snaever = bruger("sagsbehandler", ["voksne"], ["Voksenafdelingen"])
    assert vis(snaever, ledelse_borgere.PERSONER).ialt == 1
    assert vis(snaever, ledelse_borgere.POSTERINGER).ialt_oere == 100_000_000


def test_uden_formaal_vises_intet(vis: Any, ind: Indstillinger) -> None:
    foer = len(log(ind))
    with pytest.raises(RettelseAfvist):
        vis(OEKONOM, ledelse_borgere.PERSONER, formaal="nysgerrighed")
    assert len(log(ind)) == foer


# --- the extract --------------------------------------------------------------------------------------------------


def test_udtraekket_noegletal_er_sidens_tal(k: Kontekst, hent: Any) -> None:
    ud = io.StringIO()
    u = udtraek.find("noegletal")
    antal = udtraek.skriv(u, u.lav(k, None), None, ud)
    hoved, *raekker = [linje.split(";") for linje in ud.getvalue().splitlines()]
    assert hoved == ["aar", "maaned", "fagomraade", "noegletal", "vaerdi", "enhed", "bemaerkning"]
    assert len(raekker) == antal
    assert raekker == sorted(raekker, key=lambda r: r[:4])
    tal = {tuple(r[:4]): r[4] for r in raekker}
    assert len(tal) == antal
    for aar in (2023, 2024):
        for r in hent(LEDER, aar=aar, gruppe="alle").billede.linjer:
            assert tal[(str(aar), "", r.kode, "forbrug")] == f"{r.forbrug / 100:.2f}"
            maaneder = sum(
                round(100 * float(v))
                for n, v in tal.items()
                if n[0] == str(aar) and n[1] and n[2:] == (r.kode, "forbrug")
            )
            assert maaneder == r.forbrug
    assert tal[("2024", "", "voksne", "korrigeret_budget")] == "2120000.00"
    assert tal[("2024", "", "voksne", "afvigelse")] == "34000.00"
    assert tal[("2024", "", "voksne", "refusion_forventet")] == "1161875.01"
    assert tal[("2024", "", "voksne", "refusion_mangler")] == "515000.01"
    assert tal[("2024", "2024-09", "voksne", "forbrug")] == "800000.00"


def test_udtraekket_skjuler_de_samme_celler(k: Kontekst) -> None:
    (df,) = list(udtraek.find("noegletal").lav(k, 2024))
    r = {
        (m, f, n): (v, b)
        for m, f, n, v, b in df[["maaned", "fagomraade", "noegletal", "vaerdi", "bemaerkning"]].values
    }
    for navn in ("personer", "helaarspersoner", "enhedspris", "sager"):
        assert r[("", "boern", navn)] == (None, "skjult")
    assert r[("", "voksne", "personer")] == (None, "skjult")  # or the child's would be the rest
    assert r[("2024-03", "boern", "personer")] == (None, "skjult")
    assert BARN not in df.to_csv()


def test_et_aar_uden_tal_giver_et_tomt_udtraek(k: Kontekst) -> None:
    assert list(udtraek.find("noegletal").lav(k, 1999)) == []
