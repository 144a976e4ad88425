"""The one writer: output appears whole or not at all, and nothing that is not ours is ever replaced.

What is ours is told by content, not by name: a folder's manifest.json lists the SHA-256 of every file in it, and a
single file carries the header that isostats writes. A file that was changed since is the user's.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from glob import escape
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, Any, TextIO

from isostats.errors import OutputError, StudyError
from isostats.scratch import OLDER, PARTIAL, filled_by_text, note_partial, put_back
from isostats.words.hidden_signs import without_hidden
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
RELEASE = "release"
"""The kind of output that is sent out as it is, so that nothing else ever lies in its folder."""
EXACT = {"report", "grid", "claims", "published_definitions", "notebooks"}
"""Kinds of output for those who may see the records: no release lies in their folders, nor they in its."""
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals by which somebody stops a run."""
SIGNS = "=+@\uff1d\uff0b\uff20\uff0d\ufe66\ufe62\ufe6b\ufe63\u207c\u208c\u207a\u208a\ufb29\u2a75\u2a76-"
"""A cell that begins with one of these is run as a formula by common spreadsheets, some of which take the signs of
other widths and heights for the plain ones."""
RUN = re.compile(rf"^(?='*[\t\r{SIGNS}])|(?<=[;\t\n\r])(?='*[{SIGNS}])")
"""Where a cell begins that would be run: the text's own, or behind a sign at which some places part cells."""
MADE_HARMLESS = re.compile(rf"^'(?='*[\t\r{SIGNS}])|(?<=[;\t\n\r])'(?='*[{SIGNS}])")


@contextmanager
def whole_folder(out: str | Path, *, kind: str) -> Iterator[Path]:
    """A folder to fill; it appears as ``out`` only if the block ends without an error.

    The block may write a manifest.json of its own; the files with their SHA-256 and the ``kind`` of output are added to
    it. An existing ``out`` is replaced only if it is empty, or every file in it is one that an earlier output of this
    kind wrote and nobody changed. A link to a folder is followed, never replaced. Raises OutputError otherwise, where
    exact output and a release would lie in each other, or if the disk refuses.
    """
    shown, out = Path(out), place_of(out)
    try:
        _put_back(out)
        _refuse_foreign(shown, out, kind)
        out.parent.mkdir(parents=True, exist_ok=True)
        # what is mounted, or where somebody stands, cannot step aside, so it is filled from a folder within
        within = out.is_dir() and (os.path.ismount(out) or Path.cwd().is_relative_to(out))
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}{PARTIAL}", dir=out if within else out.parent))
        try:
            note_partial(fresh)
            with filled_by_text(fresh) as (folder,):
                yield folder
            _sign(fresh, kind)
            _refuse_foreign(shown, out, kind)
            os.chmod(fresh, 0o777 & ~_umask())
            with _undisturbed():
                (_move_in if within else _swap)(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"The output folder {shown} cannot be written: {_why(error)}. Nothing was left behind; "
            "free some space or choose another folder with --out."
        ) from error


@contextmanager
def whole_files(*outs: str | Path, ours: Callable[[Path], bool], private: bool = False) -> Iterator[tuple[Path, ...]]:
    """Private files to fill, one for each of ``outs``; they take their places only if the block ends without an error.

    An existing file is replaced only if it is empty or ``ours(path)``. A link is followed, never replaced. With
    ``private`` only this user can read what is written. Raises OutputError for a folder, a device, a pipe or a file
    that is not ours, or if the disk refuses; StudyError where two of ``outs`` are one file.
    """
    places = [place_of(out) for out in outs]
    if len(set(places)) < len(places):
        raise StudyError(f"{outs[0]} is named for two outputs. Give two names.")
    made: list[Path] = []
    try:
        for shown, place in zip(outs, places, strict=True):
            require_replaceable(shown, ours=ours)
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{place.stem}{PARTIAL}", suffix=place.suffix, dir=place.parent)
            os.close(handle)
            made.append(Path(name))
            note_partial(made[-1])
        with filled_by_text(*made) as filled:
            yield filled
        for shown, partial in zip(outs, made, strict=True):
            require_replaceable(shown, ours=ours)
            os.chmod(partial, 0o600 if private else 0o666 & ~_umask())
        with _undisturbed():
            for place, partial in zip(places, made, strict=True):
                os.replace(partial, place)
    except OSError as error:
        raise OutputError(
            f"{outs[0]} cannot be written: {_why(error)}. Nothing was left behind; free some space or choose another "
            "place."
        ) from error
    finally:
        for partial in made:
            partial.unlink(missing_ok=True)


def no_space_left(error: BaseException) -> bool:
    """Whether a disk is full, whether the system says so or the engine.

    >>> no_space_left(OSError(errno.ENOSPC, "")), no_space_left(OSError("IO Error: No space left on device"))
    (True, True)
    """
    return getattr(error, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(error)


def _why(error: OSError) -> str:
    """Why the system refuses; of a full disk in the system's words, also where the engine met it."""
    return os.strerror(errno.ENOSPC) if no_space_left(error) else error.strerror or str(error)


def require_replaceable(out: str | Path, *, ours: Callable[[Path], bool]) -> None:
    """Raise OutputError where a file cannot be written without replacing something that is not ours, or would lie in a
    release."""
    place = place_of(out)
    keep_out_of_releases(out)
    try:
        known = place.stat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written: {_why(error)}. Nothing was left behind; choose another name."
        ) from error
    if stat.S_ISDIR(known.st_mode):
        raise OutputError(f"{out} is a folder. Name a file in it.")
    if not stat.S_ISREG(known.st_mode):
        raise OutputError(f"{out} is a device or a pipe, and is left as it is. Name a file.")
    if known.st_size and not ours(place):
        raise OutputError(f"{out} exists, and isostats did not write it, so it is left as it is. Choose another name.")


def keep_out_of_releases(out: str | Path, kind: str = "") -> None:
    """Raise OutputError where an output would lie in a release, or around one, wherever links lead.

    A release lies in no exact output and around none either; an earlier release in its place is what it replaces.
    """
    place = place_of(out)
    for folder in (place, *place.parents):
        other = _manifest(folder)[0]
        lies = "" if folder == place else f"lies in {folder}, which "
        within = other == RELEASE and not (kind == RELEASE and folder == place)
        if within or (kind == RELEASE and other in EXACT):
            raise OutputError(
                f"{out} {lies}holds a {_kind_words(other)}, and exact and released output never share a folder: "
                "whoever sends the release would send both. Choose a place outside of it."
            )
    apart = {RELEASE: EXACT}.get(kind, {RELEASE})
    for held in place.rglob(MANIFEST) if kind and place.is_dir() else ():
        if held.parent != place and (other := _manifest(held.parent)[0]) in apart:
            raise OutputError(
                f"The folder {out} holds a {_kind_words(other)} in {held.parent.relative_to(place)}, and exact and "
                f"released output never share a folder. Choose another folder for the {_kind_words(kind)} with --out."
            )


def begins_with(*columns: str) -> Callable[[Path], bool]:
    """Tell a CSV file of ours by the columns with which its header begins."""
    header = ",".join(columns)

    def ours(path: Path) -> bool:
        with path.open("rb") as file:
            line = file.readline(len(header) + 1).decode("utf-8", "replace").rstrip("\r\n,")
        return line == header

    return ours


def write_csv(frame: pd.DataFrame, path: Path | TextIO) -> None:
    """The frame as CSV in UTF-8; missing is empty, and no text is one that a spreadsheet would run."""
    missing = frame.isna().to_numpy().T
    columns = [
        ["" if nothing else harmless(value) for value, nothing in zip(values, absent, strict=True)]
        for (_, values), absent in zip(frame.items(), missing, strict=True)
    ]
    with path.open("w", encoding="utf-8", newline="") if isinstance(path, Path) else nullcontext(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(map(harmless, frame.columns))
        writer.writerows(zip(*columns, strict=True))


_NUMBER = r"[+-]?\d[\d.,]*%?"
WITH_LIMITS = re.compile(rf"{_NUMBER} \((?:{_NUMBER} to {_NUMBER}|no limits exist)\)")


def harmless(value: Any) -> Any:
    """A text with an apostrophe before it where a spreadsheet would run it; numbers, with limits too, as they are.

    So has one that begins so behind apostrophes of its own, and what stands behind a semicolon, a tab or the end of a
    line, where another cell begins in many places. :func:`as_meant` takes them off again.

    >>> harmless("=HYPERLINK(1)"), harmless("-8.2 (-9.6 to -6.4)"), harmless("+0.0 (no limits exist)"), harmless(-3)
    ("'=HYPERLINK(1)", '-8.2 (-9.6 to -6.4)', '+0.0 (no limits exist)', -3)
    >>> harmless("+1 (no limits exist) =HYPERLINK(1)"), harmless("a;=1+1")
    ("'+1 (no limits exist) =HYPERLINK(1)", "a;'=1+1")
    """
    if not isinstance(value, str) or not RUN.search(value) or WITH_LIMITS.fullmatch(value):
        return value
    try:
        float(value)
    except ValueError:
        return RUN.sub("'", value)
    return value


def as_meant(text: str) -> str:
    """The text of which :func:`harmless` made this one; a cell that is a number has none.

    >>> [as_meant(harmless(text)) for text in ("=y", "'=y", "'tis", "y", "a;=b")]
    ['=y', "'=y", "'tis", 'y', 'a;=b']
    """
    return MADE_HARMLESS.sub("", text)


def write_prose(text: str, path: Path) -> None:
    """A text as a file in UTF-8, of signs that no terminal obeys; in Markdown no name in it is HTML or a link, whoever
    shows it."""
    text = without_hidden(text)
    path.write_text(harmless_prose(text) if path.suffix == ".md" else text, encoding="utf-8", newline="\n")


def harmless_prose(text: str) -> str:
    """Markdown in which nothing begins a tag, a comment or the address of a link; a viewer shows the signs themselves.

    >>> harmless_prose("n <= 10, p < 0.05, <script>alert(1)</script>, [x](javascript:y)")
    'n <= 10, p < 0.05, &lt;script>alert(1)&lt;/script>, [x]&#40;javascript:y)'
    """
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text).replace("](", "]&#40;")


def harmless_sql(column: str) -> str:
    """The same as SQL over a column of texts; by patterns, since the engine joins a list of signs, and forgets the
    order of the rows."""
    run = f"regexp_matches({column}, '^ *[\t\r{SIGNS}]')"
    begun = f"CASE WHEN {run} THEN '''' || {column} ELSE {column} END"
    whole = rf"regexp_replace({begun}, '([;\t\n\r])(''*[{SIGNS}])', '\1''\2', 'g')"
    return f"CASE WHEN TRY_CAST({column} AS DOUBLE) IS NULL THEN {whole} ELSE {column} END"


def manifest_of(folder: Path) -> dict[str, Any]:
    """What the manifest of a folder says; nothing where there is none, or none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _manifest(folder: Path) -> tuple[str, dict[str, str]]:
    """The kind of an earlier output and its files with their digests; nothing where there is no manifest of ours."""
    manifest = manifest_of(folder)
    try:
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
        return (str(manifest["kind"]), files) if manifest["made_by"] == "isostats" else ("", {})
    except (KeyError, AttributeError):
        return "", {}


def _sign(folder: Path, kind: str) -> None:
    """Add the kind and the digest of every file to the folder's manifest, which is made where there is none.

    A folder that holds nothing says nothing, and goes: one that is there at the next run is somebody else's.
    """
    while empty := _empty_folders(folder):
        for name in empty:
            (folder / name).rmdir()
    path = folder / MANIFEST
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each != path)
    digests = {each.relative_to(folder).as_posix(): digest_of(each) for each in files}
    manifest = {"made_by": "isostats", "kind": kind} | manifest | {"files": digests}
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def changed_since(folder: Path, name: str) -> bool:
    """Whether a file of a folder is another than its manifest says; False where no manifest says anything of it."""
    try:
        written = manifest_of(folder)["files"][name]
    except (KeyError, TypeError):
        return False
    return bool(written != digest_of(folder / name))


def not_as_signed(folder: Path) -> list[str]:
    """Files of a folder that its manifest does not name, and those that were changed since or are gone."""
    _, signed = _manifest(folder)
    held = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    others = (held.keys() | signed.keys()) - {MANIFEST}
    return sorted(
        name for name in others
        if name not in held or held[name].is_symlink() or signed.get(name) != digest_of(held[name])
    )  # fmt: skip


def files_in(folder: Path) -> set[str]:
    """Every file below a folder, by its path from there; so is a link, wherever it leads."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(folder).as_posix() for path in paths}


def _empty_folders(folder: Path) -> set[str]:
    """Every folder below one that holds nothing."""
    paths = (path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())
    return {path.relative_to(folder).as_posix() for path in paths if not any(path.iterdir())}


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_beside(paths: Sequence[Path]) -> Callable[[], str]:
    """Begin to make the SHA-256 of the bytes of files, one after the other, in a thread; what waits for it is returned.

    A file that does not open raises OSError at once.
    """
    made: Future[str] = Future()
    for path in paths:
        path.open("rb").close()

    def work() -> None:
        digest = hashlib.sha256()
        try:
            for path in paths:
                with path.open("rb") as file:
                    while chunk := file.read(1 << 22):
                        digest.update(chunk)
            made.set_result(digest.hexdigest())
        except Exception as error:
            made.set_exception(error)

    Thread(target=work, daemon=True).start()  # nobody waits for it who stops
    return made.result


def digest_of_all(digests: Sequence[str]) -> str:
    """One SHA-256 for several files: that of the only one, or that of all their own."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def place_of(out: str | Path) -> Path:
    """Where a path leads, links followed; raises OutputError for a link that leads in a circle, a name too long, a
    whole disk, or a place within what is no folder."""
    try:
        place = Path(out).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the link leads in a circle"
        raise OutputError(f"{out} cannot be written: {reason}. Choose another name with --out.") from error
    if not place.name:
        raise OutputError(f"{out} is a whole disk, and no folder of it. Choose another name with --out.")
    if above := next((each for each in place.parents if each.exists() and not each.is_dir()), None):
        raise OutputError(
            f"{out} cannot be written: {above} is a file, and no folder. Nothing was left behind; choose another place."
        )
    return place


def _refuse_foreign(shown: Path, out: Path, kind: str) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{shown} is not a folder. Choose a folder for the output with --out.")
    keep_out_of_releases(shown, kind)
    if not out.is_dir():
        return
    other, signed = _manifest(out)
    if other and other != kind:
        raise OutputError(
            f"The folder {shown} holds what isostats wrote as a {_kind_words(other)}, so it is left as it is. Choose a "
            f"new or empty folder for the {_kind_words(kind)}."
        )
    signed = signed if other == kind else {}
    known = {MANIFEST, *signed} if signed else set()
    held, empty = (
        {name for name in names if not name.startswith(f".{out.name}{PARTIAL}")}
        for names in (files_in(out), _empty_folders(out))
    )
    ours = {above.as_posix() for name in signed for above in Path(name).parents}
    both = held & signed.keys()
    changed = {name for name in both if (out / name).is_symlink() or digest_of(out / name) != signed[name]}
    for names, what, why in (
        (held - known, "file", "that isostats did not write"),
        (empty - ours, "empty folder", "that isostats did not make"),
        (changed, "file", f"that changed since isostats wrote {'them' if len(changed) > 1 else 'it'}"),
    ):
        if names:
            raise OutputError(
                f"The folder {shown} holds {counted(len(names), what)} {why} (for example {min(names)}), so it is left "
                "as it is. Choose a new or empty folder with --out."
            )


def _kind_words(kind: str) -> str:
    return kind.replace("_", " ")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What stops a run waits until the block is over: output that takes its place does so whole.

    Handlers run in the main thread alone; where another thread writes, nothing can come between.
    """
    if current_thread() is not main_thread():
        yield
        return
    before: dict[int, Any] = {}
    waiting: list[int] = []
    try:
        for number in STOPS:
            if (handler := signal.getsignal(number)) not in (signal.SIG_IGN, None):
                before[number] = handler
                signal.signal(number, lambda number, _: waiting.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(waiting):
            signal.raise_signal(number)


def _put_back(out: Path) -> None:
    """An earlier output that a kill left standing aside takes its place again."""
    asides = [] if out.exists() else [*out.parent.glob(f".{escape(out.name)}{OLDER}*/{escape(out.name)}/{MANIFEST}")]
    for manifest in sorted(asides, key=lambda path: path.stat().st_mtime)[-1:]:
        put_back(manifest.parent.parent)


def _swap(fresh: Path, out: Path) -> None:
    """Put the finished folder in place; an older one steps aside first, so that no reader meets half of each."""
    if not out.exists():
        os.rename(fresh, out)
        return
    older = Path(tempfile.mkdtemp(prefix=f".{out.name}{OLDER}", dir=out.parent))
    note_partial(older)
    try:
        os.rename(out, older / out.name)
        os.rename(fresh, out)
    finally:
        put_back(older)


def _move_in(fresh: Path, out: Path) -> None:
    """Move the finished files into a folder that stays, in place of an earlier output.

    The earlier manifest goes last, and the new one comes first: what a kill leaves is known as ours, and the next run
    goes on. Raises OutputError where the system refuses half-way.
    """
    try:
        for old in [path for path in out.iterdir() if path not in (fresh, out / MANIFEST)]:
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
        os.replace(fresh / MANIFEST, out / MANIFEST)
        for new in list(fresh.iterdir()):
            os.rename(new, out / new.name)
    except OSError as error:
        raise OutputError(
            f"The output folder {out} could not be filled: {_why(error)}. It holds a part of an output, of which its "
            f"{MANIFEST} lists every file. Mend what the system says, and run the same command again."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
