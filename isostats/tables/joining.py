"""Two tables or more as one: side by side under a head each, or one under another with a heading each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from isostats.errors import EstimateError
from isostats.tables.cells import Cell, Number, text_of
from isostats.tables.paper import Table
from isostats.tables.written import UNDER

_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z*])")
Key = tuple[str, ...]
"""What a row is of: the heading above it, its own labels and, of rows that are alike, which of them."""


def merge(tables: Mapping[str, Table], *, caption: str = "", name: str = "merged") -> Table:
    """Tables side by side, matched by their row labels, each under its own head.

    The labels are the first columns that all have in common, up to the first number. A row that one table lacks stays
    empty there; rows keep the order of the first table, and others follow the row that they followed. Without a
    ``caption`` it has those of the tables: what holds for all once, the rest after the head of its table. Raises
    EstimateError for fewer than two tables, or without labels in common.

    >>> import pandas as pd, isostats as iso
    >>> people = pd.DataFrame({"time": [5, 6, 6, 2, 4], "event": [1, 0, 1, 1, 1], "age": [20, 31, 24, 28, 19]})
    >>> model = iso.model_table(iso.cox(people, covariates=["age"]))
    >>> iso.tables.merge({"All": model, "Again": model}).header[:3]
    ('predictor', 'All: people', 'All: events')
    """
    parts = _required(tables, "merge")
    labels = _labels(parts)
    rows = [dict(zip(_keys(table, labels), table.cells, strict=True)) for table in parts]
    body = []
    for key in _in_order([list(each) for each in rows]):
        row: list[Cell] = list(next(each[key] for each in rows if key in each)[:labels])
        for table, each in zip(parts, rows, strict=True):
            row += each[key][labels:] if key in each else [""] * (len(table.columns) - labels)
        body.append(tuple(row))
    columns = parts[0].columns[:labels] + tuple(head for table in parts for head in _heads(table)[labels:])
    spans = [(head, len(table.columns) - labels) for head, table in tables.items()]
    return Table(name, caption or _captions(tables), columns, body, spans=(("", labels), *spans))


def stack(tables: Mapping[str, Table], *, caption: str = "", name: str = "stacked") -> Table:
    """Tables with the same columns one under another, each below its own heading.

    Without a ``caption`` it has those of the tables: what holds for all once, the rest after the heading of its table.
    Raises EstimateError for fewer than two tables, and for columns that differ.

    >>> import pandas as pd, isostats as iso
    >>> people = pd.DataFrame({"time": [5, 6, 6, 2, 4], "event": [1, 0, 1, 1, 1], "age": [20, 31, 24, 28, 19]})
    >>> model = iso.model_table(iso.cox(people, covariates=["age"]))
    >>> [row[0] for row in iso.tables.stack({"Once": model, "Again": model}).body]
    ['Once', 'People in the model', 'Age', 'Again', 'People in the model', 'Age']
    """
    parts = _required(tables, "stack")
    first, *others = parts
    for head, table in zip(list(tables)[1:], others, strict=True):
        if table.header != first.header:
            theirs, ours = (", ".join(map(repr, each.header)) for each in (table, first))
            raise EstimateError(
                f"The columns of {head!r} ({theirs}) are not those of {next(iter(tables))!r} ({ours}). "
                "Tables with other columns stand side by side: iso.tables.merge."
            )
    blank = [""] * (len(first.columns) - 1)
    body: list[Sequence[Cell]] = []
    for head, table in tables.items():
        body += [(head, *blank), *table.cells]
    return Table(
        name, caption or _captions(tables), first.columns, body, stacked=first.stacked, spans=first.spans
    )


def _required(tables: Mapping[str, Table], name: str) -> list[Table]:
    call = f"iso.tables.{name}({{'Women': table, 'Men': another}})"
    if not isinstance(tables, Mapping):
        raise EstimateError(f"Each table comes with its head, and {type(tables).__name__} has none: {call}.")
    for head, table in tables.items():
        if not isinstance(head, str) or not head.strip():
            raise EstimateError(f"A head is a text that says which table it is; {head!r} is none: {call}.")
        if not isinstance(table, Table):
            kind = type(table).__name__
            raise EstimateError(f"{head!r} is no table but {kind}. iso.table_one and others make one: {call}.")
    if len(tables) < 2:
        raise EstimateError(f"To {name} takes two tables or more, and here are {len(tables)}: {call}.")
    return list(tables.values())


def _labels(parts: Sequence[Table]) -> int:
    """How many first columns are labels in all tables alike; at least one column is left to stand beside them."""
    shortest = min(len(table.columns) for table in parts)
    for place in range(shortest - 1):
        heads = {table.header[place] for table in parts}
        cells = (row[place] for table in parts for row in table.cells)
        if len(heads) > 1 or any(isinstance(cell, Number) and not cell.in_words for cell in cells):
            break
    else:
        place = max(shortest - 1, 0)
    if not place:
        begin = ", ".join(dict.fromkeys(repr(table.header[0]) for table in parts if table.columns))
        raise EstimateError(
            f"The tables have no column of labels in common: they begin with {begin}. "
            "Merge tables of one kind, such as two of iso.table_one."
        )
    return place


def _keys(table: Table, labels: int) -> list[Key]:
    keys: list[Key] = []
    heading = ""
    seen: dict[Key, int] = {}
    for row in table.cells:
        label = tuple(map(text_of, row[:labels]))
        under = label[-1].startswith(UNDER)
        heading = heading if under else label[-1]
        alike = (heading if under else "", *label)
        seen[alike] = seen.get(alike, 0) + 1
        keys.append((*alike, str(seen[alike])))
    return keys


def _in_order(lists: Sequence[list[Key]]) -> list[Key]:
    """All keys: those of the first list, and each other one behind the one that it followed."""
    order = list(lists[0])
    for keys in lists[1:]:
        place = -1
        for key in keys:
            if key in order:
                place = order.index(key)
            else:
                place += 1
                order.insert(place, key)
    return order


def _heads(table: Table) -> tuple[Cell, ...]:
    """The heads of its columns; of a table with heads over them, as those of a merged one, each with what is above."""
    return table.header if table.spans else table.columns


def _captions(tables: Mapping[str, Table]) -> str:
    """What holds for all tables once, in its place; what does not, after the heads of the tables for which it does.

    >>> made = [Table("made_up", caption, ("",), []) for caption in ("Age: mean. Made up.", "Age: median. Made up.")]
    >>> _captions(dict(zip(("Left", "Right"), made)))
    'Left: Age: mean. Right: Age: median. Made up.'
    """
    each = {head: _SENTENCES.split(table.caption.strip()) for head, table in tables.items()}
    order: list[str] = []
    for sentences in each.values():
        place = 0
        for sentence in sentences:
            if sentence in order:
                place = order.index(sentence) + 1
            elif sentence:
                while place < len(order) and order[place] not in sentences:
                    place += 1  # behind what stands there of tables before it
                order.insert(place, sentence)
                place += 1
    parts = []
    for sentence in order:
        heads = [head for head, sentences in each.items() if sentence in sentences]
        parts.append(sentence if len(heads) == len(each) else f"{', '.join(heads)}: {sentence}")
    return " ".join(parts)
