"""Population by cohort-component, and the criterion of decline (udligningsloven § 4). Pure; chance comes from a seed.

Age is that on 1 January; index 0 of a flow is those born in the year, index a+1 those who were a. Every flow is a whole
number of persons, so that in each draw and each year, to the person,
population(t+1) = population(t) + born − dead + in − out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

ALDRE = 106  # 0 … 105; the oldest stay in the last
FOEDEDYGTIG = (15, 50)
KENDTE_MOEDRE = 0.5
_GRUPPE = 5  # ages whose rates are pooled
_UDJAEVN = 4.0  # years of the municipality's mean that a group's own years are weighed against
FLOWS = ("doede", "ud", "ind_kommune", "ind_udland")

Tal = np.ndarray


@dataclass(frozen=True, eq=False)
class Aar:
    """A year as it was. primo: (2, ALDRE) men, women. foedte: (2,). flows: {name: (2, ALDRE + 1)}.

    moedre: (ALDRE,) births by the mother's age, of those whose mother is known; None where nobody has counted.
    """

    aar: int
    primo: Tal
    foedte: Tal
    flows: Mapping[str, Tal]
    moedre: Tal | None = None


@dataclass(frozen=True, eq=False)
class Fremskrivning:
    """aarene: the years run through. folketal: (draws, years + 1) at 1 January from the first.

    primo: (draws, years + 1, ALDRE). stroemme: {name: (draws, years)}, 'foedte' among them."""

    aarene: tuple[int, ...]
    folketal: Tal
    primo: Tal
    stroemme: Mapping[str, Tal]


def rykket(primo: Tal, foedte: Tal, til: Tal, fra: Tal) -> Tal:
    """The population a year later. primo: (…, 2, ALDRE), foedte: (…, 2), til and fra: (…, 2, ALDRE + 1)."""
    udvidet = np.concatenate([foedte[..., None], primo], axis=-1) + til - fra
    ud = udvidet[..., :ALDRE].copy()
    ud[..., ALDRE - 1] += udvidet[..., ALDRE]
    return ud


def _grundtal(historie: Sequence[Aar]) -> Tal:
    """Person-years at risk, (2, ALDRE + 1)."""
    return sum(np.concatenate([h.foedte[:, None], h.primo], axis=1) for h in historie)  # type: ignore[return-value]


def _pr_gruppe(v: Tal) -> Tal:
    """Sums of each five ages, laid out on every age again."""
    nr = np.concatenate([[0], 1 + np.arange(ALDRE) // _GRUPPE])
    sum_ = np.zeros((2, nr.max() + 1))
    for k in range(2):
        np.add.at(sum_[k], nr, v[k])
    return sum_[:, nr]


def fremskriv(
    historie: Sequence[Aar], primo: Tal, aar_antal: int, froe: int, traek: int = 500
) -> Fremskrivning:
    """Run forward from 1 January after the history's last year with the municipality's own rates.

    Rates are of the history pooled, by sex and five ages; a group with few persons leans on both sexes' mean. Births
    are by the mother's five ages (`fertilitet`). Each draw has its own level of births, moves in and moves out, as
    uncertain as the years differ, and each flow is drawn in whole persons. Errors: ValueError without history.
    """
    if not historie:
        raise ValueError("ingen historie")
    rng = np.random.Generator(np.random.PCG64(froe))
    udsat = _grundtal(historie)
    n = len(historie)
    rater = {}
    for navn in ("doede", "ud"):
        antal, under_risiko = _pr_gruppe(sum(h.flows[navn] for h in historie)), _pr_gruppe(udsat)  # type: ignore[arg-type]
        faelles = antal.sum(axis=0) / np.maximum(under_risiko.sum(axis=0), 1)
        rater[navn] = np.clip((antal + _UDJAEVN * faelles) / (under_risiko + _UDJAEVN), 0, 0.95)
    ind = {f: sum(h.flows[f] for h in historie) / n for f in ("ind_kommune", "ind_udland")}
    pr_kvinde = fertilitet(historie)
    uro = {f: _uro([float(h.flows[f].sum()) for h in historie]) for f in FLOWS}
    uro["foedte"] = _uro([float(h.foedte.sum()) for h in historie])
    nu = np.repeat(primo[None].astype(np.int64), traek, axis=0)
    stroemme: dict[str, list[Tal]] = {f: [] for f in (*FLOWS, "foedte")}
    alle, folketal = [nu.sum(axis=1)], [nu.sum(axis=(1, 2))]
    varig = {f: np.exp(rng.normal(0, u / np.sqrt(n), traek)) for f, u in uro.items()}
    for _ in range(aar_antal):
        niveau: dict[str, Tal] = {f: varig[f] * np.exp(rng.normal(0, uro[f], traek)) for f in uro}
        i_alt = rng.poisson(nu[:, 1, slice(*FOEDEDYGTIG)] @ pr_kvinde * niveau["foedte"])
        drenge = rng.binomial(i_alt, 0.513)
        foedte = np.stack([drenge, i_alt - drenge], axis=1)
        her = np.concatenate([foedte[..., None], nu], axis=-1)
        doede = rng.binomial(her, np.clip(rater["doede"] * niveau["doede"][:, None, None], 0, 1))
        ud = rng.binomial(her - doede, np.clip(rater["ud"] * niveau["ud"][:, None, None], 0, 1))
        til = {f: rng.poisson(ind[f] * niveau[f][:, None, None]) for f in ind}
        nu = rykket(nu, foedte, til["ind_kommune"] + til["ind_udland"], doede + ud)
        for f, v in {"doede": doede, "ud": ud, **til, "foedte": foedte}.items():
            stroemme[f].append(v.reshape(traek, -1).sum(axis=1))
        alle.append(nu.sum(axis=1))
        folketal.append(nu.sum(axis=(1, 2)))
    foerste = historie[-1].aar + 1
    return Fremskrivning(
        tuple(range(foerste, foerste + aar_antal)),
        np.stack(folketal, axis=1),
        np.stack(alle, axis=1),
        {f: np.stack(v, axis=1) for f, v in stroemme.items()},
    )


def fertilitet(historie: Sequence[Aar]) -> Tal:
    """Births a year per woman of each age in FOEDEDYGTIG, of the history pooled by five ages.

    A group with few women leans on all women's rate, which alone is used where the mother is known of fewer than
    KENDTE_MOEDRE of the births. Those whose mother is not known are shared as the others, so that the rates times the
    history's women are its births.
    """
    fra, til = FOEDEDYGTIG
    kvinder = sum((h.primo[1, fra:til].astype(float) for h in historie), np.zeros(til - fra))
    foedte = sum(float(h.foedte.sum()) for h in historie)
    ens = foedte / max(float(kvinder.sum()), 1.0)
    kendte = np.zeros(til - fra)
    for h in historie:
        if h.moedre is not None:
            alder = np.clip(np.arange(ALDRE), fra, til - 1) - fra  # the few outside count with those nearest
            np.add.at(kendte, alder, h.moedre)
    if not foedte or kendte.sum() < KENDTE_MOEDRE * foedte:
        return np.full(til - fra, ens)
    under, boern = (np.repeat(v.reshape(-1, _GRUPPE).sum(axis=1), _GRUPPE) for v in (kvinder, kendte))
    rate = (boern + _UDJAEVN * ens) / (under + _UDJAEVN)
    ialt: Tal = rate * (foedte / max(float((rate * kvinder).sum()), 1e-9))
    return ialt


def _uro(tal: Sequence[float]) -> float:
    """How much the years differ beyond what chance alone gives, as a share; at least 2 %."""
    if len(tal) < 2 or not sum(tal):
        return 0.1
    m = float(np.mean(tal))
    mere = float(np.var(np.asarray(tal), ddof=1)) / m**2 - 1 / m
    return max(mere, 0.0004) ** 0.5


# --- the criterion of decline -------------------------------------------------------------------------------------


def vinduer(tekst: str) -> tuple[tuple[int, int], ...]:
    """'2020-2025;2019-2024' → ((2020, 2025), …), the newest first."""
    dele = [d.strip().split("-") for d in tekst.split(";")]
    return tuple((int(a), int(b)) for a, b in dele)


def vinduer_for(tilskudsaar: int) -> tuple[tuple[int, int], ...]:
    """The windows of a grant year that is not announced yet: the latest five years and the two before, as every year's
    regulation has had them."""
    return tuple((tilskudsaar - 6 - i, tilskudsaar - 1 - i) for i in range(3))


def aarsvaerdi(folketal: Mapping[int, Any], fra: int, til: int) -> Any:
    """The sum of the yearly declines in a window of 1 January populations; nought where the window as a whole has no
    decline (§ 4, stk. 3: reckoned "in each of the 3 years for municipalities with a total decline over the latest 5
    years"). Growth in single years is not netted.

    folketal: year → the population, or an array of it, one for each draw; the answer is alike.
    """
    fald = sum(np.maximum(0, folketal[a - 1] - folketal[a]) for a in range(fra + 1, til + 1))
    return fald * (folketal[fra] > folketal[til])


def kriterium(folketal: Mapping[int, Any], v: Sequence[tuple[int, int]]) -> Any:
    """The mean of the windows' values (§ 4, stk. 1, nr. 2). Errors: KeyError, a year that is not known."""
    return sum(aarsvaerdi(folketal, a, b) for a, b in v) / len(v)


def nedgang(folketal: Mapping[int, Any], v: Sequence[tuple[int, int]]) -> Any:
    """The total decline over the newest window; above nought the grant year itself counts (§ 4, stk. 3)."""
    fra, til = v[0]
    return folketal[fra] - folketal[til]
