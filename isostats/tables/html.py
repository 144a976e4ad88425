"""A table in HTML, as the page of a report and a notebook's cell show it; everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from isostats.tables.written import Written

_NUMBER = re.compile(r"[<>+−–-]?[\d,.·\xa0]*%?(\s\(.*\))?")


def table_html(table: Written) -> Markup:
    """The caption above the table; a table with many columns scrolls by itself."""
    rows, above = [], ""
    header = table.header
    for cells in table.body:
        named = enumerate(zip(cells, header, strict=True))
        row = [_cell(cell, name if table.stacked else "", same=i == 0 and cell == above) for i, (cell, name) in named]
        rows.append(f"<tr>{''.join(row)}</tr>\n")
        above = cells[0]
    head = _spans(table) + Markup("<tr>{}</tr>").format(Markup("").join(_head(*parts) for parts in table.heads))
    body = Markup("".join(rows))
    return Markup(
        '<p class="caption" id="of-{}">{}</p>\n<div class="scroll" tabindex="0"><table{} aria-labelledby="of-{}">'
        "<thead>{}</thead>"
        "<tbody>\n{}</tbody></table></div>\n"
    ).format(table.name, table.caption, Markup(' class="stacked"' * table.stacked), table.name, head, body)


def _spans(table: Written) -> Markup:
    """A row of heads that each stand over several columns."""
    cells = [
        Markup('<th scope="colgroup" colspan="{}">{}</th>' if head else '<td colspan="{}">{}</td>').format(n, head)
        for head, n in table.spans
    ]
    return Markup('<tr class="spans">{}</tr>').format(Markup("").join(cells)) if cells else Markup("")


def _head(name: str, slanted: str, after: str) -> Markup:
    """The heading of a column; what has no name is no heading."""
    if slanted:
        return Markup('<th scope="col">{}<i>{}</i>{}</th>').format(name, slanted, after)
    return Markup('<th scope="col">{}</th>').format(name) if name else Markup("<td></td>")


def _cell(text: str, label: str, *, same: bool) -> Markup:
    """A cell; numbers never break, and a first cell that repeats the one above it steps back.

    With a ``label`` it carries its heading along, for where it stands below the others and not beside them.
    """
    if label:
        kind = "limits" if label.endswith("(limits)") else label if label == "verdict" else ""
    else:
        kind = "same" if same else "number" if _NUMBER.fullmatch(text) else ""
        kind = "link" if text.startswith(("https://", "http://")) else kind
    of_kind = f' class="{kind}"' if kind else ""
    with_label = f' data-label="{escape(label)}"' if label else ""
    return Markup(f"<td{of_kind}{with_label}>{escape(text)}</td>")  # a report has thousands: filling a form costs more


def joined(form: str, values: Iterable[Sequence[str]]) -> Markup:
    """The form filled with each of the values, one after another."""
    return Markup("").join(Markup(form).format(*each) for each in values)
