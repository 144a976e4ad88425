"""A table in Markdown: a pipe table, as GitHub and pandoc read it; every sign of a name comes out as it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from isostats.tables.written import Written

_READ_AS_MARKUP = re.compile(r"([\\`*_\[\]<>|$~^&@#])")
"""Signs that begin or end something in a cell; a backslash before any of them makes it the sign itself."""


def escaped(text: str) -> str:
    """A text as a cell has it.

    >>> escaped("|North| <b> *"), escaped("$outh")
    ('\\\\|North\\\\| \\\\<b\\\\> \\\\*', '\\\\$outh')
    """
    return _READ_AS_MARKUP.sub(r"\\\1", " ".join(text.split()))


def table_markdown(table: Written) -> str:
    """The title in bold, the table, its notes."""
    rule = _row(["---:" if numbers else ":---" for numbers in table.of_numbers])
    header = _row([_head(*parts) for parts in table.full_heads])
    lines = [header, rule, *(_row(_all_escaped(cells)) for cells in table.body)]
    parts = [f"**{escaped(table.title)}**", "\n".join(lines), escaped(table.notes)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(before: str, slanted: str, after: str) -> str:
    if slanted:
        apart = " " if before.endswith(" ") else "", " " if after.startswith(" ") else ""
        return f"{escaped(before)}{apart[0]}*{escaped(slanted)}*{apart[1]}{escaped(after)}"
    return escaped(before) or " "


def _all_escaped(cells: Sequence[str]) -> list[str]:
    """The cells of a row; an empty one is a blank."""
    return [escaped(cell) or " " for cell in cells]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
