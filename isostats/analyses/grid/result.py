"""The grid as a result, and in sentences: how many definitions reach the claim, and what moves the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan, nan, prod
from typing import Any

import pandas as pd

from isostats.analyses.grid.definitions import TOLERANCE, decompose, defensible
from isostats.errors import EstimateError
from isostats.estimate.bounds import are_apart
from isostats.figures.grid_definitions import range_of
from isostats.study.grid_axes import AXES
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import is_date
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words import numbers as text
from isostats.words.english import as_sentences, between, bounded, lacking_words
from isostats.words.html import card
from isostats.words.language import ENGLISH
from isostats.words.numbers import count_text, counted, percent, stated_percent

WHY_NOT = {
    v.BEYOND_FOLLOWUP: "too few were still followed then",
    v.NOT_ESTIMABLE: "there is nobody to estimate it in, or the rule of courses alone fixes it",
}
WHICH_END = "The first holds if those who left fared like those who came back, the second if they were well."
"""Of a share that is a range by how people may have left alone."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Remission under every definition of a grid. Made by ``iso.grid``; prints itself.

    ``frame`` has one row per definition: the choices (denominator, horizon_days, gap_days, carry_over,
    last_fill_days, same_day, washout_days, ...; empty where they do not apply), the columns of ``results.csv``,
    ``lowest`` and ``highest`` (the least and the most that the share can be, where the records do not show all),
    ``position`` (``above`` | ``at`` | ``below`` | ``undecided`` | ``not_estimable``, ``at`` being within the margin of
    the claim, ``undecided`` where the two ends do not stand alike) and ``primary``. ``definition`` is that of the
    primary row; ``declared`` the date or registration at which a study says that it was declared. ``added`` says that
    the choices asked for did not hold it. ``notes`` say which choices were left out, and why. ``language`` is that of
    the study, in which ``iso.explore`` speaks; ``lacking`` what the records lack of its outcomes, and ``aside`` that
    people were set aside, whom the two ends take in.

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
    language: str = field(default=ENGLISH, kw_only=True)
    lacking: tuple[str, ...] = field(default=(), kw_only=True)
    aside: bool = field(default=False, kw_only=True)

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

        Defensible are those with the censoring-aware denominator. Of a range its lower end does. NaN where none is
        estimable.
        """
        return self.reaching[0] / len(self._quoted) if len(self._quoted) else float("nan")

    @property
    def reaching(self) -> tuple[int, int]:
        """How many of these definitions put remission at or above the claim: those that do so at both ends of what
        their share can be, and those that do at one end at least."""
        least, most = (int((end >= self.claim - TOLERANCE).sum()) for end in range_of(self._quoted))
        return least, most

    @cached_property
    def decomposition(self) -> pd.DataFrame:
        """How the variance of remission over the definitions asked for splits over the choices; see ``decompose``.

        A primary definition that the grid did not hold is left out of it: it alone has its levels.
        """
        return decompose(self._asked)

    @property
    def _asked(self) -> pd.DataFrame:
        return self.frame[~self.frame["primary"]] if self.added else self.frame

    @cached_property
    def _everyone(self) -> pd.DataFrame:
        """The defensible definitions among everyone: a subgroup is other people, not another definition."""
        rows = defensible(self._asked)
        return rows[rows[v.GROUP] == v.ALL]

    @cached_property
    def _quoted(self) -> pd.DataFrame:
        """Those of them with an estimate."""
        return self._everyone[self._everyone[v.STATUS] == v.OK]

    def _reaching_words(self, *, shares: bool) -> str:
        """How many reach the claim, from those at both ends to those at one; with their shares, if asked for."""
        ends, all_of = dict.fromkeys(self.reaching), max(len(self._quoted), 1)
        many = " to ".join(map(count_text, ends))
        return f"{many} ({' to '.join(percent(each / all_of) for each in ends)})" if shares else many

    def sentences(self) -> tuple[str, ...]:
        """How many definitions reach the claim, which choice moves the answer most, and what the primary one gives."""
        none = "The primary definition is none of them, and is not counted among them." if self.added else ""
        parts = (self._share_sentence(), none, self._moving_sentence(), self._primary_sentence())
        return tuple(part for part in parts if part)

    def sentence(self) -> str:
        """The same as one text."""
        return " ".join(self.sentences())

    def to_frame(self) -> pd.DataFrame:
        """A copy of the rows."""
        return self.frame.copy()

    def __repr__(self) -> str:
        of = counted(len(self._quoted), "defensible one")
        return (
            f"Grid of {counted(len(self.frame), 'definition')}: {self._reaching_words(shares=False)} of {of} put "
            f"remission at or above {stated_percent(self.claim)}; print() tells more"
        )

    def _repr_html_(self) -> str:
        body = [
            [
                row["choice"], count_text(row["levels"]), *(_end(row, end) for end in ("lowest", "highest")),
                percent(row["share"]) if row["share"] == row["share"] else text.MISSING,
            ]
            for row in self.decomposition.to_dict("records")
            if row["among"] == v.ALL and row["choice"] in AXES
        ]  # fmt: skip
        header = ["choice", "levels", "lowest on average", "highest on average", "share of the variance"]
        title = f"Remission under {counted(len(self.frame), 'definition')}"
        return card(title, [*self.sentences(), *self.notes], header, body)

    def __str__(self) -> str:
        shown = self.decomposition[self.decomposition["choice"] != "total"]
        table = shown[["among", "choice", "levels", "lowest_mean", "highest_mean", "share"]]
        lines = [self.sentence(), *self.notes]
        if len(table):
            lines.append("share of the variance between the defensible definitions:")
            lines.append(table.to_string(index=False, float_format=lambda x: text.decimal_text(x, 4), na_rep="-"))
        return "\n".join(lines)

    def _share_sentence(self) -> str:
        """How many of how many defensible definitions reach the claim, and what they have in common."""
        rows, claim, quoted = self._everyone, stated_percent(self.claim), len(self._quoted)
        if rows.empty:
            return "None of the definitions asked for is defensible, that is censoring-aware."
        lost, combined = len(rows) - quoted, _combined(rows)
        if not quoted:
            return f"None of {counted(lost, 'defensible definition')} can be estimated. {combined}"
        within, above, below, undecided = (
            int((rows["position"] == name).sum()) for name in ("at", "above", "below", "undecided")
        )
        more = f" {counted(lost, 'more is', 'more are')} not estimable." if lost else ""
        open_ends = (
            f" {counted(undecided, 'is', 'are')} undecided: {claim} or the edge of the margin lies between both ends "
            f"of what the share can be. {self._why_ranges()}"
        )
        return (
            f"Of {counted(quoted, 'defensible definition')}, {self._reaching_words(shares=True)} put remission at or "
            f"above {claim}. {counted(within, 'lies', 'lie')} within "
            f"{text.stated_points(self.margin)} points of it, {count_text(above)} above that and "
            f"{count_text(below)} below.{more}{open_ends if undecided else ''} {combined}"
        )

    def _why_ranges(self) -> str:
        """Why a share can be more or less than its estimate."""
        well = "People may have left because they were well." if self.definition.passive else ""
        unseen = lacking_words(self.lacking, ".") if self.lacking else ""
        aside = "People were set aside for impossible rows." if self.aside else ""
        return " ".join(filter(None, (well, unseen, aside)))

    def _moving_sentence(self) -> str:
        """Which choice moves the answer most, from where to where; nothing where no choice moves it."""
        rows = self.decomposition[(self.decomposition["among"] == v.ALL) & self.decomposition["choice"].isin(AXES)]
        if rows.empty or isnan(rows.iloc[0]["share"]):
            return ""
        top = rows.iloc[0]
        most = (
            f"The choice of {AXES[top['choice']].label} moves it most ({percent(top['share'])} of the variance between "
            "the definitions)."
        )
        if isnan(top["lowest_mean"]):
            return most
        low, high = (
            f"{percent(top[f'{end}_mean'])} {_level_words(top['choice'], top[end])}" for end in ("lowest", "highest")
        )
        return f"{most} On average it moves remission from {low} to {high}."

    def _primary_sentence(self) -> str:
        """The primary definition in full, with its estimate, and how far that lies from the claim."""
        row, definition, claim = dict(self.primary), self.definition, stated_percent(self.claim)
        outcome, population = OUTCOMES[row[v.OUTCOME]], POPULATIONS[row[v.POPULATION]]
        horizon = text.in_words(int(row["horizon_days"]))
        words = [
            f"It counts who was free of {outcome.phrase} {horizon} after the end of the first course, by Kaplan-Meier",
            f"{outcome.phrase}: {outcome.definition}",
            f"people: {definition.population_words or population.definition}",
            definition.gap_rule,
            *definition.notes,
        ]
        meaning = as_sentences(words)
        head = f"The primary definition{f'{named},' if (named := declared_words(self.declared)) else ''}"
        if row[v.STATUS] != v.OK:
            return f"{head} cannot be held against the claimed {claim}: {WHY_NOT[row[v.STATUS]]}. {meaning}"
        (low,), (high,) = range_of(pd.DataFrame([row]))
        if are_apart(low, high):
            by_leaving = self.definition.passive and not (self.lacking or self.aside)
            return f"{head} gives {between((low, high))}. {WHICH_END if by_leaving else self._why_ranges()} {meaning}"
        share = text.percent_with_limits(row[v.ESTIMATE], row[v.LOWER], row[v.UPPER], row.get(v.LEVEL, nan))
        if bound := row.get(v.BOUND):
            return f"{head} gives {bounded(share, bound)}. {meaning}"
        off = row[v.ESTIMATE] - self.claim
        side = "above" if off >= 0 else "below"
        return f"{head} gives {share}, {text.points_text(off)} {side} the claimed {claim}. {meaning}"


def _end(row: Mapping[Any, Any], end: str) -> str:
    """One end of a choice, with the mean of the definitions that made it."""
    mean = row[f"{end}_mean"]
    return text.MISSING if isnan(mean) else f"{row[end]}: {percent(mean)}"


def _combined(rows: pd.DataFrame) -> str:
    """What was combined and what was fixed, so that the definition is in the sentence."""
    varied, fixed, counts = [], [], []
    for name, choice in AXES.items():
        levels = [] if name in ("denominator", v.GROUP) else rows[name].dropna().unique()
        if len(levels) > 1:
            varied.append(f"{len(levels)} {choice.plural}")
            counts.append(len(levels))
        elif len(levels):
            fixed.append(f"{choice.label}: {choice.level(levels[0])}")
    if len(varied) > 1:
        whole = "every combination" if prod(counts) == len(rows) else "combinations"
        varied = [f"{whole} of {', '.join(varied[:-1])} and {varied[-1]}"]
    parts = [
        "All allow for people who left the records (censoring-aware)",
        f"What varies: {varied[0]}" if varied else "",
        "The rest is fixed" if varied and fixed else "",
        *fixed,
    ]
    return as_sentences(parts)


def _level_words(choice: str, level: str) -> str:
    """A level as it follows a percentage.

    >>> _level_words("outcome", "second course"), _level_words("horizon_days", "two years")
    ('free of a second course', 'at two years')
    """
    phrases = {outcome.label: outcome.phrase for outcome in OUTCOMES.values()}
    before = {v.OUTCOME: "free of", "horizon_days": "at", v.POPULATION: "among"}.get(choice, "with")
    return f"{before} {phrases.get(level, level)}"


def declared_words(declared: str) -> str:
    """What may be said of when the primary definition was fixed: nothing, unless the study says so.

    >>> declared_words(""), declared_words("2026-03-01"), declared_words("NCT01234567")
    ('', ', declared on 2026-03-01', ', declared under NCT01234567')
    """
    if not declared:
        return ""
    return f", declared {'on' if is_date(declared) else 'under'} {declared}"
