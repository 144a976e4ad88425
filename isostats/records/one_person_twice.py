"""One person under two ids: a further column that holds one value under several, whose sex and birth year agree.

A number of a person that another clinic writes too is such a column. That of a family is shared by people who were born
in other years, and that of a site by nearly everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isostats.engines.embedded import Engine, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.words.numbers import counted

LEAST_SHARED = 5
"""Fewer values under several ids may agree in sex and birth year by chance."""
LEAST_DISTINCT, AGREEING = 0.5, 0.9
"""Shares: of values among people, from which on a column may be of single ones; and of those shared that agree."""
SHARED = r"""WITH of_people AS (
    SELECT {id} AS id, min(CAST({value} AS VARCHAR)) AS value, min({row}) AS row, min(sex) AS sex,
           min(birth_year) AS birth_year
    FROM {table} WHERE {value} IS NOT NULL AND {id} IS NOT NULL GROUP BY 1
), shared AS (
    SELECT value, count(*) AS ids, count(sex) = count(*) AND count(birth_year) = count(*) AS known,
           min(sex) = max(sex) AND min(birth_year) = max(birth_year) AS agree,
           min(id) AS one, max(id) AS other, min_by(row, id) AS one_row, max_by(row, id) AS other_row
    FROM of_people GROUP BY value
)
SELECT sum(ids), count(*), count(*) FILTER (ids > 1 AND known), count(*) FILTER (ids > 1 AND known AND agree),
       bool_or(regexp_matches(value, '^\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}')),
       min_by((one, other, one_row, other_row), (one_row, one)) FILTER (ids > 1 AND known AND agree)
FROM shared"""


def ids_of_one_person(connection: Engine, loaded: Loaded) -> list[Finding]:
    """Such values of the further columns of a course file."""
    columns = {name: f"k{number}" for number, name in enumerate(loaded.layout.covariates)}
    people = f"{loaded.table}_typed JOIN {loaded.table}_ids AS ids USING (person)"
    return [*shared_values(connection, people, columns, row="row")]


def shared_values(
    connection: Engine, table: str, columns: Mapping[str, str], *, row: str = "NULL"
) -> Iterator[Finding]:
    """The same of any table with person_id, sex and birth_year: ``columns`` are SQL by the names of the columns."""
    if not columns:
        return
    distinct = ", ".join(f"approx_count_distinct({sql})" for sql in columns.values())
    people, *sizes = one_row(connection, f"SELECT approx_count_distinct(person_id), {distinct} FROM {table}")
    for (name, sql), size in zip(columns.items(), sizes, strict=True):
        if 2 * int(size) < LEAST_DISTINCT * int(people):  # as good as it is counted here, a half is not missed
            continue
        text = SHARED.format(id="person_id", value=sql, row=row, table=table)
        ids, values, known, agree, dates, first = one_row(connection, text)
        if agree < LEAST_SHARED or agree < AGREEING * known or values < LEAST_DISTINCT * ids or dates:
            continue
        yield _finding(name, int(agree), first)


def _finding(name: str, values: int, first: Mapping[str, object] | tuple[object, ...]) -> Finding:
    one, other, one_at, other_at = first.values() if isinstance(first, Mapping) else first
    places = [f", row {file_row(at)}" if isinstance(at, int) else "" for at in (one_at, other_at)]
    return Finding(
        "warning", "one_person_twice", values,
        f"{counted(values, 'value')} of {name} stand under two or more patient_ids, of which sex and birth year agree",
        example=f"patient {one}{places[0]}, and patient {other}{places[1]}",
        advice=f"If {name} is of single people, they count as several, and a later course of one as the first course "
        "of another. Give each person one patient_id: call that column patient_id, and the present one otherwise.",
        column=name, row=one_at if isinstance(one_at, int) else None,
    )  # fmt: skip
