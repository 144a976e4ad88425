"""Several sources as one: people kept apart, tables that add up, and what cannot be told together refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

import isostats as iso
from isostats.cli import main
from isostats.errors import DataError, StudyError
from isostats.records.course_records import Records
from isostats.records.schema import TABLES
from isostats.simulate import simulate_courses, simulate_dispensings
from isostats.study.study_file import read_study
from tests.records.course_files import course, written
from tests.sweeps import swept

FURTHER = {"courses": ["course"], "events": ["date", "kind"]}
"""What orders the rows of one person."""


def _frame(patients: int, seed: int) -> pd.DataFrame:
    return simulate_courses(patients, seed=seed).courses


def _two(folder: Path) -> tuple[Path, Path]:
    a = written(folder, [course("7"), course("8", course_start="2019-02-01")], "a.csv")
    b = written(folder, [course("7", course_start="2020-01-01", course_end="2020-06-01")], "b.csv")
    return a, b


def _rules(records: Records) -> dict[str, str]:
    return {each.rule: str(each) for each in records.findings}


@swept(12)
@given(sizes=st.lists(st.integers(2, 12), min_size=2, max_size=3), seed=st.integers(0, 99))
def test_tables_of_all_are_those_of_each_with_the_source_before_the_id(sizes: list[int], seed: int) -> None:
    """And the two doors, a list of files and records that were read, say the same."""
    frames = [_frame(size, seed + number) for number, size in enumerate(sizes)]
    assume(len({bool(frame["relapse_date"].notna().any()) for frame in frames}) == 1)  # else it is asked why none
    alone = [iso.read_courses(frame) for frame in frames]
    both = iso.combine(*alone)
    listed = iso.read_courses(frames)
    assert both.fingerprint == listed.fingerprint
    for table in TABLES:
        parts = [each.table(table.name) for each in alone]
        for number, part in enumerate(parts, 1):
            part["person_id"] = [f"{number}:{each}" for each in part["person_id"]]
            if table.name == "people":
                part["source"] = str(number)
        order = ["person_id", *FURTHER.get(table.name, [])]
        wanted = pd.concat(parts, ignore_index=True).sort_values(order, ignore_index=True)
        for made in (both, listed):
            told = made.table(table.name).sort_values(order, ignore_index=True)
            pd.testing.assert_frame_equal(told[wanted.columns], wanted, check_dtype=False)
    assert both.rows == sum(each.rows for each in alone)
    assert [step.rows for step in both.flow if step.step == "kept"] == [both.rows]


def test_person_7_of_two_files_is_two_people(tmp_path: Path) -> None:
    both = iso.read_courses(_two(tmp_path), ids_apart=True)
    assert both.table("people")["person_id"].tolist() == ["a:7", "a:8", "b:7"]
    assert both.table("people")["source"].tolist() == ["a", "a", "b"]
    assert both.table("courses")["course"].tolist() == [1, 1, 1]
    assert both.source == "a.csv and b.csv"
    told = _rules(both)["sources"]
    assert told == (
        "note: read together: a.csv (2 patients), b.csv (1 patient); 1 id in more than one are of different people. "
        "Each person's id has the source before it, as in a:7."
    )


def _yearly(**of_both: str) -> list[pd.DataFrame]:
    """Lists of two years of one clinic: three people of the first have their second course in the second."""
    later = {"course_start": "2020-01-01", "course_end": "2020-06-01", "last_contact": "2021-12-31"}
    born = {str(one): {"sex": "female", "birth_year": str(1980 + one)} if of_both else {} for one in range(12)}
    years = [course(one, **facts) for one, facts in born.items()]
    return [pd.DataFrame(years), pd.DataFrame([row | later | of_both for row in years[:3]])]


def test_lists_per_year_are_of_the_same_people() -> None:
    """Apart, nobody would have a second course."""
    lists = _yearly(sex="female")
    with pytest.raises(DataError, match="3 ids in both 1 and 2 are of the same people") as refused:
        iso.read_courses(lists)
    assert "(alike: sex 3 of 3, birth year 3 of 3)" in " ".join(str(refused.value).split())
    with pytest.raises(DataError, match="are of the same people"):
        iso.combine(*(iso.read_courses(each) for each in lists))
    assert len(iso.combine(*(iso.read_courses(each) for each in lists), ids_apart=True).table("people")) == 15
    assert iso.read_courses(pd.concat(lists)).table("courses")["course"].max() == 2


def test_where_nothing_tells_whether_ids_are_of_one_person_it_is_asked() -> None:
    with pytest.raises(DataError, match="3 ids in both 1 and 2 are of the same people or of others"):
        iso.read_courses(_yearly())
    assert len(iso.read_courses(_yearly(), ids_apart=True).table("people")) == 15
    others = _yearly(birth_year="1950")
    assert "3 ids in more than one are of different people" in _rules(iso.read_courses(others))["sources"]


def test_each_source_is_a_group(tmp_path: Path) -> None:
    frames = {"north": _frame(60, 1), "south": _frame(60, 2)}
    cohort = iso.first_courses(iso.read_courses(frames)).grouped("source")
    assert set(cohort.count("systemic_treatment", by="source").groups) == {"source=north", "source=south"}


def test_events_are_a_list_of_the_same_length(tmp_path: Path) -> None:
    made = [simulate_courses(15, seed=seed) for seed in (1, 2)]
    alone = [iso.read_courses(each.courses, events=each.events) for each in made]
    both = iso.read_courses([each.courses for each in made], events=[each.events for each in made])
    assert len(both.table("events")) == sum(len(each.table("events")) for each in alone)
    with pytest.raises(StudyError, match="courses names 2 files, and events is not a list of as many"):
        iso.read_courses([each.courses for each in made], events=made[0].events)


@pytest.mark.parametrize(("none", "in_files"), [
    ("", True), (" ", False), (None, False), pytest.param(" ", True, marks=pytest.mark.validation),
])  # fmt: skip
def test_an_empty_entry_beside_several_files_says_that_a_source_has_none(
    tmp_path: Path, none: str | None, in_files: bool
) -> None:
    """By keyword, in a study file and by flag: what came after its relapses is then unknown, and no error."""
    made = [simulate_courses(30, seed=seed) for seed in (1, 2)]
    alone = [iso.read_courses(made[0].courses), iso.read_courses(made[1].courses, events=made[1].events)]
    both = iso.read_courses([each.courses for each in made], events=[none, made[1].events], ids_apart=True)
    assert len(both.table("events")) == sum(len(each.table("events")) for each in alone)
    assert both.first_relapses_alone == ("1",)
    if not in_files:  # where None cannot be said
        return
    for name, each in zip("ab", made, strict=True):
        each.courses.to_csv(tmp_path / f"{name}.csv", index=False)
    made[1].events.to_csv(tmp_path / "later.csv", index=False)
    (tmp_path / "study.toml").write_text(
        f'[data]\ncourses = ["a.csv", "b.csv"]\nevents = ["{none}", "later.csv"]\nids_apart = true\n'
    )
    assert len(iso.read_courses(read_study(tmp_path / "study.toml").data).table("events")) == len(both.table("events"))
    flags = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--ids-apart", "--events", none,
             "--events", str(tmp_path / "later.csv")]  # fmt: skip
    done = CliRunner().invoke(main, ["check", *flags])
    assert done.exit_code == 0, done.output
    assert "later.csv are in b.csv" in " ".join(done.output.split())
    with pytest.raises(StudyError, match='and "" for one that has none'):
        iso.read_courses([each.courses for each in made], events=[made[1].events])


def test_an_empty_text_is_no_file_beside_one_file_too() -> None:
    made = simulate_courses(15, seed=1)
    assert iso.read_courses(made.courses, events="").fingerprint == iso.read_courses(made.courses).fingerprint


def test_visits_that_one_source_lacks_are_told_and_those_of_a_header_alone_are_none() -> None:
    made = [simulate_courses(15, seed=seed) for seed in (1, 2)]
    one = made[1].courses.iloc[0]
    held = pd.DataFrame([[one["patient_id"], one["course_end"], 2]], columns=["patient_id", "date", "score_face"])
    frames = [each.courses for each in made]
    with pytest.raises(DataError, match="give it, or report each alone"):
        iso.read_courses(frames, ids_apart=True, visits=["", held])
    assert len(iso.read_courses(frames, ids_apart=True, visits=[held.head(0), held]).table("visits")) == 1


def test_names_of_columns_may_be_those_of_one_source(tmp_path: Path) -> None:
    a, b = _two(tmp_path)
    b.write_text(b.read_text().replace("patient_id", "MRN"))
    with pytest.raises(DataError, match=r"b\.csv has no column 'patient_id'") as refused:
        iso.read_courses([a, b])
    said = " ".join(str(refused.value).split())
    assert 'Of this file alone: "b.patient_id" = "your name" under [data.columns].' in said
    both = iso.read_courses([a, b], columns={"b.patient_id": "MRN"}, ids_apart=True)
    assert both.table("people")["person_id"].tolist() == ["a:7", "a:8", "b:7"]


def test_codes_may_be_those_of_one_source() -> None:
    a = pd.DataFrame([course("1", sex="1"), course("2", sex="2")])
    b = pd.DataFrame([course("1", sex="1"), course("2", sex="2", course_end="2019-05-30")])
    codes = {"a.sex": {"1": "male", "2": "female"}, "b.sex": {"1": "female", "2": "male"}}
    both = iso.read_courses({"a": a, "b": b}, values=codes)
    assert both.table("people")["sex"].tolist() == ["male", "female", "female", "male"]


def test_each_file_has_its_own_order_of_dates(tmp_path: Path) -> None:
    """What one file shows says nothing of the other: 03/04/2019 of the second stays unclear."""
    dates = {"course_start": "25/03/2019", "course_end": "31/08/2019", "last_contact": "30/06/2021"}
    unclear = {"course_start": "03/04/2019", "course_end": "05/08/2019", "last_contact": "06/06/2021"}
    a, b = written(tmp_path, [course("1", **dates)], "a.csv"), written(tmp_path, [course("1", **unclear)], "b.csv")
    with pytest.raises(DataError, match=r"no date of b\.csv tells whether the day or the month comes first"):
        iso.read_courses([a, b])


def test_faults_name_the_file_and_its_own_row(tmp_path: Path) -> None:
    a = written(tmp_path, [course("1"), course("2", course_end="2018-01-01")], "a.csv")
    b = written(tmp_path, [course("1"), course("2"), course("3", course_end="2018-01-01")], "b.csv")
    with pytest.raises(DataError) as refused:
        iso.read_courses([a, b])
    assert "a.csv: 1 of 2 courses ends" in str(refused.value)
    assert "patient 2, row 3" in str(refused.value)
    assert "b.csv: 1 of 3 courses ends" in str(refused.value)
    assert "patient 3, row 4" in str(refused.value)
    kept = iso.read_courses([a, b], on_invalid="set_aside", ids_apart=True)
    assert kept.set_aside["file"].tolist() == ["a.csv (courses)", "b.csv (courses)"]
    assert kept.set_aside["row"].tolist() == [3, 4]


def test_what_is_alike_in_two_files_is_said_of_each(tmp_path: Path) -> None:
    """Eight people in each are not eight in all."""
    short = {"course_end": "2019-01-10"}
    a, b = written(tmp_path, [course("1", **short)], "a.csv"), written(tmp_path, [course("2", **short)], "b.csv")
    told = [each.message for each in iso.read_courses([a, b]).findings if each.rule == "short_course"]
    assert told == [f"{name}.csv: 1 of 1 course lasts less than 30 days" for name in ("a", "b")]


def test_one_file_under_two_names_is_refused(tmp_path: Path) -> None:
    a = written(tmp_path, [course("1"), course("2")], "a.csv")
    b = written(tmp_path, a.read_text().replace("\n", "\r\n"), "b.csv")
    with pytest.raises(DataError, match=r"hold the same 2 courses, and would count each person twice") as refused:
        iso.read_courses([a, b])  # saved otherwise
    assert "patient 1, 2019-01-01 to 2019-05-31" in str(refused.value)
    with pytest.raises(StudyError, match="named twice"):
        iso.read_courses([a, a])


def test_most_rows_of_two_files_are_the_same(tmp_path: Path) -> None:
    rows = [course(str(number)) for number in range(10)]
    a = written(tmp_path, rows, "a.csv")
    b = written(tmp_path, rows[3:] + [course(str(number)) for number in range(20, 23)], "b.csv")
    told = _rules(iso.read_courses([a, b], ids_apart=True))["shared_rows"]
    assert told.startswith("warning: a.csv and b.csv share 7 of 10 courses (70%): same id, start and end (first: pat")


def test_dates_in_one_and_days_in_the_other_are_refused(tmp_path: Path) -> None:
    a, _ = _two(tmp_path)
    days = "patient_id,course_start_day,course_end_day,last_contact_day\n7,0,150,900\n"
    with pytest.raises(DataError, match=r"a\.csv holds dates and days\.csv holds days; all must hold the same"):
        iso.read_courses([a, written(tmp_path, days, "days.csv")])


def test_an_outcome_that_one_source_cannot_tell_is_refused(tmp_path: Path) -> None:
    a = written(tmp_path, [course("1", relapse_date="2020-01-01", relapse_treatment="topical")], "a.csv")
    b = written(tmp_path, [course("2")], "b.csv")
    with pytest.raises(DataError, match=r"a\.csv tells relapse_date, and b\.csv does not"):
        iso.read_courses([a, b])


@pytest.mark.parametrize("column", ["empty", "absent"])
def test_what_happened_to_nobody_at_one_source_is_stated_as_the_error_says(tmp_path: Path, column: str) -> None:
    """No relapse at b: its own advice is followed to the end, and what is stated wrongly is refused."""
    a = written(tmp_path, [course("1", relapse_date="2020-01-01", relapse_treatment="topical")], "a.csv")
    nothing = {"relapse_date": "", "relapse_treatment": ""} if column == "empty" else {}
    b = written(tmp_path, [course("2", **nothing)], "b.csv")
    with pytest.raises(DataError) as refused:
        iso.read_courses([a, b])
    assert [each.column for each in refused.value.findings.errors] == ["relapse_date"]
    said = " ".join(str(refused.value).split())
    assert 'If it happened to nobody there, say so: none_occurred = ["b.relapse_date"]' in said
    both = iso.read_courses([a, b], none_occurred=["b.relapse_date"])
    assert _rules(both)["none_occurred"] == (
        "note: relapse_date is empty since the study says that there was none: everybody of b.csv counts as without it."
    )
    assert "empty_column" not in _rules(both)
    with pytest.raises(DataError, match=r"none_occurred says that a\.csv has no relapse_date since there was none"):
        iso.read_courses([a, b], none_occurred=["a.relapse_date", "b.relapse_date"])
    with pytest.raises(StudyError, match=r"none_occurred names 'c\.relapse_date', .* did you mean 'b\.relapse_date'"):
        iso.read_courses([a, b], none_occurred=["c.relapse_date"])


@pytest.mark.parametrize("empty", ["", "header"])
def test_no_later_treatment_of_anybody_at_one_source_is_stated_as_each_error_says(tmp_path: Path, empty: str) -> None:
    """Without a file, and with one of a header alone: both lead to the one way to say so."""
    a, b = (written(tmp_path, [course(name)], f"{name}.csv") for name in "ab")
    later = tmp_path / "a_later.csv"
    later.write_text("patient_id,date,kind\na,2020-01-01,topical\n")
    none: str | Path = empty and tmp_path / "b_later.csv"
    if isinstance(none, Path):
        none.write_text("patient_id,date,kind\n")
    with pytest.raises(DataError) as refused:
        iso.read_courses([a, b], events=[later, none])
    assert 'say so: none_occurred = ["b.events"]' in " ".join(str(refused.value).split())
    both = iso.read_courses([a, b], events=[later, none], none_occurred=["b.events"])
    assert len(both.table("events")) == 1
    assert both.first_relapses_alone == ()
    assert not both.findings.warnings


def test_of_a_table_beside_them_too_and_of_a_single_file() -> None:
    made = [simulate_courses(15, seed=seed) for seed in (1, 2)]
    one = made[1].courses.iloc[0]
    held = pd.DataFrame([[one["patient_id"], one["course_end"], 2]], columns=["patient_id", "date", "score_face"])
    frames = [each.courses for each in made]
    both = iso.read_courses(frames, ids_apart=True, visits=["", held], none_occurred=["1.visits"])
    assert len(both.table("visits")) == 1
    relapsed = course("1", relapse_date="2020-01-01", relapse_treatment="topical")
    alone = iso.read_courses(pd.DataFrame([relapsed]), none_occurred=["events"])
    assert alone.first_relapses_alone is False


def test_a_column_that_a_table_beside_one_source_lacks_is_named_as_its_own(tmp_path: Path) -> None:
    a, b = (written(tmp_path, [course(name)], f"{name}.csv") for name in "ab")
    later = tmp_path / "a_later.csv"
    later.write_text("patient_id,date,given\na,2020-01-01,topical\n")
    with pytest.raises(DataError) as refused:
        iso.read_courses([a, b], events=[later, later.with_name("a.csv")])
    said = str(next(each for each in refused.value.findings if each.column == "kind"))
    assert 'Of this file alone: "a.events.kind" = "your name"' in said, said


def test_further_columns_that_are_not_alike_are_texts_and_told() -> None:
    a = pd.DataFrame([course("1", lesions="12", source="gp"), course("2", lesions="14", source="self")])
    b = pd.DataFrame([course("1", lesions="many"), course("2", lesions="few", course_end="2019-05-30")])
    both = iso.read_courses({"a": a, "b": b}, ids_apart=True)
    assert both.covariates == {"lesions": "text", "recorded_source": "text", "source": "text"}
    assert both.table("people")["recorded_source"].tolist()[:2] == ["gp", "self"]
    assert "numbers in" in _rules(both)["unlike_columns"]


def test_labels_tell_sources_apart(tmp_path: Path) -> None:
    for year in ("2019", "2020"):
        (tmp_path / year).mkdir()
        written(tmp_path / year, [course(year)], "export.csv")
    both = iso.read_courses([tmp_path / "2019" / "export.csv", tmp_path / "2020" / "export.csv"])
    assert both.table("people")["person_id"].tolist() == ["2019/export:2019", "2020/export:2020"]
    alone = [iso.read_courses(tmp_path / year / "export.csv") for year in ("2019", "2020")]
    with pytest.raises(StudyError, match=r"Two sources are read from export\.csv"):
        iso.combine(*alone)
    for wrong in (["a", "A"], ["a", "b:c"], ["a"], ["a", " "]):
        with pytest.raises(StudyError):
            iso.combine(*alone, labels=wrong)


def test_dispensings_of_two_insurers_are_combined_under_one_rule() -> None:
    made = [simulate_dispensings(25, seed=seed) for seed in (1, 2)]
    tables = ("observation", "people", "treatments")
    alone = [iso.read_dispensings(each.dispensings, **{name: getattr(each, name) for name in tables}) for each in made]
    both = iso.combine(*alone, labels=["A", "B"])
    assert both.stitched_by == alone[0].stitched_by
    assert len(both.table("courses")) == sum(len(each.table("courses")) for each in alone)
    assert iso.first_courses(both).count("second_course").groups == ("all",)  # a cohort can be followed
    other = iso.read_dispensings(made[1].dispensings, observation=made[1].observation, gap_days=30)
    with pytest.raises(DataError, match="are not told apart by one rule"):
        iso.combine(alone[0], other, labels=["A", "B"])
