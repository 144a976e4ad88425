"""What a study says happened to nobody: a column without values, or a table without rows, that is the whole truth.

Without a word it may as well be what nobody wrote down, or an export that lost it; beside a file that holds such things
its people would count as free of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from isostats.records.findings import Finding
from isostats.records.input_tables.declaration import InputTable
from isostats.records.loaded import Loaded
from isostats.records.rules import NONE_OCCURRED, NOT_NONE
from isostats.study.inputs import Inputs
from isostats.words.numbers import agreed, counted

EMPTY = "empty_column"
OF_A_RELAPSE = {"relapse_date": ("relapse_date", "relapse_treatment")}
"""Who had no relapse has no treatment of one."""


def source_of(inputs: Inputs, table: InputTable) -> Any:
    """The source of a table; a frame of its columns alone, where a study that names none says that nothing occurred."""
    source = inputs.source(table.label)
    if source is not None or table.label not in inputs.none_occurred:
        return source
    import pandas as pd

    return pd.DataFrame(columns=[name for name, column in table.columns.items() if column.required], dtype=str)


def may_be_empty(table: InputTable, inputs: Inputs) -> InputTable:
    """A table as it is asked for: one of which nothing occurred need have no rows."""
    return replace(table, needed=None) if table.label in inputs.none_occurred else table


def named_as_stated(loaded: Loaded, inputs: Inputs) -> Loaded:
    """A table that no file holds, by the name of its key."""
    if inputs.source(loaded.label) is not None:
        return loaded
    return replace(loaded, raw=replace(loaded.raw, source=loaded.label))


def told_without_rows(inputs: Inputs) -> frozenset[str]:
    """The columns of courses that tell something, though they hold nothing."""
    return frozenset(name for each in inputs.none_occurred for name in OF_A_RELAPSE.get(each, (each,)))


def without_stated(findings: Sequence[Finding], courses: Loaded, inputs: Inputs) -> list[Finding]:
    """Findings without that of columns in which no row has a value, where the study says this of all of them."""
    is_stated = {*courses.layout.empty} <= told_without_rows(inputs)
    return [each for each in findings if not (is_stated and each.rule == EMPTY and each.column in courses.layout.empty)]


def as_stated(inputs: Inputs, files: Sequence[Loaded]) -> Iterator[Finding]:
    """A note of what is taken as the study says, and an error for what the records hold all the same."""
    courses, beside = files[0], {each.label: each for each in files[1:]}
    untrue = [
        name for name in inputs.none_occurred
        if (beside[name].raw.rows if name in beside else courses.layout.has(name))
    ]  # fmt: skip
    for name in untrue:
        held = f"{beside[name].raw.source} has {counted(beside[name].raw.rows, 'row')}" if name in beside else ""
        message = f"none_occurred says that {courses.raw.source} has no {name} since there was none, and "
        message += held or f"the column '{courses.layout.shown[name]}' holds values"
        yield Finding("error", NOT_NONE, 1, message, advice="Take it out of none_occurred.", column=name)
    if stated := [name for name in inputs.none_occurred if name not in untrue]:
        message = f"{' and '.join(stated)} {agreed(len(stated), 'is')} empty since the study says that there was none: "
        message += f"everybody of {courses.raw.source} counts as without it"
        yield Finding("note", NONE_OCCURRED, len(stated), message, column=stated[0])
