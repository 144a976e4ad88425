"""The same people twice under other ids: whose first courses are alike in all that is recorded of them.

An extract that was made anew has new pseudonyms; pasted below an older one, or named beside it, it counts each person
twice, and every interval is too narrow. No id tells it. The days of a first course, with sex, birth year, weight, dose
and relapse, do: strangers who agree in all of them are few, and how many by chance the records say themselves. In their
pairs that agree in all but the start, a start is the same as often as in any two people. (Where nearly everybody starts
on one day, as of days that count from the start, the time to the last contact or the length of the course is left out.)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from isostats.engines.embedded import Engine, one_row
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.words.numbers import agreed, count_text, counted

PERHAPS_TWICE = "people_perhaps_twice"
LEAST_PAIRS, LEAST_SHARE = 5, 0.01
"""Fewer pairs may be siblings, or chance after all; and fewer among all people move no answer."""
BEYOND_CHANCE = 10
"""So many times as many pairs as by chance are told. They never stop a run: people of one start day whose visits are
on the same days of an uneven calendar are alike as well, as are matched pairs."""
RARE = 0.1
"""So seldom is a fact the same in two people at most that it can tell them apart."""
HEAPED, MONTH = 0.1, 30.4375
"""Where one day of the month has this share of starts, days may stand for months, and times are compared in these."""
DAYS = ("course_start", "course_end", "last_contact")
FACTS = {
    "sex": "sex", "birth_year": "birth_year", "weight_kg": "weight_kg", "daily_dose_mg": "daily_dose_mg",
    "cumulative_dose_mg": "cumulative_dose_mg", "relapse_date": "round((relapse_date - course_end) / {unit})",
    "death_date": "round((death_date - course_end) / {unit})",
}  # fmt: skip
"""What a course file may have beside the days of the course: SQL by column."""
OF_FILE = """SELECT 0 AS side, row, person AS id, course_start AS start,
    round((course_end - course_start) / {{unit}}) AS length, p_last_contact AS seen,
    round((p_last_contact - course_end) / {{unit}}) AS followed, hash({facts}) AS facts
FROM {t}_checked WHERE place = 1 AND course_start IS NOT NULL AND course_end IS NOT NULL"""
OF_BOTH = {name: name for name in ("sex", "birth_year", "weight_kg", "daily_dose_mg")} | {
    "cumulative_dose_mg": "dose_mg"
}
"""What two sources may have beside the days: SQL by column."""
OF_SOURCE = """CREATE TEMP TABLE first_of_{at} AS
SELECT said, course.*, seen.seen, sex, birth_year FROM people_{at}
JOIN (SELECT said, unnest(min_by(courses, start)) FROM (
    SELECT said, start, "end", weight_kg, daily_dose_mg, dose_mg FROM courses_{at}) AS courses GROUP BY said) AS course
    USING (said)
LEFT JOIN (SELECT said, max("end") AS seen FROM observation_{at} GROUP BY said) AS seen USING (said)"""
OF_ONE_SOURCE = """SELECT {side} AS side, 0 AS row, said AS id, start, seen,
    round(("end" - start) / {{unit}}) AS length, round((seen - "end") / {{unit}}) AS followed, hash({facts}) AS facts
FROM first_of_{at}"""

ALL = "start, length, seen, facts"
LEFT_OUT = (
    (("start",), ("length, seen, facts", "length, followed, facts")),
    (("seen", "followed", "seen - start"), ("start, length, facts",)),
    (("length",), ("start, seen, facts", "start, followed, facts")),
)
"""A fact that is left out, in each of its forms, and by what else people are alike. Of each the commoner one is taken:
one day of last contact may close all records, or one time all follow-ups."""
WITHIN = "CAST(count(*) AS DOUBLE) * (count(*) - 1) / 2"
BETWEEN = "CAST(count(*) FILTER (side = 0) AS DOUBLE) * count(*) FILTER (side = 1)"
PAIRS = "SELECT coalesce(sum(pairs), 0) FROM (SELECT {pairs} AS pairs FROM ({people}) AS people GROUP BY {by})"
HEAP = """SELECT max(of_day) / sum(of_day) FROM (
    SELECT count(*) AS of_day FROM ({people}) AS people GROUP BY EXTRACT(DAY FROM DATE '1970-01-01' + start))"""
# By chance somebody stands alone, or is there three times.
ALL_TWICE = """SELECT count(*) >= {least} AND bool_and({twice})
FROM (SELECT count(*) AS there, count(*) FILTER (side = 1) AS of_other FROM ({people}) AS people GROUP BY {by})"""
LEAST_GROUPS = 20
# The people in such pairs, and a first one.
ALIKE = """SELECT sum(there), arg_min(one, (row, one)), arg_min(other, (row, one)), min(row),
    arg_min(other_row, (row, one)), coalesce(sum(there) FILTER (every = 2), 0)
FROM (SELECT count(*) AS every, count(*) FILTER (side = {side}) AS there, min(row) AS row, max(row) AS other_row,
        arg_min(id, (side, row, id)) AS one, arg_max(id, (side, row, id)) AS other
    FROM ({people}) AS people GROUP BY {by} HAVING {pairs} > 0) AS groups"""


@dataclass(frozen=True)
class People:
    """People by the facts of their first courses: ``sql`` with side, row, id and facts, where times are in a
    ``{unit}``, of one table (every ``side`` is 0), or of two, so that each pair has one of both; how many there are,
    and whether their days are dates."""

    sql: str
    sizes: tuple[int, ...]
    calendar: str

    @property
    def of_two(self) -> bool:
        """Whether pairs are of two tables."""
        return len(self.sizes) > 1

    @property
    def every_pair(self) -> float:
        """How many pairs there are."""
        return self.sizes[0] * self.sizes[1] if self.of_two else self.sizes[0] * (self.sizes[0] - 1) / 2


@dataclass(frozen=True)
class Alike:
    """The people in pairs whose first courses are alike, of how many, and a first pair (ids with their rows)."""

    people: int
    of: int
    first: tuple[tuple[Any, Any], tuple[Any, Any]]


def people_twice(connection: Engine, loaded: Loaded) -> list[Finding]:
    """What a course file has of such people."""
    names = [name for name in FACTS if loaded.layout.has(name)]
    sql = OF_FILE.format(t=loaded.table, facts=", ".join(["0", *(FACTS[name] for name in names)]))
    size = int(one_row(connection, f"SELECT count(*) FROM {loaded.table}_persons")[0])
    alike = _alike(connection, People(sql, (size,), "days" if loaded.layout.days else "dates"))
    if alike is None:
        return []
    ids = f"SELECT person_id FROM {loaded.ids} WHERE person = ?"
    pair = [f"patient {one_row(connection, ids, [person])[0]}, row {file_row(row)}" for person, row in alike.first]
    whose = f"{count_text(alike.people)} of {counted(alike.of, 'patient')} of {loaded.raw.source}"
    return [_finding(alike, whose, names, pair, "keep the rows of one extract")]


def people_of_two_sources(
    connection: Engine, at: tuple[int, int], names: tuple[str, str], calendar: str
) -> list[Finding]:
    """What two of several sources have of them; their first courses are in ``first_of_0``, ``first_of_1`` ..."""
    known = [
        name for name in OF_BOTH
        if all(one_row(connection, f"SELECT count({OF_BOTH[name]}) FROM first_of_{each}")[0] for each in at)
    ]  # fmt: skip
    facts = ", ".join(["0", *(OF_BOTH[name] for name in known)])
    sql = " UNION ALL ".join(OF_ONE_SOURCE.format(side=side, at=each, facts=facts) for side, each in enumerate(at))
    sizes = tuple(int(one_row(connection, f"SELECT count(*) FROM first_of_{each}")[0]) for each in at)
    alike = _alike(connection, People(sql, sizes, calendar))
    if alike is None:
        return []
    fewer, others = names if sizes[0] < sizes[1] else names[::-1]
    pair = [f"patient {each} of {name}" for (each, _), name in zip(alike.first, names, strict=True)]
    whose = f"{count_text(alike.people)} of {counted(alike.of, 'patient')} of {fewer}"
    return [_finding(alike, whose, known, pair, "leave out one file, or these people of one", others)]


def first_courses_of(connection: Engine, at: int) -> None:
    """Make ``first_of_0`` of the views ``people_0``, ``courses_0`` and ``observation_0`` of a source, and so on."""
    connection.execute(OF_SOURCE.format(at=at))


def _alike(connection: Engine, people: People) -> Alike | None:
    """The pairs of people that are alike in all, where they are too many for chance."""
    pairs, of, by_day = BETWEEN if people.of_two else WITHIN, min(people.sizes), people.sql.format(unit=1)
    pairs_alike = float(one_row(connection, PAIRS.format(pairs=pairs, people=by_day, by=ALL))[0])
    if pairs_alike < LEAST_PAIRS:
        return None
    twice = "there = 2 * of_other" if people.of_two else "there % 2 = 0"
    every_one = ALL_TWICE.format(least=LEAST_GROUPS, twice=twice, people=by_day, by=ALL)
    if not one_row(connection, every_one)[0]:
        chance = _by_chance(connection, people, pairs, pairs_alike)
        if pairs_alike <= BEYOND_CHANCE * chance:
            return None
    side = int(people.of_two and people.sizes[1] <= people.sizes[0])
    sql = ALIKE.format(pairs=pairs, side=side, people=by_day, by=ALL)
    there, one, other, row, other_row, in_twos = one_row(connection, sql)
    if 2 * in_twos < there:  # a group that was treated together, and no second extract
        return None
    alike = Alike(int(there), of, ((one, row), (other, other_row)))
    return alike if alike.people >= LEAST_SHARE * of else None


def _by_chance(connection: Engine, people: People, pairs: str, pairs_alike: float) -> float:
    """How many pairs would be alike by chance, by those that are alike but for one fact and differ in it: all, where no
    fact of the days tells people apart."""
    by_day = people.sql.format(unit=1)
    heaped = people.calendar == "dates" and one_row(connection, HEAP.format(people=by_day))[0] > HEAPED
    sql = people.sql.format(unit=MONTH) if heaped else by_day

    def most(facts: Sequence[str]) -> float:
        each = ", ".join(f"({PAIRS.format(pairs=pairs, people=sql, by=by)})" for by in facts)
        return max(map(float, one_row(connection, f"SELECT {each}")))

    for forms, others in LEFT_OUT:
        same = most(forms)
        if same <= RARE * people.every_pair:
            return max(most(others) - pairs_alike, 0) * same / (people.every_pair - same)
    return pairs_alike


def _finding(
    alike: Alike, whose: str, facts: Collection[str], pair: Sequence[str], what_to_do: str, others: str = ""
) -> Finding:
    """The finding on such pairs; ``whose`` says of whom, who are of ``others`` too."""
    among = f"one of {others}" if others else "another one"
    message = f"{whose} {agreed(alike.people, 'has')} the first course of {among}: alike are "
    message += ", ".join((*DAYS, *facts))
    advice = f"If they are the same people under other ids, each counts twice: {what_to_do}. Else let it be."
    return Finding(
        "warning", PERHAPS_TWICE, alike.people, message, alike.first[0][1], " and ".join(pair), advice, "patient_id"
    )
