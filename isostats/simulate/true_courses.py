"""The courses that fills belong to: first, second and third by the law, with nothing cut off by what was recorded."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from isostats.simulate.histories import DATA_CUT, Histories, Integers, Patients, pick
from isostats.simulate.law import Law


class Courses(NamedTuple):
    """One entry per course in order of person and number; days count from 1970-01-01."""

    person: Integers
    number: Integers
    start: Integers
    end: Integers


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
