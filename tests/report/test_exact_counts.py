"""The ordinary report is exact, says so wherever it is met, and never shares a folder with what is sent out."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.errors import OutputError, StudyError
from isostats.report.about_reports import EXACT
from isostats.study.study_file import make_study, read_study
from isostats.writing import whole_folder

ROWS = "patient_id,course_start,course_end,last_contact,relapse_date,relapse_treatment\n" + "".join(
    f"p{i},2015-01-01,2015-07-01,2018-01-01,{'2016-02-01,oral_antibiotic' if i < 3 else ','}\n" for i in range(30)
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exact")
    (folder / "courses.csv").write_text(ROWS)
    file = folder / "study.toml"
    file.write_text('[data]\ncourses = "courses.csv"\n[release]\ncustodian = "the registry"\n')
    return file


@pytest.fixture(scope="module")
def report(study: Path) -> tuple[Path, str]:
    out = study.parent / "report"
    one = ["--formats", "svg", "--outcomes", "systemic_treatment"]
    done = CliRunner().invoke(main, ["report", str(study), "--out", str(out), *one])
    assert done.exit_code == 0, done.output
    return out, done.output


def test_three_events_are_three_in_every_file(report: tuple[Path, str]) -> None:
    results = pd.read_csv(report[0] / "results.csv")
    row = results.query(
        "quantity == 'remission' and outcome == 'systemic_treatment' and method == 'kaplan_meier' "
        "and group == 'all' and time_days == 730 and population == 'everyone'"
    ).iloc[0]
    assert (row["n"], row["events"], row["status"]) == (30, 3, "ok")
    assert "n = 30, events = 3." in (report[0] / "figures" / "captions.md").read_text(encoding="utf-8")


def test_it_says_so_at_its_head_in_its_manifest_in_its_readme_and_at_the_end_of_the_command(
    report: tuple[Path, str],
) -> None:
    out, printed = report
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["exact"] == EXACT
    head = (out / "report.html").read_text(encoding="utf-8").split("<nav")[0]
    head = head.replace("<code>", "`").replace("</code>", "`")  # a command is set as one on the page
    for text in (head, (out / "README.md").read_text(encoding="utf-8"), printed):
        assert EXACT in text
        assert "The custodian of these records is the registry" in text
    assert printed.rstrip().endswith("`isostats report ... --release`.")
    assert not any("Exact counts" in file.read_text(encoding="utf-8") for file in (out / "figures").glob("*.svg"))


def test_without_a_custodian_nothing_warns() -> None:
    assert make_study({"data": {"courses": "a.csv"}}).release.custodian == ""


def test_small_cell_of_before_is_told_what_replaces_it(study: Path) -> None:
    old = {"data": {"courses": "courses.csv"}, "study": {"small_cell": 5}}
    with pytest.raises(StudyError, match=r"\[study\] small_cell is gone: .*--release"):
        make_study(old)
    with pytest.raises(StudyError, match="a report is exact, and hides nothing"):
        read_study(study, small_cell=0)
    done = CliRunner().invoke(main, ["report", str(study), "--small-cell", "5"])
    assert done.exit_code == 2
    assert "--small-cell is gone" in done.output
    assert "--release" in done.output


@pytest.mark.parametrize("kinds", [("report", "release"), ("release", "report")])
def test_exact_and_released_output_never_take_each_others_place(tmp_path: Path, kinds: tuple[str, str]) -> None:
    first, second = kinds
    with whole_folder(tmp_path / "out", kind=first) as folder:
        (folder / "a.txt").write_text("a")
    with (
        pytest.raises(OutputError, match=f"holds a {first}, and exact and released output never share"),
        whole_folder(tmp_path / "out", kind=second),
    ):
        pass
    assert (tmp_path / "out" / "a.txt").read_text() == "a"
