"""One question has one range: the head, results.csv, the grid and the table of definitions say the same two ends."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.claim import compared
from isostats.analyses.results import StudyResults
from isostats.analyses.rows import ENDS, row_ends, where
from isostats.estimate.bounds import leeway
from isostats.report.records_by_definition import under_definitions
from isostats.study.grid_axes import HIGHEST, LOWEST
from isostats.vocabulary import names as v
from isostats.words.english import LEFT_OUT
from isostats.words.language import untranslated
from tests.analyses.said import answers_of
from tests.analyses.test_bounds_say_so import aside, captions_of_all, courses, relapses_of_unknown_treatment

SAME_PRINTED = 0.0005
"""Ends that differ by less are printed alike, and told as one answer."""
SITUATIONS = [  # in make test the four in which any two of the three meet in every way, in the sweep all eight
    pytest.param(each, marks=[pytest.mark.validation] * ((each[0] == "passive") ^ each[1] ^ each[2]))
    for each in product(["active", "passive"], [False, True], [False, True])
]


def records(path: Path, *, some_unseen: bool, some_aside: bool) -> Path:
    """Of some nobody knows how a relapse was treated, or whether and when there was one, or both."""
    frame = relapses_of_unknown_treatment() if some_unseen else courses()
    if not some_unseen:  # a second row shows that every course is there
        again = frame.loc[190:191].assign(course_start="2019-02-01", course_end="2019-06-01", relapse_date="")
        frame = pd.concat([frame, again], ignore_index=True)
    frame["sex"] = ["female", "male"] * (len(frame) // 2)
    if some_unseen:
        frame["sex"] = frame.groupby("patient_id")["sex"].transform("first")
    (aside(frame) if some_aside else frame).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module", params=SITUATIONS, ids=lambda each: f"{each[0]}, unseen {each[1]}, aside {each[2]}")
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StudyResults:
    follow_up, some_unseen, some_aside = request.param
    path = tmp_path_factory.mktemp("one") / "courses.csv"
    records(path, some_unseen=some_unseen, some_aside=some_aside)
    asked = ("definitions", "remission", "groups", "second-courses", "lost", "grid", "still-in-remission")
    return answers_of(path, *asked, follow_up=follow_up, on_invalid="set_aside", horizons_days=[365, 730, 1095],
                      outcomes=["systemic_treatment", "second_course"], groups=["sex"])  # fmt: skip


def rows_of(it: StudyResults, **address: Any) -> list[dict[str, Any]]:
    """The rows of all answers with this address that know both of their ends."""
    rows = [each for answer in it.answers.values() for each in answer.rows if ENDS in each]
    return where(rows, population=v.EVERYONE, status=v.OK, **address)


def test_the_head_each_row_and_the_grid_have_one_range(study: StudyResults) -> None:
    """The table said "at least 17.9%" where the head began at 17.4%, and the grid left out those set aside."""
    frame = study["grid"].value.frame
    frame = frame[(frame["denominator"] == "censoring_aware") & (frame[v.POPULATION] == v.EVERYONE)]
    for outcome, day in product(("systemic_treatment", "second_course"), (365, 730, 1095)):
        (mine,) = rows_of(
            study, quantity=v.REMISSION, outcome=outcome, method=v.KAPLAN_MEIER, time_days=day, group=v.ALL
        )
        ends = pytest.approx(row_ends(mine))
        assert compared(study.basis, outcome, v.EVERYONE, day).ends == ends, (outcome, day)
        of_grid = frame[(frame[v.OUTCOME] == outcome) & (frame["horizon_days"] == day) & (frame[v.GROUP] == v.ALL)]
        assert of_grid[[LOWEST, HIGHEST]].to_numpy().tolist() == [ends], (outcome, day)
    control, _, second = study["definitions"].value.statements
    at = {v.OUTCOME: "second_course", v.TIME_DAYS: 730, v.GROUP: v.ALL}
    (begun,) = rows_of(study, quantity=v.CUMULATIVE_INCIDENCE, **at)
    assert (second.ends or (begun[v.ESTIMATE],) * 2) == pytest.approx(row_ends(begun), abs=SAME_PRINTED)
    if control.ends and study["grid"].value.primary[v.STATUS] == v.OK:
        assert f" gives {control.share}." in study["grid"].value.sentence()


def test_a_row_is_called_a_bound_of_nothing_beyond_it(study: StudyResults) -> None:
    """Those set aside may make of "at most" a share that is too low, by less than a point as well."""
    nearly = leeway(study.basis.cohort.aside)
    called = [each for each in rows_of(study) if each[v.BOUND] in (v.AT_MOST, v.AT_LEAST)]
    for each in called:
        low, high = row_ends(each)
        off = high - each[v.ESTIMATE] if each[v.BOUND] == v.AT_MOST else each[v.ESTIMATE] - low
        assert off <= nearly, each
    definition, groups = study.basis.cohort.definition, {each[v.GROUP] for each in rows_of(study)}
    assert groups == {v.ALL, "sex=female", "sex=male"}
    assert called or study.basis.cohort.aside or not (definition.passive or study.basis.unseen_of("systemic_treatment"))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_table_of_published_definitions_has_the_same_range(
    tmp_path: Path, situation: tuple[str, bool, bool]
) -> None:
    follow_up, some_unseen, some_aside = situation
    path = records(tmp_path / "courses.csv", some_unseen=some_unseen, some_aside=some_aside)
    made = under_definitions(path, follow_up=follow_up, on_invalid="set_aside").frame
    row = made[(made["definition"] == "rademaker2016")].iloc[0]
    results = answers_of(iso.read_study("rademaker2016", courses=path, follow_up=follow_up, on_invalid="set_aside"),
                         "definitions")  # fmt: skip
    comparison = compared(results.basis, row[v.OUTCOME], v.EVERYONE, int(row[v.TIME_DAYS]))
    assert row[[v.RANGE_LOW, v.RANGE_HIGH]].tolist() == pytest.approx([*comparison.ends])


def test_where_the_well_leave_what_leaves_out_those_set_aside_says_so(study: StudyResults) -> None:
    """Without them the truth lies between remission and the naive share; with them it need not."""
    captions = captions_of_all(study)
    captions["table"] = study.tables[v.REMISSION].caption
    ends = {name for name, words in captions.items() if "lies between" in words or "end of a range" in words}
    passive = study.basis.leaving_well and not study.basis.unseen_of("systemic_treatment")
    assert ({"naive_against_censoring_aware", "remission_curve", "table"} <= ends) == passive
    for name in ends if study.basis.cohort.aside else ():
        assert LEFT_OUT in captions[name], name
        assert not untranslated(captions[name], "de")
