"""What to do about a text that could not be read, said with that very text: the key that would read it, and as what.

A key is named only where it makes something likely of the text: whoever follows the hint must not get other dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from isostats.doors import toml_text
from isostats.records.code_texts import code_form, hint_of_code, meant, unread_part
from isostats.records.date_texts import SERIALS, DateChoices, Order, is_placeholder, iso, read_date
from isostats.records.guessing.synonyms import grade_of, means_untreated
from isostats.records.input_tables.declaration import SET_ASIDE
from isostats.records.loaded import Loaded
from isostats.records.schema import Column
from isostats.records.unit_words import STANDS_FOR
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

LONGEST = 40
COMMON, MOST_NAMED = 5, 12
FIRST_DAYS = ("course_start", "dispense_date")
MANY = 0.5
"""The share of rows whose first day is in the future from which on these are no slips of the pen."""
COUNTED_FROM_ITS_START = "A further course counts from its start on: leave no row out."
PLANNED = f"Leave the cell of a planned end empty. {COUNTED_FROM_ITS_START} {SET_ASIDE}"
NO_DAY = "It is no day. Write the day; leave a row out only where nothing took place, else an outcome may be lost."
NOUGHT = re.compile(r"(?<!\d)0+(?!\d)|^0000|^\d{4}00|00$")
"""A year, month or day of noughts."""
DATE_SYSTEMS = (1900, 1904)
UNTREATED = f". A relapse that was left untreated is a {v.RECORDED_RELAPSE}: leave no row of it out."
SWAPPED = " As serial days they are wrong days: a spreadsheet has swapped day and month of them."
ORDERS: tuple[Order, ...] = ("day_first", "month_first")


def words_of(loaded: Loaded, column: str, problem: str, text: str, last: int | None = None) -> dict[str, Any]:
    """What the advice of a rule about texts that could not be read may ask for; ``text`` is the first of them, and
    ``last`` the last date that is recorded."""
    schema, texts = loaded.schema[column], loaded.reading.problems[column, problem]
    word = unread_part(text, schema, loaded.choices.mapped(column))
    untreated = v.RECORDED_RELAPSE in schema.codes and means_untreated(word)
    return {
        "column": column,
        "quoted": toml_text(word),
        "number_advice": number_advice(loaded, column, text),
        "codes": ", ".join(schema.codes),
        "hint": UNTREATED if untreated else hint_of_code(word, schema) or ".",
        # "one of these" is no code: the user is to choose
        "nearest": v.RECORDED_RELAPSE if untreated else meant(code_form(word), schema) or "one of these",
        "otherwise": otherwise(schema),
        "others": _other_codes({other: n for other, n in texts.items() if other != text}),
        "day_name": schema.day_names[0] if schema.day_names else "",
        "pivot": _pivot(loaded, text) if problem == "two_digit_year" else "",
        "month": _month(loaded, text) if problem == "month_only" else "",
        "serial": _serial(loaded, text) if problem == "integer_in_date_column" else "",
        "under_way": _under_way(column, text) if problem == "unreadable_date" else "",
        "future": _future(loaded, column, text, last) if problem == "future_date" else "",
        "impossible": _impossible(loaded, column, text, last) if problem == "impossible_date" else "",
        "past": _past(loaded, column, text, last) if problem == "date_before_1900" else "",
    }


def otherwise(column: Column) -> str:
    """What a text may be mapped to that means none of a column's codes, and what that says."""
    if v.NOT_FOR_ACNE in column.codes:
        return f"{toml_text(v.NOT_FOR_ACNE)} for a drug that treats no acne: its rows are counted, and no outcome"
    return '"" means not recorded'


def _as_days(text: str, choices: DateChoices) -> str:
    """What a date is by some choices, in the orders that the file leaves open; nothing where it is none."""
    left_open = choices.order in ("ambiguous", "mixed")
    orders = ORDERS if left_open else (choices.order,)
    read = (read_date(text, replace(choices, order=order))[0] for order in orders)
    return " or ".join(dict.fromkeys(iso(day) for day in read if day is not None))


def both_readings(loaded: Loaded, text: str) -> str:
    """What a date is in each of two orders."""
    choices = loaded.choices.of_dates(loaded.reading)
    days = {order: read_date(text, replace(choices, order=order))[0] for order in ORDERS}
    known = (f"{iso(day)} ({order})" for order, day in days.items() if day is not None)
    return " or ".join(known)


def _pivot(loaded: Loaded, text: str) -> str:
    """The key that reads a year of two digits, and as what."""
    choices = loaded.choices
    year = choices.now.year
    by_key = replace(choices.of_dates(loaded.reading), pivot_year=year, month_day=choices.month_day or 15)
    day = _as_days(text, by_key)
    shown = f": '{printable(text)}' is then {day}" if day else ""
    return f"Set pivot_year = {year} if they are all of {year - 99} to {year}{shown}."


def _month(loaded: Loaded, text: str) -> str:
    """The key that takes a day for a month, and which."""
    day = _as_days(text, replace(loaded.choices.of_dates(loaded.reading), month_day=15))
    return f"'{printable(text)}' is then {day}" if day else "the middle of the month stands for it"


def _serial(loaded: Loaded, text: str) -> str:
    """The key that reads serial days of a spreadsheet, where the number can be one."""
    if loaded.reading.swapped is not None:
        return SWAPPED
    choices, number = loaded.choices.of_dates(loaded.reading), text.strip().partition(".")[0].partition(",")[0]
    if not number.isdigit() or int(number) not in SERIALS:
        return ""
    systems = (loaded.raw.date_system,) if loaded.raw.date_system else DATE_SYSTEMS
    read = {system: read_date(text, replace(choices, excel_dates=system))[0] for system in systems}
    likely = {system: iso(day) for system, day in read.items() if day is not None}
    if not likely:
        return ""
    first, *others = likely
    also = "".join(f"; excel_dates = {other} makes {likely[other]} of it" for other in others)
    whose = f", as the workbook says of itself: '{text}'" if loaded.raw.date_system else f": '{text}'"
    return f" If they are serial days of a spreadsheet, set excel_dates = {first}{whose} is then {likely[first]}{also}."


def _future(loaded: Loaded, column: str, text: str, last: int | None) -> str:
    """What a date in the future may be: one that stands for *still active*, or, where too many first days lie there for
    slips of the pen, one that was moved. An empty cell is only advised where one may stand."""
    if _stands_for_none(loaded, text):
        return _of_placeholder(loaded, column, text, last, "still active, or not recorded")
    late = (sum(loaded.reading.problems.get((first, "future_date"), {}).values()) for first in FIRST_DAYS)
    if max(late, default=0) < MANY * loaded.raw.rows:
        return PLANNED if column == "course_end" else SET_ASIDE
    return f"{SET_ASIDE} If all dates were moved by de-identification, set shifted = true."


def _past(loaded: Loaded, column: str, text: str, last: int | None) -> str:
    """What a date before 1900 may be: the first or last day of a year stands for none, as 1600-01-01 does."""
    if _stands_for_none(loaded, text):
        return _of_placeholder(loaded, column, text, last, "no day at all")
    return f"Write the year as it was. {SET_ASIDE}"


def _stands_for_none(loaded: Loaded, text: str) -> bool:
    return is_placeholder(text, loaded.choices.of_dates(loaded.reading), loaded.choices.now)


def _impossible(loaded: Loaded, column: str, text: str, last: int | None) -> str:
    """What a day that does not exist may be: of another order than is stated, of parts that nobody knew, a slip."""
    stated = loaded.choices.dates
    others = [order for order in ORDERS if stated in ORDERS and order != stated]
    choices = loaded.choices.of_dates(loaded.reading)
    for other in others:
        if (day := read_date(text, replace(choices, order=other))[0]) is not None:
            alone = f"dates_of = {toml({loaded.label: other})}"
            return f"Read {other} it is {iso(day)}. If this file is written so, say it of the file alone: {alone}."
    if NOUGHT.search(text):
        return _of_placeholder(loaded, column, text, last, "no day at all")
    return f"{NO_DAY} {SET_ASIDE}"


def _of_placeholder(loaded: Loaded, column: str, text: str, last: int | None, meant: str) -> str:
    """What a date that is no day of anything stands for, and how it is read so."""
    schema, also = loaded.schema[column], ""
    if schema.running and last is not None:
        way = f"values = {toml({column: {text.strip(): iso(last)}})}"
        return f"It may stand for {schema.running}. If it does, map it to the data's last date: {way}."
    if schema.running:
        return f"It may stand for {schema.running}. If it does, give the data's last date in its place."
    if schema.required and not schema.absent and column != "last_contact":
        return f"{NO_DAY} {SET_ASIDE}"
    way = f"values = {toml({column: {text.strip(): ''}})}"
    if absent := schema.absent:
        also = f" The person is then {absent}."
    if column == "last_contact":
        also = " Then missing_last_contact says what stands for it."
    if column == "course_end":
        meant, also = "a course that is under way", f"{also} {COUNTED_FROM_ITS_START}"
    return f"It may stand for {meant}. If it does, map it: {way}.{also}"


def _under_way(column: str, text: str) -> str:
    """The mapping of a word in place of an end, which may say that there is none yet."""
    if column != "course_end" or any(sign.isdigit() for sign in text):
        return ""
    way = f"values = {toml({column: {text.strip(): ''}})}"
    return f" If it says that a course is under way, map it: {way}."


def number_advice(loaded: Loaded, column: str, text: str) -> str:
    """What to do about a text in a column of numbers: only one without a digit can mean that nothing was recorded."""
    if column == "value" and "result_text" in loaded.schema and not any(sign.isdigit() for sign in text):
        return "A result in words, such as that of a pregnancy test, belongs into the column result_text."
    schema, problem = loaded.schema[column], (column, "not_a_number")
    texts = dict.fromkeys((text, *loaded.reading.problems.get(problem, {})))
    if grades := {each.strip(): grade for each in texts if (grade := grade_of(each, schema))}:
        return f"If these are grades of an IGA in words, map them: values = {toml({column: grades})}."
    if any(sign.isdigit() for sign in text):
        units = ", ".join(STANDS_FOR.get(loaded.schema[column].unit, ()))
        return f"Give the number alone, {f'or with its unit ({units})' if units else 'without unit'}."
    way = f"values = {toml({column: {text.strip(): ''}})}"
    return f"Give the number alone. If this text means that nothing was recorded, map it: {way}."


def printable(text: str) -> str:
    """A text of a cell as a message may show it: one line, short, nothing that a terminal would obey.

    >>> printable("two\\n\\x1b[31mlines ")
    'two [31mlines'
    """
    line = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return line if len(line) <= LONGEST else line[:LONGEST] + "..."


def _other_codes(others: Mapping[str, int]) -> str:
    """The other unknown codes with their rows, so that all can be mapped at once; a text of few rows could point at a
    person, and is only counted."""
    ranked = sorted(others.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [f"'{printable(other)}' ({count_text(count)})" for other, count in ranked if count >= COMMON][:MOST_NAMED]
    rest = [f"{len(others) - len(named)} rarer"] if len(others) > len(named) else []
    return f" Also unknown: {', '.join(named + rest)}." if others else ""
