"""What is impossible in course records, and what is unusual: every rule as data.

A rule's ``condition`` is SQL over one row of the checked table: the row's own columns (days, numbers, codes), those of
its person (``p_last_contact``, ``p_death``, ``p_rows`` ...) and its place among the person's courses (``place``,
``earlier_end``). A comparison with something not recorded is not true, so a missing value breaks no rule but
``missing_value``. ``{column}`` is filled in for each of ``columns``.

Scopes: ``file`` stops a run whatever is set aside; ``value`` is a text that could not be read; ``course``, ``person``
and ``event`` are rows (counted once per row, or once per person); ``records`` looks at all rows together.
"""

from __future__ import annotations

from isostats.records.rule_form import Rule
from isostats.records.rules_of_courses import COURSE_RULES
from isostats.records.rules_of_events import EVENT_RULES
from isostats.records.rules_of_files import FILE_RULES, RECORDS_RULES, VALUE_RULES
from isostats.records.rules_of_oddities import WARNING_RULES

__all__ = [
    "COURSE_RULES",
    "EVENT_RULES",
    "FILE_RULES",
    "RECORDS_RULES",
    "RULES",
    "VALUE_RULES",
    "WARNING_RULES",
    "Rule",
]

RULES = {
    rule.id: rule for rule in (*FILE_RULES, *VALUE_RULES, *COURSE_RULES, *EVENT_RULES, *WARNING_RULES, *RECORDS_RULES)
}
"""Every rule by its id."""
