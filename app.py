"""Hjemtag's web app: `streamlit run app.py` serves `app` below, and each run of a page starts here too."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.komponenter import konto, livsloeb, ruter, tilstande

# Until st.navigation has run, Streamlit would serve the files in pages/ by their address, past this file.
PagesManager.uses_pages_directory = False
tilstande.hold_persondata_ude_af_loggen()

if get_script_run_ctx(suppress_warning=True) is None:
    konto.kraev_sikker_opsaetning()
    app = st.App(
        __file__,
        routes=ruter.RUTER,
        middleware=ruter.MELLEMLAG,
        on_script_error=tilstande.ved_scriptfejl,
        lifespan=livsloeb.livsloeb,
    )
else:
    from pages.komponenter import skal

    try:
        skal.vis()
    finally:  # a page that stops half-way has imported too
        livsloeb.lad_modulerne_ligge()
