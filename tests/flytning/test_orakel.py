"""Moves of random histories, told by an oracle that walks day by day and shares nothing with the SQL.

On every day the oracle asks where each person is registered; a move is a day on which the answer differs from the day
before. The SQL compares neighbouring stays. The balance of the population follows from the same days.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flytning.flyttelager import EGEN, Raekke, bor, lager, ude

DAG0 = date(2020, 1, 1)
DAGE = 40
stil = settings(derandomize=True, deadline=None, max_examples=20)

Sted = tuple[
    str, ...
]  # ("kommune", code, address or '') or ("udland", country) or ("forsvundet",) or ("ukendt",)


def dag(nr: int) -> date:
    return DAG0 + timedelta(days=nr)


@st.composite
def _raekke(draw: st.DrawFn, hvem: str) -> Raekke:
    fra = draw(st.integers(0, DAGE))
    til = draw(st.one_of(st.none(), st.integers(max(0, fra - 2), DAGE + 3)))
    dage = {"fra": dag(fra).isoformat(), "til": dag(til).isoformat() if til is not None else ""}
    slags = draw(st.sampled_from(["hjemme"] * 4 + ["ude"] * 3 + ["udrejst", "forsvundet"]))
    if slags in ("udrejst", "forsvundet"):
        land = draw(st.sampled_from(["SE", "DE", None])) if slags == "udrejst" else None
        return ude(hvem, land, dage["fra"], dage["til"], slags)
    kommune = EGEN if slags == "hjemme" else draw(st.sampled_from(["0851", "0860", "0956"]))
    return bor(hvem, draw(st.sampled_from(["1", "2"])), dage["fra"], dage["til"], kommune)


@st.composite
def _by(draw: st.DrawFn) -> tuple[list[Raekke], list[Raekke]]:
    adresser: list[Raekke] = []
    personer: list[Raekke] = []
    for nr in range(draw(st.integers(4, 16))):
        hvem = f"P{nr}"
        mine = [draw(_raekke(hvem)) for _ in range(draw(st.integers(1, 5)))]
        # The contract's key: one row per day and loebenr.
        for loebenr, r in enumerate(mine):
            r["loebenr"] = loebenr
        adresser += mine
        foedt = (
            dag(min(_nr(r["tilflytningsdato"]) for r in mine)) if draw(st.booleans()) else date(1980, 1, 1)
        )
        doed = draw(st.one_of(st.none(), st.none(), st.integers(0, DAGE)))
        personer.append(
            {
                "person_noegle": hvem,
                "foedselsdato": foedt.isoformat(),
                "doedsdato": dag(doed).isoformat() if doed is not None else None,
                "cpr_status": "90" if doed is not None else "01",
            }
        )
    return adresser, personer


def _nr(iso: str) -> int:
    return (date.fromisoformat(iso) - DAG0).days


# --- the oracle ------------------------------------------------------------------------------------------------


def _sted_paa(mine: list[Raekke], person: Raekke, nr: int) -> Sted | None:
    """Where the register has the person on day `nr`: the row that began last. None before the first and when dead."""
    d = dag(nr).isoformat()
    if person["doedsdato"] and d > person["doedsdato"]:
        return None
    begyndt = [r for r in mine if r["tilflytningsdato"] <= d]
    varede = [r for r in begyndt if _varede_en_dag(r, mine, person)]
    if not varede:
        return None
    r = max(varede, key=lambda r: (r["tilflytningsdato"], r["loebenr"]))
    senere = [x for x in mine if _varede_en_dag(x, mine, person) and x["tilflytningsdato"] > d]
    ophoerte = _slut(r, mine)
    if ophoerte and ophoerte <= d and not senere and not person["doedsdato"]:
        return ("ukendt",)  # it ended, and nothing follows; of the dead the register closes the last
    return _som_sted(r)


def _slut(r: Raekke, mine: list[Raekke]) -> str | None:
    """The first day the row no longer holds: its own end or the next event, whichever is first."""
    orden = sorted(mine, key=lambda x: (x["tilflytningsdato"], x["loebenr"]))
    efter = orden[orden.index(r) + 1 :]
    muligheder = [x for x in (r["fraflytningsdato"], efter[0]["tilflytningsdato"] if efter else None) if x]
    return min(muligheder) if muligheder else None


def _varede_en_dag(r: Raekke, mine: list[Raekke], person: Raekke) -> bool:
    slut = _slut(r, mine)
    doed = person["doedsdato"]
    if doed and r["tilflytningsdato"] > doed:
        return False
    return slut is None or slut > r["tilflytningsdato"]


def _som_sted(r: Raekke) -> Sted:
    if r["type"] == "udrejst":
        return ("udland", r["landekode"] or "")
    if r["type"] == "forsvundet":
        return ("forsvundet",)
    if r["kommunekode"] == "0956":
        return ("udland", "GL")
    return ("kommune", r["kommunekode"], r["husnr"])


def _orakel(adresser: list[Raekke], personer: list[Raekke]) -> set[tuple[str, str, Sted, Sted]]:
    """(person, day, from, to) of every move, day by day."""
    fundne = set()
    for person in personer:
        hvem = person["person_noegle"]
        mine = [r for r in adresser if r["person_noegle"] == hvem]
        foer: Sted | None = None
        for nr in range(DAGE + 6):
            nu = _sted_paa(mine, person, nr)
            if nu is None:
                continue
            if foer is None:
                foedt = (dag(nr) - date.fromisoformat(person["foedselsdato"])).days <= 31
                if nu[0] == "kommune" and not foedt:
                    fundne.add((hvem, dag(nr).isoformat(), ("ukendt",), nu[:2]))
            elif nu != foer and not (nu == ("ukendt",) and foer[0] != "kommune"):
                fundne.add((hvem, dag(nr).isoformat(), foer[:2], nu[:2]))
            foer = nu
    return fundne


def _fra_sql(con: Any) -> set[tuple[str, str, Sted, Sted]]:
    svar = con.execute(
        "SELECT person_noegle, dato::VARCHAR, fra_type, fra_kommunekode, fra_landekode, til_type, til_kommunekode, "
        "til_landekode FROM core.flytning"
    ).fetchall()
    return {(p, d, _af(*fra), _af(*til)) for p, d, *ender in svar for fra, til in [(ender[:3], ender[3:])]}


def _af(type_: str, kommune: str | None, land: str | None) -> Sted:
    return {"kommune": ("kommune", kommune or ""), "udland": ("udland", land or "")}.get(type_, (type_,))


def _tilvaekst(adresser: list[Raekke], personer: list[Raekke]) -> int:
    """Registered here at the end, less those born here, plus those who died here: what the moves must make up."""
    ialt = 0
    for person in personer:
        mine = [r for r in adresser if r["person_noegle"] == person["person_noegle"]]
        steder = [_sted_paa(mine, person, nr) for nr in range(DAGE + 6)]
        kendte = [(nr, s) for nr, s in enumerate(steder) if s is not None]
        if not kendte:
            continue
        er_foedt = (dag(kendte[0][0]) - date.fromisoformat(person["foedselsdato"])).days <= 31
        ialt -= er_foedt and kendte[0][1][:2] == ("kommune", EGEN)
        ialt += kendte[-1][1][:2] == ("kommune", EGEN)  # still here, or dead here
    return ialt


@stil
@given(_by())
def test_sql_finder_de_flytninger_som_dagene_viser_og_befolkningen_stemmer(
    by: tuple[list[Raekke], list[Raekke]],
) -> None:
    adresser, personer = by
    con = lager(adresser, personer, til="core.flytning")
    assert _fra_sql(con) == _orakel(adresser, personer)
    netto = con.execute(
        "SELECT count(*) FILTER (retning = 'ind') - count(*) FILTER (retning = 'ud') FROM core.flytning"
    ).fetchone()
    assert netto == (_tilvaekst(adresser, personer),)
