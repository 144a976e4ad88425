"""What any table may show on the way, beside its own rules: dates that mean two days, times with a zone, columns that
hold nothing, treatments called "hormonal"."""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.codes import code_form
from isostats.records.findings import Finding
from isostats.records.lexicon import distinct
from isostats.records.loaded import Choices, Loaded
from isostats.records.missing_signs import sign_sql
from isostats.records.schema import BLANK, HORMONAL
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text, counted

UNKNOWN_ZONE = """SELECT count(*), min(file.row), min_by(file.c{position}, file.row) FROM {table} AS file
JOIN {table}_dates AS words ON words.position = {position} AND words.text = file.c{position}
     AND words.problem = 'unknown_zone'"""
WAY_OUT = (
    "Store the date of the place instead of the time: in SQL CAST(x AT TIME ZONE 'Europe/Berlin' AS DATE), in pandas "
    "x.dt.tz_convert('Europe/Berlin').dt.date."
)
OUTCOMES = {"relapse_date": " As it is, nobody has a recorded relapse."}
"""Columns without which an outcome is lost, and what that would mean."""


def date_findings(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Errors for dates that could be read in two ways where nothing in the file decides, and for times of which the
    file does not tell the zone; a warning where it does."""
    yield from _orders(loaded)
    for name in sorted(name for name, problem in loaded.reading.problems if problem == "unknown_zone"):
        sql = UNKNOWN_ZONE.format(table=loaded.table, position=loaded.layout.positions[name])
        rows, first, text = one_row(connection, sql)
        message = (
            f"{counted(rows, 'value')} of {name} {'is a time' if rows == 1 else 'are times'} in UTC, and "
            f"{loaded.raw.source} does not tell of which zone, so that the day is not known"
        )
        yield Finding("error", "unknown_zone", int(rows), message, int(first), f"row {first}, '{text}'", WAY_OUT, name)
    yield from _zones(loaded)


def _orders(loaded: Loaded) -> Iterator[Finding]:
    problems = {problem for _, problem in loaded.reading.problems}
    shown = " and ".join(f"'{text}'" for text in loaded.reading.order_examples)
    columns = ", ".join(sorted({name for name, problem in loaded.reading.problems if problem.endswith("_date_order")}))
    source = loaded.raw.source
    if "mixed_date_order" in problems:
        message = f"some dates of {source} are day-first and others month-first (columns: {columns})"
        advice = (
            "Write all dates as 2019-04-03. If one order is meant and the others are slips, set "
            'dates = "day_first" or dates = "month_first" to see which rows do not fit.'
        )
        yield Finding("error", "mixed_date_order", 1, message, example=shown, advice=advice)
    elif "ambiguous_date_order" in problems:
        message = f"no date of {source} tells whether the day or the month comes first (columns: {columns})"
        advice = 'Set dates = "day_first" or dates = "month_first".'
        yield Finding("error", "ambiguous_date_order", 1, message, example=shown, advice=advice)


def _zones(loaded: Loaded) -> Iterator[Finding]:
    shown, schema = loaded.layout.shown, loaded.schema
    zones = {plain.strip(): zone for plain, zone in loaded.raw.zones.items()}
    columns = {name: zones[shown[name]] for name in shown if schema[name].type == "date" and shown[name] in zones}
    columns |= {name: f"as in '{text}'" for name, text in sorted(loaded.reading.zoned.items()) if name not in columns}
    if not columns:
        return
    utc = any(zone.rstrip("'").endswith(("UTC", "Z", "+00", "+00:00")) for zone in columns.values())
    doubt = " UTC is often only how times are stored: compare a few days with the clinic's own." if utc else ""
    count = len(columns)
    message = (
        f"{counted(count, 'column')} of {loaded.raw.source} {'holds' if count == 1 else 'hold'} "
        f"times with their zone: {', '.join(f'{name} ({zone})' for name, zone in columns.items())}"
    )
    advice = f"The day that the clock showed there was taken.{doubt}"
    yield Finding("warning", "zoned_dates", count, message, advice=advice)


def empty_column_findings(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """One finding for all our columns in which no row has a value; a warning where an outcome would be lost: an export
    that lost its values looks like a world without relapses."""
    asked = {
        name: position
        for name, position in loaded.layout.positions.items()
        if name != "patient_id" and name not in loaded.reading.unread
    }
    if not asked:
        return
    there = [f"EXISTS (SELECT 1 FROM {loaded.table} WHERE {_holds(loaded, name, at)})" for name, at in asked.items()]
    filled = one_row(connection, f"SELECT {', '.join(there)}")
    empty = [name for name, holds in zip(asked, filled, strict=True) if not holds]
    if not empty or not loaded.raw.rows:
        return
    named = ", ".join(loaded.layout.shown[name] for name in empty)
    columns, is_ = ("The column", "is") if len(empty) == 1 else ("The columns", "are")
    message = f"{columns} {named} of {loaded.raw.source} {is_} there, and no row has a value"
    outcome = next((name for name in empty if name in OUTCOMES), "")
    advice = "If there should be values, look at how the file was made." + OUTCOMES.get(outcome, "")
    severity, column = ("warning" if outcome else "note"), outcome or empty[0]
    yield Finding(severity, "empty_column", len(empty), message, advice=advice, column=column)  # type: ignore[arg-type]


def _holds(loaded: Loaded, name: str, position: int) -> str:
    """SQL that is true where a cell holds something."""
    column = loaded.schema[name]
    text = f"trim(c{position}, {literal(BLANK)}) <> ''"
    signs = column.type != "text" or column.signs
    return f"{text} AND NOT {sign_sql(f'c{position}')}" if signs and not column.codes else text


def hormonal_findings(connection: Engine, loaded: Loaded, choices: Choices) -> Iterator[Finding]:
    """A warning for every column of treatments in which "hormonal" had to be read as an antiandrogen: it may be a
    contraceptive, and the file does not say which."""
    for name, position in loaded.layout.positions.items():
        column = loaded.schema[name]
        if column.type != "code" or v.ANTIANDROGEN not in column.codes:
            continue
        replace = choices.replacing(name)
        every = distinct(connection, loaded.table, position)
        texts = [text for text in every if code_form(replace(text).strip(BLANK)) in HORMONAL]
        if not texts:
            continue
        listed = ", ".join(literal(text) for text in texts)
        count = int(one_row(connection, f"SELECT count(*) FROM {loaded.table} WHERE c{position} IN ({listed})")[0])
        message = (
            f"{count_text(count)} value{'' if count == 1 else 's'} of {name} {'says' if count == 1 else 'say'} "
            f"'{texts[0]}', which may be a contraceptive or an antiandrogen"
        )
        advice = (
            "Read as antiandrogen, which counts as systemic treatment. Write antiandrogen or contraceptive; "
            "cyproterone is an antiandrogen, also with estrogen."
        )
        yield Finding("warning", "hormonal_unspecified", count, message, advice=advice, column=name)
