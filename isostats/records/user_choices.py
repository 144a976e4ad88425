"""How the user says that texts are to be read, checked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping

from isostats.errors import StudyError, nearest
from isostats.records.codes import hint_of_code
from isostats.records.column_names import plain
from isostats.records.findings import Finding
from isostats.records.id_forms import IDS
from isostats.records.lexicon import Choices
from isostats.records.schema import COURSE_COLUMNS, EVENT_COLUMNS, MISSING_TOKENS, names_no_product


def read_choices(
    values: Mapping[str, Mapping[str, str]] | None,
    dates: str | None,
    decimal: str | None,
    on_invalid: str,
    ids: str = "as_written",
) -> tuple[Choices, list[Finding]]:
    """The choices, and what is wrong with the codes they map to.

    Raises :class:`StudyError` for a keyword that has no such value.
    """
    for name, given, known in (
        ("dates", dates, ("iso", "day_first", "month_first")),
        ("decimal", decimal, (".", ",")),
        ("on_invalid", on_invalid, ("stop", "set_aside")),
        ("ids", ids, IDS),
    ):
        if given is not None and given not in known:
            raise StudyError(
                f"{name} is {given!r}; it must be one of {', '.join(map(repr, known))}{nearest(given, known)}"
            )
    columns = {**COURSE_COLUMNS, **EVENT_COLUMNS}
    findings = []
    clean = {
        plain(column): {str(their): str(our) for their, our in words.items()}
        for column, words in (values or {}).items()
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
    return Choices(clean, dates, decimal, ids), findings
