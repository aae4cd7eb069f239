"""Any sequence of choices of household, against an oracle that shares no code, and what no choice may change."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lov.parametre import laes_lov
from engine.refusion import sde
from engine.refusion.husstand import Valg, med_valg
from engine.refusion.sde import Grundlag

BOERN = ("b1", "b2", "b3", "b4")
HOLDERE = ("h1", "h2", "h3")
MAANEDER = tuple(f"{aar}-{m:02d}" for aar in (2022, 2023) for m in range(1, 13))
# 2022 and 2023 limits in kroner a year, and the rates; satser.md 1.3.
GRAENSER = {2022: (860_000, 1_680_000, 2_120_000), 2023: (880_000, 1_730_000, 2_180_000)}
SATSER = (25, 50, 75)

# A register's household: the couple that joins, and the holders that name it.
Hus = tuple[str, str] | None
HUSE: tuple[Hus, ...] = (None, ("h1", "h1"), ("h2", "h2"), ("h1&h2", "h1+h2"), ("h1&h2", "h1"), ("h3", "h3"))


@st.composite
def en_by(draw: st.DrawFn) -> tuple[dict[tuple[str, str], Hus], dict[tuple[str, str], int]]:
    """The register's household and the expense in kroner of each child and month."""
    hus, kroner = {}, {}
    for barn in BOERN:
        skift = draw(st.integers(0, len(MAANEDER)))
        foer, efter = draw(st.sampled_from(HUSE)), draw(st.sampled_from(HUSE))
        beloeb = draw(st.sampled_from([0, 30_000, 58_333, 90_000, 200_000, -20_000]))
        for nr, maaned in enumerate(MAANEDER):
            hus[barn, maaned] = foer if nr < skift else efter
            if beloeb:
                kroner[barn, maaned] = beloeb
    # Within a month a household's name has one couple, as the register has it.
    for maaned in MAANEDER:
        par: dict[str, str] = {}
        for barn in BOERN:
            h = hus[barn, maaned]
            if h:
                hus[barn, maaned] = (par.setdefault(h[1], h[0]), h[1])
    return hus, kroner


@st.composite
def et_valg(draw: st.DrawFn) -> Valg:
    fra, til = sorted(draw(st.lists(st.integers(0, len(MAANEDER) - 1), min_size=2, max_size=2)))
    hvem = draw(
        st.one_of(
            st.none(),
            st.lists(st.sampled_from(HOLDERE), max_size=2, unique=True).map(lambda h: tuple(sorted(h))),
        )
    )
    return Valg(draw(st.sampled_from(BOERN)), MAANEDER[fra], MAANEDER[til], hvem)


def husstandstabel(hus: dict[tuple[str, str], Hus]) -> pd.DataFrame:
    raekker = [(b, m, h and h[0], h and h[1], True, True) for (b, m), h in hus.items()]
    kolonner = ["person_noegle", "maaned", "par", "indehavere", "antagelse", "flere_mulige"]
    ramme = pd.DataFrame(raekker, columns=kolonner)
    return ramme.astype(dict.fromkeys(kolonner[:4], "category"))


def grundlag(
    hus: dict[tuple[str, str], Hus], kroner: dict[tuple[str, str], int], valg: list[Valg]
) -> Grundlag:
    udgift = pd.DataFrame(
        [
            (b, int(m[:4]), m, "SEL", "alm", max(0, k) * 100 * sde.ENHED, k * 100 * sde.ENHED)
            for (b, m), k in kroner.items()
        ],
        columns=["person_noegle", "aar", "maaned", "sdelov", "gruppe", "brutto_u", "netto_u"],
    )
    person = pd.DataFrame({"person_noegle": BOERN, "foedselsdato": [date(2012, 1, 1)] * len(BOERN)})
    krav = pd.DataFrame(columns=["regnskabsaar", "person_noegle", "sag_type", "maaned", "beloeb_oere"])
    return Grundlag(udgift, person, med_valg(husstandstabel(hus), valg), krav)


def regn(g: Grundlag) -> sde.SdeResultat:
    return sde.beregn(g, laes_lov(), lambda art, noegle: f"{art}-{noegle}")


# --- the oracle -----------------------------------------------------------------------------------------------


def orakel(
    hus: dict[tuple[str, str], Hus], kroner: dict[tuple[str, str], int], valg: list[Valg]
) -> dict[int, list[int]]:
    """Each year's refunds in øre, one per case, smallest first; worked out month by month in fractions."""
    nu = dict(hus)
    for v in valg:
        for maaned in MAANEDER:
            if v.fra <= maaned <= v.til:
                nu[v.person, maaned] = hus[v.person, maaned] if v.indehavere is None else _hos(hus, maaned, v)
    ud: dict[int, list[int]] = {}
    for aar, graenser in GRAENSER.items():
        sager = _sager([(n, nu[n]) for n in kroner if int(n[1][:4]) == aar])
        refusion = []
        for noegler in sager:
            pr_maaned: dict[str, int] = defaultdict(int)
            for barn, maaned in noegler:
                pr_maaned[maaned] += kroner[barn, maaned]
            i_alt = sum((_trin(k, graenser) for k in pr_maaned.values()), Fraction(0))
            refusion.append(int(i_alt * 100 + Fraction(1, 2)))
        ud[aar] = sorted(refusion)
    return ud


def _hos(hus: dict[tuple[str, str], Hus], maaned: str, v: Valg) -> Hus:
    if not v.indehavere:
        return None
    navn = "+".join(v.indehavere)
    som = [h for (_, m), h in hus.items() if m == maaned and h and h[1] == navn]
    return som[0] if som else ("&".join(v.indehavere), navn)


def _sager(raekker: list[tuple[tuple[str, str], Hus]]) -> list[list[tuple[str, str]]]:
    """The year's child-months in cases: alone by child, else joined by a common couple or common holders."""
    grupper: list[tuple[set[str], list[tuple[str, str]]]] = []
    for noegle, h in raekker:
        maerker = {f"barn {noegle[0]}"} if h is None else {f"par {h[0]}", f"hos {h[1]}"}
        egne = [noegle]
        for gruppe in [g for g in grupper if g[0] & maerker]:
            grupper.remove(gruppe)
            maerker, egne = maerker | gruppe[0], egne + gruppe[1]
        grupper.append((maerker, egne))
    return [g[1] for g in grupper]


def _trin(kroner: int, graenser: tuple[int, ...]) -> Fraction:
    ud = Fraction(0)
    for n, graense in enumerate(graenser):
        loft = Fraction(graenser[n + 1], 12) if n + 1 < len(graenser) else Fraction(10**12)
        over = min(Fraction(kroner), loft) - Fraction(graense, 12)
        ud += max(over, Fraction(0)) * SATSER[n] / 100
    return ud


# --- the properties -------------------------------------------------------------------------------------------


@settings(derandomize=True, deadline=None, max_examples=60)
@given(en_by(), st.lists(et_valg(), max_size=6))
def test_enhver_raekke_af_valg_er_som_oraklet_siger(by, valg: list[Valg]) -> None:
    hus, kroner = by
    if not kroner:
        return
    sager = regn(grundlag(hus, kroner, valg)).sager
    facit = orakel(hus, kroner, valg)
    for aar in GRAENSER:
        assert sorted(sager.loc[sager["aar"] == aar, "refusion"]) == facit[aar]


@settings(derandomize=True, deadline=None, max_examples=30)
@given(en_by(), st.lists(et_valg(), max_size=6))
def test_hver_personmaaned_er_i_een_sag_og_bruttoen_er_den_samme(by, valg: list[Valg]) -> None:
    hus, kroner = by
    if not kroner:
        return
    foer, efter = (regn(grundlag(hus, kroner, v)) for v in ([], valg))
    steder = efter.placering[["person_noegle", "maaned", "sagstype", "sag_noegle"]]
    assert len(steder) == len(kroner) == len(steder[["person_noegle", "maaned"]].drop_duplicates())
    assert steder["sag_noegle"].notna().all()
    for navn in ("brutto_u", "netto_u"):
        assert efter.maaneder[navn].sum() == foer.maaneder[navn].sum()
    maaneder = efter.maaneder.groupby(["aar", "sag_id"])["refusion"].sum()
    assert maaneder.to_dict() == efter.sager.set_index(["aar", "sag_id"])["refusion"].to_dict()


@settings(derandomize=True, deadline=None, max_examples=30)
@given(en_by(), st.lists(et_valg(), max_size=4), et_valg())
def test_fortrudt_er_resultatet_praecis_som_foer(by, valg: list[Valg], et: Valg) -> None:
    """The last one taken out: what the others alone give. All given back to the register: as without any."""
    hus, kroner = by
    if not kroner:
        return
    alle = [*valg, et]
    foer = regn(grundlag(hus, kroner, valg)).sager
    regn(grundlag(hus, kroner, alle))
    pd.testing.assert_frame_equal(regn(grundlag(hus, kroner, alle[:-1])).sager, foer)
    tilbage = [*alle, *(Valg(b, MAANEDER[0], MAANEDER[-1], None) for b in BOERN)]
    pd.testing.assert_frame_equal(
        regn(grundlag(hus, kroner, tilbage)).sager, regn(grundlag(hus, kroner, [])).sager
    )


@settings(derandomize=True, deadline=None, max_examples=30)
@given(en_by(), st.lists(et_valg(), min_size=1, max_size=4))
def test_kun_de_valgte_boerns_maaneder_aendres(by, valg: list[Valg]) -> None:
    hus, _ = by
    tabel = husstandstabel(hus)
    ny = med_valg(tabel, valg)
    for gammel_r, ny_r in zip(tabel.itertuples(index=False), ny.itertuples(index=False), strict=True):
        roert = [v for v in valg if v.person == gammel_r.person_noegle and v.fra <= gammel_r.maaned <= v.til]
        if not roert or roert[-1].indehavere is None:
            assert tuple(map(str, gammel_r)) == tuple(map(str, ny_r))
        else:
            assert str(ny_r.indehavere) == (roert[-1].navn or "nan")
            assert not ny_r.antagelse
            assert not ny_r.flere_mulige
