"""The grid of definitions as drawn: every estimate, interval, choice and count is that of the frame, in its order."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from isostats import figures
from isostats.errors import EstimateError
from isostats.figures.grid_definitions import read_grid
from isostats.figures.style import INK
from tests.figures import made
from tests.figures.test_drawn_numbers import called

CHOICES = ("outcome", "horizon_days", "denominator", "gap_days", "antibiotic_days")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return made.grid_of_dispensings(lost=17)


@pytest.fixture(scope="module")
def drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that are drawn, in the order of their estimates."""
    return frame[frame["status"] == "ok"].sort_values("estimate").reset_index(drop=True)


def kinds(drawn: pd.DataFrame) -> pd.Series:
    kind = np.where(drawn["denominator"] == "censoring_aware", "aware", "naive")
    return pd.Series(np.where(drawn["primary"], "primary", kind))


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def pieces(figure: Figure, label: str) -> list[list[float]]:
    """The y of each stretch of a line that breaks at NaN, by the stretch."""
    x, y = called(figure, label).get_data()
    cut = np.flatnonzero(np.isnan(x))
    return [list(part[~np.isnan(part)]) for part in np.split(np.asarray(y), cut) if (~np.isnan(part)).any()]


def test_points_and_intervals_are_those_of_the_frame_from_low_to_high(frame: pd.DataFrame, drawn: pd.DataFrame) -> None:
    figure = figures.specification_curve(frame)
    for kind in ("aware", "naive", "primary"):
        mine = drawn[kinds(drawn) == kind]
        x, y = called(figure, f"points {kind}").get_data()
        assert list(x) == list(mine.index)
        assert list(y) == pytest.approx(list(100 * mine["estimate"]), abs=1e-12)
        ends = np.array(pieces(figure, f"intervals {kind}"))
        assert ends == pytest.approx(100 * mine[["lower", "upper"]].to_numpy(), abs=1e-12)
    assert len(drawn) < len(frame)
    assert f"{len(drawn)} definitions, from the lowest estimate to the highest" in words(figure)
    assert called(figure, "points naive").get_markerfacecolor() == "white"


@pytest.mark.parametrize("as_dots", [True, False])
def test_the_matrix_holds_every_choice_of_every_definition_once(as_dots: bool) -> None:
    frame = made.grid() if as_dots else made.grid_of_dispensings(lost=17)
    figure = figures.specification_curve(frame)
    grid = read_grid(frame, claim=0.85, margin=0.05)
    order = grid.frame.iloc[: grid.drawn]
    assert order["estimate"].is_monotonic_increasing
    kind = kinds(order)
    for choice in grid.varying:
        seen = dict.fromkeys(range(grid.drawn), 0)
        for value in choice.values:
            for name in ("aware", "naive", "primary"):
                found = places(figure, f"{choice.column}={value} {name}")
                for place in found:
                    assert str(order[choice.column].iloc[place]) == value
                    assert kind[place] == name
                    seen[place] += 1
        assert set(seen.values()) == {1}, choice.label
    assert any(a.get_marker() == "o" for a in figure.findobj(Line2D) if "=" in str(a.get_label())) == as_dots
    fixed = [c for c in grid.choices if len(c.values) == 1]
    assert fixed
    assert not [label for label in labels(figure) for c in fixed if label.startswith(f"{c.column}=")]


def labels(figure: Figure) -> list[str]:
    return [str(a.get_label()) for a in figure.findobj() if a.get_label()]


def places(figure: Figure, label: str) -> list[int]:
    """The columns that a row of the matrix marks: dots at them, or stretches from edge to edge."""
    if label not in labels(figure):
        return []
    line = called(figure, label)
    x = np.asarray(line.get_xdata(), dtype=float)
    if line.get_marker() == "o":
        return [int(v) for v in x]
    ends = x[~np.isnan(x)].reshape(-1, 2) + 0.5
    return [place for start, end in ends for place in range(round(start), round(end))]


def test_the_counts_beside_the_axis_and_in_the_words_are_counted(frame: pd.DataFrame, drawn: pd.DataFrame) -> None:
    figure = figures.specification_curve(frame)
    aware = drawn["denominator"] == "censoring_aware"
    said = words(figure)
    start = said.index("above")
    for position in ("above", "at", "below"):
        of_aware = ((drawn["position"] == position) & aware).sum()
        of_naive = ((drawn["position"] == position) & ~aware).sum()
        head = "within 5 points" if position == "at" else position
        start = said.index(head, start)
        assert said[start + 1 : start + 3] == [f"{of_aware} of {aware.sum()}", f"naive: {of_naive} of {(~aware).sum()}"]
        told = {"at": f"{of_aware} within 5 points of it (80% to 90%)", "above": f"{of_aware} above the claim"}
        assert told.get(position, f"{of_aware} below") in figures.describe(figure).details
    lost = frame["status"].value_counts()
    words_of = figures.describe(figure)
    for text in (f"{words_of.caption} {words_of.details}", words_of.alt):
        assert f"{len(frame)} definitions of remission" in text
        assert (
            f"Not drawn, for want of an estimate: not estimable ({lost['not_estimable']}), "
            f"too few people ({lost['beyond_followup']})."
        ) in text
        assert f"naive and therefore biased, from {100 * drawn[~aware]['estimate'].min():.1f}%" in text
        assert "The same in all: population: everyone; early refills: carried over" in text


def test_the_primary_definition_is_told_whole(frame: pd.DataFrame) -> None:
    row = frame[frame["primary"]].iloc[0]
    figure = figures.specification_curve(frame)
    limits = f"{100 * row['lower']:.1f} to {100 * row['upper']:.1f}"
    assert f"primary: {100 * row['estimate']:.1f}% ({limits})" in words(figure)
    caption = figures.describe(figure).details
    for part in (f"gap rule: {row['gap_days']} days", "early refills: carried over", "washout: 365 days", "group: all",
                 f"n = {row['n']:,}; events = {row['events']:,})"):  # fmt: skip
        assert part in caption.split("The primary definition")[1]


def test_the_order_and_the_types_of_the_rows_do_not_matter(frame: pd.DataFrame) -> None:
    """A grid read from grid.csv, or sorted otherwise, is the same picture."""
    first = figures.render(figures.specification_curve(frame), "svg")
    shuffled = frame.sample(frac=1, random_state=np.random.default_rng(1))
    assert figures.render(figures.specification_curve(shuffled), "svg") == first
    text = frame.to_csv(index=False)
    assert figures.render(figures.specification_curve(pd.read_csv(io.StringIO(text))), "svg") == first
    named = text.replace("True", "true").replace("False", "false")
    read = pd.read_csv(io.StringIO(named), dtype=str)
    read = read.astype(dict.fromkeys(("estimate", "lower", "upper", "n", "events", "level"), float))
    assert figures.render(figures.specification_curve(read), "svg") == first


def test_levels_are_in_their_natural_order() -> None:
    frame = made.grid(
        outcomes=("second_course", "any_treatment"), horizons=(1095, 365), gaps=(120, 30, 90), carry=(False, True),
        groups=("site=b", "all", "site=Clinic 10", "site=Clinic 9"),
    )  # fmt: skip
    found = {c.column: c.levels for c in read_grid(frame, claim=0.85, margin=0.05).choices}
    assert found["outcome"] == ("any acne treatment", "second course")
    assert found["horizon_days"] == ("1 year", "3 years")
    assert found["gap_days"] == ("30 days", "90 days", "120 days")
    assert found["carry_over"] == ("carried over", "not carried over")
    assert found["denominator"] == ("censoring-aware", "naive, everyone", "naive, complete follow-up")
    assert found["group"] == ("all", "site: Clinic 9", "site: Clinic 10", "site: b")
    assert found["washout_days"] == ("does not apply",)


def test_a_choice_that_does_not_apply_to_all_is_told_as_such() -> None:
    frame = made.grid_of_dispensings()
    frame.loc[frame["outcome"] == "second_course", "antibiotic_days"] = pd.NA
    frame = frame.drop_duplicates(["outcome", "horizon_days", "denominator", "gap_days", "antibiotic_days"])
    assert "does not apply" in words(figures.specification_curve(frame))


def test_levels_too_many_for_a_page_share_a_row_that_says_so() -> None:
    clinics = ("all", *(f"site=Clinic {k}" for k in range(1, 61)))
    figure = figures.specification_curve(made.grid(horizons=[730], groups=clinics))
    (shared,) = [text for text in words(figure) if "further levels" in text]
    listed = [text for text in words(figure) if text.startswith("site: Clinic ")]
    assert len(listed) + 1 + int(shared.split()[0]) == len(clinics)
    assert f"share the last row of: group ({shared})" in figures.describe(figure).details


def cell_of(figure: Figure, level: object, outcome: str) -> tuple[list[str], tuple[float, ...], bool]:
    """What a cell of the heat-map says, its colour, and whether it is framed."""
    box = called(figure, f"cell {level} {outcome}")
    x, y, width, height = *box.get_xy(), box.get_width(), box.get_height()
    inside = [t for t in figure.findobj(Text) if t.get_text()]
    inside = [t for t in inside if x < t.get_position()[0] < x + width and y < t.get_position()[1] < y + height]
    framed = any(label == f"cell {level} {outcome} framed" for label in labels(figure))
    return [t.get_text() for t in inside], box.get_facecolor(), framed


def luminance(colour: Sequence[float]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("by", ["gap_days", "horizon_days"])
def test_cells_print_the_estimates_of_the_primary_rows_neighbours(by: str) -> None:
    outcomes = ("any_treatment", "systemic_treatment", "second_course")
    more = {"gaps": (30, 60, 120), "carry": (True, False)} if by == "gap_days" else {"horizons": (365, 730, 1826)}
    frame = made.grid(outcomes=outcomes, lost=7, **more)
    figure = figures.outcome_heatmap(frame)
    main = frame[frame["primary"]].iloc[0]
    same = frame["denominator"] == "censoring_aware"
    for name in ("horizon_days", "population", "carry_over", "group"):
        if name != by and pd.notna(main[name]):
            same &= frame[name] == main[name]
    chosen = frame[same]
    assert len(chosen) == 3 * 3
    assert {"ok"} < set(chosen["status"])
    for row in chosen.itertuples():
        said, face, framed = cell_of(figure, getattr(row, by), row.outcome)
        if row.status != "ok":
            why = {"beyond_followup": "too few people"}.get(row.status, row.status.replace("_", " "))
            assert said == [why]
            continue
        mark = "◆ " if row.primary else ""
        assert said == [f"{mark}{100 * row.estimate:.1f}%", f"{100 * row.lower:.1f} to {100 * row.upper:.1f}"]
        assert framed == (row.position == "at")
        red, _, blue, _ = face
        assert (blue > red) == (row.estimate > 0.85)
        lighter, darker = sorted((luminance(face), luminance(to_rgb(INK))), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) > 7
    assert figures.describe(figure).title == f"Remission by outcome and {'gap rule' if by == 'gap_days' else 'horizon'}"


def test_the_same_distance_from_the_claim_is_the_same_depth_of_colour() -> None:
    from isostats.figures.heatmaps import ABOVE, BELOW, colour_of

    assert colour_of(0.95, 0.85, 0.1) == pytest.approx(to_rgb(ABOVE))
    assert colour_of(0.75, 0.85, 0.1) == pytest.approx(to_rgb(BELOW))
    assert colour_of(0.80, 0.85, 0.1) == pytest.approx([(1 + c) / 2 for c in to_rgb(BELOW)])


def test_a_frame_that_is_no_grid_is_explained() -> None:
    frame = made.grid()
    lacking = r"needs 2 columns that this frame does not have: position, primary\. Give the definitions of a grid"
    with pytest.raises(EstimateError, match=lacking):
        figures.specification_curve(frame.drop(columns=["position", "primary"]))
    with pytest.raises(EstimateError, match="Exactly one definition is the primary one; 0 are"):
        figures.specification_curve(frame.assign(primary=False))
    with pytest.raises(EstimateError, match="Exactly one definition is the primary one; 0 are"):
        figures.specification_curve(frame.iloc[:0])
    with pytest.raises(EstimateError, match="are the same in every choice: outcome: systemic treatment; horizon: 2"):
        figures.outcome_heatmap(pd.concat([frame, frame[frame["primary"]].assign(primary=False)]))
    wrong = frame[(frame["estimate"] > 0.61) & (frame["position"] != "above")]
    wrong = pd.concat([frame[frame["estimate"].between(0.59, 0.61)], wrong]).sort_values("estimate")
    with pytest.raises(EstimateError) as raised:
        figures.specification_curve(frame, claim=0.6, margin=0.01)
    first = wrong.iloc[0]
    assert (
        f"{len(wrong)} positions in the grid cannot be for a claim of 60% within 1 points (first: "
        f"{100 * first['estimate']:.1f}% is called '{first['position']}')."
    ) in str(raised.value)
    assert "Draw it with the claim and the margin that it was made with." in str(raised.value)
