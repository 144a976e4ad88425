"""Output appears whole or not at all, and nothing that is not ours is ever replaced."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.errors import OutputError, StudyError
from isostats.report.job import set_aside_path
from isostats.scratch import PARTIAL, _machine, _of_run, _place, _sweep, scratch_folder
from isostats.writing import (
    WITH_LIMITS,
    as_meant,
    begins_with,
    harmless,
    harmless_sql,
    place_of,
    whole_files,
    whole_folder,
    write_csv,
)

MARK = "results.csv"
STUDY = Path(__file__).parents[2] / "data" / "real" / "study.toml"


def fill(out: Path, text: str = "new", kind: str = "test") -> None:
    with whole_folder(out, kind=kind) as folder:
        (folder / MARK).write_text(text)


def fill_file(out: Path, text: str = "new") -> None:
    with whole_files(out, ours=begins_with("a", "b")) as (file,):
        file.write_text(f"a,b,c\n{text},2,3\n")


def left_over(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir() if path != out)


def test_a_new_folder_and_an_older_one_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report"
    with whole_folder(out, kind="test") as folder:
        assert folder.stat().st_mode & 0o077 == 0, "nobody else reads what is half made"
        (folder / MARK).write_text("first")
        (folder / "extra.txt").write_text("of the first run")
        (folder / "manifest.json").write_text('{"command": "isostats test"}')
    told = json.loads((out / "manifest.json").read_text())
    assert (told["made_by"], told["kind"], told["command"]) == ("isostats", "test", "isostats test")
    assert list(told["files"]) == ["extra.txt", MARK]
    fill(out, "second")
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", MARK], "replaced, not mixed"
    assert (out / MARK).read_text() == "second"
    assert left_over(out) == []


def test_an_error_half_way_leaves_the_older_output(tmp_path: Path) -> None:
    out = tmp_path / "report"
    fill(out, "first")
    with pytest.raises(ValueError, match="half-way"), whole_folder(out, kind="test") as folder:  # noqa: PT012
        (folder / "results.csv").write_text("half")
        raise ValueError("half-way")
    assert (out / MARK).read_text() == "first"
    assert left_over(out) == []


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "report"
    with (
        pytest.raises(OutputError, match=r"No space left on device.*Nothing was left behind"),
        whole_folder(out, kind="test"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_in_one_way_whoever_meets_it(tmp_path: Path) -> None:
    engine = 'IO Error: Async write failed for range [0, 366]: {"exception_message":"No space left on device"}'
    said = r"a\.csv cannot be written: No space left on device\. Nothing was left behind; free some space or choose"
    with pytest.raises(OutputError, match=said), whole_files(tmp_path / "a.csv", ours=begins_with("a")):
        raise OSError(engine)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_or_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"holds 1 file that isostats did not write \(for example thesis.docx\)"):
        fill(tmp_path)
    with pytest.raises(OutputError, match="is not a folder"):
        fill(tmp_path / "thesis.docx")
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_what_the_user_added_changed_or_made_elsewhere_is_never_deleted(tmp_path: Path) -> None:
    out = tmp_path / "report"
    fill(out, "first")
    (out / "figures").mkdir()
    (out / "figures" / "mine.txt").write_text("notes")
    with pytest.raises(OutputError, match=r"for example figures/mine.txt"):
        fill(out, "second")
    assert (out / "figures" / "mine.txt").read_text() == "notes"
    (out / "figures" / "mine.txt").unlink()
    (out / "figures").rmdir()
    (out / MARK).write_text("first, with my notes in it")
    with pytest.raises(OutputError, match=r"1 file that changed since isostats wrote it \(for example results.csv\)"):
        fill(out, "second")
    (out / MARK).write_text("first")
    with pytest.raises(OutputError, match="holds what isostats wrote as a test"):
        fill(out, "second", kind="another")  # a grid does not replace a report
    (out / "figures").mkdir()
    (out / "figures" / "link").symlink_to(tmp_path)
    with pytest.raises(OutputError, match=r"for example figures/link"):
        fill(out, "second")
    assert (out / MARK).read_text() == "first"


def test_an_empty_folder_of_the_user_is_never_deleted(tmp_path: Path) -> None:
    out = tmp_path / "report"
    (out / "photos" / "2024").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"1 empty folder that isostats did not make \(for example photos/2024\)"):
        fill(out)
    assert (out / "photos" / "2024").is_dir()
    (out / "photos" / "2024").rmdir()
    (out / "photos").rmdir()
    with whole_folder(out, kind="test") as folder:
        (folder / "nothing" / "in it").mkdir(parents=True)
        (folder / "tables").mkdir()
        (folder / "tables" / MARK).write_text("first")
    assert not (out / "nothing").exists(), "what holds nothing says nothing"
    (out / "photos").mkdir()
    with pytest.raises(OutputError, match=r"1 empty folder that isostats did not make \(for example photos\)"):
        fill(out, "second")
    (out / "photos").rmdir()
    (out / "tables" / MARK).unlink()
    fill(out, "second")
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", MARK]


def test_a_place_within_a_file_is_refused_by_the_name_that_was_typed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("notes")
    writers = (fill, fill_file, *(partial(iso.write_report, STUDY, on_invalid=how) for how in ("stop", "set_aside")))
    for write in writers:
        with pytest.raises(OutputError, match=r"file/x cannot be written: .*file is a file, and no folder"):
            write(out=tmp_path / "file" / "x")


def test_links_are_followed_and_stay_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    fill(link, "first")
    fill(link, "second")
    assert link.is_symlink()
    assert (real / MARK).read_text() == "second"
    courses = tmp_path / "link.csv"
    courses.symlink_to(tmp_path / "real.csv")
    fill_file(courses, "first")
    fill_file(courses, "second")
    assert courses.is_symlink()
    assert (tmp_path / "real.csv").read_text() == "a,b,c\nsecond,2,3\n"
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    with pytest.raises(OutputError, match=r"cannot be written|circle"):
        fill(circle)


def test_the_folder_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fill(Path("."), "first")
    fill(Path("."), "second")
    assert (tmp_path / MARK).read_text() == "second"
    assert Path.cwd() == tmp_path
    assert Path(MARK).read_text() == "second", "the shell still stands in the folder that is there"


def test_a_name_that_no_disk_takes(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written: File name too long"):
        fill(tmp_path / ("x" * 300))
    with pytest.raises(OutputError, match=r"cannot be written"):
        fill_file(tmp_path / ("x" * 300))
    with pytest.raises(OutputError, match=r"cannot be written"):
        fill_file(tmp_path / "nul\0l.csv")


def test_files_of_the_user_devices_and_pipes_are_left_as_they_are(tmp_path: Path) -> None:
    thesis, pipe = tmp_path / "thesis.csv", tmp_path / "pipe"
    thesis.write_text("patient,notes\n1,x\n")
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match=r"thesis.csv exists, and isostats did not write it"):
        fill_file(thesis)
    for device in (pipe, Path("/dev/null")):
        with pytest.raises(OutputError, match="is a device or a pipe"):
            fill_file(device)
    with pytest.raises(OutputError, match="is a folder"):
        fill_file(tmp_path)
    assert thesis.read_text() == "patient,notes\n1,x\n"
    with (
        pytest.raises(StudyError, match="named for two outputs"),
        whole_files(tmp_path / "a.csv", tmp_path / "." / "a.csv", ours=begins_with("a")),
    ):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pipe", "thesis.csv"]


def test_two_files_come_together_or_not_at_all(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    with pytest.raises(OutputError, match=r"one.csv cannot be written"), whole_files(one, two, ours=begins_with("a")):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []
    with whole_files(one, two, ours=begins_with("a"), private=True) as partials:
        assert all(partial.stat().st_mode & 0o077 == 0 for partial in partials)
        for partial in partials:
            partial.write_text("a\n")
    assert [path.stat().st_mode & 0o777 for path in (one, two)] == [0o600, 0o600]


def test_a_killed_run_leaves_nothing_once_the_next_one_began(tmp_path: Path) -> None:
    out, file = tmp_path / "report", tmp_path / "courses.csv"
    program = (
        "import os\n"
        "from isostats.scratch import scratch_folder\n"
        "from isostats.writing import whole_files, whole_folder\n"
        "scratch = scratch_folder('rows')\n"
        "(scratch / 'rows.csv').write_text('patient 88'); print(scratch, flush=True)\n"
        f"with whole_folder({str(out)!r}, kind='test') as folder, whole_files({str(file)!r}, ours=bool) as files:\n"
        "    (folder / 'results.csv').write_text('half'); os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert killed.returncode == -9
    rows = Path(killed.stdout.strip())
    assert rows.exists()
    assert rows.parent.parent.stat().st_mode & 0o077 == 0
    assert not out.exists()
    assert not file.exists()
    assert len(list(tmp_path.iterdir())) == 2, "half-made output lies beside its place"
    _of_run.cache_clear()
    scratch_folder("next").rmdir()  # any next run sweeps, whatever it writes and wherever
    assert not rows.exists()
    assert list(tmp_path.iterdir()) == []


def test_two_runs_that_sweep_at_once_do_not_stop_each_other(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    half = tmp_path / f"{PARTIAL}report"
    for number in range(300):
        half.mkdir(exist_ok=True)
        folder = tmp_path / f"{_machine()}-{dead.pid}-{number}"
        folder.mkdir()
        (folder / "partials").write_text(f"{half}\0")
    together = threading.Barrier(4)

    def sweep(_: int) -> None:
        together.wait()
        _sweep(tmp_path)

    with ThreadPoolExecutor(4) as runs:
        list(runs.map(sweep, range(4)))
    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_scratch_place_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    usual = _place()
    usual.rmdir()
    (tmp_path / "elsewhere").mkdir()
    usual.symlink_to(tmp_path / "elsewhere")
    assert _place() != usual
    assert list((tmp_path / "elsewhere").iterdir()) == []


ODD = st.text(st.sampled_from("=+-@;\t\n\r' ax1\uff1d\uff0b\uff0d\uff20"), max_size=8)


def cells(text: str) -> list[str]:
    """What a spreadsheet may take for cells of their own, whichever sign parts them there."""
    return re.split(r"[;\t\n\r]", text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | ODD)
def test_no_cell_is_a_formula_and_no_other_text_changes(text: str) -> None:
    import duckdb

    safe = harmless(text)
    assert as_meant(safe) == text, "each apostrophe that came can go"
    if safe == text:
        begins = [unicodedata.normalize("NFKC", cell)[:1] for cell in cells(text)]
        assert not {"=", "+", "-", "@"}.intersection(begins) or WITH_LIMITS.fullmatch(text) or float(text) is not None
    else:
        assert not any(unicodedata.normalize("NFKC", cell)[:1] in {*"=+-@"} for cell in cells(safe))
    sql = duckdb.connect().execute(f"SELECT {harmless_sql('cell')} FROM (SELECT ? AS cell)", [text]).fetchone()
    assert sql is not None
    assert sql[0] == safe or text.strip() != text or "_" in text or not text.isascii() or text.startswith("'"), (
        "both ways agree on plain texts"
    )
    if text[:1] not in (" ", "'") and not text[:1].isspace() and safe != text:
        assert sql[0] == safe, "and on all that would be run"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_every_sign_that_stands_for_one_that_is_run_is_known(sign: str) -> None:
    like = [each for each in map(chr, range(sys.maxunicode)) if unicodedata.normalize("NFKC", each)[:1] == sign]
    assert len(like) > 1
    assert [each for each in like if harmless(f"{each}1+x") != f"'{each}1+x"] == []


def test_frames_are_written_without_formulas(tmp_path: Path) -> None:
    frame = pd.DataFrame({"site": ["=cmd()", "north", None], "change": [-1.5, 2.0, None], "text": ["-1.5", "+x", "@y"]})
    write_csv(frame, tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_text() == "site,change,text\n'=cmd(),-1.5,-1.5\nnorth,2.0,'+x\n,,'@y\n"
    assert frame["site"][0] == "=cmd()"
    write_csv(pd.DataFrame({"=x": ["north;=1+1"]}), tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_text() == "'=x\nnorth;'=1+1\n", "names of columns too, and wherever a cell begins"


def test_a_whole_disk_is_no_folder_of_ours() -> None:
    """It has no name to put another beside; and to look what is in it would take the day."""
    with pytest.raises(OutputError, match="/ is a whole disk"):
        place_of("/")
    with pytest.raises(OutputError, match="/ is a whole disk"):
        set_aside_path("/")
    with pytest.raises(OutputError, match="/ is a whole disk"), whole_folder("/", kind="report"):
        pass


STOPPED_HALF_WAY = """
import os, signal, sys
from pathlib import Path
from isostats import writing
from isostats.cli.running import stop_politely

at, number, out = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
moved = []

class System:
    def __getattr__(self, name):
        return getattr(os, name)
    def rename(self, *names):
        os.rename(*names)
        self.count()
    def replace(self, *names):
        os.replace(*names)
        self.count()
    def count(self):
        moved.append(1)
        if len(moved) == at:
            os.kill(os.getpid(), number)

stop_politely()
writing.os = System()
if out.suffix:
    with writing.whole_files(out, out.with_name("two.csv"), ours=lambda _: True) as files:
        for file in files:
            file.write_text("new")
else:
    if out == Path.cwd():
        out = Path(".")
    with writing.whole_folder(out, kind="test") as folder:
        for name in ("a.csv", "b.csv", "tables/c.csv"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("new")
"""


def older(out: Path) -> Path:
    with whole_folder(out, kind="test") as folder:
        for name in ("a.csv", "old.csv", "figures/d.svg"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("old")
    return out


def stopped(at: int, number: int, out: Path, **environment: str) -> int:
    words = [sys.executable, "-c", STOPPED_HALF_WAY, str(at), str(int(number)), str(out)]
    stands = out if out.name == "here" else out.parent
    done = subprocess.run(words, check=False, capture_output=True, cwd=stands, env={**os.environ, **environment})
    return done.returncode


def texts(out: Path) -> dict[str, str]:
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(out).as_posix(): path.read_text() for path in files}


OLD = dict.fromkeys(("a.csv", "old.csv", "figures/d.svg"), "old")
NEW = dict.fromkeys(("a.csv", "b.csv", "tables/c.csv"), "new")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(("name", "at"), [("rep", 1), ("rep", 2), ("here", 1), ("here", 2), ("here", 3), ("here", 4)])
def test_what_stops_a_run_while_folders_change_places_finds_one_of_them_whole(
    name: str, at: int, number: int, tmp_path: Path
) -> None:
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip("this shell has it ignored, as nohup does, and so has whatever it starts")
    out = older(tmp_path / name)
    assert stopped(at, number, out) != 0
    assert texts(out) == NEW
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_stops_a_run_between_two_files_that_belong_together_waits(number: int, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("old")
    assert stopped(1, number, tmp_path / "one.csv") != 0
    assert texts(tmp_path) == {"one.csv": "new", "two.csv": "new"}


@pytest.mark.parametrize("notes_are_lost", [False, True])
def test_an_earlier_report_that_a_kill_left_aside_is_put_back(
    notes_are_lost: bool, tmp_path: Path
) -> None:
    """Any next run puts it back; where its notes are lost, as after a restart, the next one into that folder."""
    out = older(tmp_path / "out" / "rep [1]")
    (tmp_path / "scratch").mkdir()
    assert stopped(1, signal.SIGKILL, out, **{"TMPDIR": str(tmp_path / "scratch")} if notes_are_lost else {}) == -9
    assert not out.exists()
    if notes_are_lost:
        with pytest.raises(ValueError, match="half-way"), whole_folder(out, kind="test"):
            raise ValueError("half-way")
    else:
        _of_run.cache_clear()
        scratch_folder("next").rmdir()
    assert texts(out) == OLD
    if not notes_are_lost:
        assert left_over(out) == []
    assert stopped(9, signal.SIGKILL, out) == 0
    assert texts(out) == NEW


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_the_next_run_goes_on_where_a_kill_left_a_folder_half_filled(at: int, tmp_path: Path) -> None:
    out = older(tmp_path / "here")
    assert stopped(at, signal.SIGKILL, out) == -9
    assert (out / "manifest.json").exists()
    assert stopped(99, signal.SIGKILL, out) == 0
    assert texts(out) == NEW
    assert left_over(out) == []


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "no"), MemoryError(), KeyboardInterrupt()])
def test_whatever_keeps_a_new_folder_from_its_place_leaves_the_older_there(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = older(tmp_path / "rep")

    def rename(one: Path, other: Path, rename: Callable[..., None] = os.rename) -> None:
        if PARTIAL in Path(one).name:
            raise error
        rename(one, other)

    monkeypatch.setattr("os.rename", rename)
    with pytest.raises((OutputError, MemoryError, KeyboardInterrupt)):
        fill(out)
    assert texts(out) == OLD
    assert left_over(out) == []


def test_a_folder_that_could_not_be_filled_says_what_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = older(tmp_path)
    monkeypatch.chdir(out)

    def rename(*_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("os.rename", rename)
        with pytest.raises(OutputError, match=r"holds a part of an output, .* run the same"):
            fill(Path("."))
    fill(Path("."), "again")
    assert texts(out) == {MARK: "again"}
