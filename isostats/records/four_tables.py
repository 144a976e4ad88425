"""The four tables that everything else starts from: people, observation, courses, events. Plain SQL.

They are made in a namespace of their own (``keyed``), where person_id is the person's number, which joins faster than a
text; their views without a schema have the ids as the file writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from isostats.engines.embedded import Engine, count_rows, literal, quoted
from isostats.records.code_texts import TOGETHER
from isostats.records.drugs import CONVENTIONAL_DOSE
from isostats.records.first_courses_under_way import UnderWay
from isostats.records.input_tables.course_details import KEPT_AS, KEPT_COLUMNS, MADE_COLUMNS, MadeColumn
from isostats.records.input_tables.course_treatments import TAKEN, Taken
from isostats.records.input_tables.courses import CUT
from isostats.records.input_tables.later_treatments import KIND_TYPE, LONGEST_TREATMENT
from isostats.records.loaded import Loaded
from isostats.records.open_courses import under_way
from isostats.records.schema import TABLES
from isostats.vocabulary import names as v

# What is kept of the course file.
KEPT = """CREATE OR REPLACE TEMP VIEW kept AS
SELECT person AS person_id, * FROM {t}_checked WHERE row NOT IN (SELECT row FROM {t}_aside)"""

PEOPLE = """CREATE OR REPLACE TABLE {keyed}.people AS
SELECT person_id, p_sex_low AS sex, CAST(p_birth_year_low AS INTEGER) AS birth_year, site{covariates}
FROM kept WHERE place = 1 ORDER BY person_id"""

OBSERVATION = """CREATE OR REPLACE TABLE {keyed}.observation AS
SELECT person_id, course_start AS start,
       CAST(CASE WHEN p_death < p_last_contact THEN p_death ELSE p_last_contact END AS INTEGER) AS "end",
       p_last_contact_type AS last_contact_type, p_lost_reason AS lost_reason
FROM kept WHERE place = 1 ORDER BY person_id"""

# Where an earlier course elsewhere is known, the first one recorded here is not a first course. Events show it of
# people of whom nothing else does.
COURSES = """CREATE OR REPLACE TABLE {keyed}.courses AS
SELECT person_id,
       CAST(place + CASE WHEN p_before > 0 THEN p_before ELSE p_prior END{earlier} AS INTEGER) AS course,
       course_start AS start, course_end AS "end",
       {end_status} AS end_status, cumulative_dose_mg AS dose_mg, daily_dose_mg,
       formulation, cumulative_dose_mg * {conventional} AS dose_conventional_mg, weight_kg,
       CASE WHEN weight_kg IS NOT NULL THEN 'recorded' END AS weight_source,
       cumulative_dose_mg / weight_kg AS dose_mg_per_kg, daily_dose_mg / weight_kg AS daily_mg_per_kg,
       indication, response
FROM kept ORDER BY person_id, course"""
EARLIER_RUNS = " + coalesce((SELECT runs FROM {t}_earlier AS earlier WHERE earlier.person = kept.person_id), 0)"

# What the course file itself tells of; of what treated a relapse it is not known how long it lasts.
# Its rows are looked up once, and not for each kind of event; what stands twice is one by its group.
OWN = """CREATE OR REPLACE TABLE own_events AS
WITH own_rows AS MATERIALIZED (SELECT {columns} FROM kept)
SELECT person_id, CAST(date AS INTEGER) AS date, CAST(kind AS {kinds}) AS kind, CAST({supply} AS INTEGER) AS days_supply
FROM (
    SELECT CAST(NULL AS INTEGER) AS person_id, CAST(NULL AS INTEGER) AS date, '' AS kind, NULL AS days_supply,
           FALSE AS treats WHERE FALSE{of}
) AS own GROUP BY person_id, date, kind"""
OWN_SUPPLY = "CASE WHEN NOT bool_or(treats AND kind IN ('oral_antibiotic', 'isotretinoin')) THEN max(days_supply) END"
OF_RELAPSE = """
    UNION ALL
    SELECT person_id, relapse_date, 'recorded_relapse', NULL, FALSE FROM own_rows WHERE relapse_date IS NOT NULL"""
OF_ITS_TREATMENT = f"""
    UNION ALL
    SELECT person_id, relapse_date, unnest(string_split(relapse_treatment, '{TOGETHER}')), NULL, TRUE FROM own_rows
    WHERE relapse_date IS NOT NULL AND relapse_treatment <> 'none'"""
# Of a relapse whose treatment nobody wrote down it is not known whether it was another course.
OF_UNKNOWN_TREATMENT = f"""
    UNION ALL
    SELECT person_id, relapse_date, '{v.UNKNOWN_TREATMENT}', NULL, FALSE FROM own_rows
    WHERE relapse_date IS NOT NULL AND {{unknown}}"""
OF_DEATH = """
    UNION ALL SELECT person_id, p_death, 'death', NULL, FALSE FROM own_rows WHERE place = 1 AND p_death IS NOT NULL"""
OF_PREGNANCY = """
    UNION ALL
    SELECT person_id, pregnancy_date, 'pregnancy', NULL, FALSE FROM own_rows WHERE pregnancy_date IS NOT NULL"""
# Days on which the skin was seen clear. Before a first course's end, and of its own response, nothing is asked of them.
OF_CLEAR = """
    UNION ALL SELECT person_id, {day}, 'seen_clear', NULL, FALSE FROM own_rows WHERE {day} IS NOT NULL AND {which}"""
CLEAR_DAYS = {
    "last_clear_date": ("last_clear_date", "TRUE"), "clear_again_date": ("clear_again_date", "TRUE"),
    "clear_date": ("clear_date", "(clear_date > course_end OR place > 1)"),
    "response": ("course_end", "place > 1 AND response IN ('clear', 'almost_clear')"),
    "response_date": ("COALESCE(response_date, CASE WHEN place > 1 THEN course_end END)",
                      "response IN ('clear', 'almost_clear')"),
}
"""By column: its day, and which rows tell it. A response is that at the end of the course unless it has a day."""
# A treatment from a start to a stop is as many supplies, one after the other, as a supply may be long.
OF_TAKEN = """
    UNION ALL
    SELECT person_id, {start} + piece * {most}, '{kind}',
        CASE WHEN {stop} IS NOT NULL THEN least({stop} - {start} + 1 - piece * {most}, {most}) END, FALSE
    FROM (SELECT *, unnest(generate_series(0, coalesce(({stop} - {start}) // {most}, 0))) AS piece FROM own_rows
          WHERE {start} IS NOT NULL AND {which}) AS pieces"""
OWN_ALONE = "CREATE OR REPLACE TABLE {keyed}.events AS FROM own_events"

# Of several events of one person, day and kind the longest supply counts. They are laid out where they were typed.
# A treatment of which the clinic itself says that it treated a relapse counts as it is written: a fill of that kind on
# that day does not make it too small to count, so that its supply is not known either.
EVENTS = (
    f"""DELETE FROM {{e}}_typed WHERE row IN (SELECT row FROM {{e}}_aside UNION ALL SELECT row FROM {{e}}_back)
    OR kind = '{v.NOT_FOR_ACNE}'""",
    """UPDATE {e}_typed AS later SET days_supply = longest.days_supply FROM (
    SELECT person, date, kind, MAX(days_supply) AS days_supply FROM (
        SELECT person, date, kind, {supply} AS days_supply FROM {e}_typed SEMI JOIN (
            SELECT person, date, kind FROM {e}_typed WHERE row IN (SELECT row FROM {e}_again)
        ) AS several USING (person, date, kind)) AS known GROUP BY person, date, kind
) AS longest WHERE longest.person = later.person AND longest.date = later.date AND longest.kind = later.kind""",
    "DELETE FROM {e}_typed WHERE row IN (SELECT row FROM {e}_again)",
    """CREATE TEMP TABLE held AS
SELECT own.*, later.row, greatest(later.days_supply, own.days_supply) AS longest
FROM {e}_typed AS later JOIN own_events AS own
    ON own.person_id = later.person AND own.date = later.date AND own.kind = later.kind""",
    """UPDATE {e}_typed AS later SET days_supply = CASE WHEN held.days_supply > 0 THEN held.longest END FROM held
WHERE held.row = later.row AND (held.kind IN ('oral_antibiotic', 'isotretinoin') OR held.days_supply > 0)""",
    """INSERT INTO {e}_typed BY NAME SELECT person_id AS person, date, kind, days_supply
FROM own_events ANTI JOIN held USING (person_id, date, kind)""",
    "DROP TABLE held",
    "ALTER TABLE {e}_typed DROP COLUMN row",
    "CREATE VIEW {keyed}.events AS SELECT person AS person_id, date, kind, {supply} AS days_supply FROM main.{e}_typed",
)

# Rows of one day in an order that neither the engine nor the file decides.
DESCRIBED = """CREATE OR REPLACE TABLE {keyed}.{name} AS SELECT person AS person_id, {columns} FROM {t}_checked
WHERE person IS NOT NULL AND date IS NOT NULL AND NOT again AND {stays} ORDER BY person_id, date, {columns}"""

PERSON_IDS = "person_ids"
WITH_IDS = """CREATE OR REPLACE VIEW {name} AS
SELECT ids.person_id, keyed.* EXCLUDE (person_id){texts}
FROM {keyed}.{name} AS keyed JOIN {ids} AS ids ON ids.person = keyed.person_id"""


def known_supply(column: str) -> str:
    """SQL for whole days of supply, NULL where they are not known or cannot be.

    >>> known_supply("days_supply")
    'CASE WHEN days_supply BETWEEN 1 AND 1000 THEN CAST(days_supply AS INTEGER) END'
    """
    return f"CASE WHEN {column} BETWEEN 1 AND {LONGEST_TREATMENT} THEN CAST({column} AS INTEGER) END"


def make_tables(
    connection: Engine, courses: Loaded, beside: Sequence[Loaded], keyed: str, *, traced: bool, running: UnderWay
) -> None:
    """Make the four tables of the kept rows (needs ``<table>_aside``) in the schema ``keyed``, those of ``beside`` that
    are only described, and their views; ``traced`` says that a file of events tells how relapses were treated of which
    nobody wrote it down, ``running`` which first courses were under way when the records were closed."""
    events = next((loaded for loaded in beside if loaded.label == v.EVENTS), None)
    described = [loaded for loaded in beside if loaded is not events]
    covariates = "".join(f", {KEPT_AS.get(name, quoted(name))} AS {quoted(name)}" for name in kept_columns(courses))
    covariates += "".join(f", {each.sql} AS {quoted(each.name)}" for each in made_columns(courses))
    covariates += "".join(f", k{number} AS {quoted(name)}" for number, name in enumerate(courses.layout.covariates))
    strengths = " ".join(f"WHEN {literal(kind)} THEN {factor}" for kind, factor in CONVENTIONAL_DOSE.items())
    conventional = f"CASE COALESCE(formulation, 'conventional') {strengths} END"
    connection.execute(KEPT.format(t=courses.table))
    of = _of_columns(courses, traced=traced)
    laid_out = [name for name, column in courses.schema.items() if courses.layout.has(name) or not column.kept]
    named = [name for name in ("place", "p_death", *laid_out) if re.search(rf"\b{name}\b", of)]
    columns = ", ".join(dict.fromkeys(("person_id", *named)))
    no_end = " OR ".join(filter(None, [under_way(courses), CUT, running.condition(courses)]))
    end_status = f"CASE WHEN {no_end} THEN 'open' ELSE 'confirmed' END"
    connection.execute(OWN.format(kinds=KIND_TYPE, supply=OWN_SUPPLY, of=of, columns=columns))
    shown = count_rows(connection, f"{courses.table}_earlier")
    for statement in (PEOPLE, OBSERVATION, COURSES):
        named_sql = {"covariates": covariates, "conventional": conventional, "end_status": end_status}
        named_sql["earlier"] = EARLIER_RUNS.format(t=courses.table) if shown else ""
        connection.execute(statement.format(keyed=keyed, **named_sql))
    if events is None:
        connection.execute(OWN_ALONE.format(keyed=keyed))
    else:
        for statement in EVENTS:
            connection.execute(statement.format(keyed=keyed, e=events.table, supply=known_supply("days_supply")))
    connection.execute("DROP TABLE own_events; DROP VIEW kept")
    for loaded in described:
        keep_described(connection, loaded, keyed, f"row NOT IN (SELECT row FROM {loaded.table}_aside)")
    show_with_ids(connection, keyed, f"{courses.table}_ids", further=[loaded.label for loaded in described])


def kept_columns(courses: Loaded) -> list[str]:
    """Our columns of the file that stand beside the person."""
    return [name for name in KEPT_COLUMNS if courses.layout.has(name)]


def made_columns(courses: Loaded) -> list[MadeColumn]:
    """What stands beside the person and is made of columns that the file has; not over a column of the user's."""
    layout = courses.layout
    return [each for each in MADE_COLUMNS if all(map(layout.has, each.needs)) and each.name not in layout.covariates]


def _of_columns(courses: Loaded, *, traced: bool) -> str:
    """SQL for the events that columns of the file tell of; one that is not there costs nothing."""
    has = courses.layout.has
    died = has("death_date") or "death_date" in courses.reading.filled
    parts = [OF_RELAPSE] * has("relapse_date") + [OF_DEATH] * died + [OF_PREGNANCY] * has("pregnancy_date")
    parts += [OF_ITS_TREATMENT] * (has("relapse_date") and has("relapse_treatment"))
    unknown = "relapse_treatment IS NULL" if has("relapse_treatment") else "TRUE"
    parts += [OF_UNKNOWN_TREATMENT.format(unknown=unknown)] * (has("relapse_date") and not traced)
    of_response = [] if not has("response") else ["response_date"] if has("response_date") else ["response"]
    named = [name for name in ("last_clear_date", "clear_again_date", "clear_date") if has(name)] + of_response
    parts += [OF_CLEAR.format(day=day, which=which) for day, which in map(CLEAR_DAYS.__getitem__, named)]
    return "".join([*parts, *(_taken(each) for each in TAKEN if has(each.of) and has(each.start))])


def _taken(each: Taken) -> str:
    days = {"start": each.start, "stop": each.stop, "most": LONGEST_TREATMENT}
    return "".join(OF_TAKEN.format(kind=kind, which=each.sql_of(kind), **days) for kind in each.kinds)


def keep_described(connection: Engine, loaded: Loaded, keyed: str, stays: str) -> None:
    """Lay out a table that is only described: the rows of which ``stays`` (SQL) holds, each once, with all its
    columns."""
    columns = ", ".join(quoted(name) for name in loaded.schema if name != "patient_id")
    name = loaded.label
    connection.execute(DESCRIBED.format(keyed=keyed, name=name, columns=columns, t=loaded.table, stays=stays))


def show_with_ids(
    connection: Engine, keyed: str, ids: str, where: str = "", further: Iterable[str] = ()
) -> None:
    """Make the views of the four tables, and of ``further`` ones, in which person_id is what the file writes.

    The view ``person_ids`` has the number of each person beside it.
    """
    connection.execute(f"CREATE OR REPLACE VIEW {PERSON_IDS} AS SELECT person, person_id FROM {ids}")
    for name in (*(table.name for table in TABLES), *further):
        texts = " REPLACE (CAST(kind AS VARCHAR) AS kind)" if name == v.EVENTS else ""
        connection.execute(WITH_IDS.format(name=name, keyed=keyed, ids=ids, texts=texts) + where)
