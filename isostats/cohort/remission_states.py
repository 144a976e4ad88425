"""Where people stand after the first course: in remission (also again), relapsed, on a further course, dead.

A return to clear is a recorded day on which the skin was seen clear or almost clear after the relapse, never silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.sql import earliest
from isostats.engines.embedded import quoted
from isostats.vocabulary import names as v
from isostats.vocabulary.definition import Definition
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.records import Records

IN_REMISSION, RELAPSED, FURTHER_COURSE, DEAD = "in_remission", "relapsed", "further_course", "dead"
STATES = (IN_REMISSION, RELAPSED, FURTHER_COURSE, DEAD)
STATE_LABELS = {
    IN_REMISSION: "in remission", RELAPSED: "relapsed", FURTHER_COURSE: "on a further course", DEAD: "dead",
}  # fmt: skip
STAYS = -1
"""Where a stay ends with the follow-up and not with a move."""
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays in states, in days since day 0: each of a ``path`` from ``entry`` to ``exit``, then in the state ``to``.

    States are places among ``STATES``; everybody begins in remission on day 0. ``to`` is -1 where the follow-up ends.
    ``people`` are how many took each path.
    """

    path: Ints
    state: Ints
    entry: Ints
    exit: Ints
    to: Ints
    people: NDArray[np.float64]
    definition: Definition = field(default_factory=Definition)

    @property
    def n(self) -> int:
        """The people."""
        return int(self.people.sum())

    def moves(self, state: str, to: str) -> int:
        """How often somebody moved from one state to another."""
        held = (self.state == STATES.index(state)) & (self.to == STATES.index(to))
        return int(self.people[self.path[held]].sum())

    @property
    def dated_again(self) -> int:
        """How many relapses without a further course were followed by a day on which the skin was clear again."""
        before = np.concatenate([[STAYS], self.state[:-1]])
        same = np.concatenate([[False], self.path[1:] == self.path[:-1]])
        again = same & (before == 0) & (self.state == STATES.index(RELAPSED)) & (self.to == 0)
        return int(self.people[self.path[again]].sum())

    def _repr_html_(self) -> str:
        body = [[STATE_LABELS[one], STATE_LABELS[two], count_text(self.moves(one, two))]
                for one in STATES for two in STATES if self.moves(one, two)]  # fmt: skip
        return card("Stays", [repr(self)], ["from", "to", "moves"], body)

    def __repr__(self) -> str:
        return f"stays of {counted(self.n, 'person', 'people')} in {len(STATES)} states"


def stays_of(paths: Iterable[Iterable[tuple[int, str]]], exits: Iterable[int]) -> Stays:
    """Stays from each person's moves, as (day, state) in order, and the last day of the follow-up.

    >>> stays_of([[(100, "relapsed"), (250, "in_remission")], []], [400, 300]).exit.tolist()
    [100, 250, 400, 300]
    """
    rows: list[tuple[int, int, int, int, int]] = []
    count = 0
    for count, (moves, last) in enumerate(zip(paths, exits, strict=True), start=1):
        state, entry = 0, 0
        for day, to in moves:
            rows.append((count - 1, state, entry, day, STATES.index(to)))
            state, entry = STATES.index(to), day
        if state != STATES.index(DEAD):
            rows.append((count - 1, state, entry, last, STAYS))
    path, state_of, begun, left, moved = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return Stays(path, state_of, begun, left, moved, np.ones(count))


MOVES = """
WITH followed AS (
    SELECT person_id, day0, observed_day, death_day, further, {outcome}_day AS relapse_day,
        CASE WHEN death_day <= observed_day THEN death_day ELSE observed_day END AS last_day
    FROM {first}
),
taken AS (
    SELECT person_id, each.day AS begun, each.ended AS ended
    FROM (SELECT person_id, unnest(further) AS each FROM followed WHERE relapse_day <= last_day) AS courses
),
marks AS (
    SELECT person_id, relapse_day AS day, relapse_day AS bad, NULL AS clear, NULL AS begun, NULL AS ended FROM followed
    WHERE relapse_day <= last_day
    UNION ALL SELECT f.person_id, e.date - f.day0, CASE WHEN e.kind = 'recorded_relapse' THEN e.date - f.day0 END,
        CASE WHEN e.kind = 'seen_clear' THEN e.date - f.day0 END, NULL, NULL
    FROM followed f JOIN {schema}.events e ON e.person_id = f.person_id
    WHERE f.relapse_day <= f.last_day AND e.kind IN ('recorded_relapse', 'seen_clear')
    UNION ALL SELECT person_id, begun, begun, NULL, CASE WHEN ended IS NOT NULL THEN begun END, NULL FROM taken
    UNION ALL SELECT person_id, ended + 1, NULL, NULL, NULL, ended + 1 FROM taken WHERE ended IS NOT NULL
),
days AS (
    SELECT person_id, day, MAX(bad) AS bad, MAX(clear) AS clear, MAX(begun) AS begun, MAX(ended) AS ended
    FROM marks GROUP BY person_id, day
),
latest AS (
    -- clear on the day of a relapse, or of the start of a course, is none: the latest of the two decides
    SELECT person_id, day, MAX(bad) OVER w AS bad, MAX(clear) OVER w AS clear, MAX(begun) OVER w AS begun,
        MAX(ended) OVER w AS ended
    FROM days WINDOW w AS (PARTITION BY person_id ORDER BY day ROWS UNBOUNDED PRECEDING)
),
stood AS (
    SELECT f.person_id, l.day, CASE
            WHEN l.begun IS NOT NULL AND l.begun >= COALESCE(l.ended, l.begun) THEN 2
            WHEN l.clear > l.bad THEN 0 ELSE 1 END AS state
    FROM latest l JOIN followed f ON f.person_id = l.person_id
    WHERE l.day >= f.relapse_day AND l.day <= f.last_day AND (f.death_day IS NULL OR l.day < f.death_day)
    UNION ALL SELECT person_id, death_day, 3 FROM followed WHERE death_day <= observed_day
),
moved AS (
    SELECT *, LAG(state, 1, 0) OVER (PARTITION BY person_id ORDER BY day) AS before FROM stood
)
SELECT f.person_id, f.last_day, m.day, m.state FROM followed f
JOIN moved m ON m.person_id = f.person_id AND m.state <> m.before ORDER BY f.person_id, m.day"""
UNMOVED = """SELECT last_day, COUNT(*) AS people FROM (
    SELECT CASE WHEN death_day <= observed_day THEN death_day ELSE observed_day END AS last_day FROM {first}
    WHERE {never}) AS stayed GROUP BY last_day ORDER BY last_day"""


def count_stays(cohort: Cohort, records: Records) -> Stays:
    """Everybody's stays in the states from day 0 to the last contact or death; ``records`` are those of the cohort.

    The relapse is a recorded one or a second course, as ``recorded_relapse`` has it; where the records hold none, a
    second course. Further courses are those of :func:`.count_courses`; isotretinoin for a relapse without a row of its
    own, whose end nobody knows, counts as relapsed. A further course lasts from its first to its last covered day; from
    the day after it a person is in remission if the skin was seen clear since its start.
    Of several things on one day a death comes before a course, that before a relapse, and that before clear.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> relapse = {"relapse_date": "2019-12-01", "clear_again_date": "2020-03-01"}
    >>> records = iso.read_courses(pd.DataFrame([{"patient_id": "a", **course, **relapse}]))
    >>> iso.count_stays(iso.first_courses(records), records).dated_again
    1
    """
    cohort.require_records(records, "count_stays")
    outcome = v.RECORDED_RELAPSE if v.RECORDED_RELAPSE in cohort.outcomes else v.SECOND_COURSE
    first = f"{quoted(cohort.tables.name)}.first_courses"
    named = {"first": first, "schema": records.schema, "outcome": outcome}
    moved = records.connection.execute(MOVES.format(**named)).fetchnumpy()
    last = "CASE WHEN death_day <= observed_day THEN death_day ELSE observed_day END"
    never = f"COALESCE({earliest(f'{outcome}_day', 'death_day')} > ({last}), TRUE)"
    stayed = records.connection.execute(UNMOVED.format(never=never, **named)).fetchnumpy()
    person, day, state, until = (
        np.asarray(moved[name], dtype=np.int64) for name in ("person_id", "day", v.STATE, "last_day")
    )
    begins = np.concatenate([[True], person[1:] != person[:-1]]) if len(person) else np.zeros(0, dtype=bool)
    path = np.cumsum(begins) - 1
    ends = np.concatenate([begins[1:], [True]]) if len(person) else begins
    open_end = ends & (state != STATES.index(DEAD))
    rows = [
        # a stay that ends with each move, and the last one of whoever has not died
        (path, np.where(begins, 0, np.roll(state, 1)), np.where(begins, 0, np.roll(day, 1)), day, state),
        (path[open_end], state[open_end], day[open_end], until[open_end], np.full(int(open_end.sum()), STAYS)),
    ]
    paths = int(begins.sum())
    left = np.asarray(stayed["last_day"], dtype=np.int64)
    none = np.zeros(len(left), dtype=np.int64)
    rows.append((paths + np.arange(len(left)), none, none, left, none + STAYS))
    paths_of, states, entry, left_on, to = (np.concatenate(each) for each in zip(*rows, strict=True))
    order = np.lexsort((entry, paths_of))
    people = np.concatenate([np.ones(paths), np.asarray(stayed["people"], dtype=float)])
    definition = cohort.definition.with_(
        outcome=outcome, population=v.EVERYONE, population_words=cohort.population_words(v.EVERYONE),
        competing=cohort.competing,
    )  # fmt: skip
    return Stays(
        paths_of[order], states[order], entry[order], left_on[order], to[order], people, definition
    )
