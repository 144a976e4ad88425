"""The flow of counts: from the rows read to the people studied, with what was set aside and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from isostats.figures.figure_calls import CommonKeywords, common_keywords
from isostats.figures.finished import attach
from isostats.figures.pages import Page, page_mm, write
from isostats.figures.result_checks import require_frame
from isostats.figures.style import INK, LINE_MM
from isostats.figures.text_fitting import wrap
from isostats.vocabulary import names as v
from isostats.words.english import capital, plain
from isostats.words.numbers import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAIN_MM, SIDE_MM, GAP_MM, PAD_MM = 74.0, 92.0, 6.0, 1.8
MAIN_LEFT, SIDE_LEFT = 3.0, 88.0
SIDE_BY_SIDE_MM = 150.0


@dataclass(frozen=True)
class Columns:
    """Where boxes stand across the page: the main line, the arrow that leads down it, and who is told beside it."""

    main: float = MAIN_MM
    arrow: float = MAIN_LEFT + MAIN_MM / 2
    side_left: float = SIDE_LEFT
    side: float = SIDE_MM
    lines: int = 3


def _columns() -> Columns:
    """Side by side; on a page too narrow for that, who is told beside stands beneath, to the right of the arrow."""
    width = page_mm()
    if width >= SIDE_BY_SIDE_MM:
        return Columns(side=min(SIDE_MM, width - SIDE_LEFT - MAIN_LEFT))
    return Columns(width - 2 * MAIN_LEFT, MAIN_LEFT + 4.0, MAIN_LEFT + 11.0, width - 2 * MAIN_LEFT - 11.0, lines=5)


@dataclass
class Stage:
    """A step of the flow with its counts, and the lines about those who leave (or are told apart) after it."""

    step: str
    counts: str
    side: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    """Lines about those of its people who are told apart and go on."""


@common_keywords(axes=False)
def flow(frame: pd.DataFrame, *, simulated: bool = False, **_: Unpack[CommonKeywords]) -> Figure:
    """Draw the flow of counts as boxes with arrows.

    ``frame`` has step, reason, rows and patients in order. A row without a reason is a stage (a box of the main
    line); rows with a reason are written beside the arrow that leads on from the stage before them. Those of the last
    stage tell people apart, and lead on to those analysed, in whose box responders stand. Empty counts are left out.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> steps = {"step": ["rows read", "kept"], "reason": ["", ""], "rows": [9, 8], "patients": [9, 8]}
    >>> figure = iso.figures.flow(pd.DataFrame(steps))
    >>> iso.figures.describe(figure).title
    'Flow of counts'
    """
    require_frame(frame, ("step", "reason", "rows", "patients"), "flow", "the flow of the report (flow.csv)")
    stages: list[Stage] = []
    for row in frame.to_dict("records"):
        step, counts = str(row["step"]), _counts(row)
        reason = "" if row["reason"] is None or row["reason"] != row["reason"] else str(row["reason"]).replace("_", " ")
        if not reason or not stages:
            stages.append(Stage(step, counts))
        else:
            who = f"{step} ({reason})" if step else reason
            stages[-1].side.append(f"{who}: {counts}" if counts else who)
    if stages and stages[-1].side:
        stages.append(_analysed(stages[-1]))
    at_x = _columns()
    inside = at_x.main - 2 * PAD_MM
    mains = [[*wrap(capital(s.step), inside, lines=3), *_box_lines(s, inside)] for s in stages]
    sides = [[piece for line in s.side for piece in wrap(line, at_x.side - 2 * PAD_MM, at_x.lines)] for s in stages]
    gaps = [_height(side) + 2 * 2.0 if side else GAP_MM for side in sides]
    top = 6.0 if simulated else 2.0
    total = max(top + sum(map(_height, mains)) + sum(gaps[:-1]) + 2.0, 20.0)
    page = Page.blank(total)
    axes = page.canvas(total)
    y = top
    for i, (stage, lines, side) in enumerate(zip(stages, mains, sides, strict=True)):
        last = i == len(stages) - 1
        _box(axes, MAIN_LEFT, y, at_x.main, lines, label=f"stage {stage.step}",
             bold=len(lines) - len(_box_lines(stage, inside)))  # fmt: skip
        below = y + _height(lines)
        if side:
            at = below + 2.0
            _box(axes, at_x.side_left, at, at_x.side, side, label=f"side {stage.step}")
            level = at + _height(side) / 2
            _arrow(axes, (at_x.arrow, level), (at_x.side_left, level))
        if not last:
            _arrow(axes, (at_x.arrow, below), (at_x.arrow, below + gaps[i]))
        y = below + gaps[i]
    page.tell_simulated(simulated)
    sentences = []
    for stage in stages:
        main = capital(f"{stage.step}: {stage.counts}" if stage.counts else stage.step)
        sentences.append(main + (f"; of whom {'; '.join(stage.within)}" if stage.within else "")
                         + (f"; beside it: {'; '.join(stage.side)}" if stage.side else "") + ".")  # fmt: skip
    meaning = "Main line: who goes on; beside it: who was set aside or is told apart, and why."
    alt = ["Flow of counts from the rows read to the people studied.", *(sentences or ["No counts are known."])]
    return attach(page.figure, "Flow of counts", [meaning], alt, details=sentences, simulated=simulated)


def _analysed(last: Stage) -> Stage:
    """The box at the foot: everyone of the last stage is analysed, and those with success are told in it."""
    responders = [line for line in last.side if line.startswith(plain(v.RESPONDERS))]
    last.side[:] = [line for line in last.side if line not in responders]
    return Stage("analysed", last.counts.partition(", ")[0], within=responders)


def _box_lines(stage: Stage, inside: float) -> list[str]:
    """What stands in a stage's box under its name."""
    return [*([stage.counts] if stage.counts else []), *(part for line in stage.within for part in wrap(line, inside))]


def _counts(row: dict[Any, Any]) -> str:
    """Patients and rows in words, whichever are known.

    >>> _counts({"patients": 1, "rows": 12}), _counts({"patients": 1204, "rows": None})
    ('1 patient, 12 rows', '1,204 patients')
    """
    known = [(row.get(name), noun) for name, noun in (("patients", "patient"), ("rows", "row"))]
    return ", ".join(counted(int(value), noun) for value, noun in known if value is not None and not pd.isna(value))


def _height(lines: Sequence[str]) -> float:
    return LINE_MM * len(lines) + 2 * PAD_MM


def _box(axes: Axes, left: float, top: float, width: float, lines: Sequence[str], *, label: str, bold: int = 0) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((left, top), width, _height(lines), facecolor="white", edgecolor=INK, linewidth=0.7,
                             zorder=2, label=label))  # fmt: skip
    for i, line in enumerate(lines):
        weight = "bold" if i < bold else "normal"
        write(axes, left + PAD_MM, top + PAD_MM + LINE_MM * (i + 0.5), line, zorder=3, weight=weight)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    from matplotlib.patches import FancyArrowPatch

    axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=6, linewidth=0.7, color=INK, shrinkA=0,
                                   shrinkB=0, zorder=1))  # fmt: skip
