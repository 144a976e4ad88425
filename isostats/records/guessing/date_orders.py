"""Which part of the dates of a file comes first, where they do not tell themselves: by what its records would then say,
by dates that are all of a month's first day, or by the language. How another file is written says nothing of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, pairwise
from pathlib import Path
from typing import Literal

from isostats.records.date_texts import (
    EPOCH,
    SLASHED,
    DateChoices,
    Order,
    latest_day,
    order_of,
    read_date,
    with_hyphens,
    year_may_come_first,
)
from isostats.records.guessing.column_guesses import TableGuess
from isostats.records.guessing.guess import Guess, Sureness
from isostats.records.guessing.sheets import SheetColumn
from isostats.records.guessing.synonyms import DAY_FIRST
from isostats.words.numbers import counted

MONTH_DAY = 15
ORDER_OF_DAYS = ("course_start", "course_end", "last_contact")
HAPPENED = ("date", "dispense_date", "course_start")
"""Days on which something was seen of a person."""
LAST_DAYS = {"last_contact": None, "death_date": None, "end": "observation"}
"""Days after which nothing is seen of a person, each with the table whose column it is where others have the name."""
FEW = 3
"""So many days after a last one are no slip of the pen, and so many months no chance."""

Way = Literal["iso", "day_first", "month_first"]
Readings = Mapping[str, DateChoices]
WAYS: Mapping[Way, str] = {
    "iso": "the year comes first: 16-10-06 is 6 October 2016",
    "day_first": "the day comes first: 03/04 is 3 April",
    "month_first": "the month comes first: 03/04 is March 4",
}


@dataclass(frozen=True)
class Decided:
    """What the dates of one table are read as, and why: ``open`` where somebody must say."""

    label: str
    way: Way
    why: str
    sureness: Sureness
    ways: tuple[Way, ...]

    def guess(self, address: str) -> Guess:
        """The guess of it, under a key."""
        return Guess(address, self.way, self.why, self.sureness, choices={WAYS[way]: way for way in self.ways})


def guess_orders(tables: Sequence[TableGuess], languages: set[str]) -> Iterator[Guess]:
    """The order of day and month, or of the year of two digits, of each table whose dates leave it open; one key where
    there is nothing to tell apart."""
    orders = {table.table.label: order_of(dates_of(table)) for table in tables}
    unclear = {table.table.label: year_may_come_first(dates_of(table)) for table in tables}
    concerned = [label for label, order in orders.items() if order is not None or unclear[label]]
    doubtful = [label for label in concerned if unclear[label] or orders[label] in ("ambiguous", "mixed")]
    readings = {label: _choices(order) for label, order in orders.items() if label not in doubtful}
    spoken = bool(languages & set(DAY_FIRST)) and "month_first" not in orders.values()
    decided = list[Decided]()
    for table in tables:
        if (label := table.table.label) in doubtful:
            decided.append(_decided(table, tables, readings, orders[label], unclear=unclear[label], spoken=spoken))
            if decided[-1].sureness == "likely":
                readings |= {label: _choices(decided[-1].way)}
    alone = len(concerned) == 1 and (len(tables) == 1 or all(each.way != "iso" for each in decided))
    as_one = doubtful == concerned and {(each.way, each.sureness) for each in decided} in (
        {("day_first", "likely")}, {("month_first", "likely")},
    )  # fmt: skip
    if decided and (alone or as_one):
        yield decided[0].guess("dates")
        return
    names = {table.table.label: Path(table.sheet.source).name for table in tables}
    for each in decided:
        guess = each.guess(f"dates_of.{each.label}")
        yield Guess(guess.address, guess.value, f"{names[each.label]}: {guess.why}", guess.sureness,
                    choices=guess.choices)  # fmt: skip


def date_columns(table: TableGuess) -> Iterator[SheetColumn]:
    """The columns that hold dates."""
    for name, candidate in table.chosen.items():
        if table.table.columns[name].type == "date" and not candidate.match.is_day:
            yield candidate.theirs


def dates_of(table: TableGuess) -> list[str]:
    """The texts of all columns that hold dates."""
    return [text for theirs in date_columns(table) for text in theirs.telling]


def _decided(
    table: TableGuess, tables: Sequence[TableGuess], readings: Readings, order: Order | None, *, unclear: bool,
    spoken: bool,
) -> Decided:  # fmt: skip
    label = table.table.label
    ways: tuple[Way, ...] = ("day_first", "month_first")
    if unclear:
        ways = ("iso", *ways) if order == "ambiguous" else ("iso", "day_first")
    if order == "mixed":
        return Decided(label, "day_first", "some dates have the day first and others the month", "open", ways)
    answers = [answer for asked in _records_say(table, tables, readings) if (answer := asked(ways))]
    if answers and len({way for way, _ in answers}) == 1:
        return Decided(label, *answers[0], "likely", ways)
    if not answers and not unclear and (first := _of_first_days(table)):
        why = "all dates of a column have 01 in one place, and other numbers in the other: months by their first day"
        return Decided(label, first, why, "likely", ways)
    if not answers and spoken and not unclear:
        why = "no date tells, and the names are of a language that writes the day first"
        return Decided(label, "day_first", why, "likely", ways)
    what = "begin or end with the year" if unclear else "have the day or the month first"
    return Decided(label, ways[0], f"no date tells whether they {what}", "open", ways)


Asked = Callable[[Sequence[Way]], tuple[Way, str] | None]


def _records_say(table: TableGuess, tables: Sequence[TableGuess], readings: Readings) -> list[Asked]:
    """Questions to the records, each of which may tell the one order in which nothing is wrong, with the reason."""
    late = "would be after the last contact, the death or the end of observation"

    def order_of_days(ways: Sequence[Way]) -> tuple[Way, str] | None:
        wrong = {way: _out_of_order(table, way) for way in ways}
        return _the_one(wrong, 1, "course", "would end before the start or after the last contact")

    def last_days(ways: Sequence[Way]) -> tuple[Way, str] | None:
        return _the_one({way: _after_the_last(table, tables, readings, way) for way in ways}, FEW, "date", late)

    def future(ways: Sequence[Way]) -> tuple[Way, str] | None:
        return _the_one({way: _in_the_future(table, way) for way in ways}, FEW, "date", "would be in the future")

    return [order_of_days, last_days, future]


def _the_one(wrong: Mapping[Way, int], least: int, what: str, would: str) -> tuple[Way, str] | None:
    """The only way in which nothing is wrong, where so much is in each other."""
    best, *others = sorted(wrong, key=lambda way: wrong[way])
    if wrong[best] or min(wrong[other] for other in others) < least:
        return None
    return best, f"read otherwise, {counted(max(wrong.values()), what)} {would}"


def _choices(order: Order | Way | None) -> DateChoices:
    """How dates are read in that way, in a table without any by themselves."""
    of_slashed: Order | None = order if order in ("day_first", "month_first") else None
    return DateChoices(datetime.date.max, of_slashed, order == "iso", latest_day().year, None, MONTH_DAY)


def _out_of_order(table: TableGuess, way: Way) -> int:
    """The rows in which days that follow each other do not, read in that way."""
    columns = [table.chosen[name].theirs.cells for name in ORDER_OF_DAYS if name in table.chosen]
    choices, wrong = _choices(way), 0
    for cells in zip(*columns, strict=True):
        days = [day for cell in cells if (day := read_date(cell, choices)[0]) is not None]
        wrong += any(first > second for first, second in pairwise(days))
    return wrong


def _after_the_last(table: TableGuess, tables: Sequence[TableGuess], readings: Readings, way: Way) -> int:
    """The days that are after the last one of their person, where one or the other is of this table, read in that way;
    tables whose order nobody knows are not asked."""
    known = {**readings, table.table.label: _choices(way)}
    asked = [each for each in tables if each.table.label in known and "patient_id" in each.chosen]
    wrong = 0
    for bounding in asked:
        others = [each for each in asked if each is not bounding and (table is bounding or table is each)]
        last = _last_days(bounding, known[bounding.table.label]) if others else {}
        for other in others:
            for who, day in _happened(other, known[other.table.label]):
                wrong += day > last.get(who, day)
    return wrong


def _last_days(table: TableGuess, choices: DateChoices) -> dict[str, int]:
    """The last day of each person, by id, as columns that tell one say: the latest of each, of these the earliest."""
    last: dict[str, int] = {}
    for name, of in LAST_DAYS.items():
        if name not in table.chosen or of not in (None, table.table.label):
            continue
        latest: dict[str, int] = {}
        for who, day in _days(table, name, choices):
            latest[who] = max(day, latest.get(who, day))
        last |= {who: min(day, last.get(who, day)) for who, day in latest.items()}
    return last


def _happened(table: TableGuess, choices: DateChoices) -> Iterator[tuple[str, int]]:
    for name in HAPPENED:
        if name in table.chosen:
            yield from _days(table, name, choices)


def _days(table: TableGuess, name: str, choices: DateChoices) -> Iterator[tuple[str, int]]:
    """The days of a column with the ids of their rows; of courses side by side the cells of one follow another's."""
    read: dict[str, int | None] = {}
    cells, ids = table.chosen[name].theirs.cells, table.chosen["patient_id"].theirs.cells
    for who, cell in zip(cycle(ids), cells, strict=False) if ids else ():
        if cell not in read:
            read[cell] = read_date(cell, choices)[0]
        day = read[cell]
        if day is not None and who.strip():
            yield who.strip(), day


def _in_the_future(table: TableGuess, way: Way) -> int:
    today, choices = (latest_day() - EPOCH).days, _choices(way)
    days = (read_date(text, choices)[0] for text in dates_of(table))
    return sum(day is not None and day > today for day in days)


def _of_first_days(table: TableGuess) -> Way | None:
    """The order in which every date of a column is the first of a month: nobody writes only days of January."""
    ways = set[Way]()
    for theirs in date_columns(table):
        dates = [SLASHED.fullmatch(with_hyphens(text)) for text in theirs.telling]
        parts = {(int(each[1]), int(each[3])) for each in dates if each}
        if not all(dates) or len(parts) < FEW:
            continue
        ways |= {"day_first"} if {first for first, _ in parts} == {1} else set()
        ways |= {"month_first"} if {second for _, second in parts} == {1} else set()
    return ways.pop() if len(ways) == 1 else None
