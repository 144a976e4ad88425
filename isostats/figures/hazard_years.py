"""The hazard of the outcome in each year after the course, with its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from isostats.figures.curve_layout import nothing_drawn, plain_sheet
from isostats.figures.curve_names import SideLabel
from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.result_checks import require_frame
from isostats.figures.style import group_colours
from isostats.figures.text_fitting import wrap
from isostats.figures.ticks import tick_step
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.english import capital, definition_words, one_end, outcome_label, plain
from isostats.words.numbers import count_text, measured_text, number_text, ratio_text, stated_percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_MM, LEFT_MM = 58.0, 20.0
MOST_GROUPS = 4
COLUMNS = (v.GROUP, "year", v.ESTIMATE, v.LOWER, v.UPPER, v.EVENTS, "person_years", v.STATUS)


@common_keywords()
def annual_hazard(
    hazards: pd.DataFrame,
    *,
    definition: Definition | None = None,
    level: float = 0.95,
    bounded_later: bool = False,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw the hazard of each year as a bar at its height, with its limits; of more than four groups four are drawn.

    ``hazards`` is ``iso.annual_hazard(counts)``; ``definition`` (``counts.definition``) says of what, and ``level`` is
    that of its limits. Years beyond the follow-up are not drawn. ``bounded_later`` says that where the hazard of year 1
    is a bound the later ones are as well, since nobody has a further outcome after one that was not seen.

    >>> import isostats as iso
    >>> counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
    >>> figure = iso.figures.annual_hazard(iso.annual_hazard(counts, last_year=2, min_at_risk=1))
    >>> iso.figures.describe(figure).title
    'Hazard by year after the course'
    """
    require_frame(hazards, COLUMNS, v.ANNUAL_HAZARD, "iso.annual_hazard(cohort.count(outcome))")
    groups = [str(each) for each in dict.fromkeys(hazards[v.GROUP])][:MOST_GROUPS]
    shown = {group: hazards[(hazards[v.GROUP] == group) & (hazards[v.STATUS] == v.OK)] for group in groups}
    shown = {group: rows for group, rows in shown.items() if len(rows)}
    colours = group_colours(groups)
    labels = [
        SideLabel(float(rows[v.ESTIMATE].iloc[-1]), (*wrap(plain(group), 28.0),), colours[i], patch=True,
                  names=f"hazard {group}")
        for i, (group, rows) in enumerate(shown.items()) if len(groups) > 1
    ]  # fmt: skip
    sheet = plain_sheet(labels, left=LEFT_MM, top=6.5 if simulated else 4.0, height=HEIGHT_MM, below=12.0)
    axes = sheet.axes
    label = outcome_label(definition.outcome) if definition is not None and definition.outcome else "the outcome"
    axes.set_ylabel(f"{capital(label)}\nper 100 person-years", labelpad=3)
    axes.set_xlabel("Year after the course", labelpad=2)
    if not shown:
        axes.set_xticks([])
        axes.set_yticks([])
        nothing_drawn(sheet, "No year through which enough people are followed.")
    else:
        last = int(max(rows["year"].max() for rows in shown.values()))
        _frame(axes, last, max(float(rows[v.UPPER].max()) for rows in shown.values()))
        for i, (group, rows) in enumerate(shown.items()):
            _draw(axes, rows, colours[i], (i, len(shown)), group)
        sheet.write_names(falling=False)
    sheet.tell_simulated(simulated)
    counts = "; ".join(_counts(group, rows, len(groups) > 1) for group, rows in shown.items())
    method = f"Bars: outcomes over time at risk. Shaded: exact {stated_percent(level)} limits of a Poisson count."
    read = [_words(group, rows, len(groups) > 1) for group, rows in shown.items()]
    doubt = one_end(definition, v.ANNUAL_HAZARD, bounded_later=bounded_later)
    defined = "" if definition is None else definition_words(definition, method=v.EXACT_POISSON, level=level)
    counted = f"{capital(counts)}." * bool(counts)
    alt = [f"Bars of the hazard of {label} in each year after the course.", counted, *read, defined]
    caption = [f"{capital(label)}: {counts}." * bool(counts), method, doubt]
    title = "Hazard by year after the course"
    return attach(sheet.figure, title, caption, alt, details=[*read, defined], simulated=simulated)


def _frame(axes: Axes, last: int, most: float) -> None:
    """A place for each year, and the axis of the rates."""
    axes.set_xlim(0.5, last + 0.5)
    axes.set_xticks(list(range(1, last + 1)), [str(year) for year in range(1, last + 1)])
    step = tick_step(max(most, 0.1), 6)
    ticks = [step * k for k in range(int(np.ceil(most / step)) + 1)]
    axes.set_ylim(0, max(ticks[-1], step))
    axes.set_yticks(ticks, [number_text(round(tick, 3)) for tick in ticks])


def _draw(axes: Axes, rows: pd.DataFrame, colour: str, place: tuple[int, int], group: str) -> None:
    """Each year's bar, and its limits behind it; groups stand beside one another."""
    which, of = place
    wide = 0.8 / of
    left = rows["year"].to_numpy(float) - 0.4 + which * wide
    low, rate, high = (rows[name].to_numpy(float) for name in (v.LOWER, v.ESTIMATE, v.UPPER))
    across = np.stack([left, left + 0.92 * wide, np.full(len(left), np.nan)], axis=1).ravel()
    axes.fill_between(across, np.repeat(low, 3), np.repeat(high, 3), color=colour, alpha=0.2, linewidth=0,
                      label=f"band {group}")  # fmt: skip
    axes.hlines(rate, left, left + 0.92 * wide, color=colour, linewidth=1.8, label=f"hazard {group}",
                clip_on=look().clipped)  # fmt: skip


def _counts(group: str, rows: pd.DataFrame, named: bool) -> str:
    people = f"events = {count_text(rows[v.EVENTS].sum())}"
    time = f"person-years = {measured_text(float(rows['person_years'].sum()), None)}"
    return f"{f'{capital(plain(group))}: ' * named}{people}, {time}"


def _words(group: str, rows: pd.DataFrame, named: bool) -> str:
    """A group's hazards, year by year."""
    each = [
        f"year {int(row['year'])} {ratio_text(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER])}"
        for row in rows.to_dict("records")
    ]
    return capital(f"{f'{plain(group)}: ' * named}{'; '.join(each)}.")
