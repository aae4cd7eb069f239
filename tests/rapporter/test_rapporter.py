"""Workbooks, PDF documents and sealed packages: what they hold, and that they come out the same every time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from engine.fejl import HjemtagFejl
from engine.rapporter import arbejdsbog, pakke, pdf
from engine.rapporter.form import Kolonne, Tabel

LAVET = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
TABEL = Tabel(
    "Sager/2022",
    "Sagerne i 2022",
    (
        Kolonne("sag", "Sag"),
        Kolonne("maaned", "Måned", "maaned"),
        Kolonne("dag", "Bogført", "dato"),
        Kolonne("netto", "Netto", "kroner", sum=True),
        Kolonne("antal", "Antal", "tal", sum=True),
    ),
    [
        {"sag": "=1+1", "maaned": "2022-03", "dag": date(2022, 3, 4), "netto": 123456, "antal": 1},
        {"sag": "Støtte\x07 æøå", "maaned": "2022-04", "dag": None, "netto": -23457, "antal": 2},
    ],
    ("Forklaringen.",),
    ("Noten.",),
)


def _bog(lavet: datetime = LAVET) -> bytes:
    return arbejdsbog.byg([TABEL], titel="Prøve", lavet=lavet)


def _dokument(lavet: datetime = LAVET) -> bytes:
    d = pdf.dokument("Prøve", lavet=lavet)
    d.titel("Særligt dyre enkeltsager", "Egeborg")
    d.noegletal([("Refusion", "4,2 mio. kr."), ("Mangler", "−34.112 kr.")])
    d.overskrift("Sager")
    d.punkter(["et", "to"])
    d.tabel(TABEL)
    return d.bytes()


def test_arbejdsbogen_har_tal_som_tal_tekst_som_tekst_og_en_sum_der_stemmer() -> None:
    ark = load_workbook(io.BytesIO(_bog()))["Sager 2022"]
    raekker = [[c.value for c in r] for r in ark.iter_rows(min_row=4)]
    assert raekker[0] == ["Sag", "Måned", "Bogført", "Netto", "Antal"]
    assert raekker[1] == ["=1+1", "2022-03", datetime(2022, 3, 4), 1234.56, 1]
    assert raekker[2] == ["Støtte\ufffd æøå", "2022-04", None, -234.57, 2]
    assert raekker[3] == ["I alt", None, None, 999.99, 3]
    assert ark.cell(5, 1).data_type == "s", "en tekst er blevet en formel"


@pytest.mark.parametrize("lav", [_bog, _dokument])
def test_det_samme_indhold_giver_de_samme_bytes_og_tiden_er_den_givne(lav, monkeypatch) -> None:
    foerst = lav()
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert lav() == foerst
    assert lav(datetime(2027, 1, 1, tzinfo=UTC)) != foerst


def test_pdf_kan_laeses_og_har_danske_tal_og_sidetal() -> None:
    laeser = PdfReader(io.BytesIO(_dokument()))
    tekst = "\n".join(side.extract_text() for side in laeser.pages)
    for ventet in (
        "Særligt dyre enkeltsager",
        "1.234,56",
        "−234,57",
        "999,99",
        "I alt",
        "Side 1 af 1",
        "Noten.",
    ):
        assert ventet in tekst, tekst
    assert laeser.metadata.creation_date == LAVET


def test_en_lang_tabel_gentager_sit_hoved_paa_hver_side() -> None:
    d = pdf.dokument("Lang", lavet=LAVET)
    d.tabel(Tabel("a", "a", TABEL.kolonner, list(TABEL.raekker) * 60))
    sider = PdfReader(io.BytesIO(d.bytes())).pages
    assert len(sider) > 2
    assert all("Bogført" in side.extract_text() for side in sider)


# --- sealed packages ------------------------------------------------------------------------------------------

FILER = {"sag/bilag.pdf": b"pdf", "læs.txt": "æøå".encode()}


def _med(aendring: dict[str, bytes | None]) -> bytes:
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pakke.pak(FILER))) as ind, zipfile.ZipFile(ud, "w") as arkiv:
        indhold = {n: ind.read(n) for n in ind.namelist()} | aendring
        for navn, bytes_ in indhold.items():
            if bytes_ is not None:
                arkiv.writestr(navn, bytes_)
    return ud.getvalue()


def test_en_hel_pakke_er_hel_og_ens_hver_gang() -> None:
    assert pakke.pak(FILER) == pakke.pak(dict(reversed(FILER.items())))
    assert pakke.efterproev(pakke.pak(FILER)) == []


@pytest.mark.parametrize(
    ("aendring", "fejl"),
    [
        ({"læs.txt": b"andet"}, "Filen læs.txt er ændret."),
        ({"læs.txt": None}, "Filen læs.txt mangler."),
        ({"ny.txt": b""}, "Filen ny.txt står ikke i indekset."),
    ],
)
def test_en_aendret_pakke_siger_hvad_der_er_aendret(aendring, fejl) -> None:
    assert pakke.efterproev(_med(aendring)) == [fejl]


@pytest.mark.parametrize("fil", [b"", b"ikke en zip", pakke.pak(FILER)[:60]])
def test_en_fremmed_fil_afvises_i_en_saetning(fil) -> None:
    with pytest.raises(HjemtagFejl, match="ikke en pakke fra Hjemtag"):
        pakke.efterproev(fil)


@pytest.mark.parametrize("navn", ["/etc/x", "../x", "a\\b", pakke.INDEKS, ""])
def test_en_sti_ud_af_pakken_afvises(navn) -> None:
    with pytest.raises(ValueError, match="kan ikke ligge"):
        pakke.pak({navn: b""})


@settings(derandomize=True, deadline=None, max_examples=50)
@given(
    st.dictionaries(st.from_regex(r"[a-zæøå0-9_.]{1,12}", fullmatch=True), st.binary(max_size=40), min_size=1)
)
def test_enhver_pakke_efterproeves_som_hel(filer: dict[str, bytes]) -> None:
    filer = {n: b for n, b in filer.items() if n not in (".", "..")}
    assert pakke.efterproev(pakke.pak(filer)) == []
