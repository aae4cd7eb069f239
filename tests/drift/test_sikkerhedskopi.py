"""Backup and restoring on both databases, from either kind to either kind; and everything that must stop one."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from engine import hemmeligheder
from engine.drift import ankerfil, gendan, sikkerhedskopi
from engine.drift.sikkerhedskopi import KopiFejl
from engine.indstillinger import Indstillinger
from engine.sager import anker, brugere, sessioner, tabeller
from engine.sager.lager import SENESTE_REVISION, Sagslager, aabn, opgrader, revision_i
from engine.sager.log import efterproev, hoved, skriv_log
from engine.sager.model import FLYT_PERIODE, Rettelse
from tests.drift.conftest import ANNA, BO, fyld, indhold
from tests.sager.conftest import BEGGE, _toem

KODEORD = "en kodesætning til kopien"


@pytest.fixture
def kopi(ind: Indstillinger, lager: Sagslager, nu: datetime) -> sikkerhedskopi.Kopi:
    fyld(lager, nu)
    return sikkerhedskopi.lav(ind, lager, nu)


@pytest.fixture(scope="module")
def faelles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Indstillinger, Path]:
    """One copy for all that only look at the file, and the settings it was made with."""
    hjem = tmp_path_factory.mktemp("kopi")
    ind = Indstillinger(hjem=hjem, kommune="0998", database_url=f"sqlite:///{hjem / 'sager.db'}")
    lager, nu = aabn(ind.database_url), datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    fyld(lager, nu)
    return ind, sikkerhedskopi.lav(ind, lager, nu).fil


@pytest.fixture
def een_kopi(faelles: tuple[Indstillinger, Path], ind: Indstillinger) -> sikkerhedskopi.Kopi:
    """The shared copy in this test's own data directory, with the secrets it was made with."""
    shutil.copytree(faelles[0].hemmeligheder, ind.hemmeligheder)
    ind.sikkerhedskopier.mkdir()
    return sikkerhedskopi.efterproev(Path(shutil.copy(faelles[1], ind.sikkerhedskopier)))


@pytest.fixture
def tomt_lager(ind: Indstillinger, tmp_path: Path) -> Sagslager:
    return Sagslager(f"sqlite:///{tmp_path / 'tomt.db'}")


@pytest.mark.parametrize("til", BEGGE)
def test_en_gendannelse_giver_det_samme(
    ind: Indstillinger,
    kopi: sikkerhedskopi.Kopi,
    lager: Sagslager,
    nu: datetime,
    til: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    """Every row of every table that is copied, on either kind of database; and the log's chain to its end."""
    foer = indhold(lager)
    if til == "sqlite":
        maal = Sagslager(f"sqlite:///{tmp_path / 'til.db'}")
    else:
        maal = Sagslager(request.getfixturevalue("postgres_url"))
        maal.migrer()
        _toem(maal)
    svar = gendan.gendan(ind, maal, kopi.fil, nu, "system:prøve")
    efter = indhold(maal)
    assert svar.raekker == sum(len(r) for n, r in foer.items() if n not in sikkerhedskopi.UDELADT)
    linjer = len(foer["log"])
    for navn, raekker in foer.items():
        if navn in sikkerhedskopi.UDELADT:
            assert raekker, f"prøven har intet i {navn}"
            assert efter[navn] == []
        elif navn == "log":
            assert efter[navn][:linjer] == raekker
            assert [r[3] for r in efter[navn][linjer:]] == ["log_anker", "gendannet"]
        else:
            assert raekker, f"prøven har intet i {navn}"
            assert efter[navn] == raekker
    assert efterproev(maal)[0]
    assert svar.bemaerkninger == []
    # Work goes on: numbers follow on, and the guards stand again.
    brugere.opret(maal, "ny", "Ny", "leder", None, nu)
    nyt = {"periode_fra": "2022-04-01", "periode_til": "2022-04-30"}
    noegle = {"kilde": "opus", "regnskabsaar": 2022, "bilagsnr": "B", "linjenr": 1}
    (nr,) = maal.skriv_rettelser([Rettelse(0, FLYT_PERIODE, noegle, nyt, "april", "bo")], nu)
    assert nr == max(r[0] for r in foer["haendelse"]) + 1
    for tabel in ("log", "log_person", "haendelse"):
        with pytest.raises(sa.exc.DBAPIError, match="kan kun tilføjes"), maal.skriv() as con:
            con.execute(sa.text(f"DELETE FROM {tabel}"))
    maal.luk()


def test_screeningens_fund_er_i_kopien_og_kommer_tilbage(
    ind: Indstillinger, lager: Sagslager, nu: datetime, tomt_lager: Sagslager
) -> None:
    """As they were; none when there were none; untouched by a backup from before they were in it."""
    uden = sikkerhedskopi.lav(ind, lager, nu, ind.hjem / "uden.zip")
    assert uden.manifest["screening"] == ""
    ind.screening.parent.mkdir(mode=0o700)
    ind.screening.write_text('{"version": 1, "fund": []}', encoding="utf-8")
    med = sikkerhedskopi.lav(ind, lager, nu, ind.hjem / "med.zip")
    ind.screening.write_text("andet", encoding="utf-8")
    gendan.gendan(ind, tomt_lager, med.fil, nu, "system:prøve")
    assert ind.screening.read_text(encoding="utf-8") == '{"version": 1, "fund": []}'
    assert stat.S_IMODE(ind.screening.stat().st_mode) == 0o600
    foer = gendan.gendan(ind, tomt_lager, uden.fil, nu, "system:prøve", overskriv=True).foer
    assert not ind.screening.exists()
    assert foer is not None
    senere = nu + timedelta(minutes=1)
    gendan.gendan(ind, tomt_lager, foer, senere, "system:prøve", overskriv=True)  # what stood there was kept
    assert ind.screening.exists()
    with zipfile.ZipFile(med.fil) as arkiv:
        assert sikkerhedskopi.screening(arkiv, {}) is None
        with pytest.raises(ValueError, match="er ændret"):
            sikkerhedskopi.screening(arkiv, {"screening": "0" * 64})
    tomt_lager.luk()


def test_en_session_lever_ikke_op_igen(
    ind: Indstillinger, lager: Sagslager, tomt_lager: Sagslager, nu: datetime
) -> None:
    fyld(lager, nu)
    bruger_id = next(b["id"] for b in brugere.liste(lager) if b["navn"] == "karen")
    with lager.skriv() as con:
        token = sessioner.opret_i(con, bruger_id, "", nu)
    kopi = sikkerhedskopi.lav(ind, lager, nu)
    gendan.gendan(ind, tomt_lager, kopi.fil, nu, "system")
    assert sessioner.hent_session(lager, token, nu) is not None
    assert sessioner.hent_session(tomt_lager, token, nu) is None
    token, bruger = brugere.log_ind(tomt_lager, "karen", "et langt kodeord", "", nu, cost=4)
    assert bruger.navn == "karen"


def test_kopien_er_af_eet_oejeblik_mens_der_arbejdes(
    ind: Indstillinger, lager: Sagslager, nu: datetime
) -> None:
    """Writers go on while copies are taken; each copy holds a log that is whole to its own end."""
    fyld(lager, nu)
    stop = threading.Event()

    def arbejd() -> None:
        while not stop.is_set():
            skriv_log(lager, nu=nu, bruger="bo", handling="udtraek", personer=[ANNA, BO])
            stop.wait(0.005)

    traade = [threading.Thread(target=arbejd) for _ in range(3)]
    for traad in traade:
        traad.start()
    try:
        kopier = [
            sikkerhedskopi.lav(ind, lager, nu, ind.sikkerhedskopier / f"kopi{nr}.zip") for nr in range(3)
        ]
    finally:
        stop.set()
        for traad in traade:
            traad.join(20)
    for nr, kopi in enumerate(kopier):
        raekker = {t["navn"]: t["raekker"] for t in kopi.manifest["tabeller"]}
        assert raekker["log"] == kopi.manifest["log"]["nr"]
        maal = Sagslager(f"sqlite:///{ind.hjem / f'maal{nr}.db'}")
        assert gendan.gendan(ind, maal, kopi.fil, nu, "system").log_linjer == raekker["log"]
        maal.luk()


def test_filen_kan_kun_laeses_af_ejeren_og_intet_andet_bliver_tilbage(
    ind: Indstillinger, kopi: sikkerhedskopi.Kopi
) -> None:
    if os.name != "nt":
        assert stat.S_IMODE(kopi.fil.stat().st_mode) == 0o600
    assert [f.name for f in ind.sikkerhedskopier.iterdir()] == ["sagslager-20260115T080000Z.zip"]
    assert not ind.arbejde.exists() or list(ind.arbejde.iterdir()) == []


def test_et_aendret_skema_foelger_med_frem(
    ind: Indstillinger, tomt_lager: Sagslager, nu: datetime, tmp_path: Path
) -> None:
    """A copy made by the version before is restored at its own revision and then brought up to date."""
    gammel = Sagslager(f"sqlite:///{tmp_path / 'gammel.db'}")
    with gammel.skriv() as con:
        opgrader(con, None, til="0001")
    with gammel.motor.connect() as con:
        skema = sa.MetaData()
        skema.reflect(bind=con)
        kolonner = {t: [k.name for k in skema.tables[t].columns] for t in skema.tables}
    kopi = _ret_kopi(ind, _kopi_af_revision(ind, kolonner, tmp_path), lambda m: m)
    gendan.gendan(ind, tomt_lager, kopi, nu, "system")
    with tomt_lager.laes() as con:
        assert revision_i(con) == SENESTE_REVISION
        assert con.scalar(sa.select(tabeller.bruger.c.organisationer)) == []
    assert [b["navn"] for b in brugere.liste(tomt_lager)] == ["gamle-ole"]


def _kopi_af_revision(ind: Indstillinger, kolonner: dict[str, list[str]], tmp_path: Path) -> Path:
    """A copy as revision 0001 would have written it: one user, nothing else."""
    bruger = {"id": 3, "navn": "gamle-ole", "visningsnavn": "Ole", "rolle": "leder", "kodeord_hash": None}
    bruger |= {"skal_skifte": False, "aktiv": True, "demo": False, "fagomraader": []}
    bruger |= {"oprettet": "2025-05-06T07:08:09+00:00"}
    linje = json.dumps([bruger[k] for k in kolonner["bruger"]])
    import hashlib

    slags = {"oprettet": "tid", "fagomraader": "json"}
    tabel = {
        "navn": "bruger",
        "raekker": 1,
        "sha256": hashlib.sha256(f"{linje}\n".encode()).hexdigest(),
        "kolonner": [[k, slags.get(k, "vaerdi")] for k in kolonner["bruger"]],
    }
    manifest = {
        "format": 1,
        "lavet": "2025-06-01T00:00:00+00:00",
        "version": "0.0.9",
        "revision": "0001",
        "database": "sqlite",
        "log": {"nr": 0, "hash": ""},
        "hemmeligheder": False,
        "aftryk": {},
        "udeladt": [],
        "tabeller": [tabel],
    }
    fil = tmp_path / "gammel.zip"
    with zipfile.ZipFile(fil, "w") as arkiv:
        arkiv.writestr("tabeller/bruger.jsonl", f"{linje}\n")
        arkiv.writestr("manifest.json", json.dumps(manifest))
    return fil


def _ret_kopi(
    ind: Indstillinger,
    fil: Path,
    ret: Callable[[dict[str, Any]], dict[str, Any]],
    filer: dict[str, bytes] | None = None,
) -> Path:
    """The same copy with another manifest, signed with the installation's own key; `filer` replaces content."""
    hemmelig = hemmeligheder.hent(ind, "anker")
    ud = fil.with_name(f"rettet-{fil.name}")
    with zipfile.ZipFile(fil) as fra, zipfile.ZipFile(ud, "w") as til:
        manifest = ret(json.loads(fra.read("manifest.json")))
        manifest["noegle"] = anker.offentlig_noegle(hemmelig)
        tekst = json.dumps(manifest).encode()
        til.writestr("manifest.json", tekst)
        til.writestr("manifest.sig", anker.underskriv(hemmelig, tekst))
        for navn in fra.namelist():
            if not navn.startswith("manifest"):
                til.writestr(navn, (filer or {}).get(navn, fra.read(navn)))
    return ud


# --- what stops a restoring --------------------------------------------------------------------------------------


def test_et_lager_der_ikke_er_tomt_roeres_ikke(ind: Indstillinger, lager: Sagslager, nu: datetime) -> None:
    fyld(lager, nu)
    kopi = sikkerhedskopi.lav(ind, lager, nu)
    skriv_log(lager, nu=nu, bruger="bo", handling="efter_kopien")
    foer = indhold(lager)
    with pytest.raises(KopiFejl, match="ikke tomt"):
        gendan.gendan(ind, lager, kopi.fil, nu, "system")
    assert indhold(lager) == foer


def test_med_overskriv_gemmes_det_der_stod_foerst(
    ind: Indstillinger, lager: Sagslager, tomt_lager: Sagslager, nu: datetime
) -> None:
    fyld(lager, nu)
    ankerfil.saet(ind, lager, nu)
    kopi = sikkerhedskopi.lav(ind, lager, nu)
    for _ in range(4):
        skriv_log(lager, nu=nu, bruger="bo", handling="efter_kopien")
    ankerfil.saet(ind, lager, nu)
    foer = indhold(lager)
    senere = nu + timedelta(days=1)
    svar = gendan.gendan(ind, lager, kopi.fil, senere, "system:prøve", overskriv=True)
    assert "efter_kopien" not in [r[3] for r in indhold(lager)["log"]]
    # The anchors know of the lines that are gone, and say so without calling the log broken.
    efter = anker.efterproev(lager, ankerfil.hent(ind))
    assert efter.hel, efter.tekst
    assert "blev en sikkerhedskopi gendannet" in efter.bemaerkninger[0]
    # And what stood there can be had back.
    assert svar.foer is not None
    gendan.gendan(ind, tomt_lager, svar.foer, senere, "system")
    assert indhold(tomt_lager)["log"][: len(foer["log"])] == foer["log"]


@pytest.mark.parametrize(
    "navn", ["tabeller/bruger.jsonl", "tabeller/log.jsonl", "manifest.json", "manifest.sig"]
)
def test_en_aendret_kopi_afvises(
    ind: Indstillinger, een_kopi: sikkerhedskopi.Kopi, tomt_lager: Sagslager, nu: datetime, navn: str
) -> None:
    """Somebody makes himself administrator in the archive."""
    ond = een_kopi.fil.with_name("ond.zip")
    with zipfile.ZipFile(een_kopi.fil) as fra, zipfile.ZipFile(ond, "w") as til:
        for fil in fra.namelist():
            indhold_ = fra.read(fil)
            if fil == navn:
                indhold_ = indhold_.replace(b"sagsbehandler", b"administrator").replace(b"bo", b"bi")
                indhold_ = indhold_[::-1] if fil == "manifest.sig" else indhold_ + b" "
            til.writestr(fil, indhold_)
    with pytest.raises(KopiFejl, match="er ikke en hel sikkerhedskopi"):
        gendan.gendan(ind, tomt_lager, ond, nu, "system")
    assert gendan.er_tomt(tomt_lager)


@pytest.mark.parametrize("hvordan", ["afkortet", "byttet byte", "tom", "ikke zip", "tabel mangler"])
def test_en_oedelagt_kopi_afvises(
    ind: Indstillinger, een_kopi: sikkerhedskopi.Kopi, tomt_lager: Sagslager, nu: datetime, hvordan: str
) -> None:
    raa = een_kopi.fil.read_bytes()
    daarlig = een_kopi.fil.with_name("daarlig.zip")
    if hvordan == "tabel mangler":
        with zipfile.ZipFile(een_kopi.fil) as fra, zipfile.ZipFile(daarlig, "w") as til:
            for fil in fra.namelist():
                if fil != "tabeller/haendelse.jsonl":
                    til.writestr(fil, fra.read(fil))
    else:
        midt = len(raa) // 2
        daarlig.write_bytes(
            {
                "afkortet": raa[:midt],
                "byttet byte": raa[:midt] + bytes([raa[midt] ^ 0xFF]) + raa[midt + 1 :],
                "tom": b"",
                "ikke zip": b"nr;navn\n1;Bo\n",
            }[hvordan]
        )
    with pytest.raises(KopiFejl, match="er ikke en hel sikkerhedskopi"):
        gendan.gendan(ind, tomt_lager, daarlig, nu, "system")
    assert gendan.er_tomt(tomt_lager)


def test_en_kopi_fra_en_nyere_version_afvises(
    ind: Indstillinger, een_kopi: sikkerhedskopi.Kopi, tomt_lager: Sagslager, nu: datetime
) -> None:
    nyere = _ret_kopi(ind, een_kopi.fil, lambda m: m | {"revision": "9999", "version": "9.9.9"})
    with pytest.raises(KopiFejl, match=r"skemaet '9999' fra version 9\.9\.9"):
        gendan.gendan(ind, tomt_lager, nyere, nu, "system")
    assert gendan.er_tomt(tomt_lager)
    format2 = _ret_kopi(ind, een_kopi.fil, lambda m: m | {"format": 2})
    with pytest.raises(KopiFejl, match="formatet 2"):
        gendan.gendan(ind, tomt_lager, format2, nu, "system")


def test_en_kopi_med_brudt_log_afvises_og_intet_er_halvt(
    ind: Indstillinger, lager: Sagslager, nu: datetime
) -> None:
    """Well signed and well hashed, but its log is not whole: found when the rows are already in, and taken back."""
    import hashlib

    fyld(lager, nu)
    kopi = sikkerhedskopi.lav(ind, lager, nu)
    with zipfile.ZipFile(kopi.fil) as arkiv:
        linjer = arkiv.read("tabeller/log.jsonl").splitlines(keepends=True)
    raa = b"".join(linjer[:2] + linjer[3:])

    def ret(m: dict[str, Any]) -> dict[str, Any]:
        for t in m["tabeller"]:
            if t["navn"] == "log":
                t |= {"raekker": len(linjer) - 1, "sha256": hashlib.sha256(raa).hexdigest()}
        return m

    brudt = _ret_kopi(ind, kopi.fil, ret, {"tabeller/log.jsonl": raa})
    foer = indhold(lager)
    with pytest.raises(KopiFejl, match="brudt ved linje 3"):
        gendan.gendan(ind, lager, brudt, nu, "system", overskriv=True)
    assert indhold(lager) == foer
    assert efterproev(lager)[0]


def test_en_fremmed_tabel_i_samme_database_bliver_staaende(
    ind: Indstillinger, lager: Sagslager, nu: datetime
) -> None:
    fyld(lager, nu)
    kopi = sikkerhedskopi.lav(ind, lager, nu)
    with lager.skriv() as con:
        con.execute(sa.text("CREATE TABLE en_andens (x INTEGER)"))
        con.execute(sa.text("INSERT INTO en_andens VALUES (42)"))
    gendan.gendan(ind, lager, kopi.fil, nu, "system", overskriv=True)
    with lager.skriv() as con:
        assert con.scalar(sa.text("SELECT x FROM en_andens")) == 42
        con.execute(sa.text("DROP TABLE en_andens"))


# --- making one ---------------------------------------------------------------------------------------------------


def test_uden_plads_laves_ingen_kopi(
    ind: Indstillinger, lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 * 2**20))
    with pytest.raises(KopiFejl, match="Der skal bruges 200 MB"):
        sikkerhedskopi.lav(ind, lager, nu)
    assert list(ind.sikkerhedskopier.iterdir()) == []


def test_en_mappe_der_ikke_kan_laves_naevnes(ind: Indstillinger, tomt_lager: Sagslager, nu: datetime) -> None:
    (ind.hjem / "optaget").write_text("")
    tomt_lager.migrer()
    with pytest.raises(KopiFejl, match="kunne ikke skrives"):
        sikkerhedskopi.lav(replace(ind, sikkerhedskopi_mappe=str(ind.hjem / "optaget")), tomt_lager, nu)


def test_en_afbrudt_kopi_efterlader_intet(
    ind: Indstillinger, lager: Sagslager, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fyld(lager, nu)

    def afbryd(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sikkerhedskopi, "_manifest", afbryd)
    with pytest.raises(KeyboardInterrupt):
        sikkerhedskopi.lav(ind, lager, nu)
    assert list(ind.sikkerhedskopier.iterdir()) == []
    assert list(ind.arbejde.iterdir()) == [] if lager.er_sqlite else True


# --- secrets -------------------------------------------------------------------------------------------------------


def test_hemmeligheder_er_krypterede_og_kan_gendannes_paa_en_anden_maskine(
    ind: Indstillinger, tomt_lager: Sagslager, nu: datetime, tmp_path: Path
) -> None:
    tomt_lager.migrer()
    egne = {navn: hemmeligheder.hent(ind, navn) for navn in ("person", "sag", "anker")}
    kopi = sikkerhedskopi.lav(ind, tomt_lager, nu, kodeord=KODEORD)
    raa = kopi.fil.read_bytes()
    with zipfile.ZipFile(kopi.fil) as arkiv:
        raa += b"".join(arkiv.read(n) for n in arkiv.namelist())
    assert not any(v in raa or v.hex().encode() in raa for v in egne.values())

    nyt = replace(ind, hjem=tmp_path / "ny maskine")
    maal = Sagslager(f"sqlite:///{tmp_path / 'maal.db'}")
    with pytest.raises(KopiFejl, match="forkert"):
        gendan.gendan(nyt, maal, kopi.fil, nu, "system", kodeord="en forkert kodesætning")
    assert gendan.er_tomt(maal)
    svar = gendan.gendan(nyt, maal, kopi.fil, nu, "system", kodeord=KODEORD)
    assert svar.hemmeligheder == ("anker", "person", "sag")
    assert svar.bemaerkninger == []
    assert {navn: hemmeligheder.hent(nyt, navn) for navn in egne} == egne
    if os.name != "nt":
        assert stat.S_IMODE((nyt.hemmeligheder / "person").stat().st_mode) == 0o600


def test_andre_hemmeligheder_overskrives_ikke_uden_at_det_er_sagt(
    ind: Indstillinger, tomt_lager: Sagslager, nu: datetime, tmp_path: Path
) -> None:
    tomt_lager.migrer()
    hemmeligheder.hent(ind, "person")
    kopi = sikkerhedskopi.lav(ind, tomt_lager, nu, kodeord=KODEORD)
    nyt = replace(ind, hjem=tmp_path / "ny")
    egen = hemmeligheder.hent(nyt, "person")
    maal = Sagslager(f"sqlite:///{tmp_path / 'maal.db'}")
    with pytest.raises(KopiFejl, match="person findes i"):
        gendan.gendan(nyt, maal, kopi.fil, nu, "system", kodeord=KODEORD)
    assert hemmeligheder.hent(nyt, "person") == egen
    assert gendan.er_tomt(maal)
    # Without the secrets the rows come in, and it is said that they do not belong to these secrets.
    svar = gendan.gendan(nyt, maal, kopi.fil, nu, "system")
    assert "person" in svar.bemaerkninger[0]


@pytest.mark.parametrize("kodeord", ["", "kort"])
def test_et_kort_kodeord_afvises(
    ind: Indstillinger, tomt_lager: Sagslager, nu: datetime, kodeord: str
) -> None:
    with pytest.raises(KopiFejl, match="mindst 12"):
        sikkerhedskopi.lav(ind, tomt_lager, nu, kodeord=kodeord)


def test_en_kopi_uden_hemmeligheder_siger_det(
    ind: Indstillinger, een_kopi: sikkerhedskopi.Kopi, tomt_lager: Sagslager, nu: datetime
) -> None:
    with pytest.raises(KopiFejl, match="ingen hemmeligheder"):
        gendan.gendan(ind, tomt_lager, een_kopi.fil, nu, "system", kodeord=KODEORD)


def test_kopien_siger_hvor_loggen_slutter(
    ind: Indstillinger, kopi: sikkerhedskopi.Kopi, lager: Sagslager
) -> None:
    assert (kopi.manifest["log"]["nr"], kopi.manifest["log"]["hash"]) == hoved(lager)
    assert sikkerhedskopi.efterproev(kopi.fil).raekker == kopi.raekker
