"""How long did people stay on the first course, and for which reasons did it end?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from isostats.analyses.caveats import chosen_by_the_end
from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, Text, table_of, texts
from isostats.analyses.rows import Row, curve_rows, share_of, where
from isostats.cohort.counting import EventTable
from isostats.cohort.course_conduct import UNKNOWN
from isostats.cohort.course_ends import EARLY, PLANNED_OR_EARLY, REASON, count_ends, maybe_running, merged
from isostats.cohort.eligible import told_at_the_end
from isostats.estimate.results import Curve
from isostats.records.input_tables.course_details import AS_PLANNED
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name
from isostats.words.english import plain
from isostats.words.numbers import agreed, count_text, counted, percent, stated_percent

DAYS = (28, 56, 84, 112, 140, 186, 280, 365)
"""Days of the course at which its curve is read: packs of 28 days, six calendar months, and the long ones."""
QUOTED = 186
MOST_AREAS = 4
"""Reasons for an early end that have an area of their own in the figure: the most frequent ones."""
DRAWN_AS = {v.DEATH: v.DEATH, UNKNOWN: "reason_unknown"}
"""What comes above the reasons, by its name in the figure."""
TOGETHER = ("as_planned", "early")
"""What the reasons come to, where each is known."""
BY_REASON, BY_END = "reason", "end"
"""What stands before a reason, and before what reasons come to, in the names of the rows' groups."""


def estimate(it: Basis) -> Answer[Curve | None]:
    """The cumulative incidence of each reason from the start on, and the share still on the course.

    There is an answer where a reason is recorded, or where courses were made of dispensings.
    """
    assert it.records is not None
    recorded = REASON in it.cohort.groupings
    if not recorded and it.cohort.stitched_by is None:
        return Answer(None)
    late = list(told_at_the_end(it.study.eligibility, it.cohort.facts))
    followed = it.study.eligibility.min_followup_days is not None
    if late or followed:
        return Answer(None, blocks=(Text(chosen_by_the_end(late, followed=followed)),))
    counts = count_ends(it.cohort, it.records)
    curve = it.curves.of_incidence(counts)
    rows = _rows(it, counts, BY_REASON, counts.causes)
    if recorded:
        rows += _rows(it, merged(counts, PLANNED_OR_EARLY), BY_END, TOGETHER)
    on = it.curves.of_remission(counts.combined("ended"))
    staying = _quoted(it, on, v.ON_COURSE, "ended", v.ALL)
    drawn = it.curves.of_incidence(merged(counts, _areas(counts)))
    blocks: tuple[Block, ...] = (
        *texts([*_sentences(it, counts, on, [*rows, *staying])]),
        it.figure("course_ends", drawn, min_at_risk=it.min_at_risk, horizons_days=(QUOTED,)),
        _table(it, rows, staying),
    )
    methods = ("Reasons for the end of the course were estimated by Aalen-Johansen from its start on.",)
    return Answer(curve, (*rows, *staying), blocks, methods=methods)


def _quoted(it: Basis, curve: Curve, quantity: str, cause: str, group: str) -> list[Row]:
    made = curve_rows(curve, quantity, cause, v.EVERYONE, horizons=DAYS, min_at_risk=it.min_at_risk)
    return [each | {v.OUTCOME: "courses", v.GROUP: group} for each in made]


def _rows(it: Basis, counts: EventTable, name: str, causes: Iterable[str]) -> list[Row]:
    """The rows of causes of a table, those that it has, of the groups ``name=cause``."""
    curve = it.curves.of_incidence(counts)
    there = [each for each in causes if each in counts.causes]
    return [row for each in there for row in _quoted(it, curve, v.COURSE_ENDED, each, group_name(name, each))]


def _areas(counts: EventTable) -> dict[str, tuple[str, ...]]:
    """Which reasons share an area: those as planned have their own, and so the most frequent of the early ones."""
    ended = dict(zip(counts.causes, counts.events.sum((0, 2)), strict=True))
    early = sorted((name for name in EARLY if name in ended), key=lambda name: -ended[name])
    own = early if len(early) <= MOST_AREAS else early[: MOST_AREAS - 1]
    kept = [name for name in (*AS_PLANNED, *EARLY) if name in ended and (name in AS_PLANNED or name in own)]
    areas: dict[str, tuple[str, ...]] = {name: (name,) for name in kept}
    if rest := tuple(name for name in early if name not in own):
        areas["other_reasons"] = rest
    for name, drawn in DRAWN_AS.items():
        areas |= {drawn: (name,)} if name in ended else {}
    return areas


def _sentences(it: Basis, counts: EventTable, on: Curve, rows: Sequence[Row]) -> Iterator[str]:
    """What the curves say by six months, and what they rest on."""
    yield "Days count from the first covered day, which is day 1; each way of ending a course excludes the others."
    at = {each[v.GROUP]: each for each in where(rows, time_days=QUOTED, status=v.OK)}
    shares = [
        f"{percent(at[end][v.ESTIMATE])} {words}"
        for name, words in (("as_planned", "had ended as planned"), ("early", "early"))
        if (end := group_name(BY_END, name)) in at
    ]
    if v.ALL in at and shares:
        still = f"{percent(at[v.ALL][v.ESTIMATE])} were still on the course"
        yield f"By day {QUOTED}, {', '.join(shares)}, and {still}."
    median = float(on.median()[v.ESTIMATE].iloc[0])
    if median == median:
        yield f"Half of the courses had ended by day {count_text(median)}."
    unknown = int(counts.events[:, counts.causes.index(UNKNOWN)].sum()) if UNKNOWN in counts.causes else 0
    if REASON in it.cohort.groupings and unknown:
        yield (
            f"The reason of {counted(unknown, 'course')} is not known. That is a reason of its own here, and never "
            "taken as planned."
        )
        if it.cohort.stitched_by is None and (running := maybe_running(it.cohort)):
            ends = f"{count_text(running)} of them {agreed(running, 'ends')}"
            yield f"{ends} on the day of the last contact, and may have gone on."
    if REASON not in it.cohort.groupings:
        yield "Why courses ended is not recorded: dispensings tell that supply ended, and nothing of the reason."
    censored = int(counts.censored.sum())
    if it.cohort.stitched_by is None and censored:
        under_way = f"{counted(censored, 'course')} under way when the records were closed"
        yield f"{under_way} {agreed(censored, 'counts')} until then."
    if it.cohort.stitched_by is not None:
        yield (
            f"{counted(censored, 'course')} whose end nobody saw count until the gap rule could no longer tell an end "
            "from a pause."
        ) * bool(censored)


def _table(it: Basis, rows: Sequence[Row], staying: Sequence[Row]) -> Table:
    """A row for each reason, beneath what it comes to, and a column for each day."""
    groups = list(dict.fromkeys(each[v.GROUP] for each in rows))
    order: list[tuple[str, str]] = []
    for name, reasons in PLANNED_OR_EARLY.items():
        own = [each for each in (group_name(BY_REASON, each) for each in reasons) if each in groups]
        if (end := group_name(BY_END, name)) in groups:
            order.append((end, name.replace("_", " ")))
        elif name == UNKNOWN:
            order += [(each, "reason not known") for each in own]
            continue
        order += [(each, "– " * (name in TOGETHER) + plain(each)) for each in own]
    order.append((v.ALL, "still on the course"))
    at = {(each[v.GROUP], each[v.TIME_DAYS]): each for each in (*rows, *staying)}
    return table_of(
        "course_ends",
        f"First courses that had ended by a day of the course, by reason, in % with {stated_percent(it.level)} log-log "
        "limits: Aalen-Johansen. Still on the course: Kaplan-Meier. Together they are 100.",
        order,
        {"end of the course": lambda each: each[1],
         **{f"day {day}": lambda each, day=day: share_of(at[each[0], day]) for day in DAYS}},  # type: ignore[misc]
    )  # fmt: skip


COURSE_ENDS = Analysis("course-ends", "How first courses ended", estimate, part_of="courses")
