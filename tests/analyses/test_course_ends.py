"""How first courses ended: plain shares where nobody is censored, unknown reasons apart, open courses censored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.analyses.choices import basis_of
from isostats.analyses.course_ends import COURSE_ENDS, DAYS
from isostats.analyses.protocol import Answer
from isostats.cohort.course_ends import PLANNED_OR_EARLY, count_ends, merged
from isostats.cohort.following import first_courses
from isostats.estimate import aalen_johansen, kaplan_meier
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.input_tables.course_details import AS_PLANNED, REASON_ENDED
from isostats.report.job import followed, read_records, study_of

DAY = pd.Timestamp("2019-01-01")


def courses(lengths: list[int], reasons: list[str | None], seen: int = 500) -> pd.DataFrame:
    ids = [f"p{place}" for place in range(len(lengths))]
    ends = [DAY + pd.Timedelta(days=length - 1) for length in lengths]
    last = [end + pd.Timedelta(days=seen) for end in ends]
    return pd.DataFrame({"patient_id": ids, "course_start": DAY, "course_end": ends, "last_contact": last,
                         "reason_ended": reasons})  # fmt: skip


ENDS = st.lists(st.tuples(st.integers(1, 400), st.sampled_from([*REASON_ENDED, None])), min_size=1, max_size=60)


def answered(frame: pd.DataFrame, folder: Path, **choices: Any) -> Answer[Any]:
    """The answer to this question alone."""
    frame.to_csv(folder / "courses.csv", index=False)
    study = study_of(folder / "courses.csv", groups=[], **choices)
    records = read_records(study)
    return COURSE_ENDS.estimate(basis_of(study, records, followed(study, records), grid=None, set_aside=""))


@settings(max_examples=4, deadline=None)
@given(ENDS)
def test_without_censoring_it_is_plain_shares_that_sum_to_one_with_those_still_on(ends: Any) -> None:
    lengths, reasons = map(list, zip(*ends, strict=True))
    if not any(reasons):
        reasons[0] = "lost"
    records = read_courses(courses(lengths, reasons))
    counts = count_ends(first_courses(records), records)
    ended = aalen_johansen(counts).at(DAYS, min_at_risk=0)
    on = kaplan_meier(counts.combined("ended")).at(DAYS, min_at_risk=0)
    for day in DAYS:
        shares = ended[ended["time"] == day].set_index("cause")["estimate"]
        for cause in counts.causes:
            by_then = sum(length <= day and (reason or "unknown") == cause for length, reason in ends_of(ends, reasons))
            assert shares[cause] == pytest.approx(by_then / len(ends), abs=1e-12)
        still = float(on.loc[on["time"] == day, "estimate"].iloc[0])
        assert shares.sum() + still == pytest.approx(1, abs=1e-12)
    together = merged(counts, PLANNED_OR_EARLY)
    assert together.events.sum() == counts.events.sum()


def ends_of(ends: Any, reasons: list[str | None]) -> list[tuple[int, str | None]]:
    return [(length, reason) for (length, _), reason in zip(ends, reasons, strict=True)]


SIX = courses([28, 150, 150, 60, 20, 90], ["cleared", "completed", None, "pregnancy", "unknown", "side effect"], seen=0)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Answer[Any]:
    return answered(SIX, tmp_path_factory.mktemp("six"), min_at_risk=1)


def rows_at(answer: Answer[Any], day: int) -> dict[str, tuple[float, int]]:
    return {row["group"]: (row["estimate"], row["events"]) for row in answer.rows if row["time_days"] == day}


def test_an_unknown_reason_is_never_taken_as_planned(six: Answer[Any]) -> None:
    made = rows_at(six, 186)
    for group in ("reason=unknown", "end=as_planned", "end=early"):
        assert made[group] == (pytest.approx(2 / 6), 2)
    assert "end=unknown" not in made
    assert made["all"][0] == 0


def test_a_course_ends_on_the_day_of_its_length(six: Answer[Any]) -> None:
    assert rows_at(six, 28)["reason=cleared"][1] == 1
    assert rows_at(six, 28)["all"][0] == pytest.approx(4 / 6)


def test_what_is_said_names_the_unknown_and_who_may_have_gone_on(six: Answer[Any]) -> None:
    words = " ".join(block.words for block in six.blocks if hasattr(block, "words"))
    assert "The reason of 2 courses is not known." in words
    assert "2 of them end on the day of the last contact" in words


def test_death_on_the_last_covered_day_ends_a_course_where_no_reason_is_known() -> None:
    died = SIX.assign(death_date=[None, None, SIX["course_end"][2], SIX["course_end"][3], None, None])
    records = read_courses(died)
    counts = count_ends(first_courses(records), records)
    ended = dict(zip(counts.causes, counts.events.sum((0, 2)), strict=True))
    assert (ended["death"], ended["unknown"], ended["pregnancy"]) == (1, 1, 1)


@pytest.mark.parametrize(
    "rule", [{"min_course_days": 60}, {"min_followup_days": 1}, {"exclude": {"response": "clear"}}]
)
def test_people_chosen_by_how_the_course_ended_have_no_curve_from_its_start(tmp_path: Path, rule: Any) -> None:
    frame = courses([28, 150, 150], ["cleared", "lost", "lost"]).assign(response=["improved", "clear", "worse"])
    answer = answered(frame, tmp_path, **rule)
    assert answer.rows == ()
    assert "nobody knows when a course begins" in answer.blocks[0].words


def test_where_no_reason_is_recorded_clinics_have_no_curve(tmp_path: Path) -> None:
    answer = answered(SIX.drop(columns="reason_ended"), tmp_path)
    assert (answer.rows, answer.blocks) == ((), ())


def packs(begun: list[int], number: list[int], seen: list[int]) -> dict[str, pd.DataFrame]:
    """Packs of 30 days, one after the other, of people observed from a year before until so many days."""
    ids = np.array([f"p{place}" for place in range(len(begun))])
    who = np.repeat(np.arange(len(begun)), number)
    on = [first + 30 * place for first, many in zip(begun, number, strict=True) for place in range(many)]
    fills = pd.DataFrame({"patient_id": ids[who], "dispense_date": DAY + pd.to_timedelta(on, unit="D"),
                          "days_supply": 30, "strength_mg": 20, "quantity": 60})  # fmt: skip
    until = DAY + pd.to_timedelta(seen, unit="D")
    observed = pd.DataFrame({"patient_id": ids, "start": DAY - pd.Timedelta(days=400), "end": until})
    return {"source": fills, "observation": observed}


def test_a_course_whose_end_nobody_saw_is_censored_where_a_gap_could_not_have_passed() -> None:
    tables = packs([0, 0, 0, 10], [3, 3, 6, 1], [300, 150, 200, 30])
    records = read_dispensings(tables["source"], observation=tables["observation"])
    counts = count_ends(first_courses(records), records)
    assert counts.causes == ("unknown",)
    at = {int(day): (int(ended), int(left)) for day, ended, left in
          zip(counts.days, counts.events[0, 0], counts.censored[0], strict=True)}  # fmt: skip
    # 90 days seen to end (300 and 150 - 89 > 60); 180 days until 200 - 60; 30 days within the gap of the last day
    assert at == {0: (0, 1), 90: (2, 0), 140: (0, 1)}


def test_open_courses_are_those_of_eligible_people() -> None:
    tables = packs([0, 0, 0, 0], [6, 6, 2, 2], [200, 200, 400, 400])
    people = pd.DataFrame({"patient_id": [f"p{place}" for place in range(4)], "site": ["A", "B", "A", "B"]})
    records = read_dispensings(tables["source"], observation=tables["observation"], people=people)
    for site in ("A", "B"):
        counts = count_ends(first_courses(records, exclude={"site": site}), records)
        assert (counts.n.sum(), counts.events.sum(), counts.censored.sum()) == (2, 1, 1)


def test_the_reasons_are_told_apart_once() -> None:
    assert sorted(name for reasons in PLANNED_OR_EARLY.values() for name in reasons) == sorted([*REASON_ENDED, "death"])
    assert set(PLANNED_OR_EARLY["as_planned"]) == set(AS_PLANNED)
