"""How many begin a second course, and how many courses do people take?"""

from __future__ import annotations

from typing import Any

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.repeated_courses import uncounted_sentence
from isostats.analyses.rows import Row, count_of, curve_rows, share_of, share_row, where
from isostats.cohort.first_course_facts import courses_per_person
from isostats.cohort.following import GAP_GRID, second_courses_by_gap
from isostats.estimate.results import Curve
from isostats.tables.cells import Cell, Count, Horizon, Percent
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name
from isostats.words.numbers import count_text, counted, in_words, interval, percent

SHORT_COURSE_DAYS = 112
"""Sixteen weeks: a first course that ends before them was hardly completed."""


def estimate(it: Basis, groups: Answer[None]) -> Answer[Curve]:
    """Second-course frequency by horizon and crude, and the courses of a person.

    Where second courses are no outcome of the study, their cumulative incidence comes all the same.
    """
    asked = v.SECOND_COURSE in it.study.study.outcomes
    curve = it.curves.incidence(v.SECOND_COURSE)
    incidence = it.not_fixed(curve_rows(curve, v.CUMULATIVE_INCIDENCE, v.SECOND_COURSE, v.EVERYONE, **it.quoted))
    crude = []
    for outcome in it.outcomes if it.exact else ():  # counts by interval end with the last horizon
        counts = it.curves.remission(outcome).counts
        ever, of = int(counts.events[:, 0].sum()), int(counts.n.sum())
        crude.append(share_row(v.PROPORTION, outcome, ever, of, it.level) | {v.BOUND: _bound_of_ever(it, outcome)})
    people, taken = it.cohort.people, courses_per_person(it.cohort) if it.exact else None
    courses = [] if taken is None else taken.to_dict("records")
    timeline = it.cohort.timeline
    unseen = timeline is not None and (timeline.unknown_courses or timeline.unseen_courses)
    as_counted = v.IF_NONE_UNSEEN if unseen else ""
    per_person = [
        share_row("courses_per_person", "courses", each["people"], people, it.level, group=group)
        | {v.BOUND: as_counted}
        for each in courses
        for group in (group_name("courses", each["courses"]),)
    ]
    sentences = it.cohort.timeline.sentences(it.cohort.outcome_definition) if it.cohort.timeline else ()
    sexes = compared_by_sex(it, groups.rows) if it.exact else ""
    blocks: list[Block] = [*texts([*sentences, _interrupted(it), uncounted_sentence(it), sexes])]
    if asked:
        blocks.append(it.figure(v.SECOND_COURSE, curve, courses=taken, **it.followed))
    blocks.append(_second_course_table(it, [*incidence, *where(crude, outcome=v.SECOND_COURSE)]))
    blocks.append(
        table_of(
            "courses_per_person",
            "Courses per person within the records; people still followed may yet take more.",
            courses,
            {
                "courses": lambda each: Count(each["courses"]),
                "people": lambda each: count_of(each["people"]),
                "%": lambda each: Percent(each["people"] / people),
            },
        )
    )
    if it.exact:
        blocks.append(
            table_of(
                "second_courses_by_gap",
                "Recorded second courses by the gap rule that would call them new. Drug-free days are second start - "
                "first end - 1; the working default is more than 60.",
                _by_gap(it),
                {
                    "drug-free days before the second course": lambda each: each["words"],
                    "second courses": lambda each: count_of(each["second_courses"]),
                },
            )
        )
    rows = [*([] if asked else incidence), *crude, *per_person]
    return Answer(curve, tuple(rows), tuple(blocks))


def _bound_of_ever(it: Basis, outcome: str) -> str:
    """What the share of people with an outcome in their records is a bound of: more may have had it unseen."""
    unseen = it.curves.remission(outcome).unseen
    return v.AT_LEAST if it.unseen_of(outcome) and unseen is not None and unseen.any_never_seen else ""


def _by_gap(it: Basis) -> list[dict[str, Any]]:
    """Second courses by gap rule; of recorded ones, to which none is applied, all of them first."""
    rows = second_courses_by_gap(it.cohort, gaps=_gaps(it)).to_dict("records")
    named = [each | {"words": f"more than {each['gap_days']} days"} for each in rows]
    if it.cohort.stitched_by is not None or it.cohort.timeline is None:
        return named
    return [{"words": "any, as recorded", "second_courses": it.cohort.timeline.second_courses}, *named]


def _gaps(it: Basis) -> list[int]:
    """The gap rules of the table: of courses made by one, none that would have parted some of them."""
    least = it.cohort.stitched_by.gap_days if it.cohort.stitched_by is not None else 0
    return [gap for gap in GAP_GRID if gap >= least]


def _interrupted(it: Basis) -> str:
    """Short first courses and early restarts may be one interrupted treatment."""
    if not it.exact:
        return ""
    text = f"SELECT COUNT(*) FILTER (day0 - start_day + 1 < {SHORT_COURSE_DAYS}) AS n FROM first_courses"
    short = int(it.cohort.query(text)[v.N].iloc[0])
    if not short or not it.cohort.timeline or not it.cohort.timeline.early_restarts:
        return ""
    return (
        f"{counted(short, 'first course')} of {count_text(it.cohort.people)} ended before "
        f"{SHORT_COURSE_DAYS // 7} weeks: where a second one began soon after, both may be one interrupted treatment."
    )


def compared_by_sex(it: Basis, rows: tuple[Row, ...]) -> str:
    """Women and men where both log-rank tests tell them apart; shares by Aalen-Johansen, as the section has them."""
    share = {v.QUANTITY: v.CUMULATIVE_INCIDENCE, v.POPULATION: v.EVERYONE, v.TIME_DAYS: it.horizon_days, v.STATUS: v.OK}
    pairs = []
    for outcome in (v.SYSTEMIC_TREATMENT, v.SECOND_COURSE):
        of_sex = [where(rows, **share, outcome=outcome, group=group_name("sex", sex)) for sex in ("female", "male")]
        tests = where(rows, quantity=v.LOGRANK, population=v.EVERYONE, outcome=outcome, group="sex")
        if not (all(of_sex) and tests and tests[0][v.P_VALUE] < 1 - it.level):
            return ""
        pairs.append([each[0] for each in of_sex])
    (relapsed, men_relapsed), (again, men_again) = pairs
    if not (relapsed[v.ESTIMATE] > men_relapsed[v.ESTIMATE] and again[v.ESTIMATE] < men_again[v.ESTIMATE]):
        return ""
    when = in_words(it.horizon_days)
    return (
        f"By {when} women relapse more: {_with_limits(relapsed)} against {_with_limits(men_relapsed)}. They take fewer "
        f"second courses: {_with_limits(again)} against {_with_limits(men_again)}. They are offered antiandrogens and "
        "kept from isotretinoin by pregnancy rules: a second course measures options, not acne."
    )


def _with_limits(each: Row) -> str:
    return f"{percent(each[v.ESTIMATE])} ({interval(each[v.LOWER], each[v.UPPER], each[v.LEVEL])})"


def _second_course_table(it: Basis, rows: list[Row]) -> Table:
    method = v.METHOD_LABELS[rows[0][v.METHOD]]
    shares = [percent(each[v.ESTIMATE]) for each in rows if each[v.STATUS] == v.OK]
    as_estimated = shares[-2:-1] == shares[-1:]
    bias = "" if it.cohort.definition.passive or as_estimated else ", biased low"
    crude = " The crude share (Wilson limits) counts people who left the records as never treated again."
    competing = ", death competing" if it.cohort.deaths else ""

    def when(each: Row) -> Cell:
        day = each[v.TIME_DAYS]
        return f"ever within the records (crude{bias})" if day is None else Horizon(day, "by")

    return table_of(
        "second_courses",
        f"Second courses in % of {it.cohort.population_words(v.EVERYONE)}. Cumulative incidence is by {method}"
        f"{competing}, with log-log limits (exact at 0).{crude if rows[-1][v.TIME_DAYS] is None else ''}",
        rows,
        {
            "second course": when,
            "% (limits)": share_of,
            "at risk": lambda each: count_of(each[v.AT_RISK]),
            v.EVENTS: lambda each: count_of(each[v.EVENTS]),
        },
    )


SECOND_COURSES = Analysis("second-courses", "Second courses", estimate, needs=("groups",), from_counts=True)
