"""How steadily was the first course taken: days without the drug, the longest gap, and both by when it began?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import Row, count_of, share_of, share_row, window_row
from isostats.cohort.course_conduct import WindowCounts
from isostats.cohort.uncovered_days import MOST_QUARTERS, Steadiness, restarts_in_season, steadiness
from isostats.tables.cells import Cell
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name
from isostats.words.numbers import MISSING, count_text, counted, decimal_text, percent, stated_percent

BANDS = ((0, 0, "none"), (1, 7, "1 to 7"), (8, 30, "8 to 30"), (31, None, "31 or more"))
"""Days without the drug within the first course, in all or in its longest gap: from, to, in words."""
LONG_GAPS = (8, 31)
"""A longest gap of so many days or more is told by period."""
COVERED = "days_covered"
PLANNED_ASIDE = "days_covered_low_season_aside"


def estimate(it: Basis) -> Answer[pd.DataFrame | None]:
    """First courses by days without the drug within them, in all and in the longest gap, and by when they began.

    Dispensings tell days that no supply covers, and each gap; course records the days that somebody wrote down.
    """
    steady = None if it.records is None else steadiness(it.cohort, it.records)
    if steady is None:
        return Answer(None)
    of_fills = it.cohort.stitched_by is not None
    bands = _bands(it, steady, "uncovered", "uncovered_days")
    shown = [_uncovered_table(bands)] if of_fills else []
    rows = [*bands.values()] if of_fills else []
    if steady.placed:
        gaps, other = _bands(it, steady, "longest", "longest_gap"), {}
        if _season(it):
            other = _bands(it, steady, "other", "longest_gap_low_season_aside")
        rows += [*gaps.values(), *other.values()]
        shown.append(_gap_table(it, gaps, other))
    covered = _covered(it, steady.counts, v.ALL)
    by_period = {str(period): _of_period(it, steady, str(period), part) for period, part in
                 steady.counts.groupby("period") if period}  # fmt: skip
    rows += [*covered.values(), *(each for made in by_period.values() for each in made.values())]
    blocks: list[Block] = [*texts([*_sentences(it, steady, covered)]), *shown, _period_table(it, steady, by_period)]
    return Answer(steady.counts, tuple(rows), tuple(blocks))


def _season(it: Basis) -> str:
    return it.cohort.stitched_by.low_season if it.cohort.stitched_by is not None else ""


def _bands(it: Basis, steady: Steadiness, column: str, name: str) -> dict[str, Row]:
    """The share of courses in each band of days, by the words of the band."""
    rows = {}
    for low, high, words in BANDS:
        within = _people(steady.counts, steady.counts[column].between(low, np.inf if high is None else high))
        rows[words] = share_row(v.PROPORTION, "courses", within, steady.people, it.level, group=group_name(name, words))
    return rows


def _people(counts: pd.DataFrame, which: pd.Series[bool]) -> int:
    return int(counts.loc[which, "people"].sum())


def _covered(it: Basis, counts: pd.DataFrame, group: str) -> dict[str, Row]:
    """The share of the days of these courses that is covered, and that without the days of planned gaps."""
    length, uncovered, planned = (counts[name].to_numpy() for name in ("length", "uncovered", "planned"))
    people = counts["people"].to_numpy()
    asked = {COVERED: length} | ({PLANNED_ASIDE: length - planned} if _season(it) else {})
    made = {}
    for name, days in asked.items():
        held = WindowCounts(days, length - uncovered, people, int(people.sum()))
        made[name] = window_row(v.PROPORTION, name, held, it.level) | {v.GROUP: group}
    return made


def _of_period(it: Basis, steady: Steadiness, period: str, counts: pd.DataFrame) -> dict[str, Row]:
    """What is told of the courses that began in a period."""
    group, people = group_name("start", period), int(counts["people"].sum())
    made = _covered(it, counts, group)

    def share(outcome: str, which: pd.Series[bool]) -> None:
        made[outcome] = share_row(v.PROPORTION, outcome, _people(counts, which), people, it.level, group=group)

    if not steady.placed:
        share("with_uncovered_days", counts["uncovered"] > 0)
        return made
    for days in LONG_GAPS:
        share(f"longest_gap_{days}_or_more", counts["longest"] >= days)
        if _season(it):
            share(f"longest_gap_low_season_aside_{days}_or_more", counts["other"] >= days)
    return made


def _sentences(it: Basis, steady: Steadiness, covered: Mapping[str, Row]) -> list[str]:
    """What was counted, over all courses and in those with the lowest share."""
    counts, of_all = steady.counts, percent(covered[COVERED][v.ESTIMATE])
    share = (1 - counts["uncovered"] / counts["length"]).to_numpy()
    order = np.argsort(share, kind="stable")
    so_far = counts["people"].to_numpy()[order].cumsum()
    lowest: Any = share[order][np.searchsorted(so_far, so_far[-1] / 4)]
    on = "on " * (it.cohort.stitched_by is None)
    quarter = f"; in a quarter of them {on}{percent(lowest)} or less" if lowest < 1 else ""
    if it.cohort.stitched_by is None:
        return [
            f"The drug was taken on {of_all} of the days of {counted(steady.people, 'first course')} with "
            f"interruptions recorded{quarter}. When the pauses were is not recorded."
        ]
    sentences = [
        f"Supply covers {of_all} of the days of all first courses{quarter}. Supply is not intake, and why it paused "
        "is not recorded."
    ]
    if season := _season(it):
        ended = restarts_in_season(it.cohort)
        sentences.append(
            f"The planned low season is {season}. A gap lies in it where all of its days do; no course is joined or "
            "ended by it."
        )
        sentences.append(
            f"{counted(ended, 'second course')} began after a gap that lies in it and is longer than the gap rule. "
            "Such a pause ended the first course all the same." if ended else ""
        )  # fmt: skip
    return sentences


def _uncovered_table(bands: Mapping[str, Row]) -> Table:
    return table_of(
        "interruptions",
        "First courses by days within them that no supply covers, in % with Wilson limits. Days left over from early "
        "refills count as in the rule of courses; a longer gap than that rule ends the course.",
        bands.items(),
        {
            "days without supply": lambda each: each[0],
            "% (limits)": lambda each: share_of(each[1]),
            "people": lambda each: count_of(each[1][v.EVENTS]),
        },
    )


def _gap_table(it: Basis, gaps: Mapping[str, Row], other: Mapping[str, Row]) -> Table:
    aside: dict[str, Callable[[Any], Cell]] = {
        "low season aside, % (limits)": lambda each: share_of(other[each[0]]),
        "people, low season aside": lambda each: count_of(other[each[0]][v.EVENTS]),
    }
    return table_of(
        "longest_gaps",
        f"First courses by the days of their longest gap, in % with {stated_percent(it.level)} Wilson limits."
        + " Low season aside: of gaps that do not lie in it." * bool(other),
        gaps.items(),
        {
            "longest gap, days": lambda each: each[0],
            "% (limits)": lambda each: share_of(each[1]),
            "people": lambda each: count_of(each[1][v.EVENTS]),
            **(aside if other else {}),
        },
    )


def _period_table(it: Basis, steady: Steadiness, by_period: Mapping[str, Mapping[str, Row]]) -> Table:
    """A row for each period; none where all began in one."""
    counts, season = steady.counts, bool(_season(it))
    quarters = any("-Q" in period for period in by_period)

    def cell(name: str) -> Callable[[str], Cell]:
        return lambda period: share_of(by_period[period][name])

    def middle(column: str) -> Callable[[str], str]:
        return lambda period: _median(counts[(counts["period"] == period) & (counts[column] > 0)], column)

    cells: dict[str, Callable[[str], Cell]] = {
        "start": lambda period: period.replace("-", " "),
        "first courses": lambda period: count_of(by_period[period][COVERED][v.N]),
        "days covered, % (limits)": cell(COVERED),
    }
    cells |= {"the same, low season aside": cell(PLANNED_ASIDE)} if season else {}
    if steady.placed:
        cells |= {"longest gap, days (median of those with one)": middle("longest")}
        for days in LONG_GAPS:
            cells[f"gap of {days} days or more, %"] = cell(f"longest_gap_{days}_or_more")
            if season:
                cells[f"{days} or more, low season aside"] = cell(f"longest_gap_low_season_aside_{days}_or_more")
    else:
        cells["with days without the drug, %"] = cell("with_uncovered_days")
    return table_of(
        "interruptions_by_start",
        f"First courses by the {'quarter' if quarters else 'year'} in which they began: by quarter where all began "
        f"within {count_text(MOST_QUARTERS)} of these. Limits of days allow for those of one person being alike.",
        [*by_period] if len(by_period) > 1 else [],
        cells,
    )


def _median(counts: pd.DataFrame, column: str) -> str:
    """The middle of a column of counts: of an even number of people the mean of the two in the middle."""
    values, people = counts[column].to_numpy(), counts["people"].to_numpy()
    if not people.sum():
        return MISSING
    order = np.argsort(values, kind="stable")
    so_far, total = people[order].cumsum(), people.sum()
    low, high = (values[order][np.searchsorted(so_far, place)] for place in ((total + 1) // 2, total // 2 + 1))
    return decimal_text((low + high) / 2)


INTERRUPTIONS = Analysis("interruptions", "Interruptions within the first course", estimate, part_of="courses")
