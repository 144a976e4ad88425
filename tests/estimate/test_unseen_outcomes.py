"""What may have come unseen: both ends of a curve hold every completion of small records, tried one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.claims.comparison import compare_to_claim
from isostats.cohort.set_aside import SetAside
from isostats.cohort.sql import FAR
from isostats.cohort.unseen_people import UnseenPeople
from isostats.estimate.bounds import ends_on, value_on
from isostats.estimate.loss_scenarios import curves_of
from isostats.estimate.unseen_outcomes import UnseenOutcomes
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition

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


def hidden_among(people: list[tuple[int, int, int, Collection[int]]], any_day: bool) -> tuple[UnseenPeople, list[Any]]:
    """Those of whom the outcome may have come unseen, and every table that may then be true."""
    may = [completions(*each, any_day) for each in people]
    hidden = [person for person, each in zip(people, may, strict=True) if len(each) > 1]
    last, cause, since = (np.array([each[k] for each in hidden], dtype=np.int64) for k in range(3))
    since = np.where((since < last) | ((since == last) & (cause != 1)), since, FAR)
    group, ones = np.zeros(len(hidden), np.int64), np.ones(len(hidden))
    single_days = [" ".join(map(str, each[3] if any_day else {*each[3], each[2]})) for each in hidden]
    days = {"single_days": single_days, **({"since": since} if any_day else {})}
    who = UnseenPeople.of_days(group, last, cause, ones, **days)
    return who, [list(each) for each in product(*may)]


@given(st.lists(PERSON, min_size=3, max_size=5), st.integers(1, 9), st.booleans())
def test_both_ends_are_those_of_all_completions(
    people: list[tuple[int, int, int, Collection[int]]], day: int, any_day: bool
) -> None:
    seen = counted([(last, cause) for last, cause, *_ in people])
    who, may = hidden_among(people, any_day)
    tried = [counted(each) for each in may]
    for estimator, how in ((iso.kaplan_meier, {}), (of_either, {"ending": (1, 2)}), (iso.aalen_johansen, {})):
        estimate = partial(estimator, level=0.95)
        curve = estimate(seen).with_unseen(UnseenOutcomes(seen, who, estimate, **how))
        (low, high), values = ends_on(curve, day), [value_on(estimate(each), day) for each in tried]
        assert abs(high - max(values)) < 1e-9
        if estimator is not iso.aalen_johansen:  # among a few people one outcome more may leave fewer to one who dies
            assert abs(low - min(values)) < 1e-9


@settings(max_examples=40)
@given(st.lists(st.one_of(PERSON, PERSON.map(lambda each: (each[0], 3, *each[2:]))), min_size=3, max_size=4),
       st.integers(1, 9), st.booleans())  # fmt: skip
def test_had_the_lost_fared_otherwise_both_ends_are_those_of_all_completions(
    people: list[tuple[int, int, int, Collection[int]]], day: int, any_day: bool
) -> None:
    """Nobody lost relapses, or all on leaving: then the loss ends what is counted as the outcome does."""

    def table(each: list[tuple[int, int]]) -> iso.EventTable:
        causes = ("relapse", "death", v.LOST_EARLY)
        return iso.event_table([last for last, _ in each], [cause for _, cause in each], causes=causes)

    who, may = hidden_among(people, any_day)
    values = np.array([curves_of(table(each)).at(day, np.array([0.0, np.inf]))[0] for each in may])
    seen = table([(last, cause) for last, cause, *_ in people])
    for place, ending in enumerate(((1,), (1, 3))):
        unseen = UnseenOutcomes(seen, who, curves_of, ending=ending)
        ends = (unseen.with_most(day), unseen.with_fewest(day))
        low, high = (each.at(day, np.array([0.0, np.inf]))[0][place] for each in ends)
        assert abs(low - values[:, place].min()) < 1e-9
        if place:  # as above, one outcome more may leave fewer to one who is lost
            assert abs(high - values[:, place].max()) < 1e-9


def test_an_outcome_on_a_later_day_past_people_who_leave_weighs_more() -> None:
    """Of 4 people 2 leave on day 5, and one may have relapsed from day 1 on: at once it would be 75%, on day 9 50%."""
    seen, estimate = counted([(5, 0), (5, 0), (9, 0), (9, 0)]), partial(iso.kaplan_meier, level=0.95)
    seen = replace(seen, definition=replace(seen.definition, lacking=(v.LATER_STEPS,)))
    who = UnseenPeople.of_days(*(np.array(each) for each in ([0], [9], [0])), np.ones(1), since=np.array([1]))
    curve = estimate(seen).with_unseen(UnseenOutcomes(seen, who, estimate))
    assert ends_on(curve, 9) == (0.5, 1.0)
    assert ends_on(curve, 4) == (0.75, 1.0)
    assert curve.definition.bound == v.AT_MOST


ESTIMATORS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (iso.kaplan_meier, {}), (of_either, {"ending": (1, 2)}), (iso.aalen_johansen, {})
)
SEEN = st.lists(st.tuples(DAY, st.sampled_from([0, 0, 1, 2])), min_size=2, max_size=6)
LEFT_OUT = st.lists(st.one_of(st.none(), st.tuples(DAY, st.sampled_from([0, 1, 2]))), min_size=1, max_size=4)
"""People set aside: not among those studied at all, or followed until a day and how that ended."""


def with_aside(counts: iso.EventTable, estimator: Any, aside: SetAside, **how: Any) -> iso.Curve:
    estimate, counts = partial(estimator, level=0.95), replace(counts, aside=aside)
    unseen = UnseenOutcomes(counts, UnseenPeople.none(), estimate, **how)
    return replace(estimate(counts), unseen=unseen)


@settings(max_examples=50)
@given(SEEN, LEFT_OUT, st.integers(1, 9))
def test_both_ends_hold_whatever_became_of_those_set_aside(
    seen: list[tuple[int, int]], left_out: list[tuple[int, int] | None], day: int
) -> None:
    """And both are reached: by all of them followed free of it, and by all with it on the day."""
    truth = counted([*seen, *(each for each in left_out if each is not None)])
    free, failed = (counted([*seen, *[(last, cause)] * len(left_out)]) for last, cause in ((99, 0), (day, 1)))
    for estimator, how in ESTIMATORS:
        low, high = ends_on(with_aside(counted(seen), estimator, SetAside(len(left_out)), **how), day)
        value, *reached = (value_on(estimator(each, level=0.95), day) for each in (truth, free, failed))
        assert low - 1e-9 <= value <= high + 1e-9
        assert np.allclose((low, high), sorted(reached))


@settings(max_examples=50)
@given(SEEN, st.lists(st.tuples(st.integers(0, 5), DAY), min_size=1, max_size=2, unique_by=lambda each: each[0]),
       st.integers(1, 9))  # fmt: skip
def test_both_ends_hold_whomever_an_outcome_of_nobody_belongs_to(
    seen: list[tuple[int, int]], whose: list[tuple[int, int]], day: int
) -> None:
    assume(iso.kaplan_meier(counted(seen)).at(day, min_at_risk=1)[v.STATUS].item() == v.OK)  # so that it is quoted
    true = list(seen)
    for who, on in whose:
        if who < len(true) and (on < true[who][0] or (on == true[who][0] and true[who][1] != 1)):
            true[who] = (on, 1)
    for estimator, how in ESTIMATORS[:2]:
        low, high = ends_on(with_aside(counted(seen), estimator, SetAside(strays=len(whose)), **how), day)
        assert low - 1e-9 <= value_on(estimator(counted(true), level=0.95), day) <= high + 1e-9


@settings(max_examples=60)
@given(SEEN, LEFT_OUT, st.integers(1, 8), st.sampled_from([0.3, 0.5, 0.7, 0.85]), st.booleans())
def test_a_verdict_is_never_contradicted_by_what_became_of_those_set_aside(
    seen: list[tuple[int, int]], left_out: list[tuple[int, int] | None], day: int, claim: float, passive: bool
) -> None:
    """Nor is the answer, be it a range already since people may have left because they were well."""
    definition = Definition(follow_up="passive" if passive else "")
    who, truth = (
        replace(counted(each), definition=definition)
        for each in ([*seen] * 3, [*[*seen] * 3, *(each for each in left_out if each is not None)])
    )
    at: dict[str, Any] = {"horizon_days": day, "claim": claim, "min_at_risk": 1}
    made = compare_to_claim(with_aside(who, iso.kaplan_meier, SetAside(len(left_out))), **at)
    true = compare_to_claim(iso.kaplan_meier(truth), **at)
    if made.status == true.status == v.OK:
        (low, high), (least, most) = made.ends, true.ends
        assert low - 1e-9 <= least <= most <= high + 1e-9
        assert made.ends[0] < made.ends[1]
        assert made.verdict != "below" or least < claim
        assert made.verdict != "above" or most > claim
