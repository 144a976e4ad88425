"""Second courses: their cumulative incidence on an axis of its own, and how many courses people took."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from isostats.figures.asked import PER_PERSON, require_cause, require_curve, require_frame, require_group
from isostats.figures.at_risk import table_words
from isostats.figures.curve_layout import Sheet, curve_sheet, percent_axis, stop_words
from isostats.figures.curves import Steps, at_days, draw_steps, steps
from isostats.figures.descriptions import attach
from isostats.figures.remission_curves import counts_words, horizon_words, mark_horizons
from isostats.figures.style import COLOURS, INK, LINE_MM, PAGE_MM, QUIET, styled, text_width, write
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import HORIZONS
from isostats.words.english import definition_words
from isostats.words.numbers import count_text, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from isostats.estimate.results import Curve

PANEL_MM = 44.0
MOST_BARS = 6


@styled()
def second_course(
    curve: Curve,
    *,
    courses: pd.DataFrame | None = None,
    cause: str = v.SECOND_COURSE,
    group: str = v.ALL,
    horizons_days: Sequence[int] = HORIZONS,
    min_at_risk: int = 10,
    simulated: bool = False,
) -> Figure:
    """Draw the cumulative incidence of a second course with its band, and beside it the courses per person.

    The y axis starts at 0 and ends above the highest limit, and says so. ``courses`` has the columns courses and
    people; six or more courses share one bar.
    """
    require_curve(curve, v.SECOND_COURSE, v.CUMULATIVE_INCIDENCE)
    require_group(curve, group, v.SECOND_COURSE)
    require_cause(curve, cause, v.SECOND_COURSE)
    if courses is not None:
        require_frame(courses, ("courses", "people"), v.SECOND_COURSE, PER_PERSON)
    known = cause if "cause" in curve.frame else None
    drawn = steps(curve, group, cause=known, min_at_risk=min_at_risk)
    at = at_days(curve, group, horizons_days, cause=known, min_at_risk=min_at_risk)
    people = f"The y axis ends at {percent(_top(drawn) / 100, 0)}."
    sheet = curve_sheet(
        curve, [drawn], min_at_risk=min_at_risk, simulated=simulated, height=66.0,
        right=8.0, beside=0.0 if courses is None else PANEL_MM, cause=known,
    )  # fmt: skip
    percent_axis(sheet.axes, "Had a second course", _top(drawn))
    draw_steps(sheet.axes, drawn, colour=COLOURS[0])
    mark_horizons(sheet, at, claim=None, falling=False)
    if courses is not None:
        bars = bars_of(courses)
        _draw_bars(sheet, bars)
        each = "; ".join(f"{name}: {count_text(p)}" for name, p in bars)
        people += f" Right: people by number of courses in these records, however long they were followed ({each})."
    shared = [counts_words(drawn), *horizon_words(at, curve.level)]
    line, stop = "Line: estimate; band: limits where they exist; dots: horizons.", stop_words([drawn], min_at_risk)
    definition = definition_words(curve.definition, method=curve.method, level=curve.level)
    caption = [*shared, line, people, stop, table_words(curve), definition]
    alt = ["Rising step curve of the share who had a second course since the end of the first.", *shared, people, stop,
           definition]  # fmt: skip
    return attach(sheet.figure, "Second courses: cumulative incidence", caption, alt, simulated=simulated)


def _top(drawn: Steps) -> float:
    """The end of the y axis in percent: a round number that clears the highest limit, at least 5."""
    seen = np.concatenate([drawn.estimate, drawn.upper])
    highest = 100 * float(np.nanmax(seen)) if np.isfinite(seen).any() else 0.0
    step = 5 if highest < 40 else 10
    return float(min(max(step * ceil(highest * 1.08 / step), 5), 100))


def bars_of(courses: pd.DataFrame) -> list[tuple[str, float]]:
    """People by number of courses, from 1 up without holes; the last bar holds that many or more.

    >>> import pandas as pd
    >>> bars_of(pd.DataFrame({"courses": [1, 2, 7, 9], "people": [80, 9, 2, 1]}))
    [('1', 80.0), ('2', 9.0), ('3', 0.0), ('4', 0.0), ('5', 0.0), ('6 or more', 3.0)]
    """
    people = {int(c): float(p) for c, p in zip(courses["courses"], courses["people"], strict=True)}
    most = max(people, default=1)
    shown = [(str(k), people.get(k, 0.0)) for k in range(1, min(most, MOST_BARS) + 1)]
    if most > MOST_BARS:
        shown[-1] = (f"{MOST_BARS} or more", sum(p for c, p in people.items() if c >= MOST_BARS))
    return shown


def _draw_bars(sheet: Sheet, bars: Sequence[tuple[str, float]]) -> None:
    """Horizontal bars with their counts written beyond them."""
    left = sheet.left + sheet.width + sheet.right + 2.0
    axes = sheet.canvas(sheet.height, left, sheet.top, PAGE_MM - left - 1.5)
    axes.set_label("courses per person")
    names = max(text_width(name) for name, _ in bars) + 2.0
    room = PAGE_MM - left - 1.5 - names - max(text_width(count_text(p)) for _, p in bars) - 2.0
    most = max(*(p for _, p in bars), 1.0)
    write(axes, 0, LINE_MM / 2, "Courses per person", weight="bold")
    for i, (name, people) in enumerate(bars):
        y = LINE_MM * 2 + 6.0 * i
        length = room * people / most
        write(axes, names - 1.5, y, name, ha="right")
        (drawn,) = axes.barh(
            y, length, height=3.6, left=names, color=COLOURS[0], edgecolor="none", linewidth=0
        )
        drawn.set_label(f"people {name}")
        write(axes, names + length + 1.0, y, count_text(people))
    axes.plot([names, names], [LINE_MM * 1.2, LINE_MM * 2 + 6.0 * len(bars) - 3.5], color=INK, linewidth=0.6)
    foot = LINE_MM * 2 + 6.0 * len(bars) - 1.5
    write(axes, names, foot, "people", color=QUIET)
