"""What happened: records read, checked and laid out as four tables.

Nothing heavy is imported until a name is used.

>>> import isostats.records
>>> isostats.records.schema.COURSE_COLUMNS["course_end"].required
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isostats.records.course_records import Records
    from isostats.records.findings import Finding, Findings
    from isostats.records.reader import check_courses, read_courses
    from isostats.records.rules import RULES, Rule
    from isostats.records.schema import COURSE_COLUMNS, EVENT_COLUMNS, TABLES, Column, Table
    from isostats.records.setting_aside import FlowStep

_HOMES = {
    "read_courses": "reader",
    "check_courses": "reader",
    "Records": "course_records",
    "Finding": "findings",
    "Findings": "findings",
    "FlowStep": "setting_aside",
    "RULES": "rules",
    "Rule": "rules",
    "COURSE_COLUMNS": "schema",
    "EVENT_COLUMNS": "schema",
    "TABLES": "schema",
    "Column": "schema",
    "Table": "schema",
}
_MODULES = ("schema", "rules", "dictionary")

__all__ = [
    "COURSE_COLUMNS",
    "EVENT_COLUMNS",
    "RULES",
    "TABLES",
    "Column",
    "Finding",
    "Findings",
    "FlowStep",
    "Records",
    "Rule",
    "Table",
    "check_courses",
    "read_courses",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"isostats.records.{name}")
    if name in _HOMES:
        return getattr(import_module(f"isostats.records.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'isostats.records' has no attribute '{name}'")
