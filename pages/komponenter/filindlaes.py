"""A file with lines laid up on a page: the field, and the lines that keep it out. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import streamlit as st

from engine import dansk
from engine.fejl import HjemtagFejl
from engine.indlaesning.egenfil import Linjefejl
from pages.komponenter.tabeller import Kolonne, tabel
from pages.komponenter.tekst import uden_markdown


class _Gennemsyn(Protocol):
    """What a file holds, seen through before anything is saved."""

    @property
    def fejl(self) -> Sequence[Linjefejl]:
        """The lines that cannot be used."""


G = TypeVar("G", bound=_Gennemsyn)


def vaelg(gennemse: Callable[[str, bytes], G], noegle: str, nr: int) -> tuple[str, bytes, G] | None:
    """The field, and what the chosen file holds: (name, content, seen through). None without a file that can be used.

    gennemse: reads it; its error and the lines that cannot be used are shown. nr: another number is an empty field.
    """
    fil = st.file_uploader(
        "Vælg filen (.xlsx eller .csv, højst 5 MB)",
        type=["xlsx", "csv"],
        key=f"{noegle}_fil_{nr}",
        max_upload_size=5,
    )
    if fil is None:
        return None
    indhold = fil.getvalue()
    try:
        g = gennemse(fil.name, indhold)
    except HjemtagFejl as fejl:
        st.error(f"{fejl} Intet er gemt.", icon=":material/error:")
        return None
    if g.fejl:
        _vis_linjefejl(g.fejl, f"{noegle}_fejl")
        return None
    return fil.name, indhold, g


def _vis_linjefejl(fejl: Sequence[Linjefejl], noegle: str) -> None:
    st.error(
        f"{dansk.antal(len(fejl), 'linje', 'linjer')} kan ikke bruges. Ret filen, og læg den op igen. Intet er gemt.",
        icon=":material/error:",
    )
    tabel(
        [{"nr": str(f.nr), "tekst": uden_markdown(f.tekst[:1].upper() + f.tekst[1:])} for f in fejl],
        [Kolonne("nr", "Linje", bredde=70), Kolonne("tekst", "Hvad der er galt", bredde=640)],
        noegle=noegle,
        beskrivelse="Filens forkerte linjer, og hvad der er galt",
        summer=False,
    )
