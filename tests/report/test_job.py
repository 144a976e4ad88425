"""The whole job, from files to a finished folder."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from isostats.errors import DataError, OutputError, StudyError
from isostats.report.job import Finished, analyse_study, write_report
from isostats.study.study_file import make_study
from isostats.vocabulary.names import RESULT_COLUMNS
from tests.analyses.said import answers_of, paragraphs
from tests.figures.white import leave_white

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((ROOT / "data/real/bladder_expected.json").read_text())


def at(results: pd.DataFrame, **address: object) -> pd.DataFrame:
    for name, value in address.items():
        results = results[results[name] == value]
    return results


@pytest.fixture(scope="module")
def results(bladder: Finished) -> pd.DataFrame:
    return pd.read_csv(bladder.folder / "results.csv")


def test_r_numbers_of_the_real_records(results: pd.DataFrame) -> None:
    """Every number that R gave for these records stands in results.csv."""
    one = {"outcome": "recorded_relapse", "population": "everyone", "group": "all"}
    km = at(results, quantity="remission", method="kaplan_meier", **one)
    km = km[km["time_days"].isin(EXPECTED["horizons_days"])]
    for name in ("estimate", "std_error", "lower", "upper", "at_risk"):
        assert km[name].to_numpy() == pytest.approx(EXPECTED["kaplan_meier"][name], rel=1e-9, abs=1e-12), name
    aj = at(results, quantity="cumulative_incidence", method="aalen_johansen", **one)
    aj = aj[aj["time_days"].isin(EXPECTED["horizons_days"])]
    for name in ("estimate", "std_error"):
        assert aj[name].to_numpy() == pytest.approx(EXPECTED["aalen_johansen_relapse"][name], rel=1e-9), name
    test = at(results, quantity="logrank", outcome="recorded_relapse", population="everyone", group="site").iloc[0]
    assert test["estimate"] == pytest.approx(EXPECTED["logrank_by_site"]["chisq"], rel=1e-9)
    assert test["p_value"] == pytest.approx(EXPECTED["logrank_by_site"]["p"], rel=1e-9)
    mean = at(results, quantity="rmst", time_days=1095, **one).iloc[0]
    assert mean["estimate"] == pytest.approx(EXPECTED["rmst_1095"]["estimate"], rel=1e-9)
    assert mean["std_error"] == pytest.approx(EXPECTED["rmst_1095"]["std_error"], rel=1e-9)
    median = at(results, quantity="median_time", **one).iloc[0]
    assert median["estimate"] == EXPECTED["median_days"]
    assert (km["n"] == EXPECTED["n"]).all()


def test_the_table_is_the_contract_and_every_promised_row_is_there(example: Finished) -> None:
    found = pd.read_csv(example.folder / "results.csv")
    assert list(found.columns) == list(RESULT_COLUMNS)
    horizons = {182, 365, 730, 1095, 1826}
    for outcome in ("any_treatment", "systemic_treatment", "second_course", "recorded_relapse"):
        one = {"outcome": outcome, "population": "everyone"}
        for quantity, method in (
            ("remission", "kaplan_meier"), ("remission", "naive"), ("cumulative_incidence", "aalen_johansen"),
            ("claim_difference", "kaplan_meier"),
        ):  # fmt: skip
            rows = at(found, quantity=quantity, method=method, group="all", **one)
            assert set(rows["time_days"]) == horizons, (outcome, quantity, method)
        groups = set(at(found, quantity="remission", method="kaplan_meier", **one)["group"])
        assert {"sex=female", "sex=male"} < groups
        assert sum(group.startswith("site=") for group in groups) >= 3
        assert set(at(found, quantity="logrank", method="logrank", **one)["group"]) == {"sex", "site"}
        assert set(at(found, quantity="rmst", **one)["time_days"]) == {1826}
    assert set(found["status"]) <= {"ok", "beyond_followup", "not_estimable"}


def test_only_ok_rows_carry_an_estimate(example: Finished) -> None:
    found = pd.read_csv(example.folder / "results.csv")
    not_ok = found[found["status"] != "ok"]
    assert not_ok["estimate"].isna().all()
    assert found.loc[found["status"] == "ok", "estimate"].notna().all()


def test_the_truth_of_the_simulation_is_covered_and_the_naive_figure_misses_it(example: Finished) -> None:
    found = pd.read_csv(example.folder / "results.csv")
    truth = pd.read_csv(ROOT / "data/example/simulated_truth.csv").set_index(["outcome", "population", "time_days"])[
        "remission"
    ]
    late = at(at(found, quantity="remission", group="all"), time_days=1826)
    late = late[(late["status"] == "ok") & (late["population"] == "everyone")]
    right = late[late["method"] == "kaplan_meier"].set_index("outcome")
    naive = late[late["method"] == "naive"].set_index("outcome")
    assert len(right) >= 3
    for outcome, row in right.iterrows():
        true = truth[outcome, "everyone", 1826]
        assert abs(row["estimate"] - true) < 4 * row["std_error"], outcome
        assert naive.loc[outcome, "lower"] > true, f"{outcome}: the naive figure's interval should lie above the truth"


def test_first_treatments_and_remission_sum_to_one(example: Finished) -> None:
    curve = example.analysis["first-treatment"].value
    shown = curve.at([365, 730])
    without = 1 - shown.groupby("time")["estimate"].sum()
    from isostats.estimate import aalen_johansen

    counts = example.analysis.cohort.count("any_treatment")
    both = aalen_johansen(counts).at([365, 730]).groupby("time")["estimate"].sum()
    assert without.to_numpy() == pytest.approx(1 - both.to_numpy(), abs=1e-12)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_is_in_the_folder(example: Finished) -> None:
    files = files_in(example.folder)
    assert {"report.html", "results.csv", "flow.csv", "manifest.json", "tables/remission.csv"} <= files
    assert "figures/captions.md" in files
    figures = {name.rsplit(".", 1)[0] for name in files if name.startswith("figures/")} - {"figures/captions"}
    assert {
        "figures/remission_curve", "figures/remission_by_sex", "figures/remission_by_site", "figures/first_treatment",
        "figures/second_course", "figures/naive_against_censoring_aware", "figures/durations_and_doses", "figures/flow",
        "figures/published", "figures/published_forest", "figures/predictors", "figures/funnel",
        "figures/specification_curve", "figures/outcome_heatmap", "figures/ladder", "figures/present_steps",
        "figures/followup", "figures/timelines", "figures/subgroups", "figures/missingness",
        "figures/conditional_remission", "figures/lost_early", "figures/group_differences", "figures/cured_share",
        "figures/mean_courses", "figures/dose_hazard", "figures/annual_hazard", "figures/ratios_over_time",
    } == figures  # fmt: skip
    assert {name for name in files if name.startswith("figures/")} == {
        "figures/captions.md", *(f"{name}.svg" for name in figures)
    }  # fmt: skip
    manifest = json.loads((example.folder / "manifest.json").read_text())
    assert set(manifest["files"]) == files - {"manifest.json"}
    assert manifest["simulated"] is True
    assert manifest["answer"] == example.sentence


def test_re_running_gives_the_same_bytes(bladder: Finished, tmp_path: Path) -> None:
    again = write_report(ROOT / "data/real/study.toml", out=tmp_path / "again", formats=["svg"]).folder
    for path in sorted(bladder.folder.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            other = again / path.relative_to(bladder.folder)
            assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest(), path.name


def test_no_patient_is_in_what_is_shared(example: Finished) -> None:
    ids = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str)["patient_id"].unique()
    shared = [path for path in example.folder.rglob("*") if path.suffix in {".html", ".csv", ".json"}]
    text = "\n".join(path.read_text() for path in shared)
    assert len(ids) > 1000
    assert all(re.fullmatch(r"S\d{5}", one) for one in ids)
    assert not set(re.findall(r"(?=(S\d{5}))", text)) & set(ids)


def test_a_manifest_of_another_program_protects_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "my web app"}')
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"2 files that isostats did not write"):
        write_report(ROOT / "data/real/study.toml", out=tmp_path)
    assert (tmp_path / "thesis.docx").exists()


def test_faulty_records_stop_the_run_and_leave_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "courses.csv"
    file.write_text("patient_id,course_start,course_end,last_contact\na,2019-04-02,2019-03-30,2020-01-01\n")
    with pytest.raises(DataError) as error:
        write_report(file, out=tmp_path / "out")
    assert [finding.rule for finding in error.value.findings.errors]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["courses.csv"]


@pytest.mark.usefixtures("without_pictures")
def test_set_aside_is_listed_counted_and_not_estimated(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/example/simulated_courses.csv", dtype=str)
    keep = frame["patient_id"].unique()[:120]
    frame = frame[frame["patient_id"].isin(keep)].reset_index(drop=True)
    frame.loc[frame.index[0], "course_end"] = "2000-01-01"
    frame.to_csv(tmp_path / "courses.csv", index=False)
    choices = {"on_invalid": "set_aside", "formats": ["svg"], "outcomes": ["systemic_treatment"]}
    done = write_report(tmp_path / "courses.csv", out=tmp_path / "out", **choices)
    assert not list(done.folder.rglob("*set_aside*")), "a report may travel: no row of a patient is in it"
    beside = tmp_path / "out_set_aside.csv"
    assert beside.stat().st_mode & 0o777 == 0o600
    assert "out_set_aside.csv" in (done.folder / "report.html").read_text(encoding="utf-8")
    aside = pd.read_csv(beside, dtype=str)
    assert set(aside["patient_id"]) == {frame["patient_id"][0]}
    assert (aside["row"].astype(int) >= 2).all()
    assert aside["reason"].notna().all()
    assert done.analysis.cohort.people == 119
    flow = pd.read_csv(done.folder / "flow.csv")
    assert flow["patients"].iloc[0] == 120
    assert flow["step"].iloc[0] == "rows read"  # how further tables match comes after what was kept
    assert flow.loc[flow["step"] == "first courses", "patients"].item() == 119


def test_choices_that_cannot_be(tmp_path: Path) -> None:
    real = ROOT / "data/real/bladder_courses.csv"
    with pytest.raises(StudyError, match=r"groups: there is no column 'sit' .*; did you mean 'site'"):
        write_report(real, out=tmp_path / "out", groups=["sit"])
    minimal = tmp_path / "minimal.csv"
    pd.read_csv(real)[["patient_id", "course_start", "course_end", "last_contact"]].to_csv(minimal, index=False)
    why = r"'systemic_treatment' cannot be told from these records; .*relapse_treatment.* choose one of: second_course"
    with pytest.raises(StudyError, match=why):
        write_report(minimal, out=tmp_path / "out", primary={"outcome": "systemic_treatment", "horizon_days": 365})


def test_a_covariate_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"covariates: there is no column 'sitee' .*; did you mean 'site'"):
        analyse_study(ROOT / "data/real/bladder_courses.csv", covariates=["sitee"])


@pytest.mark.usefixtures("without_pictures")
def test_a_group_named_twice_or_with_a_slash(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/real/bladder_courses.csv").rename(columns={"site": "arm/dose"})
    frame["arm/dose"] = (frame["arm/dose"] == "placebo").astype(int)
    frame.to_csv(tmp_path / "courses.csv", index=False)
    twice = ["arm/dose", "arm/dose"]
    choices = {"groups": twice, "formats": ["svg"], "outcomes": ["recorded_relapse"]}
    done = write_report(tmp_path / "courses.csv", out=tmp_path / "out", **choices)
    assert (done.folder / "figures" / "remission_by_arm_dose.svg").exists()
    groups = set(pd.read_csv(done.folder / "results.csv")["group"])
    assert {"arm/dose=0", "arm/dose=1"} <= groups, "whole numbers are labels as they were written"


def test_nobody_clear_is_still_reported(tmp_path: Path) -> None:
    frame = pd.read_csv(ROOT / "data/real/bladder_courses.csv").assign(response="worse")
    frame.to_csv(tmp_path / "courses.csv", index=False)
    outcomes = ["recorded_relapse"]
    found = answers_of(tmp_path / "courses.csv", "remission", outcomes=outcomes).results
    bare = answers_of(ROOT / "data/real/bladder_courses.csv", "remission", outcomes=outcomes).results
    assert set(at(found, quantity="remission", population="responders")["status"]) == {"not_estimable"}
    one = {"quantity": "remission", "population": "everyone", "method": "kaplan_meier"}
    kept = [at(each, **one)["estimate"].tolist() for each in (found, bare)]
    assert kept[0] == pytest.approx(kept[1], nan_ok=True), "the response moves nobody among everyone"


@pytest.mark.usefixtures("without_pictures")
def test_required_columns_alone_give_a_report(tmp_path: Path) -> None:
    minimal = tmp_path / "minimal.csv"
    real = pd.read_csv(ROOT / "data/real/bladder_courses.csv")
    real[["patient_id", "course_start", "course_end", "last_contact"]].to_csv(minimal, index=False)
    done = write_report(minimal, out=tmp_path / "out")
    usual = {name for name in files_in(done.folder) if name.startswith("figures/")}
    drawn = {each.name for each in done.analysis.drawings()}
    assert len(drawn) > 10
    assert usual == {
        "figures/captions.md",
        *(f"figures/{name}.{kind}" for name in drawn for kind in ("svg", "pdf", "png")),
    }
    found = pd.read_csv(done.folder / "results.csv")
    untold = at(found, outcome="systemic_treatment")
    assert len(untold) > 0
    assert set(untold["status"]) == {"not_estimable"}
    assert "second course" in done.sentence


@pytest.mark.parametrize("people", [1, 3])
def test_a_handful_of_people_all_censored(tmp_path: Path, people: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if people > 1:  # figures of one are drawn
        leave_white(monkeypatch)
    file = tmp_path / "few.csv"
    body = "".join(f"p{i},2019-01-02,2019-05-30,2020-01-01,,\n" for i in range(people))
    file.write_text("patient_id,course_start,course_end,last_contact,relapse_date,relapse_treatment\n" + body)
    done = write_report(file, out=tmp_path / "out", formats=["svg"])
    assert "cannot be held against the claimed 85%" in done.sentence
    found = pd.read_csv(done.folder / "results.csv")
    assert found.loc[found["quantity"] == "remission", "estimate"].isna().all()


def test_integer_days_give_the_same_results_as_dates(tmp_path: Path, bladder: Finished) -> None:
    frame = pd.read_csv(ROOT / "data/real/bladder_courses.csv")
    dates = ["course_start", "course_end", "last_contact", "relapse_date", "death_date"]
    for name in dates:
        days = (pd.to_datetime(frame[name]) - pd.Timestamp("2011-11-11")).dt.days
        frame[name.removesuffix("_date") + "_day"] = days.astype("Int64")
    frame = frame.drop(columns=dates)
    frame.to_csv(tmp_path / "days.csv", index=False)
    sections = tomllib.loads((ROOT / "data/real/study.toml").read_text())
    sections["data"] = {"courses": str(tmp_path / "days.csv")}
    again = analyse_study(make_study(sections))
    dated, by_day = (_but_of_loss(each) for each in (bladder.analysis.results, again.results))
    pd.testing.assert_frame_equal(dated, by_day)
    assert "nobody knows when the data ended" in paragraphs(again["lost"])
    assert again.cohort.calendar == "days"


def _but_of_loss(results: pd.DataFrame) -> pd.DataFrame:
    """The rows but those that ask who left before the data ended, which days of each person's own cannot tell."""
    of_loss = results["quantity"].isin(["remission_bound", "remission_delta", "tipping_delta"])
    return results[~of_loss & (results["method"] != "ipcw")].reset_index(drop=True)


def test_the_funnel_is_of_the_sites_in_the_results(example: Finished) -> None:
    sites = example.analysis["sites"].value
    assert sites is not None
    rows = at(example.analysis.results, quantity="remission", method="kaplan_meier", population="everyone")
    rows = at(rows, outcome="systemic_treatment", time_days=730)
    listed = rows[rows["group"].str.startswith("site=")].set_index("group")
    frame = sites.frame.set_index("group")
    assert sites.overall == at(rows, group="all")["estimate"].item()
    for name in ("estimate", "lower", "upper", "n", "at_risk", "events"):
        assert frame[name].to_numpy(float) == pytest.approx(listed.loc[frame.index, name].to_numpy(float)), name
    table = pd.read_csv(example.folder / "tables" / "funnel.csv")
    assert table["site"].tolist() == [group.removeprefix("site=") for group in frame.index]


def test_few_sites_have_a_sentence_and_no_funnel(bladder: Finished) -> None:
    assert bladder.analysis["sites"].value is not None
    page = (bladder.folder / "report.html").read_text(encoding="utf-8")
    assert "too few for a funnel, which needs 5" in page
    assert not (bladder.folder / "figures" / "funnel.svg").exists()
    assert not (bladder.folder / "tables" / "funnel.csv").exists()
