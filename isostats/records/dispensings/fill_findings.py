"""Faults and oddities of dispensings and of what stands beside them, counted over the rows, with one example each."""

from __future__ import annotations

from dataclasses import replace

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.checking import DAY_ZERO
from isostats.records.dispensings.fills import HAS_TABLE, others_listed
from isostats.records.dispensings.observed_people import PERIODS, disagreeing_deaths
from isostats.records.dispensings.reading import Files
from isostats.records.faults import Fault, broken, rule_faults, rule_finding, words_of_row
from isostats.records.findings import Finding
from isostats.records.input_tables import dispensings as fill
from isostats.records.input_tables.declaration import Rule
from isostats.records.input_tables.later_treatments import (
    BEFORE,
    ELSEWHERE,
    LEAST_JUDGED,
    LONG_BEFORE,
    MOST_OUTSIDE,
    OUTSIDE,
)
from isostats.words.numbers import count_text, counted

PERSON = "SELECT birth_year, death FROM persons WHERE person = (SELECT person FROM {t}_checked WHERE row = ?)"
FIRST_LOST = """SELECT person_id FROM dispensings_file_ids
WHERE person = (SELECT min(person) FROM staying_lost WHERE fate = ?)"""

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

TOO_LONG = f"days_supply > {fill.LONGEST_SUPPLY}"
UNITS = f"""SELECT count(*) FILTER ({TOO_LONG}), count(*) + (SELECT COALESCE(sum(fills), 0) FROM staying),
       min(row) FILTER ({TOO_LONG})
FROM remaining WHERE days_supply > 0"""

BRIDGED = 31  # days without observation that are no hole, as for courses

JUDGED = "person IS NOT NULL AND date IS NOT NULL AND kind NOT IN ('isotretinoin', 'death')"
OBSERVED = f"""CREATE OR REPLACE TABLE treatments_seen AS
SELECT typed.row, typed.person,
       NOT bool_or(COALESCE(typed.date BETWEEN periods.start AND periods."end", FALSE)) AS away
FROM treatments_file_typed AS typed JOIN periods ON periods.person = typed.person
LEFT JOIN deaths ON deaths.person = typed.person
WHERE typed.{JUDGED.replace(" AND ", " AND typed.")} AND NOT COALESCE(typed.date > deaths.death, FALSE)
GROUP BY typed.row, typed.person"""
UNOBSERVED = f"""CREATE OR REPLACE TABLE treatments_seen AS
SELECT typed.row, typed.person, typed.date < firsts.day - {LONG_BEFORE} AS away
FROM treatments_file_typed AS typed JOIN (SELECT person, min(day) AS day FROM (
    SELECT person, day FROM remaining UNION ALL SELECT person, first_day FROM staying) AS all_fills GROUP BY person
) AS firsts ON firsts.person = typed.person WHERE typed.{JUDGED.replace(" AND ", " AND typed.")}"""
AWAY = "SELECT count(*), count(*) FILTER (away), min(row) FILTER (away) FROM treatments_seen"


def _beside(connection: Engine, label: str) -> list[str]:
    """SQL of what is known of a row beside its own columns: its person, and what became of a fill."""
    if label not in ("dispensings", "treatments"):
        return []
    made = [table for table in ("supplied", "fates") if one_row(connection, HAS_TABLE, [table])[0]]
    of_fill = [f"SELECT * FROM {table} WHERE row = ?" for table in made] if label == "dispensings" else []
    return [PERSON.format(t=f"{label}_file"), *of_fill]


def row_finding(
    connection: Engine, files: Files, rule: Rule, count: int, row: int | None, label: str = "dispensings"
) -> Finding:
    """What a rule found in one of the tables, with its first row in words; without a row, a person who stays there."""
    of = {"who": f"patient {one_row(connection, FIRST_LOST, [rule.id])[0]}"} if row is None else None
    loaded = files.loaded[label]
    finding = rule_finding(connection, loaded, rule, count, row, beside=_beside(connection, label), of=of)
    if rule.id != "other_product":
        return finding
    return replace(finding, message=f"{finding.message}: {others_listed(connection)}")


def see_fills(connection: Engine, files: Files) -> None:
    """Make the view ``seen`` of the fills that have not left, beside what is known of their persons."""
    if any(map(files.has, ("people", "treatments", "deaths"))):
        year = "NULL" if files.days else f"EXTRACT(YEAR FROM {DAY_ZERO} + remaining.day)"
        connection.execute(SEEN.format(year=year))
    else:
        connection.execute(UNKNOWN.format(remaining="remaining" if count_rows(connection, "fates") else "fills"))


def fill_faults(connection: Engine, files: Files) -> list[Fault]:
    """Rows that cannot be a fill, and fills that cannot be true, among those that have not left (needs ``seen``)."""
    loaded, beside_row = files.loaded["dispensings"], _beside(connection, "dispensings")
    empty_id, no_date = fill.ROW_ERRORS[1:]
    if "dispense_date" in loaded.reading.unread:  # what is written there is a fault of its own
        no_date = replace(no_date, condition=f"{no_date.condition} AND row NOT IN ({UNREAD_DATES})")
    rules = (empty_id, no_date, *fill.FILL_ERRORS)
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
        faults += rule_faults(connection, loaded, f"{loaded.table}_looked", rules, _beside(connection, label))
    if files.has("treatments") and files.has("observation"):
        faults += away_treatments(connection, files)
    errors = [fault for fault in faults if fault.finding.severity == "error"]
    oddities = [fault.finding for fault in faults if fault.finding.severity == "warning"]
    return errors, oddities + disagreeing_deaths(connection, files)


def fate_findings(connection: Engine, files: Files) -> list[Finding]:
    """What left fills out, from ``fates``."""
    counts = {fate: (int(count), row) for fate, count, row in connection.execute(LEFT_OUT).fetchall()}
    rules = (*fill.LEFT_OUT_FIRST, *fill.LEFT_OUT_LAST)
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
    shown = broken(connection, "supplied", [(rule, rule.condition) for rule in fill.SUPPLY_RULES])
    return [row_finding(connection, files, rule, count, row) for rule, _, count, row in shown]


def _unit_faults(connection: Engine, files: Files) -> list[Fault]:
    """A supply beyond the longest is a slip that the ladder mends; where many are, the column is in another unit."""
    many, total, row = one_row(connection, UNITS)
    if not many or not (2 * many > total or (many >= fill.WRONG_LEAST and many > fill.WRONG_SHARE * total)):
        return []
    values = words_of_row(connection, files.loaded["dispensings"], int(row))
    of = counted(total, "supply", "supplies")
    message = f"{count_text(many)} of {of} are of more than {fill.LONGEST_SUPPLY} days"
    example = f"{values['who']}, {values['days_supply']} days, {values['quantity']} capsules"
    finding = Finding("error", "wrong_unit", int(many), message, int(row), example, fill.UNIT, "days_supply")
    return [Fault(finding, "dispensings", f"SELECT row, person FROM remaining WHERE {TOO_LONG}")]


def away_treatments(connection: Engine, files: Files) -> list[Fault]:
    """Treatments outside every observation period of their patient: nearly all of them are an error."""
    connection.execute(PERIODS.format(bridge=BRIDGED))
    connection.execute(OBSERVED)
    connection.execute("DROP TABLE periods")  # bridged as a study wants it, they are made again
    total, away, row = one_row(connection, AWAY)
    if not away:
        return []
    rule = ELSEWHERE if _nearly_all(away, total) else OUTSIDE
    finding = _counted(connection, files, rule, (total, away, row), "of observed patients")
    return [Fault(finding, "treatments", "SELECT row, person FROM treatments_seen WHERE away")]


def treatments_long_before(connection: Engine, files: Files) -> list[Finding]:
    """Without an observation table: a warning where nearly all treatments are long before the first dispensing."""
    connection.execute(UNOBSERVED)
    total, away, row = one_row(connection, AWAY)
    if not _nearly_all(away, total):
        return []
    return [_counted(connection, files, BEFORE, (total, away, row), "of these patients")]


def _nearly_all(away: int, total: int) -> bool:
    return total >= LEAST_JUDGED and away > MOST_OUTSIDE * total


def _counted(connection: Engine, files: Files, rule: Rule, seen: tuple[int, int, int], whose: str) -> Finding:
    total, away, row = seen
    finding = row_finding(connection, files, rule, away, row, "treatments")
    verb, of = rule.one if away == 1 else rule.many, counted(total, "treatment")
    source = files.loaded["treatments"].raw.source
    return replace(finding, message=f"{count_text(away)} of {of} {whose} in {source} {verb}")
