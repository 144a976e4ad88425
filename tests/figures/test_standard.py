"""The figure standard: every figure in every shape of data is as the lint has it, and the lint finds what is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from isostats.figures import matplotlib_settings
from isostats.figures.matplotlib_settings import styled
from isostats.figures.pages import Page
from tests.figures.lint import CHECKS, contrast, faults
from tests.figures.shapes import scenes
from tests.sweeps import WHOLE

IN_TURN = scenes(every=False)
EVERY = scenes(every=True)
AS_FILES = {name.split(" of ")[0]: name for name in IN_TURN}.values()
"""One shape of each figure: its texts are looked for in a file as well, which takes as long as all else together."""


@pytest.mark.parametrize("name", IN_TURN)
def test_a_figure_of_every_shape_is_as_the_standard_has_it(name: str) -> None:
    assert faults(IN_TURN[name](), without=() if WHOLE or name in AS_FILES else ("live_text",)) == {}


@pytest.mark.validation
@pytest.mark.parametrize("name", sorted(set(EVERY) - set(IN_TURN)))
def test_and_of_any_number_in_every_size(name: str) -> None:
    assert faults(EVERY[name]()) == {}


def good() -> Page:
    """A figure with nothing amiss: a curve from 100%, its name, and a dot with its number."""
    page = Page.blank(60)
    axes = page.axes_at(20, 10, 120, 30)
    axes.plot([0, 400], [100, 60], color="#1a1a1a", label="curve a")
    axes.plot([200], [80], "o", color="#1a1a1a", label="horizon 200")
    axes.text(205, 82, "80.0%", fontsize=7, label="estimate 200")
    axes.set_xlim(0, 400)
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 100], ["0%", "100%"])
    axes.set_xlabel("Days since day 0", fontsize=8)
    return page


def leave_name(page: Page) -> None:
    page.figure.axes[0].texts[0].set_position((300, 30))


def add(x: list[float], y: list[float], **how: object) -> Callable[[Page], object]:
    return lambda page: page.figure.axes[0].plot(x, y, **how)


def many(page: Page) -> None:
    for i in range(5):
        page.figure.axes[0].plot([0, 400], [100, 10 * i], color=str(i / 15), label=f"curve {i}")


def of_curves(page: Page) -> None:
    vars(page.figure.axes[0])["isostats_curve"] = True


BAD: dict[str, Callable[[Page], object]] = {
    "size": lambda page: page.figure.set_figwidth(5),
    "type_size": lambda page: page.figure.text(0.1, 0.1, "small print", fontsize=5),
    "overlap": lambda page: [page.text(3, 50, "one"), page.text(3, 51, "on one")],
    "on_canvas": lambda page: page.text(180, 50, "over the edge"),
    "off_data": lambda page: page.figure.axes[0].text(100, 90, "on the curve", va="center", fontsize=7),
    "text_contrast": lambda page: page.text(3, 50, "pale", color="#b0b0b0"),
    "mark_contrast": add([0, 400], [20, 20], color="#E69F00", label="pale"),
    "grey_safe": add([0, 400], [100, 20], color="#222222", label="curve b"),
    "near": leave_name,
    "named": add([300], [70], marker="o", color="#1a1a1a", label="horizon 300"),
    "units": lambda page: page.figure.axes[0].set_xlabel("since then", fontsize=8),
    "origin": lambda page: page.figure.axes[0].set_ylim(40, 100),
    "day_zero": lambda page: (page.figure.axes[0].lines[0].set_ydata([90, 60]), page.figure.axes[0].set_xlabel("Days")),
    "no_legend": lambda page: page.figure.axes[0].legend(page.figure.axes[0].lines[:1], ["a"]),
    "faceted": many,
    "wide_enough": lambda page: (
        of_curves(page),
        page.figure.set_figwidth(89 / 25.4),
        page.figure.axes[0].set_position((0.5, 0.3, 0.4, 0.5)),
    ),
    "no_strip": lambda page: of_curves(page),
}


def drawn(spoil: Callable[[Page], object] | None = None) -> Figure:
    with styled():
        page = good()
        if spoil is not None:
            spoil(page)
    return page.figure


def test_every_check_has_its_bad_figure() -> None:
    assert {*BAD, "live_text"} == set(CHECKS)


def test_a_good_figure_has_no_faults() -> None:
    assert faults(drawn()) == {}


@pytest.mark.parametrize("check", BAD)
def test_each_check_fails_on_a_bad_figure(check: str) -> None:
    assert check in faults(drawn(BAD[check]))


def test_text_that_is_no_text_in_the_svg_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = matplotlib_settings._parameters()
    monkeypatch.setattr(matplotlib_settings, "_parameters", lambda: parameters | {"svg.fonttype": "path"})
    assert "80.0%" in faults(drawn())["live_text"]


def test_contrast_is_that_of_wcag() -> None:
    assert np.isclose(contrast("black", "white"), 21)
    assert round(contrast("#767676", "white"), 2) == 4.54
