"""A file whose names do not fit: what its first rows say about its shape, as the key that would read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from isostats.engines.embedded import Engine
from isostats.records.code_texts import read_code
from isostats.records.column_names import Layout, plain
from isostats.records.findings import Finding
from isostats.records.raw import FirstRows, Raw, Unusable
from isostats.records.schema import Column
from isostats.records.shapes.first_rows import look_at
from isostats.records.shapes.guesses import (
    IN_ONE_ROW,
    forms_in,
    guess_header_row,
    guess_layout,
    is_classic,
    names_at,
    says_complete,
)
from isostats.records.shapes.numbered import series_of
from isostats.records.shapes.redcap_dictionary import AS_IT_STANDS, HOW_TO_EXPORT
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import agreed

LOOKED_AT = 200  # rows
MOST_CODES = 100


def odd_shape(
    source: Any, sheet: str | None, raw: Raw, known: Collection[str], header_row: int | None, *, courses: bool
) -> Finding | None:
    """The one error that a file's names do not fit because of its shape: the names stand lower or, of ``courses`` whose
    days are not there, it is an export of REDCap, or they lie side by side. None where nothing shows that."""
    try:
        first = look_at(source, sheet, LOOKED_AT)
    except Unusable:
        return None
    if header_row is None and (lower := _names_lower(first, raw, known)):
        return lower
    if header_row is not None and (other := _names_elsewhere(first, raw, known, header_row)):
        return other
    layout_of = guess_layout(first, header_row or guess_header_row(first, known).value) if courses else None
    if layout_of is None:
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
    return Finding("error", "missing_column", 1, message, advice=advice, column="course_start")


def further_courses(raw: Raw, layout: Layout) -> Finding | None:
    """The error that the column which is read as the start or the end of the course has others beside it that differ by
    a number alone, and are not read: further courses, which would be lost."""
    read = set(layout.positions.values())
    series = [set(one.positions.values()) for one in series_of(raw.names)]
    for name in ("course_start", "course_end"):
        at = layout.positions.get(name)
        beside = next((each for each in series if at in each), set[int]())
        if at is not None and (others := sorted(beside - read)):
            lost = f"'{raw.names[others[0]].strip()}'"
            message = f"{raw.source} has '{raw.names[at].strip()}', read as {name}, and {lost}, which is not read"
            advice = (
                'If these are further courses of the patient, say so: layout = "wide". If each row is one course, say '
                'layout = "rows".'
            )
            return Finding("error", "further_courses", len(others), message, advice=advice, column=name)
    return None


def export_as_rows(
    connection: Engine, raw: Raw, layout: Layout, columns: Mapping[str, Column]
) -> Finding | None:
    """That a file which is read as rows is an export of REDCap without repeating instruments: an error where its ids or
    some of its codes cannot be read so, else a warning; None for any other file."""
    forms = [at for at in forms_in(raw.names) if says_complete(_texts_in(connection, raw, at))]
    if not is_classic(raw.names, len(forms)):
        return None
    coded = [name for name in layout.positions if columns[name].codes]
    unread = [
        name for name in coded
        if any(text.isdigit() and read_code(text, columns[name])[1]
               for text in _texts_in(connection, raw, layout.positions[name]))
    ]  # fmt: skip
    message = f"{raw.source} is an export of REDCap: its column '{raw.names[forms[0]].strip()}' says which forms are "
    message += "complete"
    if unread or "patient_id" not in layout.positions:
        message += f", and {', '.join(unread)} {agreed(len(unread), 'holds')} codes" if unread else ""
        advice = f'Say so: layout = "redcap". {HOW_TO_EXPORT} {AS_IT_STANDS}'
        return Finding("error", "redcap_dictionary", 1, message, advice=advice)
    advice = (
        f'It was read as rows, and codes of further columns as numbers. With its words: layout = "redcap". '
        f'{HOW_TO_EXPORT} If the codes are plain as they stand, say layout = "rows".'
    )
    return Finding("warning", "redcap_as_rows", 1, message, advice=advice)


def _texts_in(connection: Engine, raw: Raw, at: int) -> list[str]:
    """A few of the different texts of a column."""
    cell = filled_sql(f"c{at}")
    sql = f"SELECT DISTINCT {cell} FROM {raw.table} WHERE {cell} IS NOT NULL LIMIT {MOST_CODES}"
    return [str(text) for (text,) in connection.execute(sql).fetchall()]


def _names_elsewhere(first: FirstRows, raw: Raw, known: Collection[str], header_row: int) -> Finding | None:
    """The error that header_row names another row than the one that has the names."""
    guess = guess_header_row(first, known)
    if IN_ONE_ROW in guess.why:
        return _names_lower(first, raw, known)
    if guess.sure == "unsure" or guess.value == header_row:
        return None
    message = f"header_row says that row {header_row} of {raw.source} has the names, and they seem to stand in row "
    top = next((number for number, cells in first.rows if any(map(str.strip, cells))), 1)
    way = "Leave header_row out" if guess.value == top else f"Say so: header_row = {guess.value}"
    return Finding("error", "missing_column", 1, f"{message}{guess.value}", advice=f"{way}.")


def _names_lower(first: FirstRows, raw: Raw, known: Collection[str]) -> Finding | None:
    guess = guess_header_row(first, known)
    if IN_ONE_ROW in guess.why:
        why = guess.why.partition(":")[0]
        message = f"of {raw.source} {why}"
        return Finding("error", "missing_column", 1, message, advice=f"{IN_ONE_ROW[0].upper()}{IN_ONE_ROW[1:]}.")
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
