"""How the user says that texts are to be read, checked before anything is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from isostats.errors import nearest
from isostats.records.codes import hint_of_code
from isostats.records.column_names import plain
from isostats.records.findings import Finding
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.events import EVENT_COLUMNS
from isostats.records.loaded import Choices
from isostats.records.schema import MISSING_TOKENS, Column, names_no_product
from isostats.study.inputs import Inputs

MAPPING = "unknown_mapping"


def read_choices(inputs: Inputs, **further: Column) -> tuple[Choices, list[Finding]]:
    """How texts are to be read, and what is wrong with the codes that the user's are mapped to; ``further`` columns are
    those of a door that has other codes of that name."""
    columns = {**COURSE_COLUMNS, **EVENT_COLUMNS, **further}
    clean = {
        plain(column): {str(their): str(our) for their, our in words.items()} for column, words in inputs.values.items()
    }
    findings = [
        finding for column, words in clean.items() for finding in _wrong(column, words, columns.get(column), columns)
    ]
    return Choices(clean, inputs.dates, inputs.decimal, inputs.ids), findings


def _wrong(column: str, words: Mapping[str, str], schema: Column | None, columns: Iterable[str]) -> Iterator[Finding]:
    """What is wrong with the codes of one column that the user maps."""
    if schema is None and (hint := nearest(column, columns)):
        message = f"values maps codes of '{column}', which is not one of our columns{hint}"
        yield Finding("error", MAPPING, 1, message, advice="Correct the name (data.values).", column=column)
    if schema is None or not schema.codes:
        return
    known = (*schema.codes, *names_no_product(schema), *MISSING_TOKENS)
    for their, our in words.items():
        if our.lower() not in known:
            hint = hint_of_code(our, schema)
            message = f"values maps '{their}' of {column} to '{our}', which is not one of our codes{hint}"
            advice = f'Known: {", ".join(schema.codes)}, or "" for not recorded.'
            yield Finding("error", MAPPING, 1, message, advice=advice, column=column)
