"""Names and marks inside the axes: on narrow pages, in axes of the user's, and with whatever is added there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from isostats import figures, logrank
from isostats.errors import EstimateError
from isostats.figures.matplotlib_settings import styled
from isostats.figures.ticks import axis_at, axis_in_force
from isostats.words.english import plain
from isostats.words.numbers import count_text, percent
from tests.figures import made
from tests.figures.layout import SLACK, beyond, on_marks, overlaps, texts
from tests.figures.shapes import (
    BY_GROUPS,
    climbed,
    falling,
    in_states,
    named,
    pooled,
    results,
    rising,
    subgroups,
)


def two_axes(width: float = 7.2, height: float = 3.2) -> tuple[Figure, list[Axes]]:
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure, list(figure.subplots(1, 2))


@pytest.mark.parametrize("people", [40, 3000])
@pytest.mark.parametrize("width", [6.0, 7.2])
def test_two_pairs_of_axes_side_by_side_keep_to_themselves(people: int, width: float) -> None:
    figure, (left, right) = two_axes(width)
    figures.remission_by_group(falling(people, 2), ax=left)
    figures.remission(falling(people), ax=right)
    found = texts(figure)
    assert overlaps(found) == []
    assert beyond(figure, found) == []
    assert on_marks(figure, found) == []
    assert {"clinic A", "clinic B"} <= {text for text, _ in found}
    for ax in (left, right):
        box = ax.get_window_extent()
        for text in ax.texts:
            inner = text.get_window_extent()
            assert box.x0 <= inner.x0, text
            assert inner.x1 <= box.x1, text


def test_areas_in_axes_of_the_users_have_their_names_and_their_day_inside() -> None:
    figure, (left, right) = two_axes()
    figures.first_treatment(rising(3000), ax=left)
    figures.ladder(climbed(3000), ax=right)
    found = texts(figure)
    assert overlaps(found) == []
    assert beyond(figure, found) == []
    assert sum(text == "at 5 years" for text, _ in found) == 2


@pytest.mark.parametrize("size", [89, 183])
def test_each_state_is_named_with_its_share_at_the_last_horizon(size: int) -> None:
    occupied = in_states(3000)
    found = " ".join(text.replace("\n", " ") for text, _ in texts(figures.states(occupied, size=size)))
    assert "at 5 years" in found
    for row in occupied.rows_at([1826]):
        name = "on a further course" if row["state"] == "further_course" else plain(row["state"])
        assert f"{name} {percent(row['estimate'])}" in found


ROWS: dict[str, Callable[[Axes], Figure]] = {
    "naive": lambda ax: figures.naive_against_censoring_aware(results(3000), ax=ax, simulated=True),
    "predictors": lambda ax: figures.predictors(results(3000), ax=ax),
    "subsets": lambda ax: figures.subsets(made.subset_rows(("adults", "site A alone")), ax=ax),
    "subgroups": lambda ax: figures.subgroups(subgroups(3000, 5), ax=ax),
    "differences": lambda ax: figures.group_differences(made.group_difference_rows(named(5)), ax=ax),
    "forest": lambda ax: figures.published_forest(pooled().of("second_course"), ax=ax),
}


@pytest.mark.parametrize("engine", [None, "constrained"])
@pytest.mark.parametrize("pair", [("naive", "predictors"), ("subsets", "subgroups"), ("differences", "forest")])
def test_rows_keep_to_the_place_of_their_axes(pair: tuple[str, str], engine: Any) -> None:
    figure = Figure(figsize=(9.0, 5.0), layout=engine)
    FigureCanvasAgg(figure)
    axes = list(figure.subplots(1, 2))
    places = [ax.get_window_extent().frozen() for ax in axes]
    for name, ax in zip(pair, axes, strict=True):
        ROWS[name](ax)
    found = texts(figure)
    assert overlaps(found) == []
    assert beyond(figure, found) == []
    if engine is None:
        assert on_marks(figure, found) == []
        for ax, place in zip(axes, places, strict=True):
            with styled():
                boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts]
            assert [text for text, box in boxes if box.x0 < place.x0 - SLACK or box.x1 > place.x1 + SLACK] == []


def test_numbers_stand_beside_rows_that_have_room_and_too_many_rows_say_what_they_need() -> None:
    figure = Figure(figsize=(7.2, 6.0))
    FigureCanvasAgg(figure)
    assert ROWS["naive"](figure.subplots()) is figure
    assert {"In remission (axis starts at 60%)", "94.4%", "naive\n(biased)"} <= {text for text, _ in texts(figure)}
    low = Figure(figsize=(7.2, 2.0))
    FigureCanvasAgg(low)
    with pytest.raises(EstimateError, match=r"24 rows need axes that are \d+ mm high"):
        ROWS["naive"](low.subplots())


def ticks(figure: Figure) -> list[int]:
    return [round(float(day)) for day in figure.axes[0].get_xticks()]


def columns(figure: Figure) -> list[int]:
    labels = [str(a.get_label()) for a in figure.findobj(Text)]
    return sorted({int(label.rpartition(" ")[2]) for label in labels if label.startswith("at_risk ")})


def test_ticks_and_columns_at_risk_stand_at_the_breaks() -> None:
    asked = (0, 365, 1095, 1826)
    for figure in (
        figures.remission(falling(3000), breaks=asked),
        figures.remission_by_group(falling(3000, 2), breaks=asked, size=89),
        figures.second_course(rising(3000, ("second_course", "death")), breaks=asked),
        figures.first_treatment(rising(3000), breaks=asked),
        figures.ladder(climbed(3000), breaks=asked),
    ):
        assert ticks(figure) == columns(figure) == list(asked)
        assert [t.get_text() for t in figure.axes[0].get_xticklabels()] == ["0", "1", "3", "5"]
    panels = figures.remission_by_group(falling(3000, 5), breaks=asked)
    assert ticks(panels) == list(asked)


def test_horizons_are_the_usual_ticks_where_they_have_room() -> None:
    assert ticks(figures.remission(falling(3000))) == [0, 182, 365, 730, 1095, 1826]
    assert ticks(figures.remission(falling(3000), horizons_days=(365, 1826))) == [0, 365, 1826]
    assert 182 not in ticks(figures.remission(falling(3000), size=89))
    assert len(ticks(figures.remission(falling(3000), horizons_days=(30,)))) > 3


@pytest.mark.parametrize(
    ("asked", "match"),
    [((5000,), "no day between 0 and"), (range(0, 2000, 10), "no room between"), ("x", "several days")],
)
def test_breaks_without_a_place_say_what_to_give(asked: Any, match: str) -> None:
    with pytest.raises(EstimateError, match=match):
        figures.remission(falling(3000), breaks=asked)


def test_the_unit_is_the_largest_that_the_days_are_whole_in() -> None:
    assert axis_at([0, 365, 730], 0, 900).unit == "Years"
    assert axis_at([0, 30, 61], 0, 900).unit == "Months"
    assert axis_at([0, 100, 250], 0, 900).labels == ("0", "100", "250")


@pytest.mark.parametrize("size", [89, 183])
@pytest.mark.parametrize("people", [40, 3000])
@pytest.mark.parametrize("p_first", [True, False])
def test_p_medians_and_curves_keep_off_each_other(size: int, people: int, p_first: bool) -> None:
    curve = falling(people, 2)
    figure = figures.remission_by_group(curve, size=size)
    add = [lambda: figures.add_p(figure, logrank(curve.counts)), lambda: figures.add_medians(figure, curve)]
    for each in add if p_first else add[::-1]:
        each()
    found = texts(figure)
    assert overlaps(found) == []
    assert beyond(figure, found) == []
    assert on_marks(figure, found) == []
    assert "(chi-square" in figures.describe(figure).caption


def test_a_quantile_is_the_day_of_the_result_and_what_is_not_reached_is_said_on_the_figure() -> None:
    curve = falling(3000, 2)
    figure = figures.add_medians(figures.remission_by_group(curve), curve, quantile=0.25)
    for row in curve.quantile(0.25).itertuples():
        (line,) = [each for each in figure.axes[0].lines if each.get_label() == f"25% {row.group}"]
        assert line.get_xdata()[-1] == row.estimate
        assert line.get_ydata()[0] == 75
    assert "Time until 25% had the outcome: clinic A" in figures.describe(figure).details
    figures.add_medians(figure, curve, quantile=0.99)
    assert any(text.get_text() == "99% not reached: clinic A, clinic B" for text in figure.axes[0].texts)
    with pytest.raises(EstimateError, match="between 0 and 1"):
        figures.add_medians(figure, curve, quantile=25)


@pytest.mark.parametrize("size", [89, 183])
@pytest.mark.parametrize("groups", [2, 3, 4])
@pytest.mark.parametrize("inside", [False, True])
def test_every_group_s_day_is_written_and_no_line_runs_through_a_name(size: int, groups: int, inside: bool) -> None:
    curve = falling(3000, groups)
    if inside:
        figure = Figure(figsize=(size / 25.4, 3.2))
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        figures.remission_by_group(curve, ax=axes)
        figure = figures.add_medians(axes, curve, quantile=0.25)
    else:
        figure = figures.add_medians(figures.remission_by_group(curve, size=size), curve, quantile=0.25)
    found = texts(figure)
    for row in curve.quantile(0.25).itertuples():
        day = f"25% by {count_text(row.estimate)} days"
        at_line = [t for t in figure.axes[0].texts if str(t.get_label()) == f"day of 25% {row.group}"]
        beneath = [text for text, _ in found for line in text.split("\n") if line == f"{plain(row.group)}: {day}"]
        assert [text.get_text() for text in at_line] == [day] * (not beneath)
        assert len(at_line) + len(beneath) == 1
    assert overlaps(found) == []
    assert on_marks(figure, found) == []


def test_the_median_is_one_of_the_quantiles() -> None:
    curve = falling(3000, 2)
    assert curve.median().equals(curve.quantile(0.5))
    days = [curve.quantile(share)["estimate"].to_numpy() for share in (0.1, 0.25, 0.5)]
    assert np.all(np.diff(days, axis=0) >= 0)


@pytest.mark.parametrize(("keyword", "ours"), [("risk_table", "at_risk"), ("xlim", "days"), ("ticks", "breaks")])
def test_a_keyword_of_another_package_names_ours(keyword: str, ours: str) -> None:
    with pytest.raises(TypeError, match=f"did you mean '{ours}'"):
        figures.remission(falling(40), **{keyword: False})


def test_a_narrow_page_has_counts_in_the_table_alone() -> None:
    narrow = BY_GROUPS["remission_by_group"](3000, 2, size=89)
    assert not any("events " in text for text, _ in texts(narrow))
    assert {"clinic A", "clinic B"} <= {text for text, _ in texts(narrow)}


def test_a_flow_ends_in_those_analysed_with_the_responders_in_their_box() -> None:
    rows = [
        ("first courses", "", 90, 90),
        ("no follow-up", "censored on day 0", None, 4),
        ("responders", "clear", None, 70),
    ]
    figure = figures.flow(pd.DataFrame(rows, columns=["step", "reason", "rows", "patients"]))
    said = figures.describe(figure).details
    assert said.endswith("Analysed: 90 patients; of whom responders (clear): 70 patients.")
    assert "beside it: no follow-up (censored on day 0): 4 patients." in said


@pytest.mark.parametrize("end", [1826, 2000, 2400, 3540, 5000, 9000])
def test_no_more_of_a_time_axis_is_bare_than_lies_between_its_last_two_horizons(end: float) -> None:
    horizons = (182, 365, 730, 1095, 1826)
    days = axis_in_force(end, most=9, across=60.0, cell=5.0, horizons=horizons).days
    assert end - days[-1] <= max(731, days[-1] - days[-2])
    assert min(later - day for day, later in pairwise(days)) / end * 60.0 >= 4.9
