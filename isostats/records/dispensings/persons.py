"""One row per person who has dispensings: what the other files say about them."""

from __future__ import annotations

from collections.abc import Mapping

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.dispensings.reading import Files
from isostats.records.findings import Finding
from isostats.records.text_values import iso
from isostats.words.numbers import count_text, counted

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
    patient = one_row(connection, "SELECT person_id FROM dispensings_file_ids WHERE person = ?", [person])[0]
    listed = " and ".join(
        f"{f'day {day}' if files.days else iso(int(day))} ({files.loaded[file].raw.source})" for day, file in dates
    )
    verb = "has" if count == 1 else "have"
    of = counted(total, "patient with a recorded death", "patients with a recorded death")
    message = f"{count_text(count)} of {of} {verb} different dates of it"
    example = f"patient {patient}, {listed}"
    return [Finding("warning", "deaths_disagree", int(count), message, None, example, "The earliest counts.")]
