"""Faults and oddities of dispensings in words: counted over the fills, with one example each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.checking import DAY_ZERO
from isostats.records.dispensings.fill_words import beside, row_finding
from isostats.records.dispensings.persons import disagreeing_deaths
from isostats.records.dispensings.reading import Files
from isostats.records.dispensings.treatment_rows import away_treatments
from isostats.records.faults import Fault, broken, rule_faults, words_of_row
from isostats.records.findings import Finding
from isostats.records.input_tables.declaration import Rule
from isostats.records.input_tables.dispensings import (
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
from isostats.words.numbers import count_text, counted

# What the rules about fills can see.
SEEN = """CREATE OR REPLACE VIEW seen AS
SELECT remaining.*, persons.birth_year, persons.death, {year} AS day_year
FROM remaining LEFT JOIN persons ON persons.person = remaining.person"""
UNKNOWN = """CREATE OR REPLACE VIEW seen AS
SELECT *, CAST(NULL AS INTEGER) AS birth_year, CAST(NULL AS INTEGER) AS death, CAST(NULL AS INTEGER) AS day_year
FROM {remaining}"""

UNREAD_DATES = "SELECT row FROM dispensings_file_typed WHERE dispense_date_bad"

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


def fill_faults(connection: Engine, files: Files) -> list[Fault]:
    """Rows that cannot be a fill, and fills that cannot be true, among those that have not left (needs ``seen``)."""
    loaded, beside_row = files.loaded["dispensings"], beside(connection, "dispensings")
    empty_id, no_date = ROW_ERRORS[1:]
    if "dispense_date" in loaded.reading.unread:  # what is written there is a fault of its own
        no_date = replace(no_date, condition=f"{no_date.condition} AND row NOT IN ({UNREAD_DATES})")
    rules = (empty_id, no_date, *FILL_ERRORS)
    return rule_faults(connection, loaded, "seen", rules, beside_row, ()) + _unit_faults(connection, files)


def other_faults(connection: Engine, files: Files) -> tuple[list[Fault], list[Finding]]:
    """Faults and oddities of the other tables, about people who have dispensings."""
    faults: list[Fault] = []
    for label, loaded in files.loaded.items():
        if label == "dispensings":
            continue
        further = f", {loaded.input.further}" if loaded.input.further else ""
        typed = f"FROM {loaded.table}_typed AS typed WHERE person IS NOT NULL"
        connection.execute(f"CREATE OR REPLACE VIEW {loaded.table}_looked AS SELECT *{further} {typed}")
        rules = loaded.input.rules
        faults += rule_faults(connection, loaded, f"{loaded.table}_looked", rules, beside(connection, label))
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
    shown = broken(connection, "supplied", [(rule, rule.condition) for rule in SUPPLY_RULES])
    return [row_finding(connection, files, rule, count, row) for rule, _, count, row in shown]


def _unit_faults(connection: Engine, files: Files) -> list[Fault]:
    """A supply beyond the longest is a slip that the ladder mends; where many are, the column is in another unit."""
    many, total, row = one_row(connection, UNITS.format(longest=LONGEST_SUPPLY))
    if not many or not (2 * many > total or (many >= WRONG_LEAST and many > WRONG_SHARE * total)):
        return []
    values = words_of_row(connection, files.loaded["dispensings"], int(row))
    message = f"{count_text(many)} of {counted(total, 'supply', 'supplies')} are of more than {LONGEST_SUPPLY} days"
    example = f"{values['who']}, {values['days_supply']} days, {values['quantity']} capsules"
    finding = Finding("error", "wrong_unit", int(many), message, int(row), example, UNIT, "days_supply")
    return [Fault(finding, "dispensings", f"SELECT row, person FROM remaining WHERE days_supply > {LONGEST_SUPPLY}")]
