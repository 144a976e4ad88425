"""A result as a notebook's cell shows it: a title, sentences and a table of texts, escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


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


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"
