"""What the warehouse knows of the persons and postings that the planted truth speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def noegler(gen: Generation, cprnumre: Sequence[str]) -> dict[str, str]:
    """CPR number → person key, also for numbers that have been replaced; unknown numbers are left out."""
    sql = "SELECT cpr, person_noegle FROM raw.cpr WHERE cpr IN (SELECT unnest(?))"
    tabel = forespoerg(gen, sql, [list(cprnumre)])
    return dict(zip(tabel["cpr"].to_pylist(), tabel["person_noegle"].to_pylist(), strict=True))


def perioder(gen: Generation) -> pd.DataFrame:
    """The period that each posting about a person is given, with its key, months and amount.

    kilde, regnskabsaar, bilagsnr, linjenr, person_noegle, fra and til ('YYYY-MM'), periode_kilde, sikkerhed,
    beloeb_oere, tekst.
    """
    sql = """
        SELECT p.kilde, p.regnskabsaar::BIGINT AS regnskabsaar, p.bilagsnr, p.linjenr::BIGINT AS linjenr,
            o.person_noegle, substr(CAST(o.fra AS VARCHAR), 1, 7) AS fra, substr(CAST(o.til AS VARCHAR), 1, 7) AS til,
            o.periode_kilde, o.sikkerhed, p.beloeb_oere
        FROM staging.postering_periode AS o JOIN staging.postering AS p USING (postering_nr)
    """
    return forespoerg(gen, sql).to_pandas()


def engangsforslag(gen: Generation, over_oere: int) -> pd.DataFrame:
    """Postings about persons above an amount whose text reads like a one-off: the key and bogfoeringsdato."""
    sql = """
        SELECT p.kilde, p.regnskabsaar::BIGINT AS regnskabsaar, p.bilagsnr, p.linjenr::BIGINT AS linjenr,
            p.bogfoeringsdato
        FROM raw.tekstperiode AS t JOIN staging.postering AS p USING (postering_nr)
        WHERE t.enkeltstaaende AND p.person_noegle IS NOT NULL AND p.beloeb_oere > ?
    """
    return forespoerg(gen, sql, [over_oere]).to_pandas()
