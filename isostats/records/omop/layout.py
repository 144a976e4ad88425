"""Which tables and columns of the OMOP Common Data Model (5.3 or 5.4) are read, and whether a database has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from isostats.engines.embedded import Engine
from isostats.errors import DataError, nearest
from isostats.records.findings import Finding
from isostats.words.numbers import counted


@dataclass(frozen=True)
class OmopTable:
    """One table: the columns it must have and those that are used where present, each with the type it is read as.

    ``without`` says what is lost where an optional table is missing; it is empty for tables that must be there.
    """

    name: str
    needed: Mapping[str, str]
    used: Mapping[str, str]
    without: str = ""


_ID, _DAY, _NUMBER, _TEXT = "BIGINT", "DATE", "DOUBLE", "VARCHAR"

OMOP_TABLES = (
    OmopTable(
        "person",
        {"person_id": _ID, "gender_concept_id": _ID, "year_of_birth": _ID},
        {"gender_source_value": _TEXT, "care_site_id": _ID},
    ),
    OmopTable(
        "observation_period",
        {"person_id": _ID, "observation_period_start_date": _DAY, "observation_period_end_date": _DAY},
        {},
    ),
    OmopTable(
        "drug_exposure",
        {"drug_exposure_id": _ID, "person_id": _ID, "drug_concept_id": _ID, "drug_exposure_start_date": _DAY},
        {
            "drug_exposure_end_date": _DAY,
            "days_supply": _ID,
            "quantity": _NUMBER,
            "drug_source_concept_id": _ID,
            "drug_type_concept_id": _ID,
            "drug_source_value": _TEXT,
        },
    ),
    OmopTable(
        "concept",
        {"concept_id": _ID, "concept_name": _TEXT, "vocabulary_id": _TEXT, "concept_code": _TEXT},
        {},
    ),
    OmopTable("concept_ancestor", {"ancestor_concept_id": _ID, "descendant_concept_id": _ID}, {}),
    OmopTable(
        "drug_strength",
        {"drug_concept_id": _ID, "amount_value": _NUMBER},
        {"amount_unit_concept_id": _ID},
        "strengths are taken from the names of the drugs",
    ),
    OmopTable(
        "measurement",
        {"person_id": _ID, "measurement_concept_id": _ID, "measurement_date": _DAY, "value_as_number": _NUMBER},
        {"unit_concept_id": _ID, "unit_source_value": _TEXT},
        "there are no body weights",
    ),
    OmopTable("death", {"person_id": _ID, "death_date": _DAY}, {}, "deaths are not known"),
    OmopTable("care_site", {"care_site_id": _ID, "care_site_name": _TEXT}, {}, "there is no site"),
)


# A number with a decimal point is an id only as far as it holds every digit.
ID_OF_FLOAT = """CASE WHEN typeof({c}) IN ('DOUBLE', 'FLOAT') AND (abs(TRY_CAST({c} AS DOUBLE)) > 9007199254740992
    OR TRY_CAST({c} AS DOUBLE) <> trunc(TRY_CAST({c} AS DOUBLE))) THEN NULL ELSE TRY_CAST({c} AS BIGINT) END"""

Tables = Mapping[tuple[str, str], Mapping[str, str]]
"""(schema, table) -> columns; tables and columns in lower case -> columns as written."""


@dataclass(frozen=True)
class Chosen:
    """Where a table is read, and its columns (lower case -> as written); ``schema`` is None where it is not read."""

    table: OmopTable
    schema: str | None
    columns: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        """The columns that are there and read; none of a table that is not read."""
        if self.schema is None:
            return []
        return [name for name in (*self.table.needed, *self.table.used) if name in self.columns]


def refuse_instants(chosen: Mapping[str, Chosen], zoned: Collection[tuple[str, str, str]], source: str) -> None:
    """Raise DataError where a column of dates holds instants; ``zoned`` has (schema, table, column) in lower case."""
    for name, each in chosen.items():
        for column, kind in {**each.table.needed, **each.table.used}.items():
            if kind == _DAY and each.schema is not None and (each.schema, name, column) in zoned:
                raise DataError(
                    f"{column} of {name} in {source} holds timestamps with a time zone, and their day depends on the "
                    "zone. The OMOP model has dates there: give a database, or views, in which it is a date."
                )


def choose_tables(tables: Tables, source: str, home: str) -> tuple[dict[str, Chosen], list[Finding]]:
    """Where each table is read.

    A table is looked for in the schema ``home``, then in the others. Optional tables that are missing, or lack a
    column, are one warning each. Raises DataError that names every other table or column that is missing, with the
    nearest name there is.
    """
    problems, findings, chosen = [], [], {}
    for table in OMOP_TABLES:
        place = place_of(tables, table.name, home)
        columns = tables.get((place, table.name))
        problem = _problem(table, columns, {name for _, name in tables})
        if problem and not table.without:
            problems.append(problem)
        elif problem:
            findings.append(_lost(table, problem))
        chosen[table.name] = Chosen(table, None if problem else place, columns or {})
    if problems:
        raise DataError(
            f"{source} is not a complete OMOP database; {counted(len(problems), 'thing')} missing:\n"
            + "\n".join(f"- {problem}" for problem in problems)
            + "\nThe tables and columns of the OMOP Common Data Model 5.3 or 5.4 are needed under their own names."
        )
    return chosen, findings


def place_of(tables: Iterable[tuple[str, str]], table: str, home: str) -> str:
    """The schema in which a table is read: its home, or else the first of the others."""
    return min(((schema != home, schema) for schema, name in tables if name == table), default=(True, ""))[1]


def _problem(table: OmopTable, columns: Mapping[str, str] | None, tables: set[str]) -> str:
    if columns is None:
        return f"there is no table {table.name}{nearest(table.name, tables)}"
    missing = [name for name in table.needed if name not in columns]
    listed = [f"{name}{nearest(name, columns)}" for name in missing]
    return f"table {table.name} has no column {', no column '.join(listed)}" if missing else ""


def _lost(table: OmopTable, problem: str) -> Finding:
    return Finding(
        "warning",
        "omop_table_missing",
        1,
        f"In the OMOP database {problem}",
        advice=f"It is not needed; without it {table.without}.",
        column=table.name,
    )


def make_view(engine: Engine, chosen: Chosen) -> None:
    """Make ``omop_<table>`` of the copied rows, in all columns that are used: those that are not there are NULL.

    Values that are not of the type become NULL too: some exports hold every number as text.
    """
    columns = []
    for name, kind in {**chosen.table.needed, **chosen.table.used}.items():
        value = f"TRY_CAST({name} AS {kind})" if name in chosen.names else f"CAST(NULL AS {kind})"
        columns.append(f"{ID_OF_FLOAT.format(c=name) if name == 'person_id' and chosen.names else value} AS {name}")
    table = chosen.table.name
    source = f" FROM cdm_{table}" if chosen.names else " WHERE FALSE"
    engine.execute(f"CREATE OR REPLACE TEMP VIEW omop_{table} AS SELECT {', '.join(columns)}{source}")
