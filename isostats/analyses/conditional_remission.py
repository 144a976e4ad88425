"""Free of it for a year: what now?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from isostats.analyses.caveats import passive_words, unseen_words
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, estimated, row, share_of, where
from isostats.estimate import conditional_remission
from isostats.estimate.bounds import by_unseen, some_left, with_leaving
from isostats.estimate.landmarks import ConditionalRemission
from isostats.tables.cells import Cell
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import bounded_apart
from isostats.words.numbers import MISSING, counted, in_words, percent_with_limits, stated_percent

YEAR = years(1)


def estimate(it: Basis) -> Answer[ConditionalRemission | None]:
    """Remission at later horizons among those who kept it to a landmark; its value is of the primary outcome.

    Landmarks are a year and the horizons after it, all but the last.
    """
    last = max(it.study.horizons)
    landmarks = [day for day in sorted({YEAR, *it.study.horizons}) if YEAR <= day < last]
    if not landmarks or it.outcome not in it.outcomes:
        return Answer(None)
    later = [day for day in it.study.horizons if day > landmarks[0]]
    made = {
        outcome: conditional_remission(it.curves.remission(outcome).counts, after=landmarks, level=it.level)
        for outcome in it.outcomes
    }
    rows = it.not_fixed(
        row(v.CONDITIONAL_REMISSION, outcome, v.EVERYONE, v.given_method(each["after"]), each[v.GROUP],
            time_days=each[v.TIME], level=it.level, **estimated(each), bound=_bound(it, outcome, one, each))
        for outcome, one in made.items()
        for each in one.rows_at(later, min_at_risk=it.min_at_risk, exact=True)
    )  # fmt: skip
    if not where(rows, status=v.OK):
        return Answer(made[it.outcome], rows)
    blocks: list[Block] = [
        *texts([_answer(it, rows), passive_words(it, "these shares", "low", made), unseen_words(it, "These shares")]),
        it.figure(v.CONDITIONAL_REMISSION, made[it.outcome], bounded_later=it.bounded_later(it.outcome), **it.followed),
        _table(it, rows, landmarks, later),
    ]
    methods = ("Remission of those who kept it for a while was estimated by Kaplan-Meier from that day on.",)
    return Answer(made[it.outcome], rows, tuple(blocks), methods=methods)


def _bound(it: Basis, outcome: str, made: ConditionalRemission, each: Mapping[str, Any]) -> str:
    if each[v.STATUS] != v.OK:
        return ""
    whole, later = it.curves.remission(outcome), replace(made.after[each["after"]], method=made.curve.method)
    well = whole.definition.passive and some_left(later, each, free=True)
    return it.bound_after(outcome, with_leaving(by_unseen(whole, each[v.TIME]), well, aside=it.cohort.aside))


def _answer(it: Basis, rows: tuple[Row, ...]) -> str:
    """What a year without it means for the primary outcome at the primary horizon, or the first one after a year."""
    mine = where(rows, outcome=it.outcome, method=v.given_method(YEAR), status=v.OK)
    if not mine:
        return ""
    best = next((each for each in mine if each[v.TIME_DAYS] >= it.horizon_days), mine[-1])
    share = percent_with_limits(*(best[name] for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL)))
    share, end = bounded_apart(share, best[v.BOUND])
    return (
        f"{counted(best[v.N], 'person', 'people')} were free of {OUTCOMES[it.outcome].phrase} for {in_words(YEAR)} and "
        f"still followed. Of these {share} stay free until {in_words(best[v.TIME_DAYS])} after the course{end}."
    )


def _table(it: Basis, rows: tuple[Row, ...], landmarks: list[int], later: list[int]) -> Table:
    def of(each: tuple[str, int]) -> list[Row]:
        return where(rows, outcome=each[0], method=v.given_method(each[1]))

    def at(day: int) -> Callable[[Any], Cell]:
        def cell(each: tuple[str, int]) -> Cell:
            mine = where(of(each), time_days=day)
            return share_of(mine[0]) if mine else MISSING

        return cell

    return table_of(
        v.CONDITIONAL_REMISSION,
        f"Remission of those who kept it for a while, in % with {stated_percent(it.level)} log-log limits: "
        "Kaplan-Meier from then on. Days count from the end of the course. People: free of it until then, and followed "
        "after it.",
        [(outcome, day) for outcome in it.outcomes for day in landmarks],
        {
            "free of": lambda each: OUTCOMES[each[0]].label,
            "for": lambda each: in_words(each[1]),
            "people": lambda each: count_of(of(each)[0][v.N]),
            **{f"until {in_words(day)}": at(day) for day in later},
        },
    )


STILL_IN_REMISSION = Analysis("still-in-remission", "Remission that lasted: what comes next", estimate)
