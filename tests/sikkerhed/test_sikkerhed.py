"""What somebody might try: past the login, with another's cookie, by guessing, through files, addresses and texts.

Who may what, and files as every role: test_matrix.py, test_omfang.py and tests/pages/test_sideadgang.py. CPR numbers
where they must not be: test_cpr.py. The identity provider: test_oidc.py.
"""

from __future__ import annotations

import base64
import gzip
import http.client
import io
import os
import shutil
import socket
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from engine import hemmeligheder, kommando
from engine.adgang import FORMAAL, SIDER
from engine.fejl import AdgangNaegtet, IndstillingsFejl, LeveranceAfvist
from engine.indlaesning.landing import indlaes
from engine.indlaesning.leverance import leverancer
from engine.indstillinger import Indstillinger, laes_indstillinger
from engine.resultater import kontekst, sde, udtraek
from engine.sager import brugere, log, sessioner, tabeller
from engine.sager.lager import Sagslager
from pages.komponenter import konto
from pages.komponenter import tabeller as sidetabeller
from pages.komponenter.sider import ADRESSER
from pages.komponenter.tekst import uden_links, uden_markdown
from tests.e2e.conftest import Server, start_app
from tests.sikkerhed import sider
from tests.sikkerhed.conftest import CPR, FORMEL, HTML, ROLLER, VOKSEN

FREMMED = "https://ond.example"


# --- past the login -------------------------------------------------------------------------------------------

FALSKE = {
    "ingen": "",
    "gættet": "A" * 43,
    "sql": "' OR '1'='1",
    "lang": "x" * 100_000,
    "tegn": "\ud800\x00æøå",
    "sti": "../../hemmeligheder/session",
}


# The guard is the same on every page (tests/pages/test_sideform.py), so each way is tried on one of them.
@pytest.mark.parametrize(
    ("side", "hvad"), [*((side, "ingen") for side in SIDER), *((next(iter(SIDER)), h) for h in FALSKE)]
)
def test_en_falsk_session_viser_kun_login(
    side: str, hvad: str, hjem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = sider.koer(side, FALSKE[hvad], monkeypatch)
    assert not at.exception
    assert [felt.label for felt in at.text_input] == ["Brugernavn", "Adgangskode"]
    assert not [*at.title, *at.dataframe, *at.table]


def test_det_databasen_gemmer_er_ikke_en_session(
    session: Callable[[str], str], lager: Sagslager, hjem: Path
) -> None:
    """One who reads the table of sessions has no token: it holds their hash."""
    nu, token = datetime.now(UTC), session("demo-oekonom-1")
    with lager.laes() as con:
        gemt = con.scalars(sa.select(tabeller.session.c.id)).all()
    assert token not in gemt
    assert sessioner.hent_session(lager, token, nu) is not None
    assert all(konto.hent(i, nu) is None for i in gemt)


def test_en_session_kan_ikke_plantes(klient: Callable[..., Any], lager: Sagslager, hjem: Path) -> None:
    """Session fixation: whatever the cookie held, a sign-in gives a new token, and the old is worth nothing."""
    nu = datetime.now(UTC)
    for plantet in ("plantet-af-en-anden", konto.indloes_billet(_billet(nu), nu) or ""):
        k = klient(plantet, **{"sec-fetch-site": "same-origin"})
        k.get(f"/konto/ind?{urlencode({'billet': _billet(nu), 'til': '/'})}")
        ny = k.cookies[konto.COOKIE]
        assert ny != plantet
        assert konto.hent(ny, nu) is not None
        assert konto.hent(plantet, nu) is None


def _billet(nu: datetime) -> str:
    return konto.log_ind("demo-leder", brugere.DEMO_KODEORD, "", nu)


def test_cookien_kan_ikke_laeses_sendes_med_fra_andre_eller_gaa_ukrypteret(
    klient: Callable[..., Any], hjem: Path
) -> None:
    def kage(**hoveder: str) -> str:
        adresse = f"/konto/ind?{urlencode({'billet': _billet(datetime.now(UTC)), 'til': '/'})}"
        return klient(**hoveder).get(adresse).headers.get("set-cookie", "")

    aaben = kage(**{"sec-fetch-site": "same-origin"})
    assert all(del_ in aaben for del_ in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert "Secure" not in aaben  # on a machine of one's own without TLS
    assert "expires" not in aaben.lower()
    assert "Secure" in kage(**{"sec-fetch-site": "same-origin", "x-forwarded-proto": "https"})
    assert kage(**{"sec-fetch-site": "cross-site"}) == ""
    assert kage(referer=f"{FREMMED}/x") == ""


@pytest.mark.parametrize(
    "til",
    [
        *(FREMMED, "//ond.example", "/\\ond.example", "/%2F/ond.example", "javascript:alert(1)"),
        *(
            "/lovgrundlag@ond.example",
            "/lovgrundlag\r\nSet-Cookie: x=1",
            "https:ond.example",
            "\t//ond.example",
        ),
    ],
)
def test_login_sender_ingen_andre_steder_hen(til: str, klient: Callable[..., Any], hjem: Path) -> None:
    k = klient(**{"sec-fetch-site": "same-origin"})
    svar = k.get("/konto/ind", params={"billet": _billet(datetime.now(UTC)), "til": til})
    assert svar.status_code == 303
    assert svar.headers["location"].split("?")[0] in ADRESSER
    assert "x=1" not in svar.headers["set-cookie"]


def test_et_forsoeg_paa_en_andens_sag_staar_i_loggen(
    hjem: Path, session: Callable[[str], str], lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    sager = sde.beregn(kontekst.hent(laes_indstillinger())).sager
    with lager.skriv() as con:
        con.execute(sa.update(tabeller.bruger).values(fagomraader=["boern"]))
    voksen = next(s.sag_id for s in sager.itertuples() if s.brutto_oere == 10_000_000)
    at = sider.koer("saerligt_dyre", session("demo-sagsbehandler"), monkeypatch, sag=voksen, sagsaar="2022")
    assert "Anna" not in sider.sendt(at)
    assert any("andet fagområde" in html for html in _raa_html(at))
    log.skriver(kontekst.sagslager(laes_indstillinger().database_url)).toem()
    with lager.laes() as con:
        afviste = con.execute(sa.select(tabeller.log).where(tabeller.log.c.handling == "afvist")).all()
    assert [(r.bruger, r.genstand) for r in afviste] == [("demo-sagsbehandler", f"sag {voksen}")]


# --- guessing -------------------------------------------------------------------------------------------------


def test_der_kan_ikke_gaettes_videre_efter_fem_forsoeg(lager: Sagslager, hjem: Path) -> None:
    nu = datetime.now(UTC)
    for nr in range(5):
        with pytest.raises(AdgangNaegtet):
            konto.log_ind("demo-leder", f"forkert kodeord {nr}", f"10.0.0.{nr}", nu)
    with pytest.raises(AdgangNaegtet) as laast:
        konto.log_ind("demo-leder", brugere.DEMO_KODEORD, "10.0.9.9", nu + timedelta(minutes=14))
    assert str(laast.value) == brugere.NAEGTET  # it does not tell that it is locked, nor that it was right
    konto.log_ind("demo-revisor", brugere.DEMO_KODEORD, "10.0.9.9", nu)  # others are not shut out
    assert konto.log_ind("demo-leder", brugere.DEMO_KODEORD, "10.0.9.9", nu + timedelta(minutes=15))


def test_en_adresse_der_proever_mange_navne_lukkes(lager: Sagslager, hjem: Path) -> None:
    nu = datetime.now(UTC)
    for navn in ("a1", "b2", "c3", "d4", "demo-revisor"):
        with pytest.raises(AdgangNaegtet):
            konto.log_ind(navn, "forkert kodeord", "10.0.0.1", nu)
    with pytest.raises(AdgangNaegtet):
        konto.log_ind("demo-leder", brugere.DEMO_KODEORD, "10.0.0.1", nu)
    assert konto.log_ind("demo-leder", brugere.DEMO_KODEORD, "10.0.0.2", nu)


def test_et_kodeord_paa_64_ae_virker_fra_kommandolinjen_til_sessionen(
    hjem: Path, lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """bcrypt refuses more than 72 bytes; 64 × 'æ' is 128. And the first password must be changed."""
    kode, nu = "æ" * 64, datetime.now(UTC)
    monkeypatch.setattr("sys.stdin", io.StringIO(kode + "\n"))
    assert kommando.main(["bruger", "opret", "karen", "--rolle", "oekonom"]) == 0
    bruger = konto.hent(konto.indloes_billet(konto.log_ind("karen", kode, "", nu), nu) or "", nu)
    assert bruger is not None
    assert (bruger.navn, bruger.skal_skifte) == ("karen", True)
    for nesten in ("æ" * 63, "æ" * 65, "æ" * 36 + "ø" * 28):  # alike in their first 72 bytes
        with pytest.raises(AdgangNaegtet):
            konto.log_ind("karen", nesten, "", nu)


def test_den_foerste_adgangskode_skal_skiftes_foer_noget_vises(
    hjem: Path, lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    nu = datetime.now(UTC)
    monkeypatch.setattr("sys.stdin", io.StringIO("givet af administratoren\n"))
    assert kommando.main(["bruger", "opret", "karen", "--rolle", "oekonom"]) == 0
    token = konto.indloes_billet(konto.log_ind("karen", "givet af administratoren", "", nu), nu) or ""
    at = sider.koer("saerligt_dyre", token, monkeypatch)
    assert next(f.label for f in at.text_input) == "Nuværende adgangskode"
    assert not at.title
    bruger = konto.hent(token, nu)
    assert bruger is not None
    konto.skift_kodeord(bruger, "givet af administratoren", "mit helt eget kodeord", nu)
    assert konto.hent(token, nu) is None
    igen = konto.indloes_billet(konto.log_ind("karen", "mit helt eget kodeord", "", nu), nu) or ""
    assert [t.value for t in sider.koer("saerligt_dyre", igen, monkeypatch).title] == [
        "Særligt dyre enkeltsager"
    ]


@pytest.mark.parametrize(
    "raa",
    [
        b"some_signature_key_of_the_readme_0",
        b"changeme-changeme-changeme-change",
        b"\x00" * 32,
        b"kort",
        b"",
        b"your-key-goes-here-and-it-is-long",
    ],
)
def test_appen_starter_ikke_paa_en_eksempelnoegle(
    raa: bytes, hjem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ind = laes_indstillinger()
    hemmeligheder.kontroller(ind)
    sti = ind.hemmeligheder / "session"
    sti.write_bytes(raa)
    sti.chmod(0o600)
    with pytest.raises(SystemExit, match="starter ikke"):
        konto.kraev_sikker_opsaetning()
    assert kommando.main(["app", "--server.port=1"]) == 1
    assert "eksempel" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows har ikke filrettigheder som 0600")
def test_appen_starter_ikke_naar_alle_kan_laese_en_hemmelighed(hjem: Path) -> None:
    ind = laes_indstillinger()
    hemmeligheder.hent(ind, "session")
    (ind.hemmeligheder / "session").chmod(0o644)
    with pytest.raises(IndstillingsFejl, match="læses af alle"):
        hemmeligheder.kontroller(ind)


# --- texts that a spreadsheet or a browser would run ----------------------------------------------------------

FARLIGE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "=HYPERLINK(1)",
    "-cmd|x",
    FORMEL,
]


@pytest.mark.parametrize("tekst", FARLIGE)
def test_ingen_tekst_bliver_en_formel(tekst: str) -> None:
    assert udtraek.uden_formel(tekst) == f"'{tekst}"


@pytest.mark.parametrize("tekst", ["", "abc", "-123.45", "+45", "-4711", "1=1", "P-0123456789abcdef"])
def test_tal_og_almindelige_tekster_staar_som_de_er(tekst: str) -> None:
    assert udtraek.uden_formel(tekst) == tekst


def test_udtraek_med_farlige_bilagsnumre(hjem: Path, tmp_path: Path) -> None:
    import openpyxl
    import pandas as pd

    k, valgt = kontekst.hent(laes_indstillinger()), udtraek.find("sde_grundlag")
    for endelse in ("csv", "xlsx", "parquet"):
        udtraek.skriv(valgt, valgt.lav(k, 2022), tmp_path / f"ud.{endelse}", io.StringIO())
    som_tekst = pd.read_csv(tmp_path / "ud.csv", sep=";", dtype=str)
    assert set(som_tekst["bilagsnr"]) == {f"'{FORMEL}", "'@SUM(1)", "-4711"}
    assert set(pd.read_parquet(tmp_path / "ud.parquet")["bilagsnr"]) == {FORMEL, "@SUM(1)", "-4711"}
    ark = openpyxl.load_workbook(tmp_path / "ud.xlsx").active
    typer = {celle.data_type for raekke in ark.iter_rows() for celle in raekke}
    assert "f" not in typer
    assert FORMEL in {celle.value for raekke in ark.iter_rows() for celle in raekke}


def test_arbejdsboeger_har_ingen_formler(nu: datetime) -> None:
    import openpyxl

    from engine.rapporter.arbejdsbog import byg
    from engine.rapporter.form import Kolonne, Tabel

    raekker = [{"a": t} for t in FARLIGE]
    xlsx = byg(
        [Tabel("=Ark", "=Titel", (Kolonne("a", "=Hoved"),), raekker, ("=1",), ("@1",))], titel="=x", lavet=nu
    )
    ark = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    assert {celle.data_type for raekke in ark.iter_rows() for celle in raekke} <= {"s", "n"}


def _raa_html(at: Any) -> list[str]:
    """Every HTML that was sent, and every Markdown that may hold HTML."""
    html = [e.proto.body for e in at.get("html")]
    return html + [m.value for m in at.markdown if m.allow_html]


@pytest.mark.parametrize("side", SIDER)
def test_html_og_markdown_i_navne_og_tekster_er_kun_tekst(
    side: str, hjem: Path, session: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    navn = next(n for n, r in ROLLER.items() if r == sider.rolle_for(side))
    vist = ""
    for parametre in sider.dybe_links(side):
        at = sider.koer(side, session(navn), monkeypatch, **parametre)
        assert not at.exception
        for html in _raa_html(at):
            assert "<script>alert" not in html
            assert "onerror=alert" not in html
        skrevet = [*at.markdown, *at.header, *at.subheader, *at.title, *at.caption]
        etiketter = [e.label for e in (*at.button, *at.expander, *at.checkbox, *at.selectbox)]
        for tekst in (*(str(e.value) for e in skrevet), *etiketter):
            assert "](https://ond.example)" not in tekst.replace("\\](", "").replace("]\\(", ""), tekst
        vist += sider.sendt(at) if parametre else ""
    assert "Anna" in vist or not vist  # where a person is opened, the name was there to be tried


def test_en_tabelcelle_kan_ikke_baere_et_link_et_billede_eller_html() -> None:
    celle = f"{HTML} ![x](https://ond.example/p.png)"
    stiler = sidetabeller.stil([{"a": celle}], [sidetabeller.Kolonne("a", "A")])
    vist = stiler._translate(True, True)["body"][0][-1]["display_value"]
    for farlig in ("](https", "<script", "<img"):
        assert farlig not in vist.replace("]\\(", "").replace("\\<", "")
    assert uden_links("a < b") == "a \\< b"
    assert uden_markdown("**[x](y)** <b> $a$ :red[z] https://x.dk") == (
        r"\*\*\[x\]\(y\)\*\* \<b\> \$a\$ \:red\[z\] https\://x\.dk"
    )


# --- SQL in every filter --------------------------------------------------------------------------------------

SQL = [
    "'; DROP TABLE bruger; --",
    "1' OR '1'='1",
    "2022 UNION SELECT cpr FROM raw.cpr",
    "\x00",
    "%27%20OR%201=1",
]


def _filtre(at: Any) -> set[str]:
    return {
        w.key
        for art in ("selectbox", "multiselect", "radio", "text_input")
        for w in getattr(at, art)
        if w.key
    }


@pytest.mark.parametrize("side", SIDER)
def test_sql_i_hvert_felt_i_adressen_aendrer_intet(
    side: str, hjem: Path, session: Callable[[str], str], lager: Sagslager, monkeypatch: pytest.MonkeyPatch
) -> None:
    navn = next(n for n, r in ROLLER.items() if r == sider.rolle_for(side))
    rent = sider.koer(side, session(navn), monkeypatch)
    felter = _filtre(rent) | {"sag", "sagsaar", "id", "q", "side", "person", "kommune"}
    for angreb in SQL:
        at = sider.koer(side, session(navn), monkeypatch, **dict.fromkeys(sorted(felter), angreb))
        assert not at.exception, angreb
        assert [t.value for t in at.title] == [t.value for t in rent.title]
        assert len(at.error) == 0
        assert not any(cpr in sider.sendt(at) for cpr in CPR)
    with lager.laes() as con:
        assert con.scalar(sa.select(sa.func.count()).select_from(tabeller.bruger)) == len(ROLLER)
    assert len(kontekst.hent(laes_indstillinger()).gen.navn) > 0


def test_sql_i_navn_og_kodeord_aendrer_intet(lager: Sagslager, hjem: Path) -> None:
    for nr, angreb in enumerate(SQL):
        with pytest.raises(AdgangNaegtet):
            konto.log_ind(angreb, angreb, f"10.1.0.{nr}", datetime.now(UTC))
    assert len(brugere.liste(lager)) == len(ROLLER)
    assert log.efterproev(lager)[0]


# --- files that are not what they say -------------------------------------------------------------------------


def _zip(indhold: bytes = b"\x00" * 20_000_000) -> bytes:
    """A bomb: 20 MB of nothing in 20 kB, as .xlsx files are."""
    bid = io.BytesIO()
    with zipfile.ZipFile(bid, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/worksheets/sheet1.xml", indhold)
    return bid.getvalue()


FORKLAEDTE: dict[str, tuple[str, bytes]] = {
    "et program, der kalder sig csv": ("person.csv", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 8),
    "et billede, der kalder sig csv": ("person.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    "en zip-bombe, der kalder sig csv": ("person.csv", _zip()),
    "gzip, der kalder sig csv": ("person.csv", gzip.compress(b"cpr;navn\n" * 100_000)),
    "csv, der kalder sig parquet": ("person.parquet", b"cpr;navn;foedselsdato;koen;cpr_status\n"),
    "zip, der kalder sig parquet": ("person.parquet", _zip()),
    "afkortet parquet": ("person.parquet", b"PAR1" + b"\x00" * 100),
    "UTF-16, der kalder sig csv": ("person.csv", "cpr;navn;foedselsdato;koen;cpr_status\n".encode("utf-16")),
    "html, der kalder sig csv": ("person.csv", b"<html><script>alert(1)</script></html>"),
    "et felt uden ende": ("person.csv", b'cpr;navn;foedselsdato;koen;cpr_status\n"' + b"x" * 17_000_000),
    "tom": ("person.csv", b""),
}


@pytest.mark.parametrize("hvad", FORKLAEDTE)
def test_en_forklaedt_fil_lander_ikke_og_fejlen_er_en_linje(
    hvad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    navn, indhold = FORKLAEDTE[hvad]
    mappe = tmp_path / "leverance"
    mappe.mkdir()
    (mappe / navn).write_bytes(indhold)
    monkeypatch.setenv("HJEMTAG_HJEM", str(tmp_path / "hjem"))
    monkeypatch.setenv("HJEMTAG_KOMMUNE", "0998")
    kode = kommando.main(["indlaes", str(mappe)])
    svar = capsys.readouterr()
    landet = leverancer(laes_indstillinger())
    assert (kode, landet) == (1, [])
    assert "Traceback" not in svar.err
    (fejl,) = [linje for linje in svar.err.splitlines() if linje.startswith("hjemtag: ")]
    assert navn in fejl
    assert "Uventet fejl" not in fejl


@pytest.mark.parametrize(
    "navn", ["regneark.xlsx", "leverance.zip", "program.exe", "person.csv.exe", "noter.docx"]
)
def test_ukendte_filer_aabnes_ikke(
    navn: str, tmp_path: Path, ind: Indstillinger, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A zip bomb beside a good file is named and left alone: nothing unpacks it."""
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_, **__: pytest.fail("filen blev pakket ud"))
    mappe = tmp_path / "leverance"
    mappe.mkdir()
    (mappe / navn).write_bytes(b"PK\x03\x04" + b"\x00" * 1000)
    (mappe / "person.csv").write_text(
        "cpr;navn;foedselsdato;koen;cpr_status\n6505800001;Anna;1980-05-05;K;01\n", encoding="utf-8"
    )
    (resultat,) = indlaes(ind, mappe, nu, gx=False)
    assert resultat.leverance is not None
    assert resultat.leverance.ukendte_filer == [navn] or tuple(resultat.leverance.ukendte_filer) == (navn,)


@pytest.mark.skipif(os.name == "nt", reason="symbolske links kræver rettigheder på Windows")
def test_et_link_ud_af_leverancen_goer_ingen_hemmelighed_til_data(
    tmp_path: Path, ind: Indstillinger, nu: datetime
) -> None:
    hemmeligheder.hent(ind, "session")
    mappe = tmp_path / "leverance"
    mappe.mkdir()
    (mappe / "person.csv").symlink_to(ind.hemmeligheder / "session")
    with pytest.raises(LeveranceAfvist) as fanget:
        indlaes(ind, mappe, nu, gx=False)
    assert base64.b64encode(hemmeligheder.hent(ind, "session"))[:8].decode() not in str(fanget.value)


UPLOADS = {hvad: indhold for hvad, (_, indhold) in FORKLAEDTE.items()} | {
    "dyb JSON": b"[" * 100_000,
    "stor JSON": b'{"navn": "' + b"x" * 25_000_000 + b'"}',
    "JSON uden underskrift": b'{"format": "hjemtag-lovpakke-1", "navn": "x", "vaerdier": []}',
    "et tal": b"1",
    "NaN": b'{"signatur": "AA==", "noegle": "AA==", "vaerdier": [NaN]}',
}


@pytest.mark.parametrize("hvad", UPLOADS)
def test_en_uploadet_fil_der_ikke_er_en_lovpakke_afvises_i_en_saetning(hvad: str) -> None:
    from engine.fejl import HjemtagFejl
    from engine.resultater import lovpakke

    with pytest.raises(HjemtagFejl) as fanget:
        lovpakke.laes(UPLOADS[hvad])
    assert len(str(fanget.value)) < 300
    assert "x" * 50 not in str(fanget.value)


def test_uploads_er_hoejst_20_mb() -> None:
    import tomllib

    config = tomllib.loads((sider.ROD / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] == 20
    assert config["server"]["enableStaticServing"] is False


# --- the server as it runs ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(bygget: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app in a process of its own, with the town's data."""
    hjem = shutil.copytree(bygget, tmp_path_factory.mktemp("server") / "hjem")
    with start_app(hjem) as s:
        yield s


def _raa(server: Server, metode: str, sti: str, **hoveder: str) -> tuple[int, dict[str, str], bytes]:
    """One request exactly as it is written: no client tidies the path."""
    con = http.client.HTTPConnection(server.adresse.removeprefix("http://"), timeout=20)
    con.putrequest(metode, sti, skip_host="Host" in hoveder, skip_accept_encoding=True)
    for navn, vaerdi in hoveder.items():
        con.putheader(navn.replace("_", "-"), vaerdi)
    con.endheaders()
    svar = con.getresponse()
    krop = svar.read()
    con.close()
    return svar.status, {n.lower(): v for n, v in svar.getheaders()}, krop


STIER = [
    *("/../hemmeligheder/session", "/static/../../hemmeligheder/session", "/static/..%2f..%2fapp.py"),
    *(
        "/static/%2e%2e/%2e%2e/app.py",
        "/media/../../sager.db",
        "/media/..%5c..%5csager.db",
        "/component/../app.py",
    ),
    *(
        "/app/static/../../hjemtag.toml",
        "/_stcore/../app.py",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/.streamlit/config.toml",
    ),
    *(
        "/hent/udtraek/..%2f..%2fsager.db",
        "/hent/..%2fsager.db",
        "/konto/ind/../../sager.db",
        "/pages/lovgrundlag.py",
    ),
    *("/static/\\..\\..\\app.py", "/media/aaaaaaaaaaaaaaaa.csv", "/static/....//....//app.py", "/sager.db"),
]


@pytest.mark.parametrize("sti", STIER)
def test_ingen_sti_naar_en_fil_uden_for_appen(server: Server, sti: str) -> None:
    status, _, krop = _raa(server, "GET", sti)
    hemmelig = [f.read_bytes() for f in (server.hjem / "hemmeligheder").glob("*")]
    assert status in (200, 303, 400, 401, 403, 404)
    assert not any(h in krop for h in hemmelig)
    for indhold in (b"SQLite format 3", b"root:x:", b"gatherUsageStats", b"PagesManager", b"kraev_adgang"):
        assert indhold not in krop


@pytest.mark.parametrize("metode", ["PUT", "DELETE", "TRACE", "PATCH", "CONNECT"])
def test_andre_metoder_goer_intet(server: Server, metode: str) -> None:
    for sti in ("/", "/konto/ud", "/konto/ind", "/hent/udtraek/sde.csv", "/sundhed"):
        assert _raa(server, metode, sti)[0] in (400, 403, 404, 405, 501)


def test_hvert_svar_har_hovederne_der_lukker(server: Server) -> None:
    html = {"Accept": "text/html"}
    for sti in (
        "/",
        "/lovgrundlag",
        "/findes-ikke",
        "/sundhed",
        "/hent/udtraek/sde.csv",
        "/konto/oidc",
        "/_stcore/health",
    ):
        _, hoveder, _ = _raa(server, "GET", sti, **html)
        assert hoveder["x-frame-options"] == "DENY", sti
        assert hoveder["x-content-type-options"] == "nosniff"
        assert hoveder["referrer-policy"] == "same-origin"
        politik = {d.split()[0]: d.split()[1:] for d in hoveder["content-security-policy"].split("; ")}
        assert politik["default-src"] == ["'self'"]
        assert politik["frame-ancestors"] == politik["object-src"] == politik["frame-src"] == ["'none'"]
        assert politik["form-action"] == politik["base-uri"] == ["'self'"]
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & set(politik["script-src"])
        assert "server" not in hoveder or "streamlit" not in hoveder["server"].lower()


def test_et_fremmed_vaertsnavn_kommer_ikke_ind_i_politikken(server: Server) -> None:
    _, hoveder, krop = _raa(server, "GET", "/", Host="x; script-src *", Accept="text/html")
    assert "script-src *" not in hoveder.get("content-security-policy", "")
    assert b"script-src *" not in krop


def _haandtryk(server: Server, oprindelse: str, token: str) -> int:
    """The status of a WebSocket handshake from a page at `oprindelse`."""
    vaert, port = server.adresse.removeprefix("http://").split(":")
    noegle = base64.b64encode(os.urandom(16)).decode()
    linjer = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {vaert}:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {noegle}",
        f"Origin: {oprindelse}",
        f"Cookie: {konto.COOKIE}={token}",
    ]
    with socket.create_connection((vaert, int(port)), timeout=20) as s:
        s.sendall(("\r\n".join(linjer) + "\r\n\r\n").encode())
        return int(s.recv(64).split()[1])


def test_en_fremmed_side_kan_ikke_aabne_forbindelsen_med_brugerens_cookie(server: Server) -> None:
    """Cross-site WebSocket hijacking: the page's connection is only opened from our own pages."""
    lager = Sagslager(f"sqlite:///{server.hjem / 'sager.db'}")
    bruger_id = next(b["id"] for b in brugere.liste(lager) if b["navn"] == "demo-oekonom-1")
    with lager.skriv() as con:
        token = sessioner.opret_i(con, bruger_id, "", datetime.now(UTC))
    lager.luk()
    assert _haandtryk(server, server.adresse, token) == 101
    for fremmed in (FREMMED, "null", "http://127.0.0.1.ond.example"):
        assert _haandtryk(server, fremmed, token) != 101


def test_der_kan_ikke_laegges_filer_op_uden_en_side(server: Server) -> None:
    for sti in ("/_stcore/upload_file/x/y", "/_stcore/upload_file/../x"):
        assert _raa(server, "PUT", sti)[0] >= 400
        assert _raa(server, "POST", sti)[0] >= 400


def test_streamlits_egne_sider_siger_intet_om_data(server: Server) -> None:
    for sti in (
        "/_stcore/host-config",
        "/_stcore/health",
        "/_stcore/metrics",
        "/_stcore/script-health-check",
    ):
        _, _, krop = _raa(server, "GET", sti)
        assert not any(cpr.encode() in krop for cpr in CPR)
    assert _raa(server, "POST", "/_stcore/agent/interact")[0] >= 400


def test_direkte_hentning_over_nettet_som_hver_rolle(server: Server) -> None:
    """As test_matrix.py, but through the server itself."""
    lager = Sagslager(f"sqlite:///{server.hjem / 'sager.db'}")
    ids = {b["navn"]: b["id"] for b in brugere.liste(lager)}
    adresse = f"/hent/udtraek/sde.csv?{urlencode({'aar': 2022, 'formaal': FORMAAL['udtraek'][0]})}"
    svar = {}
    for navn, bruger_id in ids.items():
        with lager.skriv() as con:
            token = sessioner.opret_i(con, bruger_id, "", datetime.now(UTC))
        status, _, krop = _raa(server, "GET", adresse, Cookie=f"{konto.COOKIE}={token}")
        svar[navn] = status
        assert (VOKSEN.encode() in krop) is (status == 200)
    lager.luk()
    assert {n for n, s in svar.items() if s == 200} == {"demo-oekonom-1", "demo-oekonom-2", "demo-revisor"}
    assert set(svar.values()) == {200, 403}
    assert _raa(server, "GET", adresse)[0] == 401


def test_serverens_log_har_ingen_persondata(server: Server) -> None:
    tekst = (server.hjem / "app.log").read_text(encoding="utf-8", errors="replace")
    assert not any(cpr in tekst or f"{cpr[:6]}-{cpr[6:]}" in tekst for cpr in CPR)
    assert "Anna" not in tekst
