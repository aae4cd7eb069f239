"""Households of a year: which monthly households are one case (design.md reading 8).

The warehouse says, per child and month, which couple or single holder joins it with other children (`par`) and which
holders name the household (`indehavere`). Here a person's choices are laid on top, and the months of a year become
cases. Pure: vectors in, vector out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engine.refusion.koder import koder

MAANEDER = 12


@dataclass(frozen=True)
class Valg:
    """A person has decided which household a child belongs to. fra, til: the months 'YYYY-MM', both included.

    indehavere: the holders that name the household, () for none (a case of its own), None for what the register says.
    """

    person: str
    fra: str
    til: str
    indehavere: tuple[str, ...] | None

    @property
    def navn(self) -> str:
        """The household as core.husstand_maaned names it."""
        return "+".join(sorted(self.indehavere or ()))


def med_valg(tabel: pd.DataFrame, valg: Sequence[Valg]) -> pd.DataFrame:
    """The children's months with the choices on top, later ones over earlier ones; no other row is touched.

    tabel: person_noegle, maaned, par, indehavere (texts, or categorical with sorted categories), antagelse,
    flere_mulige. What a person has decided is neither assumed nor open. A household that the register has that month
    keeps its couple, so that the child joins all its children.
    """
    if not valg or tabel.empty:
        return tabel
    ny = tabel.copy()
    for navn in ("par", "indehavere"):
        ny[navn] = _udvidet(tabel[navn], [_parnavn(v) if navn == "par" else v.navn for v in valg])
    person, personer = koder(tabel["person_noegle"])
    maaned, maaneder = koder(tabel["maaned"])
    numre = personer.numre(pd.Series([v.person for v in valg], dtype="str"))
    deres = np.flatnonzero(np.isin(person, numre))
    egne, egne_md = person[deres], maaned[deres]
    koderne = {navn: ny[navn].cat.codes.to_numpy().copy() for navn in ("par", "indehavere")}
    register = {navn: kode.copy() for navn, kode in koderne.items()}
    marker = {navn: tabel[navn].eq(True).to_numpy(bool).copy() for navn in ("antagelse", "flere_mulige")}
    fra_registret = {navn: marke.copy() for navn, marke in marker.items()}
    for v, nr in zip(valg, numre, strict=True):
        fra, til = np.searchsorted(maaneder.ord, v.fra, "left"), np.searchsorted(maaneder.ord, v.til, "right")
        raekker = deres[(egne == nr) & (egne_md >= fra) & (egne_md < til)]
        if v.indehavere is None:
            for navn in koderne:
                koderne[navn][raekker] = register[navn][raekker]
            for navn in marker:
                marker[navn][raekker] = fra_registret[navn][raekker]
            continue
        indehavere = ny["indehavere"].cat.categories.get_loc(v.navn) if v.indehavere else -1
        par = ny["par"].cat.categories.get_loc(_parnavn(v)) if v.indehavere else -1
        koderne["indehavere"][raekker] = indehavere
        koderne["par"][raekker] = _par_i(register, maaned, len(maaneder), indehavere, par)[maaned[raekker]]
        for marke in marker.values():
            marke[raekker] = False
    for navn, kode in koderne.items():
        ny[navn] = pd.Categorical.from_codes(kode, dtype=ny[navn].dtype)
    return ny.assign(**marker)


def _parnavn(v: Valg) -> str:
    """The couple as core.husstand_maaned writes it, where the register has no such household that month."""
    return "&".join(sorted(v.indehavere or ()))


def _udvidet(kolonne: pd.Series, flere: Sequence[str]) -> pd.Series:
    """The column as sorted categories that hold these texts too."""
    som = kolonne.astype("category")
    egne = som.cat.categories.astype("str")
    return som.cat.rename_categories(egne).cat.set_categories(egne.union(sorted({t for t in flere if t})))


def _par_i(
    register: dict[str, np.ndarray], maaned: np.ndarray, antal: int, indehavere: int, par: int
) -> np.ndarray:
    """The couple of a household in each month, as the register has it, else `par`."""
    ud = np.full(antal, par)
    dens = (register["indehavere"] == indehavere) & (indehavere >= 0)
    ud[maaned[dens]] = register["par"][dens]
    return ud


def foerste_navn(
    md: np.ndarray, par: np.ndarray, par_antal: int, indehavere: np.ndarray, indehavere_antal: int
) -> np.ndarray:
    """The household of every child-month, as the number of its name: its holders in its first month of the year.

    md: months since year 0. par, indehavere: numbers below their `antal`, in the order of the texts. A household goes
    on while its couple or its holders stay the same (BEK 1486/2023 § 5): the earliest name is passed on through the
    year's months that share either, until nothing changes.
    """
    if not len(md):
        return np.empty(0, dtype=np.int64)
    aar = md // MAANEDER - md.min() // MAANEDER
    grupper = [aar * par_antal + par, aar * indehavere_antal + indehavere]
    navn = md * indehavere_antal + indehavere
    while True:
        nyt = navn
        for gruppe in grupper:
            nyt = _mindste(nyt, gruppe)
        if (nyt == navn).all():
            return navn % indehavere_antal
        navn = nyt


def _mindste(vaerdier: np.ndarray, gruppe: np.ndarray) -> np.ndarray:
    """The least value of each row's group."""
    mindst = np.full(gruppe.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(mindst, gruppe, vaerdier)
    return mindst[gruppe]
