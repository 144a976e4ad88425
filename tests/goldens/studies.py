"""The five studies whose numbers must not move in silence, and how their files are compared.

Run ``python -m tests.goldens.studies`` to write the files anew, once a change of a number is meant and in CHANGELOG.md.
"""

from __future__ import annotations

import csv
import math
import shutil
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import isostats as iso
from isostats.cli import main

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SIMULATED = {"dispensings": (300, 11), "omop": (300, 12), "courses": (40, 13)}
FOLDERS = {"dispensings": "dispensings", "omop": "omop", "courses": "forty"}
BUNDLED = {"example": ROOT / "data/example/study.toml", "bladder": ROOT / "data/real/study.toml"}
NAMES = (*BUNDLED, *FOLDERS.values())
CLOSE = 1e-9  # full precision is written; another machine's sums may differ in the last digits


def study_file(name: str, folder: Path) -> Path:
    """The study file of this name; simulated records are made in ``folder`` from their seed."""
    if name in BUNDLED:
        return BUNDLED[name]
    kind = next(kind for kind, named in FOLDERS.items() if named == name)
    patients, seed = SIMULATED[kind]
    words = ["simulate", "--patients", str(patients), "--seed", str(seed), "--as", kind, "--out", str(folder / name)]
    main(words, standalone_mode=False)
    return folder / name / "study.toml"


def report_of(name: str, folder: Path) -> Path:
    """The report of this study, written into ``folder``."""
    out = folder / f"report_{name}"
    iso.write_report(study_file(name, folder), out=out, formats=["svg"])  # only tables are compared
    return out


def golden_files(folder: Path) -> list[Path]:
    """results.csv, flow.csv and the tables of a report, relative to it."""
    return sorted(
        path.relative_to(folder) for path in folder.rglob("*.csv") if path.parent.name in (folder.name, "tables")
    )


def differences(golden: Path, made: Path) -> Iterator[str]:
    """Every cell that differs, with its row: numbers at 1e-9, all else letter by letter."""
    with golden.open(encoding="utf-8", newline="") as ours, made.open(encoding="utf-8", newline="") as theirs:
        pairs = zip_longest(csv.reader(ours), csv.reader(theirs))
        for row, (before, after) in enumerate(pairs, start=1):
            if before is None or after is None or len(before) != len(after):
                yield f"{golden.name} row {row}: {before} is now {after}"
                continue
            for old, new in zip(before, after, strict=True):
                if old != new and not _same_number(old, new):
                    yield f"{golden.name} row {row}: {old!r} is now {new!r} in {after}"


def _same_number(old: str, new: str) -> bool:
    try:
        return math.isclose(float(old), float(new), rel_tol=CLOSE, abs_tol=CLOSE)
    except ValueError:
        return False


def write_anew(folder: Path) -> None:
    """Replace the golden files of every study."""
    for name in NAMES:
        made = report_of(name, folder)
        shutil.rmtree(HERE / name, ignore_errors=True)
        for file in golden_files(made):
            (HERE / name / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made / file, HERE / name / file)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        write_anew(Path(place))
