"""Pixels of a few figures, as they were when somebody looked at them; ``make_baselines`` draws them anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from isostats.figures import render
from tests.figures.shapes import BY_GROUPS, BY_PEOPLE, WHOLE

FOLDER = Path(__file__).parent / "baselines"
CONSTRAINTS = Path(__file__).parents[2] / "constraints.txt"
DPI = 75
MOST_APART = 0.004
"""Share of the pixels that may differ by more than a sixteenth of their range: letters at the edge of a pixel."""

BASELINES: dict[str, Callable[[], Figure]] = {
    "remission_40": lambda: BY_PEOPLE["remission"](40, size=140),
    "remission_3000": lambda: BY_PEOPLE["remission"](3000, size="double"),
    "remission_phone": lambda: BY_PEOPLE["remission day 0"](3000, size="phone"),
    "two_groups": lambda: BY_GROUPS["remission_by_group"](3000, 2, size="double"),
    "five_groups": lambda: BY_GROUPS["remission_by_group"](3000, 5, size=140),
    "first_treatment": lambda: BY_PEOPLE["first_treatment"](3000, size="single"),
    "naive": lambda: BY_PEOPLE["naive"](3000, size="double"),
    "funnel": lambda: WHOLE["funnel"](size="double"),
}


def picture(name: str) -> bytes:
    """A figure in few pixels."""
    return render(BASELINES[name](), "png", dpi=DPI)


def apart(one: bytes, other: bytes) -> float:
    """The share of the pixels that differ plainly; 1 where the sizes do."""
    pixels = [np.asarray(Image.open(BytesIO(each)).convert("RGB")).astype(int) for each in (one, other)]
    if pixels[0].shape != pixels[1].shape:
        return 1.0
    return float((np.abs(pixels[0] - pixels[1]).max(axis=2) > 16).mean())


def pinned() -> str:
    return re.findall(r"(?m)^matplotlib==(\S+)", CONSTRAINTS.read_text(encoding="utf-8"))[0]


def test_there_are_six_baselines_or_more() -> None:
    assert len(BASELINES) >= 6
    assert {path.stem for path in FOLDER.glob("*.png")} == set(BASELINES)


@pytest.mark.skipif(matplotlib.__version__ != pinned(), reason="pixels are those of the matplotlib in constraints.txt")
@pytest.mark.parametrize("name", BASELINES)
def test_a_figure_looks_as_it_did(name: str) -> None:
    path = FOLDER / f"{name}.png"
    assert path.exists(), "no baseline: python -m tests.figures.make_baselines, and look at it"
    assert apart(picture(name), path.read_bytes()) <= MOST_APART


def test_a_figure_of_other_data_is_told_apart() -> None:
    other = render(BY_PEOPLE["remission"](3000, size=140), "png", dpi=DPI)
    assert apart(other, (FOLDER / "remission_40.png").read_bytes()) > MOST_APART
