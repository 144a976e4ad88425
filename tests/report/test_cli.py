"""The command line as a user meets it: exit codes, what is printed where, and help that teaches."""

from __future__ import annotations

import json
import os
import platform
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from isostats import progress
from isostats.cli import main, running

ROOT = Path(__file__).parents[2]
REAL = ROOT / "data/real/bladder_courses.csv"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.usefixtures("without_pictures")
def test_report_prints_the_answer_and_where_it_is(tmp_path: Path) -> None:
    found = run(
        "report", REAL, "--out", tmp_path / "out", "--horizons-days", "365,730", "--primary", "recorded_relapse:365",
        "--formats", "svg",
    )
    assert found.exit_code == 0, found.output
    answer, *beside, place, exact = found.output.strip().splitlines()
    assert "57.3%" in answer
    assert exact.startswith("Exact counts, for people who may see the records.")
    assert [line.split(":")[0] for line in beside] == ["Treatment success", "Second course"]
    assert place == f"Report: {tmp_path / 'out' / 'report.html'}"
    assert exact.startswith("Exact counts")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["study"]["study"]["horizons_days"] == [365, 730]


def test_check_on_good_and_on_faulty_records(tmp_path: Path) -> None:
    good = run("check", REAL)
    assert good.exit_code == 0, good.output
    file = tmp_path / "bad.csv"
    file.write_text(
        "patient_id,course_start,course_end,last_contact\n88,2019-04-02,2019-03-30,2020-01-01\n,x,2019-03-30,2020-01-01\n"
    )
    bad = run("check", file)
    assert bad.exit_code == 1
    for part in ("88", "2019-04-02", "row 2", "row 3"):
        assert part in bad.output, part


def test_report_on_faulty_records_says_everything_and_exits_1(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("patient_id,course_start,course_end,last_contact\n88,2019-04-02,2019-03-30,2020-01-01\n")
    found = run("report", file, "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "set_aside" in found.output
    assert "Traceback" not in found.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["report", "absent.csv"], "There is no file absent.csv"),
        (["report", str(REAL), "--groups", "sit"], "did you mean 'site'"),
        (["report", str(REAL), "--remission", "85"], "between 0 and 1, not 85"),
        (["report", str(ROOT)], "is a folder"),
        (["report", str(REAL), "--out", str(ROOT / "tests")], "that isostats did not write"),
        (["simulate", "--patients", "0", "--out", "never"], "patients"),
    ],
)
def test_errors_are_sentences_with_exit_code_1(words: list[str], text: str) -> None:
    found = run(*words)
    assert found.exit_code == 1
    assert text in found.output
    assert "Traceback" not in found.output


def test_usage_errors_exit_2() -> None:
    assert run("report", REAL, "--horizons-days", "soon").exit_code == 2
    assert run("report", REAL, "--columns", "patient_id").exit_code == 2
    assert run("rport").exit_code == 2


@pytest.mark.parametrize("command", [["report", "--out", "OUT"], ["claims"], ["grid", "--out", "OUT"]])
def test_the_next_command_reads_the_same_records_in_the_same_way(tmp_path: Path, command: list[str]) -> None:
    courses, events = tmp_path / "my courses.csv", tmp_path / "later.csv"
    courses.write_text("MRN,course_start,course_end,last_contact\n1,2016-01-05,2016-07-01,2019-05-01\n")
    events.write_text("MRN,date,kind\n1,2021-05-01,topical_antibiotic\n")
    name, *more = [word.replace("OUT", str(tmp_path / "out")) for word in command]
    stopped = run(name, "--columns=patient_id=MRN", courses, *more, "--groups", "sex", "--events", events)
    assert stopped.exit_code == 1
    _, _, hint = stopped.output.partition("Next: isostats ")
    words = shlex.split(hint.partition(": it says")[0])
    assert words == ["check", str(courses), "--columns", "patient_id=MRN", "--events", str(events)]
    followed = run(*words)
    assert followed.exit_code == 1
    assert "event_after_last_contact" in followed.output


def test_columns_and_values_can_be_given_on_the_command_line(tmp_path: Path) -> None:
    text = REAL.read_text().replace("patient_id", "MRN").replace("topical", "Creme")
    (tmp_path / "mine.csv").write_text(text)
    found = run(
        "check", tmp_path / "mine.csv", "--columns", "patient_id=MRN", "--values", "relapse_treatment:Creme=topical"
    )
    assert found.exit_code == 0, found.output


@pytest.mark.parametrize(
    "command", ["report", "check", "courses", "init", "simulate", "notebooks", "published", "claims", "grid"]
)
def test_every_command_has_help_with_an_example_of_use(command: str) -> None:
    found = run(command, "--help")
    assert found.exit_code == 0
    assert "isostats" in found.output
    assert command in run("--help").output


def test_init_then_report_names_the_file_that_is_missing(tmp_path: Path) -> None:
    assert run("init", "--out", tmp_path / "study.toml").exit_code == 0
    assert run("init", "--out", tmp_path / "study.toml").exit_code == 0  # nobody has changed it
    found = run("report", tmp_path / "study.toml", "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "my_courses.csv" in found.output


@pytest.mark.parametrize("kind", ["dispensings", "omop"])
@pytest.mark.usefixtures("without_pictures")
def test_simulated_claims_go_the_whole_way(tmp_path: Path, kind: str) -> None:
    made = run("simulate", "--patients", "100", "--seed", "3", "--as", kind, "--out", tmp_path / "claims")
    assert made.exit_code == 0, made.output
    one = ("--formats", "svg", "--outcomes", "systemic_treatment")
    found = run("report", tmp_path / "claims" / "study.toml", "--out", tmp_path / "out", *one)
    assert found.exit_code == 0, found.output
    assert "free of systemic treatment" in found.output
    text = (tmp_path / "out" / "report.html").read_text()
    assert "SIMULATED DATA" in text
    assert "a new course begins after more than 60 drug-free days" in text


def test_courses_from_dispensings_on_the_command_line(tmp_path: Path) -> None:
    fills = tmp_path / "fills.csv"
    fills.write_text(
        "patient_id,dispense_date,days_supply,strength_mg,quantity\n"
        "a,2019-01-01,30,20,30\na,2019-01-31,30,20,30\na,2019-05-01,30,20,30\na,2019-05-31,30,20,30\n"
        "b,2019-01-01,30,20,30\nb,2019-04-01,30,20,30\nb,2019-12-31,30,20,30\n"
    )
    found = run(
        "courses", fills, "--gap-days", "60", "--out", tmp_path / "courses.csv", "--lineage", tmp_path / "l.csv"
    )
    assert found.exit_code == 0, found.output
    assert "2019-12-31" in found.output, "the data's last date stands for the end of observation, and is said"
    lines = (tmp_path / "courses.csv").read_text().splitlines()
    assert lines[0].startswith("person_id,course,start,end,end_status,days_covered,fills,dispensing_days,dose_mg")
    # a: supply ends on 2019-03-01, the next fill comes after 60 drug-free days: not more than 60, so one course
    assert [line.split(",")[:5] for line in lines[1:]] == [
        ["a", "1", "2019-01-01", "2019-06-29", "confirmed"],
        ["b", "1", "2019-01-01", "2019-04-30", "confirmed"],
        ["b", "2", "2019-12-31", "2020-01-29", "open"],
    ]
    assert len((tmp_path / "l.csv").read_text().splitlines()) == 8
    assert run("courses", tmp_path / "absent.csv", "--out", tmp_path / "x.csv").exit_code == 1


def test_a_polite_kill_leaves_nothing_half_written(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from isostats.cli import run; run()"]
    process = subprocess.Popen(
        [*program, "report", str(ROOT / "data/example/study.toml"), "--out", str(tmp_path / "out")]
    )
    until = time.monotonic() + 300  # a busy machine takes long to start it
    while not any(tmp_path.iterdir()) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert any(tmp_path.iterdir()), "it had not begun to write"
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(timeout=300) == 143
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_ends_with_the_number_of_its_signal(number: signal.Signals, tmp_path: Path) -> None:
    """Also where it was met in code made of a text, after which Python would end by SIGINT itself."""
    within = f"import os, time; os.kill(os.getpid(), {int(number)}); time.sleep(60)"
    program = f"from isostats.cli import main\nmain.command('wait')(lambda: exec({within!r}))\nmain(['wait'])\n"
    (tmp_path / "stopped.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "-m", "stopped"], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (128 + number, "Stopped; nothing half-written stays.\n")


@pytest.mark.parametrize("command", ["check", "report", "report --release", "claims", "grid", "notebooks"])
def test_a_claim_that_cannot_be_is_refused_before_any_work(tmp_path: Path, command: str) -> None:
    study = tmp_path / "study.toml"
    claim = '[[claims]]\nid = "own"\nstatement = "Most stay well."\nquantity = "remision"\nvalue = 0.8\n'
    study.write_text(f'[data]\ncourses = "{ROOT / "data/example/simulated_courses.csv"}"\n{claim}')
    out = [] if command == "check" else ["--out", tmp_path / "out"]
    refused = run(*command.split(), study, *out)
    assert refused.exit_code == 1
    assert "there is no quantity 'remision'; did you mean 'remission'?" in refused.output
    assert not (tmp_path / "out").exists()


def test_a_report_ends_without_a_word_of_the_packages_beneath_it(tmp_path: Path) -> None:
    """An engine that something still holds at the very end is complained of on the terminal, line by line."""
    command = [sys.executable, "-m", "isostats", "report", str(REAL), "--formats", "svg", "--out", tmp_path / "out"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=env).stderr == ""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps memory in its own way")
def test_a_command_keeps_what_was_free_a_moment_ago() -> None:
    """Three arrays at a time, which the library itself gives back each time: 6,000 pages, asked for one by one."""
    program = (
        "import resource\n"
        "from isostats.cli import keep_memory\n"
        "keep_memory()\n"
        "asked = []\n"
        "for _ in range(4):\n"
        "    held = [b'x' * (10 << 20) for _ in range(3)]\n"
        "    del held\n"
        "    asked.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)\n"
        "print(asked[-1] - asked[0])\n"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1_000


def test_a_kill_that_falls_where_nobody_catches_it_stops_at_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that is raised within a callback is printed and forgotten: the whole report was written, with code 0."""
    monkeypatch.setattr(progress, "_stops", [])
    monkeypatch.setattr(running, "_killed", [])
    shown = progress.Progress()
    shown("reading")
    with suppress(running.Stopped):
        running._unwind(15, None)
    with pytest.raises(running.Stopped):
        shown("writing the page")
