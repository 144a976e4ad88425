"""The flow of people: its figure has boxes of people and courses alone, its table every file that was read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from isostats.analyses.choices import basis_of
from isostats.analyses.who import WHO
from isostats.report.job import followed, read_records, study_of


def test_what_became_of_later_treatments_is_in_the_table_and_not_in_the_figure(tmp_path: Path) -> None:
    one = {"patient_id": ["a"], "course_start": ["2019-01-01"], "course_end": ["2019-05-01"],
           "last_contact": ["2021-01-01"]}  # fmt: skip
    later = {"patient_id": ["a", "a", "a"], "date": ["2019-02-01", "2020-01-01", "2020-01-01"], "kind": "topical"}
    pd.DataFrame(one).to_csv(tmp_path / "courses.csv", index=False)
    pd.DataFrame(later).to_csv(tmp_path / "events.csv", index=False)
    study = study_of(tmp_path / "courses.csv", events=str(tmp_path / "events.csv"), groups=[])
    records = read_records(study)
    answer = WHO.estimate(basis_of(study, records, followed(study, records), grid=None, set_aside=""))
    written = answer.value["step"].tolist()
    assert {"events read", "events left out", "events kept", "of these, by day 0"} <= set(written)
    drawn = answer.figures["flow"].result["step"].tolist()
    assert drawn == [step for step in written if not step.startswith(("events", "of these", "beside"))]
    assert drawn[0] == "rows read"
