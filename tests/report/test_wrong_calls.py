"""A natural mistake in a call or a command is answered by what to write; the answer can be followed as it stands."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import isostats as iso
from isostats.cli import main
from isostats.errors import EstimateError, HandleError, StudyError
from isostats.report.job import Finished, check_records


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def cohort(example: Finished) -> object:
    return example.analysis.cohort


CALLS: dict[str, Callable[[object], object]] = {
    r"by is one text, not \['sex', 'site'\]: .* Write by='sex & site'": lambda c: iso.table_one(c, by=["sex", "site"]),  # type: ignore[arg-type]
    r"by is one text, not 5": lambda c: iso.table_one(c, by=5),  # type: ignore[arg-type]
    r"columns is a list of names, and 'age' is one text. Write columns=\['age'\]": lambda c: iso.table_one(
        c, columns="age"  # type: ignore[arg-type]
    ),
    r"no column 'x'. There are: age, .*, sex, site": lambda c: iso.table_one(c, columns=["x"]),  # type: ignore[arg-type]
    r"days=\[730\], not days=730": lambda c: iso.remission_table(c, days=730),  # type: ignore[arg-type]
    r"days=\[730\], not days='x'": lambda c: iso.second_course_table(c, days="x"),  # type: ignore[arg-type]
    r"cohort.frame\(\['x'\]\), not 'x'": lambda c: c.frame("x"),  # type: ignore[attr-defined]
    r"no column 'sxe'; did you mean 'sex'\? There are: age": lambda c: c.frame(["sxe"]),  # type: ignore[attr-defined]
    r"Write by='sex'": lambda c: c.count("systemic_treatment", by=["sex"]),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("words", CALLS)
def test_a_natural_mistake_has_the_right_call(cohort: object, words: str) -> None:
    with pytest.raises(EstimateError, match=words):
        CALLS[words](cohort)


def test_what_a_message_advises_works(example: Finished) -> None:
    cohort = example.analysis.cohort
    assert iso.table_one(cohort, by="sex & site", columns=["age"]).cells
    assert list(cohort.frame(["sex", "age", "person_id"]).columns) == ["sex", "age", "person_id"]
    counts = cohort.count("systemic_treatment", by="sex")
    curve = iso.kaplan_meier(counts)
    for wrong, words in (({"test": "x"}, r"Write test=iso.logrank\(curve.counts\)"), ({"outcome": "x"}, "not of 'x'")):
        with pytest.raises(EstimateError, match=words):
            iso.group_table(curve, **wrong)  # type: ignore[arg-type]
    assert iso.group_table(curve, days=[730], test=iso.logrank(curve.counts)).cells
    for ignored in (lambda: iso.group_table(example.analysis, days=[730]),
                    lambda: iso.remission_table(example.analysis, days=[730])):  # fmt: skip
        with pytest.raises(EstimateError, match="Results have their own"):
            ignored()


def test_a_wrong_keyword_has_the_nearest_right_one(example: Finished) -> None:
    curve = iso.kaplan_meier(example.analysis.cohort.count("systemic_treatment"))
    for call, words in (
        (lambda: iso.table_one(example.analysis, strata="sex"), "did you mean 'by'. It has: by, summary, columns"),  # type: ignore[call-arg]
        (lambda: iso.remission_table(curve, dayz=[3]), "remission_table has no keyword 'dayz'; did you mean 'days'"),  # type: ignore[call-arg]
        (lambda: iso.figures.remission(curve, risk_table=False), "did you mean 'at_risk'"),  # type: ignore[call-arg]
        (lambda: iso.figures.remission(curve, zzz=1), r"no keyword 'zzz'\. It has: curve, .*title"),  # type: ignore[call-arg]
    ):
        with pytest.raises(TypeError, match=words):
            call()


def test_keys_beside_a_study_that_is_made_are_refused(example: Finished) -> None:
    for call in (iso.analyse_study, iso.scorecard, iso.grid, check_records):
        with pytest.raises(StudyError, match=r"not gap_days. .* iso.read_study\(path, gap_days=...\)"):
            call(example.analysis.study, gap_days=60)  # type: ignore[operator]


def test_a_format_and_an_ending_that_disagree_are_told(example: Finished, tmp_path: Path) -> None:
    words = ("tables", "--results", example.folder, "--table", "groups")
    refused = run(*words, "--as", "latex", "--out", tmp_path / "t.docx")
    assert refused.exit_code == 1
    assert "t.docx ends as a word file does, and --as latex was asked for. Name it t.tex" in refused.output
    assert run(*words, "--as", "latex", "--out", tmp_path / "t.tex").exit_code == 0
    assert run(*words, "--out", tmp_path / "t.md").exit_code == 0, "the ending tells the format"
    assert "| free of |" in (tmp_path / "t.md").read_text(encoding="utf-8")
    assert "Name it so, or say --as" in run(*words, "--out", tmp_path / "t.txt").output
    assert run(*words, "--as", "latex", "--out", tmp_path / "t.txt").exit_code == 0


FAULTY = "patient_id,course_start,course_end,last_contact\n" + "".join(
    f"{name},2019-01-01,{end},2021-01-01\n" for name, end in (("a", "2018-06-30"), ("b", "2019-06-30"))
)


def test_a_check_knows_that_faults_are_set_aside(tmp_path: Path) -> None:
    (tmp_path / "courses.csv").write_text(FAULTY)
    plain = run("check", tmp_path / "courses.csv")
    assert "or set --on-invalid set_aside" in plain.output
    chosen = run("check", tmp_path / "courses.csv", "--on-invalid", "set_aside")
    assert chosen.exit_code == plain.exit_code == 1
    assert "or set" not in chosen.output
    assert "The patients concerned are kept out of the report" in " ".join(chosen.output.split())
    study = iso.read_study(tmp_path / "courses.csv", on_invalid="set_aside")
    assert check_records(study).errors, "a study that is made is checked as one that is named"
    records = iso.read_courses(tmp_path / "courses.csv", on_invalid="set_aside")
    assert "set_aside" not in str(records.findings)


def test_the_hint_of_courses_leads_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("fills.csv").write_text("pid,datum,tage,mg,Anzahl Kapseln\n1,2019-01-01,30,20,60\n1,2019-01-31,30,20,60\n")
    refused = run("courses", "fills.csv", "--out", "x.csv")
    assert "Next: isostats init fills.csv writes into study.toml how it is read" in refused.output
    assert run("init", "fills.csv").exit_code == 0
    again = run("courses", "study.toml", "--out", "courses.csv")
    assert again.exit_code == 0, again.output
    assert Path("courses.csv").is_file()
    Path("courses_of_a_clinic.csv").write_text(FAULTY)
    refused = run("courses", "courses_of_a_clinic.csv", "--out", "x.csv")
    assert "need no stitching. Next: isostats report courses_of_a_clinic.csv" in refused.output
    Path("odd.csv").write_text("patient_id,dispense_date,days_supply,strength_mg,quantity\n1,2019-01-01,30x,20,60\n")
    assert "Next:" not in run("courses", "odd.csv", "--out", "x.csv").output


def test_what_holds_no_engine_can_be_pickled(example: Finished) -> None:
    analysis = example.analysis
    for each in (analysis.study, analysis["claims"].value):
        assert repr(pickle.loads(pickle.dumps(each))) == repr(each)
    again = pickle.loads(pickle.dumps(analysis["claims"].value))
    assert [one.verdict for one in again.rows] == [one.verdict for one in analysis["claims"].value.rows]
    with pytest.raises(HandleError, match="send what was computed"):
        pickle.dumps(analysis)


def test_a_frame_or_records_are_told_the_way_to_a_study(example: Finished, tmp_path: Path) -> None:
    frame, records = iso.simulate_courses(60, seed=1).courses, example.analysis.records
    for call in (iso.analyse_study, iso.read_study, iso.grid, iso.scorecard):
        with pytest.raises(StudyError, match=r"frame.to_csv\('courses.csv', index=False\), and name that"):
            call(frame)
        with pytest.raises(StudyError, match="says which file it was made of: name that"):
            call(records)
    frame.to_csv(tmp_path / "courses.csv", index=False)
    assert iso.read_study(tmp_path / "courses.csv").data.kind == "courses"
    with pytest.raises(StudyError, match=r"A dict holds a source under each label.*pd.DataFrame\(courses\)"):
        iso.read_courses(frame.to_dict("list"))
    with pytest.raises(EstimateError, match=r"cohort.frame\(\['sex', 'age'\]\)"):
        example.analysis.cohort.frame([])
