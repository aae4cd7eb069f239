"""Properties of the reader of posting texts: what was written is read back, and noise does not change it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.refusion.periodisering import INTET, Genkender, genkend
from engine.refusion.periodisering.tegn import rens

FULDE = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
KORTE = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
FAELLES = settings(derandomize=True, deadline=None, max_examples=60)
FORSPAND = ("", "Botilbud ", "Takst ", "BPA ", "Opholdssted Skovly ", "Støtte: ")


def _md(aar: int, md: int) -> tuple[date, date]:
    return date(aar, md, 1), date(aar, md, monthrange(aar, md)[1])


maaneder = st.tuples(st.integers(2018, 2029), st.integers(1, 12))
efter = st.integers(0, 60)  # days from the end of the period to the booking
forspand = st.sampled_from(FORSPAND)

MED_AAR: dict[str, Callable[[int, int], str]] = {
    "fuld": lambda a, m: f"{FULDE[m - 1]} {a}",
    "stort": lambda a, m: f"{FULDE[m - 1].upper()} {a}",
    "kort": lambda a, m: f"{KORTE[m - 1]} {a % 100:02d}",
    "punktum": lambda a, m: f"{KORTE[m - 1]}. {a % 100:02d}",
    "streg": lambda a, m: f"{KORTE[m - 1]}-{a % 100:02d}",
    "apostrof": lambda a, m: f"{KORTE[m - 1]} '{a % 100:02d}",
    "sammen": lambda a, m: f"{KORTE[m - 1]}{a % 100:02d}",
    "maaned": lambda a, m: f"{FULDE[m - 1]} måned {a}",
    "aar foerst": lambda a, m: f"{a} {FULDE[m - 1]}",
    "tal": lambda a, m: f"{m:02d}/{a}",
    "tal streg": lambda a, m: f"{m:02d}-{a}",
    "iso": lambda a, m: f"{a}-{m:02d}",
    "sammenskrevet": lambda a, m: f"{a}{m:02d}",
    "md": lambda a, m: f"md. {m} {a}",
    "per": lambda a, m: f"per. {m:02d}/{a % 100:02d}",
    "fra-til": lambda a, m: "{:%d.%m.%Y}-{:%d.%m.%Y}".format(*_md(a, m)),
    "fra-til kort": lambda a, m: "{:%d.%m.%y} - {:%d.%m.%y}".format(*_md(a, m)),
    "fra-til skraa": lambda a, m: f"1/{m}-{_md(a, m)[1].day}/{m} {a}",
    "fra-til streg": lambda a, m: "{:%d-%m-%Y} til {:%d-%m-%Y}".format(*_md(a, m)),
    "fra-til cifre": lambda a, m: "{:%d%m%y}-{:%d%m%y}".format(*_md(a, m)),
    "fra-til otte": lambda a, m: "{:%Y%m%d}-{:%Y%m%d}".format(*_md(a, m)),
    "fra-til iso": lambda a, m: "{:%Y-%m-%d} - {:%Y-%m-%d}".format(*_md(a, m)),
    "dage": lambda a, m: f"1.-{_md(a, m)[1].day}. {FULDE[m - 1]} {a}",
}
UDEN_AAR: dict[str, Callable[[int], str]] = {
    "for": lambda m: f"for {FULDE[m - 1]}",
    "takst for": lambda m: f"takst for {FULDE[m - 1]}",
    "kort": lambda m: f"takst {KORTE[m - 1]}",
    "mdr": lambda m: f"{FULDE[m - 1]} mdr.",
    "md nr": lambda m: f"md. {m}",
}


@pytest.mark.parametrize("notation", MED_AAR)
def test_en_maaned_laeses_tilbage(notation: str) -> None:
    @FAELLES
    @given(maaneder, efter, forspand)
    def proev(maaned: tuple[int, int], dage: int, foran: str) -> None:
        fra, til = _md(*maaned)
        fund = genkend(foran + MED_AAR[notation](*maaned), til + timedelta(dage))
        assert (fund.fra, fund.til) == (fra, til)

    proev()


@pytest.mark.parametrize("notation", UDEN_AAR)
def test_en_maaned_uden_aar_er_den_der_er_begyndt(notation: str) -> None:
    @FAELLES
    @given(maaneder, efter, forspand)
    def proev(maaned: tuple[int, int], dage: int, foran: str) -> None:
        fra, til = _md(*maaned)
        fund = genkend(foran + UDEN_AAR[notation](maaned[1]), til + timedelta(dage))
        assert (fund.fra, fund.til) == (fra, til)

    proev()


SPAEND: dict[str, Callable[[tuple[int, int], tuple[int, int]], str]] = {
    "kort": lambda f, t: f"{KORTE[f[1] - 1]}-{KORTE[t[1] - 1]} {t[0] % 100:02d}",
    "fuld": lambda f, t: f"{FULDE[f[1] - 1]} - {FULDE[t[1] - 1]} {t[0]}",
    "begge aar": lambda f, t: f"{KORTE[f[1] - 1]} {f[0] % 100:02d} - {KORTE[t[1] - 1]} {t[0] % 100:02d}",
    "sammen": lambda f, t: f"{KORTE[f[1] - 1]}{f[0] % 100:02d}/{KORTE[t[1] - 1]}{t[0] % 100:02d}",
    "t.o.m.": lambda f, t: f"{FULDE[f[1] - 1]} t.o.m. {FULDE[t[1] - 1]} {t[0]}",
    "til og med": lambda f, t: f"fra {FULDE[f[1] - 1]} til og med {FULDE[t[1] - 1]} {t[0]}",
    "cifre": lambda f, t: f"{f[0]}{f[1]:02d}-{t[0]}{t[1]:02d}",
    "datoer": lambda f, t: f"{_md(*f)[0]:%d.%m.%y}-{_md(*t)[1]:%d.%m.%y}",
    "uden aar": lambda f, t: f"{KORTE[f[1] - 1]}-{KORTE[t[1] - 1]}",
}


@pytest.mark.parametrize("notation", SPAEND)
def test_et_maanedsspaend_laeses_tilbage_ogsaa_over_nytaar(notation: str) -> None:
    @FAELLES
    @given(maaneder, st.integers(1, 8), st.integers(0, 50))
    def proev(foerste: tuple[int, int], flere: int, dage: int) -> None:
        nr = foerste[0] * 12 + foerste[1] - 1 + flere
        sidste = (nr // 12, nr % 12 + 1)
        tekst = "Støtte " + SPAEND[notation](foerste, sidste)
        fund = genkend(tekst, _md(*sidste)[1] + timedelta(dage))
        assert (fund.fra, fund.til) == (_md(*foerste)[0], _md(*sidste)[1])

    proev()


KVARTALER: dict[str, Callable[[int, int], str]] = {
    "kvt": lambda a, n: f"{n}. kvt. {a}",
    "kvartal": lambda a, n: f"{n}. kvartal {a}",
    "q": lambda a, n: f"Q{n} {a % 100:02d}",
    "kv": lambda a, n: f"{n}.kv.{a % 100:02d}",
    "uden aar": lambda a, n: f"{n}. kvartal",
}


@pytest.mark.parametrize("notation", KVARTALER)
@FAELLES
@given(st.integers(2018, 2029), st.integers(1, 4), st.integers(0, 60))
def test_et_kvartal_laeses_tilbage(notation: str, aar: int, nr: int, dage: int) -> None:
    fra, til = date(aar, nr * 3 - 2, 1), _md(aar, nr * 3)[1]
    fund = genkend("Takst " + KVARTALER[notation](aar, nr), til + timedelta(dage))
    assert (fund.fra, fund.til) == (fra, til)


@FAELLES
@given(st.dates(date(2018, 1, 1), date(2029, 12, 1)), st.integers(0, 6), st.integers(0, 40), st.booleans())
def test_uger_laeses_tilbage_ogsaa_over_nytaar(dag: date, flere: int, dage: int, med_aar: bool) -> None:
    fra = dag - timedelta(dag.weekday())
    til = fra + timedelta(7 * flere + 6)
    (a0, u0, _), (a1, u1, _) = fra.isocalendar(), til.isocalendar()
    if a0 == a1:
        tekst = (
            f"BPA uge {u0}-{u1}" + (f" {a1}" if med_aar else "")
            if flere
            else f"uge {u0}" + f" {a0}" * med_aar
        )
    else:
        tekst = f"BPA uge {u0}/{a0 % 100:02d}-{u1}/{a1 % 100:02d}" if med_aar else f"uge {u0}-{u1}"
    fund = genkend(tekst, til + timedelta(dage))
    assert (fund.fra, fund.til) == (fra, til), tekst


@FAELLES
@given(st.dates(date(2018, 1, 1), date(2029, 12, 1)), st.integers(1, 12), st.integers(0, 25))
def test_en_laengde_fra_en_dag_laeses_tilbage(start: date, antal: int, dage: int) -> None:
    md = start.year * 12 + start.month - 1 + antal
    slut = date(md // 12, md % 12 + 1, min(start.day, monthrange(md // 12, md % 12 + 1)[1])) - timedelta(1)
    fund = genkend(
        f"Husleje {antal} mdr. fra {start.day}/{start.month} {start.year}", start + timedelta(dage)
    )
    assert (fund.fra, fund.til) == (start, slut)


FORSTYRRELSER = (
    "Fakt. {n}",
    "fakturanr. {n}",
    "EFAK-000{n}",
    "CPR 7103{y}-1234",
    "8112{y}4321",
    "12.450,00 kr.",
    "1.{n}",
    "j.nr. 20{y}-{n}",
    "§ 107",
    "rate 4/12",
    "15 timer á 412,50",
    "tlf. 86123456",
)


@pytest.mark.parametrize("forstyrrelse", FORSTYRRELSER)
def test_numre_beloeb_og_cpr_aendrer_ikke_perioden(forstyrrelse: str) -> None:
    alle = [*MED_AAR.values(), *(lambda a, m, g=g: g(m) for g in UDEN_AAR.values())]

    @settings(FAELLES, max_examples=150)
    @given(
        maaneder,
        st.sampled_from(alle),
        st.booleans(),
        st.integers(100, 999),
        st.integers(10, 31),
        st.integers(0, 40),
    )
    def proev(
        maaned: tuple[int, int], skriv: Callable[[int, int], str], foran: bool, n: int, y: int, dage: int
    ) -> None:
        tekst, bogfoert = skriv(*maaned), _md(*maaned)[1] + timedelta(dage)
        stoej = forstyrrelse.format(n=n, y=y)
        med = f"{stoej} {tekst}" if foran else f"{tekst} {stoej}"
        uden = genkend(tekst, bogfoert)
        fund = genkend(med, bogfoert)
        assert (fund.fra, fund.til) == (uden.fra, uden.til), med

    proev()


@settings(FAELLES, max_examples=400)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=6),
            st.sampled_from(
                [*FULDE, *KORTE, "uge", "kvt", "halvår", "fra", "til", "-", "/", ".", "md", "§", "'", "år"]
            ),
            st.integers(0, 99_999_999).map(str),
        ),
        max_size=9,
    ),
    st.booleans(),
    st.dates(date(1995, 1, 1), date(2060, 1, 1)),
    st.none() | st.dates(date(1995, 1, 1), date(2060, 1, 1)),
)
def test_enhver_tekst_kan_laeses(dele: list[str], luft: bool, bogfoert: date, bilag: date | None) -> None:
    tekst = (" " if luft else "").join(dele)
    fund = genkend(tekst, bogfoert, bilag)
    assert 0 <= fund.sikkerhed <= 1
    assert (fund.fra is None) == (fund.til is None) == (fund.regel == "")
    if fund.fra and fund.til:
        assert fund.fra <= fund.til
        assert fund.pladser
    assert all(0 <= a < b <= len(rens(tekst)) for a, b in fund.pladser + fund.enkelt_pladser)


@FAELLES
@given(maaneder, maaneder, st.sampled_from(list(MED_AAR.values())))
def test_to_tekster_med_samme_skabelon_laeses_hver_for_sig(
    en: tuple[int, int], anden: tuple[int, int], skriv: Callable[[int, int], str]
) -> None:
    g, bogfoert = Genkender(), date(2029, 12, 31)
    for maaned in (en, anden, en):
        fund = g.laes(skriv(*maaned), bogfoert)
        assert (fund.fra, fund.til) == _md(*maaned)


def test_ingen_tekst_siger_intet() -> None:
    assert genkend("", date(2022, 1, 1)) is INTET
    assert genkend(None, date(2022, 1, 1)) is INTET
