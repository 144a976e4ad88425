"""What `isostats check` passes, a report does not refuse; what a report refuses, `check` says, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isostats.analyses import protocol
from isostats.errors import IsostatsError
from isostats.records import read_courses
from isostats.records.rules import BEYOND_THE_RECORDS
from isostats.report import job
from isostats.report.job import analyse_study, check_records
from isostats.simulate import simulate_courses
from isostats.study.study_file import Study, make_study
from tests.sweeps import swept

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a reference of no grouping": ({"references": ["foo=bar"]}, "not compared by 'foo'"),
    "a reference that is no group": ({"references": ["sex=hermaphrodite"]}, "no group 'sex=hermaphrodite'"),
    "two references of one grouping": ({"references": ["sex=male", "sex=female"]}, "sex has 2 references"),
    "a grouping that is no column": ({"groups": ["sxe"]}, "'sxe'.*did you mean 'sex'"),
    "bands of a text": ({"groups": ["site: <5, >=5"]}, "site is no number"),
    "a grouping of the grid": ({"grid_groups": ["sit"]}, "'sit'.*did you mean 'site'"),
    "a covariate that is no column": ({"covariates": ["lesions"]}, "covariates: there is no column 'lesions'"),
    "a covariate of the course": ({"covariates": ["dose_mg"]}, "'dose_mg' is about courses"),
    "a cluster that is no column": ({"cluster": "docter"}, "cluster: there is no column 'docter'"),
    "a confounder that is no column": ({"confounders": ["lesions"]}, "confounders: there is no column 'lesions'"),
    "an outcome that cannot be told": ({"primary": {"outcome": "relapse_by_score", "horizon_days": 730}},
                                       "relapse_by_score"),
    "an axis of fills": ({"grid_gap_days": [30, 60]}, "these are course records"),
    "nobody eligible": ({"age_from": 99}, "Nobody is eligible: .*age_from leaves nobody"),
    "a site that is none": ({"only": {"site": ["nroth"]}}, "nobody has 'nroth' in site; did you mean 'north'"),
    "a column of eligibility that is none": ({"exclude": {"stie": ["north"]}}, "no column 'stie'.*'site'"),
    "a number for a date": ({"start_from": 100}, "start_from is 100, and the days of these records are dates"),
    "fills of courses": ({"min_fills": 2}, "min_fills needs dispensings"),
    "a table that is not there": ({"diagnosis": ["acne"]}, "diagnosis needs a table of diagnoses"),
}  # fmt: skip
"""What a study may ask of its records and they cannot give, and the words for it."""
SOUND: tuple[dict[str, Any], ...] = (
    {"references": ["sex=female"]}, {"groups": ["sex", "age: <18, >=18"]}, {"covariates": ["insurance"]},
    {"cluster": "site"}, {"age_from": 12}, {"only": {"site": ["north", "south"]}}, {"grid_groups": ["sex"]},
)  # fmt: skip


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The path of course records of sixty simulated people, which are read once: what is asked of them varies."""
    path = tmp_path_factory.mktemp("asked") / "courses.csv"
    simulate_courses(60, seed=3).courses.to_csv(path, index=False)
    read = read_courses(path)
    with pytest.MonkeyPatch.context() as patch:
        as_it_is = job.read_records
        patch.setattr(job, "read_records", lambda study, **_: read if study.data.courses == path else as_it_is(study))
        yield str(path)


def study_of(path: str, *asked: dict[str, Any]) -> Study:
    stated: dict[str, Any] = {}
    for each in asked:
        stated |= {name: value for name, value in each.items() if name not in stated}
    return make_study({"data": {"courses": Path(path)}}, **stated)


@pytest.mark.parametrize("name", FAULTS)
def test_each_planted_fault_is_told_by_check_and_refused_by_report(records: str, name: str) -> None:
    asked, words = FAULTS[name]
    study = study_of(records, asked)
    told = [each for each in check_records(study).errors if each.rule == BEYOND_THE_RECORDS]
    assert re.search(words, "; ".join(map(str, told)), re.DOTALL), told
    with pytest.raises(IsostatsError, match=words):
        analyse_study(study)


@swept(30)
@given(planted=st.lists(st.sampled_from(list(FAULTS)), max_size=3, unique=True),
       sound=st.lists(st.sampled_from(SOUND), max_size=3, unique_by=str))  # fmt: skip
def test_what_check_passes_report_does_not_refuse_and_the_other_way_round(
    records: str, planted: list[str], sound: list[dict[str, Any]]
) -> None:
    study = study_of(records, *(FAULTS[name][0] for name in planted), *sound)
    told = check_records(study).errors
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(protocol, "answered", lambda *args, **keywords: {})  # nothing is estimated
        try:
            analyse_study(study)
        except IsostatsError:
            assert told
        else:
            assert not told


def test_a_report_of_what_check_passes_comes_out(records: str) -> None:
    study = study_of(records, *SOUND)
    assert not check_records(study).errors
    assert len(analyse_study(study).results)


def test_under_set_aside_what_is_asked_is_asked_of_those_kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Who is left once the impossible rows are out has no such site: check says both."""
    path = tmp_path_factory.mktemp("aside") / "courses.csv"
    frame = simulate_courses(60, seed=3).courses
    frame.loc[0, ["site", "course_end"]] = ["far", "1999-01-01"]
    frame.to_csv(path, index=False)
    study = study_of(str(path), {"only": {"site": ["far"]}, "on_invalid": "set_aside"})
    assert {each.rule for each in check_records(study).errors} >= {"end_before_start", BEYOND_THE_RECORDS}
    with pytest.raises(IsostatsError, match="nobody has 'far' in site"):
        analyse_study(study)
