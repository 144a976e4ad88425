"""Figures drawn by processes beside: the same bytes, and nothing left behind whatever happens."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pandas as pd
import pytest

from isostats.figures import drawing as drawing_jobs
from isostats.figures.drawing import PHONE_DPI, Drawing, Drawn, FigureQueue, Part
from isostats.figures.finished import Kind, Words
from tests.figures import made

FLOW = pd.DataFrame({"step": ["in the file", "followed"], "reason": ["", ""], "rows": [50, 44], "patients": [40, 38]})


def drawings() -> list[Drawing]:
    return [Drawing(f"flow_{people}", "flow", FLOW.assign(patients=people)) for people in (40, 39, 38)]


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(drawing_jobs.ONE_PROCESS, raising=False)
    monkeypatch.setattr(drawing_jobs, "processors", lambda: 2)
    monkeypatch.setattr(drawing_jobs, "BESIDE", 1)  # a test waits for each that it starts


@pytest.fixture
def started(two: None, monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    processes: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def kept(*arguments: object, **keywords: object) -> object:
        processes.append(begin(*arguments, **keywords))  # type: ignore[call-overload]
        return processes[-1]

    monkeypatch.setattr(drawing_jobs.subprocess, "Popen", kept)
    return processes


@pytest.mark.parametrize("forked", [False, True])
def test_the_same_bytes_in_either_process(two: None, forked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of letters in bold, with halos, turned, Greek and of no font of ours, and of axes with a label and without."""
    if forked and not drawing_jobs.FORKS:
        pytest.skip("nothing is forked here")
    monkeypatch.setattr(drawing_jobs, "forks_itself", lambda: forked)  # threads of the tests sleep meanwhile
    curve = made.remission_of(made.people(60, groups=("site=\u03b1", "site=\u5317")))
    told = {"simulated": True}
    asked = [
        Drawing("groups", "remission_by_group", curve, told),
        Drawing("lost", "lost_early", made.lost(80), told),
        Drawing("present", "present_steps", made.present((0.6, 0.3, 0.1)), told),
    ]
    processes = drawing_jobs.DrawingProcess.start(2)
    assert len(processes) == 2
    assert isinstance(processes[0]._process, drawing_jobs.Forked) == forked
    try:
        for drawing in asked:
            here = drawing.finish(("svg", "pdf", "png"))
            assert all(each.finish(drawing, ("svg", "pdf", "png")) == here for each in processes)
    finally:
        for each in processes:
            each.end()
    assert processes[0]._process.returncode is not None


@pytest.mark.skipif(not drawing_jobs.FORKS, reason="nothing is forked here")
def test_one_that_was_forked_goes_on_where_the_other_is_killed_and_ends_with_the_first(
    started: list[subprocess.Popen[bytes]],
) -> None:
    one, forked = drawing_jobs.DrawingProcess.start(2)
    assert forked.finish(drawings()[0], ("svg",)) is not None
    started[0].kill()
    assert one.finish(drawings()[0], ("svg",)) is None
    assert forked.finish(drawings()[1], ("svg",)) == drawings()[1].finish(("svg",))
    one.end()
    answers = forked._answers
    forked._asked.close()  # its input ends
    assert answers.read() == b""  # and nobody has the other end any more
    forked.end()


def test_both_draw_and_the_order_is_that_of_asking(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_jobs, "BESIDE", 2)
    with FigureQueue(("svg",)) as figures:
        for drawing in [*drawings(), drawings()[0]]:
            figures.add(drawing)
        drawn = figures.finish()
    assert list(drawn) == ["flow_40", "flow_39", "flow_38"]
    assert all(each == drawing.finish(("svg",)) for each, drawing in zip(drawn.values(), drawings(), strict=True))
    assert [process.returncode is not None for process in started] == [True] * (1 if drawing_jobs.FORKS else 2)


@pytest.mark.parametrize(("many", "meanwhile"), [(1, 1), (2, 1), (3, 2)])
def test_while_the_first_estimates_one_processor_is_its_own(
    many: int, meanwhile: int, two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And once it waits for the figures, every process that was started may draw."""

    class Beside:
        def finish(self, drawing: Drawing, formats: tuple[str, ...], part: str) -> Drawn | bytes:
            drew.add(self)
            if part == "narrow":
                return b""
            together.wait(60)
            return Drawn(Words(drawing.name, "", ""), {})

        def stop(self) -> None:
            stopped.append(self)

        def end(self) -> None:
            ended.append(self)

    drew, stopped, ended, together = set[Beside](), list[Beside](), list[Beside](), Barrier(meanwhile)
    started = [Beside(), Beside()]
    monkeypatch.setattr(drawing_jobs, "BESIDE", 2)
    monkeypatch.setattr(drawing_jobs, "processors", lambda: many)
    monkeypatch.setattr(drawing_jobs.DrawingProcess, "start", lambda count: started)
    with FigureQueue(("svg",)) as figures:
        for each in "abcd":
            figures.add(Drawing(each, "flow", FLOW))
        assert [job.result(60).words.title for _, job in figures._jobs.values() if job] == [*"abcd"]
        assert len(drew) == meanwhile
        together = Barrier(2)
        figures.add(Drawing("e", "flow", FLOW))
        figures.add(Drawing("f", "flow", FLOW))
        assert [*figures.finish()] == [*"abcdef"]
    assert len(drew) == 2
    assert stopped == ended == started


def test_the_last_figures_are_drawn_in_two_parts_the_narrow_ones_after_all(
    two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Beside:
        def finish(self, drawing: Drawing, formats: tuple[Kind, ...], part: Part) -> Any:
            finishing.wait(60)
            asked.append((drawing.name, part))
            return getattr(drawing, part)(formats)

        def stop(self) -> None:
            """Nothing is to be stopped."""

        end = stop

    asked, finishing = list[tuple[str, str]](), Event()
    monkeypatch.setattr(drawing_jobs, "LAST", 2)
    monkeypatch.setattr(drawing_jobs.DrawingProcess, "start", lambda count: [Beside()])
    with FigureQueue(("svg",)) as figures:
        for drawing in drawings():
            figures.add(drawing)
        drawn = figures.finish(step=lambda _: finishing.set())
    parts = [(name, part) for part in ("wide", "narrow") for name in ("flow_39", "flow_38")]
    assert asked == [("flow_40", "finish"), *parts]
    assert [*drawn.values()] == [drawing.finish(("svg",)) for drawing in drawings()]
    assert all(each.phone for each in drawn.values())


def test_where_it_is_killed_all_is_drawn_here(started: list[subprocess.Popen[bytes]]) -> None:
    with FigureQueue(("svg",)) as figures:
        started[0].kill()
        for drawing in drawings():
            figures.add(drawing)
        assert len(figures.finish()) == 3


def test_where_it_cannot_be_started_all_is_drawn_here(two: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(Path(os.devnull) / "nothing"))
    with FigureQueue(("svg",)) as figures:
        figures.add(drawings()[0])
        assert list(figures.finish()) == ["flow_40"]


def test_an_error_is_raised_here_and_leaves_no_process(started: list[subprocess.Popen[bytes]]) -> None:
    with FigureQueue(("svg",)) as figures:
        figures.add(Drawing("none", "swimmer", None))
        with pytest.raises(AttributeError, match="no attribute 'swimmer'"):
            figures.finish()
    assert started[0].returncode is not None


def test_a_result_that_cannot_be_sent_is_drawn_here(two: None) -> None:
    unsent = Drawing("flow", "flow", FLOW.assign(told=[lambda: 1, None]))
    with FigureQueue(("svg",)) as figures:
        figures.add(unsent)
        assert figures.finish()["flow"].files["svg"].startswith(b"<?xml")


def test_an_interruption_leaves_no_process(started: list[subprocess.Popen[bytes]]) -> None:
    def interrupted() -> None:
        with FigureQueue(("svg",)) as figures:
            for drawing in drawings():
                figures.add(drawing)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert started[0].returncode is not None


@pytest.mark.skipif(not drawing_jobs.FORKS, reason="nothing is forked here")
def test_a_command_forks_itself_unless_it_has_a_thread() -> None:
    """As pandas would have made it by loading pyarrow, which begins one of its own."""
    asked = (
        "import os, threading\n"
        "from isostats.figures.drawing import forks_itself, in_a_command\n"
        "print(forks_itself())\n"
        "with in_a_command():\n"
        "    import pandas\n"
        "    from isostats.analyses import catalogue\n"
        "    print(forks_itself())\n"
        "    over = threading.Event()\n"
        "    threading.Thread(target=over.wait).start()\n"
        "    print(forks_itself())\n"
        "    over.set()\n"
        "import pyarrow\n"
        "print(forks_itself())\n"
    )
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["False", "True", "False", "False"]


@pytest.mark.parametrize("first", ["pass", "import duckdb"])
def test_the_engine_has_nothing_to_complain_of_at_the_end_of_a_command(first: str) -> None:
    asked = f"{first}\nfrom isostats.figures.drawing import in_a_command\nwith in_a_command():\n    import duckdb\n"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_one_processor_and_the_environment_keep_one_process(two: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(drawing_jobs.ONE_PROCESS, "1")
    assert drawing_jobs.DrawingProcess.start() == []
    monkeypatch.delenv(drawing_jobs.ONE_PROCESS)
    monkeypatch.setattr(drawing_jobs, "processors", lambda: 1)
    assert drawing_jobs.DrawingProcess.start() == []


def test_a_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    """As it would be by a new process of multiprocessing, which imports the user's script."""
    script = tmp_path / "script.py"
    script.write_text(
        "print('run')\n"
        "from isostats.figures.drawing import FigureQueue\n"
        "from tests.figures.test_drawing_processes import drawings\n"
        "with FigureQueue(('svg',)) as figures:\n"
        "    [figures.add(each) for each in drawings()]\n"
        "    print(len(figures.finish()))\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != drawing_jobs.ONE_PROCESS}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["run", "3"]


def test_only_the_formats_that_were_chosen_are_written(tmp_path: Path) -> None:
    from isostats.report.writing import write_figures

    drawn = {each.name: each.finish(("svg", "pdf")) for each in drawings()[:1]}
    write_figures(drawn, tmp_path / "figures", ("pdf",))
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == ["captions.md", "flow_40.pdf"]


def test_a_telephone_has_a_layout_of_its_own_where_there_is_room() -> None:
    names = ("site=a", "site=b"), made.LONG_SITES[:4]
    curves = [made.remission_of(made.people(400, groups=each)) for each in names]
    short, long = (Drawing("groups", "remission_by_group", curve) for curve in curves)
    one = {"outcomes": ["systemic_treatment"], "horizons": [730], "populations": ["everyone"]}
    wide = Drawing("grid", "specification_curve", made.grid(**one))  # needs 140 mm
    assert all(b'width="252' in each.finish(("svg",)).phone for each in (short, long))
    assert wide.finish(("svg",)).phone == b""
    png = short.finish(("png", "pdf")).phone  # a release has no SVG
    assert struct.unpack(">I", png[16:20])[0] == int(89 / 25.4 * PHONE_DPI)
    assert short.finish(("pdf",)).phone == b""
