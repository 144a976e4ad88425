"""Published curves read from points and numbers at risk: choices, notes, faults, and what stands beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.cohort.counting import EventTable, event_table
from isostats.errors import DataError, EstimateError
from isostats.evidence.published_cohorts import published
from isostats.evidence.reconstruction import evidence_row, reconstruct_curve
from tests.evidence.digitising import clicked, records, survival

POINTS = pd.DataFrame({"time": [0, 6, 12, 24], "survival": [1, 0.9, 0.8, 0.7]})
NUMBERS = pd.DataFrame({"time": [0, 12, 24], "at_risk": [100, 72, 30]})
ASKED: dict[str, Any] = {"outcome": "second_course", "unit": "months"}


def counts(table: EventTable) -> tuple[list[int], list[float], list[float]]:
    return table.days.tolist(), table.events[0, 0].tolist(), table.censored[0].tolist()


def notes(table: EventTable) -> str:
    return "; ".join(table.definition.notes)


def test_share_percent_and_incidence_are_one_curve() -> None:
    plain = reconstruct_curve(POINTS, at_risk=NUMBERS, **ASKED)
    percent = POINTS.assign(survival=100 * POINTS["survival"])
    incidence = pd.DataFrame({"time": POINTS["time"], "incidence": 100 - percent["survival"]})
    assert counts(plain) == counts(reconstruct_curve(percent, at_risk=NUMBERS, scale="percent", **ASKED))
    assert counts(plain) == counts(reconstruct_curve(incidence, at_risk=NUMBERS, scale="percent", **ASKED))
    assert plain.n.tolist() == [100]
    assert plain.at_risk_on([365, 730]).tolist() == [[72, 30]]


def test_days_months_and_years_are_one_curve_in_whole_days() -> None:
    days = reconstruct_curve(
        POINTS.assign(time=[0, 182, 365, 730]), at_risk=NUMBERS.assign(time=[0, 365, 730]), outcome="second_course",
        unit="days",
    )  # fmt: skip
    years = reconstruct_curve(
        POINTS.assign(time=[0, 0.5, 1, 2]),
        at_risk=NUMBERS.assign(time=[0, 1, 2]),
        outcome="second_course",
        unit="years",
    )
    assert counts(days) == counts(years) == counts(reconstruct_curve(POINTS, at_risk=NUMBERS, **ASKED))


def test_files_and_frames_are_one(tmp_path: Path) -> None:
    POINTS.to_csv(tmp_path / "points.csv", index=False)
    (tmp_path / "risk.csv").write_text("Time, At_Risk\n0, 100\n12, 72\n24, 30\n", encoding="utf-8")
    found = reconstruct_curve(tmp_path / "points.csv", at_risk=str(tmp_path / "risk.csv"), **ASKED)
    assert counts(found) == counts(reconstruct_curve(POINTS, at_risk=NUMBERS, **ASKED))


def test_points_in_any_order_are_one_curve() -> None:
    found = reconstruct_curve(POINTS.iloc[[2, 0, 3, 1]], at_risk=NUMBERS.iloc[[1, 2, 0]], **ASKED)
    assert counts(found) == counts(reconstruct_curve(POINTS, at_risk=NUMBERS, **ASKED))


def test_lines_spread_the_events_between_the_points() -> None:
    stepped = reconstruct_curve(POINTS, n=1000, **ASKED)
    straight = reconstruct_curve(POINTS, n=1000, between="lines", **ASKED)
    assert len(stepped.days) == 3
    assert survival(straight, [182, 365, 730]) == pytest.approx([0.9, 0.8, 0.7], abs=0.001)
    assert survival(straight, [91, 547]) == pytest.approx([0.95, 0.75], abs=0.001)
    assert survival(stepped, [91, 547]) == pytest.approx([1.0, 0.8], abs=0.001)


def test_a_step_clicked_at_both_corners_stays_upright() -> None:
    corners = pd.DataFrame({"time": [0, 10, 10, 20], "survival": [1, 1, 0.8, 0.8]})
    found = reconstruct_curve(corners, n=10, between="lines", outcome="second_course", unit="days")
    assert counts(found) == ([10, 20], [2, 0], [0, 8])


def test_the_definition_says_where_it_comes_from() -> None:
    found = reconstruct_curve(
        POINTS, at_risk=NUMBERS, events=21, label="Paper 2010", note="relapse by the clinic", **ASKED
    )
    told = notes(found)
    assert (
        "Paper 2010 reconstructed from a published figure (Guyot 2012; 4 points, 3 numbers at risk, 21 events" in told
    )
    assert "read as steps" in told
    assert "it follows the points within" in told
    assert told.endswith("relapse by the clinic")
    assert (found.definition.outcome, found.definition.population) == ("second_course", "published")
    assert found.definition.time_zero == "time 0 of the published figure"
    sentence = str(iso.compare_to_claim(iso.kaplan_meier(found), horizon_days=365, group="Paper 2010"))
    assert "the patients of Paper 2010, reconstructed from its figure" in sentence


@pytest.mark.parametrize(
    ("points", "more", "told"),
    [
        ({"time": [6, 12], "survival": [0.9, 0.8]}, {}, "a start at 100% on day 0 added"),
        ({"time": [0, 6], "survival": [0.995, 0.8]}, {}, "the first point, 99.5% on day 0, read as 100%"),
        ({"time": [0, 6], "survival": [0.9, 0.8]}, {}, "a start at 100% added, so that 10.0% fail on day 0"),
        ({"time": [0, 6, 9, 12], "survival": [1, 0.9, 0.91, 0.8]}, {},
         "1 point of 4 that rose by up to 1.0 points smoothed (isotonic regression)"),
        ({"time": [0, 6, 5.9, 12], "survival": [1, 0.9, 0.85, 0.8]}, {},
         "1 point clicked just left of the one before moved to it"),
        ({"time": [-0.1, 6, 12], "survival": [1, 0.9, 0.8]}, {}, "1 point clicked just before time 0 moved to it"),
        ({"time": [0, 12], "survival": [1, 0.8]}, {"n": 50}, "no numbers at risk were printed: nobody is taken to be"),
        ({"time": [0, 6, 11.9], "survival": [1, 0.9, 0.8]}, {},
         "the curve carried on flat to day 365, where the last number at risk stands"),
        ({"time": [0, 6, 12], "survival": [1, 0.5, 0.4]}, {},
         "but 1 number at risk cannot be met (most: -22 on day 365)"),
        ({"time": [0, 12], "survival": [1, 0.8]}, {"n": 50, "events": 30},
         "with 10 events, since curve and numbers at risk do not allow 30"),
    ],
)  # fmt: skip
def test_what_was_done_is_noted(points: dict[str, list[float]], more: dict[str, Any], told: str) -> None:
    numbers = pd.DataFrame({"time": [0, 12], "at_risk": [100, 72]})
    least = max(points["time"]) < 11
    at_risk = None if "n" in more else numbers[:1] if least else numbers
    assert told in notes(reconstruct_curve(pd.DataFrame(points), at_risk=at_risk, **ASKED, **more))


def test_few_points_read_as_steps_are_said_to_stay_high() -> None:
    """Four points over a fall of 30 percentage points: half of 7.5 between two of them."""
    told = "so few points read as steps keep it high by about 3.8 percentage points"
    assert told in notes(reconstruct_curve(POINTS, n=100, **ASKED))
    assert told not in notes(reconstruct_curve(POINTS, n=100, between="lines", **ASKED))
    assert told not in notes(reconstruct_curve(POINTS, n=10, **ASKED))


def test_people_who_fail_on_day_zero_do() -> None:
    found = reconstruct_curve(pd.DataFrame({"time": [0, 6], "survival": [0.9, 0.8]}), n=100, **ASKED)
    assert counts(found)[:2] == ([0, 182], [10, 10])


def bad(**columns: list[Any]) -> dict[str, Any]:
    return {"points": pd.DataFrame(columns)}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (bad(time=[0, 6, 12], survival=[1, 0.8, 0.9]),
         "rises, as a curve of remission cannot: 1 point of 3 lies more than 2 points above an earlier one (first: "
         "row 2, counting from 0, 90.0% after 80.0% in row 1, counting from 0). Check that all points are of one"),
        (bad(time=[0, 6, 12], survival=[0, 0.1, 0.2]), "If the figure shows the share with the event, name the column"),
        (bad(time=[0, 6], survival=[1, -0.2]), "1 of 2 rows lie outside 0 to 1, as no survival can (first: row 1, "),
        (bad(time=[0, 6], survival=[100, 90]), "if they are percentages, say scale = 'percent'"),
        (bad(time=[0, 6], survival=[1, 0.9]) | {"scale": "percent"}, "these look like shares and not like percentages"),
        (bad(time=[0, 6], survival=[1, None]), "1 of 2 rows have no survival (first: row 1, counting from 0)"),
        (bad(time=[0, "six"], survival=[1, 0.9]), "a time that is not a number (first: row 1, counting from 0: six)"),
        (bad(time=[-3, 6], survival=[1, 0.9]), "1 of 2 rows lie before time 0 (first: row 0, counting from 0: -3)"),
        (bad(time=[], survival=[]), "The digitised curve has no rows."),
        (bad(time=[0], surviving=[1]), "has no column 'survival'; did you mean 'surviving'? It has: time, surviving."),
        (bad(time=[0], survival=[1], incidence=[0]), "has both a survival and an incidence column"),
        ({"at_risk": NUMBERS.assign(at_risk=[100, 30, 72])},
         "The at-risk table: 1 of 3 rows have more people at risk than the time before (first: row 2, counting from 0"),
        ({"at_risk": NUMBERS.assign(time=[0, 12, 36])},
         "1 time of 3 lies beyond the last point of the curve (first: 36 months with 30 at risk; the curve ends at 24"),
        ({"at_risk": NUMBERS.assign(time=[0, 12, 12])}, "1 of 3 rows repeat a time (first: row 2"),
        ({"at_risk": NUMBERS.assign(at_risk=[100, 72.5, 30])}, "are not whole numbers of people (first: row 1"),
        ({"at_risk": NUMBERS.assign(at_risk=[100, None, 30])}, "have no at_risk (first: row 1"),
        ({"at_risk": NUMBERS[1:]}, "has no row for time 0. Add it, or give n"),
        ({"at_risk": NUMBERS[1:], "n": 50}, "n is 50, but the at-risk table has 72 people later"),
        ({"n": 90}, "n is 90, but the at-risk table has 100 people at time 0"),
        ({"at_risk": NUMBERS.assign(at_risk=0)}, "has nobody at risk at time 0"),
        ({"at_risk": NUMBERS.rename(columns={"at_risk": "at risk"})},
         "has no column 'at_risk'; did you mean 'at risk'?"),
        ({"at_risk": None}, "Give the numbers at risk printed under the curve (at_risk), or at least n"),
        ({"at_risk": None, "n": 0}, "n must be the whole number of people at the start, not 0"),
        ({"events": 101}, "events must be a whole number up to the 100 people at the start, not 101"),
        ({"unit": "weeks"}, "unit must be one of days, months, years, not 'weeks'"),
        ({"scale": "percents"}, "scale must be one of share, percent, not 'percents'; did you mean 'percent'?"),
        ({"between": "curves"}, "between must be one of steps, lines, not 'curves'"),
        ({"tolerance": -1}, "tolerance must be a share from 0 to 0.2, not -1"),
    ],
)  # fmt: skip
def test_faults_are_named(change: dict[str, Any], told: str) -> None:
    asked: dict[str, Any] = {"points": POINTS, "at_risk": NUMBERS, **ASKED} | change
    with pytest.raises(DataError) as error:
        reconstruct_curve(asked.pop("points"), **asked)
    assert told in str(error.value)


def test_an_outcome_must_be_known() -> None:
    with pytest.raises(EstimateError, match="There is no outcome 'relapse'"):
        reconstruct_curve(POINTS, at_risk=NUMBERS, outcome="relapse", unit="months")


def test_faults_in_files_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("time,survival\n0,1\n6,0.8\n12,0.95\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"first: line 4, 95\.0% after 80\.0% in line 3"):
        reconstruct_curve(path, n=10, **ASKED)
    path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"The digitised curve cannot be read: .*points\.csv is empty"):
        reconstruct_curve(path, n=10, **ASKED)
    path.write_text("0,1\n6,0.8\n", encoding="utf-8")
    with pytest.raises(
        DataError, match=r"no column 'time'\. It has: 0, 1\. It must have time and survival .* first line"
    ):
        reconstruct_curve(path, n=10, **ASKED)
    with pytest.raises(DataError, match=r"cannot be read: .*no file nowhere\.csv"):
        reconstruct_curve(tmp_path / "nowhere.csv", n=10, **ASKED)


def test_numbers_at_risk_of_nobody_beyond_the_curve_tell_nothing() -> None:
    more = pd.concat([NUMBERS, pd.DataFrame({"time": [36], "at_risk": [0]})])
    assert counts(reconstruct_curve(POINTS, at_risk=more, **ASKED)) == counts(
        reconstruct_curve(POINTS, at_risk=NUMBERS, **ASKED)
    )


def test_a_published_curve_stands_beside_ones_own() -> None:
    definition = reconstruct_curve(POINTS, n=10, **ASKED).definition.with_(population="everyone", notes=("our note",))
    own = event_table([100, 300, 500, 900], [1, 2, 0, 0], causes=("second_course", "death"), definition=definition)
    paper = reconstruct_curve(POINTS, at_risk=NUMBERS, label="Published 2010", **ASKED)
    both = iso.beside(own, paper)
    assert both.groups == ("these records", "Published 2010")
    assert both.n.tolist() == [4, 100]
    assert survival(both.select("Published 2010"), [365]) == pytest.approx(survival(paper, [365]))
    assert both.events[0, 0].sum() == 1
    assert both.definition.notes[0] == "our note"
    assert "people, day 0 and outcome of Published 2010 are the paper's" in both.definition.notes
    assert iso.logrank(both).status == "ok"
    by_site = event_table([100, 300], [1, 0], group=["site=a", "site=b"], causes=("second_course",))
    assert iso.beside(by_site, paper).groups == ("site=a", "site=b", "Published 2010")
    with pytest.raises(EstimateError, match="There are two groups 'Published 2010'"):
        iso.beside(own, paper, paper)
    other = event_table([100], [1], causes=("recorded_relapse",))
    with pytest.raises(EstimateError, match="is of 'second_course', these records of 'recorded_relapse'"):
        iso.beside(other, paper)


def test_an_evidence_row_knows_as_much_as_the_curve(tmp_path: Path) -> None:
    table = records(400, shape=0.7, scale=2500, seed=3)
    paper = clicked(table, points=80, seed=1)
    found = reconstruct_curve(paper.points, at_risk=paper.at_risk, label="Paper 2010", **ASKED)
    row = evidence_row(found, horizon_days=1095, study="paper2010")
    row.to_csv(tmp_path / "mine.csv", index=False)
    listed = published("second_course", path=tmp_path / "mine.csv").iloc[0]
    at = iso.kaplan_meier(found).at(1095).iloc[0]
    assert listed["label"] == "Paper 2010"
    assert 1 - listed["proportion"] == pytest.approx(at["estimate"], abs=0.5 / listed["n"])
    wanted = np.sqrt(at["estimate"] * (1 - at["estimate"]) / listed["n"])
    assert wanted == pytest.approx(at["std_error"], rel=0.01)
    assert listed["n"] < at["n"], "people who left tell less than people who stayed"
    assert listed["count_basis"] == "reconstructed_effective"
    with pytest.raises(
        EstimateError, match="On day 9,999 only 0 are under observation in the curve of 'Paper 2010', which ends on day"
    ):
        evidence_row(found, horizon_days=9999, study="paper2010")
    with pytest.raises(EstimateError, match="of one curve"):
        evidence_row(iso.beside(table, found), horizon_days=365, study="paper2010")
