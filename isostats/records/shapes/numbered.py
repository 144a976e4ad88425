"""Names of columns that repeat under running numbers: course1_start and course2_start, Beginn1 and Beginn2, iso1_stop.

Names are compared as plain texts (small letters, underscores). A stem is a name without its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from isostats.records.column_names import plain
from isostats.records.guessing.synonyms import names_in, word_form
from isostats.records.input_tables.courses import COURSES

MOST_COURSES = 50
NUMBER = re.compile(r"(?<!\d)0*(\d{1,2})(?:st|nd|rd|th|er|ère|ere|ème|eme|e|º|ª)?(?![\da-z])|(?<!\d)0*(\d{1,2})(?!\d)")
ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first erste erster ersten premier première primer primera primeiro primeira primo prima pierwszy eerste",
            "second zweite zweiter zweiten deuxième segundo segunda secondo seconda drugi tweede",
            "third dritte dritter dritten troisième tercer tercera terceiro terceira terzo terza trzeci derde",
            "fourth vierte vierter vierten quatrième cuarto cuarta quarto quarta czwarty vierde",
        ),
        1,
    )
    for word in words.split()
}
STARTS = (
    "start", "started", "begin", "began", "beginn", "begonnen", "anfang", "von", "from", "debut", "début", "inicio",
    "início", "inizio", "poczatek", "początek", "rozpoczecie", "rozpoczęcie", "aanvang", "開始",
)  # fmt: skip
ENDS = (
    "end", "ended", "stop", "stopped", "finish", "ende", "beendet", "bis", "until", "fin", "fim", "final", "fine",
    "koniec", "zakonczenie", "zakończenie", "einde", "終了",
)  # fmt: skip
"""Words within names that say that a column holds the first, or the last, day of something; whole names in many
languages are among the synonyms."""


@dataclass(frozen=True)
class Series:
    """Columns that differ by a number alone: their ``stem``, what stands before and after it, and the position of
    each number."""

    stem: str
    before: str
    after: str
    positions: Mapping[int, int]

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers that there are."""
        return frozenset(self.positions)

    @property
    def is_start(self) -> bool:
        """Whether its stem says that it holds first days."""
        return _means(self.stem) == "course_start" or (says(self.stem, STARTS) and not _means(self.stem))

    @property
    def is_end(self) -> bool:
        """Whether its stem says that it holds last days."""
        ends = says(self.stem, ENDS) and not _means(self.stem) and not self.is_start
        return ends or _means(self.stem) == "course_end"


def _means(stem: str) -> str:
    """Our column of courses that a name is a known word for, in any language; nothing where it is none."""
    return names_in(COURSES).get(word_form(stem), ("",))[0]


def says(name: str, words: Iterable[str]) -> bool:
    """Whether a plain name has one of some words, by itself or, where it is long or not of letters like these, within.

    >>> says("therapiebeginn", STARTS), says("vonzeit", STARTS), says("治療開始日", STARTS)
    (True, False, True)
    """
    parts = name.split("_")
    return any(word in parts or ((len(word) > 4 or not word.isascii()) and word in name) for word in words)


def series_of(names: Sequence[str]) -> list[Series]:
    """The series among some names of columns; a name is in one at most. A name without a number comes first where the
    others count from 2, or where a program that met it twice has added .1; names that are the same are counted.

    >>> [(one.stem, dict(one.positions)) for one in series_of(["id", "course1_start", "course2_start", "HbA1c"])]
    [('course_start', {1: 1, 2: 2}), ('hba_c', {1: 3})]
    >>> [(one.stem, dict(one.positions)) for one in series_of(["Beginn", "Ende", "Beginn.1", "Ende.1"])]
    [('beginn', {1: 0, 2: 2}), ('ende', {1: 1, 2: 3})]
    """
    plains = [plain(name) for name in names]
    by_form: dict[tuple[str, str], dict[int, int]] = {}
    for at, name in enumerate(plains):
        for form, number in _forms(name):
            by_form.setdefault(form, {}).setdefault(number, at)
    series, taken = list[Series](), set[int]()
    for form, members in sorted(by_form.items(), key=lambda item: -len(item[1])):
        free = {number: at for number, at in members.items() if at not in taken}
        if free:
            taken |= set(free.values())
            series.append(Series(_stem(*form), *form, dict(sorted(free.items()))))
    places: dict[str, list[int]] = {}
    for at, name in enumerate(plains):
        places.setdefault(name, []).append(at)
    series = [_with_first(one, names, places, taken) for one in series]
    for name, same in places.items():
        if name and len(same) > 1 and not taken & set(same):
            series.append(Series(name, name, "", dict(enumerate(same, 1))))
    return sorted(series, key=lambda one: min(one.positions.values()))


def _forms(name: str) -> Iterable[tuple[tuple[str, str], int]]:
    """Every way in which a plain name holds a number: what stands before and after it, and the number."""
    for match in NUMBER.finditer(name):
        number = int(match[1] or match[2])
        if number <= MOST_COURSES:
            yield (name[: match.start()], name[match.end() :]), number
    parts = name.split("_")
    for at, part in enumerate(parts):
        if part in ORDINALS and len(parts) > 1:
            before, after = "".join(f"{each}_" for each in parts[:at]), "".join(f"_{each}" for each in parts[at + 1 :])
            yield (f"{before}#", after), ORDINALS[part]


def _stem(before: str, after: str) -> str:
    before = before.rstrip("#")
    joined = f"{before}_{after}" if before and after else before + after
    return re.sub(r"_+", "_", joined).strip("_")


def _with_first(one: Series, names: Sequence[str], places: Mapping[str, list[int]], taken: set[int]) -> Series:
    """A series with the column of its own name, but without a number, before its others."""
    lone = [at for at in places.get(one.stem, ()) if at not in taken]
    least = min(one.positions)
    added = least == 1 and str(names[one.positions[1]]).strip().endswith(".1") and one.after == ""
    if len(lone) != 1 or not (least == 2 or added):
        return one
    taken.add(lone[0])
    return Series(one.stem, one.before, one.after, {1: lone[0]} | {n + added: at for n, at in one.positions.items()})
