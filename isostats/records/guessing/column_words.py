"""Which column of ours a name means: our own, a synonym in some language, or one but for a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from isostats.records.code_texts import slips
from isostats.records.column_names import names_of, plain
from isostats.records.drugs import fold
from isostats.records.guessing.synonyms import NOT_LATIN, code_meant, names_in, word_form
from isostats.records.input_tables import COURSE_TABLES, DISPENSING_TABLES
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.declaration import InputTable
from isostats.records.outcome_names import is_about_further_courses, is_treatment_of_relapse
from isostats.records.unit_words import SPELLED, meaning

IN_BRACKETS = re.compile(r"(.+?)\s*[(\[{（［]\s*([^)\]}）］]*?)\s*[)\]}）］]\s*")
UNITS = r"mg/kg(?:/\w+)?|mg[ /_]?(?:d|day|tag|die|jour|dia|día)|kg|lbs?|mg|g|days|tage"
AT_THE_END = re.compile(rf"(.+?)[\s_,.]+({UNITS})", re.IGNORECASE)
LONGEST = 500
"""Letters of a name from which on nothing is read out of it: it is a cell of something else."""
TABLES = {**COURSE_TABLES, **DISPENSING_TABLES}
DATE_FORM = re.compile(r"[dmyjatgr/.\- ]{2,12}", re.IGNORECASE)
FEW_CODES = re.compile(r"[^\W\d_]{1,4}(?:\s*[/|,;]\s*[^\W\d_]{1,4}){1,3}")
CODE_LIST = re.compile(r"\b(\d{1,2})\s*[=:]\s*([^\W\d_]+)")
CODES_AFTER = re.compile(r"([^\W\d_]+)\s*[=:]\s*(\d{1,2})\b")
NUMBERED = r"\d{1,2}\s+[^\W\d_]+"
ALL_NUMBERED = re.compile(rf"{NUMBERED}(?:\s*[,;/|]\s*{NUMBERED})+")
"""Codes of a column as its name lists them: 1=male, male=1, or 1 male / 2 female."""
CODES_AT_THE_END = re.compile(r"(.+?)[\s:,;_]+(?:0\s*/\s*1|(?:[^\W\d_]+\s*[=:]\s*\d{1,2}[\s,;/|]*){2,}"
                              r"|(?:\d{1,2}\s*[=:]\s*[^\W\d_]+[\s,;/|]*){2,})")
OF_LITTLE = """am an on at date datum data fecha f of for the a der des die das den bei nach im du de la le les d l del
della di do da dos van het een in en dt day by"""
LITTLE = frozenset(OF_LITTLE.split())
"""Words that say nothing of what a column is, once the others are there."""
ALIKE = {
    "begin": "start", "began": "start", "begun": "start", "started": "start", "beginning": "start", "finish": "end",
    "finished": "end", "stop": "end", "stopped": "end", "ended": "end", "therapy": "treatment", "rx": "treatment",
    "tx": "treatment", "therapie": "behandlung", "nr": "number", "no": "number", "num": "number", "tto": "tratamiento",
    "ttt": "traitement", "tt": "traitement", "ur": "urodzenia", "nac": "nacimiento",
}  # fmt: skip
YES_OR_NO = COURSE_COLUMNS["prior_isotretinoin"]
SEX, TWO_SEXES, SHORTEST_SEX = COURSE_COLUMNS["sex"], ("female", "male"), 3
"""A letter alone may be short for anything."""
SHORTEST, LONG, BEGUN = 4, 7, 3
"""Letters from which on a name may be short for another, from which on it may have a slip of the pen in it, and from
which on a word may be the beginning of one among several."""


@dataclass(frozen=True)
class NameMatch:
    """What a name means: our column, whether nothing else can be meant, why, and the unit that the name has.

    ``language`` is that of the synonym ("" for our own names), ``is_day`` whether it is our name for integer days.
    """

    column: str
    sure: bool
    why: str
    unit: str = ""
    language: str = ""
    is_day: bool = False


def match_name(name: str, table: InputTable) -> NameMatch | None:
    """What a column of that name would be in a table; None where nobody can tell by the name.

    >>> from isostats.records.input_tables import COURSE_TABLES
    >>> courses = COURSE_TABLES["courses"]
    >>> [match_name(name, courses).column for name in ("Gewicht (kg)", "Fecha de fin", "治療開始日", "Therapiebegin")]
    ['weight_kg', 'course_end', 'course_start', 'course_start']
    >>> match_name("geplantes Therapieende", courses), match_name("Start", courses).sure
    (None, False)
    """
    ours = {twin: (column.name, True) for column in table.columns.values() for twin in column.day_names}
    ours |= {column: (column, False) for column in table.columns}
    if plain(name) in ours:
        column, is_day = ours[plain(name)]
        return NameMatch(column, True, "our own name", is_day=is_day)
    if is_about_further_courses(name):
        return None
    for text, unit in _readings(name):
        form = word_form(text)
        if plain(text) in ours and ours[plain(text)] == (plain(text), False):
            return NameMatch(plain(text), True, "our own name for it", unit)
        if form in names_in(table):
            column, word = names_in(table)[form]
            kind = "a common name" if word.language == "any" else word.tongue
            vague = f"{kind} for it, or for something else" if word.vague else f"{kind} for it"
            return NameMatch(column, not word.vague, vague, unit, word.language)
    if "sex" in table.columns and (sex := sex_asked(name)):
        return NameMatch("sex", False, f"a question for {sex}")
    treats = is_treatment_of_relapse(name)
    if treats and "relapse_treatment" in table.columns:
        return NameMatch("relapse_treatment", False, "it speaks of the treatment of a relapse", language="any")
    near = _same_words(name, table) or _shortened(name, table) or _abbreviated(name, table) or _nearly(name, table)
    return None if near and near.column == "relapse_treatment" and treats is False else near


def sex_asked(name: str) -> str:
    """Of which sex a name asks whether somebody is of it, with yes or no; empty for any other name.

    >>> [sex_asked(name) for name in ("Female", "Woman (Y/N)", "male_sex", "Sex", "F")]
    ['female', 'female', 'male', '', '']
    """
    words = {word_form(re.sub(r"(?i)[\s_]*(sex|gender)$", "", text)) for text, _ in _readings(name)}
    codes = (code_meant(word, SEX) for word in words if len(word) >= SHORTEST_SEX)
    return next((code for code in codes if code in TWO_SEXES), "")


def answers_in(texts: Iterable[str], sex: str) -> dict[str, str]:
    """The sex that yes and no mean among texts of a column that asks for one; nothing where it asks for none.

    >>> answers_in(["Y", "0", "later"], "female")
    {'Y': 'female', '0': 'male'}
    """
    if not sex:
        return {}
    other = next(each for each in TWO_SEXES if each != sex)
    codes = {text: code_meant(text, YES_OR_NO) for text in texts}
    return {text: {"yes": sex, "no": other}[code] for text, code in codes.items() if code in ("yes", "no")}


def codes_in(name: str) -> dict[str, str]:
    """Codes with their words, where a name explains them.

    >>> codes_in("gender (1=male, 2 = female)"), codes_in("Gender M=1 F=0"), codes_in("Sex [1 man/2 woman]")
    ({'1': 'male', '2': 'female'}, {'1': 'M', '0': 'F'}, {'1': 'man', '2': 'woman'})
    """
    if named := CODE_LIST.findall(name):
        return dict(named)
    if named := CODES_AFTER.findall(name):
        return {code: word for word, code in named}
    match = IN_BRACKETS.fullmatch(name[:LONGEST])
    numbered = match[2].strip() if match else ""
    listed = re.findall(NUMBERED, numbered) if ALL_NUMBERED.fullmatch(numbered) else []
    return dict(each.split(None, 1) for each in listed)


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """A name as it is; without the unit that stands in it, with that unit; and without how its dates or codes are
    written. Any other word in brackets may make another thing of it: a start (planned) is no start."""
    yield name, ""
    if len(name) > LONGEST:
        return
    if match := IN_BRACKETS.fullmatch(name):
        if _is_unit(match[2]):
            yield match[1], match[2]
        elif DATE_FORM.fullmatch(match[2]) or codes_in(name) or FEW_CODES.fullmatch(match[2]):
            yield match[1], ""
    if match := AT_THE_END.fullmatch(name):
        yield match[1], match[2]
    if match := CODES_AT_THE_END.fullmatch(name):
        yield match[1], ""


def _is_unit(word: str) -> bool:
    """Whether what stands in brackets is a unit; else it says how dates are written, or what is meant."""
    form = word_form(word)
    known = any(form == word_form(each) for words in SPELLED.values() for each in words)
    return known or any(meaning(word, unit) for unit in ("kg", "mg", "mg per day", "days", "capsules"))


def _in_order(text: str) -> tuple[str, ...]:
    """The words of a name that say what it is."""
    words = re.findall(r"[a-z]+", fold(text).translate(NOT_LATIN))
    return tuple(alike for word in words if (alike := ALIKE.get(word, word)) not in LITTLE)


def _words(text: str) -> frozenset[str]:
    """The same, in any order."""
    return frozenset(_in_order(text))


def _same_words(name: str, table: InputTable) -> NameMatch | None:
    """A name that has the words of a known one in another order, or with little words between."""
    for text, unit in _readings(name):
        words = _words(text)
        if words in _by_words(table.label) and not any(sign.isdigit() for sign in text):
            column, word = _by_words(table.label)[words]
            return NameMatch(column, False, f"the words of '{word}'", unit)
    return None


@cache
def _by_words(label: str) -> dict[frozenset[str], tuple[str, str]]:
    """The names of a table by their words; what two columns share tells neither."""
    meant: dict[frozenset[str], tuple[str, str]] = {}
    several = set[frozenset[str]]()
    for column, word in names_in(TABLES[label]).values():
        words = _words(word.word)
        if words and not word.vague and meant.setdefault(words, (column, word.word))[0] != column:
            several.add(words)
    return {words: named for words, named in meant.items() if words not in several}


def _shortened(name: str, table: InputTable) -> NameMatch | None:
    """A name that ends with a dot, and is the beginning of names of one column alone: Geschl."""
    form = word_form(name)
    if not name.strip().endswith(".") or len(form) < SHORTEST:
        return None
    begun = {column: word for each, column, word in _long_names(table.label) if each.startswith(form)}
    if len(begun) != 1:
        return None
    ((column, word),) = begun.items()
    return NameMatch(column, False, f"short for '{word}'")


def _abbreviated(name: str, table: InputTable) -> NameMatch | None:
    """A name of several words, each a word of a known name of one column alone, or its beginning: Hosp no, Cum dose."""
    for text, unit in _readings(name):
        words = _in_order(text)
        if len(words) < 2 or any(sign.isdigit() for sign in text):
            continue
        short = {
            column: word
            for known, column, word in _word_lists(table.label)
            if len(known) == len(words) and all(map(_begins, words, known))
        }
        if len(short) == 1:
            ((column, word),) = short.items()
            return NameMatch(column, False, f"short for '{word}'", unit)
    return None


def _begins(short: str, word: str) -> bool:
    return short == word or (len(short) >= BEGUN and word.startswith(short))


@cache
def _word_lists(label: str) -> tuple[tuple[tuple[str, ...], str, str], ...]:
    """The names of a table that have several words: their words, our column, the name."""
    names = [(column, word.word) for column, word in names_in(TABLES[label]).values() if not word.vague]
    listed = ((_in_order(word), column, word) for column, word in names)
    return tuple(each for each in listed if len(each[0]) > 1)


def _nearly(name: str, table: InputTable) -> NameMatch | None:
    """A name that is a known one but for a slip of the pen: it begins alike, and one letter is wrong."""
    form = word_form(name)
    if len(form) < LONG or not form.isascii() or any(sign.isdigit() for sign in form):
        return None
    likely = ((each, column, word) for each, column, word in _long_names(table.label) if each[0] == form[0])
    near = {column: word for each, column, word in likely if abs(len(each) - len(form)) < 2 and slips(form, each) == 1}
    if len(near) != 1:
        return None
    ((column, word),) = near.items()
    return NameMatch(column, False, f"nearly '{word}'")


@cache
def _long_names(label: str) -> tuple[tuple[str, str, str], ...]:
    """The names of a table that may have a slip of the pen in them: their form, our column, the name."""
    table = TABLES[label]
    known = {word_form(column): (column, column) for column in table.columns}
    known |= {each: (column, word.word) for each, (column, word) in names_in(table).items() if not word.vague}
    return tuple((each, *names) for each, names in known.items() if len(each) >= LONG)


@cache
def _every_name() -> frozenset[str]:
    ours = map(word_form, names_of([table.columns for table in TABLES.values()]))
    return frozenset(set(ours).union(*(names_in(table) for table in TABLES.values())))


def is_known(name: str) -> bool:
    """Whether some table has a column that may be called so.

    >>> is_known("Pat.-Nr."), is_known("Hautklinik Musterstadt")
    (True, False)
    """
    return any(word_form(text) in _every_name() for text, _ in _readings(name) if word_form(text))
