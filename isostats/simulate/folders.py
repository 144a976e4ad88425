"""A folder of simulated files: written whole or not at all, and replaced only where it is one of ours, unedited."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.errors import OutputError

if TYPE_CHECKING:
    import pandas as pd

STUDY = "study.toml"


@dataclass(frozen=True)
class Kind:
    """What a folder holds besides study.toml, and how its study file reads; ``mark`` matches the file's first line and
    finds in it what the ``template`` was filled with."""

    files: tuple[str, ...]
    template: str
    mark: re.Pattern[str]

    @property
    def names(self) -> tuple[str, ...]:
        """Every file, the study file last."""
        return (*self.files, STUDY)


def put_folder(out: str | Path, kind: Kind, fill: Callable[[Path], None]) -> Path:
    """Fill a folder beside its place and move the files there. A simulation of any kind is replaced.

    Raises OutputError where the folder holds anything else (a study file that was edited counts), or cannot be written.
    """
    from isostats.simulate.folder_kinds import KINDS

    folder = Path(out)
    _require_replaceable(folder, KINDS)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            fill(staging)
            folder.mkdir(exist_ok=True)
            for name in {name for other in KINDS for name in other.names} - set(kind.names):
                (folder / name).unlink(missing_ok=True)
            for name in kind.names:
                os.replace(staging / name, folder / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror or error}); choose another folder.") from error
    return folder


def write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Each frame as a CSV file: five times as fast as pandas at a million rows, with the same text for a number."""
    import duckdb

    with duckdb.connect() as engine:
        for name, frame in tables.items():
            path = str(folder / name).replace("'", "''")
            engine.register("frame", frame)
            engine.execute(f"COPY (SELECT * FROM frame) TO '{path}' (FORMAT csv, HEADER, DELIMITER ',')")
            engine.unregister("frame")


def _require_replaceable(folder: Path, kinds: Sequence[Kind]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file; give the name of a folder.")
    present = {entry.name for entry in folder.iterdir()}
    other = sorted(present - {name for kind in kinds for name in kind.names})
    if other:
        raise OutputError(
            f"{folder} holds files that simulate did not write (for example {other[0]}); choose a new folder."
        )
    if present and not any(_is_ours(folder / STUDY, kind) for kind in kinds):
        raise OutputError(
            f"{folder / STUDY} is missing or was edited since it was simulated; choose a new folder to keep it."
        )


def _is_ours(study: Path, kind: Kind) -> bool:
    """Whether a study file is, letter for letter, one that was written here."""
    text = study.read_text(encoding="utf-8") if study.is_file() else ""
    mark = kind.mark.match(text)
    return mark is not None and text == kind.template.format(**mark.groupdict())
