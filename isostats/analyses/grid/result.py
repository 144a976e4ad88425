"""The grid as a result, and in sentences: how many definitions reach the claim, and what moves the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import isnan, prod
from typing import Any

import pandas as pd

from isostats.analyses.grid.definitions import TOLERANCE, decompose, defensible
from isostats.errors import EstimateError
from isostats.study.grid_axes import AXES
from isostats.vocabulary import names as v
from isostats.vocabulary.calendar import is_date
from isostats.vocabulary.definition import Definition
from isostats.vocabulary.outcomes import OUTCOMES, POPULATIONS
from isostats.words.numbers import (
    count_text,
    counted,
    decimal_text,
    in_words,
    limits_text,
    percent,
    points_text,
    stated_percent,
    stated_points,
)

WHY_NOT = {
    v.BEYOND_FOLLOWUP: "too few were still followed then",
    v.NOT_ESTIMABLE: "there is nobody to estimate it in, or the rule of courses alone fixes it",
}


def everyone(frame: pd.DataFrame) -> pd.DataFrame:
    """The defensible definitions of a grid among everyone: a subgroup is other people, not another definition."""
    rows = defensible(frame)
    return rows[rows[v.GROUP] == v.ALL]


def reaching(frame: pd.DataFrame, claim: float) -> tuple[int, int]:
    """How many of the defensible definitions put remission at or above the claim, and how many can be estimated."""
    decided = everyone(frame)
    decided = decided[(decided[v.STATUS] == v.OK) & (decided["position"] != "undecided")]
    return int((decided[v.ESTIMATE] >= claim - TOLERANCE).sum()), len(decided)


def share_sentence(frame: pd.DataFrame, *, claim: float, margin: float) -> str:
    """How many of how many defensible definitions reach the claim, and what they have in common."""
    rows = everyone(frame)
    reached, quoted = reaching(frame, claim)
    open_ends = int((rows["position"] == "undecided").sum())
    lost = len(rows) - quoted - open_ends
    if rows.empty:
        return "None of the definitions asked for is defensible, that is censoring-aware."
    more = f"; {counted(lost, 'more is', 'more are')} not estimable" if lost else ""
    if open_ends and not quoted:
        return f"{_undecided(open_ends, claim)} {_combined(rows).capitalize()}{more}."
    if not quoted:
        return f"None of {counted(lost, 'defensible definition')} ({_combined(rows)}) can be estimated."
    within, above, below = (int((rows["position"] == name).sum()) for name in ("at", "above", "below"))
    return (
        f"Of {counted(quoted, 'defensible definition')} ({_combined(rows)}{more}), {count_text(reached)} "
        f"({percent(reached / quoted)}) put remission at or above {stated_percent(claim)}; {count_text(within)} lie "
        f"within {stated_points(margin)} points of it, {count_text(above)} above that and {count_text(below)} below."
        + (f" {_undecided(open_ends, claim)}" if open_ends else "")
    )


def _undecided(count: int, claim: float) -> str:
    """The definitions that leaving leaves open."""
    many = counted(count, "defensible definition is", "defensible definitions are")
    return (
        f"{many} undecided: {stated_percent(claim)} or the edge of the margin lies between Kaplan-Meier and the share "
        "without an event, and people may have left because they were well."
    )


def _combined(rows: pd.DataFrame) -> str:
    """What was combined and what was fixed, so that the definition is in the sentence."""
    varied, fixed, counts = [], [], []
    for name, choice in AXES.items():
        if name in ("denominator", v.GROUP):
            continue
        levels = rows[name].dropna().unique()
        if len(levels) > 1:
            varied.append(f"{len(levels)} {choice.plural}")
            counts.append(len(levels))
        elif len(levels):
            fixed.append(f"{choice.label}: {choice.level(levels[0])}")
    whole = prod(counts) == len(rows)
    combined = (
        [f"{'every combination' if whole else 'combinations'} of {_listed(varied)}"] if len(varied) > 1 else varied
    )
    return "; ".join(["censoring-aware", *combined, *fixed])


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def most_moving(decomposition: pd.DataFrame) -> dict[str, Any] | None:
    """The row of the choice that moves the answer most among everyone; None where nothing moves."""
    rows = decomposition[(decomposition["among"] == v.ALL) & decomposition["choice"].isin(AXES)]
    if rows.empty or isnan(rows.iloc[0]["share"]):
        return None
    return dict(rows.iloc[0])


def moving_sentence(decomposition: pd.DataFrame) -> str:
    """Which choice moves the answer most, from where to where; nothing where no choice moves it."""
    top = most_moving(decomposition)
    if top is None:
        return ""
    low, high = (f"{percent(top[f'{end}_mean'])} {_said(top['choice'], top[end])}" for end in ("lowest", "highest"))
    return (
        f"The choice of {AXES[top['choice']].label} moves it most ({percent(top['share'])} of the variance between "
        f"the definitions; on average from {low} to {high})."
    )


def _said(choice: str, level: str) -> str:
    """A level as it follows a percentage.

    >>> _said("outcome", "second course"), _said("horizon_days", "two years")
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


def primary_sentence(row: dict[str, Any], definition: Definition, *, claim: float, declared: str = "") -> str:
    """The primary definition in full, with its estimate, and how far that lies from the claim."""
    outcome, population = OUTCOMES[row[v.OUTCOME]], POPULATIONS[row[v.POPULATION]]
    who = definition.population_words or population.definition
    words = [
        f"free of {outcome.phrase} ({outcome.definition}) {in_words(int(row['horizon_days']))} after the end of the "
        "first course",
        f"among {who}",
        "by Kaplan-Meier",
        definition.gap_rule,
        *(note.rstrip(".") for note in definition.notes),
    ]
    head = f"The primary definition{declared_words(declared)} ({'; '.join(word for word in words if word)}),"
    if row[v.STATUS] != v.OK:
        return f"{head} cannot be held against the claimed {stated_percent(claim)}: {WHY_NOT[row[v.STATUS]]}."
    limits = "" if isnan(row[v.LOWER]) else f" ({limits_text(row[v.LOWER], row[v.UPPER])})"
    if definition.passive and row[v.N] > 0:
        return (
            f"{head} gives between {percent(row[v.ESTIMATE])} and {percent(1 - row[v.EVENTS] / row[v.N])}: the first "
            "if those who left fared like those who came back, the second if they were well."
        )
    off = row[v.ESTIMATE] - claim
    direction = "above" if off >= 0 else "below"
    return (
        f"{head} gives {percent(row[v.ESTIMATE])}{limits}, {points_text(off)} {direction} the claimed "
        f"{stated_percent(claim)}."
    )


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
