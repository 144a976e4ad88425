"""Findings in words: the count, one example and what to do. One row per rule is named, and nothing else of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.doors import toml_text
from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.codes import code_form, hint_of_code, meant
from isostats.records.dates import iso
from isostats.records.findings import Finding
from isostats.records.input_tables.rule import Rule, limits
from isostats.words.numbers import count_text, counted, number_text

if TYPE_CHECKING:
    from isostats.records.loaded import Loaded

DAYS = {"earlier_end", "p_last_contact", "p_death", "p_first_end", "p_death_date_low", "p_death_date_high"}
LONGEST = 40
COMMON, MOST_NAMED = 5, 12


def course_finding(connection: Engine, loaded: Loaded, rule: Rule, column: str, count: int, row: int) -> Finding:
    """The finding of a rule over rows or persons, with its first row in words."""
    values = _row(connection, loaded, row)
    noun, total = _of(connection, loaded, rule)
    words = {
        "column": column,
        "who": _who(values),
        "value": values.get(column),
        "low": values.get(f"p_{column}_low"),
        "high": values.get(f"p_{column}_high"),
    }
    advice = rule.advice
    if column and "{" in advice:
        advice = advice.format(column=column, **limits(loaded.schema[column]))
    verb = (rule.one if count == 1 else rule.many).format(column=column)
    return Finding(
        rule.severity,
        rule.id,
        count,
        f"{count_text(count)} of {counted(total, noun)} {verb}",
        row,
        rule.example.format(**{**values, **words}),
        advice,
        column,
    )


def value_finding(
    connection: Engine, loaded: Loaded, rule: Rule, column: str, count: int, row: int, text: str
) -> Finding:
    """The finding of texts that could not be read."""
    values = _row(connection, loaded, row)
    schema = loaded.schema[column]
    shown = printable(text)
    close = meant(code_form(text), schema)
    words = {
        "column": column,
        "text": shown,
        "quoted": toml_text(text.strip()),
        "number_advice": _number_advice(column, text),
        "codes": ", ".join(schema.codes),
        "hint": hint_of_code(text, schema) or ".",
        "nearest": close or "one of these",  # which is no code: the user is to choose
        "others": _other_codes(connection, loaded, column, text) if rule.id == "unknown_code" else "",
        "day_name": schema.day_names[0] if schema.day_names else "",
    }
    verb = rule.one if count == 1 else rule.many
    total = counted(loaded.raw.rows, "value")
    return Finding(
        rule.severity,
        rule.id,
        count,
        f"{count_text(count)} of {total} of {column} {verb}",
        row,
        f"{_who(values)}, '{shown}'",
        rule.advice.format(**words),
        column,
    )


def _number_advice(column: str, text: str) -> str:
    """What to do about a text in a column of numbers: only one without a digit can mean that nothing was recorded.

    >>> _number_advice("weight_kg", "89 kg")
    'Give the number alone, without unit.'
    >>> print(_number_advice("weight_kg", "no"))
    Give the number alone. If this text means that nothing was recorded, map it: values = {weight_kg = {"no" = ""}}.
    """
    if any(sign.isdigit() for sign in text):
        return "Give the number alone, without unit."
    way = f"values = {{{column} = {{{toml_text(text.strip())} = {toml_text('')}}}}}"
    return f"Give the number alone. If this text means that nothing was recorded, map it: {way}."


def printable(text: str) -> str:
    """A text of a cell as a message may show it: one line, short, nothing that a terminal would obey.

    >>> printable("two\\n\\x1b[31mlines ")
    'two [31mlines'
    """
    line = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return line if len(line) <= LONGEST else line[:LONGEST] + "..."


def _other_codes(connection: Engine, loaded: Loaded, column: str, text: str) -> str:
    """The other unknown codes, so that all can be mapped at once; a text of few rows could point at a person, and is
    only counted."""
    position = loaded.layout.positions[column]
    sql = f"""SELECT words.text, count(*) AS rows_with FROM {loaded.table} AS file
        JOIN {loaded.table}_codes AS words ON words.position = {position} AND words.text = file.c{position}
        WHERE words.problem = 'unknown_code' AND words.text <> ?
        GROUP BY words.text ORDER BY rows_with DESC, words.text"""
    others = connection.execute(sql, [text]).fetchall()
    named = [f"'{printable(other)}' ({count_text(count)})" for other, count in others if count >= COMMON][:MOST_NAMED]
    rest = [f"{len(others) - len(named)} rarer"] if len(others) > len(named) else []
    return f" Also unknown: {', '.join(named + rest)}." if others else ""

def _of(connection: Engine, loaded: Loaded, rule: Rule) -> tuple[str, int]:
    """What is counted, and how many there are."""
    if rule.scope == "person":
        return "patient", count_rows(connection, f"{loaded.table}_persons")
    return "course" if loaded.label == "courses" else "event", loaded.raw.rows


def _row(connection: Engine, loaded: Loaded, row: int) -> dict[str, Any]:
    """One checked row with its days as dates; ``patient_id`` as in the file."""
    cursor = connection.execute(f"SELECT * FROM {loaded.table}_checked WHERE row = ?", [row])
    names = [column[0] for column in cursor.description or ()]
    rows = cursor.fetchall()
    values: dict[str, Any] = dict(zip(names, rows[0], strict=True)) if rows else {"row": row}
    days = DAYS | {name for name, column in loaded.schema.items() if column.type == "date"}
    for name, value in values.items():
        if name in days and value is not None:
            values[name] = f"day {value}" if loaded.layout.days else iso(value)
        elif isinstance(value, float):
            values[name] = number_text(value)
    position = loaded.layout.positions.get("patient_id")
    texts = (
        None
        if position is None
        else one_row(connection, f"SELECT c{position} FROM {loaded.table} WHERE row = ?", [row])[0]
    )
    values["patient_id"] = (texts or "").strip()
    return values


def _who(values: dict[str, Any]) -> str:
    return f"patient {values['patient_id']}, row {values['row']}" if values["patient_id"] else f"row {values['row']}"
