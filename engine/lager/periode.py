"""The warehouse's answers about periods read in texts (raw.tekstperiode)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.lager.laes import Generation, forespoerg


@dataclass(frozen=True, slots=True)
class Tekstpost:
    """A posting with what its text says. noegle: kilde, regnskabsaar, bilagsnr, linjenr. laest: None = nothing."""

    noegle: tuple[str, int, str, int]
    person_noegle: str | None
    beloeb_oere: int
    bogfoeringsdato: date
    bilagsdato: date | None
    laest: tuple[date, date] | None


def poster_efter_grupper(
    gen: Generation, grupper: Sequence[tuple[str, str, str]]
) -> list[tuple[int, Tekstpost]]:
    """(number of its group, posting) of the postings whose (gruppe, kilde, cvr) is asked for; '' = no supplier."""
    sql = """
        WITH valgte AS (
            SELECT unnest($nr) AS nr, unnest($gruppe) AS gruppe, unnest($kilde) AS kilde, unnest($cvr) AS cvr
        )
        SELECT v.nr, p.kilde, p.regnskabsaar, p.bilagsnr, p.linjenr, p.person_noegle, p.beloeb_oere,
            p.bogfoeringsdato, p.bilagsdato, t.fra, t.til
        FROM raw.tekstperiode AS t
        JOIN core.postering AS p ON p.postering_nr = t.postering_nr
        JOIN valgte AS v ON v.gruppe = t.gruppe AND v.kilde = p.kilde AND v.cvr = coalesce(p.cvr, '')
        ORDER BY t.postering_nr
    """
    gruppe, kilde, cvr = (list(kolonne) for kolonne in zip(*grupper, strict=True))
    parametre = {"nr": list(range(len(grupper))), "gruppe": gruppe, "kilde": kilde, "cvr": cvr}
    return [
        (
            r["nr"],
            Tekstpost(
                (r["kilde"], r["regnskabsaar"], r["bilagsnr"], r["linjenr"]),
                r["person_noegle"],
                r["beloeb_oere"],
                r["bogfoeringsdato"],
                r["bilagsdato"],
                (r["fra"], r["til"]) if r["fra"] else None,
            ),
        )
        for r in forespoerg(gen, sql, parametre).to_pylist()
    ]
