"""Folders written whole or not at all: made beside their place, and moved there when complete."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from isostats._checks import OutputError, counted


@contextmanager
def whole_folder(
    out: str | Path, *, ours: Callable[[Path], set[str]], foreign: str = "that isostats did not write"
) -> Iterator[Path]:
    """A folder to fill; it appears as ``out`` only if the block ends without an error.

    An existing ``out`` is replaced only if it is empty or every file in it is one that ``ours(out)`` names, as paths
    within it: nothing that a user put there is ever deleted. Raises OutputError if it holds anything else (``foreign``
    says what, in the error), or if the disk refuses.
    """
    out = Path(out)
    try:
        _refuse_foreign(out, ours, foreign)
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        # what is mounted cannot step aside, so it is filled from a folder within
        within = out.is_dir() and os.path.ismount(out)
        place = out if within else out.parent
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.partial-{os.getpid()}-", dir=place))
        try:
            os.chmod(fresh, 0o777 & ~_umask())
            yield fresh
            _refuse_foreign(out, ours, foreign)
            (_move_in if within else _swap)(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"The output folder {out} cannot be written: {error.strerror or error}. Nothing was left behind; "
            "free some space or choose another folder with --out."
        ) from error


def _refuse_foreign(out: Path, ours: Callable[[Path], set[str]], told: str) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file. Choose a folder for the output with --out.")
    if not out.is_dir():
        return
    held = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file() or path.is_symlink()}
    held = {name for name in held if not name.startswith(f".{out.name}.partial-")}
    foreign = sorted(held - ours(out)) if held else []
    if foreign:
        raise OutputError(
            f"The folder {out} holds {counted(len(foreign), 'file')} {told} (for example "
            f"{foreign[0]}), so it is left as it is. Choose a new or empty folder with --out."
        )


def _swap(fresh: Path, out: Path) -> None:
    """Put the finished folder in place; an older one steps aside first, so that no reader meets half of each."""
    if not out.exists():
        os.rename(fresh, out)
        return
    older = Path(tempfile.mkdtemp(prefix=f".{out.name}.older-{os.getpid()}-", dir=out.parent))
    try:
        os.rename(out, older / out.name)
        try:
            os.rename(fresh, out)
        except OSError:
            os.rename(older / out.name, out)
            raise
    finally:
        shutil.rmtree(older, ignore_errors=True)


def _move_in(fresh: Path, out: Path) -> None:
    """Move the finished files into a mounted folder, in place of an earlier output."""
    for old in [path for path in out.iterdir() if path != fresh]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for new in list(fresh.iterdir()):
        os.rename(new, out / new.name)


def _sweep(out: Path) -> None:
    """Clear what a killed run of ours left beside ``out``; a run that still lives keeps its folder."""
    for left in out.parent.glob(f".{out.name}.partial-*"):
        owner = left.name.removeprefix(f".{out.name}.partial-").partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
