"""A file whose names do not fit: what its first rows say about its shape, as the key that would read it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from isostats.records.column_names import Layout, plain
from isostats.records.findings import Finding
from isostats.records.raw import Raw, Unusable
from isostats.records.shapes.first_rows import look_at
from isostats.records.shapes.guesses import guess_header_row, guess_layout, names_at
from isostats.records.shapes.redcap_dictionary import HOW_TO_EXPORT
from isostats.records.shapes.stated import Shape

LOOKED_AT = 200  # rows
COURSE = ("course_start", "course_end")


def odd_shape(
    source: Any, sheet: str | None, raw: Raw, layout: Layout, shape: Shape, known: Collection[str]
) -> Finding | None:
    """The one error that a file's names do not fit because of its shape: the names stand lower, it is an export of
    REDCap, or its courses lie side by side. None where nothing shows that."""
    try:
        first = look_at(source, sheet, LOOKED_AT)
    except Unusable:
        return None
    if shape.header_row is None and (lower := _names_lower(first, raw, known)):
        return lower
    layout_of = guess_layout(first, shape.header_row or guess_header_row(first, known).value)
    if shape.layout is not None or layout_of is None or all(layout.has(name) for name in COURSE):
        return None
    if layout_of.value == "redcap":
        message = f"{raw.source} is an export of REDCap: {layout_of.why}"
        advice = f'Say so: layout = "redcap". {HOW_TO_EXPORT}'
    else:
        message = f"{raw.source} has one row per patient: {layout_of.why}"
        advice = (
            'Say so: layout = "wide" makes one row of each course. Mapping one of these columns would lose the other '
            "courses."
        )
    return Finding("error", "missing_column", 1, message, advice=advice, column=COURSE[0])


def _names_lower(first: Any, raw: Raw, known: Collection[str]) -> Finding | None:
    guess = guess_header_row(first, known)
    names = names_at(first, guess.value)
    if guess.sure == "unsure" and not guess.also:
        return None
    if [plain(name) for name in names] == [plain(name) for name in raw.names] or guess.value == first.rows[0][0]:
        return None
    shown = ", ".join(f"'{name.strip()}'" for name in [name for name in names if name.strip()][:3])
    message = f"the names of {raw.source} seem to stand in row {guess.value} ({shown} ...), below other lines"
    advice = f"If they do, say so: header_row = {guess.value}."
    if guess.also:
        advice += f" Row {guess.also[0]} could hold them as well: look which does."
    return Finding("error", "missing_column", 1, message, advice=advice)
