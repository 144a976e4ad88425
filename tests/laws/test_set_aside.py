"""Whoever is set aside, for whatever fault and whatever became of them: ranges hold the figure of the true rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import isostats as iso
from isostats.analyses.choices import basis_of, cohort_of
from isostats.analyses.protocol import Basis
from isostats.estimate.bounds import ends_on, value_on
from isostats.study.study_file import make_study
from isostats.vocabulary import names as v
from tests.sweeps import swept

END, YEARS = "2015-07-01", ("2015-10-01", "2016-03-01", "2016-12-01", "2018-02-01")
FAULTS: dict[str, dict[str, str]] = {
    "weight": {"weight_kg": "7000"},
    "end": {"course_end": "2014-01-01"},
    "relapse before the end": {"relapse_date": "2014-06-01", "relapse_treatment": "topical"},
    "unreadable relapse": {"relapse_date": "spring", "relapse_treatment": "oral_antibiotic"},
    "no id": {"patient_id": ""},
    "cut short": {},
}
PERSON = st.tuples(
    st.one_of(st.none(), st.tuples(st.sampled_from(YEARS), st.sampled_from(["topical", "oral_antibiotic",
                                                                           "isotretinoin"]))),
    st.sampled_from(["2016-05-01", "2017-09-01", "2020-07-01"]),
    st.sampled_from(["", "clear", "improved"]),
)  # fmt: skip
"""The first relapse with its treatment, the last contact, the response."""


def rows_of(people: list[tuple[Any, str, str]]) -> list[dict[str, str]]:
    rows = []
    for at, (relapse, last, response) in enumerate(people):
        day, how = relapse if relapse is not None and relapse[0] <= last else ("", "")
        rows.append({
            "patient_id": f"p{at:02}", "course_start": "2015-01-01", "course_end": END, "weight_kg": "60",
            "last_contact": last, "response": response, "relapse_date": day, "relapse_treatment": how,
        })  # fmt: skip
    return rows


def basis(path: Path, rows: list[dict[str, str]], cut: set[int], **chosen: str) -> Basis:
    """The study of a file of rows, of which some are cut short."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(rows[0])
    for at, row in enumerate(rows):
        writer.writerow([*row.values()][: 4 if at in cut else None])
    path.write_text(text.getvalue())
    study = make_study({"data": {"courses": path}}, follow_up="active", **chosen)
    records = iso.read_courses(study.data)
    return basis_of(study, records, cohort_of(study, records, study.courses, study.outcomes), grid=None, set_aside="")


@swept(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PERSON, min_size=8, max_size=14),
       st.dictionaries(st.integers(0, 5), st.sampled_from(list(FAULTS)), min_size=1, max_size=4))  # fmt: skip
def test_every_range_holds_the_figure_of_the_true_rows(
    tmp_path: Path, people: list[tuple[Any, str, str]], faults: dict[int, str]
) -> None:
    sure = [(("2016-03-01", "isotretinoin"), "2020-07-01", "clear"), *[(None, "2020-07-01", "clear")] * 3,
            *[((YEARS[1], "oral_antibiotic"), "2020-07-01", "clear")] * 6]  # most who relapsed are kept  # fmt: skip
    rows = rows_of([*people, *sure])
    faulty = [row | FAULTS[faults[at]] if at in faults else row for at, row in enumerate(rows)]
    cut = {at for at, fault in faults.items() if fault == "cut short"}
    it = basis(tmp_path / "faulty.csv", faulty, cut, on_invalid="set_aside")
    true = basis(tmp_path / "true.csv", rows, set())
    assert it.cohort.aside.people == len(faults)
    for outcome in (v.SYSTEMIC_TREATMENT, v.ANY_TREATMENT, v.SECOND_COURSE):
        made = [
            (each.curves.remission(outcome), each.curves.incidence(outcome), each.curves.success(outcome))
            for each in (it, true)
        ]
        for range_of, figure in zip(*made, strict=True):
            for day in (365, 730):
                low, high = ends_on(range_of, day)
                assert low - 1e-9 <= value_on(figure, day) <= high + 1e-9
