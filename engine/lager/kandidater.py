"""Facts for the rules between municipalities, set-based, and what the build makes of them: schema resultat.

The rules themselves are pure (engine/potentiale). The build runs them on the new file and stores every finding by
krone and month, so that a page, an extract and a case of a night all rest on the same rows; candidates are added up
from these on the day that is asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from engine.flytning.betalingskommune import Virkning
from engine.flytning.bopael import stationer
from engine.lager import formodet
from engine.lager.forslag import SpoergRaekker
from engine.lager.laes import Generation, forespoerg
from engine.lager.port import Forbindelse
from engine.lager.screening import MEDVIRKEN
from engine.lov.parametre import Lovsamling
from engine.potentiale import beregn, paaingen, skole
from engine.potentiale.dele import fordel
from engine.potentiale.mellemkommunal import PASSIV_HOEJST
from engine.potentiale.model import (
    Begrundelse,
    Bidrag,
    Fund,
    Grundlag,
    Krav,
    Pension,
    Personfakta,
    Plads,
    Post,
    Tilsagn,
    Ydelse,
    foerste_dag,
    sidste_dag,
)
from engine.potentiale.paaingen import Betaling
from engine.potentiale.sag import maaneder_i

if TYPE_CHECKING:
    import pandas as pd

Spoerg = SpoergRaekker
KRAEVER = ("core.station", "core.posteringsandel", "core.indsats", "core.person")
LAESER = (
    *(*KRAEVER, "core.institution", "core.kommune", "core.postering"),
    *("staging.anbringelse", "staging.egen_kommune", "staging.elev", "staging.haendelse"),
    *("staging.institutionsvirkning", "staging.postering_periode"),
)
"""The models that are asked; every other can be built while they are."""

TILKENDT_EFTER = 12
"""PEN-06: whoever moved here so many months before the ledger begins has no month in it before a late grant."""
_EGEN = "SELECT kommunekode FROM staging.egen_kommune"
_PERSONER = f"""
    SELECT DISTINCT person_noegle FROM core.station WHERE sted = 'institution'
    UNION
    SELECT person_noegle FROM raw.pension
    WHERE pensionstype IN ('foertidspension', 'seniorpension') AND tilkendende_kommunekode NOT IN ({_EGEN})
    UNION
    SELECT p.person_noegle FROM raw.pension AS p JOIN core.station AS s ON s.person_noegle = p.person_noegle
    WHERE p.pensionstype = 'foertidspension' AND p.tilkendende_kommunekode IN ({_EGEN}) AND s.nr > 1
        AND s.kommunekode IN ({_EGEN}) AND s.fra <= p.tilkendt_dato
        AND s.fra >= (SELECT min(bogfoeringsdato) FROM core.postering) - to_months({TILKENDT_EFTER})
    UNION
    SELECT a.person_noegle FROM core.postering AS p JOIN core.posteringsandel AS a ON a.postering_nr = p.postering_nr
    WHERE p.art = '4.7' AND p.dranst = '1' AND p.hovedkonto = '5' AND a.person_noegle IS NOT NULL
    UNION
    SELECT person_noegle FROM core.indsats
    WHERE loeber AND (handlekommune NOT IN ({_EGEN}) OR betalingskommune NOT IN ({_EGEN}))
    UNION
    SELECT s.person_noegle FROM core.station AS s JOIN core.indsats AS i ON i.person_noegle = s.person_noegle
    LEFT JOIN staging.anbringelse AS a ON a.indsats_id = i.indsats_id
    WHERE s.nr > 1 AND s.sted = 'bolig' AND s.kommunekode IN ({_EGEN}) AND i.loeber
        AND i.startdato BETWEEN s.fra AND s.fra + to_months({PASSIV_HOEJST})
        AND (a.indsats_id IS NOT NULL OR i.lov IN (SELECT lov FROM raw.kravtilbud))
    UNION
    SELECT e.person_noegle FROM staging.elev AS e JOIN core.station AS s ON s.person_noegle = e.person_noegle
    WHERE e.skole_kommunekode IN ({_EGEN}) AND s.kommunekode NOT IN ({_EGEN}) AND s.fra <= e.slutdato
        AND coalesce(s.til, DATE '9999-12-31') >= e.startdato
    UNION
    SELECT e.person_noegle FROM staging.elev AS e JOIN core.indsats AS i ON i.person_noegle = e.person_noegle
    WHERE e.skole_kommunekode IN ({_EGEN}) AND i.loeber AND i.handlekommune NOT IN ({_EGEN})
    UNION
    SELECT a.person_noegle FROM core.postering AS p JOIN core.posteringsandel AS a ON a.postering_nr = p.postering_nr
    WHERE p.art = '4.7' AND p.dranst = '1' AND p.funktion LIKE '3.22.%' AND a.person_noegle IS NOT NULL
    UNION
    SELECT person_noegle FROM staging.elev
    WHERE skole_kommunekode NOT IN ({_EGEN}) AND skole_kommunekode IN (
        SELECT modpart_kommunekode FROM core.postering
        WHERE art = '4.7' AND dranst = '1' AND funktion LIKE '3.22.%' AND person_noegle IS NULL)
    UNION
    SELECT person_noegle FROM raw.statsbidrag GROUP BY person_noegle, regnskabsaar HAVING count(*) > 1
    UNION
    SELECT person_noegle FROM raw.statsbidrag WHERE sfo AND try_cast(klassetrin AS INTEGER) > 3
    UNION
    SELECT b.person_noegle FROM raw.statsbidrag AS b JOIN staging.elev AS e ON e.person_noegle = b.person_noegle
    WHERE e.skoletype IN ('folkeskole', 'specialklasse', 'specialskole')
        AND b.regnskabsaar - 1 BETWEEN year(e.startdato) AND year(e.slutdato)
    UNION
    SELECT b.person_noegle FROM raw.statsbidrag AS b JOIN core.station AS s ON s.person_noegle = b.person_noegle
    WHERE s.kommunekode IS NULL OR s.kommunekode NOT IN ({_EGEN})
    UNION
    SELECT b.person_noegle FROM raw.statsbidrag AS b JOIN core.indsats AS i ON i.person_noegle = b.person_noegle
    WHERE i.loeber AND i.handlekommune NOT IN ({_EGEN})
"""
_POSTER = """
    SELECT a.person_noegle, a.maaned, p.funktion,
        CASE WHEN p.dranst = '2' THEN 'stat' WHEN p.art = '7.7' THEN 'indtaegt' ELSE 'udgift' END AS slags,
        p.art = '4.7' AS til_kommune, coalesce(p.lov, v.lov, a.lov, '') AS lov, p.modpart_kommunekode AS modpart,
        sum(a.andel_oere)::BIGINT AS oere, max(a.antal) AS antal
    FROM (
        SELECT *, count(*) OVER (PARTITION BY postering_nr) AS antal FROM core.posteringsandel
        WHERE person_noegle IN (SELECT unnest($p)) AND postering_nr NOT IN (SELECT unnest($uden))
    ) AS a
    JOIN core.postering AS p ON p.postering_nr = a.postering_nr
    LEFT JOIN raw.kravlov AS v ON v.funktion = p.funktion
    WHERE TRUE
        AND (p.dranst = '1' AND (p.art = '7.7' OR a.brutto) OR p.dranst = '2' AND p.art = '8.6')
    GROUP BY ALL HAVING sum(a.andel_oere) <> 0 ORDER BY ALL
"""
_KONTI = """
    SELECT p.postering_nr, p.funktion, coalesce(p.lov, v.lov) AS lov, p.art = '4.7' AS til_kommune,
        CASE WHEN p.dranst = '2' THEN 'stat' WHEN p.art = '7.7' THEN 'indtaegt' ELSE 'udgift' END AS slags,
        p.modpart_kommunekode AS modpart
    FROM core.postering AS p LEFT JOIN raw.kravlov AS v ON v.funktion = p.funktion
    WHERE p.postering_nr IN (SELECT unnest($nr))
        AND (p.dranst = '1' OR p.dranst = '2' AND p.art = '8.6')
"""
_INDSATSER = f"""
    SELECT i.person_noegle, i.indsats_id, i.institution_id, i.lov, i.paragraf, i.startdato, i.slutdato, i.medvirken,
        coalesce(i.flytteret, FALSE) AS flytteret, i.handlekommune, i.betalingskommune, i.anbringelse,
        i.takst_oere, i.enhed, i.antal::DOUBLE AS antal, a.indsats_id IS NOT NULL AS anbragt, t.art,
        EXISTS (SELECT 1 FROM core.institution AS n
            WHERE n.institution_id = i.institution_id AND n.kommunekode IN ({_EGEN})) AS egen_institution,
        m.medvirken_fra, m.medvirken_til
    FROM core.indsats AS i
    LEFT JOIN ({MEDVIRKEN}) AS m ON m.person_noegle = i.person_noegle
    LEFT JOIN staging.anbringelse AS a ON a.indsats_id = i.indsats_id
    LEFT JOIN raw.kravtilbud AS t ON t.lov = i.lov
        AND (i.paragraf = t.paragraf OR starts_with(i.paragraf, t.paragraf || '.'))
    WHERE i.loeber AND i.slutdato >= i.startdato AND i.person_noegle IN (SELECT unnest($p))
    ORDER BY i.person_noegle, i.startdato, i.indsats_id
"""
_YDELSER = """
    SELECT y.person_noegle, y.maaned, coalesce(min(f.funktion), '') AS funktion, y.ydelse,
        max(y.udbetalt_oere)::BIGINT AS udbetalt_oere, max(y.refusion_oere)::BIGINT AS refusion_oere
    FROM raw.ydelsesrefusion AS y
    LEFT JOIN (
        SELECT f.ydelse, f.funktion, a.person_noegle, a.maaned
        FROM raw.ydelsesfunktion AS f
        JOIN core.postering AS p ON p.funktion = f.funktion
        JOIN core.posteringsandel AS a ON a.postering_nr = p.postering_nr
        WHERE a.person_noegle IN (SELECT unnest($p)) AND p.dranst = '1'
        GROUP BY ALL
    ) AS f ON f.ydelse = y.ydelse AND f.person_noegle = y.person_noegle AND f.maaned = y.maaned
    WHERE y.person_noegle IN (SELECT unnest($p))
    GROUP BY y.person_noegle, y.maaned, y.ydelse ORDER BY y.person_noegle, y.maaned, y.ydelse
"""
_TILSAGN = """
    SELECT person_noegle, modpart_kommunekode AS modpart, retning, fra, til, status, krav_rejst_dato AS rejst,
        beloeb_oere AS oere
    FROM raw.tilsagn WHERE person_noegle IN (SELECT unnest($p))
    ORDER BY person_noegle, modpart_kommunekode, fra
"""
_PENSIONER = """
    SELECT person_noegle, pensionstype, tilkendt_dato, tilkendende_kommunekode, ophoer_dato FROM raw.pension
    WHERE pensionstype IN ('foertidspension', 'seniorpension') AND person_noegle IN (SELECT unnest($p))
    ORDER BY person_noegle, tilkendt_dato, pensionstype
"""
_PLADSER = """
    SELECT person_noegle, institution_id, skole_kommunekode, skoletype, startdato,
        coalesce(slutdato, DATE '9999-12-31') AS slutdato, coalesce(sfo, FALSE) AS sfo, aftalt_takst_oere,
        sfo_takst_oere
    FROM raw.elev WHERE person_noegle IN (SELECT unnest($p)) ORDER BY person_noegle, startdato, institution_id
"""
_BIDRAG = """
    SELECT person_noegle, regnskabsaar::INTEGER AS aar, loebenr::INTEGER AS loebenr, skoletype,
        coalesce(sfo, FALSE) AS sfo, try_cast(klassetrin AS INTEGER) AS trin, bidrag_oere
    FROM raw.statsbidrag WHERE person_noegle IN (SELECT unnest($p)) ORDER BY person_noegle, regnskabsaar, loebenr
"""
_KOMMUNETAL = """
    SELECT kommunekode, aar, stoerrelse, vaerdi FROM raw.kommunetal WHERE stoerrelse IN (SELECT unnest($maal))
"""
_BIDRAGSSATSER = """
    SELECT regnskabsaar::INTEGER AS aar, skoletype, list(bidrag_oere) AS satser FROM raw.statsbidrag
    WHERE NOT coalesce(sfo, FALSE) GROUP BY ALL
"""
_FOERSTE_AAR = "SELECT min(regnskabsaar) AS aar FROM core.postering"
_PERSONFAKTA = """
    SELECT p.person_noegle, p.foedselsdato, p.doedsdato,
        (SELECT max(n.tilkendt_dato) FROM raw.pension AS n WHERE n.person_noegle = p.person_noegle
            AND n.pensionstype IN ('foertidspension', 'seniorpension')) AS tilkendt
    FROM core.person AS p WHERE p.person_noegle IN (SELECT unnest($p))
"""
_KRAV = pa.schema(
    [
        ("person_noegle", pa.string()),
        ("regel", pa.string()),
        ("retning", pa.string()),
        ("modpart_kommunekode", pa.string()),
        ("maaned", pa.string()),
        ("krone", pa.string()),
        ("lovgruppe", pa.string()),
        ("oere", pa.int64()),
        ("brutto", pa.bool_()),
        ("frist", pa.date32()),
        ("reddet", pa.bool_()),
        ("begrundelse_nr", pa.int64()),
        ("afstand", pa.int64()),
        ("valgt", pa.bool_()),
        ("formodet_oere", pa.int64()),
        ("ventes", pa.bool_()),
    ]
)
_BEGRUNDELSE = pa.schema(
    [
        ("nr", pa.int64()),
        ("tekst", pa.string()),
        ("hjemmel", pa.string()),
        ("modbevis", pa.string()),
        ("sikkerhed", pa.float64()),
    ]
)


# --- facts --------------------------------------------------------------------------------------------------------


def personer(spoerg: Spoerg) -> list[str]:
    """The persons that a rule can concern, ascending."""
    return sorted(str(r["person_noegle"]) for r in spoerg(_PERSONER, {}))


def fakta(spoerg: Spoerg, hvem: Sequence[str], uden: Sequence[int] = ()) -> list[Personfakta]:
    """Everything the rules know of some persons. uden: postings (postering_nr) that are left out."""
    par = {"p": list(hvem)}
    poster = _efter_person(spoerg(_POSTER, par | {"uden": list(uden) or [-1]}))
    indsatser = _efter_person(spoerg(_INDSATSER, par))
    ydelser = _efter_person(spoerg(_YDELSER, par))
    tilsagn = _efter_person(spoerg(_TILSAGN, par))
    pensioner = _efter_person(spoerg(_PENSIONER, par))
    sql = "SELECT * FROM core.station WHERE person_noegle IN (SELECT unnest($p)) ORDER BY person_noegle, fra"
    steder = _efter_person(spoerg(sql, par))
    pladser = _efter_person(spoerg(_PLADSER, par))
    bidrag = _efter_person(spoerg(_BIDRAG, par))
    return [
        Personfakta(
            p,
            r["foedselsdato"],
            stationer(steder.get(p, ())),
            indsatser.get(p, ()),
            [post(x) for x in poster.get(p, ())],
            [
                Ydelse(y["maaned"], y["funktion"], y["udbetalt_oere"], y["refusion_oere"])
                for y in ydelser.get(p, ())
            ],
            [_tilsagn(t) for t in tilsagn.get(p, ()) if t["retning"] == "modtaget"],
            r["tilkendt"],
            [_pension(x) for x in pensioner.get(p, ())],
            r["doedsdato"],
            [_tilsagn(t) for t in tilsagn.get(p, ()) if t["retning"] == "afgivet"],
            [_plads(x) for x in pladser.get(p, ())],
            [_bidrag(x) for x in bidrag.get(p, ())],
        )
        for r in sorted(spoerg(_PERSONFAKTA, par), key=lambda r: str(r["person_noegle"]))
        if (p := str(r["person_noegle"]))
    ]


def post(x: Mapping[str, Any]) -> Post:
    """A row of sums as a posting of the rules. RSL § 9 c, stk. 1, as reading 1 has it."""
    lov, funktion = x["lov"], x["funktion"]
    kravbar, social = _lovens(lov, funktion)
    return Post(
        x["maaned"], funktion, x["slags"], x["oere"], kravbar, social, bool(x["til_kommune"]), lov,
        x["modpart"], x.get("antal") or 1,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _lovens(lov: str, funktion: str) -> tuple[bool, bool]:
    """(under the laws of RSL § 9 c, stk. 1, under SEL or BL)."""
    kravbar = lov in ("LAS", "LAB", "LKH", "BOST") or (
        lov == "PL" and funktion in ("5.48.65", "5.48.66", "5.48.68")
    )
    return kravbar, lov in ("SEL", "BL")


def _tilsagn(t: Mapping[str, Any]) -> Tilsagn:
    return Tilsagn(t["modpart"], t["fra"], t["til"], t["status"], t["rejst"], t["oere"])


def _pension(x: Mapping[str, Any]) -> Pension:
    return Pension(x["pensionstype"], x["tilkendt_dato"], x["tilkendende_kommunekode"], x["ophoer_dato"])


def _plads(x: Mapping[str, Any]) -> Plads:
    return Plads(
        x["institution_id"], x["skole_kommunekode"], x["skoletype"], x["startdato"], x["slutdato"], x["sfo"],
        x["aftalt_takst_oere"], x["sfo_takst_oere"],
    )  # fmt: skip


def _bidrag(x: Mapping[str, Any]) -> Bidrag:
    return Bidrag(x["aar"], x["loebenr"], x["skoletype"], x["sfo"], x["trin"], x["bidrag_oere"])


def _efter_person(raekker: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    ud: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for r in raekker:
        ud[str(r["person_noegle"])].append(r)
    return ud


def grundlag(spoerg: Spoerg, lov: Lovsamling) -> Grundlag | None:
    """What is the same for everybody; None without a municipality of our own."""
    egen = next((str(r["kommunekode"]) for r in spoerg(_EGEN, {}) if r["kommunekode"]), None)
    if egen is None:
        return None
    virkninger = spoerg("SELECT * FROM staging.institutionsvirkning ORDER BY type, fra", {})
    kommuner = spoerg("SELECT kommunekode, navn, sammenlagt IS NOT NULL AS nedlagt FROM core.kommune", {})
    return Grundlag(
        egen,
        lov,
        [
            Virkning(
                v["type"],
                v["fra"],
                v["til"],
                v["medvirken"],
                v["regel"],
                v["hjemmel"],
                tuple(v["love"].split()),
            )
            for v in virkninger
        ],
        _orden(spoerg),
        {r["kommunekode"]: r["navn"] for r in kommuner},
        frozenset(r["kommunekode"] for r in kommuner if r["nedlagt"]),
        {
            (r["kommunekode"], int(r["aar"]), r["stoerrelse"]): r["vaerdi"]
            for r in spoerg(_KOMMUNETAL, {"maal": list(skole.MAAL)})
        },
        {(r["aar"], r["skoletype"]): skole.bidragssats(r["satser"]) for r in spoerg(_BIDRAGSSATSER, {})},
        next((f"{int(r['aar']):04d}-01" for r in spoerg(_FOERSTE_AAR, {}) if r["aar"]), "0001-01"),
    )


def _orden(spoerg: Spoerg) -> dict[str, int]:
    """{rule: its place}, the lower takes the krone."""
    raekker = spoerg("SELECT regel, orden::INTEGER AS orden FROM raw.kandidatorden", {})
    return {r["regel"]: r["orden"] for r in raekker}


def find(
    spoerg: Spoerg,
    lov: Lovsamling,
    dag: date,
    afviste: Sequence[int] = (),
    bogfoert_til: date | None = None,
) -> dict[str, list[Krav]]:
    """What every rule finds, by person. dag: the day the data speak of. afviste: postings that a person has said are
    not those whom they are proposed for. bogfoert_til: later bookings are left out."""
    g = grundlag(spoerg, lov)
    if g is None:
        return {}
    sql = "SELECT postering_nr FROM core.postering WHERE bogfoeringsdato > $dag"
    senere = [] if bogfoert_til is None else [r["postering_nr"] for r in spoerg(sql, {"dag": bogfoert_til})]
    return _med_formodede(spoerg, personer(spoerg), g, dag, senere, {}, afviste)


def _med_formodede(
    spoerg: Spoerg,
    hvem: Sequence[str],
    g: Grundlag,
    dag: date,
    uden: Sequence[int],
    rettede: Mapping[str, Sequence[Post]],
    afviste: Sequence[int],
) -> dict[str, list[Krav]]:
    """The findings on what the ledger says and what may be presumed (formodet.py). uden: postings that have been
    corrected, to rettede."""
    udgifter = formodet.udgifter(spoerg, sorted({*uden, *afviste}))
    numre = {*uden, *(int(r["postering_nr"]) for r in udgifter)}
    personer_ = sorted({*hvem, *(person for r in udgifter for person in r["personer"])})
    formodede: dict[str, list[Post]] = defaultdict(list)
    skoennede: dict[str, list[Post]] = defaultdict(list)
    indsatser = _efter_person(spoerg(_INDSATSER, {"p": personer_}))
    egne, andres = formodet.maaneder(spoerg, personer_, indsatser, sorted(numre), udgifter)
    for r in egne:
        numre.add(int(r["nr"]))
        skoennede[str(r["person_noegle"])] += _skoennede_poster(r)
    for r in udgifter:
        for person, x in _formodede_poster(r, andres.get(int(r["postering_nr"]))):
            formodede[person].append(x)
    alle = [
        replace(
            p, poster=[*p.poster, *(x for d in (rettede, formodede, skoennede) for x in d.get(p.noegle, ()))]
        )
        for p in fakta(spoerg, personer_, sorted(numre))
    ]
    betalinger = [_betaling(r) for r in formodet.skolebetalinger(spoerg, uden)]
    alle, rest = paaingen.paafoer(alle, betalinger, g, dag)
    return krav_af(alle, replace(g, uden_person=rest), dag)


def _formodede_poster(r: Mapping[str, Any], dage: tuple[date, date] | None) -> Iterator[tuple[str, Post]]:
    """(person, posting) of an expense that is presumed to be theirs, month by month. dage: that it seems to be for."""
    vaegte = dict(zip(r["maaneder"], r["andele"], strict=True))
    if r["fra"] is not None and r["til"] is not None:
        vaegte = dict.fromkeys(maaneder_i(r["fra"], r["til"]), 1)
    elif dage:
        vaegte = _efter_dage(*dage)
    for person, oere in zip(r["personer"], r["oere"], strict=True):
        for maaned, del_ in fordel(oere, vaegte).items():
            x = post({**r, "maaned": maaned, "oere": del_})
            yield person, replace(x, formodet=True, skoennet=dage is not None)


def _efter_dage(fra: date, til: date) -> dict[str, int]:
    """Month → how many of the days lie in it."""
    return {m: (min(til, sidste_dag(m)) - max(fra, foerste_dag(m))).days + 1 for m in maaneder_i(fra, til)}


def _skoennede_poster(r: Mapping[str, Any]) -> list[Post]:
    """A bill that does not say its month, in those it seems to be for, by days."""
    vaegte = _efter_dage(r["fra"], r["til"])
    return [
        replace(post({**r, "maaned": maaned, "oere": del_, "antal": len(vaegte)}), skoennet=True)
        for maaned, del_ in fordel(int(r["oere"]), vaegte).items()
    ]


def _betaling(r: Mapping[str, Any]) -> Betaling:
    kendt = r["fra"] is not None and r["til"] is not None
    maaneder = tuple(maaneder_i(r["fra"], r["til"])) if kendt else ()
    bogfoert = f"{r['bogfoeringsdato']:%Y-%m}"
    return Betaling(int(r["nr"]), r["kommune"], r["art"], r["funktion"], int(r["oere"]), maaneder, bogfoert)


def find_rettet(
    spoerg: Spoerg,
    lov: Lovsamling,
    dag: date,
    gamle: pd.DataFrame,
    nye: pd.DataFrame,
    afviste: Sequence[int] = (),
) -> dict[str, list[Krav]]:
    """As find, with some postings' shares as they become. gamle, nye: overlay.andele's rows before and after."""
    g = grundlag(spoerg, lov)
    if g is None:
        return {}
    numre = sorted({int(n) for n in gamle["postering_nr"]})
    konti = {r["postering_nr"]: r for r in spoerg(_KONTI, {"nr": numre or [-1]})}
    rettede: dict[str, list[Post]] = defaultdict(list)
    for a in nye.to_dict("records"):
        konto = konti.get(int(a["postering_nr"]))
        if konto and (konto["slags"] != "udgift" or a["brutto"]) and a["person_noegle"]:
            lov_ = konto["lov"] or (a["lov"] if isinstance(a["lov"], str) else "")
            rettede[str(a["person_noegle"])].append(
                post(konto | {"maaned": a["maaned"], "lov": lov_, "oere": int(a["andel_oere"])})
            )
    hvem = sorted({*personer(spoerg), *rettede})  # a posting may have become another person's
    return _med_formodede(spoerg, hvem, g, dag, numre, rettede, afviste)


def krav_af(alle: Sequence[Personfakta], g: Grundlag, dag: date) -> dict[str, list[Krav]]:
    ud = {p.noegle: beregn.krav(beregn.find_alle(p, g, dag), g.lov, p.tilsagn) for p in alle}
    return {p: k for p, k in ud.items() if k}


# --- built --------------------------------------------------------------------------------------------------------


def byg(con: Forbindelse, lov: Lovsamling, dag: date | None) -> int:
    """Create and fill resultat.krav and resultat.begrundelse on the build's file. Returns the number of findings."""

    def spoerg(sql: str, parametre: Mapping[str, Any]) -> list[dict[str, Any]]:
        return con.cursor().sql(sql, params=dict(parametre) or None).to_arrow_table().to_pylist()

    krav = {} if dag is None else find(spoerg, lov, dag)
    orden = _orden(spoerg)
    grunde: dict[Begrundelse, int] = {}
    raekker = []
    for p in sorted(krav):
        valgte = {id(k) for k in beregn.vaelg(krav[p], orden)}
        raekker += [_raekke(p, k, grunde, id(k) in valgte) for k in krav[p]]
    begrundelser = [
        {
            "nr": nr,
            "tekst": b.tekst,
            "hjemmel": b.hjemmel,
            "modbevis": "\n".join(b.modbevis),
            "sikkerhed": b.sikkerhed,
        }
        for b, nr in grunde.items()
    ]
    con.execute("CREATE SCHEMA IF NOT EXISTS resultat")
    for navn, tabel in (
        ("krav", pa.Table.from_pylist(raekker, _KRAV)),
        ("begrundelse", pa.Table.from_pylist(begrundelser, _BEGRUNDELSE)),
    ):
        con.register("_ny", tabel)
        con.execute(f"CREATE TABLE resultat.{navn} AS SELECT * FROM _ny")
        con.unregister("_ny")
    return len(raekker)


def _raekke(person: str, k: Krav, grunde: dict[Begrundelse, int], valgt: bool) -> dict[str, Any]:
    """valgt: the krone is this rule's, as the rules stand without any choice."""
    f = k.fund
    return {
        "person_noegle": person,
        "regel": f.regel,
        "retning": f.retning,
        "modpart_kommunekode": f.modpart,
        "maaned": f.maaned,
        "krone": f.noegle,
        "lovgruppe": f.lovgruppe,
        "oere": f.oere,
        "brutto": f.brutto,
        "frist": k.frist,
        "reddet": k.reddet,
        "begrundelse_nr": grunde.setdefault(f.begrundelse, len(grunde) + 1),
        "afstand": f.afstand,
        "valgt": valgt,
        "formodet_oere": f.formodet,
        "ventes": f.ventes,
    }


# --- read ---------------------------------------------------------------------------------------------------------


def paa(gen: Generation) -> Spoerg:
    """Questions to a generation."""
    return lambda sql, parametre: forespoerg(gen, sql, parametre).to_pylist()


def orden(gen: Generation) -> dict[str, int]:
    """{rule: its place}, the lower takes the krone."""
    return _orden(paa(gen))


def har_alle_fund(gen: Generation) -> bool:
    """Whether the build kept every rule's findings, so that a rule that is off leaves its kroner to the next."""
    sql = """
        SELECT 1 AS findes FROM information_schema.columns
        WHERE table_schema = 'resultat' AND table_name = 'krav' AND column_name = 'valgt'
    """
    return bool(forespoerg(gen, sql).to_pylist())


def anmodede(gen: Generation) -> list[dict[str, Any]]:
    """Claims raised and not answered: person_noegle, modpart, rejst, the oldest first."""
    sql = """
        SELECT person_noegle, modpart_kommunekode AS modpart, krav_rejst_dato AS rejst FROM raw.tilsagn
        WHERE retning = 'modtaget' AND status = 'anmodet' AND krav_rejst_dato IS NOT NULL AND til IS NULL
        ORDER BY krav_rejst_dato, person_noegle
    """
    return forespoerg(gen, sql).to_pylist()


def bygget(gen: Generation) -> dict[str, list[Krav]]:
    """What the build stored that every rule finds, by person; before that was kept, only what got its krone."""
    grunde = {
        r["nr"]: Begrundelse(
            r["tekst"],
            r["hjemmel"],
            tuple(r["modbevis"].split("\n")) if r["modbevis"] else (),
            r["sikkerhed"],
        )
        for r in forespoerg(gen, "SELECT * FROM resultat.begrundelse").to_pylist()
    }
    ud: dict[str, list[Krav]] = defaultdict(list)
    sql = "SELECT * FROM resultat.krav ORDER BY person_noegle, maaned, krone"
    for r in forespoerg(gen, sql).to_pylist():
        f = Fund(
            r["regel"], r["modpart_kommunekode"], r["maaned"], r["krone"], r["lovgruppe"], r["oere"],
            grunde[r["begrundelse_nr"]], r["brutto"], r["retning"], r.get("afstand"),
            r.get("formodet_oere") or 0, bool(r.get("ventes")),
        )  # fmt: skip
        ud[str(r["person_noegle"])].append(Krav(f, r["frist"], r["reddet"]))
    return dict(ud)
