"""Readers always get a whole generation: across swaps, roll-backs, clean-up and deleted files."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from engine.fejl import ForaeldetLager, IntetLager, JobLaast
from engine.lager import filer, laes, port
from tests.lager.conftest import RAA_SQL, Vaerksted
from tests.lager_hjaelp import andet_job

Ialt = Callable[[laes.Generation], int]


def test_uden_lager_siges_hvad_man_skal_goere(vaerksted: Vaerksted) -> None:
    for _ in range(2):
        with pytest.raises(IntetLager, match=r"hjemtag indlaes.*hjemtag byg"):
            laes.aktuel(vaerksted.ind)
        assert laes.generationer(vaerksted.ind) == []
        vaerksted.ind.generationer.mkdir(exist_ok=True)


@pytest.mark.parametrize("indhold", ["", "../sager.db", "g1.duckdb", "g000009.duckdb", "\x00"])
def test_en_peger_uden_mening_er_intet_lager(vaerksted: Vaerksted, indhold: str) -> None:
    vaerksted.ind.generationer.mkdir()
    (vaerksted.ind.generationer / filer.PEGER).write_text(indhold, encoding="utf-8")
    with pytest.raises(IntetLager):
        laes.aktuel(vaerksted.ind)


def test_parametre_gives_ved_navn_plads_og_liste(vaerksted: Vaerksted) -> None:
    gen = vaerksted.byg()
    sql = "SELECT sum(beloeb_oere)::BIGINT AS oere FROM core_tal".replace("core_tal", "staging.tal")
    assert laes.forespoerg(gen, f"{sql} WHERE kode = ?", ["a"]).to_pylist() == [{"oere": 105}]
    assert laes.forespoerg(gen, f"{sql} WHERE kode = $k", {"k": "b"}).to_pylist() == [{"oere": -30}]
    assert laes.forespoerg(gen, f"{sql} WHERE kode IN (SELECT unnest(?))", [["a", "b"]]).to_pylist() == [
        {"oere": 75}
    ]
    assert laes.forespoerg(gen, f"{sql} WHERE kode IN (SELECT unnest(?))", [[]]).to_pylist() == [
        {"oere": None}
    ]
    assert laes.forespoerg(gen, "SELECT kode FROM core.sum ORDER BY kode DESC")["kode"].to_pylist() == [
        "b",
        "a",
    ]
    assert laes.forespoerg(gen, "SELECT kode FROM core.sum WHERE FALSE").column_names == ["kode"]


def test_en_tabel_som_en_aeldre_version_ikke_byggede_siger_hvad_der_skal_goeres(vaerksted: Vaerksted) -> None:
    gen = vaerksted.byg()
    with pytest.raises(ForaeldetLager, match="hjemtag byg"):
        laes.forespoerg(gen, "SELECT * FROM core.kommer_senere")


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE core.ny AS SELECT 1 AS a",
        "DELETE FROM core.sum",
        "SELECT * FROM read_csv('pyproject.toml')",
        "SET enable_external_access = true",
        "ATTACH 'anden.duckdb'",
    ],
)
def test_en_forespoergsel_kan_kun_laese_generationen(vaerksted: Vaerksted, ialt: Ialt, sql: str) -> None:
    gen = vaerksted.byg()
    with pytest.raises(port.Fejl):
        laes.forespoerg(gen, sql)
    assert ialt(gen) == 75


def test_mange_traade_kan_spoerge_samtidig(vaerksted: Vaerksted, ialt: Ialt) -> None:
    generationer = [vaerksted.byg() for _ in range(3)]
    with ThreadPoolExecutor(8) as traade:
        assert set(traade.map(lambda i: ialt(generationer[i % 3]), range(200))) == {75}


def test_laesere_maerker_ikke_at_der_bygges(vaerksted: Vaerksted, ialt: Ialt) -> None:
    """Every read of generation nr sees the rows that build nr was given, and numbers never go back."""
    vaerksted.byg()
    faerdig, fejl, laesninger = threading.Event(), [], []

    def laes_igen_og_igen() -> None:
        try:
            while not faerdig.is_set():
                gen = laes.aktuel(vaerksted.ind)
                laesninger.append((gen.nr, ialt(gen)))
        except Exception as hov:
            fejl.append(hov)

    traade = [threading.Thread(target=laes_igen_og_igen) for _ in range(2)]
    for traad in traade:
        traad.start()
    for nr in range(2, 7):
        vaerksted.raa[0] = RAA_SQL.replace("100::", f"{100 * nr}::")
        vaerksted.byg()
    faerdig.set()
    for traad in traade:
        traad.join()
    assert fejl == []
    assert all(oere == 100 * nr - 25 for nr, oere in laesninger)
    assert laesninger[0][0] < laesninger[-1][0] <= 6


def test_en_laeser_beholder_sin_generation_naar_den_ryddes_op(vaerksted: Vaerksted, ialt: Ialt) -> None:
    gammel = vaerksted.byg()
    assert ialt(gammel) == 75
    gammel.sti.unlink()
    assert ialt(gammel) == 75


def test_en_generation_der_er_vaek_siger_det(vaerksted: Vaerksted, ialt: Ialt) -> None:
    gammel = replace(vaerksted.byg(), sti=vaerksted.ind.generationer / "g000007.duckdb", navn="g000007")
    with pytest.raises(IntetLager, match=r"g000007.*Hent siden igen"):
        ialt(gammel)


def test_forsvinder_filen_i_brug_bruges_den_foer(vaerksted: Vaerksted, ialt: Ialt) -> None:
    foerste, anden = vaerksted.byg(), vaerksted.byg()
    anden.sti.unlink()
    assert laes.aktuel(vaerksted.ind) == foerste
    assert laes.generationer(vaerksted.ind) == [foerste]
    foerste.sti.unlink()
    with pytest.raises(IntetLager):
        laes.aktuel(vaerksted.ind)


def test_en_oedelagt_fil_naevnes_ikke_som_generation(vaerksted: Vaerksted) -> None:
    foerste = vaerksted.byg()
    (vaerksted.ind.generationer / "g000002.duckdb").write_text("ikke en database" * 1000, encoding="utf-8")
    assert laes.generationer(vaerksted.ind) == [foerste]


def test_peger_der_skifter_under_laesningen(vaerksted: Vaerksted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pointer was read just before the generation it names was cleaned away."""
    gen = vaerksted.byg()
    svar = iter(["g000000.duckdb"])
    aegte = filer.laes_peger
    monkeypatch.setattr(filer, "laes_peger", lambda mappe: next(svar, None) or aegte(mappe))
    assert laes.aktuel(vaerksted.ind) == gen


def test_hoejst_tre_filer_holdes_aabne(vaerksted: Vaerksted, ialt: Ialt) -> None:
    vaerksted.ind = replace(vaerksted.ind, generationer_gemt=6)
    generationer = [vaerksted.byg() for _ in range(6)]
    markoer = laes._forbindelse(generationer[0].sti).cursor()
    assert [ialt(gen) for gen in generationer * 2] == [75] * 12
    assert len(laes._aabne) <= laes.AABNE_MAX
    assert markoer.execute("SELECT ialt_oere FROM marts.ialt").fetchall() == [
        (75,)
    ]  # a dropped one still answers


def test_samme_navn_i_en_ny_datamappe_laeses_paa_ny(vaerksted: Vaerksted, ialt: Ialt) -> None:
    """Deleting the data directory and starting over in the same process must not show the old figures."""
    gammel = vaerksted.byg()
    assert ialt(gammel) == 75
    for fil in vaerksted.ind.generationer.iterdir():
        fil.unlink()
    vaerksted.raa[0] = RAA_SQL.replace("100::", "200::")
    ny = vaerksted.byg()
    assert ny.sti == gammel.sti
    assert ialt(ny) == 175


# --- back ---


def test_tilbage_er_den_foer_den_i_brug(vaerksted: Vaerksted, ialt: Ialt) -> None:
    for nr in (1, 2, 3):
        vaerksted.raa[0] = RAA_SQL.replace("100::", f"{100 * nr}::")
        vaerksted.byg()
    assert [g.nr for g in laes.generationer(vaerksted.ind)] == [3, 2, 1]
    assert laes.tilbage(vaerksted.ind).nr == 2
    assert ialt(laes.aktuel(vaerksted.ind)) == 175
    assert laes.tilbage(vaerksted.ind).nr == 1
    with pytest.raises(IntetLager, match=r"før g000001.*stadig i brug"):
        laes.tilbage(vaerksted.ind)
    assert laes.aktuel(vaerksted.ind).nr == 1
    assert vaerksted.byg().nr == 4
    assert laes.aktuel(vaerksted.ind).nr == 4


def test_tilbage_springer_en_manglende_over(vaerksted: Vaerksted) -> None:
    for _ in range(3):
        vaerksted.byg()
    (vaerksted.ind.generationer / "g000002.duckdb").unlink()
    assert laes.tilbage(vaerksted.ind).nr == 1


def test_tilbage_venter_ikke_paa_et_job(vaerksted: Vaerksted) -> None:
    vaerksted.byg()
    vaerksted.byg()
    with andet_job(vaerksted.ind):
        with pytest.raises(JobLaast):
            laes.tilbage(vaerksted.ind)
        assert laes.tilbage(vaerksted.ind, laas=False).nr == 1


def test_slaegt_kan_laeses(vaerksted: Vaerksted) -> None:
    assert laes.slaegt(vaerksted.byg()).num_rows == 3
