"""The grid as a result: what it says of itself agrees with its rows."""

from __future__ import annotations

import re
from dataclasses import replace
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.grid.definitions import DENOMINATORS, positions
from isostats.analyses.grid.result import Grid
from isostats.errors import EstimateError
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from isostats.study.grid_axes import AXES, COURSE_AXES, METHODS, OUTCOME_AXES
from isostats.study.grid_choices import GridChoices
from isostats.study.keys import keys_of
from isostats.vocabulary.definition import Definition
from isostats.words.language import untranslated
from tests.analyses.said import answers_of

DEFINITION = Definition(
    outcome="systemic_treatment",
    population="everyone",
    population_words="everyone with a first course",
    gap_rule="a new course begins after more than 60 drug-free days",
    notes=("No washout was applied.",),
)
ROWS = [
    # outcome, horizon, denominator, estimate, status, primary
    ("second_course", 365, "censoring_aware", 0.95, "ok", False),
    ("second_course", 730, "censoring_aware", 0.85, "ok", False),
    ("systemic_treatment", 365, "censoring_aware", 0.80, "ok", False),
    ("systemic_treatment", 730, "censoring_aware", 0.72, "ok", True),
    ("systemic_treatment", 1826, "censoring_aware", np.nan, "beyond_followup", False),
    ("systemic_treatment", 730, "naive_everyone", 0.90, "ok", False),
]


def made(rows: list[tuple] = ROWS, **changes: object) -> Grid:
    columns = ["outcome", "horizon_days", "denominator", "estimate", "status", "primary"]
    frame = pd.DataFrame(rows, columns=columns).assign(population="everyone", group="all")
    frame = frame.assign(lower=frame["estimate"] - 0.01, upper=frame["estimate"] + 0.01)
    frame = frame.assign(
        **{name: pd.array([pd.NA] * len(frame), dtype="Int64") for name in (*COURSE_AXES, *OUTCOME_AXES)}
    )
    frame["position"] = positions(frame, claim=0.85, margin=0.05)
    return Grid(frame, 0.85, 0.05, DEFINITION, **changes)  # type: ignore[arg-type]


def test_the_sentence_counts_what_the_rows_hold() -> None:
    text = made().sentence()
    assert "Of 4 defensible definitions, " in text
    assert "(censoring-aware). What varies: combinations of 2 outcomes and 3 horizons." in text
    assert "Population: everyone." in text
    assert "1 more is not estimable" in text
    assert "2 (50.0%) put remission at or above 85%" in text
    assert "2 lie within 5 points of it, 1 above that and 1 below." in text
    assert "from 76.0% free of systemic treatment to 90.0% free of a second course" in text
    assert "The primary definition gives 72.0% (71.0 to 73.0), 13.0 points below the claimed 85%. It counts" in text
    assert made().share_reaching == 0.5


def test_undecided_definitions_are_counted_with_all() -> None:
    grid = made()
    open_end = (grid.frame["outcome"] == "systemic_treatment") & (grid.frame["horizon_days"] == 365)
    found = replace(grid, frame=grid.frame.assign(position=grid.frame["position"].mask(open_end, "undecided")))
    text = found.sentence()
    assert "Of 4 defensible definitions, " in text
    assert "(censoring-aware). What varies: combinations of 2 outcomes and 3 horizons." in text
    assert "2 (50.0%) put remission at or above 85%. 1 lies within 5 points of it, 1 above that and 1 below" in text
    assert "1 is undecided: 85% or the edge of the margin lies between both ends of what the share can be." in text
    assert found.share_reaching == 0.5


def test_a_range_at_or_above_the_claim_reaches_it_though_the_margin_ends_within() -> None:
    """87.6% to 92.5% is at or above 85%; 84% to 92% may not be, and 80% to 83% is not."""
    rows = [("second_course", day, "censoring_aware", share, "ok", day == 730)
            for day, share in ((365, 0.876), (730, 0.84), (1095, 0.8))]  # fmt: skip
    grid = made(rows)
    frame = grid.frame.assign(n=1000, events=[75, 80, 170], lowest=grid.frame["estimate"], highest=[0.925, 0.92, 0.83])
    frame["position"] = positions(frame, claim=0.85, margin=0.05)
    assert frame["position"].tolist() == ["undecided", "undecided", "at"]
    found = replace(grid, frame=frame, definition=DEFINITION.with_(follow_up="passive"))
    words = found.sentence()
    assert "Of 3 defensible definitions, 1 to 2 (33.3% to 66.7%) put remission at or above 85%. 1 lies within" in words
    assert "2 are undecided: " in words
    assert "gives between 84.0% and 92.0%. The first holds if those who left fared like those who came back" in words
    assert (found.share_reaching, found.reaching) == (pytest.approx(1 / 3), (1, 2))
    assert "1 to 2 of 3 defensible ones put remission at or above 85%" in repr(found)
    unseen = replace(found, definition=DEFINITION, lacking=("later_steps",))
    assert "gives between 84.0% and 92.0%. Later steps of a relapse are not in these records. It" in unseen.sentence()
    for each in (found, unseen):
        left = untranslated(each.sentence(), "de")
        assert [part for part in left if re.search("defensible|undecided|lies within|may have left|Later", part)] == []
    alone = replace(grid, frame=frame[:1].assign(primary=True))
    assert "1 (100.0%) put remission at or above 85%" in alone.sentence()


def test_the_definition_is_in_the_sentence() -> None:
    text = made().sentence()
    for words in (
        "Systemic treatment: a later oral antibiotic, antiandrogen or isotretinoin.",
        "two years after the end of the first course",
        "People: everyone with a first course",
        "Kaplan-Meier",
        "more than 60 drug-free days",
        "No washout was applied",
        "The primary definition gives",
    ):
        assert words in text
    assert not re.search(r"\b(true|false)\b", text, re.IGNORECASE)


def test_the_choice_that_is_said_to_move_it_most_is_that_of_the_table() -> None:
    grid = made()
    top = grid.decomposition.iloc[0]
    assert top["choice"] == "outcome"
    assert f"outcome moves it most ({top['share'] * 100:.1f}% of the variance" in grid.sentence()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("beyond_followup", "too few were still followed then"),
        ("not_estimable", "there is nobody to estimate it in, or the rule of courses alone fixes it"),
    ],
)
def test_a_primary_definition_without_a_number_says_why(status: str, words: str) -> None:
    rows = [row if not row[-1] else (*row[:3], np.nan, status, True) for row in ROWS]
    assert f"cannot be held against the claimed 85%: {words}. It counts" in made(rows).sentence()


def test_nothing_estimable_is_said_so() -> None:
    grid = made([(*row[:3], np.nan, "beyond_followup", row[-1]) for row in ROWS])
    assert grid.sentence().startswith("None of 5 defensible definitions can be estimated. All allow for")
    assert isnan(grid.share_reaching)
    assert "moves it most" not in grid.sentence()


def test_a_subgroup_is_no_definition_of_its_own() -> None:
    frame = pd.concat([made().frame, made().frame.assign(group="sex=female", primary=False)], ignore_index=True)
    assert replace(made(), frame=frame).sentence() == made().sentence()


def test_an_added_primary_definition_does_not_bend_the_decomposition() -> None:
    found = made(added=True).decomposition
    assert found.loc[found["choice"] == "total", "definitions"].item() == 3
    assert made().decomposition["definitions"].iloc[-1] == 4


def test_positions_hold_the_edges_of_the_margin_in() -> None:
    # 0.9 - 0.85 is a little more than 0.05 in binary
    estimates = [0.9, 0.8, np.nextafter(0.9, 1) + 1e-9, 0.8 - 1e-9, 0.85, 0.91]
    frame = pd.DataFrame({"estimate": estimates, "status": "ok"})
    assert positions(frame, claim=0.85, margin=0.05).tolist() == ["at", "at", "above", "below", "at", "above"]


def test_a_grid_without_its_primary_definition_is_none() -> None:
    for rows in ([(*row[:-1], False) for row in ROWS], [(*row[:-1], True) for row in ROWS]):
        with pytest.raises(EstimateError, match="exactly one primary definition"):
            made(rows)


def test_it_prints_itself_and_hands_out_a_copy() -> None:
    grid = made()
    assert str(grid).startswith(grid.sentence())
    assert "interactions" in str(grid)
    assert repr(grid).startswith(f"Grid of {len(grid.frame)} definitions: ")
    grid.to_frame()["estimate"] = 0.0
    assert grid.frame["estimate"].iloc[0] == 0.95


def test_every_denominator_has_a_method_and_words() -> None:
    assert list(GridChoices().denominators) == list(METHODS) == list(DENOMINATORS)


def test_the_axes_of_courses_and_outcomes_are_the_keys_declared_as_such_and_nothing_else() -> None:
    for model, names in ((CourseDefinition, COURSE_AXES), (OutcomeDefinition, OUTCOME_AXES)):
        assert set(names) == {name for name, each in keys_of(model).items() if each.declared.axis is not None}
    grids_own = {"outcomes", "horizons_days", "populations", "denominators", "groups"}
    assert {*keys_of(GridChoices)} == {*COURSE_AXES, *OUTCOME_AXES, *grids_own}


def test_every_axis_has_words_for_a_level_in_a_sentence_and_in_a_figure() -> None:
    levels = {"gap_days": 60, "same_day": "sum", "group": "sex=female", "horizon_days": 730}
    for axis in AXES.values():
        level = levels.get(axis.column, axis.first[0] if axis.first else 28)
        assert axis.level(level).strip()
        assert axis.short(axis.text(level)).strip()
        assert axis.label != axis.plural or axis.column == "prevention_rules"


def test_every_share_lies_in_its_own_range(tmp_path: Path) -> None:
    """Where follow-up is passive, the share of who was followed whole had the range of another, and no figure came."""
    iso.simulate_courses(300, seed=5).courses.to_csv(tmp_path / "courses.csv", index=False)
    answers = answers_of(tmp_path / "courses.csv", "grid", follow_up="passive")
    frame = answers["grid"].value.frame
    told = frame[frame["status"] == "ok"]
    assert set(told["denominator"]) == {"censoring_aware", "naive_everyone", "naive_complete"}
    assert (told["lowest"] <= told["estimate"] + 1e-9).all()
    assert (told["estimate"] <= told["highest"] + 1e-9).all()
    for drawing in answers["grid"].figures.values():
        drawing.draw()
