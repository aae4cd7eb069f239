"""A plain page for what our own routes have to say outside Streamlit: refused, gone, signed out."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse, Response

_SIDE = """<!DOCTYPE html>
<html lang="da"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">{videre}
<title>{titel} · Hjemtag</title>
<style>:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
body {{ max-width: 34rem; margin: 15vh auto; padding: 0 1.2rem }}</style></head>
<body><h1>{titel}</h1><p>{tekst}</p><p>{links}</p></body></html>
"""


def besked(status: int, titel: str, tekst: str, igen: str = "", *, videre: str = "") -> Response:
    """The page. igen: an address of ours to try again at. videre: where the browser goes on to by itself."""
    links = {igen: "Prøv igen", "/": "Gå til forsiden"} if igen else {"/": "Gå til forsiden"}
    if videre:
        links = {videre: "Fortsæt"}
    html = _SIDE.format(
        titel=escape(titel),
        tekst=escape(tekst),
        links=" · ".join(f'<a href="{escape(a)}">{t}</a>' for a, t in links.items()),
        videre=f'<meta http-equiv="refresh" content="0; url={escape(videre)}">' if videre else "",
    )
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})
