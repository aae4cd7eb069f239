"""A large municipality made of a small one: Egeborg's citizens many times over, each with persons of their own.

Set-based in DuckDB from a built generation to Parquet, a file per copy, so that memory does not follow the size.
"""

from __future__ import annotations

import json
from pathlib import Path

from engine.indstillinger import Indstillinger
from engine.lager import port
from engine.lager.laes import Generation

# Each copy's persons get the free serial numbers of their birthday; day + 60 stays, so they are fictional.
_CPR = """
CREATE TABLE cpr AS
SELECT person_noegle, kopi,
    foedt || lpad((row_number() OVER (PARTITION BY foedt ORDER BY kopi, cpr))::VARCHAR, 4, '0') AS cpr
FROM (SELECT person_noegle, cpr, substr(cpr, 1, 6) AS foedt FROM g.raw.cpr WHERE er_gaeldende)
CROSS JOIN (SELECT unnest(range({kopier})) AS kopi)
"""

_TABELLER = {
    "person": """SELECT c.cpr, p.navn, p.foedselsdato, p.koen, p.cpr_status, p.statusdato, p.adressebeskyttelse,
            p.civilstand, a.cpr AS aegtefaelle_cpr
        FROM g.raw.person AS p JOIN cpr AS c ON c.person_noegle = p.person_noegle
        LEFT JOIN cpr AS a ON a.person_noegle = p.aegtefaelle_noegle AND a.kopi = c.kopi
        WHERE p.gaeldende_noegle IS NULL""",
    "adresse": """SELECT c.cpr, t.type, t.kommunekode, t.vejkode, t.husnr, t.etage, 'k' || c.kopi AS sidedoer, t.postnr,
            t.tilflytningsdato, t.fraflytningsdato, t.loebenr
        FROM g.raw.adresse AS t JOIN cpr AS c ON c.person_noegle = t.person_noegle""",
    "civilstand": """SELECT c.cpr, t.civilstand, a.cpr AS aegtefaelle_cpr, t.fra, t.til
        FROM g.raw.civilstand AS t JOIN cpr AS c ON c.person_noegle = t.person_noegle
        LEFT JOIN cpr AS a ON a.person_noegle = t.aegtefaelle_noegle AND a.kopi = c.kopi""",
    "relation": """SELECT b.cpr AS barn_cpr, v.cpr AS foraelder_cpr, t.relation, t.foraeldremyndighed, t.fra, t.til
        FROM g.raw.relation AS t JOIN cpr AS b ON b.person_noegle = t.barn_noegle
        JOIN cpr AS v ON v.person_noegle = t.foraelder_noegle AND v.kopi = b.kopi""",
    "indsats": """SELECT 'k' || c.kopi || '-' || t.indsats_id AS indsats_id, c.cpr, t.lov, t.paragraf, t.startdato,
            t.slutdato, (t.takst_oere * 0.01::DECIMAL(3, 2))::DECIMAL(15, 2) AS takst,
            t.enhed, t.institution_id, t.anbringelse, t.status, t.registreret_dato, t.fagomraade
        FROM g.raw.indsats AS t JOIN cpr AS c ON c.person_noegle = t.person_noegle""",
    "institution": "SELECT * EXCLUDE (_leverance_nr, _raekke_nr) FROM g.raw.institution",
    "hjemtaget": """SELECT t.ordning, t.regnskabsaar, t.loebenr * 1000 + c.kopi AS loebenr, c.cpr, t.sag_type,
            t.maaned, (t.beloeb_oere * 0.01::DECIMAL(3, 2))::DECIMAL(15, 2) AS beloeb
        FROM g.raw.hjemtaget AS t JOIN cpr AS c ON c.person_noegle = t.person_noegle""",
    "elev": """SELECT c.cpr, t.institution_id, t.skole_kommunekode, t.skoletype, t.startdato, t.slutdato
        FROM g.raw.elev AS t JOIN cpr AS c ON c.person_noegle = t.person_noegle""",
    "program": """SELECT c.cpr, t.programtype, t.startdato, t.slutdato
        FROM g.raw.program AS t JOIN cpr AS c ON c.person_noegle = t.person_noegle""",
    "ydelsesrefusion": """SELECT c.cpr, t.maaned, t.ydelse,
            (t.udbetalt_oere * 0.01::DECIMAL(3, 2))::DECIMAL(15, 2) AS udbetalt,
            (t.refusion_oere * 0.01::DECIMAL(3, 2))::DECIMAL(15, 2) AS refusion
        FROM g.raw.ydelsesrefusion AS t JOIN cpr AS c ON c.person_noegle = t.person_noegle""",
    "budget": """SELECT b.regnskabsaar, b.konto,
            (n.kopier * b.oprindeligt_oere * 0.01::DECIMAL(3, 2))::DECIMAL(15, 2) AS oprindeligt,
            (n.kopier * b.tillaeg_oere * 0.01::DECIMAL(3, 2))::DECIMAL(15, 2) AS tillaeg
        FROM g.raw.budget AS b CROSS JOIN (SELECT count(DISTINCT kopi) AS kopier FROM cpr) AS n""",
}
# Each invoice is split in `gange` lines, so that the postings grow and the sums do not.
_POSTERING = """
SELECT t.kilde, t.regnskabsaar, 'k{kopi}-' || t.bilagsnr AS bilagsnr, t.linjenr * {gange} + n.nr AS linjenr,
    t.bogfoeringsdato, t.bilagsdato, t.konto,
    ((t.beloeb_oere // {gange} + (n.nr = 0)::INTEGER * (t.beloeb_oere % {gange}))
        * 0.01::DECIMAL(3, 2))::DECIMAL(15, 2) AS beloeb,
    t.tekst, c.cpr, t.cvr, t.organisation, t.periode_fra, t.periode_til, t.enkeltstaaende, t.lov, t.paragraf
FROM g.raw.postering AS t
LEFT JOIN cpr AS c ON c.person_noegle = t.person_noegle AND c.kopi = {kopi}
CROSS JOIN (SELECT unnest(range({gange})) AS nr) AS n
"""


def skriv_leverance(
    ind: Indstillinger, kilde: Generation, mappe: Path, posteringer: int, borgere: int
) -> int:
    """Write a delivery of about that many postings and citizens (at least Egeborg's own); the postings written."""
    mappe.mkdir(parents=True)
    con = port.hukommelse(ind)
    try:
        con.execute(f"ATTACH {port.tekst(kilde.sti)} AS g (READ_ONLY)")
        ((egne, personer),) = con.execute(
            "SELECT (SELECT count(*) FROM g.raw.postering), (SELECT count(*) FROM g.raw.person)"
        ).fetchall()
        kopier = max(1, min(borgere // personer, posteringer // egne))
        gange = max(1, round(posteringer / (egne * kopier)))
        con.execute(_CPR.format(kopier=kopier))
        for tabel, sql in _TABELLER.items():
            _kopier_ud(con, sql, mappe / f"{tabel}.parquet")
        for kopi in range(kopier):
            _kopier_ud(
                con, _POSTERING.format(kopi=kopi, gange=gange), mappe / f"postering_{kopi:03d}.parquet"
            )
        return int(egne * kopier * gange)
    finally:
        con.close()


def _kopier_ud(con: port.Forbindelse, sql: str, fil: Path) -> None:
    con.execute(f"COPY ({sql}) TO {port.tekst(fil)} (FORMAT parquet)")


def main(argumenter: list[str]) -> None:
    """python -m tests.ydelse.skala FOLDER POSTINGS CITIZENS, from the generation of HJEMTAG_HJEM."""
    from engine.indstillinger import laes_indstillinger
    from engine.lager.laes import aktuel

    ind = laes_indstillinger()
    mappe, posteringer, borgere = argumenter
    print(json.dumps(skriv_leverance(ind, aktuel(ind), Path(mappe), int(posteringer), int(borgere))))


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
