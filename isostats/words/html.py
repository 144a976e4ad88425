"""Words within HTML: a result as a notebook's cell shows it, and a page in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from isostats.words.language import ENGLISH, spoken, translated


@dataclass(frozen=True)
class Sentence:
    """What a cell says where it has nothing to show.

    >>> Sentence("Nobody took <two>.")
    Nobody took <two>.
    >>> Sentence("Nobody took <two>.")._repr_html_()
    '<p>Nobody took &lt;two&gt;.</p>'
    """

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.text)}</p>"


def card(
    title: str, sentences: Iterable[str] = (), header: Sequence[str] = (), body: Iterable[Sequence[str]] = ()
) -> str:
    """HTML of a title, paragraphs and a table; what is empty is left out.

    >>> card("A & B", ["One."])
    '<p><b>A &amp; B</b></p><p>One.</p>'
    >>> card("", (), ["n"], [["3"]])
    '<p><b></b></p><table><thead><tr><th>n</th></tr></thead><tbody><tr><td>3</td></tr></tbody></table>'
    """
    parts = [f"<p><b>{escape(title)}</b></p>", *(f"<p>{escape(each)}</p>" for each in sentences if each)]
    rows = "".join(_row("td", cells) for cells in body)
    if rows:
        parts.append(f"<table><thead>{_row('th', header)}</thead><tbody>{rows}</tbody></table>")
    return "".join(parts)


def shortened(words: str, lines: int = 6) -> str:
    """A result as it stands in a line of a session: at most so many lines, and how the others are seen.

    >>> print(shortened("a\\nb\\nc\\nd", lines=3))
    a
    b
    ... print() shows 2 lines more
    """
    every = words.splitlines()
    if len(every) <= lines:
        return words
    return "\n".join([*every[: lines - 1], f"... print() shows {len(every) - lines + 1} lines more"])


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"


_PIECES = re.compile(r"(<(script|style|code|pre)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_READ_ALOUD = re.compile(r"""\b(alt|aria-label|title|placeholder|data-label)="([^"]*)\"""")


def translated_markup(page: str) -> str:
    """A finished page in the language that is spoken now: texts and what is read aloud, never scripts, code or data.

    >>> from isostats.words.language import speaking
    >>> with speaking("de"):
    ...     translated_markup('<p title="two years">1.5 &amp; two years</p>')
    '<p title="zwei Jahre">1,5 &amp; zwei Jahre</p>'
    """
    if spoken() == ENGLISH:
        return page
    pieces = _PIECES.split(page)
    del pieces[2::3]  # the name of an element that is left as it is
    for i, piece in enumerate(pieces):
        if i % 2:
            pieces[i] = _READ_ALOUD.sub(lambda label: f'{label[1]}="{_again(label[2])}"', piece)
        elif piece.strip():
            pieces[i] = _again(piece)
    return "".join(pieces).replace('<html lang="en">', f'<html lang="{spoken()}">', 1)


def _again(text: str) -> str:
    return escape(translated(unescape(text)), quote=True)
