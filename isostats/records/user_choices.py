"""How the user says that texts are to be read, checked before anything is read."""

from __future__ import annotations

from isostats.errors import nearest
from isostats.records.codes import hint_of_code
from isostats.records.column_names import plain
from isostats.records.findings import Finding
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.events import EVENT_COLUMNS
from isostats.records.loaded import Choices
from isostats.records.schema import MISSING_TOKENS, Column, names_no_product
from isostats.study.inputs import Inputs


def read_choices(inputs: Inputs, **further: Column) -> tuple[Choices, list[Finding]]:
    """How texts are to be read, and what is wrong with the codes that the user's are mapped to; ``further`` columns are
    those of a door that has other codes of that name."""
    columns = {**COURSE_COLUMNS, **EVENT_COLUMNS, **further}
    findings = []
    clean = {
        plain(column): {str(their): str(our) for their, our in words.items()}
        for column, words in inputs.values.items()
    }
    for column, words in clean.items():
        schema = columns.get(column)
        if schema is None and (hint := nearest(column, columns)):
            findings.append(
                Finding(
                    "error",
                    "unknown_mapping",
                    1,
                    f"values maps codes of '{column}', which is not one of our columns{hint}",
                    advice="Correct the name (data.values).",
                    column=column,
                )
            )
        for their, our in words.items():
            if (
                schema
                and schema.codes
                and our.lower() not in (*schema.codes, *names_no_product(schema))
                and our.lower() not in MISSING_TOKENS
            ):
                findings.append(
                    Finding(
                        "error",
                        "unknown_mapping",
                        1,
                        f"values maps '{their}' of {column} to '{our}', which is not one of our "
                        f"codes{hint_of_code(our, schema)}",
                        advice=f'Known: {", ".join(schema.codes)}, or "" for not recorded.',
                        column=column,
                    )
                )
    return Choices(clean, inputs.dates, inputs.decimal, inputs.ids), findings
