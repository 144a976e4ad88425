"""What every figure takes: it reaches axes and words, moves no number, and what is unknown names the nearest."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from isostats import figures
from isostats.errors import EstimateError
from isostats.figures.drawing import Drawing
from isostats.figures.figure_calls import KEYWORDS, CommonKeywords
from isostats.figures.looks import JOURNALS, PALETTES
from isostats.figures.pages import Page
from isostats.vocabulary import names as v
from isostats.words.journals import number_style, numbers_as
from isostats.words.numbers import p_text
from tests.figures import made
from tests.figures.made import incidence_of, people, remission_of

CURVE = remission_of(people(600))
BY_SEX = remission_of(people(900, groups=("sex=female", "sex=male")))
CAUSES = incidence_of(people(600, causes=6))
RESULTS = made.tidy(made.remission_rows() + made.hazard_rows())

INTO_AXES: dict[str, tuple[Callable[..., Figure], Any]] = {
    "remission": (figures.remission, CURVE),
    "groups": (figures.remission_by_group, BY_SEX),
    "first": (figures.first_treatment, CAUSES),
    "ends": (figures.course_ends, made.course_ends(400)),
    "ladder": (figures.ladder, made.ladder(600)),
    "predictors": (figures.predictors, RESULTS),
    "naive": (figures.naive_against_censoring_aware, RESULTS),
    "funnel": (figures.funnel, made.sites(24)),
    "definitions": (figures.published_definitions, made.under_definitions()),
}


def texts(figure: Any) -> list[str]:
    return [t.get_text() for t in figure.findobj(Text) if t.get_text().strip()]


def line(figure: Any, label: str) -> Line2D:
    (found,) = figure.findobj(lambda a: isinstance(a, Line2D) and a.get_label() == label)
    return found


def own_axes() -> Axes:
    figure = Figure(figsize=(6, 4))
    FigureCanvasAgg(figure)
    return figure.add_subplot()


@pytest.mark.parametrize("name", INTO_AXES)
def test_the_data_layer_drawn_into_axes_is_that_of_the_figure(name: str) -> None:
    draw, result = INTO_AXES[name]
    alone, ax = draw(result), own_axes()
    returned = draw(result, ax=ax)
    assert returned is ax.figure
    assert returned.axes == [ax]
    for one in alone.axes[0].lines:
        label = str(one.get_label())
        if not label.startswith("_") and one.get_transform() == alone.axes[0].transData:
            other = line(ax, label)
            assert np.allclose(np.asarray(one.get_xdata(), float), np.asarray(other.get_xdata(), float), equal_nan=True)
    assert figures.describe(ax).title == figures.describe(alone).title == figures.describe(returned).title
    assert "Table:" not in figures.describe(ax).details


@pytest.mark.parametrize("draw", [figures.flow, figures.present_steps, figures.specification_curve])
def test_a_figure_of_several_parts_is_not_drawn_into_one_ax(draw: Callable[..., Figure]) -> None:
    with pytest.raises(EstimateError, match="several parts"):
        draw(made.FLOW, ax=own_axes())


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"journal": "lancett"}, "did you mean 'lancet'"),
        ({"language": "dee"}, "'de'"),
        ({"palette": "okabe"}, "okabe_ito"),
        ({"palette": ["#12", "red"]}, "No colour '#12'"),
        ({"palette": {"femal": "red"}}, "did you mean 'female'"),
        ({"order": ("mael", "female")}, "did you mean 'male'"),
        ({"order": "male"}, "several levels"),
        ({"labels": {"mal": "Men"}}, "did you mean 'male'"),
        ({"size": "singel"}, "did you mean 'single'"),
        ({"size": 12}, "80 to 250 mm"),
        ({"days": (0,)}, r"\(0, 1095\)"),
        ({"days": (365, 0)}, r"\(0, 1095\)"),
        ({"percent": (0, 120)}, r"\(0, 100\)"),
        ({"at_risk": ("event",)}, "did you mean 'events'"),
        ({"at_risk": 5}, "several names"),
        ({"order": ("male", "male")}, "more than once"),
        ({"order": 3}, "several names"),
        ({"palette": 3}, "several colours"),
        ({"marks": 365}, "several days"),
        ({"marks": (-1,)}, "several days"),
        ({"title": 3}, "title is a text"),
        ({"labels": {"male": "all", "female": "all"}}, "Give each its own name"),
        ({"labels": {"male": "Female"}}, "Give each its own name"),
        ({"labels": {"male": ""}}, "no name"),
        ({"labels": ["male"]}, "a name by level"),
        ({"ax": "x"}, "ax is one pair of axes"),
        ({"ax": np.array([1, 2])}, r"axes\.flat\[0\]"),
        ({"claim": 85}, r"between 0 and 1: 0\.85, not 85"),
        ({"claim": -1}, "share between 0 and 1"),
        ({"claim": float("nan")}, "share between 0 and 1"),
        ({"claim": "85%"}, "share between 0 and 1"),
        ({"margin": -1}, "share between 0 and 1"),
        ({"margin": float("nan")}, "share between 0 and 1"),
        ({"margin": "a"}, "share between 0 and 1"),
        ({"min_at_risk": -1}, "whole number of people"),
        ({"min_at_risk": 1.5}, "whole number of people"),
        ({"p_value": 3}, "share between 0 and 1"),
    ],
)
def test_what_is_unknown_names_the_nearest(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        figures.remission_by_group(BY_SEX, **asked)


def test_axes_that_were_taken_out_or_are_of_another_kind_are_refused() -> None:
    removed = own_axes()
    removed.remove()
    figure = Figure()
    for ax in (removed, figure.add_subplot(projection="polar")):
        with pytest.raises(EstimateError, match=r"plt\.subplots"):
            figures.remission(CURVE, ax=ax)


@pytest.mark.parametrize("draw", [figures.outcome_heatmap, figures.specification_curve])
def test_every_figure_with_a_claim_refuses_what_is_no_share(draw: Callable[..., Figure]) -> None:
    with pytest.raises(EstimateError, match=r"0\.85, not 85"):
        draw(made.grid(), claim=85)


def test_an_unknown_keyword_is_told() -> None:
    with pytest.raises(TypeError, match="did you mean 'title'"):
        figures.remission(CURVE, titel="Relapse")  # type: ignore[call-arg]


def test_every_public_figure_takes_them_all() -> None:
    assert set(CommonKeywords.__annotations__) == set(KEYWORDS)
    for name in figures.__all__:
        function = getattr(figures, name)
        if str(inspect.signature(function).return_annotation) == "Figure" and not name.startswith("add_"):
            assert hasattr(function, "__wrapped__"), f"{name} is no figure that takes the common keywords"


def test_a_title_stands_above_and_moves_nothing_in_mm() -> None:
    plain, titled = figures.remission(CURVE), figures.remission(CURVE, title="Relapse in our clinic")
    assert "Relapse in our clinic" in texts(titled)
    assert figures.describe(titled).caption.startswith("Relapse in our clinic.")
    for before, after in zip(plain.axes, titled.axes, strict=True):
        (_, low), (_, high) = (axes.get_window_extent().get_points() for axes in (before, after))
        assert np.allclose(before.get_window_extent().bounds, after.get_window_extent().bounds, atol=0.01), (low, high)


@pytest.mark.parametrize(("size", "mm"), [(89, 89), (140, 140), ("double", 183), ("phone", 89)])
def test_the_size_is_that_of_the_page(size: Any, mm: float) -> None:
    assert Page(figures.remission(CURVE, size=size)).size[0] == pytest.approx(mm)
    assert Page(figures.remission_by_group(BY_SEX, size=size)).size[0] == pytest.approx(mm)


def test_labels_order_and_colours_are_those_of_the_levels() -> None:
    figure = figures.remission_by_group(
        BY_SEX, labels={"male": "Men", "female": "Women"}, order=("male",), palette={"male": "#112233"}
    )
    assert any("Men" in text for text in texts(figure))
    assert not any("female" in text for text in texts(figure))
    curves = [str(one.get_label()) for one in figure.axes[0].lines if str(one.get_label()).startswith("curve ")]
    assert curves == ["curve sex=male", "curve sex=female"]
    assert line(figure, "curve sex=male").get_color() == "#112233"
    assert "Women" in figures.describe(figure).details
    assert figures.describe(figures.remission_by_group(BY_SEX)).details.count("Women") == 0


def test_an_axis_range_cuts_the_curve_and_not_its_counts() -> None:
    whole, cut = figures.remission(CURVE), figures.remission(CURVE, days=(0, 1000), percent=(40, 100), marks=(365,))
    assert cut.axes[0].get_xlim() == (0, 1000)
    assert cut.axes[0].get_ylim() == (40, 100)
    assert "starts at 40%" in cut.axes[0].get_ylabel()
    days = np.asarray(line(cut, "curve all").get_xdata(), float)
    assert days.max() == 1000
    assert set(days[:-1]) <= set(np.asarray(line(whole, "curve all").get_xdata(), float))
    dots = [str(one.get_label()) for one in cut.findobj(Line2D)]
    assert [dot for dot in dots if dot.startswith("horizon")] == ["horizon 365"]
    assert figures.describe(whole).caption == figures.describe(cut).caption


def test_rows_of_the_at_risk_table_are_chosen() -> None:
    rows = {"At risk", "Events", "Censored"}
    assert rows & set(texts(figures.remission(CURVE))) == rows
    assert rows & set(texts(figures.remission(CURVE, at_risk=("censored", "at_risk")))) == {"At risk", "Censored"}
    none = figures.remission(CURVE, at_risk=())
    assert rows & set(texts(none)) == set()
    assert Page(none).size[1] < Page(figures.remission(CURVE)).size[1]


def test_the_claim_is_switched() -> None:
    assert figures.remission(CURVE, claim=False).findobj(lambda a: a.get_label() == "claim") == []
    assert figures.remission(CURVE, claim=True).findobj(lambda a: a.get_label() == "claim") != []
    assert figures.first_treatment(CAUSES, claim=False)  # type: ignore[call-arg]
    with pytest.raises(EstimateError, match="around the claim"):
        figures.outcome_heatmap(made.grid(), claim=False)


@pytest.mark.parametrize("journal", JOURNALS)
def test_a_journal_sets_width_type_colours_and_numbers(journal: Any) -> None:
    figure = figures.remission_by_group(BY_SEX, p_value=0.0312, journal=journal)
    assert Page(figure).size[0] == pytest.approx(JOURNALS[journal].width)
    assert {t.get_fontsize() for t in figure.findobj(Text) if t.get_text().strip()} <= {6.0, 7.0, 8.0}
    p = {"plain": "p = 0.031", "jama": "P = .03", "lancet": "p=0·031", "bmj": "P=0.031", "nature": "P = 0.031"}
    assert any(p[journal] in text for text in texts(figure))
    assert p[journal] in figures.describe(figure).caption
    colours = PALETTES.get(journal, PALETTES["okabe_ito"])
    assert line(figure, "curve sex=female").get_color() == colours[0]
    assert figures.describe(figures.remission_by_group(BY_SEX, p_value=0.0312)).caption.count("p = 0.031") == 1


def test_every_colour_of_a_journal_is_seen_on_white() -> None:
    from matplotlib.colors import to_rgb

    for journal in JOURNALS:
        for colour in PALETTES.get(journal, ()):
            red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
            assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 3, colour


def test_the_second_process_draws_under_them_too() -> None:
    asked = {"title": "Ours", "journal": "lancet", "size": 140, "labels": {"male": "Men"}, "at_risk": ()}
    drawing = Drawing("groups", "remission_by_group", BY_SEX, asked)
    assert drawing.finish(("svg",)) == drawing.finish(("svg",))
    assert drawing.finish(("svg",)).words.title == "Ours"


OUTCOMES = ("any_treatment", "systemic_treatment", "second_course", "recorded_relapse")


def test_a_figure_without_room_names_a_size_that_has_it() -> None:
    with pytest.raises(EstimateError, match="needs 140 mm, not 89"):
        figures.specification_curve(made.grid(), size=89)
    long = remission_of(people(900, groups=made.LONG_SITES[:4]))
    assert Page(figures.remission_by_group(long, size=89)).size[0] == pytest.approx(89)  # names stand above their rows
    with pytest.raises(EstimateError, match=r"needs \d+ mm for 6 outcomes, not 89"):
        figures.outcome_heatmap(made.grid(outcomes=(*OUTCOMES, "acne_back", "seen_again")), size=89)
    for width in (80, 89):
        assert Page(figures.outcome_heatmap(made.grid(outcomes=OUTCOMES), size=width)).size[0] == pytest.approx(width)
    assert Page(figures.specification_curve(made.grid(), journal="lancet")).size[0] == pytest.approx(160)
    assert Page(figures.flow(made.FLOW, journal="lancet")).size[0] == pytest.approx(160)


@pytest.mark.parametrize("journal", ["plain", "jama", "lancet", "bmj", "nature"])
def test_p_values_in_rows_are_set_as_the_journal_has_them(journal: str) -> None:
    values = RESULTS.loc[RESULTS[v.QUANTITY] == v.HAZARD_RATIO, v.P_VALUE]
    with numbers_as(journal):
        letter, first = number_style().p, p_text(float(values[values > 0.01].iloc[0]))
    drawn = texts(figures.predictors(RESULTS, journal=journal))
    assert letter in drawn
    assert first in drawn
    assert not any(text.startswith("=") for text in drawn)


def test_rows_take_the_palette_and_the_order_too() -> None:
    figure = figures.predictors(RESULTS, journal="jama", order=("second_course",))
    mark = line(figure, "mark second_course sex=male vs female")
    assert mark.get_color() == PALETTES["jama"][0]
    other = line(figure, "mark systemic_treatment sex=male vs female")
    assert mark.get_ydata()[0] < other.get_ydata()[0]


@pytest.mark.parametrize("asked", [{"days": (0, 365)}, {"marks": (365,)}, {"at_risk": ()}])
def test_what_belongs_to_a_time_axis_is_not_passed_over_where_there_is_none(asked: dict[str, Any]) -> None:
    with pytest.raises(EstimateError, match="has no time axis"):
        figures.predictors(RESULTS, **asked)


def test_a_test_that_could_not_be_made_is_drawn_as_such() -> None:
    curve = remission_of(people(60, groups=("sex=female", "sex=male")))
    figure = figures.remission_by_group(curve, p_value=float("nan"))
    assert "not estimable" in figures.describe(figure).caption
