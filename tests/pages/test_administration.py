"""The administrator's pages, clicked as an administrator clicks them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from engine import hemmeligheder
from engine.indstillinger import laes_indstillinger
from engine.sager import brugere, tabeller
from engine.sager.lager import Sagslager, raekker
from engine.sager.log import Loglinje, skriv_loglinjer
from tests.pages.conftest import html

SIDER = Path(__file__).resolve().parents[2] / "pages"


def _aabn(navn: str) -> Any:
    at = AppTest.from_file(str(SIDER / f"{navn}.py"), default_timeout=40).run()
    assert not at.exception
    return at


def _knap(at: Any, navn: str) -> Any:
    return next(k for k in at.button if k.label == navn)


def _felt(at: Any, navn: str) -> Any:
    return next(f for f in [*at.text_input, *at.text_area, *at.selectbox] if f.label == navn)


def test_en_ny_bruger_faar_en_kode_der_vises_en_gang(
    hjem: Path, lager: Sagslager, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-administrator")
    at = _aabn("brugere")
    _felt(at, "Brugernavn").input("ny.bruger")
    _felt(at, "Navn").input("Ny <b>Bruger</b>")
    _felt(at, "Rolle").select("revisor")
    _knap(at, "Opret").click().run()
    assert not at.exception
    (kode,) = [c.value for c in at.code]
    ny = next(b for b in brugere.liste(lager) if b["navn"] == "ny.bruger")
    assert ny["skal_skifte"]
    nu = datetime.now(UTC)
    assert brugere.log_ind(lager, "ny.bruger", kode, "", nu, alt_er_demo=False)
    at.run()
    assert not at.code
    assert "<b>Bruger" not in html(at)


def test_en_rolle_der_mangler_er_en_klar_fejl(
    hjem: Path, lager: Sagslager, log_ind: Callable[[str], str]
) -> None:
    log_ind("demo-administrator")
    at = _aabn("brugere")
    _felt(at, "Brugernavn").input("ny.bruger")
    _knap(at, "Opret").click().run()
    assert [e.value for e in at.error]
    assert "ny.bruger" not in [b["navn"] for b in brugere.liste(lager)]


def test_stikproeven_gennemgaas_og_loggen_efterproeves(
    hjem: Path, lager: Sagslager, log_ind: Callable[[str], str]
) -> None:
    linje = Loglinje("demo-revisor", "se_person", "sag", "a" * 16, "Revision")
    sidste_maaned = datetime.now(UTC).replace(day=1) - timedelta(days=5)
    skriv_loglinjer(lager, [linje], sidste_maaned)
    log_ind("demo-administrator")
    at = _aabn("log")
    assert any("Ikke gennemgået" in m.value for m in at.markdown)
    _felt(at, "Hvad viste gennemgangen?").input("Alle havde et arbejde at gøre")
    _knap(at, "Skriv, at stikprøven er gennemgået").click().run()
    assert not at.exception
    assert [t.value for t in at.text] == ["Alle havde et arbejde at gøre"]
    _knap(at, "Efterprøv loggen nu").click().run()
    assert not at.exception
    assert at.success
    assert not at.error


def test_indsigt_uden_ti_cifre_er_en_klar_fejl(hjem: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-administrator")
    at = _aabn("log")
    _felt(at, "Borgerens CPR-nummer").input("123")
    _knap(at, "Lav oversigten").click().run()
    assert ["ti cifre" in e.value for e in at.error] == [True]


def test_en_sikkerhedskopi_tages_fra_siden(hjem: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-administrator")
    at = _aabn("drift")
    _knap(at, "Tag en sikkerhedskopi nu").click().run()
    assert not at.exception
    assert not at.error
    assert any("taget og efterprøvet" in s.value for s in at.success)
    assert len(list(laes_indstillinger().sikkerhedskopier.glob("*.zip"))) == 1
    assert any("sikkerhedskopi" in str(t.value) for t in [*at.table, *at.dataframe])


def test_oversigten_laves_ogsaa_for_en_der_ikke_er_i_data_og_kun_een_gang(
    hjem: Path, lager: Sagslager, log_ind: Callable[[str], str]
) -> None:
    """The key follows from the number; nothing else on the page makes the report anew or shows the number."""
    cpr = "6101700001"
    noegle = hemmeligheder.noegle16(hemmeligheder.hent(laes_indstillinger(), "person"), cpr)
    skriv_loglinjer(lager, [Loglinje("lis", "se_person", "sag", noegle, "Revision")], datetime.now(UTC))
    log_ind("demo-administrator")
    at = _aabn("log")
    _felt(at, "Borgerens CPR-nummer").input(f"{cpr[:6]}-{cpr[6:]}")
    _knap(at, "Lav oversigten").click().run()
    at.run()
    assert not at.exception
    assert not at.error
    assert any("1 opslag" in m.value for m in at.markdown)
    assert "lis" not in str([t.value for t in at.table][-1])
    with lager.laes() as con:
        lavet = [r for r in raekker(con, tabeller.log.select()) if r["handling"] == "indsigt"]
    assert [r["person_noegle"] for r in lavet] == [noegle]
    assert cpr not in str(at.main)


def test_drift_viser_disk_versioner_og_hvad_der_mangler(hjem: Path, log_ind: Callable[[str], str]) -> None:
    log_ind("demo-administrator")
    at = _aabn("drift")
    overskrifter = [o.value for o in at.subheader]
    assert {"Data efter tabel og kilde", "Udgaver af datagrundlaget", "Disk", "Versioner"} <= set(
        overskrifter
    )
    assert "SQLite" in str([t.value for t in at.table])
    assert "hjemtag indlaes" in html(at)


def test_administratoren_ser_reglerne_uden_fund_og_kroner(
    ledelsesby: Path, log_ind: Callable[[str], str], lager: Sagslager
) -> None:
    from engine.potentiale.regelvalg import Indstilling
    from engine.resultater import regelvalg
    from engine.sager import sessioner

    token = log_ind("demo-administrator")
    nu = datetime.now(UTC)
    bruger = sessioner.hent_session(lager, token, nu)
    assert bruger is not None
    regelvalg.gem(lager, bruger, [("REF-01", Indstilling(til=False), 0)], "Fordi", nu)
    at = _aabn("regler")
    reglerne = next(d.value for d in at.dataframe if "Står til" in d.value.columns)
    assert not {"Fund", "Til gode", "Skyldig"} & set(reglerne.columns)
    assert len(reglerne) == len(regelvalg.staende(lager))
    assert "Slået fra" in str(reglerne.iloc[0].tolist() + reglerne["Står til"].tolist())
    assert any("Fordi" in html(at) or "Fordi" in str(t.value.to_dict()) for t in [*at.dataframe, *at.table])
    assert "kr." not in " ".join(m.value for m in at.markdown)
