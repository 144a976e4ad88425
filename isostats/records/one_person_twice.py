"""One person under two ids: a further column that holds one value under several, whose sex and birth year agree.

A number of a person that another clinic writes too is such a column. That of a family is shared by people who were born
in other years, and that of a site by nearly everybody. So is the id itself but for an ending that numbers courses
(P07-2, P07b), or for letters and signs that look like digits or like nothing: these are of one person only where the
courses of the two do not overlap, as those of matched people do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.words.numbers import count_text, counted

LEAST_SHARED = 5
"""Fewer values under several ids may agree in sex and birth year by chance."""
LEAST_DISTINCT, AGREEING = 0.5, 0.9
"""Shares: of values among people, from which on a column may be of single ones; and of those shared that agree."""
LETTER, NUMBER = r"(\d)\s*[a-dA-D]$", r"(?:\s*[-_./#(]\s*\d{1,2}\)?|\s+\d{1,2}|\s*\*+)$"
"""Endings of an id by which courses of one person may be numbered: P07b, and P07-2."""
WITHOUT = {
    "an ending": (
        f"{LETTER}|{NUMBER}",
        rf"regexp_replace(regexp_replace(person_id, '{LETTER}', '\1'), '{NUMBER}', '')",
        "take the endings off",
    ),
    "letters and signs that look like others": (
        r"[lIoO]|[^0-9A-Za-z]",
        r"regexp_replace(translate(lower(strip_accents(nfc_normalize(person_id))), 'lio٠١٢٣٤"
        r"٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', "
        r"'11001234567890123456789'), '[^\p{L}\p{N}]|[\x{115F}\x{1160}\x{3164}\x{FFA0}]', '', 'g')",
        "write it one way",
    ),
}
"""What an id may have beside another of the same person: by what it is told, the id without it as SQL, what to do."""
APART = "COALESCE(max(began) > min(ended), TRUE)"
"""SQL for whether the courses of two people do not overlap."""
SHARED = r"""WITH of_people AS (
    SELECT {id} AS id, min(CAST({value} AS VARCHAR)) AS value, min({row}) AS row, min(sex) AS sex,
           min(birth_year) AS birth_year, min({began}) AS began, max({ended}) AS ended
    FROM {table} WHERE {value} IS NOT NULL AND {id} IS NOT NULL GROUP BY 1
), shared AS (
    SELECT value, count(*) AS ids, count(sex) = count(*) AND count(birth_year) = count(*) AS known,
           min(sex) = max(sex) AND min(birth_year) = max(birth_year) AND {apart} AS agree,
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
    held = shared_values(connection, people, columns, row="row")
    return [*held, *_ids_but_for_signs(connection, loaded, people)]


def _ids_but_for_signs(connection: Engine, loaded: Loaded, people: str) -> Iterator[Finding]:
    """Ids that are another one with more, of which all that is known is as it is of one person."""
    asked = ", ".join(
        f"count(*) FILTER (regexp_matches(person_id, {literal(sign)}))" for sign, _, _ in WITHOUT.values()
    )
    signs = one_row(connection, f"SELECT {asked} FROM {loaded.table}_ids")
    for (beside, (_, without, advice)), count in zip(WITHOUT.items(), signs, strict=True):
        if count < LEAST_SHARED:
            continue
        agree, first = _agreeing(connection, people, without, "row", ("course_start", "course_end"))
        if not agree:
            continue
        one, other, one_at, other_at = first.values() if isinstance(first, Mapping) else first
        yield Finding(
            "warning", "one_person_twice", agree,
            f"{count_text(agree)} patient_ids of {loaded.raw.source} are like another one but for {beside}; "
            "sex and birth year agree, and their courses do not overlap",
            example=f"patient {one}, row {file_row(one_at)}, and patient {other}, row {file_row(other_at)}",
            advice="If the two are one person, a later course counts as the first course of another. Give each person "
            f"one patient_id: {advice}. Else let it be.",
            column="patient_id", row=one_at,
        )  # fmt: skip
        return  # what has an ending has a sign as well


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
        agree, first = _agreeing(connection, table, sql, row)
        if agree:
            yield _finding(name, agree, first)


def _agreeing(
    connection: Engine, table: str, value: str, row: str, course: tuple[str, str] | None = None
) -> tuple[int, Any]:
    """How many values of some SQL stand under several ids that may be of one person, and a first pair of these with
    their rows; 0 where too few do. With the days of a ``course`` these must not overlap."""
    began, ended = course or ("NULL", "NULL")
    text = SHARED.format(
        id="person_id", value=value, row=row, table=table, began=began, ended=ended, apart=APART if course else "TRUE"
    )
    ids, values, known, agree, dates, first = one_row(connection, text)
    few = agree < LEAST_SHARED or agree < AGREEING * known or values < LEAST_DISTINCT * ids or dates
    return (0, None) if few else (int(agree), first)


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
