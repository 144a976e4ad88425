"""How many courses do people take in all, and who takes a third?"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, nan
from typing import Any, Literal

from isostats.analyses.caveats import later_courses_unseen, of_unknown_treatment, passive_words
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, estimated, row, share_of, where
from isostats.cohort.course_histories import (
    NEXT_COURSE,
    FurtherCourses,
    after_unknown,
    changed_by_unknown,
    count_courses,
    short_courses,
)
from isostats.estimate.bounds import of_scenarios, some_left, with_leaving
from isostats.estimate.curves import aalen_johansen
from isostats.estimate.recurrent import MeanCourses, MeansTest, mean_courses
from isostats.tables.cells import Cell, MeanCount, PValue, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.vocabulary.group_names import known_groups
from isostats.words.english import capital, column_words, plain
from isostats.words.numbers import agreed, count_text, counted, in_words, percent, percent_with_limits, stated_percent

FIVE_YEARS = years(5)
GAPS = (years(1), years(2))
"""When the next course is looked for, in days from the end of the one before."""
ROUNDING = 5e-4
"""A mean that lies no further below a share is written alike."""
MARKED = 0.01
"""A mean so far above the share who took a course, where nobody took two, is no accident of who left when."""
NONE_WAS_ONE = ", if no relapse of unknown treatment was a course"
EITHER_WAY = " It may be less or more than either, if some were."
"""What a number is that counts no relapse of unknown treatment as a course, where it is the end of nothing."""
ORDINALS = {1: "second", 2: "third", 3: "fourth"}


def estimate(it: Basis) -> Answer[MeanCourses | None]:
    """The mean number of further courses by horizon and group, with death as their end; and the times between them."""
    counts = _count(it)
    if not counts.begun:
        return Answer(None)
    everyone = mean_courses(counts, level=it.level)
    by_group = {by: mean_courses(_count(it, by), level=it.level) for by in it.groups}
    rows = _rows(it, everyone, it.study.horizons)
    tests = {by: _test(it, by, means) for by, means in by_group.items()}
    for by, means in by_group.items():
        rows += _rows(it, means, it.study.horizons, by)
    tested = [_test_row(it, by, test) for by, test in tests.items() if test is not None and test.degrees]
    periods = _periods(it)
    gaps = [each for nth in ORDINALS for each in _gap_rows(it, counts, nth)]
    quoted = where(rows, group=v.ALL, method=v.GHOSH_LIN, status=v.OK)
    made = (*rows, *tested, *periods, *gaps)
    if not quoted:
        return Answer(everyone, made)
    shares = _shares(it, quoted)
    above = _above_share(quoted, shares, counts)
    blocks: list[Block] = [
        *texts([_answer(quoted[-1]), _with_unknown(it, quoted[-1]), _below_share(quoted, shares), above,
                _third(it, counts, gaps), uncounted_sentence(it),
                "" if above else _against_crude(it, quoted[-1], counts),
                passive_words(it, "these means", "high", (v.SECOND_COURSE,), more=_may_be_more(it))]),
        it.figure("mean_courses", everyone, min_at_risk=it.min_at_risk),
        _table(it, [*rows, *periods], {by: test for by, test in tests.items() if test is not None and test.degrees}),
        *texts([_untested(by, test) for by, test in tests.items() if test is not None]),
        _gap_table(it, [each for each in gaps if each[v.N] >= it.min_at_risk]),
    ]
    died = ", with death as its end" if it.cohort.deaths else ""
    methods = (f"The mean number of further courses was estimated by Ghosh-Lin{died} [@ghosh2000].",)
    compared = ("Means of groups were compared by Wald's test on the log scale, with robust errors.",)
    return Answer(everyone, made, tuple(blocks), methods=methods + compared * bool(tested))


def uncounted_sentence(it: Basis) -> str:
    """How many further courses are too short to count, of which some may have gone on after the records' end."""
    if it.records is None:
        return ""
    short, running = short_courses(it.cohort, it.records)
    if not short:
        return ""
    asked = it.cohort.outcome_definition
    fills = f" and {counted(asked.second_course_fills, 'fill')}" if it.study.data.kind != "courses" else ""
    cut = "; none of them was cut by the end of the records"
    if running:
        them = f"{count_text(running)} of them {agreed(running, 'was')}"
        cut = f"; {them} cut by the end of the records and may count later"
    few = f"of fewer than {asked.second_course_days} days{fills}"
    return f"Too short to count: {counted(short, 'further course')} {few}{cut}."


def _count(it: Basis, by: str | None = None, unseen_steps: Literal["never", "at_once"] = "never") -> FurtherCourses:
    return count_courses(it.cohort, by=by, unseen_steps=unseen_steps)


def _rows(it: Basis, means: MeanCourses, days: Any, by: str | None = None) -> list[Row]:
    bounds = _unseen(it, means, list(days), by)
    at = means.rows_at(list(days), min_at_risk=it.min_at_risk)
    address = (v.MEAN_COURSES, v.SECOND_COURSE, v.EVERYONE, v.GHOSH_LIN)
    return [
        row(*address, each[v.GROUP], time_days=each[v.TIME], level=it.level, **estimated(each),
            bound=_bound(it, each, bounds.get((each[v.GROUP], each[v.TIME]), "")))
        for each in at
    ]


def _unseen(it: Basis, means: MeanCourses, days: list[int], by: str | None) -> dict[tuple[str, int], str]:
    """What each mean is a bound of by group and day: a relapse of unknown treatment may have been one more course, and
    where first courses may be all that is held any number came besides. Where one of unknown treatment may have changed
    another course as well, the mean is the end of nothing."""
    if not _may_be_more(it):
        return {}
    least = v.AT_LEAST if _without_later(it) else ""
    at_once = _at_once(it, days, by)
    beside = {(each[v.GROUP], each[v.TIME]): each[v.ESTIMATE] for each in at_once}
    changed = changed_by_unknown(it.cohort, by)
    return {
        (each[v.GROUP], each[v.TIME]): v.IF_NONE_UNSEEN
        if each[v.TIME] >= changed.get(each[v.GROUP], inf)
        else of_scenarios(each[v.ESTIMATE], beside[each[v.GROUP], each[v.TIME]], falls=False) or least
        for each in means.rows_at(days, min_at_risk=0)
    }


def _may_be_more(it: Basis) -> bool:
    """Whether a relapse may have led to a course that is not counted, of whatever number: one of unknown treatment, or
    any where first courses may be all that is held."""
    return (it.cohort.timeline is not None and it.cohort.timeline.unknown_courses > 0) or _without_later(it)


def _without_later(it: Basis) -> bool:
    """Whether somebody had a relapse, of whom no later course would be in these records."""
    return it.cohort.timeline is not None and it.cohort.timeline.unseen_courses > 0


def _at_once(it: Basis, days: list[int], by: str | None = None) -> list[dict[str, Any]]:
    """The means where each relapse of unknown treatment was one more course."""
    return mean_courses(_count(it, by, "at_once"), level=it.level).rows_at(days, min_at_risk=0)


def _bound(it: Basis, each: Mapping[Any, Any], unseen: str) -> str:
    """The same where besides people may have left well, who took none."""
    if each[v.STATUS] != v.OK:
        return ""
    curve = it.curves.remission(v.SECOND_COURSE)
    (share,) = curve.rows_at([each[v.TIME]], min_at_risk=it.min_at_risk)
    well = curve.definition.passive and share[v.STATUS] == v.OK and some_left(curve, share, free=True)
    unseen = v.IF_NONE_UNSEEN if unseen and it.cohort.aside else unseen
    return with_leaving(unseen, well, falls=False, aside=it.cohort.aside)


def _test(it: Basis, by: str, means: MeanCourses) -> MeansTest | None:
    """Wald's test of the recorded groups at the last horizon that all support, else at the last that two do.

    Where a group is supported and has no error, the test is the one without a p that names it.
    """
    known = known_groups(means.groups)
    if len(known) < 2:
        return None
    made = []
    for day in reversed(it.study.horizons):
        made.append(means.test(day, groups=known, min_at_risk=it.min_at_risk))
        if made[-1].degrees and not made[-1].left_out:
            return made[-1]
    without = [each for each in made if each.no_error]
    some = [each for each in made if each.degrees]
    return next(iter([*without, *some]), None)


def _test_row(it: Basis, by: str, test: MeansTest) -> Row:
    address = (v.MEAN_COURSES_TEST, v.SECOND_COURSE, v.EVERYONE, v.GHOSH_LIN_TEST, by)
    numbers: dict[str, Any] = {v.ESTIMATE: test.statistic, v.P_VALUE: test.p_value, v.TIME_DAYS: test.time}
    return row(*address, **numbers, level=it.level, status=v.OK)


def _untested(by: str, test: MeansTest) -> str:
    """Which groups are not in the test and why, or why there is none; empty where all are in it."""
    if test.no_error:
        names = ", ".join(plain(group) for group in test.no_error)
        return (
            f"Means are not tested by {column_words(by)}: until {in_words(test.time)} the mean has no error in "
            f"{names}, as where nobody took a further course."
        )
    if not test.left_out:
        return ""
    names = ", ".join(plain(group) for group in test.left_out)
    return f"Not in the test by {column_words(by)}, for want of people followed until {in_words(test.time)}: {names}."


def _periods(it: Basis) -> list[Row]:
    """The mean at five years by the period in which first courses began, where there are several."""
    if it.cohort.calendar != "dates" or "start_year" in it.groups or max(it.study.horizons) < FIVE_YEARS:
        return []
    by = "start_year"
    counts = _count(it, by)
    return _rows(it, mean_courses(counts, level=it.level), [FIVE_YEARS], by) if len(counts.groups) > 1 else []


def _gap_rows(it: Basis, counts: FurtherCourses, nth: int) -> list[Row]:
    """The share who begin the next course by some days after the end of one, with death competing.

    A relapse of unknown treatment may have been a course before that one, which was then the next, or after it, of
    which nobody knows the end. Whoever had one may belong to others than are counted: the share is the end of nothing.
    """
    at = _after(it, counts, nth)
    unseen = _may_be_more(it) and after_unknown(it.cohort, nth) > 0
    outcome = f"{ORDINALS[nth + 1]}_course" if nth + 1 in ORDINALS else f"course_{nth + 2}"
    address = (v.CUMULATIVE_INCIDENCE, outcome, f"ended_{ORDINALS[nth]}_course", v.AALEN_JOHANSEN)
    return [
        row(*address, time_days=each[v.TIME], level=it.level, **estimated(each),
            bound=v.IF_NONE_UNSEEN if unseen and each[v.STATUS] == v.OK else "")
        for each in at
    ]  # fmt: skip


def _after(it: Basis, counts: FurtherCourses, nth: int) -> list[dict[str, Any]]:
    """The share who begin the next course after the end of the ``nth`` further one, by each of :data:`GAPS`; nothing
    where nobody is followed past one."""
    gaps = counts.gap_times(nth)
    if not gaps.n.sum():
        return []
    at = aalen_johansen(gaps, level=it.level).rows_at(GAPS, min_at_risk=it.min_at_risk, exact=True)
    return [each for each in at if each["cause"] == NEXT_COURSE]


def _answer(each: Row) -> str:
    neither = each[v.BOUND] == v.IF_NONE_UNSEEN
    bound = "" if neither else each[v.BOUND]
    mean = Ratio(100 * each[v.ESTIMATE], 100 * each[v.LOWER], 100 * each[v.UPPER], bound=bound).text
    when, none = capital(in_words(each[v.TIME_DAYS])), NONE_WAS_ONE * neither
    return f"{when} after a first course, 100 people had begun {mean} further courses on average (Ghosh-Lin){none}."


def _with_unknown(it: Basis, each: Row) -> str:
    """What the mean would be with each relapse of unknown treatment as one more course, or that nobody knows the most
    that it can be; empty where there is none."""
    if not _may_be_more(it):
        return ""
    assert it.cohort.timeline is not None
    if _without_later(it):
        return f"{later_courses_unseen(it.cohort.timeline.unseen_courses)}: this is the least that there can be."
    (at_once,) = _at_once(it, [each[v.TIME_DAYS]])
    whose = of_unknown_treatment(it.cohort.timeline.unknown_courses, "before or after a second course")
    most = Ratio(100 * at_once[v.ESTIMATE], nan, nan).text
    neither = EITHER_WAY * (each[v.BOUND] == v.IF_NONE_UNSEEN)
    return f"{whose}: were each treated by a further course, it would be {most}.{neither}"


def _shares(it: Basis, means: list[Row]) -> dict[int, float]:
    """The share with a second course by the day of each mean, where it may be quoted."""
    curve = it.curves.incidence(v.SECOND_COURSE)
    return {
        each[v.TIME]: each[v.ESTIMATE]
        for each in curve.rows_at([each[v.TIME_DAYS] for each in means], min_at_risk=it.min_at_risk)
        if each["cause"] == v.SECOND_COURSE and each[v.STATUS] == v.OK
    }


def _below_share(means: list[Row], shares: Mapping[int, float]) -> str:
    """Why a mean lies below the share who took one, at the last horizon where it does; empty where none does."""
    below = [each for each in means if each[v.ESTIMATE] < shares.get(each[v.TIME_DAYS], 0.0) - ROUNDING]
    if not below:
        return ""
    day = below[-1][v.TIME_DAYS]
    return (
        f"At {in_words(day)} the share with a second course, {percent(shares[day])}, lies above the mean by then, "
        "though no course is counted twice. The mean keeps those who began one at risk, the share does not. Until then "
        "they left more seldom than others, so that each course weighs less in the mean."
    )


def _above_share(means: list[Row], shares: Mapping[int, float], counts: FurtherCourses) -> str:
    """That a mean is too high, since whoever began a course left for it; told only where nobody took two."""
    above = [each for each in means if each[v.ESTIMATE] > shares.get(each[v.TIME_DAYS], inf) + MARKED]
    if not above or _third_courses(counts):
        return ""
    day = above[-1][v.TIME_DAYS]
    return (
        f"At {in_words(day)} the share with a second course, {percent(shares[day])}, lies below the mean by then, "
        "though nobody took a third. Until then whoever began one left sooner than others, so that each course weighs "
        "more in the mean. The mean is too high then: quote the share."
    )


def _third_courses(counts: FurtherCourses) -> int:
    """How many people took a third course."""
    return int((counts.order == 2).sum())


def _third(it: Basis, counts: FurtherCourses, gaps: list[Row]) -> str:
    """How many took a third course, and how often one follows a second."""
    people = _third_courses(counts)
    if not people:
        may = _third_courses(_count(it, unseen_steps="at_once"))
        who = f"No third course is recorded; {counted(may, 'person', 'people')} may have taken one."
        return who if may else "Nobody took a third course within the records."
    after = where(gaps, population=f"ended_{ORDINALS[1]}_course", status=v.OK)
    of = f"{count_text(people)} of {counted(sum(counts.n), 'person', 'people')} took a third course within the records."
    if not after:
        return of
    last = after[-1]
    share = percent_with_limits(*(last[name] for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL)))
    third = f"{of} By {in_words(last[v.TIME_DAYS])} after the end of a second course {share} began a third"
    if not last[v.BOUND]:
        return f"{third}."
    each = [each[v.ESTIMATE] for each in _after(it, _count(it, unseen_steps="at_once"), 1)
            if each[v.STATUS] == v.OK and each[v.TIME] == last[v.TIME_DAYS]]  # fmt: skip
    most = f" If each was one, it would be {percent(each[0])}.{EITHER_WAY}" if each else ""
    return f"{third}{NONE_WAS_ONE}.{most}"


def _against_crude(it: Basis, each: Row, counts: FurtherCourses) -> str:
    """That the crude mean is too low, where it lies below."""
    crude = 100 * counts.begun / sum(counts.n)
    if it.leaving_well or crude > 100 * (each[v.ESTIMATE] - ROUNDING) or each[v.BOUND] == v.IF_NONE_UNSEEN:
        return ""
    return (
        f"The crude mean, {Ratio(crude, nan, nan).text} per 100, is too low: it counts people who left as taking no "
        "further course."
    )


def _mean(each: Row) -> Cell:
    return MeanCount(100 * each[v.ESTIMATE], 100 * each[v.LOWER], 100 * each[v.UPPER], each[v.STATUS], each[v.BOUND])


def _table(it: Basis, rows: list[Row], tests: Mapping[str, MeansTest]) -> Table:
    p_values = {(group, test.time): test.p_value for test in tests.values() for group in test.groups}

    shown = {it.horizon_days, max(it.study.horizons), *(test.time for test in tests.values())}

    reached = {each[v.GROUP] for each in rows if each[v.STATUS] == v.OK and each[v.TIME_DAYS] in shown}
    of_all = [each for each in rows if each[v.GROUP] == v.ALL or each[v.TIME_DAYS] in shown]
    asked = [each for each in of_all if each[v.GROUP] == v.ALL or each[v.GROUP] in reached]
    lacking = " Groups that follow-up does not reach are not shown." if len(asked) < len(of_all) else ""

    def p(each: Row) -> Cell:
        return PValue(p_values.get((each[v.GROUP], each[v.TIME_DAYS]), nan))

    return table_of(
        v.MEAN_COURSES,
        f"Further courses per 100 people since the end of the first course, with {stated_percent(it.level)} limits: "
        "mean by Ghosh and Lin, in which the dead take no further course. Everyone is followed past a second course. "
        f"The p of recorded groups is Wald's on the limits' log scale, with robust errors.{lacking}",
        asked,
        {
            "people": lambda each: v.EVERYONE if each[v.GROUP] == v.ALL else plain(str(each[v.GROUP])),
            "after": lambda each: in_words(each[v.TIME_DAYS]),
            "courses per 100 (limits)": _mean,
            v.N: lambda each: count_of(each[v.N]),
            "at risk": lambda each: count_of(each[v.AT_RISK]),
            "courses begun": lambda each: count_of(each[v.EVENTS]),
            **({"p of the groups": p} if tests else {}),
        },
    )


def _gap_table(it: Basis, gaps: list[Row]) -> Table:
    def after(each: Row) -> str:
        return str(each[v.POPULATION]).removeprefix("ended_").replace("_", " ")

    return table_of(
        "times_between_courses",
        f"The next course after the end of one, in % with {stated_percent(it.level)} log-log limits: Aalen-Johansen, "
        "death competing. n: people who were followed past the end of that course. Whoever takes courses soon is seen "
        "taking more of them, so later courses are of selected people.",
        gaps,
        {
            "after the": after,
            "within": lambda each: in_words(each[v.TIME_DAYS]),
            "began the next, % (limits)": share_of,
            v.N: lambda each: count_of(each[v.N]),
            "at risk": lambda each: count_of(each[v.AT_RISK]),
            v.EVENTS: lambda each: count_of(each[v.EVENTS]),
        },
    )


REPEATED_COURSES = Analysis("repeated-courses", "Repeated courses", estimate)
