"""Captions and alt texts say what is drawn: n, events, the definition, the convention, and SIMULATED when it is so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import isostats as iso
from isostats import figures
from isostats.figures.curve_layout import stop_words
from isostats.figures.curves import steps
from isostats.figures.finished import SIMULATED
from isostats.vocabulary import names as v
from isostats.words.english import definition_words, outcome_phrase
from isostats.words.labels import labelled
from tests.figures import made
from tests.figures.made import SYSTEMIC, people, remission_of
from tests.figures.scenes import SCENES, drawn

CURVES = [name for name in SCENES if name.split()[0] in ("remission", "groups", "first", "second")]


def words_of(name: str) -> figures.Words:
    return figures.describe(drawn(name))


@pytest.fixture(scope="module", params=SCENES)
def scene(request: pytest.FixtureRequest) -> tuple[str, figures.Words]:
    return request.param, words_of(request.param)


def test_every_figure_has_words_that_read(scene: tuple[str, figures.Words]) -> None:
    _, words = scene
    assert words.title
    assert words.caption.startswith(words.title)
    assert len(words.caption.split()) <= 60, words.caption
    for text in filter(None, (words.caption, words.alt, words.details)):
        assert len(text) > 20
        assert text.endswith(".")
        for flaw in ("nan", "None", "  ", "..", " .", "()", "[]", ";;"):
            assert flaw not in text, (flaw, text)


def test_simulated_is_said_exactly_when_told(scene: tuple[str, figures.Words]) -> None:
    name, words = scene
    told = "normal" in name or name in ("remission single column", "groups two")
    assert (SIMULATED in words.caption, SIMULATED in words.alt) == (told, told)


@pytest.mark.parametrize("name", CURVES)
def test_curves_say_n_events_and_the_whole_definition(name: str) -> None:
    words = words_of(name)
    assert "n = " in words.caption
    assert re.search(r"(Kaplan-Meier|Aalen-Johansen|life table).* with log-log 95% limits\.", words.caption)
    for text in (words.details, words.alt):
        assert "n = " in words.caption + text
        assert "events" in words.caption + text
        assert "the last covered day of the first course" in text
        method = re.search(r"method: ([\w-]+)", text)
        assert method is not None
        # a Kaplan-Meier curve knows no competing cause; it censors people by them
        assert ("competing causes: " in text) == (method[1] == "Aalen-Johansen")
        assert "method: " in text
        assert "limits: 95% log-log" in text
    assert "at risk are those under observation on the day" in words.details


def test_the_numbers_in_the_caption_are_those_of_the_result() -> None:
    curve = remission_of(people(1500))
    words = figures.describe(figures.remission(curve, horizons_days=[730]))
    row = curve.at([730]).iloc[0]
    events = int(curve.frame["events"].sum())
    told = (
        f"Estimates (dots, with figures where there is room): {100 * row.estimate:.1f}% at 2 years "
        f"(95% CI {100 * row.lower:.1f}% to {100 * row.upper:.1f}%; {row.at_risk:,} at risk)."
    )
    for text in (words.caption, words.alt):
        assert f"n = 1,500, events = {events:,}." in text
    for text in (words.details, words.alt):
        assert told in text


def test_the_definition_is_told_whole() -> None:
    told = definition_words(SYSTEMIC, method="kaplan_meier", level=0.9)
    assert told.startswith("Outcome: systemic treatment (a later oral antibiotic, antiandrogen or isotretinoin)")
    for part in (
        "population: everyone",
        "day 0: the last covered day of the first course",
        "death: censored on that day",
        "gap rule: second courses are counted as recorded",
        "method: Kaplan-Meier",
        "limits: 90% log-log",
        "data 3f2a9c17e5b0",
        "isostats 0.1.0",
    ):
        assert part in told


def test_free_of_is_followed_by_an_article_where_the_outcome_has_one() -> None:
    curve = remission_of(people(300))
    second = replace(curve, counts=replace(curve.counts, definition=replace(SYSTEMIC, outcome="second_course")))
    assert figures.describe(figures.remission(second)).title.endswith(": free of a second course")
    with labelled({"second_course": "another course"}):
        assert outcome_phrase("second_course") == "another course"


def test_a_note_that_is_a_sentence_stands_as_one() -> None:
    """It stood with its capital between two semicolons."""
    notes = ("0 second courses began within 60 drug-free days", "Whoever left before is lost early")
    words = definition_words(replace(SYSTEMIC, notes=notes), method="kaplan_meier")
    assert "; 0 second courses began within 60 drug-free days; " in words
    assert words.endswith(". Whoever left before is lost early.")


def test_a_strange_figure_has_no_description() -> None:
    from matplotlib.figure import Figure

    with pytest.raises(TypeError, match="carries no description"):
        figures.describe(Figure())


@pytest.mark.parametrize(("last", "words"), [
    (70, "The curve ends at the last horizon, day 730."),
    (5, "The curve stops where fewer than 50 are at risk: on day 365."),
])  # fmt: skip
def test_a_curve_of_intervals_ends_at_the_last_horizon_unless_too_few_are_at_risk(last: int, words: str) -> None:
    """All who are left leave in the last step of counts by interval, however many they are."""
    days = [365] * 20 + [730] * (80 - last) + [731] * last
    counts = replace(iso.event_table(days, [1] * 20 + [0] * 80), by_interval=True)
    assert stop_words([steps(iso.kaplan_meier(counts), "all", min_at_risk=50)], 50) == words


def test_pictures_without_a_curve_of_their_own_say_what_is_a_bound_too() -> None:
    """A difference, a cured share and a ratio over time, where later steps of a relapse cannot be seen."""
    result, (answer, curve) = made.difference(2000), made.permanent(2000)
    bound = replace(curve.definition, lacking=(v.LATER_STEPS,))
    drawn_of = {
        "each share is an upper bound; differences are as doubtful":
            figures.difference(replace(result, definition=replace(result.definition, lacking=(v.LATER_STEPS,)))),
        "the curve is an upper bound":
            figures.cured_share(answer, curve=replace(curve, counts=replace(curve.counts, definition=bound))),
        "ratios are of what was seen alone":
            figures.ratios_over_time(made.over_time(200), outcome=bound.outcome, definition=bound),
    }  # fmt: skip
    for words, figure in drawn_of.items():
        assert f"Later steps of a relapse are not in these records: {words}." in str(figures.describe(figure))
