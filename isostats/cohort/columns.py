"""What a first course can be asked by name: columns about its person, and facts about it, as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from isostats.engines.embedded import Engine, quoted
from isostats.errors import StudyError
from isostats.records.input_tables.course_details import AT_THE_END, OF_LATER
from isostats.vocabulary.group_names import EQUALS, group_name

LENGTH = "(day0 - start_day + 1)"
OWN_WEIGHT = "COALESCE(weight_source, '') <> 'reference'"
"""People whose weight was recorded or measured: one from a reference table says nothing of a person's own dose."""


def year_of(day: str) -> str:
    """SQL for the calendar year of a day, where days are dates."""
    return f"EXTRACT(YEAR FROM DATE '1970-01-01' + CAST({day} AS INTEGER))"


START_YEAR = year_of("start_day")
AGE = f"({START_YEAR} - by_birth_year)"
NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "HUGEINT")


@dataclass(frozen=True)
class Fact:
    """A column as SQL over ``first_courses``: whether it holds numbers, and whether only the end of the course tells
    it. Ages and years need ``dates``."""

    name: str
    sql: str
    numbers: bool = False
    at_the_end: bool = False
    dates: bool = False


def _own(column: str) -> str:
    return f"CASE WHEN {OWN_WEIGHT} THEN {column} END"


OF_COURSES: Mapping[str, Fact] = {
    each.name: each
    for each in (
        Fact("age", AGE, numbers=True, dates=True),
        Fact("start_year", START_YEAR, numbers=True, dates=True),
        Fact("birth_year", "by_birth_year", numbers=True),
        Fact("indication", "indication"),
        Fact("response", "response", at_the_end=True),
        Fact("formulation", "formulation", at_the_end=True),
        Fact("weight_kg", _own("weight_kg"), numbers=True),
        Fact("course_days", LENGTH, numbers=True, at_the_end=True),
        Fact("dispensing_days", "dispensing_days", numbers=True, at_the_end=True),
        Fact("dose_mg", "dose_mg", numbers=True, at_the_end=True),
        Fact("daily_dose_mg", "daily_dose_mg", numbers=True, at_the_end=True),
        Fact("dose_mg_per_kg", _own("dose_mg_per_kg"), numbers=True, at_the_end=True),
        Fact("daily_mg_per_kg", _own("daily_mg_per_kg"), numbers=True, at_the_end=True),
    )
}
"""Facts about first courses themselves; a column about people of the same name comes before them."""


def facts_of(connection: Engine, people: tuple[str, ...], calendar: str) -> dict[str, Fact]:
    """Every column that first courses can be split or left out by: those about ``people``, then the facts."""
    rows = connection.execute("SELECT * FROM first_courses LIMIT 0").description
    kinds = {str(name): str(kind).upper() for name, kind, *_ in rows}
    of_people = {
        name: Fact(
            name, quoted(f"by_{name}"), any(each in kinds[f"by_{name}"] for each in (*NUMBERS, "NUMBER")),
            at_the_end=name in AT_THE_END,
        )
        for name in people
    }
    dated = {name: fact for name, fact in OF_COURSES.items() if calendar == "dates" or not fact.dates}
    return {**dated, **of_people}


def why_not_there(name: str) -> str:
    """The end of a message that there is no such column to split people by: some tell only of later days."""
    return f" ({name} tells of what came after the course, and nobody is split by that)." if name in OF_LATER else ""


def require_nameable(column: str, key: str) -> None:
    """Raise StudyError for a column whose groups nobody could call by name: with its own sign between column and group.

    >>> require_nameable("type (1 mild)", "[study] groups")
    """
    if EQUALS in column:
        plain = " ".join(column.replace(EQUALS, " ").split())
        raise StudyError(
            f"{key}: the name of column '{column}' holds '{EQUALS}', and a group is called "
            f"{group_name('COLUMN', 'GROUP')}, so that nobody could tell where the column ends. Rename it in the file"
            f"{f', such as {plain!r}' if plain else ''}."
        )


def as_text(sql: str) -> str:
    """SQL for a value as a group is named: a whole number without decimals."""
    return f"regexp_replace(CAST({sql} AS VARCHAR), '^(-?[0-9]+)[.]0$', '\\1')"


def spelt(name: str, known: Mapping[str, object]) -> str:
    """A column's name as the records' columns are spelt.

    >>> spelt("Clinic Type", {"clinic_type": 1}), spelt("Site", {"Site": 1})
    ('clinic_type', 'Site')
    """
    return name if name in known else name.strip().lower().replace(" ", "_").replace("-", "_")
