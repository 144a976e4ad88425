"""The flow of counts: from the rows read to the people studied, with what was set aside and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from isostats.figures.asked import require_frame
from isostats.figures.descriptions import attach
from isostats.figures.labels import wrap
from isostats.figures.style import INK, LINE_MM, Page, styled, write
from isostats.words.english import capital
from isostats.words.numbers import counted

MAIN_MM, SIDE_MM, GAP_MM, PAD_MM = 66.0, 88.0, 6.0, 1.8
MAIN_LEFT, SIDE_LEFT = 3.0, 92.0


@dataclass
class Stage:
    """A step of the flow with its counts, and the lines about those who leave (or are told apart) after it."""

    step: str
    counts: str
    side: list[str] = field(default_factory=list)


def flow(frame: pd.DataFrame, *, simulated: bool = False) -> Figure:
    """Draw the flow of counts as boxes with arrows.

    ``frame`` has step, reason, rows and patients in order. A row without a reason is a stage (a box of the main
    line); rows with a reason are written beside the arrow that leads on from the stage before them, or beside the last
    stage, whom they tell apart. Empty counts are left out.
    """
    require_frame(frame, ("step", "reason", "rows", "patients"), "flow", "the flow of the report (flow.csv)")
    stages = _stages(frame)
    with styled():
        text = [_main_lines(stage) for stage in stages]
        sides = [[piece for line in stage.side for piece in _side_lines(line)] for stage in stages]
        heights = [LINE_MM * len(lines) + 2 * PAD_MM for lines in text]
        gaps = [_side_height(side) + 2 * 2.0 if side else GAP_MM for side in sides]
        top = 6.0 if simulated else 2.0
        last_side = _side_height(sides[-1]) + GAP_MM if stages and sides[-1] else 0.0
        total = top + sum(heights) + sum(gaps[:-1]) + last_side + 2.0
        page = Page.blank(max(total, 20.0))
        axes = page.canvas(max(total, 20.0))
        y = top
        for i, (lines, height, side) in enumerate(zip(text, heights, sides, strict=True)):
            last = i == len(stages) - 1
            _box(axes, MAIN_LEFT, y, MAIN_MM, height, lines, label=f"stage {stages[i].step}", bold=True)
            below = y + height
            if side:
                at = below + (GAP_MM if last else 2.0)
                box = _side_height(side)
                _box(axes, SIDE_LEFT, at, SIDE_MM, box, side, label=f"side {stages[i].step}")
                middle = MAIN_LEFT + MAIN_MM / 2
                if last:
                    down = [below, at + box / 2, at + box / 2]
                    axes.plot([middle, middle, SIDE_LEFT], down, color=INK, linewidth=0.7)
                else:
                    _arrow(axes, (middle, at + box / 2), (SIDE_LEFT, at + box / 2))
            if not last:
                _arrow(axes, (MAIN_LEFT + MAIN_MM / 2, below), (MAIN_LEFT + MAIN_MM / 2, below + gaps[i]))
            y = below + gaps[i]
        page.tell_simulated(simulated)
    return _tell(page.figure, stages, simulated)


def _stages(frame: pd.DataFrame) -> list[Stage]:
    stages: list[Stage] = []
    for row in frame.to_dict("records"):
        counts = _counts(row)
        reason = "" if row["reason"] is None or row["reason"] != row["reason"] else str(row["reason"]).replace("_", " ")
        if not reason or not stages:
            stages.append(Stage(str(row["step"]), counts))
            continue
        name = str(row["step"])
        stages[-1].side.append(f"{name} ({reason})\n{counts}" if name else f"{reason}\n{counts}")
    return stages


def _counts(row: dict[Any, Any]) -> str:
    """Patients and rows in words, whichever are known.

    >>> _counts({"patients": 1, "rows": 12}), _counts({"patients": 1204, "rows": None})
    ('1 patient, 12 rows', '1,204 patients')
    """
    known = [(row.get(name), noun) for name, noun in (("patients", "patient"), ("rows", "row"))]
    return ", ".join(counted(int(value), noun) for value, noun in known if value is not None and not pd.isna(value))


def _main_lines(stage: Stage) -> list[str]:
    words = wrap(capital(stage.step), MAIN_MM - 2 * PAD_MM, lines=3)
    return [*words, *([stage.counts] if stage.counts else [])]


def _side_lines(text: str) -> list[str]:
    reason, _, counts = text.partition("\n")
    joined = f"{reason}: {counts}" if counts else reason
    return wrap(joined, SIDE_MM - 2 * PAD_MM, lines=3)


def _side_height(lines: Sequence[str]) -> float:
    return LINE_MM * len(lines) + 2 * PAD_MM


def _box(
    axes: Axes,
    left: float,
    top: float,
    width: float,
    height: float,
    lines: Sequence[str],
    *,
    label: str,
    bold: bool = False,
) -> None:
    axes.add_patch(
        Rectangle((left, top), width, height, facecolor="white", edgecolor=INK, linewidth=0.7, zorder=2, label=label)
    )
    for i, line in enumerate(lines):
        write(axes, left + PAD_MM, top + PAD_MM + LINE_MM * (i + 0.5), line, zorder=3,
              weight="bold" if bold and i < len(lines) - 1 else "normal")  # fmt: skip


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=6, linewidth=0.7, color=INK, shrinkA=0, shrinkB=0, zorder=1
        )
    )


def _tell(figure: Figure, stages: Sequence[Stage], simulated: bool) -> Figure:
    main = [f"{s.step}: {s.counts}" if s.counts else s.step for s in stages]
    side = ["; ".join(line.replace("\n", ": ") for line in s.side) for s in stages]
    pairs = zip(main, side, strict=True)
    sentences = [capital(m) + (f"; beside it: {aside}" if aside else "") + "." for m, aside in pairs]
    meaning = "Main line: who goes on; beside it: who was set aside or is told apart, and why."
    caption = [meaning, *sentences]
    sentences = sentences or ["No counts are known."]
    alt = ["Flow of counts from the rows read to the people studied.", *sentences]
    return attach(figure, "Flow of counts", caption, alt, simulated=simulated)
