"""Layers added afterwards draw what the result holds, add to the words, and say what they cannot be added to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from isostats import curve_difference, event_table, figures, gray, kaplan_meier, logrank, logrank_trend
from isostats.errors import EstimateError
from isostats.figures.pages import Page
from tests.figures import made
from tests.figures.layout import beyond, overlaps, texts
from tests.figures.made import incidence_of, people, remission_of

CURVE = remission_of(people(600))
BY_SEX = remission_of(people(900, groups=("sex=female", "sex=male")))
DIFFERENCE = curve_difference(BY_SEX)
MANY = remission_of(people(900, groups=[f"site={name}" for name in "abcdef"]))


def called(figure: Figure, label: str) -> Line2D:
    (line,) = figure.findobj(lambda a: isinstance(a, Line2D) and a.get_label() == label)
    return line


def words(figure: Figure) -> set[str]:
    return {t.get_text() for t in figure.findobj(Text) if t.get_text().strip()}


def test_a_table_added_is_the_one_that_was_left_out() -> None:
    whole, added = figures.remission_by_group(BY_SEX), figures.remission_by_group(BY_SEX, at_risk=())
    assert figures.add_at_risk(added, BY_SEX) is added
    for one in whole.findobj(lambda a: isinstance(a, Text) and str(a.get_label()).startswith(("at_risk ", "events "))):
        (other,) = added.findobj(lambda a, of=one: isinstance(a, Text) and a.get_label() == of.get_label())
        assert other.get_text() == one.get_text()
    assert Page(added).size[1] > Page(figures.remission_by_group(BY_SEX, at_risk=())).size[1]
    assert "Table: at risk" in figures.describe(added).details
    found = texts(added)
    assert overlaps(found) == []
    assert beyond(added, found) == []
    with pytest.raises(EstimateError, match="has an at-risk table"):
        figures.add_at_risk(added, BY_SEX)


def test_layers_hang_beneath_axes_of_the_users() -> None:
    figure = Figure(figsize=(8, 8))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.2, 0.5, 0.6, 0.4))
    figures.remission(CURVE, ax=ax)
    figures.add_at_risk(ax, CURVE, rows=("at_risk",))
    (table,) = ax.child_axes
    assert {t.get_text() for t in table.texts} >= {"At risk", "600"}
    assert table.get_window_extent().y1 < ax.get_window_extent().y0
    assert table.get_xlim() == ax.get_xlim()
    assert "Table: at risk" in figures.describe(ax).details


def test_a_claim_added_is_the_one_that_was_left_out() -> None:
    whole, added = figures.remission(CURVE), figures.add_claim(figures.remission(CURVE, claim=None, margin=None))
    assert list(called(added, "claim").get_ydata()) == list(called(whole, "claim").get_ydata())
    assert any(text.startswith("claim 85%") for text in words(added))
    with pytest.raises(EstimateError, match="already"):
        figures.add_claim(whole)
    with pytest.raises(EstimateError, match=r"0\.85, not 85"):
        figures.add_claim(added, 85)


def test_medians_are_those_of_the_result() -> None:
    figure = figures.add_medians(figures.remission_by_group(BY_SEX), BY_SEX)
    for row in BY_SEX.median().itertuples():
        line = called(figure, f"median {row.group}")
        assert line.get_xdata()[-1] == row.estimate
        assert line.get_color() == called(figure, f"curve {row.group}").get_color()
        assert f"{round(row.estimate):,} days" in figures.describe(figure).details
    few = remission_of(people(400, hazard=0.00001))
    assert "Medians: not reached." in figures.describe(figures.add_medians(figures.remission(few), few)).details


@pytest.mark.parametrize(("journal", "letter"), [("plain", "p = "), ("lancet", "p="), ("jama", "$\\mathit{P}$ = ")])
def test_a_p_value_is_set_as_the_figure_is(journal: str, letter: str) -> None:
    figure = figures.remission_by_group(BY_SEX, journal=journal)
    figures.add_p(figure, logrank(BY_SEX.counts))
    assert any(text.startswith(f"Log-rank test: {letter}") for text in words(figure))
    with pytest.raises(EstimateError, match="between 0 and 1"):
        figures.add_p(figure, 3.0)


OTHERS = {
    "outcome": ({"outcome": "second_course"}, "outcome is 'second_course' there and 'systemic_treatment' in the curve"),
    "data": ({"fingerprint": "b2"}, "fingerprint is 'b2' there"),
    "eligibility": ({"eligibility": "aged 18 or older"}, "eligibility is 'aged 18 or older' there"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_a_layer_of_something_else_is_refused(name: str) -> None:
    changes, words = OTHERS[name]
    counts = BY_SEX.counts
    other = kaplan_meier(replace(counts, definition=counts.definition.with_(**changes)))
    for layer in (
        lambda to: figures.add_p(to, logrank(other.counts)), lambda to: figures.add_p(to, gray(other.counts)),
        lambda to: figures.add_p(to, logrank_trend(logrank(other.counts))),
        lambda to: figures.add_medians(to, other), lambda to: figures.add_at_risk(to, other),
        lambda to: figures.add_difference(to, curve_difference(other)),
    ):  # fmt: skip
        with pytest.raises(EstimateError, match=words):
            layer(figures.remission_by_group(BY_SEX, at_risk=()))


def test_a_layer_of_other_people_or_groups_is_refused_where_nothing_defines_them() -> None:
    other = remission_of(people(901, groups=("sex=female", "sex=male")))
    sites, made = logrank(MANY.counts), people(900, groups=("sex=female", "sex=male"), causes=2)
    two = kaplan_meier(event_table(made["day"], made["cause"], group=made["group"], causes=("relapse", "death")))
    of_death = gray(two.counts, cause="death")
    for add, words in (
        (lambda to: figures.add_p(to, logrank(other.counts)), "it counts 463 people in sex=female, and the curve 462"),
        (lambda to: figures.add_p(to, sites), "between site=a, .*, and the curve has sex=female, sex=male"),
        (lambda to: figures.add_medians(to, other), "other people, groups or outcomes"),
        (lambda to: figures.add_difference(to, curve_difference(other)), "other people or another estimate"),
        (lambda to: figures.add_p(to, other), "Give iso.logrank"),
    ):
        with pytest.raises(EstimateError, match=words):
            add(figures.remission_by_group(BY_SEX))
    with pytest.raises(EstimateError, match="it is of death, and the curve of relapse"):
        figures.add_p(figures.remission_by_group(two), of_death)
    with pytest.raises(EstimateError, match="between sex=female"):
        figures.add_p(figures.remission_by_group(MANY), logrank(BY_SEX.counts))
    assert figures.add_p(figures.remission_by_group(MANY), sites)
    own = figures.remission_by_group(BY_SEX)
    assert figures.add_medians(own, kaplan_meier(BY_SEX.counts, level=0.9)) is own, "limits may be others"
    said = figures.add_p(own, logrank(other.counts).p_value, test="Log-rank test, second courses")
    assert "Log-rank test, second courses: p" in figures.describe(said).caption


def test_a_test_is_named_with_its_strata_and_weights() -> None:
    counts = BY_SEX.counts
    half = replace(counts, events=np.floor(counts.events / 2), censored=np.floor(counts.censored / 2))
    for test, name in (
        (logrank(counts), "Log-rank test between 2 groups (chi"),
        (logrank(counts, rho=1), "Log-rank test with rho = 1 between 2 groups (chi"),
        (logrank(half, half, rho=0.5), "Log-rank test within 2 strata with rho = 0.5 between 2 groups of "),
        (gray(counts), "Gray's test between 2 groups (chi"),
        (logrank_trend(logrank(counts)), "Log-rank test of trend between 2 groups (chi"),
    ):
        figure = figures.add_p(figures.remission_by_group(BY_SEX), test)
        assert name in figures.describe(figure).caption
        assert any(text.startswith(name.partition(" between")[0] + ": p") for text in words(figure))


def test_a_p_value_of_panels_stands_above_them() -> None:
    figure = figures.remission_by_group(MANY)
    before = Page(figure).size[1]
    assert figures.add_p(figure, 0.3) is figure
    assert "Log-rank test: p = 0.30" in words(figure)
    assert "Log-rank test: p = 0.30." in figures.describe(figure).details
    assert figures.describe(figure).caption.endswith("Log-rank test: p = 0.30.")
    assert Page(figure).size[1] > before
    assert overlaps(texts(figure)) == []


def test_the_difference_drawn_is_the_result() -> None:
    figure = figures.add_difference(figures.remission_by_group(BY_SEX), DIFFERENCE)
    alone = figures.difference(DIFFERENCE)
    for one in (figure, alone):
        days, points = (np.asarray(each, float) for each in called(one, "difference").get_data())
        for row in DIFFERENCE.frame.itertuples():
            assert points[np.searchsorted(days, row.time, side="right") - 1] == pytest.approx(100 * row.estimate)
    (panel,) = [axes for axes in figure.axes if axes.get_label() == "difference"]
    assert panel.get_xlim() == figure.axes[0].get_xlim()
    assert "Difference, female less male: at 1 year" in figures.describe(figure).details
    found = texts(figure)
    assert overlaps(found) == []
    assert beyond(figure, found) == []


def test_a_difference_has_plain_limits_and_takes_labels() -> None:
    figure = figures.difference(DIFFERENCE, labels={"female": "Women", "male": "Men"})
    words = figures.describe(figure)
    assert words.title == "Difference in remission: Women less Men"
    assert "limits: 95% plain" in words.details
    assert "log-log" not in words.details


WRONG: dict[str, tuple[Callable[[], Figure], str]] = {
    "claim on a flow": (lambda: figures.add_claim(figures.flow(made.FLOW)), "a figure of curves"),
    "claim on a text": (lambda: figures.add_claim("figure"), "not to a str"),
    "medians of causes": (
        lambda: figures.add_medians(figures.remission(CURVE), incidence_of(people(90, causes=3))), "kaplan_meier"
    ),
    "table of counts": (lambda: figures.add_at_risk(figures.remission(CURVE), CURVE.counts), "not an EventTable"),
    "another curve": (lambda: figures.add_at_risk(figures.remission(CURVE, at_risk=()), BY_SEX), "shows another"),
    "unknown rows": (lambda: figures.add_at_risk(figures.remission(CURVE, at_risk=()), CURVE, rows=("x",)), "No row"),
    "claim on panels": (lambda: figures.add_claim(figures.remission_by_group(MANY)), "at most four groups"),
    "a second p": (lambda: figures.add_p(figures.add_p(figures.remission(CURVE), 0.1), 0.2), "has a p value"),
    "curve as difference": (lambda: figures.add_difference(figures.remission(CURVE), BY_SEX), "curve_difference"),
    "difference of a curve": (lambda: figures.difference(BY_SEX), "curve_difference"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_added_to_says_what_can(name: str) -> None:
    add, match = WRONG[name]
    with pytest.raises(EstimateError, match=match):
        add()
