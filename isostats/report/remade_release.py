"""A release as a stranger would make it: from its safe counts alone; whatever else it holds, nobody may send out.

What is made of safe counts tells nothing that the attack on them did not know. So the folder is made a second time,
from its own safe_counts.csv and what was decided, out of reach of the records, and every file must be the same: page,
captions, alternative texts, JSON, what describes a picture, names of files, hidden ones. What was decided is handed to
both, so each number in it is held against the study.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from isostats.errors import StudyError
from isostats.figures.drawing import Drawing, Drawn
from isostats.release.texts_in_files import NUMBER, Piece, numbers_in, texts_in
from isostats.report.checker_files import CHECKSUMS
from isostats.report.writing import versions
from isostats.words.numbers import counted
from isostats.writing import MANIFEST

if TYPE_CHECKING:
    from isostats.figures.finished import Kind

SHOWN = 60
"""So many signs of a text are shown of what differs."""


def require_made_of_safe_counts(folder: Path, again: Path) -> None:
    """Raise StudyError where a file of ``folder`` is another than the stranger's in ``again``, or has none there."""
    mine, its = ({path.relative_to(each).as_posix(): path for path in each.rglob("*")} for each in (folder, again))
    faults = [(name, "no release has a file of that name") for name in sorted(mine.keys() - its.keys())]
    faults += [(name, "it is missing") for name in sorted(its.keys() - mine.keys())]
    both = sorted(mine.keys() & its.keys(), key=lambda name: (name.startswith(CHECKSUMS), name))
    faults += [(name, _difference(name, mine[name], its[name])) for name in both if not _same(mine[name], its[name])]
    if faults:
        name, why = faults[0]
        more = f" (and so {counted(len(faults) - 1, 'further file')})" if len(faults) > 1 else ""
        raise StudyError(
            f"Nothing was released: {name} holds what its safe counts do not tell: {why}{more}. What comes from "
            "elsewhere was not attacked. This is a fault of isostats: please report it, without any of the records."
        )


def _same(one: Path, other: Path) -> bool:
    if one.is_symlink() or one.is_dir() or other.is_dir():
        return one.is_dir() and other.is_dir() and not one.is_symlink()
    return one.read_bytes() == other.read_bytes()


def _difference(name: str, mine: Path, its: Path) -> str:
    """The first text that only one of two files holds, and where it stands."""
    if mine.is_symlink() or mine.is_dir() or its.is_dir():
        return "it is no file of a release"
    held, expected = (list(texts_in(name, path.read_bytes())) for path in (mine, its))
    known = {(each.where, each.text) for each in expected}
    differ = [each for each in held if (each.where, each.text) not in known]
    new = next((each for each in differ if NUMBER.search(each.text)), differ[0] if differ else None)
    if new is None:
        return "its bytes are others"
    return _shown(new, max((_alike_until(new.text, each.text) for each in expected), default=0))


def _alike_until(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _shown(piece: Piece, start: int = 0) -> str:
    """The piece from shortly before ``start``, and where it stands."""
    text = " ".join(piece.text[max(0, start - SHOWN // 4) :].split())
    return f"'{text[:SHOWN]}{'...' if len(text) > SHOWN else ''}' ({piece.where})"


def require_decided(folder: Path, decided: Iterable[str]) -> None:
    """Raise StudyError for a number of the manifest, which told the stranger definitions, that nobody ``decided``."""
    known = {*numbers_in(decided), *numbers_in(versions().values())}
    for piece in texts_in(MANIFEST, (folder / MANIFEST).read_bytes()):
        for number in numbers_in([piece.text] if piece.where.partition(".")[0] != "versions" else []):
            if number not in known:
                raise StudyError(
                    f"Nothing was released: {piece.file} says {_shown(piece)}, and {number} was not decided in the "
                    "study. What comes from elsewhere was not attacked. This is a fault of isostats: please report it, "
                    "without any of the records."
                )


def drawn_again(
    before: Mapping[str, tuple[Drawing, Drawn]], drawings: Mapping[str, Drawing], formats: Sequence[Kind]
) -> dict[str, Drawn]:
    """The stranger's figures: drawn of the same result by the same function, one is the same and is not drawn again."""
    made = {}
    for each in drawings.values():
        drawing, drawn = before.get(each.name, (None, None))
        made[each.name] = drawn if drawn is not None and alike(drawing, each) else each.finish(formats)
    return made


def alike(one: Any, other: Any) -> bool:
    """Whether two results hold the same, looked at piece by piece; False for pieces that cannot be compared."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        return all(alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, np.ndarray):
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        return alike(one.tolist(), other.tolist()) if one.dtype == object else one.tobytes() == other.tobytes()
    if isinstance(one, (pd.DataFrame, pd.Series)):
        return bool(one.equals(other))
    return bool(one == other) or (one != one and other != other)  # both are no number
