"""The grid on dispensings: each row is what reading anew by that rule gives, laws hold, and the truth is covered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.grid.result import Grid
from isostats.cohort.following import first_courses
from isostats.errors import DataError, StudyError
from isostats.records.dispensings import read_dispensings
from isostats.report.job import analyse_study, read_records
from isostats.simulate import simulate_dispensings, true_remission, write_omop, write_simulation
from isostats.study.definitions import CourseDefinition
from isostats.study.grid_axes import COURSE_AXES
from isostats.study.study_file import Study, make_study, read_study
from tests.analyses.said import analyses_of, paragraphs
from tests.sweeps import swept_values

COURSE_RULE = [*COURSE_AXES, "antibiotic_days"]
OUTCOMES = ["any_treatment", "systemic_treatment", "second_course"]
BESIDE = ("observation", "people", "treatments")
AXES = {
    "gap_days": [30, 180],
    "carry_over": [True, False],
    "last_fill_days": [0, 30],
    "washout_days": [0, 365],
    "antibiotic_days": [0, 28],
}


ONE_RULE = {"gap_days": 60, "carry_over": True, "last_fill_days": 0, "washout_days": 365, "antibiotic_days": 28}
FAST = {"groups": []}
"""Nobody looks at groups here."""


def study_in(folder: Path, *, leave: tuple[str, ...] = (), **sections: Any) -> Study:
    names = {name: f"simulated_{name}.csv" for name in ("dispensings", *BESIDE) if name not in leave}
    given: dict[str, Any] = {"data": names, "study": {"outcomes": OUTCOMES}}
    for name, keys in sections.items():
        given[name] = given.get(name, {}) | keys
    return make_study(given, folder=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    write_simulation(simulate_dispensings(600, seed=21), folder)
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For tests that look at no number."""
    folder = tmp_path_factory.mktemp("few")
    write_simulation(simulate_dispensings(60, seed=21), folder)
    return folder


@pytest.fixture(scope="module")
def grid(folder: Path) -> Grid:
    horizons = {"horizons_days": [365, 730, 4000], "min_at_risk": 1}
    return iso.grid(study_in(folder, grid=AXES, study=horizons, courses={"gap_days": AXES["gap_days"][0]}))


def test_every_combination_is_there_once(grid: Grid) -> None:
    frame = grid.frame
    assert not frame.duplicated([*COURSE_RULE, "outcome", "horizon_days", "denominator"]).any()
    assert len(frame) == 2 * 2 * 2 * 2 * 2 * 3 * 3 * 3
    for name, levels in AXES.items():
        assert set(frame[name]) == set(levels)
    assert not grid.added


@pytest.mark.parametrize("place", [0, -1, *swept_values(*range(1, 31))])
def test_rows_are_what_reading_anew_by_their_rule_gives(folder: Path, grid: Grid, place: int) -> None:
    """The first rule and the last, which have no choice in common; in the sweep every rule."""
    files = {name: folder / f"simulated_{name}.csv" for name in ("dispensings", *BESIDE)}
    rule = grid.frame[COURSE_RULE].drop_duplicates().iloc[place].to_dict()
    keywords: dict[str, Any] = {
        name: {"carry_over": bool, "same_day": str}.get(name, int)(value) for name, value in rule.items()
    }
    antibiotic = keywords.pop("antibiotic_days")
    records = read_dispensings(files["dispensings"], **{name: files[name] for name in BESIDE}, **keywords)
    cohort = first_courses(records, antibiotic_days=antibiotic)
    of_rule = (grid.frame[COURSE_RULE] == pd.Series(rule)).all(axis=1)
    rows = grid.frame[of_rule & (grid.frame["denominator"] == "censoring_aware")]
    assert len(rows) == 9
    for outcome, of_outcome in rows.groupby("outcome"):
        anew = iso.kaplan_meier(cohort.count(outcome)).at([365, 730, 4000], min_at_risk=1)
        for name in ("estimate", "lower", "upper", "std_error", "n", "at_risk", "events", "status"):
            assert of_outcome[name].astype(object).where(of_outcome[name].notna(), None).tolist() == (
                anew[name].astype(object).where(anew[name].notna(), None).tolist()
            ), (keywords, outcome, name)


def test_the_choices_do_matter(grid: Grid) -> None:
    everyone = grid.frame[grid.frame["denominator"] == "censoring_aware"]
    told = everyone[everyone["status"] == "ok"]
    for name in ("outcome", "horizon_days", *COURSE_RULE):
        assert told.groupby(name)[["estimate", "n"]].mean().drop_duplicates().shape[0] == told[name].nunique(), name


def test_a_larger_gap_never_has_more_second_courses(grid: Grid) -> None:
    frame = grid.frame[(grid.frame["outcome"] == "second_course") & (grid.frame["horizon_days"] == 4000)]
    frame = frame[frame["denominator"] == "naive_everyone"]
    others = [name for name in COURSE_RULE if name != "gap_days"]
    counts = frame.pivot(index=others, columns="gap_days", values="events").astype(int)
    assert len(counts) == 16
    assert (counts[30] >= counts[180]).all()
    assert (counts[30] > counts[180]).any()


def test_outcomes_that_hold_others_are_never_rarer(grid: Grid) -> None:
    index = [*COURSE_RULE, "horizon_days", "denominator"]
    events = grid.frame.pivot(index=index, columns="outcome", values="events").astype(int)
    assert (events["any_treatment"] >= events["systemic_treatment"]).all()
    assert (events["systemic_treatment"] >= events["second_course"]).all()
    free = grid.frame.pivot(index=index, columns="outcome", values="estimate").dropna()
    free = free.xs("naive_everyone", level="denominator")
    assert (free["any_treatment"] <= free["systemic_treatment"]).all()
    assert (free["systemic_treatment"] <= free["second_course"]).all()


def test_the_antibiotic_rule_bears_only_on_treatments(grid: Grid) -> None:
    frame = grid.frame.drop(columns=["primary"])
    strict, loose = (
        frame[frame["antibiotic_days"] == days].drop(columns="antibiotic_days").reset_index(drop=True)
        for days in (28, 0)
    )
    second = strict["outcome"] == "second_course"
    pd.testing.assert_frame_equal(strict[second], loose[second])
    # without the rule every antibiotic counts
    assert (loose["events"] >= strict["events"]).all()
    assert (loose["events"] > strict["events"])[strict["outcome"] == "systemic_treatment"].any()


def test_a_washout_only_takes_people_away(grid: Grid) -> None:
    others = [name for name in COURSE_RULE if name != "washout_days"]
    frame = grid.frame[(grid.frame["denominator"] == "naive_everyone") & (grid.frame["horizon_days"] == 365)]
    people = frame.pivot(index=[*others, "outcome"], columns="washout_days", values="n").astype(int)
    assert (people[0] > people[365]).all()


def test_the_same_grid_twice_has_the_same_rows_and_words(folder: Path) -> None:
    asked = ONE_RULE | {"gap_days": 30, "antibiotic_days": [0, 28], "groups": ["sex"]}
    study = study_in(folder, grid=asked | {"outcomes": ["systemic_treatment"]})
    one, two = iso.grid(study), iso.grid(study)
    pd.testing.assert_frame_equal(one.frame, two.frame, check_exact=True)
    assert one.sentence() == two.sentence()
    assert one.added, "the study's own gap of 60 days was not asked for"
    assert one.primary["gap_days"] == 60


def test_the_defaults_hold_the_study_s_own_rule(few: Path) -> None:
    asked = {"carry_over": True, "last_fill_days": 0, "antibiotic_days": 28}
    study = study_in(few, courses={"gap_days": 75}, grid=asked)
    grid = iso.grid(study)
    assert grid.frame["gap_days"].drop_duplicates().tolist() == [30, 45, 60, 75, 90, 120, 180]
    assert not grid.added
    assert (grid.primary["gap_days"], grid.primary["washout_days"]) == (75, 365)


def test_progress_counts_every_definition(few: Path) -> None:
    told: list[tuple[int, int]] = []
    study = study_in(few, grid={"gap_days": [30, 60], "carry_over": True, "last_fill_days": 0, "antibiotic_days": 28})
    grid = iso.grid(study, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(grid.frame), len(grid.frame)) == (90, 90)


@pytest.mark.parametrize(
    ("leave", "asked", "text"),
    [
        (
            ("observation",),
            {"washout_days": [0, 365]},
            r"washout_days needs an observation table \(observation\)",
        ),
        (("treatments",), {"antibiotic_days": [0]}, r"antibiotic_days needs a table of later treatments"),
        (("treatments",), {"outcomes": ["any_treatment"]}, r"any_treatment needs a table of later treatments"),
        ((), {"outcomes": ["recorded_relapse"]}, r"recorded_relapse needs .*recorded_relapse in it"),
        ((), {"populations": ["responders"]}, r"responders needs the response at the end of the course"),
        ((), {"groups": ["insurer"]}, r"grid_groups: there is no column 'insurer'"),
        ((), {"gap_days": [200_000]}, r"gap_days must be a whole number of days from 0 to 100,000"),
    ],
)
def test_what_the_tables_cannot_tell_is_refused(few: Path, leave: tuple, asked: dict, text: str) -> None:
    with pytest.raises(StudyError, match=text):
        iso.grid(study_in(few, leave=leave, grid={"gap_days": 60, "carry_over": True, "last_fill_days": 0} | asked))


def test_a_treatment_table_without_supply_cannot_vary_the_antibiotic(few: Path, tmp_path: Path) -> None:
    for name in ("dispensings", "observation", "people"):
        (tmp_path / f"simulated_{name}.csv").write_bytes((few / f"simulated_{name}.csv").read_bytes())
    lean = pd.read_csv(few / "simulated_treatments.csv").drop(columns="days_supply")
    lean.to_csv(tmp_path / "simulated_treatments.csv", index=False)
    with pytest.raises(
        StudyError, match="antibiotic_days needs the column days_supply in the table of later treatments"
    ):
        iso.grid(study_in(tmp_path, grid={"antibiotic_days": [0, 28]}))
    grid = iso.grid(study_in(tmp_path, grid={"gap_days": 60, "carry_over": True, "last_fill_days": 0}))
    assert set(grid.frame["antibiotic_days"]) == {28}
    assert any(note.startswith("antibiotic_days is not varied") for note in grid.notes)


def test_choices_that_do_not_apply_are_empty(few: Path) -> None:
    grid = iso.grid(study_in(few, leave=("observation", "treatments"), grid={"gap_days": [30, 60]}))
    assert grid.frame[["washout_days", "antibiotic_days"]].isna().all().all()
    assert set(grid.frame["outcome"]) == {"second_course"}
    assert not grid.added
    assert any("No observation table was given" in note for note in grid.definition.notes)


def test_a_rule_that_leaves_nobody_is_not_estimable_and_spoils_no_other(folder: Path) -> None:
    asked = {"gap_days": 60, "carry_over": True, "last_fill_days": 0, "antibiotic_days": 28, "groups": "sex"}
    grid = iso.grid(study_in(folder, grid=asked | {"washout_days": [90_000, 365]}))
    alone = iso.grid(study_in(folder, grid=asked))
    empty = grid.frame[grid.frame["washout_days"] == 90_000]
    assert set(empty["status"]) == {"not_estimable"}
    assert set(empty["n"]) == {0}
    assert set(empty["group"]) == {"all", "sex=female", "sex=male"}
    assert any("Under 1 of 2 rules of courses nobody is left" in each for each in grid.notes)
    others = grid.frame[grid.frame["washout_days"] == 365].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, alone.frame)
    with pytest.raises(DataError, match="Nobody is left"):
        iso.grid(study_in(folder, courses={"washout_days": 90_000}))


def test_another_fault_under_a_rule_is_not_taken_for_nobody_left(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(records: Any, courses: CourseDefinition, *further: Any, **named: Any) -> Any:
        if courses.gap_days == 90:
            raise DataError("The disk is gone.")
        return first_courses(records, courses, *further, **named)

    monkeypatch.setattr("isostats.analyses.choices.first_courses", faulty)
    asked = {"gap_days": [60, 90], "carry_over": True, "last_fill_days": 0, "antibiotic_days": 28}
    with pytest.raises(DataError, match="The disk is gone"):
        iso.grid(study_in(few, grid=asked))


def test_the_report_varies_the_rules_only_where_a_grid_is_asked_for(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = analyses_of("grid", "who", "remission", "second-courses", "quality")
    monkeypatch.setattr("isostats.analyses.catalogue.ANALYSES", looked_at)
    one = FAST | {"outcomes": ["systemic_treatment"]}
    plain = analyse_study(study_in(few, study=one))
    asked = analyse_study(study_in(few, study=one, grid={"gap_days": [5, 60], "carry_over": True}))
    own, many = (each["grid"].value.frame for each in (plain, asked))
    assert own[COURSE_RULE].drop_duplicates().values.tolist() == [[60, True, 0, "longest", 365, 28]]
    assert len(many[COURSE_RULE].drop_duplicates()) == 2 * 2 * 2
    assert "A [grid] section in the study file, or isostats grid, varies them too" in paragraphs(plain["grid"])
    pd.testing.assert_frame_equal(plain.results, asked.results)
    for name in ("data_quality", "missing"):
        assert plain.tables[name].body == asked.tables[name].body
    again = many.merge(own[COURSE_RULE].drop_duplicates()).reset_index(drop=True)
    pd.testing.assert_frame_equal(again.drop(columns="primary"), own.drop(columns="primary"))


def test_an_omop_database_gives_the_grid_of_its_flat_extract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = simulate_dispensings(100, seed=22)
    write_simulation(simulation, tmp_path / "flat")
    write_omop(simulation, tmp_path / "cdm.duckdb")
    asked = {
        "gap_days": [45, 60], "carry_over": True, "last_fill_days": 0, "washout_days": [365, 90_000],
        "antibiotic_days": 28, "horizons_days": [365, 730],
    }  # fmt: skip
    flat = iso.grid(study_in(tmp_path / "flat", grid=asked))
    data = {"omop": "duckdb:///cdm.duckdb"}
    sections = {"data": data, "study": {"outcomes": OUTCOMES} | FAST, "grid": asked}
    theirs = iso.grid(make_study(sections, folder=tmp_path))
    pd.testing.assert_frame_equal(theirs.frame, flat.frame)
    assert any("Under 2 of 4 rules of courses nobody is left" in each for each in theirs.notes)
    sections["study"] = {"outcomes": ["second_course"]} | FAST
    monkeypatch.setattr("isostats.analyses.catalogue.ANALYSES", analyses_of("grid"))
    analysis = analyse_study(make_study(sections, folder=tmp_path))
    of_outcome = (flat.frame["outcome"] == "second_course").sum()
    assert len(analysis.files()["grid"]) == of_outcome
    assert analysis.records.concepts["records"].sum() > 0


@pytest.mark.validation
def test_the_truth_is_covered_under_the_true_definition_and_the_naive_figures_miss_it(tmp_path: Path) -> None:
    """Courses are drawn with more than 60 drug-free days between them, and only antibiotics of 28 days count."""
    simulation = simulate_dispensings(30_000, seed=24)
    write_simulation(simulation, tmp_path)
    horizons = [365, 730, 1095, 1826]
    asked = {"gap_days": [60, 180], "carry_over": True, "last_fill_days": 0, "antibiotic_days": [0, 28]}
    study = study_in(tmp_path, study={"horizons_days": horizons}, claim={"level": 0.999}, grid=asked)
    frame = iso.grid(study).frame
    true_rule = (frame["gap_days"] == 60) & (frame["antibiotic_days"] == 28)
    told = frame[true_rule].set_index(["denominator", "outcome", "horizon_days"])
    for outcome in OUTCOMES:
        for horizon, truth in zip(horizons, true_remission(outcome, horizons, law=simulation.law), strict=True):
            right = told.loc["censoring_aware", outcome, horizon]
            assert right["lower"] < truth < right["upper"], (outcome, horizon)
            if horizon >= 730:  # by then many have left
                assert told.loc["naive_everyone", outcome, horizon]["lower"] > truth, (outcome, horizon)
                assert told.loc["naive_complete", outcome, horizon]["upper"] < truth, (outcome, horizon)
    # under another definition of the outcome the same estimator answers another question
    wrong = frame[(frame["gap_days"] == 60) & (frame["antibiotic_days"] == 0)]
    wrong = wrong[(wrong["denominator"] == "censoring_aware") & (wrong["outcome"] == "systemic_treatment")]
    truths = true_remission("systemic_treatment", horizons, law=simulation.law)
    assert (wrong["upper"].to_numpy() < truths).all()


def test_the_convention_of_the_study_counts_in_report_and_grid(tmp_path: Path) -> None:
    """61 days from the end of supply to the next start are 60 drug-free days: by one convention one course, not two."""
    days = {"a": (0, 90), "b": (0, 91), "c": (0, 500)}
    rows = [f"{who},{day},30,20,60" for who, starts in days.items() for day in starts]
    head = "patient_id,dispense_day,days_supply,strength_mg,quantity\n"
    (tmp_path / "fills.csv").write_text(head + "\n".join(rows) + "\n")
    told = {}
    for convention in ("drug_free_days", "supply_end_difference"):
        study = tmp_path / f"{convention}.toml"
        study.write_text(f'[data]\ndispensings = "fills.csv"\n[courses]\nconvention = "{convention}"\n')
        records = read_records(read_study(study))
        grid = iso.grid(study, min_at_risk=1, grid_gap_days=[60], grid_outcomes=["second_course"],
                        primary={"outcome": "second_course", "horizon_days": 365})  # fmt: skip
        told[convention] = len(records.table("courses")), int(grid.primary["events"])
    assert told == {"drug_free_days": (5, 1), "supply_end_difference": (6, 2)}
