"""No text lies on another, on a line, bar or band, or beyond the canvas: in every figure, in every situation."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from isostats.figures.pages import Page
from isostats.figures.style import PAGE_MM
from tests.figures.layout import Placed, beyond, on_marks, overlaps, texts
from tests.figures.scenes import SCENES, drawn


@pytest.fixture(scope="module", params=SCENES)
def scene(request: pytest.FixtureRequest) -> Figure:
    return drawn(request.param)


@pytest.fixture(scope="module")
def placed(scene: Figure) -> list[Placed]:
    return texts(scene)


def test_texts_do_not_overlap(placed: list[Placed]) -> None:
    assert overlaps(placed) == []


def test_texts_stay_on_the_canvas(scene: Figure, placed: list[Placed]) -> None:
    assert beyond(scene, placed) == []


def test_texts_keep_off_lines_bars_and_bands(scene: Figure, placed: list[Placed]) -> None:
    assert on_marks(scene, placed) == []


def test_sizes_and_type_are_those_of_print(scene: Figure) -> None:
    width, height = Page(scene).size
    assert round(width, 6) in (89.0, PAGE_MM)
    assert 15 < height < 247  # a journal page
    from matplotlib.text import Text

    sizes = {t.get_fontsize() for t in scene.findobj(Text) if t.get_text().strip()}
    assert sizes <= {7.0, 8.0}


def test_the_checker_finds_what_it_looks_for() -> None:
    from isostats.figures.matplotlib_settings import styled

    with styled():
        page = Page.blank(60)
        figure, axes = page.figure, page.axes_at(20, 10, 40, 30)
        axes.plot([0, 1], [0.5, 0.5], label="a line")
        axes.text(0.5, 0.5, "on the line", transform=axes.transData)
        axes.text(0.52, 0.5, "on the text")
        figure.text(0.99, 0.9, "off the canvas")
        found = texts(figure)
    assert ("on the line", "on the text") in overlaps(found)
    assert beyond(figure, found) == ["off the canvas"]
    assert ("on the line", "line a line") in on_marks(figure, found)
