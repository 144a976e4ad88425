"""What may stand in each of the user's tables: columns with their rules, a file for each, listed here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from isostats.records.input_tables.beside_courses import ADVERSE_EVENTS, MONITORING, VISITS
from isostats.records.input_tables.beside_dispensings import DEATHS, OBSERVATION, PEOPLE, WEIGHTS
from isostats.records.input_tables.courses import COURSES
from isostats.records.input_tables.declaration import InputTable
from isostats.records.input_tables.diagnoses import DIAGNOSES
from isostats.records.input_tables.dispensings import DISPENSINGS
from isostats.records.input_tables.later_treatments import EVENTS, TREATMENTS

COURSE_TABLES: Mapping[str, InputTable] = MappingProxyType(
    {table.label: table for table in (COURSES, EVENTS, VISITS, MONITORING, ADVERSE_EVENTS, DIAGNOSES)}
)
"""Those of course records, by the key under which each is named; the first is the main one."""

DESCRIBED = tuple(label for label in COURSE_TABLES if label not in ("courses", "events"))
"""Those that no outcome is made of: kept as they are, and described."""

_OF_FILLS = (DISPENSINGS, OBSERVATION, PEOPLE, TREATMENTS, DEATHS, WEIGHTS)
DISPENSING_TABLES: Mapping[str, InputTable] = MappingProxyType(
    {table.label: table for table in (*_OF_FILLS, *map(COURSE_TABLES.__getitem__, DESCRIBED))}
)
"""Those of dispensings; what is only described is the same beside both."""


def our_codes() -> set[str]:
    """Every code that a column may hold: words of ours, which a language changes as it does no name of the records.

    >>> "severe_nodulocystic" in our_codes()
    True
    """
    tables = (*COURSE_TABLES.values(), *DISPENSING_TABLES.values())
    return {code for table in tables for column in table.columns.values() for code in column.codes}


__all__ = ["COURSE_TABLES", "DESCRIBED", "DISPENSING_TABLES", "InputTable", "our_codes"]
