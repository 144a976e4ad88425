"""What a file of later treatments is believed of, by what it holds of the treatments that the course file names.

A file of events tells what came after a first relapse where it holds later treatments of the people whose relapse was
treated: of most, where it repeats what the course file names, for it leaves out of others what it leaves out of these;
of half, where it goes on from there. It tells how a relapse was treated of which nobody wrote it down where it holds
nearly all of the named treatments, of each kind, within a month of the relapse. Isotretinoin may be a course of its
own. A relapse of which such a file knows nothing was not treated. Where the file holds less, it cannot tell, and shares
are bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.code_texts import TOGETHER
from isostats.records.faults import Fault
from isostats.records.findings import Finding
from isostats.records.loaded import Loaded
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import TREATMENT_KINDS
from isostats.words.numbers import count_text, counted, percent

UNKNOWN_TREATMENT, NO_LATER = "unknown_relapse_treatment", "no_later_treatment"
WITHIN_DAYS = 30
NEARLY_ALL = 0.9
"""A file that holds a smaller share of the treatments that are named does not tell of the others."""
STEPS_LEAST = 0.8
"""The same share of people, for later steps: of those whom the file lacks not everyone had one."""
COVERED_LEAST = 0.5
"""The same of a file that goes on from the course file, and of relapses of which some were not treated."""
OF_ACNE = f"({', '.join(map(repr, TREATMENT_KINDS))})"
SEEN_NEAR = "recorded.day BETWEEN {day} - {days} AND {day} + {days}"
# Of those with a relapse alone: most events are of others.
RECORDED = """relapsed AS (SELECT DISTINCT person FROM {t}_typed WHERE relapse_date IS NOT NULL), recorded AS (
    SELECT person, date AS day, CAST(kind AS VARCHAR) AS kind FROM {e}_typed SEMI JOIN relapsed USING (person)
    WHERE kind IN {of_acne}
    UNION ALL SELECT person, course_start, '{same_drug}' FROM {t}_typed WHERE person IN (FROM {t}_several)
)"""
# Every treatment of a relapse that the course file names, and whether the file of events or a course holds it.
NAMED = f"""CREATE TABLE IF NOT EXISTS {{t}}_named AS WITH named AS (
    SELECT row, person, relapse_date AS day, unnest(string_split(relapse_treatment, '{TOGETHER}')) AS kind
    FROM {{t}}_typed WHERE relapse_date IS NOT NULL AND relapse_treatment <> 'none'
), {RECORDED}, held AS (
    SELECT DISTINCT row, kind FROM named JOIN recorded USING (person, kind)
    WHERE {SEEN_NEAR.replace("{day}", "named.day")}
) SELECT person, kind, held.row IS NOT NULL AS held FROM named LEFT JOIN held USING (row, kind)"""
HELD = "SELECT kind, count(*), count(*) FILTER (held) FROM {t}_named GROUP BY kind ORDER BY kind"
NEAR = f"""WITH {RECORDED}
SELECT count(*), count(*) FILTER (row IN (
    SELECT row FROM {{t}}_typed AS typed JOIN recorded USING (person)
    WHERE {SEEN_NEAR.replace("{day}", "typed.relapse_date")}))
FROM {{t}}_typed WHERE relapse_date IS NOT NULL AND {{unknown}}"""
# Whose relapse was treated with less than isotretinoin, whom of them the file knows later, and of whom it repeats that.
LATER = """WITH treated AS (
    SELECT person, bool_or(held) AS repeated FROM {t}_named WHERE kind <> '{same_drug}' GROUP BY person
), known AS (
    SELECT DISTINCT later.person FROM {e}_typed AS later
    JOIN (SELECT person, course_end FROM {t}_persons SEMI JOIN treated USING (person)) AS firsts USING (person)
    WHERE later.kind IN {of_acne} AND later.date > firsts.course_end
)
SELECT count(*), count(known.person), count(known.person) FILTER (repeated)
FROM treated LEFT JOIN known USING (person)"""
AFTER = """SELECT EXISTS (SELECT 1 FROM {e}_typed AS later JOIN {t}_persons AS firsts USING (person)
    WHERE later.kind IN {of_acne} AND later.date > firsts.course_end)"""


def first_relapses_alone(connection: Engine, courses: Loaded, events: Loaded | None) -> bool:
    """Whether the first treatment of a relapse is recorded, and no file tells what came later."""
    if events is None or not courses.layout.has("relapse_treatment") or not courses.layout.has("relapse_date"):
        return events is None and courses.layout.has("relapse_treatment")
    names = _names(courses, events)
    connection.execute(NAMED.format(**names))
    people, known, repeated = map(int, one_row(connection, LATER.format(**names)))
    if not people:
        return not _holds_later(connection, courses, events)
    least = STEPS_LEAST if 2 * repeated >= known else COVERED_LEAST
    return known < least * people


@dataclass(frozen=True)
class Tracing:
    """What a file of later treatments tells of relapses: of so many ``named`` treatments of the kind of which it lacks
    the largest share, ``kind``, it and the courses hold so many ``held``. Where none is named these are the relapses
    whose treatment is not known, and those near which there is any. ``traced`` says that it is believed of the others.
    """

    kind: str
    named: int
    held: int
    traced: bool

    def explained(self, fault: Fault) -> Fault:
        """A fault with what the file makes of it, where it is of relapses whose treatment is not known."""
        if fault.finding.rule != UNKNOWN_TREATMENT:
            return fault
        kind = self.kind.replace("_", " ")
        share = f"{count_text(self.held)} of {count_text(self.named)}"
        least = percent(NEARLY_ALL if kind else COVERED_LEAST, 0)
        hold = (
            f"Events and courses hold {share} other relapses treated with {kind}"
            if kind
            else f"Events and courses hold a treatment near {share} of these relapses"
        )
        if not self.traced:
            return replace(fault, finding=replace(fault.finding, advice=(
                f"{fault.finding.advice} {hold}, fewer than {least}, so that they cannot tell it."
            )))  # fmt: skip
        return replace(fault, finding=replace(fault.finding, advice=(
            f"The events are taken to hold what treated them. {hold}, at least {least}. Where they name nothing, a "
            "relapse counts as not treated. If they do not hold it, fill in relapse_treatment."
        )))  # fmt: skip


def tracing(connection: Engine, courses: Loaded, events: Loaded) -> Tracing:
    """How much of what treated relapses the file of events and the courses hold."""
    has, names = courses.layout.has, _names(courses, events)
    if not has("relapse_date"):
        return Tracing("", 0, 0, traced=True)
    by_kind = []
    if has("relapse_treatment"):
        connection.execute(NAMED.format(**names))
        by_kind = connection.execute(HELD.format(**names)).fetchall()
    if by_kind:
        kind, named, held = min(by_kind, key=lambda each: each[2] / each[1])
        return Tracing(str(kind), int(named), int(held), held >= NEARLY_ALL * named)
    unknown = "relapse_treatment IS NULL" if has("relapse_treatment") else "TRUE"
    relapses, near = map(int, one_row(connection, NEAR.format(unknown=unknown, **names)))
    return Tracing("", relapses, near, near >= COVERED_LEAST * relapses)


def no_later_treatments(connection: Engine, courses: Loaded, events: Loaded) -> Iterator[Finding]:
    """A warning where no row of the file is an acne treatment after a first course: it tells no later treatment."""
    rows = count_rows(connection, f"{events.table}_typed")
    if rows and not _holds_later(connection, courses, events):
        message = f"none of {counted(rows, 'event')} is an acne treatment after a first course"
        advice = "The file counts as one without later treatments. If it should hold them, look what was exported."
        yield Finding("warning", NO_LATER, rows, message, advice=advice, column="date")


def _holds_later(connection: Engine, courses: Loaded, events: Loaded) -> bool:
    """Whether a row of the file is an acne treatment after anybody's first course."""
    return bool(one_row(connection, AFTER.format(**_names(courses, events)))[0])


def _names(courses: Loaded, events: Loaded) -> dict[str, object]:
    tables = {"t": courses.table, "e": events.table}
    return tables | {"same_drug": v.ISOTRETINOIN, "of_acne": OF_ACNE, "days": WITHIN_DAYS}
