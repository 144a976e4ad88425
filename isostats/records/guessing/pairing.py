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


def pair_with_courses(
    courses: Sequence[str], sheets: Mapping[str, Sheet], spare: frozenset[str]
) -> dict[str, dict[str, Sheet]]:
    """The files of each of several clinics, by that of its courses; a ``spare`` sheet that is no table is left out.

    Raises StudyError, with the lines to write, where it is not sure which belong together, or one has none.
    """
    roles = {name: companion_role(name, sheet) for name, sheet in sheets.items() if name not in courses}
    known = {name: role for name, role in roles.items() if role is not None}
    if other := next((name for name, role in roles.items() if role is None and name not in spare), None):
        raise StudyError(
            f"{_named(courses)} are course records, and {other} is none of the tables that are read beside them. "
            "Leave it out, or name the columns in a study file."
        )
    owners = {name: _owner(role, courses, sheets) for name, role in known.items()}
    if unsure := next((name for name, owner in owners.items() if not owner), None):
        raise StudyError(
            f"{unsure} belongs to one of {_named(courses)}, and neither its name nor its ids say to which. "
            f"{_lines(courses, known)}"
        )
    pairs: dict[str, dict[str, Sheet]] = {name: {name: sheets[name]} for name in courses}
    for label in dict.fromkeys(role.label for role in known.values()):
        of_label = [name for name, role in known.items() if role.label == label]
        mine = {each: [name for name in of_label if owners[name] == each] for each in courses}
        if twice := next((names for names in mine.values() if len(names) > 1), None):
            raise StudyError(f"{_named(twice)} are of one clinic and both {CALLED[label]}. Join them into one file.")
        if alone := next((each for each, names in mine.items() if not names), None):
            needed = ",".join(name for name, each in known[of_label[0]].table.table.columns.items() if each.required)
            advice = f"If nothing followed there, make a file for it with a header alone: {needed}."
            if label == "events":  # of which a header alone looks like a failed export
                listed_so = ",".join(toml_text(next(iter(mine[each]), "")) for each in courses)
                named_so = ",".join(map(toml_text, courses))
                lines = f"courses=[{named_so}]; events=[{listed_so}]"
                advice = f"If it has none, write so under [data] of a study file: {lines}."
            raise StudyError(
                f"{alone} has no file of {CALLED[label]}, and {_named(of_label)} is of another clinic. {advice} Else "
                "name its file as well."
            )
        for each, (name,) in mine.items():
            pairs[each][name] = sheets[name]
    return pairs


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


def _lines(courses: Sequence[str], known: Mapping[str, Role]) -> str:
    """What to write into a study file, in whichever order is right; without blanks, so that no door rewords it."""
    keys = {"courses": list(courses)}
    for name, role in known.items():
        keys.setdefault(role.label, []).append(name)
    lines = "; ".join(f"{key}=[{', '.join(map(toml_text, names))}]" for key, names in keys.items())
    return f"Write under [data] of a study file, each list in the order of the clinics: {lines}."
