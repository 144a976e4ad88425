"""Whether a file of later treatments holds what treated relapses, so that it tells of one of which nobody wrote it down
beside the course.

Before that it is asked whether it holds treatments after the first course at all, of half of those who relapsed and
were not left untreated: what came before the course, or is no acne treatment, tells nothing of a relapse.

The file is asked of the relapses whose treatment was written down: is it in the file as well, within a month of the
relapse? Isotretinoin may stand there or be a course of its own. Where most of these are there, so are the others, and a
relapse of which the file knows nothing was not treated. Where most are not, the file cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.code_texts import TOGETHER
from isostats.records.faults import Fault
from isostats.records.loaded import Loaded
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS
from isostats.words.numbers import count_text, counted

UNKNOWN_TREATMENT = "unknown_relapse_treatment"
WITHIN_DAYS = 30
COVERED_LEAST = 0.5
"""A file that holds a smaller share of what it is asked for does not tell it of the others."""
# Isotretinoin apart: where it is not in the file and no course, a second course goes unseen, whatever else is told.
HELD = """WITH named AS (
    SELECT row, person, relapse_date AS day, unnest(string_split(relapse_treatment, '{together}')) AS kind
    FROM {t}_typed WHERE relapse_date IS NOT NULL AND relapse_treatment <> 'none'
), recorded AS (
    SELECT person, date AS day, CAST(kind AS VARCHAR) AS kind FROM {e}_typed
    UNION ALL SELECT person, course_start, '{isotretinoin}' FROM {t}_typed WHERE person IN (FROM {t}_several)
), held AS (
    SELECT DISTINCT row, kind FROM named JOIN recorded USING (person, kind)
    WHERE recorded.day BETWEEN named.day - {days} AND named.day + {days}
)
SELECT count(*), count(held.row) FROM named LEFT JOIN held USING (row, kind) GROUP BY kind = '{isotretinoin}'"""

COVERED = """WITH relapsed AS (
    SELECT DISTINCT person FROM {t}_typed
    WHERE relapse_date IS NOT NULL AND COALESCE(relapse_treatment, '') <> 'none'
)
SELECT count(*), (SELECT count(DISTINCT person) FROM {e}_typed AS later JOIN relapsed USING (person)
    JOIN {t}_persons AS persons USING (person)
    WHERE later.date > persons.course_end AND CAST(kind AS VARCHAR) IN ({kinds})) FROM relapsed"""


@dataclass(frozen=True)
class Tracing:
    """What a file of later treatments tells of relapses: of so many ``named`` treatments it holds so many ``held``;
    ``traced`` says that it is believed of the relapses of which none is named."""

    named: int
    held: int
    traced: bool

    def explained(self, fault: Fault) -> Fault:
        """A fault with what the file makes of it, where it is of relapses whose treatment is not known."""
        if fault.finding.rule != UNKNOWN_TREATMENT:
            return fault
        of_others = f"{count_text(self.held)} of {counted(self.named, 'treatment')} of other relapses"
        of_others = of_others if self.named else "no later acne treatment of most who relapsed"
        if not self.traced:
            return replace(fault, finding=replace(fault.finding, advice=(
                f"{fault.finding.advice} The events hold {of_others}, so that they cannot tell it."
            )))  # fmt: skip
        known = f", as they hold {of_others}" if self.named else ""
        return replace(fault, finding=replace(fault.finding, advice=(
            f"The events are taken to hold what treated them{known}. Where they name nothing, a relapse counts as not "
            "treated. If they do not hold it, fill in relapse_treatment."
        )))  # fmt: skip


def holds_later(connection: Engine, courses: Loaded, events: Loaded) -> bool:
    """Whether a file of events holds later acne treatments of at least half of those who relapsed."""
    names = {"t": courses.table, "e": events.table, "kinds": ", ".join(map(literal, TREATMENT_KINDS))}
    people, covered = one_row(connection, COVERED.format(**names))
    return bool(covered >= COVERED_LEAST * people)


def tracing(connection: Engine, courses: Loaded, events: Loaded) -> Tracing:
    """Of the treatments of relapses that the course file names, how many the file of events holds."""
    if not courses.layout.has("relapse_treatment"):
        return Tracing(0, 0, traced=not courses.layout.has("relapse_date") or holds_later(connection, courses, events))
    if not courses.layout.has("relapse_date"):
        return Tracing(0, 0, traced=True)
    names = {"t": courses.table, "e": events.table, "together": TOGETHER, "days": WITHIN_DAYS}
    rows = connection.execute(HELD.format(isotretinoin=v.ISOTRETINOIN, **names)).fetchall()
    traced = all(held >= COVERED_LEAST * named for named, held in rows)
    return Tracing(sum(named for named, _ in rows), sum(held for _, held in rows), traced)
