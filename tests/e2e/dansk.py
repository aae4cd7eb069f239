"""Whether a page speaks Danish, to those who see it and to those who hear it."""

from __future__ import annotations

import re
from typing import Any

# What is seen, and what is said to those who hear the page.
_TEKST = """() => {
    const hoert = [];
    for (const e of document.querySelectorAll('[aria-label], [placeholder], [title], [alt], [aria-description]'))
        for (const a of ['aria-label', 'placeholder', 'title', 'alt', 'aria-description'])
            if (e.getAttribute(a) && e.checkVisibility()) hoert.push(e.getAttribute(a));
    return document.body.innerText + '\\n' + hoert.join('\\n');
}"""
# Words that Streamlit and its parts write and Danish does not have. Whole words, so 'Open' is not in 'Opened'.
_ENGELSK = re.compile(
    r"\b(?:"
    r"Running|Rerun|Deploy|Settings|Print|Record|Screencast|Clear|Choose|Select|Search|Sort|Pin|Autosize|Hide|Show|"
    r"Open|Close|Copy|Download|Upload|Browse|Drag and drop|Limit|per file|Fullscreen|Loading|Connecting|Connection|"
    r"Streamlit|Skip to|Sidebar|Navigate|Collapse|Expand|Main menu|Link to|App pages|Logo|Empty|No data|No results|"
    r"Previous|Next|month|year|weekday|today|selected|Monday|January|October|Increment|Decrement|Use arrow keys|"
    r"Statistics|Format|Error|Exception|Traceback|Warning|server|undefined|null|NaN|None|True|False"
    r")\b"
)


def engelske_ord(side: Any) -> set[str]:
    """What stands on the page now with an English word in it, each line once."""
    return {linje[:160] for linje in side.evaluate(_TEKST).splitlines() if _ENGELSK.search(linje)}
