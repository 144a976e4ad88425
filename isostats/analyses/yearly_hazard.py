"""How large is the hazard of relapse in each year after the course?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from isostats.analyses.caveats import passive_words, unseen_words
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, row, where
from isostats.estimate import annual_hazard
from isostats.estimate.bounds import bound_of, some_left, turned, with_leaving
from isostats.tables.cells import Cell, Measure, Ratio
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import DAYS_IN_YEAR, years
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import count_text, stated_percent

YEARS = "person_years"
"""Beside the columns of a row."""


def estimate(it: Basis) -> Answer[tuple[Row, ...]]:
    """Outcomes per 100 person-years, year by year up to the last horizon."""
    last = sum(years(n) <= max(it.study.horizons) for n in range(1, 100))
    if not last:
        return Answer(())
    rows = [made for outcome in it.outcomes for made in _rows(it, outcome, last)]
    if not where(rows, status=v.OK):
        return Answer((*rows,), (*rows,))
    blocks: list[Block] = [*texts([_gap(it, rows), _meaning(it)]), *_figure(it, last), _table(it, rows)]
    methods = ("The hazard of a year is outcomes over person-time, with exact Poisson limits [@garwood1936].",)
    return Answer((*rows,), (*rows,), tuple(blocks), methods=methods)


def _rows(it: Basis, outcome: str, last: int, first_day: int = 0) -> list[Row]:
    counts = it.curves.remission(outcome).counts
    made = annual_hazard(counts, last_year=last, first_day=first_day, level=it.level, min_at_risk=it.min_at_risk)
    names = (v.ESTIMATE, v.LOWER, v.UPPER, v.N, v.AT_RISK, v.EVENTS, v.STATUS)
    curve = it.curves.remission(outcome)
    ends = [years(n + 1) for n in range(last)]
    free = {each[v.TIME]: each for each in curve.rows_at(ends, min_at_risk=it.min_at_risk)}

    def bound(each: Mapping[Any, Any]) -> str:
        day, share = each[v.TIME], free[each[v.TIME]]
        if each[v.STATUS] != v.OK or share[v.STATUS] != v.OK:
            return ""
        if day != years(1):
            return turned(it.bound_after(outcome, bound_of(curve, share, outcome)))
        # whatever came unseen in year 1 adds outcomes to it, or takes time at risk from them
        begun = curve.unseen is not None and curve.unseen.begin_by(day)
        unseen = (v.IF_NONE_UNSEEN if it.cohort.aside else v.AT_LEAST) if begun else ""
        well = curve.definition.passive and some_left(curve, share, free=True)
        return with_leaving(unseen, well, falls=False, aside=it.cohort.aside)

    return [
        row(v.ANNUAL_HAZARD, outcome, v.EVERYONE, v.EXACT_POISSON, each[v.GROUP], time_days=each[v.TIME],
            level=it.level, bound=bound(each), **{name: each[name] for name in names}) | {YEARS: float(each[YEARS])}
        for each in made.to_dict("records")
    ]  # fmt: skip


def _figure(it: Basis, last: int) -> list[Block]:
    """The hazards of the primary outcome; none where no year may be quoted."""
    if it.outcome not in it.outcomes:
        return []
    counts = it.curves.remission(it.outcome).counts
    made = annual_hazard(counts, last_year=last, level=it.level, min_at_risk=it.min_at_risk)
    if not (made[v.STATUS] == v.OK).any():
        return []
    later = it.bounded_later(it.outcome)
    return [it.figure(v.ANNUAL_HAZARD, made, definition=counts.definition, level=it.level, bounded_later=later)]


def _gap(it: Basis, rows: list[Row]) -> str:
    """The hole that the gap rule makes after day 0, and what the first year is without it."""
    first = where(rows, outcome=v.SECOND_COURSE, status=v.OK)[:1]
    gap = it.cohort.stitched_by.gap_days if it.cohort.stitched_by is not None else 0
    if not gap or gap >= years(1) or not first or first[0][v.TIME_DAYS] != years(1):
        return ""
    (without,) = _rows(it, v.SECOND_COURSE, 1, gap)
    return (
        f"By the gap rule no second course can begin in the first {count_text(gap)} days. Without them the hazard of a "
        f"second course in year 1 is {_hazard(without).text}, not {_hazard(first[0]).text}."
    )


def _meaning(it: Basis) -> str:
    return passive_words(it, "these hazards", "high", it.outcomes) or unseen_words(it, "These hazards") or (
        "A hazard counts outcomes over time under observation and free of it: it is a rate, and no share of people."
    )


def _hazard(each: Row) -> Ratio:
    """The hazard with its limits, or the reason why there is none."""
    return Ratio(each[v.ESTIMATE], each[v.LOWER], each[v.UPPER], each[v.STATUS], each[v.BOUND])


def _table(it: Basis, rows: list[Row]) -> Table:
    def year(each: Row) -> Cell:
        return str(round(each[v.TIME_DAYS] / DAYS_IN_YEAR))

    columns: dict[str, Any] = {
        v.OUTCOME: lambda each: OUTCOMES[each[v.OUTCOME]].label,
        "year after the course": year,
        "per 100 person-years (limits)": _hazard,
        v.EVENTS: lambda each: count_of(each[v.EVENTS]),
        "person-years": lambda each: Measure(each[YEARS], None if each[YEARS] >= 10 else 1),
        "at risk at its start": lambda each: count_of(each[v.N]),
    }
    return table_of(
        v.ANNUAL_HAZARD,
        "Hazard by year since the end of the course: outcomes per 100 person-years, with exact "
        f"{stated_percent(it.level)} limits of a Poisson count. A year that fewer than {it.min_at_risk} people were "
        "followed through, with the outcome or without, is not quoted.",
        rows,
        columns,
    )


YEARLY_HAZARD = Analysis("yearly-hazard", "Hazard by year", estimate, part_of="still-in-remission")
