"""Output appears whole or not at all, and nothing that is not ours is ever replaced."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from isostats._checks import OutputError
from isostats._writing import whole_folder

MARK = "manifest.json"


def ours(folder: Path) -> set[str]:
    return {MARK, "extra.txt"}


def fill(out: Path, text: str = "new") -> None:
    with whole_folder(out, ours=ours) as folder:
        (folder / MARK).write_text(text)


def left_over(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir() if path != out)


def test_a_new_folder_and_an_older_one_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report"
    fill(out, "first")
    (out / "extra.txt").write_text("of the first run")
    fill(out, "second")
    assert [path.name for path in out.iterdir()] == [MARK], "the older output is replaced, not mixed"
    assert (out / MARK).read_text() == "second"
    assert left_over(out) == []


def test_an_error_half_way_leaves_the_older_output(tmp_path: Path) -> None:
    out = tmp_path / "report"
    fill(out, "first")
    with pytest.raises(ValueError, match="half-way"), whole_folder(out, ours=ours) as folder:  # noqa: PT012
        (folder / "results.csv").write_text("half")
        raise ValueError("half-way")
    assert (out / MARK).read_text() == "first"
    assert left_over(out) == []


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "report"
    with (
        pytest.raises(OutputError, match=r"No space left on device.*Nothing was left behind"),
        whole_folder(out, ours=ours),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_or_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"holds 1 file that isostats did not write \(for example thesis.docx\)"):
        fill(tmp_path)
    with pytest.raises(OutputError, match="is a file"):
        fill(tmp_path / "thesis.docx")
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_a_file_put_into_our_own_folder_is_never_deleted(tmp_path: Path) -> None:
    out = tmp_path / "report"
    fill(out, "first")
    (out / "figures").mkdir()
    (out / "figures" / "mine.txt").write_text("notes")
    with pytest.raises(OutputError, match=r"for example figures/mine.txt"):
        fill(out, "second")
    assert (out / "figures" / "mine.txt").read_text() == "notes"
    assert (out / MARK).read_text() == "first"


def test_a_name_that_no_disk_takes(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written: File name too long"):
        fill(tmp_path / ("x" * 300))


def test_a_killed_run_leaves_no_output_and_the_next_run_clears_up(tmp_path: Path) -> None:
    out = tmp_path / "report"
    program = (
        "import os, sys; from isostats._writing import whole_folder\n"
        f"with whole_folder({str(out)!r}, ours=lambda folder: set()) as folder:\n"
        "    (folder / 'results.csv').write_text('half'); os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert not out.exists()
    assert len(left_over(out)) == 1
    fill(out)
    assert left_over(out) == []
