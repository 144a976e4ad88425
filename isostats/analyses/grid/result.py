"""The grid as a result: one row per definition, the share that reaches the claim, and what moves the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from isostats.analyses.grid.decomposition import decompose
from isostats.analyses.grid.sentences import moving_sentence, primary_sentence, reaching, share_sentence
from isostats.errors import EstimateError
from isostats.vocabulary.definition import Definition
from isostats.words.numbers import decimal_text


@dataclass(frozen=True, eq=False)
class Grid:
    """Remission under every definition of a grid. Made by ``iso.grid``; prints itself.

    ``frame`` has one row per definition: the choices (denominator, horizon_days, gap_days, carry_over,
    last_fill_days, same_day, washout_days, ...; empty where they do not apply), the columns of ``results.csv``,
    ``position`` (``above`` | ``at`` | ``below`` | ``not_estimable``, ``at`` being within the margin of the claim) and
    ``primary``. ``definition`` is that of the primary row; ``declared`` the date or registration at which a study
    says that it was declared. ``added`` says that the choices asked for did not hold it. ``notes`` say which choices
    were left out, and why.

    Raises EstimateError unless exactly one row is the primary one.
    """

    frame: pd.DataFrame
    claim: float
    margin: float
    definition: Definition
    added: bool = False
    notes: tuple[str, ...] = ()
    simulated: bool = field(default=False, kw_only=True)
    declared: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        marked = int(self.frame["primary"].sum())
        if marked != 1:
            raise EstimateError(f"A grid has exactly one primary definition; {marked} rows are marked.")

    @property
    def primary(self) -> pd.Series:
        """The row of the primary definition."""
        return self.frame[self.frame["primary"]].iloc[0]

    @property
    def share_reaching(self) -> float:
        """The share of the estimable, defensible definitions among everyone that put remission at or above the claim.

        Defensible are those with the censoring-aware denominator. NaN where none can be estimated.
        """
        reached, quoted = reaching(self._asked, self.claim)
        return reached / quoted if quoted else float("nan")

    @cached_property
    def decomposition(self) -> pd.DataFrame:
        """How the variance of remission over the definitions asked for splits over the choices; see ``decompose``.

        A primary definition that the grid did not hold is left out of it: it alone has its levels.
        """
        return decompose(self._asked)

    @property
    def _asked(self) -> pd.DataFrame:
        return self.frame[~self.frame["primary"]] if self.added else self.frame

    def sentences(self) -> tuple[str, ...]:
        """How many definitions reach the claim, which choice moves the answer most, and what the primary one gives."""
        parts = (
            share_sentence(self._asked, claim=self.claim, margin=self.margin),
            "The primary definition is none of them, and is not counted among them." if self.added else "",
            moving_sentence(self.decomposition),
            primary_sentence(dict(self.primary), self.definition, claim=self.claim, declared=self.declared),
        )
        return tuple(part for part in parts if part)

    def sentence(self) -> str:
        """The same as one text."""
        return " ".join(self.sentences())

    def to_frame(self) -> pd.DataFrame:
        """A copy of the rows."""
        return self.frame.copy()

    def __repr__(self) -> str:
        shown = self.decomposition[self.decomposition["choice"] != "total"]
        table = shown[["among", "choice", "levels", "lowest_mean", "highest_mean", "share"]]
        lines = [self.sentence(), *self.notes]
        if len(table):
            lines.append("share of the variance between the defensible definitions:")
            lines.append(table.to_string(index=False, float_format=lambda x: decimal_text(x, 4), na_rep="-"))
        return "\n".join(lines)
