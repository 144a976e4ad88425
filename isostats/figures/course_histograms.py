"""How long the first courses lasted and how much was given, from counts by bin, against what the article states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.pages import Page, axes_mm, page_mm
from isostats.figures.result_checks import require_frame
from isostats.figures.style import BAND, CLAIM, COLOURS, LINE_MM, QUIET, TEXT_PT
from isostats.figures.text_fitting import text_width, wrap
from isostats.figures.ticks import count_ticks, time_axis
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import LONGEST_COURSE, SHORTEST_COURSE
from isostats.vocabulary.definition import Definition
from isostats.words.english import definition_words
from isostats.words.numbers import count_text, number_text, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Quantity:
    """A histogram: its title, unit, and what the article states about it (a band, or a line when both ends agree)."""

    title: str
    unit: str
    low: float
    high: float
    stated: str


QUANTITIES = {
    "duration_days": Quantity(
        "Duration",
        "months",
        SHORTEST_COURSE,
        LONGEST_COURSE,
        f"band: {SHORTEST_COURSE} to {LONGEST_COURSE} days, stated",
    ),
    "daily_mg_per_kg": Quantity("Daily dose", "mg/kg", 0.5, 1.0, "band: 0.5 to 1.0 mg/kg"),
    "dose_mg_per_kg": Quantity("Cumulative dose", "mg/kg", 120, 120, "line: 120 mg/kg"),
}
TOP_MM, HEIGHT_MM = 14.0, 46.0
LEAST_PANEL_MM = 44.0


@common_keywords(axes=False)
def durations_and_doses(
    bins: pd.DataFrame,
    *,
    facts: pd.DataFrame | None = None,
    definition: Definition | None = None,
    simulated: bool = False,
    **_: Unpack[CommonKeywords],
) -> Figure:
    """Draw a histogram for each quantity of ``bins``: counts (quantity, left, right, count), never rows of people.

    ``facts`` (quantity, n, missing, and optionally share_label and within) adds what is missing and the stated share;
    without it, rows of ``bins`` with an empty ``left`` count the missing. Heights are counts on an axis from 0.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> bins = {"quantity": "duration_days", "left": [100.0, 110.0], "right": [110.0, 120.0], "count": [4, 7]}
    >>> figure = iso.figures.durations_and_doses(pd.DataFrame(bins))
    >>> iso.figures.describe(figure).title
    'Durations and doses of the first course'
    """
    require_frame(
        bins, (v.QUANTITY, "left", "right", "count"), "durations_and_doses", "the counts by bin of the report's tables"
    )
    known = [q for q in QUANTITIES if q in set(bins[v.QUANTITY])]
    columns = min(max(len(known), 1), max(int(page_mm() // LEAST_PANEL_MM), 1))
    across = (page_mm() - 3.0) / columns
    most = float(bins["count"].max()) if len(bins) else 0.0
    margin = max(13.0, text_width(count_text(most)) + 7.0)  # the widest tick, its mark and the name of the axis
    notes = {q: _notes(_facts(bins[bins[v.QUANTITY] == q], q, facts)) for q in known}
    wide = across - margin - 3.0
    wrapped = {q: [piece for line in lines for piece in wrap(line, wide, lines=4)] for q, lines in notes.items()}
    below = LINE_MM * max([len(lines) for lines in wrapped.values()], default=1)
    top = TOP_MM if simulated else TOP_MM - 3.0
    foot = top + HEIGHT_MM + 10.0
    tall = foot + below + 1.5
    page = Page.blank(tall * -(-max(len(known), 1) // columns))
    for i, (quantity, lines) in enumerate(wrapped.items()):
        spec, left, down = QUANTITIES[quantity], margin + across * (i % columns), tall * (i // columns)
        axes = page.axes_at(left, down + top, across - margin - 3.0, HEIGHT_MM)
        axes.set_label(f"histogram {quantity}")
        _draw(axes, bins[(bins[v.QUANTITY] == quantity) & bins["left"].notna()], quantity)
        stated = wrap(spec.stated, across - margin, lines=1)[0]
        page.text(left, down + top - 6.5, spec.title, va="center_baseline", weight="bold", fontsize=TEXT_PT)
        page.text(left, down + top - 2.8, stated, va="center_baseline", color=QUIET)
        for k, line in enumerate(lines):
            page.text(left, down + foot + LINE_MM * (k + 0.5), line, va="center_baseline")
    if not known:
        page.figure.text(0.5, 0.5, "No durations or doses are recorded.", ha="center", color=QUIET)
    page.tell_simulated(simulated)
    each = [f"{QUANTITIES[q].title} ({QUANTITIES[q].stated}): {'; '.join(lines)}." for q, lines in notes.items()]
    counts = " ".join(each).replace(": n ", ": n = ") or "No durations or doses are recorded: n = 0."
    defined = "" if definition is None else definition_words(definition)
    meaning = "First courses; bars are counts by bin; missing values are counted beside them."
    alt = ["Histograms of the duration and the doses of first courses.", counts, defined]
    title = "Durations and doses of the first course"
    caption, details = ([meaning], [counts, defined]) if known else ([counts], [defined])
    return attach(page.figure, title, caption, alt, details=details, simulated=simulated)


def _facts(bins: pd.DataFrame, quantity: str, facts: pd.DataFrame | None) -> dict[str, Any]:
    present = bins["left"].notna()
    counts = {v.N: bins.loc[present, "count"].sum(), "missing": bins.loc[~present, "count"].sum()}
    known = [] if facts is None else facts[facts[v.QUANTITY] == quantity].to_dict("records")
    return counts | (known[0] if known else {})


def _draw(axes: Axes, bins: pd.DataFrame, quantity: str) -> None:
    spec = QUANTITIES[quantity]
    left, right = bins["left"].to_numpy(float), bins["right"].to_numpy(float)
    count = bins["count"].to_numpy(float)
    if spec.low < spec.high:
        axes.axvspan(spec.low, spec.high, color=BAND, linewidth=0, zorder=0, label="stated")
    if len(bins):
        edges = np.unique(np.concatenate([left, right]))
        height = np.bincount(np.searchsorted(edges, left), count, minlength=len(edges) - 1)
        axes.bar(edges[:-1], height, np.diff(edges), align="edge", color=COLOURS[0], edgecolor="white", linewidth=0.3)
    if spec.low == spec.high:
        axes.axvline(spec.low, color=CLAIM, linewidth=1.0, linestyle=(0, (4, 2)), label="stated")
    top = max(float(count.max(initial=0)) * 1.06, 1.0)
    axes.set_ylim(0, top)
    count_ticks(axes.yaxis, top, 5)
    axes.set_ylabel("Courses", labelpad=2)
    end = max(float(right.max(initial=0)) * 1.01, spec.high * 1.1)
    if spec.unit == "months":
        time = time_axis(max(end, 100.0), most=min(8, int(axes_mm(axes)[0] // 4.0)))
        time.draw(axes, time.unit)
        return
    most = min(7, int(axes_mm(axes)[0] // (text_width(number_text(end)) + 4.0)))
    steps = (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 50, 100, 200, 500, 1e3, 1e4, 1e5)
    step = next(s for s in steps if end / s <= most)
    ticks = np.arange(0, end + 1e-9, step)
    axes.set_xlim(0, end)
    axes.set_xticks(ticks, [number_text(t) for t in ticks])
    axes.set_xlabel(spec.unit, labelpad=2)


def _notes(numbers: dict[str, Any]) -> list[str]:
    """n, missing and the stated share."""
    lines = [f"n {count_text(numbers[v.N])}, missing {count_text(numbers['missing'])}"]
    if "within" in numbers and numbers[v.N]:
        within = count_text(float(numbers["within"]))
        lines.append(f"{numbers['share_label']}: {within} ({percent(numbers['within'] / numbers[v.N])})")
    return lines
