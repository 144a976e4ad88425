"""What may have come unseen: both ends of a curve hold every completion of small records, tried one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.bounds import ends_on, value_on, with_unseen
from isostats.cohort.sql import FAR
from isostats.cohort.unseen_people import UnseenPeople
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.vocabulary import names as v

DAY = st.integers(1, 8)
PERSON = st.tuples(
    DAY, st.sampled_from([0, 0, 1, 2]), st.one_of(st.just(FAR), DAY), st.one_of(st.just(()), st.sets(DAY, max_size=3))
)
"""The last day, its cause (censored, the outcome, death), the day from which the outcome may have come unseen, and
further single days on which it may."""


def counted(people: list[tuple[int, int]]) -> iso.EventTable:
    return iso.event_table([day for day, _ in people], [cause for _, cause in people], causes=("relapse", "death"))


def of_either(counts: iso.EventTable, level: float) -> iso.Curve:
    """Free of the outcome and of death, as treatment success has it."""
    return iso.kaplan_meier(counts.combined("either"), level=level)


def completions(last: int, cause: int, since: int, on: Collection[int], any_day: bool) -> list[tuple[int, int]]:
    """How it may have gone with one person: as seen, or with the outcome before."""
    days = {*on, *range(since, last + 1)} if any_day else {*on, since}
    return [(last, cause), *((day, 1) for day in days if day < last or (day == last and cause != 1))]


@given(st.lists(PERSON, min_size=3, max_size=5), st.integers(1, 9), st.booleans())
def test_both_ends_are_those_of_all_completions(
    people: list[tuple[int, int, int, Collection[int]]], day: int, any_day: bool
) -> None:
    seen = counted([(last, cause) for last, cause, *_ in people])
    may = [completions(*each, any_day) for each in people]
    hidden = [person for person, each in zip(people, may, strict=True) if len(each) > 1]
    last, cause, since = (np.array([each[k] for each in hidden], dtype=np.int64) for k in range(3))
    since = np.where((since < last) | ((since == last) & (cause != 1)), since, FAR)
    in_part = [" ".join(map(str, each[3])) for each in hidden]
    group, ones = np.zeros(len(hidden), np.int64), np.ones(len(hidden))
    who = UnseenPeople.of_days(group, since, last, cause, ones, any_day=any_day, in_part=in_part)
    tried = [counted(list(each)) for each in product(*may)]
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
    seen = replace(seen, definition=replace(seen.definition, lacking=(v.LATER_STEPS,)))
    who = UnseenPeople.of_days(*(np.array(each) for each in ([0], [1], [9], [0])), np.ones(1), any_day=True)
    curve = with_unseen(estimate(seen), UnseenOutcomes(seen, who, estimate))
    assert ends_on(curve, 9) == (0.5, 1.0)
    assert ends_on(curve, 4) == (0.75, 1.0)
    assert curve.definition.bound == v.AT_MOST
