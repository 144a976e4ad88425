"""What the study chose, held against what its records can tell: who is studied, the primary outcome, the groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from isostats.analyses.curves import Curves
from isostats.analyses.protocol import Basis
from isostats.cohort.columns import OF_COURSES, as_text, require_nameable, spelt, why_not_there
from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.groupings import MOST_LEVELS
from isostats.cohort.relapse_by_score import COMES_LATE, HOLDS_DAYS
from isostats.errors import StudyError, nearest
from isostats.records import Records
from isostats.records.input_tables import our_codes
from isostats.study.bands import Grouping, read_grouping
from isostats.study.definitions import CourseDefinition, OutcomeDefinition
from isostats.study.eligibility import not_words, or_words
from isostats.study.score_rules import ScoreRule
from isostats.study.study_file import SCORES, Study
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import BY_SCORE, FIRST_VISIT_DAYS, OUTCOMES, is_of_treatments
from isostats.words.english import capital, column_words, level_words
from isostats.words.language import ENGLISH, keep_names, spoken, untranslated
from isostats.words.numbers import agreed, count_text, counted, in_words

if TYPE_CHECKING:
    from isostats.analyses.grid.result import Grid

DEFAULT_GROUPS = ("sex", "site")
def cohort_of(
    study: Study, records: Records, courses: CourseDefinition, outcomes: OutcomeDefinition, *,
    like: Cohort | None = None,
) -> Cohort:
    """The study's eligible first courses under rules of courses and outcomes, followed, to be split as it asks.

    With ``like``, a cohort of the same study under other rules, they are split at the same numbers. Raises DataError
    if there is none, StudyError for a rule or a group that these records cannot have.
    """
    how = study.study.follow_up
    cohort = first_courses(records, courses, outcomes, eligibility=study.eligibility, follow_up=how)
    return split(study, cohort, like=like)


def groups_by_key(study: Study) -> dict[str, Sequence[str]]:
    """What a study asks people to be split by, by the key that asks."""
    return {
        "[study] groups": study.study.groups or (),
        "[grid] groups": study.grid.groups,
        "[study] confounders": study.study.confounders,
    }


def split(study: Study, cohort: Cohort, *, like: Cohort | None = None) -> Cohort:
    """Eligible people, split as the study asks; ``like`` as above. Raises StudyError for a group they cannot have."""
    for key, asked in groups_by_key(study).items():
        bands = {name: group.bands for name, group in like.groups.items()} if like is not None else {}
        cohort = cohort.grouped(*(bands.get(name_of(each, cohort)) or each for each in asked), key=key)
    return cohort


def keep_names_of(study: Study, cohort: Cohort) -> None:
    """Have no language change what the study and its records call things: columns, levels of texts, subsets, the title.

    Our own codes (female, severe_nodulocystic) are words of ours and are translated. In English nothing is asked.
    """
    if spoken() == ENGLISH:
        return
    texts = [as_text(fact.sql) for fact in cohort.facts.values() if not fact.numbers]
    each = [f"SELECT * FROM (SELECT DISTINCT {sql} AS called FROM first_courses LIMIT {MOST_LEVELS})" for sql in texts]
    levels = cohort.query(" UNION ".join(each))["called"] if each else ()
    usual = type(study.study)().title
    own = {study.study.title} - {usual}
    of_records = {level_words(str(level)) for level in {*levels} - our_codes() - {None}}
    columns = {name for each in cohort.facts if untranslated(name := column_words(each), spoken())}
    keep_names(of_records | own | columns | {each.name for each in study.subsets})
    keep_names(_of_columns(study, cohort))


def _of_columns(study: Study, cohort: Cohort) -> set[str]:
    """How rules of eligibility about single columns are said, where the language has no words for it: as a whole."""
    rules = {**study.eligibility.only, **study.eligibility.exclude}
    worded = (or_words, not_words)
    phrases = {f"{column_words(name)} {words(values)}" for name, values in rules.items() for words in worded}
    of_columns = [each for each in cohort.rules if each.key in ("only", "exclude")]
    phrases |= {text for each in of_columns for text in (each.reason, each.lacking)}
    return {each for each in phrases if untranslated(each, spoken())}


def name_of(asked: str, cohort: Cohort) -> str:
    """The name of a grouping that is asked for, spelt as the records' columns are."""
    if spelt(asked, cohort.facts) in cohort.facts:
        return spelt(asked, cohort.facts)
    return Grouping(
        tuple(replace(part, column=spelt(part.column, cohort.facts)) for part in read_grouping(asked).parts)
    ).name


def basis_of(
    study: Study, records: Records, cohort: Cohort, *, grid: Callable[[], Grid] | None, set_aside: str
) -> Basis:
    """What the analyses of a study look at. Raises StudyError for a choice that these records cannot bear."""
    return Basis(
        study,
        cohort,
        Curves(cohort, study.claim.level),
        outcome=primary_outcome(study, cohort),
        groups=groups_of(study, cohort),
        records=records,
        follow_up_assumed=not records.observed,
        set_aside=set_aside,
        grid=grid,
    )


def groups_of(study: Study, cohort: Cohort) -> tuple[str, ...]:
    """The columns by which results are split: as asked for, else those of the usual ones that the records have."""
    if study.study.groups is None:
        return tuple(name for name in DEFAULT_GROUPS if name in cohort.groupings)
    return named_groups(study.study.groups, cohort)


def named_groups(asked: Sequence[str], cohort: Cohort) -> tuple[str, ...]:
    """The names of the groupings asked for, each once: those of a cohort made by :func:`cohort_of`."""
    return tuple(dict.fromkeys(name_of(each, cohort) for each in asked))


def columns_of(key: str, named: Sequence[str], cohort: Cohort) -> tuple[str, ...]:
    """The named columns, each once, spelt as the records' columns are; or an error that names the nearest."""
    columns = []
    for name in named:
        plain = spelt(name, dict.fromkeys(cohort.groupings))
        if plain not in cohort.groupings and plain in OF_COURSES:
            raise StudyError(
                f"{key}: '{name}' is about courses, and these columns are about people. There are: "
                f"{', '.join(cohort.groupings) or 'none'}."
            )
        if plain not in cohort.groupings:
            hint = why_not_there(plain) or nearest(plain, cohort.groupings) or "."
            raise StudyError(
                f"{key}: there is no column '{name}' with values about people{hint} "
                f"There are: {', '.join(cohort.groupings) or 'none'}."
            )
        require_nameable(plain, key)
        columns.append(plain)
    return tuple(dict.fromkeys(columns))


def primary_outcome(study: Study, cohort: Cohort) -> str:
    """The primary outcome; where the study names none and the records cannot tell it, the first that they can."""
    declared = study.study.primary.outcome
    asked = [name for name in study.study.outcomes if name in cohort.outcomes]
    if declared in asked:
        return declared
    if "study.primary.outcome" in study.stated:
        lacking = f"cannot be told from these records; that would need {needed_for(study, declared, cohort.outcomes)}"
        why = "is not among [study] outcomes; add it there" if declared in cohort.outcomes else lacking
        raise StudyError(f"[study] primary outcome {declared!r} {why}. Or choose one of: {', '.join(asked) or 'none'}.")
    if not asked:
        raise StudyError(
            f"These records can tell none of the outcomes asked for ({', '.join(study.study.outcomes)}); "
            f"they can tell: {', '.join(cohort.outcomes)}."
        )
    return asked[0]


def needed_for(study: Study, outcome: str, known: Sequence[str] = ()) -> str:
    """Which table or column an outcome would need, in the words of the study's kind of records; ``known`` are the
    outcomes that these can tell already."""
    if OUTCOMES[outcome].needs == "scores":
        scores = _scores_needed(study.outcomes.score_rules) if v.RELAPSE_BY_SCORE not in known else ""
        of_treatments = is_of_treatments(OUTCOMES[outcome]) and v.SYSTEMIC_TREATMENT not in known
        treated = needed_for(study, v.SYSTEMIC_TREATMENT) if of_treatments else ""
        return "; and ".join(part for part in (scores, treated) if part)
    relapse = OUTCOMES[outcome].needs == "relapses"
    if study.data.kind == "courses":
        column = "relapse_date" if relapse else "relapse_treatment"
        kind = "rows of kind recorded_relapse" if relapse else "later treatments"
        return f"the column {column}, or a file with {kind} ([data] events)"
    if study.data.kind == "omop":
        return (
            "a relapse as the clinic wrote it, which an OMOP database does not hold"
            if relapse
            else "drug exposures to acne treatments in the database"
        )
    kind = "recorded_relapse in it" if relapse else "a kind or code"
    return f"a table of later treatments ([data] treatments) with {kind}"


def left_out(study: Study, cohort: Cohort, outcomes: Sequence[str]) -> tuple[str, ...]:
    """A sentence on each of ``outcomes`` that these records cannot tell: what that would need."""
    return tuple(
        f"{capital(OUTCOMES[name].label)} is left out: that would need {needed_for(study, name, cohort.outcomes)}."
        for name in outcomes
        if name not in cohort.outcomes
    )


def unanswered(study: Study, cohort: Cohort, *, refused: Sequence[str] = ()) -> tuple[str, ...]:
    """What a study states and a report goes on without, a sentence each: outcomes, and rules that none is read by.

    Of outcomes that are ``refused`` a fault says already what is wrong.
    """
    asked = study.study.outcomes if {SCORES, "study.outcomes"} & study.stated else ()
    asked = tuple(name for name in asked if name not in refused)
    by_score = not set(BY_SCORE).isdisjoint(study.study.outcomes)
    return (*left_out(study, cohort, asked), *filter(None, [study.unasked_scores, unseen_by_visits(cohort) * by_score]))


def unseen_by_visits(cohort: Cohort) -> str:
    """That some people have no visit that can tell a relapse by score, and are in no number of it, what becomes of
    second courses after the last, and that of some a visit tells it by a part of the rules alone; else empty."""
    late = late_of_score(cohort, v.RELAPSE_BY_SCORE)
    return " ".join(filter(None, [never_scored(cohort), late, _scored_in_part(cohort)]))


def late_of_score(cohort: Cohort, outcome: str) -> str:
    """How many people had an outcome by score after their last visit that tells, and whether it counts; else empty."""
    seen = cohort.visits_seen
    if seen is None or not (late := seen.late.get(outcome, 0)):
        return ""
    what = COMES_LATE[outcome]
    if cohort.outcome_definition.score_retreatment == "hypothetical":
        return (
            f"By score, people are followed until the last visit that tells. {counted(late, what)} came after it and "
            f"{agreed(late, 'is')} not counted: shares free of {OUTCOMES[outcome].phrase} may be too high."
        )
    counts, lost = seen.counted[outcome], late - seen.counted[outcome]
    came = f"By score, {counted(counts, what)} came after the last visit that tells and {agreed(counts, 'counts')}."
    year = f"within {in_words(HOLDS_DAYS)} of the last visit that tells"
    lapsed = f"By score, {counted(lost, what)} did not come {year} and {agreed(lost, 'is')} not counted."
    return " ".join(filter(None, [came if counts else "", lapsed if lost else ""]))


def never_scored(cohort: Cohort) -> str:
    """That some people have no visit that can tell a relapse by score, and who of them is in no number of it, or, where
    they may not have come because they were well, at the higher end alone; else empty."""
    seen = cohort.visits_seen
    if seen is None or seen.with_visit == cohort.people:
        return ""
    with_visit, none = counted(seen.with_visit, "person", "people"), cohort.people - seen.people
    early = (
        f"{counted(seen.early, 'other')} began a second course within {FIRST_VISIT_DAYS} days, and "
        f"{agreed(seen.early, 'counts')}."
    )
    where = "no number of it counts them"
    if cohort.definition.passive:
        where = f"{agreed(none, 'counts')} only where those not seen again are taken to be well"
    parts = [
        f"By score, {with_visit} of {count_text(cohort.people)} {agreed(seen.with_visit, 'has')} a visit after the "
        "course that can tell a relapse.",
        early if seen.early else "",
        f"{counted(none, 'other')} {agreed(none, 'has')} none, and {where}." if none else "",
    ]
    return " ".join(filter(None, parts))


def _scored_in_part(cohort: Cohort) -> str:
    people = cohort.timeline.in_part.get(v.RELAPSE_BY_SCORE, 0) if cohort.timeline is not None else 0
    if not people:
        return ""
    return (
        f"Some visit of {counted(people, 'person', 'people')} lacks a score that the rules ask for. It "
        "counts as free where no other rule is a relapse, so that shares free of relapse by score may be too high."
    )


def _scores_needed(rules: Sequence[ScoreRule]) -> str:
    """Which columns of visits the rules of relapse by score need, after day 0 and before."""
    columns = list(dict.fromkeys(" or ".join(rule.columns) for rule in rules))
    before = sorted({rule.against for rule in rules if rule.against}, reverse=True)
    noun = "column" if len(columns) == 1 and " or " not in columns[0] else "columns"
    by = " and the ".join(before)
    before_it = f" and, by the {by} of the course, a visit or a value in the course file" * bool(before)
    return f"a table of visits ([data] visits) with the {noun} {' and '.join(columns)} after the course{before_it}"
