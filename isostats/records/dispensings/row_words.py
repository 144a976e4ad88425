"""A finding about rows of one of the files: the sentence with its count, and the first row in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isostats.engines.embedded import Engine, one_row
from isostats.records.dates import iso
from isostats.records.dispensings.people_there import first_lost
from isostats.records.dispensings.product_rule import others_listed
from isostats.records.dispensings.reading import Files
from isostats.records.findings import Finding
from isostats.records.input_tables.rule import Rule
from isostats.words.numbers import count_text, counted, number_text

HAS_TABLE = "SELECT count(*) FROM information_schema.tables WHERE table_catalog = current_database() AND table_name = ?"
DAYS = ("day", "death", "start", "end", "date", "death_date")


def row_finding(
    connection: Engine, files: Files, rule: Rule, count: int, row: int | None, label: str = "dispensings"
) -> Finding:
    """What a rule found in one of the files, with its first row in words; without a row, a person who stays there."""
    loaded = files.loaded[label]
    noun = "dispensing" if label == "dispensings" else f"row of {loaded.raw.source}"
    values = {"who": first_lost(connection, rule.id)} if row is None else words_of_row(connection, files, label, row)
    listed = f": {others_listed(connection)}" if rule.id == "other_product" else ""
    return Finding(
        rule.severity,
        rule.id,
        count,
        sentence(rule, count, loaded.raw.rows, noun) + listed,
        row,
        rule.example.format(**values),
        rule.advice,
    )


def sentence(rule: Rule, count: int, total: int, noun: str) -> str:
    """How many of how many break a rule."""
    plural = None if " of " not in noun else noun.replace("row of", "rows of")
    return f"{count_text(count)} of {counted(total, noun, plural)} {rule.one if count == 1 else rule.many}"


def words_of_row(connection: Engine, files: Files, label: str, row: int) -> dict[str, Any]:
    """One row with its days as dates, and what was made of it."""
    layout = files.loaded[label].layout
    position = layout.positions["patient_id"]
    values = _asked(connection, f"SELECT * FROM {label}_file_typed WHERE row = ?", row)
    if label in ("dispensings", "treatments"):
        values |= _asked(connection, "SELECT birth_year, death FROM persons WHERE person = ?", values.get("person"))
    if label == "dispensings":
        values |= {"day": values.get("dispense_date")}
        for table in ("supplied", "fates"):
            if one_row(connection, HAS_TABLE, [table])[0]:
                values |= _asked(connection, f"SELECT * FROM {table} WHERE row = ?", row)
    for name, value in values.items():
        if name in DAYS and value is not None:
            values[name] = f"day {value}" if layout.days else iso(int(value))
        elif isinstance(value, float):
            values[name] = number_text(value)
        elif value is None:
            values[name] = "no"
    cell = one_row(connection, f"SELECT c{position} FROM {label}_file WHERE row = ?", [row])
    patient = str(cell[0] or "").strip() if cell else ""
    who = f"patient {patient}, row {row}" if patient else f"row {row}"
    product = " ".join(str(values[name]) for name in ("code", "drug") if values.get(name) not in (None, "no"))
    date = values.get("date") or values.get("day")
    return {**values, "who": who, "product": product, "date": date, "died": values.get("death")}


def _asked(connection: Engine, sql: str, *parameters: Any) -> dict[str, Any]:
    cursor = connection.execute(sql, list(parameters))
    names: Sequence[str] = [column[0] for column in cursor.description or ()]
    rows = cursor.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else {}
