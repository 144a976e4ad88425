"""Records under every published definition as a result: its rows, in a sentence, and as a table that is printed."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pandas as pd

from isostats.doors import in_words_of_the_door
from isostats.study.definitions import ClaimChoices
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.english import (
    BETWEEN,
    BETWEEN_IF_WELL,
    both_ends,
    capital,
    method_words,
    no_share,
    number,
    outcome_phrase,
    range_of,
    share_of_range,
)
from isostats.words.html import card
from isostats.words.numbers import (
    MISSING,
    agreed,
    count_text,
    counted,
    percent,
    stated_percent,
    time_words,
)

WIDTHS = (31, 2, 8, 21, 6, 6, 6, 6)
LINE = 100


@dataclass(frozen=True, eq=False)
class DefinitionTable:
    """Remission in one's records under each published definition, a row each. Made by ``under_definitions``.

    ``frame`` is what ``iso.published_definitions`` gives; ``claim`` the figure that it is held against;
    ``fingerprint`` tells the records, ``kind`` what they are; ``passive`` says that people may have left because they
    were well, ``lacking`` what the records lack of the outcomes. Prints itself.
    """

    frame: pd.DataFrame
    claim: ClaimChoices
    kind: str = "courses"
    fingerprint: str = ""
    passive: bool = False
    simulated: bool = False
    lacking: tuple[str, ...] = ()

    @property
    def estimated(self) -> pd.DataFrame:
        """The rows with a number."""
        return self.frame[self.frame[v.STATUS] == v.OK]

    @property
    def sentence(self) -> str:
        """The answer: how many can be told, from where to where remission goes, and how many reach the claim."""
        many, shown = counted(len(self.frame), "published definition"), self.estimated
        if shown.empty:
            return f"None of {many} can be told from these records."
        lowest, highest = shown.loc[shown[v.RANGE_LOW].idxmin()], shown.loc[shown[v.RANGE_HIGH].idxmax()]
        low, high = _at(lowest, v.RANGE_LOW), _at(highest, v.RANGE_HIGH)
        reach, may = (int((shown[end] >= self.claim.remission).sum()) for end in (v.RANGE_LOW, v.RANGE_HIGH))
        undecided = f"; {count_text(may - reach)} more may, as a range reaches it" if may > reach else ""
        return (
            f"Of {many} {len(shown)} can be told from these records. Remission goes from {low} to {high}. "
            f"{reach} {agreed(reach, 'puts')} it at {stated_percent(self.claim.remission)} or more{undecided}."
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """How the numbers are to be read."""
        how_read = BETWEEN_IF_WELL if self.passive else BETWEEN
        return (
            f"Remission: {method_words(v.KAPLAN_MEIER, self.claim.level)} Naive: whoever left counts as free, as most "
            "papers have it.",
            "The paper's own figure is crude, over its own follow-up; none stands where no count or percentage was "
            "seen.",
            "*7: so many parts of a definition are assumed, since the paper does not state them. "
            f"isostats report NAME --{self.kind} FILE gives the whole answer under one, and says which.",
            *([how_read] if any(map(range_of, self.estimated.to_dict("records"))) else []),
            *([both_ends(self.lacking)] if self.passive else []),
        )

    def __str__(self) -> str:
        limits = f"remission ({stated_percent(self.claim.level)} CI)"
        lines = [*_cells("definition", "*", "at", limits, v.NAIVE, v.N, v.EVENTS, "paper"), "-" * LINE]
        rows: list[Mapping[Any, Any]] = self.frame.to_dict("records")
        for outcome in [name for name in OUTCOMES if name in set(self.frame[v.OUTCOME])]:
            lines += [*_wrapped(f"Free of {outcome_phrase(outcome)}: {OUTCOMES[outcome].definition}"), ""]
            for row in (each for each in rows if each[v.OUTCOME] == outcome):
                lines += [*_cells(*_numbers(row)), *_about(row), ""]
        return "\n".join([*lines, *(line for note in self.notes for line in _wrapped(note))])

    def __repr__(self) -> str:
        return f"{self.sentence} print() tells each."

    def _repr_html_(self) -> str:
        rows: list[Mapping[Any, Any]] = self.frame.to_dict("records")
        header = ["definition", "*", "at", "% (limits)", v.NAIVE, v.N, v.EVENTS, "paper"]
        return card("Under the published definitions", [self.sentence, *self.notes], header, map(_numbers, rows))


def _at(row: pd.Series, end: str) -> str:
    return f"{percent(row[end])} ({row['definition']}, {time_words(row[v.TIME_DAYS])})"


def _numbers(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """The cells of a definition, in the order of the header."""
    paper, remission, naive = number(row["paper_share"]), "", MISSING
    if row[v.STATUS] == v.OK:
        remission, naive = share_of_range(row), percent(row[v.NAIVE])
    counts = [count_text(number(row[name])) for name in (v.N, v.EVENTS)]
    remission = remission or no_share(row[v.STATUS], number(row[v.N]))
    shown, mark = percent(paper) if paper == paper else MISSING, f"*{row['assumed']}" if row["assumed"] else ""
    return (row["paper"], mark, time_words(row[v.TIME_DAYS]), remission, naive, *counts, shown)


def _about(row: Mapping[Any, Any]) -> list[str]:
    """Below a definition: its name for a command, whom and what it counts, and why it cannot be told."""
    arm = f"the paper's figure is of: {row['paper_arm']}" if row["paper_arm"] else ""
    rules = "; ".join(part for part in (row["eligible"], row["rules"], arm) if part)
    why = _closed(in_words_of_the_door(row["why"]))
    return [*_wrapped(f"{row['definition']}: {rules}" if rules else row["definition"], "    "), *_wrapped(why, "    ")]


def _closed(text: str) -> str:
    """A reason as a sentence."""
    return f"{capital(text)}{'' if text.endswith('.') else '.'}" if text else ""


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, LINE, initial_indent=indent, subsequent_indent=indent)


def _cells(*cells: str) -> list[str]:
    """A row of the table, in as many lines as its longest cell; numbers stand at the right of their column."""
    wrapped = [textwrap.wrap(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)]
    return [
        "  ".join(
            part.rjust(width) if i >= 4 else part.ljust(width)
            for i, (part, width) in enumerate(zip(parts, WIDTHS, strict=True))
        ).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]
