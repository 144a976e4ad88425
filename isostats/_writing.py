"""Folders written whole or not at all: made beside their place, and moved there when complete."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from isostats._checks import OutputError


@contextmanager
def whole_folder(out: str | Path, *, mark: str) -> Iterator[Path]:
    """A folder to fill; it appears as ``out`` only if the block ends without an error.

    An existing ``out`` is replaced only if it is empty or holds the file ``mark``, by which we know our own work.
    Raises OutputError if it holds anything else, or if the disk refuses.
    """
    out = Path(out)
    _refuse_foreign(out, mark)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.partial-{os.getpid()}-", dir=out.parent))
        try:
            os.chmod(fresh, 0o777 & ~_umask())
            yield fresh
            _refuse_foreign(out, mark)
            _swap(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"The output folder {out} cannot be written: {error.strerror or error}. Nothing was left behind; "
            "free some space or choose another folder with --out."
        ) from error


def _refuse_foreign(out: Path, mark: str) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file. Choose a folder for the output with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / mark).exists():
        raise OutputError(
            f"The folder {out} holds other files and no {mark}, so it is not an earlier output of isostats. "
            "Choose a new or empty folder with --out."
        )


def _swap(fresh: Path, out: Path) -> None:
    """Put the finished folder in place; an older one steps aside first, so that no reader meets half of each."""
    if not out.exists():
        os.rename(fresh, out)
        return
    older = Path(tempfile.mkdtemp(prefix=f".{out.name}.older-{os.getpid()}-", dir=out.parent))
    os.rename(out, older / out.name)
    try:
        os.rename(fresh, out)
    except OSError:
        os.rename(older / out.name, out)
        raise
    finally:
        shutil.rmtree(older, ignore_errors=True)


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
