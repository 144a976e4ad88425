"""Prepared once and stitched by many rules: what each gives is what reading anew by that rule gives."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.errors import DataError, StudyError
from isostats.records.dispensings import StitchedRecords, prepare_dispensings, read_dispensings
from isostats.simulate import simulate_dispensings
from isostats.study.definitions import CourseDefinition
from tests.sweeps import WHOLE

TABLES = ("people", "observation", "courses", "events")
CHOICES: list[dict[str, Any]] = [
    {
        "gap_days": gap,
        "carry_over": carry,
        "washout_days": washout,
        "bridge_days": bridge,
    }
    for gap, carry, washout, bridge in product((60, 30), (True, False), (365, 0), (31, 0))
]
FIVE = [CHOICES[place] for place in (0b0000, 0b0111, 0b1011, 0b1101, 0b1110)]
"""Five of them, in which every two levels of any two choices still meet."""


def tables(records: StitchedRecords) -> dict[str, pd.DataFrame]:
    return {name: records.table(name).reset_index(drop=True) for name in TABLES}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("simulated")
    simulation = simulate_dispensings(300, seed=11)
    supply = [7 if place % 3 else 90 for place in range(len(simulation.treatments))]
    frames = {
        "dispensings": simulation.dispensings,
        "observation": simulation.observation,
        "people": simulation.people,
        "treatments": simulation.treatments.assign(days_supply=supply),
    }
    paths = {name: folder / f"simulated_{name}.csv" for name in frames}
    for name, path in paths.items():
        frames[name].to_csv(path, index=False)
    return paths


@pytest.mark.swept
def test_every_rule_gives_what_reading_anew_gives(files: dict[str, Path]) -> None:
    source, beside = files["dispensings"], {name: path for name, path in files.items() if name != "dispensings"}
    prepared = prepare_dispensings(source, **beside)
    seen, choices = [], CHOICES if WHOLE else FIVE
    for choice in choices:
        rule = CourseDefinition(**choice)
        expected = read_dispensings(source, **beside, **choice)
        found = prepared.records(rule)
        assert found.flow == expected.flow
        assert [str(each) for each in found.findings] == [str(each) for each in expected.findings]
        assert (found.stitched_by, found.notes) == (expected.stitched_by, expected.notes)
        assert found.fingerprint == expected.fingerprint
        pd.testing.assert_frame_equal(found.lineage, expected.lineage)
        lean = prepared.records(rule, account=False)
        for name, frame in tables(expected).items():
            pd.testing.assert_frame_equal(lean.table(name).reset_index(drop=True), frame)
        seen.append((len(expected.table("courses")), len(expected.table("events")),
                     int((expected.table("events")["kind"] == "oral_antibiotic").sum())))  # fmt: skip
    assert len(set(seen)) > len(choices) // 6  # the choices do matter


def test_nobody_left_under_one_rule_spoils_no_other(files: dict[str, Path]) -> None:
    prepared = prepare_dispensings(files["dispensings"], observation=files["observation"])
    before = tables(prepared.records())
    with pytest.raises(DataError, match="Nobody is left"):
        prepared.records(CourseDefinition(washout_days=90_000), account=False)
    for name, frame in tables(prepared.records()).items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_days_that_cannot_be_are_refused(files: dict[str, Path]) -> None:
    with pytest.raises(StudyError, match="washout_days must be a whole number of days"):
        prepare_dispensings(files["dispensings"]).records(CourseDefinition(washout_days=-1))


@pytest.mark.parametrize("rule", [{"gap_days": 15}, {"washout_days": 0}, {"same_day": "sum"}, {"cap_days": 30}])
def test_records_are_followed_by_no_other_rule(files: dict[str, Path], rule: dict[str, Any]) -> None:
    records = prepare_dispensings(files["dispensings"], observation=files["observation"]).records()
    (name,) = rule
    with pytest.raises(StudyError, match=rf"stitched by .*{name}.*Read them again with {name}"):
        first_courses(records, CourseDefinition(**rule))
    followed = first_courses(records, CourseDefinition(low_season="06-01 to 08-31"), gap_days=60)
    assert followed.people == first_courses(records).people  # what is applied after stitching may still be stated
