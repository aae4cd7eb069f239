"""The seconds a person waits: the engine's answers and the pages' server time on the generation in use."""

from __future__ import annotations

import itertools
import logging
import time
from datetime import date
from pathlib import Path
from typing import Any

from engine.adgang import Bruger, Rolle
from engine.lager.laes import forespoerg
from engine.resultater import datakvalitet, familier, husstande, kontekst, sde, sdevisning
from engine.resultater.sde import Kontekst, PeriodeRettelse
from engine.sager.model import Rettelse
from tests.apptest import hurtig_apptest, servertid
from tests.ydelse.maal import kald, sekunder, vis

OEKONOM = Bruger(1, "maaling", "Måling", Rolle.OEKONOM)
SIDER = Path(__file__).resolve().parents[2] / "pages"
_STORE = """
    SELECT kilde, regnskabsaar, bilagsnr, linjenr FROM core.postering AS p
    JOIN core.posteringsandel AS a USING (postering_nr)
    WHERE a.medregnet ORDER BY p.beloeb_oere DESC, postering_nr LIMIT 20
"""


def motor(k: Kontekst) -> None:
    """Each engine call of the pages, and one correction: its effect before saving, and the result after."""
    resultat = kald("beregn: alle sager og år", lambda: sde.beregn(k))
    vis("", f"{len(resultat.placeret.md):,} person-måneder, {len(resultat.sager):,} sagsår".replace(",", "."))
    aar = int(resultat.sager["aar"].value_counts().idxmax())
    rettelser = iter(_rettelser(k))
    kald(
        "en ny rettelse, til hele porteføljen er regnet igen",
        lambda: sde.beregn(sde.med_periode(k, next(rettelser))),
    )
    kald("virkning: før og efter en rettelse, før den gemmes", lambda: sde.virkning(k, next(rettelser)))
    familievalg = iter(_familievalg(k, aar))
    kald(
        "et nyt familievalg, til hele porteføljen er regnet igen",
        lambda: sde.beregn(sde.med_rettelser(k, [next(familievalg)])),
    )
    kald(
        "det, en person skal se på i husstandene i et år",
        lambda: husstande.forslag(k, resultat, OEKONOM, aar),
        3,
    )
    liste = husstande.liste(k, resultat, OEKONOM, aar)
    if len(liste):
        hus = str(liste["sag_id"].iloc[0])
        kald("en husstand over tid", lambda: husstande.billede(k, resultat, OEKONOM, aar, hus), 3)
    kald("portefølje for et år", lambda: sdevisning.portefoelje(k, resultat, OEKONOM, aar), 3)
    sager = resultat.sager[(resultat.sager["aar"] == aar) & (resultat.sager["refusion"] > 0)]
    sag = sager.sort_values("refusion").iloc[-1]
    kald("familier i et år", lambda: familier.familieaar(k, resultat, OEKONOM, aar), 3)
    nu, foer = (familier.familieaar(k, resultat, OEKONOM, a) for a in (aar, aar - 1))
    top = kald("de dyreste familier", lambda: familier.top(k, nu, foer), 3)
    if top.raekker is not None and len(top.raekker):
        en = str(top.raekker["familie_id"].iloc[0])
        kald("en familie", lambda: familier.hent_familie(k, resultat, OEKONOM, nu, foer, en), 3)
    kald("en sag med spor", lambda: sdevisning.hent_sag(k, resultat, OEKONOM, aar, str(sag["sag_id"])), 3)


def _familievalg(k: Kontekst, aar: int) -> list[Rettelse]:
    """Choices of twelve children with expenses in the year, over again where there are fewer."""
    sql = """
        SELECT DISTINCT h.person_noegle FROM core.husstand_maaned AS h
        JOIN core.person_maaned_udgift AS u ON u.person_noegle = h.person_noegle AND u.maaned = h.maaned
        WHERE h.indehavere IS NOT NULL AND h.maaned = ? ORDER BY 1 LIMIT 12
    """
    boern = forespoerg(k.gen, sql, [f"{aar}-03"])["person_noegle"].to_pylist()
    nyt = {"maaned_fra": f"{aar}-03", "maaned_til": f"{aar}-03", "husstand": "egen"}
    return [
        Rettelse(0, "familie", {"person": str(b)}, nyt, "", "")
        for b in itertools.islice(itertools.cycle(boern), 12)
    ]


def _rettelser(k: Kontekst) -> list[PeriodeRettelse]:
    """Twelve different corrections, each of a large posting."""
    nye = []
    for r in forespoerg(k.gen, _STORE).to_pylist():
        fra = date(int(r["regnskabsaar"]), 3, 1)
        noegle = (str(r["kilde"]), int(r["regnskabsaar"]), str(r["bilagsnr"]), int(r["linjenr"]))
        nye.append(PeriodeRettelse(*noegle, fra, fra.replace(month=8, day=31)))
    return nye


def sider(monkeypatch: Any, ind: Any) -> None:
    """Every page as an oekonom, run by Streamlit without a browser: the first run and the next."""
    from datetime import UTC, datetime

    from streamlit.testing.v1 import AppTest

    from engine.sager import brugere, sessioner
    from pages.komponenter import adgang

    logging.disable(logging.WARNING)  # Streamlit says of each run that no browser is there
    lager = kontekst.sagslager(ind.database_url)
    if not any(b["navn"] == "demo-oekonom-1" for b in brugere.liste(lager)):
        brugere.opret_demobrugere(lager, datetime.now(UTC), cost=4)
    bruger_id = next(b["id"] for b in brugere.liste(lager) if b["navn"] == "demo-oekonom-1")
    with lager.skriv() as con:
        token = sessioner.opret_i(con, bruger_id, "", datetime.now(UTC))
    monkeypatch.setattr(adgang, "laes_token", lambda: token)
    hurtig_apptest()
    for fil in sorted(SIDER.glob("*.py")):

        def koer(fil: Path = fil) -> None:
            at = AppTest.from_file(str(fil), default_timeout=120).run()
            assert not at.exception, at.exception

        with servertid() as tider, servertid(time.process_time) as cpu:
            for _ in range(5):
                koer()
        vis(f"siden {fil.stem}", f"{sekunder(tider)}   cpu {1000 * min(cpu[1:]):5.0f} ms")


def alle(monkeypatch: Any, ind: Any) -> None:
    k = kontekst.hent(ind)
    motor(k)
    kald("datakvalitet: status over leverancerne", lambda: datakvalitet.hent(ind, k.gen), 3)
    sider(monkeypatch, ind)
