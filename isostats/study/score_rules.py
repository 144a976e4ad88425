"""Relapse by score, as it is stated: texts such as ``score: >= 3`` read into frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from isostats.errors import StudyError
from isostats.words.english import column_words
from isostats.words.numbers import number_text

WORSE = "score"
"""The worse of the scores of face and trunk, which is no column of its own."""
OF_WORSE = ("score_face", "score_trunk")
_RULE = re.compile(r"(\w+)\s*:\s*(>=?)\s*(?:(start|end)\s*(?:\+\s*(\d+(?:\.\d+)?))?|(\d+(?:\.\d+)?))")
_EXAMPLE = '"score: >= 3", "leeds_face: >= end + 0.5" or "gags: > end"'


@dataclass(frozen=True)
class ScoreRule:
    """A visit is one of relapse where ``column`` is above a limit: ``amount``, or so much more than the value at the
    ``start`` or the ``end`` of the course. The limit itself is above it where ``reached`` counts.

    >>> read_score_rule("leeds_face: >= end + 0.5")
    ScoreRule(column='leeds_face', reached=True, amount=0.5, against='end')
    """

    column: str
    reached: bool
    amount: float
    against: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of visits that may tell it."""
        return OF_WORSE if self.column == WORSE else (self.column,)

    @property
    def words(self) -> str:
        """The rule in words.

        >>> read_score_rule("score: >= 3").words, read_score_rule("gags: > end").words
        ('the worse of face and trunk is 3 or more', 'gags is above its value at the end of the course')
        """
        what = "the worse of face and trunk" if self.column == WORSE else column_words(self.column)
        amount = number_text(self.amount)
        if not self.against:
            return f"{what} is {amount} or more" if self.reached else f"{what} is above {amount}"
        value = f"its value at the {self.against} of the course"
        if self.amount:
            return f"{what} is {'' if self.reached else 'more than '}{amount}{' or more' * self.reached} above {value}"
        return f"{what} is {value} or more" if self.reached else f"{what} is above {value}"


def read_score_rule(text: str) -> ScoreRule:
    """The rule that a text states; raises StudyError for what is none."""
    match = _RULE.fullmatch(text.strip())
    if match is None:
        raise StudyError(
            f"[outcomes] relapse_scores: '{text}' is no rule of a score. Write a column of the visits, and from where "
            f"on it is a relapse: {_EXAMPLE}."
        )
    column, sign, against, more, limit = match.groups()
    return ScoreRule(column, sign == ">=", float(more or limit or 0), against or "")


def score_words(rules: Iterable[ScoreRule]) -> str:
    """Several rules in words, of which any makes a relapse."""
    return ", or ".join(rule.words for rule in rules)
