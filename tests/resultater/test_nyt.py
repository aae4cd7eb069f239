"""What is new between two builds: the figures are worked out by hand from the monthly rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engine.adgang import Bruger, Rolle
from engine.indlaesning.landing import fortryd
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.byg import byg
from engine.resultater import kontekst, nyt, sagskilde_kandidater
from engine.resultater.sde import Kontekst
from tests.lager_hjaelp import adresse, byg_fra, kopi_af, person, postering
from tests.refusion.leverancer import skriv_mappe

GAMMEL, NY = "6105800001", "6105800012"
NU = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


def bruger(rolle: str) -> Bruger:
    return Bruger(1, "n", "N", Rolle(rolle))


@pytest.fixture(scope="module")
def ind(tmp_path_factory: pytest.TempPathFactory) -> Indstillinger:
    hjem = tmp_path_factory.mktemp("nyt")
    return Indstillinger(hjem=hjem, kommune="0860", database_url=f"sqlite:///{hjem / 'sager.db'}")


@pytest.fixture(scope="module")
def to_bygninger(ind: Indstillinger) -> Kontekst:
    """2022: first 100.000 in March on one person; then 50.000 more on that month, and 80.000 on another person.

    Limit 1 is 71.666,67 a month and limit 2 140.000: 25 % of 28.333,33 = 7.083,33; then 25 % of 68.333,33 and 50 % of
    10.000,00 = 22.083,33; the new person 25 % of 8.333,33 = 2.083,33.
    """
    marts = ("2022-03-01", "2022-03-31")
    foerste = {
        "person": [person(GAMMEL, "1980-05-01"), person(NY, "1980-05-01")],
        "adresse": [adresse(GAMMEL, "1"), adresse(NY, "2")],
        "postering": [postering(GAMMEL, "100000.00", *marts)],
    }
    byg_fra(ind, NU, [skriv_mappe(ind.hjem / "en", foerste, 'dato = "2022-03-31"\n')])
    anden = {"postering": [postering(GAMMEL, "50000.00", *marts), postering(NY, "80000.00", *marts)]}
    return byg_fra(ind, NU, [skriv_mappe(ind.hjem / "to", anden, 'dato = "2022-04-30"\n')])


def test_nye_leverancer_refusion_og_sager(to_bygninger: Kontekst, ind: Indstillinger) -> None:
    foer = nyt.forrige(ind, to_bygninger.gen)
    n = nyt.beregn(to_bygninger, foer, bruger("oekonom"))
    assert [(lev["id"], lev["dato"], lev["raekker"]) for lev in n.leverancer] == [
        ("L000002", date(2022, 4, 30), 2)
    ]
    assert n.tabeller == (("Posteringer", 2),)
    assert [(a.aar, a.foer, a.nu, a.mangler_nu) for a in n.refusion] == [
        (2022, 708_333, 2_416_666, 2_416_666)
    ]
    assert (n.nye_sager, n.faldne_sager, n.nye_sager_oere) == (1, 0, 208_333)
    assert n.forskel_oere == 1_708_333
    tekst = nyt.saetning(n)
    assert tekst.startswith("Siden bygningen 15.01.2026 kl. 09.00 er der kommet 1 ny leverance med 2 rækker.")
    assert tekst.endswith("Refusionen er steget med 17.083 kr.")


def test_den_der_ikke_ser_sager_ser_ikke_at_der_er_een(to_bygninger: Kontekst, ind: Indstillinger) -> None:
    n = nyt.beregn(to_bygninger, nyt.forrige(ind, to_bygninger.gen), bruger("leder"))
    assert (n.nye_sager, n.nye_sager_oere, n.faldne_sager) == (None, 0, 0)
    assert n.forskel_oere == 1_708_333


def test_administratoren_ser_leverancerne_og_ingen_refusion(
    to_bygninger: Kontekst, ind: Indstillinger
) -> None:
    n = nyt.beregn(to_bygninger, nyt.forrige(ind, to_bygninger.gen), bruger("administrator"))
    assert len(n.leverancer) == 1
    assert (n.refusion, n.ser_tal) == ((), False)
    assert "Refusion" not in nyt.saetning(n)


def test_een_bygning_har_intet_at_sammenligne_med(to_bygninger: Kontekst, ind: Indstillinger) -> None:
    foerste = laes.generationer(ind)[-1]
    assert nyt.forrige(ind, foerste) is None
    n = nyt.beregn(replace(to_bygninger, gen=foerste), None, bruger("oekonom"))
    assert (n.leverancer, n.refusion, n.forskel_oere) == ((), (), 0)
    assert "bygget én gang" in nyt.saetning(n)


def test_en_fortrudt_leverance_er_trukket_tilbage(
    tmp_path: Path, to_bygninger: Kontekst, ind: Indstillinger
) -> None:

    hjem = tmp_path / "hjem"
    kopi_af(ind.hjem, hjem)
    eget = replace(ind, hjem=hjem, database_url=f"sqlite:///{hjem / 'sager.db'}")
    fortryd(eget, "L000002", NU)
    k = kontekst.hent(eget, byg(eget, NU))
    n = nyt.beregn(k, nyt.forrige(eget, k.gen), bruger("oekonom"))
    assert n.trukket == ("L000002",)
    assert (n.nye_sager, n.faldne_sager, n.forskel_oere) == (0, 1, -1_708_333)
    assert "er 1 leverance trukket tilbage. Refusionen er faldet med 17.083 kr." in nyt.saetning(n)


def test_natkoerslens_data_er_hele_kommunens(to_bygninger: Kontekst, ind: Indstillinger) -> None:
    d: dict[str, Any] = nyt.som_data(nyt.for_hele_kommunen(to_bygninger, ind))
    assert d["leverancer"] == ["L000002"]
    assert d["raekker"] == {"Posteringer": 2}
    assert d["refusion"] == [{"aar": 2022, "foer_oere": 708_333, "nu_oere": 2_416_666}]
    assert GAMMEL not in str(d)


DA: nyt.Poster = dict.fromkeys(range(10), ("a", 100))
NU_: nyt.Poster = {n: ("b" if n < 6 else "a", 150 if n < 6 else 100) for n in range(3, 17)}


def test_en_liste_taeller_nye_aendrede_og_vaek_med_kroner() -> None:
    """0–2 are gone, 3–5 changed to 150, 10–16 new at 100: of 14 three have 50 more."""
    lis = nyt._forskel("side", "Krav", DA, NU_, 1)
    assert (lis.nye, lis.aendrede, lis.vaek, lis.ialt) == (7, 3, 3, 14)
    assert (lis.nye_oere, lis.forskel_oere) == (700, 14 * 100 + 3 * 50 - 10 * 100)
    assert nyt._led(replace(lis, nye_oere=70_000_000)) == "Krav 7 (700.000 kr.), ændret 3, væk 3"


def test_den_der_ikke_ser_personer_ser_ikke_tal_paa_faa() -> None:
    lis = nyt._forskel("side", "Krav", DA, NU_, 5)
    assert (lis.nye, lis.aendrede, lis.vaek, lis.ialt) == (7, None, None, 14)
    assert lis.nye_oere == 700
    faa = nyt._forskel("side", "Krav", DA, DA | {99: ("a", 5_000)}, 5)
    assert (faa.nye, faa.nye_oere, faa.forskel_oere) == (None, None, None)  # the sum would tell of one
    assert nyt._led(faa) == "Krav få"


def test_en_liste_uden_kroner_har_ingen() -> None:
    uden: nyt.Poster = {1: (("indkomst",), None)}
    lis = nyt._forskel("udflytning", "Formodninger", {}, uden, 1)
    assert (lis.nye, lis.nye_oere, lis.forskel_oere) == (1, None, None)


def test_kandidater_fortaelles_hver_vej_i_egne_fagomraader(
    to_bygninger: Kontekst, ind: Indstillinger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ramme(k: Kontekst, i_dag: date) -> pd.DataFrame:
        nye = [
            ("A", "til_gode", "voksne", 100),
            ("B", "til_gode", "boern", 50),
            ("C", "skyldig", "voksne", 7),
        ]
        raekker = nye if k.gen is to_bygninger.gen else nye[1:]
        felter = ["sag_id", "retning", "fagomraade", "forventet_oere"]
        return pd.DataFrame(raekker, columns=felter).assign(fakta_hash="h")

    kilde = replace(sagskilde_kandidater.KILDE, fund=ramme)
    monkeypatch.setattr(nyt.sagskilde_kandidater, "KILDE", kilde)
    foer = nyt.forrige(ind, to_bygninger.gen)
    for hvem, ventet in (
        (bruger("oekonom"), [(1, 0, 2, 100), (0, 0, 1, 0)]),
        (replace(bruger("sagsbehandler"), fagomraader=("boern",)), [(0, 0, 1, 0), (0, 0, 0, None)]),
        (bruger("leder"), [(None, 0, None, None), (0, 0, None, 0)]),
    ):
        lister = [lis for lis in nyt.beregn(to_bygninger, foer, hvem).lister if lis.side == nyt.KANDIDATSIDE]
        assert [(lis.nye, lis.vaek, lis.ialt, lis.nye_oere) for lis in lister] == ventet
    assert nyt.beregn(to_bygninger, foer, bruger("politiker")).lister == ()


def test_lister_uden_nyt_staar_i_en_linje_for_sig_og_den_man_ikke_ser_slet_ikke(
    to_bygninger: Kontekst, ind: Indstillinger
) -> None:
    def lis(titel: str, nye: int | None, ialt: int | None, forskel: int | None = None) -> nyt.Listenyt:
        return nyt.Listenyt("tilflyttere", titel, nye, 0, 0, ialt, None, forskel)

    lister = (lis("A", 0, 8), lis("B", 2, 9), lis("C", None, None), lis("D", 0, None), lis("E", 0, 1, 5))
    n = nyt.Nyt(to_bygninger.gen, to_bygninger.gen, lister=lister)
    assert [x.titel for x in lister if x.roert] == ["B", "C", "E"]  # too few to be told is something
    assert nyt.listesaetning(n) == "Nye på listerne: B 2; C få; E 0."
    assert nyt.uaendrede(n) == "Intet nyt: A (8); D (få)."
    assert nyt.listesaetning(replace(n, lister=lister[:1])) == "Intet nyt på listerne."
    foer = nyt.forrige(ind, to_bygninger.gen)
    sider = {
        f: {
            x.side
            for x in nyt.beregn(to_bygninger, foer, replace(bruger("sagsbehandler"), fagomraader=(f,))).lister
        }
        for f in ("boern", "overfoersel")
    }
    assert "udflytning" not in sider["boern"]
    assert "udflytning" in sider["overfoersel"]
