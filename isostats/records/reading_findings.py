"""Findings about texts that were read by a stated rule, or by the unit beside them: how many, one example, and what it
does. A stated rule is no guess, but what it made of the records must be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, one_row, quoted
from isostats.records.advice import printable
from isostats.records.date_texts import EPOCH, iso
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.number_texts import quantity_of
from isostats.records.typed import WITH_UNIT
from isostats.words.numbers import agreed, count_text, counted, number_text

OVER_THE_MONTH = 30
"""Days by which a time between two dates of months alone may be wrong, whichever day stands for a month."""
LONGEST_MONTH = 31
MOST_NAMED = 5
LOOKED = "Compare one with the file."


def findings_of_readings(connection: Engine, loaded: Loaded) -> list[Finding]:
    """What was read by a rule in a table that is typed."""
    return [
        *_dates(loaded),
        *_shifted(connection, loaded),
        *_units(loaded),
        *_converted(connection, loaded),
        *_by_weight(connection, loaded),
        *_named(connection, loaded),
        *_empty(loaded),
        *_products(loaded),
        *_cleared(loaded),
    ]


def _read_by(loaded: Loaded, rule: str) -> tuple[int, str, str, str]:
    """How many cells were read by a rule, the columns as the file calls them with their counts, and of the first its
    name and a text with what was read; no cells where none was."""
    shown, rows_of = loaded.layout.shown, loaded.reading.rows_of
    columns = {shown.get(name, name): rows for (of, name), rows in rows_of.items() if of == rule}
    if not columns:
        return 0, "", "", ""
    listed = ", ".join(f"{name} {count_text(rows)}" for name, rows in columns.items())
    return sum(columns.values()), listed, *_example(loaded, rule)


def _example(loaded: Loaded, rule: str) -> tuple[str, str]:
    """The first column of a rule, and a text of it with what was read."""
    name, texts = next((name, texts) for (of, name), texts in loaded.reading.by_rule.items() if of == rule)
    text, value = next(iter(texts.items()))
    column = loaded.schema.get(name)
    if column is not None and column.type == "date":
        shown = f"day {value}" if loaded.layout.days else iso(value)
    else:
        shown = number_text(value) if isinstance(value, float) else f"'{value}'"
    return name, f"'{printable(text)}' is {shown}" if text.strip() else f"an empty cell is {shown}"


def _dates(loaded: Loaded) -> Iterator[Finding]:
    """Years of two digits, months alone, serial days."""
    choices = loaded.choices
    rows, listed, name, example = _read_by(loaded, "pivot_year")
    if rows:
        last = choices.pivot_year or 0
        message = f"{counted(rows, 'date')} {agreed(rows, 'has')} a year of two digits, "
        message += f"read as one of {last - 99} to {last} "
        message += f"({listed})"
        advice = "As pivot_year says. Look whether any of them is of another century."
        yield Finding("note", "two_digit_years", rows, message, None, example, advice, name)
    rows, listed, name, example = _read_by(loaded, "month_day")
    if rows:
        day = choices.month_day or 1
        message = (
            f"{counted(rows, 'date')} {agreed(rows, 'names')} a month and no day; day {day} stands for it "
            f"({listed})"
        )
        most = max(day - 1, LONGEST_MONTH - day)
        advice = (
            f"Each is at most {most} days off, and a time between two of them at most {OVER_THE_MONTH}: a result may "
            "be off by as much in time."
        )
        yield Finding("warning", "months_alone", rows, message, None, example, advice, name)
    rows, listed, name, example = _read_by(loaded, "excel_dates")
    if rows:
        system = choices.excel_dates
        if loaded.raw.date_system not in (0, system):
            message = (
                f"excel_dates is {system}, but {loaded.raw.source} says of itself that it counts days from "
                f"{loaded.raw.date_system}: all such dates would be 1,462 days off"
            )
            advice = f"Set excel_dates = {loaded.raw.date_system}."
            yield Finding("error", "other_date_system", rows, message, advice=advice, column=name)
            return
        message = (
            f"{counted(rows, 'number')} in columns of dates {agreed(rows, 'was')} read as serial days that count from "
            f"{system} "
            f"({listed})"
        )
        advice = "As excel_dates says. Compare one with the spreadsheet."
        yield Finding("note", "serial_dates", rows, message, None, example, advice, name)


def _shifted(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """That dates were shifted, and how many of a table lie in the future."""
    dates = [quoted(name) for name in loaded.layout.positions if loaded.schema[name].type == "date"]
    if not loaded.choices.shifted or loaded.layout.days or not dates:
        return
    now = (loaded.choices.now - EPOCH).days
    late = " + ".join(f"CAST(coalesce({name} > {now}, FALSE) AS BIGINT)" for name in dates)
    latest = f"greatest({', '.join(f'max({name})' for name in dates)})"
    rows, last = one_row(connection, f"SELECT coalesce(sum({late}), 0), {latest} FROM {loaded.table}_typed")
    lie = agreed(rows, "lies")
    message = f"the dates of {loaded.called} were shifted, and {count_text(int(rows))} of them {lie} in the future"
    example = f"the latest is {iso(int(last))}" if last is not None and rows else ""
    advice = "Times between dates are as they were; calendar years, seasons and ages may not be."
    yield Finding("note", "shifted_dates", int(rows), message, None, example, advice)


def _units(loaded: Loaded) -> Iterator[Finding]:
    """The column's own unit beside a number; and "about"."""
    whats: dict[str, tuple[str, str, str]] = {
        "year": ("years_of_dates", "hold a date where a year is asked for", "Its year was taken."),
        "unit": ("units_in_cells", "hold a unit beside the number", "The number was taken; the unit is the column's."),
        "about": ("approximate", 'say "about" beside the number', "The number was taken as it stands."),
    }
    for rule, (id, what, advice) in whats.items():
        rows, listed, name, example = _read_by(loaded, rule)
        if rows:
            what = what.replace("hold", "holds").replace("say", "says") if rows == 1 else what
            message = f"{counted(rows, 'cell')} {what} ({listed})"
            yield Finding("note", id, rows, message, None, example, advice, name)


def _converted(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Another unit beside the number: converted, and those without a unit in the same column."""
    for (rule, name), texts in loaded.reading.by_rule.items():
        if rule != "converted":
            continue
        column, rows = loaded.schema[name], loaded.reading.rows_of[rule, name]
        text, value = next(iter(texts.items()))
        quantity = quantity_of(loaded.choices.words(name, [text])[text], column)
        unit = quantity.meaning.unit if quantity and quantity.meaning else ""
        message = (
            f"{counted(rows, 'value')} of {name} {agreed(rows, 'has')} another unit, and {agreed(rows, 'was')} "
            f"converted to {column.unit}"
        )
        example = f"'{printable(text)}' is {number_text(value)} {column.unit}"
        filled = one_row(connection, f"SELECT count({name}) FROM {loaded.table}_typed")[0]
        with_unit = sum(loaded.reading.rows_of.get((of, name), 0) for of in WITH_UNIT)
        others = 0 if name in loaded.named_units else int(filled) - with_unit
        advice = (
            f"{counted(others, 'value')} without a unit {agreed(others, 'was')} taken as {column.unit}: look whether "
            f"any is {unit}."
        )
        yield Finding("warning", "units_converted", rows, message, None, example, advice if others else LOOKED, name)


def _by_weight(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Doses for each kilogram, and those whose weight is not known."""
    for (rule, name), texts in loaded.reading.by_rule.items():
        if rule != "by_weight":
            continue
        at, per, rows = loaded.layout.positions[name], loaded.schema[name].per, loaded.reading.rows_of[rule, name]
        sql = (
            f"SELECT count(*) FILTER (typed.{name} IS NULL) FROM {loaded.table}_typed AS typed JOIN {loaded.table} AS "
            f"file ON file.row = typed.row WHERE file.c{at} IN ({', '.join('?' * len(texts))})"
        )
        unknown = int(one_row(connection, sql, list(texts))[0])
        message = (
            f"{counted(rows, 'value')} of {name} {agreed(rows, 'is')} for each kilogram of weight, and "
            f"{agreed(rows, 'was')} multiplied by the {per} of the row"
        )
        text, value = next(iter(texts.items()))
        example = f"'{printable(text)}' is {number_text(value)} times the weight"
        lost = f"{counted(unknown, 'row')} {agreed(unknown, 'has')} no {per}, so that the dose is not known. "
        advice = f"{lost if unknown else ''}{LOOKED}"
        yield Finding("warning", "doses_by_weight", rows, message, None, example, advice, name)


def _named(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Columns whose name says another unit than ours."""
    for name, unit in loaded.named_units.items():
        column, shown, per = loaded.schema[name], loaded.layout.shown[name], loaded.schema[name].per
        rule = "name_by_weight" if unit.by_weight else "name"
        rows = loaded.reading.rows_of.get((rule, name), 0)
        message = f"the name '{printable(shown)}' says {unit.unit}, and {counted(rows, 'number')} of {name} "
        message += f"{agreed(rows, 'was')} "
        if unit.by_weight:
            message += f"multiplied by the {per} of the row"
            lost = one_row(connection, f"SELECT count(*) FILTER ({per} IS NULL) FROM {loaded.table}_typed")[0]
            lack = f"{counted(int(lost), 'row')} {agreed(int(lost), 'has')} no {per}"
            advice = f"{lack}, so that a dose is not known. {LOOKED}"
            yield Finding("warning", "doses_by_weight", rows, message, advice=advice, column=name)
        else:
            message += f"converted to {column.unit}"
            example = f"1 {unit.unit} is {number_text(unit.factor)} {column.unit}"
            yield Finding("warning", "units_converted", rows, message, None, example, LOOKED, name)


def _empty(loaded: Loaded) -> Iterator[Finding]:
    """Empty cells that the study gives a meaning."""
    rows, listed, name, example = _read_by(loaded, "empty")
    if rows:
        message = f"{counted(rows, 'empty cell')} {agreed(rows, 'has')} a meaning that the study gives ({listed})"
        advice = "As values says."
        yield Finding("note", "empty_as_value", rows, message, None, example, advice, name)


def _products(loaded: Loaded) -> Iterator[Finding]:
    """A note for every column of treatments in which names of products were read as kinds."""
    for (rule, name), texts in loaded.reading.by_rule.items():
        if rule == "product":
            rows = loaded.reading.rows_of[rule, name]
            message = f"{counted(rows, 'cell')} of {name} {agreed(rows, 'names')} a product, read as its kind"
            example = ", ".join(f"'{printable(text)}' is {kind}" for text, kind in sorted(texts.items())[:MOST_NAMED])
            advice = "If one of them is wrong, say so in values, which goes before names."
            yield Finding("note", "named_products", rows, message, None, example, advice, name)


def _cleared(loaded: Loaded) -> Iterator[Finding]:
    """Texts that the study reads as empty, where an empty cell says that it never came."""
    for (rule, name), texts in loaded.reading.by_rule.items():
        if rule != "cleared":
            continue
        rows, absent = loaded.reading.rows_of[rule, name], loaded.schema[name].absent
        message = f"{counted(rows, 'cell')} of {name} {agreed(rows, 'is')} read as empty, as values says: {absent}"
        advice = (
            'Where a text says that the day is not known, take it out of values: on_invalid = "set_aside" then leaves '
            "these persons out and tells them."
        )
        yield Finding("warning", "date_cleared", rows, message, None, f"'{printable(min(texts))}'", advice, name)
