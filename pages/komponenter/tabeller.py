"""One Styler function behind every table: Danish formats, numbers to the right, units in the header, sums.

A column is described once with Kolonne; the data stay numbers (whole øre, dates), so that sorting is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from engine import dansk
from pages.komponenter import tema
from pages.komponenter.tekst import uden_links
from pages.komponenter.tilstande import TILSTANDE, maerke, tegn_og_ord

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

T = TypeVar("T", "pd.DataFrame", list[Any])

SYNLIGE_KOLONNER = 8
_RAMME_PX, _LINJE_PX, _HOVED_PX, _HOEJEST_PX = 12, 20, 42, 640
"""What a row of the grid takes beside its text, a line of it, the header, and a grid with rows of several lines at
most."""
_MINDSTE_REM, _TEGN_REM = 9, 0.55
"""The least width of a column of long text, and about what a letter takes."""
SYNLIGE_RAEKKER = 200
INGEN_RAEKKER = "Der er ingen at vise."
_GLEMT = "tabel_glemt"

_FORMATER: dict[str, Callable[[Any], str]] = {
    "tekst": str,
    "vaerdi": str,
    "interval": str,
    "kroner": lambda v: dansk.kroner(v, enhed=False),
    "aendring": lambda v: dansk.kroner(v, enhed=False, fortegn=True),
    "kroner_oere": lambda v: dansk.kroner(v, oere_vist=True, enhed=False),
    "tal": dansk.tal,
    "antal": lambda v: "skjult" if v < 0 else dansk.tal(v),
    "netto": lambda v: dansk.tal(v, fortegn=True),
    "decimal": lambda v: dansk.tal(v, 2),
    "procent": dansk.procent,
    "dato": dansk.dato,
    "tidspunkt": dansk.tidspunkt,
    "maaned": dansk.maaned,
    "ja_nej": dansk.ja_nej,
    "tilstand": maerke,
}
_TALARTER = frozenset({"kroner", "aendring", "kroner_oere", "tal", "antal", "netto", "decimal", "procent"})
_ENHEDER = {"kroner": "kr.", "aendring": "kr.", "kroner_oere": "kr.", "procent": "%"}


@dataclass(frozen=True)
class Kolonne:
    """One column of a table.

    navn: the column in the data. titel: its header. art: a key of _FORMATER; kroner are whole øre, and a negative
    antal is a count that is not shown.
    sum: shown in the sum row. enhed: shown in the header, by default kr. and % where they belong.
    bredde: pixels, for a table that can be opened; else as wide as its first rows.
    """

    navn: str
    titel: str
    art: str = "tekst"
    sum: bool = False
    enhed: str | None = None
    hjaelp: str | None = None
    bredde: int | None = None

    @property
    def overskrift(self) -> str:
        enhed = _ENHEDER.get(self.art, "") if self.enhed is None else self.enhed
        return f"{self.titel} ({enhed})" if enhed and self.art != "procent" else self.titel

    @property
    def er_tal(self) -> bool:
        return self.art in _TALARTER

    @property
    def til_hoejre(self) -> bool:
        """Numbers, and values that are written with their unit (vaerdi) or as a step on a ladder (interval)."""
        return self.er_tal or self.art in ("vaerdi", "interval")


def som_ramme(data: Any) -> pd.DataFrame:
    """A pandas frame of object columns from Arrow, pandas or a list of mappings: whole numbers stay whole."""
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        return data
    if hasattr(data, "to_pylist"):
        return pd.DataFrame(data.to_pylist(), columns=data.column_names, dtype=object)
    return pd.DataFrame(list(data), dtype=object)


def stil(
    data: Any,
    kolonner: Sequence[Kolonne],
    *,
    summer: bool | None = None,
    ialt: Any = None,
    markdown: bool = True,
) -> Styler:
    """The table as a Styler with Danish texts. summer: a sum row below (default: if a column is summed), of `ialt`
    where that is given.

    markdown: whether what draws it reads cells as Markdown, so that texts from outside must be made harmless.
    """
    import pandas as pd

    ramme = _typet(som_ramme(data), kolonner)
    med_sum = (any(k.sum for k in kolonner) if summer is None else summer) and len(ramme) > 1
    if med_sum:
        hele = ramme if ialt is None else som_ramme(ialt)
        ramme = pd.concat([ramme, _sumraekke(ramme, hele, kolonner)], ignore_index=True)
    stiler = _ret_ind(_formateret(ramme, kolonner, markdown=markdown), kolonner)
    return _med_sumraekke(stiler, kolonner) if med_sum else stiler


def _formateret(ramme: pd.DataFrame, kolonner: Sequence[Kolonne], *, markdown: bool) -> Styler:
    ramme = ramme.set_axis([k.overskrift for k in kolonner], axis="columns")
    formater = _FORMATER | ({"tekst": uden_links, "vaerdi": uden_links} if markdown else {})
    stiler = ramme.style.hide(axis="index")
    return stiler.format({k.overskrift: formater[k.art] for k in kolonner}, na_rep=dansk.UKENDT)


def _typet(ramme: pd.DataFrame, kolonner: Sequence[Kolonne]) -> pd.DataFrame:
    """The columns asked for, numbers as numbers: so that 9 sorts before 10, and headers stand over them."""
    import pandas as pd

    ramme = ramme.reindex(columns=[k.navn for k in kolonner]).reset_index(drop=True)
    tal = {k.navn: pd.to_numeric(ramme[k.navn]).convert_dtypes() for k in kolonner if k.er_tal}
    return ramme.assign(**tal)


def _ret_ind(stiler: Styler, kolonner: Sequence[Kolonne]) -> Styler:
    """Numbers to the right, and nothing but running text may break in two lines."""
    import pandas as pd

    tal = [k.overskrift for k in kolonner if k.til_hoejre]
    hele = [k.overskrift for k in kolonner if k.art not in ("tekst", "vaerdi")]
    loebende = [k for k in kolonner if k.art == "tekst"]
    # Streamlit sets every text to the left in the cell itself; so what stands as text must insist.
    hoejre = {"text-align": "right !important"}
    stiler = stiler.set_properties(subset=pd.IndexSlice[:, tal], **hoejre)
    stiler = stiler.set_table_styles(
        [
            {"selector": f"th.col{nr}", "props": list(hoejre.items())}
            for nr, k in enumerate(kolonner)
            if k.til_hoejre
        ]
    )
    for k in loebende:  # Streamlit's own cells never break
        ombrudt = {"min-width": f"{_mindst_rem(stiler.data[k.overskrift])}rem", "white-space": "normal"}
        stiler = stiler.set_properties(subset=pd.IndexSlice[:, [k.overskrift]], **ombrudt)
    return stiler.set_properties(subset=pd.IndexSlice[:, hele], **{"white-space": "nowrap"})


def _mindst_rem(tekster: pd.Series) -> float:
    """How narrow running text may be: what is short stays whole, what is long gets lines of some words."""
    laengst = max((len(str(t)) for t in tekster if t is not None), default=0)
    return min(_MINDSTE_REM, laengst * _TEGN_REM)


def _sumraekke(ramme: pd.DataFrame, hele: pd.DataFrame, kolonner: Sequence[Kolonne]) -> pd.DataFrame:
    """One row with the sums of the whole, of the same types as the table above it."""
    raekke = ramme.iloc[:1].copy()
    for k in kolonner:
        raekke[k.navn] = _sum(hele, k) if k.sum else None
    return raekke.astype(ramme.dtypes)


def _med_sumraekke(stiler: Styler, kolonner: Sequence[Kolonne]) -> Styler:
    import pandas as pd

    sidste = [len(stiler.data) - 1]
    tomme = [k.overskrift for k in kolonner if not k.sum]
    stiler = stiler.format("", subset=pd.IndexSlice[sidste, tomme], na_rep="")
    if not kolonner[0].sum:
        stiler = stiler.format(
            "I alt", subset=pd.IndexSlice[sidste, [kolonner[0].overskrift]], na_rep="I alt"
        )
    return stiler.set_properties(subset=pd.IndexSlice[sidste, :], **{"font-weight": "650"})


def tabel(
    data: Any,
    kolonner: Sequence[Kolonne],
    *,
    noegle: str,
    beskrivelse: str,
    summer: bool | None = None,
    vaelg: bool = False,
    ialt: Any = None,
    linjer: int = 1,
) -> int | None:
    """Draw a table. Without `vaelg` a plain one; with it a row can be opened and its number is returned.

    noegle: unique on the page. beskrivelse: what the table shows, for those who hear the page.
    linjer: how many lines of text a row that can be opened has room for, 1 or at least 3: with 2 the grid breaks none.
    A plain table's rows break by themselves.
    More than eight columns are folded behind 'Vis flere kolonner', and a long table shows its first rows. A table
    that can be sorted and opened has its sums on a line below, so that they never move or are opened.
    ialt: the whole list, where `data` is the first of it (de_foerste); the sums are of it.
    """
    ramme = som_ramme(data)
    hele = ramme if ialt is None else som_ramme(ialt)
    if ramme.empty:  # Streamlit says so in English
        st.caption(INGEN_RAEKKER)
        return None
    if ialt is None:
        ramme = de_foerste(ramme, noegle)
    synlige = _foldet(kolonner, noegle)
    if not vaelg:
        stiler = stil(ramme, synlige, summer=summer, ialt=hele)
        st.table(stiler, hide_index=True, border="horizontal", alt=beskrivelse)
        return None
    svar = st.dataframe(
        _gitterstil(ramme, synlige),
        hide_index=True,
        key=f"{noegle}_{st.session_state.get(_GLEMT, 0)}",
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        column_config=_opsaetning(synlige),
        row_height=None if linjer == 1 else _raekkehoejde(linjer),
        height="auto" if linjer == 1 else min(_HOVED_PX + len(ramme) * _raekkehoejde(linjer), _HOEJEST_PX),
        placeholder=dansk.UKENDT,
        alt=beskrivelse,
    )
    if summer is not False and any(k.sum for k in synlige):
        st.caption(_sumlinje(hele, synlige))
    return _valgt_raekke(svar["selection"], len(ramme))


def _raekkehoejde(linjer: int) -> int:
    return _RAMME_PX + _LINJE_PX * linjer


def de_foerste(raekker: T, noegle: str) -> T:
    """The first rows of a long frame or list, most important first, with a switch for all: thousands take a second to
    draw. `tabel` does it too; this is for those who must know which rows are seen before they are drawn."""
    if len(raekker) <= SYNLIGE_RAEKKER:
        return raekker
    alle = st.toggle(
        f"Vis alle {dansk.tal(len(raekker))} rækker",
        key=f"{noegle}_alle",
        help=f"Listen viser de {dansk.tal(SYNLIGE_RAEKKER)} første. Sortering gælder de viste; summerne gælder alle.",
    )
    return raekker if alle else raekker[:SYNLIGE_RAEKKER]


def glem_valg() -> None:
    """Forget which row was clicked: before a page goes back to the list it was opened from.

    The browser remembers the row under the table's key and would open it again.
    """
    st.session_state[_GLEMT] = st.session_state.get(_GLEMT, 0) + 1


def _valgt_raekke(valg: Mapping[str, Any], antal: int) -> int | None:
    raekker = [*valg.get("rows", []), *(celle[0] for celle in valg.get("cells", []))]
    return raekker[0] if raekker and raekker[0] < antal else None


def _gitterstil(ramme: pd.DataFrame, kolonner: Sequence[Kolonne]) -> Styler:
    """As `stil`, for the grid: it draws no Markdown, so a state is its sign, word and colour; it aligns by column."""
    tilstande = [k for k in kolonner if k.art == "tilstand"]
    ord = {k.navn: ramme[k.navn].map(tegn_og_ord, na_action="ignore") for k in tilstande}
    som_tekst = [replace(k, art="tekst") if k in tilstande else k for k in kolonner]
    stiler = _formateret(_typet(ramme.assign(**ord), som_tekst), som_tekst, markdown=False)
    return stiler.map(cache(_tilstandsfarve), subset=[k.overskrift for k in tilstande])


def _tilstandsfarve(vist: Any) -> str:
    rolle = next((t.rolle for t in TILSTANDE.values() if vist.startswith(f"{t.tegn} ")), None)
    return f"color: {tema.farve(rolle)}" if rolle else ""


def _sumlinje(ramme: pd.DataFrame, kolonner: Sequence[Kolonne]) -> str:
    dele = [
        f"{k.titel} {_FORMATER[k.art](_sum(ramme, k))} {_ENHEDER.get(k.art, '')}".strip()
        for k in kolonner
        if k.sum
    ]
    return " · ".join([f"I alt {dansk.antal(len(ramme), 'række', 'rækker')}", *dele])


def _sum(ramme: pd.DataFrame, kolonne: Kolonne) -> Any:
    return sum(ramme[kolonne.navn].dropna().tolist())


def _foldet(kolonner: Sequence[Kolonne], noegle: str) -> Sequence[Kolonne]:
    if len(kolonner) <= SYNLIGE_KOLONNER or st.toggle("Vis flere kolonner", key=f"{noegle}_flere"):
        return kolonner
    return kolonner[:SYNLIGE_KOLONNER]


def _opsaetning(kolonner: Sequence[Kolonne]) -> Mapping[str, Any]:
    return {
        k.overskrift: st.column_config.Column(
            help=k.hjaelp, alignment="right" if k.til_hoejre else "left", width=k.bredde
        )
        for k in kolonner
    }
