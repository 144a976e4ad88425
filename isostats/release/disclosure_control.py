"""What is done where the attack pins a small count: a fixed ladder of measures, each logged, and at its end nothing.

The true counts behind a release are the attack's first witness, and a check that what it takes for known holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.errors import StudyError
from isostats.progress import Step, silent
from isostats.release.attacking import Attack, attack
from isostats.release.earlier_releases import Earlier
from isostats.release.event_tables import FIRST_TREATMENT, SafeTables, Scope, joined_as, parts_of, safe_tables
from isostats.release.knowledge import EVERYONE, knowledge_of
from isostats.release.linear_system import Knowledge
from isostats.release.rounding import HALF_YEARS, grid_days
from isostats.release.tied_groups import OverlapError, tied_within
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary import names as v
from isostats.words.numbers import count_text

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

Floats = NDArray[np.float64]
Counts = dict[str, NDArray[np.float64]]
KEPT_LONGEST = ("sex", "site")
"""The columns whose groups are kept when bands of age and other splits go."""


@dataclass(frozen=True, eq=False)
class Passed:
    """Safe tables that stood the attack, and what had to be left out of them before: one line a rung.

    ``measures`` say what the attack found on each rung; these counts come from outside the safe tables and stay inside.
    Nor does anything outside say what was left out for the attack, since that tells of the count that it was left out
    for. It was attacked ``beside`` earlier releases, where there are any.
    """

    tables: SafeTables
    attack: Attack
    measures: tuple[str, ...]
    beside: bool = False

    @property
    def words(self) -> str:
        """What may be said outside: that the attack was stood."""
        with_those = ", nor from it and what was released before of these people" if self.beside else ""
        return f"No count {self.tables.rules.small_words} can be worked out from it{with_those}."


LADDER: tuple[tuple[str, Callable[[Scope], Scope]], ...] = (
    ("as asked", lambda scope: scope),
    (
        "half years instead of quarters",
        lambda scope: replace(scope, days=grid_days(scope.days[-1], steps_a_year=HALF_YEARS)),
    ),
    (
        "no bands and other splits",
        lambda scope: replace(scope, groupings=tuple(by for by in scope.groupings if by in KEPT_LONGEST)),
    ),
    ("everyone alone", lambda scope: replace(scope, populations=(v.EVERYONE,), first_treatment=False)),
    ("no groups", lambda scope: replace(scope, groupings=())),
)
"""Each rung keeps what those before it left out."""


def climb(
    cohort: Cohort, scope: Scope, *, rules: ReleaseRules, coded: Sequence[str] = (), earlier: Earlier | None = None,
    step: Step = silent,
) -> Passed:
    """The safe tables of the first rung on which the attack shows every small count to be open.

    ``coded`` are the columns whose groups have numbers in place of names. Of ``earlier`` releases of just these people
    the attacker knows what they counted: the same counts, on further days, of further outcomes, by further columns. All
    of it is attacked at once, with everything between, and with what was published of some of these people. Raises
    StudyError where even the last rung gives a small count away.
    """
    earlier = earlier or Earlier()
    measures: list[str] = []
    for rung, narrowed in LADDER:
        before, scope = scope, narrowed(scope)
        if measures and scope == before:
            continue
        shown = partial(step, f"attacking the release: {rung}")
        shown()
        tables = safe_tables(cohort, scope, rules=rules)
        tables = replace(tables, coded=tuple(by for by in coded if by in tables.joined))
        result = _attacked(cohort, tables, scope, earlier, shown)
        if result is None:
            measures.append(f"{rung}: columns overlap in too many ways to say what they tell together")
            continue
        measures.append(f"{rung}: {len(result.pinned)} small counts pinned, {len(result.undecided)} undecided")
        if result.safe:
            return Passed(tables, result, tuple(measures), beside=bool(earlier))
    alone = _attacked(cohort, tables, scope, Earlier(), shown) if earlier else None
    asked = f"the preset {rules.preset} cannot be met for these records: " if rules.preset else ""
    raise StudyError(
        f"Nothing was released: {asked}counts {rules.small_words} could be worked out on every rung "
        f"({'; '.join(measures)}). {_what_would(earlier, rules, alone is not None and alone.safe)}"
    )


def _attacked(
    cohort: Cohort, tables: SafeTables, scope: Scope, earlier: Earlier, shown: Callable[..., None]
) -> Attack | None:
    """What the attack finds in tables of a scope beside earlier releases; None where nobody can say all they tell."""
    together = reduce(or_, earlier.scopes, scope)
    attacked = tables if together == scope else safe_tables(cohort, together, rules=tables.rules)
    known = knowledge_of(attacked, presumed=True)
    truth = true_counts(cohort, attacked, known)
    try:
        known = tied_within(cohort, attacked, known.true_of(truth), truth)
        known, truth = earlier.beside(attacked, known, truth)
    except OverlapError:
        return None
    return attack(attacked, truth=truth, known=known, until_pinned=True, shown=shown)


def _what_would(earlier: Earlier, rules: ReleaseRules, safe_alone: bool) -> str:
    """What lets a release be made of which every rung was refused: ``safe_alone`` it is its last by itself."""
    if not earlier:
        return "What would: a larger min_cell under [release], or more people. Else release no curve of so few."
    known = f"the ledger's {'release' if len(earlier.named) == 1 else 'releases'} of {', '.join(earlier.named)}"
    if safe_alone:
        return (
            f"By itself this release gives none of them away: beside {known} it does. What would: more people who are "
            "new in every group, or to send the earlier release again. What was never sent, delete from the ledger."
        )
    few = count_text(rules.few)
    return (
        f"What would: more people, at least {few} of them new in every group. It is held against {known}, so that "
        "a larger min_cell alone is refused. Else release no curve of so few."
    )


def true_counts(cohort: Cohort, release: SafeTables, known: Knowledge) -> Floats:
    """The exact count of each unknown: by group, response, outcome, part and day of the grid."""
    parts: dict[tuple[str, str], Counts] = {}
    responses = any(key[2] not in EVERYONE for key in known.unknowns)
    outcomes = release.outcomes
    for outcome in outcomes:
        for by in (None, *release.joined):
            for stratum, counts in _by_response(cohort, release, outcome, by, responses).items():
                for name, values in counts.items():
                    parts.setdefault((stratum, outcome), {})[name] = values
    if (FIRST_TREATMENT, v.EVERYONE, None) in release.tables:
        parts[EVERYONE[0], FIRST_TREATMENT] = _cumulative(cohort.count_first_treatment(), release)
    true = np.zeros(known.matrix.shape[1])
    for (part, group, stratum, *named), places in known.unknowns.items():
        counts = parts[stratum, named[0] if named else outcomes[0]]
        true[places] = counts.get(f"{part} {group}", 0.0)
    return true


def _by_response(
    cohort: Cohort, release: SafeTables, outcome: str, by: str | None, responses: bool
) -> dict[str, Counts]:
    everyone = _cumulative(joined_as(release, cohort.count(outcome, by=by), by), release)
    if not responses:
        return {EVERYONE[0]: everyone}
    clear = _cumulative(joined_as(release, cohort.count(outcome, population=v.RESPONDERS, by=by), by), release)
    best = cohort.count_success(outcome, reading="best", by=by)  # of those clear and those of whom nobody knows
    hoped = _cumulative(joined_as(release, best, by), release)
    none = np.zeros(1)
    for name in [each for each in hoped if each.startswith("n ")]:
        hoped[name] = hoped[name] - hoped.get(f"{v.NOT_CLEAR} {name[2:]}", none)[-1:]
    return {
        EVERYONE[0]: everyone,
        "clear": clear,
        "unknown": {name: hoped.get(name, none) - clear.get(name, none) for name in everyone},
        "not clear": {name: people - hoped.get(name, none) for name, people in everyone.items()},
    }


def _cumulative(table: EventTable, release: SafeTables) -> Counts:
    """Exact cumulative counts on the grid, by part and group, and how many people a group holds."""
    until = np.searchsorted(table.days, release.days, side="right")
    counts_of: Counts = {}
    for g, group in enumerate(table.groups):
        counts_of[f"n {group}"] = np.rint(table.n[[g]])
        for part, counts in parts_of(table).items():
            counts_of[f"{part} {group}"] = np.concatenate([[0.0], np.cumsum(counts[g])])[until]
    return counts_of
