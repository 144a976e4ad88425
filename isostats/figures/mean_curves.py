"""How many courses people take: the mean number of further courses over time, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from isostats.figures.curve_layout import nothing_drawn, plain_sheet
from isostats.figures.curve_names import SideLabel
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import require_result
from isostats.figures.style import DASHES, group_colours
from isostats.figures.text_fitting import wrap
from isostats.figures.ticks import axis_in_force, tick_step
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import years
from isostats.words.english import capital, definition_words, one_end, plain
from isostats.words.numbers import (
    count_text,
    decimal_text,
    in_words,
    interval_name,
    number_text,
    ratio_text,
    time_words,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.recurrent import MeanCourses

HEIGHT_MM = 66.0
MOST_GROUPS = 4
READ_AT = tuple(years(n) for n in (1, 2, 3, 5))


@common_keywords(over_time=True)
def mean_courses(
    result: MeanCourses, *, min_at_risk: int = 10, simulated: bool = False, **_: Unpack[CommonKeywords]
) -> Figure:
    """Draw the mean number of further courses of 100 people since the end of the first, with pointwise limits.

    ``result`` is ``iso.mean_courses(iso.count_courses(cohort))``; of more than four groups four are drawn.
    A curve stops where fewer than ``min_at_risk`` people are alive and followed.

    >>> import isostats as iso
    >>> from isostats.cohort.course_histories import further_courses
    >>> counts = further_courses([400, 900, 900, 300], died=[0, 0, 0, 1], courses=[(1, 200), (1, 700), (2, 500)])
    >>> figure = iso.figures.mean_courses(iso.mean_courses(counts), min_at_risk=1)
    >>> iso.figures.describe(figure).title
    'Further courses per 100 people'
    """
    require_result(result, ("counts", "groups", v.LEVEL), "mean_courses", "iso.mean_courses(iso.count_courses(...))")
    groups = result.groups[:MOST_GROUPS]
    drawn = {group: _shown(result, group, min_at_risk) for group in groups}
    drawn = {group: rows for group, rows in drawn.items() if len(rows) > 1}
    colours = group_colours(list(groups))
    labels = [
        SideLabel(100 * float(rows[v.ESTIMATE].iloc[-1]), (*wrap(_name(group), 28.0), _read(rows)), colours[i],
                  DASHES[i % len(DASHES)], names=f"curve {group}", day=float(rows[v.TIME].iloc[-1]))
        for i, (group, rows) in enumerate(drawn.items())
    ]  # fmt: skip
    sheet = plain_sheet(labels, left=17.0, top=6.5 if simulated else 4.0, height=HEIGHT_MM, below=12.0)
    axes, across = sheet.axes, sheet.width
    last = max([float(rows[v.TIME].iloc[-1]) for rows in drawn.values()], default=1.0)
    begin, end = look().days or (0.0, last)
    time = axis_in_force(end, begin=begin, most=min(9, int(across // 9.0) + 1), across=across, cell=5.0)
    time.draw(axes, f"{time.unit} since the end of the first course")
    axes.set_ylabel("Further courses per 100 people", labelpad=3)
    if not drawn:
        nothing_drawn(sheet, "No day on which enough people are followed.")
    else:
        most = 100 * max(float(np.nanmax(rows[[v.ESTIMATE, v.UPPER]].to_numpy())) for rows in drawn.values())
        step = tick_step(max(most, 0.1), 6)
        ticks = [step * k for k in range(int(np.ceil(most / step)) + 1)]
        axes.set_ylim(0, max(ticks[-1], step))
        axes.set_yticks(ticks, [number_text(round(tick, 3)) for tick in ticks])
        for i, (group, rows) in enumerate(drawn.items()):
            _draw(axes, rows, group, colours[i], i)
        sheet.write_names(falling=False)
    sheet.tell_simulated(simulated)
    n = "; ".join(f"{capital(_name(group))} n = {count_text(result.counts.n[i])}" for i, group in enumerate(groups))
    count = f"{n}; further courses = {count_text(result.counts.begun)}."
    method = f"Mean by Ghosh and Lin, death ending it, with pointwise {interval_name(result.level)}."
    stop = f"Curves stop where fewer than {min_at_risk} people are alive and followed."
    read = [_words(result, group, min_at_risk) for group in groups]
    more = len(result.groups) - len(groups)
    cut = f"{count_text(more)} further groups are not drawn." if more else ""
    alt = ["Rising step curve of the mean number of further courses of 100 people.", count, *read, cut, stop]
    defined = definition_words(result.counts.definition)
    doubt = one_end(result.counts.definition, v.CUMULATIVE_INCIDENCE)
    return attach(sheet.figure, "Further courses per 100 people", [count, method, cut, doubt], alt,
                  details=[*read, stop, defined], simulated=simulated)  # fmt: skip


def _shown(result: MeanCourses, group: str, min_at_risk: int) -> pd.DataFrame:
    """The curve while enough are alive and followed, from 0 on day 0, with the days on which it is read in words."""
    rows = pd.concat([result.frame, result.at(list(READ_AT), min_at_risk=min_at_risk).dropna(subset=[v.ESTIMATE])])
    rows = rows.loc[rows[v.GROUP] == group, result.frame.columns]
    rows = rows.sort_values(v.TIME, kind="stable").drop_duplicates(v.TIME)
    shown = rows[rows[v.AT_RISK] >= min_at_risk]
    until = result.supported_until(group, min_at_risk)
    if shown.empty or until <= shown[v.TIME].iloc[-1]:
        return shown
    end = result.at([until], min_at_risk=0)  # the curve stays where it is until too few are followed
    return pd.concat([shown, end.loc[end[v.GROUP] == group, shown.columns]], ignore_index=True)


def _draw(axes: Any, rows: pd.DataFrame, group: str, colour: str, place: int) -> None:
    days = np.repeat(rows[v.TIME].to_numpy(float), 2)[1:]
    lower, estimate, upper = (
        100 * np.repeat(rows[name].to_numpy(float), 2)[:-1] for name in (v.LOWER, v.ESTIMATE, v.UPPER)
    )
    axes.fill_between(days, lower, upper, color=colour, alpha=0.15, linewidth=0, label=f"band {group}")
    axes.plot(days, estimate, color=colour, linestyle=DASHES[place % len(DASHES)], label=f"curve {group}",
              clip_on=look().clipped)  # fmt: skip


def _name(group: str) -> str:
    return v.EVERYONE if group == v.ALL else plain(group)


def _read(rows: pd.DataFrame) -> str:
    """The mean at the last whole year that the curve reaches, as the text has it; at its end where it reaches none."""
    times, means = rows[v.TIME].to_numpy(float), 100 * rows[v.ESTIMATE].to_numpy(float)
    day = max([day for day in READ_AT if times[0] < day <= times[-1]], default=None)
    if day is None:
        return decimal_text(means[-1])
    return f"{decimal_text(means[np.searchsorted(times, day, side='right') - 1])} at {time_words(day)}"


def _words(result: MeanCourses, group: str, min_at_risk: int) -> str:
    """A group's means at whole years within the follow-up."""
    at = result.at(list(READ_AT), min_at_risk=min_at_risk)
    mine = [row for row in at.to_dict("records") if row[v.GROUP] == group and row[v.STATUS] == v.OK]
    each = [
        f"{in_words(int(row[v.TIME]))} {ratio_text(*(100 * row[name] for name in (v.ESTIMATE, v.LOWER, v.UPPER)))}"
        for row in mine
    ]
    return f"{capital(_name(group))}: {'; '.join(each)}." if each else ""
