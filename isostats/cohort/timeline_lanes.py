"""The timelines of a few people, in days since the end of their first course, for a picture; without ids or dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from isostats.engines.embedded import quoted
from isostats.errors import EstimateError
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS
from isostats.words.english import plain
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

MOST_LANES = 40
COURSE, FOLLOWED = "course", "followed"
MARKS = {kind: f"{kind}_day" for kind in TREATMENT_KINDS if kind != v.ISOTRETINOIN} | {
    v.SECOND_COURSE: "second_day", v.DEATH: "death_day",
}  # fmt: skip
"""What may happen while a person is followed, and the column of its first day."""
ORDER = ("exit_day", "start_day - day0", "second_day", "any_treatment_day", "person_id")


@dataclass(frozen=True, eq=False)
class Timelines:
    """Some people's timelines: ``frame`` has lane (1 has the shortest follow-up), what, day and until; no ids.

    ``what`` is course, followed, a kind of treatment, second_course or death; days count from the end of the first
    course. ``people`` is of how many these are.
    """

    frame: pd.DataFrame = field(repr=False)
    people: int

    @property
    def lanes(self) -> int:
        """How many people are shown."""
        return int(self.frame["lane"].nunique())

    def __repr__(self) -> str:
        return f"timelines of {count_text(self.lanes)} of {counted(self.people, 'first course')}"

    def _repr_html_(self) -> str:
        seen = self.frame.groupby("what", sort=False)["lane"].nunique()
        body = [[plain(str(what)), count_text(n)] for what, n in seen.items()]
        return card("Timelines", [repr(self)], ["", "lanes"], body)


def course_timelines(cohort: Cohort, *, lanes: int = MOST_LANES) -> Timelines:
    """First course, first later treatment of each kind, second course and end of follow-up of some people.

    Whom: everyone is ordered by the length of follow-up (then by the course, and by what came after it), cut into as
    many equal parts as there are ``lanes``, at most 40, and the person in the middle of each is taken. So the lanes
    show short and long follow-up as often as these are, and the same records give the same lanes.

    What came after the follow-up is not in it. Raises EstimateError for more lanes than 40, or fewer than 1.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> followed = iso.first_courses(iso.read_courses(pd.DataFrame([{"patient_id": "a", **course}])))
    >>> iso.course_timelines(followed)
    timelines of 1 of 1 first course
    """
    if not hasattr(cohort, "query"):
        raise EstimateError(
            f"Timelines are those of a cohort, not of a {type(cohort).__name__}. Follow the records first: "
            "iso.course_timelines(iso.first_courses(records))."
        )
    if isinstance(lanes, bool) or not 1 <= lanes <= MOST_LANES:
        raise EstimateError(f"A picture of timelines has 1 to {MOST_LANES} lanes, not {lanes!r}.")
    held = set(cohort.query("DESCRIBE first_courses")["column_name"])
    marks = {what: column for what, column in MARKS.items() if column in held}
    people = cohort.people
    shown = min(lanes, people)
    places = sorted({int((lane + 0.5) * people / shown) + 1 for lane in range(shown)})
    order = ", ".join(name for name in ORDER if name in held or " - " in name)
    days = "".join(f", CAST({quoted(column)} AS DOUBLE) AS {quoted(what)}" for what, column in marks.items())
    listed = ", ".join(map(str, places))
    rows = cohort.query(  # only those who are followed for as long as somebody chosen need be ranked
        "WITH lengths AS (SELECT exit_day, COUNT(*) AS people FROM first_courses GROUP BY exit_day), "
        "ranks AS (SELECT exit_day, people, SUM(people) OVER (ORDER BY exit_day) - people AS shorter FROM lengths), "
        f"chosen AS (SELECT DISTINCT exit_day AS length, shorter FROM ranks JOIN (SELECT unnest([{listed}]) AS place) "
        "AS asked ON place > shorter AND place <= shorter + people) "
        "SELECT * EXCLUDE (place), row_number() OVER (ORDER BY place) AS lane FROM ("
        f"SELECT CAST(start_day - day0 AS DOUBLE) AS start_day, CAST(exit_day AS DOUBLE) AS exit_day{days}, "
        f"shorter + row_number() OVER (PARTITION BY exit_day ORDER BY {order}) AS place "
        "FROM first_courses JOIN chosen ON length IS NOT DISTINCT FROM exit_day) AS ranked "
        f"WHERE place IN ({listed}) ORDER BY lane"
    )
    frames = [
        pd.DataFrame({"lane": rows["lane"], "what": COURSE, "day": rows["start_day"], "until": 0.0}),
        pd.DataFrame({"lane": rows["lane"], "what": FOLLOWED, "day": 0.0, "until": rows["exit_day"].clip(lower=0)}),
    ]
    for what in marks:
        seen = rows[rows[what].notna() & (rows[what] <= rows["exit_day"])]
        frames.append(pd.DataFrame({"lane": seen["lane"], "what": what, "day": seen[what], "until": float("nan")}))
    tidy = pd.concat(frames, ignore_index=True).sort_values(["lane", "day"], kind="stable", ignore_index=True)
    return Timelines(tidy, people)
