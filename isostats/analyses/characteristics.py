"""Who were the people, and what were their first courses? The table that a paper begins with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import nan
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, Table
from isostats.cohort.characteristics import (
    MEASURES,
    MOST_LEVELS,
    Levels,
    described_facts,
    group_sizes,
    level_counts,
    moments,
)
from isostats.cohort.groupings import GroupedBy
from isostats.errors import EstimateError
from isostats.estimate.standardised import standardised_mean_difference, standardised_share_difference
from isostats.records.input_tables.course_details import DETAILS
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.tables.cells import Cell, GroupHead, Mean, Measure, PartOf, Quartiles, text_of
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import MISSING_LEVEL, group_name
from isostats.vocabulary.level_order import by_number
from isostats.words.english import capital, column_words, level_words
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

MOST_GROUPS = 6
"""Groups beside one another in one table."""
UNITS = {
    "age": "years", "weight_kg": "kg", "course_days": "days", "dispensing_days": "days", "dose_mg": "mg",
    "daily_dose_mg": "mg a day", "dose_mg_per_kg": "mg/kg", "daily_mg_per_kg": "mg/kg a day",
    "start_dose_mg": "mg", "max_dose_mg": "mg", "target_mg_per_kg": "mg/kg", "interruption_days": "days",
}  # fmt: skip
DIGITS: dict[str, int | None] = {
    "daily_mg_per_kg": 2, "course_days": 0, "start_year": 0, "age": 0, "dose_mg": None,
}  # fmt: skip
"""Decimals of a measure; None is a whole number with separators."""
Summary = Literal["median", "mean"]
SUMMARIES: dict[Summary, str] = {"median": "median (quartiles)", "mean": "mean (standard deviation)"}
QUARTERS = ("lower_quartile", "upper_quartile")
IN_SHORT = ("sex", "age", "weight_kg", "severity", "course_days", "dose_mg_per_kg", "daily_mg_per_kg", "response")
"""The columns of Table 1 that a summary has, in its order."""
MOST_IN_SHORT = 5
"""Levels of one column that a summary names."""
DIFFERENCE = v.STANDARDISED_DIFFERENCE
COLUMNS = ["column", v.GROUP, *MEASURES, "category", DIFFERENCE]
Row = dict[str, Any]
"""One of the table's rows, by the names of its columns."""


@dataclass(frozen=True, repr=False)
class Characteristics:
    """Table 1: ``people`` in each group, all of them first, and ``frame`` with a row for each column, level and group.

    Columns: column, category (empty for a number), group, n (people with it, or with this level), missing, mean,
    deviation, median, lower_quartile, upper_quartile, standardised_difference (the largest between two groups of more
    than one person).
    ``by`` is what the groups are of, if there are any.
    """

    frame: pd.DataFrame
    people: dict[str, int]
    table: Table = field(repr=False)
    by: str = ""

    @property
    def missing(self) -> pd.DataFrame:
        """What is missing of the people and first courses studied: column, group, missing and share, of each group.

        Of a table without groups it is of everybody.
        """
        groups = [group for group in self.people if group != v.ALL] or [v.ALL]
        once = self.frame.drop_duplicates(["column", v.GROUP])
        once = once[once[v.GROUP].isin(groups)]
        held = once["missing"].fillna(0)
        kept = once.assign(missing=held, share=(held / once[v.GROUP].map(self.people)).fillna(0))
        if self.by:  # a level may hold a sign of equality, so that only the whole name of a group tells it
            kept[v.GROUP] = [group_name(self.by, group) for group in kept[v.GROUP]]
        return kept[["column", v.GROUP, "missing", "share"]].reset_index(drop=True)

    def __repr__(self) -> str:
        columns = counted(self.frame["column"].nunique(), "column")
        return f"Table 1 of {count_text(self.people[v.ALL])} people: {columns}; .frame has the numbers"

    def _repr_html_(self) -> str:
        return self.table.to_html()


def estimate(it: Basis) -> Answer[Characteristics]:
    """The people and first courses by the first grouping of the study: median and quartiles, or counts and percent."""
    made = characteristics_of(it.cohort, by=it.groups[0] if it.groups else None, most_groups=MOST_GROUPS)
    several = made.frame[made.frame["category"] != ""].groupby("column")["category"].nunique().gt(2).any()
    of_levels = ", and those of columns of several levels are by Yang and Dalton [@yang2012]" * bool(several)
    methods = (f"Table 1 has standardised differences [@austin2009]{of_levels}.",) if made.by else ()
    return Answer(made, blocks=(made.table,), methods=methods)


def characteristics_of(
    cohort: Cohort,
    *,
    by: str | None = None,
    summary: Summary = "median",
    columns: Sequence[str] | None = None,
    most_groups: int = MOST_LEVELS,
) -> Characteristics:
    """Table 1 of a cohort; with more groups than ``most_groups`` it is of everybody.

    ``columns`` are those to be shown, in their order; without them, all.
    """
    numbers, levels, crowded = described_facts(cohort, but=[by] if by else (), only=columns)
    if columns is not None:
        numbers, levels = ([fact for fact in part if fact.name in columns] for part in (numbers, levels))
        crowded = []
        if absent := [name for name in columns if name not in {fact.name for fact in (*numbers, *levels)}]:
            raise EstimateError(
                f"{absent[0]!r} is no line of Table 1. It has no values or, of texts and names, more than "
                f"{MOST_LEVELS}. Or the groups are split by it. Or it is birth_year, for which the age stands. "
                "Leave it out of columns."
            )
    split = cohort.split_by(by)
    people = group_sizes(cohort, split)
    if len(people) - 1 > most_groups:
        split, people = None, group_sizes(cohort)
    compared = tuple(group for group in people if group not in (v.ALL, MISSING_LEVEL))
    rows = _of_numbers(moments(cohort, numbers, split), compared)
    rows += _of_levels(level_counts(cohort, levels, split), people, compared)
    late = [fact.name for fact in (*numbers, *levels) if fact.at_the_end]
    order = [fact.name for fact in (*numbers, *levels) if not fact.at_the_end] + late
    places, groups = ({name: place for place, name in enumerate(names)} for names in (columns or order, people))

    def place_of(each: Row) -> tuple[Any, ...]:  # of one column the categories stay in order, each with its groups
        column, level = each["column"], each["category"]
        return places[column], _rank(column, level), by_number(level), groups[each[v.GROUP]]

    rows.sort(key=place_of)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    shown = _table(frame, people, split, crowded, late, summary)
    return Characteristics(frame, people, shown, split.name if split is not None else "")


def _rank(column: str, level: str) -> int:
    """The place of a level among those that the declaration of its column names: clear first, worse last."""
    codes = list(COURSE_COLUMNS[column].codes) if column in COURSE_COLUMNS else []
    return codes.index(level) if level in codes else len(codes)


def _of_numbers(counted: list[Row], compared: Sequence[str]) -> list[Row]:
    """The rows of columns that are numbers, with the difference between the groups."""
    made = []
    for _, rows in groupby(counted, key=itemgetter("column")):
        of_column = list(rows)
        held = [(each["mean"], each["deviation"]) for each in of_column if each[v.GROUP] in compared]
        apart = standardised_mean_difference(*np.array(held, dtype=float).T) if held else nan
        made += [{**each, "category": "", DIFFERENCE: apart} for each in of_column]
    return made


def _of_levels(counted: Mapping[str, Levels], people: Iterable[str], compared: Sequence[str]) -> list[Row]:
    """The rows of columns with levels: each level in each group, nobody included, and how many have none recorded."""
    made = []
    for name, levels in counted.items():
        missing = levels.get("", Counter[str]())
        known = {level: levels[level] for level in sorted(levels, key=by_number) if level}
        counts = np.array([[n[group] for n in known.values()] for group in compared]).reshape(len(compared), len(known))
        several = counts[counts.sum(axis=1) > 1]  # one person has no spread, as a single number has none
        apart = standardised_share_difference(several) if len(several) > 1 else nan
        made += [
            {"column": name, "category": level, v.GROUP: group, v.N: n[group], "missing": missing[group],
             DIFFERENCE: apart}
            for level, n in known.items() for group in people
        ]  # fmt: skip
    return made


def _by_level(frame: pd.DataFrame) -> dict[str, dict[str, dict[str, Row]]]:
    """The rows of a table by column, level and group, in their order."""
    made: dict[str, dict[str, dict[str, Row]]] = {}
    for each in frame.to_dict("records"):
        made.setdefault(each["column"], {}).setdefault(each["category"], {})[each[v.GROUP]] = each
    return made


def _table(
    frame: pd.DataFrame, people: Mapping[str, int], by: GroupedBy | None, crowded: Sequence[str], late: Sequence[str],
    summary: Summary,
) -> Table:
    several = sum(group not in (v.ALL, MISSING_LEVEL) for group in people) > 1
    header: list[Cell] = ["", *(GroupHead(level_words(group), n) for group, n in people.items())]
    header += ["standardised difference"] if several else []
    body: list[tuple[Cell, ...]] = []
    for name, levels in _by_level(frame).items():
        label = with_unit(name) + " *" * (name in late)
        first = next(iter(levels.values()))
        apart = [Measure(next(iter(first.values()))[DIFFERENCE], 2)] if several else []
        if "" in levels:
            body.append((label, *(_measured(first.get(group), name, summary) for group in people), *apart))
        else:
            body.append((label, *[""] * len(people), *apart))
            for level, of_groups in levels.items():
                shares = (_share(of_groups[group], people[group]) for group in people)
                body.append((f"– {level_words(level)}", *shares, *[""] * len(apart)))
        missing = {group: first[group]["missing"] if group in first else 0 for group in people}
        if any(missing.values()):
            lacking = (PartOf(int(n), people[group]) for group, n in missing.items())
            body.append(("– not recorded", *lacking, *[""] * len(apart)))
    about = _about(by, crowded, several=several, late=bool(late), summary=summary)
    return Table("characteristics", about, tuple(header), body, full=frame)


def _about(by: GroupedBy | None, crowded: Sequence[str], *, several: bool, late: bool, summary: Summary) -> str:
    split = f" by {column_words(by.name)}" if by is not None else ""
    about = f"People and their first courses{split}: {SUMMARIES[summary]}, or people and % of those with it recorded."
    about += " Not recorded: people and % of all."
    if several:
        largest = "the largest between two groups of more than one person"
        about += f" Standardised difference: {largest}, in standard deviations."
    about += " * Known only at the end of the course." if late else ""
    return about + (f" Not shown, with more than {MOST_LEVELS} values: {', '.join(crowded)}." if crowded else "")


def with_unit(name: str) -> str:
    """A column in words with its unit, which is not said twice.

    >>> with_unit("weight_kg"), with_unit("course_days")
    ('Weight, kg', 'Days of the course')
    """
    words = capital(column_words(name))
    unit = UNITS.get(name, "")
    return words if not unit or unit in words.lower().split() else f"{words}, {unit}"


def in_short(made: Characteristics) -> Table:
    """Table 1 for a summary: everyone, a row for each usual column, the levels of one in one cell."""
    groups = {group: n for group, n in made.people.items() if group not in (v.ALL, MISSING_LEVEL)}
    everyone, known = made.people[v.ALL], sum(groups.values())
    body: list[tuple[str, str]] = []
    if made.by in IN_SHORT and known:
        shares = [f"{level_words(level)}: {PartOf(n, known).text}" for level, n in groups.items()]
        body.append((capital(column_words(made.by)), ", ".join(shares[:MOST_IN_SHORT])))
    columns = _by_level(made.frame[made.frame[v.GROUP] == v.ALL])
    for name in IN_SHORT:
        if name not in columns:
            continue
        levels = {level: of_groups[v.ALL] for level, of_groups in columns[name].items()}
        if "" in levels:
            cell = text_of(_measured(levels[""], name, "median"))
        else:
            shares = [f"{level_words(level)}: {text_of(_share(each, everyone))}" for level, each in levels.items()]
            cell = ", ".join([*shares[:MOST_IN_SHORT], *["..."] * (len(shares) > MOST_IN_SHORT)])
        body.append((with_unit(name), cell))
    about = f"First courses of {counted(everyone, 'person', 'people')}: median (quartiles), or people and %."
    return Table("characteristics_in_short", about, ("", v.EVERYONE), body)


def _measured(one: Row | None, name: str, summary: Summary) -> Cell:
    held = one if one is not None and one[v.N] else None
    whole = name in DETAILS and DETAILS[name].type == "integer" and not any(float(each) % 1 for each in _middle(held))
    digits = DIGITS.get(name, 0 if whole else 1)
    if summary == "median":
        median, low, high = (nan if held is None else float(held[each]) for each in ("median", *QUARTERS))
        return Quartiles(median, low, high, digits)
    # a mean has one decimal more than what was measured
    finer = digits + 1 if digits is not None else None
    mean, deviation = (nan if held is None else float(held[each]) for each in ("mean", "deviation"))
    return Mean(mean, deviation, finer, finer)


def _middle(held: Mapping[str, float] | None) -> list[float]:
    """The median and quartiles that there are."""
    middle = [nan if held is None else float(held[each]) for each in ("median", *QUARTERS)]
    return [each for each in middle if each == each]


def _share(one: Row, people: int) -> Cell:
    return PartOf(int(one[v.N]), people - int(one["missing"]))


CHARACTERISTICS = Analysis("characteristics", "Table 1: people and first courses", estimate, part_of="who")
