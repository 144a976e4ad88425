"""The data dictionary is that of the schema, and the schema that of the tables."""

from __future__ import annotations

from pathlib import Path

from isostats import records
from isostats.records.dictionary import data_dictionary
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS
from isostats.records.rules import RULES
from isostats.records.schema import TABLES
from tests.records.course_files import course, written

README = Path(__file__).parents[2] / "data" / "README.md"


def test_the_dictionary_is_current() -> None:
    assert README.read_text(encoding="utf-8") == data_dictionary(), "run isostats.records.dictionary"


def test_every_column_table_and_rule_is_in_it() -> None:
    text = data_dictionary()
    of_fills = {name for table in DISPENSING_TABLES.values() for name in table.columns}
    for name in (*COURSE_COLUMNS, *EVENT_COLUMNS, *of_fills, *RULES):
        assert f"`{name}`" in text
    for column in COURSE_COLUMNS.values():
        assert all(f"`{code}`" in text for code in column.codes)


def test_the_tables_are_as_the_schema_says(tmp_path) -> None:
    read = records.read_courses(written(tmp_path, [course(extra="1")]))
    for table in TABLES:
        described = read.connection.execute(f"DESCRIBE {table.name}").fetchall()
        found = [(row[0], row[1]) for row in described]
        expected = [(name, sql_type) for name, sql_type, _ in table.columns]
        assert found == expected + ([("extra", "DOUBLE")] if table.name == "people" else [])


def test_spellings_are_unambiguous() -> None:
    for column in (*COURSE_COLUMNS.values(), *EVENT_COLUMNS.values()):
        words = [*column.codes, *(word for spellings in column.codes.values() for word in spellings)]
        assert len(words) == len(set(words))
        assert not set(words) & set(column.missing)
