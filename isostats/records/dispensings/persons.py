"""One row per person who has dispensings: what the other files say about them."""

from __future__ import annotations

from collections.abc import Mapping

from isostats.engines.embedded import Engine
from isostats.records.dispensings.reading import Files

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
SAID_DEATHS = "CREATE OR REPLACE VIEW said_deaths AS {said}"
DEATHS = "CREATE OR REPLACE TABLE deaths AS SELECT person, min(day) AS death FROM said_deaths GROUP BY person"
NOBODY = "SELECT CAST(NULL AS INTEGER) AS person, CAST(NULL AS INTEGER) AS day, '' AS file WHERE FALSE"
OF_FILE = (
    "SELECT person, death_date AS day, '{file}' AS file FROM {file}_file_typed "
    "WHERE person IS NOT NULL AND death_date IS NOT NULL"
)
OF_TREATMENTS = (
    "SELECT person, date AS day, 'treatments' AS file FROM treatments_file_typed "
    "WHERE person IS NOT NULL AND date IS NOT NULL AND kind = 'death'"
)


def make_persons(connection: Engine, files: Files) -> None:
    """Make ``said_deaths`` (person, day, file), ``deaths`` and ``persons`` (person, what is known of them, death).

    Covariates are k0, k1, ...: their own names might be those of ours.
    """
    said = [NOBODY, *(OF_FILE.format(file=file) for file in ("people", "deaths") if files.has(file))]
    said += [OF_TREATMENTS] if files.has("treatments") else []
    connection.execute(SAID_DEATHS.format(said=" UNION ALL ".join(said)))
    connection.execute(DEATHS)
    further = "".join(f", facts.k{number}" for number in range(len(covariates_of(files))))
    if files.has("people"):
        connection.execute(PERSONS.format(kind="TABLE", facts=FACTS + further, people=FIRST_ROWS))
    else:
        connection.execute(PERSONS.format(kind="VIEW", facts=NO_FACTS, people=""))


def covariates_of(files: Files) -> Mapping[str, str]:
    """Further columns of the people file: name -> number or text."""
    return files.loaded["people"].reading.kinds if files.has("people") else {}
