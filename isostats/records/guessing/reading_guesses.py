"""How dates and numbers are written, as far as their texts leave it open: the order of day and month, the century of
two digits, serial days, months without a day, the decimal sign; and persons whose last contact is not recorded."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, pairwise
from typing import Literal

from isostats.records.advice import printable
from isostats.records.date_texts import (
    FIRST_TREATED,
    DateChoices,
    Order,
    is_placeholder,
    iso,
    latest_day,
    order_of,
    read_date,
    year_may_come_first,
)
from isostats.records.guessing.column_guesses import TableGuess
from isostats.records.guessing.guess import Guess, Sureness
from isostats.records.guessing.sheets import SheetColumn
from isostats.records.guessing.synonyms import DAY_FIRST
from isostats.records.guessing.value_guesses import says_empty
from isostats.records.text_forms import Forms
from isostats.words.numbers import counted, percent

MONTH_DAY = 15
MOST_FUTURE = 0.5
"""A smaller share of first days in the future is no shift."""
MOST_WITHOUT = 0.15
"""The part of persons that may lack a last contact, and be taken as seen on their latest date without a question."""
ORDER_OF_DAYS = ("course_start", "course_end", "last_contact")

Way = Literal["iso", "day_first", "month_first"]
WAYS: Mapping[Way, str] = {
    "iso": "the year comes first: 16-10-06 is 6 October 2016",
    "day_first": "the day comes first: 03/04 is 3 April",
    "month_first": "the month comes first: 03/04 is March 4",
}


def guess_reading(tables: Sequence[TableGuess]) -> list[Guess]:
    """Every guess about how the tables of a study write dates and numbers."""
    forms = [theirs.forms() for table in tables for theirs in _date_columns(table)]
    languages = {language for table in tables for language in table.languages}
    return [
        *_order(tables, languages),
        *_short_years(tables, forms),
        *_serials(forms, max(table.sheet.date_system for table in tables)),
        *_months(forms),
        *_shifted(tables),
        *_placeholders(tables),
        *_decimal(tables, languages),
        *_last_contact(tables),
    ]


def _order(tables: Sequence[TableGuess], languages: set[str]) -> Iterator[Guess]:
    """Which part of a date comes first, where those of a file do not tell: what other files show, what puts the days of
    a course in order, or the language."""
    texts = [_dates_of(table) for table in tables]
    orders = {order_of(each) for each in texts}
    unclear = any(map(year_may_come_first, texts))
    if not unclear and not orders & {"ambiguous", "mixed"}:
        return
    ways: tuple[Way, ...] = ("day_first", "month_first")
    if unclear:
        ways = ("iso", *ways) if "ambiguous" in orders else ("iso", "day_first")
    choices = {WAYS[way]: way for way in ways}
    shown = orders & {"day_first", "month_first"}
    wrong = {way: sum(_out_of_order(table, way) for table in tables) for way in ways}
    best = min(ways, key=lambda way: wrong[way])
    if "mixed" in orders or len(shown) > 1:
        why = "some dates have the day first and others the month"
        yield Guess("dates", "day_first", why, "open", choices=choices)
    elif shown and not unclear:
        yield Guess("dates", next(iter(shown)), "the dates of another of the files show it", "likely")
    elif sorted(wrong.values())[:2] != [0, 0] and not wrong[best]:
        rows = counted(max(wrong.values()), "course")
        why = f"read otherwise, {rows} would end before the start or after the last contact"
        yield Guess("dates", best, why, "likely")
    elif languages & set(DAY_FIRST) and not unclear:
        why = "no date tells, and the names are of a language that writes the day first"
        yield Guess("dates", "day_first", why, "likely")
    else:
        what = "begin or end with the year" if unclear else "have the day or the month first"
        yield Guess("dates", best, f"no date tells whether they {what}", "open", choices=choices)


def _date_columns(table: TableGuess) -> Iterator[SheetColumn]:
    for name, candidate in table.chosen.items():
        if table.table.columns[name].type == "date" and not candidate.match.is_day:
            yield candidate.theirs


def _dates_of(table: TableGuess) -> list[str]:
    return [text for theirs in _date_columns(table) for text in theirs.telling]


def _out_of_order(table: TableGuess, way: Way) -> int:
    """The rows in which days that follow each other do not, read in that way."""
    columns = [table.chosen[name].theirs.cells for name in ORDER_OF_DAYS if name in table.chosen]
    order = None if way == "iso" else way
    choices = DateChoices(datetime.date.max, order, way == "iso", latest_day().year, None, MONTH_DAY)
    wrong = 0
    for cells in zip(*columns, strict=True):
        days = [day for cell in cells if (day := read_date(cell, choices)[0]) is not None]
        wrong += any(first > second for first, second in pairwise(days))
    return wrong


def _short_years(tables: Sequence[TableGuess], forms: Sequence[Forms]) -> Iterator[Guess]:
    """The hundred years that two digits are of: those that end now, since nothing was recorded in the future."""
    if count := sum(each.count("two_digit_year") for each in forms):
        year = latest_day().year
        earliest = min((first for table in tables if (first := _first_year(table, year))), default=year)
        sureness: Sureness = "sure" if earliest >= FIRST_TREATED else "likely"
        why = f"{counted(count, 'date')} with a year of two digits: the earliest is then of {earliest}"
        yield Guess("pivot_year", year, f"{why}, and none in the future", sureness)


def _first_year(table: TableGuess, pivot_year: int) -> int | None:
    candidate = table.chosen.get("course_start") or table.chosen.get("dispense_date")
    choices = DateChoices(datetime.date.max, "day_first", pivot_year=pivot_year, month_day=MONTH_DAY)
    days = [read_date(cell, choices)[0] for cell in candidate.theirs.telling] if candidate else []
    known = [day for day in days if day is not None]
    return 1970 + min(known) * 4 // 1461 if known else None


def _serials(forms: Sequence[Forms], date_system: int) -> Iterator[Guess]:
    if any(each.likely == "serial" for each in forms):
        example = next(each.example("serial") for each in forms if each.likely == "serial")
        reason = "the workbook says so" if date_system else "nearly all spreadsheets count from 1900"
        yield Guess(
            "excel_dates", date_system or 1900, f"dates are serial days of a spreadsheet, such as {example}; {reason}",
            "sure" if date_system else "likely",
        )  # fmt: skip


def _months(forms: Sequence[Forms]) -> Iterator[Guess]:
    if count := sum(each.count("month_only") for each in forms):
        example = next(each.example("month_only") for each in forms if each.count("month_only"))
        why = f"{counted(count, 'date')} without a day, such as '{example}': the middle is nearest to all of its days"
        yield Guess("month_day", MONTH_DAY, why, "likely")


def _shifted(tables: Sequence[TableGuess]) -> Iterator[Guess]:
    """Days that were moved are so from the first on; a later one in the future may be a plan, or say *still active*."""
    for table in tables:
        column = table.chosen.get("course_start") or table.chosen.get("dispense_date")
        forms = column.theirs.forms() if column else None
        if column and forms and (later := forms.count("future_date")):
            share = f"{percent(later / forms.count('date'), 0)} of {column.theirs.name} are in the future"
            most = later > MOST_FUTURE * forms.count("date")
            why = f"{share}: {'days are shifted so that nobody can be known by them' if most else 'slips, or shifted'}"
            yield Guess("shifted", True, why, "likely" if most else "open", choices={"the dates were shifted": True})
            return


def _placeholders(tables: Sequence[TableGuess]) -> Iterator[Guess]:
    """Days that stand for none, which no visit can be of: what they mean is for somebody to say."""
    today = latest_day()
    for table in tables:
        for name, candidate in table.chosen.items():
            column = table.table.columns[name]
            if column.type != "date" or candidate.match.is_day:
                continue
            if column.required and not (column.running or column.absent) and name != "last_contact":
                continue  # where no cell may be empty
            order: Order = "month_first" if candidate.theirs.forms().order == "month_first" else "day_first"
            choices = DateChoices(None, order, pivot_year=today.year, month_day=MONTH_DAY)
            for text, rows in candidate.theirs.values.items():
                if is_placeholder(text, choices, today):
                    what = f"'{printable(text)}' ({counted(rows, 'row')}) is no day that was seen"
                    why = f"{what}: still active, or not recorded, perhaps"
                    meant, means = "", says_empty(column)
                    if column.running:
                        fills = [each.chosen["dispense_date"] for each in tables if "dispense_date" in each.chosen]
                        meant = _last_of(candidate.theirs, *(fill.theirs for fill in fills))
                        means = f"{column.running}: the last date here stands for its end"
                    yield Guess(f"values.{name}", {text: meant}, why, "open", choices={means: {text: meant}})


def _last_of(*columns: SheetColumn) -> str:
    """The last day of some columns that has come; nothing where none can be told."""
    last = []
    for each in columns:
        choices = DateChoices(latest_day(), each.forms().order, pivot_year=latest_day().year, month_day=MONTH_DAY)
        last += [day for text in each.values if (day := read_date(text, choices)[0]) is not None]
    return iso(max(last)) if last else ""


def _decimal(tables: Sequence[TableGuess], languages: set[str]) -> Iterator[Guess]:
    """The decimal sign, where a column has nothing but numbers such as 1,200."""
    doubtful = Counter[str]()
    for table in tables:
        for name, candidate in table.chosen.items():
            column = table.table.columns[name]
            if column.type in ("number", "integer"):
                forms = candidate.theirs.forms(column.unit)
                if forms.count("ambiguous_number") and forms.decimal is None:
                    doubtful[forms.example("ambiguous_number")] += forms.count("ambiguous_number")
    if doubtful:
        example, _ = doubtful.most_common(1)[0]
        choices = {f"{example} has decimals": ",", f"{example} is in the thousands": "."}
        spoken = bool(languages & set(DAY_FIRST))
        of = "; the names are of a language of decimal commas" if spoken else ""
        why = f"{example} can be read in two ways{of}"
        yield Guess("decimal", ",", why, "likely" if spoken else "open", choices=choices)


def _of_days(theirs: SheetColumn) -> Iterator[str]:
    """The cells that hold a day, in whatever form, or a number that may be one."""
    for text in theirs.telling:
        if any(map(str.isdigit, text)) or any(sign in text for sign in "年月日"):
            yield text


def _last_contact(tables: Sequence[TableGuess]) -> Iterator[Guess]:
    """Persons whose last contact is nowhere: their follow-up ends with the last date that is known of them."""
    for table in tables:
        ids, last = table.chosen.get("patient_id"), table.chosen.get("last_contact")
        if not ids or not last:
            continue
        starts = table.chosen.get("course_start", last).theirs
        days, began = set(last.theirs.telling), set(_of_days(starts))
        each = cycle(ids.theirs.cells)  # of courses side by side the cells of one follow those of another
        people = {who for who, start in zip(each, starts.cells, strict=False) if who.strip() and start.strip() in began}
        known = {who for who, day in zip(ids.theirs.cells, last.theirs.cells, strict=True) if day.strip() in days}
        known &= people  # no titles, no rows of another table
        without = people - known
        if without and known:
            why = f"{counted(len(without), 'patient')} without a last contact: on their latest date they were seen"
            few = MOST_WITHOUT * (len(without) + len(known)) >= len(without)  # more would move the estimate
            choices = {"they were seen on their latest date": "last_seen"}
            yield Guess("missing_last_contact", "last_seen", why, "likely" if few else "open", choices=choices)
