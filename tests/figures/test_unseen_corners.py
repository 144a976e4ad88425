"""Files leave out corners that nobody can see: never further from the whole path than that, exact where it is read."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from isostats import event_table, figures, kaplan_meier
from isostats.figures.unseen_corners import MANY, PRINTED_DPI, UNSEEN, few_corners, needed
from tests.sweeps import swept

ATTRIBUTE = re.compile(rb' d="([^"]*)"')


def away(points: np.ndarray, path: np.ndarray) -> float:
    """The largest distance of points from a path, told by each point and each stretch of it."""
    one, along = path[:-1], np.diff(path, axis=0)
    length = np.maximum((along**2).sum(1), 1e-300)
    worst = 0.0
    for part in np.array_split(points, max(len(points) // 200, 1)):
        beyond = part[:, None] - one[None]
        share = np.clip((beyond * along).sum(2) / length, 0, 1)
        worst = max(worst, float(np.sqrt(((beyond - share[..., None] * along) ** 2).sum(2)).min(1).max()))
    return worst


@swept(20)
@given(
    seed=st.integers(0, 10**6), days=st.integers(1300, 1600), falls=st.floats(1e-6, 0.5), limit=st.floats(0.01, 3.0),
    closed=st.booleans(), read=st.lists(st.integers(0, 3200), max_size=3),
)  # fmt: skip
def test_a_drawn_path_is_never_further_from_the_whole_one_than_cannot_be_seen(
    seed: int, days: int, falls: float, limit: float, closed: bool, read: list[int]
) -> None:
    random = np.random.default_rng(seed)
    time = np.cumsum(random.integers(1, 3, days)).astype(float)
    level = 100 * np.cumprod(1 - falls * random.random(days) * (random.random(days) < 0.3))
    x, y = np.repeat(time, 2)[1:], np.repeat(level, 2)[:-1]
    corners = np.column_stack([x, y])
    if closed:
        corners = np.vstack([corners, corners[::-1] + np.array([0.0, 3.0]), corners[:1]])
    drawn = corners * [0.3, 2.0]
    kept = needed(corners, drawn, read, limit)
    few = drawn[kept]
    assert away(drawn, few) <= limit * (1 + 1e-9)
    middles = np.vstack([few, (few[1:] + few[:-1]) / 2, few[1:] * 0.3 + few[:-1] * 0.7])
    assert away(middles, drawn) <= limit * (1 + 1e-9)
    assert {0, len(corners) - 1} <= set(kept)
    assert corners[kept, 0].max() == x.max()
    for day in read:  # all that the whole path has there, and as much
        of_whole = {(*a, *b) for a, b in pairwise(corners) if min(a[0], b[0]) <= day <= max(a[0], b[0])}
        assert of_whole <= {(*a, *b) for a, b in pairwise(corners[kept])}


def test_the_corners_are_those_of_the_plain_way_one_stretch_after_another() -> None:
    random = np.random.default_rng(5)
    time = np.cumsum(random.integers(1, 4, 1500)).astype(float)
    level = 100 * np.cumprod(1 - 0.001 * random.random(1500))
    corners = np.column_stack([np.repeat(time, 2)[1:], np.repeat(level, 2)[:-1]])
    drawn, limit = corners * [0.1, 3.0], 0.07

    def plain(begin: int, end: int) -> set[int]:
        away = [from_stretch(drawn[i], drawn[begin], drawn[end]) for i in range(begin + 1, end)]
        if max(away, default=0.0) <= limit:
            return {begin, end}
        furthest = begin + 1 + int(np.argmax(away))
        return plain(begin, furthest) | plain(furthest, end)

    kept = needed(corners, drawn, [], limit)
    ends = sorted({0, len(corners) - 1, int(np.argmax(corners[:, 0]))})
    assert set(kept) == set().union(*(plain(*each) for each in pairwise(ends)))
    assert 10 < len(kept) < 2000


def from_stretch(point: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    """How far a point is from a stretch."""
    along = other - one
    length = float(along @ along)
    part = min(max(float((point - one) @ along) / length, 0.0), 1.0) if length else 0.0
    return float(np.hypot(*(point - one - part * along)))


def test_paths_with_few_corners_or_with_holes_stay_whole() -> None:
    stairs = np.repeat(np.arange(MANY), 2).astype(float)
    corners = np.column_stack([stairs[1:], stairs[:-1]])
    assert len(needed(corners[:MANY], corners[:MANY], [], 1e9)) == MANY
    assert len(needed(corners, corners, [], 1e9)) == 3  # both ends, and where the last day begins
    corners[7, 1] = np.nan
    assert len(needed(corners, corners, [], 1e9)) == len(corners)


@pytest.fixture(scope="module")
def curve() -> Figure:
    """A figure of a step on each of 2,000 days, as of a hundred thousand people."""
    time = np.append(np.repeat(np.arange(1, 2001), 10), np.full(80_000, 2001))
    counts = event_table(time, np.arange(len(time)) < 20_000, causes=("systemic_treatment",))
    return figures.remission(kaplan_meier(counts), horizons_days=[365, 730])


def test_a_file_has_few_corners_and_the_figure_all_of_them(curve: Figure) -> None:
    (line,) = [each for axes in curve.axes for each in axes.lines if str(each.get_label()).startswith("curve ")]
    (band,) = [each for axes in curve.axes for each in axes.collections if str(each.get_label()).startswith("band ")]
    whole, around = line.get_xydata().copy(), band.get_paths()[0].vertices.copy()
    assert len(whole) > MANY
    drawn = figures.render(curve, "svg")
    assert max(each.count(b"L") for each in ATTRIBUTE.findall(drawn)) < 700
    assert drawn == figures.render(curve, "svg")
    assert (line.get_xydata() == whole).all()
    assert (band.get_paths()[0].vertices == around).all()


@pytest.mark.parametrize("day", [365, 730])
def test_a_curve_is_exact_where_it_is_read(curve: Figure, day: int) -> None:
    (line,) = [each for axes in curve.axes for each in axes.lines if str(each.get_label()).startswith("curve ")]
    scale = 72 / curve.dpi
    whole = line.get_transform().transform(line.get_xydata()) * scale
    height = curve.get_size_inches()[1] * 72
    at = int(np.flatnonzero(line.get_xydata()[:, 0] >= day)[0])
    for x, y in whole[at : at + 2]:
        assert f"{x:.6f}".rstrip("0") + " " + f"{height - y:.6f}".rstrip("0") in figures.render(curve, "svg").decode()


def test_a_quarter_of_a_pixel_of_print_or_of_what_is_finer_is_left_out(curve: Figure) -> None:
    assert (UNSEEN, PRINTED_DPI) == (0.25, 300)
    (line,) = [each for axes in curve.axes for each in axes.lines if str(each.get_label()).startswith("curve ")]
    counts = {}
    for dpi in (72, 300, 1200):
        with few_corners(curve, dpi):
            counts[dpi] = len(line.get_xydata())
    assert counts[72] == counts[300] < counts[1200] < len(line.get_xydata())
