"""What a study asks of its records and they cannot give: all of it at once, before anything is estimated.

``isostats check`` says what is listed here, and a report refuses the same, so that neither knows what the other does
not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

from isostats.analyses.choices import basis_of, columns_of, groups_by_key, primary_outcome, split
from isostats.analyses.grid.rules import Held, choices_of, held_by, rules_of
from isostats.analyses.protocol import Basis
from isostats.analyses.references import file_name, reference_faults
from isostats.analyses.subsets import require_subsets
from isostats.cohort.following import Cohort, first_courses
from isostats.cohort.relapse_by_score import VISITS, scored_columns
from isostats.errors import IsostatsError, StudyError, nearest
from isostats.records import Records
from isostats.records.column_names import plain
from isostats.records.input_tables.beside_courses import VISIT_COLUMNS
from isostats.study.eligibility import Eligibility
from isostats.study.score_rules import WORSE
from isostats.study.study_file import SCORES, Study


def faults_of_study(
    study: Study, records: Records, held: Held | None = None, *, everyone: Cohort | None = None
) -> tuple[str, ...]:
    """Every fault of a study for which a report of these records would stop, each as a sentence and what to do.

    ``held`` is what is at hand of fills, where the grid stitches them anew; ``everyone`` those with a
    first course, where they are followed already.
    """
    try:
        everyone = everyone or first_courses(records, study.courses, study.outcomes, follow_up=study.study.follow_up)
    except IsostatsError as error:  # nobody can be followed, and nothing else can be asked
        return (str(error),)
    faults, cohort = _of_eligibility(study, everyone)
    faults += [*_of_groups(study, cohort), *faults_of_scores(study, records)]
    faults += _refused(lambda: primary_outcome(study, cohort))
    if not faults:
        studied = split(study, cohort)
        faults += _refused(lambda: rules_of(study, held or held_by(study, records, studied)))
        faults += _refused(lambda: choices_of(study, studied))
        it = basis_of(study, records, studied, grid=None, set_aside="")
        faults += [*_of_names(it), *_refused(partial(require_subsets, it))]
    return tuple(dict.fromkeys(faults))


def require_named(it: Basis) -> None:
    """Raise StudyError with everything that the study names and these records do not have, or cannot have at once."""
    scores = [] if it.records is None else faults_of_scores(it.study, it.records)
    if faults := [*scores, *_of_names(it)]:
        raise StudyError("\n".join(faults))


def _of_eligibility(study: Study, everyone: Cohort) -> tuple[list[str], Cohort]:
    """The faults of each rule by itself, then of all together; and who is eligible: everyone where that is unknown."""
    rules = study.eligibility.stated
    window = {name: rules[name] for name in ("diagnosis_days", "diagnosis_until") if name in rules}
    faults: list[str] = []
    for name, value in rules.items():
        parts = [{name: {column: texts}} for column, texts in value.items()] if isinstance(value, dict) else [
            {name: value}]
        for part in parts:
            if name not in window:
                alone = Eligibility(**part, **(window if name == "diagnosis" else {}))
                faults += _refused(partial(everyone.where, alone))
    if faults:
        return faults, everyone
    try:
        return [], everyone.where(study.eligibility)
    except IsostatsError as error:
        return [str(error)], everyone


def _of_groups(study: Study, cohort: Cohort) -> list[str]:
    """The faults of each grouping by itself, then of all together."""
    by_key = groups_by_key(study)
    alone = [
        fault
        for key, asked in by_key.items()
        for each in asked
        for fault in _refused(partial(cohort.grouped, each, key=key))
    ]
    if alone:
        return alone
    try:
        for key, asked in by_key.items():
            cohort = cohort.grouped(*asked, key=key)
    except IsostatsError as error:
        return [str(error)]
    return []


def _of_files(columns: Iterable[str]) -> Iterator[str]:
    """Columns whose names differ by signs or case alone, and would write one file, the second over the first."""
    files: dict[str, str] = {}
    for by in columns:
        other = files.setdefault(file_name(by).lower(), by)
        if other != by:
            yield (
                f"[study] groups: '{other}' and '{by}' differ by signs or case alone, and their figures and tables "
                "would have one name. Call one of them otherwise in the file, or leave it out."
            )


def faults_of_scores(study: Study, records: Records) -> Iterator[str]:
    """The stated rules of relapse by score of which the visits hold no value: the outcome would be left out unsaid."""
    if SCORES not in study.stated or VISITS not in records.described:
        return
    with closing(records.connection) as connection:
        held = scored_columns(connection, records.schema, records.described)
    for text, rule in zip(study.outcomes.relapse_scores, study.outcomes.score_rules, strict=True):
        if held and set(held).isdisjoint(rule.columns):
            known = rule.column in (WORSE, *VISIT_COLUMNS)  # whoever names a score that there is means no other one
            hint = _read_as(study, rule.column) or ("" if known else nearest(rule.column, held))
            yield (
                f"[outcomes] relapse_scores: '{text}' needs {' or '.join(rule.columns)}, and the visits have no such "
                f"column with values{hint}. There are: {', '.join(held)}."
            )


def _read_as(study: Study, column: str) -> str:
    """That a column of the file goes by our name, which the rules speak of; empty where it does not."""
    ours = [our.rpartition(".")[2] for our, their in study.data.columns.items() if plain(their) == plain(column)]
    return f": '{column}' of the file is read as {ours[0]}, which rules name" if ours else ""


def _of_names(it: Basis) -> Iterator[str]:
    """The faults of what is named beside the groups, columns of models and references, and of the groups' files."""
    chosen = it.study.study
    yield from _of_files(it.groups)
    for name in chosen.covariates:
        yield from _refused(partial(columns_of, "[study] covariates", [name], it.cohort))
    if chosen.cluster:
        yield from _refused(partial(columns_of, "[study] cluster", [chosen.cluster], it.cohort))
    yield from reference_faults(it)


def _refused(ask: Callable[[], Any]) -> list[str]:
    """What is said where something cannot be asked; nothing where it can."""
    try:
        ask()
    except IsostatsError as error:
        return str(error).splitlines()
    return []
