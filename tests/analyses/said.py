"""What an answer says on the page, and single answers where a test looks at no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from isostats.analyses.catalogue import ANALYSES
from isostats.analyses.choices import basis_of
from isostats.analyses.grid.run import grid_to_run
from isostats.analyses.protocol import Analysis, Answer, Text, answered
from isostats.analyses.results import StudyResults
from isostats.report.job import followed, read_records, study_of
from isostats.study.study_file import Study


def paragraphs(answer: Answer) -> str:
    return " ".join(block.words for block in answer.blocks if isinstance(block, Text))


def answers_of(source: Path | str | Study, *names: str, **choices: Any) -> StudyResults:
    """A study with these answers alone and what they need: a tenth to a half of the work of them all.

    For variants of records that other tests have analysed whole.
    """
    study = study_of(source, **choices)
    records = read_records(study)
    cohort = followed(study, records)
    basis = basis_of(study, records, cohort, grid=grid_to_run(study, records, cohort), set_aside="set_aside.csv")
    analyses = analyses_of(*names)
    return StudyResults(analyses, basis, answered(analyses, basis))


def analyses_of(*names: str) -> tuple[Analysis, ...]:
    """The analyses of these names and those that they need, in the order of the page."""
    asked, known = set(names), {each.id: each for each in ANALYSES}
    while needed := {name for each in asked for name in known[each].needs} - asked:
        asked |= needed
    return tuple(each for each in ANALYSES if each.id in asked)
