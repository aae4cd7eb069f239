"""What the registers know: late moves, entries taken back, days that are not known, and the change file of a month."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.demo import DemoResultat, lav_demo, liv, register
from engine.demo.stoej import NIVEAUER
from engine.hemmeligheder import hent
from engine.indlaesning.landing import aktive, indlaes
from engine.indstillinger import Indstillinger
from engine.lager.port import hukommelse
from engine.lager.raa import byg_raa
from tests.demo.test_tabeller import CPR_TABELLER, laes


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResultat:
    return lav_demo(tmp_path_factory.mktemp("egeborg") / "ud", borgere=900, froe=17, stoej=3)


def kun_cpr(kilde: Path, til: Path) -> Path:
    """The delivery with the tables that CPR gives, and no others."""
    til.mkdir(parents=True)
    for fil in kilde.iterdir():
        if fil.stem in CPR_TABELLER or fil.suffix == ".toml":
            shutil.copy(fil, til / fil.name)
    return til


def raa(ind: Indstillinger) -> dict[str, set[tuple]]:
    """The five tables after all deliveries, without what says which delivery a row came with."""
    con = hukommelse(ind)
    byg_raa(con, ind, aktive(ind))
    ud = {}
    for tabel in CPR_TABELLER:
        alle = [str(r[0]) for r in con.execute(f"DESCRIBE raw.{tabel}").fetchall()]
        # CPR's extract has no coordinates.
        kolonner = [k for k in alle if not k.startswith("_") and k not in ("lon", "lat")]
        ud[tabel] = set(con.execute(f"SELECT {', '.join(kolonner)} FROM raw.{tabel}").fetchall())
    return ud


def test_maanedens_aendringsudtraek_giver_det_samme_som_leverancen(
    demo: DemoResultat, ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    aendringer = demo.ud / "cpr-u12170p" / "aendring-2025-11-30"
    hjem = tmp_path / "andet"
    andet = replace(ind, hjem=hjem, komforhtyper={"1": "betalingskommune"})
    hent(ind, "person")
    shutil.copytree(ind.hjem, hjem)  # the same secret, so that the keys can be compared
    foerste = kun_cpr(demo.leverancer[0], tmp_path / "l1")
    for hvem, naeste in ((ind, kun_cpr(demo.leverancer[1], tmp_path / "l2")), (andet, aendringer)):
        indlaes(hvem, foerste, nu, gx=False)
        (r,) = indlaes(hvem, naeste, nu, gx=False)
        assert r.leverance is not None
        assert not r.karantaene
        if hvem is andet:
            assert not r.leverance.advarsler
    a, b = raa(ind), raa(andet)
    assert {len(a["adresse"]) > 1000, len(a["person"]) > 500} == {True}
    for tabel in ("person", "adresse", "kommunalt_forhold"):
        assert a[tabel] == b[tabel], tabel
    # The extract tells that somebody has been unmarried all along, and cannot tell a co-mother from a father.
    assert a["civilstand"] <= b["civilstand"]
    uden_rolle = [{tuple(v for v in r if v not in ("far", "medmor")) for r in x["relation"]} for x in (a, b)]
    assert uden_rolle[0] == uden_rolle[1]


def test_aendringsudtraekket_har_kun_dem_der_er_aendret(demo: DemoResultat) -> None:
    foer, efter = (laes(m, "person") for m in (demo.leverancer[0], demo.leverancer[2]))
    (sidste,) = (demo.ud / "cpr-u12170p" / "aendring-2025-12-31").glob("D251231.*")
    linjer = sidste.read_text(encoding="latin-1").splitlines()
    assert linjer[0][19:] == "2025123120251130"
    personer = {linje[3:13] for linje in linjer if linje.startswith("001")}
    assert {linje[3:13] for linje in linjer[1:-1]} == personer
    assert 0 < len(personer) < 0.2 * len(efter)
    assert set(efter["cpr"]) - set(foer["cpr"]) - personer <= set(laes(demo.leverancer[1], "person")["cpr"])


def test_usikre_dage_er_den_foerste_i_maaneden_og_staar_ens_i_udtraekket(demo: DemoResultat) -> None:
    a = laes(demo.leverancer[0], "adresse").iloc[:-1]
    usikre = a[a["tilflytningsdato_usikker"] == "1"]
    assert len(usikre) > 10
    assert (usikre["tilflytningsdato"].str[-2:] == "01").all()
    assert (usikre["tilflytningsdato"] < "2020").all()
    # The stay before ends on that day, which is no surer there.
    foer = a.merge(
        usikre[["cpr", "tilflytningsdato"]],
        left_on=["cpr", "fraflytningsdato"],
        right_on=["cpr", "tilflytningsdato"],
    )
    assert (foer["fraflytningsdato_usikker"] == "1").all()
    assert set(laes(demo.leverancer[0], "civilstand")["fra_usikker"]) == {"0", "1"}
    assert demo.cprudtraek is not None
    linjer = demo.cprudtraek.read_text(encoding="latin-1").splitlines()
    # A day that is not known is 00 in CPR's own file, and the mark is set.
    assert any(linje[76:83].startswith("000000*") for linje in linjer if linje.startswith("023"))


def test_en_foedselsdag_der_kun_kendes_paa_aaret_er_den_foerste_januar() -> None:
    d = lav_personer(4_000)
    usikre = d[d["foedt_usikker"]]
    assert len(usikre) > 3
    assert {(liv.dato(f).month, liv.dato(f).day) for f in usikre["foedt"]} == {(1, 1)}
    assert (usikre["land"] > 0).all()


def lav_personer(antal: int) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    b = liv.lev(antal, rng, date(2025, 12, 31))
    inst = pd.DataFrame({"kommunekode": ["0998"], "type": ["botilbud_108"], "adr": [0]})
    from engine.demo.sandhed import Sandhed

    register.laeg_paa(b, inst, rng, NIVEAUER[3], Sandhed())
    return b.personer


def test_en_fejlregistrering_ses_indtil_den_rettes_og_staar_maerket_i_udtraekket(demo: DemoResultat) -> None:
    assert demo.cprudtraek is not None
    maerkede = [
        linje
        for linje in demo.cprudtraek.read_text(encoding="latin-1").splitlines()
        if linje[:3] == "023" and linje[13] in "AK"
    ]
    assert {linje[13] for linje in maerkede} == {"A", "K"}
    # Some of them stood in a delivery, and none in the last.
    tabeller = [laes(m, "adresse") for m in demo.leverancer]
    slut = pd.concat(tabeller)
    set_ = 0
    for linje in maerkede:
        fra = f"{linje[70:74]}-{linje[74:76]}-{linje[76:78]}"
        r = slut[
            (slut["cpr"] == linje[3:13])
            & (slut["tilflytningsdato"] == fra)
            & (slut["vejkode"] == linje[18:22])
        ]
        set_ += bool(len(r[r["husnr"] == linje[22:26].lstrip("0").strip()]))
    assert set_ > 0
    s = pd.read_csv(demo.sandhed, sep=";", dtype=str, keep_default_na=False)
    fejl = s[s["note"].str.contains("annulleret igen")]
    assert len(fejl) > 0
    sidste = tabeller[2]
    for r in fejl.itertuples():
        egne = sidste[sidste["cpr"] == r.cpr]
        assert r.fra not in set(egne["tilflytningsdato"])
