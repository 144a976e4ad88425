"""Faults and oddities of dispensings in words: counted over the fills, with one example each."""

from __future__ import annotations

from collections.abc import Iterable

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.checking import DAY_ZERO, Fault
from isostats.records.dispensings.persons import disagreeing_deaths
from isostats.records.dispensings.reading import Files
from isostats.records.dispensings.row_words import row_finding, sentence, words_of_row
from isostats.records.dispensings.treatment_rows import away_treatments
from isostats.records.findings import Finding
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.input_tables.dispensings import (
    DISPENSINGS,
    FILL_ERRORS,
    LEFT_OUT_FIRST,
    LEFT_OUT_LAST,
    LONGEST_SUPPLY,
    ROW_ERRORS,
    SUPPLY_RULES,
    UNIT,
    WRONG_LEAST,
    WRONG_SHARE,
)
from isostats.records.input_tables.rule import Rule
from isostats.records.loaded import Loaded
from isostats.words.numbers import count_text, counted

# What the rules about fills can see.
SEEN = """CREATE OR REPLACE VIEW seen AS
SELECT remaining.*, persons.birth_year, persons.death, {year} AS day_year
FROM remaining LEFT JOIN persons ON persons.person = remaining.person"""
UNKNOWN = """CREATE OR REPLACE VIEW seen AS
SELECT *, CAST(NULL AS INTEGER) AS birth_year, CAST(NULL AS INTEGER) AS death, CAST(NULL AS INTEGER) AS day_year
FROM {remaining}"""

# What the rules about some of the other files ask for besides.
FURTHER = {
    "people": ", row_number() OVER (PARTITION BY person ORDER BY row) > 1 AS again",
    "treatments": ", (SELECT min(death) FROM deaths WHERE deaths.person = typed.person) AS death",
}

# Fills that were stitched where they live have left no row here.
LEFT_OUT = """SELECT fate, sum(rows), min(row) FROM (
    SELECT fate, row, 1 AS rows FROM fates UNION ALL SELECT fate, NULL, fills FROM staying_lost
) AS lost GROUP BY fate"""

UNITS = """SELECT count(*) FILTER (days_supply > {longest}), count(*) + (SELECT COALESCE(sum(fills), 0) FROM staying),
       min(row) FILTER (days_supply > {longest})
FROM remaining WHERE days_supply > 0"""


def see_fills(connection: Engine, files: Files) -> None:
    """Make the view ``seen`` of the fills that have not left, beside what is known of their persons."""
    if any(map(files.has, ("people", "treatments", "deaths"))):
        year = "NULL" if files.days else f"EXTRACT(YEAR FROM {DAY_ZERO} + remaining.day)"
        connection.execute(SEEN.format(year=year))
    else:
        connection.execute(UNKNOWN.format(remaining="remaining" if count_rows(connection, "fates") else "fills"))


def ragged_faults(connection: Engine, loaded: Loaded) -> list[Fault]:
    """Rows without the header's number of columns."""
    ragged = loaded.raw.ragged
    if not ragged:
        return []
    rule, first = ROW_ERRORS[0], ragged[0]
    patient = first.patient(loaded.layout.positions.get("patient_id"))
    who = f"patient {patient}, row {first.row}" if patient else f"row {first.row}"
    what = first.fault or f"{len(first.cells)} columns where the header has {len(loaded.raw.names)}"
    message = sentence(rule, len(ragged), loaded.raw.rows + len(ragged), f"row of {loaded.raw.source}")
    advice = "A delimiter inside a text needs quotation marks around the text. " + rule.advice
    rows = (
        f"SELECT ragged.row, ids.person FROM {loaded.table}_ragged AS ragged "
        "LEFT JOIN dispensings_file_ids AS ids ON ids.person_id = ragged.person_id"
    )
    finding = Finding("error", rule.id, len(ragged), message, first.row, f"{who}: {what}", advice)
    return [Fault(finding, loaded.label, rows)]


def fill_faults(connection: Engine, files: Files) -> list[Fault]:
    """Rows that cannot be a fill, and fills that cannot be true, among those that have not left (needs ``seen``)."""
    bad = {column for column, _ in files.loaded["dispensings"].reading.problems}
    unread = " AND row NOT IN (SELECT row FROM dispensings_file_typed WHERE dispense_date_bad)"
    asked = [
        (rule, f"({rule.condition})" + (unread if rule.id == "missing_value" and "dispense_date" in bad else ""))
        for rule in (*ROW_ERRORS[1:], *FILL_ERRORS)
    ]
    counts = ", ".join(f"count(*) FILTER ({where}), min(row) FILTER ({where})" for _, where in asked)
    broken = " OR ".join(where for _, where in asked)  # few rows are broken: all rules are asked of these alone
    counted_rows = one_row(connection, f"SELECT {counts} FROM seen WHERE {broken}")
    faults = [
        Fault(
            row_finding(connection, files, rule, int(count), int(row)),
            "dispensings",
            f"SELECT row, person FROM seen WHERE {where}",
        )
        for (rule, where), count, row in zip(asked, counted_rows[::2], counted_rows[1::2], strict=True)
        if count
    ]
    return faults + _unit_faults(connection, files)


def other_faults(connection: Engine, files: Files) -> tuple[list[Fault], list[Finding]]:
    """Faults and oddities of the other files, about people who have dispensings."""
    faults: list[Fault] = []
    for label, table in DISPENSING_TABLES.items():
        if table is DISPENSINGS or not files.has(label):
            continue
        view = f"{label}_file_looked"
        further = FURTHER.get(label, "")
        connection.execute(
            f"CREATE OR REPLACE VIEW {view} AS SELECT *{further} FROM {label}_file_typed AS typed "
            "WHERE person IS NOT NULL"
        )
        bad = {column for column, _ in files.loaded[label].reading.problems}
        dates = ("death_date",) if label == "deaths" else ("start", "end", "date", "kind", "weight_kg")
        for rule in table.rules:
            unread = " AND NOT ".join(f"{name}_bad" for name in dates if name in bad)
            condition = f"({rule.condition})" + (f" AND NOT {unread}" if unread else "")
            faults += _faults(connection, files, label, view, rule, condition)
    if files.has("treatments") and files.has("observation"):
        faults += away_treatments(connection, files)
    errors = [fault for fault in faults if fault.finding.severity == "error"]
    oddities = [fault.finding for fault in faults if fault.finding.severity == "warning"]
    return errors, oddities + disagreeing_deaths(connection, files)


def fate_findings(connection: Engine, files: Files, rules: Iterable[Rule] = (*LEFT_OUT_FIRST, *LEFT_OUT_LAST)) -> list[
    Finding
]:  # fmt: skip
    """What left fills out, from ``fates``."""
    counts = {fate: (int(count), row) for fate, count, row in connection.execute(LEFT_OUT).fetchall()}
    return [row_finding(connection, files, rule, *counts[rule.id]) for rule in rules if rule.id in counts]


FOLLOW_UP_ASSUMED = Finding(
    "warning",
    "follow_up_assumed",
    1,
    "there is no observation table: everybody is taken as followed to the data's last day",
    advice="Whoever moved away or lost cover before it counts as free of relapse. Name the table of when people were "
    "observed in [data] observation.",
)


def supply_findings(connection: Engine, files: Files) -> list[Finding]:
    """Where a supply or a dose was not as recorded, from ``supplied``."""
    counts = ", ".join(f"count(*) FILTER ({r.condition}), min(row) FILTER ({r.condition})" for r in SUPPLY_RULES)
    rows = one_row(connection, f"SELECT {counts} FROM supplied")
    pairs = zip(SUPPLY_RULES, rows[::2], rows[1::2], strict=True)
    return [row_finding(connection, files, rule, int(count), int(row)) for rule, count, row in pairs if count]


def _unit_faults(connection: Engine, files: Files) -> list[Fault]:
    """A supply beyond the longest is a slip that the ladder mends; where many are, the column is in another unit."""
    many, total, row = one_row(connection, UNITS.format(longest=LONGEST_SUPPLY))
    if not many or not (2 * many > total or (many >= WRONG_LEAST and many > WRONG_SHARE * total)):
        return []
    values = words_of_row(connection, files, "dispensings", int(row))
    message = f"{count_text(many)} of {counted(total, 'supply', 'supplies')} are of more than {LONGEST_SUPPLY} days"
    example = f"{values['who']}, {values['days_supply']} days, {values['quantity']} capsules"
    finding = Finding("error", "wrong_unit", int(many), message, int(row), example, UNIT, "days_supply")
    return [Fault(finding, "dispensings", f"SELECT row, person FROM remaining WHERE days_supply > {LONGEST_SUPPLY}")]


def _faults(connection: Engine, files: Files, label: str, view: str, rule: Rule, condition: str) -> list[Fault]:
    count, row = one_row(connection, f"SELECT count(*), min(row) FROM {view} WHERE {condition}")
    if not count:
        return []
    finding = row_finding(connection, files, rule, int(count), int(row), label)
    return [Fault(finding, label, f"SELECT row, person FROM {view} WHERE {condition}")]
