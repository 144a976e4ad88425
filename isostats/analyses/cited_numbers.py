"""Every number of a report by a name that stays: ``remission.systemic_treatment.730`` is 77.0% (75.4 to 78.6)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from isostats.errors import StudyError, nearest
from isostats.records.input_tables import our_codes
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, levels_together
from isostats.words.english import BOUND_WORDS, level_words, plain
from isostats.words.journals import STYLES, numbers_as
from isostats.words.language import ENGLISH, languages, speaking, translated
from isostats.words.numbers import (
    count_text,
    decimal_text,
    digits_text,
    in_one_unit,
    limits_text,
    p_in_full,
    p_text,
    percent,
    percent_with_limits,
    range_text,
    ratio_text,
    signed_points,
)

LIMITS, P = "limits", "p"
PARTS = (v.ESTIMATE, LIMITS, P, v.N, v.EVENTS, v.AT_RISK)
"""What may stand after the colon of a name, to have a part of the number alone."""
USUAL = {v.GROUP: v.ALL, v.POPULATION: v.EVERYONE}
"""What a name means where it does not say: everybody."""
IN_DAYS = (v.RMST, v.RMST_DIFFERENCE, v.MEDIAN_DIFFERENCE, v.MEDIAN_TIME, v.MEDIAN_FOLLOWUP)
IN_POINTS = (v.CLAIM_DIFFERENCE, v.REMISSION_DIFFERENCE, v.VISIT_SHIFT)
RATIOS = (v.HAZARD_RATIO, v.DOSE_HAZARD_RATIO, v.REMISSION_RATIO, v.RMST_RATIO, v.OUTCOME_RATIO)
NO_SHARES = (v.ANNUAL_HAZARD, v.TIPPING_DELTA, v.E_VALUE, v.STANDARDISED_DIFFERENCE, v.EFFECTIVE_N)
NOT_TESTED = "nothing was tested there"
PER_YEARS = " per 100 person-years"
OF_TESTS = (
    v.LOGRANK, v.GRAY, v.INTERACTION, v.MEAN_COURSES_TEST, v.CURED_SHARE_TEST, v.CLAIM_EQUIVALENCE,
    v.PROPORTIONAL_HAZARDS,
)  # fmt: skip


@dataclass(frozen=True)
class CitedNumbers:
    """The numbers of ``results``, the columns of results.csv, to be cited by their names.

    A name is the quantity, the outcome and the day, then what is not the usual of population (everyone), method (not
    the naive one) and group (all), all joined by full stops; ``:n``, ``:events``, ``:at_risk``, ``:estimate``,
    ``:limits`` or ``:p`` at its end asks for that part alone.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> numbers = iso.analyse_study(resource("data", "example", "study.toml")).numbers
    >>> numbers["remission.second_course.730"], numbers["remission.second_course.730.naive:events"]
    ('92.5% (91.4 to 93.5)', '197')
    """

    results: pd.DataFrame

    @classmethod
    def of_folder(cls, folder: str | Path) -> CitedNumbers:
        """The numbers of a folder that ``isostats report`` wrote. Raises StudyError where it holds no results.csv."""
        path = Path(folder) / "results.csv"
        if not path.is_file():
            raise StudyError(f"{folder} has no results.csv: name the folder that isostats report wrote.")
        texts = dict.fromkeys((v.QUANTITY, v.OUTCOME, v.POPULATION, v.METHOD, v.GROUP, v.STATUS, v.BOUND), str)
        held = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values={v.ESTIMATE: [""], **_EMPTY})
        for name in v.COUNTS:  # a release may have a suffix there, and words for few people
            column = next(each for each in held if each == name or str(each).startswith(f"{name}_"))
            held = held.rename(columns={column: name})
            held[name] = pd.to_numeric(held[name], errors="coerce")
        return cls(held)

    @staticmethod
    def range_of_folder(folder: str | Path, outcomes: Collection[str] | None = None) -> str:
        """The report's first answer where that is a range, of which each number alone is one end or lies between; else
        nothing, as where it is of none of the ``outcomes`` that were asked for."""
        written = _manifest_of(folder)
        stated = written.get("range")
        if outcomes is not None and written.get("range_of", next(iter(outcomes), "")) not in outcomes:
            return ""
        return f"A number alone is not the whole answer of this report: {stated}" if stated else ""

    @staticmethod
    def language_of_folder(folder: str | Path) -> str:
        """The language of the study that a folder was made from."""
        code: str = _manifest_of(folder).get("study", {}).get("study", {}).get("language", ENGLISH)
        return code

    @property
    def levels(self) -> set[str]:
        """What the records call their groups, which no language changes."""
        of_groups = self.results.loc[self.results[v.QUANTITY] == v.REMISSION, v.GROUP].astype(str)
        levels = {level for group in of_groups.unique() if column_of(group) for level in levels_together(group)}
        return {level_words(level) for level in levels - our_codes()}

    @property
    def names(self) -> list[str]:
        """The name of every number, the shortest that means it alone."""
        return [name_of(row) for row in self.results.to_dict("records")]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Where in the results the number of each of the names stands, of those that mean one alone."""
        named = pd.Series(self.names, dtype=object).drop_duplicates(keep=False)
        return {str(name): int(place) for place, name in named.items()}

    def _apart(self, name: str) -> tuple[str, str]:
        """A name, and the part of the number that is asked for after it. A group may have a colon of its own."""
        asked = name.strip()
        whole, _, part = asked.rpartition(":")
        return (whole, part) if asked not in self._places and (whole in self._places or part in PARTS) else (asked, "")

    def __getitem__(self, name: str) -> str:
        return BOUND_WORDS.get(self.bound(name), "") + self._writer(name)()

    def bound(self, name: str) -> str:
        """What the number of a name is a bound of: at_most, at_least, or nothing where it is none or a part of one."""
        _, part = self._apart(name)
        return _bound(self.row(name)) if part in ("", v.ESTIMATE) else ""

    def _writer(self, name: str) -> Callable[[], str]:
        """The number, to be written in the style that is in force then."""
        whole, part = self._apart(name)
        if part and part not in PARTS:
            raise StudyError(f"{name}: after the colon stands one of {', '.join(PARTS)}, not {part!r}.")
        return partial(_text, self.row(whole), whole, part)

    def why_none(self, name: str) -> str:
        """Why there is no number of a name that is one; empty where there is a number."""
        return _why_none(self.row(name))

    def spellings(self, name: str) -> list[str]:
        """The number as every journal sets it, and as each other language does, the style in force first."""
        write = self._writer(name)
        written = [translated(write())]
        for journal in STYLES:
            with numbers_as(journal):
                written.append(write())
        with numbers_as("plain"):
            usual = write()
        for language in languages():
            with speaking(language):
                written += [(made := translated(usual)), re.sub(r"(?<=\d)\xa0(?=\d)", ".", made)]  # 3.000 is typed too
        if years := self._in_years(name):  # as the page's own head has it
            written += [years, years.replace(".", ",").replace("years", "Jahre").replace(" to ", " bis ")]
        written += [each.replace(PER_YEARS, "") for each in written if PER_YEARS in each]  # it may stand elsewhere
        return list(dict.fromkeys(written))

    def _in_years(self, name: str) -> str:
        """A number of days in years, with its limits; empty where it is none or under a year, or a part alone is asked
        for."""
        row = self.row(name)
        if self._apart(name)[1] or row[v.QUANTITY] not in IN_DAYS or isnan(float(row[v.LOWER]) + float(row[v.UPPER])):
            return ""
        texts, unit = in_one_unit(*(float(row[each]) for each in (v.ESTIMATE, v.LOWER, v.UPPER)))
        return f"{texts[0]} years ({texts[1]} to {texts[2]})" if unit == "years" else ""

    def row(self, name: str) -> Mapping[str, Any]:
        """The row that a name means, whatever part of it is asked for. Raises StudyError for a name that means none, or
        several."""
        whole, _ = self._apart(name)
        if whole in self._places:
            return dict(self.results.iloc[self._places[whole]])
        rows, left = self.results, whole
        for column in (v.QUANTITY, v.OUTCOME):
            rows, left = self._narrowed(rows, column, left, name)
        stated = set()
        while left:
            before = left
            for column in (v.TIME_DAYS, v.POPULATION, v.METHOD, v.GROUP):
                if column not in stated and (value := _leading(rows[column], left)) is not None:
                    rows, left = rows[rows[column].map(_plain) == value], left[len(value) + 1 :]
                    stated.add(column)
                    break
            if left == before:
                raise StudyError(f"No number is called {name}: {left!r} is nothing of it. {self._near(name)}")
        if v.METHOD not in stated and (~rows[v.METHOD].isin(v.BESIDE)).any():
            rows = rows[~rows[v.METHOD].isin(v.BESIDE)]
        if v.METHOD not in stated and (rows[v.METHOD] == rows[v.QUANTITY]).any():  # the plain one among tests
            rows = rows[rows[v.METHOD] == rows[v.QUANTITY]]
        for column, usual in USUAL.items():
            if column not in stated and (rows[column] == usual).any():
                rows = rows[rows[column] == usual]
        if len(rows) != 1:
            several = ", ".join(name_of(row) for row in rows.head(4).to_dict("records"))
            raise StudyError(f"{name} is the name of {len(rows)} numbers. Say which: {several} ...")
        row: dict[str, Any] = rows.iloc[0].to_dict()
        return row

    def _near(self, name: str) -> str:
        near = [each for each in self.names if each.endswith(f".{name}")][:3]  # it lacks its quantity alone
        near = near or get_close_matches(name, self.names, n=3, cutoff=0.4)
        return f"Near it: {', '.join(near)}." if near else ""

    def _narrowed(self, rows: pd.DataFrame, column: str, left: str, name: str) -> tuple[pd.DataFrame, str]:
        value = _leading(rows[column], left)
        if value is None:
            first = left.partition(".")[0]
            lacking = any(each.endswith(f".{name}") for each in self.names)
            near = "" if lacking else nearest(first, sorted(set(rows[column])))
            near = near or f". {self._near(name)}".rstrip()
            raise StudyError(f"No number is called {name}: the results have no {column} {first!r}{near}")
        return rows[rows[column] == value], left[len(value) + 1 :]


_EMPTY: dict[str, list[str]] = {name: [""] for name in (*v.NUMBERS, *v.COUNTS, v.LEVEL)}


def _plain(value: Any) -> str:
    """A value of an address as a name has it, in one line."""
    if isinstance(value, str):
        return " ".join(value.splitlines()) if len(value.splitlines()) > 1 else value
    return "" if pd.isna(value) else str(round(float(value)))


def _leading(column: pd.Series, left: str) -> str | None:
    """The longest value of a column with which the rest of a name begins."""
    known = sorted({_plain(value) for value in column} - {""}, key=len, reverse=True)
    return next((value for value in known if left == value or left.startswith(f"{value}.")), None)


def name_of(row: Mapping[Any, Any]) -> str:
    """The shortest name that means the number of a row of results alone."""
    parts = [row[v.QUANTITY], row[v.OUTCOME], _plain(row[v.TIME_DAYS])]
    parts += [_plain(row[name]) for name, usual in USUAL.items() if row[name] != usual]
    by_method = row[v.METHOD] in v.BESIDE or row[v.QUANTITY] in v.BY_METHOD
    by_method |= row[v.QUANTITY] == v.LOGRANK != row[v.METHOD]
    parts += [row[v.METHOD]] if by_method else []
    return ".".join(part for part in parts if part)


def _text(row: Mapping[str, Any], name: str, part: str) -> str:
    """A number, or a part of it, as the report writes it."""
    if part in v.COUNTS:
        if pd.isna(row[part]):
            raise StudyError(f"{name} has no {plain(part)}: its row of results.csv holds none.")
        return count_text(float(row[part]))
    if row[v.STATUS] != v.OK:
        raise StudyError(f"{name} has no number: {_why_none(row)}.")
    estimate, lower, upper = (float(row[each]) for each in (v.ESTIMATE, v.LOWER, v.UPPER))
    quantity = row[v.QUANTITY]
    if part == P and isnan(float(row[v.P_VALUE])):
        raise StudyError(f"{name} has no p: {NOT_TESTED}. Ask for the number, without :p.")
    if part == LIMITS and isnan(lower) and isnan(upper):
        raise StudyError(f"{name} has no limits. Ask for the number, without :limits.")
    if part == P or (quantity in OF_TESTS and not part):
        return p_in_full(float(row[v.P_VALUE]))
    if quantity in IN_DAYS:
        days = [count_text(each if isnan(each) else round(each)) for each in (estimate, lower, upper)]
        texts = f"{days[0]} days", range_text(days[1], days[2])
    elif quantity in IN_POINTS:
        texts = f"{signed_points(estimate)} points", range_text(signed_points(lower), signed_points(upper))
    elif quantity in RATIOS:
        whole = ratio_text(estimate, lower, upper)
        texts = whole.partition(" (")[0], whole.partition(" (")[2].removesuffix(")")
    elif quantity == v.MEAN_COURSES:
        whole = ratio_text(*(100 * each for each in (estimate, lower, upper)))
        texts = f"{whole.partition(' (')[0]} per 100 people", whole.partition(" (")[2].removesuffix(")")
    elif 0 <= estimate <= 1 and quantity not in NO_SHARES:
        if not part:
            return percent_with_limits(estimate, lower, upper, float(row[v.LEVEL]))
        texts = percent(estimate), limits_text(lower, upper)
    else:
        unit = PER_YEARS if quantity == v.ANNUAL_HAZARD else ""
        texts = f"{decimal_text(estimate)}{unit}", range_text(decimal_text(lower), decimal_text(upper))
    if part:
        return texts[0] if part == v.ESTIMATE else texts[1]
    return texts[0] if isnan(lower) and isnan(upper) else f"{texts[0]} ({texts[1]})"


def _why_none(row: Mapping[str, Any]) -> str:
    """Why a row of results has no number; empty where it has one."""
    if row[v.STATUS] != v.OK:
        return str(v.STATUS_LABELS.get(row[v.STATUS], row[v.STATUS]))
    return NOT_TESTED if row[v.QUANTITY] in OF_TESTS and isnan(float(row[v.P_VALUE])) else ""


def _bound(row: Mapping[Any, Any]) -> str:
    """What the number of a row is a bound of; nothing in folders of before there was a column for it."""
    return bound if (bound := row.get(v.BOUND)) in BOUND_WORDS else ""


def written_parts(row: Mapping[Any, Any]) -> dict[str, str]:
    """How the report writes each number of a row of results alone, by its column; missing ones are not there."""
    shown = {name: {**row, v.ESTIMATE: row[name], v.STATUS: v.OK} for name in (v.ESTIMATE, v.LOWER, v.UPPER)}
    writers: dict[str, Callable[[], str]] = {
        name: partial(_text, each, "", v.ESTIMATE) for name, each in shown.items()
    } | {v.STD_ERROR: lambda: digits_text(float(row[v.STD_ERROR])), v.P_VALUE: lambda: p_text(float(row[v.P_VALUE]))}
    writers |= {name: partial(_text, row, "", name) for name in (v.N, v.AT_RISK, v.EVENTS)}
    written = {name: write() for name, write in writers.items() if not pd.isna(row[name])}
    before = BOUND_WORDS.get(_bound(row), "")
    return written | {name: before + text for name, text in written.items() if name == v.ESTIMATE}


def _manifest_of(folder: str | Path) -> dict[str, Any]:
    manifest = Path(folder) / "manifest.json"
    written = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    return written if isinstance(written, dict) else {}
