"""Which of several clinics' courses a further file belongs to: by its name where its ids do not speak against it, or by
its ids alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from isostats.doors import toml_text
from isostats.errors import StudyError
from isostats.records.drugs import fold
from isostats.records.guessing.column_guesses import TableGuess, listed
from isostats.records.guessing.roles import CALLED, Role, companion_role
from isostats.records.guessing.sheets import Sheet

WORDS = re.compile(r"[^\W\d_]+|\d+")
FOLDERS = 3
MOST = 0.5
"""The share of a file's ids that those of its courses must hold."""
NEARLY_ALL = 0.9
"""A file with a smaller share of its ids in any one file of courses, and this share in all, is of several."""


def pair_with_courses(
    courses: Sequence[str], sheets: Mapping[str, Sheet], spare: frozenset[str]
) -> dict[str, dict[str, Sheet]]:
    """The files of each of several clinics, by that of its courses; a ``spare`` sheet that is no table is left out.

    One may have no file of a kind that another has. Raises StudyError, with the lines to write, where it is not sure
    which belong together.
    """
    roles = {name: companion_role(name, sheet) for name, sheet in sheets.items() if name not in courses}
    known = {name: role for name, role in roles.items() if role is not None}
    if other := next((name for name, role in roles.items() if role is None and name not in spare), None):
        raise StudyError(
            f"{_named(courses)} are course records, and {other} is none of the tables that are read beside them. "
            "Leave it out, or name the columns in a study file."
        )
    for name, role in known.items():
        _require_one_clinic(name, role, courses, sheets)
    owners = {name: _owner(role, courses, sheets) for name, role in known.items()}
    if unsure := next((name for name, owner in owners.items() if not owner), None):
        raise StudyError(
            f"{unsure} belongs to one of {_named(courses)}, and neither its name nor its ids say to which. "
            f"{_lines(courses, known, owners)}"
        )
    pairs: dict[str, dict[str, Sheet]] = {name: {name: sheets[name]} for name in courses}
    for label in dict.fromkeys(role.label for role in known.values()):
        of_label = [name for name, role in known.items() if role.label == label]
        mine = {each: [name for name in of_label if owners[name] == each] for each in courses}
        if twice := next((names for names in mine.values() if len(names) > 1), None):
            raise StudyError(f"{_named(twice)} are of one clinic and both {CALLED[label]}. Join them into one file.")
        for each, names in mine.items():
            pairs[each] |= {name: sheets[name] for name in names}
    return pairs


def _require_one_clinic(name: str, role: Role, courses: Sequence[str], sheets: Mapping[str, Sheet]) -> None:
    """Raise StudyError for a file whose ids are those of several files of courses together, and of none of them."""
    own, held = _ids(role.table), {each: _ids_of(sheets[each]) for each in courses}
    most = max(courses, key=lambda each: len(own & held[each]))
    if not own or not all(sheets[each].whole for each in (name, *courses)) or _share(own, held[most]) >= NEARLY_ALL:
        return
    others = [each for each in courses if each == most or own & held[each] - held[most]]
    if len(others) > 1 and _share(own, set().union(*held.values())) >= NEARLY_ALL:
        raise StudyError(
            f"{Path(name).name} holds patients of {_named(others)}. If their patients are numbered through, put these "
            "one below the other into one file of courses, and name that with it. If each numbers its own, give each "
            f"its part of {Path(name).name}."
        )


def _owner(role: Role, courses: Sequence[str], sheets: Mapping[str, Sheet]) -> str:
    """The courses that a file belongs to; nothing where that is not sure."""
    own = _ids(role.table)
    shares = {name: _share(own, _ids_of(sheets[name])) for name in courses}
    shared = set.intersection(*(_words(name) for name in courses))
    alike = {name: len(_words(name) - shared & _words(role.name)) for name in courses}
    likely = [name for name in courses if alike[name] == max(alike.values()) > 0]
    if len(likely) == 1:
        return likely[0] if shares[likely[0]] >= MOST or not own else ""
    holding = [name for name in courses if shares[name] >= MOST]
    return holding[0] if len(holding) == 1 and own else ""


def _ids(table: TableGuess) -> set[str]:
    ids = table.chosen.get("patient_id")
    return set(ids.theirs.telling) if ids else set()


def _ids_of(sheet: Sheet) -> set[str]:
    role = companion_role(sheet.source, sheet, "courses")
    return _ids(role.table) if role else set()


def _share(own: set[str], others: set[str]) -> float:
    return len(own & others) / len(own) if own else 0.0


def _words(name: str) -> set[str]:
    """The words of a file's name and of its folders."""
    return set(WORDS.findall(fold("/".join(Path(name).parts[-FOLDERS:]))))


def _named(files: Sequence[str]) -> str:
    return listed(Path(each).name for each in files)


def _lines(courses: Sequence[str], known: Mapping[str, Role], owners: Mapping[str, str]) -> str:
    """What to write into a study file; where it is not sure whose a file is, with a place for it that no order fills:
    a wrong one would be read without a word."""
    sources, spare = {"courses": list(courses)}, [name for name, owner in owners.items() if not owner]
    for label in dict.fromkeys(role.label for role in known.values()):
        of_each = {owner: name for name, owner in owners.items() if known[name].label == label}
        sources[label] = [of_each.get(each, f"the file of {Path(each).name}") for each in courses]
    return (
        f"Write under [data] of a study file, with {_named(spare)} each in its place:\n{_as_lines(sources)}"
    )


def _as_lines(keys: Mapping[str, Sequence[str]]) -> str:
    """Keys that are lists as lines of a study file; without blanks around the sign, so that no door rewords them."""
    return "\n".join(f"{key}=[{', '.join(map(toml_text, names))}]" for key, names in keys.items())
