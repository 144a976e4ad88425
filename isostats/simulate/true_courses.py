"""The courses that fills belong to, by the law, with nothing cut off; and what of each was recorded, as a table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from isostats.simulate.enrolment import Enrolment
from isostats.simulate.fills import Refills, Regimen
from isostats.simulate.histories import DATA_CUT, Floats, Histories, Integers, Patients, pick
from isostats.simulate.law import Law
from isostats.simulate.texts import iso_days, words

GAP_DAYS = 60
SEEN = ("whole", "cut", "broken", "unseen")


class Courses(NamedTuple):
    """One entry per course in order of person and number; days count from 1970-01-01."""

    person: Integers
    number: Integers
    start: Integers
    end: Integers

    def second_starts(self, people: int) -> Floats:
        """The start of each person's second course, infinity where there is none."""
        second = np.full(people, np.inf)
        again = self.number == 2
        second[self.person[again]] = self.start[again]
        return second


def lay_courses(people: Patients, histories: Histories, rng: np.random.Generator, law: Law) -> Courses:
    """Every course that begins by the data cut, at its full length."""
    n = len(people.end)
    lengths = law.durations[pick(rng, 2 * n, law.duration_shares)].reshape(2, n)
    second = people.end + histories.second_course
    third = second + lengths[0] - 1 + histories.third_course
    starts = np.stack([(people.end - people.duration + 1).astype(float), second, third])
    lasting = np.stack([people.duration, lengths[0], lengths[1]])
    begun = starts <= DATA_CUT
    person, number = np.nonzero(begun.T)
    start = starts[number, person].astype(np.int64)
    return Courses(person, number + 1, start, start + lasting[number, person] - 1)


def true_courses_frame(
    names: np.ndarray, courses: Courses, refills: Refills, regimen: Regimen, enrolment: Enrolment, weight: Floats
) -> pd.DataFrame:
    """One row per true course: patient_id, course, start, end, seen, recorded_end, end_status, days_covered, fills,
    dispensing_days, dose_mg, daily_mg, weight_kg.

    ``seen``: *whole* (every fill is in the data), *cut* (the first fills are, then observation or the data end),
    *broken* (a hole of enrolment took some others), *unseen* (no fill is in the data). ``start`` and ``end`` are the
    law's; of whole and cut courses a drug-free-gap rule with carry-over finds ``start`` to ``recorded_end``, which is
    the last day covered by the recorded fills, and of whole ones that is ``end``. ``end_status`` is *confirmed* where
    the person is observed, in one enrolment bridged over 31 days, for more than 60 days after ``recorded_end``;
    otherwise *open*. ``days_covered``, ``fills`` (two on a day with
    two strengths), ``dispensing_days`` and ``dose_mg`` are of the recorded fills.
    """
    course, n = refills.course, len(courses.start)
    there = enrolment.recorded(courses.person[course], refills.day)
    fills = np.bincount(course, there, minlength=n).astype(np.int64)
    made = np.bincount(course, minlength=n)
    covered = np.bincount(course, refills.supply * there, minlength=n).astype(np.int64)
    last = np.full(n, -1)
    np.maximum.at(last, course[there], refills.place[there])
    end = np.full(n, np.iinfo(np.int64).min)
    np.maximum.at(end, course[there], (refills.taken_from + refills.supply - 1)[there])
    seen = np.where(fills == 0, 3, np.where(fills == made, 0, np.where(last + 1 == fills, 1, 2)))
    return pd.DataFrame(
        {
            "patient_id": names[courses.person],
            "course": courses.number,
            "start": iso_days(courses.start),
            "end": iso_days(courses.end),
            "seen": words(SEEN, seen),
            "recorded_end": iso_days(end, fills == 0),
            "end_status": words(
                ("open", "confirmed"),
                (_observed_until(courses, enrolment, end) - end > GAP_DAYS).astype(np.int64),
                fills == 0,
            ),
            "days_covered": covered,
            "fills": fills * (1 + (regimen.second_mg > 0)),
            "dispensing_days": fills,
            "dose_mg": covered * regimen.daily_mg,
            "daily_mg": regimen.daily_mg,
            "weight_kg": weight,
        }
    )


def _observed_until(courses: Courses, enrolment: Enrolment, end: Integers) -> Integers:
    """The last day of the enrolment that holds the course's end, small holes bridged."""
    person = courses.person
    first_part = (courses.start < enrolment.hole[person]) & ~enrolment.bridged()[person]
    return np.where(first_part, np.minimum(enrolment.hole[person] - 1, enrolment.end[person]), enrolment.end[person])
