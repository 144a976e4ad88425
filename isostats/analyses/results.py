"""A study's results: every answer by its question, and the one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from isostats.analyses.cited_numbers import CitedNumbers
from isostats.analyses.protocol import Analysis, Answer, Basis, Table, named, rows_in_order
from isostats.analyses.rows import table
from isostats.figures.drawing import Drawing
from isostats.words.html import Sentence, card
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from isostats.analyses.claims.comparison import ClaimComparison
    from isostats.cohort.following import Cohort
    from isostats.figures.finished import Shown
    from isostats.records import Records
    from isostats.study.study_file import Study

@dataclass(frozen=True, eq=False)
class StudyResults:
    """A study's results: ``results`` is the tidy table; ``analysis["claim"].value`` is the value of an answer.

    ``table`` and ``figure`` give a table or a figure of the report by the name of its file.
    """

    analyses: tuple[Analysis, ...]
    basis: Basis
    answers: Mapping[str, Answer[Any]]

    def __repr__(self) -> str:
        return (
            f"Analysis of {self.records.source}: {counted(self.cohort.people, 'first course')}, "
            f"{counted(len(self.results), 'row')} of results; primary outcome {self.primary_outcome} "
            f"at {count_text(self.basis.horizon_days)} days"
        )

    def _repr_html_(self) -> str:
        answers = [f"{each.estimand.title}: {each.words}" for each in self["definitions"].value.statements]
        return card(self.study.study.title or repr(self), answers)

    def __getitem__(self, name: str) -> Answer[Any]:
        return named(self.answers, name, "answer")

    @property
    def study(self) -> Study:
        """What was decided."""
        return self.basis.study

    @property
    def records(self) -> Records:
        """The records, checked."""
        assert self.basis.records is not None
        return self.basis.records

    @property
    def cohort(self) -> Cohort:
        """The first courses, followed."""
        return self.basis.cohort

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns by which results are split."""
        return self.basis.groups

    @property
    def primary_outcome(self) -> str:
        """The outcome of the primary definition."""
        return self.basis.outcome

    @property
    def primary(self) -> ClaimComparison:
        """The primary definition against the claim."""
        comparison: ClaimComparison = self["claim"].value[self.primary_outcome, self.basis.horizon_days]
        return comparison

    @cached_property
    def results(self) -> pd.DataFrame:
        """The rows of results.csv."""
        return table(rows_in_order(self.analyses, self.answers, self.basis))

    @property
    def numbers(self) -> CitedNumbers:
        """Every number by its name, as the report writes it: ``numbers["remission.systemic_treatment.730"]``."""
        return CitedNumbers(self.results)

    def drawings(self) -> Iterator[Drawing]:
        """Every figure of the report, still to be drawn."""
        for answer in self.answers.values():
            yield from answer.figures.values()

    @property
    def tables(self) -> dict[str, Table]:
        """Every table of the report by the name of its file, to be set in any format; some may have no rows."""
        return {name: each for answer in self.answers.values() for name, each in answer.tables.items()}

    def files(self) -> dict[str, pd.DataFrame]:
        """Every table of the report by the name of its file, as it is written; those without rows are not."""
        made: dict[str, pd.DataFrame] = {}
        for answer in self.answers.values():
            made |= {name: each.to_frame() for name, each in answer.tables.items() if each.cells}
            made |= answer.files
        return made

    def table(self, name: str) -> pd.DataFrame:
        """A table of the report by the name of its file, as a frame; it may have no rows."""
        return named(self.tables, name, "table").to_frame()

    def figure(self, name: str) -> Figure:
        """A figure of the report by the name of its file."""
        return named({each.name: each for each in self.drawings()}, name, "figure").draw()

    def show(self, name: str, otherwise: str = "") -> Shown | Sentence:
        """The same figure as a notebook's cell shows it, with its caption.

        Where it would hold nothing a sentence says why. Where the records have no such figure the cell shows the
        sentence ``otherwise``; without one it is an error, as :meth:`figure` has it.
        """
        from isostats.figures import describe, show

        if otherwise and name not in {each.name for each in self.drawings()}:
            return Sentence(otherwise)
        figure = self.figure(name)
        instead = describe(figure).instead
        return Sentence(instead) if instead else show(figure)
