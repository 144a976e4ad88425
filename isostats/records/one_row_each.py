"""Records in which nobody has a second row, which an export of first courses alone would show too.

Whoever relapsed may then have had a later course that is not there, whatever treated the relapse first. A single second
row, or isotretinoin among the events, shows that the records hold such courses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isostats.engines.embedded import Engine, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.rules import ONE_ROW_EACH
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

ENOUGH = 30
"""Of fewer people it may well be that nobody had a second course, unless a relapse was treated by one."""
FURTHER = "EXISTS (FROM {t}_several)"
AMONG_EVENTS = f"EXISTS (FROM {{e}}_typed WHERE CAST(kind AS VARCHAR) = '{v.ISOTRETINOIN}')"
RETREATED = f"""(SELECT count(DISTINCT person) FROM {{t}}_typed
    WHERE relapse_date IS NOT NULL AND relapse_treatment LIKE '%{v.ISOTRETINOIN}%')"""


@dataclass(frozen=True)
class OneRowEach:
    """How many ``people`` there are, of whom nobody has a second row; of so many, ``retreated``, it is said all the
    same that a relapse was treated with isotretinoin. ``unseen`` says that nothing else tells of later courses, so
    that whoever relapsed may have had one."""

    people: int
    retreated: int
    unseen: bool

    def findings(self) -> Iterator[Finding]:
        """A note of it, where there is anybody."""
        if not self.people:
            return
        otherwise = "no second course is told otherwise"
        if self.retreated:
            relapses = f"{counted(self.retreated, 'relapse')} {agreed(self.retreated, 'was')}"
            otherwise = f"{relapses} treated with isotretinoin"
        message = f"none of {count_text(self.people)} patients has more than one row, and {otherwise}"
        advice = "An export of first courses alone would look the same. Look whether every course was exported."
        if self.unseen:
            advice = (
                f"{advice} Until then whoever relapsed may have had a later course, and the report gives both ends. "
                "A file of all later treatments (events) tells it as well."
            )
        yield Finding("note", ONE_ROW_EACH, self.people, message, advice=advice, column="course_start")


NOBODY = OneRowEach(0, 0, unseen=False)


def find_one_row_each(connection: Engine, courses: Loaded, later: Loaded | None, *, alone: bool) -> OneRowEach:
    """Whether nobody has a second course in these records; ``alone`` says that they hold the first treatment of a
    relapse and none that came later."""
    asked = [f"(SELECT count(*) FROM {courses.table}_persons)", FURTHER.format(t=courses.table)]
    asked.append("FALSE" if later is None else AMONG_EVENTS.format(e=later.table))
    asked.append(RETREATED.format(t=courses.table) if courses.layout.has("relapse_treatment") else "0")
    people, further, among_events, retreated = one_row(connection, f"SELECT {', '.join(asked)}")
    if further or among_events or not (people >= ENOUGH or retreated):
        return NOBODY
    return OneRowEach(int(people), int(retreated), unseen=alone)
