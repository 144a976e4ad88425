"""Which tables and columns of the OMOP Common Data Model (5.3 or 5.4) are read, and whether a database has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from isostats.engines.database import Arriving, Database, Place
from isostats.engines.embedded import WHOLE, Engine
from isostats.errors import DataError, nearest
from isostats.records.findings import Finding
from isostats.words.numbers import counted

KINDS = {
    **dict.fromkeys(("vocabulary_id", "concept_name", "concept_code", "care_site_name"), "VARCHAR"),
    **dict.fromkeys(("gender_source_value", "drug_source_value", "unit_source_value"), "VARCHAR"),
    "condition_source_value": "VARCHAR",
    **dict.fromkeys(("quantity", "amount_value", "value_as_number"), "DOUBLE"),
}
"""The type that a column is read as; of others a ``_date`` is a date, and all else a whole number."""


@dataclass(frozen=True)
class OmopTable:
    """One table: the columns it must have (``needed``) and those that are used where present, in one text each.

    ``without`` says what is lost where an optional table is missing; it is empty for tables that must be there.
    """

    name: str
    needed: str
    used: str = ""
    without: str = ""

    @property
    def kinds(self) -> dict[str, str]:
        """Every column that is used, with its type."""
        names = f"{self.needed} {self.used}".split()
        return {name: KINDS.get(name, "DATE" if name.endswith("_date") else "BIGINT") for name in names}


OMOP_TABLES = (
    OmopTable("person", "person_id gender_concept_id year_of_birth", "gender_source_value care_site_id"),
    OmopTable("observation_period", "person_id observation_period_start_date observation_period_end_date"),
    OmopTable(
        "drug_exposure",
        "drug_exposure_id person_id drug_concept_id drug_exposure_start_date",
        "drug_exposure_end_date days_supply quantity drug_source_concept_id drug_type_concept_id drug_source_value",
    ),
    OmopTable("concept", "concept_id concept_name vocabulary_id concept_code"),
    OmopTable("concept_ancestor", "ancestor_concept_id descendant_concept_id"),
    OmopTable(
        "drug_strength",
        "drug_concept_id amount_value",
        "amount_unit_concept_id",
        "strengths are taken from the names of the drugs",
    ),
    OmopTable(
        "measurement",
        "person_id measurement_concept_id measurement_date value_as_number",
        "unit_concept_id unit_source_value",
        "there are no body weights",
    ),
    OmopTable(
        "condition_occurrence",
        "person_id condition_concept_id condition_start_date",
        "condition_source_concept_id condition_source_value",
        "diagnoses are not known",
    ),
    OmopTable("death", "person_id death_date", without="deaths are not known"),
    OmopTable("care_site", "care_site_id care_site_name", without="there is no site"),
)

# A number with a decimal point is an id only as far as it holds every digit.
ID_OF_FLOAT = """CASE WHEN typeof({c}) IN ('DOUBLE', 'FLOAT') AND (abs(TRY_CAST({c} AS DOUBLE)) > 9007199254740992
    OR TRY_CAST({c} AS DOUBLE) <> trunc(TRY_CAST({c} AS DOUBLE))) THEN NULL ELSE TRY_CAST({c} AS BIGINT) END"""


@dataclass(frozen=True)
class Chosen:
    """Where a table is read (``place`` is None where it is not), and the columns that are used: in lower case, as
    written, as they arrive."""

    table: OmopTable
    place: Place | None
    written: Mapping[str, str] = field(default_factory=dict)
    arriving: Mapping[str, Arriving] = field(default_factory=dict)


def choose_tables(database: Database, schema: str | None = None) -> tuple[dict[str, Chosen], list[Finding]]:
    """Where each table is read.

    A table is looked for in ``schema``, or else in the first that has a table ``person``, in the order in which the
    database itself looks; then in the others. Optional tables that are missing, or lack a column, are one warning each.
    Raises DataError for a schema that is not there, for dates that are instants, and one that names every other table
    or column that is missing, with the nearest name there is.
    """
    if schema is not None:
        database.require_schema(schema)
    known = list(dict.fromkeys([*(database.tables(schema) if schema is not None else []), *database.tables()]))
    home = schema if schema is not None else _home(database, known)
    problems, findings, chosen = [], [], {}
    for table in OMOP_TABLES:
        there = [Place(place, name) for place, name in known if name.lower() == table.name]
        place = min(there, key=lambda each: (each.schema != home, each.schema), default=None)
        chosen[table.name], problem = _describe(database, table, place, {name.lower() for _, name in known})
        if problem and not table.without:
            problems.append(problem)
        elif problem:
            advice = f"It is not needed; without it {table.without}."
            message = f"In the OMOP database {problem}"
            findings.append(Finding("warning", "omop_table_missing", 1, message, advice=advice, column=table.name))
    if problems:
        raise DataError(
            f"{database.name} is not a complete OMOP database; {counted(len(problems), 'thing')} missing:\n"
            + "\n".join(f"- {problem}" for problem in problems)
            + "\nThe tables and columns of the OMOP Common Data Model 5.3 or 5.4 are needed under their own names."
        )
    return chosen, findings


def _home(database: Database, known: Sequence[tuple[str, str]]) -> str:
    with_person = {schema for schema, name in known if name.lower() == "person"}
    ordered = [schema for schema in database.home() if schema in with_person]
    return ordered[0] if ordered else min(with_person, default="")


def _describe(database: Database, table: OmopTable, place: Place | None, names: set[str]) -> tuple[Chosen, str]:
    """A table as it is read, and what it lacks; the id of a person arrives with every digit, no date is an instant."""
    if place is None:
        return Chosen(table, None), f"there is no table {table.name}{nearest(table.name, names)}"
    columns = {name.lower(): (name, column) for name, column in database.columns(place).items()}
    missing = [f"{name}{nearest(name, columns)}" for name in table.needed.split() if name not in columns]
    if missing:
        return Chosen(table, None), f"table {table.name} has no column {', no column '.join(missing)}"
    used = {name: columns[name] for name in table.kinds if name in columns}
    arriving = {name: column for name, (_, column) in used.items()}
    for name, column in arriving.items():
        if column.zoned and table.kinds[name] == "DATE":
            raise DataError(
                f"{name} of {table.name} in {database.name} holds timestamps with a time zone, and their day depends "
                "on the zone. The OMOP model has dates there: give a database, or views, in which it is a date."
            )
    of_person = arriving.get("person_id")
    if of_person is not None and of_person.exact is not None and of_person.kind not in WHOLE:
        arriving["person_id"] = Arriving("VARCHAR", of_person.exact, of_person.exact)
    return Chosen(table, place, {name: written for name, (written, _) in used.items()}, arriving), ""


def make_view(engine: Engine, chosen: Chosen) -> None:
    """Make ``omop_<table>`` of the copied rows, in all columns that are used: those that are not there are NULL.

    Values that are not of the type become NULL too: some exports hold every number as text.
    """
    columns = []
    for name, kind in chosen.table.kinds.items():
        value = f"TRY_CAST({name if name in chosen.arriving else 'NULL'} AS {kind})"
        columns.append(f"{ID_OF_FLOAT.format(c=name) if name == 'person_id' and chosen.place else value} AS {name}")
    table = chosen.table.name
    source = f" FROM cdm_{table}" if chosen.place else " WHERE FALSE"
    engine.execute(f"CREATE OR REPLACE TEMP VIEW omop_{table} AS SELECT {', '.join(columns)}{source}")
