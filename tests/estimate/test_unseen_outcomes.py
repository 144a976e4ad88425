"""What may have come unseen: both ends of a curve hold every completion of small records, tried one by one."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.bounds import ends_on, value_on, with_unseen
from isostats.cohort.unseen_people import UnseenPeople
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.vocabulary import names as v

PERSON = st.tuples(st.integers(1, 8), st.sampled_from([0, 0, 1, 2]), st.one_of(st.none(), st.integers(1, 8)))
"""The last day, its cause (censored, the outcome, death), and the day from which the outcome may have come unseen."""


def counted(people: list[tuple[int, int]]) -> iso.EventTable:
    return iso.event_table([day for day, _ in people], [cause for _, cause in people], causes=("relapse", "death"))


def of_either(counts: iso.EventTable, level: float) -> iso.Curve:
    """Free of the outcome and of death, as treatment success has it."""
    return iso.kaplan_meier(counts.combined("either"), level=level)


def completions(last: int, cause: int, first: int | None, any_day: bool) -> list[tuple[int, int]]:
    """How it may have gone with one person: as seen, or with the outcome before."""
    if first is None or first > last:
        return [(last, cause)]
    days = range(first, last + 1) if any_day else [first]
    return [(last, cause), *((day, 1) for day in days if day < last or cause != 1)]


@given(st.lists(PERSON, min_size=3, max_size=6), st.integers(1, 9), st.booleans())
def test_both_ends_are_those_of_all_completions(
    people: list[tuple[int, int, int | None]], day: int, any_day: bool
) -> None:
    seen = counted([(last, cause) for last, cause, _ in people])
    hidden = [(last, cause, first) for last, cause, first in people if first is not None and first <= last
              and (first < last or cause != 1)]  # fmt: skip
    last, cause, first = (np.array([each[k] for each in hidden], dtype=np.int64) for k in range(3))
    who = UnseenPeople(np.zeros(len(hidden), np.int64), first, last, cause, np.ones(len(hidden)), any_day)
    tried = [counted(list(each)) for each in product(*(completions(*each, any_day) for each in people))]
    for estimator, how in ((iso.kaplan_meier, {}), (of_either, {"all_causes": True}), (iso.aalen_johansen, {})):
        estimate = partial(estimator, level=0.95)
        curve = with_unseen(estimate(seen), UnseenOutcomes(seen, who, estimate, **how))
        (low, high), values = ends_on(curve, day), [value_on(estimate(each), day) for each in tried]
        assert abs(high - max(values)) < 1e-9
        if estimator is not iso.aalen_johansen:  # among a few people one outcome more may leave fewer to one who dies
            assert abs(low - min(values)) < 1e-9


def test_an_outcome_on_a_later_day_past_people_who_leave_weighs_more() -> None:
    """Of 4 people 2 leave on day 5, and one may have relapsed from day 1 on: at once it would be 75%, on day 9 50%."""
    seen, estimate = counted([(5, 0), (5, 0), (9, 0), (9, 0)]), partial(iso.kaplan_meier, level=0.95)
    who = UnseenPeople(*(np.array(each) for each in ([0], [1], [9], [0])), np.ones(1), any_day=True)
    curve = with_unseen(estimate(seen), UnseenOutcomes(seen, who, estimate))
    assert ends_on(curve, 9) == (0.5, 1.0)
    assert ends_on(curve, 4) == (0.75, 1.0)
    assert curve.definition.bound == v.AT_MOST
