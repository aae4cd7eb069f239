"""The warehouse's answers about the schemes where the state pays half."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lager.laes import Generation, forespoerg

if TYPE_CHECKING:
    import pandas as pd


def celler(gen: Generation) -> pd.DataFrame:
    """core.halvrefusion: person_noegle, aar, maaned, ordning, udgift_u, refusion_u, hel_u (int64 units)."""
    sql = "SELECT * FROM core.halvrefusion ORDER BY person_noegle, ordning, maaned"
    return forespoerg(gen, sql).to_pandas()


def kendetegn(gen: Generation, postering_nr: Sequence[int]) -> pd.DataFrame:
    """postering_nr, ordning and slags (udgift, refusion, hel) of those postings that belong under a scheme."""
    sql = """
        SELECT DISTINCT a.postering_nr, h.ordning,
            CASE WHEN p.dranst = '2' AND p.art = '8.6' THEN
                CASE WHEN p.gruppering = '002' THEN 'hel' ELSE 'refusion' END
            ELSE 'udgift' END AS slags
        FROM core.posteringsandel AS a
        JOIN core.postering AS p USING (postering_nr)
        JOIN staging.halvrefusion AS h ON a.lov = h.lov
            AND (a.paragraf = h.paragraf OR starts_with(a.paragraf, h.paragraf || '.'))
            AND a.maaned BETWEEN h.maaned_fra AND h.maaned_til
        WHERE a.postering_nr IN (SELECT unnest(?))
    """
    return forespoerg(gen, sql, [list(postering_nr)]).to_pandas()


def ophold(gen: Generation) -> pd.DataFrame:
    """Running measures under SEL §§ 110, 107 and 85 a: person_noegle, paragraf, start, slut (last day), besluttet.

    slut is NaT while it runs; besluttet is when it was registered, NaT when unknown.
    """
    sql = """
        SELECT person_noegle, split_part(paragraf, '.', 1) AS paragraf, startdato AS start,
            CASE WHEN slutdato < DATE '9999-12-31' THEN slutdato END AS slut, registreret_dato AS besluttet
        FROM core.indsats
        WHERE lov = 'SEL' AND split_part(paragraf, '.', 1) IN ('110', '107', '85a') AND loeber
        ORDER BY person_noegle, startdato, indsats_id
    """
    return forespoerg(gen, sql).to_pandas()
