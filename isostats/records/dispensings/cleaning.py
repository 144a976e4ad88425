"""Clean-up, step by step, and what became of every fill: rows that are no fills leave, each with its reason.

People with a fault are set aside, whole. Then the flow of counts, the lineage, and the rows listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from isostats.engines.embedded import Engine, insert_rows, literal, one_row
from isostats.errors import DataError
from isostats.records.database_tables import ROWS
from isostats.records.dispensings import fill_findings, repeated
from isostats.records.dispensings.drug_columns import nothing_of_the_drug
from isostats.records.dispensings.fills import (
    leave_out_products,
    leave_out_types,
    make_fills,
    product_findings,
    supply_fills,
    unclear_products,
)
from isostats.records.dispensings.input_files import Files
from isostats.records.dispensings.named_strengths import strengths_told
from isostats.records.dispensings.observed_people import make_persons
from isostats.records.faults import Fault, ragged_faults, ragged_rows
from isostats.records.findings import Finding, Findings, is_of_a_table, refusal
from isostats.records.input_tables.dispensings import FATE_ORDER, FATES, LONGEST_SUPPLY, OTHER_FILE, UNREADABLE
from isostats.records.loaded import Loaded
from isostats.records.rows_not_taken import unread_statuses
from isostats.records.selection_on_outcome import fills_set_aside
from isostats.records.setting_aside import AsideRows, FlowStep, keep_aside
from isostats.study.inputs import Inputs

COPY = "duplicate_fill"
SET_ASIDE = {rule.id for rule in FATES if rule.severity == "error"} | {UNREADABLE, OTHER_FILE, "no_observation"}

# A person with a fault leaves whole: one impossible row makes the others doubtful too.
ASIDE = """INSERT INTO fates
SELECT remaining.row, remaining.person, COALESCE(own.fate, aside.fate),
       CASE WHEN own.fate IS NULL AND aside.file = 'dispensings' THEN aside.row END
FROM remaining
LEFT JOIN (SELECT row, arg_min(fate, rank) AS fate FROM faulty WHERE file = 'dispensings' GROUP BY row) AS own
       ON own.row = remaining.row
LEFT JOIN (SELECT person, arg_min(fate, rank) AS fate, arg_min(file, rank) AS file, arg_min(row, rank) AS row
           FROM faulty WHERE person IS NOT NULL GROUP BY person) AS aside ON aside.person = remaining.person
WHERE own.fate IS NOT NULL OR aside.fate IS NOT NULL"""

RAGGED = "INSERT INTO fates SELECT row, person, 'ragged_row', NULL FROM ({ragged}) AS ragged"

LINEAGE = """CREATE OR REPLACE VIEW lineage AS
SELECT fills.row, ids.person_id, fills.day, supplied.supply AS days_supply, supplied.supply_source, supplied.dose_mg,
       fill_courses.course, COALESCE(fates.fate, 'in_course') AS reason, fates.other_row
FROM (SELECT row, person, day FROM fills
      UNION ALL SELECT ragged.row, named.person, NULL FROM dispensings_file_ragged AS ragged  -- no fill, but a row
                LEFT JOIN dispensings_file_ids AS named ON named.person_id = ragged.person_id) AS fills
LEFT JOIN dispensings_file_ids AS ids ON ids.person = fills.person
LEFT JOIN supplied ON supplied.row = fills.row
LEFT JOIN fill_courses ON fill_courses.row = fills.row
LEFT JOIN fates ON fates.row = fills.row"""

# People leave with their last fill.
LOST = f"""WITH ranked AS (
    SELECT fates.fate, orders.rank, fates.person,
           -- of an absurd supply no more than the longest counts
           COALESCE(supplied.supply, CASE WHEN fills.days_supply > {LONGEST_SUPPLY} THEN {LONGEST_SUPPLY}
               WHEN fills.days_supply > 0 THEN CAST(fills.days_supply AS INTEGER) END, 0) AS days, 1 AS rows
    FROM fates JOIN orders ON orders.fate = fates.fate
    LEFT JOIN fills ON fills.row = fates.row LEFT JOIN supplied ON supplied.row = fates.row
    UNION ALL
    SELECT lost.fate, orders.rank, lost.person, lost.days, lost.fills
    FROM staying_lost AS lost JOIN orders ON orders.fate = lost.fate
),
leaving AS (SELECT person, max(rank) AS rank FROM ranked ANTI JOIN kept_courses USING (person)
            WHERE person IS NOT NULL GROUP BY person)
SELECT lost.fate, lost.rows, COALESCE(people.patients, 0), lost.days
FROM (SELECT fate, rank, sum(rows) AS rows, sum(days) AS days FROM ranked GROUP BY fate, rank) AS lost
LEFT JOIN (SELECT rank, count(*) AS patients FROM leaving GROUP BY rank) AS people ON people.rank = lost.rank
ORDER BY lost.rank"""

KEPT = """SELECT count(*) + (SELECT COALESCE(sum(fills), 0) FROM staying_kept),
       (SELECT count(*) FROM kept_courses WHERE course = 1),
       COALESCE(sum(supply), 0) + (SELECT COALESCE(sum(days), 0) FROM staying_kept)
FROM supplied ANTI JOIN fates USING (row)"""


@dataclass(frozen=True)
class FillStep(FlowStep):
    """A step of the flow with the days of supply in it. Steps: ``dispensings read``; ``set aside`` and ``left out``
    by rule (``patients`` are those whose last fill leaves there); ``kept``; ``courses``."""

    days: int = 0


def clean_fills(
    connection: Engine, files: Files, inputs: Inputs, findings: Sequence[Finding]
) -> tuple[list[Finding], list[Finding]]:
    """Make ``fills``, ``persons``, ``fates`` and ``supplied``; returns what is wrong, and what is odd.

    Raises DataError where anything is wrong, unless the study sets such people aside; ``findings`` are those so far.
    """
    dispensings = files.loaded["dispensings"]
    make_fills(connection, dispensings)
    make_persons(connection, files)
    leave_out_products(connection, files, inputs.products)
    nothing = list(nothing_of_the_drug(connection, dispensings))
    unnamed = fill_findings.acne_drugs_unnamed(connection, inputs)
    oddities = leave_out_types(connection, files, inputs.drug_types)
    files.forget_unread("SELECT row FROM remaining")
    oddities += strengths_told(connection, files)
    repeated.leave_out_duplicates(connection, dispensings, packs=inputs.equal_rows == "packs")
    many_equal = [] if inputs.equal_rows else repeated.many_equal_rows(connection, files)
    repeated.leave_out_reversals(connection)
    oddities += unread_statuses(connection, dispensings, "remaining")
    oddities += repeated.near_duplicates(connection, files)
    if files.has("treatments"):
        oddities += unread_statuses(connection, files.loaded["treatments"])
        oddities += repeated.take_back_treatments(connection, files)
        if not files.has("observation"):
            oddities += fill_findings.treatments_long_before(connection, files)
    if files.has("observation"):
        oddities += fill_findings.observed_before_records(connection, files)
    oddities += repeated.weights_of_one_day(connection, files)
    fill_findings.see_fills(connection, files)
    of_files, odd_files = fill_findings.other_faults(connection, files)
    ragged = [fault for loaded in files.loaded.values() for fault in ragged_faults(loaded)]
    supplies = fill_findings.see_supplies(connection)
    faults = [*files.faults, *ragged, *fill_findings.fill_faults(connection, files)]
    faults += [*fill_findings.supply_faults(connection, files, supplies), *of_files]
    in_packs = fill_findings.quantities_in_packs(connection, files, supplies)
    apart = [fault.finding for fault in faults if is_of_a_table(fault.finding)]
    apart += [*unclear_products(connection, inputs.products), *nothing, *many_equal]
    apart += fill_findings.fills_elsewhere(connection, files)
    faults = [fault for fault in faults if not is_of_a_table(fault.finding)]
    wrong = [fault.finding for fault in faults]
    if inputs.on_invalid == "stop":
        left = [each for each in fill_findings.fate_findings(connection, files) if not many_equal or each.rule != COPY]
        refuse([*findings, *wrong, *apart, *left], files.source)
    refuse(apart, files.source)  # a fault of tables sets no patients aside
    set_aside(connection, dispensings, faults)
    if wrong:
        odd_files += fills_set_aside(connection, SET_ASIDE, treatments=files.has("treatments"))
        refuse([each for each in odd_files if each.severity == "error"], files.source)
    supply_fills(connection, doses=not in_packs)
    oddities += in_packs
    return wrong, [*product_findings(connection, inputs.products), *unnamed, *oddities, *odd_files]


@contextmanager
def rows_explained(of_tables: bool) -> Iterator[None]:
    """Rows of a table have no numbers of their own: an error that names one says how they were counted."""
    try:
        yield
    except DataError as error:
        findings = error.findings
        if of_tables and isinstance(findings, Findings) and any(each.row is not None for each in findings):
            raise type(error)(f"{error}\n{ROWS}", findings) from error
        raise


def refuse(findings: Iterable[Finding], name: str) -> None:
    """Raise if anything so far is an error."""
    ordered = Findings.of(findings)
    if ordered.errors:
        raise refusal(name, ordered, ordered.errors)


def set_aside(connection: Engine, dispensings: Loaded, faults: Sequence[Fault]) -> None:
    """Give every fill of a faulty person its fate; ragged rows have theirs in any case."""
    connection.execute(
        "CREATE OR REPLACE TABLE faulty (file VARCHAR, row BIGINT, person INTEGER, fate VARCHAR, rank INT)"
    )
    for fault in faults:
        fate = fault.finding.rule if fault.finding.rule in FATE_ORDER else UNREADABLE
        if fault.file != "dispensings":
            fate = OTHER_FILE
        connection.execute(
            f"INSERT INTO faulty SELECT {literal(fault.file)}, row, person, {literal(fate)}, {FATE_ORDER.index(fate)} "
            f"FROM ({fault.rows_sql}) AS rows_of"
        )
    connection.execute(ASIDE)
    connection.execute(RAGGED.format(ragged=ragged_rows(dispensings)))


def flow_of(connection: Engine) -> list[FillStep]:
    """Fills, people and days: read, lost by rule, kept; they add up. Then the courses."""
    connection.execute("CREATE OR REPLACE TABLE orders (rank INTEGER, fate VARCHAR)")
    insert_rows(connection, "orders", enumerate(FATE_ORDER), "INTEGER", "VARCHAR")
    steps = [
        FillStep("set aside" if fate in SET_ASIDE else "left out", fate, int(rows), int(people), int(days))
        for fate, rows, people, days in connection.execute(LOST).fetchall()
    ]
    kept = FillStep("kept", "", *map(int, one_row(connection, KEPT)))
    rows, people, days = (sum(getattr(step, name) for step in (*steps, kept)) for name in ("rows", "patients", "days"))
    courses = one_row(connection, "SELECT count(*), count(*) FILTER (course = 1), sum(days_covered) FROM kept_courses")
    made = FillStep("courses", "", *(int(each or 0) for each in courses))
    return [FillStep("dispensings read", "", rows, people, days), *steps, kept, made]


def fills_aside(connection: Engine, files: Files, *, empty: bool = False) -> AsideRows:
    """Keep the dispensings of people who were set aside, with the reason.

    ``empty`` gives the columns without looking for the rows.
    """
    where = "FALSE" if empty else f"fate IN ({', '.join(map(literal, sorted(SET_ASIDE)))})"
    rows = f"SELECT row, fate AS reason FROM fates WHERE {where}"
    return keep_aside(connection, files.loaded["dispensings"], rows)
