"""The four tables of dispensing data: people, observation, courses, events; plain SQL over what was stitched."""

from __future__ import annotations

from isostats.engines.embedded import Engine, count_rows, literal, one_row, quoted
from isostats.records.dispensings.fills import named_products
from isostats.records.dispensings.input_files import Files
from isostats.records.dispensings.observed_people import covariates_of
from isostats.records.drugs import CONVENTIONAL_DOSE
from isostats.records.four_tables import keep_described, known_supply, show_with_ids
from isostats.records.input_tables import DESCRIBED
from isostats.study.definitions import CourseDefinition
from isostats.vocabulary import names as v

TYPICAL_HISTORY = 365  # days, where no washout says how much history tells a course's number

# Courses numbered over all stretches of a person. Where supply outlasts a hole in observation, the course ends before
# the next one starts.
ALL_COURSES = """CREATE OR REPLACE TABLE all_courses AS
WITH placed AS (
    SELECT periods.person, periods.period, periods.start AS seen_from, periods."end" AS seen_to, stitched.key,
           stitched.start, stitched."end", stitched.days_covered, stitched.fills, stitched.dispensing_days,
           stitched.dose_mg, row_number() OVER by_start AS course, lead(stitched.start) OVER by_start AS next_start,
           first_value(periods.period) OVER by_start AS first_period
    FROM stitched JOIN periods ON periods.stretch = stitched.key
    WINDOW by_start AS (PARTITION BY periods.person ORDER BY stitched.start)
),
ended AS (
    SELECT *, CASE WHEN next_start <= "end" THEN next_start - 1 ELSE "end" END AS last_day FROM placed
)
SELECT person, CAST(course AS INTEGER) AS course, start, CAST(last_day AS INTEGER) AS "end",
       CASE WHEN seen_to - last_day > {gap} THEN 'confirmed' ELSE 'open' END AS end_status,
       CASE WHEN days_covered > last_day - start + 1 THEN last_day - start + 1 ELSE days_covered END AS days_covered,
       fills, dispensing_days, dose_mg, start - seen_from AS history_days, period = first_period AS same_period
FROM ended"""

# Without an observation file: from the first fill to the data's last date, or death.
WHOLE_PERIODS = """CREATE OR REPLACE {kind} periods AS
SELECT stitched.key AS person, 1 AS period, stitched.start, {last} AS "end" FROM stitched{deaths} WHERE course = 1"""

# History is asked of first courses alone. The engine keeps the order of what was stitched, but not through a join.
WHOLE_COURSES = """CREATE OR REPLACE {kind} all_courses AS
SELECT stitched.key AS person, stitched.course, stitched.start, stitched."end",
       CASE WHEN {last} - stitched."end" > {gap} THEN 'confirmed' ELSE 'open' END AS end_status,
       stitched.days_covered, stitched.fills, stitched.dispensing_days, stitched.dose_mg,
       CASE WHEN stitched.course = 1 THEN 0 END AS history_days, TRUE AS same_period
FROM stitched{deaths}"""
BY_DEATHS = """
LEFT JOIN deaths ON deaths.person = stitched.key"""

WASHED = " WHERE person NOT IN (SELECT person FROM unwashed)"

# A course's weight is the one nearest to its start within the window, of two as near the earlier one.
WEIGHINGS = """CREATE OR REPLACE VIEW weighings AS
SELECT row, person, day, weight_kg, 0 AS source FROM supplied ANTI JOIN fates USING (row) WHERE weight_kg IS NOT NULL"""
MEASURED = """ UNION ALL SELECT row, person, date AS day, weight_kg, 1 AS source FROM weights_file_typed
WHERE person IS NOT NULL AND date IS NOT NULL AND weight_kg IS NOT NULL"""

WEIGHTS = """CREATE OR REPLACE TABLE course_weights AS
WITH near AS (
    SELECT kept.person, kept.course, weighed.weight_kg, weighed.source,
           (abs(weighed.day - kept.start), weighed.day, weighed.source, weighed.row) AS place
    FROM kept_courses AS kept JOIN weighings AS weighed
         ON weighed.person = kept.person AND abs(weighed.day - kept.start) <= {window}
)
SELECT person, course, arg_min(weight_kg, place) AS weight_kg, CAST(arg_min(source, place) AS UTINYINT) AS source
FROM near GROUP BY person, course"""

# Which course a fill is in: the last one of its person that began by then. Looked up when it is asked for.
FILL_COURSES = """CREATE OR REPLACE VIEW fill_courses AS
SELECT supplied.row, supplied.person, kept_courses.course
FROM (SELECT row, person, day FROM supplied ANTI JOIN fates USING (row)) AS supplied
ASOF JOIN kept_courses ON kept_courses.person = supplied.person AND supplied.day >= kept_courses.start"""

# Only of people who took another formulation; every other course is conventional.
FORMULATIONS = """CREATE OR REPLACE TABLE course_formulations AS
SELECT within.person, within.course,
       CASE WHEN count(DISTINCT taken.formulation) > 1 THEN 'mixed' ELSE min(taken.formulation) END AS formulation,
       sum(taken.dose_mg * taken.further) AS further_mg
FROM fill_courses AS within JOIN (
    SELECT supplied.row, supplied.dose_mg, COALESCE(special.formulation, 'conventional') AS formulation,
           CASE special.formulation {factors} ELSE 0 END AS further
    FROM supplied LEFT JOIN special_fills AS special ON special.row = supplied.row
    WHERE supplied.person IN (SELECT person FROM special_fills)) AS taken ON taken.row = within.row
GROUP BY within.person, within.course"""
OF_FORMULATION = """
LEFT JOIN course_formulations AS formulated ON formulated.person = kept.person AND formulated.course = kept.course"""

# The tables are made in a schema of their own (``keyed``), where person_id is the person's number: it joins faster than
# a text, and a hundred million fills are followed within the engine's memory. Their views without a schema have the ids
# as texts. Those of people and observation also hold people without a course, whom no join with courses finds.
PEOPLE = """CREATE OR REPLACE VIEW {keyed}.people AS
SELECT person AS person_id, sex, birth_year, site{covariates} FROM persons"""

OBSERVATION = """CREATE OR REPLACE VIEW {keyed}.observation AS
SELECT person AS person_id, start, CAST("end" AS INTEGER) AS "end",
    CAST(NULL AS VARCHAR) AS last_contact_type, CAST(NULL AS VARCHAR) AS lost_reason
FROM periods"""

# Sorted as narrow as can be, or seen where they were stitched, in order and with nothing joined; what follows from it,
# and what dispensings never tell, is added by the view.
COURSE_ROWS = """CREATE OR REPLACE {kind} course_rows AS
SELECT kept.person, kept.course, kept.start, kept."end", kept.end_status = 'confirmed' AS confirmed, kept.dose_mg,
       {weight} AS weight_kg, CAST({source} AS UTINYINT) AS weight_from,
       CAST(kept.days_covered AS INTEGER) AS days_covered, kept.fills, kept.dispensing_days, {counted} AS counted,
       {formulation} AS formulation, {further} AS further_mg
FROM kept_courses AS kept {joins}{order}"""
IN_ORDER = """
ORDER BY kept.person, kept.course"""

COURSE_COLUMNS = {
    "course": "course",
    "start": "start",
    "end": '"end"',
    "end_status": "CASE WHEN confirmed THEN 'confirmed' ELSE 'open' END",
    "dose_mg": "dose_mg",
    "daily_dose_mg": "dose_mg / days_covered",
    "formulation": "formulation",
    "dose_conventional_mg": "dose_mg + further_mg",
    "weight_kg": "weight_kg",
    "weight_source": "CASE WHEN weight_kg IS NULL THEN NULL WHEN weight_from = 1 THEN 'measured' "
    "WHEN weight_from = 2 THEN 'reference' ELSE 'recorded' END",
    "dose_mg_per_kg": "dose_mg / weight_kg",
    "daily_mg_per_kg": "dose_mg / days_covered / weight_kg",
    "indication": "CAST(NULL AS VARCHAR)",
    "response": "CAST(NULL AS VARCHAR)",
    "days_covered": "days_covered",
    "fills": "fills",
    "dispensing_days": "dispensing_days",
    "numbering": "CASE WHEN counted THEN 'counted' ELSE 'at_least' END",
}
"""The columns of ``courses`` after person_id, as SQL over ``course_rows``."""

COURSES = """CREATE OR REPLACE VIEW {keyed}.courses AS
SELECT person AS person_id, {columns} FROM course_rows"""

# Ids that are made of numbers need no join.
LISTED = "CREATE OR REPLACE VIEW listed_courses AS SELECT {id} AS person_id, kept.* FROM course_rows AS kept{ids}"
IDS = """
JOIN dispensings_file_ids AS ids ON ids.person = kept.person"""

WITH_COURSE = "person IN (SELECT person FROM kept_courses WHERE course = 1)"
STUDIED = " WHERE keyed.person_id IN (SELECT person FROM kept_courses WHERE course = 1)"

# Joined only where they tell something: at a hundred million fills every join is felt.
KNOWN = """
JOIN persons ON persons.person = kept.person"""
WEIGHED = """
LEFT JOIN course_weights AS weights ON weights.person = kept.person AND weights.course = kept.course"""
REFERRED = """
LEFT JOIN reference_weights AS reference ON reference.sex = persons.sex
     AND EXTRACT(YEAR FROM DATE '1970-01-01' + kept.start) - persons.birth_year
         BETWEEN reference.age_from AND reference.age_to"""
FIRSTS = """
JOIN (SELECT person, history_days FROM all_courses WHERE course = 1) AS firsts ON firsts.person = kept.person"""

# A course's number is what was counted, or at least that much: history too short, or a hole since the first course.
COUNTED = "kept.same_period AND firsts.history_days >= {history}"

EVENTS = """CREATE OR REPLACE TABLE {keyed}.events AS
SELECT person AS person_id, day AS date, kind, MAX(supply) AS days_supply FROM (
    SELECT person, death AS day, 'death' AS kind, CAST(NULL AS INTEGER) AS supply FROM persons WHERE death IS NOT NULL
        AND person IN (SELECT person FROM kept_courses WHERE course = 1){later}
) AS happened GROUP BY person, day, kind"""

LATER = f"""
    UNION ALL
    SELECT typed.person, typed.date, typed.kind, {{supply}} FROM treatments_file_typed AS typed
    WHERE typed.person IN (SELECT person FROM kept_courses WHERE course = 1)
        AND typed.date IS NOT NULL AND typed.kind IS NOT NULL
        AND typed.kind NOT IN ('isotretinoin', 'death', '{v.NOT_FOR_ACNE}')"""


def number_courses(connection: Engine, longest_gap: int, *, last: int | None) -> None:
    """Make ``all_courses`` of what was stitched: numbered per person, with the status of each end.

    ``last`` is the data's last date where there is no observation file; ``periods`` are then made here.
    """
    if last is None:
        connection.execute(ALL_COURSES.format(gap=longest_gap))
    else:
        died = count_rows(connection, "deaths")
        whole = {"last": f"least(deaths.death, {last})" if died else last, "deaths": BY_DEATHS if died else ""}
        for statement in (WHOLE_PERIODS, WHOLE_COURSES):
            connection.execute(statement.format(kind="TABLE" if died else "VIEW", gap=longest_gap, **whole))
        if not died:  # the views read what was stitched
            return
    connection.execute("DROP TABLE stitched")


def make_tables(connection: Engine, keyed: str, files: Files, definition: CourseDefinition) -> None:
    """Make the four tables of the people who stay, twice: ``courses`` and so on with person_id as the files have it,
    those of the schema ``keyed`` with the person's number in its place; and ``fill_courses`` (row, person, course).
    """
    kept = "" if not count_rows(connection, "unwashed") else WASHED
    connection.execute(f"CREATE OR REPLACE VIEW kept_courses AS SELECT * FROM all_courses{kept}")
    connection.execute(FILL_COURSES)
    further = "".join(f", k{number} AS {quoted(name)}" for number, name in enumerate(covariates_of(files)))
    connection.execute(PEOPLE.format(keyed=keyed, covariates=further))
    connection.execute(OBSERVATION.format(keyed=keyed))
    weights = _weights(connection, measured=files.has("weights"), window_days=definition.weight_window_days)
    counted = "FALSE"
    if files.has("observation"):
        counted = COUNTED.format(history=definition.washout_days or TYPICAL_HISTORY)
        weights["joins"] += FIRSTS
    formulation, further, joined = _formulation(connection)
    weights["joins"] += joined
    in_order = not (files.has("observation") or weights["joins"] or count_rows(connection, "staying"))
    made = {"kind": "VIEW", "order": ""} if in_order else {"kind": "TABLE", "order": IN_ORDER}
    connection.execute(
        COURSE_ROWS.format(counted=counted, formulation=formulation, further=further, **made, **weights)
    )
    for joined in ("course_weights", "course_formulations"):  # they are in the courses now
        connection.execute(f"DROP TABLE IF EXISTS {joined}")
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in COURSE_COLUMNS.items())
    connection.execute(COURSES.format(keyed=keyed, columns=columns))
    text = files.loaded["dispensings"].reading.id_of_number
    connection.execute(LISTED.format(id=text or "ids.person_id", ids="" if text else IDS))
    later = LATER.format(supply=known_supply("typed.days_supply")) if files.has("treatments") else ""
    connection.execute(EVENTS.format(keyed=keyed, later=later))
    described = [label for label in DESCRIBED if files.has(label)]
    for label in described:
        keep_described(connection, files.loaded[label], keyed, WITH_COURSE)
    show_with_ids(connection, keyed, "dispensings_file_ids", STUDIED, described)


def _formulation(connection: Engine) -> tuple[str, str, str]:
    """SQL for a course's formulation, for the mg that it lacks to the conventional dose, and what is joined for it."""
    if not named_products(connection):
        return "CAST(NULL AS VARCHAR)", "0.0", ""
    if not count_rows(connection, "special_fills"):
        return "'conventional'", "0.0", ""
    factors = " ".join(f"WHEN {literal(name)} THEN {times - 1}" for name, times in CONVENTIONAL_DOSE.items())
    connection.execute(FORMULATIONS.format(factors=factors))
    return "COALESCE(formulated.formulation, 'conventional')", "COALESCE(formulated.further_mg, 0.0)", OF_FORMULATION


def _weights(connection: Engine, *, measured: bool, window_days: int) -> dict[str, str]:
    """SQL for a course's weight and where it is from: near its start, else the person's, else the reference table's."""
    connection.execute(WEIGHINGS + (MEASURED if measured else ""))
    sources, joins = [], ""
    if one_row(connection, "SELECT EXISTS (SELECT 1 FROM weighings)")[0]:
        connection.execute(WEIGHTS.format(window=window_days))
        sources, joins = [("weights.weight_kg", "weights.source")], WEIGHED
    if one_row(connection, "SELECT EXISTS (SELECT 1 FROM persons WHERE weight_kg IS NOT NULL)")[0]:
        sources, joins = [*sources, ("persons.weight_kg", "0")], joins + KNOWN
    if count_rows(connection, "reference_weights"):
        sources, joins = [*sources, ("reference.weight_kg", "2")], joins.replace(KNOWN, "") + KNOWN + REFERRED
    if not sources:
        return {"weight": "CAST(NULL AS DOUBLE)", "source": "NULL", "joins": ""}
    cases = " ".join(f"WHEN {each} IS NOT NULL THEN {source}" for each, source in sources)
    return {
        "weight": f"COALESCE({', '.join(each for each, _ in sources)})",
        "source": f"CASE {cases} END",
        "joins": joins,
    }
