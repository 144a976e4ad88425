"""The one place for temporary files: private to the user, gone with the run, and swept by the next run after a kill.

Half-made output lies beside its place, so that it can be moved there in one step; it is noted here, and swept with the
rest. So is an earlier output that steps aside meanwhile: where a kill kept the new one from its place, it is put back.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_PARTIALS, END = "partials", b"\0"
PARTIAL = ".partial-"
OLDER = ".older-"
"""What the name of a folder holds in which an earlier output stands aside, under its own name."""


def scratch_folder(purpose: str) -> Path:
    """A new folder of this run that only this user can read; whoever asks for it removes it."""
    return Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=_of_run(os.getpid())))


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """A private folder of this run for the length of a block."""
    folder = scratch_folder(purpose)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def filled_by_text(*places: Path) -> Iterator[tuple[Path, ...]]:
    """Where to fill what becomes these files or folders: there, or where a path is no text, in the scratch place.

    On some systems a name is bytes of any kind, and engines take texts alone.
    """
    if all(is_text(str(place)) for place in places):
        yield places
        return
    with temporary_folder("output") as scratch:
        filled = tuple(scratch / f"{number}{place.suffix}" for number, place in enumerate(places))
        for made, place in zip(filled, places, strict=True):
            made.mkdir() if place.is_dir() else made.touch()
        yield filled
        for made, place in zip(filled, places, strict=True):
            if made.is_dir():
                shutil.copytree(made, place, dirs_exist_ok=True)
            else:
                shutil.copyfile(made, place)


def is_text(name: str) -> bool:
    """Whether a name is a text, in Unicode.

    >>> is_text("büro"), is_text(os.fsdecode(b"b\\xfcro"))
    (True, False)
    """
    return not any("\ud800" <= sign <= "\udfff" for sign in name)


def as_text(name: str) -> str:
    """A name as files and pages may hold it, with a mark where it is no text.

    >>> as_text(os.fsdecode(b"b\\xfcro"))
    'b?ro'
    """
    return name.encode("utf-8", "replace").decode()


def note_partial(path: Path) -> None:
    """Remember half-made output outside the scratch place, so that a later run removes it if this one is killed; or an
    earlier output that steps aside, which is put back then.

    A path is noted as the bytes that the system has of it: not each is a text, and a name may hold the end of a line.
    """
    with (_of_run(os.getpid()) / _PARTIALS).open("ab") as notes:
        notes.write(os.fsencode(path) + END)


def put_back(older: Path) -> None:
    """An output that stands aside in ``older`` takes its place again where nothing else has it; what is left goes.

    Raises OSError where it cannot be moved: it stays where it is then.
    """
    for aside in older.iterdir():
        if not os.path.lexists(place := older.parent / aside.name):
            os.rename(aside, place)
    shutil.rmtree(older, ignore_errors=True)


@cache
def _of_run(process: int) -> Path:
    """The folder of this process, made once; what dead processes of this machine left is removed first."""
    place = _place()
    _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=f"{_machine()}-{process}-", dir=place))
    atexit.register(_remove, folder, process)
    return folder


def _remove(folder: Path, process: int) -> None:
    """Remove the folder of a run as it ends; a process that was forked from it leaves it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path:
    """A folder of the user's own in the system's temporary folder; a fresh one where somebody else holds the name."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    place = Path(tempfile.gettempdir()) / f"isostats-{user}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        known = place.lstat()
        if place.is_symlink() or not place.is_dir() or (hasattr(os, "getuid") and known.st_uid != os.getuid()):
            return Path(tempfile.mkdtemp(prefix="isostats-"))
        place.chmod(0o700)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="isostats-"))
    return place


def _sweep(place: Path) -> None:
    """Remove the folders, and the half-made output, of processes of this machine that are no more."""
    for folder in place.glob(f"{_machine()}-*"):
        process = folder.name.removeprefix(f"{_machine()}-").partition("-")[0]
        if not process.isdigit() or is_alive(int(process)):
            continue
        for left in _half_made(folder / _PARTIALS):
            if OLDER in left.name:
                with suppress(OSError):
                    put_back(left)
                continue
            shutil.rmtree(left, ignore_errors=True)
            with suppress(OSError):  # a file, or nothing any more
                left.unlink()
        shutil.rmtree(folder, ignore_errors=True)


def _half_made(notes: Path) -> list[Path]:
    """What a run noted as half-made; nothing where another run sweeps the same at this moment, or the machine
    stopped while it was written."""
    try:
        noted = [Path(os.fsdecode(each)) for each in notes.read_bytes().split(END)]
    except OSError:
        return []
    return [path for path in noted if path.is_absolute() and (PARTIAL in path.name or OLDER in path.name)]


def _machine() -> str:
    """The machine's name as part of a file's name: a temporary folder may be shared by several."""
    return "".join(sign if sign.isalnum() else "_" for sign in socket.gethostname()) or "machine"


def is_alive(process: int) -> bool:
    """Whether a process of this machine still runs."""
    if os.name == "nt":  # there is no signal 0: what is in use cannot be removed there anyway
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
