"""The report in short: the answer, its figure, five numbers, the answers in words, who they are, what to keep in mind.

The page begins with it, and it is the whole of the Word file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from isostats.analyses.characteristics import in_short
from isostats.analyses.protocol import Table, Text, table_of
from isostats.report.page import Shown, shown
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    from isostats.analyses.five_numbers import KeyNumber
    from isostats.analyses.headline import Headline, Statement
    from isostats.analyses.results import StudyResults
    from isostats.figures.drawing import Drawn


@dataclass(frozen=True)
class Summary:
    """What a report says at its head: nothing in it is not elsewhere in the report as well.

    ``banner`` warns of simulated records, ``custody`` says for whom it is, ``note`` which paper or conversion it
    follows; ``eligible`` is who is, if not everyone; ``people`` is Table 1 in short, without rows where counts alone
    are known; ``naive`` is what the naive figure would have been.
    """

    title: str
    banner: str
    custody: str
    note: str
    statements: tuple[Statement, ...]
    numbers: tuple[KeyNumber, ...]
    lead: tuple[Shown, ...]
    eligible: str = ""
    people: Table | None = None
    naive: str = ""
    caveats: tuple[str, ...] = ()

    @property
    def first(self) -> Statement:
        """The statement that the report begins with."""
        return self.statements[0]

    @property
    def numbers_table(self) -> Table:
        """The five numbers as a table, each with the names by which it is cited."""
        return table_of(
            "five_numbers",
            "Five numbers. isostats cite prints each by its name.",
            self.numbers,
            {
                "what": lambda each: each.label,
                "number (limits)": lambda each: each.words,
                "beside it": lambda each: each.note,
                "name": lambda each: ", ".join(each.names),
            },
        )

    @property
    def on_the_page(self) -> dict[str, Any]:
        """The same as the page takes it."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**named, "answers": named.pop("statements"), "beside": named.pop(v.NAIVE)}


def summary_of(
    analysis: StudyResults, pictures: Mapping[str, Drawn], beside: Callable[[Statement], str], **about: str
) -> Summary:
    """The summary of any answers, exact or from safe tables.

    ``beside`` says what stands next to an answer; ``about`` is the ``banner``, ``custody`` and ``note`` of the folder.
    """
    headline: Headline = analysis["definitions"].value
    statements = [
        replace(each, beside=" ".join(part for part in (each.beside, beside(each)) if part))
        for each in headline.statements
    ]
    people = in_short(analysis["characteristics"].value) if "characteristics" in analysis.answers else None
    paragraphs = [block for block in analysis[v.REMISSION].blocks if isinstance(block, Text)]
    cautions = [block.words for block in paragraphs if not block.quiet]  # a quiet one is about a table beside it
    return Summary(
        title=analysis.study.study.title,
        **about,
        statements=tuple(statements),
        numbers=analysis["five-numbers"].value,
        lead=tuple(block for each in analysis.answers.values() for block in shown(each.lead, pictures)),
        eligible=headline.eligible,
        people=people,
        naive=headline.naive,
        caveats=tuple(cautions),
    )
