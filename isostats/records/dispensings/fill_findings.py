"""Faults and oddities of dispensings and of what stands beside them, counted over the rows, with one example each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from isostats.doors import toml_text
from isostats.engines.embedded import Engine, count_rows, is_there, one_row
from isostats.records.checking import DAY_ZERO
from isostats.records.dispensings.fills import ALL_PRODUCTS, others_listed
from isostats.records.dispensings.input_files import Files
from isostats.records.dispensings.observed_people import PERIODS, disagreeing_deaths, first_date
from isostats.records.drug_names import is_acne_drug, known_drug
from isostats.records.drugs import fold
from isostats.records.extreme_numbers import numbers_beyond_measure
from isostats.records.faults import Fault, broken, rule_faults, rule_finding, words_of_row
from isostats.records.findings import Finding, with_counts
from isostats.records.input_tables import DESCRIBED
from isostats.records.input_tables import dispensings as fill
from isostats.records.input_tables.beside_courses import DESCRIBED_ELSEWHERE
from isostats.records.input_tables.beside_dispensings import LAST_DATE, TOO_EARLY
from isostats.records.input_tables.declaration import Rule
from isostats.records.input_tables.later_treatments import (
    BEFORE,
    ELSEWHERE,
    LEAST_JUDGED,
    LONG_BEFORE,
    MOST_OUTSIDE,
    OUTSIDE,
)
from isostats.records.level_spellings import levels_spelt_twice
from isostats.records.row_numbers import file_row
from isostats.study.inputs import Inputs
from isostats.study.toml_values import toml
from isostats.words.numbers import agreed, count_text, counted

# Of what is only described: the last contact is what observation tells, and courses are made only later.
DESCRIBED_CHECKED = """CREATE OR REPLACE TABLE {t}_checked AS
SELECT typed.*, CAST(NULL AS INTEGER) AS p_last_contact, deaths.death AS p_death,
       CAST(NULL AS INTEGER) AS p_first_end, {further}
FROM {t}_typed AS typed LEFT JOIN deaths USING (person)"""
OF_DISPENSED = "CREATE OR REPLACE VIEW {t}_looked AS SELECT * FROM {t}_checked WHERE person IS NOT NULL"

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
UNTOLD = "days_supply IS NULL OR days_supply < 0.5"
THERE = "(SELECT COALESCE(sum(fills), 0) FROM staying)"
SUPPLIES = f"""SELECT count(*) FILTER ({TOO_LONG}), count(*) FILTER (days_supply > 0) + {THERE},
       min(row) FILTER ({TOO_LONG}), count(*) FILTER ({UNTOLD}), count(*) + {THERE},
       count(*) FILTER ({fill.IN_PACKS.condition}), min(row) FILTER ({fill.IN_PACKS.condition})
FROM remaining"""
OVERLAPPING = """SELECT count(*), arg_max(key, (banked, -key)), arg_max(start, (banked, -key)),
       arg_max(days_covered, (banked, -key)), max(banked) FROM overlapping"""
PERSON_OF_STRETCH = "SELECT person FROM periods WHERE stretch = ?"
FIRST_OF_COURSE = "SELECT min(row) FROM supplied WHERE person = ? AND day = ?"
ALL_SUPPLIED = f"SELECT count(*) + {THERE} FROM supplied"
# Where a patient's other dispensings tell the capsules a day, the quantity tells the supply.
TOLD_BY_NOTHING = f"""SELECT sum(untold), min(row) FROM (
    SELECT count(*) FILTER ({UNTOLD}) - CASE WHEN count(*) FILTER (quantity > 0 AND days_supply >= 0.5) > 0
           THEN count(*) FILTER (quantity > 0 AND ({UNTOLD})) ELSE 0 END AS untold, min(row) FILTER ({UNTOLD}) AS row
    FROM remaining GROUP BY person) AS of_person WHERE untold > 0"""
WRITTEN_FOR_NONE = f"""SELECT DISTINCT COALESCE(trim(CAST(file.c{{at}} AS VARCHAR)), '')
FROM {{t}} AS file JOIN remaining ON remaining.row = file.row WHERE {UNTOLD} ORDER BY 1 LIMIT 5"""

BRIDGED = 31  # days without observation that are no hole, as for courses

JUDGED = "typed.person IS NOT NULL AND typed.date IS NOT NULL"
OF_TREATMENTS = " AND typed.kind NOT IN ('isotretinoin', 'death')"
OBSERVED = f"""CREATE OR REPLACE TABLE {{label}}_seen AS
SELECT typed.row, typed.person,
       NOT bool_or(COALESCE(typed.date BETWEEN periods.start AND periods."end", FALSE)) AS away
FROM {{label}}_file_typed AS typed JOIN periods ON periods.person = typed.person
LEFT JOIN deaths ON deaths.person = typed.person
WHERE {JUDGED}{{judged}} AND NOT COALESCE(typed.date > deaths.death, FALSE)
GROUP BY typed.row, typed.person"""
UNOBSERVED = f"""CREATE OR REPLACE TABLE treatments_seen AS
SELECT typed.row, typed.person, typed.date < firsts.day - {LONG_BEFORE} AS away
FROM treatments_file_typed AS typed JOIN (SELECT person, min(day) AS day FROM (
    SELECT person, day FROM remaining UNION ALL SELECT person, first_day FROM staying) AS all_fills GROUP BY person
) AS firsts ON firsts.person = typed.person WHERE {JUDGED}{OF_TREATMENTS}"""
FILLS_AWAY = """SELECT count(*), count(*) FILTER (away), min(row) FILTER (away) FROM (
    SELECT seen.row, NOT bool_or(COALESCE(seen.day BETWEEN periods.start AND periods."end", FALSE)) AS away
    FROM remaining AS seen JOIN periods ON periods.person = seen.person
    WHERE seen.day IS NOT NULL GROUP BY seen.row)"""
# Of the periods, what tells whether they begin before anything could be recorded; fills that stayed in their database
# count as well.
BEGUN = """CREATE OR REPLACE VIEW observation_begun AS
SELECT typed.row, typed.person, typed.start, persons.birth_year, {year} AS start_year, {shifted} AS shifted,
       {first_day} AS first_day
FROM observation_file_typed AS typed LEFT JOIN persons ON persons.person = typed.person
WHERE typed.person IS NOT NULL"""
AWAY = "SELECT count(*), count(*) FILTER (away), min(row) FILTER (away) FROM {label}_seen"


PACK = re.compile(
    r"\b(pack(age|et)?|pkg|pck|packung|packungs|forpackning|forpacknings|paknings|pakning|verpakking|verpakkings)"
    r" ?(size|sz|grosse|storlek|storrelse|storelse|grootte)\b|\b(units?|capsules|kapseln) (per|in|je) (pack|packung)\b"
)
"""Names of columns that say how much is in one pack, as :func:`fold` has them."""


@dataclass(frozen=True)
class Supplies:
    """Fills with a supply beyond the longest, with any, the first row of the former; without a supply, and all; those
    whose quantity may be packs, and the first of them. Fills that stay in their database count as plain."""

    too_long: int
    above_zero: int
    first_too_long: int | None
    untold: int
    every: int
    packs: int
    first_pack: int | None


def _beside(connection: Engine, label: str) -> list[str]:
    """SQL of what is known of a row beside its own columns: its person, and what became of a fill."""
    if label not in ("dispensings", "treatments"):
        return []
    made = [table for table in ("supplied", "fates") if is_there(connection, table)]
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
    return rule_faults(connection, loaded, "seen", rules, beside_row, ())


def other_faults(connection: Engine, files: Files) -> tuple[list[Fault], list[Finding]]:
    """Faults and oddities of the other tables, about people who have dispensings."""
    faults: list[Fault] = []
    for label, loaded in files.loaded.items():
        if label == "dispensings":
            continue
        if label in DESCRIBED:
            connection.execute(DESCRIBED_CHECKED.format(t=loaded.table, further=loaded.input.further))
            connection.execute(OF_DISPENSED.format(t=loaded.table))
            faults += rule_faults(connection, loaded, f"{loaded.table}_looked", loaded.input.rules)
            continue
        further = f", {loaded.input.further}" if loaded.input.further else ""
        typed = f"FROM {loaded.table}_typed AS typed WHERE person IS NOT NULL"
        connection.execute(f"CREATE OR REPLACE VIEW {loaded.table}_looked AS SELECT *{further} {typed}")
        rules = loaded.input.rules
        here = rule_faults(connection, loaded, f"{loaded.table}_looked", rules, _beside(connection, label))
        last = files.last_date(loaded) if here else None
        faults += here if last is None else [_of_last_date(each, files.day_text(last)) for each in here]
    if files.has("observation"):
        faults += elsewhere(connection, files)
    errors = [fault for fault in faults if fault.finding.severity == "error"]
    oddities = [fault.finding for fault in faults if fault.finding.severity != "error"]
    if files.has("people"):
        oddities += levels_spelt_twice(connection, files.loaded["people"])
        oddities += numbers_beyond_measure(connection, files.loaded["people"])
    return errors, oddities + disagreeing_deaths(connection, files)


def _of_last_date(fault: Fault, day: str) -> Fault:
    """A fault whose advice names the last date of these data: somebody may take it literally."""
    return replace(fault, finding=replace(fault.finding, advice=fault.finding.advice.replace(LAST_DATE, day)))


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


def acne_drugs_unnamed(connection: Engine, inputs: Inputs) -> list[Finding]:
    """A warning where the dispensings hold other drugs for acne, and the study names no later treatments: they are
    those that it lacks."""
    if inputs.treatments is not None:
        return []
    others = [(" ".join(filter(None, (code, drug))), int(rows))
              for drug, code, rows in connection.execute(ALL_PRODUCTS).fetchall()
              if is_acne_drug(known_drug(drug, code))]  # fmt: skip
    if not others:
        return []
    count = sum(rows for _, rows in others)
    listed = with_counts(sorted(others, key=lambda each: (-each[1], each[0])), "other product", 5)
    message = f"{counted(count, 'dispensing')} {agreed(count, 'is')} of other drugs for acne, and no treatments are "
    message += f"named: {listed}"
    named = inputs.dispensings
    advice = "They are later treatments. To count them, hand the same table over as treatments too."
    if isinstance(named, (str, Path)):
        key = f"treatments = {toml_text(str(named))}"
        advice = "They are later treatments. To count them, name the dispensings as treatments too, "
        advice += f"in check and report: {key}."
    return [Finding("warning", "acne_drugs_unnamed", count, message, advice=advice, column="drug")]


def supply_findings(connection: Engine, files: Files, *, doses: bool = True) -> list[Finding]:
    """Where a supply or a dose was not as recorded, from ``supplied``; without ``doses`` only of supplies."""
    asked = [(rule, rule.condition) for rule in fill.SUPPLY_RULES if doses or "dose_mg" not in rule.condition]
    shown = broken(connection, "supplied", asked)
    every = int(one_row(connection, ALL_SUPPLIED)[0]) if shown else 0
    return [_of_many(row_finding(connection, files, rule, count, row), every) for rule, _, count, row in shown]


def overlapping_supplies(connection: Engine, files: Files, *, observed: bool) -> list[Finding]:
    """A warning where many courses are as long as they are by supplies that overlap, from ``overlapping``."""
    count, key, start, covered, banked = one_row(connection, OVERLAPPING)
    every = count_rows(connection, "all_courses")
    if count < fill.OVERLAP_LEAST or count <= fill.OVERLAP_SHARE * every:
        return []
    person = one_row(connection, PERSON_OF_STRETCH, [key])[0] if observed else key
    row = one_row(connection, FIRST_OF_COURSE, [person, start])[0]
    who = files.patient(person) + ("" if row is None else f", row {file_row(int(row))}")
    rule, shown = fill.OVERLAPPING, {"who": who, "first": files.day_text(start), "covered": covered, "banked": banked}
    message = f"{count_text(count)} of {counted(every, 'course')} {rule.one if count == 1 else rule.many}"
    return [Finding("warning", rule.id, int(count), message, row, rule.example.format(**shown), rule.advice)]


def _of_many(finding: Finding, every: int) -> Finding:
    """The finding under another rule where it is of too many fills for slips."""
    rule, share = fill.OF_MANY.get(finding.rule, (finding.rule, 1))
    return replace(finding, rule=rule) if finding.count > share * every else finding


def see_supplies(connection: Engine) -> Supplies:
    """What tells whether the columns of supplies and quantities are what they are called, in one look at the fills."""
    return Supplies(*one_row(connection, SUPPLIES))


def supply_faults(connection: Engine, files: Files, seen: Supplies) -> list[Fault]:
    """What is wrong with the column of supplies as a whole, whatever becomes of single ones."""
    return [*_unit_faults(connection, files, seen), *_unknown_supplies(connection, files, seen)]


def quantities_in_packs(connection: Engine, files: Files, seen: Supplies) -> list[Finding]:
    """A warning where most quantities are likely to be packs, and no column is there that tells how large these are."""
    if seen.packs < max(fill.PACKS_LEAST, fill.PACKS_SHARE * seen.every) or files.has(
        "dispensings", "capsules_per_pack"
    ):
        return []
    fills = files.loaded["dispensings"]
    ours = {*fills.layout.positions.values()}
    named = [name.strip() for at, name in enumerate(fills.raw.names) if at not in ours and PACK.search(fold(name))]
    advice = fill.OF_PACKS.format(column=toml(named[0])) if named else fill.OF_CAPSULES
    finding = row_finding(connection, files, fill.IN_PACKS, seen.packs, seen.first_pack)
    return [replace(finding, advice=advice + fill.IF_CAPSULES, column="quantity")]


def _unit_faults(connection: Engine, files: Files, seen: Supplies) -> list[Fault]:
    """A supply beyond the longest is a slip that the ladder mends; where many are, the column is in another unit."""
    many, total, row = seen.too_long, seen.above_zero, seen.first_too_long
    if row is None or not (2 * many > total or (many >= fill.WRONG_LEAST and many > fill.WRONG_SHARE * total)):
        return []
    values = words_of_row(connection, files.loaded["dispensings"], int(row))
    of = counted(total, "supply", "supplies")
    message = f"{count_text(many)} of {of} are of more than {fill.LONGEST_SUPPLY} days"
    example = f"{values['who']}, {values['days_supply']} days, {values['quantity']} capsules"
    finding = Finding("error", "wrong_unit", int(many), message, int(row), example, fill.UNIT, "days_supply")
    return [Fault(finding, "dispensings", f"SELECT row, person FROM remaining WHERE {TOO_LONG}")]


def _unknown_supplies(connection: Engine, files: Files, seen: Supplies) -> list[Fault]:
    """A supply that nothing tells is a slip too, and gets the default; courses of such supplies alone would be none."""
    least = max(fill.UNKNOWN_LEAST, fill.UNKNOWN_SHARE * seen.every)
    count, row = one_row(connection, TOLD_BY_NOTHING) if seen.untold > least else (0, None)
    if row is None or count <= least:
        return []
    loaded = files.loaded["dispensings"]
    written = WRITTEN_FOR_NONE.format(at=loaded.layout.positions["days_supply"], t=loaded.table)
    values = {str(text): str(fill.DEFAULT_SUPPLY) for (text,) in connection.execute(written).fetchall()}
    finding = row_finding(connection, files, fill.MOSTLY_UNKNOWN, int(count), int(row))
    advice = finding.advice.format(days=fill.DEFAULT_SUPPLY, values=toml({"days_supply": values}))
    rows = f"SELECT row, person FROM remaining WHERE {UNTOLD}"
    return [Fault(replace(finding, advice=advice), "dispensings", rows)]


def elsewhere(connection: Engine, files: Files) -> list[Fault]:
    """Rows outside every observation period of their patient: nearly all of a table are an error, and some of the
    treatments a warning. What is only described may well be known from elsewhere, and a diagnosis from long before.
    """
    connection.execute(PERIODS.format(bridge=BRIDGED))
    faults = []
    for label in ("treatments", *(each for each in DESCRIBED if each != "diagnoses")):
        if not files.has(label):
            continue
        of_treatments = label == "treatments"
        connection.execute(OBSERVED.format(label=label, judged=OF_TREATMENTS if of_treatments else ""))
        seen = one_row(connection, AWAY.format(label=label))
        total, away, _ = seen
        if not away or not (of_treatments or _nearly_all(away, total)):
            continue
        apart = ELSEWHERE if of_treatments else DESCRIBED_ELSEWHERE
        rule = apart if _nearly_all(away, total) else OUTSIDE
        finding = _counted(connection, files, rule, seen, "of observed patients", label)
        faults.append(Fault(finding, label, f"SELECT row, person FROM {label}_seen WHERE away"))
    connection.execute("DROP TABLE periods")  # bridged as a study wants it, they are made again
    return faults


def observed_before_records(connection: Engine, files: Files) -> list[Finding]:
    """A warning where periods begin before anything could be recorded of their patients: every washout is fulfilled."""
    year = "NULL" if files.days else f"EXTRACT(YEAR FROM {DAY_ZERO} + typed.start)"
    connection.execute(BEGUN.format(year=year, shifted=files.choices.shifted, first_day=first_date(connection)))
    shown = broken(connection, "observation_begun", [(TOO_EARLY, TOO_EARLY.condition)])
    return [row_finding(connection, files, rule, count, row, "observation") for rule, _, count, row in shown]


def fills_elsewhere(connection: Engine, files: Files) -> list[Finding]:
    """An error where most dispensings of observed people are outside their observation: what is left would be no sample
    of anybody's courses. Where some stay in their database this is not judged by the others alone."""
    if not files.has("observation") or count_rows(connection, "staying"):
        return []
    connection.execute(PERIODS.format(bridge=BRIDGED))
    total, away, row = one_row(connection, FILLS_AWAY)
    connection.execute("DROP TABLE periods")
    if total < LEAST_JUDGED or 2 * away <= total:
        return []
    return [_counted(connection, files, fill.MOSTLY_OUTSIDE, (total, away, row), "of observed patients", "dispensings")]


def treatments_long_before(connection: Engine, files: Files) -> list[Finding]:
    """Without an observation table: a warning where nearly all treatments are long before the first dispensing."""
    connection.execute(UNOBSERVED)
    total, away, row = one_row(connection, AWAY.format(label="treatments"))
    if not _nearly_all(away, total):
        return []
    return [_counted(connection, files, BEFORE, (total, away, row), "of these patients", "treatments")]


def _nearly_all(away: int, total: int) -> bool:
    return total >= LEAST_JUDGED and away > MOST_OUTSIDE * total


def _counted(
    connection: Engine, files: Files, rule: Rule, seen: tuple[int, int, int], whose: str, label: str
) -> Finding:
    total, away, row = seen
    finding = row_finding(connection, files, rule, away, row, label)
    noun = files.loaded[label].input.noun or ("dispensing" if label == "dispensings" else "treatment")
    verb, of = rule.one if away == 1 else rule.many, counted(total, noun)
    source = files.loaded[label].raw.source
    return replace(finding, message=f"{count_text(away)} of {of} {whose} in {source} {verb}")
