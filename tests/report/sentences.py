"""The sentences of a page, and which of them no clinician reads once."""

from __future__ import annotations

import re
from html.parser import HTMLParser

WORDS = 30
EXEMPT = {
    "td": "a cell", "th": "a cell", "dt": "a definition", "dd": "a definition", "details": "folded away",
    "figcaption": "a caption has 60 words, held in tests/figures", "title": "the name of the page",
    "script": "no words", "style": "no words", "template": "no words",
}  # fmt: skip
BLOCKS = {"p", "li", "h1", "h2", "h3", "div", "section", "summary", "span", *EXEMPT}


class _Blocks(HTMLParser):
    """The text of each block that is not exempt."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks, self._words, self._exempt = [], "", 0
        self.feed(page)
        self._end()

    def _end(self) -> None:
        self.blocks.append(" ".join(self._words.split()))
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in BLOCKS:
            self._end()
        self._exempt += tag in EXEMPT

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end()
        self._exempt -= tag in EXEMPT

    def handle_data(self, data: str) -> None:
        self._words += data * (not self._exempt)


def sentences(page: str) -> list[str]:
    """Every sentence of a page that is not in a table, a definition, a caption or folded away."""
    between = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'(])")
    return [each for block in _Blocks(page).blocks for each in between.split(block) if each]


def too_long(page: str) -> list[str]:
    """The sentences of more words than one breath holds."""
    return [each for each in sentences(page) if len(each.split()) > WORDS]
