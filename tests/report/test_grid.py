"""The grid on course records: worked by hand, equal to the report, refused, and written whole."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from statsmodels.stats.proportion import proportion_confint

import isostats as iso
from isostats.analyses.grid.definitions import each_once
from isostats.analyses.grid.run import GRID_COLUMNS
from isostats.cli import main
from isostats.errors import OutputError, StudyError
from isostats.report.answer_folders import write_grid
from isostats.report.job import Finished, write_report
from isostats.study.grid_axes import COURSE_AXES
from isostats.study.study_file import make_study
from isostats.vocabulary.names import RESULT_COLUMNS
from isostats.words.language import untranslated
from isostats.writing import write_csv
from tests.analyses.said import answers_of

ROOT = Path(__file__).parents[2]

# The first course ends on day 100. a and d fail on days 80 and 200; b and c are censored on 150 and 200, e on 400;
# f dies on 120.
TINY = """patient_id,course_start_day,course_end_day,last_contact_day,relapse_day,relapse_treatment,death_day,sex
a,0,100,500,180,oral_antibiotic,,female
b,0,100,250,,,,female
c,0,100,300,,,,female
d,0,100,500,300,antiandrogen,,female
e,0,100,500,,,,male
f,0,100,220,,,220,male
"""
ALL = {"min_at_risk": 1}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    (tmp_path / "tiny.csv").write_text(TINY)
    return tmp_path / "tiny.csv"


def only(frame: pd.DataFrame, **address: object) -> pd.Series:
    for name, value in address.items():
        frame = frame[frame[name] == value]
    (row,) = frame.to_dict("records")
    return pd.Series(row)


def test_every_denominator_at_every_horizon_by_hand(tiny: Path) -> None:
    frame = iso.grid(tiny, horizons_days=[100, 200, 300], primary={"horizon_days": 200}, **ALL).to_frame()
    by_hand = {
        # horizon: (Kaplan-Meier, (free, n) of everyone, (free, n) of complete follow-up, at risk, events)
        100: (5 / 6, (5, 6), (5, 6), 5, 1),
        # c is seen free on day 200 itself, d fails on it; b and f left before
        200: (5 / 6 * 2 / 3, (4, 6), (2, 4), 3, 2),
        300: (5 / 6 * 2 / 3, (4, 6), (1, 3), 1, 2),
    }
    for horizon, (curve, everyone, complete, at_risk, events) in by_hand.items():
        one = {"outcome": "systemic_treatment", "horizon_days": horizon}
        row = only(frame, denominator="censoring_aware", **one)
        assert (row["method"], row["n"]) == ("kaplan_meier", 6)
        assert row["estimate"] == pytest.approx(curve, abs=1e-12)
        for denominator, method, (free, n) in (
            ("naive_everyone", "naive", everyone), ("naive_complete", "naive_complete_followup", complete),
        ):  # fmt: skip
            row = only(frame, denominator=denominator, **one)
            assert (row["method"], row["n"], row["at_risk"], row["events"]) == (method, n, at_risk, events)
            assert row["estimate"] == pytest.approx(free / n, abs=1e-12)
            assert (row["lower"], row["upper"]) == pytest.approx(
                proportion_confint(free, n, method="wilson"), abs=1e-12
            )
    assert only(frame, primary=True)[["denominator", "outcome", "horizon_days", "population"]].tolist() == [
        "censoring_aware", "systemic_treatment", 200, "everyone",
    ]  # fmt: skip


def test_where_few_are_under_observation_nothing_is_quoted_by_any_denominator(tiny: Path) -> None:
    """f dies as one of five, b leaves as one of four, c as one of two: 6 * 4/5 * 3/4 = 3.6 are under observation on day
    200, 1.8 on day 300. Kaplan-Meier censors the dead, so that nothing is known of them either."""
    frame = iso.grid(tiny, horizons_days=[200, 300], min_at_risk=3).to_frame()
    told = frame[(frame["horizon_days"] == 200) & (frame["outcome"] == "systemic_treatment")]
    assert set(told["status"]) == {"ok"}
    late = frame[(frame["horizon_days"] == 300) & (frame["outcome"] == "systemic_treatment")]
    assert len(late) == 3
    assert set(late["status"]) == {"beyond_followup"}
    assert late["estimate"].isna().all()
    assert set(late["position"]) == {"not_estimable"}


def test_columns_are_the_contract() -> None:
    assert ",".join(GRID_COLUMNS) == (
        "denominator,horizon_days,gap_days,carry_over,last_fill_days,same_day,washout_days,"
        "antibiotic_days,maintenance_days,already_on,break_days,contraceptive_counts,prevention_rules,score_retreatment,"
        "quantity,outcome,population,method,group,time_days,estimate,lower,upper,std_error,p_value,level,n,at_risk,"
        "events,status,bound,lowest,highest,position,primary"
    )


@pytest.fixture(scope="module")
def rows(example: Finished) -> pd.DataFrame:
    return pd.read_csv(example.folder / "tables" / "grid.csv")


def test_the_default_grid_of_course_records_is_every_combination_once(rows: pd.DataFrame) -> None:
    assert list(rows.columns) == list(GRID_COLUMNS)
    address = ["outcome", "horizon_days", "population", "denominator"]
    assert len(rows) == 4 * 5 * 2 * 3
    assert not rows.duplicated(address).any()
    assert rows[[*COURSE_AXES, "antibiotic_days"]].isna().all().all()
    assert (rows["horizon_days"] == rows["time_days"]).all()
    assert rows["primary"].sum() == 1


@pytest.mark.usefixtures("without_pictures")
def test_shared_rows_are_those_of_the_results(tmp_path: Path) -> None:
    study = ROOT / "data/example/study.toml"
    groups = {"grid_groups": ["sex", "site"], "outcomes": ["systemic_treatment", "second_course"]}
    analysis = answers_of(study, "remission", "groups", "grid", **groups)
    for frame, name in ((analysis.results, "results.csv"), (analysis.files()["grid"], "of_report.csv")):
        write_csv(frame, tmp_path / name)
    results, grid = (pd.read_csv(tmp_path / name, dtype=str) for name in ("results.csv", "of_report.csv"))
    keys = ["quantity", "outcome", "population", "method", "group", "time_days"]
    both = grid.merge(results, on=keys, suffixes=("", "_of_report"))
    assert set(both["method"]) == {"kaplan_meier", "naive"}
    assert set(both["group"]) > {"all", "sex=female", "site=north"}
    assert len(both[both["method"] == "kaplan_meier"]) == len(grid[grid["denominator"] == "censoring_aware"])
    for name in set(RESULT_COLUMNS) - set(keys):
        pd.testing.assert_series_equal(both[name], both[f"{name}_of_report"], check_names=False)
    write_grid(study, out=tmp_path / "grid", **groups)
    assert (tmp_path / "grid" / "grid.csv").read_bytes() == (tmp_path / "of_report.csv").read_bytes()


def test_rows_are_in_grid_order(tiny: Path) -> None:
    frame = iso.grid(
        tiny, grid_outcomes=["second_course", "any_treatment"], grid_horizons_days=[300, 100], grid_groups="sex",
        grid_denominators=["naive_complete", "censoring_aware"], primary={"horizon_days": 100}, **ALL,
    ).to_frame()  # fmt: skip
    asked, added = frame.iloc[:-1], frame.iloc[-1]
    assert asked["outcome"].drop_duplicates().tolist() == ["second_course", "any_treatment"]
    assert asked["horizon_days"].tolist()[:12] == [300] * 6 + [100] * 6
    assert asked["group"].tolist()[:3] == ["all", "sex=female", "sex=male"]
    assert added[["outcome", "denominator", "primary"]].tolist() == ["systemic_treatment", "censoring_aware", True]


def test_the_primary_definition_is_added_where_the_grid_lacks_it(tiny: Path) -> None:
    horizons = {"horizons_days": [100, 200], "primary": {"horizon_days": 200}}
    grid = iso.grid(tiny, grid_denominators=["naive_everyone"], grid_outcomes=["any_treatment"], **horizons, **ALL)
    assert grid.added
    assert len(grid.frame) == 2 + 1
    assert grid.primary["estimate"] == pytest.approx(5 / 9)
    assert grid.sentence().startswith("None of the definitions asked for is defensible, that is censoring-aware. The ")
    one = iso.grid(tiny, grid_outcomes=["any_treatment"], grid_horizons_days=[100], **horizons, **ALL)
    assert "Of 1 defensible definition, " in one.sentence()
    assert "The primary definition is none of them" in one.sentence()
    held = iso.grid(tiny, **horizons, **ALL)
    assert not held.added
    assert held.primary["estimate"] == grid.primary["estimate"]


def test_a_sole_choice_needs_no_list(tiny: Path) -> None:
    frame = iso.grid(tiny, grid_outcomes="systemic_treatment", grid_horizons_days=730, **ALL).to_frame()
    assert len(frame) == 3


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        ({"grid_gap_days": [30]}, r"grid_gap_days: these are course records.* a table of dispensings"),
        ({"grid_carry_over": [True], "grid_washout_days": [0]}, r"grid_carry_over, washout_days: .*Leave them out"),
        ({"grid_populations": ["responders"]}, r"grid_populations: responders needs .*the column response"),
        ({"grid_groups": ["sx"]}, r"grid_groups: there is no column 'sx'.*did you mean 'sex'"),
        ({"grid_outcomes": ["relapse"]}, r"grid_outcomes.*'relapse_by_score', 'score_or_systemic', not 'relapse'"),
        ({"grid_denominators": ["naive"]}, r"grid_denominators.*'naive_everyone'"),
        ({"grid_horizons_days": [0]}, r"grid_horizons_days must be a whole number of days from 1"),
        ({"grid_carry_over": [1]}, r"grid_carry_over must be true or false, not 1"),
        ({"grid_score_retreatment": ["composite"]}, r"grid_score_retreatment: these records hold no scores of visits"),
        ({"grid_gaps": [30]}, r"no study key 'grid_gaps'; did you mean 'grid_"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_missing(tiny: Path, choices: dict, text: str) -> None:
    with pytest.raises(StudyError, match=text):
        iso.grid(tiny, **choices)


def test_an_outcome_that_cannot_be_told_is_refused_or_left_out_with_a_word(tmp_path: Path) -> None:
    lean = tmp_path / "lean.csv"
    lean.write_text("patient_id,course_start_day,course_end_day,last_contact_day\na,0,100,500\nb,0,100,900\n")
    with pytest.raises(
        StudyError, match=r"any_treatment needs the column relapse_treatment, or a file .*events"
    ):
        iso.grid(lean, grid_outcomes=["any_treatment"])
    with pytest.raises(StudyError, match=r"recorded_relapse needs the column relapse_date.*can tell second_course"):
        iso.grid(lean, grid_outcomes=["recorded_relapse"])
    grid = iso.grid(lean, **ALL)
    assert set(grid.frame["outcome"]) == {"second_course"}
    assert [note.split(" is left out")[0] for note in grid.notes] == [
        "Any acne treatment", "Systemic treatment", "Recorded relapse",
    ]  # fmt: skip


def test_the_rule_of_second_courses_by_score_varies_and_moves_the_outcomes_by_score_alone(tmp_path: Path) -> None:
    """Of four people seen on day 380, one begins a second course on day 500."""
    who = pd.DataFrame({"patient_id": list("abcd"), "course_start_day": -90, "course_end_day": 0})
    again = who.head(1).assign(course_start_day=500, course_end_day=600)
    courses = pd.concat([who, again]).assign(last_contact_day=800)
    visits = who[["patient_id"]].assign(day=380, score_face=0)
    for name, frame in (("courses", courses), ("visits", visits)):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    rules = ("composite", "hypothetical")
    grid = iso.grid(
        tmp_path / "courses.csv", visits=tmp_path / "visits.csv", outcomes=["relapse_by_score", "second_course"],
        grid_score_retreatment=rules, grid_denominators=["censoring_aware"], horizons_days=[365, 730],
        primary={"outcome": "relapse_by_score", "horizon_days": 730}, **ALL,
    )  # fmt: skip
    at = {"time_days": 730, "outcome": "relapse_by_score"}
    composite, short = (only(grid.frame, score_retreatment=rule, **at) for rule in rules)
    assert (composite["estimate"], composite["events"], short["status"]) == (0.75, 1, "beyond_followup")
    assert only(each_once(grid.frame), time_days=730, outcome="second_course")["estimate"] == 0.75
    assert len(each_once(grid.frame)) == 2 * (2 + 1)
    assert "2 rules of treatment after the last visit" in grid.sentence()
    assert untranslated(grid.sentence(), "de") == []


def test_grid_keys_do_not_reach_the_other_sections() -> None:
    study = make_study({"data": {"courses": "a.csv"}}, grid_gap_days=[30, 90], gap_days=45, grid_groups=["sex"])
    assert (study.courses.gap_days, study.grid.gap_days) == (45, (30, 90))
    assert (study.study.groups, study.grid.groups) == (None, ("sex",))
    assert study.stated >= {"grid.gap_days", "grid.groups"}


def people(group: str, n: int, events: int, last: int = 2000) -> str:
    lines = []
    for i in range(n):
        relapse = "300,oral_antibiotic" if i < events else ","
        lines.append(f"{group}{i},0,100,{last},{relapse},{group}")
    return "\n".join(lines) + "\n"


HEADER = "patient_id,course_start_day,course_end_day,last_contact_day,relapse_day,relapse_treatment,site\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


FIGURES = ("outcome_heatmap", "specification_curve")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the example's grid, and what the command printed."""
    out = tmp_path_factory.mktemp("written") / "grid"
    done = run("grid", ROOT / "data/example/study.toml", "--out", out)
    assert done.exit_code == 0, done.output
    return out, done.output


def test_the_command_writes_the_grid_and_prints_the_sentence(written: tuple[Path, str]) -> None:
    out, printed = written
    sentence, place = printed.strip().splitlines()
    assert place == f"Grid: {out / 'grid.csv'}"
    assert "defensible definitions" in sentence
    assert (out / "sentence.txt").read_text() == sentence + "\n"
    manifest = json.loads((out / "manifest.json").read_text())
    pictures = [f"figures/{name}.{kind}" for name in FIGURES for kind in ("pdf", "png", "svg")]
    tables = ["grid.csv", "grid_decomposition.csv", "sentence.txt"]
    assert list(manifest["files"]) == ["figures/captions.md", *pictures, *tables]
    assert all((out / name).stat().st_size for name in manifest["files"])
    assert (manifest["answer"], manifest["simulated"]) == (sentence, True)
    lines = (out / "grid.csv").read_text().splitlines()
    assert sum(line.endswith(",true") for line in lines) == 1
    assert sum(line.endswith(",false") for line in lines) == len(lines) - 2
    grid = iso.grid(ROOT / "data/example/study.toml")
    assert grid.sentence() == sentence
    told = pd.read_csv(out / "grid_decomposition.csv")
    assert told["share"].tolist() == grid.decomposition["share"].tolist()


def test_re_running_gives_the_same_bytes_and_replaces_only_a_grid(written: tuple[Path, str], tmp_path: Path) -> None:
    study = ROOT / "data/example/study.toml"
    out = Path(shutil.copytree(written[0], tmp_path / "grid"))
    os.utime(out / "grid.csv", (0, 0))
    write_grid(study, out=out)
    assert (out / "grid.csv").stat().st_mtime > 0, "it is written anew"
    digests = [
        {path.name: hashlib.sha256(path.read_bytes()).digest()
         for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"}
        for folder in (written[0], out)
    ]  # fmt: skip
    assert len(digests[0]) == 10
    assert digests[0] == digests[1]
    with pytest.raises(OutputError, match="holds what isostats wrote as a grid"):
        write_report(study, out=out)
    (out / "mine.txt").write_text("years of work")
    with pytest.raises(OutputError, match=r"1 file that isostats did not write \(for example mine.txt\)"):
        write_grid(study, out=out)


def test_a_grid_that_cannot_be_leaves_nothing(tmp_path: Path, tiny: Path) -> None:
    found = run("grid", tiny, "--out", tmp_path / "out", "--grid-gap-days", "30,60")
    assert found.exit_code == 1
    assert "a table of dispensings" in found.output
    assert "Traceback" not in found.output
    assert not (tmp_path / "out").exists()
    assert run("grid", tiny, "--grid-carry-over", "yes").exit_code == 2


def test_lists_can_be_given_on_the_command_line(tmp_path: Path, tiny: Path) -> None:
    found = run(
        "grid", tiny, "--out", tmp_path / "out", "--grid-horizons-days", "100,200", "--grid-outcomes", "any_treatment",
        "--grid-groups", "sex", "--min-at-risk", 1, "--primary", "any_treatment:100",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    frame = pd.read_csv(tmp_path / "out" / "grid.csv")
    assert len(frame) == 2 * 3 * 3
    assert set(frame["group"]) == {"all", "sex=female", "sex=male"}


def test_the_report_answers_the_question(example: Finished) -> None:
    page = (example.folder / "report.html").read_text()
    section = page[page.index('<section id="grid">') :].partition("</section>")[0]
    assert "Which definition makes it 85%?" in section
    for sentence in example.analysis["grid"].value.sentences():
        assert sentence in section
    assert "share of the variance" in section
    assert "tables/grid.csv has all 120 definitions" in section
    decomposition = pd.read_csv(example.folder / "tables" / "grid_decomposition.csv")
    assert f"{decomposition['share'][0] * 100:.1f}%" in section


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_counts_definitions_on_a_terminal_and_is_silent_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from isostats.progress import Progress

    for stream, seen in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with Progress("definitions") as progress:
            progress("counting")
            progress.count(24, 120)
        text = stream.getvalue()
        assert ("24/120" in text and "definitions" in text and "counting" in text) is seen


def test_progress_ends_with_every_definition(tiny: Path) -> None:
    told: list[tuple[int, int]] = []
    iso.grid(tiny, progress=lambda done, total: told.append((done, total)), **ALL)
    assert told[-1] == (60, 60)  # 4 outcomes, 5 horizons, 3 denominators
    assert [done for done, _ in told] == sorted(done for done, _ in told)
