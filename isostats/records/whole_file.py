"""What only all rows together show: columns that are mostly empty, and last contacts piled on one day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, one_row
from isostats.records.dates import iso
from isostats.records.findings import Finding
from isostats.records.input_tables.courses import MISSING_SHARE, PILE_LEAST, PILE_SHARE
from isostats.records.loaded import Loaded
from isostats.records.rules import RULES
from isostats.words.numbers import count_text, counted, percent

if TYPE_CHECKING:
    import pandas as pd

PILE = """SELECT p_last_contact, count(*) AS patients, sum(count(*)) OVER () AS everyone,
       max(p_last_contact) OVER () AS latest
FROM {t}_persons WHERE p_last_contact IS NOT NULL GROUP BY p_last_contact
ORDER BY patients DESC, p_last_contact LIMIT 1"""


LATE = "SELECT count(*), count(*) FILTER (p_before > 0) FROM {t}_persons"
LATE_LEAST = 10


def whole_file_findings(connection: Engine, loaded: Loaded) -> list[Finding]:
    """Warnings about the course file as a whole."""
    return [*_mostly_missing(connection, loaded), *_piled(connection, loaded), *_numbered_late(connection, loaded)]


LESSER = """SELECT count(DISTINCT person) FROM {t}_typed WHERE relapse_date IS NOT NULL
AND COALESCE(relapse_treatment, '') NOT IN ('oral_antibiotic', 'antiandrogen', 'isotretinoin')"""


def first_relapse_findings(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """A warning where relapses had no systemic treatment at first, and no file tells what was given later."""
    if not loaded.layout.has("relapse_treatment") or not loaded.layout.has("relapse_date"):
        return
    if people := int(one_row(connection, LESSER.format(t=loaded.table))[0]):
        message = (
            f"{counted(people, 'patient')} had a first relapse without systemic treatment, and later treatments of it "
            "are not in these records"
        )
        advice = (
            "The share free of systemic treatment is then an upper bound; the report gives the lower one. A "
            "file of later treatments (events: patient_id, date, kind) closes the gap."
        )
        yield Finding("warning", "first_relapse_only", people, message, advice=advice, column="relapse_treatment")


def _numbered_late(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Where most patients begin with course 2 or later, the column numbers something else, such as all rows."""
    if not loaded.layout.has("course_number"):
        return
    people, late = map(int, one_row(connection, LATE.format(t=loaded.table)))
    if people >= LATE_LEAST and 2 * late > people:
        message = f"{count_text(late)} of {count_text(people)} patients have no course numbered 1"
        advice = (
            "course_number counts one patient's courses: 1, 2, 3. If it does, add the rows of their earlier "
            "courses. If it numbers something else, such as all rows, rename the column."
        )
        yield Finding("error", "course_number_of_what", late, message, advice=advice, column="course_number")


def missing_by_column(connection: Engine, loaded: Loaded) -> pd.DataFrame:
    """How often each optional column of the file is not recorded, among the kept rows: column, missing, rows, share."""
    import pandas as pd

    where = f"row NOT IN (SELECT row FROM {loaded.table}_aside)"
    rows = [
        (name, missing, total, missing / total if total else 0.0)
        for name, missing, total in _missing(connection, loaded, where)
    ]
    return pd.DataFrame(rows, columns=["column", "missing", "rows", "share"])


def _missing(connection: Engine, loaded: Loaded, where: str) -> list[tuple[str, int, int]]:
    """(column, rows in which it is not recorded, rows) of every optional column and covariate."""
    names = {name: f'"{name}"' for name in loaded.layout.positions if not loaded.schema[name].required}
    names |= {name: f"k{number}" for number, name in enumerate(loaded.layout.covariates)}
    if not names:
        return []
    unread = {name for name, _ in loaded.reading.problems}  # a text that cannot be read is a fault, not a gap
    counts = ", ".join(
        f"count(CASE WHEN {column} IS NOT NULL{f' OR {name}_bad' if name in unread else ''} THEN 1 END)"
        for name, column in names.items()
    )
    tallies = one_row(connection, f"SELECT count(*), {counts} FROM {loaded.table}_typed WHERE {where}")
    return [(name, int(tallies[0] - count), int(tallies[0])) for name, count in zip(names, tallies[1:], strict=True)]


def _mostly_missing(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    rule = RULES["many_missing"]
    for name, missing, rows in _missing(connection, loaded, "TRUE"):
        if rows and missing / rows > MISSING_SHARE and (name in rule.columns or name in loaded.layout.covariates):
            share = percent(missing / rows, 0)
            message = f"{count_text(missing)} of {count_text(rows)} courses ({share}) have no {name}"
            advice = "Analyses that use it lose these rows, and say so."
            yield Finding("warning", rule.id, missing, message, advice=advice, column=name)


def _piled(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """One day that many people share as last contact, and after which others are still seen."""
    pile = one_row(connection, PILE.format(t=loaded.table))
    if not pile:
        return
    day, patients, everyone, latest = (int(value) for value in pile)
    if patients < PILE_LEAST or patients / everyone <= PILE_SHARE or day == latest:
        return
    shown, last = (f"day {day}", f"day {latest}") if loaded.layout.days else (iso(day), iso(latest))
    message = (
        f"{count_text(patients)} of {count_text(everyone)} patients ({percent(patients / everyone, 0)}) have "
        f"their last contact on {shown}"
    )
    example = f"{shown}; the latest last contact is {last}"
    advice = (
        "If the data were closed on that day, later contacts are the odd ones; if it is the day of an "
        "export or a placeholder, these people were not observed until then."
    )
    yield Finding("warning", "piled_last_contact", patients, message, None, example, advice, "last_contact")
