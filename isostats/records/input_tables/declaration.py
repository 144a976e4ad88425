"""The form of an input table and of its rules: data, not code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import cached_property, partial
from typing import Literal

from isostats.records.schema import Column
from isostats.words.numbers import count_text, number_text

Severity = Literal["error", "warning", "note"]
Scope = Literal["file", "value", "outcome", "row", "person", "records"]
NEVER_SET_ASIDE: tuple[Scope, ...] = ("file", "outcome")
"""What setting rows aside does not help against: a fault of the whole file, and texts of an outcome that the user can
map. To leave out whoever has such a text would leave out those with the outcome."""
SET_ASIDE = 'Correct them, or set on_invalid = "set_aside" to keep these patients out and list them.'
CORRECT = "Correct what can be corrected."
LOOK = "Unusual, but kept as recorded; look at them."
SEEN = "The last contact is at least the last day that is recorded of the person: correct the day that is wrong."
DEAD = "One of the two days is wrong, or the rows are of two people."
BEYOND = {"_after_last_contact": SEEN, "_after_death": DEAD}
"""What to do about a day beyond what is known of a person, where a rule says nothing of its own, by how its id ends."""
OF_SEVERAL = {"has": "have", "is": "are", "was": "were"}
UNCHANGED = ("died", "got")
"""Verbs in the past, which are the same of one and of several."""


@dataclass(frozen=True)
class Rule:
    """One rule: ``one`` and ``many`` finish the sentence "3 of 1,204 courses ..." for a single and for several rows.

    ``many`` is needed only where several rows ask for more than another form of the verb. The advice about an
    impossible row ends with the way past it, where there is one (``scope``).

    >>> error("duplicate_row", "repeats another row").many
    'repeat another row'
    """

    severity: Severity
    id: str
    one: str
    condition: str = ""
    example: str = "{who}"
    _: KW_ONLY
    needs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    many: str = ""
    advice: str = ""
    scope: Scope = "row"

    def __post_init__(self) -> None:
        advice = self.advice or next((words for end, words in BEYOND.items() if self.id.endswith(end)), "")
        if self.severity == "error" and self.scope not in ("value", *NEVER_SET_ASIDE):
            advice = f"{advice} {SET_ASIDE}".strip()
        of_error = CORRECT if self.scope in NEVER_SET_ASIDE else SET_ASIDE
        advice = advice or {"error": of_error, "warning": LOOK, "note": ""}[self.severity]
        object.__setattr__(self, "advice", advice)
        object.__setattr__(self, "many", self.many or _of_several(self.one))


def _of_several(one: str) -> str:
    """The end of a sentence about one row, as one about several: it begins with its verb."""
    verb, blank, rest = one.partition(" ")
    return OF_SEVERAL.get(verb, verb if verb in UNCHANGED else verb.removesuffix("s")) + blank + rest


error, warning, note = (partial(Rule, severity) for severity in ("error", "warning", "note"))
"""Rules whose breach is impossible; unusual; and as it may well be, told all the same."""


def outside(column: Column, limits: tuple[float, float] | None) -> str:
    """SQL that is true outside the limits of a column, its hard or its edge ones; FALSE where there are none."""
    if limits is None:
        return "FALSE"
    low = "<=" if column.open_low and limits == column.hard else "<"
    return f"{column.name} {low} {limits[0]} OR {column.name} > {limits[1]}"


def impossible(id: str, column: Column, example: str, advice: str = "") -> Rule:
    """The error that a value lies outside the hard range of its column; ``advice`` follows what is possible."""
    advice = advice or f"Possible: {limits(column)['hard']}."
    return error(id, f"has an impossible {column.name}", outside(column, column.hard), example, advice=advice)


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


def ragged(id: str) -> Rule:
    """The rule that every row of a text file has the header's number of columns."""
    advice = "A delimiter inside a text needs quotation marks around the text."
    return error(id, "has not as many columns as the header", advice=advice)


RAGGED = ragged("ragged_row")
"""That of any table that does not declare one of its own."""


@dataclass(frozen=True)
class InputTable:
    """What a table of the user's holds: its columns, and what is impossible or unusual in it, in order.

    ``noun`` is what a row is called; ``needed`` says why it must have rows and what to do without them; ``wider`` that
    it is often cut from everybody, so that strangers in it are no fault; ``covariates`` that further columns are kept;
    ``streamed`` that its rows, typed, need not be stored; ``further`` is SQL of columns that its rules ask for besides;
    ``counted`` of a row that is of use, where a table may hold others: what cannot be read in these is no fault.
    """

    label: str
    columns: Mapping[str, Column]
    rules: tuple[Rule, ...]
    noun: str = ""
    needed: tuple[str, str] | None = None
    wider: bool = False
    covariates: bool = False
    streamed: bool = False
    further: str = ""
    counted: str = ""

    def asked_for(self, has: Callable[[str], bool]) -> frozenset[str]:
        """The columns that rules name, in what they ask or say of a row, of a file that ``has`` what they need."""
        return frozenset().union(*(named for rule, named in self._named if all(map(has, rule.needs))))

    @cached_property
    def _named(self) -> list[tuple[Rule, frozenset[str]]]:
        asked = [(rule, f"{rule.condition} {rule.example} {self.further}") for rule in self.rules]
        return [(rule, frozenset(self.columns.keys() & set(re.findall(r"\w+", text)))) for rule, text in asked]
