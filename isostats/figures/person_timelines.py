"""Course timelines, one lane a person: first course, later treatments, second course, and the end of follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.looks import look
from isostats.figures.pages import Page, axes_mm, page_mm, stretches, write
from isostats.figures.result_checks import require_result
from isostats.figures.row_legends import Mark, in_lines
from isostats.figures.style import COLOURS, INK, LINE_MM, QUIET, cause_colour
from isostats.figures.text_fitting import text_width
from isostats.figures.ticks import axis_in_force
from isostats.vocabulary import names as v
from isostats.words.english import plain
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from isostats.cohort.timeline_lanes import Timelines

LANE_MM = 2.1
LEAST_MM = 17.0
"""So that the name of the axis has room beside it."""
LEFT_MM, RIGHT_MM, FOOT_MM = 7.0, 4.0, 11.0
COURSE, FOLLOWED = "course", "followed"
SHAPES = {
    v.TOPICAL: "o", v.TOPICAL_ANTIBIOTIC: "s", v.PROCEDURE: "P", v.ORAL_ANTIBIOTIC: "^", v.ANTIANDROGEN: "v",
    v.SECOND_COURSE: "D", v.DEATH: "X",
}  # fmt: skip
"""A shape beside a colour, so that marks are told apart in grey too."""


@common_keywords(over_time=True)
def timelines(result: Timelines, *, simulated: bool = False, **_: Unpack[CommonKeywords]) -> Figure:
    """Draw a lane for each of some people: a bar for the first course, a line for the follow-up, marks for treatments.

    ``result`` is ``iso.course_timelines(cohort)``, which says whom it takes. The shortest follow-up is at the top; a
    line ends where the person was last under observation, and marks are first days. Nothing tells who they are.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> followed = iso.first_courses(iso.read_courses(pd.DataFrame([{"patient_id": "a", **course}])))
    >>> figure = iso.figures.timelines(iso.course_timelines(followed))
    >>> iso.figures.describe(figure).title
    'Courses and what came after, person by person'
    """
    require_result(result, ("frame", "lanes", "people"), "timelines", "iso.course_timelines(cohort)")
    frame = result.frame
    keys = _keys([str(what) for what in dict.fromkeys(frame["what"])])
    lines = in_lines(keys, page_mm() - 4.0, 11.0, 3.0)
    top = LINE_MM * len(lines) + 3.0 + (4.0 if simulated else 0.0)
    height = max(LANE_MM * result.lanes, LEAST_MM)
    page = Page.blank(top + height + FOOT_MM)
    axes = page.data_axes(LEFT_MM, top, page_mm() - LEFT_MM - RIGHT_MM, height)
    across, _height = axes_mm(axes)
    first = float(frame["day"].min()) if len(frame) else 0.0
    last = float(frame["until"].max()) if len(frame) else 1.0
    begin, end = look().days or (min(first, 0.0), max(last, 1.0) * 1.01)
    time = axis_in_force(end, begin=begin, most=min(9, int(across // 9.0) + 1), across=across, cell=5.0)
    time.draw(axes, f"{time.unit} since the end of the first course")
    axes.set_ylim(result.lanes + 0.6, 0.4)
    axes.set_yticks([])
    axes.set_ylabel(f"{counted(result.lanes, 'person', 'people')}", labelpad=3)
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=QUIET, linewidth=0.5, zorder=0)
    for what in dict.fromkeys(frame["what"]):
        _draw(axes, str(what), frame[frame["what"] == what])
    sheet = page.canvas(top)
    for i, line in enumerate(lines):
        x = 3.0
        for name, mark in line:
            _sample(sheet, x, LINE_MM * (i + 0.5) + 1.0 + (4.0 if simulated else 0.0), name, mark)
            x += text_width(name) + 11.0
    page.tell_simulated(simulated)
    counts = f"{counted(result.lanes, 'lane')} of {counted(result.people, 'person', 'people')}."
    rule = (
        f"Everyone was ordered by length of follow-up, cut into {count_text(result.lanes)} equal parts, and the middle "
        "person of each taken."
    )
    seen = {what: int((frame["what"] == what).sum()) for what in SHAPES if (frame["what"] == what).any()}
    each = "; ".join(f"{plain(what)} {count_text(n)}" for what, n in seen.items())
    marks = f"Lanes with a mark: {each}." if each else "No lane has a treatment after its first course."
    meaning = "Bar: first course; line: follow-up; marks: first days."
    alt = ["Timelines of some people from their first course to the end of follow-up, one lane each.", counts, marks]
    return attach(page.figure, "Courses and what came after, person by person", [counts, rule, meaning], alt,
                  details=[marks], simulated=simulated)  # fmt: skip


def _mark(what: str) -> Mark:
    return Mark(
        SHAPES[what], cause_colour(v.ISOTRETINOIN if what == v.SECOND_COURSE else what, list(SHAPES).index(what))
    )


def _keys(drawn: list[str]) -> list[tuple[str, Mark]]:
    """What is drawn, in one order whatever came first."""
    bars = [("first course", Mark(COURSE, COLOURS[0])), ("followed", Mark(FOLLOWED, QUIET))]
    return [*bars, *((plain(what), _mark(what)) for what in SHAPES if what in drawn)]


def _sample(sheet: Axes, x: float, y: float, name: str, mark: Mark) -> None:
    if mark.marker in (COURSE, FOLLOWED):
        width = 4.0 if mark.marker == COURSE else 0.8
        sheet.plot([x, x + 4.0], [y, y], color=mark.colour, linewidth=width, solid_capstyle="butt")
    else:
        sheet.plot([x + 2.0], [y], mark.marker, color=mark.colour, markersize=4.0, markeredgewidth=0.4,
                   markeredgecolor=INK)  # fmt: skip
    write(sheet, x + 5.5, y, name)


def _draw(axes: Axes, what: str, rows: pd.DataFrame) -> None:
    """One kind of thing in all its lanes."""
    lane, day, until = (rows[name].to_numpy(float) for name in ("lane", "day", "until"))
    if what == COURSE:
        axes.plot(stretches(day, until), stretches(lane, lane), color=str(COLOURS[0]), linewidth=4.0,
                  solid_capstyle="butt", label=what, zorder=2)  # fmt: skip
    elif what == FOLLOWED:
        axes.plot(stretches(day, until), stretches(lane, lane), color=QUIET, linewidth=0.8, label=what, zorder=1)
        axes.plot(until, lane, "|", color=QUIET, markersize=4.0, markeredgewidth=0.8, zorder=1)
    else:
        mark = _mark(what)
        axes.plot(day, lane, mark.marker, color=mark.colour, markersize=4.0, markeredgewidth=0.4,
                  markeredgecolor=INK, label=what, zorder=3)  # fmt: skip
