"""What happened: records read, checked and laid out as four tables.

Nothing heavy is imported until a name is used.

>>> import isostats.records
>>> isostats.records.COURSE_COLUMNS["course_end"].required
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.lazy import lazy_names

if TYPE_CHECKING:
    from isostats.records import dictionary as dictionary
    from isostats.records import rules as rules
    from isostats.records import schema as schema
    from isostats.records.course_records import Records as Records
    from isostats.records.findings import Finding as Finding
    from isostats.records.findings import Findings as Findings
    from isostats.records.input_tables.courses import COURSE_COLUMNS as COURSE_COLUMNS
    from isostats.records.input_tables.declaration import Rule as Rule
    from isostats.records.input_tables.later_treatments import EVENT_COLUMNS as EVENT_COLUMNS
    from isostats.records.reader import check_courses as check_courses
    from isostats.records.reader import read_courses as read_courses
    from isostats.records.rules import RULES as RULES
    from isostats.records.schema import TABLES as TABLES
    from isostats.records.schema import Column as Column
    from isostats.records.schema import Table as Table
    from isostats.records.setting_aside import FlowStep as FlowStep

__getattr__, __dir__, __all__ = lazy_names(__name__)
