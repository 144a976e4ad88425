"""What to do about courses without an end: to leave the row out is right of a first course alone.

Left out, a further course is lost, and a first one makes a first course of the next. Whether a person has another row
is known of this file; under another spelling of the id, or in another file, it may be there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from isostats.engines.embedded import Engine, one_row
from isostats.records.faults import Fault
from isostats.records.findings import Finding
from isostats.records.input_tables.courses import LEAVE_OUT
from isostats.records.loaded import Loaded
from isostats.words.numbers import agreed, count_text

WITH_OTHERS = "SELECT count(*) FROM {t}_checked WHERE row IN (SELECT row FROM ({rows}) AS faulty) AND p_rows > 1"
SPELT_TWICE = ("two_spellings", "look_alike_ids", "number_without_letters")
ONE_WAY = (
    "Write each id one way first: under another spelling these patients may have an earlier course, and a further one "
    "that still runs needs no end."
)
ONE_FILE = (
    "Where ids recur in another file put the files one below the other first: a further course that still runs needs "
    "no end. Else write the day."
)
STAYS = "must stay: one that still runs needs no end where it is their last and starts by the last contact."


def is_of_ends(finding: Finding) -> bool:
    """Whether a finding is about courses without an end."""
    return finding.rule == "missing_value" and finding.column == "course_end"


def about_ends(
    connection: Engine, courses: Loaded, faults: list[Fault], noticed: Collection[Finding]
) -> list[Fault]:
    """The faults, with what helps where those without an end have another course, or may have it by what was
    ``noticed``."""
    spelt = any(each.rule in SPELT_TWICE for each in noticed)
    return [_explained(connection, courses, each, spelt) if is_of_ends(each.finding) else each for each in faults]


def _explained(connection: Engine, courses: Loaded, fault: Fault, spelt: bool) -> Fault:
    sql = WITH_OTHERS.format(t=courses.table, rows=fault.rows_sql)
    others, of_all = int(one_row(connection, sql)[0]), fault.finding.count
    if not others and not spelt:
        return fault
    who = f"{count_text(others)} of them {agreed(others, 'is')}" if of_all > 1 else "It is"
    has = f"{who} of {'a patient' if others == 1 else 'patients'} with another row, and {STAYS}"
    advice = " ".join([ONE_WAY] * spelt + ["Write the day."] + [has] * bool(others))
    return replace(fault, finding=replace(fault.finding, advice=fault.finding.advice.replace(LEAVE_OUT, advice)))


def in_other_files(finding: Finding) -> Finding:
    """A finding about courses without an end as it is where the ids of other files may be of the same people."""
    if not is_of_ends(finding):
        return finding
    return replace(finding, advice=finding.advice.replace(LEAVE_OUT, ONE_FILE))
