"""Numbers of further columns that nothing measures, such as 1e200: a slip, of which a model can make nothing."""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, counted, number_text


def numbers_beyond_measure(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Further columns that are numbers, and hold some beyond what is measured."""
    kinds = loaded.reading.kinds
    columns = {
        name: f"k{number}" for number, name in enumerate(loaded.layout.covariates) if kinds.get(name) == "number"
    }
    if not columns:
        return
    table = f"{loaded.table}_typed"
    farthest = one_row(connection, f"SELECT {', '.join(f'max(abs({sql}))' for sql in columns.values())} FROM {table}")
    for (name, sql), value in zip(columns.items(), farthest, strict=True):
        if value is None or not abs(value) > v.BEYOND_MEASURE:
            continue
        count, row = one_row(
            connection, f"SELECT count(*), min(row) FROM {table} WHERE abs({sql}) > {v.BEYOND_MEASURE!r}"
        )
        (example,) = one_row(connection, f"SELECT {sql} FROM {table} WHERE row = {row}")
        message = (
            f"{counted(int(count), 'number')} of {name} in {loaded.raw.source} {agreed(int(count), 'is')} "
            f"larger than anything measured ({number_text(v.BEYOND_MEASURE)})"
        )
        advice = f"Correct them, or empty these cells: no model that has {name} can be fitted as it is."
        shown = number_text(float(example))
        yield Finding("warning", "beyond_measure", int(count), message, int(row), shown, advice, name)
