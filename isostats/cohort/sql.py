"""The relational part of the cohort: plain SQL text over the four tables, for an auditor to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from isostats.cohort.further_courses import RETAKEN, counted_courses, retaken_at_once
from isostats.cohort.outcome_rules import listed, treated
from isostats.cohort.relapse_by_score import (
    NOT_SCORED,
    VISITS,
    can_tell,
    exit_of,
    followed_by_score,
    people_of,
    told_visits,
    untold,
)
from isostats.engines.embedded import literal, quoted
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import TOGETHER
from isostats.vocabulary.outcomes import (
    BY_SCORE,
    OF_TREATMENTS,
    OUTCOMES,
    TREATMENT_KINDS,
    Outcome,
    Retreatment,
    is_of_treatments,
)

CLEAR = "('clear', 'almost_clear')"
YEAR_BEFORE = 365
"""How long before a first course its earlier treatments are looked for."""
PREGNANCY_DAYS = 280
"""A pregnancy recorded so many days before day 0 may still last then."""


RESPONSES = ("clear", "improved", "not clear", "unknown")
"""What the response at the end of the course comes to, in the order of ``answer``."""
UNKNOWN_RESPONSE = RESPONSES.index("unknown")

FAR = 999_999_999
"""Later than any day: what a missing day is taken for among several."""
UNKNOWN_DAY = "unknown_treatment_day"
"""The column of the first day on which a relapse whose treatment is not known may have been treated by isotretinoin."""
UNKNOWN_DAYS = "unknown_treatment_days"
"""The column of all such days, as a text: of several relapses any may have been the one."""
LATER_STEPS_DAY = "later_steps_day"
"""The column of the day of a first relapse of which later treatments are not in the records of that person."""
LATER_COURSES_DAY = "later_courses_day"
"""The same where no later course would be either: whoever has one row may have had a second course unseen."""


UNKNOWN_RELAPSES = f"""
unknown_relapses AS (
    -- isotretinoin for a relapse within a course that is too short to count is that course, and counts from its start
    SELECT u.person_id, MIN(COALESCE(c.day, u.day)) AS {UNKNOWN_DAY},
        STRING_AGG(DISTINCT CAST(COALESCE(c.day, u.day) AS VARCHAR), ' ') AS {UNKNOWN_DAYS}
    FROM unknown u
    LEFT JOIN later_courses c ON c.person_id = u.person_id AND NOT c.enough AND u.day BETWEEN c.day AND c.ended
    GROUP BY u.person_id
)"""
"""The common table expression with the days of relapses of unknown treatment, of ``unknown`` and ``later_courses``."""


def earliest(*days: str) -> str:
    """The earliest of days of which any may be missing (LEAST treats nulls differently by engine)."""
    return f"NULLIF(LEAST({', '.join(f'COALESCE({day}, {FAR})' for day in days)}), {FAR})"


def _outcome_day(outcome: Outcome, definition: OutcomeDefinition, ending: str) -> str:
    """The day of an outcome; a second course is a relapse of every kind."""
    other = [kind for kind in outcome.kinds if kind not in TREATMENT_KINDS]
    days = [_kind_day(kind, ending) for kind in (*counted_kinds(outcome, definition), *other)]
    return earliest(*days, "second_day") if days else "second_day"


def _kind_day(kind: str, ending: str) -> str:
    """The column with the first day of a kind of event."""
    named = {v.ISOTRETINOIN: "isotretinoin_day", v.RECORDED_RELAPSE: "relapse_day"}
    return (named | {v.SCORED_RELAPSE: "scored_relapse_day"}).get(kind, f"{kind}_{ending}")


def counted_kinds(outcome: Outcome, definition: OutcomeDefinition) -> tuple[str, ...]:
    """The kinds of treatment that count towards an outcome: contraceptives where they are to count, antiandrogens
    unless they are not to."""
    never = () if definition.antiandrogen_counts else (v.ANTIANDROGEN,)
    kinds = tuple(kind for kind in outcome.kinds if kind in TREATMENT_KINDS and kind not in never)
    return (v.CONTRACEPTIVE, *kinds) if kinds and definition.contraceptive_counts else kinds


Part = tuple[int | None, int | None]
"""Some of the people, whose ids are whole numbers then: those above the one and up to the other, where there is one."""


def _part_of(table: str, part: Part) -> str:
    """SQL for a table, or for the rows of some of its people; what is sorted by person is read in part only."""
    above, last = part
    limits = [f"person_id > {above}"] * (above is not None) + [f"person_id <= {last}"] * (last is not None)
    return f"(SELECT * FROM {table} WHERE {' AND '.join(limits)})" if limits else table


def _whose(those: bool | Sequence[str]) -> str:
    """SQL for whether a person is one of those of whom something is said: of everyone, or of these sources."""
    if isinstance(those, bool):
        return str(those).upper()
    return f"{quoted('by_source')} IN ({listed(those)})" if those else "FALSE"


def counted_course(definition: OutcomeDefinition, *, dispensed: bool) -> str:
    """SQL for whether a further course ``c`` is long enough to be counted as one.

    Of a recorded one that is still under way nobody knows how long it lasts: it counts from its start on. Of what was
    dispensed its supply is known.
    """
    if dispensed:
        days = definition.second_course_days
        return f"(c.dispensing_days >= {definition.second_course_fills} OR c.days_covered >= {days})"
    return f"(c.end_status = 'open' OR c.\"end\" - c.\"start\" + 1 >= {definition.second_course_days})"


def first_courses(
    people_columns: Iterable[str], schema: str, part: Part, definition: OutcomeDefinition,
    of_courses: CourseDefinition, *, dispensed: bool = False, scored: Collection[str] = (),
    alone: bool | Sequence[str] = False, courses_alone: bool | Sequence[str] = False,
) -> str:
    """One row per person: the first course, its end as day 0, the last day followed, and the day of each outcome.

    Only the people of ``part`` are in it. ``dispensed`` says that courses tell on how many days they were dispensed and
    how many these cover. ``of_courses`` joins fills of isotretinoin among the events into courses. ``scored`` are
    the scores that visits hold, where these can tell a relapse by score. ``alone`` says that the first treatment of a
    relapse stands alone, of everyone or in these sources; ``courses_alone`` that first courses do.
    """
    steps_unseen, courses_unseen = _whose(alone), _whose(courses_alone)
    courses, events, people_table, observation, visits = (
        _part_of(f"{schema}.{name}", part) for name in ("courses", "events", "people", "observation", VISITS)
    )
    by_visits, by_score, scores = "", NOT_SCORED, ""
    if scored:
        by_visits = told_visits("first", visits, people_table, [*people_columns], definition.score_rules, scored) + ","
        by_score = "s.scored_relapse_day, COALESCE(s.scored_until, 0) AS scored_until"
        by_score = f"{by_score}, s.scored_in_part, s.scored_in_part_days"
        scores = """
    LEFT JOIN (SELECT person_id, MIN(CASE WHEN relapsed THEN day END) AS scored_relapse_day, MAX(day) AS scored_until,
        MIN(CASE WHEN in_part THEN day END) AS scored_in_part,
        STRING_AGG(DISTINCT CASE WHEN in_part THEN CAST(day AS VARCHAR) END, ' ') AS scored_in_part_days
        FROM told GROUP BY person_id) s ON s.person_id = f.person_id"""
    ending = "begun" if definition.prevention_rules else "seen"
    outcome_days = ",\n        ".join(
        [f"{_outcome_day(each, definition, ending)} AS {each.id}_day" for each in OUTCOMES.values()]
        + [f"{_outcome_day(OUTCOMES[name], definition, 'seen')} AS {name}_plain_day" for name in OF_TREATMENTS]
    )
    people = "".join(f", p.{quoted(name)} AS {quoted('by_' + name)}" for name in people_columns)
    kinds = counted_kinds(OUTCOMES[v.ANY_TREATMENT], definition)
    strongest = " ".join(
        f"WHEN {_kind_day(kind, ending)} = any_treatment_day THEN '{kind}'" for kind in reversed(kinds)
    )
    each_kind = ", ".join(
        "isotretinoin_day"
        if kind == v.ISOTRETINOIN
        else f"{f'{kind}_{ending}' if kind in kinds else 'CAST(NULL AS INTEGER)'} AS {kind}_day"
        for kind in TREATMENT_KINDS
    )
    kinds_before = " + ".join(
        f"MAX(CASE WHEN e.kind = '{kind}' THEN 1 ELSE 0 END)" for kind in TREATMENT_KINDS if kind != v.ISOTRETINOIN
    )
    every_kind = ", ".join(f"t.{kind}_begun, t.{kind}_seen" for kind in kinds if kind != v.ISOTRETINOIN)
    size = counted_course(definition, dispensed=dispensed)
    made = "CREATE OR REPLACE TABLE first_courses AS" if part[0] is None else "INSERT INTO first_courses"
    return f"""
{made}
WITH first AS (
    -- followed to the end of the observation period in which the course ended, never across a hole; an open end is no
    -- day 0
    SELECT c.person_id, c."start" AS start_day, c."end" AS day0, dose_mg, daily_dose_mg, weight_kg, weight_source,
        dose_mg_per_kg, daily_mg_per_kg, indication, response, formulation,
        {"c.dispensing_days" if dispensed else "CAST(NULL AS INTEGER)"} AS dispensing_days, o."end" AS last_day,
        o."start" AS first_day, last_contact_type, lost_reason
    FROM {courses} AS c
    JOIN {observation} AS o ON o.person_id = c.person_id AND c."end" BETWEEN o."start" AND o."end"
    WHERE course = 1 AND end_status = 'confirmed'
),{by_visits}{treated(events, kinds, definition, of_courses)},
around AS (
    -- the first of what is marked, and what was tried in the year before the course
    SELECT e.person_id, {kinds_before} AS kinds_before,
        SUM(CASE WHEN e.kind = 'oral_antibiotic' THEN e.days_supply END) AS antibiotic_days_before,
        MIN(CASE WHEN e.kind = 'recorded_relapse' AND e.date > f.day0 THEN e.date - f.day0 END) AS relapse_day,
        MIN(CASE WHEN e.kind = 'pregnancy' AND e.date > f.day0 - {PREGNANCY_DAYS} THEN e.date - f.day0 END)
            AS pregnancy_day,
        MIN(CASE WHEN e.kind = 'death' THEN e.date - f.day0 END) AS death_day
    FROM first f JOIN {events} e ON e.person_id = f.person_id
    WHERE e.kind IN ('recorded_relapse', 'pregnancy', 'death')
        OR (e.date < f.start_day AND e.date >= f.start_day - {YEAR_BEFORE})
    GROUP BY e.person_id
),
later_courses AS (
    SELECT c.person_id, c."start" - f.day0 AS day, c."end" - f.day0 AS ended, {size} AS enough
    FROM first f JOIN {courses} c ON c.person_id = f.person_id AND c.course > 1
),
restarted AS (
    -- any further course is isotretinoin taken again
    SELECT person_id, MIN(day) AS restart_day FROM later_courses GROUP BY person_id
),{counted_courses("taken", RETAKEN)},{retaken_at_once(events)},{
    counted_courses("taken_at_once", "SELECT * FROM retaken_or_unknown", among="unknown")
},{UNKNOWN_RELAPSES},
joined AS (
    SELECT f.*, f.start_day - f.first_day AS history_days, CAST(COALESCE(a.kinds_before, 0) AS INTEGER) AS kinds_before,
        CAST(COALESCE(a.antibiotic_days_before, 0) AS INTEGER) AS antibiotic_days_before,
        f.last_day - f.day0 AS observed_day, a.death_day, a.relapse_day, u.{UNKNOWN_DAY}, u.{UNKNOWN_DAYS},
        CASE WHEN a.pregnancy_day < 0 THEN 0 ELSE a.pregnancy_day END AS pregnancy_day,
        {earliest("c.restart_day", "i.isotretinoin_seen")} AS isotretinoin_day,
        taken.further[1].day AS second_day, taken.further, taken_at_once.further AS further_at_once,
        c.restart_day, {by_score}, {every_kind}{people}
    FROM first f
    JOIN {people_table} p ON p.person_id = f.person_id
    LEFT JOIN around a ON a.person_id = f.person_id
    LEFT JOIN restarted c ON c.person_id = f.person_id
    LEFT JOIN taken ON taken.person_id = f.person_id
    LEFT JOIN taken_at_once ON taken_at_once.person_id = f.person_id
    LEFT JOIN unknown_relapses u ON u.person_id = f.person_id
    LEFT JOIN treated t ON t.person_id = f.person_id
    LEFT JOIN isotretinoin i ON i.person_id = f.person_id{scores}
),
dated AS (
    SELECT joined.*,
        -- one timeline: the follow-up of the first course ends with the second
        {earliest("observed_day", "death_day", "second_day")} AS exit_day,
        {outcome_days}
    FROM joined
)
SELECT person_id, start_day, day0, dose_mg, daily_dose_mg, weight_kg, weight_source, dose_mg_per_kg, daily_mg_per_kg,
    indication, response, formulation, dispensing_days, history_days, kinds_before, antibiotic_days_before,
    observed_day, death_day, pregnancy_day, {UNKNOWN_DAY}, {UNKNOWN_DAYS},
    CASE WHEN {steps_unseen} THEN recorded_relapse_day END AS {LATER_STEPS_DAY},
    CASE WHEN {courses_unseen} THEN recorded_relapse_day END AS {LATER_COURSES_DAY}, exit_day, second_day, restart_day,
    further, further_at_once, last_contact_type, lost_reason, scored_until, scored_in_part, scored_in_part_days,
    {followed_by_score(definition.score_retreatment)} AS scored_exit,
    {", ".join(f"{each}_day" for each in OUTCOMES)},
    {", ".join(f"{each}_plain_day" for each in OF_TREATMENTS)}, {each_kind},
    CASE WHEN second_day <= exit_day THEN second_day - 1 END AS drug_free_days,
    COALESCE(relapse_day <= second_day, FALSE) AS relapsed_before,
    response IN {CLEAR} AS responded,
    -- its place among RESPONSES: each count groups by it, and a text for each person would be compared each time
    CAST(CASE WHEN response IN {CLEAR} THEN 0 WHEN response = 'improved' THEN 1 WHEN response IS NOT NULL THEN 2
        ELSE {UNKNOWN_RESPONSE} END AS SMALLINT) AS answer,
    CASE {strongest} END AS first_treatment{"".join(", " + quoted("by_" + name) for name in people_columns)}
FROM dated"""


def counted(
    day: str, cause: str, *, group: Sequence[str] = ("'all'",), exit_day: str = "exit_day",
    source: str = "first_courses", among: str = "TRUE", besides: Mapping[str, str] | None = None,
) -> str:
    """Counts by group, answer, day and cause, of people followed until ``day`` or, where that is earlier, ``exit_day``;
    and by further columns ``besides``, by their names.

    Whoever is not ``among`` them is not counted; a group of nobody else is there all the same, without people. Of
    several columns a ``group`` is named once people are counted: a text would be made and compared for each of them.

    All are SQL over ``source``, which has ``answer``: the place of the response among :data:`RESPONSES`. What a
    response means is the population's business: one count serves them all.
    """
    further = besides or {}
    named = "".join(f"{name}, " for name in further)
    made = "".join(f"{text} AS {name}, " for name, text in further.items())
    levels = [f"level_{place}" for place in range(len(group))]
    name, held = f" || {literal(TOGETHER)} || ".join(levels), ", ".join(levels)
    levels_made = ", ".join(f"{text} AS {level}" for text, level in zip(group, levels, strict=True))
    return f"""
SELECT COALESCE(CAST({name} AS VARCHAR), 'missing') AS grouping, answer, {named}day, cause, people
FROM (
SELECT {held}, answer, {named}day, cause, COUNT(among) AS people
FROM (
    SELECT {levels_made}, answer, CASE WHEN {among} THEN 1 END AS among, {made}
        CASE WHEN {day} <= {exit_day} THEN {day} ELSE {exit_day} END AS day,
        {cause} AS cause
    FROM {source}
) AS followed
GROUP BY {held}, answer, {named}day, cause
) AS counted"""


def count_outcome(
    outcome: str, group: Sequence[str], *, without_rules: bool = False, until_pregnancy: bool = False,
    retreatment: Retreatment | None = None, fails_on: str = "", lost: str = "", every_group: bool = False,
    of_untold: Retreatment | None = None,
) -> str:
    """Counts by group, answer, day and cause: 1 the outcome, 2 death, 0 censored; of whom the records can tell it.

    Of several things on one day the outcome counts before death, and death before censoring. ``without_rules`` takes
    every later treatment for an outcome, whatever was in use; ``until_pregnancy`` ends the follow-up with a pregnancy;
    ``retreatment`` is what a second course is to an outcome by score, where that is not as the cohort has it;
    ``fails_on`` is a day on which whoever has one is taken as having the outcome (:func:`hidden_from`). ``lost`` is SQL
    for whose censoring is a cause of its own, with the number 3. ``every_group`` keeps groups in which the records can
    tell the outcome of nobody, with nobody in them. ``of_untold`` counts the others in place of these people, a second
    course being to the outcome what it says.
    """
    day = f"{outcome}_plain_day" if without_rules and outcome in OF_TREATMENTS else f"{outcome}_day"
    day = f"({earliest(day, fails_on)})" if fails_on else day
    whom, exit_day = can_tell(outcome, retreatment), exit_of(outcome, retreatment)
    whom, exit_day = untold(outcome, of_untold) if of_untold is not None else (whom, exit_day)
    exit_day = f"({earliest(exit_day, 'pregnancy_day')})" if until_pregnancy else exit_day
    among = {"among": whom}
    of_whom: dict[str, Any] = among if every_group else {"source": people_of(outcome, retreatment=retreatment)}
    cause = first_of(day, exit_day, censored=_censored(lost))
    return counted(day, cause, group=group, exit_day=exit_day, **of_whom)


def _censored(lost: str) -> str:
    return f"CASE WHEN {lost} THEN 3 ELSE 0 END" if lost else "0"


def count_unseen(outcome: str, group: Sequence[str], hidden: str, *, lost: str = "") -> str:
    """Counts by group, answer, day and cause of people of whom an outcome may have come unseen: before it was seen, or
    before their follow-up ended on that day by that cause.

    They are counted by the day ``since`` which it may have come on any (:data:`FAR` where it may not) and, as a text,
    by ``single_days`` on which it may: those of relapses of unknown treatment and, of an outcome by score, of visits
    that tell it in part. ``hidden`` is that of :func:`hidden_from`; ``lost`` is as :func:`count_outcome` has it.
    """
    day, exit_day, may, besides = f"{outcome}_day", exit_of(outcome), may_come_unseen(outcome, hidden), {}
    single_days, later = [UNKNOWN_DAYS], later_day(outcome)
    if hidden:
        besides["since"] = f"CASE WHEN {may_come_unseen(outcome, later)} THEN {later} ELSE {FAR} END"
        single_days = [f"CASE WHEN {later} IS NULL THEN {UNKNOWN_DAYS} END"]
    if outcome in BY_SCORE:
        may = f"{may} OR {may_come_unseen(outcome, 'scored_in_part')}"
        single_days.append("scored_in_part_days")
    besides["single_days"] = f"CONCAT_WS(' ', {', '.join(single_days)})"
    source = f"{people_of(outcome)} WHERE {may}"
    cause = first_of(day, exit_day, censored=_censored(lost))
    return counted(day, cause, group=group, exit_day=exit_day, source=source, besides=besides)


def may_come_unseen(outcome: str, day: str) -> str:
    """SQL for whether an outcome may have come unseen on or from a day: it has not come by then."""
    return f"({day} <= {exit_of(outcome)} AND COALESCE({outcome}_day > {day}, TRUE))"


def hidden_from(outcome: str) -> str:
    """SQL for the day from which an outcome may have come unseen; empty for one that a relapse itself ends.

    A relapse of unknown treatment may have been treated by isotretinoin, which ends every remission. Of whom the
    records hold the first treatment of a relapse alone, each relapse may have had further treatments as well; further
    courses, where the records may be first courses alone.
    """
    if v.RECORDED_RELAPSE in OUTCOMES[outcome].kinds:
        return ""
    return f"COALESCE({later_day(outcome)}, {UNKNOWN_DAY})"


def later_day(outcome: str) -> str:
    """The column of the day from which it may have come on any: a further course ends every remission."""
    return LATER_STEPS_DAY if is_of_treatments(OUTCOMES[outcome]) else LATER_COURSES_DAY


def first_of(
    day: str, exit_day: str = "exit_day", cause: str = "1", death: int = 2, censored: str = "0"
) -> str:
    """SQL for the cause by which the follow-up ends: what came on ``day``, else death, else ``censored``."""
    return f"CASE WHEN {day} <= {exit_day} THEN {cause} WHEN death_day <= {exit_day} THEN {death} ELSE {censored} END"


def people_where(conditions: Mapping[str, str], source: str = "first_courses") -> str:
    """How many people meet each condition: one row, a column for each."""
    counts = ", ".join(f"COUNT(CASE WHEN {text} THEN 1 END) AS {name}" for name, text in conditions.items())
    return f"SELECT {counts} FROM {source}"
