"""The form of an input table and of its rules: data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from isostats.records.schema import Column
from isostats.words.numbers import count_text, number_text

Severity = Literal["error", "warning", "note"]
Scope = Literal["file", "value", "course", "person", "event", "records"]
SET_ASIDE = 'Correct them, or set on_invalid = "set_aside" to keep these patients out and list them.'
LOOK = "Unusual, but kept as recorded; look at them."


@dataclass(frozen=True)
class Rule:
    """One rule: ``one`` and ``many`` finish the sentence "3 of 1,204 courses ..." for a single and for several rows."""

    id: str
    severity: Severity
    scope: Scope
    one: str
    many: str
    advice: str = SET_ASIDE
    condition: str = ""
    example: str = ""
    needs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def error(
    id: str,
    scope: Scope,
    one: str,
    many: str,
    condition: str = "",
    example: str = "",
    needs: str = "",
    columns: tuple[str, ...] = (),
    advice: str = SET_ASIDE,
) -> Rule:
    """A rule whose breach is impossible."""
    return Rule(id, "error", scope, one, many, advice, condition, example, tuple(needs.split()), columns)


def warning(
    id: str,
    scope: Scope,
    one: str,
    many: str,
    condition: str = "",
    example: str = "",
    needs: str = "",
    columns: tuple[str, ...] = (),
    advice: str = LOOK,
) -> Rule:
    """A rule whose breach is unusual."""
    return Rule(id, "warning", scope, one, many, advice, condition, example, tuple(needs.split()), columns)


def note(id: str, scope: Scope, one: str, many: str, condition: str, example: str, advice: str) -> Rule:
    """What is as it may well be, and is told all the same."""
    return Rule(id, "note", scope, one, many, advice, condition, example)


def outside(column: Column, limits: tuple[float, float] | None) -> str:
    """SQL that is true outside the limits of a column, its hard or its edge ones; FALSE where there are none."""
    if limits is None:
        return "FALSE"
    low = "<=" if column.open_low and limits == column.hard else "<"
    return f"{column.name} {low} {limits[0]} OR {column.name} > {limits[1]}"


def impossible(id: str, scope: Scope, column: Column, example: str, advice: str = "") -> Rule:
    """The error that a value lies outside the hard range of its column; ``advice`` follows what is possible."""
    return error(
        id,
        scope,
        f"has an impossible {column.name}",
        f"have an impossible {column.name}",
        outside(column, column.hard),
        example,
        advice=advice or f"Possible: {limits(column)['hard']}. {SET_ASIDE}",
    )


def limits(column: Column) -> dict[str, str]:
    """The hard and edge range of a column in words.

    >>> limits(Column("daily_dose_mg", "number", "", unit="mg per day", hard=(0, 300), edge=(5, 120), open_low=True))
    {'hard': 'above 0 to 300 mg per day', 'edge': '5 to 120 mg per day'}
    """

    def words(pair: tuple[float, float] | None, low: str = "") -> str:
        if pair and column.unit == "year":
            return f"{number_text(pair[0])} to {number_text(pair[1])}"
        return f"{low}{number_text(pair[0])} to {count_text(pair[1])} {column.unit}".strip() if pair else ""

    return {"hard": words(column.hard, "above " if column.open_low else ""), "edge": words(column.edge)}


@dataclass(frozen=True)
class InputTable:
    """What a table of the user's holds: its columns, and what is impossible or unusual in it, in order.

    ``needed`` says that nobody could be studied if it had no rows, ``wider`` that it is often cut from everybody, so
    that strangers in it are no fault; ``covariates`` that further columns are kept; ``streamed`` that its rows, typed,
    need not be stored.
    """

    label: str
    columns: Mapping[str, Column]
    rules: tuple[Rule, ...]
    needed: bool = False
    wider: bool = False
    covariates: bool = False
    streamed: bool = False
