"""The citizen's report: found under every number the citizen has had, and written as CSV and PDF."""

from __future__ import annotations

import io
import os
import stat
from datetime import datetime
from pathlib import Path

import pypdf
import pytest

from engine.fejl import HjemtagFejl, RettelseAfvist
from engine.hemmeligheder import hent, noegle16
from engine.indstillinger import Indstillinger
from engine.resultater import indsigt, kontekst
from engine.sager.log import Loglinje, skriv_loglinjer
from tests.lager_hjaelp import lager_af, person

NY, GAMMEL, UKENDT = "6101700001", "6101700002", "6101700003"


def test_alle_borgerens_numre_findes_ogsaa_dem_der_er_afloest(
    ind: Indstillinger, nu: datetime, tmp_path: Path
) -> None:
    """A look made under the old number, before it was replaced, has another key and is found all the same."""
    personer = [person(NY, "1970-01-01"), person(GAMMEL, "1970-01-01", gaeldende_cpr=NY, cpr_status="60")]
    lager_af({"person": personer}, ind, nu, tmp_path)
    hemmelighed = hent(ind, "person")
    begge = sorted(noegle16(hemmelighed, cpr) for cpr in (NY, GAMMEL))
    assert indsigt.noegler(ind, NY) == indsigt.noegler(ind, f"{GAMMEL[:6]}-{GAMMEL[6:]}") == begge
    assert indsigt.noegler(ind, UKENDT) == [noegle16(hemmelighed, UKENDT)]
    lager = kontekst.sagslager(ind.database_url)
    skriv_loglinjer(lager, [Loglinje("lis", "se_person", "sag", begge[0], "Revision")], nu)
    skriv_loglinjer(lager, [Loglinje("lis", "se_person", "sag", begge[1], "Revision")], nu)
    assert len(indsigt.oversigt(ind, "system:x", NY, nu)) == 3


@pytest.mark.parametrize("cpr", ["", "123", "61017000011", "610170000x", "６１０１７０００0１"])
def test_det_der_ikke_er_et_nummer_afvises(ind: Indstillinger, cpr: str) -> None:
    with pytest.raises(RettelseAfvist, match="ti cifre"):
        indsigt.noegler(ind, cpr)


def test_csv_og_pdf_siger_det_samme_og_ingen_navne(nu: datetime, tmp_path: Path) -> None:
    raekker = [
        {"tid": nu, "hvad": "Oplysninger om dig er vist", "formaal": "Revision"},
        {"tid": nu, "hvad": "Denne oversigt er lavet", "formaal": ""},
    ]
    indsigt.gem(raekker, tmp_path / "o.csv", nu)
    assert (tmp_path / "o.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "tidspunkt;hvad;formaal",
        "15.01.2026 kl. 09.00;Oplysninger om dig er vist;Revision",
        "15.01.2026 kl. 09.00;Denne oversigt er lavet;",
    ]
    indsigt.gem(raekker, tmp_path / "o.pdf", nu)
    sider = pypdf.PdfReader(io.BytesIO((tmp_path / "o.pdf").read_bytes())).pages
    tekst = " ".join(" ".join(s.extract_text() for s in sider).split())
    assert "15.01.2026 kl. 09.00" in tekst
    assert "Revision" in tekst
    assert "2 linjer handler om dig" in tekst
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "o.pdf").stat().st_mode) == 0o600
    for sti in (tmp_path / "o.docx", tmp_path / "findes ikke" / "o.csv"):
        with pytest.raises(HjemtagFejl, match="Intet er skrevet"):
            indsigt.gem(raekker, sti, nu)
