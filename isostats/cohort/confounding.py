"""Counts for an adjusted comparison: an event table for each combination of a group and a pattern of confounders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from isostats.calls import shown
from isostats.cohort import sql
from isostats.cohort.columns import spelt
from isostats.cohort.counted_columns import require_one_order
from isostats.cohort.counting import EventTable, event_table
from isostats.cohort.early_loss import BETWEEN, joined_by, levels_of
from isostats.cohort.people_frames import as_pandas, require_once
from isostats.errors import EstimateError, require_one_of
from isostats.records.input_tables.course_details import OF_LATER
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import MISSING_LEVEL, group_name, level_of
from isostats.words.english import plain
from isostats.words.html import card
from isostats.words.numbers import count_text, counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

MissingConfounders = Literal["left_out", "own_level"]
MOST_PATTERNS = 1_000
"""More patterns of confounders than this have hardly a person each."""

TREATMENT_TAKEN = (
    "dose_mg_per_kg", "dose_mg", "daily_mg_per_kg", "daily_dose_mg", "max_dose_mg", "formulation", "product",
)  # fmt: skip
"""What was taken is known when the course ends, which is day 0: it can be compared among those whose course ended."""


@dataclass(frozen=True, eq=False, repr=False)
class ConfoundedCounts:
    """The event table of a comparison by ``by``, with a group for each combination of a group and a pattern.

    ``levels`` has a row for each group of ``table``, in its order: ``group`` as it is compared, then a column for each
    confounder. ``groups`` are those compared, in their order. ``left_out`` counts the people without a value of a
    confounder, ``ungrouped`` those without a group; neither is in the table. ``notes`` say what has to be known.
    """

    table: EventTable
    levels: pd.DataFrame
    by: str
    groups: tuple[str, ...]
    left_out: int = 0
    ungrouped: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def confounders(self) -> tuple[str, ...]:
        """The names of the confounders."""
        return tuple(str(name) for name in self.levels if name != v.GROUP)

    @cached_property
    def crude(self) -> EventTable:
        """The same people, by the groups alone."""
        which = np.array([self.groups.index(each) for each in self.levels[v.GROUP]])

        def summed(counts: np.ndarray) -> np.ndarray:
            out = np.zeros((len(self.groups), *counts.shape[1:]))
            np.add.at(out, which, counts)
            return out

        table = self.table
        return EventTable(
            self.groups, table.causes, table.days, summed(table.events), summed(table.censored), summed(table.entered),
            table.definition,
        )  # fmt: skip

    def __repr__(self) -> str:
        people = counted(round(float(self.table.n.sum())), "person", "people")
        patterns = counted(len(self.levels.drop(columns=v.GROUP).drop_duplicates()), "pattern")
        by = ", ".join(self.confounders)
        aside = ((self.left_out, "value"), (self.ungrouped, "group"))
        left = "".join(f"; {count_text(people)} left out without a {what}" for people, what in aside if people)
        return f"{people} in {counted(len(self.groups), 'group')} of {self.by}, {patterns} of {by}{left}"

    def _repr_html_(self) -> str:
        crude = self.crude
        body = [
            [plain(group), count_text(n), count_text(events)]
            for group, n, events in zip(self.groups, crude.n, crude.events[:, 0].sum(axis=1), strict=True)
        ]
        return card("Counts for an adjusted comparison", [repr(self), *self.notes], ["", "people", v.EVENTS], body)


def confounded_table(
    days: object, events: object = None, *, group: object, confounders: pd.DataFrame,
    causes: Sequence[str] = ("relapse",), missing: MissingConfounders = "left_out",
) -> ConfoundedCounts:
    """Count one row per person for an adjusted comparison of ``group``, by the levels of ``confounders``.

    ``days``, ``events`` and ``causes`` are as in ``event_table``. ``confounders``, of pandas or polars, has a row per
    person, and each column is taken by its levels: cut a number into bands first, for what differs within a band is not
    adjusted for. Who has no group is left out, and who lacks a confounder as well, unless ``missing`` is
    ``"own_level"``: then *missing* is a level. Both are counted. Raises EstimateError for columns that are none, stand
    in the frame twice or whose rows are labelled otherwise than those of days, events or group, and for too many
    patterns.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> people = pd.DataFrame({"severity": ["mild", "mild", "severe", "severe", None]})
    >>> iso.confounded_table([90, 400, 60, 80, 30], [1, 0, 1, 1, 1], group=list("abaab"), confounders=people)
    4 people in 2 groups of group, 2 patterns of severity; 1 left out without a value
    """
    require_one_of(missing, ("left_out", "own_level"), "missing")
    confounders = as_pandas(confounders)
    if not isinstance(confounders, pd.DataFrame) or not len(confounders.columns):
        raise EstimateError(
            "confounders is a frame with a row for each person and a column for each confounder, such as "
            f"people[['severity', 'age_band']], not {shown(confounders)}."
        )
    require_once(confounders, confounders.columns)
    require_one_order(days=days, events=events, group=group, confounders=confounders)
    if np.ndim(group) != 1:  # type: ignore[arg-type]
        raise EstimateError("group is a list with the group of each person, such as group=people['site'].")
    whose = pd.Series(np.asarray(group, dtype=object), name=v.GROUP)
    if len(whose) != len(confounders):
        raise EstimateError(
            f"There are {counted(len(confounders), 'row')} of confounders for {counted(len(whose), 'person', 'people')}"
            ". Give one row for each person, in the same order."
        )
    frame = pd.concat([whose, confounders.reset_index(drop=True).rename(columns={v.GROUP: "group_"})], axis=1)
    known = frame[v.GROUP].notna().to_numpy()
    complete = frame.drop(columns=v.GROUP).notna().all(axis=1).to_numpy()
    kept = known & (complete | (missing == "own_level"))
    each_by = {name: _levels(frame[name][kept]) for name in frame}
    codes = pd.DataFrame({name: code for name, (code, _) in each_by.items()})
    of_each = codes.groupby(list(codes), sort=False).ngroup().to_numpy()
    present = codes.drop_duplicates()  # in the order of their numbers
    levels = pd.DataFrame({name: [named[i] for i in present[name]] for name, (_, named) in each_by.items()})
    _require_few(len(levels.drop(columns=v.GROUP).drop_duplicates()))
    joined = pd.Categorical.from_codes(of_each, [BETWEEN.join(row) for row in levels.itertuples(index=False)])
    day, event = (None if each is None else np.asarray(each)[kept] for each in (days, events))
    table = event_table(day, event, group=joined, causes=causes)
    kind = getattr(group, "dtype", None)
    there = set(levels[v.GROUP])
    order = [*map(str, kind.categories)] if isinstance(kind, pd.CategoricalDtype) else sorted(there)
    order = [each for each in order if each in there]
    return _counts(table, levels, v.GROUP, order,
                   left_out=int((known & ~kept).sum()), ungrouped=int((~known).sum()))  # fmt: skip


def _levels(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """The level of each row as a number, and what levels are called; who has none is at the last."""
    codes, different = pd.factorize(column)
    named = [str(each) for each in different]
    missing = f"{MISSING_LEVEL} (not recorded)" if MISSING_LEVEL in named else MISSING_LEVEL
    return np.where(codes < 0, len(named), codes), [*named, missing]


def count_confounded(
    cohort: Cohort, outcome: str, *, by: str, confounders: Sequence[str], missing: MissingConfounders = "left_out"
) -> ConfoundedCounts:
    """The counts of an outcome for an adjusted comparison of the groups of ``by``, everyone whose course ended.

    ``by`` and each of the ``confounders`` are columns or groupings of the cohort, as ``"age: <18, 18-25, >=26"``; a
    number with many values gets bands, and what differs within a band is not adjusted for. ``by`` must be known on
    day 0, the last covered day of the course, and be no result of how the course went: sex, years of start, what was
    taken. People without a group are left out, those without a confounder too unless ``missing`` is ``"own_level"``.

    Raises EstimateError for a comparison that only later days tell, and for columns that are not there.

    >>> import isostats as iso
    >>> from isostats.resources import resource
    >>> cohort = iso.analyse_study(resource("data", "example", "study.toml")).cohort
    >>> counts = iso.count_confounded(cohort, "systemic_treatment", by="sex", confounders=["site"])
    >>> counts.groups, counts.confounders
    (('sex=female', 'sex=male'), ('site',))
    """
    require_one_of(missing, ("left_out", "own_level"), "missing")
    names = [confounders] if isinstance(confounders, str) else [*dict.fromkeys(confounders)]
    if not names:
        raise EstimateError("confounders names at least one column, such as confounders=['severity'].")
    cohort.require_outcome(outcome)
    require_known_on_day_0(cohort, by)
    splits = [split for name in (by, *names) if (split := cohort.split_by(name)) is not None]
    compared, *others = splits
    doubled = [each.name for each in others if each.name == compared.name]
    if doubled:
        raise EstimateError(
            f"{doubled[0]} is compared, and cannot be a confounder of itself. Leave it out of the confounders."
        )
    many = cohort.query(f"SELECT COUNT(DISTINCT {joined_by(cohort, names).sql}) FROM first_courses")
    _require_few(int(many.iloc[0, 0]))
    joined = joined_by(cohort, (by, *names))
    causes = (outcome, *cohort.competing)
    notes = tuple(each.note for each in splits if each.note)
    table = cohort.tabulate(
        sql.count_outcome(outcome, joined.columns), causes, v.EVERYONE, by=joined, outcome=outcome,
        notes=(*cohort.definition.notes, *(each.rstrip(".") for each in notes)),
    )  # fmt: skip
    columns = [v.GROUP, *(each.name for each in others)]
    levels = pd.DataFrame([levels_of(group) for group in table.groups], columns=columns)
    known = (levels[v.GROUP] != MISSING_LEVEL).to_numpy()
    lacks = (levels.drop(columns=v.GROUP) == MISSING_LEVEL).any(axis=1).to_numpy() & (missing == "left_out")
    levels[v.GROUP] = [group_name(compared.name, each) for each in levels[v.GROUP]]
    kept = known & ~lacks
    if not kept.any():
        raise EstimateError(f"Nobody has a value of {compared.name} and of every confounder: {', '.join(names)}.")
    present = list(dict.fromkeys(levels[v.GROUP][kept]))
    order = [present[place] for place in compared.in_order([*map(level_of, present)])]
    late = [each.name for each in others if each.at_the_end]
    return _counts(
        table.select(*(group for group, keep in zip(table.groups, kept, strict=True) if keep)), levels[kept],
        compared.name, order, left_out=round(float(table.n[known & lacks].sum())),
        ungrouped=round(float(table.n[~known].sum())), notes=(*notes, *_mediators(late, compared.name)),
    )  # fmt: skip


HINTED = ("sex", "start_year", "formulation", "dose_mg_per_kg", "site")


def require_known_on_day_0(cohort: Cohort, by: str) -> None:
    """Raise EstimateError for a comparison that only later days tell, or that is a result of how the course went."""
    known = cohort.facts
    for part in by.split("&"):
        name = spelt(part.partition(":")[0].strip(), known)
        late = name in OF_LATER
        if not late and (name not in known or not known[name].at_the_end or name in TREATMENT_TAKEN):
            continue
        when = "it is known only after day 0" if late else "it is a result of how the course went"
        hinted = [each for each in HINTED if each in known]
        asked = ", ".join(f"COUNT(DISTINCT {known[each].sql})" for each in hinted) or "0"
        levels = cohort.query(f"SELECT {asked} FROM first_courses").iloc[0]
        hint = [each for each, count in zip(hinted, levels, strict=False) if count > 1]
        raise EstimateError(
            f"Groups of '{name}' cannot be made alike: {when}. Whoever is in a group of it had to be followed, or to "
            "stay on the drug, until it was known. That is immortal time, which no confounder removes. Compare by what "
            f"was decided before: {', '.join(hint) or 'a column known when the course begins'}."
        )


def _mediators(late: Sequence[str], by: str) -> list[str]:
    """What it means to adjust for what only the end of a course tells."""
    if not late:
        return []
    names = ", ".join(plain(each) for each in late)
    return [f"Known only when the course ends: {names}. What {plain(by)} does through it is adjusted away."]


def _counts(
    table: EventTable, levels: pd.DataFrame, by: str, order: Sequence[str], *, left_out: int, ungrouped: int,
    notes: tuple[str, ...] = (),
) -> ConfoundedCounts:
    if len(order) < 2:
        raise EstimateError(
            f"An adjusted comparison needs at least two groups of {by} with everything recorded; there is "
            f"{counted(len(order), 'group')}. Compare by another column."
        )
    levels = levels.reset_index(drop=True)
    return ConfoundedCounts(table, levels, by, tuple(order), left_out, ungrouped, notes)


def _require_few(patterns: int) -> None:
    """Raise EstimateError for more patterns than a table should hold."""
    if patterns > MOST_PATTERNS:
        raise EstimateError(
            f"The confounders make {count_text(patterns)} patterns, and more than {count_text(MOST_PATTERNS)} have "
            "hardly a person each. Leave one out, or cut numbers into fewer bands, such as 'age: <18, 18-25, >=26'."
        )
