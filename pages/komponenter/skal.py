"""The shell around every page: navigation by role, account, footer; the login when nobody is signed in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import streamlit as st

from engine import dansk, steder
from engine.adgang import ROLLENAVNE, Bruger, sider_for
from engine.drift import maal
from engine.fejl import HjemtagFejl
from pages.komponenter import adgang, data, login, tema, tilstande
from pages.komponenter.ruter import UD
from pages.komponenter.sider import SIDER

_FORSIDE = "forside"
SEKTIONER = tuple(dict.fromkeys(side.sektion for side in SIDER))


def vis() -> None:
    """One run of the app: every page is registered, and the one asked for is run if there is a user."""
    st.set_page_config(page_title="Hjemtag", page_icon=str(steder.assets() / "ikon.svg"), layout="wide")
    try:
        bruger = adgang.aktuel_bruger()
    except HjemtagFejl as fejl:
        _registrer(None)
        tema.anvend()
        tilstande.fejl(fejl)
        return
    side = _registrer(bruger)
    if bruger is None:
        login.vis(side.url_path)
    elif bruger.skal_skifte:
        login.vis_skift(bruger)
    else:
        _vis_side(bruger, side)


def _registrer(bruger: Bruger | None) -> Any:
    """Register all pages and return the one the address asks for; only what the role may see is in the menu.

    All are registered also while logged out: so the address is known, and the link survives the login.
    """
    maa_se = set(sider_for(bruger.rolle)) if bruger and not bruger.skal_skifte else set()
    synlige = {side.navn for side in SIDER if side.i_menu and side.navn in maa_se}
    sider = {
        side.navn: st.Page(
            f"pages/{side.fil}.py",
            title=side.titel,
            icon=side.ikon,
            # Streamlit gives the first page the address '/' and knows it by this name all the same.
            url_path=_FORSIDE if side is SIDER[0] else side.fil,
            default=side is SIDER[0],
            visibility="visible" if side.navn in synlige else "hidden",
        )
        for side in SIDER
    }
    menu: dict[str, list[Any]] = {"": [_under_sit_navn(sider[SIDER[0].navn])]}
    for side in SIDER:
        sektion = side.sektion if side.navn in synlige else ""
        menu.setdefault(sektion, []).append(sider[side.navn])
    return st.navigation(menu, position="sidebar" if synlige else "hidden", expanded=True)


def _under_sit_navn(foerste: Any) -> Any:
    """The first page is the address '/'; its own name leads there too."""

    def start() -> None:
        st.switch_page(foerste)

    return st.Page(start, title="Hjemtag", url_path=SIDER[0].fil, visibility="hidden")


def _vis_side(bruger: Bruger, side: Any) -> None:
    tema.anvend()
    st.logo(str(steder.assets() / "logo.svg"), size="large", icon_image=str(steder.assets() / "ikon.svg"))
    _konto(bruger)
    # The footer is drawn first, because a page may end in st.stop().
    indhold = st.container()
    sidefod()
    with indhold, _taget_tid(side.url_path):
        try:
            side.run()
        except Exception as exc:  # said where the page is: the app's own hook would say it below the footer
            tilstande.fejl(exc)


@contextmanager
def _taget_tid(side: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        maal.side(side or "start", time.perf_counter() - start)


def _konto(bruger: Bruger) -> None:
    """Name, role and the way out, at the bottom of the sidebar. A plain form works without the connection."""
    navn = bruger.visningsnavn.removesuffix(f" ({ROLLENAVNE[bruger.rolle]})")
    with st.sidebar:
        st.html(
            '<section class="ht-konto" aria-label="Din konto">'
            f'<div class="ht-konto-navn">{escape(navn)}</div>'
            f'<div class="ht-konto-rolle">{escape(ROLLENAVNE[bruger.rolle].capitalize())}</div>'
            f'<form method="post" action="{UD}"><button type="submit" class="ht-knap">Log ud</button></form>'
            "</section>"
        )


def sidefod() -> None:
    """What the figures rest on: date and generation of the data, law version, and if they are fictional."""
    st.html(f'<footer class="ht-sidefod">{"".join(f"<span>{d}</span>" for d in _sidefodsdele())}</footer>')


def _sidefodsdele() -> list[str]:
    gen = data.generation()
    if gen is None:
        return ["Intet datagrundlag endnu"]
    lov = data.lov().version
    bygget = f"Bygget {dansk.tidspunkt(gen.bygget)}"
    dele = [
        f'<span title="{escape(bygget)}">Data pr. {dansk.dato(gen.data_dato)} ({escape(gen.navn)})</span>',
        f'<span title="{escape(lov)}">Lovgrundlag {escape(lov[:8])}</span>',
    ]
    return [*dele, '<strong class="ht-fiktiv">Fiktive data</strong>'] if gen.demo else dele
