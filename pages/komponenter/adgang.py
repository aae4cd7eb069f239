"""The guard of every page: who is at the screen, and may they see this page.

Each script run asks again, so a session that has ended closes the page at the next click. A fragment reruns
without its page: use `fragment` from here instead of st.fragment, and it asks too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from engine.adgang import Bruger, Handling, maa
from engine.fejl import HjemtagFejl
from pages.komponenter import konto, login, tilstande
from pages.komponenter.sider import EFTER_NAVN


def laes_token() -> str:
    """The session token in the cookie that came with the browser's connection, '' without one."""
    return st.context.cookies.to_dict().get(konto.COOKIE, "")


def aktuel_bruger(*, brugt: bool = True) -> Bruger | None:
    """The user of this run, None when nobody is signed in. brugt: whether somebody did something (see konto)."""
    return konto.hent(laes_token(), datetime.now(UTC), brugt=brugt)


def kraev_adgang(side: str, *, brugt: bool = True) -> Bruger:
    """The first statement of a page: returns its user, or draws login or refusal and stops the run.

    side: the page's name in engine.adgang.SIDER. brugt=False: the page reruns by itself.
    """
    try:
        bruger = aktuel_bruger(brugt=brugt)
    except HjemtagFejl as fejl:
        tilstande.fejl(fejl)
        st.stop()
    if bruger is None:
        login.vis(EFTER_NAVN[side].fil)
        st.stop()
    if bruger.skal_skifte:
        login.vis_skift(bruger)
        st.stop()
    ja, grund = maa(bruger, Handling.SE_SIDE, side=side)
    if not ja:
        noter_afvist(bruger, side)
        st.title("Ingen adgang")
        tilstande.ingen_adgang(grund)
        st.stop()
    return bruger


def noter_afvist(bruger: Bruger, hvad: str) -> None:
    """Put a refused attempt in the log, once in a session for the same thing. hvad: an id without person data."""
    afviste = st.session_state.setdefault("afviste", set())
    if hvad not in afviste:
        afviste.add(hvad)
        konto.noter_afvist(bruger, hvad, datetime.now(UTC))


def fragment(side: str, hver: timedelta | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """st.fragment with the guard inside: @fragment('datakvalitet') above the function.

    hver: rerun by itself so often. That counts as nobody's doing: a page left open still ends its session.
    """

    def indpak(funktion: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(funktion)
        def vagt(*args: Any, **kwargs: Any) -> Any:
            kraev_adgang(side, brugt=hver is None)
            return funktion(*args, **kwargs)

        return st.fragment(vagt, run_every=hver)

    return indpak
