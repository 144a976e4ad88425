"""What clinics and registers call our columns and codes, by language: data in ``data/synonyms.csv``.

A *name* is what a column may be called, a *value* what a code may be called in a cell; a value without a code says that
nothing was recorded. One of ``*`` holds in any column: a word for none (brak, aucune) is the code ``none`` or ``no`` of
a column that has it, and says nothing in all others. Words are compared by their letters and digits alone. A ``vague``
word can mean something else as well (a start of what?), so that it never makes a sure guess; a vague value with two
codes is a question.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from isostats.records.code_texts import read_code
from isostats.records.drugs import fold
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.declaration import InputTable
from isostats.records.schema import OF_NONE, SIGNS_OF_NONE, Column
from isostats.resources import resource

LANGUAGES = {
    "any": "common names", "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese",
    "it": "Italian", "pl": "Polish", "nl": "Dutch", "ja": "Japanese",
}  # fmt: skip
"""Those of the table; the first is of names that registers and forms have in any of them."""
DAY_FIRST = ("de", "fr", "es", "pt", "it", "pl", "nl")
"""Languages in which the day always comes before the month, and a comma before the decimals."""
ANYWHERE = "*"
NUMBERS = re.compile(r"\d+")
BETWEEN = re.compile(r"[\W_]+")
NOT_LATIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True)
class Synonym:
    """A row of the table; ``columns`` may be those of one table (``weights.date``)."""

    what: str
    columns: tuple[str, ...]
    code: str
    language: str
    word: str
    vague: bool

    @property
    def tongue(self) -> str:
        """Its language in words."""
        return LANGUAGES[self.language]


def word_form(text: str) -> str:
    """A text as words are compared: letters and digits alone, small, without accents.

    >>> word_form("Pat.-Nr."), word_form("Début du traitement"), word_form("治療 開始日"), word_form("CourseStart")
    ('patnr', 'debutdutraitement', '治療開始日', 'coursestart')
    """
    plain = fold(text)
    return BETWEEN.sub("", plain if plain.isascii() else plain.translate(NOT_LATIN))


@cache
def all_synonyms() -> tuple[Synonym, ...]:
    """Every row, in order."""
    with resource("data", "synonyms.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_rows(csv.DictReader(file)))


def _rows(rows: Iterator[dict[str, str]] | csv.DictReader[str]) -> Iterator[Synonym]:
    for row in rows:
        columns, vague = tuple(row.pop("columns").split()), bool(row.pop("vague"))
        yield Synonym(columns=columns, vague=vague, **row)


@cache
def _names(label: str, columns: tuple[str, ...]) -> Mapping[str, tuple[str, Synonym]]:
    names: dict[str, tuple[str, Synonym]] = {}
    for each in all_synonyms():
        if each.what != "name":
            continue
        for address in each.columns:
            table, dot, column = address.rpartition(".")
            if column in columns and (not dot or table == label):
                before = names.setdefault(word_form(each.word), (column, each))
                if before[1].vague and not each.vague:
                    names[word_form(each.word)] = (column, each)
    return names


def names_in(table: InputTable) -> Mapping[str, tuple[str, Synonym]]:
    """What the columns of a table may be called, as :func:`word_form` has it, with the column that it means.

    >>> from isostats.records.input_tables import COURSE_TABLES
    >>> names_in(COURSE_TABLES["courses"])["therapiebeginn"][0]
    'course_start'
    """
    return _names(table.label, tuple(table.columns))


@cache
def _values(column: str) -> Mapping[str, Synonym]:
    words: dict[str, Synonym] = {}
    for each in all_synonyms():
        if each.what == "value" and column in each.columns:
            words.setdefault(word_form(each.word), each)
    return words


def opposite_readings(text: str, column: Column) -> tuple[str, ...]:
    """The codes between which a text leaves it open, where it has several; "bez zmian" is no lesions, or no change.

    >>> from isostats.records import COURSE_COLUMNS
    >>> opposite_readings("bez zmian", COURSE_COLUMNS["response"])
    ('clear', 'unchanged')
    """
    codes = _readings(column.name).get(word_form(text), ())
    return codes if len(codes) > 1 else ()


@cache
def _readings(column: str) -> Mapping[str, tuple[str, ...]]:
    codes: dict[str, dict[str, None]] = {}
    for each in all_synonyms():
        if each.what == "value" and column in each.columns:
            codes.setdefault(word_form(each.word), {})[each.code] = None
    return {word: tuple(meant) for word, meant in codes.items()}


def code_of(text: str, column: Column) -> Synonym | None:
    """The code of a column that a text means; one without a code says that nothing was recorded.

    >>> from isostats.records import COURSE_COLUMNS
    >>> code_of("女", COURSE_COLUMNS["sex"]).code, code_of("Doxy", COURSE_COLUMNS["relapse_treatment"]).code
    ('female', 'oral_antibiotic')
    >>> code_of("brak", COURSE_COLUMNS["contraception"]).code, code_of("brak", COURSE_COLUMNS["response"])
    ('none', None)
    """
    form = word_form(text)
    named = _values(column.name).get(form) if column.codes else None
    if named is None and (none := column.none) and (word := says_nothing(text)) and word.code in OF_NONE:
        return replace(word, code=none)
    return named if named and named.code in column.codes else None


def grade_of(text: str, column: Column) -> str:
    """The number of a graded score that a text says in words, or beside a word for one; empty where it says none.

    >>> from isostats.records.input_tables.beside_courses import VISIT_COLUMNS
    >>> [grade_of(text, VISIT_COLUMNS["score_face"]) for text in ("Almost clear", "4 (severe)", "schwer", "4", "bad")]
    ['1', '4', '4', '', '']
    """
    numbers = NUMBERS.findall(text) if column.graded else []
    word = _values(column.name).get(word_form(NUMBERS.sub("", text))) if column.graded and len(numbers) < 2 else None
    return (*numbers, word.code)[0] if word and word.code else ""


def code_meant(word: str, column: Column) -> str:
    """The code that a word is in any language, or is spelt as; empty where it is none."""
    named = code_of(word, column)
    return named.code if named else read_code(word, column)[0] or ""


def says_nothing(text: str) -> Synonym | None:
    """The word by which a text says that there is nothing, or that nothing was recorded, if it is one; a vague one
    says that it is not known.

    >>> says_nothing("keins").language, says_nothing("3.1.22"), says_nothing("unklar").vague
    ('de', None, True)
    """
    return _values(ANYWHERE).get(word_form(text))


def means_untreated(text: str) -> bool:
    """Whether a text, in a column of what was given, says that a relapse was left untreated.

    >>> [means_untreated(text) for text in ("none", "Keine", "unbehandelt", "untreated", "topical", "")]
    [True, True, True, True, False, False]
    """
    column, form = COURSE_COLUMNS["relapse_treatment"], text.strip().lower()
    known = code_of(text, column)
    return form in SIGNS_OF_NONE or read_code(form, column)[0] == "none" or (known is not None and known.code == "none")
