"""Text from outside the house on a page: shown as it stands, never read as Markdown or HTML."""

from __future__ import annotations

import re
from typing import Any

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:])")


def uden_markdown(tekst: Any) -> str:
    """A text for st.markdown with every sign that means something there made harmless; '–' for none."""
    return _MARKDOWN.sub(r"\\\1", str(tekst or "–"))


def uden_links(tekst: Any) -> str:
    """A text for a table cell: emphasis may stand, but it can hold no link, picture or HTML."""
    return str(tekst).replace("](", "]\\(").replace("<", "\\<")
