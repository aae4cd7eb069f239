"""What every result depends on, gathered once: the generation in use, the corrections, the law in force."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from engine import hemmeligheder
from engine.indstillinger import Indstillinger
from engine.lager import laes
from engine.lager.laes import Generation
from engine.lov.parametre import FIKTIV, LOKAL, Lovsamling, Vaerdi, laes_lov
from engine.potentiale.regelvalg import Indstilling, Regelvalg
from engine.resultater.sde import Kontekst
from engine.sager import afgoerelser, kommende, satser
from engine.sager import regelvalg as regelvalgslager
from engine.sager.kommende import Kommende
from engine.sager.lager import Sagslager, aabn


@lru_cache(maxsize=4)
def sagslager(database_url: str) -> Sagslager:
    """The case store of this installation, migrated, one per process and URL."""
    return aabn(database_url)


def lov_i_kraft(lager: Sagslager, *, demo: bool = False) -> Lovsamling:
    """The shipped law with the values two persons have confirmed here."""
    lokale = [
        Vaerdi(
            parameter=v["parameter"],
            fra=v["fra"],
            til=v["til"],
            vaerdi=v["vaerdi"],
            status=FIKTIV if demo else LOKAL,
            kilde=v["kilde"],
            note=f"Indtastet af {v['foreslaaet_af']}, bekræftet af {v['bekraeftet_af']}",
        )
        for v in satser.lokale_vaerdier(lager)
    ]
    return laes_lov().med_lokale(lokale, bekraeftet_vinder=True) if lokale else laes_lov()


def hent(ind: Indstillinger, gen: Generation | None = None) -> Kontekst:
    """The context of everything shown now. Errors: IntetLager when nothing is built."""
    gen = gen or laes.aktuel(ind)
    lager = sagslager(ind.database_url)
    kommende_nr = kommende.seneste_nr(lager)
    return Kontekst(
        gen=gen,
        rettelser=tuple(lager.aktive_rettelser()),
        rettelse_nr=lager.seneste_nr(),
        lov=lov_i_kraft(lager, demo=gen.demo),
        lav_id=_id_maskine(hemmeligheder.hent(ind, "sag")),
        husstandssummering=ind.husstandssummering,
        smaacelle_min=ind.smaacelle_min,
        udflytning_rytme=ind.udflytning_rytme,
        ventede=_ventede(ind.database_url, kommende_nr),
        kommende_nr=kommende_nr,
        screening=ind.screening,
        tilstande=lambda: {i: str(s["tilstand"]) for i, s in afgoerelser.alle_sager(lager).items()},
        rejste=lambda: {
            i: s["krav_rejst_dato"] for i, s in afgoerelser.alle_sager(lager).items() if s["krav_rejst_dato"]
        },
        gennemrejsende_maaneder=ind.gennemrejsende_maaneder,
        krav_ryk_maaneder=ind.krav_ryk_maaneder,
        krav_leder_maaneder=ind.krav_leder_maaneder,
        krav_bortfald_dage=ind.krav_bortfald_dage,
        regelvalg=Regelvalg.af(
            {r: Indstilling.af(v.felter) for r, v in regelvalgslager.i_kraft(lager).items()}
        ),
    )


@lru_cache(maxsize=4)
def _ventede(database_url: str, kommende_nr: int) -> tuple[Kommende, ...]:
    """The coming events up to a number; later ones wait for the next context, so that the two always agree."""
    return tuple(kommende.ventede(sagslager(database_url), til_nr=kommende_nr))


def _id_maskine(hemmelighed: bytes) -> Callable[[str, str], str]:
    """A closure, so that no repr and no traceback shows the secret."""

    def sag_id(art: str, noegle: str) -> str:
        """'P-' or 'H-' and 16 hex digits of an HMAC over the person keys (contracts.md section 3)."""
        return f"{art}-{hemmeligheder.noegle16(hemmelighed, noegle)}"

    return sag_id
