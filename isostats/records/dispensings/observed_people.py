"""Who has dispensings and when they were observed: facts of persons, periods bridged, and a washout before a course.

Tables made: ``recorded_deaths`` (person, day, file), ``deaths``, ``persons`` (person, what is known of them, death),
``periods`` (stretch, person, period, start, end), ``stretched`` (the fills that observation covers, with their stretch
as ``key``). Stitching runs within a stretch, so never across a longer hole.
"""

from __future__ import annotations

from collections.abc import Mapping

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.dispensings.fills import REMAINING, lose_staying
from isostats.records.dispensings.input_files import Files
from isostats.records.findings import Finding
from isostats.words.numbers import agreed, count_text, counted, percent

PERSONS = """CREATE OR REPLACE {kind} persons AS
SELECT ids.person, {facts}, deaths.death
FROM dispensings_file_ids AS ids
{people}
LEFT JOIN deaths ON deaths.person = ids.person"""

FIRST_ROWS = """LEFT JOIN (SELECT * FROM people_file_typed WHERE row IN
    (SELECT min(row) FROM people_file_typed WHERE person IS NOT NULL GROUP BY person)) AS facts
ON facts.person = ids.person"""

NO_FACTS = (
    "CAST(NULL AS VARCHAR) AS sex, CAST(NULL AS INTEGER) AS birth_year, CAST(NULL AS VARCHAR) AS site, "
    "CAST(NULL AS DOUBLE) AS weight_kg"
)
FACTS = "facts.sex, TRY_CAST(facts.birth_year AS INTEGER) AS birth_year, facts.site, facts.weight_kg"

# Of several dates of one death the earliest counts.
RECORDED_DEATHS = "CREATE OR REPLACE VIEW recorded_deaths AS {rows}"
DEATHS = "CREATE OR REPLACE TABLE deaths AS SELECT person, min(day) AS death FROM recorded_deaths GROUP BY person"
NOBODY = "SELECT CAST(NULL AS INTEGER) AS person, CAST(NULL AS INTEGER) AS day, '' AS file WHERE FALSE"
OF_FILE = (
    "SELECT person, death_date AS day, '{file}' AS file FROM {file}_file_typed "
    "WHERE person IS NOT NULL AND death_date IS NOT NULL"
)
OF_TREATMENTS = (
    "SELECT person, date AS day, 'treatments' AS file FROM treatments_file_typed "
    "WHERE person IS NOT NULL AND date IS NOT NULL AND kind = 'death'"
)

DISAGREEING = """SELECT count(*), min(person) FROM (
    SELECT person FROM recorded_deaths GROUP BY person HAVING count(DISTINCT day) > 1)"""

# Observation bridged over holes of at most so many days, and ended by death. Periods that stand twice are numbered
# together: the order of equal rows is another in each window, so the first of them here need not be the first there.
PERIODS = """CREATE OR REPLACE TABLE periods AS
WITH valid AS (
    SELECT typed.person, typed.start, typed."end" FROM observation_file_typed AS typed
    JOIN dispensings_file_ids AS ids ON ids.person = typed.person
    WHERE typed.start <= typed."end"
),
reached AS (
    SELECT *, max("end") OVER (PARTITION BY person ORDER BY start, "end"
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach FROM valid
),
numbered AS (
    SELECT *, sum(CASE WHEN reach IS NULL OR start - reach - 1 > {bridge} THEN 1 ELSE 0 END)
        OVER (PARTITION BY person ORDER BY start, "end" RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS period
    FROM reached
),
bridged AS (
    SELECT person, CAST(period AS INTEGER) AS period, min(start) AS start, max("end") AS "end" FROM numbered
    GROUP BY person, period
)
SELECT row_number() OVER (ORDER BY bridged.person, bridged.start) AS stretch, bridged.person, bridged.period,
       bridged.start, CASE WHEN deaths.death < bridged."end" THEN deaths.death ELSE bridged."end" END AS "end"
FROM bridged LEFT JOIN deaths ON deaths.person = bridged.person
WHERE deaths.death IS NULL OR bridged.start <= deaths.death"""

LEAVE = """INSERT INTO fates
SELECT supplied.row, supplied.person,
       CASE WHEN seen.person IS NULL THEN 'no_observation' ELSE 'outside_observation' END, NULL
FROM (SELECT row, person FROM supplied ANTI JOIN stretched USING (row)) AS supplied
LEFT JOIN (SELECT DISTINCT person FROM periods) AS seen ON seen.person = supplied.person"""

STRETCHED = """CREATE OR REPLACE TABLE stretched AS
SELECT periods.stretch AS key, supplied.row, supplied.day, supplied.supply AS days_supply, supplied.dose_mg
FROM supplied JOIN periods ON periods.person = supplied.person
     AND supplied.day BETWEEN periods.start AND periods."end\""""

# Everyone has one stretch, the person: nothing is joined or copied.
WHOLE_STRETCHED = """CREATE OR REPLACE VIEW stretched AS
SELECT person AS key, row, day, supply AS days_supply, dose_mg FROM supplied"""

# A fill that no period covers is in no course, but it shows that the first course seen is not the first.
EARLIER = """CREATE OR REPLACE TABLE earlier_use AS
SELECT DISTINCT firsts.person FROM all_courses AS firsts JOIN fates ON fates.person = firsts.person
JOIN fills ON fills.row = fates.row
WHERE firsts.course = 1 AND fates.fate = 'outside_observation' AND fills.day < firsts.start"""

# The washout is asked of the first course alone; people who fail it leave whole.
UNWASHED = """CREATE OR REPLACE TABLE unwashed AS
SELECT person FROM all_courses WHERE course = 1 AND history_days < {washout}
UNION SELECT person FROM earlier_use"""

LEAVE_UNWASHED = """INSERT INTO fates SELECT supplied.row, supplied.person,
       CASE WHEN supplied.person IN (SELECT person FROM earlier_use) THEN 'earlier_use' ELSE 'no_washout' END, NULL
FROM supplied SEMI JOIN unwashed USING (person) SEMI JOIN stretched USING (row)"""

# Courses that a washout of a year would call first, of people seen for three years before; and those that are not. Who
# was observed before dispensings were written down was not seen then.
WOULD_BE_FIRST = """SELECT count(*), count(*) FILTER (course > 1 OR person IN (SELECT person FROM earlier_use))
FROM (SELECT person, course, start, history_days,
             start - lag("end") OVER (PARTITION BY person ORDER BY course) - 1 AS without FROM all_courses) AS seen
WHERE history_days >= {history} AND start >= {first_day} + {history} AND (course = 1 OR without >= {washout})"""

# Without observation: first courses, those that began before a washout of a year could be seen, and the earliest.
UNSEEN_BEFORE = """SELECT count(*), count(*) FILTER (start < {first_day} + {washout}), arg_min(person, (start, person)),
       min(start)
FROM kept_courses WHERE course = 1"""

FIRST_FILL = "SELECT least((SELECT min(day) FROM fills), (SELECT min(first_day) FROM staying))"
LONG_HISTORY, YEAR = 1095, 365
LEAST_JUDGED = 20  # of which a share tells something


def make_persons(connection: Engine, files: Files) -> None:
    """Make ``recorded_deaths`` (person, day, file), ``deaths`` and ``persons`` (person, what is known of them, death).

    Covariates are k0, k1, ...: their own names might be those of ours.
    """
    rows = [NOBODY, *(OF_FILE.format(file=file) for file in ("people", "deaths") if files.has(file))]
    rows += [OF_TREATMENTS] if files.has("treatments") else []
    connection.execute(RECORDED_DEATHS.format(rows=" UNION ALL ".join(rows)))
    connection.execute(DEATHS)
    further = "".join(f", facts.k{number}" for number in range(len(covariates_of(files))))
    if files.has("people"):
        connection.execute(PERSONS.format(kind="TABLE", facts=FACTS + further, people=FIRST_ROWS))
    else:
        connection.execute(PERSONS.format(kind="VIEW", facts=NO_FACTS, people=""))


def covariates_of(files: Files) -> Mapping[str, str]:
    """Further columns of the people file: name -> number or text."""
    return files.loaded["people"].reading.kinds if files.has("people") else {}


def disagreeing_deaths(connection: Engine, files: Files) -> list[Finding]:
    """People whose death has several dates, in one file or in several; the earliest counts."""
    count, person = one_row(connection, DISAGREEING)
    if not count:
        return []
    total = count_rows(connection, "deaths")
    dates = connection.execute(
        "SELECT DISTINCT day, file FROM recorded_deaths WHERE person = ? ORDER BY day, file", [person]
    ).fetchall()
    listed = " and ".join(f"{files.day_text(day)} ({files.loaded[file].raw.source})" for day, file in dates)
    verb = agreed(count, "has")
    of = counted(total, "patient with a recorded death", "patients with a recorded death")
    message = f"{count_text(count)} of {of} {verb} different dates of it"
    example = f"{files.patient(person)}, {listed}"
    return [Finding("warning", "deaths_disagree", int(count), message, None, example, "The earliest counts.")]


def first_date(connection: Engine) -> int:
    """The day of the first dispensing of all, of whatever product."""
    return int(one_row(connection, FIRST_FILL)[0] or 0)  # of nobody there is none


def last_date(connection: Engine, *, treatments: bool) -> int:
    """The data's last date: of any dispensing, and of any later treatment."""
    last = one_row(connection, "SELECT greatest((SELECT max(day) FROM fills), (SELECT max(last_day) FROM staying))")[0]
    later = one_row(connection, "SELECT max(date) FROM treatments_file_typed")[0] if treatments else None
    return max((int(day) for day in (last, later) if day is not None), default=0)  # of nobody there is none


def observe_fills(connection: Engine, bridge_days: int | None) -> None:
    """Make ``periods`` and ``stretched``, the fills that a period covers; all others leave.

    ``bridge_days`` is None where there is no observation table: then the person is the stretch, and periods are made of
    the courses.
    """
    if bridge_days is None:
        connection.execute(WHOLE_STRETCHED)
        return
    connection.execute(PERIODS.format(bridge=bridge_days))
    connection.execute(STRETCHED)
    _own_fates(connection)
    connection.execute(LEAVE)


def wash_out(connection: Engine, washout_days: int) -> None:
    """People whose first course has less observed history than the washout leave, whole (needs ``all_courses``), and so
    do people who are known to have had the drug before it."""
    connection.execute(EARLIER)
    connection.execute(UNWASHED.format(washout=washout_days))
    lose_staying(connection)
    if count_rows(connection, "unwashed"):
        _own_fates(connection)
        connection.execute(LEAVE_UNWASHED)


def washout_findings(connection: Engine) -> list[Finding]:
    """What a washout of a year takes for first courses and is not, where history is long enough to see (needs
    ``all_courses`` and ``earlier_use``)."""
    sql = WOULD_BE_FIRST.format(history=LONG_HISTORY, washout=YEAR, first_day=first_date(connection))
    first, not_first = map(int, one_row(connection, sql))
    if first - not_first < LEAST_JUDGED or not not_first:  # where no first course has such history, all are later
        return []
    verb = agreed(not_first, "is")
    message = (
        f"{count_text(not_first)} of {counted(first, 'course')} that a washout of {YEAR} days would call first "
        f"({percent(not_first / first)}) {verb} not: earlier dispensings show"
    )
    advice = (
        "Seen in people observed for three years before. Where history is shorter, about this share of first courses "
        "may be later ones; a longer washout_days takes fewer in."
    )
    return [Finding("warning", "washout_misses", not_first, message, advice=advice)]


def washout_unseen(connection: Engine, files: Files) -> list[Finding]:
    """Without an observation table: that nobody knows what came before the first dispensing of a person, and of how
    many it can be least (needs ``kept_courses``)."""
    first_day = first_date(connection)
    firsts, soon, person, start = one_row(connection, UNSEEN_BEFORE.format(first_day=first_day, washout=YEAR))
    if not firsts:
        return []
    message = (
        f"earlier courses cannot be excluded, for there is no observation table, and {count_text(soon)} of "
        f"{counted(firsts, 'first course')} began within {YEAR} days of the data's first dispensing"
    )
    example = f"{files.patient(person)}, first course starts {files.day_text(start)}; the data on "
    advice = (
        "No washout is applied: what is a later course, or the rest of one, counts as a first one. Name the table of "
        "when people were observed in [data] observation."
    )
    example += files.day_text(first_day)
    return [Finding("warning", "washout_unseen", int(firsts), message, None, example, advice)]


def _own_fates(connection: Engine) -> None:
    """A copy of ``fates`` in this namespace, to be added to, with its view: a view looks in its own namespace first."""
    connection.execute("CREATE TABLE fates AS SELECT * FROM fates")
    connection.execute(REMAINING)
