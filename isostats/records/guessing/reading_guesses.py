"""How dates and numbers are written, as far as their texts leave it open: the order of day and month, the century of
two digits, serial days, months without a day, the decimal sign; and persons whose last contact is not recorded."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle

from isostats.records.advice import printable
from isostats.records.date_texts import (
    FIRST_TREATED,
    DateChoices,
    Order,
    is_placeholder,
    iso,
    latest_day,
    read_date,
)
from isostats.records.guessing.column_guesses import TableGuess
from isostats.records.guessing.date_orders import MONTH_DAY, date_columns, guess_orders
from isostats.records.guessing.guess import Guess, Sureness
from isostats.records.guessing.sheets import SheetColumn
from isostats.records.guessing.synonyms import DAY_FIRST
from isostats.records.guessing.value_guesses import says_empty
from isostats.records.text_forms import Forms
from isostats.words.numbers import counted, percent

MOST_FUTURE = 0.5
"""A smaller share of first days in the future is no shift."""
MOST_WITHOUT = 0.15
"""The part of persons that may lack a last contact, and be taken as seen on their latest date without a question."""


def guess_reading(tables: Sequence[TableGuess]) -> list[Guess]:
    """Every guess about how the tables of a study write dates and numbers."""
    forms = [theirs.forms() for table in tables for theirs in date_columns(table)]
    languages = {language for table in tables for language in table.languages}
    return [
        *guess_orders(tables, languages),
        *_short_years(tables, forms),
        *_serials(forms, max(table.sheet.date_system for table in tables)),
        *_months(forms),
        *_shifted(tables),
        *_placeholders(tables),
        *_decimal(tables, languages),
        *_last_contact(tables),
    ]


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
