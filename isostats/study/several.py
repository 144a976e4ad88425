"""Several files as one set of records: what each is called, and what the study says of it alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from isostats.errors import StudyError

MARK = ":"
"""Stands between a source and an id."""
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""Endings of files that may have several sheets."""
ALL_SHEETS = "*"
"""What stands for any letters in the name of a sheet, which none can have: all of one header are read as one table."""
SHEET_COLUMN = "sheet"
"""The column that tells sheets apart which are read as one."""
SHEET = re.compile(rf"(.+?(?:{'|'.join(map(re.escape, WORKBOOKS))}))#(.+)", re.IGNORECASE | re.DOTALL)


def book_and_sheet(name: str) -> tuple[str, str | None]:
    """A workbook and the sheet of it that a name such as clinic.xlsx#Later says; None where it says none.

    >>> book_and_sheet("2019/clinic.xlsx#Later"), book_and_sheet("no#1.csv")
    (('2019/clinic.xlsx', 'Later'), ('no#1.csv', None))
    """
    match = SHEET.fullmatch(name)
    return (match[1], match[2]) if match else (name, None)


def file_of(path: Path) -> Path:
    """The file that a path names, be it by one of its sheets; a file that is called just so goes first."""
    return path if path.exists() else path.with_name(book_and_sheet(path.name)[0])


def sources_of(value: Any) -> dict[str, Any] | None:
    """The sources that a key lists, by their labels; None where it names a single one, or nothing.

    >>> sources_of(["2019/north.csv", "2019/south.csv"])
    {'north': '2019/north.csv', 'south': '2019/south.csv'}
    >>> sources_of({"A": "x.csv", "B": "y.csv"}), sources_of("x.csv")
    ({'A': 'x.csv', 'B': 'y.csv'}, None)
    """
    if isinstance(value, Mapping):
        if any(isinstance(each, (list, tuple)) for each in value.values()):
            raise StudyError("A dict holds a source under each label, and no columns. Of columns make a frame first: "
                             "pd.DataFrame(courses).")  # fmt: skip
        return {str(label): source for label, source in value.items()}
    return dict(zip(labels_of(value), value, strict=True)) if isinstance(value, (list, tuple)) else None


def companions_of(value: Any) -> list[Any] | None:
    """The tables that a key lists beside several files, in their order; None, or an empty text, for a file that has
    none. None where the key is no list.

    >>> companions_of(["", "south_later.csv"]), companions_of("later.csv")
    ([None, 'south_later.csv'], None)
    """
    listed = [*value.values()] if isinstance(value, Mapping) else value
    if not isinstance(listed, (list, tuple)):
        return None
    named = [None if isinstance(each, str) and not each.strip() else each for each in listed]
    texts = [str(each) for each in named if isinstance(each, (str, Path))]
    if again := next((text for text in texts if texts.count(text) > 1), None):
        raise StudyError(
            f"{Path(again).name} is named twice, beside two files of courses. If it is of both, put those one below "
            "the other into one file, and name that as courses; else give each its part of it."
        )
    labels_of([each for each in named if each is not None])  # raises where one is named twice
    return named


def labels_of(sources: Sequence[Any]) -> list[str]:
    """What sources are called: files by their names, with as many folders as tell them apart; others by their number.

    >>> labels_of(["2019/export.csv", "2020/export.csv"]), labels_of(["a.csv", object()])
    (['2019/export', '2020/export'], ['a', '2'])
    >>> labels_of(["clinic.xlsx#North", "clinic.xlsx#South"])
    ['North', 'South']
    """
    for by_sheet in (False, True):
        parts = [_parts(str(each), by_sheet) if isinstance(each, (str, Path)) else () for each in sources]
        for depth in range(1, max([1, *map(len, parts)]) + 1):
            labels = ["/".join(each[-depth:]) or str(number) for number, each in enumerate(parts, 1)]
            if len({label.lower() for label in labels}) == len(labels):
                return labels
    names = [str(Path(each).name) for each in sources if isinstance(each, (str, Path))]
    low = [name.lower() for name in names]
    if again := next((name for name in names if low.count(name.lower()) > 1), None):
        raise StudyError(f"{again} is named twice. Name each file once; to look at two copies, report each alone.")
    stems = [Path(name).stem.lower() for name in names]
    first, second, *_ = (name for name, stem in zip(names, stems, strict=True) if stems.count(stem) > 1)
    raise StudyError(
        f"{first} and {second} differ by their endings alone, as one export in two formats does. Name one of them; if "
        "each has patients of its own, rename one."
    )


def _parts(name: str, by_sheet: bool) -> tuple[str, ...]:
    """The folders and the name of a file without its ending, and where books alone do not tell sources apart, the sheet
    that is named of it."""
    book, sheet = book_and_sheet(name)
    if not Path(book).name:
        return ()
    return (*Path(book).with_suffix("").parts, *([sheet] if sheet and by_sheet else []))


def require_labels(labels: Sequence[str]) -> None:
    """Raise StudyError for labels that do not tell sources apart, or cannot stand before an id."""
    plain = [label.strip().lower() for label in labels]
    if len(labels) < 2:
        raise StudyError('Several sources are at least two. Name a single file as courses = "a.csv".')
    if wrong := next((label for label in labels if not label.strip() or MARK in label), None):
        raise StudyError(
            f"A source cannot be called {wrong!r}: its name stands before the ids of its people, as in north:7. Give "
            'it another one: courses = {north = "a.csv", south = "b.csv"}.'
        )
    if again := next((label for label in labels if plain.count(label.strip().lower()) > 1), None):
        raise StudyError(f"Two sources are called {again!r}. Each needs a name of its own.")


def part_of(stated: Mapping[str, Any], label: str, labels: Sequence[str]) -> dict[str, Any]:
    """What a table of the study says of one source: what is said of all, and what only of it (``north.patient_id``),
    which goes first; codes of a column are those of both.

    >>> part_of({"sex": "S", "a.sex": "Geschlecht", "b.sex": "sexe", "events.date": "D"}, "a", ["a", "b"])
    {'sex': 'Geschlecht', 'events.date': 'D'}
    >>> part_of({"sex": {"w": "female"}, "a.sex": {"x": ""}}, "a", ["a", "b"])
    {'sex': {'w': 'female', 'x': ''}}
    """
    owners = {key: max((each for each in labels if key.startswith(f"{each}.")), key=len, default="") for key in stated}
    own = {key.removeprefix(f"{label}."): value for key, value in stated.items() if owners[key] == label}
    of_all = {key: value for key, value in stated.items() if not owners[key]}
    both = {
        key: {**of_all[key], **value} for key, value in own.items() if isinstance(of_all.get(key), Mapping)
    }  # fmt: skip
    return of_all | own | both


def addresses_of(addresses: Sequence[str], label: str, labels: Sequence[str]) -> tuple[str, ...]:
    """Addresses of keys (``columns.north.sex``) that concern one source, as they are there.

    >>> addresses_of(("dates", "columns.a.sex", "columns.b.sex", "values.site"), "a", ["a", "b"])
    ('dates', 'columns.sex', 'values.site')
    """
    parts = [address.partition(".") for address in addresses]
    kept = ([key + dot + each for each in part_of({part: None}, label, labels)] for key, dot, part in parts)
    return tuple(dict.fromkeys(address for of in kept for address in of))
